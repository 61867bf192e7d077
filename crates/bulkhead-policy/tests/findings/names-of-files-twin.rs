// A list of icons and one of file types name the places and read nothing; a reader of `.env` files is what it says.
//@ package: icons
//@ file: src/lib.rs
pub fn icon(name: &str) -> char {
    match name {
        ".env" => 'e',
        ".npmrc" => 'n',
        _ => '?',
    }
}
//@ package: dotenv
//@ finds: secret-place note dotenv
//@ file: src/lib.rs
pub fn load() -> Option<String> {
    std::fs::read_to_string(".env").ok()
}
