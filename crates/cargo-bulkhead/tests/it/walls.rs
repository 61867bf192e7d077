//! `exec`, `enable` and `disable` on small workspaces: what is told, what a grant opens, what is put back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::attack::can_contain;

/// A workspace, a home and a Cargo home of its own, in a folder with a blank in its name; gone at the end.
pub(crate) struct Yard {
    pub(crate) dir: PathBuf,
}

const BUILD: &str =
    "fn main() {\n    println!(\"cargo:rerun-if-changed=build.rs\");\n    BODY\n}\n";

impl Yard {
    /// A member `app` that depends on `wire`, a package beside the workspace with this build script.
    pub(crate) fn new(name: &str, build: &str) -> Option<Yard> {
        if !can_contain() {
            return None;
        }
        let base = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let dir = base.join(format!("yard {name} {}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).expect("a folder can be made");
        let yard = Yard {
            dir: fs::canonicalize(dir).expect("it is there"),
        };
        yard.write("home/secret", "secret");
        yard.write(
            "ws/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n\
             [dependencies]\nwire = { path = \"../wire\" }\n[profile.dev]\ndebug = false\n",
        );
        yard.write("ws/src/main.rs", "fn main() {}\n");
        yard.write(
            "wire/Cargo.toml",
            "[package]\nname = \"wire\"\nversion = \"1.2.3\"\nedition = \"2024\"\n",
        );
        yard.write("wire/src/lib.rs", "");
        let secret = format!("{:?}", yard.dir.join("home/secret"));
        yard.write(
            "wire/build.rs",
            &BUILD.replace("BODY", &build.replace("SECRET", &secret)),
        );
        Some(yard)
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.dir.join(file);
        fs::create_dir_all(path.parent().expect("files have parents"))
            .expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(words[0]);
        let rustup = std::env::var_os("HOME").map(|home| Path::new(&home).join(".rustup"));
        let rustup = std::env::var_os("RUSTUP_HOME")
            .map(PathBuf::from)
            .or(rustup);
        command
            .args(&words[1..])
            .current_dir(self.dir.join("ws"))
            .env("RUSTUP_HOME", rustup.unwrap_or_default())
            .env("HOME", self.dir.join("home"))
            .env("CARGO_HOME", self.dir.join("cargo"))
            .env(
                "XDG_DATA_HOME",
                self.dir
                    .parent()
                    .expect("it has one")
                    .join(format!("walls-{}", std::process::id())),
            )
            .env("CARGO_NET_OFFLINE", "true")
            .env("NO_COLOR", "1")
            .env("A_TOKEN", "secret");
        for inherited in [
            "CARGO_TARGET_DIR",
            "RUSTC_WRAPPER",
            "CARGO",
            "CARGO_MANIFEST_DIR",
            "RUSTFLAGS",
        ] {
            command.env_remove(inherited);
        }
        command
    }

    pub(crate) fn exec(&self, words: &[&str]) -> (bool, String) {
        let mut all = vec![env!("CARGO_BIN_EXE_cargo-bulkhead"), "exec"];
        all.extend(words);
        said(&self.command(&all).output().expect("it starts"))
    }

    pub(crate) fn run(&self, words: &[&str]) -> (bool, String) {
        said(&self.command(words).output().expect("it starts"))
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

pub(crate) fn said(output: &Output) -> (bool, String) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn a_denial_is_told_above_cargos_error_and_a_grant_opens_what_it_names() {
    let body = "std::fs::read(SECRET).unwrap();";
    let Some(yard) = Yard::new("denial", body) else {
        return;
    };
    let (built, text) = yard.exec(&["--", "build", "-j1"]);
    assert!(!built, "{text}");
    let secret = yard.dir.join("home/secret").display().to_string();
    let told = text
        .find(&format!("  | read {secret} (build_script_bu)"))
        .unwrap_or_else(|| panic!("{text}"));
    let cargos = text
        .find("error: failed to run custom build command")
        .unwrap_or_else(|| panic!("{text}"));
    assert!(told < cargos, "{text}");
    let line = format!("wire = {{ source = \"path\", build = [\"read:{secret}\"] }}");
    assert!(text.contains(&line), "{text}");
    let (_, learned) = yard.exec(&["--learn", "--", "build"]);
    assert!(
        learned.contains(&format!("[grants]\n{line}\n")),
        "{learned}"
    );
    assert!(!yard.dir.join("ws/bulkhead.toml").exists(), "never unasked");
    yard.write(
        "ws/bulkhead.toml",
        &format!("version = 1\n[grants]\n{line}\n"),
    );
    // The way to the target folder leads through what only some may see.
    let elsewhere = ["--target-dir", "../elsewhere/target"];
    let (built, text) = yard.exec(&[&["--", "cargo", "build", "-j16"][..], &elsewhere].concat());
    assert!(built && !text.contains("not allowed"), "{text}");
    // A policy that cannot be read is not guessed at.
    yard.write(
        "ws/bulkhead.toml",
        "version = 1\n[grants]\nwire = { biuld = [] }\n",
    );
    yard.write("ws/src/main.rs", "fn main() { }\n");
    let (built, text) = yard.exec(&["--", "build"]);
    assert!(!built && text.contains("biuld"), "{text}");
}

#[test]
fn sockets_programs_and_writes_are_told_even_when_the_build_goes_on() {
    let body = "let _ = std::net::TcpStream::connect(\"127.0.0.1:1\"); let _ = std::fs::write(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/x\"), \"\");\n\
                assert!(std::env::var(\"A_TOKEN\").is_err());";
    let Some(yard) = Yard::new("told", body) else {
        return;
    };
    let (built, text) = yard.exec(&["--", "build"]);
    assert!(built, "{text}");
    for told in [
        "contained: the build script of wire 1.2.3 was not allowed to",
        "  | open an internet connection (TCP)",
        &format!("  | write {}", yard.dir.join("wire/x").display()),
        "build = [\"net\", \"write:",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn what_a_build_script_tells_cargo_is_read_first() {
    let body = "println!(\"  cargo::rustc-env=LD_PRELOAD=/tmp/x.so\");";
    let Some(yard) = Yard::new("directive", body) else {
        return;
    };
    let (built, text) = yard.exec(&["--", "build"]);
    assert!(
        !built && text.contains("denied[build-directive]: the build script of wire 1.2.3"),
        "{text}"
    );
    let output = yard.dir.join("ws/target/debug/build");
    let outputs = fs::read_dir(output)
        .expect("units")
        .flatten()
        .filter_map(|e| fs::read_to_string(e.path().join("output")).ok());
    assert!(outputs.into_iter().all(|o| !o.contains("LD_PRELOAD")));
}

/// What a test harness such as trybuild does: writes a project and builds it, past any lock file.
const GENERATES: &str = r#"
#[test]
fn generated() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tests/generated");
    std::fs::create_dir_all(dir.join("src")).unwrap();
    std::fs::write(dir.join("Cargo.toml"), "[package]\nname = \"generated\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nwire = { path = \"../../../../wire\" }\n").unwrap();
    std::fs::write(dir.join("src/main.rs"), "fn main() {}").unwrap();
    let status = std::process::Command::new(env!("CARGO")).args(["build", "--offline"]).current_dir(&dir).status().unwrap();
    assert!(status.success());
}
"#;

#[test]
fn once_enabled_plain_cargo_and_generated_projects_are_contained_and_disable_gives_back_every_byte()
{
    let body = "let _ = std::fs::copy(SECRET, std::path::Path::new(&std::env::var_os(\"OUT_DIR\").unwrap()).join(\"stolen\"));\n\
                let _ = std::fs::write(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/stolen\"), \"\");";
    let Some(yard) = Yard::new("enable", body) else {
        return;
    };
    yard.write(
        "ws/.cargo/config.toml",
        "# mine\n[term]\nverbose = false # quiet\n",
    );
    yard.write("ws/tests/generated.rs", GENERATES);
    let program = env!("CARGO_BIN_EXE_cargo-bulkhead");
    let (enabled, text) = yard.run(&[program, "enable"]);
    assert!(enabled, "{text}");
    let (built, text) = yard.run(&["cargo", "test", "--offline"]);
    assert!(built, "{text}");
    assert!(!stolen(&yard.dir), "contained");
    let (again, text) = yard.run(&["cargo", "build", "--offline"]);
    assert!(again, "{text}");
    assert!(
        !text.contains("Compiling"),
        "a second build does nothing: {text}"
    );
    let (disabled, text) = yard.run(&[program, "disable"]);
    assert!(disabled, "{text}");
    let config = fs::read_to_string(yard.dir.join("ws/.cargo/config.toml")).expect("it is there");
    assert_eq!(config, "# mine\n[term]\nverbose = false # quiet\n");
    let (built, text) = yard.run(&["cargo", "test", "--offline"]);
    assert!(built, "{text}");
    assert!(
        stolen(&yard.dir),
        "without containment the same build steals"
    );
}

fn stolen(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(dir) else {
        return false;
    };
    entries.flatten().any(|entry| {
        entry.file_name() == "stolen" || entry.path().is_dir() && stolen(&entry.path())
    })
}

#[test]
fn programs_and_tests_run_behind_walls() {
    let Some(yard) = Yard::new("run", "") else {
        return;
    };
    let secret = format!("{:?}", yard.dir.join("home/secret"));
    let main = "fn main() {\n    let l = std::net::TcpListener::bind(\"127.0.0.1:0\").unwrap();\n    \
                std::net::TcpStream::connect(l.local_addr().unwrap()).unwrap();\n    \
                assert!(std::fs::read(SECRET).is_err() && std::env::var(\"A_TOKEN\").is_err());\n    std::process::exit(7);\n}\n\
                #[test]\nfn walls() { assert!(std::fs::read(SECRET).is_err()); std::fs::write(std::env::temp_dir().join(\"x\"), \"\").unwrap(); }\n\
                #[test]\nfn nested() { assert!(std::process::Command::new(env!(\"CARGO\")).arg(\"-V\").status().unwrap().success()); }\n";
    yard.write("ws/src/main.rs", &main.replace("SECRET", &secret));
    let output = yard
        .command(&[
            env!("CARGO_BIN_EXE_cargo-bulkhead"),
            "exec",
            "--",
            "run",
            "-q",
        ])
        .output()
        .expect("it starts");
    let (_, text) = said(&output);
    assert_eq!(output.status.code(), Some(7), "{text}");
    assert!(
        text.contains("the program or test of app 0.1.0 failed; it was not allowed to"),
        "{text}"
    );
    let lib = "//! ```\n//! std::net::TcpListener::bind(\"127.0.0.1:0\").unwrap();\n//! assert!(std::fs::read(SECRET).is_err() && app::GENERATED == 1);\n//! ```\n\
               include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));\n";
    yard.write("ws/src/lib.rs", &lib.replace("SECRET", &secret));
    let build = "std::fs::write(std::env::var(\"OUT_DIR\").unwrap() + \"/generated.rs\", \"pub const GENERATED: u8 = 1;\").unwrap();";
    yard.write("ws/build.rs", &BUILD.replace("BODY", build));
    let (passed, text) = yard.exec(&["--", "test", "-q"]);
    assert!(passed, "{text}");
    assert_eq!(
        text.matches("test result: ok. 1 passed").count(),
        1,
        "{text}"
    );
}

#[test]
fn an_interrupt_leaves_nothing_running() {
    let sleep = 600_000 + std::process::id();
    let body = format!("std::process::Command::new(\"sleep\").arg(\"{sleep}\").status().unwrap();");
    let Some(yard) = Yard::new("interrupt", &body) else {
        return;
    };
    let sleeping = || {
        let words = format!("sleep\0{sleep}\0");
        let all = fs::read_dir("/proc").expect("there is /proc").flatten();
        all.into_iter()
            .any(|p| fs::read(p.path().join("cmdline")).is_ok_and(|c| c == words.as_bytes()))
    };
    let program = env!("CARGO_BIN_EXE_cargo-bulkhead");
    let mut child = yard
        .command(&["setsid", program, "exec", "--", "build", "-q"])
        .spawn()
        .expect("it starts");
    let started = Instant::now();
    while !sleeping() && started.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(sleeping(), "the build script runs");
    let group = format!("-{}", child.id());
    let killed = Command::new("kill").args(["-INT", "--", &group]).status();
    assert!(killed.is_ok_and(|k| k.success()));
    let _ = child.wait();
    let started = Instant::now();
    while sleeping() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!sleeping(), "nothing runs on");
}

#[test]
fn libraries_that_build_scripts_leave_are_not_loaded_into_the_wrapper() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("loader-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("a folder can be made");
    for library in ["libc.so.6", "libgcc_s.so.1", "libm.so.6"] {
        fs::write(dir.join(library), "no library").expect("a file can be written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-bulkhead"))
        .arg("--version")
        .env("LD_LIBRARY_PATH", &dir)
        .output();
    let _ = fs::remove_dir_all(&dir);
    let (started, text) = said(&output.expect("it starts"));
    assert!(started, "{text}");
}
