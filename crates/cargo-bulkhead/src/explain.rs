//! `cargo bulkhead explain`: what the codes of findings and the capabilities mean. The pages are those of `docs/findings`.

use bulkhead_facts::{CapSet, Capability, table};
use bulkhead_policy::finding;
use bulkhead_policy::policy::Profile;

use crate::failure::Failure;
use crate::look;
use crate::report::markdown;
use crate::speak::{Label, Line, Text, terminal};
use crate::{CLEAN, suggest};

macro_rules! pages {
    ($($code:literal)*) => {
        /// A page for each code, sorted by code.
        const PAGES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("../../../docs/findings/", $code, ".md"))),)*];
    };
}

pages! {
    "archive-entry"
    "blob"
    "build-directive"
    "build-net"
    "build-payload"
    "capability-growth"
    "ci-behaviour"
    "dependency-confusion"
    "dormant-revived"
    "download-and-run"
    "expired-exception"
    "first-dependency"
    "forbidden"
    "hidden-code"
    "hidden-string"
    "high-first-version"
    "name-confusable"
    "package-added"
    "paired-release"
    "secret-place"
    "source-tampered"
    "trojan-source"
    "unread"
    "unused-exception"
    "unused-grant"
    "unverified-source"
    "yank-storm"
    "yanked-release"
    "young-release"
}

/// Names of the table that are shown of a capability.
const EXAMPLES: usize = 6;

/// Says what a word means, or which words there are.
pub(crate) fn run(word: Option<&str>, color: terminal::Color) -> Result<u8, Failure> {
    let width = terminal::width();
    let text = match word {
        Some(word) => explain(word, width).ok_or_else(|| unknown(word))?,
        None => contents(width),
    };
    look::stdout(color, &text)?;
    Ok(CLEAN)
}

fn explain(word: &str, width: usize) -> Option<Text> {
    // As a finding shows it, too: `warning[blob]`.
    let bare = word
        .split_once('[')
        .map_or(word, |(_, rest)| rest.trim_end_matches(']'));
    if let Some(page) = page(bare) {
        return Some(markdown::text(page, width));
    }
    let cap: Capability = bare.split('@').next()?.parse().ok()?;
    Some(capability(cap, width))
}

/// The page of a code.
pub(crate) fn page(code: &str) -> Option<&'static str> {
    PAGES
        .iter()
        .find(|(c, _)| *c == code)
        .map(|(_, page)| *page)
}

fn unknown(word: &str) -> Failure {
    let codes = PAGES.iter().map(|(code, _)| *code);
    let words = codes.chain(Capability::ALL.map(Capability::name));
    let hint = match suggest::nearest(word, words) {
        Some(near) => format!("did you mean this one? cargo bulkhead explain {near}"),
        None => "see them all: cargo bulkhead explain".to_owned(),
    };
    Failure {
        kind: format!("`{word}` is neither the code of a finding nor a capability"),
        cause: None,
        hint: Some(hint),
    }
}

fn codes() -> Vec<finding::Code> {
    let mut codes = finding::codes();
    codes.push(finding::BUILD_DIRECTIVE);
    codes.sort_unstable();
    codes
}

fn contents(width: usize) -> Text {
    let mut text = Text::default();
    text.line(Line::new().then(Label::Strong, "Findings"));
    for code in codes() {
        let levels: Vec<_> = code.levels.iter().map(|l| l.name()).collect();
        let said = format!("{} ({})", code.summary, levels.join(", "));
        row(&mut text, code.code, &said, width);
    }
    text.gap();
    text.line(Line::new().then(Label::Strong, "Capabilities"));
    for cap in Capability::ALL {
        row(&mut text, cap.name(), cap.meaning(), width);
    }
    text.gap();
    let line = Line::new().plain("One in full: ");
    text.line(line.then(Label::Command, "cargo bulkhead explain capability-growth"));
    text
}

fn row(text: &mut Text, name: &str, said: &str, width: usize) {
    let mut head = Line::new().plain("  ").then(Label::Capability, name);
    head.pad_to(22);
    text.wrap(head, Label::Plain, said, width);
}

fn capability(cap: Capability, width: usize) -> Text {
    let mut text = Text::default();
    let head = Line::new().then(Label::Strong, cap.name()).plain(": ");
    text.wrap(head, Label::Plain, cap.meaning(), width);
    text.gap();
    let kind = if CapSet::AMBIENT.contains(cap) {
        "It is authority over the world outside: what counts is acquiring it by name. Using a file or a connection that the \
         caller passed in does not."
    } else {
        "It is a way round the language's rules: code that has it can do what its source does not say."
    };
    text.wrap(Line::new(), Label::Plain, kind, width);
    let profiles = Profile::ALL.into_iter().filter(|p| p.caps().contains(cap));
    let profiles: Vec<_> = profiles.map(|p| format!("`{}`", p.name())).collect();
    let needs = format!(
        "It needs a grant in bulkhead.toml under the profiles {}.",
        profiles.join(" and ")
    );
    text.wrap(Line::new(), Label::Plain, &needs, width);
    let examples = table::examples(cap);
    if !examples.is_empty() {
        text.gap();
        text.line(Line::new().plain("Some of what names it, and why:"));
    }
    for (name, reason) in examples.iter().take(EXAMPLES) {
        let mut head = Line::new().plain("  ").then(Label::Capability, name);
        head.pad_to(38);
        head.push(Label::Plain, "  ");
        text.wrap(head, Label::Plain, reason, width);
    }
    text.gap();
    for (what, command) in [
        ("who has it here", format!("cargo bulkhead --forbid {cap}")),
        (
            "forbid it",
            format!("forbid = [\"{cap}\"] under [policy] in bulkhead.toml"),
        ),
    ] {
        text.line(
            Line::new()
                .plain(&format!("{what}: "))
                .then(Label::Command, &command),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_every_capability_is_explained() {
        let codes: Vec<_> = codes().iter().map(|c| c.code).collect();
        let pages: Vec<_> = PAGES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, pages);
        for word in codes
            .iter()
            .copied()
            .chain(Capability::ALL.map(Capability::name))
        {
            let text = explain(word, 80);
            assert!(text.is_some_and(|t| t.len() > 4), "{word}");
        }
        assert!(explain("warning[blob]", 80).is_some() && explain("net@build", 80).is_some());
        assert!(explain("nett", 80).is_none());
        assert_eq!(
            unknown("blobb").hint.as_deref(),
            Some("did you mean this one? cargo bulkhead explain blob")
        );
    }
}
