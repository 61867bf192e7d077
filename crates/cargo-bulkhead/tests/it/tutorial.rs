//! docs/tutorial.md is followed, command by command; what users copy from docs/ci holds.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::attack::can_contain;
use crate::readme::parses;

/// What `.ci/run` or a user does, and takes long.
const NOT_HERE: &str = "cargo install --locked --path crates/cargo-bulkhead";

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize()
        .expect("the workspace is two folders up")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).expect("the page is there")
}

/// A shell that somebody follows the page in.
struct Reader {
    base: PathBuf,
    at: PathBuf,
    /// All that was said since the last text of the page.
    said: String,
}

impl Reader {
    fn new() -> Self {
        let name = format!("tutorial-{}", std::process::id());
        // Not below this workspace, which `cargo new` would make it a member of.
        let base = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&base);
        for folder in ["bin", "temp"] {
            fs::create_dir_all(base.join(folder)).expect("a folder can be made");
        }
        let base = base.canonicalize().expect("it is there");
        symlink(
            env!("CARGO_BIN_EXE_cargo-bulkhead"),
            base.join("bin/cargo-bulkhead"),
        )
        .expect("a link");
        symlink(root(), base.join("cargo-bulkhead")).expect("a link");
        Reader {
            at: base.clone(),
            base,
            said: String::new(),
        }
    }

    fn follow(&mut self, line: &str) {
        let (command, comment) = line.split_once("  # ").unwrap_or((line, ""));
        if let Some(folder) = command.strip_prefix("cd ") {
            self.at.push(folder);
            return;
        }
        let output = self.shell(command).output().expect("a shell starts");
        let said = [output.stderr, output.stdout].concat();
        let said = String::from_utf8_lossy(&said);
        let wanted = comment != "fails";
        assert_eq!(output.status.success(), wanted, "{command}: {said}");
        self.said.push_str(&said);
    }

    fn shell(&self, command: &str) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = [self.base.join("bin")]
            .into_iter()
            .chain(std::env::split_paths(&path));
        let mut shell = Command::new("sh");
        shell
            .args(["-c", command])
            .current_dir(&self.at)
            .stdin(Stdio::null())
            .env(
                "PATH",
                std::env::join_paths(path).expect("folders have no colons"),
            )
            .env("TMPDIR", self.base.join("temp"))
            .env("XDG_DATA_HOME", self.base.join("data"))
            .env("CARGO_BULKHEAD_CACHE_DIR", self.base.join("cache"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("NO_COLOR", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            shell.env(format!("GIT_{who}_NAME"), "t");
            shell.env(format!("GIT_{who}_EMAIL"), "t@example.org");
        }
        for inherited in [
            "CARGO_TARGET_DIR",
            "RUSTC_WRAPPER",
            "RUSTFLAGS",
            "CARGO",
            "CARGO_MANIFEST_DIR",
        ] {
            shell.env_remove(inherited);
        }
        shell
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.base);
    }
}

#[test]
fn the_tutorial_can_be_followed() {
    if !can_contain() {
        return;
    }
    let page = page("tutorial.md");
    let mut reader = Reader::new();
    let mut commands = 0;
    for block in page.split("```").skip(1).step_by(2) {
        if let Some(text) = block.strip_prefix("text\n") {
            for line in text.lines() {
                assert!(
                    reader.said.contains(line),
                    "`{line}` is not in: {}",
                    reader.said
                );
            }
            reader.said.clear();
        }
        let lines = block.strip_prefix("console\n").unwrap_or_default().lines();
        for line in lines.filter_map(|l| l.strip_prefix("$ ")) {
            commands += 1;
            if line != NOT_HERE {
                reader.follow(line);
            }
        }
    }
    assert!(commands > 20, "the commands are missing");
}

#[test]
fn what_is_copied_into_ci_holds() {
    let github = page("ci/github.yml");
    let actions = github
        .lines()
        .filter_map(|l| l.trim_start_matches([' ', '-']).strip_prefix("uses: "));
    let actions: Vec<&str> = actions.collect();
    assert!(actions.len() > 2);
    for action in actions {
        let commit = action
            .split_once('@')
            .map(|(_, c)| c.split(' ').next().unwrap_or_default());
        let pinned =
            commit.is_some_and(|c| c.len() == 40 && c.bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(pinned, "{action}: not pinned by its commit");
    }
    let recipe = page("ci/README.md");
    let shown = recipe.lines().filter_map(|l| l.strip_prefix("$ "));
    let run = github
        .lines()
        .filter_map(|l| l.trim().strip_prefix("run: "));
    let ours: Vec<&str> = run
        .chain(shown)
        .filter(|c| c.starts_with("cargo bulkhead"))
        .collect();
    assert!(ours.len() > 6);
    for command in ours {
        let command = command.split(['>', '|']).next();
        assert!(command.is_some_and(parses), "{command:?}");
    }
}
