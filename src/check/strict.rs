//! What is not checked: `rolecall check --strict` lists each place where it comes in.
//!
//! In: a checked program with `lookup("env", "HOME")`, `param settings: any`, `acme.tools.thing { … }`.
//! Out: a warning for each of the three. What is made of such a value is not listed again.

use std::collections::HashSet;

use miette::Diagnostic;
use thiserror::Error;

use crate::check::program::{Call, Gives, Inventory, Program, StepKind};
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::schema;
use crate::source::Span;

/// A place that is not checked.
#[derive(Debug, Error, Diagnostic)]
#[error("{what} is not checked")]
#[diagnostic(code("unchecked"), severity(Warning), help("{help}"))]
struct Unchecked {
    what: String,
    help: &'static str,
    #[label("anything goes here")]
    span: Span,
}

/// Every such place, once.
#[must_use]
pub fn unchecked(program: &Program) -> Problems {
    let mut found = Found {
        program,
        seen: HashSet::new(),
        problems: Problems::default(),
    };
    found.declarations();
    program.terms(&mut |term| found.term(term));
    for given in program
        .inventories
        .iter()
        .flat_map(Inventory::gives)
        .flat_map(Gives::all)
    {
        found.term(&given.value);
    }
    for step in program.all_steps() {
        step.walk(&mut |step| {
            if let StepKind::Task(call) = &step.kind {
                found.call(call);
            }
        });
    }
    found.problems.sort();
    found.problems
}

struct Found<'p> {
    program: &'p Program,
    seen: HashSet<Span>,
    problems: Problems,
}

impl<'p> Found<'p> {
    fn add(&mut self, what: String, help: &'static str, span: Span) {
        if self.seen.insert(span) {
            self.problems.push(Unchecked { what, help, span });
        }
    }

    /// Variables and parameters that take anything.
    fn declarations(&mut self) {
        for var in &self.program.vars {
            if var.ty.holds(&is_any) {
                let what = format!("the variable `{}`, of type `{}`,", var.name, var.ty);
                self.add(what, "give it a type that says what it holds", var.span);
            }
        }
        for role in &self.program.roles {
            let entries = role.entries.iter().flat_map(|entry| &entry.params);
            for param in role.params.iter().chain(entries) {
                if !param.ty.holds(&is_any) {
                    continue;
                }
                let what = format!(
                    "the parameter `{}.{}`, of type `{}`,",
                    role.name, param.name, param.ty
                );
                let help = match role.origin {
                    None => "give it a type that says what it holds",
                    Some(_) => {
                        "say it where the role is brought in: `use role … { param name: type }`"
                    }
                };
                self.add(what, help, param.span);
            }
        }
    }

    fn call(&mut self, call: &Call) {
        let Some(module) = documented(self.program, &call.module) else {
            let what = format!("the call of `{}`", call.module);
            let help = "its arguments are documented nowhere: give its file a DOCUMENTATION, or read its collection by `use collection … from \"…\"`";
            return self.add(what, help, call.span);
        };
        if module.open {
            return;
        }
        for arg in &call.args {
            if module.argument(&arg.name).is_none() {
                let what = format!("`{}` in `extra`", arg.name);
                self.add(what, "give it as a documented argument", arg.span);
            }
        }
    }

    fn term(&mut self, term: &'p Term) {
        term.walk(&mut |term| self.one(term));
    }

    /// A term, without those inside it.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what is made of checked parts is checked"
    )]
    fn one(&mut self, term: &Term) {
        let typed =
            "say what it is where it comes in: `… | string`, `| int`, `| float` or `| bool`";
        match &term.kind {
            // Whatever type it is given: nobody looked at what is inside.
            TermKind::Call(name, _) if name == "jinja" => {
                self.seen.remove(&term.span);
                let help = "say it in the language, where that can be said";
                self.add(String::from("what stands in `jinja(…)`"), help, term.span);
            }
            // Said what it is.
            TermKind::Filter(subject, name, _)
                if matches!(name.as_str(), "string" | "int" | "float" | "bool") =>
            {
                self.seen.insert(subject.span);
            }
            TermKind::Call(name, _) if term.ty == Type::Any => {
                self.add(format!("what `{name}(…)` gives"), typed, term.span);
            }
            TermKind::Filter(subject, name, _)
                if term.ty == Type::Any && subject.ty != Type::Any =>
            {
                self.add(format!("what `{name}` gives"), typed, term.span);
            }
            TermKind::Method(subject, name, _)
                if term.ty == Type::Any && subject.ty != Type::Any =>
            {
                self.add(format!("what `.{name}(…)` gives"), typed, term.span);
            }
            TermKind::Test { name, .. } if self.is_foreign_test(name) => {
                let help = "say what it takes: `use test … (string)`";
                self.add(format!("what the test `{name}` takes"), help, term.span);
            }
            TermKind::Ref(reference)
                if matches!(reference.kind, RefKind::Fact | RefKind::SetFact)
                    && term.ty == Type::Any =>
            {
                self.add(format!("`{}`", reference.name), typed, term.span);
            }
            _ => {}
        }
    }

    fn is_foreign_test(&self, name: &str) -> bool {
        schema::test::lookup(name).is_none()
            && name.contains('.')
            && !self.program.own_tests.contains(name)
    }
}

/// A module with what it documents; nothing where that is nothing.
fn documented(program: &Program, name: &str) -> Option<schema::module::Module> {
    let own = program.modules.get(name).cloned();
    let module = own.or_else(|| schema::module::resolve(name));
    module.filter(schema::module::Module::is_known)
}

/// Whether nothing says what a module takes: calls of it are not checked.
#[must_use]
pub fn is_unchecked(program: &Program, module: &str) -> bool {
    documented(program, module).is_none()
}

const fn is_any(ty: &Type) -> bool {
    matches!(ty, Type::Any)
}
