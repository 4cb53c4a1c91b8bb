//! What hosts and groups are given: settings, vars and roles' parameters, as typed values.
//!
//! In: `set base { ssh_port = 2222 }` in the body of a host. Out: its [`Gives`]. Also the names
//! that hosts may have.

use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;

use ecow::EcoString;

use crate::check::error::expr::ExprError;
use crate::check::error::inventory::InventoryError;
use crate::check::error::names::NameError;
use crate::check::expr::Lowering;
use crate::check::expr::article;
use crate::check::foreign::{guess, secret};
use crate::check::inventory::connection;
use crate::check::inventory::expand::Scope;
use crate::check::inventory::expand::branch;
use crate::check::inventory::expand::is_membership;
use crate::check::names::unknown;
use crate::check::program::Given;
use crate::check::program::Gives;
use crate::check::program::Notes;
use crate::check::program::RoleId;
use crate::check::role::same;
use crate::check::term::Term;
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::suggest;
use crate::syntax::tree::Attr;
use crate::syntax::tree::Block;
use crate::syntax::tree::Member;
use crate::syntax::tree::Path;
use crate::value::Value;

/// Reports a name that no host can have.
pub fn check_name(name: &str, span: Span, problems: &mut Problems) {
    let label = |label: &str| {
        let plain = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '_';
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(plain)
            && !label.starts_with('-')
    };
    let reason = if name.is_empty() {
        "it is empty".to_owned()
    } else if matches!(name, "all" | "ungrouped") {
        format!("`{name}` is a group of Ansible's")
    } else if name.contains('[') {
        "Ansible would read brackets as a range".to_owned()
    } else if let Some(char) = name
        .chars()
        .find(|char| !char.is_ascii_alphanumeric() && !"-_.:".contains(*char))
    {
        format!("it holds {char:?}")
    } else if name.parse::<IpAddr>().is_ok() || (name.len() <= 253 && name.split('.').all(label)) {
        return;
    } else {
        "its parts must be 1 to 63 letters, digits, `-` and `_`, joined by dots".to_owned()
    };
    problems.push(InventoryError::BadHostName {
        name: name.to_owned(),
        reason,
        span,
    });
}

/// Whose body is lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A host's.
    Host,
    /// A group's, and whether it stands in an inventory.
    Group(bool),
}

/// Lowers the bodies of hosts and groups.
pub struct Values<'w, 'p> {
    /// For their values.
    pub lowering: Lowering<'w, 'p>,
    vars: HashMap<EcoString, Option<Rc<Type>>>,
}

impl<'w, 'p> Values<'w, 'p> {
    /// A lowering of values.
    pub fn new(lowering: Lowering<'w, 'p>) -> Self {
        Self {
            lowering,
            vars: HashMap::new(),
        }
    }

    /// Everything that a body gives.
    pub fn gives(&mut self, body: &Block<Member>, scope: &Scope, owner: Owner) -> Gives {
        let mut gives = Gives::default();
        let mark = self.lowering.mark();
        for binding in scope.iter() {
            self.lowering.rebind(binding.clone());
        }
        self.body(body, owner, &mut gives);
        self.lowering.reset(mark);
        gives
    }

