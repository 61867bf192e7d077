//! `dormant-revived`: a package is published again after a long silence.

use super::oddity::{self, Sign, besides, help, level};
use super::{Case, Level, Rule, Verdict};
use crate::release::span;

pub(super) const RULE: Rule = Rule {
    code: "dormant-revived",
    levels: &[Level::Deny, Level::Warn, Level::Note],
    summary: "published again after a long silence",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let signs = oddity::signs(case);
    let silence = signs.iter().find_map(|s| match s {
        Sign::Revived(silence) => Some(*silence),
        _ => None,
    });
    let verdict = silence.map(|silence| Verdict {
        level: level(&signs, Level::Note),
        message: format!(
            "was published after {} without a release{}",
            span(silence),
            besides(&signs)
        ),
        evidence: Vec::new(),
        help: help(case),
    });
    verdict.into_iter().collect()
}
