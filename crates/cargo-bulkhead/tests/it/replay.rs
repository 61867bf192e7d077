//! Attacks replayed: each works on plain Cargo, and then every layer is tried on it alone. The tables of docs/replay.md are
//! made from these runs.
//!
//! An attack is a folder of `tests/incidents` (what happened) or `tests/classes` (what could): `story` says what it is and how
//! it is met, `workspace` is the victim's, `registry` holds the packages, `after` is what the victim changes. Whether it worked is
//! told by a server on loopback that is called, or by a file that appears. A new attack needs no code here.

#[path = "replay/beside.rs"]
mod beside;
#[path = "replay/layers.rs"]
mod layers;
#[path = "replay/page.rs"]
mod page;
#[path = "replay/stage.rs"]
mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use crate::attack::can_contain;
use layers::{LAYERS, Seen, Verdict};
use stage::Stage;

/// What a `story` says.
#[derive(Clone, Debug, Default)]
struct Story {
    /// The folder's name.
    name: String,
    title: String,
    how: String,
    /// Names that the victim types into `cargo add`.
    typed: Vec<String>,
    /// What the victim does, each a Cargo command.
    does: Vec<String>,
    /// Nothing is updated: what comes, comes past the lock file.
    locked: bool,
    /// Containment is enabled for plain Cargo, instead of asked for.
    enabled: bool,
    /// Variables of the victim's machine, as `NAME=value`.
    with: Vec<String>,
    /// What the victim's policy says beside what `init` writes.
    policy: String,
    /// Layers that do not exist yet and would stop it.
    to_come: Vec<String>,
    /// Who attacks, beside those whose releases are marked.
    hostile: Vec<String>,
    /// Another folder whose registry this one shares.
    registry: Option<String>,
    /// Why a layer misses it, where that needs to be said.
    because: Vec<(String, String)>,
}

/// One attack, and what each layer made of it.
struct Row {
    story: Story,
    /// By which signs it worked on plain Cargo.
    worked: &'static str,
    seen: Vec<Seen>,
    /// Packages that were accused and did nothing.
    accused: BTreeSet<String>,
}

fn folder(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(set)
}

fn stories(set: &str) -> Vec<Story> {
    let entries = fs::read_dir(folder(set)).expect("the fixtures are there");
    let names = entries.filter_map(|e| e.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.into_iter().map(|name| story(set, name)).collect()
}

fn story(set: &str, name: String) -> Story {
    let path = folder(set).join(&name).join("story");
    let text = fs::read_to_string(&path).expect("each attack has a story");
    let mut story = Story {
        name,
        ..Story::default()
    };
    for line in text.lines().filter(|l| !l.is_empty()) {
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        let words = || value.split_whitespace().map(str::to_owned).collect();
        match key {
            "title" => story.title = value.to_owned(),
            "how" => story.how = value.to_owned(),
            "typed" => story.typed = words(),
            "does" => story.does.push(value.to_owned()),
            "locked" => story.locked = true,
            "enabled" => story.enabled = true,
            "with" => story.with = words(),
            "policy" => story.policy += &format!("{value}\n"),
            "to come" => story.to_come = words(),
            "hostile" => story.hostile = words(),
            "registry" => story.registry = Some(value.to_owned()),
            _ => {
                let layer = key.strip_prefix("because ").unwrap_or_default();
                assert!(
                    LAYERS.iter().any(|l| l.name == layer),
                    "{}: `{line}`",
                    path.display()
                );
                story.because.push((layer.to_owned(), value.to_owned()));
            }
        }
    }
    if story.does.is_empty() {
        story.does.push("run".to_owned());
    }
    story
}

/// All layers on one attack; or in what way it does not work.
fn play(set: &str, story: &Story) -> Result<Row, String> {
    let stage = Stage::set(&folder(set), story);
    stage.strike();
    let mut accused = BTreeSet::new();
    // What reads, reads first: nothing of the attack has run.
    let (reads, runs): (Vec<_>, Vec<_>) = LAYERS.iter().partition(|l| !l.runs);
    let mut seen: Vec<Seen> = reads
        .iter()
        .map(|l| (l.look)(&stage, &mut accused))
        .collect();
    if let Some(ran) = stage.worked() {
        return Err(format!("{}: it {ran} while it was read", story.name));
    }
    let (_, said) = stage.does();
    let worked = stage
        .worked()
        .ok_or_else(|| format!("{} does not work: {said}", story.name))?;
    seen.extend(runs.iter().map(|l| (l.look)(&stage, &mut accused)));
    Ok(Row {
        story: story.clone(),
        worked,
        seen,
        accused,
    })
}

/// What is made of each attack of a set, in their order, and what went wrong; as many at once as there are cores.
fn each<T: Send>(
    set: &str,
    make: impl Fn(&Story) -> Result<T, String> + Sync,
) -> (Vec<T>, Vec<String>) {
    let waiting = Mutex::new(stories(set));
    let rows = Mutex::new((BTreeMap::new(), Vec::new()));
    let next = || waiting.lock().expect("nobody panicked").pop();
    let work = || {
        while let Some(story) = next() {
            let row = make(&story);
            let mut all = rows.lock().expect("nobody panicked");
            match row {
                Ok(row) => _ = all.0.insert(story.name, row),
                Err(why) => all.1.push(why),
            }
        }
    };
    let cores = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores.min(4) {
            scope.spawn(work);
        }
    });
    let (rows, wrong) = rows.into_inner().expect("nobody panicked");
    (rows.into_values().collect(), wrong)
}

/// By how many means that do not depend on each other an attack is stopped.
fn stopped_by(row: &Row) -> usize {
    let layers = LAYERS.iter().zip(&row.seen);
    let stopping = layers.filter(|(_, seen)| seen.verdict == Verdict::Stopped);
    let means: BTreeSet<&str> = stopping.map(|(layer, _)| layer.means).collect();
    means.len()
}

fn replay(set: &str, enough: impl Fn(&Row) -> bool) {
    if !can_contain() || !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return;
    }
    if let Some(file) = env::var_os("REPLAY_BESIDE") {
        return beside::all(set, Path::new(&file));
    }
    let (rows, mut wrong) = each(set, |story| play(set, story));
    for row in &rows {
        if !enough(row) {
            let name = &row.story.name;
            wrong.push(format!("{name} is not stopped enough: {:#?}", row.seen));
        }
        for innocent in &row.accused {
            wrong.push(format!("{}: {innocent} is accused", row.story.name));
        }
    }
    wrong.extend(page::check(set, &rows));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_happened_is_stopped_in_two_independent_ways() {
    replay("incidents", |row| {
        let stopped = stopped_by(row);
        stopped >= 2 || (stopped == 1 && !row.story.to_come.is_empty())
    });
}

#[test]
fn what_could_happen_is_stopped() {
    replay("classes", |row| stopped_by(row) >= 1);
}
