//! The shortest way from some code to the place where authority is acquired, across the packages of a graph.
//!
//! Certain steps come before doubtful ones however many they are, so that a way of certain steps is found when there is
//! one. Doubt grows with the number of functions that may be meant. Packages are traced when the search comes to them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Callee, Function, Item, TargetTrace, Trace};
use crate::cfg::Truth;
use crate::link::{Dep, LinkedTarget, Node};
use crate::{Capability, CfgId, Site};

/// Gives the traces of packages.
pub trait Tracer {
    /// The functions and calls of the package with this index; `None` when its sources cannot be had.
    fn trace(&self, node: usize) -> Option<Trace>;
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The packages of the graph.
    pub nodes: &'a [Node<'a>],
    /// What [`crate::link::link`] says of them.
    pub linked: &'a [Vec<LinkedTarget>],
    /// The packages that are the user's own.
    pub own: &'a [usize],
    /// The package that is asked about.
    pub package: usize,
    /// Which of its sites.
    pub site: Site,
    /// Which capability.
    pub cap: Capability,
}

/// Where a way begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Start {
    /// In the user's own code.
    Own,
    /// At what the package offers to others; for a build script its `main`, for a proc macro what it defines.
    Offer,
    /// Somewhere inside of the package: nothing that it offers was seen to lead there.
    Inside,
}

/// One step: what a function does that leads on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The package, by index.
    pub node: usize,
    /// The function, as in [`Function::title`].
    pub function: String,
    /// Where the function calls the next one, or acquires the authority: a package-relative path,
    pub file: String,
    /// a line, from 1,
    pub line: u32,
    /// and a column in characters, from 1.
    pub column: u32,
    /// What is called or named there.
    pub what: String,
    /// Whether that is beyond doubt.
    pub certain: bool,
}

/// A way: every step calls into the next, and the last acquires the authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where it begins.
    pub start: Start,
    /// At least one.
    pub steps: Vec<Step>,
}

impl Way {
    /// Whether every step is.
    #[must_use]
    pub fn certain(&self) -> bool {
        self.steps.iter().all(|s| s.certain)
    }
}

/// Functions that are looked at before the search gives up.
const STATES: usize = 3_000_000;
/// Steps through re-exports that one path may take.
const FUEL: u32 = 1_000;
/// Methods of one name that are taken to be meant by a call whose receiver is not known.
const NAMESAKES: usize = 64;

/// How much more doubtful a namesake in another package is.
const FAR: u32 = 3;

/// Methods that nearly every type has: a call of one by name alone says nothing.
const COMMON: [&str; 40] = [
    "as_mut",
    "as_ref",
    "as_slice",
    "as_str",
    "borrow",
    "clone",
    "cloned",
    "cmp",
    "collect",
    "contains",
    "default",
    "deref",
    "drop",
    "eq",
    "extend",
    "fmt",
    "from",
    "hash",
    "index",
    "into",
    "into_iter",
    "is_empty",
    "iter",
    "iter_mut",
    "len",
    "map",
    "ne",
    "next",
    "ok",
    "partial_cmp",
    "poll",
    "push",
    "push_str",
    "size_hint",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "unwrap",
    "with",
];

/// Looks for a shortest way; `None` when there is none that reading sources can see.
#[must_use]
pub fn find(question: &Question<'_>, tracer: &dyn Tracer) -> Option<Way> {
    let mut search = Search::new(question, tracer);
    [Start::Own, Start::Offer, Start::Inside]
        .into_iter()
        .find_map(|start| search.run(start))
}

/// A function, and whether the way has come through the package asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct State {
    node: u32,
    target: u32,
    function: u32,
    entered: bool,
}

/// A step on the way to a state: from where, by which of its calls, and whether it is certain.
#[derive(Clone, Copy, Debug)]
struct From {
    state: State,
    call: usize,
    certain: bool,
}

