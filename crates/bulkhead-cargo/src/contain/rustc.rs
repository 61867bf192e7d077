//! The compiler wrapper: each rustc and rustdoc, so each proc macro, behind walls.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command as Plain;

use bulkhead_facts::Site;
use bulkhead_sandbox::{
    Access, Attempt, Command, Ended, Network, Over, Profile, Status, Stream, Watch,
};

use super::denial::{self, Collected, Denial, Denied, Place};
use super::launch::Launch;
use super::publish::{self, Private};
use super::record::{Record, profile_folder};
use super::unit::Unit;
use super::{Failure, Front, Home, Origin, Role, environment, grants, profiles};

/// The line that is added to `rustc -vV`. Cargo makes what it calls a rustc's version part of the name of every unit, so
/// that what was built behind walls and what was built without never stand for each other. The number goes up whenever a file
/// that this program leaves beside units changes its form.
const VERSION_LINE: &str = "bulkhead: contained 1\n";

/// Bytes of rustc's messages that are looked through for missed variables.
const MOST_SAID: usize = 256 * 1024;

/// In place of rustc. The first argument is the compiler, or the wrapper that Cargo wants in front of it (`clippy-driver`),
/// which gets the compiler as its own first.
pub(super) fn rustc(
    home: &Home,
    arguments: Vec<OsString>,
    front: &mut dyn Front,
) -> Result<i32, Failure> {
    let (program, rest) = compiler(arguments)?;
    let skip = rest.iter().take_while(|a| is_compiler(a)).count();
    let unit = Unit::parse(rest[skip..].iter().cloned())
        .map_err(|e| Failure::io(Path::new("arguments"), &e))?;
    if unit.source.is_none() || unit.only_asks {
        return ask(&program, &rest, front);
    }
    compile(home, &program, &rest[..skip], &unit, Role::Rustc, front)
}

/// In place of rustdoc.
pub(super) fn rustdoc(
    home: &Home,
    arguments: Vec<OsString>,
    front: &mut dyn Front,
) -> Result<i32, Failure> {
    let program = real_rustdoc()?;
    let unit = Unit::parse(without_runner(arguments.clone()))
        .map_err(|e| Failure::io(Path::new("arguments"), &e))?;
    if unit.source.is_none() || unit.only_asks {
        return ask(&program, &arguments, front);
    }
    compile(home, &program, &[], &unit, Role::Rustdoc, front)
}

fn compiler(arguments: Vec<OsString>) -> Result<(PathBuf, Vec<OsString>), Failure> {
    let mut arguments = arguments.into_iter();
    let program = arguments.next().ok_or_else(|| Failure::Unknown {
        what: "a compiler wrapper without a compiler".to_owned(),
        why: "it is Cargo that starts it".to_owned(),
    })?;
    Ok((find(&program)?, arguments.collect()))
}

/// `rustc` in front of the arguments proper: `clippy-driver rustc ..`.
fn is_compiler(argument: &OsStr) -> bool {
    !argument.as_encoded_bytes().starts_with(b"-")
        && Path::new(argument).file_stem() == Some(OsStr::new("rustc"))
}

/// The path behind a program's name.
pub(super) fn find(name: &OsStr) -> Result<PathBuf, Failure> {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return std::path::absolute(path).map_err(|e| Failure::io(path, &e));
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut all = std::env::split_paths(&folders).map(|dir| dir.join(path));
    all.find(|p| p.is_file()).ok_or_else(|| Failure::Io {
        path: path.display().to_string(),
        cause: "not in PATH".to_owned(),
    })
}

/// Cargo does not say which rustdoc this stands for: it is the one beside itself, or beside the compiler.
fn real_rustdoc() -> Result<PathBuf, Failure> {
    let cargo = std::env::var_os("CARGO").map(PathBuf::from);
    let beside = cargo
        .as_deref()
        .and_then(Path::parent)
        .map(|bin| bin.join("rustdoc"));
    if let Some(rustdoc) = beside.filter(|path| path.is_file()) {
        return Ok(rustdoc);
    }
    Ok(sysroot(&find("rustc".as_ref())?)?.join("bin/rustdoc"))
}

