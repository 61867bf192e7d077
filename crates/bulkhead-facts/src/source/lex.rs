//! Tokens: rustc's lexer with trivia dropped, keywords told apart, `::`, `->` and `=>` joined, delimiters matched.

use std::borrow::Cow;
use std::sync::OnceLock;

use ra_ap_rustc_lexer::{Cursor, FrontmatterAllowed, LiteralKind, TokenKind, strip_shebang};
use unicode_normalization::UnicodeNormalization as _;

use super::Edition;

/// Token kinds. Keywords that the witness does not act on are [`K::Keyword`]; contextual ones (`union`, `async`, …) are
/// identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum K {
    Ident,
    Lifetime,
    Str,
    Literal,
    Open,
    Close,
    PathSep,
    Colon,
    Semi,
    Comma,
    Dot,
    /// `..`, `...` and the begin of `..=`: what follows is no field.
    DotDot,
    Pound,
    Bang,
    Dollar,
    Eq,
    Lt,
    Gt,
    Arrow,
    FatArrow,
    Or,
    And,
    Star,
    Question,
    Other,
    As,
    Const,
    Crate,
    Else,
    Enum,
    Extern,
    Fn,
    For,
    If,
    Impl,
    In,
    Let,
    Loop,
    Match,
    Mod,
    Mut,
    Pub,
    Ref,
    SelfLower,
    SelfUpper,
    Static,
    Struct,
    Super,
    Trait,
    Type,
    Unsafe,
    Use,
    Where,
    While,
    Keyword,
    Eof,
}

impl K {
    /// Whether it is a word that can name a macro's `$fragment`.
    pub(super) fn names_fragment(self) -> bool {
        self == K::Ident || (self >= K::As && self < K::Eof && self != K::Crate)
    }
}

/// One token. `aux` is the end offset, or for delimiters the index of the matching one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tok {
    pub(super) start: u32,
    pub(super) aux: u32,
    pub(super) kind: K,
}

/// A lexed file. `toks` ends with one [`K::Eof`].
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    pub(super) text: &'a str,
    pub(super) toks: Vec<Tok>,
    brings_test: OnceLock<bool>,
}

/// What a file is to rustc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A crate's root or a module: it may begin with a frontmatter.
    Whole,
    /// Named by `include!`: three dashes are three times a minus.
    Included,
}

/// Why a file's tokens cannot be what rustc would compile; the offset is where it was noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LexProblem {
    pub(super) offset: u32,
    pub(super) detail: &'static str,
}

impl<'a> Tokens<'a> {
    /// Whether the file takes something called `test` or `bench` from another package: `#[test]` may be that one's then.
    pub(super) fn brings_test(&self) -> bool {
        *self.brings_test.get_or_init(|| {
            let uses = (0..self.toks.len()).filter(|&i| self.kind(i) == K::Use);
            let mut bound = uses.flat_map(|i| {
                let inside = !matches!(self.kind(i + 1), K::Crate | K::SelfLower | K::Super)
                    && !["std", "core"].iter().any(|own| self.is_ident(i + 1, own));
                let end = (i..self.toks.len()).find(|&k| self.kind(k) == K::Semi);
                (i + 1..end.unwrap_or(i)).filter(move |_| inside)
            });
            bound.any(|k| {
                (self.is_ident(k, "test") || self.is_ident(k, "bench"))
                    && !matches!(self.kind(k + 1), K::PathSep | K::As)
            })
        })
    }

    /// Lexes a whole file as the given edition reads it. Tokens are usable even when a problem comes with them.
    pub(super) fn lex(
        text: &'a str,
        edition: Edition,
        nesting: usize,
        form: Form,
    ) -> (Self, Option<LexProblem>) {
        let mut lexer = Lexer {
            text,
            toks: Vec::with_capacity(text.len() / 5 + 16),
            open: Vec::new(),
            problem: None,
            c_strings: edition >= Edition::E2021,
            nesting,
            form,
        };
        lexer.run();
        lexer.finish()
    }

    #[inline]
    pub(super) fn kind(&self, i: usize) -> K {
        // Reading past the end reads the final Eof again.
        self.toks.get(i).map_or(K::Eof, |t| t.kind)
    }

    #[inline]
    pub(super) fn prev(&self, i: usize) -> K {
        if i == 0 { K::Eof } else { self.kind(i - 1) }
    }

