//! Staying with a child: answers to its told system calls, its output, its limits, its end.

use std::collections::{BTreeSet, HashSet};
use std::ffi::{CString, OsStr};
use std::fs::{self, File};
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::filter::{Does, PATH_CALLS, PathCall};
use super::start::{EXEC, FAILED, LISTENER, STATUS, STEPS};
use super::sys::{self, Errno, Notice};
use super::tokens::Tokens;
use super::view::{self, Step};
use super::{Pipes, RemovedAtEnd};
use crate::profile::{
    Access, Attempt, Ended, Error, Level, Limits, Over, Status, Tried, Watch, lies_in,
};

/// How many different attempts of one child are told.
const MOST_TOLD: usize = 300;

/// How often free space is looked at.
const SPACE_EVERY: Duration = Duration::from_millis(250);

/// The end of a path in memory is looked for in so many bytes (`PATH_MAX`).
const PATH_MAX: usize = 4096;
const PAGE: u64 = 4096;

/// A child that runs.
#[derive(Debug)]
pub(crate) struct Running {
    pub(super) level: Level,
    pub(super) pid: libc::pid_t,
    pub(super) talk: OwnedFd,
    pub(super) listener: Option<OwnedFd>,
    pub(super) signals: (OwnedFd, libc::sigset_t),
    /// The process that started this one.
    pub(super) parent: Option<OwnedFd>,
    pub(super) pipes: Pipes,
    pub(super) tokens: Option<Tokens>,
    pub(super) allowed: Vec<(PathBuf, Access)>,
    /// Folders whose names may be listed, and nothing beneath: Landlock has no such rule.
    pub(super) listed: BTreeSet<PathBuf>,
    pub(super) calls: Option<BTreeSet<u32>>,
    pub(super) limits: Limits,
    pub(super) shared_terminal: bool,
    pub(super) program: PathBuf,
    pub(super) started: Instant,
    pub(super) remove: Option<RemovedAtEnd>,
    pub(super) ended: bool,
}

/// What there is to do.
struct Ready {
    notice: bool,
    output: bool,
    talk: bool,
    signal: bool,
    parent: bool,
}

/// Hears nothing.
pub(super) struct Deaf;

impl Watch for Deaf {
    fn tried(&mut self, _: &Attempt) {}
    fn output(&mut self, _: &[u8]) {}
    fn errors(&mut self, _: &[u8]) {}
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
        sys::give_signals_back(&self.signals.1);
        // Tokens go back and the folder goes away after the last process of the child.
        self.tokens = None;
        self.remove = None;
    }
}

impl Running {
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// Waits for the listener: when it comes, all walls but exec stand.
    pub(super) fn wait_until_walled(&mut self, steps: &[Step]) -> Result<(), Error> {
        let said = sys::receive(self.talk.as_fd());
        match said {
            Ok(Some(([LISTENER, ..], listener)))
                if listener.is_some() || self.level == Level::Nested =>
            {
                if let Some(listener) = &listener {
                    sys::notices_at_once(listener.as_fd());
                }
                self.listener = listener;
                Ok(())
            }
            Ok(Some(([FAILED, step, errno], _))) => Err(failed(steps, step, errno)),
            Ok(_) => Err(failed(steps, 0, libc::ECHILD as u32)),
            Err(errno) => Err(failed(steps, 0, errno.0 as u32)),
        }
    }

