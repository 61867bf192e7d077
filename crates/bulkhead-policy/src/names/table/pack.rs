//! How a table is laid out, and the way from rows to bytes and back.
//!
//! All numbers are little-endian. A *stream* is its unpacked length, its packed length (4 bytes each) and raw deflate data;
//! those of the popular names are stored without compression, since inflating them would be a third of one judgement.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | `bhnames` and the version of this layout |
//! | 4 | CRC-32 of all that follows, against accidents |
//! | 4 | the day of the data: year × 10,000 + month × 100 + day |
//! | 4 | names in all |
//! | streams | of the popular names: the names; a byte for the popularity of each; low and high bytes of its owner; a byte that is 1 for the young; the repositories |
//! | stream | the owners |
//! | stream | the first name of each block |
//! | streams | the blocks of all other names |
//!
//! Lists of strings are sorted and written as text with a line for each: how many characters it shares with the line
//! before (as one character, from `!` up), then the rest. In a list of names a `~` before it marks the young.

use std::io::{Read as _, Write as _};
use std::ops::Range;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::{Bytes, Popularity, Strings, TableError, glue};
use crate::names::shape::is_crate_name;
use crate::policy::Date;

const MAGIC: &[u8; 8] = b"bhnames\x01";
/// Names in one block. Fewer pack worse; more take longer to unpack for one of them.
const BLOCK: usize = 512;
/// Bytes of one stream; the names of the whole registry take some 3 MiB.
const MAX_STREAM: usize = 64 << 20;
/// Steps of popularity for each doubling; a byte then reaches beyond the 60,000 dependents of the most used crate.
const STEPS: f64 = 15.0;

/// What a table says of one crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// How much it is used, as in [`Entry`](super::Entry).
    pub popularity: u32,
    /// The owner and the name of the repository in its manifest.
    pub repository: Option<(String, String)>,
    /// Whether it was first published within the twelve months before the day of the table.
    pub young: bool,
}

/// Packs rows. Of several rows with one name the first counts; names that crates.io could not have are left out.
#[must_use]
pub fn pack(date: Date, mut rows: Vec<Row>) -> Vec<u8> {
    rows.retain(|r| is_crate_name(&r.name));
    rows.sort_by_cached_key(|r| (glue(&r.name), r.name.clone()));
    rows.dedup_by(|later, first| later.name == first.name);
    let len = rows.len();
    let (popular, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.popularity > 0);

    let mut body = Vec::new();
    let day = date.year * 10_000 + i64::from(date.month) * 100 + i64::from(date.day);
    number(&mut body, usize::try_from(day).unwrap_or_default());
    number(&mut body, len);
    popular_streams(&mut body, &popular);
    let blocks = blocks(&rest);
    let firsts: Vec<_> = blocks.iter().map(|b| glue(&b[0].name)).collect();
    let firsts = lines(firsts.iter().map(|f| (f.as_str(), false)));
    stream(&mut body, &firsts, Compression::none());
    for block in blocks {
        let names = lines(block.iter().map(|r| (r.name.as_str(), r.young)));
        stream(&mut body, &names, Compression::best());
    }

    let mut all = MAGIC.to_vec();
    all.extend(crc(&body).to_le_bytes());
    all.extend(body);
    all
}

fn popular_streams(body: &mut Vec<u8>, rows: &[Row]) {
    let owner = |r: &Row| r.repository.as_ref().map(|(o, _)| o.to_ascii_lowercase());
    let mut owners: Vec<String> = rows.iter().filter_map(owner).collect();
    owners.push(String::new());
    owners.sort();
    owners.dedup();
    // Ids are 16 bits; who comes after the last is nobody to the table.
    owners.truncate(usize::from(u16::MAX));
    let ids: Vec<usize> = rows
        .iter()
        .map(|r| {
            owners
                .binary_search(&owner(r).unwrap_or_default())
                .unwrap_or(0)
        })
        .collect();
    let repository = |r: &Row| match &r.repository {
        Some((_, name)) if glue(name) != glue(&r.name) => name.replace('\n', ""),
        _ => String::new(),
    };
    let repositories: Vec<String> = rows.iter().map(repository).collect();

    let mut stored = |raw: &[u8]| stream(body, raw, Compression::none());
    stored(&lines(rows.iter().map(|r| (r.name.as_str(), false))));
    stored(&rows.iter().map(|r| step(r.popularity)).collect::<Vec<_>>());
    let byte = |at: u32| {
        ids.iter()
            .map(move |id| (id >> at) as u8)
            .collect::<Vec<_>>()
    };
    stored(&byte(0));
    stored(&byte(8));
    stored(&rows.iter().map(|r| u8::from(r.young)).collect::<Vec<_>>());
    stored(repositories.join("\n").as_bytes());
    stored(&lines(owners.iter().map(|o| (o.as_str(), false))));
}

