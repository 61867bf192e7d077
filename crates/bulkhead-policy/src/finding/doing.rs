//! What code does at a place, for rules that weigh several things near each other: by its own facts, and by going into
//! another package that does it.

use bulkhead_facts::link::{Lead, LinkedTarget};
use bulkhead_facts::{CapSet, Capability, PackageFacts, Place, SignKind, Site};

use super::{Case, Evidence};
use crate::picture::{Package, Picture};

/// One thing that code does.
pub(super) struct Doing {
    pub(super) caps: CapSet,
    pub(super) place: Place,
    /// `std::fs::write`, `ureq::get: net by way of ureq`.
    pub(super) what: String,
    /// Its own code names the authority.
    own: bool,
    /// A socket of this machine, which loads nothing.
    pub(super) local: bool,
}

/// What going into each package's library does: its own `net`, `run` and `write`, and the `net` of what it goes into.
///
/// It is told by the names on the way, package by package, and not function by function: so it says less than
/// `cargo bulkhead why`, at no cost.
pub(super) struct Entries {
    lib: Vec<CapSet>,
    /// Packages whose `net` is more than sockets of this machine.
    distant: Vec<bool>,
    /// Packages that both connect and start programs by their own code do many things.
    manifold: Vec<bool>,
    files: Vec<usize>,
}

/// Files of a helper of which every function is taken to do what the package does, and of a shell around another package.
const HELPER: usize = 5;
const SHELL: usize = 2;

/// Sockets of this machine, as std names them: whole paths, since what a package calls its own is its author's choice.
const LOCAL: &str = "std::os::unix::net::";

impl Entries {
    pub(super) fn of(picture: &Picture<'_>) -> Self {
        let direct = |p: &Package<'_>| p.site(Site::Lib).map_or(CapSet::EMPTY, |s| s.direct);
        let lib: Vec<CapSet> = picture.packages.iter().map(direct).collect();
        let mut entries = Entries {
            manifold: lib.iter().map(is_manifold).collect(),
            distant: picture.packages.iter().map(is_distant).collect(),
            lib,
            files: picture
                .packages
                .iter()
                .map(|p| p.facts.files.len())
                .collect(),
        };
        while entries.grow(picture) {}
        entries
    }

    /// Passes `net` one step on, from packages to those that go into them. False when there was nothing to pass.
    fn grow(&mut self, picture: &Picture<'_>) -> bool {
        let mut grown = false;
        for (index, package) in picture.packages.iter().enumerate() {
            let Some(site) = package.site(Site::Lib).filter(|_| !self.distant[index]) else {
                continue;
            };
            let into = site.targets.iter().flat_map(|t| {
                let leads = t.leads.iter().filter(|l| {
                    let caps = self.caps(picture, package, site.site, l);
                    caps.contains(Capability::Net)
                });
                leads.map(|l| !self.is_local(picture, package, t, l))
            });
            let distant = into.max();
            let known = self.lib[index].contains(Capability::Net);
            if distant.is_some_and(|distant| distant || !known) {
                self.lib[index] |= Capability::Net.into();
                self.distant[index] = distant == Some(true);
                grown = true;
            }
        }
        grown
    }

    /// Whether a lead's `net` is of this machine only.
    fn is_local(
        &self,
        picture: &Picture<'_>,
        package: &Package<'_>,
        target: &LinkedTarget,
        lead: &Lead,
    ) -> bool {
        !self.distant[lead.node] || is_known_local(picture, package, target, lead)
    }

    /// What of `net`, `run` and `write` going along a lead does.
    fn caps(&self, picture: &Picture<'_>, from: &Package<'_>, site: Site, lead: &Lead) -> CapSet {
        let (Some(&caps), Some(to)) = (self.lib.get(lead.node), picture.packages.get(lead.node))
        else {
            return CapSet::EMPTY;
        };
        let asked = [Capability::Net, Capability::Run, Capability::Write];
        if caps.intersection(asked.into_iter().collect()).is_empty() {
            return CapSet::EMPTY;
        }
        let path = from.facts.str(lead.path);
        let last = path.rsplit(':').next().unwrap_or(path);
        // A type, a variant or a constant does nothing, and a conversion next to nothing.
        let inert = last.starts_with(|c: char| c.is_uppercase())
            || CONVERSIONS.contains(&last)
            || ENDS.contains(&last)
            || BUILT_IN.contains(&last);
        if inert {
            return CapSet::EMPTY;
        }
        let manifold = self.manifold[lead.node];
        let whole = site != Site::Lib
            && (self.files[lead.node] <= HELPER || from.facts.files.len() <= SHELL);
        let small = self.files[lead.node] <= FEW;
        let fits = |cap: &Capability| {
            let many = manifold || (!small && is_manifold(&caps));
            let told = || tells(path, *cap, many, small);
            match cap {
                // What is only made does nothing yet, unless its name says so.
                Capability::Net => {
                    let of_the_net = is_of_the_net(to.name) && last != "new";
                    told() || (!manifold && (whole || of_the_net))
                }
                Capability::Run | Capability::Write => told(),
                _ => false,
            }
        };
        caps.iter().filter(fits).collect()
    }
}

