//! Puts packages together: settles the paths that leave a package (`libc::socket`, `a::n::TcpStream::connect`) against
//! what the packages of one resolved graph export, and evaluates every `cfg` for that graph.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::cfg::{CfgEnv, Setting, Truth};
use crate::fact::StrId;
use crate::source::{Judgement, judge_kept};
use crate::{
    CapSet, CfgId, Gap, GapKind, PackageFacts, Place, Sign, Site, TargetFacts, Via, table,
};

/// A path that leaves the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mention {
    /// `libc::socket`: the first segment is an extern crate's name, never std's.
    pub path: StrId,
    /// How it is mentioned.
    pub kind: MentionKind,
    /// Where.
    pub place: Place,
    /// For a macro call the literal text of its first argument: the macro may turn out to be `include_str!` or `env!`.
    pub argument: Option<StrId>,
    /// The condition under which the code exists.
    pub cfg: CfgId,
}

/// How a path is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MentionKind {
    /// In an expression.
    Path,
    /// Where only a type can stand.
    Type,
    /// A prefix that a macro adds its arguments to.
    Assembled,
    /// `path!(..)`
    Macro,
    /// `#[path]`
    Attribute,
    /// `#[derive(path)]`
    Derive,
    /// A name of std, bare among the arguments of a macro, which may go on from there.
    Handed,
}

/// The names through which other packages can reach something outside this package.
/// Empty when nothing leads outside; else the first module is the crate root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exports {
    /// Modules with at least one such name.
    pub modules: Vec<ExportModule>,
    /// The names of associated types with the paths outside that some impl sets them to, sorted: whoever knows such a type
    /// says `<Type as Trait>::Assoc::new`.
    pub associated: Vec<(StrId, StrId, CfgId)>,
    /// What its macros add to a name that they are handed: `connect`, `inner::open`.
    pub tails: Vec<StrId>,
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
    /// A local type, listed because a foreign function has the same name.
    Type,
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
    /// Signs that hold in this graph, in file order.
    pub signs: Vec<Sign>,
    /// Where the code goes into other packages, one entry for each path, file and package.
    pub leads: Vec<Lead>,
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

/// A path in an expression that leads into another package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lead {
    /// Where.
    pub place: Place,
    /// The path as the code has it, renames followed: `reqwest::get`.
    pub path: StrId,
    /// Index of the package that it leads into, by itself or by way of another's re-export.
    pub node: usize,
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
    let linking = Linking::new(nodes);
    (0..nodes.len()).map(|node| linking.link(node)).collect()
}

/// A graph while it is settled, package by package, in any order and from any number of threads.
#[derive(Debug)]
pub struct Linking<'l, 'a> {
    nodes: &'l [Node<'a>],
    /// Which predicates may hold, for each package in its library or macro and in its build script; found out once.
    active: Vec<[OnceLock<Vec<bool>>; 2]>,
    /// What the macros of any of the packages add to a name that they are handed.
    tails: BTreeSet<&'a str>,
}

impl<'l, 'a> Linking<'l, 'a> {
    /// Settles nothing yet.
    #[must_use]
    pub fn new(nodes: &'l [Node<'a>]) -> Self {
        let active = nodes.iter().map(|_| Default::default()).collect();
        let tails = nodes.iter().flat_map(|n| {
            let tails = n.facts.targets.iter().flat_map(|t| &t.exports.tails);
            tails.map(|tail| n.facts.str(*tail))
        });
        Linking {
            nodes,
            active,
            tails: tails.collect(),
        }
    }

    /// Settles one package, with one entry per scanned target.
    #[must_use]
    pub fn link(&self, node: usize) -> Vec<LinkedTarget> {
        let targets = self.nodes[node].facts.targets.iter();
        let link = |target| Linker::new(self, node, target).run();
        targets.map(link).collect()
    }

    fn active(&self, node: usize, site: Site) -> &[bool] {
        let slot = &self.active[node][usize::from(site == Site::Build)];
        slot.get_or_init(|| active(&self.nodes[node], site))
    }

    fn holds(&self, node: usize, site: Site, cfg: CfgId) -> bool {
        let known = self.active(node, site).get(cfg.0 as usize);
        cfg == CfgId::ALWAYS || known.copied().unwrap_or(true)
    }
}

