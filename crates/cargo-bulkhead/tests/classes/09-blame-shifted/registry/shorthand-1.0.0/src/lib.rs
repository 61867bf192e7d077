//! Shorthand.
#[macro_export]
macro_rules! double {
    ($n:expr) => {
        $n * 2
    };
}
