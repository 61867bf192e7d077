//! Hostile archives beside near-twins that must stay quiet, and the `tar` crate as a second opinion.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const ROOT: &str = "a-1.0.0";

/// A tar put together by hand, so that it can be wrong.
#[derive(Clone, Default)]
struct Tar(Vec<u8>);

impl Tar {
    fn raw(mut self, header: &[u8; 512], body: &[u8]) -> Tar {
        self.0.extend_from_slice(header);
        self.0.extend_from_slice(body);
        self.0.resize(self.0.len().next_multiple_of(BLOCK), 0);
        self
    }

    fn entry(self, flag: u8, name: &[u8], link: &[u8], body: &[u8]) -> Tar {
        let header = header(flag, name, link, body.len() as u64);
        self.raw(&header, body)
    }

    fn file(self, name: &str, body: &[u8]) -> Tar {
        self.entry(b'0', name.as_bytes(), b"", body)
    }

    fn pax(self, records: &str) -> Tar {
        self.entry(b'x', b"pax", b"", records.as_bytes())
    }

    fn end(mut self) -> Tar {
        self.0.resize(self.0.len() + 2 * BLOCK, 0);
        self
    }

    fn gz(&self) -> Vec<u8> {
        gzip(&self.0)
    }

    fn read(self) -> Result<Archive, ArchiveError> {
        read(&self.end().gz(), ROOT, &Limits::default())
    }

    #[track_caller]
    fn ok(self) -> Archive {
        self.read().expect("readable")
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn header(flag: u8, name: &[u8], link: &[u8], size: u64) -> [u8; 512] {
    let mut block = [0; 512];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000644\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    block[136..148].copy_from_slice(b"00000000000\0");
    block[156] = flag;
    block[157..157 + link.len()].copy_from_slice(link);
    block[257..265].copy_from_slice(b"ustar  \0");
    sign(&mut block);
    block
}

fn sign(block: &mut [u8; 512]) {
    block[148..156].copy_from_slice(b"        ");
    let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

fn record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n").len();
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    format!("{length} {key}={value}\n")
}

#[track_caller]
fn says(archive: &Archive, kind: HygieneKind, what: &str) {
    assert!(
        archive
            .hygiene
            .iter()
            .any(|h| h.kind == kind && h.detail.contains(what)),
        "no {kind:?} about {what:?} in {:#?}",
        archive.hygiene
    );
}

#[track_caller]
fn odd(archive: &Archive, what: &str) {
    says(archive, HygieneKind::OddEntry, what);
}

#[track_caller]
fn quiet(archive: &Archive) {
    assert_eq!(archive.hygiene, []);
    assert_eq!(archive.gaps, []);
}

fn text<'a>(archive: &'a Archive, path: &str) -> Option<&'a str> {
    archive
        .get(path)
        .map(|b| std::str::from_utf8(b).expect("text"))
}

#[test]
fn an_honest_archive_is_read_without_a_word() {
    let archive = Tar::default()
        .file("a-1.0.0/Cargo.toml", b"[package]\n")
        .file("a-1.0.0/src/lib.rs", &[b'x'; 1000])
        .file("a-1.0.0/src/empty.rs", b"")
        .ok();
    quiet(&archive);
    let files: Vec<_> = archive.iter().map(|(p, b)| (p, b.len())).collect();
    assert_eq!(
        files,
        [
            ("Cargo.toml", 10),
            ("src/empty.rs", 0),
            ("src/lib.rs", 1000)
        ]
    );
    assert_eq!(archive.get("src/lib.rs"), Some(&[b'x'; 1000][..]));
    assert_eq!(archive.get("a-1.0.0/Cargo.toml"), None);
}

