//! What a package's files show by their mere content: machine code, opaque payloads, text that does not read as it looks.

use serde::{Deserialize, Serialize};

use crate::Files;

/// What was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HygieneKind {
    /// Machine code: ELF, Mach-O, PE, COFF, an archive of objects, WebAssembly, LLVM bitcode.
    MachineCode,
    /// A big file of high entropy in no known media format.
    Opaque,
    /// Bidirectional or invisible characters in source text.
    TrojanSource,
    /// A symbolic or hard link in the archive.
    ArchiveLink,
    /// Another entry that no honest `cargo package` writes: a path escape, a device, a duplicate, a foreign top folder.
    OddEntry,
}

/// One thing that a file shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hygiene {
    /// The kind.
    pub kind: HygieneKind,
    /// The package-relative path (for an odd entry: as the archive spells it, lossily).
    pub file: String,
    /// 1-based line and column (in characters), for text.
    pub position: Option<(u32, u32)>,
    /// In plain words: `ELF executable, x86-64, 12 KiB`, `U+202E RIGHT-TO-LEFT OVERRIDE in a comment`.
    pub detail: String,
}

/// Inspects all files of a package.
#[must_use]
pub fn inspect(files: &dyn Files) -> Vec<Hygiene> {
    let _ = files;
    Vec::new()
}

pub(crate) fn is_deceptive(_c: char) -> bool {
    false
}
