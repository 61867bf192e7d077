//! What a build script's strings say to Cargo: instructions to the linker, and conditions that hold for the package's other
//! targets. Cargo takes `cargo:` and `cargo::` for the same, and a script may print the parts one by one, so that only the
//! instruction's own name counts. Source: The Cargo Book, "Build Scripts".

use crate::cfg::Setting;

/// The instruction in `text` that hands something to the linker.
pub(super) fn linking(text: &str) -> Option<&'static str> {
    const LINKING: [&str; 5] = [
        "rustc-link-lib",
        "rustc-link-arg",
        "rustc-link-search",
        "rustc-cdylib-link-arg",
        "rustc-flags",
    ];
    LINKING.into_iter().find(|d| text.contains(d))
}

/// The conditions that the strings of one build script set.
#[derive(Debug, Default)]
pub(super) struct Settings {
    found: Vec<Setting>,
    /// Strings that are a name which no build sets by itself.
    reserved: Vec<Setting>,
    /// Whether some condition is printed whose name stands elsewhere.
    computed: bool,
}

/// Names of conditions under which code is taken for no part of a build.
const RESERVED: [&str; 7] = [
    "clippy",
    "doc",
    "doctest",
    "miri",
    "proc_macro",
    "rustfmt",
    "test",
];

/// Settings kept of one package.
const MOST: usize = 1_000;

impl Settings {
    /// Looks at one string.
    pub(super) fn read(&mut self, text: &str) {
        if RESERVED.contains(&text) && self.reserved.len() < MOST {
            self.reserved.push(Setting::Name(text.to_owned()));
        }
        for (at, word) in text.match_indices("rustc-cfg") {
            let rest = &text[at + word.len()..];
            let line = rest.lines().next().unwrap_or_default();
            match line.strip_prefix('=').map(str::trim) {
                None | Some("") => self.computed = true,
                Some(_) if self.found.len() >= MOST => {}
                Some(said) => self.set(said),
            }
        }
    }

    fn set(&mut self, said: &str) {
        let (key, value) = match said.split_once('=') {
            Some((key, value)) => (key.trim(), Some(value.trim().trim_matches('"'))),
            None => (said, None),
        };
        if key.contains('{') {
            self.computed = true;
        } else if let Some(value) = value {
            let (key, value) = (key.to_owned(), value.to_owned());
            self.found.push(match value.contains('{') {
                true => Setting::Any(key),
                false => Setting::Pair(key, value),
            });
        } else {
            self.found.push(Setting::Name(key.to_owned()));
        }
    }

    /// All of them, each once.
    pub(super) fn finish(self) -> Vec<Setting> {
        let mut settings = self.found;
        if self.computed {
            settings.extend(self.reserved);
        }
        settings.sort();
        settings.dedup();
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(texts: &[&str]) -> Vec<Setting> {
        let mut settings = Settings::default();
        for text in texts {
            settings.read(text);
        }
        settings.finish()
    }

    #[test]
    fn conditions_are_read_as_cargo_reads_them() {
        let name = |n: &str| Setting::Name(n.into());
        assert_eq!(settings(&["cargo:rustc-cfg=test"]), [name("test")]);
        assert_eq!(settings(&["cargo::rustc-cfg= a \nx"]), [name("a")]);
        assert_eq!(
            settings(&["cargo:rustc-cfg=feature=\"a\""]),
            [Setting::Pair("feature".into(), "a".into())]
        );
        assert_eq!(
            settings(&["cargo:rustc-cfg=feature=\"{}\""]),
            [Setting::Any("feature".into())]
        );
        assert_eq!(settings(&["cargo:rustc-cfg={}", "miri"]), [name("miri")]);
        assert_eq!(settings(&["cargo:rerun-if-changed=test", "test"]), []);
    }
}
