//! Second pass over a file: which of the names that it mentions lead to authority.

pub(in crate::source) mod calls;

use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::attr;
use super::builtin::{self, BUILTIN_MACROS, Judgement, is_asm};
use super::decl::skip_angles;
use super::directive;
use super::intern::Name;
use super::lex::{K, Tokens};
use super::method::{self, Kind, Known, Variables};
use super::scope::{
    Def, PathId, Root, STD_CRATES, ScopeId, Segments, Space, Target, Targets, WrittenPath, is_std,
};
use super::text::{self, Evaluated};
use super::world::{At, MacroId, Pattern, Piece, Region, RegionKind, World};
use crate::link::MentionKind;
use crate::{CapSet, Capability, CfgId, GapKind, Site, Via, table};

/// Names that are worth resolving wherever they stand alone: they are bound to something outside the package, or to a
/// foreign function. A bit set over a cheap hash comes first; most identifiers are told off by it.
pub(super) struct Interesting {
    bits: Box<[u64; 256]>,
    /// Scopes in which any name may come from another crate's glob: their own, or that of a scope around.
    open: Vec<bool>,
    /// Scopes that have `ToSocketAddrs` (any trait with acquiring methods) in scope, by the trait's path.
    traits: FxHashMap<ScopeId, Vec<&'static str>>,
}

impl Interesting {
    /// Looks through everything that the first pass bound.
    pub(super) fn find(world: &mut World<'_>) -> Self {
        let mut found = Interesting {
            bits: Box::new([0; 256]),
            open: vec![false; world.scopes.list.len()],
            traits: FxHashMap::default(),
        };
        for (scope, name, def) in std::mem::take(&mut world.scopes.leading) {
            let stored;
            let single;
            let targets: &[(Target, CfgId)] = match def {
                Def::Import(path) | Def::Alias(path) => {
                    stored = world.resolver().stored(path);
                    &stored
                }
                Def::Foreign(symbol) => {
                    single = [(Target::Symbol(symbol), CfgId::ALWAYS)];
                    &single
                }
                Def::ExternCrate(krate) => {
                    single = [(Target::Outside(krate), CfgId::ALWAYS)];
                    &single
                }
                _ => continue,
            };
            for &(target, _) in targets {
                match target {
                    Target::Outside(path) => {
                        let path = world.shared.names.text(path);
                        if let Some(owner) = trait_with_methods(path) {
                            found.traits.entry(scope).or_default().push(owner);
                        }
                        found.add(world.shared.names.text(name));
                    }
                    Target::Symbol(_) => found.add(world.shared.names.text(name)),
                    _ => {}
                }
            }
        }
        found.open_globs(world);
        found
    }

