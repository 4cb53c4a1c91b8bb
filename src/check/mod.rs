//! From trees to a [`program::Program`]: names, types, phases.
//!
//! In: the trees of every namespace. Out: everything resolved; what is known now is computed, what
//! only the target knows is a [`term::Term`] whose names are already Ansible's.

pub mod error;
pub mod expr;
pub mod foreign;
pub mod handler;
pub mod input;
pub mod inventory;
pub mod lint;
pub mod mention;
mod moved;
pub mod names;
mod notes;
pub mod pattern;
pub mod playbook;
pub mod plugin;
pub mod policy;
pub mod program;
pub mod role;
pub mod secret;
pub mod step;
pub mod strict;
pub mod template;
pub mod term;
pub mod test;
pub mod types;

use crate::check::input::Input;
use crate::check::names::World;
use crate::check::program::Program;
use crate::diagnostic::Problems;

/// Checks a whole project. What is reported is all that is wrong with its declarations; what only
/// the resolved fleet shows is found by the next stage.
pub fn check(input: &mut Input<'_>, problems: &mut Problems) -> Program {
    let bodies = inventory::Bodies::take(&mut input.spaces);
    let world = World::collect(input, problems);
    // Before roles: values of type `host` and `hosts_in(…)` ask which hosts there are.
    let (project, vars, inventories) = inventory::check(&world, bodies, problems);
    world.resolve_all(problems);
    let mut roles = role::check_all(&world, problems);
    let playbooks = playbook::check(&world, &roles, problems);
    role::reads::entries(&mut roles, &playbooks);
    let known = test::Known {
        world: &world,
        vars: &vars,
        roles: &roles,
        playbooks: &playbooks,
        inventories: &inventories,
    };
    let (platforms, tests) = test::check(&known, problems);
    let moved = moved::check(&world, &roles, &inventories, problems);
    let policies = policy::check(&known, problems);
    let plugins = world.plugins.settled();
    Program {
        plugins: plugins.files,
        versions: plugins.versions,
        modules: plugins.documented,
        own_tests: plugins.tests,
        project,
        vars,
        roles,
        playbooks,
        inventories,
        moved,
        platforms,
        tests,
        policies,
    }
}
