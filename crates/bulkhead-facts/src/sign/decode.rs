//! Encodings taken off: Base64 in both alphabets, hexadecimal, and exclusive or with a short repeated key that a known
//! beginning gives away.

/// Bytes of the shortest text that is worth a word once decoded.
pub(super) const SHORTEST: usize = 5;

/// Bytes that are decoded of one text.
pub(super) const LONGEST: usize = 4096;

/// The value of a character of Base64, of either alphabet.
#[inline]
pub(super) fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[inline]
pub(super) fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t')
}

/// The text that characters of Base64 stand for, up to what is no text. Nothing when that is next to nothing, or when
/// less than most of it is text.
pub(super) fn base64(chars: impl Iterator<Item = u8>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in chars.take(LONGEST) {
        let Some(value) = sextet(byte) else { break };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            let byte = (bits >> held) as u8;
            if !is_text(byte) {
                break;
            }
            out.push(byte);
        }
    }
    (out.len() >= SHORTEST).then_some(out)
}

/// The text that hexadecimal digits stand for, up to what is no text.
pub(super) fn hex(digits: impl Iterator<Item = u8>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut digits = digits.take(LONGEST).map_while(|d| (d as char).to_digit(16));
    while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
        let byte = (high << 4 | low) as u8;
        if !is_text(byte) {
            break;
        }
        out.push(byte);
    }
    (out.len() >= SHORTEST).then_some(out)
}

/// A text that is Base64 or hexadecimal as a whole.
pub(super) fn whole(text: &[u8]) -> Option<Vec<u8>> {
    let bare = text.trim_ascii();
    if bare.len() < 8 {
        return None;
    }
    if bare.iter().all(u8::is_ascii_hexdigit) {
        return hex(bare.iter().copied());
    }
    let padded = bare.iter().rev().take_while(|b| **b == b'=').count();
    let bare = &bare[..bare.len() - padded];
    let all = padded <= 2 && bare.iter().all(|b| sextet(*b).is_some());
    all.then(|| base64(bare.iter().copied())).flatten()
}

/// Beginnings that a repeated key is tried on.
const BEGINNINGS: [&[u8]; 2] = [b"https://", b"http://"];
/// Bytes of a key that a beginning gives away with enough left to confirm it.
const KEY: std::ops::RangeInclusive<usize> = 2..=5;

/// The text under a repeated key of a few bytes, when it begins like a URL.
pub(super) fn repeated_key(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < 12 {
        return None;
    }
    KEY.flat_map(|len| BEGINNINGS.iter().map(move |b| (len, *b)))
        .find_map(|(len, beginning)| {
            let key: Vec<u8> = (0..len).map(|i| bytes[i] ^ beginning[i]).collect();
            let hides = key.iter().any(|k| *k != 0);
            hides.then(|| under(bytes, &key, beginning)).flatten()
        })
}

/// The text under a key, when it begins as it should and is text to its end.
pub(super) fn under(bytes: &[u8], key: &[u8], beginning: &[u8]) -> Option<Vec<u8>> {
    let plain = |(i, b): (usize, &u8)| b ^ key[i % key.len()];
    let begins = bytes.iter().enumerate().map(plain).take(beginning.len());
    if key.is_empty()
        || key == bytes
        || bytes.len() < beginning.len()
        || !begins.eq(beginning.iter().copied())
    {
        return None;
    }
    let all = bytes.iter().take(LONGEST).enumerate().map(plain);
    all.clone().all(is_text).then(|| all.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_come_off() {
        let text = |o: Option<Vec<u8>>| o.map(|b| String::from_utf8_lossy(&b).into_owned());
        assert_eq!(
            text(whole(b"aGVsbG8sIHdvcmxk")).as_deref(),
            Some("hello, world")
        );
        assert_eq!(text(whole(b"68656c6c6f21")).as_deref(), Some("hello!"));
        assert_eq!(whole(b"hello, world"), None);
        assert_eq!(whole(b"\xff\xfe\x00"), None);
        let hidden: Vec<u8> = b"https://evil.example/x"
            .iter()
            .enumerate()
            .map(|(i, b)| b ^ b"k3Yz!"[i % 5])
            .collect();
        assert_eq!(
            text(repeated_key(&hidden)).as_deref(),
            Some("https://evil.example/x")
        );
        assert_eq!(repeated_key(b"nothing of that sort"), None);
    }
}
