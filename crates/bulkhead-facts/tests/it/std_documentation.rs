//! Holds the capability table against std itself: the documentation that ships with the toolchain is walked page by page,
//! and each function and method that it shows must have been looked at.
//!
//! How the pages are read (rustdoc's HTML, as of Rust 1.95):
//! - A module is a directory. `fn.NAME.html` in it is a function, `macro.NAME.html` a macro, and `struct.`, `enum.`, `union.`,
//!   `trait.`, `type.` and `primitive.` pages are what has methods. A page with `http-equiv="refresh"` only leads elsewhere.
//! - A method is a `<section id="method.NAME" ..>`, a trait's required one a `<section id="tymethod.NAME" ..>`; `-1` and so on
//!   follow where a page has the name before. The nearest `<h2 id="..">` above says whether the method is the type's own
//!   (`implementations`, `required-methods`, `provided-methods`), a neighbour's (`deref-methods-..`), or comes with a trait
//!   (`trait-implementations`, `blanket-implementations`, ..). In the last case its `class="fn"` link leads to the trait.
//! - In a module's `index.html`, `id="reexport.NAME"` and the link after it are a second path to an item, and a link to
//!   a module before `::*` a second path to all that is in it.
//!
//! The test does nothing, and says so, where the `rust-docs` component is not installed.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use bulkhead_facts::table::{Row, std_macro, std_path};

/// The modules whose every function must have a row.
const MODULES: [&str; 8] = ["env", "fs", "io", "net", "os", "path", "process", "thread"];

/// Owners for which `to_socket_addrs` asks nobody.
const ADDRESSES: [&str; 3] = [
    "std::net::SocketAddr",
    "std::net::SocketAddrV4",
    "std::net::SocketAddrV6",
];

#[test]
fn every_function_and_method_of_std_has_a_row() {
    let Some(docs) = Docs::installed() else {
        return;
    };
    let mut looked_at = 0;
    let mut missing = BTreeSet::new();
    for page in MODULES
        .iter()
        .flat_map(|module| docs.pages(&format!("std/{module}")))
    {
        for function in page.functions() {
            looked_at += 1;
            missing.extend(function.complaint());
        }
    }
    assert!(missing.is_empty(), "no row covers {missing:#?}");
    assert!(
        looked_at > 5000,
        "only {looked_at} functions found: do the pages look different?"
    );
}

#[test]
fn every_module_of_std_core_and_alloc_has_a_row() {
    let Some(docs) = Docs::installed() else {
        return;
    };
    let mut missing = BTreeSet::new();
    for (name, apart) in [
        ("std", &MODULES[..]),
        ("core", &["io", "net", "os"]),
        ("alloc", &[]),
    ] {
        for module in docs.modules(name) {
            if apart.contains(&module.as_str()) {
                continue;
            }
            let path = format!("{name}::{module}::anything");
            missing.extend(std_path(&path).is_none().then_some(path));
        }
    }
    for page in ["io", "net", "os"]
        .iter()
        .flat_map(|m| docs.pages(&format!("core/{m}")))
    {
        missing.extend(page.functions().iter().filter_map(Function::complaint));
    }
    assert!(missing.is_empty(), "no row covers {missing:#?}");
}

#[test]
fn every_path_to_an_item_gives_the_same_row() {
    let Some(docs) = Docs::installed() else {
        return;
    };
    let mut different = BTreeSet::new();
    let mut looked_at = 0;
    for index in MODULES
        .iter()
        .flat_map(|module| docs.indexes(&format!("std/{module}")))
    {
        for (alias, item) in index.reexports() {
            for function in item.functions().iter().filter(|f| f.via.is_none()) {
                looked_at += 1;
                let name = function.path.rsplit("::").next().unwrap_or_default();
                let path = format!("{alias}::{name}");
                if std_path(&path) != std_path(&function.path) {
                    different.insert(path);
                }
            }
        }
    }
    assert!(different.is_empty(), "another row, or none: {different:#?}");
    assert!(
        looked_at > 50,
        "only {looked_at} found: do the pages look different?"
    );
}

