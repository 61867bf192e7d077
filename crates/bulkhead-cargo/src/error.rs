//! Why we could not look at a workspace, sorted by who is to blame, each with a next step.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Who can do something about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// What the user asked for, or the workspace that they asked about.
    Input,
    /// The machine: a missing program, no network, a file that cannot be read.
    Host,
    /// This program, or a Cargo that speaks in a way it does not know.
    Tool,
}

/// Why a workspace could not be read. [`fmt::Display`] says what happened; [`Error::hint`] what to do about it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// There is no `Cargo.toml` here or above.
    NoManifest {
        /// What Cargo said.
        said: String,
    },
    /// `Cargo.toml` (of the workspace or of a package in it) is not one that Cargo accepts.
    BadManifest {
        /// What Cargo said.
        said: String,
    },
    /// `--locked` or `--frozen`, and `Cargo.lock` is missing or out of date.
    LockOutdated {
        /// What Cargo said.
        said: String,
    },
    /// `Cargo.lock` is not one that this program can read.
    BadLock {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        said: String,
    },
    /// A feature or package that the workspace does not have.
    NoSuchFeature {
        /// What Cargo said.
        said: String,
    },
    /// A package or a version of one that the registry does not have.
    NoSuchVersion {
        /// What was asked for: `name` or `name@version`.
        wanted: String,
        /// What is wrong with it, or what Cargo said.
        said: String,
    },
    /// A target that rustc does not know.
    NoSuchTarget {
        /// The target asked for.
        target: String,
        /// What rustc said.
        said: String,
    },
    /// `Cargo.lock` names a version that the registry no longer has.
    Vanished {
        /// What Cargo said.
        said: String,
    },
    /// Git has no such revision, or there is no repository.
    Git {
        /// What git said.
        said: String,
    },
    /// Cargo's configuration cannot be read.
    BadConfig {
        /// What is wrong with it.
        said: String,
    },
    /// Offline, and something that the graph needs is not on this machine.
    NotDownloaded {
        /// What Cargo said.
        said: String,
    },
    /// The network failed while Cargo fetched what the graph needs.
    Network {
        /// What Cargo said.
        said: String,
    },
    /// A program could not be started.
    CannotStart {
        /// `cargo` or `rustc`, as it was looked for.
        program: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// rustc was started and failed: its toolchain is not installed, or a proxy or wrapper in its place does not work.
    Rustc {
        /// What it said.
        said: String,
    },
    /// A file of the workspace cannot be read.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Cargo failed in a way that has no kind of its own here.
    Cargo {
        /// What Cargo said.
        said: String,
    },
    /// Cargo or rustc answered with something that is not what they document.
    BadAnswer {
        /// What was asked: `cargo metadata`, `rustc --print cfg`.
        asked: &'static str,
        /// What is wrong with the answer.
        said: String,
    },
}

