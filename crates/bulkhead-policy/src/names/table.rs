//! The names that exist: which crates there are, how much each is used, and whose the used ones are.
//!
//! One table comes with the program, a newer one can be made with `cargo bulkhead names update`. Both are the same packed
//! bytes ([`pack`] says how they are laid out). The names that are used by many, the *popular* ones, are unpacked when a
//! table is opened, since every rule looks at them; all others lie in small blocks, sorted, and a block is unpacked when
//! a name that may be in it is asked for.

pub mod pack;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::{LazyLock, OnceLock};

use self::pack::Reader;
use super::shape::is_same;
use crate::policy::Date;

/// The table that comes with the program.
static BUILT_IN: &[u8] = include_bytes!("built_in.bin");

/// All names that are known.
#[derive(Debug)]
pub struct Table {
    bytes: Cow<'static, [u8]>,
    date: Date,
    popular: Popular,
    /// The first name of each block, glued.
    firsts: Strings,
    blocks: Vec<Block>,
    len: usize,
}

/// A name of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    /// As its crate spells it.
    pub name: &'t str,
    /// How much it is used: 20,000 divided by its place among the most downloaded crates, or among those that most others
    /// depend on where that is better; 0 beyond the 20,000th place. Rounded down, then to a scale of some 250 steps.
    pub popularity: u32,
    /// Who owns the repository that its manifest names, as far as the table knows: `rust-lang`.
    pub owner: Option<&'t str>,
    /// The name of that repository, when it is not the crate's own name.
    pub repository: Option<&'t str>,
    /// Whether it was first published within the twelve months before the table was made.
    pub young: bool,
}

/// Names that are used, in the order of their letters.
#[derive(Debug, Default)]
struct Popular {
    names: Strings,
    /// The same without delimiters and in lower case.
    glued: Strings,
    /// Most of what is looked up is no name, and this says so at once.
    marks: Marks,
    popularity: Popularity,
    young: Vec<bool>,
    /// Index into `owners`, which begins with the empty string for nobody.
    owner: Vec<u16>,
    owners: Strings,
    repository: Strings,
    /// Indices by number of letters: nearly all of the time of a judgement is spent in going through them.
    by_len: Vec<Group>,
    /// The same for the names of repositories.
    repository_marks: Marks,
    /// The names of repositories that are not names of their crates, in lower case without delimiters, sorted, with the
    /// crate of the repository that is used most. Sorting takes longer than judging a name.
    repositories: OnceLock<Vec<(String, u32)>>,
}

/// A slip in two places is looked for among names that are at least so popular: there are too many others.
const TOP: u32 = 100;

/// Popular names of one length, the most popular first.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) index: Vec<u32>,
    /// How many of them are popular enough for two slips.
    pub(super) top: usize,
    /// Which letters each has.
    pub(super) letters: Vec<u64>,
}

/// Some names that are not popular, packed.
#[derive(Debug)]
struct Block {
    packed: std::ops::Range<usize>,
    raw: usize,
    names: OnceLock<Unpacked>,
}

#[derive(Debug, Default)]
struct Unpacked {
    names: Strings,
    young: Vec<bool>,
    /// Whether a name may be here at all.
    marks: Marks,
}

/// Many strings in one.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

/// The same before it is known to be text.
#[derive(Debug, Default)]
struct Bytes {
    text: Vec<u8>,
    ends: Vec<u32>,
}

/// Why bytes are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// They are something else, or a table of another version of this program.
    NotATable,
    /// They were changed, or are not all there.
    Damaged,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TableError::NotATable => "it is no table of names, or one of another version",
            TableError::Damaged => "it is damaged: its checksum does not fit",
        })
    }
}

impl std::error::Error for TableError {}

