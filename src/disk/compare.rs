//! What stands in an output folder, beside what shall stand there.
//!
//! In: a folder and artifacts. Out, for each artifact in its order: its hash, and whether the file
//! is the same, missing, another one or in the way.

use std::fs;
use std::io;
use std::io::Read;
use std::path::Path;

use crate::disk::error::DiskError;
use crate::disk::manifest;
use crate::emit::artifact::Artifact;
use crate::emit::artifact::Content;

/// Fewer files than this are not worth a second thread.
pub const FEW: usize = 64;

/// More room than the expected text needs, so that its end is found without asking for more.
const ROOM: usize = 64;

/// A file of the output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It holds what it should.
    Same,
    /// There is none.
    Missing,
    /// It holds something else, with this hash.
    Other(u64),
    /// A folder stands there, or a file where its folder should be.
    Blocked,
}

/// The hash of what shall stand there, and what does.
pub type Compared = (u64, State);

/// Compares each artifact with the file in its place; `fresh`: there is nothing yet.
///
/// # Errors
/// [`DiskError`] if a file cannot be read.
pub fn all(out: &Path, artifacts: &[Artifact], fresh: bool) -> Result<Vec<Compared>, DiskError> {
    let part = |artifacts: &[Artifact]| -> Result<Vec<Compared>, DiskError> {
        let mut buffer = Vec::new();
        let one = |artifact| one(out, artifact, fresh, &mut buffer);
        artifacts.iter().map(one).collect()
    };
    if artifacts.len() < FEW {
        return part(artifacts);
    }
    let (first, second) = artifacts.split_at(artifacts.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| part(second));
        let mut found = part(first)?;
        // It reads files and compares; a panic there would be one here as well.
        match other.join() {
            Ok(rest) => found.extend(rest?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        Ok(found)
    })
}

fn one(
    out: &Path,
    artifact: &Artifact,
    fresh: bool,
    buffer: &mut Vec<u8>,
) -> Result<Compared, DiskError> {
    let path = out.join(&artifact.path);
    let content = match &artifact.content {
        Content::Text(text) => text.as_bytes(),
        Content::Copy(from) => {
            let hash = hash_of(from).map_err(|error| cannot_read(from, &error))?;
            let state = if fresh {
                State::Missing
            } else {
                carried(from, hash, &path)?
            };
            return Ok((hash, state));
        }
    };
    let hash = manifest::hash(content);
    if fresh {
        return Ok((hash, State::Missing));
    }
    let state = match read(&path, content.len(), buffer) {
        Ok(()) if *buffer == *content => State::Same,
        Ok(()) => State::Other(manifest::hash(buffer)),
        Err(error) => failed(&path, &error)?,
    };
    Ok((hash, state))
}

/// What stands in the place of a file that is carried over: it may be larger than memory.
fn carried(from: &Path, hash: u64, path: &Path) -> Result<State, DiskError> {
    let state = at(path)?;
    if state != State::Other(hash) {
        return Ok(state);
    }
    let mode = |path: &Path| {
        let metadata = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
        Ok(is_executable(&metadata))
    };
    // A bit that alone is another is a change like any.
    Ok(if mode(from)? == mode(path)? {
        State::Same
    } else {
        state
    })
}

/// Whether its owner may run it: what a version control keeps of a file's mode.
#[cfg(unix)]
pub fn is_executable(file: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&file.permissions()) & 0o100 != 0
}

/// There is no such bit.
#[cfg(not(unix))]
pub fn is_executable(_: &fs::Metadata) -> bool {
    false
}

/// What stands at a path: [`State::Missing`], [`State::Blocked`] or [`State::Other`] with its hash.
///
/// # Errors
/// [`DiskError`] if it cannot be read.
pub fn at(path: &Path) -> Result<State, DiskError> {
    match hash_of(path) {
        Ok(hash) => Ok(State::Other(hash)),
        Err(error) => failed(path, &error),
    }
}

/// Reads a whole file, which is likely as long as expected.
fn read(path: &Path, expected: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    buffer.reserve(expected + ROOM);
    let mut file = open(path)?;
    // A file that is read to its end is first asked how long it is and how far it was read; a part
    // of it is not, and so many files are compared in two thirds of the calls.
    file.by_ref().take(u64::MAX).read_to_end(buffer)?;
    // A pipe and a device may look like an empty file.
    if buffer.is_empty() && !file.metadata()?.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(())
}

/// What it means that something cannot be read.
fn failed(path: &Path, error: &io::Error) -> Result<State, DiskError> {
    // Nobody writes to a pipe, or somebody does and is slow; sockets and such cannot be opened.
    let special = fs::symlink_metadata(path).is_ok_and(|it| !it.is_file() && !it.is_symlink());
    let blocked = [io::ErrorKind::IsADirectory, io::ErrorKind::NotADirectory];
    if error.kind() == io::ErrorKind::NotFound {
        Ok(State::Missing)
    } else if blocked.contains(&error.kind()) || special {
        Ok(State::Blocked)
    } else {
        Err(cannot_read(path, error))
    }
}

fn cannot_read(path: &Path, error: &io::Error) -> DiskError {
    DiskError::CannotRead {
        path: path.to_path_buf(),
        reason: error.to_string(),
    }
}

/// Opens a file without waiting for who might write to it, if it is a pipe.
fn open(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    options.open(path)
}

/// The hash of a file, read in pieces.
fn hash_of(path: &Path) -> io::Result<u64> {
    let mut file = open(path)?;
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    let mut piece = vec![0; 128 * 1024];
    let mut empty = true;
    loop {
        match file.read(&mut piece)? {
            0 if empty && !file.metadata()?.is_file() => {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            0 => return Ok(hash.digest()),
            length => {
                empty = false;
                hash.update(&piece[..length]);
            }
        }
    }
}
