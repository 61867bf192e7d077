//! From what the build left behind to what each package's compiled code can do.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use bulkhead_facts::object::graph::{Link, Origin, Part, Roots, Unit};
use bulkhead_facts::object::needs::{self, Needs};
use bulkhead_facts::object::read::{self, Binding, Input, ObjectFile, Place};
use bulkhead_facts::object::trace::{self, Report, Seen};
use bulkhead_facts::object::whose::{ALLOCATOR, Authors, UnitInfo, World};
use bulkhead_facts::{CapSet, Capability, Limits, Site};
use serde::{Deserialize, Serialize};

use super::library::{Library, member};
use super::record::{self, LinkRecord, Record};
use super::{Places, Said, deps};
use crate::cache::Cache;
use crate::error::Error;
use crate::graph::Workspace;
use crate::scan::on_all_cores;

mod again;
pub(super) mod inputs;
mod lines;
mod made;

use again::{Again, Contents, Known};
use inputs::Given;
pub use lines::locate;
use made::{Made, Rusts};

/// What the objects of a build show.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// What was linked.
    pub programs: Vec<Program>,
    /// The package of each compiler run, by number and index into [`Workspace::packages`].
    pub packages: Vec<Option<usize>>,
    /// What each package's code can do, by index into [`Workspace::packages`] and site.
    pub uses: BTreeMap<(usize, Site), Use>,
    /// The files that build scripts wrote and that became part of something, by package.
    pub generated: BTreeMap<usize, BTreeSet<PathBuf>>,
    /// Objects read.
    pub objects: usize,
    /// Bytes read.
    pub bytes: u64,
    /// What could not be read, and why. Foreign text.
    pub gaps: BTreeSet<String>,
}

/// Something that was linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its crate's name. Foreign text.
    pub name: String,
    /// Its package, by index into [`Workspace::packages`].
    pub package: Option<usize>,
    /// Where its own code runs.
    pub site: Site,
    /// Whether it is a library that was analysed for itself: all that others could call.
    pub library: bool,
    /// The libraries that are loaded with it. Foreign text.
    pub shared: BTreeSet<String>,
    /// Sections that are part of it, std's included.
    pub sections: usize,
    /// The name and the file of a binary for users to start.
    pub binary: Option<(String, PathBuf)>,
    /// What it asks of the kernel.
    pub needs: Needs,
    /// What its code and that of all in it does, std's own aside.
    pub caps: CapSet,
    /// What of it could not be read, and why. Foreign text.
    pub gaps: Vec<String>,
}

/// What one package's code can do at one site, in all that was linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// By its own code, sorted.
    pub direct: Vec<Seen>,
    /// By its own code and through what it depends on.
    pub reach: CapSet,
    /// For each capability that it only reaches, a shortest way: functions with their packages, and the use at the end.
    pub ways: BTreeMap<Capability, Way>,
}

impl Use {
    /// What its own code does.
    #[must_use]
    pub fn caps(&self) -> CapSet {
        self.direct
            .iter()
            .fold(CapSet::EMPTY, |set, s| set | s.caps)
    }
}

/// A way to a use in another package's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The functions on it with their packages, by index into [`Workspace::packages`]. Foreign text.
    pub steps: Vec<(Option<usize>, String)>,
    /// The use at its end.
    pub seen: Seen,
}

/// The kind of a library for other languages.
const STATIC: &str = "staticlib";

/// How to read what a build made.
#[derive(Clone, Debug, Default)]
pub struct CollectOptions<'c> {
    /// Where what was found in the same links before is kept; `None` reads and writes nothing.
    pub cache: Option<&'c Cache>,
    /// The caps on untrusted sizes.
    pub limits: Limits,
    /// Whether the libraries of all packages are analysed for themselves too, and not only the members': all that they
    /// offer, whether the program uses it or not.
    pub all_libraries: bool,
}

