//! The arguments, in Cargo's own words where Cargo has words for them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use bulkhead_facts::{Capability, Site};
use bulkhead_policy::policy::{Forbid, Profile};
use bulkhead_policy::suggest;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::exec::{ExecArgs, SwitchArgs};
use crate::profile::ProfileArgs;
use crate::speak::terminal::Color;

const ABOUT: &str = "Shows what every dependency of a Cargo workspace can do, with evidence.

Reads the sources of all packages in the resolved graph. Compiles nothing, runs nothing of theirs.";

const AFTER_DIFF: &str = "Examples:
  cargo bulkhead diff serde@1.0.200 serde@1.0.210   two versions of a package
  cargo bulkhead diff serde@1.0.210                 a version against the one in Cargo.lock
  cargo bulkhead diff serde                         what `cargo update serde` would bring
  cargo bulkhead diff --base origin/main            the working tree against a git revision
  cargo bulkhead diff old/Cargo.lock Cargo.lock     two lock files

Exit codes: 0 nothing grew, 1 something can do or brings more than before, 2 could not do the work.";

const AFTER: &str = "Examples:
  cargo bulkhead                        the picture at one look
  cargo bulkhead -v                     every package
  cargo bulkhead check ring             what one package does, with source lines
  cargo bulkhead init                   hold all of them to what they do today
  cargo bulkhead --forbid unsafe@lib    what stands between you and a program without it

Exit codes: 0 nothing denied, 1 findings at `deny`, 2 could not do the work.";

const AFTER_PROFILE: &str = "Formats beside human and json, each for one program:
  seccomp   what Docker, Podman and OCI runtimes load: docker run --security-opt seccomp=FILE
  systemd   a drop-in of the service
  landlock  rules in landlockconfig's TOML, with the paths to fill in

Where not all of a program is known, they are refused; --wide gives the widest profile that is sure.
Every profile is worth a try with --check before it is shipped: docs/profile.md.";

const UPDATE: &str = "From a database dump, which is the best source (1 GB, made every day):
  cargo bulkhead names update https://static.crates.io/db-dump.tar.gz

From the index, which knows nothing of downloads:
  git clone --depth 1 https://github.com/rust-lang/crates.io-index
  cargo bulkhead names update crates.io-index

