//! `cargo bulkhead why PACKAGE CAPABILITY`: the way to the place that acquires the authority.

use bulkhead_cargo::Workspace;
use bulkhead_facts::calls::way::{self, Question};
use bulkhead_facts::{Capability, Site};
use bulkhead_policy::Picture;

use crate::args::{CheckOptions, Format};
use crate::failure::Failure;
use crate::gather::{Linked, Texts};
use crate::report::View;
use crate::report::why::{self, Answer};
use crate::speak::{Text, terminal};
use crate::{CLEAN, check, look};

/// Looks for the ways, says them, and returns the exit code.
pub(crate) fn run(
    spec: &str,
    cap: Capability,
    site: Option<Site>,
    options: &CheckOptions,
) -> Result<u8, Failure> {
    sound(options)?;
    let known = |workspace: &Workspace| check::find(spec, &workspace.packages);
    let looked = match look::look(options, known) {
        Ok(looked) => looked,
        Err(blocked) => return blocked.said(options),
    };
    let picture = looked.gathered.picture(true);
    let looked_at = looked.gathered.workspace(true);
    let texts = Texts::new(&looked.gathered, &picture, None);
    let view = View {
        workspace: &looked_at,
        picture: &picture,
        findings: &[],
        sources: &texts,
        width: terminal::width(),
    };
    let linked = looked.gathered.linked();
    let chosen = check::chosen(&[spec.to_owned()], &picture).unwrap_or_default();
    let mut answers = Vec::new();
    for package in chosen {
        answers.extend(ask(&linked, &picture, package, cap, site));
    }
    say(options, &view, &answers)?;
    Ok(CLEAN)
}

/// Fails for options that mean nothing here.
pub(crate) fn sound(options: &CheckOptions) -> Result<(), Failure> {
    let wrong = match options {
        CheckOptions { fix: true, .. } => "--fix",
        options if !options.forbid.is_empty() => "--forbid",
        options if !matches!(options.format, Format::Human | Format::Json) => {
            "--format sarif and --format cyclonedx"
        }
        _ => return Ok(()),
    };
    Err(Failure {
        kind: format!("`{wrong}` is for `check`, not for `why`"),
        cause: None,
        hint: Some("cargo bulkhead why --help".to_owned()),
    })
}

/// One answer for each site that is asked about and has the capability; one without a way when none has it.
fn ask(
    linked: &Linked<'_>,
    picture: &Picture<'_>,
    package: usize,
    cap: Capability,
    only: Option<Site>,
) -> Vec<Answer> {
    let node = (0..linked.nodes.len()).find(|&n| linked.in_picture(n, picture) == Some(package));
    let (Some(node), Some(known)) = (node, picture.packages.get(package)) else {
        return Vec::new();
    };
    let mut answers = Vec::new();
    for site in known
        .sites
        .iter()
        .filter(|s| only.is_none_or(|o| o == s.site))
    {
        if !site.reach.contains(cap) {
            continue;
        }
        let question = Question {
            nodes: &linked.nodes,
            linked: &linked.targets,
            own: &linked.own,
            package: node,
            site: site.site,
            cap,
        };
        let mut way = way::find(&question, linked);
        for step in way.iter_mut().flat_map(|w| &mut w.steps) {
            step.node = linked.in_picture(step.node, picture).unwrap_or_default();
        }
        answers.push(Answer {
            package,
            cap,
            site: Some(site.site),
            direct: site.direct.contains(cap),
            chain: why::chain(picture, package),
            way,
        });
    }
    if answers.is_empty() {
        answers.push(Answer {
            package,
            cap,
            site: only,
            direct: false,
            chain: why::chain(picture, package),
            way: None,
        });
    }
    answers
}

fn say(options: &CheckOptions, view: &View<'_>, answers: &[Answer]) -> Result<(), Failure> {
    look::say(options.color, |out, color| match options.format {
        Format::Json => why::write(out, view, answers),
        _ => {
            let mut text = Text::default();
            for answer in answers {
                text.gap();
                text.append(why::text(view, answer));
            }
            terminal::write(out, &text, color)
        }
    })
}
