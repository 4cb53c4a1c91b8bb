//! Whether a known value is of a type: looked into to the last item, record defaults filled in.

use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::expr::{article, refined};
use crate::check::names::World;
use crate::check::types::{Field, Record, Rest, Type};
use crate::diagnostic::{Fix, Problems};
use crate::source::Span;
use crate::suggest;
use crate::value::{Map, Value};

/// Why a value is not of a type.
#[derive(Debug)]
pub enum Mismatch {
    /// Of another kind altogether.
    Kind {
        found: String,
        expected: String,
        help: Option<String>,
    },
    /// Of the kind, but outside the type.
    Outside {
        value: String,
        expected: String,
        reason: String,
    },
    /// A record without one of its fields.
    Missing { field: String, ty: String },
    /// A record with a field too many.
    Unknown {
        field: String,
        ty: String,
        help: Option<String>,
    },
}

impl Mismatch {
    /// A field that the record does not have.
    #[must_use]
    pub fn unknown_field(name: &str, record: &Record) -> Self {
        let names = record.fields.iter().map(|field| field.name.as_str());
        let help = match suggest::nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let names: Vec<&str> = record
                    .fields
                    .iter()
                    .map(|field| field.name.as_str())
                    .collect();
                format!("its fields: {}", names.join(", "))
            }
        };
        let ty = record
            .name
            .as_ref()
            .map_or_else(|| String::from("this record"), |name| format!("`{name}`"));
        Self::Unknown {
            field: name.to_string(),
            ty,
            help: Some(help),
        }
    }

    /// Reports it at a place.
    pub fn report(self, span: Span, problems: &mut Problems) {
        problems.push(self.into_error(span));
    }

    /// Reports a field that there is not at its key, which the nearest one may replace.
    pub fn report_key(name: &str, record: &Record, key: Span, problems: &mut Problems) {
        let names = record.fields.iter().map(|field| field.name.as_str());
        let near = suggest::nearest(name, names);
        let fix = near.and_then(|near| Fix::rename(key, name, near));
        problems.push_fix(Self::unknown_field(name, record).into_error(key), fix);
    }

    fn into_error(self, span: Span) -> ExprError {
        match self {
            Self::Kind {
                found,
                expected,
                help,
            } => ExprError::WrongType {
                found,
                expected,
                span,
                help,
            },
            Self::Outside {
                value,
                expected,
                reason,
            } => ExprError::NotInType {
                value,
                expected,
                reason,
                span,
            },
            Self::Missing { field, ty } => ExprError::MissingField { field, ty, span },
            Self::Unknown { field, ty, help } => ExprError::UnknownField {
                of: ty,
                name: field,
                span,
                help,
            },
        }
    }
}

/// Whether a value is of a type as it stands, so that [`conform`] would only copy it. `false` where
/// that is not seen at once.
#[must_use]
pub fn is_exact(value: &Value, ty: &Type) -> bool {
    match (ty, value) {
        (Type::Any, _)
        | (Type::Bool, Value::Bool(_))
        | (Type::Int | Type::Float, Value::Int(_))
        | (Type::Float, Value::Float(_))
        | (Type::String, Value::Str(_)) => true,
        (Type::Optional(inner) | Type::Secret(inner), _) => is_exact(value, inner),
        (Type::Refined(kind), _) => refined::check(*kind, value).is_ok_and(|same| same == *value),
        (Type::List(item), Value::List(values)) => values.iter().all(|value| is_exact(value, item)),
        (Type::Map(item), Value::Map(map)) => map.values().all(|value| is_exact(value, item)),
        (Type::Record(record), Value::Map(map)) => {
            record.fields.len() == map.len()
                && record
                    .fields
                    .iter()
                    .zip(map.iter())
                    .all(|(field, (key, value))| field.name == *key && is_exact(value, &field.ty))
        }
        _ => false,
    }
}

