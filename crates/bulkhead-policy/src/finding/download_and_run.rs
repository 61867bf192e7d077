//! `download-and-run`: code that connects, writes files and starts programs within a short distance.

use bulkhead_facts::{CapSet, Capability};

use super::doing::Doing;
use super::{Case, Level, Rule, Verdict, doing};

pub(super) const RULE: Rule = Rule {
    code: "download-and-run",
    levels: &[Level::Warn],
    summary: "connects, writes files and starts programs in one place",
    judge,
};

const ALL: [Capability; 3] = [Capability::Net, Capability::Write, Capability::Run];

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let facts = case.package().facts;
    let all: CapSet = ALL.into_iter().collect();
    let mut verdicts = Vec::new();
    for site in &case.package().sites {
        for target in &site.targets {
            let mut doings = doing::of(case, target, all);
            doings.retain(loads_or_runs);
            let groups = doing::near(facts, doings);
            let groups = groups.iter().filter(|g| doing::caps(*g) == all);
            let evidence: Vec<_> = groups
                .flat_map(|g| doing::one_of_each(facts, g, all))
                .collect();
            if !evidence.is_empty() {
                verdicts.push(Verdict {
                    level: Level::Warn,
                    message: format!(
                        "{} uses the network, writes files and starts programs in one place",
                        doing::code_of(site.site)
                    ),
                    evidence,
                    help: "that is what a program looks like that downloads another and runs it. Read these lines \
                           before you build or run it"
                        .to_owned(),
                });
            }
        }
    }
    verdicts
}

/// Whether it may be a part of loading something and running it: a socket of this machine loads nothing, and what removes
/// a file or changes how it is open keeps nothing of what was loaded. Whole paths are compared, since what a package calls
/// its own is its author's choice.
fn loads_or_runs(doing: &Doing) -> bool {
    const NEITHER: [&str; 2] = ["std::fs::remove_", "rustix::fs::fcntl_"];
    !doing.local && !NEITHER.iter().any(|path| doing.what.starts_with(path))
}
