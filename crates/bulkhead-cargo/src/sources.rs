//! Where a package's files come from, and what vouches for them.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

mod again;
pub(crate) mod disk;
pub(crate) mod registry;
pub(crate) mod vendored;
pub(crate) mod walk;

pub use again::{read_again, read_beside};

/// What vouches for the sources that were scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provenance {
    /// The archive as the registry published it: its SHA-256 is the one in `Cargo.lock`.
    Archive,
    /// A directory source (`cargo vendor`): each file has the checksum that the directory's own
    /// `.cargo-checksum.json` gives.
    Vendored {
        /// Whether that file names the checksum of the archive that `Cargo.lock` has. It says where the files are
        /// from, not that they are unchanged: whoever edits the directory can edit the checksums.
        package: bool,
    },
    /// A git checkout, as it lies on disk.
    Git,
    /// A directory on disk: the user's own code.
    Path,
    /// Nothing vouches for them; the reason in plain words.
    Unverified(String),
}

impl Default for Provenance {
    fn default() -> Self {
        Provenance::Unverified("not read".into())
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Provenance::Archive => f.write_str("archive, checksum as in Cargo.lock"),
            Provenance::Vendored { package: true } => {
                f.write_str("vendored directory, files as in its checksum file")
            }
            Provenance::Vendored { package: false } => {
                f.write_str("vendored directory without a package checksum")
            }
            Provenance::Git => f.write_str("git checkout"),
            Provenance::Path => f.write_str("path"),
            Provenance::Unverified(why) => write!(f, "unverified: {why}"),
        }
    }
}

/// One difference between what was published and what Cargo would compile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tampered {
    /// What is different.
    pub change: Change,
    /// The file on disk.
    pub path: PathBuf,
    /// The file inside the package, with `/`; empty when it is the package as a whole.
    pub file: String,
    /// In plain words.
    pub detail: String,
}

/// The kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Change {
    /// The archive is not the one that `Cargo.lock` names.
    Archive,
    /// A file has other content.
    Changed,
    /// A file that was not published.
    Added,
    /// A published file that is gone.
    Missing,
}

impl Change {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Change::Archive => "archive",
            Change::Changed => "changed",
            Change::Added => "added",
            Change::Missing => "missing",
        }
    }
}

/// Why a package's sources, or what vouches for them, could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceError {
    /// A file or directory cannot be read.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The archive is not one that can be read.
    Archive {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The scanner failed on this package: a bug of this program.
    Scanner {
        /// What it said.
        cause: String,
    },
}

impl SourceError {
    pub(crate) fn io(path: &Path, cause: &io::Error) -> Self {
        SourceError::Io {
            path: path.to_owned(),
            cause: cause.to_string(),
        }
    }

    /// A next step, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            SourceError::Io { .. } => Some("fetch it again: cargo fetch --locked".into()),
            SourceError::Archive { path, .. } => Some(format!(
                "remove {} and fetch it again: cargo fetch --locked",
                path.display()
            )),
            SourceError::Scanner { .. } => None,
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SourceError::Io { path, cause } | SourceError::Archive { path, cause } => {
                write!(f, "{}: {cause}", path.display())
            }
            SourceError::Scanner { cause } => write!(f, "the scanner failed: {cause}"),
        }
    }
}

impl std::error::Error for SourceError {}
