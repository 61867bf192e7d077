//! Makes the table of names that comes with the program, from a list of names and a list of the most downloaded ones.
//!
//! ```console
//! $ cargo run -p bulkhead-policy --example names_table -- 2024-08-09 names.txt downloads.tsv since.tsv crates/bulkhead-policy/src/names/built_in.bin
//! ```
//!
//! `names.txt` has one name a line. `downloads.tsv` has a head line, then rank, name, and the owner and name of the
//! repository, with tabs between. `since.tsv` has a head line, then name and popularity: names that came up later. A table of today is made by `cargo bulkhead names update` from what crates.io publishes.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use bulkhead_policy::names::table::pack::{Row, pack};

/// Popularity is the share of the most downloaded crate's place: 20,000 for the first.
const FIRST: u32 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [date, names, downloads, since, out] = args.as_slice() else {
        return Err("expected: DATE NAMES DOWNLOADS SINCE OUT".into());
    };
    let date = date.parse().map_err(|_| "DATE is not like 2024-08-09")?;
    let mut rows = BTreeMap::new();
    for line in fs::read_to_string(downloads)?.lines().skip(1) {
        let row = row(line).ok_or_else(|| format!("not a row: {line}"))?;
        rows.insert(row.name.clone(), row);
    }
    for name in fs::read_to_string(names)?.lines() {
        rows.entry(name.to_owned()).or_insert_with(|| Row {
            name: name.to_owned(),
            ..Row::default()
        });
    }
    for line in fs::read_to_string(since)?.lines().skip(1) {
        let row = since_row(line).ok_or_else(|| format!("not a row: {line}"))?;
        rows.entry(row.name.clone())
            .and_modify(|old| old.popularity = old.popularity.max(row.popularity))
            .or_insert(row);
    }
    fs::write(out, pack(date, rows.into_values().collect()))?;
    Ok(())
}

fn since_row(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    Some(Row {
        name: fields.next()?.to_owned(),
        popularity: fields.next()?.parse().ok()?,
        ..Row::default()
    })
}

fn row(line: &str) -> Option<Row> {
    let mut fields = line.split('\t');
    let rank: u32 = fields.next()?.parse().ok()?;
    let name = fields.next()?.to_owned();
    let repository = (fields.next()?.to_owned(), fields.next()?.to_owned());
    Some(Row {
        name,
        popularity: FIRST.checked_div(rank)?,
        repository: (!repository.0.is_empty()).then_some(repository),
        young: false,
    })
}
