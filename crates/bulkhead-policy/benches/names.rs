//! How well names are judged and what it costs, beside what others do, measured in one run on the same names:
//! `cargo bench -p bulkhead-policy --bench names`.
//!
//! The others judge against as many of the most used crates as they are run with elsewhere. What crates.io runs is
//! typomania with all of its checks, and affixes that crates.io adds itself; the table of likely typos is made here of
//! neighbouring keys, delimiters and look-alikes.
#![expect(clippy::print_stdout, reason = "a benchmark speaks to its user")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use bulkhead_policy::Level;
use bulkhead_policy::names::{About, Strength, Table, canonical, judge};
use typomania::checks::{Bitflips, Omitted, SwappedWords, Typos};
use typomania::{AuthorSet, Corpus, Harness, Package};

#[path = "../tests/names/without.rs"]
mod without;

const SQUATS: &str = include_str!("../tests/names/confusions-dev.tsv");
const MUTATIONS: &str = include_str!("../tests/names/synthetic-dev.tsv");
const ORDINARY: &str = include_str!("../tests/names/ordinary-dev.txt");
/// Names that the table has although its lists are older. Part of them came with these very data.
const SINCE: &str = include_str!("../tests/names/since.tsv");

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz1234567890-_";
const AFFIXES: &[&str] = &["api", "cli", "core", "lib", "rs", "rust", "sys"];
const ROWS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// The targets that a detector names for a name.
type Detector<'d> = Box<dyn Fn(&str) -> Vec<String> + 'd>;

fn main() {
    let table = Table::built_in();
    let held_out = held_out(table);
    let mut used: Vec<_> = table.rows().filter(|e| e.popularity > 0).collect();
    used.sort_by_key(|e| (u32::MAX - e.popularity, e.name));
    let top = |n: usize| -> Vec<String> {
        used.iter()
            .take(n)
            .map(|e| canonical(e.name).into_owned())
            .collect()
    };
    let detectors: Vec<(&str, Detector<'_>)> = vec![
        (
            "Hamming <= 2, top 3000",
            distance(top(3000), |a, b| {
                strsim::hamming(a, b).is_ok_and(|d| d <= 2)
            }),
        ),
        (
            "Levenshtein <= 1, top 5000",
            distance(top(5000), |a, b| within(a, b, 1)),
        ),
        (
            "Levenshtein <= 2, top 5000",
            distance(top(5000), |a, b| within(a, b, 2)),
        ),
        (
            "typomania, default checks, top 3000",
            typomania(top(3000), false),
        ),
        ("as crates.io runs it, top 3000", typomania(top(3000), true)),
        (
            "bulkhead, strength high",
            ours(table, |_, s| s == Strength::High),
        ),
        ("bulkhead, level warn", ours(table, |l, _| l <= Level::Warn)),
        ("bulkhead, level note", ours(table, |_, _| true)),
        (
            "held out, strength high",
            ours(&held_out, |_, s| s == Strength::High),
        ),
        (
            "held out, level warn",
            ours(&held_out, |l, _| l <= Level::Warn),
        ),
        ("held out, level note", ours(&held_out, |_, _| true)),
    ];
    println!(
        "{:38}{:>14}{:>16}{:>18}{:>14}",
        "", "squats found", "mutations found", "flags per 1,000", "time a name"
    );
    for (name, detector) in &detectors {
        report(name, detector);
    }
    classes(&detectors[6].1, &detectors[7].1);
}

/// The table without what came with the data: what is not among the data finds the table so.
fn held_out(table: &Table) -> Table {
    let since: BTreeSet<&str> = rows(SINCE).map(|r| r[0]).collect();
    without::without(table, &since)
}

fn report(name: &str, detector: &Detector<'_>) {
    let found = |rows: &[(&str, &str)]| {
        let right = |(name, target): &&(&str, &str)| names(detector, name, target);
        rows.iter().filter(right).count()
    };
    let squats: Vec<_> = rows(SQUATS)
        .filter(|r| r[3] == "1")
        .map(|r| (r[0], r[1]))
        .collect();
    let mutations: Vec<_> = rows(MUTATIONS).map(|r| (r[0], r[1])).collect();
    let begun = Instant::now();
    let ordinary: Vec<_> = ORDINARY.lines().collect();
    let flagged = ordinary.iter().filter(|n| !detector(n).is_empty()).count();
    let each: Duration = begun.elapsed() / u32::try_from(ordinary.len()).unwrap_or(u32::MAX);
    println!(
        "{name:38}{:>8} of {:2}{:>16.3}{:>18.1}{:>14}",
        found(&squats),
        squats.len(),
        found(&mutations) as f64 / mutations.len() as f64,
        flagged as f64 * 1000.0 / ordinary.len() as f64,
        format!("{each:.1?}"),
    );
}

fn classes(warn: &Detector<'_>, note: &Detector<'_>) {
    let mut classes: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for row in rows(MUTATIONS) {
        let class = row[2].split_once('|').map_or(row[2], |(_, class)| class);
        let counts = classes.entry(class).or_default();
        counts[0] += 1;
        counts[1] += usize::from(names(warn, row[0], row[1]));
        counts[2] += usize::from(names(note, row[0], row[1]));
    }
    println!(
        "\n{:38}{:>6}{:>8}{:>8}",
        "mutations, bulkhead", "all", "warn", "note"
    );
    for (class, [all, warn, note]) in classes {
        let share = |n: usize| n as f64 / all as f64;
        println!("{class:38}{all:>6}{:>8.2}{:>8.2}", share(warn), share(note));
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split('\t').collect())
}

