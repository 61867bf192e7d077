//! The picture at one look: what a person in a hurry with 300 dependencies should know.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use bulkhead_facts::{CapSet, Capability, GapKind, Site};
use bulkhead_policy::picture::{Provenance, Source};
use bulkhead_policy::policy::FILE;
use bulkhead_policy::{Finding, Level, Package, Risk};

use super::words::{count, number};
use super::{View, diagnostic, forbidden, is_own};
use crate::speak::{Label, Line, Text, width};

/// What gets a line of its own, the worst first.
const ROWS: [Capability; 4] = [
    Capability::Net,
    Capability::Run,
    Capability::Init,
    Capability::Write,
];
/// What is only counted.
const ALSO: [Capability; 9] = [
    Capability::Blob,
    Capability::Sys,
    Capability::Ffi,
    Capability::Asm,
    Capability::Link,
    Capability::Read,
    Capability::Embed,
    Capability::Env,
    Capability::Unsafe,
];
/// Places shown of a finding.
const PLACES: usize = 2;
/// The finding that says what a name is like, and how many of it are told in a sentence each.
const CONFUSABLE: &str = "name-confusable";
const LIKENESSES: usize = 10;
/// Lines that a terminal shows at once, and that a first look takes in.
const SCREEN: usize = 29;
/// Findings at `deny` drawn in full; the rest are counted.
const DENIED: usize = 5;
/// More packages than this that do what is forbidden are told together.
const TOGETHER: usize = 3;

/// When a site's code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Building,
    Running,
    Testing,
}

/// How much room what is not denied may take.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    /// A line for all warnings and one for all notes, no blank lines, only as much of the rest as fits on its line.
    Least,
    /// A line for each code of warnings, one for all notes.
    Little,
    /// A sentence and a place for each warning, a line for each code of notes.
    Enough,
}

/// The whole summary. It is to be taken in at one look: where nothing is denied and sentences would make it longer than a
/// screen, warnings and notes are only named, and where that is too long, counted.
#[must_use]
pub fn text(view: &View<'_>) -> Text {
    let denied = view.count(Level::Deny) > 0;
    let rooms = [Room::Enough, Room::Little].into_iter();
    let fits = |text: &Text| denied || text.len() <= SCREEN;
    rooms
        .map(|room| within(view, room))
        .find(fits)
        .unwrap_or_else(|| within(view, Room::Least))
}

fn within(view: &View<'_>, room: Room) -> Text {
    let mut text = Text::default();
    headline(&mut text, view);
    group(&mut text, view, When::Building, room);
    group(&mut text, view, When::Running, room);
    gap(&mut text, room, Room::Enough);
    tests_only(&mut text, view);
    own(&mut text, view);
    not_seen(&mut text, view);
    denied(&mut text, view);
    gap(&mut text, room, Room::Little);
    match room {
        Room::Enough => told(&mut text, view),
        Room::Little => named(&mut text, view),
        Room::Least => counted(&mut text, view),
    }
    next(&mut text, view, room);
    gap(&mut text, room, Room::Enough);
    verdict(&mut text, view);
    text
}

/// A blank line, where there is so much room.
fn gap(text: &mut Text, room: Room, needed: Room) {
    if room >= needed {
        text.gap();
    }
}

/// Findings alone, for those who want no picture: `--quiet`.
#[must_use]
pub fn quiet(view: &View<'_>) -> Text {
    let mut text = Text::default();
    denied(&mut text, view);
    for (code, same) in by_code(view, Level::Warn) {
        text.gap();
        match same.as_slice() {
            [one] => diagnostic::finding(&mut text, view, one, PLACES),
            several if code == CONFUSABLE => likenesses(&mut text, view, several),
            several => together(&mut text, view, several),
        }
    }
    text
}

