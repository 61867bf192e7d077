//! docs/replay.md: its tables are made from the runs. `BLESS=1` writes them.

use std::fs;
use std::path::PathBuf;

use super::layers::{LAYERS, Verdict};
use super::{Row, folder};

/// A complaint when the page says something else of this set of attacks.
pub(crate) fn check(set: &str, rows: &[Row]) -> Option<String> {
    let now = render(rows);
    let begin = format!("<!-- {set}: made by BLESS=1 cargo test -p cargo-bulkhead replay -->\n");
    let end = format!("<!-- end of {set} -->\n");
    // Two tests write one page.
    static PAGE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = PAGE.lock();
    let text = fs::read_to_string(path()).expect("the page is there");
    let (before, rest) = text
        .split_once(&begin)
        .expect("the page has a place for the table");
    let (documented, after) = rest.split_once(&end).expect("the place has an end");
    if std::env::var_os("BLESS").is_some() {
        let page = format!("{before}{begin}{now}{end}{after}");
        fs::write(path(), page).expect("the page can be written");
        return None;
    }
    let differs = documented.lines().zip(now.lines()).find(|(a, b)| a != b);
    (documented != now).then(|| format!("docs/replay.md is not what was seen: {differs:#?}\n{now}"))
}

fn path() -> PathBuf {
    folder("../../..").join("docs/replay.md")
}

fn render(rows: &[Row]) -> String {
    let layers: Vec<&str> = LAYERS.iter().map(|l| l.name).collect();
    let mut out = format!("| | attack | {} | to come |\n", layers.join(" | "));
    out += &format!("| --- | --- |{}\n", " --- |".repeat(layers.len() + 1));
    for row in rows {
        let cells: Vec<&str> = row.seen.iter().map(|s| word(s.verdict)).collect();
        let (number, title) = (number(row), &row.story.title);
        out += &format!(
            "| {number} | {title} | {} | {} |\n",
            cells.join(" | "),
            row.story.to_come.join(", ")
        );
    }
    for row in rows {
        out += &details(row);
    }
    out
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Stopped => "**stopped**",
        Verdict::Told => "told",
        Verdict::Missed => "missed",
        Verdict::NotApplicable => "–",
    }
}

fn number(row: &Row) -> &str {
    let name = &row.story.name;
    name.split('-').next().unwrap_or(name)
}

fn details(row: &Row) -> String {
    let story = &row.story;
    let mut out = format!("\n### {} {}\n\n{}\n\n", number(row), story.title, story.how);
    let does: Vec<String> = story.does.iter().map(|d| format!("`cargo {d}`")).collect();
    out += &format!("- plain {}: it {}\n", does.join(", "), row.worked);
    for (layer, seen) in LAYERS.iter().zip(&row.seen) {
        let line = match seen.verdict {
            Verdict::Stopped | Verdict::Told => format!("``{}``", seen.line),
            Verdict::Missed | Verdict::NotApplicable => seen.line.clone(),
        };
        let because = story.because.iter().find(|(l, _)| l == layer.name);
        let because = because.map_or(String::new(), |(_, why)| format!(". {why}"));
        out += &format!(
            "- {} ({}): {line}{because}\n",
            layer.name,
            word(seen.verdict).trim_matches('*')
        );
    }
    out
}
