//! `cargo bulkhead add`: `cargo add`, once the names were judged.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::Command;

use bulkhead_policy::Level;
use bulkhead_policy::names::{self, About};
use bulkhead_policy::policy::{FILE, Names, edit};

use super::{policy, table, warn_of_age};
use crate::args::CheckOptions;
use crate::failure::Failure;
use crate::look::{self, today};
use crate::policy_file::PolicyFile;
use crate::report::diagnostic;
use crate::speak::{Label, Line, Text, terminal};
use crate::{CLEAN, DENIED, FAILED};

/// Options of `cargo add` that take a value of their own.
const WITH_VALUE: &[&str] = &[
    "-F",
    "--features",
    "--rename",
    "--base",
    "--path",
    "--git",
    "--branch",
    "--tag",
    "--rev",
    "--registry",
    "--target",
    "-p",
    "--package",
    "--manifest-path",
    "--lockfile-path",
    "--color",
    "--config",
    "-Z",
    "-C",
];
/// Options that say that the package is not from crates.io.
const ELSEWHERE: &[&str] = &["--path", "--git", "--registry", "--base"];

/// Judges, asks, and starts Cargo.
pub(crate) fn run(args: &[String], options: &CheckOptions) -> Result<u8, Failure> {
    let known = table::load(options);
    warn_of_age(&known, options);
    let policy = policy(options);
    let mut text = Text::default();
    let mut doubtful = Vec::new();
    for name in added(args) {
        let said = doubts(&name, &known, &policy, elsewhere(args));
        if let Some(worst) = said.iter().map(|(level, _)| *level).min() {
            text.gap();
            say(&mut text, &said);
            if worst <= Level::Warn {
                doubtful.push(name);
            }
        }
    }
    let mut stderr = io::stderr().lock();
    let color = terminal::wants_color(options.color, &stderr);
    // Cargo goes on to say what it does; what cannot be said before is no reason to stop.
    let _ = terminal::write(&mut stderr, &text, color);
    drop(stderr);
    if !doubtful.is_empty() {
        let Some(reason) = ask(&doubtful)? else {
            return Ok(DENIED);
        };
        remember(&doubtful, &reason, options)?;
    }
    cargo_add(args)
}

/// The names that are to be added, without versions.
fn added(args: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--" {
            names.extend(args.by_ref().cloned());
        } else if WITH_VALUE.contains(&arg.as_str()) {
            args.next();
        } else if !arg.starts_with('-') && !arg.contains('/') {
            names.push(arg.clone());
        }
    }
    let bare = |n: &String| {
        n.split_once('@')
            .map_or(n.as_str(), |(name, _)| name)
            .to_owned()
    };
    names.iter().map(bare).collect()
}

fn elsewhere(args: &[String]) -> bool {
    let names = |arg: &String, option: &&str| {
        arg == *option
            || arg
                .strip_prefix(*option)
                .is_some_and(|rest| rest.starts_with('='))
    };
    args.iter()
        .any(|arg| ELSEWHERE.iter().any(|option| names(arg, option)))
}

/// What speaks against a name.
fn doubts(
    name: &str,
    table: &names::Table,
    policy: &Names,
    elsewhere: bool,
) -> Vec<(Level, String)> {
    if policy.confirmed(name).is_some() {
        return Vec::new();
    }
    let about = About {
        today: today(),
        ..About::default()
    };
    let verdicts = names::judge(name, table, &about);
    let mut all: Vec<_> = verdicts.iter().map(|v| (v.level, v.reason(name))).collect();
    if let Some(pattern) = policy.internal(name).filter(|_| !elsewhere) {
        let says = format!(
            "`{name}` would come from crates.io, where anybody can take the name; {FILE} says that `{pattern}` is internal. \
             Name its registry: --registry NAME"
        );
        all.insert(0, (Level::Deny, says));
    }
    all
}

fn say(text: &mut Text, said: &[(Level, String)]) {
    let width = terminal::width();
    for (level, words) in said {
        let (label, word) = diagnostic::level(*level);
        let head = Line::new().then(label, word).plain(": ");
        text.wrap(head, Label::Strong, words, width);
    }
}

