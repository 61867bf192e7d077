//! What is told of two states, and what is not.

use std::collections::BTreeMap;

use bulkhead_facts::hygiene::{Hygiene, HygieneKind};
use bulkhead_facts::link::{LinkedFact, LinkedTarget};
use bulkhead_facts::{CfgId, PackageFacts, Place, Via};

use super::*;
use crate::finding::{self, Context};
use crate::picture::{Input, Provenance, Roles, Source};

/// A package whose every fact is on a line with the text `<what>()`.
struct Made {
    name: &'static str,
    version: &'static str,
    facts: PackageFacts,
    targets: Vec<LinkedTarget>,
    deps: Vec<usize>,
}

fn made(name: &'static str, version: &'static str) -> Made {
    Made {
        name,
        version,
        facts: PackageFacts {
            files: vec!["src/lib.rs".into()],
            ..PackageFacts::default()
        },
        targets: Vec::new(),
        deps: Vec::new(),
    }
}

impl Made {
    fn does(mut self, site: Site, line: u32, what: &str, cap: Capability) -> Self {
        let fact = LinkedFact {
            place: Place {
                file: 0,
                line,
                column: 1,
            },
            what: what.to_owned(),
            via: Via::Path,
            caps: CapSet::of(cap),
            cfg: CfgId::ALWAYS,
            way: Vec::new(),
        };
        match self.targets.iter_mut().find(|t| t.site == site) {
            Some(target) => target.facts.push(fact),
            None => self.targets.push(LinkedTarget {
                site,
                name: "t".into(),
                facts: vec![fact],
                gaps: Vec::new(),
                signs: Vec::new(),
                leads: Vec::new(),
                test_facts: 0,
                inactive_facts: 0,
            }),
        }
        self
    }

    fn has(mut self, kind: HygieneKind, detail: &str) -> Self {
        self.facts.hygiene.push(Hygiene {
            kind,
            file: "tests/a.bin".into(),
            position: None,
            detail: detail.into(),
        });
        self
    }

    fn on(mut self, dep: usize) -> Self {
        self.deps.push(dep);
        self
    }

    fn input(&self) -> Input<'_> {
        Input {
            name: self.name,
            version: self.version,
            source: Source::Registry("registry+https://example.org".into()),
            checksum: None,
            roles: Roles {
                run_time: true,
                ..Roles::default()
            },
            provenance: Provenance::VerifiedArchive,
            differences: Vec::new(),
            trouble: None,
            facts: &self.facts,
            targets: self.targets.clone(),
            deps: self.deps.clone(),
            build_deps: Vec::new(),
            dev_deps: Vec::new(),
        }
    }
}

/// What is told, one line per package and difference. `text` gives the lines of both.
fn told_with(
    old: &[Made],
    new: &[Made],
    more: [&[More]; 2],
    text: [&dyn Fn(u32) -> Option<String>; 2],
) -> Vec<String> {
    let before = Picture::draw(old.iter().map(Made::input).collect());
    let after = Picture::draw(new.iter().map(Made::input).collect());
    let judged = |p: &Picture<'_>| finding::judge(p, &Context::default());
    let (was, is) = (judged(&before), judged(&after));
    let diff = compare(
        &Side {
            picture: &before,
            findings: &was,
            more: more[0],
            line: &|_, _, line| text[0](line),
        },
        &Side {
            picture: &after,
            findings: &is,
            more: more[1],
            line: &|_, _, line| text[1](line),
        },
    );
    let mut told = Vec::new();
    for change in &diff.packages {
        let grows = if change.grows() { "grew" } else { "quiet" };
        told.push(format!("{} {grows}", change.name));
        for item in &change.items {
            let mark = if item.grows { "+" } else { "-" };
            let site = item.site.map_or("", Site::name);
            let lines: Vec<_> = item.evidence.iter().filter_map(|e| e.position).collect();
            let lines: Vec<String> = lines.iter().map(|(line, _)| line.to_string()).collect();
            let line = format!(
                "{mark} {} {site} {} @{}",
                item.kind.name(),
                item.message,
                lines.join(",")
            );
            told.push(line);
        }
    }
    assert_eq!(
        diff.grows(),
        told.iter()
            .any(|t| t.starts_with('+') || t.ends_with("grew"))
    );
    told
}

fn told(old: &[Made], new: &[Made]) -> Vec<String> {
    let none = |_: u32| None;
    told_with(old, new, [&[], &[]], [&none, &none])
}

use Capability::{Net, Read, Run, Unsafe, Write};

#[test]
fn the_same_is_told_of_nothing() {
    let one = || [made("a", "1.0.0").does(Site::Lib, 3, "connect", Net)];
    assert_eq!(told(&one(), &one()), Vec::<String>::new());
}

#[test]
fn a_new_version_that_does_no_more_is_quiet() {
    let old = [made("a", "1.0.0").does(Site::Lib, 3, "connect", Net)];
    let new = [made("a", "1.0.1").does(Site::Lib, 9, "connect", Net)];
    assert_eq!(told(&old, &new), ["a quiet"]);
}

