//! The formatter: what it makes of texts, what it keeps, and that the repository follows it.

mod cases;
mod command;
mod properties;
mod repository;

use std::fs;
use std::path::{Path, PathBuf};

use rolecall::diagnostic::Problems;
use rolecall::format::{self, Refused};
use rolecall::syntax::lexer::lex;
use rolecall::syntax::parser::parse_with_tokens;
use rolecall::syntax::token::{Kind, Tokens};
use rolecall::syntax::tree::File;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the repository whose name ends so, and its text.
fn texts(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                // Some cases are about files that are no text.
                if let Ok(text) = fs::read_to_string(&path) {
                    found.push((path, text));
                }
            }
        }
    }
    found.sort();
    found
}

/// A text's tree and tokens, if nothing is wrong with it.
fn parsed(text: &str) -> Option<(File, Tokens)> {
    let mut problems = Problems::default();
    let parsed = parse_with_tokens(text, 0, &mut problems);
    (!problems.has_errors()).then_some(parsed)
}

/// The text in the one style.
fn formatted(text: &str) -> String {
    match format::format(text, 0) {
        Ok(formatted) => formatted,
        Err(Refused::Broken(problems)) => panic!("{problems:?}\n{text}"),
        Err(Refused::Different) => panic!("formatted, this would say something else:\n{text}"),
    }
}

/// The words of a text: what is left of its tokens without separators and brackets that mean
/// nothing, such as those of `role base {}`. Strings to the byte.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for token in lex(text, 0, &mut Problems::default()).tokens {
        let bracket = matches!(
            token.kind,
            Kind::OpenBrace | Kind::CloseBrace | Kind::OpenParen | Kind::CloseParen
        );
        if !bracket && token.kind != Kind::Comma {
            let text = &text[token.span.start as usize..token.span.end as usize];
            words.push(text.replace("\r\n", "\n"));
        }
    }
    words
}

/// The texts of a text's comments, sorted.
fn comments(text: &str) -> Vec<String> {
    let comments = lex(text, 0, &mut Problems::default()).comments;
    let mut texts: Vec<String> = comments
        .iter()
        .map(|comment| comment.text.to_string())
        .collect();
    texts.sort();
    texts
}

/// Formats a text without mistakes, and holds what has to hold of every formatted text.
fn check(text: &str) -> String {
    let once = formatted(text);
    let twice = formatted(&once);
    if once != twice {
        let diff = similar::TextDiff::from_lines(&once, &twice);
        panic!("formatted once and twice:\n{}\n{text}", diff.unified_diff());
    }
    assert_eq!(words(&once), words(text), "words of\n{text}\n{once}");
    assert_eq!(
        comments(&once),
        comments(text),
        "comments of\n{text}\n{once}"
    );
    let (before, _) = parsed(text).unwrap();
    let (after, _) = parsed(&once).unwrap();
    assert_eq!(before, after, "tree of\n{text}\n{once}");
    let in_string = |at: usize| {
        let tokens = lex(&once, 0, &mut Problems::default()).tokens;
        tokens.iter().any(|token| {
            token.kind == Kind::Text
                && (token.span.start as usize..token.span.end as usize).contains(&at)
        })
    };
    for (at, _) in once
        .match_indices(" \n")
        .chain(once.match_indices("\n\n\n"))
    {
        assert!(
            in_string(at + 1),
            "blanks at the end of a line, or two empty lines:\n{once}"
        );
    }
    assert!(
        once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"),
        "{once:?}"
    );
    once
}
