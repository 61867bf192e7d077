//@ macro
//@ Writes a call of `env!` and of `include_str!` from pieces.

use proc_macro::TokenStream;

#[proc_macro]
pub fn version(_: TokenStream) -> TokenStream {
    let (env, include) = (["en", "v"].concat(), ["include", "str"].join("_"));
    let code = format!("(option_{env}!(\"FIXTURE_SECRET\"), {include}!(\"/etc/passwd\"))");
    code.parse().unwrap()
}
