//! Module calls: the full name, the text after it, the arguments.

use ecow::EcoString;

use crate::check::error::role::RoleError;
use crate::check::program::{Call, Given};
use crate::check::step::Body;
use crate::check::step::module::{Found, FreeForm, find};
use crate::check::term::{Term, TermKind};
use crate::check::types::{Refined, Type};
use crate::suggest;
use crate::syntax::tree::{self, Attr};
use crate::value::Value;

/// What `meta` can do.
const META: [&str; 11] = [
    "clear_facts",
    "clear_host_errors",
    "end_batch",
    "end_host",
    "end_play",
    "end_role",
    "flush_handlers",
    "noop",
    "refresh_inventory",
    "reset_connection",
    "role_complete",
];

impl Body<'_, '_> {
    /// One call; nothing where there is no such module.
    pub(super) fn call(&mut self, call: &tree::Call) -> Option<Call> {
        let (full, takes) = match find(&call.module.text) {
            Found::Module { full, free_form } => (EcoString::from(full), free_form),
            Found::Refused { reason, help } => {
                self.low.problems.push(RoleError::NotInLanguage {
                    name: call.module.text.to_string(),
                    span: call.module.span,
                    reason: reason.to_string(),
                    help: help.to_string(),
                });
                return None;
            }
            Found::Unknown(near) => {
                self.low.problems.push(RoleError::UnknownModule {
                    name: call.module.text.to_string(),
                    span: call.module.span,
                    help: near.map(|near| format!("did you mean `{near}`?")),
                });
                return None;
            }
        };
        let mut args: Vec<Given> = Vec::new();
        let mut free_form = None;
        if let Some(text) = &call.free_form {
            match takes {
                FreeForm::Argument(name) => {
                    let value = self.low.text(text);
                    args.push(given(
                        name.into(),
                        call.module.span,
                        value,
                        &tree::Lead::default(),
                    ));
                }
                FreeForm::Plain => free_form = Some(self.low.text(text)),
                FreeForm::None => {
                    let module = call.module.text.to_string();
                    self.low.problems.push(RoleError::NoFreeForm {
                        module,
                        span: text.span,
                    });
                }
            }
        }
        if full == "ansible.builtin.meta" {
            self.meta(call, free_form.as_ref());
        }
        let written = call
            .args
            .iter()
            .chain(&call.extra)
            .flat_map(|block| &block.items);
        for attr in written {
            self.module_argument(attr, &mut args);
        }
        let call = Call {
            module: full,
            span: call.module.span,
            free_form,
            args,
        };
        self.sources(&call);
        Some(call)
    }

    fn module_argument(&mut self, attr: &Attr, args: &mut Vec<Given>) {
        let name = &attr.name.text;
        if let Some(first) = args.iter().find(|arg| arg.name == *name) {
            let (name, first) = (name.to_string(), first.span);
            self.low.problems.push(RoleError::GivenTwice {
                name,
                again: attr.name.span,
                first,
            });
            return;
        }
        if attr.adds {
            self.low.problems.push(RoleError::AddsHere {
                span: attr.name.span,
            });
        }
        let value = self.low.argument(&attr.value, &Type::Any);
        if value.known().is_some() && value.ty == Type::Refined(Refined::Duration) {
            let name = name.to_string();
            self.low.problems.push(RoleError::UnitUnknown {
                name,
                span: attr.value.span,
            });
        }
        let unset = value.kind == TermKind::Unset && value.ty != Type::Error;
        if !unset {
            args.push(given(name.clone(), attr.name.span, value, &attr.lead));
        }
    }

    fn meta(&mut self, call: &tree::Call, action: Option<&Term>) {
        let Some(action) = action else {
            let help = Some(String::from("say what to do: `meta \"flush_handlers\"`"));
            let problem = RoleError::UnknownMeta {
                name: String::new(),
                span: call.module.span,
                help,
            };
            self.low.problems.push(problem);
            return;
        };
        if let Some(Value::Str(name)) = action.known()
            && !META.contains(&name.as_str())
        {
            let near = suggest::nearest(name, META.into_iter());
            let help = near.map_or_else(
                || format!("known: {}", META.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let problem = RoleError::UnknownMeta {
                name: name.to_string(),
                span: action.span,
                help: Some(help),
            };
            self.low.problems.push(problem);
        }
    }
}

/// A value under a name that is the same in Ansible.
pub fn given(name: EcoString, span: crate::source::Span, value: Term, lead: &tree::Lead) -> Given {
    Given {
        emitted: name.clone(),
        name,
        span,
        adds: false,
        own: false,
        value,
        notes: lead.into(),
    }
}
