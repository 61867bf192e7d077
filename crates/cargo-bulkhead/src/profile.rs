//! `cargo bulkhead profile`: builds, and says what the programs can be held to where they run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bulkhead_cargo::built::{Built, Program as BuiltProgram};
use bulkhead_facts::object::graph::Unit;
use bulkhead_facts::table::Arch;
use bulkhead_facts::{Capability, Site};
use bulkhead_policy::hardening::{Hardening, Program};
use bulkhead_sandbox::{
    Access, Attempt, Command, Ended, Network, Profile, Status, Stream, Terminal, Tried, Watch,
    Weaker,
};

use crate::args::{BuildArgs, CheckOptions, Format};
use crate::failure::Failure;
use crate::look;
use crate::report::hardening::{self as report, Held};
use crate::speak::terminal;
use crate::{CLEAN, DENIED, verify, walls};

/// What is asked.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ProfileArgs {
    /// Only this program; all of the workspace without
    #[arg(long = "bin", value_name = "NAME")]
    pub bins: Vec<String>,
    /// Where not all is known, refuse what ordinary programs do without, and no more
    #[arg(long, conflicts_with = "check")]
    pub wide: bool,
    /// Start the program behind its profile, and tell what it tries beyond
    #[arg(long)]
    pub check: bool,
    /// With --check, start this file in the place of the one that was built: the one that you ship
    #[arg(long, value_name = "FILE", requires = "check")]
    pub program: Option<PathBuf>,
    /// How to build.
    #[command(flatten)]
    pub build: BuildArgs,
    /// With --check, the program's own arguments
    #[arg(last = true, value_name = "ARGUMENTS", requires = "check")]
    pub arguments: Vec<OsString>,
}

/// Builds, looks, and says it; with `check` starts the program too.
pub(crate) fn run(args: &ProfileArgs, options: &CheckOptions) -> Result<u8, Failure> {
    if matches!(
        options.format,
        Format::Sarif | Format::CycloneDx | Format::Markdown
    ) {
        return Err(no_such_format());
    }
    let (workspace, _, asked) = match look::load(&options.cargo) {
        Ok(loaded) => loaded,
        Err(blocked) => return blocked.said(options),
    };
    let built = verify::build(&workspace, &asked, &args.build, options)?;
    let name = |unit: Unit| {
        let package = built.packages.get(unit.0 as usize).copied().flatten();
        let package = package.and_then(|p| workspace.packages.get(p));
        package.map_or_else(|| "?".to_owned(), |p| p.name.clone())
    };
    let programs = chosen(&built, &args.bins)?;
    let held: Vec<Held<'_>> = programs.iter().map(|p| held(p, &name)).collect();
    let single = args.check || !matches!(options.format, Format::Human | Format::Json);
    if !single {
        look::say(options.color, |out, color| match options.format {
            Format::Json => report::json(out, &held),
            _ => terminal::write(out, &report::text(&held, terminal::width()), color),
        })?;
        return Ok(CLEAN);
    }
    let held = only(&held)?;
    if !held.hardening.is_whole() && !args.wide {
        return Err(not_whole(held));
    }
    if args.check {
        return check(held, args);
    }
    look::say(options.color, |out, _| match options.format {
        Format::Seccomp => report::seccomp(out, held),
        Format::Systemd => report::systemd(out, held),
        _ => report::landlock(out, held),
    })?;
    Ok(CLEAN)
}

/// The binaries that were asked for.
fn chosen<'b>(built: &'b Built, names: &[String]) -> Result<Vec<&'b BuiltProgram>, Failure> {
    let all = built.programs.iter();
    let all: Vec<_> = all
        .filter(|p| p.site == Site::Lib && p.binary.is_some())
        .collect();
    let name = |p: &&&BuiltProgram| p.binary.as_ref().map(|(name, _)| name.clone());
    let known: Vec<String> = all.iter().filter_map(|p| name(&p)).collect();
    let missing = names.iter().find(|n| !known.contains(n));
    if let Some(missing) = missing {
        return Err(Failure {
            kind: format!("there is no binary `{missing}`"),
            cause: (!known.is_empty()).then(|| format!("there are {}", known.join(", "))),
            hint: None,
        });
    }
    if all.is_empty() {
        return Err(Failure {
            kind: "this workspace has no binaries".to_owned(),
            cause: Some("a library runs in the programs that use it".to_owned()),
            hint: None,
        });
    }
    let wanted =
        |p: &&&BuiltProgram| names.is_empty() || name(p).is_some_and(|n| names.contains(&n));
    Ok(all.iter().filter(wanted).copied().collect())
}

