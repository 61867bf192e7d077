//! Attributes: what they condition, where they point, and which of them are facts.

use super::lex::{K, Tokens};
use super::text;
use crate::{Cfg, CfgId};

use super::intern::Cfgs;

/// What the attributes before one item or expression say.
#[derive(Debug, Default)]
pub(super) struct Attrs {
    /// The conjunction of its `cfg`s.
    pub(super) cfg: CfgId,
    /// `#[path = ".."]`, each with the condition of the `cfg_attr` around it.
    pub(super) paths: Vec<(CfgId, String)>,
    /// Some attribute is nested too deeply to be read.
    pub(super) too_deep: bool,
    /// `#[path = ..]` with something else than a string.
    pub(super) path_computed: bool,
    /// `#[link_name = ..]` or `#[link_section = ..]` with what is not known.
    pub(super) name_computed: bool,
    pub(super) macro_use: bool,
    pub(super) macro_export: bool,
    /// `#[link_name = ".."]`, each with its condition.
    pub(super) link_names: Vec<(CfgId, String)>,
    /// The name of a proc macro that the function is.
    pub(super) proc_macro: Option<Option<String>>,
    /// Attributes to look up in the table: token of the name, joined path, its string value, condition.
    pub(super) named: Vec<NamedAttr>,
}

/// One attribute by name.
#[derive(Debug)]
pub(super) struct NamedAttr {
    /// The token of its first segment.
    pub(super) at: usize,
    /// `no_mangle`, `ctor::ctor`
    pub(super) path: String,
    /// `= "value"`
    pub(super) value: Option<String>,
    /// The condition of the `cfg_attr`s around it.
    pub(super) cfg: CfgId,
    /// Written as `unsafe(..)`.
    pub(super) is_unsafe: bool,
}

/// Depth of `cfg_attr` in `cfg_attr`, and of predicates in predicates, that is followed.
const MAX_DEPTH: usize = 256;

impl Attrs {
    /// Reads the attribute whose brackets open at `open`.
    pub(super) fn read(&mut self, tokens: &Tokens<'_>, open: usize, cfgs: &mut Cfgs) {
        if tokens.kind(open + 1) == K::Ident && says_nothing(tokens.raw(open + 1)) {
            return;
        }
        let close = tokens.group_end(open);
        Reader {
            tokens,
            cfgs,
            attrs: self,
        }
        .attribute(open + 1, close, CfgId::ALWAYS, false, 0);
    }
}

/// The most frequent attributes, which condition nothing and are no facts. What they hold is still read as tokens.
fn says_nothing(name: &str) -> bool {
    matches!(
        name,
        "allow"
            | "cold"
            | "deny"
            | "deprecated"
            | "derive"
            | "doc"
            | "expect"
            | "inline"
            | "must_use"
            | "non_exhaustive"
            | "repr"
            | "serde"
            | "target_feature"
            | "track_caller"
            | "warn"
    )
}

struct Reader<'r, 'a> {
    tokens: &'r Tokens<'a>,
    cfgs: &'r mut Cfgs,
    attrs: &'r mut Attrs,
}

impl Reader<'_, '_> {
    /// One attribute in tokens `from..to`, under `cond`.
    fn attribute(&mut self, from: usize, to: usize, cond: CfgId, is_unsafe: bool, depth: usize) {
        let t = self.tokens;
        if from >= to {
            return;
        }
        if depth > MAX_DEPTH {
            self.attrs.too_deep = true;
            return;
        }
        if t.kind(from) == K::Unsafe && t.opens(from + 1, b'(') {
            return self.attribute(from + 2, t.group_end(from + 1), cond, true, depth + 1);
        }
        let Some((path, next)) = simple_path(t, from, to) else {
            return;
        };
        let assigned = t.kind(next) == K::Eq;
        // A macro may stand there, but not where rustc looks for files.
        let value = match assigned.then(|| text::evaluate(t, next + 1, to)) {
            Some(text::Evaluated::Text { text, from_root }) if !from_root => Some(text),
            _ => None,
        };
        let group = (next < to && t.kind(next) == K::Open).then(|| (next + 1, t.group_end(next)));
        match (path.as_str(), group) {
            ("cfg", Some((from, to))) => {
                let cfg = self.predicate(from, to);
                self.condition(cond, cfg);
            }
            ("cfg_attr", Some((from, to))) => self.cfg_attr(from, to, cond, depth),
            // `#[test]` and `#[bench]` functions are compiled for the test harness only.
            ("test" | "bench", None) if t.brings_test() => {}
            ("test" | "bench" | "core::prelude::v1::test", None) => {
                let test = self.cfgs.intern(Cfg::Name("test".into()));
                self.condition(cond, test);
            }
            ("macro_use", _) => self.attrs.macro_use = true,
            ("macro_export", _) => self.attrs.macro_export = true,
            ("proc_macro" | "proc_macro_attribute", None) => self.attrs.proc_macro = Some(None),
            ("proc_macro_derive", Some((from, _))) => {
                self.attrs.proc_macro =
                    Some((t.kind(from) == K::Ident).then(|| t.ident(from).into_owned()));
            }
            ("path", None) => match value.filter(|_| t.kind(next + 1) == K::Str) {
                Some(value) => self.attrs.paths.push((cond, value)),
                None => self.attrs.path_computed = assigned,
            },
            (name, _) => {
                if matches!(name, "link_name" | "link_section") && value.is_none() {
                    self.attrs.name_computed |= assigned && t.kind(next + 1) != K::Dollar;
                }
                if name == "link_name" {
                    self.attrs
                        .link_names
                        .extend(value.clone().map(|v| (cond, v)));
                }
                self.attrs.named.push(NamedAttr {
                    at: from,
                    path,
                    value,
                    cfg: cond,
                    is_unsafe,
                });
            }
        }
    }

