//! Policies: names and types; what hosts, roles and plays look like to them.
//!
//! In: `for h in hosts_in(all) { assert h.public_address is not defined }`. Out: a [`Policy`] whose terms
//! read `h`, which the resolved fleet gives a value for each host.

use std::collections::HashMap;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::expr::{Binding, Lowering, Place};
use crate::check::names::{SpaceId, unknown};
use crate::check::program::{Policy, PolicyItem, PolicySource, Role, Var};
use crate::check::term::{RefKind, Term};
use crate::check::test::Known;
use crate::check::types::{Field, Record, Rest, Type};
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{self, Arg, ExprKind, ItemKind};

/// Checks the policies of the project itself: those of a namespace that is used speak of its own fleet.
pub fn check(known: &Known<'_, '_>, problems: &mut Problems) -> Vec<Policy> {
    let root = SpaceId(0);
    let files = known.world.space(root).input.files.iter();
    let mut policies: Vec<Policy> = Vec::new();
    let mut names: HashMap<EcoString, Span> = HashMap::new();
    for item in files.flat_map(|file| &file.tree.items) {
        let ItemKind::Policy(written) = &item.kind else {
            continue;
        };
        let mut checker = Checker {
            known,
            low: Lowering::new(known.world, root, Place::Now, problems),
        };
        let Some(name) = checker.low.text_now(&written.name) else {
            continue;
        };
        let items = checker.items(&written.body);
        if let Some(first) = names.insert(name.clone(), written.name.span) {
            problems.push(NameError::Duplicate {
                what: "policy block",
                name: name.to_string(),
                again: written.name.span,
                first,
            });
            continue;
        }
        policies.push(Policy {
            name,
            span: written.name.span,
            items,
        });
    }
    policies
}

struct Checker<'c, 'k, 't, 'p> {
    known: &'c Known<'k, 't>,
    low: Lowering<'c, 'p>,
}

impl Checker<'_, '_, '_, '_> {
    fn items(&mut self, body: &tree::Block<tree::PolicyItem>) -> Vec<PolicyItem> {
        let items = body.items.iter();
        items.filter_map(|item| self.item(item)).collect()
    }

    fn item(&mut self, item: &tree::PolicyItem) -> Option<PolicyItem> {
        match item {
            tree::PolicyItem::Error(_) => None,
            tree::PolicyItem::Assert {
                span,
                condition,
                message,
                ..
            } => {
                let mark = self.low.mark();
                let condition = self.low.condition(condition);
                self.low.reset(mark);
                let message = message
                    .as_ref()
                    .map(|message| self.low.check(&message.clone().into(), &Type::String));
                Some(PolicyItem::Assert {
                    span: *span,
                    condition,
                    message,
                })
            }
            tree::PolicyItem::For { header, body, .. } => {
                let mark = self.low.mark();
                let item = self.each(&header.loops, header.when.as_ref(), body);
                self.low.reset(mark);
                item
            }
        }
    }

    /// Several `for` of one header stand inside each other.
    fn each(
        &mut self,
        loops: &[tree::For],
        when: Option<&tree::Expr>,
        body: &tree::Block<tree::PolicyItem>,
    ) -> Option<PolicyItem> {
        let (first, inner) = loops.split_first()?;
        let (source, ty) = self.source(first)?;
        let name = first.names.first()?;
        if let Some(second) = first.names.get(1) {
            self.low.problems.push(NameError::Unknown {
                what: "second variable of a policy's `for`",
                name: second.text.to_string(),
                span: second.span,
                help: Some(String::from(
                    "go over `x | dict2items`: each has `key` and `value`",
                )),
            });
        }
        self.low.bind(Binding {
            name: name.text.clone(),
            kind: RefKind::Loop,
            emitted: name.text.clone(),
            ty,
            span: name.span,
            value: None,
        });
        let (when, items) = if inner.is_empty() {
            let when = when.map(|when| self.low.condition(when));
            (when, self.items(body))
        } else {
            (None, self.each(inner, when, body).into_iter().collect())
        };
        Some(PolicyItem::For {
            name: name.text.clone(),
            source,
            when,
            items,
        })
    }

