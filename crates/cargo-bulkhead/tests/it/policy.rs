//! The policy from its first line to a red check: what is written, what is said, what stays untouched.

use std::fs;

use bulkhead_policy::Policy;
use cargo_bulkhead::args::Cli;
use clap::Parser as _;

use crate::golden;
use crate::program::{Fixture, code};

impl Fixture {
    fn policy(&self) -> String {
        fs::read_to_string(self.dir.join("harbour/bulkhead.toml")).expect("there is a policy")
    }

    /// The policy for whatever machine the tests run on.
    fn portable_policy(&self) -> String {
        let lines = self.policy();
        let lines = lines
            .lines()
            .filter(|l| !l.starts_with("targets") && !l.starts_with("hosts"));
        lines.map(|l| format!("{l}\n")).collect()
    }

    fn set_policy(&self, text: &str) {
        self.write("harbour/bulkhead.toml", text);
    }
}

const CALL: &str = "use std::net::TcpStream;\n\npub fn send() {\n    let _ = TcpStream::connect(\"host:1\");\n    \
                    let _ = std::fs::read_to_string(\"/etc/passwd\");\n}\n";

#[test]
fn a_life_with_a_policy() {
    let fixture = Fixture::new("life");
    let mut all = String::new();
    all += &fixture.whole(&["init"]);
    all += &format!("--- bulkhead.toml\n{}\n", fixture.portable_policy());
    all += &fixture.whole(&["--quiet"]);
    fixture.write("wire/src/lib.rs", CALL);
    fixture.write("wire/build.rs", "fn main() {}\n");
    for args in [
        &["--quiet"][..],
        &["init"],
        &["accept", "wire", "read@lib"],
        &["--quiet"],
        &["check", "--fix"],
        &["--quiet"],
    ] {
        all.push('\n');
        all += &fixture.whole(args);
    }
    all += &format!("--- bulkhead.toml\n{}", fixture.portable_policy());
    golden::check("policy-life.txt", &all);
}

#[test]
fn the_second_time_changes_nothing() {
    let fixture = Fixture::new("idempotent");
    for args in [
        &["init"][..],
        &["accept"],
        &["check", "-q", "--fix"],
        &["accept", "wire@1.2.3", "net@lib"],
    ] {
        fixture.run(args);
        let first = fixture.policy();
        assert_eq!(code(&fixture.run(args)), Some(0), "{args:?}");
        assert_eq!(fixture.policy(), first, "{args:?}");
    }
    fixture.set_policy("# ours\nversion = 1 # held\n");
    fixture.run(&["accept"]);
    let first = fixture.policy();
    assert!(
        first.starts_with("# ours\nversion = 1 # held\n\n[grants]\nwire = "),
        "{first}"
    );
    fixture.run(&["accept"]);
    assert_eq!(fixture.policy(), first);
    let left = fs::read_dir(fixture.dir.join("harbour")).expect("the folder is there");
    let names = left.filter_map(|e| e.ok()?.file_name().into_string().ok());
    assert_eq!(
        names.filter(|n| n.contains("bulkhead")).count(),
        1,
        "nothing is left behind"
    );
}