    /// Marks scopes whose globs lead, through any number of the package's own modules, to another crate or to std.
    fn open_globs(&mut self, world: &mut World<'_>) {
        let mut edges: Vec<(usize, usize)> = Vec::new();
        for i in 0..world.scopes.list.len() {
            let globs = world.scopes.list[i].globs.clone();
            for glob in globs {
                for &(target, _) in world.resolver().stored(glob.path).iter() {
                    match target {
                        Target::Outside(path) => {
                            let path = world.shared.names.text(path);
                            self.open[i] |= !is_std(path) || table::std_prefix(path);
                            if table::std_prefix(path) {
                                for owner in TRAITS
                                    .iter()
                                    .filter(|o| o.rsplit_once("::").is_some_and(|(m, _)| m == path))
                                {
                                    self.traits
                                        .entry(ScopeId(i as u32))
                                        .or_default()
                                        .push(owner);
                                }
                            }
                        }
                        Target::Module(module) => edges.push((i, module.0 as usize)),
                        _ => {}
                    }
                }
            }
        }
        loop {
            let mut changed = false;
            for &(from, to) in &edges {
                changed |= !self.open[from] && self.open[to];
                self.open[from] |= self.open[to];
                let inherited = self
                    .traits
                    .get(&ScopeId(to as u32))
                    .cloned()
                    .unwrap_or_default();
                for owner in inherited {
                    let own = self.traits.entry(ScopeId(from as u32)).or_default();
                    if !own.contains(&owner) {
                        own.push(owner);
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        // What is around a block was met before it.
        for (i, scope) in world.scopes.list.iter().enumerate() {
            self.open[i] |= scope.outer().is_some_and(|s| self.open[s.0 as usize]);
        }
    }

    fn add(&mut self, name: &str) {
        let hash = hash(name);
        self.bits[hash / 64] |= 1 << (hash % 64);
    }

    #[inline]
    fn may_contain(&self, name: &str) -> bool {
        let hash = hash(name);
        self.bits[hash / 64] & (1 << (hash % 64)) != 0
    }
}

/// Of `len`, the first two and the last two bytes; below 256 * 64.
#[inline]
fn hash(name: &str) -> usize {
    let b = name.as_bytes();
    let n = b.len();
    if n == 0 {
        return 0;
    }
    let (first, second) = (usize::from(b[0]), usize::from(b[n / 2]));
    let (last, before) = (usize::from(b[n - 1]), usize::from(b[n.saturating_sub(2)]));
    (n.wrapping_mul(0x9e3b)
        ^ first.wrapping_mul(0x1f35)
        ^ second.wrapping_mul(0x5bd1)
        ^ last.wrapping_mul(0x2c1b)
        ^ before.wrapping_mul(0x7ed5))
        & 0x3fff
}

/// Tokens of one type that are looked through.
const PROJECTED: usize = 4096;

/// Macros of std whose arguments are expressions.
const PLAIN_MACROS: [&str; 20] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Stands for the delimiters of a macro's arguments that need not be what they look like.
const LOOSE: u8 = b'?';

/// Names that hardly anything but a path has, called without arguments.
const STRONG: [&str; 5] = [
    "read_dir",
    "canonicalize",
    "symlink_metadata",
    "read_link",
    "try_exists",
];

/// Traits of std whose methods acquire authority.
const TRAITS: [&str; 1] = ["std::net::ToSocketAddrs"];

fn trait_with_methods(path: &str) -> Option<&'static str> {
    TRAITS.into_iter().find(|t| *t == path)
}

/// Reads every unit of the world.
pub(super) fn read_all(world: &mut World<'_>) {
    let tokens = world.tokens;
    world.resolver().settle(tokens);
    follow_aliases(world);
    world.settle_doubts();
    let interesting = Interesting::find(world);
    let mut calls = Vec::new();
    for unit in 0..world.units.len() {
        let (file, text, cfg) = (
            world.units[unit].file,
            world.units[unit].text,
            world.units[unit].cfg,
        );
        let tokens = match world.units[unit].tokens.take() {
            Some(tokens) => tokens,
            None => world.lex(text, file, cfg, world.units[unit].form),
        };
        let regions = std::mem::take(&mut world.units[unit].regions);
        let local_calls = std::mem::take(&mut world.units[unit].calls);
        let state = State {
            cfg,
            scope: world.units[unit].scope,
            self_type: None,
            in_macro: false,
            in_extern: false,
        };
        Pass {
            world,
            t: &tokens,
            file,
            interesting: &interesting,
            regions: &regions,
            next_region: 0,
            local_calls: &local_calls,
            next_call: 0,
            state,
            stack: Vec::new(),
            first: FxHashMap::default(),
            single: FxHashMap::default(),
            known: FxHashMap::default(),
            functions: Vec::new(),
            variables: None,
            calls: &mut calls,
            skip_to: 0,
            delims: Vec::new(),
        }
        .run();
        let site = world.site;
        world.literals.end_file(file, site);
        if let Some(recorder) = &mut world.calls {
            recorder.end_file();
        }
    }
    assemble(world, &calls);
    for (at, what, owner, caps, cfg) in std::mem::take(&mut world.by_bound) {
        if world.bound_traits.contains(owner) {
            world.fact(at, &what, Via::Method, caps, cfg);
        }
    }
    if world.scopes.exhausted {
        world.gap(
            None,
            GapKind::Limit,
            "some paths lead through too many re-exports to be followed",
            CfgId::ALWAYS,
        );
    }
}

/// Adds the aliases whose parameters go to another alias with parameters, here or in another package.
fn follow_aliases(world: &mut World<'_>) {
    let mut rest = std::mem::take(&mut world.forwarding_aliases);
    for _ in 0..64 {
        let before = rest.len();
        rest.retain(|&(alias, path)| {
            let targets = world.resolver().stored(path);
            let names = &world.shared.names;
            let foreign = |t: &Target| matches!(t, Target::Outside(p) if !is_std(names.text(*p)));
            let last = world.scopes.written(path).segments.last();
            let gives_back = last.is_some_and(|n| world.generic_aliases.contains(n))
                || targets.iter().any(|(t, _)| foreign(t));
            if gives_back {
                world.generic_aliases.insert(alias);
            }
            !gives_back
        });
        if rest.len() == before {
            return;
        }
    }
    // A chain longer than any honest one: each is taken to give back what it is given.
    world
        .generic_aliases
        .extend(rest.iter().map(|(name, _)| *name));
}

/// An invocation of a local macro that puts paths together, with the paths among its arguments.
struct Call {
    macro_id: MacroId,
    scope: ScopeId,
    cfg: CfgId,
    arguments: Vec<Argument>,
}

/// Argument paths of one invocation that are tried as fragments; pairs of them when a path takes two.
const FRAGMENTS: usize = 4096;
const FRAGMENT_PAIRS: usize = 48;

#[derive(Clone, Copy)]
struct State {
    cfg: CfgId,
    scope: ScopeId,
    self_type: Option<PathId>,
    in_macro: bool,
    in_extern: bool,
}

struct Pass<'p, 'w, 'a> {
    world: &'w mut World<'a>,
    t: &'p Tokens<'a>,
    file: u32,
    interesting: &'p Interesting,
    regions: &'p [Region],
    next_region: usize,
    local_calls: &'p [(u32, MacroId)],
    next_call: usize,
    state: State,
    /// Where the innermost regions end, and the state around them.
    stack: Vec<(usize, State)>,
    /// Whether a first segment, seen from a scope, leads anywhere of interest.
    first: FxHashMap<(ScopeId, Name), bool>,
    /// What names that stand alone lead to, seen from a scope; nothing when it is of no interest.
    single: FxHashMap<(ScopeId, Name), Rc<Targets>>,
    /// What paths lead to.
    known: FxHashMap<WrittenPath, Rc<Targets>>,
    /// Functions around the current token: their `fn` and the end of their body.
    functions: Vec<(usize, usize)>,
    /// Variables of the function that begins at the token given.
    variables: Option<(usize, Variables<'a>)>,
    calls: &'p mut Vec<Call>,
    /// The last token of arguments that are no code.
    skip_to: usize,
    /// The delimiters around the current token; `!` for a macro's, [`LOOSE`] where they may mean anything.
    delims: Vec<u8>,
}

impl<'a> Pass<'_, '_, 'a> {
    fn run(mut self) {
        let end = self.t.toks.len() - 1;
        let mut i = 0;
        // Where the next region begins or ends.
        let mut next = 0;
        while i < end {
            if i >= next {
                while let Some(&(close, outer)) = self.stack.last()
                    && close < i
                {
                    self.state = outer;
                    self.stack.pop();
                }
                if let Some(close) = self.enter_regions(i) {
                    i = close + 1;
                    continue;
                }
                let begins = self.regions.get(self.next_region);
                let begins = begins.map_or(end, |region| region.open as usize);
                let ends = self.stack.last().map_or(end, |(close, _)| close + 1);
                next = begins.min(ends);
            }
            self.token(i);
            i = (i + 1).max(self.skip_to);
        }
    }

    /// Enters the regions that begin at `i`; returns the end of one to be skipped.
    fn enter_regions(&mut self, i: usize) -> Option<usize> {
        while let Some(region) = self.regions.get(self.next_region)
            && region.open as usize <= i
        {
            self.next_region += 1;
            let close = region.close as usize;
            if (region.open as usize) < i || close < i {
                // Inside of what was skipped.
                continue;
            }
            if region.kind == RegionKind::Skip {
                return Some(close);
            }
            self.stack.push((close, self.state));
            match region.kind {
                RegionKind::Cfg(cfg) => self.state.cfg = cfg,
                RegionKind::Scope(scope) => self.state.scope = scope,
                RegionKind::Impl(path) => self.state.self_type = path,
                RegionKind::Macro(_) => self.state.in_macro = true,
                RegionKind::Extern => self.state.in_extern = true,
                RegionKind::Skip => {}
            }
        }
        None
    }

    fn at(&self, i: usize) -> At {
        At {
            file: self.file,
            offset: self.t.start(i),
        }
    }

    fn fact(&mut self, i: usize, what: &str, via: Via, caps: impl Into<CapSet>) {
        let at = self.at(i);
        self.world.fact(at, what, via, caps.into(), self.state.cfg);
    }

    fn gap(&mut self, i: usize, kind: GapKind, detail: impl Into<String>) {
        let at = self.at(i);
        self.world.gap(Some(at), kind, detail, self.state.cfg);
    }

    #[inline]
    fn token(&mut self, i: usize) {
        let t = self.t;
        if self.world.calls.is_some() {
            self.record(i);
        }
        match t.kind(i) {
            K::Ident => self.identifier(i),
            K::Open => {
                let called = calls_macro(t, i);
                let of_macro = called || self.state.in_macro;
                self.delims.push(match self.delims.last() {
                    _ if called && !self.is_plain_macro(i) => LOOSE,
                    Some(&LOOSE) => LOOSE,
                    Some(b'!') => b'!',
                    _ if of_macro => b'!',
                    _ => t.delim(i),
                });
            }
            K::Close => {
                self.delims.pop();
            }
            K::Crate | K::SelfLower | K::Super | K::SelfUpper
                if t.kind(i + 1) == K::PathSep && !matches!(t.prev(i), K::PathSep) =>
            {
                self.path(i);
            }
            K::PathSep => match t.prev(i) {
                K::Gt => self.qualified(i),
                K::Ident | K::Crate | K::SelfLower | K::Super | K::SelfUpper => {}
                _ if t.kind(i + 1) == K::Ident => self.path(i),
                _ => {}
            },
            K::Unsafe => self.unsafety(i),
            K::Str => {
                self.world.literals.string(t, i, self.state.cfg);
                if self.world.site == Site::Build {
                    self.directive_literal(i);
                }
            }
            K::Literal => {
                self.world.literals.literal(t, i, self.state.cfg);
                if self.world.site == Site::Build {
                    self.directive_literal(i);
                }
            }
            K::Pound => self.attribute(i),
            K::Dot if t.kind(i + 1) == K::Ident && t.kind(i + 2) == K::Open => self.method(i + 1),
            K::Fn if t.kind(i + 1) == K::Ident => self.function(i),
            _ => {}
        }
    }

    // Paths.

    #[inline]
    fn identifier(&mut self, i: usize) {
        let t = self.t;
        let (prev, next) = (t.prev(i), t.kind(i + 1));
        // Among a macro's arguments a name may become a function wherever it stands.
        let loose = self.delims.last() == Some(&LOOSE) && !self.state.in_extern;
        match prev {
            K::Dollar => {
                if next == K::Bang && t.kind(i + 2) == K::Open {
                    self.handed_call(i + 2);
                }
                return;
            }
            _ if loose => {}
            K::Dot | K::PathSep => return,
            K::Fn | K::Mod | K::Struct | K::Enum | K::Trait | K::Type => return,
            _ => {}
        }
        match next {
            K::PathSep => return self.path(i),
            K::Bang if t.kind(i + 2) == K::Open => {
                self.macro_call(i, i);
                if !loose {
                    return;
                }
            }
            _ if loose
                && t.is_ident(i, "std")
                && !matches!(prev, K::Dot | K::As | K::Crate | K::Mod | K::Let | K::Mut)
                && !matches!(next, K::Dot | K::Colon | K::Eq)
                && !t.is_ident(i.saturating_sub(2), "cfg")
                && !self.is_among_values(i) =>
            {
                let detail = "`std` is among a macro's arguments by itself: what is put together from it is not seen";
                self.gap(i, GapKind::MacroPath, detail);
            }
            _ if loose => {}
            // A field, a parameter, a bound; or a named argument.
            K::Colon => return,
            K::Eq if t.kind(i + 2) != K::Eq => return,
            _ => {}
        }
        let open = self.is_open();
        let imported = self.interesting.may_contain(&t.ident(i));
        let plain = !loose || matches!(prev, K::Comma | K::Open | K::Eq | K::And | K::Bang);
        if imported || (open && plain && !self.is_surely_type(i)) {
            self.single(i);
        }
    }

    /// Whether the brackets around `i` are those of a call, a pattern or a structure: `f(std)`, `S { std }`.
    fn is_among_values(&self, i: usize) -> bool {
        let t = self.t;
        let before = (i.saturating_sub(64)..i).rev();
        let mut skip_to = i;
        for k in before {
            if k >= skip_to {
                continue;
            }
            match t.kind(k) {
                K::Close => skip_to = t.group_start(k),
                K::Open => return matches!(t.prev(k), K::Ident | K::Gt),
                _ => {}
            }
        }
        false
    }

    /// Whether the name at `i` stands where no function can.
    fn is_surely_type(&self, i: usize) -> bool {
        let t = self.t;
        match t.prev(i) {
            K::Arrow => true,
            K::Mut | K::Const => i >= 2 && t.kind(i - 2) == K::Star,
            // A parameter's type; in braces it could be a field's value.
            K::Colon => self.delims.last() == Some(&b'('),
            _ => false,
        }
    }

    /// Whether any name here may come from another crate's glob.
    fn is_open(&self) -> bool {
        self.interesting.open[self.state.scope.0 as usize]
    }

    #[cold]
    fn single(&mut self, i: usize) {
        let name = self.world.shared.names.intern(&self.t.ident(i));
        let key = (self.state.scope, name);
        let targets = match self.single.get(&key) {
            Some(known) => Rc::clone(known),
            None => {
                let targets = self.known(self.plain(name));
                // Asked for far more often than it leads anywhere.
                let leads = targets.iter().any(|(t, _)| self.leads(*t));
                let targets = if leads { targets } else { Rc::default() };
                self.single.insert(key, Rc::clone(&targets));
                targets
            }
        };
        if !targets.is_empty() && !self.is_shadowed(i) {
            self.emit(i, i + 1, &targets);
        }
    }

    /// A name that stands alone.
    fn plain(&self, name: Name) -> WrittenPath {
        WrittenPath {
            scope: self.state.scope,
            root: Root::Plain,
            segments: std::iter::once(name).collect(),
        }
    }

    /// What a path leads to, asked once.
    fn known(&mut self, path: WrittenPath) -> Rc<Targets> {
        if let Some(known) = self.known.get(&path) {
            return Rc::clone(known);
        }
        let targets = Rc::new(self.world.resolver().resolve(&path, Space::Any));
        self.known.insert(path, Rc::clone(&targets));
        targets
    }

    /// Whether a name that begins a path leads outside the package or to another of its modules.
    fn begins_somewhere(&mut self, name: Name) -> bool {
        let key = (self.state.scope, name);
        if let Some(&known) = self.first.get(&key) {
            return known;
        }
        let path = self.plain(name);
        let targets = self.world.resolver().resolve(&path, Space::Type);
        let leads = targets.iter().any(|(t, _)| self.leads(*t));
        self.first.insert(key, leads);
        leads
    }

    /// Whether a target is outside the package or another of its modules.
    fn leads(&self, target: Target) -> bool {
        match target {
            Target::Outside(path) => {
                let path = self.world.shared.names.text(path);
                super::scope::std_matters(path) || !is_std(path)
            }
            Target::Module(_) | Target::Symbol(_) => true,
            _ => false,
        }
    }

    /// The path whose first token is `i`.
    fn path(&mut self, i: usize) {
        let t = self.t;
        let mut leads = true;
        if t.kind(i) == K::Ident {
            let first = self.world.shared.names.intern(&t.ident(i));
            let may_be_associated =
                !self.world.scopes.associated.is_empty() || !self.world.generic_aliases.is_empty();
            leads = self.begins_somewhere(first);
            if !leads && !may_be_associated {
                // A macro by path, `serde::x!()`, begins with a crate and leads somewhere.
                return;
            }
        }
        let Some(read) = self.read(i) else { return };
        if t.kind(read.end) == K::Bang
            && t.kind(read.end + 1) == K::Open
            && read.last + 1 == read.end
        {
            return self.macro_call(i, read.last);
        }
        if read.fragment {
            // Assembled by a macro: judged where the macro is invoked.
            return;
        }
        if leads || self.may_be_associated(&read) {
            let targets = self.targets(&read);
            self.emit(i, read.end, &targets);
        }
    }

    /// Whether some name in a path is one that leads on from types of which nothing is known.
    fn may_be_associated(&self, read: &Read) -> bool {
        let world = &self.world;
        let leads_on = |name| {
            world.scopes.associated.contains_key(name) || world.generic_aliases.contains(name)
        };
        read.segments.iter().any(leads_on)
    }

    fn targets(&mut self, read: &Read) -> Rc<Targets> {
        if read.from_self {
            return Rc::new(self.below_self(&read.segments));
        }
        let path = WrittenPath {
            scope: self.state.scope,
            root: read.root,
            segments: read.segments.clone(),
        };
        let mut targets = self.known(path);
        if let Some((list, before)) = read.arguments
            && before < read.segments.len()
            && (read.of_alias || targets.iter().any(|(t, _)| self.is_foreign(*t)))
        {
            let end = skip_angles(self.t, list, (list + PROJECTED).min(self.t.toks.len()));
            let below = [&read.segments[before..]];
            let below = self.below_any(list + 1, end, &below);
            Rc::make_mut(&mut targets).extend_from_slice(&below);
        }
        targets
    }

    /// Whether a path leads into another package than std.
    fn is_foreign(&self, target: Target) -> bool {
        let Target::Outside(path) = target else {
            return false;
        };
        !is_std(self.world.shared.names.text(path))
    }

    /// What the names `tails` mean below any of the types that tokens `from..to` mention: an alias with parameters or a
    /// trait may give back whichever it was given.
    fn below_any(&mut self, from: usize, to: usize, tails: &[&[Name]]) -> Targets {
        let t = self.t;
        let mut found = Targets::new();
        let mut mentioned = 0;
        for i in from..to {
            let begins = matches!(
                t.kind(i),
                K::Ident | K::Crate | K::SelfLower | K::Super | K::PathSep
            ) && !matches!(
                t.prev(i),
                K::PathSep | K::Ident | K::Crate | K::SelfLower | K::Super
            );
            if !begins || t.kind(i + 1) == K::Eq {
                continue;
            }
            let Some(read) = self.read(i).filter(|r| !r.fragment && !r.from_self) else {
                continue;
            };
            mentioned += 1;
            if mentioned > 64 {
                self.gap(
                    from,
                    GapKind::Limit,
                    "a type takes too many types to be followed",
                );
                break;
            }
            for tail in tails {
                let mut segments = read.segments.clone();
                segments.extend_from_slice(tail);
                let path = WrittenPath {
                    scope: self.state.scope,
                    root: read.root,
                    segments,
                };
                found.extend_from_slice(&self.known(path));
            }
        }
        found.retain(|(t, _)| matches!(t, Target::Outside(_) | Target::Symbol(_)));
        found
    }

    /// `Self::a::b`
    fn below_self(&mut self, segments: &[Name]) -> Targets {
        let mut written = match self.state.self_type {
            Some(id) => self.world.scopes.written(id).clone(),
            // In a trait: `Self::Assoc::open`.
            None if segments.len() < 2 => return Targets::new(),
            None => WrittenPath {
                scope: self.state.scope,
                root: Root::Crate,
                segments: Segments::new(),
            },
        };
        written.segments.extend_from_slice(segments);
        self.world.resolver().resolve(&written, Space::Any)
    }

    fn read(&mut self, i: usize) -> Option<Read> {
        let t = self.t;
        let mut k = i;
        let mut read = Read {
            root: Root::Plain,
            from_self: false,
            segments: Segments::new(),
            end: i,
            last: i,
            fragment: false,
            arguments: None,
            of_alias: false,
        };
        match t.kind(k) {
            K::PathSep => {
                read.root = Root::Global;
                k += 1;
            }
            K::Crate => {
                read.root = Root::Crate;
                k += 2;
            }
            K::SelfLower => {
                read.root = Root::SelfModule;
                k += 2;
            }
            K::SelfUpper => {
                read.from_self = true;
                k += 2;
            }
            K::Super => {
                let mut n = 0u8;
                while t.kind(k) == K::Super {
                    n = n.saturating_add(1);
                    k += if t.kind(k + 1) == K::PathSep { 2 } else { 1 };
                }
                read.root = Root::Super(n);
            }
            _ => {}
        }
        // `self::super::a`
        if read.root == Root::SelfModule {
            let mut n = 0u8;
            while t.kind(k) == K::Super && t.kind(k + 1) == K::PathSep {
                n = n.saturating_add(1);
                k += 2;
            }
            if n > 0 {
                read.root = Root::Super(n);
            }
        }
        loop {
            match t.kind(k) {
                K::Ident => {
                    read.segments
                        .push(self.world.shared.names.intern(&t.ident(k)));
                    read.last = k;
                }
                K::Dollar => {
                    read.fragment = true;
                    k += 1;
                    read.last = k;
                }
                _ => break,
            }
            k += 1;
            let list = if t.kind(k) == K::PathSep { k + 1 } else { k };
            if t.kind(list) == K::Lt
                && let Some(name) = read.segments.last()
            {
                let of_alias = self.world.generic_aliases.contains(name);
                if of_alias || read.arguments.is_none() {
                    read.arguments = Some((list, read.segments.len()));
                    read.of_alias = of_alias;
                }
            }
            if t.kind(k) == K::PathSep && t.kind(k + 1) == K::Lt {
                let after = skip_angles(t, k + 1, (k + 4096).min(t.toks.len()));
                if t.kind(after) != K::PathSep {
                    // The type arguments end the path; what they name is read as its own.
                    k = after;
                    break;
                }
                k = after;
            } else if t.kind(k) == K::Lt {
                // `File<>::open` in a type position.
                let after = skip_angles(t, k, (k + 256).min(t.toks.len()));
                if after == k || t.kind(after) != K::PathSep {
                    break;
                }
                k = after;
            }
            if t.kind(k) != K::PathSep {
                break;
            }
            k += 1;
        }
        read.end = k;
        (!read.segments.is_empty()).then_some(read)
    }

    /// `<T>::name` and `<T as Trait>::name`, seen from the `::` behind the `>`.
    fn qualified(&mut self, sep: usize) {
        let t = self.t;
        if t.kind(sep + 1) != K::Ident {
            return;
        }
        let Some(open) = self.angle_start(sep - 1) else {
            return;
        };
        // `Vec::<T>::new` and `Vec<T>::new` are read as paths from their beginning.
        if matches!(t.prev(open), K::PathSep | K::Ident) {
            return;
        }
        let mut tail = Segments::new();
        let mut k = sep;
        let mut last = sep + 1;
        while t.kind(k) == K::PathSep && t.kind(k + 1) == K::Ident {
            tail.push(self.world.shared.names.intern(&t.ident(k + 1)));
            last = k + 1;
            k = after_arguments(t, k + 2);
        }
        let mut from = open + 1;
        while matches!(
            t.kind(from),
            K::And | K::Star | K::Mut | K::Const | K::Lifetime
        ) || t.opens(from, b'(')
            || t.is_ident(from, "dyn") && t.kind(from + 1) != K::PathSep
        {
            from += 1;
        }
        if t.kind(from) == K::Lt {
            // `<<X as Trait>::Assoc>::open`
            from = skip_angles(t, from, sep);
            while t.kind(from) == K::PathSep && t.kind(from + 1) == K::Ident {
                let name = self.world.shared.names.intern(&t.ident(from + 1));
                tail.insert(tail.len() - 1, name);
                from = after_arguments(t, from + 2);
            }
        }
        if t.kind(from) == K::Ident
            && t.kind(from + 1) == K::Bang
            && t.kind(from + 2) == K::Open
            && MAKERS.contains(&t.raw(last))
        {
            let detail = "an item of a type that a macro makes";
            self.gap(from, GapKind::MacroPath, detail);
        }
        // With `as Trait` the function is the trait's, whatever the type has by itself.
        let head = (from..sep)
            .find(|&i| t.kind(i) == K::As)
            .map_or(from, |i| i + 1);
        'head: {
            let mut targets = if t.kind(head) == K::SelfUpper && t.kind(head + 1) != K::PathSep {
                Rc::new(self.below_self(&tail))
            } else {
                let Some(mut read) = self.read(head) else {
                    break 'head;
                };
                if read.fragment {
                    break 'head;
                }
                read.segments.extend_from_slice(&tail);
                self.targets(&read)
            };
            Rc::make_mut(&mut targets)
                .retain(|(t, _)| matches!(t, Target::Outside(_) | Target::Symbol(_)));
            // The place is where the function is named.
            self.emit(last, k, &targets);
        }
        if tail.len() >= 2 {
            let last_name = [tail[tail.len() - 1]];
            let targets = self.below_any(open + 1, sep - 1, &[&last_name, &tail]);
            self.emit(last, k, &targets);
            // `<X as Trait>::Assoc::open`
            let path = WrittenPath {
                scope: self.state.scope,
                root: Root::Crate,
                segments: tail,
            };
            let targets = self.world.resolver().resolve(&path, Space::Any);
            self.emit(last, k, &targets);
        }
    }

    fn angle_start(&mut self, close: usize) -> Option<usize> {
        let t = self.t;
        let mut depth = 0usize;
        let mut i = close;
        for _ in 0..PROJECTED {
            match t.kind(i) {
                K::Gt => depth += 1,
                K::Lt => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(i);
                    }
                }
                K::Open | K::Semi | K::Eof => return None,
                K::Close => i = t.group_start(i),
                _ => {}
            }
            i = i.checked_sub(1)?;
        }
        self.gap(close, GapKind::Limit, "a type is too long to be followed");
        None
    }

