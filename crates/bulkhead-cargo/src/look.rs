//! Packages of a registry by name and version, whether or not a workspace uses them: fetched and checked by Cargo itself.
//!
//! Cargo is asked for the graph of a made-up workspace that depends on the wanted package. So sources, mirrors,
//! credentials, checksums and `--offline` are what Cargo makes of them, and nothing is unpacked or compiled but by it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cargo_metadata::semver::{Version, VersionReq};
use tempfile::TempDir;

use crate::before::Locked;
use crate::error::Error;
use crate::git::Repository;
use crate::graph::{GraphOptions, Source, Workspace};
use crate::index::Index;

/// The name of the made-up workspace's one package.
pub const ROOT: &str = "cargo-bulkhead-looks";

/// As `Cargo.lock` spells it.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A package to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    name: String,
    version: Wish,
    /// Where it is from: [`Source::CratesIo`] or [`Source::Registry`].
    pub source: Source,
    /// Its features.
    pub features: Vec<String>,
    /// Whether its `default` feature is on.
    pub default_features: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    Exactly(Version),
    /// The newest that Cargo takes for compatible.
    Like(Version),
    Newest,
}

impl Wanted {
    /// Exactly this version, with its default features, from crates.io.
    pub fn exactly(name: &str, version: &str) -> Result<Self, Error> {
        Wanted::new(name, Wish::Exactly(parse(name, version)?))
    }

    /// The newest version that `cargo update` would take in place of this one.
    pub fn update_of(name: &str, version: &str) -> Result<Self, Error> {
        Wanted::new(name, Wish::Like(parse(name, version)?))
    }

    /// The newest version.
    pub fn newest(name: &str) -> Result<Self, Error> {
        Wanted::new(name, Wish::Newest)
    }

    fn new(name: &str, version: Wish) -> Result<Self, Error> {
        // The name goes into a manifest.
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err(Error::NoSuchVersion {
                wanted: name.to_owned(),
                said: "that is no name of a package".to_owned(),
            });
        }
        Ok(Wanted {
            name: name.to_owned(),
            version,
            source: Source::CratesIo,
            features: Vec::new(),
            default_features: true,
        })
    }

    fn spec(&self) -> String {
        match &self.version {
            Wish::Exactly(v) => format!("{}@{v}", self.name),
            Wish::Like(v) => format!("{}@{v} or later", self.name),
            Wish::Newest => self.name.clone(),
        }
    }
}

fn parse(name: &str, version: &str) -> Result<Version, Error> {
    Version::parse(version).map_err(|e| Error::NoSuchVersion {
        wanted: format!("{name}@{version}"),
        said: format!("`{version}` is no version: {e}"),
    })
}

/// A workspace in a directory of its own, which lives as long as this.
#[derive(Debug)]
pub struct Look {
    /// The workspace. Of a made-up one, the package [`ROOT`], what was wanted, and what that depends on.
    pub workspace: Workspace,
    /// Index in [`Workspace::packages`] of the one package that was wanted.
    pub package: Option<usize>,
    _dir: TempDir,
}

impl Look {
    /// Lets Cargo resolve and fetch. Of `options`, the targets and what the network may be used for count.
    pub fn at(wanted: &Wanted, options: &GraphOptions) -> Result<Self, Error> {
        let dir = temp()?;
        write(&dir.path().join("lib.rs"), "")?;
        let manifest = dir.path().join("Cargo.toml");
        write(&manifest, &(HEAD.to_owned() + &dependency(wanted)))?;
        let options = made_up(options, manifest);
        let loaded = Workspace::load(&options).or_else(|error| {
            // Cargo takes a withdrawn version only where a lock file names it already.
            let Some(lock) = yanked(wanted) else {
                return Err(error);
            };
            write(&dir.path().join("Cargo.lock"), &lock)?;
            Workspace::load(&options)
        });
        let workspace = loaded.map_err(|error| no_such(wanted, error))?;
        let package = workspace
            .packages
            .iter()
            .position(|p| p.name == wanted.name && p.chain.len() == 2)
            .ok_or_else(|| Error::NoSuchVersion {
                wanted: wanted.spec(),
                said: "it has no library or proc macro that a package could depend on".to_owned(),
            })?;
        Ok(Look {
            workspace,
            package: Some(package),
            _dir: dir,
        })
    }

    /// Lets Cargo fetch the packages that one lock file has, at the versions that it has them.
    pub fn locked(
        lockfile: &Path,
        wanted: &[&Locked],
        options: &GraphOptions,
    ) -> Result<Self, Error> {
        let dir = temp()?;
        write(&dir.path().join("lib.rs"), "")?;
        let lock = dir.path().join("Cargo.lock");
        fs::copy(lockfile, &lock).map_err(|cause| io_error(lockfile, cause))?;
        let manifest = dir.path().join("Cargo.toml");
        let dependencies = wanted.iter().enumerate();
        let dependencies: String = dependencies.map(|(i, l)| locked(i, l)).collect();
        write(&manifest, &(HEAD.to_owned() + &dependencies))?;
        Ok(Look {
            workspace: Workspace::load(&made_up(options, manifest))?,
            package: None,
            _dir: dir,
        })
    }

