//! Tests of the table's data and of its lookups. That std is covered is tested against its documentation, in `tests/`.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{self, expand};
use super::*;
use crate::Capability;

/// Every data file, and how many columns it has.
const FILES: [(&str, &str, usize); 14] = [
    ("aliases.tsv", rows::ALIASES, 2),
    ("attributes.tsv", rows::ATTRIBUTES, 3),
    ("c.tsv", rows::C, 3),
    ("functions.tsv", rows::FUNCTIONS, 3),
    ("lookups.tsv", rows::LOOKUPS, 3),
    ("macros.tsv", rows::MACROS, 3),
    ("methods.tsv", rows::METHODS, 4),
    ("rare.tsv", rows::RARE, 2),
    ("sections.tsv", rows::SECTIONS, 3),
    ("start.tsv", rows::START, 2),
    ("std.tsv", rows::STD, 3),
    ("syscalls.tsv", rows::SYSCALLS, 5),
    ("variants.tsv", rows::VARIANTS, 2),
    ("windows.tsv", rows::WINDOWS, 3),
];

const WITHOUT_CAPABILITIES: [&str; 7] = [
    "aliases.tsv",
    "functions.tsv",
    "lookups.tsv",
    "methods.tsv",
    "rare.tsv",
    "start.tsv",
    "variants.tsv",
];

/// The files whose last two columns are capabilities and reason.
fn reasoned() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES
        .into_iter()
        .filter(|(file, ..)| !WITHOUT_CAPABILITIES.contains(file))
        .flat_map(|(file, text, _)| text.lines().map(move |line| (file, line)))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn lines_have_their_columns_and_are_sorted_within_blocks() {
    for (file, text, columns) in FILES {
        assert!(text.contains("# Source: "), "{file} names its source");
        let mut before = "";
        for line in text.lines() {
            let cells: Vec<_> = line.split('\t').collect();
            if line.is_empty() || line.starts_with('#') {
                before = "";
                continue;
            }
            assert_eq!(cells.len(), columns, "{file}: {line}");
            assert!(
                cells.iter().all(|c| !c.is_empty() && c.trim() == *c),
                "{file}: a cell is empty or padded: {line}"
            );
            assert!(before < line, "{file}: not sorted: {line}");
            before = line;
        }
    }
}

#[test]
fn capabilities_parse_and_reasons_are_a_few_words() {
    for (file, line) in reasoned() {
        let cells: Vec<_> = line.split('\t').collect();
        let [.., caps, reason] = cells[..] else {
            panic!("{file}: {line}")
        };
        let row = rows::row(caps, "").unwrap_or_else(|| panic!("{file}: {line}"));
        let words = row.caps.iter().count();
        assert_eq!(
            words,
            caps.split(' ').filter(|c| *c != "-").count(),
            "{file}: a capability twice: {line}"
        );
        assert!((4..=80).contains(&reason.len()), "{file}: {line}");
        assert!(!reason.ends_with('.'), "{file}: {line}");
    }
}

#[test]
fn no_name_stands_twice() {
    for group in [
        &[rows::STD][..],
        &[rows::MACROS],
        &[rows::ATTRIBUTES],
        &[rows::C, rows::WINDOWS],
    ] {
        let mut seen = BTreeSet::new();
        for (name, _) in group.iter().flat_map(|text| rows::named(text)) {
            assert!(
                !name.contains(['{', '}', ',', ' ']),
                "braces do not match: {name}"
            );
            assert!(seen.insert(name.clone()), "twice: {name}");
        }
    }
    let mut seen = BTreeSet::new();
    for alias in rows::aliases() {
        assert!(seen.insert(alias.path.clone()), "twice: {}", alias.path);
    }
    let mut numbers = BTreeSet::new();
    for (name, call) in SYSCALLS.iter() {
        for (arch, number) in [Arch::X86_64, Arch::Aarch64].into_iter().zip(call.numbers) {
            let Some(number) = number else { continue };
            assert!(
                numbers.insert((arch as u8, number)),
                "{name}: {number} twice"
            );
        }
    }
    assert_eq!(SYSCALLS.len(), rows::lines::<5>(rows::SYSCALLS).count());
}

