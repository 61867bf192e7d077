//! Changes to the text of a `bulkhead.toml` that leave everything else as it is: comments, order, blanks.
//!
//! Every change is read again afterwards, and refused when it did not do what it was meant to do and nothing else.

use std::collections::BTreeMap;
use std::fmt;

use bulkhead_facts::{CapSet, Capability, Site};
use toml_edit::{
    Array, ArrayOfTables, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value,
};

use super::{Features, Grant, Origin, Policy, Profile, SiteGrant, VERSION, parse};
use crate::hold::{Part, Unused};

const HEAD: &str = "\
# What the dependencies of this workspace may do. `cargo bulkhead` fails when one of them does more, and when a new one
# does anything of the kind. Grow it with `cargo bulkhead accept`; what you change by hand stays as you wrote it.
";
const BUILDING: &str = "# Has code that runs while you build: a build script or a proc macro.";
const OTHERS: &str = "# Has code in your program, or in what builds or tests it.";
const PURE: &str = "# Does nothing of the kind, and is not to begin with it unseen.";

/// The blocks of a file, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Block {
    Building,
    Others,
    Pure,
}

impl Block {
    const ALL: [Block; 3] = [Block::Building, Block::Others, Block::Pure];

    fn title(self) -> &'static str {
        match self {
            Block::Building => BUILDING,
            Block::Others => OTHERS,
            Block::Pure => PURE,
        }
    }

    fn of(sites: &Sites) -> Block {
        if sites.keys().any(|site| *site != Site::Lib) {
            Block::Building
        } else if sites.values().all(|caps| caps.is_empty()) {
            Block::Pure
        } else {
            Block::Others
        }
    }
}

/// What a package is to be granted at one site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addition {
    /// The package.
    pub package: String,
    /// Its source.
    pub source: Origin,
    /// Its version now.
    pub version: String,
    /// The site.
    pub site: Site,
    /// The capabilities; with none, the site itself.
    pub caps: CapSet,
}

/// Why a text was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// It is no valid policy to begin with.
    Invalid,
    /// `grants` is written in a way that cannot be added to.
    Form(String),
    /// The change came out as something else than was meant. A defect of this program.
    Differs,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Invalid => f.write_str("the file is not valid"),
            EditError::Form(what) => {
                write!(f, "{what} is written in a way that cannot be added to")
            }
            EditError::Differs => f.write_str("the change did not come out as it was meant"),
        }
    }
}

impl std::error::Error for EditError {}

/// What a new file says beside the grants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// What needs a grant.
    pub profile: Profile,
    /// The platforms that the program is built for.
    pub targets: Vec<String>,
    /// The platforms that it is built on.
    pub hosts: Vec<String>,
    /// The features that were looked at.
    pub features: Features,
}

/// The text of a new file.
#[must_use]
pub fn create(head: &Head, additions: &[Addition]) -> String {
    let list = |words: &[String]| array(words.iter().map(String::as_str)).to_string();
    let mut text = format!("{HEAD}version = {VERSION}\n\n[policy]\n");
    text += &format!("profile = \"{}\"\n", head.profile.name());
    let lists = [
        ("targets", &head.targets),
        ("hosts", &head.hosts),
        ("features", &head.features.list),
    ];
    for (key, words) in lists.iter().filter(|(_, words)| !words.is_empty()) {
        text += &format!("{key} = {}\n", list(words));
    }
    let switches = [
        ("all-features", head.features.all),
        ("no-default-features", head.features.no_default),
    ];
    for (key, _) in switches.iter().filter(|(_, on)| *on) {
        text += &format!("{key} = true\n");
    }
    text += "\n[grants]\n";
    let entries = entries(additions);
    let of = |sources: &BTreeMap<&Origin, Sites>| sources.values().map(Block::of).min();
    let mut first = true;
    for block in Block::ALL {
        let of_block = entries.iter().filter(|(_, s)| of(s) == Some(block));
        let mut of_block = of_block.peekable();
        if of_block.peek().is_some() {
            text += if std::mem::take(&mut first) { "" } else { "\n" };
            text += &format!("{}\n", block.title());
        }
        for (name, sources) in of_block {
            text += &format!("{} = {}\n", Key::new(*name).display_repr(), whole(sources));
        }
    }
    text
}