/// The toolchain's folder. A compiler of rustup's is asked; one that lies in a toolchain need not be.
pub(super) fn sysroot(rustc: &Path) -> Result<PathBuf, Failure> {
    let real = fs::canonicalize(rustc).map_err(|e| Failure::io(rustc, &e))?;
    let root = real.parent().and_then(Path::parent);
    if let Some(root) = root.filter(|root| root.join("lib/rustlib").is_dir()) {
        return Ok(root.to_owned());
    }
    let output = Plain::new(rustc)
        .arg("--print=sysroot")
        .output()
        .map_err(|e| Failure::io(rustc, &e))?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    fs::canonicalize(&text).map_err(|e| Failure::io(Path::new(&text), &e))
}

/// Questions to the compiler (`-vV`, `--print`) load no foreign code.
fn ask(program: &Path, arguments: &[OsString], front: &mut dyn Front) -> Result<i32, Failure> {
    let mut plain = Plain::new(program);
    plain.args(arguments);
    if arguments.last().is_some_and(|a| a == "-vV") {
        let output = plain.output().map_err(|e| Failure::io(program, &e))?;
        front.output(&output.stdout);
        if output.status.success() {
            front.output(VERSION_LINE.as_bytes());
        }
        front.errors(&output.stderr);
        return Ok(output.status.code().unwrap_or(1));
    }
    Err(Failure::io(program, &plain.exec()))
}

/// Documentation tests run inside rustdoc's walls; a runner would only try to put up the same ones once more.
fn without_runner(arguments: Vec<OsString>) -> Vec<OsString> {
    let ours = |value: &OsStr| Role::of(value) == Some(Role::Run);
    let mut out: Vec<OsString> = Vec::new();
    for argument in arguments {
        let flag = out
            .last()
            .is_some_and(|last| last == "--test-runtool" || last == "--runtool");
        if flag && ours(&argument) {
            out.pop();
        } else {
            out.push(argument);
        }
    }
    out
}

/// What a call of the compiler is about.
struct Subject {
    package: String,
    version: String,
    manifest_dir: PathBuf,
    origin: Origin,
    out_dir: Option<PathBuf>,
}

impl Subject {
    fn of(home: &Home, unit: &Unit) -> Subject {
        let variable = |name: &str| std::env::var_os(name).unwrap_or_default();
        let source = unit
            .source
            .as_deref()
            .map(|s| std::path::absolute(s).unwrap_or_default())
            .unwrap_or_default();
        let beside = source.parent().unwrap_or(&source).to_owned();
        // The folder that Cargo names must be one that the source lies in; else the source's own is all there is.
        let named = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
        let manifest_dir = if named.is_absolute() && source.starts_with(&named) {
            named
        } else {
            beside
        };
        let text = |name: &str| variable(name).to_string_lossy().into_owned();
        let out_dir = PathBuf::from(variable("OUT_DIR"));
        // Documentation tests have no folder for outputs; what they link lies where it would be.
        let built = unit.out_dir.iter().chain(&unit.externs);
        let mut targets = built.map(|path| profile_folder(path));
        Subject {
            package: text("CARGO_PKG_NAME"),
            version: text("CARGO_PKG_VERSION"),
            origin: profiles::origin(&manifest_dir, &home.settings().cargo_home),
            manifest_dir,
            out_dir: targets.any(|t| out_dir.starts_with(t)).then_some(out_dir),
        }
    }
}

