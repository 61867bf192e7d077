//! `cargo bulkhead names`: judges names before they get into `Cargo.toml`.

pub(crate) mod add;
pub(crate) mod table;
pub(crate) mod update;

use std::io::{self, BufRead as _, BufWriter, Read as _, Write as _};

use bulkhead_policy::Level;
use bulkhead_policy::names::{self, About, Relation, Table, Verdict, is_crate_name};
use bulkhead_policy::policy::Names;
use serde::Serialize;

use crate::args::{CheckOptions, Format};
use crate::failure::Failure;
use crate::look::{self, today};
use crate::policy_file::PolicyFile;
use crate::report::diagnostic;
use crate::report::words::count;
use crate::speak::{Label, Line, Text, terminal};
use crate::{CLEAN, DENIED};

/// Bytes of one line of standard input; a name has 64.
const MAX_LINE: u64 = 64 << 10;
/// Characters of a name that are shown to a person.
const SHOWN: usize = 80;
/// Days after which a table is stale.
const STALE: i64 = 365;

/// What to do about it.
const REFRESH: &str =
    "Refresh it: cargo bulkhead names update https://static.crates.io/db-dump.tar.gz";

/// A name and what was found about it.
struct Judged<'t> {
    name: String,
    known: bool,
    confirmed: Option<String>,
    verdicts: Vec<Verdict<'t>>,
}

/// Judges, says, and returns the exit code.
pub(crate) fn run(
    names: &[String],
    as_new: bool,
    confirm: Option<&str>,
    options: &CheckOptions,
) -> Result<u8, Failure> {
    if names.is_empty() {
        return Err(Failure {
            kind: "there is no name to judge".to_owned(),
            cause: None,
            hint: Some(
                "cargo bulkhead names serde_json, or `-` for one name a line from standard input"
                    .to_owned(),
            ),
        });
    }
    if !matches!(options.format, Format::Human | Format::Json) {
        return Err(Failure {
            kind: "names are reported for people or as JSON".to_owned(),
            cause: None,
            hint: Some("cargo bulkhead names --format json NAME".to_owned()),
        });
    }
    if let Some(reason) = confirm {
        return add::confirm_in_policy(names, reason, options);
    }
    let table = table::load(options);
    warn_of_age(&table, options);
    let policy = policy(options);
    let judge = |name: String| judge(name, &table, as_new, &policy);
    let mut judged = Vec::new();
    for name in names {
        match name.as_str() {
            "-" => judged.extend(read_names()?.into_iter().map(judge)),
            name => judged.push(judge(name.to_owned())),
        }
    }
    let said = match options.format {
        Format::Json => write_json(&judged),
        _ => look::stdout(options.color, &text(&judged, &table, options.quiet)),
    };
    said?;
    let denied = judged
        .iter()
        .flat_map(|j| &j.verdicts)
        .any(|v| v.level == Level::Deny);
    Ok(if denied { DENIED } else { CLEAN })
}

/// What the policy of the workspace at hand says of names. Where there is none, or a broken one, nothing is confirmed.
fn policy(options: &CheckOptions) -> Names {
    let root = look::guess(&options.cargo);
    let file = root.and_then(|root| PolicyFile::read(&root).ok().flatten());
    file.map(|f| f.policy.names).unwrap_or_default()
}

fn judge<'t>(name: String, table: &'t Table, as_new: bool, policy: &Names) -> Judged<'t> {
    let about = About {
        as_new,
        today: today(),
        ..About::default()
    };
    let confirmed = policy.confirmed(&name).map(str::to_owned);
    let verdicts = match confirmed {
        Some(_) => Vec::new(),
        None => names::judge(&name, table, &about),
    };
    Judged {
        known: table.get(&name).is_some(),
        confirmed,
        verdicts,
        name,
    }
}

/// One name a line; blank lines are none.
fn read_names() -> Result<Vec<String>, Failure> {
    let mut input = io::stdin().lock();
    let mut names = Vec::new();
    let unread = |e: io::Error| Failure {
        kind: "the names cannot be read from standard input".to_owned(),
        cause: Some(e.to_string()),
        hint: None,
    };
    loop {
        let mut line = Vec::new();
        let read = input
            .by_ref()
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .map_err(unread)?;
        if read == 0 {
            return Ok(names);
        }
        if !line.ends_with(b"\n") && read as u64 == MAX_LINE {
            // The rest of a line that is too long for any name.
            skip_line(&mut input).map_err(unread)?;
        }
        let line = String::from_utf8_lossy(&line);
        let name = line.trim_end_matches(['\n', '\r']);
        if !name.trim().is_empty() {
            names.push(name.trim_matches([' ', '\t']).to_owned());
        }
    }
}