type Sites = BTreeMap<Site, CapSet>;

/// Additions by package and source.
fn entries(additions: &[Addition]) -> BTreeMap<&str, BTreeMap<&Origin, Sites>> {
    let mut entries: BTreeMap<&str, BTreeMap<&Origin, Sites>> = BTreeMap::new();
    for a in additions {
        let sources = entries.entry(a.package.as_str()).or_default();
        let sites = sources.entry(&a.source).or_default();
        *sites.entry(a.site).or_default() |= a.caps;
    }
    entries
}

/// The value of a package that has no entry yet.
fn whole(sources: &BTreeMap<&Origin, Sites>) -> Value {
    let mut all = sources.iter();
    match (all.next(), sources.len()) {
        (Some((source, sites)), 1) => value(source, None, sites),
        _ => {
            let tables = sources.iter().map(|(o, s)| table(o, None, s));
            Value::Array(tables.collect())
        }
    }
}

/// `["net"]`, or `{ build = ["run"], lib = ["net"] }` where there is more to say.
fn value(source: &Origin, version: Option<&str>, sites: &Sites) -> Value {
    let short = *source == Origin::CratesIo && version.is_none();
    match (short, sites.get(&Site::Lib)) {
        (true, Some(caps)) if sites.len() == 1 => Value::Array(names(*caps)),
        _ => table(source, version, sites).into(),
    }
}

fn table(source: &Origin, version: Option<&str>, sites: &Sites) -> InlineTable {
    let mut table = InlineTable::new();
    if *source != Origin::CratesIo {
        table.insert("source", source.to_string().into());
    }
    if let Some(version) = version {
        table.insert("version", version.into());
    }
    for (site, caps) in sites {
        table.insert(site.name(), Value::Array(names(*caps)));
    }
    table
}

fn names(caps: CapSet) -> Array {
    array(caps.iter().map(Capability::name))
}

fn array<'a>(words: impl Iterator<Item = &'a str>) -> Array {
    words.collect()
}

/// Adds grants. Where an entry covers the package as it is now, that entry grows; else there is a new one beside it.
///
/// # Errors
/// [`EditError`]; the text is then not to be used.
pub fn add(text: &str, additions: &[Addition]) -> Result<String, EditError> {
    let before = parse::policy(text).map_err(|_| EditError::Invalid)?;
    let mut document: DocumentMut = text.parse().map_err(|_| EditError::Invalid)?;
    let root = document.as_table_mut();
    let grants = root.entry("grants").or_insert_with(toml_edit::table);
    let mut by_version: BTreeMap<(&str, &Origin, &str), Sites> = BTreeMap::new();
    for a in additions {
        let sites = by_version
            .entry((&a.package, &a.source, &a.version))
            .or_default();
        *sites.entry(a.site).or_default() |= a.caps;
    }
    for ((package, source, version), sites) in by_version {
        grow(grants, package, source, version, &sites)?;
    }
    let after = document.to_string();
    verify(&before, &after, additions)?;
    Ok(after)
}

fn verify(before: &Policy, after: &str, additions: &[Addition]) -> Result<(), EditError> {
    let after = parse::policy(after).map_err(|_| EditError::Differs)?;
    let granted = |policy: &Policy, a: &Addition, site: Site| -> Option<CapSet> {
        let grants = policy.grants.iter();
        let covering = grants.filter(|g| {
            g.package == a.package
                && g.source == a.source
                && super::in_range(&g.version, &a.version)
        });
        let sites = covering.filter_map(|g| g.site(site)).map(|s| s.caps);
        sites.reduce(|x, y| x | y)
    };
    let right = additions.iter().all(|a| {
        Site::ALL.into_iter().all(|site| {
            let added = additions.iter().filter(|b| {
                (&b.package, &b.source, &b.version, b.site)
                    == (&a.package, &a.source, &a.version, site)
            });
            let added = added.map(|b| b.caps).reduce(|x, y| x | y);
            let (old, new) = (granted(before, a, site), granted(&after, a, site));
            let (old_set, added_set) = (old.unwrap_or_default(), added.unwrap_or_default());
            let widened = new.unwrap_or_default().difference(old_set | added_set);
            let missing = added_set.difference(new.unwrap_or_default());
            missing.is_empty()
                // In the program, an empty grant and none are the same.
                && (site == Site::Lib || new.is_some() == (old.is_some() || added.is_some()))
                // Two versions of a package can share an entry, and then share what it grants.
                && (widened.is_empty() || shares(additions, a))
        })
    });
    let touched = |g: &&Grant| additions.iter().any(|a| a.package == g.package);
    let others = |policy: &Policy| -> Vec<(String, Vec<CapSet>)> {
        let all = policy.grants.iter().filter(|g| !touched(g));
        let mut all: Vec<_> = all
            .map(|g| {
                let sites = Site::ALL.into_iter().filter_map(|s| g.site(s));
                (g.package.clone(), sites.map(|s| s.caps).collect())
            })
            .collect();
        all.sort();
        all
    };
    let same = others(before) == others(&after)
        && before.forbid == after.forbid
        && before.profile == after.profile
        && before.levels == after.levels
        && before.exceptions.len() == after.exceptions.len();
    (right && same).then_some(()).ok_or(EditError::Differs)
}

