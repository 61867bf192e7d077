//! What every package of one graph can do: the input from the graph and the picture drawn from it.

use std::collections::BTreeSet;

use bulkhead_facts::hygiene::{Hygiene, HygieneKind};
use bulkhead_facts::link::{LinkedFact, LinkedTarget};
use bulkhead_facts::{CapSet, Capability, Gap, PackageFacts, Site};

use crate::risk::Risk;
use crate::{chains, reach};

/// Where Cargo takes a package from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A registry, by its index URL as `Cargo.lock` spells it.
    Registry(String),
    /// A git repository, by its URL with the commit.
    Git(String),
    /// A directory on this machine.
    Path,
}

impl Source {
    /// Whether it is crates.io, in one of the spellings of its index.
    #[must_use]
    pub fn is_crates_io(&self) -> bool {
        const SPELLINGS: [&str; 3] = [
            "registry+https://github.com/rust-lang/crates.io-index",
            "sparse+https://index.crates.io/",
            "registry+sparse+https://index.crates.io/",
        ];
        matches!(self, Source::Registry(url) if SPELLINGS.contains(&url.as_str()))
    }
}

/// What the bytes that were read are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// The `.crate` archive whose SHA-256 is the one in `Cargo.lock`.
    VerifiedArchive,
    /// Files that match the checksums of a vendored directory, whose package checksum is the one in `Cargo.lock`.
    /// Weaker than an archive: whoever can write the directory can write its checksums.
    Vendored,
    /// The user's own files, which nothing could vouch for: workspace members and path dependencies.
    Local,
    /// Files that nothing vouched for, and why.
    Unverified(String),
}

/// For what a package is in the graph. A package can be there for several reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// A member of the workspace: the user's own code.
    pub member: bool,
    /// Its library or binary is part of the program.
    pub run_time: bool,
    /// It is compiled into a build script or a proc macro, or it is a proc macro.
    pub build_time: bool,
    /// Tests, examples or benchmarks of the workspace use it.
    pub dev: bool,
}

/// One way in which the copy that Cargo compiles differs from the one that was published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Package-relative path; empty when the archive itself is meant.
    pub file: String,
    /// In plain words: `changed`, `added`, `missing`.
    pub what: String,
}

/// One package as the graph knows it.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The Cargo package name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Where Cargo takes it from.
    pub source: Source,
    /// The SHA-256 of its archive in lower-case hex, when `Cargo.lock` has one.
    pub checksum: Option<&'a str>,
    /// Why it is in the graph.
    pub roles: Roles,
    /// What the bytes that were read are worth.
    pub provenance: Provenance,
    /// How the copy that Cargo compiles differs from the one that was read.
    pub differences: Vec<Difference>,
    /// Why the package, or a part of it, could not be read from disk. Foreign text.
    pub trouble: Option<String>,
    /// What its sources say.
    pub facts: &'a PackageFacts,
    /// Its targets, settled for this graph; their leads are indices of packages like the edges below.
    pub targets: Vec<LinkedTarget>,
    /// Indices of the packages that its library, binary or proc macro can name.
    pub deps: Vec<usize>,
    /// Indices of the packages that its build script can name.
    pub build_deps: Vec<usize>,
    /// Indices of the packages that its tests, examples and benchmarks can name; only members have these.
    pub dev_deps: Vec<usize>,
}

/// What all packages of one graph can do.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    /// Sorted by name, then version, then source.
    pub packages: Vec<Package<'a>>,
}

/// What one package can do.
#[derive(Clone, Debug)]
pub struct Package<'a> {
    /// The Cargo package name. Foreign text.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Where Cargo takes it from.
    pub source: Source,
    /// The SHA-256 of its archive in lower-case hex, when known.
    pub checksum: Option<&'a str>,
    /// Why it is in the graph.
    pub roles: Roles,
    /// What the bytes that were read are worth.
    pub provenance: Provenance,
    /// How the copy that Cargo compiles differs from the one that was read.
    pub differences: Vec<Difference>,
    /// Why the package, or a part of it, could not be read from disk. Foreign text.
    pub trouble: Option<String>,
    /// What its sources say; resolves the ids in [`SitePicture`].
    pub facts: &'a PackageFacts,
    /// One entry per site that the package has, in the order of [`Site::ALL`].
    pub sites: Vec<SitePicture>,
    /// Indices into [`Picture::packages`] of what its library, binary or proc macro can name, ascending.
    pub deps: Vec<usize>,
    /// Indices into [`Picture::packages`] of what its build script can name, ascending.
    pub build_deps: Vec<usize>,
    /// Indices into [`Picture::packages`] of what its tests, examples and benchmarks can name, ascending.
    pub dev_deps: Vec<usize>,
    /// Facts in test code, left out everywhere else.
    pub test_facts: usize,
    /// Facts under conditions that do not hold in this graph, left out everywhere else.
    pub inactive_facts: usize,
}