/// A package that the search has come to.
struct Loaded {
    trace: Trace,
    /// For each target and function the places where it acquires the authority: line, column, what.
    acquires: FxHashMap<(u32, u32), Vec<Acquired>>,
    methods: FxHashMap<String, Vec<(u32, u32)>>,
    active: Vec<bool>,
    build_active: Vec<bool>,
}

struct Acquired {
    line: u32,
    column: u32,
    what: String,
}

/// A package, one of its targets, and one of that target's functions.
type Spot = (usize, u32, u32);

struct Search<'q> {
    q: &'q Question<'q>,
    tracer: &'q dyn Tracer,
    loaded: BTreeMap<usize, Option<Rc<Loaded>>>,
    /// Packages on the way to the one asked about, and those behind it.
    before: Vec<bool>,
    behind: Vec<bool>,
    resolved: FxHashMap<(usize, Site, String), Rc<Vec<Spot>>>,
}

impl<'q> Search<'q> {
    fn new(q: &'q Question<'q>, tracer: &'q dyn Tracer) -> Self {
        // A proc macro's code runs in the compiler: nothing leads from its user into it.
        let is_macro = |n: usize| {
            q.nodes[n]
                .facts
                .targets
                .iter()
                .any(|t| t.site == Site::Macro)
        };
        let called = |n: &usize| !is_macro(*n);
        let deps = |n: usize| {
            let all = q.nodes[n].deps.iter().map(|d| d.node);
            all.filter(called).collect::<Vec<_>>()
        };
        let from_own = closure(q.nodes.len(), q.own, deps);
        let mut users = vec![Vec::new(); q.nodes.len()];
        for (user, node) in q.nodes.iter().enumerate() {
            node.deps.iter().for_each(|d| users[d.node].push(user));
        }
        let to_package = closure(q.nodes.len(), &[q.package], |n| users[n].clone());
        let first: Vec<usize> = match q.site {
            Site::Build => {
                let all = q.nodes[q.package].build_deps.iter().map(|d| d.node);
                all.filter(called).collect()
            }
            Site::Lib | Site::Macro => deps(q.package),
        };
        let mut behind = match q.direct() {
            true => vec![false; q.nodes.len()],
            false => closure(q.nodes.len(), &first, deps),
        };
        let has = |n: &usize| {
            let own = q.linked.get(*n).into_iter().flatten();
            let mut lib = own.filter(|t| t.site == Site::Lib);
            lib.any(|t| t.direct().contains(q.cap))
        };
        // Only what has the capability, or leads to what has it, is worth reading.
        let having: Vec<usize> = (0..q.nodes.len()).filter(has).collect();
        let leading = closure(q.nodes.len(), &having, |n| users[n].clone());
        behind.iter_mut().zip(leading).for_each(|(b, l)| *b &= l);
        behind[q.package] = true;
        Search {
            q,
            tracer,
            loaded: BTreeMap::new(),
            before: from_own
                .iter()
                .zip(&to_package)
                .map(|(a, b)| *a && *b)
                .collect(),
            behind,
            resolved: FxHashMap::default(),
        }
    }

    fn run(&mut self, start: Start) -> Option<Way> {
        let begin = self.begin(start);
        let mut best: FxHashMap<State, (u32, u32)> = FxHashMap::default();
        let mut from: FxHashMap<State, From> = FxHashMap::default();
        let mut heap = BinaryHeap::new();
        for state in begin {
            best.insert(state, (0, 0));
            heap.push(Reverse(((0, 0), state)));
        }
        while let Some(Reverse((cost, state))) = heap.pop() {
            if best.get(&state) != Some(&cost) {
                continue;
            }
            if self.is_goal(state) {
                return Some(self.way(start, state, &from));
            }
            if best.len() > STATES {
                return None;
            }
            for (next, call, doubt) in self.steps(state) {
                let (doubts, len) = cost;
                let new = (doubts.saturating_add(doubt), len + 1);
                if best.get(&next).is_none_or(|old| new < *old) {
                    best.insert(next, new);
                    from.insert(
                        next,
                        From {
                            state,
                            call,
                            certain: doubt == 0,
                        },
                    );
                    heap.push(Reverse((new, next)));
                }
            }
        }
        None
    }

