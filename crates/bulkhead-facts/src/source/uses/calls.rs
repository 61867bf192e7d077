//! Writes down functions and calls while the second pass goes over a file, and says in the end whom they mean.
//!
//! Types are not inferred. A receiver's type is known where it is written (`self`, a parameter, `let x: T`) and guessed
//! where it is nearly written (`let x = T::new(..)`, a field's declared type). Any other method is known by its name only.

use rustc_hash::FxHashMap;

use super::super::decl::read_path;
use super::super::intern::Name;
use super::super::lex::K;
use super::super::scope::{Def, ROOT, Root, ScopeId, Segments, Space, Target, WrittenPath, is_std};
use super::super::world::{At, World};
use super::Pass;
use crate::CfgId;

/// Tokens that can stand in front of a receiver, with attributes: `#[cfg(a)] &'a mut self`.
const MOST_BEFORE_SELF: usize = 16;

/// A function before its calls are resolved.
#[derive(Debug)]
pub(in crate::source) struct RawFunction {
    pub(in crate::source) name: Name,
    pub(in crate::source) owner: Option<Name>,
    pub(in crate::source) is_macro: bool,
    pub(in crate::source) public: bool,
    pub(in crate::source) takes_self: bool,
    pub(in crate::source) at: At,
    pub(in crate::source) end: At,
    pub(in crate::source) cfg: CfgId,
    scope: ScopeId,
}

#[derive(Debug)]
struct RawCall {
    from: u32,
    at: At,
    cfg: CfgId,
    callee: RawCallee,
    certain: bool,
}

#[derive(Debug)]
enum RawCallee {
    Path(WrittenPath),
    /// A method, and what is known of the receiver's type.
    Method(Name, Receiver),
    Macro(Name),
    /// `path::name!`
    MacroPath(WrittenPath),
    /// A value of a type: the standard library may call what the type implements for it.
    Value(WrittenPath),
}

/// Methods of std's traits that run without being named: by loops, at the end of a scope, by executors, by operators.
const UNNAMED: [&str; 6] = ["deref", "deref_mut", "drop", "next", "next_back", "poll"];

#[derive(Clone, Debug)]
enum Receiver {
    /// The type of the impl around.
    Own(Name),
    Type(WrittenPath),
    Field(Name),
    Unknown,
}

/// What is written down of one target.
#[derive(Debug, Default)]
pub(in crate::source) struct Recorder {
    functions: Vec<RawFunction>,
    calls: Vec<RawCall>,
    /// Declared types of fields, by the field's name.
    fields: FxHashMap<Name, Vec<WrittenPath>>,
    /// Functions around the current token, with the end of their body.
    around: Vec<(u32, usize)>,
    /// Traits around the current token, with the end of their body.
    traits: Vec<(Name, usize)>,
    /// Impls around the current token, with whether they are of a trait.
    impls: Vec<(bool, usize)>,
    /// Variables of the innermost function, with their type and whether it is written.
    variables: FxHashMap<(u32, Name), (WrittenPath, bool)>,
}

/// Calls of one target that are kept.
const CALLS: usize = 1_000_000;
/// Imports that are followed one behind the other.
const DEPTH: u32 = 16;
/// Types that are looked through to what they hold.
const WRAPPERS: [&str; 6] = ["Arc", "Box", "Cow", "Option", "Pin", "Rc"];

impl Recorder {
    /// A file ends with all that was open in it.
    pub(in crate::source) fn end_file(&mut self) {
        self.around.clear();
        self.traits.clear();
        self.impls.clear();
        self.variables.clear();
    }
}

impl<'a> Pass<'_, '_, 'a> {
    /// Looks at token `i` for functions, calls and types.
    #[cold]
    pub(super) fn record(&mut self, i: usize) {
        self.leave(i);
        let t = self.t;
        match t.kind(i) {
            K::Fn if t.kind(i + 1) == K::Ident => self.record_function(i),
            K::Trait if t.kind(i + 1) == K::Ident => self.record_trait(i),
            K::Struct if t.kind(i + 1) == K::Ident => self.record_fields(i),
            K::Impl => self.record_impl(i),
            K::Let => self.record_let(i),
            K::Ident if t.is_ident(i, "macro_rules") && t.kind(i + 1) == K::Bang => {
                self.record_macro(i);
            }
            K::Dot if t.kind(i + 1) == K::Ident => self.record_method(i),
            K::Ident | K::Crate | K::SelfLower | K::Super | K::SelfUpper | K::PathSep => {
                self.record_path(i);
            }
            _ => {}
        }
    }

