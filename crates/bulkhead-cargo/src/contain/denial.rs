//! What was denied to whom, and the grant that would allow it.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use bulkhead_facts::Site;
use bulkhead_sandbox::{Attempt, Tried};
use serde::{Deserialize, Serialize};

use super::Home;

/// Whose code runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The package's name.
    pub package: String,
    /// Its version; empty when it is not known.
    pub version: String,
    /// Which of its code.
    pub site: Site,
    /// Whether it comes from a folder, which a grant must say.
    pub local: bool,
    /// The proc macros that run while it is compiled, when that is the site: any of them may have tried it.
    pub macros: Vec<String>,
}

/// One thing that was denied.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Denied {
    /// What it tried, in words that go with "tried to".
    pub what: String,
    /// The program that tried, as the kernel names it.
    pub by: String,
    /// The grant that would allow it, as a word for `bulkhead.toml`; `None` when no grant can.
    pub grant: Option<String>,
}

/// All that was denied to one run of one place, as it is noted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    /// To whom.
    pub place: Place,
    /// What.
    pub denied: Vec<Denied>,
    /// Whether the program failed, possibly for it.
    pub fatal: bool,
}

impl Denied {
    pub(crate) fn of(attempt: &Attempt) -> Denied {
        let on = |verb: &str, word: &str, path: &Path| {
            let grant = path.to_str().map(|text| format!("{word}:{text}"));
            (format!("{verb} {}", path.display()), grant)
        };
        let (what, grant) = match &attempt.tried {
            Tried::Read(path) => on("read", "read", path),
            Tried::Write(path) => on("write", "write", path),
            Tried::Run(path) => on("run", "run", path),
            Tried::Net(words) => (format!("open {words}"), Some("net".to_owned())),
        };
        Denied {
            what,
            by: attempt.by.clone(),
            grant,
        }
    }

    /// A variable of the user's shell that the program asked for and did not get.
    pub(crate) fn variable(name: &str) -> Denied {
        Denied {
            what: format!("use the variable {name}"),
            by: "rustc".to_owned(),
            grant: Some(format!("env:{name}")),
        }
    }
}

impl Denial {
    /// The line of `bulkhead.toml` that would allow all of it.
    #[must_use]
    pub fn grant_line(&self) -> Option<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.denied.iter().filter_map(|d| d.grant.clone()) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        if words.is_empty() {
            return None;
        }
        let quoted: Vec<_> = words
            .iter()
            .map(|w| toml_edit::Value::from(w.as_str()).to_string())
            .collect();
        let key = if self
            .place
            .package
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        {
            self.place.package.clone()
        } else {
            toml_edit::Value::from(self.place.package.as_str()).to_string()
        };
        let source = if self.place.local {
            "source = \"path\", "
        } else {
            ""
        };
        Some(format!(
            "{key} = {{ {source}{} = [{}] }}",
            self.place.site,
            quoted.join(", ")
        ))
    }
}

/// How long a failed program's end waits for its denials to be shown before Cargo's own error.
const PATIENCE: Duration = Duration::from_millis(700);

/// Notes a denial for whoever listens; says whether somebody does.
pub(crate) fn note(home: &Home, denial: &Denial) -> bool {
    let listening = home.listening();
    let heard = || fs::metadata(&listening).ok();
    let Ok(mut line) = serde_json::to_vec(denial) else {
        return false;
    };
    line.push(b'\n');
    let file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(home.denials());
    let Ok(mut file) = file else { return false };
    if file.write_all(&line).is_err() || heard().is_none() {
        return false;
    }
    let end = file.metadata().map_or(0, |m| m.len());
    let started = Instant::now();
    while denial.fatal && started.elapsed() < PATIENCE {
        let shown = fs::read_to_string(&listening)
            .ok()
            .and_then(|t| t.trim().parse::<u64>().ok());
        if shown.is_some_and(|shown| shown >= end) {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// Collects what a child tried.
#[derive(Debug, Default)]
pub(crate) struct Collected(pub(crate) Vec<Denied>);

impl Collected {
    pub(crate) fn add(&mut self, attempt: &Attempt) {
        let denied = Denied::of(attempt);
        if !self.0.iter().any(|d| d.what == denied.what) {
            self.0.push(denied);
        }
    }
}

/// The variables that rustc says it missed and the user's shell has.
pub(crate) fn missed_variables(said: &[u8], dropped: &[OsString]) -> Vec<Denied> {
    let said = String::from_utf8_lossy(said);
    let names = dropped.iter().filter_map(|name| name.to_str());
    names
        .filter(|name| said.contains(&format!("environment variable `{name}` not defined")))
        .map(Denied::variable)
        .collect()
}
