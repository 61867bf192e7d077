//! `cargo bulkhead accept`: grants what `check` shows, and no more.

use bulkhead_cargo::Workspace;
use bulkhead_facts::{CapSet, Capability, Site};
use bulkhead_policy::hold::{self, Excess};
use bulkhead_policy::policy::edit::{self, Addition};
use bulkhead_policy::policy::{FILE, Policy};
use bulkhead_policy::{Package, Picture};

use crate::args::CheckOptions;
use crate::check::{chosen, find};
use crate::failure::Failure;
use crate::init::{addition, only_people};
use crate::look::{self, Looked};
use crate::report::words::{caps, count};
use crate::speak::{Label, Line, Text, terminal};
use crate::{CLEAN, suggest};

/// Looks, grants, says what was granted.
pub(crate) fn run(
    package: Option<&str>,
    capabilities: &[String],
    options: &CheckOptions,
) -> Result<u8, Failure> {
    only_people(options, "accept")?;
    let words: Vec<Word> = capabilities
        .iter()
        .map(|w| word(w))
        .collect::<Result<_, _>>()?;
    let known = |workspace: &Workspace| match package {
        Some(spec) => find(spec, &workspace.packages),
        None => Ok(()),
    };
    let mut looked = match look::look(options, known) {
        Ok(looked) => looked,
        Err(blocked) => return blocked.said(options),
    };
    let (additions, text) = {
        let picture = looked.gathered.picture(!options.no_dev);
        let policy = &looked.file.as_ref().ok_or_else(no_file)?.policy;
        let specs: Vec<String> = package.map(str::to_owned).into_iter().collect();
        let packages = chosen(&specs, &picture);
        let packages = packages.unwrap_or_else(|| (0..picture.packages.len()).collect());
        let additions = additions(policy, &looked, &picture, &packages, &words)?;
        if let Some(failure) =
            forbidden(&looked, &picture, &packages).filter(|_| additions.is_empty())
        {
            return Err(failure);
        }
        let text = report(policy, &looked, &picture, &additions);
        (additions, text)
    };
    if let Some(file) = looked.file.as_mut().filter(|_| !additions.is_empty()) {
        let grown = edit::add(&file.text, &additions).map_err(|e| file.unchanged(&e))?;
        file.replace(grown)?;
    }
    look::stdout(options.color, &text)?;
    Ok(CLEAN)
}

fn no_file() -> Failure {
    Failure {
        kind: format!("there is no {FILE} to add to"),
        cause: None,
        hint: Some("write it first: cargo bulkhead init".to_owned()),
    }
}

/// `net`, `net@build` or `@build`.
#[derive(Clone, Copy, Debug)]
struct Word {
    cap: Option<Capability>,
    site: Option<Site>,
}

impl Word {
    fn means(self, site: Site) -> bool {
        self.site.is_none_or(|wanted| wanted == site)
    }

    fn caps(self) -> CapSet {
        self.cap.map(CapSet::of).unwrap_or_default()
    }
}

fn word(text: &str) -> Result<Word, Failure> {
    let (cap, site) = match text.split_once('@') {
        Some((cap, site)) => (cap, Some(site)),
        None => (text, None),
    };
    let sites = Site::ALL.map(Site::name);
    let site = match site {
        None => None,
        Some(name) => {
            let found = Site::ALL.into_iter().find(|s| s.name() == name);
            Some(found.ok_or_else(|| wrong(name, "site", &sites))?)
        }
    };
    let names = Capability::ALL.map(Capability::name);
    let cap = match cap {
        "" if site.is_some() => None,
        name => Some(
            name.parse()
                .map_err(|_| wrong(name, "capability", &names))?,
        ),
    };
    Ok(Word { cap, site })
}

fn wrong(word: &str, what: &str, all: &[&str]) -> Failure {
    let hint = match suggest::nearest(word, all.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", all.join(" ")),
    };
    Failure {
        kind: format!("`{word}` is not a {what}"),
        cause: None,
        hint: Some(hint),
    }
}

fn additions(
    policy: &Policy,
    looked: &Looked,
    picture: &Picture<'_>,
    packages: &[usize],
    words: &[Word],
) -> Result<Vec<Addition>, Failure> {
    for word in words {
        exists(*word, picture, packages)?;
    }
    let mut all = Vec::new();
    for package in packages.iter().filter_map(|&i| picture.packages.get(i)) {
        for wanted in hold::wanted(policy, looked.forbid(), package) {
            all.extend(part(package, &wanted, words));
        }
    }
    Ok(all)
}

