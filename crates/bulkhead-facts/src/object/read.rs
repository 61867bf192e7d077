//! One object file, or the object files of a library, as sections with edges.
//!
//! Source: the System V ABI's ELF specification, with what GNU tools and LLVM add to it. Other formats are said to be
//! unread.

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::sync::OnceLock;

use object::read::ReadCache;
use object::read::archive::ArchiveFile;
use object::read::elf::{ElfFile, FileHeader};
use object::{
    Architecture, Object as _, ObjectComdat as _, ObjectKind, ObjectSection as _,
    ObjectSymbol as _, RelocationTarget, SectionFlags, elf,
};

use super::decode;
use super::symbol::{self, Claim, Name};
use super::whose::ALLOCATOR;
use crate::Limits;
use crate::table::Row;

/// One object file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectFile {
    /// Its name: a path, or a library's path with the member's name in parentheses. Foreign text.
    pub name: String,
    /// Its number among the members of a library.
    pub member: u32,
    /// The sections that become part of a program, by rising index in the file.
    pub sections: Vec<Section>,
    /// The symbols that sections refer to or define.
    pub symbols: Vec<Symbol>,
    /// What could not be read, in plain words.
    pub gaps: Vec<String>,
}

/// A section that becomes part of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its name. Foreign text.
    pub name: String,
    /// Its number in the file.
    pub number: u32,
    /// What it is for.
    pub kind: SectionKind,
    /// What it refers to, by rising symbol, each once.
    pub refers: Vec<Refer>,
    /// The symbols that it defines, by rising offset: indices into [`ObjectFile::symbols`].
    pub defines: Vec<u32>,
    /// Instructions that enter the kernel.
    pub kernel: Vec<decode::Entry>,
    /// Calls of functions that make a system call by its number: the symbol (an index into [`ObjectFile::symbols`]) and
    /// the number. A mention that is no call counts as one whose number is not known.
    pub asks: Vec<(u32, decode::Value)>,
    /// The group that it belongs to: of the groups of one name the linker takes the first and drops the others.
    pub group: Option<u32>,
    /// Whether the linker keeps it though nothing refers to it.
    pub kept: bool,
}

/// What a section says of something elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refer {
    /// What it refers to: an index into [`ObjectFile::symbols`].
    pub symbol: u32,
    /// Where it first does, in bytes from its start.
    pub at: u32,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SectionKind {
    /// Machine code.
    Code,
    /// Constants and variables.
    #[default]
    Data,
    /// Both at once.
    WritableCode,
    /// Functions that something runs before or after `main`.
    Init,
    /// How to unwind the stack. It refers to all code and keeps none of it.
    Unwind,
}

/// A symbol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbol {
    /// Its name; empty for a section's own symbol. Foreign text.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// Who sees it.
    pub binding: Binding,
    /// Whether it is declared to be a function or an object in memory, as compilers do.
    pub typed: bool,
    /// Whether the name is of what rustc makes up for the global allocator: every edge is asked.
    pub allocates: bool,
    /// What the name says: see [`Symbol::claim`].
    pub parsed: Parsed,
}

impl Symbol {
    /// What its name says of whose it is, when it is one of rustc's: taken apart once, when first asked.
    #[must_use]
    pub fn claim(&self) -> Option<&Claim> {
        let claim = || symbol::claim(&self.name).map(Box::new);
        self.parsed.0.get_or_init(claim).as_deref()
    }

    /// The row of the capability table that the name leads to: looked for once, since every link with this file asks.
    pub(super) fn row(&self, find: impl Fn(&Name) -> Option<StdRow>) -> Option<&StdRow> {
        let find = || {
            symbol::parse(&self.name)
                .as_ref()
                .and_then(find)
                .map(Box::new)
        };
        self.parsed.1.get_or_init(find).as_deref()
    }
}

/// A path of std as the table has it, and what the table says.
pub(super) type StdRow = (String, Row);

/// A name taken apart, or not yet. It follows from the name: all are equal.
#[derive(Clone, Debug, Default)]
pub struct Parsed(OnceLock<Option<Box<Claim>>>, OnceLock<Option<Box<StdRow>>>);

