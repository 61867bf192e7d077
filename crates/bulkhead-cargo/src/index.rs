//! What the registry's index says of a package's releases, from the copy that Cargo keeps on disk. No request is made.
//!
//! Cargo keeps one file per package of a sparse registry under `$CARGO_HOME/registry/index/<registry>/.cache/`. Its format
//! is described in Cargo's `sources/registry/index/cache.rs`: a version byte (3), the version of the index format
//! (little-endian `u32`), what the index was at the time (text, then a NUL), then for each release the version and a line
//! of the index, each with a NUL behind it. A local registry holds such lines as plain text files.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::Deserialize;

use crate::graph::{Package, Workspace};
use crate::sources::registry::unpacked_by_cargo;

mod moment;

/// Bytes of one package's file; the biggest known is about 6 MB.
const MAX_BYTES: u64 = 64 << 20;
/// Packages of one index; crates.io has under 300,000.
const MAX_NAMES: usize = 4_000_000;
/// Releases of one package.
const MAX_RELEASES: usize = 100_000;
/// The only layout of Cargo's cache that is known here.
const CACHE_VERSION: u8 = 3;
/// The format of the index that is known here; Cargo itself skips what is newer.
const INDEX_VERSION: u32 = 2;

/// The index of one registry on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    dir: PathBuf,
    layout: Layout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Cargo's cache of a sparse or git index.
    Cache,
    /// Plain files of a local registry.
    Plain,
}

/// One release as the index has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its version.
    pub version: String,
    /// SHA-256 of its archive, lower-case hexadecimal.
    pub checksum: String,
    /// Whether it was withdrawn.
    pub yanked: bool,
    /// When it was published, in seconds since 1970 UTC; `None` where the index does not say.
    pub published: Option<i64>,
    /// The names of the packages that it depends on, dev-dependencies left out, sorted.
    pub dependencies: Vec<String>,
}

/// Why the index has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The file cannot be read.
    #[error("{}: {cause}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The file is not in a layout that is known here.
    #[error("{}: {what}", path.display())]
    Unknown {
        /// Which.
        path: PathBuf,
        /// In what way.
        what: String,
    },
}

/// A line of the index. Format: The Cargo Book, "Index Format".
#[derive(Deserialize)]
struct Line {
    name: String,
    vers: String,
    #[serde(default)]
    deps: Vec<LineDep>,
    cksum: String,
    #[serde(default)]
    yanked: bool,
    pubtime: Option<String>,
}

/// Of a line only when it was published.
#[derive(Deserialize)]
struct Dated<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    pubtime: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct LineDep {
    name: String,
    kind: Option<String>,
    package: Option<String>,
}

impl Index {
    /// The index from which Cargo took a package; `None` when it is not from a registry, or the index is not on this
    /// machine in a layout that is read: of a vendored directory there is none, and Cargo's clone of a git index is
    /// read only through the cache that Cargo keeps beside it.
    #[must_use]
    pub fn of(workspace: &Workspace, package: &Package) -> Option<Self> {
        if !package.source.is_registry() {
            return None;
        }
        let file = format!("{}-{}.crate", package.name, package.version);
        let local = workspace.local_registries.iter();
        if let Some(registry) = local.clone().find(|dir| dir.join(&file).is_file()) {
            return Index::local(registry);
        }
        if !unpacked_by_cargo(&package.manifest_dir) {
            return None;
        }
        let sources = package.manifest_dir.parent()?;
        let registry = sources.parent()?.parent()?;
        let index = registry.join("index").join(sources.file_name()?);
        Index::cache(index.join(".cache"))
    }

