//! Where a secret may go, and what becomes of a task that gets one.
//!
//! In: `copy { content = password, dest = "/etc/token" }`. Out: that task with `no_log` and with
//! `mode = "0600"`; reports where the secret would be shown.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::sync::Arc;

use crate::check::error::role::RoleError;
use crate::check::error::secret::SecretError;
use crate::check::program::{Call, Notes, Step, StepKind};
use crate::check::step::Body;
use crate::check::step::call::given;
use crate::check::step::task::no_log;
use crate::check::term::{Term, TermKind, TextPart};
use crate::check::types::{Field, Record, Type};
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::value::Value;

/// Fields of a result that say where something is or in which state, nothing of what it holds.
const PLAIN: [&str; 14] = [
    "ansible_job_id",
    "dest",
    "end",
    "delta",
    "gid",
    "group",
    "mode",
    "name",
    "owner",
    "path",
    "skip_reason",
    "start",
    "state",
    "uid",
];

impl Body<'_, '_> {
    /// What prints its arguments, or shows them to every process, must get no secret.
    pub(super) fn secrets(&mut self, call: &Call) {
        let short = call
            .module
            .strip_prefix("ansible.builtin.")
            .unwrap_or_default();
        let shown = |name: &str| match short {
            "debug" | "fail" | "assert" | "pause" => true,
            "command" | "shell" | "script" | "raw" => {
                matches!(name, "cmd" | "argv" | "creates" | "removes" | "chdir")
            }
            "expect" => matches!(name, "command" | "creates" | "removes" | "chdir"),
            _ => false,
        };
        let args = call
            .args
            .iter()
            .filter(|arg| shown(&arg.name))
            .map(|arg| &arg.value);
        for term in args.chain(&call.free_form) {
            self.no_secret(term);
        }
    }

    /// Reports the secret in a term that will be shown.
    pub(super) fn no_secret(&mut self, term: &Term) {
        if let Some(span) = secret_in(term) {
            self.low.problems.push(RoleError::SecretPrinted { span });
        }
    }

    /// A task that gets a secret does not print its arguments, nor does the file that it makes.
    /// Whether it gets one.
    pub(super) fn protect(&mut self, call: &mut Call, task: &mut Step) -> bool {
        let args = call.args.iter().map(|arg| &arg.value);
        let environment = task
            .keywords
            .iter()
            .filter(|keyword| keyword.name == "environment")
            .map(|keyword| &keyword.value);
        let mut terms = args.chain(&call.free_form).chain(environment);
        let Some(secret) = terms.find_map(secret_in) else {
            return false;
        };
        protected(call, task, secret, self.low.problems);
        true
    }
}

/// Protects the tasks whose `src` is one of these places: their templates read a secret.
pub fn protect_renders(
    step: &mut Step,
    secret: &std::collections::BTreeSet<Span>,
    problems: &mut Problems,
) {
    let mut kind = std::mem::replace(
        &mut step.kind,
        StepKind::Section {
            name: "".into(),
            steps: Vec::new(),
        },
    );
    if let StepKind::Task(call) = &mut kind {
        let srcs = call.args.iter().map(|arg| arg.value.span);
        if let Some(src) = srcs.into_iter().find(|span| secret.contains(span)) {
            protected(call, step, src, problems);
        }
    }
    step.kind = kind;
    step.inside_mut()
        .for_each(|step| protect_renders(step, secret, problems));
}

fn protected(call: &mut Call, task: &mut Step, secret: Span, problems: &mut Problems) {
    match task
        .keywords
        .iter()
        .find(|keyword| keyword.name == "no_log")
    {
        None => task.keywords.push(no_log(call.span)),
        Some(keyword) if keyword.value.known() == Some(&Value::Bool(false)) => {
            let span = keyword.value.span;
            problems.push(SecretError::Logged { span, secret });
        }
        Some(_) => {}
    }
    let short = call
        .module
        .strip_prefix("ansible.builtin.")
        .unwrap_or_default();
    // These put what they are given into a file.
    let writes = ["copy", "template", "lineinfile", "blockinfile", "assemble"].contains(&short);
    if !writes {
        return;
    }
    // Whoever names a group means its members to read the file.
    let group = call.args.iter().any(|arg| arg.name == "group");
    match call.args.iter().find(|arg| arg.name == "mode") {
        Some(arg) => {
            if let Some(Value::Str(mode)) = arg.value.known()
                && let Some(safe) = closed(mode, group)
            {
                problems.push(SecretError::Readable {
                    safe,
                    span: arg.value.span,
                    mode: mode.to_string(),
                    secret,
                });
            }
        }
        // A file that is there keeps the mode it has; these two make it.
        None if matches!(short, "copy" | "template") => {
            let value = Term::value(call.span, Type::String, Value::Str("0600".into()));
            let mode = given("mode".into(), call.span, value, Notes::default());
            call.args.push(mode);
        }
        None => {}
    }
}

