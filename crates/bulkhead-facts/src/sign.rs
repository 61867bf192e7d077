//! Signs: what the strings of a package give away. Encoded, split or otherwise hidden addresses; places where secrets lie;
//! marks of build servers; programs that fetch; payloads that a build script reads.
//!
//! A sign is no fact: a string does nothing by itself. Rules weigh it by what the code around it can do.

mod decode;
mod machine;
mod recognise;
mod tape;
mod words;

use serde::{Deserialize, Serialize};

pub(crate) use tape::{Found, Tape};
pub use words::{Word, word, words};

use crate::fact::StrId;
use crate::{CfgId, Place};

/// What a string means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignKind {
    /// A URL, a host or an address with a port. Told of only when hidden.
    Address,
    /// A file or directory where secrets lie.
    SecretPath,
    /// An environment variable that holds a secret.
    SecretVariable,
    /// A pattern that fits keys, wherever they stand.
    KeyPattern,
    /// An environment variable by which a build server tells itself.
    BuildServer,
    /// A program that fetches from the network, handed to `Command::new` or to a shell.
    Fetcher,
    /// Words of a shell. Told of only when hidden.
    Command,
    /// The path of an authority in Rust. Told of when hidden, and at the site `macro`.
    Code,
    /// A binary file of the package, named by its build script or proc macro.
    Payload,
    /// Long text or bytes that only decoding can make sense of, with their size.
    Opaque,
}

/// How a string stood in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hiding {
    /// As it is.
    Plain,
    /// In pieces, cut within a word.
    Split,
    /// In Base64.
    Base64,
    /// In hexadecimal digits.
    Hex,
    /// As numbers.
    Numbers,
    /// Behind escapes that it does not need.
    Escapes,
    /// Each byte combined with a constant, or a short key, by exclusive or.
    Xor,
    /// Each byte, or letter, moved by a constant.
    Shifted,
    /// Back to front.
    Reversed,
}

impl Hiding {
    /// In words: `in Base64`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Hiding::Plain => "as it is",
            Hiding::Split => "in pieces",
            Hiding::Base64 => "in Base64",
            Hiding::Hex => "in hexadecimal",
            Hiding::Numbers => "as numbers",
            Hiding::Escapes => "behind escapes",
            Hiding::Xor => "under exclusive or",
            Hiding::Shifted => "with its bytes shifted",
            Hiding::Reversed => "back to front",
        }
    }
}

/// One sign in the code of one target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sign {
    /// Where the string, or its first piece, stands.
    pub place: Place,
    /// What it means.
    pub kind: SignKind,
    /// How it stood there.
    pub hiding: Hiding,
    /// What it says, decoded and cut to [`TEXT`] bytes; for [`SignKind::Opaque`] its size and a digest.
    pub what: StrId,
    /// The condition under which the code exists.
    pub cfg: CfgId,
}

/// Bytes of a decoded text that are kept.
pub const TEXT: usize = 200;
