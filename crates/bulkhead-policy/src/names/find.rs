//! The search for names that a name resembles.
//!
//! Most relations are undone rather than searched for: the name is changed back in each way in which it may have been
//! changed, and the result is looked up. Slips of single letters are looked for among the popular names of about the same
//! length that have about the same letters.

use super::edit::{Edit, are_neighbours, edit, is_vowel, look_alike, swapped_twice};
use super::rules::{
    CLAIMS, ENDINGS, GENERIC, LANGUAGE, LOOKS, NEUTRAL, NUMERALS, Relation, STD, Strength, strength,
};
use super::shape::{Shape, is_same};
use super::table::{Entry, Table, letters};

/// A name that another one resembles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'t> {
    /// The name that may be meant.
    pub target: Entry<'t>,
    /// What sets them apart.
    pub relation: Relation,
    /// How much it weighs.
    pub strength: Strength,
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Words that are permuted; more are hardly ever confused, and their orders are many.
const MOST_WORDS: usize = 4;

/// Matches that are kept.
const MOST: usize = 5;

/// The names of the table that a name resembles, the strongest first, then the most popular. The name itself, in
/// whatever spelling crates.io takes for the same, is none of them.
#[must_use]
pub fn matches<'t>(name: &str, table: &'t Table) -> Vec<Match<'t>> {
    let Some(shape) = Shape::of(name) else {
        return Vec::new();
    };
    let mut search = Search {
        name,
        shape: &shape,
        table,
        found: Vec::new(),
    };
    search.same_letters();
    search.word_order();
    search.word_endings();
    search.affixes();
    search.look_alike_groups();
    search.numbers();
    search.slips();
    search.repository();
    let mut found = search.found;
    found.sort_by(|a, b| {
        let weight = |m: &Match<'_>| (m.strength, u32::MAX - m.target.popularity, m.relation);
        weight(a)
            .cmp(&weight(b))
            .then(a.target.name.cmp(b.target.name))
    });
    found.truncate(MOST);
    found
}

struct Search<'s, 't> {
    name: &'s str,
    shape: &'s Shape,
    table: &'t Table,
    found: Vec<Match<'t>>,
}

