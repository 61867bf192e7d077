//@ Runs before main.
//@ direct: env init

#[used]
#[unsafe(link_section = ".init_array")]
static EARLY: extern "C" fn() = early;

extern "C" fn early() {
    let _ = std::env::var_os("EARLY");
}

pub fn go() {}