    fn recorder(&mut self) -> &mut Recorder {
        self.world.calls.get_or_insert_default()
    }

    fn leave(&mut self, i: usize) {
        let recorder = self.recorder();
        while recorder.around.last().is_some_and(|&(_, end)| end < i) {
            recorder.around.pop();
        }
        while recorder.traits.last().is_some_and(|&(_, end)| end < i) {
            recorder.traits.pop();
        }
        while recorder.impls.last().is_some_and(|&(_, end)| end < i) {
            recorder.impls.pop();
        }
    }

    fn name_at(&mut self, i: usize) -> Name {
        let text = self.t.ident(i);
        self.world.shared.names.intern(&text)
    }

    fn owner(&mut self) -> Option<Name> {
        if let Some(&(name, _)) = self.recorder().traits.last() {
            return Some(name);
        }
        let id = self.state.self_type?;
        self.world.scopes.written(id).segments.last().copied()
    }

    fn begin(
        &mut self,
        name_at: usize,
        owner: Option<Name>,
        is_macro: bool,
        public: bool,
        open: usize,
    ) {
        let close = self.t.group_end(open);
        let function = RawFunction {
            name: self.name_at(name_at),
            owner,
            is_macro,
            public,
            takes_self: false,
            at: self.at(name_at),
            end: self.at(close),
            cfg: self.state.cfg,
            scope: self.state.scope,
        };
        let recorder = self.recorder();
        let id = recorder.functions.len() as u32;
        recorder.functions.push(function);
        recorder.around.push((id, close));
    }

    fn record_function(&mut self, i: usize) {
        let t = self.t;
        let mut k = i + 2;
        let mut params = None;
        for _ in 0..512 {
            if matches!(t.kind(k), K::Semi | K::Close | K::Eof) || t.opens(k, b'{') {
                break;
            }
            if t.opens(k, b'(') && params.is_none() {
                params = Some(k);
            }
            k = t.skip(k);
        }
        if !t.opens(k, b'{') || self.state.in_extern {
            return;
        }
        // A function in a function is no method, whatever is around both.
        let owner = match self.recorder().around.is_empty() {
            true => self.owner(),
            false => None,
        };
        let recorder = self.recorder();
        let of_trait = recorder.impls.last().is_some_and(|&(of_trait, _)| of_trait);
        let public = of_trait || !recorder.traits.is_empty() || self.is_public(i);
        self.begin(i + 1, owner, false, public, k);
        let Some(params) = params else { return };
        let first = (params + 1..t.group_end(params))
            .take_while(|&p| !matches!(t.kind(p), K::Comma | K::Colon));
        let takes_self = first
            .take(MOST_BEFORE_SELF)
            .any(|p| matches!(t.kind(p), K::SelfLower | K::Dollar));
        if let Some(function) = self.recorder().functions.last_mut() {
            function.takes_self = takes_self;
        }
        for p in params + 1..t.group_end(params) {
            if t.kind(p) == K::Ident && t.kind(p + 1) == K::Colon {
                self.variable(p, p + 2, true);
            }
        }
    }

    /// Whether `pub` or an attribute that exports stands before the `fn` at `i`; methods of a trait's impl are public too.
    fn is_public(&self, i: usize) -> bool {
        let t = self.t;
        let mut k = i;
        while k > 0 {
            k -= 1;
            match t.kind(k) {
                K::Pub => return true,
                K::Const | K::Unsafe | K::Extern | K::Str | K::Keyword => {}
                K::Ident if t.is_ident(k, "async") || t.is_ident(k, "default") => {}
                // `pub(crate)` is not public, and an attribute may be `#[proc_macro]`.
                K::Close if t.delim(k) == b']' => {
                    let open = t.group_start(k);
                    if t.kind(open + 1) == K::Ident && t.raw(open + 1).starts_with("proc_macro") {
                        return true;
                    }
                    k = open.saturating_sub(1);
                    if t.kind(k) != K::Pound {
                        return false;
                    }
                }
                _ => return false,
            }
        }
        false
    }

    fn record_macro(&mut self, i: usize) {
        let name = if self.t.kind(i + 2) == K::Dollar {
            i + 3
        } else {
            i + 2
        };
        if self.t.kind(name) == K::Ident && self.t.kind(name + 1) == K::Open {
            self.begin(name, None, true, true, name + 1);
        }
    }

