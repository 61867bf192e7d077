//! The program itself: arguments, exit codes, streams.
