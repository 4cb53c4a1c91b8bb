//! Module calls: the full name, the text after it, the arguments.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::error::role::RoleError;
use crate::check::foreign::called::Called;
use crate::check::program::{Call, Given, Notes};
use crate::check::step::Body;
use crate::check::step::argument::{Argued, Form, Seen};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::schema::module::{self, Found, FreeForm, Module};
use crate::suggest;
use crate::syntax::tree::{self, Attr};
use crate::value::{Value, short};

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

/// What a name that no module has was meant to be: ansible-core's own first, since of the thousands in
/// collections one is always near.
fn nearest(name: &str) -> Option<&'static str> {
    if let Some(short) = name.strip_prefix("ansible.builtin.") {
        return suggest::nearest(short, module::builtin_names());
    }
    if name.contains('.') {
        return suggest::nearest(name, module::all_names());
    }
    suggest::nearest(name, module::builtin_names())
        .or_else(|| suggest::nearest(name, module::names()))
        .or_else(|| {
            let full = module::all_names().filter(|full| full.contains('.'));
            let short = full.filter_map(|full| Some((full.rsplit_once('.')?.1, full)));
            let short: Vec<(&str, &str)> = short.collect();
            let near = suggest::nearest(name, short.iter().map(|(short, _)| *short))?;
            short
                .iter()
                .find(|(short, _)| *short == near)
                .map(|(_, full)| *full)
        })
}

impl Body<'_, '_> {
    /// One call; nothing where there is no such module.
    pub(super) fn call(&mut self, call: &tree::Call) -> Option<Call> {
        let module = self.module(&call.module)?;
        let full = module.full_name.clone();
        let mut args: Vec<Given> = Vec::new();
        let mut free_form = None;
        let mut refused = false;
        if let Some(text) = &call.free_form {
            match module.free_form {
                Some(FreeForm::Argument(name)) => {
                    let value = self.low.text(text);
                    args.push(given(name.into(), text.span, value, Notes::default()));
                }
                Some(FreeForm::Whole) => free_form = Some(self.low.text(text)),
                None => {
                    let module = call.module.text.to_string();
                    let span = text.span;
                    self.low
                        .problems
                        .push(RoleError::NoFreeForm { module, span });
                    refused = true;
                }
            }
        }
        if full == "ansible.builtin.meta" {
            self.meta(call, free_form.as_ref());
        }
        let mut written: Vec<Option<&tree::Expr>> = vec![None; args.len()];
        for attr in call.args.iter().flat_map(|block| &block.items) {
            // What is listed for an argument is often written without its quotes.
            if matches!(attr.value.kind, tree::ExprKind::Name(_))
                && let Some(argument) = module.argument(&attr.name.text)
            {
                let choices = argument.choices().map(EcoString::from);
                // Some modules list no states, and have those of their back ends.
                let states = ["present", "absent"].into_iter().map(EcoString::from);
                let states = states.filter(|_| argument.name == "state");
                self.low.words = choices.chain(states).collect();
            }
            self.module_argument(&full, attr, &mut args);
            self.low.words.clear();
            written.resize(args.len(), Some(&attr.value));
        }
        let argued: Vec<Argued<'_>> = args.iter().zip(written).map(argued).collect();
        let form = match (&free_form, refused) {
            (_, true) => Form::Refused,
            (Some(_), false) => Form::Whole,
            (None, false) => Form::None,
        };
        self.arguments(&module, &argued, form, call.module.span);
        for attr in call.extra.iter().flat_map(|block| &block.items) {
            self.extra_argument(&module, attr);
            self.module_argument(&full, attr, &mut args);
        }
        let mut notes = Notes::from(&call.lead);
        let after = call.args.iter().flat_map(|args| &args.trailing);
        notes.comments.extend(after.cloned());
        let call = Call {
            module: full,
            span: call.module.span,
            notes,
            free_form,
            args,
            reads: BTreeSet::new(),
        };
        self.sources(&call);
        self.secrets(&call);
        Some(call)
    }

