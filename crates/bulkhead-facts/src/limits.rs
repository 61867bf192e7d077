//! The caps on every size that untrusted input controls.

/// Caps on untrusted sizes. What exceeds one becomes a gap or an error that names the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one compressed archive.
    pub archive_bytes: u64,
    /// Bytes that one archive may unpack to. crates.io itself refuses more than 512 MiB.
    pub unpacked_bytes: u64,
    /// Entries in one archive.
    pub archive_entries: usize,
    /// Bytes of one path in an archive.
    pub path_bytes: usize,
    /// Bytes of one source file.
    pub source_bytes: usize,
    /// Depth of nested delimiters in one file: some ten times that of honest code.
    pub nesting: usize,
    /// Files read for one target, a file counted each time that a module names it.
    pub modules: usize,
    /// Facts and mentions kept for one target.
    pub facts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            archive_bytes: 128 << 20,
            unpacked_bytes: 512 << 20,
            archive_entries: 100_000,
            path_bytes: 4096,
            source_bytes: 64 << 20,
            nesting: 1024,
            modules: 50_000,
            facts: 2_000_000,
        }
    }
}