    /// Facts and mentions of a path whose tokens are `start..end`.
    fn emit(&mut self, start: usize, end: usize, targets: &Targets) {
        if targets.is_empty() {
            return;
        }
        let also_type = targets.iter().any(|(t, _)| *t == Target::LocalType);
        let is_type = self.in_type_position(start, end);
        // An attribute is no function (`#[link(..)]` where C's `link` is declared).
        let calls = !(also_type && is_type || self.is_attribute(start));
        let at = self.at(start);
        for &(target, cfg) in targets {
            let cfg = self.world.shared.cfgs.and(self.state.cfg, cfg);
            match target {
                Target::Symbol(symbol) if calls => {
                    let symbol = self.world.shared.names.text(symbol).to_owned();
                    if let Some(row) = table::symbol(&symbol) {
                        self.world.fact(at, &symbol, Via::Path, row.caps, cfg);
                    }
                }
                Target::Outside(_) if also_type && is_type => {}
                Target::Outside(path) => self.outside(
                    at,
                    path,
                    cfg,
                    if is_type {
                        MentionKind::Type
                    } else {
                        MentionKind::Path
                    },
                ),
                _ => {}
            }
        }
    }

    fn outside(&mut self, at: At, path: Name, cfg: CfgId, kind: MentionKind) {
        let text = self.world.shared.names.text(path);
        if !is_std(text) {
            return self.world.mention(at, path, kind, cfg);
        }
        if let Some(owner) = trait_with_methods(text) {
            self.world.bound_traits.insert(owner);
        }
        let text = self.world.shared.names.text(path);
        let row = table::std_path(text).filter(|row| !row.caps.is_empty());
        // Of paths each method would be one.
        let leads_on = table::std_prefix(text) && !text.starts_with("std::path::");
        if let Some(row) = row {
            let text = text.to_owned();
            self.world.fact(at, &text, Via::Path, row.caps, cfg);
        } else if leads_on && self.delims.last() == Some(&LOOSE) {
            self.world.mention(at, path, MentionKind::Handed, cfg);
        }
    }

