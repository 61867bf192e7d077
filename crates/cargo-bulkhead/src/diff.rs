//! `cargo bulkhead diff`: looks at two states and says what the newer one can do that the older could not.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use bulkhead_cargo::before::Locked;
use bulkhead_cargo::git::{self, Repository};
use bulkhead_cargo::graph::{EdgeKind, read_lock};
use bulkhead_cargo::look::{Look, Wanted};
use bulkhead_cargo::published;
use bulkhead_cargo::{Package, Source, Workspace};
use bulkhead_facts::Files;
use bulkhead_policy::diff::{self, Checked, Declared, Kind, More, Published, Side};
use bulkhead_policy::finding::Evidence;
use bulkhead_policy::names::{Known, Table};
use bulkhead_policy::{Finding, Picture, finding};

use crate::args::{CheckOptions, Format};
use crate::failure::Failure;
use crate::gather::{self, Gathered, Texts};
use crate::look::Blocked;
use crate::progress::Bar;
use crate::report::change::{self, Both};
use crate::report::{Sources as _, View};
use crate::speak::terminal;
use crate::{CLEAN, DENIED, check, look as looking, names};

/// What is to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Two versions of a package, or of two packages.
    Versions {
        /// The older one.
        old: Spec,
        /// The newer one.
        new: Spec,
        /// A clone of the newer one's repository.
        checkout: Option<PathBuf>,
    },
    /// A version of a package against the one in Cargo.lock; the newest compatible one when none is named.
    Update {
        /// Which.
        new: Name,
        /// A clone of its repository.
        checkout: Option<PathBuf>,
    },
    /// The working tree against a git revision.
    Base(String),
    /// Two lock files.
    Locks(PathBuf, PathBuf),
}

/// `name@version`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spec {
    name: String,
    version: String,
}

/// `name` or `name@version`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    name: String,
    version: Option<String>,
}

impl Asked {
    /// Makes sense of the arguments.
    pub(crate) fn of(
        what: Vec<String>,
        base: Option<String>,
        checkout: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        if let Some(base) = base {
            return Ok(Asked::Base(base));
        }
        match what.as_slice() {
            [] => Ok(Asked::Base("HEAD".to_owned())),
            [old, new] if [old, new].iter().all(|f| is_lock(f)) => {
                Ok(Asked::Locks(old.into(), new.into()))
            }
            [one] => Ok(Asked::Update {
                new: Name::of(one),
                checkout,
            }),
            [old, new] => Ok(Asked::Versions {
                old: Spec::of(old)?,
                new: Spec::of(new)?,
                checkout,
            }),
            _ => Err(cannot_compare(what.len())),
        }
    }
}

impl Name {
    fn of(text: &str) -> Self {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version.to_owned())),
            None => (text, None),
        };
        Name {
            name: name.to_owned(),
            version,
        }
    }
}

impl Spec {
    fn of(text: &str) -> Result<Self, Failure> {
        let name = Name::of(text);
        match name.version {
            Some(version) => Ok(Spec {
                name: name.name,
                version,
            }),
            None => Err(Failure {
                kind: format!("`{text}` names no version"),
                cause: None,
                hint: Some(format!(
                    "name it, as in: cargo bulkhead diff {text}@1.0.0 {text}@1.0.1"
                )),
            }),
        }
    }
}

/// Whether an argument is a lock file: a name of a package has neither dots nor slashes.
fn is_lock(text: &str) -> bool {
    text.ends_with(".lock") || (!text.contains('@') && text.contains(['.', '/', '\\']))
}

fn cannot_compare(n: usize) -> Failure {
    Failure {
        kind: format!("{n} things cannot be compared: it takes two"),
        cause: None,
        hint: Some("see the forms: cargo bulkhead diff --help".to_owned()),
    }
}

/// One state: what was read, and what has to stay on disk for it.
struct State {
    /// What it is called in the report.
    title: String,
    gathered: Gathered,
    /// Whether facts count on any platform and with any features.
    anywhere: bool,
    /// The packages that count, by name and version; `None` is all.
    only: Option<Only>,
    /// The one package that is looked at, and a clone of its repository.
    checkout: Option<(String, PathBuf)>,
    _kept: Option<Look>,
}

/// What of a lock file differs from another.
struct Only {
    names: HashSet<(String, String)>,
    /// How many packages do not differ.
    same: usize,
}