fn held<'b>(program: &'b BuiltProgram, package: &dyn Fn(Unit) -> String) -> Held<'b> {
    let (name, file) = match &program.binary {
        Some((name, file)) => (name.as_str(), file.as_path()),
        None => (program.name.as_str(), Path::new("")),
    };
    Held {
        name,
        file,
        hardening: Hardening::of(&Program {
            needs: &program.needs,
            caps: program.caps,
            shared: &program.shared,
            gaps: &program.gaps,
            package,
        }),
    }
}

fn only<'h, 'b>(held: &'h [Held<'b>]) -> Result<&'h Held<'b>, Failure> {
    match held {
        [one] => Ok(one),
        several => {
            let names = several.iter().map(|h| h.name);
            let hint = several.first().map(|h| format!("--bin {}", h.name));
            Err(Failure {
                kind: "a profile is for one program, and there are several".to_owned(),
                cause: Some(names.collect::<Vec<_>>().join(", ")),
                hint,
            })
        }
    }
}

fn not_whole(held: &Held<'_>) -> Failure {
    let gaps = held.hardening.gaps.iter();
    Failure {
        kind: format!(
            "not all that `{}` does is known: a strict profile could end it",
            held.name
        ),
        cause: Some(gaps.cloned().collect::<Vec<_>>().join("\n")),
        hint: Some("--wide refuses what ordinary programs do without, and no more".to_owned()),
    }
}

fn no_such_format() -> Failure {
    Failure {
        kind: "profile speaks human, json, seccomp, systemd and landlock".to_owned(),
        cause: None,
        hint: Some("cargo bulkhead profile --format systemd".to_owned()),
    }
}

/// Starts the program behind its own profile.
fn check(held: &Held<'_>, args: &ProfileArgs) -> Result<u8, Failure> {
    let file = args.program.as_deref().unwrap_or(held.file);
    let file = file.canonicalize().map_err(|e| Failure {
        kind: format!("{} cannot be started", file.display()),
        cause: Some(e.to_string()),
        hint: None,
    })?;
    let mut command = Command::new(&file);
    command.arguments.extend(args.arguments.iter().cloned());
    command.directory = std::env::current_dir().unwrap_or_else(|_| "/".into());
    command.input = Stream::Inherit;
    let started = bulkhead_sandbox::start(&profile(held, &file), &command, Weaker::Refuse);
    let mut told = Told::default();
    let ended = started.and_then(|child| child.supervise(&mut told));
    let ended = ended.map_err(|e| Failure {
        kind: format!("`{}` could not be tried behind its profile", held.name),
        cause: Some(e.to_string()),
        hint: None,
    })?;
    walls::say(&report::ended(held, told.attempts, how(&ended)));
    Ok(if told.attempts > 0 { DENIED } else { CLEAN })
}

/// The same as is written for others, as far as it is known here: of paths only what may be done at all.
fn profile(held: &Held<'_>, file: &Path) -> Profile {
    let hardening = &held.hardening;
    let (writes, runs) = (report::writes(hardening), report::runs(hardening));
    let all = match (writes, runs) {
        (false, false) => Access::Read,
        (false, true) => Access::Run,
        (true, false) => Access::Write,
        (true, true) => Access::WriteRun,
    };
    let mut profile = Profile {
        environment: std::env::vars_os().collect(),
        terminal: Terminal::Shared,
        calls: Some(hardening.numbers_of(Arch::X86_64)),
        network: match hardening.may(Capability::Net) {
            true => Network::All,
            false => Network::None,
        },
        ..Profile::default()
    };
    profile.allow("/", all);
    for start in report::LOADERS.iter().map(Path::new).chain([file]) {
        profile.allow(start, Access::Run);
    }
    profile
}

fn how(ended: &Ended) -> String {
    match ended.status {
        Status::Code(code) => format!("ended with code {code}"),
        Status::Signal(signal) => format!("was ended by signal {signal}"),
        Status::Interrupted(_) => "was stopped".to_owned(),
    }
}

/// Says what was tried while the program runs.
#[derive(Default)]
struct Told {
    attempts: usize,
}

impl Watch for Told {
    fn tried(&mut self, attempt: &Attempt) {
        self.attempts += 1;
        let what = match &attempt.tried {
            Tried::Read(path) => format!("read {}", path.display()),
            Tried::Write(path) => format!("write {}", path.display()),
            Tried::Run(path) => format!("run {}", path.display()),
            Tried::Net(words) => format!("open {words}"),
            Tried::Call(number) => report::call(*number),
        };
        walls::say(&report::denied(&what, &attempt.by));
    }

    fn output(&mut self, _: &[u8]) {}
    fn errors(&mut self, _: &[u8]) {}
}