    pub(crate) fn supervise(mut self, watch: &mut dyn Watch) -> Result<Ended, Error> {
        let mut told = Told {
            buffer: vec![0; 16 * 1024],
            attempts: HashSet::new(),
            untold: 0,
            output: [0; 2],
            space: None,
            full: HashSet::new(),
        };
        let mut over = None;
        let status = loop {
            let ready = self.wait_for_something()?;
            if ready.notice {
                self.answer(&mut told, watch);
            }
            if ready.output {
                over = over.or(self.pass_output(watch, &mut told));
            }
            if let Some(status) = ready
                .talk
                .then(|| self.ended_by_itself())
                .transpose()?
                .flatten()
            {
                break status;
            }
            let signal = ready
                .signal
                .then(|| sys::next_signal(self.signals.0.as_fd()));
            if let Some(signal) = signal.flatten() {
                // At a shared terminal the program has the key's signal itself and may want to finish its work.
                if !(self.shared_terminal && signal == libc::SIGINT) {
                    break Status::Interrupted(signal);
                }
            }
            if ready.parent {
                break Status::Interrupted(libc::SIGHUP);
            }
            over = over.or(self.over_limit(&mut told));
            if over.is_some() {
                break Status::Signal(libc::SIGKILL);
            }
            if let Some(tokens) = &mut self.tokens {
                tokens.tick(Instant::now());
            }
        };
        self.end();
        // All writers are gone: what is left in the pipes is the end of it.
        over = over.or(self.pass_output(watch, &mut told));
        Ok(Ended {
            status,
            over,
            untold: told.untold,
        })
    }

    fn wait_for_something(&self) -> Result<Ready, Error> {
        let entry = |fd: Option<&OwnedFd>| libc::pollfd {
            // The kernel passes over negative ones.
            fd: fd.map_or(-1, |fd| fd.as_raw_fd()),
            events: libc::POLLIN,
            revents: 0,
        };
        let mut fds = [
            entry(self.listener.as_ref()),
            entry(self.pipes.output.as_ref()),
            entry(self.pipes.errors.as_ref()),
            entry(Some(&self.talk)),
            entry(Some(&self.signals.0)),
            entry(self.parent.as_ref()),
        ];
        sys::poll(&mut fds, self.patience()).map_err(|errno| Error::Start {
            step: "wait for it".to_owned(),
            cause: errno.into(),
        })?;
        let [notice, output, errors, talk, signal, parent] = fds.map(|fd| fd.revents != 0);
        Ok(Ready {
            notice,
            output: output || errors,
            talk,
            signal,
            parent,
        })
    }

    /// Milliseconds until something is to be looked at.
    fn patience(&self) -> i32 {
        let now = Instant::now();
        let until = |at: Instant| at.saturating_duration_since(now);
        let times = [
            self.limits.wall_time.map(|most| until(self.started + most)),
            self.limits.keep_free.map(|_| SPACE_EVERY),
            self.tokens.as_ref().map(|tokens| until(tokens.next())),
        ];
        let soonest = times.into_iter().flatten().min();
        soonest.map_or(-1, |time| {
            i32::try_from(time.as_millis())
                .unwrap_or(i32::MAX)
                .saturating_add(1)
        })
    }

    /// The first process says how the program ended; without namespaces the program is the child itself.
    fn ended_by_itself(&mut self) -> Result<Option<Status>, Error> {
        match sys::receive(self.talk.as_fd()) {
            Ok(Some(([STATUS, status, _], _))) => {
                self.ended = true;
                leave(self.pid);
                Ok(Some(decode(status as i32)))
            }
            Ok(Some(([FAILED, EXEC, errno], _))) => Err(Error::Program {
                program: self.program.clone(),
                cause: std::io::Error::from_raw_os_error(errno as i32),
            }),
            Ok(Some(_)) => Ok(None),
            // The channel closes at exec when there is no first process to hold it.
            Ok(None) | Err(_) if self.level != Level::Full => self.ended_without_namespaces(),
            Ok(None) | Err(_) => Ok(Some(Status::Signal(libc::SIGKILL))),
        }
    }

    fn ended_without_namespaces(&mut self) -> Result<Option<Status>, Error> {
        // From here on the process itself is what to wait for.
        if let Ok(descriptor) = sys::pid_descriptor(self.pid) {
            self.talk = descriptor;
        }
        match sys::wait(self.pid, false) {
            Ok((0, _)) => Ok(None),
            Ok((_, status)) => {
                self.ended = true;
                kill_adopted();
                Ok(Some(decode(status)))
            }
            Err(_) => Ok(Some(Status::Signal(libc::SIGKILL))),
        }
    }

