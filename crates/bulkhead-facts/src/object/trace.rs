//! What each compiler run's code can do, by its own code and through others, with the way to it.
//!
//! The rule where std is cut: a use counts where code that is not std's refers to a name of the capability table, be it a
//! path of std or a foreign symbol. What std does inside does not count, so that panics, allocation, streams and threads
//! make nobody suspect; but the copies of std's generic code that a package's types made are walked through, since they
//! call back into packages. The global allocator's entry points are std's inside too.
//!
//! The callback rule: from a package's code the walk goes on only into packages that it depends on. What its user
//! hands to it by a type or a pointer is the user's authority.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::decode::Value;
use super::graph::{Edge, Link, Node, Origin, Target, Unit};
use super::lines::{SourceLine, Spot};
use super::read::{Binding, ObjectFile, Place, SectionKind, StdRow, Symbol};
use super::symbol::{self, Name};
use super::walk::Map;
use super::whose::{Authors, PERSONALITY, Whose, World};
use crate::table::{self, Arch};
use crate::{CapSet, Capability};

/// One use of capabilities that the objects show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    /// The capabilities; never empty.
    pub caps: CapSet,
    /// What is used: `std::fs::File::open`, `connect`, `syscall 59 (execve)`, `.init_array`.
    pub what: String,
    /// Why it has these capabilities, in a few words.
    pub reason: String,
    /// The function or constant that uses it, as a path, or the object's name for what has none. Foreign text.
    pub inside: String,
    /// The object file. Foreign text.
    pub object: String,
    /// Whether the code that uses it is not Rust.
    pub foreign: bool,
    /// Where in the object file; what is nowhere in one has none.
    pub spot: Option<Spot>,
    /// The line of a source file, once somebody asked the object's tables for it.
    pub source: Option<SourceLine>,
}

/// A shortest way from a unit's code to a use in another's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The functions from the unit's own to the one with the use: the unit that wrote it and its path. Foreign text.
    pub steps: Vec<(Unit, String)>,
    /// The use.
    pub seen: Seen,
}

/// What one unit's code can do in one link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By its own code, each use once, sorted.
    pub direct: Vec<Seen>,
    /// By its own code and through the packages that it depends on.
    pub reach: CapSet,
    /// For each capability that it only reaches, a shortest way.
    pub ways: BTreeMap<Capability, Way>,
    /// Sections that it wrote and that are part of the program.
    pub sections: usize,
}

impl Report {
    /// What its own code does.
    #[must_use]
    pub fn caps(&self) -> CapSet {
        self.direct
            .iter()
            .fold(CapSet::EMPTY, |set, s| set | s.caps)
    }
}

/// Looks at a link: a report for each unit that has code in it.
#[must_use]
pub fn trace(link: &Link<'_>, authors: &Authors<'_>, world: &World) -> BTreeMap<Unit, Report> {
    let mut tracer = Tracer {
        link,
        authors,
        world,
        uses: FxHashMap::default(),
        leads: Vec::new(),
    };
    tracer.find_leads();
    let mut known = Round::of(link);
    let mut sections: BTreeMap<Unit, Vec<Node>> = BTreeMap::new();
    for node in link.live() {
        if let Whose::Unit { unit, .. } = authors.whose(link, node) {
            sections.entry(unit).or_default().push(node);
        }
    }
    let mut reports: BTreeMap<Unit, Report> = BTreeMap::new();
    for (&unit, nodes) in &sections {
        let report = reports.entry(unit).or_default();
        report.sections = nodes.len();
        for &node in nodes {
            let uses = tracer.uses(node, &mut known);
            report.direct.extend(uses.iter().cloned());
            if !uses.is_empty() {
                tracer.uses.insert(node, uses);
            }
        }
    }
    for (unit, seen) in tracer.of_objects() {
        reports.entry(unit).or_default().direct.push(seen);
    }
    let does = |node| {
        let uses = tracer.uses.get(&node).into_iter().flatten();
        uses.fold(CapSet::EMPTY, |set, s| set | s.caps)
    };
    let map = Map::of(link, authors, world, does);
    let mut trail = map.trail();
    for (&unit, nodes) in &sections {
        let reached = map.walk(link, unit, nodes, &mut trail);
        if let Some(report) = reports.get_mut(&unit) {
            report.reach = reached.caps;
            let ways = reached
                .ways
                .iter()
                .filter(|(cap, _)| !report.caps().contains(**cap));
            report.ways = ways
                .filter_map(|(cap, w)| Some((*cap, tracer.way(*cap, w)?)))
                .collect();
        }
    }
    for report in reports.values_mut() {
        report.direct.sort();
        report.direct.dedup();
        report.reach |= report.caps();
    }
    reports
}

