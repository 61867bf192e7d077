//! What is unusual about how a fresh release came, for the rules that tell of it: one sign alone happens to honest
//! packages, several at once hardly ever do.

use super::{Case, Level};
use crate::release::{Among, FRESH, History};

/// One thing that is unusual about a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Published after so many seconds of silence.
    Revived(i64),
    /// The package's first release with dependencies: these.
    FirstDependencies(Vec<String>),
    /// All earlier releases, so many, were withdrawn.
    LastStanding(usize),
    /// It newly depends on this package, whose first release ever came so many seconds before.
    Paired(String, i64),
}

/// A package's release among its siblings, and how many seconds old it is.
pub(super) fn among<'a>(case: &Case<'a>) -> Option<(Among<'a>, i64)> {
    let among = history(case, case.index)?.among(case.package().version)?;
    let now = case.context.now?;
    // A release from the future is as fresh as can be.
    Some((among, (now - among.published()).max(0)))
}

/// What the index says of a package.
pub(super) fn history<'a>(case: &Case<'a>, package: usize) -> Option<&'a History> {
    case.context.histories.get(package)?.as_ref()
}

/// All signs of a package's release; none when it is no longer fresh.
pub(super) fn signs(case: &Case<'_>) -> Vec<Sign> {
    let Some((among, age)) = among(case) else {
        return Vec::new();
    };
    if age > FRESH {
        return Vec::new();
    }
    let revived = among.revived().map(Sign::Revived);
    let first = among.first_dependencies();
    let first = first.map(|deps| Sign::FirstDependencies(deps.to_vec()));
    let last = among.last_standing().map(Sign::LastStanding);
    let all = revived.into_iter().chain(first).chain(last);
    all.chain(paired(case, &among)).collect()
}

fn paired(case: &Case<'_>, among: &Among<'_>) -> Option<Sign> {
    let package = case.package();
    let deps = package.deps.iter().chain(&package.build_deps);
    deps.copied().find_map(|d| {
        let name = case.picture.packages[d].name;
        let between = among.together_with(name, history(case, d)?)?;
        Some(Sign::Paired(name.to_owned(), between))
    })
}

/// What a sign weighs that is `alone` when there is no other.
pub(super) fn level(signs: &[Sign], alone: Level) -> Level {
    match signs.len() {
        0 | 1 => alone,
        2 => Level::Warn,
        _ => Level::Deny,
    }
}

/// What else is unusual about the release, for the end of a message.
pub(super) fn besides(signs: &[Sign]) -> String {
    match signs.len().saturating_sub(1) {
        0 => String::new(),
        1 => "; one more thing about it is unusual".to_owned(),
        n => format!("; {n} more things about it are unusual"),
    }
}

/// What to do about an unusual release.
pub(super) fn help(case: &Case<'_>) -> String {
    let package = case.package();
    format!(
        "look at what it brings before you build it: cargo bulkhead diff {0}@{1} {0}@{2}",
        package.name,
        before(case).unwrap_or("OLD"),
        package.version
    )
}

/// The version that was the newest before this one, withdrawn ones included.
fn before<'a>(case: &Case<'a>) -> Option<&'a str> {
    let history = history(case, case.index)?;
    let own = history.release(case.package().version)?.published?;
    let earlier = history
        .releases
        .iter()
        .filter(|r| r.published.is_some_and(|p| p < own));
    earlier
        .max_by_key(|r| r.published)
        .map(|r| r.version.as_str())
}
