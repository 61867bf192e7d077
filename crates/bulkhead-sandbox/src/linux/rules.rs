//! Landlock: which rights each path gets, and the rules for a child.
//!
//! Source: kernel documentation `userspace-api/landlock`, ABI 7. ABI 6 (kernel 6.12) is the least that is taken: before it
//! signals and abstract sockets pass.

use std::os::fd::{OwnedFd, RawFd};

use super::sys::{self, RulesetAttr};
use crate::profile::{Access, Network, Profile};

/// The least ABI that holds what [`crate::Level::Reduced`] promises.
pub(super) const LEAST_ABI: u32 = 6;

const EXECUTE: u64 = 1;
const WRITE_FILE: u64 = 1 << 1;
const READ_FILE: u64 = 1 << 2;
const READ_DIR: u64 = 1 << 3;
const TRUNCATE: u64 = 1 << 14;
/// All rights to files of ABI 6: up to `IOCTL_DEV`.
const ALL: u64 = (1 << 16) - 1;
const MAKE_SOCKET: u64 = 1 << 9;
/// Devices and sockets: to make one, and to control one.
const DEVICES: u64 = (1 << 6) | MAKE_SOCKET | (1 << 11) | (1 << 15);
/// What a rule for something other than a folder may hold.
const OF_FILES: u64 = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;

const BIND_TCP: u64 = 1;
const CONNECT_TCP: u64 = 2;
const ABSTRACT_SOCKETS: u64 = 1;
const SIGNALS: u64 = 2;

/// The rights behind a word.
fn rights(access: Access, local_sockets: bool) -> u64 {
    let read = READ_FILE | READ_DIR;
    let sockets = if local_sockets { MAKE_SOCKET } else { 0 };
    let write = ALL & !(EXECUTE | DEVICES) | sockets;
    match access {
        Access::See => 0,
        Access::Read => read,
        Access::Run => read | EXECUTE,
        Access::Write => write,
        Access::WriteRun => write | EXECUTE,
    }
}

/// An empty ruleset that handles everything, with the ports of the network. Where a list of calls is tried out, what it says
/// nothing of stays free: devices, sockets' files, other programs.
pub(super) fn ruleset(profile: &Profile) -> sys::Result<OwnedFd> {
    let ports: &[u16] = match &profile.network {
        Network::Ports(ports) => ports,
        _ => &[],
    };
    let free = matches!(profile.network, Network::All | Network::Loopback);
    let (fs, scoped) = match profile.calls {
        Some(_) => (ALL & !DEVICES, 0),
        None => (ALL, ABSTRACT_SOCKETS | SIGNALS),
    };
    let ruleset = sys::landlock_create(&RulesetAttr {
        fs,
        net: if free { 0 } else { BIND_TCP | CONNECT_TCP },
        scoped,
    })?;
    for port in ports {
        sys::landlock_allow_port(
            std::os::fd::AsRawFd::as_raw_fd(&ruleset),
            *port,
            CONNECT_TCP,
        )?;
    }
    Ok(ruleset)
}

/// Adds a rule; a path that is not there gets none. Called between clone and exec.
pub(super) fn allow(
    ruleset: RawFd,
    path: &std::ffi::CStr,
    access: Access,
    local_sockets: bool,
) -> sys::Result<()> {
    let rights = rights(access, local_sockets);
    if rights == 0 {
        return Ok(());
    }
    let Ok(fd) = sys::open_path(path) else {
        return Ok(());
    };
    let of_kind = if sys::is_directory(fd) { ALL } else { OF_FILES };
    let result = sys::landlock_allow_path(ruleset, fd, rights & of_kind);
    sys::close(fd);
    result
}
