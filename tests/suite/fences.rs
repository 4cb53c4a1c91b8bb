//! What the documents show between fences, and its parts in the places where they may stand.
//!
//! In: a page of Markdown. Out: its examples; of one, the text that the formatter makes of it. An example need not be a
//! whole file: `when packages` stands in a header, and what comes after one another need not stand in the same place.
//! `…` stands for what does not matter: as a line, or as `{ … }`.

use std::fs;
use std::path::{Path, PathBuf};

use rolecall::format;

/// An example of a page.
pub struct Fence {
    /// What stands behind the fence: a language, and a path where it is a file.
    pub of: String,
    /// The number of its first line.
    pub line: usize,
    /// The text.
    pub text: String,
    /// Whether it is called right: `Right:` stands right above it.
    pub right: bool,
}

impl Fence {
    /// Whether it is text of the language. GitHub knows no `roll`, so that README says `hcl`.
    pub fn is_roll(&self) -> bool {
        matches!(self.of.as_str(), "roll" | "hcl")
    }
}

/// The examples of a page.
pub fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<Fence> = None;
    let mut above = "";
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(of), None) => {
                open = Some(Fence {
                    of: of.to_owned(),
                    line: index + 2,
                    text: String::new(),
                    right: above == "Right:",
                });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (None, Some(fence)) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
        above = line;
    }
    assert!(open.is_none(), "a fence without end");
    found
}

/// Every page of the repository, by its path in it.
pub fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open: Vec<PathBuf> = vec![root.into()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap();
            if path.is_dir() {
                // What is built, and what git keeps, is no page of ours.
                if name != Path::new("target") && !name.starts_with(".git") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|it| it == "md") {
                let name = name.display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Where a part of a project may stand: what is open around it, and what stands before and after it on its line.
struct Place {
    around: &'static [&'static str],
    before: &'static str,
    after: &'static str,
}

const fn inside(around: &'static [&'static str]) -> Place {
    Place {
        around,
        before: "",
        after: "",
    }
}

const PLACES: [Place; 9] = [
    inside(&[]),
    inside(&["role r {"]),
    inside(&["playbook p {"]),
    inside(&["group g {"]),
    inside(&["test r {"]),
    inside(&["role r {", "task \"T\" {"]),
    inside(&["playbook p {", "play \"P\" on all {"]),
    Place {
        around: &[],
        before: "let x = ",
        after: "",
    },
    Place {
        around: &["role r {"],
        before: "task \"T\" ",
        after: " {}",
    },
];

impl Place {
    /// A text formatted where it stands here, if it reads here.
    fn formatted(&self, text: &str) -> Option<String> {
        let indent = " ".repeat(2 * self.around.len());
        let mut whole: String = self.around.iter().map(|line| format!("{line}\n")).collect();
        // All of it is set in, strings of several lines, too: their blanks count from where they end.
        for (index, line) in text.lines().enumerate() {
            let before = if index == 0 { self.before } else { "" };
            let line = format!("{before}{line}");
            whole += &format!("{}{line}", if line.is_empty() { "" } else { &indent });
            whole += if index + 1 == text.lines().count() {
                self.after
            } else {
                ""
            };
            whole.push('\n');
        }
        whole += &"}\n".repeat(self.around.len());
        let formatted = format::format(&whole, 0).ok()?;
        let lines: Vec<&str> = formatted.lines().collect();
        let depth = self.around.len();
        let lines = lines.get(depth..lines.len() - depth)?;
        let inner = lines
            .iter()
            .map(|line| format!("{}\n", line.strip_prefix(&indent).unwrap_or(line)));
        let inner: String = inner.collect();
        let inner = inner.strip_prefix(self.before)?.trim_end();
        Some(format!("{}\n", inner.strip_suffix(self.after)?))
    }
}

/// What can be read in place of an example: `…` is nothing that can.
pub fn readable(example: &str) -> String {
    let line = |line: &str| match line.trim() {
        "…" => line.replace('…', "# …"),
        _ => line.replace("{ … }", "{}"),
    };
    example.lines().map(|it| line(it) + "\n").collect()
}

/// An example as the formatter wants it: as many statements as there are in the first place where they read, then the
/// next ones. Nothing if one of them reads nowhere.
pub fn formatted(example: &str) -> Option<String> {
    let statements = statements(example);
    let mut out = String::new();
    let mut from = 0;
    while from < statements.len() {
        let (to, text) = (from + 1..=statements.len()).rev().find_map(|to| {
            let text = statements[from..to].concat();
            let text = PLACES.iter().find_map(|place| place.formatted(&text))?;
            Some((to, text))
        })?;
        out += &text;
        // The empty line between what stands in different places.
        if to < statements.len() && statements[to - 1].ends_with("\n\n") {
            out.push('\n');
        }
        from = to;
    }
    Some(out)
}

/// The statements of an example: what begins at the first column, and what belongs to it.
fn statements(example: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in example.lines() {
        let inside = line.is_empty() || line.starts_with([' ', '}', ']', ')']);
        match found.last_mut() {
            Some(last) if inside => *last += &format!("{line}\n"),
            _ => found.push(format!("{line}\n")),
        }
    }
    found
}
