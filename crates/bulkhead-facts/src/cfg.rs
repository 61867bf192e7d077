//! Conditional compilation as data: `cfg` predicates, kept unevaluated so that one scan serves every target and
//! feature set, and their evaluation once a graph is known.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A `cfg` predicate (The Rust Reference, "Conditional compilation").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cfg {
    /// Always compiled.
    True,
    /// Never compiled.
    False,
    /// `unix`, `test`, `debug_assertions`, …
    Name(String),
    /// `feature = "std"`, `target_os = "linux"`, …
    Pair(String, String),
    /// `not(..)`
    Not(Box<Cfg>),
    /// `all(..)`
    All(Vec<Cfg>),
    /// `any(..)`
    Any(Vec<Cfg>),
    /// True unless the macro that this crate calls by the given extern path is the published macro that the source
    /// witness takes it for: `macro("cfg_if")` holds when the extern crate `cfg_if` is not the package `cfg-if`.
    NotGenuine(String),
}

/// Index into [`crate::PackageFacts::cfgs`]; 0 is always [`Cfg::True`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct CfgId(pub u32);

impl CfgId {
    /// The id of [`Cfg::True`].
    pub const ALWAYS: CfgId = CfgId(0);
}

/// A condition that a build script's strings set for the other targets of its package (`cargo:rustc-cfg=..`). Cargo passes
/// on any name at all, those of rustc included, and for a dependency rustc does not object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Setting {
    /// `test`
    Name(String),
    /// `feature="turbo"`
    Pair(String, String),
    /// A key with a value that is computed.
    Any(String),
}

/// What evaluation of a predicate can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// Compiled.
    Yes,
    /// Not compiled.
    No,
    /// Depends on what cannot be known without running something, such as a build script's `rustc-cfg`.
    Maybe,
}

impl Truth {
    fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Maybe => Truth::Maybe,
        }
    }

    fn known(value: bool) -> Truth {
        if value { Truth::Yes } else { Truth::No }
    }
}

/// The world in which predicates are evaluated: one package, compiled for one target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CfgEnv {
    /// Names that rustc sets for the target or the user's flags set (`unix`, `panic`, …).
    pub names: BTreeSet<String>,
    /// Pairs that rustc sets (`target_os = "linux"`, `target_feature = "sse2"`).
    pub pairs: BTreeSet<(String, String)>,
    /// The package's active features.
    pub features: BTreeSet<String>,
    /// Whether the package has a build script, which may set any custom name with `cargo:rustc-cfg`.
    pub open: bool,
    /// Extern names whose macros are the published ones (see [`Cfg::NotGenuine`]).
    pub genuine: BTreeSet<String>,
    /// Whether no platform and no features are chosen: whatever some build of the package may set may hold.
    pub anywhere: bool,
}

/// Names that are rustc's own or a tool's: never set in the build that Cargo makes for a program.
/// Source: The Rust Reference, "Set configuration options", and rustc's `--check-cfg` well-known names.
const NEVER_SET: &[&str] = &[
    "test",
    "doctest",
    "doc",
    "miri",
    "clippy",
    "rustfmt",
    "unix",
    "windows",
    "ub_checks",
    "overflow_checks",
    "fmt_debug",
    "proc_macro",
    "sanitize",
    "emscripten_wasm_eh",
];

/// Names that rustc sets on some platforms.
const PLATFORMS: &[&str] = &["unix", "windows"];

/// What a profile can make of a panic. Source: The Cargo Book, "Profiles".
const PANICS: [&str; 2] = ["abort", "unwind"];

impl Setting {
    /// Whether it makes this name or pair hold.
    fn holds(&self, cfg: &Cfg) -> bool {
        match (self, cfg) {
            (Setting::Name(set), Cfg::Name(name)) => set == name,
            (Setting::Pair(key, value), Cfg::Pair(k, v)) => key == k && value == v,
            (Setting::Any(key), Cfg::Pair(k, _)) => key == k,
            _ => false,
        }
    }
}

impl CfgEnv {
    /// Evaluates `cfg`.
    #[must_use]
    pub fn eval(&self, cfg: &Cfg) -> Truth {
        self.eval_with(cfg, &[])
    }

    /// Evaluates `cfg` where a build script may have set some conditions.
    #[must_use]
    pub fn eval_with(&self, cfg: &Cfg, set: &[Setting]) -> Truth {
        let eval = |c: &Cfg| self.eval_with(c, set);
        match cfg {
            Cfg::Not(inner) => eval(inner).not(),
            Cfg::All(all) => fold(all.iter().map(eval), Truth::No, Truth::Yes),
            Cfg::Any(any) => fold(any.iter().map(eval), Truth::Yes, Truth::No),
            single => match self.single(single) {
                Truth::No if set.iter().any(|s| s.holds(single)) => Truth::Maybe,
                truth => truth,
            },
        }
    }

