//! `yank-storm`: all releases of a package were withdrawn but a fresh one, which pushes everybody onto that.

use super::oddity::{self, Sign, besides, help, level};
use super::{Case, Level, Rule, Verdict};
use crate::release::FRESH;

pub(super) const RULE: Rule = Rule {
    code: "yank-storm",
    levels: &[Level::Deny, Level::Warn],
    summary: "all releases but a fresh one were withdrawn",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    pushed_onto(case)
        .or_else(|| pushed_from(case))
        .into_iter()
        .collect()
}

/// The locked release is the one that is left.
fn pushed_onto(case: &Case<'_>) -> Option<Verdict> {
    let signs = oddity::signs(case);
    let yanked = signs.iter().find_map(|s| match s {
        Sign::LastStanding(n) => Some(*n),
        _ => None,
    })?;
    Some(Verdict {
        level: level(&signs, Level::Warn),
        message: format!(
            "is fresh, and all {yanked} releases before it were withdrawn{}",
            besides(&signs)
        ),
        evidence: Vec::new(),
        help: help(case),
    })
}

/// The locked release was withdrawn with all others, and a fresh one waits for whoever updates.
fn pushed_from(case: &Case<'_>) -> Option<Verdict> {
    let package = case.package();
    let history = oddity::history(case, case.index)?;
    let now = case.context.now?;
    if !history.release(package.version)?.yanked {
        return None;
    }
    let all = history.releases.iter();
    let waiting = all
        .filter_map(|r| history.among(&r.version))
        .find(|r| now - r.published() <= FRESH && r.last_standing().is_some())?;
    let (name, to) = (package.name, &waiting.release().version);
    Some(Verdict {
        level: Level::Warn,
        message: format!("was withdrawn, like every release before the fresh {to}"),
        evidence: Vec::new(),
        help: format!(
            "stay where you are until you have seen what it brings: cargo bulkhead diff {name}@{} {name}@{to}",
            package.version
        ),
    })
}
