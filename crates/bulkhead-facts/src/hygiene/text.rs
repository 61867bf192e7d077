//! Text that does not read as it looks: bidirectional controls and invisible characters in source files.
//!
//! Sources: Boucher and Anderson, "Trojan Source" (2021); Unicode Technical Standard 55, "Unicode Source Code
//! Handling"; rustc's `text_direction_codepoint_in_literal` lint.

use std::collections::{BTreeMap, BTreeSet};

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, Token, TokenKind, tokenize};

use super::{Hygiene, HygieneKind};

/// File name endings of what a compiler, an interpreter or Cargo reads.
const SOURCE_ENDINGS: &[&str] = &[
    "rs", "toml", "lock", "in", "inc", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "s",
    "asm", "py", "sh", "bash", "ps1", "bat", "cmd", "js", "mjs", "cjs", "ts", "pl", "rb", "go",
    "zig", "swift", "java", "kt", "cmake", "mk", "ld", "def", "proto", "lalrpop", "pest",
];

/// Sources without such an ending.
const SOURCE_NAMES: &[&str] = &["Makefile", "GNUmakefile", "configure", "CMakeLists.txt"];

/// Variation selectors in a row that are taken for carelessness.
const CARELESS_SELECTORS: usize = 3;

/// Distinct characters beyond ASCII that make a file a table of characters.
const TABLE: usize = 500;

/// Characters of a line around a direction mark in which right-to-left text is looked for.
const NEAR: usize = 400;

pub(super) fn is_source(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    SOURCE_NAMES.contains(&name)
        || name
            .rsplit_once('.')
            .is_some_and(|(_, end)| SOURCE_ENDINGS.iter().any(|e| e.eq_ignore_ascii_case(end)))
}

/// Whether a character is meant not to be seen, or turns the order of those around it.
pub(crate) fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Looks at one source file; each kind of character is told once, with its first place and how many there are.
pub(super) fn inspect(path: &str, bytes: &[u8], out: &mut Vec<Hygiene>) {
    if bytes.is_ascii() {
        return;
    }
    let mut scan = Scan::new(path, bytes);
    let mut start = 0;
    // What is not UTF-8 is no Rust, but may still be C: the parts around it are looked at.
    for chunk in bytes.utf8_chunks() {
        scan.look(chunk.valid(), start);
        start += chunk.valid().len() + chunk.invalid().len();
    }
    let found = scan.found.into_iter();
    out.extend(found.map(|((kind, context), seen)| Hygiene {
        kind: HygieneKind::TrojanSource,
        file: path.to_owned(),
        position: Some(seen.first),
        detail: describe(kind, context, seen.count),
    }));
}

/// A kind of character and where it stands.
type Found = BTreeMap<(char, Context), Seen>;

struct Seen {
    /// Line and column.
    first: (u32, u32),
    count: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Context {
    Code,
    Comment,
    Literal,
    /// A character literal, or a string of this one character.
    Alone,
    /// In a file of no language that is lexed here.
    Text,
}

struct Scan<'a> {
    path: &'a str,
    bytes: &'a [u8],
    found: Found,
    place: Cursor,
}

impl<'a> Scan<'a> {
    fn new(path: &'a str, bytes: &'a [u8]) -> Self {
        let mut place = Cursor::default();
        // A byte order mark is no column of its own.
        if bytes.starts_with(BYTE_ORDER_MARK) {
            place.at = BYTE_ORDER_MARK.len();
        }
        Scan {
            path,
            bytes,
            found: Found::new(),
            place,
        }
    }

    /// Looks at `text`, which begins at `start`.
    fn look(&mut self, text: &str, start: usize) {
        let mut contexts = None;
        let mut table = None;
        let mut before = Before::default();
        let mut at = 0;
        while let Some(skipped) = text.as_bytes()[at..].iter().position(|b| !b.is_ascii()) {
            at += skipped;
            if skipped > 0 {
                before.push(char::from(text.as_bytes()[at - 1]));
            }
            let Some(c) = text[at..].chars().next() else {
                return;
            };
            let next = at + c.len_utf8();
            if is_deceptive(c) && !(c == '\u{feff}' && start + at == 0) {
                let context = contexts
                    .get_or_insert_with(|| Contexts::new(self.path, text))
                    .at(at);
                let suspicious = match c {
                    '\u{200e}' | '\u{200f}' | '\u{61c}' => {
                        context == Context::Code || !is_near_right_to_left(text, at)
                    }
                    _ => is_suspicious(c, &before, text[next..].chars().next(), context),
                };
                if suspicious
                    && !(is_alone(context, c) && *table.get_or_insert_with(|| is_table(text)))
                {
                    self.tell(c, context, start + at);
                }
            }
            before.push(c);
            at = next;
        }
    }

