//! What a package's sources in C, C++ and assembly show of what its compiled code uses: a name that stands in them, outside
//! comments and strings, is in plain sight, whatever Rust says of it.

use std::collections::BTreeSet;

use crate::Files;

const EXTENSIONS: &[&str] = &[
    "asm", "c", "cc", "cpp", "cxx", "h", "hh", "hpp", "inc", "S", "s",
];

/// Those of `uses` ([`super::trace::Seen::what`]) that the files show.
#[must_use]
pub fn shown(files: &dyn Files, uses: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut missing: Vec<(&str, Vec<String>)> = uses.iter().map(|u| (*u, spellings(u))).collect();
    let mut shown = BTreeSet::new();
    for (path, bytes) in files.iter() {
        let extension = path.rsplit('.').next().unwrap_or("");
        if missing.is_empty() || !EXTENSIONS.contains(&extension) {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        let names = identifiers(&text);
        missing.retain(|(what, spellings)| {
            let found = spellings.iter().any(|s| names.contains(s.as_str()));
            if found {
                shown.insert((*what).to_owned());
            }
            !found
        });
    }
    shown
}

/// Whether a name stands in a text, outside comments and strings.
#[must_use]
pub fn spells(text: &str, name: &str) -> bool {
    identifiers(text).contains(name)
}

/// How a source may spell what an object shows.
fn spellings(what: &str) -> Vec<String> {
    if what.starts_with("syscall ") {
        return vec!["syscall".to_owned()];
    }
    if what.starts_with('.') {
        return ["constructor", "destructor", "init_array", "fini_array"]
            .map(str::to_owned)
            .to_vec();
    }
    // What the headers of the C library make of a name.
    let bare = what.trim_start_matches('_');
    let bare = ["isoc99_", "isoc23_", "xpg_"]
        .into_iter()
        .find_map(|p| bare.strip_prefix(p))
        .unwrap_or(bare);
    let bare = ["_chk", "_2", "64"]
        .into_iter()
        .find_map(|s| bare.strip_suffix(s))
        .unwrap_or(bare);
    vec![what.to_owned(), bare.to_owned()]
}

/// The identifiers of a text, without those in comments and strings. An apostrophe in assembly or a preprocessor's error
/// ends with its line at the latest.
fn identifiers(text: &str) -> BTreeSet<&str> {
    let bytes = text.as_bytes();
    let mut names = BTreeSet::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        match byte {
            b'/' if rest.starts_with(b"/*") => {
                let end = memchr::memmem::find(&rest[2..], b"*/");
                at = end.map_or(bytes.len(), |e| at + e + 4);
            }
            b'/' if rest.starts_with(b"//") => {
                at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            }
            b'"' | b'\'' => at += string(rest),
            b if b.is_ascii_alphabetic() || b == b'_' => {
                let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
                let length = rest.iter().take_while(|b| word(b)).count();
                names.insert(&text[at..at + length]);
                at += length;
            }
            _ => at += 1,
        }
    }
    names
}

/// The length of the string that `rest` begins with.
fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            b if b == rest[0] => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileMap;

    #[test]
    fn names_in_plain_sight_are_told_from_words_about_them() {
        let text = "/* connect */ // execve\nconst char *s = \"system\\\" fork\"; int f(void) { return lstat(p, 'b') + open(q); }\n";
        let readme = ("README.md".to_owned(), b"socket".to_vec());
        let files = FileMap([("src/a.c".to_owned(), text.into()), readme].into());
        let uses = [
            "connect", "execve", "system", "fork", "lstat64", "__open_2", "socket",
        ];
        let shown = shown(&files, &uses.into());
        assert_eq!(
            shown.iter().map(String::as_str).collect::<Vec<_>>(),
            ["__open_2", "lstat64"]
        );
    }

    #[test]
    fn unfinished_text_ends() {
        for text in ["/*", "\"", "'\\", "\"\\", "a/", "é/*\u{0}"] {
            let _ = identifiers(text);
        }
    }
}
