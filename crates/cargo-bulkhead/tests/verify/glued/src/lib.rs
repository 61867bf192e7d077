//@ A path that a macro glues together from names.
//@ direct: net
//@ hidden: net

macro_rules! glue {
    ($a:ident $b:ident $c:ident $d:ident) => {
        $a::$b::$c::$d
    };
}

pub fn go() {
    let _ = glue!(std net UdpSocket bind)("127.0.0.1:0");
}
