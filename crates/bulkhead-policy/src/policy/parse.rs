//! From the text of a `bulkhead.toml` to a [`Policy`], and to complaints that point into the text.

use std::ops::Range;

use bulkhead_facts::{CapSet, Capability, Site};
use semver::{Version, VersionReq};
use toml_edit::{Array, Document, Item, Key, Table, TableLike, Value};

use super::error::Lines;
use super::{
    Complaint, Date, Exception, Features, Forbid, Grant, Names, Origin, Policy, Profile, Scoped,
    SiteGrant, Spot, VERSION,
};
use crate::finding::{self, Level};
use crate::suggest::nearest;

/// A word for all capabilities: a blanket, for those who write it themselves.
const EVERYTHING: &str = "all";

const ROOT: &[&str] = &["version", "policy", "exception", "names", "grants"];
const POLICY: &[&str] = &[
    "forbid",
    "profile",
    "levels",
    "targets",
    "hosts",
    "features",
    "all-features",
    "no-default-features",
    "min-release-age",
];
const EXCEPTION: &[&str] = &[
    "finding",
    "package",
    "source",
    "version",
    "capabilities",
    "reason",
    "expires",
];
const NAMES: &[&str] = &["internal", "confirmed"];
const GRANT: &[&str] = &["lib", "build", "macro", "source", "version"];

pub(super) fn policy(text: &str) -> Result<Policy, Vec<Complaint>> {
    let lines = Lines::of(text);
    let document = Document::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        vec![Complaint {
            message,
            spot: lines.spot(error.span().unwrap_or(0..0)),
            hint: None,
            later_version: false,
        }]
    })?;
    let mut reader = Reader {
        lines,
        complaints: Vec::new(),
    };
    if !reader.version(document.as_table()) {
        return Err(reader.complaints);
    }
    let policy = reader.root(document.as_table());
    if reader.complaints.is_empty() {
        Ok(policy)
    } else {
        reader.complaints.sort_by_key(|c| c.spot.span.start);
        Err(reader.complaints)
    }
}

pub(super) fn forbid(word: &str) -> Result<Vec<Forbid>, (String, Option<String>)> {
    let (name, site) = match word.split_once('@') {
        Some((name, site)) => (name, Some(self::site(site)?)),
        None => (word, None),
    };
    let caps = match name {
        "ambient" => CapSet::AMBIENT,
        _ => CapSet::of(capability(name)?),
    };
    Ok(caps.iter().map(|cap| Forbid { cap, site }).collect())
}

/// A wrong word: what to say of it, and the right one where one is near.
type Wrong = (String, Option<String>);

fn capability(word: &str) -> Result<Capability, Wrong> {
    word.parse().map_err(|_| {
        let names = Capability::ALL.map(Capability::name);
        let hint = match nearest(word, names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("the capabilities are: {}", names.join(" ")),
        };
        (format!("`{word}` is not a capability"), Some(hint))
    })
}

fn site(word: &str) -> Result<Site, Wrong> {
    Site::ALL
        .into_iter()
        .find(|s| s.name() == word)
        .ok_or_else(|| {
            let hint = "the sites are: lib build macro".to_owned();
            (format!("`{word}` is not a site"), Some(hint))
        })
}

/// `^1`, `>=1, <3`; a full version alone means that version, as people take it.
pub(super) fn range(text: &str) -> Result<VersionReq, Wrong> {
    let exact = Version::parse(text).is_ok();
    let said = if exact {
        format!("={text}")
    } else {
        text.to_owned()
    };
    VersionReq::parse(&said).map_err(|e| {
        let hint = "write it as in Cargo.toml: \"1.2\", \">=1.2, <1.5\", \"1.2.3\"".to_owned();
        (format!("`{text}` is no range of versions: {e}"), Some(hint))
    })
}

pub(super) fn origin(text: &str) -> Result<Origin, Wrong> {
    match text {
        "crates.io" => Ok(Origin::CratesIo),
        "path" => Ok(Origin::Path),
        _ => match text.split_once('+') {
            Some(("git", url)) => Ok(Origin::Git(url.split('#').next().unwrap_or(url).to_owned())),
            Some(("registry" | "sparse", _)) => Ok(Origin::Registry(text.to_owned())),
            _ => {
                let hint = "a source is `crates.io`, `path`, `git+URL`, `registry+URL` or `sparse+URL`, \
                            as Cargo.lock spells it";
                Err((format!("`{text}` is not a source"), Some(hint.to_owned())))
            }
        },
    }
}

