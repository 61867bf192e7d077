//! What a `bulkhead.toml` means, and what is said of one that means nothing.

use super::*;

const FULL: &str = r#"# ours
version = 1

[policy]
forbid = ["init", "net@build", "blob"]
profile = "all"
levels = { unread = "warn" }
targets = ["x86_64-unknown-linux-gnu"]
features = ["tls"]
min-release-age = 7

[[exception]]
finding = "blob"
package = "serde_derive"
version = "1.0.172"
reason = "reviewed by hand"
expires = 2027-01-31

[names]
internal = ["acme-*"]
confirmed = { tokoi = "ours" }

[grants]
mio = ["net"]
cc = { lib = ["run", "read", "env"] }
openssl-sys = { build = ["run:/usr/bin/cc", "read", "env:OPENSSL_DIR"], lib = ["ffi"] }
forked = [
  { source = "git+https://example.org/forked?branch=main", lib = ["net"] },
  { version = "<2", lib = ["read"] },
]
[grants.derive]
macro = []
"#;

fn registry() -> Source {
    Source::Registry("registry+https://github.com/rust-lang/crates.io-index".into())
}

fn caps(grant: Option<&SiteGrant>) -> String {
    grant.map_or("none".into(), |g| format!("[{}]", g.caps))
}

#[test]
fn a_full_file_is_read() {
    let policy = Policy::parse(FULL).expect("valid");
    let forbid: Vec<_> = policy.forbid.iter().map(ToString::to_string).collect();
    assert_eq!(forbid, ["net@build", "init", "blob"]);
    assert_eq!(policy.profile, Profile::All);
    assert_eq!(policy.levels.get("unread"), Some(&Level::Warn));
    assert_eq!(policy.targets, ["x86_64-unknown-linux-gnu"]);
    assert_eq!(policy.features.list, ["tls"]);
    assert_eq!(policy.min_release_age, Some(7));
    assert_eq!(policy.names.internal, ["acme-*"]);
    assert_eq!(policy.names.confirmed["tokoi"], "ours");

    let exception = &policy.exceptions[0];
    assert_eq!((exception.finding, exception.spot.line), ("blob", 12));
    let day = |s: &str| s.parse().ok();
    assert!(!exception.is_over(day("2027-01-31")));
    assert!(exception.is_over(day("2027-02-01")) && exception.is_over(None));

    let names: Vec<_> = policy.grants.iter().map(|g| g.package.as_str()).collect();
    assert_eq!(
        names,
        ["mio", "cc", "openssl-sys", "forked", "forked", "derive"]
    );
    let openssl = &policy.grants[2];
    assert_eq!(caps(openssl.site(Site::Build)), "[read env run]");
    assert_eq!(caps(openssl.site(Site::Lib)), "[ffi]");
    let scoped = &openssl.build.as_ref().expect("there is one").scoped;
    assert_eq!(scoped[0].what, "/usr/bin/cc");
    assert_eq!(scoped[1].what, "OPENSSL_DIR");
    assert_eq!(caps(policy.grants[5].site(Site::Macro)), "[]");
    assert_eq!(caps(policy.grants[0].site(Site::Build)), "none");
    assert_eq!(
        (policy.grants[0].spot.line, policy.grants[0].spot.column),
        (24, 1)
    );
}

#[test]
fn a_grant_belongs_to_a_package_from_its_source_and_to_its_versions() {
    let policy = Policy::parse(FULL).expect("valid");
    let covering = |name, version, source: &Source| -> Vec<String> {
        let all = policy
            .grants
            .iter()
            .filter(|g| g.covers(name, version, source));
        all.map(|g| caps(g.site(Site::Lib))).collect()
    };
    assert_eq!(covering("mio", "1.0.0", &registry()), ["[net]"]);
    let elsewhere = Source::Registry("sparse+https://example.org/".into());
    assert!(covering("mio", "1.0.0", &elsewhere).is_empty());
    assert!(covering("mio", "1.0.0", &Source::Path).is_empty());
    assert_eq!(covering("forked", "1.9.9", &registry()), ["[read]"]);
    assert!(covering("forked", "2.0.0", &registry()).is_empty());
    let git = |rest: &str| Source::Git(format!("https://example.org/forked{rest}"));
    assert_eq!(
        covering("forked", "2.0.0", &git("?branch=main#0123")),
        ["[net]"]
    );
    assert!(covering("forked", "2.0.0", &git("?branch=evil#0123")).is_empty());
    assert!(covering("forked", "2.0.0", &git("-not#0123")).is_empty());
    let any = Origin::of(&git("?branch=main#0123"));
    assert!(any.covers(&git("?branch=other#4567")) && !any.covers(&Source::Path));
}