    fn record_trait(&mut self, i: usize) {
        let t = self.t;
        let open =
            (i + 2..t.toks.len().min(i + 512)).find(|&k| t.opens(k, b'{') || t.kind(k) == K::Semi);
        if let Some(open) = open.filter(|&k| t.opens(k, b'{')) {
            let name = self.name_at(i + 1);
            let close = t.group_end(open);
            self.recorder().traits.push((name, close));
        }
    }

    /// `impl T { .. }` or `impl Trait for T { .. }`; `impl Trait` as a type has no braces of its own.
    fn record_impl(&mut self, i: usize) {
        let t = self.t;
        let begins = matches!(t.prev(i), K::Eof | K::Semi | K::Close | K::Unsafe)
            || (t.prev(i) == K::Open && t.delim(i - 1) == b'{')
            || t.is_ident(i.saturating_sub(1), "default");
        if !begins {
            return;
        }
        let mut of_trait = false;
        let mut k = i + 1;
        for _ in 0..512 {
            match t.kind(k) {
                K::For if t.kind(k + 1) != K::Lt => of_trait = true,
                K::Open if t.delim(k) == b'{' => {
                    let close = t.group_end(k);
                    self.recorder().impls.push((of_trait, close));
                    return;
                }
                K::Semi | K::Close | K::Eof => return,
                _ => {}
            }
            k = t.skip(k);
        }
    }

    fn record_fields(&mut self, i: usize) {
        let t = self.t;
        let open = (i + 2..t.toks.len().min(i + 256))
            .find(|&k| t.kind(k) == K::Open || t.kind(k) == K::Semi);
        let Some(open) = open.filter(|&k| t.opens(k, b'{')) else {
            return;
        };
        let mut k = open + 1;
        while k < t.group_end(open) {
            if t.kind(k) == K::Ident && t.kind(k + 1) == K::Colon {
                let field = self.name_at(k);
                if let Some(path) = self.type_path(k + 2) {
                    let types = self.recorder().fields.entry(field).or_default();
                    if types.len() < 8 {
                        types.push(path);
                    }
                }
            }
            k = t.skip(k);
        }
    }

    /// `let x: T`, `let x = T::new(..)`, `let x = T { .. }`
    fn record_let(&mut self, i: usize) {
        let t = self.t;
        let name = if t.kind(i + 1) == K::Mut {
            i + 2
        } else {
            i + 1
        };
        if t.kind(name) != K::Ident {
            return;
        }
        match t.kind(name + 1) {
            K::Colon => self.variable(name, name + 2, true),
            K::Eq => {
                let Some(mut read) = self.read(name + 2) else {
                    return;
                };
                if read.fragment || read.segments.is_empty() {
                    return;
                }
                let from_self = read.from_self;
                if t.opens(read.end, b'(') {
                    read.segments.pop();
                }
                let whole = t.opens(read.end, b'(') || t.opens(read.end, b'{');
                if let Some(path) = self
                    .written(read.root, read.segments, from_self)
                    .filter(|_| whole)
                {
                    self.remember(name, path, false);
                }
            }
            _ => {}
        }
    }

    fn variable(&mut self, name: usize, from: usize, written: bool) {
        if let Some(path) = self.type_path(from) {
            self.remember(name, path, written);
        }
    }

    fn remember(&mut self, name: usize, path: WrittenPath, written: bool) {
        let name = self.name_at(name);
        let recorder = self.recorder();
        if let Some(&(function, _)) = recorder.around.last() {
            recorder.variables.insert((function, name), (path, written));
        }
    }

    /// A path seen from here; of `Self::a` that of the type around.
    fn written(&mut self, root: Root, segments: Segments, from_self: bool) -> Option<WrittenPath> {
        let scope = self.state.scope;
        if from_self {
            let owner = self.owner()?;
            let segments = std::iter::once(owner).chain(segments).collect();
            return Some(WrittenPath {
                scope,
                root: Root::Plain,
                segments,
            });
        }
        (!segments.is_empty()).then_some(WrittenPath {
            scope,
            root,
            segments,
        })
    }

