//! What a change brings, for a tired reviewer: the worst first, with its line of source; what grew nothing in one line.

mod json;
mod markdown;

use bulkhead_facts::{CapSet, Site};
use bulkhead_policy::diff::{Change, Diff, Item, ItemKind};
use bulkhead_policy::picture::Source;

use super::diagnostic::{self, Place};
use super::{View, words};
use crate::speak::{Label, Line, Text};

pub use json::write as json;
pub use markdown::write as markdown;

/// Both states and what is different.
#[derive(Clone, Copy)]
pub struct Both<'a> {
    /// The older state.
    pub old: View<'a>,
    /// The newer state.
    pub new: View<'a>,
    /// What the states are called.
    pub titles: [&'a str; 2],
    /// Whether code counts that is compiled only on some platform or with some feature.
    pub anywhere: bool,
    /// What is different.
    pub diff: &'a Diff,
}

/// Places shown of one difference unless all were asked for.
const PLACES: usize = 2;
/// Differences of one package that have places where there is much to tell.
const PLACED: usize = 3;
/// Lines of a report that is still read to its end.
const LONG: usize = 60;
/// Packages shown with evidence unless all were asked for.
const PACKAGES: usize = 10;

/// How many packages there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    added: usize,
    grew: usize,
    removed: usize,
    quiet: usize,
}

impl Both<'_> {
    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.diff.packages {
            match (change.old, change.new) {
                (None, _) => counts.added += 1,
                (_, None) => counts.removed += 1,
                _ if change.grows() => counts.grew += 1,
                _ => counts.quiet += 1,
            }
        }
        counts
    }

    /// `1.0.0 → 1.1.0`
    fn versions(&self, change: &Change) -> String {
        let version = |view: &View<'_>, index: Option<usize>| {
            let package = index.and_then(|i| view.picture.packages.get(i));
            package.map(|p| p.version.to_owned())
        };
        let old = version(&self.old, change.old);
        let new = version(&self.new, change.new);
        match (old, new) {
            (Some(old), Some(new)) if old == new => new,
            (Some(old), Some(new)) => format!("{old} → {new}"),
            (old, new) => old.or(new).unwrap_or_default(),
        }
    }

    /// Who brings a package that was not there.
    fn brought_by(&self, change: &Change) -> Option<String> {
        let new = change.new.filter(|_| change.old.is_none())?;
        let users = self.new.picture.users(new);
        let names: Vec<String> = users.iter().take(3).map(|&u| self.new.spec(u)).collect();
        let more = users.len().saturating_sub(names.len());
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        (!names.is_empty()).then(|| format!("through {}{more}", names.join(", ")))
    }

    /// What happened to a package, in few words.
    fn fate(&self, change: &Change) -> &'static str {
        match (change.old, change.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ if change.grows() => "grew",
            _ => "nothing grew",
        }
    }

    /// The view in which an item's evidence is.
    fn side(&self, item: &Item) -> &View<'_> {
        match item.kind {
            ItemKind::Lost => &self.old,
            _ => &self.new,
        }
    }

    fn verdict(&self) -> String {
        let counts = self.counts();
        let parts = [
            (counts.grew, "grew"),
            (counts.added, "added"),
            (counts.removed, "removed"),
            (counts.quiet, "changed without growing"),
            (self.diff.same, "the same"),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{} {what}", words::number(*n)))
            .collect();
        match said.is_empty() {
            true => "nothing to compare".to_owned(),
            false => format!("packages: {}", said.join(", ")),
        }
    }
}

/// What a site is called at the start of a line.
fn site(site: Site) -> &'static str {
    match site {
        Site::Lib => "program",
        Site::Build => "build script",
        Site::Macro => "proc macro",
    }
}

/// How much is told of each package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Every place of every difference.
    All,
    /// Some places of each.
    Some,
    /// A place of the weightiest; of what was added, capabilities in a word each.
    Few,
}