fn shares(additions: &[Addition], a: &Addition) -> bool {
    let same = |b: &&Addition| b.package == a.package && b.source == a.source;
    additions
        .iter()
        .filter(same)
        .any(|b| b.version != a.version)
}

fn grow(
    grants: &mut Item,
    package: &str,
    source: &Origin,
    version: &str,
    sites: &Sites,
) -> Result<(), EditError> {
    let form = || EditError::Form(format!("the entry of {package}"));
    let is_table = grants.is_table();
    let table = grants.as_table_like_mut().ok_or_else(form)?;
    if *source == Origin::CratesIo && Block::of(sites) != Block::Pure && is_bare(table, package) {
        // It belongs among others now.
        table.remove(package);
    }
    let Some(item) = table.get_mut(package) else {
        let new = Item::Value(value(source, None, sites));
        match grants.as_table_mut() {
            Some(table) => insert_sorted(table, package, new, Block::of(sites)),
            None => {
                grants
                    .as_table_like_mut()
                    .ok_or_else(form)?
                    .insert(package, new);
            }
        }
        return Ok(());
    };
    let covered = |table: &dyn TableLike| covers(table, source, version);
    match item {
        Item::Value(Value::Array(array)) if !array.iter().any(Value::is_inline_table) => {
            match (*source == Origin::CratesIo, sites.get(&Site::Lib)) {
                (true, Some(caps)) if sites.len() == 1 => push(array, *caps),
                (is_crates_io, _) => {
                    let mut old = InlineTable::new();
                    let mut lib = array.clone();
                    lib.decor_mut().clear();
                    old.insert("lib", Value::Array(lib));
                    if is_crates_io {
                        grow_table(&mut old, sites).ok_or_else(form)?;
                        *item = Item::Value(old.into());
                    } else {
                        let new = self::table(source, None, sites);
                        *item = Item::Value(Value::Array([old, new].into_iter().collect()));
                    }
                }
            }
        }
        Item::Value(Value::Array(array)) => {
            let tables: Vec<_> = array.iter().filter_map(Value::as_inline_table).collect();
            let new = beside(tables.iter().map(|t| *t as _), source, version, sites);
            let at = array
                .iter()
                .position(|v| v.as_inline_table().is_some_and(|t| covered(t)));
            let old = at.and_then(|at| array.get_mut(at)?.as_inline_table_mut());
            match old {
                Some(table) => grow_table(table, sites).ok_or_else(form)?,
                None => array.push(new),
            }
        }
        Item::Value(Value::InlineTable(table)) if covered(&*table) => {
            grow_table(table, sites).ok_or_else(form)?;
        }
        Item::Value(Value::InlineTable(table)) => {
            let mut old = table.clone();
            old.decor_mut().clear();
            let new = beside([&old as _].into_iter(), source, version, sites);
            *item = Item::Value(Value::Array([old, new].into_iter().collect()));
        }
        Item::Table(table) if covered(&*table) => grow_table(table, sites).ok_or_else(form)?,
        Item::Table(table) if is_table => {
            let new = beside([&*table as _].into_iter(), source, version, sites);
            let mut both = ArrayOfTables::new();
            both.push(table.clone());
            both.push(new.into_table());
            *item = Item::ArrayOfTables(both);
        }
        Item::ArrayOfTables(tables) => {
            let new = beside(tables.iter().map(|t| t as _), source, version, sites);
            let at = tables.iter().position(|t| covered(t));
            match at.and_then(|at| tables.get_mut(at)) {
                Some(table) => grow_table(table, sites).ok_or_else(form)?,
                None => tables.push(new.into_table()),
            }
        }
        _ => return Err(form()),
    }
    Ok(())
}