    fn body(&mut self, body: &Block<Member>, owner: Owner, gives: &mut Gives) {
        // Exact, since there are many hosts: a list that grows takes four places for one.
        let settings = |member: &&Member| matches!(member, Member::Attr(_));
        let settings = body.items.iter().filter(settings).count();
        gives.connection.reserve_exact(settings);
        for member in &body.items {
            match member {
                Member::Attr(attr) => self.attr(attr, owner, gives),
                Member::Vars { body, lead, .. } => {
                    let first = gives.vars.len();
                    gives.vars.reserve_exact(body.items.len());
                    body.items
                        .iter()
                        .for_each(|attr| self.var(attr, owner, gives));
                    if let Some(given) = gives.vars.get_mut(first) {
                        given.lead_by(lead);
                    }
                }
                Member::Extra { body, lead, .. } => {
                    let first = gives.connection.len();
                    gives.connection.reserve_exact(body.items.len());
                    body.items
                        .iter()
                        .for_each(|attr| self.extra(attr, owner, gives));
                    if let Some(given) = gives.connection.get_mut(first) {
                        given.lead_by(lead);
                    }
                }
                Member::Set {
                    role, body, lead, ..
                } => {
                    let first = gives.params.len();
                    self.set(role, body, owner, gives);
                    if let Some((_, given)) = gives.params.get_mut(first) {
                        given.lead_by(lead);
                    }
                }
                Member::If {
                    branches,
                    otherwise,
                    ..
                } => {
                    if let Some(body) = branch(&mut self.lowering, branches, otherwise.as_deref()) {
                        self.body(body, owner, gives);
                    }
                }
                Member::Host { span, .. } | Member::For { span, .. } if owner == Owner::Host => {
                    self.lowering.problems.push(InventoryError::Misplaced {
                        what: if matches!(member, Member::Host { .. }) {
                            "a host"
                        } else {
                            "`for`"
                        }
                        .into(),
                        place: "a host",
                        help: "write it outside, or in a group",
                        span: *span,
                    });
                }
                // A group's hosts were declared before.
                Member::Host { .. } | Member::For { .. } | Member::Error(_) => {}
            }
        }
    }

    fn attr(&mut self, attr: &Attr, owner: Owner, gives: &mut Gives) {
        let name = &attr.name.text;
        if let Some(setting) = connection::named(name) {
            let value = self.lowering.argument(&attr.value, &setting.ty);
            if setting.name == "address" {
                self.address(&value);
            }
            let shown = if name == "via" { name } else { setting.emitted };
            let given = given(attr, shown.into(), setting.emitted.into(), owner, value);
            if attr.adds {
                self.scalar(attr, &setting.ty);
            }
            add(&mut gives.connection, given, self.lowering.problems);
            return;
        }
        if is_membership(name) && owner != Owner::Host {
            return;
        }
        let help = if is_membership(name) {
            Some("it belongs to a group".to_owned())
        } else {
            self.setting_help(name)
        };
        let owner = if owner == Owner::Host {
            "a host"
        } else {
            "a group"
        };
        let near = Self::near_setting(name).filter(|_| !is_membership(name));
        let fix = near.and_then(|near| Fix::rename(attr.name.span, name, near));
        let name = name.to_string();
        let error = InventoryError::UnknownSetting {
            owner,
            name,
            span: attr.name.span,
            help,
        };
        self.lowering.problems.push_fix(error, fix);
    }

    /// Four numbers with dots are an address, and nothing else.
    fn address(&mut self, value: &Term) {
        let Some(Value::Str(text)) = value.known() else {
            return;
        };
        let mut numbers = text.split('.');
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let four = numbers.clone().count() == 4 && numbers.all(digits);
        if four && text.parse::<std::net::Ipv4Addr>().is_err() {
            self.lowering.problems.push(ExprError::NotInType {
                value: text.to_string(),
                expected: "an address".to_owned(),
                reason: "each of the four numbers is at most 255, without zeros in front"
                    .to_owned(),
                span: value.span,
            });
        }
    }

