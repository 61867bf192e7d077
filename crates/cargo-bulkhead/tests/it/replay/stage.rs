//! Where an attack is replayed: a home with secrets, a workspace, a registry, a server on loopback, all in a folder of its own
//! that is gone at the end.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bulkhead_fixtures::{Catcher, Places, Server, Story as Telling, When};

use super::Story;

pub(crate) struct Stage {
    pub(crate) story: Story,
    pub(crate) dir: PathBuf,
    from: PathBuf,
    registry: PathBuf,
    /// The commit of the package's repository, where the fixture has one.
    commit: Option<String>,
    places: Places,
    catcher: Catcher,
    /// Who attacks, by name.
    pub(crate) hostile: BTreeSet<String>,
}

/// How long a call may take to arrive.
const LATE: Duration = Duration::from_millis(400);

impl Stage {
    /// The workspace as it was before, with its lock file and a policy that holds all to what they did, committed.
    pub(crate) fn set(set: &Path, story: &Story) -> Stage {
        let unique = format!("replay-{}-{}", story.name, std::process::id());
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("app/.cargo")).expect("a folder can be made");
        let dir = dir.canonicalize().expect("it is there");
        let marker = dir.join("marker").display().to_string();
        let catcher =
            Catcher::listen(&format!("#!/bin/sh\n: > '{marker}'\n")).expect("a port is free");
        let places = Places {
            address: catcher.address().to_owned(),
            marker,
        };
        let from = set.join(&story.name);
        let registry = set
            .join(story.registry.as_ref().unwrap_or(&story.name))
            .join("registry");
        let hostile = bulkhead_fixtures::hostile(&registry).expect("the registry can be read");
        let mut stage = Stage {
            story: story.clone(),
            hostile: hostile.into_iter().chain(story.hostile.clone()).collect(),
            dir,
            from,
            registry,
            commit: None,
            places,
            catcher,
        };
        stage.commit = stage.repository();
        stage.home();
        stage.before();
        stage
    }

    fn home(&self) {
        for (file, text) in [
            ("home/.ssh/id_ed25519", "key"),
            ("home/.aws/credentials", "secret"),
            ("cargo/credentials.toml", "[registry]\ntoken = \"t\"\n"),
            ("app/.env", "DATABASE_PASSWORD=secret\n"),
            ("temp/keep", ""),
        ] {
            self.write(file, text);
        }
    }

    fn before(&self) {
        self.publish(When::Before);
        self.write("app/.cargo/config.toml", &self.config());
        self.copy("workspace", "app");
        self.copy("beside", "beside");
        self.cargo(&["generate-lockfile"]);
        self.cargo(&["fetch"]);
        self.copy_file("app/Cargo.lock", "before.lock");
        let made = self.bulkhead(&["init"]);
        assert_eq!(
            made.status.code(),
            Some(0),
            "{}: {}",
            self.story.name,
            said(&made)
        );
        let policy = self.read("app/bulkhead.toml") + &self.story.policy;
        self.write("app/bulkhead.toml", &policy);
        let fine = self.bulkhead(&["check"]);
        assert_eq!(
            fine.status.code(),
            Some(0),
            "{}: {}",
            self.story.name,
            said(&fine)
        );
        self.write("app/.gitignore", "/target\n.env\n");
        self.git("app", &["init", "-q"]);
        self.git_commit("app");
    }

    /// Where Cargo gets packages: over http, as developers do. What resolves anew behind walls has no network there, so for
    /// such an attack they come from a mirror on disk.
    fn config(&self) -> String {
        let registry = self.dir.join("registry");
        if self.story.locked {
            return bulkhead_fixtures::config(&registry);
        }
        Server::serve(registry).expect("a port is free").config()
    }

    /// What came, came; and somebody runs `cargo update`, or follows a search result.
    pub(crate) fn strike(&self) {
        self.publish(When::After);
        self.copy("after", "app");
        if !self.story.locked {
            self.cargo(&["update"]);
            self.cargo(&["fetch"]);
        }
    }

    fn publish(&self, when: When) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("after 1970");
        let telling = Telling {
            when,
            now: i64::try_from(now.as_secs()).expect("a small number"),
            commit: self.commit.clone(),
            places: self.places.clone(),
        };
        bulkhead_fixtures::registry(&self.registry, &self.dir.join("registry"), &telling)
            .expect("the registry can be made");
    }

    fn repository(&self) -> Option<String> {
        self.from.join("repository").exists().then(|| {
            self.copy("repository", "repository");
            self.git("repository", &["init", "-q"]);
            self.git_commit("repository");
            self.git("repository", &["rev-parse", "HEAD"])
                .trim()
                .to_owned()
        })
    }

    fn copy(&self, from: &str, to: &str) {
        let from = self.from.join(from);
        if from.exists() {
            bulkhead_fixtures::copy(&from, &self.dir.join(to), &self.places)
                .expect("can be copied");
        }
    }

    pub(crate) fn copy_file(&self, from: &str, to: &str) {
        fs::copy(self.dir.join(from), self.dir.join(to)).expect("can be copied");
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.dir.join(file)).expect("the file can be read")
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.dir.join(file);
        fs::create_dir_all(path.parent().expect("files have parents")).expect("a folder");
        fs::write(path, text).expect("the file can be written");
    }

    /// The names that the lock file has and had not.
    pub(crate) fn new_names(&self) -> Vec<String> {
        let names = |file| -> BTreeSet<String> {
            let text = self.read(file);
            let lines = text.lines().filter_map(|l| l.strip_prefix("name = \""));
            lines.map(|l| l.trim_end_matches('"').to_owned()).collect()
        };
        names("app/Cargo.lock")
            .difference(&names("before.lock"))
            .cloned()
            .collect()
    }

    /// Does what the victim does with plain Cargo.
    pub(crate) fn does(&self) -> (bool, String) {
        self.each(&[cargo_program()])
    }

    /// The same behind walls: of that command alone, or of all of Cargo.
    pub(crate) fn does_contained(&self) -> (bool, String) {
        if self.story.enabled {
            let made = self.bulkhead(&["enable"]);
            assert!(made.status.success(), "{}", said(&made));
            return self.does();
        }
        let program = env!("CARGO_BIN_EXE_cargo-bulkhead").to_owned();
        self.each(&[program, "exec".into(), "--".into()])
    }

    /// Whether all happens before any program of the victim is linked.
    pub(crate) fn before_a_program(&self) -> bool {
        self.story.locked || self.story.does == ["build"]
    }

    fn each(&self, program: &[String]) -> (bool, String) {
        let mut all = (true, String::new());
        for does in &self.story.does {
            let words = program.iter().map(String::as_str);
            let words: Vec<&str> = words
                .chain(does.split_whitespace())
                .chain(["--offline"])
                .collect();
            let output = self.command(&words).output().expect("it starts");
            all.0 &= output.status.success();
            all.1 += &said(&output);
        }
        all
    }

    /// The signs that an attack worked, taken away.
    pub(crate) fn worked(&self) -> Option<&'static str> {
        thread::sleep(LATE);
        let called = !self.catcher.take().is_empty();
        let left = fs::remove_file(&self.places.marker).is_ok();
        match (called, left) {
            (true, true) => Some("called home and left its file"),
            (true, false) => Some("called home"),
            (false, true) => Some("left its file"),
            (false, false) => None,
        }
    }

    fn cargo(&self, args: &[&str]) {
        let mut command = self.command(&[&cargo_program()]);
        let output = command
            .args(args)
            .env("CARGO_NET_OFFLINE", "false")
            .output();
        let output = output.expect("cargo starts");
        assert!(
            output.status.success(),
            "{}: {args:?}: {}",
            self.story.name,
            said(&output)
        );
    }

    /// This program; without an answer on its input.
    pub(crate) fn bulkhead(&self, args: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_cargo-bulkhead");
        let mut command = self.command(&[program]);
        command.args(args).stdin(std::process::Stdio::null());
        command.output().expect("it starts")
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).current_dir(self.dir.join("app"));
        for inherited in [
            "CARGO_TARGET_DIR",
            "RUSTC_WRAPPER",
            "CARGO_MANIFEST_DIR",
            "RUSTFLAGS",
            "CARGO",
            "http_proxy",
            "HTTP_PROXY",
            "all_proxy",
            "ALL_PROXY",
        ] {
            command.env_remove(inherited);
        }
        // A test runs with variables of its own package, which a victim's shell has not.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PKG_") {
                command.env_remove(name);
            }
        }
        command
            .env("RUSTUP_HOME", rustup_home())
            .env("HOME", self.dir.join("home"))
            .env("CARGO_HOME", self.dir.join("cargo"))
            .env("XDG_DATA_HOME", self.dir.join("data"))
            .env("TMPDIR", self.dir.join("temp"))
            .env("CARGO_BULKHEAD_CACHE_DIR", self.dir.join("cache"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("NO_COLOR", "1")
            .env("CARGO_REGISTRY_TOKEN", "token")
            .envs(self.story.with.iter().filter_map(|v| v.split_once('=')));
        command
    }

    fn git(&self, dir: &str, args: &[&str]) -> String {
        let output = Command::new("git")
            .arg("-C")
            .arg(self.dir.join(dir))
            .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
            .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
            .args(args)
            .output()
            .expect("git starts");
        assert!(output.status.success(), "git {args:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn git_commit(&self, dir: &str) {
        self.git(dir, &["add", "-A"]);
        self.git(dir, &["commit", "-q", "-m", "as it was"]);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if std::env::var_os("REPLAY_KEEP").is_none() {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// All that a program said, errors first.
pub(crate) fn said(output: &Output) -> String {
    let text = [output.stderr.as_slice(), &output.stdout].concat();
    String::from_utf8_lossy(&text).into_owned()
}

fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn rustup_home() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|h| Path::new(&h).join(".rustup"));
    let set = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    set.or_else(home).unwrap_or_default()
}
