//! Reads a `.crate` archive (a gzip-compressed tar) from memory, writing nothing anywhere.
//!
//! What counts is what Cargo would unpack, so this reader takes each step as Cargo and the `tar` crate beneath it
//! take it: one gzip member, the first end marker ends the archive, GNU long names win over pax paths, unknown entry
//! types are plain files, later entries replace earlier ones. Where other readers would see something else, or where
//! no honest `cargo package` writes such a thing, it says so in [`Archive::hygiene`].

mod header;
mod inflate;
mod path;
mod pax;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use crate::hygiene::{Hygiene, HygieneKind};
use crate::{CfgId, Files, Gap, GapKind, Limits};

use header::{BLOCK, Header, Kind};
use inflate::Inflated;
use path::EntryPath;
use tree::{Span, Tree};

/// Odd entries told one by one; the rest is told as a number, so that a hostile listing cannot fill the memory.
const TOLD: usize = 500;

/// Bytes of one long name or pax header. Honest ones hold a path and a few numbers.
const MAX_EXTENSION: u64 = 1 << 20;

/// Characters of a foreign name that are told.
const NAME_SHOWN: usize = 200;

/// A `.crate` archive's files, unpacked in memory.
#[derive(Debug, Default)]
pub struct Archive {
    /// What was odd about its entries.
    pub hygiene: Vec<Hygiene>,
    /// Entries that were not read.
    pub gaps: Vec<Gap>,
    /// The whole tar, up to its end marker.
    data: Vec<u8>,
    /// The contents of sparse entries, holes filled in.
    filled: Vec<u8>,
    files: BTreeMap<String, Span>,
}

/// Why an archive could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The compressed archive is larger than the limit, in bytes.
    Compressed {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The archive unpacks to more than the limit, in bytes.
    Unpacked {
        /// The limit.
        limit: u64,
    },
    /// The archive lists more entries than the limit.
    Entries {
        /// The limit.
        limit: usize,
    },
    /// The gzip stream is damaged before the archive's end.
    Gzip(String),
    /// The archive ends in the middle of an entry.
    Truncated,
    /// An entry's header cannot be read; Cargo refuses it too.
    Header {
        /// Where it begins in the unpacked tar.
        offset: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The host has too little memory for it.
    Memory,
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compressed { bytes, limit } => {
                write!(
                    f,
                    "the archive has {bytes} bytes, more than the limit of {limit}"
                )
            }
            Self::Unpacked { limit } => {
                write!(
                    f,
                    "the archive unpacks to more than the limit of {limit} bytes"
                )
            }
            Self::Entries { limit } => {
                write!(
                    f,
                    "the archive lists more entries than the limit of {limit}"
                )
            }
            Self::Gzip(why) => write!(f, "the archive is not sound gzip: {why}"),
            Self::Truncated => f.write_str("the archive ends in the middle of an entry"),
            Self::Header { offset, why } => {
                write!(
                    f,
                    "the archive's entry at byte {offset} cannot be read: {why}"
                )
            }
            Self::Memory => f.write_str("too little memory to unpack the archive"),
        }
    }
}

impl std::error::Error for ArchiveError {}

/// Reads the archive of the package `root` (`name-version`, the folder that holds all its entries).
///
/// # Errors
///
/// When a limit is reached, or when the archive is damaged so that Cargo would not unpack it either.
pub fn read(bytes: &[u8], root: &str, limits: &Limits) -> Result<Archive, ArchiveError> {
    let size = bytes.len() as u64;
    if size > limits.archive_bytes {
        return Err(ArchiveError::Compressed {
            bytes: size,
            limit: limits.archive_bytes,
        });
    }
    let mut reader = Reader::new(bytes, root, limits);
    while let Some(entry) = reader.next_entry()? {
        reader.unpack(&entry);
    }
    reader.finish()
}

impl Files for Archive {
    fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|span| self.bytes(*span))
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &[u8])> + '_> {
        Box::new(
            self.files
                .iter()
                .map(|(path, span)| (path.as_str(), self.bytes(*span))),
        )
    }
}

