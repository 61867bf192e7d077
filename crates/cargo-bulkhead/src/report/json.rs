//! The report as one JSON object: public, versioned API with types of its own. `docs/json.md` documents it.

use std::io::{self, Write};

use bulkhead_facts::hygiene::HygieneKind;
use bulkhead_facts::link::LinkedFact;
use bulkhead_facts::{CapSet, Gap, Site, Via};
use bulkhead_policy::finding::Evidence;
use bulkhead_policy::picture::{Provenance, Source};
use bulkhead_policy::{Finding, Package, SitePicture};
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::{View, words};
use crate::speak::sanitize;

/// Grows when a reader of the version before could misread the object; new members alone do not make it grow.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole object.
#[derive(Debug, Serialize)]
struct Report<'a> {
    schema_version: u32,
    workspace: WorkspaceJson<'a>,
    packages: Vec<PackageJson<'a>>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Debug, Serialize)]
struct WorkspaceJson<'a> {
    root: &'a str,
    host: &'a str,
    hosts: &'a [String],
    targets: &'a [String],
    packages: usize,
    outside_graph: usize,
    dev_left_out: usize,
    without_times: usize,
    policy: bool,
}

#[derive(Debug, Serialize)]
struct PackageJson<'a> {
    name: &'a str,
    version: &'a str,
    source: SourceJson<'a>,
    checksum: Option<&'a str>,
    provenance: ProvenanceJson<'a>,
    roles: Vec<&'static str>,
    dependencies: Dependencies<'a>,
    sites: Sites,
    facts: Vec<FactJson<'a>>,
    gaps: Vec<GapJson<'a>>,
    hygiene: Vec<HygieneJson<'a>>,
    test_facts: usize,
    inactive_facts: usize,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum SourceJson<'a> {
    Registry { url: &'a str },
    Git { url: &'a str },
    Path,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum ProvenanceJson<'a> {
    VerifiedArchive,
    Vendored,
    Local,
    Unverified { why: &'a str },
}

#[derive(Debug, Serialize)]
struct Dependencies<'a> {
    lib: Vec<Id<'a>>,
    build: Vec<Id<'a>>,
}

/// Which package is meant.
#[derive(Debug, Serialize)]
struct Id<'a> {
    name: &'a str,
    version: &'a str,
    source: SourceJson<'a>,
}

#[derive(Debug, Default, Serialize)]
struct Sites {
    #[serde(skip_serializing_if = "Option::is_none")]
    lib: Option<SiteJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    build: Option<SiteJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#macro: Option<SiteJson>,
}

#[derive(Debug, Serialize)]
struct SiteJson {
    direct: Vec<&'static str>,
    reach: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct FactJson<'a> {
    site: &'static str,
    target: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    what: &'a str,
    via: &'static str,
    capabilities: Vec<&'static str>,
    reason: Option<&'static str>,
    cfg: Option<String>,
    way: &'a [String],
}

#[derive(Debug, Serialize)]
struct GapJson<'a> {
    site: Option<&'static str>,
    kind: &'static str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    detail: &'a str,
    cfg: Option<String>,
}

#[derive(Debug, Serialize)]
struct HygieneJson<'a> {
    kind: &'static str,
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    detail: &'a str,
}

#[derive(Debug, Serialize)]
struct FindingJson<'a> {
    code: &'static str,
    level: &'static str,
    package: Option<Id<'a>>,
    message: &'a str,
    evidence: Vec<EvidenceJson<'a>>,
    chain: Vec<Id<'a>>,
    help: &'a str,
}

#[derive(Debug, Serialize)]
struct EvidenceJson<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    what: &'a str,
}

/// Writes the report. With `only`, packages and findings of no other package are in it.
///
/// # Errors
/// What the stream says; a closed pipe is one of them.
pub fn write(out: &mut dyn Write, view: &View<'_>, only: Option<&[usize]>) -> io::Result<()> {
    object(out, &report(view, only))
}

/// Writes any object in the way of all our JSON.
pub(super) fn object(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Safe::default());
    object.serialize(&mut serializer)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn report<'a>(view: &View<'a>, only: Option<&[usize]>) -> Report<'a> {
    let wanted = |index: &usize| only.is_none_or(|only| only.contains(index));
    let packages = view.picture.packages.iter().enumerate();
    let shown = |f: &&Finding| match &f.package {
        Some(package) => wanted(package),
        None => only.is_none(),
    };
    let findings = view.findings.iter().filter(shown);
    Report {
        schema_version: SCHEMA_VERSION,
        workspace: WorkspaceJson {
            root: &view.workspace.root,
            host: &view.workspace.host,
            hosts: &view.workspace.hosts,
            targets: &view.workspace.targets,
            packages: view.picture.packages.len(),
            outside_graph: view.workspace.outside_graph,
            dev_left_out: view.workspace.dev_left_out,
            without_times: view.workspace.without_times,
            policy: view.workspace.policy,
        },
        packages: packages
            .filter(|(i, _)| wanted(i))
            .map(|(_, p)| package(view, p))
            .collect(),
        findings: findings.map(|f| finding(view, f)).collect(),
    }
}

fn package<'a>(view: &View<'a>, p: &'a Package<'a>) -> PackageJson<'a> {
    let ids = |list: &[usize]| list.iter().filter_map(|&i| id(view, i)).collect();
    PackageJson {
        name: p.name,
        version: p.version,
        source: source(&p.source),
        checksum: p.checksum,
        provenance: provenance(&p.provenance),
        roles: roles(p),
        dependencies: Dependencies {
            lib: ids(&p.deps),
            build: ids(&p.build_deps),
        },
        sites: sites(p),
        facts: facts(p),
        gaps: p.gaps().map(|(site, g)| gap(p, site, g)).collect(),
        hygiene: hygiene(p),
        test_facts: p.test_facts,
        inactive_facts: p.inactive_facts,
    }
}