impl Table {
    /// The table that comes with the program.
    #[must_use]
    pub fn built_in() -> &'static Table {
        static TABLE: LazyLock<Table> = LazyLock::new(|| {
            let table = Table::open(Cow::Borrowed(BUILT_IN));
            table.unwrap_or_else(|e| unreachable!("the built-in table: {e}"))
        });
        &TABLE
    }

    /// Opens a packed table.
    ///
    /// # Errors
    /// When the bytes are not what [`pack::pack`] made.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<Table, TableError> {
        let opened = Reader::new(&bytes)?.open()?;
        let mut popular = Popular {
            names: opened.names,
            popularity: opened.popularity,
            young: opened.young,
            owner: opened.owner,
            owners: opened.owners,
            repository: opened.repository,
            ..Popular::default()
        };
        popular.index();
        let blocks = opened.blocks.into_iter().map(|(raw, packed)| Block {
            packed,
            raw,
            names: OnceLock::new(),
        });
        Ok(Table {
            date: opened.date,
            firsts: opened.firsts,
            blocks: blocks.collect(),
            len: opened.len,
            popular,
            bytes,
        })
    }

    /// The day of the data that it was made from.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// How many names it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entry of a name, however its case and delimiters are spelled.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Entry<'_>> {
        let key = glue(name);
        let mut all = self.spelled(&key);
        all.find(|e| is_same(e.name, name))
    }

    /// All names that are these letters and digits, delimiters aside.
    pub fn spelled(&self, glued: &str) -> impl Iterator<Item = Entry<'_>> {
        let popular = self.popular.spelled(&[glued]);
        let popular = popular.map(|i| self.popular_entry(i));
        popular.chain(self.rest(glued))
    }

    /// The same among the popular names only, of letters that are given in parts: nearly all of what is asked for is no
    /// name, and need not be put together.
    pub(super) fn popular_spelled<'t>(
        &'t self,
        parts: &[&str],
    ) -> impl Iterator<Item = Entry<'t>> + use<'t> {
        let popular = self.popular.spelled(parts);
        popular.map(|i| self.popular_entry(i))
    }

    fn rest(&self, glued: &str) -> impl Iterator<Item = Entry<'_>> {
        // Equal keys are never in two blocks.
        let after = self.firsts.partition_point(|first| first <= glued);
        let block = after.checked_sub(1).and_then(|i| self.blocks.get(i));
        let names = block.map(|b| b.unpacked(&self.bytes));
        let found = names
            .filter(|n| n.marks.may_have(hash(&[glued])))
            .map(|names| {
                let at = names.names.equal_range(|name| compare_glued(name, glued));
                at.map(|i| Entry {
                    name: names.names.get(i),
                    popularity: 0,
                    owner: None,
                    repository: None,
                    young: names.young.get(i).copied().unwrap_or_default(),
                })
            });
        found.into_iter().flatten()
    }

    pub(super) fn popular_entry(&self, index: usize) -> Entry<'_> {
        let p = &self.popular;
        let owner = p
            .owners
            .get(p.owner.get(index).copied().unwrap_or_default().into());
        let repository = p.repository.get(index);
        Entry {
            name: p.names.get(index),
            popularity: p.popularity.get(index),
            owner: (!owner.is_empty()).then_some(owner),
            repository: (!repository.is_empty()).then_some(repository),
            young: p.young.get(index).copied().unwrap_or_default(),
        }
    }

    /// The letters of a popular name, without delimiters.
    pub(super) fn popular_glued(&self, index: usize) -> &str {
        self.popular.glued.get(index)
    }

    /// The popular names of so many letters.
    pub(super) fn popular_of_len(&self, len: usize) -> Option<&Group> {
        self.popular.by_len.get(len)
    }

    /// The most used crate of the repository of that name (glued), when the crate is not called so itself.
    pub(super) fn repository_named(&self, glued: &str) -> Option<Entry<'_>> {
        if !self.popular.repository_marks.may_have(hash(&[glued])) {
            return None;
        }
        let all = self
            .popular
            .repositories
            .get_or_init(|| self.popular.by_repository());
        let at = all
            .binary_search_by(|(name, _)| name.as_str().cmp(glued))
            .ok()?;
        let (_, index) = all.get(at)?;
        Some(self.popular_entry(usize::try_from(*index).ok()?))
    }

    /// All rows, to be packed again.
    pub fn rows(&self) -> impl Iterator<Item = Entry<'_>> {
        let popular = (0..self.popular.names.len()).map(|i| self.popular_entry(i));
        let rest = self.blocks.iter().flat_map(|b| {
            let unpacked = b.unpacked(&self.bytes);
            (0..unpacked.names.len()).map(|i| Entry {
                name: unpacked.names.get(i),
                popularity: 0,
                owner: None,
                repository: None,
                young: unpacked.young.get(i).copied().unwrap_or_default(),
            })
        });
        popular.chain(rest)
    }
}

