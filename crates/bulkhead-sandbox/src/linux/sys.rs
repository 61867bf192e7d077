//! Thin safe wrappers over the system calls that std has no name for. One call each, no policy.
//!
//! Everything here may be called between clone and exec: no allocation, no locks.

#![expect(
    unsafe_code,
    reason = "system calls take raw pointers; each block says why its own are good"
)]

use std::ffi::CStr;
use std::io;
use std::mem;
use std::os::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd, RawFd};

use libc::{c_int, c_long, c_void};

/// A call's result with the error that it left.
pub(super) type Result<T> = std::result::Result<T, Errno>;

/// An error number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Errno(pub(super) i32);

impl Errno {
    fn last() -> Self {
        // SAFETY: the location is this thread's own and always valid.
        Errno(unsafe { *libc::__errno_location() })
    }
}

impl From<Errno> for io::Error {
    fn from(errno: Errno) -> Self {
        io::Error::from_raw_os_error(errno.0)
    }
}

fn check(value: c_long) -> Result<c_long> {
    if value < 0 {
        Err(Errno::last())
    } else {
        Ok(value)
    }
}

fn done(value: c_int) -> Result<()> {
    check(value.into()).map(|_| ())
}

fn owned(value: c_long) -> Result<OwnedFd> {
    let fd = check(value)?;
    // SAFETY: the kernel has just made this descriptor for us; nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd as RawFd) })
}

// --- Landlock -------------------------------------------------------------------------------------------------------

#[repr(C)]
pub(super) struct RulesetAttr {
    pub(super) fs: u64,
    pub(super) net: u64,
    pub(super) scoped: u64,
}

#[repr(C, packed)]
struct PathRule {
    access: u64,
    parent: i32,
}

#[repr(C)]
struct PortRule {
    access: u64,
    port: u64,
}

/// The kernel's Landlock ABI, 0 when there is none.
pub(super) fn landlock_abi() -> u32 {
    const VERSION: u32 = 1;
    // SAFETY: the query takes no attribute.
    let abi = unsafe {
        libc::syscall(
            libc::SYS_landlock_create_ruleset,
            std::ptr::null::<c_void>(),
            0_usize,
            VERSION,
        )
    };
    u32::try_from(abi).unwrap_or(0)
}

pub(super) fn landlock_create(attr: &RulesetAttr) -> Result<OwnedFd> {
    // SAFETY: `attr` is a whole structure of the size given, which the kernel only reads.
    owned(unsafe {
        libc::syscall(
            libc::SYS_landlock_create_ruleset,
            std::ptr::from_ref(attr),
            size_of::<RulesetAttr>(),
            0_u32,
        )
    })
}

pub(super) fn landlock_allow_path(ruleset: RawFd, path: RawFd, access: u64) -> Result<()> {
    let rule = PathRule {
        access,
        parent: path,
    };
    // SAFETY: `rule` is a whole structure of the kind named, which the kernel only reads.
    check(unsafe {
        libc::syscall(
            libc::SYS_landlock_add_rule,
            ruleset,
            1_i32,
            std::ptr::from_ref(&rule),
            0_u32,
        )
    })
    .map(|_| ())
}

pub(super) fn landlock_allow_port(ruleset: RawFd, port: u16, access: u64) -> Result<()> {
    let rule = PortRule {
        access,
        port: port.into(),
    };
    // SAFETY: as above.
    check(unsafe {
        libc::syscall(
            libc::SYS_landlock_add_rule,
            ruleset,
            2_i32,
            std::ptr::from_ref(&rule),
            0_u32,
        )
    })
    .map(|_| ())
}

pub(super) fn landlock_restrict(ruleset: RawFd) -> Result<()> {
    // SAFETY: takes no pointers.
    check(unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset, 0_u32) }).map(|_| ())
}

// --- seccomp --------------------------------------------------------------------------------------------------------

/// One instruction of a filter.
pub(super) type Instruction = libc::sock_filter;

/// Installs a filter for this thread and gives its listener.
pub(super) fn seccomp_listen(filter: &[Instruction]) -> Result<RawFd> {
    const NEW_LISTENER: u64 = 1 << 3;
    const WAIT_KILLABLE: u64 = 1 << 5;
    // Kernels before 5.19 do not know the second flag; without it a signal repeats a call, which only costs time.
    seccomp(filter, NEW_LISTENER | WAIT_KILLABLE)
        .or_else(|_| seccomp(filter, NEW_LISTENER))
        .map(|fd| fd as RawFd)
}

