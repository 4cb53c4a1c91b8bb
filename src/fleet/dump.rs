//! A resolved fleet as JSON, for tests that ask Ansible whether it agrees.
//!
//! Out: `inventories` with the vars and parameters of every host and the members of every group,
//! `plays` with their hosts and task names in order, `roles` with their defaults. Values come from
//! the rules of the language, not from the files they are written into: those are what is tested.
//! A value that is known only later is `{"__later__": true}`; an unset one is left out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use ecow::EcoString;
use serde_json::Map;
use serde_json::Value as Json;
use serde_json::json;

use crate::check::program::Application;
use crate::check::program::AtomKind;
use crate::check::program::Inventory as Declared;
use crate::check::program::Param;
use crate::check::program::Play;
use crate::check::program::Program;
use crate::check::program::Require;
use crate::check::program::RequireKind;
use crate::check::program::Role;
use crate::check::program::RoleId;
use crate::check::program::Step;
use crate::check::program::StepKind;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::diagnostic::Problems;
use crate::fleet::Fleet;
use crate::fleet::IMPLICIT_LOCALHOST;
use crate::fleet::PlayHosts;
use crate::fleet::View;
use crate::fleet::apply::Reached;
use crate::fleet::order;
use crate::fleet::relation::effective;
use crate::fleet::subject::Subject;
use crate::fleet::value::Outcome;
use crate::fleet::via;
use crate::fleet::via::Via;
use crate::value::Value;

/// The whole fleet.
#[must_use]
pub fn json(fleet: &Fleet) -> String {
    let program = &fleet.program;
    let reached = Reached::new(program, &fleet.plays);
    let mut inventories = Map::new();
    for (index, declared) in program.inventories.iter().enumerate() {
        let view = View::new(program, declared);
        inventories.insert(
            declared.name.to_string(),
            inventory(fleet, &view, index, &reached),
        );
    }
    let plays: Vec<Json> = fleet
        .plays
        .iter()
        .filter_map(|play| one_play(program, play))
        .collect();
    let roles: Map<String, Json> = program.roles.iter().map(role).collect();
    let mut text =
        json!({ "inventories": inventories, "plays": plays, "roles": roles }).to_string();
    text.push('\n');
    text
}

fn host_name(declared: &Declared, host: u32) -> &str {
    declared
        .hosts
        .get(host as usize)
        .map_or("localhost", |host| &host.name)
}

fn inventory(fleet: &Fleet, view: &View<'_>, index: usize, reached: &Reached<'_>) -> Json {
    let program = &fleet.program;
    let declared = view.declared;
    // What `via` reports was reported when the fleet was resolved.
    let via = Via::resolve(
        program,
        declared,
        &view.graph,
        &view.subjects,
        &mut Problems::default(),
    );
    let groups: Map<String, Json> = declared
        .groups
        .iter()
        .zip(&view.graph.members)
        .map(|(group, members)| {
            let names: Vec<&str> = members
                .iter()
                .map(|&host| host_name(declared, host))
                .collect();
            (group.emitted.to_string(), json!(names))
        })
        .collect();
    let mut applied: BTreeMap<u32, BTreeMap<&EcoString, &Term>> = BTreeMap::new();
    for (play, applications) in fleet.plays.iter().zip(&reached.plays) {
        for application in applications.iter().filter(|application| application.direct) {
            for &host in play.hosts.get(index).into_iter().flatten() {
                let given = application
                    .params
                    .iter()
                    .map(|given| (&given.emitted, &given.value));
                applied.entry(host).or_default().extend(given);
            }
        }
    }
    let mut hosts = Map::new();
    for (host, decl) in (0u32..).zip(&declared.hosts) {
        let roles: BTreeSet<RoleId> = (0u32..)
            .zip(&program.roles)
            .map(|(role, _)| RoleId(role))
            .filter(|&role| reached.runs(role, index, host))
            .collect();
        let mut entry = of_host(program, view, &via, host, &roles);
        if let Some(applied) = applied.get(&host) {
            let values: Map<String, Json> = applied
                .iter()
                .filter_map(|(name, term)| Some((name.to_string(), of_term(term)?)))
                .collect();
            for name in values.keys() {
                if let Some(Json::Object(params)) = entry.get_mut("params") {
                    params.remove(name);
                }
            }
            entry.insert("applied".into(), values.into());
        }
        hosts.insert(decl.name.to_string(), entry.into());
    }
    json!({ "hosts": hosts, "groups": groups })
}

