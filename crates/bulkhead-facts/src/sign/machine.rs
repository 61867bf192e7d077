//! All words at once in one pass over bytes: the automaton of Aho and Corasick (1975), over bytes or over the differences
//! of neighbours, which stay the same when all bytes are combined with one key.

use std::collections::VecDeque;

/// Finds all of a set of patterns.
pub(super) struct Machine {
    class: [u8; 256],
    classes: usize,
    /// `state * classes + class`
    next: Vec<u16>,
    /// For each state the pattern that ends there.
    ends: Vec<u16>,
    /// For each state the next shorter state in which a pattern ends.
    shorter: Vec<u16>,
    /// `next` as it is run: where the row of the state begins, and [`ENDS`] when a pattern ends there or in a shorter one.
    rows: Vec<u32>,
}

const ENDS: u32 = 1 << 31;

const NONE: u16 = u16::MAX;

impl Machine {
    /// Patterns must not be empty. Of equal ones the last counts.
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p [u8]> + Clone) -> Self {
        let mut class = [0_u8; 256];
        let mut classes = 1_usize;
        for &byte in patterns.clone().flatten() {
            if class[usize::from(byte)] == 0 && classes < 256 {
                class[usize::from(byte)] = classes as u8;
                classes += 1;
            }
        }
        let mut machine = Machine {
            class,
            classes,
            next: vec![NONE; classes],
            ends: vec![NONE],
            shorter: vec![0],
            rows: Vec::new(),
        };
        for (index, pattern) in patterns.enumerate() {
            machine.add(pattern, index as u16);
        }
        machine.link();
        let row = |&state: &u16| {
            let at = usize::from(state);
            let ends = machine.ends[at] != NONE || machine.shorter[at] != 0;
            (at * classes) as u32 | if ends { ENDS } else { 0 }
        };
        machine.rows = machine.next.iter().map(row).collect();
        machine
    }

    fn add(&mut self, pattern: &[u8], index: u16) {
        let mut state = 0_usize;
        for &byte in pattern {
            let at = state * self.classes + usize::from(self.class[usize::from(byte)]);
            if self.next[at] == NONE {
                self.next[at] = self.ends.len() as u16;
                self.next.extend(std::iter::repeat_n(NONE, self.classes));
                self.ends.push(NONE);
                self.shorter.push(0);
            }
            state = usize::from(self.next[at]);
        }
        self.ends[state] = index;
    }

    /// Turns missing edges into those of the longest suffix that is a state, breadth first.
    fn link(&mut self) {
        let mut suffix = vec![0_usize; self.ends.len()];
        let mut queue = VecDeque::from([0_usize]);
        while let Some(state) = queue.pop_front() {
            for class in 0..self.classes {
                let at = state * self.classes + class;
                let by_suffix = match state {
                    0 => 0,
                    _ => self.next[suffix[state] * self.classes + class],
                };
                if self.next[at] == NONE {
                    self.next[at] = by_suffix;
                    continue;
                }
                let to = usize::from(self.next[at]);
                let back = usize::from(by_suffix);
                suffix[to] = back;
                self.shorter[to] = match self.ends[back] {
                    NONE => self.shorter[back],
                    _ => back as u16,
                };
                queue.push_back(to);
            }
        }
    }

    /// Calls `found(pattern, end)` for every pattern that ends before `end`.
    pub(super) fn run(&self, bytes: impl Iterator<Item = u8>, mut found: impl FnMut(usize, usize)) {
        let mut row = 0;
        for (i, byte) in bytes.enumerate() {
            let entry = self.rows[row + usize::from(self.class[usize::from(byte)])];
            row = (entry & !ENDS) as usize;
            if entry & ENDS == 0 {
                continue;
            }
            let mut at = row / self.classes;
            loop {
                if self.ends[at] != NONE {
                    found(usize::from(self.ends[at]), i + 1);
                }
                if self.shorter[at] == 0 {
                    break;
                }
                at = usize::from(self.shorter[at]);
            }
        }
    }
}

/// The differences of neighbours.
pub(super) fn steps<S: Fn(u8, u8) -> u8>(bytes: &[u8], step: S) -> impl Iterator<Item = u8> {
    bytes.windows(2).map(move |w| step(w[0], w[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_search_of_each_pattern_finds() {
        let patterns: [&[u8]; 5] = [b"he", b"she", b"his", b"hers", b"s"];
        let machine = Machine::new(patterns.into_iter());
        let text = b"ushers and his shells; hhershe";
        let mut found = Vec::new();
        machine.run(text.iter().copied(), |p, end| found.push((end, p)));
        let mut expected = Vec::new();
        for (p, pattern) in patterns.iter().enumerate() {
            let at = memchr::memmem::find_iter(text, pattern);
            expected.extend(at.map(|at| (at + pattern.len(), p)));
        }
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}
