//! Modules, block scopes and what their names are bound to; and resolution of a path to what it leads to in the end.
//!
//! Resolution follows rustc where that is cheap and errs towards more candidates where it is not: a binding that exists
//! only under a `cfg`, or that a macro may or may not emit, never hides what the name would mean without it.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;
use std::ops::RangeInclusive;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use tinyvec::TinyVec;

use super::Edition;
use super::builtin::BUILTIN_MACROS;
use super::intern::{Cfgs, NEVER, Name, Names};
use crate::{CfgId, table};

/// Index into [`Scopes::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ScopeId(pub(super) u32);

/// Index into [`Scopes::paths`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PathId(u32);

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Root {
    /// `a::b`, looked up from the innermost scope outwards.
    Plain,
    /// `::a::b`, or a `use` path in edition 2015.
    Global,
    /// `crate::a`, `$crate::a`
    Crate,
    /// `self::a`
    SelfModule,
    /// `super::super::a`, the number of `super`.
    Super(u8),
}

/// A path as written, with the scope it is read in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WrittenPath {
    pub(super) scope: ScopeId,
    pub(super) root: Root,
    pub(super) segments: Segments,
}

/// The names of a path; most have a few.
pub(super) type Segments = TinyVec<[Name; 4]>;

impl WrittenPath {
    fn single(scope: ScopeId, name: Name) -> Self {
        WrittenPath {
            scope,
            root: Root::SelfModule,
            segments: std::iter::once(name).collect(),
        }
    }
}

/// What a stored path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// `use path`: anything, in any namespace.
    Item,
    /// `use path::*`: a module or a type.
    Glob,
    /// `type X = path`
    Type,
    /// An associated type's name: whatever some impl sets it to.
    Associated,
    /// An associated type's name after the path of a type that may be another package's.
    Abroad,
    /// `impl path`: resolved only where `Self` is asked for.
    Impl,
    /// Whatever any impl sets the associated type of that name to.
    AnyAssociated,
    /// A name of the module that the path is read in, looked up on the way to something else.
    Member(Space, Asking),
}

/// On whose behalf a name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asking {
    /// A glob's, which must not grow by what other crates' globs may bring.
    Glob,
    Other,
}

/// What a name is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Def {
    /// `use path`
    Import(PathId),
    /// `extern crate name`
    ExternCrate(Name),
    /// `mod`
    Module(ScopeId),
    /// A function or static in an extern block, by its C symbol.
    Foreign(Name),
    /// `type X = path`
    Alias(PathId),
    /// A local type or trait.
    LocalType,
    /// A local function, constant or static.
    LocalValue,
    /// A local tuple or unit struct: both a type and a value.
    LocalBoth,
    /// A proc macro that this crate defines.
    ProcMacro,
}

/// One binding of a name in a scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Binding {
    pub(super) def: Def,
    /// The condition relative to the scope.
    pub(super) cfg: CfgId,
    pub(super) public: bool,
    /// Seen inside a macro's tokens: it may not exist, so it hides nothing.
    pub(super) weak: bool,
}

/// The bindings of one name in one scope: the first and the last in a chain through [`Scopes::bindings`].
#[derive(Clone, Copy, Debug)]
struct Bound {
    first: u32,
    last: u32,
}

/// Ends a chain.
const NONE: u32 = u32::MAX;

/// `use path::*`
#[derive(Clone, Copy, Debug)]
pub(super) struct Glob {
    pub(super) path: PathId,
    pub(super) cfg: CfgId,
    pub(super) public: bool,
}

/// A module or a block with items of its own.
#[derive(Debug)]
pub(super) struct Scope {
    /// For a block the enclosing scope, for a module its parent module.
    pub(super) parent: Option<ScopeId>,
    /// Whether it is a module: names of its parent are not in scope.
    pub(super) is_module: bool,
    /// What each name is bound to; see [`Scopes::bound_to`].
    names: FxHashMap<Name, Bound>,
    /// Those of them that are bound to more than what is declared here, some twice.
    pub(super) leading: Vec<Name>,
    pub(super) globs: Vec<Glob>,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Module(ScopeId),
    /// A path outside the package, joined with `::`.
    Outside(Name),
    /// A foreign function's C symbol.
    Symbol(Name),
    ProcMacro(Name),
    LocalType,
    #[default]
    LocalValue,
}

/// Which kind of name is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Space {
    /// Types, traits, modules, crates.
    Type,
    /// Functions, constants, statics.
    Value,
    /// Either.
    Any,
}

impl Target {
    fn is_in(self, space: Space) -> bool {
        match self {
            Target::Outside(_) => true,
            Target::Module(_) | Target::LocalType => space != Space::Value,
            Target::Symbol(_) | Target::LocalValue | Target::ProcMacro(_) => space != Space::Type,
        }
    }
}

/// What a path may lead to, each under a condition.
pub(super) type Targets = TinyVec<[(Target, CfgId); 2]>;

/// One target, always.
pub(super) fn only(target: Target) -> Targets {
    std::iter::once((target, CfgId::ALWAYS)).collect()
}

/// Steps that one path may take, each to one target, scope or glob. Honest code needs a few; chains of conditional
/// re-exports can be made to need exponentially many.
const FUEL_PER_PATH: u64 = 400_000;
/// Steps that it may take in any case, so that what is written out is found whatever the others took.
const FUEL_AT_LEAST: u64 = 64;
/// Steps that all paths of one target together may take while they are settled, and again thereafter: so many for each
/// token of its sources, within bounds. Honest code needs a few for each token; where thousands of modules bring each
/// other's names (web-sys), some forty.
const FUEL_PER_TOKEN: u64 = 128;
const FUEL_FOR_ALL: RangeInclusive<u64> = 1_000_000..=150_000_000;
/// Letters of new paths outside the package that cost as much as a step.
const LETTERS_PER_STEP: usize = 16;
/// Scopes of which to ask by way of [`Reach`] whether any has a name costs as much.
const SCOPES_PER_STEP: usize = 4096;
/// Targets kept of one path. Where an import leads through itself, paths outside grow from each other without end; honest
/// paths lead to some hundred at most.
const MOST_TARGETS: usize = 512;
/// Segments of a path outside the package. A glob of a module that leads to itself makes ever longer ones.
const MAX_SEGMENTS: usize = 128;
/// Imports that are settled one inside the other.
const SETTLING_DEPTH: u32 = 64;
/// Times that one import may be resolved anew to something else.
const MAX_CHANGES: u8 = 16;
/// Times after which it only gains: what would go back and forth is both.
const CHANGES_BOTH_WAYS: u8 = 6;

/// Names in modules whose lookup is remembered while paths are settled; honest packages have a few thousand.
const MAX_ASKED: usize = 1 << 18;
/// Times that is found out anew where globs lead while paths are settled.
const MAX_LOOKS: u32 = 16;

/// What is known of one stored path.
#[derive(Default)]
struct Settled {
    targets: Option<Rc<Targets>>,
    /// The paths that were resolved by way of it.
    dependents: PathSet,
    begun: bool,
    queued: bool,
    changes: u8,
}

impl Settled {
    fn known(&self) -> &[(Target, CfgId)] {
        self.targets.as_ref().map_or(&[], |targets| targets)
    }
}

