//! The ways in which Cargo is started, and the places it is started in: each works contained as it does plain, or is refused
//! with a word.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::walls::{Yard, said};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-bulkhead");

/// A build script that steals what it can and goes on.
const STEALS: &str = "let out = std::path::PathBuf::from(std::env::var_os(\"OUT_DIR\").unwrap());\n\
    let _ = std::fs::copy(SECRET, out.join(\"stolen\")); std::fs::write(out.join(\"made\"), \"\").unwrap();";

/// How often a file name is found beneath a folder.
fn count(dir: &Path, name: &str) -> usize {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|e| {
            usize::from(e.file_name() == name)
                + if e.path().is_dir() {
                    count(&e.path(), name)
                } else {
                    0
                }
        })
        .sum()
}

fn is_contained(yard: &Yard) {
    assert!(count(&yard.dir, "made") > 0, "the build script ran");
    assert_eq!(count(&yard.dir, "stolen"), 0, "and was contained");
}

fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("files have parents")).expect("a folder can be made");
    let draft = path.with_extension("draft");
    fs::write(&draft, text).expect("a file can be written");
    // By another process: a file that this one had open for writing may be open still in a child that another test starts
    // right now, and such a file cannot be executed.
    let placed = Command::new("install")
        .args(["-m", "755"])
        .args([&draft, path])
        .status();
    assert!(placed.is_ok_and(|s| s.success()), "it can be put in place");
}

fn host() -> String {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|l| l.strip_prefix("host: "));
    host.expect("it has a host").to_owned()
}

#[test]
fn a_named_platform_a_linker_and_a_wrapper_for_the_workspace() {
    let Some(yard) = Yard::new("ways", STEALS) else {
        return;
    };
    script(
        &yard.dir.join("tools/link it"),
        "#!/bin/sh\nexec cc \"$@\"\n",
    );
    script(&yard.dir.join("tools/before"), "#!/bin/sh\nexec \"$@\"\n");
    let host = host();
    yard.write(
        "ws/.cargo/config.toml",
        &format!(
            "[build]\nrustc-workspace-wrapper = {:?}\n[target.{host}]\nlinker = {:?}\n",
            yard.dir.join("tools/before"),
            yard.dir.join("tools/link it"),
        ),
    );
    for words in [
        &["--", "build", "--target", &host][..],
        &["--", "test", "-q", "-j1"],
    ] {
        let (built, text) = yard.exec(words);
        assert!(built, "{words:?}: {text}");
        is_contained(&yard);
    }
}

#[test]
fn another_wrapper_is_left_out_or_refused() {
    let Some(yard) = Yard::new("other", STEALS) else {
        return;
    };
    let other = yard.dir.join("tools/sccache");
    let mark = yard.dir.join("was-here");
    script(
        &other,
        &format!("#!/bin/sh\ntouch '{}'\nexec \"$@\"\n", mark.display()),
    );
    let output = yard
        .command(&[PROGRAM, "exec", "--", "build"])
        .env("RUSTC_WRAPPER", &other)
        .output();
    let (built, text) = said(&output.expect("it starts"));
    assert!(built && !mark.exists(), "{text}");
    is_contained(&yard);
    let output = yard
        .command(&[PROGRAM, "enable"])
        .env("RUSTC_WRAPPER", &other)
        .output();
    let (enabled, text) = said(&output.expect("it starts"));
    assert!(!enabled && text.contains("unset RUSTC_WRAPPER"), "{text}");
    let config = format!("[build]\nrustc-wrapper = {other:?}\n");
    yard.write("ws/.cargo/config.toml", &config);
    let (enabled, text) = yard.run(&[PROGRAM, "enable"]);
    assert!(!enabled && text.contains("--replace-wrapper"), "{text}");
    let (enabled, text) = yard.run(&[PROGRAM, "enable", "--replace-wrapper"]);
    assert!(enabled, "{text}");
    let (disabled, text) = yard.run(&[PROGRAM, "disable"]);
    assert!(disabled, "{text}");
    let now = fs::read_to_string(yard.dir.join("ws/.cargo/config.toml"));
    assert_eq!(now.expect("it is there"), config);
}