    #[inline]
    pub(super) fn start(&self, i: usize) -> u32 {
        self.toks[i.min(self.toks.len() - 1)].start
    }

    /// The token's text; for a delimiter its one byte.
    #[inline]
    pub(super) fn raw(&self, i: usize) -> &'a str {
        let tok = self.toks[i];
        let end = match tok.kind {
            K::Open | K::Close => tok.start + 1,
            _ => tok.aux,
        };
        &self.text[tok.start as usize..end as usize]
    }

    /// An identifier as rustc compares it: without `r#`, in Unicode normalization form C.
    #[inline]
    pub(super) fn ident(&self, i: usize) -> Cow<'a, str> {
        let raw = self.raw(i);
        let raw = match raw.as_bytes() {
            [b'r', b'#', ..] => &raw[2..],
            _ => raw,
        };
        if raw.is_ascii() {
            Cow::Borrowed(raw)
        } else {
            Cow::Owned(raw.nfc().collect())
        }
    }

    #[inline]
    pub(super) fn is_ident(&self, i: usize, text: &str) -> bool {
        self.kind(i) == K::Ident && self.raw(i) == text
    }

    /// The delimiter byte of an open or close token, else 0.
    #[inline]
    pub(super) fn delim(&self, i: usize) -> u8 {
        match self.kind(i) {
            K::Open | K::Close => self.text.as_bytes()[self.toks[i].start as usize],
            _ => 0,
        }
    }

    #[inline]
    pub(super) fn opens(&self, i: usize, delim: u8) -> bool {
        self.kind(i) == K::Open && self.delim(i) == delim
    }

    /// For an open delimiter the index of its close, for any other token the token itself.
    #[inline]
    pub(super) fn group_end(&self, i: usize) -> usize {
        match self.kind(i) {
            K::Open => self.toks[i].aux as usize,
            _ => i,
        }
    }

    /// For a close delimiter the index of its open, for any other token the token itself.
    #[inline]
    pub(super) fn group_start(&self, i: usize) -> usize {
        match self.kind(i) {
            K::Close => self.toks[i].aux as usize,
            _ => i,
        }
    }

    /// The index after the token or group at `i`.
    #[inline]
    pub(super) fn skip(&self, i: usize) -> usize {
        self.group_end(i) + 1
    }
}

