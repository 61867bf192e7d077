//! What is said of walls: by the roles that Cargo starts, and by `exec`.

use std::ffi::OsString;
use std::io::{self, Write as _};

use bulkhead_cargo::contain::{
    self, BadDirective, Denial, Denied, Front, Grants, Place, Role, SiteGrants,
};
use bulkhead_cargo::graph::Source;
use bulkhead_facts::{Capability, Site};
use bulkhead_policy::Policy;
use bulkhead_policy::finding::BUILD_DIRECTIVE;
use bulkhead_sandbox::Access;

use crate::failure::Failure;
use crate::speak::terminal::{self, Color};
use crate::speak::{Label, Line, Text};

/// Acts out the role that this process was started in, if it is one; gives the exit code. Comes before everything else.
pub(crate) fn role(arguments: &[OsString]) -> Option<u8> {
    let (argv0, rest) = arguments.split_first()?;
    let role = Role::of(argv0)?;
    let code = contain::act(role, argv0, rest.to_vec(), &mut Streams);
    Some(u8::try_from(code).unwrap_or(1))
}

/// A role's words, on this process's own streams, which are Cargo's pipes.
struct Streams;

impl Front for Streams {
    fn grants(&self, text: &str) -> Result<Box<dyn Grants>, String> {
        match Policy::parse(text) {
            Ok(policy) => Ok(Box::new(Granted(policy))),
            Err(complaints) => Err(complaints.first().map_or_else(String::new, |c| {
                format!("line {}: {}", c.spot.line, c.message)
            })),
        }
    }

    fn output(&mut self, bytes: &[u8]) {
        let mut stdout = io::stdout().lock();
        // Cargo has gone; so do we, soon.
        let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
    }

    fn errors(&mut self, bytes: &[u8]) {
        let _ = io::stderr().lock().write_all(bytes);
    }

    fn denied(&mut self, place: &Place, denied: &[Denied], fatal: bool) {
        say(&denial(&Denial {
            place: place.clone(),
            denied: denied.to_vec(),
            fatal,
        }));
    }

    fn bad_directives(&mut self, place: &Place, bad: &[BadDirective]) {
        say(&directives(place, bad));
    }

    fn failure(&mut self, kind: &str, hint: &str) {
        let failure = Failure {
            kind: format!("bulkhead: {kind}"),
            cause: None,
            hint: Some(hint.to_owned()),
        };
        say(&failure.text(terminal::width()));
    }
}

/// A policy as walls see it.
struct Granted(Policy);

impl Grants for Granted {
    fn of(&self, package: &str, version: &str, source: &Source, site: Site) -> SiteGrants {
        let source = crate::gather::source(source);
        let grants = self.0.grants.iter();
        let covering = grants.filter(|g| g.covers(package, version, &source));
        let mut all = SiteGrants::default();
        for site in covering.filter_map(|g| g.site(site)) {
            // `net` cannot be had for one thing only.
            all.net |= site.caps.contains(Capability::Net);
            for scoped in &site.scoped {
                let access = match scoped.cap {
                    Capability::Read => Access::Read,
                    Capability::Write => Access::Write,
                    Capability::Run => Access::Run,
                    Capability::Env => {
                        all.variables.push(scoped.what.clone().into());
                        continue;
                    }
                    _ => continue,
                };
                all.paths.push((scoped.what.clone().into(), access));
            }
        }
        all
    }

    fn program_may(&self, capability: Capability) -> bool {
        let sites = self.0.grants.iter().filter_map(|g| g.lib.as_ref());
        sites.into_iter().any(|site| site.caps.contains(capability))
    }
}

/// Says something on standard error.
pub(crate) fn say(text: &Text) {
    let mut stderr = io::stderr().lock();
    let color = terminal::wants_color(Color::Auto, &stderr);
    // Nobody is left to tell when the stream is closed.
    let _ = terminal::write(&mut stderr, text, color);
}

/// Lines of attempts that are shown of one place.
const SHOWN: usize = 12;

