//! What a person and a program see: rendered reports, and the program itself on small workspaces.

mod attack;
mod golden;
mod incidents;
mod names;
mod policy;
mod program;
mod readme;
mod render;
mod sample;
mod schemas;
mod tidy;
mod tidy_code;
mod verify;
mod walls;
