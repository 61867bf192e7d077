//! All crates of crates.io, from what it publishes: its database dump or its index, as an archive or as a folder.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

/// Bytes of one line of the index, or of one row of the dump.
const MAX_LINE: u64 = 16 << 20;
/// Crates, and rows that are kept of anything else; crates.io has under 300,000 crates that depend on each other some
/// two million times.
const MAX_ROWS: usize = 8 << 20;
/// Bytes of a name, and of a repository's address.
const MAX_WORD: usize = 256;
/// Bytes of one unpacked archive; the dump has some 5 GiB.
const MAX_ARCHIVE: u64 = 64 << 30;
/// Folders below each other; the index has three.
const MAX_DEPTH: usize = 8;

/// A crate as the registry lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Crates whose newest version depends on it, for use or for building.
    pub dependents: u64,
    /// Downloads of all its versions; 0 in an index, which does not say.
    pub downloads: u64,
    /// The repository that it names; an index does not say.
    pub repository: Option<String>,
    /// The day of its first release, `2026-08-20`, when the source says so.
    pub created: Option<String>,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The crates that have a version that is not yanked, in no order.
    pub crates: Vec<Listed>,
    /// The day of the data, when the source says so.
    pub date: Option<String>,
}

/// Why there is no listing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListingError {
    /// It could not be read.
    #[error("{} cannot be read", .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// It is neither a dump nor an index.
    #[error("{} is neither a database dump nor an index of crates.io", .0.display())]
    Unknown(PathBuf),
}

/// Reads a dump or an index: a `.tar.gz` or the folder that it unpacks to.
///
/// # Errors
/// When it cannot be read, or is something else.
pub fn read(path: &Path) -> Result<Listing, ListingError> {
    let io = |e| ListingError::Io(path.to_owned(), e);
    let mut dump = Dump::default();
    let mut index = Index::default();
    each_file(path, &mut |file, bytes| match part_of_dump(file) {
        Some(part) => dump.read(part, bytes),
        None if is_of_index(file) => index.read(bytes),
        None => Ok(()),
    })
    .map_err(io)?;
    if !dump.crates.is_empty() {
        // Which version of each counts must be known before the dependencies are read.
        each_file(path, &mut |file, bytes| match part_of_dump(file) {
            Some("dependencies.csv") => dump.read_dependencies(bytes),
            _ => Ok(()),
        })
        .map_err(io)?;
        return Ok(dump.listing());
    }
    if index.crates.is_empty() {
        return Err(ListingError::Unknown(path.to_owned()));
    }
    Ok(index.listing())
}

type Visit<'v> = dyn FnMut(&Path, &mut dyn Read) -> io::Result<()> + 'v;

fn each_file(path: &Path, visit: &mut Visit<'_>) -> io::Result<()> {
    if path.is_dir() {
        return each_in_folder(path, visit, MAX_DEPTH);
    }
    let file = BufReader::new(File::open(path)?);
    let mut archive = tar::Archive::new(MultiGzDecoder::new(file).take(MAX_ARCHIVE));
    // As they are: what would only lengthen the next one's name could be of any size, and would be read whole.
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        if entry.header().entry_type().is_file() {
            let name = entry.path()?.into_owned();
            visit(&name, &mut entry).map_err(|e| within(&name, &e))?;
        }
    }
    Ok(())
}

/// Says in which file it was.
fn within(file: &Path, why: &io::Error) -> io::Error {
    io::Error::new(why.kind(), format!("{}: {why}", file.display()))
}

fn too_many(what: &str) -> io::Error {
    io::Error::other(format!("more than {MAX_ROWS} {what}"))
}

fn each_in_folder(dir: &Path, visit: &mut Visit<'_>, depth: usize) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() && depth > 0 && entry.file_name() != ".git" {
            each_in_folder(&path, visit, depth - 1)?;
        } else if kind.is_file() {
            visit(&path, &mut File::open(&path)?).map_err(|e| within(&path, &e))?;
        }
    }
    Ok(())
}

/// The name of a file that is a part of a dump.
fn part_of_dump(file: &Path) -> Option<&str> {
    let name = file.file_name()?.to_str()?;
    let data = file.parent()?.file_name()? == "data";
    (name == "metadata.json" || data).then_some(name)
}

/// Whether a file is where the index has one: `3/s/syn`, `se/rd/serde`.
fn is_of_index(file: &Path) -> bool {
    let parts: Vec<&str> = file
        .iter()
        .rev()
        .take(3)
        .filter_map(|p| p.to_str())
        .collect();
    let name = parts
        .first()
        .copied()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if !name.is_ascii() {
        return false;
    }
    match (name.len(), parts.as_slice()) {
        (1 | 2, [_, n, ..]) => *n == name.len().to_string(),
        (3, [_, first, "3"]) => *first == &name[..1],
        (4.., [_, second, first]) => *first == &name[..2] && *second == &name[2..4],
        _ => false,
    }
}

#[derive(Default)]
struct Index {
    crates: Vec<Listed>,
    dependents: HashMap<String, u64>,
    newest: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    #[serde(default)]
    yanked: bool,
    #[serde(default)]
    deps: Vec<Dep>,
    pubtime: Option<String>,
}

#[derive(Deserialize)]
struct Dep {
    name: String,
    package: Option<String>,
    kind: Option<String>,
    registry: Option<String>,
}