impl Archive {
    fn bytes(&self, span: Span) -> &[u8] {
        let buffer = if span.filled {
            &self.filled
        } else {
            &self.data
        };
        buffer
            .get(span.start..span.start + span.len)
            .unwrap_or_default()
    }
}

/// The SHA-256 of `bytes` (FIPS 180-4).
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

/// One member of the tar with the extension headers before it taken into account.
struct Entry {
    header: Header,
    /// The name as the archive spells it.
    name: Vec<u8>,
    /// The link target as the archive spells it.
    link: Vec<u8>,
    span: Span,
}

impl Entry {
    fn kind(&self) -> Kind {
        match self.header.kind() {
            Kind::File | Kind::Unusual(_)
                if self.header.is_old_style() && self.name.ends_with(b"/") =>
            {
                Kind::Folder
            }
            kind => kind,
        }
    }
}

struct Reader<'a> {
    tar: Inflated<'a>,
    limits: &'a Limits,
    root: &'a str,
    /// Where the next header begins.
    next: usize,
    /// Headers seen, extension headers included.
    headers: usize,
    filled: Vec<u8>,
    tree: Tree,
    log: Log,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], root: &'a str, limits: &'a Limits) -> Self {
        Reader {
            tar: Inflated::new(bytes, limits.unpacked_bytes),
            limits,
            root,
            next: 0,
            headers: 0,
            filled: Vec::new(),
            tree: Tree::default(),
            log: Log::default(),
        }
    }

    /// The next member, or `None` at the archive's end.
    fn next_entry(&mut self) -> Result<Option<Entry>, ArchiveError> {
        let mut pending = Pending::default();
        loop {
            let offset = self.next;
            let Some(header) = self.next_header()? else {
                return if pending.is_empty() {
                    Ok(None)
                } else {
                    Err(bad(offset, "a long name or pax header describes no entry"))
                };
            };
            if header.describes_next() {
                let size = header.size(offset)?;
                if size > MAX_EXTENSION {
                    return Err(bad(offset, "a long name or pax header beyond all measure"));
                }
                if let Some(pax) = &pending.pax {
                    let promised = pax::Pax::read(pax).size;
                    self.compare_sizes("", promised, size);
                }
                let span = self.body(size)?;
                pending.add(&header, self.slice(span), offset)?;
                continue;
            }
            return self.member(header, pending, offset).map(Some);
        }
    }

    fn next_header(&mut self) -> Result<Option<Header>, ArchiveError> {
        let start = self.next;
        if !self.tar.fill(start + BLOCK)? {
            if self.tar.data.len() > start {
                return Err(ArchiveError::Truncated);
            }
            self.log.odd("", "the archive has no end marker".to_owned());
            return Ok(None);
        }
        let Some(header) = Header::read(&self.tar.data[start..start + BLOCK], start)? else {
            return Ok(None);
        };
        self.headers += 1;
        if self.headers > self.limits.archive_entries {
            return Err(ArchiveError::Entries {
                limit: self.limits.archive_entries,
            });
        }
        self.next = start + BLOCK;
        Ok(Some(header))
    }

    fn member(
        &mut self,
        header: Header,
        pending: Pending,
        offset: usize,
    ) -> Result<Entry, ArchiveError> {
        let pax = pax::Pax::read(pending.pax.as_deref().unwrap_or_default());
        let mut two_names = false;
        let name = match (pending.long_name, pax.path) {
            (Some(long), path) => {
                let long = without_nul(long);
                two_names = path.is_some_and(|path| path != long);
                long
            }
            (None, Some(path)) => path.to_vec(),
            (None, None) => header.path(),
        };
        let link = match (pending.long_link, pax.link) {
            (Some(long), _) => without_nul(long),
            (None, Some(path)) => path.to_vec(),
            (None, None) => header.link(),
        };
        let written = header.size(offset)?;
        let size = match pax.size {
            Some(size) if !header.is_extension() => size,
            _ => written,
        };
        let entry_name = show(&name);
        if two_names {
            let other = "a long name and a pax path that differ, of which Cargo takes the former";
            self.log.odd(&entry_name, other.to_owned());
        }
        self.compare_sizes(&entry_name, pax.size, written);
        for oddity in pax.oddities {
            self.log.odd(&entry_name, oddity.to_owned());
        }
        let span = if header.is_sparse() {
            self.sparse(&header, size, offset)?
        } else {
            self.body(size)?
        };
        Ok(Entry {
            header,
            name,
            link,
            span,
        })
    }

    /// Versions of the `tar` crate, and so of Cargo, differ in when a pax size counts: up to 0.4.44 when the header's
    /// own is 0, in 0.4.45 also for long names and the like, since 0.4.46 for entries only. What follows depends on it.
    fn compare_sizes(&mut self, name: &str, promised: Option<u64>, written: u64) {
        if let Some(promised) = promised.filter(|promised| *promised != written) {
            self.lost(
                name,
                &format!(
                    "its pax header says {promised} bytes and its tar header {written}: versions of Cargo disagree on what follows"
                ),
            );
        }
    }

    /// The bytes of a body that begins at `next`; moves `next` behind its padding.
    fn body(&mut self, size: u64) -> Result<Span, ArchiveError> {
        let start = self.next;
        let size = usize::try_from(size).map_err(|_| self.tar.too_large())?;
        let end = start
            .checked_add(size)
            .and_then(|end| Some((end, end.checked_next_multiple_of(BLOCK)?)));
        let Some((end, padded)) = end else {
            return Err(self.tar.too_large());
        };
        if !self.tar.fill(padded)? {
            return Err(ArchiveError::Truncated);
        }
        if self.tar.data[end..padded].iter().any(|byte| *byte != 0) {
            self.log.odd(
                "",
                format!("the padding of the entry at byte {start} is not empty"),
            );
        }
        self.next = padded;
        Ok(Span {
            start,
            len: size,
            filled: false,
        })
    }

    /// The contents of a GNU sparse entry as Cargo would write them, holes and all.
    fn sparse(&mut self, header: &Header, size: u64, offset: usize) -> Result<Span, ArchiveError> {
        let mut map = header.sparse_map(offset)?;
        while map.more {
            let start = self.next;
            if !self.tar.fill(start + BLOCK)? {
                return Err(ArchiveError::Truncated);
            }
            map.extend(&self.tar.data[start..start + BLOCK], offset)?;
            self.next += BLOCK;
        }
        map.check(size, offset)?;
        let body = self.body(size)?;
        let held = self.filled.len() as u64 + self.tar.data.len() as u64;
        if held.saturating_add(map.real_size) > self.limits.unpacked_bytes {
            return Err(self.tar.too_large());
        }
        let start = self.filled.len();
        let mut from = body.start;
        for (at, len) in &map.blocks {
            // Both were checked against the limit above, which is what fits in memory.
            let (at, len) = (*at as usize, *len as usize);
            self.filled.resize(start + at, 0);
            self.filled
                .extend_from_slice(&self.tar.data[from..from + len]);
            from += len;
        }
        Ok(Span {
            start,
            len: self.filled.len() - start,
            filled: true,
        })
    }

    fn slice(&self, span: Span) -> &[u8] {
        &self.tar.data[span.start..span.start + span.len]
    }

    /// Puts an entry where Cargo would unpack it.
    fn unpack(&mut self, entry: &Entry) {
        let shown = show(&entry.name);
        if entry.name.len() > self.limits.path_bytes {
            self.log.odd(&shown, "its name is too long".to_owned());
            self.log.gap(GapKind::Limit, &shown, "its name is too long");
            return;
        }
        let path = match EntryPath::read(&entry.name, self.root) {
            Ok(path) => path,
            Err(why) => {
                self.lost(&shown, why);
                return;
            }
        };
        for oddity in &path.oddities {
            self.log.odd(&shown, (*oddity).to_owned());
        }
        self.place(entry, &path.inner, &shown);
    }

    fn place(&mut self, entry: &Entry, path: &str, shown: &str) {
        let Some(target) = self.tree.resolve_parent(path) else {
            self.lost(shown, "it lies behind a link that leads out of the package");
            return;
        };
        if target != path {
            self.log.odd(
                shown,
                format!("it is unpacked through a link, to `{target}`"),
            );
        }
        match entry.kind() {
            Kind::Folder => self.folder(entry, &target, shown),
            _ if target.is_empty() => {
                self.lost(shown, "it stands in place of the package's folder")
            }
            Kind::Ignored(what) => self.log.odd(shown, what.to_owned()),
            Kind::File => self.file(entry, target, shown),
            Kind::Unusual(what) => {
                self.log.odd(
                    shown,
                    format!("a {what}, which Cargo unpacks as a plain file"),
                );
                self.file(entry, target, shown);
            }
            Kind::HardLink => self.hard_link(entry, target, shown),
            Kind::Symlink => self.symlink(entry, target, shown),
        }
    }

    /// Folders come into being with their files; an entry for one is only worth a look.
    fn folder(&mut self, entry: &Entry, target: &str, shown: &str) {
        if entry.span.len > 0 {
            self.log.odd(
                shown,
                "a folder with contents, which Cargo skips".to_owned(),
            );
        }
        if !self.tree.insert_folder(target.to_owned()) {
            self.log.odd(
                shown,
                "a folder in place of a link; Cargo refuses it".to_owned(),
            );
        }
    }

    fn file(&mut self, entry: &Entry, target: String, shown: &str) {
        if entry.name.ends_with(b"/") {
            self.log
                .odd(shown, "a plain file with the name of a folder".to_owned());
        }
        let replaced = self.tree.insert_file(target, entry.span);
        self.replaced(replaced, shown);
    }

    fn symlink(&mut self, entry: &Entry, target: String, shown: &str) {
        self.log
            .link(shown, format!("a symbolic link to `{}`", show(&entry.link)));
        if self.tree.is_folder(&target) {
            self.log.odd(
                shown,
                "a link in place of a folder; Cargo refuses it".to_owned(),
            );
        }
        let link = String::from_utf8(entry.link.clone()).ok();
        match self.tree.insert_link(target, link) {
            Some(replaced) => self.replaced(replaced, shown),
            None => self.lost(shown, "one link too many"),
        }
    }

    /// A hard link is the file that its target is now, whatever happens to the target later.
    fn hard_link(&mut self, entry: &Entry, target: String, shown: &str) {
        self.log
            .link(shown, format!("a hard link to `{}`", show(&entry.link)));
        let source = EntryPath::read(&entry.link, self.root)
            .ok()
            .and_then(|path| self.tree.file(&path.inner));
        let Some(span) = source else {
            self.lost(shown, "a hard link to no earlier file of the package");
            return;
        };
        let replaced = self.tree.insert_file(target, span);
        self.replaced(replaced, shown);
    }

    fn replaced(&mut self, replaced: bool, shown: &str) {
        if replaced {
            self.log.odd(
                shown,
                "it replaces an earlier entry of the same name".to_owned(),
            );
        }
    }

    /// An entry that is odd and not read.
    fn lost(&mut self, shown: &str, why: &str) {
        self.log.odd(shown, why.to_owned());
        self.log.gap(GapKind::ArchiveEntry, shown, why);
    }

    fn finish(mut self) -> Result<Archive, ArchiveError> {
        self.behind_the_end();
        let finished = self.tree.finish(self.limits.archive_entries);
        for (path, why) in finished.lost {
            self.log
                .gap(GapKind::ArchiveEntry, &show(path.as_bytes()), why);
        }
        for (path, why) in finished.clashes {
            self.log.odd(&show(path.as_bytes()), why);
        }
        self.tar.data.shrink_to_fit();
        Ok(Archive {
            hygiene: self.log.hygiene(),
            gaps: self.log.gaps(),
            data: self.tar.data,
            filled: self.filled,
            files: finished.files,
        })
    }

    /// What stands where Cargo stops reading.
    fn behind_the_end(&mut self) {
        let tail = self.tar.drain(self.next);
        if tail.more_than_zeros {
            let entries = if tail.entry {
                ", further entries among them"
            } else {
                ""
            };
            self.log.odd(
                "",
                format!("bytes behind the end marker, which Cargo does not read{entries}"),
            );
        }
        if let Some(why) = tail.damage {
            self.log.odd("", format!("behind the end marker: {why}"));
        }
        let rest = self.tar.unread();
        if !rest.is_empty() {
            let member = if rest.starts_with(&[0x1f, 0x8b]) {
                " (a second gzip member)"
            } else {
                ""
            };
            self.log.odd(
                "",
                format!(
                    "{} bytes behind the gzip stream, which Cargo does not read{member}",
                    rest.len()
                ),
            );
        }
    }
}

