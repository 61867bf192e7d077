//! The capability table: which names of std, of C libraries, of Linux and of Windows carry which capability, and why.
//!
//! The rows are data, in the files under `table/`, each with its sources in its head. They are read once, at the first
//! lookup; a lookup costs a hash or a few.

pub mod kernel;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

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
///
/// A path is looked up as it is written, without generic arguments; paths that std offers for the same thing (a prelude,
/// `std::os::unix::io`) are known. `None` means that the table does not know the path, which for a path that std really
/// has happens only for traits' methods under the name of a type (`std::fs::File::read`) and for what is not a function.
#[must_use]
pub fn std_path(path: &str) -> Option<Row> {
    STD.get(path)
}

/// Names that carry a capability, each with the reason: one name for each reason, in the order of the table, std before C.
#[must_use]
pub fn examples(cap: crate::Capability) -> Vec<(String, &'static str)> {
    let files = [rows::STD, rows::MACROS, rows::ATTRIBUTES, rows::C];
    let mut seen = FxHashSet::default();
    let rows = files.into_iter().flat_map(rows::named);
    rows.filter(|(_, row)| row.caps.contains(cap) && seen.insert(row.reason))
        .map(|(name, row)| (name, row.reason))
        .collect()
}

/// Whether some row that carries a capability lies under `path` (`std::fs`, `std::fs::File`): its name is worth following.
///
/// Macros count (`std::arch`). A whole path is not under itself: `std::fs::read` has nothing under it.
#[must_use]
pub fn std_prefix(path: &str) -> bool {
    STD_PREFIXES.contains(path)
}

/// The row of a macro of std or core by its path without `!`: `std::arch::asm`, `core::arch::global_asm`, `std::env`.
#[must_use]
pub fn std_macro(path: &str) -> Option<Row> {
    MACROS.get(path)
}

/// The row of an attribute by its path: `no_mangle`, `ctor::ctor`, `core::prelude::v1::global_allocator`.
///
/// What is in no row is an attribute that has nothing to do with symbols, foreign code, assembly or `main`, or one that the
/// table does not know. `link_section` has its capability whatever section it names; ask [`section`] as well.
#[must_use]
pub fn attribute(path: &str) -> Option<Row> {
    ATTRIBUTES.get(path)
}

/// The row of a section of an object file: `.init_array`, `.init_array.00100`, `__DATA,__mod_init_func`. None for
/// sections that nothing runs by itself.
///
/// Blanks around a Mach-O name's comma do not matter, since the assembler takes them away.
#[must_use]
pub fn section(name: &str) -> Option<Row> {
    let is = |pattern: &str| {
        let mut name = name.chars().filter(|c| !c.is_whitespace());
        let (start, open) = match pattern.strip_suffix('*') {
            Some(start) => (start, true),
            None => (pattern, false),
        };
        start.chars().all(|c| name.next() == Some(c)) && (open || name.next().is_none())
    };
    let found = SECTIONS.iter().find(|(pattern, _)| is(pattern));
    found.map(|(_, row)| *row)
}

/// The row of a C symbol: libc, POSIX, common Windows APIs.
///
/// A symbol version (`open@GLIBC_2.2.5`) and a variant as macOS writes it (`opendir$INODE64`) do not matter. The names
/// that C libraries keep for themselves beside the public ones count as those: `__connect`, `__libc_system`, `__stat50`.
#[must_use]
pub fn symbol(name: &str) -> Option<Row> {
    let plain = name.split(['@', '$']).next().unwrap_or(name);
    SYMBOLS.get(plain).or_else(|| reserved(plain)).copied()
}

/// The row of a C function under one of its names with a leading underscore, which ISO C reserves for the library itself.
fn reserved(name: &str) -> Option<&'static Row> {
    by_reserved(name, |bare| SYMBOLS.get(bare))
}

/// What is found by the public name of such a function.
fn by_reserved<T>(name: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    const PREFIXES: [&str; 4] = ["GI_", "IO_", "libc_", "xnet_"];
    const SUFFIXES: [&str; 9] = [
        "_2",
        "_chk",
        "_nocancel",
        "_time64",
        "13",
        "14",
        "30",
        "50",
        "64",
    ];
    let bare = name.strip_prefix('_')?.trim_start_matches('_');
    let bare = strip_any(PREFIXES, |prefix| bare.strip_prefix(prefix)).unwrap_or(bare);
    find(bare).or_else(|| find(strip_any(SUFFIXES, |suffix| bare.strip_suffix(suffix))?))
}

fn strip_any<'a, const N: usize>(
    affixes: [&str; N],
    strip: impl Fn(&str) -> Option<&'a str>,
) -> Option<&'a str> {
    affixes.into_iter().find_map(strip)
}

/// The row of a Linux system call by its name without `SYS_`.
#[must_use]
pub fn syscall(name: &str) -> Option<Row> {
    SYSCALLS.get(name).map(|call| call.row)
}

/// A machine whose system calls the table numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arch {
    /// x86_64
    X86_64,
    /// aarch64
    Aarch64,
}

/// The name and row of the Linux system call that has this number on that machine.
#[must_use]
pub fn syscall_by_number(arch: Arch, number: u32) -> Option<(&'static str, Row)> {
    let name = SYSCALL_NUMBERS.get(&(arch, number))?;
    Some((name, syscall(name)?))
}

