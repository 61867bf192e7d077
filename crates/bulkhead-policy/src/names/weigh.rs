//! What a resemblance weighs, given what else is known of the package.
//!
//! Names alone prove nothing: of a thousand honest new crates some thirty resemble another one as much as a squat does.
//! So a name that has been around for a year weighs only what is blatant, one that others use weighs nothing, and two
//! crates of one owner are a family. The other way, what squats do beside being called so makes it heavier.

use std::collections::BTreeMap;

use super::find::{Match, matches};
use super::likeness::Likeness;
use super::rules::{Relation, Strength};
use super::shape::{canonical, is_same};
use super::table::{Entry, Table};
use crate::finding::Level;
use crate::policy::{Date, Names};

/// A name that more packages than this depend on is known for itself.
const USED: u32 = 2;
/// For a name that has been around, the target must be so many times as popular.
const GAP: u32 = 100;
/// A version of this or more is what a package claims that wants to be taken instead of another of its name.
const HUGE_VERSION: u64 = 90;
/// A target of this popularity, the hundredth or so, is what everybody has.
const FAMOUS: u32 = 100;

/// What is known of a package beside its name. What nobody knows is as in `default`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Whether to judge it as if no table had its name.
    pub as_new: bool,
    /// The repository that its manifest names. Anybody can name any.
    pub repository: Option<String>,
    /// The day of its first release, of the registry's own records.
    pub first_published: Option<Date>,
    /// The day on which is judged.
    pub today: Option<Date>,
    /// The first number of its version.
    pub major: Option<u64>,
    /// Whether it has code that runs while others are built: a build script or a proc macro.
    pub runs_at_build: bool,
    /// What it has of others, by their names, as far as their files are at hand.
    pub likeness: BTreeMap<String, Likeness>,
}

impl About {
    fn like(&self, found: &Match<'_>) -> Likeness {
        let like = self.likeness.get(found.target.name);
        like.copied().unwrap_or_default()
    }
}

/// What squats do beside being called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sign {
    /// Its manifest names the repository of the target's owner, and its own releases are not known to be theirs.
    ClaimsOwner,
    /// The owner of its repository has nearly the name of the target's.
    OwnerResembles,
    /// Its version is 90 or more.
    HugeVersion,
    /// First released within the last 30 days.
    Fresh,
    /// It has code that runs while you build.
    RunsAtBuild,
    /// The graph has the target as well.
    BesideTarget,
    /// It has most of the target's source.
    CopiesSource,
    /// It has most of the target's readme.
    CopiesReadme,
    /// It describes itself as the target does.
    CopiesDescription,
    /// It is known, but not among those that are used.
    Unused,
}

impl Sign {
    /// In plain words, after the package's name.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Sign::ClaimsOwner => "names the other one's repository as its own, which anybody can",
            Sign::OwnerResembles => "has a repository whose owner has nearly the other one's name",
            Sign::HugeVersion => {
                "has a version of 90 or more, as a package has that wants to be taken for another"
            }
            Sign::Fresh => "was first released within the last 30 days",
            Sign::RunsAtBuild => "has code that runs while you build",
            Sign::BesideTarget => "is in the graph together with it",
            Sign::CopiesSource => "has most of the other one's source code in it",
            Sign::CopiesReadme => "has most of the other one's readme in it",
            Sign::CopiesDescription => "describes itself in the other one's words",
            Sign::Unused => "is known, but hardly anything uses it",
        }
    }
}

/// A resemblance and what it weighs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'t> {
    /// How much.
    pub level: Level,
    /// Which name it resembles, and how.
    pub found: Match<'t>,
    /// What else speaks against it.
    pub signs: Vec<Sign>,
    /// Why, in words for a person in a hurry that go on after the name.
    pub says: String,
}

impl Verdict<'_> {
    /// Why, in a sentence. Has the name in it, which is foreign text.
    #[must_use]
    pub fn reason(&self, name: &str) -> String {
        format!("`{name}` {}", self.says)
    }
}

/// What it says of a name that a table does not have.
#[must_use]
pub fn unknown(table: &Table) -> String {
    format!("no crate that is known was called so on {}", table.date())
}

/// Judges a name, the weightiest verdict first. None is as good as it gets.
#[must_use]
pub fn judge<'t>(name: &str, table: &'t Table, about: &About) -> Vec<Verdict<'t>> {
    judge_in_graph(name, table, about, &|_| false)
}