/// What of an excess is to be granted: all of it, or what the words name.
fn part(package: &Package<'_>, excess: &Excess, words: &[Word]) -> Option<Addition> {
    if words.is_empty() {
        return Some(addition(package, excess.site, excess.caps));
    }
    let meant = words.iter().filter(|w| w.means(excess.site));
    let wanted = meant.clone().fold(CapSet::EMPTY, |set, w| set | w.caps());
    let caps = wanted.intersection(excess.caps);
    let site_itself = excess.new_site && meant.clone().any(|w| w.cap.is_none());
    (site_itself || !caps.is_empty()).then(|| addition(package, excess.site, caps))
}

/// A grant is for what is there: a word that no package does is a mistake, or a wish that nobody should grant.
fn exists(word: Word, picture: &Picture<'_>, packages: &[usize]) -> Result<(), Failure> {
    let mut chosen = packages.iter().filter_map(|&i| picture.packages.get(i));
    let does = |p: &Package<'_>| {
        let mut sites = p.sites.iter().filter(|s| word.means(s.site));
        sites.any(|s| word.cap.is_none_or(|cap| s.direct.contains(cap)))
    };
    if chosen.any(does) {
        return Ok(());
    }
    let names: Vec<_> = packages
        .iter()
        .filter_map(|&i| picture.packages.get(i))
        .map(|p| p.name)
        .take(1)
        .collect();
    let what = match (word.cap, word.site) {
        (Some(cap), Some(site)) => format!("use `{cap}` at `{site}`"),
        (Some(cap), None) => format!("use `{cap}`"),
        (None, site) => format!("have a `{}` site", site.map_or("", Site::name)),
    };
    Err(Failure {
        kind: format!(
            "{} does not {what}; a grant is for what is there",
            names.concat()
        ),
        cause: None,
        hint: Some(format!(
            "see what it does: cargo bulkhead check {}",
            names.concat()
        )),
    })
}

/// What of one package's doings is forbidden, so that no grant would help.
fn forbidden(looked: &Looked, picture: &Picture<'_>, packages: &[usize]) -> Option<Failure> {
    let [package] = packages else { return None };
    let package = picture.packages.get(*package)?;
    let sites = package.sites.iter();
    let caps = sites.fold(CapSet::EMPTY, |set, s| {
        let forbidden = hold::forbidden_at(looked.forbid(), package, s.site);
        set | s.direct.intersection(forbidden)
    });
    (!caps.is_empty()).then(|| Failure {
        kind: format!("{} does what is forbidden: {caps}", package.name),
        cause: None,
        hint: Some(
            "no grant helps, an exception does: cargo bulkhead explain forbidden".to_owned(),
        ),
    })
}

fn report(policy: &Policy, looked: &Looked, picture: &Picture<'_>, additions: &[Addition]) -> Text {
    let mut text = Text::default();
    let width = terminal::width();
    for a in additions {
        let head = Line::new()
            .then(Label::Good, "granted ")
            .then(Label::Strong, &a.package)
            .then(Label::Dim, &format!(" {}", a.version))
            .plain(&format!(" {}: ", a.site));
        let said = match (a.caps.is_empty(), a.site) {
            (true, Site::Lib) => "known, and nothing".to_owned(),
            (true, site) => format!("to have a {site} site"),
            (false, _) => caps(a.caps),
        };
        text.wrap(head, Label::Capability, &said, width);
    }
    let granted = |p: &Package<'_>, e: &Excess| {
        let mut all = additions.iter();
        all.any(|a| {
            (a.package.as_str(), a.version.as_str(), a.site) == (p.name, p.version, e.site)
                && e.caps.difference(a.caps).is_empty()
        })
    };
    let left = picture.packages.iter().filter(|p| {
        let mut excess = hold::excess(policy, looked.forbid(), p).into_iter();
        excess.any(|e| !granted(p, &e))
    });
    let left = left.count();
    let said = match (additions.is_empty(), left) {
        (true, 0) => "Nothing to grant: all packages are within bulkhead.toml".to_owned(),
        (true, n) => format!(
            "Nothing to grant there; {} beyond bulkhead.toml",
            count(n, "package is", "packages are")
        ),
        (false, 0) => "All packages are within bulkhead.toml now".to_owned(),
        (false, n) => format!(
            "Still beyond bulkhead.toml: {}",
            count(n, "package", "packages")
        ),
    };
    text.wrap(Line::new(), Label::Plain, &said, width);
    text
}
