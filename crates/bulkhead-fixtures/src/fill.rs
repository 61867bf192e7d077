//! What the files of a fixture leave open until a test lays them out: where to call, what to leave behind, and strings
//! that an attacker would hide.

/// Where a copy of an attack calls home, as fixtures write it.
const ADDRESS: &str = "127.0.0.1:9";
/// The file that it leaves behind.
const MARKER: &str = "/tmp/bulkhead-marker";

/// What stands for these two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Host and port.
    pub address: String,
    /// A path.
    pub marker: String,
}

impl Default for Places {
    fn default() -> Self {
        Places {
            address: ADDRESS.to_owned(),
            marker: MARKER.to_owned(),
        }
    }
}

impl Places {
    /// Puts both into a file, then hides what is to be hidden: `@{pieces text}`, which gives Base64 in strings of 16
    /// letters, and `@{xor key text}`, which gives numbers. What is no text stays as it is.
    pub(crate) fn fill(&self, bytes: Vec<u8>) -> Vec<u8> {
        match String::from_utf8(bytes) {
            Ok(text) => self.fill_text(&text).into_bytes(),
            Err(e) => e.into_bytes(),
        }
    }

    fn fill_text(&self, text: &str) -> String {
        let open = text
            .replace(ADDRESS, &self.address)
            .replace(MARKER, &self.marker);
        let mut parts = open.split("@{");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let hidden = part.split_once('}').and_then(|(what, rest)| {
                out.push_str(&hide(what)?);
                Some(rest)
            });
            if hidden.is_none() {
                out.push_str("@{");
            }
            out.push_str(hidden.unwrap_or(part));
        }
        out
    }
}

fn hide(what: &str) -> Option<String> {
    let (how, text) = what.split_once(' ')?;
    match how {
        "pieces" => Some(pieces(&base64(text.as_bytes()))),
        "xor" => {
            let (key, text) = text.split_once(' ')?;
            let bytes = xor(text.as_bytes(), key.as_bytes()).into_iter();
            Some(bytes.map(|b| b.to_string()).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}

fn pieces(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let strings = letters
        .chunks(16)
        .map(|c| format!("\"{}\"", String::from_iter(c)));
    strings.collect::<Vec<_>>().join(", ")
}

/// Each byte with the next one of the key.
pub(crate) fn xor(text: &[u8], key: &[u8]) -> Vec<u8> {
    text.iter()
        .zip(key.iter().cycle())
        .map(|(t, k)| t ^ k)
        .collect()
}

/// Source: RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |n, i| n << 8 | usize::from(*three.get(i).unwrap_or(&0)));
        for i in 0..4 {
            let letter = LETTERS[number >> (18 - 6 * i) & 63];
            out.push(if i > three.len() { '=' } else { letter.into() });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let known = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ];
        for (plain, hidden) in known {
            assert_eq!(base64(plain.as_bytes()), hidden);
        }
    }

    #[test]
    fn places_go_in_first_and_what_is_not_known_stays() {
        let places = Places {
            address: "127.0.0.1:40000".to_owned(),
            marker: "/m".to_owned(),
        };
        let filled =
            places.fill_text("a 127.0.0.1:9 @{pieces /tmp/bulkhead-marker} @{x y} @{xor ab ab} @{");
        assert_eq!(filled, "a 127.0.0.1:40000 \"L20=\" @{x y} 0, 0 @{");
        assert_eq!(places.fill(vec![0xff, b'@']), [0xff, b'@']);
    }
}
