//! The source witness: reads a package's Rust sources as rustc would find them and says what they name.
//!
//! It is a light item-and-path parser over rustc's own lexer, in two passes. The first walks the module tree from a
//! target's root and notes what is declared where and under which `cfg`; the second resolves what is mentioned. No syntax
//! tree is built, so a construct that some parser does not know costs nothing but itself.

mod attr;
mod bodies;
mod builtin;
mod decl;
mod directive;
mod intern;
mod lex;
mod literals;
mod macros;
mod method;
mod scope;
mod text;
mod trace;
mod uses;
mod world;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::fact::StrId;
use crate::link::{Export, ExportModule, Exports, Mention};
use crate::sign::Sign;
use crate::{Cfg, CfgId, Fact, Files, Gap, Limits, PackageFacts, Place, Site, TargetFacts};

pub use bodies::macro_lines;
pub use builtin::is_cargo_variable;
pub(crate) use builtin::{Judgement, judge_kept};
use intern::Name;
use scope::{Binding, Def, ScopeId, Target, Targets};
pub use trace::trace;
use world::{At, Piece, Shared, World};

/// A Rust edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Edition {
    /// 2015
    E2015,
    /// 2018
    E2018,
    /// 2021
    E2021,
    /// 2024
    E2024,
}

/// One target of a package: where reading begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TargetSpec {
    /// Where its code runs.
    pub site: Site,
    /// Its name, for reports.
    pub name: String,
    /// Its root file, package-relative.
    pub root: String,
    /// Its edition.
    pub edition: Edition,
    /// The extern names that its code may begin a path with: every dependency that the manifest declares, whether active or
    /// not, and the package's own library; renames applied, `-` as `_`.
    pub externs: Vec<String>,
}

/// Reads the given targets of a package. What cannot be read is in the result as gaps.
#[must_use]
pub fn scan(files: &dyn Files, targets: &[TargetSpec], limits: &Limits) -> PackageFacts {
    let mut shared = Shared::default();
    let mut output = Output::new(files);
    let targets = targets
        .iter()
        .map(|target| {
            let mut world = World::new(files, limits, target, &mut shared);
            decl::read_root(&mut world, &target.root);
            uses::read_all(&mut world);
            output.target(world, target)
        })
        .collect();
    PackageFacts {
        files: shared.files,
        strings: output.strings,
        cfgs: output.cfgs,
        targets,
        hygiene: Vec::new(),
        gaps: Vec::new(),
        sets: shared.settings.finish(),
    }
}

/// Number of tokens that rustc's lexer makes of `text`, trivia included: the yardstick of the scanner's speed.
#[must_use]
pub fn count_tokens(text: &str) -> usize {
    ra_ap_rustc_lexer::tokenize(text, ra_ap_rustc_lexer::FrontmatterAllowed::Yes).count()
}

/// Turns what was found into its lasting form: strings interned anew (most names never leave), offsets into lines.
struct Output<'a> {
    strings: Vec<String>,
    ids: FxHashMap<Name, StrId>,
    cfgs: Vec<Cfg>,
    cfg_ids: FxHashMap<CfgId, CfgId>,
    lines: Lines<'a>,
}

impl<'a> Output<'a> {
    fn new(files: &'a dyn Files) -> Self {
        Output {
            strings: Vec::new(),
            ids: FxHashMap::default(),
            cfgs: vec![Cfg::True],
            cfg_ids: FxHashMap::from_iter([(CfgId::ALWAYS, CfgId::ALWAYS)]),
            lines: Lines {
                files,
                file: None,
                bytes: &[],
                start: 0,
                line: 0,
            },
        }
    }