struct Lexer<'a> {
    text: &'a str,
    toks: Vec<Tok>,
    open: Vec<u32>,
    problem: Option<LexProblem>,
    c_strings: bool,
    nesting: usize,
    form: Form,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        let mut offset = 0;
        if self.text.starts_with('\u{feff}') {
            offset = '\u{feff}'.len_utf8();
        }
        let mut is_first = matches!(self.form, Form::Whole);
        if let Some(shebang) = strip_shebang(&self.text[offset..]) {
            offset += shebang;
        }
        // Some spellings read differently by edition: the lexer then begins anew behind the part that stands alone.
        while let Some(again) = self.lex_from(offset, is_first) {
            offset = again;
            is_first = false;
        }
    }

    /// Lexes from `from` to the end, or to where lexing must begin anew.
    fn lex_from(&mut self, from: usize, mut is_first: bool) -> Option<usize> {
        let mut at = from;
        while at < self.text.len() {
            let start = at;
            let (kind, len) = next_token(self.text, at, is_first);
            at += len;
            is_first &= matches!(kind, TokenKind::Whitespace);
            let kind = match kind {
                TokenKind::Whitespace | TokenKind::LineComment { .. } => continue,
                TokenKind::BlockComment { terminated, .. } => {
                    if !terminated {
                        self.note(start, "a block comment is not closed");
                    }
                    continue;
                }
                TokenKind::Frontmatter { .. } => continue,
                TokenKind::Ident => keyword(&self.text[start..at]),
                TokenKind::RawIdent | TokenKind::UnknownPrefix => K::Ident,
                TokenKind::InvalidIdent | TokenKind::Unknown => {
                    self.note(start, "an unknown character");
                    K::Other
                }
                // `k#fn`, and before edition 2021 `c".."` and `'r#a`, are several tokens to rustc.
                TokenKind::ForcedKeywordIdent => return Some(self.split(start, 1, K::Ident)),
                TokenKind::RawLifetime if !self.c_strings => {
                    return Some(self.split(start, 2, K::Lifetime));
                }
                TokenKind::GuardedStrPrefix => return Some(self.split(start, 1, K::Pound)),
                TokenKind::Literal { kind, .. } => match self.literal(kind, start) {
                    Ok(kind) => kind,
                    Err(prefix) => return Some(self.split(start, prefix, K::Ident)),
                },
                TokenKind::Lifetime { .. }
                | TokenKind::RawLifetime
                | TokenKind::UnknownPrefixLifetime => K::Lifetime,
                TokenKind::Semi => K::Semi,
                TokenKind::Comma => K::Comma,
                TokenKind::Dot
                    if self.join(K::Dot, start, K::DotDot)
                        || self.join(K::DotDot, start, K::DotDot) =>
                {
                    continue;
                }
                TokenKind::Dot => K::Dot,
                TokenKind::OpenParen | TokenKind::OpenBrace | TokenKind::OpenBracket => {
                    if self.open(start) {
                        continue;
                    }
                    return None;
                }
                TokenKind::CloseParen | TokenKind::CloseBrace | TokenKind::CloseBracket => {
                    self.close(start);
                    continue;
                }
                TokenKind::Pound => K::Pound,
                TokenKind::Question => K::Question,
                TokenKind::Colon if self.join(K::Colon, start, K::PathSep) => continue,
                TokenKind::Colon => K::Colon,
                TokenKind::Dollar => K::Dollar,
                TokenKind::Eq => K::Eq,
                TokenKind::Bang => K::Bang,
                TokenKind::Lt => K::Lt,
                TokenKind::Gt if self.join(K::Eq, start, K::FatArrow) || self.join_minus(start) => {
                    continue;
                }
                TokenKind::Gt => K::Gt,
                TokenKind::And => K::And,
                TokenKind::Or => K::Or,
                TokenKind::Star => K::Star,
                TokenKind::Minus
                | TokenKind::At
                | TokenKind::Tilde
                | TokenKind::Plus
                | TokenKind::Slash
                | TokenKind::Caret
                | TokenKind::Percent
                | TokenKind::Eof => K::Other,
            };
            self.toks.push(Tok {
                start: start as u32,
                aux: at as u32,
                kind,
            });
        }
        None
    }

    /// The kind of a literal, or how long the identifier is that it begins with in this edition.
    fn literal(&mut self, kind: LiteralKind, start: usize) -> Result<K, usize> {
        let (kind, closed) = match kind {
            LiteralKind::CStr { .. } if !self.c_strings => return Err(1),
            LiteralKind::RawCStr { .. } if !self.c_strings => return Err(2),
            LiteralKind::Str { terminated } => (K::Str, terminated),
            LiteralKind::RawStr { n_hashes } => (K::Str, n_hashes.is_some()),
            LiteralKind::Char { terminated }
            | LiteralKind::Byte { terminated }
            | LiteralKind::ByteStr { terminated }
            | LiteralKind::CStr { terminated } => (K::Literal, terminated),
            LiteralKind::RawByteStr { n_hashes } | LiteralKind::RawCStr { n_hashes } => {
                (K::Literal, n_hashes.is_some())
            }
            LiteralKind::Int { .. } | LiteralKind::Float { .. } => (K::Literal, true),
        };
        if !closed {
            self.note(start, "a literal is not closed");
        }
        Ok(kind)
    }

    /// Pushes the part that stands alone and says where to go on.
    fn split(&mut self, start: usize, len: usize, kind: K) -> usize {
        self.toks.push(Tok {
            start: start as u32,
            aux: (start + len) as u32,
            kind,
        });
        start + len
    }

    /// Turns a directly preceding `first` into `joined`.
    #[inline]
    fn join(&mut self, first: K, start: usize, joined: K) -> bool {
        match self.toks.last_mut() {
            Some(last) if last.kind == first && last.aux as usize == start => {
                last.kind = joined;
                last.aux += 1;
                true
            }
            _ => false,
        }
    }

    #[inline]
    fn join_minus(&mut self, start: usize) -> bool {
        start > 0 && self.text.as_bytes()[start - 1] == b'-' && self.join(K::Other, start, K::Arrow)
    }

    /// Opens a group, unless it would be too deep: then nothing from here on is read, since what is kept for each level
    /// (paths of modules, prefixes of imports) grows with the square of the depth.
    fn open(&mut self, start: usize) -> bool {
        if self.open.len() >= self.nesting {
            self.note(
                start,
                "delimiters are nested too deeply; nothing from here on was read",
            );
            return false;
        }
        self.open.push(self.toks.len() as u32);
        self.toks.push(Tok {
            start: start as u32,
            aux: 0,
            kind: K::Open,
        });
        true
    }

    fn close(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let index = self.toks.len() as u32;
        let Some(open) = self.open.pop() else {
            self.note(start, "a delimiter closes nothing");
            return;
        };
        let expected = match bytes[self.toks[open as usize].start as usize] {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        if bytes[start] != expected {
            self.note(start, "delimiters do not match");
        }
        self.toks[open as usize].aux = index;
        self.toks.push(Tok {
            start: start as u32,
            aux: open,
            kind: K::Close,
        });
    }

    #[cold]
    fn note(&mut self, offset: usize, detail: &'static str) {
        self.problem.get_or_insert(LexProblem {
            offset: offset as u32,
            detail,
        });
    }

    fn finish(mut self) -> (Tokens<'a>, Option<LexProblem>) {
        let end = self.text.len() as u32;
        if !self.open.is_empty() {
            self.note(end as usize, "a delimiter is not closed");
        }
        // Left open: as if closed at the end of the file, so that what is inside is still read.
        while let Some(open) = self.open.pop() {
            self.toks[open as usize].aux = self.toks.len() as u32;
        }
        self.toks.push(Tok {
            start: end,
            aux: end,
            kind: K::Eof,
        });
        (
            Tokens {
                text: self.text,
                toks: self.toks,
                brings_test: OnceLock::new(),
            },
            self.problem,
        )
    }
}