    /// The workspace of the manifest of `now`, as it was in a commit of its repository.
    pub fn back(
        now: &Workspace,
        repository: &Repository,
        commit: &str,
        options: &GraphOptions,
    ) -> Result<Self, Error> {
        let dir = temp()?;
        let root = now.root.canonicalize();
        let root = root.map_err(|cause| io_error(&now.root, cause))?;
        let top = repository.dir().canonicalize();
        let top = top.map_err(|cause| io_error(repository.dir(), cause))?;
        let within = root.strip_prefix(&top).unwrap_or(Path::new(""));
        repository.write(commit, dir.path())?;
        let then = dir.path().join(within);
        let lock = then.join("Cargo.lock");
        let mut options = GraphOptions {
            manifest_path: Some(then.join("Cargo.toml")),
            ..options.clone()
        };
        // A lock file that nobody committed is taken for the one of then as well, so that what differs is what the
        // manifests say.
        if !lock.exists() && now.lockfile.exists() {
            fs::copy(&now.lockfile, &lock).map_err(|cause| io_error(&lock, cause))?;
            options.locked = false;
            options.offline |= options.frozen;
            options.frozen = false;
        }
        Ok(Look {
            workspace: Workspace::load(&options)?,
            package: None,
            _dir: dir,
        })
    }
}

fn temp() -> Result<TempDir, Error> {
    let made = tempfile::Builder::new().prefix("cargo-bulkhead-").tempdir();
    made.map_err(|cause| io_error(&std::env::temp_dir(), cause))
}

/// Of what was asked, the targets and what the network may be used for are about a made-up workspace too.
fn made_up(options: &GraphOptions, manifest: PathBuf) -> GraphOptions {
    GraphOptions {
        manifest_path: Some(manifest),
        targets: options.targets.clone(),
        hosts: options.hosts.clone(),
        offline: options.offline || options.frozen,
        ..GraphOptions::default()
    }
}

/// The made-up package. Its `[workspace]` keeps Cargo from looking for one above.
const HEAD: &str = "[package]\nname = \"cargo-bulkhead-looks\"\nversion = \"0.0.0\"\nedition = \"2021\"\npublish = false\n\
                    [lib]\npath = \"lib.rs\"\n[workspace]\n";

fn locked(number: usize, l: &Locked) -> String {
    let mut text = format!(
        "[dependencies.p{number}]\npackage = {}\ndefault-features = false\n",
        toml_string(&l.name)
    );
    let exact = format!("={}", l.version);
    let _ = match &l.source {
        Source::Git(url) => {
            let (url, commit) = url.rsplit_once('#').unwrap_or((url, ""));
            let url = url.split_once('?').map_or(url, |(url, _)| url);
            writeln!(
                text,
                "git = {}\nrev = {}",
                toml_string(url),
                toml_string(commit)
            )
        }
        Source::Registry(url) => {
            let url = url.strip_prefix("registry+").unwrap_or(url);
            let (exact, url) = (toml_string(&exact), toml_string(url));
            writeln!(text, "version = {exact}\nregistry-index = {url}")
        }
        Source::CratesIo | Source::Path => writeln!(text, "version = {}", toml_string(&exact)),
    };
    text
}

fn dependency(wanted: &Wanted) -> String {
    let version = match &wanted.version {
        Wish::Exactly(v) => format!("={v}"),
        Wish::Like(v) => {
            VersionReq::parse(&format!("^{v}")).map_or_else(|_| "*".into(), |r| r.to_string())
        }
        Wish::Newest => "*".to_owned(),
    };
    let mut text = format!(
        "[dependencies.{}]\nversion = \"{version}\"\ndefault-features = {}\n",
        wanted.name, wanted.default_features
    );
    let features = wanted.features.iter().map(|f| toml_string(f));
    let features: Vec<String> = features.collect();
    let _ = writeln!(text, "features = [{}]", features.join(", "));
    if let Source::Registry(url) = &wanted.source {
        let url = url.strip_prefix("registry+").unwrap_or(url);
        let _ = writeln!(text, "registry-index = {}", toml_string(url));
    }
    text
}

/// A basic string of TOML, which is what a string of JSON is.
fn toml_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A lock file that names a withdrawn version, when the index on this machine says that it is one.
fn yanked(wanted: &Wanted) -> Option<String> {
    let Wish::Exactly(version) = &wanted.version else {
        return None;
    };
    let releases = Index::all()
        .into_iter()
        .filter_map(|index| index.releases(&wanted.name).ok()?)
        .flatten();
    // Cargo holds the checksum against its own index, so that one from another index does no harm.
    let mut known = releases.filter(|r| r.version == version.to_string());
    let release = known.find(|r| r.yanked)?;
    let source = match &wanted.source {
        Source::Registry(url) => url,
        _ => CRATES_IO,
    };
    Some(format!(
        "version = 4\n[[package]]\nname = \"{}\"\nversion = \"{version}\"\nsource = {}\nchecksum = {}\n",
        wanted.name,
        toml_string(source),
        toml_string(&release.checksum)
    ))
}

/// What Cargo says when it finds no such package or version, in a kind of its own.
fn no_such(wanted: &Wanted, error: Error) -> Error {
    let said = error.cause().unwrap_or_default();
    let unknown = [
        "failed to select a version for the requirement",
        "no matching package",
        "location searched",
    ];
    let offline = matches!(error, Error::NotDownloaded { .. });
    if !offline && unknown.iter().any(|words| said.contains(words)) {
        return Error::NoSuchVersion {
            wanted: wanted.spec(),
            said,
        };
    }
    error
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|cause| io_error(path, cause))
}

fn io_error(path: &Path, cause: io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        cause,
    }
}
