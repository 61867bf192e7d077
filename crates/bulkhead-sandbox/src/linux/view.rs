//! The mount view: a file system in which only what the profile names exists, as steps for the child to take.
//!
//! The child mounts an empty root, moves the old one to `/old`, binds each path from there to where it was, recreates the
//! symbolic links on the way, and lets go of `/old`. In the end all is read-only but what the profile may write.

use std::collections::BTreeSet;
use std::ffi::{CStr, CString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

use super::sys::{self, Errno};
use crate::profile::{Access, Error, plain};

/// One step. Those that make something pass over what is there already.
#[derive(Debug)]
pub(super) enum Step {
    Folder(CString),
    File(CString),
    Link { target: CString, at: CString },
    Bind { from: CString, to: CString },
    Proc(CString),
    Temp(CString),
    Writable(CString),
}

/// A view, and where its private temporary folder is.
#[derive(Debug)]
pub(super) struct View {
    pub(super) steps: Vec<Step>,
    /// The folders whose names may be listed, and nothing beneath: those that it makes, which hold nothing but the ways to
    /// what the profile names, and those that may only be seen.
    pub(super) listed: BTreeSet<PathBuf>,
    pub(super) temp: PathBuf,
}

/// Stands in the root of every view, so that what runs inside knows ([`super::is_inside`]).
pub(super) const MARK: &str = "/.bulkhead";

/// The folder for the private temporary files when `/tmp` itself holds something that the profile names.
const OTHER_TEMP: &str = "/private-temp";

/// More links than this on one path are a loop, as the kernel has it.
const MAX_LINKS: usize = 40;

const DEVICES: &[&str] = &["null", "zero", "full", "random", "urandom"];

const DEVICE_LINKS: &[(&str, &str)] = &[
    ("/proc/self/fd", "/dev/fd"),
    ("/proc/self/fd/0", "/dev/stdin"),
    ("/proc/self/fd/1", "/dev/stdout"),
    ("/proc/self/fd/2", "/dev/stderr"),
];

/// What every child has besides its profile: devices, its own processes, private temporary folders.
pub(super) fn basics(temp: &Path, own_view: bool) -> Vec<(PathBuf, Access)> {
    let devices = DEVICES
        .iter()
        .map(|d| (Path::new("/dev").join(d), Access::Write));
    let mut all: Vec<_> = devices.collect();
    all.push((temp.to_owned(), Access::WriteRun));
    if own_view {
        // Without a view it is everybody's.
        all.push((PathBuf::from("/dev/shm"), Access::Write));
    }
    all.push((PathBuf::from("/proc"), Access::Read));
    all
}

impl View {
    /// The view of these paths, whose real names are given as well.
    pub(super) fn of(
        paths: &[(PathBuf, Access)],
        mut real: Vec<(PathBuf, Access)>,
    ) -> Result<Self, Error> {
        let mut builder = Builder::default();
        real.retain(|(path, _)| path.parent().is_some() && !within(path, &["/proc", OTHER_TEMP]));
        let temp = if real.iter().any(|(path, _)| path.starts_with("/tmp")) {
            PathBuf::from(OTHER_TEMP)
        } else {
            PathBuf::from("/tmp")
        };
        builder.basics(&temp)?;
        // A folder comes before what lies in it; of the same path the widest access first.
        real.sort_by(|a, b| {
            (a.0.components().count(), &a.0, b.1).cmp(&(b.0.components().count(), &b.0, a.1))
        });
        for (path, access) in &real {
            builder.bind(path, *access)?;
        }
        for (path, _) in paths {
            builder.links(path)?;
        }
        builder
            .steps
            .extend(builder.writable.drain(..).map(Step::Writable));
        let bound = |path: &PathBuf| builder.bound.iter().any(|(b, _)| b == path);
        let mut listed = builder.made;
        listed.retain(|path| !bound(path));
        listed.insert(PathBuf::from("/"));
        let seen = real
            .into_iter()
            .filter(|(_, access)| *access == Access::See);
        listed.extend(seen.map(|(path, _)| path));
        Ok(View {
            steps: builder.steps,
            listed,
            temp,
        })
    }
}

fn within(path: &Path, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

#[derive(Default)]
struct Builder {
    steps: Vec<Step>,
    made: BTreeSet<PathBuf>,
    bound: Vec<(PathBuf, bool)>,
    no_links: BTreeSet<PathBuf>,
    writable: Vec<CString>,
}

impl Builder {
    fn basics(&mut self, temp: &Path) -> Result<(), Error> {
        self.steps.push(Step::File(c(Path::new(MARK))?));
        self.folder(Path::new("/proc"))?;
        self.steps.push(Step::Proc(c(Path::new("/proc"))?));
        for device in DEVICES {
            let path = Path::new("/dev").join(device);
            self.bind(&path, Access::Read)?;
        }
        for (target, at) in DEVICE_LINKS {
            self.link(Path::new(target), Path::new(at))?;
        }
        self.folder(temp)?;
        self.steps.push(Step::Temp(c(temp)?));
        self.writable.push(c(temp)?);
        self.link(temp, Path::new("/dev/shm"))?;
        self.link(temp, Path::new("/var/tmp"))
    }

    fn folder(&mut self, path: &Path) -> Result<(), Error> {
        if path.parent().is_none() || self.is_bound(path) || !self.made.insert(path.to_owned()) {
            return Ok(());
        }
        if let Some(parent) = path.parent() {
            self.folder(parent)?;
        }
        self.steps.push(Step::Folder(c(path)?));
        Ok(())
    }

    fn is_bound(&self, path: &Path) -> bool {
        self.bound.iter().any(|(b, _)| path.starts_with(b))
    }

    /// Binds a canonical path, unless what it lies in is bound in the same way.
    fn bind(&mut self, path: &Path, access: Access) -> Result<(), Error> {
        let holder = self.bound.iter().rev().find(|(b, _)| path.starts_with(b));
        if holder.is_some_and(|(_, writable)| *writable || !access.writes()) {
            return Ok(());
        }
        if path.is_dir() {
            self.folder(path)?;
        } else {
            self.folder(path.parent().unwrap_or(path))?;
            if !self.is_bound(path) {
                self.steps.push(Step::File(c(path)?));
            }
        }
        let mut from = b"/old".to_vec();
        from.extend_from_slice(path.as_os_str().as_bytes());
        self.steps.push(Step::Bind {
            from: CString::new(from).map_err(|_| Error::Zero("a path"))?,
            to: c(path)?,
        });
        if access.writes() {
            self.writable.push(c(path)?);
        }
        self.bound.push((path.to_owned(), access.writes()));
        Ok(())
    }

    /// Recreates the links on the way to a path, as far as they are not within what is bound.
    fn links(&mut self, path: &Path) -> Result<(), Error> {
        let mut todo: Vec<PathBuf> = vec![path.to_owned()];
        for _ in 0..MAX_LINKS {
            let Some(path) = todo.pop() else {
                return Ok(());
            };
            let mut at = PathBuf::new();
            let mut parts = path.components();
            while let Some(part) = parts.next() {
                if matches!(part, Component::ParentDir) {
                    // Whoever uses the name walks through what it leaves again.
                    self.folder(&at)?;
                    at.pop();
                    continue;
                }
                at.push(part);
                if matches!(part, Component::RootDir) {
                    continue;
                }
                if self.no_links.contains(&at) {
                    continue;
                }
                let Ok(target) = fs::read_link(&at) else {
                    self.no_links.insert(at.clone());
                    continue;
                };
                if !self.is_bound(&at) {
                    self.link(&target, &at)?;
                }
                let parent = at.parent().unwrap_or(Path::new("/"));
                todo.push(plain(&parent.join(target).join(parts.as_path())));
                break;
            }
        }
        Ok(())
    }

    fn link(&mut self, target: &Path, at: &Path) -> Result<(), Error> {
        if self.is_bound(at) || self.made.contains(at) {
            return Ok(());
        }
        if let Some(parent) = at.parent() {
            self.folder(parent)?;
        }
        self.made.insert(at.to_owned());
        self.steps.push(Step::Link {
            target: c(target)?,
            at: c(at)?,
        });
        Ok(())
    }
}

fn c(path: &Path) -> Result<CString, Error> {
    CString::new(path.as_os_str().as_bytes()).map_err(|_| Error::Zero("a path"))
}

const READ_ONLY: u64 = 1;
const NO_SET_ID: u64 = 2;

/// Takes the steps. Called between clone and exec, in namespaces of the child's own; the number of the step that failed
/// goes with the error.
pub(super) fn enter(steps: &[Step], most_processes: Option<&[u8]>) -> Result<(), (u32, Errno)> {
    let at = |number: u32| move |errno| (number, errno);
    sys::mount(c"none", c"/", None, libc::MS_REC | libc::MS_PRIVATE, None).map_err(at(1))?;
    sys::mount(
        c"bulkhead",
        c"/tmp",
        Some(c"tmpfs"),
        libc::MS_NOSUID | libc::MS_NODEV,
        Some(c"mode=0755"),
    )
    .map_err(at(2))?;
    sys::make_directory(c"/tmp/old").map_err(at(3))?;
    sys::pivot_root(c"/tmp", c"/tmp/old").map_err(at(4))?;
    sys::change_directory(c"/").map_err(at(5))?;
    for (number, step) in steps.iter().enumerate() {
        take(step).map_err(at(FIRST_STEP + number as u32))?;
    }
    if let Some(most) = most_processes {
        // A limit of this process namespace alone, from kernel 6.14 on; before, the file is the whole system's and refuses.
        let _ = sys::write_file(c"/proc/sys/kernel/pid_max", most);
    }
    sys::unmount(c"/old").map_err(at(6))?;
    sys::remove_directory(c"/old").map_err(at(7))?;
    sys::mount_attributes(c"/", true, READ_ONLY | NO_SET_ID, 0).map_err(at(8))?;
    for step in steps {
        if let Step::Writable(path) = step {
            // What was mounted read-only outside stays so.
            let _ = sys::mount_attributes(path, false, 0, READ_ONLY);
        }
    }
    Ok(())
}

/// Numbers of failed steps from here on are those of the view's list.
pub(super) const FIRST_STEP: u32 = 100;

fn take(step: &Step) -> sys::Result<()> {
    let new = |result| match result {
        Err(Errno(libc::EEXIST)) => Ok(()),
        other => other,
    };
    match step {
        Step::Folder(path) => new(sys::make_directory(path)),
        Step::File(path) => new(sys::make_file(path)),
        Step::Link { target, at } => new(sys::make_link(target, at)),
        Step::Bind { from, to } => sys::mount(from, to, None, libc::MS_BIND | libc::MS_REC, None),
        Step::Proc(path) => sys::mount(
            c"proc",
            path,
            Some(c"proc"),
            libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC,
            None,
        ),
        // Of the root's file system, but a mount of its own, to be made writable alone.
        Step::Temp(path) => sys::mount(path, path, None, libc::MS_BIND, None),
        Step::Writable(_) => Ok(()),
    }
}

/// What a step was about, for an error.
pub(super) fn name_of(steps: &[Step], number: u32) -> String {
    let shown = |path: &CStr| path.to_string_lossy().into_owned();
    let Some(step) = number
        .checked_sub(FIRST_STEP)
        .and_then(|n| steps.get(n as usize))
    else {
        return format!("make a file system of its own (step {number})");
    };
    match step {
        Step::Folder(path) | Step::File(path) | Step::Link { at: path, .. } => {
            format!("make {} in the view", shown(path))
        }
        Step::Bind { to: path, .. }
        | Step::Proc(path)
        | Step::Temp(path)
        | Step::Writable(path) => {
            format!("mount {}", shown(path))
        }
    }
}
