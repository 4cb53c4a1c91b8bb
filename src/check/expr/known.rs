//! What Ansible knows, as types of the language.

use std::sync::Arc;

use crate::check::names::BUILT_IN;
use crate::check::types::{Field, Record, Rest, Type};
use crate::schema;

/// The type of a fact: `facts.os_family` is a string.
pub fn fact(name: &str) -> Option<Type> {
    schema::fact::lookup(name).map(type_of)
}

fn type_of(fact: schema::fact::Fact) -> Type {
    let record = || {
        let fields = fact.fields().map(|field| Field {
            name: field.name.into(),
            ty: type_of(field),
            default: None,
            docs: Vec::new(),
        });
        Type::Record(Arc::new(Record {
            name: None,
            fields: fields.collect(),
            rest: Rest::Nothing,
        }))
    };
    match fact.ty {
        "record" => record(),
        "list(record)" => Type::List(Arc::new(record())),
        ty => parse(ty),
    }
}

/// The type of a magic variable: `inventory_hostname` is a string.
pub fn magic(name: &str) -> Option<Type> {
    schema::magic::lookup(name).map(|magic| parse(magic.ty))
}

/// The type that a text of the schema names, such as `map(list(string))?`; what it names
/// otherwise is `any`.
pub fn parse(text: &str) -> Type {
    let text = text.trim();
    if let Some(inner) = text.strip_suffix('?') {
        return Type::Optional(Arc::new(parse(inner)));
    }
    let applied = |name: &str| {
        text.strip_prefix(name)?
            .strip_prefix('(')?
            .strip_suffix(')')
    };
    if let Some(inner) = applied("list") {
        return Type::List(Arc::new(parse(inner)));
    }
    if let Some(inner) = applied("map") {
        return Type::Map(Arc::new(parse(inner)));
    }
    match text {
        "list" => Type::List(Arc::new(Type::Any)),
        "map" => Type::Map(Arc::new(Type::Any)),
        _ => BUILT_IN
            .iter()
            .find(|(name, _)| *name == text)
            .map_or(Type::Any, |(_, ty)| ty.clone()),
    }
}
