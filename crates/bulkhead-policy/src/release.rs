//! What a registry's index tells of a release among its siblings: how old it is, what is unusual about how it came.
//!
//! Each sign is a function of the releases alone, so that its rate among honest releases can be counted
//! (`crates/cargo-bulkhead/examples/signals.rs`).

/// A release as the index has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// Its version. Foreign text.
    pub version: String,
    /// When it was published, in seconds since 1970 UTC; `None` where the index does not say.
    pub published: Option<i64>,
    /// Whether it was withdrawn.
    pub yanked: bool,
    /// The names of the packages that it depends on to be built. Foreign text.
    pub dependencies: Vec<String>,
}

/// All releases of one package that the index on this machine knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// In no particular order.
    pub releases: Vec<Release>,
}

/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Seconds after its publication in which a release can still be what nobody has looked at. Hostile releases that were
/// found were found within days; an old release that looks odd has been looked at by everybody who uses it.
pub const FRESH: i64 = 30 * DAY;
/// A silence after which a new release is unexpected.
const SILENCE: i64 = 365 * DAY;
/// Between the first release of a dependency and the release that depends on it.
const TOGETHER: i64 = 3600;
/// Releases without dependencies before the first one with some that make it unusual.
const SELF_SUFFICIENT: usize = 3;
/// A package this old is not just being set up.
const SETTLED: i64 = 180 * DAY;
/// The first number of a version that nobody counts up to: the mark of a package made to outbid another source.
const HIGH: u64 = 90;

impl Release {
    /// Whether nothing is told of it whatever its siblings are, so that they need not be read.
    #[must_use]
    pub fn stands_alone(&self, now: i64) -> bool {
        let old = self.published.is_some_and(|p| now - p > FRESH);
        old && !self.yanked && !self.is_high()
    }

    fn is_high(&self) -> bool {
        let major = self.version.split('.').next();
        let major = major.and_then(|m| m.parse::<u64>().ok());
        major.is_some_and(|m| m >= HIGH)
    }
}

/// One release among its siblings.
#[derive(Clone, Copy, Debug)]
pub struct Among<'a> {
    release: &'a Release,
    published: i64,
    history: &'a History,
}

impl History {
    /// The release of a version.
    #[must_use]
    pub fn release(&self, version: &str) -> Option<&Release> {
        self.releases.iter().find(|r| r.version == version)
    }

    /// A release with its siblings; `None` when the index does not have it or not its time.
    #[must_use]
    pub fn among<'a>(&'a self, version: &str) -> Option<Among<'a>> {
        let release = self.release(version)?;
        Some(Among {
            release,
            published: release.published?,
            history: self,
        })
    }

    /// When the first release was published.
    fn begin(&self) -> Option<i64> {
        self.releases.iter().filter_map(|r| r.published).min()
    }
}

impl<'a> Among<'a> {
    /// The release itself.
    #[must_use]
    pub fn release(&self) -> &'a Release {
        self.release
    }

    /// When it was published, in seconds since 1970 UTC.
    #[must_use]
    pub fn published(&self) -> i64 {
        self.published
    }

    fn before(&self) -> impl Iterator<Item = &'a Release> {
        let published = self.published;
        let all = self.history.releases.iter();
        all.filter(move |r| r.published.is_some_and(|p| p < published))
    }

    /// Seconds since the release before it, when that is unusually long.
    #[must_use]
    pub fn revived(&self) -> Option<i64> {
        let last = self.before().filter_map(|r| r.published).max()?;
        let silence = self.published - last;
        (silence >= SILENCE).then_some(silence)
    }

    /// Its dependencies, when it is the first release of an old package to have some.
    #[must_use]
    pub fn first_dependencies(&self) -> Option<&'a [String]> {
        let settled = self.published - self.history.begin()? >= SETTLED;
        let none = self.before().all(|r| r.dependencies.is_empty());
        let enough = self.before().count() >= SELF_SUFFICIENT;
        let some = !self.release.dependencies.is_empty();
        (settled && none && enough && some).then_some(&self.release.dependencies)
    }

    /// How many earlier releases there are, when all of them were withdrawn and this one was not.
    #[must_use]
    pub fn last_standing(&self) -> Option<usize> {
        let all = self.before().all(|r| r.yanked);
        let n = self.before().count();
        (!self.release.yanked && all && n >= 2).then_some(n)
    }

    /// Whether it is the package's first release, and counted as if there had been many.
    #[must_use]
    pub fn begins_high(&self) -> bool {
        self.before().next().is_none() && self.release.is_high()
    }

    /// Seconds from the first release of `dependency` ever to this one, when this is an old package's first release to
    /// depend on it and there was no time for anybody to look.
    #[must_use]
    pub fn together_with(&self, name: &str, dependency: &History) -> Option<i64> {
        let settled = self.published - self.history.begin()? >= SETTLED;
        let known = self
            .before()
            .any(|r| r.dependencies.iter().any(|d| d == name));
        let between = self.published - dependency.begin()?;
        let soon = (0..=TOGETHER).contains(&between);
        (settled && !known && soon).then_some(between)
    }
}

