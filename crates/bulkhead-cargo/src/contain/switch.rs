//! `enable` and `disable`: containment in Cargo's own configuration, undone exactly.
//!
//! Two keys of `config.toml`, `build.rustc-wrapper` and `build.rustdoc`, point to this program. What the file was before is kept
//! in the folder they point to: as long as nobody else has edited the file, undoing gives back every byte.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Item, Table, value};

use super::home::{bytes, path, replace};
use super::{Home, Role};

/// Why it was not switched. The file is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SwitchError {
    /// The file cannot be read or written.
    #[error("{}: {cause}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file is no configuration that Cargo would take.
    #[error("{}: {said}", file.display())]
    Bad {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        said: String,
    },
    /// There is another compiler wrapper, which would compile outside the walls.
    #[error("{} sets build.{key} to `{other}`", file.display())]
    Taken {
        /// The file.
        file: PathBuf,
        /// The key.
        key: &'static str,
        /// What it is set to.
        other: String,
    },
    /// Cargo's configuration can hold UTF-8 only.
    #[error("{} is not UTF-8, and Cargo's configuration can hold nothing else", path.display())]
    NotText {
        /// The path.
        path: PathBuf,
    },
    /// It is not enabled here.
    #[error("{} does not enable containment", file.display())]
    NotEnabled {
        /// The file.
        file: PathBuf,
    },
}

const KEYS: [(&str, Role); 2] = [("rustc-wrapper", Role::Rustc), ("rustdoc", Role::Rustdoc)];

/// What to give back.
#[derive(Debug, Serialize, Deserialize)]
struct Undo {
    file: Vec<u8>,
    /// The content before; `None` when there was no file.
    before: Option<Vec<u8>>,
    /// What we wrote.
    after: Vec<u8>,
    /// Values of other wrappers that ours replaced, by key.
    replaced: Vec<(String, String)>,
    /// Whether the folder of the file is ours too.
    made_folder: bool,
}

fn undo_file(home: &Home) -> PathBuf {
    home.dir().join("undo.json")
}

/// Makes Cargo's configuration `file` start everything contained. Doing it twice is doing it once.
///
/// # Errors
///
/// When the file cannot be edited; with `replace_others` another wrapper in it is no error, and comes back with [`disable`].
pub fn enable(home: &Home, file: &Path, replace_others: bool) -> Result<(), SwitchError> {
    let before = read(file)?;
    let mut document = parse(file, before.as_deref().unwrap_or_default())?;
    let build = document.entry("build").or_insert_with(implicit);
    let build = build.as_table_like_mut().ok_or_else(|| SwitchError::Bad {
        file: file.to_owned(),
        said: "`build` is no table".to_owned(),
    })?;
    let mut replaced = Vec::new();
    for (key, role) in KEYS {
        let link = home.link(role);
        let text = link
            .to_str()
            .ok_or_else(|| SwitchError::NotText { path: link.clone() })?;
        let old = build
            .get(key)
            .map(|item| item.as_str().unwrap_or("?").to_owned());
        match old {
            Some(old) if old == text => continue,
            Some(old) if is_ours(&old) => {}
            Some(other) if replace_others => replaced.push((key.to_owned(), other)),
            Some(other) => {
                return Err(SwitchError::Taken {
                    file: file.to_owned(),
                    key,
                    other,
                });
            }
            None => {}
        }
        build.insert(key, value(text));
    }
    let after = document.to_string();
    if before.as_deref() == Some(&after) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(file);
    let undo = Undo {
        file: bytes(file),
        before: before.map(String::into_bytes),
        after: after.clone().into_bytes(),
        replaced,
        made_folder: !folder.exists(),
    };
    let io = |file: &Path| {
        let file = file.to_owned();
        move |cause| SwitchError::Io { file, cause }
    };
    let text = serde_json::to_vec(&undo).map_err(|e| io(file)(e.into()))?;
    replace(&undo_file(home), &text, 0o600).map_err(io(&undo_file(home)))?;
    fs::create_dir_all(folder).map_err(io(folder))?;
    write(file, after.as_bytes()).map_err(io(file))
}

/// Takes containment out of `file` again: byte for byte as it was, or, when it was edited since, without our keys.
///
/// # Errors
///
/// When it is not enabled there, or the file cannot be edited.
pub fn disable(home: &Home, file: &Path) -> Result<(), SwitchError> {
    let io = |cause| SwitchError::Io {
        file: file.to_owned(),
        cause,
    };
    let now = read(file)?.ok_or_else(|| SwitchError::NotEnabled {
        file: file.to_owned(),
    })?;
    let undo = fs::read(undo_file(home)).ok();
    let undo: Option<Undo> = undo.and_then(|text| serde_json::from_slice(&text).ok());
    let undo = undo.filter(|undo| path(undo.file.clone()) == file);
    match &undo {
        Some(undo) if undo.after == now.as_bytes() => match &undo.before {
            Some(before) => write(file, before).map_err(io)?,
            None => {
                fs::remove_file(file).map_err(io)?;
                if undo.made_folder {
                    // Somebody else may have put something there since.
                    let _ = fs::remove_dir(file.parent().unwrap_or(file));
                }
            }
        },
        _ => {
            let mut document = parse(file, &now)?;
            if !take_out(&mut document, undo.as_ref()) {
                return Err(SwitchError::NotEnabled {
                    file: file.to_owned(),
                });
            }
            write(file, document.to_string().as_bytes()).map_err(io)?;
        }
    }
    let _ = fs::remove_file(undo_file(home));
    Ok(())
}

