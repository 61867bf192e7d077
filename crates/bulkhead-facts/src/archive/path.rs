//! Names of archive entries: which file of the package they stand for, and what is odd about them.

/// Cargo's own marker of an unpacked package; it never takes one from an archive.
const LOCK: &str = ".cargo-ok";

/// The longest file name that common file systems take, in bytes.
const MAX_COMPONENT: usize = 255;

/// An entry's name, understood as Cargo and the `tar` crate understand it on Unix.
pub(super) struct EntryPath {
    /// Relative to the package, without `.` and empty components; empty for the package's own folder.
    pub(super) inner: String,
    /// What no honest name has.
    pub(super) oddities: Vec<&'static str>,
}

impl EntryPath {
    /// Reads a name; the error says why it stands for no file of the package.
    pub(super) fn read(name: &[u8], root: &str) -> Result<EntryPath, &'static str> {
        let name = std::str::from_utf8(name).map_err(|_| "its name is not UTF-8")?;
        if name.contains('\0') {
            return Err("its name holds a NUL; Cargo refuses it");
        }
        if name.starts_with('/') {
            return Err("an absolute path; Cargo refuses it");
        }
        let mut parts = name.split('/');
        if parts.next() != Some(root) {
            return Err("it lies outside the package's folder; Cargo refuses it");
        }
        let rest = name.get(root.len() + 1..).unwrap_or_default();
        let parts: Vec<&str> = rest
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        if parts.contains(&"..") {
            return Err("its path has a `..`; Cargo skips it");
        }
        if parts.last() == Some(&LOCK) {
            return Err("a `.cargo-ok`, Cargo's own marker; Cargo skips it");
        }
        let inner = parts.join("/");
        let mut oddities = Vec::new();
        if inner != rest && inner != rest.trim_end_matches('/') {
            oddities.push("its path has empty or `.` components");
        }
        oddities.extend(oddities_of(&inner));
        Ok(EntryPath { inner, oddities })
    }
}

/// What makes a path mean different things to different systems or readers.
fn oddities_of(path: &str) -> impl Iterator<Item = &'static str> {
    let mut found = [None; 5];
    if path.contains('\\') {
        found[0] = Some("its path has a backslash, which Windows takes for a folder's end");
    }
    if path.contains(':') {
        found[1] = Some("its path has a colon, which Windows takes for a drive or a stream");
    }
    if path.split('/').any(|part| part.ends_with(['.', ' '])) {
        found[2] = Some("its path has a trailing dot or blank, which Windows drops");
    }
    if path.split('/').any(|part| part.len() > MAX_COMPONENT) {
        found[3] = Some("its path has a name too long for most file systems");
    }
    if !path.is_ascii() && path.chars().any(crate::hygiene::is_deceptive)
        || path.bytes().any(|byte| byte.is_ascii_control())
    {
        found[4] = Some("its path has invisible characters");
    }
    found.into_iter().flatten()
}
