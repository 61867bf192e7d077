//! What a package's files show by their mere content: machine code, opaque payloads, text that does not read as it looks.

mod code;
mod media;
mod opaque;
mod text;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::Files;

/// What was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HygieneKind {
    /// Machine code: ELF, Mach-O, PE, COFF, an archive of objects, WebAssembly, LLVM bitcode.
    MachineCode,
    /// A big file of high entropy in no known media format.
    Opaque,
    /// Bidirectional or invisible characters in source text.
    TrojanSource,
    /// A symbolic or hard link in the archive.
    ArchiveLink,
    /// Another entry that no honest `cargo package` writes: a path escape, a device, a duplicate, a foreign top folder.
    OddEntry,
}

/// One thing that a file shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hygiene {
    /// The kind.
    pub kind: HygieneKind,
    /// The package-relative path (for an odd entry: as the archive spells it, lossily).
    pub file: String,
    /// 1-based line and column (in characters), for text.
    pub position: Option<(u32, u32)>,
    /// In plain words: `ELF executable, x86-64, 12 KiB`, `U+202E RIGHT-TO-LEFT OVERRIDE in a comment`.
    pub detail: String,
}

/// Bytes behind the end of a picture or the like that are too few to be told of: padding, a stray newline.
const STRAY: usize = 512;

/// Inspects all files of a package.
#[must_use]
pub fn inspect(files: &dyn Files) -> Vec<Hygiene> {
    let mut found = Vec::new();
    for (path, bytes) in files.iter() {
        if text::is_source(path) {
            text::inspect(path, bytes, &mut found);
        }
        if !is_plain_text(bytes) {
            found.extend(inspect_binary(path, bytes));
        }
    }
    found
}

/// Whether a file is neither text nor all of a picture, a font or the like.
pub(crate) fn is_payload(bytes: &[u8]) -> bool {
    let rest = || &bytes[media::extent(bytes).unwrap_or_default().1..];
    !is_plain_text(bytes) && rest().len() > STRAY
}

/// Looks for bidirectional and invisible characters in one file, whatever its name: for files that are read as source
/// although they are not called so.
#[must_use]
pub fn inspect_source(path: &str, bytes: &[u8]) -> Vec<Hygiene> {
    let mut found = Vec::new();
    text::inspect(path, bytes, &mut found);
    found
}

pub(crate) use text::is_deceptive;

/// Valid UTF-8 without a NUL. No format of machine code can be: all have a NUL or a broken sequence in their headers.
fn is_plain_text(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_none() && (bytes.is_ascii() || std::str::from_utf8(bytes).is_ok())
}

fn inspect_binary(path: &str, bytes: &[u8]) -> Option<Hygiene> {
    let told = |kind, detail| {
        Some(Hygiene {
            kind,
            file: path.to_owned(),
            position: None,
            detail,
        })
    };
    if let Some(what) = code::identify(bytes) {
        return told(HygieneKind::MachineCode, what);
    }
    if let Some((at, what)) = code::find(bytes) {
        return told(
            HygieneKind::MachineCode,
            format!("{what}, at byte {at} of {}", size(bytes.len())),
        );
    }
    if let Some(what) = opaque::code_in_gzip(bytes) {
        return told(HygieneKind::MachineCode, format!("{what}, gzip-compressed"));
    }
    let (medium, end) = media::extent(bytes).unwrap_or_default();
    let rest = &bytes[end..];
    let what = if end > 0 && rest.len() > STRAY && rest.iter().any(|byte| *byte != 0) {
        format!("{} behind the end of a {medium}", size(rest.len()))
    } else if end > 0 || rest.len() < opaque::BIG {
        return None;
    } else if let Some(format) = opaque::compressed(rest) {
        format!("{format} data, {}", size(rest.len()))
    } else {
        let random = opaque::random_bytes(rest);
        if random < opaque::BIG {
            return None;
        }
        format!(
            "{} of high entropy in a file of {}",
            size(random),
            size(rest.len())
        )
    };
    told(HygieneKind::Opaque, what)
}

/// `812 bytes`, `12 KiB`, `3.4 MiB`.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..0x10_0000 => format!("{} KiB", bytes >> 10),
        _ => format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)),
    }
}
