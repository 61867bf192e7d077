//! What is known of one target while it is read: its files, scopes, macros, and what was found so far.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::directive::Settings;
use super::intern::{Cfgs, NEVER, Name, Names};
use super::lex::{Form, LexProblem, Tokens};
use super::literals::Literals;
use super::scope::{
    PathId, Resolver, STD_CRATES, ScopeId, Scopes, Segments, Space, Target, WrittenPath,
};
use super::uses::calls::Recorder;
use super::{Edition, TargetSpec};
use crate::link::MentionKind;
use crate::{CapSet, Cfg, CfgId, Files, GapKind, Limits, Site, Via};

/// What all targets of one package share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) names: Names,
    pub(super) cfgs: Cfgs,
    pub(super) files: Vec<String>,
    /// Conditions that build scripts set.
    pub(super) settings: Settings,
    /// Invocations of known macros by the path that is written, to be looked at when everything of a target is declared.
    pub(super) doubts: Vec<(WrittenPath, Known)>,
    /// Whether each of them is the macro that it is taken for.
    pub(super) genuine: Vec<bool>,
    file_ids: FxHashMap<String, u32>,
}

impl Shared {
    pub(super) fn file(&mut self, path: &str) -> u32 {
        if let Some(&id) = self.file_ids.get(path) {
            return id;
        }
        let id = self.files.len() as u32;
        self.files.push(path.to_owned());
        self.file_ids.insert(path.to_owned(), id);
        id
    }
}

/// A position before lines are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct At {
    pub(super) file: u32,
    pub(super) offset: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RawFact {
    pub(super) at: At,
    pub(super) what: Name,
    pub(super) via: Via,
    pub(super) caps: CapSet,
    pub(super) cfg: CfgId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RawMention {
    pub(super) at: At,
    pub(super) path: Name,
    pub(super) kind: MentionKind,
    pub(super) argument: Option<Name>,
    pub(super) cfg: CfgId,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RawGap {
    pub(super) at: Option<At>,
    pub(super) kind: GapKind,
    pub(super) detail: String,
    pub(super) cfg: CfgId,
}

/// Index into [`World::macros`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct MacroId(pub(super) u32);

/// One segment of a path in a macro body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Piece {
    Name(Name),
    /// `$fragment`
    Fragment,
}

/// A path that a macro body puts together from its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pattern {
    pub(super) scope: ScopeId,
    pub(super) root: super::scope::Root,
    pub(super) pieces: Vec<Piece>,
}

/// A `macro_rules!` definition.
#[derive(Debug)]
pub(super) struct MacroDef {
    pub(super) name: Name,
    /// What the macro does with its arguments, when that is known.
    pub(super) shape: Shape,
    /// Where it is defined, and under which condition.
    pub(super) at: At,
    pub(super) cfg: CfgId,
    /// Where they stand, and under which condition.
    pub(super) patterns: Vec<(Pattern, At, CfgId)>,
    /// Names of macros that its body hands fragments to.
    pub(super) forwards: Vec<Name>,
    /// Its body has `mod $name;`.
    pub(super) makes_modules: bool,
    /// Its body has `type $name`, `use .. as $name` or `mod $name { .. }`, and the paths that it names so.
    pub(super) names_items: bool,
    pub(super) names_modules: bool,
    pub(super) named_paths: Vec<(super::scope::Root, Segments)>,
    /// Names that its body gives to paths among its arguments, and whether it imports such under their own last names.
    pub(super) names_given: Vec<Name>,
    pub(super) imports_arguments: bool,
    /// Its body has `$name!(..)`.
    pub(super) calls_arguments: bool,
    /// Its body declares foreign functions whose names its arguments give.
    pub(super) declares_foreign: bool,
    /// Where it is defined.
    pub(super) scope: ScopeId,
    /// Its body has `#[$name ..]`.
    pub(super) names_attributes: bool,
    /// `mod name;` in its body: the files lie where the macro is invoked.
    pub(super) modules: Vec<ModuleDecl>,
    /// `include!("..")` in its body, the same; whether the name begins at the package's root.
    pub(super) includes: Vec<(String, bool)>,
}

/// A macro of another crate whose conditions are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Known {
    CfgIf,
    CfgSelect,
}

