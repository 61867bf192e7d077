//! The arguments, in Cargo's own words where Cargo has words for them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::speak::terminal::Color;

const ABOUT: &str = "Shows what every dependency of a Cargo workspace can do, with evidence.

Reads the sources of all packages in the resolved graph. Compiles nothing, runs nothing of theirs.";

const AFTER: &str = "Examples:
  cargo bulkhead              the picture at one look
  cargo bulkhead -v           every package
  cargo bulkhead check ring   what one package does, with source lines

Exit codes: 0 nothing denied, 1 findings at `deny`, 2 could not do the work.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "cargo bulkhead",
    bin_name = "cargo bulkhead",
    version,
    about = ABOUT,
    after_help = AFTER,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckOptions,
}

/// What to do. Without a command it is `check`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what the packages of a workspace can do, and what was found (the default)
    #[command(after_help = AFTER)]
    Check(Box<CheckOptions>),
}

/// What `check` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct CheckOptions {
    /// Show these packages' evidence: `name` or `name@version`
    #[arg(value_name = "PACKAGE")]
    pub packages: Vec<String>,
    /// Show every package; with PACKAGE, all of its evidence
    #[arg(short, long)]
    pub verbose: bool,
    /// Show only findings at `deny` and `warn`
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// How to say it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Neither read nor write the cache of facts
    #[arg(long)]
    pub no_cache: bool,
    /// Leave out what only tests, examples and benchmarks use
    #[arg(long)]
    pub no_dev: bool,
    #[command(flatten)]
    /// What Cargo takes too.
    pub cargo: CargoOptions,
}

/// What Cargo takes too.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "As in Cargo")]
pub struct CargoOptions {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
    /// Features to turn on, with commas or blanks between
    #[arg(short = 'F', long, value_name = "FEATURES")]
    pub features: Vec<String>,
    /// Turn on all features
    #[arg(long)]
    pub all_features: bool,
    /// Leave the `default` feature off
    #[arg(long)]
    pub no_default_features: bool,
    /// Look at the graph for this target triple
    #[arg(long, value_name = "TRIPLE")]
    pub target: Vec<String>,
    /// Demand that Cargo.lock stays as it is
    #[arg(long)]
    pub locked: bool,
    /// Do without the network
    #[arg(long)]
    pub offline: bool,
    /// Both --locked and --offline
    #[arg(long)]
    pub frozen: bool,
}

/// How to say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person.
    #[default]
    Human,
    /// One JSON object (docs/json.md).
    Json,
}

impl Cli {
    /// The command, `check` when none was given.
    #[must_use]
    pub fn into_command(self) -> Command {
        self.command
            .unwrap_or_else(|| Command::Check(Box::new(self.check)))
    }

    /// When to use colours, whatever the command.
    #[must_use]
    pub fn color(&self) -> Color {
        match &self.command {
            Some(Command::Check(options)) => options.color,
            None => self.check.color,
        }
    }
}

/// The names of all commands.
#[must_use]
pub fn command_names() -> Vec<String> {
    let all = <Cli as clap::CommandFactory>::command();
    all.get_subcommands()
        .map(|c| c.get_name().to_owned())
        .collect()
}

/// Cargo starts `cargo-bulkhead bulkhead ..`; a person may start `cargo-bulkhead ..`. Both mean the same.
pub fn without_cargo(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    args.enumerate()
        .filter(|(i, arg)| !(*i == 1 && arg == OsStr::new("bulkhead")))
        .map(|(_, arg)| arg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(args: &[&str]) -> CheckOptions {
        let args = args.iter().map(OsString::from);
        match Cli::try_parse_from(without_cargo(args)).map(Cli::into_command) {
            Ok(Command::Check(options)) => *options,
            Err(e) => panic!("{e}"),
        }
    }

    #[test]
    fn the_definition_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn all_ways_to_start_it_mean_check() {
        for args in [
            &["cargo-bulkhead", "bulkhead", "check", "-v", "ring"][..],
            &["cargo-bulkhead", "bulkhead", "-v", "ring"],
            &["cargo-bulkhead", "check", "ring", "--verbose"],
            &["cargo-bulkhead", "ring", "-v"],
        ] {
            let options = check(args);
            assert_eq!(options.packages, ["ring"], "{args:?}");
            assert!(options.verbose, "{args:?}");
        }
        assert!(check(&["cargo-bulkhead"]).packages.is_empty());
        assert_eq!(
            check(&["cargo-bulkhead", "bulkhead", "bulkhead"]).packages,
            ["bulkhead"]
        );
    }
}
