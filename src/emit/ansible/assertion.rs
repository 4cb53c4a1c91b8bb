//! Relations between parameters, asserted before anything else runs.
//!
//! In: `require one of [a, b]`. Out: an `assert` task tagged `always`, whose message says what to
//! set.

use ecow::EcoString;

use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::jinja;
use crate::emit::ansible::step;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::program::Param;
use crate::fleet::program::Require;
use crate::fleet::program::RequireKind;
use crate::fleet::program::Role;

pub(super) fn list(role: &Role, params: &[Param], requires: &[Require]) -> Vec<Entry> {
    requires
        .iter()
        .map(|require| assertion(role, params, require).at(require.span))
        .collect()
}

fn assertion(role: &Role, params: &[Param], require: &Require) -> Entry {
    let names = |indices: &[usize]| -> Vec<EcoString> {
        indices
            .iter()
            .filter_map(|index| params.get(*index))
            .map(|param| param.emitted.clone())
            .collect()
    };
    let (title, that, message) = match &require.kind {
        RequireKind::OneOf(indices) => {
            let names = names(indices);
            (
                format!("Check that {} is set", any_of(&names)),
                each(&names, "is defined", " or "),
                format!("set {}", any_of(&names)),
            )
        }
        RequireKind::Exclusive(indices) => {
            let names = names(indices);
            (
                format!("Check that not more than one of {} is set", all_of(&names)),
                at_most_one(&names),
                format!("set not more than one of {}", all_of(&names)),
            )
        }
        RequireKind::Together(indices) => {
            let names = names(indices);
            (
                format!("Check that {} are set together", all_of(&names)),
                all_or_none(&names),
                format!("set all of {}, or none", all_of(&names)),
            )
        }
        RequireKind::When(index, condition) => {
            let name = names(&[*index]).concat();
            let holds = jinja::bare(condition);
            (
                format!("Check that {name} is set where it is needed"),
                format!("{name} is defined or not ({holds})"),
                format!("{name} must be set when {holds}"),
            )
        }
    };
    let title = step::sentence(&require.notes.docs).unwrap_or_else(|| title.into());
    let message = format!("Role {}: {message}.", role.emitted);
    let mut assert = Fields::default();
    let that = Node::Str(that.into());
    assert.put("that", Node::List(vec![that.into()]));
    assert.put("fail_msg", Node::Data(message.into()));
    assert.put("quiet", Node::Bool(true));
    let mut task = Fields::default();
    task.put("name", Node::Data(title));
    task.put("ansible.builtin.assert", assert.into_node());
    task.put_words("tags", &["always".into()]);
    let mut notes = require.notes.clone();
    notes.docs.clear();
    fields::item(&notes, task)
}

fn each(names: &[EcoString], test: &str, word: &str) -> String {
    let tests: Vec<String> = names.iter().map(|name| format!("{name} {test}")).collect();
    tests.join(word)
}

fn at_most_one(names: &[EcoString]) -> String {
    if names.len() == 2 {
        each(names, "is undefined", " or ")
    } else {
        format!(
            "[{}] | select | length <= 1",
            each(names, "is defined", ", ")
        )
    }
}

fn all_or_none(names: &[EcoString]) -> String {
    if let [one, other] = names {
        return format!("({one} is defined) == ({other} is defined)");
    }
    format!(
        "[{}] | unique | length <= 1",
        each(names, "is defined", ", ")
    )
}

fn any_of(names: &[EcoString]) -> String {
    joined(names, "or")
}

fn all_of(names: &[EcoString]) -> String {
    joined(names, "and")
}

fn joined(names: &[EcoString], word: &str) -> String {
    match names.split_last() {
        Some((last, [])) => last.to_string(),
        Some((last, others)) => format!("{} {word} {last}", others.join(", ")),
        None => String::new(),
    }
}
