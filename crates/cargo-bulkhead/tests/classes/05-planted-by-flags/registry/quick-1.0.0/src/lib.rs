//! Quick.
extern "C" {
    fn part() -> i32;
}

pub fn quick() -> i32 {
    unsafe { part() }
}
