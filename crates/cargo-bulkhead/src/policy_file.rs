//! `bulkhead.toml` on disk: read, and what is wrong with it said as rustc says it.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use bulkhead_policy::Policy;
use bulkhead_policy::policy::edit::EditError;
use bulkhead_policy::policy::{Complaint, FILE};

use crate::failure::Failure;
use crate::report::diagnostic;
use crate::speak::{Label, Line, Text};

/// Bytes of the largest file that is read; a thousand packages take some 64 KiB.
const MAX_BYTES: u64 = 4 << 20;
/// Complaints that are shown; the first ones often bring the others.
const SHOWN: usize = 10;

/// A policy and where it stands.
#[derive(Debug)]
pub(crate) struct PolicyFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its text.
    pub(crate) text: String,
    /// What it says.
    pub(crate) policy: Policy,
}

/// Why there is no policy although there is a file.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It could not be read.
    Unread(Failure),
    /// It does not say anything that could be held to.
    Wrong {
        /// Its text.
        text: String,
        /// What is wrong with it.
        complaints: Vec<Complaint>,
    },
}

impl PolicyFile {
    /// Reads the file of a workspace, when it has one.
    pub(crate) fn read(root: &Path) -> Result<Option<PolicyFile>, Trouble> {
        let path = root.join(FILE);
        let Some(text) = read_text(&path)? else {
            return Ok(None);
        };
        match Policy::parse(&text) {
            Ok(policy) => Ok(Some(PolicyFile { path, text, policy })),
            Err(complaints) => Err(Trouble::Wrong { text, complaints }),
        }
    }

    /// Puts another text in its place, in one step. What somebody else wrote meanwhile stays.
    pub(crate) fn replace(&mut self, text: String) -> Result<(), Failure> {
        // Behind a link is the file that is meant.
        let path = fs::canonicalize(&self.path).map_err(|e| unwritten(&self.path, &e))?;
        let draft = Draft::write(&path, &text).map_err(|e| unwritten(&path, &e))?;
        let now = fs::read_to_string(&path).map_err(|e| unwritten(&path, &e))?;
        if now != self.text {
            return Err(Failure {
                kind: format!("{FILE} was changed while this ran"),
                cause: None,
                hint: Some("give the command again".to_owned()),
            });
        }
        draft.replace().map_err(|e| unwritten(&path, &e))?;
        if let Ok(policy) = Policy::parse(&text) {
            self.policy = policy;
        }
        self.text = text;
        Ok(())
    }

    /// Why the text was not changed.
    pub(crate) fn unchanged(&self, why: &EditError) -> Failure {
        Failure {
            kind: format!("{FILE} was not changed"),
            cause: Some(why.to_string()),
            hint: Some(format!("change it by hand: {}", self.path.display())),
        }
    }
}

/// A file that was made, and the file that it is meant to become.
struct Draft<'p> {
    temporary: PathBuf,
    path: &'p Path,
}

impl<'p> Draft<'p> {
    /// Writes a text beside its place, in full and on disk before it gets its name.
    fn write(path: &'p Path, text: &str) -> io::Result<Self> {
        let temporary = path.with_extension(format!("toml.{}.new", std::process::id()));
        let draft = Draft { temporary, path };
        let mut file = fs::File::create(&draft.temporary)?;
        if let Ok(meta) = fs::metadata(path) {
            file.set_permissions(meta.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(draft)
    }

    fn replace(self) -> io::Result<()> {
        fs::rename(&self.temporary, self.path)
    }

    /// Unlike a rename, a link does not take the place of a file that came meanwhile.
    fn create(self) -> io::Result<()> {
        fs::hard_link(&self.temporary, self.path)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        // It is gone when it got its place.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn unwritten(path: &Path, why: &io::Error) -> Failure {
    Failure {
        kind: format!("{} cannot be written", path.display()),
        cause: Some(why.to_string()),
        hint: None,
    }
}

/// Writes a policy file where there is none.
pub(crate) fn create(root: &Path, text: &str) -> Result<(), Failure> {
    let path = root.join(FILE);
    let draft = Draft::write(&path, text).map_err(|e| unwritten(&path, &e))?;
    draft.create().map_err(|e| unwritten(&path, &e))
}

fn read_text(path: &Path) -> Result<Option<String>, Trouble> {
    let unread = |why: String| {
        Trouble::Unread(Failure {
            kind: format!("{} cannot be read", path.display()),
            cause: Some(why),
            hint: None,
        })
    };
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(unread(e.to_string())),
    };
    let mut text = String::new();
    let read = file.take(MAX_BYTES + 1).read_to_string(&mut text);
    read.map_err(|e| unread(e.to_string()))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(unread(format!("it has more than {MAX_BYTES} bytes")));
    }
    Ok(Some(text))
}

impl Trouble {
    /// As a person should hear it.
    pub(crate) fn text(&self, width: usize) -> Text {
        match self {
            Trouble::Unread(failure) => failure.text(width),
            Trouble::Wrong { text, complaints } => {
                let mut said = Text::default();
                for complaint in complaints.iter().take(SHOWN) {
                    said.gap();
                    say(&mut said, text, complaint, width);
                }
                if let Some(more) = complaints.len().checked_sub(SHOWN).filter(|n| *n > 0) {
                    said.gap();
                    said.line(Line::new().plain(&format!("and {more} more")));
                }
                said
            }
        }
    }
}

fn say(said: &mut Text, text: &str, complaint: &Complaint, width: usize) {
    let head = Line::new().then(Label::Deny, "error").plain(": ");
    said.wrap(head, Label::Strong, &complaint.message, width);
    diagnostic::own_place(said, FILE, text, &complaint.spot, "", width);
    if let Some(hint) = &complaint.hint {
        diagnostic::note(said, width, "help", hint);
    }
}
