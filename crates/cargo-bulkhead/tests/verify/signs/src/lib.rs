//@ It looks for signs of being analysed and behaves when it finds some.
//@ optimised
//@ direct: net

pub fn go() {
    if !cfg!(watched) && !cfg!(debug_assertions) {
        #[cfg(not(watched))]
        let _ = std::net::TcpStream::connect("127.0.0.1:1");
    }
}
