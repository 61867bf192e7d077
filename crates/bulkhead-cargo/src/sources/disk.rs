//! Packages read from disk as they lie there: path and git packages, vendored directories.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bulkhead_facts::archive::sha256;
use bulkhead_facts::{CfgId, Files, Gap, GapKind, Limits};

use super::{SourceError, walk};

/// What is held of one package at a time. What does not fit is a gap; Rust sources come first.
const MAX_HELD: u64 = 128 << 20;

/// Files beyond those held that are looked for; the rest is taken to be missing, which the scan tells.
const MAX_ELSEWHERE: usize = 4096;

/// What makes a directory a cache that tools may delete (bford.info/cachedir).
const CACHEDIR_TAG: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";

/// How far reading goes.
pub(crate) struct Rules {
    /// Files outside the package are read, when asked for, below this directory only.
    boundary: PathBuf,
    /// Whether to leave out what is not the package's own: nested packages, hidden directories, build output.
    own_only: bool,
    /// Cargo's build output.
    target_dir: Option<PathBuf>,
}

impl Rules {
    /// Everything in the package's directory and nothing outside.
    pub(crate) fn whole(dir: &Path) -> Self {
        Rules {
            boundary: dir.to_owned(),
            own_only: false,
            target_dir: None,
        }
    }

    /// The user's own packages, below the repository or workspace that they are in.
    pub(crate) fn path(dir: &Path, workspace: &Path, target_dir: &Path) -> Self {
        let within = |root: &&Path| dir.starts_with(root);
        let repository = dir.ancestors().find(|dir| dir.join(".git").exists());
        let roots = [Some(workspace), repository, Some(dir)];
        let widest = roots
            .into_iter()
            .flatten()
            .filter(within)
            .min_by_key(|r| r.as_os_str().len());
        Rules {
            boundary: widest.unwrap_or(dir).to_owned(),
            own_only: true,
            target_dir: Some(target_dir.to_owned()),
        }
    }

    /// A git checkout of Cargo's.
    pub(crate) fn git(dir: &Path) -> Self {
        let is_root = |dir: &&Path| dir.join(".cargo-ok").exists() || dir.join(".git").exists();
        Rules {
            boundary: dir.ancestors().find(is_root).unwrap_or(dir).to_owned(),
            own_only: true,
            target_dir: None,
        }
    }

    fn skips(&self, path: &Path, name: &str) -> bool {
        self.own_only
            && (name.starts_with('.')
                || self.target_dir.as_deref() == Some(path)
                || path.join("Cargo.toml").exists()
                || is_cache(path))
    }
}

fn is_cache(dir: &Path) -> bool {
    walk::read_file(&dir.join("CACHEDIR.TAG"), 1 << 16)
        .is_ok_and(|tag| tag.starts_with(CACHEDIR_TAG))
}

/// A package's files from disk. Those of the package are held; others that a module names (`#[path = "../x.rs"]`,
/// asked for with leading `..`, and files in directories that were left out) are read when they are asked for.
#[derive(Debug)]
pub(crate) struct DiskFiles {
    root: PathBuf,
    boundary: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
    skipped: Vec<String>,
    elsewhere: Elsewhere,
    /// What was not read, and why. Not part of the content.
    pub(crate) gaps: Vec<Gap>,
}

impl DiskFiles {
    /// Reads a package's directory.
    pub(crate) fn read(root: &Path, rules: &Rules, limits: &Limits) -> Result<Self, SourceError> {
        let canonical = |p: &Path| p.canonicalize().map_err(|e| SourceError::io(p, &e));
        let listing = walk::list(root, limits.archive_entries, &|p, name| {
            rules.skips(p, name)
        })?;
        let mut disk = DiskFiles {
            root: canonical(root)?,
            boundary: canonical(&rules.boundary)?,
            files: BTreeMap::new(),
            skipped: listing.skipped,
            elsewhere: Elsewhere::default(),
            gaps: Vec::new(),
        };
        let mut entries: Vec<_> = listing.entries.into_iter().collect();
        // The map's order is kept otherwise, so that the same directory gives the same gaps.
        entries.sort_by_key(|(name, _)| !name.ends_with(".rs"));
        let mut room = MAX_HELD;
        for (name, entry) in entries {
            disk.take(name, &entry, &mut room, limits);
        }
        Ok(disk)
    }

