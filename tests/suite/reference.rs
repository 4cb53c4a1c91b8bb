//! What the documents show is true: examples that compile, and corrections that are right.
//!
//! A ```` ```roll ```` fence of `lang/reference.md` or README.md is a project by itself. On a page of `lang/errors/` it may be
//! a part of one; what stands after `Right:` must then read as a part of some construct.

use std::fs;
use std::path::Path;

use crate::fences::{Fence, fences, formatted, pages, readable};
use crate::memory::Memory;

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// An example: its first line, its text, and the files beside it.
type Example = (usize, String, Vec<(String, String)>);

/// The examples of a page. A fence with a path, as in ```` ```yaml roles/a/tasks/main.yml ````, is a
/// file beside the next one.
fn examples(page: &str, language: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut beside = Vec::new();
    for Fence { of, line, text, .. } in fences(page) {
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
        .find(|fence| fence.of == "hcl")
        .unwrap();
    assert_eq!(shown.text, hello);
}

#[test]
fn what_the_pages_call_right_reads() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for (name, page) in pages() {
        for fence in fences(&page) {
            if fence.right && fence.is_roll() {
                read += 1;
                if formatted(&readable(&fence.text)).is_none() {
                    wrong.push(format!("{name}:{}\n{}", fence.line, fence.text));
                }
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
