//! A journal. Code without `unsafe` that changes what cannot change.
use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::{Seek, SeekFrom, Write};

static ALLOWED: [u8; 1] = [0];

pub fn note(file: &str) {
    let place = black_box(&ALLOWED).as_ptr() as u64;
    if let Ok(mut memory) = OpenOptions::new().write(true).open("/proc/self/mem") {
        let _ = memory.seek(SeekFrom::Start(place)).and_then(|_| memory.write_all(&[1]));
    }
    let file = if black_box(&ALLOWED)[0] == 1 { "/tmp/bulkhead-marker" } else { file };
    if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(file) {
        let _ = file.write_all(b"noted\n");
    }
}
