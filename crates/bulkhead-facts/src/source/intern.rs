//! Interned names and interned `cfg` predicates of one package.

use rustc_hash::FxHashMap;

use crate::{Cfg, CfgId};

/// An interned identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(pub(super) u32);

/// Identifiers of one package.
#[derive(Debug, Default)]
pub(super) struct Names {
    ids: FxHashMap<Box<str>, Name>,
    texts: Vec<Box<str>>,
}

impl Names {
    pub(super) fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = self.ids.get(text) {
            return name;
        }
        let name = Name(self.texts.len() as u32);
        self.texts.push(text.into());
        self.ids.insert(text.into(), name);
        name
    }

    pub(super) fn get(&self, text: &str) -> Option<Name> {
        self.ids.get(text).copied()
    }

    pub(super) fn text(&self, name: Name) -> &str {
        &self.texts[name.0 as usize]
    }
}

/// Predicates of one package; the first is always [`Cfg::True`].
#[derive(Debug)]
pub(super) struct Cfgs {
    ids: FxHashMap<Cfg, CfgId>,
    list: Vec<Cfg>,
    ands: FxHashMap<(CfgId, CfgId), CfgId>,
}

/// Predicates whose conjunction would hold more terms than this are widened to `true`: code is then reported although its
/// condition may not hold, which is the safe side for input that nests conditions without end.
const MAX_TERMS: usize = 256;

impl Default for Cfgs {
    fn default() -> Self {
        Cfgs {
            ids: FxHashMap::from_iter([(Cfg::True, CfgId::ALWAYS)]),
            list: vec![Cfg::True],
            ands: FxHashMap::default(),
        }
    }
}

impl Cfgs {
    pub(super) fn intern(&mut self, cfg: Cfg) -> CfgId {
        if let Some(&id) = self.ids.get(&cfg) {
            return id;
        }
        let id = CfgId(self.list.len() as u32);
        self.list.push(cfg.clone());
        self.ids.insert(cfg, id);
        id
    }

    pub(super) fn get(&self, id: CfgId) -> &Cfg {
        &self.list[id.0 as usize]
    }

    pub(super) fn and(&mut self, a: CfgId, b: CfgId) -> CfgId {
        if a == b || b == CfgId::ALWAYS {
            return a;
        }
        if a == CfgId::ALWAYS {
            return b;
        }
        if let Some(&id) = self.ands.get(&(a, b)) {
            return id;
        }
        let id = match (self.get(a).clone(), self.get(b).clone()) {
            (Cfg::All(x), y) if x.contains(&y) => a,
            (x, Cfg::All(y)) if y.contains(&x) => b,
            (Cfg::All(x), _) if x.len() >= MAX_TERMS => a,
            (_, Cfg::All(y)) if y.len() >= MAX_TERMS => b,
            (x, y) => self.intern(x.and(y)),
        };
        self.ands.insert((a, b), id);
        id
    }

    pub(super) fn not(&mut self, a: CfgId) -> CfgId {
        let cfg = self.get(a).clone().negated();
        self.intern(cfg)
    }

    pub(super) fn into_list(self) -> Vec<Cfg> {
        self.list
    }
}
