//! What packages do beyond their grants, and what grants nobody needs.

use bulkhead_facts::{CapSet, Capability, Site};

use crate::picture::{Package, Picture};
use crate::policy::{Forbid, Grant, Policy, SiteGrant};
use crate::suggest::nearest;

/// What a package does at one site without a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excess {
    /// Where.
    pub site: Site,
    /// The capabilities; none when only the site itself, a build script or a proc macro, is not granted.
    pub caps: CapSet,
    /// Whether the site itself is not granted.
    pub new_site: bool,
}

/// What a package's own code does beyond what it was granted, site by site. What is forbidden is left out, since no grant
/// would help. Empty when the package is within its grants or not held to any.
#[must_use]
pub fn excess(policy: &Policy, forbid: &[Forbid], package: &Package<'_>) -> Vec<Excess> {
    if !policy.holds(package) {
        return Vec::new();
    }
    let of_site = |site: &crate::SitePicture| {
        let granted = policy.granted(package, site.site);
        let needs = site.direct.intersection(policy.profile.caps());
        let caps = needs
            .difference(granted.unwrap_or_default())
            .difference(forbidden_at(forbid, package, site.site));
        let excess = Excess {
            site: site.site,
            caps,
            new_site: granted.is_none(),
        };
        (excess.new_site || !caps.is_empty()).then_some(excess)
    };
    package.sites.iter().filter_map(of_site).collect()
}

/// What a package needs to be granted, site by site, for the policy to be content with it: its [`excess`], or for a package
/// without any that the policy does not know, to be known.
#[must_use]
pub fn wanted(policy: &Policy, forbid: &[Forbid], package: &Package<'_>) -> Vec<Excess> {
    let excess = excess(policy, forbid, package);
    if excess.is_empty() && policy.holds(package) && !policy.knows(package) {
        return vec![Excess {
            site: Site::Lib,
            caps: CapSet::EMPTY,
            new_site: false,
        }];
    }
    excess
}

/// What is forbidden to a package at one site. A site that is named counts where its code runs: `lib` in the program.
#[must_use]
pub fn forbidden_at(forbid: &[Forbid], package: &Package<'_>, site: Site) -> CapSet {
    let in_program = package.roles.run_time || package.roles.member;
    let holds = |f: &&Forbid| match f.site {
        None => true,
        Some(Site::Lib) => site == Site::Lib && in_program,
        Some(other) => other == site,
    };
    forbid.iter().filter(holds).map(|f| f.cap).collect()
}

/// A grant, or a part of one, that nothing in the graph uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unused {
    /// Index into [`Policy::grants`].
    pub grant: usize,
    /// Which part.
    pub part: Part,
}

/// A part of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole entry: the graph has no such package.
    Entry,
    /// A site that the package does not have.
    Site(Site),
    /// A capability that it does not use at a site.
    Capability(Site, Capability),
}

/// What of the grants nothing uses. `whole`: the graph is the one that the policy is for; otherwise only packages that are
/// gone altogether are told. `gone` says whether no package of a name is left in `Cargo.lock`.
#[must_use]
pub fn unused(
    policy: &Policy,
    picture: &Picture<'_>,
    whole: bool,
    gone: &dyn Fn(&str) -> bool,
) -> Vec<Unused> {
    let mut unused = Vec::new();
    // Without platforms in the file, what one machine does not use another one may.
    let settled = !policy.targets.is_empty();
    for (index, grant) in policy.grants.iter().enumerate() {
        let all = picture.packages.iter();
        let covered: Vec<_> = all
            .filter(|p| grant.covers(p.name, p.version, &p.source))
            .collect();
        let part = |part| Unused { grant: index, part };
        if covered.is_empty() {
            if gone(&grant.package) || whole && settled {
                unused.push(part(Part::Entry));
            }
        } else if whole && (settled || covered.iter().all(|p| p.inactive_facts == 0)) {
            unused.extend(parts(grant, &covered).into_iter().map(part));
        }
    }
    unused
}

/// The package that the name of a grant most likely means, when the graph has none of that name: one that lacks a grant.
#[must_use]
pub fn misspelt<'p>(
    policy: &Policy,
    forbid: &[Forbid],
    grant: &Grant,
    picture: &Picture<'p>,
) -> Option<&'p str> {
    let mut packages = picture.packages.iter();
    if packages.any(|p| p.name == grant.package) {
        return None;
    }
    let lacking = picture.packages.iter().filter(|p| {
        let named = policy.grants.iter().any(|g| g.package == p.name);
        !named && !excess(policy, forbid, p).is_empty()
    });
    nearest(&grant.package, lacking.map(|p| p.name))
}

fn parts(grant: &Grant, covered: &[&Package<'_>]) -> Vec<Part> {
    let mut parts = Vec::new();
    for site in Site::ALL {
        let Some(granted) = grant.site(site) else {
            continue;
        };
        let pictures: Vec<_> = covered.iter().filter_map(|p| p.site(site)).collect();
        if pictures.is_empty() {
            parts.push(Part::Site(site));
            continue;
        }
        // Containment holds a build script to what it does through its dependencies, too.
        let used = pictures.iter().fold(CapSet::EMPTY, |set, p| {
            set | if site == Site::Lib { p.direct } else { p.reach }
        });
        let unused = named(granted).difference(used);
        parts.extend(unused.iter().map(|cap| Part::Capability(site, cap)));
    }
    parts
}

/// The capabilities that are named one by one: not by a blanket, and not for one path, which only containment can judge.
fn named(granted: &SiteGrant) -> CapSet {
    let scoped: CapSet = granted.scoped.iter().map(|s| s.cap).collect();
    let blanket = |cap: Capability, at: usize| {
        let same = granted.spots.iter().filter(|(_, s)| s.span.start == at);
        same.count() > 1 && granted.caps.contains(cap)
    };
    let spots = granted.spots.iter();
    let named = spots.filter(|(cap, spot)| !blanket(*cap, spot.span.start));
    named
        .map(|(cap, _)| *cap)
        .collect::<CapSet>()
        .difference(scoped)
}
