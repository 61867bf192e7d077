//! All literals of one file in their order, and what they say: each by itself, put together, and decoded.

use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

use super::machine::{Machine, steps};
use super::recognise::{is_component, is_likely, meaning, url};
use super::words::WORDS;
use super::{Hiding, SignKind, decode};
use crate::CfgId;

/// One literal.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: u32,
    /// Offset in the file.
    at: u32,
    cfg: CfgId,
    /// Behind escapes that it does not need.
    escaped: bool,
    /// Not text: a byte string, or a number that begins a list.
    bytes: bool,
}

/// Literals one behind the other.
#[derive(Debug, Default)]
struct Track {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
}

/// What was found of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) at: u32,
    pub(crate) kind: SignKind,
    pub(crate) hiding: Hiding,
    pub(crate) text: String,
    pub(crate) cfg: CfgId,
}

/// The literals of one file.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    text: Track,
    numbers: Track,
    fetchers: Vec<Found>,
}

/// Signs of one file that are kept.
const MOST: usize = 1000;
/// Bytes of encoded text from which it is told of as opaque.
const OPAQUE: usize = 256;
/// Lists of numbers and byte strings on which keys are tried, their greatest length, and the keys tried.
const LOCKED: usize = 1024;
const LOCKED_BYTES: usize = 1024;
const KEYS: usize = 128;

impl Tape {
    pub(crate) fn is_empty(&self) -> bool {
        self.text.pieces.is_empty() && self.numbers.pieces.is_empty()
    }

    /// A string, a character or bytes, unescaped.
    pub(crate) fn push(&mut self, value: &[u8], at: u32, cfg: CfgId, escaped: bool, bytes: bool) {
        let piece = Piece {
            start: 0,
            at,
            cfg,
            escaped,
            bytes,
        };
        self.text.add(value, piece);
    }

    /// A number below 256, `first` in its list.
    pub(crate) fn number(&mut self, value: u8, at: u32, cfg: CfgId, first: bool) {
        let piece = Piece {
            start: 0,
            at,
            cfg,
            escaped: false,
            bytes: first,
        };
        self.numbers.add(&[value], piece);
    }

    /// A program that fetches, where one is started.
    pub(crate) fn fetcher(&mut self, name: &str, at: u32, cfg: CfgId) {
        self.fetchers.push(Found {
            at,
            kind: SignKind::Fetcher,
            hiding: Hiding::Plain,
            text: name.to_owned(),
            cfg,
        });
    }

    /// The texts of all pieces, with where they stand.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&[u8], u32, CfgId)> {
        let pieces = self.text.pieces.iter().enumerate();
        pieces.map(|(i, p)| (self.text.piece(i), p.at, p.cfg))
    }

    /// What the literals say.
    pub(crate) fn read(&self, site_writes_code: bool) -> Vec<Found> {
        let mut reader = Reader {
            found: Vec::new(),
            site_writes_code,
        };
        reader.words(&self.text);
        reader.encoded(&self.text);
        reader.combined(&self.text, Hiding::Plain);
        reader.numbers(&self.numbers);
        reader.locked(&self.text, &self.numbers);
        let mut found = reader.found;
        found.extend(self.fetchers.iter().take(MOST).cloned());
        found.sort();
        // One text is told of once, by its simplest reading.
        found.dedup_by(|b, a| (a.at, a.kind) == (b.at, b.kind));
        found
    }
}

impl Track {
    /// Adds a literal that stands where `piece` does.
    fn add(&mut self, value: &[u8], piece: Piece) {
        if value.is_empty() || self.bytes.len() + value.len() > u32::MAX as usize {
            return;
        }
        let start = self.bytes.len() as u32;
        self.pieces.push(Piece { start, ..piece });
        self.bytes.extend_from_slice(value);
    }

    fn index(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|p| p.start as usize <= offset);
        after.saturating_sub(1)
    }

    fn end(&self, index: usize) -> usize {
        let next = self.pieces.get(index + 1);
        next.map_or(self.bytes.len(), |p| p.start as usize)
    }

    fn piece(&self, index: usize) -> &[u8] {
        let start = self.pieces[index].start as usize;
        &self.bytes[start..self.end(index)]
    }
}

