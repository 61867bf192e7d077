//! `cargo bulkhead names update`: a new table from what crates.io publishes.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use bulkhead_cargo::listing::{self, Listed, Listing};
use bulkhead_policy::names::Table;
use bulkhead_policy::names::table::pack::{Row, pack};
use bulkhead_policy::policy::Date;

use super::table;
use crate::CLEAN;
use crate::args::CheckOptions;
use crate::failure::Failure;
use crate::look;
use crate::report::words::number;
use crate::speak::{Line, Text};

/// Names of the built-in table that a new one must have nearly all of.
const MUST_HAVE: usize = 1000;
/// How many of them may have gone.
const MAY_MISS: usize = 20;
/// How many of them must be used by somebody.
const MUST_BE_USED: usize = 500;
/// Bytes of a download; the dump has under 1 GiB.
const MAX_DOWNLOAD: &str = "8G";
/// Places of the popular.
const PLACES: usize = 20_000;

/// Reads, makes, checks and puts the table in its place.
pub(crate) fn run(from: &str, options: &CheckOptions) -> Result<u8, Failure> {
    let path = table::path().map_err(|e| failed("there is no place for a table of names", &e))?;
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir).map_err(|e| unwritten(&path, &e))?;
    let download =
        is_url(from).then(|| Download(dir.join(format!("names.{}.download", std::process::id()))));
    let source = match &download {
        Some(download) => {
            fetch(from, &download.0)?;
            download.0.clone()
        }
        None => PathBuf::from(from),
    };
    let listing = listing::read(&source).map_err(|e| {
        let cause = std::error::Error::source(&e).map(ToString::to_string);
        Failure {
            kind: e.to_string(),
            cause,
            hint: Some("cargo bulkhead names update --help".to_owned()),
        }
    })?;
    drop(download);
    let date = date(&listing)?;
    let bytes = pack(date, rows(listing, date));
    let old = table::load(options);
    let new =
        Table::open(bytes.clone().into()).map_err(|e| failed("the new table is wrong", &e))?;
    verify(&old, &new)?;
    replace(&path, &bytes).map_err(|e| unwritten(&path, &e))?;
    let mut text = Text::default();
    text.line(Line::new().plain(&format!(
        "{} names as of {}, in {}",
        number(new.len()),
        new.date(),
        path.display()
    )));
    look::stdout(options.color, &text)?;
    Ok(CLEAN)
}

fn is_url(from: &str) -> bool {
    from.starts_with("https://") || from.starts_with("http://")
}

/// A file that is gone at the end.
struct Download(PathBuf);

