//! A machine for the hostile packages: a home with secrets, a workspace, a registry, a victim, listeners; all in a folder of
//! its own, on loopback, and gone at the end.

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bulkhead_sandbox::{Level as Walls, probe};

use super::WHO;

/// An attacker, and of each thing that it tried whether it worked.
pub(crate) type Reported = (&'static str, Vec<(String, bool)>);

/// How much stands around a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Plain,
    Reduced,
    Full,
}

impl Level {
    pub(crate) const ALL: [Level; 3] = [Level::Plain, Level::Reduced, Level::Full];
}

/// Whether this host has all walls; says so when it has not.
pub(crate) fn can_contain() -> bool {
    let host = probe();
    if host.level != Some(Walls::Full) {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: this host has no full containment: {host:?}"
        );
    }
    host.level == Some(Walls::Full)
}

pub(crate) struct Bait {
    pub(crate) dir: PathBuf,
    victim: Child,
    _listeners: (TcpListener, UdpSocket, UnixListener, UnixListener),
    shared: Option<String>,
    sleep: u32,
}

/// Packages of the registry, with their dependencies.
const PACKAGES: &[(&str, &str)] = &[
    ("bystander", ""),
    ("hostile-build", "bystander = \"0.1.0\""),
    ("hostile-macro", "bystander = \"0.1.0\""),
];