/// One thing that is looked for.
struct Pattern {
    bytes: Vec<u8>,
    /// Index into [`WORDS`]; none for the scheme of a URL.
    word: Option<usize>,
    /// Where two strings must meet.
    joints: Vec<usize>,
    reversed: bool,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (index, word) in WORDS.iter().enumerate() {
        let text = word.text.as_bytes();
        let mut add = |bytes: Vec<u8>, joints: Vec<usize>| {
            let reversed = bytes.iter().rev().copied().collect();
            all.push(Pattern {
                bytes,
                word: Some(index),
                joints,
                reversed: false,
            });
            if text.len() > 4 {
                all.push(Pattern {
                    bytes: reversed,
                    word: Some(index),
                    joints: Vec::new(),
                    reversed: true,
                });
            }
        };
        add(text.to_vec(), Vec::new());
        if word.kind == SignKind::SecretPath && text[1..].contains(&b'/') {
            add(
                text.iter()
                    .map(|b| if *b == b'/' { b'\\' } else { *b })
                    .collect(),
                Vec::new(),
            );
            let (bytes, joints) = joined(text);
            add(bytes, joints);
        }
    }
    for (bytes, reversed) in [
        (&b"http://"[..], false),
        (b"https://", false),
        (b"//:ptth", true),
        (b"//:sptth", true),
    ] {
        all.push(Pattern {
            bytes: bytes.to_vec(),
            word: None,
            joints: Vec::new(),
            reversed,
        });
    }
    all
});

/// A path without its slashes, and where they were.
fn joined(text: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let (mut bytes, mut joints) = (Vec::new(), Vec::new());
    for &byte in text {
        match byte {
            b'/' if !bytes.is_empty() => joints.push(bytes.len()),
            b'/' => {}
            _ => bytes.push(byte),
        }
    }
    (bytes, joints)
}

static PLAIN: LazyLock<Machine> =
    LazyLock::new(|| Machine::new(PATTERNS.iter().map(|p| p.bytes.as_slice())));

/// What is looked for under a key: long enough that chance does not make it.
static LONG: LazyLock<Vec<&'static [u8]>> = LazyLock::new(|| {
    let secret = |kind| matches!(kind, SignKind::SecretPath | SignKind::SecretVariable);
    let words = WORDS.iter().filter(|w| secret(w.kind) && w.text.len() >= 7);
    let more: [&[u8]; 7] = [
        b"http://",
        b"https://",
        b".ssh/",
        b".aws/",
        b"/.env",
        b"/bin/sh",
        b"std::process",
    ];
    more.into_iter()
        .chain(words.map(|w| w.text.as_bytes()))
        .collect()
});

/// How one constant is combined with every byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Xor,
    Shift,
}

impl Key {
    /// What two neighbours have between them, whatever the constant.
    fn step(self, a: u8, b: u8) -> u8 {
        match self {
            Key::Xor => a ^ b,
            Key::Shift => b.wrapping_sub(a),
        }
    }

    fn undo(self, byte: u8, key: u8) -> u8 {
        match self {
            Key::Xor => byte ^ key,
            Key::Shift => byte.wrapping_sub(key),
        }
    }

    fn machine(self) -> Machine {
        let steps = |p: &&[u8]| steps(p, |a, b| self.step(a, b)).collect();
        let patterns: Vec<Vec<u8>> = LONG.iter().map(steps).collect();
        Machine::new(patterns.iter().map(Vec::as_slice))
    }
}

static UNDER_XOR: LazyLock<Machine> = LazyLock::new(|| Key::Xor.machine());
static UNDER_SHIFT: LazyLock<Machine> = LazyLock::new(|| Key::Shift.machine());

struct Reader {
    found: Vec<Found>,
    site_writes_code: bool,
}

impl Reader {
    fn tell(&mut self, piece: &Piece, kind: SignKind, hiding: Hiding, text: &[u8]) {
        if self.found.len() < MOST {
            let cut = text.len().min(super::TEXT);
            self.found.push(Found {
                at: piece.at,
                kind,
                hiding,
                text: String::from_utf8_lossy(&text[..cut]).into_owned(),
                cfg: piece.cfg,
            });
        }
    }

    /// Words as they stand, in one string or several.
    fn words(&mut self, track: &Track) {
        PLAIN.run(track.bytes.iter().copied(), |p, end| {
            let pattern = &PATTERNS[p];
            let start = end - pattern.bytes.len();
            match pattern.word {
                Some(_) if pattern.reversed => self.reversed(track, start, end),
                Some(word) => self.word(track, pattern, word, start, end),
                None if pattern.reversed => self.reversed(track, start, end),
                None => self.scheme(track, start, end),
            }
        });
    }