fn of_host(
    program: &Program,
    view: &View<'_>,
    via: &Via,
    host: u32,
    roles: &BTreeSet<RoleId>,
) -> Map<String, Json> {
    let value = |subject: Option<&Subject<'_>>, default: Option<&Term>| {
        let outcome = subject.map_or(Some(Outcome::Default), |subject| {
            effective(view, subject, host)
        });
        match outcome? {
            Outcome::Default => of_term(default?),
            Outcome::Given(given) => match via.args(given) {
                Some(_) if via.direct.contains_key(&host) => Some(json!("")),
                Some(args) => Some(of_value(&args)),
                None => of_term(&given.value),
            },
            Outcome::Sum(value, _) => Some(of_value(&value)),
        }
    };
    let mut vars = Map::new();
    for var in &program.vars {
        if let Some(found) = value(view.subjects.get(&var.name), var.default.as_ref()) {
            vars.insert(var.name.to_string(), found);
        }
    }
    let mut params = Map::new();
    for role in roles
        .iter()
        .filter_map(|role| program.roles.get(role.0 as usize))
    {
        for param in &role.params {
            if let Some(found) = value(view.subjects.get(&param.emitted), param.default.as_ref()) {
                params.insert(param.emitted.to_string(), found);
            }
        }
    }
    let mut connection = Map::new();
    for subject in view
        .subjects
        .list
        .iter()
        .filter(|subject| subject.kind == super::subject::Kind::Connection)
    {
        if let Some(found) = value(Some(subject), None) {
            connection.insert(subject.emitted.to_string(), found);
        }
    }
    if via.direct.contains_key(&host) {
        connection.insert(via::SETTING.into(), json!(""));
    }
    Map::from_iter([
        (String::from("vars"), vars.into()),
        (String::from("params"), params.into()),
        (String::from("connection"), connection.into()),
    ])
}

fn of_term(term: &Term) -> Option<Json> {
    if matches!(term.kind, TermKind::Unset) {
        return None;
    }
    Some(
        term.known()
            .map_or_else(|| json!({ "__later__": true }), of_value),
    )
}

fn of_value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::Str(text) => json!(text.as_str()),
        Value::List(items) => items.iter().map(of_value).collect(),
        Value::Map(map) => {
            let entries: Map<String, Json> = map
                .iter()
                .map(|(key, value)| (key.to_string(), of_value(value)))
                .collect();
            entries.into()
        }
    }
}

fn role(role: &Role) -> (String, Json) {
    let params: Map<String, Json> = role
        .params
        .iter()
        .filter_map(|param| Some((param.emitted.to_string(), of_term(param.default.as_ref()?)?)))
        .collect();
    (role.emitted.to_string(), json!({ "params": params }))
}

fn one_play(program: &Program, reached: &PlayHosts) -> Option<Json> {
    let playbook = program.playbooks.get(reached.playbook.0 as usize)?;
    let play = reached.declared(program)?;
    let mut hosts = Map::new();
    for (declared, reached) in program.inventories.iter().zip(&reached.hosts) {
        let names: Vec<&str> = reached
            .iter()
            .map(|&host| {
                if host == IMPLICIT_LOCALHOST {
                    "localhost"
                } else {
                    host_name(declared, host)
                }
            })
            .collect();
        hosts.insert(declared.name.to_string(), json!(names));
    }
    let mut tasks = Tasks {
        program,
        names: Vec::new(),
        dynamic: false,
    };
    tasks.play(play);
    Some(json!({
        "playbook": playbook.emitted.as_str(),
        "name": play.name.as_str(),
        "hosts": hosts,
        "tasks": tasks.names,
        "dynamic": tasks.dynamic,
        "ordered": ordered(program, play),
    }))
}

