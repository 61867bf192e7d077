//! What compiled code can do: to a person, about all packages or about one, and as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use bulkhead_cargo::built::Built;
use bulkhead_facts::object::lines::SourceLine;
use bulkhead_facts::object::trace::Seen;
use bulkhead_facts::{CapSet, Capability, Site};
use bulkhead_policy::compiled::{Compiled, Use, Way, visible};
use serde::Serialize;

use super::json::{self, FindingJson};
use super::{View, diagnostic, is_own, words};
use crate::speak::{Label, Line, Text};

/// All that a report on compiled code is made of.
pub(crate) struct BuiltView<'a> {
    /// The sources' side, with the findings.
    pub(crate) view: &'a View<'a>,
    /// What was read.
    pub(crate) built: &'a Built,
    /// What each package's code can do.
    pub(crate) compiled: &'a Compiled,
    /// Places in the picture of the packages of the graph.
    pub(crate) places: Vec<Option<usize>>,
}

/// The column of the capabilities.
const COLUMN: usize = 30;
/// Places shown of a finding, and uses of one capability.
const PLACES: usize = 5;

/// The report for a person: all packages that can do something, or the chosen ones in detail.
pub(crate) fn text(shown: &BuiltView<'_>, chosen: Option<&[usize]>, verbose: bool) -> Text {
    let mut text = Text::default();
    match chosen {
        Some(chosen) => {
            for &package in chosen {
                text.gap();
                one(&mut text, shown, package, verbose);
            }
        }
        None => all(&mut text, shown, verbose),
    }
    for finding in shown.view.findings {
        text.gap();
        diagnostic::finding(&mut text, shown.view, finding, PLACES);
    }
    text.gap();
    verdict(&mut text, shown);
    text
}

fn all(text: &mut Text, shown: &BuiltView<'_>, verbose: bool) {
    head(text, shown);
    text.gap();
    let mut quiet = 0;
    for (&(package, site), used) in &shown.compiled.uses {
        if used.reach.intersection(visible()).is_empty() && !verbose {
            quiet += 1;
            continue;
        }
        let mut line = Line::new()
            .then(Label::Strong, &shown.view.spec(package))
            .then(Label::Dim, &format!(" {}", site.name()));
        line.pad_to(COLUMN.min(shown.view.width / 2));
        let column = line.width();
        text.flow(line, caps(used), " ", column, shown.view.width);
    }
    if quiet > 0 {
        let words = words::count(quiet, "more reaches nothing", "more reach nothing");
        text.line(Line::new().then(Label::Dim, &words));
    }
    text.gap();
    let note = "+ marks what its code only reaches through the packages that it depends on, as it was linked";
    text.wrap(Line::new(), Label::Dim, note, shown.view.width);
    not_seen(text, shown, verbose);
    text.gap();
    let line = Line::new().plain("Next  ");
    text.line(
        line.then(Label::Command, "cargo bulkhead verify PACKAGE")
            .plain("  the uses, and the ways to them"),
    );
}

fn head(text: &mut Text, shown: &BuiltView<'_>) {
    let built = shown.built;
    let of = |site: Site| {
        built
            .programs
            .iter()
            .filter(|p| p.site == site && !p.library)
            .count()
    };
    let libraries = built.programs.iter().filter(|p| p.library).count();
    let mut parts = vec![
        words::count(of(Site::Lib), "program", "programs"),
        words::count(of(Site::Build), "build script", "build scripts"),
        words::count(of(Site::Macro), "proc macro", "proc macros"),
    ];
    if libraries > 0 {
        parts.push(words::count(
            libraries,
            "library for itself",
            "libraries for themselves",
        ));
    }
    let words = format!(
        "{} objects ({} MB) in {}",
        words::number(built.objects),
        built.bytes >> 20,
        parts.join(", ")
    );
    let head = Line::new().then(Label::Strong, "compiled").plain("  ");
    text.wrap(head, Label::Plain, &words, shown.view.width);
    let mut shared: Vec<&str> = built
        .programs
        .iter()
        .filter(|p| p.site == Site::Lib)
        .flat_map(|p| p.shared.iter().map(String::as_str))
        .filter(|name| !ORDINARY.contains(name))
        .collect();
    shared.sort_unstable();
    shared.dedup();
    if !shared.is_empty() {
        let head = Line::new().then(Label::Strong, "loads").plain("     ");
        text.wrap(head, Label::Plain, &shared.join(" "), shown.view.width);
    }
}

/// The libraries that every Rust program on Linux is linked with.
const ORDINARY: &[&str] = &["c", "dl", "gcc_s", "m", "pthread", "rt", "util"];

fn caps(used: &Use) -> Vec<(Label, String)> {
    let direct = used.caps();
    let name = |label: Label| move |c: Capability| (label, c.name().to_owned());
    let mut items: Vec<_> = direct.iter().map(name(Label::Capability)).collect();
    if items.is_empty() {
        items.push((Label::Good, words::caps(direct)));
    }
    let more = used.reach.difference(direct);
    if !more.is_empty() {
        items.push((Label::Dim, "+".to_owned()));
        items.extend(more.iter().map(name(Label::Dim)));
    }
    items
}

