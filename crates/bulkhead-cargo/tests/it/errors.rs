//! Each way in which a workspace cannot be read has its kind and its next step.

use bulkhead_cargo::{Blame, Error, GraphOptions, Workspace};

use crate::support::{Dir, alone};

fn app(dir: &Dir) {
    dir.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
    );
    dir.write("src/lib.rs", "");
}

fn error(options: &GraphOptions) -> Error {
    let error = Workspace::load(options).expect_err("cannot be read");
    assert!(error.hint().is_some(), "{error:?}");
    assert!(error.cause().is_some_and(|c| !c.is_empty()), "{error:?}");
    error
}

fn kind(options: &GraphOptions) -> &'static str {
    let error = error(options);
    assert_ne!(error.kind(), "cargo", "{error:?}");
    error.kind()
}

#[test]
fn the_users_input() {
    alone("errors::the_users_input", &[], app, |_| {
        let plain = GraphOptions::default;
        let locked = GraphOptions {
            locked: true,
            ..plain()
        };
        assert_eq!(kind(&locked), "lock-outdated");
        let frozen = GraphOptions {
            frozen: true,
            ..plain()
        };
        assert_eq!(kind(&frozen), "lock-outdated");
        let elsewhere = GraphOptions {
            manifest_path: Some("no/Cargo.toml".into()),
            ..plain()
        };
        assert_eq!(kind(&elsewhere), "no-manifest");
        let feature = GraphOptions {
            features: vec!["none".into()],
            ..plain()
        };
        assert_eq!(kind(&feature), "no-such-feature");
        let target = GraphOptions {
            targets: vec!["no-such-target".into()],
            ..plain()
        };
        assert_eq!(kind(&target), "no-such-target");
        assert_eq!(error(&target).blame(), Blame::Input);
    });
}

#[test]
fn no_manifest() {
    alone(
        "errors::no_manifest",
        &[],
        |_| {},
        |_| {
            assert_eq!(kind(&GraphOptions::default()), "no-manifest");
        },
    );
}

#[test]
fn a_broken_manifest() {
    let broken = |dir: &Dir| dir.write("Cargo.toml", "[package\n");
    alone("errors::a_broken_manifest", &[], broken, |_| {
        assert_eq!(kind(&GraphOptions::default()), "bad-manifest");
    });
}

#[test]
fn a_broken_configuration() {
    let broken = |dir: &Dir| {
        app(dir);
        dir.write(".cargo/config.toml", "[build\n");
    };
    alone("errors::a_broken_configuration", &[], broken, |_| {
        assert_eq!(kind(&GraphOptions::default()), "bad-config");
    });
}

#[test]
fn not_downloaded() {
    let needs = |dir: &Dir| {
        app(dir);
        let text = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nleaf = \"1\"\n";
        dir.write("Cargo.toml", text);
    };
    alone("errors::not_downloaded", &[], needs, |_| {
        let offline = GraphOptions {
            offline: true,
            ..GraphOptions::default()
        };
        assert_eq!(kind(&offline), "not-downloaded");
        assert_eq!(error(&offline).blame(), Blame::Host);
    });
}

#[test]
fn no_cargo() {
    alone(
        "errors::no_cargo",
        &[("CARGO", "/no/such/cargo"), ("RUSTC", "rustc")],
        app,
        |_| {
            assert_eq!(kind(&GraphOptions::default()), "cannot-start");
        },
    );
}

#[test]
fn no_rustc() {
    alone(
        "errors::no_rustc",
        &[("RUSTC", "/no/such/rustc")],
        app,
        |_| {
            assert_eq!(kind(&GraphOptions::default()), "cannot-start");
        },
    );
}

/// As rustup's proxy does for a toolchain that is not installed.
#[test]
fn a_rustc_that_fails() {
    alone(
        "errors::a_rustc_that_fails",
        &[("RUSTC", "false")],
        app,
        |_| {
            assert_eq!(kind(&GraphOptions::default()), "rustc");
            assert_eq!(error(&GraphOptions::default()).blame(), Blame::Host);
        },
    );
}
