//! `build-payload`: a build script or proc macro that names a binary file of its package.

use bulkhead_facts::{CapSet, Capability, SignKind, Site};

use super::{Case, Level, Rule, Verdict, doing};

pub(super) const RULE: Rule = Rule {
    code: "build-payload",
    levels: &[Level::Warn, Level::Note],
    summary: "takes a binary file of the package while building",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let facts = case.package().facts;
    let building = case.package().sites.iter().filter(|s| s.site != Site::Lib);
    building
        .filter_map(|site| {
            let signs = site.targets.iter().flat_map(|t| &t.signs);
            let payloads = signs.filter(|s| s.kind == SignKind::Payload);
            let evidence: Vec<_> = payloads
                .map(|s| {
                    let what = format!("the binary file `{}`", facts.str(s.what));
                    doing::evidence(facts, s.place, what)
                })
                .collect();
            if evidence.is_empty() {
                return None;
            }
            let active: CapSet = [Capability::Run, Capability::Write, Capability::Ffi]
                .into_iter()
                .collect();
            let acts = site.direct.intersection(active);
            let level = if acts.is_empty() { Level::Note } else { Level::Warn };
            let also = match acts.is_empty() {
                true => String::new(),
                false => format!(", and has {acts}"),
            };
            Some(Verdict {
                level,
                message: format!(
                    "{} takes a binary file of the package{also}",
                    doing::code_of(site.site)
                ),
                evidence,
                help: "nobody can review what is in it. Find out who made it from what; see whether the file is in the \
                       package's repository too"
                    .to_owned(),
            })
        })
        .collect()
}
