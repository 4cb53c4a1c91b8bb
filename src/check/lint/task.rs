//! A task as the rules see it: `copy { dest = "/etc/motd" }` has the argument `dest` and no `mode`.

use ecow::EcoString;

use crate::check::program::{Call, Step};
use crate::check::term::{Term, TermKind};
use crate::value::Value;

/// A task: its keywords and its call.
#[derive(Clone, Copy)]
pub(super) struct Task<'s> {
    /// The task.
    pub step: &'s Step,
    /// What it calls.
    pub call: &'s Call,
}

impl<'s> Task<'s> {
    /// The module's full name.
    pub fn module(self) -> &'s str {
        &self.call.module
    }

    /// The name of a module of ansible-core's own, without its collection.
    pub fn builtin(self) -> &'s str {
        self.module()
            .strip_prefix("ansible.builtin.")
            .unwrap_or_default()
    }

    /// The module's name for messages.
    pub fn short(self) -> &'s str {
        let full = self.module();
        full.rsplit_once('.').map_or(full, |(_, short)| short)
    }

    /// An argument that is given.
    pub fn arg(self, name: &str) -> Option<&'s Term> {
        let given = self.call.args.iter().find(|arg| arg.emitted == name)?;
        (given.value.kind != TermKind::Unset).then_some(&given.value)
    }

    /// An argument's text, where it is known.
    pub fn text(self, name: &str) -> Option<&'s str> {
        self.arg(name)?.known()?.as_text().map(EcoString::as_str)
    }

    /// Whether an argument is given and may be true: what only the target knows may.
    pub fn is_on(self, name: &str) -> bool {
        self.arg(name).is_some_and(may_hold)
    }

    /// A keyword of Ansible's.
    pub fn keyword(self, name: &str) -> Option<&'s Term> {
        keyword(self.step, name)
    }
}

/// A keyword of a step.
pub(super) fn keyword<'s>(step: &'s Step, name: &str) -> Option<&'s Term> {
    let keyword = step.keywords.iter().find(|word| word.name == name)?;
    (keyword.value.kind != TermKind::Unset).then_some(&keyword.value)
}

/// Whether a value may be true.
pub(super) fn may_hold(term: &Term) -> bool {
    !matches!(term.known(), Some(Value::Bool(false) | Value::Null))
}
