//! What a program asks of the kernel: the functions of the C library that its code calls, and the system calls that it makes
//! past it.
//!
//! Unlike in [`super::trace`] std's own code counts: whoever holds a program to what is found here holds std to it too.
//! The C library is where this ends, linked in or not: [`crate::kernel`] knows what its functions do.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::decode::Value;
use super::graph::{Link, Node, Origin, Target, Unit};
use super::read::SectionKind;
use super::trace::is_foreign_name;
use super::whose::{Authors, Whose};
use crate::table::{self, Arch};

/// What a program asks of the kernel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Functions and variables of libraries that are loaded with it, and of the C library when it is linked in.
    pub functions: BTreeMap<String, Users>,
    /// System calls by number.
    pub numbers: BTreeMap<u32, Users>,
    /// Where a system call is made whose number is not known.
    pub unknown: Users,
}

/// Who uses something: the first function that was found, of std and of each unit. Foreign text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
        for (target, name) in self.link.edges(node) {
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
                _ if self.is_futex_of_std(node) => {
                    let futex = table::syscall_number(Arch::X86_64, "futex").unwrap_or_default();
                    self.add(needs.numbers.entry(futex).or_default(), node);
                }
                _ => self.add(&mut needs.unknown, node),
            }
        }
    }

    /// Whether a section is one of std's modules that make this one system call, in loops where its number gets out of sight.
    fn is_futex_of_std(&self, node: Node) -> bool {
        self.link.part(node).origin == Origin::Std
            && self.authors.label(self.link, node).contains("::futex::")
    }

    /// Whether a section refers to a gate by a symbol whose calls were not read.
    fn calls_nameless_gate(&self, node: Node) -> bool {
        let asks = &self.link.section(node).asks;
        let asked = |gate: Node| {
            let mut targets = asks.iter();
            targets.any(|(symbol, _)| {
                let target = self.link.target_of(node, *symbol);
                target.is_some_and(|(target, _)| target == Target::Node(gate))
            })
        };
        let mut edges = self.link.edges(node);
        edges.any(|(target, _)| match target {
            Target::Node(to) => to != node && self.gates.contains(&to) && !asked(to),
            Target::Import | Target::Nothing => false,
        })
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

/// The functions that make the system call whose number they are called with, and those that hand it on to one.
fn gates(link: &Link<'_>, nodes: &[Node]) -> FxHashSet<Node> {
    let mut gates = FxHashSet::default();
    let enters = |node: &&Node| {
        let mut kernel = link.section(**node).kernel.iter();
        kernel.any(|entry| entry.number == Value::First)
    };
    gates.extend(nodes.iter().filter(enters));
    loop {
        let hands_on = |node: &&Node| {
            let mut asks = link.section(**node).asks.iter();
            !gates.contains(*node)
                && asks.any(|(symbol, value)| {
                    *value == Value::First && is_gate(link, **node, *symbol, &gates)
                })
        };
        let more: Vec<Node> = nodes.iter().filter(hands_on).copied().collect();
        if more.is_empty() {
            return gates;
        }
        gates.extend(more);
    }
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