fn names(detector: &Detector<'_>, name: &str, target: &str) -> bool {
    detector(name).iter().any(|t| *t == canonical(target))
}

fn ours<'d>(table: &'d Table, counts: impl Fn(Level, Strength) -> bool + 'd) -> Detector<'d> {
    let about = About {
        as_new: true,
        ..About::default()
    };
    Box::new(move |name| {
        let verdicts = judge(name, table, &about);
        let counted = verdicts
            .iter()
            .filter(|v| counts(v.level, v.found.strength));
        counted
            .map(|v| canonical(v.found.target.name).into_owned())
            .collect()
    })
}

fn distance(top: Vec<String>, near: impl Fn(&str, &str) -> bool + 'static) -> Detector<'static> {
    Box::new(move |name| {
        let name = canonical(name);
        let others = top.iter().filter(|t| **t != name);
        others.filter(|t| near(&name, t)).cloned().collect()
    })
}

fn within(a: &str, b: &str, most: usize) -> bool {
    a.len().abs_diff(b.len()) <= most && strsim::levenshtein(a, b) <= most
}

fn typomania(top: Vec<String>, all: bool) -> Detector<'static> {
    let names = top.iter().map(|n| (n.clone(), Nobody)).collect();
    let mut builder = Harness::builder();
    if all {
        builder = builder
            .with_check(Bitflips::new(ALPHABET, top.iter().map(String::as_str)))
            .with_check(Omitted::new(ALPHABET))
            .with_check(SwappedWords::new("-_"))
            .with_check(Typos::new(typos()));
    }
    let harness = builder.build(Top(names));
    Box::new(move |name| {
        let name = canonical(name);
        let squats = harness
            .check_package(&name, Box::new(Nobody))
            .unwrap_or_default();
        let mut found: Vec<String> = squats.iter().map(|s| s.package().to_owned()).collect();
        if all && !top.contains(&name.as_ref().to_owned()) {
            found.extend(affixes(&name).filter(|n| top.contains(n)));
        }
        found
    })
}

/// A name with one of the affixes, or without.
fn affixes(name: &str) -> impl Iterator<Item = String> {
    let each = |affix: &&str| {
        let (before, after) = (format!("{affix}-"), format!("-{affix}"));
        let without = [name.strip_prefix(&before), name.strip_suffix(&after)];
        let without = without.into_iter().flatten().map(str::to_owned);
        without
            .chain([format!("{before}{name}"), format!("{name}{after}")])
            .collect::<Vec<_>>()
    };
    AFFIXES
        .iter()
        .flat_map(each)
        .collect::<Vec<_>>()
        .into_iter()
}

/// What each character may have been meant to be.
fn typos() -> impl Iterator<Item = (char, Vec<String>)> {
    let mut typos: BTreeMap<char, Vec<String>> = BTreeMap::new();
    for (at, row) in ROWS.iter().enumerate() {
        let keys: Vec<char> = row.chars().collect();
        for (i, &key) in keys.iter().enumerate() {
            let below: Vec<char> = ROWS.get(at + 1).unwrap_or(&"").chars().collect();
            let mut near: Vec<char> = Vec::new();
            for row in [&keys, &below] {
                near.extend(i.checked_sub(1).and_then(|i| row.get(i)));
            }
            near.extend(keys.get(i + 1));
            near.extend(below.get(i));
            for other in near {
                typos.entry(key).or_default().push(other.to_string());
                typos.entry(other).or_default().push(key.to_string());
            }
        }
    }
    for (a, b) in [
        ("0", "o"),
        ("1", "l"),
        ("1", "i"),
        ("l", "i"),
        ("5", "s"),
        ("m", "rn"),
        ("w", "vv"),
        ("u", "v"),
    ] {
        for (a, b) in [(a, b), (b, a)] {
            if let [one] = a.chars().collect::<Vec<_>>()[..] {
                typos.entry(one).or_default().push(b.to_owned());
            }
        }
    }
    typos.insert('-', vec![String::new()]);
    typos.into_iter()
}

/// The most used names.
struct Top(HashMap<String, Nobody>);

impl Corpus for Top {
    fn contains_name(&self, name: &str) -> typomania::Result<bool> {
        Ok(self.0.contains_key(name))
    }

    fn get(&self, name: &str) -> typomania::Result<Option<&dyn Package>> {
        Ok(self.0.get(name).map(|package| package as &dyn Package))
    }
}

/// A package whose authors nobody shares.
struct Nobody;

impl Package for Nobody {
    fn authors(&self) -> &dyn AuthorSet {
        self
    }

    fn description(&self) -> Option<&str> {
        None
    }

    fn shared_authors(&self, _other: &dyn AuthorSet) -> bool {
        false
    }
}

impl AuthorSet for Nobody {
    fn contains(&self, _author: &str) -> bool {
        false
    }
}
