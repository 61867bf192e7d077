//! Cargo's resolved graph: which packages are in, which of their targets are compiled, for which platforms, and why.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use bulkhead_facts::Site;
use bulkhead_facts::cfg::CfgEnv;
use bulkhead_facts::link::{Dep, Node};
use bulkhead_facts::source::{Edition, TargetSpec};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId, TargetKind};

use crate::error::{self, Error};
use crate::scan::PackageScan;

mod features;
pub(crate) mod lock;
mod platform;
mod roles;

use features::{Compiled, World};

pub use lock::read_lock;
pub use platform::Platform;
pub use roles::Roles;

/// What the user asks for, in Cargo's own words.
#[derive(Clone, Debug, Default)]
pub struct GraphOptions {
    /// `--manifest-path`
    pub manifest_path: Option<PathBuf>,
    /// `--features`, each possibly a list with commas or blanks.
    pub features: Vec<String>,
    /// `--all-features`
    pub all_features: bool,
    /// `--no-default-features`
    pub no_default_features: bool,
    /// `--target`; when empty, Cargo's `build.target`, and the host when that is not set either.
    pub targets: Vec<String>,
    /// The platforms that build scripts and proc macros are judged for; when empty, this machine.
    pub hosts: Vec<String>,
    /// `--locked`
    pub locked: bool,
    /// `--offline`
    pub offline: bool,
    /// `--frozen`
    pub frozen: bool,
}

/// A workspace and all packages that its resolved graph holds.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    /// The directory of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// The lock file that the graph was resolved to.
    pub lockfile: PathBuf,
    /// Where Cargo puts what it builds; never scanned.
    pub target_dir: PathBuf,
    /// All packages of which Cargo compiles something for these features and platforms (for the program, for the host
    /// or for tests of members), by name, version and source.
    pub packages: Vec<Package>,
    /// Directories that Cargo's configuration names as local registries: archives lie there.
    pub local_registries: Vec<PathBuf>,
    /// This machine's platform.
    pub host: Platform,
    /// The platforms that build scripts and proc macros are judged for, at least one.
    pub hosts: Vec<Platform>,
    /// The platforms that the program is built for, at least one.
    pub targets: Vec<Platform>,
    /// How many packages `Cargo.lock` names that these features and platforms do not use. They are not scanned.
    pub outside_graph: usize,
    /// The names of all packages that `Cargo.lock` has.
    pub locked: BTreeSet<String>,
}

/// One package of the graph.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its name in `Cargo.toml`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from.
    pub source: Source,
    /// The SHA-256 of its archive, in lower-case hexadecimal, as `Cargo.lock` has it.
    pub checksum: Option<String>,
    /// The directory of its `Cargo.toml`: what Cargo compiles.
    pub manifest_dir: PathBuf,
    /// The repository that its manifest names.
    pub repository: Option<String>,
    /// Whether it is a member of the workspace: the user's own.
    pub member: bool,
    /// What Cargo compiles of it: the library or proc macro and the build script; of members the binaries too.
    pub targets: Vec<TargetSpec>,
    /// The extern name of its library or proc macro.
    pub library: Option<String>,
    /// Its edition; a target may have another.
    pub edition: Edition,
    /// Its features that are on, for the program, for the host or for tests.
    pub features: BTreeSet<String>,
    /// Its features when it is compiled for the program's platforms.
    pub target_features: BTreeSet<String>,
    /// Its features when it is compiled for the host, for build scripts and proc macros.
    pub host_features: BTreeSet<String>,
    /// What it depends on.
    pub edges: Vec<Edge>,
    /// What its manifest declares, whether or not that is on in this graph; dev-dependencies left out.
    pub declared: Vec<Declared>,
    /// How it gets into the build.
    pub roles: Roles,
    /// A shortest way to it from a member of the workspace, both ends included, as indices into
    /// [`Workspace::packages`]; one without dev-dependencies where there is one.
    pub chain: Vec<usize>,
}

