//! How well names are judged, held on data: squats that were found in the wild, mutations of real names, ordinary names of
//! new crates, and what real projects lock. `cargo bench -p bulkhead-policy --bench names` prints the figures beside
//! those of others.
//!
//! The data are facts, half of what was gathered; the other half is not here, so that nobody can tune to it.

use std::collections::{BTreeMap, BTreeSet};

use bulkhead_policy::Level;
use bulkhead_policy::names::{About, Table, Verdict, is_same, judge};

#[path = "names/without.rs"]
mod without;

const SQUATS: &str = include_str!("names/confusions-dev.tsv");
const MUTATIONS: &str = include_str!("names/synthetic-dev.tsv");
const ORDINARY: &str = include_str!("names/ordinary-dev.txt");
const LOCKED: &str = include_str!("names/lockfile-dev.txt");
/// Names that the table has although its lists are older.
const SINCE: &str = include_str!("names/since.tsv");

/// Mutations that change how a name is put together, not its letters.
const STRUCTURAL: &[&str] = &[
    "delimiter",
    "word_order",
    "plural",
    "x_inner_plural",
    "x_neutral_affix",
    "x_swap+delim",
];

fn as_new() -> About {
    About {
        as_new: true,
        ..About::default()
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split('\t').collect())
}

/// The level at which a name is told to resemble the right target.
fn right(verdicts: &[Verdict<'_>], target: &str) -> Option<Level> {
    let mut right = verdicts
        .iter()
        .filter(|v| is_same(v.found.target.name, target));
    right.next().map(|v| v.level)
}

#[derive(Default)]
struct Share {
    all: usize,
    warn: usize,
    note: usize,
}

impl Share {
    fn add(&mut self, level: Option<Level>) {
        self.all += 1;
        self.warn += usize::from(level.is_some_and(|l| l <= Level::Warn));
        self.note += usize::from(level.is_some());
    }

    fn at(&self, n: usize) -> f64 {
        n as f64 / self.all as f64
    }
}

#[test]
fn squats_found_in_the_wild_are_found() {
    let mut share = Share::default();
    for row in rows(SQUATS).filter(|r| r[3] == "1") {
        let level = right(&judge(row[0], Table::built_in(), &as_new()), row[1]);
        share.add(level);
    }
    assert_eq!(share.all, 23);
    assert!(share.at(share.warn) >= 0.76, "{}", share.warn);
    assert!(share.at(share.note) >= 0.93, "{}", share.note);
}

#[test]
fn ordinary_new_names_are_seldom_flagged() {
    let mut share = Share::default();
    for name in ORDINARY.lines() {
        let verdicts = judge(name, Table::built_in(), &as_new());
        share.add(verdicts.iter().map(|v| v.level).min());
        assert!(verdicts.iter().all(|v| v.level != Level::Deny), "{name}");
    }
    assert_eq!(share.all, 2537);
    assert!(share.at(share.warn) <= 0.033, "{}", share.warn);
    assert!(share.at(share.note) <= 0.18, "{}", share.note);
}

#[test]
fn mutations_lead_back_to_the_name() {
    let mut classes: BTreeMap<&str, Share> = BTreeMap::new();
    for row in rows(MUTATIONS) {
        let level = right(&judge(row[0], Table::built_in(), &as_new()), row[1]);
        let (_, class) = row[2].split_once('|').expect("tier and class");
        classes.entry(class).or_default().add(level);
        classes.entry("all").or_default().add(level);
    }
    let all = &classes["all"];
    assert_eq!(all.all, 2589);
    assert!(all.at(all.warn) >= 0.75, "{}", all.at(all.warn));
    assert!(all.at(all.note) >= 0.86, "{}", all.at(all.note));
    // Honest forks that go on with a crate add a digit as squats do, so more cannot be had without flagging them.
    let digit = &classes["x_digit"];
    assert!(digit.at(digit.warn) >= 0.55, "{}", digit.at(digit.warn));
    for class in STRUCTURAL {
        let share = &classes[class];
        assert!(
            share.at(share.warn) >= 0.9,
            "{class}: {}",
            share.at(share.warn)
        );
    }
}

/// The built-in table without the names that it has from such sources only.
fn without(from: &[&str]) -> Table {
    let since = rows(SINCE).filter(|r| from.contains(&r[2]));
    let since: BTreeSet<&str> = since.map(|r| r[0]).collect();
    without::without(Table::built_in(), &since)
}

fn flagged_of_locked(table: &Table) -> f64 {
    let mut share = Share::default();
    for name in LOCKED.lines() {
        let verdicts = judge(name, table, &About::default());
        share.add(verdicts.iter().map(|v| v.level).min());
        assert!(verdicts.iter().all(|v| v.level != Level::Deny), "{name}");
    }
    assert_eq!(share.all, 2023);
    share.at(share.warn)
}

#[test]
fn what_projects_lock_stays_quiet() {
    // As other projects meet the table: these very names were not what it was made of.
    let flagged = flagged_of_locked(&without(&["lock"]));
    assert!(flagged <= 0.004, "{flagged}");
    // And as they meet one that is two years old.
    let flagged = flagged_of_locked(&without(&["lock", "index", "depended", "advisory"]));
    assert!(flagged <= 0.004, "{flagged}");
}
