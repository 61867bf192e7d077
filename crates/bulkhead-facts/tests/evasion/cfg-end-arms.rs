//! An arm whose body is a block needs no comma: the guard of the next arm is compiled.
//@ expect: lib run
//@ file: src/lib.rs
pub fn f(x: u8) -> u8 {
    match x {
        #[cfg(any())]
        1 => 'l: loop {}
        2 if std::process::Command::new("sh").status().is_ok() => 1, //~ run
        #[cfg(any())]
        3 => const {}
        4 if std::process::Command::new("sh").status().is_ok() => 1, //~ run
        #[cfg(any())]
        3 => 'l: {}
        4 if std::process::Command::new("sh").status().is_ok() => 1, //~ run
        #[cfg(any())]
        3 => unsafe {}
        4 if std::process::Command::new("sh").status().is_ok() => 1, //~ run
        #[cfg(any())]
        5 | 6 => {}
        7 if std::process::Command::new("sh").status().is_ok() => 1, //~ run
        #[cfg(any())]
        8 => if true {} else {}
        9 if std::process::Command::new("sh").status().is_ok() => 1, //~ run
        #[cfg(any())]
        10 if { true } => {}
        11 if std::process::Command::new("sh").status().is_ok() => 1, //~ run
        _ => 0,
    }
}