impl PartialEq for Parsed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Parsed {}

/// Where a symbol is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// In another file.
    #[default]
    Undefined,
    /// In a section: its index in [`ObjectFile::sections`] and the offset.
    Section(u32, u64),
    /// Memory that the linker sets aside, or a number.
    Nowhere,
}

/// Who sees a symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Binding {
    /// This file.
    #[default]
    Local,
    /// All files; a strong definition.
    Global,
    /// All files; gives way to a strong definition.
    Weak,
}

/// What the bytes of an input are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// One object file.
    Object(ObjectFile),
    /// A library: its object files in order. Members that are no object files are left out, as rustc's own are.
    Library(Vec<ObjectFile>),
    /// Nothing that can be read, and why.
    Unread(String),
}

/// The name of the member of a Rust library that holds what rustc knows of the crate; it is no code.
const METADATA: &str = "lib.rmeta";

/// Reads an input of the linker.
#[must_use]
pub fn input(name: &str, bytes: &[u8], limits: &Limits) -> Input {
    if bytes.len() as u64 > limits.object_bytes {
        return Input::Unread(format!("it is larger than {} bytes", limits.object_bytes));
    }
    if bytes.starts_with(b"!<arch>\n") || bytes.starts_with(b"!<thin>\n") {
        return library(name, bytes, limits).unwrap_or_else(Input::Unread);
    }
    match object(name, bytes, limits) {
        Ok(object) => Input::Object(object),
        Err(why) => Input::Unread(why),
    }
}

fn library(name: &str, bytes: &[u8], limits: &Limits) -> Result<Input, String> {
    let archive = ArchiveFile::parse(bytes).map_err(words)?;
    if archive.is_thin() {
        return Err("it is a thin archive, whose members lie elsewhere".to_owned());
    }
    let mut objects = Vec::new();
    for (count, member) in archive.members().enumerate() {
        if count >= limits.object_members {
            let gap = format!("it has more than {} members", limits.object_members);
            objects.push(unread(name, gap));
            break;
        }
        let member = match member {
            Ok(member) => member,
            // What comes after a broken header cannot be found.
            Err(e) => {
                objects.push(unread(name, words(e)));
                break;
            }
        };
        let label = String::from_utf8_lossy(member.name());
        if label == METADATA {
            continue;
        }
        let label = format!("{name}({})", steady_name(&label));
        let read = match member.data(bytes) {
            Ok(data) => object(&label, data, limits),
            Err(e) => Err(words(e)),
        };
        objects.push(ObjectFile {
            member: u32::try_from(count).unwrap_or(u32::MAX),
            ..read.unwrap_or_else(|why| unread(&label, why))
        });
    }
    Ok(Input::Library(objects))
}

fn unread(name: &str, why: String) -> ObjectFile {
    ObjectFile {
        name: name.to_owned(),
        gaps: vec![why],
        ..ObjectFile::default()
    }
}

fn words(e: object::read::Error) -> String {
    let text = e.to_string();
    text.chars().take(200).collect()
}

fn object(name: &str, bytes: &[u8], limits: &Limits) -> Result<ObjectFile, String> {
    match object::FileKind::parse(bytes) {
        Ok(object::FileKind::Elf64) => {
            let file = ElfFile::<elf::FileHeader64<object::Endianness>>::parse(bytes);
            elf_object(name, &file.map_err(words)?, limits)
        }
        Ok(object::FileKind::Elf32) => {
            let file = ElfFile::<elf::FileHeader32<object::Endianness>>::parse(bytes);
            elf_object(name, &file.map_err(words)?, limits)
        }
        _ if bytes.starts_with(b"BC\xc0\xde") => {
            Err("it is LLVM bitcode, which becomes code only at the link".to_owned())
        }
        _ => Err("it is no ELF object file".to_owned()),
    }
}