/// The token at `at`, with its length. Most can be told from a few bytes; for any other rustc's lexer is asked.
#[inline]
fn next_token(text: &str, at: usize, is_first: bool) -> (TokenKind, usize) {
    let asked = || {
        let frontmatter = match is_first {
            true => FrontmatterAllowed::Yes,
            false => FrontmatterAllowed::No,
        };
        let token = Cursor::new(&text[at..], frontmatter).advance_token();
        (token.kind, token.len as usize)
    };
    if is_first {
        return asked();
    }
    let Some(told) = told_by_bytes(text.as_bytes(), at) else {
        return asked();
    };
    debug_assert_eq!(
        (std::mem::discriminant(&told.0), told.1),
        (std::mem::discriminant(&asked().0), asked().1),
        "as rustc's lexer has it"
    );
    told
}

/// Whether a byte goes on with a word.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// Words, blanks, comments to the end of a line and single characters, all in ASCII.
#[inline]
fn told_by_bytes(bytes: &[u8], at: usize) -> Option<(TokenKind, usize)> {
    let rest = &bytes[at..];
    let next = rest.get(1).copied().unwrap_or(0);
    let run = |in_run: fn(&u8) -> bool| rest.iter().take_while(|b| in_run(b)).count();
    let kind = match rest[0] {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
            let len = run(|b| IN_WORD[usize::from(*b)]);
            // A literal with a prefix, a raw identifier, or letters beyond ASCII.
            let goes_on = matches!(rest.get(len), Some(b'#' | b'"' | b'\'' | 128..));
            return (!goes_on).then_some((TokenKind::Ident, len));
        }
        b' ' | b'\t'..=b'\r' => {
            let len = run(|b| matches!(b, b' ' | b'\t'..=b'\r'));
            let goes_on = matches!(rest.get(len), Some(128..));
            return (!goes_on).then_some((TokenKind::Whitespace, len));
        }
        b'/' if next == b'/' => {
            let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            return Some((TokenKind::LineComment { doc_style: None }, len));
        }
        b'/' if next != b'*' => TokenKind::Slash,
        b'#' if !matches!(next, b'"' | b'#') => TokenKind::Pound,
        b';' => TokenKind::Semi,
        b',' => TokenKind::Comma,
        b'.' => TokenKind::Dot,
        b'(' => TokenKind::OpenParen,
        b')' => TokenKind::CloseParen,
        b'{' => TokenKind::OpenBrace,
        b'}' => TokenKind::CloseBrace,
        b'[' => TokenKind::OpenBracket,
        b']' => TokenKind::CloseBracket,
        b'@' => TokenKind::At,
        b'~' => TokenKind::Tilde,
        b'?' => TokenKind::Question,
        b':' => TokenKind::Colon,
        b'$' => TokenKind::Dollar,
        b'=' => TokenKind::Eq,
        b'!' => TokenKind::Bang,
        b'<' => TokenKind::Lt,
        b'>' => TokenKind::Gt,
        b'-' => TokenKind::Minus,
        b'&' => TokenKind::And,
        b'|' => TokenKind::Or,
        b'+' => TokenKind::Plus,
        b'*' => TokenKind::Star,
        b'^' => TokenKind::Caret,
        b'%' => TokenKind::Percent,
        _ => return None,
    };
    Some((kind, 1))
}