/// A set of paths to which the same ones are added many times.
#[derive(Clone, Default)]
struct PathSet {
    list: Vec<PathId>,
    /// The one that was added last.
    last: Option<PathId>,
    /// How many of the list are known to be different.
    distinct: usize,
}

impl PathSet {
    fn insert(&mut self, id: PathId) {
        if self.last.replace(id) == Some(id) {
            return;
        }
        self.list.push(id);
        if self.list.len() >= 2 * self.distinct.max(16) {
            self.list.sort_unstable();
            self.list.dedup();
            self.distinct = self.list.len();
        }
    }
}

/// All scopes of one target, and the state of resolution.
pub(super) struct Scopes {
    pub(super) list: Vec<Scope>,
    paths: Vec<(Rc<WrittenPath>, Named)>,
    /// Associated types by name, with the paths that some impl or trait sets them to.
    pub(super) associated: FxHashMap<Name, Vec<PathId>>,
    /// Names that macro bodies define wherever they are invoked.
    pub(super) emitted: FxHashMap<Name, Vec<Binding>>,
    /// The crates that a path may begin with.
    crates: FxHashSet<Name>,
    edition: Edition,
    /// What each stored path leads to, as far as it is known; see [`Resolver::settle`].
    settled: Vec<Settled>,
    /// What a path leads to that leads nowhere.
    nothing: Rc<Targets>,
    /// Paths to be resolved again, since what they lead through changed; the globs among them apart.
    unsettled: VecDeque<PathId>,
    unsettled_globs: VecDeque<PathId>,
    depth: u32,
    /// All bindings, each with the next one of its name in its scope.
    bindings: Vec<(Binding, u32)>,
    /// Those that may lead out of the package.
    pub(super) leading: Vec<(ScopeId, Name, Def)>,
    /// For each name the last of the scopes that bind it, as an index into `binders`.
    last_binder: Vec<u32>,
    /// A scope that binds a name, and the one before that binds it too.
    binders: Vec<(ScopeId, u32)>,
    /// Which scopes globs lead to, as far as that is known.
    reach: Option<Reach>,
    /// Whether some glob leads elsewhere than `reach` says.
    moved: bool,
    /// Paths that may have been resolved by means of `reach`.
    trusting: PathSet,
    /// Paths outside, by the path above and the name.
    joined: FxHashMap<(Name, Name), Option<Name>>,
    outer_globs: FxHashMap<ScopeId, Rc<Targets>>,
    /// The number of the current walk over scopes, and for each scope the last walk that entered it.
    visit: u32,
    visited: Vec<u32>,
    /// The scopes that bind a name and that a walk, told by its number, did not enter yet, as bits.
    missing: (u32, Vec<u64>),
    /// Outside paths that globs may lead to only by way of another crate's glob.
    derived: FxHashSet<Name>,
    /// What names in modules lead to, once everything is settled.
    members: FxHashMap<(ScopeId, Name, Space), Rc<Targets>>,
    /// What globs of modules bring, then too; by whether what is not `pub` is visible.
    brought: FxHashMap<(ScopeId, Name, Space, bool), Rc<Brought>>,
    /// While it is not: the paths that stand for such names.
    asked: FxHashMap<(ScopeId, Name, Space, Asking), PathId>,
    /// For each associated type's name the path of [`Named::AnyAssociated`].
    any_associated: FxHashMap<Name, PathId>,
    settling: Option<PathId>,
    /// The steps that are left to the current path, and to all of them.
    fuel: u64,
    fuel_for_all: u64,
    /// Whether some path was given up for lack of fuel.
    pub(super) exhausted: bool,
}

pub(super) const ROOT: ScopeId = ScopeId(0);

/// The crates that every crate can name.
pub(super) const STD_CRATES: [&str; 5] = ["std", "core", "alloc", "proc_macro", "test"];

/// Whether a joined outside path leads into the standard library.
pub(super) fn is_std(path: &str) -> bool {
    let is_root = |krate: &&str| match path.strip_prefix(*krate) {
        Some(rest) => rest.is_empty() || rest.starts_with("::"),
        None => false,
    };
    STD_CRATES.iter().any(is_root)
}

impl Scopes {
    pub(super) fn new(edition: Edition, crates: FxHashSet<Name>) -> Self {
        Scopes {
            list: vec![Scope::new(None, true)],
            paths: Vec::new(),
            associated: FxHashMap::default(),
            emitted: FxHashMap::default(),
            crates,
            edition,
            settled: Vec::new(),
            nothing: Rc::default(),
            unsettled: VecDeque::new(),
            unsettled_globs: VecDeque::new(),
            depth: 0,
            bindings: Vec::new(),
            leading: Vec::new(),
            last_binder: Vec::new(),
            binders: Vec::new(),
            reach: None,
            moved: false,
            trusting: PathSet::default(),
            joined: FxHashMap::default(),
            outer_globs: FxHashMap::default(),
            visit: 0,
            visited: Vec::new(),
            missing: (0, Vec::new()),
            derived: FxHashSet::default(),
            members: FxHashMap::default(),
            brought: FxHashMap::default(),
            asked: FxHashMap::default(),
            any_associated: FxHashMap::default(),
            settling: None,
            fuel: 0,
            fuel_for_all: 0,
            exhausted: false,
        }
    }

    pub(super) fn add(&mut self, parent: ScopeId, is_module: bool) -> ScopeId {
        self.list.push(Scope::new(Some(parent), is_module));
        ScopeId(self.list.len() as u32 - 1)
    }

    pub(super) fn get(&self, id: ScopeId) -> &Scope {
        &self.list[id.0 as usize]
    }

