//! Which objects of a unit rustc made itself.
//!
//! With `-C codegen-units=1` it is one, before all others. With `-C incremental` it is many, and rustc keeps each in the folder
//! for that: `crate-ID/s-SESSION/PART.o`, as the rustc dev guide has it ("Incremental compilation in detail"), with the crate's
//! id to the base 36. A library's members and what the linker is given are then called `UNIT.PART.rcgu.o` (see
//! [`steady_name`](bulkhead_facts::object::read::steady_name)).

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Record;

/// What rustc made of a unit in parts.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Made {
    /// The crate's id in compiled names.
    pub(super) id: u64,
    parts: BTreeSet<String>,
}

impl Made {
    /// `None` when it did not, or nothing tells.
    pub(super) fn of(record: &Record) -> Option<Self> {
        let folder = record.incremental.as_ref()?;
        // Walls give each unit a folder of its own in there.
        let walled = folder.join(format!("bulkhead-{}", record.stem));
        let prefix = format!("{}-", record.crate_name);
        let mut crates = [folder.clone(), walled]
            .into_iter()
            .flat_map(folders)
            .filter_map(|path| Some((id(name(&path)?.strip_prefix(&prefix)?)?, path)));
        let (id, folder) = crates.next()?;
        if crates.next().is_some() {
            return None;
        }
        let sessions = folders(folder).filter(|path| {
            name(path).is_some_and(|n| n.starts_with("s-") && !n.ends_with("-working"))
        });
        let parts = entries(sessions.max()?).map(|entry| entry.path());
        let parts = parts.filter(|path| path.extension().is_some_and(|e| e == "o"));
        Some(Made {
            id,
            parts: parts
                .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
                .collect(),
        })
    }
}

/// Tells rustc's objects from others as they come, in the order of the library or the link.
#[derive(Debug, Default)]
pub(in crate::built) struct Rusts<'m> {
    made: Option<&'m Made>,
    taken: HashSet<String>,
}

impl<'m> Rusts<'m> {
    pub(super) fn of(made: Option<&'m Made>) -> Self {
        Rusts {
            made,
            taken: HashSet::new(),
        }
    }

    /// Whether an object of this name is rustc's: no part comes twice.
    pub(in crate::built) fn take(&mut self, name: &str) -> bool {
        let part = match self.made {
            Some(made) => {
                let part = name.rsplit('.').nth(2).unwrap_or(name);
                made.parts.contains(part).then_some(part)
            }
            None => Some(""),
        };
        part.is_some_and(|part| !self.taken.contains(part) && self.taken.insert(part.to_owned()))
    }
}

fn entries(folder: PathBuf) -> impl Iterator<Item = DirEntry> {
    fs::read_dir(folder).into_iter().flatten().flatten()
}

fn folders(folder: PathBuf) -> impl Iterator<Item = PathBuf> {
    let all = entries(folder).filter(|e| e.file_type().is_ok_and(|t| t.is_dir()));
    all.map(|entry| entry.path())
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

fn id(digits: &str) -> Option<u64> {
    u64::from_str_radix(digits, 36).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_part_the_first_is_rustcs() {
        let made = Made {
            id: 7,
            parts: ["0abc", "1def"].map(str::to_owned).into(),
        };
        let mut rusts = Rusts::of(Some(&made));
        let names = [
            ("x-12.0abc.rcgu.o", true),
            ("x-12.3-x-12.1def.rcgu.o", true),
            ("x-12.0abc.rcgu.o", false),
            ("x-12.2fed.rcgu.o", false),
            ("0abc.o", false),
            ("connect.o", false),
        ];
        for (name, is_rusts) in names {
            assert_eq!(rusts.take(name), is_rusts, "{name}");
        }
        let mut one = Rusts::default();
        assert!(one.take("x-12.x.93a-cgu.0.rcgu.o"));
        assert!(!one.take("connect.o"));
    }
}
