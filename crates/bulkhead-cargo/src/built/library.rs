//! The files that links are given, each read once: those that Cargo names while it still builds, the others after it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use bulkhead_facts::Limits;
use bulkhead_facts::archive::sha256;
use bulkhead_facts::object::read::{self, Binding, Input, ObjectFile, Place};

use super::collect::inputs::Given;
use crate::scan::threads::STACK;
use crate::scan::{cores, on_all_cores};

/// Files that links are given.
#[derive(Debug, Default)]
pub struct Library {
    files: HashMap<PathBuf, LinkedFile>,
}

/// A file, read or not yet.
#[derive(Debug, Default)]
struct LinkedFile {
    state: Option<State>,
    /// SHA-256 of its bytes, once they were read.
    hash: Option<[u8; 32]>,
    input: OnceLock<Input>,
}

/// The length of a file and when it was changed.
type State = (u64, Option<SystemTime>);

fn state(path: &Path) -> Option<State> {
    let meta = fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().ok()))
}

impl LinkedFile {
    fn unread(path: &Path) -> Self {
        LinkedFile {
            state: state(path),
            ..LinkedFile::default()
        }
    }

    fn hashed(path: &Path, limits: &Limits) -> Self {
        LinkedFile {
            hash: with_bytes(path, limits, |bytes| bytes.ok().map(sha256)),
            ..LinkedFile::unread(path)
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
        bytes.clear();
        // One byte more than is allowed tells that there are more.
        let file = File::open(path);
        let read = file.and_then(|f| f.take(limits.object_bytes + 1).read_to_end(bytes));
        use_them(match read {
            Ok(count) if count as u64 > limits.object_bytes => {
                Err(format!("it is larger than {} bytes", limits.object_bytes))
            }
            Ok(_) => Ok(bytes),
            Err(why) => Err(why.to_string()),
        })
    })
}

impl Library {
    /// The files of these links: those that are here and unchanged, and the others, of which with `hashed` the content's hash
    /// is known.
    pub(super) fn of(self, links: &[(usize, Given)], limits: &Limits, hashed: bool) -> Self {
        let wanted: BTreeSet<&PathBuf> = links.iter().flat_map(|(_, g)| g.files()).collect();
        let mut files = self.files;
        files.retain(|path, file| wanted.contains(path) && file.state == state(path));
        let missing = wanted.into_iter().filter(|p| !files.contains_key(*p));
        let missing = biggest_first(missing, |path| state(path));
        let new = on_all_cores(missing.len(), |at| match hashed {
            true => LinkedFile::hashed(missing[at], limits),
            false => LinkedFile::unread(missing[at]),
        });
        files.extend(missing.into_iter().cloned().zip(new));
        Library { files }
    }

    /// Reads those of these files that were not read yet.
    pub(super) fn read<'p>(&self, paths: impl Iterator<Item = &'p PathBuf>, limits: &Limits) {
        let paths: BTreeSet<&PathBuf> = paths.collect();
        let unread = paths.into_iter().filter_map(|path| {
            let file = self.files.get(path)?;
            file.input.get().is_none().then_some((path, file))
        });
        let unread = biggest_first(unread, |(_, file)| file.state);
        on_all_cores(unread.len(), |at| {
            let (path, file) = unread[at];
            file.input(path, limits);
        });
    }

    /// SHA-256 of each file of a link, when all could be read.
    pub(super) fn hashes(&self, given: &Given) -> Option<Vec<[u8; 32]>> {
        let hashes = given.files().map(|path| self.files.get(path)?.hash);
        hashes.collect()
    }

    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        let states = self.files.values().filter_map(|f| f.state);
        states.map(|(size, _)| size).sum()
    }

    /// What was read of a file.
    pub(super) fn input(&self, path: &Path) -> Option<&Input> {
        self.files.get(path)?.input.get()
    }

    pub(super) fn objects(&self, path: &Path) -> &[ObjectFile] {
        match self.input(path) {
            Some(Input::Object(object)) => std::slice::from_ref(object),
            Some(Input::Library(objects)) => objects,
            Some(Input::Unread(_)) | None => &[],
        }
    }

    /// The names of the members of all files but the first.
    pub(super) fn members_after_first(&self, given: &Given) -> HashSet<&str> {
        let objects = given.files().skip(1).flat_map(|p| self.objects(p));
        objects.map(member).collect()
    }

    pub(super) fn first(&self, path: &Path) -> Option<&ObjectFile> {
        self.objects(path).first()
    }

    pub(super) fn count(&self) -> usize {
        self.files.keys().map(|p| self.objects(p).len()).sum()
    }

    /// The names that attributes chose: those that rustc told the linker to keep; of what no linker saw, those of functions
    /// and statics that rustc did not make up and others may use. Labels in assembly have no type.
    pub(super) fn chosen<'l>(&'l self, given: &'l Given) -> impl Iterator<Item = String> + 'l {
        let linked = given.kept_symbols().into_iter();
        let linked = linked
            .flat_map(|p| self.objects(p))
            .flat_map(|o| &o.symbols);
        let linked = linked.filter(|s| s.place == Place::Undefined && !s.name.is_empty());
        let rust = given.files().filter(|_| given.library);
        let rust = rust.filter_map(|p| self.first(p)).flat_map(|o| &o.symbols);
        let rust = rust.filter(|s| {
            let offered = s.binding == Binding::Global && s.place != Place::Undefined;
            offered && s.typed && !s.name.starts_with("_R")
        });
        linked.chain(rust).map(|s| s.name.clone())
    }
}

/// So that no core is left with a big one at the end.
fn biggest_first<T>(all: impl Iterator<Item = T>, state: impl Fn(&T) -> Option<State>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_by_cached_key(|one| std::cmp::Reverse(state(one)));
    all
}

/// The member's own name of an object file in a library.
pub(super) fn member(file: &ObjectFile) -> &str {
    let inner = file.name.rsplit_once('(').map_or(&*file.name, |(_, m)| m);
    inner.trim_end_matches(')')
}

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
    pub(super) fn during<T>(build: impl FnOnce(&Ahead) -> T) -> (T, Library) {
        let ahead = Ahead::default();
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
        let mut queue = self.queue();
        while !queue.over {
            let Some(path) = queue.named.pop_front() else {
                let woken = self.more.wait(queue);
                queue = woken.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(queue);
            let file = LinkedFile::read(&path, limits);
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
