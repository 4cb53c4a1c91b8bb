//! Declarations with their top-level `for` and `if` carried out: who there is, before any value.
//!
//! In: `for n in "01".."03" { host "web{{ n }}" { } }`. Out: three [`HostDecl`]s, each with the
//! value of `n` for the lowering of its body.

use std::rc::Rc;

use ecow::EcoString;

use crate::check::error::inventory::InventoryError;
use crate::check::expr::Binding;
use crate::check::expr::Lowering;
use crate::check::expr::article;
use crate::check::expr::bound;
use crate::check::expr::rows;
use crate::check::inventory::body::Bodies;
use crate::check::inventory::host;
use crate::check::term::RefKind;
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::Attr;
use crate::syntax::tree::Block;
use crate::syntax::tree::Expr;
use crate::syntax::tree::For;
use crate::syntax::tree::Item;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::Lead;
use crate::syntax::tree::Member;
use crate::syntax::tree::Name;
use crate::syntax::tree::Text;
use crate::value::Value;

/// What the loops around a declaration bind.
pub type Scope = Rc<[Binding]>;

/// A host that there is.
pub struct HostDecl<'t> {
    /// Its name; empty for one that stands in a loop over nothing and is only checked.
    pub name: EcoString,
    /// The place of the name.
    pub span: Span,
    /// Comments and docs.
    pub lead: &'t Lead,
    /// What it is given, until its values are there.
    pub body: Option<Rc<Block<Member>>>,
    /// What is bound there.
    pub scope: Scope,
    /// The inventory in which it stands.
    pub inventory: Option<usize>,
    /// The group in which it stands: index of a [`GroupDecl`].
    pub group: Option<usize>,
}

/// A group where it is opened.
pub struct GroupDecl<'t> {
    /// Its name.
    pub name: &'t Name,
    /// Its name in Ansible.
    pub alias: Option<&'t Text>,
    /// Comments and docs.
    pub lead: &'t Lead,
    /// What it holds.
    pub body: &'t Block<Member>,
    /// What is bound there.
    pub scope: Scope,
    /// The inventory in which it stands.
    pub inventory: Option<usize>,
    /// Only checked: it stands in a loop over nothing.
    pub ghost: bool,
    /// `hosts`, `children` and `dynamic`, with what is bound where they stand.
    pub attrs: Vec<(&'t Attr, Scope)>,
}

/// An inventory that is named.
pub struct InventoryDecl<'t> {
    /// Its name.
    pub name: &'t Name,
    /// Comments and docs.
    pub lead: &'t Lead,
    /// The plugin that fills it, and its settings.
    pub plugin: Option<(&'t Text, &'t Block<Attr>)>,
}

/// A secret where it is declared.
pub struct SecretDecl<'t> {
    /// Its name.
    pub name: &'t Name,
    /// Comments and docs.
    pub lead: &'t Lead,
    /// Where its value comes from.
    pub source: &'t Expr,
    /// The inventory in which it stands.
    pub inventory: Option<usize>,
}

/// Everything that is declared, in the order of the files.
#[derive(Default)]
pub struct Declared<'t> {
    /// Hosts.
    pub hosts: Vec<HostDecl<'t>>,
    /// Groups.
    pub groups: Vec<GroupDecl<'t>>,
    /// Inventories.
    pub inventories: Vec<InventoryDecl<'t>>,
    /// Secrets of inventories.
    pub secrets: Vec<SecretDecl<'t>>,
}

/// Carries the loops out.
pub struct Expansion<'a, 'w, 'p, 't> {
    /// For sources, conditions and names.
    pub lowering: &'a mut Lowering<'w, 'p>,
    /// What comes out.
    pub out: Declared<'t>,
    bodies: &'a Bodies,
    scope: Scope,
    inventory: Option<usize>,
    group: Option<usize>,
    ghost: bool,
    inside: Inside,
}

/// What a declaration stands in.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    File,
    Inventory,
    Loop,
}

impl<'a, 'w, 'p, 't> Expansion<'a, 'w, 'p, 't> {
    /// Nothing yet.
    pub fn new(lowering: &'a mut Lowering<'w, 'p>, bodies: &'a Bodies) -> Self {
        Self {
            lowering,
            bodies,
            out: Declared {
                hosts: Vec::with_capacity(bodies.count()),
                ..Declared::default()
            },
            scope: Rc::from([]),
            inventory: None,
            group: None,
            ghost: false,
            inside: Inside::File,
        }
    }

