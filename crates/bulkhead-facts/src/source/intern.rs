//! Interned names and interned `cfg` predicates of one package.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::{Cfg, CfgId};

/// An interned identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(pub(super) u32);

/// Identifiers of one package.
#[derive(Debug, Default)]
pub(super) struct Names {
    ids: HashTable<Name>,
    /// The texts of all of them, one after the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Names {
    pub(super) fn intern(&mut self, text: &str) -> Name {
        let hash = hash(text);
        if let Some(name) = self.find(text, hash) {
            return name;
        }
        let name = Name(self.ends.len() as u32);
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let Names {
            ids,
            text: all,
            ends,
        } = self;
        ids.insert_unique(hash, name, |n| self::hash(slice(all, ends, *n)));
        name
    }

    pub(super) fn get(&self, text: &str) -> Option<Name> {
        self.find(text, hash(text))
    }

    fn find(&self, text: &str, hash: u64) -> Option<Name> {
        self.ids.find(hash, |n| self.text(*n) == text).copied()
    }

    pub(super) fn text(&self, name: Name) -> &str {
        slice(&self.text, &self.ends, name)
    }
}

fn slice<'a>(text: &'a str, ends: &[usize], name: Name) -> &'a str {
    let index = name.0 as usize;
    let from = if index == 0 { 0 } else { ends[index - 1] };
    &text[from..ends[index]]
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// Predicates of one package, kept as sets of terms of which all must hold. So the same condition is always the same id,
/// however it came together, and contradictions show.
#[derive(Debug)]
pub(super) struct Cfgs {
    terms: Vec<Term>,
    term_ids: FxHashMap<Term, u32>,
    /// For each term the one that contradicts it, once that was met.
    opposite: Vec<Option<u32>>,
    sets: Vec<Box<[u32]>>,
    set_ids: FxHashMap<Box<[u32]>, CfgId>,
    ands: FxHashMap<(CfgId, CfgId), CfgId>,
    nots: FxHashMap<CfgId, CfgId>,
}

/// Anything but a conjunction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Term {
    /// What holds no other predicate.
    Single(Cfg),
    /// Two or more, in order.
    Any(Box<[CfgId]>),
    Not(CfgId),
}

/// The id of what never holds.
pub(super) const NEVER: CfgId = CfgId(1);

/// Stands in the set of what never holds.
const CONTRADICTION: u32 = u32::MAX;

/// Stands in a set for terms that were left out. It holds either way, negated too: what is under it is reported although its
/// condition may not hold, and hides nothing.
const LEFT_OUT: u32 = u32::MAX - 1;

/// Parts of one predicate; what is short with names for its parts may be endless without.
const MAX_WRITTEN: usize = 1 << 14;

/// Terms of one conjunction; input can nest conditions without end.
const MAX_TERMS: usize = 64;

impl Default for Cfgs {
    fn default() -> Self {
        let sets: Vec<Box<[u32]>> = vec![Box::new([]), Box::new([CONTRADICTION])];
        Cfgs {
            terms: Vec::new(),
            term_ids: FxHashMap::default(),
            opposite: Vec::new(),
            set_ids: sets.iter().cloned().zip([CfgId::ALWAYS, NEVER]).collect(),
            sets,
            ands: FxHashMap::default(),
            nots: FxHashMap::default(),
        }
    }
}

impl Cfgs {
    pub(super) fn intern(&mut self, cfg: Cfg) -> CfgId {
        match cfg {
            Cfg::True => CfgId::ALWAYS,
            Cfg::False => NEVER,
            Cfg::All(all) => all.into_iter().fold(CfgId::ALWAYS, |id, cfg| {
                let next = self.intern(cfg);
                self.and(id, next)
            }),
            Cfg::Not(inner) => {
                let inner = self.intern(*inner);
                self.not(inner)
            }
            Cfg::Any(any) => {
                let any = any.into_iter().map(|cfg| self.intern(cfg)).collect();
                self.any(any)
            }
            single => self.term(Term::Single(single)),
        }
    }

    pub(super) fn any(&mut self, mut ids: Vec<CfgId>) -> CfgId {
        ids.retain(|id| *id != NEVER);
        ids.sort_unstable();
        ids.dedup();
        match ids[..] {
            [] => NEVER,
            [only] => only,
            _ if ids[0] == CfgId::ALWAYS => CfgId::ALWAYS,
            _ => self.term(Term::Any(ids.into())),
        }
    }

    fn term(&mut self, term: Term) -> CfgId {
        let id = match self.term_ids.get(&term) {
            Some(&id) => id,
            None => {
                let id = self.terms.len() as u32;
                self.terms.push(term.clone());
                self.opposite.push(None);
                self.term_ids.insert(term, id);
                id
            }
        };
        self.set(Box::new([id]))
    }

