//! Every fixture under `tests/evasion`: a small graph of packages in one text, with its expectations in its own comments.
//!
//! - `//@ edition: 2018`, `//@ target: build build.rs` (default `lib src/lib.rs`), `//@ features: a,b`, `//@ cfg: name, key="value"`
//! - `//@ genuine: NAME`: the extern crate of that name is the published one
//! - `//@ expect: SITE CAPABILITIES` (`-` for none): the exact set of a site
//! - `//@ gap: KIND`: a gap of this kind must be told
//! - `//@ file: PATH`: what follows is that file; `//@ package: NAME`: what follows is another package that the first depends on
//! - `//@ spelled out`: every `\u{..}` in the files of this package stands for the character itself, which a person who
//!   reads the fixture, and a tool that looks for hidden characters, would take for deceit
//! - `code //~ CAPABILITIES`: the facts of this line, all together; a line without has none

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use bulkhead_facts::cfg::CfgEnv;
use bulkhead_facts::link::{Dep, LinkedTarget, Node, link};
use bulkhead_facts::source::{Edition, TargetSpec, scan};
use bulkhead_facts::{CapSet, FileMap, GapKind, Limits, Site};

#[derive(Default)]
struct Package {
    name: String,
    edition: Option<Edition>,
    targets: Vec<(Site, String)>,
    features: BTreeSet<String>,
    cfgs: Vec<String>,
    genuine: BTreeSet<String>,
    expect: BTreeMap<Site, CapSet>,
    gaps: Vec<GapKind>,
    spelled_out: bool,
    files: FileMap,
}

fn site(word: &str) -> Site {
    Site::ALL
        .into_iter()
        .find(|s| s.name() == word)
        .unwrap_or_else(|| panic!("no site `{word}`"))
}

fn caps(text: &str) -> CapSet {
    text.split_whitespace()
        .filter(|w| *w != "-")
        .map(|w| w.parse().unwrap())
        .collect()
}

fn gap(word: &str) -> GapKind {
    match word {
        "missing-file" => GapKind::MissingFile,
        "unreadable" => GapKind::Unreadable,
        "limit" => GapKind::Limit,
        "generated-code" => GapKind::GeneratedCode,
        "proc-macro" => GapKind::ProcMacro,
        "macro-path" => GapKind::MacroPath,
        "computed" => GapKind::Computed,
        other => panic!("no gap kind `{other}`"),
    }
}

/// Each `\u{..}` as the character that it names.
fn unescape(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('}').unwrap();
        let code = u32::from_str_radix(digits, 16).unwrap();
        out.push(char::from_u32(code).unwrap());
        out.push_str(rest);
    }
    out
}

fn parse(text: &str) -> Vec<Package> {
    let mut packages = vec![Package {
        name: "fixture".into(),
        ..Package::default()
    }];
    let mut file: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let package = packages.last_mut().unwrap();
        let Some(directive) = line.strip_prefix("//@ ") else {
            if let Some(file) = &file {
                let line = match package.spelled_out {
                    true => unescape(line),
                    false => line.to_owned(),
                };
                let bytes = package.files.0.entry(file.clone()).or_default();
                bytes.extend_from_slice(line.as_bytes());
            }
            continue;
        };
        if directive.trim_end() == "spelled out" {
            package.spelled_out = true;
            continue;
        }
        let (key, value) = directive.trim_end().split_once(':').unwrap();
        let value = value.trim();
        match key {
            "edition" => {
                package.edition = Some(match value {
                    "2015" => Edition::E2015,
                    "2018" => Edition::E2018,
                    "2021" => Edition::E2021,
                    _ => Edition::E2024,
                });
            }
            "target" => {
                let (s, root) = value.split_once(' ').unwrap();
                package.targets.push((site(s), root.trim().to_owned()));
            }
            "features" => package
                .features
                .extend(value.split(',').map(|f| f.trim().to_owned())),
            "cfg" => package
                .cfgs
                .extend(value.split(',').map(|c| c.trim().to_owned())),
            "expect" => {
                let (s, set) = value.split_once(' ').unwrap();
                package.expect.insert(site(s), caps(set));
            }
            "gap" => package
                .gaps
                .extend(value.split([',', '|']).map(|g| gap(g.trim()))),
            "file" => {
                package.files.0.entry(value.to_owned()).or_default();
                file = Some(value.to_owned());
            }
            "package" => {
                packages.push(Package {
                    name: value.to_owned(),
                    ..Package::default()
                });
                file = None;
            }
            "genuine" => drop(package.genuine.insert(value.to_owned())),
            "nocompile" => {}
            other => panic!("no directive `{other}`"),
        }
    }
    for package in &mut packages {
        if package.targets.is_empty() {
            package.targets.push((Site::Lib, "src/lib.rs".into()));
        }
    }
    packages
}

