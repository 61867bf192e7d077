//! What a unit's code reaches: a walk over the sections of a link, breadth first, so that the first way to a use is a
//! shortest one.

use std::collections::{BTreeMap, VecDeque};

use super::graph::{Link, Node, Origin, Target, Unit};
use super::whose::{Authors, Whose, World};
use crate::{CapSet, Capability};

/// The sections of a link as far as walks go into them.
pub(super) struct Map<'w> {
    world: &'w World,
    /// Where the edges of each section begin in `edges`; one more than there are sections.
    first: Vec<u32>,
    edges: Vec<Node>,
    /// The unit whose each section is; none for what is part of whoever refers to it.
    owners: Vec<Option<Unit>>,
    /// What each section does by itself.
    does: Vec<CapSet>,
    /// What all sections of each unit do.
    by_unit: Vec<CapSet>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub(super) caps: CapSet,
    /// For each capability the sections on a shortest way to a use, the first one first.
    pub(super) ways: BTreeMap<Capability, Vec<Node>>,
}

/// For each section the walk that was there last, and whence.
pub(super) struct Trail {
    walk: u32,
    came: Vec<(u32, Option<Node>)>,
    allowed: Vec<bool>,
}

impl<'w> Map<'w> {
    /// Draws the map; `does` says what sections do.
    pub(super) fn of(
        link: &Link<'_>,
        authors: &Authors<'_>,
        world: &'w World,
        does: impl Fn(Node) -> CapSet,
    ) -> Self {
        let mut map = Map {
            world,
            first: vec![0; link.size() + 1],
            edges: Vec::new(),
            owners: vec![None; link.size()],
            does: vec![CapSet::EMPTY; link.size()],
            by_unit: vec![CapSet::EMPTY; world.units.len()],
        };
        let mut next = 0;
        for node in link.live() {
            let at = link.number_of(node);
            let start = u32::try_from(map.edges.len()).unwrap_or(u32::MAX);
            map.first[next..=at].fill(start);
            next = at + 1;
            map.does[at] = does(node);
            if let Whose::Unit { unit, .. } = authors.whose(link, node) {
                map.owners[at] = Some(unit);
                if let Some(all) = map.by_unit.get_mut(unit.0 as usize) {
                    *all |= map.does[at];
                }
            }
            for edge in link.edges(node) {
                let Target::Node(to) = edge.target else {
                    continue;
                };
                let stops =
                    authors.whose(link, to) == Whose::Std && link.part(to).origin == Origin::Std;
                if !stops && !edge.allocates {
                    map.edges.push(to);
                }
            }
        }
        let end = u32::try_from(map.edges.len()).unwrap_or(u32::MAX);
        map.first[next..].fill(end);
        map
    }

    pub(super) fn trail(&self) -> Trail {
        Trail {
            walk: 0,
            came: vec![(0, None); self.owners.len()],
            allowed: vec![false; self.world.units.len()],
        }
    }

    /// Walks from sections of a unit, into the code of the units that it depends on.
    pub(super) fn walk(
        &self,
        link: &Link<'_>,
        unit: Unit,
        from: &[Node],
        trail: &mut Trail,
    ) -> Reached {
        let most = trail.begin(self, unit);
        let mut reached = Reached::default();
        let mut queue: VecDeque<Node> = from.iter().copied().collect();
        for &node in from {
            trail.came[link.number_of(node)] = (trail.walk, None);
        }
        while let Some(node) = queue.pop_front() {
            // Nothing that may be walked into does more.
            if most.difference(reached.caps).is_empty() {
                break;
            }
            let at = link.number_of(node);
            for cap in self.does[at].difference(reached.caps).iter() {
                reached.ways.insert(cap, trail.back(link, node));
            }
            reached.caps |= self.does[at];
            let edges = self.first[at] as usize..self.first[at + 1] as usize;
            for &to in &self.edges[edges] {
                let number = link.number_of(to);
                let may = self.owners[number].is_none_or(|u| trail.may(u));
                if may && trail.came[number].0 != trail.walk {
                    trail.came[number] = (trail.walk, Some(node));
                    queue.push_back(to);
                }
            }
        }
        reached
    }
}

impl Trail {
    /// Forgets the walk before; gives what the unit and all that it depends on do.
    fn begin(&mut self, map: &Map<'_>, unit: Unit) -> CapSet {
        self.walk += 1;
        self.allowed.fill(false);
        let closure = map.world.units.get(unit.0 as usize).map(|u| &u.closure);
        let mut most = CapSet::EMPTY;
        for &unit in closure.into_iter().flatten().chain([&unit.0]) {
            let unit = unit as usize;
            if let (Some(allowed), Some(caps)) = (self.allowed.get_mut(unit), map.by_unit.get(unit))
            {
                *allowed = true;
                most |= *caps;
            }
        }
        most
    }

    fn may(&self, unit: Unit) -> bool {
        self.allowed.get(unit.0 as usize).is_some_and(|a| *a)
    }

    fn back(&self, link: &Link<'_>, to: Node) -> Vec<Node> {
        let mut way = Vec::new();
        let mut here = Some(to);
        while let Some(node) = here {
            way.push(node);
            here = self.came[link.number_of(node)].1;
        }
        way.reverse();
        way
    }
}