/// Steps that one mention may take through re-exports.
const FUEL: u32 = 4_000;
/// Steps that all mentions of a target may take together.
const TARGET_FUEL: u32 = 250_000;
/// What costs a step beyond the first, since it is looked through on the way: names of one text in one module, associated
/// types of a package, letters of a path. Honest packages have fewer.
const NAMES_PER_STEP: usize = 64;
const ASSOCIATED_PER_STEP: usize = 1024;
const LETTERS_PER_STEP: usize = 256;
/// Packages that one mention may be followed through.
const WAY: usize = 64;

struct Linker<'l, 'a> {
    graph: &'l Linking<'l, 'a>,
    node: &'l Node<'a>,
    target: &'l TargetFacts,
    /// Whether each predicate of the package may hold.
    active: &'l [bool],
    out: LinkedTarget,
}

/// Where a mention leads.
#[derive(Default)]
struct Ends {
    /// What it ends with, each with the shortest way there.
    ways: FxHashMap<(String, EndKind), Vec<String>>,
    /// The packages that it leads into.
    nodes: Vec<usize>,
}

/// What a mention ends with.
#[derive(Clone, PartialEq, Eq, Hash)]
enum EndKind {
    Std,
    Symbol {
        also_type: bool,
    },
    ProcMacro {
        package: String,
    },
    /// A module or a prefix from which authority can be reached.
    Prefix,
}

impl<'l, 'a> Linker<'l, 'a> {
    fn new(graph: &'l Linking<'l, 'a>, node: usize, target: &'l TargetFacts) -> Self {
        Linker {
            graph,
            node: &graph.nodes[node],
            target,
            active: graph.active(node, target.site),
            out: LinkedTarget {
                site: target.site,
                name: target.name.clone(),
                facts: Vec::new(),
                gaps: Vec::new(),
                signs: Vec::new(),
                leads: Vec::new(),
                test_facts: 0,
                inactive_facts: 0,
            },
        }
    }