/// Extension headers that wait for the entry they describe.
#[derive(Default)]
struct Pending {
    long_name: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
    pax: Option<Vec<u8>>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.long_name.is_none() && self.long_link.is_none() && self.pax.is_none()
    }

    fn add(&mut self, header: &Header, body: &[u8], offset: usize) -> Result<(), ArchiveError> {
        let slot = match header.type_flag() {
            b'L' => &mut self.long_name,
            b'K' => &mut self.long_link,
            _ => &mut self.pax,
        };
        if slot.is_some() {
            return Err(bad(
                offset,
                "two headers of one kind describe the same entry",
            ));
        }
        *slot = Some(body.to_vec());
        Ok(())
    }
}

/// Hygiene and gaps, bounded.
#[derive(Default)]
struct Log {
    hygiene: Vec<Hygiene>,
    gaps: Vec<Gap>,
    untold_hygiene: usize,
    untold_gaps: usize,
}

impl Log {
    fn odd(&mut self, file: &str, detail: String) {
        self.add(HygieneKind::OddEntry, file, detail);
    }

    fn link(&mut self, file: &str, detail: String) {
        self.add(HygieneKind::ArchiveLink, file, detail);
    }

    fn add(&mut self, kind: HygieneKind, file: &str, detail: String) {
        if self.hygiene.len() >= TOLD {
            self.untold_hygiene += 1;
            return;
        }
        self.hygiene.push(Hygiene {
            kind,
            file: file.to_owned(),
            position: None,
            detail,
        });
    }