    /// Whether a path is an attribute's: `#[path` or `#![path`.
    fn is_attribute(&self, start: usize) -> bool {
        let t = self.t;
        start >= 2
            && t.opens(start - 1, b'[')
            && matches!(
                (t.prev(start - 1), t.prev(start - 2)),
                (K::Pound, _) | (K::Bang, K::Pound)
            )
    }

    /// Whether a path stands where only a type can: C has structs and functions of one name (`stat`).
    fn in_type_position(&self, start: usize, end: usize) -> bool {
        let t = self.t;
        if t.opens(end, b'(') {
            return false;
        }
        match t.prev(start) {
            K::Colon | K::Arrow | K::As | K::Lt | K::Impl | K::For => true,
            K::Mut | K::Const => {
                start >= 2 && matches!(t.kind(start - 2), K::Star | K::And | K::Lifetime)
            }
            // `type stat64 = stat;`
            K::Eq if start >= 3 && t.kind(start - 3) == K::Type => true,
            _ => t.opens(end, b'{') || t.kind(end) == K::Gt,
        }
    }

    // Macros.

    /// The macro call whose path begins at `start` and whose last name is at `name`.
    fn macro_call(&mut self, start: usize, name: usize) {
        let t = self.t;
        let open = name + 2;
        let close = t.group_end(open);
        while self.next_call < self.local_calls.len()
            && (self.local_calls[self.next_call].0 as usize) < name
        {
            self.next_call += 1;
        }
        let local = self
            .local_calls
            .get(self.next_call)
            .filter(|(at, _)| *at as usize == name)
            .map(|(_, id)| *id);
        let word = t.ident(name);
        let exported = || {
            self.world
                .shared
                .names
                .get(&word)
                .and_then(|n| self.world.exported_macros.get(&n).copied())
        };
        // In a macro's body the macro may be one that is defined only further on.
        let later = (local.is_none() && start == name && self.state.in_macro)
            .then(|| self.macro_named(&word))
            .flatten();
        if let Some(id) = local
            .or(later)
            .or_else(|| if start == name { None } else { exported() })
        {
            self.attributes_by_name(id, open, close);
            self.foreign_by_name(id, open, close);
            self.local_call(id, open, close);
            if local.is_some() {
                return;
            }
        }
        let is_own = || self.interesting.may_contain(&word) || self.is_open();
        if start == name
            && word == "stringify"
            && self.delims.last() != Some(&LOOSE)
            && self.world.macro_use_crates.is_empty()
            && !is_own()
        {
            self.skip_to = close;
            return;
        }
        if self.world.site == Site::Build
            && word == "concat"
            && let Evaluated::Text { text, .. } = text::evaluate(t, name, close + 1)
        {
            self.directive(start, &text);
        }
        let builtin = BUILTIN_MACROS.contains(&&*word) || is_asm(&word);
        if start == name && !builtin && !self.interesting.may_contain(&word) && !self.is_open() {
            return self.macro_use_mentions(start, &word);
        }
        let Some(read) = self.read(start) else { return };
        let targets = self.targets(&read);
        let mut resolved = start == name && self.is_bound(&word);

        for &(target, cfg) in targets.iter() {
            let Target::Outside(path) = target else {
                continue;
            };
            let text = self.world.shared.names.text(path).to_owned();
            let cfg = self.world.shared.cfgs.and(self.state.cfg, cfg);
            if is_std(&text) {
                resolved = true;
                self.std_macro(start, &text, open);
            } else {
                let at = self.at(start);
                let argument = match self.first_argument(open) {
                    Evaluated::Text {
                        text,
                        from_root: false,
                    } => Some(self.world.shared.names.intern(&text)),
                    _ => None,
                };
                self.world
                    .mention_call(at, path, MentionKind::Macro, cfg, argument);
                resolved |= !builtin;
            }
        }
        if !resolved && start == name && builtin {
            self.std_macro(start, &format!("core::{word}"), open);
        }
    }

