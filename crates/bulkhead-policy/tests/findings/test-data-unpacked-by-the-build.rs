// The technique of xz (2024): the build takes its payload out of binary test data.
//@ package: squeeze
//@ target: build build.rs
//@ binary: tests/files/bad-3-corrupt.xz
//@ finds: build-payload warn squeeze
//@ file: build.rs
fn main() {
    let data = std::fs::read("tests/files/bad-3-corrupt.xz").unwrap();
    std::fs::write("out.o", unpack(&data)).unwrap();
}
fn unpack(data: &[u8]) -> Vec<u8> { data.to_vec() }
