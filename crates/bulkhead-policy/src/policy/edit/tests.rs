//! Changes to files that people wrote: what is added, what is removed, and what stays.

use super::*;
use crate::hold::Unused;

fn addition(package: &str, site: Site, caps: &[Capability]) -> Addition {
    Addition {
        package: package.into(),
        source: Origin::CratesIo,
        version: "1.2.3".into(),
        site,
        caps: caps.iter().copied().collect(),
    }
}

fn from(source: Origin, mut addition: Addition) -> Addition {
    addition.source = source;
    addition
}

fn grants(text: &str) -> &str {
    text.split_once("[grants]\n").expect("there are grants").1
}

use Capability::{Net, Read, Run};

#[test]
fn a_new_file_is_sorted_in_two_blocks_and_adding_the_same_again_changes_nothing() {
    let all = [
        addition("mio", Site::Lib, &[Net]),
        addition("cc", Site::Lib, &[Run, Read]),
        addition("zlib-sys", Site::Build, &[Run]),
        addition("zlib-sys", Site::Lib, &[Read]),
        addition("derive", Site::Macro, &[]),
        addition("itoa", Site::Lib, &[]),
        from(Origin::Path, addition("mine", Site::Lib, &[Net])),
        from(
            Origin::Git("https://x/y".into()),
            addition("mio", Site::Lib, &[Run]),
        ),
    ];
    let head = Head {
        targets: vec!["a".into(), "b".into()],
        ..Head::default()
    };
    let text = create(&head, &all);
    assert!(
        text.contains("profile = \"usual\"\ntargets = [\"a\", \"b\"]\n"),
        "{text}"
    );
    let expected = format!(
        "{BUILDING}\nderive = {{ macro = [] }}\nzlib-sys = {{ lib = [\"read\"], build = [\"run\"] }}\n\n{OTHERS}\n\
         cc = [\"read\", \"run\"]\nmine = {{ source = \"path\", lib = [\"net\"] }}\n\
         mio = [{{ lib = [\"net\"] }}, {{ source = \"git+https://x/y\", lib = [\"run\"] }}]\n\n\
         {PURE}\nitoa = []\n"
    );
    assert_eq!(grants(&text), expected);
    assert_eq!(add(&text, &all), Ok(text.clone()));
    let policy = Policy::parse(&text).expect("valid");
    assert_eq!(policy.grants.len(), 7);
}

#[test]
fn entries_grow_where_they_are_and_all_else_stays() {
    let text = "# mine\nversion = 1 # one\n\n[grants] # held\n# why\nmio = [ \"run\" ] # there\ncc = [\n  \"read\", # files\n  \"env\" # variables\n]\n\
                x = { build = [\"run:/usr/bin/cc\"], lib = [] }\n\n[grants.y]\n# a comment\nlib = [\"net\"]\n";
    let all = [
        addition("mio", Site::Lib, &[Net]),
        addition("cc", Site::Lib, &[Run, Read]),
        addition("x", Site::Build, &[Run, Net]),
        addition("y", Site::Macro, &[]),
    ];
    let grown = add(text, &all).expect("it can be added to");
    assert_eq!(
        grown,
        "# mine\nversion = 1 # one\n\n[grants] # held\n# why\nmio = [\"net\", \"run\"] # there\ncc = [\n  \"read\", # files\n  \"env\", # variables\n  \"run\"\n]\n\
         x = { build = [\"run:/usr/bin/cc\", \"net\", \"run\"], lib = [] }\n\n[grants.y]\n# a comment\nlib = [\"net\"]\nmacro = []\n"
    );
    assert_eq!(add(&grown, &all), Ok(grown));
}

#[test]
fn an_entry_for_something_else_is_not_widened() {
    let text = "version = 1\n[grants]\nmio = [\"net\"]\nold = { version = \"<1\", lib = [\"net\"] }\n\
                git = { source = \"git+https://x/y\", lib = [\"net\"] }\n";
    let all = [
        from(Origin::Path, addition("mio", Site::Lib, &[Run])),
        addition("old", Site::Lib, &[Run]),
        addition("git", Site::Lib, &[Run]),
    ];
    let grown = add(text, &all).expect("it can be added to");
    assert_eq!(
        grants(&grown),
        "mio = [{ lib = [\"net\"] }, { source = \"path\", lib = [\"run\"] }]\n\
         old = [{ version = \"<1\", lib = [\"net\"] }, { version = \"1.2.3\", lib = [\"run\"] }]\n\
         git = [{ source = \"git+https://x/y\", lib = [\"net\"] }, { lib = [\"run\"] }]\n"
    );
    assert_eq!(add(&grown, &all), Ok(grown));
}

