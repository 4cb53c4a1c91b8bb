//! `by` without `else`, on the platforms under test.
//!
//! `by facts.os_family { "Debian" { "ssh" } }` has no value on a platform of the family "redhat".

use std::collections::BTreeSet;

use crate::check::error::test::TestError;
use crate::check::program::{Platform, RoleId};
use crate::check::term::{By, RefKind, Term, TermKind};
use crate::check::test::Known;
use crate::diagnostic::Problems;

/// Reports each `by` that lacks a platform's family.
pub fn check(
    known: &Known<'_, '_>,
    id: RoleId,
    under_test: &[usize],
    platforms: &[Platform],
    problems: &mut Problems,
) {
    let Some(tested) = known.roles.get(id.0 as usize) else {
        return;
    };
    let mut seen = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let Some(role) = known.roles.get(id.0 as usize).filter(|_| seen.insert(id)) else {
            continue;
        };
        let mut look = |term: &Term| {
            let TermKind::By(by) = &term.kind else {
                return;
            };
            let By {
                subjects,
                arms,
                otherwise: None,
            } = &**by
            else {
                return;
            };
            if !matches!(subjects.as_slice(), [only] if is_family(only)) {
                return;
            }
            for index in under_test {
                let Some(platform) = platforms.get(*index) else {
                    continue;
                };
                let family = platform.family.os_family();
                if arms.iter().any(|(arm, _)| arm == family) {
                    continue;
                }
                let names: Vec<String> = arms.iter().map(|(arm, _)| format!("\"{arm}\"")).collect();
                problems.push(TestError::NotCovered {
                    platform: platform.name.to_string(),
                    family,
                    role: tested.name.to_string(),
                    span: term.span,
                    declared: platform.span,
                    arms: names.join(", "),
                });
            }
        };
        role.own_terms(&mut |term| term.walk(&mut look));
        for step in role.depends.iter().chain(&role.steps) {
            step.applications(&mut |application, _| open.push(application.role));
        }
    }
}

/// Whether a term is `facts.os_family`.
fn is_family(term: &Term) -> bool {
    match &term.kind {
        TermKind::Ref(reference) => {
            reference.kind == RefKind::Fact && reference.emitted.ends_with("os_family")
        }
        TermKind::Field { base, name, .. } => {
            name == "os_family"
                && matches!(&base.kind, TermKind::Ref(reference) if reference.kind == RefKind::Fact)
        }
        TermKind::Value(_)
        | TermKind::Unset
        | TermKind::Text(_)
        | TermKind::Index(..)
        | TermKind::Slice(..)
        | TermKind::Call(..)
        | TermKind::Method(..)
        | TermKind::Filter(..)
        | TermKind::Test { .. }
        | TermKind::Unary(..)
        | TermKind::Binary(..)
        | TermKind::Compare(..)
        | TermKind::If { .. }
        | TermKind::List(_)
        | TermKind::Map(_)
        | TermKind::By(_) => false,
    }
}
