//! `Cargo.lock`: the checksums, and what it names beyond the graph.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use serde::Deserialize;

use super::{Package, Source};
use crate::before::Locked;
use crate::error::Error;

/// More than any lock file that people have; the biggest known are under 1 MiB.
const MAX_BYTES: u64 = 64 << 20;

/// All packages of a lock file, sorted.
pub fn read_lock(path: &Path) -> Result<Vec<Locked>, Error> {
    if let Err(cause) = std::fs::metadata(path) {
        let path = path.to_owned();
        return Err(Error::Io { path, cause });
    }
    Ok(Lock::read(path)?.into_packages())
}

/// What a lock file says about its packages.
#[derive(Debug, Default)]
pub(super) struct Lock {
    /// Checksums by name, version and source as Cargo spells it.
    packages: HashMap<(String, String, Option<String>), Option<String>>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    package: Vec<RawPackage>,
    /// Lock files of version 1 keep the checksums here: `"checksum NAME VERSION (SOURCE)" = "…"`.
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct RawPackage {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

impl Lock {
    /// Reads a lock file. One that does not exist says nothing, and so vouches for nothing.
    pub(super) fn read(path: &Path) -> Result<Lock, Error> {
        let io = |cause| Error::Io {
            path: path.to_owned(),
            cause,
        };
        match std::fs::metadata(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Lock::default()),
            Err(e) => return Err(io(e)),
            Ok(meta) if meta.len() > MAX_BYTES => {
                let said = format!("{} bytes are more than the {MAX_BYTES} allowed", meta.len());
                return Err(Error::BadLock {
                    path: path.to_owned(),
                    said,
                });
            }
            Ok(_) => {}
        }
        let text = std::fs::read_to_string(path).map_err(io)?;
        Lock::parse(&text).map_err(|said| Error::BadLock {
            path: path.to_owned(),
            said,
        })
    }

    fn parse(text: &str) -> Result<Lock, String> {
        let raw: Raw = toml::from_str(text).map_err(|e| e.to_string())?;
        let old_style = |p: &RawPackage| {
            let source = p.source.as_deref()?;
            let key = format!("checksum {} {} ({source})", p.name, p.version);
            raw.metadata.get(&key).cloned()
        };
        let entries = raw.package.iter().map(|p| {
            let checksum = p.checksum.clone().or_else(|| old_style(p));
            let checksum = checksum.map(|sum| sum.to_ascii_lowercase());
            let key = (p.name.clone(), p.version.clone(), p.source.clone());
            (key, checksum.filter(|sum| is_sha256(sum)))
        });
        Ok(Lock {
            packages: entries.collect(),
        })
    }

    /// The checksum of one package.
    pub(super) fn checksum(
        &self,
        name: &str,
        version: &str,
        source: Option<&str>,
    ) -> Option<String> {
        let key = (
            name.to_owned(),
            version.to_owned(),
            source.map(str::to_owned),
        );
        self.packages.get(&key).cloned().flatten()
    }

    /// The names of all packages.
    pub(super) fn names(&self) -> BTreeSet<String> {
        self.packages
            .keys()
            .map(|(name, ..)| name.clone())
            .collect()
    }

    fn into_packages(self) -> Vec<Locked> {
        let all = self.packages.into_iter();
        let mut all: Vec<Locked> = all
            .map(|((name, version, source), checksum)| Locked {
                name,
                version,
                source: Source::of(source.as_deref()),
                checksum,
            })
            .collect();
        all.sort_unstable();
        all
    }

    /// How many packages are locked that are not among these.
    pub(super) fn outside(&self, packages: &[Package]) -> usize {
        let inside: HashSet<(&str, &str, Source)> = packages
            .iter()
            .map(|p| (p.name.as_str(), p.version.as_str(), p.source.clone()))
            .collect();
        self.packages
            .keys()
            .filter(|(name, version, source)| {
                let source = Source::of(source.as_deref());
                !inside.contains(&(name.as_str(), version.as_str(), source))
            })
            .count()
    }
}

/// The packages of a lock file's text; none when it cannot be read.
pub(crate) fn packages(text: &str) -> Vec<Locked> {
    Lock::parse(text).unwrap_or_default().into_packages()
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

    #[test]
    fn both_styles_of_checksums_are_read() {
        let sum = "AB".repeat(32);
        let new = format!(
            "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"{CRATES_IO}\"\nchecksum = \"{sum}\"\n"
        );
        let old = format!(
            "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"{CRATES_IO}\"\n[metadata]\n\"checksum a 1.0.0 ({CRATES_IO})\" = \"{sum}\"\n"
        );
        for text in [new, old] {
            let lock = Lock::parse(&text).expect("valid");
            let found = lock.checksum("a", "1.0.0", Some(CRATES_IO));
            assert_eq!(found, Some("ab".repeat(32)));
            assert_eq!(lock.checksum("a", "1.0.0", None), None);
            assert_eq!(lock.outside(&[]), 1);
        }
    }

    #[test]
    fn a_checksum_that_is_none_vouches_for_nothing() {
        let text = format!(
            "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"{CRATES_IO}\"\nchecksum = \"<none>\"\n"
        );
        let lock = Lock::parse(&text).expect("valid");
        assert_eq!(lock.checksum("a", "1.0.0", Some(CRATES_IO)), None);
        assert!(Lock::parse("[[package]\n").is_err());
    }
}
