//! What a policy sees of a host, a role or a play: a record, where each of its values was said, and what is known only later.
//!
//! In: the host `web01`, and `public_address` and `base` as what is asked for. Out: `{ public_address = "192.0.2.1", base = {
//! ssh_port = 22 } }` with the places of both; a parameter that is a fact's is later.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::policy::CONNECTION;
use crate::check::program::Param;
use crate::check::program::Role;
use crate::check::program::RoleId;
use crate::check::program::Step;
use crate::check::program::StepKind;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::check::types::Type;
use crate::fleet::View;
use crate::fleet::policy::Resolved;
use crate::fleet::relation::effective;
use crate::fleet::value::Outcome;
use crate::source::Span;
use crate::value::Map;
use crate::value::Value;

/// `["base", "ssh_port"]`.
type Path = Vec<EcoString>;

/// One host, role, play, or item of a list.
#[derive(Debug)]
pub(super) struct Portrait {
    /// What is known of it.
    pub value: Value,
    /// Where it is declared.
    pub declared: Option<Span>,
    said: Vec<(Path, Span)>,
    /// And whether they may come to nothing.
    later: Vec<(Path, bool)>,
}

/// What is found of one value.
enum Found {
    Value(Value, Span),
    Unset,
    Later(Span, bool),
}

impl Portrait {
    /// An item of a list that was said there.
    pub(super) fn part(value: Value, places: &[Span]) -> Self {
        Self {
            value,
            declared: None,
            said: places.iter().map(|span| (Vec::new(), *span)).collect(),
            later: Vec::new(),
        }
    }

    /// Whether what stands at a path, or in it, is known only later; whether it is there may be known all the same.
    pub(super) fn is_later(&self, path: &[EcoString], only_whether: bool) -> bool {
        let mut later = self.later.iter();
        later.any(|(later, perhaps)| match (meet(later, path), only_whether) {
            (false, _) => false,
            (true, false) => true,
            // Of what stands inside a value nothing is known, of the value only where it may be unset.
            (true, true) => later.len() < path.len() || later.len() == path.len() && *perhaps,
        })
    }

    /// Where what stands at a path was said.
    pub(super) fn places(&self, path: &[EcoString]) -> Vec<Span> {
        let said = self.said.iter();
        said.filter(|(said, _)| said.len() <= path.len() && meet(said, path))
            .map(|(_, span)| *span)
            .collect()
    }

    /// A host.
    pub(super) fn host(
        fleet: &Resolved<'_, '_>,
        inventory: usize,
        host: u32,
        wanted: &BTreeSet<EcoString>,
    ) -> Self {
        let view = &fleet.views[inventory];
        let declared = &view.declared.hosts[host as usize];
        let mut out = Self {
            value: Value::Null,
            declared: Some(declared.span),
            said: Vec::new(),
            later: Vec::new(),
        };
        let mut map = Map::default();
        map.insert("name".into(), Value::Str(declared.name.clone()));
        map.insert("inventory".into(), Value::Str(view.declared.name.clone()));
        let groups = view.declared.groups.iter().enumerate();
        let groups = groups.filter(|(index, _)| {
            *index == view.graph.all
                || u32::try_from(*index).is_ok_and(|at| view.graph.has(at, host))
        });
        let groups = groups.map(|(_, group)| Value::Str(group.name.clone()));
        map.insert("groups".into(), Value::list(groups.collect()));
        let roles = (0u32..).zip(&fleet.program.roles);
        let runs = |role: u32| fleet.reached.runs(RoleId(role), inventory, host);
        let names = roles.clone().filter(|(role, _)| runs(*role));
        let names = names.map(|(_, role)| Value::Str(role.name.clone()));
        map.insert("roles".into(), Value::list(names.collect()));
        map.insert("plays".into(), plays_of(fleet, inventory, host));
        for (name, emitted) in CONNECTION {
            if wanted.contains(name) {
                let found = given(view, &EcoString::from(emitted), host, None);
                out.put(&mut map, vec![name.into()], found);
            }
        }
        for var in &fleet.program.vars {
            if wanted.contains(&var.name) && !map.contains_key(&var.name) {
                let default = var.default.as_ref().map(|term| (term, var.span));
                let found = given(view, &var.name, host, default);
                out.put(&mut map, vec![var.name.clone()], found);
            }
        }
        for (index, role) in roles {
            let known = map.contains_key(&role.emitted);
            if wanted.contains(&role.emitted) && !known && runs(index) {
                let params = out.params(fleet, inventory, host, RoleId(index), role);
                map.insert(role.emitted.clone(), params);
            }
        }
        out.value = Value::map(map);
        out
    }

