//! Places that use capabilities: which are new, and whether the site had that capability before.

use std::collections::{BTreeSet, HashMap};

use bulkhead_facts::link::LinkedFact;
use bulkhead_facts::{CapSet, CfgId, Site};

use super::{Item, ItemKind, Side, count, risk};
use crate::finding::Evidence;
use crate::picture::{Package, SitePicture};

/// What changed at one site that is in the new version.
pub(super) fn compare(
    old: &Side<'_>,
    was: usize,
    new: &Side<'_>,
    is: usize,
    site: Site,
) -> Vec<Item> {
    let (before, after) = (&old.picture.packages[was], &new.picture.packages[is]);
    let Some(now) = after.site(site) else {
        return Vec::new();
    };
    let Some(then) = before.site(site) else {
        return all(after, now);
    };
    let fresh = fresh(old, was, then, new, is, now);
    let gained = now.direct.difference(then.direct);
    items(after, now.site, &fresh, gained)
}

/// All that a site has, as new. What nearly every package has is told together.
pub(super) fn all(package: &Package<'_>, site: &SitePicture) -> Vec<Item> {
    let facts: Vec<&LinkedFact> = site.facts().collect();
    let all = items(package, site.site, &facts, site.direct);
    let (common, mut telling): (Vec<Item>, Vec<Item>) =
        all.into_iter().partition(|i| is_common(i.caps));
    let together = common.into_iter().reduce(|mut one, other| {
        one.caps |= other.caps;
        one.message = format!("also: {}", one.caps);
        one.evidence.extend(other.evidence);
        one
    });
    telling.extend(together);
    telling
}

/// Whether a package with these capabilities is one of many.
pub(super) fn is_common(caps: CapSet) -> bool {
    use bulkhead_facts::Capability::{Embed, Env, Unsafe};
    let common: CapSet = [Embed, Env, Unsafe].into_iter().collect();
    caps.difference(common).is_empty()
}

/// The facts of the new version that the old one has not.
fn fresh<'n>(
    old: &Side<'_>,
    was: usize,
    then: &SitePicture,
    new: &Side<'_>,
    is: usize,
    now: &'n SitePicture,
) -> Vec<&'n LinkedFact> {
    let (before, after) = (&old.picture.packages[was], &new.picture.packages[is]);
    let texts = |side: &Side<'_>, index: usize, package: &Package<'_>, site: &SitePicture| {
        let text = |f: &LinkedFact| {
            let line = (side.line)(index, package.facts.file(f.place.file), f.place.line)?;
            Some(line.split_whitespace().collect::<String>())
        };
        site.facts().map(text).collect::<Option<Vec<String>>>()
    };
    let same_archive = before.checksum.is_some() && before.checksum == after.checksum;
    // Without the text of both, a thing that is named as often as before is the same.
    let both = (!same_archive)
        .then(|| Some((texts(old, was, before, then)?, texts(new, is, after, now)?)))
        .flatten();
    let (old_texts, new_texts) = both.unwrap_or_default();
    let text = |all: &[String], i: usize| all.get(i).cloned().unwrap_or_default();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for (i, f) in then.facts().enumerate() {
        *known
            .entry((f.what.clone(), text(&old_texts, i)))
            .or_default() += 1;
    }
    let is_new = |(i, f): &(usize, &LinkedFact)| match known
        .get_mut(&(f.what.clone(), text(&new_texts, *i)))
    {
        Some(n) if *n > 0 => {
            *n -= 1;
            false
        }
        _ => true,
    };
    let all = now.facts().enumerate();
    all.filter(is_new).map(|(_, f)| f).collect()
}

/// One item per capability, each fact told once, under its riskiest capability.
fn items(package: &Package<'_>, site: Site, fresh: &[&LinkedFact], gained: CapSet) -> Vec<Item> {
    let mut items = Vec::new();
    let mut told = CapSet::EMPTY;
    // What was gained is told first, so that a fact with a new and an old capability stands under the new one.
    let (new, old): (Vec<_>, Vec<_>) = risk::order().partition(|c| gained.contains(*c));
    for cap in new.into_iter().chain(old) {
        let with = fresh.iter().filter(|f| f.caps.contains(cap));
        let untold = with.filter(|f| f.caps.intersection(told).is_empty());
        // One place can mean several things, each on another platform.
        let mut seen = BTreeSet::new();
        let places = untold.filter(|f| seen.insert(f.place));
        let places: Vec<Evidence> = places.map(|f| evidence(package, f)).collect();
        told |= CapSet::of(cap);
        let is_gained = gained.contains(cap);
        if places.is_empty() && !is_gained {
            continue;
        }
        // A blob has no fact; it is told as a file.
        if is_gained && cap == bulkhead_facts::Capability::Blob {
            continue;
        }
        items.push(item(site, cap, is_gained, places));
    }
    items
}

fn item(
    site: Site,
    cap: bulkhead_facts::Capability,
    gained: bool,
    evidence: Vec<Evidence>,
) -> Item {
    let n = evidence.len();
    let message = if gained {
        format!("{}: {}", cap.name(), cap.meaning())
    } else {
        let places = count(n, "new or changed place", "new or changed places");
        format!("{}: {places}", cap.name())
    };
    Item {
        kind: if gained {
            ItemKind::Gained
        } else {
            ItemKind::Calls
        },
        // Every release of a crate with unsafe code touches some of it; that it has some is no news.
        grows: gained || cap != bulkhead_facts::Capability::Unsafe,
        site: Some(site),
        caps: CapSet::of(cap),
        message,
        evidence,
    }
}

fn evidence(package: &Package<'_>, fact: &LinkedFact) -> Evidence {
    let mut what = fact.what.clone();
    if !fact.way.is_empty() {
        what += &format!(" by way of {}", fact.way.join(" → "));
    }
    if fact.cfg != CfgId::ALWAYS {
        what += &format!(" where cfg {}", package.facts.cfg(fact.cfg));
    }
    Evidence {
        file: package.facts.file(fact.place.file).to_owned(),
        position: Some((fact.place.line, fact.place.column)),
        what,
    }
}