/// Whether Ansible has an order for the play's hosts that can be told.
fn ordered(program: &Program, play: &Play) -> bool {
    let fixed = |name: &EcoString| {
        program.inventories.iter().all(|inventory| {
            let group = inventory
                .groups
                .iter()
                .position(|group| group.name == *name);
            let group = group.and_then(|group| u32::try_from(group).ok());
            group.is_none_or(|group| order::is_fixed(inventory, group))
        })
    };
    play.on.any.iter().all(|atom| match &atom.kind {
        AtomKind::Group(name) | AtomKind::Subscript(name, ..) => fixed(name),
        AtomKind::All | AtomKind::Host(_) => true,
    })
}

/// Names of tasks in the order of `ansible-playbook --list-tasks`. Steps without a sentence have
/// the one that is made for them where they are written out.
struct Tasks<'p> {
    program: &'p Program,
    names: Vec<String>,
    dynamic: bool,
}

impl<'p> Tasks<'p> {
    fn play(&mut self, play: &'p Play) {
        self.steps(&play.steps, None);
    }

    fn steps(&mut self, steps: &'p [Step], role: Option<&'p Role>) {
        for step in steps {
            match &step.kind {
                StepKind::Task(call) => {
                    let short = call.module.rsplit('.').next().unwrap_or_default();
                    self.task(step, role, format!("Run {short}"));
                }
                StepKind::Fact { emitted, .. } => {
                    let documented = sentence(&step.notes.docs);
                    self.task(
                        step,
                        role,
                        documented.unwrap_or_else(|| format!("Set {emitted}")),
                    );
                }
                // What is rescued, and what always runs, is not listed.
                StepKind::Block { steps, .. } | StepKind::Section { steps, .. } => {
                    self.steps(steps, role)
                }
                StepKind::Role(application) => self.role(application),
            }
        }
    }

    fn role(&mut self, application: &'p Application) {
        let Some(role) = self.program.roles.get(application.role.0 as usize) else {
            return;
        };
        if application.dynamic {
            self.dynamic = true;
            return;
        }
        match application.entry.and_then(|entry| role.entries.get(entry)) {
            Some(entry) => {
                self.assertions(role, &entry.params, &entry.requires);
                self.steps(&entry.steps, Some(role));
            }
            None => {
                self.steps(&role.depends, None);
                self.assertions(role, &role.params, &role.requires);
                self.steps(&role.steps, Some(role));
            }
        }
    }

    fn assertions(&mut self, role: &Role, params: &[Param], requires: &[Require]) {
        for require in requires {
            let names = |indices: &[usize], word: &str| {
                let names = indices.iter().filter_map(|&index| params.get(index));
                let names: Vec<&str> = names.map(|param| param.emitted.as_str()).collect();
                match names.split_last() {
                    Some((last, [])) => (*last).to_owned(),
                    Some((last, others)) => format!("{} {word} {last}", others.join(", ")),
                    None => String::new(),
                }
            };
            let title = match &require.kind {
                RequireKind::OneOf(indices) => {
                    format!("Check that {} is set", names(indices, "or"))
                }
                RequireKind::Exclusive(indices) => {
                    format!(
                        "Check that not more than one of {} is set",
                        names(indices, "and")
                    )
                }
                RequireKind::Together(indices) => {
                    format!("Check that {} are set together", names(indices, "and"))
                }
                RequireKind::When(index, _) => {
                    format!(
                        "Check that {} is set where it is needed",
                        names(&[*index], "")
                    )
                }
            };
            let title = sentence(&require.notes.docs).unwrap_or(title);
            self.names.push(format!("{} : {title}", role.emitted));
        }
    }

    fn task(&mut self, step: &Step, role: Option<&Role>, unnamed: String) {
        let name = match &step.name {
            None => unnamed,
            Some(term) => {
                let Some(Value::Str(name)) = term.known() else {
                    self.dynamic = true;
                    return;
                };
                name.to_string()
            }
        };
        self.names.push(match role {
            Some(role) => format!("{} : {name}", role.emitted),
            None => name,
        });
    }
}

/// The first sentence of a doc comment, with a capital and without its full stop.
fn sentence(docs: &[EcoString]) -> Option<String> {
    let lines = docs
        .iter()
        .map(|line| line.trim())
        .take_while(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join(" ");
    let first = text
        .split(". ")
        .next()
        .unwrap_or(&text)
        .trim_end_matches('.');
    let mut letters = first.chars();
    letters
        .next()
        .map(|letter| letter.to_uppercase().chain(letters).collect())
}
