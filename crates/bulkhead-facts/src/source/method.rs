//! What can be known of a function's variables without inferring types: is the receiver of this `.exists()` a path, and
//! does this `read` mean a variable rather than the function that was imported?
//!
//! Types are only read where they stand: parameters, `let`s, fields, results, and a few methods of `Path` that lead from
//! path to path. What stays unknown is judged by how telling the names are.

use std::borrow::Cow;

use super::attr;
use super::lex::{K, Tokens};
use super::uses::calls_macro;

/// What an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A path, or something that dereferences to one.
    Path,
    /// Something that holds paths: an option, a list.
    Holds,
    /// A type of the package itself.
    Own,
    /// Anything else.
    Other,
}

/// What is known of an expression.
pub(super) type Known = Option<Kind>;

/// Questions that only the package as a whole can answer.
pub(super) trait Context {
    /// What the type is whose path begins at token `i`.
    fn type_kind(&mut self, i: usize) -> Known;
    /// What the function gives whose path begins at token `i`.
    fn result_kind(&mut self, i: usize) -> Known;
    /// Whether some struct of the package has a field of this name with a path type.
    fn is_path_field(&self, name: &str) -> bool;
    /// Whether some function of the package of this name gives a path.
    fn is_path_function(&self, name: &str) -> bool;
    /// Whether the package has a method of this name.
    fn is_own_method(&self, name: &str) -> bool;
    /// What `self` is.
    fn self_kind(&mut self) -> Known;
    /// Whether the macro whose arguments open at token `i` takes them as the expressions that they look like.
    fn is_plain_macro(&self, i: usize) -> bool;
}

/// A variable and the tokens for which its name means it.
#[derive(Debug)]
struct Variable<'a> {
    /// Where it is bound.
    at: usize,
    from: usize,
    to: usize,
    name: Cow<'a, str>,
    known: Known,
    /// Certainly a variable, not a type parameter or a field in a struct literal.
    certain: bool,
}

/// The variables of one function.
#[derive(Debug, Default)]
pub(super) struct Variables<'a> {
    /// Whether what they hold was looked at.
    pub(super) typed: bool,
    list: Vec<Variable<'a>>,
}

/// Tokens of one function that are read for variables.
const FUNCTION_TOKENS: usize = 100_000;
/// Steps that one chain of calls is followed back.
const CHAIN: usize = 64;

impl<'a> Variables<'a> {
    /// Reads the function whose `fn` stands at `from` and whose body ends at `to`.
    pub(super) fn read(
        t: &Tokens<'a>,
        from: usize,
        to: usize,
        typed: bool,
        cx: &mut dyn Context,
    ) -> Self {
        let end = to.min(from + FUNCTION_TOKENS);
        let mut reader = Reader {
            t,
            cx,
            end,
            groups: vec![to],
            visible: Some(from),
            loose_until: 0,
            out: Variables {
                typed,
                list: Vec::new(),
            },
        };
        let body = reader.header(from);
        reader.visible = None;

        reader.body(body);
        reader.out
    }

    /// Whether the name at token `i` certainly means a variable.
    pub(super) fn shadows(&self, t: &Tokens<'a>, i: usize) -> bool {
        let name = t.ident(i);
        let here = |v: &Variable<'_>| v.at == i || (v.from < i && i <= v.to && v.name == name);
        self.list.iter().any(|v| v.certain && here(v))
    }

    fn find(&self, name: &str, at: usize) -> Option<Known> {
        let here = |v: &&Variable<'_>| v.from < at && at <= v.to && v.name == name;
        self.list.iter().rev().find(here).map(|v| v.known)
    }

    /// What the expression that ends with token `last` is.
    pub(super) fn known(&self, t: &Tokens<'a>, last: usize, cx: &mut dyn Context) -> Known {
        Chain {
            variables: self,
            t,
            cx,
        }
        .known(last, 0)
    }
}

struct Reader<'r, 'a> {
    t: &'r Tokens<'a>,
    cx: &'r mut dyn Context,
    end: usize,
    /// Ends of the groups around the current token.
    groups: Vec<usize>,
    /// In the header: where it begins, since bounds may follow what they bound.
    visible: Option<usize>,
    /// Up to here the tokens are a macro's arguments: what looks like a binding may never be one.
    loose_until: usize,
    out: Variables<'a>,
}

