//! One link: its inputs put together as the linker would, without what the linker drops.
//!
//! Source: the ELF specification and the behaviour of lld, which is rustc's default on Linux: object files are taken
//! whole; members of libraries only when they define what is missing; a strong definition wins over a weak one, the first
//! over later ones; of groups of one name the first is kept; what nothing refers to is dropped.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::read::{Binding, ObjectFile, Place, Section, SectionKind};

/// An object file as an input of a link.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The file.
    pub file: &'a ObjectFile,
    /// Whether it is taken only when it defines what is missing, as members of libraries are.
    pub lazy: bool,
    /// Who made it.
    pub origin: Origin,
}

/// Who made an object file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The Rust project: std and what comes with the toolchain.
    Std,
    /// rustc, in compiling a unit.
    Rust(Unit),
    /// Another compiler, whose output the unit's build script or manifest put into the link.
    Foreign(Unit),
}

/// One run of rustc, by its number in [`super::whose::World`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Unit(pub u32);

/// A section of an object file that is part of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(u32);

impl Node {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where an edge leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a section.
    Node(Node),
    /// Out of what is linked: to a library that is loaded with the program.
    Import,
    /// Nowhere: a number, or memory without content.
    Nothing,
}

impl Target {
    /// The section, when it leads to one.
    #[must_use]
    pub fn node(self) -> Option<Node> {
        match self {
            Target::Node(node) => Some(node),
            Target::Import | Target::Nothing => None,
        }
    }
}

/// What a section says of something elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge<'a> {
    /// Where it leads.
    pub target: Target,
    /// The symbol's name, empty for what has none.
    pub name: &'a str,
    /// Where in the section it first stands, in bytes.
    pub at: u32,
    /// Whether the name is of what rustc makes up for the global allocator.
    pub allocates: bool,
}

/// What the linker makes of its inputs.
#[derive(Debug)]
pub struct Link<'a> {
    /// All parts, loaded or not.
    parts: Vec<Part<'a>>,
    loaded: Vec<bool>,
    /// The first node of each part.
    first: Vec<u32>,
    /// The part of each node.
    part_of: Vec<u32>,
    /// What the symbols of each loaded part stand for.
    targets: Vec<Vec<Target>>,
    live: Vec<bool>,
    /// What is odd about it, in plain words.
    pub gaps: Vec<String>,
}

/// What a program starts with or offers to others.
#[derive(Clone, Copy, Debug)]
pub enum Roots<'a> {
    /// The symbols of these names.
    Names(&'a [&'a str]),
    /// All symbols that other files see in these parts (by index): a library that is analysed for itself.
    AllOf(&'a [usize]),
}

impl<'a> Link<'a> {
    /// Links.
    #[must_use]
    pub fn new(parts: Vec<Part<'a>>, roots: Roots<'_>) -> Self {
        let mut linker = Linker::new(&parts);
        linker.run(roots);
        let Linker {
            table,
            loaded,
            groups,
            gaps,
            ..
        } = linker;
        let mut link = Link {
            first: Vec::new(),
            part_of: Vec::new(),
            targets: Vec::new(),
            live: Vec::new(),
            loaded,
            parts,
            gaps,
        };
        link.number();
        link.resolve(&table, &groups);
        link.mark(&table, roots);
        link
    }

    /// The sections that are part of what was linked.
    pub fn live(&self) -> impl Iterator<Item = Node> {
        let all = self.live.iter().zip(0..);
        all.filter(|(live, _)| **live).map(|(_, i)| Node(i))
    }

    /// Whether a section is part of what was linked.
    #[must_use]
    pub fn is_live(&self, node: Node) -> bool {
        self.live.get(node.index()).is_some_and(|live| *live)
    }

    /// How many sections there are, dropped ones included; [`Node`]s are numbered below it.
    #[must_use]
    pub fn size(&self) -> usize {
        self.part_of.len()
    }

    /// A node's number, below [`Link::size`].
    #[must_use]
    pub fn number_of(&self, node: Node) -> usize {
        node.index()
    }

