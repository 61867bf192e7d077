//! Did you mean …?

/// The candidate that a mistyped word most likely means, if any is near enough.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = word.chars().count().div_ceil(3).min(3);
    candidates
        .into_iter()
        .map(|c| (distance(word, c), c))
        .filter(|(d, _)| *d <= allowed)
        .min()
        .map(|(_, c)| c)
}

fn distance(word: &str, candidate: &str) -> usize {
    let plain = |s: &str| s.to_lowercase().replace('_', "-");
    strsim::damerau_levenshtein(&plain(word), &plain(candidate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let names = ["ring", "rustls", "serde_json", "check"];
        assert_eq!(nearest("rign", names), Some("ring"));
        assert_eq!(nearest("serde-json", names), Some("serde_json"));
        assert_eq!(nearest("chekc", names), Some("check"));
        assert_eq!(nearest("tokio", names), None);
        assert_eq!(nearest("", names), None);
    }
}