/// The same, of a package in a graph, of which is known which other packages it has.
#[must_use]
pub fn judge_in_graph<'t>(
    name: &str,
    table: &'t Table,
    about: &About,
    in_graph: &dyn Fn(&str) -> bool,
) -> Vec<Verdict<'t>> {
    // Only who has the crate `foundation` can publish `foundation::crate`, so it is as good as the name before the colons.
    //
    // Source: RFC 3243, packages as optional namespaces.
    if let Some((space, _)) = name.split_once("::") {
        return judge_in_graph(space, table, about, in_graph);
    }
    let known = table.get(name);
    let old = (!about.as_new).then(|| old(known, about)).flatten();
    if old.is_some_and(|popularity| popularity > USED) {
        return Vec::new();
    }
    let owner = owner(known, about);
    let found = matches(name, table).into_iter().filter(|m| {
        let family = owner.as_deref().is_some_and(|o| m.target.owner == Some(o));
        match old {
            Some(popularity) => {
                let gap = m.target.popularity / popularity.max(1) >= GAP;
                m.strength == Strength::High && gap && !family
            }
            // A new name could claim anybody's repository. So that protects only what honest families are called like.
            None => !(family && m.strength == Strength::Note && !about.like(m).source),
        }
    });
    let mut verdicts: Vec<_> = found
        .map(|found| {
            let mut signs = signs(&found, owner.as_deref(), about);
            if in_graph(found.target.name) {
                signs.push(Sign::BesideTarget);
            }
            if !about.as_new && known.is_some_and(|k| k.popularity <= USED) {
                signs.push(Sign::Unused);
            }
            let open = owner.is_some() && !signs.contains(&Sign::ClaimsOwner);
            Verdict {
                level: level(&found, &signs, old.is_none(), open),
                says: says(&found),
                found,
                signs,
            }
        })
        .collect();
    verdicts.sort_by_key(|v| v.level);
    verdicts
}

/// How popular a name is that has been around for a year; `None` for a new one.
fn old(known: Option<Entry<'_>>, about: &About) -> Option<u32> {
    let days = about
        .first_published
        .zip(about.today)
        .map(|(a, b)| a.days_until(b));
    match (known, days) {
        // The table had it when it was made, and more than a year before unless it says so.
        (Some(known), _) if !known.young => Some(known.popularity),
        (known, Some(days)) if days > 365 => Some(known.map_or(0, |k| k.popularity)),
        _ => None,
    }
}

/// The owner of a package's repository: of a known package as the table has it, of another one as it says itself.
fn owner(known: Option<Entry<'_>>, about: &About) -> Option<String> {
    let table = known.filter(|_| !about.as_new).and_then(|k| k.owner);
    let own = || about.repository.as_deref().and_then(repository_owner);
    table.map(str::to_owned).or_else(own)
}

/// `rust-lang` of `https://github.com/rust-lang/log`.
fn repository_owner(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let mut parts = rest.split(['/', ':']).filter(|p| !p.is_empty());
    let (_host, owner) = (parts.next()?, parts.next()?);
    Some(owner.to_ascii_lowercase())
}

fn signs(found: &Match<'_>, owner: Option<&str>, about: &About) -> Vec<Sign> {
    let theirs = found.target.owner;
    let near = |a: &str, b: &str| a.len() > 4 && strsim::osa_distance(a, b) == 1;
    let fresh = about
        .first_published
        .zip(about.today)
        .is_some_and(|(a, b)| a.days_until(b) <= 30);
    let like = about.like(found);
    let claims = (owner.is_some() && owner == theirs) || like.repository;
    let all = [
        (Sign::ClaimsOwner, claims),
        (Sign::CopiesSource, like.source),
        (Sign::CopiesReadme, like.readme),
        (Sign::CopiesDescription, like.description),
        (
            Sign::OwnerResembles,
            owner.zip(theirs).is_some_and(|(a, b)| near(a, b)),
        ),
        (
            Sign::HugeVersion,
            about.major.is_some_and(|m| m >= HUGE_VERSION),
        ),
        (Sign::Fresh, fresh),
        (Sign::RunsAtBuild, about.runs_at_build),
    ];
    all.into_iter()
        .filter(|(_, is)| *is)
        .map(|(sign, _)| sign)
        .collect()
}

