//! A program that logs.
const KEY: &str =
    "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
;

fn main() {
    fast_log::info(&KEY[..2]);
}
