//! The one place that knows what a label looks like, how wide a terminal is, and how to write to it.

use std::io::{self, IsTerminal, Write};

use super::{Label, Text};

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal that wants them.
    #[default]
    Auto,
    /// Also into a pipe.
    Always,
    /// Never.
    Never,
}

/// The width of what is not a terminal.
const PIPE_WIDTH: usize = 80;
/// Wider lines are hard to read.
const MAX_WIDTH: usize = 110;
/// Narrower ones cannot hold a name and a number.
const MIN_WIDTH: usize = 30;

/// Columns of standard output.
#[must_use]
pub fn width() -> usize {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or(PIPE_WIDTH, |(w, _)| {
        usize::from(w.0).clamp(MIN_WIDTH, MAX_WIDTH)
    })
}

/// Whether a stream gets colours. `NO_COLOR` counts when it is not empty (no-color.org).
#[must_use]
pub fn wants_color(choice: Color, stream: &impl IsTerminal) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => stream.is_terminal() && !set("NO_COLOR") && !dumb,
    }
}

/// Writes a text, all of it at once: other programs may write to the same stream.
///
/// # Errors
/// What the stream says; a closed pipe is one of them.
pub fn write(out: &mut dyn Write, text: &Text, color: bool) -> io::Result<()> {
    let mut all = String::new();
    for line in &text.lines {
        let end = line.spans.len().saturating_sub(1);
        for (i, span) in line.spans.iter().enumerate() {
            let shown = if i == end {
                span.text.trim_end()
            } else {
                &span.text
            };
            match style(span.label).filter(|_| color) {
                Some(on) => all.extend(["\x1b[", on, "m", shown, "\x1b[0m"]),
                None => all.push_str(shown),
            }
        }
        all.push('\n');
    }
    out.write_all(all.as_bytes())?;
    out.flush()
}

/// Select Graphic Rendition parameters (ECMA-48). Only the sixteen colours that the user's theme defines.
fn style(label: Label) -> Option<&'static str> {
    match label {
        Label::Plain => None,
        Label::Strong => Some("1"),
        Label::Deny => Some("1;31"),
        Label::Warn => Some("1;33"),
        Label::Note => Some("1;36"),
        Label::Good => Some("32"),
        Label::Dim => Some("2"),
        Label::Gutter => Some("1;34"),
        Label::Command => Some("36"),
        Label::Capability => Some("35"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speak::Line;

    fn written(color: bool) -> String {
        let mut text = Text::default();
        text.line(Line::new().then(Label::Deny, "net\u{1b}[2J").plain("  "));
        let mut out = Vec::new();
        write(&mut out, &text, color).expect("a vector takes all");
        String::from_utf8(out).expect("text is UTF-8")
    }

    #[test]
    fn only_our_own_labels_make_escapes() {
        assert_eq!(written(false), "net\\u{1b}[2J\n");
        assert_eq!(written(true), "\x1b[1;31mnet\\u{1b}[2J\x1b[0m\n");
    }
}
