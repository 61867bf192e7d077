// A build script begins at its `main` and goes into its own dependencies; a proc macro at what it defines.
//@ why: gen net build: offer certain gen.main > gen.fetch > wire.get
//@ why: derive run macro: offer certain derive.go > derive.helper
//@ package: app
//@ deps: gen, derive
//@ file: src/lib.rs
pub fn f() {}
//@ package: gen
//@ target: build build.rs
//@ build-deps: wire
//@ file: build.rs
fn main() {
    fetch();
}
fn fetch() {
    wire::get();
}
//@ package: wire
//@ file: src/lib.rs
pub fn get() { std::net::TcpStream::connect("h:1").ok(); }
//@ package: derive
//@ target: macro src/lib.rs
//@ file: src/lib.rs
#[proc_macro]
pub fn go(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    helper();
    input
}
fn helper() { std::process::Command::new("x"); }