A URL is fetched with `curl`.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "cargo bulkhead",
    bin_name = "cargo bulkhead",
    version,
    about = ABOUT,
    after_help = AFTER,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// Show these packages' evidence: `name` or `name@version`
    #[arg(value_name = "PACKAGE")]
    packages: Vec<String>,
    #[command(subcommand)]
    command: Option<Subcommands>,
    #[command(flatten)]
    options: CheckOptions,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// Show what the packages of a workspace can do, and what was found (the default)
    #[command(after_help = AFTER)]
    Check {
        /// Show these packages' evidence: `name` or `name@version`
        #[arg(value_name = "PACKAGE")]
        packages: Vec<String>,
    },
    /// Run a Cargo command with everything that it executes contained
    Exec(ExecArgs),
    /// Make containment the default for plain `cargo` and for IDEs
    Enable(SwitchArgs),
    /// Take that back
    Disable(SwitchArgs),
    /// Show what a change brings: two versions, two lock files, or a git revision against the working tree
    #[command(after_help = AFTER_DIFF)]
    Diff {
        /// `name@old name@new`; `name` or `name@new` against Cargo.lock; or two lock files
        #[arg(value_name = "WHAT")]
        what: Vec<String>,
        /// Compare the working tree with this git revision (`HEAD` when nothing else is said)
        #[arg(long, value_name = "REV", conflicts_with = "what")]
        base: Option<String>,
        /// A clone of the package's repository, to hold the new version's archive against the commit that it names
        #[arg(long, value_name = "DIR", requires = "what")]
        checkout: Option<PathBuf>,
    },
    /// Write `bulkhead.toml`: every package may do what it does today, and no more
    Init {
        /// What needs a grant: all but `unsafe`, the world outside, ways round the language, or all
        #[arg(long, value_name = "usual|ambient|sealed|all", default_value = "usual")]
        #[arg(value_parser = profile, hide_possible_values = true)]
        profile: Profile,
    },
    /// Grant what `check` shows and no more: all of it, or some of one package
    Accept {
        /// The package: `name` or `name@version`
        #[arg(value_name = "PACKAGE")]
        package: Option<String>,
        /// Some of what it does: `net`, `net@build`, or `@build` for having a build script
        #[arg(value_name = "CAPABILITY")]
        capabilities: Vec<String>,
    },
    /// Build, and show what the compiled code can do and its sources do not say. Runs foreign code
    Verify {
        /// Show these packages' uses and the ways to them: `name` or `name@version`
        #[arg(value_name = "PACKAGE")]
        packages: Vec<String>,
        /// How to build.
        #[command(flatten)]
        build: BuildArgs,
    },
    /// Build, and say what the programs can be held to where they run: system calls, systemd lines, Landlock rules
    #[command(after_help = AFTER_PROFILE)]
    Profile(ProfileArgs),
    /// Judge names before they get into Cargo.toml: which could be mistaken for which
    #[command(args_conflicts_with_subcommands = true)]
    Names {
        #[command(subcommand)]
        command: Option<NamesCommand>,
        /// The names; `-` reads one a line from standard input
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// Judge them as if no crate were called so yet
        #[arg(long)]
        as_new: bool,
        /// Keep in bulkhead.toml that these names are meant, and why
        #[arg(long, value_name = "WHY")]
        confirm: Option<String>,
    },
    /// `cargo add`, once the names were judged
    Add {
        /// What `cargo add` takes
        #[arg(
            value_name = "ARG",
            trailing_var_arg = true,
            allow_hyphen_values = true,
            required = true
        )]
        args: Vec<String>,
    },
    /// Show the shortest way from your code, or from what the package offers, to where it acquires the authority
    Why {
        /// The package: `name` or `name@version`
        #[arg(value_name = "PACKAGE")]
        package: String,
        /// What it does: `net`, `read`, `run`, …
        #[arg(value_name = "CAPABILITY", value_parser = capability)]
        capability: Capability,
        /// Where its code runs; all of its sites without
        #[arg(long, value_name = "lib|build|macro", value_parser = site)]
        site: Option<Site>,
        /// By what was compiled, as `verify` builds it, and not by the sources
        #[arg(long)]
        built: bool,
        /// How to build.
        #[command(flatten)]
        build: BuildArgs,
    },
    /// Say what a finding or a capability means and what to do
    Explain {
        /// The code of a finding, or a capability; all of them are listed without
        #[arg(value_name = "CODE|CAPABILITY")]
        word: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum NamesCommand {
    /// Make the table of names anew from what crates.io publishes
    #[command(after_help = UPDATE)]
    Update {
        /// A database dump or an index of crates.io: a `.tar.gz`, the folder that it unpacks to, or where to get it
        #[arg(value_name = "PATH|URL")]
        from: String,
    },
}

fn capability(word: &str) -> Result<Capability, String> {
    let names = || Capability::ALL.into_iter().map(Capability::name);
    word.parse()
        .map_err(|_| match suggest::nearest(word, names()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!(
                "the capabilities are: {}",
                names().collect::<Vec<_>>().join(" ")
            ),
        })
}

fn site(word: &str) -> Result<Site, String> {
    let found = Site::ALL.into_iter().find(|s| s.name() == word);
    found.ok_or_else(|| format!("the sites are: {}", Site::ALL.map(Site::name).join(" ")))
}

fn profile(word: &str) -> Result<Profile, String> {
    let found = Profile::ALL.into_iter().find(|p| p.name() == word);
    found.ok_or_else(|| {
        format!(
            "the profiles are: {}",
            Profile::ALL.map(Profile::name).join(" ")
        )
    })
}

fn forbid(word: &str) -> Result<Vec<Forbid>, String> {
    Forbid::parse(word).map_err(|(what, hint)| match hint {
        Some(hint) => format!("{what}; {hint}"),
        None => what,
    })
}

/// What to do.
#[derive(Debug)]
pub enum Command {
    /// Write the policy file.
    Init {
        /// What needs a grant.
        profile: Profile,
        /// How.
        options: CheckOptions,
    },
    /// Grant what was shown.
    Accept {
        /// `name` or `name@version`; all without.
        package: Option<String>,
        /// `net`, `net@build` or `@build`; all without.
        capabilities: Vec<String>,
        /// How.
        options: CheckOptions,
    },
    /// Show the way to where a package acquires an authority.
    Why {
        /// `name` or `name@version`.
        package: String,
        /// Which authority.
        capability: Capability,
        /// Where the code runs; everywhere without.
        site: Option<Site>,
        /// How to build, when what was compiled is asked.
        built: Option<BuildArgs>,
        /// How.
        options: CheckOptions,
    },
    /// Say what a word means.
    Explain {
        /// The code of a finding or the name of a capability.
        word: Option<String>,
    },
    /// Build, and look at what was compiled.
    Verify {
        /// `name` or `name@version`.
        packages: Vec<String>,
        /// How to build.
        build: BuildArgs,
        /// How to look and what to say.
        options: CheckOptions,
    },
    /// Build, and say what the programs can be held to.
    Profile {
        /// What is asked.
        args: ProfileArgs,
        /// How.
        options: CheckOptions,
    },
    /// Judge names.
    Names {
        /// The names, `-` for standard input.
        names: Vec<String>,
        /// As if no crate were called so.
        as_new: bool,
        /// Why they are meant.
        confirm: Option<String>,
        /// How.
        options: CheckOptions,
    },
    /// Make the table of names anew.
    UpdateNames {
        /// A path or a URL.
        from: String,
        /// How.
        options: CheckOptions,
    },
    /// `cargo add` behind the judgement of names.
    Add {
        /// What `cargo add` takes.
        args: Vec<String>,
        /// How.
        options: CheckOptions,
    },
    /// Look at a workspace, or at the evidence of these packages.
    Check {
        /// `name` or `name@version`.
        packages: Vec<String>,
        /// How.
        options: CheckOptions,
    },
    /// Run Cargo contained.
    Exec(ExecArgs),
    /// Make that the default.
    Enable(SwitchArgs),
    /// And take it back.
    Disable(SwitchArgs),
    /// Show what a change brings.
    Diff {
        /// Packages with versions, or lock files.
        what: Vec<String>,
        /// A git revision.
        base: Option<String>,
        /// A clone of the new package's repository.
        checkout: Option<PathBuf>,
        /// How.
        options: CheckOptions,
    },
}

/// How to check and what to say.
#[derive(Clone, Debug, Default, Args)]
pub struct CheckOptions {
    /// Show every package; with PACKAGE, all of its evidence
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Show only findings at `deny` and `warn`
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Speak to a person or a program
    #[arg(
        long,
        global = true,
        value_name = "human|json|sarif|cyclonedx|markdown",
        default_value = "human",
        hide_possible_values = true
    )]
    pub format: Format,
    /// Deny what no package may do: `unsafe`, `net@build`, `unsafe@lib` for the program alone
    #[arg(long, global = true, value_name = "CAPABILITY", value_delimiter = ',')]
    #[arg(value_parser = forbid)]
    pub forbid: Vec<Vec<Forbid>>,
    /// Remove the grants that nothing uses from bulkhead.toml
    #[arg(long, global = true)]
    pub fix: bool,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_name = "auto|always|never",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub color: Color,
    /// Neither read nor write the cache of facts
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// Leave out what only tests, examples and benchmarks use
    #[arg(long, global = true)]
    pub no_dev: bool,
    /// What Cargo takes too.
    #[command(flatten)]
    pub cargo: CargoOptions,
}

