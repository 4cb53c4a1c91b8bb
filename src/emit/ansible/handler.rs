//! Handlers.
//!
//! In: `handler restart_sshd { service { … } }`. Out: one task named `Restart sshd`; steps that have
//! names of their own keep them and share a topic, which is spelled as `notify` spells it
//! (`base : Restart sshd`), since Ansible puts no role before a topic.

use ecow::EcoString;

use crate::emit::ansible::step::Steps;
use crate::emit::yaml::Entry;
use crate::fleet::program::Handler;
use crate::fleet::program::Role;
use crate::fleet::program::Step;
use crate::fleet::term::TermKind;
use crate::value::Value;

pub(super) fn list<'f>(
    steps: &mut Steps<'f>,
    role: Option<&Role>,
    handlers: &'f [Handler],
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for handler in handlers {
        let first = entries.len();
        match handler.steps.as_slice() {
            [only] if !is_named(only, &handler.emitted) => {
                entries.push(steps.step_as(only, Some(&handler.emitted), None));
            }
            several => {
                let topic: EcoString = match role {
                    Some(role) => format!("{} : {}", role.emitted, handler.emitted).into(),
                    None => handler.emitted.clone(),
                };
                for step in several {
                    entries.push(steps.step_as(step, None, Some(&topic)));
                }
            }
        }
        if let Some(entry) = entries.get_mut(first) {
            let mut comments = crate::emit::ansible::fields::comments(&handler.notes);
            comments.append(&mut entry.comments);
            entry.comments = comments;
        }
    }
    entries
}

/// Whether a step has a name that is not the handler's.
fn is_named(step: &Step, handler: &EcoString) -> bool {
    let name = step.name.as_ref();
    name.is_some_and(
        |name| !matches!(&name.kind, TermKind::Value(Value::Str(text)) if text == handler),
    )
}
