//! Published archives and the unpacked copies that Cargo compiles.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bulkhead_cargo::{Change, PackageScan, Provenance, Source, Workspace};

use crate::support::{alone, index, load, scan, with_local_registry, write};

fn leaf(ws: &Workspace, dir: &Path) -> PackageScan {
    scan(ws, dir).swap_remove(index(ws, "leaf"))
}

fn changes(scan: &PackageScan) -> Vec<(Change, &str)> {
    scan.tampered
        .iter()
        .map(|t| (t.change, t.file.as_str()))
        .collect()
}

fn unpacked(ws: &Workspace) -> PathBuf {
    ws.packages[index(ws, "leaf")].manifest_dir.clone()
}

#[test]
fn an_untouched_copy_is_vouched_for() {
    alone(
        "registry::an_untouched_copy_is_vouched_for",
        &[],
        with_local_registry,
        |dir| {
            let ws = load();
            let package = &ws.packages[index(&ws, "leaf")];
            assert_eq!(package.source, Source::CratesIo);
            assert!(package.checksum.is_some());
            let cold = leaf(&ws, dir);
            assert_eq!(
                (cold.provenance.clone(), cold.from_cache),
                (Provenance::Archive, false)
            );
            assert_eq!((changes(&cold), cold.error.clone()), (vec![], None));
            let warm = leaf(&ws, dir);
            assert!(warm.from_cache);
            assert_eq!((warm.facts, warm.provenance), (cold.facts, cold.provenance));
        },
    );
}

#[test]
fn each_kind_of_tampering_is_told() {
    alone(
        "registry::each_kind_of_tampering_is_told",
        &[],
        with_local_registry,
        |dir| {
            let ws = load();
            let copy = unpacked(&ws);
            leaf(&ws, dir);
            write(&copy.join("src/net.rs"), b"pub fn g() {}\n");
            write(&copy.join("src/extra.rs"), b"");
            fs::remove_file(copy.join("src/lib.rs")).expect("removes");
            let found = leaf(&ws, dir);
            let expected = vec![
                (Change::Changed, "src/net.rs"),
                (Change::Added, "src/extra.rs"),
                (Change::Missing, "src/lib.rs"),
            ];
            assert_eq!(changes(&found), expected);
            // The archive is still what it was.
            assert_eq!(found.provenance, Provenance::Archive);
            // And it is told again: only clean copies are remembered.
            assert_eq!(changes(&leaf(&ws, dir)), expected);
        },
    );
}

#[test]
fn a_change_after_verification_shows_whatever_its_times_say() {
    let name = "registry::a_change_after_verification_shows_whatever_its_times_say";
    alone(name, &[], with_local_registry, |dir| {
        let ws = load();
        let file = unpacked(&ws).join("src/net.rs");
        // Young files are not remembered, so that the change below cannot hide in the same tick of the clock.
        std::thread::sleep(Duration::from_secs(4));
        leaf(&ws, dir);
        let seen = fs::read_dir(dir.join("cache/seen"))
            .expect("a cache")
            .count();
        assert_eq!(seen, usize::from(cfg!(unix)));
        assert!(leaf(&ws, dir).from_cache);

        let before = fs::metadata(&file)
            .and_then(|m| m.modified())
            .expect("times");
        let same_size: Vec<u8> = fs::read(&file)
            .expect("reads")
            .iter()
            .rev()
            .copied()
            .collect();
        fs::write(&file, same_size).expect("writes");
        File::options()
            .append(true)
            .open(&file)
            .and_then(|f| f.set_modified(before))
            .expect("sets");
        assert_eq!(changes(&leaf(&ws, dir)), [(Change::Changed, "src/net.rs")]);
    });
}

#[test]
fn another_archive_is_not_believed() {
    alone(
        "registry::another_archive_is_not_believed",
        &[],
        with_local_registry,
        |dir| {
            let ws = load();
            let path = dir.join("registry/leaf-1.0.0.crate");
            let other = crate::support::archive("leaf-1.0.0", &crate::support::LEAF[..2]);
            write(&path, &other);
            let found = leaf(&ws, dir);
            assert_eq!(changes(&found), [(Change::Archive, "")]);
            assert!(matches!(found.provenance, Provenance::Unverified(_)));

            write(&path, b"no archive");
            assert_eq!(changes(&leaf(&ws, dir)), [(Change::Archive, "")]);

            fs::remove_file(&path).expect("removes");
            // A checksum file does not make Cargo's own copy a vendored one.
            write(
                &unpacked(&ws).join(".cargo-checksum.json"),
                b"{\"files\":{},\"package\":null}",
            );
            let found = leaf(&ws, dir);
            assert!(
                matches!(found.provenance, Provenance::Unverified(_)),
                "{:?}",
                found.provenance
            );
        },
    );
}

#[test]
fn the_archive_is_found_beside_the_copy() {
    alone(
        "registry::the_archive_is_found_beside_the_copy",
        &[],
        with_local_registry,
        |dir| {
            let mut ws = load();
            let registry = unpacked(&ws)
                .parent()
                .and_then(Path::file_name)
                .expect("a name")
                .to_owned();
            let cache = dir.join("home/registry/cache").join(registry);
            let bytes = fs::read(dir.join("registry/leaf-1.0.0.crate")).expect("reads");
            write(&cache.join("leaf-1.0.0.crate"), &bytes);
            ws.local_registries.clear();
            assert_eq!(leaf(&ws, dir).provenance, Provenance::Archive);
        },
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_the_copy_is_tampering() {
    alone(
        "registry::a_link_in_the_copy_is_tampering",
        &[],
        with_local_registry,
        |dir| {
            let ws = load();
            let file = unpacked(&ws).join("src/net.rs");
            let elsewhere = dir.join("elsewhere.rs");
            fs::rename(&file, &elsewhere).expect("moves");
            std::os::unix::fs::symlink(&elsewhere, &file).expect("links");
            assert_eq!(changes(&leaf(&ws, dir)), [(Change::Changed, "src/net.rs")]);
        },
    );
}
