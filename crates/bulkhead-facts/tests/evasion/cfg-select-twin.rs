//! `cfg_select!` whose loud arms are not for this target or come after the one that holds.
//@ expect: lib -
//@ file: src/lib.rs
cfg_select! {
    windows => { pub fn f() { let _ = std::fs::read("x"); } }
    all(unix, not(windows)) => { pub fn f() {} }
    target_os = "linux" => { pub fn f() { let _ = std::process::Command::new("x"); } }
    _ => { pub fn f() { let _ = std::process::Command::new("x"); } }
}
