//! First pass over a file: what is declared where. Modules and the files behind them, imports, aliases, foreign functions,
//! macros, the type that `Self` means, and the condition under which each stretch of tokens is compiled.

use rustc_hash::FxHashMap;

use super::Edition;
use super::attr::{self, Attrs};
use super::builtin;
use super::intern::{NEVER, Name};
use super::lex::{Form, K, Tokens};
use super::macros;
use super::scope::{
    Binding, Def, Glob, Named, PathId, Root, STD_CRATES, ScopeId, Segments, WrittenPath,
};
use super::text::{self, Evaluated};
use super::world::{
    At, Known, MacroDef, MacroId, ModuleDecl, Region, RegionKind, Shape, Unit, World,
};
use crate::{CapSet, Capability, Cfg, CfgId, GapKind, Site, Via, table};

/// Depth of modules in modules; rustc's own limit on recursion is 128.
const MODULE_DEPTH: usize = 128;

/// Top-level tokens looked through for the end of what an attribute conditions. Beyond, the condition is taken to end:
/// the code is then reported although it may not be compiled.
const NODE_TOKENS: usize = 4096;

/// Reads the root file of a target and every file that it leads to.
pub(super) fn read_root<'a>(world: &mut World<'a>, root: &str) {
    let dir = Dir {
        file: root.to_owned(),
        children: text::folder(root).to_owned(),
        inline: false,
    };
    let mut reader = Reader {
        macros: FxHashMap::default(),
        log: Vec::new(),
        depth: 0,
    };
    let found = reader.file(world, dir, super::scope::ROOT, CfgId::ALWAYS, Form::Whole);
    files_of_others(world);
    if !found {
        world.gap(
            None,
            GapKind::MissingFile,
            format!("the target's root file `{root}` is not in the package"),
            CfgId::ALWAYS,
        );
    }
}

/// A macro that may be invoked by path, in another package too, names files that lie beside that invocation.
fn files_of_others(world: &mut World<'_>) {
    for id in 0..world.macros.len() {
        let def = &world.macros[id];
        if def.includes.is_empty() && def.modules.is_empty() {
            continue;
        }
        let exported = world.exported_macros.get(&def.name) == Some(&MacroId(id as u32));
        if exported || world.scopes.is_imported(def.name) {
            let (at, cfg) = (def.at, def.cfg);
            let detail = format!(
                "macro `{}!` reads files beside its invocation, which may be anywhere",
                world.shared.names.text(def.name)
            );
            world.gap(Some(at), GapKind::MacroPath, detail, cfg);
        }
    }
}

/// Where a file's child modules are looked for.
#[derive(Clone, Debug)]
struct Dir {
    file: String,
    children: String,
    /// Inside an inline module: `#[path]` is then relative to `children`.
    inline: bool,
}

/// The state that lives across files: macros in textual scope.
struct Reader {
    macros: FxHashMap<Name, Vec<MacroId>>,
    log: Vec<Name>,
    depth: usize,
}