impl<'a> Reader<'_, 'a> {
    /// Generic bounds and parameters; returns where the body begins. Bounds may follow what they bound, so they come first.
    fn header(&mut self, from: usize) -> usize {
        let t = self.t;
        let mut i = from;
        let mut params = None;
        while i < self.end && !t.opens(i, b'{') {
            if t.opens(i, b'(') && params.is_none() && t.kind(t.skip(i)) != K::Gt {
                params = Some(i);
            }
            if t.kind(i) == K::Ident && t.kind(i + 1) == K::Colon {
                self.typed(i, false);
            }
            i = t.skip(i);
        }
        if let Some(params) = params {
            let close = t.group_end(params).min(self.end);
            for (a, b) in attr::commas(t, params + 1, close) {
                self.parameter(a, b);
            }
        }
        i
    }

    /// `pattern: type` in tokens `from..to`.
    fn parameter(&mut self, from: usize, to: usize) {
        let t = self.t;
        let colon = std::iter::successors(Some(from), |&k| Some(t.skip(k)))
            .take_while(|&k| k < to)
            .find(|&k| t.kind(k) == K::Colon);
        let Some(colon) = colon else { return };
        if t.prev(colon) == K::Ident {
            self.typed(colon - 1, !conditional(t, from, colon));
        } else {
            let (body, end) = (self.visible.unwrap_or(from), self.group());
            self.pattern(from, colon, body, end, None);
        }
    }

    fn body(&mut self, from: usize) {
        let t = self.t;
        for i in from..self.end {
            while self.groups.len() > 1 && self.groups.last().is_some_and(|&g| g < i) {
                self.groups.pop();
            }
            match t.kind(i) {
                K::Open => {
                    self.groups.push(t.group_end(i));
                    if calls_macro(t, i) && !self.cx.is_plain_macro(i) {
                        self.loose_until = self.loose_until.max(t.group_end(i));
                    }
                }
                // A closure's typed parameter; a field in a struct literal looks the same.
                K::Ident if t.kind(i + 1) == K::Colon && matches!(t.prev(i), K::Or | K::Comma) => {
                    self.typed(i, false);
                }
                K::Let => self.binding(i),
                K::For if t.kind(i + 1) != K::Lt => self.for_loop(i),
                K::Match => self.match_arms(i),
                K::Or => self.closure(i),
                _ => {}
            }
        }
    }

    fn group(&self) -> usize {
        self.groups.last().copied().unwrap_or(self.end)
    }

    fn typed(&mut self, i: usize, certain: bool) {
        let end = type_end(self.t, i + 2, self.end);
        let known = self.type_known(i + 2, end);
        let name = self.t.ident(i);
        self.out.list.push(Variable {
            at: i,
            from: self.visible.unwrap_or(i),
            to: self.group(),
            name,
            known,
            certain: certain && i >= self.loose_until,
        });
    }

    /// What the type in tokens `from..to` is.
    fn type_known(&mut self, from: usize, to: usize) -> Known {
        if !self.out.typed {
            return None;
        }
        /// Types that are used as what they point to.
        const POINTERS: [&str; 14] = [
            "Box",
            "Rc",
            "Arc",
            "Cow",
            "AsRef",
            "Into",
            "Deref",
            "DerefMut",
            "Borrow",
            "Ref",
            "RefMut",
            "MutexGuard",
            "Pin",
            "ToOwned",
        ];
        let t = self.t;
        let mut path = None;
        let mut head = None;
        for i in from..to {
            if t.kind(i) != K::Ident || t.prev(i) == K::PathSep || t.is_ident(i, "dyn") {
                continue;
            }
            let name = t.ident(i);
            let known = self
                .out
                .find(&name, i)
                .unwrap_or(None)
                .or_else(|| self.cx.type_kind(i));
            if known == Some(Kind::Path) {
                path.get_or_insert(i);
            }
            let last = last_segment(t, i);
            if !POINTERS.contains(&t.raw(last)) {
                head.get_or_insert((i, known));
            }
        }
        match (head, path) {
            (Some((i, _)), Some(p)) if i == p => Some(Kind::Path),
            (_, Some(_)) => Some(Kind::Holds),
            (Some((_, Some(kind))), None) => Some(kind),
            _ => Some(Kind::Other),
        }
    }

    fn binding(&mut self, i: usize) {
        let t = self.t;
        let mut eq = i + 1;
        let mut colon = None;
        while eq < self.end && !matches!(t.kind(eq), K::Eq | K::Semi | K::Close) {
            if t.kind(eq) == K::Colon && colon.is_none() {
                colon = Some(eq);
            }
            eq = t.skip(eq);
        }
        let value_end = if t.kind(eq) == K::Eq {
            expression_end(t, eq + 1, self.end)
        } else {
            eq
        };
        let inferred = colon.is_none_or(|c| t.is_ident(c + 1, "_") && c + 2 == eq);
        let known = match colon {
            Some(colon) if !inferred => self.type_known(colon + 1, eq),
            _ if value_end > eq + 1 => self.held(value_end - 1),
            _ => None,
        };
        // `if let` and `while let` bind for the block that follows, a plain `let` for what is left of its own.
        let conditional = matches!(t.prev(i), K::If | K::While | K::And);
        let to = if conditional {
            next_block_end(t, value_end, self.end)
        } else {
            self.group()
        };
        // In `let .. else { .. }` the names are not there yet.
        let at = match t.kind(value_end) {
            K::Else => t.group_end(value_end + 1),
            _ => value_end,
        };
        let before = self.out.list.len();
        self.pattern(i + 1, colon.unwrap_or(eq), at, to, known);
        if follows_condition(t, i) {
            for variable in &mut self.out.list[before..] {
                variable.certain = false;
            }
        }
    }

    /// What the value that ends with `last` is, options and results taken apart by the pattern.
    fn held(&mut self, last: usize) -> Known {
        if !self.out.typed {
            return None;
        }
        self.out.known(self.t, last, self.cx)
    }

    fn for_loop(&mut self, i: usize) {
        let t = self.t;
        let mut k = i + 1;
        while k < self.end && t.kind(k) != K::In && !t.opens(k, b'{') {
            k = t.skip(k);
        }
        if t.kind(k) == K::In {
            let end = expression_end(t, k + 1, self.end);
            let known = if end > k + 1 {
                self.held(end - 1)
            } else {
                None
            };
            self.pattern(
                i + 1,
                k,
                end,
                next_block_end(t, end, self.end),
                known.map(element),
            );
        }
    }

    /// `match value { Some(p) => .. }`: what the pattern of each arm binds.
    fn match_arms(&mut self, i: usize) {
        let t = self.t;
        let open = expression_end(t, i + 1, self.end);
        if !t.opens(open, b'{') || open <= i + 1 {
            return;
        }
        let known = self.held(open - 1);
        let close = t.group_end(open).min(self.end);
        let mut k = open + 1;
        while k < close {
            let start = k;
            let mut pattern_end = None;
            while k < close && t.kind(k) != K::FatArrow {
                if t.kind(k) == K::If {
                    pattern_end.get_or_insert(k);
                }
                k = t.skip(k);
            }
            let body = k + 1;
            let mut end = body;
            if t.opens(body, b'{') {
                end = t.group_end(body);
            } else {
                while end < close && t.kind(end) != K::Comma {
                    end = t.skip(end);
                }
            }
            let pattern_end = pattern_end.unwrap_or(k);
            self.pattern(start, pattern_end, pattern_end, end, known.map(element));
            k = end + 1;
            if t.kind(k) == K::Comma {
                k += 1;
            }
        }
    }

    /// `.map(|p| ..)`: the parameter is what the receiver holds.
    fn closure(&mut self, i: usize) {
        let t = self.t;
        let mut open = i;
        if open > 0 && t.kind(open - 1) == K::Keyword && t.raw(open - 1) == "move" {
            open -= 1;
        }
        let begins =
            open == 0 || matches!(t.kind(open - 1), K::Open | K::Comma | K::Eq | K::Keyword);
        if !begins || t.kind(i + 1) == K::Or {
            return;
        }
        let Some(close) = (i + 1..i + 64).find(|&k| t.kind(k) == K::Or) else {
            return;
        };
        let of_method = open >= 4
            && t.opens(open - 1, b'(')
            && t.kind(open - 2) == K::Ident
            && t.kind(open - 3) == K::Dot;
        let known = if of_method {
            self.held(open - 4).map(element)
        } else {
            None
        };
        let to = if t.opens(close + 1, b'{') {
            t.group_end(close + 1)
        } else {
            (close + 1..self.end)
                .find(|&k| matches!(t.kind(k), K::Comma | K::Semi | K::Close))
                .unwrap_or(close)
        };
        self.pattern(i + 1, close, close, to, known);
    }

    /// The names that the pattern in tokens `from..to` binds, for what lies behind `at` up to `until`.
    fn pattern(&mut self, from: usize, to: usize, at: usize, until: usize, known: Known) {
        let t = self.t;
        let to = to.min(from + 64);
        let certain = from >= self.loose_until && !conditional(t, from, to);
        let mut fields_end = 0;
        let mut i = from;
        while i < to {
            if t.opens(i, b'{') {
                fields_end = fields_end.max(t.group_end(i));
            }
            // `S { field: pattern }`
            if i < fields_end && t.kind(i + 1) == K::Colon {
                i += 2;
                continue;
            }
            // A typed closure parameter: its type binds nothing.
            if t.kind(i) == K::Colon {
                i = type_end(t, i + 1, to);
                continue;
            }
            let named =
                t.kind(i) == K::Ident && t.kind(i + 1) != K::PathSep && t.prev(i) != K::PathSep;
            let binds =
                named && !t.opens(i + 1, b'(') && !t.opens(i + 1, b'{') && t.kind(i + 1) != K::Bang;
            if binds && !t.raw(i).starts_with(|c: char| c.is_uppercase()) {
                let known = if i + 1 < to && t.kind(i + 1) == K::Colon {
                    self.type_known(i + 2, type_end(t, i + 2, to))
                } else {
                    known
                };
                self.out.list.push(Variable {
                    at: i,
                    from: at,
                    to: until,
                    name: t.ident(i),
                    known,
                    certain,
                });
            }
            i += 1;
        }
    }
}