fn elf_object<H: FileHeader>(
    name: &str,
    file: &ElfFile<'_, H>,
    limits: &Limits,
) -> Result<ObjectFile, String> {
    if file.kind() != ObjectKind::Relocatable {
        return Err(format!("it is {:?}, not an object file", file.kind()));
    }
    let mut reader = Reader {
        limits,
        out: ObjectFile {
            name: name.to_owned(),
            ..ObjectFile::default()
        },
        sections: Numbers::default(),
        decoder: decode::Decoder::of(file.architecture()),
    };
    reader.sections(file);
    reader.groups(file);
    let symbols = reader.symbols(file);
    reader.relocations(file, &symbols);
    if reader.decoder.is_none() {
        let gap = format!("machine code of {:?} is not decoded", file.architecture());
        reader.out.gaps.push(gap);
    }
    Ok(reader.out)
}

struct Reader<'l> {
    limits: &'l Limits,
    out: ObjectFile,
    /// From the file's section index to ours.
    sections: Numbers,
    decoder: Option<decode::Decoder>,
}

/// From the file's numbers of sections or symbols, which leave out few, to ours.
#[derive(Default)]
struct Numbers(Vec<Option<u32>>);

impl Numbers {
    fn put(&mut self, number: usize, ours: u32) {
        if number >= self.0.len() {
            self.0.resize(number + 1, None);
        }
        self.0[number] = Some(ours);
    }

    fn get(&self, number: usize) -> Option<u32> {
        *self.0.get(number)?
    }
}

