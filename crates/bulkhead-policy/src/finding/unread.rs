//! `unread`: files or entries that the source witness should have read and could not.

use bulkhead_facts::{Gap, GapKind};

use super::{Case, Evidence, Level, Rule, Verdict, count};
use crate::picture::Package;

pub(super) const RULE: Rule = Rule {
    code: "unread",
    levels: &[Level::Deny, Level::Warn, Level::Note],
    summary: "something that was not read",
    judge,
};

/// Whether a gap is more than the known limit of reading sources: generated code and what macros put together are in
/// every graph, and the report counts them; an unreadable file is an exception that somebody may have arranged.
#[must_use]
pub(super) fn matters(kind: GapKind) -> bool {
    match kind {
        GapKind::MissingFile | GapKind::Unreadable | GapKind::Limit | GapKind::ArchiveEntry => true,
        GapKind::GeneratedCode | GapKind::ProcMacro | GapKind::MacroPath | GapKind::Computed => {
            false
        }
    }
}

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    trouble(case).into_iter().chain(parts(package)).collect()
}

/// Nobody can hold a package to its grants that nobody could read.
fn trouble(case: &Case<'_>) -> Option<Verdict> {
    let why = case.package().trouble.as_ref()?;
    let level = match case.context.policy {
        Some(_) => Level::Deny,
        None => Level::Warn,
    };
    Some(Verdict {
        level,
        message: "could not be read".to_owned(),
        evidence: vec![Evidence {
            file: String::new(),
            position: None,
            what: why.clone(),
        }],
        help: "nothing, or not all, of what it can do is in this report: fetch it again with `cargo fetch --locked`"
            .to_owned(),
    })
}

fn parts(package: &Package<'_>) -> Option<Verdict> {
    let gaps = package.gaps().map(|(_, gap)| gap);
    let mut evidence: Vec<_> = gaps
        .filter(|g| matters(g.kind))
        .map(|g| evidence(package, g))
        .collect();
    evidence.dedup();
    (!evidence.is_empty()).then(|| Verdict {
        level: Level::Note,
        message: format!(
            "was not read in full: {}",
            count(evidence.len(), "part is missing", "parts are missing")
        ),
        evidence,
        help: "what is there can do anything that this report does not list".to_owned(),
    })
}

fn evidence(package: &Package<'_>, gap: &Gap) -> Evidence {
    let file = gap
        .place
        .map_or("", |place| package.facts.file(place.file))
        .to_owned();
    Evidence {
        file,
        position: gap.place.map(|place| (place.line, place.column)),
        what: gap.detail.clone(),
    }
}
