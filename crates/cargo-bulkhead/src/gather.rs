//! From Cargo's graph and the scans to the picture that reports are made of.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use bulkhead_cargo::built::Built;
use bulkhead_cargo::built::generated::{self, Generated};
use bulkhead_cargo::graph::Platform;
use bulkhead_cargo::index::{self, Index};
use bulkhead_cargo::look;
use bulkhead_cargo::sources::{read_again, read_beside};
use bulkhead_cargo::{
    Cache, Edge, EdgeKind, GraphOptions, Options, Package, PackageScan, Progress, Provenance,
    Source, Tampered, Workspace, trace_again,
};
use bulkhead_facts::calls::Trace;
use bulkhead_facts::calls::way::Tracer;
use bulkhead_facts::link::{self, LinkedTarget, Node};
use bulkhead_facts::{Files, Limits, PackageFacts};
use bulkhead_policy::names::{self, About, Likeness, Table};
use bulkhead_policy::picture::{self, Difference, Input, Picture, Roles};
use bulkhead_policy::policy::Date;
use bulkhead_policy::release::{History, Release};

use crate::args::CargoOptions;
use crate::look::today;
use crate::report;

/// As `Cargo.lock` spells it.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A workspace whose packages were read.
#[derive(Debug)]
pub(crate) struct Gathered {
    workspace: Workspace,
    scans: Vec<PackageScan>,
    /// Where facts are kept.
    pub(crate) cache: Option<Cache>,
}

/// What to ask Cargo for.
pub(crate) fn graph_options(options: &CargoOptions) -> GraphOptions {
    GraphOptions {
        manifest_path: options.manifest_path.clone(),
        features: options.features.clone(),
        all_features: options.all_features,
        no_default_features: options.no_default_features,
        targets: options.target.clone(),
        hosts: Vec::new(),
        locked: options.locked,
        offline: options.offline,
        frozen: options.frozen,
    }
}

/// What a way is looked for in: indices are those of [`Gathered`]'s packages.
pub(crate) struct Linked<'a> {
    gathered: &'a Gathered,
    pub(crate) nodes: Vec<link::Node<'a>>,
    pub(crate) targets: Vec<Vec<LinkedTarget>>,
    /// The user's own packages.
    pub(crate) own: Vec<usize>,
}

impl Linked<'_> {
    /// The place of a package in a picture.
    pub(crate) fn in_picture(&self, node: usize, picture: &Picture<'_>) -> Option<usize> {
        let facts = &self.gathered.scans.get(node)?.facts;
        let mut packages = picture.packages.iter();
        packages.position(|p| std::ptr::eq(p.facts, facts))
    }
}

impl Tracer for Linked<'_> {
    fn trace(&self, node: usize) -> Option<Trace> {
        let workspace = &self.gathered.workspace;
        let package = workspace.packages.get(node)?;
        let provenance = &self.gathered.scans.get(node)?.provenance;
        trace_again(workspace, package, provenance, &Limits::default())
    }
}

