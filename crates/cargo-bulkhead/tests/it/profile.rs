//! `cargo bulkhead profile` on a program of two packages, and on the same program when its dependency was changed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::attack::can_contain;
use crate::verify::run;

const APP: &str = r#"fn main() {
    let word = std::env::args().nth(1).unwrap_or_default();
    if word == "panic" {
        panic!("on purpose");
    }
    let sum: u32 = std::thread::spawn(|| (1..=10).sum()).join().expect("a sum");
    println!("{} {sum}", left::pad(&word));
}
"#;
const PURE: &str = "pub fn pad(s: &str) -> String { format!(\"{s:>8}\") }\n";
const CONNECTS: &str = "pub fn pad(s: &str) -> String {
    let _ = std::net::TcpStream::connect(\"127.0.0.1:9\");
    format!(\"{s:>8}\")
}\n";
const LOADS: &str = "unsafe extern \"C\" { fn dlopen(file: *const u8, flags: i32) -> *mut u8; }
pub fn pad(s: &str) -> String {
    unsafe { dlopen(std::ptr::null(), 1) };
    format!(\"{s:>8}\")
}\n";

/// The program with one text of the dependency, in a folder of its own, removed at the end.
struct Dir(PathBuf);

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Dir {
    fn new(name: &str, left: &str) -> Self {
        let name = format!("profile-{name}-{}", std::process::id());
        let dir = Dir(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let _ = fs::remove_dir_all(&dir.0);
        let package = |name: &str, rest: &str| {
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}")
        };
        let files = [
            (
                "Cargo.toml",
                "[workspace]\nmembers = [\"app\", \"left\"]\nresolver = \"3\"\n".to_owned(),
            ),
            (
                "app/Cargo.toml",
                package("app", "[dependencies]\nleft = { path = \"../left\" }\n"),
            ),
            ("app/src/main.rs", APP.to_owned()),
            ("left/Cargo.toml", package("left", "")),
            ("left/src/lib.rs", left.to_owned()),
        ];
        for (file, text) in files {
            let path = dir.0.join(file);
            fs::create_dir_all(path.parent().expect("files have parents")).expect("a folder");
            fs::write(path, text).expect("the file can be written");
        }
        dir
    }

    fn profile(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let walls: &[&str] = match can_contain() {
            true => &[],
            false => &["--uncontained"],
        };
        let words = ["bulkhead", "profile", "--quiet"];
        run(
            &self.0,
            &self.0.join("cache"),
            &[&words, walls, args].concat(),
        )
    }

    fn json(&self, args: &[&str]) -> Value {
        let (code, out, err) = self.profile(args);
        assert_eq!(code, Some(0), "{err}");
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}"))
    }
}

fn names(program: &Value) -> Vec<&str> {
    let calls = program["calls"].as_array().expect("calls");
    calls.iter().filter_map(|c| c["name"].as_str()).collect()
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn a_program_is_held_to_what_it_reaches_and_a_change_shows() {
    let (before, after) = (Dir::new("before", PURE), Dir::new("after", CONNECTS));
    let (old, new) = (
        before.json(&["--format", "json"]),
        after.json(&["--format", "json"]),
    );
    let (old, new) = (&old["programs"][0], &new["programs"][0]);
    assert_eq!(
        (&old["strict"], &new["strict"]),
        (&true.into(), &true.into()),
        "{old} {new}"
    );
    for call in ["socket", "connect"] {
        assert!(
            !names(old).contains(&call) && names(new).contains(&call),
            "{call}"
        );
    }
    assert!(names(old).len() < 100, "{:?}", names(old));

    let seccomp = before.json(&["--format", "seccomp"]);
    assert_eq!(seccomp["defaultAction"], "SCMP_ACT_ERRNO");
    let rules = seccomp["syscalls"].as_array().expect("rules");
    assert!(
        rules
            .iter()
            .all(|r| r["comment"].as_str().is_some_and(|c| c.len() > 5))
    );
    let (_, unit, _) = before.profile(&["--format", "systemd"]);
    for line in [
        "[Service]",
        "PrivateNetwork=yes",
        "MemoryDenyWriteExecute=yes",
        "RestrictNamespaces=yes",
    ] {
        assert!(unit.lines().any(|l| l == line), "{line}: {unit}");
    }
    let (_, unit, _) = after.profile(&["--format", "systemd"]);
    assert!(unit.contains("\nRestrictAddressFamilies=AF_INET"), "{unit}");
    let (_, rules, _) = before.profile(&["--format", "landlock"]);
    assert!(
        rules.contains("handled_access_net = [\"bind_tcp\", \"connect_tcp\"]"),
        "{rules}"
    );

    if !can_contain() {
        return;
    }
    let (code, out, err) = before.profile(&["--check", "--", "word"]);
    assert_eq!((code, out.as_str()), (Some(0), "    word 55\n"), "{err}");
    let (code, _, err) = before.profile(&["--check", "--", "panic"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(
        err.contains("on purpose") && err.contains("ended with code 101"),
        "{err}"
    );
    let (code, _, err) = after.profile(&["--check", "--", "word"]);
    assert_eq!(code, Some(0), "{err}");
    // What is shipped, behind the profile of what was there before.
    let shipped = new["file"].as_str().expect("a file");
    let (code, out, err) = before.profile(&["--check", "--program", shipped, "--", "word"]);
    assert_eq!((code, out.as_str()), (Some(1), "    word 55\n"), "{err}");
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/profile.md");
    let page = fs::read_to_string(page).expect("the page is there");
    for line in err.lines() {
        assert!(
            page.contains(line),
            "docs/profile.md shows what is said: {line}"
        );
    }
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn what_is_not_known_is_said_and_no_strict_profile_made() {
    let dir = Dir::new("unknown", LOADS);
    let (code, out, err) = dir.profile(&["--format", "seccomp"]);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
    assert!(err.contains("`dlopen`") && err.contains("--wide"), "{err}");
    let wide = dir.json(&["--format", "seccomp", "--wide"]);
    assert_eq!(wide["defaultAction"], "SCMP_ACT_ALLOW");
    assert!(wide.to_string().contains("NOT STRICT"));
    let (code, _, err) = dir.profile(&["--bin", "other"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("there are app"), "{err}");
}
