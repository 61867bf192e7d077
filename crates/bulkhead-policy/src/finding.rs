//! Findings that need no policy file: one rule per code, one file per rule, one page per code under `docs/findings`.

mod archive_entry;
mod blob;
mod dormant_revived;
mod first_dependency;
mod high_first_version;
mod oddity;
mod paired_release;
mod source_tampered;
mod trojan_source;
mod unread;
mod unverified_source;
mod yank_storm;
mod yanked_release;
mod young_release;

use bulkhead_facts::hygiene::{Hygiene, HygieneKind};

use crate::picture::{Package, Picture};
use crate::release::History;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Fails the check.
    Deny,
    /// Somebody should look.
    Warn,
    /// Worth knowing; often the limits of what was checked.
    Note,
}

impl Level {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Deny => "deny",
            Level::Warn => "warn",
            Level::Note => "note",
        }
    }
}

/// Something to act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its public code; `docs/findings/<code>.md` explains it.
    pub code: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// Index into [`Picture::packages`].
    pub package: usize,
    /// What was found, in one line without the package's name. May hold foreign text.
    pub message: String,
    /// Where it shows. May hold foreign text.
    pub evidence: Vec<Evidence>,
    /// What to do next.
    pub help: String,
}

/// Where a finding shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Package-relative path; empty when the package as a whole is meant.
    pub file: String,
    /// 1-based line and column (in characters), when the place is in a text file.
    pub position: Option<(u32, u32)>,
    /// What is there.
    pub what: String,
}

/// One rule: a code, what it can weigh, and how it judges.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The public code.
    pub code: &'static str,
    /// The levels at which its findings can be, worst first.
    pub levels: &'static [Level],
    /// What it finds, in one line that is true of one package and of many.
    pub summary: &'static str,
    judge: fn(&Case<'_>) -> Vec<Verdict>,
}

/// What a judgement knows beside the picture.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Context {
    /// What the registries' indexes on this machine say, in the order of [`Picture::packages`]; `None` where they say
    /// nothing. May be shorter.
    pub histories: Vec<Option<History>>,
    /// When it is judged, in seconds since 1970 UTC; `None` when nobody knows.
    pub now: Option<i64>,
    /// Days that a release must be old to be allowed, when somebody wants that.
    pub min_release_age: Option<u32>,
}

/// What a rule looks at: one package, in its graph, with what else is known.
struct Case<'a> {
    picture: &'a Picture<'a>,
    index: usize,
    context: &'a Context,
}

impl<'a> Case<'a> {
    fn package(&self) -> &'a Package<'a> {
        &self.picture.packages[self.index]
    }
}

/// All rules, sorted by code. Codes are public: a change here is a change of what users may rely on.
pub const RULES: &[Rule] = &[
    archive_entry::RULE,
    blob::RULE,
    dormant_revived::RULE,
    first_dependency::RULE,
    high_first_version::RULE,
    paired_release::RULE,
    source_tampered::RULE,
    trojan_source::RULE,
    unread::RULE,
    unverified_source::RULE,
    yank_storm::RULE,
    yanked_release::RULE,
    young_release::RULE,
];

/// Judges a picture. Findings are sorted: worst level first, then by code, then by package.
#[must_use]
pub fn judge(picture: &Picture<'_>, context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for index in 0..picture.packages.len() {
        let case = Case {
            picture,
            index,
            context,
        };
        for rule in RULES {
            let verdicts = (rule.judge)(&case);
            findings.extend(verdicts.into_iter().map(|v| v.finding(rule, index)));
        }
    }
    findings.sort_by_key(|f| (f.level, f.code, f.package));
    findings
}

/// What a rule says of one package.
struct Verdict {
    level: Level,
    message: String,
    evidence: Vec<Evidence>,
    help: String,
}

impl Verdict {
    fn finding(self, rule: &Rule, package: usize) -> Finding {
        debug_assert!(rule.levels.contains(&self.level), "{}", rule.code);
        Finding {
            code: rule.code,
            level: self.level,
            package,
            message: self.message,
            evidence: self.evidence,
            help: self.help,
        }
    }
}

/// The files of one package that show something of one kind.
fn shown(package: &Package<'_>, kind: HygieneKind) -> Vec<Evidence> {
    let all = package.facts.hygiene.iter();
    all.filter(|h| h.kind == kind).map(evidence).collect()
}

fn evidence(h: &Hygiene) -> Evidence {
    Evidence {
        file: h.file.clone(),
        position: h.position,
        what: h.detail.clone(),
    }
}

/// `1 file`, `3 files`.
fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The argument of `cargo bulkhead check` that means this package and no other.
fn spec(package: &Package<'_>) -> String {
    format!("{}@{}", package.name, package.version)
}

#[cfg(test)]
mod tests;