/// Takes the names of a file apart that links will ask for; what they find is the same without. `is_std` tells the toolchain's
/// crate ids.
pub fn prepare(file: &ObjectFile, is_std: impl Fn(u64) -> bool) {
    let defined = |s: &&Symbol| matches!(s.place, Place::Section(..));
    for symbol in file.symbols.iter().filter(defined) {
        if symbol.claim().is_some_and(|c| is_std(c.author)) {
            symbol.row(std_row);
        }
    }
}

/// A set of sections that is emptied for each of many.
struct Round {
    round: u32,
    /// The round in which each section was last put in.
    last: Vec<u32>,
}

impl Round {
    fn of(link: &Link<'_>) -> Self {
        Round {
            round: 0,
            last: vec![0; link.size()],
        }
    }

    fn begin(&mut self) {
        self.round += 1;
    }

    /// Whether it was not there.
    fn insert(&mut self, number: usize) -> bool {
        std::mem::replace(&mut self.last[number], self.round) != self.round
    }
}

struct Tracer<'t, 'a> {
    link: &'t Link<'a>,
    authors: &'t Authors<'t>,
    world: &'t World,
    /// The uses of each section that a unit wrote.
    uses: FxHashMap<Node, Vec<Seen>>,
    /// Of what is part of whoever refers to it, whether it leads to a use: by number of section.
    leads: Vec<bool>,
}

