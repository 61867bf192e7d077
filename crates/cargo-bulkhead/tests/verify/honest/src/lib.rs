//@ Reads a file and says so in its sources.
//@ direct: read

pub fn go() {
    let _ = std::fs::read("honest").map(|bytes| bytes.len());
}
