//! What arguments demand together: required ones, those that exclude one another, those that need
//! one another.
//!
//! `file { path = "/x", state = "link" }` needs `src`. An argument with a default counts as given,
//! as it does for ansible-core, except among those that exclude one another.

use crate::check::error::argument::ArgumentError;
use crate::check::step::Body;
use crate::check::step::argument::{Argued, Completeness, Owner, What, listed};
use crate::check::types::Type;
use crate::schema::module::{Argument, Module, Relation};
use crate::source::Span;
use crate::value::Value;

/// What is given, and what ansible-core fills in.
struct Present<'a> {
    known: &'a [Argument],
    named: &'a [(&'static str, &'a Argued<'a>)],
}

impl<'a> Present<'a> {
    fn given(&self, name: &str) -> Option<&'a Argued<'a>> {
        let found = self.named.iter().find(|(given, _)| *given == name);
        found.map(|(_, argued)| *argued)
    }

    /// Given, and by a value that cannot be unset.
    fn surely(&self, name: &str) -> Option<&'a Argued<'a>> {
        self.given(name).filter(|argued| match argued.seen.what {
            What::Term(term) => !matches!(term.ty, Type::Optional(_)),
            What::Type(ty) => !matches!(ty, Type::Optional(_)),
            What::Value(_) => true,
        })
    }

    fn default(&self, name: &str) -> Option<&'static str> {
        let argument = self.known.iter().find(|argument| argument.name == name);
        argument
            .and_then(Argument::default)
            .filter(|default| *default != "null")
    }

    /// Given, perhaps by a value that is left out, or filled in.
    fn there(&self, name: &str) -> bool {
        self.given(name).is_some() || self.default(name).is_some()
    }

    fn missing<'n>(&self, names: &[&'n str]) -> Vec<&'n str> {
        let missing = names.iter().filter(|name| !self.there(name));
        missing.copied().collect()
    }
}

impl Body<'_, '_> {
    /// Checks required arguments and all relations.
    pub(super) fn relations(
        &mut self,
        owner: Owner<'_>,
        known: &[Argument],
        named: &[(&'static str, &Argued<'_>)],
        whole: Completeness,
        at: Span,
    ) {
        let present = Present { known, named };
        if whole == Completeness::Whole {
            let required = known.iter().filter(|argument| owner.requires(**argument));
            let missing: Vec<&str> = required
                .map(|argument| argument.name)
                .filter(|name| present.given(name).is_none())
                .collect();
            if !missing.is_empty() {
                self.missing(owner, &missing, "and", String::new(), at, None);
                return;
            }
        }
        for relation in owner.relations() {
            match relation {
                Relation::MutuallyExclusive(names) => self.exclusive(owner, &present, &names),
                _ if whole == Completeness::Part => {}
                Relation::RequiredTogether(names) => self.together(owner, &present, &names, at),
                Relation::RequiredOneOf(names) => {
                    if !names.iter().any(|name| present.there(name)) {
                        self.missing(owner, &names, "or", String::new(), at, None);
                    }
                }
                Relation::RequiredIf {
                    argument,
                    value,
                    needs,
                    any,
                } => self.required_if(owner, &present, (argument, value), &needs, any, at),
                Relation::RequiredBy { argument, needs } => {
                    self.required_by(owner, &present, argument, &needs, at);
                }
            }
        }
    }

    /// Reports a module that takes a text after its name, and got none. (`meta` says what it can do.)
    pub(super) fn no_text(&mut self, module: &Module, at: Span) {
        if module.full_name != "ansible.builtin.meta" {
            let name = module.short_name();
            self.low.problems.push(ArgumentError::Missing {
                owner: format!("`{name}`"),
                needed: String::from("a text after its name"),
                reason: String::new(),
                span: at,
                asks: None,
                because: String::new(),
                help: format!("write `{name} \"…\"`"),
            });
        }
    }

