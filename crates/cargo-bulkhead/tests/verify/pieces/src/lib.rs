//@ A proc macro writes what it does.
//@ deps: pieces-macro
//@ direct: run
//@ hidden: run

pub fn go() {
    pieces_macro::speed_up!() //@= std::process::Command::new
}
