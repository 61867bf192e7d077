//! `cargo bulkhead verify`: builds, reads what was compiled, and holds it against the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};

use bulkhead_cargo::Workspace;
use bulkhead_cargo::built::collect::{CollectOptions, Use as BuiltUse, Way as BuiltWay};
use bulkhead_cargo::built::generated::Generated;
use bulkhead_cargo::built::{self, BuildOptions, Built};
use bulkhead_facts::object::native;
use bulkhead_facts::source::macro_lines;
use bulkhead_facts::{CapSet, Capability, Limits, Site};
use bulkhead_policy::compiled::{self, Compiled, Use, Way};
use bulkhead_policy::picture::Package;
use bulkhead_policy::{Level, Picture};

use crate::args::{BuildArgs, CheckOptions, Format};
use crate::failure::Failure;
use crate::gather::Texts;
use crate::look::{self, Looked};
use crate::report::built::{self as report, BuiltView};
use crate::report::words::count;
use crate::report::{View, sarif};
use crate::speak::terminal;
use crate::{CLEAN, DENIED, check};

/// Builds, looks, says, and returns the exit code.
pub(crate) fn run(
    packages: &[String],
    build: &BuildArgs,
    options: &CheckOptions,
) -> Result<u8, Failure> {
    if matches!(options.format, Format::CycloneDx | Format::Markdown) {
        return Err(no_such_format());
    }
    let known = |workspace: &Workspace| {
        let mut specs = packages.iter();
        specs.try_for_each(|spec| check::find(spec, &workspace.packages))?;
        if build.uncontained {
            Ok(())
        } else {
            Err(uncontained(workspace))
        }
    };
    let looked = match look::look(options, known) {
        Ok(looked) => looked,
        Err(blocked) => return blocked.said(options),
    };
    warn(options, looked.gathered.graph());
    let built = built(&looked, build, options)?;
    let picture = looked.gathered.picture(true);
    let compiled = compiled(&looked, &picture, &built);
    let findings = looked.judge_compiled(&picture, &compiled);
    let mut looked_at = looked.gathered.workspace(true);
    looked_at.policy = looked.file.is_some();
    let policy = looked.file.as_ref().map(|f| f.text.as_str());
    let texts = Texts::new(&looked.gathered, &picture, policy);
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
        places: looked.gathered.places(&picture),
    };
    let chosen = check::chosen(packages, &picture);
    say(options, &shown, chosen.as_deref())?;
    let denied = findings.iter().any(|f| f.level == Level::Deny);
    Ok(if denied { DENIED } else { CLEAN })
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

fn uncontained(workspace: &Workspace) -> Failure {
    Failure {
        kind: format!(
            "verify builds the workspace, which runs {} with all of your rights: nothing contains them yet",
            runs(workspace)
        ),
        cause: None,
        hint: Some(
            "in a container or a virtual machine, or where you build it anyway: cargo bulkhead verify --uncontained"
                .to_owned(),
        ),
    }
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
        hint: Some("cargo bulkhead verify --uncontained --format json".to_owned()),
    }
}

fn built(looked: &Looked, build: &BuildArgs, options: &CheckOptions) -> Result<Built, Failure> {
    let workspace = looked.gathered.graph();
    let asked = &looked.asked;
    let how = BuildOptions {
        manifest_path: asked.manifest_path.clone(),
        features: asked.features.clone(),
        all_features: asked.all_features,
        no_default_features: asked.no_default_features,
        // Those of a policy are to be judged; what can be built here is the user's word.
        targets: options.cargo.target.clone(),
        locked: asked.locked,
        offline: asked.offline,
        frozen: asked.frozen,
        profile: match build.release {
            true => Some("release".to_owned()),
            false => build.profile.clone(),
        },
        quiet: options.quiet,
        target_dir: None,
    };
    let (said, places) = built::build(workspace, &how)?;
    let how = CollectOptions {
        all_libraries: build.all_libraries,
        ..CollectOptions::default()
    };
    let built = built::collect::collect(workspace, &said, &places, &how)?;
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
        hint: Some("build it anew: rm -r target/bulkhead".to_owned()),
    }
}

