//! The capability table: which names of std, of C libraries, of Linux and of Windows carry which capability, and why.

use crate::CapSet;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The capabilities; empty when the name was looked at and carries none.
    pub caps: CapSet,
    /// Why, in a few words.
    pub reason: &'static str,
}

/// The row of a std path at the level of functions: `std::fs::File::open`, `std::env::var`.
/// `core::` and `alloc::` paths are accepted where std re-exports them.
#[must_use]
pub fn std_path(path: &str) -> Option<Row> {
    let _ = path;
    None
}

/// Whether some row that carries a capability lies under `path` (`std::fs`, `std::fs::File`): its name is worth following.
#[must_use]
pub fn std_prefix(path: &str) -> bool {
    let _ = path;
    false
}

/// The row of a C symbol: libc, POSIX, common Windows APIs.
#[must_use]
pub fn symbol(name: &str) -> Option<Row> {
    let _ = name;
    None
}

/// The row of a Linux system call by its name without `SYS_`.
#[must_use]
pub fn syscall(name: &str) -> Option<Row> {
    let _ = name;
    None
}

/// A method that acquires authority without naming where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// The type or trait that has it: `std::path::Path`, `std::net::ToSocketAddrs`.
    pub owner: &'static str,
    /// Whether the owner is a trait, so that the method can be called only where the trait is in scope.
    pub is_trait: bool,
    /// Arguments besides the receiver.
    pub arguments: u8,
    /// The row.
    pub row: Row,
}

/// The methods of that name, empty for most names.
#[must_use]
pub fn methods(name: &str) -> &'static [Method] {
    let _ = name;
    &[]
}

/// The row of a macro of std, by path.
#[must_use]
pub fn std_macro(path: &str) -> Option<Row> {
    let _ = path;
    None
}

/// The row of an attribute by its path.
#[must_use]
pub fn attribute(path: &str) -> Option<Row> {
    let _ = path;
    None
}