#[test]
fn long_names_come_from_gnu_headers_pax_and_ustar_prefixes() {
    let long = format!("a-1.0.0/{}/lib.rs", "deep/".repeat(40));
    let inner = &long["a-1.0.0/".len()..].replace("//", "/");
    let gnu = Tar::default()
        .entry(b'L', b"././@LongLink", b"", format!("{long}\0").as_bytes())
        .file("a-1.0.0/short", b"gnu")
        .ok();
    assert_eq!(text(&gnu, inner), Some("gnu"));
    let pax = Tar::default()
        .pax(&record("path", &long.replace("//", "/")))
        .file("a-1.0.0/short", b"pax")
        .ok();
    quiet(&pax);
    assert_eq!(text(&pax, inner), Some("pax"));
    let mut ustar = header(b'0', b"lib.rs", b"", 5);
    ustar[257..265].copy_from_slice(b"ustar\x0000");
    ustar[345..345 + 11].copy_from_slice(b"a-1.0.0/src");
    sign(&mut ustar);
    let prefixed = Tar::default().raw(&ustar, b"ustar").ok();
    quiet(&prefixed);
    assert_eq!(text(&prefixed, "src/lib.rs"), Some("ustar"));
}

#[test]
fn names_that_escape_are_told_and_not_taken() {
    for (name, what) in [
        ("a-1.0.0/../b-1.0.0/src/lib.rs", "`..`"),
        ("/a-1.0.0/src/lib.rs", "absolute"),
        ("b-1.0.0/src/lib.rs", "outside"),
        ("./a-1.0.0/src/lib.rs", "outside"),
        ("a-1.0.0\\src\\lib.rs", "outside"),
        ("C:/a-1.0.0/lib.rs", "outside"),
        ("a-1.0.0x/lib.rs", "outside"),
        ("a-1.0.0/.cargo-ok", ".cargo-ok"),
        ("a-1.0.0/src/.cargo-ok", ".cargo-ok"),
        ("a-1.0.0", "in place of"),
    ] {
        let archive = Tar::default().file(name, b"x").ok();
        assert_eq!(archive.iter().count(), 0, "{name}");
        assert_eq!(archive.gaps.len(), 1, "{name}");
        odd(&archive, what);
    }
    let nul = Tar::default()
        .entry(b'L', b"x", b"", b"a-1.0.0/li\0b.rs\0")
        .file("a-1.0.0/x", b"")
        .ok();
    odd(&nul, "NUL");
    let bytes = Tar::default()
        .entry(b'0', b"a-1.0.0/\xff.rs", b"", b"")
        .ok();
    odd(&bytes, "UTF-8");
    assert_eq!(bytes.gaps.len(), 1);
}

#[test]
fn names_that_differ_between_systems_are_told_and_taken() {
    for (name, path, what) in [
        ("a-1.0.0/src\\lib.rs", "src\\lib.rs", "backslash"),
        ("a-1.0.0/lib.rs:x", "lib.rs:x", "colon"),
        ("a-1.0.0/lib.rs.", "lib.rs.", "trailing dot"),
        ("a-1.0.0//lib.rs", "lib.rs", "empty or `.`"),
        ("a-1.0.0/./lib.rs", "lib.rs", "empty or `.`"),
        ("a-1.0.0/l\u{202e}ib.rs", "l\u{202e}ib.rs", "invisible"),
        ("a-1.0.0/l\tib.rs", "l\tib.rs", "invisible"),
    ] {
        let archive = Tar::default().file(name, b"x").ok();
        assert_eq!(text(&archive, path), Some("x"), "{name}");
        odd(&archive, what);
    }
    for name in [
        "a-1.0.0/.gitignore",
        "a-1.0.0/a b.rs",
        "a-1.0.0/é.rs",
        "a-1.0.0/..a/b..c",
    ] {
        quiet(&Tar::default().file(name, b"x").ok());
    }
}