    fn near_setting(name: &str) -> Option<&'static str> {
        let memberships = ["hosts", "children", "dynamic"];
        suggest::nearest(name, connection::names().chain(memberships))
    }

    fn setting_help(&self, name: &str) -> Option<String> {
        let world = self.lowering.world;
        if let Some(near) = Self::near_setting(name) {
            return Some(format!("did you mean `{near}`?"));
        }
        if name.starts_with("ansible_") {
            return Some(match connection::emitted_as(name) {
                Some(setting) => format!("write `{} = …`", setting.name),
                None => format!("write `extra {{ {name} = … }}`"),
            });
        }
        let meant = match name {
            "ip" | "hostname" | "host" | "ssh_host" | "fqdn" => Some("address"),
            "ssh_port" => Some("port"),
            "ssh_user" | "remote_user" | "login" => Some("user"),
            "jump" | "jump_host" | "proxy_jump" | "bastion" | "proxy" => Some("via"),
            "python_interpreter" | "interpreter" => Some("python"),
            _ => None,
        };
        if let Some(meant) = meant {
            return Some(format!("write `{meant} = …`"));
        }
        if world.var_names().any(|var| var == name) {
            return Some(format!("write `vars {{ {name} = … }}`"));
        }
        let mut roles = world.roles.iter().map(|(signature, _)| signature);
        let given = roles.find_map(|role| {
            let param = role.params.iter().find(|param| param.emitted == name)?;
            Some((role.name.clone(), param.name.clone()))
        });
        if let Some((role, param)) = given {
            return Some(format!(
                "it is a parameter: write `set {role} {{ {param} = … }}`"
            ));
        }
        Some(format!(
            "known: {}",
            connection::names().collect::<Vec<_>>().join(", ")
        ))
    }

    fn scalar(&mut self, attr: &Attr, ty: &Type) {
        self.lowering.problems.push(InventoryError::AddsToScalar {
            name: attr.name.text.to_string(),
            ty: article(ty),
            span: attr.name.span,
        });
    }

    fn var(&mut self, attr: &Attr, owner: Owner, gives: &mut Gives) {
        let name = &attr.name.text;
        let ty = match self.vars.get(name) {
            Some(ty) => ty.clone(),
            None => {
                let world = self.lowering.world;
                let found = world.var(self.lowering.space, name, self.lowering.problems);
                let ty = found.map(|(ty, _)| Rc::new(ty));
                self.vars.insert(name.clone(), ty.clone());
                ty
            }
        };
        let Some(ty) = ty else {
            let world = self.lowering.world;
            let mut roles = world.roles.iter().map(|(signature, _)| signature);
            let given = roles.find_map(|role| {
                let param = role.params.iter().find(|param| param.emitted == *name)?;
                Some((role.name.clone(), param.name.clone()))
            });
            let setting = connection::emitted_as(name).map(|setting| setting.name);
            let problem = match given {
                None if name.starts_with("ansible_") => {
                    crate::diagnostic::Problem::new(NameError::Unknown {
                        what: "var",
                        name: name.to_string(),
                        span: attr.name.span,
                        help: Some(match setting {
                            Some(setting) => format!("write `{setting} = …`, beside `vars`"),
                            None => format!("write `extra {{ {name} = … }}`, beside `vars`"),
                        }),
                    })
                }
                Some((role, param)) => crate::diagnostic::Problem::new(NameError::Unknown {
                    what: "var",
                    name: name.to_string(),
                    span: attr.name.span,
                    help: Some(format!(
                        "it is a parameter: write `set {role} {{ {param} = … }}`"
                    )),
                }),
                None => unknown("var", &attr.name, world.var_names()),
            };
            self.lowering.problems.push(problem);
            self.lowering.infer(&attr.value);
            return;
        };
        if let Some(value) = self.value(attr, &ty) {
            let given = given(attr, name.clone(), name.clone(), owner, value);
            add(&mut gives.vars, given, self.lowering.problems);
        }
    }

    fn extra(&mut self, attr: &Attr, owner: Owner, gives: &mut Gives) {
        let name = &attr.name.text;
        let help = match connection::emitted_as(name) {
            Some(setting) if setting.name == "via" => None,
            Some(setting) => Some(format!("write `{} = …`", setting.name)),
            None if name.starts_with("ansible_") => None,
            None => Some(String::from(
                "it holds `ansible_…` settings only: declare `var …` and give it in `vars { }`",
            )),
        };
        if let Some(help) = help {
            let name = name.to_string();
            self.lowering.problems.push(InventoryError::BadExtra {
                name,
                help,
                span: attr.name.span,
            });
        }
        if attr.adds {
            self.scalar(attr, &Type::Any);
        }
        let value = self.lowering.argument(&attr.value, &Type::Any);
        let given = given(attr, name.clone(), name.clone(), owner, value);
        add(&mut gives.connection, given, self.lowering.problems);
    }

    fn set(&mut self, path: &Path, body: &Block<Attr>, owner: Owner, gives: &mut Gives) {
        let world = self.lowering.world;
        let Some(role) = world.role(self.lowering.space, path, self.lowering.problems) else {
            return;
        };
        let signature = world.signature(role);
        gives.params.reserve_exact(body.items.len());
        for attr in &body.items {
            let Some(param) = signature
                .params
                .iter()
                .find(|param| param.name == attr.name.text)
            else {
                let known = signature.params.iter().map(|param| param.name.as_str());
                self.lowering
                    .problems
                    .push(unknown("parameter", &attr.name, known));
                continue;
            };
            let ty = secret::receiving(&mut self.lowering, signature, param, &attr.value);
            let before = self.lowering.problems.all().len();
            let value = self.value(attr, &ty);
            guess::said(self.lowering.problems, before, signature, param);
            if let Some(value) = value {
                same::check(self.lowering.problems, signature, param, &value);
                let given = given(
                    attr,
                    param.name.clone(),
                    param.emitted.clone(),
                    owner,
                    value,
                );
                add_param(&mut gives.params, role, given, self.lowering.problems);
            }
        }
    }

    /// A value of a declared type; nothing where it is added and cannot be.
    fn value(&mut self, attr: &Attr, ty: &Type) -> Option<crate::check::term::Term> {
        let before = self.lowering.problems.all().len();
        let value = self.lowering.check(&attr.value, ty);
        if attr.adds {
            if !adds_to(ty) {
                self.scalar(attr, ty);
                return None;
            }
            if value.known().is_none() {
                if self.lowering.problems.all().len() == before && value.ty != Type::Error {
                    let name = attr.name.text.to_string();
                    self.lowering.problems.push(InventoryError::AddsLater {
                        name,
                        span: attr.value.span,
                    });
                }
                return None;
            }
        }
        Some(value)
    }
}

