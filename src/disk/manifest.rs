//! What a build wrote, so that the next one removes only that and sees what a person edited.
//!
//! A line a file, sorted: `9f86d081884c7d65 inventory/hosts.yml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::disk::error::DiskError;

/// Its name in the output folder.
pub const NAME: &str = ".rolecall-manifest";
/// Stands while a build is at work; holds what it means to write.
pub const MARKER: &str = ".rolecall-unfinished";

/// Path and hash of each file.
pub type Manifest = BTreeMap<String, u64>;

/// A hash that is the same on every machine; it tells edits, it is no protection.
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

/// Reads a manifest; an absent one is empty. A marker may name a path more than once, for builds
/// that were interrupted one after the other.
///
/// # Errors
/// [`DiskError`] if it is there and cannot be read, or is no manifest.
pub fn read(path: &Path) -> Result<Vec<(String, u64)>, DiskError> {
    // Nobody writes to a pipe that stands there.
    let special = fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir());
    let read = if special {
        Err(io::Error::other("it is no regular file"))
    } else {
        fs::read_to_string(path)
    };
    let text = match read {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(DiskError::CannotRead {
                path: path.to_path_buf(),
                reason: error.to_string(),
            });
        }
    };
    let line = |line: &str| {
        let (hash, path) = line.split_once(' ')?;
        let safe =
            !path.starts_with('/') && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        safe.then_some((path.to_string(), u64::from_str_radix(hash, 16).ok()?))
    };
    let lines = text
        .lines()
        .filter(|text| !text.starts_with('#') && !text.is_empty());
    lines
        .map(line)
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| DiskError::BadManifest {
            path: path.to_path_buf(),
        })
}

/// A manifest as text.
#[must_use]
pub fn text<'a>(entries: impl Iterator<Item = (&'a String, &'a u64)>) -> String {
    let mut text = String::with_capacity(1024);
    text.push_str(
        "# Written by Rolecall: the files of this folder that it made, and a hash of each.\n",
    );
    for (path, hash) in entries {
        let _ = writeln!(text, "{hash:016x} {path}");
    }
    text
}

/// Up to eight paths, a line each, and how many more there are.
#[must_use]
pub fn listing(paths: &[String]) -> String {
    let mut text = paths
        .iter()
        .take(8)
        .map(|path| format!("  {path}"))
        .collect::<Vec<_>>()
        .join("\n");
    if paths.len() > 8 {
        let _ = write!(text, "\n  and {} more", paths.len() - 8);
    }
    text
}