/// Whether an entry is `name = []` and nobody wrote anything beside it.
fn is_bare(table: &dyn TableLike, package: &str) -> bool {
    let Some((key, item)) = table.get_key_value(package) else {
        return false;
    };
    let blank = |raw: Option<&toml_edit::RawString>| {
        raw.and_then(|r| r.as_str())
            .is_none_or(|text| text.trim().is_empty())
    };
    let array = item.as_array();
    blank(key.leaf_decor().prefix())
        && array
            .is_some_and(|a| a.is_empty() && blank(Some(a.trailing())) && blank(a.decor().suffix()))
}

/// A new entry beside others of the same name. Beside one from the same source, which a range of versions limits, it is
/// limited too: to the version that was looked at.
fn beside<'t>(
    mut others: impl Iterator<Item = &'t dyn TableLike>,
    source: &Origin,
    version: &str,
    sites: &Sites,
) -> InlineTable {
    let limited = others.any(|t| origin_of(t) == Some(source.clone()));
    table(source, limited.then_some(version), sites)
}

fn origin_of(table: &dyn TableLike) -> Option<Origin> {
    match table.get("source") {
        Some(item) => parse::origin(item.as_str()?).ok(),
        None => Some(Origin::CratesIo),
    }
}

fn covers(table: &dyn TableLike, source: &Origin, version: &str) -> bool {
    let range = match table.get("version") {
        Some(item) => item.as_str().and_then(|text| parse::range(text).ok()),
        None => None,
    };
    let limited = table.contains_key("version");
    origin_of(table).as_ref() == Some(source)
        && (!limited || range.is_some() && super::in_range(&range, version))
}

fn grow_table(table: &mut dyn TableLike, sites: &Sites) -> Option<()> {
    for (site, caps) in sites {
        match table.get_mut(site.name()) {
            Some(item) => push(item.as_array_mut()?, *caps),
            None => {
                let value = Value::Array(names(*caps));
                table.insert(site.name(), Item::Value(value));
            }
        }
    }
    Some(())
}

/// Adds the capabilities that an array lacks: in report order where it stands on one line, else on lines of their own.
fn push(array: &mut Array, caps: CapSet) {
    let has = |array: &Array, cap: Capability| array.iter().any(|v| v.as_str() == Some(cap.name()));
    let one_line = !array.to_string().contains('\n');
    for cap in caps
        .iter()
        .filter(|cap| !has(array, *cap))
        .collect::<Vec<_>>()
    {
        if one_line {
            let after = |v: &Value| {
                let word = v.as_str().and_then(|w| w.parse::<Capability>().ok());
                word.is_some_and(|other| other > cap)
            };
            let at = array.iter().position(after).unwrap_or(array.len());
            array.insert(at, cap.name());
            array.fmt();
        } else {
            push_line(array, cap);
        }
    }
}

fn push_line(array: &mut Array, cap: Capability) {
    let text = |raw: Option<&toml_edit::RawString>| {
        raw.and_then(|r| r.as_str()).unwrap_or_default().to_owned()
    };
    let last = array.len().checked_sub(1).and_then(|i| array.get_mut(i));
    let (mut prefix, mut suffix) = (String::new(), String::new());
    if let Some(last) = last {
        prefix = text(last.decor().prefix());
        // A comment above the last one is about that one.
        let line = prefix.rfind('\n').map_or(0, |at| at);
        prefix.drain(..line);
        let after = text(last.decor().suffix());
        if let Some(end) = after.rfind('\n') {
            // What stands behind the last one stays with it.
            prefix = format!("{}{prefix}", after[..end].trim_end_matches('\n'));
            after[end..].clone_into(&mut suffix);
            last.decor_mut().set_suffix("");
        }
    }
    array.push_formatted(Value::from(cap.name()).decorated(prefix, suffix));
}