    /// The type that begins at `i`, references and the like left off.
    fn type_path(&mut self, i: usize) -> Option<WrittenPath> {
        let t = self.t;
        let mut k = i;
        for _ in 0..16 {
            match t.kind(k) {
                K::And | K::Star | K::Mut | K::Const | K::Lifetime | K::Impl => k += 1,
                K::Ident if t.is_ident(k, "dyn") => k += 1,
                K::SelfUpper if t.kind(k + 1) != K::PathSep => {
                    let owner = self.owner()?;
                    return self.written(Root::Plain, std::iter::once(owner).collect(), false);
                }
                K::Ident if WRAPPERS.contains(&t.raw(k)) && t.kind(k + 1) == K::Lt => k += 2,
                _ => break,
            }
        }
        let names = &mut self.world.shared.names;
        let (root, segments, _) = read_path(t, k, |at| names.intern(&t.ident(at)))?;
        self.written(root, segments, false)
    }

    fn record_call(&mut self, i: usize, callee: RawCallee, certain: bool) {
        let (at, cfg) = (self.at(i), self.state.cfg);
        let in_macro = self.state.in_macro || self.delims.contains(&b'!');
        let recorder = self.recorder();
        let Some(&(from, _)) = recorder.around.last() else {
            return;
        };
        if recorder.calls.len() < CALLS {
            recorder.calls.push(RawCall {
                from,
                at,
                cfg,
                callee,
                certain: certain && !in_macro,
            });
        }
    }

    fn record_path(&mut self, i: usize) {
        let t = self.t;
        let prev = t.prev(i);
        if matches!(
            prev,
            K::PathSep | K::Dot | K::Fn | K::Mod | K::Struct | K::Enum | K::Dollar
        ) || (t.kind(i) != K::Ident && t.kind(i) != K::PathSep && t.kind(i + 1) != K::PathSep)
        {
            // `Self { .. }`
            if t.kind(i) == K::SelfUpper && t.opens(i + 1, b'{') {
                let owner = self.owner();
                if let Some(path) = owner
                    .and_then(|o| self.written(Root::Plain, std::iter::once(o).collect(), false))
                {
                    self.record_call(i, RawCallee::Value(path), false);
                }
            }
            return;
        }
        if t.kind(i) == K::Ident && t.kind(i + 1) == K::Bang && t.kind(i + 2) == K::Open {
            let name = self.name_at(i);
            return self.record_call(i, RawCallee::Macro(name), false);
        }
        let Some(read) = self.read(i) else { return };
        if read.fragment {
            return;
        }
        if t.kind(read.end) == K::Bang && t.kind(read.end + 1) == K::Open {
            let Some(&name) = read.segments.last() else {
                return;
            };
            let path = self.written(read.root, read.segments, read.from_self);
            if let Some(path) = path {
                self.record_call(i, RawCallee::MacroPath(path), false);
            }
            return self.record_call(i, RawCallee::Macro(name), false);
        }
        let called = t.opens(read.end, b'(');
        let value = t.opens(read.end, b'{')
            && t.raw(read.last).starts_with(|c: char| c.is_uppercase())
            && !matches!(
                prev,
                K::Impl | K::For | K::Arrow | K::Trait | K::Colon | K::Gt
            );
        if value {
            if let Some(path) = self.written(read.root, read.segments, read.from_self) {
                self.record_call(i, RawCallee::Value(path), false);
            }
            return;
        }
        // A function that is handed on may be called.
        let handed = matches!(prev, K::Open | K::Comma | K::Eq | K::Colon)
            && matches!(t.kind(read.end), K::Close | K::Comma | K::Semi);
        if (called || handed)
            && let Some(path) = self.written(read.root, read.segments, read.from_self)
        {
            self.record_call(i, RawCallee::Path(path), called);
        }
    }

    /// `.name(`, seen from the dot.
    fn record_method(&mut self, i: usize) {
        let t = self.t;
        let called =
            t.opens(i + 2, b'(') || (t.kind(i + 2) == K::PathSep && t.kind(i + 3) == K::Lt);
        if !called || i == 0 {
            return;
        }
        let alone = i < 2 || !matches!(t.kind(i - 2), K::Dot | K::PathSep);
        let (receiver, certain) = match t.kind(i - 1) {
            K::SelfLower if alone => match self.owner() {
                Some(owner) => (Receiver::Own(owner), true),
                None => (Receiver::Unknown, false),
            },
            K::Ident if alone => self.variable_type(i - 1),
            K::Ident if t.kind(i - 2) == K::Dot => (Receiver::Field(self.name_at(i - 1)), false),
            K::Close if t.delim(i - 1) == b')' => (self.made_by(i - 1), false),
            _ => (Receiver::Unknown, false),
        };
        let name = self.name_at(i + 1);
        self.record_call(i + 1, RawCallee::Method(name, receiver), certain);
    }

