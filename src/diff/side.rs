//! One side of a comparison, by names: hosts, groups, roles and plays with the files that hold them.
//!
//! In: a [`Fleet`], its emitted files, and how places are named. Out: a [`Side`]. Of `role base` it
//! knows the folder, the tasks in `roles/base/tasks/main.yml` and the hosts that it runs on.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diff::inventory::InventorySide;
use crate::diff::moved::Renames;
use crate::diff::roster::{Hosts, Roster};
use crate::diff::state::{Contents, closure, roles_of_play};
use crate::diff::yaml::{self, Node};
use crate::fleet::apply::{Applied, Reached};
use crate::fleet::program::{
    Inventory as Declared, Origin, PlaybookItem, Role, StepKind, connection,
};
use crate::fleet::term::TermKind;
use crate::fleet::types::{Refined, Type};
use crate::fleet::{Fleet, IMPLICIT_LOCALHOST};
use crate::source::Span;

/// What a comparison gets of each side.
pub struct Input<'s> {
    /// The resolved fleet.
    pub fleet: &'s Fleet,
    /// Its files.
    pub contents: Contents,
    /// A place as `roles/base/base.roll:12`.
    pub place: &'s dyn Fn(Span) -> Option<String>,
}

/// One side.
pub struct Side<'s> {
    /// What it is made of.
    pub fleet: &'s Fleet,
    /// Its files, as they are called now.
    pub files: Contents,
    /// What Ansible's names stand for.
    pub names: BTreeMap<String, Known>,
    /// By name.
    pub inventories: BTreeMap<String, InventorySide>,
    /// By name.
    pub roles: BTreeMap<String, RoleSide>,
    /// In order.
    pub plays: Vec<PlaySide>,
    place: &'s dyn Fn(Span) -> Option<String>,
    parsed: RefCell<BTreeMap<String, Option<Rc<Node>>>>,
}

/// What one of Ansible's names stands for.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// `base.ssh_port`, `ntp_servers`.
    pub label: String,
    /// Never shown.
    pub secret: bool,
    /// Something listens there.
    pub port: bool,
    /// Where it was declared.
    pub place: Option<String>,
}

/// A role.
#[derive(Debug, Default)]
pub struct RoleSide {
    /// Its folder below `roles/`.
    pub emitted: String,
    /// `base_`.
    pub prefix: String,
    /// Where it is written.
    pub place: Option<String>,
    /// A link to the proposal behind it.
    pub spec: Option<String>,
    /// `galaxy geerlingguy.ntp 2.3.1`, `the folder legacy`.
    pub external: Option<String>,
    /// Parameters with a default: Ansible's names, and where.
    pub defaults: Vec<(String, Option<String>)>,
    /// What a `let` that depends on the platform may come to.
    pub choices: BTreeMap<String, Vec<String>>,
    /// The hosts that it runs on, or one of its entries.
    pub hosts: Hosts,
    /// Those on which it runs itself.
    pub own: Hosts,
    /// Those on which its entries run, by their names.
    pub entries: BTreeMap<String, Hosts>,
    /// Parameters of entries, by Ansible's names: the hosts on which an entry runs and is given none.
    pub taken: BTreeMap<String, Hosts>,
    /// Where its steps are written: in the order of writing, by name.
    pub steps: Vec<(String, Option<String>)>,
}

/// A play.
#[derive(Debug, Default)]
pub struct PlaySide {
    /// Its playbook.
    pub playbook: String,
    /// Its name, numbered where two are called alike.
    pub name: String,
    /// The playbook's file.
    pub file: String,
    /// Its place among the items of the file.
    pub item: usize,
    /// Where it is written.
    pub place: Option<String>,
    /// A link to the proposal behind it.
    pub spec: Option<String>,
    /// The hosts that it reaches.
    pub hosts: Hosts,
    /// The roles that it applies, and those that these apply.
    pub roles: BTreeSet<String>,
}

impl<'s> Side<'s> {
    /// Of a fleet and its files.
    #[must_use]
    pub fn new(input: Input<'s>, roster: &Roster, renames: &Renames) -> Self {
        let mut side = Self {
            fleet: input.fleet,
            files: renames.files(input.contents, input.fleet),
            names: BTreeMap::new(),
            inventories: BTreeMap::new(),
            roles: BTreeMap::new(),
            plays: Vec::new(),
            place: input.place,
            parsed: RefCell::default(),
        };
        side.names(renames);
        side.read_inventories(roster, renames);
        side.roles(renames);
        side.plays(roster, renames);
        side
    }

