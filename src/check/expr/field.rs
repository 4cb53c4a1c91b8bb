//! The ways into what a name names: `admin.name`, `facts.os_family`, `xs[0]`, `xs[1:]`.
//!
//! In: a field, an index or a slice of an expression. Out: its term with its type, or a report that
//! offers the nearest field.

use ecow::{EcoString, eco_format};
use std::sync::Arc;

use crate::check::error::expr::ExprError;
use crate::check::expr::conform;
use crate::check::expr::group::is_magic;
use crate::check::expr::name::refer;
use crate::check::expr::{Lowering, article, broken, describe, fold, known};
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::{Record, Rest, Type};
use crate::diagnostic::Fix;
use crate::schema;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{self, ExprKind, TextPart};
use crate::value::Value;

impl Lowering<'_, '_> {
    pub(super) fn field(&mut self, base: &tree::Expr, field: &tree::Name, span: Span) -> Term {
        if let ExprKind::Name(first) = &base.kind
            && self.lookup(first).is_none()
        {
            if first == "facts" {
                return self.fact(field, span);
            }
            if let Some((space, _)) = self.world.space(self.space).uses.get(first).copied() {
                return self.value_of_space(first, space, field, span);
            }
        }
        if let ExprKind::Index(inner, _) = &base.kind
            && matches!(&inner.kind, ExprKind::Name(name) if name == "hostvars")
        {
            return self.host_variable(base, field, span);
        }
        let base = self.plain(base);
        if is_magic(&base, "groups") {
            self.group_is_known(&field.text, field.span);
        }
        self.field_of(base, field, span)
    }

    /// `common.team`: a `let` or `var` of another namespace.
    fn value_of_space(
        &mut self,
        first: &EcoString,
        space: crate::check::names::SpaceId,
        field: &tree::Name,
        span: Span,
    ) -> Term {
        if let Some(term) = self
            .world
            .global(space, &field.text, field.span, self.problems)
        {
            return Term { span, ..term };
        }
        if self.world.space(space).vars.contains_key(&field.text)
            && let Some((ty, declared)) = self.world.var(space, &field.text, self.problems)
        {
            return refer(
                RefKind::Var,
                &field.text,
                &field.text,
                Some(declared),
                ty,
                span,
            );
        }
        let lets = self.world.space(space).lets.keys().map(EcoString::as_str);
        let near = suggest::nearest(&field.text, lets);
        let fix = near.and_then(|near| Fix::rename(field.span, &field.text, near));
        let error = ExprError::UnknownValue {
            name: format!("{first}.{}", field.text),
            span: field.span,
            help: near.map(|near| format!("did you mean `{first}.{near}`?")),
        };
        self.problems.push_fix(error, fix);
        broken(span)
    }

    fn fact(&mut self, field: &tree::Name, span: Span) -> Term {
        let Some(ty) = known::fact(&field.text) else {
            let near = suggest::nearest(&field.text, schema::fact::names());
            let help = near.map(|near| format!("did you mean `facts.{near}`?"));
            let name = field.text.to_string();
            let fix = near.and_then(|near| Fix::rename(field.span, &field.text, near));
            let error = ExprError::UnknownFact {
                name,
                span: field.span,
                help,
            };
            self.problems.push_fix(error, fix);
            return broken(span);
        };
        let name = eco_format!("facts.{}", field.text);
        let emitted = eco_format!("ansible_facts.{}", field.text);
        refer(RefKind::Fact, &name, &emitted, None, ty, span)
    }

    /// `hostvars[h].x`: parameters are invisible there.
    fn host_variable(&mut self, base: &tree::Expr, field: &tree::Name, span: Span) -> Term {
        let base = self.plain(base);
        if let TermKind::Index(_, index) = &base.kind {
            self.known_host(index);
        }
        let name = &field.text;
        let (ty, emitted) = if let Some((ty, _)) = self.world.var(self.space, name, self.problems) {
            (ty, name.clone())
        } else if name == "facts" {
            (Type::Any, "ansible_facts".into())
        } else if let Some(ty) = known::magic(name) {
            (ty, name.clone())
        } else if self.bound_names().any(|bound| bound == name) {
            self.problems.push(ExprError::UnknownValue {
                name: name.to_string(),
                span: field.span,
                help: Some(format!(
                    "`{name}` is known on its own host only: a task with `run_once = true` and `delegate_to = …` \
                     registers for every host of the play, and what the inventory says is a `var`"
                )),
            });
            return broken(span);
        } else {
            self.unknown(name, field.span, "through `hostvars`");
            return broken(span);
        };
        Term {
            span,
            ty,
            kind: TermKind::Field {
                base: Box::new(base),
                name: emitted,
                default: None,
            },
        }
    }

    /// Reports a host that is none of the fleet.
    pub(super) fn known_host(&mut self, host: &Term) {
        if let Some(name @ Value::Str(text)) = host.known()
            && text != "localhost"
            && let Err(mismatch) = conform::conform(self.world, name, &Type::Host)
        {
            mismatch.report(host.span, self.problems);
        }
    }

