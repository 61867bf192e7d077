//! The way to the place where a package acquires an authority, step by step with source lines.

use std::collections::VecDeque;
use std::io::{self, Write};

use bulkhead_facts::calls::way::{Start, Step, Way};
use bulkhead_facts::{Capability, Site};
use bulkhead_policy::Picture;
use serde::Serialize;

use super::diagnostic::{self, Place};
use super::{View, json};
use crate::speak::{Label, Line, Text};

/// What is known of one capability of a package at one site.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Index into the picture's packages.
    pub package: usize,
    /// The capability.
    pub cap: Capability,
    /// The site; none when it was not said which, and none has the capability.
    pub site: Option<Site>,
    /// Whether the package's own code has it.
    pub direct: bool,
    /// How the package got into the graph: from one of the user's own packages to it, by index.
    pub chain: Vec<usize>,
    /// The way, when one was seen; the steps' packages are indices into the picture.
    pub way: Option<Way>,
}

/// A shortest way along the graph from a package of the user's own to this one. Alone when it is one.
#[must_use]
pub fn chain(picture: &Picture<'_>, package: usize) -> Vec<usize> {
    let mut towards: Vec<Option<usize>> = vec![None; picture.packages.len()];
    let mut queue = VecDeque::from([package]);
    while let Some(at) = queue.pop_front() {
        if picture.packages[at].roles.member {
            let next = |&i: &usize| towards[i];
            return std::iter::successors(Some(at), next).collect();
        }
        for user in picture.users(at) {
            if user != package && towards[user].is_none() {
                towards[user] = Some(at);
                queue.push_back(user);
            }
        }
    }
    vec![package]
}

/// One answer in words.
#[must_use]
pub fn text(view: &View<'_>, answer: &Answer) -> Text {
    let mut text = Text::default();
    let spec = view.spec(answer.package);
    let head = Line::new()
        .then(Label::Strong, &format!("{spec} "))
        .then(Label::Capability, answer.cap.name());
    text.line(head.plain(&format!(": {}", holds(view, answer))));
    let chain: Vec<String> = answer.chain.iter().map(|&i| view.spec(i)).collect();
    if chain.len() > 1 {
        let head = Line::new().then(Label::Dim, "  in the graph  ");
        text.wrap(head, Label::Plain, &chain.join(" → "), view.width);
    }
    let head = Line::new().then(Label::Dim, "  the way       ");
    text.wrap(head, Label::Plain, &summary(answer), view.width);
    if let Some(way) = &answer.way {
        for (number, step) in way.steps.iter().enumerate() {
            text.gap();
            say_step(&mut text, view, way, number, step);
        }
    }
    text.gap();
    next(&mut text, view, answer);
    text
}

fn holds(view: &View<'_>, answer: &Answer) -> String {
    let site = answer.site.map_or("none of its sites", |s| match s {
        Site::Lib => "its library or binary",
        Site::Build => "its build script",
        Site::Macro => "its proc macro",
    });
    let reaches = answer.way.is_some()
        || answer.site.is_some_and(|s| {
            let package = view.picture.packages.get(answer.package);
            let site = package.and_then(|p| p.site(s));
            site.is_some_and(|s| s.reach.contains(answer.cap))
        });
    match (answer.direct, reaches) {
        (true, _) => format!("{site} acquires it by its own code"),
        (false, true) => format!("{site} has it only through what it depends on"),
        (false, false) if answer.site.is_none() => format!("{site} has it or reaches it"),
        (false, false) => format!("{site} neither has it nor reaches it"),
    }
}

fn summary(answer: &Answer) -> String {
    let Some(way) = &answer.way else {
        return "none was seen. What proc macros write, trait objects, function pointers and code outside of functions are \
                not followed"
            .to_owned();
    };
    let from = match (way.start, answer.site) {
        (Start::Own, _) => "from your own code",
        (Start::Offer, Some(Site::Build)) => "from its `main`, which Cargo runs",
        (Start::Offer, Some(Site::Macro)) => "from the macros that it defines",
        (Start::Offer, _) => "from what it offers; your own code was not seen to call it",
        (Start::Inside, _) => "from inside of it; nothing that it offers was seen to lead there",
    };
    let guesses = way.steps.iter().filter(|s| !s.certain).count();
    let sure = match guesses {
        0 => "certain".to_owned(),
        1 => format!(
            "possible: 1 of its {} steps is told by its name alone",
            way.steps.len()
        ),
        n => format!(
            "possible: {n} of its {} steps are told by names alone",
            way.steps.len()
        ),
    };
    format!("{from}; {sure}")
}

