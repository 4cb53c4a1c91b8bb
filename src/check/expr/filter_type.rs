//! What a filter gives where its signature alone does not say: it follows from a field that is
//! named, or from the filter or test that it applies to each item.
//!
//! In: `map(attribute="uid")` on a list of `Admin`. Out: `list(int)`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::sync::Arc;

use crate::check::expr::operation::{Operand, Taken};
use crate::check::expr::{Lowering, fit, operator, path};
use crate::check::term::{Args, Term};
use crate::check::types::{Field, Record, Rest, Type};
use crate::syntax::tree;
use crate::value::{Value, short};

impl Lowering<'_, '_> {
    /// The type of what a filter gives; `None` where something about it was reported.
    pub(super) fn filter_type(
        &mut self,
        name: &tree::Name,
        operand: &Operand,
        args: &Args,
        taken: &Taken<'_>,
    ) -> Option<Type> {
        let item = taken.vars.get('T');
        let input = operand.ty.bare();
        Some(match short(&name.text) {
            "abs" if operator::numeric(input) => input.clone(),
            "map" => return self.mapped(name, operand, args, taken),
            "select" | "reject" => return self.chosen(operand, args, &item),
            "selectattr" | "rejectattr" => {
                return self.chosen_by(name, operand, args, taken, &item);
            }
            "flatten" => list(flat(&item, taken.argument("levels"))),
            "reverse" => match input {
                Type::List(_) => list(item),
                Type::Map(_) | Type::Record(_) => list(Type::String),
                ty if operator::textual(ty) => Type::String,
                _ => Type::Any,
            },
            "random" if *input == Type::Int => Type::Int,
            "random" => item,
            "sum" => return self.summed(name, operand, taken, &item),
            "combine" => combined(input, args, taken.result()),
            "dict2items" => entries(taken, item),
            "items2dict" => return self.entries_back(name, taken, &item),
            "extract" if taken.argument("morekeys").is_none() => item,
            "zip" | "product" => list(list(fit::unify(&item, &taken.vars.get('U')))),
            "batch" | "slice" => match taken.argument("fill_with") {
                Some(filler) => list(list(fit::unify(&item, &filler.ty))),
                None => taken.result(),
            },
            "urlsplit" => match taken.argument("query").and_then(Term::known) {
                Some(Value::Str(part)) if part == "port" => Type::Int,
                Some(_) => Type::String,
                None => Type::Any,
            },
            "sort" | "min" | "max" | "unique" | "groupby" | "join" | "rekey_on_member"
            | "subelements" => return self.by_field(name, taken, &item),
            _ => taken.result(),
        })
    }

    /// `map(attribute="name")`, `map("upper")`.
    fn mapped(
        &mut self,
        name: &tree::Name,
        operand: &Operand,
        args: &Args,
        taken: &Taken<'_>,
    ) -> Option<Type> {
        let item = taken.vars.get('T');
        if let Some(attribute) = taken.argument("attribute") {
            if let Some(first) = args.positional.first() {
                let name = &tree::Name {
                    span: first.span,
                    ..name.clone()
                };
                self.bad_arguments(
                    name,
                    "a filter together with `attribute`",
                    "write two: `map(attribute=\"name\") | map(\"upper\")`",
                );
                return None;
            }
            let default = taken.argument("default");
            if default.is_some() && nameless(&item) {
                let found = quiet(&item, attribute);
                return Some(list(found.unwrap_or(Type::Any)));
            }
            let before = self.problems.all().len();
            let Some(found) = self.path(name, &item, attribute) else {
                return (self.problems.all().len() == before
                    || !self.problems.errors_since(before))
                .then(|| list(Type::Any));
            };
            return Some(list(match (default, found) {
                (Some(default), Type::Optional(inner)) => fit::unify(&inner, &default.ty),
                (Some(_), found) => found,
                (None, found) => self.everywhere(name, found, attribute),
            }));
        }
        let Some(filter) = taken.argument("filter") else {
            let misnamed = args.named.iter().find(|(given, _)| {
                crate::suggest::nearest(given, ["attribute"].into_iter()).is_some()
            });
            if let Some((given, _)) = misnamed {
                self.bad_arguments(
                    name,
                    &format!("an argument `{given}`"),
                    "did you mean `attribute`?",
                );
                return None;
            }
            self.bad_arguments(
                name,
                "each item as it is: it does something to each",
                "name a field, `map(attribute=\"name\")`, or a filter, `map(\"upper\")`",
            );
            return None;
        };
        let Some(Value::Str(text)) = filter.known() else {
            return Some(list(Type::Any));
        };
        let applied = tree::Name {
            text: text.clone(),
            span: filter.span,
        };
        let rest = behind(args, 1);
        if matches!(short(text), "default" | "d") {
            let found = match (rest.positional.first(), item) {
                (Some(default), Type::Optional(inner)) => fit::unify(&inner, &default.ty),
                (Some(default), item) => fit::unify(&item, &default.ty),
                (None, item) => item,
            };
            return Some(list(found));
        }
        self.filtered(&applied, &operand.part(item), &rest)
            .map(list)
    }