    pub(super) fn get_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.list[id.0 as usize]
    }

    pub(super) fn bind(&mut self, scope: ScopeId, name: Name, binding: Binding) {
        let index = self.bindings.len() as u32;
        self.bindings.push((binding, NONE));
        if let Def::Import(_) | Def::Alias(_) | Def::Foreign(_) | Def::ExternCrate(_) = binding.def
        {
            self.leading.push((scope, name, binding.def));
        }
        let Scopes {
            list,
            bindings,
            binders,
            last_binder,
            ..
        } = self;
        let here = &mut list[scope.0 as usize];
        if !matches!(
            binding.def,
            Def::LocalType | Def::LocalValue | Def::LocalBoth
        ) {
            here.leading.push(name);
        }
        match here.names.entry(name) {
            Entry::Occupied(mut bound) => {
                let last = std::mem::replace(&mut bound.get_mut().last, index);
                bindings[last as usize].1 = index;
            }
            Entry::Vacant(free) => {
                free.insert(Bound {
                    first: index,
                    last: index,
                });
                let slot = name.0 as usize;
                if last_binder.len() <= slot {
                    last_binder.resize(slot + 1, NONE);
                }
                let before = std::mem::replace(&mut last_binder[slot], binders.len() as u32);
                binders.push((scope, before));
            }
        }
    }

    /// What a name is bound to in a scope, in the order of the source.
    pub(super) fn bound_to(&self, scope: ScopeId, name: Name) -> impl Iterator<Item = Binding> {
        self.follow(self.first(scope, name))
    }

    /// Whether a name that is seen from a scope was bound by a `use` or an `extern crate` so far.
    pub(super) fn imports(&self, scope: ScopeId, name: Name) -> bool {
        let imports = |b: Binding| !b.weak && matches!(b.def, Def::Import(_) | Def::ExternCrate(_));
        self.chain(scope)
            .any(|s| self.bound_to(s, name).any(imports))
    }

    /// All names that a scope binds.
    pub(super) fn names(
        &self,
        scope: ScopeId,
    ) -> impl Iterator<Item = (Name, impl Iterator<Item = Binding>)> {
        let names = self.get(scope).names.iter();
        names.map(|(name, bound)| (*name, self.follow(bound.first)))
    }

    fn follow(&self, first: u32) -> impl Iterator<Item = Binding> {
        let links = std::iter::successors(self.link(first), |(_, next)| self.link(*next));
        links.map(|(binding, _)| binding)
    }

    /// Where the chain of a name's bindings begins.
    fn first(&self, scope: ScopeId, name: Name) -> u32 {
        self.get(scope).names.get(&name).map_or(NONE, |b| b.first)
    }

    /// One binding of a chain, and where the next one is.
    fn link(&self, at: u32) -> Option<(Binding, u32)> {
        self.bindings.get(at as usize).copied()
    }

    /// The scopes that bind a name, the last one first.
    fn binders(&self, name: Name) -> impl Iterator<Item = ScopeId> {
        let link = |at: u32| self.binders.get(at as usize);
        let last = self.last_binder.get(name.0 as usize).copied();
        let links =
            std::iter::successors(link(last.unwrap_or(NONE)), move |(_, before)| link(*before));
        links.map(|(scope, _)| *scope)
    }

    /// Whether some scope binds the name.
    fn is_bound(&self, name: Name) -> bool {
        self.binders(name).next().is_some()
    }

    /// Whether it is certain, as far as globs are settled, that a walk finds a name neither in a scope nor through its globs,
    /// unless in scopes that it entered already.
    fn is_absent(&mut self, scope: ScopeId, name: Name, visit: u32) -> bool {
        /// So many scopes are looked at.
        const BINDERS: usize = 1024;
        let Some(row) = self.reach.as_ref().and_then(|reach| reach.row(scope)) else {
            return false;
        };
        let (of, mut missing) = std::mem::take(&mut self.missing);
        if of != visit {
            missing.clear();
            missing.resize(row.len(), 0);
            let mut binders = self.binders(name);
            let first = binders.by_ref().take(BINDERS);
            for binder in first.filter(|b| self.visited[b.0 as usize] != visit) {
                let (word, bit) = place(binder);
                missing[word] |= bit;
            }
            if binders.next().is_some() {
                missing.fill(!0);
            }
        }
        let mut words = row.iter().zip(&missing);
        let absent = words.all(|(row, missing)| row & missing == 0);
        self.missing = (visit, missing);
        absent
    }

    /// Stores a path that is written as a declaration of the given form.
    pub(super) fn path(&mut self, path: WrittenPath, named: Named) -> PathId {
        self.paths.push((Rc::new(path), named));
        PathId(self.paths.len() as u32 - 1)
    }

    /// Takes so many steps from what is left to all paths.
    fn burn(&mut self, steps: usize) {
        self.fuel_for_all = self.fuel_for_all.saturating_sub(steps as u64);
    }

    /// Notes that what is resolved now relies on where globs lead.
    fn trust(&mut self) {
        if let Some(path) = self.settling {
            self.trusting.insert(path);
        }
    }

    /// On whose behalf is resolved what is resolved now.
    fn asking(&self) -> Asking {
        match self.settling.map(|id| self.paths[id.0 as usize].1) {
            Some(Named::Glob) => Asking::Glob,
            Some(Named::Member(_, asking)) => asking,
            _ => Asking::Other,
        }
    }

    /// The module that a scope lies in.
    pub(super) fn module_of(&self, mut scope: ScopeId) -> ScopeId {
        while !self.get(scope).is_module {
            match self.get(scope).parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        scope
    }

    /// Whether some `use` names, at its end, a thing of that name.
    pub(super) fn is_imported(&self, name: Name) -> bool {
        let ends = |(path, named): &(Rc<WrittenPath>, Named)| {
            *named == Named::Item && path.segments.last() == Some(&name)
        };
        self.paths.iter().any(ends)
    }

    /// Whether a scope lies in a module, and so sees its private names.
    fn lies_in(&self, scope: ScopeId, module: ScopeId) -> bool {
        let mut around = std::iter::successors(Some(scope), |&s| self.get(s).parent);
        around.any(|s| s == module)
    }

    /// The scope itself and the blocks and module around it, innermost first.
    pub(super) fn chain(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        std::iter::successors(Some(scope), |&s| {
            let scope = self.get(s);
            if scope.is_module { None } else { scope.parent }
        })
    }

    /// The written path behind an id.
    pub(super) fn written(&self, id: PathId) -> &WrittenPath {
        &self.paths[id.0 as usize].0
    }
}

impl Scope {
    /// The scope whose names are in scope here too.
    pub(super) fn outer(&self) -> Option<ScopeId> {
        if self.is_module { None } else { self.parent }
    }

    fn new(parent: Option<ScopeId>, is_module: bool) -> Self {
        Scope {
            parent,
            is_module,
            names: FxHashMap::default(),
            leading: Vec::new(),
            globs: Vec::new(),
        }
    }
}

/// Where the globs of scopes lead.
struct Reach {
    /// For each scope its row of bits, which says what scopes its globs lead to, itself among them; or [`NONE`].
    rows: Vec<u32>,
    bits: Vec<u64>,
    /// For each scope the single steps.
    edges: Vec<Rc<[Edge]>>,
}

/// One thing that a glob leads to.
#[derive(Clone, Copy)]
struct Edge {
    glob: PathId,
    public: bool,
    target: Target,
    /// The condition relative to the glob's scope.
    cfg: CfgId,
}

impl Reach {
    fn add(&mut self, scope: usize, row: Vec<u64>) {
        self.rows[scope] = (self.bits.len() / row.len()) as u32;
        self.bits.extend(row);
    }

    /// The scopes that globs lead to from one, as bits; `None` when some glob leads out of the package, or when it takes
    /// more steps than are left.
    fn reached_from(&self, scope: usize, left: &mut u64) -> Option<Vec<u64>> {
        let mut row = vec![0u64; self.edges.len().div_ceil(64)];
        let mut queue = vec![scope];
        while let Some(scope) = queue.pop() {
            let bit = 1 << (scope % 64);
            let word = &mut row[scope / 64];
            if *word & bit != 0 {
                continue;
            }
            *word |= bit;
            let edges = &self.edges[scope];
            *left = left.checked_sub(edges.len() as u64)?;
            for edge in edges.iter() {
                match edge.target {
                    Target::Module(module) => queue.push(module.0 as usize),
                    Target::Outside(_) => return None,
                    _ => {}
                }
            }
        }
        Some(row)
    }

    fn row(&self, scope: ScopeId) -> Option<&[u64]> {
        let row = *self.rows.get(scope.0 as usize)?;
        let words = self.rows.len().div_ceil(64);
        let from = row as usize * words;
        self.bits.get(from..from + words)
    }
}

/// Where the bit of a scope lies.
fn place(scope: ScopeId) -> (usize, u64) {
    (scope.0 as usize / 64, 1 << (scope.0 % 64))
}

