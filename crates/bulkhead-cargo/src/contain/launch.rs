//! The launcher: a build script behind walls, and its output read before Cargo reads it.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use bulkhead_facts::Site;
use bulkhead_sandbox::{Access, Attempt, Command, Profile, Stream, Watch};
use serde::{Deserialize, Serialize};

use super::denial::{self, Collected, Place};
use super::directive::Directives;
use super::home::{bytes, path, replace};
use super::record::{Record, profile_folder};
use super::rustc::{code, find, jobserver, report, sysroot};
use super::{Failure, Front, Home, Origin, Role, environment, grants, profiles, publish};

/// What a launcher must know, in a file beside it that only the wrapper writes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Launch {
    home: Vec<u8>,
    real: Vec<u8>,
    record: Record,
    /// Folders of the packages that are linked into the build script, and their `OUT_DIR`s.
    packages: Vec<Vec<u8>>,
    out_dirs: Vec<Vec<u8>>,
}

const BESIDE: &str = "bulkhead.json";

/// Bytes of that file.
const MOST: u64 = 16 << 20;

impl Launch {
    /// Replaces the build script `stem` that was just published in `dir`.
    pub(super) fn install(
        home: &Home,
        record: &Record,
        dir: &Path,
        stem: &str,
    ) -> std::io::Result<()> {
        let linked = record.linked();
        let real = dir.join(format!("{stem}.contained"));
        let launch = Launch {
            home: bytes(home.dir()),
            real: bytes(&real),
            record: record.clone(),
            packages: linked.iter().map(|r| bytes(&r.manifest_dir())).collect(),
            out_dirs: linked
                .iter()
                .filter_map(Record::out_dir)
                .map(|d| bytes(&d))
                .collect(),
        };
        replace(&dir.join(BESIDE), &serde_json::to_vec(&launch)?, 0o600)?;
        publish::replace_by_launcher(&dir.join(stem), &real, &home.link(Role::Launch))
    }

    fn beside(launcher: &Path) -> Result<Launch, Failure> {
        let file = launcher.parent().unwrap_or(launcher).join(BESIDE);
        let text = publish::read_some(&file, MOST).map_err(|e| Failure::io(&file, &e))?;
        serde_json::from_slice(&text).map_err(|e| Failure::Unknown {
            what: file.display().to_string(),
            why: e.to_string(),
        })
    }
}

/// Runs the build script behind `launcher`; `arguments` are the launcher's own.
pub(super) fn launch(
    launcher: &Path,
    arguments: Vec<OsString>,
    front: &mut dyn Front,
) -> Result<i32, Failure> {
    let launch = Launch::beside(launcher)?;
    let home = Home::at(&path(launch.home.clone()))?;
    let cargo_home = &home.settings().cargo_home;
    let target = profile_folder(launcher.parent().unwrap_or(launcher));
    let out_dir = out_dir(&target)?;
    let root = home.root_for(&target.join("x"));
    let record = &launch.record;
    let grants = grants::Workspace::read(root.as_deref(), front)?;
    let manifest_dir = record.manifest_dir();
    let package = (record.package.as_str(), record.version.as_str());
    let lies = (record.origin(), manifest_dir.as_path());
    let granted = grants.of(package, lies, Site::Build);
    let source = denial::spelled(grants.source(package, lies).as_ref());
    let env = environment::filtered(&granted.variables);
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = sysroot(&find(&rustc)?)?;

    let mut profile = profiles::base();
    profile.limits = profiles::build_limits();
    profile.allow(&sysroot, Access::Run);
    profiles::shelves(&mut profile, &manifest_dir, cargo_home);
    profiles::package(&mut profile, &manifest_dir, record.is_local(), Access::Run);
    if let Some(root) = root
        .as_deref()
        .filter(|r| record.is_local() && manifest_dir.starts_with(r))
    {
        profiles::without_hidden(&mut profile, root, Access::Run);
    }
    for dir in launch.packages.iter().cloned().map(path) {
        profiles::package(
            &mut profile,
            &dir,
            profiles::origin(&dir, cargo_home) == Origin::Path,
            Access::Run,
        );
    }
    for dir in launch
        .out_dirs
        .iter()
        .cloned()
        .map(path)
        .chain(declared(&target))
    {
        profile.allow(dir, Access::Run);
    }
    profile.allow(&out_dir, Access::WriteRun);
    let real = path(launch.real.clone());
    profile.allow(&real, Access::Run);
    granted.widen(&mut profile);
    profiles::with_resolver(&mut profile);

    let mut command = Command::new(&real);
    command.arguments = vec![launcher.as_os_str().to_owned()];
    command.arguments.extend(arguments);
    command.directory = manifest_dir;
    command.output = Stream::Watched;
    command.jobserver = jobserver();
    profile.environment = env.kept;
    environment::toolchain_first(&mut profile.environment, &sysroot);
    if command.jobserver.is_some() {
        let flags = std::env::var_os("CARGO_MAKEFLAGS").unwrap_or_default();
        profile.environment.push(("CARGO_MAKEFLAGS".into(), flags));
    }

    let mut listener = Listener {
        directives: Directives::new(library_folders(&profile), std::env::vars_os().collect()),
        collected: Collected::default(),
        front,
    };
    let child = bulkhead_sandbox::start(&profile, &command, home.weaker())?;
    let ended = child.supervise(&mut listener)?;
    let Listener {
        directives,
        collected,
        front,
    } = listener;
    let bad = directives.end(&mut |line| front.output(line));
    let place = Place {
        package: record.package.clone(),
        version: record.version.clone(),
        site: Site::Build,
        source,
        macros: Vec::new(),
    };
    if !bad.is_empty() {
        front.bad_directives(&place, &bad);
    }
    report(&home, place, collected.0, &ended, front);
    // What was held back would be missed later, and less plainly.
    Ok(if bad.is_empty() {
        code(&ended)
    } else {
        code(&ended).max(1)
    })
}