/// The number of a Linux system call on that machine, when it is there.
#[must_use]
pub fn syscall_number(arch: Arch, name: &str) -> Option<u32> {
    let call = SYSCALLS.get(name)?;
    match arch {
        Arch::X86_64 => call.numbers[0],
        Arch::Aarch64 => call.numbers[1],
    }
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
    METHODS.get(name).map_or(&[], Vec::as_slice)
}

static STD: LazyLock<Paths> = LazyLock::new(|| Paths::read(rows::STD));
static MACROS: LazyLock<Paths> = LazyLock::new(|| Paths::read(rows::MACROS));
static ATTRIBUTES: LazyLock<Paths> = LazyLock::new(|| {
    let mut paths = Paths::default();
    paths.add(rows::ATTRIBUTES);
    paths
});
static STD_PREFIXES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let mut prefixes = FxHashSet::default();
    for path in STD.acquiring().chain(MACROS.acquiring()) {
        prefixes.extend(ancestors(path).map(str::to_owned));
    }
    prefixes
});
static SECTIONS: LazyLock<Vec<(&str, Row)>> = LazyLock::new(|| {
    rows::lines(rows::SECTIONS)
        .filter_map(|[pattern, caps, reason]| Some((pattern, rows::row(caps, reason)?)))
        .collect()
});
static SYMBOLS: LazyLock<FxHashMap<String, Row>> = LazyLock::new(|| {
    [rows::C, rows::WINDOWS]
        .into_iter()
        .flat_map(rows::named)
        .collect()
});
static SYSCALLS: LazyLock<FxHashMap<&str, Syscall>> = LazyLock::new(|| {
    rows::lines(rows::SYSCALLS)
        .filter_map(|[name, x86_64, aarch64, caps, reason]| {
            let row = rows::row(caps, reason)?;
            let numbers = [x86_64.parse().ok(), aarch64.parse().ok()];
            Some((name, Syscall { row, numbers }))
        })
        .collect()
});
static SYSCALL_NUMBERS: LazyLock<FxHashMap<(Arch, u32), &str>> = LazyLock::new(|| {
    let arches = [Arch::X86_64, Arch::Aarch64];
    SYSCALLS
        .iter()
        .flat_map(|(name, call)| {
            arches
                .into_iter()
                .zip(call.numbers)
                .map(move |n| (n, *name))
        })
        .filter_map(|((arch, number), name)| Some(((arch, number?), name)))
        .collect()
});
static METHODS: LazyLock<FxHashMap<&str, Vec<Method>>> = LazyLock::new(|| {
    let mut methods: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for [owner, name, kind, arguments] in rows::lines(rows::METHODS) {
        let Some(row) = std_path(&format!("{owner}::{name}")) else {
            continue;
        };
        methods.entry(name).or_default().push(Method {
            owner,
            is_trait: kind == "trait",
            arguments: arguments.parse().unwrap_or(0),
            row,
        });
    }
    methods
});

struct Syscall {
    row: Row,
    /// On x86_64 and aarch64.
    numbers: [Option<u32>; 2],
}

/// Rows by path.
#[derive(Default)]
struct Paths {
    exact: FxHashMap<String, Row>,
    /// Rows for all that lies under a path and has no row of its own.
    under: FxHashMap<String, Row>,
}

impl Paths {
    /// The rows of `text`, under all the paths that aliases give them.
    fn read(text: &'static str) -> Paths {
        let mut paths = Paths::default();
        paths.add(text);
        paths.alias();
        paths
    }

    fn add(&mut self, text: &'static str) {
        for (path, row) in rows::named(text) {
            match path.strip_suffix("::*") {
                Some(parent) => self.under.insert(parent.to_owned(), row),
                None => self.exact.insert(path, row),
            };
        }
    }

    fn alias(&mut self) {
        let aliases = rows::aliases();
        alias(&mut self.exact, &aliases);
        alias(&mut self.under, &aliases);
    }

    fn get(&self, path: &str) -> Option<Row> {
        self.exact
            .get(path)
            .or_else(|| ancestors(path).find_map(|parent| self.under.get(parent)))
            .copied()
    }

    fn acquiring(&self) -> impl Iterator<Item = &str> {
        self.exact
            .iter()
            .filter(|(_, row)| !row.caps.is_empty())
            .map(|(path, _)| path.as_str())
    }
}

/// Adds every row that an alias leads to; a row that the data itself gives to the alias stays.
fn alias(rows: &mut FxHashMap<String, Row>, aliases: &[rows::Alias]) {
    let mut by_target: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for alias in aliases {
        let paths = by_target.entry(&alias.target).or_default();
        paths.push(&alias.path);
    }
    let mut added = Vec::new();
    for (path, row) in rows.iter() {
        for prefix in std::iter::once(path.as_str()).chain(ancestors(path)) {
            let rest = &path[prefix.len()..];
            let paths = by_target.get(prefix).into_iter().flatten();
            added.extend(paths.map(|alias| (format!("{alias}{rest}"), *row)));
        }
    }
    for (path, row) in added {
        if let Entry::Vacant(slot) = rows.entry(path) {
            slot.insert(row);
        }
    }
}

/// No row has as many segments. What is looked up can have any number.
const DEEPEST: usize = 16;

/// The paths above `path` that can be rows, nearest first: `a::b`, then `a`, for `a::b::c`.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let deepest = path.match_indices("::").nth(DEEPEST - 1);
    let nearest = deepest.map_or_else(|| parent(path), |(at, _)| Some(&path[..at]));
    std::iter::successors(nearest, |path| parent(path))
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once("::").map(|(parent, _)| parent)
}
