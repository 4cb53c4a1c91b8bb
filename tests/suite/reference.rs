//! What the documents show is true: examples that compile, and corrections that are right.
//!
//! A ```` ```roll ```` fence of `lang/reference.md` or README.md is a project by itself. On a page of `lang/errors/` it may be
//! a part of one; what stands after `Right:` must then read as a part of some construct.

use std::fs;
use std::path::Path;

use rolecall::diagnostic::Problems;
use rolecall::syntax;

use crate::memory::Memory;

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The fenced examples of a page: their language, the number of their first line, and their text.
fn fences(page: &str) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.to_string(), index + 2, String::new())),
            (Some(_), Some(_)) => found.extend(open.take()),
            (None, Some((_, _, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence without end");
    found
}

/// An example: its first line, its text, and the files beside it.
type Example = (usize, String, Vec<(String, String)>);

/// The examples of a page. A fence with a path, as in ```` ```yaml roles/a/tasks/main.yml ````, is a
/// file beside the next one.
fn examples(page: &str, language: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut beside = Vec::new();
    for (of, line, text) in fences(page) {
        if of == language {
            examples.push((line, text, std::mem::take(&mut beside)));
        } else if let Some((_, path)) = of.split_once(' ') {
            beside.push((path.to_string(), text));
        }
    }
    examples
}

#[test]
fn every_example_of_the_reference_and_the_readme_compiles() {
    let mut wrong = Vec::new();
    for (name, language, least) in [("lang/reference.md", "roll", 10), ("README.md", "hcl", 1)] {
        let examples = examples(&text(name), language);
        assert!(
            examples.len() >= least,
            "{name}: {} examples",
            examples.len()
        );
        for (line, example, beside) in examples {
            let project = Memory::of(&example);
            let project = beside
                .iter()
                .fold(project, |project, (path, text)| project.with(path, text));
            let compiled = project.compile();
            for problem in compiled.problems.all().iter().filter(|it| it.is_error()) {
                let (_, at, _) = compiled.sources.place_of(problem.place()).unwrap();
                let shown = problem.diagnostic();
                wrong.push(format!(
                    "{name}:{}: {}: {shown}",
                    line + at - 1,
                    problem.code()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_readme_shows_the_smallest_example_as_it_is() {
    let hello = text("examples/hello/hello.roll");
    let shown = fences(&text("README.md"))
        .into_iter()
        .find(|(language, ..)| language == "hcl")
        .unwrap();
    assert_eq!(shown.2, hello);
}

/// Where a part of a project may stand: what comes before it and what comes after.
const PLACES: [(&str, &str); 8] = [
    ("", ""),
    ("role r {\n", "}\n"),
    ("playbook p {\n", "}\n"),
    ("playbook p {\n play \"P\" on all {\n", "}\n}\n"),
    ("role r {\n task \"T\" {\n", "}\n}\n"),
    ("group g {\n", "}\n"),
    ("let x = ", ""),
    ("role r {\n task \"T\" ", " { }\n}\n"),
];

/// Whether a text reads in one of the places. `…` stands for what does not matter.
fn reads(text: &str) -> bool {
    PLACES.iter().any(|(before, after)| {
        let text = text.replace("{ … }", "{ }").replace("  …\n", "");
        let mut problems = Problems::default();
        let text = format!("{before}{}{after}", text.trim_end().to_owned() + "\n");
        syntax::parse(&text.replace("\n {", " {"), 0, &mut problems);
        problems.all().is_empty()
    })
}

/// The statements of an example: what begins at the first column, and what belongs to it.
fn statements(example: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in example.lines() {
        let inside = line.starts_with([' ', '}', ']', ')']);
        match found.last_mut() {
            Some(last) if inside => *last += &format!("{line}\n"),
            _ => found.push(format!("{line}\n")),
        }
    }
    found
}

#[test]
fn what_the_pages_call_right_reads() {
    let mut wrong = Vec::new();
    let mut read = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lang/errors");
    let mut pages: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.sort();
    for page in pages {
        let name = page.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&page).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (language, line, example) in fences(&text) {
            // `Right:` stands right above the fence; templates are Jinja's.
            let right = language == "roll" && line >= 3 && lines[line - 3] == "Right:";
            if !right || example.contains("{%") || example.starts_with("{{") {
                continue;
            }
            read += 1;
            if !reads(&example) && !statements(&example).iter().all(|part| reads(part)) {
                wrong.push(format!("lang/errors/{name}.md:{line}\n{example}"));
            }
        }
    }
    assert!(read > 100, "only {read} examples are read");
    assert!(
        wrong.is_empty(),
        "{} of {read}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