    /// `select("match", "^a")`.
    fn chosen(&mut self, operand: &Operand, args: &Args, item: &Type) -> Option<Type> {
        if let Some(test) = args.positional.first() {
            self.asked_of_each(&operand.part(item.clone()), test, &behind(args, 1))?;
        }
        Some(list(item.clone()))
    }

    /// `selectattr("uid", ">=", 1000)`.
    fn chosen_by(
        &mut self,
        name: &tree::Name,
        operand: &Operand,
        args: &Args,
        taken: &Taken<'_>,
        item: &Type,
    ) -> Option<Type> {
        let attribute = taken.argument("attribute")?;
        let test = taken.argument("test");
        let named = test.and_then(Term::known);
        let asks_set = |set: &str, unset: &str| {
            let wanted = if name.text.ends_with("selectattr") {
                set
            } else {
                unset
            };
            matches!(named, Some(Value::Str(text)) if text == wanted)
        };
        let about_set = asks_set("defined", "undefined") || asks_set("undefined", "defined");
        if about_set && nameless(item) {
            return Some(list(kept(
                item,
                attribute,
                asks_set("defined", "undefined"),
            )));
        }
        let before = self.problems.all().len();
        let Some(found) = self.path(name, item, attribute) else {
            return (!self.problems.errors_since(before)).then(|| list(item.clone()));
        };
        if about_set {
            return Some(list(kept(
                item,
                attribute,
                asks_set("defined", "undefined"),
            )));
        }
        let found = self.everywhere(name, found, attribute);
        let of = Operand {
            ty: found,
            span: attribute.span,
            name: match attribute.known() {
                Some(Value::Str(text)) => text.to_string(),
                _ => operand.name.clone(),
            },
        };
        if let Some(test) = test {
            let skipped = args.positional.len().min(2);
            self.asked_of_each(&of, test, &behind(args, skipped))?;
        }
        Some(list(item.clone()))
    }

    /// `sum`, of numbers.
    fn summed(
        &mut self,
        name: &tree::Name,
        operand: &Operand,
        taken: &Taken<'_>,
        item: &Type,
    ) -> Option<Type> {
        let of = match taken.argument("attribute") {
            None => item.clone(),
            Some(attribute) => {
                let before = self.problems.all().len();
                match self.path(name, item, attribute) {
                    Some(found) => self.everywhere(name, found, attribute),
                    None if self.problems.errors_since(before) => return None,
                    None => Type::Any,
                }
            }
        };
        let start = taken.argument("start").map(|term| term.ty.bare().clone());
        Some(match (of.bare(), start) {
            (Type::Any | Type::Error, _) | (_, Some(Type::Any | Type::Error)) => Type::Any,
            (Type::List(_), Some(Type::List(_))) => of,
            (ty, None | Some(Type::Int)) if operator::fits_whole(ty) || *ty == Type::Bool => {
                Type::Int
            }
            (ty, None | Some(Type::Int | Type::Float)) if operator::numeric(ty) => Type::Float,
            _ => {
                let numbers = operand.part(list(of));
                let kind = schema_numbers();
                self.wrong_input(name, &numbers, &kind);
                return None;
            }
        })
    }

    /// Filters that may look at a field of each item, `sort(attribute="uid")`.
    fn by_field(&mut self, name: &tree::Name, taken: &Taken<'_>, item: &Type) -> Option<Type> {
        let attribute = ["attribute", "key", "subelements"]
            .into_iter()
            .find_map(|param| taken.argument(param));
        let Some(attribute) = attribute else {
            let ordered = matches!(short(&name.text), "sort" | "min" | "max");
            if ordered && matches!(item.bare(), Type::Record(_) | Type::Map(_)) {
                self.bad_arguments(
                    name,
                    "a list of maps, which have no order",
                    &format!("say by which field: `{}(attribute=\"name\")`", name.text),
                );
                return None;
            }
            return Some(taken.result());
        };
        let default = taken.argument("default").is_some();
        if default && nameless(item) {
            return Some(taken.result());
        }
        let lenient = taken.argument("skip_missing").is_some();
        let before = self.problems.all().len();
        for path in several(name, attribute) {
            if let Some(found) = self.path(name, item, &path)
                && !default
                && !lenient
            {
                self.everywhere(name, found, &path);
            }
        }
        (!self.problems.errors_since(before)).then(|| taken.result())
    }

