//! What the wrapper and the linker write down for [`super::collect`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(super) const FOLDER: &str = "units";

/// One run of rustc.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The crate's name.
    pub crate_name: String,
    /// The name of what it made, without folder, prefix and extension.
    pub stem: String,
    /// `--crate-type`
    pub crate_types: Vec<String>,
    /// Whether rustc starts a linker.
    pub links: bool,
    /// Whether it is a test harness.
    pub test: bool,
    /// Where its output is.
    pub out_dir: PathBuf,
    /// Where rustc was started.
    pub cwd: PathBuf,
    /// The crate's root file.
    pub source: PathBuf,
    /// The libraries that it was given.
    pub externs: Vec<PathBuf>,
    /// Where rustc keeps what it need not compile again, when it does.
    pub incremental: Option<PathBuf>,
    /// The platform, when it was named.
    pub target: Option<String>,
}

impl Record {
    pub(super) fn write(&self, ours: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self).map_err(io::Error::other)?;
        put(&ours.join(FOLDER), &format!("{}.json", self.stem), &text)
    }
}

/// All records, by name of file.
pub(super) fn read_all(ours: &Path) -> io::Result<Vec<Record>> {
    let mut records = Vec::new();
    for entry in fs::read_dir(ours.join(FOLDER))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json")
            && let Ok(record) = serde_json::from_slice::<Record>(&fs::read(&path)?)
        {
            records.push(record);
        }
    }
    records.sort_by(|a, b| a.stem.cmp(&b.stem));
    Ok(records)
}

/// One run of the linker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LinkRecord {
    /// Where the linker was started.
    pub(super) cwd: PathBuf,
    /// Its arguments; files that do not outlast the link stand under the names of their copies.
    pub(super) args: Vec<String>,
}

/// What stands before the name of a copy, which lies beside the link's output wherever that goes.
pub(super) const KEPT: &str = "//kept/";

impl LinkRecord {
    fn path(folder: &Path, stem: &str) -> PathBuf {
        folder.join(format!("{stem}.link.json"))
    }

    pub(super) fn write(&self, folder: &Path, stem: &str) -> io::Result<()> {
        let text = serde_json::to_vec(self).map_err(io::Error::other)?;
        fs::write(Self::path(folder, stem), text)
    }

    /// Takes away what an earlier link left.
    pub(super) fn remove(folder: &Path, stem: &str) -> io::Result<()> {
        match fs::remove_file(Self::path(folder, stem)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    /// The record of a unit's link, from where its output is.
    pub(super) fn read(folder: &Path, stem: &str) -> io::Result<Self> {
        let text = fs::read(Self::path(folder, stem))?;
        let mut link: Self = serde_json::from_slice(&text).map_err(io::Error::other)?;
        let beside = format!("{}/", folder.display());
        for arg in &mut link.args {
            *arg = arg.replace(KEPT, &beside);
        }
        Ok(link)
    }
}

/// Writes a file whole or not at all.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let new = folder.join(format!("{name}.{}.new", std::process::id()));
    fs::write(&new, bytes)?;
    fs::rename(&new, folder.join(name))
}