    /// The part that a section is in.
    #[must_use]
    pub fn part(&self, node: Node) -> &Part<'a> {
        &self.parts[self.part_of[node.index()] as usize]
    }

    /// The section itself.
    #[must_use]
    pub fn section(&self, node: Node) -> &'a Section {
        let part = self.part_of[node.index()] as usize;
        &self.parts[part].file.sections[(node.0 - self.first[part]) as usize]
    }

    /// The parts that the linker took.
    pub fn loaded(&self) -> impl Iterator<Item = &Part<'a>> {
        let all = self.parts.iter().zip(&self.loaded);
        all.filter(|(_, loaded)| **loaded).map(|(part, _)| part)
    }

    /// What a section refers to.
    pub fn edges(&self, node: Node) -> impl Iterator<Item = Edge<'a>> {
        let part = self.part_of[node.index()] as usize;
        let file = self.parts[part].file;
        let unwind = self.section(node).kind == SectionKind::Unwind;
        let targets = self.targets.get(part).map_or(&[][..], Vec::as_slice);
        let refers = self.section(node).refers.iter();
        refers.filter_map(move |refer| {
            let index = refer.symbol as usize;
            let symbol = file.symbols.get(index)?;
            // How to unwind refers to all code, which it does not keep, and to what runs while unwinding.
            if unwind
                && symbol.place != Place::Undefined
                && !symbol.name.starts_with(super::whose::PERSONALITY)
            {
                return None;
            }
            Some(Edge {
                target: *targets.get(index)?,
                name: &symbol.name,
                at: refer.at,
                allocates: symbol.allocates,
            })
        })
    }

    /// Where a symbol of a section's own file leads, and its name.
    #[must_use]
    pub fn target_of(&self, node: Node, symbol: u32) -> Option<(Target, &'a str)> {
        let part = *self.part_of.get(node.index())? as usize;
        let target = *self.targets.get(part)?.get(symbol as usize)?;
        let symbol = self.parts[part].file.symbols.get(symbol as usize)?;
        Some((target, symbol.name.as_str()))
    }

    fn number(&mut self) {
        let mut next = 0u32;
        for (index, part) in self.parts.iter().enumerate() {
            self.first.push(next);
            if self.loaded[index] {
                let count = u32::try_from(part.file.sections.len()).unwrap_or(0);
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                self.part_of
                    .extend(std::iter::repeat_n(index, count as usize));
                next += count;
            }
        }
        self.live = vec![false; self.part_of.len()];
    }

    fn resolve(&mut self, table: &Table<'a>, groups: &FxHashMap<&'a str, usize>) {
        for (index, part) in self.parts.iter().enumerate() {
            let targets = if self.loaded[index] {
                let symbols = 0..part.file.symbols.len();
                symbols
                    .map(|symbol| self.target(index, symbol, table, groups))
                    .collect()
            } else {
                Vec::new()
            };
            self.targets.push(targets);
        }
    }

    fn target(
        &self,
        part: usize,
        symbol: usize,
        table: &Table<'a>,
        groups: &FxHashMap<&'a str, usize>,
    ) -> Target {
        let file = self.parts[part].file;
        let here = &file.symbols[symbol];
        if here.binding == Binding::Local && !dropped(file, part, here.place, groups) {
            return self.place(part, here.place);
        }
        let found = match here.binding {
            Binding::Local => table.by_name(&here.name),
            _ => table.at(part, symbol),
        };
        match found {
            Found::Defined { part, symbol, .. } => {
                self.place(part, self.parts[part].file.symbols[symbol].place)
            }
            // A section that was dropped has a twin elsewhere; to a local symbol nothing else leads.
            _ if here.binding == Binding::Local => Target::Nothing,
            _ => Target::Import,
        }
    }

    fn place(&self, part: usize, place: Place) -> Target {
        match place {
            Place::Section(section, _) => Target::Node(Node(self.first[part] + section)),
            Place::Undefined => Target::Import,
            Place::Nowhere => Target::Nothing,
        }
    }

    fn mark(&mut self, table: &Table<'a>, roots: Roots<'_>) {
        let mut queue = Vec::new();
        match roots {
            Roots::Names(names) => {
                for name in names {
                    if let Found::Defined { part, symbol, .. } = table.by_name(name) {
                        let place = self.parts[part].file.symbols[symbol].place;
                        queue.extend(self.place(part, place).node());
                    }
                }
            }
            Roots::AllOf(parts) => {
                for &part in parts {
                    let Some(file) = self.parts.get(part).map(|p| p.file) else {
                        continue;
                    };
                    let seen = file.symbols.iter().filter(|s| s.binding != Binding::Local);
                    queue.extend(seen.filter_map(|s| self.place(part, s.place).node()));
                }
            }
        }
        for (index, part) in self.parts.iter().enumerate() {
            if self.loaded[index] {
                let sections = part.file.sections.iter().zip(self.first[index]..);
                let kept = sections.filter(|(s, _)| s.kept || s.kind == SectionKind::Unwind);
                queue.extend(kept.map(|(_, node)| Node(node)));
            }
        }
        while let Some(node) = queue.pop() {
            let Some(live) = self.live.get_mut(node.index()) else {
                continue;
            };
            if !std::mem::replace(live, true) {
                queue.extend(self.edges(node).filter_map(|e| e.target.node()));
            }
        }
    }
}

