//! The names of collections' plugins: filters, tests, lookups, inventory plugins.
//!
//! In: `community.general.json_qurey`, a filter. Out: a report that offers `community.general.json_query`; a name of a
//! collection of which nothing is known passes.

use crate::check::error::expr::ExprError;
use crate::schema::plugin::{self, Found, Sort};
use crate::schema::{filter, lookup, test};
use crate::source::Span;
use crate::suggest;

/// What is to be said of a name that ansible-core has no operation of.
#[derive(Debug)]
pub enum Said {
    /// Nothing: it is a collection's, or nobody knows.
    Nothing,
    /// It still works.
    Warning(ExprError),
    /// It does not.
    Error(ExprError),
}

/// What is wrong with a name.
#[must_use]
pub fn said(sort: Sort, name: &str, span: Span) -> Said {
    let what = match sort {
        Sort::Inventory => "inventory plugin",
        Sort::Filter | Sort::Test | Sort::Lookup => sort.word(),
    };
    let old = |reason, new: Option<&str>| {
        Said::Warning(ExprError::DeprecatedPlugin {
            what,
            name: name.to_owned(),
            span,
            reason,
            help: new.map(|new| format!("write `{new}`")),
        })
    };
    let help = match plugin::find(sort, name) {
        Found::Plugin(plugin) => {
            return plugin
                .deprecated()
                .map_or(Said::Nothing, |instead| old("it will be removed", instead));
        }
        Found::Foreign => return Said::Nothing,
        Found::Moved(to) => return old("an old name", Some(to)),
        Found::Removed { when, instead } => {
            let when = when.map_or_else(String::new, |when| format!(" ({when})"));
            let of = name.rsplit_once('.').map_or("Ansible", |(of, _)| of);
            let instead = instead.map_or_else(String::new, |new| format!("; write `{new}`"));
            Some(format!("it was taken out of {of}{when}{instead}"))
        }
        Found::Elsewhere(full) => {
            let full: Vec<String> = full.iter().map(|full| format!("`{full}`")).collect();
            Some(format!(
                "in a collection Ansible finds it by its full name only: {}",
                full.join(", ")
            ))
        }
        Found::Unknown => elsewhere(sort, name)
            .or_else(|| nearest(sort, name).map(|near| format!("did you mean `{near}`?"))),
    };
    Said::Error(ExprError::UnknownOperation {
        what,
        name: name.to_owned(),
        span,
        help,
    })
}

/// What was meant by a filter that other languages have, or by a field behind one.
fn elsewhere(sort: Sort, name: &str) -> Option<String> {
    if sort != Sort::Filter {
        return None;
    }
    match name.split_once('.') {
        None if matches!(name, "len" | "size") => Some("did you mean `length`?".to_owned()),
        Some((filter, field)) if filter::lookup(filter).is_some() => Some(format!(
            "a field of what a filter gives is read in parentheses: `(… | {filter}).{field}`"
        )),
        _ => None,
    }
}

/// The name that was meant: of ansible-core, or of the collection that is named, or of another one.
fn nearest(sort: Sort, name: &str) -> Option<&'static str> {
    let Some((collection, short)) = name.rsplit_once('.') else {
        return match sort {
            Sort::Filter => suggest::nearest(name, filter::names()),
            Sort::Test => suggest::nearest(name, test::names()),
            Sort::Lookup => suggest::nearest(name, lookup::plugins()),
            Sort::Inventory => suggest::nearest(name, plugin::names(sort)),
        };
    };
    let split = |full: &'static str| full.rsplit_once('.');
    let beside = plugin::names(sort)
        .filter_map(split)
        .filter(|(of, _)| *of == collection);
    let found = match (collection, sort) {
        ("ansible.builtin", Sort::Filter) => suggest::nearest(short, filter::names()),
        ("ansible.builtin", Sort::Test) => suggest::nearest(short, test::names()),
        _ => suggest::nearest(short, beside.map(|(_, short)| short)),
    };
    match found {
        Some(found) if collection == "ansible.builtin" && sort != Sort::Inventory => Some(found),
        Some(found) => plugin::names(sort).find(|full| split(full) == Some((collection, found))),
        None => plugin::names(sort).find(|full| split(full).is_some_and(|(_, of)| of == short)),
    }
}
