//! What a package has of another one: its repository, its description, its readme, its source.
//!
//! What counts is how much of the *other* package is found, so padding hides nothing, and only a sample of it is held, so
//! no size is too big. Source is compared as runs of tokens in which one name is as good as any other: new names, comments
//! and spaces change nothing. All that is a sign beside a name that resembles, never more: honest forks copy as well.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use bulkhead_facts::Files;
use toml_edit::{Document, Item};

/// Runs of the other package that are looked for.
const SAMPLE: usize = 4096;
/// Tokens of a run of source.
const SOURCE_RUN: usize = 24;
/// Words of a run of prose.
const PROSE_RUN: usize = 6;
/// Fewer different runs say nothing: any small package has them, and the words of a licence.
const FEWEST: usize = 80;
/// The share of the other's runs that makes a copy.
const MOST: f64 = 0.6;
/// The share of the other's words that makes a description the same, and how many it must have.
const DESCRIPTION: (f64, usize) = (0.8, 4);
/// Bytes of a manifest that is read.
const MANIFEST: usize = 1 << 20;

/// What a package has of another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// It names the same repository.
    pub repository: bool,
    /// It says of itself what the other one does.
    pub description: bool,
    /// It has most of the other one's readme.
    pub readme: bool,
    /// It has most of the other one's source.
    pub source: bool,
}

impl Likeness {
    /// Compares the files of a package with those of another.
    #[must_use]
    pub fn of(package: &dyn Files, other: &dyn Files) -> Self {
        let (mine, theirs) = (Said::of(package), Said::of(other));
        Likeness {
            repository: theirs.repository.is_some() && mine.repository == theirs.repository,
            description: same_description(&mine.description, &theirs.description),
            readme: copied(
                readmes(other).map(words),
                prose(package).map(words),
                PROSE_RUN,
            ),
            source: copied(
                sources(other).map(Tokens),
                texts(package).map(Tokens),
                SOURCE_RUN,
            ),
        }
    }
}

/// What a manifest says of its package.
#[derive(Default)]
struct Said {
    description: BTreeSet<u64>,
    repository: Option<String>,
}

impl Said {
    fn of(files: &dyn Files) -> Self {
        let manifest = files.get("Cargo.toml").filter(|m| m.len() <= MANIFEST);
        let text = manifest.and_then(|m| std::str::from_utf8(m).ok());
        let Some(manifest) = text.and_then(|t| Document::parse(t).ok()) else {
            return Said::default();
        };
        let package = manifest.get("package");
        let said = |key| package.and_then(|p| p.get(key)).and_then(Item::as_str);
        let plain = |url: &str| {
            let url = url.to_ascii_lowercase();
            url.trim_end_matches('/')
                .trim_end_matches(".git")
                .to_owned()
        };
        Said {
            description: words(said("description").unwrap_or_default().as_bytes()).collect(),
            repository: said("repository").map(plain),
        }
    }
}

fn same_description(mine: &BTreeSet<u64>, theirs: &BTreeSet<u64>) -> bool {
    let (share, fewest) = DESCRIPTION;
    let common = mine.intersection(theirs).count();
    theirs.len() >= fewest && common as f64 >= share * theirs.len() as f64
}

fn readmes(files: &dyn Files) -> impl Iterator<Item = &[u8]> {
    let all = files.iter();
    all.filter(|(path, _)| path.to_ascii_lowercase().starts_with("readme"))
        .map(|(_, text)| text)
}

fn prose(files: &dyn Files) -> impl Iterator<Item = &[u8]> {
    let is = |path: &str| {
        let path = path.to_ascii_lowercase();
        path.contains("readme") || path.ends_with(".md")
    };
    let all = files.iter();
    all.filter(move |(path, _)| is(path)).map(|(_, text)| text)
}

/// What a package is made of, without its tests.
fn sources(files: &dyn Files) -> impl Iterator<Item = &[u8]> {
    let aside = |path: &str| {
        let folder = path.split_once('/').map_or("", |(folder, _)| folder);
        matches!(folder, "tests" | "examples" | "benches")
    };
    let all = files.iter();
    all.filter(move |(path, _)| path.ends_with(".rs") && !aside(path))
        .map(|(_, text)| text)
}

/// All text, since `include!` takes source by any name.
fn texts(files: &dyn Files) -> impl Iterator<Item = &[u8]> {
    let all = files.iter().map(|(_, bytes)| bytes);
    all.filter(|bytes| !bytes.iter().take(1024).any(|b| *b == 0))
}

/// Whether most runs of the other package's texts are in one's own.
fn copied<T: Iterator<Item = u64>>(
    theirs: impl Iterator<Item = T>,
    mine: impl Iterator<Item = T>,
    run: usize,
) -> bool {
    share(theirs, mine, run).is_some_and(|share| share >= MOST)
}

/// `None` when the other package has too little.
fn share<T: Iterator<Item = u64>>(
    theirs: impl Iterator<Item = T>,
    mine: impl Iterator<Item = T>,
    run: usize,
) -> Option<f64> {
    let mut sample = BTreeSet::new();
    for hash in theirs.flat_map(|t| runs(t, run)) {
        let full = sample.len() >= SAMPLE;
        if full && sample.last().is_none_or(|last| hash >= *last) {
            continue;
        }
        if sample.insert(hash) && full {
            sample.pop_last();
        }
    }
    if sample.len() < FEWEST {
        return None;
    }
    let mine = mine.flat_map(|t| runs(t, run));
    let found: BTreeSet<u64> = mine.filter(|hash| sample.contains(hash)).collect();
    Some(found.len() as f64 / sample.len() as f64)
}

