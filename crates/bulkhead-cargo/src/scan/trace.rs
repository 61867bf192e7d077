//! The functions and calls of one package, read from the files that its scan read.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bulkhead_facts::calls::Trace;
use bulkhead_facts::{Limits, source};

use super::threads::STACK;
use crate::graph::{Package, Workspace};
use crate::sources::{Provenance, read_again};

/// Reads a package once more and traces it. `None` when its files cannot be had as they were, or the tracer cannot take
/// them.
#[must_use]
pub fn trace_again(
    workspace: &Workspace,
    package: &Package,
    provenance: &Provenance,
    limits: &Limits,
) -> Option<Trace> {
    let files = read_again(workspace, package, provenance, limits).ok()?;
    let files: Vec<(String, Vec<u8>)> = files
        .iter()
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
        .collect();
    let files = bulkhead_facts::FileMap(files.into_iter().collect());
    let trace = || source::trace(&files, &package.targets, limits);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let run = || catch_unwind(AssertUnwindSafe(trace)).ok();
        thread.spawn_scoped(scope, run).ok()?.join().ok().flatten()
    })
}
