//! `cargo bulkhead verify`: builds, reads what was compiled, and holds it against the sources.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use bulkhead_cargo::built::collect::{CollectOptions, Use as BuiltUse, Way as BuiltWay};
use bulkhead_cargo::built::generated::Generated;
use bulkhead_cargo::built::{self, BuildOptions, Built};
use bulkhead_cargo::contain::{self, ExecOptions, Home, Role};
use bulkhead_cargo::{Cache, GraphOptions, Workspace};
use bulkhead_facts::object::native;
use bulkhead_facts::source::macro_lines;
use bulkhead_facts::{CapSet, Capability, Files, Limits, Site};
use bulkhead_policy::compiled::{self, Compiled, Use, Way};
use bulkhead_policy::picture::Package;
use bulkhead_policy::{Level, Picture};

use crate::args::{BuildArgs, CheckOptions, Format};
use crate::failure::Failure;
use crate::look::{self, Looked};
use crate::report::built::{self as report, BuiltView};
use crate::report::words::count;
use crate::report::{View, sarif};
use crate::speak::{Text, terminal};
use crate::{CLEAN, DENIED, check, exec, why};

/// Builds, looks, says, and returns the exit code.
pub(crate) fn run(
    packages: &[String],
    build: &BuildArgs,
    options: &CheckOptions,
) -> Result<u8, Failure> {
    let spoken = [Format::Human, Format::Json, Format::Sarif];
    if !spoken.contains(&options.format) {
        return Err(no_such_format());
    }
    look(packages, build, options, |shown, chosen| {
        say(options, shown, chosen)
    })
}

/// Builds, and says by which functions a package's compiled code gets to a capability.
pub(crate) fn why(
    package: &str,
    cap: Capability,
    site: Option<Site>,
    build: &BuildArgs,
    options: &CheckOptions,
) -> Result<u8, Failure> {
    why::sound(options)?;
    if options.format == Format::Json {
        return Err(Failure {
            kind: "`why --built` speaks to people".to_owned(),
            cause: None,
            hint: Some(format!("cargo bulkhead verify --format json {package}")),
        });
    }
    look(&[package.to_owned()], build, options, |shown, chosen| {
        let mut text = Text::default();
        for &package in chosen.unwrap_or_default() {
            text.gap();
            report::why(&mut text, shown, package, cap, site);
        }
        look::stdout(options.color, &text)
    })?;
    Ok(CLEAN)
}