impl<'t> Search<'_, 't> {
    /// Takes a target down, unless the relation does not count or a stronger one is known.
    fn add(&mut self, target: Entry<'t>, relation: Relation) {
        self.add_at_most(target, relation, Strength::High);
    }

    fn add_at_most(&mut self, target: Entry<'t>, relation: Relation, most: Strength) {
        if is_same(target.name, self.name) {
            return;
        }
        let letters = specific(target.name);
        let Some(strength) = strength(relation, letters, target.popularity) else {
            return;
        };
        // The stronger one is the lesser.
        let strength = strength.max(most);
        let new = Match {
            target,
            relation,
            strength,
        };
        match self.found.iter_mut().find(|m| m.target.name == target.name) {
            Some(old) if (new.strength, new.relation) < (old.strength, old.relation) => *old = new,
            Some(_) => {}
            None => self.found.push(new),
        }
    }

    /// Looks a changed name up among all names.
    fn look_up(&mut self, glued: &str, relation: Relation) {
        let table = self.table;
        for target in table.spelled(glued) {
            self.add(target, relation);
        }
    }

    /// The same among the popular names, with the parts of the changed name.
    fn look_up_popular(&mut self, parts: &[&str], relation: Relation) {
        let table = self.table;
        for target in table.popular_spelled(parts) {
            self.add(target, relation);
        }
    }

    /// Looks words up: as they are for the relation, with other delimiters as a name that differs in one word more.
    fn look_up_words(&mut self, glued: &str, words: &[&str], relation: Relation) {
        let table = self.table;
        for target in table.spelled(glued) {
            let same = self::words(target.name).count() == words.len();
            self.add(
                target,
                if same {
                    relation
                } else {
                    Relation::NeutralReplaced
                },
            );
        }
    }

    fn same_letters(&mut self) {
        let relation = match self.shape.foreign {
            true => Relation::Script,
            false => Relation::Delimiter,
        };
        let shape = self.shape;
        self.look_up(&shape.glued, relation);
    }

    fn word_order(&mut self) {
        let words: Vec<&str> = self.shape.words().collect();
        if (2..=MOST_WORDS).contains(&words.len()) {
            for order in orders(words.len()) {
                let glued: String = order.iter().map(|&i| words[i]).collect();
                self.look_up(&glued, Relation::WordOrder);
            }
        }
        self.turned();
    }

    /// Two parts that changed places where the name itself shows no delimiter between them: `jsonserde`.
    fn turned(&mut self) {
        let (shape, table) = (self.shape, self.table);
        for at in 2..shape.len().saturating_sub(1) {
            let (head, tail) = shape.glued.split_at(at);
            let glued = format!("{tail}{head}");
            for target in table.spelled(&glued) {
                let ends = Shape::of(target.name).map(|s| s.ends).unwrap_or_default();
                if ends.contains(&tail.len()) {
                    self.add(target, Relation::WordOrder);
                }
            }
        }
    }

    fn word_endings(&mut self) {
        let shape = self.shape;
        let mut start = 0;
        for &end in &shape.ends {
            let (before, word, after) = (
                &shape.glued[..start],
                &shape.glued[start..end],
                &shape.glued[end..],
            );
            for (stem, end, relation) in plurals(word) {
                self.look_up(&[before, stem, end, after].concat(), relation);
            }
            for (stem, end) in inflections(word) {
                self.look_up_popular(&[before, stem, end, after], Relation::Inflection);
            }
            start = end;
        }
    }

    fn affixes(&mut self) {
        let words: Vec<&str> = self.shape.words().collect();
        let shape = self.shape;
        for neutral in LANGUAGE.iter().chain(NEUTRAL) {
            // Glued on, or the target has it and this name does not.
            let without = [
                shape.glued.strip_prefix(neutral),
                shape.glued.strip_suffix(neutral),
            ];
            for rest in without.into_iter().flatten().filter(|r| r.len() > 3) {
                if neutral.len() > 1 {
                    self.look_up_popular(&[rest], Relation::NeutralReplaced);
                }
            }
            let glued = shape.glued.as_str();
            for with in [[*neutral, glued], [glued, *neutral]] {
                self.look_up_popular(&with, Relation::NeutralMissing);
            }
        }
        if words.len() < 2 {
            return;
        }
        if let [first, left @ ..] = words.as_slice() {
            self.without(first, &shape.glued[first.len()..], left);
        }
        if let [left @ .., last] = words.as_slice() {
            self.without(last, &shape.glued[..shape.len() - last.len()], left);
        }
    }

    /// The name without its first or last word.
    fn without(&mut self, word: &str, rest: &str, left: &[&str]) {
        if CLAIMS.contains(&word) {
            self.look_up_words(rest, left, Relation::ClaimAdded);
        }
        if LANGUAGE.contains(&word) {
            self.look_up_words(rest, left, Relation::LanguageAdded);
        }
        if NEUTRAL.contains(&word) {
            self.look_up_words(rest, left, Relation::NeutralAdded);
        }
        if [LANGUAGE, NEUTRAL, CLAIMS]
            .iter()
            .any(|list| list.contains(&word))
        {
            for other in LANGUAGE.iter().chain(NEUTRAL).chain(&["sys"]) {
                self.look_up_popular(&[rest, other], Relation::NeutralReplaced);
                self.look_up_popular(&[other, rest], Relation::NeutralReplaced);
            }
            for digit in &DIGITS[1..] {
                self.look_up_popular(&[rest, digit], Relation::NeutralReplaced);
            }
        } else if GENERIC.contains(&word) {
            self.look_up_popular(&[rest], Relation::GenericAdded);
        } else {
            self.look_up_popular(&[rest], Relation::WordAdded);
        }
        if let Some(name) = STD.iter().find(|std| **std == rest) {
            self.add(of_std(name), Relation::Std);
        }
    }

    fn look_alike_groups(&mut self) {
        let glued = &self.shape.glued;
        for (a, b) in LOOKS {
            for (from, to) in [(a, b), (b, a)] {
                for (at, _) in glued.match_indices(from) {
                    let (before, after) = (&glued[..at], &glued[at + from.len()..]);
                    self.look_up_popular(&[before, to, after], Relation::LookAlike);
                }
            }
        }
    }

    /// A digit spelled out, or a number at the end that is another one.
    fn numbers(&mut self) {
        let glued = &self.shape.glued;
        for (digit, word) in DIGITS.iter().zip(NUMERALS) {
            for (at, _) in glued.match_indices(word) {
                let (before, after) = (&glued[..at], &glued[at + word.len()..]);
                self.look_up_popular(&[before, digit, after], Relation::Digit);
            }
        }
        let base = glued.trim_end_matches(|c: char| c.is_ascii_digit());
        if base.len() < glued.len() {
            let one = glued.len() - base.len() == 1;
            let relation = if one {
                Relation::Successor
            } else {
                Relation::Digit
            };
            self.look_up_popular(&[base], relation);
            for digit in DIGITS {
                self.look_up_popular(&[base, digit], Relation::Digit);
            }
        }
    }

    fn slips(&mut self) {
        let (shape, table) = (self.shape, self.table);
        let name = shape.glued.as_bytes();
        let mine = letters(name);
        for len in name.len().saturating_sub(2)..=name.len() + 2 {
            let Some(group) = table.popular_of_len(len) else {
                continue;
            };
            let near = len.abs_diff(name.len()) <= 1;
            // A replaced letter takes one kind of letter away and brings another: of one slip at most two kinds differ.
            let ones = if near { group.letters.as_slice() } else { &[] };
            let one = ones.iter().map(|theirs| differ(mine ^ theirs, 2));
            let two = group
                .letters
                .iter()
                .take(group.top)
                .map(|theirs| differ(mine ^ theirs, 4));
            let one = one.enumerate().filter(|(_, differ)| !differ);
            let two = two.enumerate().filter(|(_, differ)| !differ);
            for (at, _) in one {
                self.one_slip(group.index[at] as usize);
            }
            for (at, _) in two {
                self.two_slips(group.index[at] as usize);
            }
        }
    }

    fn one_slip(&mut self, index: usize) {
        let (shape, table) = (self.shape, self.table);
        let (other, name) = (
            table.popular_glued(index).as_bytes(),
            shape.glued.as_bytes(),
        );
        let edit = edit(other, name);
        let far = match edit {
            // Two letters more are another word where the words are other ones: `jj-core` is no slip for `uucore`.
            Some(Edit::DoubleReplaced(..)) if !self.has_words_of(index) => return,
            Some(_) => None,
            None if swapped_twice(other, name) => Some(Relation::SwappedTwice),
            None if other.first() == name.first() && is_anagram(other, name) => {
                Some(Relation::Anagram)
            }
            None => return,
        };
        let target = table.popular_entry(index);
        let one = edit.map(|edit| relation(edit, shape, target));
        let Some(relation) = one
            .or(far)
            .filter(|_| !becomes_language(self.name, target.name))
        else {
            return;
        };
        // With other words it is more than a slip: `xterm-color` for `termcolor`.
        let most = match self.has_words_of(index) {
            true => Strength::High,
            false => Strength::Warn,
        };
        self.add_at_most(target, relation, most);
    }

    fn has_words_of(&self, index: usize) -> bool {
        words(self.table.popular_entry(index).name).count() == self.shape.ends.len()
    }

    fn two_slips(&mut self, index: usize) {
        let (shape, table) = (self.shape, self.table);
        let other = table.popular_glued(index);
        if other.len() >= 7 && strsim::osa_distance(other, &shape.glued) == 2 {
            self.add(table.popular_entry(index), Relation::TwoEdits);
        }
    }

    fn repository(&mut self) {
        if let Some(target) = self.table.repository_named(&self.shape.glued) {
            self.add(target, Relation::Repository);
        }
    }
}

