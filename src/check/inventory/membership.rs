//! Who is in which group: `hosts = […]`, `children = […]`, and hosts declared inside.
//!
//! In: the names of an inventory's hosts, sorted, and its groups. Out: for each group its direct
//! hosts and children, free of cycles. The work grows with the number of memberships.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::inventory::InventoryError;
use crate::check::expr::Lowering;
use crate::check::inventory::expand::Declared;
use crate::check::inventory::expand::Scope;
use crate::check::inventory::glob;
use crate::check::inventory::group::Opened;
use crate::check::names::unknown;
use crate::check::types::Type;
use crate::source::Span;
use crate::syntax::tree::Attr;
use crate::syntax::tree::Expr;
use crate::syntax::tree::ExprKind;
use crate::syntax::tree::Name;
use crate::value::Value;

/// Direct members of a group.
#[derive(Clone, Debug, Default)]
pub struct Direct {
    /// Indices of hosts, sorted.
    pub hosts: Vec<u32>,
    /// Indices of groups, sorted, and where each is named.
    pub children: Vec<(u32, Span)>,
    /// Filled at run time.
    pub dynamic: bool,
}

/// Finds members.
pub struct Membership<'a, 'w, 'p, 't> {
    /// For the lists.
    pub lowering: &'a mut Lowering<'w, 'p>,
    /// Everything that is declared.
    pub declared: &'a Declared<'t>,
    /// The hosts of this inventory, sorted.
    pub hosts: &'a [EcoString],
    /// Whether a plugin adds hosts that are not known.
    pub open: bool,
    /// Every host of every inventory; a common group may name those of another.
    pub everywhere: &'a HashSet<EcoString>,
    /// Its groups.
    pub groups: &'a BTreeMap<EcoString, Opened>,
}

impl Membership<'_, '_, '_, '_> {
    /// The direct members of every group, in the groups' order, from their attributes.
    pub fn find(&mut self) -> Vec<Direct> {
        let groups = self.groups;
        let index: BTreeMap<&EcoString, u32> = groups.keys().zip(0u32..).collect();
        let mut found = Vec::with_capacity(groups.len());
        for opened in groups.values() {
            let mut direct = Direct::default();
            for &at in &opened.at {
                let group = &self.declared.groups[at];
                for (attr, scope) in &group.attrs {
                    self.attr(attr, scope, group.inventory.is_none(), &index, &mut direct);
                }
            }
            found.push(direct);
        }
        found
    }

    fn attr(
        &mut self,
        attr: &Attr,
        scope: &Scope,
        common: bool,
        index: &BTreeMap<&EcoString, u32>,
        direct: &mut Direct,
    ) {
        let mark = self.lowering.mark();
        for binding in scope.iter() {
            self.lowering.rebind(binding.clone());
        }
        match attr.name.text.as_str() {
            "hosts" => self.host_list(&attr.value, common, direct),
            "children" => self.children(&attr.value, common, index, direct),
            _ => {
                direct.dynamic |=
                    self.lowering.now(&attr.value, &Type::Bool) == Some(Value::Bool(true))
            }
        }
        self.lowering.reset(mark);
    }

    fn host_list(&mut self, list: &Expr, common: bool, direct: &mut Direct) {
        // Item by item where the list is written out, so that a report shows the item.
        if let ExprKind::List(items) = &list.kind
            && items.iter().all(|item| !item.spread)
        {
            for item in items {
                if let Some(Value::Str(name)) = self.lowering.now(&item.value, &Type::String) {
                    self.host(&name, item.value.span, common, direct);
                }
            }
            return;
        }
        let ty = Type::List(Arc::new(Type::String));
        if let Some(Value::List(items)) = self.lowering.now(list, &ty) {
            for item in items.iter() {
                if let Value::Str(name) = item {
                    self.host(name, list.span, common, direct);
                }
            }
        }
    }

    fn host(&mut self, name: &EcoString, span: Span, common: bool, direct: &mut Direct) {
        if glob::is_glob(name) {
            let glob = glob::Glob::new(name);
            let before = direct.hosts.len();
            let start = self
                .hosts
                .partition_point(|host| host.as_str() < glob.prefix());
            for (index, host) in (0u32..).zip(self.hosts).skip(start) {
                if !host.starts_with(glob.prefix()) {
                    break;
                }
                if glob.matches(host) {
                    direct.hosts.push(index);
                }
            }
            let elsewhere = || common && self.everywhere.iter().any(|host| glob.matches(host));
            if direct.hosts.len() == before && !self.open && !elsewhere() {
                let glob = name.to_string();
                // `web[01:03]`, as Ansible's inventories have it.
                let range = name
                    .split_once('[')
                    .and_then(|(_, range)| range.split_once(':'));
                let help = match range {
                    Some(_) => {
                        "hosts of a range are declared by a loop, \
                         `for n in \"01\"..\"03\" { host \"web{{ n }}\" {} }`; a glob has sets such as `web0[1-3]`"
                    }
                    None => "remove it, or correct it: `*` is any text, `?` one character",
                };
                let problems = &mut self.lowering.problems;
                problems.push(InventoryError::GlobWithoutMatch { glob, help, span });
            }
        } else if let Ok(index) = self.hosts.binary_search(name) {
            direct.hosts.extend(u32::try_from(index));
        } else if !(self.open || (common && self.everywhere.contains(name))) {
            let name = Name {
                text: name.clone(),
                span,
            };
            let known = self.hosts.iter().map(EcoString::as_str);
            self.lowering.problems.push(unknown("host", &name, known));
        }
    }

