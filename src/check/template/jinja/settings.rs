//! How a template is written: delimiters and whitespace, as its first line may say.
//!
//! In: `#jinja2: variable_start_string: '[%', variable_end_string: '%]'`. Out: those delimiters, and
//! a template that begins on the second line.

use ecow::EcoString;

use crate::check::template::jinja::Fault;
use crate::check::template::jinja::tree::Range;

/// Delimiters, and where the template begins.
#[derive(Debug)]
pub struct Settings {
    /// `{%`.
    pub block_start: String,
    /// `%}`.
    pub block_end: String,
    /// `{{`.
    pub variable_start: String,
    /// `}}`.
    pub variable_end: String,
    /// `{#`.
    pub comment_start: String,
    /// `#}`.
    pub comment_end: String,
    /// What begins a line that is a statement.
    pub line_statement: Option<String>,
    /// What begins a comment up to the end of the line.
    pub line_comment: Option<String>,
    /// The last line feed belongs to the text.
    pub keep_newline: bool,
    /// Where the template begins.
    pub start: usize,
}

const HEADER: &str = "#jinja2:";

/// The settings that Ansible knows.
const KEYS: [&str; 12] = [
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
    "trim_blocks",
    "lstrip_blocks",
    "newline_sequence",
    "keep_trailing_newline",
];

/// Ansible's own settings, changed by the task (`given`), then by the first line.
pub fn read(text: &str, given: &[(EcoString, EcoString)]) -> Result<Settings, Fault> {
    let mut settings = Settings {
        block_start: "{%".into(),
        block_end: "%}".into(),
        variable_start: "{{".into(),
        variable_end: "}}".into(),
        comment_start: "{#".into(),
        comment_end: "#}".into(),
        line_statement: None,
        line_comment: None,
        keep_newline: false,
        start: 0,
    };
    for (key, text) in given {
        delimiter(&mut settings, key, text);
    }
    if !text.starts_with(HEADER) {
        return Ok(settings);
    }
    let Some(end) = text.find('\n') else {
        return Err((
            format!("a line has to follow after `{HEADER}`"),
            0..text.len(),
        ));
    };
    settings.start = end + 1;
    let mut at = HEADER.len();
    // As Ansible does it: a comma inside quotes separates, too.
    for pair in text.get(at..end).unwrap_or_default().split(',') {
        let range = at..at + pair.len();
        at = range.end + 1;
        one(&mut settings, pair, range)?;
    }
    let starts = [
        &settings.block_start,
        &settings.variable_start,
        &settings.comment_start,
    ];
    if starts[0] == starts[1] || starts[1] == starts[2] || starts[2] == starts[0] {
        let reason = "blocks, values and comments have to begin differently";
        return Err((reason.into(), 0..end));
    }
    Ok(settings)
}

fn one(settings: &mut Settings, pair: &str, range: Range) -> Result<(), Fault> {
    let Some((key, value)) = pair.split_once(':') else {
        return Err((format!("`{HEADER}` takes `name: value`"), range));
    };
    let (key, value) = (key.trim(), value.trim());
    if !KEYS.contains(&key) {
        return Err((format!("Ansible knows no setting `{key}`"), range));
    }
    if matches!(
        key,
        "trim_blocks" | "lstrip_blocks" | "keep_trailing_newline"
    ) {
        if !matches!(value, "True" | "False") {
            return Err((format!("`{key}` is `True` or `False`"), range));
        }
        if key == "keep_trailing_newline" {
            settings.keep_newline = value == "True";
        }
        return Ok(());
    }
    let text = match (value, literal(value)) {
        ("None", _) if key.ends_with("_prefix") => None,
        (_, Some(text)) if !text.is_empty() => Some(text),
        _ => return Err((format!("`{key}` is a text in quotes"), range)),
    };
    match (key, text) {
        ("line_statement_prefix", text) => settings.line_statement = text,
        ("line_comment_prefix", text) => settings.line_comment = text,
        (key, Some(text)) => delimiter(settings, key, &text),
        _ => {}
    }
    Ok(())
}

fn delimiter(settings: &mut Settings, key: &str, text: &str) {
    let place = match key {
        "block_start_string" => &mut settings.block_start,
        "block_end_string" => &mut settings.block_end,
        "variable_start_string" => &mut settings.variable_start,
        "variable_end_string" => &mut settings.variable_end,
        "comment_start_string" => &mut settings.comment_start,
        "comment_end_string" => &mut settings.comment_end,
        _ => return,
    };
    text.clone_into(place);
}

/// A text in Python's quotes, without escapes but `\\`, `\n` and quotes.
fn literal(value: &str) -> Option<String> {
    let quote = value
        .chars()
        .next()
        .filter(|quote| "'\"".contains(*quote))?;
    let inner = value.get(1..value.len().checked_sub(1)?)?;
    if value.len() < 2 || !value.ends_with(quote) {
        return None;
    }
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next()? {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                other => {
                    if !"\\'\"".contains(other) {
                        text.push('\\');
                    }
                    text.push(other);
                }
            },
            letter if letter == quote => return None,
            letter => text.push(letter),
        }
    }
    Some(text)
}