#[test]
fn exceptions_that_nothing_needs_are_taken_out_and_only_those() {
    let fixture = Fixture::new("exceptions");
    fixture.run(&["init"]);
    let granted = fixture.policy();
    let exception = |finding: &str, package: &str, rest: &str| {
        format!(
            "\n# why {package}\n[[exception]]\nfinding = \"{finding}\"\npackage = \"{package}\"\nsource = \"path\"\n{rest}reason = \"ours\"\n"
        )
    };
    let used = exception("forbidden", "wire", "capabilities = [\"net\"]\n");
    let idle = exception("blob", "wire", "");
    let gone = exception("blob", "rope", "");
    let forbidding = granted.replacen("[policy]\n", "[policy]\nforbid = [\"net\"]\n", 1);
    fixture.set_policy(&format!("{forbidding}{idle}{used}{gone}# the end\n"));
    assert!(
        fixture.whole(&["check"]).contains("unused-exception"),
        "{}",
        fixture.whole(&["check"])
    );
    let said = fixture.whole(&["check", "--quiet", "--fix"]);
    assert!(said.contains("exit code 0"), "{said}");
    let fixed = fixture.policy();
    assert!(fixed.contains(&used), "{fixed}");
    assert!(
        !fixed.contains("blob") && fixed.contains("# the end"),
        "{fixed}"
    );
    assert!(fixed.starts_with(&forbidding), "{fixed}");
    fixture.run(&["check", "--fix"]);
    assert_eq!(fixture.policy(), fixed);
    // Without the one that is used the check is red, so it was not idle.
    fixture.set_policy(&fixed.replace(&used, ""));
    assert_eq!(code(&fixture.run(&["--quiet"])), Some(1));
}

#[test]
fn what_is_wrong_with_a_file_is_shown_in_it() {
    let fixture = Fixture::new("wrong");
    let mut all = String::new();
    for text in [
        "version = 1\n\n[grants]\nwire = { lib = [\"nte\"], biuld = [\"run\"] }\n",
        "version = 7\n\n[grants]\nwire = { anything = \"new\" }\n",
        "version = 1\n\n[grants\n",
        "version = 1\n\n[grants]\nwrie = { source = \"path\", lib = [\"net\"], build = [\"run\"] }\n",
    ] {
        fixture.set_policy(text);
        all += &format!("--- bulkhead.toml\n{text}");
        for args in [&["--quiet"][..], &["accept"], &["check", "-q", "--fix"]] {
            all += &fixture.whole(args);
            if !text.contains("wrie") {
                assert_eq!(fixture.policy(), text, "the file was touched");
            } else {
                fixture.set_policy(text);
            }
        }
        all.push('\n');
    }
    golden::check("policy-wrong.txt", &all);
}

#[test]
fn arguments_that_mean_nothing_are_refused() {
    let fixture = Fixture::new("refused");
    let mut all = fixture.whole(&["accept"]);
    fixture.run(&["init"]);
    for args in [
        &["accept", "wier"][..],
        &["accept", "wire", "nte"],
        &["accept", "wire", "sys"],
        &["accept", "wire", "net@macro"],
        &["init", "--fix"],
        &["init", "--profile", "none"],
        &["check", "--forbid", "unsaef"],
        &["accept", "wire", "net"],
    ] {
        if args == ["accept", "wire", "net"] {
            fixture.set_policy("version = 1\n[policy]\nforbid = [\"net\"]\n[grants]\nwire = { source = \"path\", build = [\"run\"] }\n");
        }
        all.push('\n');
        all += &fixture.whole(args);
    }
    golden::check("policy-refused.txt", &all);
}