    /// Ends the child and all that it started, and waits until they are gone.
    fn end(&mut self) {
        if !self.ended {
            self.ended = true;
            sys::kill(self.pid);
            // Without the supervisor, waiting system calls fail at once.
            self.listener = None;
            let _ = sys::wait(self.pid, true);
            if self.level != Level::Full {
                kill_adopted();
            }
        }
        self.listener = None;
    }

    fn pass_output(&mut self, watch: &mut dyn Watch, told: &mut Told) -> Option<Over> {
        let mut over = None;
        for errors in [false, true] {
            let pipe = if errors {
                &mut self.pipes.errors
            } else {
                &mut self.pipes.output
            };
            let Some(fd) = pipe else { continue };
            // A bounded number of reads, so that endless output starves nobody.
            for _ in 0..64 {
                match sys::read(fd.as_fd(), &mut told.buffer) {
                    Ok(0) => {
                        *pipe = None;
                        break;
                    }
                    Ok(count) => {
                        let seen = &mut told.output[usize::from(errors)];
                        *seen += count as u64;
                        if self.limits.output.is_some_and(|most| *seen > most) {
                            over = Some(Over::Output);
                            break;
                        }
                        if errors {
                            watch.errors(&told.buffer[..count]);
                        } else {
                            watch.output(&told.buffer[..count]);
                        }
                    }
                    Err(_) => break,
                }
            }
        }
        over
    }

    fn over_limit(&self, told: &mut Told) -> Option<Over> {
        let now = Instant::now();
        if self
            .limits
            .wall_time
            .is_some_and(|most| now.duration_since(self.started) >= most)
        {
            return Some(Over::WallTime);
        }
        let keep = self.limits.keep_free?;
        if told
            .space
            .is_some_and(|last| now.duration_since(last) < SPACE_EVERY)
        {
            return None;
        }
        let first = told.space.is_none();
        told.space = Some(now);
        for (path, access) in &self.allowed {
            // Private temporary folders are memory and limited by it.
            let watched = access.writes() && path.is_dir() && !path.starts_with("/dev");
            let Ok(c) = CString::new(path.as_os_str().as_bytes()) else {
                continue;
            };
            if watched && sys::free_bytes(&c).is_some_and(|free| free < keep) {
                // A disk that was full before is not the child's doing.
                if first || told.full.contains(path) {
                    told.full.insert(path.clone());
                } else {
                    return Some(Over::KeepFree);
                }
            }
        }
        None
    }

    /// Answers one notice; others wait for the next round.
    fn answer(&mut self, told: &mut Told, watch: &mut dyn Watch) {
        let Some(listener) = &self.listener else {
            return;
        };
        match sys::notice(listener.as_fd()) {
            Ok(notice) => {
                let named = Named::of(&notice);
                let listing = named.as_ref().and_then(|n| self.listing(&notice, n));
                if let Some((folder, close_at_exec)) = listing
                    && sys::answer_with(listener.as_fd(), notice.id, folder.as_fd(), close_at_exec)
                        .is_ok()
                {
                    return;
                }
                let (attempt, error) =
                    judge(&notice, named.as_ref(), &self.allowed, self.calls.as_ref());
                if let Some(attempt) = attempt {
                    told.tell(attempt, watch);
                }
                sys::answer(listener.as_fd(), notice.id, error);
            }
            // Its caller is gone, or nobody is left who could call.
            Err(Errno(libc::EINTR)) => {}
            Err(_) => self.forget_listener_without_callers(),
        }
    }