    fn run(mut self) -> LinkedTarget {
        for fact in &self.target.facts {
            let linked = LinkedFact {
                place: fact.place,
                what: self.node.facts.str(fact.what).to_owned(),
                via: fact.via,
                caps: fact.caps,
                cfg: fact.cfg,
                way: Vec::new(),
            };
            self.fact(linked);
        }
        let mut settled: FxHashMap<(StrId, bool), Ends> = FxHashMap::default();
        let mut led: FxHashSet<(StrId, u32)> = FxHashSet::default();
        let mut fuel = TARGET_FUEL;
        let mut cut: Option<(Place, CfgId)> = None;
        let mut macros: BTreeMap<(String, String), (usize, Place, CfgId)> = BTreeMap::new();
        for mention in &self.target.mentions {
            if mention.kind == MentionKind::Handed {
                self.handed(mention);
                continue;
            }
            let prefix = mention.kind == MentionKind::Assembled;
            let ends = settled.entry((mention.path, prefix)).or_insert_with(|| {
                let path = self.node.facts.str(mention.path);
                let given = FUEL.min(fuel);
                let mut walk = Walk {
                    graph: self.graph,
                    fuel: given,
                    cut: false,
                    prefix,
                    ends: Ends::default(),
                    seen: FxHashSet::default(),
                };
                walk.outside(self.deps(), path, "", &mut Vec::new());
                fuel -= given - walk.fuel;
                if walk.cut && self.holds(mention.cfg) {
                    cut.get_or_insert((mention.place, mention.cfg));
                }
                walk.ends
            });
            if matches!(mention.kind, MentionKind::Path | MentionKind::Macro)
                && self.holds(mention.cfg)
                && led.insert((mention.path, mention.place.file))
            {
                let (place, path) = (mention.place, mention.path);
                let leads = ends.nodes.iter();
                self.out
                    .leads
                    .extend(leads.map(|&node| Lead { place, path, node }));
            }
            for ((what, kind), way) in &ends.ways {
                match kind {
                    EndKind::ProcMacro { package }
                        if mention.kind != MentionKind::Path
                            && mention.kind != MentionKind::Type =>
                    {
                        if self.holds(mention.cfg) {
                            let entry = macros.entry((package.clone(), what.clone())).or_insert((
                                0,
                                mention.place,
                                mention.cfg,
                            ));
                            entry.0 += 1;
                        }
                    }
                    EndKind::ProcMacro { .. } => {}
                    EndKind::Prefix => {
                        if self.holds(mention.cfg) {
                            let detail = format!(
                                "a macro puts paths below `{what}` together from its arguments",
                            );
                            self.out.gaps.push(Gap {
                                kind: GapKind::MacroPath,
                                detail,
                                place: Some(mention.place),
                                cfg: mention.cfg,
                            });
                        }
                    }
                    EndKind::Symbol { also_type: true } if mention.kind == MentionKind::Type => {}
                    EndKind::Std if mention.kind == MentionKind::Macro => {
                        let facts = self.node.facts;
                        let argument = mention.argument.map(|a| facts.str(a));
                        let file = facts.file(mention.place.file);
                        match judge_kept(what, argument, file) {
                            Judgement::Nothing => {}
                            Judgement::Fact(what, caps) => {
                                let way = way.clone();
                                let (place, cfg) = (mention.place, mention.cfg);
                                self.fact(LinkedFact {
                                    place,
                                    what,
                                    via: Via::Macro,
                                    caps,
                                    cfg,
                                    way,
                                });
                            }
                            Judgement::Unseen(detail) => {
                                if self.holds(mention.cfg) {
                                    let (place, cfg) = (Some(mention.place), mention.cfg);
                                    self.out.gaps.push(Gap {
                                        kind: GapKind::Computed,
                                        detail,
                                        place,
                                        cfg,
                                    });
                                }
                            }
                        }
                    }
                    EndKind::Std | EndKind::Symbol { .. } => {
                        let row = if matches!(kind, EndKind::Std) {
                            table::std_path(what)
                        } else {
                            symbol_row(what)
                        };
                        if let Some(row) = row.filter(|r| !r.caps.is_empty()) {
                            let linked = LinkedFact {
                                place: mention.place,
                                what: what.clone(),
                                via: Via::Path,
                                caps: row.caps,
                                cfg: mention.cfg,
                                way: way.clone(),
                            };
                            self.fact(linked);
                        }
                    }
                }
            }
        }
        self.proc_macro_gaps(macros);
        if let Some((place, cfg)) = cut {
            self.out.gaps.push(Gap {
                kind: GapKind::Limit,
                detail: "paths into other packages lead through too many re-exports to be followed"
                    .into(),
                place: Some(place),
                cfg,
            });
        }
        for gap in &self.target.gaps {
            if self.holds(gap.cfg) {
                self.out.gaps.push(gap.clone());
            }
        }
        let signs = self.target.signs.iter();
        self.out.signs = signs.filter(|s| self.holds(s.cfg)).cloned().collect();
        self.out.facts.sort_unstable();
        self.out.facts.dedup();
        self.out.gaps.sort_unstable();
        self.out.gaps.dedup();
        self.out
    }

    /// A name of std that a macro was handed: which macro is not asked, since one may hand it on to another.
    fn handed(&mut self, mention: &Mention) {
        let name = self.node.facts.str(mention.path);
        for tail in &self.graph.tails {
            let what = format!("{name}::{tail}");
            if let Some(row) = table::std_path(&what).filter(|r| !r.caps.is_empty()) {
                self.fact(LinkedFact {
                    place: mention.place,
                    what,
                    via: Via::Path,
                    caps: row.caps,
                    cfg: mention.cfg,
                    way: Vec::new(),
                });
            }
        }
    }

    fn deps(&self) -> &'l [Dep] {
        match self.target.site {
            Site::Build => &self.node.build_deps,
            Site::Lib | Site::Macro => &self.node.deps,
        }
    }

    fn holds(&self, cfg: CfgId) -> bool {
        self.active.get(cfg.0 as usize).copied().unwrap_or(true)
    }

    fn fact(&mut self, fact: LinkedFact) {
        if self.holds(fact.cfg) {
            self.out.facts.push(fact);
        } else if self.node.facts.cfg(fact.cfg).is_test_only() {
            self.out.test_facts += 1;
        } else {
            self.out.inactive_facts += 1;
        }
    }

    /// One gap per proc macro used, not one per use.
    fn proc_macro_gaps(&mut self, macros: BTreeMap<(String, String), (usize, Place, CfgId)>) {
        for ((package, name), (uses, place, cfg)) in macros {
            let times = if uses == 1 {
                String::new()
            } else {
                format!(" ({uses} places)")
            };
            let detail = format!(
                "what the proc macro `{name}` of `{package}` writes here is not seen{times}"
            );
            self.out.gaps.push(Gap {
                kind: GapKind::ProcMacro,
                detail,
                place: Some(place),
                cfg,
            });
        }
    }
}