/// What one package can do at one site.
#[derive(Clone, Debug)]
pub struct SitePicture {
    /// Where the code runs.
    pub site: Site,
    /// What the package's own code at this site names, `blob` included when the package ships one.
    pub direct: CapSet,
    /// `direct` and whatever the packages that the code can name can do at run time. An upper bound: it is counted
    /// package by package, so it holds whether or not the code calls the function that leads there.
    pub reach: CapSet,
    /// The targets' facts, in file order per target.
    pub targets: Vec<LinkedTarget>,
}

impl SitePicture {
    /// All facts of the site.
    pub fn facts(&self) -> impl Iterator<Item = &LinkedFact> {
        self.targets.iter().flat_map(|t| &t.facts)
    }

    /// All gaps of the site.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.targets.iter().flat_map(|t| &t.gaps)
    }
}

impl Package<'_> {
    /// The picture of one site, when the package has that site.
    #[must_use]
    pub fn site(&self, site: Site) -> Option<&SitePicture> {
        self.sites.iter().find(|s| s.site == site)
    }

    /// What its own code names at any site.
    #[must_use]
    pub fn direct(&self) -> CapSet {
        self.sites
            .iter()
            .fold(CapSet::EMPTY, |set, s| set | s.direct)
    }

    /// Whether its own code has no capability at any site. Its dependencies may have some.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        self.direct().is_empty()
    }

    /// All gaps: of the package as a whole and of each site.
    pub fn gaps(&self) -> impl Iterator<Item = (Option<Site>, &Gap)> {
        let whole = self.facts.gaps.iter().map(|g| (None, g));
        whole.chain(
            self.sites
                .iter()
                .flat_map(|s| s.gaps().map(|g| (Some(s.site), g))),
        )
    }

    /// How much a hostile version of it could do before anybody notices.
    #[must_use]
    pub fn risk(&self) -> Risk {
        Risk::of(self)
    }
}

impl<'a> Picture<'a> {
    /// Draws the picture of one graph. Edges that lead to no package are left out.
    #[must_use]
    pub fn draw(inputs: Vec<Input<'a>>) -> Self {
        let mut inputs = inputs;
        renumber(&mut inputs);
        let mut packages: Vec<Package<'a>> = inputs.into_iter().map(package).collect();
        reach::spread(&mut packages);
        Picture { packages }
    }

    /// A shortest way from a package's site to a package whose own run-time code has a capability that the site
    /// reaches: the packages after the first, by index. Empty when the site has it directly; `None` when it does not
    /// reach it.
    #[must_use]
    pub fn way(&self, package: usize, site: Site, cap: Capability) -> Option<Vec<usize>> {
        reach::way(&self.packages, package, site, cap)
    }

    /// The packages that a package's site can name, and those that they can, by index.
    #[must_use]
    pub fn closure(&self, package: usize, site: Site) -> BTreeSet<usize> {
        reach::closure(&self.packages, package, site)
    }

    /// For each package a shortest way to it from a member of the workspace, both ends included, by index: one without
    /// development dependencies where there is one. Empty for a package that nothing leads to.
    #[must_use]
    pub fn chains(&self) -> Vec<Vec<usize>> {
        chains::chains(&self.packages)
    }

    /// The direct dependencies of the workspace's members that bring a package in, itself included where it is one, by
    /// index, ascending. `running`: only ways that lead into the program count.
    #[must_use]
    pub fn brought_by(&self, package: usize, running: bool) -> Vec<usize> {
        chains::brought_by(&self.packages, package, running)
    }

    /// Who can name a package, by index, ascending: from a library, binary, proc macro or build script.
    #[must_use]
    pub fn users(&self, package: usize) -> Vec<usize> {
        let names = |p: &Package<'_>| p.deps.contains(&package) || p.build_deps.contains(&package);
        let all = self.packages.iter().enumerate();
        all.filter(|(_, p)| names(p)).map(|(i, _)| i).collect()
    }
}