fn adds_to(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) | Type::Any | Type::Error => true,
        Type::Optional(inner) | Type::Secret(inner) => adds_to(inner),
        Type::Record(_)
        | Type::Null
        | Type::Bool
        | Type::Int
        | Type::Float
        | Type::String
        | Type::Refined(_)
        | Type::Literals(_)
        | Type::Host
        | Type::Group
        | Type::Template
        | Type::File => false,
    }
}

fn given(
    attr: &Attr,
    name: EcoString,
    emitted: EcoString,
    owner: Owner,
    value: crate::check::term::Term,
) -> Given {
    Given {
        name,
        emitted,
        span: attr.name.span,
        adds: attr.adds,
        own: owner == Owner::Group(true),
        value,
        notes: Notes::from(attr).boxed(),
    }
}

fn twice(first: &Given, given: &Given, problems: &mut Problems) {
    problems.push(InventoryError::GivenTwice {
        name: given.name.to_string(),
        again: given.span,
        first: first.span,
    });
}

/// Adds what is given; what is there already is reported.
pub fn add(gives: &mut Vec<Given>, given: Given, problems: &mut Problems) {
    match gives
        .iter()
        .find(|other| other.emitted == given.emitted && other.own == given.own)
    {
        Some(first) => twice(first, &given, problems),
        None => gives.push(given),
    }
}

/// As [`add`], for parameters.
pub fn add_param(
    gives: &mut Vec<(RoleId, Given)>,
    role: RoleId,
    given: Given,
    problems: &mut Problems,
) {
    let same =
        |(_, other): &&(RoleId, Given)| other.emitted == given.emitted && other.own == given.own;
    match gives.iter().find(same) {
        Some((_, first)) => twice(first, &given, problems),
        None => gives.push((role, given)),
    }
}