/// Which predicates of a package may hold in some world that it is compiled for.
fn active(node: &Node<'_>, site: Site) -> Vec<bool> {
    let envs = if site == Site::Build {
        &node.build_envs
    } else {
        &node.envs
    };
    let sets = sets(node.facts, site);
    let may_hold = |cfg| envs.iter().any(|env| env.eval_with(cfg, sets) != Truth::No);
    node.facts.cfgs.iter().map(may_hold).collect()
}

/// What a package's build script sets for one of its sites; for itself it sets nothing.
fn sets(facts: &PackageFacts, site: Site) -> &[Setting] {
    match site {
        Site::Build => &[],
        Site::Lib | Site::Macro => &facts.sets,
    }
}

/// The row of a C symbol, or of a constant that names a system call (`SYS_connect`, `__NR_connect`).
fn symbol_row(what: &str) -> Option<table::Row> {
    match what
        .strip_prefix("SYS_")
        .or_else(|| what.strip_prefix("__NR_"))
    {
        Some(syscall) => table::syscall(syscall),
        None => table::symbol(what),
    }
}

/// One path followed through the exports of packages.
struct Walk<'l, 'a> {
    graph: &'l Linking<'l, 'a>,
    /// Steps left.
    fuel: u32,
    /// Whether something was not followed to its end.
    cut: bool,
    /// The path is a prefix: anything below it counts.
    prefix: bool,
    ends: Ends,
    /// Module and remaining segments that were looked at.
    seen: FxHashSet<(usize, u32, String)>,
}

