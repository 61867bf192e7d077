//! Feeds the archive reader with broken gzip, and with tars whose checksums hold or which are composed of sound pieces;
//! for those the `tar` crate, driven as Cargo drives it, has to find the same files.
#![no_main]

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Component, Path};

use bulkhead_facts::archive::{Archive, ArchiveError, read};
use bulkhead_facts::hygiene::{self, HygieneKind};
use bulkhead_facts::{Files as _, Limits};
use libfuzzer_sys::fuzz_target;

const ROOT: &str = "a-1.0.0";
const BLOCK: usize = 512;

fuzz_target!(|input: &[u8]| {
    let Some((mode, rest)) = input.split_first() else {
        return;
    };
    match mode % 4 {
        0 => {
            let _ = look(rest);
        }
        1 => compare(&gzip(rest)),
        2 => {
            let mut tar = rest.to_vec();
            sign(&mut tar);
            compare(&gzip(&tar));
        }
        _ => compare(&gzip(&compose(rest))),
    }
});

/// Names that meet in all the ways that names can.
const PATHS: [&str; 12] = [
    "a-1.0.0/f",
    "a-1.0.0/g",
    "a-1.0.0/f/",
    "a-1.0.0//g",
    "a-1.0.0/d/f",
    "a-1.0.0/./d/f",
    "a-1.0.0/d",
    "a-1.0.0/../x",
    "b-1.0.0/f",
    "a-1.0.0/.cargo-ok",
    "a-1.0.0",
    "",
];

/// A tar of sound pieces in an order that the input picks.
fn compose(input: &[u8]) -> Vec<u8> {
    let mut bytes = input.iter().copied();
    let mut tar = Vec::new();
    while let Some(flag) = bytes.next() {
        let mut pick = || usize::from(bytes.next().unwrap_or(0));
        let (name, dialect, size) = (pick(), pick(), pick());
        let flag = b"0000LLLxxxxxx5gS7Kz\0"[usize::from(flag) % 20];
        let body = match flag {
            b'L' | b'K' => format!("{}{}", path(name), ["", "\0", "\0\0"][size % 3]),
            b'x' | b'g' => (0..size % 5).map(|_| record(&mut pick)).collect(),
            _ => "b".repeat(size * 5),
        };
        let written = if pick() % 16 == 1 { pick() } else { body.len() };
        tar.extend(header(flag, path(name), dialect, written));
        tar.extend(body.bytes());
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    tar.resize(tar.len() + 2 * BLOCK, 0);
    tar
}

fn path(pick: usize) -> &'static str {
    PATHS[pick % PATHS.len()]
}

/// A line of a pax header, sound or not.
fn record(pick: &mut impl FnMut() -> usize) -> String {
    let pair = match pick() % 8 {
        0..3 => format!("path={}", path(pick())),
        3 => format!("size={}", pick() * 5),
        4 => "mtime=1.5".to_owned(),
        5 => "path=a-1.0.0/two\nlines".to_owned(),
        6 => return "\n".to_owned(),
        _ => return "9 broken\n".to_owned(),
    };
    let length = pair.len() + 3;
    let length = length + length.to_string().len() - 1;
    format!("{length} {pair}\n")
}

fn header(flag: u8, name: &str, dialect: usize, size: usize) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(124, format!("{size:011o}").as_bytes());
    put(156, &[flag]);
    match dialect % 4 {
        0 => put(257, b"ustar  \0"),
        1 => put(257, b"ustar\x0000"),
        2 => {
            put(257, b"ustar\x0000");
            put(345, b"a-1.0.0");
        }
        _ => {}
    }
    if flag == b'S' {
        put(386, format!("{:011o}", 0).as_bytes());
        put(398, format!("{size:011o}").as_bytes());
        put(483, format!("{size:011o}").as_bytes());
    }
    sign(&mut block);
    block
}

fn limits() -> Limits {
    Limits {
        archive_bytes: 4 << 20,
        unpacked_bytes: 4 << 20,
        archive_entries: 1000,
        path_bytes: 1024,
        ..Limits::default()
    }
}