impl Error {
    /// Who can do something about it.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Error::NoManifest { .. }
            | Error::BadManifest { .. }
            | Error::LockOutdated { .. }
            | Error::BadLock { .. }
            | Error::NoSuchFeature { .. }
            | Error::NoSuchVersion { .. }
            | Error::NoSuchTarget { .. }
            | Error::Vanished { .. }
            | Error::Git { .. }
            | Error::BadConfig { .. }
            | Error::Cargo { .. } => Blame::Input,
            Error::NotDownloaded { .. }
            | Error::Network { .. }
            | Error::CannotStart { .. }
            | Error::Rustc { .. }
            | Error::Io { .. } => Blame::Host,
            Error::BadAnswer { .. } => Blame::Tool,
        }
    }

    /// A short stable word for the kind, for machine-readable output.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Error::NoManifest { .. } => "no-manifest",
            Error::BadManifest { .. } => "bad-manifest",
            Error::LockOutdated { .. } => "lock-outdated",
            Error::BadLock { .. } => "bad-lock",
            Error::NoSuchFeature { .. } => "no-such-feature",
            Error::NoSuchVersion { .. } => "no-such-version",
            Error::NoSuchTarget { .. } => "no-such-target",
            Error::Vanished { .. } => "vanished",
            Error::Git { .. } => "git",
            Error::BadConfig { .. } => "bad-config",
            Error::NotDownloaded { .. } => "not-downloaded",
            Error::Network { .. } => "network",
            Error::CannotStart { .. } => "cannot-start",
            Error::Rustc { .. } => "rustc",
            Error::Io { .. } => "io",
            Error::Cargo { .. } => "cargo",
            Error::BadAnswer { .. } => "bad-answer",
        }
    }

    /// What the other program said about the cause, in full; foreign text.
    #[must_use]
    pub fn cause(&self) -> Option<String> {
        match self {
            Error::NoManifest { said }
            | Error::BadManifest { said }
            | Error::LockOutdated { said }
            | Error::BadLock { said, .. }
            | Error::NoSuchFeature { said }
            | Error::NoSuchVersion { said, .. }
            | Error::NoSuchTarget { said, .. }
            | Error::Vanished { said }
            | Error::Git { said }
            | Error::BadConfig { said }
            | Error::NotDownloaded { said }
            | Error::Network { said }
            | Error::Cargo { said }
            | Error::Rustc { said }
            | Error::BadAnswer { said, .. } => Some(said.clone()),
            Error::CannotStart { cause, .. } | Error::Io { cause, .. } => Some(cause.to_string()),
        }
    }

    /// A next step: a command to paste where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Error::NoManifest { .. } => {
                "run it inside a Cargo workspace, or name one: cargo bulkhead --manifest-path path/to/Cargo.toml".into()
            }
            Error::BadManifest { .. } => "see it from Cargo alone: cargo metadata --no-deps --format-version 1".into(),
            Error::LockOutdated { .. } => "bring the lock file up to date: cargo update --workspace".into(),
            Error::BadLock { path, .. } => format!("mend or remove {}", path.display()),
            Error::NoSuchFeature { .. } => "see the features of the workspace: cargo metadata --no-deps --format-version 1".into(),
            Error::NoSuchVersion { wanted, .. } => format!(
                "see the versions: cargo info {}",
                wanted.split('@').next().unwrap_or_default()
            ),
            Error::NoSuchTarget { .. } => "see the targets that rustc knows: rustc --print target-list".into(),
            Error::Vanished { .. } => "it may have been removed for being hostile, so look for an advisory (https://rustsec.org) \
                 before you choose another: cargo update PACKAGE. Offline, the index here may only be old: cargo fetch".into(),
            Error::Git { .. } => "see the revisions that are here: git log --oneline --all".into(),
            Error::BadConfig { .. } => "look at .cargo/config.toml here, above and in $CARGO_HOME".into(),
            Error::NotDownloaded { .. } => "fetch what is missing: cargo fetch".into(),
            Error::Network { .. } => "try again with the network up: cargo fetch".into(),
            Error::CannotStart { program, .. } => format!(
                "install it or put it on PATH ({} was looked for; $CARGO and $RUSTC choose another)",
                program.display()
            ),
            Error::Cargo { .. } => "see it from Cargo alone: cargo metadata --format-version 1".into(),
            Error::Rustc { .. } => {
                "see it from rustc alone, in the workspace: rustc -vV; with rustup, `rustup toolchain install` installs what \
                 rust-toolchain.toml asks for, and `cargo +stable bulkhead` takes another"
                    .into()
            }
            Error::Io { .. } | Error::BadAnswer { .. } => return None,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoManifest { .. } => f.write_str("there is no Cargo.toml here or above"),
            Error::BadManifest { .. } => f.write_str("Cargo does not accept a manifest"),
            Error::LockOutdated { .. } => {
                f.write_str("Cargo.lock is missing or out of date, and may not be changed")
            }
            Error::BadLock { path, .. } => write!(f, "{} cannot be read", path.display()),
            Error::NoSuchFeature { .. } => f.write_str("the workspace has no such feature"),
            Error::NoSuchVersion { wanted, .. } => {
                write!(f, "the registry has no `{wanted}` to look at")
            }
            Error::NoSuchTarget { target, .. } => write!(f, "rustc knows no target `{target}`"),
            Error::Vanished { .. } => {
                f.write_str("Cargo.lock names a version that the registry no longer has")
            }
            Error::Git { .. } => f.write_str("git does not have what was asked for"),
            Error::BadConfig { .. } => f.write_str("Cargo's configuration cannot be read"),
            Error::NotDownloaded { .. } => {
                f.write_str("a package is not on this machine, and the network may not be used")
            }
            Error::Network { .. } => f.write_str("Cargo could not fetch what the graph needs"),
            Error::CannotStart { program, .. } => {
                write!(f, "{} cannot be started", program.display())
            }
            Error::Io { path, .. } => write!(f, "{} cannot be read", path.display()),
            Error::Cargo { .. } => f.write_str("cargo metadata failed"),
            Error::Rustc { .. } => f.write_str("rustc does not work here"),
            Error::BadAnswer { asked, .. } => write!(f, "{asked} answered with something unknown"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::CannotStart { cause, .. } | Error::Io { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

/// Sorts what Cargo printed when it failed into a kind. Cargo has no error codes, so its words must do; what is not
/// recognised stays [`Error::Cargo`] with all that was said.
pub(crate) fn from_cargo(stderr: &str) -> Error {
    let said = stderr.trim().to_owned();
    let has = |any: &[&str]| any.iter().any(|words| said.contains(words));
    if has(&["could not find `Cargo.toml`", "manifest path"]) && !has(&["failed to load manifest"])
    {
        Error::NoManifest { said }
    } else if has(&["(locked to "]) && has(&["candidate versions found which didn't match"]) {
        // Before the kinds below: offline, Cargo adds words about that.
        Error::Vanished { said }
    } else if has(&[
        "--locked was passed",
        "--frozen was passed",
        "because --locked",
        "because --frozen",
    ]) {
        Error::LockOutdated { said }
    } else if has(&[
        "--offline was specified",
        "in the offline mode",
        "offline mode",
        "with `--offline`",
    ]) {
        Error::NotDownloaded { said }
    } else if has(&[
        "failed to download",
        "failed to fetch",
        "download of",
        "network failure",
        "Could not resolve host",
    ]) {
        Error::Network { said }
    } else if has(&["failed to parse lock file"]) {
        Error::BadLock {
            path: PathBuf::from("Cargo.lock"),
            said,
        }
    } else if has(&[
        "could not load Cargo configuration",
        "could not parse TOML configuration",
    ]) {
        Error::BadConfig { said }
    } else if has(&[
        "failed to parse manifest",
        "failed to load manifest",
        "failed to read manifest",
        "virtual manifest",
        "Cargo.toml:",
    ]) {
        Error::BadManifest { said }
    } else if has(&[
        "does not contain this feature",
        "do not contain this feature",
        "does not contain these features",
        "none of the selected packages contains",
    ]) {
        Error::NoSuchFeature { said }
    } else {
        Error::Cargo { said }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_gone_is_told_as_that_offline_too() {
        // As Cargo 1.95 says it.
        let said = "error: failed to select a version for the requirement `itoa = \"^1\"` (locked to 1.0.15)\n\
                    candidate versions found which didn't match: 1.0.11\n\
                    location searched: crates.io index\nrequired by package `app v0.1.0`\n\
                    As a reminder, you're using offline mode (--offline)";
        assert_eq!(from_cargo(said).kind(), "vanished");
    }
}