impl Reader {
    /// Reads one file into `scope`; `false` when the package does not have it.
    fn file<'a>(
        &mut self,
        world: &mut World<'a>,
        dir: Dir,
        scope: ScopeId,
        cfg: CfgId,
        form: Form,
    ) -> bool {
        let Some(bytes) = world.files.get(&dir.file) else {
            return false;
        };
        let file = world.shared.file(&dir.file);
        let at = Some(At { file, offset: 0 });
        if bytes.len() > world.limits.source_bytes {
            let detail = format!(
                "the file is larger than {} MiB",
                world.limits.source_bytes >> 20
            );
            world.gap(at, GapKind::Limit, detail, cfg);
            return true;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            world.gap(
                at,
                GapKind::Unreadable,
                "the file is not UTF-8, which rustc refuses too",
                cfg,
            );
            return true;
        };
        if self.depth >= MODULE_DEPTH || world.units.len() >= world.limits.modules {
            world.gap(
                at,
                GapKind::Limit,
                "too many modules, or nested too deeply",
                cfg,
            );
            return true;
        }
        let tokens = world.lex(text, file, cfg, form);
        let unit = world.units.len();
        world.units.push(Unit {
            file,
            text,
            tokens: None,
            scope,
            cfg,
            form,
            regions: Vec::new(),
            calls: Vec::new(),
        });
        if !tokens.toks.is_empty() {
            self.depth += 1;
            Pass {
                reader: self,
                world,
                t: &tokens,
                file,
                unit,
                dirs: vec![dir],
                frames: Vec::new(),
                pending: None,
                impl_type: None,
            }
            .run(scope, cfg);
            self.depth -= 1;
        }
        world.keep(unit, tokens);
        true
    }

    fn define(&mut self, name: Name, id: MacroId) {
        self.macros.entry(name).or_default().push(id);
        self.log.push(name);
    }

    fn find(&self, name: Name) -> Option<MacroId> {
        self.macros.get(&name).and_then(|ids| ids.last().copied())
    }

    /// What the macro of that name does where `cfg` holds. The last definition may not be compiled: then the one before
    /// counts, and if there is none, a macro of which nothing is known.
    fn shape(&self, world: &mut World<'_>, name: Name, cfg: CfgId) -> Shape {
        let ids = self.macros.get(&name).map_or(&[][..], Vec::as_slice);
        let cfgs = &mut world.shared.cfgs;
        let mut otherwise = CfgId::ALWAYS;
        let mut under = Vec::new();
        for id in ids.iter().rev() {
            let def = &world.macros[id.0 as usize];
            let is_compiled = def.cfg == CfgId::ALWAYS || def.cfg == cfg;
            if is_compiled && under.is_empty() {
                return def.shape;
            }
            let own = if is_compiled { CfgId::ALWAYS } else { def.cfg };
            let here = cfgs.and(otherwise, own);
            let Shape::Items(cond) = def.shape else {
                match here == NEVER {
                    true => continue,
                    false => return Shape::Opaque,
                }
            };
            let both = cfgs.and(here, cond);
            under.push(both);
            let not = cfgs.not(own);
            otherwise = cfgs.and(otherwise, not);
            if is_compiled {
                return Shape::Items(cfgs.any(under));
            }
        }
        let rest = cfgs.and(otherwise, cfg);
        if under.is_empty() || rest != NEVER {
            // Where no definition is compiled, the macro must be another crate's.
            under.push(rest);
        }
        Shape::Items(cfgs.any(under))
    }

    /// Ends the textual scope of macros defined since `mark`.
    fn forget(&mut self, mark: usize) {
        for name in self.log.drain(mark..) {
            if let Some(ids) = self.macros.get_mut(&name) {
                ids.pop();
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameKind {
    Module,
    /// Any other braces: a body, a block, a match.
    Block,
    /// The body of an impl or a trait.
    Members,
    Extern,
    /// What an attribute conditions; the id is its own condition.
    Cfg(CfgId),
    /// Arguments of a macro that passes them through as they are.
    Items,
    /// Arguments of any other macro.
    Loose,
    MacroBody,
}

/// An open stretch of tokens.
#[derive(Clone, Copy, Debug)]
struct Frame {
    close: usize,
    open: usize,
    kind: FrameKind,
    scope: ScopeId,
    /// Whether `scope` is this frame's own.
    owns_scope: bool,
    cfg: CfgId,
    /// Whether tokens may not mean what they say: inside a macro's arguments.
    loose: bool,
    /// Inside a macro's body: what is declared is declared where the macro is invoked.
    emitted: bool,
    /// The macro whose body this is.
    macro_id: Option<MacroId>,
    mark: usize,
    leaks_macros: bool,
    pops_dir: bool,
}

struct Pass<'p, 'w, 'a> {
    reader: &'p mut Reader,
    world: &'w mut World<'a>,
    t: &'p Tokens<'a>,
    file: u32,
    unit: usize,
    dirs: Vec<Dir>,
    frames: Vec<Frame>,
    /// The kind of the frame to open at a brace further on.
    pending: Option<(usize, Frame)>,
    /// The type of the impl that was entered last.
    impl_type: Option<Name>,
}

impl<'a> Pass<'_, '_, 'a> {
    fn run(mut self, scope: ScopeId, cfg: CfgId) {
        let end = self.t.toks.len() - 1;
        self.frames.push(Frame {
            close: end,
            open: 0,
            kind: FrameKind::Module,
            scope,
            owns_scope: true,
            cfg,
            loose: false,
            emitted: false,
            macro_id: None,
            mark: self.reader.log.len(),
            leaks_macros: true,
            pops_dir: false,
        });
        let mut i = 0;
        while i < end {
            while self.top().close < i {
                self.pop();
            }
            i = self.token(i);
        }
        while !self.frames.is_empty() {
            self.pop();
        }
        let regions = &mut self.world.units[self.unit].regions;
        regions.sort_by_key(|r| (r.open, std::cmp::Reverse(r.close)));
    }

    #[inline]
    fn top(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    fn pop(&mut self) {
        if let Some(frame) = self.frames.pop() {
            if matches!(frame.kind, FrameKind::Module | FrameKind::Block) && !frame.leaks_macros {
                self.reader.forget(frame.mark);
            }
            if frame.pops_dir {
                self.dirs.pop();
            }
        }
    }

    fn at(&self, i: usize) -> At {
        At {
            file: self.file,
            offset: self.t.start(i),
        }
    }

    fn region(&mut self, open: usize, close: usize, kind: RegionKind) {
        self.world.units[self.unit].regions.push(Region {
            open: open as u32,
            close: close as u32,
            kind,
        });
    }

    /// A frame that inherits everything from the one on top.
    fn frame(&self, open: usize, close: usize, kind: FrameKind) -> Frame {
        Frame {
            open,
            close,
            kind,
            owns_scope: false,
            mark: self.reader.log.len(),
            leaks_macros: false,
            pops_dir: false,
            ..*self.top()
        }
    }

    /// Looks at the token `i`; returns where to go on.
    #[inline]
    fn token(&mut self, i: usize) -> usize {
        match self.t.kind(i) {
            K::Open if self.t.delim(i) == b'{' => {
                self.open_brace(i);
                i + 1
            }
            // `$fn`, `$type`: a fragment may have any name.
            K::Dollar if self.t.kind(i + 1).names_fragment() => i + 2,
            K::Pound => self.attributes(i),
            K::Ident if self.t.kind(i + 1) == K::Bang => self.macro_item(i, &Attrs::default()),
            K::Ident if self.t.kind(i + 1) == K::Ident => self.contextual(i),
            K::Ident
                if self.t.kind(i + 1) == K::Eq
                    && matches!(self.t.prev(i), K::Lt | K::Comma | K::PathSep) =>
            {
                self.equality(i)
            }
            K::Use => self.item(i, &Attrs::default()),
            K::Mod
            | K::Extern
            | K::Fn
            | K::Struct
            | K::Enum
            | K::Trait
            | K::Type
            | K::Const
            | K::Static
            | K::Impl => self.item(i, &Attrs::default()),
            _ => i + 1,
        }
    }

    fn open_brace(&mut self, i: usize) {
        let frame = match self.pending {
            Some((at, frame)) if at == i => {
                self.pending = None;
                // What lies between may have opened conditions; the frame was made before.
                frame
            }
            _ => self.frame(i, self.t.group_end(i), FrameKind::Block),
        };
        self.frames.push(frame);
    }

    // Attributes.

    /// Attributes at `i`, and the item behind them.
    fn attributes(&mut self, i: usize) -> usize {
        let mut attrs = Attrs::default();
        let mut i = i;
        if self.t.kind(i + 1) == K::Bang && self.t.opens(i + 2, b'[') {
            attrs.read(self.t, i + 2, &mut self.world.shared.cfgs);
            self.named_facts(&attrs, self.top().cfg);
            self.inner(i, &attrs);
            return i + 2;
        }
        let first = i;
        while self.t.kind(i) == K::Pound && self.t.opens(i + 1, b'[') {
            attrs.read(self.t, i + 1, &mut self.world.shared.cfgs);
            i = self.t.skip(i + 1);
        }
        if i == first {
            return i + 1;
        }
        if attrs.cfg != CfgId::ALWAYS && !self.top().loose {
            let end = self.node_end(first, i).min(self.top().close);
            let cfg = self.world.shared.cfgs.and(self.top().cfg, attrs.cfg);
            // From the first attribute on: attributes of an item that is not compiled are not there either.
            self.region(first, end, RegionKind::Cfg(cfg));
            let frame = Frame {
                cfg,
                ..self.frame(i, end, FrameKind::Cfg(attrs.cfg))
            };
            self.frames.push(frame);
        }
        let computed = [
            (attrs.path_computed, "the file of a module is computed"),
            (attrs.name_computed, "the name for the linker is computed"),
        ];
        for (_, detail) in computed.into_iter().filter(|(is, _)| *is) {
            let (at, cfg) = (self.at(first), self.top().cfg);
            self.world.gap(Some(at), GapKind::Computed, detail, cfg);
        }
        if attrs.too_deep {
            let (at, cfg) = (self.at(first), self.top().cfg);
            let detail = "attributes are nested too deeply";
            self.world.gap(Some(at), GapKind::Limit, detail, cfg);
        }
        self.named_facts(&attrs, self.top().cfg);
        // `self.item` looks at one item; anything else goes on as usual.
        self.item(i, &attrs)
    }

    /// `#![..]`: its condition holds to the end of what it stands in, if it stands at the beginning.
    fn inner(&mut self, i: usize, attrs: &Attrs) {
        let top = *self.top();
        let at_start = match self.t.prev(i) {
            K::Eof => true,
            K::Open => top.open + 1 == i,
            K::Close => self.follows_inner_only(i),
            _ => false,
        };
        if attrs.cfg == CfgId::ALWAYS
            || top.loose
            || !at_start
            || !matches!(
                top.kind,
                FrameKind::Module | FrameKind::Block | FrameKind::Members | FrameKind::Cfg(_)
            )
        {
            return;
        }
        let cfg = self.world.shared.cfgs.and(top.cfg, attrs.cfg);
        self.region(i, top.close, RegionKind::Cfg(cfg));
        let frame = Frame {
            cfg,
            leaks_macros: true,
            ..self.frame(i, top.close, FrameKind::Cfg(attrs.cfg))
        };
        self.frames.push(frame);
    }

    /// Whether only inner attributes stand between the begin of the braces and `i`.
    fn follows_inner_only(&self, mut i: usize) -> bool {
        while i > 0 && self.t.kind(i - 1) == K::Close {
            let open = self.t.group_start(i - 1);
            if open < 2 || self.t.kind(open - 1) != K::Bang || self.t.kind(open - 2) != K::Pound {
                return false;
            }
            i = open - 2;
        }
        i == 0 || self.t.kind(i - 1) == K::Open
    }

    /// Facts of attributes that the table names.
    fn named_facts(&mut self, attrs: &Attrs, cfg: CfgId) {
        for attr in &attrs.named {
            let cfg = self.world.shared.cfgs.and(cfg, attr.cfg);
            let mut caps = table::attribute(&attr.path).map_or(CapSet::EMPTY, |row| row.caps);
            if attr.path == "link_section"
                && let Some(row) = attr.value.as_deref().and_then(table::section)
            {
                caps |= row.caps;
            }
            let what = match &attr.value {
                Some(value) => format!("#[{} = {value:?}]", attr.path),
                None => format!("#[{}]", attr.path),
            };
            if attr.is_unsafe && !caps.is_empty() {
                caps |= Capability::Unsafe.into();
            }
            let at = self.at(attr.at);
            self.world.fact(at, &what, Via::Attribute, caps, cfg);
        }
    }

    /// The last token of the item, statement, arm, field or parameter that begins at `i`, its attributes at `first`, as short
    /// as it can be: what is taken for too long would hide what follows it.
    fn node_end(&self, first: usize, i: usize) -> usize {
        let t = self.t;
        let mut i = i;
        if t.kind(i) == K::Pub {
            i += 1;
            if t.opens(i, b'(') {
                i = t.skip(i);
            }
        }
        if t.kind(i) == K::Lifetime && t.kind(i + 1) == K::Colon {
            i += 2;
        }
        // No item follows these: it is a generic parameter, a field, an arm.
        let in_list = matches!(t.prev(first), K::Lt | K::Comma | K::Or);
        match t.kind(i) {
            K::Open if t.delim(i) == b'{' => t.group_end(i),
            K::Let | K::Use | K::Type => self.scan_to(i, |k| k == K::Semi),
            K::Static if matches!(t.kind(i + 1), K::Ident | K::Mut | K::Dollar) => {
                self.scan_to(i, |k| k == K::Semi)
            }
            K::Const | K::Unsafe if t.opens(i + 1, b'{') => t.group_end(i + 1),
            K::Const if in_list => self.expression_end(i, true),
            K::Const
                if !matches!(
                    t.kind(i + 1),
                    K::Fn | K::Unsafe | K::Extern | K::Trait | K::Impl
                ) && !t.is_ident(i + 1, "async") =>
            {
                self.scan_to(i, |k| k == K::Semi)
            }
            K::If => self.if_end(i),
            K::Match | K::While | K::Loop | K::For => self.block_end(i),
            K::Mod
            | K::Fn
            | K::Impl
            | K::Trait
            | K::Struct
            | K::Enum
            | K::Extern
            | K::Unsafe
            | K::Const => self.cautious_item_end(i),
            K::Ident if t.kind(i + 1) == K::Bang && t.kind(i + 2) == K::Ident => t.group_end(i + 3),
            K::Ident if self.begins_item(i) => self.cautious_item_end(i),
            K::Dollar if t.kind(i + 1) != K::Crate => self.fragment_end(first, i),
            _ if self.is_arm(i) => self.arm_end(i),
            _ => self.expression_end(i, in_list),
        }
    }

    /// Whether a word that is no keyword elsewhere begins an item at `i`.
    fn begins_item(&self, i: usize) -> bool {
        let word = matches!(
            self.t.raw(i),
            "union" | "async" | "auto" | "default" | "macro" | "safe"
        );
        word && matches!(
            self.t.kind(i + 1),
            K::Ident | K::Fn | K::Trait | K::Impl | K::Open | K::Unsafe | K::Keyword | K::Extern
        )
    }

    /// `$fragment` or `$( .. )*` at `i` in a macro's body: what it stands for, or the item that it begins.
    fn fragment_end(&self, first: usize, i: usize) -> usize {
        let t = self.t;
        if t.opens(i + 1, b'(') {
            // `$(#[$attribute])*` before an item.
            let end = t.group_end(i + 1);
            let only_attributes = t.kind(i + 2) == K::Pound && t.skip(i + 3) == end;
            return match only_attributes {
                true => self.node_end(first, end + 2),
                false => end,
            };
        }
        // The rule that declares it is near.
        let declared = (i.saturating_sub(1024).max(2)..i)
            .rev()
            .find(|&k| t.prev(k) == K::Colon && t.raw(k - 2) == t.raw(i + 1));
        let is_visibility = declared.is_some_and(|k| t.is_ident(k, "vis"));
        match t.kind(i + 2) {
            K::Semi => i + 2,
            _ if is_visibility => self.node_end(first, i + 2),
            _ => i + 1,
        }
    }

    /// To the first top-level token that `stop` accepts, or the last one before the group closes.
    fn scan_to(&self, from: usize, stop: impl Fn(K) -> bool) -> usize {
        let mut i = from;
        for _ in 0..NODE_TOKENS {
            let kind = self.t.kind(i);
            if stop(kind) {
                return i;
            }
            if matches!(kind, K::Close | K::Eof) {
                return i.saturating_sub(1).max(from);
            }
            i = self.t.skip(i);
        }
        from
    }

    /// To the end of the item's braces, or to its semicolon. Constants among generic arguments are not its braces.
    fn item_end(&self, from: usize) -> usize {
        let t = self.t;
        let mut i = from;
        let mut angles = 0usize;
        for _ in 0..NODE_TOKENS {
            match t.kind(i) {
                K::Semi => return i,
                K::Close | K::Eof => return i.saturating_sub(1).max(from),
                K::Lt => angles += 1,
                K::Gt => angles = angles.saturating_sub(1),
                K::Open if t.delim(i) == b'{' => {
                    let constant = angles > 0 && matches!(t.prev(i), K::Lt | K::Comma | K::Eq);
                    if !constant {
                        return t.group_end(i);
                    }
                }
                _ => {}
            }
            i = t.skip(i);
        }
        from
    }

    /// [`Self::item_end`], but in a macro's body, where a fragment may close what looks open, to the first braces.
    fn cautious_item_end(&self, i: usize) -> usize {
        match self.top().emitted {
            true => self.block_end(i),
            false => self.item_end(i),
        }
    }

    /// To the end of the first braces, or to a semicolon.
    fn block_end(&self, from: usize) -> usize {
        let t = self.t;
        let mut i = from;
        for _ in 0..NODE_TOKENS {
            match t.kind(i) {
                K::Semi => return i,
                K::Close | K::Eof => return i.saturating_sub(1).max(from),
                K::Open if t.delim(i) == b'{' => return t.group_end(i),
                _ => i = t.skip(i),
            }
        }
        from
    }

    fn if_end(&self, from: usize) -> usize {
        let t = self.t;
        let mut end = self.block_end(from);
        for _ in 0..NODE_TOKENS {
            if t.kind(end + 1) != K::Else {
                break;
            }
            end = self.block_end(end + 2);
        }
        end
    }

    /// To a comma or semicolon, to the end of braces that nothing goes on from, or to what closes a list of parameters.
    fn expression_end(&self, from: usize, in_list: bool) -> usize {
        let t = self.t;
        let mut i = from;
        let mut angles = 0usize;
        for _ in 0..NODE_TOKENS {
            match t.kind(i) {
                K::Semi | K::Comma => return i,
                K::Close | K::Eof => return i.saturating_sub(1).max(from),
                K::Or if in_list && i > from => return i - 1,
                K::Lt => angles += 1,
                K::Gt if in_list && angles == 0 => return i.saturating_sub(1).max(from),
                K::Gt => angles = angles.saturating_sub(1),
                K::Open if t.delim(i) == b'{' => {
                    let end = t.group_end(i);
                    if !matches!(t.kind(end + 1), K::Dot | K::Question | K::Semi | K::Comma) {
                        return end;
                    }
                }
                _ => {}
            }
            i = t.skip(i);
        }
        from
    }

    /// Whether a match arm begins at `i`.
    fn is_arm(&self, i: usize) -> bool {
        let stop = self.scan_to(i, |k| matches!(k, K::FatArrow | K::Comma | K::Semi));
        self.t.kind(stop) == K::FatArrow
    }

    /// The end of the arm whose pattern begins at `i`.
    fn arm_end(&self, i: usize) -> usize {
        let t = self.t;
        let mut i = self.scan_to(i, |k| k == K::FatArrow) + 1;
        while t.kind(i) == K::Pound && t.opens(i + 1, b'[') {
            i = t.skip(i + 1);
        }
        if t.kind(i) == K::Lifetime && t.kind(i + 1) == K::Colon {
            i += 2;
        }
        match t.kind(i) {
            K::Open if t.delim(i) == b'{' => t.group_end(i),
            K::If => self.if_end(i),
            K::Match | K::While | K::Loop | K::For | K::Unsafe => self.block_end(i),
            K::Const if t.opens(i + 1, b'{') => t.group_end(i + 1),
            _ => self.expression_end(i, false),
        }
    }

    // Items.

    /// The item at `i`, if there is one; returns where to go on.
    fn item(&mut self, i: usize, attrs: &Attrs) -> usize {
        let t = self.t;
        let mut i = i;
        let public;
        if t.kind(i) == K::Pub {
            i += 1;
            public = !t.opens(i, b'(');
            if !public {
                i = t.skip(i);
            }
        } else {
            public = self.follows_pub(i);
        }
        // `unsafe extern`, `async fn`, `default impl`, …: the keyword behind decides.
        while matches!(t.kind(i), K::Unsafe)
            || (t.kind(i) == K::Ident
                && matches!(t.raw(i), "async" | "default" | "auto" | "safe")
                && matches!(
                    t.kind(i + 1),
                    K::Fn
                        | K::Unsafe
                        | K::Extern
                        | K::Impl
                        | K::Trait
                        | K::Type
                        | K::Const
                        | K::Ident
                        | K::Static
                ))
            || (t.kind(i) == K::Const
                && matches!(
                    t.kind(i + 1),
                    K::Fn | K::Unsafe | K::Extern | K::Trait | K::Impl
                ))
        {
            i += 1;
        }
        match t.kind(i) {
            K::Use => self.use_item(i, public),
            K::Mod if t.kind(i + 1) == K::Ident => self.module(i, public, attrs),
            K::Extern => self.extern_item(i, public, attrs),
            K::Fn if t.kind(i + 1) == K::Ident => self.function(i, public, attrs),
            K::Struct | K::Enum | K::Trait if t.kind(i + 1) == K::Ident => self.data(i, public),
            K::Type if t.kind(i + 1) == K::Ident => self.type_alias(i, public),
            K::Const | K::Static => {
                let name = if t.kind(i + 1) == K::Mut {
                    i + 2
                } else {
                    i + 1
                };
                if t.kind(name) == K::Ident && t.kind(name + 1) == K::Colon {
                    self.value(name, public, attrs);
                    return name + 1;
                }
                i + 1
            }
            K::Impl => self.implementation(i),
            K::Ident if t.kind(i + 1) == K::Bang => self.macro_item(i, attrs),
            K::Ident if t.kind(i + 1) == K::Ident => self.contextual(i),
            K::Open if t.delim(i) == b'{' => i,
            _ => {
                // A keyword or a group that is no item: look at it again without attributes, but never twice.
                if matches!(t.kind(i), K::Open | K::Pound) {
                    i
                } else {
                    i + 1
                }
            }
        }
    }

    /// Whether a plain `pub` stands before the modifiers before `i`.
    fn follows_pub(&self, i: usize) -> bool {
        let t = self.t;
        let mut k = i;
        while k > 0
            && (matches!(t.kind(k - 1), K::Unsafe | K::Const | K::Extern | K::Str)
                || t.is_ident(k - 1, "safe")
                || t.is_ident(k - 1, "async"))
        {
            k -= 1;
        }
        t.prev(k) == K::Pub
    }

    fn contextual(&mut self, i: usize) -> usize {
        let t = self.t;
        match t.raw(i) {
            "union" if t.opens(i + 2, b'{') || matches!(t.kind(i + 2), K::Lt | K::Where) => {
                self.data(i, self.t.prev(i) == K::Pub)
            }
            "macro" if t.opens(i + 2, b'(') || t.opens(i + 2, b'{') => {
                self.macro_definition(i + 1, i + 2, &Attrs::default())
            }
            _ => i + 1,
        }
    }

    /// Gives the innermost block a scope of its own if it has none, since an item stands in it.
    fn own_scope(&mut self) -> ScopeId {
        let top = *self.top();
        if top.loose || top.emitted || top.owns_scope {
            return top.scope;
        }
        let Some(depth) = self
            .frames
            .iter()
            .rposition(|f| !matches!(f.kind, FrameKind::Cfg(_) | FrameKind::Items))
        else {
            return top.scope;
        };
        let frame = self.frames[depth];
        if frame.kind != FrameKind::Block || frame.owns_scope {
            return top.scope;
        }
        let scope = self.world.scopes.add(frame.scope, false);
        self.region(frame.open, frame.close, RegionKind::Scope(scope));
        self.frames[depth].owns_scope = true;
        for frame in &mut self.frames[depth..] {
            frame.scope = scope;
        }
        scope
    }

    /// The condition relative to the scope that items are bound in.
    fn relative_cfg(&mut self) -> CfgId {
        let mut cfg = CfgId::ALWAYS;
        for depth in (0..self.frames.len()).rev() {
            let frame = self.frames[depth];
            if let FrameKind::Cfg(own) = frame.kind {
                cfg = self.world.shared.cfgs.and(own, cfg);
            } else if frame.owns_scope {
                break;
            }
        }
        cfg
    }

    fn bind(&mut self, name: Name, def: Def, public: bool) {
        let scope = self.own_scope();
        let cfg = self.relative_cfg();
        let top = *self.top();
        let binding = Binding {
            def,
            cfg,
            public,
            weak: top.loose || top.emitted,
        };
        self.world.scopes.bind(scope, name, binding);
        if top.emitted {
            self.world
                .scopes
                .emitted
                .entry(name)
                .or_default()
                .push(binding);
        }
    }

    fn name(&mut self, i: usize) -> Name {
        let text = self.t.ident(i);
        self.world.shared.names.intern(&text)
    }

    // `use`.

    fn use_item(&mut self, i: usize, public: bool) -> usize {
        // `impl Trait + use<'a>` captures lifetimes.
        if matches!(self.t.kind(i + 1), K::Lt) {
            return i + 1;
        }
        self.own_scope();
        let end = self.scan_to(i, |k| k == K::Semi);
        self.use_tree(i + 1, end, None, Segments::new(), public);
        // Among a macro's arguments `use` may be a word of its own grammar.
        if self.top().loose {
            return i + 1;
        }
        self.region(i, end, RegionKind::Skip);
        end + 1
    }

    /// One tree in tokens `i..end`, below `prefix`.
    fn use_tree(
        &mut self,
        i: usize,
        end: usize,
        root: Option<Root>,
        prefix: Segments,
        public: bool,
    ) {
        let t = self.t;
        let (mut i, mut root, mut segments) = (i, root, prefix);
        let default_root = if self.world.edition == Edition::E2015 {
            Root::Global
        } else {
            Root::Plain
        };
        loop {
            match t.kind(i) {
                K::PathSep if root.is_none() && segments.is_empty() => root = Some(Root::Global),
                K::PathSep | K::Dollar => {}
                K::Crate if segments.is_empty() => root = Some(Root::Crate),
                K::SelfLower if root.is_none() => root = Some(Root::SelfModule),
                K::Super => {
                    root = Some(match root {
                        Some(Root::Super(n)) => Root::Super(n.saturating_add(1)),
                        _ => Root::Super(1),
                    });
                }
                K::SelfLower => {}
                K::Ident if i < end => segments.push(self.name(i)),
                K::Star if i < end => {
                    self.glob(root.unwrap_or(default_root), segments, public);
                    return;
                }
                K::Open if t.delim(i) == b'{' => {
                    for (a, b) in attr::commas(t, i + 1, t.group_end(i)) {
                        let root = root.or(if segments.is_empty() {
                            None
                        } else {
                            Some(default_root)
                        });
                        self.use_tree(a, b, root, segments.clone(), public);
                    }
                    return;
                }
                _ => break,
            }
            i += 1;
            if i >= end {
                break;
            }
        }
        let root = root.unwrap_or(default_root);
        let bound = if t.kind(i) == K::As && i < end {
            let text = if t.kind(i + 1) == K::Ident {
                t.ident(i + 1)
            } else {
                "_".into()
            };
            self.world.shared.names.intern(&text)
        } else if let Some(&last) = segments.last() {
            last
        } else {
            return;
        };
        if let [krate, item] = segments[..]
            && STD_CRATES.contains(&self.text(krate))
            && self.text(item) == "include"
        {
            self.world.include_names.insert(bound);
        }
        let path = self.stored_path(root, segments, Named::Item);
        self.bind(bound, Def::Import(path), public);
    }

    fn text(&self, name: Name) -> &str {
        self.world.shared.names.text(name)
    }

    fn stored_path(&mut self, root: Root, segments: Segments, named: Named) -> PathId {
        let scope = self.own_scope();
        self.world.scopes.path(
            WrittenPath {
                scope,
                root,
                segments,
            },
            named,
        )
    }

    fn glob(&mut self, root: Root, segments: Segments, public: bool) {
        let path = self.stored_path(root, segments, Named::Glob);
        let scope = self.own_scope();
        let cfg = self.relative_cfg();
        self.world
            .scopes
            .get_mut(scope)
            .globs
            .push(Glob { path, cfg, public });
    }

    // `mod`.

    fn module(&mut self, i: usize, public: bool, attrs: &Attrs) -> usize {
        let name = self.name(i + 1);
        let file_name = self.t.ident(i + 1).into_owned();
        let body = i + 2;
        if self.t.opens(body, b'{') {
            let parent = self.own_scope();
            let module = self.add_module(parent);
            self.bind(name, Def::Module(module), public);
            let dir = self.inline_dir(&file_name, attrs);
            self.dirs.push(dir);
            let close = self.t.group_end(body);
            self.region(body, close, RegionKind::Scope(module));
            let frame = Frame {
                scope: module,
                owns_scope: true,
                leaks_macros: attrs.macro_use,
                pops_dir: true,
                ..self.frame(body, close, FrameKind::Module)
            };
            self.pending = Some((body, frame));
            return body;
        }
        if self.t.kind(body) == K::Semi {
            let decl = ModuleDecl {
                name: file_name,
                public,
                paths: attrs.paths.clone(),
                macro_use: attrs.macro_use,
                cfg: CfgId::ALWAYS,
            };
            self.file_module(i, &decl);
            if let Some(id) = self.top().macro_id {
                let cfg = self.relative_cfg();
                self.world.macros[id.0 as usize]
                    .modules
                    .push(ModuleDecl { cfg, ..decl });
            }
            return body + 1;
        }
        i + 1
    }

    fn add_module(&mut self, parent: ScopeId) -> ScopeId {
        self.world.scopes.add(parent, true)
    }

    fn inline_dir(&self, name: &str, attrs: &Attrs) -> Dir {
        let dir = &self.dirs[self.dirs.len() - 1];
        // `#[path]` on an inline module names the folder of its children.
        let children = match attrs.paths.first() {
            Some((_, path)) => text::join(
                if dir.inline {
                    &dir.children
                } else {
                    text::folder(&dir.file)
                },
                path,
            ),
            None => text::join(&dir.children, name),
        };
        Dir {
            file: dir.file.clone(),
            children: children.unwrap_or_default(),
            inline: true,
        }
    }

    /// `mod name;`, each file that it may stand for read into a module.
    fn file_module(&mut self, i: usize, decl: &ModuleDecl) {
        let dir = self.dirs[self.dirs.len() - 1].clone();
        let name = self.world.shared.names.intern(&decl.name);
        let mut otherwise = decl.cfg;
        for (cond, path) in &decl.paths {
            let base = if dir.inline {
                &dir.children
            } else {
                text::folder(&dir.file)
            };
            let here = self.world.shared.cfgs.and(otherwise, *cond);
            match text::join(base, path) {
                Some(file) => {
                    let children = text::folder(&file).to_owned();
                    let candidate = Dir {
                        file,
                        children,
                        inline: false,
                    };
                    if !self.read_module(i, name, vec![candidate], decl, here) {
                        self.missing(
                            i,
                            &format!("module file `{path}` is not in the package"),
                            here,
                        );
                    }
                }
                None => self.missing(
                    i,
                    &format!("module file `{path}` is outside of the package"),
                    here,
                ),
            }
            let not = self.world.shared.cfgs.not(*cond);
            otherwise = self.world.shared.cfgs.and(otherwise, not);
        }
        if otherwise == NEVER {
            return;
        }
        let candidates = self.module_files(&decl.name);
        if !self.read_module(i, name, candidates, decl, otherwise) {
            self.missing(
                i,
                &format!("module `{}` has no file in the package", decl.name),
                otherwise,
            );
        }
    }

    /// The files that a plain `mod name;` may stand for.
    fn module_files(&self, name: &str) -> Vec<Dir> {
        let dir = &self.dirs[self.dirs.len() - 1];
        let join = |tail: &str| text::join(&dir.children, tail).unwrap_or_default();
        [format!("{name}.rs"), format!("{name}/mod.rs")]
            .into_iter()
            .map(|file| Dir {
                file: join(&file),
                children: join(name),
                inline: false,
            })
            .collect()
    }

    fn missing(&mut self, i: usize, detail: &str, cond: CfgId) {
        let top = *self.top();
        // In a macro's tokens a `mod` may never be emitted.
        if !top.loose && !top.emitted {
            let cfg = self.world.shared.cfgs.and(top.cfg, cond);
            let at = self.at(i);
            self.world.gap(Some(at), GapKind::MissingFile, detail, cfg);
        }
    }

    fn read_module(
        &mut self,
        i: usize,
        name: Name,
        candidates: Vec<Dir>,
        decl: &ModuleDecl,
        cond: CfgId,
    ) -> bool {
        let Some(dir) = candidates
            .into_iter()
            .find(|d| self.world.files.get(&d.file).is_some())
        else {
            return false;
        };
        let parent = self.own_scope();
        let module = self.add_module(parent);
        let relative = self.relative_cfg();
        let relative = self.world.shared.cfgs.and(relative, cond);
        let top = *self.top();
        let binding = Binding {
            def: Def::Module(module),
            cfg: relative,
            public: decl.public,
            weak: top.loose || top.emitted,
        };
        self.world.scopes.bind(parent, name, binding);
        if text::leaves(&dir.file) {
            let what = format!("module file `{}` outside of the package", dir.file);
            let at = self.at(i);
            self.world
                .fact(at, &what, Via::Attribute, Capability::Embed.into(), top.cfg);
        }
        let cfg = self.world.shared.cfgs.and(top.cfg, cond);
        let mark = self.reader.log.len();
        let found = self.reader.file(self.world, dir, module, cfg, Form::Whole);
        if !decl.macro_use {
            self.reader.forget(mark);
        }
        found
    }

    // `extern`.

    fn extern_item(&mut self, i: usize, public: bool, attrs: &Attrs) -> usize {
        let t = self.t;
        if t.kind(i + 1) == K::Crate && matches!(t.kind(i + 2), K::Ident | K::SelfLower) {
            return self.extern_crate(i + 2, public, attrs);
        }
        let (abi, next) = match t.kind(i + 1) {
            K::Str => (text::string(t.raw(i + 1)).unwrap_or_default(), i + 2),
            _ => ("C".to_owned(), i + 1),
        };
        if t.opens(next, b'{') {
            let (at, cfg) = (self.at(i), self.top().cfg);
            self.world.fact(
                at,
                &format!("extern {abi:?} block"),
                Via::Syntax,
                Capability::Ffi.into(),
                cfg,
            );
            self.region(next, t.group_end(next), RegionKind::Extern);
            let frame = self.frame(next, t.group_end(next), FrameKind::Extern);
            self.own_scope();
            let frame = Frame {
                scope: self.top().scope,
                ..frame
            };
            self.pending = Some((next, frame));
            return next;
        }
        if t.kind(next) == K::Fn && t.kind(next + 1) == K::Ident {
            if !matches!(
                abi.as_str(),
                "Rust" | "rust-call" | "rust-intrinsic" | "rust-cold" | "rust-preserve-none"
            ) {
                let (at, cfg) = (self.at(i), self.top().cfg);
                let what = format!("extern {abi:?} fn {}", t.ident(next + 1));
                self.world
                    .fact(at, &what, Via::Syntax, Capability::Ffi.into(), cfg);
            }
            return self.function(next, public, attrs);
        }
        next
    }

    fn extern_crate(&mut self, i: usize, public: bool, attrs: &Attrs) -> usize {
        let krate = self.name(i);
        let bound = if self.t.kind(i + 1) == K::As {
            let text = if self.t.kind(i + 2) == K::Ident {
                self.t.ident(i + 2)
            } else {
                "_".into()
            };
            self.world.shared.names.intern(&text)
        } else {
            krate
        };
        self.bind(bound, Def::ExternCrate(krate), public);
        if attrs.macro_use {
            self.world.macro_use_crates.push(krate);
        }
        let end = self.scan_to(i, |k| k == K::Semi);
        if self.top().loose {
            return i + 1;
        }
        if !self.top().emitted {
            self.region(i, end, RegionKind::Skip);
        }
        end + 1
    }

    /// A function or static inside an extern block.
    fn foreign(&mut self, i: usize, public: bool, attrs: &Attrs) {
        let name = self.name(i);
        let own = self.t.ident(i).into_owned();
        let mut symbols: Vec<(CfgId, String)> = attrs.link_names.clone();
        let mut otherwise = CfgId::ALWAYS;
        for (cond, _) in &symbols {
            let not = self.world.shared.cfgs.not(*cond);
            otherwise = self.world.shared.cfgs.and(otherwise, not);
        }
        if !symbols.iter().any(|(cond, _)| *cond == CfgId::ALWAYS) {
            symbols.push((otherwise, own));
        }
        let at = self.at(i);
        for (cond, symbol) in symbols {
            // `\x01` at the start keeps LLVM from mangling; the linker sees what follows.
            let symbol = symbol.trim_start_matches('\u{1}');
            let id = self.world.shared.names.intern(symbol);
            let relative = self.relative_cfg();
            let relative = self.world.shared.cfgs.and(relative, cond);
            let top = *self.top();
            let scope = top.scope;
            let binding = Binding {
                def: Def::Foreign(id),
                cfg: relative,
                public,
                weak: top.loose || top.emitted,
            };
            self.world.scopes.bind(scope, name, binding);
            if !public && let Some(row) = table::symbol(symbol) {
                let cfg = self.world.shared.cfgs.and(top.cfg, cond);
                self.world.fact(at, symbol, Via::Symbol, row.caps, cfg);
            }
        }
    }

    // Other items.

    fn function(&mut self, i: usize, public: bool, attrs: &Attrs) -> usize {
        let t = self.t;
        match self.item_frame() {
            FrameKind::Extern => {
                self.foreign(i + 1, public, attrs);
                return i + 2;
            }
            FrameKind::Members => {
                let name = self.name(i + 1);
                self.world.own_methods.insert(name);
            }
            _ => {
                let name = self.name(i + 1);
                match &attrs.proc_macro {
                    Some(derive) if self.world.site == Site::Macro => {
                        let name = derive
                            .as_ref()
                            .map_or(name, |d| self.world.shared.names.intern(d));
                        self.bind(name, Def::ProcMacro, true);
                    }
                    _ => self.bind(name, Def::LocalValue, public),
                }
            }
        }
        let params = skip_angles(t, i + 2, i + 512);
        let params = self.scan_to(params, |k| matches!(k, K::Open | K::Semi));
        if t.kind(t.skip(params)) == K::Arrow {
            let body = self.item_end(t.skip(params));
            if mentions_path(t, t.skip(params), t.group_start(body)) {
                let name = self.name(i + 1);
                self.world.path_functions.insert(name);
            }
        }
        i + 2
    }

    /// The kind of the frame that items here belong to.
    fn item_frame(&self) -> FrameKind {
        self.frames
            .iter()
            .rev()
            .map(|f| f.kind)
            .find(|k| !matches!(k, FrameKind::Cfg(_) | FrameKind::Items | FrameKind::Loose))
            .unwrap_or(FrameKind::Module)
    }

    fn value(&mut self, name: usize, public: bool, attrs: &Attrs) {
        match self.item_frame() {
            FrameKind::Extern => self.foreign(name, public, attrs),
            FrameKind::Members => {}
            _ => {
                let name = self.name(name);
                self.bind(name, Def::LocalValue, public);
            }
        }
    }

    fn data(&mut self, i: usize, public: bool) -> usize {
        let t = self.t;
        let name = self.name(i + 1);
        let is_struct = t.kind(i) == K::Struct;
        let body = self.scan_to(skip_angles(t, i + 2, i + 512), |k| {
            matches!(k, K::Open | K::Semi)
        });
        let tuple = is_struct && (t.kind(body) == K::Semi || t.opens(body, b'('));
        self.bind(
            name,
            if tuple {
                Def::LocalBoth
            } else {
                Def::LocalType
            },
            public,
        );
        if t.kind(i) == K::Trait {
            let body = self.item_end(i);
            let open = t.group_start(body);
            if t.opens(open, b'{') {
                // `trait X: AsRef<Path>`: what `self.as_ref()` gives is a path.
                if let Some(at) = (i..open).find(|&k| matches!(t.raw(k), "Path" | "PathBuf")) {
                    let path = self.type_path(path_start(t, at), open, Named::Impl);
                    self.region(open, body, RegionKind::Impl(path));
                }
                let frame = self.frame(open, body, FrameKind::Members);
                self.pending = Some((open, frame));
            }
        } else if t.kind(body) == K::Open && t.kind(i) != K::Enum {
            self.path_fields(body + 1, t.group_end(body), tuple);
        }
        i + 2
    }

    fn path_fields(&mut self, from: usize, to: usize, tuple: bool) {
        for (index, (a, b)) in attr::commas(self.t, from, to).into_iter().enumerate() {
            if !mentions_path(self.t, a, b) {
                continue;
            }
            let colon = (a + 1..b).find(|&i| self.t.kind(i) == K::Colon);
            let name = match colon {
                _ if tuple => self.world.shared.names.intern(&index.to_string()),
                Some(colon) if self.t.kind(colon - 1) == K::Ident => self.name(colon - 1),
                _ => continue,
            };
            self.world.path_fields.insert(name);
        }
    }

    fn type_alias(&mut self, i: usize, public: bool) -> usize {
        let t = self.t;
        let end = self.scan_to(i, |k| k == K::Semi);
        let eq = self.scan_to(i, |k| matches!(k, K::Eq | K::Semi));
        let name = self.name(i + 1);
        self.own_scope();
        let path = (t.kind(eq) == K::Eq)
            .then(|| self.type_path(eq + 1, end, Named::Type))
            .flatten();
        let path = match t.kind(eq + 1) {
            K::Lt if t.kind(eq) == K::Eq => Some(self.projection(eq + 1, end)),
            _ => path,
        };
        if t.kind(i + 2) == K::Lt {
            let parameter = (i + 3..eq).any(|k| {
                t.kind(k) == K::Ident && t.kind(eq + 1) == K::Ident && t.raw(k) == t.raw(eq + 1)
            });
            match path {
                Some(path) if !parameter && t.kind(eq + 1) != K::Lt => {
                    self.world.forwarding_aliases.push((name, path))
                }
                _ => drop(self.world.generic_aliases.insert(name)),
            }
        }
        if self.item_frame() == FrameKind::Members {
            if t.is_ident(i + 1, "Target") && mentions_path(t, eq, end) {
                let own = self.impl_type;
                self.world.path_types.extend(own);
            }
            let paths = self.world.scopes.associated.entry(name).or_default();
            paths.extend(path);
        } else {
            self.bind(name, path.map_or(Def::LocalType, Def::Alias), public);
        }
        i + 2
    }

    /// What `<Type as Trait>::Assoc` in tokens `i..end` may be: what some impl sets it to, or any of the types that it mentions.
    fn projection(&mut self, i: usize, end: usize) -> PathId {
        let t = self.t;
        let after = skip_angles(t, i, end);
        let assoc = (t.kind(after) == K::PathSep && t.kind(after + 1) == K::Ident)
            .then(|| self.name(after + 1));
        let mut found = Vec::new();
        for k in i + 1..after {
            let begins = matches!(t.kind(k), K::Ident | K::Crate | K::SelfLower | K::Super)
                && !matches!(t.prev(k), K::PathSep | K::Super | K::SelfLower)
                && t.kind(k + 1) != K::Eq;
            if begins && found.len() < 16 {
                found.extend(self.type_path(k, after, Named::Type));
                // Of another package's type it is what that one's impls say.
                let path = read_path(t, k, |i| self.world.shared.names.intern(&t.ident(i)));
                if let (Some((root, mut segments, _)), Some(assoc)) = (path, assoc) {
                    segments.push(assoc);
                    found.push(self.stored_path(root, segments, Named::Abroad));
                }
            }
        }
        if let Some(name) = assoc {
            found.push(self.stored_path(
                Root::Crate,
                std::iter::once(name).collect(),
                Named::Associated,
            ));
        }
        // Under a name that no code can have.
        let all = format!("<{}", self.world.scopes.associated.len());
        let all = self.world.shared.names.intern(&all);
        self.world.scopes.associated.insert(all, found);
        self.stored_path(
            Root::Crate,
            std::iter::once(all).collect(),
            Named::Associated,
        )
    }

    /// `Trait<Assoc = Type>`: in what follows `T::Assoc` is the type.
    fn equality(&mut self, i: usize) -> usize {
        let t = self.t;
        let is_type = matches!(
            t.kind(i + 2),
            K::Ident | K::Crate | K::SelfLower | K::Super | K::PathSep | K::And
        );
        if is_type
            && !self.top().loose
            && let Some(path) = self.type_path(i + 2, i + 16, Named::Type)
        {
            let name = self.name(i);
            let paths = self.world.scopes.associated.entry(name).or_default();
            paths.push(path);
        }
        i + 2
    }

    /// The path of a type at `i`, references and pointers stripped.
    fn type_path(&mut self, i: usize, end: usize, named: Named) -> Option<PathId> {
        let t = self.t;
        let mut i = i;
        while i < end
            && (matches!(
                t.kind(i),
                K::And | K::Star | K::Mut | K::Const | K::Lifetime
            ) || t.opens(i, b'(')
                || t.is_ident(i, "dyn") && t.kind(i + 1) != K::PathSep)
        {
            i += 1;
        }
        let (root, segments, _) = read_path(t, i, |i| self.world.shared.names.intern(&t.ident(i)))?;
        let scope = self.top().scope;
        Some(self.world.scopes.path(
            WrittenPath {
                scope,
                root,
                segments,
            },
            named,
        ))
    }

    fn implementation(&mut self, i: usize) -> usize {
        let t = self.t;
        // Elsewhere `impl Trait` is a type.
        let starts_item = match t.prev(i) {
            K::Eof | K::Semi | K::Unsafe | K::Ident | K::Const => true,
            K::Open | K::Close => !matches!(t.delim(i - 1), b'(' | b')' | b'['),
            _ => false,
        };
        if !starts_item {
            return i + 1;
        }
        let body = self.item_end(i);
        let open = t.group_start(body);
        if !t.opens(open, b'{') {
            return i + 1;
        }
        let mut from = skip_angles(t, i + 1, open);
        let mut k = from;
        while k < open {
            match t.kind(k) {
                K::For if t.kind(k + 1) != K::Lt => from = k + 1,
                K::Where => break,
                _ => {}
            }
            k = t.skip(k);
        }
        self.own_scope();
        let path = self.type_path(from, open, Named::Impl);
        self.impl_type = path.and_then(|p| self.world.scopes.written(p).segments.last().copied());
        self.region(open, body, RegionKind::Impl(path));
        let frame = self.frame(open, body, FrameKind::Members);
        self.pending = Some((open, frame));
        i + 1
    }

    // Macros.

    /// `name!(..)` or `macro_rules! name { .. }` at `i`.
    fn macro_item(&mut self, i: usize, attrs: &Attrs) -> usize {
        let t = self.t;
        if t.is_ident(i, "macro_rules") {
            // In a macro's body the name may be a `$fragment`.
            let name = if t.kind(i + 2) == K::Dollar {
                i + 3
            } else {
                i + 2
            };
            if t.kind(name) == K::Ident && t.kind(name + 1) == K::Open {
                return self.macro_definition(name, name + 1, attrs);
            }
        }
        self.macro_call(i)
    }

    /// A macro definition: its name, and the group that holds its rules.
    fn macro_definition(&mut self, name_at: usize, open: usize, attrs: &Attrs) -> usize {
        let name = self.name(name_at);
        let close = if self.t.opens(open, b'(') && self.t.opens(open + 1, b'{') {
            self.t.group_end(open + 1)
        } else {
            self.t.group_end(open)
        };
        let shape = macros::shape(
            self.t,
            open,
            self.t.group_end(open),
            &mut self.world.shared.cfgs,
        );
        let id = MacroId(self.world.macros.len() as u32);
        let scope = self.own_scope();
        let (file, cfg) = (self.file, self.top().cfg);
        let assembly = macros::assembly(self.t, open, close, scope, &mut self.world.shared.names);
        if assembly.truncated {
            let at = Some(self.at(name_at));
            let detail =
                "a macro puts more paths together, or calls more macros, than are followed";
            self.world.gap(at, GapKind::Limit, detail, cfg);
        }
        let patterns = assembly
            .patterns
            .into_iter()
            .map(|(p, offset)| (p, At { file, offset }, cfg))
            .collect();
        self.world.macro_ids.entry(name).or_default().push(id);
        self.world.macros.push(MacroDef {
            name,
            shape,
            patterns,
            forwards: assembly.forwards,
            at: self.at(name_at),
            cfg,
            makes_modules: assembly.makes_modules,
            names_items: assembly.names_items,
            names_modules: assembly.names_modules,
            named_paths: assembly.named_paths,
            names_given: assembly.names_given,
            imports_arguments: assembly.imports_arguments,
            calls_arguments: assembly.calls_arguments,
            declares_foreign: assembly.declares_foreign,
            scope,
            names_attributes: assembly.names_attributes,
            modules: Vec::new(),
            includes: Vec::new(),
        });
        // What a rule matches is no code.
        if !self.top().loose {
            for matcher in macros::matchers(self.t, open) {
                self.region(matcher, self.t.group_end(matcher), RegionKind::Skip);
            }
        }
        if attrs.macro_export {
            self.world.exported_macros.insert(name, id);
        }
        if !self.top().loose {
            self.reader.define(name, id);
        }
        self.region(open, close, RegionKind::Macro(id));
        let frame = Frame {
            emitted: true,
            macro_id: Some(id),
            leaks_macros: true,
            ..self.frame(open, close, FrameKind::MacroBody)
        };
        self.frames.push(frame);
        open + 1
    }

    /// `name!(..)` at `i`.
    fn macro_call(&mut self, i: usize) -> usize {
        let t = self.t;
        let open = i + 2;
        if t.kind(open) != K::Open {
            return i + 2;
        }
        let close = t.group_end(open);
        let name = self.name(i);
        let by_path = t.prev(i) == K::PathSep;
        let local = if by_path {
            None
        } else {
            self.reader.find(name)
        };
        if let Some(id) = local {
            self.world.units[self.unit].calls.push((i as u32, id));
        }
        if let Some(id) = local {
            self.emitted_modules(i, open, id);
        }
        let shape = if local.is_some() {
            self.reader.shape(self.world, name, self.top().cfg)
        } else {
            Shape::Opaque
        };
        match (t.raw(i), shape, local) {
            (_, Shape::Items(cond), _) if !self.top().loose => {
                self.item_arguments(open, close, cond)
            }
            (_, Shape::CfgIf, _) if !self.top().loose => {
                return self.cfg_if(open, close, &Cfg::False);
            }
            // Whose macro it is gets checked when the graph is known.
            ("cfg_if", _, None) if !self.top().loose => {
                let doubt = self.doubt(i, Known::CfgIf);
                return self.cfg_if(open, close, &doubt);
            }
            ("cfg_select", _, None) if !self.top().loose => {
                let doubt = self.doubt(i, Known::CfgSelect);
                return self.cfg_select(open, close, &doubt);
            }
            (word, _, None) if word == "include" || self.world.include_names.contains(&name) => {
                self.include(i, open, close);
                return close + 1;
            }
            _ => self.loose_arguments(open, close),
        }
        open + 1
    }

    /// What holds if the macro whose last name stands at `i` is not the one that it is taken for.
    fn doubt(&mut self, i: usize, known: Known) -> Cfg {
        let t = self.t;
        let mut start = path_start(t, i);
        if t.prev(start) == K::PathSep {
            start -= 1;
            if matches!(t.prev(start), K::Crate | K::SelfLower | K::Super) {
                start -= 1;
            }
        }
        let read = read_path(t, start, |k| self.world.shared.names.intern(&t.ident(k)));
        let (root, segments) = read.map_or((Root::Plain, Segments::new()), |(r, s, _)| (r, s));
        let scope = self.top().scope;
        let path = WrittenPath {
            scope,
            root,
            segments,
        };
        self.world.doubt(path, known)
    }

    /// What an invocation of a local macro declares where it stands.
    fn emitted_modules(&mut self, i: usize, open: usize, id: MacroId) {
        let (handed_on, more) = self.world.handed_on(id);
        if more {
            let (at, cfg) = (self.at(i), self.top().cfg);
            let detail = "macros hand their arguments on through too many others";
            self.world.gap(Some(at), GapKind::Limit, detail, cfg);
        }
        let close = self.t.group_end(open);
        let of = |id: MacroId| &self.world.macros[id.0 as usize];
        let any = |test: fn(&MacroDef) -> bool| handed_on.iter().any(|m| test(of(*m)));
        let (makes_modules, calls_arguments) =
            (any(|m| m.makes_modules), any(|m| m.calls_arguments));
        let that = |test: fn(&MacroDef) -> bool| -> Vec<MacroId> {
            let all = handed_on.iter().copied();
            all.filter(|m| test(of(*m))).collect()
        };
        let names_items = that(|m| m.names_items);
        let gives = that(|m| m.imports_arguments || !m.names_given.is_empty());
        if makes_modules {
            self.modules_from_arguments(open, close);
        }
        for id in names_items {
            self.names_from_arguments(open, close, id);
        }
        if calls_arguments {
            self.macros_from_arguments(open, close);
        }
        for id in gives {
            self.items_from_arguments(open, close, id);
        }
        // A macro that invokes itself declares nothing new.
        if self.top().macro_id != Some(id) {
            for decl in self.world.macros[id.0 as usize].modules.clone() {
                self.file_module(i, &decl);
            }
            for (text, from_root) in self.world.macros[id.0 as usize].includes.clone() {
                self.include_file(i, &text, from_root);
            }
        }
    }

    /// `type $name = $path;` and its like in a macro's body: each bare name among the arguments may mean each path that leads
    /// elsewhere, or a module with what the body declares.
    fn names_from_arguments(&mut self, open: usize, close: usize, id: MacroId) {
        const NAMES: usize = 16;
        const PATHS: usize = 16;
        let t = self.t;
        let scope = self.own_scope();
        let mut names = Vec::new();
        let mut paths = Vec::new();
        let mut i = open + 1;
        while i < close && names.len() <= NAMES && paths.len() <= PATHS {
            let begins = !matches!(t.prev(i), K::Dot | K::PathSep);
            let Some((root, segments, end)) = begins.then(|| self.argument(i)).flatten() else {
                i += 1;
                continue;
            };
            i = end.max(i + 1);
            match (root, &segments[..]) {
                // An own type leads nowhere, and names that mean each other would lead in circles.
                (Root::Plain, [name]) if !self.world.scopes.imports(scope, *name) => {
                    names.push(*name);
                }
                _ => paths.push((root, segments)),
            }
        }
        let def = &self.world.macros[id.0 as usize];
        let module = def.names_modules.then_some(Def::Module(def.scope));
        paths.extend(def.named_paths.iter().cloned());
        if names.len() > NAMES || paths.len() > PATHS {
            return self.too_many(
                open,
                open,
                close,
                "a macro takes more names than are followed",
            );
        }
        let mut defs: Vec<Def> = module.into_iter().collect();
        for (root, segments) in paths {
            defs.push(Def::Import(self.stored_path(root, segments, Named::Item)));
        }
        let cfg = self.relative_cfg();
        for name in names {
            for &def in &defs {
                self.bind_weakly(scope, name, def, cfg);
            }
        }
    }

    /// `use $path;`, `use $path as name;` and `type Name = $type;` in a macro's body: what each path among the arguments may be
    /// called, where the macro is invoked and in its own body.
    fn items_from_arguments(&mut self, open: usize, close: usize, id: MacroId) {
        const PATHS: usize = 64;
        let t = self.t;
        let here = self.own_scope();
        let cfg = self.relative_cfg();
        let def = &self.world.macros[id.0 as usize];
        let (body, given, imports) = (def.scope, def.names_given.clone(), def.imports_arguments);
        let mut count = 0;
        let mut i = open + 1;
        while i < close {
            let begins = matches!(
                t.prev(i),
                K::Open | K::Comma | K::Semi | K::FatArrow | K::Arrow | K::Eq | K::Colon | K::Ident
            );
            // What stands in further brackets is code, which is read as such.
            let Some((root, segments, end)) = begins.then(|| self.argument(i)).flatten() else {
                i = t.skip(i);
                continue;
            };
            i = end.max(i + 1);
            let plain = matches!((root, &segments[..]), (Root::Plain, [name])
                if !self.world.scopes.imports(here, *name) && !STD_CRATES.contains(&self.text(*name)));
            let Some(&last) = segments.last().filter(|_| !plain) else {
                continue;
            };
            count += 1;
            if count > PATHS {
                return self.too_many(open, i, close, "a macro takes more paths than are followed");
            }
            let bind = |this: &mut Self, name, segments: Segments| {
                let path = this.stored_path(root, segments, Named::Item);
                for scope in [here, body] {
                    this.bind_weakly(scope, name, Def::Import(path), cfg);
                }
            };
            for &name in &given {
                bind(self, name, segments.clone());
            }
            if !imports {
                continue;
            }
            match (t.kind(end), t.kind(end + 1)) {
                (K::As, K::Ident) => {
                    let name = self.name(end + 1);
                    bind(self, name, segments);
                }
                (K::PathSep, K::Star) => self.glob(root, segments, true),
                (K::PathSep, K::Open) => {
                    for k in end + 2..t.group_end(end + 1) {
                        if t.kind(k) == K::Ident && matches!(t.prev(k), K::Open | K::Comma) {
                            let mut below = segments.clone();
                            below.push(self.name(k));
                            let name = if t.kind(k + 1) == K::As { k + 2 } else { k };
                            let name = self.name(name);
                            bind(self, name, below);
                        }
                    }
                }
                _ => bind(self, last, segments),
            }
        }
    }

    /// The path among a macro's arguments that begins at `i`, as [`read_path`] gives it.
    fn argument(&mut self, i: usize) -> Option<(Root, Segments, usize)> {
        let t = self.t;
        let begins = matches!(
            t.kind(i),
            K::Ident | K::Crate | K::SelfLower | K::Super | K::PathSep
        );
        begins
            .then(|| read_path(t, i, |k| self.world.shared.names.intern(&t.ident(k))))
            .flatten()
    }

    /// What a macro may declare: it hides nothing.
    fn bind_weakly(&mut self, scope: ScopeId, name: Name, def: Def, cfg: CfgId) {
        let binding = Binding {
            def,
            cfg,
            public: true,
            weak: true,
        };
        self.world.scopes.bind(scope, name, binding);
    }

    /// Not all arguments of the macro call at `open` were followed: a gap when what is left, `from..to`, could acquire authority.
    fn too_many(&mut self, open: usize, from: usize, to: usize, detail: &str) {
        if (from..to).any(|k| self.is_telling(k)) {
            let (at, cfg) = (Some(self.at(open)), self.top().cfg);
            self.world.gap(at, GapKind::Limit, detail, cfg);
        }
    }

    /// Whether the name at `k` is one of std's modules or types that acquire authority.
    fn is_telling(&self, k: usize) -> bool {
        const NAMES: [&str; 10] = [
            "Command",
            "DirBuilder",
            "File",
            "OpenOptions",
            "TcpListener",
            "TcpStream",
            "UdpSocket",
            "UnixDatagram",
            "UnixListener",
            "UnixStream",
        ];
        self.t.kind(k) == K::Ident
            && (NAMES.contains(&self.t.raw(k))
                || (STD_CRATES.contains(&self.t.raw(k)) && self.t.kind(k + 1) == K::PathSep))
    }

    /// `$name!(..)` in a macro's body may invoke each macro that an invocation names.
    fn macros_from_arguments(&mut self, open: usize, close: usize) {
        for k in open + 1..close {
            if self.t.kind(k) == K::Ident && !matches!(self.t.kind(k + 1), K::Bang | K::PathSep) {
                let name = self.name(k);
                let handed = self.reader.find(name);
                self.world.handed_macros.extend(handed);
            }
        }
    }

    /// `mod $name;` in a macro's body: each identifier among its arguments may be the name.
    fn modules_from_arguments(&mut self, open: usize, close: usize) {
        for i in open + 1..close {
            if self.t.kind(i) == K::Ident {
                let name = self.name(i);
                let candidates = self.module_files(&self.t.ident(i));
                let decl = ModuleDecl {
                    name: self.t.ident(i).into_owned(),
                    public: true,
                    paths: Vec::new(),
                    macro_use: false,
                    cfg: CfgId::ALWAYS,
                };
                self.read_module(i, name, candidates, &decl, CfgId::ALWAYS);
            }
        }
    }

    /// Arguments of a macro of which nothing is known.
    fn loose_arguments(&mut self, open: usize, close: usize) {
        let frame = Frame {
            loose: true,
            leaks_macros: true,
            ..self.frame(open, close, FrameKind::Loose)
        };
        self.frames.push(frame);
    }

    /// Arguments that the macro passes through, under `cond`.
    fn item_arguments(&mut self, open: usize, close: usize, cond: CfgId) {
        let cfg = self.world.shared.cfgs.and(self.top().cfg, cond);
        self.region(open, close, RegionKind::Cfg(cfg));
        let frame = Frame {
            cfg,
            leaks_macros: true,
            ..self.frame(open, close, FrameKind::Cfg(cond))
        };
        self.frames.push(frame);
        let frame = Frame {
            leaks_macros: true,
            ..self.frame(open, close, FrameKind::Items)
        };
        self.frames.push(frame);
    }

    /// `if #[cfg(A)] { .. } else if #[cfg(B)] { .. } else { .. }`, each branch a frame of its own. `or` is what would make
    /// every condition void.
    fn cfg_if(&mut self, open: usize, close: usize, or: &Cfg) -> usize {
        let t = self.t;
        let mut branches = Vec::new();
        let mut i = open + 1;
        while i < close {
            if t.kind(i) == K::If && t.kind(i + 1) == K::Pound && t.opens(i + 2, b'[') {
                let body = t.skip(i + 2);
                let cfg_open = i + 4;
                if !t.is_ident(i + 3, "cfg") || !t.opens(cfg_open, b'(') || !t.opens(body, b'{') {
                    break;
                }
                branches.push((
                    attr::predicate(t, cfg_open + 1, t.group_end(cfg_open)),
                    body,
                    t.group_end(body),
                ));
                i = t.skip(body);
            } else if t.opens(i, b'{') {
                branches.push((Cfg::True, i, t.group_end(i)));
                i = t.skip(i);
            } else if t.kind(i) == K::Else {
                i += 1;
            } else {
                break;
            }
        }
        if i < close {
            // Not the macro's grammar: nothing is known of what it does.
            self.loose_arguments(open, close);
            return open + 1;
        }
        self.branches(branches, or);
        close + 1
    }

    /// `cfg_select! { pred => { .. } _ => { .. } }` (std 1.95).
    fn cfg_select(&mut self, open: usize, close: usize, or: &Cfg) -> usize {
        let t = self.t;
        let mut branches = Vec::new();
        let mut i = open + 1;
        while i < close {
            let arrow = self.scan_to(i, |k| k == K::FatArrow);
            let body = arrow + 1;
            if t.kind(arrow) != K::FatArrow {
                break;
            }
            let end = if t.opens(body, b'{') {
                t.group_end(body)
            } else {
                self.scan_to(body, |k| k == K::Comma)
            };
            let predicate = if t.is_ident(i, "_") {
                Cfg::True
            } else {
                attr::predicate(t, i, arrow)
            };
            branches.push((predicate, body, end));
            i = end + 1;
            if t.kind(i) == K::Comma {
                i += 1;
            }
        }
        if i < close {
            self.loose_arguments(open, close);
            return open + 1;
        }
        self.branches(branches, or);
        close + 1
    }

    /// Branches of which the first whose condition holds is taken.
    fn branches(&mut self, branches: Vec<(Cfg, usize, usize)>, or: &Cfg) {
        let or = self.world.shared.cfgs.intern(or.clone());
        let mut otherwise = CfgId::ALWAYS;
        for (predicate, body, close) in branches {
            let cfgs = &mut self.world.shared.cfgs;
            let predicate = cfgs.intern(predicate);
            let cond = cfgs.and(otherwise, predicate);
            let cond = cfgs.any(vec![cond, or]);
            let not = cfgs.not(predicate);
            otherwise = cfgs.and(otherwise, not);
            let depth = self.frames.len();
            self.item_arguments(body, close, cond);
            let mut i = if self.t.kind(body) == K::Open {
                body + 1
            } else {
                body
            };
            while i < close {
                while self.top().close < i {
                    self.pop();
                }
                i = self.token(i);
            }
            while self.frames.len() > depth {
                self.pop();
            }
        }
    }

    /// Reads the file into this scope.
    fn include_file(&mut self, i: usize, text: &str, from_root: bool) {
        let top = *self.top();
        let from = &self.dirs[self.dirs.len() - 1].file;
        let path = builtin::package_path(from, text, from_root);
        if path.as_deref().is_none_or(text::leaves) {
            let (at, what) = (self.at(i), format!("include!({text:?})"));
            self.world
                .fact(at, &what, Via::Macro, Capability::Embed.into(), top.cfg);
        }
        let dir = path.map(|file| Dir {
            children: text::folder(&file).to_owned(),
            file,
            inline: false,
        });
        let read = dir.is_some_and(|dir| {
            let form = Form::Included;
            self.reader.file(self.world, dir, top.scope, top.cfg, form)
        });
        if !read {
            let (at, detail) = (
                Some(self.at(i)),
                format!("included file `{text}` is not in the package"),
            );
            self.world.gap(at, GapKind::MissingFile, detail, top.cfg);
        }
    }

    /// `include!(..)`: the file's items become items of this scope.
    fn include(&mut self, i: usize, open: usize, close: usize) {
        let top = *self.top();
        let at = Some(self.at(i));
        self.world.included.extend(at);
        match text::evaluate(self.t, open + 1, close) {
            Evaluated::Text { text, from_root } => {
                // In a macro's body the file is one beside the macro's invocation.
                if let Some(id) = top.macro_id
                    && !top.loose
                {
                    let includes = &mut self.world.macros[id.0 as usize].includes;
                    includes.push((text, from_root));
                    return;
                }
                self.include_file(i, &text, from_root);
            }
            Evaluated::Generated => {
                self.world.gap(
                    at,
                    GapKind::GeneratedCode,
                    "code that a build script writes to OUT_DIR is included here",
                    top.cfg,
                );
            }
            Evaluated::Unknown if top.emitted => {
                self.world.gap(
                    at,
                    GapKind::MacroPath,
                    "a macro includes a file that its arguments name",
                    top.cfg,
                );
            }
            Evaluated::Unknown => {
                self.world.gap(
                    at,
                    GapKind::Computed,
                    "the name of an included file is computed",
                    top.cfg,
                );
            }
        }
    }
}

/// The first token of the path that the identifier at `i` ends.
fn path_start(t: &Tokens<'_>, i: usize) -> usize {
    let mut i = i;
    while i >= 2 && t.kind(i - 1) == K::PathSep && t.kind(i - 2) == K::Ident {
        i -= 2;
    }
    i
}

/// Whether a type in tokens `from..to` names a path type.
fn mentions_path(t: &Tokens<'_>, from: usize, to: usize) -> bool {
    (from..to.min(from + 64))
        .any(|i| t.kind(i) == K::Ident && matches!(t.raw(i), "Path" | "PathBuf"))
}

/// After a generic list at `i`, if there is one.
pub(super) fn skip_angles(t: &Tokens<'_>, i: usize, end: usize) -> usize {
    if t.kind(i) != K::Lt {
        return i;
    }
    let mut depth = 0usize;
    let mut k = i;
    while k < end {
        match t.kind(k) {
            K::Lt => depth += 1,
            K::Gt => {
                depth -= 1;
                if depth == 0 {
                    return k + 1;
                }
            }
            _ => {}
        }
        k = t.skip(k);
    }
    i
}

/// A path of plain segments at `i`: its root, segments, and the index after it. Generic arguments end it unless more
/// segments follow them.
pub(super) fn read_path(
    t: &Tokens<'_>,
    i: usize,
    mut intern: impl FnMut(usize) -> Name,
) -> Option<(Root, Segments, usize)> {
    let mut i = i;
    let mut segments = Segments::new();
    let root = match t.kind(i) {
        K::PathSep => {
            i += 1;
            Root::Global
        }
        K::Dollar if t.kind(i + 1) == K::Crate => {
            i += 2;
            Root::Crate
        }
        K::Crate => {
            i += 1;
            Root::Crate
        }
        K::SelfLower if t.kind(i + 1) == K::PathSep && t.kind(i + 2) != K::Super => {
            i += 1;
            Root::SelfModule
        }
        K::Super | K::SelfLower if t.kind(i) == K::Super || t.kind(i + 1) == K::PathSep => {
            if t.kind(i) == K::SelfLower {
                i += 2;
            }
            let mut n = 0u8;
            while t.kind(i) == K::Super {
                n = n.saturating_add(1);
                i += 1;
                if t.kind(i) == K::PathSep && t.kind(i + 1) == K::Super {
                    i += 1;
                }
            }
            Root::Super(n)
        }
        K::Ident => Root::Plain,
        _ => return None,
    };
    if matches!(root, Root::Crate | Root::SelfModule | Root::Super(_)) && t.kind(i) == K::PathSep {
        i += 1;
    }
    while t.kind(i) == K::Ident {
        segments.push(intern(i));
        i += 1;
        let mut sep = i;
        if t.kind(sep) == K::PathSep && t.kind(sep + 1) == K::Lt {
            sep = skip_angles(t, sep + 1, t.toks.len());
        } else if t.kind(sep) == K::Lt {
            sep = skip_angles(t, sep, t.toks.len().min(sep + 256));
        }
        if t.kind(sep) == K::PathSep && t.kind(sep + 1) == K::Ident {
            i = sep + 1;
        } else {
            break;
        }
    }
    Some((root, segments, i))
}
