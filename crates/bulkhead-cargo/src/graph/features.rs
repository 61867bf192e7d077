//! Which features of which package Cargo compiles for the program and for the host, and which packages not at all.
//!
//! `cargo metadata` answers with the features of resolver 1: united over all platforms and over build-time and run-time
//! users, and with packages in the graph that only a weak feature (`dep?/feature`) names. What is compiled is less. This
//! is resolver 2's rule (The Cargo Book, "Feature resolver version 2"), run over what metadata says; a workspace that
//! uses resolver 1 keeps metadata's answer, which is the wider one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use cargo_metadata::{DependencyKind, Node, PackageId};
use serde::Deserialize;

use super::platform::Platforms;

/// Where a package's library is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum World {
    Target,
    Host,
}

/// What is compiled.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    /// The features of each package in each world in which it is compiled.
    pub(super) features: HashMap<(usize, World), BTreeSet<String>>,
    /// The declared dependencies that are on: package, world, name in `Cargo.toml`.
    on: HashSet<(usize, World, String)>,
}

/// What a package declares.
pub(super) struct Declared {
    features: BTreeMap<String, Vec<String>>,
    links: Vec<Link>,
    member: bool,
    proc_macro: bool,
    /// What metadata says is on.
    united: BTreeSet<String>,
}

/// One declaration of a dependency, and the package it leads to.
pub(super) struct Link {
    /// The name in `Cargo.toml`.
    name: String,
    pub(super) extern_name: String,
    pub(super) to: usize,
    pub(super) kind: DependencyKind,
    optional: bool,
    default: bool,
    features: Vec<String>,
    on_target: bool,
    on_host: bool,
}

/// Reads the declarations of a package.
pub(super) fn declared(
    p: &cargo_metadata::Package,
    node: &Node,
    member: bool,
    all: &[cargo_metadata::Package],
    index: &HashMap<PackageId, usize>,
    platforms: &Platforms,
) -> Declared {
    let mut links = Vec::new();
    for dep in &node.deps {
        let Some(&to) = index.get(&dep.pkg) else {
            continue;
        };
        for d in p.dependencies.iter().filter(|d| leads_to(d, dep, &all[to])) {
            links.push(Link {
                name: d.rename.clone().unwrap_or_else(|| d.name.clone()),
                extern_name: dep.name.replace('-', "_"),
                to,
                kind: d.kind,
                optional: d.optional,
                default: d.uses_default_features,
                features: d.features.clone(),
                on_target: platforms
                    .targets
                    .iter()
                    .any(|t| t.matches(d.target.as_ref())),
                on_host: platforms.hosts.iter().any(|h| h.matches(d.target.as_ref())),
            });
        }
    }
    Declared {
        features: p.features.clone(),
        links,
        member,
        proc_macro: p.targets.iter().any(cargo_metadata::Target::is_proc_macro),
        united: node.features.iter().map(ToString::to_string).collect(),
    }
}

/// Whether a declaration is one of those behind a resolved edge. In doubt yes: then more is on, not less.
fn leads_to(
    d: &cargo_metadata::Dependency,
    dep: &cargo_metadata::NodeDep,
    to: &cargo_metadata::Package,
) -> bool {
    let renamed = d
        .rename
        .as_ref()
        .is_none_or(|name| name.replace('-', "_") == dep.name);
    let kind = dep
        .dep_kinds
        .iter()
        .any(|k| k.kind == d.kind && k.target == d.target);
    let version = d.path.is_some() || to.source.is_none() || d.req.matches(&to.version);
    *to.name == d.name && renamed && kind && version
}

/// Whether the workspace at `root` uses resolver 1. `edition` is that of the package in the root, if there is one.
pub(super) fn is_resolver_1(root: &Path, edition: Option<cargo_metadata::Edition>) -> bool {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Table {
        resolver: Option<String>,
    }
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Manifest {
        workspace: Option<Table>,
        package: Option<Table>,
    }
    let text = std::fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let manifest: Manifest = toml::from_str(&text).unwrap_or_default();
    let tables = [manifest.workspace, manifest.package];
    match tables.into_iter().flatten().find_map(|t| t.resolver) {
        Some(resolver) => resolver == "1",
        None => edition.is_none_or(|e| e < cargo_metadata::Edition::E2021),
    }
}