#[test]
fn the_worst_comes_first() {
    let old = [made("a", "1.0.0").does(Site::Lib, 1, "open", Read)];
    let new = [
        made("a", "1.0.1")
            .does(Site::Lib, 1, "open", Read)
            .does(Site::Lib, 2, "open", Read)
            .does(Site::Lib, 3, "create", Write)
            .does(Site::Build, 4, "Command", Run)
            .does(Site::Lib, 5, "unsafe block", Unsafe)
            .has(HygieneKind::MachineCode, "ELF")
            .on(1),
        made("b", "0.1.0"),
    ];
    assert_eq!(
        told(&old, &new),
        [
            "a grew",
            "+ capability build run: start another program @4",
            "+ capability lib write: create, change or delete files by path @3",
            "+ capability lib unsafe: unsafe blocks, functions, impls, traits @5",
            "+ calls lib read: 1 new or changed place @2",
            "+ site build brings a build script, which runs as you on every build @",
            "+ dependency  depends on b: 0.1.0 is pure @",
            "+ blob  ships a file that no source witness can read @",
            "b grew",
        ]
    );
}

#[test]
fn what_is_gone_is_no_growth() {
    let old = [
        made("a", "1.0.0")
            .does(Site::Lib, 1, "open", Read)
            .does(Site::Build, 1, "Command", Run)
            .on(1),
        made("b", "1.0.0"),
    ];
    let new = [made("a", "1.0.1").does(Site::Lib, 1, "unsafe block", Unsafe)];
    let lost = told(&old, &new);
    assert_eq!(
        lost[1..],
        [
            "+ capability lib unsafe: unsafe blocks, functions, impls, traits @1",
            "- lost  no longer depends on b @",
            "- lost build has no build script any more @",
            "- lost lib no longer has read @",
            "b quiet",
        ]
    );
    assert_eq!(told(&new, &new), Vec::<String>::new());
}

#[test]
fn a_call_is_the_same_when_its_line_says_the_same() {
    let one = |version| made("a", version).does(Site::Lib, 3, "Command", Run);
    let line = |text: &'static str| move |_: u32| Some(text.to_owned());
    let (honest, moved) = (
        line("Command::new(\"rustc\")"),
        line("  Command::new( \"rustc\" )"),
    );
    let evil = line("Command::new(shell)");
    let with = |new: &dyn Fn(u32) -> Option<String>| {
        told_with(&[one("1.0.0")], &[one("1.0.1")], [&[], &[]], [&honest, new])
    };
    assert_eq!(with(&moved), ["a quiet"]);
    assert_eq!(
        with(&evil),
        ["a grew", "+ calls lib run: 1 new or changed place @3"]
    );
    // Where one of both texts cannot be had, naming the same thing as often is no change.
    assert_eq!(with(&|_| None), ["a quiet"]);
}

#[test]
fn touched_unsafe_code_is_told_and_is_no_growth() {
    let old = [made("a", "1.0.0").does(Site::Lib, 1, "unsafe block", Unsafe)];
    let new = [made("a", "1.0.1")
        .does(Site::Lib, 1, "unsafe block", Unsafe)
        .does(Site::Lib, 2, "unsafe block", Unsafe)];
    assert_eq!(
        told(&old, &new),
        ["a quiet", "- calls lib unsafe: 1 new or changed place @2"]
    );
}

#[test]
fn another_archive_under_one_version_is_told() {
    let (one, two) = (made("a", "1.0.0"), made("a", "1.0.0"));
    let before = Picture::draw(vec![Input {
        checksum: Some("aa"),
        ..one.input()
    }]);
    let after = Picture::draw(vec![Input {
        checksum: Some("bb"),
        ..two.input()
    }]);
    let item = origin::moved(&before.packages[0], &after.packages[0]);
    assert_eq!(
        item.map(|i| (i.kind, i.grows)),
        Some((ItemKind::Origin, true))
    );
    assert_eq!(origin::moved(&after.packages[0], &after.packages[0]), None);
}

#[test]
fn versions_of_one_name_are_paired_with_the_compatible_one() {
    let all = |a: &'static str, b: &'static str| [made("syn", a), made("syn", b)];
    let paired = |old: &[Made], new: &[Made]| {
        let draw = |all: &[Made]| all.iter().map(|m| m.version.to_owned()).collect::<Vec<_>>();
        let (olds, news) = (draw(old), draw(new));
        let before = Picture::draw(old.iter().map(Made::input).collect());
        let after = Picture::draw(new.iter().map(Made::input).collect());
        let pairs = pairs::pairs(&before.packages, &after.packages);
        let said = |v: &[String], i: Option<usize>| i.map_or("none".to_owned(), |i| v[i].clone());
        let mut pairs: Vec<String> = pairs
            .iter()
            .map(|(o, n)| format!("{} {}", said(&olds, *o), said(&news, *n)))
            .collect();
        pairs.sort();
        pairs
    };
    assert_eq!(
        paired(&all("1.0.1", "2.0.1"), &all("1.0.2", "2.0.9")),
        ["1.0.1 1.0.2", "2.0.1 2.0.9"]
    );
    assert_eq!(
        paired(&[made("syn", "1.0.1")], &all("1.0.1", "2.0.0")),
        ["1.0.1 1.0.1", "none 2.0.0"]
    );
    assert_eq!(
        paired(&all("1.0.1", "2.0.0"), &[made("syn", "2.1.0")]),
        ["1.0.1 none", "2.0.0 2.1.0"]
    );
}

