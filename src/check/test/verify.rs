//! What must hold after a test has run.
//!
//! In: `port 22 { listening = true }`. Out: a [`Check`] whose subject and expectations are typed by
//! the table below.

use std::sync::Arc;

use crate::check::error::test::TestError;
use crate::check::expr::{Lowering, Place};
use crate::check::names::unknown;
use crate::check::pattern;
use crate::check::program::{Check, CheckKind, Given, Notes, RoleLet, Verify, VerifyItem};
use crate::check::step::Body;
use crate::check::test::{Written, attribute};
use crate::check::types::{Refined, Type};
use crate::diagnostic::Problems;
use crate::syntax::tree::{self, Attr, TestItem};
use crate::value::Value;

/// The type of a subject or an expectation.
#[derive(Clone, Copy)]
enum Want {
    Any,
    Bool,
    Int,
    Text,
    Texts,
    Map,
    Words(&'static [&'static str]),
    Rule(Refined),
}

impl Want {
    fn ty(self) -> Type {
        match self {
            Self::Any => Type::Any,
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Text => Type::String,
            Self::Texts => Type::List(Arc::new(Type::String)),
            Self::Map => Type::Map(Arc::new(Type::String)),
            Self::Words(words) => {
                Type::Literals(Arc::new(words.iter().map(|word| (*word).into()).collect()))
            }
            Self::Rule(rule) => Type::Refined(rule),
        }
    }
}

/// What is known of a kind of check.
struct Form {
    kind: CheckKind,
    word: &'static str,
    of: Want,
    /// The first is what holds where nothing is said, if it is a `bool`.
    expects: &'static [(&'static str, Want)],
}

const PATH: Want = Want::Rule(Refined::Path);

const FORMS: [Form; 12] = [
    Form {
        kind: CheckKind::Service,
        word: "service",
        of: Want::Text,
        expects: &[("running", Want::Bool), ("enabled", Want::Bool)],
    },
    Form {
        kind: CheckKind::Port,
        word: "port",
        of: Want::Rule(Refined::Port),
        expects: &[
            ("listening", Want::Bool),
            ("address", Want::Text),
            ("protocol", Want::Words(&["tcp", "udp"])),
        ],
    },
    Form {
        kind: CheckKind::File,
        word: "file",
        of: PATH,
        expects: &[
            ("exists", Want::Bool),
            ("type", Want::Words(&["file", "directory", "link"])),
            ("mode", Want::Rule(Refined::Mode)),
            ("owner", Want::Text),
            ("group", Want::Text),
            ("contains", Want::Text),
            ("matches", Want::Rule(Refined::Regex)),
            ("size", Want::Int),
            ("target", PATH),
        ],
    },
    Form {
        kind: CheckKind::User,
        word: "user",
        of: Want::Text,
        expects: &[
            ("exists", Want::Bool),
            ("uid", Want::Int),
            ("group", Want::Text),
            ("groups", Want::Texts),
            ("home", PATH),
            ("shell", PATH),
        ],
    },
    Form {
        kind: CheckKind::Group,
        word: "group",
        of: Want::Text,
        expects: &[("exists", Want::Bool), ("gid", Want::Int)],
    },
    Form {
        kind: CheckKind::Package,
        word: "package",
        of: Want::Text,
        expects: &[("installed", Want::Bool), ("version", Want::Text)],
    },
    Form {
        kind: CheckKind::Command,
        word: "command",
        of: Want::Text,
        expects: &[
            ("exit", Want::Int),
            ("stdout", Want::Text),
            ("stderr", Want::Text),
            ("contains", Want::Text),
        ],
    },
    Form {
        kind: CheckKind::Http,
        word: "http",
        of: Want::Rule(Refined::Url),
        expects: &[
            ("status", Want::Int),
            ("contains", Want::Text),
            ("headers", Want::Map),
            ("host", Want::Text),
        ],
    },
    Form {
        kind: CheckKind::Mount,
        word: "mount",
        of: PATH,
        expects: &[
            ("exists", Want::Bool),
            ("device", Want::Text),
            ("type", Want::Text),
            ("options", Want::Texts),
        ],
    },
    Form {
        kind: CheckKind::Sysctl,
        word: "sysctl",
        of: Want::Text,
        expects: &[("value", Want::Any)],
    },
    Form {
        kind: CheckKind::Cron,
        word: "cron",
        of: Want::Text,
        expects: &[
            ("exists", Want::Bool),
            ("user", Want::Text),
            ("job", Want::Text),
            ("minute", Want::Any),
            ("hour", Want::Any),
            ("day", Want::Any),
            ("month", Want::Any),
            ("weekday", Want::Any),
        ],
    },
    Form {
        kind: CheckKind::Interface,
        word: "interface",
        of: Want::Text,
        expects: &[
            ("exists", Want::Bool),
            ("address", Want::Rule(Refined::Ip)),
            ("up", Want::Bool),
        ],
    },
];

