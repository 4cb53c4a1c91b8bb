//! Strings: escapes, raw strings, indentation, interpolation.

use rolecall::syntax::tree::Expr;
use rolecall::syntax::tree::ExprKind;
use rolecall::syntax::tree::ItemKind;
use rolecall::syntax::tree::TextPart;
use rolecall::syntax::tree::TextStyle;

use super::listed;
use super::parse;

/// The value of `let a = …`.
pub fn value_of(source: &str) -> Expr {
    let (mut file, problems) = parse(&format!("let a = {source}"));
    assert!(problems.all().is_empty(), "{source}: {}", listed(&problems));
    assert_eq!(file.items.len(), 1);
    let kind = file.items.remove(0).kind;
    let ItemKind::Let(bound) = kind else {
        panic!("{source}: {kind:?}");
    };
    bound.value
}

/// The parts of a string; code as its source kind's name in brackets.
fn parts(source: &str) -> (TextStyle, Vec<String>) {
    let ExprKind::Text(text) = value_of(source).kind else {
        panic!("{source} is no string");
    };
    let parts = text
        .parts
        .iter()
        .map(|part| match part {
            TextPart::Literal(text) => text.to_string(),
            TextPart::Code(expr) => {
                if let ExprKind::Name(name) = &expr.kind {
                    format!("<{name}>")
                } else {
                    "<code>".to_owned()
                }
            }
        })
        .collect();
    (text.style, parts)
}

fn literal(source: &str) -> String {
    let (_, parts) = parts(source);
    assert!(parts.len() <= 1, "{parts:?}");
    parts.concat()
}

#[test]
fn plain_strings_have_escapes_and_code() {
    assert_eq!(literal(r#""""#), "");
    assert_eq!(literal(r#""a\n\t\\\"\u{e9}b""#), "a\n\t\\\"éb");
    assert_eq!(literal(r#""{ } }} %} {% #}""#), "{ } }} %} {% #}");
    assert_eq!(
        parts(r#""a {{ b }}{{ c }} d""#),
        (
            TextStyle::Plain,
            vec!["a ".into(), "<b>".into(), "<c>".into(), " d".into()]
        )
    );
}

#[test]
fn the_first_closing_braces_outside_quotes_end_the_code() {
    assert_eq!(parts(r#""{{ a['}}'] }} b""#).1, ["<code>", " b"]);
    assert_eq!(parts(r#""{{ a }}}}""#).1, ["<a>", "}}"]);
    assert_eq!(parts(r#""{{ 'it\'s }}' }}""#).1, ["<code>"]);
}

#[test]
fn raw_strings_keep_everything() {
    assert_eq!(literal(r#"r"^#?Port\s{{ x }}""#), r"^#?Port\s{{ x }}");
    assert_eq!(parts(r#"r"a""#).0, TextStyle::Raw);
    assert_eq!(
        literal("r\"\"\"\n  ${#a[@]}\n    \\d {{ b }}\n  \"\"\""),
        "${#a[@]}\n  \\d {{ b }}\n"
    );
}

#[test]
fn blocks_lose_their_common_indentation() {
    let block = |lines: &str| literal(&format!("\"\"\"\n{lines}\"\"\""));
    assert_eq!(block("  a\n    b\n\n  c\n  "), "a\n  b\n\nc\n");
    // A line of blanks is empty, whatever its length.
    assert_eq!(block("    a\n  \n    b\n"), "a\n\nb\n");
    assert_eq!(block("\ta\n\t\tb\n"), "a\n\tb\n");
    // Tabs and blanks have nothing in common.
    assert_eq!(block("\ta\n    b\n"), "\ta\n    b\n");
    assert_eq!(block(""), "");
    assert_eq!(block("  a\r\n  b\r\n"), "a\nb\n");
    // An escape is no indentation.
    assert_eq!(block("  \\ta\n  \\u{20}b\n"), "\ta\n b\n");
    assert_eq!(block("  say \"\"hi\"\"\n"), "say \"\"hi\"\"\n");
}

#[test]
fn code_in_a_block_may_have_several_lines() {
    let (style, parts) = parts("\"\"\"\n    a {{\n  b\n    }} c\n    d\n    \"\"\"");
    assert_eq!(style, TextStyle::Block);
    assert_eq!(parts, ["a ", "<b>", " c\nd\n"]);
}

#[test]
fn inner_strings_are_inner() {
    let ExprKind::Text(text) = value_of(r#""{{ 'a' }}""#).kind else {
        panic!("a string");
    };
    let TextPart::Code(code) = &text.parts[0] else {
        panic!("code");
    };
    let ExprKind::Text(inner) = &code.kind else {
        panic!("a string");
    };
    assert_eq!(inner.style, TextStyle::Inner);
    assert_eq!(*inner.parts, [TextPart::Literal("a".into())]);
}