/// Reads what a build made; `library` has what of it was read before.
pub fn collect(
    workspace: &Workspace,
    said: &Said,
    places: &Places,
    library: Library,
    options: &CollectOptions<'_>,
) -> Result<Built, Error> {
    let records = record::read_all(&places.ours).map_err(|cause| Error::Io {
        path: places.ours.clone(),
        cause,
    })?;
    let mut built = Built::default();
    let units = Units::of(workspace, records);
    let current = units.of_this_build(said);
    for name in units.unseen(said) {
        built
            .gaps
            .insert(format!("{name}: how it was compiled was not seen"));
    }
    let mut links = Vec::new();
    for &unit in &current {
        match units.link(unit) {
            Some(Ok(given)) => links.push((unit, given)),
            Some(Err(why)) => {
                let name = &units.records[unit].stem;
                built
                    .gaps
                    .insert(format!("{name}: its link was not seen: {why}"));
            }
            None => {}
        }
    }
    links.extend(units.libraries(&current, options.all_libraries));
    let limits = &options.limits;
    let contents = options.cache.map(|cache| Contents::of(cache, &places.ours));
    let library = library.of(&links, limits, contents.as_ref().map(|c| &c.known));
    contents.into_iter().for_each(|c| c.keep(&library));
    built.bytes = library.bytes();
    let again = Again::new(options.cache, &units, &library, limits);
    let known = again.known(&links, || {
        library.read(links.iter().flat_map(|(_, g)| g.others()), limits);
        units.known(&library, &links)
    });
    built.objects = known.objects;
    built.gaps.extend(known.gaps);
    let world = &known.world;
    let scripts = Script::all(said);
    let bringers: Vec<_> = links.iter().map(|l| units.bringers(&scripts, l)).collect();
    let keys = again.keys(world, &links, &bringers);
    let mut analyses = on_all_cores(links.len(), |at| again.get(keys[at]));
    let mut new: Vec<usize> = (0..links.len())
        .filter(|&at| analyses[at].is_none())
        .collect();
    // So that no core is left with a big one at the end.
    new.sort_by_key(|&at| std::cmp::Reverse(links[at].1.inputs.len()));
    library.read(new.iter().flat_map(|&at| links[at].1.others()), limits);
    let found = on_all_cores(new.len(), |n| {
        let at = new[n];
        // Nobody else asks for those.
        for path in links[at].1.own_objects() {
            library.load(path, limits);
        }
        let analysis = analyse(&units, &library, world, &links[at], &bringers[at]);
        again.put(keys[at], &analysis);
        Some(analysis)
    });
    for (at, analysis) in new.into_iter().zip(found) {
        analyses[at] = analysis;
    }
    options.cache.iter().for_each(|cache| cache.prune());
    let analyses = analyses.into_iter().map(Option::unwrap_or_default);
    for (analysis, (root, given)) in analyses.zip(&links) {
        let binary = units.binary(said, *root).filter(|_| !given.library);
        built.add(&units, *root, given, binary, analysis);
    }
    built.packages.clone_from(&units.packages);
    for &unit in &current {
        built.read_by_rustc(&units, unit, &places.target);
    }
    for used in built.uses.values_mut() {
        used.direct.sort();
        used.direct.dedup();
        let direct = used.caps();
        used.reach |= direct;
        used.ways.retain(|cap, _| !direct.contains(*cap));
    }
    Ok(built)
}

/// The runs of rustc.
pub(super) struct Units<'w> {
    workspace: &'w Workspace,
    records: Vec<Record>,
    by_stem: HashMap<String, usize>,
    packages: Vec<Option<usize>>,
    /// The units that each was given.
    deps: Vec<Vec<usize>>,
    /// What rustc made in parts.
    made: Vec<Option<Made>>,
}

impl<'w> Units<'w> {
    fn of(workspace: &'w Workspace, records: Vec<Record>) -> Self {
        let packages = workspace.packages.iter().enumerate();
        let folders: HashMap<PathBuf, usize> = packages
            .map(|(i, p)| (canonical(&p.manifest_dir), i))
            .collect();
        let package = |record: &Record| {
            let source = canonical(&record.source);
            let nearest = source.ancestors().find_map(|dir| folders.get(dir));
            nearest.copied()
        };
        let stems = records.iter().enumerate();
        let mut units = Units {
            workspace,
            by_stem: stems.map(|(i, r)| (r.stem.clone(), i)).collect(),
            packages: records.iter().map(package).collect(),
            deps: Vec::new(),
            made: records.iter().map(Made::of).collect(),
            records,
        };
        let externs = units.records.iter().map(|r| r.externs.iter());
        let deps = externs.map(|e| e.filter_map(|e| units.of_library(e)).collect());
        units.deps = deps.collect();
        units
    }

