//! What follows from the changes: handlers that run, and the services that they restart.
//!
//! In: tasks that are new or do something else, values and templates that differ. Out:
//! `handler-fires` for each handler that such a task notifies, on the hosts where it does.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Restart, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::reading::{self, Differs, Reads, Values};
use crate::diff::roster::Hosts;
use crate::diff::side::RoleSide;
use crate::diff::step::Touched;
use crate::diff::tasks::{self, Item, What};

/// The states of a service that are no state: it runs anew each time.
const ANEW: [&str; 2] = ["restarted", "reloaded"];

/// A handler: its role and its name; why, and where.
type Fired = BTreeMap<(String, String), (BTreeSet<String>, Hosts)>;

/// Services and how, with where.
type Services = BTreeMap<(String, String), Hosts>;

/// Finds out what follows.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found) -> Vec<Restart> {
    let mut fired = Fired::new();
    let mut services = Services::new();
    reread(pair, found);
    for touched in &found.tasks {
        if touched.item.what == What::Task {
            fire(&mut fired, touched);
            let restart = services_of(pair, touched.role.as_deref(), &touched.item);
            for service in restart {
                services.entry(service).or_default().extend(&touched.hosts);
            }
        }
    }
    report(pair, found, &fired, &mut services);
    services
        .into_iter()
        .filter(|(_, hosts)| !hosts.is_empty())
        .map(|((service, state), hosts)| Restart {
            service,
            state,
            hosts: pair.roster.reach(&hosts),
        })
        .collect()
}

/// Tasks that stay as they are, but read a value, a template or a file that differs.
fn reread(pair: &Pair<'_, '_>, found: &mut Found) {
    let mut more = Vec::new();
    let chained = reading::chained(pair, &found.values);
    for (name, role) in &pair.after.roles {
        let Some(old) = pair.before.roles.get(name) else {
            continue;
        };
        let hosts: Hosts = role.hosts.intersection(&old.hosts).copied().collect();
        if hosts.is_empty() || found.values.is_empty() && found.sources.is_empty() {
            continue;
        }
        let values = reading::with_lets(pair, &chained, role);
        for item in tasks::of_role(pair.after, &role.emitted) {
            if item.what != What::Task {
                continue;
            }
            let known = found.tasks.iter().any(|touched| {
                touched.role.as_ref() == Some(name) && touched.item.name == item.name
            });
            if known {
                continue;
            }
            let (because, on) = read_by(pair, found, role, &item, &values);
            let on: Hosts = on.intersection(&hosts).copied().collect();
            if !on.is_empty() {
                let subject = format!(
                    "{} changed",
                    because.into_iter().collect::<Vec<_>>().join(", ")
                );
                more.push(Touched {
                    role: Some(name.clone()),
                    was: Some(item.clone()),
                    item,
                    hosts: on,
                    subject,
                    place: None,
                    reads: true,
                });
            }
        }
    }
    found.tasks.extend(more);
}

/// What a task reads of what differs, and where.
fn read_by(
    pair: &Pair<'_, '_>,
    found: &Found,
    role: &RoleSide,
    item: &Item,
    values: &Values,
) -> (BTreeSet<String>, Hosts) {
    let (mut because, mut on) = (BTreeSet::new(), Hosts::new());
    let called = |value: &str, differs: &Differs| {
        let label = pair.after.label(value);
        let of: Vec<String> = differs.of.iter().map(|of| pair.after.label(of)).collect();
        if of.is_empty() {
            label
        } else {
            format!("{label} (made of {})", of.join(", "))
        }
    };
    for (value, differs) in values {
        let reads = item.reads(value);
        if reads != Reads::Nothing {
            because.insert(called(value, differs));
            on.extend(reads.on(&differs.hosts, &role.hosts));
        }
    }
    let Some(src) = item.arg("src").and_then(|src| src.as_text()) else {
        return (because, on);
    };
    let part = match item.short() {
        "template" => "templates",
        "copy" | "unarchive" | "script" => "files",
        _ => return (because, on),
    };
    let folder = format!("roles/{}/{part}/", role.emitted);
    let start = src.split("{{").next().unwrap_or_default();
    let first = format!("{folder}{start}");
    let paths = pair.after.files.range(first.clone()..);
    let paths = paths.take_while(|(path, _)| path.starts_with(&first));
    for (path, _) in paths.filter(|(path, _)| start != src || **path == first) {
        if found.sources.contains(path) {
            because.insert(path[folder.len()..].to_owned());
            on.extend(&role.hosts);
        }
        let text = pair.after.text(path).unwrap_or_default();
        if part == "templates" {
            for (value, differs) in values {
                let reads = reading::reads(text, value);
                if reads != Reads::Nothing {
                    because.insert(called(value, differs));
                    on.extend(reads.on(&differs.hosts, &role.hosts));
                }
            }
            // A template that another one includes.
            for other in &found.sources {
                let name = other
                    .strip_prefix(&folder)
                    .filter(|name| text.contains(*name));
                if let Some(name) = name {
                    because.insert(name.to_owned());
                    on.extend(&role.hosts);
                }
            }
        }
    }
    (because, on)
}

