//! Where each value is written, so that Ansible's own precedence gives every host what the
//! language says it has.
//!
//! In: a [`Subject`]. Out: entries of `group_vars` and `host_vars`. A plain value stands where it
//! was given: among the groups of a host Ansible reads the deepest last, and the deepest giver is
//! always one of the most specific. A sum stands in the file of the group that Ansible reads last
//! for most of its hosts, and in the files of the hosts for which that is not the value.

use std::collections::HashMap;

use crate::check::program::Given;
use crate::check::program::Inventory as Declared;
use crate::check::program::Program;
use crate::check::term::Term;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::fleet::Inventory;
use crate::fleet::error::FleetError;
use crate::fleet::graph::Graph;
use crate::fleet::hosts_text;
use crate::fleet::subject::Kind;
use crate::fleet::subject::Subject;
use crate::fleet::value::Conflict;
use crate::fleet::value::Outcome;
use crate::fleet::value::of_host;
use crate::fleet::value::of_nodes;
use crate::fleet::via;
use crate::fleet::via::Via;
use crate::value::Value;

/// Which nodes of a subject reach which hosts: hosts that the same nodes reach share a class.
#[derive(Debug)]
pub struct Classes {
    /// For each host, its class.
    pub of: Vec<u32>,
    /// For each class, the nodes that reach it, in the subject's order.
    pub nodes: Vec<Vec<usize>>,
}

impl Classes {
    /// Sorts the hosts by what reaches them; the work is the number of memberships.
    #[must_use]
    pub fn new(subject: &Subject<'_>, graph: &Graph, hosts: usize) -> Self {
        let everywhere = |node: usize| subject.nodes[node].group as usize == graph.all;
        let base = (0..subject.nodes.len())
            .filter(|&node| everywhere(node))
            .collect();
        let mut classes = Self {
            of: vec![0; hosts],
            nodes: vec![base],
        };
        let mut node = 0;
        while node < subject.nodes.len() {
            let group = subject.nodes[node].group;
            let end = node
                + subject.nodes[node..]
                    .iter()
                    .take_while(|other| other.group == group)
                    .count();
            if group as usize != graph.all {
                classes.split(&graph.members[group as usize], node..end);
            }
            node = end;
        }
        classes
    }

    fn split(&mut self, members: &[u32], nodes: std::ops::Range<usize>) {
        let mut split: HashMap<u32, u32> = HashMap::new();
        let mut last = None;
        for &host in members {
            let from = self.of[host as usize];
            let to = match last {
                Some((same, to)) if same == from => to,
                _ => *split.entry(from).or_insert_with(|| {
                    let mut with = self.nodes[from as usize].clone();
                    with.extend(nodes.clone());
                    self.nodes.push(with);
                    u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
                }),
            };
            last = Some((from, to));
            self.of[host as usize] = to;
        }
    }
}

/// Writes values of one inventory down.
pub struct Placing<'a, 'p> {
    /// What was checked.
    pub program: &'p Program,
    /// The inventory.
    pub declared: &'p Declared,
    /// Its groups.
    pub graph: &'a Graph,
    /// What `via` comes to.
    pub via: &'a Via,
    /// Where it is written.
    pub out: &'a mut Inventory,
    /// Reports.
    pub problems: &'a mut Problems,
}

