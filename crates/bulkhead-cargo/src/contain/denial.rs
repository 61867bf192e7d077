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
use crate::graph::Source;

/// Whose code runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The package's name.
    pub package: String,
    /// Its version; empty when it is not known.
    pub version: String,
    /// Which of its code.
    pub site: Site,
    /// Where it comes from, as a grant says it: `crates.io`, `path`, `git+URL`, ..; empty when it is not known.
    pub source: String,
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
            Tried::Call(number) => (format!("make system call {number}"), None),
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

/// A source as a grant spells it, a git repository with all its commits.
pub(super) fn spelled(source: Option<&Source>) -> String {
    match source {
        None => String::new(),
        Some(Source::CratesIo) => "crates.io".to_owned(),
        Some(Source::Path) => "path".to_owned(),
        Some(Source::Registry(url)) => url.clone(),
        Some(Source::Git(url)) => format!("git+{}", url.split('#').next().unwrap_or(url)),
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
        let source = match self.place.source.as_str() {
            "" => return None,
            "crates.io" => String::new(),
            other => format!("source = {}, ", toml_edit::Value::from(other)),
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
    let Ok(mut line) = serde_json::to_vec(denial) else {
        return false;
    };
    line.push(b'\n');
    let file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(home.denials());
    let Ok(mut file) = file else { return false };
    if file.write_all(&line).is_err() {
        return false;
    }
    let end = file.metadata().map_or(0, |m| m.len());
    let started = Instant::now();
    loop {
        let Some(shown) = shown(&listening) else {
            return false;
        };
        if !denial.fatal || shown >= end || started.elapsed() > PATIENCE {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// How many bytes somebody who listens has shown; `None` when nobody does, though one who was killed may have left the file.
fn shown(listening: &Path) -> Option<u64> {
    let text = fs::read_to_string(listening).ok()?;
    let (process, shown) = text.split_once(' ')?;
    let process: u32 = process.parse().ok()?;
    let runs = Path::new("/proc").join(process.to_string()).exists();
    runs.then(|| shown.parse().ok()).flatten()
}

/// Collects what a child tried.
#[derive(Debug, Default)]
pub(crate) struct Collected(pub(crate) Vec<Denied>);

impl Collected {
    pub(crate) fn add(&mut self, attempt: &Attempt) {
        if is_cargos_lock(&attempt.tried) {
            return;
        }
        let denied = Denied::of(attempt);
        if !self.0.iter().any(|d| d.what == denied.what) {
            self.0.push(denied);
        }
    }
}

/// A Cargo within walls (a test that builds a project) tries to lock its home, and goes on without: nothing to grant.
fn is_cargos_lock(tried: &Tried) -> bool {
    const LOCKS: [&str; 3] = [".package-cache", ".package-cache-mutate", ".global-cache"];
    let (Tried::Read(path) | Tried::Write(path)) = tried else {
        return false;
    };
    LOCKS.iter().any(|lock| path.ends_with(lock))
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