impl Detail {
    /// How many places are shown of the difference that comes after so many that have places.
    fn places(self, change: &Change, item: &Item, before: usize) -> usize {
        let added = change.old.is_none();
        match self {
            Detail::All => usize::MAX,
            _ if !item.grows || (added && item.is_common()) => 0,
            Detail::Few if item.kind == ItemKind::Denied => 1,
            Detail::Few => usize::from(before < if added { 1 } else { PLACED }),
            // A stranger is looked at as a whole.
            Detail::Some if added => 1,
            Detail::Some => PLACES,
        }
    }
}

/// The report for a person. What would be longer than anybody reads is told with fewer places.
#[must_use]
pub fn text(both: &Both<'_>, all: bool, quiet: bool) -> Text {
    if all {
        return told(both, Detail::All, quiet);
    }
    let text = told(both, Detail::Some, quiet);
    match text.len() > LONG {
        true => told(both, Detail::Few, quiet),
        false => text,
    }
}

fn told(both: &Both<'_>, detail: Detail, quiet: bool) -> Text {
    let all = detail == Detail::All;
    let mut text = Text::default();
    let title = Line::new()
        .then(Label::Strong, both.titles[0])
        .plain(" → ")
        .then(Label::Strong, both.titles[1]);
    text.line(title);
    let (grown, rest): (Vec<&Change>, Vec<&Change>) =
        both.diff.packages.iter().partition(|c| c.grows());
    let shown = if all { usize::MAX } else { PACKAGES };
    for change in grown.iter().take(shown) {
        text.gap();
        package(&mut text, both, change, detail);
    }
    let (briefly, quietly) = (grown.get(PACKAGES..).unwrap_or_default(), &rest);
    if !all && !briefly.is_empty() {
        text.gap();
        names(&mut text, both, "and", briefly);
    }
    if all {
        for change in quietly {
            text.gap();
            package(&mut text, both, change, detail);
        }
    } else if !quiet {
        let (gone, quietly): (Vec<_>, Vec<_>) = quietly.iter().partition(|c| c.new.is_none());
        text.gap();
        names(&mut text, both, "removed", &gone);
        names(&mut text, both, "no more than before", &quietly);
    }
    text.gap();
    end(&mut text, both);
    if detail == Detail::Few {
        let words = "There is much to tell, so few places are shown; -v shows all";
        text.wrap(Line::new(), Label::Dim, words, both.new.width);
    }
    text
}

fn package(text: &mut Text, both: &Both<'_>, change: &Change, detail: Detail) {
    let label = if change.grows() {
        Label::Warn
    } else {
        Label::Dim
    };
    let mut head = Line::new()
        .then(Label::Strong, &change.name)
        .plain(&format!(" {} ", both.versions(change)))
        .then(label, both.fate(change));
    if let Some(by) = both.brought_by(change) {
        head = head.then(Label::Dim, &format!(" {by}"));
    }
    if let Some(from) = elsewhere(both, change) {
        head = head.then(Label::Dim, &format!(" from {from}"));
    }
    text.line(head);
    let gained = |item: &&Item| item.grows && item.kind == ItemKind::Gained;
    let first = change.items.iter().position(|item| gained(&item));
    let brief = detail == Detail::Few && change.old.is_none();
    let (mut placed, mut rest) = (0, Vec::new());
    if brief {
        let from = first.map_or(change.items.len(), |at| at + 1);
        rest = change.items[from..].iter().filter(gained).collect();
    }
    for (i, item) in change.items.iter().enumerate() {
        if brief && gained(&item) && Some(i) != first {
            continue;
        }
        let places = detail.places(change, item, placed);
        placed += usize::from(places > 0);
        difference(text, both, change, item, places);
        if Some(i) == first {
            also(text, &rest);
        }
    }
}

