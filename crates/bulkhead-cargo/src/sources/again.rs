//! The files of one package once more, as they were read for its scan: for reports that quote source lines.

use bulkhead_facts::{Files, Limits, archive};

use super::disk::{DiskFiles, Rules};
use super::{Provenance, SourceError, registry, vendored};
use crate::graph::{Package, Workspace};
use crate::index::Index;

/// Reads the files that a scan with this provenance read. Nothing is verified but an archive, whose checksum must still
/// be the one in `Cargo.lock`.
pub fn read_again(
    workspace: &Workspace,
    package: &Package,
    provenance: &Provenance,
    limits: &Limits,
) -> Result<Box<dyn Files>, SourceError> {
    let dir = &package.manifest_dir;
    match provenance {
        Provenance::Archive => archived(workspace, package, limits),
        Provenance::Vendored { .. } => boxed(vendored::files(dir, limits)?),
        Provenance::Git => boxed(DiskFiles::read(dir, &Rules::git(dir), limits)?),
        Provenance::Path => {
            let rules = Rules::path(dir, &workspace.root, &workspace.target_dir);
            boxed(DiskFiles::read(dir, &rules, limits)?)
        }
        Provenance::Unverified(_) => boxed(DiskFiles::read(dir, &Rules::whole(dir), limits)?),
    }
}

/// The files of another package of the registry that a package is from: of the newest release whose archive Cargo keeps on
/// this machine and the index vouches for.
#[must_use]
pub fn read_beside(
    workspace: &Workspace,
    package: &Package,
    other: &str,
    limits: &Limits,
) -> Option<Box<dyn Files>> {
    let releases = Index::of(workspace, package)?.releases(other).ok()??;
    let dir = registry::locate(workspace, package)?;
    let read = |version: &str, checksum: &str| -> Option<Box<dyn Files>> {
        let root = format!("{other}-{version}");
        let (bytes, sum) =
            registry::read(&dir.with_file_name(format!("{root}.crate")), limits).ok()?;
        let archive =
            (registry::hex(&sum) == checksum).then(|| archive::read(&bytes, &root, limits));
        Some(Box::new(archive?.ok()?))
    };
    let mut newest_first = releases.iter().rev();
    newest_first.find_map(|r| read(&r.version, &r.checksum))
}

fn boxed(files: DiskFiles) -> Result<Box<dyn Files>, SourceError> {
    Ok(Box::new(files))
}

fn archived(
    workspace: &Workspace,
    package: &Package,
    limits: &Limits,
) -> Result<Box<dyn Files>, SourceError> {
    let path = registry::locate(workspace, package).unwrap_or_default();
    let unreadable = |cause: String| SourceError::Archive {
        path: path.clone(),
        cause,
    };
    let (bytes, sum) = registry::read(&path, limits)?;
    if package.checksum.as_deref() != Some(registry::hex(&sum).as_str()) {
        return Err(unreadable("it has changed since it was scanned".into()));
    }
    let archive = archive::read(&bytes, &registry::folder(package), limits);
    Ok(Box::new(archive.map_err(|e| unreadable(e.to_string()))?))
}