    fn word(&mut self, track: &Track, pattern: &Pattern, word: usize, start: usize, end: usize) {
        let word = &WORDS[word];
        let first = track.index(start);
        let last = track.index(end - 1);
        let from = track.pieces[first].start as usize;
        let to = track.end(last);
        let whole = start == from && end == to;
        let fits = match word.kind {
            SignKind::SecretPath => {
                let around = &track.bytes[from..to];
                is_component(around, start - from, end - from)
                    && (word.text.contains(' ') || !around.contains(&b' '))
            }
            SignKind::SecretVariable | SignKind::BuildServer => whole,
            SignKind::Fetcher => false,
            _ => true,
        };
        if !fits {
            return;
        }
        let cuts: Vec<usize> = (first + 1..=last)
            .map(|i| track.pieces[i].start as usize - start)
            .collect();
        if !pattern.joints.iter().all(|j| cuts.contains(j)) {
            return;
        }
        let slash = |b: u8| matches!(b, b'/' | b'\\');
        let between = |c: &usize| {
            pattern.joints.contains(c) || slash(pattern.bytes[*c]) || slash(pattern.bytes[*c - 1])
        };
        let piece = track.pieces[first];
        let hiding = match cuts.iter().all(between) {
            true if piece.escaped => Hiding::Escapes,
            true => Hiding::Plain,
            false => Hiding::Split,
        };
        let told = match (word.kind, hiding) {
            (SignKind::Command, Hiding::Plain) => false,
            (SignKind::Code, Hiding::Plain) => self.site_writes_code,
            (SignKind::SecretVariable | SignKind::BuildServer, Hiding::Split) => {
                whole && word.text.len() > 4
            }
            (SignKind::KeyPattern, Hiding::Split) => false,
            (_, Hiding::Split) => word.text.len() > 4,

            _ => true,
        };
        if told {
            let text = match pattern.joints.is_empty() {
                true => track.bytes[from..to].to_vec(),
                false => word.text.as_bytes().to_vec(),
            };
            self.tell(&piece, word.kind, hiding, &text);
        }
    }

    /// `http://` across strings, cut within the word, or behind escapes.
    fn scheme(&mut self, track: &Track, start: usize, end: usize) {
        let first = track.index(start);
        let last = track.index(end - 1);
        let piece = track.pieces[first];
        let letters = end - start - 3;
        let cut = |i: usize| track.pieces[i].start as usize - start;
        let hiding = match (first + 1..=last).any(|i| cut(i) < letters) {
            true => Hiding::Split,
            false if first == last && piece.escaped => Hiding::Escapes,
            false => return,
        };
        let limit = track.bytes.len().min(start + super::TEXT);
        if let Some(found) = url(&track.bytes[start..limit]) {
            // As far as the piece goes in which the host has its first dot.
            let dot = found[letters + 3..].iter().position(|b| *b == b'.');
            let end = track.end(track.index(start + letters + 3 + dot.unwrap_or(0) + 1));
            let shown = &found[..found.len().min(end - start)];
            self.tell(&piece, SignKind::Address, hiding, shown);
        }
    }

    fn reversed(&mut self, track: &Track, start: usize, end: usize) {
        let (first, last) = (track.index(start), track.index(end - 1));
        let from = track.pieces[first].start as usize;
        let text: Vec<u8> = track.bytes[from..track.end(last)]
            .iter()
            .rev()
            .copied()
            .collect();
        if let Some((kind, text)) = meaning(&text) {
            self.tell(
                &track.pieces[first],
                kind,
                Hiding::Reversed,
                text.as_bytes(),
            );
        }
    }

    /// Base64 and hexadecimal, in one string or several: what else stands between pieces does not matter.
    fn encoded(&mut self, track: &Track) {
        let is_base64 = |b: &u8| decode::sextet(*b).is_some() || *b == b'=';
        let fits: Vec<bool> = (0..track.pieces.len())
            .map(|i| track.piece(i).iter().all(is_base64))
            .collect();
        let mut encoded = Track::default();
        for i in (0..fits.len()).filter(|&i| fits[i]) {
            encoded.add(track.piece(i), track.pieces[i]);
        }
        if self.forwards(&encoded) {
            return;
        }
        let mut i = 0;
        while i < fits.len() {
            let run = fits[i..].iter().take_while(|f| **f).count();
            if run > 0 {
                self.backwards(track, i, i + run);
            }
            i += run + 1;
        }
    }

