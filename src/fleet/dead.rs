//! Dead configuration: what is written and does nothing. All of it warnings.
//!
//! In: the program, and which roles run where. Out: `empty-group`, `dead-set`, `unread-var`,
//! `unused-role`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;

use ecow::EcoString;

use crate::check::program::Gives;
use crate::check::program::Inventory;
use crate::check::program::Program;
use crate::check::program::RoleId;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::diagnostic::Problems;
use crate::fleet::View;
use crate::fleet::apply;
use crate::fleet::apply::Reached;
use crate::fleet::error::FleetError;
use crate::fleet::policy;
use crate::source::Span;
use crate::value::Value;

/// Reports what does nothing.
pub(super) fn check(
    program: &Program,
    views: &[View<'_>],
    reached: &Reached<'_>,
    problems: &mut Problems,
) {
    empty_groups(views, problems);
    unused_roles(program, reached, problems);
    dead_sets(program, views, reached, problems);
    unread_vars(program, problems);
}

/// Groups without hosts in every inventory that has them.
fn empty_groups(views: &[View<'_>], problems: &mut Problems) {
    let mut found: BTreeMap<&EcoString, (bool, Span)> = BTreeMap::new();
    for view in views {
        for (index, group) in view.declared.groups.iter().enumerate() {
            let empty = view.graph.members[index].is_empty()
                && !view.graph.dynamic[index]
                && index != view.graph.all;
            let entry = found.entry(&group.name).or_insert((true, group.span));
            // A plugin's inventory holds only what is declared dynamic: it says nothing of others.
            entry.0 &= empty || (view.declared.plugin.is_some() && index != view.graph.all);
        }
    }
    for (name, (empty, span)) in found {
        if empty {
            problems.push(FleetError::EmptyGroup {
                name: name.to_string(),
                span,
            });
        }
    }
}

/// Roles of the root namespace that no play and no test that somebody wrote comes to apply.
fn unused_roles(program: &Program, reached: &Reached<'_>, problems: &mut Problems) {
    let tried = apply::by_tests(program);
    for (index, (role, applied)) in (0u32..).zip(program.roles.iter().zip(&reached.applied)) {
        if !applied && !role.name.contains('.') && !tried.contains(&RoleId(index)) {
            problems.push(FleetError::UnusedRole {
                name: role.name.to_string(),
                span: role.span,
            });
        }
    }
}

/// Who sets something.
#[derive(Clone, Copy)]
enum Who<'p> {
    Group(&'p EcoString),
    Host(&'p EcoString),
}

fn dead_sets(
    program: &Program,
    views: &[View<'_>],
    reached: &Reached<'_>,
    problems: &mut Problems,
) {
    // A `set` that is live for one host or inventory is live: the same text may give many.
    let mut sets: BTreeMap<(RoleId, Span), (bool, Who<'_>)> = BTreeMap::new();
    for (inventory, view) in views.iter().enumerate() {
        for (index, group) in view.declared.groups.iter().enumerate() {
            let members = &view.graph.members[index];
            for (role, span) in first_of_each(&group.gives) {
                let entry = sets
                    .entry((role, span))
                    .or_insert((false, Who::Group(&group.name)));
                entry.0 |= view.graph.dynamic[index] && reached.applied[role.0 as usize];
                // That the group is empty was said already.
                entry.0 |= members.is_empty() && reached.applied[role.0 as usize];
                entry.0 |= members
                    .iter()
                    .any(|&host| reached.runs(role, inventory, host));
            }
        }
        for (index, host) in (0u32..).zip(&view.declared.hosts) {
            for (role, span) in first_of_each(&host.gives) {
                let entry = sets
                    .entry((role, span))
                    .or_insert((false, Who::Host(&host.name)));
                entry.0 |= reached.runs(role, inventory, index);
            }
        }
    }
    for ((role, span), (live, who)) in sets {
        if !live {
            let role = program.roles[role.0 as usize].name.to_string();
            let who = match who {
                Who::Group(name) => of_group(name),
                Who::Host(name) => format!("`{name}`"),
            };
            problems.push(FleetError::DeadSet { role, who, span });
        }
    }
}

fn of_group(name: &str) -> String {
    if name == "all" {
        String::from("any host")
    } else {
        format!("any host of `{name}`")
    }
}

/// The roles that are set, each with the place of its first parameter.
fn first_of_each(gives: &Gives) -> impl Iterator<Item = (RoleId, Span)> {
    let mut last = None;
    gives.params.iter().filter_map(move |(role, given)| {
        let new = last != Some(*role);
        last = Some(*role);
        new.then_some((*role, given.span))
    })
}

/// Vars that neither an expression nor a template reads.
fn unread_vars(program: &Program, problems: &mut Problems) {
    // Nor what a role of others reads.
    if program.roles.iter().any(|role| role.origin.is_some()) {
        return;
    }
    let names = program.vars.iter().map(|var| &var.name);
    // What Ansible itself reads cannot be seen from here.
    let unread: HashSet<&str> = names
        .map(EcoString::as_str)
        .filter(|name| !name.starts_with("ansible_"))
        .collect();
    let mut reads = Reads { unread };
    reads.program(program);
    for policy in &program.policies {
        let asked = policy::reads(&policy.items);
        reads.unread.retain(|name| !asked.contains(*name));
    }
    let left: BTreeSet<&str> = reads.unread.iter().copied().collect();
    for var in program
        .vars
        .iter()
        .filter(|var| left.contains(var.name.as_str()))
    {
        problems.push(FleetError::UnreadVar {
            name: var.name.to_string(),
            span: var.span,
        });
    }
}

/// Strikes out every name that is read.
struct Reads<'p> {
    unread: HashSet<&'p str>,
}

impl Reads<'_> {
    fn program(&mut self, program: &Program) {
        program.terms(&mut |term| self.term(term));
        let templates = program.roles.iter().flat_map(|role| &role.templates);
        templates.for_each(|(_, text)| self.text(text));
        for gives in program.inventories.iter().flat_map(Inventory::gives) {
            if self.unread.is_empty() {
                return;
            }
            // A value that is known reads nothing.
            let later = gives.all().filter(|given| given.value.known().is_none());
            later.for_each(|given| self.term(&given.value));
        }
    }

    fn term(&mut self, term: &Term) {
        if self.unread.is_empty() {
            return;
        }
        term.walk(&mut |inner| {
            if let TermKind::Ref(reference) = &inner.kind {
                self.name(&reference.emitted);
            } else if let TermKind::Field { name, .. } = &inner.kind {
                // `hostvars[h].name`.
                self.name(name);
            } else if let TermKind::Value(Value::Str(text)) = &inner.kind {
                // Whatever a lookup or an index is given by name.
                self.text(text);
            }
        });
    }

    fn name(&mut self, name: &str) {
        // `ntp_servers`, and the front of `a.b` as some references are emitted.
        let front = name.split(['.', '[']).next().unwrap_or(name);
        self.unread.remove(front);
    }

    /// Every word of a template, or of a text that may hold Jinja.
    fn text(&mut self, text: &str) {
        if self.unread.is_empty() {
            return;
        }
        for word in text.split(|char: char| !char.is_alphanumeric() && char != '_') {
            self.unread.remove(word);
        }
    }
}
