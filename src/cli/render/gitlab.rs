//! GitLab's code quality report: an array of issues.
//!
//! The fingerprint is what GitLab tells old issues from new ones by. It is made of what stays when lines
//! move: the code, the file, the line's own text, the message, and which of several such it is.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::cli::render::message::Message;

/// The whole report.
pub fn document(said: &[Message]) -> String {
    let issues: Vec<_> = said
        .iter()
        .zip(fingerprints(said))
        .map(|(message, fingerprint)| {
            let (path, begin, end) = match &message.place {
                Some(place) => (place.path.as_str(), place.start.line, place.end.line),
                // GitLab wants a place of everything.
                None => (".", 1, 1),
            };
            let mut description = message.message.clone();
            if let Some(help) = &message.help {
                let _ = write!(description, " ({help})");
            }
            json!({
                "type": "issue",
                "check_name": message.code,
                "description": description,
                "categories": ["Bug Risk"],
                "severity": severity(message.level),
                "fingerprint": fingerprint,
                "location": { "path": path, "lines": { "begin": begin, "end": end } },
            })
        })
        .collect();
    format!("{:#}\n", json!(issues))
}

fn severity(level: &str) -> &'static str {
    match level {
        "error" => "critical",
        "warning" => "minor",
        _ => "info",
    }
}

/// One for each message, no two the same.
pub fn fingerprints(said: &[Message]) -> Vec<String> {
    let mut seen: HashMap<[u8; 32], usize> = HashMap::new();
    said.iter()
        .map(|message| {
            let path = message.place.as_ref().map_or("", |place| &place.path);
            let parts = [
                message.code.as_str(),
                path,
                message.line.as_str(),
                message.message.as_str(),
            ];
            let key: [u8; 32] = Sha256::digest(parts.join("\0")).into();
            let count = seen.entry(key).or_default();
            *count += 1;
            let whole = Sha256::digest(format!("{}\0{count}", parts.join("\0")));
            whole.iter().take(16).fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
        })
        .collect()
}