#[test]
fn links_are_told_and_followed_inside_the_package_only() {
    let archive = Tar::default()
        .file("a-1.0.0/real/evil.rs", b"evil")
        .entry(b'2', b"a-1.0.0/src/lib.rs", b"../real/evil.rs", b"")
        .entry(b'2', b"a-1.0.0/dir", b"real", b"")
        .entry(b'2', b"a-1.0.0/out", b"../../../.bashrc", b"")
        .entry(b'2', b"a-1.0.0/abs", b"/etc/passwd", b"")
        .entry(b'1', b"a-1.0.0/hard.rs", b"a-1.0.0/real/evil.rs", b"")
        .entry(b'1', b"a-1.0.0/other.rs", b"b-1.0.0/src/lib.rs", b"")
        .file("a-1.0.0/real/evil.rs", b"changed")
        .file("a-1.0.0/dir/through.rs", b"through")
        .ok();
    for path in ["src/lib.rs", "dir/evil.rs", "real/evil.rs"] {
        assert_eq!(text(&archive, path), Some("changed"), "{path}");
    }
    assert_eq!(text(&archive, "hard.rs"), Some("evil"));
    assert_eq!(text(&archive, "real/through.rs"), Some("through"));
    assert_eq!(text(&archive, "dir/through.rs"), Some("through"));
    for path in ["out", "abs", "other.rs"] {
        assert!(archive.get(path).is_none());
        assert!(
            archive.gaps.iter().any(|g| g.detail.contains(path)),
            "{path}"
        );
    }
    says(&archive, HygieneKind::ArchiveLink, "`/etc/passwd`");
    says(&archive, HygieneKind::ArchiveLink, "hard link to `b-1.0.0");
    odd(&archive, "through a link");
}

#[test]
fn link_mazes_end() {
    let mut tar = Tar::default().entry(b'2', b"a-1.0.0/self", b".", b"");
    for (a, b) in [("x", "y"), ("y", "x"), ("long", "long/long")] {
        tar = tar.entry(b'2', format!("a-1.0.0/{a}").as_bytes(), b.as_bytes(), b"");
    }
    for n in 0..100 {
        tar = tar.entry(b'2', format!("a-1.0.0/l{n}").as_bytes(), b"x", b"");
    }
    let archive = tar.file("a-1.0.0/x/f.rs", b"f").ok();
    assert!(archive.gaps.len() > 90);
    odd(&archive, "one link too many");
}

#[test]
fn unusual_types_are_plain_files_as_cargo_has_them() {
    for flag in *b"3467ZV" {
        let archive = Tar::default()
            .entry(flag, b"a-1.0.0/f.rs", b"", b"body")
            .ok();
        assert_eq!(text(&archive, "f.rs"), Some("body"));
        odd(&archive, "as a plain file");
    }
    let folder = Tar::default().entry(b'5', b"a-1.0.0/src/", b"", b"").ok();
    quiet(&folder);
    assert_eq!(folder.iter().count(), 0);
    odd(
        &Tar::default()
            .entry(b'5', b"a-1.0.0/src", b"", b"body")
            .ok(),
        "folder with contents",
    );
    let global = Tar::default()
        .entry(
            b'g',
            b"a-1.0.0/g",
            b"",
            record("path", "a-1.0.0/x").as_bytes(),
        )
        .file("a-1.0.0/f.rs", b"f")
        .ok();
    odd(&global, "global pax header");
    assert_eq!(text(&global, "f.rs"), Some("f"));
}

#[test]
fn sparse_files_are_filled_in() {
    let mut sparse = header(b'S', b"a-1.0.0/f.bin", b"", 515);
    let mut put = |at: usize, value: u64| {
        sparse[at..at + 12].copy_from_slice(format!("{value:011o}\0").as_bytes());
    };
    for (at, value) in [(386, 0), (398, 512), (410, 1000), (422, 3), (483, 1003)] {
        put(at, value);
    }
    sign(&mut sparse);
    let body = [&[b'a'; 512][..], b"end"].concat();
    let archive = Tar::default()
        .raw(&sparse, &body)
        .file("a-1.0.0/next", b"n")
        .ok();
    let expected = [&[b'a'; 512][..], &[0; 488], b"end"].concat();
    assert_eq!(archive.get("f.bin"), Some(&expected[..]));
    assert_eq!(text(&archive, "next"), Some("n"));
    odd(&archive, "sparse");
    // Holes count against the limit although they are not stored.
    sparse[410..422].copy_from_slice(b"77777777777\0");
    sparse[483..495].copy_from_slice(b"100000000002");
    sign(&mut sparse);
    assert!(Tar::default().raw(&sparse, &body).read().is_err());
}

