//! Every fixture under `tests/ways`: a small graph of packages in one text, with the ways expected in its own comments.
//!
//! - `//@ package: NAME`: what follows is that package; the first is the user's own
//! - `//@ target: SITE ROOT` (default `lib src/lib.rs`), `//@ deps: a, b=c`, `//@ build-deps: ..`: packages by name, or by
//!   the name that code has for them
//! - `//@ file: PATH`: what follows is that file
//! - `//@ why: PACKAGE CAPABILITY SITE: START certain|possible PACKAGE.FUNCTION > ..`, or `none`

use std::fs;
use std::path::Path;

use bulkhead_facts::calls::Trace;
use bulkhead_facts::calls::way::{Question, Start, Tracer, find};
use bulkhead_facts::cfg::CfgEnv;
use bulkhead_facts::link::{Dep, LinkedTarget, Node, link};
use bulkhead_facts::source::{Edition, TargetSpec, scan, trace};
use bulkhead_facts::{FileMap, Limits, PackageFacts, Site};

#[derive(Default)]
struct Package {
    name: String,
    targets: Vec<(Site, String)>,
    deps: Vec<(String, String)>,
    build_deps: Vec<(String, String)>,
    files: FileMap,
}

impl Package {
    fn specs(&self) -> Vec<TargetSpec> {
        let spec = |(site, root): &(Site, String)| TargetSpec {
            site: *site,
            name: self.name.clone(),
            root: root.clone(),
            edition: Edition::E2021,
            externs: match site {
                Site::Build => &self.build_deps,
                _ => &self.deps,
            }
            .iter()
            .map(|(name, _)| name.clone())
            .chain([self.name.replace('-', "_")])
            .collect(),
        };
        self.targets.iter().map(spec).collect()
    }
}

fn site(word: &str) -> Site {
    let found = Site::ALL.into_iter().find(|s| s.name() == word);
    found.unwrap_or_else(|| panic!("no site `{word}`"))
}

fn edges(value: &str) -> Vec<(String, String)> {
    let pair = |edge: &str| {
        let (name, package) = edge.split_once('=').unwrap_or((edge, edge));
        (name.trim().replace('-', "_"), package.trim().to_owned())
    };
    value.split(',').map(|e| pair(e.trim())).collect()
}

fn parse(text: &str) -> (Vec<Package>, Vec<String>) {
    let (mut packages, mut whys) = (Vec::<Package>::new(), Vec::new());
    let mut file: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let Some(directive) = line.strip_prefix("//@ ") else {
            if let (Some(package), Some(file)) = (packages.last_mut(), &file) {
                let bytes = package.files.0.entry(file.clone()).or_default();
                bytes.extend_from_slice(line.as_bytes());
            }
            continue;
        };
        let (key, value) = directive.trim_end().split_once(':').unwrap();
        let value = value.trim();
        match (key, packages.last_mut()) {
            ("package", _) => {
                let name = value.to_owned();
                packages.push(Package {
                    name,
                    ..Package::default()
                });
                file = None;
            }
            ("why", _) => whys.push(value.to_owned()),
            ("target", Some(package)) => {
                let (s, root) = value.split_once(' ').unwrap();
                package.targets.push((site(s), root.to_owned()));
            }
            ("deps", Some(package)) => package.deps = edges(value),
            ("build-deps", Some(package)) => package.build_deps = edges(value),
            ("file", _) => file = Some(value.to_owned()),
            other => panic!("no directive {other:?}", other = other.0),
        }
    }
    for package in &mut packages {
        if package.targets.is_empty() {
            package.targets.push((Site::Lib, "src/lib.rs".into()));
        }
    }
    (packages, whys)
}

struct Traces<'a>(&'a [Package]);

impl Tracer for Traces<'_> {
    fn trace(&self, node: usize) -> Option<Trace> {
        let package = &self.0[node];
        Some(trace(&package.files, &package.specs(), &Limits::default()))
    }
}

struct Graph<'a> {
    packages: &'a [Package],
    nodes: Vec<Node<'a>>,
    linked: Vec<Vec<LinkedTarget>>,
}

impl Graph<'_> {
    fn index(&self, name: &str) -> usize {
        self.packages.iter().position(|p| p.name == name).unwrap()
    }

    /// The way as a fixture spells it.
    fn way(&self, question: &str) -> String {
        let words: Vec<&str> = question.split_whitespace().collect();
        let [package, cap, s] = words[..] else {
            panic!("package, capability, site: {question}")
        };
        let question = Question {
            nodes: &self.nodes,
            linked: &self.linked,
            own: &[0],
            package: self.index(package),
            site: site(s),
            cap: cap.parse().unwrap(),
        };
        let Some(way) = find(&question, &Traces(self.packages)) else {
            return "none".to_owned();
        };
        let start = match way.start {
            Start::Own => "own",
            Start::Offer => "offer",
            Start::Inside => "inside",
        };
        let sure = if way.certain() { "certain" } else { "possible" };
        let step = |s: &bulkhead_facts::calls::way::Step| {
            assert!(s.line > 0 && s.column > 0 && !s.file.is_empty() && !s.what.is_empty());
            format!("{}.{}", self.packages[s.node].name, s.function)
        };
        let steps: Vec<String> = way.steps.iter().map(step).collect();
        format!("{start} {sure} {}", steps.join(" > "))
    }
}

fn check(text: &str) -> Vec<String> {
    let (packages, whys) = parse(text);
    assert!(!whys.is_empty());
    let facts: Vec<PackageFacts> = packages
        .iter()
        .map(|p| scan(&p.files, &p.specs(), &Limits::default()))
        .collect();
    let deps = |edges: &[(String, String)]| -> Vec<Dep> {
        let dep = |(name, package): &(String, String)| Dep {
            extern_name: name.clone(),
            node: packages.iter().position(|p| p.name == *package).unwrap(),
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
    let graph = Graph {
        packages: &packages,
        linked: link(&nodes),
        nodes,
    };
    let mut wrong = Vec::new();
    for why in whys {
        let (question, expected) = why.split_once(": ").unwrap();
        let found = graph.way(question);
        if found != expected {
            wrong.push(format!(
                "{question}: found {found}\n    expected {expected}"
            ));
        }
    }
    wrong
}

#[test]
fn ways_are_as_the_fixtures_say() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ways");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = check(&fs::read_to_string(&path).unwrap());
        wrong.extend(found.into_iter().map(|w| format!("{name}: {w}")));
        count += 1;
    }
    assert!(count > 0);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
