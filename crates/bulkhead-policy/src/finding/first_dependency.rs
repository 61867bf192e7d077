//! `first-dependency`: an old package without dependencies has some now.

use super::oddity::{self, Sign, besides, help, level};
use super::{Case, Level, Rule, Verdict};

pub(super) const RULE: Rule = Rule {
    code: "first-dependency",
    levels: &[Level::Deny, Level::Warn],
    summary: "the first release that depends on anything",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let signs = oddity::signs(case);
    let first = signs.iter().find_map(|s| match s {
        Sign::FirstDependencies(names) => Some(names),
        _ => None,
    });
    let verdict = first.map(|names| Verdict {
        level: level(&signs, Level::Warn),
        message: format!(
            "depends on {} and never depended on anything before{}",
            names.join(", "),
            besides(&signs)
        ),
        evidence: Vec::new(),
        help: help(case),
    });
    verdict.into_iter().collect()
}
