// A proc macro that puts the path of an authority together, which no one reads in its tokens.
//@ package: derive
//@ target: macro src/lib.rs
//@ finds: hidden-string warn derive
//@ file: src/lib.rs
#[proc_macro]
pub fn go(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let code = ["std::pro", "cess::Comm", "and::new(\"id\").status()"].concat();
    code.parse().unwrap()
}
