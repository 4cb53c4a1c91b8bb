//! Which roles each play comes to apply: those it names, those they name, and what these depend on.
//!
//! In: plays and roles. Out: a [`Reached`]: for each play every application with its place, and for
//! each role the hosts on which some play runs it.

use std::collections::HashSet;

use crate::check::program::Given;
use crate::check::program::Program;
use crate::check::program::RoleId;
use crate::check::program::Step;
use crate::fleet::IMPLICIT_LOCALHOST;
use crate::fleet::PlayHosts;
use crate::source::Span;

/// One application that a play reaches.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'p> {
    /// The role.
    pub role: RoleId,
    /// Its entry, if one is applied.
    pub entry: Option<usize>,
    /// What it is given there.
    pub params: &'p [Given],
    /// The place of the step.
    pub span: Span,
    /// Whether the play itself names it.
    pub direct: bool,
}

/// What runs where.
#[derive(Debug, Default)]
pub struct Reached<'p> {
    /// For each play, as in [`PlayHosts`].
    pub plays: Vec<Vec<Applied<'p>>>,
    /// For each role, for each inventory, for each host whether a play runs it there; empty if
    /// none does anywhere.
    pub roles: Vec<Vec<Vec<bool>>>,
    /// For each role, whether any play applies it.
    pub applied: Vec<bool>,
}

impl<'p> Reached<'p> {
    /// Follows every play.
    #[must_use]
    pub fn new(program: &'p Program, plays: &[PlayHosts]) -> Self {
        let mut reached = Self {
            plays: Vec::with_capacity(plays.len()),
            roles: vec![Vec::new(); program.roles.len()],
            applied: vec![false; program.roles.len()],
        };
        for play in plays {
            let applied = of_play(program, play);
            let mut once = HashSet::new();
            for application in &applied {
                if once.insert(application.role) {
                    reached.mark(program, application.role, play);
                }
            }
            reached.plays.push(applied);
        }
        reached
    }

    fn mark(&mut self, program: &Program, role: RoleId, play: &PlayHosts) {
        let index = role.0 as usize;
        let (Some(roles), Some(applied)) = (self.roles.get_mut(index), self.applied.get_mut(index))
        else {
            return;
        };
        *applied = true;
        if roles.is_empty() {
            *roles = program
                .inventories
                .iter()
                .map(|inventory| vec![false; inventory.hosts.len()])
                .collect();
        }
        for (marks, hosts) in roles.iter_mut().zip(&play.hosts) {
            for &host in hosts.iter().filter(|&&host| host != IMPLICIT_LOCALHOST) {
                marks[host as usize] = true;
            }
        }
    }

    /// Whether some play runs the role on this host.
    #[must_use]
    pub fn runs(&self, role: RoleId, inventory: usize, host: u32) -> bool {
        self.roles
            .get(role.0 as usize)
            .and_then(|roles| roles.get(inventory))
            .and_then(|marks| marks.get(host as usize))
            .is_some_and(|mark| *mark)
    }
}

fn of_play<'p>(program: &'p Program, play: &PlayHosts) -> Vec<Applied<'p>> {
    let Some(play) = play.declared(program) else {
        return Vec::new();
    };
    of_steps(program, play.all_steps())
}

/// Roles that tests come to apply; those that nobody wrote apply every role, and do not count.
pub fn by_tests(program: &Program) -> HashSet<RoleId> {
    let mut found = HashSet::new();
    for test in program.tests.iter().filter(|test| !test.smoke) {
        let applied = of_steps(program, test.all_steps());
        found.extend(applied.iter().map(|applied| applied.role));
    }
    found
}

fn of_steps<'p>(program: &'p Program, steps: impl Iterator<Item = &'p Step>) -> Vec<Applied<'p>> {
    let mut found = Vec::new();
    applications(steps, true, &mut found);
    let mut seen: HashSet<(RoleId, Option<usize>)> = HashSet::new();
    let mut next = 0;
    while let Some(&Applied { role, entry, .. }) = found.get(next) {
        next += 1;
        if !seen.insert((role, entry)) {
            continue;
        }
        let Some(role) = program.roles.get(role.0 as usize) else {
            continue;
        };
        let steps = match entry.and_then(|entry| role.entries.get(entry)) {
            Some(entry) => &entry.steps,
            None => &role.steps,
        };
        let handlers = role.handlers.iter().flat_map(|handler| &handler.steps);
        applications(
            role.depends.iter().chain(steps).chain(handlers),
            false,
            &mut found,
        );
    }
    found
}

fn applications<'p>(
    steps: impl Iterator<Item = &'p Step>,
    direct: bool,
    found: &mut Vec<Applied<'p>>,
) {
    for step in steps {
        step.applications(&mut |application, step| {
            found.push(Applied {
                role: application.role,
                entry: application.entry,
                params: &application.params,
                span: step.span,
                direct,
            });
        });
    }
}
