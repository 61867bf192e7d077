//! Graphs made by hand.

use bulkhead_facts::hygiene::{Hygiene, HygieneKind};
use bulkhead_facts::link::{LinkedFact, LinkedTarget};
use bulkhead_facts::{
    CapSet, Capability, Cfg, CfgId, Gap, GapKind, PackageFacts, Place, Site, Via,
};
use bulkhead_policy::picture::{Difference, Input, Provenance, Roles, Source};
use cargo_bulkhead::report::{Sources, Workspace};

pub(crate) const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What owns the strings of a graph.
pub(crate) struct Sample {
    pub(crate) packages: Vec<Made>,
}

/// One package made by hand.
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) source: Source,
    pub(crate) roles: Roles,
    pub(crate) provenance: Provenance,
    pub(crate) differences: Vec<Difference>,
    pub(crate) facts: PackageFacts,
    pub(crate) targets: Vec<LinkedTarget>,
    pub(crate) deps: Vec<usize>,
    pub(crate) build_deps: Vec<usize>,
}

impl Sample {
    pub(crate) fn inputs(&self) -> Vec<Input<'_>> {
        self.packages.iter().map(Made::input).collect()
    }
}

impl Made {
    pub(crate) fn new(name: &str, version: &str) -> Self {
        Made {
            name: name.to_owned(),
            version: version.to_owned(),
            source: Source::Registry(CRATES_IO.to_owned()),
            roles: Roles {
                run_time: true,
                ..Roles::default()
            },
            provenance: Provenance::VerifiedArchive,
            differences: Vec::new(),
            facts: PackageFacts {
                files: vec!["src/lib.rs".into(), "build.rs".into()],
                cfgs: vec![Cfg::True, Cfg::Name("unix".into())],
                ..PackageFacts::default()
            },
            targets: Vec::new(),
            deps: Vec::new(),
            build_deps: Vec::new(),
        }
    }

    pub(crate) fn own(mut self) -> Self {
        self.source = Source::Path;
        self.provenance = Provenance::Local;
        self.roles.member = true;
        self
    }

    pub(crate) fn building(mut self) -> Self {
        self.roles = Roles {
            build_time: true,
            ..Roles::default()
        };
        self
    }

    pub(crate) fn testing(mut self) -> Self {
        self.roles = Roles {
            dev: true,
            ..Roles::default()
        };
        self
    }

    pub(crate) fn deps(mut self, deps: &[usize]) -> Self {
        self.deps = deps.to_vec();
        self
    }

    pub(crate) fn build_deps(mut self, deps: &[usize]) -> Self {
        self.build_deps = deps.to_vec();
        self
    }

    pub(crate) fn fact(
        self,
        site: Site,
        line: u32,
        column: u32,
        what: &str,
        caps: &[Capability],
    ) -> Self {
        self.full_fact(site, line, column, what, caps, CfgId::ALWAYS, &[])
    }

    #[expect(clippy::too_many_arguments, reason = "a table row spelled out")]
    pub(crate) fn full_fact(
        mut self,
        site: Site,
        line: u32,
        column: u32,
        what: &str,
        caps: &[Capability],
        cfg: CfgId,
        way: &[&str],
    ) -> Self {
        let place = Place {
            file: u32::from(site == Site::Build),
            line,
            column,
        };
        self.target(site).facts.push(LinkedFact {
            place,
            what: what.to_owned(),
            via: Via::Path,
            caps: caps.iter().copied().collect::<CapSet>(),
            cfg,
            way: way.iter().map(|w| (*w).to_owned()).collect(),
        });
        self
    }

    pub(crate) fn caps(self, site: Site, caps: &[Capability]) -> Self {
        caps.iter()
            .fold(self, |made, cap| made.fact(site, 1, 1, cap.name(), &[*cap]))
    }

    pub(crate) fn pure(mut self, site: Site) -> Self {
        self.target(site);
        self
    }

    pub(crate) fn gap(mut self, site: Site, kind: GapKind, detail: &str) -> Self {
        let place = Some(Place {
            file: 0,
            line: 3,
            column: 1,
        });
        self.target(site).gaps.push(Gap {
            kind,
            detail: detail.to_owned(),
            place,
            cfg: CfgId::ALWAYS,
        });
        self
    }

