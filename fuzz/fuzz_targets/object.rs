//! Feeds the object witness: the input is an object file or a library of them, linked with itself and traced, once as
//! rustc's and once as another compiler's; the first byte says which names rustc is told to have been chosen.
#![no_main]

use std::collections::BTreeSet;

use bulkhead_facts::Limits;
use bulkhead_facts::object::graph::{Link, Origin, Part, Roots, Unit};
use bulkhead_facts::object::lines;
use bulkhead_facts::object::read::{self, Input, ObjectFile};
use bulkhead_facts::object::symbol;
use bulkhead_facts::object::trace::trace;
use bulkhead_facts::object::whose::{Authors, UnitInfo, World};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&mode, bytes)) = input.split_first() else {
        return;
    };
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Some(name) = symbol::parse(text)
    {
        assert!(!name.author.name.is_empty() || text.contains('0'));
    }
    let objects: Vec<ObjectFile> = match read::input("fuzz.o", bytes, &Limits::default()) {
        Input::Object(object) => vec![object],
        Input::Library(objects) => objects,
        Input::Unread(_) => return,
    };
    let unit = |id| UnitInfo { id, package: 0, closure: [0, 1].into_iter().collect() };
    let names = objects.iter().flat_map(|o| &o.symbols).map(|s| s.name.clone());
    let world = World {
        units: vec![unit(1), unit(2)],
        std: [3].into_iter().collect(),
        chosen: if mode & 1 == 1 { names.collect() } else { Default::default() },
    };
    let parts = |lazy| {
        let all = objects.iter().zip(0..);
        all.map(|(file, i): (_, u32)| Part {
            file,
            lazy,
            origin: match (i + u32::from(mode >> 1)) % 3 {
                0 => Origin::Rust(Unit(i % 2)),
                1 => Origin::Foreign(Unit(i % 2)),
                _ => Origin::Std,
            },
        })
        .collect::<Vec<_>>()
    };
    let all: Vec<usize> = (0..objects.len()).collect();
    let mut spots = BTreeSet::new();
    for (lazy, roots) in [(false, Roots::Names(&["main"])), (true, Roots::AllOf(&all))] {
        let link = Link::new(parts(lazy), roots);
        let authors = Authors::of(&link, &world);
        let reports = trace(&link, &authors, &world);
        for report in reports.values() {
            // What it does itself it reaches, and of what it only reaches there is a way.
            assert!(report.caps().difference(report.reach).is_empty());
            assert_eq!(
                report.ways.keys().copied().collect::<bulkhead_facts::CapSet>(),
                report.reach.difference(report.caps())
            );
            spots.extend(report.direct.iter().filter_map(|seen| seen.spot));
        }
    }
    let found = lines::lines(bytes, &spots, &Limits::default());
    assert!(found.keys().all(|spot| spots.contains(spot)));
});
