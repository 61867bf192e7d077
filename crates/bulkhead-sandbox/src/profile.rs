//! What a child is given, what it tried, and how it ended: plain data.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::system;

/// What a child may do. The empty profile may do nothing but compute.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Paths and what may be done with them and all beneath; the most that any entry gives holds.
    /// What does not exist is left out.
    pub paths: Vec<(PathBuf, Access)>,
    /// Whom it may talk to.
    pub network: Network,
    /// The whole environment: nothing is inherited.
    pub environment: Vec<(OsString, OsString)>,
    /// Variables that are to name its private, empty, writable temporary folder: `TMPDIR`, `HOME`, ...
    pub temp_variables: Vec<OsString>,
    /// What it may use up.
    pub limits: Limits,
    /// Whether it stays at the user's terminal.
    pub terminal: Terminal,
    /// The numbers of the system calls that it may make, when a list is to be tried out: it takes the place of what is
    /// refused otherwise, and there are no namespaces. The child is **looked at, not contained**. Whatever else it calls
    /// fails with `EPERM` and is told.
    pub calls: Option<BTreeSet<u32>>,
}

impl Profile {
    /// Gives `access` to `path` and all beneath.
    pub fn allow(&mut self, path: impl Into<PathBuf>, access: Access) {
        self.paths.push((path.into(), access));
    }
}

/// What may be done with a path and all beneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Names and metadata are visible (where there are namespaces; without them they are everywhere), contents are not. The
    /// folder itself can be listed, as can those on the way to what a profile names.
    See,
    /// Read files, list directories.
    Read,
    /// Read, and execute.
    Run,
    /// Read, create, change, delete.
    Write,
    /// All of it.
    WriteRun,
}

impl Access {
    /// Whether this includes reading.
    #[must_use]
    pub fn reads(self) -> bool {
        self >= Access::Read
    }

    /// Whether this includes executing.
    #[must_use]
    pub fn runs(self) -> bool {
        matches!(self, Access::Run | Access::WriteRun)
    }

    /// Whether this includes changing.
    #[must_use]
    pub fn writes(self) -> bool {
        self >= Access::Write
    }
}

/// Whom a child may talk to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// Nobody: it cannot make a socket.
    #[default]
    None,
    /// Its own processes, over a loopback interface that is theirs alone. Needs namespaces.
    Loopback,
    /// Any host, at these TCP ports; no UDP but for names when 53 is among them.
    Ports(Vec<u16>),
    /// Any host.
    All,
}

/// What a child and its descendants may use up; `None` is as much as the user may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of private writable memory of one process (`RLIMIT_DATA`).
    pub memory: Option<u64>,
    /// Processes and threads, all together. Needs namespaces (kernel 6.14) or an ordinary user to hold.
    pub processes: Option<u32>,
    /// Bytes of one file (`RLIMIT_FSIZE`).
    pub file_size: Option<u64>,
    /// Bytes that are to stay free on the file systems that it may write to.
    pub keep_free: Option<u64>,
    /// Time from start to end.
    pub wall_time: Option<Duration>,
    /// Bytes of each watched stream.
    pub output: Option<u64>,
}

/// Whether a child stays at the user's terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Terminal {
    /// It gets a session of its own: no signals from keys, no controlling terminal.
    #[default]
    Detached,
    /// It stays in the foreground; keys reach it. What it could push into the terminal's input is blocked all the same.
    Shared,
}

/// What to start.
#[derive(Clone, Debug)]
pub struct Command {
    /// The executable: a path, not a name to look up.
    pub program: PathBuf,
    /// `argv[0]` first.
    pub arguments: Vec<OsString>,
    /// Where it starts.
    pub directory: PathBuf,
    /// Standard input.
    pub input: Stream,
    /// Standard output.
    pub output: Stream,
    /// Standard error.
    pub errors: Stream,
    /// Read and write end of GNU make's jobserver, as inherited, to be proxied: the child gets a pipe of its own under
    /// these numbers, and what it does with the tokens in it cannot lose any of the user's.
    pub jobserver: Option<(i32, i32)>,
}

impl Command {
    /// `program` without arguments, in `/`, with no input and this process's own output.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let program = program.into();
        Command {
            arguments: vec![program.clone().into_os_string()],
            program,
            directory: PathBuf::from("/"),
            input: Stream::Null,
            output: Stream::Inherit,
            errors: Stream::Inherit,
            jobserver: None,
        }
    }
}

/// Where a standard stream goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The same as this process's.
    Inherit,
    /// Nowhere.
    Null,
    /// To [`Watch::output`] or [`Watch::errors`]. Not for input.
    Watched,
}