/// Where a package comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The crates.io registry, whatever it may be replaced with in Cargo's configuration.
    CratesIo,
    /// Another registry, by its URL.
    Registry(String),
    /// A git repository, by its URL with branch or tag and commit, as Cargo writes it.
    Git(String),
    /// A directory on disk.
    Path,
}

/// A dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// When it is needed.
    pub kind: EdgeKind,
    /// The name under which code sees it, renames applied, `-` as `_`.
    pub extern_name: String,
    /// Index into [`Workspace::packages`].
    pub to: usize,
    /// Whether it holds on at least one of [`Workspace::targets`].
    pub on_target: bool,
    /// Whether it holds on at least one of [`Workspace::hosts`].
    pub on_host: bool,
}

/// A dependency that a manifest declares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declared {
    /// The name of the package.
    pub name: String,
    /// When it is needed.
    pub kind: EdgeKind,
    /// Whether a feature has to turn it on.
    pub optional: bool,
    /// The platforms on which it is needed, as the manifest spells them; `None` is all.
    pub platform: Option<String>,
}

/// When a dependency is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// By the library, binary or proc macro.
    Normal,
    /// By the build script.
    Build,
    /// By tests, examples and benchmarks; only members of the workspace have these here.
    Dev,
}

impl Workspace {
    /// Asks Cargo for the graph.
    pub fn load(options: &GraphOptions) -> Result<Self, Error> {
        let wanted = platform::Wanted::of(&options.targets, &options.hosts)?;
        // Most builds are for the host. What Cargo calls it (since 1.91) can be asked for before its name is known; if that
        // fails, whatever the reason, the question is put in full.
        let (platforms, early) = std::thread::scope(|scope| {
            let host = || run_metadata(options, &[platform::HOST.to_owned()]);
            let early = wanted.is_host().then(|| scope.spawn(host));
            let platforms = wanted.find();
            (platforms, early.and_then(|thread| thread.join().ok()))
        });
        let platforms = platforms?;
        let metadata = match early {
            Some(Ok(metadata)) => metadata,
            _ => run_metadata(options, &platforms.triples())?,
        };
        build(metadata, platforms, &options.features)
    }