/// Inserts an entry among its like in the order of the alphabet; the entries that are there keep theirs.
fn insert_sorted(table: &mut Table, name: &str, item: Item, block: Block) {
    let mut entries: Vec<(Key, Item)> = Vec::new();
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        entries.extend(table.remove_entry(&key));
    }
    let like = |(_, item): &(Key, Item)| block_of(item) == block;
    let first = entries.iter().position(like);
    let smaller = entries.iter().rposition(|e| like(e) && e.0.get() < name);
    let mut key = Key::new(name);
    let at = match (smaller, first) {
        (Some(at), _) => at + 1,
        (None, Some(first)) => {
            hand_over(&mut entries[first].0, &mut key);
            first
        }
        // The first of its block: behind the blocks before it.
        (None, None) => {
            let before = |(_, item): &(Key, Item)| block_of(item) < block;
            entries.iter().rposition(before).map_or(0, |at| at + 1)
        }
    };
    entries.insert(at, (key, item));
    for (key, item) in entries {
        table.insert_formatted(&key, item);
    }
}

/// A block's title stays above the block.
fn hand_over(old: &mut Key, new: &mut Key) {
    let prefix = old.leaf_decor().prefix().and_then(|p| p.as_str());
    let prefix = prefix.unwrap_or_default().to_owned();
    for title in Block::ALL.map(Block::title) {
        if let Some(at) = prefix.find(title) {
            let end = (at + title.len() + 1).min(prefix.len());
            new.leaf_decor_mut().set_prefix(&prefix[..end]);
            old.leaf_decor_mut().set_prefix(&prefix[end..]);
        }
    }
}

fn block_of(item: &Item) -> Block {
    let building = |t: &dyn TableLike| t.contains_key("build") || t.contains_key("macro");
    let is_building = match item {
        Item::Value(Value::Array(array)) if array.is_empty() => return Block::Pure,
        Item::Value(Value::Array(array)) => {
            let mut tables = array.iter().filter_map(Value::as_inline_table);
            tables.any(|t| building(t))
        }
        Item::ArrayOfTables(tables) => tables.iter().any(|t| building(t)),
        item => item.as_table_like().is_some_and(building),
    };
    if is_building {
        Block::Building
    } else {
        Block::Others
    }
}

/// Notes that a person confirmed a name, and why.
///
/// # Errors
/// When the text is no policy, or `[names]` is written in a way that cannot be added to.
pub fn confirm(text: &str, name: &str, reason: &str) -> Result<String, EditError> {
    let before = parse::policy(text).map_err(|_| EditError::Invalid)?;
    let mut document: DocumentMut = text.parse().map_err(|_| EditError::Invalid)?;
    let form = || EditError::Form("names.confirmed".to_owned());
    let names = document.entry("names").or_insert_with(toml_edit::table);
    let names = names.as_table_like_mut().ok_or_else(form)?;
    let confirmed = names
        .entry("confirmed")
        .or_insert_with(|| Item::Value(Value::InlineTable(InlineTable::new())));
    let confirmed = confirmed.as_table_like_mut().ok_or_else(form)?;
    confirmed.insert(name, toml_edit::value(reason));
    let text = document.to_string();
    let mut after = parse::policy(&text).map_err(|_| EditError::Differs)?;
    let noted = after.names.confirmed.remove(name);
    let mut before_names = before.names.clone();
    before_names.confirmed.remove(name);
    (noted.as_deref() == Some(reason)
        && after.names == before_names
        && after.grants.len() == before.grants.len())
    .then_some(text)
    .ok_or(EditError::Differs)
}

/// Removes grants that nothing uses. Entries that grant nothing then go too.
///
/// # Errors
/// [`EditError`]; the text is then not to be used.
pub fn remove(text: &str, unused: &[Unused]) -> Result<String, EditError> {
    let policy = parse::policy(text).map_err(|_| EditError::Invalid)?;
    let mut document: DocumentMut = text.parse().map_err(|_| EditError::Invalid)?;
    let grants = document.get_mut("grants").ok_or(EditError::Invalid)?;
    let mut by_grant: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    for u in unused {
        by_grant.entry(u.grant).or_default().push(u.part);
    }
    // From the end, so that the places of those before stay right.
    for (index, parts) in by_grant.iter().rev() {
        let grant = policy.grants.get(*index).ok_or(EditError::Differs)?;
        let of_name = |g: &&Grant| g.package == grant.package;
        let place = policy.grants[..*index].iter().filter(of_name).count();
        shrink(grants, grant, place, parts)?;
    }
    let text = document.to_string();
    let after = parse::policy(&text).map_err(|_| EditError::Differs)?;
    let total = |p: &Policy| -> usize {
        let sites = p
            .grants
            .iter()
            .flat_map(|g| Site::ALL.map(|s| g.site(s).map_or(0, |g: &SiteGrant| g.caps.len())));
        sites.sum()
    };
    (total(&after) <= total(&policy))
        .then_some(text)
        .ok_or(EditError::Differs)
}