    fn target(&mut self, mut world: World<'_>, target: &TargetSpec) -> TargetFacts {
        let exports = match target.site {
            Site::Build => Exports::default(),
            Site::Lib | Site::Macro => self.exports(&mut world),
        };
        world.facts.sort_unstable();
        world.facts.dedup();
        let facts = std::mem::take(&mut world.facts)
            .into_iter()
            .map(|f| Fact {
                place: self.place(&world, f.at),
                what: self.string(&world, f.what),
                via: f.via,
                caps: f.caps,
                cfg: self.cfg(&world, f.cfg),
            })
            .collect();
        let mut mentions: Vec<_> = std::mem::take(&mut world.mentions)
            .into_iter()
            .flat_map(|((path, kind, cfg, argument), places)| {
                places.into_iter().map(move |at| world::RawMention {
                    at,
                    path,
                    kind,
                    argument,
                    cfg,
                })
            })
            .collect();
        mentions.sort_unstable();
        let mentions = mentions
            .into_iter()
            .map(|m| Mention {
                path: self.string(&world, m.path),
                kind: m.kind,
                place: self.place(&world, m.at),
                argument: m.argument.map(|a| self.string(&world, a)),
                cfg: self.cfg(&world, m.cfg),
            })
            .collect();
        let mut gaps: Vec<_> = std::mem::take(&mut world.gaps).into_iter().collect();
        gaps.sort_unstable();
        let gaps = gaps
            .into_iter()
            .map(|g| Gap {
                kind: g.kind,
                detail: g.detail,
                place: g.at.map(|at| self.place(&world, at)),
                cfg: self.cfg(&world, g.cfg),
            })
            .collect();
        let signs = literals::signs(&mut world)
            .into_iter()
            .map(|s| Sign {
                place: self.place(&world, s.at),
                kind: s.kind,
                hiding: s.hiding,
                what: self.text(s.text),
                cfg: self.cfg(&world, s.cfg),
            })
            .collect();
        TargetFacts {
            site: target.site,
            name: target.name.clone(),
            facts,
            mentions,
            exports,
            gaps,
            signs,
        }
    }

    fn string(&mut self, world: &World<'_>, name: Name) -> StrId {
        *self.ids.entry(name).or_insert_with(|| {
            self.strings.push(world.shared.names.text(name).to_owned());
            StrId(self.strings.len() as u32 - 1)
        })
    }

    /// A text that is no name of the package's.
    fn text(&mut self, text: String) -> StrId {
        self.strings.push(text);
        StrId(self.strings.len() as u32 - 1)
    }

    /// Only predicates that something stands under last.
    fn cfg(&mut self, world: &World<'_>, id: CfgId) -> CfgId {
        *self.cfg_ids.entry(id).or_insert_with(|| {
            let cfg = world.shared.cfgs.get(id);
            self.cfgs.push(match World::is_doubtful(&cfg) {
                true => world.without_doubt(cfg),
                false => cfg,
            });
            CfgId(self.cfgs.len() as u32 - 1)
        })
    }

    fn place(&mut self, world: &World<'_>, at: At) -> Place {
        self.lines.place(at, &world.shared.files)
    }

    /// The names through which other packages can reach authority or another package.
    fn exports(&mut self, world: &mut World<'_>) -> Exports {
        let mut modules = vec![ExportModule::default()];
        let mut index: FxHashMap<ScopeId, u32> = FxHashMap::from_iter([(scope::ROOT, 0)]);
        let mut queue = vec![scope::ROOT];
        let mut visit =
            |scope: ScopeId, modules: &mut Vec<ExportModule>, queue: &mut Vec<ScopeId>| {
                *index.entry(scope).or_insert_with(|| {
                    modules.push(ExportModule::default());
                    queue.push(scope);
                    modules.len() as u32 - 1
                })
            };
        let mut at = 0;
        while at < queue.len() {
            let scope = queue[at];
            let here = visit(scope, &mut modules, &mut queue) as usize;
            at += 1;
            for (name, targets, is_glob) in public_names(world, scope) {
                for (target, cfg) in targets {
                    let cfg = self.cfg(world, cfg);
                    let export = match target {
                        Target::Module(module) => {
                            Export::Module(visit(module, &mut modules, &mut queue))
                        }
                        Target::Outside(path) => Export::Path(self.string(world, path)),
                        Target::Symbol(symbol) => Export::Symbol(self.string(world, symbol)),
                        Target::ProcMacro(name) => Export::ProcMacro(self.string(world, name)),
                        Target::LocalType => Export::Type,
                        Target::LocalValue => continue,
                    };
                    if is_glob {
                        modules[here].globs.push((export, cfg));
                    } else {
                        let name = self.string(world, name);
                        modules[here].names.push((name, export, cfg));
                    }
                }
            }
        }
        Exports {
            modules: prune(modules),
            associated: self.associated(world),
            tails: self.tails(world),
        }
    }

