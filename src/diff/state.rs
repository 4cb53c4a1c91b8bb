//! One state of a fleet by names, so that two of them can be compared.
//!
//! In: a [`Fleet`] and its emitted files. Out: a [`State`]: for `role base` its files and the roles
//! it calls on, for each host every value that Ansible gives it, for each play its text, roles and
//! hosts. Places in the source are not in it: a line that only moved is no change.

use std::collections::{BTreeMap, BTreeSet};

use crate::fleet::program::{
    Inventory as Declared, Play, PlaybookItem, Program, Role, RoleId, Step, Subject,
};
use crate::fleet::{Fleet, Inventory};

/// The emitted files: path and content.
pub type Contents = BTreeMap<String, Vec<u8>>;

/// A host: its inventory's name and its own.
pub type HostKey = (String, String);

/// A play: its playbook's name and its own, numbered where two are called alike.
pub type PlayKey = (String, String);

/// One state of a fleet.
#[derive(Debug, Default)]
pub struct State {
    /// By name.
    pub roles: BTreeMap<String, RoleState>,
    /// By playbook and name.
    pub plays: BTreeMap<PlayKey, PlayState>,
    /// What each playbook imports.
    pub imports: BTreeMap<String, BTreeSet<String>>,
    /// Ansible's name of a value and the value as text, for each host.
    pub hosts: BTreeMap<HostKey, BTreeMap<String, String>>,
    /// By name.
    pub tests: BTreeMap<String, TestState>,
    /// What every play and test reads: `ansible.cfg`, modules of the project's own.
    pub shared: BTreeMap<String, String>,
    /// Which role a value is a parameter of.
    pub owners: BTreeMap<String, String>,
}

/// A role.
#[derive(Debug, Default)]
pub struct RoleState {
    /// Its files.
    pub files: BTreeMap<String, String>,
    /// The roles that it applies or depends on.
    pub calls: BTreeSet<String>,
}

/// A play.
#[derive(Debug, Default)]
pub struct PlayState {
    /// As it is emitted.
    pub text: String,
    /// The roles that it applies, and those that these apply.
    pub roles: BTreeSet<String>,
    /// The hosts that it reaches.
    pub hosts: BTreeSet<HostKey>,
}

/// A test.
#[derive(Debug, Default)]
pub struct TestState {
    /// The folder below `molecule/`.
    pub folder: String,
    /// Its own files, and those of its platforms.
    pub files: BTreeMap<String, String>,
    /// The role it converges, if it is a role's.
    pub role: Option<String>,
    /// The playbook and the hosts, if it is the fleet's.
    pub fleet: Option<(String, BTreeSet<HostKey>)>,
}

impl State {
    /// Of a fleet.
    #[must_use]
    pub fn new(fleet: &Fleet, contents: &Contents) -> Self {
        let program = &fleet.program;
        let mut state = Self::default();
        for role in &program.roles {
            let files = below(contents, &format!("roles/{}/", role.emitted));
            let calls = calls_of(program, role);
            for param in &role.params {
                let name = role.name.to_string();
                state.owners.insert(param.emitted.to_string(), name);
            }
            let made = RoleState { files, calls };
            state.roles.insert(role.name.to_string(), made);
        }
        for (declared, resolved) in program.inventories.iter().zip(&fleet.inventories) {
            state.inventory(declared, resolved, contents);
        }
        state.playbooks(fleet, contents);
        state.tests(program, contents);
        state.shared(program, contents);
        state
    }

    /// A role, and those that it calls on.
    #[must_use]
    pub fn closure(&self, roles: &BTreeSet<String>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&String> = roles.iter().collect();
        while let Some(name) = open.pop() {
            if found.insert(name.clone()) {
                open.extend(self.roles.get(name).iter().flat_map(|role| &role.calls));
            }
        }
        found
    }

    /// A playbook, and those that it imports.
    #[must_use]
    pub fn imported(&self, playbook: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![playbook];
        while let Some(name) = open.pop() {
            if found.insert(name.to_owned()) {
                open.extend(self.imports.get(name).into_iter().flatten().map(|i| &**i));
            }
        }
        found
    }

