//! Playbooks: imports and plays in order.
//!
//! In: `playbook site { play "Every server" on all { … } }`. Out: a [`Playbook`].

mod handlers;
mod play;
mod shared;

use ecow::{EcoString, eco_format};

use crate::check::error::play::PlayError;
use crate::check::handler;
use crate::check::names::{SpaceId, World, unknown};
use crate::check::program::{Notes, Playbook, PlaybookId, PlaybookItem, Role};
use crate::diagnostic::Problems;
use crate::syntax::tree::{self, ItemKind, Path, Text, TextPart};

/// A declared playbook.
struct Declared<'t> {
    space: SpaceId,
    /// `site`, or `common.site`.
    full: EcoString,
    /// The file's name.
    emitted: EcoString,
    item: &'t tree::Item,
}

/// Checks the root namespace's playbooks and what they import; sorted by name. Reports the
/// handlers that nothing notifies.
pub fn check(world: &World<'_>, roles: &[Role], problems: &mut Problems) -> Vec<Playbook> {
    let declared = reached(world, problems);
    let mut playbooks = Vec::new();
    for this in &declared {
        let ItemKind::Playbook { name, body, .. } = &this.item.kind else {
            continue;
        };
        if body.items.is_empty() {
            problems.push(PlayError::Empty {
                name: this.full.to_string(),
                span: name.span,
            });
        }
        let mut items = Vec::new();
        for item in &body.items {
            match item {
                tree::PlaybookItem::Error(_) => {}
                tree::PlaybookItem::Import {
                    lead,
                    span,
                    playbook,
                } => {
                    let found = imported(world, this.space, playbook);
                    let index = declared.iter().position(|other| {
                        found.is_some_and(|(space, item)| {
                            other.space == space && std::ptr::eq(other.item, item)
                        })
                    });
                    let id = index
                        .and_then(|index| u32::try_from(index).ok())
                        .map(PlaybookId);
                    items.extend(id.map(|id| PlaybookItem::Import(id, *span, Notes::from(lead))));
                }
                tree::PlaybookItem::Play(play) => {
                    items.push(PlaybookItem::Play(play::check(
                        world, this.space, play, roles, problems,
                    )));
                }
            }
        }
        playbooks.push(Playbook {
            name: this.full.clone(),
            emitted: this.emitted.clone(),
            span: name.span,
            notes: Notes::from(&this.item.lead),
            items,
        });
    }
    handler::unused(world, roles, &playbooks, problems);
    playbooks
}

/// The root's playbooks and all they import, sorted; unknown ones and cycles are reported.
fn reached<'t>(world: &World<'t>, problems: &mut Problems) -> Vec<Declared<'t>> {
    let root = SpaceId(0);
    let mut names: Vec<(&EcoString, &'t tree::Item)> = world
        .space(root)
        .playbooks
        .iter()
        .map(|(name, item)| (name, *item))
        .collect();
    names.sort_unstable_by_key(|(name, _)| *name);
    let mut found = Vec::new();
    for (_, item) in names {
        follow(world, root, item, &mut Vec::new(), &mut found, problems);
    }
    found.sort_by(|left, right| left.full.cmp(&right.full));
    found
}

fn follow<'t>(
    world: &World<'t>,
    space: SpaceId,
    item: &'t tree::Item,
    path: &mut Vec<EcoString>,
    found: &mut Vec<Declared<'t>>,
    problems: &mut Problems,
) {
    let ItemKind::Playbook { name, alias, body } = &item.kind else {
        return;
    };
    if found.iter().any(|known| std::ptr::eq(known.item, item)) {
        return;
    }
    let front = &world.space(space).input.name;
    let (full, joined) = if front.is_empty() {
        (name.text.clone(), name.text.clone())
    } else {
        (
            eco_format!("{front}.{}", name.text),
            eco_format!("{front}_{}", name.text),
        )
    };
    path.push(full.clone());
    for item in &body.items {
        let tree::PlaybookItem::Import { span, playbook, .. } = item else {
            continue;
        };
        let Some((next_space, next)) = imported(world, space, playbook) else {
            let known = world.space(space).playbooks.keys().map(EcoString::as_str);
            problems.push(unknown("playbook", &playbook.name, known));
            continue;
        };
        let next_name = full_name(world, next_space, next);
        if let Some(first) = path.iter().position(|on_path| *on_path == next_name) {
            let names: Vec<&str> = path[first..]
                .iter()
                .chain([&next_name])
                .map(EcoString::as_str)
                .collect();
            problems.push(PlayError::ImportCycle {
                path: names.join(" → "),
                span: *span,
            });
            continue;
        }
        follow(world, next_space, next, path, found, problems);
    }
    path.pop();
    let emitted = alias.as_ref().and_then(literal).unwrap_or(joined);
    found.push(Declared {
        space,
        full,
        emitted,
        item,
    });
}

fn full_name(world: &World<'_>, space: SpaceId, item: &tree::Item) -> EcoString {
    let ItemKind::Playbook { name, .. } = &item.kind else {
        return EcoString::new();
    };
    let front = &world.space(space).input.name;
    if front.is_empty() {
        name.text.clone()
    } else {
        eco_format!("{front}.{}", name.text)
    }
}

fn imported<'t>(
    world: &World<'t>,
    space: SpaceId,
    path: &Path,
) -> Option<(SpaceId, &'t tree::Item)> {
    let space = match &path.space {
        Some(front) => world.space(space).uses.get(&front.text)?.0,
        None => space,
    };
    let item = world.space(space).playbooks.get(&path.name.text)?;
    Some((space, item))
}

/// The text of a string without interpolation.
fn literal(text: &Text) -> Option<EcoString> {
    match text.parts.as_slice() {
        [TextPart::Literal(text)] => Some(text.clone()),
        [..] => None,
    }
}