    fn params(
        &mut self,
        fleet: &Resolved<'_, '_>,
        inventory: usize,
        host: u32,
        id: RoleId,
        role: &Role,
    ) -> Value {
        let mut params = Map::default();
        for param in &role.params {
            let found = param_of(fleet, inventory, host, id, param);
            let path = vec![role.emitted.clone(), param.name.clone()];
            self.put(&mut params, path, found);
        }
        Value::map(params)
    }

    fn put(&mut self, map: &mut Map, path: Path, found: Found) {
        match found {
            Found::Unset => {}
            Found::Later(span, perhaps) => {
                // It is there, whatever it is.
                if let Some(name) = path.last() {
                    map.insert(name.clone(), Value::Null);
                }
                self.said.push((path.clone(), span));
                self.later.push((path, perhaps));
            }
            Found::Value(value, span) => {
                if let Some(name) = path.last() {
                    map.insert(name.clone(), value);
                }
                self.said.push((path, span));
            }
        }
    }

    /// A role.
    pub(super) fn role(fleet: &Resolved<'_, '_>, index: usize) -> Self {
        let role = &fleet.program.roles[index];
        let id = RoleId(u32::try_from(index).unwrap_or(u32::MAX));
        let mut hosts = BTreeSet::new();
        for (inventory, view) in fleet.views.iter().enumerate() {
            let each = (0u32..).zip(&view.declared.hosts);
            let each = each.filter(|(host, _)| fleet.reached.runs(id, inventory, *host));
            hosts.extend(each.map(|(_, host)| host.name.clone()));
        }
        let mut tasks = Vec::new();
        tasks_in(&role.steps, false, &mut tasks);
        let params = role.params.iter();
        let params = params.map(|param| Value::Str(param.name.clone()));
        let mut map = Map::default();
        map.insert("name".into(), Value::Str(role.name.clone()));
        map.insert("hosts".into(), texts(hosts));
        map.insert("params".into(), Value::list(params.collect()));
        map.insert("tasks".into(), Value::list(tasks));
        Self::declared(map, role.span)
    }

    /// A play, and what it is called.
    pub(super) fn play(fleet: &Resolved<'_, '_>, index: usize) -> Option<(Self, EcoString)> {
        let hosts = &fleet.plays[index];
        let book = fleet.program.playbooks.get(hosts.playbook.0 as usize)?;
        let play = hosts.declared(fleet.program)?;
        let mut names = BTreeSet::new();
        for (view, hosts) in fleet.views.iter().zip(&hosts.hosts) {
            let known = hosts.iter();
            let known = known.filter_map(|host| view.declared.hosts.get(*host as usize));
            names.extend(known.map(|host| host.name.clone()));
        }
        let applied = fleet.reached.plays.get(index).into_iter().flatten();
        let roles = applied.filter_map(|applied| fleet.program.roles.get(applied.role.0 as usize));
        let roles: BTreeSet<EcoString> = roles.map(|role| role.name.clone()).collect();
        let becomes = is_on(&play.keywords, false);
        let mut tasks = Vec::new();
        tasks_in(&play.steps, becomes, &mut tasks);
        let mut map = Map::default();
        map.insert("name".into(), Value::Str(play.name.clone()));
        map.insert("playbook".into(), Value::Str(book.name.clone()));
        map.insert("hosts".into(), texts(names));
        map.insert("roles".into(), texts(roles));
        map.insert("become".into(), Value::Bool(becomes));
        map.insert("tasks".into(), Value::list(tasks));
        Some((Self::declared(map, play.span), play.name.clone()))
    }

    fn declared(map: Map, span: Span) -> Self {
        Self {
            value: Value::map(map),
            declared: Some(span),
            said: Vec::new(),
            later: Vec::new(),
        }
    }
}

