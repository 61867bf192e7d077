//! The object witness: what really got linked, read from object files.
//!
//! A source can be lied about: macros put paths together from pieces, build scripts write code, C is compiled beside it.
//! What the linker is given cannot lie. Every function and every constant is a section, every relocation an edge from
//! one section to another or to a foreign name; [`graph`] puts the inputs of one link together as the linker would,
//! [`whose`] says which package wrote each section, and [`trace`] what each package can do by its own code and through
//! others.
//!
//! Like the rest of this crate it is a function of bytes: who reads the files and knows which package made which of them
//! is the caller.

pub mod decode;
pub mod graph;
pub mod lines;
pub mod native;
pub mod needs;
pub mod read;
pub mod symbol;
pub mod trace;
mod walk;
pub mod whose;
