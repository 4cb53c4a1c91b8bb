//! What stands in an output folder, beside what shall stand there.
//!
//! In: a folder and artifacts. Out, for each artifact in its order: its hash, and whether the file
//! is the same, missing, another one or in the way.

use std::borrow::Cow;
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
    let content = bytes_of(artifact)?;
    let hash = manifest::hash(&content);
    if fresh {
        return Ok((hash, State::Missing));
    }
    let mut state = read(&out.join(&artifact.path), content.len(), buffer)?;
    if matches!(state, State::Other(_)) && *buffer == *content {
        state = State::Same;
    }
    Ok((hash, state))
}

/// What stands at a path: [`State::Missing`], [`State::Blocked`] or [`State::Other`] with its hash.
///
/// # Errors
/// [`DiskError`] if it cannot be read.
pub fn at(path: &Path) -> Result<State, DiskError> {
    read(path, 0, &mut Vec::new())
}

fn read(path: &Path, expected: usize, buffer: &mut Vec<u8>) -> Result<State, DiskError> {
    buffer.clear();
    buffer.reserve(expected + 1);
    let read = fs::File::open(path).and_then(|mut file| file.read_to_end(buffer));
    let Err(error) = read else {
        return Ok(State::Other(manifest::hash(buffer)));
    };
    let blocked = [io::ErrorKind::IsADirectory, io::ErrorKind::NotADirectory];
    if error.kind() == io::ErrorKind::NotFound {
        Ok(State::Missing)
    } else if blocked.contains(&error.kind()) {
        Ok(State::Blocked)
    } else {
        Err(DiskError::CannotRead {
            path: path.to_path_buf(),
            reason: error.to_string(),
        })
    }
}

/// What an artifact holds.
///
/// # Errors
/// [`DiskError`] if it is a file of the project that cannot be read.
pub fn bytes_of(artifact: &Artifact) -> Result<Cow<'_, [u8]>, DiskError> {
    match &artifact.content {
        Content::Text(text) => Ok(text.as_bytes().into()),
        Content::Copy(from) => {
            fs::read(from)
                .map(Into::into)
                .map_err(|error| DiskError::CannotRead {
                    path: from.clone(),
                    reason: error.to_string(),
                })
        }
    }
}