    fn module(&mut self, name: &tree::Name) -> Option<Module> {
        let refused = module::reserved_action(&name.text).or_else(|| {
            (short(&name.text) == "include_vars").then_some(
                "what the file declares would be unknown here: write `let x = by facts.os_family { … }`",
            )
        });
        if let Some(help) = refused {
            self.low.problems.push(RoleError::NotInLanguage {
                name: name.text.to_string(),
                span: name.span,
                reason: String::from("said in another way"),
                help: help.to_string(),
            });
            return None;
        }
        let own = self
            .low
            .world
            .own_module(self.low.space, name, self.low.problems);
        match own {
            Called::Own(module) => return Some(module),
            Called::Refused => return None,
            Called::No => {}
        }
        let mut fix = None;
        let known = match module::find(&name.text) {
            Found::Module(module) => {
                if let Some(instead) = module.deprecated() {
                    let help = instead.map(|instead| format!("write `{instead}`"));
                    // The other module may want other arguments.
                    let fix = instead.and_then(|new| Fix::rename(name.span, &name.text, new));
                    self.deprecated(name, "it will be removed", help, fix);
                }
                return Some(module);
            }
            Found::Moved(module) => {
                let help = Some(format!("write `{}`", module.full_name));
                let fix = Fix::rename(name.span, &name.text, &module.full_name);
                self.deprecated(name, "an old name", help, fix.map(Fix::certain));
                return Some(module);
            }
            Found::Removed { when, instead } => {
                let when = when.map_or_else(String::new, |when| format!(" ({when})"));
                let of = name.text.rsplit_once('.').map_or("Ansible", |(of, _)| of);
                let instead = instead.map_or_else(String::new, |new| format!("; write `{new}`"));
                Some(format!("it was taken out of {of}{when}{instead}"))
            }
            Found::Elsewhere(full) => {
                if let [only] = full.as_slice() {
                    fix = Fix::rename(name.span, &name.text, only).map(Fix::certain);
                }
                let full: Vec<String> = full.iter().map(|full| format!("`{full}`")).collect();
                Some(format!(
                    "in a collection Ansible finds it by its full name only: {}",
                    full.join(", ")
                ))
            }
            Found::Unknown => {
                let own = self.low.world.plugins.module_names(self.low.space);
                let near = suggest::nearest(&name.text, own).or_else(|| nearest(&name.text));
                fix = near
                    .as_ref()
                    .and_then(|near| Fix::rename(name.span, &name.text, near));
                Some(near.map_or_else(
                    || "write its full name, `namespace.collection.module`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                ))
            }
        };
        let (name, span) = (name.text.to_string(), name.span);
        let error = RoleError::UnknownModule {
            name,
            span,
            help: known,
        };
        self.low.problems.push_fix(error, fix);
        None
    }

    fn deprecated(
        &mut self,
        name: &tree::Name,
        reason: &'static str,
        help: Option<String>,
        fix: Option<Fix>,
    ) {
        let error = RoleError::DeprecatedModule {
            name: name.text.to_string(),
            span: name.span,
            reason,
            help,
        };
        self.low.problems.push_fix(error, fix);
    }

    fn module_argument(&mut self, module: &str, attr: &Attr, args: &mut Vec<Given>) {
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
        let value = if is_conditions(module, name) {
            self.low.conditions(&attr.value)
        } else {
            self.low.argument(&attr.value, &Type::Any)
        };
        if is_duration(&attr.value) {
            let name = name.to_string();
            self.low.problems.push(RoleError::UnitUnknown {
                name,
                span: attr.value.span,
            });
        }
        let unset = value.kind == TermKind::Unset && value.ty != Type::Error;
        if !unset {
            args.push(given(name.clone(), attr.name.span, value, attr.into()));
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
            let fix = near.and_then(|near| Fix::rename(action.span, name, near));
            let problem = RoleError::UnknownMeta {
                name: name.to_string(),
                span: action.span,
                help: Some(help),
            };
            self.low.problems.push_fix(problem, fix);
        }
    }
}

fn argued<'t>((given, expr): (&'t Given, Option<&'t tree::Expr>)) -> Argued<'t> {
    Argued {
        name: &given.name,
        span: given.span,
        seen: Seen::term(&given.value, expr),
    }
}

/// Whether an argument is what Ansible asks, not what it prints or passes on.
fn is_conditions(module: &str, argument: &str) -> bool {
    module == "ansible.builtin.assert" && argument == "that"
}

fn is_duration(value: &tree::Expr) -> bool {
    match &value.kind {
        tree::ExprKind::Paren(inner) => is_duration(inner),
        tree::ExprKind::Duration(..) => true,
        _ => false,
    }
}

/// A value under a name that is the same in Ansible.
pub fn given(name: EcoString, span: crate::source::Span, value: Term, notes: Notes) -> Given {
    Given {
        emitted: name.clone(),
        name,
        span,
        adds: false,
        own: false,
        value,
        notes: notes.boxed(),
    }
}