fn one(text: &mut Text, shown: &BuiltView<'_>, package: usize, verbose: bool) {
    let view = shown.view;
    let p = &view.picture.packages[package];
    let title = Line::new().then(Label::Strong, p.name);
    text.line(title.then(Label::Dim, &format!(" {}", p.version)));
    let mut found = false;
    for site in Site::ALL {
        let Some(used) = shown.compiled.uses.get(&(package, site)) else {
            continue;
        };
        found = true;
        text.gap();
        let head = Line::new()
            .then(Label::Strong, &format!("{}:", site.name()))
            .plain(" ");
        let column = head.width();
        text.flow(head, caps(used), " ", column, view.width);
        for cap in used.caps().iter() {
            uses(text, view, cap, used, verbose);
        }
        for (cap, way) in &used.ways {
            ways(text, view, *cap, way);
        }
        let unlinked = shown.compiled.unlinked(view.picture, package, site);
        if !unlinked.is_empty() && !is_own(p) {
            let words =
                format!("its sources have {unlinked} too, which nothing that was linked uses");
            text.wrap(Line::new().plain("  "), Label::Dim, &words, view.width);
        }
    }
    if !found {
        text.line(Line::new().then(Label::Dim, "no code of it is in anything that was linked"));
    }
}

/// How a package's compiled code gets to a capability: where it uses it itself, else the shortest way.
pub(crate) fn why(
    text: &mut Text,
    shown: &BuiltView<'_>,
    package: usize,
    cap: Capability,
    only: Option<Site>,
) {
    let mut found = false;
    for site in Site::ALL
        .into_iter()
        .filter(|s| only.is_none_or(|o| o == *s))
    {
        let used = shown.compiled.uses.get(&(package, site));
        let Some(used) = used.filter(|u| u.reach.contains(cap)) else {
            continue;
        };
        found = true;
        let head = Line::new().then(Label::Strong, &shown.view.spec(package));
        text.line(head.then(Label::Dim, &format!(" {}", site.name())));
        uses(text, shown.view, cap, used, false);
        if let Some(way) = used.ways.get(&cap) {
            ways(text, shown.view, cap, way);
        }
    }
    if !found {
        let name = shown.view.spec(package);
        let words = format!("no compiled code of {name} gets to {cap} in anything that was linked");
        text.wrap(Line::new(), Label::Plain, &words, shown.view.width);
    }
}

fn uses(text: &mut Text, view: &View<'_>, cap: Capability, used: &Use, verbose: bool) {
    let with = used.direct.iter().filter(|s| s.caps.contains(cap));
    let with: Vec<&Seen> = with.collect();
    let most = if verbose { usize::MAX } else { PLACES };
    for seen in with.iter().take(most) {
        let head = Line::new()
            .plain("  ")
            .then(Label::Capability, &format!("{:<6}", cap.name()))
            .plain(" ");
        let words = format!("{} in {}{}", seen.what, seen.inside, at(seen));
        text.wrap(head, Label::Plain, &words, view.width);
    }
    let more = with.len().saturating_sub(most);
    if more > 0 {
        text.line(Line::new().then(Label::Dim, &format!("         and {more} more")));
    }
}

/// ` at src/lib.rs:12:5`, where the line is known.
fn at(seen: &Seen) -> String {
    let line = seen.source.iter();
    line.map(|line| format!(" at {line}")).collect()
}

fn ways(text: &mut Text, view: &View<'_>, cap: Capability, way: &Way) {
    let head = Line::new()
        .plain("  ")
        .then(Label::Dim, &format!("{:<6} ", cap.name()));
    let step = |(package, path): &(Option<usize>, String)| match package {
        Some(package) => format!("{path} ({})", view.spec(*package)),
        None => path.clone(),
    };
    let mut steps: Vec<String> = way.steps.iter().map(step).collect();
    steps.push(format!("{}{}", way.seen.what, at(&way.seen)));
    text.wrap(head, Label::Plain, &steps.join(" → "), view.width);
}

fn not_seen(text: &mut Text, shown: &BuiltView<'_>, verbose: bool) {
    let gaps = &shown.built.gaps;
    if gaps.is_empty() {
        return;
    }
    text.gap();
    let head = Line::new().then(Label::Strong, "Not seen").plain("  ");
    let words = words::count(gaps.len(), "part of the objects", "parts of the objects");
    text.wrap(head, Label::Plain, &words, shown.view.width);
    let most = if verbose { usize::MAX } else { PLACES };
    for gap in gaps.iter().take(most) {
        text.wrap(Line::new().plain("  "), Label::Dim, gap, shown.view.width);
    }
}