impl<'a> Tracer<'_, 'a> {
    /// What a section does by itself, with the constants that belong to nobody else and the copies of std's code that it
    /// uses.
    fn uses(&self, node: Node, known: &mut Round) -> Vec<Seen> {
        let foreign = matches!(
            self.authors.whose(self.link, node),
            Whose::Unit { foreign: true, .. }
        );
        // What its user applied it to is the user's.
        let handed = self.applied_to(node);
        let mut seen = self.of_section(node);
        let mut queue = vec![(node, None)];
        known.begin();
        known.insert(self.link.number_of(node));
        let mut names = FxHashSet::default();
        while let Some((here, through)) = queue.pop() {
            for Edge {
                target,
                name,
                at,
                allocates,
            } in self.link.edges(here)
            {
                // The line of the section's own code that leads there.
                let at = through.unwrap_or(at);
                let from = At { node, offset: at };
                if is_foreign_name(name) {
                    if self.leaves_rust(target) && names.insert(name) {
                        let in_std = self.authors.whose(self.link, here) == Whose::Std;
                        let by_std = in_std && table::symbol(name).is_some();
                        seen.extend(self.by_symbol(from, name, target, !foreign && !by_std));
                    }
                } else if target == Target::Import
                    && names.insert(name)
                    && let Some(name) = symbol::parse(name)
                {
                    // std as a shared library, which proc macros use.
                    seen.extend(self.by_std(from, std_row(&name).as_ref(), handed));
                }
                let Target::Node(to) = target else { continue };
                if !known.insert(self.link.number_of(to)) {
                    continue;
                }
                for path in self.applied_to(to) {
                    if !handed.contains(path) {
                        seen.extend(self.by_std(from, row_of(path).as_ref(), handed));
                    }
                }
                match self.row(to) {
                    Some(row) if self.is_habit(here, &row.0) => {}
                    Some(row) => seen.extend(self.by_std(from, Some(row), handed)),
                    None if self.leads[self.link.number_of(to)] && !allocates => {
                        queue.push((to, Some(at)));
                    }
                    None => {}
                }
            }
        }
        seen
    }

    /// Whether a section is part of whoever refers to it: a constant, or a copy of std's code.
    fn is_part(&self, node: Node) -> bool {
        match self.authors.whose(self.link, node) {
            Whose::Referrer => true,
            Whose::Std => self.link.part(node).origin != Origin::Std && self.row(node).is_none(),
            Whose::Unit { .. } => false,
        }
    }

    /// Finds out which of them lead to a use. Most lead to none, and units refer to the same ones over and over.
    fn find_leads(&mut self) {
        let mut leads = vec![false; self.link.size()];
        let mut back = Vec::new();
        let mut queue = Vec::new();
        let mut imports = FxHashMap::default();
        for node in self.link.live().filter(|n| self.is_part(*n)) {
            for edge in self.link.edges(node) {
                if self.may_be_use(edge, &mut imports) {
                    queue.push(node);
                } else if let Some(to) = edge.target.node() {
                    back.push((to, node));
                }
            }
        }
        back.sort_unstable();
        while let Some(node) = queue.pop() {
            if !std::mem::replace(&mut leads[self.link.number_of(node)], true) {
                let first = back.partition_point(|(to, _)| *to < node);
                let from = back[first..].iter().take_while(|(to, _)| *to == node);
                queue.extend(from.map(|(_, from)| *from));
            }
        }
        self.leads = leads;
    }

    /// Whether [`Tracer::uses`] could take an edge of a part for a use.
    fn may_be_use<'e>(&self, edge: Edge<'e>, imports: &mut FxHashMap<&'e str, bool>) -> bool {
        let Edge { target, name, .. } = edge;
        if is_foreign_name(name) {
            return self.leaves_rust(target)
                && (table::symbol(name).is_some() || !is_runtime(name));
        }
        match target {
            Target::Node(to) => self.row(to).is_some() || !self.applied_to(to).is_empty(),
            Target::Import => *imports
                .entry(name)
                .or_insert_with(|| symbol::parse(name).and_then(|n| std_row(&n)).is_some()),
            Target::Nothing => false,
        }
    }

    /// What std's own generic code does for itself: starting a thread asks for `RUST_MIN_STACK`.
    fn is_habit(&self, copy: Node, what: &str) -> bool {
        self.authors.whose(self.link, copy) == Whose::Std
            && what == "std::env::var_os"
            && self
                .authors
                .label(self.link, copy)
                .starts_with("std::thread::")
    }

    fn by_std(&self, from: At, row: Option<&StdRow>, handed: &[String]) -> Option<Seen> {
        let (what, row) = row?;
        let given = |path: &String| row_of(path).is_some_and(|(shown, _)| shown == *what);
        if handed.iter().any(given) {
            return None;
        }
        Some(self.seen(from, row.caps, what.clone(), row.reason.to_owned()))
    }

    /// The functions of std that a section of somebody's generic code is applied to.
    fn applied_to(&self, node: Node) -> &'a [String] {
        let claim = self.authors.claim_of(self.link, node);
        claim.map_or(&[], |c| &c.applied_to)
    }

    /// Whether a target is outside what rustc and the toolchain made for themselves.
    fn leaves_rust(&self, target: Target) -> bool {
        match target {
            Target::Node(to) => self.authors.whose(self.link, to) != Whose::Std,
            Target::Import => true,
            Target::Nothing => false,
        }
    }

    fn by_symbol(&self, from: At, name: &str, target: Target, of_rust: bool) -> Option<Seen> {
        let row = table::symbol(name);
        let (mut caps, mut reason) = match row {
            Some(row) => (row.caps, row.reason.to_owned()),
            None => (CapSet::EMPTY, String::new()),
        };
        // C is at home in what is not Rust, and std uses it as it sees fit.
        if of_rust && !is_runtime(name) && !is_constant_of_rust(self.link, target) {
            caps |= Capability::Ffi.into();
            if reason.is_empty() {
                reason = "code that is not Rust".to_owned();
            }
        }
        (!caps.is_empty()).then(|| self.seen(from, caps, name.to_owned(), reason))
    }

    /// What shows in the section itself.
    fn of_section(&self, node: Node) -> Vec<Seen> {
        let section = self.link.section(node);
        let mut seen = Vec::new();
        let start = At { node, offset: 0 };
        for entry in &section.kernel {
            let offset = u32::try_from(entry.offset).unwrap_or(u32::MAX);
            let from = At { node, offset };
            let call = match entry.number {
                Value::Is(n) => {
                    table::syscall_by_number(Arch::X86_64, n).map(|(name, row)| (n, name, row))
                }
                _ => None,
            };
            let asm = CapSet::of(Capability::Asm);
            seen.push(match call {
                Some((number, name, row)) => self.seen(
                    from,
                    asm | row.caps,
                    format!("syscall {number} ({name})"),
                    row.reason.to_owned(),
                ),
                None => self.seen(
                    from,
                    asm | Capability::Sys.into(),
                    "syscall instruction".to_owned(),
                    "a system call whose number the code computes".to_owned(),
                ),
            });
        }
        match section.kind {
            SectionKind::Init if self.link.edges(node).next().is_some() => {
                seen.push(
                    self.seen(
                        start,
                        Capability::Init.into(),
                        section.name.clone(),
                        table::section(&section.name)
                            .map_or("functions that run by themselves", |row| row.reason)
                            .to_owned(),
                    ),
                );
            }
            SectionKind::WritableCode => seen.push(self.seen(
                start,
                Capability::Asm.into(),
                section.name.clone(),
                "a section that is writable and executable".to_owned(),
            )),
            _ => {}
        }
        seen
    }

    /// Symbols that units give to all, in the place of others' or under a chosen name.
    fn of_objects(&self) -> Vec<(Unit, Seen)> {
        let mut all = Vec::new();
        let users = self.users();
        for part in self.link.loaded() {
            let (unit, foreign) = match part.origin {
                Origin::Std => continue,
                Origin::Rust(unit) => (unit, false),
                Origin::Foreign(unit) => (unit, true),
            };
            for symbol in &part.file.symbols {
                let defined =
                    symbol.binding != Binding::Local && matches!(symbol.place, Place::Section(..));
                let ordinary = ["", "main", "__rustc_debug_gdb_scripts_section__"]
                    .contains(&symbol.name.as_str())
                    || symbol.name.starts_with(PERSONALITY);
                if !defined || ordinary {
                    continue;
                }
                let known = || table::symbol(&symbol.name).is_some() || is_runtime(&symbol.name);
                let shadows = is_foreign_name(&symbol.name)
                    && known()
                    && (!foreign
                        || users
                            .get(symbol.name.as_str())
                            .is_some_and(|u| self.takes(unit, u)));
                let chosen = !foreign
                    && self.world.chosen.contains(&symbol.name)
                    && !symbol.allocates
                    && !self.is_own_name(unit, &symbol.name);
                let reason = match (shadows, chosen) {
                    (true, _) => "takes the place of a function of the C library",
                    (_, true) => "a symbol under a name of its own choosing",
                    _ => continue,
                };
                let seen = Seen {
                    caps: Capability::Link.into(),
                    what: symbol.name.clone(),
                    reason: reason.to_owned(),
                    inside: part.file.name.clone(),
                    object: part.file.name.clone(),
                    foreign,
                    spot: spot(part.file, symbol.place),
                    source: None,
                };
                all.push((unit, seen));
            }
        }
        for (unit, name) in &self.authors.pretenders {
            let seen = Seen {
                caps: Capability::Link.into(),
                what: name.clone(),
                reason: "a name that says another author than it has".to_owned(),
                inside: name.clone(),
                object: String::new(),
                foreign: false,
                spot: None,
                source: None,
            };
            all.push((*unit, seen));
        }
        all
    }

    /// Who refers to symbols of other files by a foreign name.
    fn users(&self) -> FxHashMap<&str, Vec<Origin>> {
        let mut users: FxHashMap<&str, Vec<Origin>> = FxHashMap::default();
        for part in self.link.loaded() {
            for symbol in &part.file.symbols {
                if symbol.place == Place::Undefined && is_foreign_name(&symbol.name) {
                    users.entry(&symbol.name).or_default().push(part.origin);
                }
            }
        }
        users
    }

    /// Whether a definition by a unit takes somebody's calls who does not depend on it.
    fn takes(&self, unit: Unit, users: &[Origin]) -> bool {
        users.iter().any(|user| match user {
            Origin::Std => true,
            Origin::Rust(user) | Origin::Foreign(user) => {
                let info = self.world.units.get(user.0 as usize);
                *user != unit && !info.is_some_and(|i| i.closure.contains(&unit.0))
            }
        })
    }

    /// Whether rustc gave the name: what `#[used]` keeps is listed beside what attributes name.
    fn is_own_name(&self, unit: Unit, name: &str) -> bool {
        let id = self.world.units.get(unit.0 as usize).map(|u| u.id);
        symbol::parse(name).is_some_and(|n| Some(n.author.disambiguator) == id)
    }

    fn seen(&self, at: At, caps: CapSet, what: String, reason: String) -> Seen {
        let At { node, offset } = at;
        let file = self.link.part(node).file;
        Seen {
            caps,
            what,
            reason,
            inside: self.authors.label(self.link, node),
            object: file.name.clone(),
            foreign: matches!(self.link.part(node).origin, Origin::Foreign(_)),
            spot: Some(Spot {
                member: file.member,
                section: self.link.section(node).number,
                offset,
            }),
            source: None,
        }
    }

    /// The row of a section of std that the capability table names, when it carries something.
    fn row(&self, node: Node) -> Option<&'a StdRow> {
        let is_std = self.authors.whose(self.link, node) == Whose::Std;
        let symbol = is_std.then(|| self.authors.symbol(self.link, node))??;
        symbol.row(std_row)
    }

    /// A way as functions, each with who wrote it, and the use at its end that has the capability.
    fn way(&self, cap: Capability, nodes: &[Node]) -> Option<Way> {
        let uses = self.uses.get(nodes.last()?)?;
        let seen = uses.iter().find(|s| s.caps.contains(cap))?.clone();
        let step = |&node: &Node| match self.authors.whose(self.link, node) {
            Whose::Unit { unit, .. } => Some((unit, self.authors.label(self.link, node))),
            Whose::Std | Whose::Referrer => None,
        };
        Some(Way {
            steps: nodes.iter().filter_map(step).collect(),
            seen,
        })
    }
}