/// The standard library's own, as if it were a crate: no crate is used by more.
fn of_std(name: &'static str) -> Entry<'static> {
    Entry {
        name,
        popularity: 20_000,
        owner: Some("rust-lang"),
        repository: None,
        young: false,
    }
}

/// How unlikely it is to come upon a name by chance: its letters, and two more for each further word.
fn specific(name: &str) -> usize {
    let words = words(name);
    let letters: usize = words.clone().map(str::len).sum();
    letters + 2 * words.count().saturating_sub(1)
}

fn words(name: &str) -> impl Iterator<Item = &str> + Clone {
    name.split(['-', '_']).filter(|w| !w.is_empty())
}

/// Whether all that differs is that a word of the target is one that says that it is Rust: `async-rs` is no slip for
/// `async-fs`.
fn becomes_language(name: &str, target: &str) -> bool {
    let is = |word: &str| LANGUAGE.iter().any(|l| l.eq_ignore_ascii_case(word));
    let both = words(name).zip(words(target));
    let mut other = both.filter(|(a, b)| !a.eq_ignore_ascii_case(b));
    words(name).count() == words(target).count() && other.all(|(a, b)| is(a) && !is(b))
}

/// What an edit that made the name of the target is to a reader.
fn relation(edit: Edit, name: &Shape, target: Entry<'_>) -> Relation {
    match edit {
        Edit::Swapped => Relation::Swapped,
        Edit::DoubleReplaced(now, was) => replaced(now, was),
        Edit::Replaced(now, was) => replaced(now, was),
        Edit::Added(letter, at) => one_more(letter, at, name, Relation::Added),
        Edit::Dropped(letter, at) => {
            let Some(target) = Shape::of(target.name) else {
                return Relation::Dropped;
            };
            one_more(letter, at, &target, Relation::Dropped)
        }
    }
}

fn replaced(now: u8, was: u8) -> Relation {
    if look_alike(now, was) {
        Relation::LookAlike
    } else if now.is_ascii_digit() || was.is_ascii_digit() {
        Relation::Digit
    } else if are_neighbours(now, was) {
        Relation::Key
    } else if is_vowel(now) && is_vowel(was) {
        Relation::Vowel
    } else {
        Relation::Replaced
    }
}

/// A letter that the longer of two names has and the other has not.
fn one_more(letter: u8, at: usize, longer: &Shape, otherwise: Relation) -> Relation {
    let glued = longer.glued.as_bytes();
    let beside = [at.checked_sub(1), at.checked_add(1)];
    let doubled = beside
        .into_iter()
        .flatten()
        .any(|i| glued.get(i) == Some(&letter));
    if letter == b's' && longer.ends.contains(&(at + 1)) {
        match otherwise {
            Relation::Dropped => Relation::Singular,
            _ => Relation::Plural,
        }
    } else if letter.is_ascii_digit() {
        match otherwise {
            Relation::Added if at + 1 == glued.len() => Relation::Successor,
            _ => Relation::Digit,
        }
    } else if doubled {
        Relation::Doubled
    } else if at == 0 {
        Relation::FirstLetter
    } else {
        otherwise
    }
}

/// Whether more than so many bits are set. The processors that everybody has cannot count them in one step.
fn differ(mut bits: u64, most: u32) -> bool {
    for _ in 0..most {
        bits &= bits.wrapping_sub(1);
    }
    bits != 0
}

fn is_anagram(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() || letters(a) != letters(b) {
        return false;
    }
    let sorted = |s: &[u8]| {
        let mut s = s.to_vec();
        s.sort_unstable();
        s
    };
    sorted(a) == sorted(b)
}

/// All orders of so many things but the one they are in.
fn orders(n: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..n {
        let longer = all.iter().flat_map(|order: &Vec<usize>| {
            let free = (0..n).filter(|i| !order.contains(i));
            free.map(|i| [order.as_slice(), &[i]].concat())
        });
        all = longer.collect();
    }
    all.retain(|order| !order.is_sorted());
    all
}

/// What a word may be the plural of, and its plural: what stays of the word, and what follows.
fn plurals(word: &str) -> impl Iterator<Item = (&str, &'static str, Relation)> {
    let cut = [("ies", "y"), ("es", ""), ("s", "")];
    let ones = cut.into_iter().filter_map(move |(end, one)| {
        let stem = word.strip_suffix(end)?;
        Some((stem, one, Relation::Plural))
    });
    let many = [
        Some((word, "s")),
        Some((word, "es")),
        word.strip_suffix('y').map(|stem| (stem, "ies")),
    ];
    let many = many.into_iter().flatten();
    let many = many.map(|(stem, end)| (stem, end, Relation::Singular));
    ones.chain(many)
        .filter(|(stem, end, _)| stem.len() + end.len() > 1)
}

/// The word with another ending: what stays of it, and what follows.
fn inflections(word: &str) -> impl Iterator<Item = (&str, &'static str)> {
    let stripped = ENDINGS.iter().filter_map(|e| word.strip_suffix(e));
    let stems = stripped.filter(|s| s.len() > 2).map(|s| (s, true));
    let all = std::iter::once((word, false)).chain(stems);
    let with = all.flat_map(|(stem, cut)| {
        let bare = cut.then_some((stem, ""));
        let ends = ENDINGS.iter().filter(|_| stem.len() > 2);
        bare.into_iter().chain(ends.map(move |e| (stem, *e)))
    });
    with.filter(move |(stem, end)| word.strip_prefix(stem) != Some(*end))
}
