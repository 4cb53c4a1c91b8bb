//! Annotations of GitHub's workflows: `::error file=a.roll,line=2,title=code::message`.
//!
//! A command of a workflow is one line: `%`, newlines, and in properties `:` and `,` are escaped.

use crate::cli::render::message::Message;

/// One annotation.
pub fn line(message: &Message) -> String {
    let command = match message.level {
        "note" => "notice",
        level => level,
    };
    let mut properties = Vec::new();
    if let Some(place) = &message.place {
        properties.push(("file", place.path.clone()));
        properties.push(("line", place.start.line.to_string()));
        properties.push(("endLine", place.end.line.to_string()));
        // Columns of different lines say nothing.
        if place.start.line == place.end.line {
            properties.push(("col", place.start.column.to_string()));
            properties.push(("endColumn", place.end.column.to_string()));
        }
    }
    properties.push(("title", message.code.clone()));
    let properties: Vec<String> = properties
        .into_iter()
        .map(|(name, value)| format!("{name}={}", property(&value)))
        .collect();
    let mut text = message.message.clone();
    for label in message.labels.iter().skip(1) {
        let place = &label.place;
        text.push_str(&format!(
            "\n{}:{}: {}",
            place.path, place.start.line, label.text
        ));
    }
    if let Some(help) = &message.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    format!("::{command} {}::{}\n", properties.join(","), data(&text))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
