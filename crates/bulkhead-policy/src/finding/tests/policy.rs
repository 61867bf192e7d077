//! The rules that hold packages to a policy: what each must say, and what it must not.

use std::collections::{BTreeMap, BTreeSet};

use bulkhead_facts::link::{LinkedFact, LinkedTarget};
use bulkhead_facts::{Capability, CfgId, PackageFacts, Place, Site, Via};

use super::super::*;
use crate::picture::{Input, Provenance, Roles, Source};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

use Capability::{Net, Read, Run, Unsafe};

/// A package of a graph made by hand.
struct Made {
    name: &'static str,
    version: &'static str,
    source: Source,
    member: bool,
    sites: Vec<(Site, Vec<Capability>)>,
    deps: Vec<usize>,
}

fn made(name: &'static str, sites: &[(Site, &[Capability])]) -> Made {
    Made {
        name,
        version: "1.2.3",
        source: Source::Registry(CRATES_IO.into()),
        member: false,
        sites: sites
            .iter()
            .map(|(site, caps)| (*site, caps.to_vec()))
            .collect(),
        deps: Vec::new(),
    }
}

fn own(name: &'static str, sites: &[(Site, &[Capability])], deps: &[usize]) -> Made {
    Made {
        source: Source::Path,
        member: true,
        deps: deps.to_vec(),
        ..made(name, sites)
    }
}

fn target((site, caps): &(Site, Vec<Capability>)) -> LinkedTarget {
    let fact = |cap: &Capability| LinkedFact {
        place: Place {
            file: 0,
            line: 3,
            column: 5,
        },
        what: format!("something::{cap}"),
        via: Via::Path,
        caps: (*cap).into(),
        cfg: CfgId::ALWAYS,
        way: vec!["a::n".into()],
    };
    LinkedTarget {
        site: *site,
        name: "t".into(),
        facts: caps.iter().map(fact).collect(),
        gaps: Vec::new(),
        signs: Vec::new(),
        leads: Vec::new(),
        test_facts: 0,
        inactive_facts: 0,
    }
}

