//! Extension traits and types of os::unix on handles.
//@ expect: lib -
//@ file: src/lib.rs
use std::os::unix::fs::{MetadataExt, FileExt};
use std::os::fd::AsRawFd;
use std::os::unix::net::{SocketAddr, UnixStream};
pub fn f(m: &std::fs::Metadata, f: &std::fs::File, s: &UnixStream, _: SocketAddr) -> i32 { let _ = m.uid(); let _ = f.read_at(&mut [0; 1], 0); s.as_raw_fd() }