    fn children(
        &mut self,
        list: &Expr,
        common: bool,
        index: &BTreeMap<&EcoString, u32>,
        direct: &mut Direct,
    ) {
        if let ExprKind::Paren(inner) = &list.kind {
            return self.children(inner, common, index, direct);
        }
        let ExprKind::List(items) = &list.kind else {
            return self.bad_children("a list of groups", list.span);
        };
        for item in items {
            let span = item.value.span;
            let name = if let (ExprKind::Name(name), false) = (&item.value.kind, item.spread) {
                name.clone()
            } else if let (ExprKind::Text(text), false) = (&item.value.kind, item.spread) {
                match self.lowering.text_now_at(text, span) {
                    Some(name) => name,
                    None => continue,
                }
            } else {
                self.bad_children("the names of groups", span);
                continue;
            };
            if let Some(&child) = index.get(&name) {
                if !direct.children.iter().any(|(other, _)| *other == child) {
                    direct.children.push((child, span));
                }
            } else if !(common
                && self
                    .declared
                    .groups
                    .iter()
                    .any(|group| group.name.text == name))
            {
                let name = Name { text: name, span };
                let known = self.groups.keys().map(EcoString::as_str);
                self.lowering.problems.push(unknown("group", &name, known));
            }
        }
    }

    fn bad_children(&mut self, wanted: &'static str, span: Span) {
        self.lowering.problems.push(InventoryError::BadMembers {
            name: "children",
            wanted,
            example: "children = [web, db]",
            span,
        });
    }

    /// Reports every cycle with its path, and takes the edge that closes it away.
    pub fn break_cycles(&mut self, direct: &mut [Direct]) {
        #[derive(Clone, Copy, PartialEq)]
        enum Seen {
            Not,
            Open,
            Done,
        }
        let names: Vec<&EcoString> = self.groups.keys().collect();
        let all = names.iter().position(|name| *name == "all");
        let mut seen = vec![Seen::Not; direct.len()];
        // `all` holds every group: whoever names it is inside itself.
        for (index, group) in direct.iter_mut().enumerate() {
            let inside = |child: u32| Some(child as usize) == all;
            if let Some(&(_, span)) = group.children.iter().find(|(child, _)| inside(*child)) {
                let path = if Some(index) == all {
                    "all → all".to_owned()
                } else {
                    format!("all → {} → all", names[index])
                };
                let group = self.place(index).unwrap_or(span);
                self.lowering
                    .problems
                    .push(InventoryError::GroupCycle { path, span, group });
            }
            group.children.retain(|(child, _)| !inside(*child));
        }
        for start in 0..direct.len() {
            if seen[start] != Seen::Not {
                continue;
            }
            // The way down from `start`: a group, and how many of its children were visited.
            let mut way = vec![(start, 0)];
            seen[start] = Seen::Open;
            while let Some((group, next)) = way.last_mut() {
                let Some(&(child, span)) = direct[*group].children.get(*next) else {
                    seen[*group] = Seen::Done;
                    way.pop();
                    continue;
                };
                let child = child as usize;
                match seen[child] {
                    Seen::Done => *next += 1,
                    Seen::Not => {
                        *next += 1;
                        seen[child] = Seen::Open;
                        way.push((child, 0));
                    }
                    Seen::Open => {
                        let (group, next) = (*group, *next);
                        direct[group].children.remove(next);
                        let from = way
                            .iter()
                            .position(|(other, _)| *other == child)
                            .unwrap_or(0);
                        let mut path: Vec<&str> = way[from..]
                            .iter()
                            .map(|(group, _)| names[*group].as_str())
                            .collect();
                        path.push(names[child]);
                        let group = self.place(child).unwrap_or(span);
                        let path = path.join(" → ");
                        self.lowering.problems.push(InventoryError::GroupCycle {
                            path,
                            span,
                            group,
                        });
                    }
                }
            }
        }
    }

    fn place(&self, group: usize) -> Option<Span> {
        let opened = self.groups.values().nth(group)?;
        opened
            .at
            .first()
            .map(|&at| self.declared.groups[at].name.span)
    }
}
