//! A derive.
#[proc_macro_derive(Serialize)]
pub fn derive(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    proc_macro::TokenStream::new()
}
