//! Findings and places in source text, drawn as rustc draws them.

use bulkhead_policy::finding::Evidence;
use bulkhead_policy::policy::Spot;
use bulkhead_policy::{Finding, Level};

use super::View;
use crate::speak::{Label, Line, Text, sanitize, width};

/// Columns of line numbers. One width for all keeps the places of a report in line with each other.
const GUTTER: usize = 4;

/// A place in a package's file and what to say of it.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// Index into the picture's packages.
    pub package: usize,
    /// Package-relative path.
    pub file: &'a str,
    /// 1-based line and column (in characters).
    pub position: Option<(u32, u32)>,
    /// What is there.
    pub says: &'a str,
    /// Further lines under it.
    pub notes: Vec<String>,
}

/// The label and word of a level, as rustc says them.
#[must_use]
pub fn level(level: Level) -> (Label, &'static str) {
    match level {
        Level::Deny => (Label::Deny, "error"),
        Level::Warn => (Label::Warn, "warning"),
        Level::Note => (Label::Note, "note"),
    }
}

/// One finding in full, with so many of its places.
pub fn finding(text: &mut Text, view: &View<'_>, finding: &Finding, places: usize) {
    let (label, word) = level(finding.level);
    let head = Line::new()
        .then(label, &format!("{word}[{}]", finding.code))
        .plain(": ");
    let subject = view.subject(finding);
    let message = format!("{subject}: {}", finding.message);
    wrap_under(text, head, Label::Strong, &message, view.width);
    for evidence in finding.evidence.iter().take(places) {
        match finding.package {
            Some(package) => place(text, view, &of(package, evidence)),
            None => policy_place(text, view, evidence),
        }
    }
    let more = finding.evidence.len().saturating_sub(places);
    if more > 0 {
        let verbose = format!("cargo bulkhead check -v {subject}");
        let line = bullet().plain(&format!("and {more} more: "));
        text.line(line.then(Label::Command, &verbose));
    }
    if !finding.chain.is_empty() && finding.level != Level::Note {
        let names: Vec<_> = finding.chain.iter().map(|&i| view.spec(i)).collect();
        note(text, view.width, "in by", &names.join(" → "));
    }
    help(text, view.width, &finding.help);
}

/// One finding on two lines: what it is, and where it shows first.
pub fn brief(text: &mut Text, view: &View<'_>, finding: &Finding) {
    let (label, word) = level(finding.level);
    let head = Line::new()
        .then(label, &format!("{word}[{}]", finding.code))
        .plain(": ");
    let message = format!("{}: {}", view.subject(finding), finding.message);
    wrap_under(text, head, Label::Strong, &message, view.width);
    if let Some(first) = finding.evidence.first() {
        if first.file.is_empty() {
            return note(text, view.width, "", &first.what);
        }
        let place = Place {
            package: 0,
            file: &first.file,
            position: first.position,
            says: &first.what,
            notes: Vec::new(),
        };
        let line = arrow().plain(&spot(&place));
        let says = format!(": {}", first.what);
        let fits = !first.what.is_empty() && line.width() + width(&says) <= view.width;
        text.line(if fits {
            line.then(Label::Dim, &says)
        } else {
            line
        });
    }
}

/// A sentence, then lines `what it does: command`. A command stays on one line, so that it can be copied.
fn help(text: &mut Text, width: usize, help: &str) {
    let mut lines = help.lines();
    note(text, width, "help", lines.next().unwrap_or_default());
    for line in lines {
        match line.split_once(": ") {
            Some((what, command)) => {
                let line = bullet().then(Label::Strong, what).plain(": ");
                text.line(line.then(Label::Command, command));
            }
            None => note(text, width, "", line),
        }
    }
}

fn of(package: usize, evidence: &Evidence) -> Place<'_> {
    Place {
        package,
        file: &evidence.file,
        position: evidence.position,
        says: &evidence.what,
        notes: Vec::new(),
    }
}

/// A place in the policy file.
fn policy_place(text: &mut Text, view: &View<'_>, evidence: &Evidence) {
    let source = evidence
        .position
        .and_then(|(line, _)| view.sources.policy_line(line));
    let (Some((line, column)), Some(source)) = (evidence.position, source) else {
        return;
    };
    let at = format!("{}:{line}:{column}", evidence.file);
    let parts = Parts::cut(&source, column, token_len);
    draw(text, &at, line, parts, &evidence.what, view.width);
}

