//! `hidden-code`: what compiled code does and the sources do not say.

use bulkhead_facts::object::trace::Seen;
use bulkhead_facts::{CapSet, Site};

use super::{Case, Evidence, Level, Rule, Verdict, spec};

pub(super) const RULE: Rule = Rule {
    code: "hidden-code",
    levels: &[Level::Deny],
    summary: "compiled code does what its sources do not say",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let Some(compiled) = case.context.compiled else {
        return Vec::new();
    };
    let hidden = |site| {
        let hides = compiled.hides(case.picture, case.index, site);
        (!hides.is_empty()).then(|| verdict(case, site, &hides))
    };
    Site::ALL.into_iter().filter_map(hidden).collect()
}

fn verdict(case: &Case<'_>, site: Site, hides: &[(&Seen, CapSet)]) -> Verdict {
    let all = hides.iter();
    let caps = all.fold(CapSet::EMPTY, |set, (_, caps)| set | *caps);
    let evidence = hides.iter().map(|(seen, _)| place(seen));
    let wrote = case
        .context
        .compiled
        .and_then(|c| c.generated.get(&case.index));
    let wrote = wrote.into_iter().flatten();
    let wrote = wrote.filter(|g| !g.caps.intersection(caps).is_empty());
    let evidence = evidence.chain(wrote.map(|g| Evidence {
        file: String::new(),
        position: None,
        what: format!("{} in what its build script wrote: {}", g.what, g.place),
    }));
    let place = match site {
        Site::Lib => "",
        Site::Build => " in its build script",
        Site::Macro => " in the compiler",
    };
    Verdict {
        level: Level::Deny,
        message: format!("its compiled code has {caps}{place}, which its sources do not show"),
        evidence: evidence.collect(),
        help: format!(
            "something wrote this code that is not in the sources: a proc macro, a build script, C or assembly. Read what \
             it makes before you trust it\nwhat its sources say: cargo bulkhead check {}",
            spec(case.package())
        ),
    }
}

/// A use in compiled code as evidence, at its line of the package's sources where that is known.
pub(super) fn place(seen: &Seen) -> Evidence {
    let mut what = format!("{} in {}: {}", seen.what, seen.inside, seen.reason);
    let mut place = (String::new(), None);
    match &seen.source {
        // What a build script wrote lies elsewhere.
        Some(line) if line.file.starts_with('/') => what += &format!(", at {line}"),
        Some(line) => place = (line.file.clone(), Some((line.line, line.column))),
        None => {}
    }
    Evidence {
        file: place.0,
        position: place.1,
        what,
    }
}
