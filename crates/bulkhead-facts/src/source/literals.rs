//! Literals on their way to the tape on which signs are looked for.

use super::lex::{K, Tokens};
use super::world::{At, World};
use crate::sign::{Found, Hiding, SignKind, Tape, word};
use crate::{CfgId, Files, Site};

/// A sign before lines are counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RawSign {
    pub(super) at: At,
    pub(super) kind: SignKind,
    pub(super) hiding: Hiding,
    pub(super) text: String,
    pub(super) cfg: CfgId,
}

/// The literals of the file that is being read, and what was found in others.
#[derive(Debug, Default)]
pub(super) struct Literals {
    tape: Tape,
    /// Attributes up to this token: documentation and the like.
    skip_to: usize,
    /// Names of files in the strings of build scripts and proc macros.
    names: Vec<(String, At, CfgId)>,
    pub(super) signs: Vec<RawSign>,
}

/// Names of files that are remembered of one target, and signs that are kept.
const NAMES: usize = 10_000;
const SIGNS: usize = 100_000;
/// Bytes of a literal that are looked at. What is longer is data, of which the beginning says enough.
const LITERAL: usize = 1 << 20;

impl Literals {
    /// Strings up to token `end` are no part of the program's data.
    pub(super) fn skip(&mut self, end: usize) {
        self.skip_to = end;
    }

    /// A string, byte string or C string at token `i`.
    pub(super) fn string(&mut self, t: &Tokens<'_>, i: usize, cfg: CfgId) {
        if i <= self.skip_to && self.skip_to > 0 {
            return;
        }
        let raw = t.raw(i);
        let Some(open) = memchr::memchr(b'"', raw.as_bytes()) else {
            return;
        };
        let prefix = &raw[..open];
        let hashes = prefix.bytes().filter(|b| *b == b'#').count();
        let end = raw.len().saturating_sub(1 + hashes);
        let inner = raw.as_bytes().get(open + 1..end).unwrap_or_default();
        let inner = &inner[..inner.len().min(LITERAL)];
        let bytes = prefix.starts_with('b');
        if prefix.contains('r') || memchr::memchr(b'\\', inner).is_none() {
            self.tape.push(inner, t.start(i), cfg, false, bytes);
        } else {
            let (value, needless) = unescape(inner);
            self.tape.push(&value, t.start(i), cfg, needless, bytes);
        }
        if matches!(t.prev(i), K::Open) && i >= 2 && t.is_ident(i - 2, "new") {
            self.program(t, i, raw, cfg);
        }
    }

    /// `Command::new("curl")`
    fn program(&mut self, t: &Tokens<'_>, i: usize, raw: &str, cfg: CfgId) {
        let name = raw.trim_matches('"');
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        if word(name).is_some_and(|w| w.kind == SignKind::Fetcher) {
            self.tape.fetcher(name, t.start(i), cfg);
        }
    }

    /// A character, byte or number at token `i`.
    pub(super) fn literal(&mut self, t: &Tokens<'_>, i: usize, cfg: CfgId) {
        let raw = t.raw(i).as_bytes();
        match raw {
            [b'b' | b'c', .., b'"' | b'#'] => self.string(t, i, cfg),
            [b'\'', inner @ .., b'\''] | [b'b', b'\'', inner @ .., b'\''] => {
                let (value, _) = unescape(inner);
                self.tape.push(&value, t.start(i), cfg, false, false);
            }
            [b'0'..=b'9', ..] => {
                if let Some(value) = small(raw) {
                    let first = t.prev(i) == K::Open && t.kind(i + 1) == K::Comma;
                    self.tape.number(value, t.start(i), cfg, first);
                }
            }
            _ => {}
        }
    }

    /// The file is read.
    pub(super) fn end_file(&mut self, file: u32, site: Site) {
        let tape = std::mem::take(&mut self.tape);
        self.skip_to = 0;
        if tape.is_empty() {
            return;
        }
        if site != Site::Lib {
            for (text, offset, cfg) in tape.texts() {
                if let Some(name) = file_name(text).filter(|_| self.names.len() < NAMES) {
                    self.names.push((name.to_owned(), At { file, offset }, cfg));
                }
            }
        }
        let room = SIGNS.saturating_sub(self.signs.len());
        let found = tape.read(site == Site::Macro).into_iter().take(room);
        self.signs.extend(found.map(|f| raw_sign(file, f)));
    }

