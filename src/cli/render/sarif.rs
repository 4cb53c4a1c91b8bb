//! SARIF 2.1.0, as code scanning takes it: rules with their pages, results, fixes as replacements.
//!
//! Columns are counted in UTF-16, which is what SARIF does unless told otherwise; paths are relative to
//! the repository, as `%SRCROOT%`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::pages::PAGES;
use crate::cli::render::gitlab::fingerprints;
use crate::cli::render::message::{Label, Message, MessageFix, Place};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The whole log.
pub fn document(said: &[Message]) -> String {
    let placed: Vec<&Message> = said.iter().filter(|said| said.place.is_some()).collect();
    let mut levels: BTreeMap<&str, &str> = BTreeMap::new();
    for message in &placed {
        levels.entry(&message.code).or_insert(message.level);
    }
    let rules: Vec<Value> = levels
        .iter()
        .map(|(code, level)| rule(code, level))
        .collect();
    let index = |code: &str| levels.keys().position(|known| *known == code);
    let prints = fingerprints(said);
    let with_place = said
        .iter()
        .zip(&prints)
        .filter(|(said, _)| said.place.is_some());
    let results: Vec<Value> = with_place
        .map(|(message, print)| result(message, index(&message.code), print))
        .collect();
    // What has no place is about the run, not about a file.
    let lost = said.iter().filter(|said| said.place.is_none());
    let notifications: Vec<Value> = lost.clone().map(notification).collect();
    let failed = lost.clone().any(|message| message.level == "error");
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Rolecall",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "The repository." } },
            },
            "invocations": [{
                "executionSuccessful": !failed,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

/// A code with its page of `lang/errors/`.
fn rule(code: &str, level: &str) -> Value {
    let page = PAGES
        .iter()
        .find(|(name, _)| *name == code)
        .map_or("", |(_, page)| *page);
    // After its heading, the page begins with what the report means.
    let body = page.split_once('\n').map_or("", |(_, body)| body).trim();
    let first = body.lines().next().unwrap_or(code);
    json!({
        "id": code,
        "shortDescription": { "text": sentence(first) },
        "fullDescription": { "text": first },
        "help": { "text": body, "markdown": page },
        "defaultConfiguration": { "level": level },
    })
}

/// Up to the first full stop that ends a sentence.
fn sentence(text: &str) -> &str {
    text.find(". ")
        .and_then(|at| text.get(..=at))
        .unwrap_or(text)
}

fn result(message: &Message, rule: Option<usize>, print: &str) -> Value {
    let mut text = message.message.clone();
    if let Some(help) = &message.help {
        text.push_str("\nHelp: ");
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": message.code,
        "ruleIndex": rule,
        "level": message.level,
        "message": { "text": text },
        "locations": message.labels.first().map(location).into_iter().collect::<Vec<_>>(),
        "partialFingerprints": { "rolecall/v1": print },
    });
    let related: Vec<Value> = message.labels.iter().skip(1).map(location).collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if !message.fixes.is_empty() {
        result["fixes"] = message.fixes.iter().map(fix).collect();
    }
    result
}

fn location(label: &Label) -> Value {
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": artifact(&label.place),
        "region": region(&label.place),
    } });
    if !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
    location
}

fn fix(fix: &MessageFix) -> Value {
    let mut files: BTreeMap<&str, (Value, Vec<Value>)> = BTreeMap::new();
    for edit in &fix.edits {
        let file = files
            .entry(&edit.place.path)
            .or_insert_with(|| (artifact(&edit.place), Vec::new()));
        file.1.push(json!({
            "deletedRegion": region(&edit.place),
            "insertedContent": { "text": edit.text },
        }));
    }
    let changes: Vec<Value> = files
        .into_values()
        .map(|(artifact, edits)| json!({ "artifactLocation": artifact, "replacements": edits }))
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.utf16,
        "endLine": place.end.line,
        "endColumn": place.end.utf16,
    })
}

fn artifact(place: &Place) -> Value {
    let uri = uri(&place.path);
    if place.path.starts_with('/') {
        json!({ "uri": format!("file://{uri}") })
    } else {
        json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
    }
}

/// A path as a URI has it.
fn uri(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn notification(message: &Message) -> Value {
    json!({
        "descriptor": { "id": message.code },
        "level": message.level,
        "message": { "text": message.message },
    })
}
