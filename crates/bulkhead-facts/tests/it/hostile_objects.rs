//! Object files with wrong bytes: whatever they hold, an answer comes, and what is said of them agrees with itself.
//!
//! The seeds are small libraries of the toolchain. The changes are the same in every run; `BULKHEAD_MUTATE_SECONDS` goes on
//! with others for so long. `fuzz/fuzz_targets/object.rs` does the same where cargo-fuzz is at hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use bulkhead_facts::object::graph::{Link, Origin, Part, Roots, Unit};
use bulkhead_facts::object::lines;
use bulkhead_facts::object::read::{self, Input, ObjectFile};
use bulkhead_facts::object::trace::trace;
use bulkhead_facts::object::whose::{Authors, UnitInfo, World};
use bulkhead_facts::{CapSet, Limits};

/// Changed inputs of each seed.
const ROUNDS: u32 = 150;
/// Bytes of the largest seed.
const LARGEST: u64 = 300 << 10;

#[test]
fn whatever_an_object_holds_an_answer_comes() {
    let seeds = seeds();
    assert!(seeds.len() > 3, "the toolchain has libraries");
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut lines = 0;
    for seed in &seeds {
        lines += look(0, seed);
        for _ in 0..ROUNDS {
            let (mode, bytes) = dice.changed(seed);
            look(mode, &bytes);
        }
    }
    assert!(lines > 0, "the toolchain's libraries have line tables");
    let more = std::env::var("BULKHEAD_MUTATE_SECONDS").ok();
    let more = more.and_then(|s| s.parse().ok()).unwrap_or(0);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(more) {
        let seed = dice.below(seeds.len());
        let (mode, bytes) = dice.changed(&seeds[seed]);
        let begun = Instant::now();
        look(mode, &bytes);
        assert!(begun.elapsed() < Duration::from_secs(60), "it hangs");
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc)
        .args(["--print", "target-libdir"])
        .output()
        .unwrap();
    let folder = PathBuf::from(String::from_utf8(said.stdout).unwrap().trim());
    let paths = fs::read_dir(folder).unwrap().flatten().map(|e| e.path());
    let mut paths: Vec<_> = paths
        .filter(|p| p.extension().is_some_and(|e| e == "rlib"))
        .filter(|p| fs::metadata(p).is_ok_and(|m| m.len() < LARGEST))
        .collect();
    paths.sort();
    paths.iter().map(|p| fs::read(p).unwrap()).collect()
}

/// Numbers that look like chance (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.roll()).unwrap_or(0) % most.max(1)
    }

    /// A few changes, the most of them where headers are: after what looks like the beginning of an object file.
    fn changed(&mut self, seed: &[u8]) -> (u8, Vec<u8>) {
        let mut bytes = seed.to_vec();
        let starts: Vec<_> = memchr::memmem::find_iter(seed, b"\x7fELF").collect();
        for _ in 0..=self.below(6) {
            let near = match self.below(3) {
                0 if !starts.is_empty() => starts[self.below(starts.len())] + self.below(64),
                1 if !starts.is_empty() => {
                    // Section headers stand at the end of an object file.
                    let start = self.below(starts.len());
                    let end = starts.get(start + 1).copied().unwrap_or(seed.len());
                    end.saturating_sub(self.below(4096))
                }
                _ => self.below(bytes.len()),
            };
            let at = near.min(bytes.len().saturating_sub(1));
            self.change(&mut bytes, at);
        }
        (self.roll().to_le_bytes()[0], bytes)
    }

    fn change(&mut self, bytes: &mut Vec<u8>, at: usize) {
        const NUMBERS: [u64; 8] = [0, 1, 2, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, u64::MAX];
        let number = NUMBERS[self.below(NUMBERS.len())].to_le_bytes();
        let width = 1 << self.below(4);
        match self.below(8) {
            0 => bytes.truncate(at),
            1 => {
                let other = self.below(bytes.len());
                let length = self
                    .below(64)
                    .min(bytes.len() - other.max(at).min(bytes.len()));
                bytes.copy_within(other..other + length, at);
            }
            2 | 3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (self.roll() % 8);
                }
            }
            _ => {
                let end = (at + width).min(bytes.len());
                bytes[at.min(end)..end].copy_from_slice(&number[..end - at.min(end)]);
            }
        }
    }
}

/// Reads, links, attributes and traces it, as rustc's, as another compiler's and as the toolchain's; how many uses have a
/// source line.
fn look(mode: u8, bytes: &[u8]) -> usize {
    let objects: Vec<ObjectFile> = match read::input("changed.rlib", bytes, &Limits::default()) {
        Input::Object(object) => vec![object],
        Input::Library(objects) => objects,
        Input::Unread(why) => {
            assert!(!why.is_empty());
            return 0;
        }
    };
    let unit = |id| UnitInfo {
        id,
        package: 0,
        closure: [0, 1].into_iter().collect(),
    };
    let names = objects.iter().flat_map(|o| &o.symbols);
    let names = names.map(|s| s.name.clone());
    let world = World {
        units: vec![unit(1), unit(2)],
        std: [3].into_iter().collect(),
        chosen: names.filter(|_| mode & 1 == 1).collect(),
    };
    let origin = |i: u32| match (i + u32::from(mode >> 1)) % 3 {
        0 => Origin::Rust(Unit(i % 2)),
        1 => Origin::Foreign(Unit(i % 2)),
        _ => Origin::Std,
    };
    let parts = |lazy| {
        let all = objects.iter().zip(0..);
        all.map(|(file, i)| Part {
            file,
            lazy,
            origin: origin(i),
        })
        .collect::<Vec<_>>()
    };
    let all: Vec<usize> = (0..objects.len()).collect();
    let mut spots = BTreeSet::new();
    for (lazy, roots) in [(false, Roots::Names(&["main"])), (true, Roots::AllOf(&all))] {
        let link = Link::new(parts(lazy), roots);
        let authors = Authors::of(&link, &world);
        for report in trace(&link, &authors, &world).values() {
            // What it does itself it reaches, and of what it only reaches there is a way.
            assert!(report.caps().difference(report.reach).is_empty());
            let ways: CapSet = report.ways.keys().copied().collect();
            assert_eq!(ways, report.reach.difference(report.caps()));
            spots.extend(report.direct.iter().filter_map(|seen| seen.spot));
        }
    }
    let found = lines::lines(bytes, &spots, &Limits::default());
    assert!(found.keys().all(|spot| spots.contains(spot)));
    found.len()
}