    pub(crate) fn left_out(mut self, site: Site, test: usize, inactive: usize) -> Self {
        let target = self.target(site);
        target.test_facts = test;
        target.inactive_facts = inactive;
        self
    }

    pub(crate) fn hygiene(
        mut self,
        kind: HygieneKind,
        file: &str,
        position: Option<(u32, u32)>,
        detail: &str,
    ) -> Self {
        self.facts.hygiene.push(Hygiene {
            kind,
            file: file.to_owned(),
            position,
            detail: detail.to_owned(),
        });
        self
    }

    fn target(&mut self, site: Site) -> &mut LinkedTarget {
        let at = self.targets.iter().position(|t| t.site == site);
        let at = at.unwrap_or_else(|| {
            self.targets.push(LinkedTarget {
                site,
                name: match site {
                    Site::Build => "build-script-build".to_owned(),
                    Site::Lib | Site::Macro => self.name.replace('-', "_"),
                },
                facts: Vec::new(),
                gaps: Vec::new(),
                signs: Vec::new(),
                leads: Vec::new(),
                test_facts: 0,
                inactive_facts: 0,
            });
            self.targets.len() - 1
        });
        &mut self.targets[at]
    }

    fn input(&self) -> Input<'_> {
        Input {
            name: &self.name,
            version: &self.version,
            source: self.source.clone(),
            checksum: None,
            roles: self.roles,
            provenance: self.provenance.clone(),
            differences: self.differences.clone(),
            trouble: None,
            facts: &self.facts,
            targets: self.targets.clone(),
            deps: self.deps.clone(),
            build_deps: self.build_deps.clone(),
            dev_deps: Vec::new(),
        }
    }
}

pub(crate) fn workspace() -> Workspace {
    Workspace {
        root: "/home/user/harbour".to_owned(),
        host: "x86_64-unknown-linux-gnu".to_owned(),
        hosts: vec!["x86_64-unknown-linux-gnu".to_owned()],
        targets: vec!["x86_64-unknown-linux-gnu".to_owned()],
        outside_graph: 0,
        dev_left_out: 0,
        without_times: 0,
        policy: false,
    }
}

