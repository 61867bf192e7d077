//! rustc's command line: what the analysis takes away, adds, and needs to know.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What a command line of rustc says, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// `--crate-name`
    pub(super) crate_name: String,
    /// `--crate-type`, all of them.
    pub(super) crate_types: Vec<String>,
    /// `-C extra-filename`
    pub(super) extra: String,
    /// `--out-dir`
    pub(super) out_dir: Option<PathBuf>,
    /// The crate's root file.
    pub(super) source: Option<PathBuf>,
    /// The files of `--extern`.
    pub(super) externs: Vec<PathBuf>,
    /// `--test`
    pub(super) test: bool,
    /// `--target`
    pub(super) target: Option<String>,
    /// `-C incremental`
    pub(super) incremental: Option<PathBuf>,
    /// `-C linker`
    pub(super) linker: Option<OsString>,
    /// Whether `--emit` asks for what a linker makes.
    pub(super) links: bool,
    debug_assertions: Option<bool>,
    overflow_checks: Option<bool>,
    optimised: bool,
    /// The arguments without those that the analysis replaces.
    kept: Vec<OsString>,
}

/// Codegen options that the analysis replaces or does without. None of them shows in a `cfg` once the two that opt-level
/// stands for are spelled out.
const REPLACED: &[&str] = &[
    "codegen-units",
    "debuginfo",
    "embed-bitcode",
    "incremental",
    "inline-threshold",
    "linker",
    "linker-plugin-lto",
    "lto",
    "no-prepopulate-passes",
    "opt-level",
    "save-temps",
    "split-debuginfo",
    "strip",
    "symbol-mangling-version",
];

impl Line {
    /// Reads a command line; the program itself is not part of it.
    pub(super) fn read(args: &[OsString]) -> Self {
        let mut line = Line::default();
        let mut args = args.iter().peekable();
        while let Some(arg) = args.next() {
            let Some(text) = arg.to_str() else {
                line.other(arg);
                continue;
            };
            // Options with a value that stands apart.
            let (name, value) = match text {
                "-C"
                | "--codegen"
                | "--crate-name"
                | "--crate-type"
                | "--out-dir"
                | "--extern"
                | "--emit"
                | "--target"
                | "-L"
                | "-l"
                | "--cfg"
                | "--check-cfg"
                | "--cap-lints"
                | "--edition"
                | "-o"
                | "-A"
                | "-W"
                | "-D"
                | "-F"
                | "-Z"
                | "--error-format"
                | "--json"
                | "--color"
                | "--sysroot"
                | "--remap-path-prefix"
                | "--print"
                | "--diagnostic-width"
                | "--explain"
                | "--allow"
                | "--warn"
                | "--deny"
                | "--forbid"
                | "--force-warn" => (text, args.next().cloned().unwrap_or_default()),
                _ => match split(text) {
                    Some((name, value)) => (name, OsString::from(value)),
                    None => {
                        line.flag(text, arg);
                        continue;
                    }
                },
            };
            line.option(name, &value);
        }
        line
    }

    fn option(&mut self, name: &str, value: &OsStr) {
        let text = value.to_string_lossy();
        match name {
            "-C" | "--codegen" => return self.codegen(value, &text),
            "--crate-name" => self.crate_name = text.into_owned(),
            "--crate-type" => {
                let types = text.split(',').map(str::to_owned);
                self.crate_types.extend(types);
            }
            "--out-dir" => self.out_dir = Some(value.into()),
            "--target" => self.target = Some(text.into_owned()),
            "--emit" => {
                self.links |= text
                    .split(',')
                    .any(|e| e == "link" || e.starts_with("link="))
            }
            "--extern" => {
                let file = text.split_once('=').map(|(_, file)| PathBuf::from(file));
                self.externs.extend(file);
            }
            _ => {}
        }
        self.kept.push(name.into());
        self.kept.push(value.to_owned());
    }

    fn codegen(&mut self, whole: &OsStr, text: &str) {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        // rustc takes both.
        let name = name.replace('_', "-");
        match name.as_str() {
            "extra-filename" => value.clone_into(&mut self.extra),
            "incremental" => self.incremental = Some(value.into()),
            "linker" => self.linker = Some(value.into()),
            "opt-level" => self.optimised = value != "0",
            "debug-assertions" => self.debug_assertions = Some(is_on(value)),
            "overflow-checks" => self.overflow_checks = Some(is_on(value)),
            _ => {}
        }
        if !REPLACED.contains(&name.as_str()) {
            self.kept.push("-C".into());
            self.kept.push(whole.to_owned());
        }
    }

    fn flag(&mut self, text: &str, arg: &OsStr) {
        match text {
            "-O" => {
                self.optimised = true;
                return;
            }
            "-g" => return,
            "--test" => self.test = true,
            _ => {}
        }
        self.other(arg);
    }

    fn other(&mut self, arg: &OsStr) {
        let starts_with_dash = arg.as_encoded_bytes().starts_with(b"-");
        if !starts_with_dash && self.source.is_none() {
            self.source = Some(arg.into());
        }
        self.kept.push(arg.to_owned());
    }

    /// Whether this compiles something that can be analysed: Cargo's probes and those of build scripts do not.
    pub(super) fn is_unit(&self) -> bool {
        let named = !self.crate_name.is_empty() && self.crate_name != "___";
        named && !self.extra.is_empty() && self.out_dir.is_some() && self.source.is_some()
    }

