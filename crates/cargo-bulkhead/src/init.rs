//! `cargo bulkhead init`: writes down what every package does today.

use bulkhead_facts::{CapSet, Site};
use bulkhead_policy::policy::edit::{self, Addition, Head};
use bulkhead_policy::policy::{FILE, Features, Origin, Profile};
use bulkhead_policy::{Package, Picture, Policy, hold};

use crate::CLEAN;
use crate::args::{CheckOptions, Format};
use crate::failure::Failure;
use crate::look::{self, Looked};
use crate::policy_file;
use crate::report::words::{count, number};
use crate::speak::{Label, Line, Text, terminal};

/// Packages named as worth a look before they are let do what they do.
const RISKIEST: usize = 5;

/// Looks, writes, says what was written.
pub(crate) fn run(profile: Profile, options: &CheckOptions) -> Result<u8, Failure> {
    only_people(options, "init")?;
    if options.no_dev {
        return Err(Failure {
            kind: "`init` looks at what only tests use, too: it runs on your machine".to_owned(),
            cause: None,
            hint: Some("cargo bulkhead init".to_owned()),
        });
    }
    let looked = match look::look(options, |_| Ok(())) {
        Ok(looked) => looked,
        Err(blocked) => return blocked.said(options),
    };
    let picture = looked.gathered.picture(true);
    let text = match &looked.file {
        Some(file) => there_already(&file.policy, &looked, &picture),
        None => {
            let additions = additions(profile, &picture);
            let written = edit::create(&head(profile, options, &looked), &additions);
            policy_file::create(looked.gathered.root(), &written)?;
            report(&picture, &additions)
        }
    };
    look::stdout(options.color, &text)?;
    Ok(CLEAN)
}

/// Fails for options that mean nothing to a command that writes the policy.
pub(crate) fn only_people(options: &CheckOptions, command: &str) -> Result<(), Failure> {
    let wrong = match options {
        CheckOptions { fix: true, .. } => "--fix",
        options if !options.forbid.is_empty() => "--forbid",
        options if options.format != Format::Human => "--format",
        _ => return Ok(()),
    };
    Err(Failure {
        kind: format!("`{wrong}` is for `check`, not for `{command}`"),
        cause: None,
        hint: Some(format!("cargo bulkhead {command}")),
    })
}

fn head(profile: Profile, options: &CheckOptions, looked: &Looked) -> Head {
    let workspace = looked.gathered.workspace(true);
    let words = options.cargo.features.iter();
    let words = words.flat_map(|list| list.split([',', ' ']));
    Head {
        profile,
        targets: workspace.targets,
        hosts: workspace.hosts,
        features: Features {
            list: words.filter(|f| !f.is_empty()).map(str::to_owned).collect(),
            all: options.cargo.all_features,
            no_default: options.cargo.no_default_features,
        },
    }
}

/// All that a policy without grants would complain about.
fn additions(profile: Profile, picture: &Picture<'_>) -> Vec<Addition> {
    let empty = Policy {
        profile,
        ..Policy::default()
    };
    let packages = picture.packages.iter();
    packages.flat_map(|p| of_package(&empty, p)).collect()
}

fn of_package(policy: &Policy, package: &Package<'_>) -> Vec<Addition> {
    let wanted = hold::wanted(policy, &[], package);
    wanted
        .iter()
        .map(|e| addition(package, e.site, e.caps))
        .collect()
}

/// A grant for a package as it is now.
pub(crate) fn addition(package: &Package<'_>, site: Site, caps: CapSet) -> Addition {
    Addition {
        package: package.name.to_owned(),
        source: Origin::of(&package.source),
        version: package.version.to_owned(),
        site,
        caps,
    }
}

fn report(picture: &Picture<'_>, additions: &[Addition]) -> Text {
    let mut text = Text::default();
    let width = terminal::width();
    let needs = |a: &&Addition| !a.caps.is_empty() || a.site != Site::Lib;
    let needing = additions.iter().filter(needs);
    let mut names: Vec<&str> = needing.map(|a| a.package.as_str()).collect();
    names.dedup();
    let others = picture.packages.iter().filter(|p| !p.roles.member).count();
    let head = Line::new()
        .then(Label::Good, "Wrote ")
        .then(Label::Strong, FILE)
        .plain(": ");
    let said = format!(
        "{}, {} of which need a grant for what they do",
        count(others, "package from others", "packages from others"),
        number(names.len())
    );
    text.wrap(head, Label::Plain, &said, width);
    let rest = "From now on `cargo bulkhead` fails when one of them does more, and when a new one does anything of the kind.";
    text.wrap(Line::new(), Label::Plain, rest, width);
    riskiest(&mut text, picture, additions, width);
    text
}

/// What was written down is not thereby fine: the few that could do most are worth a look.
fn riskiest(text: &mut Text, picture: &Picture<'_>, additions: &[Addition], width: usize) {
    let granted = |p: &&Package<'_>| {
        let mut additions = additions.iter();
        additions.any(|a| a.package == p.name && !a.caps.is_empty())
    };
    let mut all: Vec<&Package<'_>> = picture.packages.iter().filter(granted).collect();
    all.sort_by(|a, b| b.risk().cmp(&a.risk()).then(a.name.cmp(b.name)));
    all.dedup_by_key(|p| p.name);
    if all.is_empty() {
        return;
    }
    text.gap();
    let head = "It lets them do what they do today. These can do most; look at them once:";
    text.wrap(Line::new(), Label::Plain, head, width);
    for package in all.iter().take(RISKIEST) {
        let command = format!("cargo bulkhead check {}", package.name);
        let sites = package.sites.iter().filter(|s| !s.direct.is_empty());
        let sites: Vec<_> = sites.map(|s| format!("{}: {}", s.site, s.direct)).collect();
        let mut line = Line::new().plain("  ").then(Label::Command, &command);
        line.pad_to(42);
        line.push(Label::Dim, "  ");
        text.wrap(line, Label::Dim, &sites.join("; "), width);
    }
}

fn there_already(policy: &Policy, looked: &Looked, picture: &Picture<'_>) -> Text {
    let mut text = Text::default();
    let over = |p: &&Package<'_>| !hold::excess(policy, looked.forbid(), p).is_empty();
    let over = picture.packages.iter().filter(over).count();
    let head = Line::new()
        .then(Label::Strong, FILE)
        .plain(" is there already: ");
    let said = match over {
        0 => "all packages are within it, nothing to do".to_owned(),
        n => format!(
            "nothing was changed, and {} beyond it. See what they do with `cargo bulkhead`, then grant it with \
             `cargo bulkhead accept`",
            count(n, "package is", "packages are")
        ),
    };
    text.wrap(head, Label::Plain, &said, terminal::width());
    text
}
