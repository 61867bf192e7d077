//! From what a program asks of the kernel to what it can be held to.
//!
//! What is not known is a gap, and a program with gaps is held to nothing strict: a list that is too short ends an honest
//! program, and one that only looks short misleads whoever ships it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bulkhead_facts::object::graph::Unit;
use bulkhead_facts::object::needs::{Needs, Users};
use bulkhead_facts::object::trace::is_runtime;
use bulkhead_facts::table::{self, Arch, kernel};
use bulkhead_facts::{CapSet, Capability};

mod service;

pub use service::{Line, lines};

/// One program.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// What it asks of the kernel.
    pub needs: &'a Needs,
    /// What its packages' code does.
    pub caps: CapSet,
    /// The libraries that are loaded with it.
    pub shared: &'a BTreeSet<String>,
    /// What of it could not be read.
    pub gaps: &'a [String],
    /// The names of packages by unit.
    pub package: &'a dyn Fn(Unit) -> String,
}

/// What a program can be held to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hardening {
    /// The system calls that it makes, each with why.
    pub calls: BTreeMap<&'static str, Why>,
    /// What its packages' code does.
    pub caps: CapSet,
    /// The families of the sockets that it opens, when all are known.
    pub families: Option<BTreeSet<&'static str>>,
    /// Who asks for memory of a kind that is not known, which may be executable.
    pub code: Option<String>,
    /// Who makes namespaces, or may.
    pub namespaces: Option<String>,
    /// Who sets priorities, or may.
    pub priorities: Option<String>,
    /// What is not known of it, in plain words; when there is any, `calls` is no whole list. Foreign text.
    pub gaps: BTreeSet<String>,
}

/// Why a program makes a system call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Why {
    /// How many system calls the same reason stands for: few say more.
    rank: usize,
    /// The function or instruction; none for what every program makes.
    pub what: Option<String>,
    /// Who uses it: `std`, or packages. Foreign text.
    pub by: String,
    /// What for.
    pub reason: &'static str,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Why {
            what, by, reason, ..
        } = self;
        match what {
            Some(what) => write!(f, "{by}: {what}, {reason}"),
            None => write!(f, "{by}: {reason}"),
        }
    }
}

/// The libraries that the table speaks for, by the names that linkers have for them.
const C_LIBRARIES: &[&str] = &[
    "c", "dl", "gcc", "gcc_eh", "gcc_s", "m", "pthread", "resolv", "rt", "util",
];

impl Hardening {
    /// What a program can be held to.
    #[must_use]
    pub fn of(program: &Program<'_>) -> Self {
        let mut found = Hardening {
            caps: program.caps,
            gaps: program.gaps.iter().cloned().collect(),
            ..Hardening::default()
        };
        for (calls, reason) in kernel::start() {
            found.add(
                &calls,
                &Why {
                    rank: 0,
                    what: None,
                    by: "every program".to_owned(),
                    reason,
                },
            );
        }
        found.functions(program);
        found.numbers(program);
        found.libraries(program);
        found.families = families(program.needs);
        found.code = Self::first(program, &["mmap", "mprotect", "pkey_mprotect", "shmat"]);
        found.namespaces = Self::first(program, &["clone", "clone3", "setns", "unshare"]);
        found.priorities = Self::first(program, &["sched_setattr", "sched_setscheduler"]);
        found
    }