/// The mode to write instead of one that gives everyone else something.
fn closed(mode: &str, group: bool) -> Option<String> {
    let digits = mode.trim_start_matches('0');
    if digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        if digits.ends_with('0') {
            return None;
        }
        let kept = digits.get(..digits.len() - if group { 1 } else { 2 })?;
        return Some(format!("0{kept}{}", if group { "0" } else { "00" }));
    }
    if others(mode)?.is_empty() {
        return None;
    }
    Some(if group { "0640" } else { "0600" }.into())
}

/// What `u=rw,g=r,o=r` gives to everyone else; what it does not say stays as it was.
fn others(mode: &str) -> Option<String> {
    let mut held = String::new();
    for clause in mode.split(',') {
        let start = clause.find(['=', '+', '-'])?;
        let (who, changes) = clause.split_at_checked(start)?;
        if !who.chars().all(|who| "ugoa".contains(who)) {
            return None;
        }
        if !who.is_empty() && !who.contains(['o', 'a']) {
            continue;
        }
        let mut sign = '=';
        for change in changes.chars() {
            match (change, sign) {
                ('=', _) => {
                    sign = '=';
                    held.clear();
                }
                ('+' | '-', _) => sign = change,
                (_, '-') => held.retain(|bit| bit != change),
                _ => held.push(change),
            }
        }
    }
    Some(held)
}

/// A secret among what a term gives. That something is set, or equal, gives nothing away.
pub fn secret_in(term: &Term) -> Option<Span> {
    if term.ty.holds_secret() {
        // The innermost text part says most.
        let part = match &term.kind {
            TermKind::Text(parts) => parts.iter().find_map(|part| match part {
                TextPart::Term(term) => secret_in(term),
                TextPart::Literal(_) => None,
            }),
            _ => None,
        };
        return Some(part.unwrap_or(term.span));
    }
    match &term.kind {
        // Of a record with a secret only another field is read.
        TermKind::Field { .. } | TermKind::Test { .. } | TermKind::Compare(..) => None,
        TermKind::Index(_, index) => secret_in(index),
        TermKind::Text(parts) => parts.iter().find_map(|part| match part {
            TextPart::Term(term) => secret_in(term),
            TextPart::Literal(_) => None,
        }),
        TermKind::List(items) => items.iter().find_map(|item| secret_in(&item.term)),
        TermKind::If {
            then, otherwise, ..
        } => secret_in(then).or_else(|| otherwise.as_deref().and_then(secret_in)),
        _ => {
            let mut found = None;
            term.walk(&mut |inner| {
                if found.is_none() && matches!(&inner.ty, Type::Secret(_)) {
                    found = Some(inner.span);
                }
            });
            found
        }
    }
}

/// The result of a task that got a secret: what it says may hold it.
pub fn of_result(ty: Type) -> Type {
    match ty {
        Type::Record(record) => {
            let fields = record.fields.iter().map(|field| Field {
                ty: match field.name.as_str() {
                    name if PLAIN.contains(&name) => field.ty.clone(),
                    _ => of_result(field.ty.clone()),
                },
                ..field.clone()
            });
            Type::Record(Arc::new(Record {
                fields: fields.collect(),
                ..(*record).clone()
            }))
        }
        Type::List(item) if matches!(*item, Type::Record(_)) => {
            Type::List(Arc::new(of_result(Arc::unwrap_or_clone(item))))
        }
        Type::Optional(inner) => Type::Optional(Arc::new(of_result(Arc::unwrap_or_clone(inner)))),
        Type::String | Type::List(_) | Type::Map(_) | Type::Refined(_) => {
            Type::Secret(Arc::new(ty))
        }
        // Numbers and truth values say nothing; what is not known passes.
        Type::Error
        | Type::Any
        | Type::Null
        | Type::Bool
        | Type::Int
        | Type::Float
        | Type::Literals(_)
        | Type::Secret(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => ty,
    }
}