    /// The runs whose output Cargo named in this build.
    fn of_this_build(&self, said: &Said) -> Vec<usize> {
        let mut found = BTreeSet::new();
        for artifact in &said.artifacts {
            for file in &artifact.filenames {
                found.extend(self.of_file(file.as_std_path()));
            }
        }
        found.into_iter().collect()
    }

    /// What Cargo made in this build and no record tells of: whatever is in it was not looked at.
    fn unseen(&self, said: &Said) -> Vec<String> {
        let unseen = said.artifacts.iter().filter(|artifact| {
            let mut files = artifact.filenames.iter();
            !files.any(|f| self.of_file(f.as_std_path()).is_some())
        });
        unseen.map(|a| a.target.name.clone()).collect()
    }

    fn of_file(&self, file: &Path) -> Option<usize> {
        let name = file.file_stem()?.to_str()?;
        let library = name.strip_prefix("lib").and_then(|n| self.by_stem.get(n));
        if let Some(&unit) = library.or_else(|| self.by_stem.get(name)) {
            return Some(unit);
        }
        // A build script's folder has the hash, its name has not.
        if let Some((_, hash)) = file.parent()?.file_name()?.to_str()?.rsplit_once('-') {
            let stem = format!("{}-{hash}", name.replace('-', "_"));
            if let Some(&unit) = self.by_stem.get(&stem) {
                return Some(unit);
            }
        }
        // What Cargo shows under a plain name is another name of the file that rustc made.
        let plain = name.replace('-', "_");
        let names = [Some(plain.as_str()), plain.strip_prefix("lib")];
        let mut all = self.records.iter().enumerate();
        all.find(|(unit, r)| {
            names.contains(&Some(&r.crate_name))
                && (is_same_file(&r.out_dir.join(&r.stem), file)
                    || is_same_file(&self.output(*unit), file))
        })
        .map(|(unit, _)| unit)
    }

    fn link(&self, unit: usize) -> Option<Result<Given, String>> {
        let record = &self.records[unit];
        record.links.then(|| {
            let link = LinkRecord::read(&record.out_dir, &record.stem);
            link.map(|l| Given::read(&l)).map_err(|e| e.to_string())
        })
    }

    /// The members' libraries, or all, each as a link of its own: all that their users could call.
    fn libraries(&self, current: &[usize], all: bool) -> Vec<(usize, Given)> {
        let member = |u: &&usize| {
            let record = &self.records[**u];
            let kinds = ["lib", "rlib", STATIC];
            let library = record
                .crate_types
                .iter()
                .any(|t| kinds.contains(&t.as_str()));
            let package = self.packages[**u].and_then(|p| self.workspace.packages.get(p));
            library && !record.test && (all || package.is_some_and(|p| p.member))
        };
        let libraries = current.iter().filter(member);
        libraries
            .map(|&unit| {
                let all = self.closure(unit);
                let is_library = |u: &&usize| self.site(**u) != Site::Macro;
                let files = all.iter().filter(is_library).map(|&u| self.output(u));
                (unit, Given::library(files.collect()))
            })
            .collect()
    }

    /// The file of a library.
    fn output(&self, unit: usize) -> PathBuf {
        let record = &self.records[unit];
        let rust = record.crate_types.iter().any(|t| t != STATIC);
        let extension = if rust { "rlib" } else { "a" };
        record
            .out_dir
            .join(format!("lib{}.{extension}", record.stem))
    }

    fn made(&self, unit: usize) -> Option<&Made> {
        self.made[unit].as_ref()
    }

