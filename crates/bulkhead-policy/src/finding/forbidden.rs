//! `forbidden`: a package does what no package may.

use bulkhead_facts::{CapSet, Site};

use super::capability_growth::places_of;
use super::settle::excepted;
use super::{Case, Evidence, Level, Rule, Verdict, count, hidden_code, spec};
use crate::hold::forbidden_at;
use crate::policy::Exception;
use crate::risk;

pub(super) const RULE: Rule = Rule {
    code: "forbidden",
    levels: &[Level::Deny, Level::Note],
    summary: "does what is forbidden",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    if case.context.forbid.is_empty() {
        return Vec::new();
    }
    let exceptions = exceptions(case);
    let let_through = exceptions.iter().fold(CapSet::EMPTY, |set, e| set | e.caps);
    let denied = offences(case, |caps| caps.difference(let_through));
    let excepted = offences(case, |caps| caps.intersection(let_through));
    let denied = denied.map(|o| o.verdict(Level::Deny, help(case)));
    let why = || {
        exceptions
            .iter()
            .map(|e| self::excepted(e))
            .collect::<Vec<_>>()
    };
    let excepted = excepted.map(|o| o.verdict(Level::Note, why().join("; ")));
    denied.into_iter().chain(excepted).collect()
}

fn exceptions<'c>(case: &Case<'c>) -> Vec<&'c Exception> {
    let all = case.context.policy.map_or(&[][..], |p| &p.exceptions);
    let all = all.iter().filter(|e| e.finding == RULE.code);
    all.filter(|e| e.covers(case.package()) && !e.is_over(case.context.today))
        .collect()
}

/// What a package does that it must not: how much, and where.
struct Offences {
    said: Vec<String>,
    evidence: Vec<Evidence>,
}

fn offences(case: &Case<'_>, part: impl Fn(CapSet) -> CapSet) -> Option<Offences> {
    let package = case.package();
    let mut offences = Offences {
        said: Vec::new(),
        evidence: Vec::new(),
    };
    for site in &package.sites {
        let forbidden = forbidden_at(case.context.forbid, package, site.site);
        let caps = part(site.direct.intersection(forbidden));
        for cap in risk::order().filter(|cap| caps.contains(*cap)) {
            let places = places_of(package, site.site, cap);
            let n = count(places.len(), "place", "places");
            offences
                .said
                .push(format!("{cap} in {n} {}", at(case, site.site)));
            offences.evidence.extend(places);
        }
    }
    compiled(case, &part, &mut offences);
    (!offences.said.is_empty()).then_some(offences)
}

/// Adds what compiled code does that the sources do not show.
fn compiled(case: &Case<'_>, part: impl Fn(CapSet) -> CapSet, offences: &mut Offences) {
    let Some(compiled) = case.context.compiled else {
        return;
    };
    for site in Site::ALL {
        let forbidden = forbidden_at(case.context.forbid, case.package(), site);
        let unsaid = compiled.unsaid(case.picture, case.index, site);
        for cap in risk::order().filter(|cap| part(forbidden).contains(*cap)) {
            let with = unsaid.iter().filter(|(_, caps)| caps.contains(cap));
            let places: Vec<_> = with.map(|(seen, _)| hidden_code::place(seen)).collect();
            if !places.is_empty() {
                let n = count(places.len(), "place", "places");
                let at = at(case, site);
                offences
                    .said
                    .push(format!("{cap} in {n} {at} as it was compiled"));
                offences.evidence.extend(places);
            }
        }
    }
}

impl Offences {
    fn verdict(self, level: Level, help: String) -> Verdict {
        Verdict {
            level,
            message: self.said.join(", "),
            evidence: self.evidence,
            help,
        }
    }
}

/// Where the code of a site runs, for this package.
fn at(case: &Case<'_>, site: Site) -> &'static str {
    let roles = case.package().roles;
    match site {
        Site::Build => "of its build script",
        Site::Macro => "of its proc macro",
        Site::Lib if roles.run_time || roles.member => "in the program",
        Site::Lib if roles.build_time => "linked into what runs while building",
        Site::Lib => "in tests",
    }
}

fn help(case: &Case<'_>) -> String {
    let package = case.package();
    let running = package.roles.run_time;
    let by = case.picture.brought_by(case.index, running);
    let names: Vec<_> = by.iter().map(|&i| case.picture.packages[i].name).collect();
    let first = match names.as_slice() {
        [] => "it is your own code".to_owned(),
        [one] if *one == package.name => "it is a dependency of your own".to_owned(),
        names => format!("of your own dependencies {} bring it", names.join(", ")),
    };
    format!(
        "{first}\nlook: cargo bulkhead check {}\nwho uses it: cargo tree -i {}",
        spec(package),
        spec(package)
    )
}