impl Gathered {
    /// Settles the graph without drawing its picture.
    pub(crate) fn linked(&self) -> Linked<'_> {
        let nodes = self.workspace.nodes(&self.scans);
        let packages = self.workspace.packages.iter().enumerate();
        let own = packages.filter(|(_, p)| p.member).map(|(i, _)| i);
        Linked {
            gathered: self,
            targets: bulkhead_cargo::link_all(&nodes),
            own: own.collect(),
            nodes,
        }
    }

    /// Reads and scans all packages of a workspace.
    pub(crate) fn scan(
        workspace: Workspace,
        cache: Option<Cache>,
        progress: &dyn Progress,
    ) -> Self {
        let options = Options {
            cache,
            ..Options::default()
        };
        let scans = bulkhead_cargo::scan_all(&workspace, &options, progress);
        Gathered {
            workspace,
            scans,
            cache: options.cache,
        }
    }

    /// Settles the graph and draws its picture, with or without what only tests use.
    pub(crate) fn picture(&self, with_dev: bool) -> Picture<'_> {
        self.draw(&self.workspace.nodes(&self.scans), with_dev)
    }

    /// Likewise, with no platform and no features chosen: whatever some build of a package may contain.
    pub(crate) fn picture_anywhere(&self) -> Picture<'_> {
        self.draw(&self.workspace.nodes_anywhere(&self.scans), true)
    }

    fn draw<'a>(&'a self, nodes: &[Node<'a>], with_dev: bool) -> Picture<'a> {
        let mut linked = bulkhead_cargo::link_all(nodes).into_iter();
        let kept = Kept::of(&self.workspace.packages, with_dev);
        let all = self.workspace.packages.iter().zip(&self.scans).enumerate();
        let inputs = all.filter_map(|(index, (package, scan))| {
            let targets = linked.next().unwrap_or_default();
            kept.has(index)
                .then(|| input(package, scan, kept.leads(targets), &kept))
        });
        Picture::draw(inputs.collect())
    }

    /// The day of the first release that the index knows.
    fn first_published(&self, package: &Package) -> Option<Date> {
        let index = Index::of(&self.workspace, package)?;
        let first = index.first_published(&package.name).ok()??;
        Some(Date::of_unix_time(first))
    }

    /// What is known of the packages whose names resemble another one: of others nobody asks.
    pub(crate) fn about(&self, table: &Table) -> BTreeMap<(String, String), About> {
        let packages = &self.workspace.packages;
        let one = |index: usize| {
            let p = packages.get(index).filter(|p| !p.member)?;
            let resembles = !names::matches(&p.name, table).is_empty();
            resembles.then(|| {
                (
                    (p.name.clone(), p.version.clone()),
                    self.about_one(p, table),
                )
            })
        };
        let all = bulkhead_cargo::on_all_cores(packages.len(), one);
        all.into_iter().flatten().collect()
    }

    /// Files are compared only where the name resembles after all else that is known; not so that its claim of a repository
    /// could prevent it.
    fn about_one(&self, package: &Package, table: &Table) -> About {
        let about = About {
            first_published: self.first_published(package),
            today: today(),
            ..About::default()
        };
        let verdicts = names::judge(&package.name, table, &about);
        let targets = verdicts.iter().map(|v| v.found.target.name);
        let likeness = targets.filter_map(|t| Some((t.to_owned(), self.likeness(package, t)?)));
        About {
            likeness: likeness.collect(),
            repository: package.repository.clone(),
            ..about
        }
    }

    /// What a package has of another one, when both are on this machine.
    fn likeness(&self, package: &Package, target: &str) -> Option<Likeness> {
        let mut all = self.workspace.packages.iter().zip(&self.scans);
        let (_, scan) = all.clone().find(|(p, _)| std::ptr::eq(*p, package))?;
        let limits = Limits::default();
        let read = |p: &Package, scan: &PackageScan| {
            read_again(&self.workspace, p, &scan.provenance, &limits).ok()
        };
        let theirs = match all.find(|(p, _)| p.name == target && p.source == package.source) {
            Some((p, scan)) => read(p, scan),
            None => read_beside(&self.workspace, package, target, &limits),
        };
        Some(Likeness::of(&*read(package, scan)?, &*theirs?))
    }

    /// How many packages of crates.io the table does not know.
    pub(crate) fn unknown(&self, table: &Table) -> usize {
        let all = self.workspace.packages.iter();
        let unknown = all.filter(|p| p.source == Source::CratesIo && table.get(&p.name).is_none());
        unknown.count()
    }

    /// The directory of the workspace.
    pub(crate) fn root(&self) -> &Path {
        &self.workspace.root
    }

    /// The names of all packages that `Cargo.lock` has.
    pub(crate) fn locked(&self) -> &BTreeSet<String> {
        &self.workspace.locked
    }

    /// The graph itself.
    pub(crate) fn graph(&self) -> &Workspace {
        &self.workspace
    }

    /// What code that build scripts wrote names.
    pub(crate) fn generated(&self, built: &Built) -> BTreeMap<usize, Vec<Generated>> {
        generated::read(&self.workspace, &self.scans, built, &Limits::default())
    }

    /// The places in a picture of the packages of the graph.
    pub(crate) fn places(&self, picture: &Picture<'_>) -> Vec<Option<usize>> {
        let packages = picture.packages.iter().enumerate();
        let known: HashMap<*const PackageFacts, usize> =
            packages.map(|(i, p)| (&raw const *p.facts, i)).collect();
        let scans = self.scans.iter();
        scans
            .map(|s| known.get(&(&raw const s.facts)).copied())
            .collect()
    }

    /// What the registries' indexes on this machine say of the packages of the picture. What cannot be read is as if it
    /// were not there, and the report counts it.
    pub(crate) fn histories(
        &self,
        picture: &Picture<'_>,
        now: Option<i64>,
    ) -> Vec<Option<History>> {
        let one = |index: usize| {
            let (package, _) = self.package(picture.packages.get(index)?)?;
            let index = Index::of(&self.workspace, package)?;
            let own = index
                .release(&package.name, &package.version)
                .ok()
                .flatten();
            let own = own.map(release);
            let releases = match own.filter(|own| now.is_some_and(|now| own.stands_alone(now))) {
                Some(own) => vec![own],
                None => {
                    let all = index.releases(&package.name).ok()??;
                    all.into_iter().map(release).collect()
                }
            };
            Some(History { releases })
        };
        bulkhead_cargo::on_all_cores(picture.packages.len(), one)
    }

    /// Which package of the graph a package of the picture is.
    pub(crate) fn package(
        &self,
        package: &picture::Package<'_>,
    ) -> Option<(&Package, &PackageScan)> {
        let mut all = self.workspace.packages.iter().zip(&self.scans);
        all.find(|(_, scan)| std::ptr::eq(&raw const scan.facts, package.facts))
    }

    /// The files of a package of the picture, read again as they were scanned.
    pub(crate) fn files(&self, package: &picture::Package<'_>) -> Option<Box<dyn Files>> {
        let (package, scan) = self.package(package)?;
        let limits = Limits::default();
        // A report does without rather than fail for it.
        read_again(&self.workspace, package, &scan.provenance, &limits).ok()
    }

    /// What was looked at.
    pub(crate) fn workspace(&self, with_dev: bool) -> report::Workspace {
        let dev_only = |p: &&Package| p.roles.dev_only() && !p.member;
        report::Workspace {
            root: self.workspace.root.display().to_string(),
            host: self.workspace.host.triple.clone(),
            hosts: triples(&self.workspace.hosts),
            targets: triples(&self.workspace.targets),
            policy: false,
            without_times: 0,
            outside_graph: self.workspace.outside_graph,
            dev_left_out: if with_dev {
                0
            } else {
                self.workspace.packages.iter().filter(dev_only).count()
            },
        }
    }
}

