//! The build that the object witness reads: the user's own, with what the analysis needs added out of sight.
//!
//! Cargo builds as always, into a folder of its own. This program stands in as compiler wrapper ([`wrapper`]) and
//! linker ([`linker`]): it adds options that no `cfg`, no build script's variable and no fingerprint shows, and writes
//! down what each run of the compiler made and what each link was given. [`collect`] reads those objects.
//!
//! Everything that the build executes is foreign code.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bulkhead_facts::archive::sha256;
use cargo_metadata::{Artifact, BuildScript, Message};

use crate::error::Error;
use crate::graph::{GraphOptions, Workspace};
use crate::sources::registry::hex;

pub mod collect;
mod deps;
mod flags;
pub mod generated;
mod library;
mod linker;
pub mod record;
mod wrapper;

pub use collect::{Built, Program, Use};
pub use library::Library;

use library::Ahead;

/// How to build, in Cargo's own words.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// The graph to build; its hosts do not count, since what is built is built here.
    pub graph: GraphOptions,
    /// `--profile`; Cargo's default when there is none.
    pub profile: Option<String>,
    /// No word from Cargo on standard error.
    pub quiet: bool,
    /// What puts up the walls around each compiler and build script when it is started in rustc's place. **Without**, all
    /// that the build executes has all rights of the caller.
    pub walls: Option<PathBuf>,
}

/// What Cargo said of a build.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What it made, or found made.
    pub artifacts: Vec<Artifact>,
    /// What build scripts asked for.
    pub scripts: Vec<BuildScript>,
}

/// The places of one analysed build.
#[derive(Clone, Debug)]
pub struct Places {
    /// Cargo's target folder.
    pub target: PathBuf,
    /// Ours, with a folder for each of roles, records and links.
    pub ours: PathBuf,
}

impl Places {
    /// The places below a workspace's target folder for a build with walls or without, which could have written down
    /// anything. What the build executes sees the path of Cargo's: no word in it tells of us.
    fn below(target_dir: &Path, has_walls: bool) -> Self {
        let of = format!("{FORMAT} {has_walls} {}", target_dir.display());
        let key = hex(&sha256(of.as_bytes()))[..16].to_owned();
        Places {
            target: target_dir.join(&key),
            ours: target_dir.join("bulkhead").join(key),
        }
    }

    /// Those of which this is ours.
    fn of(ours: &Path) -> Option<Self> {
        let target_dir = ours.parent()?.parent()?;
        Some(Places {
            target: target_dir.join(ours.file_name()?),
            ours: ours.to_owned(),
        })
    }
}

/// The form of what is written down beside a build: another needs another build.
const FORMAT: &str = "4";

/// The name under which Cargo starts this program as compiler wrapper.
const WRAPPER: &str = "bulkhead-rustc";

/// Plays the role for which Cargo or rustc started this program, when it is one: the exit code of what it ran. `None` for
/// a person's command.
#[must_use]
pub fn role(args: &[OsString]) -> Option<i32> {
    let me = Path::new(args.first()?);
    let folder = me.parent()?;
    if me.file_name()? == WRAPPER && folder.file_name()? == "roles" {
        return Some(wrapper::run(folder.parent()?, args.get(1..)?));
    }
    if folder.join(linker::REAL).is_file() {
        return Some(linker::run(folder, args.get(1..)?));
    }
    None
}

