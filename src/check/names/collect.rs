//! Collecting the names of every namespace: what is declared twice is reported with both places.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::foreign::plugins;
use crate::check::input::{Input, SpaceInput};
use crate::check::names::{Space, SpaceId, World, signature};
use crate::check::program::RoleId;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{self, ItemKind};

impl<'t> World<'t> {
    /// Collects every name; reports duplicates and names that cannot stand.
    pub fn collect(input: &'t Input<'t>, problems: &mut Problems) -> Self {
        let mut roles = Vec::new();
        let mut spaces = Vec::new();
        for (index, space) in (0u32..).zip(&input.spaces) {
            spaces.push(Space::collect(space, SpaceId(index), &mut roles, problems));
        }
        let mut world = Self {
            spaces,
            roles: Vec::new(),
            read: input.read,
            plugins: plugins::Plugins::default(),
            fleet: RefCell::new(None),
            results: RefCell::default(),
            lets: RefCell::default(),
            types: RefCell::default(),
            open_types: Cell::default(),
        };
        let mut signed: Vec<_> = roles
            .into_iter()
            .filter_map(|(space, item)| {
                Some((signature::sign(&world, space, item, problems)?, item))
            })
            .collect();
        signed.sort_by(|(left, _), (right, _)| left.emitted.cmp(&right.emitted));
        for (index, (signature, _)) in (0u32..).zip(&mut signed) {
            signature.id = RoleId(index);
            let name = signature.plain_name();
            world.spaces[signature.space.0 as usize]
                .roles
                .insert(name, signature.id);
        }
        for pair in signed.windows(2) {
            let [(first, _), (again, _)] = pair else {
                continue;
            };
            if first.emitted == again.emitted {
                problems.push(NameError::SameInAnsible {
                    first_name: first.name.to_string(),
                    name: again.name.to_string(),
                    emitted: again.emitted.to_string(),
                    again: again.span,
                    first: first.span,
                });
            }
        }
        world.roles = signed;
        world.plugins = plugins::collect(&world, problems);
        world
    }
}

/// Enters a name once; a second time is reported.
struct Declared<'p> {
    places: HashMap<(&'static str, EcoString), Span>,
    problems: &'p mut Problems,
}

impl Declared<'_> {
    fn enter(&mut self, space: &'static str, what: &'static str, name: &tree::Name) -> bool {
        match self.places.insert((space, name.text.clone()), name.span) {
            None => true,
            Some(first) => {
                self.places.insert((space, name.text.clone()), first);
                let name_text = name.text.to_string();
                self.problems.push(NameError::Duplicate {
                    what,
                    name: name_text,
                    again: name.span,
                    first,
                });
                false
            }
        }
    }
}