/// Whether a place is in a section that the linker drops for a twin of it.
fn dropped(file: &ObjectFile, part: usize, place: Place, groups: &FxHashMap<&str, usize>) -> bool {
    let Place::Section(section, _) = place else {
        return false;
    };
    let group = file.sections.get(section as usize).and_then(|s| s.group);
    let Some(signature) = group.and_then(|g| file.symbols.get(g as usize)) else {
        return false;
    };
    groups
        .get(signature.name.as_str())
        .is_some_and(|&kept_in| kept_in != part)
}

/// What the names of a link stand for. A name is looked up once for each symbol that has it.
struct Table<'a> {
    slots: FxHashMap<&'a str, u32>,
    /// By slot.
    found: Vec<Found>,
    /// The slot of each symbol of each part, once it was looked up.
    known: Vec<Vec<u32>>,
}

impl<'a> Table<'a> {
    const NONE: u32 = u32::MAX;

    fn new(parts: usize) -> Self {
        Table {
            slots: FxHashMap::default(),
            found: Vec::new(),
            known: vec![Vec::new(); parts],
        }
    }

    /// What a symbol of a file stands for, to be read or changed.
    fn entry(&mut self, part: usize, file: &'a ObjectFile, symbol: usize) -> &mut Found {
        let known = &mut self.known[part];
        known.resize(file.symbols.len(), Self::NONE);
        let slot = &mut known[symbol];
        if *slot == Self::NONE {
            let next = u32::try_from(self.found.len()).unwrap_or(Self::NONE);
            let name = file.symbols[symbol].name.as_str();
            *slot = *self.slots.entry(name).or_insert(next);
            if *slot == next {
                self.found.push(Found::Nothing);
            }
        }
        &mut self.found[*slot as usize]
    }

    fn at(&self, part: usize, symbol: usize) -> Found {
        let slot = self.known[part].get(symbol);
        slot.map_or(Found::Nothing, |&slot| self.of(slot))
    }

    fn by_name(&self, name: &str) -> Found {
        let slot = self.slots.get(name);
        slot.map_or(Found::Nothing, |&slot| self.of(slot))
    }

    fn of(&self, slot: u32) -> Found {
        let found = self.found.get(slot as usize);
        found.copied().unwrap_or(Found::Nothing)
    }
}

#[derive(Clone, Copy, Debug)]
enum Found {
    /// A loaded part defines it.
    Defined {
        part: usize,
        symbol: usize,
        weak: bool,
    },
    /// A part that was not loaded yet would define it.
    Offered { part: usize },
    /// Something refers to it.
    Wanted,
    /// Nobody has said anything of it.
    Nothing,
}

