//! Rust code as the tidy test sees it: without comments and literals, and as words.
//!
//! Enough for our own sources, which nobody writes to deceive this test; what strangers write is the scanner's work.

/// Words and punctuation of one file, in order.
pub(crate) struct Code {
    words: Vec<String>,
}

impl Code {
    pub(crate) fn of(text: &str) -> Self {
        Code {
            words: words(&blank(text)),
        }
    }

    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.words.iter().any(|w| w == word)
    }

    /// Whether the words of `code` stand in a row.
    pub(crate) fn has(&self, code: &str) -> bool {
        let wanted = words(code);
        self.words.windows(wanted.len()).any(|w| w == wanted)
    }

    /// What follows `std::`, each name of a group by itself; `*` and `self` when std is taken as a whole, and nothing when
    /// it gets another name.
    pub(crate) fn modules_of_std(&self) -> Vec<String> {
        let mut modules = Vec::new();
        for (i, _) in self.words.iter().enumerate().filter(|(_, w)| *w == "std") {
            let after: Vec<&str> = self.words[i + 1..].iter().map(String::as_str).collect();
            match after[..] {
                ["as", ..] => modules.push(String::new()),
                [":", ":", "{", ref group @ ..] => modules.extend(first_names(group)),
                [":", ":", name, ..] => modules.push(name.to_owned()),
                _ => {}
            }
        }
        modules
    }
}

/// The names that begin the branches of a `use` group, of which the brace is already open.
fn first_names(group: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut begins = true;
    for word in group {
        match *word {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "," if depth == 0 => begins = true,
            name if begins && depth == 0 => {
                names.push(name.to_owned());
                begins = false;
            }
            _ => {}
        }
    }
    names
}

/// The text without `#[cfg(test)] mod .. { .. }`, as rustfmt lays it out.
pub(crate) fn program_part(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\n#[cfg(test)]\nmod ") {
        let (before, tests) = rest.split_at(at + 1);
        out.push_str(before);
        let end = match (tests.find('{'), tests.find(';')) {
            (Some(open), semicolon) if semicolon.is_none_or(|s| open < s) => {
                tests.find("\n}").map_or(tests.len(), |end| end + 2)
            }
            (_, semicolon) => semicolon.unwrap_or(tests.len()),
        };
        rest = &tests[end..];
    }
    out + rest
}

fn words(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in code.chars() {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The code with a blank for each comment and literal.
fn blank(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let inside_word = out.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => quoted(rest, '"'),
            'r' if !inside_word => raw(&rest[1..]).map_or(0, |n| n + 1),
            'b' | 'c' if !inside_word && rest[1..].starts_with('r') => {
                raw(&rest[2..]).map_or(0, |n| n + 2)
            }
            '\'' => character(rest),
            _ => 0,
        };
        if length == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out.push(' ');
            rest = &rest[length..];
        }
    }
    out
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The length of a literal between two of `quote`.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return i + 1;
        }
    }
    text.len()
}

/// The length of a raw string after its `r`, if it is one.
fn raw(text: &str) -> Option<usize> {
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    let body = text[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(hashes + 1 + length)
}

/// The length of a character literal; 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) | (_, Some('\'')) => quoted(text, '\''),
        _ => 0,
    }
}
