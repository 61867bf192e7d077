//! Puts packages together: settles the paths that leave a package (`libc::socket`, `a::n::TcpStream::connect`) against
//! what the packages of one resolved graph export, and evaluates every `cfg` for that graph.

use serde::{Deserialize, Serialize};

use crate::cfg::CfgEnv;
use crate::fact::StrId;
use crate::{CapSet, CfgId, Gap, PackageFacts, Place, Site, Via};

/// A path that leaves the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mention {
    /// `libc::socket`: the first segment is an extern crate's name, never std's.
    pub path: StrId,
    /// How it is mentioned.
    pub kind: MentionKind,
    /// Where.
    pub place: Place,
    /// The condition under which the code exists.
    pub cfg: CfgId,
}

/// How a path is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MentionKind {
    /// In an expression or a type.
    Path,
    /// `path!(..)`
    Macro,
    /// `#[path]`
    Attribute,
    /// `#[derive(path)]`
    Derive,
}

/// The names through which other packages can reach something outside this package.
/// Empty when nothing leads outside; else the first module is the crate root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exports {
    /// Modules with at least one such name.
    pub modules: Vec<ExportModule>,
}

/// One module's names that lead outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportModule {
    /// Sorted by name; a name may lead to several things under different conditions.
    pub names: Vec<(StrId, Export, CfgId)>,
    /// `pub use somewhere::*`.
    pub globs: Vec<(Export, CfgId)>,
}

/// Where an exported name leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Export {
    /// A module of the same package, by index.
    Module(u32),
    /// A path outside the package: `std::net` or one that begins with an extern crate's name.
    Path(StrId),
    /// A foreign function, by its C symbol.
    Symbol(StrId),
    /// A proc macro of this package.
    ProcMacro(StrId),
}

/// One package of a graph.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// The Cargo package name.
    pub name: &'a str,
    /// What its sources say.
    pub facts: &'a PackageFacts,
    /// What its library, binary or proc macro can name.
    pub deps: Vec<Dep>,
    /// What its build script can name.
    pub build_deps: Vec<Dep>,
    /// The worlds for which its library, binary or proc macro is compiled (host, target or both).
    pub envs: Vec<CfgEnv>,
    /// The worlds for which its build script is compiled (the host).
    pub build_envs: Vec<CfgEnv>,
}

/// An edge of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dep {
    /// The name under which code sees it (`-` is `_` here; renames applied).
    pub extern_name: String,
    /// Index of the package it leads to.
    pub node: usize,
}

/// One target of one package, settled for one graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedTarget {
    /// Where the code runs.
    pub site: Site,
    /// The target's name.
    pub name: String,
    /// Facts that hold in this graph, in file order.
    pub facts: Vec<LinkedFact>,
    /// Gaps that matter in this graph.
    pub gaps: Vec<Gap>,
    /// Facts in test code, left out.
    pub test_facts: usize,
    /// Facts under conditions that do not hold here, left out.
    pub inactive_facts: usize,
}

impl LinkedTarget {
    /// All capabilities that its facts use.
    #[must_use]
    pub fn direct(&self) -> CapSet {
        self.facts.iter().fold(CapSet::EMPTY, |set, f| set | f.caps)
    }
}

/// A fact that holds in a graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkedFact {
    /// Where.
    pub place: Place,
    /// What was named in the end: `std::net::TcpStream::connect`, `socket` (a C symbol), `unsafe block`.
    pub what: String,
    /// How it was seen.
    pub via: Via,
    /// The capabilities.
    pub caps: CapSet,
    /// The condition, [`CfgId::ALWAYS`] when there is none.
    pub cfg: CfgId,
    /// Re-exports followed on the way from what the code says to `what`: `["a::n", "std::net"]`; empty when direct.
    pub way: Vec<String>,
}

/// Settles a graph. The result has one entry per node, in the same order, with one entry per scanned target.
#[must_use]
pub fn link(nodes: &[Node<'_>]) -> Vec<Vec<LinkedTarget>> {
    let _ = nodes;
    Vec::new()
}
