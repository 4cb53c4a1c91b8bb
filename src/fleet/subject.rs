//! Who gives what: every variable, parameter and setting of one inventory with all its givers.
//!
//! In: `set base { ssh_port = 2222 }` in `edge` and on one host. Out: the [`Subject`]
//! `base_ssh_port` with one node for `edge` and one entry for the host.

use std::collections::HashMap;

use ecow::EcoString;

use crate::check::program::Given;
use crate::check::program::Gives;
use crate::check::program::Inventory;
use crate::check::program::Program;
use crate::check::program::RoleId;
use crate::check::term::Term;
use crate::fleet::graph::Graph;

/// As many hosts that give something are no exceptions.
const MANY: usize = 256;

/// What kind of thing is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ansible_host` and its like.
    Connection,
    /// A declared `var`: index into [`Program::vars`].
    Var(usize),
    /// A parameter: its role, and its index there.
    Param(RoleId, usize),
}

/// Something that hosts and groups give a value to.
#[derive(Debug)]
pub struct Subject<'p> {
    /// Ansible's name.
    pub emitted: &'p EcoString,
    /// Which.
    pub kind: Kind,
    /// What it is without being given.
    pub default: Option<&'p Term>,
    /// The groups that give it, in Ansible's order; one that gives twice has the inventory's own
    /// value after the common one.
    pub nodes: Vec<Node<'p>>,
    /// The hosts that give it, sorted.
    pub hosts: Vec<(u32, &'p Given)>,
    /// Whether anything is added with `+=`.
    pub adds: bool,
}

/// A group that gives a value.
#[derive(Clone, Copy, Debug)]
pub struct Node<'p> {
    /// The group.
    pub group: u32,
    /// What it gives.
    pub given: &'p Given,
}

/// All subjects of one inventory.
#[derive(Debug, Default)]
pub struct Subjects<'p> {
    /// In the order in which they were first met.
    pub list: Vec<Subject<'p>>,
    /// For each host, the subjects it gives, with what it gives.
    pub by_name: HashMap<&'p EcoString, usize>,
    /// What the last one that gives gave, in its order.
    last: Vec<usize>,
}

impl<'p> Subjects<'p> {
    /// Collects what an inventory gives.
    #[must_use]
    pub fn collect(program: &'p Program, inventory: &'p Inventory, graph: &Graph) -> Self {
        let mut subjects = Self::default();
        for (index, var) in program.vars.iter().enumerate() {
            let at = subjects.at(&var.name, Kind::Var(index));
            subjects.list[at].default = var.default.as_ref();
        }
        for &group in &graph.order {
            let gives = &inventory.groups[group as usize].gives;
            subjects.each(program, gives, |subject, given| {
                subject.nodes.push(Node { group, given })
            });
        }
        let all = inventory.hosts.len();
        for (index, host) in (0u32..).zip(&inventory.hosts) {
            subjects.each(program, &host.gives, |subject, given| {
                let hosts = &mut subject.hosts;
                // What many give nearly all give: room for them once, rather than twice the room
                // again and again.
                if hosts.len() == hosts.capacity() && hosts.len() >= MANY {
                    hosts.reserve_exact(all - index as usize);
                }
                hosts.push((index, given));
            });
        }
        for subject in &mut subjects.list {
            // Stable: the groups are in order already, and only own values move behind common ones.
            subject
                .nodes
                .sort_by_key(|node| (graph.rank[node.group as usize], node.given.own));
        }
        subjects
    }

    fn each(
        &mut self,
        program: &'p Program,
        gives: &'p Gives,
        mut put: impl FnMut(&mut Subject<'p>, &'p Given),
    ) {
        // Most hosts give what the one before gave, in the same order: a name that is where it was
        // then needs no hashing.
        let mut place = 0;
        let mut enter = |at: usize, list: &mut Vec<Subject<'p>>, given: &'p Given| {
            if given.is_set() {
                list[at].adds |= given.adds;
                put(&mut list[at], given);
            }
        };
        for given in &gives.connection {
            let at = match self.guess(&mut place, &given.emitted) {
                Some(at) => at,
                None => self.at(&given.emitted, Kind::Connection),
            };
            self.remember(place, at);
            enter(at, &mut self.list, given);
        }
        for given in &gives.vars {
            let guess = self.guess(&mut place, &given.emitted);
            if let Some(at) = guess.or_else(|| self.by_name.get(&given.emitted).copied()) {
                self.remember(place, at);
                enter(at, &mut self.list, given);
            }
        }
        for (role, given) in &gives.params {
            let guess = self.guess(&mut place, &given.emitted);
            let at = match guess.or_else(|| self.by_name.get(&given.emitted).copied()) {
                Some(at) => at,
                None => {
                    let params = program
                        .roles
                        .get(role.0 as usize)
                        .map_or(&[][..], |role| &role.params);
                    let Some(index) = params.iter().position(|param| param.name == given.name)
                    else {
                        continue;
                    };
                    let at = self.at(&given.emitted, Kind::Param(*role, index));
                    self.list[at].default = params[index].default.as_ref();
                    at
                }
            };
            self.remember(place, at);
            enter(at, &mut self.list, given);
        }
    }

    /// The subject that was given at this place before, if it has this name; moves the place on.
    fn guess(&self, place: &mut usize, emitted: &EcoString) -> Option<usize> {
        let at = self.last.get(*place).copied();
        *place += 1;
        at.filter(|&at| self.list[at].emitted == emitted)
    }

    /// Remembers what was given at the place before `place`.
    fn remember(&mut self, place: usize, at: usize) {
        match self.last.get_mut(place - 1) {
            Some(last) => *last = at,
            None => self.last.resize(place, at),
        }
    }

    fn at(&mut self, emitted: &'p EcoString, kind: Kind) -> usize {
        if let Some(&at) = self.by_name.get(emitted) {
            return at;
        }
        let at = self.list.len();
        self.by_name.insert(emitted, at);
        self.list.push(Subject {
            emitted,
            kind,
            default: None,
            nodes: Vec::new(),
            hosts: Vec::new(),
            adds: false,
        });
        at
    }

    /// What gives this name, if anything does.
    #[must_use]
    pub fn get(&self, emitted: &EcoString) -> Option<&Subject<'p>> {
        self.by_name.get(emitted).map(|&at| &self.list[at])
    }
}

impl Subject<'_> {
    /// The name for a reader: `base.ssh_port`, `ntp_servers`, `address`.
    #[must_use]
    pub fn name(&self, program: &Program) -> String {
        match self.kind {
            Kind::Connection => {
                let given = self.nodes.first().map(|node| node.given);
                let given = given.or_else(|| self.hosts.first().map(|(_, given)| *given));
                given.map_or_else(|| self.emitted.to_string(), |given| given.name.to_string())
            }
            Kind::Var(_) => self.emitted.to_string(),
            Kind::Param(role, index) => {
                let role = &program.roles[role.0 as usize];
                format!("{}.{}", role.name, role.params[index].name)
            }
        }
    }

    /// What the host itself gives.
    #[must_use]
    pub fn of_host(&self, host: u32) -> Option<&Given> {
        let at = self
            .hosts
            .binary_search_by_key(&host, |(host, _)| *host)
            .ok()?;
        Some(self.hosts[at].1)
    }
}
