//! The lines of a systemd unit that follow.

use bulkhead_facts::Capability::{Net, Read, Run, Write};
use bulkhead_facts::table::kernel;

use super::Hardening;

/// A line of a `[Service]` section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `NoNewPrivileges=yes`
    pub text: String,
    /// Why it holds, or why it may not. Foreign text.
    pub reason: String,
    /// Whether it holds for sure; where not, it is for the operator to judge.
    pub sure: bool,
}

/// The lines that hold a service to it. What is not known costs lines, never the service.
#[must_use]
pub fn lines(held: &Hardening) -> Vec<Line> {
    let mut lines = vec![
        sure(
            "NoNewPrivileges=yes",
            "the filter needs it; set-user-id programs have no effect",
        ),
        sure(
            "SystemCallArchitectures=native",
            "the filter speaks of one machine's calls",
        ),
        sure(
            "SystemCallErrorNumber=EPERM",
            "what is not on the list fails",
        ),
    ];
    lines.extend(filter(held));
    lines.extend(network(held));
    lines.extend(files(held));
    lines.push(unless(
        "MemoryDenyWriteExecute=yes",
        held.code.clone().or_else(|| unknown(held)),
        "no package asks for memory itself, and std never for executable memory",
    ));
    lines.push(unless(
        "RestrictNamespaces=yes",
        held.namespaces.clone().or_else(|| unknown(held)),
        "no package makes namespaces",
    ));
    lines.push(unless(
        "RestrictRealtime=yes",
        held.priorities.clone().or_else(|| unknown(held)),
        "no package sets priorities",
    ));
    let without: &[(&str, &[&str], &str)] = &[
        (
            "LockPersonality=yes",
            &["personality"],
            "it does not change its personality",
        ),
        (
            "ProtectHostname=yes",
            &["sethostname", "setdomainname"],
            "it does not name the host",
        ),
        (
            "ProtectClock=yes",
            &["clock_settime", "settimeofday", "adjtimex", "clock_adjtime"],
            "it does not set the clock",
        ),
        (
            "ProtectKernelModules=yes",
            &["init_module", "finit_module"],
            "it loads no kernel modules",
        ),
        (
            "RestrictSUIDSGID=yes",
            &["chmod", "fchmod", "mknod"],
            "it sets no permissions",
        ),
    ];
    let without = without.iter().filter(|(_, calls, _)| !held.makes(calls));
    lines.extend(without.map(|(text, _, reason)| sure(text, reason)));
    lines
}

fn filter(held: &Hardening) -> Vec<Line> {
    if held.is_whole() {
        let line = |(why, calls): (&super::Why, Vec<&str>)| {
            let text = format!("SystemCallFilter={}", calls.join(" "));
            sure(&text, &why.to_string())
        };
        return held.reasons().into_iter().map(line).collect();
    }
    let rare = kernel::rare().filter(|(call, _)| !held.calls.contains_key(call));
    let rare: Vec<&str> = rare.map(|(call, _)| call).collect();
    let text = format!("SystemCallFilter=~{}", rare.join(" "));
    let reason =
        "NOT STRICT: what it calls is not known; these are what ordinary programs do without";
    vec![sure(&text, reason)]
}

fn network(held: &Hardening) -> Vec<Line> {
    if !held.makes(&["socket"]) {
        return vec![
            sure("PrivateNetwork=yes", "it opens no sockets"),
            sure("RestrictAddressFamilies=none", "it opens no sockets"),
        ];
    }
    match &held.families {
        Some(families) if held.is_whole() => {
            let families: Vec<&str> = families.iter().copied().collect();
            let text = format!("RestrictAddressFamilies={}", families.join(" "));
            vec![sure(&text, "only std and the C library open sockets")]
        }
        _ => vec![unsure(
            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
            "packages open sockets of families that are not known",
        )],
    }
}

fn files(held: &Hardening) -> Vec<Line> {
    let system = "ProtectSystem=strict";
    let home = "ProtectHome=yes";
    if held.may(Write) || held.may(Run) {
        let why = match held.caps.contains(Write) {
            true => "it writes files: name its folders, then turn these on",
            false => "it may write files: name its folders, then turn these on",
        };
        return vec![
            unsure(system, why),
            unsure("ReadWritePaths=/var/lib/NAME", why),
            unsure(home, "where its files do not lie in a home folder"),
        ];
    }
    let mut lines = vec![sure(system, "it writes no files")];
    lines.push(sure("ProtectKernelTunables=yes", "it writes no files"));
    lines.push(sure("ProtectControlGroups=yes", "it writes no files"));
    if held.may(Read) {
        lines.push(unsure(
            home,
            "it reads files: where they do not lie in a home folder",
        ));
        return lines;
    }
    let no_files = "it names no files";
    lines.push(sure(home, no_files));
    lines.push(sure("PrivateTmp=yes", no_files));
    lines.push(sure("PrivateDevices=yes", no_files));
    if !held.may(Net) && !held.makes(&["socket", "setuid", "setresuid", "chown"]) {
        lines.push(sure("PrivateUsers=yes", no_files));
        lines.push(sure(
            "CapabilityBoundingSet=",
            "it does nothing that needs rights",
        ));
    }
    lines
}

fn unknown(held: &Hardening) -> Option<String> {
    (!held.is_whole()).then(|| "not all of it is known".to_owned())
}

fn sure(text: &str, reason: &str) -> Line {
    Line {
        text: text.to_owned(),
        reason: reason.to_owned(),
        sure: true,
    }
}

fn unsure(text: &str, reason: &str) -> Line {
    Line {
        sure: false,
        ..sure(text, reason)
    }
}

fn unless(text: &str, but: Option<String>, reason: &str) -> Line {
    match but {
        Some(but) => unsure(text, &but),
        None => sure(text, reason),
    }
}
