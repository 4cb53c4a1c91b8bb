//! Whether a file is YAML from its first line to its last: Ansible's own, pasted or renamed.
//!
//! In: the text of a file. Out: one report, in place of one for each line. In
//! ```text
//! - hosts: web
//!   tasks: []
//! ```
//! nothing is the language's.

use crate::source::Span;

use super::error::SyntaxError;

/// The words that begin a declaration on a line of its own.
const DECLARATIONS: [&str; 14] = [
    "use",
    "project",
    "type",
    "let",
    "var",
    "host",
    "group",
    "inventory",
    "for",
    "if",
    "role",
    "playbook",
    "platform",
    "test",
];

/// The report of a file that is YAML and holds no declaration.
pub(super) fn whole_file(text: &str, base: u32) -> Option<SyntaxError> {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    if !begins_yaml(first) || text.lines().any(declares) {
        return None;
    }
    // The line is a part of the text.
    let at = u32::try_from(first.as_ptr() as usize - text.as_ptr() as usize).ok()?;
    let length = u32::try_from(first.trim_end().len()).ok()?;
    let has = |key: &str| {
        text.lines()
            .any(|line| line.trim_start_matches([' ', '-']).starts_with(key))
    };
    let help = if has("hosts:") && (has("roles:") || has("tasks:") || has("- hosts:")) {
        "a play is written `playbook site { play \"Web servers\" on web { … } }`, \
         a task `task \"Install nginx\" { package { name = \"nginx\" } }`"
    } else if has("name:") {
        "tasks stand in a role: \
         `role web { task \"Install nginx\" { package { name = \"nginx\" } } }`"
    } else {
        "a value of a host or a group is written `vars { name = \"value\" }` in its braces, \
         one that has a name `let name = \"value\"`"
    };
    Some(SyntaxError::YamlFile {
        span: Span::new(base + at, base + at + length),
        help,
    })
}

/// `---`, `- name: …` or `name: …`.
fn begins_yaml(line: &str) -> bool {
    if line == "---" || line.starts_with("--- ") {
        return true;
    }
    let key = line.strip_prefix("- ").unwrap_or(line);
    key.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty()
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
            && (value.is_empty() || value.starts_with(' '))
    })
}

/// Whether a declaration begins on this line.
fn declares(line: &str) -> bool {
    line.split_once(' ')
        .is_some_and(|(word, _)| DECLARATIONS.contains(&word))
}
