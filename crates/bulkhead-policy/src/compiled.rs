//! What the compiled code of a graph can do, beside what its sources say: the object witness's part of a picture.

use std::collections::{BTreeMap, BTreeSet};

use bulkhead_facts::object::trace::Seen;
use bulkhead_facts::{CapSet, Capability, Site};

use crate::picture::{Package, Picture};

/// What the compiled code of the packages of a picture can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiled {
    /// By index into [`Picture::packages`] and site. What is not here has no code in anything that was linked.
    pub uses: BTreeMap<(usize, Site), Use>,
    /// What code that build scripts wrote names, by index into [`Picture::packages`].
    pub generated: BTreeMap<usize, Vec<Generated>>,
    /// What of the uses that are not Rust's a package's C and assembly show, by index into [`Picture::packages`] and
    /// [`Seen::what`].
    pub native: BTreeSet<(usize, String)>,
    /// The foreign functions that bindings name which the build script of a dependency made, or the package's own: they are
    /// in no source of either. By index into [`Picture::packages`] of the user and [`Seen::what`].
    pub bindings: BTreeSet<(usize, String)>,
    /// The uses that a macro of a package spells on which the user depends: they are in the sources of that one. By index
    /// into [`Picture::packages`] of the user and [`Seen::what`].
    pub macros: BTreeSet<(usize, String)>,
}

/// A use of capabilities in code that a build script wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The file and line. Foreign text.
    pub place: String,
    /// What is named. Foreign text.
    pub what: String,
    /// The capabilities.
    pub caps: CapSet,
}

/// What one package's compiled code can do at one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// By its own code, sorted.
    pub direct: Vec<Seen>,
    /// By its own code and through what it depends on.
    pub reach: CapSet,
    /// For each capability that it only reaches, a shortest way.
    pub ways: BTreeMap<Capability, Way>,
}

/// A way to a use in another package's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The functions on it with their packages, by index into [`Picture::packages`]. Foreign text.
    pub steps: Vec<(Option<usize>, String)>,
    /// The use at its end.
    pub seen: Seen,
}

impl Use {
    /// What its own code does.
    #[must_use]
    pub fn caps(&self) -> CapSet {
        self.direct
            .iter()
            .fold(CapSet::EMPTY, |set, s| set | s.caps)
    }
}

/// What a build can show of a package: `unsafe` leaves no trace in objects, and what is shipped is data.
#[must_use]
pub fn visible() -> CapSet {
    let in_code = [
        Capability::Ffi,
        Capability::Asm,
        Capability::Link,
        Capability::Init,
        Capability::Embed,
    ];
    in_code
        .into_iter()
        .fold(CapSet::AMBIENT, |set, c| set | CapSet::of(c))
}

impl Compiled {
    /// What a package's compiled code does at a site and its sources do not say.
    #[must_use]
    pub fn hidden(&self, picture: &Picture<'_>, package: usize, site: Site) -> CapSet {
        let hides = self.hides(picture, package, site);
        hides
            .iter()
            .fold(CapSet::EMPTY, |set, (_, caps)| set | *caps)
    }

    /// The uses that a package's sources do not show, with what of each they do not.
    #[must_use]
    pub fn hides(&self, picture: &Picture<'_>, package: usize, site: Site) -> Vec<(&Seen, CapSet)> {
        let mut hides = self.unsaid(picture, package, site);
        hides.retain(|(seen, _)| !self.is_shown(package, seen));
        hides
    }

    /// The uses that a package's Rust sources do not show, with what of each they do not: those too that are in plain sight
    /// elsewhere.
    #[must_use]
    pub fn unsaid(
        &self,
        picture: &Picture<'_>,
        package: usize,
        site: Site,
    ) -> Vec<(&Seen, CapSet)> {
        let p = &picture.packages[package];
        let mut said = said(p, site);
        // A foreign function may be declared by a package that this one depends on: libc's, a `-sys` package's.
        if p.site(site)
            .is_some_and(|s| s.reach.contains(Capability::Ffi))
        {
            said |= CapSet::of(Capability::Ffi);
        }
        let used = self.uses.get(&(package, site));
        let uses = used.into_iter().flat_map(|u| &u.direct);
        let hides = uses.map(|seen| (seen, seen.caps.intersection(visible()).difference(said)));
        hides.filter(|(_, caps)| !caps.is_empty()).collect()
    }

    /// The uses of a package's compiled code at a site that neither its sources show nor `granted` covers, with what of each.
    /// Who may call foreign code may call what that does, and what a macro of another package spells is granted to that one.
    #[must_use]
    pub fn beyond(
        &self,
        picture: &Picture<'_>,
        package: usize,
        site: Site,
        granted: CapSet,
    ) -> Vec<(&Seen, CapSet)> {
        let foreign = granted.contains(Capability::Ffi);
        let mut hides = self.hides(picture, package, site);
        hides.retain(|(seen, _)| !(seen.foreign && foreign));
        hides
            .iter_mut()
            .for_each(|(_, caps)| *caps = caps.difference(granted));
        hides.retain(|(_, caps)| !caps.is_empty());
        hides
    }

    /// Whether a use is in plain sight somewhere else than in the package's Rust sources.
    fn is_shown(&self, package: usize, seen: &Seen) -> bool {
        let shown = |by: &BTreeSet<_>| by.contains(&(package, seen.what.clone()));
        match seen.foreign {
            true => shown(&self.native),
            false => shown(&self.bindings) || shown(&self.macros),
        }
    }

    /// What a package's sources say at a site and nothing that was linked does: granted for nothing.
    #[must_use]
    pub fn unlinked(&self, picture: &Picture<'_>, package: usize, site: Site) -> CapSet {
        let used = self.uses.get(&(package, site));
        let does = used.map_or(CapSet::EMPTY, Use::caps);
        said(&picture.packages[package], site)
            .intersection(visible())
            .difference(does)
    }
}

fn said(package: &Package<'_>, site: Site) -> CapSet {
    package.site(site).map_or(CapSet::EMPTY, |s| s.direct)
}
