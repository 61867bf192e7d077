//! Whose a file is, and making files that are ours alone.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// A user of the file system.
#[derive(Debug, Default)]
pub(super) struct Owner {
    #[cfg(unix)]
    uid: u32,
}

#[cfg(unix)]
impl Owner {
    pub(super) fn of(meta: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Owner { uid: meta.uid() }
    }

    /// Whether a file or directory is this user's and nobody else can write it.
    pub(super) fn check(&self, meta: &Metadata) -> Result<(), &'static str> {
        use std::os::unix::fs::MetadataExt as _;
        if meta.uid() != self.uid {
            Err("belongs to another user")
        } else if meta.mode() & 0o022 != 0 {
            Err("can be written by others")
        } else {
            Ok(())
        }
    }
}

#[cfg(not(unix))]
impl Owner {
    pub(super) fn of(_: &Metadata) -> Self {
        Owner::default()
    }

    /// Elsewhere the user's cache directory is private by the access list that it inherits from the profile.
    pub(super) fn check(&self, _: &Metadata) -> Result<(), &'static str> {
        Ok(())
    }
}

/// Makes a directory and those above it, for this user only.
pub(super) fn make_private(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Makes a file that was not there, for this user only.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