    /// Every host of its inventories, and `localhost` where a play reaches it.
    #[must_use]
    pub fn numbers(&self) -> Hosts {
        let inventories = self.inventories.values();
        let hosts = inventories.flat_map(|one| one.hosts.values().map(|host| host.number));
        let reached = self
            .plays
            .iter()
            .flat_map(|play| play.hosts.iter().copied());
        hosts.chain(reached).collect()
    }

    /// A file's text; nothing where it is none.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }

    /// A file as a tree; nothing where there is none, or it is no YAML.
    #[must_use]
    pub fn doc(&self, path: &str) -> Option<Rc<Node>> {
        if let Some(known) = self.parsed.borrow().get(path) {
            return known.clone();
        }
        let yaml = path.ends_with(".yml").then(|| self.text(path)).flatten();
        let node = yaml.and_then(yaml::read).map(Rc::new);
        let mut parsed = self.parsed.borrow_mut();
        parsed.insert(path.to_owned(), node.clone());
        node
    }

    /// What a name of Ansible's is called in the language.
    #[must_use]
    pub fn label(&self, emitted: &str) -> String {
        let known = self.names.get(emitted).map(|known| known.label.as_str());
        let setting = || connection::emitted_as(emitted).map(|setting| setting.name);
        known.or_else(setting).unwrap_or(emitted).to_owned()
    }

    pub(super) fn at(&self, span: Span) -> Option<String> {
        (self.place)(span)
    }

    fn names(&mut self, renames: &Renames) {
        let program = &self.fleet.program;
        for var in &program.vars {
            let known = Known {
                label: var.name.to_string(),
                secret: var.ty.holds_secret(),
                port: is_port(&var.ty),
                place: self.at(var.span),
            };
            self.names.insert(var.name.to_string(), known);
        }
        for role in &program.roles {
            let name = renames.role(&role.name);
            let params = role.params.iter();
            let entries = role.entries.iter().flat_map(|entry| &entry.params);
            for param in params.chain(entries) {
                let known = Known {
                    label: format!("{name}.{}", param.name),
                    secret: param.ty.holds_secret(),
                    port: is_port(&param.ty),
                    place: self.at(param.span),
                };
                self.names.insert(renames.word(&param.emitted), known);
            }
            for bound in &role.lets {
                let known = Known {
                    label: format!("{name}.{}", bound.name),
                    secret: bound.value.ty.holds_secret(),
                    port: false,
                    place: self.at(bound.span),
                };
                self.names.insert(renames.word(&bound.emitted), known);
            }
        }
    }

    fn roles(&mut self, renames: &Renames) {
        for role in &self.fleet.program.roles {
            let default = |param: &crate::fleet::program::Param| {
                let written = param.default.as_ref()?;
                let unset = matches!(written.kind, TermKind::Unset);
                (!unset).then(|| (renames.word(&param.emitted), self.at(written.span)))
            };
            let mut steps = Vec::new();
            let entries = role.entries.iter().flat_map(|entry| &entry.steps);
            let handlers = role.handlers.iter().flat_map(|handler| &handler.steps);
            for step in role
                .depends
                .iter()
                .chain(&role.steps)
                .chain(entries)
                .chain(handlers)
            {
                self.steps(step, &mut steps);
            }
            for handler in &role.handlers {
                steps.push((handler.emitted.to_string(), self.at(handler.span)));
            }
            let made = RoleSide {
                emitted: renames.role_emitted(&role.emitted),
                prefix: renames.prefix(&role.prefix),
                place: self.at(role.span),
                spec: role.spec.as_ref().map(ToString::to_string),
                external: role.origin.as_ref().map(|origin| match origin {
                    Origin::Galaxy { name, version } => format!("{name} {version} from Galaxy"),
                    Origin::Folder { name, .. } => format!("the folder {name}"),
                }),
                defaults: role.params.iter().filter_map(default).collect(),
                choices: choices(role, renames),
                hosts: Hosts::new(),
                own: Hosts::new(),
                entries: role
                    .entries
                    .iter()
                    .map(|entry| (entry.name.to_string(), Hosts::new()))
                    .collect(),
                taken: BTreeMap::new(),
                steps,
            };
            self.roles.insert(renames.role(&role.name), made);
        }
    }

    fn steps(&self, step: &crate::fleet::program::Step, found: &mut Vec<(String, Option<String>)>) {
        let name = step.name.as_ref().and_then(|name| name.known());
        let name = name.and_then(|name| name.as_text());
        if let Some(name) = name {
            found.push((name.to_string(), self.at(step.span)));
        } else if let StepKind::Section { name, .. } = &step.kind {
            found.push((name.to_string(), self.at(step.span)));
        }
        for inner in step.inside() {
            self.steps(inner, found);
        }
    }

