//! `high-first-version`: a package whose first release outbids every version that somebody may have at home.

use super::{Case, Level, Rule, Verdict, oddity};

pub(super) const RULE: Rule = Rule {
    code: "high-first-version",
    levels: &[Level::Warn],
    summary: "a first release with a version that nobody begins with",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let history = oddity::history(case, case.index);
    let among = history.and_then(|h| h.among(package.version));
    let high = among.is_some_and(|a| a.begins_high());
    let verdict = high.then(|| Verdict {
        level: Level::Warn,
        message: format!("has {} for its first version", package.version),
        evidence: Vec::new(),
        help: "if a package of this name is your own, name its registry in Cargo.toml: a public one with a higher version is how it is replaced".to_owned(),
    });
    verdict.into_iter().collect()
}
