//! The graph of a workspace of path packages, and their files.

use std::path::Path;

use bulkhead_cargo::{EdgeKind, Provenance, Source};
use bulkhead_facts::Site;
use bulkhead_facts::cfg::{Cfg, Truth};

use crate::support::{Dir, alone, index, load, scan};

fn package(dir: &Dir, path: &str, rest: &str) {
    let name = path.rsplit('/').next().expect("a name");
    let text =
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}");
    dir.write(&format!("{path}/Cargo.toml"), text);
    dir.write(&format!("{path}/src/lib.rs"), "");
}

fn prepare(dir: &Dir) {
    dir.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"2\"\nmembers = [\"app\"]\nexclude = [\"deps\"]\n",
    );
    package(
        dir,
        "app",
        "[features]\ndefault = [\"fast\"]\nfast = []\nextra = []\n\
         [[bin]]\nname = \"tool\"\npath = \"src/tool.rs\"\n\
         [[bin]]\nname = \"rare\"\npath = \"src/rare.rs\"\nrequired-features = [\"extra\"]\n\
         [dependencies]\nrun-time = { path = \"../deps/run-time\" }\n\
         renamed = { package = \"both\", path = \"../deps/both\" }\n\
         derive-it = { path = \"../deps/derive-it\" }\n\
         [target.'cfg(windows)'.dependencies]\nwin = { path = \"../deps/win\" }\n\
         [build-dependencies]\nat-build = { path = \"../deps/at-build\" }\n\
         [dev-dependencies]\ntester = { path = \"../deps/tester\" }\n",
    );
    dir.write("app/build.rs", "fn main() {}\n");
    dir.write("app/src/tool.rs", "fn main() {}\n");
    dir.write("app/src/rare.rs", "fn main() {}\n");
    package(
        dir,
        "deps/run-time",
        "[[bin]]\nname = \"x\"\npath = \"src/x.rs\"\n",
    );
    dir.write("deps/run-time/src/x.rs", "fn main() {}\n");
    dir.write("deps/run-time/build.rs", "fn main() {}\n");
    package(dir, "deps/both", "");
    package(
        dir,
        "deps/derive-it",
        "[lib]\nproc-macro = true\n[dependencies]\nboth = { path = \"../both\" }\n",
    );
    package(dir, "deps/win", "");
    package(dir, "deps/at-build", "");
    package(
        dir,
        "deps/tester",
        "[dependencies]\ndeep = { path = \"../deep\" }\n",
    );
    package(dir, "deps/deep", "");
}

#[test]
fn roles_edges_targets_and_worlds() {
    alone(
        "graph::roles_edges_targets_and_worlds",
        &[("RUSTFLAGS", "--cfg from_flags")],
        prepare,
        |_| {
            let ws = load();
            let get = |name: &str| &ws.packages[index(&ws, name)];
            assert_eq!(ws.named("win").count(), 0);
            assert_eq!(ws.outside_graph, 1);

            let roles = |name: &str| {
                let r = get(name).roles;
                (r.runtime, r.build_time, r.dev)
            };
            assert_eq!(roles("app"), (true, false, false));
            assert_eq!(roles("run-time"), (true, false, false));
            assert_eq!(roles("both"), (true, true, false));
            assert_eq!(roles("derive-it"), (false, true, false));
            assert_eq!(roles("at-build"), (false, true, false));
            assert!(get("tester").roles.dev_only() && get("deep").roles.dev_only());

            let chain = |name: &str| {
                let names = get(name)
                    .chain
                    .iter()
                    .map(|p| ws.packages[*p].name.as_str());
                names.collect::<Vec<_>>().join(" ")
            };
            assert_eq!(chain("app"), "app");
            assert_eq!(chain("both"), "app both");
            assert_eq!(chain("deep"), "app tester deep");

            let app = get("app");
            let edge = |kind, name: &str| {
                app.edges
                    .iter()
                    .any(|e| e.kind == kind && e.extern_name == name)
            };
            assert!(edge(EdgeKind::Normal, "renamed") && !edge(EdgeKind::Normal, "both"));
            assert!(edge(EdgeKind::Normal, "run_time") && edge(EdgeKind::Build, "at_build"));
            assert!(edge(EdgeKind::Dev, "tester"));
            assert!(app.member && app.source == Source::Path && app.features.contains("fast"));

            let specs = |name: &str| {
                let targets = get(name).targets.iter().map(|t| (t.site, t.root.as_str()));
                targets.collect::<Vec<_>>()
            };
            let (lib, tool) = ((Site::Lib, "src/lib.rs"), (Site::Lib, "src/tool.rs"));
            assert_eq!(specs("app"), [lib, tool, (Site::Build, "build.rs")]);
            assert_eq!(specs("run-time"), [lib, (Site::Build, "build.rs")]);
            assert_eq!(specs("derive-it"), [(Site::Macro, "src/lib.rs")]);

            let env = &ws.envs(get("run-time"))[0];
            let name = |n: &str| env.eval(&Cfg::Name(n.into()));
            assert_eq!(name("from_flags"), Truth::Yes);
            assert_eq!(name("perhaps"), Truth::Maybe);
            assert_eq!(
                ws.envs(get("deep"))[0].eval(&Cfg::Name("perhaps".into())),
                Truth::No
            );
            assert_eq!(ws.build_envs(get("deep")).len(), 0);
        },
    );
}

