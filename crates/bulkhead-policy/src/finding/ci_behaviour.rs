//! `ci-behaviour`: code that asks whether it runs on a build server, beside code that acts on the world outside.

use bulkhead_facts::link::LinkedTarget;
use bulkhead_facts::{CapSet, Capability, Sign, SignKind};

use super::{Case, Level, Rule, Verdict, doing};

pub(super) const RULE: Rule = Rule {
    code: "ci-behaviour",
    levels: &[Level::Warn, Level::Note],
    summary: "behaves differently on build servers",
    judge,
};

const ASKED: [Capability; 4] = [
    Capability::Net,
    Capability::Run,
    Capability::Write,
    Capability::Env,
];

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let facts = case.package().facts;
    let asked: CapSet = ASKED.into_iter().collect();
    let acts = asked.difference(CapSet::of(Capability::Env));
    let mut verdicts = Vec::new();
    let asks = |t: &&LinkedTarget| t.signs.iter().any(|s| s.kind == SignKind::BuildServer);
    for site in &case.package().sites {
        for target in site.targets.iter().filter(asks) {
            for group in doing::near(facts, doing::of(case, target, asked)) {
                let caps = doing::caps(&group);
                let near = |s: &&Sign| {
                    s.kind == SignKind::BuildServer
                        && (facts.files.len() <= doing::FEW
                            || group.iter().any(|d| d.place.file == s.place.file))
                };
                let marks: Vec<&Sign> = target.signs.iter().filter(near).collect();
                let acting = caps.intersection(acts);
                if marks.is_empty() || !caps.contains(Capability::Env) || acting.is_empty() {
                    continue;
                }
                let marked = marks.iter().map(|s| {
                    doing::evidence(facts, s.place, format!("asks for `{}`", facts.str(s.what)))
                });
                let mut evidence: Vec<_> = marked.collect();
                evidence.extend(doing::one_of_each(facts, &group, acting));
                let level = match acting.contains(Capability::Net) {
                    true => Level::Warn,
                    false => Level::Note,
                };
                verdicts.push(Verdict {
                    level,
                    message: format!(
                        "{} asks whether it runs on a build server, and uses {acting}",
                        doing::code_of(site.site)
                    ),
                    evidence,
                    help: "what wakes only where nobody watches is worth a look: compare what it does there with what \
                           it does here"
                        .to_owned(),
                });
            }
        }
    }
    verdicts
}