#[test]
fn the_last_of_several_entries_counts() {
    let archive = Tar::default()
        .file("a-1.0.0/lib.rs", b"shown to a reviewer")
        .file("a-1.0.0/lib.rs", b"unpacked")
        .ok();
    assert_eq!(text(&archive, "lib.rs"), Some("unpacked"));
    odd(&archive, "replaces an earlier entry");
    let case = Tar::default()
        .file("a-1.0.0/lib.rs", b"")
        .file("a-1.0.0/LIB.rs", b"")
        .ok();
    odd(&case, "in case only");
    let clash = Tar::default()
        .file("a-1.0.0/src", b"")
        .file("a-1.0.0/src-x", b"")
        .file("a-1.0.0/src/lib.rs", b"")
        .ok();
    odd(&clash, "in place of a folder");
    let folder = Tar::default().entry(b'5', b"a-1.0.0/src", b"", b"");
    odd(
        &folder.clone().file("a-1.0.0/src", b"").ok(),
        "in place of a folder",
    );
    let inside = Tar::default().file("a-1.0.0/src", b"");
    odd(
        &inside.entry(b'5', b"a-1.0.0/src/in", b"", b"").ok(),
        "in place of a folder",
    );
    odd(
        &folder.clone().entry(b'2', b"a-1.0.0/src", b"x", b"").ok(),
        "a link in place of a folder",
    );
    quiet(&folder.file("a-1.0.0/src/lib.rs", b"").ok());
}

#[test]
fn readers_that_disagree_are_told_of() {
    let size = Tar::default()
        .pax(&record("size", "3"))
        .file("a-1.0.0/f", b"long body")
        .ok();
    assert_eq!(text(&size, "f"), Some("lon"));
    odd(&size, "versions of Cargo disagree");
    assert_eq!(size.gaps.len(), 1);
    let before = Tar::default()
        .pax(&record("size", "1"))
        .entry(b'L', b"l", b"", b"a-1.0.0/long")
        .file("a-1.0.0/f", b"x")
        .ok();
    assert_eq!(text(&before, "long"), Some("x"));
    odd(&before, "versions of Cargo disagree");
    let global = Tar::default()
        .pax(&record("size", "1"))
        .entry(b'g', b"a-1.0.0/g", b"", b"a global header")
        .file("a-1.0.0/f", b"x")
        .ok();
    odd(&global, "versions of Cargo disagree");
    quiet(
        &Tar::default()
            .pax(&record("size", "9"))
            .file("a-1.0.0/f", b"long body")
            .ok(),
    );
    quiet(
        &Tar::default()
            .pax(&record("mtime", "1.5"))
            .file("a-1.0.0/f", b"x")
            .ok(),
    );
    let broken = format!("7 broken\n{}", record("path", "a-1.0.0/g"));
    let broken = Tar::default().pax(&broken).file("a-1.0.0/f", b"x").ok();
    assert_eq!(text(&broken, "g"), Some("x"));
    odd(&broken, "broken pax record");
    let twice = [record("path", "a-1.0.0/g"), record("path", "a-1.0.0/h")].concat();
    let twice = Tar::default().pax(&twice).file("a-1.0.0/f", b"x").ok();
    assert_eq!(text(&twice, "g"), Some("x"));
    odd(&twice, "given twice");
    let two = Tar::default()
        .entry(b'L', b"l", b"", b"a-1.0.0/long")
        .pax(&record("path", "a-1.0.0/pax"))
        .file("a-1.0.0/f", b"x")
        .ok();
    assert_eq!(text(&two, "long"), Some("x"));
    odd(&two, "that differ");
    let old = header_of_no_dialect(b'L', 12);
    let old = Tar::default()
        .raw(&old, b"a-1.0.0/evil")
        .file("a-1.0.0/f", b"x")
        .ok();
    assert_eq!(text(&old, "f"), Some("x"));
    odd(&old, "no known dialect");
}

