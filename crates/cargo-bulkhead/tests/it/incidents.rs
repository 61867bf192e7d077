//! Known attacks, rebuilt as harmless packages of a local registry (`tests/incidents/*`): what `diff` and `check` say when
//! they arrive in a workspace. Nothing of them is compiled or run here; `replay.rs` does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use bulkhead_fixtures::{Places, Story, When};

use crate::golden;

/// One incident in a directory of its own, removed at the end.
struct Incident {
    from: PathBuf,
    dir: PathBuf,
    /// The commit of the package's repository, where the fixture has one.
    commit: Option<String>,
}

impl Incident {
    /// The workspace as it was before, with its lock file and a policy that holds all to what they did, committed.
    fn new(name: &str) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/incidents")
            .join(name);
        let unique = format!("incident-{name}-{}", std::process::id());
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("app/.cargo")).expect("the directory can be made");
        let dir = dir.canonicalize().expect("the directory is there");
        let mut incident = Incident {
            from,
            dir,
            commit: None,
        };
        incident.commit = incident.repository();
        incident.registry(When::Before);
        let config = bulkhead_fixtures::config(&incident.dir.join("registry"));
        fs::write(incident.dir.join("app/.cargo/config.toml"), config).expect("can be written");
        incident.copy("workspace", "app");
        incident.cargo(&["generate-lockfile"]);
        fs::copy(
            incident.dir.join("app/Cargo.lock"),
            incident.dir.join("before.lock"),
        )
        .expect("there is a lock file");
        assert_eq!(incident.code(&["init"]), Some(0));
        assert_eq!(incident.code(&["check"]), Some(0));
        git(&incident.dir.join("app"), &["init", "-q"]);
        commit(&incident.dir.join("app"));
        incident
    }

    /// What came, came; and somebody runs `cargo update`, or follows a search result.
    fn strike(&self) {
        self.registry(When::After);
        if self.from.join("after").exists() {
            self.copy("after", "app");
        }
        self.cargo(&["update"]);
    }

    fn registry(&self, when: When) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("after 1970");
        let story = Story {
            when,
            now: i64::try_from(now.as_secs()).expect("a small number"),
            commit: self.commit.clone(),
            places: Places::default(),
        };
        let to = self.dir.join("registry");
        bulkhead_fixtures::registry(&self.from.join("registry"), &to, &story)
            .expect("the registry can be made");
    }

    fn copy(&self, from: &str, to: &str) {
        let (from, to) = (self.from.join(from), self.dir.join(to));
        bulkhead_fixtures::copy(&from, &to, &Places::default()).expect("can be copied");
    }

    fn repository(&self) -> Option<String> {
        let from = self.from.join("repository");
        if !from.exists() {
            return None;
        }
        let to = self.dir.join("repository");
        self.copy("repository", "repository");
        git(&to, &["init", "-q"]);
        commit(&to);
        Some(git(&to, &["rev-parse", "HEAD"]).trim().to_owned())
    }

    fn cargo(&self, args: &[&str]) {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        let output = self
            .in_it(&mut cargo)
            .args(args)
            .output()
            .expect("cargo starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {args:?}: {said}");
    }

    fn in_it<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .current_dir(self.dir.join("app"))
            .env("CARGO_HOME", self.dir.join("home"))
            .env("CARGO_BULKHEAD_CACHE_DIR", self.dir.join("cache"))
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("NO_COLOR")
            .env_remove("CARGO_TARGET_DIR")
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bulkhead"));
        self.in_it(&mut command)
            .args(args)
            .output()
            .expect("the program starts")
    }

    /// What a run says and how it ends, together, without what differs from run to run.
    fn whole(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let code = output.status.code().expect("the program ends by itself");
        let text = format!(
            "$ cargo bulkhead {}\n{}--- stderr\n{}--- exit code {code}\n",
            args.join(" "),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        let text = text.replace(&self.dir.display().to_string(), "/incident");
        without_hashes(&text)
    }

    /// The story: what the commands say once it came.
    fn story(&self, name: &str, commands: &[&[&str]]) -> String {
        self.strike();
        let said: Vec<String> = commands.iter().map(|args| self.whole(args)).collect();
        assert_eq!(self.code(&["diff"]), Some(1));
        assert_eq!(self.code(&["check"]), Some(1));
        let all = said.join("\n");
        golden::check(&format!("incidents/{name}.txt"), &all);
        all
    }

    fn code(&self, args: &[&str]) -> Option<i32> {
        self.run(args).status.code()
    }
}