/// Sorts the inputs by name, version and source, and lets the edges follow.
fn renumber(inputs: &mut Vec<Input<'_>>) {
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.sort_by(|&a, &b| key(&inputs[a]).cmp(&key(&inputs[b])));
    let mut new = vec![0; inputs.len()];
    for (to, &from) in order.iter().enumerate() {
        new[from] = to;
    }
    let follow = |edges: &mut Vec<usize>| {
        let known = edges.iter().filter_map(|&old| new.get(old).copied());
        *edges = known.collect();
        edges.sort_unstable();
        edges.dedup();
    };
    let mut numbered: Vec<_> = std::mem::take(inputs).into_iter().zip(&new).collect();
    numbered.sort_by_key(|(_, to)| **to);
    inputs.extend(numbered.into_iter().map(|(mut input, _)| {
        follow(&mut input.deps);
        follow(&mut input.build_deps);
        for target in &mut input.targets {
            target.leads.retain_mut(|lead| {
                let to = new.get(lead.node).copied();
                lead.node = to.unwrap_or_default();
                to.is_some()
            });
        }
        follow(&mut input.dev_deps);
        input
    }));
}

fn key<'p>(p: &'p Input<'_>) -> (&'p str, &'p str, &'p Source) {
    (p.name, p.version, &p.source)
}

