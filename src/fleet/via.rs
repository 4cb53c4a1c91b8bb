//! `via = "bastion.example.org"`: how a host behind another is reached.
//!
//! In: the hosts that are gone through. Out: for each, the ssh arguments for those behind it
//! (`-o ProxyJump=admin@203.0.113.7:2222`, the whole chain where the jump host has one of its
//! own), and the hosts to which a group's `via` cannot apply, since it leads through them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fmt::Write as _;

use ecow::EcoString;

use crate::check::program::Given;
use crate::check::program::Inventory;
use crate::check::program::Program;
use crate::diagnostic::Fix;
use crate::diagnostic::Problems;
use crate::fleet::error::FleetError;
use crate::fleet::graph::Graph;
use crate::fleet::in_inventory;
use crate::fleet::subject::Subject;
use crate::fleet::subject::Subjects;
use crate::fleet::value::Outcome;
use crate::fleet::value::of_host;
use crate::fleet::value::of_nodes;
use crate::source::Span;
use crate::suggest;
use crate::value::Value;

/// The setting that `via` becomes.
pub const SETTING: &str = "ansible_ssh_common_args";

/// What the `via` of one inventory come to.
#[derive(Debug, Default)]
pub struct Via {
    args: BTreeMap<EcoString, EcoString>,
    /// Hosts on the way to themselves: they are reached directly, whatever their groups say. With
    /// the place of the group's `via`.
    pub direct: BTreeMap<u32, Span>,
}

/// What one host needs to be told of where it is.
struct Finder<'a, 'p> {
    program: &'p Program,
    inventory: &'p Inventory,
    graph: &'a Graph,
    subjects: &'a Subjects<'p>,
    index: HashMap<&'p EcoString, u32>,
}

impl Via {
    /// The text for a `via`; `None` for every other setting.
    #[must_use]
    pub fn args(&self, given: &Given) -> Option<Value> {
        if given.name != "via" {
            return None;
        }
        let Some(Value::Str(hop)) = given.value.known() else {
            return None;
        };
        Some(Value::Str(self.args.get(hop).cloned().unwrap_or_default()))
    }

    /// Resolves every `via` of an inventory.
    pub fn resolve<'p>(
        program: &'p Program,
        inventory: &'p Inventory,
        graph: &Graph,
        subjects: &Subjects<'p>,
        problems: &mut Problems,
    ) -> Self {
        let mut via = Self::default();
        let setting = EcoString::from(SETTING);
        let Some(subject) = subjects.get(&setting) else {
            return via;
        };
        let givens = subject.nodes.iter().map(|node| node.given);
        let givens = givens.chain(subject.hosts.iter().map(|(_, given)| *given));
        let mut hops: BTreeMap<EcoString, Span> = BTreeMap::new();
        for given in givens.filter(|given| given.name == "via") {
            if let Some(Value::Str(hop)) = given.value.known() {
                hops.entry(hop.clone()).or_insert(given.value.span);
            }
        }
        if hops.is_empty() {
            return via;
        }
        let finder = Finder::new(program, inventory, graph, subjects);
        let mut circles = BTreeSet::new();
        for (hop, span) in &hops {
            let Some(&host) = finder.index.get(hop) else {
                via.elsewhere(&finder, hop, *span, problems);
                continue;
            };
            if let Some(chain) =
                finder.chain(subject, host, &mut via.direct, &mut circles, problems)
            {
                let text = finder.text(&chain, *span, problems);
                via.args.insert(hop.clone(), text);
            }
        }
        via
    }

    /// A hop that this inventory does not have: what a plugin fills may go through a host of
    /// another inventory.
    fn elsewhere(
        &mut self,
        finder: &Finder<'_, '_>,
        hop: &EcoString,
        span: Span,
        problems: &mut Problems,
    ) {
        if finder.inventory.plugin.is_some() {
            let by_name = || format!("-o ProxyJump={hop}").into();
            let args = declared_elsewhere(finder.program, hop, span).unwrap_or_else(by_name);
            self.args.insert(hop.clone(), args);
            return;
        }
        let names = finder.inventory.hosts.iter().map(|host| host.name.as_str());
        let near = suggest::nearest(hop, names);
        let error = FleetError::UnknownHop {
            name: hop.to_string(),
            inventory: in_inventory(finder.program, finder.inventory),
            span,
            help: Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare it there: `host \"{hop}\" {{ … }}`"),
            }),
        };
        problems.push_fix(error, near.and_then(|near| Fix::rename(span, hop, near)));
    }
}

/// The way through a host that other inventories declare, if they agree: what a plugin fills has no
/// addresses of its own here. What is wrong with it is reported where the host is declared.
fn declared_elsewhere(program: &Program, hop: &EcoString, span: Span) -> Option<EcoString> {
    let mut found: Option<EcoString> = None;
    for inventory in &program.inventories {
        let Some(host) = (0u32..)
            .zip(&inventory.hosts)
            .find(|(_, host)| host.name == *hop)
            .map(|(index, _)| index)
        else {
            continue;
        };
        let graph = Graph::new(inventory);
        let subjects = Subjects::collect(program, inventory, &graph);
        let subject = subjects.get(&EcoString::from(SETTING));
        let finder = Finder::new(program, inventory, &graph, &subjects);
        let mut problems = Problems::default();
        let chain = match subject {
            Some(subject) => finder.chain(
                subject,
                host,
                &mut BTreeMap::new(),
                &mut BTreeSet::new(),
                &mut problems,
            )?,
            None => vec![host],
        };
        let text = finder.text(&chain, span, &mut problems);
        if found.get_or_insert_with(|| text.clone()) != &text {
            return None;
        }
    }
    found
}

