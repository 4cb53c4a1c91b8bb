//! Values against what an argument takes, to the last item of a list and option of a dictionary.
//!
//! Ansible coerces: `"yes"` is true, `"a,b"` a list, `80` a text. What is written here is of the
//! type that is meant, and the report says how. Of a later value only the type can be asked; a
//! number where text is wanted is fine then, since Ansible writes it out as it is.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each kind of argument takes a few kinds of values and refuses all others"
)]

use std::sync::Arc;

use crate::check::error::argument::ArgumentError;
use crate::check::expr::{article, textual, type_of};
use crate::check::step::Body;
use crate::check::step::argument::default::parts;
use crate::check::step::argument::{Completeness, Owner, Seen, What, bare, offer};
use crate::check::term::{RefKind, Term, TermKind};
use crate::check::types::{Refined, Type};
use crate::schema::module::Argument;
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::Value;

/// What an argument takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Str,
    /// A string, or a list of strings.
    Texts,
    Path,
    Int,
    Float,
    Bool,
    /// With Ansible's name of the items' type; empty where there is none.
    List(&'static str),
    Dict,
    Json,
    Bytes,
    Bits,
    Raw,
}

/// An argument, or an item of it, for which there is a value.
#[derive(Clone, Copy)]
pub(super) struct Want<'o> {
    pub owner: &'o Owner<'o>,
    pub argument: Argument,
    pub kind: Kind,
    item: bool,
}

impl Kind {
    fn of(ty: &'static str) -> Self {
        let items = ty.strip_prefix("list(").and_then(|ty| ty.strip_suffix(')'));
        match (ty, items) {
            (_, Some(items)) => Self::List(items),
            ("list", None) => Self::List(""),
            ("str" | "string" | "sid", None) => Self::Str,
            ("texts", None) => Self::Texts,
            ("path" | "pathspec" | "pathlist" | "tmppath" | "tmp", None) => Self::Path,
            ("int" | "integer", None) => Self::Int,
            ("float", None) => Self::Float,
            ("bool" | "boolean", None) => Self::Bool,
            ("dict" | "dictionary", None) => Self::Dict,
            ("json" | "jsonarg", None) => Self::Json,
            ("bytes", None) => Self::Bytes,
            ("bits", None) => Self::Bits,
            _ => Self::Raw,
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Str | Self::Path => "a string",
            Self::Texts => "a string, or a list of strings",
            Self::Int => "a whole number",
            Self::Float => "a number",
            Self::Bool => "`true` or `false`",
            Self::List(_) => "a list",
            Self::Dict => "a map",
            Self::Json => "JSON, as a string, a list or a map",
            Self::Bytes => "a number of bytes, or a size such as `\"1G\"`",
            Self::Bits => "a number of bits, or a rate such as `\"1Mb\"`",
            Self::Raw => "text",
        }
    }
}

impl<'o> Want<'o> {
    pub(super) fn whole(owner: &'o Owner<'o>, argument: Argument) -> Self {
        Self {
            owner,
            argument,
            kind: Kind::of(owner.type_of(argument)),
            item: false,
        }
    }

    fn of_item(self, ty: &'static str) -> Self {
        Self {
            kind: Kind::of(ty),
            item: true,
            ..self
        }
    }

    /// Of what takes a string or a list of strings, the list.
    fn or_list(self) -> Self {
        if self.kind == Kind::Texts {
            Self {
                kind: Kind::List("str"),
                ..self
            }
        } else {
            self
        }
    }

    pub(super) fn naming(self) -> String {
        let name = self.owner.naming(self.argument.name);
        if self.item {
            format!("an item of {name}")
        } else {
            name
        }
    }

    /// Whether a later value of the type goes, as far as one level shows.
    pub(super) fn takes(self, ty: &Type) -> bool {
        match self.kind {
            Kind::Int => is_whole(ty),
            Kind::Float => is_whole(ty) || *ty == Type::Float,
            Kind::Bool => *ty == Type::Bool,
            Kind::List(_) => matches!(ty, Type::List(_)),
            Kind::Dict => matches!(ty, Type::Map(_) | Type::Record(_)),
            Kind::Str
            | Kind::Path
            | Kind::Texts
            | Kind::Json
            | Kind::Bytes
            | Kind::Bits
            | Kind::Raw => false,
        }
    }

    /// A number written there would be taken for the bits it has in decimal: `mode = 644`.
    pub(super) fn is_mode(self) -> bool {
        let name = self.argument.name;
        (name == "mode" || name.ends_with("_mode")) && matches!(self.kind, Kind::Raw | Kind::Str)
    }
}

