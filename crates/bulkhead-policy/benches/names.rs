//! How well names are judged and what it costs, beside what others do, measured in one run on the same names:
//! `cargo bench -p bulkhead-policy --bench names`.

use bulkhead_policy::names::{Match, Strength, Table, matches};
use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

fn data(file: &str) -> String {
    fs::read_to_string(format!("{}/tests/names/{file}", env!("CARGO_MANIFEST_DIR"))).expect("data")
}

fn level(m: &Match<'_>) -> &'static str {
    if m.strength == Strength::Note {
        "note"
    } else {
        "warn"
    }
}

fn main() {
    let t = Table::built_in();
    // squats
    println!("== squats");
    let (mut w, mut n, mut all) = (0, 0, 0);
    for l in data("confusions-dev.tsv").lines().skip(1) {
        let f: Vec<_> = l.split('\t').collect();
        if f[3] != "1" {
            continue;
        }
        all += 1;
        let ms = matches(f[0], t);
        let hit = ms.iter().find(|m| m.target.name == f[1]);
        if let Some(h) = hit {
            n += 1;
            if level(h) == "warn" {
                w += 1
            }
        }
        println!(
            "{:28} {:24} {:?} | {}",
            f[0],
            f[1],
            hit.map(|h| (h.relation, h.strength)),
            ms.iter()
                .map(|m| format!(
                    "{}:{:?}:{:?}:{}",
                    m.target.name, m.relation, m.strength, m.target.popularity
                ))
                .collect::<Vec<_>>()
                .join(" ")
        );
    }
    println!("warn {w} note {n} of {all}");
    // ordinary
    let ord = data("ordinary-dev.txt");
    let mut by: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let (mut ow, mut on, mut oh, mut c) = (0, 0, 0, 0);
    let show = std::env::var("SHOW").unwrap_or_default();
    let begun = Instant::now();
    for l in ord.lines() {
        c += 1;
        let ms = matches(l, t);
        if let Some(m) = ms.first() {
            on += 1;
            if m.strength != Strength::Note {
                ow += 1
            };
            if m.strength == Strength::High {
                oh += 1
            };
            let mut seen = std::collections::BTreeSet::new();
            for m in &ms {
                if seen.insert(m.relation) {
                    by.entry(format!("{:?}", m.relation)).or_default()[m.strength as usize] += 1;
                }
                if format!("{:?}", m.relation) == show {
                    println!(
                        "   {l} -> {} {} {:?}",
                        m.target.name, m.target.popularity, m.strength
                    );
                }
            }
        }
    }
    println!(
        "== ordinary: {c} names, high {:.1} warn {:.1} note {:.1} per 1000; {:.1} us/name",
        oh as f64 * 1e3 / c as f64,
        ow as f64 * 1e3 / c as f64,
        on as f64 * 1e3 / c as f64,
        begun.elapsed().as_secs_f64() * 1e6 / c as f64
    );
    for (r, x) in &by {
        println!("   {r:16} {x:?}");
    }
    // synthetic
    let mut cl: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut tot = [0; 3];
    for l in data("synthetic-dev.tsv").lines().skip(1) {
        let f: Vec<_> = l.split('\t').collect();
        let ms = matches(f[0], t);
        let hit = ms
            .iter()
            .find(|m| bulkhead_policy::names::is_same(m.target.name, f[1]));
        let (tier, kind) = f[2].split_once('|').unwrap();
        for k in [kind.to_string(), format!("{tier}")] {
            let e = cl.entry(k).or_default();
            e[0] += 1;
            if let Some(h) = hit {
                e[2] += 1;
                if level(h) == "warn" {
                    e[1] += 1;
                }
            }
        }
        tot[0] += 1;
        if let Some(h) = hit {
            tot[2] += 1;
            if level(h) == "warn" {
                tot[1] += 1;
            }
        }
        if kind == show && hit.is_none_or(|h| level(h) != "warn") {
            println!(
                "   miss {} {} {:?}",
                f[0],
                f[1],
                hit.map(|h| (h.relation, h.target.popularity))
            );
        }
    }
    println!(
        "== synthetic warn {:.3} note {:.3}",
        tot[1] as f64 / tot[0] as f64,
        tot[2] as f64 / tot[0] as f64
    );
    for (k, x) in &cl {
        println!(
            "   {k:20} n {:4} warn {:.2} note {:.2}",
            x[0],
            x[1] as f64 / x[0] as f64,
            x[2] as f64 / x[0] as f64
        );
    }
    // lock, as new for unknown; all as new
    let (mut lw, mut ln, mut lc, mut unk) = (0, 0, 0, 0);
    for l in data("lockfile-dev.txt").lines() {
        lc += 1;
        let known = t.get(l);
        if known.is_none() {
            unk += 1
        }
        let ms = matches(l, t);
        if known.is_none() {
            if let Some(m) = ms.first() {
                ln += 1;
                if level(m) == "warn" {
                    lw += 1;
                    if show == "lock" {
                        println!(
                            "   {l} -> {} {:?} {}",
                            m.target.name, m.relation, m.target.popularity
                        );
                    }
                }
            }
        }
    }
    println!("== lock: {lc}, unknown {unk}, warn {lw} note {ln}");
}