    fn begin(&mut self, start: Start) -> Vec<State> {
        let q = self.q;
        match start {
            Start::Own if q.site != Site::Lib => Vec::new(),
            Start::Own => {
                let own: Vec<usize> = q.own.iter().copied().filter(|n| self.before[*n]).collect();
                own.into_iter()
                    .flat_map(|node| self.functions(node, Site::Lib, |_| true))
                    .collect()
            }
            Start::Offer => {
                let main = |f: &Function| f.name == "main" && f.owner.is_none();
                match q.site {
                    Site::Build => self.functions(q.package, Site::Build, main),
                    site => self.offered(site),
                }
            }
            Start::Inside => self.functions(q.package, q.site, |_| true),
        }
    }

    fn functions(
        &mut self,
        node: usize,
        site: Site,
        which: impl Fn(&Function) -> bool,
    ) -> Vec<State> {
        let Some(loaded) = self.load(node) else {
            return Vec::new();
        };
        let mut states = Vec::new();
        for (target, trace) in loaded.trace.targets.iter().enumerate() {
            let functions = trace.functions.iter().enumerate();
            let fits = |f: &Function| loaded.holds(site, f.cfg) && which(f);
            let all = functions.filter(|(_, f)| trace.site == site && fits(f));
            states.extend(all.map(|(function, _)| State {
                node: node as u32,
                target: target as u32,
                function: function as u32,
                entered: node == self.q.package,
            }));
        }
        states
    }

    /// What the package offers at a site: what its public names lead to.
    fn offered(&mut self, site: Site) -> Vec<State> {
        let Some(loaded) = self.load(self.q.package) else {
            return Vec::new();
        };
        let offered: Vec<FxHashSet<u32>> = loaded.trace.targets.iter().map(offered).collect();
        let mut states = self.functions(self.q.package, site, |f| f.public);
        states.retain(|s| offered[s.target as usize].contains(&s.function));
        states
    }

    fn load(&mut self, node: usize) -> Option<Rc<Loaded>> {
        if let Some(known) = self.loaded.get(&node) {
            return known.clone();
        }
        let made = self
            .tracer
            .trace(node)
            .map(|trace| Rc::new(Loaded::new(self.q, node, trace)));
        self.loaded.insert(node, made.clone());
        made
    }

    fn is_goal(&mut self, state: State) -> bool {
        state.entered
            && self
                .load(state.node as usize)
                .is_some_and(|l| l.acquires.contains_key(&(state.target, state.function)))
    }

    /// Where a function leads: the next one, by which call, and how doubtful that is.
    fn steps(&mut self, state: State) -> Vec<(State, usize, u32)> {
        let Some(loaded) = self.load(state.node as usize) else {
            return Vec::new();
        };
        let target = &loaded.trace.targets[state.target as usize];
        let function = &target.functions[state.function as usize];
        let mut steps = Vec::new();
        for (index, call) in function.calls.iter().enumerate() {
            if !loaded.holds(target.site, call.cfg) {
                continue;
            }
            match &call.callee {
                Callee::Local(id) => {
                    let next = State {
                        function: *id,
                        ..state
                    };
                    steps.push((next, index, u32::from(!call.certain)));
                }
                Callee::Outside(path) => {
                    let ends = self.outside(state.node as usize, target.site, path);
                    let certain = call.certain && ends.len() == 1;
                    for &(node, target, function) in ends.iter() {
                        let next = self.at(state, node, target, function);
                        steps.push((next, index, u32::from(!certain)));
                    }
                }
                Callee::Method(name) if !COMMON.contains(&name.as_str()) => {
                    let next = self.namesakes(state, target.site, name);
                    let among = 2 + next.len().max(1).ilog2();
                    steps.extend(next.into_iter().map(|s| {
                        let far = if s.node == state.node { 0 } else { FAR };
                        (s, index, among + far)
                    }));
                }
                Callee::Method(_) => {}
            }
        }
        steps.retain(|(s, _, _)| match s.entered {
            true => self.behind[s.node as usize],
            false => self.before[s.node as usize],
        });
        steps
    }