impl Body<'_, '_> {
    /// Checks a value.
    pub(super) fn value(&mut self, want: Want<'_>, seen: Seen<'_>) {
        let term = match seen.what {
            What::Value(value) => return self.known_value(want, value, seen),
            What::Type(ty) => return self.later_value(want, ty, seen),
            What::Term(term) if term.ty == Type::Error => return,
            What::Term(term) => term,
        };
        match &term.kind {
            TermKind::Value(value) => self.known_value(want, value, seen),
            TermKind::Unset => {}
            TermKind::If {
                then, otherwise, ..
            } => {
                let (first, second) = match seen.expr.map(|expr| &expr.kind) {
                    Some(ExprKind::If {
                        then, otherwise, ..
                    }) => (Some(&**then), otherwise.as_deref()),
                    _ => (None, None),
                };
                self.value(want, Seen::term(then, first));
                if let Some(otherwise) = otherwise {
                    self.value(want, Seen::term(otherwise, second));
                }
            }
            TermKind::By(by) => self.arms(want, &by.arms, by.otherwise.as_ref(), seen.expr),
            TermKind::List(items) => match want.or_list().kind {
                Kind::List("") | Kind::Raw | Kind::Json => {}
                Kind::List(ty) => {
                    let exprs = items_of(seen.expr, items.len());
                    for (index, item) in items.iter().enumerate() {
                        let expr = exprs.as_ref().map(|exprs| exprs[index]);
                        self.value(want.of_item(ty), Seen::term(&item.term, expr));
                    }
                }
                _ => self.misfit(want, &term.ty, seen),
            },
            TermKind::Map(_) => match want.kind {
                Kind::Dict => self.record(want, seen),
                Kind::Raw | Kind::Json => {}
                _ => self.misfit(want, &term.ty, seen),
            },
            _ => {
                if !self.of_loop(want, term, seen) {
                    self.later_value(want, &term.ty, seen);
                }
            }
        }
    }

    fn arms(
        &mut self,
        want: Want<'_>,
        arms: &[(ecow::EcoString, Term)],
        otherwise: Option<&Term>,
        expr: Option<&Expr>,
    ) {
        let by = match expr.map(|expr| &expr.kind) {
            Some(ExprKind::By(by)) if by.arms.len() == arms.len() => Some(by),
            _ => None,
        };
        for (index, (_, arm)) in arms.iter().enumerate() {
            let expr = by.map(|by| &by.arms[index].1);
            self.value(want, Seen::term(arm, expr));
        }
        if let Some(otherwise) = otherwise {
            let expr = by.and_then(|by| by.otherwise.as_ref());
            self.value(want, Seen::term(otherwise, expr));
        }
    }

