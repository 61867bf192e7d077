//! What reading a real workspace costs, against lexing the same bytes and against parsing them in full:
//! `cargo bench -p bulkhead-cargo`.
//!
//! The workspace is that of the truth test. Processor time is that of one thread where things are compared; a whole check
//! runs in a process of its own, on all cores, with and without a cache. `-- profile [PACKAGE]` runs the witness alone, for
//! a profiler to look at.
#![expect(clippy::print_stdout, reason = "a benchmark speaks to its user")]

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use bulkhead_cargo::sources::read_again;
use bulkhead_cargo::{
    Cache, GraphOptions, Options, Package, Silent, Workspace, link_all, scan_all,
};
use bulkhead_facts::{Files, Limits, source};

#[path = "../tests/truth/workspace.rs"]
mod workspace;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Odd, so that there is a median.
const ROUNDS: usize = 5;
/// A full parser takes long, and varies little beside what it is compared with.
const SLOW_ROUNDS: usize = 3;
/// Checks with a warm cache are short beside the kernel's tick: so many are measured at once.
const WARM: u32 = 25;
/// Packages shown of those that cost most beyond lexing.
const SHOWN: usize = 12;
/// A parser of syntax trees wants more stack than a main thread has.
const STACK: usize = 256 << 20;
/// Tells a child process which cache to use.
const CHILD: &str = "BULKHEAD_BENCH_CACHE";

fn main() -> Outcome<()> {
    let thread = std::thread::Builder::new().stack_size(STACK);
    let run = || run().map_err(|e| e.to_string());
    let ended = thread.spawn(run)?.join().map_err(|_| "it panicked")?;
    Ok(ended?)
}

fn run() -> Outcome<()> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let options = match workspace::prepare(&dir) {
        Ok(options) => options,
        Err(said) => {
            println!("SKIPPED, no packages: {}", said.trim_end());
            return Ok(());
        }
    };
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    match (std::env::var_os(CHILD), args.next().as_deref()) {
        (Some(cache), _) => check(&options, Path::new(&cache)),
        (None, Some("profile")) => profile(&options, args.next().as_deref()),
        (None, _) => {
            witness(&options)?;
            checks(&dir)
        }
    }
}

/// One package in memory.
struct Loaded<'a> {
    package: &'a Package,
    files: Box<dyn Files>,
    /// The Rust files that its targets reach.
    reached: Vec<String>,
}

impl Loaded<'_> {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let text = |path: &String| str::from_utf8(self.files.get(path)?).ok();
        self.reached.iter().filter_map(text)
    }

    fn lex(&self) -> usize {
        self.texts().map(source::count_tokens).sum()
    }

    fn scan(&self) -> usize {
        let facts = source::scan(&*self.files, &self.package.targets, &Limits::default());
        black_box(facts).targets.len()
    }

    /// Number of files that could not be parsed.
    fn syn(&self) -> usize {
        let fails = |text: &&str| black_box(syn::parse_file(text)).is_err();
        self.texts().filter(fails).count()
    }
}

fn load(workspace: &Workspace) -> Outcome<Vec<Loaded<'_>>> {
    let limits = Limits::default();
    let scans = scan_all(workspace, &Options::default(), &Silent);
    let mut all = Vec::new();
    for (package, scan) in workspace.packages.iter().zip(&scans) {
        let files = read_again(workspace, package, &scan.provenance, &limits)?;
        let is_rust = |path: &&String| path.ends_with(".rs");
        let reached = scan.facts.files.iter().filter(is_rust).cloned().collect();
        all.push(Loaded {
            package,
            files,
            reached,
        });
    }
    Ok(all)
}