/// The value as one of the type.
///
/// # Errors
/// The first mismatch, outermost first.
pub fn conform(world: &World<'_>, value: &Value, ty: &Type) -> Result<Value, Mismatch> {
    match (ty, value) {
        (Type::Any | Type::Error, _) | (Type::Null, Value::Null) => Ok(value.clone()),
        (Type::Optional(inner) | Type::Secret(inner), _) => conform(world, value, inner),
        (Type::Bool, Value::Bool(_)) | (Type::Int | Type::Float, Value::Int(_)) => {
            Ok(value.clone())
        }
        (Type::Float, Value::Float(_)) | (Type::String, Value::Str(_)) => Ok(value.clone()),
        (Type::Template | Type::File, Value::Str(_)) => Ok(value.clone()),
        (Type::Literals(texts), Value::Str(text)) => {
            if texts.contains(text) {
                return Ok(value.clone());
            }
            let near = suggest::nearest(text, texts.iter().map(EcoString::as_str));
            let reason = match near {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("write one of {ty}"),
            };
            Err(outside(value, article(ty), reason))
        }
        (Type::Refined(kind), _) => refined::check(*kind, value).map_err(|problem| match problem {
            refined::Problem::Kind => mismatch(value, ty),
            refined::Problem::Outside(reason) => outside(value, article(ty), reason),
        }),
        (Type::Host, Value::Str(name)) => {
            let fleet = world.fleet.borrow();
            let Some(fleet) = fleet.as_ref() else {
                return Ok(value.clone());
            };
            if fleet.open || fleet.hosts.contains(name) {
                return Ok(value.clone());
            }
            let mut hosts: Vec<&str> = fleet.hosts.iter().map(EcoString::as_str).collect();
            hosts.sort_unstable();
            Err(outside(
                value,
                "a host of the fleet".into(),
                near(name, &hosts, "declare it: `host \"…\" { }`"),
            ))
        }
        (Type::Group, Value::Str(name)) => {
            let fleet = world.fleet.borrow();
            let Some(fleet) = fleet.as_ref() else {
                return Ok(value.clone());
            };
            // Its value is its name in Ansible, which `groups` and `group_names` have there.
            if let Some(emitted) = fleet.emitted.get(name) {
                return Ok(Value::Str(emitted.clone()));
            }
            let is_emitted = || fleet.emitted.values().any(|emitted| emitted == name);
            if name == "all" || fleet.members.contains_key(name) || is_emitted() {
                return Ok(value.clone());
            }
            let groups: Vec<&str> = fleet.members.keys().map(EcoString::as_str).collect();
            Err(outside(
                value,
                "a group of the fleet".into(),
                near(name, &groups, "declare it: `group … { }`"),
            ))
        }
        (Type::List(item), Value::List(values)) => {
            let values: Result<Vec<Value>, Mismatch> = values
                .iter()
                .map(|value| conform(world, value, item))
                .collect();
            Ok(Value::list(values?))
        }
        (Type::Map(inner), Value::Map(map)) => {
            let mut out = Map::with_capacity(map.len());
            for (key, value) in map.iter() {
                out.insert(key.clone(), conform(world, value, inner)?);
            }
            Ok(Value::map(out))
        }
        (Type::Record(record), Value::Map(map)) => conform_record(world, map, record, ty),
        _ => Err(mismatch(value, ty)),
    }
}

/// Fields in the order of the type, so that writing a default out changes nothing.
fn conform_record(
    world: &World<'_>,
    map: &Map,
    record: &Record,
    ty: &Type,
) -> Result<Value, Mismatch> {
    let known = |key: &EcoString| record.fields.iter().any(|field| field.name == *key);
    if let Some(key) = map.keys().find(|key| !known(key)) {
        return Err(Mismatch::unknown_field(key, record));
    }
    let mut out = Map::with_capacity(record.fields.len());
    for field in &record.fields {
        let value = match (map.get(&field.name), &field.default, &field.ty) {
            (Some(value), _, ty) => conform(world, value, ty)?,
            (None, Some(default), _) => default.clone(),
            (None, None, Type::Optional(_)) => continue,
            (None, None, _) => {
                let field = field.name.to_string();
                return Err(Mismatch::Missing {
                    field,
                    ty: ty.to_string(),
                });
            }
        };
        out.insert(field.name.clone(), value);
    }
    Ok(Value::map(out))
}