impl Bait {
    pub(crate) fn lay() -> Bait {
        let dir =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("attack-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).expect("a folder can be made");
        let dir = fs::canonicalize(dir).expect("it is there");
        let outside = dir.join("outside");
        for made in ["to-delete", "to-rename", "renamed", "made", "temp"] {
            fs::create_dir_all(outside.join(made)).expect("a folder can be made");
        }
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let udp = UdpSocket::bind("127.0.0.1:0").expect("a port is free");
        let unix = UnixListener::bind(outside.join("socket")).expect("a socket can be made");
        let name = format!("bulkhead-attack-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).expect("a name");
        let hidden = UnixListener::bind_addr(&address).expect("a socket can be made");
        let sleep = 500_000 + std::process::id();
        let victim = Command::new("sleep")
            .arg("100000")
            .current_dir(&outside)
            .env("CARGO_REGISTRY_TOKEN", "victim")
            .stdout(Stdio::null())
            .spawn()
            .expect("a victim starts");
        let bait = Bait {
            shared: shared_memory(),
            sleep,
            victim,
            dir,
            _listeners: (tcp, udp, unix, hidden),
        };
        bait.home();
        bait.registry(&name);
        bait
    }

    fn home(&self) {
        for (file, text) in [
            ("home/.ssh/id_rsa", "key"),
            ("home/.aws/credentials", "secret"),
            ("home/.netrc", "machine x"),
            ("home/.bash_history", "history"),
            ("home/.bashrc", "#"),
            ("cargo/credentials.toml", "[registry]\ntoken = \"t\"\n"),
            ("cargo/bin/keep", ""),
            ("outside/project/main.rs", "fn main() {}"),
            ("outside/to-truncate", "text"),
            ("outside/secret", "secret"),
            ("outside/inherited", "inherited"),
            ("outside/temp/is-outside", ""),
        ] {
            self.write(file, text);
        }
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.dir.join(file);
        fs::create_dir_all(path.parent().expect("files have parents"))
            .expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// A registry of files, and the workspace's own Cargo configuration that names it.
    fn registry(&self, abstract_name: &str) {
        let hostile = include_str!("hostile.rs");
        for (package, dependencies) in PACKAGES {
            let mut files = vec![(
                "Cargo.toml".to_owned(),
                format!(
                    "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n{dependencies}\n{}",
                    if *package == "hostile-macro" {
                        "[lib]\nproc-macro = true\n"
                    } else {
                        ""
                    }
                ),
            )];
            match *package {
                "bystander" => {
                    files.push(("src/lib.rs".into(), "pub fn nothing() {}\n".into()));
                    files.push(("build.rs".into(), "fn main() { println!(\"cargo:rerun-if-changed=build.rs\"); }\n".into()));
                }
                "hostile-build" => {
                    files.push(("src/lib.rs".into(), "pub const RESULTS: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/results\"));\n".into()));
                    files.push((
                        "build.rs".into(),
                        "mod hostile { include!(\"places.rs\"); include!(\"hostile.rs\"); pub const WHO: &str = \"build\"; }\n\
                         fn main() { println!(\"cargo:rerun-if-changed=build.rs\"); \
                         std::fs::write(std::env::var(\"OUT_DIR\").unwrap() + \"/results\", hostile::report()).unwrap(); }\n"
                            .into(),
                    ));
                }
                _ => files.push((
                    "src/lib.rs".into(),
                    "mod hostile { include!(\"../places.rs\"); include!(\"../hostile.rs\"); pub const WHO: &str = \"macro\"; }\n\
                     #[proc_macro] pub fn attack(_: proc_macro::TokenStream) -> proc_macro::TokenStream { \
                     format!(\"{:?}\", hostile::report()).parse().unwrap() }\n"
                        .into(),
                )),
            }
            if *package != "bystander" {
                let program = hostile
                    .lines()
                    .filter(|l| !l.starts_with("//!"))
                    .collect::<Vec<_>>()
                    .join("\n");
                files.push(("hostile.rs".into(), program));
                files.push(("places.rs".into(), self.places(abstract_name)));
            }
            self.publish(package, dependencies, &files);
        }
    }

    fn places(&self, abstract_name: &str) -> String {
        let at = |rest: &str| self.dir.join(rest).display().to_string();
        let (tcp, udp, ..) = &self._listeners;
        let constants = [
            ("HOME", at("home")),
            ("CARGO_HOME", at("cargo")),
            ("WORKSPACE", at("ws")),
            ("TARGET", at("ws/target")),
            ("OUTSIDE", at("outside")),
            ("TEMP", at("outside/temp")),
            ("WALLS", first_walls(&self.dir)),
            ("SOCKET", at("outside/socket")),
            ("ABSTRACT", abstract_name.to_owned()),
            ("TCP", tcp.local_addr().expect("bound").to_string()),
            ("UDP", udp.local_addr().expect("bound").to_string()),
            ("SHARED_MARK", shared_mark()),
            ("ARCHIVE", at("registry/bystander-0.1.0.crate")),
            ("BYSTANDER", "bystander-0".to_owned()),
        ];
        let mut out: String = constants
            .iter()
            .map(|(n, v)| format!("#[allow(dead_code)] pub const {n}: &str = {v:?};\n"))
            .collect();
        let pid = self.victim.id();
        out += &format!(
            "pub const VICTIM: i32 = {pid};\npub const SLEEP: u32 = {};\n",
            self.sleep
        );
        out += &format!("pub const START: usize = {};\n", start_of(pid));
        let key = self.shared.as_deref().and_then(key_of).unwrap_or(0);
        out + &format!("pub const SHARED_KEY: usize = {key};\n")
    }

    fn publish(&self, package: &str, dependencies: &str, files: &[(String, String)]) {
        let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(
            Vec::new(),
            flate2::Compression::fast(),
        ));
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            tar.append_data(
                &mut header,
                format!("{package}-0.1.0/{path}"),
                text.as_bytes(),
            )
            .expect("memory takes all");
        }
        let bytes = tar
            .into_inner()
            .and_then(flate2::write::GzEncoder::finish)
            .expect("memory takes all");
        let sum = bulkhead_facts::archive::sha256(&bytes);
        let sum: String = sum.iter().map(|b| format!("{b:02x}")).collect();
        let registry = self.dir.join("registry");
        fs::create_dir_all(&registry).expect("a folder can be made");
        fs::write(registry.join(format!("{package}-0.1.0.crate")), bytes)
            .expect("a file can be written");
        let deps = if dependencies.is_empty() {
            String::new()
        } else {
            "{\"name\":\"bystander\",\"req\":\"^0.1.0\",\"features\":[],\"optional\":false,\"default_features\":true,\"target\":null,\"kind\":\"normal\"}".to_owned()
        };
        let line = format!(
            "{{\"name\":\"{package}\",\"vers\":\"0.1.0\",\"deps\":[{deps}],\"cksum\":\"{sum}\",\"features\":{{}},\"yanked\":false}}\n"
        );
        self.write(
            &format!(
                "registry/index/{}/{}/{package}",
                &package[..2],
                &package[2..4]
            ),
            &line,
        );
    }

    /// A fresh workspace that depends on the hostile packages.
    fn workspace(&self) {
        let _ = fs::remove_dir_all(self.dir.join("ws"));
        self.write(
            "ws/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n\
             [dependencies]\nbystander = \"0.1.0\"\nhostile-build = \"0.1.0\"\nhostile-macro = \"0.1.0\"\n",
        );
        self.write(
            "ws/src/main.rs",
            "fn main() { bystander::nothing(); print!(\"{}===\\n{}\", hostile_build::RESULTS, hostile_macro::attack!()); }\n",
        );
        self.write("ws/.env", "SECRET=1\n");
        self.write("ws/.git/config", "[core]\n");
        self.write("ws/bulkhead.toml", "version = 1\n");
        self.write(
            "ws/.cargo/config.toml",
            &format!(
                "[source.crates-io]\nreplace-with = \"local\"\n[source.local]\nlocal-registry = \"{}\"\n[profile.dev]\ndebug = false\n",
                self.dir.join("registry").display()
            ),
        );
        for who in WHO {
            self.write(&format!("outside/to-delete/{who}"), "x");
            self.write(&format!("outside/to-rename/{who}"), "x");
            for gone in [
                format!("outside/renamed/{who}"),
                format!("outside/made/{who}-socket"),
            ] {
                let _ = fs::remove_file(self.dir.join(gone));
            }
            let _ = fs::remove_dir(self.dir.join(format!("outside/made/{who}")));
        }
        // Plain attacks succeed and leave what would be in the way.
        let _ = fs::remove_file(self.dir.join("cargo/config.toml"));
        let _ = fs::remove_file(self.dir.join("outside/.cargo/config.toml"));
        for sources in fs::read_dir(self.dir.join("cargo/registry"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let _ = fs::remove_dir_all(sources.path());
        }
    }

    /// Builds at a level; gives what each attacker reported, or nothing when the host has no such level.
    pub(crate) fn build(&self, level: Level) -> Option<Vec<Reported>> {
        self.workspace();
        let program = env!("CARGO_BIN_EXE_cargo-bulkhead");
        let mut words = match level {
            Level::Plain => vec!["cargo".to_owned()],
            Level::Reduced => vec![
                program.to_owned(),
                "exec".into(),
                "--accept-weaker-walls".into(),
                "--".into(),
            ],
            Level::Full => vec![program.to_owned(), "exec".into(), "--".into()],
        };
        words.extend(["build", "--offline"].map(str::to_owned));
        let mut script = format!(
            "exec 7<'{}'; exec \"$@\"",
            self.dir.join("outside/inherited").display()
        );
        if level == Level::Reduced {
            // A user namespace in which no further one can be made.
            script = format!("echo 0 > /proc/sys/user/max_user_namespaces && {script}");
        }
        let mut command = if level == Level::Reduced {
            let mut unshare = Command::new("unshare");
            unshare.args(["-Ur", "sh"]);
            unshare
        } else {
            Command::new("sh")
        };
        command.args(["-c", &script, "sh"]).args(&words);
        command
            .current_dir(self.dir.join("ws"))
            .env("RUSTUP_HOME", rustup_home())
            .env("HOME", self.dir.join("home"))
            .env("CARGO_HOME", self.dir.join("cargo"))
            .env("XDG_DATA_HOME", self.dir.join("data"))
            .env("CARGO_REGISTRY_TOKEN", "token")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("GITHUB_TOKEN", "token")
            .env("SSH_AUTH_SOCK", "/nonexistent")
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTC_WRAPPER");
        let output = command.output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if level == Level::Reduced && said.contains("unshare failed") {
            let _ = writeln!(
                std::io::stderr(),
                "SKIPPED: no user namespace to shut: {said}"
            );
            return None;
        }
        assert!(output.status.success(), "{level:?}: {said}");
        let output = Command::new(self.dir.join("ws/target/debug/app"))
            .output()
            .expect("the program starts");
        let text = String::from_utf8(output.stdout).expect("results are text");
        let parts: Vec<_> = text.split("===\n").collect();
        assert_eq!(parts.len(), 2, "{text}");
        let running = self.kill_what_was_left();
        let planted = self
            .dir
            .join("ws/target/debug/deps/libplanted_output.rlib")
            .exists();
        let corrected = |who: &str, name: &str, worked: bool| match name {
            // What counts is whether it is still there when Cargo is done.
            "leaves a process running" => running > 0,
            "plants a file among its own outputs" => planted && (worked || who == "macro"),
            _ => worked,
        };
        let all = WHO.iter().zip(parts).map(|(who, text)| {
            let lines = text.lines().filter_map(|l| l.split_once('\t'));
            let results = lines
                .map(|(name, result)| (name.to_owned(), corrected(who, name, result == "worked")));
            (*who, results.collect())
        });
        Some(all.collect())
    }

    fn kill_what_was_left(&self) -> usize {
        let mut count = 0;
        for entry in fs::read_dir("/proc").expect("there is /proc").flatten() {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let sleeps = format!("sleep\0{}\0", self.sleep);
            if line == sleeps.as_bytes() {
                count += 1;
                let pid = entry.file_name();
                let _ = Command::new("kill").arg("-9").arg(pid).status();
            }
        }
        count
    }
}

impl Drop for Bait {
    fn drop(&mut self) {
        let _ = self.victim.kill();
        let _ = self.victim.wait();
        if let Some(id) = &self.shared {
            let _ = Command::new("ipcrm").args(["-m", id]).status();
        }
        let _ = fs::remove_file(shared_mark());
        let _ = fs::remove_file(format!("/dev/shm/bulkhead-attack-{}", self.victim.id()));
        let _ = fs::remove_dir_all(&self.dir);
        let _ = std::io::stderr().flush();
    }
}

/// A file in shared memory outside, by which a child tells whether it sees the same.
fn shared_mark() -> String {
    let path = format!("/dev/shm/bulkhead-mark-{}", std::process::id());
    let _ = fs::write(&path, "x");
    path
}

/// A segment of System V shared memory, by its id.
fn shared_memory() -> Option<String> {
    let output = Command::new("ipcmk")
        .args(["-M", "64", "-p", "0600"])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim().rsplit(' ').next().map(str::to_owned)
}

fn key_of(id: &str) -> Option<u32> {
    let table = fs::read_to_string("/proc/sysvipc/shm").ok()?;
    let row = table
        .lines()
        .find(|l| l.split_whitespace().nth(1) == Some(id))?;
    row.split_whitespace()
        .next()?
        .parse::<i64>()
        .ok()
        .map(|key| key as u32)
}

/// An address in the victim's memory.
fn start_of(pid: u32) -> usize {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    let first = maps.split('-').next().unwrap_or_default();
    usize::from_str_radix(first, 16).unwrap_or(0)
}

/// Where `exec` will keep its settings for the workspace.
fn first_walls(dir: &Path) -> String {
    let place = bulkhead_cargo::contain::Home::place(&dir.join("data"), Some(&dir.join("ws")));
    place.display().to_string()
}

fn rustup_home() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|h| Path::new(&h).join(".rustup"));
    std::env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .or_else(home)
        .unwrap_or_default()
}
