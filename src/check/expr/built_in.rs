//! Functions of the language itself: `file("motd.txt")`, `hosts_in(web)`. They are computed now.

use std::path::Path;

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::expr::{Lowering, broken};
use crate::check::names::unknown;
use crate::check::term::Term;
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::{self, Arg, ExprKind};
use crate::value::Value;

impl Lowering<'_, '_> {
    /// `file("motd.txt")`: the text of a file of the project, read now.
    pub(super) fn file(&mut self, name: &tree::Name, args: &[Arg], span: Span) -> Term {
        let [Arg { name: None, value }] = args else {
            self.bad_arguments(
                name,
                "anything but one path",
                "write it as `file(\"motd.txt\")`",
            );
            return broken(span);
        };
        let Some(Value::Str(path)) = self.now(value, &Type::String) else {
            return broken(span);
        };
        let dir = &self.world.space(self.space).input.dir;
        match (self.world.read)(&dir.join(Path::new(path.as_str()))) {
            Ok(text) => Term::value(span, Type::String, Value::Str(text.into())),
            Err(reason) => {
                self.problems.push(ExprError::CannotCompute {
                    reason,
                    span: value.span,
                });
                broken(span)
            }
        }
    }

    /// `hosts_in(web)`: the names of a group's hosts, sorted.
    pub(super) fn hosts_in(&mut self, name: &tree::Name, args: &[Arg], span: Span) -> Term {
        let [
            Arg {
                name: None,
                value:
                    tree::Expr {
                        kind: ExprKind::Name(group),
                        span: place,
                    },
            },
        ] = args
        else {
            self.bad_arguments(
                name,
                "anything but a group",
                "write the bare name: `hosts_in(web)`",
            );
            return broken(span);
        };
        let fleet = self.world.fleet.borrow();
        let Some(fleet) = fleet.as_ref() else {
            let reason =
                "which hosts there are is not known until every host and group is declared";
            self.problems.push(ExprError::CannotCompute {
                reason: reason.into(),
                span,
            });
            return broken(span);
        };
        if fleet.ambiguous {
            let reason =
                "the inventories differ, and this stands outside of them; write it inside each";
            self.problems.push(ExprError::CannotCompute {
                reason: reason.into(),
                span,
            });
            return broken(span);
        }
        let Some(members) = fleet.members.get(group) else {
            let name = tree::Name {
                text: group.clone(),
                span: *place,
            };
            self.problems.push(unknown(
                "group",
                &name,
                fleet.members.keys().map(EcoString::as_str),
            ));
            return broken(span);
        };
        let members = members
            .iter()
            .map(|host| Value::Str(host.clone()))
            .collect();
        Term::value(span, Type::List(Box::new(Type::Host)), Value::list(members))
    }
}
