//! Reports about secrets.

#![allow(
    missing_docs,
    reason = "the messages say what each variant and field is"
)]

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// What is wrong with a secret.
#[derive(Debug, Error, Diagnostic)]
pub enum SecretError {
    #[error("a secret's value comes from a vault, the environment or a lookup")]
    #[diagnostic(
        code("secret-source"),
        help(
            "write `vault(\"file.vault.yml\", \"key\")`, `env(\"VARIABLE\")` or `lookup(\"plugin.name\", \"what\")`"
        )
    )]
    Source {
        #[label("not one of these")]
        span: Span,
    },
    #[error("the vault `{path}` cannot be carried over: {reason}")]
    #[diagnostic(
        code("bad-vault"),
        help(
            "the path is relative to the project, and the file is encrypted by `ansible-vault encrypt {path}`"
        )
    )]
    Vault {
        path: String,
        reason: String,
        #[label("this file")]
        span: Span,
    },
    #[error("a file with a secret can be read by everyone on the machine")]
    #[diagnostic(
        code("secret-readable"),
        help("write `mode = {safe}`, which gives everyone else nothing")
    )]
    Readable {
        safe: String,
        #[label("mode {mode}")]
        span: Span,
        mode: String,
        #[label("the secret")]
        secret: Span,
    },
    #[error("{argument} is a secret, and stands here for everyone to read")]
    #[diagnostic(
        code("plain-secret"),
        severity(Warning),
        help(
            "put it into an encrypted file, `secret {name} from vault(\"secrets/{name}.vault.yml\", \"{name}\")`, and write `{name}` here; or take it `from env(\"…\")`"
        )
    )]
    Plain {
        argument: String,
        name: &'static str,
        #[label("in plain text")]
        span: Span,
    },
    #[error("{argument} is a secret, and would be logged with the task")]
    #[diagnostic(
        code("plain-secret"),
        severity(Warning),
        help(
            "declare it as `secret({ty})`: whatever gets it is not logged, and makes no file that others can read"
        )
    )]
    Typed {
        argument: String,
        ty: String,
        #[label("of type `{ty}`, not `secret({ty})`")]
        span: Span,
    },
    #[error("this task gets a secret, and would log it")]
    #[diagnostic(
        code("secret-logged"),
        help("take `no_log = false` out: a task that gets a secret has `no_log` by itself")
    )]
    Logged {
        #[label("logs its arguments")]
        span: Span,
        #[label("the secret")]
        secret: Span,
    },
}
