//! `capability-growth`: a package does more than it was granted.

use bulkhead_facts::hygiene::Hygiene;
use bulkhead_facts::link::LinkedFact;
use bulkhead_facts::{CapSet, Capability, Site, Via, table};
use semver::Version;

use super::{Case, Evidence, Level, Rule, Verdict, evidence, hidden_code, spec};
use crate::hold::{self, Excess};
use crate::picture::{Package, is_blob};
use crate::policy::Origin;
use crate::risk;

pub(super) const RULE: Rule = Rule {
    code: "capability-growth",
    levels: &[Level::Deny],
    summary: "does more than it was granted",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    if !is_known(case) {
        return Vec::new();
    }
    let package = case.package();
    let verdict = |does: &str, excess: Vec<Excess>, evidence| Verdict {
        level: Level::Deny,
        message: format!(
            "version {} {does} more than it was granted: {}",
            package.version,
            said(&excess)
        ),
        evidence,
        help: help(case, &excess, "see why it needs that before it gets it"),
    };
    let excess = excess(case);
    let shown = (!excess.is_empty()).then(|| {
        let places = places(package, &excess);
        verdict("does", excess, places)
    });
    let (excess, evidence) = compiled(case);
    let compiled = (!excess.is_empty()).then(|| verdict("was compiled to do", excess, evidence));
    shown.into_iter().chain(compiled).collect()
}

/// What the package's compiled code does beyond its sources and without a grant, and where.
fn compiled(case: &Case<'_>) -> (Vec<Excess>, Vec<Evidence>) {
    let mut all = (Vec::new(), Vec::new());
    let (Some(compiled), Some(policy)) = (case.context.compiled, case.context.policy) else {
        return all;
    };
    let package = case.package();
    for site in Site::ALL.into_iter().filter(|_| policy.holds(package)) {
        let granted = policy.granted(package, site).unwrap_or_default();
        let forbidden = hold::forbidden_at(case.context.forbid, package, site);
        let beyond = compiled.beyond(case.picture, case.index, site, granted | forbidden);
        let caps = beyond.iter().fold(CapSet::EMPTY, |set, (_, c)| set | *c);
        let caps = caps.intersection(policy.profile.caps());
        if !caps.is_empty() {
            let seen = beyond
                .iter()
                .filter(|(_, c)| !c.intersection(caps).is_empty());
            all.1.extend(seen.map(|(seen, _)| hidden_code::place(seen)));
            all.0.push(Excess {
                site,
                caps,
                new_site: false,
            });
        }
    }
    all
}

/// What the package of a case does without a grant.
pub(super) fn excess(case: &Case<'_>) -> Vec<Excess> {
    let policy = case.context.policy;
    policy.map_or(Vec::new(), |p| {
        hold::excess(p, case.context.forbid, case.package())
    })
}

/// Whether the policy knows the package of a case.
pub(super) fn is_known(case: &Case<'_>) -> bool {
    case.context.policy.is_some_and(|p| p.knows(case.package()))
}