impl<'l> Walk<'l, '_> {
    /// A path that begins with std or a dependency's extern name, with `rest` to be followed below it.
    fn outside(&mut self, deps: &[Dep], path: &str, rest: &str, way: &mut Vec<String>) {
        let joined = if rest.is_empty() {
            path.to_owned()
        } else {
            format!("{path}::{rest}")
        };
        if !self.spend(joined.len() / LETTERS_PER_STEP) {
            return;
        }
        let (root, below) = joined.split_once("::").unwrap_or((&joined, ""));
        if matches!(root, "std" | "core" | "alloc") {
            let kind = if self.prefix {
                EndKind::Prefix
            } else {
                EndKind::Std
            };
            if !self.prefix || table::std_prefix(&joined) || below.is_empty() {
                self.end(joined.clone(), kind, way);
            }
            return;
        }
        let last = below.rsplit("::").next().unwrap_or(below);
        for dep in deps.iter().filter(|d| d.extern_name == root) {
            if !self.ends.nodes.contains(&dep.node) {
                self.ends.nodes.push(dep.node);
            }
            if !self.prefix && (last.starts_with("SYS_") || last.starts_with("__NR_")) {
                self.end(last.to_owned(), EndKind::Symbol { also_type: false }, way);
            }
            for target in &self.graph.nodes[dep.node].facts.targets {
                if target.site == Site::Build {
                    continue;
                }
                if !target.exports.modules.is_empty() {
                    self.module(dep.node, target, 0, below, way);
                }
                self.associated(dep.node, target, below, way);
            }
        }
    }

    /// Takes so many steps; whether that was not the end of them.
    fn spend(&mut self, steps: usize) -> bool {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.cut |= steps > self.fuel;
        self.fuel = self.fuel.saturating_sub(steps);
        !self.ended()
    }

    /// Whether it was cut short for lack of steps.
    fn ended(&self) -> bool {
        self.cut && self.fuel == 0
    }

    /// Of several ways to one end the shortest counts.
    fn end(&mut self, what: String, kind: EndKind, way: &[String]) {
        match self.ends.ways.entry((what, kind)) {
            Entry::Occupied(mut known) if way.len() < known.get().len() => {
                known.insert(way.to_vec());
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(free) => {
                free.insert(way.to_vec());
            }
        }
    }

    /// The rest of a path below a module of another package.
    fn module(
        &mut self,
        node: usize,
        target: &'l TargetFacts,
        module: u32,
        path: &str,
        way: &mut Vec<String>,
    ) {
        if self.ended() || !self.seen.insert((node, module, path.to_owned())) {
            return;
        }
        let Some(exports) = target.exports.modules.get(module as usize) else {
            return;
        };
        if path.is_empty() {
            if self.prefix && leads_to_authority(self.graph.nodes[node].facts, exports) {
                let package = self.graph.nodes[node].name.to_owned();
                self.end(package, EndKind::Prefix, way);
            }
            return;
        }
        let facts = self.graph.nodes[node].facts;
        let (name, rest) = path.split_once("::").unwrap_or((path, ""));
        let first = exports
            .names
            .partition_point(|(n, _, _)| facts.str(*n) < name);
        let named = &exports.names[first..];
        let named = &named[..named.partition_point(|(n, _, _)| facts.str(*n) == name)];
        if !self.spend(named.len() / NAMES_PER_STEP) {
            return;
        }
        let also_type = named.iter().any(|(_, e, _)| *e == Export::Type);
        for &(_, export, cfg) in named {
            if self.ended() {
                return;
            }
            if self.graph.holds(node, target.site, cfg) {
                self.export(node, target, export, rest, Some(name), also_type, way);
            }
        }
        for &(export, cfg) in &exports.globs {
            if self.ended() {
                return;
            }
            if self.graph.holds(node, target.site, cfg) {
                self.export(node, target, export, path, None, false, way);
            }
        }
    }

    /// `Type::Assoc::last`: what some impl of the package sets `Assoc` to may be what it is here.
    fn associated(
        &mut self,
        node: usize,
        target: &'l TargetFacts,
        path: &str,
        way: &mut Vec<String>,
    ) {
        let Some((before, last)) = path.rsplit_once("::") else {
            return;
        };
        let Some((_, assoc)) = before.rsplit_once("::") else {
            return;
        };
        let facts = self.graph.nodes[node].facts;
        if self.ended() || !self.spend(target.exports.associated.len() / ASSOCIATED_PER_STEP) {
            return;
        }
        let named = target.exports.associated.iter();
        for &(_, to, cfg) in named.filter(|(name, _, _)| facts.str(*name) == assoc) {
            if self.ended() {
                return;
            }
            if self.graph.holds(node, target.site, cfg) {
                self.export(
                    node,
                    target,
                    Export::Path(to),
                    last,
                    Some(assoc),
                    false,
                    way,
                );
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one step of a walk: where it stands, what it meets, what is left"
    )]
    fn export(
        &mut self,
        node: usize,
        target: &'l TargetFacts,
        export: Export,
        rest: &str,
        name: Option<&str>,
        also_type: bool,
        way: &mut Vec<String>,
    ) {
        if way.len() >= WAY {
            self.cut = true;
            return;
        }
        if !self.spend(1) {
            return;
        }
        let facts = self.graph.nodes[node].facts;
        match export {
            Export::Module(module) => self.module(node, target, module, rest, way),
            Export::Symbol(symbol) if rest.is_empty() && !self.prefix => {
                self.end(
                    facts.str(symbol).to_owned(),
                    EndKind::Symbol { also_type },
                    way,
                );
            }
            Export::ProcMacro(name) if rest.is_empty() => {
                let package = self.graph.nodes[node].name.to_owned();
                self.end(
                    facts.str(name).to_owned(),
                    EndKind::ProcMacro { package },
                    way,
                );
            }
            Export::Path(path) => {
                let to = facts.str(path);
                let from = name.map_or("*", |n| n);
                way.push(format!("{}::{from} = {to}", self.graph.nodes[node].name));
                self.outside(&self.graph.nodes[node].deps, to, rest, way);
                way.pop();
            }
            Export::Symbol(_) | Export::ProcMacro(_) | Export::Type => {}
        }
    }
}

/// Whether a module directly offers foreign functions or a piece of std that matters.
fn leads_to_authority(facts: &PackageFacts, module: &ExportModule) -> bool {
    let leads = |e: &Export| match *e {
        Export::Symbol(_) => true,
        Export::Path(path) => table::std_prefix(facts.str(path)),
        _ => false,
    };
    module.names.iter().any(|(_, e, _)| leads(e))
        || module
            .globs
            .iter()
            .any(|(e, _)| leads(e) || matches!(e, Export::Module(_)))
}