/// Source text by file and line.
pub(crate) struct Lines(pub(crate) &'static [(&'static str, u32, &'static str)]);

impl Sources for Lines {
    fn line(&self, _package: usize, file: &str, line: u32) -> Option<String> {
        let found = self.0.iter().find(|(f, l, _)| *f == file && *l == line);
        found.map(|(_, _, text)| (*text).to_owned())
    }
}

/// A small graph with one of everything.
pub(crate) fn small() -> Sample {
    let app = Made::new("harbour", "0.1.0")
        .own()
        .caps(Site::Lib, &[Capability::Env])
        .deps(&[1, 2]);
    let wire = Made::new("wire", "1.2.3")
        .full_fact(
            Site::Lib,
            12,
            5,
            "std::net::TcpStream::connect",
            &[Capability::Net],
            CfgId(1),
            &["wire_io::net", "std::net"],
        )
        .fact(
            Site::Lib,
            40,
            9,
            "std::fs::OpenOptions::new",
            &[Capability::Read, Capability::Write],
        )
        .fact(Site::Build, 3, 18, "std::env::var", &[Capability::Env])
        .gap(
            Site::Lib,
            GapKind::ProcMacro,
            "what `#[derive(Packet)]` writes",
        )
        .left_out(Site::Lib, 4, 2)
        .deps(&[2, 3])
        .build_deps(&[4]);
    let bits = Made::new("bits", "0.3.0").pure(Site::Lib);
    let derive = Made::new("packet-derive", "1.2.3")
        .building()
        .caps(Site::Macro, &[Capability::Read])
        .hygiene(
            HygieneKind::MachineCode,
            "tools/gen.png",
            None,
            "ELF executable, x86-64, 12 KiB",
        );
    let probe = Made::new("probe", "0.9.0")
        .building()
        .caps(Site::Lib, &[Capability::Run, Capability::Env]);
    let check = Made::new("quickly", "2.0.0")
        .testing()
        .caps(Site::Lib, &[Capability::Run]);
    Sample {
        packages: vec![app, wire, bits, derive, probe, check],
    }
}

pub(crate) const SMALL_LINES: Lines = Lines(&[
    ("src/lib.rs", 3, "#[derive(Packet)]"),
    ("src/lib.rs", 12, "    net::TcpStream::connect(addr)?"),
    (
        "src/lib.rs",
        40,
        "        OpenOptions::new().read(true).write(true).open(path)",
    ),
    (
        "build.rs",
        3,
        "    let target = env::var(\"TARGET\").unwrap();",
    ),
]);

/// Three hundred dependencies of the usual kinds.
pub(crate) fn large() -> Sample {
    use Capability::{Asm, Env, Ffi, Link, Net, Read, Run, Sys, Unsafe, Write};
    let mut packages = vec![
        Made::new("harbour", "0.1.0")
            .own()
            .caps(Site::Lib, &[Net, Read, Env]),
        Made::new("harbour-core", "0.1.0").own().pure(Site::Lib),
    ];
    let mut add = |stem: &str, n: usize, make: &dyn Fn(Made) -> Made| {
        for i in 0..n {
            let name = if n == 1 {
                stem.to_owned()
            } else {
                format!("{stem}-{i:02}")
            };
            packages.push(make(Made::new(&name, "1.0.0")));
        }
    };
    add("tokio", 1, &|m| {
        m.caps(Site::Lib, &[Net, Read, Write, Run, Sys, Unsafe])
    });
    add("mio", 1, &|m| m.caps(Site::Lib, &[Net, Sys, Unsafe]));
    add("socket2", 1, &|m| m.caps(Site::Lib, &[Net, Unsafe]));
    add("tempfile", 1, &|m| m.caps(Site::Lib, &[Read, Write, Env]));
    add("ring", 1, &|m| {
        m.caps(Site::Lib, &[Ffi, Asm, Unsafe, Link])
            .caps(Site::Build, &[Run, Read, Write, Env])
            .gap(Site::Build, GapKind::GeneratedCode, "OUT_DIR")
    });
    add("native-sys", 18, &|m| {
        m.caps(Site::Lib, &[Ffi])
            .caps(Site::Build, &[Run, Read, Env])
    });
    add("codec", 60, &|m| m.caps(Site::Lib, &[Unsafe]));
    add("plain", 120, &|m| {
        m.pure(Site::Lib)
            .gap(Site::Lib, GapKind::ProcMacro, "what `#[derive(X)]` writes")
    });
    add("derive", 22, &|m| m.building().pure(Site::Macro));
    add("buildrs-tool", 12, &|m| {
        m.building().caps(Site::Lib, &[Run, Read, Write, Env])
    });
    add("fetcher", 1, &|m| {
        m.building().caps(Site::Build, &[Net, Run, Write])
    });
    add("checker", 30, &|m| m.testing().caps(Site::Lib, &[Run, Env]));
    add("prebuilt", 8, &|m| {
        m.pure(Site::Lib).hygiene(
            HygieneKind::MachineCode,
            "lib/a.lib",
            None,
            "COFF archive, x86-64, 5 MiB",
        )
    });
    add("vendored", 20, &|mut m| {
        m.provenance = Provenance::Unverified("the archive is not in Cargo's cache".into());
        m.caps(Site::Lib, &[Read])
    });
    Sample { packages }
}

/// A package whose author writes to the user's terminal.
pub(crate) fn hostile() -> Sample {
    let mut evil = Made::new("evil\u{1b}[2J\u{202e}", "1.0.0\u{7}")
        .fact(
            Site::Lib,
            1,
            4,
            "std::net\u{1b}]0;owned\u{7}::TcpStream",
            &[Capability::Net],
        )
        .gap(Site::Lib, GapKind::Unreadable, "bad\rOK: nothing found")
        .hygiene(
            HygieneKind::TrojanSource,
            "src/lib.rs",
            Some((1, 8)),
            "U+202E RIGHT-TO-LEFT OVERRIDE",
        );
    evil.source = Source::Git("git+https://example.org/\u{1b}[31m".into());
    evil.provenance = Provenance::Unverified("a git checkout\u{9b}2J".into());
    evil.facts.files = vec!["src/\u{1b}[8mlib.rs".into()];
    evil.differences = vec![Difference {
        file: "build\n.rs".into(),
        what: "changed".into(),
    }];
    Sample {
        packages: vec![evil],
    }
}

pub(crate) const HOSTILE_LINES: Lines = Lines(&[
    ("src/\u{1b}[8mlib.rs", 1, "let\tx = \u{1b}[31mred\u{2066}"),
    ("src/lib.rs", 1, "let x =\u{202e} evil();"),
]);