/// Builds the workspace, and begins to read what was built. **Runs foreign code**: build scripts and proc macros, inside the
/// walls of [`BuildOptions::walls`].
pub fn build(
    workspace: &Workspace,
    options: &BuildOptions,
) -> Result<(Said, Places, Library), Error> {
    let places = Places::below(&workspace.target_dir, options.walls.is_some());
    let wrapper = prepare(&places, options.walls.as_deref())?;
    let mut command = command(workspace, options, &places, &wrapper);
    let program = PathBuf::from(command.get_program());
    let mut child = command.spawn().map_err(|cause| Error::CannotStart {
        program: program.clone(),
        cause,
    })?;
    let mut std = collect::inputs::toolchain_libraries();
    std.retain(|file| file.iter().any(|part| *part == *workspace.host.triple));
    let (said, library) = Ahead::during(std, |ahead| match child.stdout.take() {
        Some(stdout) => listen(BufReader::new(stdout), ahead),
        None => Ok(Said::default()),
    });
    let status = child
        .wait()
        .map_err(|cause| Error::CannotStart { program, cause })?;
    let said = said.map_err(|cause| Error::BadAnswer {
        asked: "cargo build",
        said: cause.to_string(),
    })?;
    if !status.success() {
        return Err(Error::Build {
            said: status.to_string(),
        });
    }
    Ok((said, places, library))
}

fn command(
    workspace: &Workspace,
    options: &BuildOptions,
    places: &Places,
    wrapper: &Path,
) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--workspace"]);
    // Where nothing is linked there is nothing to read: then tests and examples are.
    if !workspace.links_programs() {
        command.arg("--all-targets");
    }
    command.arg("--message-format=json-render-diagnostics");
    command.arg("--target-dir").arg(&places.target);
    let graph = &options.graph;
    if let Some(path) = &graph.manifest_path {
        command.arg("--manifest-path").arg(path);
    }
    for features in &graph.features {
        command.arg("--features").arg(features);
    }
    for target in &graph.targets {
        command.arg("--target").arg(target);
    }
    if let Some(profile) = &options.profile {
        command.arg("--profile").arg(profile);
    }
    let flags = [
        (graph.all_features, "--all-features"),
        (graph.no_default_features, "--no-default-features"),
        (graph.locked, "--locked"),
        (graph.offline, "--offline"),
        (graph.frozen, "--frozen"),
        (options.quiet, "--quiet"),
    ];
    command.args(flags.iter().filter(|f| f.0).map(|f| f.1));
    command.env("RUSTC_WRAPPER", wrapper);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// Makes our folders and the name under which Cargo starts us.
fn prepare(places: &Places, walls: Option<&Path>) -> Result<PathBuf, Error> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |cause| Error::Io { path, cause }
    };
    for folder in ["roles", record::FOLDER, linker::FOLDER] {
        let folder = places.ours.join(folder);
        std::fs::create_dir_all(&folder).map_err(io(&folder))?;
    }
    let me = std::env::current_exe().map_err(io(Path::new("/proc/self/exe")))?;
    let ours = places.ours.canonicalize().map_err(io(&places.ours))?;
    let walls = walls.map_or(Some(wrapper::AMBIENT), Path::to_str);
    let walls = walls.ok_or_else(|| io(&ours)(io::ErrorKind::InvalidFilename.into()))?;
    record::put(&ours, wrapper::WALLS, walls.as_bytes()).map_err(io(&ours))?;
    let name = ours.join("roles").join(WRAPPER);
    linker::name_ourselves(&me, &name).map_err(io(&name))?;
    Ok(name)
}

fn listen(stdout: impl io::BufRead, ahead: &Ahead) -> io::Result<Said> {
    let mut said = Said::default();
    // A line of a hostile build script's making can be long; Cargo itself has read it already.
    for line in BufReader::new(stdout).lines() {
        match serde_json::from_str::<Message>(&line?) {
            Ok(Message::CompilerArtifact(artifact)) => {
                ahead.names(library_of(&artifact));
                said.artifacts.push(artifact);
            }
            Ok(Message::BuildScriptExecuted(script)) => said.scripts.push(script),
            // What is no message is what Cargo passes on from others.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(said)
}

/// The library that others are linked with: it lies beside what other compilers read of it, which unlike the library itself
/// Cargo never shows under another name.
fn library_of(artifact: &Artifact) -> Option<PathBuf> {
    let with = |extension: &str| {
        let mut files = artifact.filenames.iter();
        files.find(|f| f.extension() == Some(extension))
    };
    let file = with("rmeta").or_else(|| with("rlib"))?;
    Some(file.with_extension("rlib").into_std_path_buf())
}
