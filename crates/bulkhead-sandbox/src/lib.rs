//! Starts a child process that can do only what it was given.
//!
//! A [`Profile`] is plain data: which paths it may read, run or write, which network it has, its whole environment, its
//! limits. [`start`] makes a process that has exactly that, without root, and [`Child::supervise`] stays with it until
//! it and everything it started are gone, and tells what it [tried](Attempt) and was not given.
//!
//! There are three walls, because each has holes that another closes ([`Level`] says what is left without one):
//! - Landlock (kernel documentation, `userspace-api/landlock`): files by path, TCP, signals, abstract sockets;
//! - seccomp (`userspace-api/seccomp_filter`): the system calls that no compiler needs, sockets, and who tried what;
//! - namespaces (user, mount, pid, ipc, uts, net): a file system in which the rest does not exist, and an end that takes
//!   all descendants along.
//!
//! A profile that the host cannot enforce is refused, unless [`Weaker`] says by name what may be missing. All unsafe code
//! of bulkhead is in this crate, in `linux/sys.rs` and `linux/start.rs`.

mod profile;

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod linux;

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
mod unsupported;

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
use linux as system;

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
use unsupported as system;

pub use profile::{
    Access, Attempt, Child, Command, Ended, Error, Host, Level, Limits, Network, Over, Profile,
    Status, Stream, Terminal, Tried, Watch, Weaker,
};
pub use system::{is_inside, probe, start, wait_and_hand_on};