fn env(package: &Package) -> CfgEnv {
    let pair = |k: &str, v: &str| (k.to_owned(), v.to_owned());
    let mut env = CfgEnv {
        names: ["unix".to_owned()].into(),
        pairs: [
            pair("target_os", "linux"),
            pair("target_arch", "x86_64"),
            pair("target_family", "unix"),
            pair("target_env", "gnu"),
            pair("target_pointer_width", "64"),
            pair("target_endian", "little"),
            pair("target_vendor", "unknown"),
            pair("panic", "unwind"),
            pair("target_has_atomic", "64"),
        ]
        .into(),
        features: package.features.clone(),
        open: package.targets.iter().any(|(s, _)| *s == Site::Build),
        genuine: package.genuine.clone(),
        anywhere: false,
    };
    if package.targets.iter().any(|(s, _)| *s == Site::Macro) {
        env.names.insert("proc_macro".to_owned());
    }
    for cfg in &package.cfgs {
        match cfg.split_once('=') {
            Some((k, v)) => drop(env.pairs.insert(pair(k.trim(), v.trim().trim_matches('"')))),
            None => drop(env.names.insert(cfg.clone())),
        }
    }
    env
}

fn check(name: &str, text: &str, report: &mut String) {
    let packages = parse(text);
    let externs: Vec<String> = packages[1..].iter().map(|p| p.name.clone()).collect();
    let facts: Vec<_> = packages
        .iter()
        .map(|package| {
            let targets: Vec<_> = package
                .targets
                .iter()
                .map(|(site, root)| TargetSpec {
                    site: *site,
                    name: package.name.clone(),
                    root: root.clone(),
                    edition: package.edition.unwrap_or(Edition::E2021),
                    externs: externs.clone(),
                })
                .collect();
            scan(&package.files, &targets, &Limits::default())
        })
        .collect();
    let deps: Vec<_> = externs
        .iter()
        .enumerate()
        .map(|(i, name)| Dep {
            extern_name: name.clone(),
            node: i + 1,
        })
        .collect();
    let nodes: Vec<_> = packages
        .iter()
        .zip(&facts)
        .map(|(package, facts)| Node {
            name: &package.name,
            facts,
            deps: deps.clone(),
            build_deps: deps.clone(),
            envs: vec![env(package)],
            build_envs: vec![env(package)],
        })
        .collect();
    let linked = link(&nodes);
    for (i, package) in packages.iter().enumerate() {
        compare(name, package, &facts[i].files, &linked[i], report);
    }
}

fn compare(
    fixture: &str,
    package: &Package,
    files: &[String],
    linked: &[LinkedTarget],
    report: &mut String,
) {
    let name = format!("{fixture} ({})", package.name);
    for (&site, &expected) in &package.expect {
        let found = linked
            .iter()
            .filter(|t| t.site == site)
            .fold(CapSet::EMPTY, |set, t| set | t.direct());
        if found != expected {
            writeln!(
                report,
                "{name}: site {site}: expected {expected:?}, found {found:?}"
            )
            .unwrap();
        }
    }
    let mut lines: BTreeMap<(String, u32), CapSet> = BTreeMap::new();
    for fact in linked.iter().flat_map(|t| &t.facts) {
        *lines
            .entry((files[fact.place.file as usize].clone(), fact.place.line))
            .or_default() |= fact.caps;
    }
    for (file, bytes) in &package.files.0 {
        let text = String::from_utf8_lossy(bytes);
        for (i, line) in text.split('\n').enumerate() {
            let expected = line
                .split_once("//~")
                .map_or(CapSet::EMPTY, |(_, set)| caps(set));
            let found = lines
                .get(&(file.clone(), i as u32 + 1))
                .copied()
                .unwrap_or_default();
            if found != expected {
                writeln!(
                    report,
                    "{name}: {file}:{}: expected {expected:?}, found {found:?}: {}",
                    i + 1,
                    line.trim()
                )
                .unwrap();
            }
        }
    }
    let gaps: Vec<_> = linked.iter().flat_map(|t| &t.gaps).collect();
    for kind in &package.gaps {
        if !gaps.iter().any(|g| g.kind == *kind) {
            writeln!(report, "{name}: expected a gap {kind:?}, found {gaps:?}").unwrap();
        }
    }
    if package.gaps.is_empty() && !gaps.is_empty() {
        writeln!(report, "{name}: unexpected gaps {gaps:?}").unwrap();
    }
}

#[test]
fn spelled_out_characters_reach_the_scanner() {
    let text = "//@ spelled out\n//@ file: src/lib.rs\n\\u{feff}fn f() {\\u{200e}}\n";
    let packages = parse(text);
    let files: Vec<_> = packages[0].files.0.values().collect();
    assert_eq!(files, ["\u{feff}fn f() {\u{200e}}\n".as_bytes()]);
}

#[test]
fn fixtures_say_what_is_found() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evasion");
    let mut paths: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    let mut report = String::new();
    let mut failed = Vec::new();
    for path in &paths {
        let name = path.file_stem().unwrap().to_string_lossy();
        let before = report.len();
        check(&name, &std::fs::read_to_string(path).unwrap(), &mut report);
        if report.len() > before {
            failed.push(name.into_owned());
        }
    }
    assert!(paths.len() > 300, "the fixtures are missing");
    assert!(
        failed.is_empty(),
        "{} of {} fixtures: {failed:?}\n{report}",
        failed.len(),
        paths.len()
    );
}