fn triples(platforms: &[Platform]) -> Vec<String> {
    platforms.iter().map(|p| p.triple.clone()).collect()
}

/// The text of scanned files, read again when a report quotes it. It keeps one package at a time: reports go package by
/// package, and a package can be big.
pub(crate) struct Texts<'a> {
    gathered: &'a Gathered,
    picture: &'a Picture<'a>,
    policy: Option<&'a str>,
    lock_lines: OnceCell<BTreeMap<(String, String), u32>>,
    open: RefCell<Option<Open>>,
}

/// A package and its files; none when they could not be read.
type Open = (usize, Option<Box<dyn Files>>);

/// Bytes of the longest line that is quoted. A person would not read a longer one.
const LINE: usize = 64 << 10;

impl<'a> Texts<'a> {
    /// `policy` is the text of the policy file.
    pub(crate) fn new(
        gathered: &'a Gathered,
        picture: &'a Picture<'a>,
        policy: Option<&'a str>,
    ) -> Self {
        Texts {
            gathered,
            picture,
            policy,
            lock_lines: OnceCell::new(),
            open: RefCell::new(None),
        }
    }

    fn read(&self, package: usize) -> Option<Box<dyn Files>> {
        self.gathered.files(self.picture.packages.get(package)?)
    }
}

impl report::Sources for Texts<'_> {
    fn line(&self, package: usize, file: &str, line: u32) -> Option<String> {
        let mut open = self.open.borrow_mut();
        if open.as_ref().is_none_or(|(which, _)| *which != package) {
            *open = Some((package, self.read(package)));
        }
        let (_, files) = open.as_ref()?;
        line_of(files.as_deref()?.get(file)?, line)
    }

    fn lock_line(&self, name: &str, version: &str) -> Option<u32> {
        let lines = self.lock_lines.get_or_init(|| {
            let text = std::fs::read_to_string(&self.gathered.workspace.lockfile);
            lock_lines(&text.unwrap_or_default())
        });
        lines.get(&(name.to_owned(), version.to_owned())).copied()
    }

    fn policy_line(&self, line: u32) -> Option<String> {
        line_of(self.policy?.as_bytes(), line)
    }
}

