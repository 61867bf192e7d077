//! Loads the workspace as its policy wants it looked at, and reads all packages.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bulkhead_cargo::{Cache, GraphOptions, Workspace, before};
use bulkhead_policy::compiled::Compiled;
use bulkhead_policy::finding::{self, Context};
use bulkhead_policy::hold::{self, Unused};
use bulkhead_policy::names::{About, Known};
use bulkhead_policy::picture::Source;
use bulkhead_policy::policy::{Date, FILE, Forbid, Origin};
use bulkhead_policy::release::History;
use bulkhead_policy::{Finding, Package, Picture, Policy};

use crate::args::{CargoOptions, CheckOptions};
use crate::failure::Failure;
use crate::gather::{self, Gathered, Texts};
use crate::names;
use crate::policy_file::{PolicyFile, Trouble};
use crate::progress::Bar;
use crate::report;
use crate::speak::{Label, Line, Text, terminal};

use std::io::{self, BufWriter, Write};
use std::time::{SystemTime, UNIX_EPOCH};

/// What was looked at, and the policy that it is held to.
#[derive(Debug)]
pub(crate) struct Looked {
    /// The packages.
    pub(crate) gathered: Gathered,
    /// The policy file, when there is one.
    pub(crate) file: Option<PolicyFile>,
    /// What no package may do, of the file and of the command line.
    forbid: Vec<Forbid>,
    /// Whether the graph is the one that the policy is for.
    whole: bool,
    /// What Cargo was asked for.
    pub(crate) asked: GraphOptions,
    /// The names that exist.
    table: names::table::Names,
    /// What is known of the packages whose names resemble one.
    about: BTreeMap<(String, String), About>,
    /// Packages from registries of which nothing says when they were published; known once they were judged.
    pub(crate) without_times: Cell<usize>,
}

/// Why there is nothing to look at.
#[derive(Debug)]
pub(crate) enum Blocked {
    /// The work could not be done.
    Failed(Failure),
    /// The policy file is wrong.
    Policy(Trouble),
}

impl<F: Into<Failure>> From<F> for Blocked {
    fn from(failure: F) -> Self {
        Blocked::Failed(failure.into())
    }
}

impl Blocked {
    /// The failure; what is wrong with a policy file is said at once, since it takes more than a failure's few lines.
    pub(crate) fn said(self, options: &CheckOptions) -> Result<u8, Failure> {
        match self {
            Blocked::Failed(failure) => Err(failure),
            Blocked::Policy(trouble) => {
                stderr(options, &trouble.text(terminal::width()));
                Ok(crate::FAILED)
            }
        }
    }
}

/// Loads and reads. `ready` may stop before the packages are read.
pub(crate) fn look(
    options: &CheckOptions,
    ready: impl FnOnce(&Workspace) -> Result<(), Failure>,
) -> Result<Looked, Blocked> {
    let (workspace, file, asked) = load(&options.cargo)?;
    ready(&workspace)?;
    let bar = Bar::new(!options.quiet);
    let gathered = Gathered::scan(workspace, cache(options), &bar);
    let mut forbid: Vec<Forbid> = options.forbid.iter().flatten().copied().collect();
    forbid.extend(file.iter().flat_map(|f| &f.policy.forbid));
    let cargo = &options.cargo;
    let table = names::table::load(options);
    let about = gathered.about(&table);
    names::warn_of_age_beside(&table, gathered.unknown(&table), options);
    Ok(Looked {
        table,
        about,
        whole: !options.no_dev && cargo.target.is_empty() && !names_features(cargo),
        gathered,
        file,
        forbid,
        asked,
        without_times: Cell::new(0),
    })
}

