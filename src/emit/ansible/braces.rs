//! A user's text with braces, as tasks take it.
//!
//! In: `docker ps --format "{{.Names}}"` as data. Out: `docker ps --format "{{ '{{' }}.Names}}"`, which
//! Ansible gives back as it was. In files of variables such a text is `!unsafe`; in tasks
//! ansible-lint reads that as a template all the same, and most of them are none that it can parse.

use crate::emit::ansible::jinja;
use crate::emit::yaml::Node;
use crate::emit::yaml::is_template;

/// What a step's own words hold is left alone, and so are the steps inside it.
const NOT_HERE: [&str; 5] = ["name", "block", "rescue", "always", "listen"];

/// Rewrites what a step gives to its module and keywords.
pub(super) fn in_step(step: &mut Node) {
    if let Node::Map(entries) = step {
        for (key, entry) in entries {
            if !NOT_HERE.contains(&key.as_str()) {
                in_node(&mut entry.node);
            }
        }
    }
}

fn in_node(node: &mut Node) {
    match node {
        Node::Data(text) if is_template(text) => *node = Node::Template(escaped(text).into()),
        Node::List(items) => items.iter_mut().for_each(|item| in_node(&mut item.node)),
        Node::Map(entries) => entries
            .iter_mut()
            .for_each(|(_, entry)| in_node(&mut entry.node)),
        Node::Empty
        | Node::Null
        | Node::Bool(_)
        | Node::Int(_)
        | Node::Float(_)
        | Node::Str(_)
        | Node::Data(_)
        | Node::Template(_) => {}
    }
}

/// The text as a template that gives it.
fn escaped(text: &str) -> String {
    // Jinja makes each carriage return a newline.
    if text.contains('\r') {
        return format!("{{{{ {} }}}}", jinja::quoted(text));
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    if let Some(after) = rest.strip_prefix("#jinja2:") {
        out.push_str("{{ '#jinja2:' }}");
        rest = after;
    }
    while let Some(at) = opening(rest) {
        let (before, from) = rest.split_at(at);
        let (braces, after) = from.split_at(2);
        out.push_str(before);
        out.push_str("{{ '");
        out.push_str(braces);
        out.push_str("' }}");
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where a template would begin.
fn opening(text: &str) -> Option<usize> {
    text.as_bytes()
        .windows(2)
        .position(|pair| pair[0] == b'{' && matches!(pair[1], b'{' | b'%' | b'#'))
}
