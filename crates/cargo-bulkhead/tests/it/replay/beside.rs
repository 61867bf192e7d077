//! Other programs on the same stage: `REPLAY_BESIDE=FILE` has every attack shown to what FILE lists, instead of to the layers.
//! `tools/versus` asks for it.
//!
//! A line of the file is `name<TAB>before<TAB>after`: what a user of that program sets up in a workspace where nothing has come
//! yet, and what is asked once it came, both for `sh`. What was said goes into `FILE.incidents` and `FILE.classes`, as JSON.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::stage::{Stage, said};
use super::{Story, each, folder};

/// What all the programs make of a set of attacks, written down.
pub(crate) fn all(set: &str, file: &Path) {
    let text = fs::read_to_string(file).expect("REPLAY_BESIDE names a file");
    let programs: Result<Vec<[&str; 3]>, _> = text
        .lines()
        .map(|l| l.split('\t').collect::<Vec<_>>().try_into())
        .collect();
    let programs = programs.expect("each line is a name and two commands");
    let (rows, _) = each(set, |story| Ok(look(set, story, &programs)));
    let rows = Value::from(rows.concat()).to_string();
    fs::write(format!("{}.{set}", file.display()), rows).expect("what was said can be written");
}

fn look(set: &str, story: &Story, programs: &[[&str; 3]]) -> Vec<Value> {
    let stage = Stage::set(&folder(set), story);
    let before: Vec<Value> = programs.iter().map(|p| ask(&stage, p[1])).collect();
    stage.strike();
    let rows = programs
        .iter()
        .zip(before)
        .map(|([name, _, after], before)| {
            let after = ask(&stage, after);
            json!({
                "attack": story.name, "title": story.title, "program": name,
                "before": before, "after": after,
            })
        });
    rows.collect()
}

/// How a command ends, what it says, and whether the attack worked meanwhile.
fn ask(stage: &Stage, command: &str) -> Value {
    let output = stage.command(&["sh", "-c", command]).output();
    let output = output.expect("there is a shell");
    json!({ "code": output.status.code(), "said": said(&output), "worked": stage.worked() })
}
