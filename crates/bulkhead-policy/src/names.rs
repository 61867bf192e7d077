//! Names that can be mistaken for others: whether a name is one, for which, and why.
//!
//! [`matches`] is about the letters only: it finds the names of a [`Table`] that a name resembles and says how strongly.
//! Nothing of it proves malice. [`judge`] weighs the matches with what is known of the package, so that honest families
//! and old acquaintances stay quiet and a name that comes with other signs weighs more.

mod edit;
mod find;
mod likeness;
mod rules;
mod shape;
pub mod table;
mod weigh;

pub use find::{Match, matches};
pub use likeness::Likeness;
pub use rules::{Relation, Strength};
pub use shape::{MAX_NAME, canonical, is_crate_name, is_same};
pub use table::{Entry, Table, TableError};
pub use weigh::{About, Sign, Verdict, judge, judge_in_graph, unknown};

use std::collections::BTreeMap;

/// What is known of names beside the graph.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The names that exist.
    pub table: &'a Table,
    /// What is known of packages, by name and version. What is missing is not known.
    pub about: &'a BTreeMap<(String, String), About>,
}
