//! Where a secret's value comes from: never from here, always from Ansible when a play runs.
//!
//! In: `vault("secrets/mail.vault.yml", "smtp_password")`. Out: what Ansible evaluates for it, and
//! the encrypted file that has to stand in the tree. The value itself is read by nobody.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::path::{Component, Path};
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::secret::SecretError;
use crate::check::expr::{Lowering, Place};
use crate::check::names::{SpaceId, World};
use crate::check::program::Vault;
use crate::check::term::{Args, Ref, RefKind, Term, TermKind};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{Arg, Expr, ExprKind};
use crate::value::Value;

/// What the first line of an encrypted file begins with.
const HEADER: &str = "$ANSIBLE_VAULT;";

/// The type of a secret: what stands in a vault, or what a lookup gives, is not known.
#[must_use]
pub fn type_of(source: &Expr) -> Type {
    let inner = match called(source) {
        Some(("env", _)) => Type::String,
        _ => Type::Any,
    };
    Type::Secret(Arc::new(inner))
}

fn called(source: &Expr) -> Option<(&str, &[Arg])> {
    let ExprKind::Call(callee, args) = &source.kind else {
        return None;
    };
    match &callee.kind {
        ExprKind::Name(name) => Some((name.as_str(), args)),
        _ => None,
    }
}

/// What Ansible evaluates, and the encrypted file that it needs.
pub fn value(
    world: &World<'_>,
    space: SpaceId,
    source: &Expr,
    problems: &mut Problems,
) -> Option<(Term, Option<Vault>)> {
    let (kind, args) = match called(source) {
        Some(found) if matches!(found.0, "vault" | "env" | "lookup") => found,
        _ => {
            problems.push(SecretError::Source { span: source.span });
            return None;
        }
    };
    let mut low = Lowering::new(world, space, Place::Given, problems);
    let ty = type_of(source);
    if kind == "lookup" {
        let mut term = low.infer(source);
        if term.ty != Type::Error {
            term.ty = ty;
        }
        return Some((term, None));
    }
    let wanted = if kind == "vault" { 2 } else { 1 };
    if args.len() != wanted || args.iter().any(|arg| arg.name.is_some()) {
        low.problems.push(SecretError::Source { span: source.span });
        return None;
    }
    let texts: Option<Vec<EcoString>> = args.iter().map(|arg| text(&mut low, &arg.value)).collect();
    let texts = texts?;
    let [first, rest @ ..] = texts.as_slice() else {
        return None;
    };
    let kind = match rest.first() {
        None => return Some((environment(source.span, ty, first), None)),
        Some(key) => TermKind::Ref(Box::new(Ref {
            kind: RefKind::Var,
            name: key.clone(),
            emitted: key.clone(),
            declared: None,
        })),
    };
    let at = args.first().map_or(source.span, |arg| arg.value.span);
    let vault = vault(world, space, first, at, problems)?;
    let span = source.span;
    Some((Term { span, ty, kind }, Some(vault)))
}

fn text(low: &mut Lowering<'_, '_>, value: &Expr) -> Option<EcoString> {
    low.now(value, &Type::String)?.as_text().cloned()
}

/// An unset variable of the environment is no secret: it stops the play, where the lookup alone
/// would give an empty text.
fn environment(span: Span, ty: Type, name: &EcoString) -> Term {
    let text = |text: &str| Term::value(span, Type::String, Value::Str(text.into()));
    let undefined = Term {
        span,
        ty: Type::Any,
        kind: TermKind::Call("undef".into(), Box::default()),
    };
    let args = Args {
        positional: vec![text("ansible.builtin.env"), text(name)],
        named: vec![("default".into(), undefined)],
    };
    let kind = TermKind::Call("lookup".into(), Box::new(args));
    Term { span, ty, kind }
}

fn vault(
    world: &World<'_>,
    space: SpaceId,
    path: &str,
    span: Span,
    problems: &mut Problems,
) -> Option<Vault> {
    let from = world.space(space).input.dir.join(Path::new(path));
    let below = below(path);
    let reason = match (world.read)(&from) {
        Ok(text) if !text.starts_with(HEADER) => Some(String::from("it is not encrypted")),
        Ok(_) if below.is_none() => Some(String::from(
            "Ansible reads no hidden files, no folders with a dot in their names, and `main.yml` is ours",
        )),
        Ok(_) => None,
        Err(reason) => Some(reason),
    };
    if let Some(reason) = reason {
        let path = path.to_owned();
        problems.push(SecretError::Vault { path, reason, span });
        return None;
    }
    let path = below?;
    Some(Vault { path, from })
}

/// Where it stands below `group_vars/all/`: as in the project, if Ansible reads it there.
fn below(path: &str) -> Option<EcoString> {
    let parts = Path::new(path).components().filter_map(|part| match part {
        Component::Normal(part) => part.to_str(),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            None
        }
    });
    let parts: Vec<&str> = parts.collect();
    let (file, folders) = parts.split_last()?;
    let hidden = file.starts_with('.') || file.ends_with('~');
    if hidden || folders.iter().any(|folder| folder.contains('.')) {
        return None;
    }
    let mut path = parts.join("/");
    if ![".yml", ".yaml", ".json"]
        .iter()
        .any(|end| path.ends_with(end))
    {
        path.push_str(".yml");
    }
    (path != "main.yml").then(|| path.into())
}
