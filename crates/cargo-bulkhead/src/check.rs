//! `cargo bulkhead check`: looks at a workspace and says what it saw.

use bulkhead_cargo::{Package, Workspace};
use bulkhead_policy::policy::{FILE, edit};
use bulkhead_policy::{Finding, Level, Picture};

use crate::args::{CheckOptions, Format, command_names};
use crate::failure::Failure;
use crate::look::{self, Looked};
use crate::report::words::count;
use crate::report::{View, cyclonedx, evidence, json, list, sarif, summary};
use crate::speak::{Text, terminal};
use crate::{CLEAN, DENIED, suggest};

/// Looks, says, and returns the exit code.
pub(crate) fn run(packages: &[String], options: &CheckOptions) -> Result<u8, Failure> {
    if options.format == Format::Markdown || options.format.is_of_profile() {
        return Err(no_markdown());
    }
    let known = |workspace: &Workspace| {
        let mut specs = packages.iter();
        specs.try_for_each(|spec| find(spec, &workspace.packages))
    };
    let mut looked = match look::look(options, known) {
        Ok(looked) => looked,
        Err(blocked) => return blocked.said(options),
    };
    if options.fix {
        fix(options, &mut looked)?;
    }
    let picture = looked.gathered.picture(!options.no_dev);
    let findings = looked.judge(&picture);
    let chosen = chosen(packages, &picture);
    let mut looked_at = looked.workspace(!options.no_dev);
    looked_at.without_times = looked.without_times.get();
    let texts = looked.texts(&picture);
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

/// Removes the grants that nothing uses, and the exceptions that let nothing through.
fn fix(options: &CheckOptions, looked: &mut Looked) -> Result<(), Failure> {
    let (grants, exceptions) = {
        let picture = looked.gathered.picture(!options.no_dev);
        (looked.unused(&picture), looked.unused_exceptions(&picture))
    };
    let Some(file) = looked.file.as_mut() else {
        return Ok(());
    };
    let mut text = file.text.clone();
    let mut said = Vec::new();
    if !grants.is_empty() {
        text = edit::remove(&text, &grants).map_err(|e| file.unchanged(&e))?;
        let n = grants.len();
        said.push(count(
            n,
            "grant that nothing used",
            "grants that nothing used",
        ));
    }
    if !exceptions.is_empty() {
        text = edit::remove_exceptions(&text, &exceptions).map_err(|e| file.unchanged(&e))?;
        let (one, many) = (
            "exception that let nothing through",
            "exceptions that let nothing through",
        );
        said.push(count(exceptions.len(), one, many));
    }
    if !said.is_empty() {
        file.replace(text)?;
        look::aside(
            options,
            &format!("removed {} from {FILE}", said.join(" and ")),
        );
    }
    Ok(())
}

fn exit_code(findings: &[Finding], chosen: Option<&[usize]>) -> u8 {
    let shown = |f: &Finding| match (f.package, chosen) {
        (_, None) => true,
        (Some(package), Some(chosen)) => chosen.contains(&package),
        (None, Some(_)) => false,
    };
    let denied = |f: &Finding| f.level == Level::Deny && shown(f);
    if findings.iter().any(denied) {
        DENIED
    } else {
        CLEAN
    }
}

fn say(options: &CheckOptions, view: &View<'_>, chosen: Option<&[usize]>) -> Result<(), Failure> {
    look::say(options.color, |out, color| match options.format {
        Format::Json => json::write(out, view, chosen),
        Format::Sarif => sarif::write(out, view, chosen),
        Format::CycloneDx => cyclonedx::write(out, view),
        _ => terminal::write(out, &text(options, view, chosen), color),
    })
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
pub(crate) fn chosen(specs: &[String], picture: &Picture<'_>) -> Option<Vec<usize>> {
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

/// Fails when no package of the graph is meant, and says which might be.
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
