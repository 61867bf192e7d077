//@ Generic code, made two packages away.
//@ direct: read

pub fn read_all<P: AsRef<std::path::Path>>(path: P) -> usize {
    std::fs::read_dir(path).map(Iterator::count).unwrap_or(0) //@= std::fs::read_dir
}

pub fn go() {}
