//! Directory sources: each package has its files' checksums in `.cargo-checksum.json`.

use std::collections::BTreeMap;
use std::path::Path;

use bulkhead_facts::archive::sha256;
use bulkhead_facts::{Files, Limits};
use serde::Deserialize;

use super::registry::hex;
use super::{Change, SourceError, Tampered, walk};

/// The file that makes a directory a vendored package.
pub(crate) const CHECKSUMS: &str = ".cargo-checksum.json";

const MAX_BYTES: u64 = 32 << 20;

/// What `.cargo-checksum.json` says.
#[derive(Debug, Deserialize)]
pub(crate) struct Checksums {
    /// SHA-256 of the files, by path with `/`.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// SHA-256 of the archive that they come from; none for git packages.
    pub(crate) package: Option<String>,
}

impl Checksums {
    /// Reads the checksum file of a directory.
    pub(crate) fn read(dir: &Path) -> Result<Self, SourceError> {
        let path = dir.join(CHECKSUMS);
        let bytes = walk::read_file(&path, MAX_BYTES).map_err(|e| SourceError::io(&path, &e))?;
        serde_json::from_slice(&bytes).map_err(|e| SourceError::Archive {
            path,
            cause: e.to_string(),
        })
    }

    /// What differs between the checksums and the files. Cargo itself looks only at files that are listed.
    pub(crate) fn compare(&self, files: &dyn Files, dir: &Path) -> Vec<Tampered> {
        let mut listed: BTreeMap<&str, &str> = self
            .files
            .iter()
            .map(|(f, sum)| (f.as_str(), sum.as_str()))
            .collect();
        let mut found = Vec::new();
        let mut note = |change, file: &str, detail: &str| {
            found.push(Tampered {
                change,
                path: dir.join(file),
                file: file.to_owned(),
                detail: detail.to_owned(),
            });
        };
        for (file, bytes) in files.iter() {
            match listed.remove(file) {
                _ if file == CHECKSUMS || file == ".cargo-ok" => {}
                None => note(Change::Added, file, "not in .cargo-checksum.json"),
                Some(sum) if !sum.eq_ignore_ascii_case(&hex(&sha256(bytes))) => {
                    note(
                        Change::Changed,
                        file,
                        "other content than .cargo-checksum.json says",
                    );
                }
                Some(_) => {}
            }
        }
        for file in listed.into_keys() {
            note(
                Change::Missing,
                file,
                "in .cargo-checksum.json, but not readable in the directory",
            );
        }
        found.sort();
        found
    }

    /// What is wrong when the package checksum is not the one that `Cargo.lock` has.
    pub(crate) fn wrong_package(&self, locked: Option<&str>, dir: &Path) -> Option<Tampered> {
        let (ours, locked) = (self.package.as_deref()?, locked?);
        (!ours.eq_ignore_ascii_case(locked)).then(|| Tampered {
            change: Change::Archive,
            path: dir.join(CHECKSUMS),
            file: String::new(),
            detail: format!(
                "vendored from an archive with SHA-256 {ours}, Cargo.lock says {locked}"
            ),
        })
    }
}

/// How much of a vendored directory is read: all of it.
pub(crate) fn files(dir: &Path, limits: &Limits) -> Result<super::disk::DiskFiles, SourceError> {
    super::disk::DiskFiles::read(dir, &super::disk::Rules::whole(dir), limits)
}