fn complaints(text: &str) -> Vec<String> {
    let all = Policy::parse(text).expect_err("not valid");
    let said = |c: &Complaint| {
        let hint = c
            .hint
            .as_ref()
            .map(|h| format!(" ({h})"))
            .unwrap_or_default();
        format!("{c} <{}>{hint}", &text[c.spot.span.clone()])
    };
    all.iter().map(said).collect()
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let text = "version = 1\npolice = 1\n[policy]\nforbit = []\nforbid = [\"nett\", \"net@lab\", 3]\nprofile = \"al\"\n\
                levels = { unred = \"warn\", blob = \"wran\" }\nmin-release-age = -1\n[grants]\nmio = [\"nte\"]\n\
                cc = { libs = [], lib = [\"read:/x\"], build = [\"read:x\"], source = \"github\", version = \"one\" }\n\"a b\" = []\nx = 1\n";
    assert_eq!(
        complaints(text),
        [
            "2:1: unknown key `police` <police> (did you mean `policy`?)",
            "4:1: unknown key `forbit` <forbit> (did you mean `forbid`?)",
            "5:11: `nett` is not a capability <\"nett\"> (did you mean `net`?)",
            "5:19: `lab` is not a site <\"net@lab\"> (the sites are: lib build macro)",
            "5:30: expected a string, found a number <3>",
            "6:11: `al` is not a profile <\"al\"> (did you mean `all`?)",
            "7:12: `unred` is not the code of a finding <unred> (did you mean `unread`?)",
            "7:35: `wran` is not a level <\"wran\"> (the levels are: deny warn note)",
            "8:19: expected a number of days, found a number <-1>",
            "10:8: `nte` is not a capability <\"nte\"> (did you mean `net`?)",
            "11:8: unknown key `libs` <libs> (did you mean `lib`?)",
            "11:26: `read:/x` cannot hold in the program <\"read:/x\"> (the program runs outside; such grants stand under \
             `build` and `macro`)",
            "11:47: `x` is not an absolute path without `..` <\"read:x\"> (such grants are `read:/path`, `write:/path`, \
             `run:/path` and `env:NAME`)",
            "11:67: `github` is not a source <\"github\"> (a source is `crates.io`, `path`, `git+URL`, `registry+URL` or \
             `sparse+URL`, as Cargo.lock spells it)",
            "11:87: `one` is no range of versions: unexpected character 'o' while parsing major version number <\"one\"> \
             (write it as in Cargo.toml: \"1.2\", \">=1.2, <1.5\", \"1.2.3\")",
            "12:1: `a b` is not the name of a package <\"a b\">",
            "13:5: expected a list of capabilities or a table of sites, found a number <1>",
        ]
    );
}

#[test]
fn exceptions_need_a_reason() {
    let text = "version = 1\n[[exception]]\nfinding = \"blob\"\npackage = \"x\"\nreason = \" \"\nexpires = \"soon\"\n";
    assert_eq!(
        complaints(text),
        [
            "2:1: an exception needs a `reason` <[[exception]]> (`reason`: why it is accepted, for whoever reads it later)",
            "6:11: expected a date like 2027-01-31, found a string <\"soon\">",
        ]
    );
}

#[test]
fn later_versions_are_refused_and_the_rest_is_not_judged() {
    let text = "version = 2\n[grants]\nmio = { anything = true }\n";
    let all = Policy::parse(text).expect_err("too new");
    assert_eq!(all.len(), 1);
    assert!(all[0].later_version);
    assert_eq!(complaints("[grants]\n").len(), 1);
    assert_eq!(complaints("version = \"1\"\n").len(), 1);
    assert!(complaints("version = 1\n[grants\n")[0].starts_with("2:"));
    assert!(complaints("version = 1\n[grants]\na = []\na = []\n")[0].starts_with("4:1:"));
}

#[test]
fn hostile_files_are_refused_without_harm() {
    let deep = format!("version = 1\nx = {}", "[".repeat(100_000));
    assert!(!complaints(&deep).is_empty());
    for text in [
        "",
        "\u{feff}",
        "\0",
        "version = 99999999999999999999",
        "version = 1\nx.y.z = 1\n[x]\n",
    ] {
        assert!(Policy::parse(text).is_err(), "{text:?}");
    }
}