/// What a policy has to say of a graph: `level code package: message`.
fn judged(packages: &[Made], policy: &str, change: impl FnOnce(&mut Context<'_>)) -> Vec<Finding> {
    judged_with(packages, policy, None, change)
}

type Before = BTreeMap<(String, Origin), Vec<String>>;

fn judged_with(
    packages: &[Made],
    policy: &str,
    before: Option<&Before>,
    change: impl FnOnce(&mut Context<'_>),
) -> Vec<Finding> {
    let policy = Policy::parse(policy).expect("a valid policy");
    let facts = PackageFacts {
        files: vec!["src/lib.rs".into()],
        ..PackageFacts::default()
    };
    let input = |p: &Made| Input {
        name: p.name,
        version: p.version,
        source: p.source.clone(),
        checksum: None,
        roles: Roles {
            member: p.member,
            run_time: true,
            ..Roles::default()
        },
        provenance: Provenance::VerifiedArchive,
        differences: Vec::new(),
        trouble: None,
        facts: &facts,
        targets: p.sites.iter().map(target).collect(),
        deps: p.deps.clone(),
        build_deps: Vec::new(),
        dev_deps: Vec::new(),
    };
    let picture = Picture::draw(packages.iter().map(input).collect());
    let forbid = policy.forbid.clone();
    let locked: BTreeSet<String> = packages.iter().map(|p| p.name.to_owned()).collect();
    let names = Known {
        table: crate::names::Table::built_in(),
        about: &BTreeMap::new(),
    };
    let mut context = Context {
        policy: Some(&policy),
        forbid: &forbid,
        today: "2026-06-01".parse().ok(),
        whole: true,
        locked: Some(&locked),
        names: Some(&names),
        before,
        ..Context::default()
    };
    change(&mut context);
    let mut findings = judge(&picture, &context);
    findings.retain(|f| HELD.contains(&f.code));
    findings
}

/// The codes that need a policy; the signs that need none are tested elsewhere.
const HELD: [&str; 6] = [
    "capability-growth",
    "expired-exception",
    "forbidden",
    "package-added",
    "unused-exception",
    "unused-grant",
];

fn said(packages: &[Made], policy: &str) -> Vec<String> {
    let findings = judged(packages, policy, |_| {});
    findings
        .iter()
        .map(|f| format!("{} {} {}", f.level.name(), f.code, f.message))
        .collect()
}

const HEAD: &str = "version = 1\n[policy]\ntargets = [\"x\"]\n";

fn with(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

#[test]
fn what_is_granted_is_quiet_and_what_is_more_is_growth() {
    let mio = || made("mio", &[(Site::Lib, &[Net, Unsafe]), (Site::Build, &[])]);
    let none: [String; 0] = [];
    assert_eq!(
        said(
            &[mio()],
            &with("[grants]\nmio = { lib = [\"net\"], build = [] }\n")
        ),
        none
    );
    assert_eq!(
        said(&[mio()], &with("[grants]\nmio = { build = [] }\n")),
        ["deny capability-growth version 1.2.3 does more than it was granted: net in the program"]
    );
    assert_eq!(
        said(&[mio()], &with("[grants]\nmio = [\"net\"]\n")),
        ["deny capability-growth version 1.2.3 does more than it was granted: a build script"]
    );
    assert_eq!(
        said(
            &[mio()],
            &with("profile = \"all\"\n[grants]\nmio = { lib = [\"net\"], build = [] }\n")
        ),
        [
            "deny capability-growth version 1.2.3 does more than it was granted: unsafe in the program"
        ]
    );
    assert_eq!(
        said(
            &[mio()],
            &with("[grants]\nmio = { lib = [\"net\"], build = [], version = \"<1\" }\n")
        )
        .first()
        .map(String::as_str),
        Some(
            "deny capability-growth version 1.2.3 does more than it was granted: net in the program; a build script"
        )
    );
    // By default, the ways round the language are held too, and `unsafe` is not.
    let sly = made("mio", &[(Site::Lib, &[Net, Unsafe, Capability::Asm])]);
    assert_eq!(
        said(&[sly], &with("[grants]\nmio = [\"net\"]\n")),
        ["deny capability-growth version 1.2.3 does more than it was granted: asm in the program"]
    );
    // A package that was known to be pure has grown, and is not new.
    assert!(said(&[mio()], &with("[grants]\nmio = []\n"))[0].starts_with("deny capability-growth"));
}

#[test]
fn what_nobody_knows_is_new_and_says_how_it_came_in() {
    let graph = || {
        let mut app = own("app", &[(Site::Lib, &[Run])], &[1]);
        app.version = "0.1.0";
        let mut web = made("web", &[(Site::Lib, &[])]);
        web.deps = vec![2];
        [app, web, made("squat", &[(Site::Build, &[Net, Run])])]
    };
    let findings = judged(&graph(), &with("[grants]\nweb = []\n"), |_| {});
    assert_eq!(findings.len(), 1);
    let new = &findings[0];
    assert_eq!((new.code, new.level), ("package-added", Level::Deny));
    assert_eq!(
        new.message,
        "version 1.2.3 is new here, and brings a build script with net run"
    );
    assert_eq!(new.chain.len(), 3);
    assert_eq!(
        new.evidence[0],
        Evidence {
            file: "src/lib.rs".into(),
            position: Some((3, 5)),
            what: "net: something::net, by way of a::n".into()
        }
    );
    assert!(
        new.help
            .ends_with("\naccept: cargo bulkhead accept squat@1.2.3 net@build run@build"),
        "{}",
        new.help
    );
    // One that does nothing is remembered, and costs nothing.
    let pure = said(
        &[made("itoa", &[(Site::Lib, &[Unsafe])])],
        &with("[grants]\n"),
    );
    assert_eq!(
        pure,
        ["note package-added version 1.2.3 is new here, and does nothing that needs a grant"]
    );
}

#[test]
fn the_way_back_is_the_nearest_change() {
    let graph = |version| {
        let mut web = made("web", &[(Site::Lib, &[])]);
        web.version = version;
        web.deps = vec![2];
        [
            own("app", &[(Site::Lib, &[])], &[1]),
            web,
            made("squat", &[(Site::Build, &[])]),
        ]
    };
    let key = ("web".to_owned(), Origin::CratesIo);
    let before = BTreeMap::from([(key, vec!["1.2.2".to_owned(), "1.2.10".to_owned()])]);
    let policy = with("[grants]\nweb = []\n");
    let told = |version, before| {
        let findings = judged_with(&graph(version), &policy, before, |_| {});
        findings[0].help.clone()
    };
    let help = |version| told(version, Some(&before));
    let back = "\npin back: cargo update -p web@1.2.11 --precise 1.2.10\n";
    assert!(help("1.2.11").contains(back), "{}", help("1.2.11"));
    // What did not change is no way back.
    assert!(!help("1.2.10").contains("pin back"));
    // Without version control nobody knows what was before, and the rest of the way is told.
    let without = help("1.2.11").replace(back, "\n");
    assert_eq!(told("1.2.11", None), without);
}

#[test]
fn the_same_name_from_elsewhere_inherits_nothing() {
    let mut fork = made("mio", &[(Site::Lib, &[Net])]);
    fork.source = Source::Git("https://example.org/mio#0123".into());
    let all = said(&[fork], &with("[grants]\nmio = [\"net\"]\n"));
    assert_eq!(
        all,
        [
            "deny package-added version 1.2.3 is new here, and brings net in the program; the grant of this name is for the \
             one from crates.io, and this one is from git+https://example.org/mio",
            "note unused-grant the grant of mio is for the one from crates.io, and this graph's is from \
             git+https://example.org/mio"
        ]
    );
    let mut local = made("mio", &[(Site::Lib, &[Net])]);
    local.source = Source::Path;
    assert!(
        said(
            &[local],
            &with("[grants]\nmio = { source = \"path\", lib = [\"net\"] }\n")
        )
        .is_empty()
    );
}

#[test]
fn the_users_own_code_is_held_only_where_the_file_names_it() {
    let app = || {
        [own(
            "app",
            &[(Site::Lib, &[Net]), (Site::Build, &[Run])],
            &[],
        )]
    };
    assert!(said(&app(), &with("[grants]\n")).is_empty());
    let held = said(
        &app(),
        &with("[grants]\napp = { source = \"path\", lib = [\"net\"] }\n"),
    );
    assert_eq!(
        held,
        [
            "deny capability-growth version 1.2.3 does more than it was granted: a build script with run"
        ]
    );
}

#[test]
fn forbidden_is_forbidden_whatever_is_granted() {
    let graph = || {
        [made(
            "x",
            &[(Site::Lib, &[Net, Unsafe]), (Site::Build, &[Net])],
        )]
    };
    let policy = |forbid: &str| {
        format!(
            "version = 1\n[policy]\nforbid = [{forbid}]\n[grants]\nx = {{ lib = [\"net\"], build = [\"net\"] }}\n"
        )
    };
    assert_eq!(
        said(&graph(), &policy("\"unsafe\"")),
        ["deny forbidden unsafe in 1 place in the program"]
    );
    assert_eq!(
        said(&graph(), &policy("\"net@build\"")),
        ["deny forbidden net in 1 place of its build script"]
    );
    assert_eq!(
        said(&graph(), &policy("\"net\"")),
        ["deny forbidden net in 1 place in the program, net in 1 place of its build script"]
    );
    // What is forbidden is not offered for a grant.
    let all = said(
        &graph(),
        "version = 1\n[policy]\nforbid = [\"net\"]\n[grants]\nx = { build = [] }\n",
    );
    assert_eq!(all.len(), 1, "{all:?}");
    let excepted = policy("\"net\", \"unsafe\"")
        + "[[exception]]\nfinding = \"forbidden\"\npackage = \"x\"\ncapabilities = [\"unsafe\"]\nreason = \"reviewed\"\n";
    assert_eq!(
        said(&graph(), &excepted),
        [
            "deny forbidden net in 1 place in the program, net in 1 place of its build script",
            "note forbidden unsafe in 1 place in the program"
        ]
    );
}

#[test]
fn exceptions_hold_for_their_package_and_until_their_day() {
    let policy = |more: &str| {
        with(&format!(
            "[[exception]]\nfinding = \"package-added\"\npackage = \"x\"\nreason = \"known\"\n{more}[grants]\n"
        ))
    };
    let graph = || [made("x", &[(Site::Lib, &[Net])])];
    let levels = |more: &str| -> Vec<String> {
        let all = judged(&graph(), &policy(more), |_| {});
        all.iter()
            .map(|f| format!("{} {}", f.level.name(), f.code))
            .collect()
    };
    assert_eq!(levels(""), ["note package-added"]);
    assert_eq!(
        levels("expires = 2026-06-01\nversion = \"1.2.3\"\n"),
        ["note package-added"]
    );
    for other in ["version = \"1.2.4\"\n", "source = \"path\"\n"] {
        assert_eq!(
            levels(other),
            ["deny package-added", "note unused-exception"]
        );
    }
    assert_eq!(
        levels("expires = 2026-05-31\n"),
        ["deny package-added", "warn expired-exception"]
    );
    let level = with("levels = { package-added = \"warn\" }\n[grants]\n");
    assert_eq!(judged(&graph(), &level, |_| {})[0].level, Level::Warn);
}

#[test]
fn exceptions_that_let_nothing_through_are_told_where_that_was_judged() {
    let policy = with(
        "[[exception]]\nfinding = \"build-net\"\npackage = \"x\"\nsource = \"path\"\nreason = \"known\"\n\
         [[exception]]\nfinding = \"package-added\"\npackage = \"x\"\nreason = \"known\"\nsource = \"path\"\n\
         [[exception]]\nfinding = \"hidden-code\"\npackage = \"x\"\nsource = \"path\"\nreason = \"known\"\n\
         [[exception]]\nfinding = \"blob\"\npackage = \"gone\"\nreason = \"known\"\n[grants]\n",
    );
    let unused = |whole: bool| {
        let x = Made {
            source: Source::Path,
            ..made("x", &[(Site::Lib, &[Net])])
        };
        let all = judged(&[x], &policy, |context| context.whole = whole);
        let policy = Policy::parse(&policy).expect("a valid policy");
        unused_exceptions(&policy, &all)
    };
    assert_eq!(unused(true), [0, 3]);
    assert_eq!(unused(false), [3]);
}

#[test]
fn grants_that_nothing_uses_are_told_when_the_graph_is_theirs() {
    let graph = || {
        [
            made("x", &[(Site::Lib, &[Net])]),
            made("tokio", &[(Site::Lib, &[Read])]),
        ]
    };
    let policy = "[grants]\ngone = [\"net\"]\ntokoi = [\"read\"]\nx = { lib = [\"net\", \"run\"], build = [\"read:/x\"] }\n";
    let all = judged(&graph(), &with(policy), |_| {});
    let said: Vec<_> = all
        .iter()
        .map(|f| {
            format!(
                "{} {} {:?}",
                f.level.name(),
                f.message,
                f.evidence[0].position
            )
        })
        .collect();
    assert_eq!(
        said[1..],
        [
            "deny no package is called tokoi Some((6, 1))",
            "note the graph has no gone Some((5, 1))",
            "note x does not use run at lib Some((7, 21))",
            "note x has no build site Some((7, 29))",
        ]
    );
    assert_eq!(all[0].code, "package-added");
    assert_eq!(all[1].evidence[0].what, "did you mean `tokio`?");
    // Another platform or feature set may use them.
    let elsewhere = judged(&graph(), &with(policy), |c| c.whole = false);
    let unused = elsewhere.iter().filter(|f| f.code == "unused-grant");
    assert_eq!(unused.count(), 2);
    // A blanket, for those who want one, and what only containment can judge.
    let blanket = "[grants]\ntokio = [\"all\"]\nx = { lib = [\"net\"] }\n";
    assert!(judged(&graph(), &with(blanket), |_| {}).is_empty());
}
