//! Hosts, groups, inventories, declared variables and the project's attributes.
//!
//! In: the root namespace. Out: a [`Project`], [`Var`]s and [`Inventory`]s. First everything is
//! declared, with top-level `for` and `if` carried out; then who is in which group; then values,
//! which may ask for that (`hosts_in(web)`).

mod body;
pub mod connection;
mod expand;
pub mod glob;
mod group;
mod host;
#[expect(
    clippy::module_inception,
    reason = "a file is named after its construct"
)]
mod inventory;
mod membership;
mod project;
mod secret;

use std::collections::HashSet;

use ecow::EcoString;

use crate::check::error::inventory::InventoryError;
use crate::check::expr::Lowering;
use crate::check::expr::Place;
pub use crate::check::inventory::body::Bodies;
use crate::check::inventory::expand::Declared;
use crate::check::inventory::expand::Expansion;
use crate::check::inventory::inventory::Shape;
use crate::check::names::FleetNames;
use crate::check::names::SpaceId;
use crate::check::names::World;
use crate::check::program::Inventory;
use crate::check::program::Notes;
use crate::check::program::Project;
use crate::check::program::Var;
use crate::diagnostic::Problems;
use crate::syntax::tree::Item;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::TextPart;

/// Checks the fleet of the root namespace, and the variables of all; uses the hosts' bodies up.
pub fn check(
    world: &World<'_>,
    bodies: Bodies,
    problems: &mut Problems,
) -> (Project, Vec<Var>, Vec<Inventory>) {
    let mut found = Problems::default();
    let root = SpaceId(0);
    let files = world
        .spaces
        .first()
        .map_or(&[][..], |space| &space.input.files);
    let mut lowering = Lowering::new(world, root, Place::Now, &mut found);
    let items = files.iter().flat_map(|file| &file.tree.items);
    let project = project::check(items, &mut lowering);
    let mut expansion = Expansion::new(&mut lowering, &bodies);
    for file in files {
        expansion.items(&file.tree.items);
    }
    let declared = expansion.out;
    drop(bodies);
    let mut inventories = inventories(world, declared, &mut found);
    let vars = vars(world, &mut found);
    secret::common(world, &mut inventories, &mut found);
    found.deduplicate();
    problems.extend(found);
    (project, vars, inventories)
}

fn inventories(
    world: &World<'_>,
    mut declared: Declared<'_>,
    problems: &mut Problems,
) -> Vec<Inventory> {
    let mut hosts: HashSet<EcoString> = declared
        .hosts
        .iter()
        .map(|host| host.name.clone())
        .collect();
    hosts.remove("");
    let which: Vec<Option<usize>> = if declared.inventories.is_empty() {
        vec![None]
    } else {
        outside(&declared, problems);
        (0..declared.inventories.len()).map(Some).collect()
    };
    let shapes: Vec<Shape> = which
        .iter()
        .map(|&at| Shape::new(world, &declared, at, &hosts, problems))
        .collect();
    hosts.insert("localhost".into());
    let mut members: Vec<_> = shapes.iter().map(Shape::members).collect();
    let emitted = shapes.iter().flat_map(Shape::emitted).collect();
    let mut names = FleetNames {
        hosts,
        open: is_open(&declared, &shapes),
        emitted,
        ..FleetNames::default()
    };
    let mut inventories = Vec::with_capacity(shapes.len());
    for ((shape, members), &at) in shapes.into_iter().zip(&mut members).zip(&which) {
        names.members = std::mem::take(members);
        *world.fleet.borrow_mut() = Some(std::mem::take(&mut names));
        inventories.push(shape.fill(world, &mut declared, at, problems));
        names = world.fleet.borrow_mut().take().unwrap_or_default();
        *members = std::mem::take(&mut names.members);
    }
    *world.fleet.borrow_mut() = Some(inventory::all_names(members, names));
    inventory::check_ghosts(world, &declared, problems);
    inventories
}

/// Whether a play may meet hosts that nobody declared. `constructed` brings none.
fn is_open(declared: &Declared<'_>, shapes: &[Shape]) -> bool {
    let mut plugins = declared
        .inventories
        .iter()
        .filter_map(|inventory| inventory.plugin)
        .map(|(plugin, _)| plugin.parts.as_slice())
        .peekable();
    if plugins.peek().is_none() {
        return shapes.iter().any(Shape::is_dynamic);
    }
    plugins.any(|parts| {
        !matches!(parts, [TextPart::Literal(name)] if name == "constructed" || name == "ansible.builtin.constructed")
    })
}

/// Hosts outside of every inventory, where inventories are named.
fn outside(declared: &Declared<'_>, problems: &mut Problems) {
    let Some(first) = declared.inventories.first() else {
        return;
    };
    for host in declared
        .hosts
        .iter()
        .filter(|host| host.inventory.is_none() && !host.name.is_empty())
    {
        problems.push(InventoryError::HostOutside {
            name: host.name.to_string(),
            span: host.span,
            inventory: first.name.span,
        });
    }
}

/// The declared variables of all namespaces, sorted by name, each once.
fn vars(world: &World<'_>, problems: &mut Problems) -> Vec<Var> {
    let mut vars: Vec<Var> = Vec::new();
    for (space, names) in (0u32..).map(SpaceId).zip(&world.spaces) {
        for item in names.input.files.iter().flat_map(|file| &file.tree.items) {
            vars.extend(var(world, space, item, problems));
            vars.extend(secret::of_inventory(item));
        }
    }
    vars.sort_by(|left, right| left.name.cmp(&right.name));
    vars.dedup_by(|again, first| {
        let same = again.name == first.name;
        if same && first.default.is_none() {
            first.default = again.default.take();
        }
        same
    });
    vars
}

fn var(world: &World<'_>, space: SpaceId, item: &Item, problems: &mut Problems) -> Option<Var> {
    if let ItemKind::Secret { name, source } = &item.kind {
        return Some(secret::var(world, space, item, (name, source), problems));
    }
    let ItemKind::Var { name, ty, default } = &item.kind else {
        return None;
    };
    let ty = world.ty(space, ty, problems);
    let notes = match default {
        Some(default) => Notes::of(&item.lead, default),
        None => Notes::from(&item.lead),
    };
    let default = default
        .as_ref()
        .map(|default| Lowering::new(world, space, Place::Given, problems).check(default, &ty));
    Some(Var {
        name: name.text.clone(),
        span: name.span,
        ty,
        default,
        notes,
    })
}
