//! `cargo bulkhead exec`, `enable` and `disable`: Cargo with everything that it executes behind walls.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bulkhead_cargo::contain::{
    self, Denial, Denied, ExecError, ExecOptions, Home, Place, SwitchError,
};

use crate::CLEAN;
use crate::failure::Failure;
use crate::speak::{Label, Line, Text};
use crate::walls;

/// How `exec` runs.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ExecArgs {
    /// At the end, propose the grants that would have allowed what was denied
    #[arg(long)]
    pub learn: bool,
    /// Go on where the host gives no namespaces: names and metadata of all files stay visible
    #[arg(long)]
    pub accept_weaker_walls: bool,
    /// Cargo's own arguments
    #[arg(last = true, required = true, value_name = "CARGO ARGUMENTS")]
    pub cargo: Vec<OsString>,
}

/// What `enable` and `disable` are about.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SwitchArgs {
    /// For all of this user's workspaces, not only for this one
    #[arg(long)]
    pub user: bool,
    /// Put this in the place of another compiler wrapper, such as sccache
    #[arg(long)]
    pub replace_wrapper: bool,
    /// Go on where the host gives no namespaces: names and metadata of all files stay visible
    #[arg(long)]
    pub accept_weaker_walls: bool,
}

/// Runs Cargo; gives its exit code.
pub(crate) fn exec(args: &ExecArgs) -> Result<u8, Failure> {
    let mut contained = contain::prepare(&ExecOptions {
        arguments: args.cargo.clone(),
        accept_weaker_walls: args.accept_weaker_walls,
        program: program()?,
    })?;
    if let Some(runner) = &contained.foreign_runner {
        note(&format!(
            "programs and tests run outside: there is another runner ({runner})"
        ));
    }
    let mut listener = Listener::new(&contained.home);
    let status = contained.command.spawn().and_then(|mut cargo| {
        bulkhead_sandbox::wait_and_hand_on(&mut cargo, LISTEN_EVERY, &mut || {
            listener.listen(!args.learn);
        })
    });
    listener.listen(!args.learn);
    let status = status.map_err(|e| Failure {
        kind: "cargo could not be started".to_owned(),
        cause: Some(e.to_string()),
        hint: Some("rustup default stable".to_owned()),
    })?;
    if args.learn {
        walls::say(&proposal(&listener.all));
    }
    let code = status
        .code()
        .or_else(|| status.signal().map(|s| 128 + s))
        .unwrap_or(1);
    Ok(u8::try_from(code).unwrap_or(1))
}

/// How often denials are looked for while Cargo runs.
const LISTEN_EVERY: Duration = Duration::from_millis(15);

/// Does something in which Cargo starts what is contained, and meanwhile hears, and shows, what is denied.
pub(crate) fn listening<T>(home: &Home, show: bool, work: impl FnOnce() -> T) -> T {
    let mut listener = Listener::new(home);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let listener = &mut listener;
        let over = &over;
        let heard = scope.spawn(move || {
            while !over.load(Ordering::Acquire) {
                listener.listen(show);
                std::thread::sleep(LISTEN_EVERY);
            }
            listener.listen(show);
        });
        let done = work();
        over.store(true, Ordering::Release);
        // A listener that panicked has printed why.
        let _ = heard.join();
        done
    })
}

/// This program itself, wherever it was called from.
pub(crate) fn program() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|e| Failure {
        kind: "this program cannot find itself".to_owned(),
        cause: Some(e.to_string()),
        hint: None,
    })
}

fn note(words: &str) {
    let mut text = Text::default();
    text.line(
        Line::new()
            .then(Label::Note, "note")
            .plain(": ")
            .plain(words),
    );
    walls::say(&text);
}

/// Shows denials as they come.
struct Listener {
    denials: PathBuf,
    listening: PathBuf,
    at: u64,
    all: Vec<Denial>,
}

/// Bytes of denials that are read at once.
const AT_ONCE: u64 = 4 << 20;

impl Listener {
    fn new(home: &Home) -> Self {
        let denials = home.denials();
        // Nobody else reads what earlier runs left.
        let others = fs::metadata(home.listening()).is_ok();
        if !others {
            let _ = fs::remove_file(&denials);
        }
        let listener = Listener {
            at: fs::metadata(&denials).map_or(0, |m| m.len()),
            denials,
            listening: home.listening(),
            all: Vec::new(),
        };
        listener.acknowledge();
        listener
    }

    fn acknowledge(&self) {
        let new = self.listening.with_extension("new");
        let _ = fs::write(&new, format!("{} {}", std::process::id(), self.at));
        let _ = fs::rename(&new, &self.listening);
    }

    fn listen(&mut self, show: bool) {
        let Ok(mut file) = File::open(&self.denials) else {
            return;
        };
        let mut bytes = Vec::new();
        let read = file
            .seek(SeekFrom::Start(self.at))
            .and_then(|_| file.take(AT_ONCE).read_to_end(&mut bytes));
        let whole = bytes
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |end| end + 1);
        if read.is_err() || whole == 0 {
            return;
        }
        for line in bytes[..whole].split(|b| *b == b'\n') {
            let Ok(denial) = serde_json::from_slice::<Denial>(line) else {
                continue;
            };
            if show {
                walls::say(&walls::denial(&denial));
            }
            self.all.push(denial);
        }
        self.at += whole as u64;
        self.acknowledge();
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.listening);
    }
}