impl Compiled {
    /// What is compiled for the members; `dev`: for their tests, examples and benchmarks too. `extra` are features as
    /// the user named them, of which only `dependency/feature` is not in what metadata says of the members.
    pub(super) fn resolve(packages: &[Declared], extra: &[String], dev: bool) -> Self {
        let mut run = Run {
            packages,
            dev,
            compiled: Compiled::default(),
            deferred: HashMap::new(),
            work: Vec::new(),
        };
        for (package, p) in packages.iter().enumerate().filter(|(_, p)| p.member) {
            let world = if p.proc_macro {
                World::Host
            } else {
                World::Target
            };
            run.work.push((package, world, Want::Package));
            let wanted = p
                .united
                .iter()
                .chain(extra.iter().filter(|f| f.contains('/')));
            run.work
                .extend(wanted.map(|f| (package, world, Want::parse(f))));
        }
        while let Some((package, world, want)) = run.work.pop() {
            run.step(package, world, want);
        }
        run.compiled
    }

    /// Whether the package is compiled in that world.
    pub(super) fn has(&self, package: usize, world: World) -> bool {
        self.features.contains_key(&(package, world))
    }

    /// Whether a declared dependency of a package is on in one of its worlds.
    pub(super) fn is_on(&self, package: usize, link: &Link, world: World) -> bool {
        let on = |w| {
            self.has(package, w)
                && (!link.optional || self.on.contains(&(package, w, link.name.clone())))
        };
        match (link.kind, world) {
            (DependencyKind::Build, World::Target) => false,
            (DependencyKind::Build, World::Host) => {
                link.on_host && (on(World::Target) || on(World::Host))
            }
            (_, World::Target) => link.on_target && on(World::Target),
            (_, World::Host) => link.on_host && on(World::Host),
        }
    }
}

impl Declared {
    /// The declared dependencies.
    pub(super) fn links(&self) -> &[Link] {
        &self.links
    }
}

/// A feature or dependency that is to be on.
enum Want {
    /// The package itself, with what it always depends on.
    Package,
    Feature(String),
    Dependency(String),
    OfDependency {
        name: String,
        feature: String,
        weak: bool,
    },
}

impl Want {
    /// Reads an entry of a `[features]` list.
    fn parse(text: &str) -> Want {
        if let Some(name) = text.strip_prefix("dep:") {
            return Want::Dependency(name.to_owned());
        }
        let Some((name, feature)) = text.split_once('/') else {
            return Want::Feature(text.to_owned());
        };
        let strong = name.strip_suffix('?');
        Want::OfDependency {
            name: strong.unwrap_or(name).to_owned(),
            feature: feature.to_owned(),
            weak: strong.is_some(),
        }
    }
}

struct Run<'a> {
    packages: &'a [Declared],
    dev: bool,
    compiled: Compiled,
    /// Features that wait for an optional dependency to be turned on by somebody else.
    deferred: HashMap<(usize, World, String), BTreeSet<String>>,
    work: Vec<(usize, World, Want)>,
}

impl<'a> Run<'a> {
    fn step(&mut self, package: usize, world: World, want: Want) {
        match want {
            Want::Package => self.package(package, world),
            Want::Feature(feature) => self.feature(package, world, feature),
            Want::Dependency(name) => self.dependency(package, world, name),
            Want::OfDependency {
                name,
                feature,
                weak,
            } => {
                self.of_dependency(package, world, &name, &feature, weak);
            }
        }
    }

    fn package(&mut self, package: usize, world: World) {
        let key = (package, world);
        if self.compiled.features.contains_key(&key) {
            return;
        }
        self.compiled.features.insert(key, BTreeSet::new());
        for link in self.links(package, world).filter(|link| !link.optional) {
            self.follow(link, world);
        }
    }

    fn feature(&mut self, package: usize, world: World, feature: String) {
        self.package(package, world);
        let on = self.compiled.features.entry((package, world)).or_default();
        if on.contains(&feature) {
            return;
        }
        if let Some(list) = self.packages[package].features.get(&feature) {
            let wants = list.iter().map(|text| (package, world, Want::parse(text)));
            self.work.extend(wants);
            on.insert(feature);
        }
    }

