//! What a build script tells Cargo: read as Cargo reads it, and checked.
//!
//! Cargo (`src/cargo/core/compiler/custom_build.rs`, `BuildOutput::parse`) splits the output at line feeds, ignores lines
//! that are not UTF-8, trims white space as Unicode has it, and takes `cargo::KEY=VALUE` and `cargo:KEY=VALUE`. A reader that
//! differed would be a way through: what it passed over, Cargo would act on.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// A line that Cargo does not get to see, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDirective {
    /// The line, as the build script wrote it.
    pub line: String,
    /// What is wrong with it.
    pub why: String,
}

/// Checks a build script's output, piece by piece.
#[derive(Debug)]
pub struct Directives {
    /// Folders that native libraries may come from.
    library_folders: Vec<PathBuf>,
    /// What Cargo gave to the build script.
    environment: Vec<(OsString, OsString)>,
    rest: Vec<u8>,
    bad: Vec<BadDirective>,
    /// Whether the line at hand is longer than any honest one.
    too_long: bool,
}

/// Bytes of one line. Cargo has no limit; longer ones are held back.
const LONGEST: usize = 4 << 20;

/// Bad lines that are remembered.
const MOST_BAD: usize = 50;

impl Directives {
    /// For a build script that may link with what lies in these folders, and to which Cargo gave these variables.
    #[must_use]
    pub fn new(library_folders: Vec<PathBuf>, environment: Vec<(OsString, OsString)>) -> Self {
        Directives {
            library_folders,
            environment,
            rest: Vec::new(),
            bad: Vec::new(),
            too_long: false,
        }
    }

    /// Takes some output; `pass` gets every whole line that may pass.
    pub fn take(&mut self, bytes: &[u8], pass: &mut dyn FnMut(&[u8])) {
        self.rest.extend_from_slice(bytes);
        let all = std::mem::take(&mut self.rest);
        let mut lines = all.split_inclusive(|b| *b == b'\n').peekable();
        while let Some(line) = lines.next() {
            if lines.peek().is_none() && !line.ends_with(b"\n") {
                self.hold(line);
            } else {
                self.line(line, pass);
            }
        }
    }

    /// The end of the output: a last line may have no line feed. Gives what was held back.
    pub fn end(mut self, pass: &mut dyn FnMut(&[u8])) -> Vec<BadDirective> {
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.line(&rest, pass);
        }
        self.bad
    }

    fn hold(&mut self, line: &[u8]) {
        if line.len() > LONGEST {
            self.too_long = true;
            self.rest.clear();
        } else {
            self.rest = line.to_vec();
        }
    }

    fn line(&mut self, line: &[u8], pass: &mut dyn FnMut(&[u8])) {
        if std::mem::take(&mut self.too_long) || line.len() > LONGEST {
            self.refuse(
                &line[..line.len().min(80)],
                "a line of more than 4 MiB".to_owned(),
            );
            return;
        }
        match self.judge(line) {
            Some(why) => self.refuse(line, why),
            None => pass(line),
        }
    }

    fn refuse(&mut self, line: &[u8], why: String) {
        if self.bad.len() < MOST_BAD {
            let line = String::from_utf8_lossy(line).trim().to_owned();
            self.bad.push(BadDirective { line, why });
        }
    }

    fn judge(&self, line: &[u8]) -> Option<String> {
        let line = std::str::from_utf8(line).ok()?.trim();
        let data = line
            .strip_prefix("cargo::")
            .or_else(|| line.strip_prefix("cargo:"))?;
        let (key, value) = data.split_once('=')?;
        let value = value.trim_end();
        match key {
            "rustc-env" => variable(value).filter(|_| !self.is_known(value)),
            "rustc-link-search" => self.search(value),
            "rustc-flags" => self.flags(value),
            key if key.starts_with("rustc-link-arg")
                || key.starts_with("rustc-cdylib-link-arg") =>
            {
                // `rustc-link-arg-bin=NAME=FLAG`
                let flag = match key {
                    "rustc-link-arg-bin" => value.split_once('=').map_or(value, |(_, flag)| flag),
                    _ => value,
                };
                linker_flag(flag)
            }
            _ => None,
        }
    }

    /// Whether a variable of Cargo's has the value that Cargo gave it: packages pass on what they were built with, and whoever
    /// sees it again learns and obeys nothing new.
    fn is_known(&self, value: &str) -> bool {
        let known = |(name, text): &(OsString, OsString)| {
            let given = value.split_once('=').unwrap_or((value, ""));
            (name.to_str(), text.to_str()) == (Some(given.0), Some(given.1))
        };
        value.starts_with("CARGO_") && self.environment.iter().any(known)
    }

    /// `KIND=PATH` or `PATH`.
    fn search(&self, value: &str) -> Option<String> {
        const KINDS: [&str; 5] = ["dependency", "crate", "native", "framework", "all"];
        let path = match value.split_once('=') {
            Some((kind, path)) if KINDS.contains(&kind) => path,
            _ => value,
        };
        let path = Path::new(path);
        let plain = path.is_absolute() && !path.components().any(|c| c == Component::ParentDir);
        // What does not exist holds no library; what is a link is where it leads to.
        let real = std::fs::canonicalize(path);
        let inside = |path: &Path| self.library_folders.iter().any(|f| path.starts_with(f));
        match (plain || real.is_ok(), real) {
            (true, Ok(real)) if inside(&real) => None,
            (true, Err(_)) if inside(path) => None,
            _ => Some(format!(
                "native libraries of {} are not this package's to link: grant `read:{}` if they are meant to be",
                path.display(),
                path.display()
            )),
        }
    }

    /// `-L PATH -l NAME`, with or without the blank.
    fn flags(&self, value: &str) -> Option<String> {
        let mut words = value.split_whitespace();
        while let Some(word) = words.next() {
            if let Some(rest) = word.strip_prefix("-L") {
                let path = if rest.is_empty() { words.next()? } else { rest };
                if let Some(why) = self.search(path) {
                    return Some(why);
                }
            }
        }
        None
    }
}

