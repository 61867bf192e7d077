//@ A trait, and nothing behind it.
//@ direct:

pub trait Shape {
    fn draw(&self);
}

pub fn draw_all(shapes: &[Box<dyn Shape>]) {
    for shape in shapes {
        shape.draw();
    }
}

pub fn go() {}