/// One place: with its source line where that can be had.
pub fn place(text: &mut Text, view: &View<'_>, place: &Place<'_>) {
    if place.file.is_empty() {
        note(text, view.width, "", place.says);
    } else if !snippet(text, view, place) {
        let at = Line::new()
            .then(Label::Gutter, "  --> ")
            .plain(&spot(place));
        text.line(at);
        note(text, view.width, "", place.says);
    }
    for words in &place.notes {
        note(text, view.width, "", words);
    }
}

/// `src/lib.rs:12:5`
fn spot(place: &Place<'_>) -> String {
    match place.position {
        Some((line, column)) => format!("{}:{line}:{column}", place.file),
        None => place.file.to_owned(),
    }
}

/// Adds `   = kind: words`.
pub fn note(text: &mut Text, width: usize, kind: &str, words: &str) {
    let mut head = bullet();
    if !kind.is_empty() {
        head = head.then(Label::Strong, kind).plain(": ");
    }
    text.wrap(head, Label::Plain, words, width);
}

/// The start of a line that is beside no source text.
#[must_use]
pub fn bullet() -> Line {
    Line::new().then(Label::Gutter, &format!("{:GUTTER$} = ", ""))
}

fn arrow() -> Line {
    Line::new().then(Label::Gutter, &format!("{:GUTTER$}--> ", ""))
}

fn beside() -> String {
    format!("{:GUTTER$} | ", "")
}

/// Adds words after a head that may be long: later lines are indented a little, whatever the head's width.
fn wrap_under(text: &mut Text, head: Line, label: Label, words: &str, width: usize) {
    let words = words
        .split(' ')
        .filter(|w| !w.is_empty())
        .map(|w| (label, w.to_owned()));
    text.flow(head, words.collect(), " ", 4, width);
}

/// The source line with carets under what is meant. False when there is no such line.
fn snippet(text: &mut Text, view: &View<'_>, place: &Place<'_>) -> bool {
    let Some((line, column)) = place.position else {
        return false;
    };
    let Some(source) = view.sources.line(place.package, place.file, line) else {
        return false;
    };
    let parts = Parts::cut(&source, column, token_len);
    draw(text, &spot(place), line, parts, place.says, view.width);
    true
}

/// A place in a file of the user's own, of which the text is at hand.
pub fn own_place(
    text: &mut Text,
    file: &str,
    content: &str,
    spot: &Spot,
    says: &str,
    width: usize,
) {
    let line = usize::try_from(spot.line).unwrap_or(usize::MAX);
    let source = content.lines().nth(line.saturating_sub(1)).unwrap_or("");
    let meant = |rest: &str| {
        let end = spot.span.len().min(rest.len());
        (0..=end)
            .rev()
            .find(|&n| rest.is_char_boundary(n))
            .unwrap_or(0)
    };
    let parts = Parts::cut(source, spot.column, meant);
    let at = format!("{file}:{}:{}", spot.line, spot.column);
    draw(text, &at, spot.line, parts, says, width);
}

fn draw(text: &mut Text, at: &str, line: u32, parts: Parts, says: &str, width: usize) {
    let number = format!("{line:>GUTTER$} | ");
    let parts = parts.fit(width.saturating_sub(number.len()));
    text.line(arrow().plain(at));
    text.line(Line::new().then(Label::Gutter, beside().trim_end()));
    let code = Line::new().then(Label::Gutter, &number);
    text.line(
        code.plain(&parts.before)
            .plain(&parts.token)
            .plain(&parts.after),
    );
    carets(text, &parts, says, width);
}

fn carets(text: &mut Text, parts: &Parts, says: &str, limit: usize) {
    let blanks = " ".repeat(width(&parts.before));
    let marks = "^".repeat(width(&parts.token).max(1));
    let line = Line::new()
        .then(Label::Gutter, &beside())
        .plain(&blanks)
        .then(Label::Note, &marks);
    if says.is_empty() {
        text.line(line);
    } else if line.width() + 1 + width(says) <= limit {
        text.line(line.plain(" ").then(Label::Note, says));
    } else {
        text.line(line);
        note(text, limit, "", says);
    }
}

/// A source line around what is meant, made harmless.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    before: String,
    token: String,
    after: String,
}

