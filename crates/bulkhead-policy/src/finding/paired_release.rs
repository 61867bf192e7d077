//! `paired-release`: an old package depends on one that was first published just before.

use super::oddity::{self, Sign, besides, help, level};
use super::{Case, Level, Rule, Verdict};
use crate::release::span;

pub(super) const RULE: Rule = Rule {
    code: "paired-release",
    levels: &[Level::Deny, Level::Warn, Level::Note],
    summary: "depends on a package that was first published just before",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let signs = oddity::signs(case);
    let paired = signs.iter().find_map(|s| match s {
        Sign::Paired(name, between) => Some((name, *between)),
        _ => None,
    });
    let verdict = paired.map(|(name, between)| Verdict {
        level: level(&signs, Level::Note),
        message: format!(
            "newly depends on {name}, whose first release ever came {} before{}",
            span(between),
            besides(&signs)
        ),
        evidence: Vec::new(),
        help: help(case),
    });
    verdict.into_iter().collect()
}