/// Installs a filter that tells nobody.
pub(super) fn seccomp_alone(filter: &[Instruction]) -> Result<()> {
    seccomp(filter, 0).map(|_| ())
}

fn seccomp(filter: &[Instruction], flags: u64) -> Result<c_long> {
    const SET_MODE_FILTER: u32 = 1;
    let program = libc::sock_fprog {
        len: filter.len() as u16,
        filter: filter.as_ptr().cast_mut(),
    };
    // SAFETY: `program` points to as many instructions as it says, which the kernel only reads.
    check(unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            SET_MODE_FILTER,
            flags,
            std::ptr::from_ref(&program),
        )
    })
}

/// A system call that waits for an answer.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Notice {
    pub(super) id: u64,
    pub(super) pid: u32,
    flags: u32,
    pub(super) number: i32,
    arch: u32,
    instruction: u64,
    pub(super) arguments: [u64; 6],
}

#[repr(C)]
struct Answer {
    id: u64,
    value: i64,
    error: i32,
    flags: u32,
}

/// Asks the kernel to wake this process at once, on the same processor, for each notice (kernel 6.6).
pub(super) fn notices_at_once(listener: BorrowedFd<'_>) {
    const SET_FLAGS: u64 = 0x4008_2104;
    const SYNC_WAKE_UP: u64 = 1;
    // SAFETY: takes a number. Where it is not known, it does nothing.
    unsafe { libc::ioctl(listener.as_raw_fd(), SET_FLAGS as _, SYNC_WAKE_UP) };
}

pub(super) fn notice(listener: BorrowedFd<'_>) -> Result<Notice> {
    const RECV: u64 = 0xc050_2100;
    let mut notice = Notice::default();
    // SAFETY: `notice` is zeroed and has the kernel's layout (80 bytes), as the call demands.
    done(unsafe {
        libc::ioctl(
            listener.as_raw_fd(),
            RECV as _,
            std::ptr::from_mut(&mut notice),
        )
    })?;
    Ok(notice)
}

/// Lets a noticed call go on (`None`) or fail.
pub(super) fn answer(listener: BorrowedFd<'_>, id: u64, error: Option<i32>) {
    const SEND: u64 = 0xc018_2101;
    const CONTINUE: u32 = 1;
    let answer = Answer {
        id,
        value: 0,
        error: -error.unwrap_or(0),
        flags: if error.is_none() { CONTINUE } else { 0 },
    };
    // SAFETY: `answer` has the kernel's layout. A caller that has died meanwhile needs no answer.
    unsafe { libc::ioctl(listener.as_raw_fd(), SEND as _, std::ptr::from_ref(&answer)) };
}

/// Lets a noticed call end with a descriptor of the caller's own for what `file` is. Source: seccomp_unotify(2),
/// `SECCOMP_IOCTL_NOTIF_ADDFD`.
pub(super) fn answer_with(
    listener: BorrowedFd<'_>,
    id: u64,
    file: BorrowedFd<'_>,
    close_at_exec: bool,
) -> Result<()> {
    const ADD: u64 = 0x4018_2103;
    const SEND: u32 = 2;
    #[repr(C)]
    struct Added {
        id: u64,
        flags: u32,
        file: u32,
        number: u32,
        file_flags: u32,
    }
    let added = Added {
        id,
        flags: SEND,
        file: file.as_raw_fd().cast_unsigned(),
        number: 0,
        file_flags: if close_at_exec {
            libc::O_CLOEXEC.cast_unsigned()
        } else {
            0
        },
    };
    // SAFETY: `added` has the kernel's layout (24 bytes).
    done(unsafe { libc::ioctl(listener.as_raw_fd(), ADD as _, std::ptr::from_ref(&added)) })
}

/// Opens a folder beneath another one to be listed, past no link of any kind. Source: openat2(2).
pub(super) fn open_folder(beneath: BorrowedFd<'_>, path: &CStr) -> Result<OwnedFd> {
    // SAFETY: zero is a valid value.
    let mut how: libc::open_how = unsafe { mem::zeroed() };
    how.flags = (libc::O_RDONLY | libc::O_DIRECTORY | libc::O_CLOEXEC) as u64;
    how.resolve = libc::RESOLVE_BENEATH | libc::RESOLVE_NO_SYMLINKS | libc::RESOLVE_NO_MAGICLINKS;
    // SAFETY: `path` ends in zero and `how` is as long as said.
    owned(unsafe {
        libc::syscall(
            libc::SYS_openat2,
            beneath.as_raw_fd(),
            path.as_ptr(),
            std::ptr::from_ref(&how),
            mem::size_of_val(&how),
        )
    })
}