/// A place in a section.
#[derive(Clone, Copy)]
struct At {
    node: Node,
    offset: u32,
}

fn spot(file: &ObjectFile, place: Place) -> Option<Spot> {
    let Place::Section(section, offset) = place else {
        return None;
    };
    Some(Spot {
        member: file.member,
        section: file.sections.get(section as usize)?.number,
        offset: u32::try_from(offset).ok()?,
    })
}

/// The row of a std item by its compiled name. Compiled names have the path where an item is defined, the table the one
/// where std shows it: private modules between are left out until a row is found.
fn std_row(name: &Name) -> Option<StdRow> {
    if !matches!(name.author.name.as_str(), "std" | "core" | "alloc") {
        return None;
    }
    let spellings = std::iter::once(name.path.as_str()).chain(name.by_type.as_deref());
    spellings.into_iter().find_map(row_of)
}

fn row_of(path: &str) -> Option<StdRow> {
    for shown in shown_paths(path) {
        match table::std_path(&shown) {
            Some(row) if !row.caps.is_empty() => return Some((shown, row)),
            Some(_) => return None,
            None => {}
        }
    }
    None
}

/// A path, and the same with one or two of its inner modules left out.
fn shown_paths(path: &str) -> Vec<String> {
    let parts: Vec<&str> = path.split("::").collect();
    // What std keeps for itself.
    if parts
        .get(1)
        .is_some_and(|m| matches!(*m, "sys" | "sys_common" | "rt"))
    {
        return Vec::new();
    }
    let mut paths = vec![path.to_owned()];
    let without = |left_out: &[usize]| {
        let kept = parts.iter().enumerate();
        let kept = kept.filter(|(i, _)| !left_out.contains(i)).map(|(_, p)| *p);
        kept.collect::<Vec<_>>().join("::")
    };
    // Types are never left out: `File::read` is not `fs::read`.
    let is_module = |i: &usize| parts[*i].starts_with(|c: char| c.is_ascii_lowercase());
    let inner: Vec<usize> = (2..parts.len().saturating_sub(1))
        .filter(is_module)
        .collect();
    for (at, &i) in inner.iter().enumerate() {
        paths.push(without(&[i]));
        paths.extend(inner[at + 1..].iter().map(|&j| without(&[i, j])));
    }
    paths
}

