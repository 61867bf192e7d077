//! `source-tampered`: what Cargo compiles is not what was published.

use bulkhead_facts::GapKind;

use super::{Case, Evidence, Level, Rule, Verdict, count};

pub(super) const RULE: Rule = Rule {
    code: "source-tampered",
    levels: &[Level::Deny],
    summary: "what Cargo compiles is not what was published",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let differences = &package.differences;
    if differences.is_empty() {
        return Vec::new();
    }
    let evidence = differences.iter().map(|d| Evidence {
        file: d.file.clone(),
        position: None,
        what: d.what.clone(),
    });
    vec![Verdict {
        level: Level::Deny,
        message: format!(
            "what Cargo compiles is not what was published: {}",
            count(differences.len(), "difference", "differences")
        ),
        evidence: evidence.collect(),
        help: if package.facts.gaps.iter().any(|g| g.kind == GapKind::ArchiveEntry) {
            "the archive has entries that cannot be read, which may be these files: no honest archive has such. Ask its \
             author how it was published, and use another version"
        } else {
            "something on this machine changed the copy after it was downloaded. Look at the files above, then \
             delete the unpacked copy and the archive: Cargo downloads and verifies them again"
        }
        .to_owned(),
    }]
}