fn package(input: Input<'_>) -> Package<'_> {
    let count = |of: fn(&LinkedTarget) -> usize| input.targets.iter().map(of).sum();
    Package {
        name: input.name,
        version: input.version,
        source: input.source,
        checksum: input.checksum,
        roles: input.roles,
        provenance: input.provenance,
        differences: input.differences,
        trouble: input.trouble,
        facts: input.facts,
        test_facts: count(|t| t.test_facts),
        inactive_facts: count(|t| t.inactive_facts),
        sites: sites(input.targets, &input.facts.hygiene),
        deps: input.deps,
        build_deps: input.build_deps,
        dev_deps: input.dev_deps,
    }
}

fn sites(targets: Vec<LinkedTarget>, hygiene: &[Hygiene]) -> Vec<SitePicture> {
    let mut sites: Vec<SitePicture> = Vec::new();
    for target in targets {
        let direct = target.direct();
        match sites.iter_mut().find(|s| s.site == target.site) {
            Some(site) => {
                site.direct |= direct;
                site.targets.push(target);
            }
            None => sites.push(SitePicture {
                site: target.site,
                direct,
                reach: direct,
                targets: vec![target],
            }),
        }
    }
    if hygiene.iter().any(is_blob) {
        carry_blob(&mut sites);
    }
    sites.sort_by_key(|s| s.site);
    sites
}

/// Whether a file is a payload rather than source text.
pub(crate) fn is_blob(h: &Hygiene) -> bool {
    matches!(h.kind, HygieneKind::MachineCode | HygieneKind::Opaque)
}

/// A payload belongs to no code, so it is put where the package's main code runs: the proc macro of a proc-macro
/// package, else the library, which is added when the package has none.
fn carry_blob(sites: &mut Vec<SitePicture>) {
    let blob = CapSet::of(Capability::Blob);
    let main = sites.iter().position(|s| s.site == Site::Macro);
    let main = main.or_else(|| sites.iter().position(|s| s.site == Site::Lib));
    match main.and_then(|i| sites.get_mut(i)) {
        Some(site) => site.direct |= blob,
        None => sites.push(SitePicture {
            site: Site::Lib,
            direct: blob,
            reach: blob,
            targets: Vec::new(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(site: Site, caps: &[Capability]) -> LinkedTarget {
        LinkedTarget {
            site,
            name: "t".into(),
            facts: vec![LinkedFact {
                place: bulkhead_facts::Place {
                    file: 0,
                    line: 1,
                    column: 1,
                },
                what: "something".into(),
                via: bulkhead_facts::Via::Path,
                caps: caps.iter().copied().collect(),
                cfg: bulkhead_facts::CfgId::ALWAYS,
                way: Vec::new(),
            }],
            gaps: Vec::new(),
            signs: Vec::new(),
            leads: Vec::new(),
            test_facts: 0,
            inactive_facts: 0,
        }
    }

    fn input<'a>(
        name: &'a str,
        facts: &'a PackageFacts,
        targets: Vec<LinkedTarget>,
        deps: &[usize],
        build_deps: &[usize],
    ) -> Input<'a> {
        Input {
            name,
            version: "1.0.0",
            source: Source::Path,
            checksum: None,
            roles: Roles::default(),
            provenance: Provenance::Local,
            differences: Vec::new(),
            trouble: None,
            facts,
            targets,
            deps: deps.to_vec(),
            build_deps: build_deps.to_vec(),
            dev_deps: Vec::new(),
        }
    }

    fn reach(picture: &Picture<'_>, name: &str, site: Site) -> String {
        let package = picture.packages.iter().find(|p| p.name == name);
        let site = package.and_then(|p| p.site(site));
        site.map_or("none".into(), |s| s.reach.to_string())
    }

    /// app -> derive (macro) -> helper (run), app -> net; app's build script -> helper.
    #[test]
    fn reach_follows_run_time_edges_and_stops_at_proc_macros() {
        let f = PackageFacts::default();
        let picture = Picture::draw(vec![
            input(
                "app",
                &f,
                vec![
                    target(Site::Lib, &[Capability::Env]),
                    target(Site::Build, &[Capability::Read]),
                ],
                &[1, 2],
                &[3],
            ),
            input(
                "derive",
                &f,
                vec![target(Site::Macro, &[Capability::Embed])],
                &[3],
                &[],
            ),
            input(
                "net",
                &f,
                vec![target(Site::Lib, &[Capability::Net])],
                &[],
                &[],
            ),
            input(
                "helper",
                &f,
                vec![target(Site::Lib, &[Capability::Run])],
                &[],
                &[],
            ),
        ]);
        assert_eq!(reach(&picture, "app", Site::Lib), "net env");
        assert_eq!(reach(&picture, "app", Site::Build), "read run");
        assert_eq!(reach(&picture, "derive", Site::Macro), "run embed");

        let names = |way: Option<Vec<usize>>| -> Option<Vec<&str>> {
            way.map(|w| w.iter().map(|&i| picture.packages[i].name).collect())
        };
        let way = |site, cap| names(picture.way(0, site, cap));
        assert_eq!(way(Site::Lib, Capability::Net), Some(vec!["net"]));
        assert_eq!(way(Site::Lib, Capability::Env), Some(vec![]));
        assert_eq!(way(Site::Lib, Capability::Run), None);
        assert_eq!(way(Site::Build, Capability::Run), Some(vec!["helper"]));
        assert_eq!(names(Some(picture.users(2))), Some(vec!["app", "derive"]));
    }

    #[test]
    fn cycles_and_edges_to_nowhere_are_harmless() {
        let f = PackageFacts::default();
        let picture = Picture::draw(vec![
            input(
                "a",
                &f,
                vec![target(Site::Lib, &[Capability::Net])],
                &[1, 99],
                &[],
            ),
            input(
                "b",
                &f,
                vec![target(Site::Lib, &[Capability::Run])],
                &[0],
                &[77],
            ),
        ]);
        assert_eq!(reach(&picture, "a", Site::Lib), "net run");
        assert_eq!(reach(&picture, "b", Site::Lib), "net run");
    }

    #[test]
    fn the_riskiest_is_what_runs_first_and_reaches_farthest() {
        let f = PackageFacts::default();
        let picture = Picture::draw(vec![
            input(
                "1",
                &f,
                vec![target(Site::Build, &[Capability::Net])],
                &[],
                &[],
            ),
            input(
                "2",
                &f,
                vec![target(Site::Build, &[Capability::Run])],
                &[],
                &[],
            ),
            input(
                "3",
                &f,
                vec![target(Site::Lib, &[Capability::Net, Capability::Run])],
                &[],
                &[],
            ),
            input(
                "4",
                &f,
                vec![target(Site::Lib, &[Capability::Net])],
                &[],
                &[],
            ),
            input(
                "5",
                &f,
                vec![target(Site::Lib, &[Capability::Asm])],
                &[],
                &[],
            ),
            input(
                "6",
                &f,
                vec![target(Site::Macro, &[Capability::Read])],
                &[],
                &[],
            ),
            input(
                "7",
                &f,
                vec![target(Site::Lib, &[Capability::Unsafe])],
                &[],
                &[],
            ),
        ]);
        assert!(picture.packages.is_sorted_by(|a, b| a.risk() > b.risk()));
    }
}