impl Popular {
    fn index(&mut self) {
        self.glued = self.names.glued();
        let repositories = self.repository.glued();
        self.marks = Marks::of(&self.glued, MARKS);
        self.repository_marks = Marks::of(&repositories, MARKS);
        for i in self.popularity.order() {
            let glued = self.glued.get(i);
            if self.by_len.len() <= glued.len() {
                self.by_len.resize_with(glued.len() + 1, Group::default);
            }
            let group = &mut self.by_len[glued.len()];
            group.index.push(u32::try_from(i).unwrap_or(u32::MAX));
            group.letters.push(letters(glued.as_bytes()));
            group.top += usize::from(self.popularity.get(i) >= TOP);
        }
    }

    fn spelled(&self, parts: &[&str]) -> std::ops::Range<usize> {
        if !self.marks.may_have(hash(parts)) {
            return 0..0;
        }
        let glued = parts.concat();
        self.glued.equal_range(|g| g.cmp(&glued))
    }

    fn by_repository(&self) -> Vec<(String, u32)> {
        let mut all: Vec<(String, u32)> = (0..self.names.len())
            .filter(|&i| !self.repository.get(i).is_empty())
            .filter_map(|i| Some((glue(self.repository.get(i)), u32::try_from(i).ok()?)))
            .collect();
        let used = |i: u32| usize::try_from(i).map_or(0, |i| self.popularity.get(i));
        all.sort_by(|a, b| a.0.cmp(&b.0).then(used(b.1).cmp(&used(a.1))));
        all.dedup_by(|later, first| later.0 == first.0);
        all
    }
}

impl Block {
    fn unpacked(&self, bytes: &[u8]) -> &Unpacked {
        self.names.get_or_init(|| {
            let packed = bytes.get(self.packed.clone()).unwrap_or_default();
            let unpacked = pack::names(packed, self.raw);
            // The checksum fitted, so this is what was packed.
            debug_assert!(unpacked.is_ok());
            let (names, young) = unpacked.unwrap_or_default();
            let marks = Marks::of(&names.glued(), BLOCK_MARKS);
            Unpacked {
                names,
                young,
                marks,
            }
        })
    }
}

