//! The platforms of a build, and what `cfg` is there: asked of the rustc that Cargo uses, with the flags that Cargo gives.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::str::FromStr;

use bulkhead_facts::Site;
use bulkhead_facts::cfg::CfgEnv;
use cargo_config2::Config;
use cargo_metadata::cargo_platform;

use super::Package;
use crate::error::Error;

/// A platform that code is compiled for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// The target triple, or the path of a target specification.
    pub triple: String,
    /// What rustc sets: names.
    pub names: BTreeSet<String>,
    /// What rustc sets: keys with values.
    pub pairs: BTreeSet<(String, String)>,
    /// The same as Cargo's own library wants it.
    cargo: Vec<cargo_platform::Cfg>,
}

impl Platform {
    fn parse(triple: String, printed: &str) -> Self {
        let mut platform = Platform {
            triple,
            ..Platform::default()
        };
        for line in printed.lines() {
            platform
                .cargo
                .extend(cargo_platform::Cfg::from_str(line).ok());
            match line.split_once('=') {
                Some((key, value)) => {
                    let pair = (key.to_owned(), value.trim_matches('"').to_owned());
                    platform.pairs.insert(pair);
                }
                None if line.is_empty() => {}
                None => {
                    platform.names.insert(line.to_owned());
                }
            }
        }
        platform
    }

    /// Whether a dependency that is declared for `wanted` only holds here.
    pub(super) fn matches(&self, wanted: Option<&cargo_platform::Platform>) -> bool {
        wanted.is_none_or(|wanted| wanted.matches(&self.triple, &self.cargo))
    }

    /// The world of one package here.
    pub(super) fn env(
        &self,
        package: &Package,
        features: &BTreeSet<String>,
        genuine: BTreeSet<String>,
    ) -> CfgEnv {
        let mut names = self.names.clone();
        // rustc sets it for every proc macro. Source: The Rust Reference, "Set configuration options".
        if package.targets.iter().any(|t| t.site == Site::Macro) {
            names.insert("proc_macro".to_owned());
        }
        CfgEnv {
            names,
            pairs: self.pairs.clone(),
            features: features.clone(),
            open: package.has_build_script(),
            genuine,
            anywhere: false,
        }
    }
}

/// The host and what is built for, and what else Cargo's configuration says that we need.
pub(super) struct Platforms {
    pub(super) local_registries: Vec<PathBuf>,
    pub(super) host: Platform,
    /// The platforms that build scripts and proc macros are judged for.
    pub(super) hosts: Vec<Platform>,
    pub(super) targets: Vec<Platform>,
}

/// What Cargo and rustc call this machine, whatever it is.
pub(super) const HOST: &str = "host-tuple";

/// The platforms that are asked for, by name.
pub(super) struct Wanted<'a> {
    config: Config,
    /// None when it is the host.
    targets: Vec<String>,
    hosts: &'a [String],
}

fn bad_config(error: cargo_config2::Error) -> Error {
    Error::BadConfig {
        said: chain(&error),
    }
}

impl<'a> Wanted<'a> {
    /// `targets` is what the user named; when empty, Cargo's configuration decides. Without `hosts`, the host is this machine.
    pub(super) fn of(targets: &[String], hosts: &'a [String]) -> Result<Self, Error> {
        let config = Config::load().map_err(bad_config)?;
        let targets = config.build_target_for_cli(targets).map_err(bad_config)?;
        Ok(Wanted {
            config,
            targets,
            hosts,
        })
    }

    /// Whether this machine is the only platform.
    pub(super) fn is_host(&self) -> bool {
        self.targets.is_empty() && self.hosts.is_empty()
    }

    /// Asks the rustc that Cargo uses.
    pub(super) fn find(&self) -> Result<Platforms, Error> {
        let Wanted {
            config,
            targets: wanted,
            hosts,
        } = self;
        let rustc = Rustc::of(config);
        let local = config
            .source
            .values()
            .filter_map(|s| s.local_registry.clone());
        let local_registries: Vec<PathBuf> = local.collect();
        let host = rustc.host()?;
        if wanted.is_empty() {
            // Without `--target`, Cargo gives its flags to build scripts and proc macros as well.
            let flags = flags(config, &host.triple).map_err(bad_config)?;
            let host = if flags.is_empty() {
                host
            } else {
                rustc.platform(host.triple, &[], &flags)?
            };
            return Ok(Platforms {
                local_registries,
                targets: vec![host.clone()],
                hosts: rustc.hosts(hosts, &host)?,
                host,
            });
        }
        let mut targets = Vec::new();
        for triple in wanted {
            let triple = match triple.as_str() {
                HOST => host.triple.clone(),
                _ => triple.clone(),
            };
            let flags = flags(config, &triple).map_err(bad_config)?;
            targets.push(rustc.platform(triple.clone(), &["--target", &triple], &flags)?);
        }
        Ok(Platforms {
            local_registries,
            hosts: rustc.hosts(hosts, &host)?,
            host,
            targets,
        })
    }
}

