//! One inventory: its hosts and groups, then what they are given.
//!
//! In: everything that is declared. Out: a [`program::Inventory`], sorted. Membership comes before
//! values, since a value may ask who is in a group.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::collections::btree_map::Entry;

use ecow::EcoString;

use crate::check::error::inventory::InventoryError;
use crate::check::expr::Lowering;
use crate::check::expr::Place;
use crate::check::inventory::expand::Declared;
use crate::check::inventory::expand::HostDecl;
use crate::check::inventory::group;
use crate::check::inventory::group::Opened;
use crate::check::inventory::host::Owner;
use crate::check::inventory::host::Values;
use crate::check::inventory::host::add;
use crate::check::inventory::host::add_param;
use crate::check::inventory::membership::Direct;
use crate::check::inventory::membership::Membership;
use crate::check::inventory::secret;
use crate::check::names::FleetNames;
use crate::check::names::SpaceId;
use crate::check::names::World;
use crate::check::program;
use crate::check::program::Given;
use crate::check::program::Gives;
use crate::check::program::Notes;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{self, Attr};

const ROOT: SpaceId = SpaceId(0);

/// Who there is in one inventory.
pub struct Shape {
    /// Hosts by name: indices of declarations.
    hosts: Vec<usize>,
    names: Vec<EcoString>,
    groups: BTreeMap<EcoString, Opened>,
    direct: Vec<Direct>,
}

impl Shape {
    /// Finds hosts, groups and who is where; reports what is declared twice.
    pub fn new(
        world: &World<'_>,
        declared: &Declared<'_>,
        inventory: Option<usize>,
        everywhere: &HashSet<EcoString>,
        problems: &mut Problems,
    ) -> Self {
        let mut hosts: Vec<usize> = (0..declared.hosts.len())
            .filter(|&at| {
                declared.hosts[at].inventory == inventory && !declared.hosts[at].name.is_empty()
            })
            .collect();
        hosts.sort_by_key(|&at| &declared.hosts[at].name);
        report_twice(declared, &hosts, problems);
        hosts.dedup_by_key(|at| &declared.hosts[*at].name);
        let names: Vec<EcoString> = hosts
            .iter()
            .map(|&at| declared.hosts[at].name.clone())
            .collect();
        let mut lowering = Lowering::new(world, ROOT, Place::Now, problems);
        let groups = group::collect(declared, inventory, &mut lowering);
        let open = inventory.is_some_and(|at| declared.inventories[at].plugin.is_some());
        let mut membership = Membership {
            lowering: &mut lowering,
            declared,
            hosts: &names,
            open,
            everywhere,
            groups: &groups,
        };
        let mut direct = membership.find();
        membership.break_cycles(&mut direct);
        let mut shape = Self {
            hosts,
            names,
            groups,
            direct,
        };
        shape.place_hosts(declared);
        shape.report_same_names(declared, problems);
        shape
    }

    /// Hosts that are declared inside a group.
    fn place_hosts(&mut self, declared: &Declared<'_>) {
        let mut group_of = vec![None; declared.groups.len()];
        for (index, (name, opened)) in self.groups.iter().enumerate() {
            for &at in opened.at.iter().filter(|_| name != "all") {
                group_of[at] = Some(index);
            }
        }
        for (index, &at) in (0u32..).zip(&self.hosts) {
            if let Some(group) = declared.hosts[at].group.and_then(|group| group_of[group]) {
                self.direct[group].hosts.push(index);
            }
        }
        for direct in &mut self.direct {
            direct.hosts.sort_unstable();
            direct.hosts.dedup();
            direct.children.sort_unstable();
        }
    }

