//! Which table of names is used: the user's own, when there is one that is newer than the built-in one.

use std::fs;
use std::io::{self, Read as _};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use bulkhead_cargo::cache;
use bulkhead_policy::names::Table;

use crate::args::CheckOptions;
use crate::look;

/// Bytes of the largest table that is read; that of the whole registry takes 2 MiB.
const MAX_BYTES: u64 = 64 << 20;
const FILE: &str = "names.table";

/// A table of names.
#[derive(Debug)]
pub(crate) enum Names {
    /// The one that comes with the program.
    BuiltIn(&'static Table),
    /// The user's.
    Own(Box<Table>),
}

impl Deref for Names {
    type Target = Table;

    fn deref(&self) -> &Table {
        match self {
            Names::BuiltIn(table) => table,
            Names::Own(table) => table,
        }
    }
}

/// The newest table. One that cannot be used is said and is no failure: the built-in one is always there.
pub(crate) fn load(options: &CheckOptions) -> Names {
    let built_in = Names::BuiltIn(Table::built_in());
    let Ok(path) = path() else {
        return built_in;
    };
    match read(&path) {
        Ok(Some(table)) if table.date() >= built_in.date() => Names::Own(Box::new(table)),
        Ok(_) => built_in,
        Err(why) => {
            look::aside(
                options,
                &format!(
                    "{}: {why}; the built-in table of {} is used. Make it anew: cargo bulkhead names update --help",
                    path.display(),
                    built_in.date()
                ),
            );
            built_in
        }
    }
}

/// Where the user's table is.
pub(crate) fn path() -> Result<PathBuf, bulkhead_cargo::CacheError> {
    Ok(cache::default_dir()?.join(FILE))
}

/// Reads a table, when there is one.
pub(crate) fn read(path: &Path) -> io::Result<Option<Table>> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    let table = Table::open(bytes.into()).map_err(io::Error::other)?;
    Ok(Some(table))
}
