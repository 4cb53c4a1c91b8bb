//! The table of which stage may import which, held against the code.

use std::fs;
use std::path::{Path, PathBuf};

/// Free to all.
const FREE: [&str; 4] = ["source", "diagnostic", "suggest", "value"];

/// Each stage and what it may import besides.
const MAY_IMPORT: [(&str, &[&str]); 15] = [
    ("source", &[]),
    ("diagnostic", &[]),
    ("suggest", &[]),
    ("value", &[]),
    ("syntax", &[]),
    ("schema", &[]),
    ("format", &["syntax"]),
    ("check", &["syntax", "schema"]),
    ("fleet", &["check"]),
    ("emit", &["fleet"]),
    ("diff", &["fleet"]),
    ("disk", &["emit"]),
    ("compile", &["syntax", "schema", "check", "fleet", "emit"]),
    (
        "cli",
        &[
            "syntax", "schema", "format", "check", "fleet", "emit", "diff", "disk", "compile",
        ],
    ),
    ("main", &["cli"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The stage a file belongs to: the first part of its path below `src`.
fn stage_of(path: &Path) -> String {
    let below = path.strip_prefix(root()).unwrap();
    let first = below
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_string()
}

/// Every `crate::x` of a line of code.
fn imports(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or("");
    let name = |rest: &'_ str| {
        rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_')
                .len()
    };
    code.match_indices("crate::")
        .map(|(at, word)| &code[at + word.len()..])
        .map(|rest| &rest[..name(rest)])
        .collect()
}

#[test]
fn stages_import_only_what_the_table_allows() {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let mut broken = Vec::new();
    for path in files {
        let stage = stage_of(&path);
        if stage == "lib" {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == stage) else {
            panic!("{} belongs to no stage of the table", path.display());
        };
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            for import in imports(line) {
                if import != stage && !FREE.contains(&import) && !allowed.contains(&import) {
                    broken.push(format!(
                        "{}:{}: `{stage}` imports `{import}`",
                        path.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_emitters_never_import_one_another() {
    let emit = root().join("emit");
    let mut files = Vec::new();
    rust_files(&emit, &mut files);
    let emitters: Vec<String> = fs::read_dir(&emit)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.file_name().unwrap() != "yaml")
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert!(!emitters.is_empty());
    for path in files {
        let own = path
            .strip_prefix(&emit)
            .unwrap()
            .components()
            .next()
            .unwrap();
        let own = own.as_os_str().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        for other in emitters.iter().filter(|other| **other != own) {
            assert!(
                !text.contains(&format!("emit::{other}")),
                "{} imports emit::{other}",
                path.display()
            );
        }
    }
}

#[test]
fn no_source_file_is_longer_than_five_hundred_lines() {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    let long: Vec<String> = files
        .iter()
        .map(|path| (path, fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(path, lines)| format!("{}: {lines}", path.display()))
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    for path in files {
        assert!(
            fs::read_to_string(&path).unwrap().starts_with("//!"),
            "{} has no opening words",
            path.display()
        );
    }
}
