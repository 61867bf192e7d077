//! The lines of source files that machine code was compiled from.
//!
//! Source: DWARF 5, section 6.2, read with gimli, and the ELF specification for what the linker would still fill in.
//! Tables that are compressed, and those of 32-bit machines, are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Bound;

use gimli::{
    AttributeValue, ColumnType, DebugLine, DebugLineOffset, DebugLineStr, DebugStr, EndianSlice,
    LineRow, Reader as _, RelocateReader, RunTimeEndian, Section as _,
};
use object::read::archive::ArchiveFile;
use object::read::elf::ElfFile64;
use object::{
    CompressionFormat, Endianness, Object as _, ObjectSection as _, ObjectSymbol as _,
    RelocationTarget, SectionKind,
};
use serde::{Deserialize, Serialize};

use crate::Limits;

/// Where something lies in an object file or a library of object files.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Spot {
    /// The number of the library's member.
    pub member: u32,
    /// The number of the section in the object file.
    pub section: u32,
    /// Bytes from the section's start.
    pub offset: u32,
}

/// A line of a source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceLine {
    /// The file, as the compiler names it: what is relative is so to the folder where it was started. Foreign text.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in bytes, from 1.
    pub column: u32,
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Bytes of the part of one line table that lists files; gimli needs some hundred times as many.
const MOST_HEAD: usize = 1 << 20;

/// The lines of what lies at these spots of an object file or library. What its tables do not tell is left out.
#[must_use]
pub fn lines(bytes: &[u8], wanted: &BTreeSet<Spot>, limits: &Limits) -> BTreeMap<Spot, SourceLine> {
    let mut found = BTreeMap::new();
    match ArchiveFile::parse(bytes) {
        Ok(archive) => {
            let members = archive.members().zip(0..).take(limits.object_members);
            for (member, number) in members {
                let Ok(member) = member else { break };
                let here = of_member(wanted, number);
                if !here.is_empty()
                    && let Ok(data) = member.data(bytes)
                {
                    object(data, &here, limits, &mut found);
                }
            }
        }
        Err(_) => object(bytes, &of_member(wanted, 0), limits, &mut found),
    }
    found
}

/// The spots of a member by [`address`].
fn of_member(wanted: &BTreeSet<Spot>, member: u32) -> BTreeMap<u64, Spot> {
    let here = wanted.iter().filter(|spot| spot.member == member);
    here.map(|spot| {
        (
            address(u64::from(spot.section), u64::from(spot.offset)),
            *spot,
        )
    })
    .collect()
}

/// One number for a section and an offset in it: the linker has yet to give addresses.
fn address(section: u64, offset: u64) -> u64 {
    (section << 32) + offset
}

/// What the linker would fill in, by place in a section of debug information.
#[derive(Debug, Default)]
struct Fill(BTreeMap<usize, u64>);

impl gimli::Relocate for &Fill {
    fn relocate_address(&self, offset: usize, value: u64) -> gimli::Result<u64> {
        Ok(*self.0.get(&offset).unwrap_or(&value))
    }

    fn relocate_offset(&self, offset: usize, value: usize) -> gimli::Result<usize> {
        let filled = self.0.get(&offset).copied();
        filled.map_or(Ok(value), <usize as gimli::ReaderOffset>::from_u64)
    }
}

type Slice<'d> = EndianSlice<'d, RunTimeEndian>;
type Table<'d> = RelocateReader<Slice<'d>, &'d Fill>;

/// Where line tables keep text.
struct Strings<'d> {
    of_lines: DebugLineStr<Slice<'d>>,
    of_all: DebugStr<Slice<'d>>,
}

fn object(
    bytes: &[u8],
    wanted: &BTreeMap<u64, Spot>,
    limits: &Limits,
    found: &mut BTreeMap<Spot, SourceLine>,
) {
    let Ok(file) = ElfFile64::<Endianness>::parse(bytes) else {
        return;
    };
    let endian = match file.is_little_endian() {
        true => RunTimeEndian::Little,
        false => RunTimeEndian::Big,
    };
    let slice = |name: &str| EndianSlice::new(section(&file, name).unwrap_or_default(), endian);
    let strings = Strings {
        of_lines: slice(DebugLineStr::<Slice<'_>>::section_name()).into(),
        of_all: slice(DebugStr::<Slice<'_>>::section_name()).into(),
    };
    let name = DebugLine::<Slice<'_>>::section_name();
    let all = slice(name);
    let fill = fill(&file, name, limits);
    let tables = DebugLine::from(RelocateReader::new(all, &fill));
    let mut at = 0;
    while let Some(next) = end_of_table(all, at) {
        table(&tables, at, wanted, &strings, limits, found);
        at = next;
    }
}

fn section<'d>(file: &ElfFile64<'d, Endianness>, name: &str) -> Option<&'d [u8]> {
    let section = file.section_by_name(name)?;
    let range = section.compressed_file_range().ok()?;
    (range.format == CompressionFormat::None).then(|| section.data().ok())?
}