    /// Evaluates what holds no other predicate.
    fn single(&self, cfg: &Cfg) -> Truth {
        match cfg {
            Cfg::True | Cfg::All(_) => Truth::Yes,
            Cfg::False | Cfg::Any(_) | Cfg::Not(_) => Truth::No,
            Cfg::NotGenuine(path) => Truth::known(!self.genuine.contains(path)),
            // Debug and release builds are both what users make: either may be compiled.
            Cfg::Name(name) if name == "debug_assertions" => Truth::Maybe,
            Cfg::Name(name) if self.names.contains(name) => Truth::Yes,
            Cfg::Name(name) if self.anywhere && PLATFORMS.contains(&name.as_str()) => Truth::Maybe,
            Cfg::Name(name) => self.unknown(NEVER_SET.contains(&name.as_str())),
            Cfg::Pair(..) if self.anywhere => Truth::Maybe,
            Cfg::Pair(key, value) if key == "feature" => {
                Truth::known(self.features.contains(value))
            }
            // The profile decides, and a workspace has several.
            Cfg::Pair(key, value) if key == "panic" && PANICS.contains(&value.as_str()) => {
                Truth::Maybe
            }
            // Looking for it in order would first copy it.
            Cfg::Pair(key, value) if self.pairs.iter().any(|(k, v)| v == value && k == key) => {
                Truth::Yes
            }
            Cfg::Pair(key, _) => self.unknown(
                key.starts_with("target_")
                    || key == "panic"
                    || self.pairs.iter().any(|(k, _)| k == key),
            ),
        }
    }

    fn unknown(&self, reserved: bool) -> Truth {
        if (self.open || self.anywhere) && !reserved {
            Truth::Maybe
        } else {
            Truth::No
        }
    }
}

/// Kleene's three-valued `and`/`or`: `decisive` wins, then `Maybe`, then `otherwise`.
fn fold(values: impl Iterator<Item = Truth>, decisive: Truth, otherwise: Truth) -> Truth {
    let mut result = otherwise;
    for value in values {
        if value == decisive {
            return decisive;
        }
        if value == Truth::Maybe {
            result = Truth::Maybe;
        }
    }
    result
}

impl Cfg {
    /// `self` and `other`, simplified where that is free.
    #[must_use]
    pub fn and(self, other: Cfg) -> Cfg {
        match (self, other) {
            (Cfg::True, c) | (c, Cfg::True) => c,
            (Cfg::False, _) | (_, Cfg::False) => Cfg::False,
            (Cfg::All(mut a), Cfg::All(b)) => {
                a.extend(b);
                Cfg::All(a)
            }
            (Cfg::All(mut a), c) => {
                a.push(c);
                Cfg::All(a)
            }
            (c, Cfg::All(mut a)) => {
                a.insert(0, c);
                Cfg::All(a)
            }
            (a, b) => Cfg::All(vec![a, b]),
        }
    }

    /// The negation.
    #[must_use]
    pub fn negated(self) -> Cfg {
        match self {
            Cfg::True => Cfg::False,
            Cfg::False => Cfg::True,
            Cfg::Not(inner) => *inner,
            c => Cfg::Not(Box::new(c)),
        }
    }

    /// Whether code under this predicate is test code only: it cannot hold when `test` is off.
    #[must_use]
    pub fn is_test_only(&self) -> bool {
        match self {
            Cfg::Name(name) => name == "test",
            Cfg::All(all) => all.iter().any(Cfg::is_test_only),
            Cfg::Any(any) => !any.is_empty() && any.iter().all(Cfg::is_test_only),
            _ => false,
        }
    }
}

impl fmt::Display for Cfg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn list(f: &mut fmt::Formatter<'_>, name: &str, items: &[Cfg]) -> fmt::Result {
            write!(f, "{name}(")?;
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    f.write_str(", ")?;
                }
                write!(f, "{item}")?;
            }
            f.write_str(")")
        }
        match self {
            Cfg::True => f.write_str("true"),
            Cfg::False => f.write_str("false"),
            Cfg::Name(name) => f.write_str(name),
            Cfg::Pair(key, value) => write!(f, "{key} = {value:?}"),
            Cfg::Not(inner) => write!(f, "not({inner})"),
            Cfg::All(all) => list(f, "all", all),
            Cfg::Any(any) => list(f, "any", any),
            Cfg::NotGenuine(path) => write!(f, "not_genuine({path:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: &str) -> Cfg {
        Cfg::Name(n.into())
    }

    #[test]
    fn custom_names_are_open_only_behind_a_build_script() {
        let mut env = CfgEnv {
            names: ["unix".to_owned()].into(),
            ..CfgEnv::default()
        };
        assert_eq!(env.eval(&name("unix")), Truth::Yes);
        assert_eq!(env.eval(&name("windows")), Truth::No);
        assert_eq!(env.eval(&name("has_net")), Truth::No);
        env.open = true;
        assert_eq!(env.eval(&name("has_net")), Truth::Maybe);
        assert_eq!(env.eval(&name("has_net").negated()), Truth::Maybe);
        assert_eq!(env.eval(&name("has_net").and(name("windows"))), Truth::No);
        assert_eq!(
            env.eval(&Cfg::Any(vec![name("has_net"), name("unix")])),
            Truth::Yes
        );
        assert_eq!(env.eval(&name("test")), Truth::No);
    }

    #[test]
    fn test_only_code_is_recognised() {
        assert!(name("test").and(name("unix")).is_test_only());
        assert!(!Cfg::Any(vec![name("test"), name("unix")]).is_test_only());
        assert!(!name("test").negated().is_test_only());
    }
}