#[test]
fn new_entries_find_their_place() {
    let head = Head::default();
    let text = create(
        &head,
        &[
            addition("b", Site::Build, &[]),
            addition("n", Site::Lib, &[Net]),
        ],
    );
    let more = [
        addition("a", Site::Build, &[]),
        addition("c", Site::Macro, &[]),
        addition("m", Site::Lib, &[Net]),
        addition("o", Site::Lib, &[Net]),
        addition("p", Site::Lib, &[]),
    ];
    let grown = add(&text, &more).expect("it can be added to");
    let expected = format!(
        "{BUILDING}\na = {{ build = [] }}\nb = {{ build = [] }}\nc = {{ macro = [] }}\n\n{OTHERS}\nm = [\"net\"]\nn = [\"net\"]\no = [\"net\"]\np = []\n"
    );
    assert_eq!(grants(&grown), expected);
    let moved = add(&grown, &[addition("p", Site::Build, &[Run])]).expect("it can be added to");
    assert!(
        moved.contains("c = { macro = [] }\np = { build = [\"run\"] }\n\n"),
        "{moved}"
    );
    let bare = add("version = 1\n", &more[..1]).expect("it can be added to");
    assert_eq!(bare, "version = 1\n\n[grants]\na = { build = [] }\n");
    let inline = "version = 1\ngrants = { z = [\"net\"] }\n";
    assert!(add(inline, &more[..1]).is_ok_and(|t| t.contains("a = { build = [] }")));
}

#[test]
fn what_nothing_uses_is_removed_and_nothing_else() {
    let text = "version = 1\n[grants]\n# gone\ngone = [\"net\"]\nmio = [\"net\", \"run\"] # kept\n\
                x = { build = [\"run\"], lib = [\"read\", \"net\"] }\n\
                two = [{ lib = [\"net\"] }, { source = \"path\", lib = [\"run\"] }]\nz = [\"run\"]\n";
    let unused = |grant, part| Unused { grant, part };
    let all = [
        unused(0, Part::Entry),
        unused(1, Part::Capability(Site::Lib, Net)),
        unused(2, Part::Site(Site::Build)),
        unused(2, Part::Capability(Site::Lib, Net)),
        unused(4, Part::Entry),
        unused(5, Part::Capability(Site::Lib, Run)),
    ];
    let left = remove(text, &all).expect("it can be removed from");
    assert_eq!(
        left,
        "version = 1\n[grants]\nmio = [\"run\"] # kept\nx = { lib = [\"read\"] }\ntwo = [{ lib = [\"net\"] }]\nz = []\n"
    );
    assert_eq!(remove(&left, &[]), Ok(left));
}

#[test]
fn exceptions_go_one_by_one() {
    let one = |package: &str| {
        format!(
            "[[exception]] # of {package}\nfinding = \"blob\"\npackage = \"{package}\"\nreason = \"known\"\n"
        )
    };
    let rest = "[grants] # kept\nz = [\"run\"]\n";
    let text = |packages: &[&str]| -> String {
        let all: String = packages.iter().map(|p| one(p)).collect();
        format!("version = 1\n{all}{rest}")
    };
    assert_eq!(
        remove_exceptions(&text(&["a", "b", "c"]), &[0, 2]),
        Ok(text(&["b"]))
    );
    assert_eq!(remove_exceptions(&text(&["a"]), &[0]), Ok(text(&[])));
    assert!(remove_exceptions(&text(&[]), &[0]).is_err());
}

#[test]
fn a_text_that_is_no_policy_is_not_changed() {
    assert_eq!(add("version = 2\n", &[]), Err(EditError::Invalid));
    assert_eq!(remove("[grants", &[]), Err(EditError::Invalid));
}
