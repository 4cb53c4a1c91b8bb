//! What filters, tests, methods and functions share: their arguments held against their signature.
//!
//! In: `xs | join(",")` and the signature of `join`. Out: which argument is which, and what the
//! signature's letters stand for; or a report of what `join` takes instead.

use crate::check::error::expr::ExprError;
use crate::check::expr::kind::{Vars, fits};
use crate::check::expr::operator::{numeric, textual};
use crate::check::expr::{Lowering, article, describe, type_of};
use crate::check::plugin::{self, Said};
use crate::check::program::Given;
use crate::check::term::{Args, Term};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::schema;
use crate::schema::plugin::Sort;
use crate::schema::signature::{self, Bound, Kind, Signature, What};
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{self, Operation};
use crate::value::Value;

/// Comparisons that are tests under their sign: `selectattr("uid", ">=", 1000)`.
pub(super) const SIGNS: [&str; 6] = ["!=", "<", "<=", "==", ">", ">="];

/// What an operation is done to: a term, or the items of one.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
    /// How a reader would name it.
    pub name: String,
}

/// A call whose arguments go with its signature.
pub(super) struct Taken<'a> {
    signature: Signature,
    bound: Bound,
    args: &'a Args,
    /// What the letters stand for.
    pub vars: Vars,
}

impl Operand {
    pub(super) fn of(term: &Term) -> Self {
        Self {
            ty: term.ty.clone(),
            span: term.span,
            name: describe(term),
        }
    }

    /// An item of it, or a field of one.
    pub(super) fn part(&self, ty: Type) -> Self {
        Self { ty, ..self.clone() }
    }
}

impl<'a> Taken<'a> {
    /// The argument that a parameter gets.
    pub(super) fn argument(&self, name: &str) -> Option<&'a Term> {
        let place = self
            .signature
            .params
            .iter()
            .position(|param| param.name == name)?;
        let positional = self.bound.positional.iter().zip(&self.args.positional);
        let named = self.bound.named.iter().zip(&self.args.named);
        positional
            .chain(named.map(|(place, (_, term))| (place, term)))
            .find(|(bound, _)| **bound == Some(place))
            .map(|(_, term)| term)
    }

    /// The kind of what comes out.
    pub(super) fn result(&self) -> Type {
        super::kind::given(&self.signature.result, &self.vars)
    }
}

