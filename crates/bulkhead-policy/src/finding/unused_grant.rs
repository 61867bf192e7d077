//! `unused-grant`: a grant that nothing uses any more, or that names no package.

use super::{Context, FileRule, Finding, Level, Remark};
use crate::hold::{self, Part};
use crate::picture::Picture;
use crate::policy::{Grant, Origin, Policy, Spot};

pub(super) const RULE: FileRule = FileRule {
    code: "unused-grant",
    levels: &[Level::Deny, Level::Note],
    summary: "a grant that nothing uses",
    judge,
};

fn judge(
    policy: &Policy,
    picture: &Picture<'_>,
    context: &Context<'_>,
    _found: &[Finding],
) -> Vec<Remark> {
    let gone = |name: &str| context.locked.is_some_and(|locked| !locked.contains(name));
    let unused = hold::unused(policy, picture, context.whole, &gone);
    let remark = |u: &hold::Unused| {
        let grant = policy.grants.get(u.grant)?;
        Some(match u.part {
            Part::Entry => entry(grant, policy, picture, context),
            Part::Site(site) => {
                let message = format!("{} has no {site} site", grant.package);
                let spot = grant.site(site).map(|s| s.spot.clone());
                note(message, spot.unwrap_or_default())
            }
            Part::Capability(site, cap) => {
                let message = format!("{} does not use {cap} at {site}", grant.package);
                let spots = grant.site(site).map_or(&[][..], |s| &s.spots);
                let spot = spots.iter().find(|(c, _)| *c == cap);
                note(message, spot.map(|(_, s)| s.clone()).unwrap_or_default())
            }
        })
    };
    unused.iter().filter_map(remark).collect()
}

fn note(message: String, spot: Spot) -> Remark {
    Remark {
        level: Level::Note,
        message,
        spot,
        what: String::new(),
        help: "a grant that nothing needs waits for somebody to use it\nremove: cargo bulkhead check --fix"
            .to_owned(),
    }
}

fn entry(grant: &Grant, policy: &Policy, picture: &Picture<'_>, context: &Context<'_>) -> Remark {
    let name = grant.package.as_str();
    let namesake = picture.packages.iter().find(|p| p.name == name);
    if let Some(namesake) = namesake {
        let source = Origin::of(&namesake.source);
        let message = if source == grant.source {
            format!("no version of {name} is in the range of this grant")
        } else {
            format!(
                "the grant of {name} is for the one from {}, and this graph's is from {source}",
                grant.source
            )
        };
        return note(message, grant.spot.clone());
    }
    match hold::misspelt(policy, context.forbid, grant, picture) {
        Some(right) => Remark {
            level: Level::Deny,
            what: format!("did you mean `{right}`?"),
            help: format!("`{right}` is in the graph and has no grant: correct the name"),
            ..note(format!("no package is called {name}"), grant.spot.clone())
        },
        None => note(format!("the graph has no {name}"), grant.spot.clone()),
    }
}