#[test]
fn blanks_and_bytes_that_are_no_text_in_paths() {
    let Some(yard) = Yard::new("paths", STEALS) else {
        return;
    };
    // The yard has a blank in its own name; here the folder of the walls has one, too.
    let output = yard
        .command(&[PROGRAM, "exec", "--", "run", "-q"])
        .env("XDG_DATA_HOME", yard.dir.join("the data"))
        .output();
    let (ran, text) = said(&output.expect("it starts"));
    assert!(ran && !text.contains("outside"), "{text}");
    is_contained(&yard);
    let odd = yard.dir.join(OsStr::from_bytes(b"no\xfftext"));
    fs::rename(yard.dir.join("ws"), &odd).expect("this file system takes any bytes");
    let _ = fs::remove_dir_all(odd.join("target"));
    let start = |words: &[&str]| {
        let output = yard.command(words).current_dir(&odd).output();
        said(&output.expect("it starts"))
    };
    let (plain, why) = start(&["cargo", "build", "--target-dir", "plain"]);
    let (contained, text) = start(&[PROGRAM, "exec", "--", "build"]);
    assert_eq!(contained, plain, "plain: {why}\ncontained: {text}");
    let (enabled, text) = start(&[PROGRAM, "enable"]);
    assert!(enabled || text.contains("UTF-8"), "{text}");
}

/// A test that starts Cargo, which needs the workspace's configuration and a package that was fetched.
const STARTS_CARGO: &str = r#"
#[test]
fn within() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tests/within");
    std::fs::create_dir_all(dir.join("src")).unwrap();
    std::fs::write(dir.join("Cargo.toml"), "[package]\nname = \"within\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n").unwrap();
    std::fs::write(dir.join("src/main.rs"), "fn main() { assert_eq!(env!(\"FROM_CONFIGURATION\"), \"yes\") }").unwrap();
    let status = std::process::Command::new(env!("CARGO")).args(["run", "--offline"]).current_dir(&dir).status().unwrap();
    assert!(status.success());
    assert!(std::fs::read_dir(std::path::Path::new(&std::env::var_os("CARGO_HOME").unwrap()).join("registry")).is_ok());
    assert!(std::fs::read(std::path::Path::new(&std::env::var_os("CARGO_HOME").unwrap()).join("credentials.toml")).is_err());
}
"#;

#[test]
fn cargo_within_a_contained_test_reads_the_configuration() {
    let Some(yard) = Yard::new("within", "") else {
        return;
    };
    yard.write(
        "ws/.cargo/config.toml",
        "[env]\nFROM_CONFIGURATION = \"yes\"\n",
    );
    yard.write(
        "ws/.cargo/credentials.toml",
        "[registry]\ntoken = \"secret\"\n",
    );
    yard.write("cargo/credentials.toml", "[registry]\ntoken = \"secret\"\n");
    yard.write("cargo/registry/x", "");
    yard.write("ws/tests/within.rs", STARTS_CARGO);
    let (passed, text) = yard.exec(&["--", "test", "-q"]);
    assert!(passed, "{text}");
}

#[test]
fn programs_run_where_no_namespace_can_be_made() {
    let Some(yard) = Yard::new("reduced", STEALS) else {
        return;
    };
    let main = "fn main() { assert!(std::net::TcpListener::bind(\"127.0.0.1:0\").is_err()); assert!(std::fs::read(SECRET).is_err()); }\n";
    let secret = format!("{:?}", yard.dir.join("home/secret"));
    yard.write("ws/src/main.rs", &main.replace("SECRET", &secret));
    let shut = "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\"";
    let run = |words: &[&str]| {
        let mut all = vec!["unshare", "-Ur", "sh", "-c", shut, "sh", PROGRAM, "exec"];
        all.extend(words);
        yard.run(&all)
    };
    let (refused, text) = run(&["--", "run", "-q"]);
    if text.contains("unshare failed") {
        return;
    }
    assert!(!refused && text.contains("--accept-weaker-walls"), "{text}");
    let (ran, text) = run(&["--accept-weaker-walls", "--", "run", "-q"]);
    assert!(ran, "{text}");
    is_contained(&yard);
}