    pub(super) fn field_of(&mut self, base: Term, field: &tree::Name, span: Span) -> Term {
        if is_magic(&base, "groups") {
            let emitted = self.group_in_ansible(&field.text);
            if emitted != field.text {
                let key = Term::value(field.span, Type::String, Value::Str(emitted));
                let ty = field_type(&base.ty, &field.text).map_or(Type::Any, |(ty, _)| ty);
                let kind = TermKind::Index(Box::new(base), Box::new(key));
                return Term { span, ty, kind };
            }
        }
        let (ty, default) = match field_type(&base.ty, &field.text) {
            Ok(found) => found,
            Err(known) => match self.no_such_field(&base, field, &known) {
                Some(ty) => (ty, None),
                None => return broken(span),
            },
        };
        if let Some(value) = base.known() {
            return match fold::field(value, &field.text) {
                Some(value) => Term::value(span, plain_if_optional(ty), value),
                // An optional field that this value does not set.
                None => Term {
                    span,
                    ty,
                    kind: TermKind::Unset,
                },
            };
        }
        let kind = TermKind::Field {
            base: Box::new(base),
            name: field.text.clone(),
            default: default.map(Box::new),
        };
        Term { span, ty, kind }
    }

    /// Reports a field that there is not. What a module gives may have more than its documentation
    /// says: that is a warning, and the field is of any type.
    fn no_such_field(
        &mut self,
        base: &Term,
        field: &tree::Name,
        known: &[EcoString],
    ) -> Option<Type> {
        let near = suggest::nearest(&field.text, known.iter().map(EcoString::as_str));
        // What is nearly a known field is a slip all the same.
        if near.is_none()
            && matches!(base.ty.bare(), Type::Record(record) if record.rest == Rest::Anything)
        {
            return Some(Type::Any);
        }
        let has = |name: &str| known.iter().any(|known| known == name);
        let result = matches!(base.ty.bare(), Type::Record(record) if record.name.as_deref() == Some("result"));
        let of = describe(base);
        let fix = near.and_then(|near| Fix::rename(field.span, &field.text, near));
        let help = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if matches!(base.ty.bare(), Type::List(_)) => Some(format!(
                "it is a list: `{of}[0].{name}` of one of its items, `{of} | map(attribute=\"{name}\")` of all",
                name = field.text
            )),
            None if known.is_empty() => None,
            None if holder_of(&base.ty, &field.text).is_some() => {
                let inside = holder_of(&base.ty, &field.text).unwrap_or_default();
                Some(format!(
                    "it is a part of `{inside}`: write `{of}.{inside}.{}`",
                    field.text
                ))
            }
            None if result && has("results") && !is_open(&base.ty) => Some(format!(
                "its task is repeated, and each item has its own: `for one in {of}.results`, or `{of}.results | map(attribute=\"{}\")`",
                field.text
            )),
            None if result && has("results_file") && !is_open(&base.ty) => Some(format!(
                "its task goes on in the background: `async_status {{ jid = {of}.ansible_job_id }}` gives what comes of it"
            )),
            None => Some(format!("its fields: {}", known.join(", "))),
        };
        if is_open(&base.ty) {
            let error = ExprError::UndocumentedField {
                of: format!("`{of}`"),
                field: field.text.to_string(),
                span: field.span,
                help,
            };
            self.problems.push_fix(error, fix);
            return Some(Type::Any);
        }
        let error = ExprError::UnknownField {
            of: match of.as_str() {
                "this" => format!("this, {},", article(&base.ty)),
                // The fields of a type without a name are told below, as far as they help.
                named if is_nameless(&base.ty) => format!("`{named}`"),
                named => format!("`{named}`, {},", article(&base.ty)),
            },
            name: field.text.to_string(),
            span: field.span,
            help,
        };
        self.problems.push_fix(error, fix);
        None
    }

    pub(super) fn index(&mut self, base: &tree::Expr, index: &tree::Expr, span: Span) -> Term {
        let base = self.plain(base);
        if is_magic(&base, "groups")
            && let ExprKind::Text(text) = &index.kind
            && let [TextPart::Literal(name)] = text.parts.as_slice()
        {
            self.group_is_known(name, index.span);
        }
        self.index_of(base, index, span)
    }

    /// An item of what was lowered already.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is not listed has no index and is reported"
    )]
    pub(super) fn index_of(&mut self, base: Term, index: &tree::Expr, span: Span) -> Term {
        let mut index = self.plain(index);
        if is_magic(&base, "groups")
            && let Some(Value::Str(name)) = index.known()
        {
            let emitted = self.group_in_ansible(name);
            index = Term::value(index.span, index.ty, Value::Str(emitted));
        }
        if let (Type::Record(_), Some(Value::Str(key))) = (&base.ty, index.known()) {
            let field = tree::Name {
                text: key.clone(),
                span: index.span,
            };
            return self.field_of(base, &field, span);
        }
        let ty = match &base.ty {
            Type::List(item) => (**item).clone(),
            Type::Map(value) => (**value).clone(),
            Type::Record(record) => union_of_fields(record),
            Type::String | Type::Refined(_) | Type::Literals(_) => Type::String,
            Type::Any | Type::Error => base.ty.clone(),
            Type::Secret(_) => Type::Secret(Arc::new(Type::Any)),
            _ => {
                self.wrong(&base, "a list, a map or a string");
                return broken(span);
            }
        };
        let wants_int = matches!(base.ty, Type::List(_) | Type::String | Type::Literals(_));
        if wants_int && !fits_int(&index.ty) {
            self.wrong(&index, "an int");
            return broken(span);
        }
        if matches!(base.ty, Type::Map(_))
            && matches!(index.ty, Type::Bool | Type::List(_) | Type::Map(_))
        {
            self.wrong(&index, "a string");
            return broken(span);
        }
        if let (Some(container), Some(key)) = (base.known(), index.known()) {
            let result = fold::index(container, key);
            return self.folded(result, ty, span);
        }
        Term {
            span,
            ty,
            kind: TermKind::Index(Box::new(base), Box::new(index)),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "whatever is not listed has no slices and is reported"
    )]
    pub(super) fn slice(
        &mut self,
        base: &tree::Expr,
        bounds: &[Option<tree::Expr>; 3],
        span: Span,
    ) -> Term {
        let base = self.plain(base);
        let ty = match &base.ty {
            Type::List(_) | Type::Any | Type::Error => base.ty.clone(),
            Type::String | Type::Refined(_) | Type::Literals(_) => Type::String,
            _ => {
                self.wrong(&base, "a list or a string");
                return broken(span);
            }
        };
        let bounds = bounds.each_ref().map(|bound| {
            bound.as_ref().map(|bound| {
                let term = self.plain(bound);
                if !fits_int(&term.ty) {
                    self.wrong(&term, "an int");
                }
                term
            })
        });
        let known: Option<Vec<_>> = bounds
            .iter()
            .map(|bound| bound.as_ref().map_or(Some(None), |b| b.known().map(Some)))
            .collect();
        if let (Some(value), Some(known)) = (base.known(), known) {
            let result = fold::slice(value, &known);
            return self.folded(result, ty, span);
        }
        Term {
            span,
            ty,
            kind: TermKind::Slice(Box::new(base), Box::new(bounds)),
        }
    }

    /// Reports that a term is not of the kind needed.
    pub(super) fn wrong(&mut self, term: &Term, expected: &str) {
        if matches!(term.ty, Type::Error) {
            return;
        }
        let expected = expected.to_string();
        self.problems.push(ExprError::WrongType {
            found: article(&term.ty),
            expected,
            span: term.span,
            help: None,
        });
    }
}