/// Compares, says, and returns the exit code.
pub(crate) fn run(asked: &Asked, options: &CheckOptions) -> Result<u8, Failure> {
    let [old, new] = match states(asked, options) {
        Ok(states) => states,
        Err(blocked) => return blocked.said(options),
    };
    let (before, after) = (old.picture(options), new.picture(options));
    let table = names::table::load(options);
    names::warn_of_age_beside(&table, new.gathered.unknown(&table), options);
    let (old_findings, new_findings) =
        (old.findings(&before, &table), new.findings(&after, &table));
    let (old_more, new_more) = (old.more(&before, &after), new.more(&after, &before));
    let old_texts = Texts::new(&old.gathered, &before, None);
    let new_texts = Texts::new(&new.gathered, &after, None);
    let found = diff::compare(
        &Side {
            picture: &before,
            findings: &old_findings,
            more: &old_more,
            line: &|p, file, line| old_texts.line(p, file, line),
        },
        &Side {
            picture: &after,
            findings: &new_findings,
            more: &new_more,
            line: &|p, file, line| new_texts.line(p, file, line),
        },
    );
    let mut found = found;
    found.packages.retain(|c| {
        let was = c.old.and_then(|i| before.packages.get(i));
        let is = c.new.and_then(|i| after.packages.get(i));
        old.counts(was) && new.counts(is)
    });
    if let Some(only) = &new.only {
        found.same = only.same;
    }
    // What was asked about comes before what it brings.
    let first = |c: &diff::Change| new.title.split('@').next() != Some(&c.name);
    if matches!(asked, Asked::Versions { .. } | Asked::Update { .. }) {
        found.packages.sort_by_key(first);
    }
    let (was, is) = (old.gathered.workspace(true), new.gathered.workspace(true));
    let both = Both {
        old: View {
            workspace: &was,
            picture: &before,
            findings: &old_findings,
            sources: &old_texts,
            width: terminal::width(),
        },
        new: View {
            workspace: &is,
            picture: &after,
            findings: &new_findings,
            sources: &new_texts,
            width: terminal::width(),
        },
        titles: [&old.title, &new.title],
        anywhere: new.anywhere,
        diff: &found,
    };
    say(options, &both)?;
    Ok(if found.grows() { DENIED } else { CLEAN })
}

fn say(options: &CheckOptions, both: &Both<'_>) -> Result<(), Failure> {
    let spoken = [Format::Human, Format::Json, Format::Markdown];
    if !spoken.contains(&options.format) {
        return Err(not_of_a_change());
    }
    looking::say(options.color, |out, color| match options.format {
        Format::Json => change::json(out, both),
        Format::Markdown => change::markdown(out, both),
        _ => {
            let text = change::text(both, options.verbose, options.quiet);
            terminal::write(out, &text, color)
        }
    })
}

fn not_of_a_change() -> Failure {
    Failure {
        kind: "a change is told as text, JSON or Markdown".to_owned(),
        cause: None,
        hint: Some("for the state as it is: cargo bulkhead check --format sarif".to_owned()),
    }
}

fn states(asked: &Asked, options: &CheckOptions) -> Result<[State; 2], Blocked> {
    match asked {
        Asked::Versions { old, new, checkout } => {
            let wanted = |spec: &Spec| -> Result<Wanted, Failure> {
                let wanted = Wanted::exactly(&spec.name, &spec.version)?;
                Ok(with_features(wanted, options))
            };
            let (old, new) = (wanted(old)?, wanted(new)?);
            Ok([
                look(&old, None, options)?,
                look(&new, checkout.as_deref(), options)?,
            ])
        }
        Asked::Update { new, checkout } => update(new, checkout.as_deref(), options),
        Asked::Base(revision) => since(revision, options),
        Asked::Locks(old, new) => Ok(locks(old, new, options)?),
    }
}