/// How to build what is verified.
#[derive(Clone, Debug, Default, Args)]
pub struct BuildArgs {
    /// Run build scripts and proc macros without walls, with all of your rights
    #[arg(long)]
    pub uncontained: bool,
    /// Go on where the host gives no namespaces: names and metadata of all files stay visible
    #[arg(long, conflicts_with = "uncontained")]
    pub accept_weaker_walls: bool,
    /// Build as with `--profile release`
    #[arg(short, long, conflicts_with = "profile")]
    pub release: bool,
    /// Build with this profile
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Look at all that every library offers, whether the program uses it or not
    #[arg(long)]
    pub all_libraries: bool,
}

/// What Cargo takes too.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "As in Cargo")]
pub struct CargoOptions {
    /// Path to Cargo.toml
    #[arg(global = true, long, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
    /// Features to turn on, with commas or blanks between
    #[arg(global = true, short = 'F', long, value_name = "FEATURES")]
    pub features: Vec<String>,
    /// Turn on all features
    #[arg(global = true, long)]
    pub all_features: bool,
    /// Leave the `default` feature off
    #[arg(global = true, long)]
    pub no_default_features: bool,
    /// Look at the graph for this target triple
    #[arg(global = true, long, value_name = "TRIPLE")]
    pub target: Vec<String>,
    /// Demand that Cargo.lock stays as it is
    #[arg(global = true, long)]
    pub locked: bool,
    /// Do without the network
    #[arg(global = true, long)]
    pub offline: bool,
    /// Both --locked and --offline
    #[arg(global = true, long)]
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
    /// The findings as SARIF 2.1.0, for code scanning.
    Sarif,
    /// The packages as a CycloneDX 1.6 bill of materials, with what each can do.
    #[value(name = "cyclonedx")]
    CycloneDx,
    /// For a pull request (`diff` only).
    Markdown,
    /// A seccomp profile (`profile` only).
    Seccomp,
    /// Lines of a systemd unit (`profile` only).
    Systemd,
    /// Landlock rules (`profile` only).
    Landlock,
}

