//! What is known of a compiled unit: which package it is, where that lies, what it was linked from.
//!
//! A file for each, beside the units' own folder, written by the wrapper and readable to it alone; so that a build script,
//! when it runs, may read the folders of the packages that were linked into it, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Origin;
use super::home::{bytes, path, replace};

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) package: String,
    pub(super) version: String,
    origin: Stored,
    manifest_dir: Vec<u8>,
    out_dir: Option<Vec<u8>>,
    externs: Vec<Vec<u8>>,
}

/// [`Origin`] as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stored {
    CratesIo,
    Path,
    #[default]
    Other,
}

impl From<Origin> for Stored {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::CratesIo => Stored::CratesIo,
            Origin::Path => Stored::Path,
            Origin::Other => Stored::Other,
        }
    }
}

/// Units that one unit can be linked from, at most.
const MOST_UNITS: usize = 5000;

/// Bytes of one record.
const MOST_BYTES: u64 = 1 << 20;

impl Record {
    pub(super) fn new(
        package: String,
        version: String,
        origin: Origin,
        manifest_dir: &Path,
        out_dir: Option<&Path>,
        externs: &[PathBuf],
    ) -> Self {
        Record {
            package,
            version,
            origin: origin.into(),
            manifest_dir: bytes(manifest_dir),
            out_dir: out_dir.map(bytes),
            externs: externs.iter().map(|e| bytes(e)).collect(),
        }
    }

    pub(super) fn origin(&self) -> Origin {
        match self.origin {
            Stored::CratesIo => Origin::CratesIo,
            Stored::Path => Origin::Path,
            Stored::Other => Origin::Other,
        }
    }

    /// Whether it is the user's own code.
    pub(super) fn is_local(&self) -> bool {
        self.origin() == Origin::Path
    }

    pub(super) fn manifest_dir(&self) -> PathBuf {
        path(self.manifest_dir.clone())
    }

    pub(super) fn out_dir(&self) -> Option<PathBuf> {
        self.out_dir.clone().map(path)
    }

    /// Notes a unit whose files are named `stem` in `out_dir`.
    pub(super) fn write(&self, out_dir: &Path, stem: &str) -> std::io::Result<()> {
        let folder = folder(out_dir);
        fs::create_dir_all(&folder)?;
        replace(&folder.join(stem), &serde_json::to_vec(self)?, 0o600)
    }

    /// The record behind a library that rustc is given: `.../libNAME-HASH.rmeta`.
    pub(super) fn of(library: &Path) -> Option<Record> {
        let stem = library.file_stem()?.to_str()?;
        let stem = stem.strip_prefix("lib").unwrap_or(stem);
        let file = folder(library.parent()?).join(stem);
        (fs::metadata(&file).ok()?.len() <= MOST_BYTES).then_some(())?;
        serde_json::from_slice(&fs::read(file).ok()?).ok()
    }

    /// The records of all that is linked into this unit.
    pub(super) fn linked(&self) -> Vec<Record> {
        let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
        let mut todo: Vec<PathBuf> = self.externs.iter().cloned().map(path).collect();
        let mut all = Vec::new();
        while let Some(library) = todo.pop() {
            // The same unit may be given by its metadata or by its library.
            if seen.len() >= MOST_UNITS || !seen.insert(library.with_extension("")) {
                continue;
            }
            if let Some(record) = Record::of(&library) {
                todo.extend(record.externs.iter().cloned().map(path));
                all.push(record);
            }
        }
        all
    }
}

/// The folder of records for what lies in a folder that rustc writes to: beside it, in Cargo's folder for the profile.
fn folder(out_dir: &Path) -> PathBuf {
    profile_folder(out_dir).join(".bulkhead")
}

/// Cargo's folder for a profile (`target/debug`), which holds its lock.
pub(super) fn profile_folder(out_dir: &Path) -> PathBuf {
    let locked =
        |dir: &&Path| dir.join(".cargo-lock").is_file() || dir.join(".cargo-build-lock").is_file();
    let found = out_dir.ancestors().skip(1).take(5).find(locked);
    found.or(out_dir.parent()).unwrap_or(out_dir).to_owned()
}