/// The workspace as it is against what it was in a commit.
fn since(revision: &str, options: &CheckOptions) -> Result<[State; 2], Blocked> {
    let (now, policy, _) = looking::load(&options.cargo)?;
    // Both are looked at as the policy of today wants it.
    let graph = looking::graph_options(&options.cargo, policy.as_ref().map(|f| &f.policy));
    let repository = Repository::around(&now.root)?;
    let commit = repository.commit(revision)?;
    let mut then = Look::back(&now, &repository, &commit, &graph)?;
    let short = commit.get(..12).unwrap_or(&commit);
    let state = |title: String, workspace, kept| State {
        title,
        gathered: scan(workspace, options),
        anywhere: false,
        only: None,
        checkout: None,
        _kept: kept,
    };
    let workspace = std::mem::take(&mut then.workspace);
    Ok([
        state(format!("{revision} ({short})"), workspace, Some(then)),
        state("working tree".to_owned(), now, None),
    ])
}

/// What one lock file has that the other has not. A lock file names no features, so code counts under any condition.
fn locks(old: &Path, new: &Path, options: &CheckOptions) -> Result<[State; 2], Failure> {
    let (before, after) = (read_lock(old)?, read_lock(new)?);
    Ok([
        lock(old, &before, &after, options)?,
        lock(new, &after, &before, options)?,
    ])
}

fn lock(
    file: &Path,
    own: &[Locked],
    other: &[Locked],
    options: &CheckOptions,
) -> Result<State, Failure> {
    let foreign = own.iter().filter(|l| l.source != Source::Path);
    let wanted: Vec<&Locked> = foreign.filter(|l| !other.contains(l)).collect();
    let graph = gather::graph_options(&options.cargo);
    let mut look = Look::locked(file, &wanted, &graph)?;
    let workspace = std::mem::take(&mut look.workspace);
    let key = |l: &&Locked| (l.name.clone(), l.version.clone());
    Ok(State {
        title: file.display().to_string(),
        gathered: scan(workspace, options),
        anywhere: true,
        only: Some(Only {
            names: wanted.iter().map(key).collect(),
            same: own.iter().filter(|l| other.contains(l)).count(),
        }),
        checkout: None,
        _kept: Some(look),
    })
}

fn with_features(wanted: Wanted, options: &CheckOptions) -> Wanted {
    let lists = options.cargo.features.iter();
    let features = lists.flat_map(|l| l.split([',', ' '])).map(str::to_owned);
    let mut wanted = wanted;
    wanted.features = features.filter(|f| !f.is_empty()).collect();
    wanted.default_features = !options.cargo.no_default_features;
    wanted
}

fn look(
    wanted: &Wanted,
    checkout: Option<&Path>,
    options: &CheckOptions,
) -> Result<State, Failure> {
    let mut look = Look::at(wanted, &gather::graph_options(&options.cargo))?;
    let workspace = std::mem::take(&mut look.workspace);
    let package = look.package.and_then(|p| workspace.packages.get(p));
    let name = package.map(|p| p.name.clone()).unwrap_or_default();
    let version = package.map(|p| p.version.clone()).unwrap_or_default();
    let title = format!("{name}@{version}");
    Ok(State {
        title,
        gathered: scan(workspace, options),
        anywhere: true,
        only: None,
        checkout: checkout.map(|dir| (name, dir.to_owned())),
        _kept: Some(look),
    })
}

fn scan(workspace: Workspace, options: &CheckOptions) -> Gathered {
    let bar = Bar::new(!options.quiet);
    Gathered::scan(workspace, looking::cache(options), &bar)
}

/// What is locked against what would come: the same package with the same features, each with what it depends on.
fn update(
    new: &Name,
    checkout: Option<&Path>,
    options: &CheckOptions,
) -> Result<[State; 2], Blocked> {
    let (workspace, ..) = looking::load(&options.cargo)?;
    check::find(&new.name, &workspace.packages)?;
    let locked = locked(&workspace, new)?;
    let here = |mut wanted: Wanted| {
        wanted.source = locked.source.clone();
        wanted.features = locked.features.iter().cloned().collect();
        wanted.default_features = false;
        wanted
    };
    let old = here(Wanted::exactly(&locked.name, &locked.version)?);
    let wanted = match &new.version {
        Some(version) => Wanted::exactly(&new.name, version)?,
        None => Wanted::update_of(&new.name, &locked.version)?,
    };
    let new = look(&here(wanted.clone()), checkout, options)
        // Features may have gone since.
        .or_else(|_| look(&with_features(wanted, options), checkout, options))?;
    Ok([look(&old, None, options)?, new])
}

