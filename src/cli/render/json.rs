//! A line of JSON for each problem, and one with the tally. `lang/messages.md` documents them.

use serde_json::{Value, json};

use crate::cli::render::message::Message;

/// `{"type":"diagnostic","level":"error",…}`
pub fn line(message: &Message) -> String {
    // What is made of texts and numbers can always be written.
    let mut value = serde_json::to_value(message).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.insert("type".to_owned(), json!("diagnostic"));
    }
    format!("{value}\n")
}

/// `{"type":"summary","errors":1,"warnings":0,"notes":0}`
pub fn summary(said: &[Message]) -> String {
    let count = |level: &str| said.iter().filter(|message| message.level == level).count();
    let value = json!({
        "type": "summary",
        "errors": count("error"),
        "warnings": count("warning"),
        "notes": count("note"),
    });
    format!("{value}\n")
}
