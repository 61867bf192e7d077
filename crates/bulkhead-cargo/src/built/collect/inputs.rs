//! What a link was given, read from the linker's command line as rustc writes it for GNU-like compilers.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use bulkhead_facts::object::read;
use serde::Serialize;

use super::LinkRecord;

/// What a link was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(in crate::built) struct Given {
    /// The files, in the linker's order.
    pub(super) inputs: Vec<InputFile>,
    /// The libraries that are loaded with the program.
    pub(super) shared: BTreeSet<String>,
    /// The symbols that a shared library offers.
    pub(super) exports: Vec<String>,
    /// Whether nothing was linked: a library that is analysed for itself.
    pub(in crate::built) library: bool,
}

/// A file that a link was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::built) struct InputFile {
    pub(super) path: PathBuf,
    /// The library's name in `-l`, or nothing.
    pub(super) name: String,
    /// Whether members are taken only when missing.
    pub(super) lazy: bool,
    /// Whether it is the toolchain's own.
    pub(super) toolchain: bool,
}

/// Where compilers look for libraries without being told.
const SYSTEM: &[&str] = &["/usr/local/lib", "/usr/lib", "/lib", "/usr/lib64", "/lib64"];

impl Given {
    /// A link of libraries alone.
    pub(super) fn library(files: Vec<PathBuf>) -> Self {
        let input = |path| InputFile {
            path,
            name: String::new(),
            lazy: true,
            toolchain: false,
        };
        Given {
            inputs: files.into_iter().map(input).collect(),
            library: true,
            ..Given::default()
        }
    }

    pub(super) fn read(link: &LinkRecord) -> Self {
        let mut reader = Reader {
            cwd: &link.cwd,
            folders: folders(link),
            is_static: false,
            whole: false,
            given: Given::default(),
        };
        let mut args = link.args.iter().peekable();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "-l" => reader.named(args.next().map_or("", String::as_str)),
                // What follows is no input.
                "-o" | "-L" | "-z" | "-u" | "-T" | "-B" | "-framework" => {
                    args.next();
                }
                // How rustc names a file with a comma in its path to the linker itself.
                "-Xlinker" => reader.argument(args.next().map_or("", String::as_str)),
                arg => reader.argument(arg),
            }
        }
        reader.given
    }

    pub(in crate::built) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.inputs.iter().map(|i| &i.path)
    }

    /// rustc's file that names what the linker has to keep.
    pub(in crate::built) fn kept_symbols(&self) -> Option<&PathBuf> {
        let name = |p: &PathBuf| {
            p.file_name()
                .is_some_and(|n| n.to_str().is_some_and(|n| n.ends_with("-symbols.o")))
        };
        self.files().find(|p| name(p))
    }

    /// All files but [`Given::own_objects`].
    pub(super) fn others(&self) -> impl Iterator<Item = &PathBuf> {
        let own: HashSet<_> = self.own_objects().into_iter().collect();
        self.files().filter(move |path| !own.contains(path))
    }

    /// The objects that rustc made of the root crate: they stand before all libraries, the crate's own first. What every
    /// program of some platforms begins with, as musl has it, is the toolchain's.
    pub(super) fn own_objects(&self) -> Vec<&PathBuf> {
        let symbols = self.kept_symbols();
        let all = self.inputs.iter().filter(|i| !i.toolchain).map(|i| &i.path);
        let all = all.filter(|p| Some(*p) != symbols);
        all.take_while(|p| p.to_string_lossy().ends_with(".rcgu.o"))
            .collect()
    }
}

struct Reader<'a> {
    cwd: &'a Path,
    folders: Vec<PathBuf>,
    is_static: bool,
    whole: bool,
    given: Given,
}