/// Where a lock file names each package. Cargo writes `version` right under `name`.
fn lock_lines(text: &str) -> BTreeMap<(String, String), u32> {
    let value = |line: &str, key: &str| {
        let value = line.strip_prefix(key)?.strip_prefix(" = \"")?;
        Some(value.strip_suffix('"')?.to_owned())
    };
    let lines: Vec<&str> = text.lines().collect();
    let pairs = (1u32..).zip(lines.windows(2));
    pairs
        .filter_map(|(number, pair)| {
            let package = (value(pair[0], "name")?, value(pair[1], "version")?);
            Some((package, number))
        })
        .collect()
}

fn line_of(bytes: &[u8], line: u32) -> Option<String> {
    // What rustc takes for no part of the text is no part of its columns.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    let line = bytes.split(|b| *b == b'\n').nth(index)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    (line.len() <= LINE).then(|| String::from_utf8_lossy(line).into_owned())
}

/// The packages that are in the picture, and their places among its inputs.
struct Kept(Vec<Option<usize>>);

impl Kept {
    fn of(packages: &[Package], with_dev: bool) -> Self {
        let mut next = 0;
        let place = |p: &Package| {
            let made_up = p.member && p.name == look::ROOT;
            let keep = !made_up && (with_dev || p.member || !p.roles.dev_only());
            keep.then(|| {
                next += 1;
                next - 1
            })
        };
        Kept(packages.iter().map(place).collect())
    }

    fn has(&self, index: usize) -> bool {
        self.place(index).is_some()
    }

    /// Targets with their leads into packages that are in the picture.
    fn leads(&self, mut targets: Vec<LinkedTarget>) -> Vec<LinkedTarget> {
        for target in &mut targets {
            target.leads.retain_mut(|lead| {
                let place = self.place(lead.node);
                lead.node = place.unwrap_or_default();
                place.is_some()
            });
        }
        targets
    }

    fn place(&self, index: usize) -> Option<usize> {
        self.0.get(index).copied().flatten()
    }
}

fn release(release: index::Release) -> Release {
    Release {
        version: release.version,
        published: release.published,
        yanked: release.yanked,
        dependencies: release.dependencies,
    }
}

fn input<'a>(
    package: &'a Package,
    scan: &'a PackageScan,
    targets: Vec<LinkedTarget>,
    kept: &Kept,
) -> Input<'a> {
    let edges = |kind| {
        let all = package.edges.iter();
        let used = all.filter(move |e: &&Edge| e.kind == kind && (e.on_target || e.on_host));
        used.filter_map(|e| kept.place(e.to)).collect()
    };
    Input {
        name: &package.name,
        version: &package.version,
        source: source(&package.source),
        checksum: package.checksum.as_deref(),
        roles: Roles {
            member: package.member,
            run_time: package.roles.runtime,
            build_time: package.roles.build_time,
            dev: package.roles.dev,
        },
        provenance: provenance(&scan.provenance),
        differences: scan.tampered.iter().map(difference).collect(),
        trouble: scan.error.as_ref().map(ToString::to_string),
        facts: &scan.facts,
        targets,
        deps: edges(EdgeKind::Normal),
        build_deps: edges(EdgeKind::Build),
        dev_deps: edges(EdgeKind::Dev),
    }
}

/// A source as a picture has it.
pub(crate) fn source(source: &Source) -> picture::Source {
    match source {
        Source::CratesIo => picture::Source::Registry(CRATES_IO.to_owned()),
        Source::Registry(url) => picture::Source::Registry(url.clone()),
        Source::Git(url) => picture::Source::Git(url.clone()),
        Source::Path => picture::Source::Path,
    }
}

fn provenance(provenance: &Provenance) -> picture::Provenance {
    match provenance {
        Provenance::Archive => picture::Provenance::VerifiedArchive,
        Provenance::Vendored { package: true } => picture::Provenance::Vendored,
        Provenance::Path => picture::Provenance::Local,
        Provenance::Unverified(why) => picture::Provenance::Unverified(why.clone()),
        other => picture::Provenance::Unverified(other.to_string()),
    }
}

fn difference(tampered: &Tampered) -> Difference {
    let what = match tampered.detail.as_str() {
        "" => tampered.change.name().to_owned(),
        detail => format!("{}: {detail}", tampered.change.name()),
    };
    Difference {
        file: tampered.file.clone(),
        what,
    }
}
