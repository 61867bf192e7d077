//! `trojan-source`: source text that does not read as it compiles.

use bulkhead_facts::hygiene::HygieneKind;

use super::{Case, Evidence, Level, Rule, Verdict, count, shown};

pub(super) const RULE: Rule = Rule {
    code: "trojan-source",
    levels: &[Level::Deny, Level::Warn],
    summary: "source text that does not read as it compiles",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let all = shown(package, HygieneKind::TrojanSource);
    let (weak, strong): (Vec<_>, Vec<_>) = all.into_iter().partition(|e| is_weak(&e.what));
    let weighed = [(Level::Deny, strong), (Level::Warn, weak)];
    let some = weighed.into_iter().filter(|(_, e)| !e.is_empty());
    some.map(|(level, evidence)| verdict(level, evidence))
        .collect()
}

fn verdict(level: Level, evidence: Vec<Evidence>) -> Verdict {
    Verdict {
        level,
        message: format!(
            "source text does not read as it compiles: hidden characters in {}",
            count(evidence.len(), "place", "places")
        ),
        evidence,
        help: "read the lines with the characters spelled out as `\\u{..}`, as they are above; an editor may show \
               something else than rustc reads"
            .to_owned(),
    }
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
