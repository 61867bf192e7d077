//! Reports on graphs made by hand.

use bulkhead_policy::{Picture, finding};
use cargo_bulkhead::report::{NoSources, Sources, View, evidence, json, list, summary};
use cargo_bulkhead::speak::{Text, sanitize, terminal};

use crate::golden;
use crate::sample::{self, Sample};

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
