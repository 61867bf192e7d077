//@ Only std calls it: when something is dropped, and for the next item.
//@ direct: write env

pub struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = std::fs::remove_file("/nowhere/at/all"); //@= std::fs::remove_file
    }
}

pub struct Names(pub u8);

impl Iterator for Names {
    type Item = bool;

    fn next(&mut self) -> Option<bool> {
        self.0 = self.0.checked_sub(1)?;
        Some(std::env::current_dir().is_ok())
    }
}

pub fn go() {
    let all = vec![Guard];
    println!("{} {}", all.len(), Names(2).filter(|n| *n).count());
}
