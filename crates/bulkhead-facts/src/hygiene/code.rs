//! Machine code by its content: object and executable formats, checked far enough beyond their magic numbers that
//! chance and look-alikes (Java classes begin like fat Mach-O) do not pass for them.
//!
//! Sources: System V ABI (ELF), Apple's `mach-o/loader.h` and `fat.h`, Microsoft's PE/COFF specification, the `ar`
//! man page, the WebAssembly binary format, LLVM's bitcode format, rustc's `rustc_metadata`.

use memchr::memmem;

use super::size;

/// Members of an `ar` archive that are looked at.
const MAX_MEMBERS: usize = 10_000;

/// Members looked at in one that is embedded in something else, where a hostile file may have a start at every turn.
const MAX_EMBEDDED_MEMBERS: usize = 16;

/// Sections of a COFF object that are checked.
const MAX_SECTIONS: usize = 64;

/// Says what bytes are that begin with a format's magic number.
type Check = fn(&[u8]) -> Option<String>;

/// What `bytes` are when they are machine code from their first byte on.
pub(super) fn identify(bytes: &[u8]) -> Option<String> {
    let what = elf(bytes)
        .or_else(|| pe(bytes))
        .or_else(|| mach(bytes))
        .or_else(|| fat(bytes))
        .or_else(|| wasm(bytes))
        .or_else(|| bitcode(bytes))
        .or_else(|| metadata(bytes))
        .or_else(|| archive(bytes))
        .or_else(|| coff(bytes))?;
    Some(format!("{what}, {}", size(bytes.len())))
}

/// The first machine code anywhere in `bytes`, with its offset. COFF objects have no magic number and are not found.
pub(super) fn find(bytes: &[u8]) -> Option<(usize, String)> {
    let magics: [(&[u8], Check); 12] = [
        (b"\x7fELF", elf),
        (b"MZ", pe),
        (b"\0asm", wasm),
        (b"\xfe\xed\xfa\xce", mach),
        (b"\xfe\xed\xfa\xcf", mach),
        (b"\xce\xfa\xed\xfe", mach),
        (b"\xcf\xfa\xed\xfe", mach),
        (b"\xca\xfe\xba\xbe", fat),
        (b"BC\xc0\xde", bitcode),
        (b"\xde\xc0\x17\x0b", bitcode),
        (b"rust\0\0\0", metadata),
        (b"!<arch>\n", embedded_archive),
    ];
    let found = magics.into_iter().filter_map(|(magic, check)| {
        memmem::find_iter(bytes, magic).find_map(|at| Some((at, check(bytes.get(at..)?)?)))
    });
    found.min_by_key(|(at, _)| *at)
}

fn elf(bytes: &[u8]) -> Option<String> {
    let ident = bytes.strip_prefix(b"\x7fELF")?;
    let (class, data, version) = (*ident.first()?, *ident.get(1)?, *ident.get(2)?);
    let big = data == 2;
    let half = |at| {
        if big {
            u16_be(bytes, at)
        } else {
            u16_le(bytes, at)
        }
    };
    let (kind, machine) = (half(16)?, half(18)?);
    let header_size = half(if class == 2 { 52 } else { 40 })?;
    let sound = matches!((class, header_size), (1, 52) | (2, 64))
        && matches!(data, 1 | 2)
        && version == 1
        && machine != 0;
    let kind = match kind {
        1 => "object",
        2 => "executable",
        3 => "shared object or executable",
        4 => "core dump",
        0xfe00.. => "file",
        _ => return None,
    };
    sound.then(|| format!("ELF {kind}, {}", elf_machine(machine)))
}

fn elf_machine(machine: u16) -> String {
    let name = match machine {
        2 | 43 => "SPARC",
        3 => "x86",
        8 => "MIPS",
        20 => "PowerPC",
        21 => "PowerPC 64",
        22 => "S/390",
        40 => "ARM",
        62 => "x86-64",
        83 => "AVR",
        94 => "Xtensa",
        183 => "AArch64",
        243 => "RISC-V",
        247 => "BPF",
        258 => "LoongArch",
        other => return format!("machine {other}"),
    };
    name.to_owned()
}

