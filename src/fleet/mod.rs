//! The resolved fleet: which hosts, in which groups, with which values from where, in which plays.
//!
//! In: a checked [`Program`]. Out: a [`Fleet`], or reports of what cannot hold: ambiguous values,
//! plays without hosts, required parameters without a value.

mod apply;
mod compute;
mod dead;
pub mod dump;
mod error;
mod graph;
mod need;
mod order;
mod pattern;
mod place;
mod relation;
mod subject;
mod unseen;
mod value;
mod via;

pub use crate::check::program;
pub use crate::check::program::Program;
pub use crate::check::term;
pub use crate::check::types;

use ecow::EcoString;

use crate::check::program::Inventory as Declared;
use crate::check::program::Notes;
use crate::check::program::PlaybookId;
use crate::check::term::Term;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::fleet::apply::Reached;
use crate::fleet::graph::Graph;
use crate::fleet::place::Placing;
use crate::fleet::subject::Kind;
use crate::fleet::subject::Subjects;
use crate::fleet::via::Via;
use crate::source::Span;
use crate::value::Value;

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
}

/// What one inventory comes to; indices are into the program's inventory of the same index.
#[derive(Debug, Default)]
pub struct Inventory {
    /// For each group, every host below it, sorted.
    pub members: Vec<Vec<u32>>,
    /// For each group, what its `group_vars` file holds, sorted by emitted name; connection
    /// settings first. Every value stands in the fewest places.
    pub group_vars: Vec<Vec<Written>>,
    /// For each host, what its `host_vars` file holds, likewise.
    pub host_vars: Vec<Vec<Written>>,
}

/// A value where it is written.
#[derive(Clone, Debug)]
pub struct Written {
    /// Ansible's name.
    pub emitted: EcoString,
    /// The value.
    pub value: Term,
    /// Comments that travel with it.
    pub notes: Option<Box<Notes>>,
    /// The place that gave it, for `why`; the last one where several added.
    pub span: Span,
}

impl Written {
    /// Its comments.
    #[must_use]
    pub fn noted(&self) -> &Notes {
        self.notes.as_deref().unwrap_or(Notes::NONE)
    }
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

/// Resolves a checked program.
#[must_use]
pub fn resolve(program: Program, problems: &mut Problems) -> Fleet {
    let mut inventories = Vec::with_capacity(program.inventories.len());
    let mut views = Vec::with_capacity(program.inventories.len());
    let mut found = Problems::default();
    for declared in &program.inventories {
        let graph = Graph::new(declared);
        let subjects = Subjects::collect(&program, declared, &graph);
        let out = write_down(&program, declared, &graph, &subjects, &mut found);
        inventories.push(out);
        views.push(View {
            declared,
            graph,
            subjects,
        });
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
    for (view, out) in views.into_iter().zip(&mut inventories) {
        out.members = view.graph.members;
    }
    Fleet {
        inventories,
        plays,
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
}

fn write_down<'p>(
    program: &'p Program,
    declared: &'p Declared,
    graph: &Graph,
    subjects: &Subjects<'p>,
    problems: &mut Problems,
) -> Inventory {
    let mut out = Inventory {
        members: Vec::new(),
        group_vars: vec![Vec::new(); declared.groups.len()],
        host_vars: room(declared, subjects),
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
            for (&host, &span) in &via.direct {
                out_direct(placing.out, host, span);
            }
        }
    }
    out
}

/// A list for each host, with room for what it gives itself: there are many hosts, and a list that
/// grows takes four places for one.
fn room(declared: &Declared, subjects: &Subjects<'_>) -> Vec<Vec<Written>> {
    let mut counts = vec![0; declared.hosts.len()];
    for (host, _) in subjects.list.iter().flat_map(|subject| &subject.hosts) {
        counts[*host as usize] += 1;
    }
    counts.into_iter().map(Vec::with_capacity).collect()
}

/// A host that its group's `via` leads through is reached directly.
fn out_direct(out: &mut Inventory, host: u32, span: Span) {
    out.host_vars[host as usize].push(Written {
        emitted: via::SETTING.into(),
        value: Term::value(span, Type::String, Value::str("")),
        notes: None,
        span,
    });
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