    fn inventory(&mut self, declared: &Declared, resolved: &Inventory, contents: &Contents) {
        let depths = depths(declared);
        let mut groups: Vec<usize> = (0..declared.groups.len()).collect();
        // As Ansible has it: what is deeper wins, then the name that comes later.
        groups.sort_by_key(|&group| (depths[group], &declared.groups[group].emitted));
        let mut values: Vec<BTreeMap<String, String>> = vec![BTreeMap::new(); declared.hosts.len()];
        for group in groups {
            let (known, written) = (&declared.groups[group], &resolved.group_vars[group]);
            for &host in &resolved.members[group] {
                let values = &mut values[host as usize];
                values.insert(format!("group `{}`", known.name), String::new());
                for value in written {
                    values.insert(value.emitted.to_string(), plain(&value.value));
                }
            }
            if known.dynamic || declared.plugin.is_some() {
                let text = written
                    .iter()
                    .map(|value| format!("{} {}\n", value.emitted, plain(&value.value)));
                let name = format!("the values of the group `{}`", known.name);
                self.shared.insert(name, text.collect());
            }
        }
        for vault in &declared.vaults {
            let end = vault.file();
            let found = contents
                .iter()
                .find(|(path, _)| path.starts_with("inventory/") && path.ends_with(&end));
            let text = found.map(|(_, content)| text(content)).unwrap_or_default();
            for values in &mut values {
                values.insert(format!("secrets of `{}`", vault.path), text.clone());
            }
        }
        for ((index, host), mut values) in (0u32..).zip(&declared.hosts).zip(values) {
            for value in resolved.host_vars(index, host) {
                values.insert(value.emitted.to_string(), plain(&value.value));
            }
            let key = (declared.name.to_string(), host.name.to_string());
            self.hosts.insert(key, values);
        }
        if let Some(plugin) = &declared.plugin {
            let name = format!("the inventory `{}`", declared.name);
            self.shared.insert(name, plain(plugin));
        }
    }

    fn playbooks(&mut self, fleet: &Fleet, contents: &Contents) {
        let program = &fleet.program;
        for (id, playbook) in program.playbooks.iter().enumerate() {
            let path = format!("playbooks/{}.yml", playbook.emitted);
            let texts = items(
                &contents
                    .get(&path)
                    .map(|text| self::text(text))
                    .unwrap_or_default(),
            );
            let name = playbook.name.to_string();
            for (item, known) in playbook.items.iter().enumerate() {
                let play = match known {
                    PlaybookItem::Import(other, ..) => {
                        if let Some(other) = program.playbooks.get(other.0 as usize) {
                            let imports = self.imports.entry(name.clone()).or_default();
                            imports.insert(other.name.to_string());
                        }
                        continue;
                    }
                    PlaybookItem::Play(play) => play,
                };
                let reached = fleet
                    .plays
                    .iter()
                    .find(|reached| reached.playbook.0 as usize == id && reached.item == item);
                let hosts = reached.map(|reached| hosts(program, &reached.hosts));
                let made = PlayState {
                    text: texts.get(item).cloned().unwrap_or_default(),
                    roles: self.closure(&roles_of_play(program, play)),
                    hosts: hosts.unwrap_or_default(),
                };
                let mut key = (name.clone(), play.name.to_string());
                let mut number = 1;
                while self.plays.contains_key(&key) {
                    number += 1;
                    key.1 = format!("{} ({number})", play.name);
                }
                self.plays.insert(key, made);
            }
        }
    }