impl Reader<'_> {
    fn argument(&mut self, arg: &str) {
        if let Some(options) = arg.strip_prefix("-Wl,") {
            self.for_linker(options);
        } else if let Some(name) = arg.strip_prefix("-l") {
            self.named(name);
        } else if arg.ends_with(".rlib") || arg.ends_with(".a") {
            self.file(self.cwd.join(arg), String::new(), !self.whole);
        } else if arg.ends_with(".o") {
            self.file(self.cwd.join(arg), String::new(), false);
        } else if !arg.starts_with('-') && (arg.ends_with(".so") || arg.contains(".so.")) {
            let name = Path::new(arg).file_name().unwrap_or_default();
            self.given
                .shared
                .insert(name.to_string_lossy().into_owned());
        } else if !arg.starts_with('-') && self.cwd.join(arg).is_file() {
            // Whatever it is called, a linker looks at what it is.
            self.file(self.cwd.join(arg), String::new(), false);
        }
    }

    fn for_linker(&mut self, options: &str) {
        let mut options = options.split(',');
        while let Some(option) = options.next() {
            match option {
                "-Bstatic" => self.is_static = true,
                "-Bdynamic" => self.is_static = false,
                "--whole-archive" => self.whole = true,
                "--no-whole-archive" => self.whole = false,
                "-l" => self.named(options.next().unwrap_or("")),
                _ => {
                    let list = ["--version-script=", "--dynamic-list="];
                    if let Some(path) = list.iter().find_map(|l| option.strip_prefix(l)) {
                        self.exports(&self.cwd.join(path));
                    } else if let Some(name) = option.strip_prefix("-l") {
                        self.named(name);
                    } else if !option.starts_with('-') && self.cwd.join(option).is_file() {
                        self.argument(option);
                    }
                }
            }
        }
    }

    fn named(&mut self, name: &str) {
        let (is_exact, name) = match name.strip_prefix(':') {
            Some(name) => (true, name),
            None => (false, name),
        };
        if name.is_empty() {
            return;
        }
        let names = match (is_exact, self.is_static) {
            (true, _) => vec![name.to_owned()],
            (false, true) => vec![format!("lib{name}.a")],
            (false, false) => vec![format!("lib{name}.so"), format!("lib{name}.a")],
        };
        let found = self
            .folders
            .iter()
            .find_map(|folder| names.iter().map(|n| folder.join(n)).find(|p| p.is_file()));
        match found {
            Some(path) if path.to_string_lossy().ends_with(".a") => {
                let lazy = !self.whole;
                self.file(path, name.to_owned(), lazy);
            }
            _ => {
                self.given.shared.insert(name.to_owned());
            }
        }
    }

    fn file(&mut self, path: PathBuf, name: String, lazy: bool) {
        let lazy = lazy && (path.extension().is_some_and(|e| e == "rlib" || e == "a"));
        self.given.inputs.push(InputFile {
            toolchain: is_toolchain(&path),
            path,
            name,
            lazy,
        });
    }

    /// The names in a linker's list of symbols: those before `local:`, one to a line.
    fn exports(&mut self, path: &Path) {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let global = text.split("local:").next().unwrap_or_default();
        let words = global.split(|c: char| c.is_whitespace() || "{};\"".contains(c));
        let names = words.filter(|w| !w.is_empty() && !w.ends_with(':'));
        self.given.exports.extend(names.map(str::to_owned));
    }
}

/// Whether a file is one that the Rust project made, or comes with what it made, as musl does: in a toolchain's folder of
/// libraries, `lib/rustlib/TRIPLE/lib`.
fn is_toolchain(path: &Path) -> bool {
    let inside = |root: &PathBuf| path.strip_prefix(root.join("lib/rustlib")).ok();
    let mut inside = sysroots().iter().filter_map(inside);
    inside.any(|rest| {
        let mut parts = rest.components();
        let leads_out = parts.clone().any(|part| part == Component::ParentDir);
        !leads_out && parts.nth(1) == Some(Component::Normal("lib".as_ref()))
    })
}

/// The folders of the toolchains: of the rustc that Cargo uses here.
fn sysroots() -> &'static [PathBuf] {
    static ROOTS: OnceLock<Vec<PathBuf>> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = std::process::Command::new(rustc)
            .args(["--print", "sysroot"])
            .output();
        let text = output.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
        let root = text.ok().filter(|t| !t.is_empty()).map(PathBuf::from);
        let mut roots: Vec<PathBuf> = root.iter().cloned().collect();
        roots.extend(root.and_then(|r| r.canonicalize().ok()));
        roots
    })
}

