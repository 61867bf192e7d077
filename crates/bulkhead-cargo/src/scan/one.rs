//! One package: from where it lies to its facts, by the cheapest way that is as good as the full one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use bulkhead_facts::archive::{self, Archive};
use bulkhead_facts::{Files, Limits, PackageFacts, hygiene, source};

use super::{Options, PackageScan};
use crate::cache::codec::Known;
use crate::cache::{Cache, Key, Seen};
use crate::graph::{Package, Source, Workspace};
use crate::sources::disk::{DiskFiles, Rules};
use crate::sources::vendored::{self, CHECKSUMS, Checksums};
use crate::sources::walk::Fingerprint;
use crate::sources::{Provenance, SourceError, Tampered, registry};

/// Reads and scans one package.
pub(super) fn scan(workspace: &Workspace, package: &Package, options: &Options) -> PackageScan {
    let job = Job {
        package,
        options,
        dir: &package.manifest_dir,
        question: question(package, &options.limits),
    };
    // Where Cargo itself puts sources, a checksum file is content like any other: it must not be able to make an
    // unpacked archive or a checkout pass for a vendored directory.
    let may_be_vendored = package.source != Source::Path && !is_cargos_own(job.dir);
    if may_be_vendored && job.dir.join(CHECKSUMS).exists() {
        return job.vendored().unwrap_or_else(PackageScan::failed);
    }
    match &package.source {
        Source::Path => {
            let rules = Rules::path(job.dir, &workspace.root, &workspace.target_dir);
            job.disk(&rules, Provenance::Path)
        }
        Source::Git(_) => job.disk(&Rules::git(job.dir), Provenance::Git),
        Source::CratesIo | Source::Registry(_) => match registry::locate(workspace, package) {
            Some(archive) => job.archive(&archive),
            None => job.unvouched("its archive is not on this machine".into()),
        },
    }
}

/// Whether Cargo unpacked or checked out this directory.
fn is_cargos_own(dir: &Path) -> bool {
    let names: Vec<_> = dir.iter().collect();
    registry::unpacked_by_cargo(dir) || names.windows(2).any(|w| w == ["git", "checkouts"])
}

impl PackageScan {
    fn failed(error: SourceError) -> Self {
        PackageScan {
            provenance: Provenance::Unverified("it cannot be read".into()),
            error: Some(error),
            ..PackageScan::default()
        }
    }
}

struct Job<'a> {
    package: &'a Package,
    options: &'a Options,
    dir: &'a Path,
    question: Vec<u8>,
}

