//! The names that rustc gives to compiled functions and constants, taken apart (mangling version 0).
//!
//! Source: RFC 2603 and "Symbol Mangling / v0 Symbol Format" of the rustc book. What counts here is not how a name
//! prints but whose it is: the crate in which the item was *written* is the root of the item's own path. Types and
//! constants that a generic item is applied to are somebody else's, and are read over.

use std::fmt::Write as _;

use super::whose::ALLOCATOR;

/// A crate as compiled names know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CrateName {
    /// The crate's name, `-` as `_`.
    pub name: String,
    /// What tells apart crates of one name: rustc's stable crate id.
    pub disambiguator: u64,
}

/// What a compiled name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The crate in which the item was written.
    pub author: CrateName,
    /// The item's path without generic arguments: `std::fs::File::open`, with the type's path for a method of a type and
    /// the trait's path for a method of a trait.
    pub path: String,
    /// For a method that implements a trait's: the same under the implementing type, when that has a path.
    pub by_type: Option<String>,
    /// The crate whose compilation made this copy. Generic and inline items have one; what has none can be only in the
    /// objects of the crate that wrote it.
    pub instantiated_by: Option<CrateName>,
    /// The functions of std that it is applied to: as `path`, and under the implementing type where there is one. Code
    /// that hands such a function on names it here and nowhere else.
    pub applied_to: Vec<String>,
}

/// Bytes of the longest name that is read. The longest that rustc makes are some thousand bytes.
pub const MAX_BYTES: usize = 64 << 10;
/// Nesting, back references followed included.
const MAX_DEPTH: u32 = 192;
/// Parts that are read, those that back references lead to included: a short name can stand for a very long one.
const MAX_STEPS: u32 = 50_000;
/// Bytes of a path as text.
const MAX_TEXT: usize = 2048;

/// What a compiled name says of whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The disambiguator of the crate in which the item was written.
    pub author: u64,
    /// Whether that is the crate which rustc makes up for the global allocator and the panic machinery.
    pub made_up: bool,
    /// As [`Name::instantiated_by`]: the disambiguator.
    pub instantiated_by: Option<u64>,
    /// As [`Name::applied_to`].
    pub applied_to: Vec<String>,
}

/// Takes a name apart. `None` for what is no such name, or breaks the grammar or a limit.
#[must_use]
pub fn parse(symbol: &str) -> Option<Name> {
    let mut parser = Parser::of(symbol)?;
    let (item, instantiated_by) = parser.name()?;
    Some(Name {
        author: item.root?.crate_name(),
        path: item.text,
        by_type: item.by_type,
        instantiated_by: instantiated_by.map(Root::crate_name),
        applied_to: parser.applied_to(),
    })
}

/// What a name says of whose it is; of the same names as [`parse`]. Its path is not put together, which takes most of the time.
#[must_use]
pub fn claim(symbol: &str) -> Option<Claim> {
    let mut parser = Parser::of(symbol)?;
    let (item, instantiated_by) = parser.quietly(Parser::name)?;
    let root = item.root?;
    Some(Claim {
        author: root.disambiguator,
        made_up: root.name.is(ALLOCATOR),
        instantiated_by: instantiated_by.map(|r| r.disambiguator),
        applied_to: parser.applied_to(),
    })
}

/// An identifier as the symbol has it.
#[derive(Clone, Copy, Debug)]
struct Ident<'a> {
    text: &'a str,
    is_punycode: bool,
}

impl Ident<'_> {
    fn is(self, name: &str) -> bool {
        !self.is_punycode && self.text == name
    }

    fn to_text(self) -> String {
        // Left as it is: such names are compared, not read.
        if self.is_punycode {
            format!("punycode{{{}}}", self.text)
        } else {
            self.text.to_owned()
        }
    }
}

/// The crate at the root of a path.
#[derive(Clone, Copy, Debug)]
struct Root<'a> {
    name: Ident<'a>,
    disambiguator: u64,
}

impl Root<'_> {
    fn crate_name(self) -> CrateName {
        CrateName {
            name: self.name.to_text(),
            disambiguator: self.disambiguator,
        }
    }
}

