//! Inflates one gzip member as far as it is asked to, and never beyond the limit.

use std::io::Read as _;

use flate2::bufread::GzDecoder;

use super::ArchiveError;
use super::header::{BLOCK, Header};

/// Bytes read ahead of what is asked for.
const CHUNK: usize = 256 << 10;

/// No deflate stream expands by more than this factor (zlib's technical notes: 1032).
const MAX_RATIO: usize = 1032;

/// The inflated bytes so far.
pub(super) struct Inflated<'a> {
    decoder: GzDecoder<&'a [u8]>,
    /// What was inflated.
    pub(super) data: Vec<u8>,
    limit: u64,
    end: Option<End>,
}

#[derive(Clone)]
enum End {
    Clean,
    Damaged(String),
}

/// What stands behind the tar's end marker.
#[derive(Default)]
pub(super) struct Tail {
    pub(super) more_than_zeros: bool,
    /// Whether a sound tar header is among it.
    pub(super) entry: bool,
    /// Why not all of it could be looked at.
    pub(super) damage: Option<String>,
}

impl<'a> Inflated<'a> {
    pub(super) fn new(bytes: &'a [u8], limit: u64) -> Self {
        let mut data = Vec::new();
        // A hint only: memory that is reserved and never touched costs nothing, and a lie is bounded by the ratio.
        let hint = promised_size(bytes)
            .min(bytes.len().saturating_mul(MAX_RATIO))
            .min(usize::try_from(limit).unwrap_or(usize::MAX));
        if data.try_reserve_exact(hint.saturating_add(64)).is_err() {
            data = Vec::new();
        }
        Inflated {
            decoder: GzDecoder::new(bytes),
            data,
            limit,
            end: None,
        }
    }

    /// Inflates until there are `upto` bytes; false when the stream ends before.
    pub(super) fn fill(&mut self, upto: usize) -> Result<bool, ArchiveError> {
        if self.data.len() >= upto {
            return Ok(true);
        }
        if upto as u64 > self.limit {
            return Err(self.too_large());
        }
        while self.end.is_none() && self.data.len() < upto {
            self.inflate(upto - self.data.len())?;
        }
        match &self.end {
            _ if self.data.len() >= upto => Ok(true),
            Some(End::Damaged(why)) => Err(ArchiveError::Gzip(why.clone())),
            _ => Ok(false),
        }
    }

    pub(super) fn too_large(&self) -> ArchiveError {
        ArchiveError::Unpacked { limit: self.limit }
    }

    fn inflate(&mut self, missing: usize) -> Result<(), ArchiveError> {
        let room = self.limit - (self.data.len() as u64).min(self.limit);
        let want = (missing.max(CHUNK) as u64).min(room);
        self.data
            .try_reserve(want as usize)
            .map_err(|_| ArchiveError::Memory)?;
        match (&mut self.decoder).take(want).read_to_end(&mut self.data) {
            Ok(read) if (read as u64) < want => self.end = Some(End::Clean),
            Ok(_) => {}
            Err(error) => self.end = Some(End::Damaged(error.to_string())),
        }
        Ok(())
    }

    /// Looks at all that is left from the tar's end marker at `end` on, keeping nothing of it.
    pub(super) fn drain(&mut self, end: usize) -> Tail {
        let mut tail = Tail::default();
        let mut seen = end;
        // A whole number of blocks at a time keeps the headers aligned; what Cargo would not read, it need not keep.
        let mut rest = self.data.split_off(end.min(self.data.len()));
        loop {
            let whole = if self.end.is_some() {
                rest.len()
            } else {
                rest.len() / BLOCK * BLOCK
            };
            tail.look(&rest[..whole]);
            seen += whole;
            rest.drain(..whole);
            match &self.end {
                Some(End::Clean) => return tail,
                Some(End::Damaged(why)) => {
                    tail.damage = Some(why.clone());
                    return tail;
                }
                None if seen as u64 >= self.limit => {
                    tail.damage = Some(format!("more than {} bytes", self.limit));
                    return tail;
                }
                None => {}
            }
            match (&mut self.decoder)
                .take(CHUNK as u64)
                .read_to_end(&mut rest)
            {
                Ok(read) if read < CHUNK => self.end = Some(End::Clean),
                Ok(_) => {}
                Err(error) => self.end = Some(End::Damaged(error.to_string())),
            }
        }
    }

    /// The compressed bytes behind the gzip member; empty when its end was not reached.
    pub(super) fn unread(&self) -> &'a [u8] {
        match self.end {
            Some(End::Clean) => self.decoder.get_ref(),
            _ => &[],
        }
    }
}

impl Tail {
    fn look(&mut self, bytes: &[u8]) {
        if bytes.iter().all(|byte| *byte == 0) {
            return;
        }
        self.more_than_zeros = true;
        self.entry |= bytes
            .chunks_exact(BLOCK)
            .any(|block| matches!(Header::read(block, 0), Ok(Some(_))));
    }
}

/// The size that a gzip trailer promises (RFC 1952, ISIZE).
fn promised_size(bytes: &[u8]) -> usize {
    bytes
        .last_chunk::<4>()
        .map_or(0, |size| u32::from_le_bytes(*size) as usize)
}
