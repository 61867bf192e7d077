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

/// The grants of a workspace.
pub trait Grants {
    /// What one site of a package is granted.
    fn of(&self, package: &str, version: &str, origin: Origin, site: Site) -> SiteGrants;
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
    /// Another registry or a git repository; which one, the folder does not say for certain, so no grant is for it.
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
    fn of(&self, _: &str, _: &str, _: Origin, _: Site) -> SiteGrants {
        SiteGrants::default()
    }

    fn program_may(&self, _: Capability) -> bool {
        false
    }
}

/// The grants in the `bulkhead.toml` of a workspace; none when there is no such file.
pub(crate) fn read(root: Option<&Path>, front: &dyn Front) -> Result<Box<dyn Grants>, GrantError> {
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
