//! What holds for every text.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;
use rolecall::diagnostic::Problems;
use rolecall::syntax;
use rolecall::syntax::lexer::lex;
use rolecall::syntax::token::Kind;

/// Pieces that the grammar knows, and some that it does not.
const PIECES: [&str; 88] = [
    "host ",
    "group ",
    "role ",
    "task ",
    "block ",
    "play ",
    "playbook ",
    "handler ",
    "section ",
    "entry ",
    "param ",
    "require one of ",
    "let ",
    "var ",
    "type ",
    "use ",
    "from ",
    "inventory ",
    "set ",
    "vars ",
    "extra ",
    "for ",
    "in ",
    "if ",
    "else ",
    "when ",
    "tags ",
    "fact ",
    "prompt ",
    "depends ",
    "rescue ",
    "always ",
    "import ",
    "on ",
    "as ",
    "by ",
    "and ",
    "or ",
    "not ",
    "is ",
    "true ",
    "null ",
    "yes ",
    "secret ",
    "a ",
    "b",
    "Web-x ",
    "\"s\" ",
    "\"{{ a }}\" ",
    "\"{{ ",
    "}}\" ",
    "\"\"\"\n x\n \"\"\"",
    "r\"x\" ",
    "'x' ",
    "\"\\q\" ",
    "1 ",
    "2.5 ",
    "0644 ",
    "30s ",
    "20% ",
    "1..2 ",
    "007 ",
    "{ ",
    "} ",
    "[ ",
    "] ",
    "( ",
    ") ",
    "= ",
    "+= ",
    "== ",
    ": ",
    ", ",
    ". ",
    ".. ",
    "| ",
    "~ ",
    "- ",
    "+ ",
    "* ",
    "? ",
    "{{ ",
    "}} ",
    "&& ",
    "; ",
    "# c\n",
    "## d\n",
    "\n",
];

/// Parses, and holds what must hold of every parse.
fn check(text: &str, base: u32) {
    let mut problems = Problems::default();
    let file = syntax::parse(text, base, &mut problems);
    let inside = |start: usize, end: usize, what: &str| {
        let start = start.checked_sub(base as usize);
        let end = end.checked_sub(base as usize);
        let slice = start.zip(end).and_then(|(start, end)| text.get(start..end));
        assert!(slice.is_some(), "{what} {start:?}..{end:?} of {text:?}");
    };
    for problem in problems.all() {
        let labels: Vec<_> = problem
            .diagnostic()
            .labels()
            .into_iter()
            .flatten()
            .collect();
        assert!(!labels.is_empty(), "{problem:?} has no place");
        for label in labels {
            inside(label.offset(), label.offset() + label.len(), "label");
        }
        assert!(problem.diagnostic().help().is_some() || problem.code() == "unexpected-token");
    }
    let mut tree = String::new();
    write!(tree, "{file:?}").expect("a string takes everything");
    for span in tree.split("Span { start: ").skip(1) {
        let mut numbers = span
            .split(|c: char| !c.is_ascii_digit())
            .filter(|n| !n.is_empty());
        let mut next = || {
            numbers
                .next()
                .and_then(|n| n.parse().ok())
                .expect("a number")
        };
        let (start, end) = (next(), next());
        inside(start, end, "span");
    }
    // A broken part in the tree was reported.
    if tree.contains("Error") && !text.contains("Error") {
        assert!(problems.has_errors(), "silent error in {text:?}");
    }
}