    fn at(&self, from: State, node: usize, target: u32, function: u32) -> State {
        State {
            node: node as u32,
            target,
            function,
            entered: from.entered || node == self.q.package,
        }
    }

    /// Methods of a name in the package itself and in those that it can name.
    fn namesakes(&mut self, state: State, site: Site, name: &str) -> Vec<State> {
        let node = state.node as usize;
        let mut packages = vec![node];
        packages.extend(self.deps(node, site).iter().map(|d| d.node));
        let mut found = Vec::new();
        for package in packages {
            let allowed = match state.entered || package == self.q.package {
                true => self.behind[package],
                false => self.before[package],
            };
            let Some(loaded) = allowed.then(|| self.load(package)).flatten() else {
                continue;
            };
            let all = loaded.methods.get(name).into_iter().flatten();
            let fits = |(target, function): &&(u32, u32)| {
                let trace = &loaded.trace.targets[*target as usize];
                let function = &trace.functions[*function as usize];
                match package == node {
                    true => *target == state.target,
                    false => trace.site != Site::Build && function.public,
                }
            };
            found.extend(
                all.filter(fits)
                    .map(|&(t, f)| self.at(state, package, t, f)),
            );
        }
        match found.len() {
            0..=NAMESAKES => found,
            // A name that so many have means none of them in particular.
            _ => Vec::new(),
        }
    }

    fn deps(&self, node: usize, site: Site) -> &'q [Dep] {
        match site {
            Site::Build => &self.q.nodes[node].build_deps,
            Site::Lib | Site::Macro => &self.q.nodes[node].deps,
        }
    }

    /// The functions that a path into other packages leads to.
    fn outside(&mut self, node: usize, site: Site, path: &str) -> Rc<Vec<Spot>> {
        let key = (node, site, path.to_owned());
        if let Some(known) = self.resolved.get(&key) {
            return Rc::clone(known);
        }
        let mut walk = Walk {
            search: self,
            fuel: FUEL,
            found: Vec::new(),
            seen: FxHashSet::default(),
        };
        walk.outside(node, site, path);
        let mut found = walk.found;
        found.sort_unstable();
        found.dedup();
        let found = Rc::new(found);
        self.resolved.insert(key, Rc::clone(&found));
        found
    }

    fn way(&mut self, start: Start, goal: State, from: &FxHashMap<State, From>) -> Way {
        let mut steps = Vec::new();
        steps.extend(self.last(goal));
        let mut at = goal;
        while let Some(step) = from.get(&at) {
            steps.extend(self.step(step, at));
            at = step.state;
        }
        steps.reverse();
        Way { start, steps }
    }

    fn last(&mut self, goal: State) -> Option<Step> {
        let loaded = self.load(goal.node as usize)?;
        let function = loaded.function(goal)?;
        let acquired = loaded
            .acquires
            .get(&(goal.target, goal.function))?
            .first()?;
        let in_macro = function.name.ends_with('!');
        Some(Step {
            node: goal.node as usize,
            function: function.title(),
            file: loaded.file(function.place.file),
            line: acquired.line,
            column: acquired.column,
            what: acquired.what.clone(),
            certain: !in_macro,
        })
    }

    fn step(&mut self, from: &From, to: State) -> Option<Step> {
        let loaded = self.load(from.state.node as usize)?;
        let function = loaded.function(from.state)?;
        let call = function.calls.get(from.call)?;
        let next = self.load(to.node as usize)?;
        Some(Step {
            node: from.state.node as usize,
            function: function.title(),
            file: loaded.file(call.place.file),
            line: call.place.line,
            column: call.place.column,
            what: match &call.callee {
                Callee::Outside(path) => path.clone(),
                Callee::Local(_) | Callee::Method(_) => next.function(to)?.title(),
            },
            certain: from.certain,
        })
    }
}

