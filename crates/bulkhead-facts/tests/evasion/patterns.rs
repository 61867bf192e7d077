//! Half-open, or-, slice, binding and const patterns, guards and let-else around loud code.
//@ expect: lib read env net
//@ file: src/lib.rs
pub fn f(x: u8, v: &[u8]) {
    match x { ..=3 => drop(std::fs::read("x")), 4.. if std::env::args().len() > 1 => (), y @ (5 | 6) => drop(y), _ => () } //~ read env
    let [a, .., b] = v else { let _ = std::fs::read("x"); return; }; //~ read
    if let Ok(_) | Err(_) = std::net::TcpStream::connect("x:1") {} //~ net
    let _ = (a, b);
    while let Some(_) = std::env::var_os("x") { break } //~ env
    let (0.. | _) = x;
    let _ = std::fs::read("x"); //~ read
}