fn header_of_no_dialect(flag: u8, size: u64) -> [u8; 512] {
    let mut block = header(flag, b"a-1.0.0/l", b"", size);
    block[257..265].fill(0);
    sign(&mut block);
    block
}

#[test]
fn what_cargo_does_not_read_is_told() {
    let honest = Tar::default().file("a-1.0.0/f", b"f").end();
    let hidden = Tar(honest.clone().file("a-1.0.0/g", b"g").0).end();
    let archive = read(&hidden.gz(), ROOT, &Limits::default()).expect("readable");
    assert_eq!(archive.iter().count(), 1);
    odd(&archive, "further entries");

    let mut members = honest.gz();
    members.extend(Tar::default().file("a-1.0.0/g", b"g").end().gz());
    let archive = read(&members, ROOT, &Limits::default()).expect("readable");
    assert_eq!(archive.iter().count(), 1);
    odd(&archive, "second gzip member");

    let mut garbage = honest.gz();
    garbage.extend(b"garbage");
    odd(
        &read(&garbage, ROOT, &Limits::default()).expect("readable"),
        "7 bytes behind",
    );

    let unended = Tar::default().file("a-1.0.0/f", b"f");
    odd(
        &read(&unended.gz(), ROOT, &Limits::default()).expect("readable"),
        "no end marker",
    );

    let mut padded = Tar::default().file("a-1.0.0/f", b"f");
    padded.0[1000] = 1;
    odd(&padded.ok(), "padding");

    // Cargo has all files before it meets the broken checksum of the gzip stream.
    let mut crc = honest.gz();
    let at = crc.len() - 8;
    crc[at] ^= 1;
    let archive = read(&crc, ROOT, &Limits::default()).expect("readable");
    assert_eq!(archive.iter().count(), 1);
    odd(&archive, "behind the end marker");
}

#[test]
fn damage_is_an_error() {
    let honest = Tar::default().file("a-1.0.0/f", &noise(100_000)).end();
    let gz = honest.gz();
    for cut in [0, 1, 5, 10, 20, 1000, gz.len() / 2] {
        let result = read(&gz[..cut], ROOT, &Limits::default());
        assert!(
            matches!(result, Err(ArchiveError::Gzip(_))),
            "{cut}: {result:?}"
        );
    }
    let result = read(&gzip(&honest.0[..700]), ROOT, &Limits::default());
    assert_eq!(result.err(), Some(ArchiveError::Truncated));
    let result = read(&gzip(&honest.0[..100]), ROOT, &Limits::default());
    assert_eq!(result.err(), Some(ArchiveError::Truncated));
    let mut sum = Tar::default().file("a-1.0.0/f", b"f");
    sum.0[0] ^= 1;
    assert!(matches!(
        sum.read(),
        Err(ArchiveError::Header { offset: 0, .. })
    ));
    for broken in [
        Tar::default()
            .entry(b'L', b"l", b"", b"x")
            .entry(b'L', b"l", b"", b"y"),
        Tar::default().entry(b'L', b"l", b"", b"x"),
        Tar::default().entry(b'x', b"x", b"", &vec![b'x'; 2 << 20]),
        Tar::default().entry(b'S', b"a-1.0.0/s", b"", b"x"),
        Tar::default().raw(&header(b'0', b"a-1.0.0/f", b"", 1 << 32), b""),
    ] {
        assert!(broken.read().is_err());
    }
}