/// Variables that the loader of the wrapper itself obeys, that this program or Cargo goes by, or that make a compiler or a
/// script load other code. Nothing else is held back: packages pass all kinds of facts to their own code in this way.
const POWERFUL_PREFIXES: &[&str] = &[
    "LD_",
    "DYLD_",
    "GLIBC_",
    "MALLOC_",
    "BULKHEAD",
    "GCC_",
    "PERL5",
    "RUSTUP_",
    "RUSTC_FORCE_",
    "CARGO_BUILD_",
    "CARGO_TARGET_",
    "CARGO_REGISTR",
    "CARGO_UNSTABLE_",
    "CARGO_ALIAS_",
];

const POWERFUL: &[&str] = &[
    "PATH",
    "HOME",
    "OUT_DIR",
    "TMPDIR",
    "BASH_ENV",
    "ENV",
    "IFS",
    "COMPILER_PATH",
    "LIBRARY_PATH",
    "COLLECT_LTO_WRAPPER",
    "GCONV_PATH",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONHOME",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_LINKER",
    "RUSTC_BOOTSTRAP",
    "RUSTC_LOG",
    "RUSTDOC",
    "RUSTFLAGS",
    "RUSTDOCFLAGS",
    "RUST_MIN_STACK",
    "RUST_TARGET_PATH",
    "CARGO",
    "CARGO_HOME",
    "CARGO_MAKEFLAGS",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    // Grants go by it.
    "CARGO_PKG_NAME",
];

fn variable(value: &str) -> Option<String> {
    let name = value.split_once('=').map_or(value, |(name, _)| name);
    let upper = name.to_ascii_uppercase();
    let powerful = POWERFUL.contains(&upper.as_str())
        || POWERFUL_PREFIXES.iter().any(|p| upper.starts_with(p));
    powerful.then(|| format!("the variable {name} can make the compiler or its tools load other code, or misleads Cargo"))
}