    /// Whether the macro whose arguments open at `open` is one of std that takes them as the expressions that they look like.
    fn is_plain_macro(&self, open: usize) -> bool {
        let Some(name) = open.checked_sub(2) else {
            return false;
        };
        self.t.prev(name) != K::PathSep
            && PLAIN_MACROS.contains(&self.t.raw(name))
            && !self.interesting.may_contain(self.t.raw(name))
            && self
                .local_calls
                .binary_search_by_key(&(name as u32), |(at, _)| *at)
                .is_err()
    }

    /// Whether an item of that name is imported into the scopes around.
    fn is_bound(&self, word: &str) -> bool {
        let Some(name) = self.world.shared.names.get(word) else {
            return false;
        };
        let bound = |s: ScopeId| {
            let mut bindings = self.world.scopes.bound_to(s, name);
            bindings.any(|b| !b.weak && matches!(b.def, Def::Import(_)))
        };
        self.world.scopes.chain(self.state.scope).any(bound)
    }

    /// A bare macro name that no path explains may come from `#[macro_use] extern crate`.
    fn macro_use_mentions(&mut self, i: usize, word: &str) {
        for krate in self.world.macro_use_crates.clone() {
            let path = format!("{}::{word}", self.world.shared.names.text(krate));
            if !is_std(&path) {
                let path = self.world.shared.names.intern(&path);
                let at = self.at(i);
                self.world
                    .mention(at, path, MentionKind::Macro, self.state.cfg);
            }
        }
    }

    fn std_macro(&mut self, i: usize, path: &str, open: usize) {
        let at = self.at(i);
        let is_include = path.ends_with("::include");
        if is_include
            && self.world.included.contains(&At {
                offset: self.t.start(open - 2),
                ..at
            })
        {
            return;
        }
        let argument = self.first_argument(open);
        let file = &self.world.shared.files[self.file as usize];
        match builtin::judge(path, &argument, file) {
            Judgement::Nothing => {}
            Judgement::Fact(what, caps) => self.fact(i, &what, Via::Macro, caps),
            Judgement::Unseen(detail) if self.state.in_macro => {
                self.gap(i, GapKind::MacroPath, format!("in a macro, {detail}"));
            }
            Judgement::Unseen(detail) => self.gap(i, GapKind::Computed, detail),
        }
    }