/// Reads another process's memory; gives how many bytes were there.
pub(super) fn read_memory(pid: u32, address: u64, buffer: &mut [u8]) -> Result<usize> {
    let local = libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    let remote = libc::iovec {
        iov_base: address as *mut c_void,
        iov_len: buffer.len(),
    };
    // SAFETY: `local` describes `buffer`; the remote address is only followed in the other process.
    let read = unsafe {
        libc::process_vm_readv(
            pid as libc::pid_t,
            std::ptr::from_ref(&local),
            1,
            std::ptr::from_ref(&remote),
            1,
            0,
        )
    };
    check(read as c_long).map(|n| n as usize)
}

// --- processes ------------------------------------------------------------------------------------------------------

/// Clones this process, as fork does. Gives 0 in the child.
///
/// The child of a process with threads may call nothing that locks or allocates until it has executed a program.
///
/// # Safety
///
/// The child must keep to that.
pub(super) unsafe fn clone(namespaces: c_int) -> Result<libc::pid_t> {
    let flags = (namespaces | libc::SIGCHLD) as c_long;
    // SAFETY: without CLONE_VM the child has its own copy of everything, its stack included. All pointers are null, so
    // their order, which differs between machines, does not matter.
    let pid = unsafe { libc::syscall(libc::SYS_clone, flags, 0_usize, 0_usize, 0_usize, 0_usize) };
    check(pid).map(|pid| pid as libc::pid_t)
}

/// Clones this process into one that shares its memory, on a stack of its own, and waits until that has executed a program or
/// is gone: nothing is copied. Gives its id.
///
/// # Safety
///
/// `run` must not return and may do nothing but make system calls; it gets `argument`.
pub(super) unsafe fn clone_and_wait(
    run: extern "C" fn(*mut c_void) -> c_int,
    stack: &mut [mem::MaybeUninit<u8>],
    argument: *mut c_void,
) -> Result<libc::pid_t> {
    let end = stack.as_mut_ptr_range().end;
    // SAFETY: a stack grows downwards from its end, to be a multiple of 16; the child has it for itself, and all of ours
    // rests until it has left this memory.
    let pid = unsafe {
        let top = end.sub(end.addr() % 16);
        let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD;
        libc::clone(run, top.cast(), flags, argument)
    };
    check(pid.into()).map(|pid| pid as libc::pid_t)
}

pub(super) fn exec(
    program: &CStr,
    arguments: &[*const libc::c_char],
    environment: &[*const libc::c_char],
) -> Errno {
    debug_assert!(arguments.last().is_some_and(|p| p.is_null()));
    debug_assert!(environment.last().is_some_and(|p| p.is_null()));
    // SAFETY: both lists end in null and their entries point into strings that the caller keeps.
    unsafe { libc::execve(program.as_ptr(), arguments.as_ptr(), environment.as_ptr()) };
    Errno::last()
}

pub(super) fn exit(code: c_int) -> ! {
    // SAFETY: never returns; runs no handlers.
    unsafe { libc::_exit(code) }
}

pub(super) fn pid_descriptor(pid: libc::pid_t) -> Result<OwnedFd> {
    // SAFETY: takes no pointers.
    owned(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0_u32) })
}

/// Whether this is the first process of its namespace.
pub(super) fn is_first() -> bool {
    // SAFETY: it takes nothing and cannot fail.
    unsafe { libc::getpid() == 1 }
}

/// Kills a process; -1 is every one that this process may and that it can see.
pub(super) fn kill(pid: libc::pid_t) {
    signal(pid, libc::SIGKILL);
}

pub(super) fn signal(pid: libc::pid_t, signal: c_int) {
    // SAFETY: takes no pointers; a process that is gone needs no signal.
    unsafe { libc::kill(pid, signal) };
}