impl Lowering<'_, '_> {
    /// Holds a call against its signature; `None` where something was reported. An operation of
    /// which nothing is known takes everything.
    pub(super) fn taken<'a>(
        &mut self,
        name: &tree::Name,
        operand: Option<&Operand>,
        signature: Signature,
        args: &'a Args,
    ) -> Option<Taken<'a>> {
        let named: Vec<&str> = args.named.iter().map(|(name, _)| name.as_str()).collect();
        let bound = match signature.bind(&name.text, args.positional.len(), &named) {
            Ok(bound) => bound,
            Err(mistake) => {
                self.problems.push(ExprError::WrongArguments {
                    name: name.text.to_string(),
                    problem: mistake.problem,
                    span: name.span,
                    help: mistake.help,
                });
                return None;
            }
        };
        let mut vars = Vars::default();
        if let Some(operand) = operand
            && !fits(&signature.input, &operand.ty, None, &mut vars)
        {
            self.wrong_input(name, operand, &signature.input);
            return None;
        }
        let mut holds = true;
        let named = args.named.iter().map(|(_, term)| term);
        let places = bound.positional.iter().chain(&bound.named);
        for (place, term) in places.zip(args.positional.iter().chain(named)) {
            let param = place.and_then(|place| signature.params.get(place));
            let kind = match (param, &signature.rest) {
                (Some(param), _) => &param.kind,
                (None, Some(rest)) => rest,
                (None, None) => continue,
            };
            let place = param.map_or("", |param| param.name);
            holds &= self.argument_fits(name, place, kind, term, &mut vars);
        }
        holds.then_some(Taken {
            signature,
            bound,
            args,
            vars,
        })
    }

    fn argument_fits(
        &mut self,
        name: &tree::Name,
        param: &str,
        kind: &Kind,
        term: &Term,
        vars: &mut Vars,
    ) -> bool {
        if fits(kind, &term.ty, term.known(), vars) {
            return match (kind, term.known()) {
                (Kind::Filter, Some(Value::Str(text))) => {
                    self.named_operation(What::Filter, text, term.span)
                }
                (Kind::Test, Some(Value::Str(text))) => {
                    SIGNS.contains(&text.as_str())
                        || self.named_operation(What::Test, text, term.span)
                }
                _ => true,
            };
        }
        let choices = kind.literals();
        let operation = name.span;
        let (name, span) = (name.text.to_string(), term.span);
        if let (Some(Value::Str(text)), false) = (term.known(), choices.is_empty()) {
            let near = suggest::nearest(text, choices.iter().copied());
            let fix = near.and_then(|near| Fix::rename(span, text, near));
            let near = near
                .map(|near| format!("did you mean \"{near}\"? "))
                .unwrap_or_default();
            let help = format!("{near}known are: {}", choices.join(" "));
            let (param, value) = (param.to_string(), text.to_string());
            let error = ExprError::NotAChoice {
                name,
                param,
                value,
                span,
                operation,
                help,
            };
            self.problems.push_fix(error, fix);
            return false;
        }
        let what = kind.needed();
        let takes = if param.is_empty() {
            what
        } else {
            format!("{what} as `{param}`")
        };
        let help = instead(kind, &term.ty, &describe(term));
        let found = article(&term.ty);
        self.problems.push(ExprError::WrongArgument {
            name,
            takes,
            found,
            span,
            operation,
            help,
        });
        false
    }

    /// Holds what an inventory plugin is told against its settings.
    pub fn plugin_settings(&mut self, plugin: &tree::Name, given: &[Given]) {
        if !self.known_plugin(Sort::Inventory, plugin) {
            return;
        }
        let Some(known) = signature::settings(&plugin.text) else {
            return;
        };
        for setting in given {
            let Some(param) = known.iter().find(|param| *param.name == setting.name) else {
                let names = known.iter().map(|param| param.name);
                let near = suggest::nearest(&setting.name, names.clone());
                let help = near.map_or_else(
                    || format!("its settings: {}", names.collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.problems.push(ExprError::WrongArguments {
                    name: plugin.text.to_string(),
                    problem: format!("has no setting named `{}`", setting.name),
                    span: setting.span,
                    help,
                });
                continue;
            };
            let mut value = setting.value.clone();
            if let Some(known) = value.known() {
                value.ty = type_of(known);
            }
            self.argument_fits(
                plugin,
                param.name,
                &param.kind,
                &value,
                &mut Vars::default(),
            );
        }
        let missing = known.iter().filter(|param| param.required);
        for param in missing.filter(|param| given.iter().all(|given| *given.name != *param.name)) {
            self.problems.push(ExprError::WrongArguments {
                name: plugin.text.to_string(),
                problem: format!("needs its setting `{}`", param.name),
                span: plugin.span,
                help: format!("write `{} = …`", param.name),
            });
        }
    }

    /// Whether a filter or test that is named by a text exists.
    fn named_operation(&mut self, what: What, text: &str, span: Span) -> bool {
        let own = match what {
            What::Test => Operation::Test,
            What::Filter | What::Function | What::Lookup => Operation::Filter,
        };
        if self
            .world
            .plugins
            .operation(self.space, own, text)
            .is_some()
        {
            return true;
        }
        let sort = match what {
            What::Test => Sort::Test,
            What::Filter | What::Function | What::Lookup => Sort::Filter,
        };
        let name = tree::Name {
            text: text.into(),
            span,
        };
        self.known_plugin(sort, &name)
    }

    /// Whether ansible-core or a collection may have an operation of this name; reports one that is not there, and
    /// one that will not be.
    pub(super) fn known_plugin(&mut self, sort: Sort, name: &tree::Name) -> bool {
        let of_core = match sort {
            Sort::Filter => schema::filter::is_core(&name.text),
            Sort::Test => schema::test::is_core(&name.text),
            Sort::Lookup => schema::lookup::is_core(&name.text),
            Sort::Inventory => false,
        };
        if of_core {
            return true;
        }
        match plugin::said(sort, &name.text, name.span) {
            Said::Nothing => true,
            Said::Warning(warning) => {
                self.problems.push(warning);
                true
            }
            Said::Error(mut error) => {
                if let ExprError::UnknownOperation { help, .. } = &mut error
                    && let Some(near) = self.own_nearest(sort, &name.text)
                {
                    *help = Some(format!("did you mean the project's own `{near}`?"));
                }
                self.problems.push(error);
                false
            }
        }
    }

    /// The operation of the project's own that was meant.
    fn own_nearest(&self, sort: Sort, name: &str) -> Option<&str> {
        let what = match sort {
            Sort::Filter => Operation::Filter,
            Sort::Test => Operation::Test,
            Sort::Lookup => Operation::Lookup,
            Sort::Inventory => return None,
        };
        suggest::nearest(name, self.world.plugins.operation_names(self.space, what))
    }

    pub(super) fn wrong_input(&mut self, name: &tree::Name, operand: &Operand, kind: &Kind) {
        let each = match (&operand.ty, kind) {
            (Type::List(item), Kind::String | Kind::Scalar | Kind::OneOf(_))
                if fits(kind, item, None, &mut Vars::default()) =>
            {
                Some(format!(
                    "of each item: `{} | map(\"{}\")`",
                    operand.name, name.text
                ))
            }
            _ => None,
        };
        let needless = matches!(operand.ty, Type::List(_)) && name.text.ends_with("dict2items");
        let help = match needless {
            true => Some(String::from("it is a list already: take the filter out")),
            false => each.or_else(|| instead(kind, &operand.ty, &operand.name)),
        };
        self.problems.push(ExprError::WrongInput {
            name: name.text.to_string(),
            takes: kind.needed(),
            found: article(&operand.ty),
            span: operand.span,
            operation: name.span,
            help,
        });
    }

    pub(super) fn unknown_operation(
        &mut self,
        what: &'static str,
        name: &tree::Name,
        near: Option<&str>,
    ) {
        let error = ExprError::UnknownOperation {
            what,
            name: name.text.to_string(),
            span: name.span,
            help: near.map(|near| format!("did you mean `{near}`?")),
        };
        let fix = near.and_then(|near| Fix::rename(name.span, &name.text, near));
        self.problems.push_fix(error, fix);
    }

    /// An operation that is none of its kind, with what it is instead.
    pub(super) fn unknown_operation_but(
        &mut self,
        what: &'static str,
        name: &tree::Name,
        help: String,
    ) {
        self.problems.push(ExprError::UnknownOperation {
            what,
            name: name.text.to_string(),
            span: name.span,
            help: Some(help),
        });
    }

    pub(super) fn bad_arguments(&mut self, name: &tree::Name, problem: &str, help: &str) {
        self.problems.push(ExprError::BadArguments {
            name: name.text.to_string(),
            problem: problem.to_string(),
            span: name.span,
            help: Some(help.to_string()),
        });
    }
}

/// What to write where a value of another kind is needed.
fn instead(kind: &Kind, found: &Type, name: &str) -> Option<String> {
    match (kind, found) {
        (Kind::List(_) | Kind::Iter(_), Type::Map(_) | Type::Record(_)) => Some(format!(
            "its keys and values as a list: `{name} | dict2items`"
        )),
        (Kind::List(_) | Kind::Iter(_), ty) if textual(ty) => Some(format!(
            "a list of one is `[{name}]`, its parts are `{name} | split(\",\")`"
        )),
        (Kind::List(_) | Kind::Iter(_), _) => Some(format!("a list of one is `[{name}]`")),
        (Kind::Int | Kind::Number, ty) if textual(ty) && name.starts_with('"') => {
            Some(String::from("write a number without quotes"))
        }
        (Kind::Int | Kind::Number, ty) if textual(ty) => {
            Some(format!("turn it into a number: `{name} | int`"))
        }
        (Kind::String, ty) if numeric(ty) && name.parse::<f64>().is_ok() => {
            Some(format!("write it in quotes: `\"{name}\"`"))
        }
        (Kind::String, ty) if numeric(ty) || *ty == Type::Bool => {
            Some(format!("as text: `{name} | string`"))
        }
        (Kind::String | Kind::Scalar, Type::List(_)) => {
            Some(format!("join it first: `{name} | join(\",\")`"))
        }
        (Kind::Map(_), Type::List(_)) => Some(format!("a map of its items: `{name} | items2dict`")),
        (Kind::Bool, ty) if textual(ty) => Some(String::from("write `true` or `false`")),
        (Kind::OneOf(kinds), found) => kinds.iter().find_map(|kind| instead(kind, found, name)),
        _ => None,
    }
}

/// Whether something among the arguments was reported already.
pub(super) fn has_errors(args: &Args) -> bool {
    terms(args).any(|term| term.ty == Type::Error)
}

/// Every argument.
pub(super) fn terms(args: &Args) -> impl Iterator<Item = &Term> {
    args.positional
        .iter()
        .chain(args.named.iter().map(|(_, term)| term))
}