    fn variable_type(&mut self, i: usize) -> (Receiver, bool) {
        let name = self.name_at(i);
        let recorder = self.recorder();
        let around = recorder.around.iter().rev();
        let known = around
            .filter_map(|&(function, _)| recorder.variables.get(&(function, name)))
            .next();
        match known {
            Some((path, written)) => (Receiver::Type(path.clone()), *written),
            None => (Receiver::Unknown, false),
        }
    }

    /// The type of `T::new(..)`, seen from its last parenthesis.
    fn made_by(&mut self, close: usize) -> Receiver {
        let t = self.t;
        let mut start = t.group_start(close).saturating_sub(1);
        if t.kind(start) != K::Ident {
            return Receiver::Unknown;
        }
        while start >= 2
            && t.kind(start - 1) == K::PathSep
            && matches!(
                t.kind(start - 2),
                K::Ident | K::Crate | K::SelfUpper | K::Super
            )
        {
            start -= 2;
        }
        let Some(mut read) = self.read(start) else {
            return Receiver::Unknown;
        };
        read.segments.pop();
        if read.fragment || t.prev(start) == K::Dot {
            return Receiver::Unknown;
        }
        let path = self.written(read.root, read.segments, read.from_self);
        path.map_or(Receiver::Unknown, Receiver::Type)
    }
}

/// Whom a call may mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::source) enum Meant {
    Function(u32),
    Outside(Name),
    Method(Name),
}

/// A call with whom it means.
#[derive(Clone, Debug)]
pub(in crate::source) struct Resolved {
    pub(in crate::source) from: u32,
    pub(in crate::source) at: At,
    pub(in crate::source) cfg: CfgId,
    pub(in crate::source) meant: Meant,
    pub(in crate::source) certain: bool,
}

/// What a public name means, before it is put into words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::source) enum Public {
    Function(u32),
    Type(Name),
    Module(ScopeId),
    Outside(Name),
}

/// The functions of a target by all that they can be found by.
pub(in crate::source) struct Index {
    pub(in crate::source) functions: Vec<RawFunction>,
    in_scope: FxHashMap<(ScopeId, Name), Vec<u32>>,
    of_type: FxHashMap<(Name, Name), Vec<u32>>,
    macros: FxHashMap<Name, Vec<u32>>,
}

impl Index {
    /// Takes what was recorded out of the world, with whom each call means.
    pub(in crate::source) fn take(world: &mut World<'_>) -> (Self, Vec<Resolved>) {
        let recorder = world.calls.take().unwrap_or_default();
        let mut index = Index {
            functions: recorder.functions,
            in_scope: FxHashMap::default(),
            of_type: FxHashMap::default(),
            macros: FxHashMap::default(),
        };
        for (id, function) in index.functions.iter().enumerate() {
            let (id, name) = (id as u32, function.name);
            let list = match function.owner {
                _ if function.is_macro => index.macros.entry(name).or_default(),
                Some(owner) => index.of_type.entry((owner, name)).or_default(),
                None => index.in_scope.entry((function.scope, name)).or_default(),
            };
            list.push(id);
        }
        let mut resolved = Vec::new();
        for call in recorder.calls {
            let (meant, sure) = index.meant(world, &recorder.fields, &call.callee);
            let certain = call.certain && sure;
            resolved.extend(meant.into_iter().map(|meant| Resolved {
                from: call.from,
                at: call.at,
                cfg: call.cfg,
                meant,
                certain,
            }));
        }
        (index, resolved)
    }