impl Platforms {
    /// All triples, each once, the hosts last.
    pub(super) fn triples(&self) -> Vec<String> {
        let mut triples: Vec<String> = Vec::new();
        for platform in self.targets.iter().chain(&self.hosts) {
            if !triples.contains(&platform.triple) {
                triples.push(platform.triple.clone());
            }
        }
        triples
    }
}

/// What RUSTFLAGS, `build.rustflags` and `target.*.rustflags` come to for a target, in Cargo's order of precedence.
fn flags(config: &Config, triple: &str) -> Result<Vec<String>, cargo_config2::Error> {
    Ok(config
        .rustflags(triple)?
        .map(|f| f.flags)
        .unwrap_or_default())
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |e| e.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

struct Rustc(PathBuf);

impl Rustc {
    /// The compiler itself: a wrapper is for compiling, and none is needed to ask a question.
    fn of(config: &Config) -> Self {
        let rustc = config.rustc();
        let last = rustc.args.last().map(PathBuf::from);
        Rustc(last.unwrap_or_else(|| rustc.path.clone()))
    }

    /// The host's triple and cfg in one question; compilers before 1.84 need two.
    fn host(&self) -> Result<Platform, Error> {
        if let Ok(printed) = self.ask(&["--print", HOST, "--print", "cfg"], &[])? {
            let (triple, rest) = printed.split_once('\n').unwrap_or((&printed, ""));
            return Ok(Platform::parse(triple.trim().to_owned(), rest));
        }
        let bad = |said| Error::BadAnswer {
            asked: "rustc -vV",
            said,
        };
        let version = self
            .ask(&["-vV"], &[])?
            .map_err(|said| Error::Rustc { said })?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: "));
        let host = host.ok_or_else(|| bad(version.clone()))?;
        self.platform(host.to_owned(), &[], &[])
    }

    fn hosts(&self, wanted: &[String], host: &Platform) -> Result<Vec<Platform>, Error> {
        if wanted.is_empty() {
            return Ok(vec![host.clone()]);
        }
        let one = |triple: &String| match *triple == host.triple {
            true => Ok(host.clone()),
            false => self.platform(triple.clone(), &["--target", triple], &[]),
        };
        wanted.iter().map(one).collect()
    }

    fn platform(&self, triple: String, args: &[&str], flags: &[String]) -> Result<Platform, Error> {
        let mut all = vec!["--print", "cfg"];
        all.extend(args);
        match self.ask(&all, flags)? {
            Ok(printed) => Ok(Platform::parse(triple, &printed)),
            Err(said) if said.contains("target") => Err(Error::NoSuchTarget {
                target: triple,
                said,
            }),
            Err(said) => Err(Error::Rustc { said }),
        }
    }

    /// What rustc prints on success, or else what it complains about.
    fn ask(&self, args: &[&str], flags: &[String]) -> Result<Result<String, String>, Error> {
        let args = args.iter().map(OsString::from);
        let output = Command::new(&self.0)
            .args(args)
            .args(flags)
            .stdin(Stdio::null())
            .output()
            .map_err(|cause| Error::CannotStart {
                program: self.0.clone(),
                cause,
            })?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            let said = text(&output.stderr).trim().to_owned();
            Err(if said.is_empty() {
                output.status.to_string()
            } else {
                said
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustc_prints_is_read() {
        let printed = "debug_assertions\ntarget_os=\"linux\"\ntarget_abi=\"\"\nunix\n";
        let platform = Platform::parse("x".into(), printed);
        assert!(platform.names.contains("unix"));
        assert!(
            platform
                .pairs
                .contains(&("target_os".into(), "linux".into()))
        );
        assert!(
            platform
                .pairs
                .contains(&("target_abi".into(), String::new()))
        );
        let wanted = |text: &str| cargo_platform::Platform::from_str(text).expect("valid");
        assert!(platform.matches(Some(&wanted("cfg(target_os = \"linux\")"))));
        assert!(!platform.matches(Some(&wanted("cfg(windows)"))));
        assert!(platform.matches(Some(&wanted("x"))));
    }
}
