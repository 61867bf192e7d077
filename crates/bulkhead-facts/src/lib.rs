//! Untrusted bytes in; facts and gaps out.
//!
//! This crate reads Rust packages without running or compiling them and says which capabilities their code
//! names, where, and under which `cfg`. It does no I/O, reads no environment and holds no policy: the same bytes
//! give the same facts. Every input is taken to be hostile; what cannot be read becomes a [`Gap`], never silence.

pub mod archive;
pub mod calls;
pub mod capability;
pub mod cfg;
pub mod fact;
pub mod files;
pub mod hygiene;
pub mod limits;
pub mod link;
pub mod sign;
pub mod source;
pub mod table;

pub use capability::{CapSet, Capability, Site};
pub use cfg::{Cfg, CfgId};
pub use fact::{Fact, Gap, GapKind, PackageFacts, Place, TargetFacts, Via};
pub use files::{FileMap, Files};
pub use limits::Limits;
pub use sign::{Hiding, Sign, SignKind};
