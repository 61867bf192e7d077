//! `trojan-source`: source text that does not read as it compiles.

use bulkhead_facts::hygiene::HygieneKind;

use super::{Level, Rule, Verdict, count, shown};
use crate::picture::Package;

pub(super) const RULE: Rule = Rule {
    code: "trojan-source",
    levels: &[Level::Deny],
    summary: "source text that does not read as it compiles",
    judge,
};

fn judge(package: &Package<'_>) -> Vec<Verdict> {
    let evidence = shown(package, HygieneKind::TrojanSource);
    if evidence.is_empty() {
        return Vec::new();
    }
    vec![Verdict {
        level: Level::Deny,
        message: format!(
            "source text does not read as it compiles: hidden characters in {}",
            count(evidence.len(), "place", "places")
        ),
        evidence,
        help: "read the lines with the characters shown as `\\u{..}`, as they are below; what an editor shows is not \
               what rustc reads"
            .to_owned(),
    }]
}