fn headline(text: &mut Text, view: &View<'_>) {
    let all = &view.picture.packages;
    let own = all.iter().filter(|p| is_own(p)).count();
    let others = all.len() - own;
    let pure = all.iter().filter(|p| !is_own(p) && p.is_pure()).count();
    let pure = if pure > 0 {
        format!(" ({} pure)", number(pure))
    } else {
        String::new()
    };
    let others = count(others, "package", "packages");
    let head = Line::new()
        .then(Label::Strong, &workspace_name(view))
        .plain(": ");
    let said = format!("{others} from others{pure}, {} of yours", number(own));
    text.wrap(head, Label::Plain, &said, view.width);
    let head = Line::new().then(Label::Dim, "read from ");
    text.wrap(head, Label::Dim, &how_read(view), view.width);
}

fn workspace_name(view: &View<'_>) -> String {
    let root = view.workspace.root.trim_end_matches(['/', '\\']);
    let name = root.rsplit(['/', '\\']).next().unwrap_or(root);
    if name.is_empty() { "/" } else { name }.to_owned()
}

fn how_read(view: &View<'_>) -> String {
    let many =
        |is: &dyn Fn(&Package<'_>) -> bool| view.picture.packages.iter().filter(|p| is(p)).count();
    let unverified = |p: &Package<'_>| matches!(p.provenance, Provenance::Unverified(_));
    let archives = many(&|p| p.provenance == Provenance::VerifiedArchive);
    let vendored = many(&|p| p.provenance == Provenance::Vendored);
    let local = many(&|p| p.provenance == Provenance::Local);
    let git = many(&|p| unverified(p) && matches!(p.source, Source::Git(_)));
    let bare = many(&|p| unverified(p) && !matches!(p.source, Source::Git(_)));
    let parts = [
        (archives, "verified archive", "verified archives"),
        (vendored, "vendored directory", "vendored directories"),
        (git, "git checkout", "git checkouts"),
        (bare, "unverified directory", "unverified directories"),
        (local, "of yours", "of yours"),
    ];
    let said = parts.iter().filter(|(n, ..)| *n > 0);
    let said: Vec<String> = said.map(|(n, one, many)| count(*n, one, many)).collect();
    said.join(", ")
}

/// When the code of one site of a package runs.
fn when(package: &Package<'_>, site: Site) -> When {
    let roles = package.roles;
    match site {
        _ if roles.dev && !roles.run_time && !roles.build_time => When::Testing,
        Site::Build | Site::Macro => When::Building,
        Site::Lib if roles.build_time && !roles.run_time => When::Building,
        Site::Lib => When::Running,
    }
}

/// What a package's sites of one group have: direct and reach; `None` when it has none of them.
fn sets(package: &Package<'_>, at: When) -> Option<(CapSet, CapSet)> {
    let sites = package.sites.iter();
    let mut sites = sites.filter(|s| when(package, s.site) == at).peekable();
    sites.peek()?;
    Some(sites.fold((CapSet::EMPTY, CapSet::EMPTY), |(d, r), s| {
        (d | s.direct, r | s.reach)
    }))
}

/// The others' packages of one group, riskiest first. Where there are only the user's own, those.
fn members<'v>(view: &View<'v>, at: When) -> Vec<Member<'v>> {
    let all = view.picture.packages.iter().enumerate();
    let alone = is_alone(view);
    let shown = all.filter(|(_, p)| alone || !is_own(p));
    let mut members: Vec<_> = shown
        .filter_map(|(i, p)| sets(p, at).map(|(direct, reach)| (i, p, direct, reach)))
        .collect();
    let risk = |m: &Member<'_>| match at {
        When::Building => Risk::of_sets(m.2, CapSet::EMPTY),
        When::Running | When::Testing => Risk::of_sets(CapSet::EMPTY, m.2),
    };
    members.sort_by(|a, b| risk(b).cmp(&risk(a)).then(a.0.cmp(&b.0)));
    members
}

fn is_alone(view: &View<'_>) -> bool {
    view.picture.packages.iter().all(is_own)
}

