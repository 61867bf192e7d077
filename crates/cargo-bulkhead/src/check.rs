//! `cargo bulkhead check`: looks at a workspace and says what it saw.

use std::io::{self, BufWriter, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use bulkhead_cargo::{Cache, Package, Workspace};
use bulkhead_policy::{Finding, Level, Picture, finding};

use crate::args::{CheckOptions, Format, command_names};
use crate::failure::Failure;
use crate::gather::{self, Gathered, Texts};
use crate::progress::Bar;
use crate::report::{View, evidence, json, list, summary};
use crate::speak::{Label, Line, Text, terminal};
use crate::{CLEAN, DENIED, suggest};

/// Looks, says, and returns the exit code.
pub(crate) fn run(packages: &[String], options: &CheckOptions) -> Result<u8, Failure> {
    if options.format == Format::Markdown {
        return Err(no_markdown());
    }
    let workspace = Workspace::load(&gather::graph_options(&options.cargo))?;
    for spec in packages {
        find(spec, &workspace.packages)?;
    }
    let bar = Bar::new(!options.quiet);
    let gathered = Gathered::scan(workspace, cache(options), &bar);
    let picture = gathered.picture(!options.no_dev);
    let findings = finding::judge(&picture, &context(&gathered, &picture));
    let chosen = chosen(packages, &picture);
    let looked_at = gathered.workspace(!options.no_dev);
    let texts = Texts::new(&gathered, &picture);
    let view = View {
        workspace: &looked_at,
        picture: &picture,
        findings: &findings,
        sources: &texts,
        width: terminal::width(),
    };
    say(options, &view, chosen.as_deref())?;
    Ok(exit_code(&findings, chosen.as_deref()))
}

/// What is known beside the picture.
pub(crate) fn context(gathered: &Gathered, picture: &Picture<'_>) -> finding::Context {
    let mut context = finding::Context::default();
    context.histories = gathered.histories(picture);
    context.now = now();
    context
}

/// Seconds since 1970 UTC; `None` on a machine whose clock is before that.
fn now() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

fn exit_code(findings: &[Finding], chosen: Option<&[usize]>) -> u8 {
    let shown = |f: &Finding| chosen.is_none_or(|c| c.contains(&f.package));
    let denied = |f: &Finding| f.level == Level::Deny && shown(f);
    if findings.iter().any(denied) {
        DENIED
    } else {
        CLEAN
    }
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

/// A word on standard error that is no part of the report.
pub(crate) fn aside(options: &CheckOptions, words: &str) {
    let mut text = Text::default();
    let head = Line::new().then(Label::Note, "note").plain(": ");
    text.wrap(head, Label::Plain, words, terminal::width());
    let mut stderr = io::stderr().lock();
    let color = terminal::wants_color(options.color, &stderr);
    // What cannot be said aside is not worth stopping for.
    let _ = terminal::write(&mut stderr, &text, color);
}

fn say(options: &CheckOptions, view: &View<'_>, chosen: Option<&[usize]>) -> Result<(), Failure> {
    let stdout = io::stdout().lock();
    let color = terminal::wants_color(options.color, &stdout);
    let mut out = BufWriter::new(stdout);
    let said = match options.format {
        Format::Json => json::write(&mut out, view, chosen),
        Format::Human | Format::Markdown => {
            terminal::write(&mut out, &text(options, view, chosen), color)
        }
    };
    written(said.and_then(|()| out.flush()))
}

/// Whether a report could be written.
pub(crate) fn written(said: io::Result<()>) -> Result<(), Failure> {
    match said {
        // Whoever read has read enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(e) => Err(Failure {
            kind: "the report cannot be written".to_owned(),
            cause: Some(e.to_string()),
            hint: None,
        }),
        Ok(()) => Ok(()),
    }
}

fn no_markdown() -> Failure {
    Failure {
        kind: "`check` does not speak Markdown".to_owned(),
        cause: None,
        hint: Some("what a change brings, for a pull request: cargo bulkhead diff --base origin/main --format markdown".to_owned()),
    }
}

fn text(options: &CheckOptions, view: &View<'_>, chosen: Option<&[usize]>) -> Text {
    match chosen {
        Some(chosen) => {
            let mut text = Text::default();
            for &index in chosen {
                text.gap();
                text.append(evidence::text(view, index, options.verbose));
            }
            text
        }
        None if options.quiet => summary::quiet(view),
        None if options.verbose => list::text(view),
        None => summary::text(view),
    }
}

/// The packages of the picture that the arguments mean; `None` when there are no arguments.
fn chosen(specs: &[String], picture: &Picture<'_>) -> Option<Vec<usize>> {
    let all = picture.packages.iter().enumerate();
    let wanted = all.filter(|(_, p)| specs.iter().any(|s| means(s, p.name, p.version)));
    (!specs.is_empty()).then(|| wanted.map(|(i, _)| i).collect())
}

/// Whether `name`, `name@1`, `name@1.2` or `name@1.2.3` means a package.
fn means(spec: &str, name: &str, version: &str) -> bool {
    let Some((wanted, prefix)) = spec.split_once('@') else {
        return spec == name;
    };
    let rest = version.strip_prefix(prefix);
    wanted == name && rest.is_some_and(|r| r.is_empty() || r.starts_with(['.', '-', '+']))
}

pub(crate) fn find(spec: &str, packages: &[Package]) -> Result<(), Failure> {
    if packages.iter().any(|p| means(spec, &p.name, &p.version)) {
        return Ok(());
    }
    let name = spec.split_once('@').map_or(spec, |(name, _)| name);
    let mut versions = packages.iter().filter(|p| p.name == name).peekable();
    if versions.peek().is_some() {
        let versions: Vec<_> = versions
            .map(|p| format!("cargo bulkhead check {name}@{}", p.version))
            .collect();
        return Err(Failure {
            kind: format!("the graph has no `{spec}`"),
            cause: None,
            hint: Some(format!("it has: {}", versions.join(", "))),
        });
    }
    Err(Failure {
        kind: format!("no package in the graph is called `{name}`"),
        cause: None,
        hint: Some(nearest(name, packages)),
    })
}

/// A mistyped command looks like a package, since `check` is the default.
fn nearest(name: &str, packages: &[Package]) -> String {
    let commands = command_names();
    if let Some(command) = suggest::nearest(name, commands.iter().map(String::as_str)) {
        return format!("did you mean the command? cargo bulkhead {command}");
    }
    match suggest::nearest(name, packages.iter().map(|p| p.name.as_str())) {
        Some(package) => format!("did you mean this one? cargo bulkhead check {package}"),
        None => "see them all: cargo bulkhead --verbose".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_mean_versions_by_whole_parts() {
        assert!(means("syn", "syn", "2.0.1"));
        assert!(means("syn@2", "syn", "2.0.1"));
        assert!(means("syn@2.0.1", "syn", "2.0.1"));
        assert!(!means("syn@2.0", "syn", "2.00.1"));
        assert!(!means("syn@1", "syn", "11.0.0"));
        assert!(!means("sy", "syn", "2.0.1"));
    }
}