/// Waits for a child (-1: any); gives its id and wait status.
pub(super) fn wait(pid: libc::pid_t, block: bool) -> Result<(libc::pid_t, c_int)> {
    let mut status = 0;
    let flags = if block { 0 } else { libc::WNOHANG };
    loop {
        // SAFETY: `status` is ours to write.
        let got = unsafe { libc::waitpid(pid, std::ptr::from_mut(&mut status), flags) };
        match check(got.into()) {
            Err(Errno(libc::EINTR)) => {}
            other => return other.map(|pid| (pid as libc::pid_t, status)),
        }
    }
}

/// Takes in orphans of this process's descendants.
pub(super) fn adopt_orphans() {
    // SAFETY: takes numbers.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) };
}

pub(super) fn die_with_parent() -> Result<()> {
    // SAFETY: takes numbers.
    done(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0) })
}

pub(super) fn no_new_privileges() -> Result<()> {
    // SAFETY: takes numbers.
    done(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) })
}

/// Makes this process's `/proc` files and memory root's, so that nothing inside can touch them.
pub(super) fn not_dumpable() -> Result<()> {
    // SAFETY: takes numbers.
    done(unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) })
}

/// Gives up every capability for good, also for programs that run as root.
pub(super) fn drop_capabilities() -> Result<()> {
    const NO_ROOT_LOCKED: libc::c_ulong = 0b1111;
    const VERSION_3: u32 = 0x2008_0522;
    #[repr(C)]
    struct Header {
        version: u32,
        pid: i32,
    }
    // SAFETY: takes numbers.
    done(unsafe { libc::prctl(libc::PR_SET_SECUREBITS, NO_ROOT_LOCKED, 0, 0, 0) })?;
    for capability in 0..64 {
        // SAFETY: takes numbers. It fails for the first that the kernel does not know.
        if unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) } != 0 {
            break;
        }
    }
    let header = Header {
        version: VERSION_3,
        pid: 0,
    };
    let none = [0_u32; 6];
    // SAFETY: version 3 reads two structures of three words each, which `none` is.
    check(unsafe { libc::syscall(libc::SYS_capset, std::ptr::from_ref(&header), none.as_ptr()) })
        .map(|_| ())
}

pub(super) fn new_session() {
    // SAFETY: takes nothing. It fails only for a leader, which a new child is not.
    unsafe { libc::setsid() };
}

/// Lowers a limit; one that is lower already stays.
pub(super) fn limit(resource: c_int, most: u64) -> Result<()> {
    // SAFETY: zero is a valid value of this plain structure.
    let mut old: libc::rlimit = unsafe { mem::zeroed() };
    // SAFETY: `old` is ours to write.
    done(unsafe { libc::getrlimit(resource as _, std::ptr::from_mut(&mut old)) })?;
    let most = most.min(old.rlim_max);
    let new = libc::rlimit {
        rlim_cur: most,
        rlim_max: most,
    };
    // SAFETY: `new` is a whole structure, only read.
    done(unsafe { libc::setrlimit(resource as _, std::ptr::from_ref(&new)) })
}

/// Takes no signals away from the program that will run: none blocked, none ignored.
pub(super) fn plain_signals() {
    // SAFETY: zero is a valid value; `sigemptyset` fills it, the others read it or take numbers.
    unsafe {
        let mut none: libc::sigset_t = mem::zeroed();
        libc::sigemptyset(std::ptr::from_mut(&mut none));
        libc::sigprocmask(
            libc::SIG_SETMASK,
            std::ptr::from_ref(&none),
            std::ptr::null_mut(),
        );
        libc::signal(libc::SIGPIPE, libc::SIG_DFL);
    }
}

/// Blocks signals for this thread and gives a descriptor that reads them, and the mask to go back to.
pub(super) fn take_signals(signals: &[c_int]) -> Result<(OwnedFd, libc::sigset_t)> {
    // SAFETY: zero is a valid value of both sets; all calls write to or read from these alone.
    unsafe {
        let mut set: libc::sigset_t = mem::zeroed();
        let mut before: libc::sigset_t = mem::zeroed();
        libc::sigemptyset(std::ptr::from_mut(&mut set));
        for signal in signals {
            libc::sigaddset(std::ptr::from_mut(&mut set), *signal);
        }
        let failed = libc::pthread_sigmask(
            libc::SIG_BLOCK,
            std::ptr::from_ref(&set),
            std::ptr::from_mut(&mut before),
        );
        if failed != 0 {
            return Err(Errno(failed));
        }
        let fd = libc::signalfd(
            -1,
            std::ptr::from_ref(&set),
            libc::SFD_CLOEXEC | libc::SFD_NONBLOCK,
        );
        Ok((owned(fd.into())?, before))
    }
}

