//! `archive-entry`: links and other entries that `cargo package` does not write.

use bulkhead_facts::hygiene::HygieneKind;

use super::{Case, Level, Rule, Verdict, count, shown, spec};

pub(super) const RULE: Rule = Rule {
    code: "archive-entry",
    levels: &[Level::Warn],
    summary: "links or entries in the archive that `cargo package` does not write",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let mut evidence = shown(package, HygieneKind::OddEntry);
    evidence.extend(shown(package, HygieneKind::ArchiveLink));
    if evidence.is_empty() {
        return Vec::new();
    }
    vec![Verdict {
        level: Level::Warn,
        message: format!(
            "the archive holds {} that `cargo package` does not write",
            count(evidence.len(), "entry", "entries")
        ),
        evidence,
        help: format!(
            "such an archive was made by hand: ask its author how {} was published",
            spec(package)
        ),
    }]
}
