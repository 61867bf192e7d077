//! How each package gets into the build, and the shortest way to it.

use std::collections::VecDeque;

use super::{Edge, EdgeKind, Package};

/// How a package gets into the build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// It is linked into the program.
    pub runtime: bool,
    /// It runs while the program is built: as a proc macro, or linked into one or into a build script.
    /// (That a package *has* a build script is [`Package::has_build_script`].)
    pub build_time: bool,
    /// Dev-dependencies of the workspace's members pull it in (too).
    pub dev: bool,
    /// Its library is compiled for the program's platforms.
    pub on_target: bool,
    /// Its library is compiled for the host.
    pub on_host: bool,
}

impl Roles {
    /// Whether only dev-dependencies pull it in.
    #[must_use]
    pub fn dev_only(self) -> bool {
        self.dev && !self.runtime && !self.build_time
    }

    fn add(&mut self, state: State) {
        self.runtime |= !state.dev && !state.host;
        self.build_time |= !state.dev && state.host;
        self.dev |= state.dev;
        self.on_target |= !state.host;
        self.on_host |= state.host;
    }
}

/// A package reached in one way.
#[derive(Clone, Copy)]
struct State {
    package: usize,
    from: Option<usize>,
    host: bool,
    dev: bool,
}

/// Walks the graph from the members, breadth first, and fills in roles and chains.
pub(super) fn settle(packages: &mut [Package]) {
    let mut seen = vec![[false; 4]; packages.len()];
    let mut from: Vec<Option<usize>> = vec![None; packages.len()];
    // What dev-dependencies pull in waits until all else is done, so that chains avoid it where they can.
    let mut queue: VecDeque<State> = members(packages).collect();
    let mut later: VecDeque<State> = VecDeque::new();
    while let Some(state) = queue.pop_front().or_else(|| later.pop_front()) {
        let marks = &mut seen[state.package];
        let first = !marks.contains(&true);
        let way = usize::from(state.host) * 2 + usize::from(state.dev);
        if std::mem::replace(&mut marks[way], true) {
            continue;
        }
        if first {
            from[state.package] = state.from;
        }
        packages[state.package].roles.add(state);
        for edge in &packages[state.package].edges {
            match step(state, edge, packages) {
                Some(next) if next.dev => later.push_back(next),
                Some(next) => queue.push_back(next),
                None => {}
            }
        }
    }
    for (index, package) in packages.iter_mut().enumerate() {
        package.chain = chain(index, &from);
    }
}

fn members(packages: &[Package]) -> impl Iterator<Item = State> {
    let start = |(package, p): (usize, &Package)| State {
        package,
        from: None,
        host: p.is_proc_macro(),
        dev: false,
    };
    packages
        .iter()
        .enumerate()
        .filter(|(_, p)| p.member)
        .map(start)
}

/// Where an edge leads from a package reached in one way; `None` when it does not hold there.
fn step(state: State, edge: &Edge, packages: &[Package]) -> Option<State> {
    // Cargo judges a build-dependency's platform by the host, where the build script runs.
    let on_host = state.host || edge.kind == EdgeKind::Build;
    let holds = if on_host {
        edge.on_host
    } else {
        edge.on_target
    };
    let needed = edge.kind != EdgeKind::Build || packages[state.package].has_build_script();
    (holds && needed).then(|| State {
        package: edge.to,
        from: Some(state.package),
        host: on_host || packages[edge.to].is_proc_macro(),
        dev: state.dev || edge.kind == EdgeKind::Dev,
    })
}

impl Roles {
    /// Corrects for what is compiled: an edge that only tests turn on is no way into the program. `compiled` is for
    /// target and host, `tested` likewise with the tests of members.
    pub(super) fn narrow(&mut self, compiled: [bool; 2], tested: [bool; 2]) {
        self.runtime &= compiled[0];
        self.build_time &= compiled[1];
        self.on_target &= compiled[0] || tested[0];
        self.on_host &= compiled[1] || tested[1];
        self.dev |= !self.runtime && !self.build_time;
    }

    /// Whether nothing is compiled of it.
    pub(super) fn is_unused(self) -> bool {
        !self.on_target && !self.on_host
    }
}

fn chain(package: usize, from: &[Option<usize>]) -> Vec<usize> {
    let mut chain: Vec<usize> = std::iter::successors(Some(package), |p| from[*p]).collect();
    chain.reverse();
    chain
}
