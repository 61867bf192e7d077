//! One package: what it can do, where its sources say so, what it reaches and through whom, and what was not read.

use bulkhead_facts::link::LinkedFact;
use bulkhead_facts::{CapSet, Capability, Gap, Site};
use bulkhead_policy::picture::SitePicture;
use bulkhead_policy::{Package, risk};

use super::diagnostic::{self, Place};
use super::{View, words};
use crate::speak::{Label, Line, Text};

/// Places shown per capability and site unless all were asked for.
const PLACES: usize = 2;
/// Users shown of a package.
const USERS: usize = 8;
/// Gaps shown per site unless all were asked for.
const GAPS: usize = 3;

/// The evidence of one package: some of it, or all.
#[must_use]
pub fn text(view: &View<'_>, index: usize, all: bool) -> Text {
    let mut text = Text::default();
    let Some(package) = view.picture.packages.get(index) else {
        return text;
    };
    headline(&mut text, view, index, package);
    for site in &package.sites {
        text.gap();
        site_line(&mut text, view, site);
        ways(&mut text, view, index, site);
        facts(&mut text, view, index, package, site, all);
        let gaps: Vec<&Gap> = site.gaps().collect();
        gap_lines(&mut text, view, index, package, &gaps, all);
    }
    let gaps: Vec<&Gap> = package.facts.gaps.iter().collect();
    gap_lines(&mut text, view, index, package, &gaps, all);
    for finding in view.findings.iter().filter(|f| f.package == Some(index)) {
        text.gap();
        let places = if all { usize::MAX } else { PLACES };
        diagnostic::finding(&mut text, view, finding, places);
    }
    left_out(&mut text, view, package);
    text
}

fn headline(text: &mut Text, view: &View<'_>, index: usize, package: &Package<'_>) {
    let head = Line::new()
        .then(Label::Strong, package.name)
        .then(Label::Strong, &format!(" {}", package.version));
    text.line(head);
    let from = words::source(&package.source);
    let read = words::provenance(&package.provenance);
    entry(text, view, "from", &format!("{from}, read from {read}"));
    entry(text, view, "role", &words::roles(package.roles));
    let users = view.picture.users(index);
    if !users.is_empty() {
        let shown: Vec<_> = users.iter().take(USERS).map(|&u| view.spec(u)).collect();
        let mut said = shown.join(", ");
        if users.len() > USERS {
            said += &format!(" and {} more", users.len() - USERS);
        }
        entry(text, view, "used by", &said);
    }
}

fn entry(text: &mut Text, view: &View<'_>, name: &str, said: &str) {
    let mut head = Line::new().then(Label::Dim, &format!("  {name}"));
    head.pad_to(11);
    text.wrap(head, Label::Plain, said, view.width);
}

fn site_name(site: Site) -> &'static str {
    match site {
        Site::Lib => "lib: in the program",
        Site::Build => "build: its build script, runs while building",
        Site::Macro => "macro: inside the compiler, runs while building",
    }
}

fn site_line(text: &mut Text, view: &View<'_>, site: &SitePicture) {
    text.line(Line::new().then(Label::Strong, site_name(site.site)));
    let mut head = Line::new().then(Label::Dim, "  its own");
    head.pad_to(11);
    text.wrap(
        head,
        Label::Capability,
        &words::caps(site.direct),
        view.width,
    );
}

/// What the site reaches and has not itself, with a shortest way to who has it.
fn ways(text: &mut Text, view: &View<'_>, index: usize, site: &SitePicture) {
    let mut by_way: Vec<(Vec<usize>, CapSet)> = Vec::new();
    for cap in site.reach.difference(site.direct).iter() {
        let Some(way) = view.picture.way(index, site.site, cap) else {
            continue;
        };
        match by_way.iter_mut().find(|(w, _)| *w == way) {
            Some((_, set)) => *set |= CapSet::of(cap),
            None => by_way.push((way, CapSet::of(cap))),
        }
    }
    let mut name = "reaches";
    for (way, set) in by_way {
        let names: Vec<_> = way.iter().map(|&i| view.spec(i)).collect();
        let mut head = Line::new().then(Label::Dim, &format!("  {name}"));
        head.pad_to(11);
        let said = format!("{set} through {}", names.join(" → "));
        text.wrap(head, Label::Plain, &said, view.width);
        name = "";
    }
}