    fn tell(&mut self, c: char, context: Context, offset: usize) {
        let place = &mut self.place;
        let seen = self.found.entry((kind(c), context)).or_insert_with(|| {
            place.advance(self.bytes, offset);
            Seen {
                first: (small(place.line + 1), small(place.column + 1)),
                count: 0,
            }
        });
        seen.count += 1;
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A place in a file that only moves forward, so that many finds cost one pass.
#[derive(Default)]
struct Cursor {
    at: usize,
    line: usize,
    column: usize,
}

impl Cursor {
    fn advance(&mut self, bytes: &[u8], to: usize) {
        let passed = &bytes[self.at..to];
        self.line += memchr::memchr_iter(b'\n', passed).count();
        let last_line = match memchr::memrchr(b'\n', passed) {
            Some(newline) => {
                self.column = 0;
                &passed[newline + 1..]
            }
            None => passed,
        };
        // Every byte but those that continue a character begins one.
        self.column += last_line.iter().filter(|b| **b & 0xc0 != 0x80).count();
        self.at = to;
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What stands before a character.
#[derive(Default)]
struct Before {
    char: Option<char>,
    /// Tag characters since a black flag; `None` outside such a sequence.
    flag_tags: Option<usize>,
    /// Variation selectors in a row.
    selectors: usize,
}

impl Before {
    fn push(&mut self, c: char) {
        self.flag_tags = match (c, self.flag_tags) {
            ('\u{1f3f4}', _) => Some(0),
            ('\u{e0020}'..='\u{e007f}', Some(tags)) => Some(tags + 1),
            _ => None,
        };
        self.selectors = if is_selector(c) {
            self.selectors + 1
        } else {
            0
        };
        self.char = Some(c);
    }
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Whether an invisible character has no honest reason where it stands. In code there is never one; in comments and
/// strings scripts and emoji need some of them.
fn is_suspicious(c: char, before: &Before, next: Option<char>, context: Context) -> bool {
    let previous = before.char;
    if context == Context::Code {
        return true;
    }
    match c {
        // Careless copies of emoji leave a few selectors behind; those that carry data are many or vary.
        '\u{fe00}'..='\u{fe0f}' => {
            let varied = previous.is_some_and(|p| is_selector(p) && p != c);
            let emoji_style = matches!(c, '\u{fe0e}' | '\u{fe0f}');
            let based = previous.is_some_and(|p| !p.is_ascii());
            varied || before.selectors >= CARELESS_SELECTORS || !(emoji_style || based)
        }
        '\u{e0100}'..='\u{e01ef}' => !previous.is_some_and(is_ideograph),
        // The longest flag in use has five tags and their end.
        '\u{e0020}'..='\u{e007f}' => before.flag_tags.is_none_or(|tags| tags >= 6),
        '\u{200c}' | '\u{200d}' => {
            !(previous.is_some_and(is_joined) && next.is_some_and(is_joined))
        }
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{34f}' => {
            !(previous.is_some_and(is_foreign_letter) && next.is_some_and(is_foreign_letter))
        }
        '\u{ad}' => {
            !(previous.is_some_and(char::is_alphabetic) && next.is_some_and(char::is_alphabetic))
        }
        '\u{180b}'..='\u{180f}' => !previous.is_some_and(|p| matches!(p, '\u{1820}'..='\u{18aa}')),
        _ => true,
    }
}

/// Direction marks belong where right-to-left text is on the same line.
fn is_near_right_to_left(text: &str, at: usize) -> bool {
    let back = text[..at].chars().rev().take(NEAR);
    let ahead = text[at..].chars().take(NEAR);
    let on_line = |c: &char| *c != '\n';
    back.take_while(on_line).any(is_right_to_left)
        || ahead.take_while(on_line).any(is_right_to_left)
}

/// Tables of characters have the invisible ones too, each in a literal of its own.
fn is_alone(context: Context, c: char) -> bool {
    context == Context::Alone && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_table(text: &str) -> bool {
    let mut seen = BTreeSet::new();
    text.chars()
        .filter(|c| !c.is_ascii())
        .any(|c| seen.insert(c) && seen.len() >= TABLE)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters and emoji that zero-width joiners and non-joiners stand between.
fn is_joined(c: char) -> bool {
    !c.is_ascii() && (c == '\u{fe0f}' || !is_deceptive(c))
}

fn is_foreign_letter(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic()
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Walks the tokens of a Rust file alongside the characters asked for, in order.
enum Contexts<'a> {
    Rust {
        text: &'a str,
        tokens: Box<dyn Iterator<Item = Token> + 'a>,
        end: usize,
        context: Context,
    },
    Other,
}

impl<'a> Contexts<'a> {
    fn new(path: &str, text: &'a str) -> Self {
        let is_rust = path
            .rsplit_once('.')
            .is_some_and(|(_, end)| end.eq_ignore_ascii_case("rs"));
        if !is_rust {
            return Contexts::Other;
        }
        Contexts::Rust {
            text,
            tokens: Box::new(tokenize(text, FrontmatterAllowed::Yes)),
            end: 0,
            context: Context::Code,
        }
    }

    fn at(&mut self, offset: usize) -> Context {
        let Contexts::Rust {
            text,
            tokens,
            end,
            context,
        } = self
        else {
            return Context::Text;
        };
        while *end <= offset {
            let Some(token) = tokens.next() else {
                return Context::Code;
            };
            let start = *end;
            *end += token.len as usize;
            *context = context_of(token.kind, text.get(start..*end).unwrap_or_default());
        }
        *context
    }
}

fn describe(kind: char, context: Context, count: usize) -> String {
    let place = match context {
        Context::Code => " in code",
        Context::Comment => " in a comment",
        Context::Literal | Context::Alone => " in a literal",
        Context::Text => "",
    };
    let more = if count > 1 {
        format!(" ({count} in this file)")
    } else {
        String::new()
    };
    format!("{}{place}{more}", name(kind))
}

fn context_of(kind: TokenKind, token: &str) -> Context {
    match kind {
        TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Context::Comment,
        TokenKind::Literal { kind, .. } => match kind {
            LiteralKind::Int { .. } | LiteralKind::Float { .. } => Context::Code,
            _ if token.chars().filter(|c| !c.is_ascii()).count() == 1 && is_bare(token) => {
                Context::Alone
            }
            _ => Context::Literal,
        },
        _ => Context::Code,
    }
}

/// Whether a literal has nothing but quotes, marks of raw strings and one character beyond ASCII.
fn is_bare(token: &str) -> bool {
    token
        .chars()
        .filter(char::is_ascii)
        .all(|c| matches!(c, '"' | '\'' | '#' | 'r'))
}

/// Of some kinds one is as good as another, and a payload uses many: they are told together.
fn kind(c: char) -> char {
    match c {
        '\u{fe00}'..='\u{fe0f}' => '\u{fe00}',
        '\u{e0100}'..='\u{e01ef}' => '\u{e0100}',
        '\u{e0000}'..='\u{e0fff}' => '\u{e0000}',
        c => c,
    }
}

fn name(c: char) -> String {
    let name = match c {
        '\u{ad}' => "SOFT HYPHEN",
        '\u{34f}' => "COMBINING GRAPHEME JOINER",
        '\u{61c}' => "ARABIC LETTER MARK",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "HANGUL FILLER",
        '\u{180b}'..='\u{180f}' => "MONGOLIAN VARIATION SELECTOR",
        '\u{200b}' => "ZERO WIDTH SPACE",
        '\u{200c}' => "ZERO WIDTH NON-JOINER",
        '\u{200d}' => "ZERO WIDTH JOINER",
        '\u{200e}' => "LEFT-TO-RIGHT MARK",
        '\u{200f}' => "RIGHT-TO-LEFT MARK",
        '\u{202a}' => "LEFT-TO-RIGHT EMBEDDING",
        '\u{202b}' => "RIGHT-TO-LEFT EMBEDDING",
        '\u{202c}' => "POP DIRECTIONAL FORMATTING",
        '\u{202d}' => "LEFT-TO-RIGHT OVERRIDE",
        '\u{202e}' => "RIGHT-TO-LEFT OVERRIDE",
        '\u{2060}' => "WORD JOINER",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE",
        '\u{2068}' => "FIRST STRONG ISOLATE",
        '\u{2069}' => "POP DIRECTIONAL ISOLATE",
        '\u{feff}' => "ZERO WIDTH NO-BREAK SPACE",
        '\u{fe00}' => return "U+FE00.. VARIATION SELECTOR".to_owned(),
        '\u{e0100}' => return "U+E0100.. VARIATION SELECTOR".to_owned(),
        '\u{e0000}' => return "U+E0000.. TAG".to_owned(),
        _ => "INVISIBLE CHARACTER",
    };
    format!("U+{:04X} {name}", u32::from(c))
}
