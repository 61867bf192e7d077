//! A hostile build script and a hostile proc macro, come from a registry, against the walls.
//!
//! The attacks are in `attack/hostile.rs`. The same packages are built plain, behind walls without namespaces and behind all
//! walls; the table in docs/containment.md is made from these runs. That an attack works when nothing is contained is what
//! makes its failure behind walls worth something.

#[path = "attack/bait.rs"]
mod bait;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use bait::{Bait, Level};

pub(crate) use bait::can_contain;

/// Who attacks, as the table names it.
const WHO: [&str; 2] = ["build", "macro"];

/// Attacks that are no boundary, by design: docs/containment.md says so of each.
const OPEN: &[(&str, &str)] = &[];

/// What walls without namespaces leave open; said in docs/containment.md.
const OPEN_WITHOUT_NAMESPACES: &[&str] = &[
    "sees whether a file in the home exists",
    "watches the home for changes",
    "changes a file's mode",
    "changes a file's times",
    "sets an extended attribute",
    "reads another process's arguments",
];

#[test]
fn hostile_packages_are_held_at_every_level() {
    if !bait::can_contain() {
        return;
    }
    let bait = Bait::lay();
    let mut table: BTreeMap<(String, Level, &str), bool> = BTreeMap::new();
    let mut names = Vec::new();
    for level in Level::ALL {
        let Some(output) = bait.build(level) else {
            continue;
        };
        for (who, results) in output {
            if names.is_empty() {
                names = results.iter().map(|(name, _)| name.clone()).collect();
            }
            for (name, worked) in results {
                table.insert((name, level, who), worked);
            }
        }
    }
    assert!(names.len() >= 60, "only {} attacks were tried", names.len());
    let of = |name: &String, level, who| table.get(&(name.clone(), level, who)).copied();
    let mut wrong = Vec::new();
    for name in &names {
        for who in WHO {
            if of(name, Level::Full, who) != Some(false) && !OPEN.contains(&(who, name)) {
                wrong.push(format!("{who} {name}: works behind all walls"));
            }
            let open =
                OPEN_WITHOUT_NAMESPACES.contains(&name.as_str()) || OPEN.contains(&(who, name));
            if of(name, Level::Reduced, who) == Some(true) && !open {
                wrong.push(format!("{who} {name}: works without namespaces"));
            }
        }
    }
    let plain = WHO.map(|who| {
        names
            .iter()
            .filter(|n| of(n, Level::Plain, who) == Some(true))
            .count()
    });
    if std::env::var_os("BLESS").is_some() {
        bless(&render(&names, &of));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(
        plain.iter().all(|n| *n >= 60),
        "too few attacks work when nothing is contained: {plain:?}"
    );
    let documented = fs::read_to_string(page()).expect("the page is there");
    for name in &names {
        assert!(
            documented.contains(&format!("| {name} |")),
            "not in docs/containment.md: {name}; BLESS=1 writes it"
        );
    }
}

const BEGIN: &str = "<!-- attacks: made by BLESS=1 cargo test -p cargo-bulkhead attack -->\n";
const END: &str = "<!-- end of attacks -->\n";

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/containment.md")
}

fn bless(table: &str) {
    let text = fs::read_to_string(page()).expect("the page is there");
    let (before, rest) = text
        .split_once(BEGIN)
        .expect("the page has a place for the table");
    let (_, after) = rest.split_once(END).expect("the place has an end");
    fs::write(page(), format!("{before}{BEGIN}{table}{END}{after}"))
        .expect("the page can be written");
}

fn render(names: &[String], of: &dyn Fn(&String, Level, &'static str) -> Option<bool>) -> String {
    let mut out = String::from(
        "| attempt | build script: plain | no namespaces | all walls | macro: plain | no namespaces | all walls |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut sums = [0; 6];
    for name in names {
        out += &format!("| {name} |");
        for (i, (who, level)) in WHO
            .iter()
            .flat_map(|w| Level::ALL.map(|l| (*w, l)))
            .enumerate()
        {
            let cell = match of(name, level, who) {
                Some(true) => {
                    sums[i] += 1;
                    "**works**"
                }
                Some(false) if level == Level::Plain => "fails",
                Some(false) => "stopped",
                None => "not tried",
            };
            out += &format!(" {cell} |");
        }
        out.push('\n');
    }
    let sums: Vec<_> = sums.iter().map(usize::to_string).collect();
    out + &format!("| **of {} work** | {} |\n", names.len(), sums.join(" | "))
}
