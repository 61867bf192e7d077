//! The files that links are given, each read once: those that Cargo names while it still builds, the others after it.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bulkhead_facts::Limits;
use bulkhead_facts::archive::sha256;
use bulkhead_facts::object::read::{self, Binding, Input, ObjectFile, Place};
use bulkhead_facts::object::trace;

use super::collect::Units;
use super::collect::inputs::{Given, toolchain_ids};
use crate::scan::threads::STACK;
use crate::scan::{cores, on_all_cores};
use crate::sources::walk::{self, FileState};

/// Files that links are given.
#[derive(Debug, Default)]
pub struct Library {
    files: HashMap<PathBuf, LinkedFile>,
}

/// A file, read or not yet.
#[derive(Debug, Default)]
struct LinkedFile {
    /// As it was before it was read.
    state: Option<FileState>,
    /// Whether any later change shows in that.
    settled: bool,
    len: u64,
    /// SHA-256 of its bytes, once they were read.
    hash: Option<[u8; 32]>,
    input: OnceLock<Input>,
}

/// SHA-256 of files by their state.
pub(super) type Hashes = BTreeMap<PathBuf, (FileState, [u8; 32])>;

impl LinkedFile {
    fn unread(path: &Path) -> Self {
        let meta = fs::metadata(path).ok();
        let state = meta.as_ref().and_then(FileState::of);
        LinkedFile {
            state,
            settled: state.is_some_and(|s| s.is_settled()),
            len: meta.map_or(0, |m| m.len()),
            ..LinkedFile::default()
        }
    }

    fn find_hash(&self, path: &Path, limits: &Limits, known: &Hashes) -> Option<[u8; 32]> {
        match known.get(path) {
            Some((state, hash)) if self.settled && self.state == Some(*state) => Some(*hash),
            _ => with_bytes(path, limits, |bytes| bytes.ok().map(sha256)),
        }
    }

    fn read(path: &Path, limits: &Limits) -> Self {
        let mut file = LinkedFile::unread(path);
        with_bytes(path, limits, |bytes| {
            file.hash = bytes.as_ref().ok().map(|b| sha256(b));
            file.input = OnceLock::from(input(path, bytes, limits));
        });
        file
    }

    fn objects(&self) -> &[ObjectFile] {
        match self.input.get() {
            Some(Input::Object(object)) => std::slice::from_ref(object),
            Some(Input::Library(objects)) => objects,
            Some(Input::Unread(_)) | None => &[],
        }
    }

    fn prepare(&self) {
        let ids = toolchain_ids();
        for object in self.objects() {
            trace::prepare(object, |id| ids.contains(&id));
        }
    }

    fn input(&self, path: &Path, limits: &Limits) -> &Input {
        self.input.get_or_init(|| {
            with_bytes(path, limits, |bytes| match (&bytes, self.hash) {
                (Ok(now), Some(hash)) if sha256(now) != hash => {
                    Input::Unread("it was changed while it was read".to_owned())
                }
                _ => input(path, bytes, limits),
            })
        })
    }
}

fn input(path: &Path, bytes: Result<&[u8], String>, limits: &Limits) -> Input {
    let read = |bytes: &[u8]| read::input(&path.to_string_lossy(), bytes, limits);
    bytes.map_or_else(Input::Unread, read)
}

