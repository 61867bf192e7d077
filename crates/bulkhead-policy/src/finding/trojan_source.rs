//! `trojan-source`: source text that does not read as it compiles.

use std::collections::BTreeMap;

use bulkhead_facts::hygiene::HygieneKind;

use super::{Case, Evidence, Level, Rule, Verdict, count, shown};

pub(super) const RULE: Rule = Rule {
    code: "trojan-source",
    levels: &[Level::Deny, Level::Warn, Level::Note],
    summary: "source text that does not read as it compiles",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let all = shown(package, HygieneKind::TrojanSource);
    let mut by_level: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for evidence in all {
        let at = (level(&evidence), is_source(&evidence.file));
        by_level.entry(at).or_default().push(evidence);
    }
    let verdicts = by_level.into_iter();
    verdicts
        .map(|((level, source), evidence)| verdict(level, source, evidence))
        .collect()
}

/// What is not compiled can fool a reader only, and what is not seen in a comment does not even do that.
fn level(evidence: &Evidence) -> Level {
    match (is_source(&evidence.file), is_weak(&evidence.what)) {
        (true, false) => Level::Deny,
        (false, false) => Level::Warn,
        (true, true) if !evidence.what.contains(" in a comment") => Level::Warn,
        (_, true) => Level::Note,
    }
}

fn verdict(level: Level, source: bool, evidence: Vec<Evidence>) -> Verdict {
    let what = match source {
        true => "source text does not read as it compiles",
        false => "a text that is not compiled here does not read as it is",
    };
    Verdict {
        level,
        message: format!(
            "{what}: hidden characters in {}",
            count(evidence.len(), "place", "places")
        ),
        evidence,
        help: "read the lines with the characters spelled out as `\\u{..}`, as they are above; an editor may show \
               something else than rustc reads"
            .to_owned(),
    }
}

/// Whether Cargo, rustc or what a build script starts may read a file as code. The languages of web pages and of other
/// worlds are data to a crate, and so is a configuration that is none of Cargo's.
fn is_source(file: &str) -> bool {
    const OTHERS: [&str; 10] = [
        "cjs", "go", "java", "js", "kt", "mjs", "rb", "swift", "toml", "ts",
    ];
    let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !OTHERS.contains(&ending) || ["cargo.toml", "config.toml"].contains(&name.as_str())
}

/// Whether a character only hides, and not in code: `U+200B ZERO WIDTH SPACE in a comment`. What turns the order of the
/// text around is strong everywhere, since a comment can make code beside it look like a part of it. What is not
/// understood is strong.
fn is_weak(what: &str) -> bool {
    let digits = what.strip_prefix("U+").unwrap_or_default();
    let end = digits
        .find(|c: char| !c.is_ascii_hexdigit())
        .unwrap_or(digits.len());
    let turns = |c: u32| matches!(c, 0x202a..=0x202e | 0x2066..=0x2069);
    let known = u32::from_str_radix(&digits[..end], 16);
    known.is_ok_and(|c| !turns(c)) && !what.contains(" in code")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_compiled_here_weighs_less() {
        let at = |file: &str, what: &str| {
            level(&Evidence {
                file: file.to_owned(),
                position: None,
                what: what.to_owned(),
            })
        };
        let (turns, hides) = ("U+202E RIGHT-TO-LEFT OVERRIDE", "U+200B ZERO WIDTH SPACE");
        for source in [
            "src/lib.rs",
            "vendor/a.c",
            "configure",
            "a/Cargo.toml",
            "x.odd",
        ] {
            assert_eq!(at(source, turns), Level::Deny, "{source}");
            assert_eq!(at(source, hides), Level::Warn, "{source}");
        }
        let of_comment = |what| at("src/lib.rs", &format!("{what} in a comment"));
        assert_eq!(
            (of_comment(turns), of_comment(hides)),
            (Level::Deny, Level::Note)
        );
        for other in ["tests/index.JS", "presets/a.toml"] {
            assert_eq!(at(other, turns), Level::Warn, "{other}");
            assert_eq!(at(other, hides), Level::Note, "{other}");
        }
    }

    #[test]
    fn what_turns_text_or_stands_in_code_is_strong() {
        assert!(is_weak(
            "U+200B ZERO WIDTH SPACE in a comment (3 in this file)"
        ));
        assert!(is_weak("U+FE00.. VARIATION SELECTOR in a literal"));
        assert!(!is_weak("U+200B ZERO WIDTH SPACE in code"));
        assert!(!is_weak("U+202E RIGHT-TO-LEFT OVERRIDE in a comment"));
        assert!(!is_weak("something new"));
    }
}