fn compile(
    home: &Home,
    program: &Path,
    before: &[OsString],
    unit: &Unit,
    role: Role,
    front: &mut dyn Front,
) -> Result<i32, Failure> {
    let subject = Subject::of(home, unit);
    let here = std::env::current_dir().map_err(|e| Failure::io(Path::new("."), &e))?;
    let root = home.root_for(unit.out_dir.as_deref().unwrap_or(&here));
    let grants = grants::Workspace::read(root.as_deref(), front)?;
    let macros = macros(unit);
    let package = (subject.package.as_str(), subject.version.as_str());
    let lies = (subject.origin, subject.manifest_dir.as_path());
    let source = denial::spelled(grants.source(package, lies).as_ref());
    let mut granted = vec![grants.of(package, lies, Site::Macro)];
    granted.extend(macros.iter().map(|m| {
        let lies = (m.origin(), &*m.manifest_dir());
        grants.of((&m.package, &m.version), lies, Site::Macro)
    }));
    let variables: Vec<OsString> = granted.iter().flat_map(|g| g.variables.clone()).collect();
    let env = environment::filtered(&variables);

    let mut profile = profiles::base();
    profile.limits = profiles::build_limits();
    // rustc's messages go through us, and a crate with many errors has much to say.
    profile.limits.output = None;
    read_inputs(&mut profile, home, &subject, unit, root.as_deref(), &here);
    // A wrapper of the user's own goes before the compiler.
    let compiler = before.first().map(|name| find(name)).transpose()?;
    let sysroot = sysroot(compiler.as_deref().unwrap_or(program))?;
    profile.allow(&sysroot, Access::Run);
    profile.allow(program, Access::Run);
    for record in macros
        .iter()
        .flat_map(|m| [Some(m.manifest_dir()), m.out_dir()])
        .flatten()
    {
        profile.allow(record, Access::Read);
    }
    granted.iter().for_each(|g| g.widen(&mut profile));
    profiles::with_resolver(&mut profile);
    if role == Role::Rustdoc && unit.tests_docs && profile.network == Network::None {
        // The tests run within these walls and have what other tests have; macros gain nobody to talk to by it.
        profile.network = Network::Loopback;
    }

    let outputs = Outputs::prepare(&mut profile, unit, role)?;
    let mut command = Command::new(program);
    command.arguments.extend(before.iter().cloned());
    command.arguments.extend(outputs.arguments(unit)?);
    command.directory = here;
    command.errors = Stream::Watched;
    command.jobserver = jobserver();
    profile.environment = env.kept;
    if command.jobserver.is_some() {
        profile.environment.push((
            "CARGO_MAKEFLAGS".into(),
            std::env::var_os("CARGO_MAKEFLAGS").unwrap_or_default(),
        ));
    }
    if unit.source.as_deref() == Some(Path::new("-")) {
        command.input = Stream::Inherit;
    }

    let mut listener = Listener {
        front,
        outputs,
        line: Vec::new(),
        said: Vec::new(),
        collected: Collected::default(),
    };
    let child = profiles::start_with_loopback(&mut profile, &command, home.weaker())?;
    let ended = child.supervise(&mut listener)?;
    listener.end();
    let Listener {
        front,
        outputs,
        said,
        collected,
        ..
    } = listener;
    let code = code(&ended);
    if code == 0 {
        outputs.publish(home, &subject, unit)?;
    }
    let mut denied = collected.0;
    if code != 0 {
        denied.extend(denial::missed_variables(&said, &env.dropped));
    }
    let place = Place {
        package: subject.package,
        version: subject.version,
        site: Site::Macro,
        source,
        macros: macros.into_iter().map(|m| m.package).collect(),
    };
    report(home, place, denied, &ended, front);
    Ok(code)
}

/// Tells what was denied: to whoever listens, else with the compiler's own messages.
pub(super) fn report(
    home: &Home,
    place: Place,
    mut denied: Vec<Denied>,
    ended: &Ended,
    front: &mut dyn Front,
) {
    let fatal = code(ended) != 0;
    if let Some(over) = ended.over {
        let what = match over {
            Over::WallTime => "run longer than two hours".to_owned(),
            Over::Output => format!(
                "write more than {} MiB of output",
                profiles::MOST_OUTPUT_MIB
            ),
            Over::KeepFree => "fill the disk".to_owned(),
        };
        denied.push(Denied {
            what,
            by: String::new(),
            grant: None,
        });
    }
    if denied.is_empty() {
        return;
    }
    let denial = Denial {
        place,
        denied,
        fatal,
    };
    if !denial::note(home, &denial) {
        front.denied(&denial.place, &denial.denied, fatal);
    }
}

