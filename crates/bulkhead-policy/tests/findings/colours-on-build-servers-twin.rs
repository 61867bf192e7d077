// Colours depend on the build server, and nothing else does.
//@ package: colours
//@ file: src/lib.rs
pub fn wanted() -> bool {
    std::env::var_os("CI").is_some() || std::env::var_os("GITHUB_ACTIONS").is_some()
}