impl Drop for Download {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Has `curl` fetch it: this program speaks to no network.
fn fetch(url: &str, to: &Path) -> Result<(), Failure> {
    let scheme = if is_loopback(url) { "=http" } else { "=https" };
    if !(url.starts_with("https://") || is_loopback(url)) {
        return Err(Failure {
            kind: "a table of names is fetched over https only".to_owned(),
            cause: Some("anybody on the way could change it".to_owned()),
            hint: Some("fetch it yourself, then: cargo bulkhead names update PATH".to_owned()),
        });
    }
    let status = Command::new("curl")
        .args(["--fail", "--silent", "--show-error", "--location"])
        .args(["--proto", scheme, "--proto-redir", "=https"])
        .args(["--max-filesize", MAX_DOWNLOAD, "--output"])
        .arg(to)
        .arg("--")
        .arg(url)
        .status();
    let cause = match status {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => format!("curl: {status}"),
        Err(e) => format!("curl cannot be started: {e}"),
    };
    Err(Failure {
        kind: format!("{url} cannot be fetched"),
        cause: Some(cause),
        hint: Some("fetch it yourself, then: cargo bulkhead names update PATH".to_owned()),
    })
}

/// Whether it is of this machine, with nobody on the way.
fn is_loopback(url: &str) -> bool {
    let rest = url.strip_prefix("http://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    matches!(host, "127.0.0.1" | "[::1]") && port.parse::<u16>().is_ok()
}

/// The day of the data; today where it does not say.
fn date(listing: &Listing) -> Result<Date, Failure> {
    let said = listing.date.as_deref().and_then(|d| d.parse().ok());
    said.or_else(look::today).ok_or_else(|| Failure {
        kind: "nobody knows of which day the data are".to_owned(),
        cause: None,
        hint: None,
    })
}

/// The rows of a listing. A place among the most downloaded and one among the most depended upon count the same.
fn rows(listing: Listing, date: Date) -> Vec<Row> {
    let mut popularity: HashMap<String, u32> = HashMap::new();
    let orders: [fn(&Listed) -> u64; 2] = [|c| c.downloads, |c| c.dependents];
    for order in orders {
        let mut used: Vec<&Listed> = listing.crates.iter().filter(|c| order(c) > 0).collect();
        used.sort_by(|a, b| order(b).cmp(&order(a)).then(a.name.cmp(&b.name)));
        for (i, c) in used.into_iter().take(PLACES).enumerate() {
            let place = u32::try_from(PLACES / (i + 1)).unwrap_or(u32::MAX);
            let best = popularity.entry(c.name.clone()).or_default();
            *best = place.max(*best);
        }
    }
    let young = |c: &Listed| {
        let created: Option<Date> = c.created.as_deref().and_then(|d| d.parse().ok());
        created.is_some_and(|created| created.days_until(date) <= 365)
    };
    let row = |c: Listed| Row {
        popularity: popularity.get(&c.name).copied().unwrap_or_default(),
        young: young(&c),
        repository: c.repository.as_deref().and_then(owner_and_name),
        name: c.name,
    };
    listing.crates.into_iter().map(row).collect()
}

/// `rust-lang` and `log` of `https://github.com/rust-lang/log.git`.
fn owner_and_name(url: &str) -> Option<(String, String)> {
    let (_, rest) = url.split_once("://")?;
    let mut parts = rest.split(['/', '?', '#']).filter(|p| !p.is_empty());
    let (_host, owner, name) = (parts.next()?, parts.next()?, parts.next()?);
    Some((owner.to_owned(), name.trim_end_matches(".git").to_owned()))
}

/// A table that has lost what everybody uses, or is older, takes nobody's place.
fn verify(old: &Table, new: &Table) -> Result<(), Failure> {
    let refused = |cause: String| Failure {
        kind: "the new table does not take the place of the old one".to_owned(),
        cause: Some(cause),
        hint: None,
    };
    // What everybody uses is known without the old table, which may know nothing of downloads.
    let mut used: Vec<_> = Table::built_in()
        .rows()
        .filter(|e| e.popularity > 0)
        .collect();
    used.sort_by_key(|e| u32::MAX - e.popularity);
    let gone: Vec<_> = used
        .iter()
        .take(MUST_HAVE)
        .filter(|e| new.get(e.name).is_none())
        .collect();
    if gone.len() > MAY_MISS {
        return Err(refused(format!(
            "{} of the {MUST_HAVE} most used crates are not in it, `{}` for one: it is not all of crates.io",
            gone.len(),
            gone[0].name
        )));
    }
    let known = used.iter().take(MUST_HAVE).filter_map(|e| new.get(e.name));
    let still_used = known.filter(|e| e.popularity > 0).count();
    if still_used < MUST_BE_USED {
        return Err(refused(format!(
            "it says of {still_used} of the {MUST_HAVE} most used crates only that anybody uses them"
        )));
    }
    // One of the future would never be older than another.
    let tomorrow = |d: Date| new.date().days_until(d) < -1;
    if look::today().is_some_and(tomorrow) {
        return Err(refused(format!(
            "it is of {}, which is still to come",
            new.date()
        )));
    }
    if new.date() < old.date() {
        return Err(refused(format!(
            "it is of {}, the old one of {}",
            new.date(),
            old.date()
        )));
    }
    Ok(())
}

/// Puts a file in its place in one step.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    let written = fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    done
}

fn unwritten(path: &Path, why: &io::Error) -> Failure {
    failed(&format!("{} cannot be written", path.display()), why)
}

fn failed(kind: &str, why: &dyn std::fmt::Display) -> Failure {
    Failure {
        kind: kind.to_owned(),
        cause: Some(why.to_string()),
        hint: None,
    }
}
