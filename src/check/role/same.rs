//! A parameter that is given a variable of the same name in Ansible.
//!
//! In: `role deploy { token = deploy_token }`, where `deploy_token` is a `var` or a `secret` and the parameter is emitted as
//! `deploy_token`, too. Out: a report; Ansible would look for the value in itself.

use crate::check::error::names::NameError;
use crate::check::names::{ParamSignature, Signature};
use crate::check::term::{RefKind, Term, TermKind};
use crate::diagnostic::Problems;

/// Reports it, where it is so.
pub fn check(problems: &mut Problems, role: &Signature, param: &ParamSignature, value: &Term) {
    let mut same = None;
    value.walk(&mut |term| {
        if let TermKind::Ref(reference) = &term.kind
            && matches!(
                reference.kind,
                RefKind::Var | RefKind::LocalLet | RefKind::Prompt
            )
            && reference.emitted == param.emitted
        {
            same = Some(term.span);
        }
    });
    if let Some(span) = same {
        problems.push(NameError::OwnValue {
            param: param.name.to_string(),
            role: role.name.to_string(),
            emitted: param.emitted.to_string(),
            span,
            declared: param.span,
        });
    }
}