    fn first_argument(&self, open: usize) -> Evaluated {
        let arguments = attr::commas(self.t, open + 1, self.t.group_end(open));
        arguments
            .first()
            .map_or(Evaluated::Unknown, |&(a, b)| text::evaluate(self.t, a, b))
    }

    fn macro_named(&self, word: &str) -> Option<MacroId> {
        let name = self.world.shared.names.get(word)?;
        let index = self.world.macros.iter().position(|m| m.name == name)?;
        Some(MacroId(index as u32))
    }

    /// `#[$name ..]` in a macro's body: each attribute of weight that its arguments name.
    fn attributes_by_name(&mut self, id: MacroId, open: usize, close: usize) {
        /// Words that hardly mean anything else.
        const NAMES: [&str; 6] = [
            "export_name",
            "global_allocator",
            "link_name",
            "link_section",
            "linkage",
            "no_mangle",
        ];
        if !self.world.macros[id.0 as usize].names_attributes {
            return;
        }
        for i in open + 1..close {
            let word = if self.t.kind(i) == K::Ident {
                self.t.raw(i)
            } else {
                ""
            };
            if NAMES.contains(&word)
                && let Some(row) = table::attribute(word)
            {
                self.fact(i, &format!("#[{word}]"), Via::Attribute, row.caps);
            }
        }
    }

    /// `fn $name` in an extern block of a macro's body: each C symbol of weight that its arguments name.
    fn foreign_by_name(&mut self, id: MacroId, open: usize, close: usize) {
        if !self.world.macros[id.0 as usize].declares_foreign {
            return;
        }
        for i in open + 1..close {
            let symbol = match self.t.kind(i) {
                K::Ident => Some(self.t.ident(i).into_owned()),
                K::Str => text::string(self.t.raw(i)),
                _ => None,
            };
            if let Some(symbol) = symbol
                && let Some(row) = table::symbol(symbol.trim_start_matches('\u{1}'))
            {
                self.fact(i, &symbol, Via::Symbol, row.caps);
            }
        }
    }

    /// `$name!(..)`: each macro that some invocation names may be meant.
    fn handed_call(&mut self, open: usize) {
        let close = self.t.group_end(open);
        for id in self.world.handed_macros.clone() {
            self.local_call(id, open, close);
        }
    }

    /// Remembers the arguments of a macro that puts paths together.
    fn local_call(&mut self, id: MacroId, open: usize, close: usize) {
        if !takes_fragments(self.world, id) {
            return;
        }
        let t = self.t;
        let mut arguments = Vec::new();
        let mut i = open + 1;
        while i < close && arguments.len() < FRAGMENTS {
            let begins = matches!(
                t.kind(i),
                K::Ident | K::Crate | K::SelfLower | K::Super | K::PathSep
            ) && !matches!(t.prev(i), K::PathSep | K::Dot | K::Dollar);
            if begins && let Some(read) = self.read(i).filter(|r| !r.fragment && !r.from_self) {
                arguments.push((read.root, read.segments, self.at(i)));
                i = read.last;
            }
            i += 1;
        }
        self.calls.push(Call {
            macro_id: id,
            scope: self.state.scope,
            cfg: self.state.cfg,
            arguments,
        });
    }

    // Attributes.

    fn attribute(&mut self, i: usize) {
        let t = self.t;
        let open = if t.kind(i + 1) == K::Bang {
            i + 2
        } else {
            i + 1
        };
        if t.opens(open, b'[') {
            self.world.literals.skip(t.group_end(open));
            self.attribute_body(open + 1, t.group_end(open), 0);
        }
    }

    fn attribute_body(&mut self, from: usize, to: usize, depth: usize) {
        let t = self.t;
        if depth > 256 || from >= to {
            return;
        }
        let word = if t.kind(from) == K::Ident {
            t.ident(from)
        } else {
            "".into()
        };
        let list = t.kind(from + 1) == K::Open;
        match &*word {
            "derive" if list => {
                for (a, _) in attr::commas(t, from + 2, t.group_end(from + 1)) {
                    self.macro_mention(a, MentionKind::Derive);
                }
            }
            "cfg_attr" if list => {
                for (a, b) in attr::commas(t, from + 2, t.group_end(from + 1))
                    .into_iter()
                    .skip(1)
                {
                    self.attribute_body(a, b, depth + 1);
                }
            }
            _ => self.macro_mention(from, MentionKind::Attribute),
        }
    }

    /// An attribute or derive that may be another crate's macro.
    fn macro_mention(&mut self, i: usize, kind: MentionKind) {
        let t = self.t;
        if !matches!(
            t.kind(i),
            K::Ident | K::PathSep | K::Crate | K::SelfLower | K::Super
        ) {
            return;
        }
        let single = t.kind(i) == K::Ident && t.kind(i + 1) != K::PathSep;
        if single && !self.interesting.may_contain(&t.ident(i)) && !self.is_open() {
            let word = t.ident(i);
            if kind == MentionKind::Derive && !self.world.macro_use_crates.is_empty() {
                self.macro_use_mentions(i, &word);
            }
            return;
        }
        let Some(read) = self.read(i) else { return };
        for &(target, cfg) in self.targets(&read).iter() {
            if let Target::Outside(path) = target
                && !is_std(self.world.shared.names.text(path))
            {
                let cfg = self.world.shared.cfgs.and(self.state.cfg, cfg);
                let at = self.at(i);
                self.world.mention(at, path, kind, cfg);
            }
        }
    }

    // Syntax.

    fn unsafety(&mut self, i: usize) {
        let t = self.t;
        let what = match t.kind(i + 1) {
            K::Open if t.delim(i + 1) == b'{' => "unsafe block".to_owned(),
            K::Impl => "unsafe impl".to_owned(),
            K::Trait => "unsafe trait".to_owned(),
            K::Ident if t.raw(i + 1) == "auto" && t.kind(i + 2) == K::Trait => {
                "unsafe trait".to_owned()
            }
            K::Dollar => "unsafe".to_owned(),
            K::Fn if self.state.in_extern => return,
            K::Fn | K::Extern => {
                let mut k = i + 1;
                while matches!(t.kind(k), K::Extern | K::Str) {
                    k += 1;
                }
                match (t.kind(k), t.kind(k + 1)) {
                    (K::Fn, K::Ident) => format!("unsafe fn {}", t.ident(k + 1)),
                    (K::Fn, K::Dollar) => "unsafe fn".to_owned(),
                    (K::Open, _) => "unsafe extern block".to_owned(),
                    // `unsafe fn(..)` is a type.
                    _ => return,
                }
            }
            _ => return,
        };
        self.fact(i, &what, Via::Syntax, Capability::Unsafe);
    }

    /// Instructions to Cargo in a build script's strings.
    fn directive_literal(&mut self, i: usize) {
        let raw = self.t.raw(i).trim_start_matches(['b', 'c']);
        if raw.ends_with(['"', '#'])
            && let Some(text) = text::string(raw)
        {
            self.directive(i, &text);
        }
    }

    fn directive(&mut self, i: usize, text: &str) {
        self.world.shared.settings.read(text);
        if let Some(directive) = directive::linking(text) {
            self.fact(
                i,
                &format!("cargo:{directive}"),
                Via::Directive,
                Capability::Ffi,
            );
        }
    }

    // Methods.

    fn function(&mut self, i: usize) {
        let t = self.t;
        while self.functions.last().is_some_and(|&(_, end)| end < i) {
            self.functions.pop();
        }
        let mut k = i + 2;
        for _ in 0..512 {
            if matches!(t.kind(k), K::Semi | K::Close | K::Eof) || t.opens(k, b'{') {
                break;
            }
            k = t.skip(k);
        }
        if t.opens(k, b'{') {
            self.functions.push((i, t.group_end(k)));
        }
    }