pub(super) fn give_signals_back(mask: &libc::sigset_t) {
    // SAFETY: `mask` is a whole set, only read.
    unsafe {
        libc::pthread_sigmask(
            libc::SIG_SETMASK,
            std::ptr::from_ref(mask),
            std::ptr::null_mut(),
        )
    };
}

/// The number of the next signal that waits.
pub(super) fn next_signal(fd: BorrowedFd<'_>) -> Option<i32> {
    let mut info = [0_u8; 128];
    let read = read(fd, &mut info).ok()?;
    (read == info.len()).then(|| i32::from_ne_bytes([info[0], info[1], info[2], info[3]]))
}

// --- files and mounts -----------------------------------------------------------------------------------------------

/// Opens only to name: no rights are needed, none are had. The caller closes.
pub(super) fn open_path(path: &CStr) -> Result<RawFd> {
    // SAFETY: `path` ends in zero.
    let fd = unsafe { libc::open(path.as_ptr(), libc::O_PATH | libc::O_CLOEXEC) };
    check(fd.into()).map(|fd| fd as RawFd)
}

pub(super) fn is_directory(fd: RawFd) -> bool {
    // SAFETY: zero is a valid value; the call fills it.
    unsafe {
        let mut stat: libc::stat = mem::zeroed();
        libc::fstat(fd, std::ptr::from_mut(&mut stat)) == 0
            && stat.st_mode & libc::S_IFMT == libc::S_IFDIR
    }
}

pub(super) fn close(fd: RawFd) {
    // SAFETY: called for raw descriptors that the caller has opened itself.
    unsafe { libc::close(fd) };
}

/// Every descriptor from `first` on closes at exec.
pub(super) fn close_at_exec_from(first: u32) -> Result<()> {
    const CLOEXEC: u32 = 4;
    // SAFETY: takes numbers.
    check(unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, CLOEXEC) }).map(|_| ())
}

pub(super) fn duplicate_to(from: RawFd, to: RawFd) -> Result<()> {
    // SAFETY: takes numbers.
    done(unsafe { libc::dup2(from, to) })
}

/// A copy at a high number, out of the way of the numbers that a child is to have, closed at exec.
pub(super) fn duplicate_high(fd: BorrowedFd<'_>) -> Result<OwnedFd> {
    const HIGH: c_int = 200;
    // SAFETY: takes numbers.
    owned(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_DUPFD_CLOEXEC, HIGH) }.into())
}

/// Borrows a descriptor number inherited from outside.
pub(super) fn inherited(fd: RawFd) -> Option<OwnedFd> {
    // SAFETY: takes numbers; a number that is no descriptor fails.
    owned(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 200) }.into()).ok()
}

/// Writes a file in one go.
pub(super) fn write_file(path: &CStr, bytes: &[u8]) -> Result<()> {
    // SAFETY: `path` ends in zero; `bytes` is as long as said.
    unsafe {
        let fd = libc::open(path.as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC);
        check(fd.into())?;
        let wrote = libc::write(fd, bytes.as_ptr().cast(), bytes.len());
        let result = check(wrote as c_long).map(|_| ());
        libc::close(fd);
        result
    }
}

pub(super) fn make_file(path: &CStr) -> Result<()> {
    // SAFETY: `path` ends in zero.
    let fd = unsafe {
        libc::open(
            path.as_ptr(),
            libc::O_CREAT | libc::O_WRONLY | libc::O_CLOEXEC,
            0o644,
        )
    };
    check(fd.into())?;
    close(fd);
    Ok(())
}

pub(super) fn make_directory(path: &CStr) -> Result<()> {
    // SAFETY: `path` ends in zero.
    done(unsafe { libc::mkdir(path.as_ptr(), 0o755) })
}

pub(super) fn make_link(target: &CStr, at: &CStr) -> Result<()> {
    // SAFETY: both end in zero.
    done(unsafe { libc::symlink(target.as_ptr(), at.as_ptr()) })
}

pub(super) fn remove_directory(path: &CStr) -> Result<()> {
    // SAFETY: `path` ends in zero.
    done(unsafe { libc::rmdir(path.as_ptr()) })
}