fn say_step(text: &mut Text, view: &View<'_>, way: &Way, number: usize, step: &Step) {
    let last = number + 1 == way.steps.len();
    let head = Line::new()
        .then(Label::Dim, &format!("{:>3}. ", number + 1))
        .then(Label::Strong, &view.spec(step.node))
        .plain("  ")
        .plain(&step.function);
    text.line(head);
    let verb = match (last, step.certain) {
        (true, true) => "acquires it: ",
        (true, false) => "in a macro: ",
        (false, true) => "calls ",
        (false, false) => "may call ",
    };
    let says = format!("{verb}{}", step.what);
    let place = Place {
        package: step.node,
        file: &step.file,
        position: Some((step.line, step.column)),
        says: &says,
        notes: Vec::new(),
    };
    diagnostic::place(text, view, &place);
}

/// What to do.
fn next(text: &mut Text, view: &View<'_>, answer: &Answer) {
    let spec = view.spec(answer.package);
    let puller = answer.chain.iter().rev().nth(1).map(|&i| view.spec(i));
    let mut lines = vec![(
        format!("cargo bulkhead check {spec}"),
        "all that it does, line by line".to_owned(),
    )];
    if let Some(puller) = puller {
        lines.push((
            format!("cargo tree -i {spec} -e features"),
            format!("which features of {puller} and others bring it in"),
        ));
    }
    let mut name = "Next";
    for (command, what) in lines {
        let mut line = Line::new().then(Label::Strong, name);
        line.pad_to(6);
        text.line(
            line.then(Label::Command, &command)
                .plain(&format!("  {what}")),
        );
        name = "";
    }
}

#[derive(Debug, Serialize)]
struct WhyJson<'a> {
    schema_version: u32,
    answers: Vec<AnswerJson<'a>>,
}

#[derive(Debug, Serialize)]
struct AnswerJson<'a> {
    package: IdJson<'a>,
    capability: &'static str,
    site: Option<&'static str>,
    direct: bool,
    chain: Vec<IdJson<'a>>,
    start: Option<&'static str>,
    certain: Option<bool>,
    steps: Vec<StepJson<'a>>,
}

#[derive(Debug, Serialize)]
struct IdJson<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Debug, Serialize)]
struct StepJson<'a> {
    package: IdJson<'a>,
    function: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    what: &'a str,
    certain: bool,
}

/// Writes the answers as one JSON object (`docs/json.md`).
pub fn write(out: &mut dyn Write, view: &View<'_>, answers: &[Answer]) -> io::Result<()> {
    let id = |index: usize| {
        let package = view.picture.packages.get(index);
        IdJson {
            name: package.map_or("", |p| p.name),
            version: package.map_or("", |p| p.version),
        }
    };
    let answers = answers.iter().map(|a| AnswerJson {
        package: id(a.package),
        capability: a.cap.name(),
        site: a.site.map(Site::name),
        direct: a.direct,
        chain: a.chain.iter().map(|&i| id(i)).collect(),
        start: a.way.as_ref().map(|w| match w.start {
            Start::Own => "own",
            Start::Offer => "offer",
            Start::Inside => "inside",
        }),
        certain: a.way.as_ref().map(Way::certain),
        steps: a
            .way
            .iter()
            .flat_map(|w| &w.steps)
            .map(|s| StepJson {
                package: id(s.node),
                function: &s.function,
                file: &s.file,
                line: s.line,
                column: s.column,
                what: &s.what,
                certain: s.certain,
            })
            .collect(),
    });
    let object = WhyJson {
        schema_version: json::SCHEMA_VERSION,
        answers: answers.collect(),
    };
    json::object(out, &object)
}
