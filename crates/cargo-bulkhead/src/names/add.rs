//! `cargo bulkhead add`: `cargo add`, once the names were judged.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::Command;

use bulkhead_policy::Level;
use bulkhead_policy::names::{self, About};
use bulkhead_policy::policy::{FILE, Names, edit};

use super::{policy, short, table, warn_of_age};
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
/// Characters of the longest name; crates.io takes 64.
const MOST_NAME: usize = 256;
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
        could_be(&name)?;
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
        match ask(&doubtful)? {
            Answer::No => return Ok(DENIED),
            Answer::Once => {}
            Answer::Because(reason) => remember(&doubtful, &reason, options)?,
        }
    }
    cargo_add(args)
}

/// Fails on what no package is called, so that nothing else has to show it.
fn could_be(name: &str) -> Result<(), Failure> {
    let usual = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':');
    if name.chars().all(usual) && name.chars().nth(MOST_NAME).is_none() {
        return Ok(());
    }
    Err(Failure {
        kind: format!("`{}` is no name of a package", short(name)),
        cause: None,
        hint: None,
    })
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
    let worst = verdicts.first().map(|v| v.level);
    let said = verdicts.iter().filter(|v| Some(v.level) == worst);
    let mut all: Vec<_> = said.map(|v| (v.level, v.reason(name))).collect();
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

/// What a person says to a name that is like another.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// It is not meant.
    No,
    /// It is, this time.
    Once,
    /// It is, for a reason.
    Because(String),
}

impl Answer {
    fn of(line: &str) -> Self {
        match line.trim().to_ascii_lowercase().as_str() {
            "" | "n" | "no" => Answer::No,
            "y" | "yes" => Answer::Once,
            _ => Answer::Because(line.trim().to_owned()),
        }
    }
}

/// Asks, when somebody is there to answer.
fn ask(names: &[String]) -> Result<Answer, Failure> {
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
        "Nothing is added yet. Is it meant? (why, in a few words, which {FILE} keeps; or y for this once; or n) "
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
    Ok(Answer::of(&answer))
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
    fn no_is_no_reason() {
        for no in ["", "\n", "n\n", " No \n"] {
            assert_eq!(Answer::of(no), Answer::No, "{no:?}");
        }
        assert_eq!(Answer::of("Yes\n"), Answer::Once);
        assert_eq!(Answer::of("ours\n"), Answer::Because("ours".to_owned()));
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