impl Parts {
    /// `token_len`: how many bytes of what follows are meant.
    fn cut(source: &str, column: u32, token_len: impl Fn(&str) -> usize) -> Self {
        let skip = usize::try_from(column).map_or(usize::MAX, |c| c.saturating_sub(1));
        let at = source
            .char_indices()
            .nth(skip)
            .map_or(source.len(), |(i, _)| i);
        let (before, rest) = source.split_at(at);
        let (token, after) = rest.split_at(token_len(rest));
        let harmless = |s: &str| sanitize::line(s).into_owned();
        Parts {
            before: harmless(before),
            token: harmless(token),
            after: harmless(after.trim_end()),
        }
    }

    /// Cuts both ends so that what is meant stays in sight.
    fn fit(mut self, columns: usize) -> Self {
        const CUT: &str = "…";
        self.token = keep_start(&self.token, columns.saturating_sub(2).max(1));
        let room = columns.saturating_sub(width(&self.token));
        let all = width(&self.before) + width(&self.after);
        if all <= room {
            return self;
        }
        let before =
            width(&self.before).min((room / 2).max(room.saturating_sub(width(&self.after))));
        if before < width(&self.before) {
            self.before = format!("{CUT}{}", keep_end(&self.before, before.saturating_sub(1)));
        }
        let left = room.saturating_sub(width(&self.before));
        if left < width(&self.after) {
            self.after = format!("{}{CUT}", keep_start(&self.after, left.saturating_sub(1)));
        }
        self
    }
}

fn keep_start(s: &str, columns: usize) -> String {
    let mut kept = String::new();
    for c in s.chars() {
        kept.push(c);
        if width(&kept) > columns {
            kept.pop();
            break;
        }
    }
    kept
}

fn keep_end(s: &str, columns: usize) -> String {
    let mut from = s.len();
    for (i, _) in s.char_indices().rev() {
        if width(&s[i..]) > columns {
            break;
        }
        from = i;
    }
    s[from..].to_owned()
}

/// How much of a line, from where a fact is, is the thing itself: a path, an attribute, or one character.
fn token_len(rest: &str) -> usize {
    if rest.starts_with('#') {
        return rest.find(']').map_or(1, |i| i + 1);
    }
    if let Some(string) = rest.strip_prefix('"') {
        return string.find('"').map_or(1, |i| i + 2);
    }
    if rest.starts_with("[[") {
        return rest.find("]]").map_or(1, |i| i + 2);
    }
    let mut end = 0;
    loop {
        let word = rest[end..]
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '#'))
            .unwrap_or(rest.len() - end);
        end += word;
        let next = rest[end..].strip_prefix("::");
        let goes_on = next.is_some_and(|n| n.starts_with(|c: char| c.is_alphabetic() || c == '_'));
        if !goes_on {
            break;
        }
        end += 2;
    }
    if rest[end..].starts_with('!') {
        end += 1;
    }
    match end {
        0 => rest.chars().next().map_or(0, char::len_utf8),
        n => n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(rest: &str) -> &str {
        &rest[..token_len(rest)]
    }

    #[test]
    fn carets_cover_the_thing_itself() {
        assert_eq!(token("std::fs::File::open(p)"), "std::fs::File::open");
        assert_eq!(token("asm!(\"nop\")"), "asm!");
        assert_eq!(token("#[no_mangle] pub"), "#[no_mangle]");
        assert_eq!(token("r#type::x()"), "r#type::x");
        assert_eq!(token("unsafe { x }"), "unsafe");
        assert_eq!(token("<File>::open"), "<");
        assert_eq!(token("日本::x"), "日本::x");
        assert_eq!(token(""), "");
    }

    #[test]
    fn long_lines_are_cut_around_what_is_meant() {
        let source = format!("{}net::connect(){}", "a ".repeat(500), " b".repeat(500));
        let parts = Parts::cut(&source, 1001, token_len).fit(40);
        assert_eq!(parts.token, "net::connect");
        let all = format!("{}{}{}", parts.before, parts.token, parts.after);
        assert!(width(&all) <= 40, "{all}");
        assert!(all.starts_with('…') && all.ends_with('…'));
    }

    #[test]
    fn a_column_beyond_the_line_is_its_end() {
        let parts = Parts::cut("ab", 99, token_len);
        assert_eq!((parts.before.as_str(), parts.token.as_str()), ("ab", ""));
    }

    #[test]
    fn hostile_lines_stay_one_line() {
        let parts = Parts::cut("x\u{202e}\u{1b}[2Jy", 2, token_len).fit(60);
        assert_eq!(parts.token, "\\u{202e}");
        assert_eq!(parts.after, "\\u{1b}[2Jy");
    }
}
