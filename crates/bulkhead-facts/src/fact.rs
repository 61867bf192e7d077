//! Facts, gaps, and what one package's sources come down to.

use serde::{Deserialize, Serialize};

use crate::cfg::Setting;
use crate::hygiene::Hygiene;
use crate::link::{Exports, Mention};
use crate::sign::Sign;
use crate::{CapSet, Cfg, CfgId, Site};

/// Index into [`PackageFacts::strings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StrId(pub u32);

/// A position in one of the package's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Index into [`PackageFacts::files`].
    pub file: u32,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters (as rustc counts).
    pub column: u32,
}

/// How a fact was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// A path that resolves to the named item.
    Path,
    /// A method call whose receiver or trait in scope says whose method it is.
    Method,
    /// An attribute.
    Attribute,
    /// A macro of the language or of std.
    Macro,
    /// The language's own syntax: `unsafe`, `extern`.
    Syntax,
    /// A declaration of a foreign function by its C symbol.
    Symbol,
    /// A string handed to Cargo by a build script.
    Directive,
}

/// One observed use of capabilities.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fact {
    /// Where.
    pub place: Place,
    /// What was named: `std::fs::File::open`, `unsafe block`, `#[no_mangle]`, `connect` (a C symbol).
    pub what: StrId,
    /// How it was seen.
    pub via: Via,
    /// The capabilities that naming it uses; never empty.
    pub caps: CapSet,
    /// The condition under which the code exists.
    pub cfg: CfgId,
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// A module or included file that the package does not contain.
    MissingFile,
    /// A file that is not what rustc could read: invalid UTF-8, unbalanced delimiters, unknown tokens.
    Unreadable,
    /// A documented limit was reached; what lies beyond was not read.
    Limit,
    /// Code that a build script writes to `OUT_DIR`.
    GeneratedCode,
    /// Code that a proc macro writes.
    ProcMacro,
    /// A path that a macro puts together from fragments.
    MacroPath,
    /// A path or file name that is computed.
    Computed,
    /// An archive entry that was not read.
    ArchiveEntry,
}

/// What a witness could not read, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Gap {
    /// The kind.
    pub kind: GapKind,
    /// What was not read, in plain words.
    pub detail: String,
    /// Where the unread part is referred to, when known.
    pub place: Option<Place>,
    /// The condition under which it matters.
    pub cfg: CfgId,
}

/// What the sources of one package say, for every target and feature set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageFacts {
    /// Package-relative paths with `/`, indexed by [`Place::file`].
    pub files: Vec<String>,
    /// Interned strings, indexed by [`StrId`].
    pub strings: Vec<String>,
    /// Interned predicates, indexed by [`CfgId`]; the first is [`Cfg::True`].
    pub cfgs: Vec<Cfg>,
    /// One per target that was scanned, in the order asked for.
    pub targets: Vec<TargetFacts>,
    /// What the files themselves show, whatever code says.
    pub hygiene: Vec<Hygiene>,
    /// Gaps that belong to no target (archive entries).
    pub gaps: Vec<Gap>,
    /// Conditions that its build script's strings set for its other targets.
    pub sets: Vec<Setting>,
}

impl PackageFacts {
    /// The string behind an id; empty for an id that is out of range.
    #[must_use]
    pub fn str(&self, id: StrId) -> &str {
        self.strings.get(id.0 as usize).map_or("", String::as_str)
    }

    /// The predicate behind an id; `True` for an id that is out of range, so that nothing is hidden by it.
    #[must_use]
    pub fn cfg(&self, id: CfgId) -> &Cfg {
        self.cfgs.get(id.0 as usize).unwrap_or(&Cfg::True)
    }

    /// The path of a file; empty for an index that is out of range.
    #[must_use]
    pub fn file(&self, index: u32) -> &str {
        self.files.get(index as usize).map_or("", String::as_str)
    }
}

/// What one target (a library, a binary, a build script, a proc macro) says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetFacts {
    /// Where the target's code runs.
    pub site: Site,
    /// The target's name.
    pub name: String,
    /// Facts settled inside the package, in file order.
    pub facts: Vec<Fact>,
    /// Paths that leave the package; [`crate::link`] settles them when the graph is known.
    pub mentions: Vec<Mention>,
    /// What other packages can reach through this target (libraries and proc macros).
    pub exports: Exports,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What the strings give away, in file order.
    pub signs: Vec<Sign>,
}
