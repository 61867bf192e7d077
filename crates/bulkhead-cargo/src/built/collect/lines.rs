//! The source lines of what compiled code uses, asked of the objects' own tables when somebody wants to see them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use bulkhead_facts::Limits;
use bulkhead_facts::object::lines::{self, SourceLine, Spot};
use bulkhead_facts::object::trace::Seen;

use crate::graph::Workspace;
use crate::scan::on_all_cores;

/// Gives each of these uses, with the package whose code it is (by index into [`Workspace::packages`]), its source line:
/// relative to the package, or absolute when the file is elsewhere.
pub fn locate<'s>(
    workspace: &Workspace,
    uses: impl Iterator<Item = (usize, &'s mut Seen)>,
    limits: &Limits,
) {
    let uses: Vec<_> = uses.collect();
    let mut wanted: BTreeMap<&str, BTreeSet<Spot>> = BTreeMap::new();
    for (_, seen) in &uses {
        if let Some(spot) = seen.spot {
            wanted.entry(file(&seen.object)).or_default().insert(spot);
        }
    }
    let wanted: Vec<_> = wanted.into_iter().collect();
    let found = on_all_cores(wanted.len(), |at| {
        let (path, spots) = &wanted[at];
        let bytes = fs::read(path).unwrap_or_default();
        lines::lines(&bytes, spots, limits)
    });
    let files = wanted.iter().map(|(path, _)| (*path).to_owned());
    let found: BTreeMap<String, _> = files.zip(found).collect();
    for (package, seen) in uses {
        let here = found.get(file(&seen.object));
        let line = here.and_then(|lines| lines.get(&seen.spot?));
        seen.source = line.map(|line| SourceLine {
            file: shown(workspace, package, &line.file),
            ..*line
        });
    }
}

/// The path in an object's name, which for a member of a library goes on with its own.
fn file(object: &str) -> &str {
    let member = object.strip_suffix(')').and_then(|o| o.rsplit_once('('));
    member.map_or(object, |(library, _)| library)
}

fn shown(workspace: &Workspace, package: usize, file: &str) -> String {
    let Some(package) = workspace.packages.get(package) else {
        return file.to_owned();
    };
    // Cargo starts rustc for what lies in the workspace there, and for all else in the package's own folder.
    let own = &package.manifest_dir;
    let start = match own.starts_with(&workspace.root) {
        true => &workspace.root,
        false => own,
    };
    let file = start.join(file);
    let below = file.strip_prefix(own).unwrap_or(&file);
    below.to_string_lossy().into_owned()
}
