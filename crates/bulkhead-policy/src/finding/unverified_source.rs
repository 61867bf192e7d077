//! `unverified-source`: nothing vouched for the bytes that were read.

use super::{Case, Evidence, Level, Rule, Verdict};
use crate::picture::{Provenance, Source};

pub(super) const RULE: Rule = Rule {
    code: "unverified-source",
    levels: &[Level::Note],
    summary: "no checksum vouches for the files that were read",
    judge,
};

fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let package = case.package();
    let Provenance::Unverified(why) = &package.provenance else {
        return Vec::new();
    };
    vec![Verdict {
        level: Level::Note,
        message: "was read from files that no checksum vouches for".to_owned(),
        evidence: vec![Evidence {
            file: String::new(),
            position: None,
            what: why.clone(),
        }],
        help: help(&package.source).to_owned(),
    }]
}

fn help(source: &Source) -> &'static str {
    match source {
        Source::Registry(_) => {
            "`cargo fetch --locked` downloads the archive, which is then verified and read instead"
        }
        Source::Git(_) => {
            "a checkout can be changed after it was made; a released version can be verified"
        }
        Source::Path => "the files are read as they are now",
    }
}
