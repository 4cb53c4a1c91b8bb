//! Names: what `ssh_port` is where it is read.
//!
//! In: a name and its place. Out: the term that it stands for, or a report that offers the nearest.

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::expr::register::Given;
use crate::check::expr::{Binding, Lowering, broken, known};
use crate::check::term::{Ref, RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::schema;
use crate::source::Span;
use crate::suggest;

/// Where a name is read that nothing stands in front of.
const HERE: &str = "here";

impl Lowering<'_, '_> {
    pub(super) fn name(&mut self, name: &EcoString, span: Span) -> Term {
        if let Some(binding) = self.lookup(name) {
            if let Some(value) = &binding.value {
                return Term::value(span, binding.ty.clone(), value.clone());
            }
            let reference = Ref {
                kind: binding.kind,
                name: name.clone(),
                emitted: binding.emitted.clone(),
                declared: Some(binding.span),
            };
            return Term {
                span,
                ty: binding.ty.clone(),
                kind: TermKind::Ref(Box::new(reference)),
            };
        }
        if let Some(term) = self.world.global(self.space, name, span, self.problems) {
            return Term { span, ..term };
        }
        if let Some((ty, declared)) = self.world.var(self.space, name, self.problems) {
            return refer(RefKind::Var, name, name, Some(declared), ty, span);
        }
        if let Some(ty) = known::magic(name) {
            return refer(RefKind::Magic, name, name, None, ty, span);
        }
        self.unknown(name, span, HERE);
        broken(span)
    }

    pub(super) fn unknown(&mut self, name: &str, span: Span, place: &'static str) {
        if place == HERE
            && let Some(given) = self.registered_at(name, span)
        {
            let name = name.to_string();
            self.problems.push(match given {
                Given::Step(given) => ExprError::ReadTooEarly { name, span, given },
                Given::SetFact(given) => ExprError::SetByModule { name, span, given },
            });
            return;
        }
        let mut roles = self.world.roles.iter().map(|(signature, _)| signature);
        let owner = roles.find(|role| role.params.iter().any(|param| param.name == name));
        if let Some(owner) = owner {
            self.problems.push(ExprError::ParameterOutside {
                name: name.to_string(),
                role: owner.name.to_string(),
                place,
                span,
            });
            return;
        }
        let mut known: Vec<&str> = self.bound_names().collect();
        let space = self.world.space(self.space);
        known.extend(space.lets.keys().map(EcoString::as_str));
        known.extend(self.world.var_names());
        for name in schema::magic::names() {
            known.push(name);
        }
        known.sort_unstable();
        // It is what Ansible calls a loop's variable, not a misspelt word.
        let fact = name.strip_prefix("ansible_");
        let fact = fact.filter(|fact| schema::fact::lookup(fact).is_some());
        let near = suggest::nearest(name, known.iter().copied());
        let near = near.filter(|_| name != "item" && fact.is_none());
        // Templates and YAML call a parameter by its name in Ansible.
        let emitted = |binding: &&Binding| binding.emitted == name && binding.name != name;
        let here = self
            .bindings()
            .iter()
            .find(emitted)
            .map(|binding| &binding.name);
        let word = self.words.iter().any(|word| word == name);
        let fix = match here {
            None if fact.is_some() => {
                let fact = fact.unwrap_or_default();
                Some(Fix::guess(span, format!("facts.{fact}")).certain())
            }
            _ if word => Some(Fix::safe(span, format!("\"{name}\""))),
            Some(here) => Fix::rename(span, name, here).map(Fix::certain),
            None => near
                .or(self.loop_variable().filter(|_| name == "item"))
                .and_then(|near| Fix::rename(span, name, near)),
        };
        let special = match here {
            _ if word => Some(format!("write `\"{name}\"`")),
            Some(here) => Some(format!(
                "that is what Ansible calls it; here it is `{here}`"
            )),
            None => None,
        };
        let help = match near {
            _ if special.is_some() => special.unwrap_or_default(),
            Some(near) => format!("did you mean `{near}`?"),
            None if schema::fact::lookup(name.trim_start_matches("ansible_")).is_some() => {
                format!(
                    "facts are read as `facts.{}`",
                    name.trim_start_matches("ansible_")
                )
            }
            None if name == "facts" => {
                "each fact is read by its name: `facts.os_family`".to_owned()
            }
            None if name == "item" => match self.loop_variable() {
                Some(variable) => format!("this loop's header calls it `{variable}`"),
                None => "a loop names its variable in the header: `for item in items`".to_owned(),
            },
            None if name == "loop" => {
                "how manyth item it is gets a name by `index = i` on the task, which `i` reads"
                    .to_owned()
            }
            None => format!(
                "if it is text, write `\"{name}\"`; if it is a value, declare it: `let {name} = …`, \
                 `var {name}: …`, or in a role `param {name}: …`"
            ),
        };
        let error = ExprError::UnknownValue {
            name: name.to_string(),
            span,
            help: Some(help),
        };
        self.problems.push_fix(error, fix);
    }

    /// The variable of the innermost loop.
    fn loop_variable(&self) -> Option<&str> {
        let mut bindings = self.bindings().iter().rev();
        let binding = bindings.find(|binding| binding.kind == RefKind::Loop)?;
        Some(&binding.name)
    }
}

pub(super) fn refer(
    kind: RefKind,
    name: &EcoString,
    emitted: &EcoString,
    declared: Option<Span>,
    ty: Type,
    span: Span,
) -> Term {
    let reference = Ref {
        kind,
        name: name.clone(),
        emitted: emitted.clone(),
        declared,
    };
    Term {
        span,
        ty,
        kind: TermKind::Ref(Box::new(reference)),
    }
}
