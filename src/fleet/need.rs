//! Parameters against plays: those that lack a value, and those given in two places at once.
//!
//! In: a required parameter and the hosts of a play that applies its role. Out: `missing-value`
//! with the hosts named; `set-against-application` where a play's application and a `set` meet.

use std::collections::HashMap;
use std::collections::HashSet;

use ecow::EcoString;

use crate::check::program::Param;
use crate::check::program::Program;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::fleet::IMPLICIT_LOCALHOST;
use crate::fleet::PlayHosts;
use crate::fleet::View;
use crate::fleet::apply::Applied;
use crate::fleet::apply::Reached;
use crate::fleet::error::FleetError;
use crate::fleet::hosts_text;
use crate::source::Span;

/// Which hosts have a value of a subject.
pub(super) enum Coverage {
    /// All: `all` gives it.
    All,
    /// Those that are marked.
    Some(Vec<bool>),
    /// None.
    None,
}

impl Coverage {
    /// Whether this host has one.
    pub(super) fn has(&self, host: u32) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Some(marks) => marks.get(host as usize).is_some_and(|mark| *mark),
        }
    }

    /// Who is given a value of this name in one inventory.
    pub(super) fn of(view: &View<'_>, emitted: &EcoString) -> Self {
        let Some(subject) = view.subjects.get(emitted) else {
            return Self::None;
        };
        if subject
            .nodes
            .iter()
            .any(|node| node.group as usize == view.graph.all)
        {
            return Self::All;
        }
        if subject.nodes.is_empty() && subject.hosts.is_empty() {
            return Self::None;
        }
        let mut marks = vec![false; view.declared.hosts.len()];
        for node in &subject.nodes {
            for &host in &view.graph.members[node.group as usize] {
                marks[host as usize] = true;
            }
        }
        for (host, _) in &subject.hosts {
            marks[*host as usize] = true;
        }
        Self::Some(marks)
    }
}

/// Checks every application of every play.
pub(super) fn check(
    program: &Program,
    views: &[View<'_>],
    plays: &[PlayHosts],
    reached: &Reached<'_>,
    problems: &mut Problems,
) {
    let mut needs = Needs {
        program,
        views,
        covered: views.iter().map(|_| HashMap::new()).collect(),
        reported: HashSet::new(),
        problems,
    };
    for (play, applied) in plays.iter().zip(&reached.plays) {
        for application in applied {
            needs.missing(play, application);
            if application.direct {
                needs.conflicts(play, application);
            }
        }
    }
}

struct Needs<'a, 'p> {
    program: &'p Program,
    views: &'a [View<'p>],
    covered: Vec<HashMap<EcoString, Coverage>>,
    reported: HashSet<(Span, Span)>,
    problems: &'a mut Problems,
}

/// Whether a parameter must have a value.
pub(super) fn required(param: &Param) -> bool {
    param.default.is_none() && !matches!(param.ty, Type::Optional(_) | Type::Error)
}

impl Needs<'_, '_> {
    fn missing(&mut self, play: &PlayHosts, applied: &Applied<'_>) {
        let Some(role) = self.program.roles.get(applied.role.0 as usize) else {
            return;
        };
        let given = |param: &Param| {
            applied
                .params
                .iter()
                .any(|given| given.emitted == param.emitted)
        };
        let entry = applied.entry.and_then(|entry| role.entries.get(entry));
        for (index, param) in role.params.iter().enumerate() {
            let read = entry.is_none_or(|entry| entry.reads.contains(&index));
            if !read || !required(param) || given(param) {
                continue;
            }
            for (index, view) in self.views.iter().enumerate() {
                let covered = self.covered[index]
                    .entry(param.emitted.clone())
                    .or_insert_with(|| Coverage::of(view, &param.emitted));
                let hosts = play.hosts.get(index).map_or(&[][..], Vec::as_slice);
                let lacking: Vec<u32> = hosts
                    .iter()
                    .copied()
                    .filter(|&host| !covered.has(host))
                    .collect();
                if lacking.is_empty() || !self.reported.insert((applied.span, param.span)) {
                    continue;
                }
                self.problems.push(FleetError::Missing {
                    name: format!("{}.{}", role.name, param.name),
                    role: role.name.to_string(),
                    param: param.name.to_string(),
                    hosts: hosts_text(view.declared, &lacking),
                    application: applied.span,
                    declared: param.span,
                });
            }
        }
        let Some(entry) = entry else { return };
        for param in entry
            .params
            .iter()
            .filter(|param| required(param) && !given(param))
        {
            if self.reported.insert((applied.span, param.span)) {
                self.problems.push(FleetError::MissingEntry {
                    name: format!("{}.{}.{}", role.name, entry.name, param.name),
                    param: param.name.to_string(),
                    application: applied.span,
                    declared: param.span,
                });
            }
        }
    }

    /// A parameter given in the play, and by a `set` that reaches one of its hosts.
    fn conflicts(&mut self, play: &PlayHosts, applied: &Applied<'_>) {
        let Some(role) = self.program.roles.get(applied.role.0 as usize) else {
            return;
        };
        for given in applied.params {
            for (index, view) in self.views.iter().enumerate() {
                let Some(subject) = view.subjects.get(&given.emitted) else {
                    continue;
                };
                let hosts = play.hosts.get(index).map_or(&[][..], Vec::as_slice);
                let mut inside = vec![false; view.declared.hosts.len()];
                for &host in hosts.iter().filter(|&&host| host != IMPLICIT_LOCALHOST) {
                    inside[host as usize] = true;
                }
                let group = subject.nodes.iter().find_map(|node| {
                    let members = &view.graph.members[node.group as usize];
                    let hit: Vec<u32> = members
                        .iter()
                        .copied()
                        .filter(|&host| inside[host as usize])
                        .collect();
                    (!hit.is_empty()).then_some((node.given, hit))
                });
                let found = group.or_else(|| {
                    let hit = subject
                        .hosts
                        .iter()
                        .filter(|(host, _)| inside[*host as usize]);
                    let hit: Vec<_> = hit.collect();
                    let (_, first) = hit.first()?;
                    Some((*first, hit.iter().map(|(host, _)| *host).collect()))
                });
                let Some((set, hit)) = found else { continue };
                if self.reported.insert((given.span, set.span)) {
                    self.problems.push(FleetError::SetAgainstApplication {
                        name: format!("{}.{}", role.name, given.name),
                        hosts: hosts_text(view.declared, &hit),
                        application: given.span,
                        set: set.span,
                    });
                }
            }
        }
    }
}
