//! The relations between two names, and how popular the other name must be for each to count: data, with its reasons.

use self::Relation as R;

/// How a name resembles another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Relation {
    /// The same letters once characters of other scripts, or without any width, are read as what they look like.
    Script,
    /// Only the delimiters differ, other than `-` for `_`.
    Delimiter,
    /// The same words in another order.
    WordOrder,
    /// A word in the plural where the other name has it in the singular.
    Plural,
    /// A word in the singular where the other name has it in the plural.
    Singular,
    /// A word with another ending: `fast` and `faster`.
    Inflection,
    /// Two neighbouring letters changed places.
    Swapped,
    /// Two pairs of neighbouring letters changed places.
    SwappedTwice,
    /// A letter doubled, or one of a doubled one dropped.
    Doubled,
    /// A letter dropped.
    Dropped,
    /// A letter added.
    Added,
    /// The first letter added or dropped.
    FirstLetter,
    /// A character that looks like the other one.
    LookAlike,
    /// A digit dropped or replaced, or added anywhere but at the end.
    Digit,
    /// A digit added at the end, as who goes on with a crate that was left does.
    Successor,
    /// The key beside the right one.
    Key,
    /// A vowel for another.
    Vowel,
    /// A letter for another, neither near on the keyboard nor alike.
    Replaced,
    /// The same letters in another order, the first in its place.
    Anagram,
    /// Two slips.
    TwoEdits,
    /// A word added that says that it is Rust: `-rs`, `rust-`.
    LanguageAdded,
    /// A word added that says nothing: `-lib`, `-dev`.
    NeutralAdded,
    /// A word added that claims to be the real one: `-main`, `-official`.
    ClaimAdded,
    /// Such a word is another one than the other name's, or is glued on.
    NeutralReplaced,
    /// The other name has such a word, this one has none.
    NeutralMissing,
    /// A word added that any crate beside another might have: `-api`, `-utils`.
    GenericAdded,
    /// Any other word added.
    WordAdded,
    /// Called as another crate's repository is.
    Repository,
    /// A name of the standard library with one more word.
    Std,
}

impl Relation {
    /// All of them.
    pub const ALL: [Relation; 29] = [
        R::Script,
        R::Delimiter,
        R::WordOrder,
        R::Plural,
        R::Singular,
        R::Inflection,
        R::Swapped,
        R::SwappedTwice,
        R::Doubled,
        R::Dropped,
        R::Added,
        R::FirstLetter,
        R::LookAlike,
        R::Digit,
        R::Successor,
        R::Key,
        R::Vowel,
        R::Replaced,
        R::Anagram,
        R::TwoEdits,
        R::LanguageAdded,
        R::NeutralAdded,
        R::ClaimAdded,
        R::NeutralReplaced,
        R::NeutralMissing,
        R::GenericAdded,
        R::WordAdded,
        R::Repository,
        R::Std,
    ];

    /// Its name in reports for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            R::Script => "script",
            R::Delimiter => "delimiter",
            R::WordOrder => "word-order",
            R::Plural => "plural",
            R::Singular => "singular",
            R::Inflection => "inflection",
            R::Swapped => "letters-swapped",
            R::SwappedTwice => "letters-swapped-twice",
            R::Doubled => "letter-doubled",
            R::Dropped => "letter-dropped",
            R::Added => "letter-added",
            R::FirstLetter => "first-letter",
            R::LookAlike => "look-alike",
            R::Digit => "digit",
            R::Successor => "digit-added",
            R::Key => "neighbouring-key",
            R::Vowel => "vowel",
            R::Replaced => "letter-replaced",
            R::Anagram => "anagram",
            R::TwoEdits => "two-edits",
            R::LanguageAdded => "rust-added",
            R::NeutralAdded => "neutral-word-added",
            R::ClaimAdded => "claim-added",
            R::NeutralReplaced => "neutral-word-replaced",
            R::NeutralMissing => "neutral-word-missing",
            R::GenericAdded => "generic-word-added",
            R::WordAdded => "word-added",
            R::Repository => "repository-name",
            R::Std => "standard-library",
        }
    }

    /// What sets the name apart from its target, after `X differs from Y`. Not for what says it all in other words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            R::Script => "only in characters that look the same or are not seen",
            R::Delimiter => "only in a `-` or `_` between words",
            R::WordOrder => "only in the order of its words",
            R::Plural => "only in the `s` of a plural",
            R::Singular => "only in the `s` of a plural, which is missing",
            R::Inflection => "only in the ending of a word",
            R::Swapped => "only in two letters that changed places",
            R::SwappedTwice => "only in two pairs of letters that changed places",
            R::Doubled => "only in one doubled letter",
            R::Dropped => "in one letter that is missing",
            R::Added => "in one letter too many",
            R::FirstLetter => "only in its first letter",
            R::LookAlike => "only in a character that looks nearly the same",
            R::Digit => "only in a digit",
            R::Successor => "only in a digit at its end",
            R::Key => "in one letter, whose keys are neighbours",
            R::Vowel => "in one vowel",
            R::Replaced => "in one letter",
            R::Anagram => "only in the order of its letters",
            R::TwoEdits => "in two letters",
            R::LanguageAdded => "only in a word that says that it is Rust",
            R::NeutralAdded => "only in a word that says nothing",
            R::ClaimAdded => "only in a word that claims to be the real one",
            R::NeutralReplaced => "only in a word that says nothing and is another one or glued on",
            R::NeutralMissing => "only in a word that says nothing and is missing",
            R::GenericAdded => "only in a word that any crate beside it might have",
            R::WordAdded => "in one word more",
            R::Repository => "but is called as its repository is",
            R::Std => "in one word more",
        }
    }
}

