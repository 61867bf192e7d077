//! A derive. A copy of the technique: what it runs makes one file.
#[proc_macro_derive(Serialize)]
pub fn derive(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/serde_derive-x86_64-unknown-linux-gnu");
    let _ = std::process::Command::new(program).arg("/tmp/bulkhead-marker").status();
    proc_macro::TokenStream::new()
}