/// Cuts so that names with the same letters stay together.
fn blocks(rows: &[Row]) -> Vec<&[Row]> {
    let mut blocks = Vec::new();
    let mut rest = rows;
    while !rest.is_empty() {
        let mut end = BLOCK.min(rest.len());
        while end < rest.len() && glue(&rest[end].name) == glue(&rest[end - 1].name) {
            end += 1;
        }
        let (block, after) = rest.split_at(end);
        blocks.push(block);
        rest = after;
    }
    blocks
}

/// Sorted strings, each marked or not, with the parts that neighbours share written once.
fn lines<'a>(strings: impl Iterator<Item = (&'a str, bool)>) -> Vec<u8> {
    const SHARED: usize = (b'}' - b'!') as usize;
    let mut text = Vec::new();
    let mut before = "";
    for (s, marked) in strings {
        let same = before.bytes().zip(s.bytes()).take_while(|(a, b)| a == b);
        let mut shared = same.count().min(SHARED);
        while !s.is_char_boundary(shared) {
            shared -= 1;
        }
        if marked {
            text.push(b'~');
        }
        text.push(b'!' + u8::try_from(shared).unwrap_or_default());
        text.extend(s[shared..].bytes().filter(|b| *b != b'\n'));
        text.push(b'\n');
        before = s;
    }
    text
}

/// Popularity as one byte, on a scale of powers.
fn step(popularity: u32) -> u8 {
    let step = (f64::from(popularity.max(1)).log2() * STEPS).round();
    // Rounded, and at most 255 where it is capped.
    step.min(f64::from(u8::MAX)) as u8
}

fn popularity(step: u8) -> u32 {
    (f64::from(step) / STEPS).exp2().round() as u32
}

fn stream(body: &mut Vec<u8>, raw: &[u8], level: Compression) {
    let mut encoder = DeflateEncoder::new(Vec::new(), level);
    // Writing to memory cannot fail.
    let packed = encoder.write_all(raw).and_then(|()| encoder.finish());
    let packed = packed.unwrap_or_default();
    number(body, raw.len());
    number(body, packed.len());
    body.extend(packed);
}

