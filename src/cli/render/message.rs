//! A problem as programs take it: levels, paths of the repository, places in every way of counting.
//!
//! In: `group web { children = [wbe] }` and its report. Out: a [`Message`]: `unknown-name` at
//! `fleet/main.roll`, line 1, column 25, with the fix that replaces `wbe` by `web`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::render::kind;
use crate::diagnostic::Problem;
use crate::source::{Source, Sources, Span};

/// One problem.
#[derive(Debug, Serialize)]
pub struct Message {
    /// `error`, `warning` or `note`.
    pub level: &'static str,
    /// The code, as `rolecall explain` takes it.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where; some problems are of the command itself.
    pub place: Option<Place>,
    /// Every place that has to do with it and what it has, that of the problem first.
    pub labels: Vec<Label>,
    /// What to type instead.
    pub fixes: Vec<MessageFix>,
    /// The line of the place, without the blanks around it: it stays when lines move.
    #[serde(skip)]
    pub line: String,
}

/// A place and what is to be said of it.
#[derive(Debug, Serialize)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What.
    pub text: String,
}

/// A piece of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Below the repository, with `/`; whole where it is outside.
    pub path: String,
    /// Its first character.
    pub start: Point,
    /// What follows its last character.
    pub end: Point,
}

/// A point between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// From 1.
    pub line: usize,
    /// From 1, in characters (Unicode's code points).
    pub column: usize,
    /// From 1, in units of UTF-16, as editors and SARIF count.
    pub utf16: usize,
    /// From 0, in bytes of the file.
    pub byte: usize,
}

/// What to type instead.
#[derive(Debug, Serialize)]
pub struct MessageFix {
    /// What it does.
    pub title: String,
    /// Whether `rolecall fix` applies it without being asked.
    pub safe: bool,
    /// What is replaced.
    pub edits: Vec<MessageEdit>,
}

/// A piece of text for another.
#[derive(Debug, Serialize)]
pub struct MessageEdit {
    /// What is replaced.
    pub place: Place,
    /// By what.
    pub text: String,
}

impl Message {
    /// The message of a problem.
    pub fn new(problem: &Problem, sources: Option<&Sources>, repository: &Repository) -> Self {
        let diagnostic = problem.diagnostic();
        let place_of = |span: Span| place(span, sources?, repository);
        let labels: Vec<Label> = diagnostic
            .labels()
            .into_iter()
            .flatten()
            .filter_map(|label| {
                let start = u32::try_from(label.offset()).ok()?;
                let end = u32::try_from(label.offset() + label.len()).ok()?;
                Some(Label {
                    place: place_of(Span::new(start, end))?,
                    text: label.label().unwrap_or_default().to_owned(),
                })
            })
            .collect();
        let fix = |fix: &crate::diagnostic::Fix| {
            let edit = |edit: &crate::diagnostic::Edit| {
                Some(MessageEdit {
                    place: place_of(edit.span)?,
                    text: edit.text.clone(),
                })
            };
            Some(MessageFix {
                title: fix.title.clone(),
                safe: fix.safe,
                edits: fix.edits.iter().map(edit).collect::<Option<_>>()?,
            })
        };
        let line = sources
            .and_then(|sources| line_of(problem.place(), sources))
            .unwrap_or_default();
        Self {
            level: kind(problem),
            code: problem.code(),
            message: diagnostic.to_string(),
            help: diagnostic.help().map(|help| help.to_string()),
            place: labels.first().map(|label| label.place.clone()),
            labels,
            fixes: problem.fix().and_then(fix).into_iter().collect(),
            line: line.trim().to_owned(),
        }
    }
}

fn line_of(span: Span, sources: &Sources) -> Option<String> {
    let file = sources.file_of(span.start)?;
    let at = (span.start - file.base) as usize;
    let start = file.text.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
    Some(file.text.get(start..)?.lines().next()?.to_owned())
}

fn place(span: Span, sources: &Sources, repository: &Repository) -> Option<Place> {
    let file = sources.file_of(span.start)?;
    Some(Place {
        path: repository.path_of(&file.path),
        start: point(span.start, file)?,
        end: point(span.end.max(span.start), file)?,
    })
}

/// Counts once for each problem: nobody has so many that it matters.
fn point(offset: u32, file: &Source) -> Option<Point> {
    let byte = (offset.checked_sub(file.base)? as usize).min(file.text.len());
    let before = file.text.get(..byte)?;
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let before = before.get(start..)?;
    Some(Point {
        line,
        column: before.chars().count() + 1,
        utf16: before.encode_utf16().count() + 1,
        byte,
    })
}

/// The repository that the project is in.
#[derive(Debug, Default)]
pub struct Repository {
    root: Option<PathBuf>,
}

impl Repository {
    /// That of the first file; where there is none, the directory in which the command runs.
    pub fn of(sources: &Sources) -> Self {
        let first = sources.files().first();
        let whole = first.and_then(|file| fs::canonicalize(&file.path).ok());
        let root = whole.as_deref().and_then(|path| {
            let mut above = path.ancestors().skip(1);
            above.find(|folder| folder.join(".git").exists())
        });
        let root = root.map(Path::to_path_buf);
        Self {
            root: root.or_else(|| std::env::current_dir().and_then(fs::canonicalize).ok()),
        }
    }

    /// The path of a file below it, with `/`.
    pub fn path_of(&self, path: &Path) -> String {
        // The file itself may be a link; what counts is where it stands.
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let whole = match (fs::canonicalize(folder), path.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            (_, _) => path.to_path_buf(),
        };
        let below = self
            .root
            .as_ref()
            .and_then(|root| whole.strip_prefix(root).ok());
        let shown = below.unwrap_or(&whole).to_string_lossy();
        if cfg!(windows) {
            shown.replace('\\', "/")
        } else {
            shown.into_owned()
        }
    }
}
