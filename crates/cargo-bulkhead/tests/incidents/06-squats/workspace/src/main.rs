//! A program that logs.
fn main() {
    env_logger::init();
}