fn pe(bytes: &[u8]) -> Option<String> {
    bytes.strip_prefix(b"MZ")?;
    let at = u32_le(bytes, 0x3c)? as usize;
    let header = bytes.get(at..)?.strip_prefix(b"PE\0\0")?;
    let machine = coff_machine(u16_le(header, 0)?)?;
    let optional = u16_le(header, 20)?;
    let characteristics = u16_le(header, 18)?;
    if !matches!(optional, 0x10b | 0x20b | 0x107) {
        return None;
    }
    let kind = if characteristics & 0x2000 != 0 {
        "library (DLL)"
    } else {
        "executable"
    };
    Some(format!("PE {kind}, {machine}"))
}

fn coff_machine(machine: u16) -> Option<&'static str> {
    Some(match machine {
        0x014c => "x86",
        0x8664 => "x86-64",
        0x01c0 | 0x01c2 | 0x01c4 => "ARM",
        0xaa64 | 0xa641 => "AArch64",
        0x0200 => "Itanium",
        0x0ebc => "EFI byte code",
        0x5032 | 0x5064 => "RISC-V",
        _ => return None,
    })
}

/// A COFF object, an object of the "bigobj" kind, or an import object as in `.lib` files.
fn coff(bytes: &[u8]) -> Option<String> {
    if let Some(rest) = bytes.strip_prefix(b"\0\0\xff\xff") {
        let machine = coff_machine(u16_le(rest, 2)?)?;
        return match u16_le(rest, 0)? {
            0 if import_size_holds(bytes) => Some(format!("COFF import object, {machine}")),
            2 if rest.get(8..24) == Some(&BIG_OBJECT) => Some(format!("COFF object, {machine}")),
            _ => None,
        };
    }
    let machine = coff_machine(u16_le(bytes, 0)?)?;
    let sections = usize::from(u16_le(bytes, 2)?);
    let symbols = u32_le(bytes, 8)? as usize;
    let count = u32_le(bytes, 12)? as usize;
    let no_optional_header = u16_le(bytes, 16)? == 0;
    let table = bytes.get(20..20 + sections * 40)?;
    let sound = no_optional_header
        && sections > 0
        && symbols.checked_add(count.checked_mul(18)?)? <= bytes.len()
        && table
            .chunks_exact(40)
            .take(MAX_SECTIONS)
            .all(|section| section_is_sound(section, bytes.len()));
    sound.then(|| format!("COFF object, {machine}"))
}

/// The class id of an object with more sections than 16 bits count.
const BIG_OBJECT: [u8; 16] = [
    0xc7, 0xa1, 0xba, 0xd1, 0xee, 0xba, 0xa9, 0x4b, 0xaf, 0x20, 0xfa, 0xf6, 0x6a, 0xa4, 0xdc, 0xb8,
];

fn import_size_holds(bytes: &[u8]) -> bool {
    u32_le(bytes, 12).is_some_and(|size| (size as usize) <= bytes.len() && size > 2)
}

fn section_is_sound(section: &[u8], file: usize) -> bool {
    let name = section[..8].split(|b| *b == 0).next().unwrap_or_default();
    let in_file = |size: usize, at: usize| {
        let (size, at) = (u32_le(section, size), u32_le(section, at));
        // Uninitialised data has a size and no place.
        matches!((size, at), (Some(size), Some(at)) if at == 0 || size as usize + at as usize <= file)
    };
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic) && in_file(16, 20)
}

fn mach(bytes: &[u8]) -> Option<String> {
    let (big, wide) = match bytes.get(..4)? {
        b"\xfe\xed\xfa\xce" => (true, false),
        b"\xfe\xed\xfa\xcf" => (true, true),
        b"\xce\xfa\xed\xfe" => (false, false),
        b"\xcf\xfa\xed\xfe" => (false, true),
        _ => return None,
    };
    let word = |at| {
        if big {
            u32_be(bytes, at)
        } else {
            u32_le(bytes, at)
        }
    };
    let machine = mach_machine(word(4)?)?;
    let (commands, length) = (word(16)?, word(20)?);
    let first = if wide { 32 } else { 28 };
    let sound = commands > 0
        && length >= commands.checked_mul(8)?
        && word(first + 4)? >= 8
        && word(first + 4)? <= length;
    let kind = match word(12)? {
        1 => "object",
        2 => "executable",
        6 => "library",
        8 => "bundle",
        3..=12 => "file",
        _ => return None,
    };
    sound.then(|| format!("Mach-O {kind}, {machine}"))
}

fn mach_machine(machine: u32) -> Option<&'static str> {
    Some(match machine {
        7 => "x86",
        0x0100_0007 => "x86-64",
        12 => "ARM",
        0x0100_000c => "AArch64",
        0x0200_000c => "AArch64 (32-bit)",
        18 => "PowerPC",
        0x0100_0012 => "PowerPC 64",
        _ => return None,
    })
}