    fn exclusive(&mut self, owner: Owner<'_>, present: &Present<'_>, names: &[&str]) {
        let mut given = names.iter().filter_map(|name| present.surely(name));
        if let (Some(first), Some(second)) = (given.next(), given.next()) {
            self.low.problems.push(ArgumentError::Exclusive {
                owner: owner.to_string(),
                names: listed(names.iter().copied(), "and"),
                first: first.span,
                second: second.span,
            });
        }
    }

    fn together(&mut self, owner: Owner<'_>, present: &Present<'_>, names: &[&str], at: Span) {
        let missing = present.missing(names);
        if missing.is_empty() || missing.len() == names.len() {
            return;
        }
        let with = names.iter().find(|name| present.there(name));
        let asks = names.iter().find_map(|name| present.given(name));
        let reason = with.map(|name| format!(" together with `{name}`"));
        let asks = asks.map(|argued| (argued.span, String::from("given here")));
        self.missing(owner, &missing, "and", reason.unwrap_or_default(), at, asks);
    }

    fn required_if(
        &mut self,
        owner: Owner<'_>,
        present: &Present<'_>,
        (argument, wanted): (&'static str, &'static str),
        needs: &[&str],
        any: bool,
        at: Span,
    ) {
        let given = present.given(argument);
        let holds = match given {
            Some(argued) => argued.seen.known().is_some_and(|value| is(value, wanted)),
            None => {
                present.default(argument) == Some(wanted) || is_default(present, argument, wanted)
            }
        };
        let missing = present.missing(needs);
        let lacks = if any {
            missing.len() == needs.len()
        } else {
            !missing.is_empty()
        };
        if !holds || !lacks {
            return;
        }
        let asks = given.map(|argued| (argued.seen.span, format!("`{argument}` is {wanted} here")));
        let reason = match given {
            Some(_) => format!(" when `{argument}` is {wanted}"),
            None => format!(" when `{argument}` is {wanted}, its default"),
        };
        self.missing(
            owner,
            &missing,
            if any { "or" } else { "and" },
            reason,
            at,
            asks,
        );
    }

    fn required_by(
        &mut self,
        owner: Owner<'_>,
        present: &Present<'_>,
        argument: &'static str,
        needs: &[&str],
        at: Span,
    ) {
        let missing = present.missing(needs);
        if present.there(argument) && !missing.is_empty() {
            let given = present.given(argument);
            let asks = given.map(|argued| (argued.span, String::from("given here")));
            let reason = format!(" with `{argument}`");
            self.missing(owner, &missing, "and", reason, at, asks);
        }
    }

    fn missing(
        &mut self,
        owner: Owner<'_>,
        names: &[&str],
        word: &str,
        reason: String,
        at: Span,
        asks: Option<(Span, String)>,
    ) {
        let example = names.first().copied().unwrap_or_default();
        let help = match (names.len(), word) {
            (1, _) => format!("add `{example} = …`"),
            (_, "or") => format!("add one of them, such as `{example} = …`"),
            _ => format!("add them: `{} = …`", names.join(" = …`, `")),
        };
        let (asks, because) = asks.unzip();
        self.low.problems.push(ArgumentError::Missing {
            owner: owner.to_string(),
            needed: listed(names.iter().copied(), word),
            reason,
            span: at,
            asks,
            because: because.unwrap_or_default(),
            help,
        });
    }
}

/// Whether a value is the one that JSON says.
fn is(value: &Value, json: &str) -> bool {
    match value {
        Value::Str(text) => unquoted(json) == Some(text),
        Value::Bool(value) => json == if *value { "true" } else { "false" },
        Value::Int(value) => json.parse() == Ok(*value),
        Value::Null | Value::Float(_) | Value::List(_) | Value::Map(_) => false,
    }
}

fn unquoted(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

/// `default="no"` of a bool is `false`.
fn is_default(present: &Present<'_>, name: &str, json: &str) -> bool {
    let argument = present.known.iter().find(|argument| argument.name == name);
    let Some(argument) = argument.filter(|argument| argument.ty == "bool") else {
        return false;
    };
    match argument.default().and_then(unquoted) {
        Some("yes" | "true" | "True" | "on" | "1") => json == "true",
        Some("no" | "false" | "False" | "off" | "0") => json == "false",
        _ => false,
    }
}
