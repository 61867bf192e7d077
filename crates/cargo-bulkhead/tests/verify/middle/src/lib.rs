//@ Between the generic code and who uses it: it only passes on.
//@ deps: far
//@ direct:
//@ reach: read

pub fn count<P: AsRef<std::path::Path>>(path: P) -> usize {
    far::read_all(path)
}

pub fn go() {
    println!("{}", count("."));
}
