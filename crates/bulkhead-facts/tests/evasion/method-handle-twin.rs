//! Handles whose variables are called like paths: metadata of an open file is no access by name.
//@ expect: lib unsafe
//@ file: src/lib.rs
use std::fs::File;
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;
pub fn len(fd: i32) -> u64 {
    let file = unsafe { ManuallyDrop::new(File::from_raw_fd(fd)) }; //~ unsafe
    file.metadata().map_or(0, |m| m.len())
}