impl<'a, 'p> Finder<'a, 'p> {
    fn new(
        program: &'p Program,
        inventory: &'p Inventory,
        graph: &'a Graph,
        subjects: &'a Subjects<'p>,
    ) -> Self {
        let index = (0u32..)
            .zip(&inventory.hosts)
            .map(|(index, host)| (&host.name, index))
            .collect();
        Self {
            program,
            inventory,
            graph,
            subjects,
            index,
        }
    }

    fn setting(&self, subject: &Subject<'p>, host: u32) -> Option<(&'p Given, bool)> {
        setting(self.graph, subject, host)
    }

    fn next(&self, subject: &Subject<'p>, host: u32) -> Option<(u32, bool, &'p Given)> {
        let (given, group) = self.setting(subject, host)?;
        if given.name != "via" {
            return None;
        }
        let Some(Value::Str(hop)) = given.value.known() else {
            return None;
        };
        self.index.get(hop).map(|&next| (next, group, given))
    }

    /// The hosts to go through to reach those behind `host`, itself first.
    fn chain(
        &self,
        subject: &Subject<'p>,
        host: u32,
        direct: &mut BTreeMap<u32, Span>,
        circles: &mut BTreeSet<u32>,
        problems: &mut Problems,
    ) -> Option<Vec<u32>> {
        let mut chain = vec![host];
        let mut links: Vec<(bool, &'p Given)> = Vec::new();
        let mut at = host;
        while let Some((next, group, given)) = self.next(subject, at) {
            if direct.contains_key(&at) {
                break;
            }
            links.push((group, given));
            let Some(start) = chain.iter().position(|&seen| seen == next) else {
                chain.push(next);
                at = next;
                continue;
            };
            // A circle. If exactly one host on it is there only because its group is, the
            // group's `via` leads through that host and does not apply to it.
            let mut by_group = (start..chain.len()).filter(|&link| links[link].0);
            if let (Some(link), None) = (by_group.next(), by_group.next()) {
                direct.insert(chain[link], links[link].1.span);
                chain.truncate(link + 1);
                break;
            }
            if circles.insert(chain[start..].iter().copied().min().unwrap_or(host)) {
                let mut path: Vec<&str> =
                    chain[start..].iter().map(|&hop| self.name(hop)).collect();
                path.push(self.name(next));
                problems.push(FleetError::ViaCycle {
                    path: path.join(" → "),
                    span: given.value.span,
                });
            }
            return None;
        }
        Some(chain)
    }

    fn name(&self, host: u32) -> &'p str {
        &self.inventory.hosts[host as usize].name
    }

    /// `-o ProxyJump=first,second`: ssh goes through them from left to right.
    fn text(&self, chain: &[u32], span: Span, problems: &mut Problems) -> EcoString {
        let mut text = String::from("-o ProxyJump=");
        for (index, &host) in chain.iter().rev().enumerate() {
            if index > 0 {
                text.push(',');
            }
            let mut known = |setting: &str, what| {
                let (given, _) =
                    self.setting(self.subjects.get(&EcoString::from(setting))?, host)?;
                match given.value.known() {
                    Some(Value::Str(text)) => Some(text.to_string()),
                    Some(Value::Int(number)) => Some(number.to_string()),
                    Some(_) => None,
                    None => {
                        let host = self.name(host).to_string();
                        problems.push(FleetError::LaterHop {
                            host,
                            what,
                            span,
                            later: given.value.span,
                        });
                        None
                    }
                }
            };
            if let Some(user) = known("ansible_user", "user") {
                let _ = write!(text, "{user}@");
            }
            let address =
                known("ansible_host", "address").unwrap_or_else(|| self.name(host).to_string());
            if address.contains(':') {
                let _ = write!(text, "[{address}]");
            } else {
                text.push_str(&address);
            }
            if let Some(port) = known("ansible_port", "port") {
                let _ = write!(text, ":{port}");
            }
        }
        text.into()
    }
}

/// What a host gives or gets of a setting, and whether a group gives it.
pub fn setting<'p>(graph: &Graph, subject: &Subject<'p>, host: u32) -> Option<(&'p Given, bool)> {
    let own = subject
        .hosts
        .binary_search_by_key(&host, |(host, _)| *host)
        .ok();
    let own = own.map(|at| subject.hosts[at].1);
    if let Some(own) = own {
        return Some((own, false));
    }
    let nodes: Vec<usize> = (0..subject.nodes.len())
        .filter(|&node| graph.has(subject.nodes[node].group, host))
        .collect();
    // What is ambiguous is reported where every setting is.
    match of_host(subject, of_nodes(subject, &nodes, graph), None) {
        Ok(Outcome::Given(given)) => Some((given, true)),
        Ok(Outcome::Default | Outcome::Sum(..)) | Err(_) => None,
    }
}
