//! `bulkhead.toml` on disk: read, and what is wrong with it said as rustc says it.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bulkhead_policy::Policy;
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
