//! Counts how often honest releases look unusual, over every index that is on this machine: the figures in the pages of
//! the findings about releases. `cargo run -p cargo-bulkhead --example signals [Cargo.lock ..]` counts over the releases
//! that lock files name instead, each judged on the day of its newest one.

#![expect(clippy::print_stdout, reason = "an example speaks for itself")]

use std::collections::BTreeMap;

use bulkhead_cargo::index::Index;
use bulkhead_policy::release::{DAY, History, Release};

/// Days after its publication in which a release is judged.
const FRESH: i64 = 30;

fn main() {
    let histories = histories();
    let locks: Vec<String> = std::env::args().skip(1).collect();
    if locks.is_empty() {
        let all = histories.iter().flat_map(|(name, history)| {
            let releases = history.releases.iter();
            releases.map(move |r| (name.clone(), r.version.clone()))
        });
        count("all", &histories, &all.collect::<Vec<_>>(), None);
    }
    for lock in locks {
        let Ok(text) = std::fs::read_to_string(&lock) else {
            println!("{lock}: cannot be read");
            continue;
        };
        let locked = locked(&text);
        let published =
            |(name, version): &(String, String)| histories.get(name)?.release(version)?.published;
        let newest = locked.iter().filter_map(published).max();
        count(&lock, &histories, &locked, newest);
    }
}

/// The names and versions of a lock file, as Cargo lays it out.
fn locked(text: &str) -> Vec<(String, String)> {
    let value = |line: &str, key: &str| {
        let value = line.strip_prefix(key)?.strip_prefix(" = \"")?;
        Some(value.strip_suffix('"')?.to_owned())
    };
    let mut all = Vec::new();
    let mut name = String::new();
    for line in text.lines() {
        if let Some(found) = value(line, "name") {
            name = found;
        }
        if let Some(version) = value(line, "version") {
            all.push((name.clone(), version));
        }
    }
    all
}

fn count(
    title: &str,
    histories: &BTreeMap<String, History>,
    specs: &[(String, String)],
    now: Option<i64>,
) {
    let mut known = 0;
    let mut fresh = 0;
    let mut signs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, version) in specs {
        let Some(history) = histories.get(name) else {
            continue;
        };
        let Some(among) = history.among(version) else {
            continue;
        };
        known += 1;
        let age = now.map_or(0, |now| now - among.published());
        let dependencies = among.release().dependencies.iter();
        let together = dependencies.clone().any(|d| {
            let dependency = histories.get(d);
            dependency.is_some_and(|h| among.together_with(d, h).is_some())
        });
        let recent = (0..=FRESH * DAY).contains(&age);
        fresh += usize::from(recent);
        let signs_of_it = [
            among.revived().is_some(),
            among.first_dependencies().is_some(),
            among.last_standing().is_some(),
            together,
        ];
        let at_once = signs_of_it.iter().filter(|s| **s).count();
        let shown = [
            ("younger than 1 day", age < DAY),
            ("younger than 3 days", age < 3 * DAY),
            ("younger than 7 days", age < 7 * DAY),
            ("dormant-revived", recent && among.revived().is_some()),
            (
                "first-dependency",
                recent && among.first_dependencies().is_some(),
            ),
            ("last-standing", recent && among.last_standing().is_some()),
            ("begins-high", among.begins_high()),
            ("together", recent && together),
            ("yanked", among.release().yanked),
            ("two at once", recent && at_once >= 2),
            ("three at once", recent && at_once >= 3),
        ];
        for (sign, _) in shown.iter().filter(|(_, shown)| *shown) {
            signs
                .entry(sign)
                .or_default()
                .push(format!("{name}@{version}"));
        }
    }
    println!(
        "{title}: {} releases, {known} in the index, {fresh} fresh",
        specs.len()
    );
    for (sign, specs) in signs {
        let shown = specs.len().min(12);
        println!("  {sign}: {} {}", specs.len(), specs[..shown].join(" "));
    }
}

fn histories() -> BTreeMap<String, History> {
    let mut all = BTreeMap::new();
    for index in Index::all() {
        for name in index.names() {
            let Ok(Some(releases)) = index.releases(&name) else {
                println!("cannot be read: {name}");
                continue;
            };
            let releases = releases.into_iter().map(|r| Release {
                version: r.version,
                published: r.published,
                yanked: r.yanked,
                dependencies: r.dependencies,
            });
            let releases = releases.collect();
            all.insert(name, History { releases });
        }
    }
    all
}
