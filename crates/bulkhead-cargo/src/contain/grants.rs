//! What `bulkhead.toml` grants to what Cargo executes, as far as walls are concerned.
//!
//! Reading the file is the policy's business; here is what comes of it. Only words that name a thing open anything: `net`,
//! `read:/path`, `write:/path`, `run:/path`, `env:NAME`. The bare `read`, `write`, `run`, `env` record that a package's code
//! uses a capability, which it may within its walls.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bulkhead_facts::{Capability, Site};
use bulkhead_sandbox::{Access, Network, Profile};

use super::Front;
use crate::graph::Source;

/// The grants of a workspace.
pub trait Grants {
    /// What one site of a package is granted.
    fn of(&self, package: &str, version: &str, source: &Source, site: Site) -> SiteGrants;
    /// Whether any package may do this in the program.
    fn program_may(&self, capability: Capability) -> bool;
}

/// Where a package comes from, as far as its folder tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Cargo's copy of what crates.io published.
    CratesIo,
    /// A folder of the user's.
    Path,
    /// Another registry or a git repository; the lock file says which one.
    Other,
}

/// What one site of a package is granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteGrants {
    /// The whole network.
    pub net: bool,
    /// Paths and what may be done with them.
    pub paths: Vec<(PathBuf, Access)>,
    /// Variables of the user's shell.
    pub variables: Vec<OsString>,
}

impl SiteGrants {
    /// Widens a profile by what was granted.
    pub(crate) fn widen(&self, profile: &mut Profile) {
        if self.net {
            profile.network = Network::All;
        }
        for (path, access) in &self.paths {
            profile.allow(path, *access);
        }
    }
}

/// Why `bulkhead.toml` cannot be used. Nothing is built then: a policy that is not understood is not guessed at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// It cannot be read.
    #[error("{path}: {cause}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// It is not what a policy looks like.
    #[error("{path}: {said}")]
    Bad {
        /// The file.
        path: String,
        /// What is wrong.
        said: String,
    },
}

/// Bytes of `bulkhead.toml`.
const MOST: u64 = 4 << 20;

/// No policy, no grants.
struct Nothing;

impl Grants for Nothing {
    fn of(&self, _: &str, _: &str, _: &Source, _: Site) -> SiteGrants {
        SiteGrants::default()
    }

    fn program_may(&self, _: Capability) -> bool {
        false
    }
}

/// A workspace's grants and its lock file.
pub(super) struct Workspace {
    grants: Box<dyn Grants>,
    root: Option<PathBuf>,
}

impl Workspace {
    /// Reads the grants of the workspace in this folder.
    pub(super) fn read(root: Option<&Path>, front: &dyn Front) -> Result<Self, GrantError> {
        Ok(Workspace {
            grants: read(root, front)?,
            root: root.map(Path::to_owned),
        })
    }

    /// What one site of a package that lies in `dir` is granted.
    pub(super) fn of(
        &self,
        (package, version): (&str, &str),
        (origin, dir): (Origin, &Path),
        site: Site,
    ) -> SiteGrants {
        let source = self.source((package, version), (origin, dir));
        source.map_or_else(SiteGrants::default, |source| {
            self.grants.of(package, version, &source, site)
        })
    }

    /// Where a package that lies in `dir` comes from; `None` when the lock file does not say for certain.
    pub(super) fn source(
        &self,
        (package, version): (&str, &str),
        (origin, dir): (Origin, &Path),
    ) -> Option<Source> {
        match origin {
            Origin::CratesIo => return Some(Source::CratesIo),
            Origin::Path => return Some(Source::Path),
            Origin::Other => {}
        }
        let locked = crate::graph::read_lock(&self.root.as_ref()?.join("Cargo.lock")).ok()?;
        let mut sources = locked.into_iter().filter_map(|locked| {
            let same = locked.name == package && locked.version == version;
            (same && may_lie_in(&locked.source, dir)).then_some(locked.source)
        });
        sources.next().filter(|_| sources.next().is_none())
    }

    pub(super) fn program_may(&self, capability: Capability) -> bool {
        self.grants.program_may(capability)
    }
}

/// Whether Cargo puts packages from this source into such a folder: `git/checkouts/NAME-HASH/COMMIT`, `registry/src/HOST-HASH`.
fn may_lie_in(source: &Source, dir: &Path) -> bool {
    let names: Vec<_> = dir.iter().map(|name| name.to_string_lossy()).collect();
    let named = |name: &str, whole: &str| {
        let hash = name
            .strip_prefix(whole)
            .and_then(|rest| rest.strip_prefix('-'));
        hash.is_some_and(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    match source {
        Source::Git(url) => {
            let (url, commit) = url.rsplit_once('#').unwrap_or((url, ""));
            let path = url.split('?').next().unwrap_or(url).trim_end_matches('/');
            let name = path.rsplit('/').next().unwrap_or(path);
            let name = name.strip_suffix(".git").unwrap_or(name);
            let here = |at: &[std::borrow::Cow<'_, str>]| {
                at[0] == "checkouts"
                    && named(&at[1], name)
                    && at[2].len() >= 7
                    && commit.starts_with(&*at[2])
            };
            names.windows(3).any(here)
        }
        Source::Registry(url) => {
            let host = url.split_once("://").map_or("", |(_, rest)| rest);
            let host = host.split(['/', ':']).next().unwrap_or("");
            names
                .windows(2)
                .any(|at| at[0] == "src" && named(&at[1], host))
        }
        Source::CratesIo | Source::Path => false,
    }
}

/// The grants in the `bulkhead.toml` of a workspace; none when there is no such file.
fn read(root: Option<&Path>, front: &dyn Front) -> Result<Box<dyn Grants>, GrantError> {
    let Some(root) = root else {
        return Ok(Box::new(Nothing));
    };
    let path = root.join("bulkhead.toml");
    let io = |cause| GrantError::Io {
        path: path.display().to_string(),
        cause,
    };
    let text = match fs::metadata(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Box::new(Nothing)),
        Err(e) => return Err(io(e)),
        Ok(meta) if meta.len() > MOST => return Err(io(io::ErrorKind::FileTooLarge.into())),
        Ok(_) => fs::read_to_string(&path).map_err(io)?,
    };
    front.grants(&text).map_err(|said| GrantError::Bad {
        path: path.display().to_string(),
        said,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_must_fit_the_folder() {
        let git =
            Source::Git("https://example.org/a/fork.git?branch=x#0123456789abcdef".to_owned());
        let registry = Source::Registry("sparse+https://example.org:8000/index/".to_owned());
        let fits = |source: &Source, dir: &str| may_lie_in(source, Path::new(dir));
        assert!(fits(&git, "/c/git/checkouts/fork-12ab/0123456/crates/x"));
        assert!(fits(&registry, "/c/registry/src/example.org-12ab/x-1.0.0"));
        for other in [
            "/c/git/checkouts/fork-12ab/7654321/x",
            "/c/git/checkouts/fork2-12ab/0123456",
            "/c/git/checkouts/fork-12ab",
            "/fork/x",
        ] {
            assert!(!fits(&git, other), "{other}");
        }
        for other in [
            "/c/registry/src/index.crates.io-12ab/x-1.0.0",
            "/c/registry/src/example.org.evil-12ab/x",
            "/x",
        ] {
            assert!(!fits(&registry, other), "{other}");
        }
    }
}