    /// Pieces that are all of characters of Base64, from each on. Whether anything was found.
    fn forwards(&mut self, track: &Track) -> bool {
        let mut known = 0;
        for (i, piece) in track.pieces.iter().enumerate() {
            let at = piece.start as usize;
            if at < known {
                continue;
            }
            let found = decoded(&track.bytes[at..]).or_else(|| patched(track, i));
            if let Some((kind, hiding, text, used)) = found {
                self.tell(piece, kind, hiding, text.as_bytes());
                known = at + used;
            } else if track.piece(i).len() >= OPAQUE {
                self.opaque(piece, track.piece(i));
            }
        }
        known > 0
    }

    /// The same from behind: characters reversed, and pieces in the opposite order.
    fn backwards(&mut self, track: &Track, from: usize, to: usize) {
        let start = track.pieces[from].start as usize;
        let all = &track.bytes[start..track.end(to - 1)];
        if all.len() < 8 {
            return;
        }
        for i in (from..to).rev() {
            let back = all[..track.end(i) - start].iter().rev().copied();
            let text = decode::base64(back.clone()).or_else(|| decode::hex(back));
            if let Some((kind, text)) = text.and_then(|t| meaning(&t)) {
                return self.tell(&track.pieces[from], kind, Hiding::Reversed, text.as_bytes());
            }
        }
        if to - from > 1 && to - from <= 64 && all.len() <= decode::LONGEST {
            let order: Vec<u8> = (from..to)
                .rev()
                .flat_map(|i| track.piece(i).to_vec())
                .collect();
            if let Some((kind, hiding, text, _)) = decoded(&order) {
                self.tell(&track.pieces[from], kind, hiding, text.as_bytes());
            }
        }
    }

    fn opaque(&mut self, piece: &Piece, bytes: &[u8]) {
        let sum = Sha256::digest(bytes);
        let digest: String = sum.iter().take(8).map(|b| format!("{b:02x}")).collect();
        let what = format!("{} bytes, sha256 {digest}", bytes.len());
        self.tell(piece, SignKind::Opaque, Hiding::Base64, what.as_bytes());
    }

    /// One constant on every byte. `unkeyed` is what the constant zero means.
    fn combined(&mut self, track: &Track, unkeyed: Hiding) {
        for (machine, how, hiding) in [
            (&*UNDER_XOR, Key::Xor, Hiding::Xor),
            (&*UNDER_SHIFT, Key::Shift, Hiding::Shifted),
        ] {
            let mut known = 0;
            machine.run(steps(&track.bytes, |a, b| how.step(a, b)), |p, end| {
                let start = end + 1 - LONG[p].len();
                let key = how.step(LONG[p][0], track.bytes[start]);
                if start < known || (key == 0 && unkeyed == Hiding::Plain) {
                    return;
                }
                let hiding = if key == 0 { unkeyed } else { hiding };
                let opened = open(track, start, end + 1, key, how);
                let chance = |kind, text: &str| kind == SignKind::Address && !is_likely(text);
                if let Some((from, kind, text, to)) = opened
                    && !(unkeyed == Hiding::Numbers && chance(kind, &text))
                {
                    self.tell(
                        &track.pieces[track.index(from)],
                        kind,
                        hiding,
                        text.as_bytes(),
                    );
                    known = to;
                }
            });
        }
    }

    /// Numbers in the order in which they stand, and every other one: indices may stand between.
    fn numbers(&mut self, track: &Track) {
        if track.bytes.len() < 4 {
            return;
        }
        self.combined(track, Hiding::Numbers);
        for odd in [0, 1] {
            let mut half = Track::default();
            for (i, piece) in track.pieces.iter().enumerate().skip(odd).step_by(2) {
                half.add(track.piece(i), *piece);
            }
            self.combined(&half, Hiding::Numbers);
        }
    }