    /// Tells a unit's own objects from others.
    pub(super) fn rusts(&self, unit: usize) -> Rusts<'_> {
        Rusts::of(self.made(unit))
    }

    pub(super) fn of_library(&self, path: &Path) -> Option<usize> {
        let name = path.file_stem()?.to_str()?;
        self.by_stem.get(name.strip_prefix("lib")?).copied()
    }

    /// A unit and all that it depends on, itself first.
    fn closure(&self, unit: usize) -> Vec<usize> {
        let mut all = vec![unit];
        let mut known = BTreeSet::from([unit]);
        let mut next = 0;
        while let Some(&unit) = all.get(next) {
            next += 1;
            for &dependency in &self.deps[unit] {
                if known.insert(dependency) {
                    all.push(dependency);
                }
            }
        }
        all
    }

    /// What the files of all links say of the units.
    fn known(&self, library: &Library, links: &[(usize, Given)]) -> Known {
        let mut gaps = BTreeSet::new();
        let mut ids: HashMap<usize, u64> = HashMap::new();
        let mut said = |unit: usize, by_name: Option<u64>| {
            let stem = &self.records[unit].stem;
            let id = match self.made(unit) {
                Some(made) => Ok(made.id),
                None if self.records[unit].incremental.is_some() => {
                    Err(format!("{stem}: which objects rustc made is not known"))
                }
                None => {
                    by_name.ok_or_else(|| format!("{stem}: rustc's own object is not the first"))
                }
            };
            match id {
                Ok(id) => drop(ids.insert(unit, id)),
                Err(gap) => drop(gaps.insert(gap)),
            }
        };
        for (root, given) in links {
            if let Some(first) = given.own_objects().first() {
                said(*root, id_of(first));
            }
            for path in given.files() {
                if let (Some(unit), Some(first)) = (self.of_library(path), library.first(path)) {
                    said(unit, read::crate_id(&first.name));
                }
            }
        }
        let info = |unit: usize| UnitInfo {
            id: ids.get(&unit).copied().unwrap_or(0),
            package: u32::try_from(self.packages[unit].unwrap_or(usize::MAX)).unwrap_or(u32::MAX),
            closure: self
                .closure(unit)
                .into_iter()
                .skip(1)
                .filter_map(|u| u32::try_from(u).ok())
                .collect(),
        };
        let chosen = links
            .iter()
            .flat_map(|(_, given)| library.chosen(given, self));
        let world = World {
            units: (0..self.records.len()).map(info).collect(),
            std: inputs::toolchain_ids().iter().copied().collect(),
            chosen: chosen.collect(),
        };
        Known {
            world,
            gaps,
            objects: library.count(),
        }
    }

    /// Where a unit's own code runs when it is the root of a link.
    fn site(&self, unit: usize) -> Site {
        let record = &self.records[unit];
        let parent = record.out_dir.parent().and_then(Path::file_name);
        if record.crate_types.iter().any(|t| t == "proc-macro") {
            Site::Macro
        } else if parent.is_some_and(|p| p == "build") {
            Site::Build
        } else {
            Site::Lib
        }
    }

    /// The name and the file of what users start, when a run made that.
    fn binary(&self, said: &Said, unit: usize) -> Option<(String, PathBuf)> {
        let mut all = said.artifacts.iter();
        all.find_map(|artifact| {
            let file = artifact.executable.as_ref()?.as_std_path();
            let is_binary = artifact.target.is_bin() && !artifact.profile.test;
            (is_binary && self.of_file(file) == Some(unit))
                .then(|| (artifact.target.name.clone(), file.to_owned()))
        })
    }

    /// Whether it is a test, an example or a benchmark: code that no user of the package runs.
    fn is_dev(&self, unit: usize) -> bool {
        let record = &self.records[unit];
        record.test || record.out_dir.ends_with("examples")
    }

    /// Of each file of a link that neither a run of rustc made nor the toolchain has, the unit whose package brought it.
    fn bringers(
        &self,
        scripts: &[Script<'_>],
        (root, given): &(usize, Given),
    ) -> Vec<Option<usize>> {
        let own: HashSet<_> = given.own_objects().into_iter().collect();
        let mut rusts = self.rusts(*root);
        let inputs = given.inputs.iter();
        inputs
            .map(|input| {
                let path = &input.path;
                let is_rusts = input.toolchain
                    || self.of_library(path).is_some()
                    || own.contains(path) && rusts.take(&file_name(path));
                (!is_rusts).then(|| self.bringer(scripts, *root, path, &input.name))
            })
            .collect()
    }

    /// The package whose build script or manifest brought a file into a link.
    fn bringer(&self, scripts: &[Script<'_>], root: usize, path: &Path, name: &str) -> usize {
        let name = match name {
            "" => library_name(path).unwrap_or_default(),
            name => name.to_owned(),
        };
        let by_folder = scripts.iter().find(|s| path.starts_with(&s.out_dir));
        let by_name = || scripts.iter().find(|s| s.libraries.contains(&*name));
        let script = by_folder.or_else(by_name);
        let package = script.and_then(|s| self.package_of(s.package));
        // Of the package's runs, the one that is in this link.
        let closure = self.closure(root);
        let mut all = closure.into_iter();
        all.find(|&u| package.is_some() && self.packages[u] == package)
            .unwrap_or(root)
    }

    /// The package of a Cargo package id: `registry+https://…#name@1.2.3`, `path+file:///dir#1.2.3`.
    fn package_of(&self, id: &str) -> Option<usize> {
        let (before, spec) = id.rsplit_once('#')?;
        let (name, version) = match spec.split_once('@') {
            Some((name, version)) => (name, version),
            None => (before.rsplit('/').next()?, spec),
        };
        let mut all = self.workspace.packages.iter();
        all.position(|p| p.name == name && p.version == version)
    }
}

/// What a build script asked for.
struct Script<'s> {
    /// Cargo's id of its package.
    package: &'s str,
    out_dir: PathBuf,
    /// The names of libraries, without kind and what else is said of them.
    libraries: BTreeSet<&'s str>,
}