#[test]
fn every_alias_leads_to_rows() {
    for alias in rows::aliases() {
        // A type alias that has no functions of its own.
        if alias.target == "std::os::fd::RawFd" {
            continue;
        }
        let below = format!("{}::", alias.target);
        let known = STD.get(&format!("{below}x")).is_some()
            || [&*STD, &*MACROS]
                .iter()
                .flat_map(|paths| paths.exact.keys().chain(paths.under.keys()))
                .any(|path| *path == alias.target || path.starts_with(&below));
        assert!(
            known,
            "{} leads to {}, which no row knows",
            alias.path, alias.target
        );
    }
}

#[test]
fn wildcards_carry_nothing() {
    for paths in [&*STD, &*MACROS, &*ATTRIBUTES] {
        for (path, row) in &paths.under {
            assert!(row.caps.is_empty(), "{path}::*");
        }
    }
}

#[test]
fn braces_give_all_combinations() {
    assert_eq!(expand("open"), ["open"]);
    assert_eq!(expand("open{,64}"), ["open", "open64"]);
    assert_eq!(expand("{a,b}x{1,2}"), ["ax1", "ax2", "bx1", "bx2"]);
}

fn caps(row: Option<Row>) -> String {
    row.map_or("unknown".to_owned(), |row| row.caps.to_string())
}

#[test]
fn std_paths_carry_what_they_acquire() {
    for (path, expected) in [
        ("std::fs::File::open", "read"),
        ("std::fs::File::create", "write"),
        ("std::fs::File::options", "read write"),
        ("std::fs::OpenOptions::new", "read write"),
        ("std::fs::OpenOptions::open", ""),
        ("std::fs::File::metadata", ""),
        ("std::io::Read::read", ""),
        ("std::fs::copy", "read write"),
        ("std::fs::exists", "read"),
        ("std::fs::DirBuilder::new", "write"),
        ("std::net::TcpStream::connect", "net"),
        ("std::net::TcpListener::accept", ""),
        ("std::net::ToSocketAddrs::to_socket_addrs", "net"),
        ("std::net::Ipv4Addr::new", ""),
        ("std::os::unix::net::UnixStream::pair", ""),
        ("std::os::unix::net::UnixDatagram::unbound", "net"),
        ("std::os::unix::net::SocketAddr::from_pathname", ""),
        ("std::os::unix::fs::symlink", "write"),
        ("std::os::unix::fs::chroot", "sys"),
        ("std::os::windows::fs::symlink_dir", "write"),
        ("std::os::unix::io::FromRawFd::from_raw_fd", ""),
        ("std::os::unix::process::CommandExt::exec", ""),
        ("std::process::Command::new", "run"),
        ("std::process::Command::spawn", ""),
        ("std::process::exit", ""),
        ("std::env::var", "env"),
        ("std::env::home_dir", "env"),
        ("std::env::split_paths", ""),
        ("std::env::consts::OS", ""),
        ("std::path::Path::exists", "read"),
        ("std::path::PathBuf::exists", "read"),
        ("std::path::PathBuf::push", ""),
        ("std::path::absolute", "env"),
        ("std::thread::available_parallelism", ""),
        ("std::time::Instant::now", ""),
        ("core::time::Duration::from_secs", ""),
        ("core::net::Ipv4Addr::new", ""),
        ("alloc::string::String::new", ""),
        ("alloc::string::String::to_socket_addrs", "net"),
        ("core::net::TcpStream::connect", "unknown"),
        ("core::fs::read", "unknown"),
        ("alloc::fs::read", "unknown"),
        ("std::fs::File", "unknown"),
        ("std::fs::File::Open", "unknown"),
        ("fs::read", "unknown"),
        ("std", "unknown"),
        ("", "unknown"),
        ("::", "unknown"),
    ] {
        assert_eq!(caps(std_path(path)), expected, "{path}");
    }
}