fn facts(
    text: &mut Text,
    view: &View<'_>,
    index: usize,
    package: &Package<'_>,
    site: &SitePicture,
    all: bool,
) {
    let mut told = CapSet::EMPTY;
    for cap in risk::order() {
        let new = |f: &&LinkedFact| f.caps.contains(cap) && f.caps.intersection(told).is_empty();
        let facts: Vec<&LinkedFact> = site.facts().filter(new).collect();
        told |= CapSet::of(cap);
        if facts.is_empty() {
            continue;
        }
        text.gap();
        capability_line(text, view, cap, facts.len());
        let shown = choose(&facts, if all { usize::MAX } else { PLACES });
        for fact in &shown {
            let says = says(fact);
            let mut place = place(index, package, fact, &says);
            if !all {
                place.notes.iter_mut().for_each(shorten);
            }
            diagnostic::place(text, view, &place);
        }
        rest(text, view, index, facts.len() - shown.len());
    }
}

fn capability_line(text: &mut Text, view: &View<'_>, cap: Capability, n: usize) {
    let head = Line::new().then(Label::Capability, cap.name()).then(
        Label::Dim,
        &format!(" {}: ", words::count(n, "place", "places")),
    );
    text.wrap(head, Label::Dim, cap.meaning(), view.width);
}

/// The first place of each thing that is named, then further places.
fn choose<'f>(facts: &[&'f LinkedFact], limit: usize) -> Vec<&'f LinkedFact> {
    if facts.len() <= limit {
        return facts.to_vec();
    }
    let mut chosen: Vec<&LinkedFact> = Vec::new();
    for fact in facts {
        if chosen.len() == limit {
            break;
        }
        if chosen.iter().all(|c| c.what != fact.what) {
            chosen.push(fact);
        }
    }
    for fact in facts {
        if chosen.len() == limit {
            break;
        }
        if !chosen.contains(fact) {
            chosen.push(fact);
        }
    }
    chosen.sort();
    chosen
}

/// `std::fs::OpenOptions::new (read write): opens by path`
fn says(fact: &LinkedFact) -> String {
    let mut says = fact.what.clone();
    if fact.caps.len() > 1 {
        says += &format!(" ({})", fact.caps);
    }
    if let Some(reason) = words::reason(fact) {
        says += &format!(": {reason}");
    }
    says
}

fn place<'p>(
    index: usize,
    package: &'p Package<'_>,
    fact: &LinkedFact,
    says: &'p str,
) -> Place<'p> {
    let mut notes = Vec::new();
    if !fact.way.is_empty() {
        notes.push(format!("by way of {}", fact.way.join(" → ")));
    }
    if let Some(cfg) = words::condition(package.facts, fact.cfg) {
        notes.push(format!("where cfg {cfg}"));
    }
    Place {
        package: index,
        file: package.facts.file(fact.place.file),
        position: Some((fact.place.line, fact.place.column)),
        says,
        notes,
    }
}

/// A condition can be longer than all else that is said of a place.
fn shorten(note: &mut String) {
    const LONG: usize = 72;
    if let Some((cut, _)) = note.char_indices().nth(LONG) {
        note.truncate(cut);
        note.push('…');
    }
}

fn rest(text: &mut Text, view: &View<'_>, index: usize, more: usize) {
    if more > 0 {
        let verbose = format!("cargo bulkhead check -v {}", view.spec(index));
        let line = diagnostic::bullet().plain(&format!("and {} more: ", words::number(more)));
        text.line(line.then(Label::Command, &verbose));
    }
}

fn gap_lines(
    text: &mut Text,
    view: &View<'_>,
    index: usize,
    package: &Package<'_>,
    gaps: &[&Gap],
    all: bool,
) {
    if gaps.is_empty() {
        return;
    }
    text.gap();
    let head = Line::new().then(Label::Strong, "not seen");
    let n = words::count(gaps.len(), "place", "places");
    text.line(head.then(Label::Dim, &format!(" {n}: anything may be there")));
    let shown = if all {
        gaps.len()
    } else {
        gaps.len().min(GAPS)
    };
    for gap in gaps.iter().take(shown) {
        let position = gap.place.map(|p| (p.line, p.column));
        let file = gap.place.map_or("", |p| package.facts.file(p.file));
        let place = Place {
            package: index,
            file,
            position,
            says: &gap.detail,
            notes: Vec::new(),
        };
        diagnostic::place(text, view, &place);
    }
    rest(text, view, index, gaps.len() - shown);
}

fn left_out(text: &mut Text, view: &View<'_>, package: &Package<'_>) {
    let parts = [
        (package.test_facts, "in test code"),
        (
            package.inactive_facts,
            "under conditions that do not hold here",
        ),
    ];
    let said = parts.iter().filter(|(n, _)| *n > 0);
    let said: Vec<String> = said
        .map(|(n, which)| format!("{} {which}", words::number(*n)))
        .collect();
    if !said.is_empty() {
        text.gap();
        let head = Line::new().then(Label::Dim, "left out: ");
        text.wrap(head, Label::Dim, &said.join(", "), view.width);
    }
}