    /// `items2dict`: the items have a key and a value.
    fn entries_back(&mut self, name: &tree::Name, taken: &Taken<'_>, item: &Type) -> Option<Type> {
        let part = |param: &str, usual: &str| {
            let usual = || Term::value(name.span, Type::String, Value::str(usual));
            taken.argument(param).cloned().unwrap_or_else(usual)
        };
        let before = self.problems.all().len();
        self.path(name, item, &part("key_name", "key"));
        let value = self.path(name, item, &part("value_name", "value"));
        if self.problems.errors_since(before) {
            return None;
        }
        Some(Type::Map(Arc::new(value.unwrap_or(Type::Any))))
    }
}

/// `sort(attribute="age,name")` names two fields.
fn several(name: &tree::Name, attribute: &Term) -> Vec<Term> {
    match attribute.known() {
        Some(Value::Str(text)) if short(&name.text) == "sort" && text.contains(',') => text
            .split(',')
            .map(|part| Term::value(attribute.span, Type::String, Value::str(part)))
            .collect(),
        _ => vec![attribute.clone()],
    }
}

/// The arguments without the first few.
fn behind(args: &Args, skipped: usize) -> Args {
    Args {
        positional: args.positional.iter().skip(skipped).cloned().collect(),
        named: args.named.clone(),
    }
}

/// Whether nobody declared what the items have: such a record may be one of several kinds.
fn nameless(item: &Type) -> bool {
    match item.bare() {
        Type::Record(record) => record.name.is_none(),
        _ => false,
    }
}

/// The type of a field, if there is one.
fn quiet(item: &Type, attribute: &Term) -> Option<Type> {
    match (item.bare(), attribute.known()) {
        (Type::Record(record), Some(Value::Str(name))) => record
            .fields
            .iter()
            .find(|field| field.name == *name)
            .map(|field| match &field.ty {
                Type::Optional(_) => Type::Any,
                ty => ty.clone(),
            }),
        _ => None,
    }
}

fn kept(item: &Type, attribute: &Term, set: bool) -> Type {
    match attribute.known() {
        Some(Value::Str(name)) if set => path::having(item, name),
        _ => item.clone(),
    }
}

/// `flatten` takes the lists out of lists; how deep, only a known number says.
fn flat(item: &Type, levels: Option<&Term>) -> Type {
    let mut left = match levels.map(Term::known) {
        None | Some(Some(Value::Null)) => i64::MAX,
        Some(Some(Value::Int(levels))) => *levels,
        Some(_) => return Type::Any,
    };
    let mut item = item;
    while let (Type::List(inner), 1..) = (item, left) {
        item = inner;
        left -= 1;
    }
    item.clone()
}

/// Two records make one with the fields of both.
fn combined(input: &Type, args: &Args, otherwise: Type) -> Type {
    let mut all = vec![input];
    all.extend(args.positional.iter().map(|term| term.ty.bare()));
    let deep = args.named.iter().any(|(name, _)| name == "recursive");
    let mut fields: Vec<Field> = Vec::new();
    for ty in all {
        let Type::Record(record) = ty else {
            return otherwise;
        };
        if record.is_open() {
            return otherwise;
        }
        for field in &record.fields {
            match fields.iter_mut().find(|known| known.name == field.name) {
                None => fields.push(field.clone()),
                Some(known) if deep => known.ty = Type::Any,
                Some(known) => {
                    known.ty = match &field.ty {
                        Type::Optional(inner) => fit::unify(&known.ty, inner),
                        ty => ty.clone(),
                    };
                }
            }
        }
    }
    record(fields)
}

/// `dict2items`: each entry has a key and a value, under these names or others.
fn entries(taken: &Taken<'_>, value: Type) -> Type {
    let named = |param: &str, usual: &str| match taken.argument(param).map(Term::known) {
        None => Some(usual.into()),
        Some(Some(Value::Str(name))) => Some(name.clone()),
        Some(_) => None,
    };
    let (Some(key_name), Some(value_name)) =
        (named("key_name", "key"), named("value_name", "value"))
    else {
        return taken.result();
    };
    let field = |name, ty| Field {
        name,
        ty,
        default: None,
        docs: Vec::new(),
    };
    list(record(vec![
        field(key_name, Type::String),
        field(value_name, value),
    ]))
}

fn record(fields: Vec<Field>) -> Type {
    Type::Record(Arc::new(Record {
        name: None,
        fields,
        rest: Rest::Nothing,
    }))
}

fn list(item: Type) -> Type {
    Type::List(Arc::new(item))
}

fn schema_numbers() -> crate::schema::signature::Kind {
    use crate::schema::signature::Kind;
    Kind::List(Box::new(Kind::Number))
}
