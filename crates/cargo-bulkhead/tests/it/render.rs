//! Reports on graphs made by hand.

use bulkhead_facts::{Capability, Site};
use bulkhead_policy::diff::{self, Side};
use bulkhead_policy::{Finding, Level, Picture, finding};
use cargo_bulkhead::report::change::{self, Both};
use cargo_bulkhead::report::{NoSources, Sources, View, evidence, json, list, summary};
use cargo_bulkhead::speak::{Text, sanitize, terminal};

use crate::golden;
use crate::sample::{self, Made, Sample};

fn with_view<T>(
    sample: &Sample,
    sources: &dyn Sources,
    width: usize,
    f: impl FnOnce(&View<'_>) -> T,
) -> T {
    let picture = Picture::draw(sample.inputs());
    let findings = finding::judge(&picture, &finding::Context::default());
    let workspace = sample::workspace();
    f(&View {
        workspace: &workspace,
        picture: &picture,
        findings: &findings,
        sources,
        width,
    })
}

fn plain(text: &Text) -> String {
    let mut out = Vec::new();
    terminal::write(&mut out, text, false).expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn json(view: &View<'_>, only: Option<&[usize]>) -> String {
    let mut out = Vec::new();
    json::write(&mut out, view, only).expect("a vector takes all");
    String::from_utf8(out).expect("JSON is UTF-8")
}

#[test]
fn three_hundred_dependencies_at_one_look() {
    let sample = sample::large();
    assert!(sample.packages.len() >= 290);
    let text = with_view(&sample, &NoSources, 80, summary::text);
    golden::check("large.txt", &plain(&text));
    assert!(text.len() <= 35, "{} lines", text.len());
}

/// Warnings and notes of every code, about the last packages of a graph.
fn every_code(packages: usize) -> Vec<Finding> {
    let codes = finding::codes();
    let all = [Level::Warn, Level::Note].into_iter().flat_map(|level| {
        codes.iter().enumerate().map(move |(i, code)| Finding {
            code: code.code,
            level,
            package: Some(packages - 1 - i),
            message: "a sentence ".repeat(9),
            evidence: Vec::new(),
            chain: Vec::new(),
            help: String::new(),
        })
    });
    all.collect()
}

#[test]
fn a_first_look_is_a_screen_whatever_is_in_it() {
    let mut sample = sample::large();
    for package in &mut sample.packages {
        let caps = Capability::ALL;
        let made = std::mem::replace(package, Made::new("", "1.0.0"));
        *package = made.caps(Site::Lib, &caps).caps(Site::Build, &caps);
    }
    let findings = every_code(sample.packages.len());
    let text = with_view(&sample, &NoSources, 80, |view| {
        summary::text(&View {
            findings: &findings,
            ..*view
        })
    });
    assert!(text.len() < 30, "{}", plain(&text));
    assert!(
        plain(&text).contains("28 warnings, 28 notes"),
        "{}",
        plain(&text)
    );
}

#[test]
fn what_is_warned_of_is_what_to_look_at_next() {
    let sample = sample::large();
    let next = |warned: &str, noted: &str| {
        with_view(&sample, &NoSources, 80, |view| {
            let packages = &view.picture.packages;
            let mut findings = every_code(packages.len());
            findings.retain(|f| f.code == "unread");
            for finding in &mut findings {
                let name = if finding.level == Level::Warn {
                    warned
                } else {
                    noted
                };
                finding.package = packages.iter().position(|p| p.name == name);
            }
            let findings = &findings;
            plain(&summary::text(&View { findings, ..*view }))
        })
    };
    assert!(next("plain-07", "tokio").contains("cargo bulkhead check plain-07"));
    assert!(next("", "plain-07").contains("cargo bulkhead check fetcher"));
}

#[test]
fn a_change_of_much_is_told_in_few_places() {
    let strangers = |n: usize| {
        let mut sample = sample::small();
        for i in 0..n {
            let made = Made::new(&format!("stranger-{i}"), "1.0.0");
            let caps = &Capability::ALL[..if n == 1 { 2 } else { 12 }];
            let made = made.caps(Site::Lib, caps).caps(Site::Build, caps);
            sample.packages.push(made);
        }
        sample
    };
    let lines = |n: usize, all: bool| {
        let (old, new) = (sample::small(), strangers(n));
        let pictures = [Picture::draw(old.inputs()), Picture::draw(new.inputs())];
        let side = |i: usize| Side {
            picture: &pictures[i],
            findings: &[],
            more: &[],
            line: &|_, _, _| None,
        };
        let workspace = sample::workspace();
        let view = |i: usize| View {
            workspace: &workspace,
            picture: &pictures[i],
            findings: &[],
            sources: &NoSources,
            width: 80,
        };
        let diff = diff::compare(&side(0), &side(1));
        let both = Both {
            old: view(0),
            new: view(1),
            titles: ["before", "after"],
            anywhere: false,
            diff: &diff,
        };
        change::text(&both, all, false)
    };
    let (few, many) = (lines(1, false), lines(8, false));
    assert!(!plain(&few).contains("also: net"), "{}", plain(&few));
    assert!(many.len() < 8 * 14, "{}", plain(&many));
    assert!(lines(8, true).len() > 2 * many.len());
    // What is told in fewer words is the same.
    for name in (0..8).map(|i| format!("stranger-{i} 1.0.0 added")) {
        assert!(plain(&many).contains(&name), "{name}");
    }
    for cap in &Capability::ALL[..12] {
        assert!(plain(&many).matches(cap.name()).count() >= 8, "{cap}");
    }
}

#[test]
fn a_small_workspace() {
    let sample = sample::small();
    let text = with_view(&sample, &sample::SMALL_LINES, 80, summary::text);
    golden::check("small.txt", &plain(&text));
    let text = with_view(&sample, &sample::SMALL_LINES, 80, list::text);
    golden::check("small-verbose.txt", &plain(&text));
    let text = with_view(&sample, &sample::SMALL_LINES, 80, summary::quiet);
    golden::check("small-quiet.txt", &plain(&text));
}

#[test]
fn one_package_with_its_evidence() {
    let sample = sample::small();
    let text = with_view(&sample, &sample::SMALL_LINES, 80, |view| {
        let at = |name| view.picture.packages.iter().position(|p| p.name == name);
        let wire = at("wire").expect("wire is in the graph");
        evidence::text(view, wire, false)
    });
    golden::check("small-wire.txt", &plain(&text));
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let sample = sample::hostile();
    let all = with_view(&sample, &sample::HOSTILE_LINES, 80, |view| {
        let mut all = plain(&summary::text(view));
        all += &plain(&list::text(view));
        all += &plain(&evidence::text(view, 0, true));
        all + &json(view, None)
    });
    golden::check("hostile.txt", &all);
    let active = |c: char| c != '\n' && sanitize::is_active(c);
    assert!(!all.chars().any(active));
}

#[test]
fn every_report_fits_a_narrow_terminal() {
    let lines = with_view(&sample::large(), &NoSources, 40, |view| {
        plain(&summary::text(view)) + &plain(&list::text(view))
    });
    let wide: Vec<_> = lines.lines().filter(|l| l.chars().count() > 40).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn the_documented_json_is_the_json() {
    let mut sample = sample::small();
    sample
        .packages
        .retain(|p| ["wire", "bits", "packet-derive", "probe"].contains(&p.name.as_str()));
    // The indices of the whole sample, less the first package.
    sample.packages[0].deps = vec![1, 2];
    sample.packages[0].build_deps = vec![3];
    let text = with_view(&sample, &NoSources, 80, |view| {
        let shown = |p: &str| view.picture.packages.iter().position(|q| q.name == p);
        let only: Vec<usize> = ["packet-derive", "wire"]
            .iter()
            .filter_map(|p| shown(p))
            .collect();
        json(view, Some(&only))
    });
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/json.md");
    let page = std::fs::read_to_string(docs).expect("docs/json.md is there");
    let example = page
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    if std::env::var_os("BLESS").is_some() {
        let page = page.replacen(example.unwrap_or("\0"), &text, 1);
        std::fs::write(docs, page).expect("docs/json.md can be written");
        return;
    }
    assert_eq!(example, Some(text.as_str()), "the example in docs/json.md");
}

#[test]
fn the_same_graph_in_another_order_is_the_same_report() {
    let mut sample = sample::small();
    let first = with_view(&sample, &NoSources, 80, |v| json(v, None));
    let n = sample.packages.len();
    sample.packages.reverse();
    for package in &mut sample.packages {
        for edge in package.deps.iter_mut().chain(&mut package.build_deps) {
            *edge = n - 1 - *edge;
        }
    }
    assert_eq!(first, with_view(&sample, &NoSources, 80, |v| json(v, None)));
}
