//! One call of rustc, as far as walls are concerned.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

/// Bytes of a file of arguments (`@path`); Cargo writes one when the command line gets too long.
const MOST_ARGUMENTS: u64 = 64 << 20;

/// What the arguments of rustc (or rustdoc) say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unit {
    /// The arguments, files of arguments read in.
    pub(super) arguments: Vec<OsString>,
    pub(super) crate_name: String,
    pub(super) crate_types: Vec<String>,
    /// The root file; `-` is standard input.
    pub(super) source: Option<PathBuf>,
    pub(super) out_dir: Option<PathBuf>,
    pub(super) extra_filename: String,
    pub(super) incremental: Option<PathBuf>,
    /// `--extern`: the files.
    pub(super) externs: Vec<PathBuf>,
    /// `-L`: the folders.
    pub(super) searched: Vec<PathBuf>,
    /// Files that flags name: a linker, a target specification, a profile.
    pub(super) files: Vec<PathBuf>,
    /// `--print`, `-V`, `-vV`, `--version`, `--help`: nothing is compiled.
    pub(super) only_asks: bool,
    /// Whether messages are JSON.
    pub(super) json: bool,
    /// rustdoc's `--test`.
    pub(super) tests_docs: bool,
}

impl Unit {
    /// Reads the arguments after the compiler's own name.
    pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> io::Result<Unit> {
        let mut unit = Unit {
            arguments: expand(arguments)?,
            ..Unit::default()
        };
        let all = unit.arguments.clone();
        let mut rest = all.iter();
        while let Some(argument) = rest.next() {
            let (flag, value) = split(argument);
            if takes_value(flag) {
                let value = match value {
                    Some(value) => Some(value),
                    None => rest.next().cloned(),
                };
                unit.option(flag, &value.unwrap_or_default());
            } else if flag.starts_with('-') && flag != "-" {
                unit.flag(flag);
            } else if unit.source.is_none() {
                unit.source = Some(PathBuf::from(argument));
            }
        }
        Ok(unit)
    }

    fn flag(&mut self, flag: &str) {
        match flag {
            "-V" | "-vV" | "-Vv" | "--version" | "-h" | "--help" => self.only_asks = true,
            "--test" => self.tests_docs = true,
            _ => {}
        }
    }

    fn option(&mut self, flag: &str, value: &OsStr) {
        let text = value.to_string_lossy();
        match flag {
            "--crate-name" => self.crate_name = text.into_owned(),
            "--crate-type" => self.crate_types.extend(text.split(',').map(str::to_owned)),
            "--out-dir" => self.out_dir = Some(value.into()),
            "-o" | "--output" => self.out_dir = self.out_dir.take().or_else(|| Some(value.into())),
            // Every other kind is printed while something is compiled.
            "--print" => {
                let kind = text.split('=').next().unwrap_or_default();
                self.only_asks |= QUESTIONS.contains(&kind);
            }
            "--error-format" => self.json = text == "json",
            "--extern" => {
                if let Some(path) = after(value, b'=') {
                    self.externs.push(path.into());
                }
            }
            "-L" | "--library-path" => {
                const KINDS: [&[u8]; 5] =
                    [b"dependency", b"crate", b"native", b"framework", b"all"];
                let bytes = value.as_bytes();
                let kind = bytes
                    .iter()
                    .position(|b| *b == b'=')
                    .filter(|at| KINDS.contains(&&bytes[..*at]));
                self.searched.push(
                    kind.map_or(value, |at| OsStr::from_bytes(&bytes[at + 1..]))
                        .into(),
                );
            }
            "--target" if text.ends_with(".json") => self.files.push(value.into()),
            "-C" | "--codegen" => self.codegen(value),
            _ => {}
        }
    }

    fn codegen(&mut self, value: &OsStr) {
        let text = value.to_string_lossy();
        let path = || after(value, b'=').map(PathBuf::from).unwrap_or_default();
        if text.starts_with("extra-filename=") {
            self.extra_filename = path().to_string_lossy().into_owned();
        } else if text.starts_with("incremental=") {
            self.incremental = Some(path());
        } else if text.starts_with("linker=") || text.starts_with("profile-use=") {
            self.files.push(path());
        }
    }

