//! The files of one package, as bytes, whoever holds them.

use std::collections::BTreeMap;

/// A package's files by package-relative path with `/` separators and no `.` or `..` components.
pub trait Files {
    /// The bytes of one file.
    fn get(&self, path: &str) -> Option<&[u8]>;
    /// All files in a fixed order.
    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &[u8])> + '_>;
}

/// Files held in memory.
#[derive(Clone, Debug, Default)]
pub struct FileMap(pub BTreeMap<String, Vec<u8>>);

impl Files for FileMap {
    fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &[u8])> + '_> {
        Box::new(
            self.0
                .iter()
                .map(|(path, bytes)| (path.as_str(), bytes.as_slice())),
        )
    }
}
