//! Makes foreign text harmless on a terminal: what would act, hide or turn around is spelled out as `\u{..}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Marks that one character can carry. Text in any language needs few; a flood of them paints over the lines around it.
const MARKS: usize = 4;

/// One line of foreign text. Line breaks are spelled out too; a tab becomes four blanks.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        match c {
            '\t' => safe.push_str("    "),
            c if is_active(c) || marks > MARKS => spell(&mut safe, c),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Whether a character does something other than show itself.
#[must_use]
pub fn is_active(c: char) -> bool {
    c.is_control() || is_directional(c) || is_invisible(c)
}

/// Controls of bidirectional text (Unicode Standard Annex 9).
fn is_directional(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a shape: separators of lines, joiners and fillers of no width, tags, selectors beyond those of
/// emoji, and the marks that begin a text in UTF-16.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_width::UnicodeWidthChar::width(c) == Some(0)
}

fn spell(out: &mut String, c: char) {
    // Writing to a String cannot fail.
    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_in_any_language_stays() {
        for text in [
            "src/main.rs",
            "naïve",
            "日本語",
            "ελληνικά",
            "עברית",
            "é",
            "🦀",
        ] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn what_acts_or_hides_is_spelled_out() {
        assert_eq!(line("\u{1b}]0;title\u{7}"), "\\u{1b}]0;title\\u{7}");
        assert_eq!(line("a\rb\nc\u{85}"), "a\\u{d}b\\u{a}c\\u{85}");
        assert_eq!(line("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(line("x\u{202e}y\u{2066}z"), "x\\u{202e}y\\u{2066}z");
        assert_eq!(line("ring\u{200b}"), "ring\\u{200b}");
        assert_eq!(line("\u{e0041}\u{feff}"), "\\u{e0041}\\u{feff}");
        assert_eq!(line("\tx"), "    x");
    }

    #[test]
    fn every_character_comes_out_as_text() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = c.to_string();
            let safe = line(&text);
            assert!(!safe.chars().any(is_active), "{c:?}");
            assert!(!safe.is_empty());
        }
    }

    #[test]
    fn a_flood_of_marks_is_cut() {
        let text = format!("a{}", "\u{301}".repeat(6));
        let safe = line(&text);
        assert_eq!(safe.matches('\u{301}').count(), MARKS);
        assert!(safe.ends_with("\\u{301}\\u{301}"));
    }
}