/// A path, or a type that has one.
#[derive(Clone, Debug, Default)]
struct Item<'a> {
    root: Option<Root<'a>>,
    /// Empty where nobody asks for it.
    text: String,
    by_type: Option<String>,
    /// Whether it is a function or another value, and no type or module.
    is_value: bool,
}

/// How many functions of std one name is kept with.
const MAX_APPLIED: usize = 16;

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: u32,
    steps: u32,
    /// Whether nobody asks for the texts of paths here.
    is_quiet: bool,
    /// Whether functions in the place of types are remembered.
    notes: bool,
    applied_to: Vec<String>,
}

impl<'a> Parser<'a> {
    fn of(symbol: &'a str) -> Option<Self> {
        if symbol.len() > MAX_BYTES {
            return None;
        }
        // What LLVM appends (`.llvm.1234`, `.cold`) is no part of the name.
        let symbol = symbol.split('.').next().unwrap_or(symbol);
        let body = symbol
            .strip_prefix("_R")
            .or_else(|| symbol.strip_prefix("__R"))?;
        // A digit is the number of a later version of the format.
        let is_name = body.is_ascii() && body.starts_with(|c: char| c.is_ascii_uppercase());
        is_name.then(|| Parser::at_start(body.as_bytes()))
    }

    fn at_start(bytes: &'a [u8]) -> Self {
        Parser {
            bytes,
            at: 0,
            depth: 0,
            steps: 0,
            is_quiet: false,
            notes: true,
            applied_to: Vec::new(),
        }
    }

    /// All of a name: the item, and the crate that made this copy of it.
    fn name(&mut self) -> Option<(Item<'a>, Option<Root<'a>>)> {
        let item = self.path()?;
        self.notes = false;
        let instantiated_by = match self.peek() {
            None => None,
            Some(_) => Some(self.quietly(Self::path)?.root?),
        };
        (self.at == self.bytes.len()).then_some((item, instantiated_by))
    }

    fn applied_to(self) -> Vec<String> {
        let mut all = self.applied_to;
        all.sort();
        all.dedup();
        all
    }