#[test]
fn what_is_forbidden_is_told_together_when_it_is_much() {
    let fixture = Fixture::new("forbidden");
    let mut manifest = "[package]\nname = \"harbour\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n".to_owned();
    for (i, blocks) in [3, 1, 2, 1].iter().enumerate() {
        let name = format!("deep-{i}");
        manifest += &format!("{name} = {{ path = \"../{name}\" }}\n");
        fixture.write(
            &format!("{name}/Cargo.toml"),
            &format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[dependencies]\nbase = {{ path = \"../base\" }}\n"),
        );
        let block = "pub fn f(p: *const u8) -> u8 {\n    unsafe { *p }\n}\n";
        let text: String = (0..*blocks)
            .map(|n| block.replace("fn f", &format!("fn f{n}")))
            .collect();
        fixture.write(&format!("{name}/src/lib.rs"), &text);
    }
    fixture.write(
        "base/Cargo.toml",
        "[package]\nname = \"base\"\nversion = \"1.0.0\"\nedition = \"2024\"\n",
    );
    fixture.write("base/src/lib.rs", "pub unsafe fn g() {}\n");
    fixture.write("base/build.rs", "fn main() {\n    unsafe {}\n}\n");
    fixture.write("harbour/Cargo.toml", &manifest);
    fixture.write("harbour/src/main.rs", "fn main() {}\n");
    let mut all = fixture.whole(&["--quiet", "--forbid", "unsafe"]);
    all += &fixture.whole(&["--quiet", "--forbid", "unsafe@build"]);
    golden::check("policy-forbidden.txt", &all);
}

#[test]
fn words_are_explained() {
    let fixture = Fixture::new("explain");
    let mut all = String::new();
    for args in [
        &["explain"][..],
        &["explain", "forbidden"],
        &["explain", "run"],
        &["explain", "forbiden"],
    ] {
        all += &fixture.whole(args);
        all.push('\n');
    }
    golden::check("explain.txt", &all);
}

#[test]
fn a_policy_for_other_platforms_is_judged_for_those() {
    let fixture = Fixture::new("elsewhere");
    fixture.write(
        "wire/src/lib.rs",
        "#[cfg(windows)]\npub fn send() {\n    let _ = std::net::TcpStream::connect(\"host:1\");\n}\n#[cfg(not(windows))]\npub fn send() {}\n",
    );
    fixture.write("wire/build.rs", "fn main() {\n    #[cfg(target_os = \"macos\")]\n    let _ = std::process::Command::new(\"true\");\n}\n");
    let policy = |targets: &str, hosts: &str| {
        format!(
            "version = 1\n[policy]\ntargets = [\"{targets}\"]\nhosts = [\"{hosts}\"]\n[grants]\nwire = {{ source = \"path\", build = [] }}\n"
        )
    };
    let (linux, windows, mac) = (
        "x86_64-unknown-linux-gnu",
        "x86_64-pc-windows-msvc",
        "aarch64-apple-darwin",
    );
    for (targets, hosts, expected) in [
        (linux, linux, 0),
        (windows, linux, 1),
        (linux, mac, 1),
        (windows, mac, 1),
    ] {
        fixture.set_policy(&policy(targets, hosts));
        assert_eq!(
            code(&fixture.run(&["-q"])),
            Some(expected),
            "{targets} on {hosts}"
        );
    }
    // What the command line names goes first, wherever the file is found from.
    fixture.set_policy(&policy(windows, linux));
    assert_eq!(code(&fixture.run(&["-q", "--target", linux])), Some(0));
    fixture.write("harbour/src/deep/x", "");
    let mut command = fixture.command(&["-q"]);
    command.current_dir(fixture.dir.join("harbour/src/deep"));
    assert_eq!(code(&command.output().expect("it starts")), Some(1));
}

#[test]
fn the_reference_shows_what_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy.md");
    let page = fs::read_to_string(path).expect("docs/policy.md is there");
    let blocks = |kind: &str| -> Vec<String> {
        let start = format!("```{kind}\n");
        let blocks = page.split(&start).skip(1);
        let block = |b: &str| b.split("```").next().unwrap_or_default().to_owned();
        blocks.map(block).collect()
    };
    let files = blocks("toml");
    assert!(!files.is_empty());
    for file in files {
        let policy = Policy::parse(&file).expect("the example is valid");
        assert!(policy.grants.len() > 5 && policy.exceptions.len() == 1);
        let seldom = [
            policy.names.internal.len(),
            policy.levels.len(),
            policy.hosts.len(),
        ];
        assert_eq!(seldom, [1, 1, 1]);
    }
    let commands = blocks("console").concat();
    assert!(commands.lines().count() > 3);
    for command in commands.lines() {
        let args = command
            .strip_prefix("$ cargo bulkhead")
            .expect("a command of ours");
        let args = ["cargo-bulkhead"]
            .into_iter()
            .chain(args.split_whitespace());
        assert!(Cli::try_parse_from(args).is_ok(), "{command}");
    }
}