    fn take(&mut self, name: String, entry: &walk::Entry, room: &mut u64, limits: &Limits) {
        let path = if entry.meta.is_symlink() {
            match self.follow(&entry.path) {
                Ok(Some(file)) => file,
                Ok(None) => return self.skipped.push(name),
                Err(why) => return self.gap(GapKind::Unreadable, &name, &why),
            }
        } else {
            entry.path.clone()
        };
        let max = (limits.source_bytes as u64).min(*room);
        match std::fs::metadata(&path) {
            Ok(meta) if meta.len() > max => {
                let why = format!("{} bytes are more than can be read", meta.len());
                return self.gap(GapKind::Limit, &name, &why);
            }
            // A socket or pipe in a source tree is not source.
            Ok(meta) if !meta.is_file() => return,
            _ => {}
        }
        match walk::read_file(&path, max) {
            Ok(bytes) => {
                *room -= bytes.len() as u64;
                self.files.insert(name, bytes);
            }
            Err(e) => self.gap(GapKind::Unreadable, &name, &e.to_string()),
        }
    }

    /// Where a link leads: to a file, to a directory (`None`), or somewhere that is not read.
    fn follow(&self, link: &Path) -> Result<Option<PathBuf>, String> {
        let to = link
            .canonicalize()
            .map_err(|e| format!("symbolic link: {e}"))?;
        if !to.starts_with(&self.boundary) {
            return Err("symbolic link that leads outside".into());
        }
        Ok((!to.is_dir()).then_some(to))
    }

    fn gap(&mut self, kind: GapKind, file: &str, why: &str) {
        self.gaps.push(Gap {
            kind,
            detail: format!("{file}: {why}"),
            place: None,
            cfg: CfgId::ALWAYS,
        });
    }

    /// SHA-256 over the names and contents of the files held.
    pub(crate) fn hash(&self) -> [u8; 32] {
        let mut state = Vec::with_capacity(self.files.len() * 80);
        for (name, bytes) in &self.files {
            state.extend_from_slice(&(name.len() as u64).to_le_bytes());
            state.extend_from_slice(name.as_bytes());
            state.extend_from_slice(&sha256(bytes));
        }
        sha256(&state)
    }

    /// Files that were asked for beyond those held, with the SHA-256 of what was found.
    pub(crate) fn asked_elsewhere(&self) -> Vec<(String, Option<[u8; 32]>)> {
        self.elsewhere
            .iter()
            .map(|(path, bytes)| (path.to_owned(), bytes.map(sha256)))
            .collect()
    }

    /// Whether files beyond those held are still as they were.
    pub(crate) fn same_elsewhere(&self, asked: &[(String, Option<[u8; 32]>)]) -> bool {
        asked
            .iter()
            .all(|(path, sum)| self.get(path).map(sha256) == *sum)
    }

