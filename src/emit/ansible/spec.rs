//! Types as Ansible's argument specifications.
//!
//! In: `param admins: list(Admin)`. Out: `type: list`, `elements: dict`, `options: …`.

use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::meta;
use crate::emit::yaml::Node;
use crate::fleet::types::Record;
use crate::fleet::types::Refined;
use crate::fleet::types::Type;

/// What an option must be given, or is without it.
pub(super) enum Presence {
    /// `required: true`.
    Required,
    /// Nothing is said.
    Optional,
    /// `default: …`.
    Default(Node),
}

/// `type`, `elements`, whether it must be given, `choices`, `no_log`; `options` come last.
pub(super) fn describe(spec: &mut Fields, ty: &Type, presence: Presence) {
    let (inner, secret) = plain(ty);
    spec.put("type", Node::Str(name(inner).into()));
    let mut told = inner;
    if let Type::List(item) = inner {
        let (item, _) = plain(item);
        spec.put("elements", Node::Str(name(item).into()));
        told = item;
    }
    match presence {
        Presence::Required => spec.put("required", Node::Bool(true)),
        Presence::Default(value) => spec.put("default", value),
        Presence::Optional => {}
    }
    if secret {
        spec.put("no_log", Node::Bool(true));
    }
    match told {
        Type::Literals(texts) => spec.put_words("choices", texts.iter()),
        Type::Record(record) => spec.put_fields("options", options(record)),
        Type::Error
        | Type::Any
        | Type::Null
        | Type::Bool
        | Type::Int
        | Type::Float
        | Type::String
        | Type::Refined(_)
        | Type::List(_)
        | Type::Map(_)
        | Type::Optional(_)
        | Type::Secret(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => {}
    }
}

fn options(record: &Record) -> Fields {
    let mut options = Fields::default();
    for field in &record.fields {
        let mut spec = Fields::default();
        meta::describe(&mut spec, &field.docs);
        let presence = match &field.default {
            Some(default) => Presence::Default(Node::from(default)),
            None if matches!(field.ty, Type::Optional(_)) => Presence::Optional,
            None => Presence::Required,
        };
        describe(&mut spec, &field.ty, presence);
        options.put(field.name.clone(), spec.into_node());
    }
    options
}

/// Without `?` and `secret`, and whether it was one.
fn plain(mut ty: &Type) -> (&Type, bool) {
    let mut secret = false;
    while let Type::Optional(inner) | Type::Secret(inner) = ty {
        secret = secret || matches!(ty, Type::Secret(_));
        ty = inner;
    }
    (ty, secret)
}

fn name(ty: &Type) -> &'static str {
    match ty {
        Type::Error | Type::Any | Type::Null => "raw",
        Type::Bool => "bool",
        Type::Int | Type::Refined(Refined::Port | Refined::Duration) => "int",
        Type::Float => "float",
        Type::Refined(Refined::Path) => "path",
        Type::String
        | Type::Refined(
            Refined::Mode
            | Refined::Ip
            | Refined::Cidr
            | Refined::Hostname
            | Refined::Url
            | Refined::Email
            | Refined::Percent
            | Refined::Size
            | Refined::Regex,
        )
        | Type::Literals(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => "str",
        Type::List(_) => "list",
        Type::Map(_) | Type::Record(_) => "dict",
        Type::Optional(inner) | Type::Secret(inner) => name(inner),
    }
}
