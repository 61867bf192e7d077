//! `young-release`: nobody had time to look at a release yet, whether or not it is in `Cargo.lock` already.

use super::{Case, Level, Rule, Verdict, oddity};
use crate::release::{DAY, span};

pub(super) const RULE: Rule = Rule {
    code: "young-release",
    levels: &[Level::Deny, Level::Note],
    summary: "a release that nobody had time to look at",
    judge,
};

/// Days that count when the policy names none. Hostile releases of the past were found within three.
const DAYS: u32 = 3;

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let (days, level, wanted) = match case.context.policy.and_then(|p| p.min_release_age) {
        Some(days) => (days, Level::Deny, format!("the policy wants {days} days")),
        None => (
            DAYS,
            Level::Note,
            "hardly anybody has looked at it".to_owned(),
        ),
    };
    let age = oddity::among(case).map(|(_, age)| age);
    let young = age.filter(|age| *age < i64::from(days) * DAY);
    let verdict = young.map(|age| Verdict {
        level,
        message: format!("was published {} ago; {wanted}", span(age)),
        evidence: Vec::new(),
        help: oddity::help(case),
    });
    verdict.into_iter().collect()
}
