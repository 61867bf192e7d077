//! The role in which Cargo starts this program in place of rustc, and in front of what puts up the walls.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Places;
use super::flags::Line;
use super::linker;
use super::record::{LinkRecord, Record};

/// The file that says what puts up the walls around a compiler, or [`AMBIENT`].
pub(super) const WALLS: &str = "walls";

/// No walls.
pub(super) const AMBIENT: &str = "none";

/// What a program returns that could not do its work.
const FAILED: i32 = 101;

/// Runs rustc with what the analysis needs; `args` begins with the program that Cargo wants run.
pub(super) fn run(ours: &Path, args: &[OsString]) -> i32 {
    let Some((program, args)) = args.split_first() else {
        return FAILED;
    };
    let expanded = expand(args);
    let line = Line::read(expanded.as_deref().unwrap_or(args));
    if !line.is_unit() || !line.links || !belongs(ours, &line) {
        return execute(ours, program, args);
    }
    match prepare(ours, &line) {
        Ok(args) => execute(ours, program, &args),
        // Rather no analysis than a build that does not work; what has no record is a gap.
        Err(_) => execute(ours, program, args),
    }
}

/// Whether Cargo asked for this, and not a build script that knows the wrapper from its environment.
fn belongs(ours: &Path, line: &Line) -> bool {
    let (Some(places), Some(out)) = (Places::of(ours), &line.out_dir) else {
        return false;
    };
    let target = places.target;
    let in_target =
        out.starts_with(&target) || out.canonicalize().is_ok_and(|o| o.starts_with(&target));
    in_target && out.file_name() != Some(OsStr::new("out"))
}

fn prepare(ours: &Path, line: &Line) -> io::Result<Vec<OsString>> {
    let stem = line.stem();
    let here = std::env::current_dir()?;
    let absolute = |path: &Option<PathBuf>| path.as_ref().map(|p| here.join(p)).unwrap_or_default();
    let out_dir = absolute(&line.out_dir);
    let linker = if line.calls_linker() {
        let real = line.linker.clone().unwrap_or_else(|| "cc".into());
        LinkRecord::remove(&out_dir, &stem)?;
        Some(linker::stand_in(ours, &stem, &real)?)
    } else {
        None
    };
    // Of this unit alone, so that what is in there tells what rustc made of it.
    let incremental = line.incremental.as_ref();
    let incremental = incremental.map(|folder| here.join(folder).join(&stem));
    Record {
        incremental: incremental.clone(),
        crate_name: line.crate_name.clone(),
        links: linker.is_some(),
        stem,
        crate_types: line.crate_types.clone(),
        test: line.test,
        out_dir,
        source: absolute(&line.source),
        cwd: here.clone(),
        externs: line.externs.iter().map(|e| here.join(e)).collect(),
        target: line.target.clone(),
    }
    .write(ours)?;
    Ok(line.analysed(linker.as_deref(), incremental.as_deref()))
}

/// The arguments with those in their place that a file holds; `None` when there are none in files.
fn expand(args: &[OsString]) -> Option<Vec<OsString>> {
    let file = |arg: &OsString| arg.to_str()?.strip_prefix('@').map(PathBuf::from);
    args.iter().any(|a| file(a).is_some()).then(|| {
        let lines = args.iter().flat_map(|arg| {
            match file(arg).and_then(|path| std::fs::read_to_string(path).ok()) {
                Some(text) => text.lines().map(OsString::from).collect(),
                None => vec![arg.clone()],
            }
        });
        lines.collect()
    })
}

/// Becomes the compiler, or what puts up walls around it when this build has any: that asks its parent, which is Cargo.
fn execute(ours: &Path, program: &OsStr, args: &[OsString]) -> i32 {
    let mut command = match std::fs::read_to_string(ours.join(WALLS)).as_deref() {
        Ok(AMBIENT) => Command::new(program),
        Ok(walls) => {
            let mut command = Command::new(walls);
            command.arg(program);
            command
        }
        Err(_) => return FAILED,
    };
    become_it(command.args(args))
}

#[cfg(unix)]
fn become_it(command: &mut Command) -> i32 {
    use std::os::unix::process::CommandExt as _;
    // It comes back only when it cannot be started.
    let _ = command.exec();
    FAILED
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> i32 {
    let code = command.status().ok().and_then(|s| s.code());
    code.unwrap_or(FAILED)
}
