//! Host patterns.
//!
//! In: `on web or db and staging and not disabled`. Out: `web:db:&staging:!disabled`.

use crate::fleet::Program;
use crate::fleet::program::Atom;
use crate::fleet::program::AtomKind;
use crate::fleet::program::Pattern;

pub(super) fn text(program: &Program, pattern: &Pattern) -> String {
    let parts: Vec<String> = [("", &pattern.any), ("&", &pattern.and), ("!", &pattern.not)]
        .into_iter()
        .flat_map(|(sign, atoms)| {
            atoms
                .iter()
                .map(move |atom| format!("{sign}{}", self::atom(program, atom)))
        })
        .collect();
    // A colon inside a name (an IPv6 address, a slice) would end it; a comma separates as well.
    let ambiguous = |part: &String| part.contains(':');
    let separator = if parts.len() > 1 && parts.iter().any(ambiguous) {
        ","
    } else {
        ":"
    };
    parts.join(separator)
}

fn atom(program: &Program, atom: &Atom) -> String {
    match &atom.kind {
        AtomKind::All => "all".to_owned(),
        AtomKind::Group(name) => group(program, name),
        AtomKind::Host(name) => name.to_string(),
        AtomKind::Subscript(name, start, slice, end) => {
            let bound = |bound: &Option<i64>| bound.map_or_else(String::new, |at| at.to_string());
            let colon = if *slice { ":" } else { "" };
            format!(
                "{}[{}{colon}{}]",
                group(program, name),
                bound(start),
                bound(end)
            )
        }
    }
}

/// A group's name in Ansible.
fn group(program: &Program, name: &str) -> String {
    program
        .inventories
        .iter()
        .flat_map(|inventory| &inventory.groups)
        .find(|group| group.name == name)
        .map_or_else(|| name.to_owned(), |group| group.emitted.to_string())
}
