//! A secret for a role that others wrote.
//!
//! In: `role legacy { legacy_password = token }`, where the parameter is a plain string. Out: a warning, since nobody here knows
//! what the role's tasks print; none where the braces of `use role` declare it `secret(string)`.

use crate::check::error::foreign::ForeignError;
use crate::check::expr::Lowering;
use crate::check::names::{ParamSignature, Signature};
use crate::check::types::Type;
use crate::syntax::tree::Expr;
use std::sync::Arc;

/// The type that a parameter's value has to have: of a role that others wrote, a secret of it goes, too.
pub fn receiving(
    low: &mut Lowering<'_, '_>,
    role: &Signature,
    param: &ParamSignature,
    value: &Expr,
) -> Type {
    if role.foreign.is_none() || param.ty.holds_secret() || param.ty == Type::Error {
        return param.ty.clone();
    }
    let before = low.problems.all().len();
    let term = low.infer(value);
    let after = low.problems.all().len();
    // What is wrong with it is said when it is checked.
    low.problems.forget(before..after, |_| true);
    if !term.ty.holds_secret() {
        return param.ty.clone();
    }
    low.problems.push(ForeignError::SecretGiven {
        role: role.name.to_string(),
        param: param.name.to_string(),
        ty: plain(&param.ty).to_string(),
        span: value.span,
    });
    let hidden = Type::Secret(Arc::new(plain(&param.ty).clone()));
    if matches!(param.ty, Type::Optional(_)) {
        Type::Optional(Arc::new(hidden))
    } else {
        hidden
    }
}

fn plain(ty: &Type) -> &Type {
    if let Type::Optional(inner) = ty {
        inner
    } else {
        ty
    }
}