/// Hears of a child while it runs.
pub trait Watch {
    /// It tried what it was not given. Each different attempt is told once, the first few hundred.
    fn tried(&mut self, attempt: &Attempt);
    /// It wrote to a watched standard output.
    fn output(&mut self, bytes: &[u8]);
    /// It wrote to a watched standard error.
    fn errors(&mut self, bytes: &[u8]);
}

/// Something a child tried and was not given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// What.
    pub tried: Tried,
    /// The name of the program that did, as the kernel has it; may be anything.
    pub by: String,
}

/// What was tried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Tried {
    /// To open a path for reading.
    Read(PathBuf),
    /// To create, change or delete a path.
    Write(PathBuf),
    /// To execute a path.
    Run(PathBuf),
    /// To make a socket, in these words.
    Net(&'static str),
    /// A system call, by its number, that is not on its list ([`Profile::calls`]), or is not there with such arguments.
    Call(u32),
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How the started program itself ended.
    pub status: Status,
    /// The limit it was ended for, if one.
    pub over: Option<Over>,
    /// How many different attempts there were beyond those told.
    pub untold: usize,
}

/// A child's own end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// With a code.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// This process was told to stop by a signal, and stopped the child.
    Interrupted(i32),
}

/// A limit that ended a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// [`Limits::wall_time`]
    WallTime,
    /// [`Limits::output`]
    Output,
    /// [`Limits::keep_free`]
    KeepFree,
}

/// Which walls stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Landlock and seccomp. Names and metadata of all files can be seen and, for files that the user owns, times, modes
    /// and extended attributes changed; names and arguments of other processes can be seen.
    Reduced,
    /// Within [`Level::Full`]: Landlock and seccomp once more, in the outer child's namespaces.
    Nested,
    /// Landlock, seccomp and namespaces.
    Full,
}

/// What may be missing. A profile that needs more than the host has is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weaker {
    /// Nothing.
    #[default]
    Refuse,
    /// The namespaces: [`Level::Reduced`] will do.
    AcceptWithoutNamespaces,
}

/// What a host can enforce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The kernel's Landlock ABI; 0 is none. 6 is the least that holds.
    pub landlock: u32,
    /// Whether seccomp filters with a supervisor can be installed.
    pub seccomp: bool,
    /// Whether namespaces can be made; if not, what failed.
    pub namespaces: Result<(), String>,
    /// The best level that a child can have here.
    pub level: Option<Level>,
}

/// A child behind its walls.
#[derive(Debug)]
pub struct Child(pub(crate) system::Running);

impl Child {
    /// Which walls stand around it.
    #[must_use]
    pub fn level(&self) -> Level {
        self.0.level()
    }

    /// Stays with it until it has ended, and ends whatever it left running.
    ///
    /// A signal that asks this process to stop (`SIGINT`, `SIGTERM`, `SIGHUP`) meanwhile ends the child and is reported.
    ///
    /// # Errors
    ///
    /// When the host fails under us; the child is ended then.
    pub fn supervise(self, watch: &mut dyn Watch) -> Result<Ended, Error> {
        self.0.supervise(watch)
    }
}

/// Why there is no child.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The host lacks a wall.
    #[error("this host cannot contain: {0}")]
    Host(String),
    /// The profile asks for what the level at hand cannot give.
    #[error("{0} needs namespaces, which this host does not give")]
    NeedsNamespaces(&'static str),
    /// A path or argument holds a zero byte.
    #[error("a zero byte in {0}")]
    Zero(&'static str),
    /// A step of the start failed; nothing runs.
    #[error("could not {step}: {cause}")]
    Start {
        /// Which step.
        step: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The program could not be started.
    #[error("could not start {}: {cause}", program.display())]
    Program {
        /// Which.
        program: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
}

/// `path` without `.`, `..` and doubled separators, by its text alone.
pub(crate) fn plain(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Whether a path is `folder` or lies in it. [`Path::starts_with`] says the same of any two; these are plain and absolute, and
/// are asked about at every file that a child opens.
pub(crate) fn lies_in(path: &Path, folder: &Path) -> bool {
    let (path, folder) = (
        path.as_os_str().as_encoded_bytes(),
        folder.as_os_str().as_encoded_bytes(),
    );
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/' || folder == b"/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_a_folder_is_what_the_standard_library_says() {
        let paths = ["/", "/a", "/a/b", "/ab", "/a/b/c", "/b"].map(Path::new);
        for path in paths {
            for folder in paths {
                assert_eq!(
                    lies_in(path, folder),
                    path.starts_with(folder),
                    "{path:?} {folder:?}"
                );
            }
        }
    }
}
