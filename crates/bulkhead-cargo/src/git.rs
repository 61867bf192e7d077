//! What a git repository has in one commit, read without running anything that the repository brings: no hook, no filter,
//! no attribute, no lazy fetch, no replaced object. The working tree is never touched.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::error::Error;

/// Files of one commit.
const MAX_FILES: usize = 1_000_000;
/// Bytes of all files of one commit that are written out.
const MAX_BYTES: u64 = 4 << 30;

/// A repository on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    dir: PathBuf,
}

/// A file in a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Its path in the repository, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    id: String,
    regular: bool,
}

impl Repository {
    /// The repository that a directory is in.
    pub fn around(dir: &Path) -> Result<Self, Error> {
        let here = Repository {
            dir: dir.to_owned(),
        };
        let top = here.text(&["rev-parse", "--show-toplevel"])?;
        Ok(Repository {
            dir: PathBuf::from(top.trim_end_matches(['\n', '\r'])),
        })
    }

    /// A repository, bare or not, in this very directory.
    pub fn at(dir: &Path) -> Result<Self, Error> {
        let here = Repository {
            dir: dir.to_owned(),
        };
        here.text(&["rev-parse", "--git-dir"])?;
        Ok(here)
    }

    /// The directory of its working tree.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The commit that a revision means.
    pub fn commit(&self, revision: &str) -> Result<String, Error> {
        let wanted = format!("{revision}^{{commit}}");
        let args = ["rev-parse", "--verify", "--end-of-options", &wanted];
        Ok(self.text(&args)?.trim().to_owned())
    }

    /// All files of a commit.
    pub fn files(&self, commit: &str) -> Result<Vec<Blob>, Error> {
        let listed = self.output(&["ls-tree", "-r", "-z", "-l", "--full-tree", commit])?;
        let mut blobs = Vec::new();
        for entry in listed.split(|b| *b == 0).filter(|e| !e.is_empty()) {
            if blobs.len() == MAX_FILES {
                return Err(odd(format!("more than {MAX_FILES} files")));
            }
            blobs.push(
                blob(&String::from_utf8_lossy(entry))
                    .ok_or_else(|| odd(String::from_utf8_lossy(entry).into_owned()))?,
            );
        }
        Ok(blobs)
    }

    /// The contents of files, in order, each given to `take`.
    pub fn contents<'b>(
        &self,
        blobs: &[&'b Blob],
        mut take: impl FnMut(&'b Blob, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut child = self
            .git(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(cannot_start)?;
        let ended = || odd("git cat-file ended early".to_owned());
        let mut stdin = child.stdin.take().ok_or_else(ended)?;
        let stdout = child.stdout.take().ok_or_else(ended)?;
        let mut child = Ended(child);
        let asked: String = blobs.iter().map(|b| format!("{}\n", b.id)).collect();
        std::thread::scope(|scope| {
            // Both pipes can be full at once, so that one side needs a thread of its own.
            scope.spawn(move || {
                // What git does not hear it does not answer, which is seen below.
                let _ = stdin.write_all(asked.as_bytes());
            });
            let mut answers = BufReader::new(stdout);
            for blob in blobs {
                let bytes = answer(&mut answers, blob).ok_or_else(ended)?;
                take(blob, &bytes)?;
            }
            Ok(())
        })?;
        child.stop();
        Ok(())
    }

    /// Writes all regular files of a commit below a directory; gives the paths that were left out: links, submodules, and
    /// what could lead out of the directory.
    pub fn write(&self, commit: &str, to: &Path) -> Result<Vec<String>, Error> {
        let blobs = self.files(commit)?;
        let whole: u64 = blobs.iter().map(|b| b.bytes).sum();
        if whole > MAX_BYTES {
            return Err(odd(format!("{whole} bytes are more than {MAX_BYTES}")));
        }
        let (kept, left): (Vec<&Blob>, Vec<&Blob>) =
            blobs.iter().partition(|b| b.regular && is_inside(&b.path));
        self.contents(&kept, |blob, bytes| {
            let path = to.join(&blob.path);
            let io = |cause| Error::Io {
                path: path.clone(),
                cause,
            };
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(io)?;
            }
            // Never over what is there: two paths of the repository can be one on this file system.
            let mut file = fs::File::create_new(&path).map_err(io)?;
            file.write_all(bytes).map_err(io)
        })?;
        Ok(left.iter().map(|b| b.path.clone()).collect())
    }

    fn text(&self, args: &[&str]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.output(args)?).into_owned())
    }

    fn output(&self, args: &[&str]) -> Result<Vec<u8>, Error> {
        let output = self.git(args).output().map_err(cannot_start)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::Git { said })
    }

    fn git(&self, args: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.arg("-C")
            .arg(&self.dir)
            .args(["--no-pager", "--no-optional-locks"]);
        for setting in [
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "protocol.allow=never",
        ] {
            git.args(["-c", setting]);
        }
        git.args(args)
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        git
    }
}

/// A process that does not outlive its use.
struct Ended(Child);

impl Ended {
    fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.stop();
    }
}

/// `<mode> SP <type> SP <id> SP+ <size> TAB <path>`. Source: git-ls-tree(1), "Output Format".
fn blob(entry: &str) -> Option<Blob> {
    let (meta, path) = entry.split_once('\t')?;
    let mut parts = meta.split_ascii_whitespace();
    let (mode, kind, id, size) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some(Blob {
        path: path.to_owned(),
        bytes: size.parse().unwrap_or(0),
        id: id.to_owned(),
        regular: kind == "blob" && matches!(mode, "100644" | "100755" | "100664"),
    })
}

