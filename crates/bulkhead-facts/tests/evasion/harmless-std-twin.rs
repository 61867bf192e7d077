//! stdio, time, threads, exit, hasher, available_parallelism: none.
//@ expect: lib -
//@ file: src/lib.rs
pub fn f() {
    println!("x"); let _ = std::io::stdin(); let _ = std::io::stderr();
    let _ = std::time::Instant::now(); let _ = std::time::SystemTime::now();
    let _ = std::thread::spawn(|| ()); std::thread::sleep(std::time::Duration::ZERO);
    let _ = std::collections::hash_map::RandomState::new();
    let _ = std::thread::available_parallelism();
    if false { std::process::exit(1) } else { std::process::abort() }
}