/// Whether the tokens `from..to` of a pattern hold an attribute, which may take a part of it away.
fn conditional(t: &Tokens<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| t.kind(i) == K::Pound)
}

/// Whether a `cfg` or `cfg_attr` stands among the attributes before `i`.
fn follows_condition(t: &Tokens<'_>, i: usize) -> bool {
    let mut i = i;
    while i > 0 && t.kind(i - 1) == K::Close {
        let open = t.group_start(i - 1);
        if t.prev(open) != K::Pound {
            return false;
        }
        if t.is_ident(open + 1, "cfg") || t.is_ident(open + 1, "cfg_attr") {
            return true;
        }
        i = open - 1;
    }
    false
}

/// What an element of a thing of this kind is.
fn element(kind: Kind) -> Kind {
    if kind == Kind::Holds {
        Kind::Path
    } else {
        kind
    }
}

/// A chain of fields and calls followed back from its end.
struct Chain<'c, 'a> {
    variables: &'c Variables<'a>,
    t: &'c Tokens<'a>,
    cx: &'c mut dyn Context,
}

impl Chain<'_, '_> {
    fn known(&mut self, last: usize, depth: usize) -> Known {
        let t = self.t;
        if depth > CHAIN {
            return None;
        }
        match t.kind(last) {
            K::Question if last > 0 => self.known(last - 1, depth + 1).map(element),
            K::SelfLower => self.cx.self_kind(),
            K::Literal if t.prev(last) == K::Dot => {
                self.cx.is_path_field(t.raw(last)).then_some(Kind::Path)
            }
            K::Str | K::Literal => Some(Kind::Other),
            K::Ident if t.prev(last) == K::Dot => {
                let name = t.ident(last);
                if self.cx.is_path_field(&name) {
                    Some(Kind::Path)
                } else {
                    telling(&name)
                }
            }
            K::Ident => {
                let name = t.ident(last);
                match self.variables.find(&name, last) {
                    Some(known) => known.or_else(|| telling(&name)),
                    None if name.starts_with(char::is_uppercase) => {
                        self.cx.type_kind(first_segment(t, last))
                    }
                    None => telling(&name),
                }
            }
            K::Close => self.call(last, depth),
            _ => None,
        }
    }