    /// The folder that a noticed call opens to be read, when its names may be listed and it may not be read otherwise; opened
    /// in the caller's own file system, so that nothing more can be done with it than with any other there. What the caller
    /// makes of its path meanwhile does not matter: what is looked at is what is opened.
    fn listing(&self, notice: &Notice, named: &Named) -> Option<(OwnedFd, bool)> {
        let Named { call, raw, path } = named;
        let Does::Open(flags) = call.does else {
            return None;
        };
        let flags = notice.arguments[flags] as i32;
        if flags & (libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC | libc::O_PATH) != 0 {
            return None;
        }
        // Where `..` goes back over a link, the kernel ends elsewhere than the text.
        let mut parts = raw
            .components()
            .skip_while(|c| !matches!(c, Component::Normal(_)));
        if parts.any(|c| c == Component::ParentDir) {
            return None;
        }
        if is_allowed(path, Need::Read, &self.allowed) || !self.listed.contains(path) {
            return None;
        }
        let only_a_path = libc::O_PATH | libc::O_DIRECTORY;
        let root = File::options()
            .read(true)
            .custom_flags(only_a_path)
            .open(format!("/proc/{}/root", notice.pid))
            .ok()?;
        let beneath = path.strip_prefix("/").ok()?.as_os_str();
        let beneath = if beneath.is_empty() {
            OsStr::new(".")
        } else {
            beneath
        };
        let beneath = CString::new(beneath.as_bytes()).ok()?;
        let folder = sys::open_folder(root.as_fd(), &beneath).ok()?;
        Some((folder, flags & libc::O_CLOEXEC != 0))
    }

    fn forget_listener_without_callers(&mut self) {
        let mut ready = [libc::pollfd {
            fd: self.listener.as_ref().map_or(-1, |fd| fd.as_raw_fd()),
            events: libc::POLLIN,
            revents: 0,
        }];
        let _ = sys::poll(&mut ready, 0);
        if ready[0].revents & libc::POLLHUP != 0 {
            self.listener = None;
        }
    }
}

/// First processes that have nothing left to do but to take their namespaces down, which takes the kernel a while.
static LEAVING: Mutex<Vec<libc::pid_t>> = Mutex::new(Vec::new());

fn leave(pid: libc::pid_t) {
    let mut leaving = LEAVING.lock().unwrap_or_else(PoisonError::into_inner);
    leaving.push(pid);
}

/// Collects those that have left.
pub(super) fn collect() {
    let mut leaving = LEAVING.lock().unwrap_or_else(PoisonError::into_inner);
    leaving.retain(|pid| matches!(sys::wait(*pid, false), Ok((0, _))));
}

fn failed(steps: &[Step], step: u32, errno: u32) -> Error {
    let known = STEPS.iter().find(|(number, _)| *number == step);
    Error::Start {
        step: known.map_or_else(
            || view::name_of(steps, step),
            |(_, name)| (*name).to_owned(),
        ),
        cause: std::io::Error::from_raw_os_error(errno as i32),
    }
}

fn decode(status: i32) -> Status {
    if libc::WIFSIGNALED(status) {
        Status::Signal(libc::WTERMSIG(status))
    } else {
        Status::Code(libc::WEXITSTATUS(status))
    }
}

/// What was told already.
struct Told {
    buffer: Vec<u8>,
    attempts: HashSet<Attempt>,
    untold: usize,
    output: [u64; 2],
    space: Option<Instant>,
    full: HashSet<PathBuf>,
}

impl Told {
    fn tell(&mut self, attempt: Attempt, watch: &mut dyn Watch) {
        if self.attempts.contains(&attempt) {
            return;
        }
        if self.attempts.len() >= MOST_TOLD {
            self.untold += 1;
            return;
        }
        watch.tried(&attempt);
        self.attempts.insert(attempt);
    }
}