fn number(body: &mut Vec<u8>, n: usize) {
    body.extend(u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A table, its blocks still packed.
pub(super) struct Opened {
    pub(super) date: Date,
    pub(super) len: usize,
    pub(super) names: Strings,
    pub(super) popularity: Popularity,
    pub(super) owner: Vec<u16>,
    pub(super) young: Vec<bool>,
    pub(super) repository: Strings,
    pub(super) owners: Strings,
    pub(super) firsts: Strings,
    /// The unpacked length of each block, and where it is.
    pub(super) blocks: Vec<(usize, Range<usize>)>,
}

/// Reads packed bytes from front to back.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, TableError> {
        let mut reader = Reader { bytes, at: 0 };
        if reader.take(MAGIC.len()) != Ok(MAGIC) {
            return Err(TableError::NotATable);
        }
        let expected = reader.number()?;
        let body = bytes.get(reader.at..).unwrap_or_default();
        let found = usize::try_from(crc(body)).map_err(|_| TableError::Damaged)?;
        (found == expected)
            .then_some(reader)
            .ok_or(TableError::Damaged)
    }

    pub(super) fn open(mut self) -> Result<Opened, TableError> {
        let date = date(self.number()?).ok_or(TableError::Damaged)?;
        let len = self.number()?;
        let (names, _) = read_lines(&self.stream()?)?;
        let popularity = Popularity {
            steps: self.stream()?,
            scale: (0..=u8::MAX).map(popularity).collect(),
        };
        let (low, high) = (self.stream()?, self.stream()?);
        let owner = low
            .iter()
            .zip(&high)
            .map(|(l, h)| u16::from_le_bytes([*l, *h]));
        let owner: Vec<u16> = owner.collect();
        let young: Vec<bool> = self.stream()?.into_iter().map(|b| b != 0).collect();
        let repository = read_text(&self.stream()?)?;
        let (owners, _) = read_lines(&self.stream()?)?;
        let full = [popularity.steps.len(), owner.len(), young.len()];
        if full.iter().any(|n| *n != names.len()) {
            return Err(TableError::Damaged);
        }
        let (firsts, _) = read_lines(&self.stream()?)?;
        let blocks = (0..firsts.len()).map(|_| self.skip_stream());
        let blocks = blocks.collect::<Result<_, _>>()?;
        Ok(Opened {
            date,
            len,
            names,
            popularity,
            owner,
            young,
            repository,
            owners,
            firsts,
            blocks,
        })
    }

    fn take(&mut self, n: usize) -> Result<&'a [u8], TableError> {
        let end = self.at.checked_add(n).ok_or(TableError::Damaged)?;
        let taken = self.bytes.get(self.at..end).ok_or(TableError::Damaged)?;
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> Result<usize, TableError> {
        let bytes = self.take(4)?.try_into().map_err(|_| TableError::Damaged)?;
        usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| TableError::Damaged)
    }

    fn skip_stream(&mut self) -> Result<(usize, Range<usize>), TableError> {
        let (raw, packed) = (self.number()?, self.number()?);
        let from = self.at;
        self.take(packed)?;
        Ok((raw, from..self.at))
    }

    fn stream(&mut self) -> Result<Vec<u8>, TableError> {
        let (raw, packed) = self.skip_stream()?;
        inflate(self.bytes.get(packed).unwrap_or_default(), raw)
    }
}

fn inflate(packed: &[u8], raw: usize) -> Result<Vec<u8>, TableError> {
    if raw > MAX_STREAM {
        return Err(TableError::Damaged);
    }
    let mut bytes = Vec::with_capacity(raw);
    let limit = u64::try_from(raw).map_err(|_| TableError::Damaged)? + 1;
    let read = DeflateDecoder::new(packed)
        .take(limit)
        .read_to_end(&mut bytes);
    match read {
        Ok(n) if n == raw => Ok(bytes),
        _ => Err(TableError::Damaged),
    }
}

/// The names of one block, and which of them are young.
pub(super) fn names(packed: &[u8], raw: usize) -> Result<(Strings, Vec<bool>), TableError> {
    read_lines(&inflate(packed, raw)?)
}

fn read_lines(text: &[u8]) -> Result<(Strings, Vec<bool>), TableError> {
    let mut strings = Bytes::with_capacity(2 * text.len());
    let mut marks = Vec::new();
    let mut before = 0..0;
    for line in split(text.strip_suffix(b"\n").unwrap_or(text)) {
        let rest = line.strip_prefix(b"~");
        marks.push(rest.is_some());
        let (shared, rest) = rest
            .unwrap_or(line)
            .split_first()
            .ok_or(TableError::Damaged)?;
        let shared =
            before.start + usize::from(shared.checked_sub(b'!').ok_or(TableError::Damaged)?);
        if shared > before.end {
            return Err(TableError::Damaged);
        }
        let start = strings.text.len();
        strings.text.extend_from_within(before.start..shared);
        strings.text.extend_from_slice(rest);
        strings.end();
        before = start..strings.text.len();
    }
    Ok((strings.read().ok_or(TableError::Damaged)?, marks))
}

/// The lines of a text as they are.
fn read_text(text: &[u8]) -> Result<Strings, TableError> {
    let mut strings = Bytes::with_capacity(text.len());
    for line in text.split(|b| *b == b'\n') {
        strings.text.extend_from_slice(line);
        strings.end();
    }
    strings.read().ok_or(TableError::Damaged)
}

/// The lines of a text that is not empty. None in one that is.
fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|b| *b == b'\n').take(text.len())
}

fn date(day: usize) -> Option<Date> {
    let part = |n: usize| u8::try_from(n % 100).ok();
    Some(Date {
        year: i64::try_from(day / 10_000).ok()?,
        month: part(day / 100)?,
        day: part(day)?,
    })
}