/// The locked version that an update is of: where there are several, the newest below it.
fn locked<'w>(workspace: &'w Workspace, new: &'w Name) -> Result<&'w Package, Failure> {
    let mut all: Vec<&Package> = workspace.named(&new.name).map(|(_, p)| p).collect();
    all.retain(|p| p.source.is_registry());
    let compatible = |p: &&Package| {
        let wanted = new.version.as_deref();
        wanted.is_some_and(|v| diff::compatible(v) == diff::compatible(&p.version))
    };
    let found = all.iter().rev().copied().find(compatible);
    found
        .or_else(|| all.last().copied())
        .ok_or_else(|| Failure {
            kind: format!("`{}` is not from a registry here", new.name),
            cause: None,
            hint: Some("compare with a git revision: cargo bulkhead diff --base HEAD".to_owned()),
        })
}

impl State {
    fn picture(&self, options: &CheckOptions) -> Picture<'_> {
        if self.anywhere {
            self.gathered.picture_anywhere()
        } else {
            self.gathered.picture(!options.no_dev)
        }
    }

    fn findings(&self, picture: &Picture<'_>, table: &Table) -> Vec<Finding> {
        let names = Known {
            table,
            about: &self.gathered.about(table),
        };
        let mut context = finding::Context::default();
        context.names = Some(&names);
        context.today = looking::today();
        context.now = looking::now();
        let histories = self.gathered.histories(picture, context.now);
        context.histories = &histories;
        finding::judge(picture, &context)
    }

    /// What is known beside the picture. Files are read of packages that the other state has not like this.
    fn more(&self, picture: &Picture<'_>, other: &Picture<'_>) -> Vec<More> {
        let known: HashSet<_> = other
            .packages
            .iter()
            .map(|p| (p.name, p.checksum))
            .collect();
        let names: HashSet<_> = other.packages.iter().map(|p| p.name).collect();
        let one = |p: &bulkhead_policy::Package<'_>| {
            let same = p.checksum.is_some() && known.contains(&(p.name, p.checksum));
            let package = self.gathered.package(p);
            let compared = !same && names.contains(p.name) && p.checksum.is_some();
            More {
                declared: package.map(|(package, _)| declared(package)),
                published: compared.then(|| self.published(p)).flatten(),
            }
        };
        picture.packages.iter().map(one).collect()
    }

    fn published(&self, package: &bulkhead_policy::Package<'_>) -> Option<Published> {
        let files = self.gathered.files(package)?;
        let found = published::Published::of(files.as_ref());
        let clone = self.checkout.as_ref().filter(|(n, _)| n == package.name);
        let checked = clone.map(|(_, dir)| checked(dir, &found, files.as_ref()));
        Some(Published {
            commit: found.commit,
            dirty: found.dirty,
            files: found.files,
            checked,
        })
    }

    fn counts(&self, package: Option<&bulkhead_policy::Package<'_>>) -> bool {
        let key = package.map(|p| (p.name.to_owned(), p.version.to_owned()));
        match (&self.only, key) {
            (Some(only), Some(key)) => only.names.contains(&key),
            _ => true,
        }
    }
}

/// Holds the files of an archive against the commit that it names.
fn checked(dir: &Path, published: &published::Published, files: &dyn Files) -> Checked {
    let Some(commit) = &published.commit else {
        return Checked::Not("it names no commit".to_owned());
    };
    let found = Repository::at(dir)
        .and_then(|clone| git::compare(&clone, commit, &published.path_in_vcs, files));
    match found {
        Ok(found) => {
            let evidence = found.into_iter().map(|u| Evidence {
                file: u.file,
                position: None,
                what: u.what,
            });
            Checked::Differs(evidence.collect())
        }
        Err(error) => Checked::Not(error.cause().unwrap_or_else(|| error.to_string())),
    }
}

fn declared(package: &Package) -> Vec<Declared> {
    let condition = |d: &bulkhead_cargo::Declared| {
        let platform = d.platform.as_ref().map(|p| format!("only on {p}"));
        let optional = d.optional.then(|| diff::OPTIONAL.to_owned());
        let all: Vec<String> = optional.into_iter().chain(platform).collect();
        all.join(", ")
    };
    let all = package.declared.iter();
    all.map(|d| Declared {
        name: d.name.clone(),
        kind: match d.kind {
            EdgeKind::Build => Kind::Build,
            EdgeKind::Normal | EdgeKind::Dev => Kind::Normal,
        },
        condition: condition(d),
    })
    .collect()
}
