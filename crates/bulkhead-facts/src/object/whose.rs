//! Which package wrote a section.
//!
//! A compiled name says so, but a name can be chosen: by `export_name`, by a label in assembly, by a C compiler. So a name
//! that says another author than the package whose compiler run made the object is believed only where rustc would have
//! made it: a copy of a generic or inline item, which names the crate that it was copied for or which no other file sees;
//! in a section of its own;
//! written in a crate that the package depends on; and not among the names that rustc itself lists as chosen by
//! attributes. Everything else in an object is the work of the package that brought the object.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::graph::{Link, Node, Origin, Unit};
use super::read::{Binding, SectionKind, Symbol};
use super::symbol::{self, Claim};

/// What is known of the compiler runs of one build.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct World {
    /// The runs, indexed by [`Unit`].
    pub units: Vec<UnitInfo>,
    /// The crate ids (`disambiguator`s) that the toolchain's own libraries have.
    pub std: FxHashSet<u64>,
    /// Names chosen by attributes (`no_mangle`, `export_name`): what rustc told the linker to keep.
    pub chosen: FxHashSet<String>,
}

/// One compiler run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitInfo {
    /// The crate's id in compiled names.
    pub id: u64,
    /// The index of its package, for the caller.
    pub package: u32,
    /// All units that it depends on, directly or not.
    pub closure: FxHashSet<u32>,
}

/// Who wrote a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The Rust project.
    Std,
    /// The package of this compiler run. `foreign` for what is not Rust.
    Unit {
        /// The run.
        unit: Unit,
        /// Whether another compiler made it.
        foreign: bool,
    },
    /// Nobody by itself: a constant that is part of whatever refers to it.
    Referrer,
}

/// Who wrote the sections of a link.
#[derive(Debug)]
pub struct Authors<'w> {
    world: &'w World,
    by_id: FxHashMap<u64, Unit>,
    whose: Vec<Whose>,
    /// Of each section the symbol that names it, when it looks like one of rustc's: an index into its file's. They are taken
    /// apart when somebody asks.
    named: Vec<Option<u32>>,
    /// Names that say an author that they do not have, with the unit whose object holds them.
    pub pretenders: Vec<(Unit, String)>,
}

impl<'w> Authors<'w> {
    /// Says whose all sections of a link are.
    #[must_use]
    pub fn of(link: &Link<'_>, world: &'w World) -> Self {
        let ids = world.units.iter().zip(0..);
        let mut authors = Authors {
            world,
            by_id: ids.map(|(unit, i)| (unit.id, Unit(i))).collect(),
            whose: vec![Whose::Referrer; link.size()],
            named: vec![None; link.size()],
            pretenders: Vec::new(),
        };
        for node in link.live() {
            let at = link.number_of(node);
            let mut symbols = symbols(link, node);
            authors.named[at] = symbols.find(|(_, s)| is_rusts(&s.name)).map(|(i, _)| i);
            authors.whose[at] = authors.judge(link, node);
        }
        authors
    }

    /// Whose a live section is.
    #[must_use]
    pub fn whose(&self, link: &Link<'_>, node: Node) -> Whose {
        self.whose[link.number_of(node)]
    }

    /// What to call a section: its function's or constant's path, or what else its object has for it. Foreign text.
    #[must_use]
    pub fn label(&self, link: &Link<'_>, node: Node) -> String {
        if let Some(name) = self.symbol(link, node).and_then(|s| symbol::parse(&s.name)) {
            return name.path;
        }
        let section = link.section(node);
        let file = link.part(node).file;
        let symbols = section.defines.iter();
        let mut named = symbols.filter_map(|&i| file.symbols.get(i as usize));
        match named.find(|s| !s.name.is_empty()) {
            Some(symbol) => symbol.name.clone(),
            None => section.name.clone(),
        }
    }

    /// What a section's name says, when it has one of rustc's.
    pub(super) fn claim_of<'a>(&self, link: &Link<'a>, node: Node) -> Option<&'a Claim> {
        self.symbol(link, node)?.claim()
    }

    /// The symbol that names a section, when it is one of rustc's.
    pub(super) fn symbol<'a>(&self, link: &Link<'a>, node: Node) -> Option<&'a Symbol> {
        let symbol = self.named[link.number_of(node)]?;
        let symbol = link.part(node).file.symbols.get(symbol as usize)?;
        symbol.claim().is_some().then_some(symbol)
    }

    fn judge(&mut self, link: &Link<'_>, node: Node) -> Whose {
        let unit = match link.part(node).origin {
            Origin::Std => return Whose::Std,
            Origin::Foreign(unit) => {
                return Whose::Unit {
                    unit,
                    foreign: true,
                };
            }
            Origin::Rust(unit) => unit,
        };
        let own = Whose::Unit {
            unit,
            foreign: false,
        };
        let section = link.section(node);
        let mut said = None;
        for (_, symbol) in symbols(link, node) {
            let Some(claim) = symbol.claim() else {
                // A second label on somebody's section, or a name chosen for it.
                said = Some(own);
                break;
            };
            let whose = match self.believed(unit, &section.name, symbol, claim) {
                Some(whose) => whose,
                None => {
                    self.pretenders.push((unit, symbol.name.clone()));
                    own
                }
            };
            if said.is_some_and(|s| s != whose) {
                said = Some(own);
                break;
            }
            said = Some(whose);
        }
        match said {
            Some(whose) => whose,
            None if matches!(section.kind, SectionKind::Data | SectionKind::Unwind) => {
                Whose::Referrer
            }
            None => own,
        }
    }

    /// Whose a name says that it is, when it is to be believed.
    fn believed(&self, unit: Unit, section: &str, symbol: &Symbol, claim: &Claim) -> Option<Whose> {
        let text = symbol.name.as_str();
        let info = self.world.units.get(unit.0 as usize)?;
        let own = Whose::Unit {
            unit,
            foreign: false,
        };
        let author = claim.author;
        if author == info.id || claim.made_up {
            return Some(own);
        }
        let is_copy = match claim.instantiated_by {
            Some(by) => by == info.id,
            // `#[inline(always)]`: each file has its own.
            None => symbol.binding == Binding::Local,
        };
        if !is_copy || !section.ends_with(text) || self.world.chosen.contains(text) {
            return None;
        }
        if self.world.std.contains(&author) {
            return Some(Whose::Std);
        }
        let by = self.by_id.get(&author)?;
        info.closure.contains(&by.0).then_some(Whose::Unit {
            unit: *by,
            foreign: false,
        })
    }
}

/// The crate that rustc makes up for the functions of the global allocator and the panic machinery.
pub const ALLOCATOR: &str = "__rustc";

/// What compilers call a file's own pointer to the function that unwinding asks.
pub(super) const PERSONALITY: &str = "DW.ref.";

/// Whether a name has the form of those that rustc makes.
fn is_rusts(name: &str) -> bool {
    name.starts_with("_R")
}

/// A section's symbols that have names, each with its index; those that only its own file sees and that no compiler would
/// give to an item are left out.
fn symbols<'a>(link: &Link<'a>, node: Node) -> impl Iterator<Item = (u32, &'a Symbol)> {
    let file = link.part(node).file;
    let all = link.section(node).defines.iter();
    let symbols = all.filter_map(|&i| Some((i, file.symbols.get(i as usize)?)));
    symbols
        .filter(|(_, s)| s.binding != Binding::Local || is_rusts(&s.name))
        .filter(|(_, s)| !s.name.is_empty() && !s.name.starts_with(PERSONALITY))
}
