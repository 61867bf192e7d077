//! What a child can and cannot do, tried with the system's own shell.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bulkhead_sandbox::{
    Access, Attempt, Command, Ended, Error, Level, Limits, Network, Over, Profile, Status, Stream,
    Tried, Watch, Weaker, probe, start,
};

/// What a child wrote and tried.
#[derive(Default)]
struct Heard {
    output: Vec<u8>,
    errors: Vec<u8>,
    tried: Vec<Attempt>,
}

impl Watch for Heard {
    fn tried(&mut self, attempt: &Attempt) {
        self.tried.push(attempt.clone());
    }

    fn output(&mut self, bytes: &[u8]) {
        self.output.extend_from_slice(bytes);
    }

    fn errors(&mut self, bytes: &[u8]) {
        self.errors.extend_from_slice(bytes);
    }
}

/// Names the folder for places, where it is not Cargo's.
const PLACE: &str = "BULKHEAD_TEST_PLACE";

/// A folder of its own, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let base = std::env::var_os(PLACE).unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
        let dir = Path::new(&base).join(format!("{name} with blanks-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("given")).expect("the folder can be made");
        fs::create_dir_all(dir.join("own")).expect("the folder can be made");
        fs::write(dir.join("secret"), "secret").expect("the file can be written");
        fs::write(dir.join("given/public"), "public\n").expect("the file can be written");
        Place(fs::canonicalize(dir).expect("the folder is there"))
    }

    fn profile(&self) -> Profile {
        let mut profile = Profile::default();
        for system in [
            "/usr",
            "/bin",
            "/sbin",
            "/lib",
            "/lib64",
            "/etc/ld.so.cache",
            "/nix/store",
        ] {
            profile.allow(system, Access::Run);
        }
        profile.allow(self.0.join("given"), Access::Read);
        profile.allow(self.0.join("own"), Access::WriteRun);
        profile.environment = vec![("PATH".into(), "/usr/bin:/bin".into())];
        profile.temp_variables = vec!["TMPDIR".into(), "HOME".into()];
        profile
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn sh(place: &Place, script: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arguments.extend(["-c".into(), script.into()]);
    command.directory = place.0.join("given");
    command.output = Stream::Watched;
    command.errors = Stream::Watched;
    command
}

/// Whether this host has the full walls; says so when it has not.
fn full() -> bool {
    let host = probe();
    if host.level != Some(Level::Full) {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: this host has no full containment: {host:?}"
        );
    }
    host.level == Some(Level::Full)
}

fn run(profile: &Profile, command: &Command) -> (Ended, Heard) {
    let mut heard = Heard::default();
    let child = start(profile, command, Weaker::Refuse).expect("the child starts");
    assert_eq!(child.level(), Level::Full);
    let ended = child
        .supervise(&mut heard)
        .expect("the child is supervised");
    (ended, heard)
}

fn code(ended: &Ended) -> i32 {
    match ended.status {
        Status::Code(code) => code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_has_what_it_was_given_and_nothing_else() {
    if !full() {
        return;
    }
    let place = Place::new("given");
    let secret = place.0.join("secret");
    let script = format!(
        "cat public; test -e '{0}' && echo sees; cat '{0}'; echo x > changed; \
         echo own > ../own/file && cat ../own/file; echo t > $TMPDIR/t && cat $TMPDIR/t; env | sort | cut -d= -f1 | tr '\\n' ' '; exit 7",
        secret.display()
    );
    let (ended, heard) = run(&place.profile(), &sh(&place, &script));
    let output = String::from_utf8_lossy(&heard.output).into_owned();
    assert_eq!(
        code(&ended),
        7,
        "{}",
        String::from_utf8_lossy(&heard.errors)
    );
    assert_eq!(output, "public\nown\nt\nHOME PATH PWD TMPDIR ");
    assert!(!place.0.join("given/changed").exists());
    assert_eq!(
        fs::read_to_string(place.0.join("own/file")).expect("published"),
        "own\n"
    );
    let tried: Vec<_> = heard.tried.iter().map(|a| a.tried.clone()).collect();
    assert_eq!(
        tried,
        [
            Tried::Read(secret),
            Tried::Write(place.0.join("given/changed"))
        ]
    );
    assert_eq!(heard.tried[0].by, "cat");
}

#[test]
fn nothing_is_left_running() {
    if !full() {
        return;
    }
    let place = Place::new("left");
    let started = Instant::now();
    let (ended, _) = run(
        &place.profile(),
        &sh(
            &place,
            "(setsid sh -c 'sleep 3; echo late > ../own/late' &) ; exit 0",
        ),
    );
    assert_eq!(code(&ended), 0);
    assert!(started.elapsed() < Duration::from_secs(2));
    std::thread::sleep(Duration::from_secs(4));
    assert!(!place.0.join("own/late").exists());
}

#[test]
fn limits_end_it() {
    if !full() {
        return;
    }
    let place = Place::new("limits");
    let mut profile = place.profile();
    profile.limits = Limits {
        wall_time: Some(Duration::from_millis(300)),
        file_size: Some(1 << 20),
        output: Some(1 << 20),
        processes: Some(450),
        ..Limits::default()
    };
    let (ended, _) = run(&profile, &sh(&place, "sleep 1000"));
    assert_eq!(ended.over, Some(Over::WallTime));
    let (ended, heard) = run(
        &profile,
        &sh(&place, "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyy; done"),
    );
    assert!(matches!(ended.over, Some(Over::Output | Over::WallTime)));
    assert!(heard.output.len() <= 1 << 20);
    run(&profile, &sh(&place, "cat /dev/zero > ../own/big"));
    let size = fs::metadata(place.0.join("own/big")).map_or(0, |m| m.len());
    assert!(size <= 1 << 20, "{size}");
    profile.limits.wall_time = Some(Duration::from_secs(3));
    let bomb = "f() { f | f & }; f; while :; do sleep 1; done";
    let (ended, heard) = run(&profile, &sh(&place, bomb));
    // The shell itself gives up where it cannot fork.
    assert!(ended.over == Some(Over::WallTime) || code(&ended) != 0);
    let errors = String::from_utf8_lossy(&heard.errors).into_owned();
    assert!(errors.contains("fork"), "{errors}");
    // Untouched memory counts.
    profile.limits = Limits {
        memory: Some(64 << 20),
        ..Limits::default()
    };
    let (ended, _) = run(
        &profile,
        &sh(
            &place,
            "head -c 200000000 /dev/zero | tail -c 100000000 > /dev/null",
        ),
    );
    assert_ne!(code(&ended), 0);
}

#[test]
fn who_fills_the_disk_is_ended() {
    if !full() {
        return;
    }
    let place = Place::new("disk");
    let mut profile = place.profile();
    profile.limits.keep_free = Some(free(&place.0).saturating_sub(64 << 20));
    profile.limits.wall_time = Some(Duration::from_secs(60));
    let (ended, _) = run(&profile, &sh(&place, "cat /dev/zero > ../own/big"));
    assert_eq!(ended.over, Some(Over::KeepFree));
}

/// Bytes that are free on a path's file system.
fn free(path: &Path) -> u64 {
    let said = std::process::Command::new("df")
        .args(["--output=avail", "-B1"])
        .arg(path)
        .output()
        .expect("df starts");
    let text = String::from_utf8(said.stdout).expect("text");
    let free = text.lines().last().and_then(|l| l.trim().parse().ok());
    free.expect("a number")
}

#[test]
fn a_jobserver_has_its_tokens_again_whatever_the_child_did() {
    if !full() {
        return;
    }
    let place = Place::new("jobserver");
    let (mut reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(b"+++").expect("there is room");
    let ends = (reader.as_raw_fd(), writer.as_raw_fd());
    for script in [
        // Takes one, and keeps it.
        format!("bash -c 'head -c 1 <&{} >&2'", ends.0),
        // Takes all that it can get, and makes more.
        format!(
            "bash -c 'timeout 1 cat <&{}; head -c 100 /dev/zero >&{}; sleep 1'",
            ends.0, ends.1
        ),
    ] {
        let mut command = sh(&place, &script);
        command.jobserver = Some(ends);
        let (ended, heard) = run(&place.profile(), &command);
        assert_eq!(
            code(&ended),
            0,
            "{:?}",
            String::from_utf8_lossy(&heard.errors)
        );
        let took = [heard.output, heard.errors].concat();
        assert!(took.contains(&b'+'), "it was given none: {took:?}");
    }
    drop(writer);
    let mut left = Vec::new();
    reader.read_to_end(&mut left).expect("it can be read");
    assert_eq!(left, b"+++");
}

/// As root all tests run as root; this one runs some of them as somebody else.
#[test]
fn an_ordinary_user_has_the_same_walls() {
    let id = std::process::Command::new("id").arg("-u").output();
    if !full() || id.is_ok_and(|id| id.stdout != b"0\n") {
        return;
    }
    let base = std::env::temp_dir().join(format!("bulkhead-ordinary-{}", std::process::id()));
    fs::create_dir_all(&base).expect("a folder can be made");
    let own = std::env::current_exe().expect("it has a path");
    // By another process: a file that this one had open for writing could be open still in a child that another test
    // starts right now, and such a file cannot be executed.
    let copied = std::process::Command::new("cp")
        .arg(own)
        .arg(base.join("it"))
        .status();
    assert!(
        copied.is_ok_and(|s| s.success()),
        "the program can be copied"
    );
    let open = std::fs::Permissions::from_mode(0o777);
    fs::set_permissions(&base, open).expect("it is ours");
    let output = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
        .arg(base.join("it"))
        .args(["it_has", "nothing_is_left", "sockets_fail", "limits_end"])
        .env(PLACE, &base)
        .current_dir("/")
        .output();
    let _ = fs::remove_dir_all(&base);
    let output = output.expect("setpriv starts");
    let mut text = format!("{}\n", output.status);
    text += &String::from_utf8_lossy(&output.stdout);
    text += &String::from_utf8_lossy(&output.stderr);
    assert!(
        text.contains("4 passed") && !text.contains("SKIPPED"),
        "{text}"
    );
}

#[test]
fn sockets_fail_and_are_told() {
    if !full() {
        return;
    }
    let place = Place::new("sockets");
    let script = "exec 3<>/dev/tcp/127.0.0.1/1";
    let mut command = sh(&place, script);
    command.program = "/bin/bash".into();
    let (ended, heard) = run(&place.profile(), &command);
    assert_ne!(code(&ended), 0);
    let net = |a: &Attempt| matches!(a.tried, Tried::Net("an internet connection (TCP)"));
    assert!(heard.tried.iter().any(net), "{:?}", heard.tried);
}

#[test]
fn loopback_is_its_own() {
    if !full() {
        return;
    }
    let place = Place::new("loopback");
    let outside = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = outside.local_addr().expect("it has an address").port();
    let mut profile = place.profile();
    profile.network = Network::Loopback;
    let mut command = sh(&place, &format!("exec 3<>/dev/tcp/127.0.0.1/{port}"));
    command.program = "/bin/bash".into();
    let (ended, heard) = run(&profile, &command);
    assert_ne!(code(&ended), 0);
    let errors = String::from_utf8_lossy(&heard.errors).into_owned();
    assert!(errors.contains("refused"), "{errors}");
    profile.network = Network::Ports(vec![port]);
    assert_eq!(code(&run(&profile, &command).0), 0);
    profile.network = Network::Ports(vec![port ^ 1]);
    assert_ne!(code(&run(&profile, &command).0), 0);
    profile.network = Network::All;
    assert_eq!(code(&run(&profile, &command).0), 0);
}

#[test]
fn the_way_to_what_it_was_given_can_be_listed_and_nothing_beside_it() {
    if !full() {
        return;
    }
    let place = Place::new("listed");
    fs::create_dir_all(place.0.join("seen/inner")).expect("a folder can be made");
    fs::write(place.0.join("seen/inner/file"), "").expect("a file can be written");
    let mut profile = place.profile();
    profile.allow(place.0.join("seen"), Access::See);
    let script = "ls / >/dev/null && ls .. && ls ../seen && cd ../seen && ls . && ! ls inner && ! cat inner/file && \
                  ln -s ../seen ../own/link && ! ls ../own/link/inner && ls ../own && ! touch new";
    let (ended, heard) = run(&profile, &sh(&place, script));
    let output = String::from_utf8_lossy(&heard.output).into_owned();
    let errors = String::from_utf8_lossy(&heard.errors).into_owned();
    assert_eq!(code(&ended), 0, "{output}{errors}");
    // Of the place's own folder what was given, and neither `secret` nor anything else that lies there.
    let expected = ["given", "own", "seen", "inner", "inner", "link"];
    assert_eq!(output.split_whitespace().collect::<Vec<_>>(), expected);
    let inner = |a: &Attempt| matches!(&a.tried, Tried::Read(path) if path.ends_with("seen/inner"));
    assert!(heard.tried.iter().any(inner), "{:?}", heard.tried);
}

/// Names the socket outside to this program when it runs contained.
const OUTSIDE: &str = "BULKHEAD_TEST_OUTSIDE";

#[test]
fn local_sockets_go_with_a_network_and_a_file_system_of_its_own() {
    use std::os::unix::net::{UnixListener, UnixStream};
    if let Some(outside) = std::env::var_os(OUTSIDE) {
        let own = std::env::temp_dir().join("own");
        let made = UnixListener::bind(&own).and_then(|_listens| UnixStream::connect(&own));
        let reached = UnixStream::connect(outside);
        let said = format!("made: {}, reached: {}", made.is_ok(), reached.is_ok());
        writeln!(std::io::stderr(), "{said}").expect("somebody listens");
        return;
    }
    if !full() {
        return;
    }
    let place = Place::new("local");
    let outside = place.0.join("outside");
    let _listens = UnixListener::bind(&outside).expect("a socket can be made");
    let own = std::env::current_exe().expect("this program has a path");
    for (network, makes) in [
        (Network::None, false),
        (Network::Ports(vec![1]), false),
        (Network::Loopback, true),
        (Network::All, true),
    ] {
        let mut profile = place.profile();
        profile.network = network.clone();
        profile.allow(&own, Access::Run);
        profile
            .environment
            .push((OUTSIDE.into(), outside.clone().into()));
        let mut command = sh(&place, "");
        command.program = own.clone();
        let name = "local_sockets_go_with_a_network_and_a_file_system_of_its_own";
        command.arguments = [name, name, "--exact", "--nocapture"]
            .map(Into::into)
            .to_vec();
        let (_, heard) = run(&profile, &command);
        let errors = String::from_utf8_lossy(&heard.errors).into_owned();
        let expected = format!("made: {makes}, reached: false");
        assert!(errors.contains(&expected), "{network:?}: {errors}");
    }
}

#[test]
fn what_cannot_start_says_why() {
    if !full() {
        return;
    }
    let place = Place::new("start");
    let mut command = sh(&place, "");
    command.program = place.0.join("given/public");
    let child = start(&place.profile(), &command, Weaker::Refuse).expect("the walls stand");
    match child.supervise(&mut Heard::default()) {
        Err(Error::Program { cause, .. }) => {
            assert_eq!(cause.kind(), std::io::ErrorKind::PermissionDenied);
        }
        other => panic!("{other:?}"),
    }
    command.directory = place.0.join("nowhere");
    match start(&place.profile(), &command, Weaker::Refuse) {
        Err(Error::Start { step, .. }) => assert_eq!(step, "enter its folder"),
        other => panic!("{other:?}"),
    }
}