impl<'p> Placing<'_, 'p> {
    /// Writes one subject down, or reports what is ambiguous about it.
    pub fn place(&mut self, subject: &Subject<'p>) {
        let groups = subject
            .nodes
            .iter()
            .filter(|node| node.group as usize != self.graph.all);
        let several = groups.count() > 1;
        if subject.adds {
            self.place_sum(subject);
        } else {
            if several {
                let classes = Classes::new(subject, self.graph, self.declared.hosts.len());
                self.outcomes(subject, &classes);
            }
            self.place_plain(subject);
        }
        self.place_default(subject);
    }

    fn place_plain(&mut self, subject: &Subject<'p>) {
        for (index, node) in subject.nodes.iter().enumerate() {
            let next = subject.nodes.get(index + 1);
            if next.is_none_or(|next| next.group != node.group) {
                let written = self.written(node.given);
                self.out.group_vars[node.group as usize].push(written);
            }
        }
        for (host, given) in &subject.hosts {
            self.place_own(subject, *host, given);
        }
    }

    /// What a host gives stands in its file as it is, but for the hosts that it is reached through.
    fn place_own(&mut self, subject: &Subject<'p>, host: u32, given: &Given) {
        if self.via.args(given).is_some() {
            let given = self.written(given);
            self.make(subject, host, given);
        }
    }

    /// Writes into the file of a host what it does not give itself.
    fn make(&mut self, subject: &Subject<'p>, host: u32, given: Given) {
        let made = self.out.made.entry(host).or_default();
        match subject.kind {
            Kind::Connection => made.connection.push(given),
            Kind::Var(_) => made.vars.push(given),
            Kind::Param(role, _) => made.params.push((role, given)),
        }
    }

    /// Hosts that their group's `via` leads through are reached directly.
    pub fn reach_directly(&mut self) {
        for (&host, &span) in &self.via.direct {
            let made = self.out.made.entry(host).or_default();
            made.connection.push(Given {
                name: via::SETTING.into(),
                emitted: via::SETTING.into(),
                span,
                adds: false,
                own: false,
                value: Term::value(span, Type::String, Value::str("")),
                notes: None,
            });
        }
    }

    /// The default of a `var` stands in `all`, unless `all` gives it.
    fn place_default(&mut self, subject: &Subject<'p>) {
        let all = self.graph.all;
        let given = subject.nodes.iter().any(|node| node.group as usize == all);
        if let (Kind::Var(index), Some(default), false) = (subject.kind, subject.default, given) {
            let var = &self.program.vars[index];
            if !matches!(default.kind, crate::check::term::TermKind::Unset) {
                self.out.group_vars[all].push(Given {
                    name: var.name.clone(),
                    emitted: var.name.clone(),
                    span: var.span,
                    adds: false,
                    own: false,
                    value: default.clone(),
                    notes: var.notes.clone().boxed(),
                });
            }
        }
    }

    fn written(&self, given: &Given) -> Given {
        let mut written = given.clone();
        if let Some(args) = self.via.args(given) {
            written.value = Term::value(given.value.span, Type::String, args);
        }
        written
    }

    fn summed(&self, outcome: &Outcome<'p>) -> Option<Given> {
        match outcome {
            Outcome::Default => None,
            Outcome::Given(given) => Some(self.written(given)),
            Outcome::Sum(value, last) => Some(Given {
                value: Term::value(last.value.span, last.value.ty.clone(), value.clone()),
                ..(*last).clone()
            }),
        }
    }

    /// What each class comes to; a conflict is reported with the hosts that have it.
    fn outcomes(
        &mut self,
        subject: &Subject<'p>,
        classes: &Classes,
    ) -> Vec<Result<Outcome<'p>, Conflict>> {
        let all: Vec<_> = classes
            .nodes
            .iter()
            .map(|nodes| of_nodes(subject, nodes, self.graph))
            .collect();
        if all.iter().any(Result::is_err) {
            let mut hit: Vec<(&Conflict, Vec<u32>)> = Vec::new();
            for (host, class) in (0u32..).zip(&classes.of) {
                let replaced = subject.of_host(host).is_some_and(|given| !given.adds);
                if let (Err(conflict), false) = (&all[*class as usize], replaced) {
                    match hit.iter_mut().find(|(other, _)| *other == conflict) {
                        Some((_, hosts)) => hosts.push(host),
                        None => hit.push((conflict, vec![host])),
                    }
                }
            }
            for (conflict, hosts) in hit {
                self.report(subject, conflict, &hosts);
            }
        }
        all
    }

    fn report(&mut self, subject: &Subject<'p>, conflict: &Conflict, hosts: &[u32]) {
        let name = subject.name(self.program);
        let hosts = hosts_text(self.declared, hosts);
        let group = |node: usize| {
            let group = subject.nodes[node].group as usize;
            self.declared.groups[group].name.to_string()
        };
        let error = match conflict {
            Conflict::Values(first, second) => FleetError::Ambiguous {
                name,
                hosts,
                first_group: group(*first),
                second_group: group(*second),
                first: subject.nodes[*first].given.span,
                second: subject.nodes[*second].given.span,
            },
            Conflict::SetAndAdd(set, add) => FleetError::AmbiguousSum {
                name,
                hosts,
                setter: group(*set),
                adder: group(*add),
                add: subject.nodes[*add].given.span,
                set: subject.nodes[*set].given.span,
            },
            Conflict::Later(add, base) => FleetError::AddsToLater {
                name,
                add: *add,
                base: *base,
            },
            Conflict::Key(key, span, first) => FleetError::KeyTwice {
                key: key.clone(),
                name,
                hosts,
                span: *span,
                first: *first,
            },
        };
        self.problems.push(error);
    }

    fn place_sum(&mut self, subject: &Subject<'p>) {
        let classes = Classes::new(subject, self.graph, self.declared.hosts.len());
        let outcomes = self.outcomes(subject, &classes);
        let mut counts = vec![0u32; outcomes.len()];
        for (host, class) in (0u32..).zip(&classes.of) {
            counts[*class as usize] += u32::from(subject.of_host(host).is_none());
        }
        let mut written: HashMap<u32, Given> = HashMap::new();
        let mut groups: Vec<u32> = subject.nodes.iter().map(|node| node.group).collect();
        groups.dedup();
        for group in groups {
            let outcome = self.group_outcome(subject, group, &classes, &outcomes, &counts);
            if let Some(found) = outcome.and_then(|outcome| self.summed(&outcome)) {
                self.out.group_vars[group as usize].push(found.clone());
                written.insert(group, found);
            }
        }
        // By class, what the groups' files come to for Ansible: the last of those written.
        let read: Vec<Option<&Given>> = classes
            .nodes
            .iter()
            .map(|nodes| {
                nodes
                    .iter()
                    .rev()
                    .find_map(|&node| written.get(&subject.nodes[node].group))
            })
            .collect();
        let needed: Vec<Option<Given>> = outcomes
            .iter()
            .map(|outcome| {
                outcome
                    .as_ref()
                    .ok()
                    .and_then(|outcome| self.summed(outcome))
            })
            .collect();
        let differs: Vec<bool> = needed
            .iter()
            .zip(&read)
            .map(|(needed, read)| match (needed, read) {
                (Some(needed), Some(read)) => needed.value.known() != read.value.known(),
                (needed, read) => needed.is_some() != read.is_some(),
            })
            .collect();
        let mut own = subject.hosts.iter().peekable();
        for (host, class) in (0u32..).zip(&classes.of) {
            let class = *class as usize;
            let given = own
                .next_if(|(giver, _)| *giver == host)
                .map(|(_, given)| *given);
            let Some(given) = given else {
                if let (true, Some(needed)) = (differs[class], &needed[class]) {
                    self.make(subject, host, needed.clone());
                }
                continue;
            };
            match of_host(subject, outcomes[class].clone(), Some(given)) {
                Ok(Outcome::Given(given)) => self.place_own(subject, host, given),
                Ok(outcome) => {
                    if let Some(sum) = self.summed(&outcome) {
                        self.make(subject, host, sum);
                    }
                }
                // One of the groups' own was reported with them.
                Err(conflict) if outcomes[class].is_ok() => {
                    self.report(subject, &conflict, &[host])
                }
                Err(_) => {}
            }
        }
    }

    /// What the file of a group should hold: the value most hosts need of which Ansible reads this
    /// group last; `None` if there are none, and nothing fills the group at run time.
    fn group_outcome(
        &self,
        subject: &Subject<'p>,
        group: u32,
        classes: &Classes,
        outcomes: &[Result<Outcome<'p>, Conflict>],
        counts: &[u32],
    ) -> Option<Outcome<'p>> {
        let chain: Vec<usize> = (0..subject.nodes.len())
            .filter(|&node| {
                let other = subject.nodes[node].group;
                other == group || self.graph.contains(other, group)
            })
            .collect();
        let alone = of_nodes(subject, &chain, self.graph).ok();
        if self.graph.dynamic[group as usize] {
            return alone;
        }
        let mut votes: Vec<(&Outcome<'p>, u32)> = Vec::new();
        for (class, nodes) in classes.nodes.iter().enumerate() {
            let last = nodes.last().map(|&node| subject.nodes[node].group);
            if let (true, Ok(outcome), count @ 1..) =
                (last == Some(group), &outcomes[class], counts[class])
            {
                match votes.iter_mut().find(|(other, _)| *other == outcome) {
                    Some((_, votes)) => *votes += count,
                    None => votes.push((outcome, count)),
                }
            }
        }
        let most = votes.iter().map(|(_, count)| *count).max()?;
        let mut first = votes
            .iter()
            .filter(|(_, count)| *count == most)
            .map(|(outcome, _)| *outcome);
        // Of equally common ones, the one that a reader of the group expects.
        match &alone {
            Some(alone) if first.clone().any(|outcome| outcome == alone) => Some(alone.clone()),
            _ => first.next().cloned(),
        }
    }
}