impl<'t> Space<'t> {
    fn collect(
        input: &'t SpaceInput,
        id: SpaceId,
        roles: &mut Vec<(SpaceId, &'t tree::Item)>,
        problems: &mut Problems,
    ) -> Self {
        let mut space = Self {
            input,
            uses: HashMap::new(),
            types: HashMap::new(),
            lets: HashMap::new(),
            vars: HashMap::new(),
            roles: HashMap::new(),
            groups: HashMap::new(),
            playbooks: HashMap::new(),
        };
        let mut declared = Declared {
            places: HashMap::new(),
            problems,
        };
        for (name, index) in &input.uses {
            if declared.enter("space", "namespace", name) {
                let target = SpaceId(u32::try_from(*index).unwrap_or(0));
                space.uses.insert(name.text.clone(), (target, name.span));
            }
        }
        for file in &input.files {
            for item in &file.tree.items {
                space.enter(item, id, roles, &mut declared);
            }
        }
        space
    }

    fn enter(
        &mut self,
        item: &'t tree::Item,
        id: SpaceId,
        roles: &mut Vec<(SpaceId, &'t tree::Item)>,
        declared: &mut Declared<'_>,
    ) {
        match &item.kind {
            ItemKind::Type { name, .. } => {
                if declared.enter("type", "type", name) {
                    self.types.insert(name.text.clone(), item);
                }
            }
            ItemKind::Let(binding) => {
                if declared.enter("value", "value", &binding.name) {
                    self.lets.insert(binding.name.text.clone(), item);
                }
            }
            ItemKind::Var { name, .. } | ItemKind::Secret { name, .. } => {
                if let Some(reason) = crate::schema::reserved::variable(&name.text) {
                    let name_text = name.text.to_string();
                    let reason = reason.to_string();
                    declared.problems.push(NameError::Reserved {
                        name: name_text,
                        reason,
                        span: name.span,
                    });
                }
                if declared.enter("value", "value", name) {
                    self.vars.insert(name.text.clone(), item);
                }
            }
            ItemKind::Role(role) => self.enter_role(&role.name, id, item, roles, declared),
            ItemKind::Foreign(foreign) => {
                if let tree::Foreign::Role(role) = &**foreign {
                    self.enter_role(&role.name, id, item, roles, declared);
                }
            }
            ItemKind::Playbook { name, .. } => {
                if declared.enter("playbook", "playbook", name) {
                    self.playbooks.insert(name.text.clone(), item);
                }
            }
            ItemKind::Project { name, .. } => {
                let one = tree::Name {
                    text: "project".into(),
                    span: name.span,
                };
                declared.enter("project", "project", &one);
            }
            ItemKind::Inventory { name, body } => {
                declared.enter("inventory", "inventory", name);
                self.enter_groups(&body.items);
                for item in &body.items {
                    if let ItemKind::Secret { name, .. } = &item.kind {
                        self.vars.entry(name.text.clone()).or_insert(item);
                    }
                }
            }
            ItemKind::Plugin { name, .. } => {
                declared.enter("inventory", "inventory", name);
            }
            ItemKind::Group { .. } | ItemKind::For { .. } | ItemKind::If { .. } => {
                self.enter_groups(std::slice::from_ref(item));
            }
            // Hosts have computed names: whoever expands them finds the duplicates.
            ItemKind::Host { .. } | ItemKind::Use { .. } | ItemKind::Error => {}
            // Whoever checks tests finds them.
            ItemKind::Platform { .. } | ItemKind::Test(_) | ItemKind::Policy(_) => {}
            // It names what is declared elsewhere.
            ItemKind::Moved { .. } => {}
        }
    }

    fn enter_role(
        &self,
        name: &tree::Name,
        id: SpaceId,
        item: &'t tree::Item,
        roles: &mut Vec<(SpaceId, &'t tree::Item)>,
        declared: &mut Declared<'_>,
    ) {
        if let Some((_, space)) = self.uses.get(&name.text) {
            declared.problems.push(NameError::NamespaceIsRole {
                name: name.text.to_string(),
                space: *space,
                role: name.span,
            });
        }
        if declared.enter("role", "role", name) {
            roles.push((id, item));
        }
    }

    /// The names of groups wherever they may be declared; duplicates are found where groups are
    /// put together, since an inventory may say more of a common one.
    fn enter_groups(&mut self, items: &'t [tree::Item]) {
        for item in items {
            match &item.kind {
                ItemKind::Group { name, .. } => {
                    self.groups.entry(name.text.clone()).or_insert(name.span);
                }
                ItemKind::For { body, .. } => self.enter_groups(&body.items),
                ItemKind::If {
                    branches,
                    otherwise,
                } => {
                    branches
                        .iter()
                        .for_each(|(_, body)| self.enter_groups(&body.items));
                    otherwise
                        .iter()
                        .for_each(|body| self.enter_groups(&body.items));
                }
                ItemKind::Error
                | ItemKind::Use { .. }
                | ItemKind::Foreign(_)
                | ItemKind::Project { .. }
                | ItemKind::Type { .. }
                | ItemKind::Let(_)
                | ItemKind::Var { .. }
                | ItemKind::Secret { .. }
                | ItemKind::Host { .. }
                | ItemKind::Inventory { .. }
                | ItemKind::Plugin { .. }
                | ItemKind::Role(_)
                | ItemKind::Playbook { .. }
                | ItemKind::Platform { .. }
                | ItemKind::Test(_)
                | ItemKind::Moved { .. }
                | ItemKind::Policy(_) => {}
            }
        }
    }
}