/// How strong a resemblance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Hardly anybody would give an honest crate that name.
    High,
    /// Honest crates have such names too, but seldom.
    Warn,
    /// Many honest crates have such names.
    Note,
}

impl Strength {
    /// Its name in reports for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Strength::High => "high",
            Strength::Warn => "warn",
            Strength::Note => "note",
        }
    }
}

/// No popularity is enough.
const NEVER: u32 = u32::MAX;

/// What a target of at least so many letters (delimiters aside) needs: the least popularity for each strength.
#[derive(Clone, Copy, Debug)]
struct Needs {
    letters: usize,
    high: u32,
    warn: u32,
    note: u32,
}

const fn needs(letters: usize, high: u32, warn: u32, note: u32) -> Needs {
    Needs {
        letters,
        high,
        warn,
        note,
    }
}

/// The table: for each relation the longest targets first. Below the last row a relation does not count.
///
/// The shorter a name, the more honest names are one edit away from it, so short targets must be known to nearly
/// everybody. Relations that people do not bring about by chance (the same words in another order) count for targets that
/// hardly anybody uses. 20,000 is the most used crate, 1,000 the 20th, 20 the 1,000th, 1 the 20,000th, 0 any crate.
const TABLE: &[(Relation, &[Needs])] = &[
    (R::Script, &[needs(1, 0, 0, 0)]),
    (
        R::Delimiter,
        &[
            needs(12, 1, 1, 0),
            needs(9, 20, 1, 0),
            needs(4, 20, 2, 0),
            needs(3, 500, 50, NEVER),
        ],
    ),
    (R::WordOrder, &[needs(4, 20, 1, 0)]),
    (
        R::Plural,
        &[
            needs(8, 0, 0, 0),
            needs(6, 20, 1, 0),
            needs(4, 200, 2, 0),
            needs(3, NEVER, 50, 5),
        ],
    ),
    (
        R::Singular,
        &[
            needs(9, 50, 1, 0),
            needs(6, 50, 3, 0),
            needs(4, 500, 5, 1),
            needs(3, NEVER, 500, NEVER),
        ],
    ),
    (
        R::Inflection,
        &[
            needs(9, 200, 2, 1),
            needs(6, 200, 50, 3),
            needs(4, NEVER, NEVER, 20),
        ],
    ),
    (
        R::Swapped,
        &[
            needs(6, 50, 1, 1),
            needs(4, 200, 5, 1),
            needs(3, 1000, 50, 5),
        ],
    ),
    (
        R::SwappedTwice,
        &[needs(7, 50, 1, 1), needs(5, 1000, 20, 5)],
    ),
    (
        R::Doubled,
        &[
            needs(6, 50, 1, 1),
            needs(4, 200, 5, 1),
            needs(3, 1000, 50, 5),
        ],
    ),
    (
        R::Dropped,
        &[
            needs(12, 50, 1, 1),
            needs(9, 100, 5, 1),
            needs(6, 200, 20, 1),
            needs(4, 2000, 50, 5),
            needs(3, NEVER, 2000, 200),
        ],
    ),
    (
        R::Added,
        &[
            needs(12, 50, 1, 1),
            needs(9, 200, 20, 1),
            needs(6, 200, 200, 1),
            needs(4, NEVER, 500, 5),
            needs(3, NEVER, 1000, 50),
        ],
    ),
    (
        R::FirstLetter,
        &[
            needs(12, 50, 2, 1),
            needs(9, 200, 20, 1),
            needs(6, 500, 100, 5),
            needs(4, NEVER, NEVER, 200),
        ],
    ),
    (
        R::LookAlike,
        &[
            needs(6, 50, 1, 1),
            needs(4, 200, 20, 1),
            needs(3, 1000, 50, 5),
        ],
    ),
    (
        R::Digit,
        &[
            needs(12, 200, 10, 1),
            needs(9, 200, 5, 1),
            needs(6, 500, 10, 2),
            needs(4, NEVER, 100, 5),
            needs(3, NEVER, 500, 20),
        ],
    ),
    (
        R::Successor,
        &[
            needs(9, 1000, 5, 1),
            needs(6, 1000, 5, 2),
            needs(4, NEVER, 50, 5),
            needs(3, NEVER, 500, 20),
        ],
    ),
    (
        R::Key,
        &[
            needs(12, 50, 1, 1),
            needs(9, 100, 3, 1),
            needs(6, 200, 30, 1),
            needs(4, 1000, 50, 5),
            needs(3, NEVER, 200, 20),
        ],
    ),
    (
        R::Vowel,
        &[
            needs(9, 100, 1, 1),
            needs(6, 200, 2, 1),
            needs(4, 1000, 50, 5),
            needs(3, NEVER, 200, 20),
        ],
    ),
    (
        R::Replaced,
        &[
            needs(12, 50, 2, 1),
            needs(9, 200, 15, 2),
            needs(6, 500, 100, 5),
            needs(4, NEVER, 500, 50),
            needs(3, NEVER, 2000, NEVER),
        ],
    ),
    (R::Anagram, &[needs(9, 200, 10, 1)]),
    (
        R::TwoEdits,
        &[needs(9, NEVER, NEVER, 100), needs(7, NEVER, NEVER, 1000)],
    ),
    (
        R::LanguageAdded,
        &[
            needs(12, 5, 0, 0),
            needs(8, 20, 0, 0),
            needs(6, 100, 1, 0),
            needs(4, 200, 1, 0),
            needs(3, 200, 20, 0),
        ],
    ),
    (
        R::NeutralAdded,
        &[
            needs(9, 50, 1, 0),
            needs(6, 100, 3, 0),
            needs(4, 200, 5, 0),
            needs(3, 200, 20, 0),
        ],
    ),
    (R::ClaimAdded, &[needs(4, 1, 0, 0), needs(3, 100, 20, 0)]),
    (
        R::NeutralReplaced,
        &[
            needs(9, 5, 5, 1),
            needs(6, 100, 10, 1),
            needs(4, NEVER, 200, 20),
        ],
    ),
    (
        R::NeutralMissing,
        &[
            needs(9, NEVER, 50, 1),
            needs(6, NEVER, 200, 5),
            needs(4, NEVER, NEVER, 50),
        ],
    ),
    (
        R::GenericAdded,
        &[needs(6, NEVER, 200, 1), needs(3, NEVER, NEVER, 20)],
    ),
    (
        R::WordAdded,
        &[needs(6, NEVER, NEVER, 200), needs(3, NEVER, NEVER, 1000)],
    ),
    (R::Repository, &[needs(6, NEVER, 50, 1)]),
    // Honest crates do so too: they offer the same in another way.
    (R::Std, &[needs(4, NEVER, NEVER, 0)]),
];

