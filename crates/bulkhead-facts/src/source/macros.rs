//! What can be said of a `macro_rules!` definition without expanding it.

use sha2::{Digest as _, Sha256};

use super::attr::Attrs;
use super::decl::{read_path, skip_angles};
use super::intern::{Cfgs, NEVER, Name, Names};
use super::lex::{K, Tokens};
use super::scope::{Root, ScopeId, Segments};
use super::world::{Pattern, Piece, Shape};

/// SHA-256 over the tokens (each followed by a line feed) of the rules of `cfg_if!` as published: in the crate cfg-if, and
/// in crates that carry a copy. A macro of that name with other rules is not taken for it.
const CFG_IF: [&str; 4] = [
    // cfg-if 1.0.5
    "a31d1b3fec93fba3fe96de81f0caab00d2083e067fade8f6e0d638f912577fc8",
    // cfg-if 1.0.0
    "9e6ff9bf75372a78577994a30eab04a51649b38db59a5b476cbe135b032a0bbc",
    // cfg-if 0.1.10
    "93d68817a95dcacda234b20083380f6fc26fc7078f450cd64b35a2a02a67e76a",
    // The copy in libc, hashbrown and openssl-sys
    "e12681c810f86f9bf3a336310e070a5acf28ec2ea9654ff13e88f7dd501e1fc3",
];

/// The shape of the macro whose rules stand between `open` and `close`.
pub(super) fn shape(t: &Tokens<'_>, open: usize, close: usize, cfgs: &mut Cfgs) -> Shape {
    if let Some(cfg) = passes_items(t, open, close, cfgs) {
        return Shape::Items(cfg);
    }
    if drops_everything(t, open, close) {
        return Shape::Items(NEVER);
    }
    let mentions_cfg = (open..close.min(open + 512)).any(|i| t.is_ident(i, "cfg"));
    if mentions_cfg && close - open < 1024 && CFG_IF.contains(&digest(t, open + 1, close).as_str())
    {
        return Shape::CfgIf;
    }
    Shape::Opaque
}