/// The same by places in the picture.
fn compiled(looked: &Looked, picture: &Picture<'_>, built: &Built) -> Compiled {
    let places = looked.gathered.places(picture);
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
    compiled.bindings = in_bindings(&places, picture, &compiled, built);
    compiled.macros = in_macros(looked, picture, &compiled);
    compiled
}

/// The uses that macros spell which the user's dependencies define: whoever calls one has the code and not the words.
fn in_macros(
    looked: &Looked,
    picture: &Picture<'_>,
    compiled: &Compiled,
) -> BTreeSet<(usize, String)> {
    let mut all = BTreeSet::new();
    for &(package, site) in compiled.uses.keys() {
        let hides = compiled.hides(picture, package, site);
        let own = hides.iter().filter(|(seen, _)| !seen.foreign);
        for (seen, caps) in own {
            let others = picture.closure(package, site).into_iter();
            let mut others = others.map(|i| &picture.packages[i]);
            if others.any(|other| macro_names(looked, other, &seen.what, *caps)) {
                all.insert((package, seen.what.clone()));
            }
        }
    }
    all
}

/// Whether a macro of a library names this.
fn macro_names(looked: &Looked, package: &Package<'_>, what: &str, caps: CapSet) -> bool {
    let last = |path: &str| path.rsplit("::").next().map(str::to_owned);
    let named = package.site(Site::Lib).into_iter().flat_map(|s| s.facts());
    let mut named = named
        .filter(|f| caps.difference(f.caps).is_empty() && last(&f.what) == last(what))
        .peekable();
    if named.peek().is_none() {
        return false;
    }
    let files = looked.gathered.files(package);
    let text = |file| files.as_ref()?.get(package.facts.file(file));
    let limits = Limits::default();
    named.any(|fact| {
        let text = String::from_utf8_lossy(text(fact.place.file).unwrap_or_default());
        let bodies = macro_lines(&text, &limits);
        bodies.iter().any(|b| b.contains(&fact.place.line))
    })
}

/// The foreign functions that bindings name which build scripts of dependencies made.
fn in_bindings(
    places: &[Option<usize>],
    picture: &Picture<'_>,
    compiled: &Compiled,
    built: &Built,
) -> BTreeSet<(usize, String)> {
    let mut all = BTreeSet::new();
    for &(package, site) in compiled.uses.keys() {
        let p = &picture.packages[package];
        for (seen, _) in compiled.hides(picture, package, site) {
            if seen.foreign || !seen.caps.contains(Capability::Ffi) {
                continue;
            }
            let of_dependency = |index: &usize| {
                let place = places.get(*index).copied().flatten();
                place.is_some_and(|d| p.deps.contains(&d) || p.build_deps.contains(&d))
            };
            let files = built.generated.iter().filter(|(i, _)| of_dependency(i));
            let mut texts = files
                .flat_map(|(_, files)| files)
                .map(std::fs::read_to_string);
            if texts.any(|text| text.is_ok_and(|t| native::spells(&t, &seen.what))) {
                all.insert((package, seen.what.clone()));
            }
        }
    }
    all
}

/// What of the uses that are not Rust's the packages' C and assembly show.
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
        if let Some(files) = looked.gathered.files(&picture.packages[package]) {
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
    let stdout = io::stdout().lock();
    let color = terminal::wants_color(options.color, &stdout);
    let mut out = BufWriter::new(stdout);
    let said = match options.format {
        Format::Json => report::write(&mut out, shown, chosen),
        Format::Sarif => sarif::write(&mut out, shown.view, chosen),
        Format::Human | Format::CycloneDx | Format::Markdown => terminal::write(
            &mut out,
            &report::text(shown, chosen, options.verbose),
            color,
        ),
    };
    look::written(said.and_then(|()| out.flush()))
}
