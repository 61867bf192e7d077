//! Which variables a contained program gets.
//!
//! What Cargo sets for the package stays; what the user's shell had stays only when listed. The difference is read from the
//! environment that Cargo itself was started with (`/proc/PID/environ` of our parent): a variable that is the same there is
//! the shell's.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

/// Variables of the shell that steer tools and hold no secret. `*` stands for any characters.
const LISTED: &[&str] = &[
    // How programs speak and what time it is.
    "LANG",
    "LANGUAGE",
    "LC_*",
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "CLICOLOR*",
    "TZ",
    "SOURCE_DATE_EPOCH",
    "PATH",
    // Compilers and their flags, in the spellings of the `cc` crate.
    "CC",
    "CC_*",
    "*_CC",
    "CXX",
    "CXX_*",
    "*_CXX",
    "AR",
    "AR_*",
    "*_AR",
    "ARFLAGS*",
    "AS",
    "LD",
    "NM",
    "NM_*",
    "RANLIB",
    "RANLIB_*",
    "STRIP",
    "OBJCOPY",
    "CPP",
    "CFLAGS*",
    "*_CFLAGS",
    "CXXFLAGS*",
    "*_CXXFLAGS",
    "CPPFLAGS",
    "LDFLAGS*",
    "ASFLAGS",
    "ASM_NASM",
    "NASM",
    "YASM",
    "FC",
    "CXXSTDLIB*",
    "CRATE_CC_NO_DEFAULTS",
    "MAKE",
    "CMAKE*",
    "NINJA*",
    "MESON",
    "LIBRARY_PATH",
    "CPATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "PKG_CONFIG*",
    "*_NO_PKG_CONFIG",
    "*_USE_PKG_CONFIG",
    // Where libraries are and how -sys crates are to build.
    "*_STATIC",
    "*_DYNAMIC",
    "*_LIB_DIR",
    "*_INCLUDE_DIR",
    "*_LIB_PATH",
    "*_INCLUDE_PATH",
    "*_ROOT_DIR",
    "*_DIR",
    "*_LIBS",
    "*_LIB",
    "*_VENDOR",
    "*_VENDORED",
    "*_BUNDLED",
    "*_NO_VENDOR",
    "*_SYS_*",
    "OPENSSL_*",
    "LIBCLANG_PATH",
    "LLVM_*",
    "CLANG_PATH",
    "BINDGEN_*",
    "PROTOC",
    "PROTOC_*",
    "PYO3_*",
    "PYTHON_SYS_EXECUTABLE",
    "VCPKG*",
    "JEMALLOC_*",
    "RING_*",
    "DOCS_RS",
    "SQLX_OFFLINE*",
    "CUDA_PATH",
    "CUDA_HOME",
    "CUDA_ROOT",
    "JAVA_HOME",
    "ANDROID_NDK*",
    "NDK_*",
    "SDKROOT",
    "*_DEPLOYMENT_TARGET",
    // Rust.
    "RUST_BACKTRACE",
    "RUST_LIB_BACKTRACE",
    "RUST_LOG",
    "RUST_MIN_STACK",
    "RUSTC_BOOTSTRAP",
    "RUSTC_FORCE_*",
    "RUSTFLAGS",
    "RUSTDOCFLAGS",
    "RUST_TEST_*",
    "CARGO_INCREMENTAL",
    "CARGO_TERM_*",
    "CARGO_NET_OFFLINE",
    "TRYBUILD",
    "INSTA_*",
    "PROPTEST_*",
    "QUICKCHECK_*",
];

/// A listed variable whose name holds one of these stays outside all the same.
const SECRET: &[&str] = &[
    "TOKEN",
    "SECRET",
    "PASSW",
    "CREDENTIAL",
    "PRIVATE",
    "APIKEY",
    "API_KEY",
    "ACCESS_KEY",
    "_AUTH",
    "COOKIE",
    "SESSION",
];

/// Never passed on: they start this program again, or name the user's own places.
const OURS: &[&str] = &[
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "CARGO_BUILD_RUSTC_WRAPPER",
    "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER",
    "HOME",
    "TMPDIR",
    "TMP",
    "TEMP",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "CARGO_MAKEFLAGS",
    "MAKEFLAGS",
    "MFLAGS",
    "OLDPWD",
    "_",
    "SHLVL",
    "SHELL",
    "USER",
    "LOGNAME",
];

/// Variables that the child gets, and the names of those of the shell that it does not.
#[derive(Debug, Default)]
pub(super) struct Environment {
    pub(super) kept: Vec<(OsString, OsString)>,
    pub(super) dropped: Vec<OsString>,
}

/// The variables for a child: this process's own, without the shell's unless listed or granted.
pub(super) fn filtered(granted: &[OsString]) -> Environment {
    filter(std::env::vars_os(), &cargos_own(), granted)
}

/// The toolchain's programs first in `PATH`, before rustup's, which want the home.
pub(super) fn toolchain_first(environment: &mut [(OsString, OsString)], sysroot: &Path) {
    for (name, value) in environment {
        if name == "PATH" {
            let all = std::iter::once(sysroot.join("bin")).chain(std::env::split_paths(value));
            if let Ok(joined) = std::env::join_paths(all) {
                *value = joined;
            }
        }
    }
}

