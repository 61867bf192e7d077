//! `build-net`: a build script or proc macro uses the network.

use bulkhead_facts::{CapSet, Capability, Site};

use super::{Case, Level, Rule, Verdict, doing};

pub(super) const RULE: Rule = Rule {
    code: "build-net",
    levels: &[Level::Warn],
    summary: "uses the network while building",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let sites = case.package().sites.iter();
    let building = sites.filter(|s| s.site != Site::Lib);
    building
        .filter_map(|site| {
            let facts = case.package().facts;
            let net = CapSet::of(Capability::Net);
            let doings = site.targets.iter().flat_map(|t| doing::of(case, t, net));
            let evidence: Vec<_> = doings.map(|d| d.evidence(facts)).collect();
            (!evidence.is_empty()).then(|| Verdict {
                level: Level::Warn,
                message: format!("{} uses the network", doing::code_of(site.site)),
                evidence,
                help: "it runs as you, before any test does, and what it gets can change from day to day. Look at \
                       what it fetches; prefer a feature or a version that does without"
                    .to_owned(),
            })
        })
        .collect()
}
