//! `exec`: one Cargo command with everything that it executes behind walls.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bulkhead_sandbox::{Host, Level};

use super::{Home, Role, Settings};

/// What the user asks for.
#[derive(Clone, Debug, Default)]
pub struct ExecOptions {
    /// Cargo's own arguments.
    pub arguments: Vec<OsString>,
    /// Walls without namespaces will do.
    pub accept_weaker_walls: bool,
    /// This program.
    pub program: PathBuf,
}

/// Why nothing was started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecError {
    /// The host lacks a wall.
    #[error("this host cannot contain: {0}")]
    Host(String),
    /// Only walls without namespaces are possible here.
    #[error("this host gives no namespaces: {0}")]
    OnlyWeaker(String),
    /// Neither `XDG_DATA_HOME` nor `HOME` says where the user's data goes.
    #[error("there is no home directory")]
    NoDataFolder,
    /// A file or program cannot be used.
    #[error("{what}: {cause}")]
    Io {
        /// Which.
        what: String,
        /// Why.
        cause: io::Error,
    },
}

/// A Cargo command, ready to start.
#[derive(Debug)]
pub struct Contained {
    /// Cargo.
    pub command: Command,
    /// What its children are started from.
    pub home: Home,
    /// A runner of the user's own that stays in place, so that programs and tests are not contained.
    pub foreign_runner: Option<String>,
}

/// Prepares a Cargo command.
///
/// # Errors
///
/// When the host cannot contain it, or the folder for the walls cannot be made.
pub fn prepare(options: &ExecOptions) -> Result<Contained, ExecError> {
    let host = bulkhead_sandbox::probe();
    refuse_what_does_not_hold(&host, options.accept_weaker_walls)?;
    let arguments = without_cargo(&options.arguments);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = workspace_root(&cargo, &arguments);
    let home = home(
        root.as_deref(),
        options.accept_weaker_walls,
        &options.program,
    )?;
    let mut command = Command::new(&cargo);
    command.args(&arguments);
    command.env("RUSTC_WRAPPER", home.link(Role::Rustc));
    command.env("RUSTDOC", home.link(Role::Rustdoc));
    let mut foreign_runner = None;
    for triple in triples(&arguments) {
        match runner(root.as_deref(), &triple) {
            Some(other) => foreign_runner = Some(other),
            None => {
                let name = triple.to_uppercase().replace(['-', '.'], "_");
                let runner = home.link(Role::Run);
                // The variable is split at blanks; a path with blanks goes through Cargo's other way.
                if runner
                    .as_os_str()
                    .as_encoded_bytes()
                    .iter()
                    .any(u8::is_ascii_whitespace)
                {
                    foreign_runner = Some(format!("none, since {} has blanks", runner.display()));
                } else {
                    command.env(format!("CARGO_TARGET_{name}_RUNNER"), runner);
                }
            }
        }
    }
    Ok(Contained {
        command,
        home,
        foreign_runner,
    })
}

fn refuse_what_does_not_hold(host: &Host, accept_weaker: bool) -> Result<(), ExecError> {
    match (host.level, &host.namespaces) {
        (None, _) => Err(ExecError::Host(format!(
            "Landlock ABI {}, 6 is needed (kernel 6.12); seccomp filters: {}",
            host.landlock, host.seccomp
        ))),
        (Some(Level::Reduced), Err(why)) if !accept_weaker => {
            Err(ExecError::OnlyWeaker(why.clone()))
        }
        _ => Ok(()),
    }
}

/// The folder for a workspace (or for the user), made or brought up to date.
///
/// # Errors
///
/// When it cannot be made.
pub fn home(
    root: Option<&Path>,
    accept_weaker_walls: bool,
    program: &Path,
) -> Result<Home, ExecError> {
    let variable = |name: &str| {
        let value = std::env::var_os(name).map(PathBuf::from);
        value.filter(|path| path.is_absolute())
    };
    let user = variable("HOME").ok_or(ExecError::NoDataFolder)?;
    let data = variable("XDG_DATA_HOME").unwrap_or_else(|| user.join(".local/share"));
    let settings = Settings {
        root: root.map(Path::to_owned),
        cargo_home: variable("CARGO_HOME").unwrap_or_else(|| user.join(".cargo")),
        accept_weaker_walls,
    };
    let dir = Home::place(&data, root);
    Home::make(&dir, settings, program).map_err(|cause| ExecError::Io {
        what: dir.display().to_string(),
        cause,
    })
}

/// The root of the workspace that a command is about; none for commands about no workspace, such as `install`.
#[must_use]
pub fn workspace_root(cargo: &OsStr, arguments: &[OsString]) -> Option<PathBuf> {
    let mut command = Command::new(cargo);
    command.args(["locate-project", "--workspace", "--message-format=plain"]);
    if let Some(path) = value_of(arguments, "--manifest-path") {
        command.arg("--manifest-path").arg(path);
    }
    let output = command.stderr(Stdio::null()).output().ok()?;
    let mut text = output.stdout;
    while text.last().is_some_and(u8::is_ascii_whitespace) {
        text.pop();
    }
    let manifest = super::home::path(text);
    manifest
        .parent()
        .filter(|dir| dir.is_absolute())
        .map(Path::to_owned)
}

/// `exec -- cargo build` means the same as `exec -- build`.
fn without_cargo(arguments: &[OsString]) -> Vec<OsString> {
    let skip = usize::from(arguments.first().is_some_and(|a| a == "cargo"));
    arguments[skip..].to_vec()
}

fn value_of(arguments: &[OsString], flag: &str) -> Option<OsString> {
    let ours = arguments.iter().take_while(|a| *a != "--");
    let ours: Vec<_> = ours.collect();
    let joined = format!("{flag}=");
    ours.iter().enumerate().find_map(|(i, argument)| {
        if **argument == *flag {
            return ours.get(i + 1).map(|v| (*v).clone());
        }
        argument.to_str()?.strip_prefix(&joined).map(OsString::from)
    })
}

/// The platforms that programs are built for: the host's, and what the command names.
fn triples(arguments: &[OsString]) -> Vec<String> {
    let output = Command::new("rustc").arg("-vV").output();
    let text = output
        .map(|o| String::from_utf8_lossy(&o.stdout).into_owned())
        .unwrap_or_default();
    let host = text
        .lines()
        .find_map(|l| l.strip_prefix("host: "))
        .map(str::to_owned);
    let named = value_of(arguments, "--target").and_then(|t| t.into_string().ok());
    let mut all: Vec<_> = host.into_iter().chain(named).collect();
    all.dedup();
    all
}

/// A runner that the user has configured.
fn runner(root: Option<&Path>, triple: &str) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let config = cargo_config2::Config::load_with_cwd(root.unwrap_or(&here)).ok()?;
    let runner = config.runner(triple).ok()??;
    let text = runner.path.display().to_string();
    (Role::of(runner.path.as_os_str()).is_none()).then_some(text)
}
