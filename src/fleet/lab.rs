//! The lab: the hosts that tests of playbooks name, each a container, with the way that leads to it.
//!
//! In: `test "the fleet in small" { hosts = ["node01.internal.example.org"] … }` and
//! `via = "bastion.example.org"` of that host's group. Out: both hosts, the second because the
//! first is reached through it; address and port of each as production has them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::program::Given;
use crate::check::program::Program;
use crate::check::program::StepKind;
use crate::check::program::Subject as Tested;
use crate::check::term::Term;
use crate::fleet::PlayHosts;
use crate::fleet::View;
use crate::fleet::subject::Kind;
use crate::fleet::value::Outcome;
use crate::fleet::value::of_host;
use crate::fleet::value::of_nodes;
use crate::fleet::via;
use crate::value::Value;

/// The setting by which the lab leads ssh to its containers: an inventory that has it has no lab.
const SSH_ARGS: &str = "ansible_ssh_args";

/// Hosts of one inventory that are containers together.
#[derive(Debug)]
pub struct Lab {
    /// Index into [`Program::inventories`].
    pub inventory: usize,
    /// Sorted by `host`.
    pub hosts: Vec<Container>,
}

/// A host of the lab.
#[derive(Debug)]
pub struct Container {
    /// Index into the inventory's hosts.
    pub host: u32,
    /// Index into [`Program::platforms`].
    pub platform: usize,
    /// The host through which it is reached.
    pub hop: Option<u32>,
    /// Where production reaches it, if not by its name.
    pub address: Option<EcoString>,
    /// The port that production names.
    pub port: Option<i64>,
    /// Hosts nearer to the outside that its values name: it opens connections to them.
    pub names: Vec<u32>,
}

impl Lab {
    /// The container of a host.
    #[must_use]
    pub fn get(&self, host: u32) -> Option<&Container> {
        let at = self
            .hosts
            .binary_search_by_key(&host, |known| known.host)
            .ok()?;
        self.hosts.get(at)
    }
}

/// One inventory, and which of its hosts are reached directly whatever their groups say.
struct Finder<'a, 'p> {
    program: &'p Program,
    plays: &'a [PlayHosts],
    inventory: usize,
    view: &'a View<'p>,
    index: BTreeMap<&'p str, u32>,
}

