//! `secret-place`: code that names a well-known place of secrets, and reads.

use bulkhead_facts::link::LinkedTarget;
use bulkhead_facts::{CapSet, Capability, Sign, SignKind, Site, sign};

use super::{Case, Level, Rule, Verdict, doing};

pub(super) const RULE: Rule = Rule {
    code: "secret-place",
    levels: &[Level::Warn, Level::Note],
    summary: "reads where secrets lie",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let sites = case.package().sites.iter();
    let targets = sites.flat_map(|s| s.targets.iter().map(|t| (s.site, t)));
    targets
        .filter_map(|(site, target)| verdict(case, site, target))
        .collect()
}

fn verdict(case: &Case<'_>, site: Site, target: &LinkedTarget) -> Option<Verdict> {
    let secret = [
        SignKind::SecretPath,
        SignKind::KeyPattern,
        SignKind::SecretVariable,
    ];
    if !target.signs.iter().any(|s| secret.contains(&s.kind)) {
        return None;
    }
    let package = case.package();
    let facts = package.facts;
    let asked = [Capability::Read, Capability::Env, Capability::Net];
    let doings = doing::of(case, target, asked.into_iter().collect());
    let caps = doing::caps(&doings);
    let used = |s: &&Sign| match s.kind {
        SignKind::SecretPath | SignKind::KeyPattern => caps.contains(Capability::Read),
        SignKind::SecretVariable => caps.contains(Capability::Env),
        _ => false,
    };
    let signs: Vec<&Sign> = target.signs.iter().filter(used).collect();
    let strange = |s: &&&Sign| !is_its_trade(package.name, facts.str(s.what), s.kind);
    let sends = caps.contains(Capability::Net) || site != Site::Lib;
    let stranger = signs.iter().find(strange).filter(|_| sends);
    let level = if stranger.is_some() {
        Level::Warn
    } else {
        Level::Note
    };
    let first = stranger.or(signs.first())?;
    let said = facts.str(first.what);
    let how = match (level, caps.contains(Capability::Net)) {
        (_, false) => "",
        (Level::Warn, true) => ", and uses the network",
        (_, true) => ", and uses the network; its name says that this is its trade",
    };
    let mut evidence: Vec<_> = signs
        .iter()
        .map(|s| {
            let word = known(facts.str(s.what), s.kind);
            let reason = word.map_or("", |w| w.reason);
            doing::evidence(facts, s.place, format!("`{}`: {reason}", facts.str(s.what)))
        })
        .collect();
    let others = CapSet::of(Capability::Net) | CapSet::of(Capability::Read);
    evidence.extend(doing::one_of_each(
        facts,
        &doings,
        others.intersection(caps),
    ));
    Some(Verdict {
        level,
        message: format!("{} reads where secrets lie: `{said}`{how}", doing::code_of(site)),
        evidence,
        help: "see what it does with what it reads there. Code that needs no secret of yours has no business in these places"
            .to_owned(),
    })
}

/// The row of the table that a sign goes back to: of a path the longest that it holds.
fn known(text: &str, kind: SignKind) -> Option<sign::Word> {
    sign::word(text).or_else(|| {
        let held = sign::words().iter().filter(|w| w.kind == kind);
        let held = held.filter(|w| text.replace('\\', "/").contains(w.text));
        held.max_by_key(|w| w.text.len()).copied()
    })
}

/// Whether a package's name says that it deals with the place.
fn is_its_trade(name: &str, text: &str, kind: SignKind) -> bool {
    let words = name.split(['-', '_']);
    let subjects = known(text, kind).map_or("", |w| w.subjects);
    words
        .into_iter()
        .any(|w| subjects.split(' ').any(|s| !s.is_empty() && w.contains(s)))
}
