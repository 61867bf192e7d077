//! Our own pages on a terminal: as much of Markdown as they use.

use crate::speak::{Label, Line, Text};

/// Lays a page out for so many columns.
#[must_use]
pub fn text(page: &str, width: usize) -> Text {
    let mut text = Text::default();
    let mut paragraph = Paragraph::default();
    let mut fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            paragraph.end(&mut text, width);
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") && paragraph.is_empty() {
            let code = if fenced {
                format!("    {line}")
            } else {
                line.to_owned()
            };
            text.line(Line::new().then(Label::Command, &code));
        } else if line.trim().is_empty() {
            paragraph.end(&mut text, width);
            text.gap();
        } else if let Some(title) = line.strip_prefix('#') {
            paragraph.end(&mut text, width);
            let title = title.trim_start_matches('#').trim().replace('`', "");
            text.line(Line::new().then(Label::Strong, &title));
        } else if let Some(item) = line.strip_prefix("- ") {
            paragraph.end(&mut text, width);
            paragraph.head = "- ";
            paragraph.add(item);
        } else if line.starts_with('|') {
            paragraph.end(&mut text, width);
            text.line(Line::new().plain(line));
        } else {
            paragraph.add(line.trim());
        }
    }
    paragraph.end(&mut text, width);
    text
}

/// Lines that belong together.
#[derive(Default)]
struct Paragraph {
    head: &'static str,
    words: String,
}

impl Paragraph {
    fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    fn add(&mut self, line: &str) {
        if !self.words.is_empty() {
            self.words.push(' ');
        }
        self.words += line;
    }

    fn end(&mut self, text: &mut Text, width: usize) {
        if !self.words.is_empty() {
            let words = std::mem::take(&mut self.words).replace("**", "");
            text.flow(
                Line::new().plain(self.head),
                pieces(&words),
                " ",
                self.head.len(),
                width,
            );
        }
        self.head = "";
    }
}

/// The words; what stands in backquotes is one piece, so that a command stays whole.
fn pieces(words: &str) -> Vec<(Label, String)> {
    let mut pieces: Vec<(Label, String)> = Vec::new();
    let mut open: Option<String> = None;
    for word in words.split(' ').filter(|w| !w.is_empty()) {
        let ticks = word.matches('`').count();
        let piece = match open.take() {
            Some(before) => format!("{before} {word}"),
            None => word.to_owned(),
        };
        let inside = piece.matches('`').count() % 2 == 1;
        if inside && (ticks > 0 || piece.contains(' ')) {
            open = Some(piece);
        } else {
            pieces.push((Label::Plain, piece));
        }
    }
    pieces.extend(open.map(|rest| (Label::Plain, rest)));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speak::terminal;

    #[test]
    fn pages_keep_their_form_and_commands_stay_whole() {
        let page = "# `a`\n\nOne two\nthree `cargo bulkhead check x` **four**.\n\n- an item that\n  goes on\n- next\n\n    code  here\n";
        let mut out = Vec::new();
        terminal::write(&mut out, &text(page, 29), false).expect("a vector takes all");
        let shown = String::from_utf8(out).expect("text");
        assert_eq!(
            shown,
            "a\n\nOne two three\n`cargo bulkhead check x`\nfour.\n\n- an item that goes on\n- next\n\n    code  here\n"
        );
    }
}