fn with_bytes<T>(
    path: &Path,
    limits: &Limits,
    use_them: impl FnOnce(Result<&[u8], String>) -> T,
) -> T {
    thread_local! {
        /// One for all: memory that is new for each file would have to be cleared for each.
        static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BYTES.with_borrow_mut(|bytes| {
        // One byte more than is allowed tells the reader that there are more.
        let most = limits.object_bytes.saturating_add(1);
        let read = walk::read_start(path, most, bytes);
        use_them(read.map(|()| &**bytes).map_err(|why| why.to_string()))
    })
}

impl Library {
    /// The files of these links: those that are here and unchanged, and the others. With `known` they all know their content's
    /// hash.
    pub(super) fn of(
        self,
        links: &[(usize, Given)],
        limits: &Limits,
        known: Option<&Hashes>,
    ) -> Self {
        let mut ahead = self.files;
        let wanted: BTreeSet<&PathBuf> = links.iter().flat_map(|(_, g)| g.files()).collect();
        let files = wanted.into_iter().map(|path| {
            let new = LinkedFile::unread(path);
            let old = ahead
                .remove(path)
                .filter(|o| o.state.is_some() && o.state == new.state);
            (path.clone(), old.unwrap_or(new))
        });
        let mut files: Vec<(PathBuf, LinkedFile)> = files.collect();
        files.sort_by_key(|(_, file)| Reverse(file.len));
        if let Some(known) = known {
            let hashes = on_all_cores(files.len(), |at| {
                let (path, file) = &files[at];
                file.hash.or_else(|| file.find_hash(path, limits, known))
            });
            for ((_, file), hash) in files.iter_mut().zip(hashes) {
                file.hash = hash;
            }
        }
        Library {
            files: files.into_iter().collect(),
        }
    }

    /// Reads those of these files that were not read yet.
    pub(super) fn read<'p>(&self, paths: impl Iterator<Item = &'p PathBuf>, limits: &Limits) {
        let paths: BTreeSet<&PathBuf> = paths.collect();
        let files = paths
            .into_iter()
            .filter_map(|p| Some((p, self.files.get(p)?)));
        let mut unread: Vec<_> = files.filter(|(_, f)| f.input.get().is_none()).collect();
        unread.sort_by_key(|(_, file)| Reverse(file.len));
        on_all_cores(unread.len(), |at| {
            let (path, file) = unread[at];
            file.input(path, limits);
        });
    }

    /// What is known of files' contents as long as their states are the same.
    pub(super) fn known(&self) -> Hashes {
        let known = self.files.iter().filter_map(|(path, file)| {
            let settled = file.state.filter(|_| file.settled)?;
            Some((path.clone(), (settled, file.hash?)))
        });
        known.collect()
    }

    /// Reads a file now, if that was not done yet.
    pub(super) fn load(&self, path: &Path, limits: &Limits) {
        if let Some(file) = self.files.get(path) {
            file.input(path, limits);
        }
    }

    /// SHA-256 of each file of a link, when all could be read.
    pub(super) fn hashes(&self, given: &Given) -> Option<Vec<[u8; 32]>> {
        let hashes = given.files().map(|path| self.files.get(path)?.hash);
        hashes.collect()
    }

    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.len).sum()
    }

    /// What was read of a file.
    pub(super) fn input(&self, path: &Path) -> Option<&Input> {
        self.files.get(path)?.input.get()
    }

    pub(super) fn objects(&self, path: &Path) -> &[ObjectFile] {
        self.files.get(path).map_or(&[], LinkedFile::objects)
    }

    /// The names of the members of all files but the first.
    pub(super) fn members_after_first(&self, given: &Given) -> HashSet<&str> {
        let objects = given.files().skip(1).flat_map(|p| self.objects(p));
        objects.map(member).collect()
    }

    pub(super) fn first(&self, path: &Path) -> Option<&ObjectFile> {
        self.objects(path).first()
    }

    /// Object files in all files; what was not read yet is one.
    pub(super) fn count(&self) -> usize {
        let of = |file: &LinkedFile| match file.input.get() {
            Some(_) => file.objects().len(),
            None => 1,
        };
        self.files.values().map(of).sum()
    }

    /// The names that attributes chose: those that rustc told the linker to keep; of what no linker saw, those of functions
    /// and statics that rustc did not make up and others may use. Labels in assembly have no type.
    pub(super) fn chosen<'l>(
        &'l self,
        given: &'l Given,
        units: &Units<'_>,
    ) -> impl Iterator<Item = String> + 'l {
        let linked = given.kept_symbols().into_iter();
        let linked = linked
            .flat_map(|p| self.objects(p))
            .flat_map(|o| &o.symbols);
        let linked = linked.filter(|s| s.place == Place::Undefined && !s.name.is_empty());
        let libraries = given.files().filter(|_| given.library);
        let objects = libraries.flat_map(|path| {
            let unit = units.of_library(path);
            let mut rusts = unit.map(|unit| units.rusts(unit)).unwrap_or_default();
            let all = self.objects(path).iter();
            all.filter(move |o| rusts.take(member(o)))
                .collect::<Vec<_>>()
        });
        let objects: Vec<&ObjectFile> = objects.collect();
        let rust = objects.into_iter().flat_map(|o| &o.symbols);
        let rust = rust.filter(|s| {
            let offered = s.binding == Binding::Global && s.place != Place::Undefined;
            offered && s.typed && !s.name.starts_with("_R")
        });
        linked.chain(rust).map(|s| s.name.clone())
    }
}

/// The member's own name of an object file in a library.
pub(super) fn member(file: &ObjectFile) -> &str {
    let inner = file.name.rsplit_once('(').map_or(&*file.name, |(_, m)| m);
    inner.trim_end_matches(')')
}

/// A build that has nothing to do ends sooner, and then little has to be read.
const PATIENCE: Duration = Duration::from_secs(1);

/// Reads files while a build goes on.
#[derive(Default)]
pub(super) struct Ahead {
    queue: Mutex<Queue>,
    more: Condvar,
}

#[derive(Default)]
struct Queue {
    named: VecDeque<PathBuf>,
    read: HashMap<PathBuf, LinkedFile>,
    over: bool,
}

impl Ahead {
    /// Builds, and reads what the build names on the cores that one compiler leaves, until it ends.
    pub(super) fn during<T>(own: Vec<PathBuf>, build: impl FnOnce(&Ahead) -> T) -> (T, Library) {
        let ahead = Ahead::default();
        ahead.names(own);
        let limits = Limits::default();
        let built = std::thread::scope(|scope| {
            let _end = End(&ahead);
            for _ in 1..cores().max(2) {
                let thread = std::thread::Builder::new().stack_size(STACK);
                // Without threads the files are read after the build.
                let _ = thread.spawn_scoped(scope, || ahead.work(&limits));
            }
            build(&ahead)
        });
        let queue = ahead.queue.into_inner();
        let files = queue.unwrap_or_else(PoisonError::into_inner).read;
        (built, Library { files })
    }

    /// Says which files are whole and will be linked.
    pub(super) fn names(&self, paths: impl IntoIterator<Item = PathBuf>) {
        self.queue().named.extend(paths);
        self.more.notify_all();
    }

    fn work(&self, limits: &Limits) {
        let waited = self
            .more
            .wait_timeout_while(self.queue(), PATIENCE, |queue| !queue.over);
        let (mut queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        while !queue.over {
            let Some(path) = queue.named.pop_front() else {
                let woken = self.more.wait(queue);
                queue = woken.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(queue);
            let file = LinkedFile::read(&path, limits);
            file.prepare();
            queue = self.queue();
            queue.read.insert(path, file);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the reading, however the build ends.
struct End<'a>(&'a Ahead);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.queue().over = true;
        self.0.more.notify_all();
    }
}
