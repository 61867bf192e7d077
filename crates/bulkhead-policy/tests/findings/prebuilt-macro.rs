// The shape of serde_derive 1.0.172 (2023): a proc macro starts a program that the package ships.
//@ package: prebuilt
//@ target: macro src/lib.rs
//@ binary: prebuilt-x86_64-unknown-linux-gnu
//@ finds: build-payload warn prebuilt
//@ file: src/lib.rs
#[proc_macro]
pub fn go(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/prebuilt-x86_64-unknown-linux-gnu");
    std::process::Command::new(program).spawn().ok();
    input
}
