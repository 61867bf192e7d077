// Binary test data that only tests read.
//@ package: plain
//@ target: lib src/lib.rs
//@ target: build build.rs
//@ binary: tests/sample.bin
//@ file: src/lib.rs
#[cfg(test)]
mod tests {
    const DATA: &[u8] = include_bytes!("../tests/sample.bin");
}
//@ file: build.rs
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
}
