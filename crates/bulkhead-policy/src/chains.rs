//! How packages get into the graph.

use std::collections::VecDeque;

use crate::picture::Package;

/// See [`crate::Picture::chains`]: breadth first from all members; what only tests need waits until all else is done.
pub(crate) fn chains(packages: &[Package<'_>]) -> Vec<Vec<usize>> {
    let mut came_from: Vec<Option<usize>> = vec![None; packages.len()];
    let mut seen = vec![false; packages.len()];
    let mut queue: VecDeque<(usize, Option<usize>)> = VecDeque::new();
    let mut later: VecDeque<(usize, Option<usize>)> = VecDeque::new();
    let members = packages.iter().enumerate().filter(|(_, p)| p.roles.member);
    queue.extend(members.map(|(i, _)| (i, None)));
    while let Some((at, from)) = queue.pop_front().or_else(|| later.pop_front()) {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        came_from[at] = from;
        let package = &packages[at];
        let needed = package.deps.iter().chain(&package.build_deps);
        queue.extend(needed.map(|&to| (to, Some(at))));
        later.extend(package.dev_deps.iter().map(|&to| (to, Some(at))));
    }
    let chain = |end: usize| {
        let mut chain: Vec<usize> = std::iter::successors(Some(end), |at| came_from[*at]).collect();
        chain.reverse();
        chain
    };
    let all = 0..packages.len();
    all.map(|end| if seen[end] { chain(end) } else { Vec::new() })
        .collect()
}

/// See [`crate::Picture::brought_by`].
pub(crate) fn brought_by(packages: &[Package<'_>], package: usize, running: bool) -> Vec<usize> {
    let users = users(packages, running);
    let mut seen = vec![false; packages.len()];
    let mut work = vec![package];
    let mut found = Vec::new();
    while let Some(at) = work.pop() {
        if std::mem::replace(&mut seen[at], true) || packages[at].roles.member {
            continue;
        }
        if users[at].iter().any(|&user| packages[user].roles.member) {
            found.push(at);
        }
        work.extend(&users[at]);
    }
    found.sort_unstable();
    found
}

fn users(packages: &[Package<'_>], running: bool) -> Vec<Vec<usize>> {
    let mut users = vec![Vec::new(); packages.len()];
    for (user, package) in packages.iter().enumerate() {
        let rest = package.build_deps.iter().chain(&package.dev_deps);
        let rest = rest.filter(|_| !running);
        for &dep in package.deps.iter().chain(rest) {
            users[dep].push(user);
        }
    }
    users
}
