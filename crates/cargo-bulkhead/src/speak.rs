//! What is said, as labelled text, and the one way to say it.
//!
//! Reports are made of [`Line`]s of labelled spans; only [`terminal`] knows what a label looks like. A span can be made
//! only through [`sanitize`], so no foreign byte can reach a terminal as anything but text.

pub mod sanitize;
pub mod terminal;

use unicode_width::UnicodeWidthStr as _;

/// What a piece of text is; how it looks is decided in [`terminal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Ordinary text.
    Plain,
    /// A heading, or the name that a line is about.
    Strong,
    /// What is denied.
    Deny,
    /// What somebody should look at.
    Warn,
    /// What is worth knowing.
    Note,
    /// What is well.
    Good,
    /// What can be skipped.
    Dim,
    /// Line numbers and the rules beside source text.
    Gutter,
    /// Something to type.
    Command,
    /// The name of a capability.
    Capability,
}

/// A piece of text without control characters, escapes or invisible characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    label: Label,
    text: String,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    spans: Vec<Span>,
}

impl Line {
    /// An empty line.
    #[must_use]
    pub fn new() -> Self {
        Line::default()
    }

    /// Adds text, made harmless.
    #[must_use]
    pub fn then(mut self, label: Label, text: &str) -> Self {
        self.push(label, text);
        self
    }

    /// Adds ordinary text.
    #[must_use]
    pub fn plain(self, text: &str) -> Self {
        self.then(Label::Plain, text)
    }

    /// Adds text, made harmless.
    pub fn push(&mut self, label: Label, text: &str) {
        if !text.is_empty() {
            let text = sanitize::line(text).into_owned();
            self.spans.push(Span { label, text });
        }
    }

    /// Adds blanks up to a column.
    pub fn pad_to(&mut self, column: usize) {
        let gap = column.saturating_sub(self.width());
        self.push(Label::Plain, &" ".repeat(gap));
    }

    /// Columns on a terminal.
    #[must_use]
    pub fn width(&self) -> usize {
        self.spans.iter().map(|s| s.text.width()).sum()
    }
}

/// Columns that a text takes on a terminal once it is made harmless.
#[must_use]
pub fn width(text: &str) -> usize {
    sanitize::line(text).width()
}

/// Lines, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    lines: Vec<Line>,
}

impl Text {
    /// Adds a line.
    pub fn line(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds an empty line, but never two together and never at the top.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|l| !l.spans.is_empty()) {
            self.lines.push(Line::new());
        }
    }

    /// Adds words after a head, broken at blanks to fit `width`; later lines are indented to the end of the head.
    pub fn wrap(&mut self, head: Line, label: Label, words: &str, width: usize) {
        let indent = head.width();
        let words = words
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|w| (label, w.to_owned()));
        self.flow(head, words.collect(), " ", indent, width);
    }

    /// Adds items after a head, separated by `between`, broken to fit `width`.
    pub fn flow(
        &mut self,
        head: Line,
        items: Vec<(Label, String)>,
        between: &str,
        indent: usize,
        width: usize,
    ) {
        let mut line = head;
        let mut fresh = true;
        for (label, item) in items {
            let needed = self::width(&item) + if fresh { 0 } else { between.len() };
            if !fresh && line.width() + needed > width {
                self.line(std::mem::take(&mut line));
                line.pad_to(indent);
                fresh = true;
            }
            if !fresh {
                line.push(Label::Plain, between);
            }
            line.push(label, &item);
            fresh = false;
        }
        self.line(line);
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds all lines of another text.
    pub fn append(&mut self, mut other: Text) {
        self.lines.append(&mut other.lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &Text) -> Vec<String> {
        let line = |l: &Line| l.spans.iter().map(|s| s.text.as_str()).collect();
        text.lines.iter().map(line).collect()
    }

    #[test]
    fn words_wrap_under_the_end_of_the_head() {
        let mut text = Text::default();
        text.wrap(
            Line::new().plain("= "),
            Label::Plain,
            "one two three four",
            10,
        );
        assert_eq!(shown(&text), ["= one two", "  three", "  four"]);
    }

    #[test]
    fn a_word_wider_than_the_line_stands_alone() {
        let mut text = Text::default();
        text.wrap(Line::new(), Label::Plain, "a bbbbbbbbbbbb c", 4);
        assert_eq!(shown(&text), ["a", "bbbbbbbbbbbb", "c"]);
    }

    #[test]
    fn foreign_text_cannot_become_a_span_unharmed() {
        let line = Line::new().then(Label::Strong, "\u{1b}[31mring\u{202e}");
        assert_eq!(line.spans[0].text, "\\u{1b}[31mring\\u{202e}");
    }
}