/// Reads an archive and touches all that came out of it.
fn look(gz: &[u8]) -> Result<Archive, ArchiveError> {
    let archive = read(gz, ROOT, &limits())?;
    for (path, bytes) in archive.iter() {
        assert_eq!(archive.get(path), Some(bytes));
        let parts = || path.split('/');
        assert!(parts().all(|p| !p.is_empty() && p != "." && p != ".."), "{path}");
    }
    assert!(archive.hygiene.len() < 1000 && archive.gaps.len() < 1000);
    let _ = hygiene::inspect(&archive);
    Ok(archive)
}

fn compare(gz: &[u8]) {
    let ours = look(gz);
    let theirs = unpack(gz);
    match (&ours, &theirs) {
        // Names that only one system refuses, links and limits are for the unit tests.
        (Ok(archive), _) if !archive.gaps.is_empty() || has_links(archive) => {}
        (Err(ArchiveError::Unpacked { .. } | ArchiveError::Entries { .. }), _) => {}
        (Ok(archive), Some(files)) => {
            let own: BTreeMap<_, _> = archive
                .iter()
                .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
                .collect();
            assert_eq!(&own, files);
        }
        (Ok(archive), None) => assert!(!archive.hygiene.is_empty(), "Cargo refuses it, silence here"),
        (Err(error), Some(_)) => panic!("Cargo takes it, here: {error}"),
        (Err(_), None) => {}
    }
}

fn has_links(archive: &Archive) -> bool {
    archive
        .hygiene
        .iter()
        .any(|h| h.kind == HygieneKind::ArchiveLink)
}

/// Cargo's way through an archive, with a map for a disk; `None` when Cargo or the disk refuses.
fn unpack(gz: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = Vec::new();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(gz));
    for entry in archive.entries().ok()? {
        let mut entry = entry.ok()?;
        let path = entry.path().ok()?.into_owned();
        if !path.starts_with(ROOT) {
            return None;
        }
        if path.file_name().is_some_and(|name| name == ".cargo-ok") {
            continue;
        }
        let kind = entry.header().entry_type();
        if path.components().any(|c| c == Component::ParentDir)
            || kind.is_pax_global_extensions()
            || kind.is_pax_local_extensions()
            || kind.is_gnu_longname()
            || kind.is_gnu_longlink()
        {
            continue;
        }
        let inner = inside(&path)?;
        let old_folder =
            entry.header().as_ustar().is_none() && entry.path_bytes().ends_with(b"/");
        if kind.is_dir() || old_folder && !kind.is_hard_link() && !kind.is_symlink() {
            folders.push(inner);
            continue;
        }
        if inner.is_empty() {
            return None;
        }
        let mut body = Vec::new();
        entry.by_ref().take(8 << 20).read_to_end(&mut body).ok()?;
        files.insert(inner, body);
    }
    let taken = |path: &String| files.contains_key(path);
    let below = |path: &String| {
        path.match_indices('/')
            .any(|(at, _)| files.contains_key(&path[..at]))
    };
    let refused = folders.iter().any(|f| taken(f) || below(f)) || files.keys().any(below);
    (!refused).then_some(files)
}

fn inside(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .skip(1)
        .map(|part| part.as_os_str().to_str().filter(|p| !p.contains('\0')))
        .collect();
    Some(parts?.join("/"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Makes every header's checksum hold, so that what follows it is reached.
fn sign(tar: &mut [u8]) {
    let mut at = 0;
    while let Some(block) = tar.get_mut(at..at + BLOCK) {
        if block.iter().any(|byte| *byte != 0) {
            block[148..156].copy_from_slice(b"        ");
            let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
        let size = std::str::from_utf8(&block[124..135])
            .ok()
            .and_then(|text| usize::from_str_radix(text, 8).ok())
            .unwrap_or(0);
        at += BLOCK + size.min(tar.len()).next_multiple_of(BLOCK);
    }
}