#[test]
fn features_are_those_that_are_compiled() {
    let prepare = |dir: &Dir| {
        dir.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"app\"]\nexclude = [\"deps\"]\n",
        );
        package(
            dir,
            "app",
            "[dependencies]\nlib = { path = \"../deps/lib\", features = [\"weak\"] }\n\
             [build-dependencies]\nlib = { path = \"../deps/lib\", features = [\"at-build\"] }\n\
             [dev-dependencies]\nlib = { path = \"../deps/lib\", features = [\"in-tests\"] }\n",
        );
        dir.write("app/build.rs", "fn main() {}\n");
        package(
            dir,
            "deps/lib",
            "[features]\nweak = [\"never?/x\"]\nat-build = []\nin-tests = [\"dep:tested\"]\n\
             [dependencies]\nnever = { path = \"../never\", optional = true }\n\
             tested = { path = \"../tested\", optional = true }\n",
        );
        package(dir, "deps/never", "[features]\nx = []\n");
        package(dir, "deps/tested", "");
    };
    alone(
        "graph::features_are_those_that_are_compiled",
        &[],
        prepare,
        |_| {
            let ws = load();
            assert_eq!(ws.named("never").count(), 0);
            let lib = &ws.packages[index(&ws, "lib")];
            let list = |set: &std::collections::BTreeSet<String>| {
                set.iter().cloned().collect::<Vec<_>>().join(" ")
            };
            assert_eq!(list(&lib.target_features), "weak");
            assert_eq!(list(&lib.host_features), "at-build");
            assert_eq!(ws.envs(lib).len(), 2);
            assert!(ws.packages[index(&ws, "tested")].roles.dev_only());
        },
    );
}

#[test]
fn nodes_join_graph_and_scans() {
    alone("graph::nodes_join_graph_and_scans", &[], prepare, |dir| {
        let ws = load();
        let scans = scan(&ws, dir);
        assert!(
            scans
                .iter()
                .all(|s| s.error.is_none() && s.provenance == Provenance::Path)
        );
        let nodes = ws.nodes(&scans);
        assert_eq!(nodes.len(), ws.packages.len());
        let app = &nodes[index(&ws, "app")];
        let sees = |name: &str| app.deps.iter().any(|d| d.extern_name == name);
        assert!(sees("renamed") && sees("app") && !sees("tester") && !sees("at_build"));
        assert_eq!(app.build_deps.len(), 1);

        let again = scan(&ws, dir);
        assert!(again.iter().all(|s| s.from_cache));
        for (cold, warm) in scans.iter().zip(&again) {
            assert_eq!(cold.facts, warm.facts);
        }
        crate::support::write(&dir.join("deps/deep/src/lib.rs"), b"pub fn changed() {}\n");
        let third = scan(&ws, dir);
        for (package, scan) in ws.packages.iter().zip(&third) {
            assert_eq!(scan.from_cache, package.name != "deep", "{}", package.name);
        }
    });
}

#[cfg(unix)]
#[test]
fn unreadable_and_foreign_files_are_gaps() {
    use std::os::unix::fs::symlink;
    let prepare = |dir: &Dir| {
        dir.write(
            "ws/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
        );
        dir.write("ws/src/lib.rs", "");
        dir.write(
            "ws/nested/Cargo.toml",
            "[package]\nname = \"nested\"\nversion = \"0.1.0\"\n",
        );
        dir.write("ws/nested/src/lib.rs", "");
        dir.write("secret", "secret");
        symlink("../secret", dir.0.join("ws/leak")).expect("a link");
        symlink("..", dir.0.join("ws/up")).expect("a link");
        symlink(".", dir.0.join("ws/src/loop")).expect("a link");
        symlink("lib.rs", dir.0.join("ws/src/same.rs")).expect("a link");
    };
    alone(
        "graph::unreadable_and_foreign_files_are_gaps",
        &[],
        prepare,
        |dir: &Path| {
            let options = bulkhead_cargo::GraphOptions {
                manifest_path: Some("ws/Cargo.toml".into()),
                ..Default::default()
            };
            let ws = bulkhead_cargo::Workspace::load(&options).expect("a workspace");
            let scan = &scan(&ws, dir)[0];
            let told: Vec<&str> = scan.facts.gaps.iter().map(|g| g.detail.as_str()).collect();
            assert_eq!(told.len(), 2, "{told:?}");
            assert!(told.iter().any(|t| t.starts_with("leak: ")), "{told:?}");
            assert!(told.iter().any(|t| t.starts_with("up: ")), "{told:?}");
        },
    );
}
