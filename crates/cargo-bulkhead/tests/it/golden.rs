//! Compares text with files beside the tests. `BLESS=1 cargo test` writes the files anew.

use std::fs;
use std::path::PathBuf;

/// Fails when `text` is not what `tests/it/golden/<name>` holds.
pub(crate) fn check(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/golden")
        .join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).expect("the golden file can be written");
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == text,
        "{} differs. It should be:\n{golden}\nIt is:\n{text}",
        path.display()
    );
}
