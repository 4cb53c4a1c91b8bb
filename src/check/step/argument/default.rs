//! `module_defaults`: arguments for every call of a module in a play, a block or a task.
//!
//! `module_defaults = { file = { owner = "root" } }` is checked as a call of `file` is, except
//! that nothing is missing in it; and calls under it need not say everything either.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use ecow::EcoString;

use crate::check::error::role::RoleError;
use crate::check::step::Body;
use crate::check::step::argument::{Argued, Completeness, Owner, Seen, What, bare, entry};
use crate::check::term::{Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::schema::module::{self, Module};
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::{Expr, ExprKind, MapItem, TextPart};
use crate::value::Value;

/// What gives arguments to calls from outside: a module's full name, or nothing where it cannot
/// be said (a group of modules, a later value).
#[derive(Clone, Debug)]
pub struct Defaulted(Option<EcoString>);

impl Body<'_, '_> {
    /// Notes which modules get arguments from a `module_defaults`, from here to the step's end.
    pub fn note_defaults(&mut self, value: &Expr) {
        let ExprKind::Map(items) = &bare(value).kind else {
            self.defaults.push(Defaulted(None));
            return;
        };
        for item in items {
            let key = match item {
                MapItem::Entry { key, .. } => match key.parts.as_slice() {
                    [TextPart::Literal(key)] => module::resolve(key),
                    _ => None,
                },
                MapItem::Spread { .. } => None,
            };
            self.defaults
                .push(Defaulted(key.map(|module| module.full_name)));
        }
    }

    /// Whether calls of a module get arguments from outside here.
    pub(super) fn has_defaults(&self, module: &Module) -> bool {
        self.defaults.iter().any(|given| {
            given
                .0
                .as_ref()
                .is_none_or(|name| *name == module.full_name)
        })
    }

    /// Checks the value of a `module_defaults`.
    pub(in crate::check::step) fn module_defaults(&mut self, term: &Term, expr: &Expr) {
        let whole = Seen::term(term, Some(expr));
        for part in parts(whole) {
            if part.name.starts_with("group/") {
                continue;
            }
            let Some(module) = module::resolve(part.name) else {
                let near = suggest::nearest(part.name, module::builtin_names())
                    .or_else(|| suggest::nearest(part.name, module::names()));
                let error = RoleError::UnknownModule {
                    name: part.name.to_string(),
                    span: part.span,
                    help: near.map(|near| format!("did you mean `{near}`?")),
                };
                let fix = near.and_then(|near| Fix::rename(part.span, part.name, near));
                self.low.problems.push_fix(error, fix);
                continue;
            };
            if module.is_known() {
                let given = parts(part.seen);
                self.options(
                    Owner::Module(&module),
                    &given,
                    Completeness::Part,
                    part.span,
                );
            }
        }
    }
}

/// The entries of a map, with their places where its literal has them.
pub(super) fn parts(seen: Seen<'_>) -> Vec<Argued<'_>> {
    let part = |name: &'_ EcoString| -> Option<(Span, &Expr)> { entry(seen.expr, name) };
    let place = |found: Option<(Span, &Expr)>| found.map_or(seen.span, |(span, _)| span);
    let ty = match seen.what {
        What::Term(term) if !matches!(term.kind, TermKind::Map(_) | TermKind::Value(_)) => {
            Some(&term.ty)
        }
        What::Type(ty) => Some(ty),
        What::Term(_) | What::Value(_) => None,
    };
    if let Some(ty) = ty {
        return fields(ty, seen.span);
    }
    match seen.what {
        What::Term(Term {
            kind: TermKind::Map(entries),
            ..
        }) => entries
            .iter()
            .map(|(name, term)| {
                let found = part(name);
                Argued {
                    name,
                    span: place(found),
                    seen: Seen::term(term, found.map(|(_, expr)| expr)),
                }
            })
            .collect(),
        _ => {
            let Some(Value::Map(map)) = seen.known() else {
                return Vec::new();
            };
            map.iter()
                .map(|(name, value)| {
                    let found = part(name);
                    let expr = found.map(|(_, expr)| bare(expr));
                    Argued {
                        name,
                        span: place(found),
                        seen: Seen::value(value, expr.map_or(seen.span, |expr| expr.span), expr),
                    }
                })
                .collect()
        }
    }
}

/// The fields of a later record.
fn fields(ty: &Type, span: Span) -> Vec<Argued<'_>> {
    let record = match ty {
        Type::Record(record) => record,
        Type::Optional(inner) | Type::Secret(inner) => return fields(inner, span),
        _ => return Vec::new(),
    };
    let fields = record.fields.iter().map(|field| Argued {
        name: &field.name,
        span,
        seen: Seen {
            what: What::Type(&field.ty),
            span,
            expr: None,
        },
    });
    fields.collect()
}
