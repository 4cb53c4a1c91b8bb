//! Secrets as variables of a fleet: for all of it, or for one inventory.
//!
//! In: `secret api_token from env("API_TOKEN")`. Out: the variable `api_token` whose default asks
//! for the value when a play runs; of an inventory's own, a value of its group `all`.

use crate::check::inventory::expand::Declared;
use crate::check::inventory::host::add;
use crate::check::names::SpaceId;
use crate::check::names::World;
use crate::check::program::Given;
use crate::check::program::Inventory;
use crate::check::program::Notes;
use crate::check::program::Var;
use crate::check::program::Vault;
use crate::check::secret;
use crate::diagnostic::Problems;
use crate::syntax::tree::Expr;
use crate::syntax::tree::Item;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::Name;

const ROOT: SpaceId = SpaceId(0);

/// The variable of a secret for the whole fleet.
pub fn var(
    world: &World<'_>,
    space: SpaceId,
    item: &Item,
    (name, source): (&Name, &Expr),
    problems: &mut Problems,
) -> Var {
    let default = secret::value(world, space, source, problems).map(|(value, _)| value);
    Var {
        name: name.text.clone(),
        span: name.span,
        ty: secret::type_of(source),
        default,
        notes: Notes::from(&item.lead),
    }
}

/// The variables of the secrets that an inventory holds.
pub fn of_inventory(item: &Item) -> Vec<Var> {
    let ItemKind::Inventory { body, .. } = &item.kind else {
        return Vec::new();
    };
    let mut vars = Vec::new();
    for item in &body.items {
        if let ItemKind::Secret { name, source } = &item.kind {
            vars.push(Var {
                name: name.text.clone(),
                span: name.span,
                ty: secret::type_of(source),
                default: None,
                notes: Notes::from(&item.lead),
            });
        }
    }
    vars
}

/// The encrypted files of secrets for the whole fleet go into every inventory.
pub fn common(world: &World<'_>, inventories: &mut [Inventory], problems: &mut Problems) {
    for (space, names) in (0u32..).map(SpaceId).zip(&world.spaces) {
        for item in names.input.files.iter().flat_map(|file| &file.tree.items) {
            let ItemKind::Secret { source, .. } = &item.kind else {
                continue;
            };
            let found = secret::value(world, space, source, problems);
            if let Some((_, Some(vault))) = found {
                for inventory in &mut *inventories {
                    carry(inventory, vault.clone());
                }
            }
        }
    }
}

/// The secrets that stand in one inventory.
pub fn own(
    world: &World<'_>,
    declared: &Declared<'_>,
    at: Option<usize>,
    inventory: &mut Inventory,
    problems: &mut Problems,
) {
    for decl in declared.secrets.iter().filter(|decl| decl.inventory == at) {
        let Some((value, vault)) = secret::value(world, ROOT, decl.source, problems) else {
            continue;
        };
        if let Some(vault) = vault {
            carry(inventory, vault);
        }
        let all = inventory
            .groups
            .iter_mut()
            .find(|group| group.name == "all");
        if let Some(all) = all {
            let given = Given {
                name: decl.name.text.clone(),
                emitted: decl.name.text.clone(),
                span: decl.name.span,
                adds: false,
                own: true,
                value,
                notes: Notes::from(decl.lead).boxed(),
            };
            add(&mut all.gives.vars, given, problems);
        }
    }
}

fn carry(inventory: &mut Inventory, vault: Vault) {
    if !inventory.vaults.contains(&vault) {
        inventory.vaults.push(vault);
        inventory
            .vaults
            .sort_by(|left, right| left.path.cmp(&right.path));
    }
}
