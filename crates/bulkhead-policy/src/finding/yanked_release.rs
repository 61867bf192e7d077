//! `yanked-release`: the locked version was withdrawn by its owner.

use super::{Case, Level, Rule, Verdict, oddity};

pub(super) const RULE: Rule = Rule {
    code: "yanked-release",
    levels: &[Level::Note],
    summary: "a locked version that was withdrawn",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let history = oddity::history(case, case.index);
    let release = history.and_then(|h| h.release(package.version));
    let yanked = release.is_some_and(|r| r.yanked);
    let verdict = yanked.then(|| Verdict {
        level: Level::Note,
        message: "was withdrawn by its owner".to_owned(),
        evidence: Vec::new(),
        help: format!(
            "see what an update brings before you take it: cargo bulkhead diff {}",
            package.name
        ),
    });
    verdict.into_iter().collect()
}