impl Reader<'_> {
    fn gap(&mut self, words: String) {
        // One file cannot fill the report.
        if self.out.gaps.len() < 20 && !self.out.gaps.contains(&words) {
            self.out.gaps.push(words);
        }
    }

    fn sections<H: FileHeader>(&mut self, file: &ElfFile<'_, H>) {
        for (count, section) in file.sections().enumerate() {
            if count >= self.limits.object_sections {
                self.gap(format!(
                    "sections beyond the first {}",
                    self.limits.object_sections
                ));
                break;
            }
            let SectionFlags::Elf { sh_type, sh_flags } = section.flags() else {
                continue;
            };
            if sh_flags.0 & elf::SHF_ALLOC.0 == 0 || sh_type == elf::SHT_GROUP {
                continue;
            }
            let name = match section.name_bytes() {
                Ok(name) => String::from_utf8_lossy(clip(name, self.limits)).into_owned(),
                Err(e) => {
                    self.gap(format!("a section without a name: {}", words(e)));
                    String::new()
                }
            };
            let runs = [
                elf::SHT_INIT_ARRAY,
                elf::SHT_FINI_ARRAY,
                elf::SHT_PREINIT_ARRAY,
            ];
            let has = |flag: u64| sh_flags.0 & flag != 0;
            let kind = if runs.contains(&sh_type) || crate::table::section(&name).is_some() {
                SectionKind::Init
            } else if name == ".eh_frame" || sh_type.0 == SHT_X86_64_UNWIND {
                SectionKind::Unwind
            } else if has(elf::SHF_EXECINSTR.0) && has(elf::SHF_WRITE.0) {
                SectionKind::WritableCode
            } else if has(elf::SHF_EXECINSTR.0) {
                SectionKind::Code
            } else {
                SectionKind::Data
            };
            let kernel = self.kernel(&section, kind);
            let ours = u32::try_from(self.out.sections.len()).unwrap_or(u32::MAX);
            self.sections.put(section.index().0, ours);
            self.out.sections.push(Section {
                kind,
                kernel,
                kept: has(elf::SHF_GNU_RETAIN.0)
                    || kind == SectionKind::Init
                    || sh_type == elf::SHT_NOTE
                    || is_c_identifier(&name),
                name,
                number: u32::try_from(section.index().0).unwrap_or(u32::MAX),
                ..Section::default()
            });
        }
    }

    fn kernel<'d, H: FileHeader>(
        &mut self,
        section: &object::read::elf::ElfSection<'d, '_, H>,
        kind: SectionKind,
    ) -> Vec<decode::Entry> {
        let executable = matches!(kind, SectionKind::Code | SectionKind::WritableCode)
            || section.kind() == object::SectionKind::Text;
        let (Some(decoder), true) = (&self.decoder, executable) else {
            return Vec::new();
        };
        match section.data() {
            Ok(code) => decoder.entries(code),
            Err(e) => {
                self.gap(format!("a section without its bytes: {}", words(e)));
                Vec::new()
            }
        }
    }

    fn groups<H: FileHeader>(&mut self, file: &ElfFile<'_, H>) {
        for comdat in file.comdats() {
            let signature = u32::try_from(comdat.symbol().0).ok();
            for section in comdat.sections() {
                if let Some(ours) = self.sections.get(section.0)
                    && let Some(section) = self.out.sections.get_mut(ours as usize)
                {
                    section.group = signature;
                }
            }
        }
    }

    /// From the file's symbol index to ours.
    fn symbols<H: FileHeader>(&mut self, file: &ElfFile<'_, H>) -> Numbers {
        let mut ours = Numbers::default();
        for (count, symbol) in file.symbols().enumerate() {
            if count >= self.limits.object_symbols {
                self.gap(format!(
                    "symbols beyond the first {}",
                    self.limits.object_symbols
                ));
                break;
            }
            let section = symbol.section_index().and_then(|i| self.sections.get(i.0));
            let is_section = symbol.kind() == object::SymbolKind::Section;
            let place = match section {
                Some(section) => Place::Section(section, symbol.address()),
                None if symbol.is_undefined() => Place::Undefined,
                None => Place::Nowhere,
            };
            let name = match symbol.name_bytes() {
                Ok(name) if name.len() > self.limits.symbol_bytes => {
                    self.gap(format!(
                        "a symbol's name longer than {} bytes",
                        self.limits.symbol_bytes
                    ));
                    String::from_utf8_lossy(clip(name, self.limits)).into_owned()
                }
                Ok(name) if !is_section => String::from_utf8_lossy(name).into_owned(),
                Ok(_) => String::new(),
                Err(e) => {
                    self.gap(format!("a symbol without a name: {}", words(e)));
                    String::new()
                }
            };
            let binding = match () {
                () if symbol.is_local() => Binding::Local,
                () if symbol.is_weak() => Binding::Weak,
                () => Binding::Global,
            };
            let index = u32::try_from(self.out.symbols.len()).unwrap_or(u32::MAX);
            ours.put(symbol.index().0, index);
            if let Place::Section(section, _) = place
                && !is_section
                && let Some(section) = self.out.sections.get_mut(section as usize)
            {
                section.defines.push(index);
            }
            self.out.symbols.push(Symbol {
                allocates: name.contains(ALLOCATOR),
                name,
                place,
                binding,
                typed: matches!(
                    symbol.kind(),
                    object::SymbolKind::Text | object::SymbolKind::Data | object::SymbolKind::Tls
                ),
                parsed: Parsed::default(),
            });
        }
        self.renumber_groups(&ours);
        let symbols = &self.out.symbols;
        for section in &mut self.out.sections {
            section
                .defines
                .sort_by_key(|&i| match symbols[i as usize].place {
                    Place::Section(_, offset) => offset,
                    _ => 0,
                });
        }
        ours
    }

    fn renumber_groups(&mut self, ours: &Numbers) {
        for section in &mut self.out.sections {
            section.group = section
                .group
                .and_then(|signature| ours.get(signature as usize));
        }
    }

    fn relocations<H: FileHeader>(&mut self, file: &ElfFile<'_, H>, symbols: &Numbers) {
        let mut total = 0usize;
        for section in file.sections() {
            let Some(ours) = self.sections.get(section.index().0) else {
                continue;
            };
            let mut refers = Vec::new();
            let mut gates = Vec::new();
            for (at, relocation) in section.relocations() {
                total += 1;
                if total > self.limits.object_relocations {
                    self.gap(format!(
                        "relocations beyond the first {}",
                        self.limits.object_relocations
                    ));
                    return;
                }
                if let RelocationTarget::Symbol(symbol) = relocation.target()
                    && let Some(symbol) = symbols.get(symbol.0)
                {
                    refers.push(Refer {
                        symbol,
                        at: u32::try_from(at).unwrap_or(u32::MAX),
                    });
                    if self.may_be_gate(symbol) {
                        gates.push((at, symbol));
                    }
                }
            }
            refers.sort_unstable();
            refers.dedup_by_key(|r| r.symbol);
            let asks = self.asks(&section, &gates);
            if let Some(section) = self.out.sections.get_mut(ours as usize) {
                section.refers = refers;
                section.asks = asks;
            }
        }
    }

    /// Whether a symbol could be a function that makes system calls by number: of others the calls are not read, since decoding
    /// all code there is would take too long. What this file alone sees is named by its section.
    fn may_be_gate(&self, symbol: u32) -> bool {
        let Some(symbol) = self.out.symbols.get(symbol as usize) else {
            return false;
        };
        let section = match symbol.place {
            Place::Section(section, _) => self.out.sections.get(section as usize),
            Place::Undefined | Place::Nowhere => None,
        };
        let by_section = section.is_some_and(|s| s.name.contains(GATE));
        symbol.name.contains(GATE) || (symbol.name.is_empty() && by_section)
    }

    /// The calls of gates: the relocation lies within the instruction that calls.
    fn asks<H: FileHeader>(
        &self,
        section: &object::read::elf::ElfSection<'_, '_, H>,
        gates: &[(u64, u32)],
    ) -> Vec<(u32, decode::Value)> {
        if gates.is_empty() {
            return Vec::new();
        }
        let mut calls = match (&self.decoder, section.data()) {
            (Some(decoder), Ok(code)) if section.kind() == object::SectionKind::Text => {
                decoder.calls(code)
            }
            _ => Vec::new(),
        };
        decode::sort(&mut calls);
        let mut asks = Vec::new();
        for (at, symbol) in gates {
            let after = calls.partition_point(|call| call.at.start <= *at);
            let before = calls[..after].iter().rev();
            let near = before.take_while(|c| at - c.at.start < decode::LONGEST);
            let here = near.filter(|c| c.at.contains(at));
            let mut numbers: Vec<_> = here.map(|c| c.first).collect();
            if numbers.is_empty() {
                numbers.push(decode::Value::Unknown);
            }
            asks.extend(numbers.into_iter().map(|number| (*symbol, number)));
        }
        asks
    }
}

