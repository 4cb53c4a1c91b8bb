//! Loops: `for x in xs`, `for key, value in map`, and two of them made one.
//!
//! `for admin in admins for key in admin.keys` in role `base` is
//! `base_admins | subelements('keys')`, whose loop variable is `base_admin_key`: `admin` is
//! `base_admin_key.0` in Ansible, and `key` is `base_admin_key.1`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use ecow::{EcoString, eco_format};
use std::sync::Arc;

use crate::check::error::role::RoleError;
use crate::check::expr::{Binding, article, unset};
use crate::check::mention;
use crate::check::program::{Keyword, Loop, LoopSource, Notes};
use crate::check::step::{Body, LoopVar};
use crate::check::term::{Ref, RefKind, Term, TermKind, TextPart};
use crate::check::types::Type;
use crate::schema::keyword::Place;
use crate::source::Span;
use crate::syntax::tree::{Attr, Expr, ExprKind, For, Name};
use crate::value::Value;

/// What one `for` goes over.
struct Source {
    term: Term,
    map: bool,
    /// The types of its names.
    types: Vec<Type>,
}

impl Body<'_, '_> {
    /// The loops of a header, made one; their variables are bound until the step is left.
    pub fn each(&mut self, loops: &[For]) -> Option<Loop> {
        self.each_as(loops, None)
    }

    /// The loops of a task whose result is registered: Ansible calls the item of each result as it calls the variable,
    /// so that this is `item` there.
    pub fn each_registered(&mut self, loops: &[For]) -> Option<Loop> {
        self.each_as(loops, Some("item".into()))
    }

    fn each_as(&mut self, loops: &[For], called: Option<EcoString>) -> Option<Loop> {
        let names: Vec<&Name> = loops.iter().flat_map(|clause| &clause.names).collect();
        match loops {
            [] => None,
            [only] => {
                let source = self.goes_over(only)?;
                let var = match only.names.as_slice() {
                    [] => return None,
                    [.., last] => called.unwrap_or_else(|| self.emitted(&last.text)),
                };
                self.bind_names(only, &source, &var);
                let label = self.label_of(&source, &var, only.span);
                let source = if source.map {
                    LoopSource::Map(source.term)
                } else {
                    LoopSource::List(source.term)
                };
                Some(Loop {
                    source,
                    var,
                    control: label.into_iter().collect(),
                })
            }
            [outer, inner] if path_below(&outer.names, &inner.source).is_some() => {
                let var = called.unwrap_or_else(|| joined(self, &names));
                self.subelements(outer, inner, &var)
            }
            [..] => {
                let var = called.unwrap_or_else(|| joined(self, &names));
                self.product(loops, &var)
            }
        }
    }

    fn subelements(&mut self, outer: &For, inner: &For, var: &EcoString) -> Option<Loop> {
        let source = self.goes_over(outer)?;
        let first = eco_format!("{var}.0");
        self.bind_names(outer, &source, &first);
        let label = self.label_of(&source, &first, outer.span);
        let parts = self.goes_over(inner)?;
        let path = path_below(&outer.names, &inner.source)?;
        self.bind_names(inner, &parts, &eco_format!("{var}.1"));
        let list = if source.map {
            items_of(source.term)
        } else {
            source.term
        };
        let source = LoopSource::Subelements(list, path);
        Some(Loop {
            source,
            var: var.clone(),
            control: label.into_iter().collect(),
        })
    }

    /// What cannot be gone over was reported: its names are there, of no type.
    fn bind_broken(&mut self, clause: &For) {
        for name in &clause.names {
            let emitted = self.emitted(&name.text);
            self.bind_loop(name, emitted, Type::Error);
        }
    }

