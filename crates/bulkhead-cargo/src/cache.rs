//! Facts of packages on disk, keyed by content, so that a second run parses nothing.
//!
//! Three kinds of entries, each a file of its own under the cache directory:
//! - `facts/KEY`: what the scan of a content gave. `KEY` is SHA-256 over this very program, the content's SHA-256 and
//!   the targets scanned, so another program, another content or another question never meets an old answer.
//! - `seen/KEY`: that the files at a place were verified in full, and the state of the file system at that moment.
//!   `KEY` stands for the place and what was expected there.
//! - `built/KEY`: what the object witness found. `KEY` stands for all that it follows from: the links' inputs by content.
//!
//! Entries are written to a file of their own name and renamed into place, so that readers meet whole entries only,
//! whoever else writes. Each holds its key and a checksum; what does not fit, or is not ours, is as good as absent.
//! The checksum is against accidents: who can write as this user can change the program itself.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bulkhead_facts::archive::sha256;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(crate) mod codec;
mod owner;

use codec::Known;

/// Chooses another directory than the platform's.
pub const DIR_VARIABLE: &str = "CARGO_BULKHEAD_CACHE_DIR";

const MAGIC: &[u8; 8] = b"bulkhd\x00\x01";
const HEADER: usize = MAGIC.len() + 32 + 32;

const KINDS: [&str; 3] = ["facts", "seen", "built"];

/// Bytes of one entry; facts of the biggest packages take a few MiB.
const MAX_ENTRY: u64 = 32 << 20;

/// Bytes of the whole cache after pruning.
const MAX_TOTAL: u64 = 256 << 20;

/// An entry's time of last use is noted once a day, so that warm runs write nothing.
const TOUCH_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// A temporary file that nobody has renamed for so long belongs to a run that died.
const STALE_AFTER: Duration = Duration::from_secs(60 * 60);

/// A cache directory that is ours alone.
#[derive(Debug)]
pub struct Cache {
    dir: PathBuf,
    /// Identifies this program; part of every key.
    program: [u8; 32],
    owner: owner::Owner,
    counter: AtomicU64,
    wrote: AtomicBool,
}

/// Why there is no cache. The scan goes on without one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheError {
    /// Neither `CARGO_BULKHEAD_CACHE_DIR` nor the platform says where caches go.
    NoHome,
    /// The directory (or this program's own file) cannot be used.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The directory belongs to or can be written by somebody else.
    NotOurs {
        /// Which.
        path: PathBuf,
        /// Whose, or by whom, in plain words.
        why: &'static str,
    },
}

/// The directory for what this program keeps of its own: `CARGO_BULKHEAD_CACHE_DIR`, or the platform's place for caches.
///
/// # Errors
///
/// When neither says where that is.
pub fn default_dir() -> Result<PathBuf, CacheError> {
    let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty());
    if let Some(dir) = variable(DIR_VARIABLE) {
        return Ok(PathBuf::from(dir));
    }
    let absolute = |name: &str| {
        variable(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let base = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library/Caches"))
    } else {
        absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))
    };
    let base = base.ok_or(CacheError::NoHome)?;
    Ok(base.join("cargo-bulkhead"))
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CacheError::NoHome => f.write_str("there is no home directory for a cache"),
            CacheError::Io { path, cause } => write!(f, "{}: {cause}", path.display()),
            CacheError::NotOurs { path, why } => write!(f, "{} {why}", path.display()),
        }
    }
}

impl std::error::Error for CacheError {}

/// Names an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key([u8; 32]);

/// That the files at a place were verified, and how they lay there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// The state of the file system: [`crate::sources::walk::Fingerprint`].
    pub(crate) fingerprint: [u8; 32],
    /// SHA-256 of the content.
    pub(crate) content: [u8; 32],
}

impl Cache {
    /// Opens (and makes) the user's cache: `$CARGO_BULKHEAD_CACHE_DIR`, else `cargo-bulkhead` in the platform's
    /// cache directory (`$XDG_CACHE_HOME`, `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`).
    ///
    /// # Errors
    ///
    /// When the directory cannot be used or is not safe to use; go on without a cache then, and say so.
    pub fn open_default() -> Result<Self, CacheError> {
        Self::open(&default_dir()?)
    }