impl Job<'_> {
    fn archive(&self, path: &Path) -> PackageScan {
        let before = self.fingerprint(Some(path));
        let place = self.place(path);
        if let Some(scan) = self.warm(place, before, Provenance::Archive) {
            return scan;
        }
        self.read_archive(path, place, before)
            .unwrap_or_else(|error| {
                let mut scan = self.unvouched(format!("its archive cannot be read: {error}"));
                scan.error.get_or_insert(error);
                scan
            })
    }

    fn read_archive(
        &self,
        path: &Path,
        place: Option<Key>,
        before: Option<Fingerprint>,
    ) -> Result<PackageScan, SourceError> {
        let limits = &self.options.limits;
        let (bytes, sum) = registry::read(path, limits)?;
        let locked = self.package.checksum.as_deref();
        if let Some(locked) = locked.filter(|locked| *locked != registry::hex(&sum)) {
            let mut scan =
                self.unvouched("its archive is not the one that Cargo.lock names".into());
            scan.tampered
                .push(registry::wrong_archive(path, locked, &sum));
            return Ok(scan);
        }
        let folder = registry::folder(self.package);
        let archive = archive::read(&bytes, &folder, limits).map_err(|e| SourceError::Archive {
            path: path.to_owned(),
            cause: e.to_string(),
        })?;
        drop(bytes);
        let tampered = registry::compare(&archive, self.dir, limits.archive_entries)?;
        let provenance = match locked {
            Some(_) => Provenance::Archive,
            None => Provenance::Unverified("Cargo.lock has no checksum for it".into()),
        };
        if tampered.is_empty() && provenance == Provenance::Archive {
            self.remember(place, before, self.fingerprint(Some(path)), sum);
        }
        Ok(PackageScan {
            tampered,
            ..self.facts(&sum, &archive, provenance, || add_archive(&archive))
        })
    }

    fn vendored(&self) -> Result<PackageScan, SourceError> {
        let sums = Checksums::read(self.dir)?;
        let provenance = Provenance::Vendored {
            package: sums.package.is_some() && self.package.checksum.is_some(),
        };
        let wrong: Vec<Tampered> = sums
            .wrong_package(self.package.checksum.as_deref(), self.dir)
            .into_iter()
            .collect();
        let before = self.fingerprint(None);
        let place = self.place(self.dir);
        if wrong.is_empty()
            && let Some(scan) = self.warm(place, before, provenance.clone())
        {
            return Ok(scan);
        }
        let files = vendored::files(self.dir, &self.options.limits)?;
        let mut tampered = sums.compare(&files, self.dir);
        tampered.extend(wrong);
        let content = files.hash();
        if tampered.is_empty() && files.gaps.is_empty() {
            self.remember(place, before, self.fingerprint(None), content);
        }
        let provenance = if tampered.is_empty() {
            provenance
        } else {
            Provenance::Unverified("the vendored directory differs from its checksum file".into())
        };
        Ok(PackageScan {
            tampered,
            ..self.disk_facts(&content, &files, provenance)
        })
    }

    /// What Cargo would compile, with nothing to vouch for it.
    fn unvouched(&self, why: String) -> PackageScan {
        self.disk(&Rules::whole(self.dir), Provenance::Unverified(why))
    }

    fn disk(&self, rules: &Rules, provenance: Provenance) -> PackageScan {
        match DiskFiles::read(self.dir, rules, &self.options.limits) {
            Ok(files) => self.disk_facts(&files.hash(), &files, provenance),
            Err(error) => PackageScan {
                provenance,
                error: Some(error),
                ..PackageScan::default()
            },
        }
    }

    fn disk_facts(
        &self,
        content: &[u8; 32],
        files: &DiskFiles,
        provenance: Provenance,
    ) -> PackageScan {
        let known = self
            .cache()
            .and_then(|cache| cache.facts(cache.facts_key(content, &self.question)));
        let mut scan = match known.filter(|known| files.same_elsewhere(&known.elsewhere)) {
            Some(known) => PackageScan::known(known.facts, provenance),
            None => self.fresh(
                content,
                files,
                provenance,
                |_| {},
                || files.asked_elsewhere(),
            ),
        };
        // How the files lie there is not part of their content, so it is added each time.
        scan.facts.gaps.extend(files.gaps.iter().cloned());
        scan
    }

    fn facts<F: FnOnce(&mut PackageFacts)>(
        &self,
        content: &[u8; 32],
        files: &dyn Files,
        provenance: Provenance,
        add: impl FnOnce() -> F,
    ) -> PackageScan {
        let known = self
            .cache()
            .and_then(|cache| cache.facts(cache.facts_key(content, &self.question)));
        match known {
            Some(known) => PackageScan::known(known.facts, provenance),
            None => self.fresh(content, files, provenance, add(), Vec::new),
        }
    }

    /// Scans, and remembers what was found.
    fn fresh(
        &self,
        content: &[u8; 32],
        files: &dyn Files,
        provenance: Provenance,
        add: impl FnOnce(&mut PackageFacts),
        elsewhere: impl FnOnce() -> Vec<(String, Option<[u8; 32]>)>,
    ) -> PackageScan {
        let witness = || {
            let mut facts = source::scan(files, &self.package.targets, &self.options.limits);
            facts.hygiene.extend(hygiene::inspect(files));
            facts
        };
        // One package that the scanner cannot take must not hide the others.
        let facts = match catch_unwind(AssertUnwindSafe(witness)) {
            Ok(facts) => facts,
            Err(panic) => {
                let cause = panic_words(panic.as_ref());
                return PackageScan {
                    provenance,
                    error: Some(SourceError::Scanner { cause }),
                    ..PackageScan::default()
                };
            }
        };
        let mut known = Known {
            facts,
            elsewhere: elsewhere(),
        };
        add(&mut known.facts);
        known.facts.hygiene.sort();
        known.facts.hygiene.dedup();
        if let Some(cache) = self.cache() {
            cache.put_facts(cache.facts_key(content, &self.question), &known);
        }
        PackageScan {
            facts: known.facts,
            provenance,
            ..PackageScan::default()
        }
    }

    /// The facts of files that were verified before and have not been touched since.
    fn warm(
        &self,
        place: Option<Key>,
        now: Option<Fingerprint>,
        provenance: Provenance,
    ) -> Option<PackageScan> {
        let cache = self.cache()?;
        let seen = cache.seen(place?)?;
        (seen.fingerprint == now?.hash).then_some(())?;
        let known = cache.facts(cache.facts_key(&seen.content, &self.question))?;
        Some(PackageScan::known(known.facts, provenance))
    }

    fn remember(
        &self,
        place: Option<Key>,
        before: Option<Fingerprint>,
        after: Option<Fingerprint>,
        content: [u8; 32],
    ) {
        let (Some(cache), Some(place), Some(before)) = (self.cache(), place, before) else {
            return;
        };
        if after == Some(before) && before.settled {
            let fingerprint = before.hash;
            cache.put_seen(
                place,
                &Seen {
                    fingerprint,
                    content,
                },
            );
        }
    }

    /// Names what is verified: which files, against which checksum. `None` when there is nothing to verify against.
    fn place(&self, archive: &Path) -> Option<Key> {
        let locked = self.package.checksum.as_deref().unwrap_or_default();
        let paths = [archive, self.dir].map(|p| p.as_os_str().as_encoded_bytes());
        Some(
            self.cache()?
                .seen_key(&[paths[0], paths[1], locked.as_bytes()]),
        )
    }

    fn fingerprint(&self, archive: Option<&Path>) -> Option<Fingerprint> {
        self.cache()?;
        Fingerprint::of(archive, self.dir, self.options.limits.archive_entries)
    }

    fn cache(&self) -> Option<&Cache> {
        self.options.cache.as_ref()
    }
}

impl PackageScan {
    fn known(facts: PackageFacts, provenance: Provenance) -> Self {
        PackageScan {
            facts,
            provenance,
            from_cache: true,
            ..PackageScan::default()
        }
    }
}

fn add_archive(archive: &Archive) -> impl FnOnce(&mut PackageFacts) {
    |facts| {
        facts.hygiene.extend(archive.hygiene.iter().cloned());
        facts.gaps.extend(archive.gaps.iter().cloned());
    }
}

/// What is asked about a content: the package (an archive's folder is named after it), the targets and the limits.
fn question(package: &Package, limits: &Limits) -> Vec<u8> {
    let folder = registry::folder(package);
    let limits = format!("{limits:?}");
    postcard::to_allocvec(&(folder, &package.targets, limits)).unwrap_or_default()
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}