    fn source(&mut self, clause: &tree::For) -> Option<(PolicySource, Type)> {
        let free = |low: &Lowering<'_, '_>, name: &EcoString| {
            low.lookup(name).is_none() && !low.world.space(low.space).lets.contains_key(name)
        };
        if let ExprKind::Name(name) = &clause.source.kind
            && free(&self.low, name)
        {
            match name.as_str() {
                "roles" => return Some((PolicySource::Roles, role_type())),
                "plays" => return Some((PolicySource::Plays, play_type())),
                _ => {}
            }
        }
        if let Some((group, span)) = hosts_in(&clause.source) {
            let inventories = self.known.inventories.iter();
            let groups = inventories.flat_map(|inventory| &inventory.groups);
            let names: Vec<&str> = groups.map(|group| group.name.as_str()).collect();
            if !names.contains(&group.as_str()) && group != "all" {
                let text = group.clone();
                let problem = unknown("group", &tree::Name { text, span }, names.into_iter());
                self.low.problems.push(problem);
                return None;
            }
            let ty = host_type(self.known.vars, self.known.roles);
            return Some((PolicySource::Hosts(group.clone()), ty));
        }
        let any = Type::List(Arc::new(Type::Any));
        let term: Term = self.low.infer(&clause.source);
        let Type::List(item) = &term.ty else {
            if term.ty != Type::Error {
                self.low.check(&clause.source, &any);
            }
            return None;
        };
        let item = (**item).clone();
        Some((PolicySource::List(term), item))
    }
}

/// The group of `hosts_in(web)`.
fn hosts_in(source: &tree::Expr) -> Option<(&EcoString, Span)> {
    let ExprKind::Call(callee, args) = &source.kind else {
        return None;
    };
    let ExprKind::Name(name) = &callee.kind else {
        return None;
    };
    let [Arg { name: None, value }] = &**args else {
        return None;
    };
    let ExprKind::Name(group) = &value.kind else {
        return None;
    };
    (name == "hosts_in").then_some((group, value.span))
}

/// What every host has besides its variables and its roles' parameters.
pub const CONNECTION: [(&str, &str); 4] = [
    ("address", "ansible_host"),
    ("port", "ansible_port"),
    ("user", "ansible_user"),
    ("connection", "ansible_connection"),
];

/// A host: its name, groups, roles, plays, connection, variables, and of each role that runs on it the parameters.
fn host_type(vars: &[Var], roles: &[Role]) -> Type {
    let text = || Type::List(Arc::new(Type::String));
    let mut fields = vec![
        field("name", Type::String),
        field("inventory", Type::String),
        field("groups", text()),
        field("roles", text()),
        field("plays", text()),
    ];
    for (name, _) in CONNECTION {
        let ty = if name == "port" {
            Type::Int
        } else {
            Type::String
        };
        fields.push(field(name, optional(ty)));
    }
    let add = |name: &EcoString, ty: Type, fields: &mut Vec<Field>| {
        if !fields.iter().any(|field| field.name == *name) {
            fields.push(field(name, ty));
        }
    };
    for var in vars {
        let ty = match var.default {
            Some(_) => var.ty.clone(),
            None => optional(var.ty.clone()),
        };
        add(&var.name, ty, &mut fields);
    }
    for role in roles {
        let params = role.params.iter();
        let params = params.map(|param| field(&param.name, param.ty.clone()));
        let ty = record(&role.name, params.collect());
        add(&role.emitted, optional(ty), &mut fields);
    }
    record("host", fields)
}

fn role_type() -> Type {
    let fields = vec![
        field("name", Type::String),
        field("hosts", Type::List(Arc::new(Type::String))),
        field("params", Type::List(Arc::new(Type::String))),
        field("tasks", Type::List(Arc::new(task_type()))),
    ];
    record("role", fields)
}

fn play_type() -> Type {
    let text = || Type::List(Arc::new(Type::String));
    let fields = vec![
        field("name", Type::String),
        field("playbook", Type::String),
        field("hosts", text()),
        field("roles", text()),
        field("become", Type::Bool),
        field("tasks", Type::List(Arc::new(task_type()))),
    ];
    record("play", fields)
}

fn task_type() -> Type {
    let fields = vec![
        field("name", Type::String),
        field("module", Type::String),
        field("become", Type::Bool),
    ];
    record("task", fields)
}

fn optional(ty: Type) -> Type {
    if matches!(ty, Type::Optional(_)) {
        return ty;
    }
    Type::Optional(Arc::new(ty))
}

fn record(name: &str, fields: Vec<Field>) -> Type {
    Type::Record(Arc::new(Record {
        name: Some(name.into()),
        fields,
        rest: Rest::Nothing,
    }))
}

fn field(name: &str, ty: Type) -> Field {
    Field {
        name: name.into(),
        ty,
        default: None,
        docs: Vec::new(),
    }
}
