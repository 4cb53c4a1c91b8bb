//! Lexer and parser: what well-formed files become, and what is said about mistakes.

mod comments;
mod expressions;
mod mistakes;
mod properties;
mod strings;

use std::path::Path;

use rolecall::diagnostic::Problems;
use rolecall::syntax;
use rolecall::syntax::tree::File;

/// Parses one text as the only file.
fn parse(text: &str) -> (File, Problems) {
    let mut problems = Problems::default();
    let file = syntax::parse(text, 0, &mut problems);
    problems.sort();
    (file, problems)
}

/// The problems, one a line, for a failing assertion.
fn listed(problems: &Problems) -> String {
    problems
        .all()
        .iter()
        .map(|problem| format!("{problem:?}\n"))
        .collect()
}

/// The texts of the cases in a folder, by file name.
fn cases(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(folder);
    let mut all: Vec<(String, String)> = std::fs::read_dir(&folder)
        .expect("the folder of cases exists")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "roll")
        })
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("readable");
            let name = path.file_name().expect("a file").to_string_lossy();
            (name.into_owned(), text)
        })
        .collect();
    all.sort();
    assert!(!all.is_empty(), "no cases in {}", folder.display());
    all
}

#[test]
fn well_formed_files_have_no_problems() {
    for (name, text) in cases("syntax/good") {
        let (file, problems) = parse(&text);
        assert!(problems.all().is_empty(), "{name}:\n{}", listed(&problems));
        assert!(!file.items.is_empty(), "{name} has no items");
    }
}

/// How many problems of each code, in order of place.
fn codes(text: &str) -> Vec<String> {
    let (_, problems) = parse(text);
    problems
        .all()
        .iter()
        .map(|problem| problem.code())
        .collect()
}

#[test]
fn whatever_is_too_deep_is_one_problem() {
    let deep = 100_000;
    let around = |open: &str, middle: &str, close: &str| {
        format!("{}{middle}{}", open.repeat(deep), close.repeat(deep))
    };
    let cases = [
        format!("let a = {}", around("(", "1", ")")),
        format!("let a = {}", around("[", "1", "]")),
        format!("let a = {}", around("{ b = ", "1", "}")),
        format!("let a = {}", around("f(", "1", ")")),
        format!("let a = {}", around("a[", "1", "]")),
        format!("let a = {}", around("not ", "b", "")),
        format!("let a = {}", around("-", "1", "")),
        format!("let a = {}", around("1 + ", "1", "")),
        format!("let a = {}", around("1 if b else ", "1", "")),
        format!("let a = b{}", ".c".repeat(deep)),
        format!("let a = b{}", " | c".repeat(deep)),
        format!("let a = b{}", " is c".repeat(deep)),
        format!("let a = b{}", " if c".repeat(deep)),
        format!("let a = b{}", "()".repeat(deep)),
        format!("let a = \"{{{{ {} }}}}\"", around("(", "1", ")")),
        format!("let a = {}", around("by b { else { ", "1", "} }")),
        format!("var a: {}", around("list(", "int", ")")),
        format!("type A = {}", around("{ b: ", "int", "}")),
        around("for a in b { ", "", "}"),
        around("if a { ", "", "}"),
        format!("group a {{ {} }}", around("if b { ", "", "}")),
        format!("role a {{ {} }}", around("block \"b\" { ", "", "}")),
        format!("role a {{ {} }}", around("entry b { ", "", "}")),
        format!(
            "playbook a {{ play \"b\" on {} {{}} }}",
            around("(", "c", ")")
        ),
        format!(
            "playbook a {{ play \"b\" on {} {{}} }}",
            around("not ", "c", "")
        ),
    ];
    for text in cases {
        assert_eq!(codes(&text), ["too-deep"], "{}", &text[..40]);
    }
}

#[test]
fn a_chain_over_a_deep_operand_is_as_deep_as_both() {
    let brackets = format!("{}1{}", "{ b = ".repeat(40), "}".repeat(40));
    let chain = " | c".repeat(40);
    assert_eq!(codes(&format!("let a = {brackets}{chain}")), ["too-deep"]);
    let nested = format!("({}){chain}", format_args!("x{chain}"));
    assert_eq!(codes(&format!("let a = {nested}")), ["too-deep"]);
    assert_eq!(codes(&format!("let a = x{chain}")), [""; 0]);
}