    /// Declarations of a file, an inventory, or a loop.
    pub fn items(&mut self, items: &'t [Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &'t Item) {
        match &item.kind {
            ItemKind::Host { name, .. } => self.host(&item.lead, name),
            ItemKind::Group { name, alias, body } => {
                self.open_group(&item.lead, name, alias.as_ref(), body);
            }
            ItemKind::For { clause, body } => {
                let inside = std::mem::replace(&mut self.inside, Inside::Loop);
                self.each(clause, &mut |expansion| expansion.items(&body.items));
                self.inside = inside;
            }
            ItemKind::If {
                branches,
                otherwise,
            } => {
                let inside = std::mem::replace(&mut self.inside, Inside::Loop);
                if let Some(body) = self.branch(branches, otherwise.as_ref()) {
                    self.items(&body.items);
                }
                self.inside = inside;
            }
            ItemKind::Inventory { name, body } if self.inside == Inside::File => {
                self.inventory = Some(self.out.inventories.len());
                self.out.inventories.push(InventoryDecl {
                    name,
                    lead: &item.lead,
                    plugin: None,
                });
                self.inside = Inside::Inventory;
                self.items(&body.items);
                self.inside = Inside::File;
                self.inventory = None;
            }
            ItemKind::Plugin { name, plugin, body } if self.inside == Inside::File => {
                let plugin = Some((plugin, body));
                self.out.inventories.push(InventoryDecl {
                    name,
                    lead: &item.lead,
                    plugin,
                });
            }
            ItemKind::Secret { name, source } if self.inside == Inside::Inventory => {
                self.out.secrets.push(SecretDecl {
                    name,
                    lead: &item.lead,
                    source,
                    inventory: self.inventory,
                });
            }
            ItemKind::Error => {}
            ItemKind::Inventory { .. }
            | ItemKind::Plugin { .. }
            | ItemKind::Use { .. }
            | ItemKind::Foreign(_)
            | ItemKind::Project { .. }
            | ItemKind::Type { .. }
            | ItemKind::Let(_)
            | ItemKind::Var { .. }
            | ItemKind::Secret { .. }
            | ItemKind::Role(_)
            | ItemKind::Playbook { .. }
            | ItemKind::Platform { .. }
            | ItemKind::Test(_)
            | ItemKind::Moved { .. }
            | ItemKind::Policy(_) => self.other(&item.kind, item.span),
        }
    }

    /// Whatever is declared elsewhere may not stand in an inventory or a loop.
    fn other(&mut self, kind: &ItemKind, span: Span) {
        let what = match kind {
            ItemKind::Use { .. } | ItemKind::Foreign(_) => "`use`",
            ItemKind::Project { .. } => "`project`",
            ItemKind::Type { .. } => "a type",
            ItemKind::Let(_) => "`let`",
            ItemKind::Var { .. } => "`var`",
            ItemKind::Secret { .. } => "`secret`",
            ItemKind::Role(_) => "a role",
            ItemKind::Playbook { .. } => "a playbook",
            ItemKind::Platform { .. } => "a platform",
            ItemKind::Test(_) => "a test",
            ItemKind::Moved { .. } => "`moved`",
            ItemKind::Policy(_) => "a policy",
            ItemKind::Inventory { .. } | ItemKind::Plugin { .. } => "an inventory",
            ItemKind::Host { .. }
            | ItemKind::Group { .. }
            | ItemKind::For { .. }
            | ItemKind::If { .. }
            | ItemKind::Error => return,
        };
        let (place, help) = match self.inside {
            Inside::File => return,
            Inside::Inventory => (
                "an inventory",
                "an inventory holds hosts, groups and secrets: write it outside",
            ),
            Inside::Loop => (
                "a top-level `for` or `if`",
                "only hosts and groups are made so: write it outside",
            ),
        };
        self.lowering.problems.push(InventoryError::Misplaced {
            what: what.into(),
            place,
            help,
            span,
        });
    }

    fn host(&mut self, lead: &'t Lead, name: &'t Text) {
        let found = self.lowering.text_now(name);
        if found.is_none() && !self.ghost {
            return;
        }
        let found = if self.ghost {
            EcoString::new()
        } else {
            found.unwrap_or_default()
        };
        if !self.ghost {
            host::check_name(&found, name.span, self.lowering.problems);
        }
        self.out.hosts.push(HostDecl {
            name: found,
            span: name.span,
            lead,
            body: self.bodies.of(name),
            scope: Rc::clone(&self.scope),
            inventory: self.inventory,
            group: self.group,
        });
    }