/// `<id> SP <type> SP <size> LF <contents> LF`. Source: git-cat-file(1), "Batch Output".
fn answer(answers: &mut impl std::io::BufRead, blob: &Blob) -> Option<Vec<u8>> {
    let mut head = String::new();
    answers.take(256).read_line(&mut head).ok()?;
    let mut parts = head.split_ascii_whitespace();
    let (id, kind, size) = (parts.next()?, parts.next()?, parts.next()?);
    let size: u64 = size.parse().ok()?;
    if id != blob.id || kind != "blob" || size != blob.bytes {
        return None;
    }
    let mut bytes = Vec::new();
    answers.take(size + 1).read_to_end(&mut bytes).ok()?;
    (bytes.pop() == Some(b'\n') && bytes.len() as u64 == size).then_some(bytes)
}

fn is_inside(path: &str) -> bool {
    let plain = |c: Component<'_>| match c {
        Component::Normal(name) => !name.eq_ignore_ascii_case(OsStr::new(".git")),
        _ => false,
    };
    !path.contains('\\') && Path::new(path).components().all(plain)
}

fn cannot_start(cause: std::io::Error) -> Error {
    Error::CannotStart {
        program: PathBuf::from("git"),
        cause,
    }
}

fn odd(said: String) -> Error {
    Error::BadAnswer { asked: "git", said }
}

/// One way in which an archive differs from the commit that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unversioned {
    /// The file in the archive.
    pub file: String,
    /// In plain words.
    pub what: String,
}

/// What `cargo package` makes itself; the manifest as its author wrote it is `Cargo.toml.orig`.
const MADE_BY_CARGO: &[&str] = &[".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml"];

/// Holds an archive against a commit: the files that the commit has not, or has otherwise. `folder` is the package's in
/// the repository. A file counts as versioned when the commit has its content anywhere (a licence of the whole
/// repository is copied into each package); line ends do not count.
pub fn compare(
    repository: &Repository,
    commit: &str,
    folder: &str,
    files: &dyn bulkhead_facts::Files,
) -> Result<Vec<Unversioned>, Error> {
    let commit = repository.commit(commit)?;
    let blobs = repository.files(&commit)?;
    let by_path: HashMap<&str, &Blob> = blobs.iter().map(|b| (b.path.as_str(), b)).collect();
    let own = |file: &str| match folder.trim_matches('/') {
        "" => file.to_owned(),
        folder => format!("{folder}/{file}"),
    };
    let published: Vec<(&str, &[u8])> = files
        .iter()
        .filter(|(file, _)| !MADE_BY_CARGO.contains(file))
        .collect();
    let place = |file: &str| {
        own(if file == "Cargo.toml.orig" {
            "Cargo.toml"
        } else {
            file
        })
    };
    // Ask for the files at their place, and for whatever has the size of one that is not there.
    let sizes: Vec<u64> = published.iter().map(|(_, b)| b.len() as u64).collect();
    let places: Vec<String> = published.iter().map(|(file, _)| place(file)).collect();
    let wanted = |b: &&Blob| places.contains(&b.path) || sizes.contains(&b.bytes);
    let asked: Vec<&Blob> = blobs.iter().filter(|b| b.regular).filter(wanted).collect();
    let mut known: HashMap<Vec<u8>, ()> = HashMap::new();
    repository.contents(&asked, |_, bytes| {
        known.insert(without_returns(bytes), ());
        Ok(())
    })?;
    let mut found = Vec::new();
    for ((file, bytes), place) in published.iter().zip(&places) {
        if known.contains_key(&without_returns(bytes)) {
            continue;
        }
        let what = match by_path.contains_key(place.as_str()) {
            true => "has other content in the repository",
            false => "is not in the repository",
        };
        found.push(Unversioned {
            file: (*file).to_owned(),
            what: what.to_owned(),
        });
    }
    Ok(found)
}

/// A hash of the content without carriage returns, which git may have added or removed.
fn without_returns(bytes: &[u8]) -> Vec<u8> {
    let text: Vec<u8> = bytes.iter().copied().filter(|b| *b != b'\r').collect();
    bulkhead_facts::archive::sha256(&text).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        for path in ["a", "a/b.rs", ".gitignore"] {
            assert!(is_inside(path), "{path}");
        }
        for path in [
            "../a",
            "/a",
            "a/../b",
            ".git/hooks/x",
            "a/.GIT/config",
            "a\\b",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }

    #[test]
    fn answers_that_do_not_fit_are_refused() {
        let blob = blob("100644 blob abc       3\ta b.rs").expect("reads");
        assert_eq!((blob.path.as_str(), blob.bytes), ("a b.rs", 3));
        let says = |text: &str| answer(&mut text.as_bytes(), &blob);
        assert_eq!(says("abc blob 3\nxyz\n"), Some(b"xyz".to_vec()));
        for wrong in [
            "abc missing\n",
            "abc blob 3\nxy",
            "abd blob 3\nxyz\n",
            "abc blob 4\nwxyz\n",
        ] {
            assert_eq!(says(wrong), None, "{wrong}");
        }
    }
}