fn digest(t: &Tokens<'_>, from: usize, to: usize) -> String {
    let mut hash = Sha256::new();
    for i in from..to {
        // A trailing semicolon or comma changes nothing.
        if !(i + 1 == to && matches!(t.kind(i), K::Semi | K::Comma)) {
            hash.update(t.raw(i));
            hash.update("\n");
        }
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Whether all rules are `(..) => {}`.
fn drops_everything(t: &Tokens<'_>, open: usize, close: usize) -> bool {
    let mut i = open + 1;
    while i < close {
        let arrow = t.skip(i);
        let body = arrow + 1;
        let empty = t.kind(i) == K::Open
            && t.kind(arrow) == K::FatArrow
            && t.kind(body) == K::Open
            && t.group_end(body) == body + 1;
        if !empty {
            return false;
        }
        i = body + 2;
        if t.kind(i) == K::Semi {
            i += 1;
        }
    }
    i > open + 1
}

/// `($($item:item)*) => { $( #[cfg(..)] .. $item )* }`: the condition.
fn passes_items(
    t: &Tokens<'_>,
    open: usize,
    close: usize,
    cfgs: &mut Cfgs,
) -> Option<crate::CfgId> {
    let matcher = open + 1;
    let arrow = t.skip(matcher);
    let body = arrow + 1;
    let end = t.skip(body);
    let single = t.kind(matcher) == K::Open
        && t.kind(arrow) == K::FatArrow
        && t.kind(body) == K::Open
        && (end == close || (t.kind(end) == K::Semi && end + 1 == close));
    if !single {
        return None;
    }
    // `$ ( $ name : item ) *`
    let inner = repetition(t, matcher)?;
    let name = inner + 2;
    let is_item = t.kind(inner + 1) == K::Dollar
        && t.kind(name) == K::Ident
        && t.kind(name + 1) == K::Colon
        && t.is_ident(name + 2, "item")
        && name + 3 == t.group_end(inner);
    if !is_item {
        return None;
    }
    let out = repetition(t, body)?;
    let mut attrs = Attrs::default();
    let mut i = out + 1;
    while t.kind(i) == K::Pound && t.opens(i + 1, b'[') {
        attrs.read(t, i + 1, cfgs);
        i = t.skip(i + 1);
    }
    let passes = t.kind(i) == K::Dollar
        && t.kind(i + 1) == K::Ident
        && t.raw(i + 1) == t.raw(name)
        && i + 2 == t.group_end(out);
    passes.then_some(attrs.cfg)
}

/// The index of the inner group if the group at `open` holds `$( .. )*` and nothing else.
fn repetition(t: &Tokens<'_>, open: usize) -> Option<usize> {
    let inner = open + 2;
    let star = t.skip(inner);
    let whole = t.kind(open + 1) == K::Dollar
        && t.opens(inner, b'(')
        && t.kind(star) == K::Star
        && star + 1 == t.group_end(open);
    whole.then_some(inner)
}

/// The groups of the rules that stand in the group at `open` which say what is matched.
pub(super) fn matchers(t: &Tokens<'_>, open: usize) -> Vec<usize> {
    let end = t.group_end(open);
    // `macro name($x:expr) { .. }` has its one matcher before the braces.
    if t.opens(open, b'(') && t.opens(end + 1, b'{') {
        return vec![open];
    }
    let mut found = Vec::new();
    let mut i = open + 1;
    while i < end && t.kind(i) == K::Open {
        let arrow = t.skip(i);
        if t.kind(arrow) != K::FatArrow || t.kind(arrow + 1) != K::Open {
            break;
        }
        found.push(i);
        i = t.skip(arrow + 1);
        if t.kind(i) == K::Semi {
            i += 1;
        }
    }
    found
}

/// What a macro's body puts together from its arguments.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    /// Paths, with the offset where they stand.
    pub(super) patterns: Vec<(Pattern, u32)>,
    /// Names of macros that are handed fragments.
    pub(super) forwards: Vec<Name>,
    /// Whether it has `mod $name;`.
    pub(super) makes_modules: bool,
    /// Whether it has `type $name = ..`, `use .. as $name` or `mod $name { .. }`, and the paths that it names so.
    pub(super) names_items: bool,
    pub(super) names_modules: bool,
    pub(super) named_paths: Vec<(Root, Segments)>,
    /// Names that it gives to paths among its arguments: `use $path as name`, `type Name = $type`.
    pub(super) names_given: Vec<Name>,
    /// Whether it has `use $path`, which gives each its own last name.
    pub(super) imports_arguments: bool,
    /// Whether it has `$name!(..)`.
    pub(super) calls_arguments: bool,
    /// Whether it declares foreign functions whose names its arguments give.
    pub(super) declares_foreign: bool,
    /// Whether it has `#[$name ..]`.
    pub(super) names_attributes: bool,
    /// Whether there were too many paths or names of macros to keep.
    pub(super) truncated: bool,
}

/// Patterns kept of one macro.
const PATTERNS: usize = 256;

/// Looks through a macro's rules for paths with fragments in them.
pub(super) fn assembly(
    t: &Tokens<'_>,
    open: usize,
    close: usize,
    scope: ScopeId,
    names: &mut Names,
) -> Assembly {
    let mut found = Assembly::default();
    let skip = matchers(t, open);
    let spelled = skip.iter().any(|&m| repeats_paths(t, m, t.group_end(m)));
    let aliases = aliases(t, open, close, &skip);
    let mut ahead = skip.into_iter().peekable();
    let mut i = open + 1;
    while i < close {
        if ahead.next_if(|&matcher| matcher <= i).is_some() {
            i = t.skip(i);
            continue;
        }
        if found.patterns.len() >= PATTERNS {
            found.truncated = true;
            break;
        }
        let is_fragment = t.kind(i) == K::Dollar && t.kind(i + 1).names_fragment();
        found.calls_arguments |=
            is_fragment && t.kind(i + 2) == K::Bang && t.kind(i + 3) == K::Open;
        found.names_attributes |= is_fragment
            && t.opens(i.saturating_sub(1), b'[')
            && i >= 2
            && t.kind(i - 2) == K::Pound;
        if is_fragment
            && (t.prev(i) == K::PathSep
                || t.kind(i + 2) == K::PathSep
                || (t.prev(i) == K::Lt && t.kind(i + 2) == K::Gt && t.kind(i + 3) == K::PathSep))
        {
            let (pattern, at, end) = pattern(t, i, scope, names);
            if pattern.pieces.len() > 1 {
                found.patterns.push((pattern, t.start(at)));
            }
            i = end.max(i + 2);
            continue;
        }
        let repetition = t.kind(i) == K::Dollar && t.opens(i + 1, b'(');
        // `$($name)::*`, where the invocation does not spell the path out; `$($tokens)* :: name`
        if (repetition && !spelled && t.kind(t.skip(i + 1)) == K::PathSep)
            || (t.kind(i) == K::PathSep && follows_repetition(t, i))
        {
            let (root, mut pieces) = before(t, i, names);
            pieces.extend([Piece::Fragment, Piece::Fragment]);
            let pattern = Pattern {
                scope,
                root,
                pieces,
            };
            found.patterns.push((pattern, t.start(i)));
        }
        if let Some(tail) = tail_of_type(t, i, &aliases) {
            let tail: Vec<_> = tail.map(|k| names.intern(&t.ident(k))).collect();
            for n in 0..tail.len() {
                let mut pieces = vec![Piece::Fragment];
                pieces.extend(tail[n..].iter().copied().map(Piece::Name));
                let pattern = Pattern {
                    scope,
                    root: Root::Plain,
                    pieces,
                };
                found.patterns.push((pattern, t.start(i)));
            }
        }
        named_item(t, i, &mut found, names);
        given_item(t, i, &mut found, names);
        found.declares_foreign |= t.kind(i) == K::Extern && declares_fragment(t, i);
        found.makes_modules |=
            t.kind(i) == K::Mod && t.kind(i + 1) == K::Dollar && t.kind(i + 3) == K::Semi;
        if t.kind(i) == K::Ident && t.kind(i + 1) == K::Bang && t.kind(i + 2) == K::Open {
            let hands = || (i + 3..t.group_end(i + 2)).any(|k| t.kind(k) == K::Dollar);
            let name = names.intern(&t.ident(i));
            if !found.forwards.contains(&name) && hands() {
                found.truncated |= !keep(&mut found.forwards, name);
            }
        }
        i += 1;
    }
    found
}

/// An item at `i` whose name is a fragment: `type $name = path`, `use path as $name`, `extern crate std as $name`, `mod $name {`.
fn named_item(t: &Tokens<'_>, i: usize, found: &mut Assembly, names: &mut Names) {
    let path_at = match t.kind(i) {
        K::Mod if t.kind(i + 1) == K::Dollar && t.opens(i + 3, b'{') => {
            found.names_items = true;
            found.names_modules = true;
            return;
        }
        K::Type if t.kind(i + 1) == K::Dollar => {
            (i..i + 64).find(|&k| t.kind(k) == K::Eq).map(|eq| eq + 1)
        }
        K::As if t.kind(i + 1) == K::Dollar => {
            let from = i.saturating_sub(64);
            (from..i)
                .rev()
                .find(|&k| matches!(t.kind(k), K::Use | K::Semi) || crate_word(t, k))
                .filter(|&k| t.kind(k) != K::Semi)
                .map(|k| k + 1)
        }
        _ => return,
    };
    let Some(at) = path_at else { return };
    found.names_items = true;
    if found.named_paths.len() < PATTERNS
        && let Some((root, segments, _)) = read_path(t, at, |k| names.intern(&t.ident(k)))
    {
        found.named_paths.push((root, segments));
    }
}

/// An item at `i` that stands for a path among the arguments: `use $path;`, `use $path as name;`, `type Name = $type`.
fn given_item(t: &Tokens<'_>, i: usize, found: &mut Assembly, names: &mut Names) {
    let is_fragment = |k: usize| {
        t.kind(k) == K::Dollar && (t.kind(k + 1).names_fragment() || t.opens(k + 1, b'('))
    };
    let name = match t.kind(i) {
        K::Use => {
            let tree = if t.kind(i + 1) == K::PathSep {
                i + 2
            } else {
                i + 1
            };
            if !is_fragment(tree) {
                return;
            }
            let end = (tree..tree + 64).find(|&k| matches!(t.kind(k), K::Semi | K::As));
            match end {
                Some(end) if t.kind(end) == K::As && t.kind(end + 1) == K::Ident => end + 1,
                _ => {
                    found.imports_arguments = true;
                    return;
                }
            }
        }
        K::Type if t.kind(i + 1) == K::Ident => {
            let eq = (i + 2..i + 66).find(|&k| matches!(t.kind(k), K::Eq | K::Semi));
            let skips = |k: &usize| matches!(t.kind(*k), K::And | K::Mut | K::Lifetime | K::Star);
            let path = eq.and_then(|eq| (eq + 1..eq + 8).find(|k| !skips(k)));
            if eq.is_none_or(|eq| t.kind(eq) == K::Semi) || !path.is_some_and(is_fragment) {
                return;
            }
            i + 1
        }
        _ => return,
    };
    let name = names.intern(&t.ident(name));
    if !found.names_given.contains(&name) {
        found.truncated |= !keep(&mut found.names_given, name);
    }
}

/// Keeps a name, if there is room.
fn keep(list: &mut Vec<Name>, name: Name) -> bool {
    let room = list.len() < PATTERNS;
    if room {
        list.push(name);
    }
    room
}

fn crate_word(t: &Tokens<'_>, k: usize) -> bool {
    t.kind(k) == K::Crate && t.prev(k) == K::Extern
}

/// Whether the extern block at `i` has a `fn $name`, a `static $name` or a `link_name = $name`.
fn declares_fragment(t: &Tokens<'_>, i: usize) -> bool {
    let open = if t.kind(i + 1) == K::Str {
        i + 2
    } else {
        i + 1
    };
    t.opens(open, b'{')
        && (open..t.group_end(open)).any(|k| {
            t.kind(k + 1) == K::Dollar
                && (matches!(t.kind(k), K::Fn | K::Static)
                    || (t.kind(k) == K::Eq && t.is_ident(k - 1, "link_name")))
        })
}

/// Whether a matcher has `$( .. )::*`: its invocations spell whole paths.
fn repeats_paths(t: &Tokens<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| {
        t.kind(i) == K::Dollar && t.opens(i + 1, b'(') && t.kind(t.skip(i + 1)) == K::PathSep
    })
}