    fn call(&mut self, close: usize, depth: usize) -> Known {
        let t = self.t;
        let open = t.group_start(close);
        if open == 0 || t.delim(close) == b'}' {
            return None;
        }
        let before = open - 1;
        if t.delim(close) == b']' {
            return self.known(before, depth + 1).map(element);
        }
        if t.kind(before) != K::Ident {
            // `(expression)`
            let grouped = !matches!(t.kind(before), K::Gt | K::Bang | K::Close | K::Question)
                && close > open + 1;
            return if grouped {
                self.known(close - 1, depth + 1)
            } else {
                None
            };
        }
        let name = t.ident(before);
        if t.prev(before) == K::Dot && before >= 2 {
            // What a closure gives is what it ends with.
            if matches!(
                &*name,
                "map" | "filter_map" | "flat_map" | "and_then" | "then"
            ) {
                return if close > open + 1 {
                    self.known(close - 1, depth + 1)
                } else {
                    None
                };
            }
            return self.method(&name, before - 2, depth);
        }
        if name == "split_paths" {
            return Some(Kind::Holds);
        }
        if matches!(&*name, "Some" | "Ok" | "Box") && close > open + 1 {
            return self.known(close - 1, depth + 1);
        }
        let start = first_segment(t, before);
        self.cx
            .result_kind(start)
            .or_else(|| match self.cx.is_path_function(&name) {
                true => Some(Kind::Path),
                false => telling(&name),
            })
    }

