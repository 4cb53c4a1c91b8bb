//! Known values as Jinja literals.
//!
//! In: the string `it's`. Out: `"it's"` inside `{{ }}`, `'it\'s'` in a condition.

use super::Level;
use super::Mode;
use crate::value::Value;

/// A value and how tightly its text binds.
pub(super) fn value(value: &Value, mode: Mode) -> (String, Level) {
    match value {
        Value::Null => ("none".to_owned(), Level::Postfix),
        Value::Bool(true) => ("true".to_owned(), Level::Postfix),
        Value::Bool(false) => ("false".to_owned(), Level::Postfix),
        Value::Int(number) => (number.to_string(), sign(*number < 0)),
        // Debug keeps the point of a whole number, without which Jinja reads an int.
        Value::Float(number) => (format!("{number:?}"), sign(number.is_sign_negative())),
        Value::Str(text) => {
            let pieces = pieces(text, mode);
            let level = if pieces.len() > 1 {
                Level::Concat
            } else {
                Level::Postfix
            };
            (pieces.join(" ~ "), level)
        }
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| self::value(item, mode).0).collect();
            (format!("[{}]", items.join(", ")), Level::Postfix)
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, item)| format!("{}: {}", string(key, mode), self::value(item, mode).0))
                .collect();
            (braced(&entries, mode), Level::Postfix)
        }
    }
}

/// A map. In a condition two braces that close side by side look to ansible-lint (`no-jinja-when`) like a template's end.
pub(super) fn braced(entries: &[String], mode: Mode) -> String {
    let entries = entries.join(", ");
    let apart = mode == Mode::Condition && entries.ends_with('}');
    format!("{{{entries}{}}}", if apart { " " } else { "" })
}

const fn sign(negative: bool) -> Level {
    if negative {
        Level::Unary
    } else {
        Level::Postfix
    }
}

/// A string literal, in parentheses if it had to be joined from several.
pub(super) fn string(text: &str, mode: Mode) -> String {
    let pieces = pieces(text, mode);
    if pieces.len() > 1 {
        format!("({})", pieces.join(" ~ "))
    } else {
        pieces.concat()
    }
}

fn pieces(text: &str, mode: Mode) -> Vec<String> {
    match mode {
        Mode::Value => verbatim(text),
        Mode::Condition => escaped(text),
    }
}

/// Inside `{{ }}` of YAML, Ansible doubles every backslash of a literal before Jinja reads it: no
/// escape works, and what a pair of quotes cannot hold is joined from several.
fn verbatim(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        // Jinja makes each carriage return a newline, even in literals.
        if let Some(after) = rest.strip_prefix('\r') {
            pieces.push("'%c' | format(13)".to_owned());
            rest = after;
        } else if !rest.is_empty() || pieces.is_empty() {
            let (piece, after) = longest_quoted(rest);
            pieces.push(piece);
            rest = after;
        }
        if rest.is_empty() {
            return pieces;
        }
    }
}

/// The longest beginning that one pair of quotes holds, and what remains.
fn longest_quoted(text: &str) -> (String, &str) {
    let text_end = text.find('\r').unwrap_or(text.len());
    let single = text[..text_end].find('\'').unwrap_or(text_end);
    let double = text[..text_end].find('"').unwrap_or(text_end);
    let (quote, mut end) = if double > single {
        ('"', double)
    } else {
        ('\'', single)
    };
    // The lexer takes an odd backslash before the closing quote for its escape.
    let backslashes = text[..end].len() - text[..end].trim_end_matches('\\').len();
    if backslashes % 2 == 1 {
        end -= 1;
        if end == 0 {
            return (r"'\\'[0]".to_owned(), &text[1..]);
        }
    }
    (format!("{quote}{}{quote}", &text[..end]), &text[end..])
}

/// In a condition escapes work as in Python; only a template's opening must not stand there, and ansible-lint
/// (`no-jinja-when`) wants no end of one either.
fn escaped(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::from("'");
    let mut before = '\0';
    for letter in text.chars() {
        let opens = before == '{' && matches!(letter, '{' | '%' | '#');
        if opens || (before == '}' && letter == '}') {
            piece.push('\'');
            pieces.push(std::mem::replace(&mut piece, String::from("'")));
        }
        match letter {
            '\\' => piece.push_str(r"\\"),
            '\'' => piece.push_str(r"\'"),
            '\n' => piece.push_str(r"\n"),
            '\t' => piece.push_str(r"\t"),
            '\r' => piece.push_str(r"\r"),
            _ => piece.push(letter),
        }
        before = letter;
    }
    piece.push('\'');
    pieces.push(piece);
    pieces
}

/// Whether `base.name` reads the field: an identifier that is no method of Python's maps.
pub(super) fn is_attribute(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !METHODS.contains(&name)
}

/// `a.keys` is the method, `a['keys']` the field.
const METHODS: [&str; 13] = [
    "clear",
    "copy",
    "count",
    "fromkeys",
    "get",
    "index",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
];