    fn report_same_names(&self, declared: &Declared<'_>, problems: &mut Problems) {
        for (name, opened) in self.groups.iter().filter(|(name, _)| *name != "all") {
            let emitted = self.names.binary_search(&opened.emitted).ok();
            let Some(host) = emitted.or_else(|| self.names.binary_search(name).ok()) else {
                continue;
            };
            let group = opened.at.first().map(|&at| declared.groups[at].name.span);
            problems.push(InventoryError::HostIsGroup {
                name: self.names[host].to_string(),
                host: declared.hosts[self.hosts[host]].span,
                group: group.unwrap_or_default(),
            });
        }
    }

    /// For each group every host below it, for `hosts_in`.
    pub fn members(&self) -> BTreeMap<EcoString, Vec<EcoString>> {
        let mut done: Vec<Option<Vec<u32>>> = vec![None; self.direct.len()];
        for start in 0..self.direct.len() {
            let mut way = vec![start];
            while let Some(&group) = way.last() {
                let mut children = self.direct[group].children.iter();
                let missing = children
                    .find(|(child, _)| done[*child as usize].is_none())
                    .map(|(child, _)| *child as usize);
                if let (Some(child), None) = (missing, &done[group]) {
                    way.push(child);
                    continue;
                }
                way.pop();
                if done[group].is_some() {
                    continue;
                }
                let mut members = self.direct[group].hosts.clone();
                for (child, _) in &self.direct[group].children {
                    members.extend(done[*child as usize].iter().flatten());
                }
                members.sort_unstable();
                members.dedup();
                done[group] = Some(members);
            }
        }
        let named = |members: Vec<u32>| {
            members
                .iter()
                .map(|&host| self.names[host as usize].clone())
                .collect()
        };
        let groups = self.groups.keys().zip(done);
        groups
            .map(|(name, members)| match name.as_str() {
                "all" => (name.clone(), self.names.clone()),
                _ => (name.clone(), members.map_or_else(Vec::new, named)),
            })
            .collect()
    }

    /// Whether the members of a group are known only when a play runs.
    pub fn is_dynamic(&self) -> bool {
        self.direct.iter().any(|direct| direct.dynamic)
    }

    /// Groups that have another name in Ansible, with that.
    pub fn emitted(&self) -> impl Iterator<Item = (EcoString, EcoString)> {
        let groups = self.groups.iter();
        groups
            .filter(|(name, opened)| **name != opened.emitted)
            .map(|(name, opened)| (name.clone(), opened.emitted.clone()))
    }

    /// The inventory with its values; the world must know the fleet's names.
    pub fn fill(
        self,
        world: &World<'_>,
        declared: &mut Declared<'_>,
        inventory: Option<usize>,
        problems: &mut Problems,
    ) -> program::Inventory {
        let mut values = Values::new(Lowering::new(world, ROOT, Place::Given, problems));
        let mut out = inventory.map_or_else(
            || program::Inventory {
                name: "hosts".into(),
                ..program::Inventory::default()
            },
            |at| {
                let inventory = &declared.inventories[at];
                program::Inventory {
                    name: inventory.name.text.clone(),
                    span: Some(inventory.name.span),
                    notes: Notes::from(inventory.lead),
                    ..program::Inventory::default()
                }
            },
        );
        if let Some((plugin, body)) = inventory.and_then(|at| declared.inventories[at].plugin) {
            let name = values.lowering.text_now(plugin).unwrap_or_default();
            let settings: Vec<Given> = body
                .items
                .iter()
                .map(|attr| plugin_setting(attr, &mut values.lowering))
                .collect();
            if !name.is_empty() {
                let called = tree::Name {
                    text: name.clone(),
                    span: plugin.span,
                };
                values.lowering.plugin_settings(&called, &settings);
            }
            out.plugin = Some((name, settings));
        }
        out.hosts = self
            .hosts
            .iter()
            .map(|&at| host(&mut declared.hosts[at], &mut values))
            .collect();
        out.groups = self
            .groups
            .into_iter()
            .zip(self.direct)
            .map(|((name, opened), direct)| {
                filled_group(name, &opened, direct, declared, &mut values)
            })
            .collect();
        let problems = &mut *values.lowering.problems;
        secret::own(world, declared, inventory, &mut out, problems);
        out
    }
}

