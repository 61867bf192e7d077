//! Published archives: where Cargo keeps them, and how its unpacked copies differ from them.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use bulkhead_facts::Files;
use bulkhead_facts::archive::{self, Archive};
use bulkhead_facts::hygiene::HygieneKind;

use super::walk::{self, Entry};
use super::{Change, SourceError, Tampered};
use crate::graph::{Package, Workspace};

/// Where the archive of a package may be.
pub(crate) fn locate(workspace: &Workspace, package: &Package) -> Option<PathBuf> {
    let file = format!("{}-{}.crate", package.name, package.version);
    let beside = unpacked_by_cargo(&package.manifest_dir).then(|| {
        let dir = package.manifest_dir.parent()?;
        let registry = dir.parent()?.parent()?;
        Some(registry.join("cache").join(dir.file_name()?).join(&file))
    });
    let local = workspace.local_registries.iter().map(|dir| dir.join(&file));
    // Which of them it is does not matter for trust: the checksum decides.
    beside
        .flatten()
        .into_iter()
        .chain(local)
        .find(|path| path.is_file())
}

/// Whether a directory is one that Cargo unpacks an archive into: `…/registry/src/<registry>/<package>`.
pub(crate) fn unpacked_by_cargo(manifest_dir: &Path) -> bool {
    let mut up = manifest_dir.ancestors().skip(2).map(Path::file_name);
    up.next() == Some(Some("src".as_ref())) && up.next() == Some(Some("registry".as_ref()))
}

/// The name of the one folder in a package's archive.
pub(crate) fn folder(package: &Package) -> String {
    format!("{}-{}", package.name, package.version)
}

/// What differs between a package's archive and the copy that Cargo compiles.
pub(crate) fn compare(
    archive: &Archive,
    dir: &Path,
    max: usize,
) -> Result<Vec<Tampered>, SourceError> {
    let mut on_disk = walk::list(dir, max, &walk::nothing)?.entries;
    // Cargo's own mark that unpacking went to its end.
    on_disk.remove(".cargo-ok");
    let mut found = Vec::new();
    for (file, published) in archive.iter().filter(|(file, _)| *file != ".cargo-ok") {
        let differs = match on_disk.remove(file) {
            None => Some((
                Change::Missing,
                "published, but not in the copy that Cargo compiles".into(),
            )),
            Some(entry) => {
                let linked = entry.meta.is_symlink() && is_link(archive, file);
                if linked {
                    None
                } else {
                    change(&entry, published).map(|why| (Change::Changed, why))
                }
            }
        };
        if let Some((change, detail)) = differs {
            found.push(tampered(change, dir.join(file), file, detail));
        }
    }
    for (file, entry) in on_disk {
        if !(entry.meta.is_symlink() && is_link(archive, &file)) {
            let detail = "in the copy that Cargo compiles, but not published".into();
            found.push(tampered(Change::Added, entry.path, &file, detail));
        }
    }
    found.sort();
    Ok(found)
}

/// What is wrong when the archive is not the one that `Cargo.lock` names.
pub(crate) fn wrong_archive(path: &Path, locked: &str, found: &[u8; 32]) -> Tampered {
    let detail = format!("its SHA-256 is {}, Cargo.lock says {locked}", hex(found));
    tampered(Change::Archive, path.to_owned(), "", detail)
}

/// Reads and unpacks an archive; gives its SHA-256 too.
pub(crate) fn read(
    path: &Path,
    limits: &bulkhead_facts::Limits,
) -> Result<(Vec<u8>, [u8; 32]), SourceError> {
    let bytes =
        walk::read_file(path, limits.archive_bytes).map_err(|e| SourceError::io(path, &e))?;
    let sum = archive::sha256(&bytes);
    Ok((bytes, sum))
}

fn tampered(change: Change, path: PathBuf, file: &str, detail: String) -> Tampered {
    Tampered {
        change,
        path,
        file: file.to_owned(),
        detail,
    }
}

/// Whether the archive itself has a link of that name, which is told as an oddity of the archive.
fn is_link(archive: &Archive, file: &str) -> bool {
    archive
        .hygiene
        .iter()
        .any(|h| h.kind == HygieneKind::ArchiveLink && h.file == file)
}

fn change(entry: &Entry, published: &[u8]) -> Option<String> {
    if !entry.meta.is_file() {
        return Some("not a regular file".into());
    }
    if entry.meta.len() != published.len() as u64 {
        return Some(format!(
            "{} bytes, {} were published",
            entry.meta.len(),
            published.len()
        ));
    }
    match same_content(&entry.path, published) {
        Ok(true) => None,
        Ok(false) => Some("other content than published".into()),
        Err(e) => Some(format!("cannot be compared: {e}")),
    }
}

fn same_content(path: &Path, published: &[u8]) -> std::io::Result<bool> {
    let mut file = fs::File::open(path)?;
    let mut buffer = [0; 32 * 1024];
    let mut rest = published;
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(rest.is_empty()),
            n => match rest.strip_prefix(&buffer[..n]) {
                Some(after) => rest = after,
                None => return Ok(false),
            },
        }
    }
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cargos_own_layout_counts_as_unpacked() {
        assert!(unpacked_by_cargo(Path::new(
            "/h/.cargo/registry/src/index.crates.io-1/a-1.0.0"
        )));
        assert!(!unpacked_by_cargo(Path::new("/w/vendor/a")));
        assert!(!unpacked_by_cargo(Path::new("/a")));
        assert_eq!(hex(&[0x0f, 0xa0]), "0fa0");
    }
}