/// The hashes of all runs of so many tokens.
fn runs(tokens: impl Iterator<Item = u64>, run: usize) -> impl Iterator<Item = u64> {
    let mut last = VecDeque::with_capacity(run);
    tokens.filter_map(move |token| {
        if last.len() == run {
            last.pop_front();
        }
        last.push_back(token);
        // FNV-1a by words, its high bits folded down: quick, and nothing depends on who could make two alike.
        let step = |hash: u64, t: &u64| (hash ^ t).wrapping_mul(0x0100_0000_01b3);
        let hash = last.iter().fold(0xcbf2_9ce4_8422_2325, step);
        (last.len() == run).then_some(hash ^ (hash >> 29))
    })
}

/// The words of prose, in any case.
fn words(text: &[u8]) -> impl Iterator<Item = u64> {
    let parts = text.split(|b| !is_word(*b)).filter(|w| !w.is_empty());
    parts.map(|word| {
        let mut hash = DefaultHasher::new();
        word.to_ascii_lowercase().hash(&mut hash);
        hash.finish()
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The tokens of Rust source, roughly: words and punctuation, comments left out. Strings are not told from code, so
/// that no quotation mark can turn all that follows it into something else.
struct Tokens<'t>(&'t [u8]);

impl Iterator for Tokens<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        loop {
            self.0 = self.0.trim_ascii_start();
            let end = match self.0 {
                [b'/', b'/', ..] => memfind(self.0, b"\n"),
                [b'/', b'*', ..] => memfind(self.0, b"*/").map(|at| at + 2),
                _ => break,
            };
            self.0 = end.and_then(|at| self.0.get(at..)).unwrap_or_default();
        }
        let first = *self.0.first()?;
        let len = self.0.iter().take_while(|b| is_word(**b)).count();
        let (token, rest) = self.0.split_at(len.max(1));
        self.0 = rest;
        Some(match token {
            [_] if len == 0 => first.into(),
            word if KEYWORDS.contains(&word) => word.iter().fold(0, |n, b| n * 31 + u64::from(*b)),
            _ if first.is_ascii_digit() => 1,
            _ => 2,
        })
    }
}

fn memfind(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|w| w == what)
}

/// What gives source its shape.
const KEYWORDS: &[&[u8]] = &[
    b"as",
    b"async",
    b"await",
    b"break",
    b"const",
    b"continue",
    b"crate",
    b"dyn",
    b"else",
    b"enum",
    b"extern",
    b"fn",
    b"for",
    b"if",
    b"impl",
    b"in",
    b"let",
    b"loop",
    b"match",
    b"mod",
    b"move",
    b"mut",
    b"pub",
    b"ref",
    b"return",
    b"self",
    b"Self",
    b"static",
    b"struct",
    b"trait",
    b"type",
    b"unsafe",
    b"use",
    b"where",
    b"while",
];

#[cfg(test)]
mod tests {
    use bulkhead_facts::FileMap;

    use super::*;

    fn package(files: &[(&str, String)]) -> FileMap {
        let files = files.iter();
        FileMap(
            files
                .map(|(f, t)| ((*f).to_owned(), t.clone().into()))
                .collect(),
        )
    }

    /// Prose of so many different words.
    fn prose(from: usize, to: usize) -> String {
        (from..to).map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn a_readme_is_found_within_another_one() {
        let theirs = package(&[("README.md", prose(0, 200))]);
        let padded = package(&[("docs/x.md", prose(900, 9000) + &prose(20, 200))]);
        let own = package(&[("README.md", prose(100, 9000))]);
        assert!(Likeness::of(&padded, &theirs).readme);
        assert!(!Likeness::of(&own, &theirs).readme);
        // A short one says nothing.
        let short = package(&[("README.md", prose(0, 80))]);
        assert!(!Likeness::of(&short, &short).readme);
    }

    #[test]
    fn manifests_say_what_they_say_in_any_order_and_case() {
        let manifest = |d: &str, r: &str| {
            let text = format!("[package]\ndescription = {d:?}\nrepository = {r:?}\n");
            package(&[("Cargo.toml", text)])
        };
        let theirs = manifest("A fast async logger.", "https://github.com/A/log.git");
        let mine = manifest(
            "The FAST logger: a new async one",
            "https://github.com/a/log/",
        );
        let like = Likeness::of(&mine, &theirs);
        assert!(like.description && like.repository);
        let other = manifest("A fast parser", "https://github.com/b/log");
        let like = Likeness::of(&other, &theirs);
        assert!(!like.description && !like.repository);
        let none = package(&[("Cargo.toml", "not [ toml".to_owned())]);
        assert_eq!(Likeness::of(&none, &none), Likeness::default());
    }

    #[test]
    fn tokens_are_what_stays_when_names_and_spaces_change() {
        let tokens = |t: &str| Tokens(t.as_bytes()).collect::<Vec<_>>();
        assert_eq!(
            tokens("fn a(x: u8) { /* // */ b.c(\"d\") } // e"),
            tokens("fn long( y:T ){w . v(\"u\")}")
        );
        assert_ne!(tokens("fn a"), tokens("let a"));
        for open in ["/*", "//", "\"", "\u{fffd}", ""] {
            assert!(tokens(open).len() <= 1, "{open:?}");
        }
    }
}
