//! A line on standard error that says how far a long scan has come: on a terminal only, and not before it is long.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bulkhead_cargo::{Package, Progress};

/// What takes less time needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// Time between two looks of the bar.
const PACE: Duration = Duration::from_millis(80);
/// Columns of the bar itself.
const BAR: usize = 24;

/// One bar.
#[derive(Debug)]
pub(crate) struct Bar {
    wanted: bool,
    total: AtomicUsize,
    done: AtomicUsize,
    clock: Mutex<Clock>,
}

#[derive(Debug)]
struct Clock {
    begun: Instant,
    drawn: Option<Instant>,
}

impl Bar {
    pub(crate) fn new(wanted: bool) -> Self {
        Bar {
            wanted: wanted && io::stderr().is_terminal(),
            total: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            clock: Mutex::new(Clock {
                begun: Instant::now(),
                drawn: None,
            }),
        }
    }

    /// Draws the bar when it is due. A thread that finds another one drawing goes on with its work.
    fn draw(&self, done: usize) {
        let Ok(mut clock) = self.clock.try_lock() else {
            return;
        };
        let due = clock.drawn.is_none_or(|at| at.elapsed() >= PACE);
        if clock.begun.elapsed() < PATIENCE || !due {
            return;
        }
        clock.drawn = Some(Instant::now());
        let total = self.total.load(Ordering::Relaxed).max(1);
        put(&format!("\r{}", picture(done, total)));
    }
}

fn picture(done: usize, total: usize) -> String {
    let full = (BAR * done.min(total)) / total;
    format!(
        "  reading  {}{}  {done} of {total} packages ",
        "━".repeat(full),
        "╌".repeat(BAR - full)
    )
}

fn put(text: &str) {
    let mut stderr = io::stderr().lock();
    // A bar that cannot be drawn is no reason to stop.
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}

impl Progress for Bar {
    fn start(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    fn done(&self, _package: &Package, _from_cache: bool) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.wanted {
            self.draw(done);
        }
    }

    fn finish(&self) {
        let drawn = self.clock.lock().is_ok_and(|c| c.drawn.is_some());
        if drawn {
            put("\r\x1b[2K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_never_leaves_its_frame() {
        for (done, total) in [(0, 1), (1, 3), (3, 3), (9, 3)] {
            let bar = picture(done, total);
            let cells = bar.chars().filter(|c| "━╌".contains(*c)).count();
            assert_eq!(cells, BAR);
        }
    }
}