fn scoped(word: &str) -> Result<Option<Scoped>, Wrong> {
    let Some((name, what)) = word.split_once(':') else {
        return Ok(None);
    };
    let cap = capability(name)?;
    let is_path = what.starts_with('/') || what.as_bytes().get(1) == Some(&b':');
    let is_plain = what.split(['/', '\\']).all(|part| part != "..");
    let is_name = !what.is_empty() && !what.contains(['=', '\0', ' ']);
    let wrong = match cap {
        Capability::Read | Capability::Write | Capability::Run if is_path && is_plain => None,
        Capability::Read | Capability::Write | Capability::Run => {
            Some(format!("`{what}` is not an absolute path without `..`"))
        }
        Capability::Env if is_name => None,
        Capability::Env => Some(format!("`{what}` is not the name of a variable")),
        _ => Some(format!("`{name}` cannot be granted for one thing only")),
    };
    match wrong {
        Some(message) => {
            let hint = "such grants are `read:/path`, `write:/path`, `run:/path` and `env:NAME`";
            Err((message, Some(hint.to_owned())))
        }
        None => Ok(Some(Scoped {
            cap,
            what: what.to_owned(),
        })),
    }
}

struct Reader<'t> {
    lines: Lines<'t>,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn spot(&self, span: Option<Range<usize>>) -> Spot {
        self.lines.spot(span.unwrap_or(0..0))
    }

    fn complain(&mut self, span: Option<Range<usize>>, message: String, hint: Option<String>) {
        let spot = self.spot(span);
        self.complaints.push(Complaint {
            message,
            spot,
            hint,
            later_version: false,
        });
    }

    /// Says what is wrong, if anything, and gives the value otherwise.
    fn right<T>(&mut self, span: Option<Range<usize>>, read: Result<T, Wrong>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err((message, hint)) => {
                self.complain(span, message, hint);
                None
            }
        }
    }

    fn expected(&mut self, item: &Item, what: &str) {
        let message = format!("expected {what}, found {}", kind(item));
        self.complain(item.span(), message, None);
    }

    /// Whether the file is of a version that can be read.
    fn version(&mut self, root: &Table) -> bool {
        let Some(item) = root.get("version") else {
            let hint = format!("begin the file with `version = {VERSION}`");
            self.complain(
                None,
                "the file does not say its `version`".to_owned(),
                Some(hint),
            );
            return false;
        };
        match item.as_integer() {
            Some(VERSION) => true,
            Some(later) if later > VERSION => {
                let message = format!(
                    "the file has version {later}, and this cargo-bulkhead knows version {VERSION} and no later one"
                );
                let hint = "install the cargo-bulkhead that wrote it; the file was not touched";
                self.complain(item.span(), message, Some(hint.to_owned()));
                self.complaints
                    .iter_mut()
                    .for_each(|c| c.later_version = true);
                false
            }
            _ => {
                let hint = format!("write `version = {VERSION}`");
                self.complain(
                    item.span(),
                    "not a version of this file".to_owned(),
                    Some(hint),
                );
                false
            }
        }
    }

    fn root(&mut self, root: &Table) -> Policy {
        let mut policy = Policy::default();
        for (key, item) in self.known(root, ROOT) {
            match key.get() {
                "policy" => self.policy(item, &mut policy),
                "exception" => policy.exceptions = self.exceptions(item),
                "names" => policy.names = self.names(item),
                "grants" => policy.grants = self.grants(item),
                _ => {}
            }
        }
        policy
    }

    /// The entries of a table whose keys are these; complains about the others.
    fn known<'i>(&mut self, table: &'i dyn TableLike, keys: &[&str]) -> Vec<(&'i Key, &'i Item)> {
        let mut known = Vec::new();
        for (key, item) in entries(table) {
            if keys.contains(&key.get()) {
                known.push((key, item));
                continue;
            }
            let hint = match nearest(key.get(), keys.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("what can stand here: {}", keys.join(", ")),
            };
            let message = format!("unknown key `{}`", key.get());
            self.complain(key.span(), message, Some(hint));
        }
        known
    }

    fn table<'i>(&mut self, item: &'i Item) -> Option<&'i dyn TableLike> {
        let table = item.as_table_like();
        if table.is_none() {
            self.expected(item, "a table");
        }
        table
    }

    fn string<'i>(&mut self, item: &'i Item) -> Option<&'i str> {
        let string = item.as_str();
        if string.is_none() {
            self.expected(item, "a string");
        }
        string
    }

    fn bool(&mut self, item: &Item) -> bool {
        if item.as_bool().is_none() {
            self.expected(item, "true or false");
        }
        item.as_bool().unwrap_or_default()
    }

    /// The strings of an array, each with its place.
    fn strings<'i>(&mut self, item: &'i Item) -> Vec<(&'i str, Option<Range<usize>>)> {
        match item.as_array() {
            Some(array) => self.strings_of(array),
            None => {
                self.expected(item, "a list of strings");
                Vec::new()
            }
        }
    }

    fn strings_of<'i>(&mut self, array: &'i Array) -> Vec<(&'i str, Option<Range<usize>>)> {
        let mut strings = Vec::new();
        for value in array {
            match value.as_str() {
                Some(string) => strings.push((string, value.span())),
                None => {
                    let message = format!("expected a string, found {}", value_kind(value));
                    self.complain(value.span(), message, None);
                }
            }
        }
        strings
    }

    fn policy(&mut self, item: &Item, policy: &mut Policy) {
        let Some(table) = self.table(item) else {
            return;
        };
        for (key, item) in self.known(table, POLICY) {
            match key.get() {
                "forbid" => policy.forbid = self.forbid(item),
                "profile" => policy.profile = self.profile(item),
                "levels" => self.levels(item, policy),
                "targets" => policy.targets = self.owned(item),
                "hosts" => policy.hosts = self.owned(item),
                "features" => policy.features.list = self.owned(item),
                "all-features" => policy.features.all = self.bool(item),
                "no-default-features" => policy.features.no_default = self.bool(item),
                "min-release-age" => policy.min_release_age = self.days(item),
                _ => {}
            }
        }
        let Features { all, list, .. } = &policy.features;
        if *all && !list.is_empty() {
            let span = table.get("features").and_then(Item::span);
            let message = "`features` has no meaning beside `all-features = true`".to_owned();
            self.complain(span, message, None);
        }
    }

    fn owned(&mut self, item: &Item) -> Vec<String> {
        let strings = self.strings(item).into_iter();
        strings.map(|(s, _)| s.to_owned()).collect()
    }

    fn forbid(&mut self, item: &Item) -> Vec<Forbid> {
        let mut all = Vec::new();
        for (word, span) in self.strings(item) {
            all.extend(self.right(span, forbid(word)).unwrap_or_default());
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn profile(&mut self, item: &Item) -> Profile {
        let Some(word) = self.string(item) else {
            return Profile::default();
        };
        let found = Profile::ALL.into_iter().find(|p| p.name() == word);
        found.unwrap_or_else(|| {
            let names = Profile::ALL.map(Profile::name);
            let hint = match nearest(word, names) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the profiles are: {}", names.join(" ")),
            };
            self.complain(
                item.span(),
                format!("`{word}` is not a profile"),
                Some(hint),
            );
            Profile::default()
        })
    }

    fn levels(&mut self, item: &Item, policy: &mut Policy) {
        let Some(table) = self.table(item) else {
            return;
        };
        for (key, item) in entries(table) {
            let code = self.code(key.get(), key.span());
            let level = self.level(item);
            if let (Some(code), Some(level)) = (code, level) {
                policy.levels.insert(code, level);
            }
        }
    }

    fn code(&mut self, word: &str, span: Option<Range<usize>>) -> Option<&'static str> {
        let codes: Vec<&str> = finding::codes().iter().map(|c| c.code).collect();
        let found = codes.iter().copied().find(|code| *code == word);
        if found.is_none() {
            let hint = match nearest(word, codes) {
                Some(code) => format!("did you mean `{code}`?"),
                None => "the codes are listed by: cargo bulkhead explain".to_owned(),
            };
            let message = format!("`{word}` is not the code of a finding");
            self.complain(span, message, Some(hint));
        }
        found
    }

    fn level(&mut self, item: &Item) -> Option<Level> {
        let word = self.string(item)?;
        let found = Level::ALL.into_iter().find(|l| l.name() == word);
        if found.is_none() {
            let hint = Some("the levels are: deny warn note".to_owned());
            self.complain(item.span(), format!("`{word}` is not a level"), hint);
        }
        found
    }

    fn days(&mut self, item: &Item) -> Option<u32> {
        let days = item.as_integer().and_then(|n| u32::try_from(n).ok());
        if days.is_none() {
            self.expected(item, "a number of days");
        }
        days
    }

    fn exceptions(&mut self, item: &Item) -> Vec<Exception> {
        let tables: Vec<(&dyn TableLike, Option<Range<usize>>)> = match item {
            Item::ArrayOfTables(array) => array
                .iter()
                .map(|t| (t as &dyn TableLike, t.span()))
                .collect(),
            Item::Value(Value::Array(array)) if array.iter().all(Value::is_inline_table) => array
                .iter()
                .filter_map(Value::as_inline_table)
                .map(|t| (t as &dyn TableLike, t.span()))
                .collect(),
            _ => {
                let message = format!("expected `[[exception]]`, found {}", kind(item));
                self.complain(item.span(), message, None);
                return Vec::new();
            }
        };
        let read = tables.into_iter();
        read.filter_map(|(table, span)| self.exception(table, span))
            .collect()
    }

    fn exception(
        &mut self,
        table: &dyn TableLike,
        span: Option<Range<usize>>,
    ) -> Option<Exception> {
        let before = self.complaints.len();
        let mut exception = Exception {
            finding: "",
            package: String::new(),
            source: Origin::default(),
            version: None,
            caps: CapSet::EMPTY,
            reason: String::new(),
            expires: None,
            spot: self.spot(span.clone()),
        };
        for (key, item) in self.known(table, EXCEPTION) {
            match key.get() {
                "expires" => exception.expires = self.date(item),
                "capabilities" => {
                    for (word, span) in self.strings(item) {
                        let cap = self.right(span, capability(word));
                        exception.caps |= cap.map(CapSet::of).unwrap_or_default();
                    }
                }
                name => {
                    let Some(word) = self.string(item) else {
                        continue;
                    };
                    let span = item.span();
                    match name {
                        "finding" => {
                            exception.finding = self.code(word, span).unwrap_or_default();
                        }
                        "package" => exception.package = word.to_owned(),
                        "source" => {
                            exception.source = self.right(span, origin(word)).unwrap_or_default();
                        }
                        "version" => exception.version = self.right(span, range(word)),
                        _ => exception.reason = word.trim().to_owned(),
                    }
                }
            }
        }
        for (missing, key, hint) in [
            (
                exception.finding.is_empty(),
                "finding",
                "the code of the finding",
            ),
            (
                exception.package.is_empty(),
                "package",
                "the name of the package",
            ),
            (
                exception.reason.is_empty(),
                "reason",
                "why it is accepted, for whoever reads it later",
            ),
        ] {
            if missing && (key == "reason" || !table.contains_key(key)) {
                let message = format!("an exception needs a `{key}`");
                self.complain(span.clone(), message, Some(format!("`{key}`: {hint}")));
            }
        }
        if exception.finding == "forbidden"
            && exception.caps.is_empty()
            && !table.contains_key("capabilities")
        {
            let hint = "capabilities = [\"unsafe\"]".to_owned();
            let message =
                "an exception from `forbidden` needs to say which `capabilities` it lets through";
            self.complain(span, message.to_owned(), Some(hint));
        }
        (self.complaints.len() == before).then_some(exception)
    }

    fn date(&mut self, item: &Item) -> Option<Date> {
        let toml = item.as_datetime().filter(|d| d.time.is_none());
        let toml = toml.and_then(|d| d.date).map(|d| Date {
            year: i64::from(d.year),
            month: d.month,
            day: d.day,
        });
        let date = toml.or_else(|| item.as_str().and_then(|s| s.parse().ok()));
        if date.is_none() {
            self.expected(item, "a date like 2027-01-31");
        }
        date
    }

    fn names(&mut self, item: &Item) -> Names {
        let mut names = Names::default();
        let Some(table) = self.table(item) else {
            return names;
        };
        for (key, item) in self.known(table, NAMES) {
            if key.get() == "internal" {
                names.internal = self.owned(item);
                continue;
            }
            let Some(table) = self.table(item) else {
                continue;
            };
            for (name, reason) in entries(table) {
                let Some(words) = self.string(reason) else {
                    continue;
                };
                if words.trim().is_empty() {
                    let message = format!("`{}` is confirmed without a reason", name.get());
                    self.complain(reason.span(), message, None);
                }
                let reason = words.trim().to_owned();
                names.confirmed.insert(name.get().to_owned(), reason);
            }
        }
        names
    }

    fn grants(&mut self, item: &Item) -> Vec<Grant> {
        let mut grants = Vec::new();
        let Some(table) = self.table(item) else {
            return grants;
        };
        for (key, item) in entries(table) {
            let valid = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            if key.get().is_empty() || !key.get().chars().all(valid) {
                let message = format!("`{}` is not the name of a package", key.get());
                self.complain(key.span(), message, None);
                continue;
            }
            self.grants_of(key, item, &mut grants);
        }
        grants
    }

    /// What one package is granted: a list of capabilities, a table of sites, or a list of such tables.
    fn grants_of(&mut self, key: &Key, item: &Item, grants: &mut Vec<Grant>) {
        let mut grant = Grant {
            package: key.get().to_owned(),
            source: Origin::default(),
            version: None,
            lib: None,
            build: None,
            r#macro: None,
            spot: self.spot(key.span()),
        };
        match item {
            Item::Value(Value::Array(array)) if array.iter().any(Value::is_inline_table) => {
                for value in array {
                    let Some(table) = value.as_inline_table() else {
                        let message = format!("expected a table, found {}", value_kind(value));
                        self.complain(value.span(), message, None);
                        continue;
                    };
                    grants.push(self.grant(grant.clone(), table));
                }
            }
            Item::Value(Value::Array(array)) => {
                grant.lib = Some(self.site_grant(Site::Lib, array, key.span()));
                grants.push(grant);
            }
            Item::ArrayOfTables(array) => {
                for table in array {
                    grants.push(self.grant(grant.clone(), table));
                }
            }
            _ => match item.as_table_like() {
                Some(table) => grants.push(self.grant(grant, table)),
                None => self.expected(item, "a list of capabilities or a table of sites"),
            },
        }
    }

    fn grant(&mut self, mut grant: Grant, table: &dyn TableLike) -> Grant {
        for (key, item) in self.known(table, GRANT) {
            if let Some(site) = Site::ALL.into_iter().find(|s| s.name() == key.get()) {
                let Some(array) = item.as_array() else {
                    self.expected(item, "a list of capabilities");
                    continue;
                };
                let granted = Some(self.site_grant(site, array, key.span()));
                match site {
                    Site::Lib => grant.lib = granted,
                    Site::Build => grant.build = granted,
                    Site::Macro => grant.r#macro = granted,
                }
                continue;
            }
            let Some(word) = self.string(item) else {
                continue;
            };
            if key.get() == "source" {
                grant.source = self.right(item.span(), origin(word)).unwrap_or_default();
            } else {
                grant.version = self.right(item.span(), range(word));
            }
        }
        grant
    }

    fn site_grant(&mut self, site: Site, array: &Array, span: Option<Range<usize>>) -> SiteGrant {
        let mut grant = SiteGrant {
            spot: self.spot(span),
            ..SiteGrant::default()
        };
        for (word, span) in self.strings_of(array) {
            if word == EVERYTHING {
                let spot = self.spot(span);
                let all = Capability::ALL.into_iter();
                grant.caps |= all.clone().collect();
                grant.spots.extend(all.map(|cap| (cap, spot.clone())));
                continue;
            }
            let read = match scoped(word) {
                Ok(None) => capability(word).map(|cap| (cap, None)),
                Ok(Some(_)) if site == Site::Lib => {
                    let hint =
                        "the program runs outside; such grants stand under `build` and `macro`";
                    let message = format!("`{word}` cannot hold in the program");
                    Err((message, Some(hint.to_owned())))
                }
                Ok(Some(scoped)) => Ok((scoped.cap, Some(scoped))),
                Err(wrong) => Err(wrong),
            };
            let spot = self.spot(span.clone());
            if let Some((cap, scoped)) = self.right(span, read) {
                grant.caps |= CapSet::of(cap);
                grant.scoped.extend(scoped);
                grant.spots.push((cap, spot));
            }
        }
        grant
    }
}

fn entries(table: &dyn TableLike) -> impl Iterator<Item = (&Key, &Item)> {
    let keys = table.iter().map(|(name, _)| name);
    keys.filter_map(|name| table.get_key_value(name))
}

fn kind(item: &Item) -> &'static str {
    match item {
        Item::None => "nothing",
        Item::Value(value) => value_kind(value),
        Item::Table(_) => "a table",
        Item::ArrayOfTables(_) => "a list of tables",
    }
}

fn value_kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a string",
        Value::Integer(_) => "a number",
        Value::Float(_) => "a fraction",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::InlineTable(_) => "a table",
    }
}