    /// Adds `cond implies cfg`.
    fn condition(&mut self, cond: CfgId, cfg: CfgId) {
        let cfg = if cond == CfgId::ALWAYS {
            cfg
        } else {
            let not = self.cfgs.not(cond);
            self.cfgs.any(vec![not, cfg])
        };
        self.attrs.cfg = self.cfgs.and(self.attrs.cfg, cfg);
    }

    fn cfg_attr(&mut self, from: usize, to: usize, cond: CfgId, depth: usize) {
        let mut parts = commas(self.tokens, from, to).into_iter();
        let Some((a, b)) = parts.next() else { return };
        let predicate = self.predicate(a, b);
        let cond = self.cfgs.and(cond, predicate);
        for (a, b) in parts {
            self.attribute(a, b, cond, false, depth + 1);
        }
    }

    fn predicate(&mut self, from: usize, to: usize) -> CfgId {
        let cfg = predicate(self.tokens, from, to);
        self.cfgs.intern(cfg)
    }
}

/// The predicate in tokens `from..to`. What cannot be read counts as true: the code behind it is then reported.
pub(super) fn predicate(tokens: &Tokens<'_>, from: usize, to: usize) -> Cfg {
    predicate_at(tokens, from, to, 0).unwrap_or(Cfg::True)
}

fn predicate_at(t: &Tokens<'_>, from: usize, to: usize, depth: usize) -> Option<Cfg> {
    if depth > MAX_DEPTH || from >= to {
        return None;
    }
    if t.kind(from) == K::Keyword {
        return match t.raw(from) {
            "true" => Some(Cfg::True),
            "false" => Some(Cfg::False),
            _ => None,
        };
    }
    if t.kind(from) != K::Ident {
        return None;
    }
    let name = t.ident(from);
    if t.opens(from + 1, b'(') {
        // A predicate that cannot be read makes a list unreadable as a whole: half of it could be either way.
        let list = commas(t, from + 2, t.group_end(from + 1))
            .into_iter()
            .map(|(a, b)| predicate_at(t, a, b, depth + 1))
            .collect::<Option<Vec<_>>>()?;
        return match &*name {
            "all" => Some(list.into_iter().fold(Cfg::True, Cfg::and)),
            "any" => Some(Cfg::Any(list)),
            "not" => list.into_iter().next().map(Cfg::negated),
            _ => None,
        };
    }
    if t.kind(from + 1) == K::Eq && from + 2 < to {
        return (t.kind(from + 2) == K::Str)
            .then(|| text::string(t.raw(from + 2)))
            .flatten()
            .map(|v| Cfg::Pair(name.into_owned(), v));
    }
    (from + 1 == to).then(|| Cfg::Name(name.into_owned()))
}

/// The parts of `from..to` between top-level commas, empty ones dropped.
pub(super) fn commas(t: &Tokens<'_>, from: usize, to: usize) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut start = from;
    let mut i = from;
    while i < to {
        if t.kind(i) == K::Comma {
            parts.push((start, i));
            start = i + 1;
        }
        i = t.skip(i);
    }
    parts.push((start, to));
    parts.retain(|(a, b)| a < b);
    parts
}

/// `a::b::c` joined, and the index after it.
fn simple_path(t: &Tokens<'_>, from: usize, to: usize) -> Option<(String, usize)> {
    let mut i = if t.kind(from) == K::PathSep {
        from + 1
    } else {
        from
    };
    let mut path = String::new();
    while i < to && matches!(t.kind(i), K::Ident | K::Crate | K::SelfLower | K::Super) {
        path.push_str(&t.ident(i));
        i += 1;
        if i >= to || t.kind(i) != K::PathSep {
            break;
        }
        path.push_str("::");
        i += 1;
    }
    (!path.is_empty()).then_some((path, i))
}