    /// All indexes that are on this machine for Cargo as it is configured here. Which one holds what Cargo would take
    /// is not known before it has resolved something.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let here = std::env::current_dir().unwrap_or_default();
        let home = cargo_config2::cargo_home_with_cwd(&here);
        let registries = home.map(|home| home.join("registry").join("index"));
        let registries = registries.and_then(|dir| fs::read_dir(dir).ok());
        let caches = registries.into_iter().flatten().flatten();
        let mut all: Vec<Index> = caches
            .filter_map(|entry| Index::cache(entry.path().join(".cache")))
            .collect();
        let config = cargo_config2::Config::load().ok();
        let sources = config.iter().flat_map(|c| c.source.values());
        let local = sources.filter_map(|s| s.local_registry.clone());
        all.extend(local.filter_map(|dir| Index::local(&dir)));
        all
    }

    /// The plain index of a local registry.
    #[must_use]
    pub fn local(registry: &Path) -> Option<Self> {
        let dir = registry.join("index");
        dir.is_dir().then_some(Index {
            dir,
            layout: Layout::Plain,
        })
    }

    fn cache(dir: PathBuf) -> Option<Self> {
        dir.is_dir().then_some(Index {
            dir,
            layout: Layout::Cache,
        })
    }

    /// All releases of a package, as the index lists them; `None` when the index on this machine has no such package.
    pub fn releases(&self, name: &str) -> Result<Option<Vec<Release>>, IndexError> {
        self.read(name, |lines| read(lines, name))
    }

    /// When the first release of a package was published, in seconds since 1970 UTC.
    pub fn first_published(&self, name: &str) -> Result<Option<i64>, IndexError> {
        let first = |lines: &[&[u8]]| {
            let lines = parse(lines, name, |line: &Dated<'_>| &line.name)?;
            let published = |line: &Dated<'_>| line.pubtime.as_deref().and_then(moment::parse);
            Ok(lines.iter().filter_map(published).min())
        };
        Ok(self.read(name, first)?.flatten())
    }

    /// One release of a package. Only its own line of the index is read closely, which is much faster.
    pub fn release(&self, name: &str, version: &str) -> Result<Option<Release>, IndexError> {
        let quoted = format!("\"{version}\"");
        let finder = memchr::memmem::Finder::new(quoted.as_bytes());
        let found = self.read(name, |lines| {
            let has_version = |line: &&&[u8]| finder.find(line).is_some();
            let lines: Vec<&[u8]> = lines.iter().filter(has_version).copied().collect();
            read(&lines, name)
        })?;
        Ok(found.and_then(|all| all.into_iter().find(|r| r.version == version)))
    }

    /// What `of` makes of the lines of a package.
    fn read<T>(
        &self,
        name: &str,
        of: impl FnOnce(&[&[u8]]) -> Result<T, String>,
    ) -> Result<Option<T>, IndexError> {
        let Some(path) = place(name) else {
            return Ok(None);
        };
        let path = self.dir.join(path);
        let bytes = match crate::sources::walk::read_file(&path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => {
                return Err(IndexError::Io {
                    path,
                    cause: e.to_string(),
                });
            }
        };
        let lines = match self.layout {
            Layout::Cache => cached(&bytes),
            Layout::Plain => Ok(plain(&bytes)),
        };
        lines
            .and_then(|lines| of(&lines))
            .map(Some)
            .map_err(|what| IndexError::Unknown { path, what })
    }

    /// The names of all packages that the index on this machine has, as their files are called, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let files =
            crate::sources::walk::list(&self.dir, MAX_NAMES, &crate::sources::walk::nothing);
        let files = files.map(|listing| listing.entries).unwrap_or_default();
        let name = |file: &String| {
            let name = file.rsplit('/').next()?;
            (place(name)? == Path::new(file)).then(|| name.to_owned())
        };
        files.keys().filter_map(name).collect()
    }

    /// When Cargo last wrote what it knows of a package, in seconds since 1970 UTC: what is newer may not be in it.
    #[must_use]
    pub fn as_of(&self, name: &str) -> Option<i64> {
        let meta = fs::metadata(self.dir.join(place(name)?)).ok()?;
        let since = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    }
}

/// Where a package is in an index. Source: The Cargo Book, "Index Format", "Index files".
fn place(name: &str) -> Option<PathBuf> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.chars().all(plain) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    Some(match name.len() {
        0 => return None,
        1 => Path::new("1").join(name),
        2 => Path::new("2").join(name),
        3 => Path::new("3").join(&name[..1]).join(&name),
        _ => Path::new(&name[..2]).join(&name[2..4]).join(&name),
    })
}

/// The lines in Cargo's cache.
fn cached(bytes: &[u8]) -> Result<Vec<&[u8]>, String> {
    let (&version, rest) = bytes.split_first().ok_or("it is empty")?;
    if version != CACHE_VERSION {
        return Err(format!("layout {version} of Cargo's cache is not known"));
    }
    let (format, rest) = rest.split_first_chunk::<4>().ok_or("it ends early")?;
    let format = u32::from_le_bytes(*format);
    if format != INDEX_VERSION {
        return Err(format!("version {format} of the index is not known"));
    }
    let mut rest = Some(rest);
    let mut parts = std::iter::from_fn(move || {
        let all = rest.take()?;
        let (part, after) = all.split_at(memchr::memchr(0, all).unwrap_or(all.len()));
        rest = after.get(1..);
        Some(part)
    });
    // What the index was at the time.
    parts.next();
    let mut lines = Vec::new();
    while let Some(version) = parts.next() {
        match parts.next() {
            Some(line) => lines.push(line),
            // What stands behind the last NUL.
            None if version.is_empty() => {}
            None => return Err("it ends early".to_owned()),
        }
    }
    Ok(lines)
}