fn near(name: &str, known: &[&str], otherwise: &str) -> String {
    match suggest::nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => otherwise.to_string(),
    }
}

fn outside(value: &Value, expected: String, reason: String) -> Mismatch {
    Mismatch::Outside {
        value: super::fold::to_text(value).to_string(),
        expected,
        reason,
    }
}

/// A text, if it is short and plain.
fn shortened(value: &Value) -> EcoString {
    let text = super::fold::to_text(value);
    match text.len() > 40 || text.contains(['"', '\\', '\n', '`']) {
        true => "…".into(),
        false => text,
    }
}

/// `write `2222`` for the text "2222": what is a number but for its quotes.
fn bare_number(value: &Value) -> Option<String> {
    let Value::Str(text) = value else {
        return None;
    };
    let digits = text.trim_end_matches(['s', 'm', 'h', 'd', '%']);
    let number = !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    number.then(|| format!("write `{text}`, without quotes"))
}

fn mismatch(value: &Value, ty: &Type) -> Mismatch {
    let found = type_of(value);
    let help = match (&found, ty) {
        (Type::String, Type::List(_)) => Some(format!(
            "a list of one stands in brackets: `[\"{}\"]`",
            shortened(value)
        )),
        (Type::Record(_) | Type::Map(_), Type::List(_)) => {
            Some(String::from("a list of one stands in brackets: `[{ … }]`"))
        }
        (Type::Int, Type::Bool) => Some(String::from("write `true` or `false`")),
        (Type::Null, _) => Some(String::from(
            "`null` is a value: what may have none has a type `T?`, and is left out",
        )),
        (Type::Int | Type::Float | Type::Bool, Type::List(_)) => Some(format!(
            "a list of one stands in brackets: `[{}]`",
            super::fold::to_text(value)
        )),
        (Type::String, Type::Int | Type::Float | Type::Refined(_)) => bare_number(value),
        (Type::Int, Type::Refined(crate::check::types::Refined::Mode)) => {
            Some(String::from("a mode begins with 0: `0644`"))
        }
        (Type::Int, Type::Refined(crate::check::types::Refined::Duration)) => Some(String::from(
            "a duration has a unit: `30s`, `15m`, `2h`, `1d`",
        )),
        (Type::Int | Type::Float | Type::Bool, Type::String) => {
            Some(String::from("put it in quotes"))
        }
        (Type::String, Type::Bool) => Some(String::from("write `true` or `false`, without quotes")),
        _ => None,
    };
    Mismatch::Kind {
        found: article(&found),
        expected: article(ty),
        help,
    }
}

/// The type a value has by itself.
#[must_use]
pub fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Bool,
        Value::Int(_) => Type::Int,
        Value::Float(_) => Type::Float,
        Value::Str(_) => Type::String,
        Value::List(items) => {
            let mut types = items.iter().map(type_of);
            let first = types.next().unwrap_or(Type::Any);
            Type::List(Arc::new(
                types.fold(first, |left, right| super::fit::unify(&left, &right)),
            ))
        }
        Value::Map(map) => {
            let field = |(name, value): (&EcoString, &Value)| Field {
                name: name.clone(),
                ty: type_of(value),
                default: None,
                docs: Vec::new(),
            };
            Type::Record(Arc::new(Record {
                name: None,
                fields: map.iter().map(field).collect(),
                rest: Rest::Nothing,
            }))
        }
    }
}
