//! Directory sources, as `cargo vendor` makes them.

use std::fs;
use std::path::Path;

use bulkhead_cargo::{Change, PackageScan, Provenance, Workspace};
use bulkhead_facts::archive::sha256;

use crate::support::{Dir, LEAF, alone, hex, index, load, replace_crates_io, scan, write};

fn prepare(dir: &Dir) {
    for (path, text) in LEAF {
        dir.write(&format!("vendor/leaf/{path}"), text);
    }
    let files: Vec<String> = LEAF
        .iter()
        .map(|(path, text)| format!("\"{path}\":\"{}\"", hex(&sha256(text.as_bytes()))))
        .collect();
    let package = "ab".repeat(32);
    let sums = format!(
        "{{\"files\":{{{}}},\"package\":\"{package}\"}}",
        files.join(",")
    );
    dir.write("vendor/leaf/.cargo-checksum.json", sums);
    replace_crates_io(dir, "directory = \"vendor\"");
    dir.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nleaf = \"1\"\n",
    );
    dir.write("src/main.rs", "fn main() {}\n");
}

fn leaf(ws: &Workspace, dir: &Path) -> PackageScan {
    scan(ws, dir).swap_remove(index(ws, "leaf"))
}

#[test]
fn a_vendored_directory_is_held_to_its_checksums() {
    alone(
        "vendored::a_vendored_directory_is_held_to_its_checksums",
        &[],
        prepare,
        |dir| {
            let ws = load();
            let good = leaf(&ws, dir);
            assert_eq!(good.provenance, Provenance::Vendored { package: true });
            assert_eq!((good.tampered.len(), good.from_cache), (0, false));
            assert!(leaf(&ws, dir).from_cache);

            let vendor = dir.join("vendor/leaf");
            write(&vendor.join("src/net.rs"), b"pub fn g() {}\n");
            write(&vendor.join("src/extra.rs"), b"");
            fs::remove_file(vendor.join("src/lib.rs")).expect("removes");
            let bad = leaf(&ws, dir);
            let changes: Vec<_> = bad
                .tampered
                .iter()
                .map(|t| (t.change, t.file.as_str()))
                .collect();
            assert_eq!(
                changes,
                [
                    (Change::Changed, "src/net.rs"),
                    (Change::Added, "src/extra.rs"),
                    (Change::Missing, "src/lib.rs")
                ]
            );
            assert!(matches!(bad.provenance, Provenance::Unverified(_)));
        },
    );
}

#[test]
fn a_package_checksum_that_the_lock_does_not_have_is_tampering() {
    let name = "vendored::a_package_checksum_that_the_lock_does_not_have_is_tampering";
    alone(name, &[], prepare, |dir| {
        let mut ws = load();
        let leaf_index = index(&ws, "leaf");
        ws.packages[leaf_index].checksum = Some("cd".repeat(32));
        let found = leaf(&ws, dir);
        assert_eq!(found.tampered.len(), 1);
        assert_eq!(found.tampered[0].change, Change::Archive);

        write(&dir.join("vendor/leaf/.cargo-checksum.json"), b"{");
        let found = leaf(&ws, dir);
        assert!(found.error.is_some());
    });
}
