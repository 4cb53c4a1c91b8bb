//! What can go wrong with files, each with the path and what to do.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

/// A file or folder that cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum DiskError {
    #[error("{} does not exist", path.display())]
    #[diagnostic(
        code("no-such-directory"),
        help("name the directory that holds the `.roll` files")
    )]
    NoDirectory { path: PathBuf },
    #[error("{} is a file, and a directory is needed", path.display())]
    #[diagnostic(
        code("no-such-directory"),
        help("name the directory that it lies in: {}", holding(path).display())
    )]
    NotADirectory { path: PathBuf },
    #[error("{} does not exist", path.display())]
    #[diagnostic(
        code("no-such-file"),
        help("name a `.roll` file, a directory that holds some, or `-` for the standard input")
    )]
    NoSource { path: PathBuf },
    #[error("there is no `.roll` file in {}", path.display())]
    #[diagnostic(code("no-roll-files"), help("`rolecall new {}` writes a first one", path.display()))]
    NoRollFiles { path: PathBuf },
    #[error("{} is not UTF-8 text: byte {at} is 0x{byte:02x}", path.display())]
    #[diagnostic(code("not-utf8"), help("save the file as UTF-8"))]
    NotUtf8 { path: PathBuf, at: usize, byte: u8 },
    #[error("{} has {size} bytes, more than the {limit} that are read", path.display())]
    #[diagnostic(
        code("file-too-large"),
        help("keep large data in `files/`, which is copied without being read")
    )]
    TooLarge {
        path: PathBuf,
        size: u64,
        limit: u64,
    },
    #[error("{} leads out of the project, to {}", path.display(), target.display())]
    #[diagnostic(
        code("link-out-of-project"),
        help("copy the file into the project: a build may only depend on what is reviewed")
    )]
    LeadsOut { path: PathBuf, target: PathBuf },
    #[error("{} cannot be read: {reason}", path.display())]
    #[diagnostic(code("cannot-read"))]
    CannotRead { path: PathBuf, reason: String },
    #[error("{} is a file, and a folder is needed", path.display())]
    #[diagnostic(
        code("output-is-file"),
        help("name another with `--out`, or move the file away")
    )]
    OutIsFile { path: PathBuf },
    #[error("{} cannot be written: {reason}", path.display())]
    #[diagnostic(
        code("cannot-write"),
        help("nothing was lost: each file there is whole, the old one or the new one")
    )]
    CannotWrite { path: PathBuf, reason: String },
    #[error("these generated files in {} were edited by hand:\n{files}", out.display())]
    #[diagnostic(
        code("edited-output"),
        help(
            "bring the change into the `.roll` files and undo it there, or replace the edited files with `--force`"
        )
    )]
    Edited { out: PathBuf, files: String },
    #[error("these files in {} were not written by a build, and would be overwritten:\n{files}", out.display())]
    #[diagnostic(
        code("foreign-output"),
        help(
            "move them away, or build into another folder with `--out`; files, but no folders, are replaced with `--force`"
        )
    )]
    Foreign { out: PathBuf, files: String },
    #[error("{} is not a manifest", path.display())]
    #[diagnostic(
        code("bad-manifest"),
        help("restore it from version control; or remove it, and build with `--force`")
    )]
    BadManifest { path: PathBuf },
}

/// The directory that a file lies in, as a command would be given it.
fn holding(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
