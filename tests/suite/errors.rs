//! The diagnostics, tested in the language: a case's comments say which problems it has, and where.
//!
//! `# error: [code]` (or `# warning: [code]`) at the end of a line speaks of that line; on a line of
//! its own it speaks of the next one. Every problem must be announced, and every announced one found.
//! A case is `tests/cases/errors/<code>.roll`, or a folder of that name with several files. In `tests/cases/calls` are the
//! mistakes that calls of modules may have, by what the modules are about.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::memory::{Memory, files_of};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// What a text announces: line, kind, code. In templates the comments are Jinja's.
fn announced(path: &str, text: &str) -> BTreeSet<(String, usize, String, String)> {
    let mut found = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        for kind in ["error", "warning"] {
            for (at, _) in line.match_indices(&format!("# {kind}: [")) {
                let code = line[at..].split(['[', ']']).nth(1).unwrap().to_string();
                let alone = line[..at].trim_start_matches(['{', ' ']).is_empty();
                let number = if alone { index + 2 } else { index + 1 };
                found.insert((path.to_string(), number, kind.to_string(), code));
            }
        }
    }
    found
}

/// What compiling reports.
fn reported(files: &[(String, String)]) -> BTreeSet<(String, usize, String, String)> {
    let project = files
        .iter()
        .fold(Memory::default(), |project, (path, text)| {
            project.with(path, text)
        });
    let compiled = project.compile();
    compiled
        .problems
        .all()
        .iter()
        .map(|problem| {
            let kind = if problem.is_error() {
                "error"
            } else {
                "warning"
            };
            let (path, line, _) =
                compiled
                    .sources
                    .place_of(problem.place())
                    .unwrap_or((Path::new("p/"), 0, 0));
            let path = path.strip_prefix("p").unwrap_or(path).display().to_string();
            (path, line, kind.to_string(), problem.code())
        })
        .collect()
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = ["tests/cases/errors", "tests/cases/calls"]
        .into_iter()
        .flat_map(|name| fs::read_dir(folder(name)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_case_has_the_problems_that_it_announces() {
    let mut wrong = Vec::new();
    for case in cases() {
        let files = files_of(&case);
        let announced: BTreeSet<_> = files
            .iter()
            .flat_map(|(path, text)| announced(path, text))
            .collect();
        let reported = reported(&files);
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        if announced.is_empty() {
            wrong.push(format!("{name}: announces nothing"));
        }
        for missing in announced.difference(&reported) {
            wrong.push(format!("{name}: not reported: {missing:?}"));
        }
        for surplus in reported.difference(&announced) {
            wrong.push(format!("{name}: not announced: {surplus:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Every code of the sources: `code("kebab-case")` in the error enums.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut open = vec![folder("src")];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                for (at, word) in text.match_indices("code(\"") {
                    let code = text[at + word.len()..].split('"').next().unwrap();
                    // The emitter has a function of that name, for Markdown.
                    if code.starts_with(|c: char| c.is_ascii_lowercase()) {
                        codes.insert(code.to_string());
                    }
                }
            }
        }
    }
    codes
}

/// Codes of problems that no `.roll` file can have: about files, folders and the command line. Tests
/// of the disk and of the command cover them.
const OUTSIDE: [&str; 36] = [
    "bad-manifest",
    "bad-project-name",
    "cannot-read",
    "cannot-write",
    "edited-output",
    "file-too-large",
    "foreign-output",
    "formatter-mistake",
    "git-failed",
    "link-out-of-project",
    "no-engine",
    "no-git",
    "no-image",
    "no-molecule",
    "no-repository",
    "no-roll-files",
    "no-such-directory",
    "no-testinfra",
    "no-such-file",
    "not-formatted",
    "not-empty",
    "not-utf8",
    "output-is-file",
    "nothing-to-blame",
    "nothing-to-explain",
    "project-too-large",
    "stale-output",
    "test-failed",
    "test-not-run",
    "unchecked",
    "unfinished-output",
    "unknown-code",
    "unknown-revision",
    "unknown-test",
    "unreadable-namespace",
    "use-from-url",
];

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<String> = fs::read_dir(folder("lang/errors"))
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let codes = codes();
    let missing: Vec<_> = codes.difference(&pages).collect();
    let surplus: Vec<_> = pages.difference(&codes).collect();
    assert!(missing.is_empty(), "codes without a page: {missing:#?}");
    assert!(surplus.is_empty(), "pages without a code: {surplus:#?}");
}

#[test]
fn every_code_is_reported_by_a_case() {
    let reported: BTreeSet<String> = cases()
        .iter()
        .flat_map(|case| reported(&files_of(case)))
        .map(|(_, _, _, code)| code)
        .collect();
    let untested: Vec<_> = codes()
        .into_iter()
        .filter(|code| !reported.contains(code) && !OUTSIDE.contains(&code.as_str()))
        .collect();
    assert!(untested.is_empty(), "codes without a case: {untested:#?}");
}
