//! `package-added`: a package that the policy does not know and that needs a grant.

use bulkhead_facts::CapSet;

use super::capability_growth::{excess, help, is_known, places, said};
use super::{Case, Level, Rule, Verdict, spec};
use crate::policy::Origin;

pub(super) const RULE: Rule = Rule {
    code: "package-added",
    levels: &[Level::Deny, Level::Note],
    summary: "is new: bulkhead.toml does not know it",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let held = case.context.policy.is_some_and(|p| p.holds(package));
    if !held || is_known(case) {
        return Vec::new();
    }
    let excess = excess(case);
    if excess.is_empty() {
        return vec![harmless(case)];
    }
    let mut message = format!(
        "version {} is new here, and brings {}",
        package.version,
        said(&excess)
    );
    let through = reached(case);
    if !through.is_empty() {
        message += &format!("; through what it depends on {through}");
    }
    if let Some(other) = namesake(case) {
        message += &format!(
            "; the grant of this name is for the one from {other}, and this one is from {}",
            Origin::of(&package.source)
        );
    }
    vec![Verdict {
        level: Level::Deny,
        message,
        evidence: places(package, &excess),
        help: help(case, &excess, "see what it is for before it gets that"),
    }]
}

/// It costs nothing, and is remembered: a later version that does something has grown then, and is not new.
fn harmless(case: &Case<'_>) -> Verdict {
    let package = case.package();
    Verdict {
        level: Level::Note,
        message: format!(
            "version {} is new here, and does nothing that needs a grant",
            package.version
        ),
        evidence: Vec::new(),
        help: format!(
            "nothing has to be done\nlook: cargo bulkhead check {0}\nremember: cargo bulkhead accept {0}",
            spec(package)
        ),
    }
}

/// What needs a grant and is reached without being its own.
fn reached(case: &Case<'_>) -> CapSet {
    let package = case.package();
    let sites = package.sites.iter();
    let reach = sites.fold(CapSet::EMPTY, |set, s| set | s.reach);
    let profile = case.context.policy.map(|p| p.profile).unwrap_or_default();
    reach
        .difference(package.direct())
        .intersection(profile.caps())
}

/// The source of a package of the same name that has a grant.
fn namesake<'c>(case: &Case<'c>) -> Option<&'c Origin> {
    let package = case.package();
    let mut grants = case.context.policy?.grants.iter();
    grants
        .find(|g| g.package == package.name)
        .map(|g| &g.source)
}
