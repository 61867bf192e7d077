//! Methods that acquire authority without naming it: is the receiver of this `.exists()` a path?
//!
//! Types are not inferred, only read where they stand: parameters, `let`s, fields, results, and a few methods of `Path` that
//! lead from path to path. What stays unknown is judged by how telling the method's name is, and never when the package
//! has a method of that name itself.

use std::borrow::Cow;

use super::lex::{K, Tokens};

/// What is known of an expression: a path, something else, or nothing.
pub(super) type Known = Option<bool>;

/// Questions that only the package as a whole can answer.
pub(super) trait Context {
    /// Whether the path whose first token is `i` leads to `std::path::Path` or `PathBuf`, or to a function of theirs.
    fn is_path_type(&mut self, i: usize) -> bool;
    /// Whether the function path whose first token is `i` gives a path.
    fn gives_path(&mut self, i: usize) -> Known;
    /// Whether some struct of the package has a field of this name with a path type.
    fn is_path_field(&self, name: &str) -> bool;
    /// Whether some function of the package of this name gives a path.
    fn is_path_function(&self, name: &str) -> bool;
    /// What `self` is.
    fn self_is_path(&mut self) -> Known;
}

/// A variable as bound at a token.
#[derive(Debug)]
struct Variable<'a> {
    at: usize,
    name: Cow<'a, str>,
    known: Known,
}

/// The variables of one function.
#[derive(Debug, Default)]
pub(super) struct Variables<'a> {
    list: Vec<Variable<'a>>,
}

/// Tokens of one function that are read for variables.
const FUNCTION_TOKENS: usize = 100_000;
/// Steps that one chain of calls is followed back.
const CHAIN: usize = 64;

impl<'a> Variables<'a> {
    /// Reads the function whose `fn` stands at `from` and whose body ends at `to`.
    pub(super) fn read(t: &Tokens<'a>, from: usize, to: usize, cx: &mut dyn Context) -> Self {
        let mut variables = Variables::default();
        let mut i = from;
        let to = to.min(from + FUNCTION_TOKENS);
        while i < to {
            match t.kind(i) {
                // Parameters, generic bounds and typed closure parameters alike; a typed `let` is read below.
                K::Ident if t.kind(i + 1) == K::Colon && t.prev(i) != K::Let => {
                    variables.typed(t, i, to, cx)
                }
                K::Let => variables.binding(t, i, to, cx),
                K::For if t.kind(i + 1) != K::Lt => variables.for_loop(t, i, to, cx),
                K::Or => variables.closure(t, i, cx),
                _ => {}
            }
            i += 1;
        }
        variables
    }

    fn typed(&mut self, t: &Tokens<'a>, i: usize, to: usize, cx: &mut dyn Context) {
        // A field in a struct literal looks the same; what stands there is then no type and says nothing.
        let end = type_end(t, i + 2, to);
        let known = self.type_known(t, i + 2, end, cx);
        if known == Some(true) || t.kind(end) != K::Comma || is_type_start(t, i + 2) {
            self.list.push(Variable {
                at: i,
                name: t.ident(i),
                known,
            });
        }
    }

    fn type_known(&self, t: &Tokens<'a>, from: usize, to: usize, cx: &mut dyn Context) -> Known {
        let path = (from..to).any(|i| {
            t.kind(i) == K::Ident
                && (self.find(&t.ident(i), i) == Some(Some(true))
                    || (t.prev(i) != K::PathSep && cx.is_path_type(i)))
        });
        Some(path)
    }