fn report_twice(declared: &Declared<'_>, sorted: &[usize], problems: &mut Problems) {
    for pair in sorted.windows(2) {
        let (first, again) = (&declared.hosts[pair[0]], &declared.hosts[pair[1]]);
        if first.name == again.name {
            problems.push(InventoryError::DuplicateHost {
                name: again.name.to_string(),
                again: again.span,
                first: first.span,
            });
        }
    }
}

fn host(decl: &mut HostDecl<'_>, values: &mut Values<'_, '_>) -> program::Host {
    let gives = decl.body.take().map_or_else(Gives::default, |body| {
        values.gives(&body, &decl.scope, Owner::Host)
    });
    program::Host {
        name: decl.name.clone(),
        span: decl.span,
        notes: Notes::from(decl.lead).boxed(),
        gives,
    }
}

fn filled_group(
    name: EcoString,
    opened: &Opened,
    direct: Direct,
    declared: &Declared<'_>,
    values: &mut Values<'_, '_>,
) -> program::Group {
    let mut group = program::Group {
        name,
        emitted: opened.emitted.clone(),
        span: Span::default(),
        notes: program::Notes::default(),
        dynamic: direct.dynamic,
        hosts: direct.hosts,
        children: direct
            .children
            .into_iter()
            .map(|(child, _)| child)
            .collect(),
        gives: Gives::default(),
    };
    for &at in &opened.at {
        let decl = &declared.groups[at];
        group.span = decl.name.span;
        let more = Notes::from(decl.lead);
        group.notes.comments.extend(more.comments);
        group.notes.docs.extend(more.docs);
        let gives = values.gives(
            decl.body,
            &decl.scope,
            Owner::Group(decl.inventory.is_some()),
        );
        let problems = &mut *values.lowering.problems;
        for given in gives.connection {
            add(&mut group.gives.connection, given, problems);
        }
        for given in gives.vars {
            add(&mut group.gives.vars, given, problems);
        }
        for (role, given) in gives.params {
            add_param(&mut group.gives.params, role, given, problems);
        }
    }
    group
}

fn plugin_setting(attr: &Attr, lowering: &mut Lowering<'_, '_>) -> Given {
    Given {
        name: attr.name.text.clone(),
        emitted: attr.name.text.clone(),
        span: attr.name.span,
        adds: attr.adds,
        own: false,
        value: lowering.argument(&attr.value, &Type::Any),
        notes: Notes::from(attr).boxed(),
    }
}

/// Checks, once, what stands in loops over nothing.
pub fn check_ghosts(world: &World<'_>, declared: &Declared<'_>, problems: &mut Problems) {
    let mut values = Values::new(Lowering::new(world, ROOT, Place::Given, problems));
    for host in declared.hosts.iter().filter(|host| host.name.is_empty()) {
        if let Some(body) = &host.body {
            values.gives(body, &host.scope, Owner::Host);
        }
    }
    for group in declared.groups.iter().filter(|group| group.ghost) {
        values.gives(
            group.body,
            &group.scope,
            Owner::Group(group.inventory.is_some()),
        );
    }
}

/// What the rest of the checking may know of the fleet, once every inventory is there.
pub fn all_names(
    shapes: Vec<BTreeMap<EcoString, Vec<EcoString>>>,
    names: FleetNames,
) -> FleetNames {
    let mut members: BTreeMap<EcoString, Vec<EcoString>> = BTreeMap::new();
    let ambiguous = shapes.len() > 1;
    for (group, hosts) in shapes.into_iter().flatten() {
        match members.entry(group) {
            Entry::Vacant(place) => {
                place.insert(hosts);
            }
            Entry::Occupied(mut known) => known.get_mut().extend(hosts),
        }
    }
    FleetNames {
        members,
        ambiguous,
        ..names
    }
}