/// Removes exceptions, given by their places in the policy.
///
/// # Errors
/// [`EditError`]; the text is then not to be used.
pub fn remove_exceptions(text: &str, unused: &[usize]) -> Result<String, EditError> {
    let before = parse::policy(text).map_err(|_| EditError::Invalid)?;
    let mut document: DocumentMut = text.parse().map_err(|_| EditError::Invalid)?;
    let mut index = 0..;
    let mut stays = || index.next().is_some_and(|i: usize| !unused.contains(&i));
    let empty = match document.get_mut("exception") {
        Some(Item::ArrayOfTables(tables)) => {
            tables.retain(|_| stays());
            tables.is_empty()
        }
        Some(Item::Value(Value::Array(array))) => {
            array.retain(|_| stays());
            array.is_empty()
        }
        _ => return Err(EditError::Form("exception".to_owned())),
    };
    if empty {
        document.remove("exception");
    }
    let text = document.to_string();
    let after = parse::policy(&text).map_err(|_| EditError::Differs)?;
    let left = before.exceptions.len().checked_sub(unused.len());
    let same = after.grants.len() == before.grants.len();
    (same && left == Some(after.exceptions.len()))
        .then_some(text)
        .ok_or(EditError::Differs)
}

fn shrink(grants: &mut Item, grant: &Grant, place: usize, parts: &[Part]) -> Result<(), EditError> {
    let form = || EditError::Form(format!("the entry of {}", grant.package));
    let table = grants.as_table_like_mut().ok_or_else(form)?;
    let item = table.get_mut(&grant.package).ok_or_else(form)?;
    let empty = match item {
        Item::Value(Value::Array(array)) if !array.iter().any(Value::is_inline_table) => {
            let gone = parts
                .iter()
                .any(|p| matches!(p, Part::Entry | Part::Site(_)));
            drop_caps(array, Site::Lib, parts);
            gone
        }
        Item::Value(Value::Array(array)) => {
            let entry = array.get_mut(place).and_then(Value::as_inline_table_mut);
            if shrink_table(entry.ok_or_else(form)?, parts) {
                array.remove(place);
            }
            array.is_empty()
        }
        Item::ArrayOfTables(tables) => {
            if shrink_table(tables.get_mut(place).ok_or_else(form)?, parts) {
                tables.remove(place);
            }
            tables.is_empty()
        }
        item => shrink_table(item.as_table_like_mut().ok_or_else(form)?, parts),
    };
    if empty {
        table.remove(&grant.package);
    }
    Ok(())
}

/// Whether nothing is left of the entry.
fn shrink_table(table: &mut dyn TableLike, parts: &[Part]) -> bool {
    for site in Site::ALL {
        if parts.contains(&Part::Site(site)) {
            table.remove(site.name());
        } else if let Some(array) = table.get_mut(site.name()).and_then(Item::as_array_mut) {
            drop_caps(array, site, parts);
        }
    }
    let left = Site::ALL.iter().any(|s| table.contains_key(s.name()));
    parts.contains(&Part::Entry) || !left
}

fn drop_caps(array: &mut Array, site: Site, parts: &[Part]) {
    let unused = |word: &str| {
        let cap = word.parse::<Capability>();
        cap.is_ok_and(|cap| parts.contains(&Part::Capability(site, cap)))
    };
    let first = array.iter().next().map(|v| v.decor().clone());
    array.retain(|v| !v.as_str().is_some_and(unused));
    // What comes first now stands where the first one stood.
    if let (Some(decor), Some(now)) = (first, array.get_mut(0)) {
        *now.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests;
