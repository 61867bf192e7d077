//! What a module keeps private comes through no glob, so it hides nothing.
//@ expect: lib run read write
//@ file: src/lib.rs
mod decoy {
    #[allow(dead_code)]
    struct Command;
    use std::collections::HashMap as Child;
    fn read() {}
    pub(self) struct File;
}
use decoy::*;
use std::process::*;
use std::fs::*;
pub fn evil() { Command::new("sh"); } //~ run
pub fn evil2() { let _ = read("/etc/passwd"); } //~ read
pub fn evil3() { let _ = File::create("/etc/passwd"); } //~ write
pub fn evil4() {
    use decoy::*;
    Command::new("sh"); //~ run
}
