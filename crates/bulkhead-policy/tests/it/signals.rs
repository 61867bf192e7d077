//! Every fixture under `tests/findings`: a small graph in one text, with its expectations in its own comments.
//!
//! - `//@ package: NAME`: what follows is that package; the first is the one that the others are there for
//! - `//@ target: SITE ROOT` (default `lib src/lib.rs`), `//@ deps: a, b=c`, `//@ build-deps: ..`: packages by name, or by
//!   the name that code has for them
//! - `//@ file: PATH`: what follows is that file; `//@ binary: PATH`: the package has a binary file there
//! - `//@ finds: CODE LEVEL PACKAGE`: all findings of the rules that have fixtures here; none without

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bulkhead_facts::cfg::CfgEnv;
use bulkhead_facts::link::{Dep, Node, link};
use bulkhead_facts::source::{Edition, TargetSpec, scan};
use bulkhead_facts::{FileMap, Limits, PackageFacts, Site};
use bulkhead_policy::finding::{Context, judge};
use bulkhead_policy::picture::{Input, Picture, Provenance, Roles, Source};

/// The rules that have fixtures here.
const CODES: [&str; 6] = [
    "build-net",
    "build-payload",
    "ci-behaviour",
    "download-and-run",
    "hidden-string",
    "secret-place",
];

#[derive(Default)]
struct Package {
    name: String,
    targets: Vec<(Site, String)>,
    deps: Vec<(String, String)>,
    build_deps: Vec<(String, String)>,
    files: FileMap,
}

fn edges(value: &str) -> Vec<(String, String)> {
    let pair = |edge: &str| {
        let (name, package) = edge.split_once('=').unwrap_or((edge, edge));
        (name.trim().replace('-', "_"), package.trim().to_owned())
    };
    value.split(',').map(|e| pair(e.trim())).collect()
}

fn parse(text: &str) -> (Vec<Package>, BTreeSet<String>) {
    let (mut packages, mut finds) = (Vec::<Package>::new(), BTreeSet::new());
    let mut file: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let Some(directive) = line.strip_prefix("//@ ") else {
            if let (Some(package), Some(file)) = (packages.last_mut(), &file) {
                let bytes = package.files.0.entry(file.clone()).or_default();
                bytes.extend_from_slice(line.as_bytes());
            }
            continue;
        };
        let (key, value) = directive.trim_end().split_once(':').expect("`key: value`");
        let value = value.trim();
        if key == "package" {
            let name = value.to_owned();
            packages.push(Package {
                name,
                ..Package::default()
            });
            file = None;
            continue;
        }
        let package = packages.last_mut();
        match key {
            "finds" => assert!(finds.insert(value.to_owned()), "{value} twice"),
            "target" => {
                let (site, root) = value.split_once(' ').expect("site and root");
                let site = Site::ALL.into_iter().find(|s| s.name() == site);
                let target = (site.expect("a site"), root.to_owned());
                package.expect("a package").targets.push(target);
            }
            "deps" => package.expect("a package").deps = edges(value),
            "build-deps" => package.expect("a package").build_deps = edges(value),
            "binary" => {
                let bytes: Vec<u8> = (0..4096_u32)
                    .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
                    .collect();
                package
                    .expect("a package")
                    .files
                    .0
                    .insert(value.to_owned(), bytes);
            }
            "file" => file = Some(value.to_owned()),
            other => panic!("no directive `{other}`"),
        }
    }
    (packages, finds)
}

fn facts(package: &Package) -> PackageFacts {
    let externs = |edges: &[(String, String)]| edges.iter().map(|(name, _)| name.clone()).collect();
    let lib = [(Site::Lib, "src/lib.rs".to_owned())];
    let targets = match package.targets.is_empty() {
        true => &lib[..],
        false => &package.targets,
    };
    let specs: Vec<TargetSpec> = targets
        .iter()
        .map(|(site, root)| TargetSpec {
            site: *site,
            name: package.name.clone(),
            root: root.clone(),
            edition: Edition::E2021,
            externs: externs(match site {
                Site::Build => &package.build_deps,
                _ => &package.deps,
            }),
        })
        .collect();
    scan(&package.files, &specs, &Limits::default())
}

fn found(packages: &[Package]) -> BTreeSet<String> {
    let facts: Vec<PackageFacts> = packages.iter().map(facts).collect();
    let index = |name: &str| {
        packages
            .iter()
            .position(|p| p.name == name)
            .expect("a package of the fixture")
    };
    let deps = |edges: &[(String, String)]| -> Vec<Dep> {
        let dep = |(name, package): &(String, String)| Dep {
            extern_name: name.clone(),
            node: index(package),
        };
        edges.iter().map(dep).collect()
    };
    let nodes: Vec<Node<'_>> = packages
        .iter()
        .zip(&facts)
        .map(|(p, facts)| Node {
            name: &p.name,
            facts,
            deps: deps(&p.deps),
            build_deps: deps(&p.build_deps),
            envs: vec![CfgEnv::default()],
            build_envs: vec![CfgEnv::default()],
        })
        .collect();
    let inputs = packages.iter().zip(&facts).zip(link(&nodes));
    let inputs = inputs.map(|((p, facts), targets)| Input {
        name: &p.name,
        version: "1.0.0",
        source: Source::Registry("sparse+https://index.crates.io/".to_owned()),
        checksum: None,
        roles: Roles::default(),
        provenance: Provenance::Local,
        differences: Vec::new(),
        trouble: None,
        facts,
        targets,
        deps: deps(&p.deps).into_iter().map(|d| d.node).collect(),
        dev_deps: Vec::new(),
        build_deps: deps(&p.build_deps).into_iter().map(|d| d.node).collect(),
    });
    let picture = Picture::draw(inputs.collect());
    let findings = judge(&picture, &Context::default());
    let ours = findings.iter().filter(|f| CODES.contains(&f.code));
    ours.map(|f| {
        let package = f.package.map_or("", |p| picture.packages[p].name);
        format!("{} {} {package}", f.code, f.level.name())
    })
    .collect()
}

#[test]
fn fixtures_are_judged_as_they_say() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    let mut wrong = Vec::new();
    let mut told = BTreeSet::new();
    let entries = fs::read_dir(dir).expect("the fixtures are there");
    for entry in entries {
        let path = entry.expect("a fixture").path();
        let text = fs::read_to_string(&path).expect("a fixture is text");
        let (packages, finds) = parse(&text);
        assert!(!packages.is_empty(), "{}", path.display());
        let found = found(&packages);
        if found != finds {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            wrong.push(format!("{name}: found {found:#?}, expected {finds:#?}"));
        }
        told.extend(
            finds
                .iter()
                .filter_map(|f| f.split(' ').next().map(str::to_owned)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let codes: BTreeSet<String> = CODES.iter().map(ToString::to_string).collect();
    assert_eq!(
        told, codes,
        "each rule has a fixture in which it finds something"
    );
}
