//! The files that an archive leaves behind, with its links followed as the operating system would.

use std::collections::{BTreeMap, BTreeSet};

/// Links kept; crates.io takes none at all.
const MAX_LINKS: usize = 16;

/// Links followed for one path, as Linux has it.
const MAX_HOPS: usize = 40;

/// Links followed for one archive, so that a hostile maze costs no time.
const MAX_HOPS_IN_ALL: usize = 10_000;

/// The longest path followed, in bytes, as Linux has it.
const MAX_PATH: usize = 4096;

/// Where a file's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) len: usize,
    /// In the buffer of filled-in sparse files rather than in the tar.
    pub(super) filled: bool,
}

/// What a whole archive comes to.
pub(super) struct Finished {
    pub(super) files: BTreeMap<String, Span>,
    /// Links that lead to no file of the package, and why.
    pub(super) lost: Vec<(String, &'static str)>,
    /// Entries that are in each other's way, and how.
    pub(super) clashes: Vec<(String, String)>,
}

/// Files and links by package-relative path.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<String, Span>,
    /// `None` for a target that is not UTF-8.
    links: BTreeMap<String, Option<String>>,
    /// Those with entries of their own.
    folders: BTreeSet<String>,
    hops: usize,
}

impl Tree {
    /// Notes a folder's own entry; false when a link is in its place.
    pub(super) fn insert_folder(&mut self, path: String) -> bool {
        let free = !self.links.contains_key(&path);
        self.folders.insert(path);
        free
    }

    /// Whether `path` is a folder by an entry of its own or by what lies in it.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let file = self.files.range(below.clone()..).next();
        let folder = self.folders.range(below.clone()..).next();
        self.folders.contains(path)
            || file.is_some_and(|(file, _)| file.starts_with(&below))
            || folder.is_some_and(|folder| folder.starts_with(&below))
    }

    pub(super) fn file(&mut self, path: &str) -> Option<Span> {
        let path = self.resolve_parent(path)?;
        self.files.get(&path).copied()
    }

    /// True when something of that name was there before.
    pub(super) fn insert_file(&mut self, path: String, span: Span) -> bool {
        let link = self.links.remove(&path).is_some();
        self.files.insert(path, span).is_some() || link
    }

    /// True when something of that name was there before; `None` when there are too many links.
    pub(super) fn insert_link(&mut self, path: String, target: Option<String>) -> Option<bool> {
        if self.links.len() >= MAX_LINKS {
            return None;
        }
        let file = self.files.remove(&path).is_some();
        Some(self.links.insert(path, target).is_some() || file)
    }

    /// Where `path` ends up when the links among its folders are followed; `None` when that is outside.
    pub(super) fn resolve_parent(&mut self, path: &str) -> Option<String> {
        self.follow(path, false)
    }

    fn follow(&mut self, path: &str, last_too: bool) -> Option<String> {
        let mut path = path.to_owned();
        for _ in 0..MAX_HOPS {
            // Of the links on the way the one nearest to the root is met first; byte order has it first too.
            let met = self.links.iter().find_map(|(link, target)| {
                let rest = path_after(&path, link)?;
                (last_too || !rest.is_empty()).then_some((link, target, rest))
            });
            let Some((link, target, rest)) = met else {
                return Some(path);
            };
            self.hops += 1;
            path = join(link, target.as_deref()?, rest)?;
            if self.hops > MAX_HOPS_IN_ALL || path.len() > MAX_PATH {
                return None;
            }
        }
        None
    }

    /// The files, those behind links included, with what was noticed about them.
    pub(super) fn finish(mut self, limit: usize) -> Finished {
        let mut lost = Vec::new();
        let mut found = Vec::new();
        let links: Vec<String> = self.links.keys().cloned().collect();
        for link in &links {
            let before = found.len();
            match self.follow(link, true) {
                None => lost.push((link.clone(), "the link leads out of the package")),
                Some(target) => {
                    self.reach(link, &target, &mut found, &mut lost);
                    if found.len() == before {
                        lost.push((link.clone(), "no file of the package is behind the link"));
                    }
                }
            }
            if self.files.len() + found.len() > limit {
                lost.push((link.clone(), "too many files behind the link"));
                found.truncate(before);
            }
        }
        self.files.extend(found);
        let clashes = clashes(&self.files, &self.folders);
        Finished {
            files: self.files,
            lost,
            clashes,
        }
    }

    /// Adds what `link` makes visible at a second place: the file or the folder `target`.
    fn reach(
        &self,
        link: &str,
        target: &str,
        found: &mut Vec<(String, Span)>,
        lost: &mut Vec<(String, &'static str)>,
    ) {
        if let Some(span) = self.files.get(target) {
            found.push((link.to_owned(), *span));
            return;
        }
        let inside = |path: &str| path_after(path, target).is_some_and(|rest| !rest.is_empty());
        if self.links.keys().any(|other| inside(other)) {
            lost.push((link.to_owned(), "more links behind the link"));
        }
        for (path, span) in self.files.range(target.to_owned()..) {
            if !path.starts_with(target) {
                break;
            }
            if let Some(rest) = path_after(path, target).filter(|rest| !rest.is_empty()) {
                found.push((format!("{link}/{rest}"), *span));
            }
        }
    }
}

/// What follows `folder` in `path`, without the slash; empty when they are the same.
fn path_after<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('/')
}

/// The path that `link`, being a link to `target`, makes of `link/rest`.
fn join(link: &str, target: &str, rest: &str) -> Option<String> {
    if target.starts_with('/') || target.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    let mut down = false;
    for part in target.split('/').filter(|p| !p.is_empty() && *p != ".") {
        if part == ".." {
            // Behind a name, `..` depends on whether that name is a link itself: not worth modelling.
            if down {
                return None;
            }
            parts.pop()?;
        } else {
            down = true;
            parts.push(part);
        }
    }
    parts.extend(rest.split('/').filter(|p| !p.is_empty()));
    Some(parts.join("/"))
}

/// Files that would meet on disk: names that differ in case only, a file where another entry needs a folder.
fn clashes(files: &BTreeMap<String, Span>, folders: &BTreeSet<String>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for path in files.keys() {
        if let Some(other) = folded.insert(path.to_lowercase(), path) {
            let what = "in case only: Windows and macOS keep one of them";
            found.push((path.clone(), format!("it differs from `{other}` {what}")));
        }
    }
    drop(folded);
    // With `/` before every other byte, what lies in a folder follows right behind the folder's own name; of a file and
    // a folder of one name the file comes first.
    let files = files.keys().map(|path| (slash_first(path), false, path));
    let folders = folders.iter().map(|path| (slash_first(path), true, path));
    let mut ordered: Vec<_> = files.chain(folders).collect();
    ordered.sort_unstable();
    for pair in ordered.windows(2) {
        let ((_, is_folder, path), (_, _, inside)) = (&pair[0], &pair[1]);
        if !is_folder && path_after(inside, path).is_some() {
            let what = "a file in place of a folder; Cargo refuses it";
            found.push(((*path).clone(), what.to_owned()));
        }
    }
    found
}

fn slash_first(path: &str) -> Vec<u8> {
    path.bytes()
        .map(|b| if b == b'/' { 0 } else { b })
        .collect()
}
