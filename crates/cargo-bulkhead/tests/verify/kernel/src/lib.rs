//@ Assembly that starts a program by the kernel's own number; the sources show assembly.
//@ direct: run asm ffi
//@ hidden: run

core::arch::global_asm!(
    ".globl kernel_fixture_go",
    "kernel_fixture_go:",
    "mov $59, %eax",
    "xor %edi, %edi",
    "syscall",
    "ret",
    options(att_syntax)
);

unsafe extern "C" {
    fn kernel_fixture_go() -> isize;
}

pub fn go() {
    println!("{}", unsafe { kernel_fixture_go() });
}
