//! The order in which reports list packages: what a hostile version could do soonest and worst comes first.

use bulkhead_facts::{CapSet, Capability, Site};

use crate::picture::Package;

/// How much a hostile version of a package could do. Greater is worse.
///
/// The rule is a list of rungs, worst first; packages compare by their worst rung, then by the next one, and so on.
/// Only what a package's own code has counts, so that the cause ranks before those who merely use it.
///
/// 1. while building (build script or proc macro, before the user's program exists): `net`, then `run`
/// 2. code that runs with nobody calling it, or that cannot be read: `init`, `blob`
/// 3. in the program: `net`, `run`, `write`
/// 4. ways round the language: `sys`, `ffi`, `asm`, `link`
/// 5. while building: `write`, `sys`, `ffi`, `asm`, `link`
/// 6. `read`, then `embed`, then `env`, anywhere; while building first
/// 7. `unsafe`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Risk(u32);

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Building,
    Running,
    Ever,
}

const RUNGS: [(When, Capability); 21] = {
    use Capability::{Asm, Blob, Embed, Env, Ffi, Init, Link, Net, Read, Run, Sys, Unsafe, Write};
    use When::{Building, Ever, Running};
    [
        (Building, Net),
        (Building, Run),
        (Ever, Init),
        (Ever, Blob),
        (Running, Net),
        (Running, Run),
        (Running, Write),
        (Running, Sys),
        (Running, Ffi),
        (Running, Asm),
        (Running, Link),
        (Building, Write),
        (Building, Sys),
        (Building, Ffi),
        (Building, Asm),
        (Building, Link),
        (Building, Read),
        (Running, Read),
        (Ever, Embed),
        (Ever, Env),
        (Ever, Unsafe),
    ]
};

/// All capabilities, the worst first: the order in which a report tells what one site has.
pub fn order() -> impl Iterator<Item = Capability> {
    use Capability::{Asm, Blob, Embed, Env, Ffi, Init, Link, Net, Read, Run, Sys, Unsafe, Write};
    [
        Net, Run, Init, Blob, Write, Sys, Ffi, Asm, Link, Read, Embed, Env, Unsafe,
    ]
    .into_iter()
}

impl Risk {
    /// What code with these capabilities could do: `building` while building, `running` in the program.
    #[must_use]
    pub fn of_sets(building: CapSet, running: CapSet) -> Risk {
        let holds = |when, cap| match when {
            When::Building => building.contains(cap),
            When::Running => running.contains(cap),
            When::Ever => (building | running).contains(cap),
        };
        RUNGS.iter().fold(Risk(0), |risk, &(when, cap)| {
            Risk(risk.0 << 1 | u32::from(holds(when, cap)))
        })
    }

    /// A library that only build scripts and proc macros use runs while building, like they do.
    pub(crate) fn of(package: &Package<'_>) -> Risk {
        let only_building = package.roles.build_time && !package.roles.run_time;
        let mut building = CapSet::EMPTY;
        let mut running = CapSet::EMPTY;
        for site in &package.sites {
            match site.site {
                Site::Lib if !only_building => running |= site.direct,
                Site::Lib | Site::Build | Site::Macro => building |= site.direct,
            }
        }
        Risk::of_sets(building, running)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_has_a_rung_in_the_program_and_while_building() {
        let has = |at, cap| {
            RUNGS
                .iter()
                .any(|&(when, c)| c == cap && (when == at || when == When::Ever))
        };
        for cap in Capability::ALL {
            assert!(has(When::Running, cap) && has(When::Building, cap), "{cap}");
            assert_eq!(order().filter(|c| *c == cap).count(), 1, "{cap}");
        }
    }
}