    /// The packages of that name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (usize, &'a Package)> {
        self.packages
            .iter()
            .enumerate()
            .filter(move |(_, p)| p.name == name)
    }

    /// Whether the workspace itself has something that is linked: a binary.
    #[must_use]
    pub fn links_programs(&self) -> bool {
        let binaries = |p: &&Package| {
            let all = p.targets.iter().filter(|t| t.site == Site::Lib).count();
            let library = p.library.is_some() && !p.is_proc_macro();
            all > usize::from(library)
        };
        let members = self.packages.iter().filter(|p| p.member);
        members.filter(binaries).count() > 0
    }

    /// What [`bulkhead_facts::link::link`] needs; `scans` is what [`crate::scan_all`] gave for this workspace.
    #[must_use]
    pub fn nodes<'a>(&'a self, scans: &'a [PackageScan]) -> Vec<Node<'a>> {
        self.packages
            .iter()
            .zip(scans)
            .enumerate()
            .map(|(index, (package, scan))| Node {
                name: &package.name,
                facts: &scan.facts,
                deps: self.deps(index, EdgeKind::Normal),
                build_deps: self.deps(index, EdgeKind::Build),
                envs: self.envs(package),
                build_envs: self.build_envs(package),
            })
            .collect()
    }

    /// Like [`Workspace::nodes`], with no platform and no features chosen: what any build of a package may contain.
    #[must_use]
    pub fn nodes_anywhere<'a>(&'a self, scans: &'a [PackageScan]) -> Vec<Node<'a>> {
        let mut nodes = self.nodes(scans);
        for (node, package) in nodes.iter_mut().zip(&self.packages) {
            let world = |kind| CfgEnv {
                anywhere: true,
                genuine: self.genuine(package, kind),
                ..CfgEnv::default()
            };
            node.envs = vec![world(EdgeKind::Normal)];
            node.build_envs = vec![world(EdgeKind::Build)];
        }
        nodes
    }

    /// The worlds for which a package's library, binary or proc macro is compiled.
    #[must_use]
    pub fn envs(&self, package: &Package) -> Vec<CfgEnv> {
        let genuine = self.genuine(package, EdgeKind::Normal);
        let mut envs: Vec<CfgEnv> = Vec::new();
        if package.roles.on_target {
            let target = |t: &Platform| t.env(package, &package.target_features, genuine.clone());
            envs.extend(self.targets.iter().map(target));
        }
        if package.roles.on_host {
            let host = |h: &Platform| h.env(package, &package.host_features, genuine.clone());
            envs.extend(self.hosts.iter().map(host));
        }
        // A package that nothing leads to is judged as if it ran, rather than not at all.
        if envs.is_empty() {
            envs.push(self.host.env(package, &package.features, genuine));
        }
        distinct(envs)
    }

    /// The worlds for which a package's build script is compiled.
    #[must_use]
    pub fn build_envs(&self, package: &Package) -> Vec<CfgEnv> {
        if !package.has_build_script() {
            return Vec::new();
        }
        let genuine = self.genuine(package, EdgeKind::Build);
        let ways = [
            (package.roles.on_target, &package.target_features),
            (package.roles.on_host, &package.host_features),
        ];
        let env = |host: &Platform, features| CfgEnv {
            // What a build script prints holds for the package's other targets, not for itself.
            open: false,
            ..host.env(package, features, genuine.clone())
        };
        let ways = ways.iter().filter(|w| w.0);
        let on_each = |way: &(bool, _)| {
            let features = way.1;
            self.hosts.iter().map(move |host| (host, features))
        };
        distinct(ways.flat_map(on_each).map(|(h, f)| env(h, f)).collect())
    }

    fn deps(&self, index: usize, kind: EdgeKind) -> Vec<Dep> {
        let package = &self.packages[index];
        let mut deps: Vec<Dep> = package
            .edges
            .iter()
            .filter(|edge| edge.kind == kind)
            .map(|edge| Dep {
                extern_name: edge.extern_name.clone(),
                node: edge.to,
            })
            .collect();
        // A package's binaries see its library under its own name.
        let targets = package.targets.iter().filter(|t| t.site != Site::Build);
        if let (EdgeKind::Normal, Some(own), 2..) = (kind, &package.library, targets.count()) {
            deps.push(Dep {
                extern_name: own.clone(),
                node: index,
            });
        }
        deps
    }

    /// The names under which a package sees the published `cfg-if`, whose macro the source witness knows by heart.
    fn genuine(&self, package: &Package, kind: EdgeKind) -> BTreeSet<String> {
        package
            .edges
            .iter()
            .filter(|edge| edge.kind == kind)
            .filter(|edge| {
                let to = &self.packages[edge.to];
                to.name == "cfg-if" && to.source == Source::CratesIo && to.checksum.is_some()
            })
            .map(|edge| edge.extern_name.clone())
            .collect()
    }
}

fn distinct(envs: Vec<CfgEnv>) -> Vec<CfgEnv> {
    let mut kept: Vec<CfgEnv> = Vec::new();
    for env in envs {
        if !kept.contains(&env) {
            kept.push(env);
        }
    }
    kept
}

impl Package {
    /// Whether it has a build script.
    #[must_use]
    pub fn has_build_script(&self) -> bool {
        self.has(Site::Build)
    }

    /// Whether it is a proc macro.
    #[must_use]
    pub fn is_proc_macro(&self) -> bool {
        self.has(Site::Macro)
    }

    fn has(&self, site: Site) -> bool {
        self.targets.iter().any(|t| t.site == site)
    }
}

