//! What programs can be held to: to a person, and in the words of those who hold them to it.

use std::io::{self, Write};
use std::path::Path;

use bulkhead_facts::Capability::{Net, Read, Run, Sys, Write as Writes};
use bulkhead_facts::table::{self, Arch, kernel};
use bulkhead_policy::hardening::{self, Hardening, Line as Directive};
use serde::Serialize;
use serde_json::json;

use super::{json, words};
use crate::speak::{Label, Line, Text, sanitize};

/// A program and what it can be held to.
pub(crate) struct Held<'a> {
    /// Its name. Foreign text.
    pub(crate) name: &'a str,
    /// Where it was built.
    pub(crate) file: &'a Path,
    /// What it can be held to.
    pub(crate) hardening: Hardening,
}

/// The programs that start programs, on machines whose code is read.
pub(crate) const LOADERS: &[&str] = &["/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"];

pub(crate) fn writes(held: &Hardening) -> bool {
    held.may(Writes)
}

pub(crate) fn runs(held: &Hardening) -> bool {
    held.may(Run)
}

/// All of them, to a person.
pub(crate) fn text(all: &[Held<'_>], width: usize) -> Text {
    let mut text = Text::default();
    for held in all {
        text.gap();
        one(&mut text, held, width);
    }
    text.gap();
    let next = [
        (
            "--format seccomp",
            "for `docker run --security-opt seccomp=FILE`",
        ),
        ("--format systemd", "for a drop-in of the service"),
        ("--format landlock", "for whoever sets Landlock rules"),
        ("--check -- ARGUMENTS", "to try it"),
    ];
    for (at, (option, what)) in next.into_iter().enumerate() {
        let mut line = Line::new().plain(if at == 0 { "Next  " } else { "      " });
        line.push(Label::Command, &format!("cargo bulkhead profile {option}"));
        line.pad_to(52);
        text.line(line.plain(what));
    }
    text
}

fn one(text: &mut Text, held: &Held<'_>, width: usize) {
    let hardening = &held.hardening;
    let mut line = Line::new().then(Label::Strong, held.name);
    let caps: Vec<&str> = hardening.caps.iter().map(|c| c.name()).collect();
    line.push(Label::Capability, &format!("  {}", caps.join(" ")));
    text.line(line);
    for gap in &hardening.gaps {
        let head = Line::new().then(Label::Warn, "  not known").plain(": ");
        text.wrap(head, Label::Plain, gap, width);
    }
    let count = words::count(hardening.calls.len(), "system call", "system calls");
    let said = match hardening.is_whole() {
        true => format!("  {count} of {}, by what for:", words::number(numbered())),
        false => format!("  NOT STRICT: {count} are known, and there may be more:"),
    };
    text.line(Line::new().plain(&said));
    for (why, calls) in hardening.reasons() {
        if why.what.is_none() {
            continue;
        }
        text.wrap(
            Line::new().plain("    "),
            Label::Strong,
            &calls.join(" "),
            width,
        );
        text.wrap(
            Line::new().plain("      "),
            Label::Dim,
            &why.to_string(),
            width,
        );
    }
    let started = hardening.calls.values().filter(|why| why.what.is_none());
    let started = format!("    and {} that every program makes", started.count());
    text.line(Line::new().then(Label::Dim, &started));
    for directive in hardening::lines(hardening) {
        if !directive.text.starts_with("SystemCallFilter=") {
            shown(text, &directive, width);
        }
    }
}

fn shown(text: &mut Text, directive: &Directive, width: usize) {
    let (label, mark) = match directive.sure {
        true => (Label::Good, "  + "),
        false => (Label::Warn, "  ? "),
    };
    let mut head = Line::new().then(label, mark).plain(&directive.text);
    head.pad_to(38);
    text.wrap(head.plain(" "), Label::Dim, &directive.reason, width);
}

/// How many system calls the machine has.
fn numbered() -> usize {
    let known = |n: &u32| table::syscall_by_number(Arch::X86_64, *n).is_some();
    (0..1000).filter(known).count()
}

/// What was tried beyond a profile.
pub(crate) fn denied(what: &str, by: &str) -> Text {
    let mut text = Text::default();
    let line = Line::new().then(Label::Deny, "denied").plain(": ");
    text.line(line.plain(what).then(Label::Dim, &format!(" ({by})")));
    text
}

/// A system call by its number.
pub(crate) fn call(number: u32) -> String {
    match table::syscall_by_number(Arch::X86_64, number) {
        Some((name, row)) => format!("system call {name}: {}", row.reason),
        None => format!("system call {number}"),
    }
}

/// How a program that was tried ended.
pub(crate) fn ended(held: &Held<'_>, attempts: usize, how: String) -> Text {
    let mut text = Text::default();
    let line = match attempts {
        0 => Line::new().then(Label::Good, "within its profile"),
        some => {
            let beyond = words::count(some, "thing beyond", "things beyond");
            Line::new().then(Label::Deny, &format!("{beyond} its profile"))
        }
    };
    text.line(line.plain(&format!(": {} {how}", held.name)));
    text
}

#[derive(Serialize)]
struct ReportJson<'a> {
    schema_version: u32,
    programs: Vec<ProgramJson<'a>>,
}

