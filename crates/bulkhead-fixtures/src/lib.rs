//! For tests only: local registries made of folders.
//!
//! Each folder below a registry's folder is one release: its files, and in its `Cargo.toml` what a registry knows of it,
//! in comments of this form:
//!
//! ```toml
//! #: published 90m ago           (or 3h, 12d; a year when nothing is said)
//! #: yanked                      (withdrawn in the end)
//! #: late                        (not there in the beginning)
//! #: earlier 0.3.7 1500d yanked  (a release that only the index knows)
//! #: commit                      (names the commit that the test made)
//! #: commit 0123…                (names this commit)
//! #: dirty                       (made of files that were not committed)
//! #: noise tests/a.xz 98304      (a file of so many bytes that look random)
//! #: packed tests/a.xz 98304 key src/b.rs   (the same, but it begins with a file that is hidden with a key)
//! #: rename src/a.rs src\\b.rs     (the archive has that name; `%ff` in it is that byte)
//! #: link src/a.rs ../b.rs       (a symbolic link in the archive)
//! #: program helper              (a small program for Linux on x86-64 that makes the file which it is given)
//! #: hostile                     (for the test: this is who attacks)
//! ```
//!
//! Files name two places, where to call home and what to leave behind, and a test says what stands for them ([`Places`]).
//!
//! The registry is a local one, as The Cargo Book describes under "Source Replacement", "Local Registry Sources"; a [`Server`]
//! makes a sparse one of it. Nothing in a folder is run.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bulkhead_facts::archive::sha256;
use serde_json::{Value, json};

mod catcher;
mod fill;
mod program;
mod server;

pub use catcher::Catcher;
pub use fill::Places;
pub use server::Server;

/// When in the story of a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing late is there, and nothing is withdrawn.
    Before,
    /// All is as the folders say.
    After,
}

/// Why a registry could not be made: the folder and what is wrong with it.
#[derive(Debug)]
pub struct BadFixture(String);

impl fmt::Display for BadFixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadFixture {}

fn bad(path: &Path, what: impl fmt::Display) -> BadFixture {
    BadFixture(format!("{}: {what}", path.display()))
}

/// How a story is told.
#[derive(Clone, Debug)]
pub struct Story {
    /// Which part of it.
    pub when: When,
    /// Today, in seconds since 1970 UTC.
    pub now: i64,
    /// What `#: commit` stands for.
    pub commit: Option<String>,
    /// What the files leave open.
    pub places: Places,
}

/// Makes the registry of the folders below `from` in the directory `to`, replacing what is there.
pub fn registry(from: &Path, to: &Path, story: &Story) -> Result<(), BadFixture> {
    // Cargo believes that a version which it has unpacked stays the same, so what is the same is not written again.
    fs::create_dir_all(to.join("index")).map_err(|e| bad(to, e))?;
    let mut index: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut folders: Vec<PathBuf> = entries(from)?;
    folders.sort();
    for folder in folders.iter().filter(|f| f.is_dir()) {
        let release = Release::read(folder, story)?;
        if release.marks.late && story.when == When::Before {
            continue;
        }
        let archive = to.join(format!("{}-{}.crate", release.name, release.version));
        let bytes = release.archive()?;
        fs::write(&archive, &bytes).map_err(|e| bad(&archive, e))?;
        let lines = index.entry(release.name.clone()).or_default();
        lines.extend(release.lines(&bytes, story.when, story.now));
    }
    for (name, lines) in index {
        let path = to.join("index").join(place(&name));
        write(&path, (lines.join("\n") + "\n").as_bytes())?;
    }
    Ok(())
}

/// Cargo's configuration that takes crates.io from a local registry.
#[must_use]
pub fn config(registry: &Path) -> String {
    let path = Value::from(registry.display().to_string());
    format!(
        "[source.crates-io]\nreplace-with = \"fixture\"\n[source.fixture]\nlocal-registry = {path}\n"
    )
}

/// Copies all files below a folder into another, over what is there.
pub fn copy(from: &Path, to: &Path, places: &Places) -> Result<(), BadFixture> {
    for (file, bytes) in files(from)? {
        write(&to.join(file), &places.fill(bytes))?;
    }
    Ok(())
}