    /// Opens (and makes) a cache in a given directory.
    ///
    /// # Errors
    ///
    /// As [`Cache::open_default`].
    pub fn open(dir: &Path) -> Result<Self, CacheError> {
        let io = |path: &Path, e: io::Error| CacheError::Io {
            path: path.to_owned(),
            cause: e.to_string(),
        };
        owner::make_private(dir).map_err(|e| io(dir, e))?;
        for sub in KINDS.iter().chain(&["new"]) {
            let sub = dir.join(sub);
            owner::make_private(&sub).map_err(|e| io(&sub, e))?;
        }
        let program = program().map_err(|(path, e)| io(&path, e))?;
        let mut cache = Cache {
            dir: dir.to_owned(),
            program,
            owner: owner::Owner::default(),
            counter: AtomicU64::new(0),
            wrote: AtomicBool::new(false),
        };
        cache.owner = cache.find_owner().map_err(|e| io(dir, e))?;
        let subs = KINDS.iter().chain(&["new"]).map(|sub| dir.join(sub));
        for dir in subs.chain([dir.to_owned()]) {
            let meta = fs::metadata(&dir).map_err(|e| io(&dir, e))?;
            if let Err(why) = cache.owner.check(&meta) {
                return Err(CacheError::NotOurs { path: dir, why });
            }
        }
        Ok(cache)
    }

    /// Where it is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The key of the facts of a content for a question (the targets, in any encoding).
    pub(crate) fn facts_key(&self, content: &[u8; 32], question: &[u8]) -> Key {
        self.key(b"facts", &[content, question])
    }

    /// The key of the verification of a place.
    pub(crate) fn seen_key(&self, place: &[&[u8]]) -> Key {
        self.key(b"seen", place)
    }

    fn key(&self, kind: &[u8], parts: &[&[u8]]) -> Key {
        let mut state = self.program.to_vec();
        for part in [kind].iter().chain(parts) {
            state.extend_from_slice(&(part.len() as u64).to_le_bytes());
            state.extend_from_slice(part);
        }
        Key(sha256(&state))
    }

    pub(crate) fn facts(&self, key: Key) -> Option<Known> {
        codec::decode(self.read("facts", key)?.get(HEADER..)?)
    }

    pub(crate) fn put_facts(&self, key: Key, known: &Known) {
        if let Some(payload) = codec::encode(known) {
            self.write("facts", key, &payload);
        }
    }

    pub(crate) fn seen(&self, key: Key) -> Option<Seen> {
        self.get("seen", key)
    }

    pub(crate) fn put_seen(&self, key: Key, seen: &Seen) {
        self.put("seen", key, seen);
    }

    /// The key of what follows from this.
    pub(crate) fn built_key(&self, from: &[u8]) -> Key {
        self.key(b"built", &[from])
    }

    pub(crate) fn built<T: DeserializeOwned>(&self, key: Key) -> Option<T> {
        self.get("built", key)
    }

    pub(crate) fn put_built<T: Serialize>(&self, key: Key, found: &T) {
        self.put("built", key, found);
    }

    fn get<T: DeserializeOwned>(&self, kind: &str, key: Key) -> Option<T> {
        postcard::from_bytes(self.read(kind, key)?.get(HEADER..)?).ok()
    }

    fn put<T: Serialize>(&self, kind: &str, key: Key, value: &T) {
        if let Ok(payload) = postcard::to_allocvec(value) {
            self.write(kind, key, &payload);
        }
    }

    fn path(&self, kind: &str, key: Key) -> PathBuf {
        self.dir
            .join(kind)
            .join(crate::sources::registry::hex(&key.0))
    }

