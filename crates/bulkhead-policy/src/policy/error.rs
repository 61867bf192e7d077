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

impl Spot {
    /// The place of these bytes of a text. A span beyond the text means its end.
    #[must_use]
    pub fn of(text: &str, span: Range<usize>) -> Spot {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let count = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        Spot {
            line: count(before.bytes().filter(|b| *b == b'\n').count()),
            column: count(before[line_start..].chars().count()),
            span: start..span.end.clamp(start, text.len()),
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
