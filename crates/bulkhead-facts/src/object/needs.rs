//! What a program asks of the kernel: the functions of the C library that its code calls, and the system calls that it makes
//! past it.
//!
//! Unlike in [`super::trace`] std's own code counts: whoever holds a program to what is found here holds std to it too.
//! The C library is where this ends, linked in or not: [`crate::kernel`] knows what its functions do.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::decode::Value;
use super::graph::{Edge, Link, Node, Origin, Target, Unit};
use super::read::SectionKind;
use super::trace::is_foreign_name;
use super::whose::{Authors, Whose};
use crate::table::{self, Arch};

/// What a program asks of the kernel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// Functions and variables of libraries that are loaded with it, and of the C library when it is linked in.
    pub functions: BTreeMap<String, Users>,
    /// System calls by number.
    pub numbers: BTreeMap<u32, Users>,
    /// Where a system call is made whose number is not known.
    pub unknown: Users,
}

/// Who uses something: the first function that was found, of std and of each unit. Foreign text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Users {
    /// The function of std.
    pub std: Option<String>,
    /// The functions of units.
    pub units: BTreeMap<Unit, String>,
}

/// Looks at what a link keeps.
#[must_use]
pub fn needs(link: &Link<'_>, authors: &Authors<'_>) -> Needs {
    let calls =
        |node: &Node| !is_c_library(link, *node) && link.section(*node).kind != SectionKind::Unwind;
    let nodes: Vec<Node> = link.live().filter(calls).collect();
    let seeker = Seeker {
        link,
        authors,
        gates: gates(link, &nodes),
    };
    let mut needs = Needs::default();
    for node in nodes {
        seeker.by_name(node, &mut needs);
        seeker.by_number(node, &mut needs);
    }
    needs
}

struct Seeker<'s, 'a> {
    link: &'s Link<'a>,
    authors: &'s Authors<'s>,
    /// Functions that make whatever system call they are called with.
    gates: FxHashSet<Node>,
}

impl Seeker<'_, '_> {
    fn by_name(&self, node: Node, needs: &mut Needs) {
        for Edge { target, name, .. } in self.link.edges(node) {
            let leaves = match target {
                Target::Import => true,
                Target::Node(to) => is_c_library(self.link, to),
                Target::Nothing => false,
            };
            if leaves && is_foreign_name(name) && name != GATE {
                self.add(needs.functions.entry(name.to_owned()).or_default(), node);
            }
        }
    }

    fn by_number(&self, node: Node, needs: &mut Needs) {
        let section = self.link.section(node);
        let own = section.kernel.iter().map(|entry| entry.number);
        let asked = section.asks.iter();
        let asked = asked.filter(|(symbol, _)| is_gate(self.link, node, *symbol, &self.gates));
        let nameless = self.calls_nameless_gate(node).then_some(Value::Unknown);
        for number in own.chain(asked.map(|(_, number)| *number)).chain(nameless) {
            match number {
                Value::Is(number) => self.add(needs.numbers.entry(number).or_default(), node),
                // Its callers say which.
                Value::First if self.gates.contains(&node) => {}
                _ => match self.one_of_std(node) {
                    Some(number) => self.add(needs.numbers.entry(number).or_default(), node),
                    None => self.add(&mut needs.unknown, node),
                },
            }
        }
    }

    /// The one system call that a section of std's makes where its number gets out of sight.
    fn one_of_std(&self, node: Node) -> Option<u32> {
        if self.link.part(node).origin != Origin::Std {
            return None;
        }
        let label = self.authors.label(self.link, node);
        let mut rows = OF_STD.iter();
        let (_, call) = rows.find(|(path, _)| label.contains(path))?;
        table::syscall_number(Arch::X86_64, call)
    }

    /// Whether a section refers to a gate by a symbol whose calls were not read.
    fn calls_nameless_gate(&self, node: Node) -> bool {
        let asks = self.link.section(node).asks.iter();
        let asked = asks.filter_map(|(symbol, _)| self.link.target_of(node, *symbol));
        let asked: FxHashSet<Node> = asked.filter_map(|(target, _)| target.node()).collect();
        let mut gates = self.link.edges(node).filter_map(|e| e.target.node());
        gates.any(|to| to != node && self.gates.contains(&to) && !asked.contains(&to))
    }

    fn add(&self, users: &mut Users, node: Node) {
        let unit = match (
            self.authors.whose(self.link, node),
            self.link.part(node).origin,
        ) {
            (Whose::Unit { unit, .. }, _) => unit,
            (Whose::Referrer, Origin::Rust(unit) | Origin::Foreign(unit)) => unit,
            (Whose::Std, _) | (Whose::Referrer, Origin::Std) => {
                let label = || self.authors.label(self.link, node);
                users.std.get_or_insert_with(label);
                return;
            }
        };
        let label = || self.authors.label(self.link, node);
        users.units.entry(unit).or_insert_with(label);
    }
}

/// The C library's own.
const GATE: &str = "syscall";

/// Modules and functions of std that make one system call by its number, in loops and behind tables of jumps where it gets out of
/// sight.
///
/// Source: `library/std/src/sys/pal/unix/futex.rs`, inlined in what parks and locks, and `library/std/src/sys/random/linux.rs`.
const OF_STD: &[(&str, &str)] = &[
    ("::futex::", "futex"),
    ("::park", "futex"),
    ("::random::linux::getrandom", "getrandom"),
];

/// The functions that make the system call whose number they are called with, and those that hand it on to one.
fn gates(link: &Link<'_>, nodes: &[Node]) -> FxHashSet<Node> {
    let mut gates = FxHashSet::default();
    let mut found = Vec::new();
    let mut callers: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
    for &node in nodes {
        let section = link.section(node);
        let mut kernel = section.kernel.iter();
        if kernel.any(|entry| entry.number == Value::First) {
            found.push(node);
        }
        let asks = section.asks.iter();
        for (symbol, _) in asks.filter(|(_, value)| *value == Value::First) {
            if is_gate(link, node, *symbol, &gates) {
                found.push(node);
            } else if let Some((Target::Node(to), _)) = link.target_of(node, *symbol) {
                callers.entry(to).or_default().push(node);
            }
        }
    }
    while let Some(node) = found.pop() {
        if gates.insert(node) {
            found.extend(callers.get(&node).into_iter().flatten());
        }
    }
    gates
}

fn is_gate(link: &Link<'_>, node: Node, symbol: u32, gates: &FxHashSet<Node>) -> bool {
    match link.target_of(node, symbol) {
        Some((Target::Node(to), _)) if gates.contains(&to) => true,
        Some((Target::Node(to), name)) => name == GATE && is_c_library(link, to),
        Some((Target::Import, name)) => name == GATE,
        _ => false,
    }
}

/// Whether a section is the C library's, or the compiler's own in C: what comes with the toolchain and rustc did not make.
fn is_c_library(link: &Link<'_>, node: Node) -> bool {
    let part = link.part(node);
    part.origin == Origin::Std && !part.file.name.contains(".rcgu.o")
}