    fn plays(&mut self, roster: &Roster, renames: &Renames) {
        let fleet = self.fleet;
        let applications = Reached::new(&fleet.program, &fleet.plays);
        let mut seen = BTreeSet::new();
        for (id, playbook) in fleet.program.playbooks.iter().enumerate() {
            for (item, known) in playbook.items.iter().enumerate() {
                let PlaybookItem::Play(play) = known else {
                    continue;
                };
                let mut reached = fleet.plays.iter().zip(&applications.plays);
                let reached = reached
                    .find(|(reached, _)| reached.playbook.0 as usize == id && reached.item == item);
                let hosts = reached.map_or_else(Hosts::new, |(reached, _)| {
                    numbers(&fleet.program.inventories, &reached.hosts, roster, renames)
                });
                for application in reached.iter().flat_map(|(_, applied)| *applied) {
                    self.application(application, &hosts, renames);
                }
                let direct = roles_of_play(&fleet.program, play);
                let roles: BTreeSet<String> = closure(&fleet.program, &direct)
                    .iter()
                    .map(|role| renames.role(role))
                    .collect();
                for role in &roles {
                    if let Some(role) = self.roles.get_mut(role) {
                        role.hosts.extend(&hosts);
                    }
                }
                let mut name = play.name.to_string();
                let mut number = 1;
                while !seen.insert((id, name.clone())) {
                    number += 1;
                    name = format!("{} ({number})", play.name);
                }
                self.plays.push(PlaySide {
                    playbook: playbook.name.to_string(),
                    name,
                    file: format!("playbooks/{}.yml", playbook.emitted),
                    item,
                    place: self.at(play.span),
                    spec: play.spec.as_ref().map(ToString::to_string),
                    hosts,
                    roles,
                });
            }
        }
    }
}

impl Side<'_> {
    /// A role that a play comes to apply, or one of its entries.
    fn application(&mut self, applied: &Applied<'_>, hosts: &Hosts, renames: &Renames) {
        let Some(role) = self.fleet.program.roles.get(applied.role.0 as usize) else {
            return;
        };
        let Some(side) = self.roles.get_mut(&renames.role(&role.name)) else {
            return;
        };
        let entry = applied.entry.and_then(|entry| role.entries.get(entry));
        let Some(entry) = entry else {
            side.own.extend(hosts);
            return;
        };
        let runs = side.entries.entry(entry.name.to_string()).or_default();
        runs.extend(hosts);
        for param in &entry.params {
            if !applied.params.iter().any(|given| given.name == param.name) {
                let taken = side.taken.entry(renames.word(&param.emitted)).or_default();
                taken.extend(hosts);
            }
        }
    }
}

fn numbers(
    inventories: &[Declared],
    reached: &[Vec<u32>],
    roster: &Roster,
    renames: &Renames,
) -> Hosts {
    let mut found = Hosts::new();
    for (declared, hosts) in inventories.iter().zip(reached) {
        for &host in hosts {
            let name = if host == IMPLICIT_LOCALHOST {
                "localhost".to_owned()
            } else {
                match declared.hosts.get(host as usize) {
                    Some(host) => renames.host(&host.name),
                    None => continue,
                }
            };
            found.extend(roster.number(&(declared.name.to_string(), name)));
        }
    }
    found
}

/// A value as it is spoken of: of `via` the way, and not how ssh is told.
#[must_use]
pub fn told(emitted: &str, text: &str) -> String {
    let way = (emitted == "ansible_ssh_common_args").then(|| text.strip_prefix("-o ProxyJump="));
    way.flatten().unwrap_or(text).to_owned()
}

fn is_port(ty: &Type) -> bool {
    if let Type::Optional(inner) | Type::List(inner) = ty {
        is_port(inner)
    } else {
        matches!(ty, Type::Refined(Refined::Port))
    }
}

/// The values of the arms of each `let x = by …`.
fn choices(role: &Role, renames: &Renames) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for bound in &role.lets {
        let TermKind::By(by) = &bound.value.kind else {
            continue;
        };
        let arms = by.arms.iter().map(|(_, arm)| arm);
        let values = arms.chain(&by.otherwise).filter_map(|arm| {
            let text = arm.known()?.as_text()?;
            Some(text.to_string())
        });
        let values: BTreeSet<String> = values.collect();
        found.insert(renames.word(&bound.emitted), values.into_iter().collect());
    }
    found
}