/// Lexing, the source witness and a full parser on the same bytes.
fn witness(options: &GraphOptions) -> Outcome<()> {
    let workspace = workspace::load(options);
    let all = load(&workspace)?;
    let bytes: usize = all.iter().flat_map(Loaded::texts).map(str::len).sum();
    let files: usize = all.iter().map(|p| p.texts().count()).sum();
    let unparsed: usize = all.iter().map(Loaded::syn).sum();
    println!(
        "{} packages, {files} Rust files reached, {:.1} MB; medians of {ROUNDS} rounds ({SLOW_ROUNDS} of syn), one thread",
        all.len(),
        bytes as f64 / 1e6
    );

    let [mut lex, mut scan, mut syn] = [const { Vec::new() }; 3];
    for round in 0..ROUNDS {
        lex.push(cpu(|| all.iter().map(Loaded::lex).sum::<usize>())?);
        scan.push(cpu(|| all.iter().map(Loaded::scan).sum::<usize>())?);
        if round >= SLOW_ROUNDS {
            continue;
        }
        syn.push(cpu(|| all.iter().map(Loaded::syn).sum::<usize>())?);
    }
    let [lex, scan, syn] = [lex, scan, syn].map(median);
    for (name, time) in [("lexing", lex), ("witness", scan), ("syn", syn)] {
        let speed = bytes as f64 / 1e6 / time.as_secs_f64();
        println!("{name:10} {time:>9.1?} CPU {speed:>7.1} MB/s");
    }
    if unparsed > 0 {
        println!("({unparsed} files are beyond syn)");
    }
    goal("witness / lexing", ratio(scan, lex), "at most", 3.0);
    goal("syn / witness", ratio(syn, scan), "at least", 4.0);
    costly(&all)
}

/// The witness alone, on one package or all.
fn profile(options: &GraphOptions, only: Option<&str>) -> Outcome<()> {
    let workspace = workspace::load(options);
    let mut all = load(&workspace)?;
    all.retain(|one| only.is_none_or(|name| one.package.name == name));
    for _ in 0..ROUNDS {
        let time = cpu(|| all.iter().map(Loaded::scan).sum::<usize>())?;
        println!("{time:>9.1?}");
    }
    Ok(())
}

/// The packages whose scan costs most beyond lexing.
fn costly(all: &[Loaded<'_>]) -> Outcome<()> {
    let mut costs = Vec::new();
    for one in all {
        let [mut lex, mut scan] = [const { Vec::new() }; 2];
        for _ in 0..3 {
            lex.push(cpu(|| one.lex())?);
            scan.push(cpu(|| one.scan())?);
        }
        costs.push((median(scan), median(lex), one));
    }
    costs.sort_by_key(|(scan, lex, _)| std::cmp::Reverse(scan.saturating_sub(*lex * 3)));
    println!("furthest beyond 3 times lexing:");
    for (scan, lex, one) in costs.into_iter().take(SHOWN) {
        let name = format!("{} {}", one.package.name, one.package.version);
        let bytes: usize = one.texts().map(str::len).sum();
        println!(
            "  {name:32} {:6.2} MB  witness {scan:>8.1?}  lexing {lex:>8.1?}  {:.1}",
            bytes as f64 / 1e6,
            ratio(scan, lex)
        );
    }
    Ok(())
}

/// What one check took; what `cargo metadata` takes is left out.
struct Cost {
    cpu: Duration,
    wall: Duration,
    /// kB at the most.
    memory: u64,
}

/// Whole checks in processes of their own, with an empty cache and with a full one.
fn checks(dir: &Path) -> Outcome<()> {
    let cache = dir.join("cache");
    let [mut cold, mut warm] = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        if cache.exists() {
            fs::remove_dir_all(&cache)?;
        }
        cold.push(child(&cache)?);
        warm.push(child(&cache)?);
    }
    let memory = |costs: &[Cost]| costs.iter().map(|c| c.memory).max().unwrap_or_default() / 1024;
    let memory = [memory(&cold), memory(&warm)];
    let medians = |costs: Vec<Cost>| {
        let cpu = median(costs.iter().map(|c| c.cpu).collect());
        (cpu, median(costs.iter().map(|c| c.wall).collect()))
    };
    let [(cold, cold_wall), (warm, warm_wall)] = [medians(cold), medians(warm)];
    println!("\nwhole checks (graph, scan and linking; cargo metadata left out), all cores");
    for (name, cpu, wall, memory) in [
        ("cold", cold, cold_wall, memory[0]),
        ("warm", warm, warm_wall, memory[1]),
    ] {
        println!("{name:10} {cpu:>9.1?} CPU {wall:>9.1?} wall, at most {memory} MiB");
    }
    goal("warm / cold CPU", ratio(warm, cold), "at most", 0.1);
    goal(
        "warm / cold wall",
        ratio(warm_wall, cold_wall),
        "at most",
        0.1,
    );
    goal("cold MiB", memory[0] as f64, "at most", 300.0);
    let cores = std::thread::available_parallelism()?.get();
    // All cores of a big machine are more than the biggest package can be divided among.
    let used = 0.8 * cores.min(2) as f64;
    goal("cold CPU / wall", ratio(cold, cold_wall), "at least", used);
    Ok(())
}