/// The type of a field and what its type fills in; else the names of the fields there are.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever is not listed has no fields and is reported"
)]
fn field_type(ty: &Type, name: &str) -> Result<(Type, Option<Value>), Vec<EcoString>> {
    match ty {
        Type::Record(record) => match record.fields.iter().find(|field| field.name == name) {
            Some(field) => Ok((field.ty.clone(), field.default.clone())),
            None => Err(record
                .fields
                .iter()
                .map(|field| field.name.clone())
                .collect()),
        },
        Type::Map(value) => Ok(((**value).clone(), None)),
        Type::Any | Type::Error => Ok((ty.clone(), None)),
        Type::Secret(inner) => field_type(inner, name).map(|(ty, default)| match ty {
            Type::Secret(_) | Type::Optional(_) => (ty, default),
            ty => (Type::Secret(Arc::new(ty)), default),
        }),
        _ => Err(Vec::new()),
    }
}

fn is_nameless(ty: &Type) -> bool {
    matches!(ty.bare(), Type::Record(record) if record.name.is_none())
}

/// Whether there may be more fields than are known.
fn is_open(ty: &Type) -> bool {
    matches!(ty.bare(), Type::Record(record) if record.is_open())
}

fn plain_if_optional(ty: Type) -> Type {
    if let Type::Optional(inner) = ty {
        Arc::unwrap_or_clone(inner)
    } else {
        ty
    }
}

fn union_of_fields(record: &Record) -> Type {
    let mut types = record.fields.iter().map(|field| field.ty.clone());
    let Some(first) = types.next() else {
        return Type::Any;
    };
    types.fold(first, |left, right| super::fit::unify(&left, &right))
}

pub(super) const fn fits_int(ty: &Type) -> bool {
    use crate::check::types::Refined;
    matches!(
        ty,
        Type::Int | Type::Any | Type::Error | Type::Refined(Refined::Port | Refined::Duration)
    )
}

/// The field that has a field of this name: `stat` of what `stat` gives has `exists`.
fn holder_of(ty: &Type, name: &str) -> Option<EcoString> {
    let Type::Record(record) = ty.bare() else {
        return None;
    };
    let holds = |ty: &Type| {
        let Type::Record(inner) = ty.bare() else {
            return false;
        };
        inner.fields.iter().any(|field| field.name == name)
    };
    let mut holders = record.fields.iter().filter(|field| holds(&field.ty));
    let holder = holders.next().filter(|_| holders.next().is_none())?;
    Some(holder.name.clone())
}