    /// `.name(` with the name at `i`.
    #[inline]
    fn method(&mut self, i: usize) {
        let word = self.t.raw(i);
        let methods = table::methods(word);
        if !methods.is_empty() {
            self.table_method(i, methods);
        }
    }

    fn table_method(&mut self, i: usize, methods: &[table::Method]) {
        let t = self.t;
        let arguments = attr::commas(t, i + 2, t.group_end(i + 1)).len();
        for method in methods
            .iter()
            .filter(|m| usize::from(m.arguments) == arguments)
        {
            let own = self
                .world
                .shared
                .names
                .get(&t.ident(i))
                .is_some_and(|n| self.world.own_methods.contains(&n));
            let acquires = match self.receiver(i) {
                // The package's own method of that name is what an own type has.
                Some(Kind::Own) if own => false,
                _ if method.is_trait && own && !self.trait_in_scope(method.owner) => {
                    // Whether a bound names the trait shows only when all is read.
                    let what = format!("{}::{}", method.owner, t.ident(i));
                    let (at, caps, cfg) = (self.at(i), method.row.caps, self.state.cfg);
                    self.world
                        .by_bound
                        .push((at, what, method.owner, caps, cfg));
                    false
                }
                _ if method.is_trait => true,
                Some(kind) => kind == Kind::Path,
                None => !own && STRONG.contains(&t.raw(i)),
            };
            if acquires {
                let what = format!("{}::{}", method.owner, t.ident(i));
                self.fact(i, &what, Via::Method, method.row.caps);
                return;
            }
        }
    }

    fn trait_in_scope(&self, owner: &str) -> bool {
        let has = |s: ScopeId| {
            self.interesting
                .traits
                .get(&s)
                .is_some_and(|t| t.contains(&owner))
        };
        self.world.scopes.chain(self.state.scope).any(has)
    }

    /// What the expression before the `.` of the method at `i` is.
    fn receiver(&mut self, i: usize) -> Known {
        let t = self.t;
        let last = i.saturating_sub(2);
        self.with_variables(i, true, |variables, cx| variables.known(t, last, cx))
    }

    /// Whether the name at `i` means a variable of the function around it.
    fn is_shadowed(&mut self, i: usize) -> bool {
        let t = self.t;
        self.with_variables(i, false, |variables, _| variables.shadows(t, i))
    }

    /// Asks about the variables of the function around token `i`, which are read once a function; their types only when they
    /// matter.
    fn with_variables<R>(
        &mut self,
        i: usize,
        typed: bool,
        ask: impl FnOnce(&Variables<'a>, &mut Cx<'_, '_, '_, 'a>) -> R,
    ) -> R {
        while self.functions.last().is_some_and(|&(_, end)| end < i) {
            self.functions.pop();
        }
        let Some(&(from, to)) = self.functions.last() else {
            return ask(&Variables::default(), &mut Cx { pass: self });
        };
        let variables = match self.variables.take() {
            Some((at, variables)) if at == from && variables.typed >= typed => variables,
            _ => Variables::read(self.t, from, to, typed, &mut Cx { pass: self }),
        };
        let answer = ask(&variables, &mut Cx { pass: self });
        self.variables = Some((from, variables));
        answer
    }
}

/// Whether the group that opens at `open` holds a macro's arguments.
pub(super) fn calls_macro(t: &Tokens<'_>, open: usize) -> bool {
    open >= 2 && t.kind(open - 1) == K::Bang && t.kind(open - 2) == K::Ident
}

/// Functions of std's types that acquire authority, by their own names.
const MAKERS: [&str; 6] = ["bind", "connect", "create", "create_new", "new", "open"];

/// After the generic arguments at `i`, if more of a path follows them: `Assoc::<u8>::open`.
fn after_arguments(t: &Tokens<'_>, i: usize) -> usize {
    let list = if t.kind(i) == K::PathSep { i + 1 } else { i };
    let after = skip_angles(t, list, (list + 256).min(t.toks.len()));
    if after > list && t.kind(after) == K::PathSep {
        after
    } else {
        i
    }
}

/// A path as it stands in tokens.
struct Read {
    root: Root,
    /// Begins with `Self`.
    from_self: bool,
    segments: Segments,
    /// The index after it, and the index of its last name.
    end: usize,
    last: usize,
    /// Some segment is a macro's `$fragment`.
    fragment: bool,
    /// `Pick<File>::open`: where the type arguments open, and the segments before them.
    arguments: Option<(usize, usize)>,
    /// The name before them is an alias with parameters of its own.
    of_alias: bool,
}

/// The pass as [`method`] sees it.
struct Cx<'c, 'p, 'w, 'a> {
    pass: &'c mut Pass<'p, 'w, 'a>,
}

impl Cx<'_, '_, '_, '_> {
    fn std_paths(&mut self, read: &Read) -> (Vec<String>, bool) {
        let targets = self.pass.targets(read);
        let own = targets
            .iter()
            .any(|(t, _)| matches!(t, Target::LocalType | Target::LocalValue));
        let names = &self.pass.world.shared.names;
        let outside = |t: &Target| match t {
            Target::Outside(path) => Some(names.text(*path).to_owned()),
            _ => None,
        };
        (
            targets.iter().filter_map(|(t, _)| outside(t)).collect(),
            own,
        )
    }

    fn kind_of(&mut self, read: &Read) -> Known {
        let (paths, own) = self.std_paths(read);
        match paths.iter().any(|p| is_path_type(p)) {
            true => Some(Kind::Path),
            false if own => Some(Kind::Own),
            false => None,
        }
    }
}

fn is_path_type(path: &str) -> bool {
    matches!(path, "std::path::Path" | "std::path::PathBuf")
}

impl method::Context for Cx<'_, '_, '_, '_> {
    fn type_kind(&mut self, i: usize) -> Known {
        let read = self.pass.read(i)?;
        if read.segments.len() == 1 && self.pass.world.path_types.contains(&read.segments[0]) {
            return Some(Kind::Path);
        }
        self.kind_of(&read)
    }

    fn result_kind(&mut self, i: usize) -> Known {
        const GIVE: [&str; 6] = [
            "std::env::current_dir",
            "std::env::temp_dir",
            "std::env::home_dir",
            "std::env::current_exe",
            "std::fs::canonicalize",
            "std::fs::read_link",
        ];
        let mut read = self.pass.read(i)?;
        if self
            .std_paths(&read)
            .0
            .iter()
            .any(|p| GIVE.contains(&p.as_str()))
        {
            return Some(Kind::Path);
        }
        // `PathBuf::from(..)`, and what a type's function gives is mostly the type.
        if read.segments.len() > 1 {
            read.segments.pop();
            return self.kind_of(&read);
        }
        None
    }

    fn is_path_field(&self, name: &str) -> bool {
        let world = &self.pass.world;
        world
            .shared
            .names
            .get(name)
            .is_some_and(|n| world.path_fields.contains(&n))
    }

    fn is_path_function(&self, name: &str) -> bool {
        let world = &self.pass.world;
        world
            .shared
            .names
            .get(name)
            .is_some_and(|n| world.path_functions.contains(&n))
    }

    fn is_plain_macro(&self, i: usize) -> bool {
        self.pass.is_plain_macro(i)
    }

    fn is_own_method(&self, name: &str) -> bool {
        let world = &self.pass.world;
        world
            .shared
            .names
            .get(name)
            .is_some_and(|n| world.own_methods.contains(&n))
    }

