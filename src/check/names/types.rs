//! From written types to types: `list(Admin)?`.

use std::sync::Arc;

use crate::check::error::names::NameError;
use crate::check::expr::{Lowering, Place};
use crate::check::names::{Progress, SpaceId, World, unknown_or};
use crate::check::types::{Field, Record, Refined, Rest, Type};
use crate::diagnostic::Problems;
use crate::diagnostic::{Fix, Problem};
use crate::source::Span;
use crate::syntax::parser::DEPTH_LIMIT;
use crate::syntax::tree::{self, ItemKind, TypeExpr, TypeKind};

/// The built-in types that take no other.
pub const BUILT_IN: [(&str, Type); 20] = [
    ("any", Type::Any),
    ("bool", Type::Bool),
    ("cidr", Type::Refined(Refined::Cidr)),
    ("duration", Type::Refined(Refined::Duration)),
    ("email", Type::Refined(Refined::Email)),
    ("file", Type::File),
    ("float", Type::Float),
    ("group", Type::Group),
    ("host", Type::Host),
    ("hostname", Type::Refined(Refined::Hostname)),
    ("int", Type::Int),
    ("ip", Type::Refined(Refined::Ip)),
    ("mode", Type::Refined(Refined::Mode)),
    ("path", Type::Refined(Refined::Path)),
    ("port", Type::Refined(Refined::Port)),
    ("regex", Type::Refined(Refined::Regex)),
    ("size", Type::Refined(Refined::Size)),
    ("string", Type::String),
    ("template", Type::Template),
    ("url", Type::Refined(Refined::Url)),
];

/// More fields in all, those of the types inside counted each time, and neither a message nor what is
/// written of a role's parameters could be read.
const FIELD_LIMIT: u32 = 10_000;

/// How large a type is when it is written out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    height: u32,
    fields: u32,
}

/// A type, and how large it is.
pub(super) type Measured = (Type, Extent);

impl Extent {
    /// Of a type that holds it.
    const fn inside(self) -> Self {
        Self {
            height: self.height + 1,
            fields: self.fields,
        }
    }

    /// Of a record that has a field of it, too.
    fn beside(self, field: Self) -> Self {
        Self {
            height: self.height.max(field.height),
            fields: self.fields.saturating_add(field.fields).saturating_add(1),
        }
    }

    fn too_large(self, name: &str, span: Span) -> Option<NameError> {
        let name = name.to_owned();
        if self.height > DEPTH_LIMIT {
            let limit = DEPTH_LIMIT;
            return Some(NameError::DeepType { name, limit, span });
        }
        let limit = FIELD_LIMIT;
        (self.fields > limit).then_some(NameError::LargeType { name, limit, span })
    }
}

