//! Which system calls a program makes through its C library: what each function makes, what every program makes, which calls
//! stand in for each other.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::rows::{self, expand};

/// The system calls that something makes on Linux.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    /// Their names, those that may stand in for them included, by name; may be empty.
    pub calls: Vec<&'static str>,
    /// What for, in a few words.
    pub reason: &'static str,
}

/// What a function of the C library makes. None for what is no such function, or not a known one.
///
/// Names with a leading underscore that the library keeps beside the public ones count as those.
#[must_use]
pub fn function(name: &str) -> Option<&'static Calls> {
    let plain = name.split('@').next().unwrap_or(name);
    let find = |name: &str| FUNCTIONS.get(name);
    find(plain).or_else(|| super::by_reserved(plain, find))
}

/// What a package asks for by name at run time, where it is known.
#[must_use]
pub fn lookups(package: &str) -> Option<&'static [&'static str]> {
    LOOKUPS.get(package).map(Vec::as_slice)
}

/// What every program may make, each with what for.
pub fn start() -> impl Iterator<Item = (Vec<&'static str>, &'static str)> {
    rows::lines(rows::START).map(|[call, reason]| (with_variants([call]), reason))
}

/// What ordinary programs do without, each with what it is for.
pub fn rare() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows::lines(rows::RARE).map(|[call, reason]| (call, reason))
}

static FUNCTIONS: LazyLock<FxHashMap<String, Calls>> = LazyLock::new(|| {
    let rows = rows::lines(rows::FUNCTIONS);
    rows.flat_map(|[names, calls, reason]| {
        let calls = Calls {
            calls: with_variants(words(calls)),
            reason,
        };
        expand(names).into_iter().map(move |n| (n, calls.clone()))
    })
    .collect()
});

static LOOKUPS: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let rows = rows::lines(rows::LOOKUPS);
    rows.map(|[package, functions, _]| (package, words(functions).collect()))
        .collect()
});

static VARIANTS: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let rows = rows::lines(rows::VARIANTS);
    rows.map(|[call, others]| (call, words(others).collect()))
        .collect()
});

fn words(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(' ').filter(|word| *word != "-")
}

fn with_variants(calls: impl IntoIterator<Item = &'static str>) -> Vec<&'static str> {
    let mut all = Vec::new();
    for call in calls {
        all.push(call);
        all.extend(VARIANTS.get(call).into_iter().flatten());
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_calls_are_system_calls_and_all_names_are_told_once() {
        let known = |call: &str| assert!(super::super::syscall(call).is_some(), "{call}");
        FUNCTIONS
            .values()
            .flat_map(|c| &c.calls)
            .for_each(|c| known(c));
        start().flat_map(|(calls, _)| calls).for_each(known);
        rare().for_each(|(call, _)| known(call));
        for (call, others) in VARIANTS.iter() {
            known(call);
            others.iter().for_each(|c| known(c));
        }
        let names = rows::lines::<3>(rows::FUNCTIONS).flat_map(|[names, ..]| expand(names));
        let mut names: Vec<String> = names.collect();
        names.sort();
        let twice: Vec<_> = names.windows(2).filter(|two| two[0] == two[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
        for functions in LOOKUPS.values() {
            assert!(functions.iter().all(|f| function(f).is_some()));
        }
    }

    #[test]
    fn what_nobody_needs_is_in_no_ordinary_function() {
        let started: Vec<_> = start().flat_map(|(calls, _)| calls).collect();
        assert!(rare().all(|(call, _)| !started.contains(&call)));
        for name in [
            "malloc",
            "printf",
            "getaddrinfo",
            "posix_spawn",
            "pthread_create",
        ] {
            let calls = &function(name).expect(name).calls;
            assert!(rare().all(|(call, _)| !calls.contains(&call)), "{name}");
        }
    }

    #[test]
    fn functions_are_known_by_all_their_names() {
        let of = |name| function(name).map(|c| c.calls.clone());
        assert_eq!(of("open64"), of("openat"));
        assert_eq!(of("__open64_2"), of("open"));
        assert_eq!(of("__read_chk@GLIBC_2.4"), of("read"));
        assert_eq!(of("strlen"), Some(Vec::new()));
        assert!(of("open").is_some_and(|calls| calls.contains(&"openat")));
        assert!(of("fork").is_some_and(|calls| calls.contains(&"clone3")));
        assert!(of("sqlite3_open").is_none());
    }
}