impl Source {
    fn of(repr: Option<&str>) -> Source {
        const CRATES_IO: [&str; 2] = [
            "registry+https://github.com/rust-lang/crates.io-index",
            "sparse+https://index.crates.io/",
        ];
        match repr {
            None => Source::Path,
            Some(url) if CRATES_IO.contains(&url) => Source::CratesIo,
            Some(url) => match url.strip_prefix("git+") {
                Some(git) => Source::Git(git.to_owned()),
                None => Source::Registry(url.to_owned()),
            },
        }
    }

    /// Whether packages from it are published archives.
    #[must_use]
    pub fn is_registry(&self) -> bool {
        matches!(self, Source::CratesIo | Source::Registry(_))
    }
}

fn run_metadata(options: &GraphOptions, triples: &[String]) -> Result<Metadata, Error> {
    let mut command = metadata_command(options, triples).cargo_command();
    let program = PathBuf::from(command.get_program());
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| Error::CannotStart { program, cause })?;
    if !output.status.success() {
        return Err(error::from_cargo(&String::from_utf8_lossy(&output.stderr)));
    }
    let bad = |said: String| Error::BadAnswer {
        asked: "cargo metadata",
        said,
    };
    // A Cargo alias or wrapper may print before the one line that counts.
    let start = output.stdout.iter().position(|b| *b == b'{');
    let json = start.and_then(|at| output.stdout.get(at..)).unwrap_or(&[]);
    let mut stream = serde_json::Deserializer::from_slice(json).into_iter::<Metadata>();
    match stream.next() {
        Some(metadata) => metadata.map_err(|e| bad(e.to_string())),
        None => Err(bad("no JSON".into())),
    }
}

fn metadata_command(options: &GraphOptions, triples: &[String]) -> MetadataCommand {
    let mut command = MetadataCommand::new();
    if let Some(path) = &options.manifest_path {
        command.manifest_path(path);
    }
    let mut args = Vec::new();
    for triple in triples {
        args.extend(["--filter-platform".to_owned(), triple.clone()]);
    }
    for features in &options.features {
        args.extend(["--features".to_owned(), features.clone()]);
    }
    let flags = [
        (options.all_features, "--all-features"),
        (options.no_default_features, "--no-default-features"),
        (options.locked, "--locked"),
        (options.offline, "--offline"),
        (options.frozen, "--frozen"),
    ];
    args.extend(flags.iter().filter(|f| f.0).map(|f| f.1.to_owned()));
    command.other_options(args);
    // Its words are read, so no colours in them.
    command.env("CARGO_TERM_COLOR", "never");
    command
}

fn build(
    metadata: Metadata,
    platforms: platform::Platforms,
    extra: &[String],
) -> Result<Workspace, Error> {
    let root = metadata.workspace_root.into_std_path_buf();
    let lockfile = root.join("Cargo.lock");
    let lock = lock::Lock::read(&lockfile)?;
    let resolve = metadata.resolve.ok_or_else(|| Error::BadAnswer {
        asked: "cargo metadata",
        said: "no resolved graph".into(),
    })?;
    let members: HashSet<_> = metadata.workspace_members.into_iter().collect();
    let nodes: HashMap<_, _> = resolve
        .nodes
        .into_iter()
        .map(|n| (n.id.clone(), n))
        .collect();

    let mut found = metadata.packages;
    found.retain(|p| nodes.contains_key(&p.id));
    found.sort_by(|a, b| {
        let source = |p: &cargo_metadata::Package| p.source.as_ref().map(|s| s.repr.clone());
        (&a.name, &a.version, source(a), &a.id).cmp(&(&b.name, &b.version, source(b), &b.id))
    });
    let ids = found.iter().enumerate().map(|(i, p)| (p.id.clone(), i));
    let graph = Graph {
        members,
        nodes,
        index: ids.collect(),
        platforms: &platforms,
    };
    let in_root = found
        .iter()
        .find(|p| p.manifest_path.as_std_path() == root.join("Cargo.toml"));
    let packages = if features::is_resolver_1(&root, in_root.map(|p| p.edition)) {
        graph.all(&found, &lock)
    } else {
        graph.compiled(&found, &lock, extra)
    };
    let outside_graph = lock.outside(&packages);
    Ok(Workspace {
        root,
        lockfile,
        target_dir: metadata.target_directory.into_std_path_buf(),
        packages,
        local_registries: platforms.local_registries,
        host: platforms.host,
        hosts: platforms.hosts,
        targets: platforms.targets,
        outside_graph,
        locked: lock.names(),
    })
}

