//! What reading a workspace takes, and how far its sources can be trusted:
//! `cargo run --release --example measure -- [MANIFEST]`. Uses the cache that `CARGO_BULKHEAD_CACHE_DIR` names, if any.
#![expect(clippy::print_stdout, reason = "an example speaks to its user")]

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

use bulkhead_cargo::{Cache, GraphOptions, Options, Silent, Workspace, scan_all};

fn main() -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let workspace = Workspace::load(&GraphOptions {
        manifest_path: std::env::args_os().nth(1).map(Into::into),
        offline: true,
        ..GraphOptions::default()
    })?;
    println!("graph {:>8.1?}, {} cs of our own", start.elapsed(), used());

    let start = Instant::now();
    let cache = match std::env::var_os(bulkhead_cargo::cache::DIR_VARIABLE) {
        Some(_) => Some(Cache::open_default()?),
        None => None,
    };
    println!("cache {:>8.1?}, {} cs", start.elapsed(), used());

    let start = Instant::now();
    let options = Options {
        cache,
        ..Options::default()
    };
    let scans = scan_all(&workspace, &options, &Silent);
    println!("scan  {:>8.1?}, {} cs", start.elapsed(), used());

    let cached = scans.iter().filter(|s| s.from_cache).count();
    println!(
        "{} packages ({cached} from the cache), {} more in the lock file",
        scans.len(),
        workspace.outside_graph
    );
    let mut provenance: BTreeMap<String, usize> = BTreeMap::new();
    for scan in &scans {
        *provenance.entry(scan.provenance.to_string()).or_default() += 1;
    }
    println!("{provenance:#?}");
    for (package, scan) in workspace.packages.iter().zip(&scans) {
        for tampered in &scan.tampered {
            println!("{} {}: {tampered:?}", package.name, package.version);
        }
        for gap in &scan.facts.gaps {
            println!("{} {}: {}", package.name, package.version, gap.detail);
        }
        if let Some(error) = &scan.error {
            println!("{} {}: {error}", package.name, package.version);
        }
    }
    Ok(())
}

/// Processor time that this process used so far, in hundredths of a second, where the kernel says.
fn used() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    fields
        .skip(11)
        .take(2)
        .filter_map(|f| f.parse::<u64>().ok())
        .sum()
}