#[derive(Serialize)]
struct ProgramJson<'a> {
    name: String,
    file: String,
    strict: bool,
    capabilities: Vec<&'static str>,
    calls: Vec<CallJson<'a>>,
    lines: Vec<LineJson>,
    gaps: Vec<String>,
}

#[derive(Serialize)]
struct CallJson<'a> {
    name: &'a str,
    number: Option<u32>,
    reason: String,
}

#[derive(Serialize)]
struct LineJson {
    text: String,
    reason: String,
    sure: bool,
}

/// All of them as one object.
pub(crate) fn json(out: &mut dyn Write, all: &[Held<'_>]) -> io::Result<()> {
    let program = |held: &'_ Held<'_>| {
        let hardening = &held.hardening;
        let calls = hardening.calls.iter().map(|(name, why)| CallJson {
            name,
            number: table::syscall_number(Arch::X86_64, name),
            reason: why.to_string(),
        });
        let lines = hardening::lines(hardening).into_iter().map(|l| LineJson {
            text: l.text,
            reason: l.reason,
            sure: l.sure,
        });
        ProgramJson {
            name: held.name.to_owned(),
            file: held.file.to_string_lossy().into_owned(),
            strict: hardening.is_whole(),
            capabilities: hardening.caps.iter().map(|c| c.name()).collect(),
            calls: calls.collect(),
            lines: lines.collect(),
            gaps: hardening.gaps.iter().cloned().collect(),
        }
    };
    let report = ReportJson {
        schema_version: json::SCHEMA_VERSION,
        programs: all.iter().map(program).collect(),
    };
    json::object(out, &report)
}

/// The flags of `clone` that make namespaces.
const NEW_NAMESPACES: u32 = 0x7e02_0000;
const EPERM: u32 = 1;
const ENOSYS: u32 = 38;

/// The `linux.seccomp` object of the OCI runtime specification, with the comments of Docker's and Podman's profiles.
pub(crate) fn seccomp(out: &mut dyn Write, held: &Held<'_>) -> io::Result<()> {
    let hardening = &held.hardening;
    let rules = match hardening.is_whole() {
        true => allowed(hardening),
        false => refused(hardening),
    };
    let default = match hardening.is_whole() {
        true => "SCMP_ACT_ERRNO",
        false => "SCMP_ACT_ALLOW",
    };
    let mut profile = json!({
        "defaultAction": default,
        "architectures": ["SCMP_ARCH_X86_64"],
        "syscalls": rules,
    });
    if hardening.is_whole() {
        profile["defaultErrnoRet"] = EPERM.into();
    }
    json::object(out, &profile)
}

fn allowed(held: &Hardening) -> Vec<serde_json::Value> {
    let mut rules = Vec::new();
    let plain = held.namespaces.is_some();
    for (why, mut calls) in held.reasons() {
        calls.retain(|call| plain || !matches!(*call, "clone" | "clone3"));
        if !calls.is_empty() {
            rules.push(json!({
                "names": calls, "action": "SCMP_ACT_ALLOW", "comment": why.to_string(),
            }));
        }
    }
    if let Some(why) = held.calls.get("clone").filter(|_| !plain) {
        let zero = json!({
            "index": 0, "value": NEW_NAMESPACES, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ",
        });
        rules.push(json!({
            "names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [zero],
            "comment": format!("{why}; but no namespaces"),
        }));
        rules.push(json!({
            "names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": ENOSYS,
            "comment": "its flags are out of a filter's sight: the C library goes back to clone",
        }));
    }
    rules
}

fn refused(held: &Hardening) -> Vec<serde_json::Value> {
    let mut rules = vec![];
    for (call, reason) in kernel::rare() {
        if !held.calls.contains_key(call) {
            rules.push(json!({
                "names": [call], "action": "SCMP_ACT_ERRNO", "errnoRet": EPERM,
                "comment": format!("NOT STRICT, not all is known of the program: {reason}"),
            }));
        }
    }
    rules
}

/// A drop-in of a systemd service.
pub(crate) fn systemd(out: &mut dyn Write, held: &Held<'_>) -> io::Result<()> {
    head(
        out,
        held,
        "/etc/systemd/system/NAME.service.d/bulkhead.conf",
    )?;
    writeln!(out, "[Service]")?;
    for line in hardening::lines(&held.hardening) {
        comment(out, &line.reason)?;
        let off = if line.sure { "" } else { "#" };
        writeln!(out, "{off}{}", line.text)?;
    }
    Ok(())
}

fn head(out: &mut dyn Write, held: &Held<'_>, place: &str) -> io::Result<()> {
    comment(
        out,
        &format!(
            "What `{}` reaches, by its compiled code. For {place}",
            held.name
        ),
    )?;
    for gap in &held.hardening.gaps {
        comment(out, &format!("NOT STRICT: {gap}"))?;
    }
    Ok(())
}

fn comment(out: &mut dyn Write, words: &str) -> io::Result<()> {
    // A backslash at the end would join the next line to it.
    let words = sanitize::line(words);
    writeln!(out, "# {}", words.trim_end_matches('\\'))
}

/// Landlock rules, in the TOML of landlockconfig.
pub(crate) fn landlock(out: &mut dyn Write, held: &Held<'_>) -> io::Result<()> {
    let hardening = &held.hardening;
    head(out, held, "landlockconfig")?;
    writeln!(out, "abi = 6\n\n[[ruleset]]")?;
    comment(out, "what no rule below gives is refused")?;
    writeln!(out, "handled_access_fs = [\"abi.all\"]")?;
    match hardening.may(Net) {
        true => comment(out, "it connects or accepts: its ports are not known here")?,
        false => {
            comment(out, "it does not connect, and accepts no connections")?;
            writeln!(out, "handled_access_net = [\"bind_tcp\", \"connect_tcp\"]")?;
        }
    }
    let scoped = [
        ("\"abstract_unix_socket\"", !hardening.may(Net)),
        ("\"signal\"", !hardening.may(Sys)),
    ];
    let scoped: Vec<&str> = scoped.iter().filter(|s| s.1).map(|s| s.0).collect();
    if !scoped.is_empty() {
        comment(out, "it needs nothing of other programs")?;
        writeln!(out, "scoped = [{}]", scoped.join(", "))?;
    }
    let execute = ["execute", "read_file"];
    rule(
        out,
        "to be started: fill in where it lies",
        &execute,
        &["/usr/bin/NAME", LOADERS[0]],
    )?;
    let own = [
        "/lib",
        "/lib64",
        "/usr/lib",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/proc/self",
        "/sys/fs/cgroup",
        "/sys/devices/system/cpu",
    ];
    rule(
        out,
        "every program: its libraries, and what the C library and std look at",
        &["read_file", "read_dir"],
        &own,
    )?;
    rule(
        out,
        "every program: nothing",
        &["read_file", "write_file"],
        &["/dev/null"],
    )?;
    if hardening.calls.contains_key("socket") {
        rule(
            out,
            "names of hosts and users",
            &["read_file"],
            &["/etc", "/run/systemd/resolve"],
        )?;
    }
    let needs = [
        (
            Read,
            "it reads files: FILL IN which",
            "[\"read_file\", \"read_dir\"]",
        ),
        (
            Writes,
            "it writes files: FILL IN which",
            "[\"abi.read_write\"]",
        ),
        (
            Run,
            "it starts programs: FILL IN which",
            "[\"abi.read_execute\"]",
        ),
    ];
    for (_, words, access) in needs.into_iter().filter(|(cap, ..)| hardening.may(*cap)) {
        writeln!(out)?;
        comment(out, words)?;
        writeln!(
            out,
            "#[[path_beneath]]\n#allowed_access = {access}\n#parent = []"
        )?;
    }
    Ok(())
}

fn rule(out: &mut dyn Write, why: &str, access: &[&str], paths: &[&str]) -> io::Result<()> {
    let list = |all: &[&str]| {
        let quoted: Vec<String> = all.iter().map(|word| format!("\"{word}\"")).collect();
        quoted.join(", ")
    };
    writeln!(out)?;
    comment(out, why)?;
    writeln!(out, "[[path_beneath]]\nallowed_access = [{}]", list(access))?;
    writeln!(out, "parent = [{}]", list(paths))
}