/// What a noticed call tried, if it is worth telling, and with which error it fails here and now.
///
/// Paths are read from the caller's memory, which it may change meanwhile: what we say may be wrong then, what holds it
/// back is not, since that is Landlock and the view, after us.
fn judge(
    notice: &Notice,
    named: Option<&Named>,
    allowed: &[(PathBuf, Access)],
    calls: Option<&BTreeSet<u32>>,
) -> (Option<Attempt>, Option<i32>) {
    let number = libc::c_long::from(notice.number);
    let by = |tried| Attempt {
        tried,
        by: fs::read_to_string(format!("/proc/{}/comm", notice.pid))
            .unwrap_or_default()
            .trim_end()
            .to_owned(),
    };
    if let Some(calls) = calls
        && (path_call(notice).is_none() || !calls.contains(&notice.number.cast_unsigned()))
    {
        return (
            Some(by(Tried::Call(notice.number.cast_unsigned()))),
            Some(libc::EPERM),
        );
    }
    if number == libc::SYS_socket {
        let words = socket(notice.arguments[0] as i32, notice.arguments[1] as i32);
        return (Some(by(Tried::Net(words))), Some(libc::EACCES));
    }
    let tried = named.and_then(|named| tried(notice, named, allowed));
    (tried.map(by), None)
}

fn socket(family: i32, kind: i32) -> &'static str {
    match (family, kind & 0xf) {
        (libc::AF_INET | libc::AF_INET6, libc::SOCK_STREAM) => "an internet connection (TCP)",
        (libc::AF_INET | libc::AF_INET6, libc::SOCK_DGRAM) => {
            "internet datagrams (UDP, name lookup)"
        }
        (libc::AF_INET | libc::AF_INET6, _) => "raw internet packets",
        (libc::AF_UNIX, _) => "a local socket",
        (libc::AF_NETLINK, _) => "a kernel socket (netlink)",
        (libc::AF_PACKET, _) => "raw network packets",
        (libc::AF_VSOCK, _) => "a socket to the host of this virtual machine",
        (libc::AF_ALG, _) => "a kernel cryptography socket",
        (libc::AF_BLUETOOTH, _) => "a Bluetooth socket",
        _ => "a socket of a rare family",
    }
}

fn tried(notice: &Notice, named: &Named, allowed: &[(PathBuf, Access)]) -> Option<Tried> {
    let need = match named.call.does {
        Does::Run => Need::Run,
        Does::Write => Need::Write,
        Does::Open(flags) => {
            let flags = notice.arguments[flags] as i32;
            let writes = flags & libc::O_ACCMODE != libc::O_RDONLY
                || flags & (libc::O_CREAT | libc::O_TRUNC) != 0;
            if flags & libc::O_PATH != 0 {
                return None;
            }
            if writes { Need::Write } else { Need::Read }
        }
    };
    if !is_denied(&named.path, need, allowed) {
        return None;
    }
    let path = named.path.clone();
    Some(match need {
        Need::Read => Tried::Read(path),
        Need::Write => Tried::Write(path),
        Need::Run => Tried::Run(path),
    })
}

/// The path that a noticed call names.
struct Named {
    call: &'static PathCall,
    /// As it stands there.
    raw: PathBuf,
    /// From the root on, without `.` and `..`.
    path: PathBuf,
}

impl Named {
    fn of(notice: &Notice) -> Option<Named> {
        let call = path_call(notice)?;
        let raw = string(notice.pid, notice.arguments[call.path])?;
        if raw.as_os_str().is_empty() {
            return None;
        }
        let path = if raw.is_absolute() {
            super::absolute(Path::new("/"), &raw)
        } else {
            super::absolute(&folder(notice, call.folder)?, &raw)
        };
        Some(Named { call, raw, path })
    }
}

fn path_call(notice: &Notice) -> Option<&'static PathCall> {
    let number = libc::c_long::from(notice.number);
    PATH_CALLS.iter().find(|call| call.number == number)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Read,
    Write,
    Run,
}

/// Places that every program looks at and no grant is about.
const QUIET: &[&str] = &["/sys", "/dev"];