/// The names of the packages below a registry's folder of which a release is marked as hostile.
pub fn hostile(from: &Path) -> Result<Vec<String>, BadFixture> {
    let story = Story {
        when: When::After,
        now: 0,
        commit: Some(String::new()),
        places: Places::default(),
    };
    let folders = entries(from)?.into_iter().filter(|f| f.is_dir());
    let releases: Result<Vec<Release>, BadFixture> = folders
        .map(|folder| Release::read(&folder, &story))
        .collect();
    let hostile = releases?.into_iter().filter(|r| r.marks.hostile);
    Ok(hostile.map(|r| r.name).collect())
}

/// What the comments of a manifest say.
#[derive(Debug, Default)]
struct Marks {
    published: Option<i64>,
    yanked: bool,
    late: bool,
    dirty: bool,
    commit: Option<String>,
    /// Version, age in seconds, whether withdrawn.
    earlier: Vec<(String, i64, bool)>,
    noise: Vec<(String, usize)>,
    /// File, bytes, key, what it hides.
    packed: Vec<(String, usize, String, String)>,
    renamed: Vec<(String, String)>,
    links: Vec<(String, String)>,
    programs: Vec<String>,
    hostile: bool,
}

struct Release {
    name: String,
    version: String,
    manifest: toml::Table,
    marks: Marks,
    files: BTreeMap<String, Vec<u8>>,
}

const YEAR: i64 = 365 * 86_400;

impl Release {
    fn read(folder: &Path, story: &Story) -> Result<Self, BadFixture> {
        let mut files = files(folder)?;
        let text = files
            .get("Cargo.toml")
            .ok_or_else(|| bad(folder, "no Cargo.toml"))?;
        let text = String::from_utf8_lossy(text).into_owned();
        let manifest: toml::Table = text.parse().map_err(|e| bad(folder, e))?;
        let commit = story.commit.as_deref();
        let marks = Marks::read(&text, commit).map_err(|what| bad(folder, what))?;
        let of_package = |key: &str| {
            let value = manifest.get("package").and_then(|p| p.get(key));
            let value = value.and_then(toml::Value::as_str).map(str::to_owned);
            value.ok_or_else(|| bad(folder, format!("no package.{key}")))
        };
        for bytes in files.values_mut() {
            *bytes = story.places.fill(std::mem::take(bytes));
        }
        marks.change(&mut files).map_err(|what| bad(folder, what))?;
        if let Some(commit) = &marks.commit {
            let info = json!({"git": {"sha1": commit, "dirty": marks.dirty}, "path_in_vcs": ""});
            files.insert(
                ".cargo_vcs_info.json".to_owned(),
                info.to_string().into_bytes(),
            );
            files.insert("Cargo.toml.orig".to_owned(), text.clone().into_bytes());
        }
        Ok(Release {
            name: of_package("name")?,
            version: of_package("version")?,
            manifest,
            marks,
            files,
        })
    }

    fn archive(&self) -> Result<Vec<u8>, BadFixture> {
        let packed = || -> io::Result<Vec<u8>> {
            let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            let mut tar = tar::Builder::new(gzip);
            for (file, bytes) in &self.files {
                let mut header = tar::Header::new_gnu();
                header.set_size(bytes.len() as u64);
                header.set_mode(if self.marks.programs.contains(file) {
                    0o755
                } else {
                    0o644
                });
                tar.append_data(&mut header, self.inside(file), bytes.as_slice())?;
            }
            for (file, to) in &self.marks.links {
                let mut header = tar::Header::new_gnu();
                header.set_entry_type(tar::EntryType::Symlink);
                header.set_size(0);
                tar.append_link(&mut header, self.inside(file), to)?;
            }
            tar.into_inner()?.finish()
        };
        packed().map_err(|e| BadFixture(format!("{} {}: {e}", self.name, self.version)))
    }

    /// Where the archive has a file.
    fn inside(&self, file: &str) -> PathBuf {
        path_of(&format!("{}-{}/{file}", self.name, self.version))
    }

