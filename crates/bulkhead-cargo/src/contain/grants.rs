//! What `bulkhead.toml` grants to what Cargo executes, as far as walls are concerned.
//!
//! Only words that name a thing open anything: `net`, `net:443`, `read:/path`, `write:/path`, `run:/path`, `env:NAME`.
//! The bare `read`, `write`, `run`, `env` record that a package's code uses a capability, which it may within its walls.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bulkhead_sandbox::{Access, Network, Profile};

/// The grants of a workspace, by package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    packages: BTreeMap<String, PackageGrants>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PackageGrants {
    lib: SiteGrants,
    build: SiteGrants,
    r#macro: SiteGrants,
    /// The source that the entry names; without one it is crates.io.
    source: Option<String>,
}

/// What one site of a package is granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteGrants {
    /// The whole network.
    pub net: bool,
    /// These TCP ports.
    pub ports: Vec<u16>,
    /// Paths and what may be done with them.
    pub paths: Vec<(PathBuf, Access)>,
    /// Variables of the user's shell.
    pub variables: Vec<OsString>,
    /// Bare words, which open nothing for a build.
    pub words: Vec<String>,
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
    /// It is not TOML, or not of this form.
    #[error("{path}: {said}")]
    Bad {
        /// The file.
        path: String,
        /// What is wrong.
        said: String,
    },
}

/// Bytes of `bulkhead.toml`.
const MOST: u64 = 8 << 20;

impl Grants {
    /// Reads a `bulkhead.toml`; one that is not there grants nothing.
    ///
    /// # Errors
    ///
    /// When it is there and not understood.
    pub fn read(path: &Path) -> Result<Grants, GrantError> {
        let io = |cause| GrantError::Io {
            path: path.display().to_string(),
            cause,
        };
        let text = match fs::metadata(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Grants::default()),
            Err(e) => return Err(io(e)),
            Ok(meta) if meta.len() > MOST => return Err(io(io::ErrorKind::FileTooLarge.into())),
            Ok(_) => fs::read_to_string(path).map_err(io)?,
        };
        Self::parse(&text).map_err(|said| GrantError::Bad {
            path: path.display().to_string(),
            said,
        })
    }

    /// Reads the text of one.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Grants, String> {
        let table: toml::Table = text
            .parse()
            .map_err(|e: toml::de::Error| e.message().to_owned())?;
        let mut grants = Grants::default();
        let Some(all) = table.get("grants") else {
            return Ok(grants);
        };
        let all = all.as_table().ok_or("`grants` is no table")?;
        for (package, value) in all {
            let entry = package_grants(value).map_err(|e| format!("grants.{package}: {e}"))?;
            grants.packages.insert(package.clone(), entry);
        }
        Ok(grants)
    }

    /// What the build script of a package is granted. `local`: it comes from a folder, not from a registry.
    #[must_use]
    pub fn build(&self, package: &str, local: bool) -> SiteGrants {
        self.of(package, local, |p| &p.build)
    }

    /// What a proc macro of a package, or those that compile it, are granted.
    #[must_use]
    pub fn r#macro(&self, package: &str, local: bool) -> SiteGrants {
        self.of(package, local, |p| &p.r#macro)
    }

    fn of(
        &self,
        package: &str,
        local: bool,
        site: impl Fn(&PackageGrants) -> &SiteGrants,
    ) -> SiteGrants {
        let found = self.packages.get(package);
        // A second package of the same name from elsewhere inherits nothing.
        let covers = |p: &&PackageGrants| (p.source.as_deref() == Some("path")) == local;
        found.filter(covers).map(site).cloned().unwrap_or_default()
    }

    /// Whether any package may do this in the program.
    #[must_use]
    pub fn program_may(&self, word: &str) -> bool {
        let all = self.packages.values();
        let mut words = all.flat_map(|p| &p.lib.words);
        words.any(|w| w == word)
    }
}