pub(super) fn change_directory(path: &CStr) -> Result<()> {
    // SAFETY: `path` ends in zero.
    done(unsafe { libc::chdir(path.as_ptr()) })
}

pub(super) fn mount(
    from: &CStr,
    to: &CStr,
    kind: Option<&CStr>,
    flags: libc::c_ulong,
    options: Option<&CStr>,
) -> Result<()> {
    let pointer = |s: Option<&CStr>| s.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: all strings end in zero; null means none.
    done(unsafe {
        libc::mount(
            from.as_ptr(),
            to.as_ptr(),
            pointer(kind),
            flags,
            pointer(options).cast(),
        )
    })
}

/// Sets and clears attributes of the mount at a path, and of all beneath when `all`.
pub(super) fn mount_attributes(path: &CStr, all: bool, set: u64, clear: u64) -> Result<()> {
    const RECURSIVE: c_int = 0x8000;
    let attr: [u64; 4] = [set, clear, 0, 0];
    let flags = if all { RECURSIVE } else { 0 };
    // SAFETY: `attr` has the layout of `struct mount_attr` (four words), only read.
    check(unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            flags,
            attr.as_ptr(),
            size_of_val(&attr),
        )
    })
    .map(|_| ())
}

pub(super) fn unmount(path: &CStr) -> Result<()> {
    // SAFETY: `path` ends in zero.
    done(unsafe { libc::umount2(path.as_ptr(), libc::MNT_DETACH) })
}

pub(super) fn pivot_root(new: &CStr, old: &CStr) -> Result<()> {
    // SAFETY: both end in zero.
    check(unsafe { libc::syscall(libc::SYS_pivot_root, new.as_ptr(), old.as_ptr()) }).map(|_| ())
}

/// Switches the loopback interface of this network namespace on.
pub(super) fn loopback_up() -> Result<()> {
    // SAFETY: zero is a valid request; the name fits, the calls read and write this request alone.
    unsafe {
        let socket = libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0);
        check(socket.into())?;
        let mut request: libc::ifreq = mem::zeroed();
        request.ifr_name[0] = b'l' as libc::c_char;
        request.ifr_name[1] = b'o' as libc::c_char;
        request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
        let result = done(libc::ioctl(
            socket,
            libc::SIOCSIFFLAGS as _,
            std::ptr::from_mut(&mut request),
        ));
        libc::close(socket);
        result
    }
}

/// Bytes free for an ordinary user on the file system of a path.
pub(super) fn free_bytes(path: &CStr) -> Option<u64> {
    // SAFETY: zero is a valid value; the call fills it.
    unsafe {
        let mut stat: libc::statvfs = mem::zeroed();
        (libc::statvfs(path.as_ptr(), std::ptr::from_mut(&mut stat)) == 0)
            .then(|| stat.f_bavail.saturating_mul(stat.f_frsize))
    }
}

// --- talking --------------------------------------------------------------------------------------------------------

/// Two ends of a channel of whole messages, closed at exec.
pub(super) fn channel() -> Result<(OwnedFd, OwnedFd)> {
    let mut fds = [0; 2];
    // SAFETY: the kernel writes two descriptors into `fds`, ours from then on.
    unsafe {
        done(libc::socketpair(
            libc::AF_UNIX,
            libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC,
            0,
            fds.as_mut_ptr(),
        ))?;
        Ok((OwnedFd::from_raw_fd(fds[0]), OwnedFd::from_raw_fd(fds[1])))
    }
}

/// Read and write end of a pipe, closed at exec.
pub(super) fn pipe() -> Result<(OwnedFd, OwnedFd)> {
    let mut fds = [0; 2];
    // SAFETY: as above.
    unsafe {
        done(libc::pipe2(fds.as_mut_ptr(), libc::O_CLOEXEC))?;
        Ok((OwnedFd::from_raw_fd(fds[0]), OwnedFd::from_raw_fd(fds[1])))
    }
}

pub(super) fn do_not_block(fd: BorrowedFd<'_>) {
    // SAFETY: takes numbers.
    unsafe {
        let flags = libc::fcntl(fd.as_raw_fd(), libc::F_GETFL);
        libc::fcntl(fd.as_raw_fd(), libc::F_SETFL, flags | libc::O_NONBLOCK);
    }
}

