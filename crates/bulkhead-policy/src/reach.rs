//! How capabilities spread along the graph's edges, package by package.

use std::collections::{BTreeSet, VecDeque};

use bulkhead_facts::{CapSet, Capability, Site};

use crate::picture::Package;

/// Sets the reach of every site. Run-time code spreads along `deps`; a build script and a proc macro reach what their
/// own dependencies do at run time. A proc macro passes nothing on: it has ended before its user's code runs.
pub(crate) fn spread(packages: &mut [Package<'_>]) {
    let lib = run_time_reach(packages);
    let through = |targets: &[usize]| -> CapSet {
        let sets = targets.iter().filter_map(|&t| lib.get(t));
        sets.fold(CapSet::EMPTY, |set, &s| set | s)
    };
    for package in packages {
        let deps = through(&package.deps);
        let build_deps = through(&package.build_deps);
        for site in &mut package.sites {
            site.reach = site.direct
                | match site.site {
                    Site::Lib | Site::Macro => deps,
                    Site::Build => build_deps,
                };
        }
    }
}

/// See [`crate::Picture::way`]: breadth first, so that the way is a shortest one; the lowest index wins a tie.
pub(crate) fn way(
    packages: &[Package<'_>],
    start: usize,
    site: Site,
    cap: Capability,
) -> Option<Vec<usize>> {
    let package = packages.get(start)?;
    if package.site(site)?.direct.contains(cap) {
        return Some(Vec::new());
    }
    let mut came_from: Vec<Option<usize>> = vec![None; packages.len()];
    let mut queue: VecDeque<(usize, usize)> = first_steps(package, site)
        .iter()
        .map(|&to| (start, to))
        .collect();
    while let Some((from, at)) = queue.pop_front() {
        if at == start || came_from[at].is_some() || is_macro(&packages[at]) {
            continue;
        }
        came_from[at] = Some(from);
        if lib_direct(&packages[at]).contains(cap) {
            return Some(walk_back(&came_from, start, at));
        }
        queue.extend(packages[at].deps.iter().map(|&to| (at, to)));
    }
    None
}

/// See [`crate::Picture::closure`].
pub(crate) fn closure(packages: &[Package<'_>], start: usize, site: Site) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut work: Vec<usize> = first_steps(&packages[start], site).to_vec();
    while let Some(at) = work.pop() {
        if all.insert(at) {
            work.extend(&packages[at].deps);
        }
    }
    all
}

fn first_steps<'p>(package: &'p Package<'_>, site: Site) -> &'p [usize] {
    match site {
        Site::Lib | Site::Macro => &package.deps,
        Site::Build => &package.build_deps,
    }
}

fn walk_back(came_from: &[Option<usize>], start: usize, end: usize) -> Vec<usize> {
    let mut way = vec![end];
    let mut at = end;
    while let Some(from) = came_from[at].filter(|&from| from != start) {
        way.push(from);
        at = from;
    }
    way.reverse();
    way
}

/// The least sets such that each package's contains its library's own and those of all that it can name. Cycles (which
/// development dependencies make) need no special care: sets only grow, and there are few capabilities.
fn run_time_reach(packages: &[Package<'_>]) -> Vec<CapSet> {
    let mut reach: Vec<CapSet> = packages.iter().map(lib_direct).collect();
    let users = users(packages);
    let mut work: Vec<usize> = (0..packages.len()).collect();
    while let Some(from) = work.pop() {
        let set = reach[from];
        for &user in &users[from] {
            let grown = reach[user] | set;
            if grown != reach[user] {
                reach[user] = grown;
                work.push(user);
            }
        }
    }
    reach
}

fn lib_direct(package: &Package<'_>) -> CapSet {
    package.site(Site::Lib).map_or(CapSet::EMPTY, |s| s.direct)
}

fn is_macro(package: &Package<'_>) -> bool {
    package.site(Site::Macro).is_some()
}

/// For each package, those whose run-time code can name it. A proc macro's code is not its user's run-time code.
fn users(packages: &[Package<'_>]) -> Vec<Vec<usize>> {
    let mut users = vec![Vec::new(); packages.len()];
    for (user, package) in packages.iter().enumerate() {
        if is_macro(package) {
            continue;
        }
        for &dep in &package.deps {
            users[dep].push(user);
        }
    }
    users
}