impl<'s> Script<'s> {
    fn all(said: &'s Said) -> Vec<Self> {
        fn plain(library: &str) -> &str {
            let name = library.rsplit('=').next().unwrap_or(library);
            name.split(':').next().unwrap_or(name)
        }
        let one = |script: &'s cargo_metadata::BuildScript| Script {
            package: &script.package_id.repr,
            out_dir: canonical(script.out_dir.as_std_path()),
            libraries: script
                .linked_libs
                .iter()
                .map(|l| plain(l.as_str()))
                .collect(),
        };
        said.scripts.iter().map(one).collect()
    }
}

/// The name in `-l` of a library, or of one that rustc took out of another for the link: `app-12.7-libz.a` is its copy.
fn library_name(path: &Path) -> Option<String> {
    let file = path.file_name()?.to_str()?;
    let copied = file.split_once('.').and_then(|(_, rest)| {
        let name = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        name.strip_prefix('-')
    });
    let name = copied.unwrap_or(file).strip_prefix("lib")?;
    Some(name.strip_suffix(".a")?.to_owned())
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(unix)]
fn is_same_file(one: &Path, two: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let of = |p: &Path| fs::metadata(p).ok().map(|m| (m.dev(), m.ino()));
    of(one).is_some() && of(one) == of(two)
}

#[cfg(not(unix))]
fn is_same_file(one: &Path, two: &Path) -> bool {
    let of = |p: &Path| {
        fs::metadata(p)
            .ok()
            .and_then(|m| Some((m.len(), m.modified().ok()?)))
    };
    of(one).is_some() && of(one) == of(two)
}

fn id_of(path: &Path) -> Option<u64> {
    read::crate_id(path.file_name()?.to_str()?)
}

/// What one link shows.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Analysis {
    reports: BTreeMap<Unit, Report>,
    needs: Needs,
    sections: usize,
    gaps: Vec<String>,
}

fn analyse(
    units: &Units<'_>,
    library: &Library,
    world: &World,
    (root, given): &(usize, Given),
    bringers: &[Option<usize>],
) -> Analysis {
    let root = *root;
    let mut parts = Vec::new();
    let mut gaps = Vec::new();
    let mut roots = Vec::new();
    let as_unit = |unit: usize| Unit(u32::try_from(unit).unwrap_or(u32::MAX));
    let own: HashSet<_> = given.own_objects().into_iter().collect();
    let elsewhere = if given.library {
        library.members_after_first(given)
    } else {
        HashSet::new()
    };
    for (input, bringer) in given.inputs.iter().zip(bringers) {
        let path = &input.path;
        if given.kept_symbols() == Some(path) {
            continue;
        }
        if let Some(Input::Unread(why)) = library.input(path) {
            gaps.push(format!("{}: {why}", path.display()));
            continue;
        }
        let unit = units.of_library(path);
        let mut rusts = unit.map(|unit| units.rusts(unit)).unwrap_or_default();
        for file in library.objects(path) {
            // A library for other languages holds all that it depends on once more.
            let is_copy = path.extension().is_some_and(|e| e == "a")
                && (elsewhere.contains(member(file))
                    || read::crate_id(member(file)).is_some_and(|id| world.std.contains(&id)));
            if given.library && is_copy {
                continue;
            }
            gaps.extend(file.gaps.iter().map(|g| format!("{}: {g}", file.name)));
            let origin = if input.toolchain {
                Origin::Std
            } else if let Some(unit) = unit {
                // What else is in a library was put in.
                if rusts.take(member(file)) {
                    Origin::Rust(as_unit(unit))
                } else {
                    Origin::Foreign(as_unit(unit))
                }
            } else {
                match *bringer {
                    None => Origin::Rust(as_unit(root)),
                    Some(_) if own.contains(path) && is_allocator(file) => Origin::Std,
                    Some(bringer) => Origin::Foreign(as_unit(bringer)),
                }
            };
            if given.library && origin == Origin::Rust(as_unit(root)) {
                roots.push(parts.len());
            }
            parts.push(Part {
                file,
                lazy: input.lazy,
                origin,
            });
        }
    }
    let names: Vec<&str> = given.exports.iter().map(String::as_str).collect();
    let starts: Vec<&str> = ["main", "_start"].into_iter().chain(names).collect();
    let link = if given.library {
        Link::new(parts, Roots::AllOf(&roots))
    } else {
        Link::new(parts, Roots::Names(&starts))
    };
    gaps.extend(link.gaps.iter().cloned());
    let authors = Authors::of(&link, world);
    Analysis {
        sections: link.live().count(),
        needs: needs::needs(&link, &authors),
        reports: trace::trace(&link, &authors, world),
        gaps,
    }
}