    /// A loop variable whose values are known is checked by them, as far as no condition says that
    /// some of them do not come here.
    fn of_loop(&mut self, want: Want<'_>, term: &Term, seen: Seen<'_>) -> bool {
        if !self.conditions.is_empty() {
            return false;
        }
        let (reference, field) = match &term.kind {
            TermKind::Ref(reference) => (reference, None),
            TermKind::Field { base, name, .. } => match &base.kind {
                TermKind::Ref(reference) => (reference, Some(name)),
                _ => return false,
            },
            _ => return false,
        };
        if reference.kind != RefKind::Loop {
            return false;
        }
        let variable = self.loops.iter().rev();
        let mut variable = variable.filter(|variable| variable.emitted == reference.emitted);
        let Some(items) = variable.next().and_then(|found| found.items.clone()) else {
            return false;
        };
        let part = |item: &'_ Value| -> Option<Value> {
            match (item, field) {
                (Value::Map(map), Some(field)) => map.get(field).cloned(),
                (_, Some(_)) => None,
                (item, None) => Some(item.clone()),
            }
        };
        let items: Arc<Vec<Value>> = items;
        for value in items.iter().filter_map(part) {
            let before = self.low.problems.all().len();
            self.known_value(want, &value, Seen { expr: None, ..seen });
            if self.low.problems.all().len() > before {
                break;
            }
        }
        true
    }

    fn known_value(&mut self, want: Want<'_>, value: &Value, seen: Seen<'_>) {
        let want = match value {
            Value::List(_) => want.or_list(),
            _ => want,
        };
        let written = seen.is_literal();
        match (want.kind, value) {
            (Kind::Raw, Value::Int(_)) if want.is_mode() => {}
            (Kind::Raw | Kind::Str, Value::Str(text)) if want.is_mode() && is_no_mode(text) => {}
            (Kind::Raw, _)
            | (Kind::Str | Kind::Texts | Kind::Path, Value::Str(_))
            | (Kind::Int, Value::Int(_))
            | (Kind::Float, Value::Int(_) | Value::Float(_)) => {
                return self.choice(want, value, seen.span);
            }
            (Kind::Str, Value::Int(_) | Value::Float(_)) if !written && !want.is_mode() => {
                return self.choice(want, value, seen.span);
            }
            (Kind::Bool, Value::Bool(_))
            | (Kind::Bytes | Kind::Bits, Value::Int(_) | Value::Float(_))
            | (Kind::Json, Value::Str(_) | Value::List(_) | Value::Map(_))
            | (Kind::List(""), Value::List(_)) => return,
            (Kind::Bytes | Kind::Bits, Value::Str(text)) if is_size(text) => return,
            (Kind::List(ty), Value::List(items)) => {
                let exprs = items_of(seen.expr, items.len());
                for (index, item) in items.iter().enumerate() {
                    let expr = exprs.as_ref().map(|exprs| bare(exprs[index]));
                    let span = expr.map_or(seen.span, |expr| expr.span);
                    self.value(want.of_item(ty), Seen::value(item, span, expr));
                }
                return;
            }
            (Kind::Dict, Value::Map(_)) => return self.record(want, seen),
            _ => {}
        }
        self.misfit(want, &type_of(value), seen);
    }

    fn later_value(&mut self, want: Want<'_>, ty: &Type, seen: Seen<'_>) {
        let want = match ty {
            Type::List(_) => want.or_list(),
            _ => want,
        };
        let number = is_whole(ty);
        let fits = match (want.kind, ty) {
            (_, Type::Error | Type::Any) => true,
            (_, Type::Optional(inner) | Type::Secret(inner)) => {
                return self.later_value(want, inner, seen);
            }
            (_, Type::Null) => false,
            (Kind::Raw, ty) => !want.is_mode() || !(number || *ty == Type::Float),
            (Kind::Str, Type::Literals(texts)) => {
                self.choices(want, texts, seen.span);
                true
            }
            (Kind::Str, ty) => textual(ty) || ((number || *ty == Type::Float) && !want.is_mode()),
            (Kind::Path | Kind::Texts, ty) => textual(ty),
            (Kind::Int, _) => number,
            (Kind::Float, ty) => number || *ty == Type::Float,
            (Kind::Bool, ty) => *ty == Type::Bool,
            (Kind::List(""), Type::List(_)) => true,
            (Kind::List(items), Type::List(inner)) => {
                let seen = Seen {
                    what: What::Type(inner),
                    ..seen
                };
                return self.later_value(want.of_item(items), inner, seen);
            }
            (Kind::Dict, Type::Record(_)) => return self.record(want, seen),
            (Kind::Dict, ty) => matches!(ty, Type::Map(_)),
            (Kind::Json, ty) => {
                textual(ty) || matches!(ty, Type::List(_) | Type::Map(_) | Type::Record(_))
            }
            (Kind::Bytes | Kind::Bits, ty) => textual(ty) || number || *ty == Type::Float,
            (Kind::List(_), _) => false,
        };
        if !fits {
            self.misfit(want, ty, seen);
        }
    }

    /// A map where an argument has options of its own.
    fn record(&mut self, want: Want<'_>, seen: Seen<'_>) {
        if want.argument.suboptions().next().is_none() {
            return;
        }
        let owner = Owner::Option(want.owner, want.argument);
        self.options(owner, &parts(seen), Completeness::Whole, seen.span);
    }

    fn misfit(&mut self, want: Want<'_>, found: &Type, seen: Seen<'_>) {
        let found_text = match found {
            Type::Record(_) | Type::Map(_) => String::from("a map"),
            Type::List(_) => String::from("a list"),
            Type::Null => String::from("`null`"),
            _ => article(found),
        };
        let expected = match want.kind {
            _ if want.is_mode() => "a file's mode, such as `0644` or `\"u=rw,go=r\"`",
            kind => kind.expected(),
        };
        let help = offer::offer(want, found, seen);
        let fix = help.as_ref().and_then(|offer| offer.fix(seen));
        let error = ArgumentError::Type {
            argument: want.naming(),
            expected,
            found: found_text,
            span: seen.span,
            help: help.map(|offer| offer.help),
        };
        self.low.problems.push_fix(error, fix);
    }
}

const fn is_whole(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Int | Type::Refined(Refined::Port | Refined::Duration)
    )
}

/// The expressions of a list literal, if each gave one item.
fn items_of(expr: Option<&Expr>, count: usize) -> Option<Vec<&Expr>> {
    match expr.map(|expr| &expr.kind) {
        Some(ExprKind::List(items))
            if items.len() == count && items.iter().all(|item| !item.spread) =>
        {
            Some(items.iter().map(|item| &item.value).collect())
        }
        _ => None,
    }
}

/// `1G`, `512 MB`, `10`: a number, and perhaps a unit.
fn is_size(text: &str) -> bool {
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &text[..text.len() - unit.len()];
    let unit = unit.trim_start();
    let known = |c: char| "YZEPTGMKB".contains(c.to_ascii_uppercase());
    number.parse::<f64>().is_ok()
        && unit.chars().all(|c| c.is_ascii_alphabetic())
        && unit.chars().next().is_none_or(known)
}

/// Digits that are no octal number of at most twelve bits.
fn is_no_mode(text: &str) -> bool {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && !u16::from_str_radix(text, 8).is_ok_and(|mode| mode <= 0o7777)
}