/// How strong a relation to a target of so many letters and that popularity is.
pub(super) fn strength(relation: Relation, letters: usize, popularity: u32) -> Option<Strength> {
    let (_, rows) = TABLE.iter().find(|(r, _)| *r == relation)?;
    let row = rows.iter().find(|n| letters >= n.letters)?;
    let steps = [
        (row.high, Strength::High),
        (row.warn, Strength::Warn),
        (row.note, Strength::Note),
    ];
    let reached = |needed: u32| needed != NEVER && popularity >= needed;
    steps
        .into_iter()
        .find(|(needed, _)| reached(*needed))
        .map(|(_, s)| s)
}

/// Words that say nothing of what a crate does: anybody would take the name with and without for one.
pub(super) const NEUTRAL: &[&str] = &[
    "lib", "crate", "crates", "js", "dev", "the", "py", "npm", "en",
];

/// Words that say that a crate is written in Rust, which all are.
pub(super) const LANGUAGE: &[&str] = &["rs", "rust", "rst", "rustlang"];

/// Words that claim that a crate is the real one, or the one to use now.
pub(super) const CLAIMS: &[&str] = &[
    "main", "master", "official", "real", "original", "orig", "new", "latest", "stable", "beta",
    "alpha", "legacy", "fixed", "updated",
];

/// Words that crates have that go with another one. Honest ones as well, so the target must be popular.
pub(super) const GENERIC: &[&str] = &[
    "api", "cli", "client", "server", "core", "util", "utils", "sdk", "helper", "helpers", "ext",
    "extra", "extras", "tool", "tools", "sys", "bin", "app", "pro", "plus", "ng", "common", "base",
    "types", "macro", "macros", "derive", "impl", "test", "tests", "check", "checks", "win",
    "windows", "linux", "node", "python", "ffi", "wrapper", "bindings", "next", "fork", "update",
    "patch", "fix",
];

/// Endings that words take on and lose.
pub(super) const ENDINGS: &[&str] = &[
    "er", "ed", "ing", "or", "ly", "ion", "r", "d", "e", "able", "ment",
];

/// The words for digits.
pub(super) const NUMERALS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// The macros of the standard library whose names are no words that honest crates have in theirs, as `core` and `write` are.
pub(super) const STD: &[&str] = &[
    "dbg",
    "eprint",
    "eprintln",
    "println",
    "unreachable",
    "writeln",
];

/// Groups of letters that look like others in most fonts.
pub(super) const LOOKS: &[(&str, &str)] = &[
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("nn", "m"),
    ("ii", "u"),
    ("uu", "w"),
    ("lc", "k"),
];
