//! `dependency-confusion`: a name that is yours, from a registry where anybody can take it.

use super::{Case, Level, Rule, Verdict};
use crate::picture::{Package, Source};
use crate::policy::Origin;

pub(super) const RULE: Rule = Rule {
    code: "dependency-confusion",
    levels: &[Level::Deny, Level::Warn],
    summary: "a name that is internal here, from a public registry",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let policy = case.context.policy;
    let confirmed = policy.is_some_and(|p| p.names.confirmed(package.name).is_some());
    if confirmed || package.roles.member || !package.source.is_crates_io() {
        return Vec::new();
    }
    let found = internal(case).or_else(|| namesake(case));
    found.into_iter().collect()
}

/// A name that the policy says is internal.
fn internal(case: &Case<'_>) -> Option<Verdict> {
    let package = case.package();
    let pattern = case.context.policy?.names.internal(package.name)?;
    Some(Verdict {
        level: Level::Deny,
        message: format!(
            "is from crates.io, where anybody can take the name; bulkhead.toml says that `{pattern}` is internal"
        ),
        evidence: Vec::new(),
        help: help(package),
    })
}

/// Another package of the name, from elsewhere: the user's own that was never published, or one of another registry.
fn namesake(case: &Case<'_>) -> Option<Verdict> {
    let package = case.package();
    // The own crates of who publishes them are on crates.io as well, and older releases of them are used.
    let known = case
        .context
        .names
        .is_some_and(|n| n.table.get(package.name).is_some());
    let others = case
        .picture
        .packages
        .iter()
        .filter(|p| p.name == package.name);
    let elsewhere = others.filter(|p| match &p.source {
        Source::Registry(_) => !p.source.is_crates_io(),
        Source::Path => !known,
        Source::Git(_) => false,
    });
    let other = elsewhere.min_by_key(|p| !p.roles.member)?;
    let whose = match &other.source {
        Source::Path => "one of your own packages has it too".to_owned(),
        source => format!(
            "the graph has another one of that name from {}",
            Origin::of(source)
        ),
    };
    Some(Verdict {
        level: Level::Warn,
        message: format!("is from crates.io, where anybody can take the name; {whose}"),
        evidence: Vec::new(),
        help: help(package),
    })
}

fn help(package: &Package<'_>) -> String {
    format!(
        "name the registry that it should come from, `registry = \"…\"`, wherever it is depended on\n\
         look: cargo bulkhead check {0}@{1}\nfind out who wants it: cargo tree --invert {0}@{1}\n\
         if it is meant: cargo bulkhead names --confirm \"why\" {0}",
        package.name, package.version
    )
}
