//! What a person and a program see: rendered reports, and the program itself on small workspaces.

mod attack;
mod golden;
mod incidents;
mod names;
mod policy;
mod profile;
mod program;
mod readme;
mod render;
mod replay;
mod sample;
mod schemas;
mod tidy;
mod tidy_code;
mod tutorial;
mod verify;
mod walls;
mod ways;
