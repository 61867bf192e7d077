//! The findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), for code scanning.
//!
//! A finding about a package stands at the line of `Cargo.lock` that brings the package in, since that is the file of the
//! user's that a change of it shows up in; the places in the package's own files are related locations.

use std::collections::BTreeMap;
use std::io::{self, Write};

use bulkhead_policy::finding::{self, Code, Evidence};
use bulkhead_policy::policy::FILE;
use bulkhead_policy::{Finding, Level};
use serde::Serialize;

use super::{View, json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Places given of one finding; a package can have thousands.
const PLACES: usize = 50;

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    original_uri_base_ids: BTreeMap<String, Base>,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<RuleJson>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleJson {
    id: &'static str,
    short_description: Words<'static>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Words<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Base {
    description: Owned,
}

#[derive(Serialize)]
struct Owned {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Owned,
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Words<'a>>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

/// Writes the findings. With `only`, those of no other package.
///
/// # Errors
/// What the stream says; a closed pipe is one of them.
pub fn write(out: &mut dyn Write, view: &View<'_>, only: Option<&[usize]>) -> io::Result<()> {
    json::object(out, &log(view, only))
}

fn log<'a>(view: &View<'a>, only: Option<&[usize]>) -> Log<'a> {
    let codes = finding::codes();
    let shown = |f: &&Finding| match (f.package, only) {
        (_, None) => true,
        (Some(package), Some(only)) => only.contains(&package),
        (None, Some(_)) => false,
    };
    let findings: Vec<&Finding> = view.findings.iter().filter(shown).collect();
    let with_places = findings
        .iter()
        .filter(|f| f.evidence.iter().any(is_in_file));
    let bases = with_places.filter_map(|f| base(view, f));
    Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "cargo-bulkhead",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: codes.iter().map(rule).collect(),
                },
            },
            // Columns count characters, as rustc's do.
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: bases.collect(),
            results: findings
                .into_iter()
                .map(|f| outcome(view, &codes, f))
                .collect(),
        }],
    }
}

fn rule(code: &Code) -> RuleJson {
    RuleJson {
        id: code.code,
        short_description: Words { text: code.summary },
        help: crate::explain::page(code.code).map(|page| Help {
            text: page,
            markdown: page,
        }),
        default_configuration: Configuration {
            level: code.levels.first().map_or("warning", |l| level(*l)),
        },
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Note => "note",
    }
}

fn outcome<'a>(view: &View<'a>, codes: &[Code], f: &'a Finding) -> Outcome<'a> {
    let subject = view.subject(f);
    let mut places: Vec<Location<'a>> = Vec::new();
    let in_files = f.evidence.iter().filter(|e| is_in_file(e)).take(PLACES);
    for (id, evidence) in in_files.enumerate() {
        places.push(place(view, f, id, evidence));
    }
    // What is about bulkhead.toml is in a file of the user's already.
    let (locations, related) = match f.package {
        Some(package) => (vec![in_lock_file(view, package)], places),
        None => (places, Vec::new()),
    };
    Outcome {
        rule_id: f.code,
        rule_index: codes.iter().position(|c| c.code == f.code),
        level: level(f.level),
        message: Owned {
            text: format!("{subject}: {}\n{}", f.message, f.help),
        },
        locations,
        related_locations: related,
        partial_fingerprints: BTreeMap::from([(
            "bulkheadFinding/v1",
            format!("{} {subject} {}", f.code, f.message),
        )]),
    }
}

fn is_in_file(evidence: &Evidence) -> bool {
    !evidence.file.is_empty()
}

fn in_lock_file<'a>(view: &View<'_>, package: usize) -> Location<'a> {
    let found = view.picture.packages.get(package);
    let line = found.and_then(|p| view.sources.lock_line(p.name, p.version));
    let logical = found.map(|p| Logical {
        name: p.name.to_owned(),
        fully_qualified_name: format!("{}@{}", p.name, p.version),
        kind: "package",
    });
    Location {
        id: None,
        message: None,
        physical_location: Physical {
            artifact_location: Artifact {
                uri: "Cargo.lock".to_owned(),
                uri_base_id: None,
            },
            region: line.map(|start_line| Region {
                start_line,
                start_column: None,
            }),
        },
        logical_locations: logical.into_iter().collect(),
    }
}

fn place<'a>(view: &View<'_>, f: &Finding, id: usize, evidence: &'a Evidence) -> Location<'a> {
    let base = base(view, f).map(|(name, _)| name);
    Location {
        id: Some(id),
        message: Some(&evidence.what)
            .filter(|w| !w.is_empty())
            .map(|text| Words { text }),
        physical_location: Physical {
            artifact_location: Artifact {
                uri: uri(&evidence.file),
                uri_base_id: base.filter(|_| evidence.file != FILE),
            },
            region: evidence.position.map(|(line, column)| Region {
                start_line: line.max(1),
                start_column: Some(column.max(1)),
            }),
        },
        logical_locations: Vec::new(),
    }
}

/// The root of a package's files, by a name: where they are on this machine is nobody else's business.
fn base(view: &View<'_>, f: &Finding) -> Option<(String, Base)> {
    let package = view.picture.packages.get(f.package?)?;
    let name = format!("{}@{}", package.name, package.version);
    let text = format!("the root of the package {name}");
    let description = Owned { text };
    Some((name, Base { description }))
}

/// A path as a relative reference (RFC 3986): what has a meaning of its own there is escaped.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}