    fn product(&mut self, loops: &[For], var: &EcoString) -> Option<Loop> {
        let mut terms = Vec::new();
        let mut failed = false;
        for (index, clause) in loops.iter().enumerate() {
            let outer = loops[..index].iter().flat_map(|clause| &clause.names);
            let used = outer
                .map(|name| &name.text)
                .find(|name| mention::mentions(&clause.source, name));
            if let Some(name) = used {
                let name = name.to_string();
                self.low.problems.push(RoleError::NestedLoop {
                    span: clause.source.span,
                    name,
                });
                self.bind_broken(clause);
                failed = true;
                continue;
            }
            let Some(source) = self.goes_over(clause) else {
                failed = true;
                continue;
            };
            self.bind_names(clause, &source, &eco_format!("{var}.{index}"));
            terms.push(if source.map {
                items_of(source.term)
            } else {
                source.term
            });
        }
        (!failed).then(|| Loop {
            source: LoopSource::Product(terms),
            var: var.clone(),
            control: Vec::new(),
        })
    }

    /// Lowers what a `for` goes over.
    fn goes_over(&mut self, clause: &For) -> Option<Source> {
        let source = self.lowered(clause);
        if source.is_none() {
            self.bind_broken(clause);
        }
        source
    }

    fn lowered(&mut self, clause: &For) -> Option<Source> {
        let term = self.low.infer(&clause.source);
        let map = clause.names.len() == 2;
        let types = match (&term.ty, map) {
            (Type::Error, _) => vec![Type::Error; clause.names.len()],
            (Type::Any, false) => vec![Type::Any],
            (Type::Any, true) => vec![Type::String, Type::Any],
            (Type::List(item), false) => vec![(**item).clone()],
            (Type::Map(value), true) => vec![Type::String, (**value).clone()],
            (Type::Record(_), true) => vec![Type::String, Type::Any],
            (Type::Secret(inner), false) => match &**inner {
                Type::List(item) => vec![Type::Secret(item.clone())],
                _ => return self.not_loopable(&term, map),
            },
            (Type::Optional(_), _) => {
                self.low.problems.push(unset(&term));
                return None;
            }
            _ => return self.not_loopable(&term, map),
        };
        Some(Source { term, map, types })
    }

    fn not_loopable(&mut self, term: &Term, map: bool) -> Option<Source> {
        let (expected, help) = match (map, &term.ty) {
            (true, Type::List(_)) => (
                "a map with two names",
                "one name goes over a list: `for x in xs`",
            ),
            (true, _) => (
                "a map with two names",
                "`for key, value in m` goes over a map",
            ),
            (false, Type::Map(_) | Type::Record(_)) => (
                "a list with one name",
                "two names go over a map: `for key, value in m`",
            ),
            (false, _) if is_quoted(term) => (
                "a list with one name",
                "without the quotes and the `{{ }}` it is the list itself: `for x in xs`",
            ),
            (false, Type::Int) => (
                "a list with one name",
                "a range says from where to where: `1..3`",
            ),
            (false, _) => ("a list with one name", "one item is a list too: `[x]`"),
        };
        let found = article(&term.ty);
        self.low.problems.push(RoleError::NotLoopable {
            found,
            expected,
            help,
            span: term.span,
        });
        None
    }

    fn bind_names(&mut self, clause: &For, source: &Source, item: &EcoString) {
        match clause.names.as_slice() {
            [key, value] if source.map => {
                self.bind_loop(key, eco_format!("{item}.key"), source.types[0].clone());
                let ty = source.types.get(1).cloned().unwrap_or(Type::Error);
                self.bind_loop(value, eco_format!("{item}.value"), ty);
            }
            [name, ..] => {
                self.bind_loop(name, item.clone(), source.types[0].clone());
                if let (Some(Value::List(items)), Some(variable)) =
                    (source.term.known(), self.loops.last_mut())
                {
                    variable.items = Some(items.clone());
                }
            }
            [] => {}
        }
    }

