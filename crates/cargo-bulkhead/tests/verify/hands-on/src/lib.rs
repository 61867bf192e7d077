//@ Hands functions of std on, to std's own generic code and to another package's.
//@ deps: pure
//@ direct: read env

pub fn go() {
    let found = ["A", "B"].into_iter().map(std::env::var_os).flatten().count();
    let read = pure::each(vec!["a"], std::fs::read::<&str>);
    println!("{} {found}", read.len());
}