    /// Whom a call may mean, and whether that is beyond doubt as far as types are.
    fn meant(
        &self,
        world: &mut World<'_>,
        fields: &FxHashMap<Name, Vec<WrittenPath>>,
        callee: &RawCallee,
    ) -> (Vec<Meant>, bool) {
        match callee {
            RawCallee::Path(path) => (self.locate(world, path, DEPTH), true),
            RawCallee::MacroPath(path) => {
                let found = outside(world, path).into_iter();
                let marked = found.map(|m| match m {
                    Meant::Outside(path) => Meant::Outside(marked(world, path)),
                    other => other,
                });
                (marked.collect(), false)
            }
            RawCallee::Value(path) => {
                let mut found = Vec::new();
                for method in UNNAMED {
                    if let Some(method) = world.shared.names.get(method) {
                        found.extend(self.method(world, path, method));
                    }
                }
                // Another package's type is no such value: only its own package makes it.
                found.retain(|m| matches!(m, Meant::Function(_)));
                (found, false)
            }
            RawCallee::Macro(name) => {
                let ids = self.macros.get(name).cloned().unwrap_or_default();
                (ids.into_iter().map(Meant::Function).collect(), false)
            }
            RawCallee::Method(name, receiver) => {
                let by_type = match receiver {
                    Receiver::Own(owner) => functions(self.of_type.get(&(*owner, *name))),
                    Receiver::Type(path) => self.method(world, path, *name),
                    Receiver::Field(field) => {
                        let types = fields.get(field).cloned().unwrap_or_default();
                        let all = types
                            .iter()
                            .flat_map(|path| self.method(world, path, *name));
                        all.collect()
                    }
                    Receiver::Unknown => Vec::new(),
                };
                match by_type.is_empty() {
                    true => (vec![Meant::Method(*name)], false),
                    false => (by_type, true),
                }
            }
        }
    }

    fn method(&self, world: &mut World<'_>, path: &WrittenPath, name: Name) -> Vec<Meant> {
        let mut whole = path.clone();
        whole.segments.push(name);
        self.locate(world, &whole, DEPTH)
    }

