//! Systems on which nothing is contained: everything refuses.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use crate::profile::{Child, Command, Ended, Error, Host, Level, Profile, Watch, Weaker};

const WHY: &str = "containment exists for Linux on x86-64 and aarch64 only";

/// There is none.
#[derive(Debug)]
pub(crate) enum Running {}

impl Running {
    pub(crate) fn level(&self) -> Level {
        match *self {}
    }

    pub(crate) fn supervise(self, _: &mut dyn Watch) -> Result<Ended, Error> {
        match self {}
    }
}

/// Whether this process is a child at [`Level::Full`].
#[must_use]
pub fn is_inside() -> bool {
    false
}

/// What this host can enforce.
#[must_use]
pub fn probe() -> Host {
    Host {
        landlock: 0,
        seccomp: false,
        namespaces: Err(WHY.to_owned()),
        level: None,
    }
}

/// Starts a child.
///
/// # Errors
///
/// Always.
pub fn start(_: &Profile, _: &Command, _: Weaker) -> Result<Child, Error> {
    Err(Error::Host(WHY.to_owned()))
}

/// Waits for a child that is not contained.
///
/// # Errors
///
/// When it cannot be waited for.
pub fn wait_and_hand_on(
    child: &mut std::process::Child,
    _: Duration,
    meanwhile: &mut dyn FnMut(),
) -> io::Result<ExitStatus> {
    meanwhile();
    child.wait()
}