fn verdict(text: &mut Text, shown: &BuiltView<'_>) {
    let hidden = shown.view.findings.len();
    let packages: std::collections::BTreeSet<usize> =
        shown.compiled.uses.keys().map(|(p, _)| *p).collect();
    let of = words::count(packages.len(), "package", "packages");
    let line = match hidden {
        0 => Line::new().then(
            Label::Good,
            &format!("Compiled code does what its sources say, in {of}"),
        ),
        n => Line::new().then(
            Label::Deny,
            &format!(
                "{} that its sources do not show, in {of}",
                words::count(n, "place", "places")
            ),
        ),
    };
    text.line(line);
}

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    root: &'a str,
    objects: usize,
    bytes: u64,
    programs: Vec<ProgramJson<'a>>,
    packages: Vec<PackageJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    gaps: Vec<&'a str>,
}

#[derive(Serialize)]
struct ProgramJson<'a> {
    name: &'a str,
    package: Option<&'a str>,
    site: &'static str,
    library: bool,
    shared: Vec<&'a str>,
    sections: usize,
}

#[derive(Serialize)]
struct PackageJson<'a> {
    name: &'a str,
    version: &'a str,
    sites: BTreeMap<&'static str, SiteJson<'a>>,
}

#[derive(Serialize)]
struct SiteJson<'a> {
    direct: Vec<&'static str>,
    reach: Vec<&'static str>,
    hidden: Vec<&'static str>,
    unlinked: Vec<&'static str>,
    uses: Vec<UseJson<'a>>,
    ways: BTreeMap<&'static str, WayJson<'a>>,
}

#[derive(Serialize)]
struct UseJson<'a> {
    capabilities: Vec<&'static str>,
    what: &'a str,
    reason: &'a str,
    inside: &'a str,
    object: &'a str,
    line: Option<String>,
}

#[derive(Serialize)]
struct WayJson<'a> {
    steps: Vec<StepJson<'a>>,
    r#use: UseJson<'a>,
}

#[derive(Serialize)]
struct StepJson<'a> {
    package: Option<String>,
    path: &'a str,
}

/// The report as one JSON object (`docs/json.md`), with all packages that have compiled code or only those of `only`.
pub(crate) fn write(
    out: &mut dyn Write,
    shown: &BuiltView<'_>,
    only: Option<&[usize]>,
) -> io::Result<()> {
    let view = shown.view;
    let mut packages: BTreeMap<usize, PackageJson<'_>> = BTreeMap::new();
    for (&(index, site), used) in &shown.compiled.uses {
        if only.is_some_and(|only| !only.contains(&index)) {
            continue;
        }
        let p = &view.picture.packages[index];
        let package = packages.entry(index).or_insert_with(|| PackageJson {
            name: p.name,
            version: p.version,
            sites: BTreeMap::new(),
        });
        package
            .sites
            .insert(site.name(), site_json(shown, index, site, used));
    }
    let report = Report {
        schema_version: json::SCHEMA_VERSION,
        root: &view.workspace.root,
        objects: shown.built.objects,
        bytes: shown.built.bytes,
        programs: shown
            .built
            .programs
            .iter()
            .map(|p| program(shown, p))
            .collect(),
        packages: packages.into_values().collect(),
        findings: view
            .findings
            .iter()
            .map(|f| json::finding(view, f))
            .collect(),
        gaps: shown.built.gaps.iter().map(String::as_str).collect(),
    };
    json::object(out, &report)
}

fn program<'a>(shown: &BuiltView<'a>, p: &'a bulkhead_cargo::built::Program) -> ProgramJson<'a> {
    let place = p
        .package
        .and_then(|i| shown.places.get(i).copied().flatten());
    ProgramJson {
        name: &p.name,
        package: place
            .and_then(|i| shown.view.picture.packages.get(i))
            .map(|p| p.name),
        site: p.site.name(),
        library: p.library,
        shared: p.shared.iter().map(String::as_str).collect(),
        sections: p.sections,
    }
}

fn names(set: CapSet) -> Vec<&'static str> {
    set.iter().map(Capability::name).collect()
}

fn site_json<'a>(shown: &BuiltView<'a>, package: usize, site: Site, used: &'a Use) -> SiteJson<'a> {
    let view = shown.view;
    let step = |(package, path): &'a (Option<usize>, String)| StepJson {
        package: package.map(|p| view.spec(p)),
        path,
    };
    let way = |way: &'a Way| WayJson {
        steps: way.steps.iter().map(step).collect(),
        r#use: use_json(&way.seen),
    };
    SiteJson {
        direct: names(used.caps()),
        reach: names(used.reach),
        hidden: names(shown.compiled.hidden(view.picture, package, site)),
        unlinked: names(shown.compiled.unlinked(view.picture, package, site)),
        uses: used.direct.iter().map(use_json).collect(),
        ways: used
            .ways
            .iter()
            .map(|(cap, w)| (cap.name(), way(w)))
            .collect(),
    }
}

fn use_json(seen: &Seen) -> UseJson<'_> {
    UseJson {
        capabilities: names(seen.caps),
        what: &seen.what,
        reason: &seen.reason,
        inside: &seen.inside,
        object: &seen.object,
        line: seen.source.as_ref().map(SourceLine::to_string),
    }
}
