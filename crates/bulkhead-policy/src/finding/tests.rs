//! The rules, each with what it must say and what it must not.

mod policy;

use std::path::Path;

use bulkhead_facts::hygiene::{Hygiene, HygieneKind};
use bulkhead_facts::{CfgId, Gap, GapKind, PackageFacts};

use super::*;
use crate::picture::{Difference, Input, Provenance, Roles, Source};
use crate::release::{DAY, Release};

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
            "build-net [warn]",
            "build-payload [warn note]",
            "capability-growth [deny]",
            "ci-behaviour [warn note]",
            "dependency-confusion [deny warn]",
            "dormant-revived [deny warn note]",
            "download-and-run [warn]",
            "expired-exception [warn]",
            "first-dependency [deny warn]",
            "forbidden [deny note]",
            "hidden-code [deny]",
            "hidden-string [warn]",
            "high-first-version [warn]",
            "name-confusable [deny warn note]",
            "package-added [deny note]",
            "paired-release [deny warn note]",
            "secret-place [warn note]",
            "source-tampered [deny]",
            "trojan-source [deny warn note]",
            "unread [deny warn note]",
            "unused-exception [note]",
            "unused-grant [deny note]",
            "unverified-source [note]",
            "yank-storm [deny warn]",
            "yanked-release [note]",
            "young-release [deny note]",
        ]
    );
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings");
    for rule in codes.iter().chain([&BUILD_DIRECTIVE]) {
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
    assert_eq!(pages, codes.len() + 1, "a page for a code that is no more");
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
    assert_eq!(told(unreadable.clone()), [("unread", Level::Warn)]);
    let policy = Policy::default();
    let held = Context {
        policy: Some(&policy),
        ..Context::default()
    };
    let findings = judge(&Picture::draw(vec![unreadable]), &held);
    let unread = findings.iter().find(|f| f.code == "unread");
    assert_eq!(unread.map(|f| f.level), Some(Level::Deny));
}

/// A release by its day; `y` behind the version says that it was withdrawn.
fn history(releases: &[(&str, i64, &[&str])]) -> Option<History> {
    let release = |(version, day, deps): &(&str, i64, &[&str])| Release {
        version: version.trim_end_matches('y').to_owned(),
        published: Some(day * DAY),
        yanked: version.ends_with('y'),
        dependencies: deps.iter().map(ToString::to_string).collect(),
    };
    Some(History {
        releases: releases.iter().map(release).collect(),
    })
}

/// What is told of `sample 1.0.0`, which depends on `tail 1.0.0`, on a day.
fn told_on(
    day: i64,
    histories: [Option<History>; 2],
    age: Option<u32>,
) -> Vec<(&'static str, Level)> {
    let facts = PackageFacts::default();
    let mut sample = input(&facts);
    sample.deps = vec![1];
    let tail = Input {
        name: "tail",
        ..input(&facts)
    };
    let policy = Policy {
        min_release_age: age,
        ..Policy::default()
    };
    let context = Context {
        histories: &histories,
        now: Some(day * DAY),
        policy: age.is_some().then_some(&policy),
        ..Context::default()
    };
    let mut findings = judge(&Picture::draw(vec![sample, tail]), &context);
    // The policy has no grants, which is no matter of the index.
    findings.retain(|f| f.code != "package-added");
    findings.iter().map(|f| (f.code, f.level)).collect()
}

const OLD: (&str, i64, &[&str]) = ("0.9.0", 0, &[]);

#[test]
fn one_sign_alone_weighs_less_than_several() {
    let revived = || history(&[OLD, ("1.0.0", 700, &[])]);
    assert_eq!(
        told_on(710, [revived(), None], None),
        [("dormant-revived", Level::Note)]
    );
    let first = history(&[
        OLD,
        ("0.9.1", 1, &[]),
        ("0.9.2", 350, &[]),
        ("1.0.0", 700, &["tail"]),
    ]);
    assert_eq!(
        told_on(710, [first, None], None),
        [("first-dependency", Level::Warn)]
    );
    let both = || {
        history(&[
            OLD,
            ("0.9.1", 1, &[]),
            ("0.9.2", 2, &[]),
            ("1.0.0", 700, &["tail"]),
        ])
    };
    assert_eq!(
        told_on(710, [both(), None], None),
        [
            ("dormant-revived", Level::Warn),
            ("first-dependency", Level::Warn)
        ]
    );
    let tail = history(&[("1.0.0", 700, &[])]);
    assert_eq!(
        told_on(710, [both(), tail], None),
        [
            ("dormant-revived", Level::Deny),
            ("first-dependency", Level::Deny),
            ("paired-release", Level::Deny),
        ]
    );
    // What everybody has used for a month is told no more.
    assert_eq!(told_on(731, [both(), None], None), []);
}

#[test]
fn a_storm_is_told_to_whom_it_drives_and_to_whom_it_drove() {
    let storm = |own: &'static str, other: (&'static str, i64, &'static [&'static str])| {
        history(&[
            ("0.9.0y", 0, &[]),
            ("0.9.1y", 300, &[]),
            (own, 310, &[]),
            other,
        ])
    };
    let last = history(&[
        ("0.9.0y", 0, &[]),
        ("0.9.1y", 300, &[]),
        ("1.0.0", 310, &[]),
    ]);
    assert_eq!(
        told_on(320, [last, None], None),
        [("yank-storm", Level::Warn)]
    );
    let left = storm("1.0.0y", ("1.0.1", 315, &[]));
    assert_eq!(
        told_on(320, [left, None], None),
        [("yank-storm", Level::Warn), ("yanked-release", Level::Note)]
    );
    let honest = storm("1.0.0y", ("1.0.1y", 315, &[]));
    assert_eq!(
        told_on(320, [honest, None], None),
        [("yanked-release", Level::Note)]
    );
}

#[test]
fn youth_is_noted_and_denied_where_a_policy_wants_age() {
    let one = |day| history(&[OLD, ("1.0.0", day, &[])]);
    assert_eq!(
        told_on(12, [one(10), None], None),
        [("young-release", Level::Note)]
    );
    assert_eq!(told_on(13, [one(10), None], None), []);
    assert_eq!(
        told_on(13, [one(10), None], Some(7)),
        [("young-release", Level::Deny)]
    );
    assert_eq!(told_on(17, [one(10), None], Some(7)), []);
    // A clock that runs behind does not make a release old.
    assert_eq!(
        told_on(5, [one(10), None], None),
        [("young-release", Level::Note)]
    );
}

#[test]
fn a_first_version_that_nobody_begins_with_is_told() {
    let facts = PackageFacts::default();
    let high = Input {
        version: "99.9.9",
        ..input(&facts)
    };
    let context = Context {
        histories: &[history(&[("99.9.9", 0, &[])])],
        now: Some(1000 * DAY),
        ..Context::default()
    };
    let findings = judge(&Picture::draw(vec![high]), &context);
    let told: Vec<_> = findings.iter().map(|f| (f.code, f.level)).collect();
    assert_eq!(told, [("high-first-version", Level::Warn)]);
}

#[test]
fn an_index_that_does_not_know_alarms_nobody() {
    let unknown = history(&[OLD]);
    assert_eq!(told_on(1, [unknown, None], Some(30)), []);
    let mut timeless = history(&[OLD, ("1.0.0", 700, &[])]);
    for release in timeless.iter_mut().flat_map(|h| &mut h.releases) {
        release.published = None;
    }
    assert_eq!(told_on(700, [timeless, None], Some(30)), []);
}
