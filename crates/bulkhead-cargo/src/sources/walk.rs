//! Lists what lies under a directory, without following links and within limits, and tells whether it has changed.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use bulkhead_facts::archive::sha256;
use serde::{Deserialize, Serialize};

use super::SourceError;

/// Deeper than any package; a file system may hold deeper trees than a stack.
const MAX_DEPTH: usize = 200;

/// One thing that is not a directory.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What the file system says about the entry itself, not about what a link leads to.
    pub(crate) meta: Metadata,
}

/// What lies under a directory.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// By path relative to the directory, with `/`.
    pub(crate) entries: BTreeMap<String, Entry>,
    /// Directories that were left out, relative and with `/`.
    pub(crate) skipped: Vec<String>,
}

/// Says which directories to leave out.
pub(crate) type Skip<'a> = &'a dyn Fn(&Path, &str) -> bool;

/// Lists all below `root`, at most `max` entries.
pub(crate) fn list(root: &Path, max: usize, skip: Skip<'_>) -> Result<Listing, SourceError> {
    let mut listing = Listing::default();
    let mut pending = vec![(root.to_owned(), String::new(), 0)];
    let mut count = 0;
    while let Some((dir, prefix, depth)) = pending.pop() {
        for entry in fs::read_dir(&dir).map_err(|e| SourceError::io(&dir, &e))? {
            let entry = entry.map_err(|e| SourceError::io(&dir, &e))?;
            let path = entry.path();
            let meta = entry.metadata().map_err(|e| SourceError::io(&path, &e))?;
            let name = entry.file_name();
            let relative = format!("{prefix}{}", name.to_string_lossy());
            count += 1;
            if count > max || depth > MAX_DEPTH {
                let what = format!("more than {max} entries or {MAX_DEPTH} nested directories");
                return Err(SourceError::io(root, &io::Error::other(what)));
            }
            if !meta.is_dir() {
                listing.entries.insert(relative, Entry { path, meta });
            } else if skip(&path, &name.to_string_lossy()) {
                listing.skipped.push(relative);
            } else {
                pending.push((path, format!("{relative}/"), depth + 1));
            }
        }
    }
    Ok(listing)
}

/// Leaves nothing out.
pub(crate) fn nothing(_: &Path, _: &str) -> bool {
    false
}

/// What the file system says of a regular file.
///
/// Why this is enough to trust a file that was read before: an ordinary process cannot change a file without the
/// kernel setting its change time (`ctime`) to now, and cannot set that time itself; replacing the file gives another
/// inode. Whoever can turn the clock back or write to the raw device can change this program as well. Two holes are
/// closed elsewhere: a change within the same tick of the clock (see [`FileState::is_settled`]) and one while we
/// read (the state is taken before and after). Anything that differs means reading in full, nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileState {
    device: u64,
    inode: u64,
    len: u64,
    /// Times in seconds and nanoseconds.
    modified: (i64, i64),
    changed: (i64, i64),
}

impl FileState {
    /// `None` for what is no regular file, a link's own state included: it does not show a change of what it leads to.
    #[cfg(unix)]
    pub(crate) fn of(meta: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        meta.is_file().then(|| FileState {
            device: meta.dev(),
            inode: meta.ino(),
            len: meta.size(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
        })
    }

    /// Always `None`: without a change time that nobody can set, every run reads in full.
    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Whether the last change lies so far back that a further one must show: clocks of file systems tick in steps
    /// of up to two seconds.
    pub(crate) fn is_settled(&self) -> bool {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.is_ok_and(|now| self.changed.0.saturating_add(2) < now.as_secs().cast_signed())
    }
}

/// Stands for the state of some files without their content: SHA-256 over path and [`FileState`] of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    /// The hash.
    pub(crate) hash: [u8; 32],
    /// Whether all are settled.
    pub(crate) settled: bool,
}

impl Fingerprint {
    /// Of an archive, if there is one, and of all below a directory. `None` where the platform has no change times
    /// or something cannot be read.
    pub(crate) fn of(archive: Option<&Path>, dir: &Path, max: usize) -> Option<Self> {
        let listing = list(dir, max, &nothing).ok()?;
        let mut all = Vec::with_capacity(listing.entries.len() + 1);
        if let Some(archive) = archive {
            let meta = fs::symlink_metadata(archive).ok()?;
            all.push((archive.to_string_lossy(), FileState::of(&meta)?));
        }
        for (path, entry) in &listing.entries {
            all.push((path.into(), FileState::of(&entry.meta)?));
        }
        Some(Fingerprint {
            hash: sha256(&postcard::to_allocvec(&all).ok()?),
            settled: all.iter().all(|(_, state)| state.is_settled()),
        })
    }
}

/// Reads a regular file of at most `max` bytes.
pub(crate) fn read_file(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    read_start(path, max.saturating_add(1), &mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(io::Error::other(format!("more than {max} bytes")));
    }
    Ok(bytes)
}

/// Puts the first bytes of a regular file, at most `most`, in the place of what the buffer has.
pub(crate) fn read_start(path: &Path, most: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    use std::io::Read as _;
    bytes.clear();
    // Opening a pipe would wait for a writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    fs::File::open(path)?.take(most).read_to_end(bytes)?;
    Ok(())
}
