//! `require one of [a, b]` and its like, as far as they can be decided now.
//!
//! In: a role's relations and what its hosts are given. Out: `broken-relation` with the hosts for
//! which one does not hold. What depends on later values is asserted on the target.

use std::collections::HashSet;

use crate::check::program::Given;
use crate::check::program::Param;
use crate::check::program::Program;
use crate::check::program::Require;
use crate::check::program::RequireKind;
use crate::check::program::Role;
use crate::check::term::Ref;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::fleet::PlayHosts;
use crate::fleet::View;
use crate::fleet::apply::Applied;
use crate::fleet::apply::Reached;
use crate::fleet::compute::Known;
use crate::fleet::compute::compute;
use crate::fleet::error::FleetError;
use crate::fleet::hosts_text;
use crate::fleet::need::Coverage;
use crate::fleet::need::required;
use crate::fleet::subject::Subject;
use crate::fleet::value::Outcome;
use crate::fleet::value::of_host;
use crate::fleet::value::of_nodes;
use crate::source::Span;
use crate::value::Value;

/// Checks the relations of every role that a play applies.
pub(super) fn check(
    program: &Program,
    views: &[View<'_>],
    plays: &[PlayHosts],
    reached: &Reached<'_>,
    problems: &mut Problems,
) {
    let mut reported: HashSet<(Span, Span)> = HashSet::new();
    for (play, applied) in plays.iter().zip(&reached.plays) {
        for application in applied {
            let Some(role) = program.roles.get(application.role.0 as usize) else {
                continue;
            };
            for require in &role.requires {
                for (view, hosts) in views.iter().zip(&play.hosts) {
                    let broken = broken(view, role, application, require, hosts);
                    if broken.is_empty() || !reported.insert((application.span, require.span)) {
                        continue;
                    }
                    let (message, help) = words(role, &require.kind);
                    problems.push(FleetError::Relation {
                        message,
                        hosts: hosts_text(view.declared, &broken),
                        help,
                        application: application.span,
                        declared: require.span,
                    });
                }
            }
        }
    }
}

fn words(role: &Role, kind: &RequireKind) -> (String, String) {
    let list = |params: &[usize]| {
        let names: Vec<String> = params
            .iter()
            .map(|&index| format!("`{}`", role.params[index].name))
            .collect();
        names.join(", ")
    };
    match kind {
        RequireKind::OneOf(params) => (
            format!("the role `{}` requires one of {}", role.name, list(params)),
            String::from("give one of them there, or on the hosts with `set`"),
        ),
        RequireKind::Exclusive(params) => (
            format!(
                "the role `{}` takes only one of {}",
                role.name,
                list(params)
            ),
            String::from("remove all but one of them"),
        ),
        RequireKind::Together(params) => (
            format!(
                "the role `{}` takes {} only together",
                role.name,
                list(params)
            ),
            String::from("give all of them, or none"),
        ),
        RequireKind::When(param, _) => (
            format!("the role `{}` requires {} here", role.name, list(&[*param])),
            String::from("its condition holds for these hosts: give it a value"),
        ),
    }
}

/// A parameter as a relation sees it.
enum State {
    Set,
    Unset,
    Unknown,
    Covered(Coverage),
}

fn state(view: &View<'_>, applied: &Applied<'_>, param: &Param) -> State {
    let of_term = |term: &Term| match (&term.kind, &term.ty) {
        (TermKind::Unset, _) => State::Unset,
        (TermKind::Value(_), _) => State::Set,
        (_, Type::Optional(_)) => State::Unknown,
        _ => State::Set,
    };
    if let Some(given) = applied
        .params
        .iter()
        .find(|given| given.emitted == param.emitted)
    {
        return of_term(&given.value);
    }
    match param.default.as_ref().map(of_term) {
        Some(State::Set) => return State::Set,
        Some(State::Unknown) => return State::Unknown,
        Some(State::Unset | State::Covered(_)) | None => {}
    }
    if required(param) {
        // That it has none is reported by itself.
        return State::Set;
    }
    let Some(subject) = view.subjects.get(&param.emitted) else {
        return State::Unset;
    };
    let givens = subject.nodes.iter().map(|node| node.given);
    let mut givens = givens.chain(subject.hosts.iter().map(|(_, given)| *given));
    if givens.any(|given: &Given| matches!(of_term(&given.value), State::Unknown)) {
        return State::Unknown;
    }
    State::Covered(Coverage::of(view, &param.emitted))
}

fn broken(
    view: &View<'_>,
    role: &Role,
    applied: &Applied<'_>,
    require: &Require,
    hosts: &[u32],
) -> Vec<u32> {
    let indices: &[usize] = match &require.kind {
        RequireKind::OneOf(params)
        | RequireKind::Exclusive(params)
        | RequireKind::Together(params) => params,
        RequireKind::When(param, _) => std::slice::from_ref(param),
    };
    let states: Vec<State> = indices
        .iter()
        .filter_map(|&index| role.params.get(index))
        .map(|param| state(view, applied, param))
        .collect();
    if states.iter().any(|state| matches!(state, State::Unknown)) {
        return Vec::new();
    }
    let set = |host: u32| {
        let set = |state: &&State| match state {
            State::Set => true,
            State::Unset | State::Unknown => false,
            State::Covered(coverage) => coverage.has(host),
        };
        states.iter().filter(set).count()
    };
    let holds = |host: u32| match &require.kind {
        RequireKind::OneOf(_) => set(host) > 0,
        RequireKind::Exclusive(_) => set(host) < 2,
        RequireKind::Together(_) => set(host) == 0 || set(host) == states.len(),
        RequireKind::When(_, condition) => {
            set(host) > 0
                || !known_true(
                    &Host {
                        view,
                        role,
                        applied,
                        host,
                    },
                    condition,
                )
        }
    };
    hosts.iter().copied().filter(|&host| !holds(host)).collect()
}

/// A host with a role on it, for which a condition is asked.
struct Host<'a, 'p> {
    view: &'a View<'p>,
    role: &'a Role,
    applied: &'a Applied<'p>,
    host: u32,
}

fn known_true(host: &Host<'_, '_>, condition: &Term) -> bool {
    let truth = Known::Value(Value::Bool(true));
    compute(condition, &|reference| host.read(reference, LETS)) == Some(truth)
}

/// How many lets are followed, one reading the next; cycles are reported elsewhere.
const LETS: u32 = 16;

impl Host<'_, '_> {
    /// What a name of the role stands for here, where that can be said.
    fn read(&self, reference: &Ref, lets: u32) -> Option<Known> {
        let (role, name) = (self.role, &reference.emitted);
        if let Some(param) = role.params.iter().find(|param| param.emitted == *name) {
            return match state(self.view, self.applied, param) {
                State::Unset => Some(Known::Unset),
                State::Covered(coverage) if !coverage.has(self.host) => Some(Known::Unset),
                State::Unknown => None,
                State::Set | State::Covered(_) => self.param(param).map(Known::Value),
            };
        }
        let binding = role.lets.iter().find(|binding| binding.emitted == *name)?;
        let lets = lets.checked_sub(1)?;
        compute(&binding.value, &|reference| self.read(reference, lets))
    }

    fn param(&self, param: &Param) -> Option<Value> {
        if let Some(given) = self
            .applied
            .params
            .iter()
            .find(|given| given.emitted == param.emitted)
        {
            return given.value.known().cloned();
        }
        let default = || param.default.as_ref().and_then(Term::known).cloned();
        let Some(subject) = self.view.subjects.get(&param.emitted) else {
            return default();
        };
        match effective(self.view, subject, self.host)? {
            Outcome::Default => default(),
            Outcome::Given(given) => given.value.known().cloned(),
            Outcome::Sum(value, _) => Some(value),
        }
    }
}

/// What a host comes to have of a subject; `None` where that is ambiguous, which is reported.
pub(super) fn effective<'p>(
    view: &View<'p>,
    subject: &Subject<'p>,
    host: u32,
) -> Option<Outcome<'p>> {
    let reaches = |node: &usize| {
        let group = subject.nodes[*node].group;
        group as usize == view.graph.all
            || (host as usize) < view.declared.hosts.len() && view.graph.has(group, host)
    };
    let nodes: Vec<usize> = (0..subject.nodes.len()).filter(reaches).collect();
    let own = subject
        .hosts
        .binary_search_by_key(&host, |(host, _)| *host)
        .ok();
    let own = own.map(|at| subject.hosts[at].1);
    of_host(subject, of_nodes(subject, &nodes, &view.graph), own).ok()
}
