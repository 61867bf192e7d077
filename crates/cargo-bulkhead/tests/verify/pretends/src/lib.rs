//@ Says that its functions are std's and another package's: by attribute, by a label in assembly.
//@ deps: honest
//@ direct: read run link ffi
//@ hidden: read
//@ pretends

#[unsafe(export_name = "_RNvNtCsjrHSEGnQ3l9_3std2io4copy")]
pub extern "C" fn one() {
    let _ = std::process::Command::new("true").status();
}

core::arch::global_asm!(
    ".section .text._RNvNtCsjrHSEGnQ3l9_3std2io4sink,\"ax\",@progbits",
    ".globl _RNvNtCsjrHSEGnQ3l9_3std2io4sink",
    ".type _RNvNtCsjrHSEGnQ3l9_3std2io4sink,@function",
    "_RNvNtCsjrHSEGnQ3l9_3std2io4sink:",
    "jmp readlink@PLT",
    ".size _RNvNtCsjrHSEGnQ3l9_3std2io4sink, . - _RNvNtCsjrHSEGnQ3l9_3std2io4sink",
    ".text",
    options(att_syntax)
);

unsafe extern "C" {
    #[link_name = "_RNvNtCsjrHSEGnQ3l9_3std2io4sink"]
    fn two(path: *const u8, to: *mut u8, size: usize) -> isize;
}

pub fn go() {
    one();
    honest::go();
    println!("{}", unsafe { two(c"x".as_ptr().cast(), std::ptr::null_mut(), 0) });
}