/// Stands in the names of functions that make system calls by number.
const GATE: &str = "syscall";

/// `SHT_X86_64_UNWIND` of the x86-64 psABI.
const SHT_X86_64_UNWIND: u32 = 0x7000_0001;

/// Whether programs can find such a section by `__start_` and `__stop_` symbols, for which linkers keep it.
fn is_c_identifier(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(plain)
}

fn clip<'b>(bytes: &'b [u8], limits: &Limits) -> &'b [u8] {
    &bytes[..bytes.len().min(limits.symbol_bytes)]
}

/// Whether code for this machine is decoded.
#[must_use]
pub fn decodes(architecture: Architecture) -> bool {
    decode::Decoder::of(architecture).is_some()
}

/// The name of an object file that rustc made in an incremental compilation without the word that is another in each,
/// `UNIT.PART.WORD.rcgu.o`; other names as they are.
#[must_use]
pub fn steady_name(name: &str) -> Cow<'_, str> {
    let words: Vec<&str> = name.split('.').collect();
    match words[..] {
        [unit, part, _, "rcgu", "o"] => format!("{unit}.{part}.rcgu.o").into(),
        _ => name.into(),
    }
}

/// The crate's id in compiled names, from the name that rustc gives to a crate's object file:
/// `std-d1237ef7159db0a2.std.e28293b1aa0f68bd-cgu.0.rcgu.o`.
#[must_use]
pub fn crate_id(name: &str) -> Option<u64> {
    let (head, _) = name.rsplit_once("-cgu.")?;
    let (_, digits) = head.rsplit_once('.')?;
    u64::from_str_radix(digits, 16).ok()
}

/// The crate's id in compiled names, from a Rust library, of which little is read.
#[must_use]
pub fn library_id(library: impl Read + Seek) -> Option<u64> {
    let library = ReadCache::new(library);
    let archive = ArchiveFile::parse(&library).ok()?;
    let members = archive.members().take(16);
    let mut names = members.map_while(Result::ok);
    names.find_map(|m| crate_id(std::str::from_utf8(m.name()).ok()?))
}