/// Expectations that say whether the subject is there at all.
const PRESENCE: [&str; 3] = ["exists", "installed", "listening"];

/// Expectations that say where or whose the subject is, and hold of an absent one as well.
const WHERE: [&str; 3] = ["address", "protocol", "user"];

/// Expectations without which a kind means nothing.
const NEEDED: [(&str, &str, &str); 2] = [
    ("sysctl", "value", "say what it is: `value = 1`"),
    ("cron", "job", "say what it runs: `job = \"/usr/bin/true\"`"),
];

/// Checks every `verify` of a test.
pub fn check(written: &Written<'_, '_>, lets: &[RoleLet], problems: &mut Problems) -> Vec<Verify> {
    let mut all = Vec::new();
    for item in &written.test.body.items {
        let TestItem::Verify {
            lead,
            span,
            on,
            body: held,
        } = item
        else {
            continue;
        };
        let world = written.known.world;
        let on = on
            .as_ref()
            .map(|on| pattern::check(world, written.space, on, problems));
        let low = Lowering::new(world, written.space, Place::Play, problems);
        let mut body = Body::new(low, None, None);
        let items = held
            .items
            .iter()
            .filter_map(|item| verify_item(&mut body, item))
            .collect();
        all.push(Verify {
            span: *span,
            notes: Notes::from(lead),
            on,
            lets: lets.to_vec(),
            items,
        });
    }
    all
}

fn verify_item(body: &mut Body<'_, '_>, item: &tree::VerifyItem) -> Option<VerifyItem> {
    match item {
        tree::VerifyItem::Error(_) => None,
        tree::VerifyItem::Step(step) => Some(VerifyItem::Step(Box::new(body.step(step)))),
        tree::VerifyItem::Assert {
            lead,
            span,
            condition,
            message,
        } => {
            let condition = body.low.check(condition, &Type::Bool);
            let message = message
                .as_ref()
                .map(|message| body.low.check(&message.clone().into(), &Type::String));
            Some(VerifyItem::Assert {
                span: *span,
                notes: Notes::from(lead),
                condition,
                message,
            })
        }
        tree::VerifyItem::Check {
            lead,
            span,
            kind,
            of,
            body: held,
        } => {
            let Some(form) = FORMS.iter().find(|form| form.word == kind.text) else {
                let words = FORMS.iter().map(|form| form.word).chain(["assert", "task"]);
                body.low.problems.push(unknown("check", kind, words));
                return None;
            };
            let of = body.low.check(of, &form.of.ty());
            let attrs = held.as_ref().map(|held| held.items.as_slice());
            let expects = expectations(body, form, kind, attrs.unwrap_or_default());
            Some(VerifyItem::Check(Check {
                span: *span,
                notes: Notes::from(lead),
                kind: form.kind,
                of,
                expects,
            }))
        }
    }
}

fn expectations(
    body: &mut Body<'_, '_>,
    form: &Form,
    kind: &tree::Name,
    attrs: &[Attr],
) -> Vec<Given> {
    let names: Vec<&'static str> = form.expects.iter().map(|(name, _)| *name).collect();
    let known = attribute::known(attrs.iter(), &names, body.low.problems);
    let mut expects: Vec<Given> = Vec::new();
    for attr in known {
        let want = form
            .expects
            .iter()
            .find(|(name, _)| *name == attr.name.text);
        let Some((name, want)) = want else {
            continue;
        };
        let ty = want.ty();
        // Which tasks look at it follows from these.
        let value = if matches!(want, Want::Words(_) | Want::Map) {
            body.low.known(&attr.value, Some(&ty))
        } else {
            Some(body.low.check(&attr.value, &ty))
        };
        let Some(value) = value else { continue };
        expects.push(Given {
            name: (*name).into(),
            emitted: (*name).into(),
            span: attr.name.span,
            adds: false,
            own: false,
            value,
            notes: Notes::from(attr).boxed(),
        });
    }
    let absent = expects.iter().find(|given| {
        PRESENCE.contains(&given.name.as_str()) && given.value.known() == Some(&Value::Bool(false))
    });
    for given in &expects {
        if let Some(absent) = absent
            && absent.span != given.span
            && !WHERE.contains(&given.name.as_str())
        {
            body.low.problems.push(TestError::OfAbsent {
                kind: form.word,
                name: given.name.to_string(),
                span: given.span,
                absent: absent.span,
            });
        }
    }
    let needed = NEEDED.iter().find(|(word, _, _)| *word == form.word);
    if let Some((word, name, help)) = needed
        && absent.is_none()
        && !attrs.iter().any(|attr| attr.name.text == *name)
    {
        body.low.problems.push(TestError::MissingAttribute {
            what: format!("the check of a {word}"),
            name,
            help: (*help).to_owned(),
            span: kind.span,
        });
    }
    expects
}