/// Bytes that a read would give at once.
pub(super) fn waiting(fd: BorrowedFd<'_>) -> usize {
    let mut count: c_int = 0;
    // SAFETY: `count` is ours to write.
    unsafe {
        libc::ioctl(
            fd.as_raw_fd(),
            libc::FIONREAD,
            std::ptr::from_mut(&mut count),
        )
    };
    usize::try_from(count).unwrap_or(0)
}

pub(super) fn read(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<usize> {
    // SAFETY: `buffer` is ours and as long as said.
    let got = unsafe { libc::read(fd.as_raw_fd(), buffer.as_mut_ptr().cast(), buffer.len()) };
    check(got as c_long).map(|n| n as usize)
}

/// What a child says before it runs foreign code: three words, and maybe a descriptor.
pub(super) type Message = [u32; 3];

#[repr(C, align(8))]
struct Control([u8; 64]);

pub(super) fn send(to: RawFd, message: &Message, descriptor: Option<RawFd>) -> Result<()> {
    let mut control = Control([0; 64]);
    let mut part = libc::iovec {
        iov_base: message.as_ptr().cast_mut().cast(),
        iov_len: size_of_val(message),
    };
    // SAFETY: the header describes `message` and `control`, which outlive the call; `control` is aligned and larger
    // than one header with one descriptor.
    unsafe {
        let mut header: libc::msghdr = mem::zeroed();
        header.msg_iov = std::ptr::from_mut(&mut part);
        header.msg_iovlen = 1;
        if let Some(fd) = descriptor {
            header.msg_control = control.0.as_mut_ptr().cast();
            header.msg_controllen = libc::CMSG_SPACE(size_of::<RawFd>() as u32) as _;
            let first = libc::CMSG_FIRSTHDR(std::ptr::from_ref(&header));
            (*first).cmsg_level = libc::SOL_SOCKET;
            (*first).cmsg_type = libc::SCM_RIGHTS;
            (*first).cmsg_len = libc::CMSG_LEN(size_of::<RawFd>() as u32) as _;
            libc::CMSG_DATA(first).cast::<RawFd>().write_unaligned(fd);
        }
        check(libc::sendmsg(to, std::ptr::from_ref(&header), libc::MSG_NOSIGNAL) as c_long)?;
    }
    Ok(())
}

/// The next message; `None` when the other side is gone.
pub(super) fn receive(from: BorrowedFd<'_>) -> Result<Option<(Message, Option<OwnedFd>)>> {
    let mut message: Message = [0; 3];
    let mut control = Control([0; 64]);
    let mut part = libc::iovec {
        iov_base: message.as_mut_ptr().cast(),
        iov_len: size_of_val(&message),
    };
    // SAFETY: as in `send`; a descriptor that comes is ours from then on.
    unsafe {
        let mut header: libc::msghdr = mem::zeroed();
        header.msg_iov = std::ptr::from_mut(&mut part);
        header.msg_iovlen = 1;
        header.msg_control = control.0.as_mut_ptr().cast();
        header.msg_controllen = control.0.len() as _;
        let got = loop {
            let got = libc::recvmsg(
                from.as_raw_fd(),
                std::ptr::from_mut(&mut header),
                libc::MSG_CMSG_CLOEXEC,
            );
            match check(got as c_long) {
                Err(Errno(libc::EINTR)) => {}
                other => break other?,
            }
        };
        let first = libc::CMSG_FIRSTHDR(std::ptr::from_ref(&header));
        let descriptor = (!first.is_null() && (*first).cmsg_type == libc::SCM_RIGHTS)
            .then(|| OwnedFd::from_raw_fd(libc::CMSG_DATA(first).cast::<RawFd>().read_unaligned()));
        Ok((got as usize == size_of_val(&message)).then_some((message, descriptor)))
    }
}

/// A descriptor to wait for.
pub(super) fn readable(fd: &OwnedFd) -> libc::pollfd {
    libc::pollfd {
        fd: fd.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    }
}

/// Waits until one of these can be read (or its other side is gone), or for so many milliseconds.
pub(super) fn poll(fds: &mut [libc::pollfd], milliseconds: c_int) -> Result<()> {
    // SAFETY: `fds` is ours and as long as said.
    match done(unsafe { libc::poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, milliseconds) }) {
        Err(Errno(libc::EINTR)) | Ok(()) => Ok(()),
        other => other,
    }
}

pub(super) fn ids() -> (u32, u32) {
    // SAFETY: takes nothing and cannot fail.
    unsafe { (libc::geteuid(), libc::getegid()) }
}