/// Every byte is in a token, in a comment, or blank.
fn check_lexer(text: &str) {
    let mut problems = Problems::default();
    let tokens = lex(text, 0, &mut problems);
    let mut spans: Vec<(u32, u32)> = tokens
        .tokens
        .iter()
        .filter(|token| !token.made)
        .map(|token| (token.span.start, token.span.end))
        .chain(
            tokens
                .comments
                .iter()
                .map(|comment| (comment.span.start, comment.span.end)),
        )
        .collect();
    spans.sort_unstable();
    let mut at = 0;
    for (start, end) in spans {
        assert!(at <= start && start <= end, "{text:?}");
        let between = &text[at as usize..start as usize];
        assert!(
            between
                .trim_start_matches('\u{feff}')
                .trim_matches([' ', '\t', '\r', '\n'])
                .is_empty(),
            "{between:?} is lost in {text:?}"
        );
        at = end;
    }
    assert_eq!(at as usize, text.len(), "{text:?}");
    assert_eq!(
        tokens.tokens.last().map(|token| token.kind),
        Some(Kind::End)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>(), base in 0u32..1000) {
        check(&text, base);
        check_lexer(&text);
    }

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        check(&text, 0);
        check_lexer(&text);
    }

    #[test]
    fn any_pieces(pieces in vec(proptest::sample::select(&PIECES[..]), 0..60)) {
        let text = pieces.concat();
        check(&text, 7);
        check_lexer(&text);
    }

    #[test]
    fn any_change_of_a_valid_file(
        which in 0usize..2,
        cuts in vec((any::<prop::sample::Index>(), 0usize..6, proptest::sample::select(&PIECES[..])), 1..4),
    ) {
        let mut text = super::cases("syntax/good").remove(which).1;
        for (at, length, piece) in cuts {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let start = *at.get(&places);
            let end = places.iter().copied().find(|end| *end >= start + length).unwrap_or(text.len());
            text.replace_range(start..end, if length % 2 == 0 { piece } else { "" });
        }
        check(&text, 0);
        check_lexer(&text);
    }
}

/// One word taken out of a valid file is at most a few problems, and never none of the tree.
#[test]
fn one_missing_token_is_never_a_flood() {
    for (name, text) in super::cases("syntax/good") {
        let mut problems = Problems::default();
        let tokens = lex(&text, 0, &mut problems).tokens;
        for token in tokens.iter().filter(|token| token.kind != Kind::End) {
            let mut broken = text.clone();
            broken.replace_range(token.span.start as usize..token.span.end as usize, "");
            let mut problems = Problems::default();
            syntax::parse(&broken, 0, &mut problems);
            let found = problems.all().len();
            assert!(found <= 3, "{name} without {:?}: {problems:#?}", token.span);
        }
    }
}

/// Text of a size.
type Text = Box<dyn Fn(usize) -> String>;

/// Twenty times the text takes nowhere near four hundred times as long, whatever is wrong with it: a
/// quadratic cost would be.
#[test]
fn time_grows_with_the_text() {
    let block =
        |line: &str, count: usize| format!("let a = \"\"\"\n{}\"\"\"\n", line.repeat(count));
    let make: [(&str, Text); 9] = [
        ("comments", Box::new(|n| "# c\n".repeat(n))),
        (
            "items",
            Box::new(|n| format!("let a = [{}]", "1, ".repeat(n))),
        ),
        ("wrong", Box::new(|n| "let = \n".repeat(n))),
        ("open", Box::new(|n| "host \"a\" {\n".repeat(n))),
        ("quotes", Box::new(|n| "\"{{ a \" ".repeat(n))),
        ("block", Box::new(move |n| block("x {{ a }}\n", n))),
        ("open block", Box::new(move |n| block("x {{ a\n", n))),
        ("braces", Box::new(|n| "let a = {{ b ".repeat(n))),
        (
            "code",
            Box::new(|n| format!("let a = \"{}\"", "{{ b }}".repeat(n))),
        ),
    ];
    for (name, text) in make {
        let time = |count: usize| {
            let text = text(count);
            let run = || {
                let start = std::time::Instant::now();
                syntax::parse(&text, 0, &mut Problems::default());
                start.elapsed()
            };
            (0..5).map(|_| run()).min().expect("five runs")
        };
        // A busy machine may slow one of them down, but not five times the same one.
        let mut attempts = (0..5).map(|_| (time(300), time(6000)));
        let linear = attempts.any(|(short, long)| long < short * 250);
        assert!(linear, "{name}: {:?} and {:?}", time(300), time(6000));
    }
}