/// What metadata says, ready to be looked up.
struct Graph<'a> {
    members: HashSet<PackageId>,
    nodes: HashMap<PackageId, cargo_metadata::Node>,
    index: HashMap<PackageId, usize>,
    platforms: &'a platform::Platforms,
}

impl Graph<'_> {
    /// All packages with the features that metadata says.
    fn all(&self, found: &[cargo_metadata::Package], lock: &lock::Lock) -> Vec<Package> {
        let one = |p: &cargo_metadata::Package| {
            let node = &self.nodes[&p.id];
            let features: BTreeSet<String> =
                node.features.iter().map(ToString::to_string).collect();
            Package {
                edges: edges(node, &self.index, self.platforms),
                target_features: features.clone(),
                host_features: features.clone(),
                ..package(p, self.members.contains(&p.id), features, lock)
            }
        };
        let mut packages: Vec<Package> = found.iter().map(one).collect();
        roles::settle(&mut packages);
        packages
    }

    /// The packages of which something is compiled, with the features with which it is.
    fn compiled(
        &self,
        found: &[cargo_metadata::Package],
        lock: &lock::Lock,
        extra: &[String],
    ) -> Vec<Package> {
        let member = |p: &cargo_metadata::Package| self.members.contains(&p.id);
        let declare = |p: &cargo_metadata::Package| {
            let node = &self.nodes[&p.id];
            features::declared(p, node, member(p), found, &self.index, self.platforms)
        };
        let declared: Vec<_> = found.iter().map(declare).collect();
        let extra: Vec<String> = extra
            .iter()
            .flat_map(|list| list.split([',', ' ']))
            .map(str::to_owned)
            .collect();
        let program = Compiled::resolve(&declared, &extra, false);
        let tested = Compiled::resolve(&declared, &extra, true);
        let one = |(index, p): (usize, &cargo_metadata::Package)| {
            // Tests turn more features on; they are no part of the program where it has the package too.
            let features = |world| {
                let features = |c: &Compiled| c.features.get(&(index, world)).cloned();
                features(&program)
                    .or_else(|| features(&tested))
                    .unwrap_or_default()
            };
            let (target, host) = (features(World::Target), features(World::Host));
            let both = target.union(&host).cloned().collect();
            Package {
                edges: compiled_edges(index, &declared[index], [&program, &tested]),
                target_features: target,
                host_features: host,
                ..package(p, member(p), both, lock)
            }
        };
        let mut packages: Vec<Package> = found.iter().enumerate().map(one).collect();
        roles::settle(&mut packages);
        for (index, package) in packages.iter_mut().enumerate() {
            let has = |c: &Compiled| [World::Target, World::Host].map(|world| c.has(index, world));
            package.roles.narrow(has(&program), has(&tested));
        }
        without_unused(packages)
    }
}

fn compiled_edges(index: usize, declared: &features::Declared, ways: [&Compiled; 2]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for link in declared.links() {
        let on = |world| ways.iter().any(|way| way.is_on(index, link, world));
        let edge = Edge {
            kind: edge_kind(link.kind),
            extern_name: link.extern_name.clone(),
            to: link.to,
            on_target: on(World::Target),
            on_host: on(World::Host),
        };
        if edge.on_target || edge.on_host {
            add_edge(&mut edges, edge);
        }
    }
    edges
}

