//! What was locked before the change at hand: `Cargo.lock` as git's last commit has it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::graph::{Source, lock};

/// A package of a lock file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locked {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from.
    pub source: Source,
    /// The SHA-256 of its archive, in lower-case hexadecimal.
    pub checksum: Option<String>,
}

/// The packages that git's last commit has in the workspace's lock file. Empty where there is no git, no commit or no such
/// file: the answer helps to go back, and nothing is judged by it.
#[must_use]
pub fn locked(root: &Path) -> Vec<Locked> {
    // Plumbing, which starts no filter, pager or hook that a repository may ask for.
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args([
            "--no-optional-locks",
            "cat-file",
            "blob",
            "HEAD:./Cargo.lock",
        ])
        // A clone that left files out would fetch them now.
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    match output {
        Ok(output) if output.status.success() => {
            lock::packages(&String::from_utf8_lossy(&output.stdout))
        }
        _ => Vec::new(),
    }
}
