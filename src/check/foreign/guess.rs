//! Types that were guessed from a role's defaults.
//!
//! In: `legacy_port = "many"` for a role whose `defaults/main.yml` says `legacy_port: 80` and which declares no types. Out: the
//! report says that `int` is a guess, and where it comes from.

use crate::check::error::guessed::Guessed;
use crate::check::names::{ParamSignature, Signature};
use crate::diagnostic::Problems;

/// Says of what is wrong with a parameter's value that its type was guessed, if it was. `before`: how many problems there were before
/// the value was checked.
pub fn said(problems: &mut Problems, before: usize, role: &Signature, param: &ParamSignature) {
    let read = role.foreign.as_ref();
    // What the braces declare stands elsewhere.
    let guessed = read.is_some_and(|read| read.guessed.get(&param.name) == Some(&param.span));
    if !guessed || problems.all().len() == before {
        return;
    }
    let ty = param.ty.to_string();
    problems.reword(
        before,
        |problem| matches!(problem.code().as_str(), "wrong-type" | "not-in-type"),
        |inner| {
            Box::new(Guessed {
                inner,
                role: role.name.to_string(),
                param: param.name.to_string(),
                ty: ty.trim_end_matches('?').to_owned(),
                from: param.span,
            })
        },
    );
}