/// What a glob of a module brings under one name.
struct Brought {
    found: Targets,
    from_globs: Targets,
    /// The condition under which the module does not have it.
    rest: Option<CfgId>,
}

/// One name being looked up.
struct Lookup {
    name: Name,
    space: Space,
    found: Targets,
    /// How much of that is by bindings that may not exist.
    uncertain: usize,
    /// What it may be by way of another crate's glob.
    from_globs: Targets,
    /// The walk over scopes that it is on.
    visit: u32,
    /// Whether it is for what a glob brings, and so enters each scope at most once.
    inner: bool,
}

impl Lookup {
    fn new(name: Name, space: Space) -> Self {
        Lookup {
            name,
            space,
            found: Targets::new(),
            uncertain: 0,
            from_globs: Targets::new(),
            visit: 0,
            inner: false,
        }
    }
}

/// Resolution: the scopes with the tables that it interns into.
pub(super) struct Resolver<'a> {
    pub(super) scopes: &'a mut Scopes,
    pub(super) names: &'a mut Names,
    pub(super) cfgs: &'a mut Cfgs,
}

impl Resolver<'_> {
    /// Resolves all stored paths, which lead through each other, until nothing changes. To be called when everything is
    /// declared and before anything else is resolved. The more tokens were read, the longer it may take.
    pub(super) fn settle(&mut self, tokens: usize) {
        let fuel =
            (tokens as u64 * FUEL_PER_TOKEN).clamp(*FUEL_FOR_ALL.start(), *FUEL_FOR_ALL.end());
        self.scopes.fuel_for_all = fuel;
        self.settle_all();
        // What the bodies mention has its own.
        self.scopes.fuel_for_all = fuel;
        // Given up when it was found out too often.
        if self.scopes.reach.is_none() {
            self.scopes.reach = self.reach();
        }
    }

    fn settle_all(&mut self) {
        self.any_associated();
        let count = self.scopes.paths.len();
        self.scopes.settled = (0..count).map(|_| Settled::default()).collect();
        // Everything leads through globs, so that they come first, and again before anything else when they change.
        let is_glob = |id: &PathId| self.scopes.paths[id.0 as usize].1 == Named::Glob;
        let (globs, others): (Vec<PathId>, Vec<PathId>) =
            (0..count as u32).map(PathId).partition(is_glob);
        for &id in &globs {
            self.guess(id);
        }
        self.scopes.reach = self.reach();
        for id in globs {
            self.settle_one(id);
        }
        let mut others = others.into_iter();
        let mut looks = 0;
        loop {
            let scopes = &mut *self.scopes;
            if scopes.fuel_for_all > 0
                && let Some(id) = scopes.unsettled_globs.pop_front()
            {
                self.settle_again(id);
            } else if std::mem::take(&mut scopes.moved) {
                looks += 1;
                let trusting = std::mem::take(&mut scopes.trusting);
                scopes.reach = None;
                if looks < MAX_LOOKS {
                    self.scopes.reach = self.reach();
                }
                self.queue(trusting.list);
            } else if let Some(id) = others.next() {
                self.settle_one(id);
            } else if scopes.fuel_for_all > 0
                && let Some(id) = scopes.unsettled.pop_front()
            {
                self.settle_again(id);
            } else {
                break;
            }
        }
        let scopes = &mut *self.scopes;
        scopes.exhausted |= !(scopes.unsettled.is_empty() && scopes.unsettled_globs.is_empty());
    }

    /// Resolves a path that was queued.
    fn settle_again(&mut self, id: PathId) {
        let settled = &mut self.scopes.settled[id.0 as usize];
        settled.queued = false;
        match settled.begun {
            true => self.resettle(id),
            false => self.settle_one(id),
        }
    }

    /// Takes a glob to lead where it leads if neither imports nor other globs have a part in that. Mostly that is right;
    /// it is found out when all globs lead somewhere.
    fn guess(&mut self, id: PathId) {
        self.refuel();
        let path = Rc::clone(&self.scopes.paths[id.0 as usize].0);
        if let Some(mut targets) = self.declared(&path).filter(|found| !found.is_empty()) {
            self.tidy(&mut targets);
            let settled = &mut self.scopes.settled[id.0 as usize];
            settled.targets = Some(Rc::new(targets));
            settled.begun = true;
            self.queue(vec![id]);
        }
    }

    /// Where a path leads by way of declared modules and names of crates alone.
    fn declared(&mut self, path: &WrittenPath) -> Option<Targets> {
        let mut segments = path.segments.iter();
        let mut found = match (path.root, self.begin(path)) {
            (_, Some(module)) => only(Target::Module(module)),
            (Root::Plain, None) => {
                let mut lookup = Lookup::new(*segments.next()?, Space::Type);
                if self.scopes.emitted.contains_key(&lookup.name) {
                    return None;
                }
                let mut open = Some(CfgId::ALWAYS);
                let mut next = Some(path.scope);
                while let (Some(here), Some(scope)) = (open, next) {
                    open = self.declared_in(scope, here, &mut lookup)?;
                    next = self.scopes.get(scope).outer();
                }
                if let Some(open) = open {
                    self.extern_prelude(open, &mut lookup);
                }
                lookup.found
            }
            _ => return None,
        };
        for &name in segments {
            let mut lookup = Lookup::new(name, Space::Type);
            for &(target, cfg) in found.iter() {
                match target {
                    Target::Module(module) => {
                        self.declared_in(module, cfg, &mut lookup)?;
                    }
                    Target::Outside(path) => {
                        let joined = self.outside(path, name);
                        let joined = joined.map(|path| (Target::Outside(path), cfg));
                        lookup.found.extend(joined);
                    }
                    _ => return None,
                }
            }
            found = lookup.found;
        }
        Some(found)
    }

    /// Looks a name up among the modules that a scope declares; `None` when it is bound to anything else there.
    fn declared_in(
        &mut self,
        scope: ScopeId,
        open: CfgId,
        lookup: &mut Lookup,
    ) -> Option<Option<CfgId>> {
        let is_module = |b: Binding| matches!(b.def, Def::Module(_));
        let declares = self.scopes.bound_to(scope, lookup.name).all(is_module);
        declares.then(|| self.bound_in(scope, open, true, lookup))
    }

    /// Resolves a stored path for the first time.
    fn settle_one(&mut self, id: PathId) {
        if self.scopes.paths[id.0 as usize].1 != Named::Impl
            && !std::mem::replace(&mut self.scopes.settled[id.0 as usize].begun, true)
        {
            self.resettle(id);
        }
    }

    fn resettle(&mut self, id: PathId) {
        let outer = (self.scopes.settling.replace(id), self.scopes.fuel);
        self.refuel();
        self.scopes.depth += 1;
        let (path, named) = self.scopes.paths[id.0 as usize].clone();
        let mut targets = match named {
            Named::Associated => Targets::clone(&self.associated_as(path.segments[0])),
            Named::AnyAssociated => self.set_to(path.segments[0]),
            Named::Member(space, _) => self.look_up(path.scope, path.segments[0], space),
            Named::Item => self.resolve(&path, Space::Any),
            Named::Abroad => self.abroad(WrittenPath::clone(&path)),
            _ => self.resolve(&path, Space::Type),
        };
        self.scopes.depth -= 1;
        (self.scopes.settling, self.scopes.fuel) = outer;
        let settled = &mut self.scopes.settled[id.0 as usize];
        if settled.changes >= CHANGES_BOTH_WAYS {
            targets.extend_from_slice(settled.known());
            self.tidy(&mut targets);
        }
        let settled = &mut self.scopes.settled[id.0 as usize];
        if settled.known() == &targets[..] {
            return;
        }
        settled.changes += 1;
        if settled.changes > MAX_CHANGES {
            self.scopes.exhausted = true;
            return;
        }
        settled.targets = Some(Rc::new(targets));
        let dependents = settled.dependents.list.clone();
        self.scopes.burn(dependents.len());
        self.queue(dependents);
        self.scopes.moved |= named == Named::Glob;
    }

    fn abroad(&mut self, mut path: WrittenPath) -> Targets {
        let Some(assoc) = path.segments.pop() else {
            return Targets::new();
        };
        let mut targets = Targets::clone(&self.resolve(&path, Space::Type));
        targets.retain(|(t, _)| matches!(t, Target::Outside(p) if !is_std(self.names.text(*p))));
        self.step(&targets, &[assoc], 0, Space::Type)
    }

    fn queue(&mut self, paths: Vec<PathId>) {
        for path in paths {
            let scopes = &mut *self.scopes;
            if std::mem::replace(&mut scopes.settled[path.0 as usize].queued, true) {
                continue;
            }
            match scopes.paths[path.0 as usize].1 {
                Named::Glob => scopes.unsettled_globs.push_back(path),
                _ => scopes.unsettled.push_back(path),
            }
        }
    }

    /// Adds a path for what each associated type may be.
    fn any_associated(&mut self) {
        let mut names: Vec<Name> = self.scopes.associated.keys().copied().collect();
        names.sort_unstable();
        for name in names {
            let id = self
                .scopes
                .path(WrittenPath::single(ROOT, name), Named::AnyAssociated);
            self.scopes.any_associated.insert(name, id);
        }
    }

    /// What each associated type may be, by name.
    pub(super) fn all_associated(&mut self) -> Vec<(Name, Targets)> {
        let mut all: Vec<_> = self.scopes.any_associated.clone().into_iter().collect();
        all.retain(|(name, _)| !self.names.text(*name).starts_with('<'));
        all.sort_unstable();
        let stored = |(name, path)| (name, Targets::clone(&self.stored(path)));
        all.into_iter().map(stored).collect()
    }

    /// What the associated type of that name may be.
    fn associated_as(&mut self, name: Name) -> Rc<Targets> {
        match self.scopes.any_associated.get(&name) {
            Some(&id) => self.stored(id),
            None => Rc::clone(&self.scopes.nothing),
        }
    }

    /// What all impls set the associated type of that name to.
    fn set_to(&mut self, name: Name) -> Targets {
        let mut targets = Targets::new();
        for id in self
            .scopes
            .associated
            .get(&name)
            .cloned()
            .unwrap_or_default()
        {
            let stored = self.stored(id);
            if !self.spend(stored.len()) {
                break;
            }
            targets.extend_from_slice(&stored);
        }
        self.tidy(&mut targets);
        targets
    }

    /// Where the globs lead now; `None` when that would be too much to keep.
    fn reach(&mut self) -> Option<Reach> {
        /// Bits kept, and steps taken to find them.
        const MOST: usize = 1 << 26;
        let scopes = &self.scopes;
        let count = scopes.list.len();
        let with_globs = || {
            let scopes = scopes.list.iter().enumerate();
            scopes.filter(|(_, scope)| !scope.globs.is_empty())
        };
        let globs: usize = with_globs().map(|(_, scope)| scope.globs.len()).sum();
        if with_globs().count() * count.max(globs) > MOST {
            return None;
        }
        let indices: Vec<usize> = with_globs().map(|(index, _)| index).collect();
        let mut reach = Reach {
            rows: vec![NONE; count],
            bits: Vec::new(),
            edges: vec![Rc::default(); count],
        };
        for &index in &indices {
            reach.edges[index] = self.edges_of(ScopeId(index as u32));
            self.scopes.burn(reach.edges[index].len());
            if self.scopes.fuel_for_all == 0 {
                return None;
            }
        }
        for index in indices {
            if let Some(row) = reach.reached_from(index, &mut self.scopes.fuel_for_all) {
                reach.add(index, row);
            }
        }
        Some(reach)
    }

    /// What the globs of a scope lead to.
    fn edges_of(&mut self, scope: ScopeId) -> Rc<[Edge]> {
        let mut edges = Vec::new();
        for index in 0..self.scopes.get(scope).globs.len() {
            let glob = self.scopes.get(scope).globs[index];
            for &(target, cfg) in self.stored(glob.path).iter() {
                edges.push(Edge {
                    glob: glob.path,
                    public: glob.public,
                    target,
                    cfg: self.cfgs.and(glob.cfg, cfg),
                });
            }
        }
        edges.into()
    }

    /// The same, mostly known before.
    fn edges(&mut self, scope: ScopeId) -> Rc<[Edge]> {
        match &self.scopes.reach {
            Some(reach) => {
                let edges = Rc::clone(&reach.edges[scope.0 as usize]);
                self.scopes.trust();
                edges
            }
            None => self.edges_of(scope),
        }
    }

    /// Whether a module's own imports or globs lead to authority of std, or its globs to another crate.
    pub(super) fn leads_out(&mut self, module: ScopeId) -> bool {
        self.refuel();
        if !self.outer_globs(module).is_empty() {
            return true;
        }
        let imports = self.scopes.names(module).flat_map(|(_, bound)| bound);
        let paths: Vec<PathId> = imports
            .filter_map(|b| match b.def {
                Def::Import(path) => Some(path),
                _ => None,
            })
            .collect();
        paths.into_iter().any(|path| {
            let targets = self.stored(path);
            let leads = |t: &Target| matches!(t, Target::Outside(p) if table::std_prefix(self.names.text(*p)));
            targets.iter().any(|(t, _)| leads(t))
        })
    }

    /// Everything that `path` may lead to.
    pub(super) fn resolve(&mut self, path: &WrittenPath, space: Space) -> Targets {
        self.refuel();
        let mut targets = match space {
            // Each namespace by itself: a type hides no function.
            Space::Any => {
                let mut targets = self.walk(path, Space::Type);
                // Functions of std are found as values; as types they would pass by what hides them.
                targets
                    .retain(|(t, _)| !matches!(t, Target::Outside(p) if self.is_std_function(*p)));
                targets.extend_from_slice(&self.walk(path, Space::Value));
                targets
            }
            space => self.walk(path, space),
        };
        self.tidy(&mut targets);
        targets
    }

    fn is_std_function(&self, path: Name) -> bool {
        let path = self.names.text(path);
        is_std(path) && table::std_path(path).is_some() && !table::std_prefix(path)
    }

    /// What a stored path may lead to, in any namespace.
    pub(super) fn stored(&mut self, id: PathId) -> Rc<Targets> {
        if let Some(asking) = self.scopes.settling {
            // Mostly this order leaves nothing to be done twice; what leads in circles is taken up again later.
            if self.scopes.depth < SETTLING_DEPTH {
                self.settle_one(id);
            } else if !self.scopes.settled[id.0 as usize].begun {
                self.queue(vec![id]);
            }
            self.scopes.settled[id.0 as usize].dependents.insert(asking);
        }
        let settled = self.scopes.settled.get(id.0 as usize);
        let targets = settled.and_then(|s| s.targets.as_ref());
        Rc::clone(targets.unwrap_or(&self.scopes.nothing))
    }

    /// Gives the path that is begun what it may spend.
    fn refuel(&mut self) {
        let left = self.scopes.fuel_for_all.min(FUEL_PER_PATH);
        self.scopes.fuel = left.max(FUEL_AT_LEAST);
    }

    /// Takes so many steps, if they are left.
    fn spend(&mut self, steps: usize) -> bool {
        let scopes = &mut *self.scopes;
        scopes.burn(steps);
        let steps = steps as u64;
        let enough = steps <= scopes.fuel;
        scopes.fuel = scopes.fuel.saturating_sub(steps);
        scopes.exhausted |= !enough;
        enough
    }

    /// Sorts targets and drops what is said twice. Of more than are kept these are the first: what is no path outside, paths
    /// of std, and the shortest, from which the others grew.
    fn tidy(&mut self, targets: &mut Targets) {
        tidy(targets);
        if targets.len() <= MOST_TARGETS {
            return;
        }
        targets.sort_by_key(|(target, _)| match target {
            Target::Outside(path) => {
                let path = self.names.text(*path);
                (!is_std(path), path.len())
            }
            _ => (false, 0),
        });
        targets.truncate(MOST_TARGETS);
        tidy(targets);
        self.scopes.exhausted = true;
    }

    /// The module that a path says that it begins in.
    fn begin(&self, path: &WrittenPath) -> Option<ScopeId> {
        let module = self.scopes.module_of(path.scope);
        let above = |module: ScopeId| {
            let parent = self.scopes.get(module).parent;
            parent.map_or(module, |parent| self.scopes.module_of(parent))
        };
        match path.root {
            Root::Plain | Root::Global => None,
            Root::Crate => Some(ROOT),
            Root::SelfModule => Some(module),
            Root::Super(n) => Some((0..n).fold(module, |module, _| above(module))),
        }
    }

    fn walk(&mut self, path: &WrittenPath, space: Space) -> Targets {
        let last = path.segments.len().saturating_sub(1);
        let space_at = |i: usize| if i == last { space } else { Space::Type };
        let mut rest = 1;
        let mut found = Targets::new();
        match (self.begin(path), path.segments.first()) {
            (Some(module), _) => {
                rest = 0;
                found.push((Target::Module(module), CfgId::ALWAYS));
            }
            (None, Some(&first)) if path.root == Root::Plain => {
                self.lexical(path.scope, first, space_at(0), &mut found)
            }
            (None, Some(&first)) => self.global(first, space_at(0), &mut found),
            (None, None) => found.push((Target::Module(ROOT), CfgId::ALWAYS)),
        }
        for i in rest..path.segments.len() {
            found = self.step(&found, &path.segments, i, space_at(i));
        }
        if found.is_empty() {
            self.associated(&path.segments, &mut found);
        }
        found
    }

    /// From what the segments before `i` lead to, to what the segment `i` leads to.
    fn step(
        &mut self,
        from: &[(Target, CfgId)],
        segments: &[Name],
        i: usize,
        space: Space,
    ) -> Targets {
        let name = segments[i];
        let mut next = Targets::new();
        for &(target, cfg) in from {
            if !self.spend(1) {
                break;
            }
            match target {
                Target::Module(module) => {
                    let members = self.member(module, name, space);
                    if !self.spend(members.len()) {
                        break;
                    }
                    for &(t, c) in members.iter() {
                        let cfg = self.cfgs.and(cfg, c);
                        if cfg != NEVER {
                            next.push((t, cfg));
                        }
                    }
                }
                Target::Outside(path) => {
                    if let Some(path) = self.outside(path, name) {
                        next.push((Target::Outside(path), cfg));
                    }
                }
                Target::LocalType => {
                    self.associated(segments.get(..=i + 1).unwrap_or(&[]), &mut next)
                }
                Target::Symbol(_) | Target::LocalValue | Target::ProcMacro(_) => {}
            }
        }
        next
    }

    /// `.. :: Assoc :: last`: what some impl sets `Assoc` to may be what it is here.
    fn associated(&mut self, segments: &[Name], found: &mut Targets) {
        let [.., assoc, last] = segments else { return };
        if segments.len() < 2 {
            return;
        }
        if self.scopes.any_associated.is_empty() {
            return;
        }
        let targets = self.associated_as(*assoc);
        found.extend_from_slice(&self.step(&targets, &[*last], 0, Space::Any));
    }

    /// The joined path, unless nothing in the standard library's table lies there.
    fn outside(&mut self, path: Name, name: Name) -> Option<Name> {
        if let Some(&known) = self.scopes.joined.get(&(path, name)) {
            return known;
        }
        let letters = self.names.text(path).len() + self.names.text(name).len();
        if !self.spend(letters / LETTERS_PER_STEP) {
            return None;
        }
        let joined = self.join(path, name);
        self.scopes.joined.insert((path, name), joined);
        joined
    }

    fn join(&mut self, path: Name, name: Name) -> Option<Name> {
        let joined = [self.names.text(path), self.names.text(name)].join("::");
        if is_std(&joined) && !std_matters(&joined) {
            return None;
        }
        // No name has a colon.
        if memchr::memchr_iter(b':', joined.as_bytes()).count() >= 2 * MAX_SEGMENTS {
            self.scopes.exhausted = true;
            return None;
        }
        Some(self.names.intern(&joined))
    }

    /// A name looked up from a scope outwards, then among crates.
    fn lexical(&mut self, scope: ScopeId, name: Name, space: Space, found: &mut Targets) {
        let mut lookup = Lookup::new(name, space);
        let mut open = Some(CfgId::ALWAYS);
        let mut next = Some(scope);
        while let (Some(here), Some(scope)) = (open, next) {
            self.begin_visit(&mut lookup);
            open = self.in_scope(scope, here, true, &mut lookup);
            next = self.scopes.get(scope).outer();
        }
        if let Some(open) = open {
            for index in 0..self.scopes.emitted.get(&name).map_or(0, Vec::len) {
                let binding = self.scopes.emitted[&name][index];
                self.through(binding, open, &mut lookup);
            }
            self.extern_prelude(open, &mut lookup);
        }
        found.extend_from_slice(&self.finish(lookup));
    }

    /// A name looked up in a module of this package.
    fn member(&mut self, module: ScopeId, name: Name, space: Space) -> Rc<Targets> {
        if self.scopes.settling.is_some() {
            return match self.member_path(module, name, space) {
                Some(id) => self.stored(id),
                None => Rc::new(self.look_up(module, name, space)),
            };
        }
        let key = (module, name, space);
        if let Some(known) = self.scopes.members.get(&key) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.look_up(module, name, space));
        self.scopes.members.insert(key, Rc::clone(&found));
        found
    }

    fn look_up(&mut self, module: ScopeId, name: Name, space: Space) -> Targets {
        let mut lookup = Lookup::new(name, space);
        self.begin_visit(&mut lookup);
        self.in_scope(module, CfgId::ALWAYS, true, &mut lookup);
        let mut found = self.finish(lookup);
        self.tidy(&mut found);
        found
    }

    /// The path that stands for a module's name while paths are settled: many lead through the same one. `None` when
    /// there are more than are kept.
    fn member_path(&mut self, module: ScopeId, name: Name, space: Space) -> Option<PathId> {
        let scopes = &mut *self.scopes;
        let key = (module, name, space, scopes.asking());
        if let Some(&id) = scopes.asked.get(&key) {
            return Some(id);
        }
        if scopes.asked.len() >= MAX_ASKED {
            return None;
        }
        let id = scopes.path(
            WrittenPath::single(module, name),
            Named::Member(space, key.3),
        );
        scopes.settled.push(Settled::default());
        scopes.asked.insert(key, id);
        Some(id)
    }

    /// `::name`, and the first segment of a `use` path in edition 2015.
    fn global(&mut self, name: Name, space: Space, found: &mut Targets) {
        let mut lookup = Lookup::new(name, space);
        let mut open = Some(CfgId::ALWAYS);
        if self.scopes.edition == Edition::E2015 {
            self.begin_visit(&mut lookup);
            open = self.in_scope(ROOT, CfgId::ALWAYS, true, &mut lookup);
        }
        if let Some(open) = open {
            self.extern_prelude(open, &mut lookup);
        }
        found.extend_from_slice(&self.finish(lookup));
    }

    fn finish(&mut self, lookup: Lookup) -> Targets {
        let mut found = lookup.found;
        // While imports are settled, what another crate's glob may bring counts only where nothing else is certain:
        // else two globs could lengthen each other's paths without end.
        if self.scopes.settling.is_none() || found.len() == lookup.uncertain {
            found.extend_from_slice(&lookup.from_globs);
        }
        found
    }

    fn extern_prelude(&mut self, open: CfgId, lookup: &mut Lookup) {
        // `extern crate a as b;` in the crate root puts `b` into the prelude of every module.
        let mut open = open;
        let mut next = self.scopes.first(ROOT, lookup.name);
        while let Some((binding, after)) = self.scopes.link(next) {
            next = after;
            if matches!(binding.def, Def::ExternCrate(_)) && self.through(binding, open, lookup) {
                match self.without(open, binding.cfg) {
                    Some(rest) => open = rest,
                    None => return,
                }
            }
        }
        if self.is_crate(lookup.name) {
            lookup.found.push((Target::Outside(lookup.name), open));
        }
    }

    fn is_crate(&self, name: Name) -> bool {
        self.scopes.crates.contains(&name)
    }

    /// Begins a walk over scopes that enters each at most once.
    fn begin_visit(&mut self, lookup: &mut Lookup) {
        self.scopes.visit += 1;
        lookup.visit = self.scopes.visit;
        let count = self.scopes.list.len();
        self.scopes.visited.resize(count, 0);
    }

    fn enters(&mut self, scope: ScopeId, visit: u32) -> bool {
        if self.scopes.missing.0 == visit {
            let (word, bit) = place(scope);
            self.scopes.missing.1[word] &= !bit;
        }
        std::mem::replace(&mut self.scopes.visited[scope.0 as usize], visit) != visit
            && self.spend(1)
    }

    /// What other crates' globs, reached through any number of the package's own, bring into a scope. Only once everything
    /// is settled.
    fn outer_globs(&mut self, scope: ScopeId) -> Rc<Targets> {
        if let Some(known) = self.scopes.outer_globs.get(&scope) {
            return Rc::clone(known);
        }
        let mut found = Targets::new();
        let mut reached = FxHashMap::from_iter([(scope, CfgId::ALWAYS)]);
        let mut queue = vec![scope];
        while let Some(scope) = queue.pop() {
            let under = reached[&scope];
            let edges = self.edges(scope);
            if !self.spend(edges.len()) {
                break;
            }
            for edge in edges.iter() {
                let here = self.cfgs.and(under, edge.cfg);
                match edge.target {
                    Target::Outside(_) => found.push((edge.target, here)),
                    Target::Module(module) => match reached.get(&module).copied() {
                        None => {
                            reached.insert(module, here);
                            queue.push(module);
                        }
                        Some(before) if before == here || before == CfgId::ALWAYS => {}
                        // Reached by two ways: under either condition, which is taken for always.
                        Some(_) => {
                            reached.insert(module, CfgId::ALWAYS);
                            queue.push(module);
                        }
                    },
                    _ => {}
                }
            }
        }
        self.tidy(&mut found);
        let found = Rc::new(found);
        self.scopes.outer_globs.insert(scope, Rc::clone(&found));
        found
    }

    /// Looks a name up in one scope. Returns the condition under which it is not found there, `None` if it always is.
    /// Where not all of it is visible, what is not `pub` hides nothing.
    fn in_scope(
        &mut self,
        scope: ScopeId,
        open: CfgId,
        all_visible: bool,
        lookup: &mut Lookup,
    ) -> Option<CfgId> {
        if self.lacks(scope, lookup) || !self.enters(scope, lookup.visit) {
            return Some(open);
        }
        if self.scopes.settling.is_none() && !self.scopes.is_bound(lookup.name) {
            for &(target, cfg) in self.outer_globs(scope).iter() {
                if let Target::Outside(path) = target
                    && let Some(path) = self.outside(path, lookup.name)
                {
                    let here = self.cfgs.and(open, cfg);
                    lookup.from_globs.push((Target::Outside(path), here));
                }
            }
            return Some(open);
        }
        let mut open = self.bound_in(scope, open, all_visible, lookup)?;
        if self.scopes.get(scope).globs.is_empty() {
            return Some(open);
        }
        let edges = self.edges(scope);
        if !self.spend(edges.len()) {
            return Some(open);
        }
        for edge in edges.iter() {
            let rest = self.along(scope, edge, open, lookup);
            // What is not visible may hide nothing, but what it leads to counts.
            if all_visible || edge.public {
                open = rest?;
            }
        }
        Some(open)
    }

    /// Looks a name up in what one scope binds itself.
    fn bound_in(
        &mut self,
        scope: ScopeId,
        open: CfgId,
        all_visible: bool,
        lookup: &mut Lookup,
    ) -> Option<CfgId> {
        let mut open = open;
        // What may not exist comes last, and hides nothing.
        for weak in [false, true] {
            let mut next = self.scopes.first(scope, lookup.name);
            while let Some((binding, after)) = self.scopes.link(next) {
                next = after;
                if binding.weak != weak {
                    continue;
                }
                let before = lookup.found.len();
                let takes = self.through(binding, open, lookup);
                if weak {
                    lookup.uncertain += lookup.found.len() - before;
                }
                if takes && !weak && (all_visible || binding.public) {
                    open = self.without(open, binding.cfg)?;
                }
            }
        }
        Some(open)
    }

    /// Whether it is certain that a scope and its globs have nothing more of what is looked up.
    fn lacks(&mut self, scope: ScopeId, lookup: &Lookup) -> bool {
        // Rows have a bit for each scope.
        let lacks = self.spend(self.scopes.list.len() / SCOPES_PER_STEP)
            && self.scopes.is_absent(scope, lookup.name, lookup.visit);
        if lacks {
            self.scopes.trust();
        }
        lacks
    }

    /// Looks a name up in what a glob leads to.
    fn along(
        &mut self,
        scope: ScopeId,
        edge: &Edge,
        open: CfgId,
        lookup: &mut Lookup,
    ) -> Option<CfgId> {
        if self.scopes.settling == Some(edge.glob) {
            return Some(open);
        }
        match edge.target {
            Target::Module(module) => {
                if self.lacks(module, lookup) {
                    return Some(open);
                }
                let here = self.cfgs.and(open, edge.cfg);
                let covered = here != NEVER && {
                    let all_visible = self.scopes.lies_in(scope, module);
                    self.brings(module, here, all_visible, lookup)
                };
                match covered {
                    true => self.without(open, edge.cfg),
                    false => Some(open),
                }
            }
            Target::Outside(path) => {
                let for_glob = self.scopes.asking() == Asking::Glob;
                // Such a glob brings names, but not further globs, or they would multiply without end.
                if for_glob && self.scopes.derived.contains(&path) {
                    return Some(open);
                }
                let here = self.cfgs.and(open, edge.cfg);
                if here != NEVER
                    && let Some(path) = self.outside(path, lookup.name)
                {
                    if for_glob {
                        self.scopes.derived.insert(path);
                    }
                    lookup.from_globs.push((Target::Outside(path), here));
                }
                Some(open)
            }
            _ => Some(open),
        }
    }

    /// Looks a name up in a module that a glob leads to under the condition `here`; returns whether the module always has it
    /// then.
    fn brings(
        &mut self,
        module: ScopeId,
        here: CfgId,
        all_visible: bool,
        lookup: &mut Lookup,
    ) -> bool {
        if self.scopes.settling.is_some() || lookup.inner {
            return self.in_scope(module, here, all_visible, lookup).is_none();
        }
        let key = (module, lookup.name, lookup.space, all_visible);
        let brought = match self.scopes.brought.get(&key) {
            Some(known) => Rc::clone(known),
            None => {
                let mut inner = Lookup::new(lookup.name, lookup.space);
                self.begin_visit(&mut inner);
                inner.inner = true;
                let rest = self.in_scope(module, CfgId::ALWAYS, all_visible, &mut inner);
                self.tidy(&mut inner.found);
                self.tidy(&mut inner.from_globs);
                let brought = Rc::new(Brought {
                    found: inner.found,
                    from_globs: inner.from_globs,
                    rest,
                });
                self.scopes.brought.insert(key, Rc::clone(&brought));
                brought
            }
        };
        if !self.spend(brought.found.len() + brought.from_globs.len()) {
            return false;
        }
        for (from, to) in [
            (&brought.found, &mut lookup.found),
            (&brought.from_globs, &mut lookup.from_globs),
        ] {
            let under = |(target, cfg): &(Target, CfgId)| (*target, self.cfgs.and(here, *cfg));
            to.extend(from.iter().map(under).filter(|(_, cfg)| *cfg != NEVER));
        }
        brought
            .rest
            .is_none_or(|rest| self.cfgs.and(here, rest) == NEVER)
    }

    /// `open` and not `cfg`; `None` when that can never hold.
    fn without(&mut self, open: CfgId, cfg: CfgId) -> Option<CfgId> {
        if cfg == CfgId::ALWAYS || cfg == open {
            return None;
        }
        let not = self.cfgs.not(cfg);
        Some(self.cfgs.and(open, not)).filter(|open| *open != NEVER)
    }

    /// Adds what a binding leads to; returns whether it takes the name in this namespace.
    fn through(&mut self, binding: Binding, open: CfgId, lookup: &mut Lookup) -> bool {
        let name = lookup.name;
        let one = |target| [(target, CfgId::ALWAYS)];
        let stored;
        let single;
        let targets: &[(Target, CfgId)] = match binding.def {
            // `use cfg_if::cfg_if;` does not begin with itself.
            Def::Import(path) if self.scopes.settling == Some(path) => &[],
            Def::Import(path) | Def::Alias(path) => {
                stored = self.stored(path);
                &stored
            }
            Def::LocalBoth => &[
                (Target::LocalType, CfgId::ALWAYS),
                (Target::LocalValue, CfgId::ALWAYS),
            ],
            def => {
                single = one(match def {
                    Def::Module(scope) => Target::Module(scope),
                    Def::Foreign(symbol) => Target::Symbol(symbol),
                    Def::ExternCrate(krate) if self.names.text(krate) == "self" => {
                        Target::Module(ROOT)
                    }
                    Def::ExternCrate(krate) => Target::Outside(krate),
                    Def::ProcMacro => Target::ProcMacro(name),
                    Def::LocalType => Target::LocalType,
                    _ => Target::LocalValue,
                });
                &single
            }
        };
        // An alias is a type in any case: one that leads nowhere of interest still takes the name.
        let alias =
            matches!(binding.def, Def::Alias(_)).then_some((Target::LocalType, CfgId::ALWAYS));
        if !self.spend(targets.len()) {
            return false;
        }
        let mut takes = false;
        for &(target, cfg) in targets.iter().chain(&alias) {
            if !target.is_in(lookup.space) {
                continue;
            }
            // What another crate's item is cannot be known here: it must not hide a crate, which is no function.
            takes |= match target {
                Target::Outside(path) => {
                    !self.is_crate(name) || !self.names.text(path).contains("::")
                }
                _ => true,
            };
            let cfg = self.cfgs.and(binding.cfg, cfg);
            let cfg = self.cfgs.and(open, cfg);
            if cfg != NEVER {
                lookup.found.push((target, cfg));
            }
        }
        takes
    }
}

