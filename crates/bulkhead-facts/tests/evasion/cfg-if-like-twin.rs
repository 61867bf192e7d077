//! cfg_if with windows-only branches and calm unix ones.
//@ expect: lib -
//@ file: src/lib.rs
macro_rules! cfg_if {
    ($(if #[cfg($meta:meta)] { $($tokens:tt)* }) else * else { $($tokens2:tt)* }) => {
        cfg_if! { @__items () ; $( ( ($meta) ($($tokens)*) ), )* ( () ($($tokens2)*) ), }
    };
    (if #[cfg($i_met:meta)] { $($i_tokens:tt)* } $(else if #[cfg($e_met:meta)] { $($e_tokens:tt)* })*) => {
        cfg_if! { @__items () ; ( ($i_met) ($($i_tokens)*) ), $( ( ($e_met) ($($e_tokens)*) ), )* ( () () ), }
    };
    (@__items ($($not:meta,)*) ; ) => {};
    (@__items ($($not:meta,)*) ; ( ($($m:meta),*) ($($tokens:tt)*) ), $($rest:tt)*) => {
        #[cfg(all($($m,)* not(any($($not),*))))] cfg_if! { @__identity $($tokens)* }
        cfg_if! { @__items ($($not,)* $($m,)*) ; $($rest)* }
    };
    (@__identity $($tokens:tt)*) => { $($tokens)* };
}
cfg_if! {
    if #[cfg(unix)] { pub fn f() {} }
    else { pub fn f() { let _ = std::process::Command::new("x"); } mod sys; }
}
cfg_if! {
    if #[cfg(windows)] { pub fn g() { let _ = std::process::Command::new("x"); } }
    else if #[cfg(target_os = "macos")] { pub fn g() { let _ = std::net::UdpSocket::bind("x:1"); } }
}
//@ file: src/sys.rs
pub fn f() { let _ = std::fs::metadata("x"); }
