//! What is wrong with a `bulkhead.toml`, and where.

use std::fmt;
use std::ops::Range;

/// A place in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spot {
    /// The bytes that are meant.
    pub span: Range<usize>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
}

/// A text whose lines are known.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where each line starts, in bytes.
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(after).collect();
        Lines { text, starts }
    }

    /// The place of these bytes. A span beyond the text means its end.
    pub(super) fn spot(&self, span: Range<usize>) -> Spot {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let line = self.starts.partition_point(|s| *s <= start).max(1);
        let before = &self.text[self.starts[line - 1]..start];
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Spot {
            line: number(line),
            column: number(before.chars().count() + 1),
            span: start..span.end.clamp(start, self.text.len()),
        }
    }
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub spot: Spot,
    /// What would be right.
    pub hint: Option<String>,
    /// Whether the file is of a later version, so that nothing else about it can be said.
    pub later_version: bool,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}",
            self.spot.line, self.spot.column, self.message
        )
    }
}

impl std::error::Error for Complaint {}