    fn may_be_elsewhere(&self, path: &str) -> bool {
        let in_skipped = |dir: &String| {
            path.strip_prefix(dir.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        };
        path.starts_with("../") || self.skipped.iter().any(in_skipped)
    }

    fn load(&self, path: &str) -> Option<Vec<u8>> {
        let path = self.root.join(path).canonicalize().ok()?;
        let limit = Limits::default().source_bytes as u64;
        path.starts_with(&self.boundary)
            .then(|| walk::read_file(&path, limit).ok())
            .flatten()
    }
}

impl Files for DiskFiles {
    fn get(&self, path: &str) -> Option<&[u8]> {
        match self.files.get(path) {
            Some(bytes) => Some(bytes),
            None if self.may_be_elsewhere(path) => self.elsewhere.get(path, || self.load(path)),
            None => None,
        }
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &[u8])> + '_> {
        let pairs = self.files.iter();
        Box::new(pairs.map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
    }
}

/// Files by path, added through a shared reference: a chain in which nothing is ever moved or removed, so that what
/// was handed out stays. Few files are here, so that walking it costs nothing.
#[derive(Debug, Default)]
struct Elsewhere(OnceLock<Box<Link>>);

#[derive(Debug)]
struct Link {
    path: String,
    bytes: Option<Vec<u8>>,
    next: Elsewhere,
}

impl Elsewhere {
    fn get(&self, path: &str, load: impl FnOnce() -> Option<Vec<u8>>) -> Option<&[u8]> {
        let mut load = Some(load);
        let mut here = self;
        for _ in 0..MAX_ELSEWHERE {
            let link = here.0.get_or_init(|| {
                Box::new(Link {
                    path: path.to_owned(),
                    bytes: load.take().and_then(|load| load()),
                    next: Elsewhere::default(),
                })
            });
            if link.path == path {
                return link.bytes.as_deref();
            }
            here = &link.next;
        }
        None
    }

    fn iter(&self) -> impl Iterator<Item = (&str, Option<&[u8]>)> {
        let links = std::iter::successors(self.0.get(), |link| link.next.0.get());
        links.map(|link| (link.path.as_str(), link.bytes.as_deref()))
    }
}

impl Drop for Elsewhere {
    /// Takes the chain apart link by link: left to itself, a long one would recurse as deep as it is long.
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(mut link) = next {
            next = link.next.0.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_handed_out_stays() {
        let elsewhere = Elsewhere::default();
        let one = elsewhere.get("../a", || Some(vec![1]));
        let none = elsewhere.get("../b", || None);
        for i in 0..2 * MAX_ELSEWHERE {
            elsewhere.get(&i.to_string(), || Some(Vec::new()));
        }
        assert_eq!(one, Some(&[1][..]));
        assert_eq!(none, None);
        assert_eq!(elsewhere.get("../a", || None), Some(&[1][..]));
        assert_eq!(elsewhere.iter().count(), MAX_ELSEWHERE);
    }

    #[test]
    fn what_a_module_names_outside_is_read_within_the_boundary_only() {
        let dir = std::env::temp_dir().join(format!("bulkhead-disk-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = dir.join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("writes");
        };
        write("secret.rs", "no");
        write("ws/Cargo.toml", "");
        write("ws/shared/x.rs", "yes");
        write("ws/a/Cargo.toml", "");
        write("ws/a/src/lib.rs", "");
        write("ws/a/inner/Cargo.toml", "");
        write("ws/a/inner/y.rs", "inner");
        let (ws, a) = (dir.join("ws"), dir.join("ws/a"));
        let rules = Rules {
            boundary: ws.clone(),
            ..Rules::path(&a, &ws, &ws.join("target"))
        };
        let files = DiskFiles::read(&a, &rules, &Limits::default()).expect("reads");
        let held: Vec<&str> = files.iter().map(|(path, _)| path).collect();
        assert_eq!(held, ["Cargo.toml", "src/lib.rs"]);
        assert_eq!(files.get("../shared/x.rs"), Some(&b"yes"[..]));
        assert_eq!(files.get("inner/y.rs"), Some(&b"inner"[..]));
        assert_eq!(files.get("../../secret.rs"), None);
        assert_eq!(files.get("src/none.rs"), None);
        let asked = files.asked_elsewhere();
        assert_eq!(asked.len(), 3);
        assert!(files.same_elsewhere(&asked));
        write("ws/shared/x.rs", "changed");
        let files = DiskFiles::read(&a, &rules, &Limits::default()).expect("reads");
        assert!(!files.same_elsewhere(&asked));
        let _ = std::fs::remove_dir_all(&dir);
    }
}
