//! Functions of the language itself: `file("motd.txt")` and `hosts_in(web)`, which are computed now, and
//! `jinja(r"{{ … }}")`, which only the target computes.

use std::path::Path;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::error::template::TemplateError;
use crate::check::expr::{Lowering, broken};
use crate::check::names::{Space, unknown};
use crate::check::template::jinja;
use crate::check::template::remedy::remedy;
use crate::check::term::{Args, Term, TermKind};
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::{self, Arg, ExprKind, TextBody, TextPart, TextStyle};
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
        // Declared only in a loop that goes over nothing: nobody is in it.
        let declared = |space: &Space<'_>| space.groups.contains_key(group);
        let nobody = || {
            let spaces = &self.world.spaces;
            spaces.iter().any(declared).then_some(const { &Vec::new() })
        };
        let Some(members) = fleet.members.get(group).or_else(nobody) else {
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
        Term::value(span, Type::List(Arc::new(Type::Host)), Value::list(members))
    }

    /// `jinja(r"{{ … }}")`: an expression as Ansible reads it, with Ansible's names; nothing is
    /// rewritten in it, and its result is anything. What is kept is the text between the braces.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "one form of text is meant, and every other form of expression is refused"
    )]
    pub(super) fn jinja(&mut self, name: &tree::Name, args: &[Arg], span: Span) -> Term {
        let raw = match args {
            [Arg { name: None, value }] => match &value.kind {
                ExprKind::Text(TextBody {
                    style: TextStyle::Raw | TextStyle::RawBlock,
                    parts,
                }) => match parts.as_slice() {
                    [TextPart::Literal(text)] => Some((text, value.span)),
                    [..] => None,
                },
                _ => None,
            },
            _ => None,
        };
        let Some((text, place)) = raw else {
            self.bad_arguments(
                name,
                "anything but one raw string",
                "write it as `jinja(r\"{{ ansible_facts.x }}\")`: without `r`, the braces are the language's own",
            );
            return broken(span);
        };
        if let Err((reason, range)) = jinja::parse(text) {
            let help = remedy(&reason, text, &range);
            self.problems.push(TemplateError::Syntax {
                reason,
                help,
                span: place,
            });
            return broken(span);
        }
        let Some(inner) = jinja::expression(text) else {
            self.bad_arguments(
                name,
                "more than one expression in braces",
                "it takes one: `jinja(r\"{{ … }}\")`; join texts by `~`, and write statements into a file that `template` copies",
            );
            return broken(span);
        };
        let inner = Term::value(place, Type::String, Value::Str(inner.into()));
        Term {
            span,
            ty: Type::Any,
            kind: TermKind::Call(
                "jinja".into(),
                Box::new(Args {
                    positional: vec![inner],
                    named: Vec::new(),
                }),
            ),
        }
    }
}