#[test]
fn bombs_and_endless_listings_stop_at_the_limits() {
    let limits = Limits {
        unpacked_bytes: 1 << 20,
        archive_entries: 1000,
        ..Limits::default()
    };
    let limit = ArchiveError::Unpacked { limit: 1 << 20 };
    let bomb = Tar::default()
        .file("a-1.0.0/f", &vec![0; 8 << 20])
        .end()
        .gz();
    assert_eq!(read(&bomb, ROOT, &limits).err(), Some(limit));
    let bomb = gzip(&vec![0; 8 << 20]);
    odd(
        &read(&bomb, ROOT, &limits).expect("ends at once"),
        "more than 1048576",
    );

    let mut listing = Tar::default();
    for n in 0..1001 {
        listing = listing.file(&format!("a-1.0.0/{n}"), b"");
    }
    assert_eq!(
        read(&listing.clone().end().gz(), ROOT, &limits).err(),
        Some(ArchiveError::Entries { limit: 1000 })
    );
    quiet(&listing.ok());

    let compressed = Limits {
        archive_bytes: 10,
        ..Limits::default()
    };
    assert!(matches!(
        read(&[0; 11], ROOT, &compressed),
        Err(ArchiveError::Compressed {
            bytes: 11,
            limit: 10
        })
    ));

    let mut odd_names = Tar::default();
    for n in 0..2000 {
        odd_names = odd_names.file(&format!("b/{n}"), b"");
    }
    let archive = odd_names.ok();
    assert_eq!(archive.hygiene.len(), TOLD + 1);
    odd(&archive, "1500 more");
    assert_eq!(archive.gaps.len(), TOLD + 1);
}

#[test]
fn a_million_entries_cost_little() {
    let one = header(b'0', b"a-1.0.0/f", b"", 0);
    let listing = gzip(&one.repeat(1_000_000));
    let limits = Limits::default();
    assert_eq!(
        read(&listing, ROOT, &limits).err(),
        Some(ArchiveError::Entries {
            limit: limits.archive_entries
        })
    );
}

#[test]
fn long_names_are_cut_short_in_reports() {
    let name = "n".repeat(100_000);
    let archive = Tar::default()
        .entry(b'L', b"l", b"", format!("a-1.0.0/{name}").as_bytes())
        .file("a-1.0.0/f", b"")
        .ok();
    odd(&archive, "too long");
    assert_eq!(archive.gaps[0].kind, GapKind::Limit);
    assert!(archive.hygiene[0].file.len() < 1000);
}

/// What the `tar` crate finds, driven as Cargo drives it; `None` when it refuses.
fn second_opinion(gz: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(gz));
    for entry in archive.entries().ok()? {
        let mut entry = entry.ok()?;
        let path = entry.path().ok()?.into_owned();
        let mut body = Vec::new();
        entry.read_to_end(&mut body).ok()?;
        if !entry.header().entry_type().is_dir() {
            let path = path.strip_prefix(ROOT).ok()?.to_str()?.to_owned();
            files.insert(path, body);
        }
    }
    Some(files)
}