struct Linker<'p, 'a> {
    parts: &'p [Part<'a>],
    table: Table<'a>,
    loaded: Vec<bool>,
    /// In which part each group is kept.
    groups: FxHashMap<&'a str, usize>,
    twice: FxHashSet<&'a str>,
    queue: Vec<usize>,
    gaps: Vec<String>,
}

impl<'p, 'a> Linker<'p, 'a> {
    fn new(parts: &'p [Part<'a>]) -> Self {
        Linker {
            parts,
            table: Table::new(parts.len()),
            loaded: vec![false; parts.len()],
            groups: FxHashMap::default(),
            twice: FxHashSet::default(),
            queue: Vec::new(),
            gaps: Vec::new(),
        }
    }

    fn run(&mut self, roots: Roots<'_>) {
        for part in 0..self.parts.len() {
            if self.parts[part].lazy {
                self.offer(part);
            } else {
                self.queue.push(part);
                self.drain();
            }
        }
        match roots {
            Roots::Names(names) => {
                for name in names {
                    if let Found::Offered { part } = self.table.by_name(name) {
                        self.queue.push(part);
                    }
                }
            }
            Roots::AllOf(parts) => self.queue.extend(parts),
        }
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(part) = self.queue.pop() {
            if let Some(loaded) = self.loaded.get_mut(part)
                && !std::mem::replace(loaded, true)
            {
                self.load(part);
            }
        }
    }

    fn offer(&mut self, part: usize) {
        let file = self.parts[part].file;
        for (index, symbol) in file.symbols.iter().enumerate() {
            if symbol.binding == Binding::Local || symbol.place == Place::Undefined {
                continue;
            }
            let found = self.table.entry(part, file, index);
            match found {
                Found::Nothing => *found = Found::Offered { part },
                Found::Wanted => {
                    self.queue.push(part);
                    self.drain();
                    return;
                }
                Found::Defined { .. } | Found::Offered { .. } => {}
            }
        }
    }

    fn load(&mut self, part: usize) {
        let file = self.parts[part].file;
        for section in &file.sections {
            let signature = section.group.and_then(|g| file.symbols.get(g as usize));
            if let Some(signature) = signature {
                self.groups.entry(signature.name.as_str()).or_insert(part);
            }
        }
        for (index, symbol) in file.symbols.iter().enumerate() {
            if symbol.binding == Binding::Local {
                continue;
            }
            let weak = symbol.binding == Binding::Weak;
            let defines = symbol.place != Place::Undefined
                && !dropped(file, part, symbol.place, &self.groups);
            let found = self.table.entry(part, file, index);
            if !defines {
                match *found {
                    // A weak reference loads nothing.
                    Found::Offered { part } if !weak => self.queue.push(part),
                    Found::Nothing if !weak => *found = Found::Wanted,
                    _ => {}
                }
                continue;
            }
            let new = Found::Defined {
                part,
                symbol: index,
                weak,
            };
            match found {
                Found::Defined { weak: false, .. } if !weak => self.doubled(&symbol.name),
                Found::Defined { weak: was_weak, .. } if weak || !*was_weak => {}
                _ => *found = new,
            }
        }
    }

    fn doubled(&mut self, name: &'a str) {
        if self.twice.insert(name) && self.gaps.len() < 20 {
            let name: String = name.chars().take(200).collect();
            self.gaps
                .push(format!("`{name}` is defined more than once"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::{Refer, Symbol};
    use super::*;

    /// An object file from lines `section: symbol binding > refers…`.
    fn file(lines: &[(&str, Binding, &[&str])]) -> ObjectFile {
        let mut file = ObjectFile::default();
        for (name, binding, _) in lines {
            let section = u32::try_from(file.sections.len()).expect("few");
            file.symbols.push(Symbol {
                name: (*name).to_owned(),
                place: Place::Section(section, 0),
                binding: *binding,
                typed: true,
                ..Symbol::default()
            });
            file.sections.push(Section {
                name: format!(".text.{name}"),
                kind: SectionKind::Code,
                defines: vec![section],
                ..Section::default()
            });
        }
        for (index, (_, _, refers)) in lines.iter().enumerate() {
            for name in *refers {
                let known = file.symbols.iter().position(|s| s.name == *name);
                let symbol = known.unwrap_or_else(|| {
                    file.symbols.push(Symbol {
                        name: (*name).to_owned(),
                        binding: Binding::Global,
                        ..Symbol::default()
                    });
                    file.symbols.len() - 1
                });
                let symbol = u32::try_from(symbol).expect("few");
                file.sections[index].refers.push(refer(symbol));
            }
        }
        file
    }

    fn refer(symbol: u32) -> Refer {
        Refer { symbol, at: 0 }
    }

    fn part(file: &ObjectFile, lazy: bool) -> Part<'_> {
        Part {
            file,
            lazy,
            origin: Origin::Rust(Unit(0)),
        }
    }

    fn live(link: &Link<'_>) -> Vec<String> {
        let names = link.live().map(|n| link.section(n).name.clone());
        names.map(|n| n.replace(".text.", "")).collect()
    }

    use Binding::{Global, Local, Weak};

    #[test]
    fn what_nothing_refers_to_is_dropped() {
        let main = file(&[
            ("main", Global, &["used", "printf"]),
            ("used", Local, &[]),
            ("unused", Global, &["also_unused"]),
            ("also_unused", Local, &[]),
        ]);
        let link = Link::new(vec![part(&main, false)], Roots::Names(&["main"]));
        assert_eq!(live(&link), ["main", "used"]);
        let main = link.live().next().expect("main");
        let edges: Vec<_> = link.edges(main).collect();
        assert_eq!((edges[1].target, edges[1].name), (Target::Import, "printf"));
    }

    #[test]
    fn strong_wins_over_weak_and_members_load_when_missing() {
        let main = file(&[("main", Global, &["f", "g"]), ("f", Weak, &["weak_f"])]);
        let member = file(&[("g", Global, &["h"]), ("f", Global, &["strong_f"])]);
        let never = file(&[("x", Global, &[])]);
        let deep = file(&[("h", Global, &[])]);
        let parts = vec![
            part(&main, false),
            part(&never, true),
            part(&deep, true),
            part(&member, true),
        ];
        let link = Link::new(parts, Roots::Names(&["main"]));
        assert_eq!(link.loaded().count(), 3);
        // In the order of parts; the weak `f` is not among them.
        assert_eq!(live(&link), ["main", "h", "g", "f"]);
        let f = link.live().last().expect("f");
        assert_eq!(link.edges(f).next().expect("an edge").name, "strong_f");
    }

    #[test]
    fn initialisers_keep_what_they_call() {
        let mut main = file(&[("main", Global, &[]), ("early", Local, &[])]);
        main.sections.push(Section {
            name: ".init_array".to_owned(),
            kind: SectionKind::Init,
            kept: true,
            refers: vec![refer(1)],
            ..Section::default()
        });
        let link = Link::new(vec![part(&main, false)], Roots::Names(&["main"]));
        assert_eq!(live(&link), ["main", "early", ".init_array"]);
    }

    #[test]
    fn cycles_and_wrong_indices_end() {
        let mut main = file(&[("main", Global, &["main", "f"]), ("f", Local, &["main"])]);
        main.sections[0].refers.push(refer(4_000_000));
        let link = Link::new(vec![part(&main, false)], Roots::Names(&["main"]));
        assert_eq!(live(&link), ["main", "f"]);
    }

    #[test]
    fn the_first_group_of_a_name_is_kept() {
        let group = |refers: &'static [&'static str]| {
            let mut f = file(&[("g", Weak, refers)]);
            f.sections[0].group = Some(0);
            f
        };
        let main = file(&[("main", Global, &["g"])]);
        let (one, two) = (group(&["one"]), group(&["two"]));
        let parts = vec![part(&main, false), part(&one, false), part(&two, false)];
        let link = Link::new(parts, Roots::Names(&["main"]));
        let g = link.live().nth(1).expect("g");
        assert_eq!(link.edges(g).next().expect("an edge").name, "one");
        assert_eq!(link.live().count(), 2);
    }
}
