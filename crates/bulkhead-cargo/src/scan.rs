//! Reads and scans all packages of a workspace, on all cores, from the cache where that is the same.

use bulkhead_facts::link::{LinkedTarget, Linking, Node};
use bulkhead_facts::{Limits, PackageFacts};

use crate::cache::Cache;
use crate::graph::{Package, Workspace};
use crate::sources::{Provenance, SourceError, Tampered, registry};

mod one;
pub(crate) mod threads;
mod trace;

pub use threads::on_all_cores;
pub(crate) use threads::{cores, each};
pub use trace::trace_again;

/// How to scan.
#[derive(Debug, Default)]
pub struct Options {
    /// The cache of facts; `None` reads and writes nothing.
    pub cache: Option<Cache>,
    /// The caps on untrusted sizes.
    pub limits: Limits,
    /// Threads; `None` is one for each core.
    pub jobs: Option<usize>,
}

/// What one package's sources say, and how far they can be trusted.
#[derive(Debug, Default)]
pub struct PackageScan {
    /// The facts; empty when nothing could be read.
    pub facts: PackageFacts,
    /// Where the sources came from and what vouches for them.
    pub provenance: Provenance,
    /// What differs between what was published and what Cargo would compile: the finding `source-tampered`.
    pub tampered: Vec<Tampered>,
    /// Whether the facts were known from an earlier run; the facts are the same either way.
    pub from_cache: bool,
    /// Why the package, or what vouches for it, could not be read. Facts may still be there, of what could be.
    pub error: Option<SourceError>,
}

/// Hears how far a scan has come. Called from several threads.
pub trait Progress: Sync {
    /// The scan begins; so many packages are to be read.
    fn start(&self, total: usize) {
        let _ = total;
    }
    /// One package is read.
    fn done(&self, package: &Package, from_cache: bool) {
        let _ = (package, from_cache);
    }
    /// All are read.
    fn finish(&self) {}
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}

/// Scans all packages of a workspace. The result has one entry per package, in the order of
/// [`Workspace::packages`], and never fails as a whole: what could not be read says so in its own entry.
#[must_use]
pub fn scan_all(
    workspace: &Workspace,
    options: &Options,
    progress: &dyn Progress,
) -> Vec<PackageScan> {
    let packages = &workspace.packages;
    progress.start(packages.len());
    let order = biggest_first(workspace);
    let jobs = options.jobs.unwrap_or_else(cores);
    let scans = each(&order, jobs, |index| {
        let scan = one::scan(workspace, &packages[index], options);
        progress.done(&packages[index], scan.from_cache);
        scan
    });
    if let Some(cache) = &options.cache {
        cache.prune();
    }
    progress.finish();
    scans
}

/// Settles a graph, on all cores. The result has one entry per node, as [`bulkhead_facts::link::link`] gives it.
#[must_use]
pub fn link_all(nodes: &[Node<'_>]) -> Vec<Vec<LinkedTarget>> {
    let linking = Linking::new(nodes);
    on_all_cores(nodes.len(), |node| linking.link(node))
}

/// The order in which no core is left with a big package at the end. The archive's size stands for the work; where
/// there is none, the package goes first.
fn biggest_first(workspace: &Workspace) -> Vec<usize> {
    let size = |package: &Package| {
        let archive = registry::locate(workspace, package)?;
        std::fs::metadata(archive).ok().map(|meta| meta.len())
    };
    let mut order: Vec<(u64, usize)> = workspace
        .packages
        .iter()
        .enumerate()
        .map(|(index, package)| (size(package).unwrap_or(u64::MAX), index))
        .collect();
    order.sort_by_key(|&(size, index)| (std::cmp::Reverse(size), index));
    order.into_iter().map(|(_, index)| index).collect()
}
