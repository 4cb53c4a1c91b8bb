//! Which hosts a play reaches: Ansible's patterns, over the declared inventory.
//!
//! In: `on all and not disabled`. Out: the hosts in Ansible's order. A play that reaches none is
//! reported, unless it is optional or something fills its groups at run time.

use std::collections::HashMap;

use ecow::EcoString;

use crate::check::inventory::glob;
use crate::check::program::Atom;
use crate::check::program::AtomKind;
use crate::check::program::Play;
use crate::check::program::PlaybookId;
use crate::check::program::PlaybookItem;
use crate::check::program::Program;
use crate::diagnostic::Problems;
use crate::fleet::IMPLICIT_LOCALHOST;
use crate::fleet::PlayHosts;
use crate::fleet::View;
use crate::fleet::error::FleetError;
use crate::fleet::in_inventory;
use crate::fleet::order;

/// The hosts of every play, playbook by playbook.
pub(super) fn plays(
    program: &Program,
    views: &[View<'_>],
    problems: &mut Problems,
) -> Vec<PlayHosts> {
    let mut found = Vec::new();
    let mut matchers: Vec<Matcher<'_, '_>> = views.iter().map(Matcher::new).collect();
    for (index, playbook) in (0u32..).zip(&program.playbooks) {
        for (item, entry) in playbook.items.iter().enumerate() {
            let PlaybookItem::Play(play) = entry else {
                continue;
            };
            let mut hosts = Vec::with_capacity(views.len());
            for matcher in &mut matchers {
                let reached = matcher.hosts(play, problems);
                if reached.is_empty() && !play.optional && !matcher.open(play) {
                    problems.push(FleetError::NoHosts {
                        name: play.name.to_string(),
                        inventory: in_inventory(program, matcher.view.declared),
                        span: play.on.span,
                    });
                }
                hosts.push(reached);
            }
            found.push(PlayHosts {
                playbook: PlaybookId(index),
                item,
                hosts,
            });
        }
    }
    found
}

/// Matches patterns against one inventory.
struct Matcher<'v, 'p> {
    view: &'v View<'p>,
    groups: HashMap<&'p EcoString, u32>,
    /// Orders that were asked for.
    orders: HashMap<u32, Vec<u32>>,
}

impl<'v, 'p> Matcher<'v, 'p> {
    fn new(view: &'v View<'p>) -> Self {
        let groups = (0u32..)
            .zip(&view.declared.groups)
            .map(|(index, group)| (&group.name, index));
        Self {
            view,
            groups: groups.collect(),
            orders: HashMap::new(),
        }
    }

    /// Whether hosts may come in at run time.
    fn open(&self, play: &Play) -> bool {
        let open = |atom: &Atom| match &atom.kind {
            AtomKind::All => self.view.graph.dynamic[self.view.graph.all],
            AtomKind::Group(name) | AtomKind::Subscript(name, ..) => {
                self.view.declared.plugin.is_some()
                    || self
                        .groups
                        .get(name)
                        .is_some_and(|&group| self.view.graph.dynamic[group as usize])
            }
            AtomKind::Host(_) => self.view.declared.plugin.is_some(),
        };
        play.on.any.iter().any(open)
    }

    fn hosts(&mut self, play: &Play, problems: &mut Problems) -> Vec<u32> {
        let count = self.view.declared.hosts.len();
        let mut hosts = Vec::new();
        if let [only] = play.on.any.as_slice() {
            hosts = self.atom(only, problems);
        } else {
            let mut seen = vec![false; count + 1];
            for atom in &play.on.any {
                let more = self.atom(atom, problems);
                hosts.extend(more.into_iter().filter(|&host| {
                    !std::mem::replace(&mut seen[(host as usize).min(count)], true)
                }));
            }
        }
        for (atoms, keep) in [(&play.on.and, true), (&play.on.not, false)] {
            for atom in atoms {
                let mut named = vec![false; count + 1];
                for host in self.atom(atom, problems) {
                    named[(host as usize).min(count)] = true;
                }
                hosts.retain(|&host| named[(host as usize).min(count)] == keep);
            }
        }
        hosts
    }

    fn atom(&mut self, atom: &Atom, problems: &mut Problems) -> Vec<u32> {
        let declared = self.view.declared;
        match &atom.kind {
            AtomKind::All => order::of_inventory(declared),
            AtomKind::Group(name) => self.group(name).to_vec(),
            AtomKind::Subscript(name, start, slice, end) => {
                let hosts = self.group(name);
                subscript(hosts, start.unwrap_or(0), *slice, *end).to_vec()
            }
            AtomKind::Host(name) if glob::is_glob(name) => self.glob(atom, name, problems),
            AtomKind::Host(name) => match declared
                .hosts
                .binary_search_by_key(&name, |host| &host.name)
            {
                Ok(index) => u32::try_from(index).into_iter().collect(),
                Err(_) if name == "localhost" => vec![IMPLICIT_LOCALHOST],
                Err(_) => Vec::new(),
            },
        }
    }

    fn group(&mut self, name: &EcoString) -> &[u32] {
        let Some(&group) = self.groups.get(name) else {
            return &[];
        };
        let declared = self.view.declared;
        self.orders
            .entry(group)
            .or_insert_with(|| order::of_group(declared, group))
    }

    fn glob(&self, atom: &Atom, pattern: &str, problems: &mut Problems) -> Vec<u32> {
        let declared = self.view.declared;
        let glob = glob::Glob::new(pattern);
        // `*` is `all` in other words: every group that it matches is part of it.
        if pattern != "*"
            && let Some(group) = declared
                .groups
                .iter()
                .find(|group| glob.matches(&group.emitted))
        {
            problems.push(FleetError::GlobMatchesGroup {
                glob: pattern.to_owned(),
                group: group.emitted.to_string(),
                span: atom.span,
                declared: group.span,
            });
        }
        let mut hosts = order::of_inventory(declared);
        hosts.retain(|&host| glob.matches(&declared.hosts[host as usize].name));
        hosts
    }
}

/// `web[0]`, `web[-1]`, `web[1:]`, `web[0:2]`: ends are part of it.
fn subscript(hosts: &[u32], start: i64, slice: bool, end: Option<i64>) -> &[u32] {
    let count = i64::try_from(hosts.len()).unwrap_or(i64::MAX);
    let (first, past) = if slice {
        (start, end.map_or(count, |end| end.saturating_add(1)))
    } else {
        let at = if start < 0 {
            start.saturating_add(count)
        } else {
            start
        };
        (at, at.saturating_add(1))
    };
    let place = |at: i64| usize::try_from(at.clamp(0, count)).unwrap_or(0);
    if first < 0 || first >= past.min(count) {
        return &[];
    }
    &hosts[place(first)..place(past)]
}