#[test]
fn prefixes_end_at_segments() {
    for path in [
        "std",
        "std::fs",
        "std::fs::File",
        "std::path::PathBuf",
        "std::os::unix::net",
        "std::arch",
        "core",
        "core::arch",
        "alloc::string::String",
    ] {
        assert!(std_prefix(path), "{path}");
    }
    for path in [
        "",
        "st",
        "std::",
        "std::f",
        "std::fs::Fil",
        "std::fs::File::",
        "std::fs::File::open",
        "std::fs::File::open::x",
        "std::collections",
        "std::fs::Metadata",
        "core::net",
        "core::net::SocketAddr",
        "alloc::vec",
    ] {
        assert!(!std_prefix(path), "{path}");
    }
}

#[test]
fn symbols_carry_what_they_acquire() {
    for (name, expected) in [
        ("socket", "net"),
        ("getaddrinfo", "net"),
        ("__res_nquery", "net"),
        ("res_9_query", "net"),
        ("accept4", ""),
        ("socketpair", ""),
        ("open", "read write"),
        ("openat64", "read write"),
        ("__open_2", "read write"),
        ("__open64_2", "read write"),
        ("open$NOCANCEL", "read write"),
        ("open@GLIBC_2.2.5", "read write"),
        ("opendir$INODE64", "read"),
        ("fopen", "read write"),
        ("stat64", "read"),
        ("__xstat", "read"),
        ("__lxstat64", "read"),
        ("fstat", ""),
        ("unlinkat", "write"),
        ("getenv", "env"),
        ("environ", "env"),
        ("execve", "run"),
        ("fork", "run"),
        ("posix_spawnp", "run"),
        ("kill", "sys"),
        ("getrlimit", "sys"),
        ("getuid", "sys"),
        ("sysconf", "sys"),
        ("mmap", "sys"),
        ("mprotect", "sys"),
        ("prctl", "sys"),
        ("syscall", "sys"),
        ("dlopen", "ffi"),
        ("dlsym", "ffi"),
        ("read", ""),
        ("fcntl", ""),
        ("epoll_wait", ""),
        ("memchr", ""),
        ("malloc", ""),
        ("CreateFileW", "read write"),
        ("WSASocketW", "net"),
        ("WSASocketA", "net"),
        ("CreateProcessW", "run"),
        ("ShellExecuteExW", "run"),
        ("RegOpenKeyExW", "sys"),
        ("LoadLibraryExA", "ffi"),
        ("VirtualAlloc", "sys"),
        ("VirtualProtect", "sys"),
        ("WriteProcessMemory", "sys"),
        ("GetEnvironmentVariableW", "env"),
        ("InternetOpenUrlW", "net"),
        ("URLDownloadToFileW", "net write"),
        ("WinHttpConnect", "net"),
        ("NtCreateFile", "read write"),
        ("ZwOpenProcess", "sys"),
        ("CloseHandle", ""),
        ("__connect", "net"),
        ("__libc_system", "run"),
        ("_IO_fopen", "read write"),
        ("_IO_popen", "run"),
        ("__stat50", "read"),
        ("__stat64_time64", "read"),
        ("__xnet_socket", "net"),
        ("__socket30", "net"),
        ("__read_nocancel", ""),
        ("_open", "read write"),
        ("_ZN3std2fs4File4open17h0123456789abcdefE", "unknown"),
        ("_", "unknown"),
        ("__64", "unknown"),
        ("socket30", "unknown"),
        ("CreateFile", "unknown"),
        ("my_own_function", "unknown"),
        ("", "unknown"),
        ("$", "unknown"),
    ] {
        assert_eq!(caps(symbol(name)), expected, "{name}");
    }
}