    fn binding(&mut self, t: &Tokens<'a>, i: usize, to: usize, cx: &mut dyn Context) {
        let mut eq = i + 1;
        let mut colon = None;
        while eq < to && !matches!(t.kind(eq), K::Eq | K::Semi | K::Close) {
            if t.kind(eq) == K::Colon && colon.is_none() {
                colon = Some(eq);
            }
            eq = t.skip(eq);
        }
        let pattern_end = colon.unwrap_or(eq);
        let known = match colon {
            Some(colon) if !(t.is_ident(colon + 1, "_") && colon + 2 == eq) => {
                self.type_known(t, colon + 1, eq, cx)
            }
            _ if t.kind(eq) == K::Eq => {
                let end = expression_end(t, eq + 1, to);
                if end > eq + 1 {
                    self.known(t, end - 1, cx, 0)
                } else {
                    None
                }
            }
            _ => None,
        };
        // Bound behind its own initialiser: `let p = p.join(..)`.
        self.pattern(t, i + 1, pattern_end, eq, known);
    }

    fn for_loop(&mut self, t: &Tokens<'a>, i: usize, to: usize, cx: &mut dyn Context) {
        let mut k = i + 1;
        while k < to && t.kind(k) != K::In && !t.opens(k, b'{') {
            k = t.skip(k);
        }
        if t.kind(k) == K::In {
            let end = expression_end(t, k + 1, to);
            let known = if end > k + 1 {
                self.known(t, end - 1, cx, 0)
            } else {
                None
            };
            self.pattern(t, i + 1, k, k, known);
        }
    }

    /// `.map(|p| ..)`: the parameter is what the receiver holds.
    fn closure(&mut self, t: &Tokens<'a>, i: usize, cx: &mut dyn Context) {
        let mut open = i;
        if open > 0 && t.kind(open - 1) == K::Keyword && t.raw(open - 1) == "move" {
            open -= 1;
        }
        let is_argument = open >= 3
            && t.opens(open - 1, b'(')
            && t.kind(open - 2) == K::Ident
            && t.kind(open - 3) == K::Dot;
        if !is_argument || open < 4 {
            return;
        }
        let close = (i + 1..i + 32).find(|&k| t.kind(k) == K::Or).unwrap_or(i);
        let known = self.known(t, open - 4, cx, 0);
        self.pattern(t, i + 1, close, i, known);
    }

    fn pattern(&mut self, t: &Tokens<'a>, from: usize, to: usize, at: usize, known: Known) {
        for i in from..to.min(from + 64) {
            let plain = t.kind(i) == K::Ident
                && !matches!(t.kind(i + 1), K::PathSep | K::Colon)
                && t.prev(i) != K::PathSep;
            if plain
                && t.raw(i)
                    .starts_with(|c: char| c.is_lowercase() || c == '_' || c == 'r')
                && !t.opens(i + 1, b'(')
            {
                self.list.push(Variable {
                    at,
                    name: t.ident(i),
                    known,
                });
            }
        }
    }

    /// What is known of the variable as seen from token `at`; `None` when there is no such variable.
    fn find(&self, name: &str, at: usize) -> Option<Known> {
        self.list
            .iter()
            .rev()
            .find(|v| v.at < at && v.name == name)
            .map(|v| v.known)
    }

    /// What the expression that ends with token `last` is.
    pub(super) fn known(
        &self,
        t: &Tokens<'a>,
        last: usize,
        cx: &mut dyn Context,
        depth: usize,
    ) -> Known {
        if depth > CHAIN {
            return None;
        }
        match t.kind(last) {
            K::Question if last > 0 => self.known(t, last - 1, cx, depth + 1),
            K::SelfLower => cx.self_is_path(),
            K::Str | K::Literal => Some(false),
            K::Ident if t.prev(last) == K::Dot => {
                let name = t.ident(last);
                if cx.is_path_field(&name) {
                    Some(true)
                } else {
                    telling(&name)
                }
            }
            K::Ident if t.prev(last) == K::PathSep => None,
            K::Ident => {
                let name = t.ident(last);
                self.find(&name, last)
                    .unwrap_or_else(|| telling(&name))
                    .or_else(|| telling(&name))
            }
            K::Close => self.call(t, last, cx, depth),
            _ => None,
        }
    }