/// Leaves out the packages of which nothing is compiled.
fn without_unused(packages: Vec<Package>) -> Vec<Package> {
    let mut places = Vec::with_capacity(packages.len());
    let mut next = 0;
    for package in &packages {
        places.push((!package.roles.is_unused()).then_some(next));
        next += usize::from(!package.roles.is_unused());
    }
    let place = |index: &mut usize| places[*index].map(|new| *index = new).is_some();
    let mut kept: Vec<Package> = packages
        .into_iter()
        .filter(|package| !package.roles.is_unused())
        .collect();
    for package in &mut kept {
        package.edges.retain_mut(|edge| place(&mut edge.to));
        package.chain.retain_mut(|step| place(step));
    }
    kept
}

/// A package with its features as given; its edges and roles are not known yet.
fn package(
    p: &cargo_metadata::Package,
    member: bool,
    features: BTreeSet<String>,
    lock: &lock::Lock,
) -> Package {
    let name = p.name.to_string();
    let version = p.version.to_string();
    let repr = p.source.as_ref().map(|s| s.repr.as_str());
    let manifest_dir = p
        .manifest_path
        .parent()
        .map_or_else(PathBuf::new, |dir| dir.as_std_path().to_owned());
    Package {
        checksum: lock.checksum(&name, &version, repr),
        source: Source::of(repr),
        targets: target_specs(p, &manifest_dir, member, &features),
        library: library(&p.targets),
        repository: p.repository.clone(),
        edition: edition(p.edition),
        edges: Vec::new(),
        declared: declared(&p.dependencies),
        name,
        version,
        manifest_dir,
        member,
        features,
        target_features: BTreeSet::new(),
        host_features: BTreeSet::new(),
        roles: Roles::default(),
        chain: Vec::new(),
    }
}

fn declared(all: &[cargo_metadata::Dependency]) -> Vec<Declared> {
    let kept = all.iter().filter(|d| edge_kind(d.kind) != EdgeKind::Dev);
    let one = |d: &cargo_metadata::Dependency| Declared {
        name: d.name.clone(),
        kind: edge_kind(d.kind),
        optional: d.optional,
        platform: d.target.as_ref().map(ToString::to_string),
    };
    let mut declared: Vec<Declared> = kept.map(one).collect();
    declared.sort();
    declared
}

fn edges(
    node: &cargo_metadata::Node,
    index: &HashMap<PackageId, usize>,
    platforms: &platform::Platforms,
) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for dep in &node.deps {
        let Some(&to) = index.get(&dep.pkg) else {
            continue;
        };
        for info in &dep.dep_kinds {
            let edge = Edge {
                kind: edge_kind(info.kind),
                extern_name: dep.name.replace('-', "_"),
                to,
                on_target: platforms
                    .targets
                    .iter()
                    .any(|t| t.matches(info.target.as_ref())),
                on_host: platforms
                    .hosts
                    .iter()
                    .any(|h| h.matches(info.target.as_ref())),
            };
            add_edge(&mut edges, edge);
        }
    }
    edges
}

fn edge_kind(kind: DependencyKind) -> EdgeKind {
    match kind {
        DependencyKind::Build => EdgeKind::Build,
        DependencyKind::Development => EdgeKind::Dev,
        // A kind that is not known yet is taken for the widest.
        _ => EdgeKind::Normal,
    }
}

/// One dependency may be declared several times, for different platforms: the edge holds where one of them does.
fn add_edge(edges: &mut Vec<Edge>, edge: Edge) {
    let same = edges
        .iter_mut()
        .find(|e| (e.kind, &e.extern_name, e.to) == (edge.kind, &edge.extern_name, edge.to));
    match same {
        Some(old) => {
            old.on_target |= edge.on_target;
            old.on_host |= edge.on_host;
        }
        None => edges.push(edge),
    }
}

/// The names that the package's code may begin a path with: of every declared dependency, active or not, and of its own
/// library. The scan holds for every feature set, so it must not depend on which of them are in this graph.
fn externs(package: &cargo_metadata::Package) -> Vec<String> {
    let declared = package.dependencies.iter();
    let declared = declared.map(|d| d.rename.as_ref().unwrap_or(&d.name).replace('-', "_"));
    let mut externs: Vec<String> = declared.chain(library(&package.targets)).collect();
    externs.sort();
    externs.dedup();
    externs
}

