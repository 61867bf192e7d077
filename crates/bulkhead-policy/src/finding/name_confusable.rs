//! `name-confusable`: a package that is called nearly as another one is.

use bulkhead_facts::Site;

use super::{Case, Evidence, Level, Rule, Verdict};
use crate::names::{About, Known, judge_in_graph, unknown};
use crate::picture::{Package, Source};

pub(super) const RULE: Rule = Rule {
    code: "name-confusable",
    levels: &[Level::Deny, Level::Warn, Level::Note],
    summary: "a name that could be mistaken for another crate's",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let Some(names) = case.context.names else {
        return Vec::new();
    };
    let own = package.roles.member || package.source == Source::Path;
    let policy = case.context.policy;
    let confirmed = policy.is_some_and(|p| p.names.confirmed(package.name).is_some());
    if own || confirmed {
        return Vec::new();
    }
    let about = about(case, names);
    let beside = |target: &str| case.picture.packages.iter().any(|p| p.name == target);
    let verdicts = judge_in_graph(package.name, names.table, &about, &beside);
    let Some((first, others)) = verdicts.split_first() else {
        return Vec::new();
    };
    let word = |what: String| Evidence {
        file: String::new(),
        position: None,
        what,
    };
    let mut evidence: Vec<_> = first
        .signs
        .iter()
        .map(|sign| word(format!("it {}", sign.says())))
        .collect();
    if names.table.get(package.name).is_none() {
        evidence.push(word(unknown(names.table)));
    }
    let others = others.iter().filter(|other| other.level == first.level);
    evidence.extend(others.map(|other| word(format!("it also {}", other.says))));
    vec![Verdict {
        level: first.level,
        message: first.says.clone(),
        evidence,
        help: help(package, first.found.target.name),
    }]
}

/// What is known of the package, with what the picture shows.
fn about(case: &Case<'_>, names: &Known<'_>) -> About {
    let package = case.package();
    let key = (package.name.to_owned(), package.version.to_owned());
    let mut about = names.about.get(&key).cloned().unwrap_or_default();
    about.today = case.context.today;
    about.major = package
        .version
        .split('.')
        .next()
        .and_then(|m| m.parse().ok());
    about.runs_at_build = package.sites.iter().any(|s| s.site != Site::Lib);
    about
}

fn help(package: &Package<'_>, target: &str) -> String {
    format!(
        "make sure that it is the one that is meant\nlook: cargo bulkhead check {0}\nfind out who wants it: cargo tree --invert {0}\n\
         if `{target}` is meant: cargo remove {0}\nif it is meant: cargo bulkhead names --confirm \"why\" {0}",
        package.name
    )
}
