//! What is packed comes out again, and nothing else is taken for a table.

use super::pack::{Row, pack};
use super::*;

fn row(name: &str, popularity: u32, repository: Option<(&str, &str)>, young: bool) -> Row {
    Row {
        name: name.into(),
        popularity,
        repository: repository.map(|(o, r)| (o.into(), r.into())),
        young,
    }
}

fn day() -> Date {
    "2026-02-03".parse().expect("it is a day")
}

fn sample() -> Vec<u8> {
    let mut rows = vec![
        row("serde", 20_000, Some(("serde-rs", "serde")), false),
        row("rust_decimal", 30, Some(("paupino", "rust-decimal")), false),
        row("lfest", 1, Some(("Mathis", "lfest-engine")), true),
        row("new_one", 0, None, true),
        row("nobody\u{e9}", 9, None, true),
    ];
    rows.extend((0..2000).map(|i| row(&format!("crate-{i}"), 0, None, false)));
    pack(day(), rows)
}

fn open(bytes: &[u8]) -> Result<Table, TableError> {
    Table::open(Cow::Owned(bytes.to_vec()))
}

#[test]
fn what_is_packed_comes_out_again() {
    let table = open(&sample()).expect("it is a table");
    assert_eq!((table.date(), table.len()), (day(), 2004));
    let decimal = table.get("Rust-Decimal").expect("it is known");
    assert_eq!(decimal.name, "rust_decimal");
    assert_eq!(decimal.owner, Some("paupino"));
    assert_eq!(decimal.repository, None);
    // The scale has steps.
    assert!((29..=31).contains(&decimal.popularity));
    assert!(table.get("rustdecimal").is_none());
    assert_eq!(table.spelled("rustdecimal").count(), 1);
    assert!(table.get("new-one").is_some_and(|e| e.young));
    assert!((0..2000).all(|i| table.get(&format!("crate_{i}")).is_some()));
    assert!(table.get("crate-2000").is_none() && table.get("").is_none());
    assert_eq!(
        table.repository_named("lfestengine").map(|e| e.name),
        Some("lfest")
    );
    assert_eq!(table.rows().count(), 2004);
}

#[test]
fn damage_is_noticed() {
    let good = sample();
    for at in (0..good.len()).step_by(97) {
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        assert!(open(&bad).is_err(), "{at}");
        assert!(open(&good[..at]).is_err(), "{at}");
    }
    assert_eq!(open(b"").err(), Some(TableError::NotATable));
}

#[test]
fn the_built_in_table_is_small_and_packs_to_itself() {
    let table = Table::built_in();
    assert!(BUILT_IN.len() <= 1_000_000, "{}", BUILT_IN.len());
    assert!(table.len() > 140_000);
    let rows = table.rows().map(|e| Row {
        name: e.name.to_owned(),
        popularity: e.popularity,
        repository: e.owner.map(|o| {
            let repository = e.repository.unwrap_or(e.name);
            (o.to_owned(), repository.to_owned())
        }),
        young: e.young,
    });
    assert!(pack(table.date(), rows.collect()) == BUILT_IN);
}
