//! What problems offer to type instead, applied.
//!
//! In: a project whose problems carry fixes, such as `user { name = "alice", groups = "adm" }`. Out: the texts with the
//! fixes applied, `groups = ["adm"]`, until no problem offers one. Nothing but the pieces that the fixes name changes,
//! so comments stay.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::compile::{Beside, Compiled, Files, compile};
use crate::diagnostic::{Edit, Problem, Problems};
use crate::syntax;

/// What one fix uncovers the next round mends; more rounds than this are a circle.
const MOST_ROUNDS: usize = 50;

/// A fix that was applied.
#[derive(Debug)]
pub struct Applied {
    /// Of which problem.
    pub code: String,
    /// What it did.
    pub title: String,
    /// In which file.
    pub path: PathBuf,
    /// On which line, from 1, when it was applied.
    pub line: usize,
}

/// Files with some texts in place of those on disk.
pub struct Over<'a> {
    below: &'a dyn Files,
    /// By path, as it was read.
    pub texts: BTreeMap<PathBuf, String>,
}

impl Files for Over<'_> {
    fn namespace(&self, dir: &Path) -> Result<Vec<(PathBuf, String)>, Problem> {
        let mut files = self.below.namespace(dir)?;
        for (path, text) in &mut files {
            if let Some(new) = self.texts.get(path) {
                text.clone_from(new);
            }
        }
        Ok(files)
    }

    fn beside(&self, root: &Path, dir: &Path) -> Result<Beside, Problem> {
        let mut beside = self.below.beside(root, dir)?;
        for (_, path, text) in &mut beside.templates {
            if let Some(new) = self.texts.get(path) {
                text.clone_from(new);
            }
        }
        Ok(beside)
    }

    fn has_folder(&self, dir: &Path) -> bool {
        self.below.has_folder(dir)
    }

    fn tree(&self, dir: &Path) -> Result<Vec<(String, PathBuf)>, Problem> {
        self.below.tree(dir)
    }

    fn text(&self, root: &Path, path: &Path) -> Result<String, String> {
        self.below.text(root, path)
    }
}

/// The project with every fix applied, and what was applied, in order.
#[must_use]
pub fn fixed<'a>(dir: &Path, files: &'a dyn Files, all: bool) -> (Over<'a>, Vec<Applied>) {
    let mut over = Over {
        below: files,
        texts: BTreeMap::new(),
    };
    let mut applied = Vec::new();
    // A fix that did not help is not tried again.
    let mut tried: BTreeSet<(PathBuf, String, String)> = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let compiled = compile(dir, &over);
        let chosen = choose(&compiled, all, &mut tried);
        if chosen.is_empty() {
            break;
        }
        for (path, file) in chosen {
            let Some(text) = file.text(&compiled) else {
                continue;
            };
            over.texts.insert(path, text);
            applied.extend(file.applied);
        }
    }
    (over, applied)
}

/// What happens to a file in one round.
#[derive(Default)]
struct Changes<'c> {
    base: u32,
    edits: Vec<&'c Edit>,
    applied: Vec<Applied>,
}

impl Changes<'_> {
    /// The text with the edits; none if it could no longer be read.
    fn text(&self, compiled: &Compiled) -> Option<String> {
        let file = compiled.sources.file_of(self.base)?;
        let mut text = file.text.clone();
        let mut edits = self.edits.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        for edit in edits {
            let start = (edit.span.start - file.base) as usize;
            let end = (edit.span.end - file.base) as usize;
            text.get(start..end)?;
            text.replace_range(start..end, &edit.text);
        }
        let is_ours = file.path.extension().is_some_and(|ending| ending == "roll");
        (!is_ours || mistakes(&text) <= mistakes(&file.text)).then_some(text)
    }
}

/// How many mistakes of syntax a text has.
fn mistakes(text: &str) -> usize {
    let mut problems = Problems::default();
    syntax::parse(text, 0, &mut problems);
    problems.all().len()
}

/// Of each file the fixes that do not meet. A file that cannot be read, for a reason that no fix mends, is left alone.
fn choose<'c>(
    compiled: &'c Compiled,
    all: bool,
    tried: &mut BTreeSet<(PathBuf, String, String)>,
) -> BTreeMap<PathBuf, Changes<'c>> {
    let mut chosen: BTreeMap<PathBuf, Changes<'c>> = BTreeMap::new();
    let mut broken: BTreeMap<PathBuf, bool> = BTreeMap::new();
    for problem in compiled.problems.all() {
        let Some(fix) = problem.fix().filter(|fix| fix.safe || all) else {
            continue;
        };
        let Some(first) = fix.edits.first() else {
            continue;
        };
        let Some(file) = compiled.sources.file_of(first.span.start) else {
            continue;
        };
        let inside = |edit: &Edit| {
            let end = u64::from(file.base) + file.text.len() as u64;
            edit.span.start >= file.base && u64::from(edit.span.end) <= end
        };
        let is_broken = *broken
            .entry(file.path.clone())
            .or_insert_with(|| is_broken(&file.path, &file.text));
        if is_broken || !fix.edits.iter().all(inside) {
            continue;
        }
        let changes = chosen.entry(file.path.clone()).or_default();
        let meets = |edit: &Edit| {
            changes
                .edits
                .iter()
                .any(|other| edit.span.start <= other.span.end && other.span.start <= edit.span.end)
        };
        let line = line_of(&file.text, (first.span.start - file.base) as usize);
        let key = (
            file.path.clone(),
            problem.code(),
            format!(
                "{}\0{line}\0{}",
                compiled.sources.text_of(first.span),
                fix.title
            ),
        );
        if fix.edits.iter().any(meets) || !tried.insert(key) {
            continue;
        }
        changes.base = file.base;
        changes.edits.extend(&fix.edits);
        changes.applied.push(Applied {
            code: problem.code(),
            title: fix.title.clone(),
            path: file.path.clone(),
            line,
        });
    }
    chosen.retain(|_, changes| !changes.edits.is_empty());
    chosen
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at)
        .map_or(1, |before| before.matches('\n').count() + 1)
}

/// Whether a file has a mistake of syntax that no fix mends: what stands in it may then be read otherwise than it was meant.
fn is_broken(path: &Path, text: &str) -> bool {
    if path.extension().is_none_or(|ending| ending != "roll") {
        return false;
    }
    let mut problems = Problems::default();
    syntax::parse(text, 0, &mut problems);
    let mut errors = problems.all().iter().filter(|problem| problem.is_error());
    errors.any(|problem| problem.fix().is_none())
}
