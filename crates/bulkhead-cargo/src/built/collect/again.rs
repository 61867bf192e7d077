//! What an earlier run found in the same links.

use std::collections::BTreeSet;
use std::path::Path;

use bulkhead_facts::Limits;
use bulkhead_facts::archive::sha256;
use bulkhead_facts::object::whose::World;
use serde::{Deserialize, Serialize};

use super::super::library::Hashes;
use super::inputs::Given;
use super::{Library, Units};
use crate::cache::{Cache, Key};

/// What is known of a build as a whole before its links are looked at.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) world: World,
    /// What of it could not be found out. Foreign text.
    pub(super) gaps: BTreeSet<String>,
    /// Object files in all links.
    pub(super) objects: usize,
}

/// What is known of the contents of the files of a build in this folder.
pub(super) struct Contents<'c> {
    cache: &'c Cache,
    key: Key,
    pub(super) known: Hashes,
}

impl<'c> Contents<'c> {
    pub(super) fn of(cache: &'c Cache, folder: &Path) -> Self {
        let key = cache.built_key(folder.as_os_str().as_encoded_bytes());
        Contents {
            cache,
            key,
            known: cache.built(key).unwrap_or_default(),
        }
    }

    /// Remembers those of these files.
    pub(super) fn keep(self, library: &Library) {
        let now = library.known();
        if now != self.known {
            self.cache.put_built(self.key, &now);
        }
    }
}

/// Finds in the user's cache what follows from the same inputs.
pub(super) struct Again<'a> {
    cache: Option<&'a Cache>,
    units: &'a Units<'a>,
    library: &'a Library,
    limits: &'a Limits,
}

impl<'a> Again<'a> {
    pub(super) fn new(
        cache: Option<&'a Cache>,
        units: &'a Units<'a>,
        library: &'a Library,
        limits: &'a Limits,
    ) -> Self {
        Again {
            cache,
            units,
            library,
            limits,
        }
    }

    /// What the files of all links say of the build, or what `find` finds.
    pub(super) fn known(&self, links: &[(usize, Given)], find: impl FnOnce() -> Known) -> Known {
        let hashes: Option<Vec<_>> = links.iter().map(|(_, g)| self.library.hashes(g)).collect();
        let key = self.key(hashes.as_ref().map(|hashes| {
            let units = (&self.units.records, &self.units.packages, &self.units.made);
            ("build", units, links, hashes)
        }));
        self.get(key).unwrap_or_else(|| {
            let known = find();
            self.put(key, &known);
            known
        })
    }

    /// The keys of all links in this world, each with whose foreign files are.
    pub(super) fn keys(
        &self,
        world: &World,
        links: &[(usize, Given)],
        bringers: &[Vec<Option<usize>>],
    ) -> Vec<Option<Key>> {
        if self.cache.is_none() {
            return vec![None; links.len()];
        }
        let world = of_world(world);
        let all = links.iter().zip(bringers);
        all.map(|((root, given), bringers)| {
            let files = self.library.hashes(given).map(|hashes| {
                let units = given.files().map(|path| self.units.of_library(path));
                let made = units
                    .chain([Some(*root)])
                    .map(|unit| self.units.made(unit?));
                (hashes, bringers, made.collect::<Vec<_>>())
            });
            self.key(files.map(|files| ("link", world, root, given, files)))
        })
        .collect()
    }

    pub(super) fn get<T: for<'de> Deserialize<'de>>(&self, key: Option<Key>) -> Option<T> {
        self.cache?.built(key?)
    }

    pub(super) fn put<T: Serialize>(&self, key: Option<Key>, found: &T) {
        if let (Some(cache), Some(key)) = (self.cache, key) {
            cache.put_built(key, found);
        }
    }

    /// `None` too for what has no key, such as a path that is no text.
    fn key(&self, of: Option<impl Serialize>) -> Option<Key> {
        let cache = self.cache?;
        let of = postcard::to_allocvec(&(of?, format!("{:?}", self.limits))).ok()?;
        Some(cache.built_key(&of))
    }
}

/// SHA-256 of all that is known of the units, in an order of its own.
fn of_world(world: &World) -> Option<[u8; 32]> {
    fn sorted<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Vec<T> {
        let mut all: Vec<T> = all.collect();
        all.sort_unstable();
        all
    }
    let units = world.units.iter();
    let units: Vec<_> = units
        .map(|u| (u.id, u.package, sorted(u.closure.iter().copied())))
        .collect();
    let std = sorted(world.std.iter().copied());
    let chosen = sorted(world.chosen.iter().map(String::as_str));
    let bytes = postcard::to_allocvec(&(units, std, chosen)).ok()?;
    Some(sha256(&bytes))
}