/// `40 minutes`, `3 hours`, `12 days`: whole units, rounded down.
#[must_use]
pub fn span(seconds: i64) -> String {
    let (n, unit) = match seconds {
        ..60 => return "less than a minute".to_owned(),
        s if s < 2 * 3600 => (s / 60, "minute"),
        s if s < 2 * DAY => (s / 3600, "hour"),
        s => (s / DAY, "day"),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(version: &str, day: i64, deps: &[&str]) -> Release {
        Release {
            version: version.to_owned(),
            published: Some(day * DAY),
            yanked: false,
            dependencies: deps.iter().map(ToString::to_string).collect(),
        }
    }

    /// Three honest releases without dependencies, then one after 705 days with one.
    fn revived() -> History {
        History {
            releases: vec![
                release("0.3.7", 0, &[]),
                release("0.3.8", 300, &[]),
                release("0.3.9", 400, &[]),
                release("0.3.10", 1105, &["proc-macro1"]),
            ],
        }
    }

    #[test]
    fn each_sign_is_on_the_release_that_shows_it_and_on_no_other() {
        let mut history = revived();
        let carrier = History {
            releases: vec![Release {
                published: Some(1105 * DAY - 600),
                ..release("1.0.0", 0, &[])
            }],
        };
        for version in ["0.3.7", "0.3.8", "0.3.9", "0.3.10"] {
            let among = history.among(version).expect("is there");
            let last = version == "0.3.10";
            assert_eq!(among.revived(), last.then_some(705 * DAY), "{version}");
            assert_eq!(among.first_dependencies().is_some(), last, "{version}");
            let together = among.together_with("proc-macro1", &carrier);
            assert_eq!(together, last.then_some(600), "{version}");
            assert_eq!(among.last_standing(), None);
            assert!(!among.begins_high());
        }
        for release in &mut history.releases[..3] {
            release.yanked = true;
        }
        let among = history.among("0.3.10").expect("is there");
        assert_eq!(among.last_standing(), Some(3));
    }

    #[test]
    fn a_package_that_is_being_set_up_shows_nothing() {
        let history = History {
            releases: vec![
                release("0.1.0", 0, &[]),
                release("0.1.1", 1, &[]),
                release("0.1.2", 2, &[]),
                release("0.2.0", 3, &["helper"]),
            ],
        };
        let helper = History {
            releases: vec![release("0.1.0", 3, &[])],
        };
        let among = history.among("0.2.0").expect("is there");
        assert_eq!(among.first_dependencies(), None);
        assert_eq!(among.together_with("helper", &helper), None);
    }

    #[test]
    fn only_a_first_version_begins_high() {
        let mut history = History {
            releases: vec![release("99.99.99", 5, &[])],
        };
        assert!(history.among("99.99.99").expect("is there").begins_high());
        history.releases.push(release("98.0.0", 1, &[]));
        assert!(!history.among("99.99.99").expect("is there").begins_high());
    }

    #[test]
    fn what_has_no_time_shows_nothing() {
        let mut history = revived();
        history.releases[3].published = None;
        assert!(history.among("0.3.10").is_none());
        assert!(history.among("9.9.9").is_none());
    }

    #[test]
    fn spans_are_said_in_whole_units() {
        let said = [60, 3599, 3 * 3600, DAY, 705 * DAY, -5].map(span);
        assert_eq!(
            said,
            [
                "1 minute",
                "59 minutes",
                "3 hours",
                "24 hours",
                "705 days",
                "less than a minute"
            ]
        );
    }
}