    /// All files are read: which of the names are binary files of the package.
    pub(super) fn payloads(&mut self, files: &dyn Files) {
        if self.names.is_empty() {
            return;
        }
        for (path, bytes) in files.iter() {
            let base = path.rsplit('/').next().unwrap_or(path);
            let named = self.names.iter().filter(|(name, _, _)| name == base);
            let mut named = named.peekable();
            if named.peek().is_none() || !crate::hygiene::is_payload(bytes) {
                continue;
            }
            let signs = named.map(|&(_, at, cfg)| RawSign {
                at,
                kind: SignKind::Payload,
                hiding: Hiding::Plain,
                text: path.to_owned(),
                cfg,
            });
            self.signs.extend(signs);
        }
    }
}

/// Takes what was found out of the world that found it.
pub(super) fn signs(world: &mut World<'_>) -> Vec<RawSign> {
    let files = world.files;
    world.literals.payloads(files);
    let mut signs = std::mem::take(&mut world.literals.signs);
    signs.sort();
    signs.dedup();
    signs
}

fn raw_sign(file: u32, found: Found) -> RawSign {
    RawSign {
        at: At {
            file,
            offset: found.at,
        },
        kind: found.kind,
        hiding: found.hiding,
        text: found.text,
        cfg: found.cfg,
    }
}

/// The last component of what may be the name of a file.
fn file_name(text: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(text).ok()?;
    let base = text.rsplit(['/', '\\']).next().unwrap_or(text);
    ((3..=128).contains(&base.len()) && !base.contains([' ', '{'])).then_some(base)
}

/// An integer below 256, with its suffix and underscores; nothing for what is bigger or no integer.
fn small(raw: &[u8]) -> Option<u8> {
    let (digits, radix) = match raw {
        [b'0', b'x', rest @ ..] => (rest, 16),
        [b'0', b'b', rest @ ..] => (rest, 2),
        [b'0', b'o', rest @ ..] => (rest, 8),
        _ => (raw, 10),
    };
    let mut value = 0_u32;
    for &digit in digits {
        match (digit as char).to_digit(radix) {
            Some(digit) => value = value * radix + digit,
            None if digit == b'_' => {}
            None if matches!(digit, b'u' | b'i') => break,
            None => return None,
        }
        if value > 255 {
            return None;
        }
    }
    Some(value as u8)
}

/// The bytes that a literal stands for, and whether letters or digits were written as escapes. A malformed escape ends it.
fn unescape(inner: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(inner.len());
    let mut needless = false;
    let mut i = 0;
    while let Some(&byte) = inner.get(i) {
        i += 1;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some(&kind) = inner.get(i) else { break };
        i += 1;
        match kind {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'0' => out.push(0),
            b'x' => {
                let digits = inner
                    .get(i..i + 2)
                    .and_then(|d| std::str::from_utf8(d).ok());
                let Some(value) = digits.and_then(|d| u8::from_str_radix(d, 16).ok()) else {
                    break;
                };
                needless |= value.is_ascii_alphanumeric();
                out.push(value);
                i += 2;
            }
            b'u' => {
                let Some(len) = memchr::memchr(b'}', &inner[i..]) else {
                    break;
                };
                let digits = std::str::from_utf8(&inner[i..i + len]).unwrap_or_default();
                let digits = digits.trim_start_matches('{').replace('_', "");
                let value = u32::from_str_radix(&digits, 16).ok();
                let Some(value) = value.and_then(char::from_u32) else {
                    break;
                };
                needless |= value.is_ascii_alphanumeric();
                out.extend_from_slice(value.encode_utf8(&mut [0; 4]).as_bytes());
                i += len + 1;
            }
            b'\n' | b'\r' => {
                while inner.get(i).is_some_and(u8::is_ascii_whitespace) {
                    i += 1;
                }
            }
            other => out.push(other),
        }
    }
    (out, needless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_escapes_are_what_the_compiler_makes_of_them() {
        assert_eq!(small(b"0x68"), Some(104));
        assert_eq!(small(b"1_04u8"), Some(104));
        assert_eq!(small(b"0b0110_1000"), Some(104));
        assert_eq!(
            (small(b"256"), small(b"1.5"), small(b"1e3")),
            (None, None, None)
        );
        assert_eq!(
            unescape(b"\\x68\\u{74}\\n\\\n  p"),
            (b"ht\np".to_vec(), true)
        );
        assert_eq!(
            unescape(b"\\u{1F600}x\\\""),
            ("\u{1f600}x\"".as_bytes().to_vec(), false)
        );
        assert_eq!(unescape(b"a\\x6"), (b"a".to_vec(), false));
    }
}