    /// Whether its list of system calls is whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.gaps.is_empty()
    }

    /// The numbers of its system calls.
    #[must_use]
    pub fn numbers_of(&self, arch: Arch) -> BTreeSet<u32> {
        let numbers = self.calls.keys();
        numbers
            .filter_map(|c| table::syscall_number(arch, c))
            .collect()
    }

    /// The system calls by why, those that every program makes first.
    #[must_use]
    pub fn reasons(&self) -> Vec<(&Why, Vec<&'static str>)> {
        let mut by_why: BTreeMap<_, Vec<&'static str>> = BTreeMap::new();
        for (call, why) in &self.calls {
            by_why
                .entry((why.what.is_some(), &why.by, why))
                .or_default()
                .push(call);
        }
        by_why
            .into_iter()
            .map(|((.., why), calls)| (why, calls))
            .collect()
    }

    fn functions(&mut self, program: &Program<'_>) {
        for (name, users) in &program.needs.functions {
            if is_runtime(name) {
                continue;
            }
            if name == "dlsym"
                || name.starts_with("dlopen")
                || name == "dlmopen"
                || name == "dlvsym"
            {
                self.lookup(program, name, users);
                continue;
            }
            match kernel::function(name) {
                Some(row) => self.function(program, name, row, users),
                None => {
                    let by = by(program, users);
                    self.gaps
                        .insert(format!("what `{name}` does is not known ({by})"));
                }
            }
        }
    }

    fn function(&mut self, program: &Program<'_>, name: &str, row: &kernel::Calls, users: &Users) {
        let why = Why {
            rank: row.calls.len(),
            what: Some(format!("`{name}`")),
            by: by(program, users),
            reason: row.reason,
        };
        self.add(&row.calls, &why);
    }

    /// Functions that are asked for by name. std asks only for some of those that it also uses otherwise.
    fn lookup(&mut self, program: &Program<'_>, name: &str, users: &Users) {
        for (unit, inside) in &users.units {
            let package = (program.package)(*unit);
            match kernel::lookups(&package).filter(|_| name == "dlsym") {
                Some(functions) => {
                    let known = functions
                        .iter()
                        .filter_map(|f| Some((f, kernel::function(f)?)));
                    for (function, row) in known {
                        self.function(program, function, row, users);
                    }
                }
                None => {
                    self.gaps.insert(format!(
                        "`{name}` gets at code that is not known here ({package}: {inside})"
                    ));
                }
            }
        }
    }

    fn numbers(&mut self, program: &Program<'_>) {
        for (number, users) in &program.needs.numbers {
            match table::syscall_by_number(Arch::X86_64, *number) {
                Some((call, row)) => {
                    let why = Why {
                        rank: 1,
                        what: Some(format!("system call {number}")),
                        by: by(program, users),
                        reason: row.reason,
                    };
                    self.add(&[call], &why);
                }
                None => {
                    let by = by(program, users);
                    self.gaps
                        .insert(format!("system call {number} is not known ({by})"));
                }
            }
        }
        let std = program.needs.unknown.std.iter();
        let std = std.map(|inside| ("std".to_owned(), inside));
        let units = program.needs.unknown.units.iter();
        let units = units.map(|(unit, inside)| ((program.package)(*unit), inside));
        for (package, inside) in std.chain(units) {
            self.gaps.insert(format!(
                "a system call's number is computed ({package}: {inside})"
            ));
        }
    }

    fn libraries(&mut self, program: &Program<'_>) {
        let others = program.shared.iter();
        for name in others.filter(|name| !C_LIBRARIES.contains(&name.as_str())) {
            self.gaps.insert(format!(
                "the library `{name}` is loaded with it, and was not read"
            ));
        }
    }

    fn add(&mut self, calls: &[&'static str], why: &Why) {
        for call in calls {
            let here = table::syscall_number(Arch::X86_64, call).is_some();
            if here && self.calls.get(call).is_none_or(|known| why < known) {
                self.calls.insert(call, why.clone());
            }
        }
    }

    /// Which package asks for the first of these itself, by its function or by number.
    fn first(program: &Program<'_>, calls: &[&str]) -> Option<String> {
        let of = |call: &&str| {
            let functions = ["", "64"].map(|end| format!("{call}{end}"));
            let functions = functions.into_iter();
            let named = functions.filter_map(|name| program.needs.functions.get(&name));
            let number = table::syscall_number(Arch::X86_64, call);
            let numbered = number.and_then(|n| program.needs.numbers.get(&n));
            let mut users = named
                .chain(numbered)
                .filter(|users| !users.units.is_empty());
            Some(format!("`{call}` in {}", by(program, users.next()?)))
        };
        calls.iter().find_map(of)
    }
}

/// The families of sockets: std opens three, lookups of names a fourth; what packages ask for themselves is not known.
fn families(needs: &Needs) -> Option<BTreeSet<&'static str>> {
    let mut families = BTreeSet::new();
    let by_number = table::syscall_number(Arch::X86_64, "socket");
    if by_number.is_some_and(|n| needs.numbers.contains_key(&n)) {
        return None;
    }
    for (name, users) in &needs.functions {
        if name == "socket" {
            if !users.units.is_empty() {
                return None;
            }
            families.extend(["AF_INET", "AF_INET6", "AF_UNIX"]);
        } else if kernel::function(name).is_some_and(|row| row.calls.contains(&"socket")) {
            families.extend(["AF_INET", "AF_INET6", "AF_NETLINK", "AF_UNIX"]);
        }
    }
    Some(families)
}

/// At most so many packages are named.
const NAMED: usize = 3;

fn by(program: &Program<'_>, users: &Users) -> String {
    let std = users.std.iter().map(|_| "std".to_owned());
    let units = users.units.keys().map(|unit| (program.package)(*unit));
    let all: BTreeSet<String> = std.chain(units).collect();
    let mut named: Vec<String> = all.iter().take(NAMED).cloned().collect();
    if all.len() > NAMED {
        named.push(format!("{} more", all.len() - NAMED));
    }
    named.join(", ")
}

impl Hardening {
    /// Whether it can do this, or what it can do is not known.
    #[must_use]
    pub fn may(&self, cap: Capability) -> bool {
        self.caps.contains(cap) || !self.is_whole()
    }

    fn makes(&self, calls: &[&str]) -> bool {
        !self.is_whole() || calls.iter().any(|call| self.calls.contains_key(call))
    }
}