/// Functions that turn one value into another.
const CONVERSIONS: [&str; 8] = [
    "clone", "default", "eq", "from", "from_str", "into", "parse", "try_from",
];

/// Functions of `std::process` that start nothing, and of whoever passes them on.
const ENDS: [&str; 2] = ["abort", "exit"];

/// Names of the language that another crate's glob seems to bring.
const BUILT_IN: [&str; 12] = [
    "allow",
    "cfg",
    "cfg_attr",
    "deny",
    "derive",
    "doc",
    "expect",
    "inline",
    "must_use",
    "proc_macro",
    "proc_macro_attribute",
    "proc_macro_derive",
];

/// What names that use the network begin with; the first ones mean nothing else.
const NET: [&str; 17] = [
    "net",
    "tcp",
    "udp",
    "unixstream",
    "http",
    "socket",
    "connect",
    "download",
    "fetch",
    "client",
    "get",
    "post",
    "request",
    "send",
    "agent",
    "upload",
    "resolve",
];
const NET_ALONE: usize = 9;

/// What can come after a word that means something else as a beginning: `get_async` is `get`, `get_session_name` is not.
const WAYS: [&str; 3] = ["_async", "_blocking", "_with"];

/// Whether the names of modules, types and functions on a path say that they use a capability. Of a package that does many
/// things, or has many files, only such as mean it alone, or as a whole.
fn tells(path: &str, cap: Capability, manifold: bool, small: bool) -> bool {
    let begins = |words: &[&str]| words.iter().any(|w| has_word(path, w));
    let whole = |word: &&str| {
        let is = |s: &str| s.eq_ignore_ascii_case(word);
        let says = |s: &str| is(s) || WAYS.iter().any(|way| s.strip_suffix(way).is_some_and(is));
        path.split("::").skip(1).any(says)
    };
    match cap {
        Capability::Net if begins(&NET[..NET_ALONE]) => true,
        Capability::Net if small => !manifold && begins(&NET[NET_ALONE..]),
        Capability::Net => !manifold && NET[NET_ALONE..].iter().any(whole),
        Capability::Run => begins(&RUN),
        Capability::Write => begins(&WRITE),
        _ => false,
    }
}

const RUN: [&str; 6] = [
    "process",
    "command",
    "spawn_process",
    "exec",
    "cmd",
    "shell",
];
const WRITE: [&str; 7] = [
    "fs", "file", "write", "create", "tempfile", "tempdir", "persist",
];

fn is_manifold(caps: &CapSet) -> bool {
    caps.contains(Capability::Net) && caps.contains(Capability::Run)
}

/// Whether a package connects to more than sockets of this machine by its own code.
fn is_distant(package: &Package<'_>) -> bool {
    let targets = package.site(Site::Lib).map_or(&[][..], |s| &s.targets);
    let mut facts = targets.iter().flat_map(|t| &t.facts);
    facts.any(|f| f.caps.contains(Capability::Net) && !f.what.starts_with(LOCAL))
}

/// What crates of crates.io call sockets of this machine, and what acts on a socket that is there already.
const KNOWN_LOCAL: [(&str, &[&str]); 2] = [
    (
        "tokio",
        &["UnixDatagram", "UnixListener", "UnixSocket", "UnixStream"],
    ),
    (
        "rustix",
        &[
            "RecvAncillaryBuffer",
            "RecvFlags",
            "SendAncillaryBuffer",
            "SendFlags",
            "recv",
            "recvmsg",
            "send",
            "sendmsg",
            "sockopt",
        ],
    ),
];

/// Whether a lead names one of these, with no other package between that could call something else so.
fn is_known_local(
    picture: &Picture<'_>,
    package: &Package<'_>,
    target: &LinkedTarget,
    lead: &Lead,
) -> bool {
    let to = &picture.packages[lead.node];
    let path = package.facts.str(lead.path);
    let mut all = target.leads.iter().filter(|l| l.path == lead.path);
    let mut segments = path.split("::");
    let at = [segments.next(), segments.next()];
    let named = segments.next().unwrap_or_default();
    let mut known = KNOWN_LOCAL.iter();
    at == [Some(to.name), Some("net")]
        && known.any(|(name, items)| to.name == *name && items.contains(&named))
        && to.source.is_crates_io()
        && all.all(|l| l.node == lead.node)
}

/// Whether a package's name says that the network is its trade.
fn is_of_the_net(name: &str) -> bool {
    let parts = ["http", "req", "curl", "fetch", "download", "socket"];
    let words = [
        "net", "tcp", "udp", "ssh", "ftp", "smtp", "quic", "dns", "rpc", "web",
    ];
    parts.iter().any(|p| name.contains(p)) || name.split(['-', '_']).any(|w| words.contains(&w))
}