fn fill(file: &ElfFile64<'_, Endianness>, name: &str, limits: &Limits) -> Fill {
    let mut fill = Fill::default();
    let relocations = file.section_by_name(name).into_iter();
    let relocations = relocations.flat_map(|section| section.relocations());
    for (at, relocation) in relocations.take(limits.object_relocations) {
        let RelocationTarget::Symbol(symbol) = relocation.target() else {
            continue;
        };
        let Some(symbol) = file.symbol_by_index(symbol).ok() else {
            continue;
        };
        let section = symbol.section_index();
        let Some(index) = section.filter(|_| !relocation.has_implicit_addend()) else {
            continue;
        };
        let in_code = file.section_by_index(index).is_ok_and(|section| {
            !matches!(
                section.kind(),
                SectionKind::Debug | SectionKind::DebugString
            )
        });
        let base = match in_code {
            true => address(index.0 as u64, symbol.address()),
            false => symbol.address(),
        };
        if let Ok(at) = usize::try_from(at) {
            fill.0
                .insert(at, base.wrapping_add_signed(relocation.addend()));
        }
    }
    fill
}

/// Where the table at an offset ends, when it can be read without great expense.
fn end_of_table(mut all: Slice<'_>, at: usize) -> Option<usize> {
    all.skip(at).ok()?;
    let start = all;
    let (length, format) = all.read_initial_length().ok()?;
    let end = all
        .offset_from(start)
        .checked_add(length)?
        .checked_add(at)?;
    if all.read_u16().ok()? >= 5 {
        all.skip(2).ok()?;
    }
    (all.read_length(format).ok()? <= MOST_HEAD).then_some(end)
}

/// Looks for wanted spots between the rows of one table.
fn table(
    tables: &DebugLine<Table<'_>>,
    at: usize,
    wanted: &BTreeMap<u64, Spot>,
    strings: &Strings<'_>,
    limits: &Limits,
    found: &mut BTreeMap<Spot, SourceLine>,
) {
    let Ok(program) = tables.program(DebugLineOffset(at), 8, None, None) else {
        return;
    };
    let mut rows = program.rows();
    let mut before: Option<LineRow> = None;
    while let Ok(Some((_, row))) = rows.next_row() {
        let row = *row;
        if let Some(before) = before
            && before.address() < row.address()
        {
            let between = (
                Bound::Included(before.address()),
                Bound::Excluded(row.address()),
            );
            for (_, spot) in wanted.range(between) {
                if !found.contains_key(spot)
                    && let Some(line) = line(rows.header(), &before, strings, limits)
                {
                    found.insert(*spot, line);
                }
            }
        }
        before = (!row.end_sequence()).then_some(row);
    }
}

fn line(
    header: &gimli::LineProgramHeader<Table<'_>>,
    row: &LineRow,
    strings: &Strings<'_>,
    limits: &Limits,
) -> Option<SourceLine> {
    let file = row.file(header)?;
    let text = |value| text(value, strings, limits);
    let mut path = text(file.path_name())?;
    // Each is relative to the one before.
    for folder in [file.directory_index(), 0] {
        if !path.starts_with('/')
            && let Some(folder) = header.directory(folder).and_then(text)
        {
            path = format!("{folder}/{path}");
        }
    }
    let column = match row.column() {
        ColumnType::LeftEdge => 1,
        ColumnType::Column(column) => column.get(),
    };
    Some(SourceLine {
        file: path,
        line: u32::try_from(row.line()?.get()).ok()?,
        column: u32::try_from(column).ok()?,
    })
}

fn text(
    value: AttributeValue<Table<'_>>,
    strings: &Strings<'_>,
    limits: &Limits,
) -> Option<String> {
    let slice = match value {
        AttributeValue::String(text) => *text.inner(),
        AttributeValue::DebugLineStrRef(at) => strings.of_lines.get_str(at).ok()?,
        AttributeValue::DebugStrRef(at) => strings.of_all.get_str(at).ok()?,
        _ => return None,
    };
    let is_path = slice.len() <= limits.path_bytes;
    is_path.then(|| slice.to_string_lossy().into_owned())
}