/// The toolchain's libraries for all platforms that are installed.
pub(in crate::built) fn toolchain_libraries() -> Vec<PathBuf> {
    let inside = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten();
    let platforms = sysroots().iter().map(|root| root.join("lib/rustlib"));
    let folders = platforms.flat_map(inside).map(|p| p.path().join("lib"));
    let files = folders.flat_map(inside).map(|file| file.path());
    files
        .filter(|p| p.extension().is_some_and(|e| e == "rlib"))
        .collect()
}

/// The crate ids of the toolchain's libraries.
pub(in crate::built) fn toolchain_ids() -> &'static HashSet<u64> {
    static IDS: OnceLock<HashSet<u64>> = OnceLock::new();
    IDS.get_or_init(|| {
        let files = toolchain_libraries().into_iter().map(fs::File::open);
        files.flatten().filter_map(read::library_id).collect()
    })
}

/// Where libraries are looked for: the folders that are named, then those that every compiler knows.
fn folders(link: &LinkRecord) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let mut args = link.args.iter().peekable();
    while let Some(arg) = args.next() {
        let folder = match arg.strip_prefix("-L") {
            Some("") => args.next().map(String::as_str),
            Some(folder) => Some(folder),
            None => arg.strip_prefix("-Wl,-L"),
        };
        folders.extend(folder.map(|f| link.cwd.join(f)));
    }
    for folder in SYSTEM.iter().map(Path::new) {
        folders.push(folder.join(format!("{}-linux-gnu", std::env::consts::ARCH)));
        folders.push(folder.to_owned());
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolchains_own_lie_in_its_folder_and_nowhere_else() {
        let root = sysroots().first().expect("there is a toolchain");
        let inside = |rest: &str| is_toolchain(&root.join("lib/rustlib").join(rest));
        assert!(inside("x86_64-unknown-linux-gnu/lib/libstd-1.rlib"));
        assert!(inside(
            "x86_64-unknown-linux-musl/lib/self-contained/libc.a"
        ));
        assert!(!inside(
            "x86_64-unknown-linux-gnu/lib/../../../../x/libstd-1.rlib"
        ));
        assert!(!inside("x/../../../rustlib/x/lib/libstd-1.rlib"));
        assert!(!is_toolchain(Path::new(
            "/x/lib/rustlib/x/lib/libstd-1.rlib"
        )));
    }

    #[test]
    fn a_command_line_is_read_as_a_linker_would() {
        let dir = std::env::temp_dir().join(format!("bulkhead-inputs-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a directory");
        for name in ["libz.a", "libw.a", "libs.so", "libs.a"] {
            std::fs::write(dir.join(name), "").expect("writes");
        }
        let script = "{\n  global:\n    one;\n    two;\n\n  local:\n    *;\n};\n";
        std::fs::write(dir.join("list"), script).expect("writes");
        let words = "-m64 1-symbols.o 2-a.rcgu.o 3-b.rcgu.o x.o -Wl,-Bstatic -lz -Wl,--whole-archive,-lw,--no-whole-archive -Wl,-Bdynamic -ls -lc -L . -Wl,--version-script=list -o out.o -shared";
        let given = Given::read(&LinkRecord {
            cwd: dir.clone(),
            args: words.split(' ').map(str::to_owned).collect(),
        });
        std::fs::remove_dir_all(&dir).expect("removes");
        let names: Vec<_> = given
            .inputs
            .iter()
            .map(|i| {
                (
                    i.path.file_name().and_then(|n| n.to_str()).unwrap_or(""),
                    i.lazy,
                )
            })
            .collect();
        assert_eq!(
            names,
            [
                ("1-symbols.o", false),
                ("2-a.rcgu.o", false),
                ("3-b.rcgu.o", false),
                ("x.o", false),
                ("libz.a", true),
                ("libw.a", false),
            ]
        );
        assert_eq!(given.exports, ["one", "two"]);
        assert_eq!(
            given.shared,
            BTreeSet::from(["c".to_owned(), "s".to_owned()])
        );
        let own: Vec<_> = given.own_objects();
        assert_eq!(own.len(), 2);
    }
}