/// Whether a segment of a path after its first begins with a word.
fn has_word(path: &str, word: &str) -> bool {
    let begins = |s: &str| {
        s.get(..word.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(word))
    };
    path.split("::").skip(1).any(begins)
}

/// What the code of one target does of the capabilities asked for, in file order.
pub(super) fn of(case: &Case<'_>, target: &LinkedTarget, caps: CapSet) -> Vec<Doing> {
    let package = case.package();
    let facts = package.facts;
    let some = |used: CapSet| (!used.is_empty()).then_some(used);
    let own = target.facts.iter().filter_map(|f| {
        Some(Doing {
            caps: some(f.caps.intersection(caps))?,
            place: f.place,
            what: f.what.clone(),
            own: true,
            local: f.what.starts_with(LOCAL),
        })
    });
    let leads = target.leads.iter().filter_map(|l| {
        let used = case.entries.caps(case.picture, package, target.site, l);
        let used = some(used.intersection(caps))?;
        let name = case.picture.packages.get(l.node).map_or("", |p| p.name);
        Some(Doing {
            caps: used,
            place: l.place,
            what: format!("{}: {used} by way of {name}", facts.str(l.path)),
            own: false,
            local: used == CapSet::of(Capability::Net)
                && case.entries.is_local(case.picture, package, target, l),
        })
    });
    let fetchers = target.signs.iter().filter(|s| s.kind == SignKind::Fetcher);
    let fetchers = fetchers.filter_map(|s| {
        Some(Doing {
            caps: some(CapSet::of(Capability::Net).intersection(caps))?,
            place: s.place,
            what: format!("starts `{}`, which uses the network", facts.str(s.what)),
            own: true,
            local: false,
        })
    });
    let mut all: Vec<_> = own.chain(leads).chain(fetchers).collect();
    all.sort_by(|a, b| (a.place, &a.what).cmp(&(b.place, &b.what)));
    all
}

/// All capabilities of some doings.
pub(super) fn caps<'d>(doings: impl IntoIterator<Item = &'d Doing>) -> CapSet {
    let all = doings.into_iter();
    all.fold(CapSet::EMPTY, |set, d| set | d.caps)
}

impl Doing {
    pub(super) fn evidence(&self, facts: &PackageFacts) -> Evidence {
        evidence(facts, self.place, self.what.clone())
    }
}

pub(super) fn evidence(facts: &PackageFacts, place: Place, what: String) -> Evidence {
    Evidence {
        file: facts.file(place.file).to_owned(),
        position: Some((place.line, place.column)),
        what,
    }
}

/// Files of a package that is read as one piece: in so few, what belongs together may well be spread for show.
pub(super) const FEW: usize = 12;

/// Groups doings that are near each other: by file, or all together in a package of few files.
pub(super) fn near(facts: &PackageFacts, doings: Vec<Doing>) -> Vec<Vec<Doing>> {
    let mut groups: Vec<Vec<Doing>> = Vec::new();
    for doing in doings {
        let same = |g: &Vec<Doing>| facts.files.len() <= FEW || g[0].place.file == doing.place.file;
        match groups.iter_mut().find(|g| same(g)) {
            Some(group) => group.push(doing),
            None => groups.push(vec![doing]),
        }
    }
    groups
}

/// The name of a site's code in a message.
pub(super) fn code_of(site: Site) -> &'static str {
    match site {
        Site::Build => "its build script",
        Site::Macro => "its proc macro",
        Site::Lib => "its code",
    }
}

/// One of each capability as evidence: the first of its kind, what its own code names before what names only tell.
pub(super) fn one_of_each(facts: &PackageFacts, doings: &[Doing], caps: CapSet) -> Vec<Evidence> {
    let first = |cap| {
        let does = doings.iter().filter(|d| d.caps.contains(cap));
        does.min_by_key(|d| !d.own)
    };
    let mut chosen: Vec<&Doing> = caps.iter().filter_map(first).collect();
    chosen.sort_by_key(|d| d.place);
    chosen.dedup_by_key(|d| d.place);
    chosen.iter().map(|d| d.evidence(facts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_where_the_package_ends() {
        assert!(has_word("tokio::process::Command::new", "process"));
        assert!(has_word("tokio::net::TcpStream", "net"));
        assert!(!has_word("tokio::spawn", "net"));
        assert!(!has_word("netty::sync::Mutex", "net"));
    }

    #[test]
    fn a_word_that_means_other_things_counts_whole_in_a_package_of_many_files() {
        let net = |path, small| tells(path, Capability::Net, false, small);
        assert!(net("surf::get", false) && net("isahc::get_async", false));
        assert!(net("isahc::HttpClient::builder", false));
        assert!(!net("zellij_utils::envs::get_session_name", false));
        assert!(net("helper::get_payload", true));
    }
}