    fn open_group(
        &mut self,
        lead: &'t Lead,
        name: &'t Name,
        alias: Option<&'t Text>,
        body: &'t Block<Member>,
    ) {
        let index = self.out.groups.len();
        self.out.groups.push(GroupDecl {
            name,
            alias,
            lead,
            body,
            scope: Rc::clone(&self.scope),
            inventory: self.inventory,
            ghost: self.ghost,
            attrs: Vec::new(),
        });
        self.group = Some(index);
        self.members(body, false);
        self.group = None;
    }

    /// The hosts in a group's body, and what says who is in it.
    fn members(&mut self, body: &'t Block<Member>, looped: bool) {
        for member in &body.items {
            match member {
                Member::Host { lead, name, .. } => self.host(lead, name),
                Member::For { clause, body, .. } => {
                    self.each(clause, &mut |expansion| expansion.members(body, true));
                }
                Member::If {
                    branches,
                    otherwise,
                    ..
                } => {
                    if let Some(body) = self.branch(branches, otherwise.as_deref()) {
                        self.members(body, looped);
                    }
                }
                Member::Attr(attr) if looped => self.only_hosts(attr.name.span),
                Member::Vars { span, .. }
                | Member::Extra { span, .. }
                | Member::Set { span, .. }
                    if looped =>
                {
                    self.only_hosts(*span);
                }
                Member::Attr(attr) => {
                    if let (true, Some(group)) = (is_membership(&attr.name.text), self.group) {
                        self.out.groups[group]
                            .attrs
                            .push((attr, Rc::clone(&self.scope)));
                    }
                }
                Member::Vars { .. }
                | Member::Extra { .. }
                | Member::Set { .. }
                | Member::Error(_) => {}
            }
        }
    }

    fn only_hosts(&mut self, span: Span) {
        self.lowering.problems.push(InventoryError::Misplaced {
            what: "this".into(),
            place: "a `for` of a group",
            help: "the `for` makes hosts: write what holds for the group outside of it, and what holds for a host inside the host",
            span,
        });
    }

    /// Does something for each value of a loop; for a loop over nothing once, to check it.
    fn each(&mut self, clause: &'t For, body: &mut dyn FnMut(&mut Self)) {
        let Some(source) = self.lowering.known(&clause.source, None) else {
            return self.ghostly(clause, None, body);
        };
        let Some(rows) = source
            .known()
            .and_then(|value| rows(value, &source.ty, clause.names.len()))
        else {
            let (found, span) = (article(&source.ty), clause.source.span);
            self.lowering
                .problems
                .push(InventoryError::BadFor { found, span });
            return;
        };
        if rows.is_empty() {
            return self.ghostly(clause, Some(&source.ty), body);
        }
        let outer = Rc::clone(&self.scope);
        for row in rows {
            let mark = self.lowering.mark();
            for (name, (ty, value)) in clause.names.iter().zip(row) {
                self.lowering.bind(bound(name, ty, value));
            }
            self.scope = self.lowering.bindings().into();
            body(self);
            self.lowering.reset(mark);
        }
        self.scope = outer;
    }

    fn ghostly(&mut self, clause: &'t For, source: Option<&Type>, body: &mut dyn FnMut(&mut Self)) {
        let outer = Rc::clone(&self.scope);
        let ghost = std::mem::replace(&mut self.ghost, true);
        let mark = self.lowering.mark();
        for name in &clause.names {
            let ty = match source {
                Some(Type::List(item)) => (**item).clone(),
                _ => Type::Error,
            };
            let binding = bound(name, ty, Value::Null);
            self.lowering.bind(Binding {
                kind: RefKind::Placeholder,
                value: None,
                ..binding
            });
        }
        self.scope = self.lowering.bindings().into();
        body(self);
        self.lowering.reset(mark);
        self.scope = outer;
        self.ghost = ghost;
    }

    /// The branch that holds.
    fn branch<T>(
        &mut self,
        branches: &'t [(Expr, Block<T>)],
        otherwise: Option<&'t Block<T>>,
    ) -> Option<&'t Block<T>> {
        branch(self.lowering, branches, otherwise)
    }
}

/// The branch of an `if` that holds now; nothing where that cannot be said, which is reported.
pub fn branch<'t, T>(
    lowering: &mut Lowering<'_, '_>,
    branches: &'t [(Expr, Block<T>)],
    otherwise: Option<&'t Block<T>>,
) -> Option<&'t Block<T>> {
    for (condition, body) in branches {
        if lowering.now(condition, &Type::Bool)? == Value::Bool(true) {
            return Some(body);
        }
    }
    otherwise
}

/// Attributes that say who is in a group, and are no values.
#[must_use]
pub fn is_membership(name: &str) -> bool {
    matches!(name, "hosts" | "children" | "dynamic")
}
