//! What a change brings: two pictures in, the changes out, the worst first.
//!
//! Packages are paired by name and, where a graph has several versions of one, by the version that Cargo would take for
//! compatible. Places in sources are the same when the same thing is named on a line of the same text, so code that only
//! moved is no change.

mod calls;
mod deps;
mod origin;
mod pairs;

use bulkhead_facts::hygiene::HygieneKind;
use bulkhead_facts::{CapSet, Capability, Gap, Site};

use crate::finding::{Evidence, Finding, Level};
use crate::picture::{Package, Picture, SitePicture};
use crate::risk::{self, Risk};

pub use deps::{Declared, Kind, OPTIONAL};
pub use origin::{Checked, Published};

/// One of the two states that are compared.
pub struct Side<'a> {
    /// What its packages can do.
    pub picture: &'a Picture<'a>,
    /// What was found in it.
    pub findings: &'a [Finding],
    /// What is known of each package beside the picture, in the order of [`Picture::packages`]; may be shorter.
    pub more: &'a [More],
    /// One line (1-based) of a package's file; `None` when it cannot be had.
    pub line: &'a dyn Fn(usize, &str, u32) -> Option<String>,
}

/// What is known of a package beside the picture.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// What its manifest declares; `None` when only the graph's edges are known.
    pub declared: Option<Vec<Declared>>,
    /// Its files and what they say of version control.
    pub published: Option<Published>,
}

/// Everything that is different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The packages with changes, the worst first.
    pub packages: Vec<Change>,
    /// Packages that are the same in both.
    pub same: usize,
}

/// How one package differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name. Foreign text.
    pub name: String,
    /// Index into the old picture's packages; `None` when it was added.
    pub old: Option<usize>,
    /// Index into the new picture's packages; `None` when it was removed.
    pub new: Option<usize>,
    /// What is different, the worst first. Empty when only the version is.
    pub items: Vec<Item>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its kind; the order of kinds is the order of weight.
    pub kind: ItemKind,
    /// Whether the package can do, or brings, more than before.
    pub grows: bool,
    /// The site, when one is meant.
    pub site: Option<Site>,
    /// The capabilities that it is about.
    pub caps: CapSet,
    /// In one line, without the package's name. May hold foreign text.
    pub message: String,
    /// Where it shows: in the old version for what is gone, else in the new one.
    pub evidence: Vec<Evidence>,
}

/// The kinds of differences, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A new finding at `deny`.
    Denied,
    /// The package comes from somewhere else, or is another archive of the same version.
    Origin,
    /// A capability that the site did not have.
    Gained,
    /// A new place that uses a capability that the site had.
    Calls,
    /// A build script or proc macro that was not there.
    Site,
    /// A dependency that was not there.
    Dependency,
    /// A new finding at `warn`.
    Warned,
    /// A new machine-code or opaque file.
    Blob,
    /// What was published is not what version control has, or nothing says so any more.
    Unversioned,
    /// A new finding at `note`.
    Noted,
    /// More that no reading of sources can see.
    Unseen,
    /// A capability, site, dependency or finding that is gone.
    Lost,
}

impl ItemKind {
    /// The name in machine-readable reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ItemKind::Denied => "finding-deny",
            ItemKind::Origin => "origin",
            ItemKind::Gained => "capability",
            ItemKind::Calls => "calls",
            ItemKind::Site => "site",
            ItemKind::Dependency => "dependency",
            ItemKind::Warned => "finding-warn",
            ItemKind::Blob => "blob",
            ItemKind::Unversioned => "unversioned",
            ItemKind::Noted => "finding-note",
            ItemKind::Unseen => "unseen",
            ItemKind::Lost => "lost",
        }
    }
}

impl Diff {
    /// Whether anything can do, or brings, more than before.
    #[must_use]
    pub fn grows(&self) -> bool {
        self.packages.iter().any(Change::grows)
    }
}

impl Item {
    /// Whether it is about nothing but what nearly every package has: `env`, `unsafe`, `embed`.
    #[must_use]
    pub fn is_common(&self) -> bool {
        !self.caps.is_empty() && calls::is_common(self.caps)
    }
}

impl Change {
    /// Whether the package can do, or brings, more than before. A package that was not there does.
    #[must_use]
    pub fn grows(&self) -> bool {
        self.old.is_none() || self.items.iter().any(|i| i.grows)
    }
}

