//! What the README shows is true: its commands parse, what they name exists, and its transcripts are what this repository
//! gives. `BLESS=1 cargo test` writes the transcripts anew.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_bulkhead::args::Cli;
use clap::Parser as _;

const START: &str = "```console\n";
const END: &str = "```\n";

/// Commands of other programs that the README may show, each of which the tests or `.ci/run` start themselves.
const OTHERS: &[&str] = &[
    "cargo run --release -- bulkhead",
    "cargo install --path crates/cargo-bulkhead",
    "cargo test --workspace",
];

/// Pages with transcripts, and how many at least.
const TRANSCRIPTS: &[(&str, usize)] = &[("README.md", 2), ("docs/why.md", 1)];

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(file)
}

fn readme() -> String {
    fs::read_to_string(path("README.md")).expect("there is a README")
}

/// The command lines of the console blocks and of text in backquotes.
fn commands(readme: &str) -> Vec<String> {
    let shown = readme.lines().filter_map(|line| line.strip_prefix("$ "));
    let quoted = readme.split('`').skip(1).step_by(2);
    let quoted = quoted.filter(|text| text.starts_with("cargo ") && !text.contains('…'));
    let all = shown.chain(quoted);
    all.map(|c| c.split("  #").next().unwrap_or(c).trim().to_owned())
        .collect()
}

pub(crate) fn parses(command: &str) -> bool {
    let Some((_, args)) = command.split_once("bulkhead") else {
        return false;
    };
    let args = ["cargo-bulkhead"]
        .into_iter()
        .chain(args.split_whitespace());
    match Cli::try_parse_from(args) {
        Ok(_) => true,
        // Help and version.
        Err(e) => !e.use_stderr(),
    }
}

#[test]
fn each_command_can_be_given() {
    let commands = commands(&readme());
    for other in OTHERS {
        assert!(
            commands.iter().any(|c| c == other),
            "README without {other}"
        );
    }
    for command in commands {
        let ours = command.starts_with("cargo bulkhead") && parses(&command);
        let known = OTHERS.contains(&command.as_str()) || command == ".ci/run";
        assert!(ours || known, "README shows `{command}`");
    }
    let ci = fs::read_to_string(path(".ci/run")).expect("there is a .ci/run");
    assert!(ci.contains("cargo test --workspace"));
    assert!(path("crates/cargo-bulkhead/Cargo.toml").is_file());
}

#[test]
fn commands_that_do_not_exist_are_seen() {
    let readme =
        "a `cargo bulkhead check --frmat json`\n```console\n$ cargo bulkhead -v  # all\n```\n";
    let commands = commands(readme);
    assert_eq!(
        commands,
        ["cargo bulkhead -v", "cargo bulkhead check --frmat json"]
    );
    assert!(parses(&commands[0]) && !parses(&commands[1]) && parses("cargo bulkhead --help"));
}

/// What is shown of workspaces other than this one is what a test of those got.
#[test]
fn other_reports_are_what_tests_got() {
    let golden = ["policy-life.txt", "incidents/01.txt"].map(|name| {
        let file = format!("crates/cargo-bulkhead/tests/it/golden/{name}");
        fs::read_to_string(path(&file)).expect("the golden file is there")
    });
    let readme = readme();
    let mut blocks = readme.split("```text\n").skip(1).peekable();
    assert!(blocks.peek().is_some());
    for block in blocks {
        let block = block.split(END).next().unwrap_or_default();
        assert!(golden.iter().any(|g| g.contains(block)), "{block}");
    }
}

#[test]
fn each_link_leads_to_a_file() {
    let readme = readme();
    let links = readme
        .split("](")
        .skip(1)
        .filter_map(|l| l.split(')').next());
    for link in links.filter(|l| !l.starts_with("https://")) {
        assert!(path(link).exists(), "README links to {link}");
    }
}

/// What a package does depends on the platform, so the transcripts hold on the one where they were taken.
#[test]
fn transcripts_are_what_this_repository_gives() {
    if !cfg!(all(
        target_os = "linux",
        target_arch = "x86_64",
        target_env = "gnu"
    )) {
        let why = "SKIPPED: the README's transcripts are of x86_64-unknown-linux-gnu";
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(std::io::stderr(), "{why}");
        return;
    }
    for (page, least) in TRANSCRIPTS {
        transcripts(page, *least);
    }
}

/// Holds a page to what its commands say of this repository; it has at least so many.
fn transcripts(page: &str, least: usize) {
    let file = path(page);
    let text = fs::read_to_string(&file).expect("the page is there");
    let mut now = String::new();
    let mut rest = text.as_str();
    let mut transcripts = 0;
    while let Some(at) = rest.find(START) {
        let (before, block) = rest.split_at(at + START.len());
        now.push_str(before);
        let end = block.find(END).expect("blocks end");
        rest = &block[end..];
        let command = block.lines().next().unwrap_or_default();
        let Some(args) = command.strip_prefix("$ cargo bulkhead") else {
            now.push_str(&block[..end]);
            continue;
        };
        transcripts += 1;
        now += &format!("{command}\n{}", said(args));
    }
    now.push_str(rest);
    assert!(transcripts >= least, "{page}: transcripts are missing");
    if std::env::var_os("BLESS").is_some() {
        return fs::write(&file, &now).expect("the page can be written");
    }
    let (shown, now) = (timeless(&text), timeless(&now));
    let differ = shown.lines().zip(now.lines()).find(|(a, b)| a != b);
    assert!(
        shown == now,
        "{page} shows, and this repository gives: {differ:#?}\n{now}"
    );
}

/// What a report says without what depends on the day: findings about releases, and how many findings there are.
fn timeless(text: &str) -> String {
    const OF_THE_DAY: [&str; 8] = [
        "dormant-revived",
        "first-dependency",
        "high-first-version",
        "name-confusable",
        "paired-release",
        "yank-storm",
        "yanked-release",
        "young-release",
    ];
    let of_the_day = |line: &str| {
        let code = line
            .split_once('[')
            .and_then(|(_, rest)| rest.split_once(']'));
        code.is_some_and(|(code, _)| OF_THE_DAY.contains(&code))
    };
    let mut left_out = false;
    let lines = text.lines().filter(|line| {
        let counts = line.starts_with("Notes ");
        left_out = of_the_day(line) || counts || (left_out && line.starts_with(' '));
        !left_out && !line.starts_with("Nothing denied by")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What the program says of this repository, whatever folder that is in.
fn said(args: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-bulkhead"))
        .args(args.split_whitespace())
        .args(["--no-cache", "--locked"])
        .current_dir(path(""))
        .output()
        .expect("the program starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let root = path("").canonicalize().expect("the folder exists");
    let folder = root.file_name().expect("the folder has a name");
    let folder = format!("{}: ", folder.to_string_lossy());
    let text = String::from_utf8_lossy(&output.stdout);
    match text.strip_prefix(&folder) {
        Some(after) => format!("bulkhead: {after}"),
        None => text.into_owned(),
    }
}
