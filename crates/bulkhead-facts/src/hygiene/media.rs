//! Pictures, fonts, sounds and documents: which format a file truly has, and where its content ends. A file that
//! merely begins like one is none.

use flate2::Crc;

/// The length of a medium that begins the bytes.
type Measure = fn(&[u8]) -> Option<usize>;

/// A known medium at the start of `bytes`: its name and its length.
pub(super) fn extent(bytes: &[u8]) -> Option<(&'static str, usize)> {
    let checks: [(&'static str, Measure); 11] = [
        ("PNG image", png),
        ("JPEG image", jpeg),
        ("GIF image", gif),
        ("RIFF media file", riff),
        ("Ogg media file", ogg),
        ("MP4 media file", boxes),
        ("font", woff),
        ("font", sfnt),
        ("icon", icon),
        ("bitmap image", bitmap),
        ("PDF document", pdf),
    ];
    checks
        .into_iter()
        .find_map(|(name, check)| Some((name, check(bytes)?)))
}

/// All chunks with their checksums up to IEND.
fn png(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    loop {
        let length = be(bytes, at)?;
        let kind = bytes.get(at + 4..at + 8)?;
        let body_end = (at + 8).checked_add(length)?;
        let checked = bytes.get(at + 4..body_end)?;
        let mut crc = Crc::new();
        crc.update(checked);
        let first = at == 8;
        if crc.sum() as usize != be(bytes, body_end)?
            || first != (kind == b"IHDR")
            || !kind.iter().all(u8::is_ascii_alphabetic)
        {
            return None;
        }
        at = body_end + 4;
        if kind == b"IEND" {
            return Some(at);
        }
    }
}

/// Marker segments up to the scan, then the scan up to its end marker, as often as there are scans.
fn jpeg(bytes: &[u8]) -> Option<usize> {
    bytes.strip_prefix(b"\xff\xd8\xff")?;
    let mut at = 2;
    let mut framed = false;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        at += 2;
        match marker {
            0xff => at -= 1,
            0xd9 => return framed.then_some(at),
            0x01 | 0xd0..=0xd7 => {}
            0xc0..=0xfe => {
                let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
                if length < 2 {
                    return None;
                }
                at += length;
                framed |= matches!(marker, 0xc0..=0xcf) && marker != 0xc4 && marker != 0xcc;
                if marker == 0xda {
                    at += scan_length(bytes.get(at..)?)?;
                }
            }
            _ => return None,
        }
    }
}

/// Entropy-coded bytes up to the next marker that is neither a stuffed zero nor a restart.
fn scan_length(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xff, bytes).find(|at| {
        bytes
            .get(at + 1)
            .is_some_and(|next| !matches!(next, 0 | 0xd0..=0xd7 | 0xff))
    })
}

fn gif(bytes: &[u8]) -> Option<usize> {
    if !matches!(bytes.get(..6)?, b"GIF87a" | b"GIF89a") {
        return None;
    }
    let table = |flags: u8| {
        if flags & 0x80 == 0 {
            0
        } else {
            3 << (usize::from(flags & 7) + 1)
        }
    };
    let mut at = 13 + table(*bytes.get(10)?);
    loop {
        match bytes.get(at)? {
            0x3b => return Some(at + 1),
            0x21 => at = sub_blocks(bytes, at + 2)?,
            0x2c => at = sub_blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?,
            _ => return None,
        }
    }
}

fn sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// WebP, WAV, AVI.
fn riff(bytes: &[u8]) -> Option<usize> {
    bytes.strip_prefix(b"RIFF")?;
    let known = matches!(bytes.get(8..12)?, b"WEBP" | b"WAVE" | b"AVI ");
    let length = le(bytes, 4)?.checked_add(8)?;
    (known && length <= bytes.len()).then_some(length)
}

fn ogg(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while bytes.get(at..)?.starts_with(b"OggS\0") {
        let segments = usize::from(*bytes.get(at + 26)?);
        let lengths = bytes.get(at + 27..at + 27 + segments)?;
        let body: usize = lengths.iter().map(|l| usize::from(*l)).sum();
        at += 27 + segments + body;
    }
    (at > 0 && at <= bytes.len()).then_some(at)
}

/// ISO base media: MP4, HEIC, AVIF.
fn boxes(bytes: &[u8]) -> Option<usize> {
    if bytes.get(4..8)? != b"ftyp" {
        return None;
    }
    let mut at = 0;
    while let Some(kind) = bytes.get(at + 4..at + 8) {
        let length = be(bytes, at)?;
        let sound = length >= 8 && kind.iter().all(|b| b.is_ascii_graphic() || *b == b' ');
        match at.checked_add(length) {
            Some(end) if sound && end <= bytes.len() => at = end,
            _ => break,
        }
    }
    (at > 0).then_some(at)
}

fn woff(bytes: &[u8]) -> Option<usize> {
    if !matches!(bytes.get(..4)?, b"wOFF" | b"wOF2") {
        return None;
    }
    let length = be(bytes, 8)?;
    (length >= 44 && length <= bytes.len()).then_some(length)
}

/// TrueType and OpenType: a directory of tables, each inside the file.
fn sfnt(bytes: &[u8]) -> Option<usize> {
    if !matches!(bytes.get(..4)?, b"\0\x01\0\0" | b"OTTO" | b"true") {
        return None;
    }
    let count = usize::from(u16::from_be_bytes(*bytes.get(4..)?.first_chunk()?));
    let tables = bytes.get(12..12 + count * 16)?;
    let mut end = 12 + tables.len();
    let mut known = false;
    for table in tables.chunks_exact(16) {
        known |= matches!(&table[..4], b"cmap" | b"head" | b"name");
        end = end.max(be(table, 8)?.checked_add(be(table, 12)?)?);
    }
    (known && end <= bytes.len()).then(|| end.next_multiple_of(4).min(bytes.len()))
}

fn icon(bytes: &[u8]) -> Option<usize> {
    if !matches!(bytes.get(..4)?, [0, 0, 1 | 2, 0]) {
        return None;
    }
    let count = usize::from(u16::from_le_bytes(*bytes.get(4..)?.first_chunk()?));
    let entries = bytes.get(6..6 + count * 16)?;
    let mut end = 6 + entries.len();
    for entry in entries.chunks_exact(16) {
        let (length, at) = (le(entry, 8)?, le(entry, 12)?);
        let image = bytes.get(at..at.checked_add(length)?)?;
        // Either a PNG file or a bitmap without its file header.
        if !image.starts_with(b"\x89PNG") && le(image, 0) != Some(40) {
            return None;
        }
        end = end.max(at + length);
    }
    (count > 0).then_some(end)
}

fn bitmap(bytes: &[u8]) -> Option<usize> {
    bytes.strip_prefix(b"BM")?;
    let length = le(bytes, 2)?;
    let sound = matches!(le(bytes, 14)?, 12 | 40 | 52 | 56 | 108 | 124) && le(bytes, 10)? < length;
    (sound && length <= bytes.len()).then_some(length)
}

fn pdf(bytes: &[u8]) -> Option<usize> {
    bytes.strip_prefix(b"%PDF-")?;
    let end = memchr::memmem::rfind(bytes, b"%%EOF")? + 5;
    let blanks = bytes[end..].iter().take_while(|b| b.is_ascii_whitespace());
    Some(end + blanks.count())
}

fn be(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize)
}

fn le(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?) as usize)
}
