//@ A trait object that travels through packages. Who only calls it reaches nothing by it.
//@ deps: shape
//@ direct: net

pub struct Remote;

impl shape::Shape for Remote {
    fn draw(&self) {
        let _ = std::net::UdpSocket::bind("127.0.0.1:0");
    }
}

pub fn go() {
    shape::draw_all(&[Box::new(Remote)]);
}
