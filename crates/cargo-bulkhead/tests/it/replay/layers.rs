//! The layers, each asked alone about one attack.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::stage::{Stage, said};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It exits with an error before anything happened, or nothing happened.
    Stopped,
    /// It says so and lets it pass.
    Told,
    Missed,
    /// There is nothing that this layer looks at.
    NotApplicable,
}

/// What a layer made of an attack, and the line that tells it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) verdict: Verdict,
    pub(crate) line: String,
}

impl Seen {
    fn new(verdict: Verdict, line: impl Into<String>) -> Seen {
        Seen {
            verdict,
            line: line.into(),
        }
    }
}

pub(crate) struct Layer {
    pub(crate) name: &'static str,
    /// Layers by the same means fall together.
    pub(crate) means: &'static str,
    /// Whether foreign code runs for it.
    pub(crate) runs: bool,
    /// Whoever is accused and did nothing goes into the set.
    pub(crate) look: fn(&Stage, &mut BTreeSet<String>) -> Seen,
}

pub(crate) const LAYERS: [Layer; 6] = [
    Layer {
        name: "names",
        means: "names",
        runs: false,
        look: names,
    },
    Layer {
        name: "check, no file",
        means: "sources",
        runs: false,
        look: check_without_policy,
    },
    Layer {
        name: "check",
        means: "sources",
        runs: false,
        look: check,
    },
    Layer {
        name: "diff",
        means: "sources",
        runs: false,
        look: diff,
    },
    Layer {
        name: "contain",
        means: "kernel",
        runs: true,
        look: contain,
    },
    Layer {
        name: "verify",
        means: "objects",
        runs: true,
        look: verify,
    },
];

/// Codes of findings that go by the name alone.
const OF_NAMES: [&str; 2] = ["name-confusable", "dependency-confusion"];

/// The victim's own package.
const VICTIM: &str = "app";

/// A name that is typed is judged before it is added; one that comes with others, in the graph.
fn names(stage: &Stage, _: &mut BTreeSet<String>) -> Seen {
    let typed = &stage.story.typed;
    let refused = typed.iter().filter_map(|name| {
        let text = said(&stage.bulkhead(&["add", name]));
        let refused = text.contains("nothing was added");
        refused.then(|| paragraph(&text, "warning: ").unwrap_or_default())
    });
    let refused: Vec<String> = refused.collect();
    let count = match (refused.len(), typed.len()) {
        (_, 0 | 1) => String::new(),
        (n, all) => format!(" ({n} of {all} names)"),
    };
    if let Some(line) = refused.first() {
        return Seen::new(Verdict::Stopped, format!("{line}{count}"));
    }
    let finding = findings(stage, &["check"], |code| OF_NAMES.contains(&code));
    match finding.into_iter().next() {
        Some(found) => Seen::new(found.verdict(), found.line),
        None if typed.is_empty() && stage.new_names().is_empty() => {
            Seen::new(Verdict::NotApplicable, "no new name comes")
        }
        None => Seen::new(Verdict::Missed, "the names are like no other"),
    }
}

/// The first paragraph that begins so, in one line.
fn paragraph(text: &str, begin: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|l| !l.starts_with(begin));
    let first = lines.next()?;
    let rest = lines.take_while(|l| l.starts_with(' ')).map(str::trim);
    Some(
        [first]
            .into_iter()
            .chain(rest)
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn check_without_policy(stage: &Stage, accused: &mut BTreeSet<String>) -> Seen {
    stage.copy_file("app/bulkhead.toml", "bulkhead.toml");
    let _ = fs::remove_file(stage.dir.join("app/bulkhead.toml"));
    let seen = check(stage, accused);
    stage.copy_file("bulkhead.toml", "app/bulkhead.toml");
    seen
}

fn check(stage: &Stage, accused: &mut BTreeSet<String>) -> Seen {
    judged(stage, &["check"], accused)
        .unwrap_or_else(|| Seen::new(Verdict::Missed, "nothing is found"))
}

/// The weightiest finding about who attacks.
fn judged(stage: &Stage, args: &[&str], accused: &mut BTreeSet<String>) -> Option<Seen> {
    let all = findings(stage, args, |code| !OF_NAMES.contains(&code));
    // Some findings are about the policy and no package; what is written into the victim's own code is found there.
    let of_victim = |f: &Found| f.package.is_empty() || f.package == VICTIM;
    let (guilty, others): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|f| stage.hostile.contains(&f.package));
    let (own, innocent): (Vec<_>, Vec<_>) = others.into_iter().partition(of_victim);
    let denied = innocent.into_iter().filter(|f| f.denied);
    accused.extend(denied.map(|f| format!("{}, by {}", f.package, f.line)));
    let own = own.into_iter().filter(|f| f.denied && f.package == VICTIM);
    let found = guilty.into_iter().chain(own).next()?;
    Some(Seen::new(found.verdict(), found.line))
}

struct Found {
    package: String,
    denied: bool,
    line: String,
}

impl Found {
    fn verdict(&self) -> Verdict {
        if self.denied {
            Verdict::Stopped
        } else {
            Verdict::Told
        }
    }
}

/// What a command finds, the worst first.
fn findings(stage: &Stage, args: &[&str], wanted: impl Fn(&str) -> bool) -> Vec<Found> {
    let report = json(stage, args);
    let all = report["findings"].as_array().into_iter().flatten();
    // Notes are counted on a report, not told.
    let mut found: Vec<Found> = all
        .filter(|f| f["level"] != "note" && wanted(f["code"].as_str().unwrap_or_default()))
        .map(found)
        .collect();
    found.sort_by_key(|f| !f.denied);
    found
}

