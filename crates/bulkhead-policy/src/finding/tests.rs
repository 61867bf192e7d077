//! The rules, each with what it must say and what it must not.

mod policy;

use std::path::Path;

use bulkhead_facts::hygiene::{Hygiene, HygieneKind};
use bulkhead_facts::{CfgId, Gap, GapKind, PackageFacts};

use super::*;
use crate::picture::{Difference, Input, Provenance, Roles, Source};

fn input(facts: &PackageFacts) -> Input<'_> {
    Input {
        name: "sample",
        version: "1.0.0",
        source: Source::Registry("registry+https://example.org".into()),
        checksum: None,
        roles: Roles::default(),
        provenance: Provenance::VerifiedArchive,
        differences: Vec::new(),
        trouble: None,
        facts,
        targets: Vec::new(),
        deps: Vec::new(),
        build_deps: Vec::new(),
        dev_deps: Vec::new(),
    }
}

fn with(kind: HygieneKind) -> PackageFacts {
    PackageFacts {
        hygiene: vec![Hygiene {
            kind,
            file: "src/a.rs".into(),
            position: None,
            detail: "as it is".into(),
        }],
        ..PackageFacts::default()
    }
}

fn with_gap(kind: GapKind) -> PackageFacts {
    PackageFacts {
        gaps: vec![Gap {
            kind,
            detail: "not UTF-8".into(),
            place: None,
            cfg: CfgId::ALWAYS,
        }],
        ..PackageFacts::default()
    }
}

fn told(input: Input<'_>) -> Vec<(&'static str, Level)> {
    let findings = judge(&Picture::draw(vec![input]), &Context::default());
    findings.iter().map(|f| (f.code, f.level)).collect()
}

#[test]
fn codes_are_public_and_each_has_its_page() {
    let codes = codes();
    let table: Vec<String> = codes
        .iter()
        .map(|r| {
            let levels: Vec<_> = r.levels.iter().map(|l| l.name()).collect();
            format!("{} [{}]", r.code, levels.join(" "))
        })
        .collect();
    assert_eq!(
        table,
        [
            "archive-entry [warn]",
            "blob [warn note]",
            "capability-growth [deny]",
            "expired-exception [warn]",
            "forbidden [deny note]",
            "package-added [deny note]",
            "source-tampered [deny]",
            "trojan-source [deny warn]",
            "unread [warn note]",
            "unused-grant [deny note]",
            "unverified-source [note]",
        ]
    );
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings");
    for rule in &codes {
        let page = std::fs::read_to_string(docs.join(format!("{}.md", rule.code)))
            .expect("docs/findings is readable");
        assert!(
            page.starts_with(&format!("# `{}`\n", rule.code)),
            "{}",
            rule.code
        );
        for level in rule.levels {
            assert!(
                page.contains(&format!("`{}`", level.name())),
                "{}",
                rule.code
            );
        }
    }
    let pages = std::fs::read_dir(docs)
        .expect("docs/findings is readable")
        .count();
    assert_eq!(pages, codes.len(), "a page for a code that is no more");
}

#[test]
fn a_quiet_package_has_no_findings() {
    assert_eq!(told(input(&PackageFacts::default())), []);
}

#[test]
fn hygiene_becomes_findings_at_the_documented_levels() {
    let level = |kind| told(input(&with(kind)));
    assert_eq!(level(HygieneKind::MachineCode), [("blob", Level::Warn)]);
    assert_eq!(level(HygieneKind::Opaque), [("blob", Level::Note)]);
    assert_eq!(
        level(HygieneKind::TrojanSource),
        [("trojan-source", Level::Deny)]
    );
    assert_eq!(
        level(HygieneKind::ArchiveLink),
        [("archive-entry", Level::Warn)]
    );
    assert_eq!(
        level(HygieneKind::OddEntry),
        [("archive-entry", Level::Warn)]
    );
}

#[test]
fn a_blob_is_a_capability_of_the_package() {
    let facts = with(HygieneKind::MachineCode);
    let picture = Picture::draw(vec![input(&facts)]);
    assert_eq!(picture.packages[0].direct().to_string(), "blob");
    assert!(!picture.packages[0].is_pure());
}

#[test]
fn tampering_is_denied_and_unverified_bytes_are_noted() {
    let facts = PackageFacts::default();
    let mut tampered = input(&facts);
    tampered.differences = vec![Difference {
        file: "build.rs".into(),
        what: "changed".into(),
    }];
    assert_eq!(told(tampered), [("source-tampered", Level::Deny)]);
    let mut unverified = input(&facts);
    unverified.provenance = Provenance::Unverified("the archive is not in Cargo's cache".into());
    assert_eq!(told(unverified), [("unverified-source", Level::Note)]);
}

#[test]
fn only_gaps_that_are_exceptions_are_findings() {
    assert_eq!(
        told(input(&with_gap(GapKind::Unreadable))),
        [("unread", Level::Note)]
    );
    assert_eq!(told(input(&with_gap(GapKind::ProcMacro))), []);
    let facts = PackageFacts::default();
    let mut unreadable = input(&facts);
    unreadable.trouble = Some("archive: not a gzip file".into());
    assert_eq!(told(unreadable), [("unread", Level::Warn)]);
}
