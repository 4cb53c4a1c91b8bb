//! The names of arguments: unknown ones, aliases, deprecated ones; `extra { … }`.

use crate::check::error::argument::ArgumentError;
use crate::check::error::expr::ExprError;
use crate::check::expr::describe;
use crate::check::step::Body;
use crate::check::step::argument::{Argued, Owner, Seen, What, action, listed};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::schema::keyword::{self, Place};
use crate::schema::module::{Argument, Module};
use crate::suggest;
use crate::syntax::tree::Attr;

/// The most names that a message lists.
const LISTED: usize = 24;

impl Body<'_, '_> {
    /// The argument that a name means; nothing where there is none, or where it was given before.
    pub(super) fn argument_of(
        &mut self,
        owner: Owner<'_>,
        known: &[Argument],
        argued: &Argued<'_>,
        before: &[(&'static str, &Argued<'_>)],
    ) -> Option<Argument> {
        let name = argued.name;
        if let Some(argument) = known.iter().find(|argument| argument.name == name) {
            if argument.deprecated().is_some() {
                self.low.problems.push(ArgumentError::Deprecated {
                    argument: owner.naming(argument.name),
                    span: argued.span,
                });
            }
            return Some(*argument);
        }
        let aliased = known
            .iter()
            .find(|argument| argument.aliases().any(|alias| alias == name));
        if let Some(argument) = aliased {
            let given = before.iter().find(|(name, _)| *name == argument.name);
            let given = given.map(|(_, argued)| argued.span);
            let error = ArgumentError::Alias {
                argument: owner.naming(argument.name),
                alias: name.to_string(),
                name: argument.name,
                span: argued.span,
                given,
            };
            let rename = Fix::rename(argued.span, name, argument.name).map(Fix::certain);
            // Given twice, one of the two has to go, and nobody knows which.
            let fix = rename.filter(|_| given.is_none());
            self.low.problems.push_fix(error, fix);
            return given.is_none().then_some(*argument);
        }
        let handed_on = match owner {
            Owner::Module(module) => action::hands_on(module, name),
            Owner::Option(..) => false,
        };
        if !handed_on {
            self.unknown_argument(owner, known, argued);
        }
        None
    }

    fn unknown_argument(&mut self, owner: Owner<'_>, known: &[Argument], argued: &Argued<'_>) {
        let name = argued.name;
        let near = near(name, known);
        let fix = near.and_then(|near| Fix::rename(argued.span, name, near));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_keyword(owner, name) => {
                format!("`{name}` is an attribute of the task: write it outside these braces")
            }
            None => takes(owner, known),
        };
        let error = ArgumentError::Unknown {
            owner: owner.to_string(),
            name: name.to_string(),
            span: argued.span,
            help,
        };
        self.low.problems.push_fix(error, fix);
    }

    /// Reports a value that may be unset where one is required: left out, it would be missing.
    pub(super) fn set_where_required(
        &mut self,
        owner: Owner<'_>,
        argument: Argument,
        seen: Seen<'_>,
    ) {
        let (name, ty) = match seen.what {
            What::Term(term) => (describe(term), &term.ty),
            What::Type(ty) => (argument.name.to_string(), ty),
            What::Value(_) => return,
        };
        if matches!(ty, Type::Optional(_)) && owner.requires(argument) {
            self.low.problems.push(ExprError::MaybeUnset {
                name,
                span: seen.span,
                ty: ty.to_string(),
            });
        }
    }

    /// Reports what stands in `extra` and is known.
    pub(in crate::check::step) fn extra_argument(&mut self, module: &Module, attr: &Attr) {
        if module.is_known() && module.argument(&attr.name.text).is_some() {
            self.low.problems.push(ArgumentError::KnownInExtra {
                owner: Owner::Module(module).to_string(),
                name: attr.name.text.to_string(),
                span: attr.name.span,
            });
        }
    }
}

/// The nearest argument, also by one of its other names.
pub(super) fn near(name: &str, known: &[Argument]) -> Option<&'static str> {
    let names = || known.iter().map(|argument| argument.name);
    suggest::meant(name, names()).or_else(|| {
        let alias = suggest::nearest(name, known.iter().flat_map(Argument::aliases))?;
        let owns = |argument: &&Argument| argument.aliases().any(|other| other == alias);
        known.iter().find(owns).map(|argument| argument.name)
    })
}

fn takes(owner: Owner<'_>, known: &[Argument]) -> String {
    let escape = match owner {
        Owner::Module(_) => "; what only another version takes stands in `extra { … }`",
        Owner::Option(..) => "",
    };
    match known.len() {
        0 => String::from("it takes no arguments at all"),
        count if count <= LISTED => {
            let names = listed(known.iter().map(|argument| argument.name), "and");
            format!("it takes {names}{escape}")
        }
        count => {
            let names = known.iter().take(LISTED).map(|argument| argument.name);
            let names: Vec<&str> = names.collect();
            format!(
                "it takes `{}` and {} more{escape}",
                names.join("`, `"),
                count - LISTED
            )
        }
    }
}

fn is_keyword(owner: Owner<'_>, name: &str) -> bool {
    matches!(owner, Owner::Module(_)) && keyword::attribute(Place::Task, name).is_some()
}