/// The lab of the inventory that the first test of a playbook names.
pub(super) fn of(program: &Program, views: &[View<'_>], plays: &[PlayHosts]) -> Option<Lab> {
    let mut tests = program.tests.iter().filter_map(|test| match &test.subject {
        Tested::Fleet {
            inventory, hosts, ..
        } => Some((*inventory, hosts)),
        Tested::Role { .. } => None,
    });
    let (inventory, first) = tests.next()?;
    let view = views.get(inventory)?;
    // The folder of a plugin's inventory is read as a whole: no other inventory may lie in it.
    if view.declared.plugin.is_some() || view.subjects.get(&SSH_ARGS.into()).is_some() {
        return None;
    }
    let index = (0u32..).zip(&view.declared.hosts);
    let finder = Finder {
        program,
        plays,
        inventory,
        view,
        index: index.map(|(at, host)| (host.name.as_str(), at)).collect(),
    };
    let mut platforms: BTreeMap<u32, usize> = BTreeMap::new();
    let more = tests.filter(|(other, _)| *other == inventory);
    for (host, platform) in std::iter::once(first)
        .chain(more.map(|(_, hosts)| hosts))
        .flatten()
    {
        let mut next = Some(*host);
        while let Some(host) = next.filter(|host| finder.fits(*host, *platform)) {
            if platforms.contains_key(&host) {
                break;
            }
            platforms.insert(host, *platform);
            next = finder.hop(host);
        }
    }
    // What is behind a host that cannot be a container is not reached either.
    loop {
        let before = platforms.len();
        let known: BTreeSet<u32> = platforms.keys().copied().collect();
        platforms.retain(|host, _| finder.hop(*host).is_none_or(|hop| known.contains(&hop)));
        if platforms.len() == before {
            break;
        }
    }
    let hosts: Vec<Container> = platforms
        .iter()
        .map(|(&host, &platform)| Container {
            host,
            platform,
            hop: finder.hop(host),
            address: match finder.setting("ansible_host", host) {
                Some(Value::Str(address)) => Some(address.clone()),
                _ => None,
            },
            port: match finder.setting("ansible_port", host) {
                Some(Value::Int(port)) => Some(*port),
                _ => None,
            },
            names: finder.names(host, &platforms),
        })
        .collect();
    (!hosts.is_empty()).then_some(Lab { inventory, hosts })
}

impl<'p> Finder<'_, 'p> {
    /// Whether sshd can run there, and Ansible would ask for it.
    fn fits(&self, host: u32, platform: usize) -> bool {
        let platforms = &self.program.platforms;
        let init = platforms.get(platform).is_some_and(|known| known.systemd);
        let name = self.view.declared.hosts.get(host as usize);
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        // A network cannot know it by any other name.
        let named = name.is_some_and(|host| host.name.chars().all(plain));
        let by = self.setting("ansible_connection", host);
        init && named
            && by.is_none_or(|by| {
                ["ssh", "smart", "ansible.builtin.ssh"]
                    .iter()
                    .any(|known| by == &Value::str(*known))
            })
    }

    /// A connection setting, where it is known.
    fn setting(&self, name: &str, host: u32) -> Option<&'p Value> {
        self.given(name, host)?.value.known()
    }

    fn given(&self, name: &str, host: u32) -> Option<&'p Given> {
        let subject = self.view.subjects.get(&name.into())?;
        via::setting(&self.view.graph, subject, host).map(|(given, _)| given)
    }

    fn hop(&self, host: u32) -> Option<u32> {
        if self.view.direct.contains(&host) {
            return None;
        }
        let given = self.given(via::SETTING, host)?;
        match given.value.known() {
            Some(Value::Str(hop)) if given.name == "via" => self.index.get(hop.as_str()).copied(),
            _ => None,
        }
    }

    fn depth(&self, mut host: u32) -> usize {
        let mut depth = 0;
        // A circle was reported where ways are resolved.
        while let Some(hop) = self.hop(host).filter(|_| depth < self.index.len()) {
            host = hop;
            depth += 1;
        }
        depth
    }

    /// Hosts of the lab nearer to the outside that variables or parameters of this one name.
    fn names(&self, host: u32, lab: &BTreeMap<u32, usize>) -> Vec<u32> {
        let depth = self.depth(host);
        if depth == 0 {
            return Vec::new();
        }
        let mut said = BTreeSet::new();
        let mut say = |value: &Value| self.said(value, &mut said);
        let view = self.view;
        for subject in &view.subjects.list {
            if subject.kind == Kind::Connection {
                continue;
            }
            let nodes: Vec<usize> = (0..subject.nodes.len())
                .filter(|&node| view.graph.has(subject.nodes[node].group, host))
                .collect();
            let groups = of_nodes(subject, &nodes, &view.graph);
            let own = subject.hosts.binary_search_by_key(&host, |(at, _)| *at);
            let own = own.ok().map(|at| subject.hosts[at].1);
            match of_host(subject, groups, own) {
                Ok(Outcome::Given(given)) => given.value.known().into_iter().for_each(&mut say),
                Ok(Outcome::Sum(value, _)) => say(&value),
                Ok(Outcome::Default) => {
                    let default = subject.default.and_then(Term::known);
                    default.into_iter().for_each(&mut say);
                }
                // What is ambiguous was reported.
                Err(_) => {}
            }
        }
        for value in self.parameters(host) {
            say(value);
        }
        said.retain(|other| lab.contains_key(other) && self.depth(*other) < depth);
        said.into_iter().collect()
    }

    /// What plays give the roles that they apply to this host, and what these have by default.
    fn parameters(&self, host: u32) -> impl Iterator<Item = &'p Value> {
        let program = self.program;
        let plays = self.plays.iter();
        plays
            .filter(move |play| play.reaches(self.inventory, host))
            .filter_map(|play| play.declared(program))
            .flat_map(|play| &play.steps)
            .filter_map(|step| match &step.kind {
                StepKind::Role(application) => Some(application),
                StepKind::Task(_)
                | StepKind::Block { .. }
                | StepKind::Section { .. }
                | StepKind::Fact { .. } => None,
            })
            .flat_map(move |application| {
                let role = program.roles.get(application.role.0 as usize);
                let defaults = role.into_iter().flat_map(|role| &role.params);
                let defaults = defaults.filter_map(|param| param.default.as_ref());
                let given = application.params.iter().map(|given| &given.value);
                given.chain(defaults).filter_map(Term::known)
            })
    }

    /// The hosts that a value names.
    fn said(&self, value: &Value, said: &mut BTreeSet<u32>) {
        match value {
            Value::Str(text) => said.extend(self.index.get(text.as_str())),
            Value::List(items) => items.iter().for_each(|item| self.said(item, said)),
            Value::Map(map) => map.iter().for_each(|(_, item)| self.said(item, said)),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
        }
    }
}
