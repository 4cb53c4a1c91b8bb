//! Roles that lead back to themselves.

use crate::check::error::role::RoleError;
use crate::check::names::World;
use crate::check::program::{Application, Role, RoleId, Step};
use crate::diagnostic::Problems;
use crate::source::Span;

/// What runs: a role's steps, or one of its entries.
type Node = (RoleId, Option<usize>);

/// Reports each way back once, with the roles on it.
pub fn find(world: &World<'_>, roles: &[Role], problems: &mut Problems) {
    let mut done: Vec<Node> = Vec::new();
    for (index, role) in (0u32..).zip(roles) {
        let entries = (0..role.entries.len()).map(Some);
        for entry in std::iter::once(None).chain(entries) {
            let mut search = Search {
                world,
                roles,
                problems,
                path: Vec::new(),
                done: &mut done,
            };
            search.visit((RoleId(index), entry));
        }
    }
}

struct Search<'a, 'w> {
    world: &'a World<'w>,
    roles: &'a [Role],
    problems: &'a mut Problems,
    path: Vec<Node>,
    done: &'a mut Vec<Node>,
}

impl Search<'_, '_> {
    fn visit(&mut self, node: Node) {
        if self.done.contains(&node) {
            return;
        }
        self.path.push(node);
        for (next, span) in next(self.roles, node) {
            match self.path.iter().position(|on_path| *on_path == next) {
                Some(first) => self.report(first, next, span),
                None => self.visit(next),
            }
        }
        self.path.pop();
        self.done.push(node);
    }

    fn report(&mut self, first: usize, next: Node, span: Span) {
        let names = self.path[first..]
            .iter()
            .chain([&next])
            .map(|node| self.name(*node));
        let path = names.collect::<Vec<_>>().join(" → ");
        self.problems.push(RoleError::Cycle { path, span });
    }

    fn name(&self, (role, entry): Node) -> String {
        let signature = self.world.signature(role);
        let entry = entry.and_then(|entry| signature.entries.get(entry));
        entry.map_or_else(
            || signature.name.to_string(),
            |(name, ..)| format!("{}.{name}", signature.name),
        )
    }
}

fn next(roles: &[Role], (id, entry): Node) -> Vec<(Node, Span)> {
    let Some(role) = roles.get(id.0 as usize) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut add = |application: &Application, step: &Step| {
        found.push(((application.role, application.entry), step.span));
    };
    match entry.and_then(|entry| role.entries.get(entry)) {
        Some(entry) => entry
            .steps
            .iter()
            .for_each(|step| step.applications(&mut add)),
        None => {
            let steps = role.depends.iter().chain(&role.steps);
            steps.for_each(|step| step.applications(&mut add));
        }
    }
    found
}
