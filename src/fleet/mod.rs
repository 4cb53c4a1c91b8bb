//! The resolved fleet: which hosts, in which groups, with which values from where, in which plays.
//!
//! In: a checked [`Program`]. Out: a [`Fleet`], or reports of what cannot hold: ambiguous values,
//! plays without hosts, required parameters without a value.

pub mod apply;
mod compute;
mod dead;
pub mod dump;
mod error;
mod graph;
pub mod lab;
mod need;
mod order;
mod pattern;
mod place;
mod policy;
mod portrait;
mod relation;
mod subject;
mod unseen;
mod value;
mod via;
pub mod why;

pub use crate::check::program;
pub use crate::check::program::Program;
pub use crate::check::strict::is_unchecked;
pub use crate::check::term;
pub use crate::check::types;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::check::program::Given;
use crate::check::program::Gives;
use crate::check::program::Host;
use crate::check::program::Inventory as Declared;
use crate::check::program::Play;
use crate::check::program::PlaybookId;
use crate::diagnostic::Problems;
use crate::fleet::apply::Reached;
use crate::fleet::graph::Graph;
use crate::fleet::lab::Lab;
use crate::fleet::place::Placing;
use crate::fleet::subject::Kind;
use crate::fleet::subject::Subjects;
use crate::fleet::via::Via;

/// In [`PlayHosts`], the host `localhost` where the inventory does not declare it: Ansible makes
/// it up.
pub const IMPLICIT_LOCALHOST: u32 = u32::MAX;

/// The resolved fleet.
#[derive(Debug, Default)]
pub struct Fleet {
    /// What it was made from; roles, playbooks and declarations are read there.
    pub program: Program,
    /// One for each of the program's inventories, in the same order.
    pub inventories: Vec<Inventory>,
    /// Which hosts each play reaches, playbook by playbook, play by play as written.
    pub plays: Vec<PlayHosts>,
    /// The hosts that are containers together, if a test of a playbook names some.
    pub lab: Option<Lab>,
}

impl Fleet {
    /// Where an inventory stands in the tree. The only one stands in `inventory/` itself.
    #[must_use]
    pub fn inventory_folder(&self, inventory: &Declared) -> String {
        if self.program.inventories.len() == 1 && inventory.name == "hosts" {
            "inventory".to_owned()
        } else {
            format!("inventory/{}", inventory.name)
        }
    }
}

/// What one inventory comes to; indices are into the program's inventory of the same index.
#[derive(Debug, Default)]
pub struct Inventory {
    /// For each group, every host below it, sorted.
    pub members: Vec<Vec<u32>>,
    /// For each group, what its `group_vars` file holds, sorted by emitted name; connection
    /// settings first. Every value stands in the fewest places.
    pub group_vars: Vec<Vec<Given>>,
    /// What hosts have in place of what they give, or beside it: sums, and ways through other
    /// hosts. Nearly every host has just what it gives, of which there is no second copy.
    pub made: BTreeMap<u32, Gives>,
}

impl Inventory {
    /// What the `host_vars` file of a host holds: connection settings first, then by name.
    #[must_use]
    pub fn host_vars<'f>(&'f self, host: u32, declared: &'f Host) -> Vec<&'f Given> {
        let made = self.made.get(&host);
        let (settings, values) = (Gives::settings, Gives::values);
        let mut vars = merged(settings(&declared.gives), made.map(settings));
        vars.extend(merged(values(&declared.gives), made.map(values)));
        vars
    }
}

/// What is given and set, but for what is made in its place, and what is made; by name.
fn merged<'f>(
    given: impl Iterator<Item = &'f Given>,
    made: Option<impl Iterator<Item = &'f Given>>,
) -> Vec<&'f Given> {
    let mut all: Vec<&Given> = made.into_iter().flatten().collect();
    let first = all.len();
    for given in given.filter(|given| given.is_set()) {
        if !all[..first]
            .iter()
            .any(|made| made.emitted == given.emitted)
        {
            all.push(given);
        }
    }
    all.sort_by_key(|given| &given.emitted);
    all
}

/// The hosts of one play.
#[derive(Clone, Debug)]
pub struct PlayHosts {
    /// The playbook.
    pub playbook: PlaybookId,
    /// The play: index among the playbook's items.
    pub item: usize,
    /// For each inventory, the hosts it reaches, in the inventory's order.
    pub hosts: Vec<Vec<u32>>,
}

