//! One slip of the finger or the eye between two names, delimiters aside.

/// How one string became another by one edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Two neighbours changed places.
    Swapped,
    /// A letter more, at this place of the longer string.
    Added(u8, usize),
    /// A letter less, which was at this place of the longer string.
    Dropped(u8, usize),
    /// One letter for another: the one that is there, and the one that was.
    Replaced(u8, u8),
    /// Both letters of a doubled one replaced by another doubled one: the one that is there, and the one that was.
    DoubleReplaced(u8, u8),
}

/// The edit that makes `to` of `from`, when one is enough. Equal strings have none.
pub(super) fn edit(from: &[u8], to: &[u8]) -> Option<Edit> {
    if from.len().abs_diff(to.len()) > 1 {
        return None;
    }
    let same = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let (a, b) = (&from[same..], &to[same..]);
    match (a, b) {
        ([], [c]) => Some(Edit::Added(*c, same)),
        ([c], []) => Some(Edit::Dropped(*c, same)),
        ([x, a @ ..], [y, b @ ..]) if a == b => Some(Edit::Replaced(*y, *x)),
        (_, [c, b @ ..]) if a == b => Some(Edit::Added(*c, same)),
        ([c, a @ ..], _) if a == b => Some(Edit::Dropped(*c, same)),
        ([x, y, a @ ..], [v, w, b @ ..]) if a == b => match () {
            () if x == w && y == v => Some(Edit::Swapped),
            () if x == y && v == w => Some(Edit::DoubleReplaced(*v, *x)),
            () => None,
        },
        _ => None,
    }
}

/// Whether two pairs of neighbours changed places, and nothing else.
pub(super) fn swapped_twice(from: &[u8], to: &[u8]) -> bool {
    let mut swaps = 0;
    let mut at = 0;
    while at < from.len() {
        if from.get(at) == to.get(at) {
            at += 1;
            continue;
        }
        let crossed = from.get(at) == to.get(at + 1) && from.get(at + 1) == to.get(at);
        if !crossed || from.get(at + 1).is_none() {
            return false;
        }
        swaps += 1;
        at += 2;
    }
    swaps == 2 && from.len() == to.len()
}

/// Whether two keys are neighbours on the keyboard that most people have.
pub(super) fn are_neighbours(a: u8, b: u8) -> bool {
    const ROWS: [&[u8]; 4] = [b"1234567890", b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let place = |key: u8| {
        let found = ROWS.iter().enumerate();
        found
            .filter_map(|(row, keys)| Some((row, keys.iter().position(|k| *k == key)?)))
            .next()
    };
    let (Some((row_a, a)), Some((row_b, b))) = (place(a), place(b)) else {
        return false;
    };
    match row_a.abs_diff(row_b) {
        0 => a.abs_diff(b) == 1,
        // Each row is shifted by half a key: a key touches two of the row below, the one under it and the one to its left.
        1 => {
            let (upper, lower) = if row_a < row_b { (a, b) } else { (b, a) };
            upper == lower || upper == lower + 1
        }
        _ => false,
    }
}

/// Whether two characters are easily taken for each other.
pub(super) fn look_alike(a: u8, b: u8) -> bool {
    const PAIRS: &[(u8, u8)] = &[
        (b'0', b'o'),
        (b'1', b'l'),
        (b'1', b'i'),
        (b'i', b'l'),
        (b'3', b'e'),
        (b'4', b'a'),
        (b'5', b's'),
        (b'6', b'b'),
        (b'6', b'g'),
        (b'7', b't'),
        (b'8', b'b'),
        (b'9', b'g'),
        (b'9', b'q'),
        (b'2', b'z'),
        (b'u', b'v'),
        (b'v', b'y'),
        (b'v', b'w'),
        (b'g', b'q'),
        (b'm', b'n'),
        (b'c', b'e'),
    ];
    PAIRS.contains(&(a, b)) || PAIRS.contains(&(b, a))
}

pub(super) fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(from: &str, to: &str) -> Option<Edit> {
        edit(from.as_bytes(), to.as_bytes())
    }

    #[test]
    fn one_edit_is_found_and_two_are_not() {
        assert_eq!(of("serde", "sedre"), Some(Edit::Swapped));
        assert_eq!(of("serde", "serd"), Some(Edit::Dropped(b'e', 4)));
        assert_eq!(of("serde", "erde"), Some(Edit::Dropped(b's', 0)));
        assert_eq!(of("serde", "serdes"), Some(Edit::Added(b's', 5)));
        assert_eq!(of("serde", "serrde"), Some(Edit::Added(b'r', 3)));
        assert_eq!(of("serde", "derde"), Some(Edit::Replaced(b'd', b's')));
        assert_eq!(
            of("hyper_http", "hyper_hrrp"),
            Some(Edit::DoubleReplaced(b'r', b't'))
        );
        assert_eq!(of("serde", "serde"), None);
        assert_eq!(of("serde", "sdere"), None);
        assert_eq!(of("serde", "tokio"), None);
        assert_eq!(of("", ""), None);
    }

    #[test]
    fn two_swaps_are_told_from_other_orders() {
        let twice = |a: &str, b: &str| swapped_twice(a.as_bytes(), b.as_bytes());
        assert!(twice("serde_json", "esrde_jsno") && twice("abcd", "badc"));
        assert!(!twice("serde", "esrde") && !twice("serde", "serde") && !twice("abc", "cab"));
        assert!(!twice("ab", "a") && !twice("a", "ab") && !twice("aab", "aac"));
    }

    #[test]
    fn keys_touch_their_neighbours() {
        assert!(
            are_neighbours(b's', b'd') && are_neighbours(b's', b'w') && are_neighbours(b's', b'e')
        );
        assert!(are_neighbours(b's', b'z') && are_neighbours(b's', b'x'));
        assert!(
            !are_neighbours(b's', b'r')
                && !are_neighbours(b's', b's')
                && !are_neighbours(b'a', b'p')
        );
    }
}
