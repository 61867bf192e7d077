//! How facts are written to the cache: the shared types as `postcard` has them, but predicates flattened, so that
//! reading an entry never recurses.

use bulkhead_facts::cfg::Setting;
use bulkhead_facts::hygiene::Hygiene;
use bulkhead_facts::{Cfg, Gap, PackageFacts, TargetFacts};
use serde::{Deserialize, Serialize};

/// Predicates nested deeper are not cached: the package is scanned each time. Honest ones have a handful of levels.
const MAX_DEPTH: usize = 200;

/// What the cache knows about a package's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// The facts.
    pub(crate) facts: PackageFacts,
    /// Files outside the package that the scan asked for, with the SHA-256 of what was found.
    pub(crate) elsewhere: Vec<(String, Option<[u8; 32]>)>,
}

#[derive(Serialize)]
struct WireRef<'a> {
    files: &'a [String],
    strings: &'a [String],
    cfgs: Vec<Vec<Op>>,
    targets: &'a [TargetFacts],
    hygiene: &'a [Hygiene],
    gaps: &'a [Gap],
    sets: &'a [Setting],
    elsewhere: &'a [(String, Option<[u8; 32]>)],
}

#[derive(Deserialize)]
struct Wire {
    files: Vec<String>,
    strings: Vec<String>,
    cfgs: Vec<Vec<Op>>,
    targets: Vec<TargetFacts>,
    hygiene: Vec<Hygiene>,
    gaps: Vec<Gap>,
    sets: Vec<Setting>,
    elsewhere: Vec<(String, Option<[u8; 32]>)>,
}

/// One step of a predicate in postfix order.
#[derive(Debug, Serialize, Deserialize)]
enum Op {
    True,
    False,
    Name(String),
    Pair(String, String),
    NotGenuine(String),
    Not,
    All(u32),
    Any(u32),
}

/// `None` when the facts are not of a kind that is cached.
pub(crate) fn encode(known: &Known) -> Option<Vec<u8>> {
    let facts = &known.facts;
    let cfgs: Option<Vec<_>> = facts.cfgs.iter().map(flatten).collect();
    let wire = WireRef {
        files: &facts.files,
        strings: &facts.strings,
        cfgs: cfgs?,
        targets: &facts.targets,
        hygiene: &facts.hygiene,
        gaps: &facts.gaps,
        sets: &facts.sets,
        elsewhere: &known.elsewhere,
    };
    postcard::to_allocvec(&wire).ok()
}

/// `None` when the bytes are not what [`encode`] writes.
pub(crate) fn decode(bytes: &[u8]) -> Option<Known> {
    let (wire, rest): (Wire, _) = postcard::take_from_bytes(bytes).ok()?;
    let cfgs: Option<Vec<_>> = wire.cfgs.into_iter().map(unflatten).collect();
    rest.is_empty().then_some(())?;
    Some(Known {
        facts: PackageFacts {
            files: wire.files,
            strings: wire.strings,
            cfgs: cfgs?,
            targets: wire.targets,
            hygiene: wire.hygiene,
            gaps: wire.gaps,
            sets: wire.sets,
        },
        elsewhere: wire.elsewhere,
    })
}

fn flatten(cfg: &Cfg) -> Option<Vec<Op>> {
    let mut ops = Vec::new();
    push(cfg, &mut ops, 0)?;
    Some(ops)
}

fn push(cfg: &Cfg, ops: &mut Vec<Op>, depth: usize) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut all = |list: &[Cfg]| {
        list.iter().try_for_each(|c| push(c, ops, depth + 1))?;
        u32::try_from(list.len()).ok()
    };
    let op = match cfg {
        Cfg::True => Op::True,
        Cfg::False => Op::False,
        Cfg::Name(name) => Op::Name(name.clone()),
        Cfg::Pair(key, value) => Op::Pair(key.clone(), value.clone()),
        Cfg::NotGenuine(path) => Op::NotGenuine(path.clone()),
        Cfg::Not(inner) => {
            all(std::slice::from_ref(inner))?;
            Op::Not
        }
        Cfg::All(list) => Op::All(all(list)?),
        Cfg::Any(list) => Op::Any(all(list)?),
    };
    ops.push(op);
    Some(())
}