    fn self_kind(&mut self) -> Known {
        let id = self.pass.state.self_type?;
        let written = self.pass.world.scopes.written(id).clone();
        let targets = self.pass.world.resolver().resolve(&written, Space::Type);
        let names = &self.pass.world.shared.names;
        let is_path = |t: &Target| matches!(t, Target::Outside(p) if is_path_type(names.text(*p)));
        Some(if targets.iter().any(|(t, _)| is_path(t)) {
            Kind::Path
        } else {
            Kind::Own
        })
    }
}

fn takes_fragments(world: &World<'_>, id: MacroId) -> bool {
    let def = &world.macros[id.0 as usize];
    !def.patterns.is_empty() || !def.forwards.is_empty()
}

/// Paths that macros put together from the arguments of visible invocations; and a gap where they could lead to authority
/// by any other invocation.
fn assemble(world: &mut World<'_>, calls: &[Call]) {
    let reachable = forwarded_patterns(world);
    let mut known = FxHashMap::default();
    for call in calls {
        for pattern in &reachable[call.macro_id.0 as usize] {
            try_pattern(world, call, pattern, &mut known);
        }
    }
    for id in 0..world.macros.len() {
        let patterns = world.macros[id].patterns.clone();
        for (pattern, at, cfg) in patterns {
            fragment_gap(world, id, &pattern, at, cfg);
        }
    }
}

/// For each macro its own patterns and those of the macros that it hands fragments to.
fn forwarded_patterns(world: &World<'_>) -> Vec<Vec<Pattern>> {
    (0..world.macros.len() as u32)
        .map(|start| {
            let (all, _) = world.handed_on(MacroId(start));
            let all = all
                .iter()
                .flat_map(|id| &world.macros[id.0 as usize].patterns);
            let mut patterns: Vec<_> = all.map(|(p, _, _)| p.clone()).collect();
            patterns.sort();
            patterns.dedup();
            patterns.truncate(256);
            patterns
        })
        .collect()
}

fn try_pattern(
    world: &mut World<'_>,
    call: &Call,
    pattern: &Pattern,
    known: &mut FxHashMap<WrittenPath, Targets>,
) {
    let fragments = pattern
        .pieces
        .iter()
        .filter(|p| **p == Piece::Fragment)
        .count();
    // What nothing is known of may be an associated type.
    let associated = |name: &Name| world.scopes.associated.contains_key(name);
    let in_argument = |(_, segments, _): &Argument| segments.iter().any(associated);
    let in_pattern = |piece: &Piece| matches!(piece, Piece::Name(name) if associated(name));
    let may_be_associated =
        pattern.pieces.iter().any(in_pattern) || call.arguments.iter().any(in_argument);
    let leads_on = |world: &mut World<'_>, given, known: &mut _| {
        may_be_associated || begins_path(world, call, pattern, given, known)
    };
    if fragments == 0 || !leads_on(world, None, known) {
        return;
    }
    match fragments {
        1 => {
            for argument in &call.arguments {
                try_fragments(world, call, pattern, &[argument], known);
            }
        }
        2 => {
            for a in call.arguments.iter().take(FRAGMENT_PAIRS) {
                if !leads_on(world, Some(a), known) {
                    continue;
                }
                for b in call.arguments.iter().take(FRAGMENT_PAIRS) {
                    try_fragments(world, call, pattern, &[a, b], known);
                }
            }
        }
        _ => {}
    }
}

/// A path among the arguments of an invocation.
type Argument = (Root, Segments, At);

/// Whether what a pattern has before the fragment that is not given leads on to anything.
fn begins_path(
    world: &mut World<'_>,
    call: &Call,
    pattern: &Pattern,
    given: Option<&Argument>,
    known: &mut FxHashMap<WrittenPath, Targets>,
) -> bool {
    let path = put_together(call, pattern, &mut given.into_iter());
    if path.segments.is_empty() {
        return true;
    }
    let targets = targets_of(world, path, known);
    let leads = |t: &Target| matches!(t, Target::Module(_) | Target::Outside(_));
    targets.iter().any(|(t, _)| leads(t))
}

/// What a pattern means when its fragments are given, up to the first one that is not.
fn put_together<'c>(
    call: &Call,
    pattern: &Pattern,
    given: &mut impl Iterator<Item = &'c Argument>,
) -> WrittenPath {
    let mut path = WrittenPath {
        scope: pattern.scope,
        root: pattern.root,
        segments: Segments::new(),
    };
    for piece in &pattern.pieces {
        match piece {
            Piece::Name(name) => path.segments.push(*name),
            Piece::Fragment => {
                let Some((root, segments, _)) = given.next() else {
                    break;
                };
                if path.segments.is_empty() {
                    path.root = *root;
                    path.scope = call.scope;
                }
                path.segments.extend_from_slice(segments);
            }
        }
    }
    path
}

/// What a path that was put together leads to, asked once.
fn targets_of<'k>(
    world: &mut World<'_>,
    path: WrittenPath,
    known: &'k mut FxHashMap<WrittenPath, Targets>,
) -> &'k mut Targets {
    match known.entry(path) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(free) => {
            let targets = world.resolver().resolve(free.key(), Space::Any);
            free.insert(targets)
        }
    }
}

fn try_fragments(
    world: &mut World<'_>,
    call: &Call,
    pattern: &Pattern,
    fragments: &[&Argument],
    known: &mut FxHashMap<WrittenPath, Targets>,
) {
    let path = put_together(call, pattern, &mut fragments.iter().copied());
    let at = fragments[fragments.len() - 1].2;
    for &mut (target, cfg) in targets_of(world, path, known) {
        let cfg = world.shared.cfgs.and(call.cfg, cfg);
        match target {
            Target::Outside(path) => {
                let text = world.shared.names.text(path).to_owned();
                if !is_std(&text) {
                    world.mention(at, path, MentionKind::Path, cfg);
                } else if let Some(row) = table::std_path(&text) {
                    world.fact(at, &text, Via::Path, row.caps, cfg);
                }
            }
            Target::Symbol(symbol) => {
                let symbol = world.shared.names.text(symbol).to_owned();
                if let Some(row) = table::symbol(&symbol) {
                    world.fact(at, &symbol, Via::Path, row.caps, cfg);
                }
            }
            _ => {}
        }
    }
}

fn fragment_gap(world: &mut World<'_>, id: usize, pattern: &Pattern, at: At, cfg: CfgId) {
    let name = world.shared.names.text(world.macros[id].name).to_owned();
    let prefix: Segments = pattern
        .pieces
        .iter()
        .map_while(|piece| match piece {
            Piece::Name(name) => Some(*name),
            Piece::Fragment => None,
        })
        // Collecting goes on past the first end.
        .fuse()
        .collect();
    if prefix.is_empty() {
        if pattern
            .pieces
            .iter()
            .filter(|p| **p == Piece::Fragment)
            .count()
            > 1
        {
            let detail = format!("macro `{name}!` puts a path together from its arguments alone");
            world.gap(Some(at), GapKind::MacroPath, detail, cfg);
        }
        return;
    }
    let path = WrittenPath {
        scope: pattern.scope,
        root: pattern.root,
        segments: prefix,
    };
    let fragments = pattern.pieces.iter().filter(|p| **p == Piece::Fragment);
    let several = fragments.count() > 1;
    for (target, own) in world.resolver().resolve(&path, Space::Any) {
        if let Target::Module(module) = target
            && several
            && world.resolver().leads_out(module)
        {
            let detail = format!(
                "macro `{name}!` puts paths below a module with names of std together from its arguments"
            );
            world.gap(Some(at), GapKind::MacroPath, detail, cfg);
        }
        let Target::Outside(path) = target else {
            continue;
        };
        let text = world.shared.names.text(path).to_owned();
        let cfg = world.shared.cfgs.and(cfg, own);
        if !is_std(&text) {
            world.mention(at, path, MentionKind::Assembled, cfg);
        } else if table::std_prefix(&text) || STD_CRATES.contains(&text.as_str()) {
            let detail =
                format!("macro `{name}!` puts paths below `{text}` together from its arguments");
            world.gap(Some(at), GapKind::MacroPath, detail, cfg);
        }
    }
}
