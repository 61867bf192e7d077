//! The words of `table/signs.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::SignKind;

/// One word that gives something away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// What a string with this word means.
    pub kind: SignKind,
    /// The word.
    pub text: &'static str,
    /// Parts of names of packages whose trade it is, with blanks between.
    pub subjects: &'static str,
    /// What it is, in a few words.
    pub reason: &'static str,
}

static TEXT: &str = include_str!("../table/signs.tsv");

pub(super) static WORDS: LazyLock<Vec<Word>> =
    LazyLock::new(|| TEXT.lines().filter_map(row).collect());

static BY_TEXT: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| {
    let all = WORDS.iter().enumerate();
    all.map(|(i, w)| (w.text, i)).collect()
});

/// The row of a word as it stands in the table.
#[must_use]
pub fn word(text: &str) -> Option<Word> {
    BY_TEXT.get(text).map(|&i| WORDS[i])
}

/// All rows.
#[must_use]
pub fn words() -> &'static [Word] {
    &WORDS
}

fn row(line: &'static str) -> Option<Word> {
    let mut cells = line.split('\t');
    let kind = match cells.next()? {
        "path" => SignKind::SecretPath,
        "secret" => SignKind::SecretVariable,
        "pattern" => SignKind::KeyPattern,
        "ci" => SignKind::BuildServer,
        "fetcher" => SignKind::Fetcher,
        "command" => SignKind::Command,
        "code" => SignKind::Code,
        _ => return None,
    };
    Some(Word {
        kind,
        text: cells.next()?,
        subjects: cells.next()?,
        reason: cells.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_stands_once() {
        let rows = TEXT
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'));
        assert_eq!(rows.clone().count(), WORDS.len());
        for line in rows {
            assert!(line.split('\t').count() == 4, "{line}");
        }
        assert_eq!(BY_TEXT.len(), WORDS.len());
        assert_eq!(word(".ssh").map(|w| w.kind), Some(SignKind::SecretPath));
    }
}
