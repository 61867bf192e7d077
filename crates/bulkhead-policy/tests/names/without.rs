//! A table without some of its names, for the test and the benchmark of names alike.

use std::collections::BTreeSet;

use bulkhead_policy::names::Table;
use bulkhead_policy::names::table::pack::{Row, pack};

/// The table as somebody has it who never heard of these names.
pub(crate) fn without(table: &Table, names: &BTreeSet<&str>) -> Table {
    let rows = table.rows().filter(|e| !names.contains(e.name));
    let rows = rows.map(|e| Row {
        name: e.name.to_owned(),
        popularity: e.popularity,
        repository: e
            .owner
            .map(|o| (o.to_owned(), e.repository.unwrap_or(e.name).to_owned())),
        young: e.young,
    });
    let bytes = pack(table.date(), rows.collect());
    Table::open(bytes.into()).expect("it was just packed")
}
