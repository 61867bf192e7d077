//! `expired-exception`: an exception whose last day is over.

use super::{Context, FileRule, Finding, Level, Remark};
use crate::picture::Picture;
use crate::policy::Policy;

pub(super) const RULE: FileRule = FileRule {
    code: "expired-exception",
    levels: &[Level::Warn],
    summary: "an exception holds no longer",
    judge,
};

fn judge(
    policy: &Policy,
    _picture: &Picture<'_>,
    context: &Context<'_>,
    _found: &[Finding],
) -> Vec<Remark> {
    let over = policy
        .exceptions
        .iter()
        .filter(|e| e.is_over(context.today));
    over.map(|e| Remark {
        level: Level::Warn,
        message: format!("the exception of {} from `{}` is over", e.package, e.finding),
        spot: e.spot.clone(),
        what: e.expires.map(|day| format!("held until {day}")).unwrap_or_default(),
        help: format!(
            "look again at what was accepted (\"{}\"), then remove the exception or give it a later date",
            e.reason
        ),
    })
    .collect()
}
