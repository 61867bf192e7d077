//! `bulkhead.toml` as data: what packages were granted, what none may do, and how much each finding weighs.
//!
//! [`Policy::parse`] reads the text; `docs/policy.md` describes it. Nothing here reads a file or a clock.

mod date;
pub mod edit;
mod error;
mod parse;

use std::collections::BTreeMap;

use bulkhead_facts::{CapSet, Capability, Site};
use semver::{Version, VersionReq};

use crate::finding::Level;
use crate::picture::{Package, Source};

pub use date::Date;
pub use error::{Complaint, Spot};

/// The name of the file, at the root of the workspace.
pub const FILE: &str = "bulkhead.toml";

/// The `version` that this program reads and writes.
pub const VERSION: i64 = 1;

/// What a `bulkhead.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// What no package may do, whatever is granted.
    pub forbid: Vec<Forbid>,
    /// What needs a grant.
    pub profile: Profile,
    /// Levels by the code of a finding, where they are not the built-in ones.
    pub levels: BTreeMap<&'static str, Level>,
    /// The target triples that the policy is for; empty when the file names none.
    pub targets: Vec<String>,
    /// The target triples on which it is built, where build scripts and proc macros run; empty when the file names none.
    pub hosts: Vec<String>,
    /// The features that the policy is for.
    pub features: Features,
    /// Days that a release must have been public before it may be used; `None` when the file says nothing.
    pub min_release_age: Option<u32>,
    /// Findings that are accepted for a reason.
    pub exceptions: Vec<Exception>,
    /// What packages may do, in the order of the file.
    pub grants: Vec<Grant>,
    /// What is known of names.
    pub names: Names,
}

/// The features that a policy is for, as `cargo` takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// `--features`
    pub list: Vec<String>,
    /// `--all-features`
    pub all: bool,
    /// `--no-default-features`
    pub no_default: bool,
}

/// What needs a grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Every capability but `unsafe`, which honest updates gain all the time: authority over the world outside, and the
    /// ways round the language through which code can have it unseen.
    #[default]
    Usual,
    /// `net read write env run sys`: authority over the world outside.
    Ambient,
    /// `ffi unsafe asm link init embed blob`: ways round the language.
    Sealed,
    /// Every capability.
    All,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Profile; 4] = [
        Profile::Usual,
        Profile::Ambient,
        Profile::Sealed,
        Profile::All,
    ];

    /// The name used in `bulkhead.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Profile::Usual => "usual",
            Profile::Ambient => "ambient",
            Profile::Sealed => "sealed",
            Profile::All => "all",
        }
    }

    /// The capabilities that need a grant. That a package has a build script or is a proc macro needs one in every profile.
    #[must_use]
    pub fn caps(self) -> CapSet {
        let all: CapSet = Capability::ALL.into_iter().collect();
        match self {
            Profile::Usual => all.difference(CapSet::of(Capability::Unsafe)),
            Profile::Ambient => CapSet::AMBIENT,
            Profile::Sealed => all.difference(CapSet::AMBIENT),
            Profile::All => all,
        }
    }
}

/// A capability that no package may have: `net` anywhere, or `net@build` at one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Forbid {
    /// The capability.
    pub cap: Capability,
    /// The one site where it is forbidden; `None` is everywhere.
    pub site: Option<Site>,
}

impl Forbid {
    /// Reads `net`, `net@build`, `ambient` or `ambient@macro`; the last two mean several.
    ///
    /// # Errors
    /// What is wrong, and the right word where one is near.
    pub fn parse(word: &str) -> Result<Vec<Forbid>, (String, Option<String>)> {
        parse::forbid(word)
    }
}

impl std::fmt::Display for Forbid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.site {
            Some(site) => write!(f, "{}@{site}", self.cap),
            None => write!(f, "{}", self.cap),
        }
    }
}

/// What one package may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The package's name.
    pub package: String,
    /// The source that the package must come from.
    pub source: Origin,
    /// The versions for which it holds; `None` is all.
    pub version: Option<VersionReq>,
    /// What it may do in the program: its library or binary.
    pub lib: Option<SiteGrant>,
    /// What its build script may do; `Some` with nothing in it grants to have one.
    pub build: Option<SiteGrant>,
    /// What its proc macro may do inside the compiler; `Some` with nothing in it grants to be one.
    pub r#macro: Option<SiteGrant>,
    /// Where the file says so: the package's name.
    pub spot: Spot,
}

impl Grant {
    /// What it grants at one site.
    #[must_use]
    pub fn site(&self, site: Site) -> Option<&SiteGrant> {
        match site {
            Site::Lib => self.lib.as_ref(),
            Site::Build => self.build.as_ref(),
            Site::Macro => self.r#macro.as_ref(),
        }
    }

    /// Whether it is about this package, by name, source and version.
    #[must_use]
    pub fn covers(&self, name: &str, version: &str, source: &Source) -> bool {
        self.package == name && self.source.covers(source) && in_range(&self.version, version)
    }
}

/// What is granted at one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteGrant {
    /// The capabilities, those of [`SiteGrant::scoped`] included.
    pub caps: CapSet,
    /// What is granted for one path, program or variable only: `read:/opt/cuda`. Containment holds a package to it; the
    /// source witness, which sees no paths, takes it for the whole capability.
    pub scoped: Vec<Scoped>,
    /// Where the file names each capability.
    pub spots: Vec<(Capability, Spot)>,
    /// Where the file names the site.
    pub spot: Spot,
}