impl Question<'_> {
    /// Whether the package's own code at the site has the capability.
    fn direct(&self) -> bool {
        let targets = self.linked.get(self.package).into_iter().flatten();
        targets
            .filter(|t| t.site == self.site)
            .any(|t| t.direct().contains(self.cap))
    }
}

/// All that can be reached from `start` by `next`.
fn closure(count: usize, start: &[usize], next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    let mut reached = vec![false; count];
    let mut queue: Vec<usize> = start.to_vec();
    while let Some(at) = queue.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            queue.extend(next(at));
        }
    }
    reached
}

impl Loaded {
    fn new(q: &Question<'_>, node: usize, trace: Trace) -> Self {
        let mut methods: FxHashMap<String, Vec<(u32, u32)>> = FxHashMap::default();
        let mut acquires: FxHashMap<(u32, u32), Vec<Acquired>> = FxHashMap::default();
        let files: FxHashMap<&str, u32> = trace
            .files
            .iter()
            .enumerate()
            .map(|(i, f)| (f.as_str(), i as u32))
            .collect();
        for (t, target) in trace.targets.iter().enumerate() {
            for (f, function) in target.functions.iter().enumerate() {
                if function.owner.is_some() && function.takes_self {
                    let all = methods.entry(function.name.clone()).or_default();
                    all.push((t as u32, f as u32));
                }
            }
            let linked = q.linked.get(node).into_iter().flatten();
            let same = |l: &&LinkedTarget| l.site == target.site && l.name == target.name;
            let facts = linked.filter(same).flat_map(|l| &l.facts);
            for fact in facts.filter(|fact| fact.caps.contains(q.cap)) {
                let file = files.get(q.nodes[node].facts.file(fact.place.file));
                let at = (fact.place.line, fact.place.column);
                if let Some(f) = file.and_then(|file| around(target, *file, at)) {
                    acquires.entry((t as u32, f)).or_default().push(Acquired {
                        line: at.0,
                        column: at.1,
                        what: fact.what.clone(),
                    });
                }
            }
        }
        let holds = |envs: &[crate::cfg::CfgEnv]| {
            let any = |cfg| envs.iter().any(|env| env.eval(cfg) != Truth::No);
            trace.cfgs.iter().map(any).collect()
        };
        Loaded {
            active: holds(&q.nodes[node].envs),
            build_active: holds(&q.nodes[node].build_envs),
            trace,
            acquires,
            methods,
        }
    }

    fn holds(&self, site: Site, cfg: CfgId) -> bool {
        let active = match site {
            Site::Build => &self.build_active,
            Site::Lib | Site::Macro => &self.active,
        };
        active.get(cfg.0 as usize).copied().unwrap_or(true)
    }

    fn function(&self, state: State) -> Option<&Function> {
        let target = self.trace.targets.get(state.target as usize)?;
        target.functions.get(state.function as usize)
    }

    fn file(&self, index: u32) -> String {
        self.trace
            .files
            .get(index as usize)
            .cloned()
            .unwrap_or_default()
    }
}

/// The functions that public names lead to, methods of the types among them included.
fn offered(target: &TargetTrace) -> FxHashSet<u32> {
    let items = target
        .modules
        .iter()
        .flat_map(|m| m.names.iter().map(|(_, item)| item));
    let mut functions = FxHashSet::default();
    let mut types = FxHashSet::default();
    for item in items {
        match item {
            Item::Function(id) => drop(functions.insert(*id)),
            Item::Type(name) => drop(types.insert(name.as_str())),
            Item::Module(_) | Item::Outside(_) => {}
        }
    }
    for (id, function) in target.functions.iter().enumerate() {
        let of_type = function.owner.as_deref().is_some_and(|o| types.contains(o));
        // A proc macro is offered by its attribute, whatever module it stands in.
        if of_type || (target.site == Site::Macro && function.owner.is_none() && function.public) {
            functions.insert(id as u32);
        }
    }
    functions
}