    /// Byte strings and lists of numbers under a key of several bytes: one that a known beginning gives away, or one that
    /// stands in the file.
    fn locked(&mut self, text: &Track, numbers: &Track) {
        let mut locked: Vec<(&[u8], Piece)> = Vec::new();
        for (i, piece) in text.pieces.iter().enumerate().filter(|(_, p)| p.bytes) {
            locked.push((text.piece(i), *piece));
        }
        let lists: Vec<usize> = (0..numbers.pieces.len())
            .filter(|&i| numbers.pieces[i].bytes)
            .collect();
        for (k, &i) in lists.iter().enumerate() {
            let end = lists
                .get(k + 1)
                .map_or(numbers.bytes.len(), |&n| numbers.pieces[n].start as usize);
            locked.push((
                &numbers.bytes[numbers.pieces[i].start as usize..end],
                numbers.pieces[i],
            ));
        }
        locked.retain(|(bytes, _)| (8..=LOCKED_BYTES).contains(&bytes.len()));
        locked.truncate(LOCKED);
        if locked.is_empty() {
            return;
        }
        let keys: Vec<&[u8]> = (0..text.pieces.len())
            .map(|i| text.piece(i))
            .chain(locked.iter().map(|(bytes, _)| *bytes))
            .filter(|key| (2..=64).contains(&key.len()))
            .take(KEYS)
            .collect();
        for (bytes, piece) in &locked {
            let by_key = || {
                keys.iter()
                    .find_map(|key| decode::under(bytes, key, b"http"))
            };
            // What is an address as it stands is under no key.
            let plain = bytes.starts_with(b"http");
            let opened = (!plain).then(|| decode::repeated_key(bytes).or_else(by_key));
            if let Some((kind, text)) = opened.flatten().and_then(|t| meaning(&t))
                && (kind != SignKind::Address || is_likely(&text))
            {
                self.tell(piece, kind, Hiding::Xor, text.as_bytes());
            }
        }
    }
}

/// Pieces that are looked at behind one that begins like an address, for more of it.
const BEHIND: usize = 64;

/// An address in Base64 of which each further piece is one of those behind, others left out.
fn patched(track: &Track, first: usize) -> Option<(SignKind, Hiding, String, usize)> {
    let mut chars = track.piece(first).to_vec();
    if !chars.starts_with(b"aHR0c") {
        return None;
    }
    let used = chars.len();
    for i in first + 1..track.pieces.len().min(first + BEHIND) {
        let more = [&chars, track.piece(i)].concat();
        let text = decode::base64(more.iter().copied()).unwrap_or_default();
        if text.len() >= more.len() * 3 / 4 - 1 && text.iter().all(u8::is_ascii_graphic) {
            chars = more;
        }
    }
    let text = decode::base64(chars.into_iter())?;
    let (kind, found) = meaning(&text)?;
    Some((kind, Hiding::Base64, found, used))
}

/// What the beginning of `chars` stands for, and how many of them were used.
fn decoded(chars: &[u8]) -> Option<(SignKind, Hiding, String, usize)> {
    let text = decode::base64(chars.iter().copied());
    if let Some(text) = text
        && let Some((kind, found)) = meaning(&text)
    {
        return Some((kind, Hiding::Base64, found, text.len() * 4 / 3));
    }
    let text = decode::hex(chars.iter().copied())?;
    let (kind, found) = meaning(&text)?;
    Some((kind, Hiding::Hex, found, text.len() * 2))
}

/// What stands around `start..end` once the key is off: where it begins, what it means, where it ends.
fn open(
    track: &Track,
    start: usize,
    end: usize,
    key: u8,
    how: Key,
) -> Option<(usize, SignKind, String, usize)> {
    let plain = |b: u8| how.undo(b, key);
    let text = |i: &usize| decode::is_text(plain(track.bytes[*i]));
    let low = start.saturating_sub(super::TEXT);
    let from = (low..start).rev().take_while(text).last().unwrap_or(start);
    let high = track.bytes.len().min(end + super::TEXT);
    let to = (end..high).take_while(text).last().map_or(end, |i| i + 1);
    // Within the pieces first: what stands beside may be text by chance.
    let inner = (track.pieces[track.index(start)].start as usize).max(from);
    let outer = track.end(track.index(end - 1)).min(to);
    [(inner, outer), (start, to), (from, to)]
        .into_iter()
        .find_map(|(from, to)| {
            let text: Vec<u8> = track.bytes[from..to].iter().map(|b| plain(*b)).collect();
            meaning(&text).map(|(kind, text)| (from, kind, text, to))
        })
}