/// The grants that would allow all that was denied, one line for each site of a package.
fn proposal(denials: &[Denial]) -> Text {
    let mut text = Text::default();
    let mut sites: BTreeMap<(String, String), (Place, Vec<Denied>)> = BTreeMap::new();
    for denial in denials {
        let key = (denial.place.package.clone(), denial.place.site.to_string());
        let entry = sites
            .entry(key)
            .or_insert_with(|| (denial.place.clone(), Vec::new()));
        entry.1.extend(denial.denied.iter().cloned());
    }
    let lines: Vec<String> = sites
        .into_values()
        .filter_map(|(place, denied)| {
            Denial {
                place,
                denied,
                fatal: false,
            }
            .grant_line()
        })
        .collect();
    if lines.is_empty() {
        text.line(
            Line::new()
                .then(Label::Good, "learned")
                .plain(": nothing was denied that a grant could allow"),
        );
        return text;
    }
    text.line(
        Line::new()
            .then(Label::Note, "learned")
            .plain(": for bulkhead.toml, after a look at each:"),
    );
    text.line(Line::new());
    text.line(Line::new().then(Label::Command, "[grants]"));
    for line in lines {
        text.line(Line::new().then(Label::Command, &line));
    }
    text
}

/// Makes containment the default.
pub(crate) fn enable(args: &SwitchArgs) -> Result<u8, Failure> {
    let host = bulkhead_sandbox::probe();
    if let Err(why) = &host.namespaces
        && !args.accept_weaker_walls
    {
        return Err(ExecError::OnlyWeaker(why.clone()).into());
    }
    if let Some(failure) = wrapper_in_the_way() {
        return Err(failure);
    }
    let (home, file) = switch(args)?;
    contain::enable(&home, &file, args.replace_wrapper)?;
    note(&format!(
        "{} now starts every rustc, rustdoc and build script contained",
        file.display()
    ));
    Ok(CLEAN)
}

/// Variables go before the configuration.
fn wrapper_in_the_way() -> Option<Failure> {
    let names = ["RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"];
    let mut set = names.into_iter().filter_map(|name| {
        let value = std::env::var_os(name)?;
        let other = !value.is_empty() && contain::Role::of(&value).is_none();
        other.then(|| Failure {
            kind: format!(
                "the variable {name} is set to `{}`, which would compile outside the walls",
                value.display()
            ),
            cause: None,
            hint: Some(format!("unset {name}")),
        })
    });
    set.next()
}

/// Takes it back.
pub(crate) fn disable(args: &SwitchArgs) -> Result<u8, Failure> {
    let (home, file) = switch(args)?;
    contain::disable(&home, &file)?;
    note(&format!("{} is as it was", file.display()));
    Ok(CLEAN)
}

fn switch(args: &SwitchArgs) -> Result<(Home, PathBuf), Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsStr::new("cargo").to_owned());
    let root = if args.user {
        None
    } else {
        Some(contain::workspace_root(&cargo, &[]).ok_or_else(no_workspace)?)
    };
    let home = contain::home(root.as_deref(), args.accept_weaker_walls, &program()?)?;
    let file = match &root {
        Some(root) => root.join(".cargo/config.toml"),
        None => home.settings().cargo_home.join("config.toml"),
    };
    // Cargo reads the file without the extension first, when it is there.
    let old = file.with_extension("");
    let file = if old.is_file() { old } else { file };
    Ok((home, absolute(&file)))
}

fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

fn no_workspace() -> Failure {
    if std::env::current_dir().is_ok_and(|dir| dir.to_str().is_none()) {
        return Failure {
            kind: "the path of this folder is not UTF-8, so that no configuration can name it"
                .to_owned(),
            cause: None,
            hint: Some("cargo bulkhead exec -- build".to_owned()),
        };
    }
    Failure {
        kind: "there is no Cargo.toml here or above".to_owned(),
        cause: None,
        hint: Some("cargo bulkhead enable --user".to_owned()),
    }
}

impl From<ExecError> for Failure {
    fn from(error: ExecError) -> Self {
        let hint = match &error {
            ExecError::OnlyWeaker(_) => Some(
                "--accept-weaker-walls goes on without them (docs/containment.md says what is lost)",
            ),
            ExecError::Host(_) => Some("a newer kernel; nothing was started"),
            _ => None,
        };
        Failure {
            kind: error.to_string(),
            cause: None,
            hint: hint.map(str::to_owned),
        }
    }
}

impl From<SwitchError> for Failure {
    fn from(error: SwitchError) -> Self {
        let hint = match &error {
            SwitchError::Taken { .. } => Some(
                "cargo bulkhead enable --replace-wrapper: the other one would compile outside the walls",
            ),
            SwitchError::NotEnabled { .. } => Some("cargo bulkhead enable"),
            _ => None,
        };
        Failure {
            kind: error.to_string(),
            cause: None,
            hint: hint.map(str::to_owned),
        }
    }
}