fn fire(fired: &mut Fired, touched: &Touched) {
    for notified in &touched.item.notify {
        let (role, name) = match notified.split_once(" : ") {
            Some((role, name)) => (role.to_owned(), name.to_owned()),
            None => (String::new(), notified.clone()),
        };
        let (because, hosts) = fired.entry((role, name)).or_default();
        because.insert(match &touched.was {
            // What is read anew says itself what changed.
            Some(_) if touched.reads => touched.subject.clone(),
            Some(_) => format!("{} changed", touched.subject),
            None => format!("{} is new", touched.subject),
        });
        hosts.extend(&touched.hosts);
    }
}

fn report(pair: &Pair<'_, '_>, found: &mut Found, fired: &Fired, services: &mut Services) {
    for ((emitted, name), (because, hosts)) in fired {
        if hosts.is_empty() {
            continue;
        }
        let role = pair
            .after
            .roles
            .iter()
            .find(|(_, role)| role.emitted == *emitted);
        let handlers = role.map(|(_, role)| tasks::handlers(pair.after, &role.emitted));
        let topic = format!("{emitted} : {name}");
        let mut titles = Vec::new();
        for item in handlers.iter().flatten() {
            let listens = item
                .keyword("listen")
                .is_some_and(|node| node.texts().contains(&topic.as_str()));
            if item.name != *name && !listens {
                continue;
            }
            for (service, state) in services_of(pair, role.map(|(name, _)| name.as_str()), item) {
                let word = if state == "restarted" {
                    "restarts"
                } else {
                    "reloads"
                };
                titles.push(format!("{word} {service}"));
                services.entry((service, state)).or_default().extend(hosts);
            }
        }
        let title = if titles.is_empty() {
            "runs".to_owned()
        } else {
            format!("runs and {}", titles.join(", "))
        };
        let subject = match role {
            Some((role, _)) => format!("handler {role}: {name}"),
            None => format!("handler {name}"),
        };
        let mut change = Change::new(
            Section::Consequences,
            "handler-fires",
            Sign::Noted,
            subject,
            title,
        )
        .on(pair.roster.reach(hosts));
        change.because = because.iter().cloned().collect();
        found.add(change, hosts);
    }
}

/// The services that a task or handler restarts or reloads, each by its name.
fn services_of(pair: &Pair<'_, '_>, role: Option<&str>, item: &Item) -> Vec<(String, String)> {
    if !matches!(
        item.short(),
        "service" | "systemd" | "systemd_service" | "sysvinit" | "openrc"
    ) {
        return Vec::new();
    }
    let state = item.arg("state").and_then(|state| state.as_text());
    let Some(state) = state.filter(|state| ANEW.contains(state)) else {
        return Vec::new();
    };
    let name = item.arg("name").or_else(|| item.arg("service"));
    let Some(name) = name.and_then(|name| name.as_text()) else {
        return Vec::new();
    };
    let inner = name
        .strip_prefix("{{ ")
        .and_then(|name| name.strip_suffix(" }}"));
    let choices = role
        .and_then(|role| pair.after.roles.get(role))
        .and_then(|role| role.choices.get(inner?))
        .filter(|choices| !choices.is_empty());
    let shown = match (choices, inner) {
        (Some(choices), _) => choices.join(" or "),
        (None, Some(inner)) => pair.after.label(inner),
        (None, None) => name.to_owned(),
    };
    vec![(shown, state.to_owned())]
}
