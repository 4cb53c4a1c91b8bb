//! Templates and files of roles: line by line, unless they are secret or no text.
//!
//! In: `roles/web/templates` of two sides. Out: `template-changed` with the lines that differ, on
//! the hosts of the role.

use std::collections::BTreeSet;

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::delta::lines;
use crate::diff::role::below;
use crate::diff::side::RoleSide;

/// Templates and files.
pub fn sources(pair: &Pair<'_, '_>, found: &mut Found, name: &str, old: &RoleSide, new: &RoleSide) {
    for (part, word, kinds) in [
        (
            "templates/",
            "template",
            ["template-added", "template-removed", "template-changed"],
        ),
        (
            "files/",
            "file",
            ["file-added", "file-removed", "file-changed"],
        ),
    ] {
        let (a, b) = (below(pair.before, old, part), below(pair.after, new, part));
        let paths: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        for path in paths {
            let (before, after) = (a.get(path), b.get(path));
            if before == after {
                continue;
            }
            let hidden = [before, after]
                .iter()
                .any(|content| as_text(content.copied()).is_some_and(is_secret));
            let (kind, sign, title) = match (before, after) {
                (None, _) => (kinds[0], Sign::Added, "new"),
                (_, None) => (kinds[1], Sign::Removed, "gone"),
                _ => (kinds[2], Sign::Changed, "changed"),
            };
            let title = if hidden {
                format!("{title}; a secret, never shown")
            } else {
                title.to_owned()
            };
            let subject = format!("role {name}: {word} {}", &path[part.len()..]);
            let full = format!("roles/{}/{path}", new.emitted);
            let mut change = Change::new(Section::Roles, kind, sign, subject, title)
                .on(pair.roster.reach(&new.hosts))
                .seen_in(full.clone());
            change.details = contents(before.copied(), after.copied());
            found.sources.insert(full);
            found.add(change, &new.hosts);
        }
    }
}

/// The lines that differ; of what is secret, or no text, only that it differs.
#[must_use]
pub fn contents(before: Option<&Vec<u8>>, after: Option<&Vec<u8>>) -> Vec<Detail> {
    let size = |content: Option<&Vec<u8>>| content.map(|bytes| format!("{} bytes", bytes.len()));
    match (as_text(before), as_text(after)) {
        (Some(a), Some(b)) if !is_secret(a) && !is_secret(b) => vec![Detail {
            lines: lines(a, b),
            ..Detail::default()
        }],
        (Some(_), Some(_)) => Vec::new(),
        (None, _) | (_, None) => vec![Detail {
            before: size(before),
            after: size(after),
            ..Detail::default()
        }],
    }
}

fn as_text(content: Option<&Vec<u8>>) -> Option<&str> {
    content.map_or(Some(""), |bytes| std::str::from_utf8(bytes).ok())
}

/// What is encrypted, or a key, is never shown.
pub(super) fn is_secret(text: &str) -> bool {
    text.starts_with("$ANSIBLE_VAULT") || text.contains("PRIVATE KEY-----")
}