    /// Whether rustc calls the linker in the end.
    pub(super) fn calls_linker(&self) -> bool {
        const LINKED: [&str; 4] = ["bin", "cdylib", "dylib", "proc-macro"];
        let linked = |t: &String| LINKED.contains(&t.as_str());
        self.links
            && (self.test || self.crate_types.is_empty() || self.crate_types.iter().any(linked))
    }

    /// The name of what it makes, without folder, prefix and extension; no two units share it.
    pub(super) fn stem(&self) -> String {
        format!("{}{}", self.crate_name, self.extra)
    }

    /// The command line for the analysis. What `cfg` and the meaning of arithmetic depend on stays as it was. `incremental` is
    /// where rustc keeps what it need not compile again.
    pub(super) fn analysed(
        &self,
        linker: Option<&Path>,
        incremental: Option<&Path>,
    ) -> Vec<OsString> {
        let on = |yes: bool| if yes { "yes" } else { "no" };
        let assertions = self.debug_assertions.unwrap_or(!self.optimised);
        let overflow = self.overflow_checks.unwrap_or(assertions);
        let mut args = self.kept.clone();
        let mut add = |option: String| args.extend(["-C".into(), option.into()]);
        add("opt-level=0".to_owned());
        add(format!("debug-assertions={}", on(assertions)));
        add(format!("overflow-checks={}", on(overflow)));
        add("symbol-mangling-version=v0".to_owned());
        add("debuginfo=line-tables-only".to_owned());
        // `#[inline(always)]` would mix one crate's code into another's function.
        add("no-prepopulate-passes".to_owned());
        match incremental {
            Some(folder) => args.extend(["-C".into(), with_path("incremental=", folder)]),
            // One object file for each crate, so that what else is in a library is known not to be rustc's.
            None => args.extend(["-C".into(), "codegen-units=1".into()]),
        }
        if let Some(linker) = linker {
            args.extend(["-C".into(), with_path("linker=", linker)]);
            // Walls let a compiler read where it searches: the stand-in needs what lies beside it.
            let folder = linker.parent().unwrap_or(linker);
            args.extend(["-L".into(), with_path("dependency=", folder)]);
        }
        args
    }
}

fn with_path(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

/// `--name=value` and `-Cname=value`.
fn split(text: &str) -> Option<(&str, &str)> {
    if text.starts_with("--") {
        return text.split_once('=');
    }
    let short = text.get(..2)?;
    let takes_value = matches!(short, "-C" | "-L" | "-l" | "-A" | "-W" | "-D" | "-F" | "-Z");
    let value = text.get(2..)?;
    (takes_value && !value.is_empty()).then_some((short, value))
}

fn is_on(value: &str) -> bool {
    matches!(value, "" | "y" | "yes" | "on" | "true")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Line {
        let args: Vec<OsString> = text.split(' ').map(OsString::from).collect();
        Line::read(&args)
    }

    #[test]
    fn a_unit_is_read_and_changed_only_where_nothing_sees_it() {
        let line = read(
            "--crate-name foo --edition=2021 src/lib.rs --crate-type lib --emit=dep-info,metadata,link -C opt-level=3 -C embed-bitcode=no -C metadata=12 -C extra-filename=-34 --out-dir /t/deps -C linker=clang -Copt_level=2 -C incremental=/t/inc -L dependency=/t/deps --extern bar=/t/deps/libbar-1.rmeta --cap-lints allow",
        );
        assert!(line.is_unit() && line.links && !line.calls_linker());
        assert_eq!(line.stem(), "foo-34");
        assert_eq!(line.linker.as_deref(), Some(OsStr::new("clang")));
        let args = line.analysed(None, None);
        let text: Vec<_> = args.iter().filter_map(|a| a.to_str()).collect();
        let text = text.join(" ");
        assert!(
            text.contains("-C metadata=12 -C extra-filename=-34"),
            "{text}"
        );
        assert!(
            text.contains("-C debug-assertions=no -C overflow-checks=no"),
            "{text}"
        );
        for gone in ["opt-level=3", "opt_level", "incremental", "clang", "embed"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
        assert!(text.contains("codegen-units=1"), "{text}");
        assert_eq!(line.incremental.as_deref(), Some(Path::new("/t/inc")));
        let args = line.analysed(None, Some(Path::new("/t/inc/foo-34")));
        assert!(args.contains(&OsString::from("incremental=/t/inc/foo-34")));
        assert!(!args.contains(&OsString::from("codegen-units=1")));
        assert!(
            text.contains("--extern bar=/t/deps/libbar-1.rmeta"),
            "{text}"
        );
    }

    #[test]
    fn assertions_stay_as_the_user_has_them() {
        let on = |text: &str| {
            let args = read(text).analysed(None, None);
            args.contains(&OsString::from("debug-assertions=yes"))
        };
        assert!(on("a.rs"));
        assert!(on("-Cdebug-assertions a.rs"));
        assert!(on("-O -C debug-assertions=on a.rs"));
        assert!(!on("-O a.rs"));
        assert!(!on("-C opt-level=s a.rs"));
        assert!(!on("-C debug-assertions=off a.rs"));
    }

    #[test]
    fn probes_are_left_alone() {
        assert!(!read("-vV").is_unit());
        assert!(!read("- --crate-name ___ --print=file-names --crate-type bin").is_unit());
        assert!(
            !read("--crate-name probe0 --crate-type=lib --out-dir /o --emit=llvm-ir -").is_unit()
        );
    }
}