fn declares(name: &str, condition: &str) -> More {
    More {
        declared: Some(vec![Declared {
            name: name.to_owned(),
            kind: Kind::Normal,
            condition: condition.to_owned(),
        }]),
        published: None,
    }
}

#[test]
fn a_dependency_that_was_not_read_says_so_and_one_that_loses_its_condition_is_news() {
    let none = |_: u32| None;
    let with = |old: More, new: More| {
        let pair = [[made("a", "1.0.0")], [made("a", "1.0.1")]];
        told_with(&pair[0], &pair[1], [&[old], &[new]], [&none, &none])
    };
    assert_eq!(
        with(More::default(), declares("w", "only on cfg(windows)")),
        [
            "a grew",
            "+ dependency  depends on w (only on cfg(windows)): it is not in the graph that was read, so what it brings was not seen @",
        ]
    );
    assert_eq!(
        with(declares("w", "optional"), declares("w", "")),
        [
            "a grew",
            "+ dependency  always depends on w (before: optional): it is not in the graph that was read, so what it brings was not seen @",
        ]
    );
    assert_eq!(with(declares("w", ""), declares("w", "")), ["a quiet"]);
}

fn published(commit: Option<&str>, dirty: bool, files: &[(&str, u8)]) -> More {
    let files = files.iter().map(|(f, hash)| ((*f).to_owned(), [*hash; 32]));
    More {
        declared: None,
        published: Some(Published {
            commit: commit.map(str::to_owned),
            dirty,
            files: files.collect::<BTreeMap<_, _>>(),
            checked: None,
        }),
    }
}

#[test]
fn archives_that_left_version_control_are_told() {
    let none = |_: u32| None;
    let with = |old: More, new: More| {
        let pair = [[made("a", "1.0.0")], [made("a", "1.0.1")]];
        told_with(&pair[0], &pair[1], [&[old], &[new]], [&none, &none])
    };
    let one = || published(Some("c1"), false, &[("Cargo.toml", 1), ("build.rs", 1)]);
    assert_eq!(
        with(
            one(),
            published(Some("c1"), false, &[("Cargo.toml", 2), ("build.rs", 2)])
        ),
        [
            "a grew",
            "+ unversioned  names the same commit as the version before, yet 1 file differs @",
        ]
    );
    assert_eq!(
        with(
            one(),
            published(Some("c1"), false, &[("Cargo.toml", 2), ("build.rs", 1)])
        ),
        ["a quiet"]
    );
    assert_eq!(
        with(one(), published(None, false, &[])),
        [
            "a grew",
            "+ unversioned  names no commit that it was made of; the version before does @",
        ]
    );
    assert_eq!(
        with(one(), published(Some("c2"), true, &[])),
        [
            "a grew",
            "+ unversioned  was made of files that were not committed (it says so itself) @",
        ]
    );
    assert_eq!(with(one(), published(Some("c2"), false, &[])), ["a quiet"]);
}

#[test]
fn an_optional_dependency_that_is_off_is_told_and_is_no_growth() {
    let none = |_: u32| None;
    let pair = [[made("a", "1.0.0")], [made("a", "1.0.1")]];
    let more = [[More::default()], [declares("w", OPTIONAL)]];
    let told = told_with(&pair[0], &pair[1], [&more[0], &more[1]], [&none, &none]);
    let said = "- dependency  depends on w (optional): it is not in the graph that was read, so what it brings was not seen @";
    assert_eq!(told, ["a quiet", said]);
}

#[test]
fn a_new_edge_to_what_was_there_is_growth_only_when_it_leads_further() {
    let pure = || made("b", "1.0.0");
    let net = || made("b", "1.0.0").does(Site::Lib, 1, "connect", Net);
    let a = |version| made("a", version).does(Site::Lib, 1, "open", Read);
    let edge = |b: fn() -> Made| told(&[a("1.0.0"), b()], &[a("1.0.1").on(1), b()]);
    let pure_edge = edge(pure);
    assert_eq!(
        pure_edge,
        ["a quiet", "- dependency  depends on b: 1.0.0 is pure @"]
    );
    assert_eq!(
        edge(net),
        [
            "a grew",
            "+ dependency  depends on b: 1.0.0 brings lib: net @"
        ]
    );
}