/// `mod name;`
#[derive(Clone, Debug)]
pub(super) struct ModuleDecl {
    pub(super) name: String,
    pub(super) public: bool,
    /// `#[path = ".."]`, each with its condition.
    pub(super) paths: Vec<(CfgId, String)>,
    pub(super) macro_use: bool,
    pub(super) cfg: CfgId,
}

/// What is known of how a macro treats the items it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing: its arguments may appear anywhere, in any form, or not at all.
    Opaque,
    /// `($($item:item)*) => { $( #[cfg(..)] $item )* }`: every item appears as it is, under the condition.
    Items(CfgId),
    /// The `cfg_if!` of the package `cfg-if`, copied.
    CfgIf,
}

/// What holds from token `open` to token `close`, both included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) open: u32,
    pub(super) close: u32,
    pub(super) kind: RegionKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegionKind {
    /// The condition, that of what is around it included.
    Cfg(CfgId),
    Scope(ScopeId),
    /// The type that `Self` means.
    Impl(Option<PathId>),
    /// An extern block: `unsafe fn` there declares, and does nothing.
    Extern,
    /// The body of a macro definition.
    Macro(MacroId),
    /// A declaration whose names are not uses: a `use` outside of macros.
    Skip,
}

/// One file read in one place of the module tree.
pub(super) struct Unit<'a> {
    pub(super) file: u32,
    pub(super) text: &'a str,
    /// Dropped when a package's tokens would take too much memory, and then made again.
    pub(super) tokens: Option<Tokens<'a>>,
    pub(super) scope: ScopeId,
    pub(super) cfg: CfgId,
    pub(super) form: Form,
    pub(super) regions: Vec<Region>,
    /// Invocations of local macros: token of the name, macro.
    pub(super) calls: Vec<(u32, MacroId)>,
}

/// One target being read.
pub(super) struct World<'a> {
    pub(super) files: &'a dyn Files,
    pub(super) limits: &'a Limits,
    pub(super) edition: Edition,
    pub(super) site: Site,
    pub(super) shared: &'a mut Shared,
    pub(super) scopes: Scopes,
    pub(super) macros: Vec<MacroDef>,
    /// `#[macro_export]`ed macros by name: reachable by path.
    pub(super) exported_macros: FxHashMap<Name, MacroId>,
    /// All macros by name.
    pub(super) macro_ids: FxHashMap<Name, Vec<MacroId>>,
    /// Macros whose names are handed to others, which may invoke them.
    pub(super) handed_macros: BTreeSet<MacroId>,
    /// Other names of `include!`.
    pub(super) include_names: FxHashSet<Name>,
    /// Calls of methods that are some trait's only if the trait is a bound: place, name, trait.
    pub(super) by_bound: Vec<(At, String, &'static str, CapSet, CfgId)>,
    /// Traits with acquiring methods that some path names.
    pub(super) bound_traits: FxHashSet<&'static str>,
    /// Where files were included.
    pub(super) included: FxHashSet<At>,
    /// Type aliases with parameters, which they may give back: `type Id<T> = T`.
    pub(super) generic_aliases: FxHashSet<Name>,
    /// Those that hand their parameters on to the type at the path.
    pub(super) forwarding_aliases: Vec<(Name, PathId)>,
    /// Types that dereference to a path.
    pub(super) path_types: FxHashSet<Name>,
    /// `#[macro_use] extern crate name;`
    pub(super) macro_use_crates: Vec<Name>,
    pub(super) units: Vec<Unit<'a>>,
    /// Tokens of all units.
    pub(super) tokens: usize,
    /// Names of methods that the package itself defines.
    pub(super) own_methods: FxHashSet<Name>,
    /// Names of functions whose declared result, and of fields whose declared type, mention a path type.
    pub(super) path_functions: FxHashSet<Name>,
    pub(super) path_fields: FxHashSet<Name>,
    pub(super) facts: Vec<RawFact>,
    /// Paths that leave the package; of a macro call also its evaluated first argument.
    pub(super) mentions: FxHashMap<(Name, MentionKind, CfgId, Option<Name>), Vec<At>>,
    pub(super) gaps: FxHashSet<RawGap>,
    pub(super) literals: Literals,
    /// Functions and calls, when somebody asks for them.
    pub(super) calls: Option<Recorder>,
    pub(super) full: bool,
}

/// Begins the name of a doubt that is not decided yet; no crate has such a name.
const DOUBT: &str = "#";