#[test]
fn every_macro_of_std_has_a_row() {
    let Some(docs) = Docs::installed() else {
        return;
    };
    let mut missing = BTreeSet::new();
    for module in ["std", "std/arch"] {
        for file in docs.files(module) {
            let name = file_name(&file)
                .strip_prefix("macro.")
                .and_then(|n| n.strip_suffix(".html"));
            // `macro.NAME!.html` only leads to the page without `!`.
            let Some(name) = name.filter(|n| !n.ends_with('!')) else {
                continue;
            };
            let path = format!("{}::{name}", module.replace('/', "::"));
            missing.extend(std_macro(&path).is_none().then_some(path));
        }
    }
    assert!(missing.is_empty(), "no row covers {missing:#?}");
}

/// The folder that holds the pages of std, core and alloc.
struct Docs(PathBuf);

impl Docs {
    fn installed() -> Option<Docs> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(rustc).args(["--print", "sysroot"]).output();
        let sysroot = String::from_utf8(output.ok()?.stdout).ok()?;
        let html = Path::new(sysroot.trim()).join("share/doc/rust/html");
        if html.join("std/fs/index.html").is_file() {
            return Some(Docs(html));
        }
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: std's pages are not installed; `rustup component add rust-docs`"
        );
        None
    }

    fn files(&self, folder: &str) -> Vec<PathBuf> {
        entries(&self.0.join(folder))
            .into_iter()
            .filter(|path| path.is_file())
            .collect()
    }

    /// The public modules of a crate.
    fn modules(&self, name: &str) -> Vec<String> {
        entries(&self.0.join(name))
            .into_iter()
            .filter(|path| path.join("index.html").is_file())
            .map(|path| file_name(&path).to_owned())
            .collect()
    }

    /// All pages of functions and of what has methods under a folder.
    fn pages(&self, folder: &str) -> Vec<Page> {
        let mut pages = Vec::new();
        let mut folders = vec![self.0.join(folder)];
        while let Some(folder) = folders.pop() {
            for path in entries(&folder) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    pages.extend(Page::open(&self.0, &path));
                }
            }
        }
        pages
    }

    /// The index pages of all modules under a folder.
    fn indexes(&self, folder: &str) -> Vec<Index> {
        let mut indexes = Vec::new();
        let mut folders = vec![self.0.join(folder)];
        while let Some(folder) = folders.pop() {
            folders.extend(entries(&folder).into_iter().filter(|path| path.is_dir()));
            if let Ok(html) = std::fs::read_to_string(folder.join("index.html")) {
                let root = self.0.clone();
                indexes.push(Index { root, folder, html });
            }
        }
        indexes
    }
}

/// A page of a function or of something that has methods.
struct Page {
    /// `std::fs`
    module: String,
    /// The page's folder below the pages' root, for its links.
    folder: PathBuf,
    kind: String,
    name: String,
    html: String,
}

/// A function or method that a page shows.
struct Function {
    /// `std::fs::File::read`
    path: String,
    /// The trait's method that it is: `std::io::Read::read`.
    via: Option<String>,
}

impl Page {
    fn open(root: &Path, path: &Path) -> Option<Page> {
        let (kind, name) = file_name(path).strip_suffix(".html")?.split_once('.')?;
        let shows_functions = [
            "fn",
            "struct",
            "enum",
            "union",
            "trait",
            "type",
            "primitive",
        ];
        if !shows_functions.contains(&kind) {
            return None;
        }
        let html = std::fs::read_to_string(path).ok()?;
        let folder = path.parent()?.strip_prefix(root).ok()?;
        (!html.contains("http-equiv=\"refresh\"")).then(|| Page {
            module: module_path(folder),
            folder: folder.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            html,
        })
    }

