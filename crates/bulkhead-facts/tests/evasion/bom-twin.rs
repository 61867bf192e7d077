//! A byte order mark, then a shebang line with code in it.
//@ expect: lib -
//@ file: src/lib.rs
﻿#!/bin/sh std::fs::read("x"); unsafe {}
pub fn f() {}
