//! Linux: Landlock, seccomp, namespaces.

use std::collections::BTreeSet;
use std::ffi::{CString, OsStr};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::{Duration, Instant, SystemTime};

use crate::profile::{
    Access, Child, Command, Error, Host, Level, Limits, Network, Profile, Stream, Terminal, Weaker,
    plain,
};

mod filter;
mod rules;
mod start;
mod sys;
mod tokens;
mod view;
mod watch;

use start::Plan;
use view::View;

pub(crate) use watch::Running;

/// Whether this process is a child at [`Level::Full`].
#[must_use]
pub fn is_inside() -> bool {
    // Only root could put it there outside, and only into the root folder.
    fs::symlink_metadata(view::MARK).is_ok()
}

/// What this host can enforce, found out by trying.
#[must_use]
pub fn probe() -> Host {
    let landlock = sys::landlock_abi();
    let mut host = Host {
        landlock,
        seccomp: false,
        namespaces: Err("not tried".to_owned()),
        level: None,
    };
    if landlock < rules::LEAST_ABI {
        return host;
    }
    let attempt = |level| try_out(level).map_err(|e| e.to_string());
    if is_inside() {
        host.namespaces = Err("within containment already".to_owned());
        host.seccomp = attempt(Level::Nested).is_ok();
        host.level = host.seccomp.then_some(Level::Nested);
        return host;
    }
    host.namespaces = attempt(Level::Full);
    host.seccomp = host.namespaces.is_ok() || attempt(Level::Reduced).is_ok();
    host.level = match (&host.namespaces, host.seccomp) {
        (Ok(()), _) => Some(Level::Full),
        (Err(_), true) => Some(Level::Reduced),
        (Err(_), false) => None,
    };
    host
}