    fn tests(&mut self, program: &Program, contents: &Contents) {
        for test in &program.tests {
            let mut files = below(contents, &format!("molecule/{}/", test.emitted));
            files.extend(below(contents, "molecule/shared/"));
            let mut made = TestState {
                folder: test.emitted.to_string(),
                ..TestState::default()
            };
            let platforms: Vec<usize> = match &test.subject {
                Subject::Role {
                    role, platforms, ..
                } => {
                    made.role = role_name(program, *role);
                    platforms.clone()
                }
                Subject::Fleet {
                    playbook,
                    inventory,
                    hosts,
                    ..
                } => {
                    if let (Some(playbook), Some(inventory)) = (
                        program.playbooks.get(playbook.0 as usize),
                        program.inventories.get(*inventory),
                    ) {
                        let names = hosts.iter().filter_map(|(host, _)| {
                            let host = inventory.hosts.get(*host as usize)?;
                            Some((inventory.name.to_string(), host.name.to_string()))
                        });
                        made.fleet = Some((playbook.name.to_string(), names.collect()));
                    }
                    hosts.iter().map(|(_, platform)| *platform).collect()
                }
            };
            for platform in platforms.iter().filter_map(|i| program.platforms.get(*i)) {
                files.extend(below(contents, &format!("containers/{}/", platform.name)));
            }
            made.files = files;
            self.tests.insert(test.name.to_string(), made);
        }
    }

    fn shared(&mut self, program: &Program, contents: &Contents) {
        for path in ["ansible.cfg", "requirements.yml"] {
            if let Some(content) = contents.get(path) {
                self.shared.insert(path.to_owned(), text(content));
            }
        }
        for plugin in &program.plugins {
            if let Some(content) = contents.get(&plugin.path) {
                self.shared.insert(plugin.path.clone(), text(content));
            }
        }
    }
}

/// The files of a folder.
fn below(contents: &Contents, folder: &str) -> BTreeMap<String, String> {
    contents
        .range(folder.to_owned()..)
        .take_while(|(path, _)| path.starts_with(folder))
        .map(|(path, content)| (path.clone(), text(content)))
        .collect()
}

fn text(content: &[u8]) -> String {
    String::from_utf8_lossy(content).into_owned()
}

/// Something of the model as text, without the places in which it was written.
fn plain(what: &impl std::fmt::Debug) -> String {
    let text = format!("{what:?}");
    let mut parts = text.split("Span { start: ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    out
}

/// The text of each item of a list that is a document, without the comments between them.
fn items(document: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in document.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with("- ") {
            items.push(String::new());
        }
        if let Some(item) = items.last_mut().filter(|_| !line.is_empty()) {
            item.push_str(line);
            item.push('\n');
        }
    }
    items
}

/// How deep each group stands below `all`: the longest way counts.
pub(super) fn depths(declared: &Declared) -> Vec<usize> {
    let mut depths = vec![0; declared.groups.len()];
    // No way is longer than there are groups; rings were refused.
    for _ in 0..declared.groups.len() {
        let mut changed = false;
        for (group, known) in declared.groups.iter().enumerate() {
            for &child in &known.children {
                let deep = depths[group] + 1;
                if depths[child as usize] < deep {
                    depths[child as usize] = deep;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    for (group, known) in declared.groups.iter().enumerate() {
        if known.name != "all" {
            depths[group] += 1;
        }
    }
    depths
}

fn hosts(program: &Program, reached: &[Vec<u32>]) -> BTreeSet<HostKey> {
    let mut found = BTreeSet::new();
    for (declared, hosts) in program.inventories.iter().zip(reached) {
        for host in hosts {
            let host = declared.hosts.get(*host as usize);
            let name = host.map_or("localhost", |host| host.name.as_str());
            found.insert((declared.name.to_string(), name.to_owned()));
        }
    }
    found
}

fn role_name(program: &Program, role: RoleId) -> Option<String> {
    let role = program.roles.get(role.0 as usize)?;
    Some(role.name.to_string())
}

pub(super) fn roles_of_play(program: &Program, play: &Play) -> BTreeSet<String> {
    applied(program, play.all_steps())
}

fn calls_of(program: &Program, role: &Role) -> BTreeSet<String> {
    applied(program, role.all_steps())
}

fn applied<'s>(program: &Program, steps: impl Iterator<Item = &'s Step>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for step in steps {
        step.applications(&mut |application, _| found.extend(role_name(program, application.role)));
    }
    found
}

/// Roles by name, and those that they call on.
pub(super) fn closure(program: &Program, roles: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = roles.iter().cloned().collect();
    while let Some(name) = open.pop() {
        if !found.contains(&name) {
            let role = program.roles.iter().find(|role| role.name == name);
            open.extend(role.into_iter().flat_map(|role| calls_of(program, role)));
            found.insert(name);
        }
    }
    found
}