/// The exit code that stands for an end.
pub(super) fn code(ended: &Ended) -> i32 {
    match ended.status {
        _ if ended.over.is_some() => 1,
        Status::Code(code) => code,
        Status::Signal(signal) | Status::Interrupted(signal) => 128 + signal,
    }
}

/// The proc macros among what a unit is given.
fn macros(unit: &Unit) -> Vec<Record> {
    let library = |path: &&PathBuf| path.extension().is_some_and(|e| e == "so");
    unit.externs
        .iter()
        .filter(library)
        .filter_map(|p| Record::of(p))
        .collect()
}

fn read_inputs(
    profile: &mut Profile,
    home: &Home,
    subject: &Subject,
    unit: &Unit,
    root: Option<&Path>,
    here: &Path,
) {
    profiles::shelves(profile, &subject.manifest_dir, &home.settings().cargo_home);
    profiles::package(
        profile,
        &subject.manifest_dir,
        subject.origin == Origin::Path,
        Access::Read,
    );
    if let Some(root) = root
        .filter(|root| (subject.origin == Origin::Path) && subject.manifest_dir.starts_with(root))
    {
        profiles::without_hidden(profile, root, Access::Read);
    }
    if let Some(source) = unit.source.as_deref() {
        profile.allow(here.join(source), Access::Read);
    }
    if let Some(out_dir) = unit.out_dir.as_deref() {
        profile.allow(profile_folder(&here.join(out_dir)), Access::See);
    }
    profile.allow(here, Access::See);
    let out_dir = subject.out_dir.iter();
    for path in unit.searched.iter().chain(&unit.externs).chain(out_dir) {
        profile.allow(here.join(path), Access::Read);
    }
    for file in &unit.files {
        profile.allow(here.join(file), Access::Run);
    }
}

/// Where a unit writes.
enum Outputs {
    /// A folder of its own.
    Private(Private, Option<PathBuf>),
    /// The folder itself: documentation, where all crates write to common files.
    Shared,
    /// Nowhere.
    None,
}

impl Outputs {
    fn prepare(profile: &mut Profile, unit: &Unit, role: Role) -> Result<Outputs, Failure> {
        let Some(out_dir) = unit.out_dir.as_deref() else {
            return Ok(Outputs::None);
        };
        let out_dir = std::path::absolute(out_dir).map_err(|e| Failure::io(out_dir, &e))?;
        if role == Role::Rustdoc {
            fs::create_dir_all(&out_dir).map_err(|e| Failure::io(&out_dir, &e))?;
            profile.allow(&out_dir, Access::Write);
            return Ok(Outputs::Shared);
        }
        let private =
            Private::new(&out_dir, &unit.stem()).map_err(|e| Failure::io(&out_dir, &e))?;
        profile.allow(private.dir(), Access::Write);
        let incremental = match &unit.incremental {
            Some(dir) => {
                let own = std::path::absolute(dir)
                    .unwrap_or_default()
                    .join(format!("bulkhead-{}", unit.stem()));
                fs::create_dir_all(&own).map_err(|e| Failure::io(&own, &e))?;
                profile.allow(&own, Access::Write);
                Some(own)
            }
            None => None,
        };
        Ok(Outputs::Private(private, incremental))
    }

    fn arguments(&self, unit: &Unit) -> Result<Vec<OsString>, Failure> {
        /// Bytes of arguments that the kernel surely takes; more go into a file.
        const MOST: usize = 100 * 1024;
        let Outputs::Private(private, incremental) = self else {
            return Ok(unit.arguments.clone());
        };
        let arguments = unit.redirected(private.dir(), incremental.as_deref());
        if arguments.iter().map(|a| a.len() + 1).sum::<usize>() <= MOST {
            return Ok(arguments);
        }
        let file = private.dir().join("arguments");
        let text: Vec<u8> = arguments
            .iter()
            .flat_map(|a| [a.as_encoded_bytes(), b"\n"].concat())
            .collect();
        fs::write(&file, text).map_err(|e| Failure::io(&file, &e))?;
        let mut argument = OsString::from("@");
        argument.push(&file);
        Ok(vec![argument])
    }