/// A denial, with the grant that would allow it.
pub(crate) fn denial(denial: &Denial) -> Text {
    let mut text = Text::default();
    let verb = if denial.fatal {
        " failed; it was not allowed to"
    } else {
        " was not allowed to"
    };
    let label = if denial.fatal {
        Label::Deny
    } else {
        Label::Warn
    };
    text.line(
        Line::new()
            .then(label, "contained")
            .plain(": ")
            .then(Label::Strong, &name(&denial.place))
            .plain(verb),
    );
    for denied in denial.denied.iter().take(SHOWN) {
        let mut line = Line::new().then(Label::Gutter, "  | ").plain(&denied.what);
        if !denied.by.is_empty() {
            line.push(Label::Dim, &format!(" ({})", denied.by));
        }
        text.line(line);
    }
    if denial.denied.len() > SHOWN {
        let more = format!("and {} more", denial.denied.len() - SHOWN);
        text.line(
            Line::new()
                .then(Label::Gutter, "  | ")
                .then(Label::Dim, &more),
        );
    }
    if let Some(line) = denial.grant_line() {
        let head = Line::new()
            .then(Label::Note, "  grant")
            .plain(", if it should, in bulkhead.toml under [grants]:");
        text.line(head);
        text.line(Line::new().plain("    ").then(Label::Command, &line));
    }
    text
}

fn directives(place: &Place, bad: &[BadDirective]) -> Text {
    let mut text = Text::default();
    text.line(
        Line::new()
            .then(Label::Deny, &format!("denied[{}]", BUILD_DIRECTIVE.code))
            .plain(": ")
            .then(Label::Strong, &name(place))
            .plain(" told Cargo what it may not"),
    );
    for bad in bad {
        text.line(Line::new().then(Label::Gutter, "  | ").plain(&bad.line));
        text.line(Line::new().then(Label::Gutter, "  = ").plain(&bad.why));
    }
    text
}

/// The package and which of its code.
fn name(place: &Place) -> String {
    let package = if place.version.is_empty() {
        place.package.clone()
    } else {
        format!("{} {}", place.package, place.version)
    };
    match place.site {
        Site::Build => format!("the build script of {package}"),
        Site::Macro if place.macros.is_empty() => format!("the compiler of {package}"),
        Site::Macro => format!(
            "the compiler of {package}, with the macros of {},",
            place.macros.join(", ")
        ),
        Site::Lib => format!("the program or test of {package}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, package: &str, source: &Source) -> SiteGrants {
        let grants = Streams.grants(text).expect("it is a policy");
        grants.of(package, "1.0.0", source, Site::Build)
    }

    #[test]
    fn only_words_that_name_a_thing_open_anything() {
        let text = "version = 1\n[grants]\ncc = { build = [\"run\", \"read\", \"env\"] }\nmio = [\"net\"]\n\
                    fetch = { build = [\"net\", \"read:/opt/cuda\", \"run:/usr/bin/protoc\", \"env:TOKEN\"] }\n";
        for closed in ["cc", "mio", "other"] {
            assert_eq!(
                of(text, closed, &Source::CratesIo),
                SiteGrants::default(),
                "{closed}"
            );
        }
        let open = of(text, "fetch", &Source::CratesIo);
        assert!(
            open.net && open.paths.len() == 2 && open.variables == ["TOKEN"],
            "{open:?}"
        );
        // A second package of the same name from elsewhere inherits nothing.
        let git = Source::Git("https://example.org/fetch?tag=1#0123456".to_owned());
        for other in [&Source::Path, &git] {
            assert_eq!(of(text, "fetch", other), SiteGrants::default());
        }
        let text = "version = 1\n[grants]\nfetch = { source = \"git+https://example.org/fetch\", build = [\"net\"] }\n";
        assert!(of(text, "fetch", &git).net && !of(text, "fetch", &Source::CratesIo).net);
    }

    #[test]
    fn a_policy_that_is_not_understood_opens_nothing() {
        for text in [
            "",
            "version = 1\n[grants]\na = { biuld = [] }\n",
            "version = 1\n[grants",
        ] {
            assert!(Streams.grants(text).is_err(), "{text}");
        }
    }
}