/// The workspace for the platforms and features of its policy. The file is found before Cargo is asked, since it says what
/// to ask; where that guess was wrong, Cargo is asked again.
pub(crate) fn load(
    options: &CargoOptions,
) -> Result<(Workspace, Option<PolicyFile>, GraphOptions), Blocked> {
    let guess = guess(options).and_then(|root| PolicyFile::read(&root).ok().flatten());
    let asked = graph_options(options, guess.as_ref().map(|f| &f.policy));
    let workspace = Workspace::load(&asked)?;
    let file = match guess {
        Some(file) if file.path == workspace.root.join(FILE) => Some(file),
        _ => PolicyFile::read(&workspace.root).map_err(Blocked::Policy)?,
    };
    let wanted = graph_options(options, file.as_ref().map(|f| &f.policy));
    let same = |o: &GraphOptions| {
        let features = (o.features.clone(), o.all_features, o.no_default_features);
        (o.targets.clone(), o.hosts.clone(), features)
    };
    if same(&wanted) == same(&asked) {
        return Ok((workspace, file, wanted));
    }
    Ok((Workspace::load(&wanted)?, file, wanted))
}

/// The nearest directory upwards that has both a manifest and a policy.
pub(crate) fn guess(options: &CargoOptions) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let start = match &options.manifest_path {
        Some(manifest) => here.join(manifest).parent()?.to_owned(),
        None => here,
    };
    let has = |dir: &&Path| dir.join(FILE).is_file() && dir.join("Cargo.toml").is_file();
    start.ancestors().find(has).map(Path::to_owned)
}

/// What the user names goes before what the policy says.
pub(crate) fn graph_options(options: &CargoOptions, policy: Option<&Policy>) -> GraphOptions {
    let mut wanted = gather::graph_options(options);
    let Some(policy) = policy else { return wanted };
    wanted.hosts.clone_from(&policy.hosts);
    if wanted.targets.is_empty() {
        wanted.targets.clone_from(&policy.targets);
    }
    if !names_features(options) {
        wanted.features.clone_from(&policy.features.list);
        wanted.all_features = policy.features.all;
        wanted.no_default_features = policy.features.no_default;
    }
    wanted
}

fn names_features(options: &CargoOptions) -> bool {
    !options.features.is_empty() || options.all_features || options.no_default_features
}

/// The user's cache of facts, unless it is not wanted or cannot be had; the latter is said and is no failure.
pub(crate) fn cache(options: &CheckOptions) -> Option<Cache> {
    if options.no_cache {
        return None;
    }
    match Cache::open_default() {
        Ok(cache) => Some(cache),
        Err(why) => {
            if !options.quiet {
                aside(options, &format!("facts are not cached: {why}"));
            }
            None
        }
    }
}

/// The findings that compiled code bears on.
const COMPILED: [&str; 3] = ["capability-growth", "forbidden", "hidden-code"];

impl Looked {
    /// What was looked at, for reports.
    pub(crate) fn workspace(&self, with_dev: bool) -> report::Workspace {
        let mut workspace = self.gathered.workspace(with_dev);
        workspace.policy = self.file.is_some();
        workspace
    }

