//! Who calls whom: the functions of one package, what each calls, and the names by which other packages reach them.
//!
//! It is made for single packages when somebody asks for a way ([`crate::source::trace`]), not for every package of a graph.
//! [`way`] puts the packages together.

pub mod way;

use crate::{Cfg, CfgId, Place, Site};

/// The functions and calls of one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Package-relative paths, indexed by [`Place::file`].
    pub files: Vec<String>,
    /// Predicates, indexed by [`CfgId`].
    pub cfgs: Vec<Cfg>,
    /// One per target, in the order of the specs.
    pub targets: Vec<TargetTrace>,
}

/// The functions and calls of one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetTrace {
    /// Where the code runs.
    pub site: Site,
    /// The target's name.
    pub name: String,
    /// In the order in which they are read.
    pub functions: Vec<Function>,
    /// The public names, by module; the first is the root.
    pub modules: Vec<Module>,
}

/// A function, a method, or a macro defined by rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its own name; of a macro with `!`.
    pub name: String,
    /// The type or trait whose method it is.
    pub owner: Option<String>,
    /// Where its name stands.
    pub place: Place,
    /// The last line and column of its body.
    pub end: (u32, u32),
    /// Whether it says `pub`, belongs to a trait, or is a macro or proc macro.
    pub public: bool,
    /// Whether it can be called as `value.name()`.
    pub takes_self: bool,
    /// The condition under which it exists.
    pub cfg: CfgId,
    /// What it calls, in file order.
    pub calls: Vec<Call>,
}

impl Function {
    /// `Client::get`, `main`
    #[must_use]
    pub fn title(&self) -> String {
        match &self.owner {
            Some(owner) => format!("{owner}::{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where.
    pub place: Place,
    /// What.
    pub callee: Callee,
    /// Whether the code leaves no doubt; else it is told by a name, a guessed type, or a macro.
    pub certain: bool,
    /// The condition under which it exists.
    pub cfg: CfgId,
}

/// What a call calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callee {
    /// A function of the same target, by index.
    Local(u32),
    /// A path into another package: `reqwest::get`.
    Outside(String),
    /// Some method of this name; the type of the receiver is not known.
    Method(String),
}

/// The public names of one module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Names and what they mean, sorted by name.
    pub names: Vec<(String, Item)>,
    /// What `pub use ..::*` brings.
    pub globs: Vec<Item>,
}

/// What a public name means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A function of the target, by index.
    Function(u32),
    /// A type or trait, by its own name: its methods are functions with this owner.
    Type(String),
    /// A module, by index.
    Module(u32),
    /// A path into another package.
    Outside(String),
}
