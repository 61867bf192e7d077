//! A unit's private output folder, and the way out of it for what Cargo asked for.
//!
//! rustc, and every proc macro inside it, may write only to a folder of its own. When all its processes are gone, the files
//! that are named after the unit move to where Cargo expects them; everything else stays and is thrown away.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::home::replace;

/// Bytes of a file of dependencies (`.d`) that is rewritten.
const MOST_DEPENDENCIES: u64 = 64 << 20;

/// A private folder within the one that Cargo expects the outputs in.
#[derive(Debug)]
pub(super) struct Private {
    dir: PathBuf,
    out_dir: PathBuf,
    stem: String,
    early: Vec<PathBuf>,
}

impl Private {
    /// Makes it. What an interrupted run left there goes.
    pub(super) fn new(out_dir: &Path, stem: &str) -> io::Result<Private> {
        let dir = out_dir.join(format!(".bulkhead-{stem}"));
        match fs::remove_dir_all(&dir) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        fs::create_dir_all(out_dir)?;
        fs::create_dir(&dir)?;
        Ok(Private {
            dir,
            out_dir: out_dir.to_owned(),
            stem: stem.to_owned(),
            early: Vec::new(),
        })
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether a file of this name is one that rustc leaves for this unit.
    fn is_asked_for(&self, name: &str) -> bool {
        let bare = name
            .strip_prefix("lib")
            .filter(|rest| rest.starts_with(&self.stem))
            .unwrap_or(name);
        bare.strip_prefix(&self.stem)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Publishes a copy of one file while rustc still runs: metadata, for which others wait. A copy, since rustc could
    /// still write to the file itself.
    pub(super) fn publish_early(&mut self, file: &Path) -> bool {
        let asked_for = |name: &&str| self.is_asked_for(name) && name.ends_with(".rmeta");
        let name = file.file_name().and_then(|n| n.to_str()).filter(asked_for);
        let (Some(name), true) = (name, file.parent() == Some(self.dir())) else {
            return false;
        };
        let target = self.out_dir.join(name);
        let new = self.out_dir.join(format!(".bulkhead-{name}.new"));
        let _ = fs::remove_file(&new);
        let done = copy(file, &new).and_then(|()| fs::rename(&new, &target));
        if done.is_err() {
            let _ = fs::remove_file(&new);
            return false;
        }
        self.early.push(file.to_owned());
        true
    }

    /// Publishes the files asked for; gives the names of all others. To be called when nothing can write to them any more.
    pub(super) fn publish(&self) -> io::Result<Vec<String>> {
        let mut others = Vec::new();
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|n| self.is_asked_for(n)) else {
                others.push(name.to_string_lossy().into_owned());
                continue;
            };
            let meta = fs::symlink_metadata(&path)?;
            if self.early.contains(&path) {
                continue;
            }
            if !meta.is_file() || meta.nlink() != 1 {
                others.push(name.to_owned());
                continue;
            }
            if meta.mode() & 0o7000 != 0 {
                fs::set_permissions(&path, fs::Permissions::from_mode(meta.mode() & 0o777))?;
            }
            if name.ends_with(".d") && meta.len() <= MOST_DEPENDENCIES {
                let text = fs::read(&path)?;
                let text = substitute(
                    &text,
                    self.dir.as_os_str().as_encoded_bytes(),
                    self.out_dir.as_os_str().as_encoded_bytes(),
                );
                replace(&self.out_dir.join(name), &text, 0o644)?;
            } else {
                fs::rename(&path, self.out_dir.join(name))?;
            }
        }
        Ok(others)
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Copies a regular file, whatever is put in its place meanwhile.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    const DO_NOT_WAIT: i32 = 0o4000;
    let named = fs::symlink_metadata(from)?;
    let source = OpenOptions::new()
        .read(true)
        .custom_flags(DO_NOT_WAIT)
        .open(from)?;
    let opened = source.metadata()?;
    // A link that was followed leads to another file than the one that is named so.
    if !opened.is_file() || (opened.dev(), opened.ino()) != (named.dev(), named.ino()) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut target = OpenOptions::new().write(true).create_new(true).open(to)?;
    io::copy(&mut &source, &mut target)?;
    Ok(())
}

/// `text` with every `from` replaced by `to`.
pub(super) fn substitute(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    if what.is_empty() {
        return None;
    }
    text.windows(what.len()).position(|w| w == what)
}

/// Puts a launcher in the place of a linked build script, which moves to `real`.
///
/// The launcher is a script with this program as its interpreter: small, and as new as what it replaces, which Cargo looks
/// at. No shell is involved; one would load libraries from folders that build scripts name. Where the path of this program
/// is no word that the kernel takes, the launcher is a copy of it.
pub(super) fn replace_by_launcher(
    script: &Path,
    real: &Path,
    interpreter: &Path,
) -> io::Result<()> {
    fs::rename(script, real)?;
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o755)
        .open(script)?;
    let path = interpreter.as_os_str().as_encoded_bytes();
    if path.len() < 250 && !path.iter().any(u8::is_ascii_whitespace) {
        file.write_all(&[b"#!", path, b"\n"].concat())
    } else {
        io::copy(&mut File::open(interpreter)?, &mut file).map(|_| ())
    }
}

/// Reads a file of at most so many bytes.
pub(super) fn read_some(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_after_the_unit_was_asked_for() {
        let private = Private {
            dir: "/nonexistent/p".into(),
            out_dir: "/nonexistent".into(),
            stem: "serde-12".into(),
            early: Vec::new(),
        };
        for name in [
            "libserde-12.rlib",
            "libserde-12.rmeta",
            "serde-12.d",
            "serde-12",
            "libserde-12.so",
            "serde-12.a.rcgu.o",
        ] {
            assert!(private.is_asked_for(name), "{name}");
        }
        for name in [
            "libserde-123.rlib",
            "libserde.rlib",
            "libother-1.rmeta",
            "serde-12-x",
            "xserde-12",
            ".serde-12",
            "liblibserde-12.rlib",
        ] {
            assert!(!private.is_asked_for(name), "{name}");
        }
    }

    #[test]
    fn substitution() {
        assert_eq!(
            substitute(b"/p/a /p/b /q", b"/p/", b"/long/"),
            b"/long/a /long/b /q"
        );
        assert_eq!(substitute(b"abc", b"", b"x"), b"abc");
    }
}