/// Whether a std path is worth following.
pub(super) fn std_matters(path: &str) -> bool {
    let last = path.rsplit("::").next().unwrap_or(path);
    last == path
        || table::std_prefix(path)
        || table::std_path(path).is_some_and(|row| !row.caps.is_empty())
        || table::std_macro(path).is_some_and(|row| !row.caps.is_empty())
        || BUILTIN_MACROS.contains(&last)
}

/// Conditions under which one target may be met before they are widened to always.
const ALTERNATIVES: usize = 12;

/// Sorts targets and drops what is said twice.
fn tidy(targets: &mut Targets) {
    if targets.len() < 2 {
        return;
    }
    targets.sort_unstable_by_key(|(t, c)| (order(*t), c.0));
    let mut last = None;
    targets.retain(|target| last.replace(*target) != Some(*target));
    let mut kept = Targets::new();
    for group in targets.chunk_by(|a, b| a.0 == b.0) {
        if group[0].1 == CfgId::ALWAYS || group.len() > ALTERNATIVES {
            kept.push((group[0].0, CfgId::ALWAYS));
        } else {
            kept.extend_from_slice(group);
        }
    }
    *targets = kept;
}

fn order(target: Target) -> (u8, u32) {
    match target {
        Target::Module(s) => (0, s.0),
        Target::Outside(n) => (1, n.0),
        Target::Symbol(n) => (2, n.0),
        Target::ProcMacro(n) => (3, n.0),
        Target::LocalType => (4, 0),
        Target::LocalValue => (5, 0),
    }
}