fn group(text: &mut Text, view: &View<'_>, at: When, room: Room) {
    let members = members(view, at);
    if members.is_empty() {
        return;
    }
    gap(text, room, Room::Little);
    let (name, what) = heading(&members, at);
    entry(text, view, name, &what);
    let mut rows = ROWS
        .iter()
        .filter(|cap| has(&members, **cap) > 0)
        .peekable();
    // The group before this one told what the numbers are.
    let explained = at != When::Building && !self::members(view, When::Building).is_empty();
    if rows.peek().is_some() && !explained {
        legend(text, view);
    }
    for &cap in rows {
        row(text, view, &members, cap);
    }
    also(text, view, &members, room);
}

/// A package of a group: its index, itself, what its sites of that group have and reach.
type Member<'v> = (usize, &'v Package<'v>, CapSet, CapSet);

fn has(members: &[Member<'_>], cap: Capability) -> usize {
    members.iter().filter(|m| m.2.contains(cap)).count()
}

fn heading(members: &[Member<'_>], at: When) -> (&'static str, String) {
    let with = |site| members.iter().filter(|m| m.1.site(site).is_some()).count();
    let (scripts, macros) = (with(Site::Build), with(Site::Macro));
    match at {
        When::Building => {
            let behind = members
                .iter()
                .filter(|m| m.1.site(Site::Build).is_none() && m.1.site(Site::Macro).is_none());
            let mut parts = vec![
                count(scripts, "build script", "build scripts"),
                count(macros, "proc macro", "proc macros"),
            ];
            match behind.count() {
                0 => {}
                n => parts.push(format!("{} in them", count(n, "package", "packages"))),
            }
            ("Build time", format!("runs as you: {}", parts.join(", ")))
        }
        When::Running | When::Testing => (
            "Run time",
            format!(
                "in your program: {}",
                count(members.len(), "package", "packages")
            ),
        ),
    }
}

/// `  net      4  →   61  socket2  mio  tokio  +1 more`: who has it, how many reach it, the riskiest by name.
fn row(text: &mut Text, view: &View<'_>, members: &[Member<'_>], cap: Capability) {
    let having: Vec<String> = members
        .iter()
        .filter(|m| m.2.contains(cap))
        .map(|m| view.spec(m.0))
        .collect();
    let reach = members.iter().filter(|m| m.3.contains(cap)).count();
    let line = columns(cap, &number(having.len()), &number(reach));
    text.line(list(line, &having, view.width));
}

/// What the two numbers of a row are.
fn legend(text: &mut Text, view: &View<'_>) {
    let full = "        own → reach  how many have it, and how many through what they depend on";
    let short = "        own → reach";
    let legend = if width(full) <= view.width {
        full
    } else {
        short
    };
    text.line(Line::new().then(Label::Dim, legend));
}

fn columns(cap: Capability, own: &str, reach: &str) -> Line {
    Line::new()
        .plain("  ")
        .then(Label::Capability, &format!("{:<6}", cap.name()))
        .plain(&format!("{own:>3}"))
        .then(Label::Dim, &format!(" → {reach:<5} "))
}

/// As many names as fit on the line, and how many more there are.
pub(super) fn list(mut line: Line, names: &[String], limit: usize) -> Line {
    const BETWEEN: &str = "  ";
    for (i, name) in names.iter().enumerate() {
        let left = names.len() - i - 1;
        let tail = if left > 0 {
            more(left).len() + BETWEEN.len()
        } else {
            0
        };
        let needed = width(name) + if i > 0 { BETWEEN.len() } else { 0 };
        let full = line.width() + needed + tail > limit;
        if i == 0 && left > 0 && full {
            return line.then(Label::Dim, &count(names.len(), "package", "packages"));
        }
        if i > 0 && full {
            let rest = more(left + 1);
            return line.plain(BETWEEN).then(Label::Dim, &rest);
        }
        if i > 0 {
            line.push(Label::Plain, BETWEEN);
        }
        line.push(Label::Plain, name);
    }
    line
}

fn more(n: usize) -> String {
    format!("+{} more", number(n))
}

fn also(text: &mut Text, view: &View<'_>, members: &[Member<'_>], room: Room) {
    let counts = ALSO.iter().map(|cap| (cap.name(), has(members, *cap)));
    let pure = members.iter().filter(|m| m.2.is_empty()).count();
    let all = counts.chain([("pure", pure)]).filter(|(_, n)| *n > 0);
    let items: Vec<String> = all
        .map(|(name, n)| format!("{name} {}", number(n)))
        .collect();
    if items.is_empty() {
        return;
    }
    let head = Line::new().then(Label::Dim, "  also  ");
    if room == Room::Least {
        text.line(list(head, &items, view.width));
        return;
    }
    let indent = head.width();
    let items = items.into_iter().map(|item| (Label::Dim, item));
    text.flow(head, items.collect(), " · ", indent, view.width);
}