    fn publish(&self, home: &Home, subject: &Subject, unit: &Unit) -> Result<(), Failure> {
        let Outputs::Private(private, _) = self else {
            return Ok(());
        };
        let out_dir = unit.out_dir.clone().unwrap_or_default();
        let out_dir = std::path::absolute(&out_dir).unwrap_or(out_dir);
        let io = |e: std::io::Error| Failure::io(&out_dir, &e);
        private.publish().map_err(io)?;
        let mut externs: Vec<PathBuf> = unit.externs.clone();
        externs.retain(|e| e.is_absolute());
        let record = Record::new(
            subject.package.clone(),
            subject.version.clone(),
            subject.origin,
            &subject.manifest_dir,
            subject.out_dir.as_deref(),
            &externs,
        );
        record.write(&out_dir, &unit.stem()).map_err(io)?;
        if unit.is_build_script() {
            Launch::install(home, &record, &out_dir, &unit.stem()).map_err(io)?;
        }
        Ok(())
    }
}

/// Hears rustc: passes its messages on, publishes metadata as soon as rustc says that it is whole.
struct Listener<'v> {
    front: &'v mut dyn Front,
    outputs: Outputs,
    line: Vec<u8>,
    said: Vec<u8>,
    collected: Collected,
}

/// Bytes of one message; longer ones pass in pieces.
const MOST_MESSAGE: usize = 16 << 20;

impl Watch for Listener<'_> {
    fn tried(&mut self, attempt: &Attempt) {
        self.collected.add(attempt);
    }

    fn output(&mut self, _: &[u8]) {}

    fn errors(&mut self, bytes: &[u8]) {
        if self.said.len() < MOST_SAID {
            self.said.extend_from_slice(bytes);
        }
        for piece in bytes.split_inclusive(|b| *b == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.line.len() > MOST_MESSAGE {
                let line = std::mem::take(&mut self.line);
                self.message(&line);
            }
        }
    }
}

impl Listener<'_> {
    fn end(&mut self) {
        let rest = std::mem::take(&mut self.line);
        if !rest.is_empty() {
            self.message(&rest);
        }
    }

    fn message(&mut self, line: &[u8]) {
        let Outputs::Private(private, _) = &mut self.outputs else {
            self.front.errors(line);
            return;
        };
        if line.starts_with(br#"{"$message_type":"artifact""#) && !published(private, line) {
            return;
        }
        let json = |path: &Path| {
            let text = serde_json::to_string(&path.to_string_lossy()).unwrap_or_default();
            text.trim_matches('"').as_bytes().to_vec()
        };
        let out_dir = private.dir().parent().unwrap_or(Path::new("/"));
        let line = publish::substitute(line, &json(private.dir()), &json(out_dir));
        self.front.errors(&line);
    }
}

/// Whether an artifact that rustc announces may be announced: metadata when it has been published, nothing that is not this
/// unit's.
fn published(private: &mut Private, line: &[u8]) -> bool {
    let Ok(message) = serde_json::from_slice::<serde_json::Value>(line) else {
        return false;
    };
    let Some(path) = message["artifact"].as_str().map(Path::new) else {
        return false;
    };
    if path.extension().is_some_and(|e| e == "rmeta") {
        return private.publish_early(path);
    }
    path.parent() == Some(private.dir())
}

/// The jobserver's pipe that Cargo gave us.
pub(super) fn jobserver() -> Option<(i32, i32)> {
    let flags = std::env::var("CARGO_MAKEFLAGS").ok()?;
    let auth = flags
        .split_whitespace()
        .find_map(|f| f.strip_prefix("--jobserver-auth="))?;
    let (read, write) = auth.split_once(',')?;
    Some((read.parse().ok()?, write.parse().ok()?))
}
