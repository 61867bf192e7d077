//! The source witness: reads a package's Rust sources as rustc would find them and says what they name.

use serde::{Deserialize, Serialize};

use crate::{Files, Limits, PackageFacts, Site};

/// A Rust edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Edition {
    /// 2015
    E2015,
    /// 2018
    E2018,
    /// 2021
    E2021,
    /// 2024
    E2024,
}

/// One target of a package: where reading begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TargetSpec {
    /// Where its code runs.
    pub site: Site,
    /// Its name, for reports.
    pub name: String,
    /// Its root file, package-relative.
    pub root: String,
    /// Its edition.
    pub edition: Edition,
}

/// Reads the given targets of a package.
#[must_use]
pub fn scan(files: &dyn Files, targets: &[TargetSpec], limits: &Limits) -> PackageFacts {
    let _ = (files, targets, limits);
    PackageFacts::default()
}