impl Drop for Incident {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn git(dir: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args(["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"])
        .args(args)
        .output()
        .expect("git starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn commit(dir: &Path) {
    git(dir, &["add", "-A"]);
    git(dir, &["commit", "-q", "-m", "as it was"]);
}

/// Archives and commits have other hashes on another day; so have minutes.
fn without_hashes(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_hexdigit() {
            word.push(c);
            continue;
        }
        match word.len() {
            12 | 40 | 64 => out.extend(std::iter::repeat_n('#', word.len())),
            _ => out.push_str(&word),
        }
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

#[test]
fn a_stolen_account_publishes_a_dependency_that_loads_and_runs() {
    let incident = Incident::new("01-stolen-account");
    let said = incident.story(
        "01",
        &[
            &["diff", "--base", "HEAD"],
            &["diff", "arrayref@0.3.9", "arrayref@0.3.10"],
            &["check"],
            &["diff", "--base", "HEAD", "--format", "json"],
            &["diff", "--base", "HEAD", "--format", "markdown"],
        ],
    );
    for words in [
        "proc-macro1",
        "TcpStream::connect",
        "yank-storm",
        "paired-release",
    ] {
        assert!(said.contains(words), "{words}");
    }
    // It takes no policy to stop this one.
    fs::remove_file(incident.dir.join("app/bulkhead.toml")).expect("there is a policy");
    assert_eq!(incident.code(&["check"]), Some(1));
    // Who has not updated yet is warned of what waits.
    fs::copy(
        incident.dir.join("before.lock"),
        incident.dir.join("app/Cargo.lock"),
    )
    .expect("can be copied");
    let before = incident.whole(&["check", "arrayref"]);
    assert!(before.contains("warning[yank-storm]"), "{before}");
    assert!(
        incident
            .whole(&["diff", "arrayref"])
            .contains("depends on proc-macro1")
    );
}

#[test]
fn a_logger_that_reads_and_sends() {
    let incident = Incident::new("03-logger-that-reads");
    let said = incident.story("03", &[&["diff"], &["check"], &["check", "faster_log"]]);
    for words in [
        "faster_log 1.7.8 added",
        "std::fs::read_dir",
        "TcpStream::connect",
    ] {
        assert!(said.contains(words), "{words}");
    }
}

#[test]
fn a_plural_that_carries_another() {
    let incident = Incident::new("08-plural-and-swapped");
    let said = incident.story("08", &[&["diff"], &["check"]]);
    for words in [
        "tracings 0.1.41 added",
        "tracing_checks 0.1.0 added",
        "TcpStream::connect",
    ] {
        assert!(said.contains(words), "{words}");
    }
}

#[test]
fn a_carrier_with_its_payload_one_level_down() {
    let incident = Incident::new("09-carrier");
    let said = incident.story(
        "09",
        &[
            &["diff"],
            &["diff", "../before.lock", "Cargo.lock"],
            &["check"],
        ],
    );
    for words in ["sha-rust 0.1.8 added through finch-rust", "Command::new"] {
        assert!(said.contains(words), "{words}");
    }
}

#[test]
fn what_is_only_in_the_archive_is_held_against_the_repository() {
    let incident = Incident::new("11-only-in-the-archive");
    let said = incident.story(
        "11",
        &[
            &["diff"],
            &[
                "diff",
                "squeeze@5.4.6",
                "squeeze@5.6.0",
                "--checkout",
                "../repository",
            ],
            &["check"],
        ],
    );
    for words in [
        "brings a build script",
        "ships a file that no source witness can read",
        "ships 4 files that the commit it names has not, or has otherwise",
    ] {
        assert!(said.contains(words), "{words}");
    }
}

#[test]
fn a_new_maintainer_adds_a_sleeper() {
    let incident = Incident::new("12-new-maintainer");
    let said = incident.story(
        "12",
        &[
            &["diff"],
            &["diff", "event-stream@3.3.5", "event-stream@3.3.6"],
            &["check"],
        ],
    );
    for words in [
        "flatmap-stream 0.1.1 added",
        "src/data.bin",
        "first-dependency",
    ] {
        assert!(said.contains(words), "{words}");
    }
}