    /// What a method gives, by its name and its receiver, which ends with token `receiver`.
    fn method(&mut self, name: &str, receiver: usize, depth: usize) -> Known {
        let own = self.cx.is_own_method(name);
        match name {
            "with_extension" | "with_file_name" | "to_path_buf" | "into_path_buf" | "as_path"
            | "into_boxed_path" | "path" | "into_path" | "to_path"
                if !own =>
            {
                Some(Kind::Path)
            }
            "join" | "parent" | "canonicalize" | "read_link" | "strip_prefix" | "clone"
            | "to_owned" | "into_owned" | "as_ref" | "as_mut" | "borrow" | "deref" | "as_deref"
            | "ancestors" | "iter" | "into_iter" | "iter_mut" | "filter" | "cloned" | "copied"
            | "first" | "last" | "next" | "get" | "collect" | "or" | "or_else" | "rev" | "skip"
            | "take" | "chain" | "peekable" | "find" | "inspect" | "ok" | "ok_or"
            | "ok_or_else" | "map_err" => self.known(receiver, depth + 1),
            "unwrap" | "expect" | "unwrap_or" | "unwrap_or_else" | "unwrap_or_default" => {
                self.known(receiver, depth + 1).map(element)
            }
            "metadata" | "symlink_metadata" | "file_type" | "to_str" | "to_string_lossy"
            | "display" | "len" | "as_os_str" | "file_name" | "extension" | "file_stem"
            | "components" | "exists" | "is_file" | "is_dir" | "to_string" | "permissions"
            | "modified" | "read_dir" | "open" | "lines" | "chars" | "as_str" => Some(Kind::Other),
            _ if self.cx.is_path_function(name) => Some(Kind::Path),
            _ if own => None,
            _ => telling(name),
        }
    }
}

/// A name that says that it holds a path, when nothing else does.
fn telling(name: &str) -> Known {
    let name = name.to_ascii_lowercase();
    let tells = ["path", "dir", "pathbuf", "folder"]
        .iter()
        .any(|end| name.ends_with(end));
    tells.then_some(Kind::Path)
}

/// The first token of the path that the identifier at `i` ends.
fn first_segment(t: &Tokens<'_>, i: usize) -> usize {
    let mut start = i;
    while start >= 2
        && t.kind(start - 1) == K::PathSep
        && matches!(
            t.kind(start - 2),
            K::Ident | K::Crate | K::SelfLower | K::SelfUpper | K::Super
        )
    {
        start -= 2;
    }
    start
}

/// The last identifier of the path that begins at `i`.
fn last_segment(t: &Tokens<'_>, i: usize) -> usize {
    let mut last = i;
    while t.kind(last + 1) == K::PathSep && t.kind(last + 2) == K::Ident {
        last += 2;
    }
    last
}

fn type_end(t: &Tokens<'_>, from: usize, to: usize) -> usize {
    let mut i = from;
    let mut depth = 0i32;
    while i < to.min(from + 64) {
        match t.kind(i) {
            K::Lt => depth += 1,
            K::Gt if depth > 0 => depth -= 1,
            K::Gt | K::Semi | K::Close | K::Eq | K::FatArrow | K::Or => break,
            K::Comma if depth == 0 => break,
            K::Open if t.delim(i) == b'{' => break,
            K::Open => i = t.group_end(i),
            _ => {}
        }
        i += 1;
    }
    i.min(to)
}

/// The index after the expression at `from`: at a `;`, at `else`, or at the braces of a body.
fn expression_end(t: &Tokens<'_>, from: usize, to: usize) -> usize {
    let mut i = from;
    while i < to {
        match t.kind(i) {
            K::Semi | K::Else | K::Close | K::Comma => break,
            K::And if t.kind(i + 1) == K::And => break,
            K::Open if t.delim(i) == b'{' && i > from => break,
            _ => i = t.skip(i),
        }
    }
    i.min(to)
}

/// The end of the first braces at or after `from`.
fn next_block_end(t: &Tokens<'_>, from: usize, to: usize) -> usize {
    let mut i = from;
    while i < to && !t.opens(i, b'{') && !matches!(t.kind(i), K::Semi | K::Close) {
        i = t.skip(i);
    }
    t.group_end(i).min(to)
}
