//! A name as the rules look at it: lower case, its words, and its letters without the delimiters between them.

use std::borrow::Cow;

/// The longest name that crates.io accepts.
///
/// Source: the `MAX_NAME_LENGTH` of crates.io.
pub const MAX_NAME: usize = 64;

/// A name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// All letters and digits in lower case, without delimiters: `onecell` of `Once_Cell`.
    pub(super) glued: String,
    /// Where the words end in `glued`, the end of `glued` included.
    pub(super) ends: Vec<usize>,
    /// Whether letters of other scripts were read as the ASCII letters that they look like.
    pub(super) foreign: bool,
}

impl Shape {
    /// Takes a name apart. `None` when it cannot be mistaken for a crate's name: it is empty, longer than any, or has
    /// characters that look like nothing a crate's name can have.
    pub(super) fn of(name: &str) -> Option<Shape> {
        // Reading on is of no use; a hostile name can be of any size.
        if name.chars().nth(MAX_NAME).is_some() {
            return None;
        }
        let mut shape = Shape {
            glued: String::with_capacity(name.len()),
            ends: Vec::new(),
            foreign: false,
        };
        for c in name.chars() {
            shape.push(c)?;
        }
        shape.end_word();
        (!shape.glued.is_empty()).then_some(shape)
    }

    fn push(&mut self, c: char) -> Option<()> {
        match c {
            '-' | '_' => self.end_word(),
            c if c.is_ascii_alphanumeric() => self.glued.push(c.to_ascii_lowercase()),
            c => {
                self.foreign = true;
                self.glued.push_str(ascii_look(c)?);
            }
        }
        Some(())
    }

    fn end_word(&mut self) {
        let end = self.glued.len();
        if end > self.ends.last().copied().unwrap_or_default() {
            self.ends.push(end);
        }
    }

    /// Letters and digits in all.
    pub(super) fn len(&self) -> usize {
        self.glued.len()
    }

    /// The words, in order.
    pub(super) fn words(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(self.ends.iter().copied())
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(from, to)| &self.glued[from..to])
    }
}

/// Whether crates.io takes two names for one: it tells neither cases apart nor `-` from `_`.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().map(canon).eq(b.bytes().map(canon))
}

/// The one spelling of all names that crates.io takes for the same.
#[must_use]
pub fn canonical(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|b| canon(b) == b) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.to_ascii_lowercase().replace('_', "-"))
}

fn canon(b: u8) -> u8 {
    match b {
        b'_' => b'-',
        b => b.to_ascii_lowercase(),
    }
}

/// Whether crates.io could have a crate of that name: ASCII letters, digits, `-` and `_`, a letter first, 64 at most.
#[must_use]
pub fn is_crate_name(name: &str) -> bool {
    let rest = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    name.len() <= MAX_NAME
        && name.bytes().all(rest)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The ASCII letters that a character of another script looks like; nothing for what has no width.
///
/// Source: the pairs of Unicode's `confusables.txt` (UTS 39) whose right side is an ASCII letter or digit, as far as they
/// are letters of living alphabets: Cyrillic, Greek, Armenian, Latin with marks and of full width.
fn ascii_look(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'α' | 'ɑ' | 'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'А' | 'Α' => "a",
        'Ь' | 'ƅ' | 'В' | 'Β' | 'β' => "b",
        'с' | 'ϲ' | 'ç' | 'ć' | 'č' | 'С' => "c",
        'ԁ' | 'ɗ' | 'ď' | 'đ' => "d",
        'е' | 'є' | 'ҽ' | 'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'Е' | 'Ε' | 'ε' => {
            "e"
        }
        'ғ' | 'ƒ' => "f",
        'ɡ' | 'ց' | 'ğ' | 'ģ' => "g",
        'һ' | 'հ' | 'Н' | 'Η' => "h",
        'і' | 'ι' | 'ı' | 'ì' | 'í' | 'î' | 'ï' | 'ī' | 'І' | 'Ι' | 'ї' => "i",
        'ј' | 'ϳ' | 'Ј' => "j",
        'к' | 'κ' | 'К' | 'Κ' | 'ķ' => "k",
        'ӏ' | 'ǀ' | 'ł' | 'ļ' | 'Ӏ' => "l",
        'м' | 'М' | 'Μ' => "m",
        'ո' | 'ñ' | 'ń' | 'ň' | 'ņ' | 'η' | 'Ν' => "n",
        'о' | 'ο' | 'օ' | 'σ' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'О' | 'Ο' => {
            "o"
        }
        'р' | 'ρ' | 'Р' | 'Ρ' => "p",
        'ԛ' | 'գ' => "q",
        'г' | 'ř' | 'ŕ' => "r",
        'ѕ' | 'ś' | 'š' | 'ş' | 'Ѕ' => "s",
        'т' | 'τ' | 'Т' | 'Τ' | 'ť' | 'ţ' => "t",
        'υ' | 'ս' | 'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' => "u",
        'ν' | 'ѵ' => "v",
        'ԝ' | 'ѡ' | 'ω' => "w",
        'х' | 'χ' | 'Х' | 'Χ' => "x",
        'у' | 'γ' | 'ý' | 'ÿ' | 'У' | 'Υ' => "y",
        'ʐ' | 'ź' | 'ž' | 'ż' | 'Ζ' => "z",
        '０'..='９' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => return full_width(c),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '－' | '＿' | '.' | ' ' => "",
        _ => return None,
    })
}

fn full_width(c: char) -> Option<&'static str> {
    const ASCII: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
    let c = u32::from(c);
    let at = match c {
        0xff10..=0xff19 => c - 0xff10,
        0xff21..=0xff3a => c - 0xff21 + 10,
        0xff41..=0xff5a => c - 0xff41 + 10,
        _ => return None,
    };
    let at = usize::try_from(at).ok()?;
    ASCII.get(at..=at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        let shape = Shape::of(name).expect("it is a name");
        shape.words().map(str::to_owned).collect()
    }

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("Once_Cell"), ["once", "cell"]);
        assert_eq!(words("-a--b_"), ["a", "b"]);
        for none in ["", "--", "日本", "a::b", "a b\n", &"x".repeat(65)] {
            assert_eq!(Shape::of(none), None, "{none}");
        }
    }

    #[test]
    fn letters_of_other_scripts_are_read_as_what_they_look_like() {
        let shape = Shape::of("tоkiо\u{200b}").expect("it looks like one");
        assert_eq!((shape.glued.as_str(), shape.foreign), ("tokio", true));
        let wide = Shape::of("ｓｅｒｄｅ１").expect("it looks like one");
        assert_eq!(wide.glued, "serde1");
    }

    #[test]
    fn crates_io_sees_one_name_in_many_spellings() {
        assert!(is_same("Async-Println", "async_println"));
        assert!(!is_same("asyncprintln", "async-println"));
        assert_eq!(canonical("A_b"), "a-b");
        assert!(is_crate_name("a1_-") && !is_crate_name("1a") && !is_crate_name(""));
    }
}
