//! What a decoded text means, if anything.

use memchr::memmem;

use super::words::WORDS;
use super::{SignKind, decode};

/// Layers of encoding that are taken off.
const LAYERS: usize = 3;

/// Endings of hosts without a scheme that are believed. A list of all would make addresses of file names.
const ENDINGS: [&str; 28] = [
    "app",
    "cc",
    "click",
    "cloud",
    "cn",
    "co",
    "com",
    "dev",
    "example",
    "fun",
    "host",
    "info",
    "invalid",
    "io",
    "live",
    "me",
    "net",
    "online",
    "org",
    "pro",
    "ru",
    "sh",
    "site",
    "tech",
    "test",
    "top",
    "workers.dev",
    "xyz",
];

/// Hosts that stand for names of formats and are never asked.
const NAMESPACES: [&[u8]; 2] = [b"www.w3.org", b"schemas.openxmlformats.org"];

const SCHEMES: [&[u8]; 8] = [
    b"https://",
    b"http://",
    b"wss://",
    b"ws://",
    b"ftp://",
    b"tcp://",
    b"udp://",
    b"socks5://",
];

/// The meaning of a text that was hidden, and the part of it that has it.
pub(super) fn meaning(text: &[u8]) -> Option<(SignKind, String)> {
    layered(text, LAYERS)
}

fn layered(text: &[u8], layers: usize) -> Option<(SignKind, String)> {
    let text = text.trim_ascii();
    url(text)
        .or_else(|| address(text))
        .map(|found| (SignKind::Address, lossy(found)))
        .or_else(|| by_word(text))
        .or_else(|| {
            let inner = (layers > 1).then(|| decode::whole(text)).flatten()?;
            layered(&inner, layers - 1)
        })
}

fn lossy(bytes: &[u8]) -> String {
    let cut = bytes.len().min(super::TEXT);
    String::from_utf8_lossy(&bytes[..cut]).into_owned()
}

/// A URL anywhere in the text: from its scheme to what cannot be part of it.
pub(super) fn url(text: &[u8]) -> Option<&[u8]> {
    memmem::find(text, b"://")?;
    SCHEMES.iter().find_map(|scheme| {
        let at = memmem::find(text, scheme)?;
        let found = &text[at..];
        let end = found.iter().position(|b| !is_of_url(*b));
        let found = &found[..end.unwrap_or(found.len())];
        let host = authority(&found[scheme.len()..]);
        (is_host(host) && !NAMESPACES.contains(&host)).then_some(found)
    })
}

/// Whether an address is one that is believed even where texts come about by chance, as in long tables.
pub(super) fn is_likely(address: &str) -> bool {
    let bytes = address.as_bytes();
    let scheme = memmem::find(bytes, b"://").map_or(0, |i| i + 3);
    let host = authority(&bytes[scheme..]);
    is_ipv4(host) || has_known_ending(host)
}

fn has_known_ending(host: &[u8]) -> bool {
    ENDINGS.iter().any(|e| {
        host.strip_suffix(e.as_bytes())
            .is_some_and(|rest| rest.ends_with(b"."))
    })
}

fn is_of_url(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"'<>`\\^|".contains(&byte)
}

/// The host of what follows a scheme: without user and port.
fn authority(rest: &[u8]) -> &[u8] {
    let end = rest.iter().position(|b| matches!(b, b'/' | b'?' | b'#'));
    let whole = &rest[..end.unwrap_or(rest.len())];
    let host = whole.rsplit(|b| *b == b'@').next().unwrap_or(whole);
    host.split(|b| *b == b':').next().unwrap_or(host)
}

/// Labels with a dot between; numbers included.
fn is_host(host: &[u8]) -> bool {
    let label = |l: &[u8]| {
        !l.is_empty() && l.len() < 64 && l.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
    };
    let labels = host.split(|b| *b == b'.');
    host.len() >= 4 && labels.clone().count() > 1 && labels.clone().all(label)
}

/// A text that is nothing but an IPv4 address or a host with a known ending, with or without port and path.
fn address(text: &[u8]) -> Option<&[u8]> {
    let host = authority(text);
    let all = text.iter().all(|b| is_of_url(*b));
    let known = is_ipv4(host) || (is_host(host) && host.len() >= 7 && has_known_ending(host));
    (all && known).then_some(text)
}

fn is_ipv4(host: &[u8]) -> bool {
    let number = |part: &[u8]| {
        let text = std::str::from_utf8(part).unwrap_or_default();
        text.len() <= 3 && text.parse::<u8>().is_ok()
    };
    host.split(|b| *b == b'.').count() == 4 && host.split(|b| *b == b'.').all(number)
}

/// A word of the table: variables as a whole, paths as components, others anywhere.
fn by_word(text: &[u8]) -> Option<(SignKind, String)> {
    WORDS.iter().find_map(|word| {
        let sought = word.text.as_bytes();
        let found = match word.kind {
            SignKind::SecretPath => {
                memmem::find_iter(text, sought).any(|at| is_component(text, at, at + sought.len()))
            }
            SignKind::Command | SignKind::Code | SignKind::KeyPattern => {
                memmem::find(text, sought).is_some()
            }
            SignKind::BuildServer => sought.len() > 4 && text == sought,
            SignKind::SecretVariable => text == sought,
            _ => false,
        };
        found.then(|| (word.kind, lossy(text)))
    })
}

/// Whether `text[from..to]` begins and ends where components of a path do.
pub(super) fn is_component(text: &[u8], from: usize, to: usize) -> bool {
    let before = from.checked_sub(1).map(|i| text[i]);
    let after = text.get(to).copied();
    let cuts = |b: Option<u8>, more: &[u8]| {
        b.is_none_or(|b| matches!(b, b'/' | b'\\') || more.contains(&b))
    };
    // A word that begins with a slash is absolute, or below something.
    (text.get(from) == Some(&b'/') || cuts(before, b"~=:}%,;")) && cuts(after, b":,;{")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<SignKind> {
        meaning(text.as_bytes()).map(|(kind, _)| kind)
    }

    #[test]
    fn addresses_paths_and_words_mean_something() {
        for text in [
            "https://evil.example/x",
            "see http://10.0.0.1:8080",
            "203.0.113.9:4444",
            "drop.example.com",
            "drop.example.com:443/x",
        ] {
            assert_eq!(kind(text), Some(SignKind::Address), "{text}");
        }
        assert_eq!(kind("/home/a/.ssh/id_rsa"), Some(SignKind::SecretPath));
        assert_eq!(kind("CARGO_REGISTRY_TOKEN"), Some(SignKind::SecretVariable));
        assert_eq!(kind("sh -c /bin/sh"), Some(SignKind::Command));
        // Base64 of Base64.
        assert_eq!(
            kind("YUhSMGNITTZMeTlsZG1sc0xtVjRZVzF3YkdVdlltbHU="),
            Some(SignKind::Address)
        );
    }

    #[test]
    fn other_texts_mean_nothing() {
        for text in [
            "http://",
            "https://localhost/",
            "main.rs",
            "1.2.3",
            "1.2.3.4.5",
            "lib.sshd",
            "x.env",
            "id_rsa.pub",
            "CI",
            "",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
