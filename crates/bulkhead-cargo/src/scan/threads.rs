//! Work that is divided among threads.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of stack for each thread; address space only until it is used.
pub(crate) const STACK: usize = 16 << 20;

/// Threads that this machine runs at once.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What `work` gives for each index below `count`, on all cores.
pub fn on_all_cores<T: Default + Send + Sync>(
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let order: Vec<usize> = (0..count).collect();
    each(&order, cores(), work)
}

/// What `work` gives for each index of a permutation, begun in that order. The result is in the order of the indices.
pub(crate) fn each<T: Default + Send + Sync>(
    order: &[usize],
    jobs: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let results: Vec<OnceLock<T>> = order.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let share = || {
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let _ = results[index].set(work(index));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..jobs.clamp(1, order.len().max(1)) {
            // A thread that cannot be started leaves its share to the others.
            let thread = std::thread::Builder::new().stack_size(STACK);
            let _ = thread.spawn_scoped(scope, share);
        }
        share();
    });
    let taken = results.into_iter().map(OnceLock::into_inner);
    taken.map(Option::unwrap_or_default).collect()
}
