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
    // A toolchain's own Cargo knows no `+nightly`; that is rustup's.
    let own = std::env::var_os("CARGO").filter(|_| !arguments.first().is_some_and(is_toolchain));
    let cargo = own.unwrap_or_else(|| "cargo".into());
    let root = workspace_root(&cargo, &arguments);
    let home = home(
        root.as_deref(),
        options.accept_weaker_walls,
        &options.program,
    )?;
    let mut command = Command::new(&cargo);
    let mut configuration: Vec<OsString> = Vec::new();
    command.env("RUSTC_WRAPPER", home.link(Role::Rustc));
    command.env("RUSTDOC", home.link(Role::Rustdoc));
    let mut foreign_runner = None;
    let triples = if may_start_programs(&arguments) {
        triples(&arguments)
    } else {
        Vec::new()
    };
    for triple in triples {
        match runner(root.as_deref(), &triple) {
            Some(other) => foreign_runner = Some(other),
            None => match home.link(Role::Run).to_str() {
                // Not by a variable, which Cargo splits at blanks.
                Some(runner) => {
                    let runner = toml_edit::Value::from_iter([runner]);
                    let key = format!("target.{}.runner", toml_edit::Value::from(&triple));
                    configuration.extend(["--config".into(), format!("{key}={runner}").into()]);
                }
                None => foreign_runner = Some("none, since a path is not UTF-8".to_owned()),
            },
        }
    }
    let toolchain = usize::from(arguments.first().is_some_and(is_toolchain));
    command.args(&arguments[..toolchain]);
    command.args(configuration);
    command.args(&arguments[toolchain..]);
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

/// `+nightly`, which goes before all else.
fn is_toolchain(argument: &OsString) -> bool {
    argument.as_encoded_bytes().starts_with(b"+")
}

/// Whether a command may start what it has built. To ask the compiler for its platform takes as long as a build that has
/// nothing to do.
fn may_start_programs(arguments: &[OsString]) -> bool {
    const NO: [&str; 16] = [
        "b", "build", "c", "check", "clean", "clippy", "d", "doc", "fetch", "fix", "fmt",
        "install", "metadata", "package", "publish", "tree",
    ];
    let command = arguments.iter().find(|a| !is_toolchain(a));
    !command.is_some_and(|command| NO.iter().any(|no| command == no))
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