/// Places kept for one external path under one condition: more say nothing new.
const PLACES_PER_MENTION: usize = 16;

/// Tokens of all files of a package that are kept between the two passes; beyond, files are lexed twice.
const KEPT_TOKENS: usize = 4_000_000;

impl<'a> World<'a> {
    pub(super) fn new(
        files: &'a dyn Files,
        limits: &'a Limits,
        target: &TargetSpec,
        shared: &'a mut Shared,
    ) -> Self {
        let crates = target
            .externs
            .iter()
            .map(String::as_str)
            .chain(STD_CRATES)
            .map(|e| shared.names.intern(e))
            .collect();
        World {
            files,
            limits,
            edition: target.edition,
            site: target.site,
            shared,
            scopes: Scopes::new(target.edition, crates),
            macros: Vec::new(),
            exported_macros: FxHashMap::default(),
            macro_ids: FxHashMap::default(),
            handed_macros: BTreeSet::new(),
            include_names: FxHashSet::default(),
            by_bound: Vec::new(),
            bound_traits: FxHashSet::default(),
            included: FxHashSet::default(),
            generic_aliases: FxHashSet::default(),
            forwarding_aliases: Vec::new(),
            path_types: FxHashSet::default(),
            macro_use_crates: Vec::new(),
            units: Vec::new(),
            tokens: 0,
            own_methods: FxHashSet::default(),
            path_functions: FxHashSet::default(),
            path_fields: FxHashSet::default(),
            facts: Vec::new(),
            mentions: FxHashMap::default(),
            gaps: FxHashSet::default(),
            literals: Literals::default(),
            calls: None,
            full: false,
        }
    }

