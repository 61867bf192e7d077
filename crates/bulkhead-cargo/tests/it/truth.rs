//! What the source witness says of well-known packages, against what reading them said.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use bulkhead_cargo::{Options, PackageScan, Silent, Workspace, scan_all};
use bulkhead_facts::link::{self, LinkedTarget};

#[path = "../truth/workspace.rs"]
mod workspace;

const PACKAGES: &str = include_str!("../truth/packages.tsv");
/// Places shown for each capability that was found and not expected.
const SHOWN: usize = 3;

struct Row<'a> {
    name: &'a str,
    version: &'a str,
    site: &'a str,
    caps: BTreeSet<&'a str>,
    maybe: BTreeSet<&'a str>,
    evidence: &'a str,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Self {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, version, site, caps, maybe, evidence] = fields[..] else {
            panic!("not six fields: {line}");
        };
        let words = |text: &'a str| text.split(' ').filter(|w| *w != "-").collect();
        Row {
            name,
            version,
            site,
            caps: words(caps),
            maybe: words(maybe),
            evidence,
        }
    }
}

fn rows() -> Vec<Row<'static>> {
    let lines = PACKAGES.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).map(Row::read).collect()
}

#[test]
fn well_known_packages_are_what_reading_them_says() {
    let Some(workspace) = workspace() else {
        return;
    };
    assert!(workspace.packages.len() >= 200, "a real workspace");
    let rows = rows();
    let packages: BTreeSet<&str> = rows.iter().map(|row| row.name).collect();
    assert!(packages.len() >= 60, "enough to mean something");

    let scans = scan_all(&workspace, &Options::default(), &Silent);
    let linked = link::link(&workspace.nodes(&scans));
    let mut wrong = String::new();
    let mut count = 0;
    for row in &rows {
        let told = disagreements(row, &workspace, &scans, &linked);
        count += usize::from(!told.is_empty());
        wrong += &told;
    }
    assert!(wrong.is_empty(), "{count} of {} rows:\n{wrong}", rows.len());
}

/// The workspace of the rows; `None`, and said so, when its packages cannot be had.
fn workspace() -> Option<Workspace> {
    match workspace::prepare(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("truth")) {
        Ok(options) => Some(workspace::load(&options)),
        Err(said) => {
            // Past the test harness, which would swallow it: a skipped test should not look like one that ran.
            let mut harness = std::io::stderr();
            let _ = writeln!(harness, "SKIPPED, no packages: {}", said.trim_end());
            None
        }
    }
}

/// How the tool and the row differ, with the evidence of both; empty when they do not.
fn disagreements(
    row: &Row<'_>,
    workspace: &Workspace,
    scans: &[PackageScan],
    linked: &[Vec<LinkedTarget>],
) -> String {
    let title = format!("{} {} {}", row.name, row.version, row.site);
    let mut named = workspace.named(row.name);
    let Some((index, _)) = named.find(|(_, p)| p.version == row.version) else {
        return format!("{title}: not in the graph\n");
    };
    if let Some(error) = &scans[index].error {
        return format!("{title}: {error}\n");
    }
    let target = linked[index].iter().find(|t| t.site.name() == row.site);
    let Some(target) = target else {
        return format!("{title}: no such target\n");
    };
    let direct = target.direct();
    let found: BTreeSet<&str> = direct.iter().map(|c| c.name()).collect();
    let settled = |cap: &&str| !row.maybe.contains(cap) && *cap != "blob";
    let missing: Vec<&str> = row
        .caps
        .difference(&found)
        .copied()
        .filter(settled)
        .collect();
    let extra: Vec<&str> = found
        .difference(&row.caps)
        .copied()
        .filter(settled)
        .collect();
    if missing.is_empty() && extra.is_empty() {
        return String::new();
    }
    let mut told = format!("{title}\n    by reading: {}\n", row.evidence);
    if !missing.is_empty() {
        let _ = writeln!(told, "    missing: {}", missing.join(" "));
    }
    for cap in extra {
        let facts = target.facts.iter();
        let facts = facts.filter(|f| f.caps.iter().any(|c| c.name() == cap));
        for fact in facts.take(SHOWN) {
            let file = scans[index].facts.file(fact.place.file);
            let (line, column) = (fact.place.line, fact.place.column);
            let _ = write!(told, "    {cap}: {file}:{line}:{column} {}", fact.what);
            let cfg = scans[index].facts.cfg(fact.cfg);
            let _ = writeln!(told, " {:?} {cfg:?} {:?}", fact.via, fact.way);
        }
    }
    told
}
