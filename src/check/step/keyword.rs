//! Keywords: `become = true`, `delay = 5s`, `changed_when = false`.

use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::error::role::RoleError;
use crate::check::expr::{article, assignable};
use crate::check::program::Keyword;
use crate::check::step::Body;
use crate::check::term::{Term, TermKind};
use crate::check::types::{Refined, Type};
use crate::diagnostic::Fix;
use crate::schema::keyword::{self, Kind, Place, Said};
use crate::schema::module;
use crate::suggest;
use crate::syntax::tree::{Attr, Expr, ExprKind, TextPart};

/// Whether a task's attribute belongs to its loop.
#[must_use]
pub fn is_loop_control(name: &str) -> bool {
    keyword::attribute(Place::Task, name).is_some_and(|keyword| keyword.of_loop)
}

const fn what(place: Place) -> &'static str {
    match place {
        Place::Play => "play",
        Place::Block => "block",
        Place::Role => "role",
        Place::Task => "task",
        Place::Handler => "handler",
    }
}

impl Body<'_, '_> {
    /// An attribute that is a keyword of Ansible's.
    pub fn keyword(&mut self, place: Place, attr: &Attr, given: &[Keyword]) -> Option<Keyword> {
        let name = &attr.name.text;
        let Some(known) = keyword::attribute(place, name) else {
            self.unknown_keyword(place, attr);
            return None;
        };
        if let Some(first) = given.iter().find(|keyword| keyword.name == known.emitted) {
            let problem = RoleError::GivenTwice {
                name: name.to_string(),
                again: attr.name.span,
                first: first.span,
            };
            self.low.problems.push(problem);
            return None;
        }
        if attr.adds {
            self.low.problems.push(RoleError::AddsHere {
                span: attr.name.span,
            });
        }
        let value = self.keyword_value(known.kind, &attr.value);
        self.templates_in(&value);
        if known.emitted == "module_defaults" {
            self.module_defaults(&value, &attr.value);
        }
        Some(Keyword {
            name: known.emitted.into(),
            span: attr.name.span,
            value,
            notes: attr.into(),
        })
    }

    /// Reports an attribute where there are none.
    pub fn keyword_misplaced(&mut self, attr: &Attr) {
        let problem = RoleError::NotInLanguage {
            name: attr.name.text.to_string(),
            span: attr.name.span,
            reason: String::from("a block's keywords hold for all of it"),
            help: String::from("write it in the block's first braces, or on a block inside"),
        };
        self.low.problems.push(problem);
    }

    fn unknown_keyword(&mut self, place: Place, attr: &Attr) {
        let name = attr.name.text.as_str();
        // The parser has reported the words of the header, and `role: base`.
        let header =
            matches!(name, "when" | "tags" | "loop" | "loop_control") || name.starts_with("with_");
        if header || name == "role" && matches!(attr.value.kind, ExprKind::Error) {
            return;
        }
        let found = keyword::lookup(name);
        let (reason, help) = match found.map(|keyword| keyword.said) {
            Some(Said::Instead(help)) => ("said in another way", help),
            Some(Said::Refused(help)) => ("not in the language", help),
            Some(Said::Attribute) | None => {
                self.no_such_keyword(place, attr, found);
                return;
            }
        };
        let problem = RoleError::NotInLanguage {
            name: name.to_string(),
            span: attr.name.span,
            reason: reason.to_string(),
            help: applications(attr).unwrap_or_else(|| help.to_string()),
        };
        self.low.problems.push(problem);
    }

