//! What holds for every finding: the way its package got in, the policy's exceptions, the policy's levels.

use super::{Context, Finding, Level};
use crate::picture::Picture;
use crate::policy::Exception;

pub(super) fn settle(findings: &mut [Finding], picture: &Picture<'_>, context: &Context<'_>) {
    if findings.is_empty() {
        return;
    }
    let mut chains = picture.chains();
    chains
        .iter_mut()
        .filter(|c| c.len() < 2)
        .for_each(Vec::clear);
    for finding in findings {
        if let Some(package) = finding.package {
            finding.chain = chains.get(package).cloned().unwrap_or_default();
        }
        match exception(finding, picture, context) {
            Some(exception) => except(finding, exception),
            None => level(finding, context),
        }
    }
}

/// The exception that lets a finding through. Those from `forbidden` name capabilities, which its own rule heeds.
fn exception<'c>(
    finding: &Finding,
    picture: &Picture<'_>,
    context: &Context<'c>,
) -> Option<&'c Exception> {
    let package = picture.packages.get(finding.package?)?;
    let mut all = context.policy?.exceptions.iter();
    all.find(|e| {
        e.finding == finding.code
            && e.caps.is_empty()
            && e.covers(package)
            && !e.is_over(context.today)
    })
}

/// It stays on the report: what is let through is not what was never found.
fn except(finding: &mut Finding, exception: &Exception) {
    finding.level = Level::Note;
    finding.help = excepted(exception);
}

/// Why something is let through, and until when.
pub(super) fn excepted(exception: &Exception) -> String {
    let until = exception.expires.map(|day| format!(" until {day}"));
    let until = until.unwrap_or_default();
    format!("excepted in bulkhead.toml{until}: {}", exception.reason)
}

fn level(finding: &mut Finding, context: &Context<'_>) {
    let levels = context.policy.map(|p| &p.levels);
    if let Some(level) = levels.and_then(|l| l.get(finding.code)) {
        finding.level = *level;
    }
}