/// A capability for one thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scoped {
    /// `read`, `write`, `run` (an absolute path) or `env` (the name of a variable).
    pub cap: Capability,
    /// The path or the name.
    pub what: String,
}

/// A source as a grant names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// crates.io, which needs not be named.
    #[default]
    CratesIo,
    /// Another registry, by its index URL as `Cargo.lock` spells it.
    Registry(String),
    /// A git repository: its URL without the commit. Without branch, tag or revision it covers all of them.
    Git(String),
    /// A directory on this machine.
    Path,
}

impl Origin {
    /// The origin of a package from this source, without what changes with every update.
    #[must_use]
    pub fn of(source: &Source) -> Origin {
        match source {
            source if source.is_crates_io() => Origin::CratesIo,
            Source::Registry(url) => Origin::Registry(url.clone()),
            Source::Git(url) => Origin::Git(git_repository(url).to_owned()),
            Source::Path => Origin::Path,
        }
    }

    /// Whether packages from this source are meant.
    #[must_use]
    pub fn covers(&self, source: &Source) -> bool {
        match (self, source) {
            (Origin::Git(wanted), Source::Git(url)) => {
                let url = git_url(url);
                let without_commit = url.split('#').next().unwrap_or(url);
                without_commit == wanted || git_repository(url) == wanted
            }
            _ => *self == Origin::of(source),
        }
    }
}

impl std::fmt::Display for Origin {
    /// As `bulkhead.toml` spells it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::CratesIo => f.write_str("crates.io"),
            Origin::Registry(url) => f.write_str(url),
            Origin::Git(url) => write!(f, "git+{url}"),
            Origin::Path => f.write_str("path"),
        }
    }
}

fn git_url(url: &str) -> &str {
    url.strip_prefix("git+").unwrap_or(url)
}

fn git_repository(url: &str) -> &str {
    let url = git_url(url);
    url.split(['?', '#']).next().unwrap_or(url)
}

/// A finding that is accepted for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The code of the finding.
    pub finding: &'static str,
    /// The package.
    pub package: String,
    /// The source that the package must come from.
    pub source: Origin,
    /// The versions for which it holds; `None` is all.
    pub version: Option<VersionReq>,
    /// For `forbidden`: the capabilities that are let through.
    pub caps: CapSet,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// Where the file says so.
    pub spot: Spot,
}

impl Exception {
    /// Whether it is about this package, by name, source and version.
    #[must_use]
    pub fn covers(&self, package: &Package<'_>) -> bool {
        self.package == package.name
            && self.source.covers(&package.source)
            && in_range(&self.version, package.version)
    }

    /// Whether its last day is over. Without a date for today it is taken to be over: what cannot be shown to hold does not.
    #[must_use]
    pub fn is_over(&self, today: Option<Date>) -> bool {
        self.expires
            .is_some_and(|last| today.is_none_or(|today| last < today))
    }
}

/// What is known of names: `[names]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Names that only exist inside the user's organisation, `*` standing for any characters: `acme-*`.
    pub internal: Vec<String>,
    /// Names that a person confirmed, each with the reason.
    pub confirmed: BTreeMap<String, String>,
}

impl Policy {
    /// Reads the text of a `bulkhead.toml`.
    ///
    /// # Errors
    /// All that is wrong with it, in the order of the file; at least one.
    pub fn parse(text: &str) -> Result<Policy, Vec<Complaint>> {
        parse::policy(text)
    }

    /// The grants that are about a package.
    pub fn grants_of<'p>(&'p self, package: &'p Package<'_>) -> impl Iterator<Item = &'p Grant> {
        self.grants
            .iter()
            .filter(|g| g.covers(package.name, package.version, &package.source))
    }

    /// Whether it has an entry for a package of that name from that source, in whatever version.
    #[must_use]
    pub fn knows(&self, package: &Package<'_>) -> bool {
        let mut grants = self.grants.iter();
        grants.any(|g| g.package == package.name && g.source.covers(&package.source))
    }

    /// What a package may do at one site; `None` when it may not have the site at all, which is possible for build scripts
    /// and proc macros only.
    #[must_use]
    pub fn granted(&self, package: &Package<'_>, site: Site) -> Option<CapSet> {
        let sites = self.grants_of(package).filter_map(|g| g.site(site));
        let all = sites.map(|s| s.caps).reduce(|a, b| a | b);
        match site {
            Site::Lib => Some(all.unwrap_or_default()),
            Site::Build | Site::Macro => all,
        }
    }

    /// Whether the package is judged against its grants. The user's own code, the members of the workspace, is what the
    /// policy guards: a member is held to grants only where the file has an entry for it.
    #[must_use]
    pub fn holds(&self, package: &Package<'_>) -> bool {
        !package.roles.member || self.grants_of(package).next().is_some()
    }
}

/// Whether a version is in a range. What is no version is in none but the unlimited one.
fn in_range(range: &Option<VersionReq>, version: &str) -> bool {
    range
        .as_ref()
        .is_none_or(|range| Version::parse(version).is_ok_and(|version| range.matches(&version)))
}

#[cfg(test)]
mod tests;
