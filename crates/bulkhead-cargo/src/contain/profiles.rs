//! The profiles: what every contained program has, what a package's code has on top, its limits.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bulkhead_sandbox::{Access, Child, Command, Error, Limits, Network, Profile, Weaker};

use super::Origin;

/// Folders of the system, readable and executable.
const SYSTEM: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
    "/gnu/store",
    "/run/current-system/sw",
];

/// Of `/etc` what loaders, compilers, name services and scripting languages read, and nothing that could hold a secret.
const CONFIGURATION: &[&str] = &[
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "alternatives",
    "ssl/certs",
    "ssl/openssl.cnf",
    "pki/tls/certs",
    "pki/ca-trust/extracted",
    "pki/tls/openssl.cnf",
    "ca-certificates",
    "passwd",
    "group",
    "nsswitch.conf",
    "localtime",
    "timezone",
    "os-release",
    "lsb-release",
    "debian_version",
    "redhat-release",
    "host.conf",
    "hosts",
    "gai.conf",
    "protocols",
    "services",
    "mime.types",
    "magic",
    "perl",
    "python3",
    "clang",
    "locale.alias",
    "locale.conf",
    "fonts",
    "java",
    "static",
    "inputrc",
    "bash.bashrc",
    "profile",
    "xml",
    "sgml",
    "gcrypt",
    "crypto-policies",
    "gitconfig",
    "texmf",
    "cmake",
    "pkg-config",
];

/// What programs ask about the machine.
const MACHINE: &[&str] = &[
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
    "/sys/fs/cgroup",
    "/sys/kernel/mm/transparent_hugepage",
];

/// What resolving names needs, once there is a network. No folder: beside these files systemd's has sockets.
const RESOLVER: &[&str] = &[
    "/etc/resolv.conf",
    "/run/systemd/resolve/resolv.conf",
    "/run/systemd/resolve/stub-resolv.conf",
    "/run/resolvconf/resolv.conf",
];

/// Of the names in a workspace that begin with a dot, those that are sources. All others may hold secrets, histories, settings.
const DOTTED_SOURCES: &[&str] = &[".sqlx", ".well-known"];

/// What every contained program has.
pub(super) fn base() -> Profile {
    let mut profile = Profile::default();
    for path in SYSTEM {
        profile.allow(*path, Access::Run);
    }
    profile.allow("/etc", Access::See);
    for name in CONFIGURATION {
        profile.allow(Path::new("/etc").join(name), Access::Read);
    }
    for path in MACHINE {
        profile.allow(*path, Access::Read);
    }
    profile.temp_variables = ["HOME", "TMPDIR", "TMP", "TEMP"]
        .map(OsString::from)
        .to_vec();
    profile
}

/// What goes with a network.
pub(super) fn with_resolver(profile: &mut Profile) {
    if profile.network != Network::None {
        for path in RESOLVER {
            profile.allow(*path, Access::Read);
        }
    }
}

/// Starts a test or program. Where the walls are the weaker ones it gets no network rather than everybody's.
pub(super) fn start_with_loopback(
    profile: &mut Profile,
    command: &Command,
    weaker: Weaker,
) -> Result<Child, Error> {
    match bulkhead_sandbox::start(profile, command, weaker) {
        Err(Error::NeedsNamespaces(_)) => {
            profile.network = Network::None;
            bulkhead_sandbox::start(profile, command, weaker)
        }
        started => started,
    }
}

/// What a build script may print: Cargo keeps all of it in memory, and shows all of it when the script fails.
pub(super) const MOST_OUTPUT_MIB: u64 = 64;

/// The limits of what runs during a build. Per process where the kernel counts so; generous: they are against runaways.
pub(super) fn build_limits() -> Limits {
    Limits {
        memory: physical_memory().map(|all| (all / 8 * 7).max(2 << 30)),
        processes: Some(8192),
        file_size: Some(32 << 30),
        keep_free: Some(512 << 20),
        wall_time: Some(Duration::from_secs(2 * 60 * 60)),
        output: Some(MOST_OUTPUT_MIB << 20),
    }
}

fn physical_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    kib.checked_mul(1024)
}

/// A package's own folder. Of one from a registry all of it; of a local one all but what may hold secrets.
pub(super) fn package(profile: &mut Profile, dir: &Path, local: bool, access: Access) {
    if local {
        without_hidden(profile, dir, access);
    } else {
        profile.allow(dir, access);
    }
}

/// The children of a folder, but for the hidden ones.
pub(super) fn without_hidden(profile: &mut Profile, dir: &Path, access: Access) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    // Names of the hidden can be seen, what is in them cannot: one mount instead of one for each child.
    profile.allow(dir, Access::See);
    let mut shown = BTreeSet::new();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let dotted = text.starts_with('.') && !DOTTED_SOURCES.contains(&text.as_ref());
        let hidden = dotted || text.starts_with("credentials") || is_build_output(&entry.path());
        if !hidden {
            shown.insert(entry.path());
        }
    }
    for path in shown {
        profile.allow(path, access);
    }
}

/// A folder that Cargo builds into, whatever its name.
fn is_build_output(path: &Path) -> bool {
    path.join("CACHEDIR.TAG").is_file()
}

/// A package's folder, seen together with all others of the same registry or repository: one mount instead of many. What
/// crates.io publishes may be read too: rustc does, to show a macro's source in a message.
pub(super) fn shelves(profile: &mut Profile, dir: &Path, cargo_home: &Path) {
    if let Some(shelf) = shelf(dir, cargo_home) {
        profile.allow(shelf, Access::See);
    }
    for entry in fs::read_dir(cargo_home.join("registry/src"))
        .into_iter()
        .flatten()
        .flatten()
    {
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("index.crates.io-")
        {
            profile.allow(entry.path(), Access::Read);
        }
    }
}

fn shelf(dir: &Path, cargo_home: &Path) -> Option<PathBuf> {
    let inside = |folder: PathBuf, depth: usize| {
        let rest = dir.strip_prefix(&folder).ok()?;
        Some(folder.join(rest.components().take(depth).collect::<PathBuf>()))
    };
    inside(cargo_home.join("registry/src"), 1)
        .or_else(|| inside(cargo_home.join("git/checkouts"), 2))
}

/// Where a package comes from.
pub(super) fn origin(dir: &Path, cargo_home: &Path) -> Origin {
    match shelf(dir, cargo_home) {
        None => vendored(dir),
        Some(shelf) => {
            let name = shelf.file_name().unwrap_or_default().to_string_lossy();
            // A local registry that stands in for crates.io has a name of its own, and an empty host.
            if name.starts_with("index.crates.io-") || name.starts_with("github.com-") {
                Origin::CratesIo
            } else {
                Origin::Other
            }
        }
    }
}

/// A folder outside Cargo's own is the user's, unless `cargo vendor` made it: then it holds what a registry or a repository
/// published, and says which.
fn vendored(dir: &Path) -> Origin {
    const MOST: u64 = 4 << 20;
    match super::publish::read_some(&dir.join(".cargo-checksum.json"), MOST) {
        Err(_) => Origin::Path,
        Ok(text) => match serde_json::from_slice::<serde_json::Value>(&text) {
            Ok(sums) if sums["package"].is_string() => Origin::CratesIo,
            _ => Origin::Other,
        },
    }
}
