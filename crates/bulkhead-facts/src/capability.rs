//! The capabilities, the sets of them, and the sites where code runs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! capabilities {
    ($($variant:ident $name:literal $meaning:literal,)*) => {
        /// A kind of ambient authority, or a way round the language's rules, that code can use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Capability {
            $(#[doc = $meaning] $variant,)*
        }

        impl Capability {
            /// All capabilities, in the order in which reports show them.
            pub const ALL: [Capability; [$($name),*].len()] = [$(Capability::$variant),*];

            /// The name used in policies and reports.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Capability::$variant => $name,)* }
            }

            /// What having it means, in a few words.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Capability::$variant => $meaning,)* }
            }
        }
    };
}

capabilities! {
    Net "net" "open or accept connections, resolve names, local sockets",
    Read "read" "read files, directories or their metadata by path",
    Write "write" "create, change or delete files by path",
    Env "env" "read or set environment variables, arguments, current directory, home",
    Run "run" "start another program",
    Sys "sys" "ask or change the host: signals, users, limits, mounts, raw system calls",
    Ffi "ffi" "call or be called by foreign code: extern blocks, native libraries, dynamic loading",
    Unsafe "unsafe" "unsafe blocks, functions, impls, traits",
    Asm "asm" "inline, global or naked assembly",
    Link "link" "change what symbols mean or where they land",
    Init "init" "run before main",
    Embed "embed" "pull files or variables from outside the package into the program at compile time",
    Blob "blob" "ship machine code or opaque payload in the package",
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that is no capability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCapability(pub String);

impl fmt::Display for UnknownCapability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a capability", self.0)
    }
}

impl std::error::Error for UnknownCapability {}

impl FromStr for Capability {
    type Err = UnknownCapability;

    fn from_str(s: &str) -> Result<Self, UnknownCapability> {
        Self::ALL
            .into_iter()
            .find(|c| c.name() == s)
            .ok_or_else(|| UnknownCapability(s.to_owned()))
    }
}

/// A set of capabilities.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CapSet(u16);

impl CapSet {
    /// No capability: pure code.
    pub const EMPTY: CapSet = CapSet(0);
    /// The ambient authorities: `net read write env run sys`.
    pub const AMBIENT: CapSet = CapSet(0b11_1111);

    /// The set of one.
    #[must_use]
    pub const fn of(c: Capability) -> Self {
        CapSet(1 << c as u16)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `c` is in it.
    #[must_use]
    pub fn contains(self, c: Capability) -> bool {
        self.0 & CapSet::of(c).0 != 0
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(self, other: CapSet) -> CapSet {
        CapSet(self.0 & other.0)
    }

    /// What is here and not in `other`.
    #[must_use]
    pub fn difference(self, other: CapSet) -> CapSet {
        CapSet(self.0 & !other.0)
    }

    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The capabilities in report order.
    pub fn iter(self) -> impl Iterator<Item = Capability> {
        Capability::ALL
            .into_iter()
            .filter(move |c| self.contains(*c))
    }
}

impl std::ops::BitOr for CapSet {
    type Output = CapSet;
    fn bitor(self, rhs: CapSet) -> CapSet {
        CapSet(self.0 | rhs.0)
    }
}

impl std::ops::BitOrAssign for CapSet {
    fn bitor_assign(&mut self, rhs: CapSet) {
        self.0 |= rhs.0;
    }
}

impl From<Capability> for CapSet {
    fn from(c: Capability) -> Self {
        CapSet::of(c)
    }
}

impl FromIterator<Capability> for CapSet {
    fn from_iter<I: IntoIterator<Item = Capability>>(iter: I) -> Self {
        iter.into_iter()
            .fold(CapSet::EMPTY, |set, c| set | CapSet::of(c))
    }
}

impl fmt::Display for CapSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Capability::name).collect();
        f.pad(&names.join(" "))
    }
}

impl fmt::Debug for CapSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}

/// Where code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Site {
    /// Linked into the program: a library or a binary.
    Lib,
    /// The build script.
    Build,
    /// A proc macro, inside rustc.
    Macro,
}

impl Site {
    /// All sites, in report order.
    pub const ALL: [Site; 3] = [Site::Lib, Site::Build, Site::Macro];

    /// The name used in policies and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Site::Lib => "lib",
            Site::Build => "build",
            Site::Macro => "macro",
        }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_sets_keep_report_order() {
        for c in Capability::ALL {
            assert_eq!(c.name().parse(), Ok(c));
        }
        let set: CapSet = [Capability::Run, Capability::Net].into_iter().collect();
        assert_eq!(set.to_string(), "net run");
        assert_eq!(
            "nett".parse::<Capability>(),
            Err(UnknownCapability("nett".into()))
        );
    }

    #[test]
    fn ambient_is_the_first_six() {
        assert_eq!(CapSet::AMBIENT.to_string(), "net read write env run sys");
    }
}
