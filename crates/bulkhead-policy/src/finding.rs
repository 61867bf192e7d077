//! Findings: one rule per code, one file per rule, one page per code under `docs/findings`.

mod archive_entry;
mod blob;
mod build_net;
mod build_payload;
mod capability_growth;
mod ci_behaviour;
mod dependency_confusion;
mod doing;
mod dormant_revived;
mod download_and_run;
mod expired_exception;
mod first_dependency;
mod forbidden;
mod hidden_code;
mod hidden_string;
mod high_first_version;
mod name_confusable;
mod oddity;
mod package_added;
mod paired_release;
mod secret_place;
mod settle;
mod source_tampered;
mod trojan_source;
mod unread;
mod unused_exception;
mod unused_grant;
mod unverified_source;
mod yank_storm;
mod yanked_release;
mod young_release;

pub use unused_exception::unused_exceptions;

use std::collections::{BTreeMap, BTreeSet};

use bulkhead_facts::hygiene::{Hygiene, HygieneKind};

use crate::compiled::Compiled;
use crate::names::Known;
use crate::picture::{Package, Picture};
use crate::policy::{Date, Forbid, Origin, Policy, Spot};
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
    /// All levels, worst first.
    pub const ALL: [Level; 3] = [Level::Deny, Level::Warn, Level::Note];

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
    /// Index into [`Picture::packages`]; `None` when it is about `bulkhead.toml`.
    pub package: Option<usize>,
    /// What was found, in one line without the package's name. May hold foreign text.
    pub message: String,
    /// Where it shows: in the package, or else in `bulkhead.toml`. May hold foreign text.
    pub evidence: Vec<Evidence>,
    /// A shortest way by which the package got into the graph, from a member of the workspace to itself, as indices into
    /// [`Picture::packages`].
    pub chain: Vec<usize>,
    /// What to do next: a sentence, then lines of the form `what it does: command to paste`, cheapest first.
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
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Context<'a> {
    /// What `bulkhead.toml` says; `None` when there is none.
    pub policy: Option<&'a Policy>,
    /// What no package may do, whatever is granted: of the policy and of the command line.
    pub forbid: &'a [Forbid],
    /// The day on which is judged, for what expires; `None` when nobody knows.
    pub today: Option<Date>,
    /// Whether the graph is the one that the policy is for: its features and platforms, with what only tests use.
    pub whole: bool,
    /// The names of all packages that `Cargo.lock` has, in this graph or not; `None` when nobody knows.
    pub locked: Option<&'a BTreeSet<String>>,
    /// What is known of names; `None` when they are not judged.
    pub names: Option<&'a Known<'a>>,
    /// The versions that were locked before the change at hand, for pinning back; `None` when nobody knows.
    pub before: Option<&'a BTreeMap<(String, Origin), Vec<String>>>,
    /// What the compiled code shows; `None` when nothing was built.
    pub compiled: Option<&'a Compiled>,
    /// What the registries' indexes on this machine say, in the order of [`Picture::packages`]; `None` where they say
    /// nothing. May be shorter.
    pub histories: &'a [Option<History>],
    /// When it is judged, in seconds since 1970 UTC; `None` when nobody knows.
    pub now: Option<i64>,
}

/// A rule about the policy file.
#[derive(Clone, Copy, Debug)]
struct FileRule {
    code: &'static str,
    levels: &'static [Level],
    summary: &'static str,
    /// The last are the findings about packages.
    judge: fn(&Policy, &Picture<'_>, &Context<'_>, &[Finding]) -> Vec<Remark>,
}

/// What a rule says of the policy file.
struct Remark {
    level: Level,
    message: String,
    spot: Spot,
    what: String,
    help: String,
}

/// What a rule looks at: one package, in its graph, with what else is known.
struct Case<'a> {
    picture: &'a Picture<'a>,
    index: usize,
    context: &'a Context<'a>,
    entries: &'a doing::Entries,
}

impl<'a> Case<'a> {
    fn package(&self) -> &'a Package<'a> {
        &self.picture.packages[self.index]
    }
}

/// The rules about packages, sorted by code. Codes are public: a change here is a change of what users may rely on.
pub const RULES: &[Rule] = &[
    archive_entry::RULE,
    blob::RULE,
    build_net::RULE,
    build_payload::RULE,
    capability_growth::RULE,
    ci_behaviour::RULE,
    dependency_confusion::RULE,
    dormant_revived::RULE,
    download_and_run::RULE,
    first_dependency::RULE,
    forbidden::RULE,
    hidden_code::RULE,
    hidden_string::RULE,
    high_first_version::RULE,
    name_confusable::RULE,
    package_added::RULE,
    paired_release::RULE,
    secret_place::RULE,
    source_tampered::RULE,
    trojan_source::RULE,
    unread::RULE,
    unverified_source::RULE,
    yank_storm::RULE,
    yanked_release::RULE,
    young_release::RULE,
];

/// The rules about the policy file, sorted by code.
const FILE_RULES: &[FileRule] = &[
    expired_exception::RULE,
    unused_exception::RULE,
    unused_grant::RULE,
];

/// A code, and what users should know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// The public code.
    pub code: &'static str,
    /// The levels at which its findings can be unless the policy says otherwise, worst first.
    pub levels: &'static [Level],
    /// What it finds, in one line that is true of one package and of many.
    pub summary: &'static str,
}

/// What containment refuses while it builds; no picture shows it, so no rule judges it.
pub const BUILD_DIRECTIVE: Code = Code {
    code: "build-directive",
    levels: &[Level::Deny],
    summary: "a build script told Cargo what loads code or misleads the walls; told by `exec` and after `enable`",
};

/// The codes of all rules, sorted.
#[must_use]
pub fn codes() -> Vec<Code> {
    let rules = RULES.iter().map(|r| (r.code, r.levels, r.summary));
    let file = FILE_RULES.iter().map(|r| (r.code, r.levels, r.summary));
    let mut codes: Vec<Code> = rules
        .chain(file)
        .map(|(code, levels, summary)| Code {
            code,
            levels,
            summary,
        })
        .collect();
    codes.sort_unstable();
    codes
}

/// Judges a picture. Findings are sorted: worst level first, then by code, then by package. The policy's exceptions and
/// levels are heeded.
#[must_use]
pub fn judge(picture: &Picture<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let entries = doing::Entries::of(picture);
    for index in 0..picture.packages.len() {
        let case = Case {
            picture,
            index,
            context,
            entries: &entries,
        };
        for rule in RULES {
            let verdicts = (rule.judge)(&case);
            findings.extend(verdicts.into_iter().map(|v| v.finding(rule, index)));
        }
    }
    if let Some(policy) = context.policy {
        let of_file = FILE_RULES.iter().flat_map(|rule| {
            let remarks = (rule.judge)(policy, picture, context, &findings);
            remarks.into_iter().map(|r| r.finding(rule))
        });
        let of_file: Vec<Finding> = of_file.collect();
        findings.extend(of_file);
    }
    settle::settle(&mut findings, picture, context);
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
            package: Some(package),
            message: self.message,
            evidence: self.evidence,
            chain: Vec::new(),
            help: self.help,
        }
    }
}

impl Remark {
    fn finding(self, rule: &FileRule) -> Finding {
        debug_assert!(rule.levels.contains(&self.level), "{}", rule.code);
        let evidence = Evidence {
            file: crate::policy::FILE.to_owned(),
            position: Some((self.spot.line, self.spot.column)),
            what: self.what,
        };
        Finding {
            code: rule.code,
            level: self.level,
            package: None,
            message: self.message,
            evidence: vec![evidence],
            chain: Vec::new(),
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
