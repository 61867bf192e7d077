//! The program itself, on small workspaces without dependencies from a registry: arguments, exit codes, streams.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::golden;

/// A workspace in a directory of its own, removed at the end.
pub(crate) struct Fixture {
    pub(crate) dir: PathBuf,
}

impl Fixture {
    pub(crate) fn new(name: &str) -> Self {
        let dir =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let fixture = Fixture { dir };
        fixture.write(
            "harbour/Cargo.toml",
            "[package]\nname = \"harbour\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\nwire = { path = \"../wire\" }\n[workspace]\n",
        );
        fixture.write("harbour/src/main.rs", "fn main() {\n    wire::send();\n}\n");
        fixture.write(
            "wire/Cargo.toml",
            "[package]\nname = \"wire\"\nversion = \"1.2.3\"\nedition = \"2024\"\n",
        );
        fixture.write(
            "wire/src/lib.rs",
            "use std::net::TcpStream;\n\npub fn send() {\n    let _ = TcpStream::connect(\"host:1\");\n}\n",
        );
        fixture.write(
            "wire/build.rs",
            "fn main() {\n    let _ = std::process::Command::new(\"true\").status();\n}\n",
        );
        fixture
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.dir.join(file);
        fs::create_dir_all(path.parent().expect("files have parents"))
            .expect("the directory can be made");
        fs::write(path, text).expect("the file can be written");
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bulkhead"));
        command
            .args(args)
            .current_dir(self.dir.join("harbour"))
            .env("CARGO_BULKHEAD_CACHE_DIR", self.dir.join("cache"))
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("NO_COLOR")
            .env_remove("CARGO_TARGET_DIR");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program starts")
    }

    /// What a run says and how it ends, together.
    pub(crate) fn whole(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let code = output.status.code().expect("the program ends by itself");
        let text = format!(
            "$ cargo bulkhead {}\n{}--- stderr\n{}--- exit code {code}\n",
            args.join(" "),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        text.replace(&self.dir.display().to_string(), "/fixture")
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

pub(crate) fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn text_json_and_exit_code_of_one_run() {
    let fixture = Fixture::new("one-run");
    let mut all = String::new();
    for args in [
        &["bulkhead"][..],
        &["check", "wire"],
        &["--verbose"],
        &["check", "--format", "json"],
        &["--quiet"],
    ] {
        all += &fixture.whole(args);
        all.push('\n');
    }
    golden::check("one-run.txt", &all);
}

#[test]
fn the_way_to_an_authority() {
    let fixture = Fixture::new("why");
    for (args, words) in [
        (
            &["why", "wire", "net"][..],
            &[
                "harbour → wire",
                "from your own code; certain",
                "1. harbour  main",
                "2. wire  send",
                "acquires it: std::net::TcpStream::connect",
                "exit code 0",
            ][..],
        ),
        (
            &["why", "wire", "run"],
            &["its build script", "1. wire  main", "exit code 0"],
        ),
        (
            &["why", "wire", "net", "--format", "json"],
            &[
                "\"start\": \"own\"",
                "\"certain\": true",
                "\"function\": \"send\"",
            ],
        ),
        (
            &["why", "wire", "write"],
            &["none of its sites has it or reaches it", "exit code 0"],
        ),
        (
            &["why", "wire", "nte"],
            &["did you mean `net`?", "exit code 2"],
        ),
        (&["why", "wirr", "net"], &["wire", "exit code 2"]),
    ] {
        let said = fixture.whole(args);
        for word in words {
            assert!(said.contains(word), "{word} in {said}");
        }
    }
}

#[test]
fn what_is_denied_fails_the_check() {
    let fixture = Fixture::new("denied");
    fixture.write(
        "wire/src/lib.rs",
        "pub fn send() {\n    /* \u{202e} } \u{2066}if admin\u{2069} \u{2066} */ ();\n}\n",
    );
    golden::check("denied.txt", &fixture.whole(&["check"]));
    assert_eq!(code(&fixture.run(&["check", "-q"])), Some(1));
    assert_eq!(code(&fixture.run(&["check", "harbour"])), Some(0));
}

#[test]
fn what_cannot_be_done_says_why_and_what_to_do() {
    let fixture = Fixture::new("failures");
    let mut all = String::new();
    for args in [
        &["check", "wirr"][..],
        &["chekc"],
        &["check", "wire@2"],
        &["check", "nothing-like-it"],
        &["--formt", "json"],
    ] {
        all += &fixture.whole(args);
        all.push('\n');
    }
    golden::check("failures.txt", &all);
    let nowhere = fixture.run(&["--manifest-path", "/nonexistent/Cargo.toml"]);
    assert_eq!(code(&nowhere), Some(2));
    assert!(nowhere.stdout.is_empty());
}

#[test]
fn the_same_answer_twice_warm_or_cold() {
    let fixture = Fixture::new("twice");
    for format in ["human", "json"] {
        let with = |more: &[&str]| {
            let args = [&["check", "--format", format][..], more].concat();
            fixture.run(&args).stdout
        };
        let none = with(&["--no-cache"]);
        assert!(!none.is_empty());
        assert_eq!(none, with(&[]), "cold, {format}");
        assert_eq!(none, with(&[]), "warm, {format}");
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let fixture = Fixture::new("colours");
    let has = |output: Output| output.stdout.contains(&0x1b);
    assert!(!has(fixture.run(&["check"])));
    assert!(!has(fixture.run(&["check", "--color", "never"])));
    assert!(has(fixture.run(&["check", "--color", "always"])));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let fixture = Fixture::new("pipe");
    let mut child = fixture
        .command(&["check", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut said = String::new();
    let mut stderr = child.stderr.take().expect("stderr is a pipe");
    stderr.read_to_string(&mut said).expect("stderr is text");
    let status = child.wait().expect("the program ends");
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}