    /// Reads without putting texts together.
    fn quietly<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.is_quiet, true);
        let result = read(self);
        self.is_quiet = before;
        result
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// One level down.
    fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.steps += 1;
        if self.depth >= MAX_DEPTH || self.steps > MAX_STEPS {
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn path(&mut self) -> Option<Item<'a>> {
        self.within(Self::path_here)
    }

    fn path_here(&mut self) -> Option<Item<'a>> {
        match self.next()? {
            b'C' => {
                let disambiguator = self.disambiguator()?;
                let name = self.ident()?;
                Some(Item {
                    text: self.text(|| name.to_text()),
                    root: Some(Root {
                        name,
                        disambiguator,
                    }),
                    ..Item::default()
                })
            }
            b'M' => {
                let place = self.impl_path()?;
                let on = self.ty()?;
                Some(Item {
                    root: place.root,
                    text: on.text,
                    ..Item::default()
                })
            }
            b'X' => {
                let place = self.impl_path()?;
                let on = self.ty()?;
                let of = self.path()?;
                Some(Item {
                    root: place.root,
                    text: of.text,
                    by_type: Some(on.text).filter(|t| !t.is_empty()),
                    is_value: false,
                })
            }
            // A trait's own method, as the type has it: written where the trait is.
            b'Y' => {
                self.quietly(Self::ty)?;
                self.path()
            }
            b'N' => self.nested(),
            b'I' => {
                let path = self.path()?;
                while !self.eat(b'E') {
                    self.quietly(Self::generic_arg)?;
                }
                Some(path)
            }
            b'B' => self.back(Self::path),
            _ => None,
        }
    }

    fn impl_path(&mut self) -> Option<Item<'a>> {
        self.disambiguator()?;
        self.quietly(Self::path)
    }

    fn text(&self, text: impl FnOnce() -> String) -> String {
        if self.is_quiet { String::new() } else { text() }
    }

    fn nested(&mut self) -> Option<Item<'a>> {
        let space = self.next()?;
        let mut item = self.path()?;
        item.is_value = space == b'v';
        let number = self.disambiguator()?;
        let name = self.ident()?;
        if !space.is_ascii_alphabetic() {
            return None;
        }
        if self.is_quiet {
            return Some(item);
        }
        let name = name.to_text();
        let segment = match space {
            b'C' => format!("{{closure#{number}}}"),
            b'S' => format!("{{shim:{name}}}"),
            b'A'..=b'Z' => format!("{{{name}#{number}}}"),
            _ => name,
        };
        for text in std::iter::once(&mut item.text).chain(&mut item.by_type) {
            if text.len() + segment.len() < MAX_TEXT {
                write!(text, "::{segment}").ok()?;
            }
        }
        Some(item)
    }

    fn generic_arg(&mut self) -> Option<()> {
        if self.eat(b'L') {
            self.base_62().map(drop)
        } else if self.eat(b'K') {
            self.constant()
        } else {
            self.ty().map(drop)
        }
    }

    fn ty(&mut self) -> Option<Item<'a>> {
        self.within(Self::ty_here)
    }

    fn ty_here(&mut self) -> Option<Item<'a>> {
        let named = |p: &Self, text: &str| {
            Some(Item {
                text: p.text(|| text.to_owned()),
                ..Item::default()
            })
        };
        let nothing = Some(Item::default());
        match self.peek()? {
            b'C' | b'M' | b'X' | b'Y' | b'N' | b'I' => {
                let start = self.at;
                let item = self.path()?;
                self.note(&item, start);
                Some(item)
            }
            b'B' => {
                self.at += 1;
                self.back(Self::ty)
            }
            tag => {
                self.at += 1;
                match tag {
                    b'e' => named(self, "str"),
                    b'S' => {
                        self.ty()?;
                        named(self, "slice")
                    }
                    b'A' => {
                        self.ty()?;
                        self.constant()?;
                        named(self, "array")
                    }
                    b'a'..=b'z' => nothing,
                    b'T' => {
                        while !self.eat(b'E') {
                            self.ty()?;
                        }
                        nothing
                    }
                    b'R' | b'Q' => {
                        if self.eat(b'L') {
                            self.base_62()?;
                        }
                        self.ty()
                    }
                    b'P' | b'O' => {
                        self.ty()?;
                        nothing
                    }
                    b'F' => self.fn_sig(),
                    b'D' => self.dyn_bounds(),
                    b'W' => {
                        self.ty()?;
                        self.pattern()?;
                        nothing
                    }
                    _ => None,
                }
            }
        }
    }

    /// Remembers a function of std in the place of a type, which was read from `start` to here.
    fn note(&mut self, item: &Item<'_>, start: usize) {
        let of_std = |root: &Root<'_>| ["std", "core", "alloc"].iter().any(|n| root.name.is(n));
        if !self.notes
            || !item.is_value
            || !item.root.as_ref().is_some_and(of_std)
            || self.applied_to.len() >= MAX_APPLIED
        {
            return;
        }
        // Few are: with its text it is read once more.
        let mut again = Parser {
            at: start,
            notes: false,
            ..Parser::at_start(self.bytes)
        };
        if let Some(item) = again.path() {
            self.applied_to.push(item.text);
            self.applied_to.extend(item.by_type);
        }
    }

    fn binder(&mut self) -> Option<()> {
        if self.eat(b'G') {
            self.base_62()?;
        }
        Some(())
    }

    fn fn_sig(&mut self) -> Option<Item<'a>> {
        self.binder()?;
        self.eat(b'U');
        if self.eat(b'K') && !self.eat(b'C') {
            self.ident()?;
        }
        while !self.eat(b'E') {
            self.ty()?;
        }
        self.ty()?;
        Some(Item::default())
    }

    fn dyn_bounds(&mut self) -> Option<Item<'a>> {
        self.binder()?;
        let mut first = None;
        while !self.eat(b'E') {
            let bound = self.path()?;
            first.get_or_insert(bound);
            while self.eat(b'p') {
                self.ident()?;
                if self.eat(b'K') {
                    self.constant()?;
                } else {
                    self.ty()?;
                }
            }
        }
        if !self.eat(b'L') {
            return None;
        }
        self.base_62()?;
        // `impl dyn Trait` has the trait's path.
        Some(first.unwrap_or_default())
    }

    fn pattern(&mut self) -> Option<()> {
        self.within(|p| match p.next()? {
            b'R' => {
                p.constant()?;
                p.constant()
            }
            b'O' => {
                while !p.eat(b'E') {
                    p.pattern()?;
                }
                Some(())
            }
            b'N' => Some(()),
            _ => None,
        })
    }

    fn constant(&mut self) -> Option<()> {
        self.within(Self::constant_here)
    }

    fn constant_here(&mut self) -> Option<()> {
        match self.next()? {
            b'p' => Some(()),
            b'B' => self.back(Self::constant),
            b'R' | b'Q' => {
                // `Re…_` is a string, anything else a reference to a constant.
                if self.eat(b'e') {
                    self.hex()
                } else {
                    self.constant()
                }
            }
            b'A' | b'T' => self.constants(),
            b'V' => self.variant(),
            b'e' => self.hex(),
            b'a'..=b'z' => {
                self.eat(b'n');
                self.hex()
            }
            _ => None,
        }
    }

    fn constants(&mut self) -> Option<()> {
        while !self.eat(b'E') {
            self.constant()?;
        }
        Some(())
    }

    fn variant(&mut self) -> Option<()> {
        self.path()?;
        match self.next()? {
            b'U' => Some(()),
            b'T' => self.constants(),
            b'S' => {
                while !self.eat(b'E') {
                    self.disambiguator()?;
                    self.ident()?;
                    self.constant()?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn hex(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                b'_' => return Some(()),
                b'0'..=b'9' | b'a'..=b'f' => {}
                _ => return None,
            }
        }
    }

    /// Reads again what stands further left.
    fn back<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at - 1;
        let to = usize::try_from(self.base_62()?).ok()?;
        // Only ever to the left, so that it ends.
        if to >= start {
            return None;
        }
        let after = std::mem::replace(&mut self.at, to);
        let result = self.within(read);
        self.at = after;
        result
    }

    fn disambiguator(&mut self) -> Option<u64> {
        if self.eat(b's') {
            self.base_62()?.checked_add(1)
        } else {
            Some(0)
        }
    }

    fn base_62(&mut self) -> Option<u64> {
        if self.eat(b'_') {
            return Some(0);
        }
        let mut value = 0u64;
        loop {
            let digit = match self.next()? {
                b'_' => return value.checked_add(1),
                d @ b'0'..=b'9' => d - b'0',
                d @ b'a'..=b'z' => d - b'a' + 10,
                d @ b'A'..=b'Z' => d - b'A' + 36,
                _ => return None,
            };
            value = value.checked_mul(62)?.checked_add(u64::from(digit))?;
        }
    }

    fn ident(&mut self) -> Option<Ident<'a>> {
        self.steps += 1;
        let is_punycode = self.eat(b'u');
        let mut length = 0usize;
        match self.next()? {
            b'0' => {}
            d @ b'1'..=b'9' => {
                length = usize::from(d - b'0');
                while let Some(d @ b'0'..=b'9') = self.peek() {
                    self.at += 1;
                    length = length.checked_mul(10)?.checked_add(usize::from(d - b'0'))?;
                }
            }
            _ => return None,
        }
        self.eat(b'_');
        let end = self.at.checked_add(length)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        let text = std::str::from_utf8(bytes).ok()?;
        Some(Ident { text, is_punycode })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name, of which the claim says the same.
    fn name(symbol: &str) -> Name {
        let name = parse(symbol).expect("it is a name");
        let same = Claim {
            author: name.author.disambiguator,
            made_up: name.author.name == ALLOCATOR,
            instantiated_by: name.instantiated_by.as_ref().map(|by| by.disambiguator),
            applied_to: name.applied_to.clone(),
        };
        assert_eq!(claim(symbol), Some(same));
        name
    }

    fn path(symbol: &str) -> (String, String) {
        let name = name(symbol);
        (name.author.name, name.path)
    }

    fn pair(author: &str, path: &str) -> (String, String) {
        (author.to_owned(), path.to_owned())
    }

    #[test]
    fn authors_are_where_items_were_written() {
        // Plain functions, methods of types, of traits, shims: as rustc 1.95 made them.
        assert_eq!(
            path("_RNvMs_NtCsjrHSEGnQ3l9_3std2fsNtB4_4File6open_c"),
            pair("std", "std::fs::File::open_c")
        );
        assert_eq!(
            path(
                "_RNvXs_NtCslNYArtu3iFV_5alloc5allocNtB4_6GlobalNtNtCsgEmfK2I1SDS_4core5alloc9Allocator10deallocateCsgbxIsGlndqm_1u"
            ),
            pair("alloc", "core::alloc::Allocator::deallocate")
        );
        let shim = name(
            "_RNSNvYNCNvCsgbxIsGlndqm_1u4main0INtNtNtCsgEmfK2I1SDS_4core3ops8function6FnOnceuE9call_once6vtableCsgbxIsGlndqm_1u",
        );
        assert_eq!(shim.author.name, "core");
        assert_eq!(
            shim.path,
            "core::ops::function::FnOnce::call_once::{shim:vtable}"
        );
    }

    #[test]
    fn type_arguments_say_nothing_of_the_author() {
        let name =
            name("_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_placeDNtCsgbxIsGlndqm_1u2TrEL_EBJ_");
        assert_eq!(name.author.name, "core");
        assert_eq!(name.path, "core::ptr::drop_in_place");
        let by = name.instantiated_by.expect("a copy");
        assert_eq!(by.name, "u");
        assert_eq!(Some(by.disambiguator), base_62("sgbxIsGlndqm_"));
    }

    fn base_62(digits: &str) -> Option<u64> {
        Parser::at_start(digits.as_bytes()).disambiguator()
    }

    #[test]
    fn functions_that_are_handed_on_are_seen() {
        let name = name(
            "_RNvYNvNvMs3_NtNtNtNtCsjrHSEGnQ3l9_3std3sys3net10connection6socketNtBa_9TcpStream7connect5innerINtNtNtCsgEmfK2I1SDS_4core3ops8function5FnMutTRNtNtNtB1B_3net11socket_addr10SocketAddrEE8call_mutCsgbxIsGlndqm_1u",
        );
        assert_eq!(name.path, "core::ops::function::FnMut::call_mut");
        assert_eq!(
            name.applied_to,
            ["std::sys::net::connection::socket::TcpStream::connect::inner"]
        );
    }

    #[test]
    fn closures_belong_to_their_function() {
        assert_eq!(
            path("_RNCNvCsgbxIsGlndqm_1u4main0B3_"),
            pair("u", "u::main::{closure#0}")
        );
    }

    #[test]
    fn method_of_a_trait_has_two_spellings() {
        let name = name("_RNvXs_Cs1_1uNtB4_1SNtCs2_1v2Tr1f");
        assert_eq!(name.path, "v::Tr::f");
        assert_eq!(name.by_type.as_deref(), Some("u::S::f"));
        assert_eq!(name.author.name, "u");
    }

    #[test]
    fn what_is_no_name_or_too_much_of_one_is_none() {
        for symbol in [
            "",
            "main",
            "_ZN3std2io5Write9write_fmt17h0123456789abcdefE",
            "_R",
            "_R9NvC1u1f",
            "_RNvC1u",
            "_RNvC9u1f",
            "_RNvB_1f",
            "_RNvB5_1f",
            "_RNvC1u1fgarbage",
            "_RNvC99999999999999999999999u1f",
            "_RNvCszzzzzzzzzzzzzzzzzz_1u1f",
        ] {
            assert_eq!((parse(symbol), claim(symbol)), (None, None), "{symbol}");
        }
        let deep = format!("_R{}C1u", "Nv".repeat(5000));
        assert_eq!(parse(&deep), None);
        let long = format!("_RNvC1u70000_{}", "a".repeat(70_000));
        assert_eq!(parse(&long), None);
    }

    #[test]
    fn back_references_cannot_blow_up() {
        // Each tuple holds the one before it twice.
        let mut symbol = "_RINvC1u1fTuuE".to_owned();
        let mut last = 8;
        for _ in 0..60 {
            let here = symbol.len() - 2;
            let back = |to: usize| match to {
                0 => "B_".to_owned(),
                n => {
                    let digits = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
                    let (mut n, mut text) = (n - 1, Vec::new());
                    loop {
                        text.push(digits[n % 62]);
                        n /= 62;
                        if n == 0 {
                            break;
                        }
                    }
                    text.reverse();
                    format!("B{}_", String::from_utf8(text).expect("digits"))
                }
            };
            symbol.push_str(&format!("T{0}{0}E", back(last)));
            last = here;
        }
        symbol.push('E');
        assert_eq!(parse(&symbol), None);
    }
}
