//! Numbers and small phrases that all reports say the same way.

use bulkhead_facts::link::LinkedFact;
use bulkhead_facts::{CapSet, CfgId, GapKind, PackageFacts, Via, table};
use bulkhead_policy::picture::{Provenance, Roles, Source};

/// `1 package`, `1,204 packages`.
#[must_use]
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A number with commas between thousands.
#[must_use]
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `pure`, or the names of the capabilities.
#[must_use]
pub fn caps(set: CapSet) -> String {
    if set.is_empty() {
        "pure".to_owned()
    } else {
        set.to_string()
    }
}

/// Where a package comes from, in few words.
#[must_use]
pub fn source(source: &Source) -> String {
    match source {
        source if source.is_crates_io() => "crates.io".to_owned(),
        Source::Registry(url) => format!("registry {}", url.trim_start_matches("registry+")),
        Source::Git(url) => format!("git {}", url.trim_start_matches("git+")),
        Source::Path => "a directory on this machine".to_owned(),
    }
}

/// What the bytes that were read are worth, in few words.
#[must_use]
pub fn provenance(provenance: &Provenance) -> String {
    match provenance {
        Provenance::VerifiedArchive => "its archive, which matches Cargo.lock".to_owned(),
        Provenance::Vendored => "a vendored directory, which matches its checksums".to_owned(),
        Provenance::Local => "your own files".to_owned(),
        Provenance::Unverified(why) => format!("files that nothing vouches for ({why})"),
    }
}

/// For what a package is in the graph.
#[must_use]
pub fn roles(roles: Roles) -> String {
    let all = [
        (roles.member, "a member of the workspace"),
        (roles.run_time, "part of the program"),
        (roles.build_time, "runs while building"),
        (roles.dev, "used by tests"),
    ];
    let said: Vec<_> = all.iter().filter(|(is, _)| *is).map(|(_, w)| *w).collect();
    if said.is_empty() {
        "in the graph, used by nothing".to_owned()
    } else {
        said.join(", ")
    }
}

/// Why the table holds that naming this uses a capability; `None` when it does not come from the table.
#[must_use]
pub fn reason(fact: &LinkedFact) -> Option<&'static str> {
    let row = match fact.via {
        Via::Symbol => table::symbol(&fact.what),
        Via::Path | Via::Method => {
            table::std_path(&fact.what).or_else(|| table::symbol(&fact.what))
        }
        Via::Attribute | Via::Macro | Via::Syntax | Via::Directive => None,
    };
    row.map(|r| r.reason).filter(|r| !r.is_empty())
}

/// The condition under which a fact or gap exists, when there is one.
#[must_use]
pub fn condition(facts: &PackageFacts, id: CfgId) -> Option<String> {
    (id != CfgId::ALWAYS).then(|| facts.cfg(id).to_string())
}

/// The kind of a gap as JSON names it.
#[must_use]
pub fn gap_kind(kind: GapKind) -> &'static str {
    match kind {
        GapKind::MissingFile => "missing-file",
        GapKind::Unreadable => "unreadable",
        GapKind::Limit => "limit",
        GapKind::GeneratedCode => "generated-code",
        GapKind::ProcMacro => "proc-macro",
        GapKind::MacroPath => "macro-path",
        GapKind::Computed => "computed",
        GapKind::ArchiveEntry => "archive-entry",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let all = [0, 12, 999, 1000, 12_345, 1_234_567].map(number);
        assert_eq!(all, ["0", "12", "999", "1,000", "12,345", "1,234,567"]);
    }
}