fn unflatten(ops: Vec<Op>) -> Option<Cfg> {
    // Each with its depth: a deep value would overflow the stack of whoever walks or drops it.
    let mut stack: Vec<(Cfg, usize)> = Vec::new();
    for op in ops {
        let (cfg, depth) = match op {
            Op::True => (Cfg::True, 0),
            Op::False => (Cfg::False, 0),
            Op::Name(name) => (Cfg::Name(name), 0),
            Op::Pair(key, value) => (Cfg::Pair(key, value), 0),
            Op::NotGenuine(path) => (Cfg::NotGenuine(path), 0),
            Op::Not => {
                let (inner, depth) = stack.pop()?;
                (Cfg::Not(Box::new(inner)), depth + 1)
            }
            Op::All(n) => gather(&mut stack, n, Cfg::All)?,
            Op::Any(n) => gather(&mut stack, n, Cfg::Any)?,
        };
        if depth > MAX_DEPTH {
            return None;
        }
        stack.push((cfg, depth));
    }
    let (cfg, _) = stack.pop()?;
    stack.is_empty().then_some(cfg)
}

fn gather(
    stack: &mut Vec<(Cfg, usize)>,
    n: u32,
    make: fn(Vec<Cfg>) -> Cfg,
) -> Option<(Cfg, usize)> {
    let start = stack.len().checked_sub(n as usize)?;
    let depth = stack[start..].iter().map(|(_, depth)| depth + 1).max();
    let list = stack
        .split_off(start)
        .into_iter()
        .map(|(cfg, _)| cfg)
        .collect();
    Some((make(list), depth.unwrap_or(0)))
}

#[cfg(test)]
pub(super) mod tests {
    use bulkhead_facts::fact::{Fact, StrId};
    use bulkhead_facts::{CfgId, GapKind, Place, Site, Via};

    use super::*;

    pub(in crate::cache) fn sample() -> Known {
        let name = |n: &str| Cfg::Name(n.into());
        let place = Place {
            file: 0,
            line: 3,
            column: 5,
        };
        let target = TargetFacts {
            site: Site::Lib,
            name: "a".into(),
            facts: vec![Fact {
                place,
                what: StrId(0),
                via: Via::Path,
                caps: bulkhead_facts::Capability::Net.into(),
                cfg: CfgId(1),
            }],
            mentions: Vec::new(),
            exports: bulkhead_facts::link::Exports::default(),
            gaps: Vec::new(),
            signs: Vec::new(),
        };
        Known {
            facts: PackageFacts {
                files: vec!["src/lib.rs".into()],
                strings: vec!["std::net::TcpStream::connect".into()],
                cfgs: vec![
                    Cfg::True,
                    Cfg::Any(vec![
                        Cfg::Not(Box::new(name("unix"))),
                        Cfg::All(vec![]),
                        Cfg::All(vec![Cfg::Pair("feature".into(), "x".into()), Cfg::False]),
                        Cfg::NotGenuine("cfg_if".into()),
                    ]),
                ],
                targets: vec![target],
                hygiene: Vec::new(),
                gaps: vec![Gap {
                    kind: GapKind::ArchiveEntry,
                    detail: "x".into(),
                    place: None,
                    cfg: CfgId::ALWAYS,
                }],
                sets: vec![Setting::Pair("feature".into(), "x".into())],
            },
            elsewhere: vec![("../x.rs".into(), Some([7; 32])), ("../y.rs".into(), None)],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let known = sample();
        let bytes = encode(&known).expect("encodes");
        assert_eq!(decode(&bytes), Some(known));
    }

    #[test]
    fn damaged_bytes_never_panic() {
        let bytes = encode(&sample()).expect("encodes");
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None, "cut at {end}");
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                let _ = decode(&bytes);
            }
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert_eq!(decode(&longer), None);
    }

    #[test]
    fn deep_predicates_are_not_cached() {
        let mut cfg = Cfg::True;
        for _ in 0..=MAX_DEPTH {
            cfg = Cfg::Not(Box::new(cfg));
        }
        assert!(flatten(&cfg).is_none());
        let ops = std::iter::once(Op::True).chain((0..1_000_000).map(|_| Op::Not));
        assert_eq!(unflatten(ops.collect()), None);
        assert_eq!(unflatten(vec![Op::All(u32::MAX)]), None);
        assert_eq!(unflatten(vec![Op::True, Op::True]), None);
    }
}