fn tests_only(text: &mut Text, view: &View<'_>) {
    let members = members(view, When::Testing);
    if !members.is_empty() {
        let caps = ROWS.iter().map(|&cap| (cap, has(&members, cap)));
        let said: Vec<String> = caps
            .filter(|(_, n)| *n > 0)
            .map(|(cap, n)| format!("{cap} {}", number(n)))
            .collect();
        let mut line = count(members.len(), "package", "packages");
        if !said.is_empty() {
            line += &format!(": {}", said.join(" · "));
        }
        entry(text, view, "Tests only", &line);
    }
    if view.workspace.dev_left_out > 0 {
        let n = count(view.workspace.dev_left_out, "package", "packages");
        entry(text, view, "Tests only", &format!("{n}, left out"));
    }
}

fn own(text: &mut Text, view: &View<'_>) {
    let own = view.picture.packages.iter().filter(|p| is_own(p));
    let (n, set) = own.fold((0, CapSet::EMPTY), |(n, set), p| (n + 1, set | p.direct()));
    if n > 0 && !set.is_empty() && !is_alone(view) {
        let said = format!(
            "{}: {}",
            count(n, "package", "packages"),
            super::words::caps(set)
        );
        entry(text, view, "Yours", &said);
    }
}

fn entry(text: &mut Text, view: &View<'_>, name: &str, words: &str) {
    let mut head = Line::new().then(Label::Strong, name);
    head.pad_to(12);
    text.wrap(head, Label::Plain, words, view.width);
}

fn not_seen(text: &mut Text, view: &View<'_>) {
    let with = |kinds: &[GapKind]| {
        let has = |p: &&Package<'_>| p.gaps().any(|(_, g)| kinds.contains(&g.kind));
        view.picture.packages.iter().filter(has).count()
    };
    let parts = [
        (with(&[GapKind::ProcMacro]), "proc macros"),
        (with(&[GapKind::GeneratedCode]), "build scripts"),
        (
            with(&[GapKind::MacroPath, GapKind::Computed]),
            "computed names",
        ),
    ];
    let said = parts.iter().filter(|(n, _)| *n > 0);
    let said: Vec<String> = said
        .map(|(n, what)| format!("{what} ({})", number(*n)))
        .collect();
    let mut all = Vec::new();
    if !said.is_empty() {
        all.push(format!("code from {}", said.join(", ")));
    }
    let workspace = view.workspace;
    if !workspace.hosts.contains(&workspace.host) {
        all.push(format!(
            "what only runs while building on this machine ({}), which bulkhead.toml does not list",
            workspace.host
        ));
    }
    if view.workspace.outside_graph > 0 {
        let n = count(view.workspace.outside_graph, "package", "packages");
        all.push(format!("{n} of Cargo.lock not used here"));
    }
    if view.workspace.without_times > 0 {
        let n = count(view.workspace.without_times, "package", "packages");
        all.push(format!("when {n} were published"));
    }
    all.push("nothing was built or run".to_owned());
    entry(text, view, "Not seen", &all.join("; "));
}

fn told(text: &mut Text, view: &View<'_>) {
    for (code, same) in by_code(view, Level::Warn) {
        match same.as_slice() {
            same if code == CONFUSABLE => likenesses(text, view, same),
            [one] => diagnostic::brief(text, view, one),
            several => together(text, view, several),
        }
    }
    for (code, same) in by_code(view, Level::Note) {
        match code {
            CONFUSABLE => likenesses(text, view, &same),
            _ => about(text, view, &same),
        }
    }
}

