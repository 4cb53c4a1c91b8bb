//! The repository's own texts are formatted: fleets, cases, and what the documents show. Exempt are texts
//! that are no `.roll` text by purpose, the two folders of cases in which layout is the point, and those of `diff`,
//! whose edits quote the lines that they replace.

use std::fs;

use rolecall::format;

use super::{root, texts};

#[test]
fn every_file_is_formatted() {
    let mut found = 0;
    let mut wrong = Vec::new();
    for folder in ["examples", "tests/cases", "src/cli/new"] {
        for (path, text) in texts(folder, ".roll") {
            let name = path.strip_prefix(root()).unwrap();
            let exempt = [
                "tests/cases/format/before",
                "tests/cases/syntax/good",
                "tests/cases/diff",
            ];
            if exempt.iter().any(|folder| name.starts_with(folder)) {
                continue;
            }
            // The project that `new` writes has the name of its folder.
            if let Ok(formatted) = format::format(&text.replace("PROJECT", "fleet"), 0) {
                found += 1;
                if formatted != text.replace("PROJECT", "fleet") {
                    wrong.push(name.display().to_string());
                }
            }
        }
    }
    assert!(found > 150, "{found} files");
    assert!(
        wrong.is_empty(),
        "run `rolecall fmt` on\n{}",
        wrong.join("\n")
    );
}

/// Where a part of a project may stand.
const PLACES: [&[&str]; 7] = [
    &[],
    &["role r {"],
    &["playbook p {"],
    &["group g {"],
    &["test r {"],
    &["role r {", "task \"T\" {"],
    &["playbook p {", "play \"P\" on all {"],
];

/// An example formatted in the first of the places where it reads.
fn part(text: &str) -> Option<String> {
    PLACES.iter().find_map(|place| {
        // What stands in a string of several lines must not lose its blanks.
        if !place.is_empty() && text.contains("\"\"\"") {
            return None;
        }
        let before: String = place.iter().map(|line| format!("{line}\n")).collect();
        let whole = format!("{before}{text}{}", "}\n".repeat(place.len()));
        let formatted = format::format(&whole, 0).ok()?;
        let lines: Vec<&str> = formatted.lines().collect();
        let indent = " ".repeat(2 * place.len());
        let inner = &lines[place.len()..lines.len() - place.len()];
        let inner = inner
            .iter()
            .map(|line| line.strip_prefix(&indent).unwrap_or(line));
        Some(inner.map(|line| format!("{line}\n")).collect())
    })
}

#[test]
fn every_example_of_the_documents_is_formatted() {
    let mut pages = texts("lang", ".md");
    pages.push((
        root().join("README.md"),
        fs::read_to_string(root().join("README.md")).unwrap(),
    ));
    let mut found = 0;
    let mut wrong = Vec::new();
    for (path, page) in pages {
        let mut rest = page.as_str();
        while let Some(at) = rest
            .find("```roll\n")
            .into_iter()
            .chain(rest.find("```hcl\n"))
            .min()
        {
            let start = at + rest[at..].find('\n').unwrap() + 1;
            let end = start + rest[start..].find("```").unwrap();
            let text = &rest[start..end];
            if let Some(formatted) = part(text) {
                found += 1;
                if formatted != text {
                    wrong.push(format!("{}:\n{formatted}", path.display()));
                }
            }
            rest = &rest[end + 3..];
        }
    }
    assert!(found > 150, "{found} examples");
    assert!(
        wrong.is_empty(),
        "formatted, these are\n{}",
        wrong.join("\n")
    );
}