    pub(super) fn resolver(&mut self) -> Resolver<'_> {
        Resolver {
            scopes: &mut self.scopes,
            names: &mut self.shared.names,
            cfgs: &mut self.shared.cfgs,
        }
    }

    /// What holds if the known macro that is invoked by `path` is another one.
    pub(super) fn doubt(&mut self, path: WrittenPath, known: Known) -> Cfg {
        let doubt = (path, known);
        let Shared {
            doubts, genuine, ..
        } = &mut *self.shared;
        // Those of other targets are decided already, and are others.
        let own = genuine.len()..doubts.len();
        let index = own.into_iter().find(|&i| doubts[i] == doubt);
        let index = index.unwrap_or_else(|| {
            doubts.push(doubt);
            doubts.len() - 1
        });
        Cfg::NotGenuine(format!("{DOUBT}{index}"))
    }

    /// Looks at what the known macros resolve to.
    pub(super) fn settle_doubts(&mut self) {
        while let Some((path, known)) = self.shared.doubts.get(self.shared.genuine.len()).cloned() {
            let targets = self.resolver().resolve(&path, Space::Any);
            let by_macro_use = |krate: &str| {
                let names = &self.shared.names;
                self.macro_use_crates
                    .iter()
                    .all(|n| names.text(*n) == krate)
            };
            let mut named = targets.iter().map(|(target, _)| match target {
                Target::Outside(path) => self.shared.names.text(*path),
                _ => "",
            });
            let genuine = match known {
                Known::CfgIf => {
                    let all: Vec<&str> = named.collect();
                    all.iter()
                        .all(|p| matches!(*p, "cfg_if" | "cfg_if::cfg_if"))
                        && (all.contains(&"cfg_if::cfg_if")
                            || (!self.macro_use_crates.is_empty() && path.segments.len() == 1))
                }
                Known::CfgSelect => {
                    by_macro_use("std")
                        && named.all(|p| matches!(p, "std::cfg_select" | "core::cfg_select"))
                }
            };
            self.shared.genuine.push(genuine);
        }
    }

    /// The predicate with what was in doubt decided.
    pub(super) fn without_doubt(&self, cfg: Cfg) -> Cfg {
        match cfg {
            Cfg::NotGenuine(path) => match path.strip_prefix(DOUBT).and_then(|n| n.parse().ok()) {
                Some(index) => self.decided(index),
                None => Cfg::NotGenuine(path),
            },
            Cfg::Not(inner) => self.without_doubt(*inner).negated(),
            Cfg::All(all) => {
                let all = all.into_iter().map(|c| self.without_doubt(c));
                all.fold(Cfg::True, Cfg::and)
            }
            Cfg::Any(any) => {
                let any: Vec<Cfg> = any.into_iter().map(|c| self.without_doubt(c)).collect();
                if any.contains(&Cfg::True) {
                    return Cfg::True;
                }
                Cfg::Any(any)
            }
            cfg => cfg,
        }
    }

    /// Whether something in it is in doubt.
    pub(super) fn is_doubtful(cfg: &Cfg) -> bool {
        match cfg {
            Cfg::NotGenuine(path) => path.starts_with(DOUBT),
            Cfg::Not(inner) => Self::is_doubtful(inner),
            Cfg::All(of) | Cfg::Any(of) => of.iter().any(Self::is_doubtful),
            _ => false,
        }
    }

    fn decided(&self, index: usize) -> Cfg {
        let genuine = self.shared.genuine.get(index).copied().unwrap_or(false);
        match self.shared.doubts.get(index) {
            Some((_, Known::CfgIf)) if genuine => Cfg::NotGenuine("cfg_if".into()),
            Some((_, Known::CfgSelect)) if genuine => Cfg::False,
            _ => Cfg::True,
        }
    }

    pub(super) fn fact(&mut self, at: At, what: &str, via: Via, caps: CapSet, cfg: CfgId) {
        if caps.is_empty() || cfg == NEVER || self.is_full(at) {
            return;
        }
        let what = self.shared.names.intern(what);
        self.facts.push(RawFact {
            at,
            what,
            via,
            caps,
            cfg,
        });
    }

    /// A macro and those that its body hands fragments to, as far as they are defined; and whether there are more. Honest
    /// chains are short.
    pub(super) fn handed_on(&self, id: MacroId) -> (Vec<MacroId>, bool) {
        const MOST: usize = 64;
        let mut found = vec![id];
        let mut at = 0;
        while at < found.len() {
            let names = self.macros[found[at].0 as usize].forwards.iter();
            for &next in names.filter_map(|n| self.macro_ids.get(n)).flatten() {
                if found.contains(&next) {
                    continue;
                }
                if found.len() == MOST {
                    return (found, true);
                }
                found.push(next);
            }
            at += 1;
        }
        (found, false)
    }

    pub(super) fn mention(&mut self, at: At, path: Name, kind: MentionKind, cfg: CfgId) {
        self.mention_call(at, path, kind, cfg, None);
    }

    pub(super) fn mention_call(
        &mut self,
        at: At,
        path: Name,
        kind: MentionKind,
        cfg: CfgId,
        argument: Option<Name>,
    ) {
        if cfg == NEVER || self.is_full(at) {
            return;
        }
        let places = self
            .mentions
            .entry((path, kind, cfg, argument))
            .or_default();
        if places.len() < PLACES_PER_MENTION && !places.contains(&at) {
            places.push(at);
        }
    }

    pub(super) fn gap(
        &mut self,
        at: Option<At>,
        kind: GapKind,
        detail: impl Into<String>,
        cfg: CfgId,
    ) {
        // Beyond any honest number: the report must not grow without end.
        if self.gaps.len() < 10_000 {
            self.gaps.insert(RawGap {
                at,
                kind,
                detail: detail.into(),
                cfg,
            });
        }
    }

    /// Whether the cap on facts is reached; says so once.
    fn is_full(&mut self, at: At) -> bool {
        if self.facts.len() + self.mentions.len() < self.limits.facts {
            return false;
        }
        if !std::mem::replace(&mut self.full, true) {
            let detail = format!(
                "more than {} facts: what follows was not recorded",
                self.limits.facts
            );
            self.gap(Some(at), GapKind::Limit, detail, CfgId::ALWAYS);
        }
        true
    }

    /// Lexes a file's text, telling what is wrong with it.
    pub(super) fn lex(&mut self, text: &'a str, file: u32, cfg: CfgId, form: Form) -> Tokens<'a> {
        let (tokens, problem) = Tokens::lex(text, self.edition, self.limits.nesting, form);
        if let Some(LexProblem { offset, detail }) = problem {
            self.gap(Some(At { file, offset }), GapKind::Unreadable, detail, cfg);
        }
        tokens
    }

    /// Keeps a unit's tokens for the second pass if there is room.
    pub(super) fn keep(&mut self, unit: usize, tokens: Tokens<'a>) {
        self.tokens += tokens.toks.len();
        if self.tokens <= KEPT_TOKENS {
            self.units[unit].tokens = Some(tokens);
        }
    }
}