impl World<'_> {
    /// The type an expression of types names; [`Type::Error`] and a report where it names none.
    pub fn ty(&self, space: SpaceId, ty: &TypeExpr, problems: &mut Problems) -> Type {
        self.measured(space, ty, problems).0
    }

    /// A type, and how large it is.
    fn measured(&self, space: SpaceId, ty: &TypeExpr, problems: &mut Problems) -> Measured {
        let flat = |ty: Type| (ty, Extent::default());
        match &ty.kind {
            TypeKind::Error => flat(Type::Error),
            TypeKind::Name(path) => self.named(space, path, problems),
            TypeKind::Apply(name, inner) => {
                let (inner, extent) = self.measured(space, inner, problems);
                let inner = Arc::new(inner);
                let ty = match name.text.as_str() {
                    "list" => Type::List(inner),
                    "map" => Type::Map(inner),
                    "secret" => Type::Secret(inner),
                    _ => {
                        let text = name.text.to_string();
                        problems.push(NameError::BadTypeArgument {
                            name: text,
                            span: name.span,
                        });
                        Type::Error
                    }
                };
                (ty, extent.inside())
            }
            TypeKind::Record(fields) => {
                let (fields, extent) = self.fields(space, fields, problems);
                let record = Record {
                    name: None,
                    fields,
                    rest: Rest::Nothing,
                };
                (Type::Record(Arc::new(record)), extent.inside())
            }
            TypeKind::Literals(texts) => flat(Type::Literals(Arc::new(
                texts.iter().map(|word| word.text.clone()).collect(),
            ))),
            TypeKind::Optional(inner) => match self.measured(space, inner, problems) {
                (Type::Optional(inner), extent) => (Type::Optional(inner), extent),
                (inner, extent) => (Type::Optional(Arc::new(inner)), extent.inside()),
            },
        }
    }

    fn named(&self, space: SpaceId, path: &tree::Path, problems: &mut Problems) -> Measured {
        if path.space.is_none()
            && let Some((_, ty)) = BUILT_IN.iter().find(|(name, _)| *name == path.name.text)
        {
            return (ty.clone(), Extent::default());
        }
        let Some(space) = self.space_of(space, path, problems) else {
            return (Type::Error, Extent::default());
        };
        let Some(item) = self.space(space).types.get(&path.name.text) else {
            if matches!(path.name.text.as_str(), "list" | "map" | "secret") {
                let text = path.name.text.to_string();
                problems.push(NameError::NoTypeArgument {
                    name: text,
                    span: path.name.span,
                });
                return (Type::Error, Extent::default());
            }
            let known = self.space(space).types.keys().map(ecow::EcoString::as_str);
            let known = known
                .chain(BUILT_IN.iter().map(|(name, _)| *name))
                .chain(["list", "map", "secret"]);
            problems.push(match elsewhere(&path.name.text) {
                Some(ours) => {
                    let error = NameError::Unknown {
                        what: "type",
                        name: path.name.text.to_string(),
                        span: path.name.span,
                        help: Some(format!("write `{ours}`")),
                    };
                    Problem::new(error).with(Fix::rename(path.name.span, &path.name.text, ours))
                }
                None => {
                    let otherwise = format!(
                        "declare it, `type {} = {{ … }}`, or write a type such as `string`",
                        path.name.text
                    );
                    unknown_or("type", &path.name, known, Some(otherwise))
                }
            });
            return (Type::Error, Extent::default());
        };
        let ItemKind::Type { name, ty } = &item.kind else {
            return (Type::Error, Extent::default());
        };
        let key = (space, name.text.clone());
        let progress = self.types.borrow().get(&key).cloned();
        match progress {
            Some(Progress::Done(done)) => return done,
            Some(Progress::Busy) => {
                problems.push(NameError::TypeCycle {
                    name: name.text.to_string(),
                    span: path.name.span,
                });
                return (Type::Error, Extent::default());
            }
            None => {}
        }
        let open = self.open_types.get();
        if open >= DEPTH_LIMIT {
            problems.push(NameError::DeepType {
                name: name.text.to_string(),
                limit: DEPTH_LIMIT,
                span: path.name.span,
            });
            return (Type::Error, Extent::default());
        }
        self.types.borrow_mut().insert(key.clone(), Progress::Busy);
        self.open_types.set(open + 1);
        let mut resolved = match &ty.kind {
            TypeKind::Record(fields) => {
                let (fields, extent) = self.fields(space, fields, problems);
                let record = Record {
                    name: Some(name.text.clone()),
                    fields,
                    rest: Rest::Nothing,
                };
                (Type::Record(Arc::new(record)), extent.inside())
            }
            TypeKind::Error
            | TypeKind::Name(_)
            | TypeKind::Apply(..)
            | TypeKind::Literals(_)
            | TypeKind::Optional(_) => self.measured(space, ty, problems),
        };
        self.open_types.set(open);
        let error = resolved.1.too_large(&name.text, name.span);
        if let Some(error) = error {
            problems.push(error);
            resolved = (Type::Error, Extent::default());
        }
        self.types
            .borrow_mut()
            .insert(key, Progress::Done(resolved.clone()));
        resolved
    }

    fn fields(
        &self,
        space: SpaceId,
        fields: &[tree::Field],
        problems: &mut Problems,
    ) -> (Vec<Field>, Extent) {
        let mut resolved: Vec<Field> = Vec::new();
        let mut extent = Extent::default();
        for field in fields {
            if let Some(first) = fields
                .iter()
                .find(|other| other.name.text == field.name.text)
                && first.name.span != field.name.span
            {
                let name = field.name.text.to_string();
                let (again, first) = (field.name.span, first.name.span);
                problems.push(NameError::Duplicate {
                    what: "field",
                    name,
                    again,
                    first,
                });
                continue;
            }
            let (ty, below) = self.measured(space, &field.ty, problems);
            extent = extent.beside(below);
            let default = field.default.as_ref().and_then(|default| {
                Lowering::new(self, space, Place::Now, problems).now(default, &ty)
            });
            let docs = field
                .lead
                .0
                .as_ref()
                .map(|lead| lead.docs.clone())
                .unwrap_or_default();
            resolved.push(Field {
                name: field.name.text.clone(),
                ty,
                default,
                docs,
            });
        }
        (resolved, extent)
    }
}

/// What other languages call a type, as it is called here.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "str" | "text" | "varchar" => "string",
        "integer" | "number" | "uint" | "long" => "int",
        "double" | "decimal" => "float",
        "boolean" => "bool",
        "array" | "sequence" | "tuple" | "set" => "list(string)",
        "dict" | "dictionary" | "hash" | "object" | "mapping" => "map(string)",
        "raw" | "json" | "jsonarg" => "any",
        "ipaddress" | "ipaddr" | "ipv4" | "ipv6" => "ip",
        "bytes" => "size",
        _ => return None,
    })
}