    fn gap(&mut self, kind: GapKind, file: &str, why: &str) {
        if self.gaps.len() >= TOLD {
            self.untold_gaps += 1;
            return;
        }
        self.gaps.push(Gap {
            kind,
            detail: format!("archive entry `{file}`: {why}"),
            place: None,
            cfg: CfgId::ALWAYS,
        });
    }

    fn hygiene(&mut self) -> Vec<Hygiene> {
        let mut told = std::mem::take(&mut self.hygiene);
        if self.untold_hygiene > 0 {
            told.push(Hygiene {
                kind: HygieneKind::OddEntry,
                file: String::new(),
                position: None,
                detail: format!("{} more odd entries", self.untold_hygiene),
            });
        }
        told
    }

    fn gaps(&mut self) -> Vec<Gap> {
        let mut told = std::mem::take(&mut self.gaps);
        if self.untold_gaps > 0 {
            told.push(Gap {
                kind: GapKind::ArchiveEntry,
                detail: format!("{} more archive entries", self.untold_gaps),
                place: None,
                cfg: CfgId::ALWAYS,
            });
        }
        told
    }
}

fn bad(offset: usize, why: &'static str) -> ArchiveError {
    ArchiveError::Header {
        offset: offset as u64,
        why,
    }
}

/// GNU long names end in one NUL, which is not part of the name.
fn without_nul(mut name: Vec<u8>) -> Vec<u8> {
    if name.last() == Some(&0) {
        name.pop();
    }
    name
}

/// A foreign name for a report: lossy and short.
fn show(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(&name[..name.len().min(NAME_SHOWN * 4)]);
    let mut shown: String = text.chars().take(NAME_SHOWN).collect();
    if shown.len() < text.len() || name.len() > NAME_SHOWN * 4 {
        shown.push('…');
    }
    shown
}