/// By length first: a match over all words at once would be compared one by one.
#[inline]
fn keyword(text: &str) -> K {
    let word = text.as_bytes();
    match word.len() {
        2 => match word {
            b"as" => K::As,
            b"fn" => K::Fn,
            b"if" => K::If,
            b"in" => K::In,
            _ => K::Ident,
        },
        3 => match word {
            b"for" => K::For,
            b"let" => K::Let,
            b"mod" => K::Mod,
            b"mut" => K::Mut,
            b"pub" => K::Pub,
            b"ref" => K::Ref,
            b"use" => K::Use,
            _ => K::Ident,
        },
        4 => match word {
            b"self" => K::SelfLower,
            b"Self" => K::SelfUpper,
            b"else" => K::Else,
            b"enum" => K::Enum,
            b"impl" => K::Impl,
            b"loop" => K::Loop,
            b"type" => K::Type,
            b"move" | b"true" => K::Keyword,
            _ => K::Ident,
        },
        5 => match word {
            b"const" => K::Const,
            b"crate" => K::Crate,
            b"match" => K::Match,
            b"super" => K::Super,
            b"trait" => K::Trait,
            b"where" => K::Where,
            b"while" => K::While,
            b"break" | b"false" => K::Keyword,
            _ => K::Ident,
        },
        6 => match word {
            b"extern" => K::Extern,
            b"static" => K::Static,
            b"struct" => K::Struct,
            b"unsafe" => K::Unsafe,
            b"return" => K::Keyword,
            _ => K::Ident,
        },
        8 if word == b"continue" => K::Keyword,
        _ => K::Ident,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, edition: Edition) -> Vec<K> {
        let (tokens, problem) = Tokens::lex(text, edition, 64, Form::Whole);
        assert_eq!(problem, None, "{text}");
        tokens.toks.iter().map(|t| t.kind).collect()
    }

    #[test]
    fn joins_only_what_touches() {
        assert_eq!(
            kinds("a::b", Edition::E2021),
            [K::Ident, K::PathSep, K::Ident, K::Eof]
        );
        assert_eq!(
            kinds("a: :b", Edition::E2021),
            [K::Ident, K::Colon, K::Colon, K::Ident, K::Eof]
        );
        assert_eq!(
            kinds("->=>", Edition::E2021),
            [K::Arrow, K::FatArrow, K::Eof]
        );
        assert_eq!(kinds("- >", Edition::E2021), [K::Other, K::Gt, K::Eof]);
    }

    #[test]
    fn a_prefix_that_an_edition_does_not_know_swallows_nothing() {
        // In 2018 `cr"\" x"` is the identifier `cr` and a string that goes on to the second quote.
        assert_eq!(
            kinds("cr\"\\\" x\"", Edition::E2018),
            [K::Ident, K::Str, K::Eof]
        );
        assert_eq!(
            kinds("#\"a::b\"", Edition::E2018),
            [K::Pound, K::Str, K::Eof]
        );
        assert_eq!(kinds("##", Edition::E2024), [K::Pound, K::Pound, K::Eof]);
    }

    #[test]
    fn identifiers_compare_as_rustc_compares_them() {
        let (tokens, _) = Tokens::lex(
            "r#fs \u{212a} caf\u{65}\u{301}",
            Edition::E2021,
            64,
            Form::Whole,
        );
        assert_eq!(tokens.ident(0), "fs");
        assert_eq!(tokens.ident(1), "K");
        assert_eq!(tokens.ident(2), "caf\u{e9}");
    }

    #[test]
    fn unbalanced_input_is_told_and_still_read() {
        let (tokens, problem) = Tokens::lex("fn f() { a::b", Edition::E2021, 64, Form::Whole);
        assert_eq!(problem.map(|p| p.detail), Some("a delimiter is not closed"));
        assert!(tokens.toks.iter().any(|t| t.kind == K::PathSep));
        let (_, problem) = Tokens::lex("(]", Edition::E2021, 64, Form::Whole);
        assert_eq!(problem.map(|p| p.detail), Some("delimiters do not match"));
    }
}