fn id<'a>(view: &View<'a>, index: usize) -> Option<Id<'a>> {
    view.picture.packages.get(index).map(|p| Id {
        name: p.name,
        version: p.version,
        source: source(&p.source),
    })
}

pub(super) fn source(source: &Source) -> SourceJson<'_> {
    match source {
        Source::Registry(url) => SourceJson::Registry { url },
        Source::Git(url) => SourceJson::Git { url },
        Source::Path => SourceJson::Path,
    }
}

fn provenance(provenance: &Provenance) -> ProvenanceJson<'_> {
    match provenance {
        Provenance::VerifiedArchive => ProvenanceJson::VerifiedArchive,
        Provenance::Vendored => ProvenanceJson::Vendored,
        Provenance::Local => ProvenanceJson::Local,
        Provenance::Unverified(why) => ProvenanceJson::Unverified { why },
    }
}

fn roles(p: &Package<'_>) -> Vec<&'static str> {
    let all = [
        (p.roles.member, "member"),
        (p.roles.run_time, "run-time"),
        (p.roles.build_time, "build-time"),
        (p.roles.dev, "dev"),
    ];
    all.iter().filter(|(is, _)| *is).map(|(_, n)| *n).collect()
}

fn sites(p: &Package<'_>) -> Sites {
    let of = |site| p.site(site).map(site_sets);
    Sites {
        lib: of(Site::Lib),
        build: of(Site::Build),
        r#macro: of(Site::Macro),
    }
}

fn site_sets(site: &SitePicture) -> SiteJson {
    SiteJson {
        direct: names(site.direct),
        reach: names(site.reach),
    }
}

fn names(set: CapSet) -> Vec<&'static str> {
    set.iter().map(|c| c.name()).collect()
}

fn facts<'a>(p: &'a Package<'a>) -> Vec<FactJson<'a>> {
    let targets = p.sites.iter().flat_map(|s| &s.targets);
    targets
        .flat_map(|t| t.facts.iter().map(|f| fact(p, t.site, &t.name, f)))
        .collect()
}

fn fact<'a>(p: &'a Package<'a>, site: Site, target: &'a str, f: &'a LinkedFact) -> FactJson<'a> {
    FactJson {
        site: site.name(),
        target,
        file: p.facts.file(f.place.file),
        line: f.place.line,
        column: f.place.column,
        what: &f.what,
        via: via(f.via),
        capabilities: names(f.caps),
        reason: words::reason(f),
        cfg: words::condition(p.facts, f.cfg),
        way: &f.way,
    }
}

fn via(via: Via) -> &'static str {
    match via {
        Via::Path => "path",
        Via::Method => "method",
        Via::Attribute => "attribute",
        Via::Macro => "macro",
        Via::Syntax => "syntax",
        Via::Symbol => "symbol",
        Via::Directive => "directive",
    }
}

fn gap<'a>(p: &'a Package<'a>, site: Option<Site>, g: &'a Gap) -> GapJson<'a> {
    GapJson {
        site: site.map(Site::name),
        kind: words::gap_kind(g.kind),
        file: g.place.map(|at| p.facts.file(at.file)),
        line: g.place.map(|at| at.line),
        column: g.place.map(|at| at.column),
        detail: &g.detail,
        cfg: words::condition(p.facts, g.cfg),
    }
}

fn hygiene<'a>(p: &'a Package<'a>) -> Vec<HygieneJson<'a>> {
    let all = p.facts.hygiene.iter();
    all.map(|h| HygieneJson {
        kind: hygiene_kind(h.kind),
        file: &h.file,
        line: h.position.map(|(line, _)| line),
        column: h.position.map(|(_, column)| column),
        detail: &h.detail,
    })
    .collect()
}

fn hygiene_kind(kind: HygieneKind) -> &'static str {
    match kind {
        HygieneKind::MachineCode => "machine-code",
        HygieneKind::Opaque => "opaque",
        HygieneKind::TrojanSource => "trojan-source",
        HygieneKind::ArchiveLink => "archive-link",
        HygieneKind::OddEntry => "odd-entry",
    }
}

fn finding<'a>(view: &View<'a>, f: &'a Finding) -> FindingJson<'a> {
    FindingJson {
        code: f.code,
        level: f.level.name(),
        package: f.package.and_then(|index| id(view, index)),
        message: &f.message,
        evidence: f.evidence.iter().map(evidence).collect(),
        chain: f.chain.iter().filter_map(|&i| id(view, i)).collect(),
        help: &f.help,
    }
}

fn evidence(e: &Evidence) -> EvidenceJson<'_> {
    EvidenceJson {
        file: Some(e.file.as_str()).filter(|f| !f.is_empty()),
        line: e.position.map(|(line, _)| line),
        column: e.position.map(|(_, column)| column),
        what: &e.what,
    }
}

/// Indented JSON in which characters that would act on a terminal are escaped: the same data to every reader, and harmless
/// to look at.
#[derive(Default)]
struct Safe {
    pretty: PrettyFormatter<'static>,
}

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| sanitize::is_active(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(w, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_object_key(w, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_harmless_to_look_at_and_means_the_same() {
        let hostile = "a\u{202e}b\u{1b}[2J\u{85}\u{e0041}é\"\\\u{7f}";
        let mut out = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut out, Safe::default());
        hostile
            .serialize(&mut serializer)
            .expect("a vector takes all");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        assert!(!text.chars().any(sanitize::is_active), "{text}");
        assert_eq!(
            serde_json::from_str::<String>(&text).ok().as_deref(),
            Some(hostile)
        );
    }
}