/// Whether an object is the one that rustc makes for the global allocator: nothing in it has a name of anybody's.
fn is_allocator(file: &ObjectFile) -> bool {
    let defined = |s: &&read::Symbol| s.binding != Binding::Local && s.place != Place::Undefined;
    let mut defined = file.symbols.iter().filter(defined);
    let made_up = format!("{}{ALLOCATOR}", ALLOCATOR.len());
    defined.all(|s| s.name.starts_with("_RNvC") && s.name.contains(&made_up))
}

impl Built {
    /// Adds what rustc read for a unit beside the package's own files.
    fn read_by_rustc(&mut self, units: &Units<'_>, unit: usize, target: &Path) {
        let record = &units.records[unit];
        let Some(package) = units.packages[unit].filter(|_| !units.is_dev(unit)) else {
            return;
        };
        let folder = canonical(&units.workspace.packages[package].manifest_dir);
        let Some(read) = deps::read(record, &folder, &canonical(target)) else {
            self.gaps
                .insert(format!("{}: what rustc read is not known", record.stem));
            return;
        };
        if !read.generated.is_empty() {
            let files = self.generated.entry(package).or_default();
            files.extend(read.generated);
        }
        let used = self.uses.entry((package, units.site(unit))).or_default();
        used.direct
            .extend(read.embedded.into_iter().map(|what| Seen {
                caps: Capability::Embed.into(),
                what,
                reason: "became part of the program at compile time".to_owned(),
                inside: record.crate_name.clone(),
                object: String::new(),
                foreign: false,
                spot: None,
                source: None,
            }));
    }

    fn add(
        &mut self,
        units: &Units<'_>,
        root: usize,
        given: &Given,
        binary: Option<(String, PathBuf)>,
        analysis: Analysis,
    ) {
        let record = &units.records[root];
        let reports = analysis.reports.values();
        self.programs.push(Program {
            name: record.crate_name.clone(),
            package: units.packages[root],
            site: units.site(root),
            library: given.library,
            shared: given.shared.clone(),
            sections: analysis.sections,
            binary,
            needs: analysis.needs,
            caps: reports.fold(CapSet::EMPTY, |set, r| set | r.caps()),
            gaps: analysis.gaps.clone(),
        });
        for gap in analysis.gaps {
            if self.gaps.len() < 1000 {
                self.gaps.insert(gap);
            }
        }
        for (unit, report) in analysis.reports {
            let unit = unit.0 as usize;
            let site = if unit == root {
                units.site(root)
            } else {
                Site::Lib
            };
            let Some(Some(package)) = units.packages.get(unit).copied() else {
                if let Some(record) = units.records.get(unit) {
                    self.gaps
                        .insert(format!("{}: its package is not in the graph", record.stem));
                }
                continue;
            };
            if unit == root && units.is_dev(root) {
                continue;
            }
            let used = self.uses.entry((package, site)).or_default();
            used.direct.extend(report.direct);
            used.reach |= report.reach;
            for (cap, way) in report.ways {
                let name = |u: Unit| units.packages.get(u.0 as usize).copied().flatten();
                let way = Way {
                    steps: way.steps.into_iter().map(|(u, s)| (name(u), s)).collect(),
                    seen: way.seen,
                };
                let known = used.ways.entry(cap).or_insert_with(|| way.clone());
                if way.steps.len() < known.steps.len() {
                    *known = way;
                }
            }
        }
    }
}