#[test]
fn the_tar_crate_reads_the_same() {
    let long = "a-1.0.0/".to_owned() + &"x".repeat(150);
    let prefix = |tar: Tar| tar.file("a-1.0.0/first", b"1");
    let base = prefix(Tar::default());
    for tar in [
        base.clone().file("a-1.0.0/lib.rs", &noise(3000)),
        base.clone().file("a-1.0.0/first", b"2"),
        base.clone()
            .entry(b'L', b"l", b"", long.as_bytes())
            .file("a-1.0.0/f", b"f"),
        base.clone()
            .entry(b'L', b"l", b"", long.as_bytes())
            .pax(&record("path", "a-1.0.0/p"))
            .file("a-1.0.0/f", b"f"),
        base.clone()
            .pax(&record("size", "3"))
            .file("a-1.0.0/f", b"f and more"),
        base.clone()
            .pax(&(record("path", "a-1.0.0/p") + "\n" + &record("size", "1")))
            .file("a-1.0.0/f", b"f and more"),
        base.clone()
            .pax("9 size=1\nx\n")
            .file("a-1.0.0/f", b"f and more"),
        base.clone().entry(b'7', b"a-1.0.0/c", b"", b"c"),
        base.clone().entry(0, b"a-1.0.0/z", b"", b"z"),
    ] {
        let gz = tar.end().gz();
        let ours = read(&gz, ROOT, &Limits::default()).expect("readable");
        let ours: BTreeMap<_, _> = ours
            .iter()
            .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
            .collect();
        assert_eq!(Some(ours), second_opinion(&gz));
    }
}

/// Bytes that do not compress, the same each time.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    })
    .take(len)
    .collect()
}

/// The `tar` crate on a real disk, step by step as Cargo has it.
#[cfg(unix)]
fn unpack_to_disk(gz: &[u8], parent: &std::path::Path) -> std::io::Result<()> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(gz));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        if !path.starts_with(ROOT) {
            return Err(std::io::Error::other("outside"));
        }
        if path.file_name().is_none_or(|name| name != ".cargo-ok") {
            entry.unpack_in(parent)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn links_lead_where_the_disk_says() {
    let tar = Tar::default()
        .file("a-1.0.0/real/evil.rs", b"evil")
        .entry(b'2', b"a-1.0.0/src/lib.rs", b"../real/evil.rs", b"")
        .entry(b'2', b"a-1.0.0/dir", b"real", b"")
        .entry(b'2', b"a-1.0.0/twice", b"./dir/", b"")
        .entry(b'2', b"a-1.0.0/real/up", b"../src/lib.rs", b"")
        .entry(b'1', b"a-1.0.0/hard.rs", b"a-1.0.0/real/evil.rs", b"")
        .entry(b'1', b"a-1.0.0/hard2.rs", b"a-1.0.0/dir/evil.rs", b"")
        .file("a-1.0.0/real/evil.rs", b"changed")
        .file("a-1.0.0/dir/through.rs", b"through")
        .file("a-1.0.0/twice/deeper/f.rs", b"deeper")
        .entry(b'2', b"a-1.0.0/late.rs", b"x", b"")
        .file("a-1.0.0/late.rs", b"no link any more")
        .file("a-1.0.0/.cargo-ok", b"no")
        .file("a-1.0.0/../a-1.0.0/skipped.rs", b"no")
        .entry(b'3', b"a-1.0.0/device.rs", b"", b"device");
    let gz = tar.end().gz();
    let parent = std::env::temp_dir().join(format!("bulkhead-links-{}", std::process::id()));
    std::fs::create_dir_all(parent.join(ROOT)).expect("temporary folder");
    let unpacked = unpack_to_disk(&gz, &parent);
    let ours = read(&gz, ROOT, &Limits::default()).expect("readable");
    let mut seen = 0;
    for path in [
        "real/evil.rs",
        "src/lib.rs",
        "dir/evil.rs",
        "dir/through.rs",
        "twice/evil.rs",
        "real/up",
        "twice/through.rs",
        "twice/deeper/f.rs",
        "real/deeper/f.rs",
        "dir/deeper/f.rs",
        "hard.rs",
        "hard2.rs",
        "late.rs",
        "device.rs",
        "skipped.rs",
        ".cargo-ok",
    ] {
        let disk = std::fs::read(parent.join(ROOT).join(path)).ok();
        seen += usize::from(disk.is_some());
        assert_eq!(ours.get(path), disk.as_deref(), "{path}");
    }
    let removed = std::fs::remove_dir_all(&parent);
    assert!(unpacked.is_ok() && removed.is_ok(), "{unpacked:?}");
    assert_eq!(seen, 14);
}