    /// What macros add to their arguments, where others may call one of them.
    fn tails(&mut self, world: &mut World<'_>) -> Vec<StrId> {
        if world.exported_macros.is_empty() {
            return Vec::new();
        }
        let mut tails = BTreeSet::new();
        for (pattern, _, _) in world.macros.iter().flat_map(|m| &m.patterns) {
            let after = pattern.pieces.rsplit(|p| *p == Piece::Fragment).next();
            let names = after.into_iter().flatten().filter_map(|p| match p {
                Piece::Name(name) => Some(world.shared.names.text(*name)),
                Piece::Fragment => None,
            });
            tails.insert(names.collect::<Vec<_>>().join("::"));
        }
        tails.remove("");
        tails.into_iter().map(|tail| self.text(tail)).collect()
    }

    /// What impls set associated types to, when that leads outside.
    fn associated(&mut self, world: &mut World<'_>) -> Vec<(StrId, StrId, crate::CfgId)> {
        let mut found = Vec::new();
        for (name, targets) in world.resolver().all_associated() {
            for (target, cfg) in targets {
                if let Target::Outside(path) = target {
                    found.push((
                        self.string(world, name),
                        self.string(world, path),
                        self.cfg(world, cfg),
                    ));
                }
            }
        }
        found.sort_unstable();
        found
    }
}

/// The public names and globs of a module with what they lead to. A local type is listed only beside a function of its name.
fn public_names(world: &mut World<'_>, scope: ScopeId) -> Vec<(Name, Targets, bool)> {
    let module = world.scopes.get(scope);
    let mut leading = module.leading.clone();
    leading.sort_unstable();
    leading.dedup();
    let mut names: Vec<(Name, Def, crate::CfgId)> = Vec::new();
    for name in leading {
        let bindings: Vec<Binding> = world.scopes.bound_to(scope, name).collect();
        let foreign = bindings.iter().any(|b| matches!(b.def, Def::Foreign(_)));
        for b in bindings.iter().filter(|b| b.public) {
            let keep =
                !matches!(b.def, Def::LocalType | Def::LocalBoth | Def::LocalValue) || foreign;
            if keep {
                names.push((name, b.def, b.cfg));
            }
        }
    }
    names.sort_unstable_by(|a, b| {
        world
            .shared
            .names
            .text(a.0)
            .cmp(world.shared.names.text(b.0))
            .then(a.2.cmp(&b.2))
    });
    let globs: Vec<_> = module
        .globs
        .iter()
        .filter(|g| g.public)
        .map(|g| (g.path, g.cfg))
        .collect();
    let mut found = Vec::new();
    let mut conditioned = |world: &mut World<'_>, name, targets: Targets, cfg, is_glob| {
        let targets = targets
            .into_iter()
            .map(|(t, c)| (t, world.shared.cfgs.and(cfg, c)))
            .collect();
        found.push((name, targets, is_glob));
    };
    for (name, def, cfg) in names {
        let targets = match def {
            Def::Import(path) | Def::Alias(path) => {
                let mut targets = Targets::clone(&world.resolver().stored(path));
                targets.retain(|(t, _)| !matches!(t, Target::LocalType | Target::LocalValue));
                targets
            }
            Def::Module(module) => scope::only(Target::Module(module)),
            Def::Foreign(symbol) => {
                let matters = crate::table::symbol(world.shared.names.text(symbol))
                    .is_some_and(|r| !r.caps.is_empty());
                if matters {
                    scope::only(Target::Symbol(symbol))
                } else {
                    Targets::new()
                }
            }
            Def::ExternCrate(krate) if world.shared.names.text(krate) == "self" => {
                scope::only(Target::Module(scope::ROOT))
            }
            Def::ExternCrate(krate) => scope::only(Target::Outside(krate)),
            Def::ProcMacro => scope::only(Target::ProcMacro(name)),
            Def::LocalType | Def::LocalBoth => scope::only(Target::LocalType),
            Def::LocalValue => Targets::new(),
        };
        conditioned(world, name, targets, cfg, false);
    }
    for (path, cfg) in globs {
        let mut targets = Targets::clone(&world.resolver().stored(path));
        targets.retain(|(t, _)| matches!(t, Target::Module(_) | Target::Outside(_)));
        conditioned(world, Name(0), targets, cfg, true);
    }
    found
}

