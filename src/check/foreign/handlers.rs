//! `handlers/main.yml`: what a role can be told.
//!
//! In: `- name: Restart ntp`. Out: `restart_ntp`, which is "Restart ntp" in Ansible; a topic that
//! handlers listen to is known by its own name.

use ecow::EcoString;

use crate::check::foreign::yaml::{Node, is_template};
use crate::source::Span;

/// A handler, or a topic.
#[derive(Debug)]
pub struct Told {
    /// How the language calls it.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// How Ansible does.
    pub emitted: EcoString,
    /// Handlers listen to it: Ansible puts no role in front of it.
    pub topic: bool,
}

/// Every handler of a file, blocks opened.
#[must_use]
pub fn handlers(file: &Node) -> Vec<Told> {
    let mut found = Vec::new();
    collect(file, 0, &mut found);
    found
}

fn collect(list: &Node, depth: usize, found: &mut Vec<Told>) {
    for item in list.items() {
        if let (Some(steps), true) = (item.get("block"), depth < 8) {
            collect(steps, depth + 1, found);
            continue;
        }
        let names = item.get("name").into_iter().map(|node| (node, false));
        let topics = item.get("listen").into_iter().flat_map(Node::items);
        for (node, topic) in names.chain(topics.map(|node| (node, true))) {
            let Some(emitted) = node.text().filter(|text| !is_template(text)) else {
                continue;
            };
            let name = spelled(&emitted);
            if !name.is_empty() && !found.iter().any(|known| known.name == name) {
                found.push(Told {
                    name,
                    span: node.span,
                    emitted,
                    topic,
                });
            }
        }
    }
}

/// `Restart sshd (now)` is `restart_sshd_now`.
#[must_use]
pub fn spelled(text: &str) -> EcoString {
    let mut name = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.starts_with(|letter: char| letter.is_ascii_digit()) {
        ecow::eco_format!("_{name}")
    } else {
        name.into()
    }
}