/// The innermost function around a place.
fn around(target: &TargetTrace, file: u32, at: (u32, u32)) -> Option<u32> {
    let holds =
        |f: &Function| f.place.file == file && (f.place.line, f.place.column) <= at && at <= f.end;
    let all = target
        .functions
        .iter()
        .enumerate()
        .filter(|(_, f)| holds(f));
    all.max_by_key(|(_, f)| (f.place.line, f.place.column))
        .map(|(i, _)| i as u32)
}

/// One path followed through the public names of packages.
struct Walk<'w, 'q> {
    search: &'w mut Search<'q>,
    fuel: u32,
    found: Vec<Spot>,
    seen: FxHashSet<(usize, u32, u32, String)>,
}

impl Walk<'_, '_> {
    fn outside(&mut self, node: usize, site: Site, path: &str) {
        let Some((root, rest)) = path.split_once("::") else {
            return;
        };
        let deps = self.search.deps(node, site).iter();
        let mut nodes: Vec<usize> = deps
            .filter(|d| d.extern_name == root)
            .map(|d| d.node)
            .collect();
        // A binary names its own package's library.
        if nodes.is_empty() && self.search.q.nodes[node].name.replace('-', "_") == root {
            nodes.push(node);
        }
        for to in nodes {
            if !self.search.before[to] && !self.search.behind[to] {
                continue;
            }
            let Some(loaded) = self.search.load(to) else {
                continue;
            };
            for (index, target) in loaded.trace.targets.iter().enumerate() {
                if target.site != Site::Build {
                    self.module(&loaded, to, index as u32, 0, rest);
                }
            }
        }
    }

    fn module(&mut self, loaded: &Rc<Loaded>, node: usize, target: u32, module: u32, path: &str) {
        if self.fuel == 0 || !self.seen.insert((node, target, module, path.to_owned())) {
            return;
        }
        self.fuel -= 1;
        let trace = &loaded.trace.targets[target as usize];
        let Some(names) = trace.modules.get(module as usize) else {
            return;
        };
        let (name, rest) = path.split_once("::").unwrap_or((path, ""));
        let first = names.names.partition_point(|(n, _)| n.as_str() < name);
        let named = names.names[first..].iter().take_while(|(n, _)| n == name);
        for (_, item) in named {
            match item {
                Item::Function(id) if rest.is_empty() => self.found.push((node, target, *id)),
                Item::Type(owner) => self.method(trace, node, target, owner, rest),
                Item::Module(to) => self.module(loaded, node, target, *to, rest),
                Item::Outside(to) if rest.is_empty() => self.outside(node, trace.site, to),
                Item::Outside(to) => self.outside(node, trace.site, &format!("{to}::{rest}")),
                Item::Function(_) => {}
            }
        }
        // A macro goes by the name that its import has, without the mark.
        if let Some(bare) = path.strip_suffix('!') {
            let first = names.names.partition_point(|(n, _)| n.as_str() < bare);
            let named = names.names[first..].iter().take_while(|(n, _)| n == bare);
            for (_, item) in named {
                if let Item::Outside(to) = item {
                    self.outside(node, trace.site, &format!("{to}!"));
                }
            }
        }
        for item in &names.globs {
            match item {
                Item::Module(to) => self.module(loaded, node, target, *to, path),
                Item::Outside(to) => self.outside(node, trace.site, &format!("{to}::{path}")),
                Item::Function(_) | Item::Type(_) => {}
            }
        }
    }

    fn method(&mut self, trace: &TargetTrace, node: usize, target: u32, owner: &str, name: &str) {
        let is = |f: &Function| f.name == name && f.owner.as_deref() == Some(owner);
        let all = trace.functions.iter().enumerate().filter(|(_, f)| is(f));
        self.found
            .extend(all.map(|(id, _)| (node, target, id as u32)));
    }
}
