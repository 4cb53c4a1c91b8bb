//! `meta/argument_specs.yml`: what a role says that it takes.
//!
//! In: an entry point's `options`. Out: each with its type: `{type: list, elements: str}` is
//! `list(string)`, a `dict` with options is a record, `choices` of text are `"a" | "b"`.

use std::sync::Arc;

use ecow::EcoString;

use crate::check::foreign::yaml::{Kind, Node};
use crate::check::types::{Field, Record, Rest, Type};
use crate::source::Span;

/// An entry point: `main`, or another file of tasks.
#[derive(Debug)]
pub struct Point {
    /// Its name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// What it says of itself.
    pub docs: Vec<EcoString>,
    /// What it takes.
    pub options: Vec<Taken>,
}

/// An option.
#[derive(Debug)]
pub struct Taken {
    /// Its name.
    pub name: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// It must be given.
    pub required: bool,
    /// What it says of itself.
    pub docs: Vec<EcoString>,
}

/// The entry points of a file, or of the `argument_specs` of `meta/main.yml`.
#[must_use]
pub fn points(file: &Node) -> Vec<Point> {
    let Some(specs) = file.get("argument_specs") else {
        return Vec::new();
    };
    specs
        .entries()
        .iter()
        .map(|(key, point)| Point {
            name: key.text.clone(),
            span: key.span,
            docs: docs(point),
            options: options(point),
        })
        .collect()
}

fn options(holder: &Node) -> Vec<Taken> {
    let Some(options) = holder.get("options") else {
        return Vec::new();
    };
    let one = |(key, option): &(crate::check::foreign::yaml::Key, Node)| Taken {
        name: key.text.clone(),
        span: key.span,
        ty: type_of(option),
        required: option.is_true("required"),
        docs: docs(option),
    };
    options.entries().iter().map(one).collect()
}

/// The type that an option's specification says.
#[must_use]
pub fn type_of(option: &Node) -> Type {
    let named = option.get("type").and_then(Node::text);
    match named.as_deref().unwrap_or("str") {
        "list" => {
            let elements = option.get("elements").and_then(Node::text);
            let item = match elements.as_deref() {
                Some(name) => plain(name, option),
                None if option.get("options").is_some() => plain("dict", option),
                None => Type::Any,
            };
            Type::List(Arc::new(item))
        }
        name => plain(name, option),
    }
}

fn plain(name: &str, option: &Node) -> Type {
    match name {
        "str" | "string" => choices(option).unwrap_or(Type::String),
        // Ansible expands `~` and variables, and a relative one is meant somewhere.
        "path" => Type::String,
        "int" => Type::Int,
        "float" => Type::Float,
        "bool" => Type::Bool,
        "list" => Type::List(Arc::new(Type::Any)),
        "dict" if option.get("options").is_some() => record(option),
        "dict" => Type::Map(Arc::new(Type::Any)),
        _ => Type::Any,
    }
}

/// All of text, or they are no type of the language.
fn choices(option: &Node) -> Option<Type> {
    let listed = option.get("choices")?;
    let text = |item: &Node| match &item.kind {
        Kind::Scalar(crate::value::Value::Str(text)) => Some(text.clone()),
        Kind::Scalar(_) | Kind::Tagged(_) | Kind::List(_) | Kind::Map(_) => None,
    };
    let texts = listed.items().iter().map(text);
    let texts: Vec<EcoString> = texts.collect::<Option<_>>()?;
    (!texts.is_empty()).then(|| Type::Literals(Arc::new(texts)))
}

/// Ansible does not fill in defaults here, so what need not be given is optional.
fn record(option: &Node) -> Type {
    let fields = options(option).into_iter().map(|taken| Field {
        name: taken.name,
        ty: if taken.required {
            taken.ty
        } else {
            optional(taken.ty)
        },
        default: None,
        docs: taken.docs,
    });
    Type::Record(Arc::new(Record {
        name: None,
        rest: Rest::Nothing,
        fields: fields.collect(),
    }))
}

/// `T?`.
#[must_use]
pub fn optional(ty: Type) -> Type {
    if matches!(ty, Type::Optional(_) | Type::Error) {
        ty
    } else {
        Type::Optional(Arc::new(ty))
    }
}

/// `short_description` and `description`, which is text or a list of paragraphs.
fn docs(holder: &Node) -> Vec<EcoString> {
    let mut docs: Vec<EcoString> = Vec::new();
    let told = ["short_description", "description"]
        .into_iter()
        .filter_map(|key| holder.get(key))
        .flat_map(Node::items)
        .filter_map(Node::text);
    for paragraph in told {
        if !docs.is_empty() {
            docs.push(EcoString::new());
        }
        docs.extend(paragraph.lines().map(EcoString::from));
    }
    docs
}
