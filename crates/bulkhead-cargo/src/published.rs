//! What an archive says of version control.

use std::collections::BTreeMap;

use bulkhead_facts::{Files, archive};
use serde::Deserialize;

/// The file that `cargo package` writes since Rust 1.31. Format: `cargo package`'s documentation, ".cargo_vcs_info.json format".
const VCS_INFO: &str = ".cargo_vcs_info.json";

/// The files of a package and the commit that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The commit, when the archive names one.
    pub commit: Option<String>,
    /// The package's folder in the repository, with `/`; empty for its root.
    pub path_in_vcs: String,
    /// Whether it was made of files which were not committed.
    pub dirty: bool,
    /// SHA-256 of every file by its package-relative path.
    pub files: BTreeMap<String, [u8; 32]>,
}

#[derive(Default, Deserialize)]
struct VcsInfo {
    #[serde(default)]
    git: Git,
    #[serde(default)]
    path_in_vcs: String,
}

#[derive(Default, Deserialize)]
struct Git {
    sha1: Option<String>,
    #[serde(default)]
    dirty: bool,
}

impl Published {
    /// Reads what the files say. A file about version control that is not as Cargo writes it counts as none.
    #[must_use]
    pub fn of(files: &dyn Files) -> Self {
        let info = files.get(VCS_INFO);
        let info: VcsInfo = info
            .and_then(|bytes| serde_json::from_slice(bytes).ok())
            .unwrap_or_default();
        let is_commit = |sha: &String| {
            matches!(sha.len(), 40 | 64) && sha.bytes().all(|b| b.is_ascii_hexdigit())
        };
        Published {
            commit: info.git.sha1.filter(is_commit),
            path_in_vcs: info.path_in_vcs,
            dirty: info.git.dirty,
            files: files
                .iter()
                .map(|(path, bytes)| (path.to_owned(), archive::sha256(bytes)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use bulkhead_facts::FileMap;

    use super::*;

    fn published(info: &str) -> Published {
        Published::of(&FileMap([(VCS_INFO.to_owned(), info.into())].into()))
    }

    #[test]
    fn only_what_cargo_writes_names_a_commit() {
        let sha = "a".repeat(40);
        let all = published(&format!(
            "{{\"git\":{{\"sha1\":\"{sha}\",\"dirty\":true}},\"path_in_vcs\":\"crates/a\"}}"
        ));
        assert_eq!((all.commit, all.dirty), (Some(sha), true));
        assert_eq!(all.path_in_vcs, "crates/a");
        for other in ["", "[]", "{\"git\":{\"sha1\":\"HEAD\"}}", "{\"git\":{}}"] {
            assert_eq!(published(other).commit, None, "{other}");
        }
    }
}
