//! The lines of a generated file, each with what was written for it.
//!
//! In: a file of the tree. Out: for `    state: restarted` the line of the argument in `roles.roll`; of a
//! template, and of what is carried over as it is, the same line of its source.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::compile::origin::exact;
use crate::emit;
use crate::emit::artifact::{Artifact, Content};
use crate::fleet::Fleet;
use crate::source::{Source, Sources};

/// One line of a generated file.
pub struct Line {
    /// From 1.
    pub number: usize,
    /// Without its end.
    pub text: String,
    written: Option<Written>,
}

/// Where something is written.
struct Written {
    file: String,
    line: usize,
    column: usize,
    text: String,
}

/// Every line of a file of the tree.
pub fn lines(fleet: &Fleet, artifact: &Artifact, sources: &Sources) -> Vec<Line> {
    let text = match &artifact.content {
        Content::Text(text) => text.clone(),
        Content::Copy(from) => return same(&read(from), &read(from), from, 0),
    };
    if let Some(source) = template(fleet, &artifact.path, sources) {
        let more = text
            .lines()
            .count()
            .saturating_sub(source.text.lines().count());
        return same(&text, &source.text, &source.path, more);
    }
    let traces = emit::traces(fleet);
    let found = traces.get(&artifact.path).map(|trace| trace.lines(&text));
    let mut found = found.unwrap_or_default().into_iter();
    let line = |(index, text): (usize, &str)| Line {
        number: index + 1,
        text: text.to_owned(),
        written: found.next().flatten().and_then(|origin| {
            let span = exact(sources, &origin);
            let (path, line, column) = sources.place_of(span)?;
            let source = sources.file_of(span.start)?;
            Some(Written {
                file: shown(path),
                line,
                column,
                text: line_of(&source.text, line).to_owned(),
            })
        }),
    };
    text.lines().enumerate().map(line).collect()
}

/// The template of the project that a file is the copy of, up to names.
fn template<'s>(fleet: &Fleet, path: &str, sources: &'s Sources) -> Option<&'s Source> {
    let role = fleet.program.roles.iter().find_map(|role| {
        let inside = path.strip_prefix(&format!("roles/{}/templates/", role.emitted))?;
        Some((role, inside))
    });
    let (role, inside) = role?;
    let own = sources.file_of(role.span.start)?.path.parent()?;
    let wanted = own.join("templates").join(inside);
    sources.files().iter().find(|file| file.path == wanted)
}

/// Lines that stand in their source as well, behind `more` that do not.
fn same(text: &str, source: &str, path: &Path, more: usize) -> Vec<Line> {
    let line = |(index, text): (usize, &str)| Line {
        number: index + 1,
        text: text.to_owned(),
        written: Some(Written {
            file: shown(path),
            line: (index + 1).saturating_sub(more).max(1),
            column: 1,
            text: line_of(source, (index + 1).saturating_sub(more).max(1)).to_owned(),
        }),
    };
    text.lines().enumerate().map(line).collect()
}

/// What is no text has one line, and nothing to show.
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|_| "(no text)\n".into())
}

fn line_of(text: &str, line: usize) -> &str {
    text.lines().nth(line.saturating_sub(1)).unwrap_or("")
}

fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}

impl Line {
    /// `hosts.roll:37`, or that it follows from all of the project.
    pub fn place(&self) -> String {
        match &self.written {
            Some(written) => format!("{}:{}", written.file, written.line),
            None => "(the project)".to_owned(),
        }
    }

    /// The line, and below it what was written.
    pub fn told(&self, path: &str) -> String {
        let mut out = format!("{path}:{}: {}\n", self.number, self.text.trim());
        let _ = match &self.written {
            Some(written) => writeln!(
                out,
                "  {}:{}:{}: {}",
                written.file,
                written.line,
                written.column,
                written.text.trim()
            ),
            None => writeln!(out, "  comes from the project as a whole"),
        };
        out
    }

    /// For programs.
    pub fn object(&self) -> serde_json::Value {
        let place = self.written.as_ref().map(|written| {
            json!({
                "file": written.file,
                "line": written.line,
                "column": written.column,
                "text": written.text,
            })
        });
        json!({ "line": self.number, "text": self.text, "place": place })
    }
}