/// Whether the token before `i` is the `*`, `+` or `?` of a repetition.
fn follows_repetition(t: &Tokens<'_>, i: usize) -> bool {
    i >= 2
        && matches!(t.kind(i - 1), K::Star | K::Other | K::Question)
        && t.kind(i - 2) == K::Close
        && t.prev(t.group_start(i - 2)) == K::Dollar
}

/// The names before the `$(` at `i`: `std::process::$(..)::*`.
fn before(t: &Tokens<'_>, i: usize, names: &mut Names) -> (Root, Vec<Piece>) {
    let mut start = i;
    while start >= 2 && t.kind(start - 1) == K::PathSep && t.kind(start - 2) == K::Ident {
        start -= 2;
    }
    let pieces = (start..i).filter(|&k| t.kind(k) == K::Ident);
    let pieces = pieces.map(|k| Piece::Name(names.intern(&t.ident(k))));
    let in_crate = start >= 2 && t.kind(start - 1) == K::PathSep && t.kind(start - 2) == K::Crate;
    let root = if in_crate { Root::Crate } else { Root::Plain };
    (root, pieces.collect())
}

/// Names that the body gives to types made of fragments: `type Name = $t;`, and `Self` in `impl .. for $t`.
fn aliases<'a>(t: &Tokens<'a>, open: usize, close: usize, skip: &[usize]) -> Vec<&'a str> {
    let has_fragment = |from: usize, to: usize| {
        (from..to).any(|k| t.kind(k) == K::Dollar && t.kind(k + 1).names_fragment())
    };
    let mut found = Vec::new();
    let mut ahead = skip.iter().peekable();
    let mut i = open + 1;
    while i < close && found.len() < PATTERNS {
        if ahead.next_if(|&&matcher| matcher <= i).is_some() {
            i = t.skip(i);
            continue;
        }
        let until = |stop: fn(&Tokens<'_>, usize) -> bool| {
            (i..close.min(i + 256)).find(|&k| stop(t, k)).unwrap_or(i)
        };
        if t.kind(i) == K::Type && t.kind(i + 1) == K::Ident {
            let end = until(|t, k| t.kind(k) == K::Semi);
            if has_fragment(i + 2, end) {
                found.push(t.raw(i + 1));
            }
        } else if t.kind(i) == K::Impl {
            let end = until(|t, k| t.opens(k, b'{'));
            if has_fragment(i, end) {
                found.push("Self");
            }
        }
        i += 1;
    }
    found
}