    fn no_such_keyword(&mut self, place: Place, attr: &Attr, found: Option<keyword::Keyword>) {
        let name = attr.name.text.as_str();
        let places = [Place::Play, Place::Block, Place::Task, Place::Handler];
        let near = suggest::nearest(name, keyword::attributes(place));
        let fix = match found {
            Some(keyword) if keyword.name != name => {
                Fix::rename(attr.name.span, name, keyword.name).map(Fix::certain)
            }
            None if module::resolve(name).is_none() => {
                near.and_then(|near| Fix::rename(attr.name.span, name, near))
            }
            Some(_) | None => None,
        };
        let help = match found {
            Some(keyword) if keyword.name != name => format!("it is written `{}`", keyword.name),
            Some(keyword) => {
                let stands = places.into_iter().filter(|place| keyword.stands_in(*place));
                let stands: Vec<&str> = stands.map(what).collect();
                format!("it is a keyword of a {}", stands.join(", a "))
            }
            None if name == "user" => String::from(
                "whom Ansible logs in as is said by `remote_user = …`, or of hosts and groups; the module is `user { … }`",
            ),
            None if module::resolve(name).is_some() => {
                format!("it is a module: `{name} {{ … }}`")
            }
            None => match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if matches!(name, "sudo" | "su") => String::from("write `become = true`"),
                None if matches!(name, "sudo_user" | "su_user") => {
                    String::from("write `become_user = …`")
                }
                None => String::from("a module's arguments stand in its own braces"),
            },
        };
        let problem = RoleError::UnknownKeyword {
            name: name.to_string(),
            what: what(place),
            span: attr.name.span,
            help: Some(help),
        };
        self.low.problems.push_fix(problem, fix);
    }

    fn keyword_value(&mut self, kind: Kind, value: &Expr) -> Term {
        let share = Type::Refined(Refined::Percent);
        match kind {
            Kind::Bool => self.low.check(value, &Type::Bool),
            Kind::Int => self.low.check(value, &Type::Int),
            Kind::Port => self.low.check(value, &Type::Refined(Refined::Port)),
            Kind::String => self.low.check(value, &Type::String),
            Kind::Strings => self.low.check(value, &Type::List(Arc::new(Type::String))),
            Kind::Map => self.low.check(value, &Type::Map(Arc::new(Type::Any))),
            // Names are read off the tree, where they are bound; they never come here.
            Kind::Any | Kind::Name | Kind::Handlers | Kind::None => {
                self.low.check(value, &Type::Any)
            }
            Kind::Condition => {
                let mark = self.low.mark();
                let term = self.low.condition(value);
                self.low.reset(mark);
                term
            }
            Kind::Choice(texts) => {
                let texts = texts.iter().map(|text| EcoString::from(*text)).collect();
                self.low.check(value, &Type::Literals(Arc::new(texts)))
            }
            Kind::Host => {
                let term = self.low.infer(value);
                let known = term.known().is_some();
                let ty = if known { Type::Host } else { Type::String };
                self.low.fit(term, &ty)
            }
            Kind::Seconds => self.one_of(value, &[Type::Refined(Refined::Duration), Type::Int]),
            Kind::FractionalSeconds => self.one_of(
                value,
                &[Type::Refined(Refined::Duration), Type::Int, Type::Float],
            ),
            Kind::Percent => self.one_of(value, &[share, Type::Int, Type::Float]),
            Kind::Serial => self.batches(value, &share),
        }
    }

    fn one_of(&mut self, value: &Expr, types: &[Type]) -> Term {
        let term = self.low.infer(value);
        match (
            types.iter().any(|ty| assignable(&term.ty, ty)),
            types.first(),
        ) {
            (false, Some(first)) => self.low.fit(term, first),
            (true, _) | (_, None) => term,
        }
    }

    /// A number, a percentage, or a list of them.
    fn batches(&mut self, value: &Expr, share: &Type) -> Term {
        let term = self.low.infer(value);
        let batch = |ty: &Type| {
            [share, &Type::Int]
                .into_iter()
                .any(|one| assignable(ty, one))
        };
        let fits = match (&term.kind, &term.ty) {
            (TermKind::List(items), _) => items.iter().all(|item| batch(&item.term.ty)),
            (_, Type::List(_) | Type::Any | Type::Error) => true,
            (_, ty) => batch(ty),
        };
        if !fits {
            let problem = ExprError::WrongType {
                found: article(&term.ty),
                expected: String::from("a number, a percentage, or a list of them"),
                span: term.span,
                help: None,
            };
            self.low.problems.push(problem);
        }
        term
    }
}

/// What `roles = [base, web]` is here.
fn applications(attr: &Attr) -> Option<String> {
    if !matches!(attr.name.text.as_str(), "role" | "roles") {
        return None;
    }
    let values: Vec<&Expr> = if let ExprKind::List(items) = &attr.value.kind {
        items.iter().map(|item| &item.value).collect()
    } else {
        vec![&attr.value]
    };
    let step = |value: &Expr| {
        if let ExprKind::Name(name) = &value.kind {
            return Some(format!("`role {name}`"));
        }
        if let ExprKind::Text(text) = &value.kind
            && let [TextPart::Literal(name)] = text.parts.as_slice()
        {
            return Some(format!("`role {name}`"));
        }
        None
    };
    let steps: Option<Vec<String>> = values.into_iter().map(step).collect();
    let steps = steps.filter(|steps| !steps.is_empty() && steps.len() <= 4)?;
    let lines = if steps.len() == 1 {
        ""
    } else {
        ", each on a line of its own"
    };
    Some(format!(
        "a role is a step: write {}{lines}",
        steps.join(" and ")
    ))
}
