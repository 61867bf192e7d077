//! Code that build scripts wrote, read by the source witness once it is there: where compiled code that no source of the
//! package shows came from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use bulkhead_facts::link::Linking;
use bulkhead_facts::source::{self, TargetSpec};
use bulkhead_facts::{CapSet, FileMap, Limits, Site};

use super::Built;
use crate::graph::Workspace;
use crate::scan::PackageScan;

/// A use of capabilities in generated code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generated {
    /// The file.
    pub file: PathBuf,
    /// 1-based line.
    pub line: u32,
    /// What is named. Foreign text.
    pub what: String,
    /// The capabilities.
    pub caps: CapSet,
}

/// What the code that build scripts wrote for each package names; `scans` is what [`crate::scan_all`] gave for this
/// workspace.
#[must_use]
pub fn read(
    workspace: &Workspace,
    scans: &[PackageScan],
    built: &Built,
    limits: &Limits,
) -> BTreeMap<usize, Vec<Generated>> {
    let nodes = workspace.nodes(scans);
    let mut all = BTreeMap::new();
    for (&package, files) in &built.generated {
        let Some(edition) = workspace.packages.get(package).map(|p| p.edition) else {
            continue;
        };
        let (map, targets) = map(files, limits, |root| TargetSpec {
            site: Site::Lib,
            name: root.clone(),
            root,
            edition,
            externs: Vec::new(),
        });
        let facts = source::scan(&map, &targets, limits);
        let mut nodes = nodes.clone();
        nodes[package].facts = &facts;
        let mut found = BTreeSet::new();
        for fact in Linking::new(&nodes)
            .link(package)
            .iter()
            .flat_map(|t| &t.facts)
        {
            let index = facts
                .file(fact.place.file)
                .trim_end_matches(".rs")
                .parse::<usize>();
            if let Some(file) = index.ok().and_then(|i| files.iter().nth(i)) {
                found.insert(Generated {
                    file: file.clone(),
                    line: fact.place.line,
                    what: fact.what.clone(),
                    caps: fact.caps,
                });
            }
        }
        all.insert(package, found.into_iter().collect());
    }
    all
}

/// The files by number, and a target for each.
fn map(
    files: &BTreeSet<PathBuf>,
    limits: &Limits,
    target: impl Fn(String) -> TargetSpec,
) -> (FileMap, Vec<TargetSpec>) {
    let mut map = BTreeMap::new();
    let mut targets = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let small = fs::metadata(file).is_ok_and(|m| m.len() <= limits.source_bytes as u64);
        if let Some(bytes) = small.then(|| fs::read(file).ok()).flatten() {
            let name = format!("{index}.rs");
            map.insert(name.clone(), bytes);
            targets.push(target(name));
        }
    }
    (FileMap(map), targets)
}
