//@ Does it only where assertions are off, as in the user's build.
//@ optimised
//@ direct: run

#[cfg(not(debug_assertions))]
pub fn go() {
    let _ = std::process::Command::new("true").status();
}

#[cfg(debug_assertions)]
pub fn go() {}