    fn lines(&self, archive: &[u8], when: When, now: i64) -> Vec<String> {
        let late = when == When::After;
        let line = |version: &str, sum: &str, age: i64, yanked: bool, deps: Value| {
            json!({
                "name": self.name, "vers": version, "deps": deps, "cksum": sum,
                "features": self.features(), "yanked": yanked && late,
                "pubtime": moment(now - age), "v": 2,
            })
            .to_string()
        };
        let earlier = self.marks.earlier.iter();
        let mut lines: Vec<String> = earlier
            .map(|(version, age, yanked)| line(version, &"0".repeat(64), *age, *yanked, json!([])))
            .collect();
        let sum: String = sha256(archive).iter().map(|b| format!("{b:02x}")).collect();
        let age = self.marks.published.unwrap_or(YEAR);
        lines.push(line(
            &self.version,
            &sum,
            age,
            self.marks.yanked,
            self.dependencies(),
        ));
        lines
    }

    fn features(&self) -> Value {
        let features = self.manifest.get("features");
        features.map_or_else(
            || json!({}),
            |f| serde_json::to_value(f).unwrap_or_default(),
        )
    }

    fn dependencies(&self) -> Value {
        let mut all = Vec::new();
        let mut add = |table: Option<&toml::Value>, kind: &str, target: Option<&str>| {
            for (name, spec) in table.and_then(toml::Value::as_table).into_iter().flatten() {
                all.push(dependency(name, spec, kind, target));
            }
        };
        let kinds = [
            ("dependencies", "normal"),
            ("build-dependencies", "build"),
            ("dev-dependencies", "dev"),
        ];
        for (key, kind) in kinds {
            add(self.manifest.get(key), kind, None);
            let targets = self.manifest.get("target").and_then(toml::Value::as_table);
            for (target, tables) in targets.into_iter().flatten() {
                add(tables.get(key), kind, Some(target));
            }
        }
        Value::from(all)
    }
}

/// A dependency as the index writes it. Source: The Cargo Book, "Index Format".
fn dependency(name: &str, spec: &toml::Value, kind: &str, target: Option<&str>) -> Value {
    let text = |key: &str| spec.get(key).and_then(toml::Value::as_str);
    let flag = |key: &str, otherwise| {
        let value = spec.get(key).and_then(toml::Value::as_bool);
        value.unwrap_or(otherwise)
    };
    let requirement = spec.as_str().or_else(|| text("version")).unwrap_or("*");
    let features = spec.get("features").map(serde_json::to_value);
    json!({
        "name": name,
        "req": if requirement.starts_with(|c: char| c.is_ascii_digit()) {
            format!("^{requirement}")
        } else {
            requirement.to_owned()
        },
        "features": features.and_then(Result::ok).unwrap_or_else(|| json!([])),
        "optional": flag("optional", false),
        "default_features": flag("default-features", true),
        "target": target,
        "kind": kind,
        "package": text("package"),
    })
}

impl Marks {
    fn read(manifest: &str, commit: Option<&str>) -> Result<Self, String> {
        let mut marks = Marks::default();
        for line in manifest.lines().filter_map(|l| l.strip_prefix("#: ")) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["published", age, "ago"] => marks.published = Some(span(age)?),
                ["yanked"] => marks.yanked = true,
                ["late"] => marks.late = true,
                ["dirty"] => marks.dirty = true,
                ["commit"] => {
                    let commit = commit.ok_or("the test made no commit")?;
                    marks.commit = Some(commit.to_owned());
                }
                ["commit", sha] => marks.commit = Some(sha.to_owned()),
                ["earlier", version, age] => {
                    marks.earlier.push((version.to_owned(), span(age)?, false));
                }
                ["earlier", version, age, "yanked"] => {
                    marks.earlier.push((version.to_owned(), span(age)?, true));
                }
                ["hostile"] => marks.hostile = true,
                ["noise", file, bytes] => marks.noise.push((file.to_owned(), number(bytes)?)),
                ["packed", file, bytes, key, what] => {
                    let bytes = number(bytes)?;
                    marks
                        .packed
                        .push((file.to_owned(), bytes, key.to_owned(), what.to_owned()));
                }
                ["rename", from, to] => marks.renamed.push((from.to_owned(), to.to_owned())),
                ["link", from, to] => marks.links.push((from.to_owned(), to.to_owned())),
                ["program", file] => marks.programs.push(file.to_owned()),
                _ => return Err(format!("`#: {line}` is not known")),
            }
        }
        Ok(marks)
    }

    /// Adds and hides what the marks say.
    fn change(&self, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
        for (file, bytes) in &self.noise {
            files.insert(file.clone(), noise(*bytes));
        }
        for (file, bytes, key, what) in &self.packed {
            let mut plain = files.remove(what).ok_or_else(|| format!("no {what}"))?;
            plain.push(0);
            let mut packed = fill::xor(&plain, key.as_bytes());
            packed.extend(noise(bytes.saturating_sub(packed.len())));
            files.insert(file.clone(), packed);
        }
        for (from, to) in &self.renamed {
            let bytes = files.remove(from).ok_or_else(|| format!("no {from}"))?;
            files.insert(to.clone(), bytes);
        }
        for file in &self.programs {
            files.insert(file.clone(), program::creator());
        }
        Ok(())
    }
}

