//@ A table of functions that a const fn builds.
//@ direct: net

type Open = fn(&'static str) -> std::io::Result<std::net::TcpListener>;

const fn build() -> [Open; 2] {
    let mut table: [Open; 2] = [std::net::TcpListener::bind::<&'static str>; 2];
    table[1] = table[0];
    table
}

static TABLE: [Open; 2] = build();

pub fn go() {
    let which = std::hint::black_box(1);
    let _ = TABLE[which]("127.0.0.1:0");
}
