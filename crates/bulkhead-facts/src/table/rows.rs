//! Reads the table's data files: tab-separated columns, `#` comments, `{a,b}` for each of some names.
//!
//! The files are part of this crate, so a line that does not parse is a mistake in them: a test finds it, and here it is
//! left out.

use super::Row;
use crate::{CapSet, Capability};

pub(super) const ALIASES: &str = include_str!("aliases.tsv");
pub(super) const ATTRIBUTES: &str = include_str!("attributes.tsv");
pub(super) const C: &str = include_str!("c.tsv");
pub(super) const FUNCTIONS: &str = include_str!("functions.tsv");
pub(super) const LOOKUPS: &str = include_str!("lookups.tsv");
pub(super) const MACROS: &str = include_str!("macros.tsv");
pub(super) const METHODS: &str = include_str!("methods.tsv");
pub(super) const SECTIONS: &str = include_str!("sections.tsv");
pub(super) const RARE: &str = include_str!("rare.tsv");
pub(super) const START: &str = include_str!("start.tsv");
pub(super) const STD: &str = include_str!("std.tsv");
pub(super) const SYSCALLS: &str = include_str!("syscalls.tsv");
pub(super) const VARIANTS: &str = include_str!("variants.tsv");
pub(super) const WINDOWS: &str = include_str!("windows.tsv");

/// The lines of `text` that have exactly `N` columns.
pub(super) fn lines<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(columns)
}

fn columns<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let columns: Vec<_> = line.split('\t').collect();
    columns.try_into().ok()
}

/// The rows of a file with the columns name, capabilities, reason; one for each name that a line stands for.
pub(super) fn named(text: &'static str) -> impl Iterator<Item = (String, Row)> {
    lines(text)
        .filter_map(|[name, caps, reason]| Some((expand(name), row(caps, reason)?)))
        .flat_map(|(names, row)| names.into_iter().map(move |name| (name, row)))
}

/// A row from its two cells; `-` is no capability.
pub(super) fn row(caps: &str, reason: &'static str) -> Option<Row> {
    let caps = match caps {
        "-" => CapSet::EMPTY,
        words => words
            .split(' ')
            .map(|word| word.parse::<Capability>().ok())
            .collect::<Option<_>>()?,
    };
    Some(Row { caps, reason })
}

/// A path that std offers for something that has a path already.
pub(super) struct Alias {
    pub(super) path: String,
    pub(super) target: String,
}

/// All aliases; a target whose last segment is `=` ends as the alias does.
pub(super) fn aliases() -> Vec<Alias> {
    lines(ALIASES)
        .flat_map(|[paths, target]| expand(paths).into_iter().map(move |path| (path, target)))
        .map(|(path, target)| Alias {
            target: alias_target(&path, target),
            path,
        })
        .collect()
}

fn alias_target(path: &str, target: &str) -> String {
    match (target.strip_suffix('='), path.rsplit("::").next()) {
        (Some(start), Some(last)) => format!("{start}{last}"),
        _ => target.to_owned(),
    }
}

/// The names that a cell stands for: `open{,64}` is `open` and `open64`; several braces give all combinations.
pub(super) fn expand(name: &str) -> Vec<String> {
    let Some((start, (choices, end))) = name
        .split_once('{')
        .and_then(|(start, rest)| Some((start, rest.split_once('}')?)))
    else {
        return vec![name.to_owned()];
    };
    let ends = expand(end);
    choices
        .split(',')
        .flat_map(|choice| ends.iter().map(move |end| format!("{start}{choice}{end}")))
        .collect()
}