/// Flags that make the linker (or the compiler driver in front of it) load or run something.
fn linker_flag(flag: &str) -> Option<String> {
    let lower = flag.to_ascii_lowercase();
    let loads = lower.contains("-plugin")
        || lower.contains("-fplugin")
        || flag.starts_with("-B")
        || flag.starts_with('@')
        || lower.contains(",@")
        || lower.starts_with("-specs")
        || lower.starts_with("--specs")
        || lower.starts_with("-wrapper")
        || lower.contains("--dynamic-linker")
        || lower.contains("-dynamic-linker")
        || (lower.contains("-fuse-ld=") && lower.contains('/'))
        || lower.starts_with("--ld-path");
    loads.then(|| format!("the linker flag {flag} makes the linker load or run other code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &[u8], piece: usize) -> (Vec<u8>, usize) {
        let mut directives = Directives::new(
            vec!["/usr".into(), "/t/build/a/out".into()],
            vec![
                ("CARGO_ENCODED_RUSTFLAGS".into(), "-Cx".into()),
                ("LD_LIBRARY_PATH".into(), "/t/deps".into()),
            ],
        );
        let mut passed = Vec::new();
        let mut pass = |line: &[u8]| passed.extend_from_slice(line);
        for piece in text.chunks(piece) {
            directives.take(piece, &mut pass);
        }
        let bad = directives.end(&mut pass);
        (passed, bad.len())
    }

    #[test]
    fn lines_are_read_as_cargo_reads_them() {
        for bad in [
            "cargo:rustc-env=LD_PRELOAD=/x",
            "cargo::rustc-env=LD_PRELOAD=/x",
            "  \t\u{a0}\u{2003}cargo:rustc-env=ld_preload=/x \r",
            "\u{feff}\u{b}cargo:rustc-env=OUT_DIR=/home\u{85}".trim_start_matches('\u{feff}'),
            "cargo:rustc-env=OUT_DIR=/home/u/.ssh",
            "cargo:rustc-env=RUSTC_WRAPPER=/x",
            "cargo:rustc-env=LD_LIBRARY_PATH=/t/deps",
            "cargo:rustc-env=CARGO_ENCODED_RUSTFLAGS=-Clinker=/x",
            "cargo:rustc-env=CARGO_ENCODED_RUSTFLAGS",
            "cargo:rustc-env=CARGO_MANIFEST_DIR=/home/u",
            "cargo:rustc-env=CARGO_PKG_NAME=openssl-sys",
            "cargo:rustc-link-search=/home/u/lib",
            "cargo:rustc-link-search=native=/usr/../home/u",
            "cargo:rustc-flags=-l x -L /home/u",
            "cargo:rustc-flags=-L/home/u",
            "cargo:rustc-link-arg=-fuse-ld=/x/ld",
            "cargo::rustc-link-arg-bin=app=-Wl,-plugin,/x.so",
            "cargo:rustc-link-arg-tests=-B/x",
            "cargo:rustc-cdylib-link-arg=@/x",
        ] {
            for piece in [1, 7, 1000] {
                let (passed, count) = run(format!("a\n{bad}\nb").as_bytes(), piece);
                assert_eq!((passed.as_slice(), count), (&b"a\nb"[..], 1), "{bad:?}");
                assert_eq!(run(bad.as_bytes(), piece), (Vec::new(), 1), "{bad:?}");
            }
        }
    }

    #[test]
    fn honest_output_passes_unchanged() {
        let text = b"cargo:rerun-if-changed=build.rs\ncargo:rustc-env=GIT_HASH=abc\ncargo:rustc-env=CARGO_PKG_VERSION=1\ncargo:rustc-env=TARGET=x\ncargo:rustc-env=CARGO_ENCODED_RUSTFLAGS=-Cx\ncargo:rustc-env=RUSTC_VERSION=1\n\
            cargo:rustc-link-lib=static=z\ncargo:rustc-link-search=native=/t/build/a/out/lib\ncargo::metadata=root=/x\n\
            cargo:rustc-cfg=x\r\ncargo:rustc-link-arg=-Wl,-rpath,/usr/lib\nxcargo:rustc-env=LD_PRELOAD=1\n\xff\xfe\n\ncargo:root=/y";
        for piece in [1, 13, 4096] {
            assert_eq!(run(text, piece), (text.to_vec(), 0));
        }
    }

    #[test]
    fn a_line_without_end_is_held_back() {
        let mut directives = Directives::new(Vec::new(), Vec::new());
        let mut passed = 0;
        for _ in 0..200 {
            directives.take(&[b'x'; 64 * 1024], &mut |line| passed += line.len());
        }
        directives.take(b"\nok\n", &mut |line| passed += line.len());
        assert_eq!(directives.end(&mut |_| {}).len(), 1);
        assert_eq!(passed, 3);
    }
}