/// Whether a variable is one that holds a secret, by its name.
pub(super) fn is_secret(name: &OsStr) -> bool {
    let upper = name.to_string_lossy().to_ascii_uppercase();
    SECRET.iter().any(|s| upper.contains(s))
}

fn filter(
    all: impl Iterator<Item = (OsString, OsString)>,
    shell: &BTreeMap<OsString, OsString>,
    granted: &[OsString],
) -> Environment {
    let mut environment = Environment::default();
    for (name, value) in all {
        if granted.contains(&name) {
            environment.kept.push((name, value));
        } else if OURS.iter().any(|ours| name == *ours) {
            // Set anew where it is needed.
        } else if is_token(&name) || (shell.get(&name) == Some(&value) && !is_listed(&name)) {
            environment.dropped.push(name);
        } else {
            environment.kept.push((name, value));
        }
    }
    environment
}

/// Cargo's own secrets, wherever they come from.
fn is_token(name: &OsStr) -> bool {
    let text = name.to_string_lossy();
    text.starts_with("CARGO_REGIST") && is_secret(name)
}

fn is_listed(name: &OsStr) -> bool {
    let text = name.as_bytes();
    LISTED
        .iter()
        .any(|pattern| matches(pattern.as_bytes(), text))
        && !is_secret(name)
}

fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', after @ ..] => (0..=text.len()).any(|i| matches(after, &text[i..])),
        [first, after @ ..] => text.first() == Some(first) && matches(after, &text[1..]),
    }
}

/// The environment that our parent was started with. When it cannot be read, everything counts as the shell's; within
/// walls nothing does, since they let in only what may be kept.
fn cargos_own() -> BTreeMap<OsString, OsString> {
    let parent = std::os::unix::process::parent_id();
    match fs::read(format!("/proc/{parent}/environ")) {
        Ok(bytes) => bytes.split(|b| *b == 0).filter_map(pair).collect(),
        Err(_) if bulkhead_sandbox::is_inside() => BTreeMap::new(),
        Err(_) => std::env::vars_os()
            .filter(|(name, _)| !is_cargos(name))
            .collect(),
    }
}

fn pair(entry: &[u8]) -> Option<(OsString, OsString)> {
    let at = entry.iter().position(|b| *b == b'=')?;
    let own = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    Some((own(&entry[..at]), own(&entry[at + 1..])))
}

/// Names that Cargo sets for what it starts ("Environment variables Cargo sets" in the Cargo book).
fn is_cargos(name: &OsStr) -> bool {
    const PREFIXES: [&str; 8] = [
        "CARGO_PKG_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
        "CARGO_MANIFEST",
        "CARGO_BIN_",
        "CARGO_CRATE_",
        "CARGO_TARGET_TMPDIR",
        "DEP_",
    ];
    const NAMES: [&str; 14] = [
        "CARGO",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_ENCODED_RUSTFLAGS",
        "OUT_DIR",
        "TARGET",
        "HOST",
        "NUM_JOBS",
        "OPT_LEVEL",
        "DEBUG",
        "PROFILE",
        "RUSTC",
        "RUSTDOC",
        "RUSTC_LINKER",
        "LD_LIBRARY_PATH",
    ];
    let bytes = name.as_bytes();
    PREFIXES.iter().any(|p| bytes.starts_with(p.as_bytes()))
        || NAMES.iter().any(|n| bytes == n.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        list.iter().map(|(n, v)| (n.into(), v.into())).collect()
    }

    #[test]
    fn the_shells_variables_stay_outside_unless_listed() {
        let shell: BTreeMap<_, _> = pairs(&[
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("CARGO_REGISTRY_TOKEN", "t"),
            ("GITHUB_TOKEN", "t"),
            ("PATH", "/bin"),
            ("OPENSSL_DIR", "/o"),
            ("FOO", "x"),
            ("SECRET_SYS_TOKEN", "s"),
            ("HOME", "/home/u"),
            ("GRANTED", "g"),
            ("SSH_AUTH_SOCK", "/s"),
        ])
        .into_iter()
        .collect();
        let mut own: Vec<_> = shell.clone().into_iter().collect();
        own.extend(pairs(&[
            ("OUT_DIR", "/t"),
            ("DEP_Z_ROOT", "/z"),
            ("RUSTC_WRAPPER", "/w"),
            ("CARGO_REGISTRIES_X_TOKEN", "t"),
        ]));
        own.iter_mut()
            .filter(|(n, _)| n == "FOO")
            .for_each(|(_, v)| *v = "set by a directive".into());
        let environment = filter(own.into_iter(), &shell, &["GRANTED".into()]);
        let mut names: Vec<_> = environment
            .kept
            .iter()
            .map(|(n, _)| n.to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "DEP_Z_ROOT",
                "FOO",
                "GRANTED",
                "OPENSSL_DIR",
                "OUT_DIR",
                "PATH"
            ]
        );
    }

    #[test]
    fn patterns() {
        let matches = |pattern: &str, text: &str| matches(pattern.as_bytes(), text.as_bytes());
        assert!(
            matches("*_SYS_*", "AWS_LC_SYS_NO_ASM")
                && matches("CC_*", "CC_x86")
                && matches("LANG", "LANG")
        );
        assert!(
            !matches("*_SYS_*", "SYS_X") && !matches("CC_*", "CCC") && !matches("LANG", "LANGX")
        );
    }
}
