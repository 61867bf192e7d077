//! Feeds the source witness: the input is a few files, apart at a line of dashes, read in the oldest and the newest
//! edition and then linked.
#![no_main]

use std::collections::BTreeMap;

use bulkhead_facts::cfg::CfgEnv;
use bulkhead_facts::link::{Dep, Node, link};
use bulkhead_facts::source::{Edition, TargetSpec, scan};
use bulkhead_facts::{FileMap, Limits, Site};
use libfuzzer_sys::fuzz_target;

const APART: &[u8] = b"\n----\n";

/// What the files are called, in order; the modules that a root would name.
const NAMES: [&str; 5] = ["lib.rs", "a.rs", "b.rs", "a/c.rs", "build.rs"];

fuzz_target!(|input: &[u8]| {
    let files = FileMap(split(input));
    for edition in [Edition::E2015, Edition::E2024] {
        let target = TargetSpec {
            site: Site::Lib,
            name: "fuzz".to_owned(),
            root: "lib.rs".to_owned(),
            edition,
            externs: vec!["a".to_owned()],
        };
        let facts = scan(&files, &[target], &Limits::default());
        let node = Node {
            name: "fuzz",
            facts: &facts,
            // A package that depends on itself: re-exports may go in circles.
            deps: vec![Dep { extern_name: "a".to_owned(), node: 0 }],
            build_deps: Vec::new(),
            envs: vec![CfgEnv::default()],
            build_envs: Vec::new(),
        };
        let linked = link(&[node]);
        assert!(linked.iter().flatten().all(|target| target.name == "fuzz"));
    }
});

fn split(mut input: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in NAMES {
        let end = input.windows(APART.len()).position(|w| w == APART);
        let (file, rest) = match end {
            Some(end) if name != NAMES[NAMES.len() - 1] => {
                (&input[..end], &input[end + APART.len()..])
            }
            _ => (input, &[][..]),
        };
        files.insert(name.to_owned(), file.to_vec());
        input = rest;
        if input.is_empty() {
            break;
        }
    }
    files
}