impl Index {
    fn read(&mut self, bytes: &mut dyn Read) -> io::Result<()> {
        let mut bytes = BufReader::new(bytes);
        let (mut newest, mut created) = (None, None::<String>);
        loop {
            let mut line = Vec::new();
            if bytes.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            // One line that is not understood costs one version.
            let Ok(line) = serde_json::from_slice::<Line>(&line) else {
                continue;
            };
            let day = line.pubtime.as_ref().and_then(|t| t.get(..10));
            if let Some(day) = day {
                created = Some(created.map_or(day.to_owned(), |c| c.min(day.to_owned())));
                if self.newest.as_deref() < Some(day) {
                    self.newest = Some(day.to_owned());
                }
            }
            if !line.yanked {
                newest = Some(line);
            }
        }
        let Some(newest) = newest else { return Ok(()) };
        let used = newest
            .deps
            .into_iter()
            .filter(|d| d.kind.as_deref() != Some("dev") && d.registry.is_none());
        let used = used.map(|d| d.package.unwrap_or(d.name));
        let used: BTreeSet<String> = used.filter(|name| name.len() <= MAX_WORD).collect();
        for name in used {
            *self.dependents.entry(name).or_default() += 1;
        }
        if self.crates.len().max(self.dependents.len()) >= MAX_ROWS {
            return Err(too_many("crates"));
        }
        if newest.name.len() > MAX_WORD {
            return Ok(());
        }
        self.crates.push(Listed {
            name: newest.name,
            created,
            ..Listed::default()
        });
        Ok(())
    }

    fn listing(mut self) -> Listing {
        for c in &mut self.crates {
            c.dependents = self.dependents.get(&c.name).copied().unwrap_or_default();
        }
        Listing {
            crates: self.crates,
            date: self.newest,
        }
    }
}

#[derive(Default)]
struct Dump {
    crates: HashMap<u64, Listed>,
    downloads: HashMap<u64, u64>,
    /// The version of each crate that counts.
    versions: HashSet<u64>,
    date: Option<String>,
}

#[derive(Deserialize)]
struct CrateRow {
    id: u64,
    name: String,
    repository: Option<String>,
    created_at: Option<String>,
}

#[derive(Deserialize)]
struct DownloadsRow {
    crate_id: u64,
    downloads: u64,
}

#[derive(Deserialize)]
struct DefaultRow {
    version_id: u64,
}

#[derive(Deserialize)]
struct DependencyRow {
    crate_id: u64,
    version_id: u64,
    /// 0 for use, 1 for building, 2 for tests.
    kind: u8,
}

#[derive(Deserialize)]
struct Metadata {
    timestamp: String,
}

impl Dump {
    fn read(&mut self, part: &str, bytes: &mut dyn Read) -> io::Result<()> {
        match part {
            "crates.csv" => each_row(bytes, |row: CrateRow| {
                let listed = Listed {
                    name: row.name,
                    repository: row
                        .repository
                        .filter(|r| !r.is_empty() && r.len() <= MAX_WORD),
                    created: row.created_at.and_then(|t| t.get(..10).map(str::to_owned)),
                    ..Listed::default()
                };
                if listed.name.len() <= MAX_WORD {
                    self.crates.insert(row.id, listed);
                }
                self.crates.len()
            }),
            "crate_downloads.csv" => each_row(bytes, |row: DownloadsRow| {
                self.downloads.insert(row.crate_id, row.downloads);
                self.downloads.len()
            }),
            "default_versions.csv" => each_row(bytes, |row: DefaultRow| {
                self.versions.insert(row.version_id);
                self.versions.len()
            }),
            "metadata.json" => {
                let metadata: Metadata = serde_json::from_reader(bytes.take(MAX_LINE))?;
                self.date = metadata.timestamp.get(..10).map(str::to_owned);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn read_dependencies(&mut self, bytes: &mut dyn Read) -> io::Result<()> {
        let mut seen = HashSet::new();
        each_row(bytes, |row: DependencyRow| {
            let counts = row.kind != 2 && self.versions.contains(&row.version_id);
            if counts
                && seen.insert((row.crate_id, row.version_id))
                && let Some(listed) = self.crates.get_mut(&row.crate_id)
            {
                listed.dependents += 1;
            }
            seen.len()
        })
    }

    fn listing(self) -> Listing {
        let downloads = self.downloads;
        let crates = self.crates.into_iter().map(|(id, listed)| Listed {
            downloads: downloads.get(&id).copied().unwrap_or_default(),
            ..listed
        });
        Listing {
            crates: crates.collect(),
            date: self.date,
        }
    }
}

/// Reads rows by the names of their columns. `row` says how many are kept.
fn each_row<R: for<'de> Deserialize<'de>>(
    bytes: &mut dyn Read,
    mut row: impl FnMut(R) -> usize,
) -> io::Result<()> {
    let left = Cell::new(MAX_LINE);
    let bytes = Rationed { bytes, left: &left };
    for read in csv::Reader::from_reader(bytes).deserialize() {
        left.set(MAX_LINE);
        if row(read.map_err(io::Error::other)?) > MAX_ROWS {
            return Err(too_many("rows"));
        }
    }
    Ok(())
}

/// Bytes of which only so many are given before somebody allows more.
struct Rationed<'r> {
    bytes: &'r mut dyn Read,
    left: &'r Cell<u64>,
}

impl Read for Rationed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        let left = self.left.get().checked_sub(read as u64);
        let left =
            left.ok_or_else(|| io::Error::other(format!("a row of over {MAX_LINE} bytes")))?;
        self.left.set(left);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_index_are_told_from_others() {
        for yes in [
            "index/1/a",
            "x/2/cc",
            "3/s/syn",
            "se/rd/serde",
            "top/SE/rd/serde",
        ] {
            let is = is_of_index(Path::new(yes));
            assert_eq!(is, yes != "top/SE/rd/serde", "{yes}");
        }
        for no in [
            "config.json",
            "README.md",
            "se/de/serde",
            "3/x/syn",
            ".github/workflows/ci.yml",
        ] {
            assert!(!is_of_index(Path::new(no)), "{no}");
        }
    }
}