    /// The functions that a path may lead to.
    fn locate(&self, world: &mut World<'_>, path: &WrittenPath, depth: u32) -> Vec<Meant> {
        let Some((&last, before)) = path.segments.split_last() else {
            return Vec::new();
        };
        let mut found = outside(world, path);
        if before.is_empty() && path.root == Root::Plain {
            for scope in world.scopes.chain(path.scope).collect::<Vec<_>>() {
                let here = self.in_module(world, scope, last, depth);
                if !here.is_empty() {
                    found.extend(here);
                    break;
                }
            }
        } else {
            let prefix = WrittenPath {
                segments: before.iter().copied().collect(),
                ..path.clone()
            };
            let targets = world.resolver().resolve(&prefix, Space::Type);
            for (target, _) in targets {
                match target {
                    Target::Module(module) => {
                        found.extend(self.in_module(world, module, last, depth))
                    }
                    Target::LocalType => {
                        for name in type_names(world, &prefix) {
                            found.extend(functions(self.of_type.get(&(name, last))));
                        }
                    }
                    _ => {}
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    fn in_module(
        &self,
        world: &mut World<'_>,
        scope: ScopeId,
        name: Name,
        depth: u32,
    ) -> Vec<Meant> {
        let own = functions(self.in_scope.get(&(scope, name)));
        if !own.is_empty() || depth == 0 {
            return own;
        }
        let mut found = Vec::new();
        for path in imports(world, scope, name) {
            found.extend(self.locate(world, &path, depth - 1));
        }
        if found.is_empty() {
            for module in globbed(world, scope) {
                found.extend(self.in_module(world, module, name, depth - 1));
                if found.len() > 64 {
                    break;
                }
            }
        }
        found
    }

    /// What a module's public names and globs mean.
    pub(in crate::source) fn public(
        &self,
        world: &mut World<'_>,
        scope: ScopeId,
    ) -> (Vec<(Name, Public)>, Vec<Public>) {
        let mut bindings = Vec::new();
        for (name, all) in world.scopes.names(scope) {
            bindings.extend(all.filter(|b| b.public).map(|b| (name, b.def)));
        }
        let mut names = Vec::new();
        for (name, def) in bindings {
            let own = self
                .in_scope
                .get(&(scope, name))
                .cloned()
                .unwrap_or_default();
            names.extend(own.into_iter().map(|id| (name, Public::Function(id))));
            match def {
                Def::Module(module) => names.push((name, Public::Module(module))),
                Def::LocalType | Def::LocalBoth => names.push((name, Public::Type(name))),
                Def::Import(path) | Def::Alias(path) => {
                    let written = world.scopes.written(path).clone();
                    let meant = self.exported(world, &written);
                    names.extend(meant.into_iter().map(|m| (name, m)));
                }
                _ => {}
            }
        }
        if scope == ROOT {
            for (&name, ids) in &self.macros {
                let name = marked(world, name);
                names.extend(ids.iter().map(|&id| (name, Public::Function(id))));
            }
        }
        names.sort_by(|a, b| {
            let text = |n: Name| world.shared.names.text(n);
            text(a.0).cmp(text(b.0)).then_with(|| a.1.cmp(&b.1))
        });
        names.dedup();
        let globs: Vec<_> = world
            .scopes
            .get(scope)
            .globs
            .iter()
            .filter(|g| g.public)
            .map(|g| g.path)
            .collect();
        let mut brought = Vec::new();
        for path in globs {
            for &(target, _) in world.resolver().stored(path).iter() {
                match target {
                    Target::Module(module) => brought.push(Public::Module(module)),
                    Target::Outside(path) if !is_std(world.shared.names.text(path)) => {
                        brought.push(Public::Outside(path));
                    }
                    _ => {}
                }
            }
        }
        (names, brought)
    }

    /// What an import means.
    fn exported(&self, world: &mut World<'_>, path: &WrittenPath) -> Vec<Public> {
        let mut found: Vec<Public> = self
            .locate(world, path, DEPTH)
            .into_iter()
            .filter_map(|m| match m {
                Meant::Function(id) => Some(Public::Function(id)),
                Meant::Outside(path) => Some(Public::Outside(path)),
                Meant::Method(_) => None,
            })
            .collect();
        for (target, _) in world.resolver().resolve(path, Space::Type) {
            match target {
                Target::Module(module) => found.push(Public::Module(module)),
                Target::LocalType => {
                    found.extend(type_names(world, path).into_iter().map(Public::Type));
                }
                _ => {}
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

fn functions(ids: Option<&Vec<u32>>) -> Vec<Meant> {
    ids.into_iter()
        .flatten()
        .map(|&id| Meant::Function(id))
        .collect()
}

/// The name of a macro: with `!`, so that it is no function's.
fn marked(world: &mut World<'_>, name: Name) -> Name {
    let text = format!("{}!", world.shared.names.text(name));
    world.shared.names.intern(&text)
}

/// Paths into other packages; what std does is told by facts.
fn outside(world: &mut World<'_>, path: &WrittenPath) -> Vec<Meant> {
    let targets = world.resolver().resolve(path, Space::Any);
    let names = &world.shared.names;
    targets
        .into_iter()
        .filter_map(|(target, _)| match target {
            Target::Outside(path) if !is_std(names.text(path)) => Some(Meant::Outside(path)),
            _ => None,
        })
        .collect()
}

/// The paths that a name is imported from into a scope.
fn imports(world: &World<'_>, scope: ScopeId, name: Name) -> Vec<WrittenPath> {
    let paths = world.scopes.bound_to(scope, name);
    paths
        .filter_map(|b| match b.def {
            Def::Import(path) => Some(world.scopes.written(path).clone()),
            _ => None,
        })
        .collect()
}

fn globbed(world: &mut World<'_>, scope: ScopeId) -> Vec<ScopeId> {
    let globs: Vec<_> = world
        .scopes
        .get(scope)
        .globs
        .iter()
        .map(|g| g.path)
        .collect();
    let mut modules = Vec::new();
    for path in globs {
        let targets = world.resolver().stored(path);
        modules.extend(targets.iter().filter_map(|(t, _)| match t {
            Target::Module(module) => Some(*module),
            _ => None,
        }));
    }
    modules
}

/// The names that a type may have where it is declared: its own, and those that it is imported from.
fn type_names(world: &World<'_>, path: &WrittenPath) -> Vec<Name> {
    let mut names: Vec<Name> = path.segments.last().copied().into_iter().collect();
    let mut scope = path.scope;
    for _ in 0..DEPTH {
        let Some(&name) = names.last() else { break };
        let chain: Vec<_> = world.scopes.chain(scope).collect();
        let bound = chain.into_iter().find_map(|s| {
            world.scopes.bound_to(s, name).find_map(|b| match b.def {
                Def::Import(path) | Def::Alias(path) => Some(path),
                _ => None,
            })
        });
        let Some(id) = bound else { break };
        let written = world.scopes.written(id);
        scope = written.scope;
        match written.segments.last() {
            Some(&next) if !names.contains(&next) => names.push(next),
            _ => break,
        }
    }
    names
}