fn target_specs(
    package: &cargo_metadata::Package,
    manifest_dir: &Path,
    member: bool,
    features: &BTreeSet<String>,
) -> Vec<TargetSpec> {
    let externs = externs(package);
    let mut specs: Vec<(u8, TargetSpec)> = package
        .targets
        .iter()
        .filter_map(|target| {
            let site = site(target, member)?;
            let on = |feature: &String| feature.contains('/') || features.contains(feature);
            let spec = TargetSpec {
                site,
                name: target.name.clone(),
                root: relative(target.src_path.as_std_path(), manifest_dir),
                edition: edition(target.edition),
                externs: externs.clone(),
            };
            let rank = if target.is_bin() {
                1
            } else {
                u8::from(site == Site::Build) * 2
            };
            target
                .required_features
                .iter()
                .all(on)
                .then_some((rank, spec))
        })
        .collect();
    specs.sort_by_key(|(rank, _)| *rank);
    specs.into_iter().map(|(_, spec)| spec).collect()
}

/// The extern name of a package's library.
fn library(targets: &[cargo_metadata::Target]) -> Option<String> {
    let is_lib = |t: &&cargo_metadata::Target| {
        !t.is_bin() && matches!(site(t, false), Some(Site::Lib | Site::Macro))
    };
    targets
        .iter()
        .find(is_lib)
        .map(|t| t.name.replace('-', "_"))
}

/// The site of a target that Cargo compiles for this graph.
fn site(target: &cargo_metadata::Target, member: bool) -> Option<Site> {
    target.kind.iter().find_map(|kind| match kind {
        TargetKind::ProcMacro => Some(Site::Macro),
        TargetKind::CustomBuild => Some(Site::Build),
        TargetKind::Lib
        | TargetKind::RLib
        | TargetKind::DyLib
        | TargetKind::CDyLib
        | TargetKind::StaticLib => Some(Site::Lib),
        TargetKind::Bin if member => Some(Site::Lib),
        _ => None,
    })
}

fn edition(edition: cargo_metadata::Edition) -> Edition {
    match edition {
        cargo_metadata::Edition::E2015 => Edition::E2015,
        cargo_metadata::Edition::E2018 => Edition::E2018,
        cargo_metadata::Edition::E2021 => Edition::E2021,
        // Later ones are read as the latest that is known.
        _ => Edition::E2024,
    }
}

/// `path` as seen from `base`, with `/`; begins with `..` when it lies outside.
pub(crate) fn relative(path: &Path, base: &Path) -> String {
    use std::path::Component;
    let parts = |p: &Path| {
        let mut out: Vec<String> = Vec::new();
        for component in p.components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => {
                    out.pop();
                }
                other => out.push(other.as_os_str().to_string_lossy().into_owned()),
            }
        }
        out
    };
    let (path, base) = (parts(path), parts(base));
    let common = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    let ups = std::iter::repeat_n("..", base.len() - common);
    let downs = path[common..].iter().map(String::as_str);
    ups.chain(downs).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_package() {
        let see = |p: &str| relative(Path::new(p), Path::new("/w/a"));
        assert_eq!(see("/w/a/src/lib.rs"), "src/lib.rs");
        assert_eq!(see("/w/a/../shared/x.rs"), "../shared/x.rs");
        assert_eq!(see("/w/a/./build.rs"), "build.rs");
    }

    #[test]
    fn sources_are_told_apart() {
        let crates_io = "registry+https://github.com/rust-lang/crates.io-index";
        assert_eq!(Source::of(Some(crates_io)), Source::CratesIo);
        assert_eq!(Source::of(None), Source::Path);
        assert!(Source::of(Some("sparse+https://corp.example/index/")).is_registry());
        assert!(matches!(
            Source::of(Some("git+https://x/y#abc")),
            Source::Git(_)
        ));
    }
}