    fn functions(&self) -> Vec<Function> {
        let path = format!("{}::{}", self.module, self.name);
        if self.kind == "fn" {
            return vec![Function { path, via: None }];
        }
        let mut functions = Vec::new();
        let mut heading = "";
        for (i, _) in self.html.match_indices("id=\"") {
            let before = &self.html[..i];
            let after = &self.html[i + "id=\"".len()..];
            let Some((id, rest)) = after.split_once('"') else {
                continue;
            };
            if before.ends_with("<h2 ") {
                heading = id;
            } else if before.ends_with("<section ")
                && let Some(name) = method_name(id)
            {
                let via = heading.ends_with("implementations") && heading != "implementations"
                    || heading == "foreign-impls";
                functions.push(Function {
                    path: format!("{path}::{name}"),
                    via: via.then(|| self.trait_method(rest, name)),
                });
            }
        }
        functions
    }

    /// The path of the trait's method to which the first link of the signature with class `fn` leads.
    fn trait_method(&self, rest: &str, name: &str) -> String {
        let signature = rest.split("</h4>").next().unwrap_or_default();
        let href = signature
            .split_once("\" class=\"fn\"")
            .and_then(|(before, _)| before.rsplit_once("href=\""))
            .map(|(_, href)| href.split('#').next().unwrap_or_default());
        let target = href.and_then(|href| item_path(&self.folder, href));
        format!(
            "{}::{name}",
            target.unwrap_or_else(|| "unknown trait".to_owned())
        )
    }
}

impl Function {
    /// What is wrong with the rows that should cover the function, if something is.
    ///
    /// A trait's method is looked at once, at the trait; where it acquires something, each type that has it needs it too.
    fn complaint(&self) -> Option<String> {
        let caps = |row: Option<Row>| row.map(|row| row.caps);
        let Some(via) = &self.via else {
            return std_path(&self.path).is_none().then(|| self.path.clone());
        };
        match std_path(via) {
            None => Some(format!("{via} (of {})", self.path)),
            Some(row) if row.caps.is_empty() => None,
            Some(_) if ADDRESSES.iter().any(|owner| self.path.starts_with(owner)) => None,
            row => (caps(row) != caps(std_path(&self.path))).then(|| self.path.clone()),
        }
    }
}

/// A module's own page.
struct Index {
    root: PathBuf,
    folder: PathBuf,
    html: String,
}

impl Index {
    /// Second paths to items, with the items' pages.
    fn reexports(&self) -> Vec<(String, Page)> {
        let Ok(folder) = self.folder.strip_prefix(&self.root) else {
            return Vec::new();
        };
        let module = module_path(folder);
        let mut found = Vec::new();
        for part in self.html.split("<code>pub use ").skip(1) {
            let part = part.split("</code>").next().unwrap_or_default();
            for link in part.split("<a class=\"").skip(1) {
                let Some((href, text)) = link
                    .split_once("href=\"")
                    .and_then(|(_, rest)| rest.split_once('"'))
                else {
                    continue;
                };
                let path = resolve(&self.folder, href);
                if text.contains("</a>::*") {
                    let pages = path.parent().map(entries).unwrap_or_default();
                    found.extend(pages.iter().filter_map(|path| Page::open(&self.root, path)));
                } else {
                    found.extend(Page::open(&self.root, &path));
                }
            }
        }
        found
            .into_iter()
            .map(|page| (format!("{module}::{}", page.name), page))
            .collect()
    }
}

/// `read` for `method.read`, `tymethod.read` and `method.read-1`.
fn method_name(id: &str) -> Option<&str> {
    let name = id
        .strip_prefix("method.")
        .or_else(|| id.strip_prefix("tymethod."))?;
    name.split('-').next()
}

/// `std::io::Read` for `../io/trait.Read.html` in the folder `std/fs`.
fn item_path(folder: &Path, href: &str) -> Option<String> {
    let path = resolve(folder, href);
    let name = file_name(&path).strip_suffix(".html")?.split('.').nth(1)?;
    Some(format!("{}::{name}", module_path(path.parent()?)))
}

fn resolve(folder: &Path, href: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in href.split('/') {
        match part {
            ".." => drop(path.pop()),
            part => path.push(part),
        }
    }
    path
}

fn module_path(folder: &Path) -> String {
    let parts: Vec<_> = folder.iter().filter_map(|part| part.to_str()).collect();
    parts.join("::")
}

fn file_name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
