//! Groups that are named by a text: `groups["web"]`, `groups.web`, `"web" in group_names`.
//!
//! In: such a text, and the groups of the fleet. Out: the group's name in Ansible, which is what `groups` and
//! `group_names` hold there, or a report: of a misspelt one `group_names` would say that nobody is in it.

use ecow::EcoString;

use crate::check::expr::Lowering;
use crate::check::names::{SpaceId, unknown_or};
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::{CompareOp, Name};
use crate::value::Value;

const ROOT: SpaceId = SpaceId(0);

impl Lowering<'_, '_> {
    /// What a group is called in Ansible.
    pub(super) fn group_in_ansible(&self, name: &EcoString) -> EcoString {
        let fleet = self.world.fleet.borrow();
        let emitted = fleet
            .as_ref()
            .and_then(|fleet| fleet.emitted.get(name).cloned());
        emitted.unwrap_or_else(|| name.clone())
    }

    /// Reports a group that is not there. What is brought in from elsewhere may speak of groups that
    /// this fleet does not have.
    pub(super) fn group_is_known(&mut self, name: &EcoString, span: Span) {
        let fleet = self.world.fleet.borrow();
        let Some(fleet) = fleet.as_ref().filter(|_| self.space == ROOT) else {
            return;
        };
        if name == "ungrouped" || fleet.members.contains_key(name) {
            return;
        }
        if fleet.emitted.values().any(|emitted| emitted == name) {
            return;
        }
        let name = Name {
            text: name.clone(),
            span,
        };
        let known = fleet.members.keys().map(EcoString::as_str);
        let help = format!(
            "declare it: `group {} {{ }}`, with `dynamic = true` if it is filled when a play runs",
            name.text
        );
        self.problems
            .push(unknown_or("group", &name, known, Some(help)));
    }

    /// The sides of a comparison, with the groups that they name as Ansible has them.
    pub(super) fn compared_groups(&mut self, op: CompareOp, left: Term, right: &Term) -> Term {
        let Some(Value::Str(name)) = left.known() else {
            return left;
        };
        match op {
            CompareOp::In | CompareOp::NotIn if is_magic(right, "group_names") => {
                self.group_is_known(name, left.span);
            }
            CompareOp::In | CompareOp::NotIn if is_magic(right, "groups") => {}
            CompareOp::Eq | CompareOp::Ne if right.ty == Type::Group => {
                return self.fit(left, &Type::Group);
            }
            CompareOp::Eq
            | CompareOp::Ne
            | CompareOp::Lt
            | CompareOp::Le
            | CompareOp::Gt
            | CompareOp::Ge
            | CompareOp::In
            | CompareOp::NotIn => return left,
        }
        let emitted = self.group_in_ansible(name);
        Term::value(left.span, left.ty, Value::Str(emitted))
    }
}

/// Whether a term is a magic variable of this name.
pub(super) fn is_magic(term: &Term, name: &str) -> bool {
    matches!(&term.kind, TermKind::Ref(reference)
        if reference.kind == RefKind::Magic && reference.name == name)
}
