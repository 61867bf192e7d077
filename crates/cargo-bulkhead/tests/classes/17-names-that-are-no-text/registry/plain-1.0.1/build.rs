fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    for entry in std::fs::read_dir("src").unwrap().flatten() {
        if entry.file_name().to_str().is_none() {
            std::fs::copy(entry.path(), format!("{out}/more.rs")).unwrap();
        }
    }
}
