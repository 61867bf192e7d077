//! A program that keeps time.
fn main() {
    println!("{}", time_calibrator::calibrate(7));
}
