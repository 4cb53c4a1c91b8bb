//! Handlers.
//!
//! In: `handler restart_sshd { service { … } }`. Out: one task named `Restart sshd`; several steps
//! keep their own names and share a topic, which is spelled as `notify` spells it
//! (`base : Restart sshd`), since Ansible puts no role before a topic.

use ecow::EcoString;

use crate::emit::ansible::step::Steps;
use crate::emit::yaml::Entry;
use crate::fleet::program::Handler;
use crate::fleet::program::Role;

pub(super) fn list<'f>(
    steps: &mut Steps<'f>,
    role: Option<&Role>,
    handlers: &'f [Handler],
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for handler in handlers {
        let first = entries.len();
        match handler.steps.as_slice() {
            [only] => entries.push(steps.step_as(only, Some(&handler.emitted), None)),
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