/// Why the names are meant, when somebody is there to say so. `None` when they are not meant.
fn ask(names: &[String]) -> Result<Option<String>, Failure> {
    let list = names.join(" ");
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure {
            kind: format!("nothing was added: nobody is there to say whether {list} is meant"),
            cause: None,
            hint: Some(format!(
                "if it is: cargo bulkhead names --confirm \"why\" {list}"
            )),
        });
    }
    let mut stderr = io::stderr().lock();
    let asked = write!(
        stderr,
        "Nothing is added yet. If it is meant, say why in a few words; an empty line stops: "
    );
    let mut answer = String::new();
    let read = asked
        .and_then(|()| stderr.flush())
        .and_then(|()| io::stdin().lock().read_line(&mut answer));
    read.map_err(|e| Failure {
        kind: "the answer cannot be read".to_owned(),
        cause: Some(e.to_string()),
        hint: None,
    })?;
    let answer = answer.trim();
    Ok((!answer.is_empty()).then(|| answer.to_owned()))
}

/// Keeps the answer where the workspace has a policy; without one it is given again the next time.
fn remember(names: &[String], reason: &str, options: &CheckOptions) -> Result<(), Failure> {
    let Some(root) = look::guess(&options.cargo) else {
        return Ok(());
    };
    if let Ok(Some(mut file)) = PolicyFile::read(&root) {
        confirm(&mut file, names, reason)?;
    }
    Ok(())
}

fn confirm(file: &mut PolicyFile, names: &[String], reason: &str) -> Result<(), Failure> {
    let mut text = file.text.clone();
    for name in names {
        text = edit::confirm(&text, name, reason).map_err(|e| file.unchanged(&e))?;
    }
    file.replace(text)
}

/// `cargo bulkhead names --confirm`: keeps why names are meant.
pub(super) fn confirm_in_policy(
    names: &[String],
    reason: &str,
    options: &CheckOptions,
) -> Result<u8, Failure> {
    let missing = || Failure {
        kind: format!("there is no {FILE} to keep it in"),
        cause: None,
        hint: Some("write it first: cargo bulkhead init".to_owned()),
    };
    let root = look::guess(&options.cargo).ok_or_else(missing)?;
    let mut file = match PolicyFile::read(&root) {
        Ok(file) => file.ok_or_else(missing)?,
        Err(trouble) => return crate::look::Blocked::Policy(trouble).said(options),
    };
    confirm(&mut file, names, reason)?;
    Ok(CLEAN)
}

/// Cargo itself, which says what it does.
fn cargo_add(args: &[String]) -> Result<u8, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).arg("add").args(args).status();
    let status = status.map_err(|e| Failure {
        kind: "cargo cannot be started".to_owned(),
        cause: Some(e.to_string()),
        hint: None,
    })?;
    Ok(if status.success() { CLEAN } else { FAILED })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn only_names_are_names() {
        assert_eq!(
            added(&words("serde@1 -F derive tokio --rename t --dev")),
            ["serde", "tokio"]
        );
        assert_eq!(
            added(&words("--path ../wire wire --target=x -- odd")),
            ["wire", "odd"]
        );
        assert_eq!(added(&words("../wire")), Vec::<String>::new());
        assert!(elsewhere(&words("x --registry=mine")) && elsewhere(&words("x --git u")));
        assert!(!elsewhere(&words("x --registrys")));
    }

    #[test]
    fn internal_names_are_not_taken_from_anybody() {
        let policy = Names {
            internal: vec!["acme-*".into()],
            confirmed: [("tokoi".to_owned(), "ours".to_owned())].into(),
        };
        let table = names::Table::built_in();
        let level = |name, elsewhere| doubts(name, table, &policy, elsewhere).first().map(|d| d.0);
        assert_eq!(level("acme_zq", false), Some(Level::Deny));
        assert_eq!(level("acme_zq", true), None);
        assert_eq!(level("tokoi", false), None);
        assert_eq!(level("tracings", false), Some(Level::Warn));
    }
}