#[test]
fn system_calls_are_known_by_name_and_number() {
    assert_eq!(caps(syscall("openat")), "read write");
    assert_eq!(caps(syscall("read")), "");
    assert_eq!(caps(syscall("execve")), "run");
    assert_eq!(caps(syscall("socket")), "net");
    assert_eq!(caps(syscall("SYS_read")), "unknown");
    let name = |arch, number| syscall_by_number(arch, number).map(|(name, _)| name);
    assert_eq!(name(Arch::X86_64, 59), Some("execve"));
    assert_eq!(name(Arch::Aarch64, 221), Some("execve"));
    assert_eq!(name(Arch::X86_64, 41), Some("socket"));
    assert_eq!(name(Arch::Aarch64, 198), Some("socket"));
    assert_eq!(name(Arch::X86_64, 9999), None);
    assert!(
        (0..335).all(|n| name(Arch::X86_64, n).is_some()),
        "x86_64 has no hole below 335"
    );
}

#[test]
fn a_system_call_carries_what_its_c_function_does() {
    for (name, call) in SYSCALLS.iter() {
        if let Some(row) = symbol(name) {
            assert_eq!(call.row.caps, row.caps, "{name}");
        }
    }
}

#[test]
fn macros_attributes_and_sections_are_known() {
    for (path, expected) in [
        ("std::arch::asm", "asm"),
        ("core::arch::global_asm", "asm"),
        ("core::arch::naked_asm", "asm"),
        ("std::println", ""),
        ("std::arch::is_x86_feature_detected", ""),
        ("std::asm", "unknown"),
    ] {
        assert_eq!(caps(std_macro(path)), expected, "{path}");
    }
    for (path, expected) in [
        ("no_mangle", "link"),
        ("export_name", "link"),
        ("link_section", "link"),
        ("global_allocator", "link"),
        ("std::prelude::v1::global_allocator", "link"),
        ("link", "ffi"),
        ("naked", "asm"),
        ("ctor", "init"),
        ("ctor::ctor", "init"),
        ("used", ""),
        ("inline", "unknown"),
        ("serde::no_mangle", "unknown"),
    ] {
        assert_eq!(caps(attribute(path)), expected, "{path}");
    }
    for (name, expected) in [
        (".init_array", "init"),
        (".init_array.00099", "init"),
        (".CRT$XCU", "init"),
        ("__DATA,__mod_init_func", "init"),
        ("__DATA, __mod_init_func", "init"),
        ("__DATA,__mod_init_func,mod_init_funcs", "init"),
        (".init", "init"),
        (".initial", "unknown"),
        (".text", "unknown"),
    ] {
        assert_eq!(caps(section(name)), expected, "{name}");
    }
}

#[test]
fn methods_are_those_of_path_and_to_socket_addrs() {
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for method in METHODS.values().flatten() {
        assert!(!method.row.caps.is_empty(), "{method:?}");
        assert_eq!(method.is_trait, method.owner.ends_with("ToSocketAddrs"));
        assert_eq!(method.arguments, 0);
    }
    for [owner, name, ..] in rows::lines::<4>(rows::METHODS) {
        named.entry(owner).or_default().push(name);
        assert!(methods(name).iter().any(|m| m.owner == owner));
    }
    for (owner, names) in named {
        let start = format!("{owner}::");
        let mut acquiring: Vec<_> = STD
            .acquiring()
            .filter_map(|path| path.strip_prefix(&start))
            .collect();
        acquiring.sort_unstable();
        assert_eq!(acquiring, names, "{owner}");
    }
    assert_eq!(methods("exists")[0].owner, "std::path::Path");
    assert_eq!(methods("exists")[0].row.caps, CapSet::of(Capability::Read));
    assert!(methods("read").is_empty());
}

#[test]
fn no_row_is_deeper_than_what_is_looked_for() {
    let rows = STD.exact.keys().chain(STD.under.keys());
    for path in rows.chain(MACROS.exact.keys()) {
        assert!(path.matches("::").count() < DEEPEST, "{path}");
    }
    let far = format!("std::fs::File{}", "::a".repeat(1000));
    let near = ancestors(&far).next().expect("it has some");
    assert_eq!(near.matches("::").count(), DEEPEST - 1);
    assert_eq!(ancestors(&far).last(), Some("std"));
}