    /// An entry's bytes, header included, when all about it is right.
    fn read(&self, kind: &str, key: Key) -> Option<Vec<u8>> {
        let path = self.path(kind, key);
        // Opening anything but a file could wait; the check below is on what was opened.
        fs::symlink_metadata(&path).ok()?.is_file().then_some(())?;
        let file = File::open(path).ok()?;
        let meta = file.metadata().ok()?;
        self.owner.check(&meta).ok()?;
        (meta.is_file() && meta.len() <= MAX_ENTRY).then_some(())?;
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).ok()? + 1);
        (&file).take(MAX_ENTRY).read_to_end(&mut bytes).ok()?;
        let payload = bytes.strip_prefix(MAGIC)?.strip_prefix(&key.0)?;
        let (sum, payload) = payload.split_first_chunk::<32>()?;
        (sha256(payload) == *sum).then_some(())?;
        touch(&file, &meta);
        Some(bytes)
    }

    /// Writes an entry; one that cannot be written is one that is not there, and costs time only.
    fn write(&self, kind: &str, key: Key, payload: &[u8]) {
        if payload.len() + HEADER > usize::try_from(MAX_ENTRY).unwrap_or(usize::MAX) {
            return;
        }
        let mut bytes = Vec::with_capacity(HEADER + payload.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&key.0);
        bytes.extend_from_slice(&sha256(payload));
        bytes.extend_from_slice(payload);
        if let Ok((mut file, path)) = self.new_file() {
            let done = file
                .write_all(&bytes)
                .and_then(|()| fs::rename(&path, self.path(kind, key)));
            if done.is_err() {
                let _ = fs::remove_file(&path);
            }
            self.wrote.store(true, Ordering::Relaxed);
        }
    }

    /// A file of a name that no other run uses.
    fn new_file(&self) -> io::Result<(File, PathBuf)> {
        let n = self.counter.fetch_add(1, Ordering::Relaxed);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let nanos = now.map_or(0, |now| now.as_nanos());
        let name = format!("{}-{n}-{nanos}", std::process::id());
        let path = self.dir.join("new").join(name);
        Ok((owner::create_private(&path)?, path))
    }

    /// Who we are to the file system: whoever owns a file that we just made.
    fn find_owner(&self) -> io::Result<owner::Owner> {
        let (file, path) = self.new_file()?;
        let meta = file.metadata();
        let _ = fs::remove_file(path);
        Ok(owner::Owner::of(&meta?))
    }

    /// Removes what was not used for longest until the cache is within bounds, if this run added to it.
    pub(crate) fn prune(&self) {
        if self.wrote.swap(false, Ordering::Relaxed) {
            self.prune_to(MAX_TOTAL);
        }
    }

    fn prune_to(&self, max: u64) {
        let now = SystemTime::now();
        for (_, _, path) in self
            .entries("new")
            .filter(|(used, _, _)| now.duration_since(*used).is_ok_and(|age| age > STALE_AFTER))
        {
            let _ = fs::remove_file(path);
        }
        let mut entries: Vec<_> = KINDS.iter().flat_map(|kind| self.entries(kind)).collect();
        let mut total: u64 = entries.iter().map(|(_, size, _)| size).sum();
        if total <= max {
            return;
        }
        entries.sort();
        for (_, size, path) in entries {
            // Some way below the bound, so that not every run has to prune.
            if total <= max / 4 * 3 {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total = total.saturating_sub(size);
            }
        }
    }

    /// Time of last use, bytes and path of all files of one kind.
    fn entries(&self, kind: &str) -> impl Iterator<Item = (SystemTime, u64, PathBuf)> {
        let dir = fs::read_dir(self.dir.join(kind))
            .into_iter()
            .flatten()
            .flatten();
        dir.filter_map(|entry| {
            let meta = entry.metadata().ok()?;
            Some((meta.modified().ok()?, meta.len(), entry.path()))
        })
    }
}

fn touch(file: &File, meta: &fs::Metadata) {
    let now = SystemTime::now();
    let age = meta
        .modified()
        .ok()
        .and_then(|used| now.duration_since(used).ok());
    if age.is_none_or(|age| age > TOUCH_AFTER) {
        let _ = file.set_modified(now);
    }
}

/// Identifies this program by its own bytes: a version number would have to be changed by hand with each change of the
/// scanner or its tables, and one forgotten change would show old facts as new.
fn program() -> Result<[u8; 32], (PathBuf, io::Error)> {
    let path = std::env::current_exe().map_err(|e| (PathBuf::from("this program"), e))?;
    let hash = || -> io::Result<[u8; 32]> {
        let mut file = File::open(&path)?;
        let mut state = [0; 32];
        loop {
            // A chain over pieces, so that the program need not fit in memory once more.
            let mut piece = state.to_vec();
            if Read::by_ref(&mut file)
                .take(1 << 20)
                .read_to_end(&mut piece)?
                == 0
            {
                return Ok(state);
            }
            state = sha256(&piece);
        }
    };
    hash().map_err(|e| (path.clone(), e))
}

#[cfg(test)]
mod tests;
