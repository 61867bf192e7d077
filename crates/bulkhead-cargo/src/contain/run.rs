//! The runner: tests and programs behind walls, as wide as the program's own grants.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bulkhead_facts::{Capability, Site};
use bulkhead_sandbox::{
    Access, Attempt, Command, Limits, Network, Profile, Stream, Terminal, Watch,
};

use super::denial::{Collected, Place};
use super::rustc::{code, report};
use super::{Failure, Front, Home, environment, grants, profiles};

/// Runs a program that Cargo has built.
pub(super) fn run(
    home: &Home,
    arguments: Vec<OsString>,
    front: &mut dyn Front,
) -> Result<i32, Failure> {
    let mut arguments = arguments.into_iter();
    let program = arguments.next().map(PathBuf::from).unwrap_or_default();
    let program = std::path::absolute(&program).map_err(|e| Failure::io(&program, &e))?;
    let here = std::env::current_dir().map_err(|e| Failure::io(Path::new("."), &e))?;
    let root = home.root_for(&program).unwrap_or_else(|| here.clone());
    let grants = grants::Workspace::read(Some(&root), front)?;

    let mut profile = profiles::base();
    profile.limits = Limits {
        keep_free: Some(512 << 20),
        ..Limits::default()
    };
    profile.terminal = Terminal::Shared;
    profile.network = if grants.program_may(Capability::Net) {
        Network::All
    } else {
        Network::Loopback
    };
    profiles::with_resolver(&mut profile);
    let access = if grants.program_may(Capability::Write) {
        Access::WriteRun
    } else {
        Access::Run
    };
    profiles::without_hidden(&mut profile, &root, access);
    if let Some(target) = target_folder(&program) {
        // Tests build and run programs of their own there.
        profile.allow(target, Access::WriteRun);
    }
    profile.allow(program.parent().unwrap_or(&program), Access::Run);
    let sysroot = toolchain();
    if let Some(sysroot) = &sysroot {
        profile.allow(sysroot, Access::Run);
    }
    for_cargo_within(&mut profile, home, &root);
    profile.environment = if grants.program_may(Capability::Env) {
        std::env::vars_os()
            .filter(|(name, _)| !environment::is_secret(name) && name != "HOME")
            .collect()
    } else {
        environment::filtered(&[]).kept
    };
    if let Some(sysroot) = &sysroot {
        environment::toolchain_first(&mut profile.environment, sysroot);
    }
    profile.environment.retain(|(name, _)| name != "CARGO_HOME");
    let cargo_home = home.settings().cargo_home.clone();
    profile
        .environment
        .push(("CARGO_HOME".into(), cargo_home.into_os_string()));

    let mut command = Command::new(&program);
    command.arguments = vec![program.into_os_string()];
    command.arguments.extend(arguments);
    command.directory = here;
    command.input = Stream::Inherit;
    let child = profiles::start_with_loopback(&mut profile, &command, home.weaker())?;
    let mut listener = Listener::default();
    let ended = child.supervise(&mut listener)?;
    let text = |name: &str| std::env::var(name).unwrap_or_default();
    let place = Place {
        package: text("CARGO_PKG_NAME"),
        version: text("CARGO_PKG_VERSION"),
        site: Site::Lib,
        source: "path".to_owned(),
        macros: Vec::new(),
    };
    report(home, place, listener.0.0, &ended, front);
    Ok(code(&ended))
}

/// What Cargo needs when a test starts it (trybuild does): the workspace's configuration, what was fetched, and this program,
/// which that configuration may name. Nothing that holds a token.
fn for_cargo_within(profile: &mut Profile, home: &Home, root: &Path) {
    let cargo_home = &home.settings().cargo_home;
    for name in [".cargo/config.toml", ".cargo/config"] {
        profile.allow(root.join(name), Access::Read);
    }
    for name in ["registry", "git"] {
        profile.allow(cargo_home.join(name), Access::Read);
    }
    profile.allow(home.dir(), Access::Run);
    if let Ok(own) = std::env::current_exe() {
        profile.allow(own, Access::Run);
    }
}

/// Cargo's target folder above a program: the nearest that is marked as one.
fn target_folder(program: &Path) -> Option<PathBuf> {
    let mut above = program.ancestors();
    above
        .find(|dir| dir.join("CACHEDIR.TAG").is_file())
        .map(Path::to_owned)
}

fn toolchain() -> Option<PathBuf> {
    let cargo = std::env::var_os("CARGO")?;
    let root = Path::new(&cargo).parent()?.parent()?;
    root.join("lib/rustlib").is_dir().then(|| root.to_owned())
}

#[derive(Default)]
struct Listener(Collected);

impl Watch for Listener {
    fn tried(&mut self, attempt: &Attempt) {
        self.0.add(attempt);
    }

    fn output(&mut self, _: &[u8]) {}

    fn errors(&mut self, _: &[u8]) {}
}
