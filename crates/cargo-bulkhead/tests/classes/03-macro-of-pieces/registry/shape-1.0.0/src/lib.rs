//! Areas.
use proc_macro::TokenStream;

#[proc_macro]
pub fn area(_: TokenStream) -> TokenStream {
    "7".parse().unwrap()
}
