//! What a change brings as Markdown, for a comment on a pull request. Foreign text stands in code spans only, so that
//! nothing in it becomes a link, a mention or markup.

use std::io::{self, Write};

use bulkhead_policy::diff::{Change, Item, ItemKind};

use super::Both;
use crate::speak::sanitize;

/// Places shown of one difference.
const PLACES: usize = 2;
/// Characters of a source line.
const LINE: usize = 120;

/// Writes the report.
///
/// # Errors
/// What the stream says; a closed pipe is one of them.
pub fn write(out: &mut dyn Write, both: &Both<'_>) -> io::Result<()> {
    let head = if both.diff.grows() {
        "something grew"
    } else {
        "nothing grew"
    };
    writeln!(out, "### cargo bulkhead: {head}\n")?;
    let [old, new] = both.titles.map(code);
    writeln!(out, "{old} → {new}; {}\n", both.verdict())?;
    let (grown, rest): (Vec<&Change>, Vec<&Change>) =
        both.diff.packages.iter().partition(|c| c.grows());
    for change in grown {
        package(out, both, change)?;
    }
    if !rest.is_empty() {
        writeln!(out, "<details><summary>No more than before</summary>\n")?;
        for change in rest {
            package(out, both, change)?;
        }
        writeln!(out, "</details>")?;
    }
    out.flush()
}

fn package(out: &mut dyn Write, both: &Both<'_>, change: &Change) -> io::Result<()> {
    let name = code(&format!("{} {}", change.name, both.versions(change)));
    let by = both.brought_by(change);
    let by = by.map(|by| format!(" ({})", code(&by))).unwrap_or_default();
    writeln!(out, "#### {name} {}{by}\n", both.fate(change))?;
    for item in &change.items {
        difference(out, both, change, item)?;
    }
    writeln!(out)
}

fn difference(
    out: &mut dyn Write,
    both: &Both<'_>,
    change: &Change,
    item: &Item,
) -> io::Result<()> {
    let mark = match (item.grows, item.kind) {
        (true, _) => "⚠️",
        (false, ItemKind::Lost) => "➖",
        (false, _) => "·",
    };
    let site = match (item.site, item.kind) {
        (Some(site), ItemKind::Gained | ItemKind::Calls | ItemKind::Lost) => {
            format!("{} ", super::site(site))
        }
        _ => String::new(),
    };
    writeln!(out, "- {mark} {site}{}", code(&item.message))?;
    if !item.grows || (change.old.is_none() && item.is_common()) {
        return Ok(());
    }
    let view = both.side(item);
    for e in item.evidence.iter().take(PLACES) {
        let at = match e.position {
            Some((line, _)) => format!("{}:{line}", e.file),
            None => e.file.clone(),
        };
        if at.is_empty() {
            writeln!(out, "  - {}", code(&e.what))?;
            continue;
        }
        writeln!(out, "  - {} {}", code(&at), code(&super::briefly(&e.what)))?;
        let line = e.position.zip(change.new);
        let line = line.and_then(|((line, _), p)| view.sources.line(p, &e.file, line));
        if let Some(line) = line {
            let line: String = line.trim().chars().take(LINE).collect();
            writeln!(out, "    {}", code(&line))?;
        }
    }
    let more = item.evidence.len().saturating_sub(PLACES);
    if more > 0 {
        writeln!(out, "  - and {more} more")?;
    }
    Ok(())
}

/// A code span that its text cannot leave: its fence is longer than any row of backquotes inside (CommonMark 6.1).
fn code(text: &str) -> String {
    let text = sanitize::line(text);
    if text.trim().is_empty() {
        return String::new();
    }
    let mut longest = 0;
    let mut row = 0;
    for c in text.chars() {
        row = if c == '`' { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn foreign_text_stays_in_its_span() {
        assert_eq!(code("a `b` @all"), "``a `b` @all``");
        assert_eq!(code("```"), "```` ``` ````");
        assert_eq!(code("a\n# b"), "`a\\u{a}# b`");
        assert_eq!(code(""), "");
    }
}
