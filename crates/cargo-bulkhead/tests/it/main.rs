//! What a person and a program see: rendered reports, and the program itself on small workspaces.

mod attack;
mod golden;
mod program;
mod readme;
mod render;
mod sample;
mod tidy;
mod tidy_code;
