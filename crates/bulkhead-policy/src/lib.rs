//! Facts and policy in, findings out: pure judgement, no I/O.
//!
//! A [`Picture`] says what every package of one resolved graph can do, at which site, by its own code (*direct*) and
//! through what it depends on (*reach*). [`finding::judge`] says what in that picture needs a person's attention.
//! Both are functions of their inputs alone: the same inputs give the same picture and the same verdict.

mod chains;
pub mod compiled;
pub mod diff;
pub mod finding;
pub mod hardening;
pub mod hold;
pub mod names;
pub mod picture;
pub mod policy;
mod reach;
pub mod release;
pub mod risk;
pub mod suggest;

pub use finding::{Evidence, Finding, Level};
pub use picture::{Package, Picture, SitePicture};
pub use policy::Policy;
pub use risk::Risk;
