//! Macros of std that reach out of the package while compiling, judged by their argument.

use super::text::{self, Evaluated};
use crate::{CapSet, Capability, table};

/// Macros whose argument decides.
pub(super) const BUILTIN_MACROS: [&str; 5] = [
    "include",
    "include_str",
    "include_bytes",
    "env",
    "option_env",
];

/// What a call of a std macro comes down to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    Nothing,
    /// What was named, and its capabilities.
    Fact(String, CapSet),
    /// What could not be seen.
    Unseen(String),
}

/// Judges a call in `file` of the macro that `path` leads to.
pub(super) fn judge(path: &str, argument: &Evaluated, file: &str) -> Judgement {
    let name = path.rsplit("::").next().unwrap_or(path);
    match (name, argument) {
        ("include", _) => {
            Judgement::Unseen("a file is included through another name of `include!`".to_owned())
        }
        ("include_str" | "include_bytes", Evaluated::Text { text, from_root }) => {
            match leaves_package(file, text, *from_root) {
                true => embed(name, text),
                false => Judgement::Nothing,
            }
        }
        ("env" | "option_env", Evaluated::Text { text, .. }) => match is_cargo_variable(text) {
            true => Judgement::Nothing,
            false => embed(name, text),
        },
        // Data that a build script wrote: no code, and the build script's own facts say what it did.
        ("include_str" | "include_bytes", Evaluated::Generated) => Judgement::Nothing,
        ("include_str" | "include_bytes", Evaluated::Unknown) => Judgement::Unseen(format!(
            "the name of the file that `{name}!` reads is computed"
        )),
        ("env" | "option_env", _) => Judgement::Unseen(format!(
            "the name of the variable that `{name}!` reads is computed"
        )),
        _ if is_asm(name) => Judgement::Fact(format!("{name}!"), Capability::Asm.into()),
        _ => match table::std_macro(path).filter(|row| !row.caps.is_empty()) {
            Some(row) => Judgement::Fact(format!("{name}!"), row.caps),
            None => Judgement::Nothing,
        },
    }
}

/// The same with the argument as another package's scan kept it.
pub(crate) fn judge_kept(path: &str, argument: Option<&str>, file: &str) -> Judgement {
    let argument = argument.map_or(Evaluated::Unknown, |text| Evaluated::Text {
        text: text.to_owned(),
        from_root: false,
    });
    judge(path, &argument, file)
}

fn embed(name: &str, text: &str) -> Judgement {
    Judgement::Fact(format!("{name}!({text:?})"), Capability::Embed.into())
}

/// Whether a file named in `file` lies outside of the package.
pub(super) fn leaves_package(file: &str, text: &str, from_root: bool) -> bool {
    package_path(file, text, from_root)
        .as_deref()
        .is_none_or(text::leaves)
}

/// The package-relative path of a file named in `file`; `None` for an absolute one.
pub(super) fn package_path(file: &str, text: &str, from_root: bool) -> Option<String> {
    match from_root {
        true => text::join("", text.trim_start_matches('/')),
        false => text::join(text::folder(file), text),
    }
}

pub(super) fn is_asm(name: &str) -> bool {
    matches!(name, "asm" | "global_asm" | "naked_asm" | "llvm_asm")
}

/// Variables that Cargo itself sets for the crate that it compiles.
/// Source: The Cargo Book, "Environment variables Cargo sets for crates". Secrets such as `CARGO_REGISTRY_TOKEN` share
/// the prefix but come from the user's shell.
#[must_use]
pub fn is_cargo_variable(name: &str) -> bool {
    const WHOLE: [&str; 8] = [
        "CARGO",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_CRATE_NAME",
        "CARGO_BIN_NAME",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_TARGET_TMPDIR",
        "OUT_DIR",
    ];
    WHOLE.contains(&name) || name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_BIN_EXE_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cargo_sets_is_cargos() {
        let judged = |name: &str| judge_kept("std::env", Some(name), "src/lib.rs");
        assert_eq!(judged("CARGO_PKG_VERSION"), Judgement::Nothing);
        assert!(matches!(
            judged("CARGO_REGISTRY_TOKEN"),
            Judgement::Fact(..)
        ));
        assert!(matches!(
            judge_kept("std::env", None, "src/lib.rs"),
            Judgement::Unseen(_)
        ));
    }

    #[test]
    fn files_are_judged_from_where_they_are_named() {
        let judged = |file: &str| judge_kept("core::include_str", Some("../README.md"), file);
        assert_eq!(judged("src/lib.rs"), Judgement::Nothing);
        assert!(matches!(judged("build.rs"), Judgement::Fact(..)));
    }
}
