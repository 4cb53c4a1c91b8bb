//! The doc fragments that ansible-core ships: options that a module takes without documenting them itself.
//!
//! In: `files`, or `ansible.builtin.files`. Out: `mode`, `owner`, `group` …; nothing for a fragment of others.

use crate::schema::own::OwnOption;
use crate::schema::table::{Entry, Table};

const FRAGMENTS: Table = Table::new(include_str!("../../lang/modules/fragments.txt"));

/// The options of a fragment; none for one that holds attributes only.
#[must_use]
pub fn lookup(name: &str) -> Option<Vec<OwnOption>> {
    let short = ["ansible.builtin.", "ansible.legacy."]
        .into_iter()
        .find_map(|front| name.strip_prefix(front))
        .unwrap_or(name);
    let entry = FRAGMENTS.get(short)?;
    Some(entry.below().filter_map(option).collect())
}

/// A line ` o mode` of the table, with its type, its choices and what else is known.
fn option(entry: Entry) -> Option<OwnOption> {
    let after = |key: &str| {
        let field = entry.fields().find_map(|field| field.strip_prefix(key));
        field.map(str::to_owned)
    };
    let listed = |key: &str| {
        let words = after(key).unwrap_or_default();
        let words = words.split('|').filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    Some(OwnOption {
        name: entry.name.strip_prefix("o ")?.to_owned(),
        ty: entry.field(0)?.to_owned(),
        required: entry.has("required"),
        aliases: listed("aliases="),
        choices: listed("choices="),
        default: after("default="),
        below: entry.below().filter_map(option).collect(),
    })
}