/// `Name::tail`, or `<.. $fragment ..>::tail` and `<.. Name ..>::tail` seen from the `::`: the tokens of the tail's names.
fn tail_of_type(
    t: &Tokens<'_>,
    i: usize,
    aliases: &[&str],
) -> Option<impl Iterator<Item = usize> + use<>> {
    if t.kind(i) != K::PathSep || t.kind(i + 1) != K::Ident {
        return None;
    }
    let is_alias =
        |k: usize| matches!(t.kind(k), K::Ident | K::SelfUpper) && aliases.contains(&t.raw(k));
    let of_fragment = match t.prev(i) {
        K::Ident | K::SelfUpper => is_alias(i - 1),
        K::Gt => {
            // Back to where the brackets open.
            let mut depth = 0usize;
            let mut k = i - 1;
            let mut holds = false;
            for _ in 0..256 {
                match t.kind(k) {
                    K::Gt => depth += 1,
                    K::Lt => depth -= 1,
                    K::Dollar => holds |= t.kind(k + 1).names_fragment(),
                    _ => holds |= is_alias(k),
                }
                if depth == 0 || k == 0 {
                    break;
                }
                k -= 1;
            }
            // `<$t>::name` is read as a path; `<$t as Trait>::name` is the trait's.
            let plain = t.kind(k + 1) == K::Dollar && t.kind(k + 3) == K::Gt;
            let of_trait = t.kind(k + 1) != K::Lt && (k..i).any(|k| t.kind(k) == K::As);
            holds && !plain && !of_trait
        }
        _ => false,
    };
    let end = std::iter::successors(Some(i), |&k| Some(k + 2))
        .find(|&k| t.kind(k) != K::PathSep || t.kind(k + 1) != K::Ident)?;
    of_fragment.then(|| (i + 1..end).step_by(2))
}

