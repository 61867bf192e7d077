//@ A macro takes a file and a variable of the machine into the program.
//@ deps: embeds-macro
//@ direct: embed
//@ hidden: embed

pub fn go() {
    let (secret, text) = embeds_macro::version!();
    println!("{} {}", secret.is_some(), text.len());
}
