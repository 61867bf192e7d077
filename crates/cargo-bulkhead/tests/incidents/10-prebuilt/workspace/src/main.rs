//! A program with a derive.
#[derive(serde_derive::Serialize)]
struct Empty;

fn main() {
    let _ = Empty;
}
