//! Where a file defines macros: what is named there is compiled wherever the macro is called, in other packages too.

use std::ops::RangeInclusive;

use super::Edition;
use super::lex::{Form, K, Tokens};
use crate::Limits;

/// The lines (1-based) that the definitions of `macro_rules!` cover.
#[must_use]
pub fn macro_lines(text: &str, limits: &Limits) -> Vec<RangeInclusive<u32>> {
    let (tokens, _) = Tokens::lex(text, Edition::E2021, limits.nesting, Form::Whole);
    let line = |offset: u32| {
        let before = text.as_bytes().get(..offset as usize).unwrap_or_default();
        1 + before.iter().filter(|b| **b == b'\n').count() as u32
    };
    let definition = |i: &usize| {
        tokens.is_ident(*i, "macro_rules")
            && tokens.kind(i + 1) == K::Bang
            && tokens.kind(i + 3) == K::Open
    };
    let all = (0..tokens.toks.len()).filter(definition);
    all.map(|i| line(tokens.start(i))..=line(tokens.start(tokens.group_end(i + 3))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_found_and_calls_are_not() {
        let text = "macro_rules! a {\n    () => { macro_rules! b { () => {} } };\n}\n\na!();\nmacro_rules! c (\n() => {});\nmacro_rules!";
        let lines = macro_lines(text, &Limits::default());
        assert_eq!(lines, [1..=3, 2..=2, 6..=7]);
    }
}
