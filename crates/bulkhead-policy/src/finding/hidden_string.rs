//! `hidden-string`: an address, a place of secrets, a shell command or a piece of code that stands encoded or in pieces.

use bulkhead_facts::{Hiding, Sign, SignKind, Site};

use super::{Case, Level, Rule, Verdict, count, doing};

pub(super) const RULE: Rule = Rule {
    code: "hidden-string",
    levels: &[Level::Warn],
    summary: "strings that hide what they say",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let facts = case.package().facts;
    let mut evidence = Vec::new();
    for site in &case.package().sites {
        let signs = site.targets.iter().flat_map(|t| &t.signs);
        let hidden = signs.filter(|s| hides(s, site.site));
        evidence.extend(hidden.map(|s| {
            let what = format!("`{}`, {}", facts.str(s.what), s.hiding.words());
            doing::evidence(facts, s.place, what)
        }));
    }
    evidence.dedup();
    (!evidence.is_empty())
        .then(|| Verdict {
            level: Level::Warn,
            message: format!(
                "hides what {} say",
                count(evidence.len(), "of its strings", "of its strings")
            ),
            evidence,
            help: "honest code writes an address or a path as it is. Find out what this one is for before you trust \
                   anything else in the package"
                .to_owned(),
        })
        .into_iter()
        .collect()
}

fn hides(sign: &Sign, site: Site) -> bool {
    match sign.kind {
        SignKind::Code if site == Site::Macro => true,
        SignKind::Opaque | SignKind::Payload | SignKind::Fetcher => false,
        _ => sign.hiding != Hiding::Plain,
    }
}
