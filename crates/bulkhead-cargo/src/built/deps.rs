//! What rustc read in compiling a unit, from the dep-info that it writes for Cargo: files and variables that became part
//! of the program, and code that a build script wrote.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use bulkhead_facts::source::is_cargo_variable;

use super::record::Record;

/// What rustc read in compiling one unit, beside the package's own files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// Files from outside the package that became part of the program, and variables that Cargo does not set: what
    /// `include_str!` and `env!` took, whoever wrote those.
    pub(super) embedded: BTreeSet<String>,
    /// Files below the unit's `OUT_DIR`.
    pub(super) generated: BTreeSet<PathBuf>,
}

/// Bytes of the biggest dep-info that is read.
const MAX: u64 = 64 << 20;

/// Reads the dep-info of a unit whose package lies in `package`; `target` is where Cargo builds.
pub(super) fn read(record: &Record, package: &Path, target: &Path) -> Option<Read> {
    let path = record.out_dir.join(format!("{}.d", record.stem));
    if fs::metadata(&path).ok()?.len() > MAX {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    Some(parse(&text, &record.cwd, package, target))
}

fn parse(text: &str, cwd: &Path, package: &Path, target: &Path) -> Read {
    let mut read = Read::default();
    for line in text.lines() {
        if let Some(variable) = line.strip_prefix("# env-dep:") {
            let name = variable.split('=').next().unwrap_or(variable);
            if !is_cargo_variable(name) {
                read.embedded.insert(format!("the variable {name}"));
            }
        } else if let Some(file) = line.strip_suffix(':').filter(|l| !l.starts_with('#')) {
            // Each file stands on a line of its own too, as a rule without dependencies.
            let file = plain(&cwd.join(file.replace("\\ ", " ")));
            if file.starts_with(package) && !file.starts_with(target) {
                continue;
            }
            if is_generated(&file, target) {
                read.generated.insert(file);
            } else {
                read.embedded.insert(file.display().to_string());
            }
        }
    }
    read
}

/// Whether a file is in a folder that Cargo gives to a build script: `<target>/…/build/<unit>/out/…`.
fn is_generated(file: &Path, target: &Path) -> bool {
    let Ok(inner) = file.strip_prefix(target) else {
        return false;
    };
    let parts: Vec<_> = inner.iter().collect();
    parts.windows(3).any(|w| w[0] == "build" && w[2] == "out")
}

/// The path without `.` and `..`, as far as they can be taken away without asking the disk.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_told_from_what_is_the_packages_own() {
        let text = "/t/deps/p-1.d: src/lib.rs ../README.md\n\nsrc/lib.rs:\nsrc/../README.md:\n../secret\\ file:\n/etc/hosts:\n/w/t/debug/build/p-2/out/code.rs:\n\n# env-dep:CARGO_PKG_VERSION=1\n# env-dep:OUT_DIR=/w\n# env-dep:SECRET\n# env-dep:PASSWORD=hunter2\n";
        let read = parse(
            text,
            Path::new("/w/p"),
            Path::new("/w/p"),
            Path::new("/w/t"),
        );
        let embedded: Vec<_> = read.embedded.iter().map(String::as_str).collect();
        assert_eq!(
            embedded,
            [
                "/etc/hosts",
                "/w/secret file",
                "the variable PASSWORD",
                "the variable SECRET",
            ]
        );
        let generated: Vec<_> = read
            .generated
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        assert_eq!(generated, ["/w/t/debug/build/p-2/out/code.rs"]);
    }
}
