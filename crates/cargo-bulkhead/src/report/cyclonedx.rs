//! The packages as a CycloneDX 1.6 bill of materials (ECMA-424), with what each can do as properties.
//!
//! There is no time and no serial number in it: the same graph gives the same bytes.

use std::collections::BTreeSet;
use std::io::{self, Write};

use bulkhead_policy::Package;
use bulkhead_policy::picture::Source;
use serde::Serialize;

use super::sarif::uri;
use super::{View, json, words};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    bom_format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata,
    components: Vec<Component<'a>>,
    dependencies: Vec<Dependency>,
}

#[derive(Serialize)]
struct Metadata {
    tools: Tools,
    component: Root,
}

#[derive(Serialize)]
struct Tools {
    components: [Named; 1],
}

#[derive(Serialize)]
struct Named {
    r#type: &'static str,
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Root {
    r#type: &'static str,
    #[serde(rename = "bom-ref")]
    bom_ref: String,
    name: String,
}

#[derive(Serialize)]
struct Component<'a> {
    r#type: &'static str,
    #[serde(rename = "bom-ref")]
    bom_ref: String,
    name: &'a str,
    version: &'a str,
    scope: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash<'a>>,
    purl: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

#[derive(Serialize)]
struct Hash<'a> {
    alg: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct Property {
    name: String,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    r#ref: String,
    depends_on: Vec<String>,
}

/// Writes the bill of materials.
///
/// # Errors
/// What the stream says; a closed pipe is one of them.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    json::object(out, &bom(view))
}

fn bom<'a>(view: &View<'a>) -> Bom<'a> {
    let packages = &view.picture.packages;
    let root = view.workspace.root.trim_end_matches(['/', '\\']);
    let name = root.rsplit(['/', '\\']).next().unwrap_or(root).to_owned();
    let members = packages.iter().filter(|p| p.roles.member).map(reference);
    let mut dependencies = vec![Dependency {
        r#ref: ROOT.to_owned(),
        depends_on: members.collect(),
    }];
    dependencies.extend(packages.iter().map(|p| dependency(view, p)));
    Bom {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        version: 1,
        metadata: Metadata {
            tools: Tools {
                components: [Named {
                    r#type: "application",
                    name: "cargo-bulkhead",
                    version: env!("CARGO_PKG_VERSION"),
                }],
            },
            component: Root {
                r#type: "application",
                bom_ref: ROOT.to_owned(),
                name,
            },
        },
        components: packages.iter().map(|p| component(view, p)).collect(),
        dependencies,
    }
}

const ROOT: &str = "workspace";

/// Unique in one graph: Cargo takes no package twice from the same source in the same version.
fn reference(p: &Package<'_>) -> String {
    format!("{} {} {}", p.name, p.version, words::source(&p.source))
}

fn component<'a>(view: &View<'_>, p: &'a Package<'a>) -> Component<'a> {
    let shipped = p.roles.run_time || p.roles.member;
    let hash = |content| Hash {
        alg: "SHA-256",
        content,
    };
    Component {
        r#type: "library",
        bom_ref: reference(p),
        name: p.name,
        version: p.version,
        // What is used to build and to test, and is no part of the program.
        scope: if shipped { "required" } else { "excluded" },
        hashes: p.checksum.into_iter().map(hash).collect(),
        purl: purl(p),
        properties: properties(view, p),
    }
}

/// A package URL (the purl specification, type `cargo`).
fn purl(p: &Package<'_>) -> String {
    // Where a source has a meaning of its own in a URL, it is escaped as a whole.
    let escaped = |text: &str| uri(text).replace('/', "%2F");
    let qualifier = match &p.source {
        source if source.is_crates_io() => String::new(),
        Source::Registry(url) => format!("?repository_url={}", escaped(url)),
        Source::Git(url) => format!("?vcs_url={}", escaped(url)),
        Source::Path => String::new(),
    };
    format!(
        "pkg:cargo/{}@{}{qualifier}",
        escaped(p.name),
        escaped(p.version)
    )
}

fn properties(view: &View<'_>, p: &Package<'_>) -> Vec<Property> {
    let mut properties = Vec::new();
    let mut add = |name: String, value: String| properties.push(Property { name, value });
    for site in &p.sites {
        add(
            format!("bulkhead:{}:direct", site.site),
            words::caps(site.direct),
        );
        add(
            format!("bulkhead:{}:reach", site.site),
            words::caps(site.reach),
        );
    }
    add(
        "bulkhead:read-from".to_owned(),
        words::provenance(&p.provenance),
    );
    let of_package = view.findings.iter().filter(|f| {
        let found = f.package.and_then(|i| view.picture.packages.get(i));
        found.is_some_and(|found| std::ptr::eq(found, p))
    });
    for finding in of_package {
        let value = format!("{}: {}", finding.level.name(), finding.message);
        add(format!("bulkhead:finding:{}", finding.code), value);
    }
    properties
}

fn dependency(view: &View<'_>, p: &Package<'_>) -> Dependency {
    let all = p.deps.iter().chain(&p.build_deps).chain(&p.dev_deps);
    let found = all.filter_map(|&i| view.picture.packages.get(i));
    let refs: BTreeSet<String> = found.map(reference).collect();
    Dependency {
        r#ref: reference(p),
        depends_on: refs.into_iter().collect(),
    }
}
