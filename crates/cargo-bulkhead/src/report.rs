//! What a check has to say: to a person at one look, about one package with evidence, or as JSON.

pub(crate) mod built;
pub mod change;
pub mod cyclonedx;
pub mod diagnostic;
pub mod evidence;
mod forbidden;
pub(crate) mod hardening;
pub mod json;
pub mod list;
pub mod markdown;
pub mod sarif;
pub mod summary;
pub mod why;
pub mod words;

use bulkhead_policy::picture::Source;
use bulkhead_policy::policy::FILE;
use bulkhead_policy::{Finding, Level, Package, Picture};

/// All that a report is made of.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The workspace and what of it was looked at.
    pub workspace: &'a Workspace,
    /// What every package can do.
    pub picture: &'a Picture<'a>,
    /// What was found, worst first.
    pub findings: &'a [Finding],
    /// The packages' files, for the source lines that reports quote.
    pub sources: &'a dyn Sources,
    /// Columns that a line may take.
    pub width: usize,
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workspace {
    /// Its root directory.
    pub root: String,
    /// This machine's platform.
    pub host: String,
    /// The platforms that build scripts and proc macros are judged for.
    pub hosts: Vec<String>,
    /// The platforms that the program is built for.
    pub targets: Vec<String>,
    /// Packages from registries of which no index on this machine says when they were published.
    pub without_times: usize,
    /// Packages that `Cargo.lock` names and that these features and platforms do not use; not looked at.
    pub outside_graph: usize,
    /// Packages left out because only tests, examples and benchmarks use them and the user asked for that.
    pub dev_left_out: usize,
    /// Whether the packages are held to a `bulkhead.toml`.
    pub policy: bool,
}

/// The text of the packages' files.
pub trait Sources {
    /// One line (1-based) of a package's file, without its end. `None` when it cannot be had.
    fn line(&self, package: usize, file: &str, line: u32) -> Option<String>;

    /// The line (1-based) of `Cargo.lock` that names this package.
    fn lock_line(&self, name: &str, version: &str) -> Option<u32> {
        let _ = (name, version);
        None
    }

    /// One line (1-based) of the workspace's `bulkhead.toml`.
    fn policy_line(&self, line: u32) -> Option<String> {
        let _ = line;
        None
    }
}

/// No text at all: reports do without source lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSources;

impl Sources for NoSources {
    fn line(&self, _package: usize, _file: &str, _line: u32) -> Option<String> {
        None
    }
}

impl View<'_> {
    /// A package's name, with its version when the graph has several of that name: what `check` takes.
    #[must_use]
    pub fn spec(&self, index: usize) -> String {
        let Some(package) = self.picture.packages.get(index) else {
            return String::new();
        };
        let same = |p: &&Package<'_>| p.name == package.name;
        match self.picture.packages.iter().filter(same).count() {
            0 | 1 => package.name.to_owned(),
            _ => format!("{}@{}", package.name, package.version),
        }
    }

    /// What a finding is about, as a heading says it.
    #[must_use]
    pub fn subject(&self, finding: &Finding) -> String {
        match finding.package {
            Some(package) => self.spec(package),
            None => FILE.to_owned(),
        }
    }

    /// How many findings there are at a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|f| f.level == level).count()
    }

    /// Whether something is denied.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.count(Level::Deny) > 0
    }
}

/// Whether a package is the user's own: what this tool guards, not what it guards against.
#[must_use]
pub fn is_own(package: &Package<'_>) -> bool {
    package.roles.member || package.source == Source::Path
}