    /// What the files that it leaves are named after.
    pub(super) fn stem(&self) -> String {
        format!("{}{}", self.crate_name, self.extra_filename)
    }

    /// Cargo names build scripts `build_script_build` and compiles them into a folder below `build`.
    pub(super) fn is_build_script(&self) -> bool {
        let below_build = self.out_dir.as_deref().is_some_and(|dir| {
            dir.ancestors()
                .skip(1)
                .take(3)
                .any(|a| a.file_name() == Some(OsStr::new("build")))
        });
        self.crate_name.starts_with("build_script_") && self.crate_types == ["bin"] && below_build
    }

    /// The arguments with the folder for outputs and the incremental folder replaced.
    pub(super) fn redirected(&self, out_dir: &Path, incremental: Option<&Path>) -> Vec<OsString> {
        let mut out = Vec::with_capacity(self.arguments.len());
        let mut rest = self.arguments.iter();
        while let Some(argument) = rest.next() {
            let (flag, value) = split(argument);
            if !takes_value(flag) {
                out.push(argument.clone());
                continue;
            }
            let joined = value.is_some();
            let Some(value) = value.or_else(|| rest.next().cloned()) else {
                out.push(argument.clone());
                break;
            };
            match (flag, incremental) {
                ("--out-dir", _) => out.extend(["--out-dir".into(), out_dir.into()]),
                ("-C" | "--codegen", Some(dir))
                    if value.as_bytes().starts_with(b"incremental=") =>
                {
                    let mut text = OsString::from("incremental=");
                    text.push(dir);
                    out.extend(["-C".into(), text]);
                }
                _ if joined => out.push(argument.clone()),
                _ => out.extend([argument.clone(), value]),
            }
        }
        out
    }
}

/// What rustc prints instead of compiling anything: one of them is enough. Source: The rustc book, "Command-line Arguments",
/// `--print`; `native-static-libs` and `link-args` are not among them.
const QUESTIONS: [&str; 22] = [
    "all-target-specs-json",
    "backend-has-zstd",
    "calling-conventions",
    "cfg",
    "check-cfg",
    "code-models",
    "crate-name",
    "crate-root-lint-levels",
    "deployment-target",
    "file-names",
    "host-tuple",
    "relocation-models",
    "split-debuginfo",
    "stack-protector-strategies",
    "supported-crate-types",
    "sysroot",
    "target-cpus",
    "target-features",
    "target-libdir",
    "target-list",
    "target-spec-json",
    "tls-models",
];

/// Options of rustc and rustdoc whose value may stand in the next argument and matters here, or could be taken for a source.
const WITH_VALUE: &[&str] = &[
    "--crate-name",
    "--crate-type",
    "--out-dir",
    "-o",
    "--output",
    "--print",
    "--error-format",
    "--extern",
    "-L",
    "--library-path",
    "--target",
    "-C",
    "--codegen",
    "--edition",
    "--emit",
    "--cfg",
    "--check-cfg",
    "--cap-lints",
    "-A",
    "-W",
    "-D",
    "-F",
    "--allow",
    "--warn",
    "--deny",
    "--forbid",
    "--force-warn",
    "--sysroot",
    "--color",
    "--json",
    "--diagnostic-width",
    "--remap-path-prefix",
    "-l",
    "-Z",
    "--crate-version",
    "--explain",
    "--test-args",
    "--test-run-directory",
    "--runtool",
    "--test-runtool",
    "--runtool-arg",
    "--test-runtool-arg",
    "--html-in-header",
    "--resource-suffix",
    "--theme",
    "--document-private",
    "--extern-html-root-url",
    "--test-builder",
    "--test-builder-wrapper",
    "--output-format",
];

fn takes_value(flag: &str) -> bool {
    WITH_VALUE.contains(&flag)
}

