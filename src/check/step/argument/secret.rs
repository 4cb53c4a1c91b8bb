//! Arguments of which the module says that they are secret.
//!
//! In: `user { name = "bob", password = "s3cret" }`. Out: a warning that offers `secret … from vault`. What is
//! a `secret(string)` already is well.

use crate::check::error::secret::SecretError;
use crate::check::step::Body;
use crate::check::step::argument::{Owner, Seen, What};
use crate::check::types::Type;
use crate::schema::module::Argument;
use crate::value::Value;

impl Body<'_, '_> {
    /// A secret that is none to the compiler.
    pub(super) fn secret_argument(&mut self, owner: Owner<'_>, argument: Argument, seen: Seen<'_>) {
        if !argument.secret() || !is_password_named(argument.name) {
            return;
        }
        if let Some(known) = seen.known() {
            if is_password(known) {
                self.low.problems.push(SecretError::Plain {
                    argument: owner.naming(argument.name),
                    name: argument.name,
                    span: seen.span,
                });
            }
            return;
        }
        let ty = match seen.what {
            What::Term(term) => &term.ty,
            What::Type(ty) => ty,
            What::Value(_) => return,
        };
        let ty = match ty {
            Type::Optional(inner) => inner,
            ty => ty,
        };
        if ty.is_text() {
            self.low.problems.push(SecretError::Typed {
                argument: owner.naming(argument.name),
                ty: ty.to_string(),
                span: seen.span,
            });
        }
    }
}

/// Whether the name says so, too: modules hide whole files (`content`), and names and places of keys.
fn is_password_named(name: &str) -> bool {
    const WORDS: [&str; 8] = [
        "credential",
        "passphrase",
        "passwd",
        "password",
        "private_key",
        "pwd",
        "secret",
        "token",
    ];
    const PLACES: [&str; 5] = ["_file", "_id", "_name", "_path", "_url"];
    WORDS.iter().any(|word| name.contains(word)) && !PLACES.iter().any(|end| name.ends_with(end))
}

/// Whether a known text is one; in a password file `!` and `*` stand for none.
fn is_password(value: &Value) -> bool {
    match value {
        Value::Str(text) => !text.is_empty() && !text.starts_with(['!', '*']),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::List(_)
        | Value::Map(_) => false,
    }
}
