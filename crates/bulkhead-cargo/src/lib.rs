//! All that touches Cargo and the disk: the graph, the sources, the cache of facts.
//!
//! ```no_run
//! use bulkhead_cargo::{GraphOptions, Options, Silent, Workspace};
//!
//! # fn main() -> Result<(), bulkhead_cargo::Error> {
//! let workspace = Workspace::load(&GraphOptions::default())?;
//! let scans = bulkhead_cargo::scan_all(&workspace, &Options::default(), &Silent);
//! let linked = bulkhead_facts::link::link(&workspace.nodes(&scans));
//! # Ok(())
//! # }
//! ```
//!
//! Nothing is executed but `cargo metadata`, what Cargo starts itself for it, `rustc --print cfg` once for each platform,
//! and git to read a commit, without what a repository may ask git to start; no code of a dependency runs.

pub mod before;
pub mod built;
pub mod cache;
#[cfg(target_os = "linux")]
pub mod contain;
pub mod error;
pub mod git;
pub mod graph;
pub mod index;
pub mod listing;
pub mod look;
pub mod published;
pub mod scan;
pub mod sources;

pub use cache::{Cache, CacheError};
pub use error::{Blame, Error};
pub use graph::{Declared, Edge, EdgeKind, GraphOptions, Package, Roles, Source, Workspace};
pub use scan::{
    Options, PackageScan, Progress, Silent, link_all, on_all_cores, scan_all, trace_again,
};
pub use sources::{Change, Provenance, SourceError, Tampered};
