// Places and variables put together from pieces, reversed, or as numbers.
//@ package: pieces
//@ finds: secret-place note pieces
//@ finds: hidden-string warn pieces
//@ file: src/lib.rs
pub fn read() -> Option<String> {
    let token = std::env::var(["CARGO_REG", "ISTRY_TO", "KEN"].concat()).ok()?;
    let home = std::env::var("HOME").ok()?;
    let key = format!("{home}/{}{}", ".ssh/id_r", "sa");
    let back: String = "slaitnederc/swa./".chars().rev().collect();
    let bytes = vec![47u8, 46, 103, 105, 116, 45, 99, 114, 101, 100, 101, 110, 116, 105, 97, 108, 115];
    std::fs::read_to_string(key).ok().map(|s| s + &token + &back + &String::from_utf8_lossy(&bytes))
}