/// `--flag=value`, `-Lvalue` and the like in their two parts.
fn split(argument: &OsStr) -> (&str, Option<OsString>) {
    let bytes = argument.as_bytes();
    if bytes.starts_with(b"--") {
        let at = bytes.iter().position(|b| *b == b'=').unwrap_or(bytes.len());
        let flag = std::str::from_utf8(&bytes[..at]).unwrap_or("--?");
        return (flag, after(argument, b'=').map(OsStr::to_owned));
    }
    let short = bytes.len() > 2 && bytes[0] == b'-' && b"LCloAWDFZ".contains(&bytes[1]);
    if short {
        let flag = std::str::from_utf8(&bytes[..2]).unwrap_or("-?");
        return (flag, Some(OsStr::from_bytes(&bytes[2..]).to_owned()));
    }
    (argument.to_str().unwrap_or("?"), None)
}

fn after(text: &OsStr, separator: u8) -> Option<&OsStr> {
    let bytes = text.as_bytes();
    let at = bytes.iter().position(|b| *b == separator)?;
    Some(OsStr::from_bytes(&bytes[at + 1..]))
}

fn expand(arguments: impl IntoIterator<Item = OsString>) -> io::Result<Vec<OsString>> {
    let mut all = Vec::new();
    for argument in arguments {
        let Some(path) = argument.as_bytes().strip_prefix(b"@") else {
            all.push(argument);
            continue;
        };
        let path = Path::new(OsStr::from_bytes(path));
        if fs::metadata(path)?.len() > MOST_ARGUMENTS {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let text = fs::read(path)?;
        let lines = text
            .strip_suffix(b"\n")
            .unwrap_or(&text)
            .split(|b| *b == b'\n');
        all.extend(
            lines.map(|line| OsString::from_vec(line.strip_suffix(b"\r").unwrap_or(line).to_vec())),
        );
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::parse(text.split(' ').map(OsString::from)).expect("no files are read")
    }

    #[test]
    fn arguments_in_all_spellings() {
        let a = unit(
            "--crate-name x --edition=2021 src/lib.rs --error-format=json --crate-type proc-macro -C extra-filename=-h \
                      --out-dir /t/debug/deps -C incremental=/t/debug/incremental -L dependency=/t/debug/deps --extern a=/t/liba.rlib",
        );
        let b = unit(
            "--crate-name=x --edition 2021 -Cextra-filename=-h -Cincremental=/t/debug/incremental --out-dir=/t/debug/deps \
                      --extern=a=/t/liba.rlib -Ldependency=/t/debug/deps --crate-type=proc-macro --error-format json src/lib.rs",
        );
        for u in [&a, &b] {
            assert_eq!(u.crate_name, "x");
            assert_eq!(u.stem(), "x-h");
            assert_eq!(u.source, Some("src/lib.rs".into()));
            assert_eq!(u.out_dir, Some("/t/debug/deps".into()));
            assert_eq!(u.externs, [PathBuf::from("/t/liba.rlib")]);
            assert_eq!(u.searched, [PathBuf::from("/t/debug/deps")]);
            assert!(u.json && !u.only_asks && !u.is_build_script());
            let text: Vec<_> = u
                .redirected(Path::new("/p"), Some(Path::new("/i")))
                .iter()
                .map(|s| s.to_string_lossy().into_owned())
                .collect();
            let text = text.join(" ");
            assert!(
                text.contains("--out-dir /p")
                    && text.contains("incremental=/i")
                    && !text.contains("/t/debug/incremental"),
                "{text}"
            );
        }
    }

    #[test]
    fn build_scripts_and_questions() {
        assert!(unit("--crate-name build_script_build build.rs --crate-type bin --out-dir /t/debug/build/p-1").is_build_script());
        assert!(
            !unit(
                "--crate-name build_script_x src/main.rs --crate-type bin --out-dir /t/debug/deps"
            )
            .is_build_script()
        );
        assert!(unit("- --crate-name ___ --print=cfg").only_asks && unit("-vV").only_asks);
        assert!(unit("src/lib.rs --print link-args --print cfg").only_asks);
        assert!(!unit("src/lib.rs --print native-static-libs").only_asks);
        assert!(!unit("src/lib.rs --print=link-args=/t/x").only_asks);
        assert_eq!(unit("- --crate-name ___").source, Some("-".into()));
    }
}