/// Compares two states.
#[must_use]
pub fn compare(old: &Side<'_>, new: &Side<'_>) -> Diff {
    let mut diff = Diff::default();
    for (was, is) in pairs::pairs(&old.picture.packages, &new.picture.packages) {
        let items = match (was, is) {
            (Some(was), Some(is)) => changed(old, was, new, is),
            (None, Some(is)) => added(new, is),
            (_, None) => Vec::new(),
        };
        let name = is.map(|i| new.picture.packages[i].name);
        let name = name.or_else(|| was.map(|i| old.picture.packages[i].name));
        let same = items.is_empty() && same_release(old, was, new, is);
        if same {
            diff.same += 1;
        } else {
            diff.packages.push(Change {
                name: name.unwrap_or_default().to_owned(),
                old: was,
                new: is,
                items,
            });
        }
    }
    diff.packages.sort_by_cached_key(|c| order(c, new));
    diff
}

/// Growth first; then by kind; what nearly every package has comes last, and before it what runs without being called.
fn weight(item: &Item) -> (bool, ItemKind, bool, bool) {
    let called = item.site == Some(Site::Lib);
    (!item.grows, item.kind, item.is_common(), called)
}

/// Growth first; then by the worst kind; then by what a hostile version could do.
fn order(
    change: &Change,
    new: &Side<'_>,
) -> (
    bool,
    Option<std::cmp::Reverse<Risk>>,
    bool,
    ItemKind,
    String,
) {
    let worst = change.items.iter().filter(|i| i.grows).map(|i| i.kind);
    let risk = change.new.map(|i| {
        let gained = |s: fn(Site) -> bool| {
            let items = change.items.iter();
            let items = items.filter(|i| i.grows && i.site.is_some_and(s));
            items.fold(CapSet::EMPTY, |set, i| set | i.caps)
        };
        let package = &new.picture.packages[i];
        let only_building = package.roles.build_time && !package.roles.run_time;
        let while_building = gained(|s| s != Site::Lib);
        let running = gained(|s| s == Site::Lib);
        std::cmp::Reverse(if only_building {
            Risk::of_sets(while_building | running, CapSet::EMPTY)
        } else {
            Risk::of_sets(while_building, running)
        })
    });
    (
        !change.grows(),
        risk,
        change.new.is_none(),
        worst.min().unwrap_or(ItemKind::Lost),
        change.name.clone(),
    )
}

fn same_release(old: &Side<'_>, was: Option<usize>, new: &Side<'_>, is: Option<usize>) -> bool {
    let (Some(was), Some(is)) = (was, is) else {
        return false;
    };
    let (was, is) = (&old.picture.packages[was], &new.picture.packages[is]);
    (was.version, &was.source) == (is.version, &is.source)
}

fn changed(old: &Side<'_>, was: usize, new: &Side<'_>, is: usize) -> Vec<Item> {
    let (before, after) = (&old.picture.packages[was], &new.picture.packages[is]);
    let mut items = Vec::new();
    items.extend(origin::moved(before, after));
    for site in Site::ALL {
        items.extend(calls::compare(old, was, new, is, site));
        items.extend(appeared(before, after, site));
    }
    items.extend(deps::compare(old, was, new, is));
    items.extend(findings(old, Some(was), new, is));
    items.extend(blobs(before, after));
    if before.version != after.version {
        items.extend(origin::versioned(old.more.get(was), new.more.get(is)));
    }
    items.extend(unseen(before, after));
    items.extend(lost(before, after));
    items.sort_by_key(weight);
    items
}

/// All that a package which was not there brings.
fn added(new: &Side<'_>, is: usize) -> Vec<Item> {
    let package = &new.picture.packages[is];
    let mut items = Vec::new();
    for site in &package.sites {
        items.extend(calls::all(package, site));
        items.extend(new_site(site));
    }
    items.extend(findings_of(new, is).map(|f| finding(f, f.evidence.clone())));
    items.extend(blobs_of(package).map(|h| blob(&h)));
    items.sort_by_key(weight);
    items
}

fn appeared(before: &Package<'_>, after: &Package<'_>, site: Site) -> Option<Item> {
    match (before.site(site), after.site(site)) {
        (None, Some(now)) => new_site(now),
        _ => None,
    }
}

fn new_site(site: &SitePicture) -> Option<Item> {
    let what = match site.site {
        Site::Lib => return None,
        Site::Build => "a build script, which runs as you on every build",
        Site::Macro => "a proc macro, which runs as you inside the compiler",
    };
    let through = site.reach.difference(site.direct);
    let through = if through.is_empty() {
        String::new()
    } else {
        format!("; reaches {through} through what it depends on")
    };
    Some(Item {
        kind: ItemKind::Site,
        grows: true,
        site: Some(site.site),
        caps: site.direct,
        message: format!("brings {what}{through}"),
        evidence: Vec::new(),
    })
}

fn findings_of<'s>(side: &'s Side<'_>, package: usize) -> impl Iterator<Item = &'s Finding> {
    // Blobs are told as what they are: files.
    let own = move |f: &&Finding| f.package == Some(package) && f.code != "blob";
    side.findings.iter().filter(own)
}