/// A name alone is never denied, unless it has letters that only pretend to be others. A new name that can hardly be
/// meant, aims at what everybody has and runs code while others build is what the worst attacks looked like, as is one
/// that does so with the other's own source. `open` is a package that names a repository of its own, as honest forks do.
fn level(found: &Match<'_>, signs: &[Sign], new: bool, open: bool) -> Level {
    let has = |sign| signs.contains(&sign);
    let copies = has(Sign::CopiesSource)
        || has(Sign::CopiesReadme)
        || (has(Sign::CopiesDescription) && has(Sign::ClaimsOwner));
    let added = matches!(
        found.relation,
        Relation::GenericAdded | Relation::WordAdded | Relation::Repository | Relation::Std
    );
    let successor = found.relation == Relation::Successor || added;
    let famous = found.target.popularity >= FAMOUS || has(Sign::CopiesSource);
    let runs = has(Sign::RunsAtBuild) && famous;
    match found.strength {
        _ if found.relation == Relation::Script => Level::Deny,
        Strength::High if new && (runs || has(Sign::HugeVersion) || has(Sign::OwnerResembles)) => {
            Level::Deny
        }
        Strength::High | Strength::Warn => Level::Warn,
        Strength::Note if new && has(Sign::HugeVersion) => Level::Warn,
        Strength::Note if new && has(Sign::Fresh) && has(Sign::BesideTarget) && !added => {
            Level::Warn
        }
        Strength::Note if new && copies && !(successor && open) => Level::Warn,
        Strength::Note => Level::Note,
    }
}

fn says(found: &Match<'_>) -> String {
    let Match {
        target, relation, ..
    } = found;
    let name = target.name;
    let fame = fame(target.popularity);
    match relation {
        Relation::Std => format!(
            "has the name of `{name}` in it, which is part of the standard library and needs no crate"
        ),
        Relation::Repository => {
            format!("is called as the repository of `{name}` is; `{name}` is {fame}")
        }
        _ => format!(
            "differs from `{name}` {}; `{name}` is {fame}",
            relation.says()
        ),
    }
}

/// How much a crate is used, in words.
fn fame(popularity: u32) -> &'static str {
    match popularity {
        1000.. => "one of the 20 most used crates",
        200.. => "one of the 100 most used crates",
        20.. => "one of the 1,000 most used crates",
        2.. => "one of the 10,000 most used crates",
        1 => "one of the 20,000 most used crates",
        0 => "another crate",
    }
}

impl Names {
    /// The reason for which a person confirmed a name, in any spelling of crates.io.
    #[must_use]
    pub fn confirmed(&self, name: &str) -> Option<&str> {
        let mut all = self.confirmed.iter();
        let (_, reason) = all.find(|(confirmed, _)| is_same(confirmed, name))?;
        Some(reason)
    }

    /// The pattern that says that a name is internal, in any spelling of crates.io.
    #[must_use]
    pub fn internal(&self, name: &str) -> Option<&str> {
        let mut all = self.internal.iter();
        all.find(|pattern| fits(pattern, name)).map(String::as_str)
    }
}