    /// The texts that reports quote.
    pub(crate) fn texts<'a>(&'a self, picture: &'a Picture<'a>) -> Texts<'a> {
        let policy = self.file.as_ref().map(|f| f.text.as_str());
        Texts::new(&self.gathered, picture, policy)
    }

    /// The findings.
    pub(crate) fn judge(&self, picture: &Picture<'_>) -> Vec<Finding> {
        let names = Known {
            table: &self.table,
            about: &self.about,
        };
        let mut context = self.context();
        context.names = Some(&names);
        context.now = now();
        let histories = self.gathered.histories(picture, context.now);
        context.histories = &histories;
        self.without_times.set(without_times(picture, &histories));
        let findings = finding::judge(picture, &context);
        let grew = |f: &Finding| matches!(f.code, "capability-growth" | "package-added");
        if !findings.iter().any(grew) {
            return findings;
        }
        // Only then somebody needs to know what was locked before.
        let before = before(&self.gathered);
        context.before = Some(&before);
        finding::judge(picture, &context)
    }

    /// The findings that compiled code bears on: what it does and the sources do not, and what was granted.
    pub(crate) fn judge_compiled(
        &self,
        picture: &Picture<'_>,
        compiled: &Compiled,
    ) -> Vec<Finding> {
        let mut context = self.context();
        context.compiled = Some(compiled);
        let mut findings = finding::judge(picture, &context);
        findings.retain(|f| COMPILED.contains(&f.code));
        findings
    }

    /// What no package may do.
    pub(crate) fn forbid(&self) -> &[Forbid] {
        &self.forbid
    }

    fn context(&self) -> Context<'_> {
        let mut context = Context::default();
        context.policy = self.file.as_ref().map(|f| &f.policy);
        context.forbid = &self.forbid;
        context.today = today();
        context.whole = self.whole;
        context.locked = Some(self.gathered.locked());
        context
    }

    /// What of the grants can be removed: what is unused, but for a name that looks like a misspelling.
    pub(crate) fn unused(&self, picture: &Picture<'_>) -> Vec<Unused> {
        let Some(PolicyFile { policy, .. }) = &self.file else {
            return Vec::new();
        };
        let gone = |name: &str| !self.gathered.locked().contains(name);
        let mut unused = hold::unused(policy, picture, self.whole, &gone);
        unused.retain(|u| {
            let grant = policy.grants.get(u.grant);
            grant.is_some_and(|g| hold::misspelt(policy, &self.forbid, g, picture).is_none())
        });
        unused
    }

    /// The exceptions that can be removed, by their places in the policy.
    pub(crate) fn unused_exceptions(&self, picture: &Picture<'_>) -> Vec<usize> {
        match &self.file {
            Some(PolicyFile { policy, .. }) if !policy.exceptions.is_empty() => {
                finding::unused_exceptions(policy, &self.judge(picture))
            }
            _ => Vec::new(),
        }
    }
}

fn without_times(picture: &Picture<'_>, histories: &[Option<History>]) -> usize {
    let from_registry = |p: &&Package<'_>| matches!(p.source, Source::Registry(_));
    let known = |i: usize, version: &str| {
        let history = histories.get(i).and_then(Option::as_ref);
        history.is_some_and(|h| h.among(version).is_some())
    };
    let all = picture.packages.iter().enumerate();
    let unknown = all.filter(|(i, p)| from_registry(p) && !known(*i, p.version));
    unknown.count()
}

fn before(gathered: &Gathered) -> BTreeMap<(String, Origin), Vec<String>> {
    let mut all: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for locked in before::locked(gathered.root()) {
        let origin = Origin::of(&gather::source(&locked.source));
        all.entry((locked.name, origin))
            .or_default()
            .push(locked.version);
    }
    all
}

/// The day on which is judged.
pub(crate) fn today() -> Option<Date> {
    now().map(Date::of_unix_time)
}

/// Seconds since 1970 UTC; `None` on a machine whose clock is before that.
pub(crate) fn now() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// A word on standard error that is no part of the report.
pub(crate) fn aside(options: &CheckOptions, words: &str) {
    let mut text = Text::default();
    let head = Line::new().then(Label::Note, "note").plain(": ");
    text.wrap(head, Label::Plain, words, terminal::width());
    stderr(options, &text);
}

/// A text on standard error.
fn stderr(options: &CheckOptions, text: &Text) {
    let mut stderr = io::stderr().lock();
    let color = terminal::wants_color(options.color, &stderr);
    // What cannot be said aside is not worth stopping for.
    let _ = terminal::write(&mut stderr, text, color);
}

/// A text on standard output, which is what the command was started for.
pub(crate) fn stdout(color: terminal::Color, text: &Text) -> Result<(), Failure> {
    say(color, |out, color| terminal::write(out, text, color))
}

/// A report on standard output, as `write` writes it: with colours or without.
pub(crate) fn say(
    color: terminal::Color,
    write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
) -> Result<(), Failure> {
    let stdout = io::stdout().lock();
    let color = terminal::wants_color(color, &stdout);
    let mut out = BufWriter::new(stdout);
    written(write(&mut out, color).and_then(|()| out.flush()))
}

/// What became of writing a report. Whoever closed the pipe has read enough.
pub(crate) fn written(said: io::Result<()>) -> Result<(), Failure> {
    match said {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Failure {
            kind: "the report cannot be written".to_owned(),
            cause: Some(e.to_string()),
            hint: None,
        }),
        _ => Ok(()),
    }
}