/// Drops modules that lead nowhere.
fn prune(modules: Vec<ExportModule>) -> Vec<ExportModule> {
    let direct = |e: &Export| {
        matches!(
            e,
            Export::Path(_) | Export::Symbol(_) | Export::ProcMacro(_)
        )
    };
    let mut keep: Vec<bool> = modules
        .iter()
        .map(|m| {
            m.names.iter().any(|(_, e, _)| direct(e)) || m.globs.iter().any(|(e, _)| direct(e))
        })
        .collect();
    loop {
        let leads = |m: &ExportModule, keep: &[bool]| {
            let to_kept = |e: &Export| matches!(e, Export::Module(i) if keep[*i as usize]);
            m.names.iter().any(|(_, e, _)| to_kept(e)) || m.globs.iter().any(|(e, _)| to_kept(e))
        };
        let more: Vec<usize> = (0..modules.len())
            .filter(|&i| !keep[i] && leads(&modules[i], &keep))
            .collect();
        if more.is_empty() {
            break;
        }
        for i in more {
            keep[i] = true;
        }
    }
    if !keep[0] {
        return Vec::new();
    }
    let mut new = vec![u32::MAX; modules.len()];
    for (count, i) in (0..modules.len()).filter(|&i| keep[i]).enumerate() {
        new[i] = count as u32;
    }
    let moved = |e: Export| match e {
        Export::Module(i) if !keep[i as usize] => None,
        Export::Module(i) => Some(Export::Module(new[i as usize])),
        e => Some(e),
    };
    modules
        .into_iter()
        .zip(&keep)
        .filter(|(_, keep)| **keep)
        .map(|(m, _)| ExportModule {
            names: m
                .names
                .into_iter()
                .filter_map(|(n, e, c)| moved(e).map(|e| (n, e, c)))
                .collect(),
            globs: m
                .globs
                .into_iter()
                .filter_map(|(e, c)| moved(e).map(|e| (e, c)))
                .collect(),
        })
        .collect()
}

/// Counts lines. Places are mostly asked for in their order, so that a file is gone through a few times in all.
struct Lines<'a> {
    files: &'a dyn Files,
    /// The file of the last place.
    file: Option<u32>,
    bytes: &'a [u8],
    /// Where the line of the last place begins, and its number from 0.
    start: usize,
    line: u32,
}

impl Lines<'_> {
    fn place(&mut self, at: At, paths: &[String]) -> Place {
        let offset = at.offset as usize;
        if self.file != Some(at.file) {
            self.file = Some(at.file);
            let path = &paths[at.file as usize];
            self.bytes = self.files.get(path).unwrap_or_default();
            (self.start, self.line) = (0, 0);
        } else if offset < self.start {
            (self.start, self.line) = (0, 0);
        }
        let between = self.bytes.get(self.start..offset).unwrap_or_default();
        if let Some(last) = memchr::memrchr(b'\n', between) {
            self.line += memchr::memchr_iter(b'\n', &between[..=last]).count() as u32;
            self.start += last + 1;
        }
        let before = self.bytes.get(self.start..offset);
        let column = before.map_or(0, |text| String::from_utf8_lossy(text).chars().count());
        Place {
            file: at.file,
            line: self.line + 1,
            column: column as u32 + 1,
        }
    }
}
