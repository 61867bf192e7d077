//! A jobserver between Cargo's and a child: the child can use tokens, and lose or keep none.
//!
//! Cargo, make and rustc share a pipe with one byte per job that may run (GNU make's POSIX jobserver). Whoever holds the pipe
//! can empty it and stop the whole build. So a child gets a pipe of its own; we move tokens over one at a time when it
//! seems to want them, and put back as many as we took, whatever the child did with them.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd, RawFd};
use std::time::{Duration, Instant};

use super::sys;

/// How long a token may lie unused, and how soon to ask again after one was used.
const SOON: Duration = Duration::from_millis(10);
/// The longest time between two offers that nobody took.
const SELDOM: Duration = Duration::from_millis(320);

#[derive(Debug)]
pub(crate) struct Tokens {
    outside_read: File,
    outside_write: File,
    inside_read: File,
    inside_write: File,
    taken: Vec<u8>,
    offered: bool,
    pause: Duration,
    next: Instant,
}

impl Tokens {
    /// Stands between the inherited pipe of these numbers and a new one, whose ends for the child come with it.
    /// `None` when the numbers are no pipe.
    pub(crate) fn between((read, write): (RawFd, RawFd)) -> Option<(Self, Vec<(OwnedFd, RawFd)>)> {
        if read < 3 || write < 3 || read == write {
            return None;
        }
        let outside_read = super::reopen(&sys::inherited(read)?, false).ok()?;
        let outside_write = super::reopen(&sys::inherited(write)?, true).ok()?;
        let (inside_read, inside_write) = sys::pipe().ok()?;
        let tokens = Tokens {
            outside_read,
            outside_write,
            inside_read: super::reopen(&inside_read, false).ok()?,
            inside_write: super::reopen(&inside_write, true).ok()?,
            taken: Vec::new(),
            offered: false,
            pause: SOON,
            next: Instant::now() + SOON,
        };
        let inside_read = sys::duplicate_high(inside_read.as_fd()).ok()?;
        let inside_write = sys::duplicate_high(inside_write.as_fd()).ok()?;
        Some((tokens, vec![(inside_read, read), (inside_write, write)]))
    }

    /// When to call [`Tokens::tick`] next.
    pub(crate) fn next(&self) -> Instant {
        self.next
    }

    pub(crate) fn tick(&mut self, now: Instant) {
        if now < self.next {
            return;
        }
        let idle = sys::waiting(self.inside_read.as_fd());
        if idle > 0 {
            // Nobody wanted it, or somebody is done: others may have it.
            self.take_back();
            self.pause = (self.pause * 2).min(SELDOM);
            self.offered = false;
        } else {
            if self.offered {
                self.pause = SOON;
            }
            self.offer();
        }
        self.next = now + self.pause;
    }

    fn offer(&mut self) {
        let mut token = [0];
        self.offered = matches!(self.outside_read.read(&mut token), Ok(1));
        if self.offered {
            self.taken.push(token[0]);
            let _ = self.inside_write.write(&token);
        }
    }

    fn take_back(&mut self) {
        let mut buffer = [0; 64];
        while let Ok(count @ 1..) = self.inside_read.read(&mut buffer) {
            // The child may have written more than it was given.
            for _ in 0..count.min(self.taken.len()) {
                self.give_back();
            }
        }
    }

    fn give_back(&mut self) {
        if let Some(token) = self.taken.pop() {
            let _ = self.outside_write.write(&[token]);
        }
    }
}

impl Drop for Tokens {
    fn drop(&mut self) {
        while !self.taken.is_empty() {
            self.give_back();
        }
    }
}