impl SiteGrants {
    /// Widens a profile by what was granted.
    pub(crate) fn widen(&self, profile: &mut Profile) {
        if self.net {
            profile.network = Network::All;
        } else if !self.ports.is_empty() && profile.network == Network::None {
            profile.network = Network::Ports(self.ports.clone());
        }
        for (path, access) in &self.paths {
            profile.allow(path, *access);
        }
    }
}

fn package_grants(value: &toml::Value) -> Result<PackageGrants, String> {
    let mut package = PackageGrants::default();
    match value {
        // A list is about the program: its code runs outside the build.
        toml::Value::Array(_) => package.lib = site(value)?,
        toml::Value::Table(table) => {
            for (key, value) in table {
                match key.as_str() {
                    "lib" => package.lib = site(value)?,
                    "build" => package.build = site(value)?,
                    "macro" => package.r#macro = site(value)?,
                    "source" => package.source = value.as_str().map(str::to_owned),
                    "version" => {}
                    other => return Err(format!("`{other}` is no site")),
                }
            }
        }
        _ => return Err("neither a list nor a table".to_owned()),
    }
    Ok(package)
}

fn site(value: &toml::Value) -> Result<SiteGrants, String> {
    let mut site = SiteGrants::default();
    for word in value.as_array().ok_or("a site is a list of words")? {
        let word = word.as_str().ok_or("a grant is a word in quotes")?;
        grant(&mut site, word)?;
    }
    Ok(site)
}

fn grant(site: &mut SiteGrants, word: &str) -> Result<(), String> {
    let path = |text: &str| {
        let path = Path::new(text);
        let plain = path
            .components()
            .all(|c| !matches!(c, std::path::Component::ParentDir));
        if path.is_absolute() && plain && path.parent().is_some() {
            Ok(path.to_owned())
        } else {
            Err(format!("`{text}` is not an absolute path without `..`"))
        }
    };
    match word.split_once(':') {
        None if word == "net" => site.net = true,
        None => site.words.push(word.to_owned()),
        Some(("net", port)) => {
            let port = port.parse().map_err(|_| format!("`{port}` is no port"))?;
            site.ports.push(port);
        }
        Some(("read", text)) => site.paths.push((path(text)?, Access::Read)),
        Some(("write", text)) => site.paths.push((path(text)?, Access::Write)),
        Some(("run", text)) => site.paths.push((path(text)?, Access::Run)),
        Some(("env", name)) if !name.is_empty() => site.variables.push(name.into()),
        Some(_) => return Err(format!("`{word}` is no grant")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_name_a_thing_open_anything() {
        let text = "version = 1\n[grants]\ncc = { build = [\"run\", \"read\", \"env\"] }\nmio = [\"net\"]\n\
                    fetch = { build = [\"net\", \"read:/opt/cuda\", \"run:/usr/bin/protoc\", \"env:TOKEN\"] }\n";
        let grants = Grants::parse(text).expect("it is well-formed");
        let mut profile = Profile::default();
        grants.build("cc", false).widen(&mut profile);
        grants.build("mio", false).widen(&mut profile);
        grants.build("fetch", true).widen(&mut profile);
        assert!(profile.paths.is_empty());
        assert_eq!(profile.network, Network::None);
        grants.build("fetch", false).widen(&mut profile);
        assert_eq!(profile.network, Network::All);
        assert_eq!(profile.paths.len(), 2);
        assert_eq!(grants.build("fetch", false).variables, ["TOKEN"]);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "grants = 1",
            "[grants]\na = 1",
            "[grants]\na = { build = [1] }",
            "[grants]\na = { biuld = [] }",
            "[grants]\na = { build = [\"read:relative\"] }",
            "[grants]\na = { build = [\"read:/\"] }",
            "[grants]\na = { build = [\"read:/a/../b\"] }",
            "[grants]\na = { build = [\"net:http\"] }",
            "[grants]\na = { build = [\"raed:/x\"] }",
            "[grants",
        ] {
            assert!(Grants::parse(text).is_err(), "{text}");
        }
    }
}