/// The lines of a plain file.
fn plain(bytes: &[u8]) -> Vec<&[u8]> {
    let lines = bytes.split(|b| *b == b'\n');
    lines.filter(|l| !l.trim_ascii().is_empty()).collect()
}

fn read(lines: &[&[u8]], name: &str) -> Result<Vec<Release>, String> {
    let lines: Vec<Line> = parse(lines, name, |line: &Line| &line.name)?;
    Ok(lines.into_iter().map(release).collect())
}

/// The lines of one package; `named` says which one a line is of.
fn parse<'l, L: Deserialize<'l>>(
    lines: &[&'l [u8]],
    name: &str,
    named: impl Fn(&L) -> &str,
) -> Result<Vec<L>, String> {
    let mut all = Vec::new();
    for line in lines {
        if all.len() == MAX_RELEASES {
            return Err(format!("more than {MAX_RELEASES} releases"));
        }
        let line: L = serde_json::from_slice(line).map_err(|e| e.to_string())?;
        // A file of one package says nothing about another.
        if named(&line).eq_ignore_ascii_case(name) {
            all.push(line);
        }
    }
    Ok(all)
}

fn release(line: Line) -> Release {
    let kept = line
        .deps
        .into_iter()
        .filter(|d| d.kind.as_deref() != Some("dev"));
    let mut dependencies: Vec<String> = kept.map(|d| d.package.unwrap_or(d.name)).collect();
    dependencies.sort();
    dependencies.dedup();
    Release {
        version: line.vers,
        checksum: line.cksum.to_ascii_lowercase(),
        yanked: line.yanked,
        published: line.pubtime.as_deref().and_then(moment::parse),
        dependencies,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(version: &str) -> String {
        format!(
            "{{\"name\":\"Leaf\",\"vers\":\"{version}\",\"deps\":[{{\"name\":\"x\",\"package\":\"y\",\"req\":\"^1\",\"kind\":\"build\"}},{{\"name\":\"z\",\"req\":\"^1\",\"kind\":\"dev\"}}],\"cksum\":\"AB\",\"yanked\":true,\"pubtime\":\"2026-08-20T10:11:12Z\"}}"
        )
    }

    fn cache(releases: &[&str]) -> Vec<u8> {
        let mut bytes = vec![3, 2, 0, 0, 0];
        bytes.extend(b"etag: x\0");
        for version in releases {
            bytes.extend(format!("{version}\0{}\0", line(version)).bytes());
        }
        bytes
    }

    fn cached(bytes: &[u8]) -> Result<Vec<Release>, String> {
        super::cached(bytes).and_then(|lines| read(&lines, "leaf"))
    }

    #[test]
    fn both_layouts_say_the_same() {
        let cached = cached(&cache(&["1.0.0", "1.0.1"])).expect("reads");
        let text = format!("{}\n{}\n", line("1.0.0"), line("1.0.1"));
        assert_eq!(read(&plain(text.as_bytes()), "leaf"), Ok(cached.clone()));
        assert_eq!(cached.len(), 2);
        assert_eq!(cached[1].dependencies, ["y"]);
        assert_eq!(
            (cached[0].checksum.as_str(), cached[0].yanked),
            ("ab", true)
        );
        assert!(cached[0].published.is_some());
    }

    #[test]
    fn what_is_not_understood_is_an_error_and_never_an_empty_answer() {
        let good = cache(&["1.0.0"]);
        for end in 0..good.len() - 1 {
            let cut = cached(&good[..end]);
            // An index that lists nothing is whole; everything else is cut.
            let whole = cut.as_ref().is_ok_and(Vec::is_empty);
            assert!(cut.is_err() || (whole && end <= 13), "{end}: {cut:?}");
        }
        for (at, to) in [(0, 2), (1, 3)] {
            let mut other = good.clone();
            other[at] = to;
            assert!(cached(&other).is_err());
        }
        assert!(read(&[b"{}"], "leaf").is_err());
        assert_eq!(read(&[line("1.0.0").as_bytes()], "other"), Ok(Vec::new()));
    }

    #[test]
    fn names_cannot_leave_the_index() {
        assert_eq!(place("../../x"), None);
        assert_eq!(place(""), None);
        assert_eq!(place("Serde"), Some("se/rd/serde".into()));
        assert_eq!(place("syn"), Some("3/s/syn".into()));
    }
}
