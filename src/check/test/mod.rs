//! Platforms and tests: what is run in containers, and what must hold afterwards.
//!
//! In: `test base { with { admins = [] } verify { port 22 { listening = true } } }`. Out: a [`Test`]
//! with the play that converges it. A role without a test gets one of its own, unless it says why
//! not. Where no platform is declared there are no tests.

mod attribute;
mod converge;
mod cover;
mod fleet;
mod platform;
mod role;
mod verify;

use std::collections::HashMap;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::names::{SpaceId, World};
use crate::check::program::{Inventory, Platform, Playbook, Role, Test, Var};
use crate::diagnostic::Problems;
use crate::syntax::tree::{self, ItemKind, TestSubject};

/// Folder of what all scenarios share: no test may be named so.
const SHARED: &str = "shared";

/// What tests are checked against.
pub struct Known<'k, 't> {
    /// Every name.
    pub world: &'k World<'t>,
    /// Declared variables.
    pub vars: &'k [Var],
    /// Checked roles.
    pub roles: &'k [Role],
    /// Checked playbooks.
    pub playbooks: &'k [Playbook],
    /// Checked inventories.
    pub inventories: &'k [Inventory],
}

/// Checks platforms and tests, and adds the smoke tests of roles that have none.
pub fn check(known: &Known<'_, '_>, problems: &mut Problems) -> (Vec<Platform>, Vec<Test>) {
    let platforms = platform::check(known.world, problems);
    let mut tests: Vec<Test> = Vec::new();
    let mut names: HashMap<EcoString, tree::Name> = HashMap::new();
    let spaces = (0u32..).map(SpaceId).zip(&known.world.spaces);
    for (space, input) in spaces {
        let items = input.input.files.iter().flat_map(|file| &file.tree.items);
        for item in items {
            let ItemKind::Test(written) = &item.kind else {
                continue;
            };
            let context = Written {
                known,
                space,
                item,
                test: written,
                platforms: &platforms,
            };
            let checked = match &written.subject {
                TestSubject::Role(path) => role::check(&context, path, problems),
                TestSubject::Fleet(title) => fleet::check(&context, title, problems),
            };
            let Some(test) = checked else {
                continue;
            };
            let name = tree::Name {
                text: test.name.clone(),
                span: test.span,
            };
            if let Some(first) = names.get(&test.emitted) {
                problems.push(NameError::Duplicate {
                    what: "test",
                    name: name.text.to_string(),
                    again: name.span,
                    first: first.span,
                });
                continue;
            }
            names.insert(test.emitted.clone(), name);
            tests.push(test);
        }
    }
    if platforms.is_empty() {
        return (platforms, Vec::new());
    }
    role::smoke(known, &platforms, &mut tests, problems);
    tests.sort_by(|left, right| left.emitted.cmp(&right.emitted));
    (platforms, tests)
}

/// A test that somebody wrote, and where.
pub struct Written<'w, 't> {
    /// What it is checked against.
    pub known: &'w Known<'w, 't>,
    /// The namespace it stands in.
    pub space: SpaceId,
    /// The declaration.
    pub item: &'w tree::Item,
    /// What it says.
    pub test: &'w tree::Test,
    /// The platforms of the fleet.
    pub platforms: &'w [Platform],
}

/// The folder below `molecule/` of a test: `the fleet in small` is `the_fleet_in_small`.
fn folder(name: &str) -> EcoString {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    let out = out.trim_end_matches('_');
    match out {
        "" => "test".into(),
        SHARED => "test_shared".into(),
        out => out.into(),
    }
}
