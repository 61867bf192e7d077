//! Another package's attribute under the name of std's: the code is live.
//@ expect: lib run
//@ gap: proc-macro
//@ file: src/lib.rs
use a::{other, calm as test};
#[test] fn t() { let _ = std::process::Command::new("x"); } //~ run
//@ package: a
//@ expect: macro -
//@ target: macro src/lib.rs
//@ file: src/lib.rs
#[proc_macro_attribute] pub fn calm(_: TokenStream, item: TokenStream) -> TokenStream { item }
#[proc_macro_attribute] pub fn other(_: TokenStream, item: TokenStream) -> TokenStream { item }