/// Whether Cargo's configuration `file` starts everything contained.
#[must_use]
pub fn is_enabled(file: &Path) -> bool {
    let Ok(Some(text)) = read(file) else {
        return false;
    };
    let Ok(document) = text.parse::<DocumentMut>() else {
        return false;
    };
    let wrapper = document.get("build").and_then(|b| b.get("rustc-wrapper"));
    wrapper.and_then(Item::as_str).is_some_and(is_ours)
}

fn take_out(document: &mut DocumentMut, undo: Option<&Undo>) -> bool {
    let Some(build) = document.get_mut("build").and_then(Item::as_table_like_mut) else {
        return false;
    };
    let mut found = false;
    for (key, _) in KEYS {
        if !build.get(key).and_then(Item::as_str).is_some_and(is_ours) {
            continue;
        }
        found = true;
        build.remove(key);
        let old = undo.and_then(|u| u.replaced.iter().find(|(k, _)| k == key));
        if let Some((_, old)) = old {
            build.insert(key, value(old.as_str()));
        }
    }
    if found && build.is_empty() {
        document.remove("build");
    }
    found
}

fn is_ours(text: &str) -> bool {
    Role::of(text.as_ref()).is_some()
}

fn implicit() -> Item {
    Item::Table(Table::new())
}

fn read(file: &Path) -> Result<Option<String>, SwitchError> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(SwitchError::Io {
            file: file.to_owned(),
            cause,
        }),
    }
}

fn parse(file: &Path, text: &str) -> Result<DocumentMut, SwitchError> {
    text.parse()
        .map_err(|e: toml_edit::TomlError| SwitchError::Bad {
            file: file.to_owned(),
            said: e.to_string(),
        })
}

/// Replaces the file in one step, where it really lies, with the mode that it had.
fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    let real = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let mode = fs::metadata(&real).map(|m| m.permissions()).ok();
    replace(&real, content, 0o644)?;
    let default = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o644);
    fs::set_permissions(&real, mode.unwrap_or(default))
}

#[cfg(test)]
mod tests {
    use super::super::Settings;
    use super::*;

    fn place(name: &str) -> (PathBuf, Home, PathBuf) {
        let dir =
            std::env::temp_dir().join(format!("bulkhead-switch-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let settings = Settings {
            root: Some(dir.join("ws")),
            cargo_home: dir.join("cargo"),
            accept_weaker_walls: false,
        };
        let home = Home::make(&dir.join("home"), settings, Path::new("/bin/true"))
            .expect("it can be made");
        let file = dir.join("ws/.cargo/config.toml");
        fs::create_dir_all(dir.join("ws")).expect("it can be made");
        (dir, home, file)
    }

    #[test]
    fn on_and_off_gives_back_every_byte() {
        let (dir, home, file) = place("bytes");
        enable(&home, &file, false).expect("enabled");
        assert!(is_enabled(&file));
        disable(&home, &file).expect("disabled");
        assert!(!dir.join("ws/.cargo").exists());
        for before in [
            "",
            "# only words\r\n",
            "[build]\n# mine\njobs = 2 # two\n\n[net]\nretry=3\n",
            "build = { jobs = 1 }\n",
            "build.jobs = 1\n",
        ] {
            fs::create_dir_all(dir.join("ws/.cargo")).expect("made");
            fs::write(&file, before).expect("written");
            enable(&home, &file, false).expect("enabled");
            let enabled = fs::read_to_string(&file).expect("there");
            enable(&home, &file, false).expect("enabled twice");
            assert_eq!(
                fs::read_to_string(&file).expect("there"),
                enabled,
                "{before}"
            );
            assert!(
                before
                    .lines()
                    .filter(|l| l.starts_with('#'))
                    .all(|l| enabled.contains(l))
            );
            disable(&home, &file).expect("disabled");
            assert_eq!(fs::read_to_string(&file).expect("there"), before);
            assert!(matches!(
                disable(&home, &file),
                Err(SwitchError::NotEnabled { .. })
            ));
        }
        let _ = fs::remove_dir_all(&dir);
    }

    #[test]
    fn what_was_edited_since_stays() {
        let (dir, home, file) = place("edited");
        fs::create_dir_all(dir.join("ws/.cargo")).expect("made");
        fs::write(&file, "[build]\nrustc-wrapper = \"sccache\"\n").expect("written");
        assert!(matches!(
            enable(&home, &file, false),
            Err(SwitchError::Taken { .. })
        ));
        enable(&home, &file, true).expect("enabled");
        let edited = format!(
            "{}jobs = 7 # mine\n",
            fs::read_to_string(&file).expect("there")
        );
        fs::write(&file, edited).expect("written");
        disable(&home, &file).expect("disabled");
        let after = fs::read_to_string(&file).expect("there");
        assert!(
            after.contains("rustc-wrapper = \"sccache\"") && after.contains("jobs = 7 # mine"),
            "{after}"
        );
        assert!(!after.contains("bulkhead"), "{after}");
        let _ = fs::remove_dir_all(&dir);
    }
}
