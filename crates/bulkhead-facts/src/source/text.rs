//! Text that the compiler would compute: string literals unescaped, `concat!` put together, file names made relative.

use super::lex::{K, Tokens};

/// What a macro argument that names a file or a variable evaluates to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Evaluated {
    /// Text, with the package root as the empty prefix when it begins with `CARGO_MANIFEST_DIR`.
    Text { text: String, from_root: bool },
    /// It begins with `OUT_DIR`: a build script writes it.
    Generated,
    /// It is computed in a way that only the compiler can follow.
    Unknown,
}

/// The value of a string literal token; `None` for a malformed escape.
pub(super) fn string(raw: &str) -> Option<String> {
    if let Some(raw) = raw.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inner = raw.get(hashes + 1..raw.len().checked_sub(hashes + 1)?)?;
        return Some(inner.to_owned());
    }
    let end = raw.rfind('"')?;
    unescape(raw.get(1..end.max(1))?)
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next()? {
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            '0' => out.push('\0'),
            c @ ('\\' | '\'' | '"') => out.push(c),
            'x' => {
                let hex: String = chars.by_ref().take(2).collect();
                out.push(char::from(u8::from_str_radix(&hex, 16).ok()?));
            }
            'u' => {
                let hex: String = chars
                    .by_ref()
                    .skip(1)
                    .take_while(|&c| c != '}')
                    .filter(|&c| c != '_')
                    .collect();
                out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
            }
            // A backslash before a line end swallows the white space that follows.
            '\n' | '\r' => while chars.next_if(|c| c.is_ascii_whitespace()).is_some() {},
            _ => return None,
        }
    }
    Some(out)
}

/// Depth of macros in macros; rustc's own limit on recursion is 128.
const MACRO_DEPTH: usize = 128;

/// Evaluates tokens `from..to`: a string literal, `env!(..)`, `concat!(..)` of these, with `$` fragments unknown.
pub(super) fn evaluate(tokens: &Tokens<'_>, from: usize, to: usize) -> Evaluated {
    evaluate_at(tokens, from, to, 0)
}

fn evaluate_at(tokens: &Tokens<'_>, from: usize, to: usize, depth: usize) -> Evaluated {
    if depth > MACRO_DEPTH {
        return Evaluated::Unknown;
    }
    let mut to = to;
    while to > from && tokens.kind(to - 1) == K::Comma {
        to -= 1;
    }
    if to == from + 1 {
        return literal(tokens, from);
    }
    let Some((name, open)) = macro_call(tokens, from) else {
        return Evaluated::Unknown;
    };
    let close = tokens.group_end(open);
    if close + 1 != to {
        return Evaluated::Unknown;
    }
    match name {
        "env" => match evaluate_at(tokens, open + 1, close, depth + 1) {
            Evaluated::Text { text, .. } if text == "CARGO_MANIFEST_DIR" => Evaluated::Text {
                text: String::new(),
                from_root: true,
            },
            Evaluated::Text { text, .. } if text == "OUT_DIR" => Evaluated::Generated,
            _ => Evaluated::Unknown,
        },
        "concat" => concat(tokens, open + 1, close, depth + 1),
        _ => Evaluated::Unknown,
    }
}

fn literal(tokens: &Tokens<'_>, i: usize) -> Evaluated {
    let raw = tokens.raw(i);
    let text = match tokens.kind(i) {
        K::Str => string(raw),
        K::Literal if raw.starts_with('\'') => raw.get(1..raw.len() - 1).and_then(unescape),
        K::Literal if raw.bytes().all(|b| b.is_ascii_digit()) => Some(raw.to_owned()),
        K::Keyword if matches!(raw, "true" | "false") => Some(raw.to_owned()),
        _ => None,
    };
    text.map_or(Evaluated::Unknown, |text| Evaluated::Text {
        text,
        from_root: false,
    })
}

/// `name!(`, `std::name!(` or `::core::name!(`: the name and the index of the open delimiter.
fn macro_call<'a>(tokens: &Tokens<'a>, from: usize) -> Option<(&'a str, usize)> {
    let mut i = from;
    while tokens.kind(i) == K::PathSep || tokens.kind(i + 1) == K::PathSep {
        i += 1;
    }
    let call = tokens.kind(i) == K::Ident
        && tokens.kind(i + 1) == K::Bang
        && tokens.kind(i + 2) == K::Open;
    call.then(|| (tokens.raw(i), i + 2))
}

fn concat(tokens: &Tokens<'_>, from: usize, to: usize, depth: usize) -> Evaluated {
    let mut whole = String::new();
    let mut whole_from_root = false;
    let mut i = from;
    while i < to {
        let start = i;
        while i < to && tokens.kind(i) != K::Comma {
            i = tokens.skip(i);
        }
        match evaluate_at(tokens, start, i.min(to), depth) {
            Evaluated::Text { text, from_root } => {
                whole_from_root |= from_root && whole.is_empty();
                whole.push_str(&text);
            }
            Evaluated::Generated if whole.is_empty() => return Evaluated::Generated,
            _ => return Evaluated::Unknown,
        }
        i += 1;
    }
    Evaluated::Text {
        text: whole,
        from_root: whole_from_root,
    }
}

/// The folder part of a package-relative path, without a trailing slash.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |i| &path[..i])
}

/// `path` seen from `base`, normalised; leading `..` stay when it leaves the package. `None` for an absolute path.
pub(super) fn join(base: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.starts_with('\\') || path.as_bytes().get(1) == Some(&b':') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&p| p != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a normalised path leaves the package.
pub(super) fn leaves(path: &str) -> bool {
    path == ".." || path.starts_with("../")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_what_the_compiler_makes_of_them() {
        assert_eq!(string(r#""a\x2fb\u{2f}c""#).as_deref(), Some("a/b/c"));
        assert_eq!(string("\"a\\\n   b\"").as_deref(), Some("ab"));
        assert_eq!(string("r##\"a\"#b\"##").as_deref(), Some("a\"#b"));
        assert_eq!(string(r#""\q""#), None);
        assert_eq!(string("\""), Some(String::new()));
    }

    #[test]
    fn file_names_are_followed_out_of_the_package() {
        assert_eq!(join("src", "../x.rs").as_deref(), Some("x.rs"));
        assert_eq!(join("src", "../../x.rs").as_deref(), Some("../x.rs"));
        assert_eq!(join("src/a", "./b/../c.rs").as_deref(), Some("src/a/c.rs"));
        assert_eq!(join("src", "/etc/passwd"), None);
        assert!(leaves("../x.rs") && !leaves("..x.rs"));
    }
}
