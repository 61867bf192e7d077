//! What a change brings as one JSON object: public, versioned API with types of its own. `docs/json.md` documents it.

use std::io::{self, Write};

use bulkhead_policy::diff::{Change, Item, ItemKind};
use bulkhead_policy::finding::Evidence;
use serde::Serialize;

use super::super::View;
use super::super::json::{SCHEMA_VERSION, SourceJson, object, source};
use super::Both;

#[derive(Debug, Serialize)]
struct Report<'a> {
    schema_version: u32,
    old: &'a str,
    new: &'a str,
    conditions: &'static str,
    grows: bool,
    same: usize,
    packages: Vec<ChangeJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ChangeJson<'a> {
    name: &'a str,
    change: &'static str,
    grows: bool,
    old: Option<Release<'a>>,
    new: Option<Release<'a>>,
    differences: Vec<ItemJson<'a>>,
}

#[derive(Debug, Serialize)]
struct Release<'a> {
    version: &'a str,
    source: SourceJson<'a>,
    checksum: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ItemJson<'a> {
    kind: &'static str,
    grows: bool,
    site: Option<&'static str>,
    capabilities: Vec<&'static str>,
    message: &'a str,
    evidence: Vec<EvidenceJson<'a>>,
}

#[derive(Debug, Serialize)]
struct EvidenceJson<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    what: &'a str,
    text: Option<String>,
}

/// Writes the report.
///
/// # Errors
/// What the stream says; a closed pipe is one of them.
pub fn write(out: &mut dyn Write, both: &Both<'_>) -> io::Result<()> {
    let report = Report {
        schema_version: SCHEMA_VERSION,
        old: both.titles[0],
        new: both.titles[1],
        conditions: if both.anywhere { "any" } else { "workspace" },
        grows: both.diff.grows(),
        same: both.diff.same,
        packages: both.diff.packages.iter().map(|c| change(both, c)).collect(),
    };
    object(out, &report)
}

fn change<'a>(both: &Both<'a>, change: &'a Change) -> ChangeJson<'a> {
    ChangeJson {
        name: &change.name,
        change: match (change.old, change.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        },
        grows: change.grows(),
        old: release(&both.old, change.old),
        new: release(&both.new, change.new),
        differences: change.items.iter().map(|i| item(both, change, i)).collect(),
    }
}

fn release<'a>(view: &View<'a>, index: Option<usize>) -> Option<Release<'a>> {
    let package = view.picture.packages.get(index?)?;
    Some(Release {
        version: package.version,
        source: source(&package.source),
        checksum: package.checksum,
    })
}

fn item<'a>(both: &Both<'a>, change: &Change, item: &'a Item) -> ItemJson<'a> {
    let (view, package) = match item.kind {
        ItemKind::Lost => (&both.old, change.old),
        _ => (&both.new, change.new),
    };
    ItemJson {
        kind: item.kind.name(),
        grows: item.grows,
        site: item.site.map(|s| s.name()),
        capabilities: item.caps.iter().map(|c| c.name()).collect(),
        message: &item.message,
        evidence: item
            .evidence
            .iter()
            .map(|e| evidence(view, package, e))
            .collect(),
    }
}

fn evidence<'a>(view: &View<'_>, package: Option<usize>, e: &'a Evidence) -> EvidenceJson<'a> {
    let line = e.position.map(|p| p.0);
    let text = package
        .zip(line)
        .and_then(|(p, line)| view.sources.line(p, &e.file, line));
    EvidenceJson {
        file: (!e.file.is_empty()).then_some(e.file.as_str()),
        line,
        column: e.position.map(|p| p.1),
        what: &e.what,
        text,
    }
}
