//! `diff`, as a table: pairs of fleets with what differs between them, in every format.
//!
//! A case of `tests/cases/diff` is a file of edits to one of the fleets that lie there in folders:
//! `@ path`, then lines with a blank, `-` or `+` in front, which must stand so in the file. Its
//! snapshot shows the edits first, then what is said of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rolecall::compile::{Compiled, Files};
use rolecall::diff::change::{Change, Changes, Detail, Line, Section, Sign};
use rolecall::diff::compare::compare;
use rolecall::diff::side::Input;
use rolecall::diff::state::Contents;
use rolecall::diff::{html, json, markdown, text};
use rolecall::emit::artifact::Content;
use rolecall::source::Span;

use crate::memory::{Memory, files_of};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff")
}

/// Paths and texts.
type Sources = Vec<(String, String)>;

/// A fleet before and after.
struct Case {
    text: String,
    before: Sources,
    after: Sources,
}

fn cases() -> Vec<(String, Case)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "edit")
        {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            found.push((name, case(&text)));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// Reads a case: `# on shop`, then edits; what stands before `@@` is done on both sides.
fn case(text: &str) -> Case {
    let on = text.lines().find_map(|line| line.strip_prefix("# on "));
    let mut before = files_of(&folder().join(on.unwrap_or("shop").trim()));
    let (first, edits) = text.split_once("\n@@\n").unwrap_or(("", text));
    edit(&mut before, first);
    let mut after = before.clone();
    edit(&mut after, edits);
    Case {
        text: text.to_owned(),
        before,
        after,
    }
}

fn edit(sources: &mut Sources, edits: &str) {
    let mut parts = edits.split("\n@ ");
    let head = parts.next().unwrap_or_default();
    let head = head.strip_prefix("@ ");
    for part in head.into_iter().chain(parts) {
        let (path, body) = part.split_once('\n').unwrap_or((part, ""));
        if let Some(path) = path.strip_prefix("delete ") {
            let count = sources.len();
            sources.retain(|(known, _)| known != path);
            assert!(sources.len() < count, "no {path} to delete");
            continue;
        }
        for hunk in body.split("\n\n").filter(|hunk| !hunk.trim().is_empty()) {
            let side = |skip: char| -> String {
                let lines = hunk.lines().filter(|line| !line.starts_with(['#', skip]));
                lines
                    .map(|line| format!("{}\n", line.get(1..).unwrap_or("")))
                    .collect()
            };
            let (old, new) = (side('+'), side('-'));
            match sources.iter_mut().find(|(known, _)| known == path) {
                None => sources.push((path.to_owned(), new)),
                Some((_, text)) => {
                    assert_eq!(
                        text.matches(&old).count(),
                        1,
                        "{path} has not one of\n{old}"
                    );
                    *text = text.replacen(&old, &new, 1);
                }
            }
        }
    }
    sources.sort();
}

fn compiled(sources: &Sources) -> (Memory, Compiled) {
    let memory = sources
        .iter()
        .fold(Memory::default(), |memory, (path, text)| {
            memory.with(path, text)
        });
    let compiled = memory.compile();
    assert!(
        compiled.fleet.is_some(),
        "a side does not compile: {:#?}",
        compiled.problems
    );
    (memory, compiled)
}

pub fn contents(memory: &Memory, compiled: &Compiled) -> Contents {
    let artifacts = compiled.artifacts().unwrap();
    let content = |content: Content| match content {
        Content::Text(text) => text.into_bytes(),
        Content::Copy(from) => memory.text(Path::new("p"), &from).unwrap().into_bytes(),
    };
    artifacts
        .into_iter()
        .map(|artifact| (artifact.path, content(artifact.content)))
        .collect()
}

fn place(compiled: &Compiled, span: Span) -> Option<String> {
    let (path, line, _) = compiled.sources.place_of(span)?;
    let path = path.strip_prefix("p").unwrap_or(path);
    Some(format!("{}:{line}", path.display()))
}

/// What differs between two fleets. Every generated file that differs is named by a change, and a
/// fleet does not differ from itself.
fn compared(name: &str, case: &Case) -> Changes {
    let ((old, before), (new, after)) = (compiled(&case.before), compiled(&case.after));
    let (old_place, new_place) = (|span| place(&before, span), |span| place(&after, span));
    let (old, new) = (contents(&old, &before), contents(&new, &after));
    let was = || Input {
        fleet: before.fleet.as_ref().unwrap(),
        contents: old.clone(),
        place: &old_place,
    };
    let is = || Input {
        fleet: after.fleet.as_ref().unwrap(),
        contents: new.clone(),
        place: &new_place,
    };
    assert!(compare(is(), is()).is_empty(), "{name}");
    let changes = compare(was(), is());
    let moved = changes.changes.iter().any(|change| change.kind == "moved");
    let told = changes.changes.iter().flat_map(|change| &change.files);
    let told: BTreeSet<&String> = told.collect();
    for path in old.keys().chain(new.keys()) {
        assert!(
            moved || old.get(path) == new.get(path) || told.contains(path),
            "{name}: {path} differs without a word"
        );
    }
    changes
}

#[test]
fn differences_are_as_reviewed() {
    let mut expected = BTreeSet::new();
    let all = cases();
    assert!(all.len() >= 60, "only {} cases", all.len());
    for (name, case) in all {
        let changes = compared(&name, &case);
        let mut shown = format!("{}\n", case.text.trim_end());
        let _ = writeln!(shown, "═════ text\n{}", text::text(&changes));
        let _ = writeln!(shown, "═════ markdown\n{}", markdown::markdown(&changes));
        let _ = writeln!(shown, "═════ json\n{}", json::json(&changes));
        expected.insert(format!("{name}.snap"));
        insta::with_settings!({
            snapshot_path => Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/diff"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name.clone(), shown);
        });
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/diff");
    for entry in fs::read_dir(kept).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(expected.contains(&name), "no case for the snapshot {name}");
    }
}

/// Pages that are held as they are; that every entry of every case stands on its page is held below.
const PAGES: [&str; 14] = [
    "comments",
    "everything",
    "file-secret",
    "group-moved",
    "host-added-many",
    "host-removed",
    "inventories",
    "nothing",
    "play-fewer",
    "role-added",
    "secret-source",
    "task-moved",
    "template-changed",
    "value-list",
];

#[test]
fn pages_are_as_reviewed() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/diff_pages");
    let cases = cases();
    for name in PAGES {
        let (_, case) = cases.iter().find(|(known, _)| known == name).unwrap();
        let page = html::html(&compared(name, case), "before", "after");
        let (_, body) = page.split_once("<body>").unwrap();
        insta::with_settings!({
            snapshot_path => kept.clone(),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            // An element a line, so that a difference can be read.
            insta::assert_snapshot!(name, body.replace("><", ">\n<"));
        });
    }
    assert_eq!(fs::read_dir(kept).unwrap().count(), PAGES.len());
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// Whatever the other formats say stands on the page, and nothing that runs or loads.
#[test]
fn a_page_holds_every_entry() {
    for (name, case) in cases() {
        let changes = compared(&name, &case);
        let page = html::html(&changes, "before", "after");
        assert_eq!(page, html::html(&changes, "before", "after"), "{name}");
        for word in ["<script", "<link", "<img", "src=", "url(", "@import"] {
            assert!(!page.contains(word), "{name}: {word}");
        }
        assert_eq!(
            page.matches("<article").count(),
            changes.changes.len(),
            "{name}"
        );
        for change in &changes.changes {
            let mut texts = vec![&change.subject, &change.title, &change.hosts.text];
            texts.extend(change.before.iter().chain(&change.after));
            texts.extend(change.after_from.iter().chain(&change.spec));
            texts.extend(change.hosts.names.iter().chain(&change.files));
            for part in &change.details {
                texts.extend(part.before.iter().chain(&part.after));
                texts.extend(part.lines.iter().map(|line| &line.text));
                texts.extend(Some(&part.path).filter(|path| *path != "[]"));
            }
            for text in texts {
                assert!(page.contains(&escaped(text)), "{name}: no {text:?}");
            }
            for because in &change.because {
                assert!(page.contains(&escaped(because)), "{name}: no {because:?}");
            }
        }
    }
}

/// Nothing that somebody wrote means anything in HTML, and only what leads to a page is a link.
#[test]
fn a_page_is_no_place_for_markup() {
    let bad = "</style><script>alert(1)</script>&\"'";
    let mut change = Change::new(Section::Roles, "task-changed", Sign::Changed, bad, bad);
    for field in [
        &mut change.before,
        &mut change.after,
        &mut change.before_from,
        &mut change.after_from,
        &mut change.place,
    ] {
        *field = Some(bad.to_owned());
    }
    change.spec = Some("javascript:alert(1)".to_owned());
    change.because = vec![bad.to_owned()];
    change.files.insert(bad.to_owned());
    change.hosts.text = bad.to_owned();
    let line = |sign| Line {
        sign,
        text: bad.to_owned(),
    };
    change.details = vec![
        Detail {
            path: bad.to_owned(),
            before: Some(bad.to_owned()),
            after: Some(bad.repeat(50)),
            lines: Vec::new(),
        },
        Detail {
            lines: vec![line('+'), line('-'), line('@'), line(' ')],
            ..Detail::default()
        },
    ];
    let changes = Changes {
        project: bad.to_owned(),
        changes: vec![change],
        ..Changes::default()
    };
    let page = html::html(&changes, bad, bad);
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(!page.contains("<script"), "{page}");
    assert!(!page.contains("href=\"javascript"), "{page}");
    assert!(page.matches("&lt;script&gt;").count() >= 16, "{page}");
}

/// However much differs, a comment takes it; what is left out is counted.
#[test]
fn a_comment_is_never_too_long() {
    let base = files_of(&folder().join("shop"));
    let mut after = base.clone();
    let (_, text) = after
        .iter_mut()
        .find(|(path, _)| path == "shop.roll")
        .unwrap();
    for number in 0..900 {
        let _ = write!(
            text,
            "group extra_{number} {{\n  host \"extra{number}.example.net\" {{ address = \"198.51.100.7\" }}\n}}\n"
        );
    }
    let case = Case {
        text: String::new(),
        before: base,
        after,
    };
    let shown = markdown::markdown(&compared("long", &case));
    let length = shown.chars().count();
    assert!((60_000..=markdown::MOST).contains(&length), "{length}");
    assert!(shown.contains("more, left out for want of room"));
    assert_eq!(
        shown.matches("<details").count(),
        shown.matches("</details>").count()
    );
}