/// A name alone does not say what it is like.
fn likenesses(text: &mut Text, view: &View<'_>, same: &[&Finding]) {
    let (told, rest) = same.split_at(same.len().min(LIKENESSES));
    for one in told {
        diagnostic::brief(text, view, one);
    }
    if !rest.is_empty() {
        about(text, view, rest);
    }
}

fn named(text: &mut Text, view: &View<'_>) {
    for (code, same) in by_code(view, Level::Warn) {
        match code {
            CONFUSABLE => likenesses(text, view, &same),
            _ => about(text, view, &same),
        }
    }
    let mut notes = by_code(view, Level::Note);
    likenesses(text, view, &notes.remove(CONFUSABLE).unwrap_or_default());
    if !notes.is_empty() {
        entry(text, view, "Notes", &counts(&notes).join(" · "));
    }
}

/// How many findings of each code there are: of warnings and of notes, as many codes as fit on a line.
fn counted(text: &mut Text, view: &View<'_>) {
    for (name, level) in [("Warnings", Level::Warn), ("Notes", Level::Note)] {
        let codes = counts(&by_code(view, level));
        if !codes.is_empty() {
            let mut head = Line::new().then(Label::Strong, name);
            head.pad_to(12);
            text.line(list(head, &codes, view.width));
        }
    }
}

fn counts(by_code: &BTreeMap<&str, Vec<&Finding>>) -> Vec<String> {
    let codes = by_code.iter();
    codes
        .map(|(code, same)| format!("{code} {}", number(same.len())))
        .collect()
}

/// Findings of one code and level on one line.
fn about(text: &mut Text, view: &View<'_>, same: &[&Finding]) {
    let Some(first) = same.first() else { return };
    let (label, word) = diagnostic::level(first.level);
    let head = Line::new()
        .then(label, &format!("{word}[{}]", first.code))
        .plain(": ");
    text.line(list(head, &names(view, same), view.width));
}

fn denied(text: &mut Text, view: &View<'_>) {
    let mut room = DENIED;
    for (code, mut same) in by_code(view, Level::Deny) {
        // Among many, the one that could do most is the one to read.
        same.sort_by_key(|f| Reverse(risk(view, f)));
        if code == "forbidden" && same.len() > TOGETHER {
            text.gap();
            forbidden::text(text, view, &same);
            continue;
        }
        let (full, rest) = same.split_at(same.len().min(room));
        room -= full.len();
        for finding in full {
            text.gap();
            diagnostic::finding(text, view, finding, PLACES);
        }
        if !rest.is_empty() {
            text.gap();
            more_denied(text, view, rest);
        }
    }
}

fn risk(view: &View<'_>, finding: &Finding) -> Option<Risk> {
    let package = view.picture.packages.get(finding.package?)?;
    Some(package.risk())
}

/// Findings that are not drawn in full: what they are, and whom they are about.
fn more_denied(text: &mut Text, view: &View<'_>, rest: &[&Finding]) {
    let code = rest.first().map_or("", |f| f.code);
    let head = Line::new()
        .then(Label::Deny, &format!("error[{code}]"))
        .plain(&format!(": {} more: ", number(rest.len())));
    text.line(list(head, &names(view, rest), view.width));
    let line = diagnostic::bullet()
        .then(Label::Strong, "help")
        .plain(": each in full: ");
    text.line(line.then(Label::Command, "cargo bulkhead --verbose"));
}

fn by_code<'v>(view: &View<'v>, level: Level) -> BTreeMap<&'static str, Vec<&'v Finding>> {
    let mut by_code: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for finding in view.findings.iter().filter(|f| f.level == level) {
        by_code.entry(finding.code).or_default().push(finding);
    }
    by_code
}