#[test]
fn plain_cargo_tells_denials_once_enabled() {
    let Some(yard) = Yard::new("plainly", "std::fs::read(SECRET).unwrap();") else {
        return;
    };
    let data = yard.dir.join("data");
    let run = |words: &[&str]| {
        let output = yard.command(words).env("XDG_DATA_HOME", &data).output();
        said(&output.expect("it starts"))
    };
    let (enabled, text) = run(&[PROGRAM, "enable"]);
    assert!(enabled, "{text}");
    // Left by a listener that was killed; no process has that number.
    let walls = fs::read_dir(data.join("cargo-bulkhead/walls")).expect("walls");
    for folder in walls.flatten() {
        fs::write(folder.path().join("listening"), "4194999 0").expect("it can be written");
    }
    let (built, text) = run(&["cargo", "build"]);
    let secret = yard.dir.join("home/secret").display().to_string();
    assert!(!built, "{text}");
    for told in [
        format!("  | read {secret} ("),
        format!("wire = {{ source = \"path\", build = [\"read:{secret}\"] }}"),
    ] {
        assert!(text.contains(&told), "{told}: {text}");
    }
}

#[test]
fn memory_has_an_end() {
    let body = r#"
    let mut memory = Vec::new();
    let most = (1..1024).find(|_| {
        let mut block: Vec<u8> = Vec::new();
        let full = block.try_reserve_exact(1 << 30).is_err();
        memory.push(block);
        full
    });
    assert!(most.is_some());
"#;
    let Some(yard) = Yard::new("memory", body) else {
        return;
    };
    let (built, text) = yard.exec(&["--", "build", "-q"]);
    assert!(built, "{text}");
}

#[test]
fn output_has_an_end_and_that_is_told() {
    let body = r#"
    use std::io::Write as _;
    while std::io::stdout().write_all(&[b'x'; 1 << 16]).is_ok() {}
"#;
    let Some(yard) = Yard::new("output", body) else {
        return;
    };
    let (built, text) = yard.exec(&["--", "build", "-q"]);
    assert!(!built && text.contains("write more than 64 MiB of output"));
}

/// Whether a process with these arguments runs.
fn runs(arguments: &[&str]) -> bool {
    let words: Vec<u8> = arguments
        .iter()
        .flat_map(|a| [a.as_bytes(), b"\0"].concat())
        .collect();
    let all = fs::read_dir("/proc").expect("there is /proc").flatten();
    all.into_iter()
        .any(|p| fs::read(p.path().join("cmdline")).is_ok_and(|c| c == words))
}

fn within(limit: Duration, what: &dyn Fn() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < limit {
        if what() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

fn ask_to_stop(child: &mut Child) {
    let killed = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(killed.is_ok_and(|k| k.success()));
    let _ = child.wait();
}

#[test]
fn asked_to_stop_it_leaves_nothing_running_and_nothing_half_made() {
    let sleep = (700_000 + std::process::id()).to_string();
    // In a macro, so that a compiler is in the middle of its work.
    let Some(yard) = Yard::new("stop", "") else {
        return;
    };
    yard.write(
        "wire/Cargo.toml",
        "[package]\nname = \"wire\"\nversion = \"1.2.3\"\nedition = \"2024\"\n[lib]\nproc-macro = true\n",
    );
    let _ = fs::remove_file(yard.dir.join("wire/build.rs"));
    let waits = |word: &str| {
        format!(
            "#[proc_macro]\npub fn wait(_: proc_macro::TokenStream) -> proc_macro::TokenStream {{\n    \
             std::process::Command::new(\"{word}\").arg(\"{sleep}\").status().unwrap();\n    proc_macro::TokenStream::new()\n}}\n"
        )
    };
    yard.write("wire/src/lib.rs", &waits("sleep"));
    yard.write("ws/src/main.rs", "wire::wait!();\nfn main() {}\n");
    let mut child = yard
        .command(&["setsid", PROGRAM, "exec", "--", "build", "-q"])
        .spawn()
        .expect("it starts");
    let sleeping = || runs(&["sleep", &sleep]);
    assert!(
        within(Duration::from_secs(300), &sleeping),
        "the macro runs"
    );
    ask_to_stop(&mut child);
    let quiet = || !sleeping();
    assert!(within(Duration::from_secs(20), &quiet), "nothing runs on");
    let deps: PathBuf = yard.dir.join("ws/target/debug/deps");
    let half = || {
        let entries = fs::read_dir(&deps).expect("units").flatten();
        entries
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .find(|n| n.starts_with(".bulkhead-") || n.starts_with("app-") && !n.ends_with(".d"))
    };
    assert!(
        within(Duration::from_secs(20), &|| half().is_none()),
        "{:?}",
        half()
    );
    yard.write("wire/src/lib.rs", &waits("true"));
    let (built, text) = yard.exec(&["--", "build", "-q", "-j16"]);
    assert!(built, "{text}");
}
