//! `blob`: the package ships machine code or a payload that nobody can read.

use bulkhead_facts::hygiene::HygieneKind;

use super::{Case, Evidence, Level, Rule, Verdict, count, shown};

pub(super) const RULE: Rule = Rule {
    code: "blob",
    levels: &[Level::Warn, Level::Note],
    summary: "machine code or an opaque payload in the package",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let code = shown(package, HygieneKind::MachineCode);
    let opaque = shown(package, HygieneKind::Opaque);
    machine_code(code)
        .into_iter()
        .chain(opaque_files(opaque))
        .collect()
}

fn machine_code(evidence: Vec<Evidence>) -> Option<Verdict> {
    (!evidence.is_empty()).then(|| Verdict {
        level: Level::Warn,
        message: format!(
            "ships machine code in {}",
            count(evidence.len(), "file", "files")
        ),
        evidence,
        help: "no source witness can read it. Find out who built it from what, or use a version that builds from source"
            .to_owned(),
    })
}

fn opaque_files(evidence: Vec<Evidence>) -> Option<Verdict> {
    (!evidence.is_empty()).then(|| Verdict {
        level: Level::Note,
        message: format!(
            "ships {} of a content that cannot be told from a packed payload",
            count(evidence.len(), "big file", "big files")
        ),
        evidence,
        help: "test data and compressed tables look like this too; look at what reads the file"
            .to_owned(),
    })
}
