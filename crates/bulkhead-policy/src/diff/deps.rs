//! Dependencies that came and went, and what the new ones bring.

use std::collections::BTreeMap;

use bulkhead_facts::{CapSet, Site};

use super::{Item, ItemKind, Side};
use crate::picture::Package;

/// A dependency that a manifest declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The name of the package.
    pub name: String,
    /// When it is needed.
    pub kind: Kind,
    /// Under which condition: [`OPTIONAL`], `only on cfg(windows)`; empty when there is none. May hold foreign text.
    pub condition: String,
}

/// How the condition begins of a dependency that a feature turns on.
pub const OPTIONAL: &str = "optional";

/// When a dependency is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// By the library, binary or proc macro.
    Normal,
    /// By the build script.
    Build,
}

/// A dependency of one side: its condition, and its package when the graph has it.
struct Dep {
    condition: String,
    package: Option<usize>,
}

pub(super) fn compare(old: &Side<'_>, was: usize, new: &Side<'_>, is: usize) -> Vec<Item> {
    let (before, after) = (deps(old, was), deps(new, is));
    let mut items = Vec::new();
    for ((name, kind), dep) in &after {
        match before.get(&(name.clone(), *kind)) {
            None => items.push(Item {
                grows: !known(old, was, new, *kind, dep),
                ..added(new, name, *kind, dep)
            }),
            Some(then) if !then.condition.is_empty() && dep.condition.is_empty() => {
                items.push(wider(new, name, *kind, then, dep));
            }
            Some(_) => {}
        }
    }
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    items.extend(gone.map(|(name, kind)| Item {
        kind: ItemKind::Lost,
        grows: false,
        site: None,
        caps: CapSet::EMPTY,
        message: format!("no longer depends on {name}{}", for_build(*kind)),
        evidence: Vec::new(),
    }));
    items
}

/// Whether a new dependency is off, or was in the graph and can do nothing that the package did not reach before.
fn known(old: &Side<'_>, was: usize, new: &Side<'_>, kind: Kind, dep: &Dep) -> bool {
    let Some(package) = dep.package.map(|i| &new.picture.packages[i]) else {
        // What a feature would have to turn on is not there.
        return dep.condition.starts_with(OPTIONAL);
    };
    let same = |p: &Package<'_>| p.name == package.name && p.source == package.source;
    let before = &old.picture.packages[was];
    let reached = |site| before.site(site).map_or(CapSet::EMPTY, |s| s.reach);
    let reached = match kind {
        Kind::Normal => reached(Site::Lib) | reached(Site::Macro),
        Kind::Build => reached(Site::Build),
    };
    let brought = package.site(Site::Lib).map_or(CapSet::EMPTY, |s| s.reach);
    old.picture.packages.iter().any(same) && brought.difference(reached).is_empty()
}

fn deps(side: &Side<'_>, index: usize) -> BTreeMap<(String, Kind), Dep> {
    let packages = &side.picture.packages;
    let package = &packages[index];
    let edges = |kind| match kind {
        Kind::Normal => &package.deps,
        Kind::Build => &package.build_deps,
    };
    let find = |name: &str, kind| {
        let edges: &[usize] = edges(kind);
        edges.iter().copied().find(|&d| packages[d].name == name)
    };
    let mut all: BTreeMap<(String, Kind), Dep> = BTreeMap::new();
    let declared = side.more.get(index).and_then(|m| m.declared.as_ref());
    for d in declared.into_iter().flatten() {
        let dep = all.entry((d.name.clone(), d.kind)).or_insert_with(|| Dep {
            condition: d.condition.clone(),
            package: find(&d.name, d.kind),
        });
        // Declared several times, it is needed where one of the declarations holds.
        if d.condition.is_empty() {
            dep.condition.clear();
        }
    }
    if declared.is_none() {
        for kind in [Kind::Normal, Kind::Build] {
            for &to in edges(kind) {
                let dep = Dep {
                    condition: String::new(),
                    package: Some(to),
                };
                all.insert((packages[to].name.to_owned(), kind), dep);
            }
        }
    }
    all
}

fn added(new: &Side<'_>, name: &str, kind: Kind, dep: &Dep) -> Item {
    let when = match dep.condition.as_str() {
        "" => String::new(),
        condition => format!(" ({condition})"),
    };
    item(
        new,
        format!("depends on {name}{}{when}", for_build(kind)),
        dep,
    )
}

/// A dependency that was there under a condition and now is without one.
fn wider(new: &Side<'_>, name: &str, kind: Kind, then: &Dep, dep: &Dep) -> Item {
    let was = format!(
        "always depends on {name}{} (before: {})",
        for_build(kind),
        then.condition
    );
    item(new, was, dep)
}

fn item(new: &Side<'_>, mut message: String, dep: &Dep) -> Item {
    let package = dep.package.map(|i| &new.picture.packages[i]);
    message += &package.map_or_else(
        || ": it is not in the graph that was read, so what it brings was not seen".to_owned(),
        brings,
    );
    Item {
        kind: ItemKind::Dependency,
        grows: true,
        site: None,
        caps: package.map_or(CapSet::EMPTY, reach),
        message,
        evidence: Vec::new(),
    }
}

fn for_build(kind: Kind) -> &'static str {
    match kind {
        Kind::Normal => "",
        Kind::Build => " in its build script",
    }
}

fn reach(package: &Package<'_>) -> CapSet {
    let sites = package.sites.iter();
    sites.fold(CapSet::EMPTY, |set, s| set | s.reach)
}

/// `: brings build: run write, lib: net`
fn brings(package: &Package<'_>) -> String {
    let sites = [Site::Build, Site::Macro, Site::Lib].into_iter();
    let sites = sites.filter_map(|s| package.site(s));
    let said: Vec<String> = sites
        .filter(|s| !s.reach.is_empty() || s.site != Site::Lib)
        .map(|s| match s.reach.is_empty() {
            true => format!("a {}", super::site_words(s.site)),
            false => format!("{}: {}", s.site.name(), s.reach),
        })
        .collect();
    match said.is_empty() {
        true => format!(": {} is pure", package.version),
        false => format!(": {} brings {}", package.version, said.join(", ")),
    }
}