impl Strings {
    /// The same strings, glued.
    fn glued(&self) -> Strings {
        let mut text = vec![0; self.text.len()];
        let mut ends = Vec::with_capacity(self.len());
        let mut len = 0;
        for i in 0..self.len() {
            // Every letter is written, and the next one over it where it is none: the same few steps for all.
            for b in self.get(i).bytes() {
                let letter = GLUED[usize::from(b)];
                text[len] = letter;
                len += usize::from(letter != 0);
            }
            ends.push(end(len));
        }
        text.truncate(len);
        let glued = Bytes { text, ends };
        // Whole characters are left out, and only ASCII is changed.
        glued.read().unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Empty when there is none at that index.
    pub(super) fn get(&self, index: usize) -> &str {
        let end = |i: usize| self.ends.get(i).and_then(|e| usize::try_from(*e).ok());
        let from = index.checked_sub(1).map_or(Some(0), end);
        let range = from.zip(end(index));
        range
            .and_then(|(a, b)| self.text.get(a..b))
            .unwrap_or_default()
    }

    /// How many of the sorted strings are before the first that is not so.
    fn partition_point(&self, is_before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(self.get(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The indices of the sorted strings that compare as equal.
    fn equal_range(&self, compare: impl Fn(&str) -> Ordering) -> std::ops::Range<usize> {
        let low = self.partition_point(|s| compare(s) == Ordering::Less);
        let mut end = low;
        while end < self.len() && compare(self.get(end)) == Ordering::Equal {
            end += 1;
        }
        low..end
    }
}

impl Bytes {
    fn with_capacity(bytes: usize) -> Bytes {
        Bytes {
            text: Vec::with_capacity(bytes),
            // Most strings are longer than eight letters.
            ends: Vec::with_capacity(bytes / 8),
        }
    }

    fn end(&mut self) {
        self.ends.push(end(self.text.len()));
    }

    fn read(self) -> Option<Strings> {
        Some(Strings {
            text: String::from_utf8(self.text).ok()?,
            ends: self.ends,
        })
    }
}

/// Where a string ends. Tables are far smaller than 4 GiB: their sections are bounded.
fn end(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// How popular each of many names is: a step on the scale of [`pack`] for each.
#[derive(Debug, Default)]
struct Popularity {
    steps: Vec<u8>,
    /// What each step means.
    scale: Vec<u32>,
}

impl Popularity {
    fn get(&self, index: usize) -> u32 {
        let step = self.steps.get(index).copied().map(usize::from);
        let popularity = step.and_then(|s| self.scale.get(s));
        popularity.copied().unwrap_or_default()
    }

    /// All indices, the most popular first.
    fn order(&self) -> impl Iterator<Item = usize> {
        let mut steps = vec![Vec::new(); 1 << u8::BITS];
        for (i, step) in self.steps.iter().enumerate() {
            steps[usize::from(*step)].push(i);
        }
        steps.into_iter().rev().flatten()
    }
}

/// A bit for the hash of each of many strings: what has none is not among them.
#[derive(Debug, Default)]
struct Marks(Vec<u64>);

/// Bits that mark the popular names, and those that mark the names of a block; many for each, so that few others meet one.
const MARKS: usize = 1 << 19;
const BLOCK_MARKS: usize = 1 << 13;

impl Marks {
    /// So many bits, a power of two, for all strings but the empty one.
    fn of(glued: &Strings, bits: usize) -> Marks {
        let mut marks = Marks(vec![0; bits / 64]);
        let strings = (0..glued.len()).map(|i| glued.get(i));
        for string in strings.filter(|s| !s.is_empty()) {
            let (word, bit) = marks.place(hash(&[string]));
            marks.0[word] |= bit;
        }
        marks
    }

    fn may_have(&self, hash: u32) -> bool {
        let (word, bit) = self.place(hash);
        self.0.get(word).is_some_and(|w| w & bit != 0)
    }

    fn place(&self, hash: u32) -> (usize, u64) {
        let bit = (hash ^ (hash >> 15)) as usize & (self.0.len() * 64).saturating_sub(1);
        (bit / 64, 1 << (bit % 64))
    }
}

/// FNV-1a: a hash that is short to write and good enough for short strings. It goes over the parts as over one string.
fn hash(parts: &[&str]) -> u32 {
    let step = |hash: u32, b: u8| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193);
    let bytes = |hash: u32, part: &&str| part.bytes().fold(hash, step);
    parts.iter().fold(0x811c_9dc5, bytes)
}

/// A name of the table without delimiters, in lower case.
fn glue(name: &str) -> String {
    String::from_utf8(glued_bytes(name).collect()).unwrap_or_default()
}

fn glued_bytes(name: &str) -> impl Iterator<Item = u8> {
    let letters = name.bytes().map(|b| GLUED[usize::from(b)]);
    letters.filter(|b| *b != 0)
}

/// What each byte of a name is when it is glued: a lower-case letter, or 0 for a delimiter. Opening a table asks for
/// hundreds of thousands, and that is most of what one judgement takes.
const GLUED: [u8; 256] = {
    let mut all = [0; 256];
    let mut b: u8 = 255;
    while b > 0 {
        if !matches!(b, b'-' | b'_') {
            all[b as usize] = b.to_ascii_lowercase();
        }
        b -= 1;
    }
    all
};

fn compare_glued(name: &str, glued: &str) -> Ordering {
    glued_bytes(name).cmp(glued.bytes())
}

/// Which letters and digits there are, one bit for each.
pub(super) fn letters(glued: &[u8]) -> u64 {
    let bit = |b: &u8| LETTERS[usize::from(*b)];
    glued.iter().map(bit).fold(0, |all, bit| all | bit)
}

const LETTERS: [u64; 256] = {
    let mut all = [1 << 40; 256];
    let mut i = 0;
    while i < 26 {
        all[b'a' as usize + i] = 1 << i;
        i += 1;
    }
    while i < 36 {
        all[b'0' as usize + i - 26] = 1 << i;
        i += 1;
    }
    all
};

#[cfg(test)]
mod tests;