fn findings(old: &Side<'_>, was: Option<usize>, new: &Side<'_>, is: usize) -> Vec<Item> {
    let known = |f: &Finding| -> Vec<(&str, &str)> {
        let before = was.into_iter().flat_map(|was| findings_of(old, was));
        let before = before.filter(|b| b.code == f.code);
        before
            .flat_map(|b| {
                let whole = [("", b.message.as_str())];
                let places = b.evidence.iter();
                let places = places.map(|e| (e.file.as_str(), e.what.as_str()));
                whole.into_iter().chain(places).collect::<Vec<_>>()
            })
            .collect()
    };
    let fresh = |f: &Finding| {
        let known = known(f);
        let places = f.evidence.iter();
        let new: Vec<Evidence> = places
            .filter(|e| !known.contains(&(e.file.as_str(), e.what.as_str())))
            .cloned()
            .collect();
        let said = known.contains(&("", f.message.as_str()));
        let new_at_all = !new.is_empty() || (f.evidence.is_empty() && !said);
        new_at_all.then(|| finding(f, new))
    };
    findings_of(new, is).filter_map(fresh).collect()
}

fn finding(f: &Finding, evidence: Vec<Evidence>) -> Item {
    let kind = match f.level {
        Level::Deny => ItemKind::Denied,
        Level::Warn => ItemKind::Warned,
        Level::Note => ItemKind::Noted,
    };
    Item {
        kind,
        grows: kind != ItemKind::Noted,
        site: None,
        caps: CapSet::EMPTY,
        message: format!("{}: {}", f.code, f.message),
        evidence,
    }
}

fn blobs_of<'p>(package: &'p Package<'_>) -> impl Iterator<Item = Evidence> + 'p {
    let all = package.facts.hygiene.iter();
    let all = all.filter(|h| matches!(h.kind, HygieneKind::MachineCode | HygieneKind::Opaque));
    all.map(|h| Evidence {
        file: h.file.clone(),
        position: None,
        what: h.detail.clone(),
    })
}

fn blobs(before: &Package<'_>, after: &Package<'_>) -> Vec<Item> {
    let known: Vec<Evidence> = blobs_of(before).collect();
    let fresh = blobs_of(after).filter(|b| !known.contains(b));
    fresh.map(|b| blob(&b)).collect()
}

fn blob(evidence: &Evidence) -> Item {
    Item {
        kind: ItemKind::Blob,
        grows: true,
        site: None,
        caps: CapSet::of(Capability::Blob),
        message: "ships a file that no source witness can read".to_owned(),
        evidence: vec![evidence.clone()],
    }
}

fn unseen(before: &Package<'_>, after: &Package<'_>) -> Option<Item> {
    let details = |p: &Package<'_>| -> Vec<(Option<Site>, String)> {
        p.gaps().map(|(s, g)| (s, g.detail.clone())).collect()
    };
    let known = details(before);
    let fresh = after
        .gaps()
        .filter(|(site, g)| !known.contains(&(*site, g.detail.clone())));
    let mut evidence: Vec<Evidence> = fresh.map(|(_, g)| gap(after, g)).collect();
    evidence.dedup();
    (!evidence.is_empty()).then(|| Item {
        kind: ItemKind::Unseen,
        grows: false,
        site: None,
        caps: CapSet::EMPTY,
        message: format!(
            "{} that no reading of sources can see",
            count(evidence.len(), "more place", "more places")
        ),
        evidence,
    })
}

fn gap(package: &Package<'_>, gap: &Gap) -> Evidence {
    Evidence {
        file: gap
            .place
            .map_or("", |p| package.facts.file(p.file))
            .to_owned(),
        position: gap.place.map(|p| (p.line, p.column)),
        what: gap.detail.clone(),
    }
}

fn lost(before: &Package<'_>, after: &Package<'_>) -> Vec<Item> {
    let gone = |message: String, site, caps| Item {
        kind: ItemKind::Lost,
        grows: false,
        site: Some(site),
        caps,
        message,
        evidence: Vec::new(),
    };
    let mut items = Vec::new();
    for was in &before.sites {
        let Some(is) = after.site(was.site) else {
            let message = format!("has no {} any more", site_words(was.site));
            items.push(gone(message, was.site, was.direct));
            continue;
        };
        let caps = was.direct.difference(is.direct);
        if !caps.is_empty() {
            items.push(gone(format!("no longer has {caps}"), was.site, caps));
        }
    }
    items
}

/// The part of a version that Cargo holds on to: up to the first number that is not zero.
#[must_use]
pub fn compatible(version: &str) -> &str {
    pairs::compatible(version)
}

/// What a site is called in a sentence.
#[must_use]
pub fn site_words(site: Site) -> &'static str {
    match site {
        Site::Lib => "library",
        Site::Build => "build script",
        Site::Macro => "proc macro",
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests;