/// Starts a program that is not there: everything up to then must have worked.
fn try_out(level: Level) -> Result<(), Error> {
    let profile = Profile::default();
    let command = Command::new("/nonexistent");
    let child = start_at(level, &profile, &command)?;
    match child.supervise(&mut watch::Deaf) {
        Err(Error::Program { .. }) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Waits for a child that is not contained, hands on to it what asks this process to stop, and does something every so often.
///
/// # Errors
///
/// When it cannot be waited for.
pub fn wait_and_hand_on(
    child: &mut std::process::Child,
    every: Duration,
    meanwhile: &mut dyn FnMut(),
) -> io::Result<ExitStatus> {
    let (signals, mask) = sys::take_signals(STOP)?;
    let pid = child.id().cast_signed();
    let milliseconds = i32::try_from(every.as_millis()).unwrap_or(i32::MAX);
    let result = sys::pid_descriptor(pid).and_then(|ended| {
        let mut fds = [sys::readable(&ended), sys::readable(&signals)];
        while fds[0].revents == 0 {
            sys::poll(&mut fds, milliseconds)?;
            if let Some(signal) = sys::next_signal(signals.as_fd()) {
                sys::signal(pid, signal);
            }
            meanwhile();
        }
        Ok(())
    });
    sys::give_signals_back(&mask);
    result.map_err(io::Error::from).and_then(|()| child.wait())
}

/// Signals that ask a process to stop.
const STOP: &[i32] = &[libc::SIGINT, libc::SIGTERM, libc::SIGHUP];

/// Starts a child with what `profile` gives it and nothing else.
///
/// # Errors
///
/// When the host cannot enforce the profile: [`Error::Host`], [`Error::NeedsNamespaces`], [`Error::Start`]. That the
/// program cannot be executed comes from [`Child::supervise`].
pub fn start(profile: &Profile, command: &Command, weaker: Weaker) -> Result<Child, Error> {
    match (is_inside(), &profile.calls) {
        (true, Some(_)) => {
            return Err(Error::Host(
                "within containment nobody else hears of system calls".to_owned(),
            ));
        }
        (true, None) => return start_at(Level::Nested, profile, command),
        (false, Some(_)) => return start_at(Level::Reduced, profile, command),
        (false, None) => {}
    }
    match (start_at(Level::Full, profile, command), weaker) {
        (Err(Error::Start { .. }), Weaker::AcceptWithoutNamespaces) => {
            start_at(Level::Reduced, profile, command)
        }
        (result, _) => result,
    }
}

fn start_at(level: Level, profile: &Profile, command: &Command) -> Result<Child, Error> {
    let abi = sys::landlock_abi();
    if abi < rules::LEAST_ABI {
        return Err(Error::Host(format!(
            "its Landlock ABI is {abi}, {} is needed (kernel 6.12, with Landlock switched on)",
            rules::LEAST_ABI
        )));
    }
    if level != Level::Full && profile.network == Network::Loopback && level != Level::Nested {
        return Err(Error::NeedsNamespaces("a loopback network of its own"));
    }
    let failed = |step: &'static str| {
        move |errno: sys::Errno| Error::Start {
            step: step.to_owned(),
            cause: errno.into(),
        }
    };
    let real = real(&profile.paths);
    let view = if level == Level::Full {
        View::of(&profile.paths, real.clone())?
    } else {
        View {
            steps: Vec::new(),
            listed: BTreeSet::new(),
            temp: private_temp().map_err(|cause| Error::Start {
                step: "make a private temporary folder".to_owned(),
                cause,
            })?,
        }
    };
    let remove = (level != Level::Full).then(|| RemovedAtEnd(view.temp.clone()));
    let own_view = level != Level::Reduced;
    let allowed = [view::basics(&view.temp, own_view), real].concat();
    let (talk, theirs) = sys::channel().map_err(failed("open a channel"))?;
    let mut pipes = Pipes::default();
    let streams = [
        pipes.stream(command.input, 0)?,
        pipes.stream(command.output, 1)?,
        pipes.stream(command.errors, 2)?,
    ];
    let (tokens, extra) = match command.jobserver.and_then(tokens::Tokens::between) {
        Some((tokens, extra)) => (Some(tokens), extra),
        None => (None, Vec::new()),
    };
    let (uid, gid) = sys::ids();
    let talk_end = sys::duplicate_high(theirs.as_fd()).map_err(failed("open a channel"))?;
    let plan = Plan {
        level,
        own_network: profile.network == Network::Loopback,
        loopback: profile.network == Network::Loopback,
        user_map: format!("{uid} {uid} 1\n").into_bytes(),
        group_map: format!("{gid} {gid} 1\n").into_bytes(),
        ruleset: rules::ruleset(profile).map_err(failed("make a Landlock ruleset"))?,
        rules: allowed
            .iter()
            .map(|(path, access)| Ok((c(path.as_os_str(), "a path")?, *access)))
            .collect::<Result<_, Error>>()?,
        local_sockets: filter::local_sockets(&profile.network, own_view),
        filter: match &profile.calls {
            Some(calls) => filter::only(calls, talk_end.as_raw_fd()),
            None => filter::program(&profile.network, own_view, level != Level::Nested),
        },
        limits: limits(&profile.limits),
        most_processes: profile
            .limits
            .processes
            .filter(|_| level == Level::Full && own_process_limit())
            // The kernel takes no fewer than it reserves.
            .map(|most| most.max(400).to_string().into_bytes()),
        detach: profile.terminal == Terminal::Detached,
        directory: c(command.directory.as_os_str(), "the folder")?,
        program: c(command.program.as_os_str(), "the program")?,
        arguments: command
            .arguments
            .iter()
            .map(|a| c(a, "an argument"))
            .collect::<Result<_, _>>()?,
        environment: environment(profile, &view.temp)?,
        steps: view.steps,
        streams,
        extra,
        talk: talk_end,
    };
    drop(theirs);
    if level != Level::Full {
        sys::adopt_orphans();
    }
    watch::collect();
    // Taken before the child starts: a signal that comes now must find somebody who ends it.
    let signals = sys::take_signals(STOP).map_err(failed("take signals"))?;
    let pid = match start::start(&plan) {
        Ok(pid) => pid,
        Err(errno) => {
            sys::give_signals_back(&signals.1);
            return Err(failed("make namespaces")(errno));
        }
    };
    let steps = plan.steps;
    drop((plan.talk, plan.streams, plan.extra, plan.ruleset));
    let mut running = Running {
        level,
        pid,
        talk,
        listener: None,
        signals,
        parent: sys::pid_descriptor(std::os::unix::process::parent_id().cast_signed()).ok(),
        pipes,
        tokens,
        allowed,
        listed: view.listed,
        calls: profile.calls.clone(),
        limits: profile.limits.clone(),
        shared_terminal: profile.terminal == Terminal::Shared,
        program: command.program.clone(),
        started: Instant::now(),
        remove,
        ended: false,
    };
    running.wait_until_walled(&steps)?;
    Ok(Child(running))
}

fn c(text: &OsStr, what: &'static str) -> Result<CString, Error> {
    CString::new(text.as_bytes()).map_err(|_| Error::Zero(what))
}

/// The watched ends of a child's streams.
#[derive(Debug, Default)]
pub(crate) struct Pipes {
    output: Option<OwnedFd>,
    errors: Option<OwnedFd>,
}

impl Pipes {
    /// The child's end of a stream, at a high number.
    fn stream(&mut self, stream: Stream, number: i32) -> Result<OwnedFd, Error> {
        let failed = |cause: io::Error| Error::Start {
            step: "open its streams".to_owned(),
            cause,
        };
        let null = || File::options().read(true).write(true).open("/dev/null");
        match stream {
            Stream::Inherit => match sys::inherited(number) {
                Some(fd) => Ok(fd),
                // Closed outside: closed inside would give the number to the next file.
                None => high(null().map_err(failed)?.into()).map_err(failed),
            },
            Stream::Null => high(null().map_err(failed)?.into()).map_err(failed),
            Stream::Watched => {
                let (read, write) = sys::pipe().map_err(|e| failed(e.into()))?;
                sys::do_not_block(read.as_fd());
                if number == 1 {
                    self.output = Some(read);
                } else {
                    self.errors = Some(read);
                }
                high(write).map_err(failed)
            }
        }
    }
}

fn high(fd: OwnedFd) -> io::Result<OwnedFd> {
    Ok(sys::duplicate_high(fd.as_fd())?)
}

/// Paths by their real names, those that exist.
fn real(paths: &[(PathBuf, Access)]) -> Vec<(PathBuf, Access)> {
    let real = |(path, access): &(PathBuf, Access)| Some((fs::canonicalize(path).ok()?, *access));
    paths.iter().filter_map(real).collect()
}

fn environment(profile: &Profile, temp: &Path) -> Result<Vec<CString>, Error> {
    let temps = profile
        .temp_variables
        .iter()
        .map(|name| (name.as_os_str(), temp.as_os_str()));
    let given = profile
        .environment
        .iter()
        .map(|(n, v)| (n.as_os_str(), v.as_os_str()));
    let own = |name: &OsStr| profile.temp_variables.iter().any(|t| t == name);
    let all = given.filter(|(name, _)| !own(name)).chain(temps);
    all.map(|(name, value)| {
        let mut text = name.as_bytes().to_vec();
        text.push(b'=');
        text.extend_from_slice(value.as_bytes());
        CString::new(text).map_err(|_| Error::Zero("the environment"))
    })
    .collect()
}

fn limits(limits: &Limits) -> Vec<(i32, u64)> {
    let mut all = vec![(libc::RLIMIT_CORE as i32, 0)];
    let pairs = [
        (libc::RLIMIT_DATA, limits.memory),
        (libc::RLIMIT_NPROC, limits.processes.map(u64::from)),
        (libc::RLIMIT_FSIZE, limits.file_size),
    ];
    all.extend(
        pairs
            .into_iter()
            .filter_map(|(r, most)| Some((r as i32, most?))),
    );
    all
}

/// Whether `pid_max` belongs to a process namespace: kernel 6.14. On an older one, writing it as root would change the host.
fn own_process_limit() -> bool {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut parts = release
        .split(['.', '-'])
        .map(|part| part.trim().parse::<u32>());
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (6, 14),
        _ => false,
    }
}

/// A folder that goes away, with all in it, when its owner does.
#[derive(Debug)]
pub(crate) struct RemovedAtEnd(PathBuf);

impl Drop for RemovedAtEnd {
    fn drop(&mut self) {
        // What it left there is in the way of nobody; the system's own cleaning gets what we cannot remove.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn private_temp() -> io::Result<PathBuf> {
    let base = std::env::temp_dir();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let nanos = now.map_or(0, |now| now.as_nanos());
    for n in 0..100 {
        let path = base.join(format!("bulkhead-{}-{nanos}-{n}", std::process::id()));
        match fs::DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return fs::canonicalize(path),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Reopens a pipe end so that its flags are ours alone.
fn reopen(fd: &OwnedFd, write: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .read(!write)
        .write(write)
        .custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC)
        .open(format!("/proc/self/fd/{}", fd.as_raw_fd()))
}

/// A path as the walls see it: `raw` from the folder `base`.
fn absolute(base: &Path, raw: &Path) -> PathBuf {
    plain(&base.join(raw))
}