    fn call(&self, t: &Tokens<'a>, close: usize, cx: &mut dyn Context, depth: usize) -> Known {
        let open = t.group_start(close);
        if open == 0 || t.delim(close) == b'}' {
            return None;
        }
        let before = open - 1;
        if t.delim(close) == b']' {
            return self.known(t, before, cx, depth + 1);
        }
        if t.kind(before) != K::Ident {
            // `(expression)`
            let grouped = !matches!(t.kind(before), K::Gt | K::Bang | K::Close | K::Question)
                && close > open + 1;
            return if grouped {
                self.known(t, close - 1, cx, depth + 1)
            } else {
                None
            };
        }
        let name = t.ident(before);
        if t.prev(before) == K::Dot && before >= 2 {
            return match method_result(&name) {
                Result::Path => Some(true),
                Result::Other => Some(false),
                Result::Same => self.known(t, before - 2, cx, depth + 1),
                Result::Unknown if cx.is_path_function(&name) => Some(true),
                Result::Unknown => telling(&name),
            };
        }
        if matches!(&*name, "Some" | "Ok" | "Box") && close > open + 1 {
            return self.known(t, close - 1, cx, depth + 1);
        }
        let mut start = before;
        while start >= 2
            && t.kind(start - 1) == K::PathSep
            && matches!(
                t.kind(start - 2),
                K::Ident | K::Crate | K::SelfLower | K::Super
            )
        {
            start -= 2;
        }
        cx.gives_path(start).or_else(|| {
            if cx.is_path_function(&name) {
                Some(true)
            } else {
                telling(&name)
            }
        })
    }
}

enum Result {
    Path,
    Other,
    Same,
    Unknown,
}

/// What a method gives, by its name, when its receiver is a path or holds paths.
fn method_result(name: &str) -> Result {
    match name {
        "with_extension" | "with_file_name" | "to_path_buf" | "into_path_buf" | "as_path"
        | "into_boxed_path" | "path" | "into_path" => Result::Path,
        "join" | "parent" | "clone" | "to_owned" | "into_owned" | "as_ref" | "as_mut"
        | "borrow" | "deref" | "as_deref" | "canonicalize" | "read_link" | "unwrap" | "expect"
        | "unwrap_or" | "unwrap_or_else" | "unwrap_or_default" | "ok" | "ok_or" | "ok_or_else"
        | "map_err" | "ancestors" | "iter" | "into_iter" | "iter_mut" | "filter" | "cloned"
        | "copied" | "first" | "last" | "next" | "get" | "strip_prefix" | "collect" | "or"
        | "or_else" | "rev" | "skip" | "take" | "chain" | "peekable" | "find" | "to_path"
        | "inspect" => Result::Same,
        "metadata" | "symlink_metadata" | "file_type" | "to_str" | "to_string_lossy"
        | "display" | "len" | "as_os_str" | "file_name" | "extension" | "file_stem"
        | "components" | "exists" | "is_file" | "is_dir" | "to_string" | "permissions"
        | "modified" | "read_dir" | "open" | "lines" | "chars" | "as_str" => Result::Other,
        _ => Result::Unknown,
    }
}

/// A name that says that it holds a path, when nothing else does.
fn telling(name: &str) -> Known {
    let name = name.to_ascii_lowercase();
    (name.ends_with("path")
        || name.ends_with("dir")
        || name.ends_with("pathbuf")
        || name.ends_with("folder")
        || name == "file")
        .then_some(true)
}

/// Whether `i` can begin a type rather than a value in a struct literal.
fn is_type_start(t: &Tokens<'_>, i: usize) -> bool {
    matches!(
        t.kind(i),
        K::And | K::Star | K::Impl | K::Ident | K::PathSep | K::Crate | K::SelfUpper | K::Super
    ) || t.kind(i) == K::Open
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
            _ => {}
        }
        i += 1;
    }
    i
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
    i
}
