//! Why the work could not be done, as a person should hear it: kind, cause, hint.

use crate::speak::{Label, Line, Text};

/// What went wrong. All parts may hold foreign text.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What happened, in one line.
    pub(crate) kind: String,
    /// What is behind it; may have several lines.
    pub(crate) cause: Option<String>,
    /// What to do: best a command to paste.
    pub(crate) hint: Option<String>,
}

/// Lines of another program's words that are shown.
const CAUSE_LINES: usize = 20;

impl Failure {
    pub(crate) fn text(&self, width: usize) -> Text {
        let mut text = Text::default();
        let head = Line::new().then(Label::Deny, "error").plain(": ");
        text.wrap(head, Label::Strong, &self.kind, width);
        if let Some(cause) = &self.cause {
            for line in cause.lines().take(CAUSE_LINES) {
                text.line(Line::new().then(Label::Gutter, "  | ").plain(line));
            }
        }
        if let Some(hint) = &self.hint {
            let head = Line::new().then(Label::Note, "hint").plain(": ");
            text.wrap(head, Label::Plain, hint, width);
        }
        text
    }
}

impl From<bulkhead_cargo::Error> for Failure {
    fn from(error: bulkhead_cargo::Error) -> Self {
        Failure {
            kind: error.to_string(),
            cause: error.cause(),
            hint: error.hint(),
        }
    }
}