/// Findings of one code and level on two lines.
fn together(text: &mut Text, view: &View<'_>, same: &[&Finding]) {
    let Some(first) = same.first() else { return };
    let (label, word) = diagnostic::level(first.level);
    let head = Line::new()
        .then(label, &format!("{word}[{}]", first.code))
        .plain(": ");
    let codes = bulkhead_policy::finding::codes();
    let summary = codes.iter().find(|c| c.code == first.code);
    text.wrap(
        head,
        Label::Strong,
        summary.map_or("", |r| r.summary),
        view.width,
    );
    let head = diagnostic::bullet().plain("in ");
    text.line(list(head, &names(view, same), view.width));
}

/// The packages of some findings, each once.
fn names(view: &View<'_>, findings: &[&Finding]) -> Vec<String> {
    let mut packages: Vec<Option<usize>> = findings.iter().map(|f| f.package).collect();
    packages.dedup();
    let name = |p: &Option<usize>| p.map_or(FILE.to_owned(), |p| view.spec(p));
    packages.iter().map(name).collect()
}

/// The package to look at first: the one with the strongest warning, and of these the one that could do most.
fn worth_a_look(view: &View<'_>) -> Option<usize> {
    let all = view.picture.packages.iter().enumerate();
    let alone = is_alone(view);
    let shown = all.filter(|(_, p)| alone || !is_own(p));
    let warned = |package| {
        let of = view.findings.iter().filter(|f| f.package == Some(package));
        of.map(|f| Reverse(f.level))
            .filter(|l| l.0 <= Level::Warn)
            .max()
    };
    let weight = |(index, package): &(usize, &Package<'_>)| {
        (warned(*index), package.risk(), Reverse(*index))
    };
    shown.max_by_key(weight).map(|(index, _)| index)
}

fn next(text: &mut Text, view: &View<'_>, room: Room) {
    let Some(first) = worth_a_look(view) else {
        return;
    };
    gap(text, room, Room::Little);
    let then = if view.workspace.policy {
        (
            "cargo bulkhead --verbose".to_owned(),
            "every package, and every finding in full",
        )
    } else {
        (
            "cargo bulkhead init".to_owned(),
            "hold them to what they do today",
        )
    };
    let check = format!("cargo bulkhead check {}", view.spec(first));
    let steps = [(check, "what one package does, line by line"), then];
    let column = steps.iter().map(|(c, _)| width(c)).max().unwrap_or(0) + 14;
    let explain = steps
        .iter()
        .all(|(_, what)| column + width(what) <= view.width);
    for (i, (command, what)) in steps.iter().enumerate() {
        let mut line = Line::new().then(Label::Strong, if i == 0 { "Next" } else { "" });
        line.pad_to(12);
        line.push(Label::Command, command);
        if explain {
            line.pad_to(column);
            line.push(Label::Dim, what);
        }
        text.line(line);
    }
}

/// The last line says how it went, since that is where a person looks.
pub(super) fn verdict(text: &mut Text, view: &View<'_>) {
    let denied = view.count(Level::Deny);
    let mut rest = Vec::new();
    for (level, one, many) in [
        (Level::Warn, "warning", "warnings"),
        (Level::Note, "note", "notes"),
    ] {
        match view.count(level) {
            0 => {}
            n => rest.push(count(n, one, many)),
        }
    }
    let rest = if rest.is_empty() {
        String::new()
    } else {
        rest.join(", ")
    };
    let comma = if rest.is_empty() { "" } else { "," };
    let (label, said) = match denied {
        0 => (
            Label::Good,
            format!("Nothing denied by {}{comma}", judges(view)),
        ),
        n => (Label::Deny, format!("{} denied{comma}", number(n))),
    };
    let mut words = words(label, &said);
    words.extend(self::words(Label::Plain, &rest));
    text.flow(Line::new(), words, " ", 0, view.width);
}

/// By what it was judged: without a policy file nobody is held to anything, and the last line is what is read.
fn judges(view: &View<'_>) -> &'static str {
    if view.workspace.policy {
        "bulkhead.toml and the built-in rules"
    } else {
        "the built-in rules"
    }
}

fn words(label: Label, said: &str) -> Vec<(Label, String)> {
    let words = said.split(' ').filter(|w| !w.is_empty());
    words.map(|w| (label, w.to_owned())).collect()
}
