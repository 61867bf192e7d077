//! Containment of what Cargo executes: the compiler wrapper, the launcher of build scripts, the runner of programs.
//!
//! Cargo starts this program under another name ([`Role`]): in place of rustc and rustdoc, in place of each build script,
//! in front of each test and program. Each role makes a profile for `bulkhead-sandbox` from what it knows for certain: its
//! arguments, the folder it was started from, and the files that only this program writes. The environment decides nothing:
//! a build script can put variables into the environment of the next rustc.

mod denial;
mod directive;
mod environment;
mod exec;
mod grants;
mod home;
mod launch;
mod profiles;
mod publish;
mod record;
mod run;
mod rustc;
mod switch;
mod unit;

use std::ffi::{OsStr, OsString};
use std::path::Path;

pub use denial::{Denial, Denied, Place};
pub use directive::{BadDirective, Directives};
pub use exec::{Contained, ExecError, ExecOptions, home, prepare, workspace_root};
pub use grants::{GrantError, Grants, Origin, SiteGrants};
pub use home::{Home, Settings};
pub use switch::{SwitchError, disable, enable, is_enabled};

/// What this process was started as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// In place of rustc: `bulkhead-rustc RUSTC ARGUMENTS..`
    Rustc,
    /// In place of rustdoc: `bulkhead-rustdoc ARGUMENTS..`
    Rustdoc,
    /// As a build script, or as the interpreter of what stands in its place: `bulkhead-launch LAUNCHER ARGUMENTS..`
    Launch,
    /// In front of a program or test: `bulkhead-run PROGRAM ARGUMENTS..`
    Run,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 4] = [Role::Rustc, Role::Rustdoc, Role::Launch, Role::Run];

    /// The file name that a process of this role is started under.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Role::Rustc => "bulkhead-rustc",
            Role::Rustdoc => "bulkhead-rustdoc",
            Role::Launch => "bulkhead-launch",
            Role::Run => "bulkhead-run",
        }
    }

    /// The role behind `argv[0]`, if it is one.
    #[must_use]
    pub fn of(argv0: &OsStr) -> Option<Role> {
        let name = Path::new(argv0).file_name()?;
        let named = Role::ALL.into_iter().find(|role| name == role.file_name());
        let bytes = name.as_encoded_bytes();
        let script = bytes.starts_with(b"build-script-") || bytes.starts_with(b"build_script_");
        named.or(script.then_some(Role::Launch))
    }
}

/// What a role needs of the program that it is part of: to speak, since `bulkhead-cargo` prints nothing, and to read policy.
pub trait Front {
    /// The grants in the text of a `bulkhead.toml`, or what is wrong with it.
    ///
    /// # Errors
    ///
    /// When it is no policy; nothing is built then.
    fn grants(&self, text: &str) -> Result<Box<dyn Grants>, String>;
    /// The contained program's standard output, as it is.
    fn output(&mut self, bytes: &[u8]);
    /// The contained program's standard error, as it is.
    fn errors(&mut self, bytes: &[u8]);
    /// What was denied to the program, once, at its end.
    fn denied(&mut self, place: &Place, denied: &[Denied], fatal: bool);
    /// A build script told Cargo to do what could load code or leave the walls.
    fn bad_directives(&mut self, place: &Place, bad: &[BadDirective]);
    /// Why the role cannot do its work: kind and hint.
    fn failure(&mut self, kind: &str, hint: &str);
}

/// Acts out a role; gives the exit code. `arguments` are those after `argv[0]`.
#[must_use]
pub fn act(role: Role, argv0: &OsStr, arguments: Vec<OsString>, front: &mut dyn Front) -> i32 {
    match try_to_act(role, argv0, arguments, front) {
        Ok(code) => code,
        Err(failure) => {
            front.failure(&failure.to_string(), failure.hint());
            REFUSED
        }
    }
}

/// The exit code when the walls could not be put up.
const REFUSED: i32 = 101;

fn try_to_act(
    role: Role,
    argv0: &OsStr,
    arguments: Vec<OsString>,
    front: &mut dyn Front,
) -> Result<i32, Failure> {
    let own = Path::new(argv0);
    let home = || Home::at(own.parent().ok_or(Failure::NoHome)?);
    match role {
        Role::Rustc => rustc::rustc(&home()?, arguments, front),
        Role::Rustdoc => rustc::rustdoc(&home()?, arguments, front),
        Role::Run => run::run(&home()?, arguments, front),
        Role::Launch if own.ends_with(role.file_name()) => {
            let mut arguments = arguments.into_iter();
            let launcher = arguments.next().ok_or(Failure::NoHome)?;
            launch::launch(Path::new(&launcher), arguments.collect(), front)
        }
        // A copy of this program under the build script's own name.
        Role::Launch => launch::launch(own, arguments, front),
    }
}

/// Why a role could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Failure {
    #[error("started from a folder that is not bulkhead's")]
    NoHome,
    #[error("{path} cannot be used: {cause}")]
    Io { path: String, cause: String },
    #[error(transparent)]
    Grants(#[from] GrantError),
    #[error("{what} is not what this version of bulkhead knows of Cargo: {why}")]
    Unknown { what: String, why: String },
    #[error(transparent)]
    Walls(#[from] bulkhead_sandbox::Error),
}

impl Failure {
    fn io(path: &Path, cause: &std::io::Error) -> Self {
        Failure::Io {
            path: path.display().to_string(),
            cause: cause.to_string(),
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Failure::NoHome | Failure::Io { .. } => "cargo bulkhead exec -- build",
            Failure::Grants(_) => "correct bulkhead.toml",
            Failure::Unknown { .. } => "cargo bulkhead disable, and report it",
            Failure::Walls(_) => "cargo bulkhead exec --accept-weaker-walls -- build",
        }
    }
}