fn skip_line(input: &mut impl io::BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|b| *b == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        let done = end.is_some() || buffer.is_empty();
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// Says that the table is old, since names that came up since cannot be known.
fn warn_of_age(table: &Table, options: &CheckOptions) {
    if is_stale(table) && !options.quiet {
        let words = format!(
            "the table of names is of {}: newer crates are not known. {REFRESH}",
            table.date()
        );
        look::aside(options, &words);
    }
}

/// The same to whom did not ask about names: only where it matters, when packages of the graph are newer.
pub(crate) fn warn_of_age_beside(table: &Table, unknown: usize, options: &CheckOptions) {
    if unknown > 0 && is_stale(table) && !options.quiet {
        let words = format!(
            "{} newer than the table of names, which is of {}. {REFRESH}",
            count(unknown, "package is", "packages are"),
            table.date()
        );
        look::aside(options, &words);
    }
}

fn is_stale(table: &Table) -> bool {
    today().is_some_and(|today| table.date().days_until(today) > STALE)
}

fn text(judged: &[Judged<'_>], table: &Table, quiet: bool) -> Text {
    let width = terminal::width();
    let mut text = Text::default();
    let mut fine = Vec::new();
    for one in judged {
        if one.verdicts.is_empty() {
            fine.push(one);
            continue;
        }
        text.gap();
        verdicts(&mut text, one, table, width);
    }
    if !quiet {
        text.gap();
        for one in fine {
            let line = Line::new().then(Label::Good, "ok").plain(": ");
            text.wrap(line, Label::Plain, &quietly(one, table), width);
        }
    }
    text
}

/// Why there is nothing to say of a name.
fn quietly(one: &Judged<'_>, table: &Table) -> String {
    let name = short(&one.name);
    match (&one.confirmed, one.known) {
        (Some(reason), _) => format!("{name} was confirmed in bulkhead.toml: {reason}"),
        (None, true) => {
            format!("{name} is a crate that is known, and resembles no other that is used far more")
        }
        (None, false) if is_crate_name(&one.name) => format!(
            "{name} resembles no crate that is known; it is not in the table of {} itself",
            table.date()
        ),
        (None, false) => format!("{name} is no name that crates.io could have"),
    }
}

fn verdicts(text: &mut Text, one: &Judged<'_>, table: &Table, width: usize) {
    // What weighs less than the first is for programs.
    let worst = one.verdicts.first().map(|v| v.level);
    let said = one.verdicts.iter().filter(|v| Some(v.level) == worst);
    for (i, verdict) in said.enumerate() {
        if i > 0 {
            diagnostic::note(text, width, "also", &verdict.reason(&short(&one.name)));
            continue;
        }
        let (label, word) = diagnostic::level(verdict.level);
        let head = Line::new()
            .then(label, &format!("{word}[name-confusable]"))
            .plain(": ");
        text.wrap(
            head,
            Label::Strong,
            &verdict.reason(&short(&one.name)),
            width,
        );
    }
    let since = match one.known {
        true => "it has been around, but is used far less".to_owned(),
        false => names::unknown(table),
    };
    diagnostic::note(text, width, "", &since);
    let found = &one.verdicts[0].found;
    let help = match found.relation {
        Relation::Std => "if you mean the standard library's, add nothing".to_owned(),
        _ => format!("if you mean the other one: cargo add {}", found.target.name),
    };
    diagnostic::note(text, width, "help", &help);
}

/// A name that a person can read to its end.
fn short(name: &str) -> String {
    match name.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

#[derive(Serialize)]
struct NameJson<'a> {
    name: &'a str,
    known: bool,
    verdicts: Vec<VerdictJson<'a>>,
}

#[derive(Serialize)]
struct VerdictJson<'a> {
    level: &'static str,
    strength: &'static str,
    relation: &'static str,
    target: &'a str,
    popularity: u32,
    reason: String,
}

fn write_json(judged: &[Judged<'_>]) -> Result<(), Failure> {
    let names: Vec<_> = judged
        .iter()
        .map(|j| NameJson {
            name: &j.name,
            known: j.known,
            verdicts: j.verdicts.iter().map(|v| json(&j.name, v)).collect(),
        })
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    let written = serde_json::to_writer_pretty(&mut out, &names).map_err(io::Error::from);
    look::written(
        written
            .and_then(|()| writeln!(out))
            .and_then(|()| out.flush()),
    )
}

fn json<'a>(name: &str, v: &'a Verdict<'_>) -> VerdictJson<'a> {
    VerdictJson {
        level: v.level.name(),
        strength: v.found.strength.name(),
        relation: v.found.relation.name(),
        target: v.found.target.name,
        popularity: v.found.target.popularity,
        reason: v.reason(name),
    }
}
