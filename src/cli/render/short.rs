//! A line each: `path:line:column: error[code]: message`, as editors read them.

use std::fmt::Write as _;

use crate::cli::render::kind;
use crate::diagnostic::{Problem, Problems};
use crate::source::Sources;

/// Every problem.
pub fn problems(problems: &Problems, sources: Option<&Sources>) -> String {
    let mut text = String::new();
    for problem in problems.all() {
        line(&mut text, problem, sources);
    }
    text
}

/// One problem.
pub fn line(text: &mut String, problem: &Problem, sources: Option<&Sources>) {
    let kind = kind(problem);
    let (code, message) = (problem.code(), problem.diagnostic().to_string());
    let message = message.replace('\n', " ");
    let _ = match sources.and_then(|sources| sources.place_of(problem.place())) {
        Some((path, line, column)) => {
            writeln!(
                text,
                "{}:{line}:{column}: {kind}[{code}]: {message}",
                path.display()
            )
        }
        None => writeln!(text, "{kind}[{code}]: {message}"),
    };
}
