//! Sources made to stop or blind the witness: each ends soon, with a gap wherever something was not read. That they end is what
//! is tested; before a bound was there, each took minutes or all memory.

use bulkhead_facts::cfg::CfgEnv;
use bulkhead_facts::link::{Dep, LinkedTarget, Node, link};
use bulkhead_facts::source::{Edition, TargetSpec, scan};
use bulkhead_facts::{
    CapSet, Capability, FileMap, GapKind, Limits, PackageFacts, Site, TargetFacts,
};

const TOO_DEEP: &str = "nested too deeply";

fn scan_only(source: impl Into<Vec<u8>>) -> PackageFacts {
    let files = FileMap([("lib.rs".to_owned(), source.into())].into());
    let target = TargetSpec {
        site: Site::Lib,
        name: "hostile".to_owned(),
        root: "lib.rs".to_owned(),
        edition: Edition::E2021,
        externs: vec!["me".to_owned()],
    };
    scan(&files, &[target], &Limits::default())
}

fn read(source: impl Into<Vec<u8>>) -> LinkedTarget {
    let facts = scan_only(source);
    let node = Node {
        name: "hostile",
        facts: &facts,
        // A package that depends on itself: re-exports go in circles.
        deps: vec![Dep {
            extern_name: "me".to_owned(),
            node: 0,
        }],
        build_deps: Vec::new(),
        envs: vec![CfgEnv::default()],
        build_envs: Vec::new(),
    };
    link(&[node]).remove(0).remove(0)
}

/// The source has a call first that is seen whatever follows, and a gap of these words.
fn tells(source: &str, gap: &str) {
    let read = read(format!(
        "pub fn f() {{ drop(std::fs::read(\"x\")); }}\n{source}"
    ));
    let read_only = CapSet::of(Capability::Read);
    assert_eq!(read.direct(), read_only, "{}", &source[..40]);
    let told = read.gaps.iter().any(|g| g.detail.contains(gap));
    assert!(told, "{}: {:?}", &source[..40], read.gaps);
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + &close.repeat(depth)
}

#[test]
fn depth_is_bounded_whatever_is_nested() {
    let n = 200_000;
    tells(&nested("(", ")", n), TOO_DEEP);
    tells(&nested("[{(", ")}]", n), TOO_DEEP);
    tells(&nested("mod a { ", "}", n), TOO_DEEP);
    tells(&format!("use {};", nested("a::{", "}", n)), TOO_DEEP);
    tells(
        &format!("fn g() {{ {} }}", nested("|| {", "}", n)),
        TOO_DEEP,
    );
    tells(
        &format!("macro_rules! m {{ {} }}", nested("(", ")", n)),
        TOO_DEEP,
    );
    tells(
        &format!("#[cfg({})] fn g() {{}}", nested("all(", ")", n)),
        TOO_DEEP,
    );
    tells(&"(".repeat(n), TOO_DEEP);
}

#[test]
fn length_costs_no_more_than_its_reading() {
    let rules = "($($x:tt)*) => { $($x)* m!{$($x)*} };".repeat(50_000);
    let quiet = [
        format!("macro_rules! m {{ {rules} }}"),
        format!(
            "type A = {}u8{};",
            "Vec<".repeat(100_000),
            ">".repeat(100_000)
        ),
        format!("fn g{}() {{}}", "<T: ".repeat(50_000)),
        format!("fn g() {{ a{}.exists(); }}", ".a".repeat(500_000)),
        format!("const S: &str = \"{}\";", "\\\\".repeat(1_000_000)),
        format!("const A: &[u8] = &[{}];", "1,".repeat(1_000_000)),
        "//".repeat(1_000_000),
    ];
    for source in &quiet {
        assert_eq!(
            read(source.as_str()).direct(),
            CapSet::EMPTY,
            "{}",
            &source[..40]
        );
    }
}

#[test]
fn webs_of_globs_are_followed_so_far_and_no_further() {
    let web = |root: &str| -> String {
        let glob = |i: usize, k: usize| format!("pub use {root}::g{}::*;", (i * k + k) % 800);
        (0..800)
            .map(|i| {
                format!(
                    "pub mod g{i} {{ {} {} {} }}\n",
                    glob(i, 7),
                    glob(i, 13),
                    glob(i, 3)
                )
            })
            .collect()
    };
    let calls: String = (0..200)
        .map(|i| format!("fn c{i}() {{ g{i}::A{i}::x(); me::g{i}::B{i}::y(); }}\n"))
        .collect();
    for root in ["crate", "me"] {
        // With nothing to find there is nothing to tell; that it ends is enough.
        assert_eq!(read(web(root) + &calls).direct(), CapSet::EMPTY);
    }
}

/// A name that may be any of many modules, and many names below it.
#[test]
fn what_each_of_many_modules_may_have_takes_no_memory_for_each() {
    let (modules, names) = (3_000, 300);
    let ways: Vec<String> = (0..modules)
        .map(|m| format!("mod m{m} {{}} #[cfg(feature = \"{m}\")] use m{m} as a;"))
        .collect();
    let uses: Vec<String> = (0..names).map(|n| format!("use a::x{n};")).collect();
    let source = format!(
        "pub fn f() {{ drop(std::fs::read(\"x\")); }}\n{}\n{}",
        ways.join("\n"),
        uses.join("\n")
    );
    assert_eq!(read(source).direct(), CapSet::of(Capability::Read));
}

#[test]
fn what_is_no_text_is_told() {
    let told = read(&b"fn a() { let x = \"\xff\xfe\"; }"[..]);
    assert!(told.gaps.iter().any(|g| g.kind == GapKind::Unreadable));
}

/// Imports that begin with each other and hide nothing: each adds its name to all that the others lead to, without end.
#[test]
fn imports_in_circles_lead_to_so_many_paths_and_no_more() {
    let circle = "m! { pub use me::seed as x; pub use x::b as x; pub use x::c as x; pub use x::d as x; }\n\
                  pub fn g() { x::call(); }";
    tells(circle, "too many re-exports to be followed");
    // Without a bound these are hundreds of thousands.
    let facts = scan_only(circle);
    let names = |t: &TargetFacts| {
        t.exports
            .modules
            .iter()
            .map(|m| m.names.len())
            .sum::<usize>()
    };
    let target = &facts.targets[0];
    assert!(target.mentions.len() + names(target) < 10_000);
    assert!(facts.strings.iter().map(String::len).sum::<usize>() < 1_000_000);
}

/// One name that leads to many things, asked for by many paths.
#[test]
fn what_is_exported_many_times_is_looked_through_so_often_and_no_more() {
    let (ways, paths) = (60_000, 60_000);
    let ways: String = (0..ways)
        .map(|i| format!("#[cfg(feature = \"{i}\")] pub use me::s{i} as x;\n"))
        .collect();
    let paths: String = (0..paths).map(|i| format!("me::x::c{i}();\n")).collect();
    tells(
        &format!("{ways}pub fn g() {{ {paths} }}"),
        "paths into other packages lead through too many",
    );
}