    fn dependency(&mut self, package: usize, world: World, name: String) {
        if !self.compiled.on.insert((package, world, name.clone())) {
            return;
        }
        let waiting = self.deferred.remove(&(package, world, name.clone()));
        for link in self.links(package, world).filter(|link| link.name == name) {
            let there = self.follow(link, world);
            for feature in waiting.iter().flatten() {
                self.work.push((link.to, there, Want::parse(feature)));
            }
        }
    }

    fn of_dependency(
        &mut self,
        package: usize,
        world: World,
        name: &str,
        feature: &str,
        weak: bool,
    ) {
        for link in self.links(package, world).filter(|link| link.name == name) {
            if link.optional {
                let key = (package, world, name.to_owned());
                if weak && !self.compiled.on.contains(&key) {
                    self.deferred
                        .entry(key)
                        .or_default()
                        .insert(feature.to_owned());
                    continue;
                }
                self.work
                    .push((package, world, Want::Dependency(name.to_owned())));
                if !weak {
                    self.work
                        .push((package, world, Want::Feature(name.to_owned())));
                }
            }
            let there = self.world_of(link, world);
            self.work.push((link.to, there, Want::parse(feature)));
        }
    }

    /// Turns on the package behind a declaration, with the features that are declared for it.
    fn follow(&mut self, link: &Link, from: World) -> World {
        let there = self.world_of(link, from);
        self.work.push((link.to, there, Want::Package));
        let default = link.default.then_some("default");
        let wanted = default
            .into_iter()
            .chain(link.features.iter().map(String::as_str));
        self.work
            .extend(wanted.map(|f| (link.to, there, Want::parse(f))));
        there
    }

    fn world_of(&self, link: &Link, from: World) -> World {
        if link.kind == DependencyKind::Build || self.packages[link.to].proc_macro {
            World::Host
        } else {
            from
        }
    }

    /// The declarations that hold for a package in a world.
    fn links(&self, package: usize, world: World) -> impl Iterator<Item = &'a Link> + use<'a> {
        let p = &self.packages[package];
        let dev = self.dev && p.member;
        p.links.iter().filter(move |link| match (link.kind, world) {
            (DependencyKind::Development, _) if !dev => false,
            (DependencyKind::Build, _) | (_, World::Host) => link.on_host,
            (_, World::Target) => link.on_target,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(features: &[(&str, &[&str])], links: Vec<Link>) -> Declared {
        let list = |l: &[&str]| l.iter().map(ToString::to_string).collect();
        Declared {
            features: features
                .iter()
                .map(|(n, l)| ((*n).to_owned(), list(l)))
                .collect(),
            links,
            member: false,
            proc_macro: false,
            united: BTreeSet::new(),
        }
    }

    fn link(name: &str, to: usize, optional: bool, features: &[&str]) -> Link {
        Link {
            name: name.into(),
            extern_name: name.into(),
            to,
            kind: DependencyKind::Normal,
            optional,
            default: true,
            features: features.iter().map(ToString::to_string).collect(),
            on_target: true,
            on_host: true,
        }
    }

    #[test]
    fn weak_features_turn_nothing_on_but_wait() {
        for (app, expected) in [(&["weak"][..], false), (&["weak", "strong"][..], true)] {
            let mut member = package(&[], vec![link("mid", 1, false, app)]);
            member.member = true;
            let features: &[(&str, &[&str])] = &[("weak", &["leaf?/x"]), ("strong", &["dep:leaf"])];
            let mid = package(features, vec![link("leaf", 2, true, &[])]);
            let leaf = package(&[("x", &[]), ("default", &["y"]), ("y", &[])], vec![]);
            let compiled = Compiled::resolve(&[member, mid, leaf], &[], false);
            assert_eq!(compiled.has(2, World::Target), expected);
            if expected {
                let on: Vec<_> = compiled.features[&(2, World::Target)]
                    .iter()
                    .cloned()
                    .collect();
                assert_eq!(on, ["default", "x", "y"]);
            }
        }
    }

    #[test]
    fn build_time_and_run_time_are_apart() {
        let mut build = link("leaf", 1, false, &["x"]);
        build.kind = DependencyKind::Build;
        let mut member = package(&[], vec![link("leaf", 1, false, &[]), build]);
        member.member = true;
        let leaf = package(&[("x", &[])], vec![]);
        let compiled = Compiled::resolve(&[member, leaf], &[], false);
        assert!(compiled.features[&(1, World::Target)].is_empty());
        assert!(compiled.features[&(1, World::Host)].contains("x"));
    }
}
