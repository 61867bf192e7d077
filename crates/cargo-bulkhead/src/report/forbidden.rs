//! Many packages that do what is forbidden: who they are, how much of it each has, and which of the user's own dependencies
//! bring them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use bulkhead_policy::{Finding, Package};

use super::words::{count, number};
use super::{View, diagnostic, summary};
use crate::speak::{Label, Line, Text};

/// Adds a line for each group of them.
pub(super) fn text(text: &mut Text, view: &View<'_>, findings: &[&Finding]) {
    let n = count(findings.len(), "package does", "packages do");
    let head = Line::new()
        .then(Label::Deny, "error[forbidden]")
        .plain(": ");
    let said = format!("{n} what is forbidden");
    text.wrap(head, Label::Strong, &said, view.width);
    for (name, when) in [
        ("in the program", When::Running),
        ("while building", When::Building),
        ("in tests", When::Testing),
    ] {
        let of_group = |f: &&&Finding| {
            let package = f.package.and_then(|i| view.picture.packages.get(i));
            package.is_some_and(|p| self::when(p) == when)
        };
        let group: Vec<&Finding> = findings.iter().filter(of_group).copied().collect();
        self::group(text, view, name, group);
    }
    bringers(text, view, findings);
    let line = diagnostic::bullet()
        .then(Label::Strong, "help")
        .plain(": all of them: ");
    text.line(line.then(Label::Command, "cargo bulkhead --verbose"));
}

/// When the code of a package runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Running,
    Building,
    Testing,
}

fn when(package: &Package<'_>) -> When {
    let roles = package.roles;
    match (roles.run_time || roles.member, roles.build_time) {
        (true, _) => When::Running,
        (false, true) => When::Building,
        (false, false) => When::Testing,
    }
}

/// `in the program (23): libc 1,203  tokio 310  +21 more`: the names with the number of places.
fn group(text: &mut Text, view: &View<'_>, name: &str, mut group: Vec<&Finding>) {
    if group.is_empty() {
        return;
    }
    group.sort_by_key(|f| (Reverse(f.evidence.len()), f.package));
    let items = group.iter().map(|f| {
        let places = number(f.evidence.len());
        format!("{} {places}", view.subject(f))
    });
    row(text, view, name, items.collect());
}

/// The user's own dependencies, with how many of the packages each brings.
fn bringers(text: &mut Text, view: &View<'_>, findings: &[&Finding]) {
    let mut brings: BTreeMap<usize, usize> = BTreeMap::new();
    for package in findings.iter().filter_map(|f| f.package) {
        let running = view
            .picture
            .packages
            .get(package)
            .is_some_and(|p| p.roles.run_time);
        for by in view.picture.brought_by(package, running) {
            *brings.entry(by).or_default() += 1;
        }
    }
    let mut all: Vec<(usize, usize)> = brings.into_iter().collect();
    all.sort_by_key(|&(by, n)| (Reverse(n), by));
    let items = all
        .iter()
        .map(|&(by, n)| format!("{} {}", view.spec(by), number(n)));
    row(text, view, "brought by your dependencies", items.collect());
}

fn row(text: &mut Text, view: &View<'_>, name: &str, items: Vec<String>) {
    if !items.is_empty() {
        let head = diagnostic::bullet().plain(&format!("{name} ({}): ", number(items.len())));
        text.line(summary::list(head, &items, view.width));
    }
}
