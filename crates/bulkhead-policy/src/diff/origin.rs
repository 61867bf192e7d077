//! Where the bytes are from: the source, the archive, and the commit that it says it was made of.

use std::collections::BTreeMap;

use bulkhead_facts::CapSet;

use super::{Item, ItemKind, More, count};
use crate::finding::Evidence;
use crate::picture::{Package, Source};

/// The files of a package and what it says of version control (`.cargo_vcs_info.json`, which `cargo package` writes).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The commit; `None` when the archive names none.
    pub commit: Option<String>,
    /// Whether the archive says that it was made of files which were not committed.
    pub dirty: bool,
    /// SHA-256 of every file by its package-relative path.
    pub files: BTreeMap<String, [u8; 32]>,
    /// What a checkout of the repository shows of the archive; `None` when none was at hand.
    pub checked: Option<Checked>,
}

/// An archive compared with the commit that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The files that the commit has not, or has otherwise.
    Differs(Vec<Evidence>),
    /// It could not be compared, and why.
    Not(String),
}

/// What `cargo package` itself writes or rewrites. The manifest as its author wrote it is `Cargo.toml.orig`.
const MADE_BY_CARGO: &[&str] = &["Cargo.toml", "Cargo.lock", ".cargo_vcs_info.json"];

/// A package of the same name from elsewhere, or other bytes under the same version.
pub(super) fn moved(before: &Package<'_>, after: &Package<'_>) -> Option<Item> {
    if before.source != after.source {
        let message = format!(
            "comes from {} now, came from {}",
            place(&after.source),
            place(&before.source)
        );
        return Some(item(ItemKind::Origin, message, Vec::new()));
    }
    let both = before.checksum.is_some() && after.checksum.is_some();
    (both && before.version == after.version && before.checksum != after.checksum).then(|| {
        let message = "is another archive under the same version".to_owned();
        item(ItemKind::Origin, message, Vec::new())
    })
}

fn place(source: &Source) -> String {
    match source {
        Source::Registry(url) => format!("the registry {}", url.trim_start_matches("registry+")),
        Source::Git(url) => format!("git {}", url.trim_start_matches("git+")),
        Source::Path => "a directory".to_owned(),
    }
}

/// What two releases say of version control.
pub(super) fn versioned(old: Option<&More>, new: Option<&More>) -> Vec<Item> {
    let published = |m: Option<&More>| m.and_then(|m| m.published.clone());
    let (Some(before), Some(after)) = (published(old), published(new)) else {
        return Vec::new();
    };
    let mut items = Vec::new();
    match &after.checked {
        Some(Checked::Differs(evidence)) if !evidence.is_empty() => {
            let n = count(evidence.len(), "file", "files");
            let message = format!("ships {n} that the commit it names has not, or has otherwise");
            items.push(item(ItemKind::Unversioned, message, evidence.clone()));
        }
        Some(Checked::Not(why)) => items.push(Item {
            grows: false,
            ..item(
                ItemKind::Unversioned,
                format!("could not be compared with its repository: {why}"),
                Vec::new(),
            )
        }),
        _ => {}
    }
    match (&before.commit, &after.commit) {
        (Some(_), None) => items.push(item(
            ItemKind::Unversioned,
            "names no commit that it was made of; the version before does".to_owned(),
            Vec::new(),
        )),
        (Some(was), Some(is)) if was == is => {
            let evidence = differing(&before, &after);
            if !evidence.is_empty() {
                let n = count(evidence.len(), "file differs", "files differ");
                let message = format!("names the same commit as the version before, yet {n}");
                items.push(item(ItemKind::Unversioned, message, evidence));
            }
        }
        _ => {}
    }
    if after.dirty {
        items.push(Item {
            grows: !before.dirty,
            ..item(
                ItemKind::Unversioned,
                "was made of files that were not committed (it says so itself)".to_owned(),
                Vec::new(),
            )
        });
    }
    items
}

fn differing(before: &Published, after: &Published) -> Vec<Evidence> {
    let files = after.files.iter();
    let own = files.filter(|(file, _)| !MADE_BY_CARGO.contains(&file.as_str()));
    let differs = own.filter_map(|(file, hash)| {
        let what = match before.files.get(file) {
            None => "is new",
            Some(then) if then != hash => "is other than it was",
            Some(_) => return None,
        };
        Some(Evidence {
            file: file.clone(),
            position: None,
            what: what.to_owned(),
        })
    });
    differs.collect()
}

fn item(kind: ItemKind, message: String, evidence: Vec<Evidence>) -> Item {
    Item {
        kind,
        grows: true,
        site: None,
        caps: CapSet::EMPTY,
        message,
        evidence,
    }
}