/// A universal binary. A Java class begins with the same four bytes; its version stands where the count is here.
fn fat(bytes: &[u8]) -> Option<String> {
    let step = match bytes.get(..4)? {
        b"\xca\xfe\xba\xbe" => 20,
        b"\xca\xfe\xba\xbf" => 32,
        _ => return None,
    };
    let count = u32_be(bytes, 4)? as usize;
    if !(1..=20).contains(&count) {
        return None;
    }
    let machines: Option<Vec<&str>> = (0..count)
        .map(|n| mach_machine(u32_be(bytes, 8 + n * step)?))
        .collect();
    Some(format!(
        "Mach-O universal binary, {}",
        machines?.join(" and ")
    ))
}

fn wasm(bytes: &[u8]) -> Option<String> {
    let rest = bytes.strip_prefix(b"\0asm")?;
    let what = match rest.get(..4)? {
        [1, 0, 0, 0] => "module",
        [_, 0, 1, 0] => "component",
        _ => return None,
    };
    let sections = &rest[4..];
    let sound = sections.is_empty() || wasm_section_fits(sections);
    sound.then(|| format!("WebAssembly {what}"))
}

fn wasm_section_fits(bytes: &[u8]) -> bool {
    let mut size = 0_u64;
    for (n, byte) in bytes.iter().skip(1).take(5).enumerate() {
        size |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return bytes[0] <= 13 && size <= (bytes.len() - n - 2) as u64;
        }
    }
    false
}

fn bitcode(bytes: &[u8]) -> Option<String> {
    let body = match bytes.get(..4)? {
        b"BC\xc0\xde" => bytes,
        b"\xde\xc0\x17\x0b" => bytes.get(u32_le(bytes, 8)? as usize..)?,
        _ => return None,
    };
    // The first block is entered with a 2-bit code of 1 and an 8-bit block id: identification (13) or module (8).
    let first = u32_le(body, 4)?;
    let sound =
        body.starts_with(b"BC\xc0\xde") && matches!(first >> 2 & 0xff, 8 | 13) && first & 3 == 1;
    sound.then(|| "LLVM bitcode".to_owned())
}

fn metadata(bytes: &[u8]) -> Option<String> {
    let version = *bytes.strip_prefix(b"rust\0\0\0")?.first()?;
    (1..64)
        .contains(&version)
        .then(|| "Rust crate metadata".to_owned())
}

/// An `ar` archive with code in it: a static or import library, an rlib.
fn archive(bytes: &[u8]) -> Option<String> {
    archive_of(bytes, MAX_MEMBERS)
}

fn embedded_archive(bytes: &[u8]) -> Option<String> {
    archive_of(bytes, MAX_EMBEDDED_MEMBERS)
}

fn archive_of(bytes: &[u8], max_members: usize) -> Option<String> {
    let mut rest = bytes.strip_prefix(b"!<arch>\n")?;
    let mut members = 0;
    let mut code = None;
    let mut rust = false;
    while members < max_members {
        let Some((name, body, after)) = member(rest) else {
            break;
        };
        members += 1;
        rust |= name.starts_with(b"lib.rmeta");
        if code.is_none() {
            code = elf(body)
                .or_else(|| mach(body))
                .or_else(|| bitcode(body))
                .or_else(|| wasm(body))
                .or_else(|| coff(body));
        }
        rest = after;
    }
    let what = if rust {
        "Rust library (rlib)"
    } else {
        "archive"
    };
    code.map(|code| format!("{what} of {members} members ({code})"))
}

type Member<'a> = (&'a [u8], &'a [u8], &'a [u8]);

fn member(bytes: &[u8]) -> Option<Member<'_>> {
    let header = bytes.get(..60)?;
    let size: usize = std::str::from_utf8(&header[48..58])
        .ok()?
        .trim()
        .parse()
        .ok()?;
    if &header[58..] != b"`\n" {
        return None;
    }
    let end = 60_usize.checked_add(size)?;
    let mut name = &header[..16];
    let mut body = bytes.get(60..end)?;
    // BSD archives keep a long name in front of the body.
    if let Some(length) = name.strip_prefix(b"#1/") {
        let length: usize = std::str::from_utf8(length).ok()?.trim().parse().ok()?;
        (name, body) = body.split_at_checked(length)?;
    }
    Some((name, body, bytes.get(end + end % 2..).unwrap_or_default()))
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}