/// Whether a symbol is not one that rustc made up.
pub(super) fn is_foreign_name(name: &str) -> bool {
    !(name.is_empty() || name.starts_with("_R") || name.starts_with(".L"))
}

fn is_constant_of_rust(link: &Link<'_>, target: Target) -> bool {
    let Target::Node(node) = target else {
        return false;
    };
    // A local label of the file itself.
    let file = link.part(node).file;
    let defines = link.section(node).defines.iter();
    let mut seen = defines.filter_map(|&i| file.symbols.get(i as usize));
    !seen.any(|s| s.binding != Binding::Local)
}

/// What compilers call by themselves: it says nothing of what the source says.
#[must_use]
pub fn is_runtime(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "_GLOBAL_OFFSET_TABLE_",
        "_Unwind_Resume",
        "__cxa_thread_atexit_impl",
        "__rust_try",
        "__rustc_debug_gdb_scripts_section__",
        "__stack_chk_fail",
        "__tls_get_addr",
        "bcmp",
        "memcmp",
        "memcpy",
        "memmove",
        "memset",
        "rust_begin_unwind",
        "rust_eh_personality",
        "strlen",
    ];
    NAMES.contains(&name) || name.starts_with(PERSONALITY) || is_builtin(name)
}

/// Arithmetic that processors lack, as libgcc and compiler-rt name it: `__udivti3`, `__atomic_load_16`, `fmod`.
fn is_builtin(name: &str) -> bool {
    const MATH: &[&str] = &[
        "acos",
        "asin",
        "atan",
        "atan2",
        "cbrt",
        "ceil",
        "copysign",
        "cos",
        "cosh",
        "erf",
        "erfc",
        "exp",
        "exp2",
        "expm1",
        "fabs",
        "fdim",
        "floor",
        "fma",
        "fmax",
        "fmaximum",
        "fmaximum_num",
        "fmin",
        "fminimum",
        "fminimum_num",
        "fmod",
        "hypot",
        "ldexp",
        "lgamma_r",
        "log",
        "log10",
        "log1p",
        "log2",
        "pow",
        "rint",
        "round",
        "roundeven",
        "sin",
        "sincos",
        "sinh",
        "sqrt",
        "tan",
        "tanh",
        "tgamma",
        "trunc",
    ];
    if let Some(rest) = name.strip_prefix("__") {
        const ENDS: &[&str] = &[
            "di2", "di3", "df2", "hf2", "sf2", "si2", "si3", "tf2", "tf3", "ti2", "ti3", "xf2",
            "xf3", "df3", "sf3",
        ];
        const STARTS: &[&str] = &[
            "atomic_", "sync_", "aarch64_", "fix", "float", "extend", "trunc",
        ];
        return STARTS.iter().any(|s| rest.starts_with(s))
            || ENDS.iter().any(|e| rest.ends_with(e));
    }
    let bare = name.strip_suffix(['f', 'l']).unwrap_or(name);
    MATH.contains(&name) || MATH.contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(symbol: &str) -> Option<(String, String)> {
        let (path, row) = std_row(&symbol::parse(symbol)?)?;
        Some((path, row.caps.to_string()))
    }

    #[test]
    fn compiled_names_of_std_find_their_rows() {
        let some = |path: &str, caps: &str| Some((path.to_owned(), caps.to_owned()));
        assert_eq!(
            row("_RINvNtCsjrHSEGnQ3l9_3std3env3varReECsgbxIsGlndqm_1u"),
            some("std::env::var", "env")
        );
        assert_eq!(
            row("_RINvMNtNtCsjrHSEGnQ3l9_3std3net3tcpNtB3_9TcpStream7connectReECsgbxIsGlndqm_1u"),
            some("std::net::TcpStream::connect", "net")
        );
        assert_eq!(
            row("_RINvMsk_NtCsjrHSEGnQ3l9_3std7processNtB6_7Command3newReECsgbxIsGlndqm_1u"),
            some("std::process::Command::new", "run")
        );
        assert_eq!(
            row("_RNvMs16_NtCsjrHSEGnQ3l9_3std4pathNtB6_4Path6existsCsgbxIsGlndqm_1u"),
            some("std::path::Path::exists", "read")
        );
        // A handle, and what std keeps for itself.
        assert_eq!(
            row("_RNvXsa_NtCsjrHSEGnQ3l9_3std2fsNtB5_4FileNtNtB7_2io4Read14read_to_string"),
            None
        );
        assert_eq!(row("_RNvNtNtCsjrHSEGnQ3l9_3std3sys2fs6exists"), None);
    }

    #[test]
    fn arithmetic_is_no_foreign_code() {
        for name in ["memcpy", "__udivti3", "fmodf", "sincos", "__atomic_load_16"] {
            assert!(is_runtime(name), "{name}");
        }
        for name in [
            "connect",
            "dlopen",
            "__libc_system",
            "sqlite3_open",
            "__popen",
        ] {
            assert!(!is_runtime(name), "{name}");
        }
    }
}