/// Builds, looks, lets it be said, and returns the exit code.
fn look(
    packages: &[String],
    build: &BuildArgs,
    options: &CheckOptions,
    say: impl FnOnce(&BuiltView<'_>, Option<&[usize]>) -> Result<(), Failure>,
) -> Result<u8, Failure> {
    let mut walls = None;
    let known = |workspace: &Workspace| {
        let mut specs = packages.iter();
        specs.try_for_each(|spec| check::find(spec, &workspace.packages))?;
        if !build.uncontained {
            walls = Some(self::walls(build, options, workspace)?);
        }
        Ok(())
    };
    let looked = match look::look(options, known) {
        Ok(looked) => looked,
        Err(blocked) => return blocked.said(options),
    };
    let gathered = &looked.gathered;
    let (workspace, asked) = (gathered.graph(), &looked.asked);
    let cache = gathered.cache.as_ref();
    let built = built(workspace, asked, build, options, walls.as_ref(), cache)?;
    let picture = looked.gathered.picture(true);
    let places = looked.gathered.places(&picture);
    let mut compiled = compiled(&looked, &picture, &places, &built);
    let chosen = check::chosen(packages, &picture);
    locate(
        &looked,
        &picture,
        &places,
        &mut compiled,
        |package| match &chosen {
            _ if options.format != Format::Human => true,
            Some(chosen) => chosen.contains(&package),
            None => false,
        },
    );
    let findings = looked.judge_compiled(&picture, &compiled);
    let looked_at = looked.workspace(true);
    let texts = looked.texts(&picture);
    let view = View {
        workspace: &looked_at,
        picture: &picture,
        findings: &findings,
        sources: &texts,
        width: terminal::width(),
    };
    let shown = BuiltView {
        view: &view,
        built: &built,
        compiled: &compiled,
        places,
    };
    say(&shown, chosen.as_deref())?;
    let denied = findings.iter().any(|f| f.level == Level::Deny);
    Ok(if denied { DENIED } else { CLEAN })
}

/// Builds, and reads what was compiled.
pub(crate) fn build(
    workspace: &Workspace,
    asked: &GraphOptions,
    build: &BuildArgs,
    options: &CheckOptions,
) -> Result<Built, Failure> {
    let walls = match build.uncontained {
        true => None,
        false => Some(walls(build, options, workspace)?),
    };
    let cache = look::cache(options);
    let cache = cache.as_ref();
    built(workspace, asked, build, options, walls.as_ref(), cache)
}

/// What the build would run.
fn runs(workspace: &Workspace) -> String {
    let of = |has: fn(&bulkhead_cargo::Package) -> bool| {
        workspace.packages.iter().filter(|p| has(p)).count()
    };
    format!(
        "{} and {}",
        count(
            of(bulkhead_cargo::Package::has_build_script),
            "build script",
            "build scripts"
        ),
        count(
            of(bulkhead_cargo::Package::is_proc_macro),
            "proc macro",
            "proc macros"
        )
    )
}

/// The walls of `exec` around what the build runs.
fn walls(
    build: &BuildArgs,
    options: &CheckOptions,
    workspace: &Workspace,
) -> Result<Home, Failure> {
    let manifest = options.cargo.manifest_path.iter();
    let contained = contain::prepare(&ExecOptions {
        arguments: manifest
            .flat_map(|path| ["--manifest-path".into(), path.into()])
            .collect(),
        accept_weaker_walls: build.accept_weaker_walls,
        program: exec::program()?,
    });
    contained.map(|c| c.home).map_err(|e| Failure {
        cause: Some(format!(
            "the workspace is built for it, which runs {}",
            runs(workspace)
        )),
        ..Failure::from(e)
    })
}

fn warn(options: &CheckOptions, workspace: &Workspace) {
    let words = format!(
        "NOT CONTAINED: this build runs {} with all of your rights",
        runs(workspace)
    );
    look::aside(options, &words);
}

fn no_such_format() -> Failure {
    Failure {
        kind: "verify speaks human, json and sarif".to_owned(),
        cause: None,
        hint: Some("cargo bulkhead verify --format json".to_owned()),
    }
}

fn built(
    workspace: &Workspace,
    asked: &GraphOptions,
    build: &BuildArgs,
    options: &CheckOptions,
    walls: Option<&Home>,
    cache: Option<&Cache>,
) -> Result<Built, Failure> {
    let how = BuildOptions {
        graph: GraphOptions {
            // Those of a policy are to be judged; what can be built here is the user's word.
            targets: options.cargo.target.clone(),
            ..asked.clone()
        },
        profile: match build.release {
            true => Some("release".to_owned()),
            false => build.profile.clone(),
        },
        quiet: options.quiet,
        walls: walls.map(|home| home.link(Role::Rustc)),
    };
    let then = CollectOptions {
        cache,
        all_libraries: build.all_libraries,
        ..CollectOptions::default()
    };
    let read = || read(workspace, &how, &then);
    match walls {
        Some(home) => exec::listening(home, true, read),
        None => {
            warn(options, workspace);
            read()
        }
    }
}

fn read(
    workspace: &Workspace,
    how: &BuildOptions,
    then: &CollectOptions<'_>,
) -> Result<Built, Failure> {
    let (said, places, library) = built::build(workspace, how)?;
    let built = built::collect::collect(workspace, &said, &places, library, then)?;
    if built.programs.is_empty() {
        return Err(nothing(&built));
    }
    Ok(built)
}

/// Nothing seen is no clean report.
fn nothing(built: &Built) -> Failure {
    Failure {
        kind: "the build left nothing that could be read".to_owned(),
        cause: (!built.gaps.is_empty())
            .then(|| built.gaps.iter().cloned().collect::<Vec<_>>().join("\n")),
        hint: Some("build it anew: cargo clean".to_owned()),
    }
}

/// The same by places in the picture.
fn compiled(
    looked: &Looked,
    picture: &Picture<'_>,
    places: &[Option<usize>],
    built: &Built,
) -> Compiled {
    let place = |package: usize| places.get(package).copied().flatten();
    let way = |way: &BuiltWay| Way {
        steps: way
            .steps
            .iter()
            .map(|(package, step)| (package.and_then(place), step.clone()))
            .collect(),
        seen: way.seen.clone(),
    };
    let same = |used: &BuiltUse| Use {
        direct: used.direct.clone(),
        reach: used.reach,
        ways: used.ways.iter().map(|(cap, w)| (*cap, way(w))).collect(),
    };
    let uses = built.uses.iter();
    let uses: BTreeMap<_, _> = uses
        .filter_map(|(&(package, site), used)| Some(((place(package)?, site), same(used))))
        .collect();
    let generated = looked.gathered.generated(built).into_iter();
    let generated = generated.filter_map(|(package, all)| {
        let one = |g: Generated| compiled::Generated {
            place: format!("{}:{}", g.file.display(), g.line),
            what: g.what,
            caps: g.caps,
        };
        Some((place(package)?, all.into_iter().map(one).collect()))
    });
    let mut compiled = Compiled {
        uses,
        generated: generated.collect(),
        ..Compiled::default()
    };
    compiled.native = in_native(looked, picture, &compiled);
    compiled.bindings = in_bindings(places, picture, &compiled, built);
    compiled.macros = in_macros(looked, picture, &compiled);
    compiled
}

/// Finds the source lines of what the report will show: the uses of the packages that are wanted, and those that hide.
fn locate(
    looked: &Looked,
    picture: &Picture<'_>,
    places: &[Option<usize>],
    compiled: &mut Compiled,
    wanted: impl Fn(usize) -> bool,
) {
    let keys = compiled.uses.keys().copied();
    let shown = keys.filter(|&(package, site)| {
        wanted(package) || !compiled.hides(picture, package, site).is_empty()
    });
    let shown: BTreeSet<_> = shown.collect();
    // Each package's place in the picture leads back to the graph.
    let graph = |place: usize| places.iter().position(|p| *p == Some(place));
    let mut uses = Vec::new();
    for ((package, _), used) in compiled
        .uses
        .iter_mut()
        .filter(|(key, _)| shown.contains(key))
    {
        let Some(package) = graph(*package) else {
            continue;
        };
        uses.extend(used.direct.iter_mut().map(|seen| (package, seen)));
        for way in used.ways.values_mut() {
            let last = way.steps.last().and_then(|(package, _)| graph((*package)?));
            uses.extend(last.map(|package| (package, &mut way.seen)));
        }
    }
    built::collect::locate(
        looked.gathered.graph(),
        uses.into_iter(),
        &Limits::default(),
    );
}

/// The uses that macros spell which the user's dependencies define: whoever calls one has the code and not the words.
fn in_macros(
    looked: &Looked,
    picture: &Picture<'_>,
    compiled: &Compiled,
) -> BTreeSet<(usize, String)> {
    let mut wanted: BTreeMap<usize, Vec<(usize, &str, CapSet)>> = BTreeMap::new();
    for &(package, site) in compiled.uses.keys() {
        let mut hides = compiled.hides(picture, package, site);
        hides.retain(|(seen, _)| !seen.foreign);
        if hides.is_empty() {
            continue;
        }
        for other in picture.closure(package, site) {
            let uses = hides.iter().map(|(s, caps)| (package, &*s.what, *caps));
            wanted.entry(other).or_default().extend(uses);
        }
    }
    let mut all = BTreeSet::new();
    for (other, uses) in wanted {
        let other = &picture.packages[other];
        let files = LazyCell::new(|| looked.gathered.files(other));
        for (package, what, caps) in uses {
            let shown = (package, what.to_owned());
            if !all.contains(&shown) && macro_names(other, &files, what, caps) {
                all.insert(shown);
            }
        }
    }
    all
}

/// Whether a macro of a library, whose files are read only then, names this.
fn macro_names(
    package: &Package<'_>,
    files: &impl Deref<Target = Option<Box<dyn Files>>>,
    what: &str,
    caps: CapSet,
) -> bool {
    let last = |path: &str| path.rsplit("::").next().map(str::to_owned);
    let named = package.site(Site::Lib).into_iter().flat_map(|s| s.facts());
    let mut named =
        named.filter(|f| caps.difference(f.caps).is_empty() && last(&f.what) == last(what));
    let limits = Limits::default();
    named.any(|fact| {
        let bytes = files
            .as_ref()
            .and_then(|f| f.get(package.facts.file(fact.place.file)));
        let text = String::from_utf8_lossy(bytes.unwrap_or_default());
        let bodies = macro_lines(&text, &limits);
        bodies.iter().any(|b| b.contains(&fact.place.line))
    })
}

/// The foreign functions that bindings name which build scripts made.
fn in_bindings(
    places: &[Option<usize>],
    picture: &Picture<'_>,
    compiled: &Compiled,
    built: &Built,
) -> BTreeSet<(usize, String)> {
    let mut wanted = Vec::new();
    for &(package, site) in compiled.uses.keys() {
        let mut hides = compiled.hides(picture, package, site);
        hides.retain(|(seen, _)| !seen.foreign && seen.caps.contains(Capability::Ffi));
        wanted.extend(
            hides
                .iter()
                .map(|(seen, caps)| (package, &*seen.what, *caps)),
        );
    }
    let mut all = BTreeSet::new();
    for (index, files) in &built.generated {
        let Some(maker) = places.get(*index).copied().flatten() else {
            continue;
        };
        let mut users = wanted.clone();
        users.retain(|(user, _, caps)| {
            // Its own may name the functions of a library, whose code is looked at for itself, and none of weight.
            let own = *user == maker && *caps == CapSet::of(Capability::Ffi);
            let user = &picture.packages[*user];
            own || user.deps.contains(&maker) || user.build_deps.contains(&maker)
        });
        if users.is_empty() {
            continue;
        }
        for text in files.iter().flat_map(std::fs::read_to_string) {
            let spelt = users
                .iter()
                .filter(|(_, what, _)| native::spells(&text, what));
            all.extend(spelt.map(|(user, what, _)| (*user, (*what).to_owned())));
        }
    }
    all
}

/// What of the uses that are not Rust's the C and assembly show that the packages have, or get from what their build scripts
/// use.
fn in_native(
    looked: &Looked,
    picture: &Picture<'_>,
    compiled: &Compiled,
) -> BTreeSet<(usize, String)> {
    let mut wanted: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for &(package, site) in compiled.uses.keys() {
        let hides = compiled.hides(picture, package, site);
        for (seen, _) in hides.iter().filter(|(seen, _)| seen.foreign) {
            wanted.entry(package).or_default().insert(&seen.what);
        }
    }
    let mut all = BTreeSet::new();
    for (package, uses) in wanted {
        // Its build script may compile what another package brings: openssl-sys that of openssl-src.
        let build_deps = picture.packages[package].build_deps.iter().copied();
        let sources = [package].into_iter().chain(build_deps);
        for files in sources.filter_map(|p| looked.gathered.files(&picture.packages[p])) {
            let shown = native::shown(files.as_ref(), &uses).into_iter();
            all.extend(shown.map(|what| (package, what)));
        }
    }
    all
}

fn say(
    options: &CheckOptions,
    shown: &BuiltView<'_>,
    chosen: Option<&[usize]>,
) -> Result<(), Failure> {
    look::say(options.color, |out, color| match options.format {
        Format::Json => report::write(out, shown, chosen),
        Format::Sarif => sarif::write(out, shown.view, chosen),
        _ => terminal::write(out, &report::text(shown, chosen, options.verbose), color),
    })
}