    /// Binds a variable of the loop.
    pub(super) fn bind_loop(&mut self, name: &Name, emitted: EcoString, ty: Type) {
        self.loops.push(LoopVar {
            name: name.text.clone(),
            emitted: emitted.clone(),
            secret: ty.holds_secret(),
            ty: ty.clone(),
            items: None,
        });
        if emitted.split('.').next() != Some("item") {
            self.reserved(&emitted, name.span);
        }
        self.low.bind(Binding {
            name: name.text.clone(),
            kind: RefKind::Loop,
            emitted,
            ty,
            span: name.span,
            value: None,
        });
    }

    /// What the log shows for an item: its `name`, or a map's key, rather than all of it.
    fn label_of(&self, source: &Source, item: &EcoString, span: Span) -> Option<Keyword> {
        let shown = |field: &str, name: &str| {
            let reference = Ref {
                kind: RefKind::Loop,
                name: name.into(),
                emitted: eco_format!("{item}.{field}"),
                declared: None,
            };
            Term {
                span,
                ty: Type::String,
                kind: TermKind::Ref(Box::new(reference)),
            }
        };
        let value = if source.map {
            shown("key", "key")
        } else {
            let Some(Type::Record(record)) = source.types.first() else {
                return None;
            };
            record
                .fields
                .iter()
                .find(|field| field.name == "name" && crate::check::expr::textual(&field.ty))?;
            shown("name", "name")
        };
        Some(Keyword {
            name: "label".into(),
            span,
            value,
            notes: Notes::default(),
        })
    }

    /// Says that a keyword speaks of a loop, and there is none.
    pub(super) fn needs_loop(&mut self, attr: &Attr) {
        self.low.problems.push(RoleError::NeedsLoop {
            name: attr.name.text.to_string(),
            span: attr.name.span,
        });
    }

    /// `label`, `pause`, `extended`, `break_when`: keywords of the loop.
    pub(super) fn loop_control(&mut self, attr: &Attr, each: Option<&mut Loop>) {
        let Some(each) = each else {
            return self.needs_loop(attr);
        };
        let given: Vec<Keyword> = each
            .control
            .iter()
            .filter(|keyword| keyword.name != "label")
            .cloned()
            .collect();
        let Some(keyword) = self.keyword(Place::Task, attr, &given) else {
            return;
        };
        each.control.retain(|known| known.name != keyword.name);
        each.control.push(keyword);
    }
}

fn joined(body: &Body<'_, '_>, names: &[&Name]) -> EcoString {
    let mut joined = EcoString::new();
    for name in names {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(&name.text);
    }
    body.emitted(&joined)
}

/// `keys` of `admin.keys`, if the outer loop binds `admin`; of a map's entry `value.keys`, or
/// `value` where that is the list.
fn path_below(outer: &[Name], source: &Expr) -> Option<EcoString> {
    match &source.kind {
        ExprKind::Paren(inner) => path_below(outer, inner),
        ExprKind::Name(name) => match outer {
            [_, value] if value.text == *name => Some("value".into()),
            _ => None,
        },
        ExprKind::Field(base, field) => match &base.kind {
            ExprKind::Name(name) => match outer {
                [only] if only.text == *name => Some(field.text.clone()),
                [_, value] if value.text == *name => Some(eco_format!("value.{}", field.text)),
                _ => None,
            },
            _ => Some(eco_format!("{}.{}", path_below(outer, base)?, field.text)),
        },
        _ => None,
    }
}

/// `m | dict2items`: a list of records with `key` and `value`.
fn items_of(term: Term) -> Term {
    Term {
        span: term.span,
        ty: Type::List(Arc::new(Type::Any)),
        kind: TermKind::Filter(Box::new(term), "dict2items".into(), Box::default()),
    }
}

/// Whether this is `"{{ xs }}"`, Ansible's way to name a list.
fn is_quoted(term: &Term) -> bool {
    matches!(&term.kind, TermKind::Text(parts) if matches!(parts.as_slice(), [TextPart::Term(_)]))
}
