//@ What is always inlined is still its writer's.
//@ direct: env

#[inline(always)]
pub fn go() {
    let _ = std::env::temp_dir();
}
