//! The folder that a role is started from: `bulkhead-rustc` and its kin as links to this program, and `walls.json`.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use bulkhead_facts::archive::sha256;
use serde::{Deserialize, Serialize};

use super::{Failure, Role};
use crate::sources::registry::hex;

/// What every role must know and may not learn from the environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The root of the workspace; `None` for all of a user's workspaces.
    pub root: Option<PathBuf>,
    /// `$CARGO_HOME`, where registry sources lie.
    pub cargo_home: PathBuf,
    /// Whether walls without namespaces will do.
    pub accept_weaker_walls: bool,
}

/// The folder.
#[derive(Clone, Debug)]
pub struct Home {
    dir: PathBuf,
    settings: Settings,
}

const SETTINGS: &str = "walls.json";
const LISTENING: &str = "listening";
const DENIALS: &str = "denials.jsonl";

/// Bytes of `walls.json`.
const MOST_SETTINGS: u64 = 64 << 10;

impl Home {
    /// Where the folder for a workspace (or the user) belongs: `cargo-bulkhead/walls/KEY` in the user's data directory.
    #[must_use]
    pub fn place(data: &Path, root: Option<&Path>) -> PathBuf {
        let key = match root {
            None => "user".to_owned(),
            Some(root) => hex(&sha256(root.as_os_str().as_encoded_bytes()))[..24].to_owned(),
        };
        data.join("cargo-bulkhead").join("walls").join(key)
    }

    /// Makes the folder, or brings it up to date.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn make(dir: &Path, settings: Settings, program: &Path) -> io::Result<Home> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)?;
        for role in Role::ALL {
            let link = dir.join(role.file_name());
            if fs::read_link(&link).is_ok_and(|target| target == program) {
                continue;
            }
            let new = dir.join(format!("{}.{}", role.file_name(), std::process::id()));
            let _ = fs::remove_file(&new);
            std::os::unix::fs::symlink(program, &new)?;
            fs::rename(&new, &link)?;
        }
        let text = serde_json::to_vec_pretty(&Stored::from(&settings))?;
        replace(&dir.join(SETTINGS), &text, 0o600)?;
        Ok(Home {
            dir: dir.to_owned(),
            settings,
        })
    }

    /// The folder that a role was started from.
    pub(crate) fn at(dir: &Path) -> Result<Home, Failure> {
        let path = dir.join(SETTINGS);
        let meta = fs::metadata(&path).map_err(|_| Failure::NoHome)?;
        if meta.len() > MOST_SETTINGS {
            return Err(Failure::NoHome);
        }
        let bytes = fs::read(&path).map_err(|e| Failure::io(&path, &e))?;
        let stored: Stored = serde_json::from_slice(&bytes).map_err(|_| Failure::NoHome)?;
        Ok(Home {
            dir: dir.to_owned(),
            settings: stored.into(),
        })
    }

    /// Where a role's link is.
    #[must_use]
    pub fn link(&self, role: Role) -> PathBuf {
        self.dir.join(role.file_name())
    }

    /// The folder itself.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What it was made with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where denials are noted, one JSON object a line.
    #[must_use]
    pub fn denials(&self) -> PathBuf {
        self.dir.join(DENIALS)
    }

    /// The file that is there while somebody shows denials as they come, and holds that process's id and
    /// how many bytes it has shown.
    #[must_use]
    pub fn listening(&self) -> PathBuf {
        self.dir.join(LISTENING)
    }

    /// The root of the workspace that `inside` (a folder Cargo writes to) belongs to.
    pub(crate) fn root_for(&self, inside: &Path) -> Option<PathBuf> {
        if let Some(root) = &self.settings.root {
            return Some(root.clone());
        }
        let lies =
            |dir: &&Path| dir.join("Cargo.lock").is_file() && dir.join("Cargo.toml").is_file();
        inside.ancestors().skip(1).find(lies).map(Path::to_owned)
    }

    /// What may be missing of the walls.
    pub(crate) fn weaker(&self) -> bulkhead_sandbox::Weaker {
        if self.settings.accept_weaker_walls {
            bulkhead_sandbox::Weaker::AcceptWithoutNamespaces
        } else {
            bulkhead_sandbox::Weaker::Refuse
        }
    }
}

/// Paths may hold any bytes; JSON may not.
#[derive(Serialize, Deserialize)]
struct Stored {
    root: Option<Vec<u8>>,
    cargo_home: Vec<u8>,
    accept_weaker_walls: bool,
}

impl From<&Settings> for Stored {
    fn from(settings: &Settings) -> Self {
        Stored {
            root: settings.root.as_deref().map(bytes),
            cargo_home: bytes(&settings.cargo_home),
            accept_weaker_walls: settings.accept_weaker_walls,
        }
    }
}

impl From<Stored> for Settings {
    fn from(stored: Stored) -> Self {
        Settings {
            root: stored.root.map(path),
            cargo_home: path(stored.cargo_home),
            accept_weaker_walls: stored.accept_weaker_walls,
        }
    }
}

/// A path's bytes.
pub(crate) fn bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path of these bytes.
pub(crate) fn path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

/// Replaces a file in one step: whoever reads it sees the old or the new.
pub(crate) fn replace(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    use std::io::Write as _;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let _ = fs::remove_file(&new);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(&new)?;
    let done = file
        .write_all(content)
        .and_then(|()| fs::rename(&new, path));
    if done.is_err() {
        let _ = fs::remove_file(&new);
    }
    done
}
