//! When a package was first published, as the registry's index says that Cargo keeps beside its packages.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use serde::Deserialize;

use crate::graph::Package;
use crate::sources::registry::unpacked_by_cargo;

/// Bytes of the index of one package that are read; those with thousands of versions take some 4 MiB.
const MAX_BYTES: u64 = 32 << 20;

#[derive(Deserialize)]
struct Release {
    pubtime: Option<String>,
}

/// The day of the first release, `2026-08-20`. `None` when no index of it is at hand, or an old one that has no times.
#[must_use]
pub fn first_published(package: &Package) -> Option<String> {
    let mut text = Vec::new();
    let file = File::open(index_file(package)?).ok()?;
    file.take(MAX_BYTES).read_to_end(&mut text).ok()?;
    // Cargo's own head, then for each version its number and its line of the index, all with zero bytes between.
    let lines = text
        .split(|b| *b == 0)
        .filter(|line| line.starts_with(b"{"));
    let times = lines.filter_map(|line| serde_json::from_slice::<Release>(line).ok()?.pubtime);
    let day = |time: String| time.get(..10).map(str::to_owned);
    times.filter_map(day).min()
}

/// `…/registry/index/<registry>/.cache/pr/oc/proc-macro1` beside `…/registry/src/<registry>/proc-macro1-0.1.0`.
fn index_file(package: &Package) -> Option<PathBuf> {
    if !unpacked_by_cargo(&package.manifest_dir) || !package.name.is_ascii() {
        return None;
    }
    let dir = package.manifest_dir.parent()?;
    let index = dir.parent()?.parent()?.join("index");
    let mut path = index.join(dir.file_name()?).join(".cache");
    let name = package.name.to_ascii_lowercase();
    match name.len() {
        0 => return None,
        1 | 2 => path.push(name.len().to_string()),
        3 => path.extend(["3", &name[..1]]),
        _ => path.extend([&name[..2], &name[2..4]]),
    }
    Some(path.join(name))
}