impl Format {
    /// Whether only `profile` speaks it.
    pub(crate) fn is_of_profile(self) -> bool {
        matches!(self, Format::Seccomp | Format::Systemd | Format::Landlock)
    }
}

impl Cli {
    /// The command, `check` when none was given.
    #[must_use]
    pub fn into_command(self) -> Command {
        let options = self.options;
        let mut packages = self.packages;
        match self.command {
            Some(Subcommands::Exec(args)) => Command::Exec(args),
            Some(Subcommands::Enable(args)) => Command::Enable(args),
            Some(Subcommands::Disable(args)) => Command::Disable(args),
            Some(Subcommands::Why {
                package,
                capability,
                site,
                built,
                build,
            }) => Command::Why {
                package,
                capability,
                site,
                built: built.then_some(build),
                options,
            },
            Some(Subcommands::Diff {
                what,
                base,
                checkout,
            }) => Command::Diff {
                what,
                base,
                checkout,
                options,
            },
            Some(Subcommands::Init { profile }) => Command::Init { profile, options },
            Some(Subcommands::Accept {
                package,
                capabilities,
            }) => Command::Accept {
                package,
                capabilities,
                options,
            },
            Some(Subcommands::Verify {
                packages: more,
                build,
            }) => {
                packages.extend(more);
                Command::Verify {
                    packages,
                    build,
                    options,
                }
            }
            Some(Subcommands::Profile(args)) => Command::Profile { args, options },
            Some(Subcommands::Names {
                command: Some(NamesCommand::Update { from }),
                ..
            }) => Command::UpdateNames { from, options },
            Some(Subcommands::Names {
                names,
                as_new,
                confirm,
                ..
            }) => Command::Names {
                names,
                as_new,
                confirm,
                options,
            },
            Some(Subcommands::Add { args }) => Command::Add { args, options },
            Some(Subcommands::Explain { word }) => Command::Explain { word },
            Some(Subcommands::Check { packages: more }) => {
                packages.extend(more);
                Command::Check { packages, options }
            }
            None => Command::Check { packages, options },
        }
    }

    /// When to use colours, whatever the command.
    #[must_use]
    pub fn color(&self) -> Color {
        self.options.color
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

    fn check(args: &[&str]) -> (Vec<String>, CheckOptions) {
        let args = args.iter().map(OsString::from);
        match Cli::try_parse_from(without_cargo(args)).map(Cli::into_command) {
            Ok(Command::Check { packages, options }) => (packages, options),
            Ok(other) => panic!("{other:?}"),
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
            &["cargo-bulkhead", "-v", "check", "ring"],
            &["cargo-bulkhead", "ring", "-v"],
        ] {
            let (packages, options) = check(args);
            assert_eq!(packages, ["ring"], "{args:?}");
            assert!(options.verbose, "{args:?}");
        }
        assert!(check(&["cargo-bulkhead"]).0.is_empty());
        let (_, options) = check(&[
            "cargo-bulkhead",
            "--forbid",
            "net@build,unsafe",
            "--forbid",
            "ambient@macro",
        ]);
        assert_eq!(options.forbid.iter().flatten().count(), 8);
        let (packages, _) = check(&["cargo-bulkhead", "bulkhead", "bulkhead"]);
        assert_eq!(packages, ["bulkhead"]);
    }
}