/// `OUT_DIR`, when it is where Cargo puts such folders: below the folder that it builds into, for the platform at hand.
fn out_dir(target: &Path) -> Result<PathBuf, Failure> {
    let dir = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let odd = |why: &str| Failure::Unknown {
        what: format!("OUT_DIR={}", dir.display()),
        why: why.to_owned(),
    };
    let below = dir
        .strip_prefix(whole(target))
        .map_err(|_| odd("not in the folder that Cargo builds into"))?;
    let parts: Vec<_> = below.components().collect();
    let plain = parts.iter().all(|c| matches!(c, Component::Normal(_)));
    let build = parts.iter().position(|c| c.as_os_str() == "build");
    if !plain || build.is_none_or(|at| parts.len() < at + 3) {
        return Err(odd("not a folder of a build script"));
    }
    fs::create_dir_all(&dir).map_err(|e| Failure::io(&dir, &e))?;
    Ok(dir)
}

/// The folder that Cargo builds into, for the host and other platforms.
fn whole(target: &Path) -> &Path {
    let mut above = target.ancestors();
    above
        .find(|dir| dir.join("CACHEDIR.TAG").is_file())
        .unwrap_or(target)
}

/// The paths that packages with `links` declare to those that depend on them (`DEP_NAME_KEY`): readable when they lie in an
/// `OUT_DIR`. In the sources of a package from crates.io all may read anyway, and elsewhere a declaration opens nothing: it
/// would be one package's word for another's.
fn declared(target: &Path) -> Vec<PathBuf> {
    let values =
        std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"DEP_"));
    let real = values.filter_map(|(_, value)| fs::canonicalize(PathBuf::from(value)).ok());
    let target = whole(target);
    let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    let lies = |path: &PathBuf| {
        let below = path.strip_prefix(&target).ok();
        let parts: Vec<_> = below
            .into_iter()
            .flat_map(Path::components)
            .map(|c| c.as_os_str())
            .collect();
        let build = parts.iter().position(|p| *p == "build");
        build.is_some_and(|at| parts.iter().skip(at + 2).any(|p| *p == "out"))
    };
    real.filter(lies).collect()
}

/// Native libraries may come from wherever the build script may read.
fn library_folders(profile: &Profile) -> Vec<PathBuf> {
    let readable = profile.paths.iter().filter(|(_, access)| access.reads());
    readable
        .filter_map(|(path, _)| fs::canonicalize(path).ok())
        .collect()
}

struct Listener<'v> {
    directives: Directives,
    collected: Collected,
    front: &'v mut dyn Front,
}

impl Watch for Listener<'_> {
    fn tried(&mut self, attempt: &Attempt) {
        self.collected.add(attempt);
    }

    fn output(&mut self, bytes: &[u8]) {
        let front = &mut *self.front;
        self.directives.take(bytes, &mut |line| front.output(line));
    }

    fn errors(&mut self, bytes: &[u8]) {
        self.front.errors(bytes);
    }
}
