//! The role in which rustc starts this program in place of the linker: it keeps what the link is given, and links.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use bulkhead_facts::object::read::steady_name;

use super::record::{self, KEPT, LinkRecord};

pub(super) const FOLDER: &str = "links";
/// The file beside our name that says which linker to run.
pub(super) const REAL: &str = "bulkhead-real-linker";
const FAILED: i32 = 101;

/// Puts this program in the place of a linker for one unit: the path to give to rustc. It has the linker's own file name,
/// from which rustc guesses how to speak to it.
pub(super) fn stand_in(ours: &Path, stem: &str, real: &OsStr) -> io::Result<PathBuf> {
    let folder = ours.join(FOLDER).join(stem);
    fs::create_dir_all(&folder)?;
    let name = Path::new(real).file_name().unwrap_or(OsStr::new("cc"));
    record::put(&folder, REAL, real.as_encoded_bytes())?;
    let link = folder.join(name);
    name_ourselves(&std::env::current_exe()?, &link)?;
    Ok(link)
}

/// Makes `name` a name of this program.
#[cfg(unix)]
pub(super) fn name_ourselves(me: &Path, name: &Path) -> io::Result<()> {
    if fs::read_link(name).is_ok_and(|to| to == me) {
        return Ok(());
    }
    let new = name.with_extension(format!("{}.new", std::process::id()));
    std::os::unix::fs::symlink(me, &new)?;
    fs::rename(&new, name)
}

/// Makes `name` a name of this program.
#[cfg(not(unix))]
pub(super) fn name_ourselves(me: &Path, name: &Path) -> io::Result<()> {
    fs::copy(me, name).map(drop)
}

pub(super) fn run(folder: &Path, args: &[OsString]) -> i32 {
    let Ok(real) = fs::read_to_string(folder.join(REAL)) else {
        return FAILED;
    };
    // A link that cannot be written down has no record, which is a gap; the build goes on.
    let _ = folder.file_name().map(|stem| keep(stem, args));
    match Command::new(real).args(args).status() {
        Ok(status) => status.code().unwrap_or(FAILED),
        Err(_) => FAILED,
    }
}

/// Writes the link down beside its output, where walls let a linker write.
fn keep(stem: &OsStr, args: &[OsString]) -> io::Result<()> {
    let mut record = LinkRecord {
        cwd: std::env::current_dir()?,
        args: Vec::new(),
    };
    let args = expand(args)?;
    let output = args.iter().skip_while(|a| *a != "-o").nth(1);
    let output = record.cwd.join(output.ok_or(io::ErrorKind::InvalidInput)?);
    let folder = output.parent().unwrap_or(&output);
    let stem = stem.to_string_lossy();
    let temporary = temporary(&args);
    for (index, arg) in args.iter().enumerate() {
        let (before, path) = file_in(arg);
        // rustc leaves its own beside the output; what comes with the toolchain stays, and is known by where it is.
        let beside = || record.cwd.join(path).parent() == Some(folder);
        let short_lived = path.ends_with(".o") && beside()
            || temporary
                .as_ref()
                .is_some_and(|t| Path::new(path).starts_with(t));
        if short_lived && record.cwd.join(path).is_file() {
            let name = path.rsplit('/').next().unwrap_or(path);
            let copy = format!("{stem}.{index}-{}", end_of(&steady_name(name)));
            fs::copy(record.cwd.join(path), folder.join(&copy))?;
            record.args.push(format!("{before}{KEPT}{copy}"));
        } else {
            record.args.push(arg.clone());
        }
    }
    record.write(folder, &stem)
}

/// The end of a file's name, by which it is known; with what stands before it in a copy's it is no longer than a name may be.
fn end_of(name: &str) -> &str {
    const MOST: usize = 120;
    let more = name.len().saturating_sub(MOST);
    let from = (more..name.len()).find(|i| name.is_char_boundary(*i));
    &name[from.unwrap_or(0)..]
}

/// The folder that rustc removes after the link: where `symbols.o` is.
fn temporary(args: &[String]) -> Option<PathBuf> {
    let own = args.iter().find(|a| a.ends_with("/symbols.o"))?;
    Path::new(own).parent().map(Path::to_owned)
}

/// An argument's file, and what stands before it.
fn file_in(arg: &str) -> (&str, &str) {
    for option in [
        "-Wl,--version-script=",
        "-Wl,--dynamic-list=",
        "-Wl,-exported_symbols_list,",
        // A library of which all members are linked is named to the linker itself.
        "-Wl,",
    ] {
        if let Some(path) = arg.strip_prefix(option) {
            return (option, path);
        }
    }
    ("", arg)
}

/// The arguments, with those of `@file`s in their place. rustc quotes as GNU tools read it.
fn expand(args: &[OsString]) -> io::Result<Vec<String>> {
    let mut all = Vec::new();
    for arg in args {
        let text = arg.to_string_lossy();
        match text.strip_prefix('@') {
            Some(path) => all.extend(unquote(&fs::read_to_string(path)?)),
            None => all.push(text.into_owned()),
        }
    }
    Ok(all)
}

fn unquote(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.get_or_insert_default().extend(chars.next()),
            '"' | '\'' if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && quote.is_none() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_behind_options() {
        let files = ["-Wl,/t/libx.a", "-Wl,--version-script=/t/list", "/t/x.o"].map(file_in);
        assert_eq!(
            files.map(|(_, path)| path),
            ["/t/libx.a", "/t/list", "/t/x.o"]
        );
    }

    #[test]
    fn response_files_are_read_as_gnu_tools_do() {
        assert_eq!(
            unquote("\"-m64\"\n\"a b\\\\c\" 'd\"e' f\\ g \"\"\n"),
            ["-m64", "a b\\c", "d\"e", "f g", ""]
        );
    }
}
