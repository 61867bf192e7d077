//! The command line of bulkhead: the only crate that prints.
//!
//! It is a library as well as a program only so that its tests can render a report without starting a process; nothing
//! here is meant for other programs, which should read `--format json`.

mod accept;
pub mod args;
mod check;
mod diff;
pub mod exec;
mod explain;
mod failure;
mod gather;
mod init;
mod look;
mod names;
mod policy_file;
mod profile;
mod progress;
pub mod report;
pub mod speak;
mod verify;
mod walls;
mod why;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use bulkhead_policy::suggest;
use clap::Parser as _;

use crate::args::{Cli, Command};
use crate::failure::Failure;
use crate::speak::terminal;

/// Nothing is denied.
const CLEAN: u8 = 0;
/// There are findings at `deny`.
const DENIED: u8 = 1;
/// The work could not be done.
const FAILED: u8 = 2;

/// Runs the program: `args` are those of the process, the program's own name first.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    // Cargo and rustc start this program too, in a build that is analysed or contained: that comes before everything else.
    if let Some(code) = bulkhead_cargo::built::role(&args) {
        return ExitCode::from(u8::try_from(code).unwrap_or(FAILED));
    }
    if let Some(code) = walls::role(&args) {
        return ExitCode::from(code);
    }
    let args = args.into_iter();
    let cli = match Cli::try_parse_from(args::without_cargo(args)) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let color = cli.color();
    let done = match cli.into_command() {
        Command::Check { packages, options } => check::run(&packages, &options),
        Command::Verify {
            packages,
            build,
            options,
        } => verify::run(&packages, &build, &options),
        Command::Profile { args, options } => profile::run(&args, &options),
        Command::Exec(args) => exec::exec(&args),
        Command::Enable(args) => exec::enable(&args),
        Command::Disable(args) => exec::disable(&args),
        Command::Diff {
            what,
            base,
            checkout,
            options,
        } => diff::Asked::of(what, base, checkout).and_then(|asked| diff::run(&asked, &options)),
        Command::Init { profile, options } => init::run(profile, &options),
        Command::Accept {
            package,
            capabilities,
            options,
        } => accept::run(package.as_deref(), &capabilities, &options),
        Command::Names {
            names,
            as_new,
            confirm,
            options,
        } => names::run(&names, as_new, confirm.as_deref(), &options),
        Command::UpdateNames { from, options } => names::update::run(&from, &options),
        Command::Add { args, options } => names::add::run(&args, &options),
        Command::Why {
            package,
            capability,
            site,
            built: Some(build),
            options,
        } => verify::why(&package, capability, site, &build, &options),
        Command::Why {
            package,
            capability,
            site,
            built: None,
            options,
        } => why::run(&package, capability, site, &options),
        Command::Explain { word } => explain::run(word.as_deref(), color),
    };
    ExitCode::from(done.unwrap_or_else(|failure| complain(&failure, color)))
}

/// Help and version go to standard output and are no failure; a wrong argument is one.
fn usage(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell when the stream is closed.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { FAILED } else { CLEAN })
}

fn complain(failure: &Failure, color: terminal::Color) -> u8 {
    let mut stderr = io::stderr().lock();
    let color = terminal::wants_color(color, &stderr);
    // Nobody is left to tell when the stream is closed.
    let _ = terminal::write(&mut stderr, &failure.text(terminal::width()), color);
    FAILED
}