/// `its build script: net run; in the program: read`
pub(super) fn said(excess: &[Excess]) -> String {
    let one = |e: &Excess| {
        let at = match (e.site, e.new_site) {
            (Site::Lib, _) => "in the program",
            (Site::Build, false) => "in its build script",
            (Site::Build, true) => "a build script",
            (Site::Macro, false) => "in the compiler",
            (Site::Macro, true) => "a proc macro",
        };
        match (e.caps.is_empty(), e.site) {
            (true, _) => at.to_owned(),
            (false, Site::Lib) => format!("{} {at}", e.caps),
            (false, _) if e.new_site => format!("{at} with {}", e.caps),
            (false, _) => format!("{} {at}", e.caps),
        }
    };
    excess.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Where the sources show it: first one place for each capability, the worst first, then the others.
pub(super) fn places(package: &Package<'_>, excess: &[Excess]) -> Vec<Evidence> {
    let mut first = Vec::new();
    let mut rest = Vec::new();
    for cap in risk::order() {
        for part in excess.iter().filter(|e| e.caps.contains(cap)) {
            let mut all = places_of(package, part.site, cap).into_iter();
            first.extend(all.next());
            rest.extend(all);
        }
    }
    let mut all: Vec<Evidence> = Vec::new();
    for place in first.into_iter().chain(rest) {
        if !all.contains(&place) {
            all.push(place);
        }
    }
    all
}

/// Where a package's own code has a capability at one site.
pub(super) fn places_of(package: &Package<'_>, site: Site, cap: Capability) -> Vec<Evidence> {
    let facts = package.site(site).into_iter().flat_map(|s| s.facts());
    let facts = facts.filter(|f| f.caps.contains(cap));
    let mut places: Vec<Evidence> = facts.map(|f| place(package, f)).collect();
    if cap == Capability::Blob {
        let payload = |h: &&Hygiene| is_blob(h);
        places.extend(package.facts.hygiene.iter().filter(payload).map(evidence));
    }
    places
}

/// `net: std::net::TcpStream::connect, opens a connection, by way of a::n → std::net`
fn place(package: &Package<'_>, fact: &LinkedFact) -> Evidence {
    let mut what = format!("{}: {}", fact.caps, fact.what);
    if let Some(reason) = reason(fact) {
        what += &format!(", {reason}");
    }
    if !fact.way.is_empty() {
        what += &format!(", by way of {}", fact.way.join(" → "));
    }
    Evidence {
        file: package.facts.file(fact.place.file).to_owned(),
        position: Some((fact.place.line, fact.place.column)),
        what,
    }
}

fn reason(fact: &LinkedFact) -> Option<&'static str> {
    let row = match fact.via {
        Via::Symbol => table::symbol(&fact.what),
        Via::Path | Via::Method => {
            table::std_path(&fact.what).or_else(|| table::symbol(&fact.what))
        }
        Via::Attribute | Via::Macro | Via::Syntax | Via::Directive => None,
    };
    row.map(|r| r.reason).filter(|r| !r.is_empty())
}

/// What to do, with commands to paste: look, pin back where an earlier version is known, accept exactly what was shown.
pub(super) fn help(case: &Case<'_>, excess: &[Excess], first: &str) -> String {
    let package = case.package();
    let mut lines = vec![
        first.to_owned(),
        format!("look: cargo bulkhead check {}", spec(package)),
    ];
    lines.extend(pin_back(case));
    lines.push(format!(
        "accept: cargo bulkhead accept {}{}",
        spec(package),
        words(excess)
    ));
    lines.join("\n")
}

/// ` net run@build`: exactly what is shown, in the words that `accept` takes.
fn words(excess: &[Excess]) -> String {
    let mut words = String::new();
    for part in excess {
        for cap in part.caps.iter() {
            words += &format!(" {cap}@{}", part.site);
        }
        if part.caps.is_empty() {
            words += &format!(" @{}", part.site);
        }
    }
    words
}

/// The command that takes the change back: for the package itself, or for the nearest one on the way to it whose version
/// changed. The registry keeps old versions; other sources are the user's business.
fn pin_back(case: &Case<'_>) -> Option<String> {
    let before = case.context.before?;
    let chain = case.picture.chains();
    let chain = chain.get(case.index)?;
    for &index in chain.iter().rev() {
        let package = &case.picture.packages[index];
        let key = (package.name.to_owned(), Origin::of(&package.source));
        let Some(versions) = before.get(&key) else {
            continue;
        };
        if versions.iter().any(|v| v == package.version) {
            return None;
        }
        let parsed = |v: &&String| Version::parse(v).ok();
        let last = versions.iter().max_by_key(parsed)?;
        return Some(format!(
            "pin back: cargo update -p {} --precise {last}",
            spec(package)
        ));
    }
    None
}
