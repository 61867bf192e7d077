// Writes snapshots except on a build server: worth knowing, and no more.
//@ package: snaps
//@ finds: ci-behaviour note snaps
//@ file: src/lib.rs
pub fn save(text: &str) {
    if std::env::var("CI").is_err() {
        std::fs::write("a.snap", text).ok();
    }
}
