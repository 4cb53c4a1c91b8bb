//! `rolecall fmt`: the one style of `.roll` files, written, checked, or from a pipe into a pipe.
//!
//! A file that cannot be read is reported and left alone; the others are formatted all the same.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use serde_json::json;
use thiserror::Error;

use crate::cli::args::Fmt;
use crate::cli::render::Terminal;
use crate::cli::{Outcome, print};
use crate::diagnostic::Problems;
use crate::disk::error::DiskError;
use crate::disk::source;
use crate::format::{Refused, format};
use crate::source::{Sources, Span};

/// The formatter's own mistake.
#[derive(Debug, Error, Diagnostic)]
#[error("formatted, {} would say something else: it is left as it was", path.display())]
#[diagnostic(
    code("formatter-mistake"),
    help("that is a mistake of `rolecall fmt`: please report it, with the file that shows it")
)]
struct Mistake {
    path: PathBuf,
}

/// What `--check` finds.
#[derive(Debug, Error, Diagnostic)]
#[error("{} is not formatted", path.display())]
#[diagnostic(code("not-formatted"), help("run `rolecall fmt {}`", path.display()))]
struct NotFormatted {
    path: PathBuf,
    #[label("here first")]
    span: Span,
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    problems: Problems,
    sources: Sources,
    /// The files whose text is not formatted, or was not.
    changed: Vec<PathBuf>,
    unchanged: usize,
    /// What `--check` shows besides.
    diff: String,
    failed: bool,
}

/// Formats.
pub fn run(options: &Fmt, terminal: &Terminal) -> Outcome {
    if options.paths.iter().any(|path| path == Path::new("-")) {
        return piped(options, terminal);
    }
    let mut seen = Seen::default();
    for path in &options.paths {
        match source::find(path) {
            Ok(files) => {
                for file in files {
                    seen.file(&file, options.check, terminal);
                }
            }
            Err(error) => seen.fail(error, terminal),
        }
    }
    seen.problems.sort();
    let broken = seen.problems.has_errors();
    terminal.problems(&seen.problems, &seen.sources);
    if terminal.is_json() {
        for path in &seen.changed {
            told(path, None, terminal);
        }
    }
    let shown = terminal.say(&seen.told(options.check));
    if seen.failed {
        return Outcome::Failed;
    }
    if broken {
        return Outcome::Wrong;
    }
    shown
}

/// A file that was formatted, as programs take it; the text if it came through a pipe.
fn told(path: &Path, text: Option<&str>, terminal: &Terminal) -> Outcome {
    let path = path.display().to_string();
    let mut value = json!({ "type": "formatted", "path": path });
    if let (Some(text), Some(fields)) = (text, value.as_object_mut()) {
        fields.insert("text".to_owned(), json!(text));
    }
    terminal.object(&value)
}

impl Seen {
    fn fail(&mut self, error: impl Diagnostic + Send + Sync + 'static, terminal: &Terminal) {
        terminal.problem(error);
        self.failed = true;
    }

    /// One text's formatted form, if it is another one; to `check` is to report that.
    fn formatted(
        &mut self,
        path: &Path,
        text: &str,
        check: bool,
        terminal: &Terminal,
    ) -> Option<String> {
        let Ok(base) = self.sources.add(path.to_path_buf(), text.to_owned()) else {
            let reason = "the files together are larger than 4 GiB".to_owned();
            let path = path.to_path_buf();
            self.fail(DiskError::CannotRead { path, reason }, terminal);
            return None;
        };
        match format(text, base) {
            Ok(formatted) if formatted == text => {
                self.unchanged += 1;
                None
            }
            Ok(formatted) => {
                if check {
                    self.diff.push_str(&diff(path, text, &formatted));
                    self.problems.push(NotFormatted {
                        path: path.to_path_buf(),
                        span: first_difference(text, &formatted, base),
                    });
                }
                Some(formatted)
            }
            Err(Refused::Broken(problems)) => {
                self.problems.extend(problems);
                None
            }
            Err(Refused::Different) => {
                let path = path.to_path_buf();
                self.fail(Mistake { path }, terminal);
                None
            }
        }
    }

    fn file(&mut self, path: &Path, check: bool, terminal: &Terminal) {
        let text = match source::text(path) {
            Ok(text) => text,
            Err(error) => return self.fail(error, terminal),
        };
        let Some(formatted) = self.formatted(path, &text, check, terminal) else {
            return;
        };
        if check {
            return;
        }
        match source::replace(path, &formatted) {
            Ok(()) => self.changed.push(path.to_path_buf()),
            Err(error) => self.fail(error, terminal),
        }
    }

    fn told(&self, check: bool) -> String {
        let mut text = self.diff.clone();
        let plural = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
        if check {
            if !self.failed && !self.problems.has_errors() {
                let _ = writeln!(text, "Formatted already: {}.", plural(self.unchanged));
            }
        } else {
            for path in &self.changed {
                let _ = writeln!(text, "{}", path.display());
            }
            let _ = writeln!(
                text,
                "{} formatted, {} unchanged.",
                plural(self.changed.len()),
                self.unchanged
            );
        }
        text
    }
}

fn diff(path: &Path, old: &str, new: &str) -> String {
    let name = path.display().to_string();
    similar::TextDiff::from_lines(old, new)
        .unified_diff()
        .header(&name, &name)
        .to_string()
}

/// The first line of a text that is another one when it is formatted.
#[expect(
    clippy::cast_possible_truncation,
    reason = "Sources refuses text beyond 4 GiB"
)]
fn first_difference(old: &str, new: &str, base: u32) -> Span {
    let same = old
        .split_inclusive('\n')
        .zip(new.split_inclusive('\n'))
        .take_while(|(old, new)| old == new);
    let start = base + same.map(|(old, _)| old.len()).sum::<usize>() as u32;
    let line = old.get((start - base) as usize..).unwrap_or("");
    let length = line.lines().next().unwrap_or("").len() as u32;
    Span::new(start, start + length)
}

/// `rolecall fmt -`.
fn piped(options: &Fmt, terminal: &Terminal) -> Outcome {
    let path = PathBuf::from("<stdin>");
    let refuse = |reason: String| {
        terminal.problem(DiskError::CannotRead {
            path: path.clone(),
            reason,
        });
        Outcome::Failed
    };
    if options.paths.len() > 1 {
        return refuse("`-` stands alone".to_owned());
    }
    let mut text = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut text) {
        return refuse(error.to_string());
    }
    let mut seen = Seen::default();
    let formatted = seen.formatted(&path, &text, options.check, terminal);
    if seen.problems.has_errors() {
        seen.problems.sort();
        terminal.problems(&seen.problems, &seen.sources);
        terminal.say(&seen.diff);
        return Outcome::Wrong;
    }
    if seen.failed {
        return Outcome::Failed;
    }
    match formatted {
        _ if options.check => Outcome::Fine,
        formatted => {
            let text = formatted.as_deref().unwrap_or(&text);
            if terminal.is_json() {
                return told(&path, Some(text), terminal);
            }
            print(text)
        }
    }
}