fn is_denied(path: &Path, need: Need, allowed: &[(PathBuf, Access)]) -> bool {
    if is_allowed(path, need, allowed) {
        // It may be a link that leads out, made by the child itself.
        let made = is_allowed(path, Need::Write, allowed);
        return made && fs::canonicalize(path).is_ok_and(|real| !is_allowed(&real, need, allowed));
    }
    let quiet = |places: &[&str]| places.iter().any(|q| lies_in(path, Path::new(q)));
    // Its own descriptors by another name, whatever they are.
    if quiet(&["/proc", "/dev/fd"]) || (quiet(QUIET) && need == Need::Read) {
        return false;
    }
    match need {
        // Whether it would have been there without the walls. Its own links are followed.
        Need::Read | Need::Run => match fs::canonicalize(path) {
            Ok(real) => {
                !is_allowed(&real, need, allowed)
                    && !real.as_os_str().is_empty()
                    && real.parent().is_some()
            }
            Err(e) => e.kind() == std::io::ErrorKind::PermissionDenied,
        },
        Need::Write => {
            let parent = path.parent().and_then(|p| fs::canonicalize(p).ok());
            let real = parent.and_then(|p| Some(p.join(path.file_name()?)));
            !real.is_some_and(|real| is_allowed(&real, need, allowed))
        }
    }
}

fn is_allowed(path: &Path, need: Need, allowed: &[(PathBuf, Access)]) -> bool {
    allowed.iter().any(|(beneath, access)| {
        let enough = match need {
            Need::Read => access.reads(),
            Need::Write => access.writes(),
            Need::Run => access.runs(),
        };
        enough && lies_in(path, beneath)
    })
}

/// The folder that a relative path starts from.
fn folder(notice: &Notice, argument: Option<usize>) -> Option<PathBuf> {
    let descriptor = argument.map(|index| notice.arguments[index] as i32);
    let link = match descriptor {
        None | Some(libc::AT_FDCWD) => format!("/proc/{}/cwd", notice.pid),
        Some(fd) => format!("/proc/{}/fd/{fd}", notice.pid),
    };
    fs::read_link(link).ok()
}

/// A string that ends in zero in another process's memory.
fn string(pid: u32, address: u64) -> Option<PathBuf> {
    let mut bytes = [0_u8; PATH_MAX];
    let mut filled = 0;
    while filled < PATH_MAX {
        // Up to the end of a page: the next one may not be there.
        let at = address.checked_add(filled as u64)?;
        let rest = (PAGE - at % PAGE) as usize;
        // Most paths are short.
        let want = rest.min(PATH_MAX - filled).min(256);
        let got = sys::read_memory(pid, at, &mut bytes[filled..filled + want]).ok()?;
        if let Some(end) = bytes[filled..filled + got].iter().position(|b| *b == 0) {
            return Some(PathBuf::from(OsStr::from_bytes(&bytes[..filled + end])));
        }
        if got == 0 {
            return None;
        }
        filled += got;
    }
    None
}

/// Ends every contained process that this one has adopted, until there is none. Other children are left alone: only
/// contained ones have a filter.
fn kill_adopted() {
    let me = std::process::id();
    loop {
        let mut found = false;
        let Ok(entries) = fs::read_dir("/proc") else {
            return;
        };
        for entry in entries.flatten() {
            let Some(pid) = entry
                .file_name()
                .to_str()
                .and_then(|n| n.parse::<i32>().ok())
            else {
                continue;
            };
            let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
            let field = |name: &str| {
                let line = status.lines().find_map(|l| l.strip_prefix(name));
                line.and_then(|v| v.trim().parse::<u32>().ok())
            };
            if field("PPid:") == Some(me) && is_ours(&status) {
                sys::kill(pid);
                let _ = sys::wait(pid, true);
                found = true;
            }
        }
        if !found {
            return;
        }
    }
}

/// A process with no new privileges and one filter more than this one.
fn is_ours(status: &str) -> bool {
    let filters = |status: &str| {
        let line = status
            .lines()
            .find_map(|l| l.strip_prefix("Seccomp_filters:"));
        line.and_then(|v| v.trim().parse::<u32>().ok()).unwrap_or(0)
    };
    let own = fs::read_to_string("/proc/self/status").unwrap_or_default();
    // A dead one has lost its filters and is collected here.
    status.contains("\nState:\tZ") || filters(status) > filters(&own)
}