/// What was said of an input that was not read in full.
fn said(input: Input) -> Vec<String> {
    let gaps = |objects: Vec<ObjectFile>| objects.into_iter().flat_map(|o| o.gaps).collect();
    match input {
        Input::Object(object) => gaps(vec![object]),
        Input::Library(objects) => gaps(objects),
        Input::Unread(why) => vec![why],
    }
}

#[test]
fn what_is_beyond_a_limit_is_said() {
    let seed = seeds().into_iter().max_by_key(Vec::len);
    let seed = seed.expect("the toolchain has libraries");
    let honest = Limits::default();
    assert_eq!(
        said(read::input("lib.rlib", &seed, &honest)),
        Vec::<String>::new()
    );
    for what in ["bytes", "members", "sections", "symbols", "relocations"] {
        let mut limits = honest.clone();
        match what {
            "bytes" => limits.object_bytes = 100,
            "members" => limits.object_members = 1,
            "sections" => limits.object_sections = 3,
            "symbols" => limits.object_symbols = 3,
            _ => limits.object_relocations = 3,
        }
        let said = said(read::input("lib.rlib", &seed, &limits));
        assert!(said.iter().any(|s| s.contains(what)), "{what}: {said:?}");
    }
    let half = said(read::input("lib.rlib", &seed[..seed.len() / 2], &honest));
    assert!(!half.is_empty(), "half of a library");
}

/// What rustc makes of a source, as one object file.
fn compiled(name: &str, source: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let stem = format!("{name}-{}", std::process::id());
    let (source_file, object) = (folder.join(&stem), folder.join(format!("{stem}.o")));
    fs::write(&source_file, source).unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let done = Command::new(rustc)
        .args(["--crate-type=lib", "--emit=obj", "-Ccodegen-units=1", "-o"])
        .args([&object, &source_file])
        .args(["--crate-name", name])
        .status();
    assert!(done.unwrap().success(), "{name} compiles");
    let bytes = fs::read(&object).unwrap();
    let _ = (fs::remove_file(source_file), fs::remove_file(object));
    bytes
}

#[test]
fn what_no_compiler_makes_is_read_or_said() {
    let limits = Limits::default();
    // Names of a megabyte, a circle, and a name that another file has too.
    let long = "x".repeat(1 << 20);
    let one = compiled(
        "one",
        &format!(
            "#![no_std]\n#[export_name = \"{long}\"]\npub fn long() {{}}\n\
             #[export_name = \"_RNvC1a{long}\"]\npub fn rusts() {{}}\n\
             #[no_mangle]\npub fn main() {{ long(); rusts(); circle() }}\n\
             #[no_mangle]\npub fn circle() {{ main(); twice() }}\n#[no_mangle]\npub fn twice() {{}}\n"
        ),
    );
    let two = compiled("two", "#![no_std]\n#[no_mangle]\npub fn twice() {}\n");
    let object = |bytes: &[u8]| match read::input("x.o", bytes, &limits) {
        Input::Object(object) => object,
        other => panic!("{:?}", said(other)),
    };
    let (one_file, two_file) = (object(&one), object(&two));
    assert_eq!(
        one_file.gaps,
        [format!(
            "a symbol's name longer than {} bytes",
            limits.symbol_bytes
        )]
    );
    let part = |file, unit| Part {
        file,
        lazy: false,
        origin: Origin::Rust(Unit(unit)),
    };
    let parts = vec![part(&one_file, 0), part(&two_file, 1)];
    let link = Link::new(parts, Roots::Names(&["main"]));
    assert_eq!(link.gaps, ["`twice` is defined more than once"]);
    let info = |id| UnitInfo {
        id,
        ..UnitInfo::default()
    };
    let world = World {
        units: vec![info(1), info(2)],
        ..World::default()
    };
    let authors = Authors::of(&link, &world);
    assert!(!trace(&link, &authors, &world).is_empty());

    // Section counts beyond all measure: in the header, and where those stand that do not fit there (ELF, "e_shnum").
    let first = usize::try_from(u64::from_le_bytes(two[40..48].try_into().unwrap())).unwrap();
    let mut many = two.clone();
    many[60..62].copy_from_slice(&u16::MAX.to_le_bytes());
    for count in [4_000_000_001, u64::MAX >> 6, u64::MAX] {
        assert_ne!(
            said(read::input("x.o", &many, &limits)),
            Vec::<String>::new()
        );
        many.clone_from(&two);
        many[60..62].copy_from_slice(&0u16.to_le_bytes());
        many[first + 32..first + 40].copy_from_slice(&count.to_le_bytes());
    }
    assert_ne!(
        said(read::input("x.o", &many, &limits)),
        Vec::<String>::new()
    );
}
