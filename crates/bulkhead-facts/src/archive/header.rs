//! One 512-byte tar header, with its fields read as the `tar` crate reads them.

use super::{ArchiveError, bad};

/// Bytes of a header; bodies are padded to a multiple of it.
pub(super) const BLOCK: usize = 512;

/// A header whose checksum holds.
pub(super) struct Header([u8; BLOCK]);

/// What Cargo makes of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Symlink,
    HardLink,
    /// Unpacked as a plain file although it says that it is something else.
    Unusual(&'static str),
    /// Unpacked as nothing.
    Ignored(&'static str),
}

impl Header {
    /// Reads a block; `None` for the zeros that end an archive.
    pub(super) fn read(block: &[u8], offset: usize) -> Result<Option<Header>, ArchiveError> {
        let Ok(block) = <[u8; BLOCK]>::try_from(block) else {
            return Err(ArchiveError::Truncated);
        };
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        let own: u32 = block[148..156].iter().map(|byte| u32::from(*byte)).sum();
        let header = Header(block);
        // The checksum counts its own field as blanks.
        match octal(&header.0[148..156]) {
            Some(written) if written as u32 == sum - own + 8 * 32 => Ok(Some(header)),
            Some(_) => Err(bad(offset, "its checksum does not hold")),
            None => Err(bad(offset, "its checksum is not a number")),
        }
    }

    pub(super) fn type_flag(&self) -> u8 {
        self.0[156]
    }

    /// GNU long name and link, pax: a header that is no entry itself.
    pub(super) fn is_extension(&self) -> bool {
        matches!(self.type_flag(), b'L' | b'K' | b'x' | b'g')
    }

    /// Whether it describes the entry that follows; Cargo heeds no global pax header.
    pub(super) fn describes_next(&self) -> bool {
        self.is_extension() && self.type_flag() != b'g' && self.has_magic()
    }

    /// Only headers that say which dialect they are written in may describe others.
    fn has_magic(&self) -> bool {
        self.is_gnu() || self.is_ustar()
    }

    fn is_gnu(&self) -> bool {
        &self.0[257..265] == b"ustar  \0"
    }

    fn is_ustar(&self) -> bool {
        &self.0[257..265] == b"ustar\x0000"
    }

    pub(super) fn is_sparse(&self) -> bool {
        self.type_flag() == b'S'
    }

    pub(super) fn size(&self, offset: usize) -> Result<u64, ArchiveError> {
        number(&self.0[124..136]).ok_or(bad(offset, "its size is not a number"))
    }

    /// The name field, with ustar's prefix.
    pub(super) fn path(&self) -> Vec<u8> {
        let name = up_to_nul(&self.0[..100]);
        let prefix = up_to_nul(&self.0[345..500]);
        if !self.is_ustar() || prefix.is_empty() {
            return name.to_vec();
        }
        [prefix, b"/", name].concat()
    }

    pub(super) fn link(&self) -> Vec<u8> {
        up_to_nul(&self.0[157..257]).to_vec()
    }

    /// What the entry is, its name aside.
    pub(super) fn kind(&self) -> Kind {
        match self.type_flag() {
            0 | b'0' => Kind::File,
            b'1' => Kind::HardLink,
            b'2' => Kind::Symlink,
            b'3' => Kind::Unusual("character device"),
            b'4' => Kind::Unusual("block device"),
            b'5' => Kind::Folder,
            b'6' => Kind::Unusual("named pipe"),
            b'7' => Kind::Unusual("contiguous file"),
            b'S' => Kind::Unusual("sparse file"),
            b'g' => Kind::Ignored("a global pax header, which Cargo does not heed"),
            b'L' | b'K' | b'x' => Kind::Ignored("an extension header of no known dialect"),
            _ => Kind::Unusual("entry of unknown type"),
        }
    }

    /// Before ustar, a folder was a file whose name ends in a slash, and the `tar` crate still takes it so.
    pub(super) fn is_old_style(&self) -> bool {
        !self.is_ustar()
    }

    /// The map in a GNU sparse header.
    pub(super) fn sparse_map(&self, offset: usize) -> Result<SparseMap, ArchiveError> {
        if !self.is_gnu() {
            return Err(bad(offset, "a sparse entry without a GNU header"));
        }
        let mut map = SparseMap {
            blocks: Vec::new(),
            stored: 0,
            end: 0,
            real_size: number(&self.0[483..495])
                .ok_or(bad(offset, "its real size is not a number"))?,
            more: self.0[482] == 1,
        };
        map.add(&self.0[386..482], offset)?;
        Ok(map)
    }
}

/// Where the stored pieces of a sparse file go.
pub(super) struct SparseMap {
    /// Position in the file and length, in order.
    pub(super) blocks: Vec<(u64, u64)>,
    stored: u64,
    end: u64,
    /// The file's size, holes included.
    pub(super) real_size: u64,
    /// Whether another block of the map follows.
    pub(super) more: bool,
}

impl SparseMap {
    /// Reads one more block of the map.
    pub(super) fn extend(&mut self, block: &[u8], offset: usize) -> Result<(), ArchiveError> {
        self.more = block[504] == 1;
        self.add(&block[..504], offset)
    }

    fn add(&mut self, fields: &[u8], offset: usize) -> Result<(), ArchiveError> {
        for field in fields.chunks_exact(24) {
            let (at, len) = field.split_at(12);
            if at[0] == 0 || len[0] == 0 {
                continue;
            }
            let (Some(at), Some(len)) = (number(at), number(len)) else {
                return Err(bad(offset, "its sparse map is not made of numbers"));
            };
            if len != 0 && !self.stored.is_multiple_of(BLOCK as u64) || at < self.end {
                return Err(bad(offset, "its sparse map is out of order"));
            }
            let (Some(end), Some(stored)) = (at.checked_add(len), self.stored.checked_add(len))
            else {
                return Err(bad(offset, "its sparse map is out of range"));
            };
            self.end = end;
            self.stored = stored;
            self.blocks.push((at, len));
        }
        Ok(())
    }

    /// Whether the map fits `size` stored bytes.
    pub(super) fn check(&self, size: u64, offset: usize) -> Result<(), ArchiveError> {
        if self.end == self.real_size && self.stored == size {
            Ok(())
        } else {
            Err(bad(offset, "its sparse map does not fit its size"))
        }
    }
}

/// A numeric field: octal text, or binary when the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field.first()? & 0x80 == 0 {
        return octal(field);
    }
    field.last_chunk::<8>().map(|low| u64::from_be_bytes(*low))
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(up_to_nul(field)).ok()?;
    u64::from_str_radix(text.trim(), 8).ok()
}

fn up_to_nul(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}