/// Whether one of two paths leads on from the other.
fn meet(one: &[EcoString], other: &[EcoString]) -> bool {
    one.iter().zip(other).all(|(one, other)| one == other)
}

fn texts(names: BTreeSet<EcoString>) -> Value {
    Value::list(names.into_iter().map(Value::Str).collect())
}

/// The hosts of a group, by its name in the language.
pub(super) fn members(view: &View<'_>, group: &EcoString) -> Vec<u32> {
    let all = (0u32..).zip(&view.declared.hosts).map(|(host, _)| host);
    if group == "all" {
        return all.collect();
    }
    let groups = (0u32..).zip(&view.declared.groups);
    let found = groups.into_iter().find(|(_, known)| known.name == *group);
    all.filter(|host| found.is_some_and(|(at, _)| view.graph.has(at, *host)))
        .collect()
}

fn plays_of(fleet: &Resolved<'_, '_>, inventory: usize, host: u32) -> Value {
    let plays = fleet.plays.iter();
    let reaching = plays.filter(|play| play.reaches(inventory, host));
    let declared = reaching.filter_map(|play| play.declared(fleet.program));
    Value::list(declared.map(|play| Value::Str(play.name.clone())).collect())
}

fn of_term(term: &Term, span: Span) -> Found {
    if let Some(value) = term.known() {
        return Found::Value(value.clone(), span);
    }
    if matches!(term.kind, TermKind::Unset) {
        return Found::Unset;
    }
    Found::Later(span, matches!(term.ty, Type::Optional(_)))
}

/// What a host comes to have of a variable, a parameter or a setting.
fn given(view: &View<'_>, emitted: &EcoString, host: u32, default: Option<(&Term, Span)>) -> Found {
    let otherwise = || default.map_or(Found::Unset, |(term, span)| of_term(term, span));
    let Some(subject) = view.subjects.get(emitted) else {
        return otherwise();
    };
    match effective(view, subject, host) {
        Some(Outcome::Given(given)) => of_term(&given.value, given.span),
        Some(Outcome::Sum(value, last)) => Found::Value(value, last.span),
        Some(Outcome::Default) | None => otherwise(),
    }
}

/// What the plays that reach the host give where they apply the role; else what the host has.
fn param_of(
    fleet: &Resolved<'_, '_>,
    inventory: usize,
    host: u32,
    role: RoleId,
    param: &Param,
) -> Found {
    let plays = fleet.plays.iter().zip(&fleet.reached.plays);
    let reaching = plays.filter(|(play, _)| {
        let hosts = play.hosts.get(inventory);
        hosts.is_some_and(|hosts| hosts.contains(&host))
    });
    let applied = reaching.flat_map(|(_, applied)| applied);
    let applied = applied.filter(|applied| applied.role == role);
    let params = applied.flat_map(|applied| applied.params);
    let mut here = params.filter(|given| given.emitted == param.emitted);
    if let Some(first) = here.next() {
        // Two plays that give two values: which one is asked for nobody can say.
        return match here.find(|other| other.value.known() != first.value.known()) {
            Some(other) => Found::Later(other.span, true),
            None => of_term(&first.value, first.span),
        };
    }
    let default = param.default.as_ref().map(|term| (term, param.span));
    given(&fleet.views[inventory], &param.emitted, host, default)
}

fn is_on(keywords: &[crate::check::program::Keyword], otherwise: bool) -> bool {
    let said = keywords.iter().find(|keyword| keyword.name == "become");
    said.map_or(otherwise, |said| {
        !matches!(said.value.known(), Some(Value::Bool(false)))
    })
}

fn tasks_in(steps: &[Step], becomes: bool, tasks: &mut Vec<Value>) {
    for step in steps {
        let becomes = is_on(&step.keywords, becomes);
        if let StepKind::Task(call) = &step.kind {
            let name = step.name.as_ref().and_then(Term::known);
            let mut map = Map::default();
            map.insert(
                "name".into(),
                name.cloned().unwrap_or_else(|| Value::str("")),
            );
            map.insert("module".into(), Value::Str(call.module.clone()));
            map.insert("become".into(), Value::Bool(becomes));
            tasks.push(Value::map(map));
        }
        for inner in step.inside() {
            tasks_in(std::slice::from_ref(inner), becomes, tasks);
        }
    }
}