/// Whether a pattern, `*` standing for any characters, means a name.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (canonical(pattern), canonical(name));
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Date {
        s.parse().expect("it is a day")
    }

    fn first(name: &str, about: &About) -> Option<(Level, String)> {
        let verdicts = judge(name, Table::built_in(), about);
        let first = verdicts.first()?;
        Some((first.level, first.found.target.name.to_owned()))
    }

    fn level_of(name: &str, about: &About) -> Option<Level> {
        first(name, about).map(|(level, _)| level)
    }

    #[test]
    fn squats_that_were_found_in_the_wild_are_told_as_what_they_are_like() {
        for (squat, target, level) in [
            ("proc-macro1", "proc-macro2", Level::Warn),
            ("faster_log", "fast_log", Level::Warn),
            ("async_println", "println", Level::Note),
            ("rustdecimal", "rust_decimal", Level::Warn),
            ("if-cfg", "cfg-if", Level::Warn),
            ("tracings", "tracing", Level::Warn),
            ("postgress", "postgres", Level::Warn),
            ("oncecell", "once_cell", Level::Warn),
            ("finch-rust", "finch", Level::Warn),
        ] {
            let found = first(squat, &About::default());
            assert_eq!(found, Some((level, target.to_owned())), "{squat}");
        }
    }

    #[test]
    fn who_is_known_or_of_the_family_stays_quiet() {
        for name in [
            "serde",
            "serde_json",
            "serde_yaml",
            "tokio-util",
            "md5",
            "md-5",
            "yaml-rust2",
        ] {
            assert_eq!(level_of(name, &About::default()), None, "{name}");
        }
        let as_new = About {
            as_new: true,
            ..About::default()
        };
        assert_eq!(level_of("md5", &as_new), Some(Level::Warn));
        let since = About {
            first_published: Some(day("2024-09-01")),
            today: Some(day("2026-09-01")),
            ..About::default()
        };
        assert_eq!(level_of("tracings-subscriber", &since), Some(Level::Warn));
        assert_eq!(level_of("rust-gluon", &since), None);
    }

    #[test]
    fn a_copy_weighs_more_unless_it_goes_on_under_a_name_of_its_own() {
        let copy = |of: &str, repository: Option<&str>| About {
            likeness: BTreeMap::from([(
                of.to_owned(),
                Likeness {
                    source: true,
                    ..Likeness::default()
                },
            )]),
            repository: repository.map(str::to_owned),
            ..About::default()
        };
        let own = Some("https://example.org/somebody/it");
        let theirs = Some("https://github.com/tokio-rs/tracing");
        assert_eq!(level_of("gluno", &About::default()), Some(Level::Note));
        assert_eq!(level_of("gluno", &copy("gluon", own)), Some(Level::Warn));
        assert_eq!(level_of("gluno", &copy("other", own)), Some(Level::Note));
        let ethers = |repository| level_of("tracing-ethers", &copy("tracing", repository));
        assert_eq!(ethers(own), Some(Level::Note));
        assert_eq!(ethers(None), Some(Level::Warn));
        // Families are called so, but do not have each other's source.
        assert_eq!(ethers(theirs), Some(Level::Warn));
        let family = About {
            repository: theirs.map(str::to_owned),
            ..About::default()
        };
        assert_eq!(level_of("tracing-ethers", &family), None);
        // What hardly anybody would be called, with the other's source and code that runs in builds.
        let runs = About {
            runs_at_build: true,
            ..copy("futures-timer", own)
        };
        assert_eq!(level_of("futurestimer", &runs), Some(Level::Deny));
        let runs = About {
            likeness: BTreeMap::new(),
            ..runs
        };
        assert_eq!(level_of("futurestimer", &runs), Some(Level::Warn));
        // A copy alone is nothing.
        assert_eq!(level_of("zzqqxxv", &copy("tracing", None)), None);
    }

    #[test]
    fn other_signs_make_it_heavier() {
        let runs = About {
            runs_at_build: true,
            ..About::default()
        };
        assert_eq!(level_of("proc-macro1", &runs), Some(Level::Deny));
        assert_eq!(level_of("rust-gluon", &runs), Some(Level::Warn));
        let huge = About {
            major: Some(99),
            ..About::default()
        };
        assert_eq!(level_of("tracing-ethers", &huge), Some(Level::Warn));
        let claims = About {
            repository: Some("https://github.com/tokio-rs/tracing".into()),
            ..About::default()
        };
        // A family is called like that, and a squat can claim to be of it.
        assert_eq!(level_of("tracing-ethers", &claims), None);
        assert_eq!(level_of("tracings", &claims), Some(Level::Warn));
        let verdicts = judge("tracings", Table::built_in(), &claims);
        assert_eq!(verdicts[0].signs, [Sign::ClaimsOwner]);
    }

    #[test]
    fn hostile_names_are_judged_without_harm() {
        let long = "a".repeat(10_000);
        for name in [
            "",
            "-",
            "::",
            "\u{202e}\u{202d}",
            "a\nb",
            long.as_str(),
            "日本語",
            "\0",
        ] {
            let _ = judge(name, Table::built_in(), &About::default());
        }
        assert_eq!(level_of("tоkiо", &About::default()), Some(Level::Deny));
        assert_eq!(
            level_of("ser\u{200b}de", &About::default()),
            Some(Level::Deny)
        );
        assert_eq!(first("tokio::util", &About::default()), None);
        assert_eq!(
            level_of("tokiio::util", &About::default()),
            Some(Level::Warn)
        );
    }

    #[test]
    fn patterns_mean_whole_names() {
        for (pattern, name, is) in [
            ("acme-*", "acme_core", true),
            ("acme-*", "acme", false),
            ("*-acme", "core-acme", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abcdef", false),
            ("acme", "Acme", true),
            ("acme", "acme2", false),
            ("*", "anything", true),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(fits(pattern, name), is, "{pattern} {name}");
        }
    }

    #[test]
    fn owners_are_read_from_urls() {
        for url in [
            "https://github.com/Rust-Lang/log",
            "git@github.com:rust-lang/log.git",
            "github.com/rust-lang",
        ] {
            assert_eq!(repository_owner(url).as_deref(), Some("rust-lang"), "{url}");
        }
        assert_eq!(repository_owner("https://example.org/"), None);
    }
}