    fn set(&mut self, set: Box<[u32]>) -> CfgId {
        if let Some(&id) = self.set_ids.get(&set) {
            return id;
        }
        let id = CfgId(self.sets.len() as u32);
        self.sets.push(set.clone());
        self.set_ids.insert(set, id);
        id
    }

    /// The predicate behind an id; `True` for one that is too long to be written down, so that nothing is hidden by it.
    pub(super) fn get(&self, id: CfgId) -> Cfg {
        self.write(id, &mut { MAX_WRITTEN }).unwrap_or(Cfg::True)
    }

    /// `None` when there are more than `left` parts.
    fn write(&self, id: CfgId, left: &mut usize) -> Option<Cfg> {
        *left = left.checked_sub(1)?;
        if id == NEVER {
            return Some(Cfg::False);
        }
        let mut all = Cfg::True;
        for &term in self.sets[id.0 as usize].iter().filter(|t| **t != LEFT_OUT) {
            all = all.and(match &self.terms[term as usize] {
                Term::Single(cfg) => cfg.clone(),
                Term::Any(any) => {
                    let any = any.iter().map(|id| self.write(*id, left));
                    Cfg::Any(any.collect::<Option<_>>()?)
                }
                Term::Not(id) => self.write(*id, left)?.negated(),
            });
        }
        Some(all)
    }

    pub(super) fn and(&mut self, a: CfgId, b: CfgId) -> CfgId {
        match (a, b) {
            (NEVER, _) | (_, NEVER) => return NEVER,
            (a, b) if a == b || b == CfgId::ALWAYS => return a,
            (CfgId::ALWAYS, b) => return b,
            _ => {}
        }
        if let Some(&id) = self.ands.get(&(a, b)) {
            return id;
        }
        let (x, y) = (&self.sets[a.0 as usize], &self.sets[b.0 as usize]);
        let opposite = |t: &u32| self.opposite.get(*t as usize).copied().flatten();
        let contradicts = |t: &u32| opposite(t).is_some_and(|o| x.binary_search(&o).is_ok());
        let id = if y.iter().any(contradicts) {
            NEVER
        } else {
            let mut terms: Vec<u32> = x.iter().chain(y.iter()).copied().collect();
            if terms.len() > MAX_TERMS {
                terms.truncate(MAX_TERMS);
                terms.push(LEFT_OUT);
            }
            terms.sort_unstable();
            terms.dedup();
            self.set(terms.into())
        };
        self.ands.insert((a, b), id);
        id
    }

    pub(super) fn not(&mut self, id: CfgId) -> CfgId {
        if let Some(&not) = self.nots.get(&id) {
            return not;
        }
        let not = match &*self.sets[id.0 as usize] {
            [] => NEVER,
            [CONTRADICTION] => CfgId::ALWAYS,
            set if set.contains(&LEFT_OUT) => return self.set(Box::new([LEFT_OUT])),
            [term] => match self.terms[*term as usize].clone() {
                // What none of the alternatives allow.
                Term::Any(any) => any.iter().fold(CfgId::ALWAYS, |all, id| {
                    let part = self.not(*id);
                    self.and(all, part)
                }),
                Term::Single(_) => self.opposite_of(*term, id),
                Term::Not(inner) => inner,
            },
            _ => self.term(Term::Not(id)),
        };
        self.nots.insert(id, not);
        self.nots.insert(not, id);
        not
    }

    fn opposite_of(&mut self, term: u32, id: CfgId) -> CfgId {
        let not = self.term(Term::Not(id));
        let other = self.sets[not.0 as usize][0];
        self.opposite[term as usize] = Some(other);
        self.opposite[other as usize] = Some(term);
        not
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str) -> Cfg {
        Cfg::Name(name.into())
    }

    #[test]
    fn the_same_condition_is_the_same_id() {
        let mut cfgs = Cfgs::default();
        let (a, b) = (cfgs.intern(name("a")), cfgs.intern(name("b")));
        let (ab, ba) = (cfgs.and(a, b), cfgs.and(b, a));
        assert_eq!(ab, ba);
        assert_eq!(cfgs.and(ab, a), ab);
        let not_a = cfgs.not(a);
        assert_eq!(cfgs.and(not_a, ab), NEVER);
        assert_eq!(cfgs.not(not_a), a);
        let neither = cfgs.intern(Cfg::Any(vec![name("a"), name("b")]).negated());
        let not_b = cfgs.not(b);
        assert_eq!(neither, cfgs.and(not_a, not_b));
    }
}