/// The path around the fragment at `i`: its pieces, where it begins and where it ends.
fn pattern(t: &Tokens<'_>, i: usize, scope: ScopeId, names: &mut Names) -> (Pattern, usize, usize) {
    let mut start = i;
    while t.prev(start) == K::PathSep
        && start >= 2
        && matches!(
            t.kind(start - 2),
            K::Ident | K::Crate | K::SelfLower | K::Super
        )
    {
        start -= 2;
        if t.prev(start) == K::Dollar {
            start -= 1;
        }
    }
    let mut root = Root::Plain;
    let mut pieces = Vec::new();
    let mut k = start;
    let begins = t.kind(start) != K::Dollar || t.kind(start + 1) == K::Crate;
    let read = |names: &mut Names| read_path(t, start, |k| names.intern(&t.ident(k)));
    if let Some((path_root, segments, end)) = begins.then(|| read(names)).flatten() {
        root = path_root;
        pieces.extend(segments.into_iter().map(Piece::Name));
        k = if t.kind(end) == K::PathSep {
            end + 1
        } else {
            end
        };
    }
    loop {
        match t.kind(k) {
            K::Dollar if t.kind(k + 1).names_fragment() => {
                pieces.push(Piece::Fragment);
                k += 2;
            }
            // `$first::$($rest)*`
            K::Dollar if t.opens(k + 1, b'(') && !pieces.is_empty() => {
                pieces.push(Piece::Fragment);
                k = t.skip(k + 1);
                break;
            }
            K::Ident => {
                pieces.push(Piece::Name(names.intern(&t.ident(k))));
                k += 1;
            }
            _ => break,
        }
        // `<$t>::name`
        if t.kind(k) == K::Gt && pieces.len() == 1 {
            k += 1;
        }
        // `$t::<..>::name`
        if t.kind(k) == K::PathSep && t.kind(k + 1) == K::Lt {
            k = skip_angles(t, k + 1, t.toks.len().min(k + 256));
        }
        if t.kind(k) != K::PathSep {
            break;
        }
        k += 1;
    }
    (
        Pattern {
            scope,
            root,
            pieces,
        },
        start,
        k,
    )
}