fn found(finding: &Value) -> Found {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let (level, code) = (text(&finding["level"]), text(&finding["code"]));
    let level = match level.as_str() {
        "deny" => "error",
        _ => "warning",
    };
    let package = text(&finding["package"]["name"]);
    Found {
        line: format!("{level}[{code}]: {package}: {}", text(&finding["message"])),
        denied: level == "error",
        package,
    }
}

fn json(stage: &Stage, args: &[&str]) -> Value {
    let output = stage.bulkhead(&[args, &["--format", "json"]].concat());
    let parsed = serde_json::from_slice(&output.stdout);
    parsed.unwrap_or_else(|e| panic!("{}: {args:?}: {e}: {}", stage.story.name, said(&output)))
}

/// What `diff` says grew with who attacks; nobody else did.
fn diff(stage: &Stage, accused: &mut BTreeSet<String>) -> Seen {
    let report = json(stage, &["diff"]);
    let all: Vec<&Value> = report["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    if all.is_empty() {
        return Seen::new(Verdict::NotApplicable, "nothing of the workspace changed");
    }
    let name = |p: &Value| p["name"].as_str().unwrap_or_default().to_owned();
    let grown = |p: &&&Value| p["grows"] == true;
    let hostile = |p: &&&Value| stage.hostile.contains(&name(p));
    let innocent = all
        .iter()
        .filter(grown)
        .filter(|p| !hostile(p) && name(p) != VICTIM);
    accused.extend(innocent.map(|p| format!("{}, by diff", name(p))));
    let Some(package) = all.iter().filter(grown).find(hostile) else {
        return Seen::new(Verdict::Missed, "nothing grew");
    };
    let differences = package["differences"].as_array().into_iter().flatten();
    let mut messages = differences.filter(|d| d["grows"] == true);
    let of_names = |d: &&Value| {
        OF_NAMES
            .iter()
            .any(|c| d["message"].as_str().unwrap_or_default().starts_with(c))
    };
    let message = messages.find(|d| !of_names(d)).map(|d| {
        let site = d["site"]
            .as_str()
            .map(|s| format!("{s}: "))
            .unwrap_or_default();
        format!("{site}{}", d["message"].as_str().unwrap_or_default())
    });
    let change = package["change"].as_str().unwrap_or_default();
    let line = format!(
        "{} {change}: + {}",
        name(package),
        message.unwrap_or_default()
    );
    Seen::new(Verdict::Stopped, line)
}

/// Whether the same commands do the same behind walls.
fn contain(stage: &Stage, _: &mut BTreeSet<String>) -> Seen {
    let (passed, text) = stage.does_contained();
    let told = anywhere(&denial(&text).replace(&stage.dir.display().to_string(), "…"));
    match (stage.worked(), told.is_empty()) {
        (Some(worked), _) => Seen::new(Verdict::Missed, format!("it {worked}")),
        (None, false) => Seen::new(Verdict::Stopped, told),
        (None, true) if passed => Seen::new(
            Verdict::Stopped,
            "it is built and runs, and nothing gets out",
        ),
        (None, true) => Seen::new(Verdict::Stopped, "it fails, and nothing gets out"),
    }
}

/// Without the part of a path that depends on where a registry is.
fn anywhere(text: &str) -> String {
    const SOURCES: &str = "registry/src/";
    let Some((before, rest)) = text.split_once(SOURCES) else {
        return text.to_owned();
    };
    let after = rest.split_once('/').map_or(rest, |(_, after)| after);
    format!("{before}{SOURCES}…/{after}")
}

/// The first thing that was not allowed.
fn denial(text: &str) -> String {
    let mut lines = text
        .lines()
        .skip_while(|l| !l.starts_with("contained: ") && !l.starts_with("denied["));
    let Some(first) = lines.next() else {
        return String::new();
    };
    let what = lines.next().and_then(|l| l.strip_prefix("  | "));
    [first, what.unwrap_or_default()]
        .join(" ")
        .trim_end()
        .to_owned()
}

fn verify(stage: &Stage, accused: &mut BTreeSet<String>) -> Seen {
    let args = ["verify", "--uncontained", "--release", "--offline"];
    if let Some(seen) = judged(stage, &args, accused) {
        return seen;
    }
    let report = json(stage, &args);
    let packages = report["packages"].as_array().into_iter().flatten();
    let hostile = packages.filter(|p| {
        stage
            .hostile
            .contains(p["name"].as_str().unwrap_or_default())
    });
    let does = hostile.filter_map(|p| {
        let words = |list: &Value| -> String {
            let words = list.as_array().into_iter().flatten();
            words
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (name, lib) = (p["name"].as_str()?, &p["sites"]["lib"]);
        match (words(&lib["direct"]), words(&lib["reach"])) {
            (does, _) if !does.is_empty() => Some(format!("{name} does: {does}")),
            (_, reaches) if !reaches.is_empty() => Some(format!("{name} reaches: {reaches}")),
            _ => None,
        }
    });
    match does.collect::<Vec<String>>().as_slice() {
        [] if stage.before_a_program() => Seen::new(
            Verdict::NotApplicable,
            "it is over before there is a program",
        ),
        [] => Seen::new(Verdict::Missed, "nothing of it is seen in the program"),
        all => Seen::new(Verdict::Told, all.join("; ")),
    }
}
