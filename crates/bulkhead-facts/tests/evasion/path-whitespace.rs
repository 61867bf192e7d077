//! White space, line ends and comments between the segments of paths.
//@ expect: lib read net write run
//@ file: src/lib.rs
pub fn f() {
    let _ = std /*x*/ :: /* /* nested */ */ fs :: /*** stars ***/ read ("x"); //~ read
    let _ = std //~ net
        // a comment between
        ::
        net::TcpStream
        ::connect("x:1");
    let _ = < std :: fs :: File > :: /**/ create ("x"); //~ write
    let _ = std	::	process	::	Command	::	new	("x"); //~ run
    let _ =std::fs::read("x"); //~ read
}