impl PlayHosts {
    /// The play as it was declared.
    #[must_use]
    pub fn declared<'p>(&self, program: &'p Program) -> Option<&'p Play> {
        let playbook = program.playbooks.get(self.playbook.0 as usize)?;
        playbook.items.get(self.item)?.as_play()
    }

    /// Whether it reaches a host of an inventory; both by their indices.
    #[must_use]
    pub fn reaches(&self, inventory: usize, host: u32) -> bool {
        let hosts = self.hosts.get(inventory);
        hosts.is_some_and(|hosts| hosts.contains(&host))
    }
}

/// Resolves a checked program.
#[must_use]
pub fn resolve(program: Program, problems: &mut Problems) -> Fleet {
    let mut inventories = Vec::with_capacity(program.inventories.len());
    let mut views = Vec::with_capacity(program.inventories.len());
    let mut found = Problems::default();
    for declared in &program.inventories {
        let mut view = View::new(&program, declared);
        let (out, direct) = write_down(&program, &view, &mut found);
        view.direct = direct;
        inventories.push(out);
        views.push(view);
    }
    // What is common to the inventories is found in each of them.
    found.deduplicate();
    problems.extend(found);
    let plays = pattern::plays(&program, &views, problems);
    let reached = Reached::new(&program, &plays);
    need::check(&program, &views, &plays, &reached, problems);
    relation::check(&program, &views, &plays, &reached, problems);
    dead::check(&program, &views, &reached, problems);
    unseen::check(&views, problems);
    let lab = lab::of(&program, &views, &plays);
    if !problems.has_errors() {
        let resolved = policy::Resolved {
            program: &program,
            views: &views,
            plays: &plays,
            reached: &reached,
        };
        policy::check(&resolved, problems);
    }
    for (view, out) in views.into_iter().zip(&mut inventories) {
        out.members = view.graph.members;
    }
    Fleet {
        inventories,
        plays,
        lab,
        program,
    }
}

/// One inventory as every check looks at it.
pub(crate) struct View<'p> {
    /// What was declared.
    pub declared: &'p Declared,
    /// Its groups.
    pub graph: Graph,
    /// Who gives what.
    pub subjects: Subjects<'p>,
    /// Hosts that their groups' `via` leads through: they are reached directly.
    pub direct: BTreeSet<u32>,
}

impl<'p> View<'p> {
    /// Who is where, and who gives what; nobody is reached directly yet.
    pub fn new(program: &'p Program, declared: &'p Declared) -> Self {
        let graph = Graph::new(declared);
        let subjects = Subjects::collect(program, declared, &graph);
        Self {
            declared,
            graph,
            subjects,
            direct: BTreeSet::new(),
        }
    }
}

/// Where each value is written, and which hosts are reached directly.
fn write_down<'p>(
    program: &'p Program,
    view: &View<'p>,
    problems: &mut Problems,
) -> (Inventory, BTreeSet<u32>) {
    let View {
        declared,
        graph,
        subjects,
        direct: _,
    } = view;
    let mut out = Inventory {
        members: Vec::new(),
        group_vars: vec![Vec::new(); declared.groups.len()],
        made: BTreeMap::new(),
    };
    let via = Via::resolve(program, declared, graph, subjects, problems);
    let mut placing = Placing {
        program,
        declared,
        graph,
        via: &via,
        out: &mut out,
        problems,
    };
    // Settings first, and by name: what is pushed in this order needs no sorting afterwards.
    let mut sorted: Vec<&subject::Subject<'p>> = subjects.list.iter().collect();
    sorted.sort_by_key(|subject| (subject.kind != Kind::Connection, subject.emitted));
    for subject in sorted {
        placing.place(subject);
        if subject.emitted == via::SETTING {
            placing.reach_directly();
        }
    }
    (out, via.direct.into_keys().collect())
}

/// `web01` or `web01, web02, web03 and 12 more`: hosts of a report.
pub(crate) fn hosts_text(declared: &Declared, hosts: &[u32]) -> String {
    let name = |host: &u32| {
        declared
            .hosts
            .get(*host as usize)
            .map_or("localhost", |host| host.name.as_str())
    };
    let shown: Vec<&str> = hosts.iter().take(3).map(name).collect();
    let rest = hosts.len() - shown.len();
    match (rest, shown.as_slice()) {
        (0, [one]) => format!("`{one}`"),
        (0, shown) => shown.join(", "),
        (rest, shown) => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// ` in the inventory `staging``, where there are several.
pub(crate) fn in_inventory(program: &Program, declared: &Declared) -> String {
    if program.inventories.len() > 1 {
        format!(" in the inventory `{}`", declared.name)
    } else {
        String::new()
    }
}
