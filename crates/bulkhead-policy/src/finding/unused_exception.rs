//! `unused-exception`: an exception that lets nothing through.

use bulkhead_facts::CapSet;

use super::{Context, FileRule, Finding, Level, Remark, forbidden, hidden_code};
use crate::hold::forbidden_at;
use crate::picture::{Package, Picture, Source};
use crate::policy::{Exception, Policy};

pub(super) const RULE: FileRule = FileRule {
    code: "unused-exception",
    levels: &[Level::Note],
    summary: "an exception that lets nothing through",
    judge,
};

fn judge(
    policy: &Policy,
    picture: &Picture<'_>,
    context: &Context<'_>,
    found: &[Finding],
) -> Vec<Remark> {
    let idle = policy.exceptions.iter().filter(|e| {
        let packages = 0..picture.packages.len();
        let covered: Vec<usize> = packages
            .filter(|&i| e.covers(&picture.packages[i]))
            .collect();
        match covered.as_slice() {
            [] => is_gone(e, policy, context),
            covered => covered.iter().all(|&i| {
                let package = &picture.packages[i];
                is_judged(
                    e,
                    policy,
                    package,
                    context.histories.get(i).is_some_and(Option::is_some),
                    context,
                ) && !lets_through(e, package, i, context, found)
            }),
        }
    });
    idle.map(remark).collect()
}

/// Whether no package is left that it could be about.
fn is_gone(exception: &Exception, policy: &Policy, context: &Context<'_>) -> bool {
    let locked = context.locked;
    locked.is_some_and(|locked| !locked.contains(&exception.package))
        || context.whole && !policy.targets.is_empty()
}

/// Whether this run looked at all that an exception can be about: the graph is the one that the policy is for, and what is
/// known of names, releases and compiled code is at hand. What has a day of its own ends on that day.
fn is_judged(
    exception: &Exception,
    policy: &Policy,
    package: &Package<'_>,
    has_history: bool,
    context: &Context<'_>,
) -> bool {
    let settled = !policy.targets.is_empty() || package.inactive_facts == 0;
    let known = match exception.finding == hidden_code::RULE.code {
        true => context.compiled.is_some(),
        false => {
            context.names.is_some()
                && (has_history || !matches!(package.source, Source::Registry(_)))
        }
    };
    context.whole && settled && known && !exception.is_over(context.today)
}

fn lets_through(
    exception: &Exception,
    package: &Package<'_>,
    index: usize,
    context: &Context<'_>,
    found: &[Finding],
) -> bool {
    if exception.finding == forbidden::RULE.code {
        let offences = package.sites.iter().fold(CapSet::EMPTY, |set, s| {
            set | s
                .direct
                .intersection(forbidden_at(context.forbid, package, s.site))
        });
        return !offences.intersection(exception.caps).is_empty();
    }
    let mut found = found.iter();
    found.any(|f| f.code == exception.finding && f.package == Some(index))
}

fn remark(exception: &Exception) -> Remark {
    Remark {
        level: Level::Note,
        message: format!(
            "the exception of {} from `{}` lets nothing through",
            exception.package, exception.finding
        ),
        spot: exception.spot.clone(),
        what: String::new(),
        help: "an exception that nothing needs waits for somebody to use it\nremove: cargo bulkhead check --fix"
            .to_owned(),
    }
}

/// The places in a policy of the exceptions that these findings say let nothing through.
#[must_use]
pub fn unused_exceptions(policy: &Policy, findings: &[Finding]) -> Vec<usize> {
    let told = |spot: (u32, u32)| {
        let mut told = findings.iter().filter(|f| f.code == RULE.code);
        told.any(|f| f.evidence.iter().any(|e| e.position == Some(spot)))
    };
    let all = policy.exceptions.iter().enumerate();
    all.filter(|(_, e)| told((e.spot.line, e.spot.column)))
        .map(|(index, _)| index)
        .collect()
}