/// Capabilities in a word each, a line for each site.
fn also(text: &mut Text, items: &[&Item]) {
    for at in Site::ALL {
        let of_site = items.iter().filter(|item| item.site == Some(at));
        let caps = of_site.fold(CapSet::EMPTY, |set, item| set | item.caps);
        if !caps.is_empty() {
            let head = Line::new().then(Label::Warn, "+ ");
            let head = head.then(Label::Strong, site(at)).plain(" ");
            text.line(head.then(Label::Strong, &format!("also: {}", words::caps(caps))));
        }
    }
}

/// Where an added package is from, when that is not crates.io.
fn elsewhere(both: &Both<'_>, change: &Change) -> Option<String> {
    let new = change.new.filter(|_| change.old.is_none())?;
    let source = &both.new.picture.packages.get(new)?.source;
    let said = words::source(source);
    (*source != Source::Path && said != "crates.io").then_some(said)
}

fn difference(text: &mut Text, both: &Both<'_>, change: &Change, item: &Item, places: usize) {
    let (mark, label) = match (item.grows, item.kind) {
        (true, _) => ("+ ", Label::Warn),
        (false, ItemKind::Lost) => ("- ", Label::Good),
        (false, _) => ("~ ", Label::Dim),
    };
    let mut head = Line::new().then(label, mark);
    if let (Some(at), ItemKind::Gained | ItemKind::Calls | ItemKind::Lost) = (item.site, item.kind)
    {
        head = head.then(Label::Strong, site(at)).plain(" ");
    }
    let words = if item.grows {
        Label::Strong
    } else {
        Label::Dim
    };
    text.flow(
        head,
        item.message
            .split_whitespace()
            .map(|w| (words, w.to_owned()))
            .collect(),
        " ",
        4,
        both.new.width,
    );
    if places == 0 {
        return;
    }
    let view = both.side(item);
    let package = match item.kind {
        ItemKind::Lost => change.old,
        _ => change.new,
    };
    for evidence in item.evidence.iter().take(places) {
        let says = match places {
            usize::MAX => evidence.what.clone(),
            _ => briefly(&evidence.what),
        };
        let place = Place {
            package: package.unwrap_or(usize::MAX),
            file: &evidence.file,
            position: evidence.position,
            says: &says,
            notes: Vec::new(),
        };
        diagnostic::place(text, view, &place);
    }
    let more = item.evidence.len().saturating_sub(places);
    if more > 0 {
        let line = diagnostic::bullet().then(Label::Dim, &format!("and {more} more (-v)"));
        text.line(line);
    }
}

/// A condition can be longer than all else that is said of a place.
fn briefly(says: &str) -> String {
    const LONG: usize = 120;
    match says.char_indices().nth(LONG) {
        Some((cut, _)) => format!("{}…", &says[..cut]),
        None => says.to_owned(),
    }
}

/// Packages that need no more than a line.
fn names(text: &mut Text, both: &Both<'_>, head: &str, changes: &[&Change]) {
    if changes.is_empty() {
        return;
    }
    let head = Line::new().then(Label::Dim, &format!("{head}: "));
    let last = changes.len() - 1;
    let names = changes.iter().enumerate().map(|(i, c)| {
        let comma = if i < last { "," } else { "" };
        let name = format!("{} {}{comma}", c.name, both.versions(c));
        (Label::Plain, name)
    });
    text.flow(head, names.collect(), " ", 4, both.new.width);
}

fn end(text: &mut Text, both: &Both<'_>) {
    let label = if both.diff.grows() {
        Label::Warn
    } else {
        Label::Good
    };
    let grows = if both.diff.grows() {
        "Something grew; "
    } else {
        "Nothing grew; "
    };
    let head = Line::new().then(label, grows);
    text.wrap(head, Label::Plain, &both.verdict(), both.new.width);
    let unread = both.new.findings.iter().filter(|f| f.code == "unread");
    let unread = unread.count();
    if unread > 0 {
        let words = format!(
            "{} not read in full, so there may be more",
            words::count(unread, "package was", "packages were")
        );
        text.wrap(Line::new(), Label::Note, &words, both.new.width);
    }
}