/// A child process: one check with an empty cache, several with a full one.
fn check(options: &GraphOptions, dir: &Path) -> Outcome<()> {
    let times = if dir.exists() { WARM } else { 1 };
    let mut wall = Duration::ZERO;
    let mut load = Duration::ZERO;
    let before = process_cpu()?;
    for _ in 0..times {
        let start = thread_cpu()?;
        let workspace = workspace::load(options);
        load += thread_cpu()?.saturating_sub(start);
        let start = Instant::now();
        let options = Options {
            cache: Some(Cache::open(dir)?),
            ..Options::default()
        };
        let scans = scan_all(&workspace, &options, &Silent);
        black_box(link_all(&workspace.nodes(&scans)));
        wall += start.elapsed();
    }
    // Loading the graph waits for Cargo, so that its own processor time stands for it.
    let cpu = process_cpu()?.saturating_sub(before) / times;
    let wall = (wall + load) / times;
    println!("{} {} {}", cpu.as_nanos(), wall.as_nanos(), peak_memory()?);
    Ok(())
}

fn child(cache: &PathBuf) -> Outcome<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .env(CHILD, cache)
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let fields: Vec<u64> = said
        .split_whitespace()
        .filter_map(|f| f.parse().ok())
        .collect();
    let [cpu, wall, memory] = fields[..] else {
        let wrong = String::from_utf8_lossy(&output.stderr);
        return Err(format!("a check failed: {said}{wrong}").into());
    };
    Ok(Cost {
        cpu: Duration::from_nanos(cpu),
        wall: Duration::from_nanos(wall),
        memory,
    })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

fn goal(name: &str, value: f64, relation: &str, goal: f64) {
    let met = match relation {
        "at most" => value <= goal,
        _ => value >= goal,
    };
    let verdict = if met { "met" } else { "MISSED" };
    println!("{name:18} {value:>8.3}   goal: {relation} {goal}: {verdict}");
}

/// Processor time of this thread while `work` runs.
fn cpu<T>(work: impl FnOnce() -> T) -> Outcome<Duration> {
    let start = thread_cpu()?;
    black_box(work());
    Ok(thread_cpu()?.saturating_sub(start))
}

/// Processor time of this thread so far, to the nanosecond.
fn thread_cpu() -> Outcome<Duration> {
    // Being scheduled brings the kernel's figure up to date.
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = text.split(' ').next().unwrap_or_default();
    Ok(Duration::from_nanos(first.parse()?))
}

/// Processor time of this process so far, all threads, without children; in ticks of the kernel.
fn process_cpu() -> Outcome<Duration> {
    const TICK: Duration = Duration::from_millis(10);
    let text = fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: Result<Vec<u32>, _> = fields.skip(11).take(2).map(str::parse).collect();
    Ok(TICK * ticks?.into_iter().sum::<u32>())
}

/// The most memory that this process had at once, in kB.
fn peak_memory() -> Outcome<u64> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|l| l.split_whitespace().next());
    Ok(figure.ok_or("no VmHWM")?.parse()?)
}