/// The path that a name stands for, with the bytes that no text can have.
#[cfg(unix)]
fn path_of(name: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let mut parts = name.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).map(|hex| u8::from_str_radix(hex, 16)) {
            Some(Ok(byte)) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[2..]);
            }
            _ => bytes.extend([b"%", part.as_bytes()].concat()),
        }
    }
    std::ffi::OsString::from_vec(bytes).into()
}

/// Other systems have no such names.
#[cfg(not(unix))]
fn path_of(name: &str) -> PathBuf {
    PathBuf::from(name)
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` bytes"))
}

fn span(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is no age");
    let unit = match text.chars().last() {
        Some('m') => 60,
        Some('h') => 3600,
        Some('d') => 86_400,
        _ => return Err(wrong()),
    };
    let n: i64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    Ok(n * unit)
}

/// `2026-08-20T10:11:12Z`. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn moment(seconds: i64) -> String {
    let (days, rest) = (
        seconds.div_euclid(86_400) + 719_468,
        seconds.rem_euclid(86_400),
    );
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The same bytes each time. Source: George Marsaglia, "Xorshift RNGs", 2003.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

/// Where a package is in an index. Source: The Cargo Book, "Index Format", "Index files".
fn place(name: &str) -> PathBuf {
    let name = name.to_ascii_lowercase();
    match name.len() {
        1 | 2 => Path::new(&name.len().to_string()).join(&name),
        3 => Path::new("3").join(&name[..1]).join(&name),
        _ => Path::new(&name[..2]).join(&name[2..4]).join(&name),
    }
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, BadFixture> {
    let all = fs::read_dir(dir).map_err(|e| bad(dir, e))?;
    let all: io::Result<Vec<PathBuf>> = all.map(|entry| entry.map(|e| e.path())).collect();
    all.map_err(|e| bad(dir, e))
}

/// All files below a folder, by their path from it with `/`.
fn files(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>, BadFixture> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder)? {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(dir).map_err(|e| bad(&path, e))?;
            let name = name.to_string_lossy().replace('\\', "/");
            let bytes = fs::read(&path).map_err(|e| bad(&path, e))?;
            found.insert(name, bytes);
        }
    }
    Ok(found)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), BadFixture> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, bytes))
        .map_err(|e| bad(path, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_ages_are_said_as_the_index_says_them() {
        assert_eq!(moment(0), "1970-01-01T00:00:00Z");
        assert_eq!(moment(1_787_220_672), "2026-08-20T10:11:12Z");
        assert_eq!(span("90m"), Ok(5400));
        assert!(span("90").is_err());
    }

    #[test]
    fn a_comment_that_is_not_known_is_no_comment() {
        assert!(Marks::read("#: yankd\n", None).is_err());
        assert!(Marks::read("#: commit\n", None).is_err());
        let marks = Marks::read("#: earlier 0.1.0 9d yanked\n# free text\n", None);
        assert_eq!(
            marks.map(|m| m.earlier).ok(),
            Some(vec![("0.1.0".to_owned(), 9 * 86_400, true)])
        );
    }

    #[test]
    fn noise_is_the_same_each_time_and_looks_random() {
        assert_eq!(noise(9), noise(9));
        let distinct: std::collections::BTreeSet<u8> = noise(4096).into_iter().collect();
        assert_eq!(distinct.len(), 256);
    }
}
