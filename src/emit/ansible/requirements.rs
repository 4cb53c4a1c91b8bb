//! `requirements.yml`.
//!
//! In: every module, filter, test, lookup and plugin that is named in full. Out: the collections
//! they come from; no file where all of them are Ansible's own.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::emit::ansible::Files;
use crate::emit::ansible::fields::Fields;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::Program;
use crate::fleet::program::Origin;
use crate::fleet::program::Role;
use crate::fleet::program::RoleId;
use crate::fleet::program::Step;
use crate::fleet::program::StepKind;
use crate::fleet::program::collection_version;
use crate::fleet::term::Term;
use crate::fleet::term::TermKind;
use crate::value::Value;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    let used = used(fleet);
    let mut file = Fields::default();
    let roles = roles(&fleet.program, &used);
    if !roles.is_empty() {
        file.put("roles", Node::List(roles));
    }
    if !used.collections.is_empty() {
        let collections = used.collections.iter().map(|name| {
            let installed = fleet.program.versions.get(name.as_str());
            collection(name, installed.map(EcoString::as_str))
        });
        file.put("collections", Node::List(collections.collect()));
    }
    if !file.is_empty() {
        files.yaml("requirements.yml", &[], &file.into_node());
    }
}

/// A collection, at the version whose facts the calls were checked against.
fn collection(name: &str, installed: Option<&str>) -> Entry {
    let mut fields = Fields::default();
    fields.put("name", Node::Data(name.into()));
    if let Some(version) = installed.or_else(|| collection_version(name)) {
        fields.put("version", Node::Data(version.into()));
    }
    Entry::from(fields.into_node())
}

/// The roles that `ansible-galaxy` installs, of those that something applies.
fn roles(program: &Program, used: &Used) -> Vec<Entry> {
    let mut entries = Vec::new();
    for id in &used.roles {
        let Some(role) = program.roles.get(id.0 as usize) else {
            continue;
        };
        let Some(Origin::Galaxy { name, version }) = &role.origin else {
            continue;
        };
        let mut fields = Fields::default();
        if *name != role.emitted {
            fields.put("src", Node::Data(name.clone()));
        }
        fields.put("name", Node::Data(role.emitted.clone()));
        fields.put("version", Node::Data(version.clone()));
        entries.push(Entry::from(fields.into_node()));
    }
    entries
}

/// Everything that the fleet names.
fn used(fleet: &Fleet) -> Used {
    let mut used = Used::default();
    let program = &fleet.program;
    program.terms(&mut |term| used.term(term));
    for step in program.all_steps() {
        step.walk(&mut |step| used.step(step));
    }
    for role in &program.roles {
        used.role(role);
    }
    for play in program.plays() {
        play.keywords
            .iter()
            .for_each(|word| used.plugin(&word.name, &word.value));
    }
    if !program.tests.is_empty() {
        // The connections by which they reach containers.
        let connections = ["community.docker", "containers.podman"];
        used.collections.extend(connections.map(String::from));
    }
    for inventory in &program.inventories {
        if let Some((plugin, _)) = &inventory.plugin {
            used.name(plugin);
        }
    }
    for (declared, inventory) in program.inventories.iter().zip(&fleet.inventories) {
        let groups = inventory.group_vars.iter().flatten();
        let hosts = (0u32..).zip(&declared.hosts);
        let hosts = hosts.flat_map(|(index, host)| inventory.host_vars(index, host));
        for given in groups.chain(hosts) {
            used.plugin(&given.emitted, &given.value);
            used.term(&given.value);
        }
    }
    used
}

/// Keywords and variables whose value names a plugin.
const NAMES_A_PLUGIN: [&str; 6] = [
    "connection",
    "ansible_connection",
    "become_method",
    "ansible_become_method",
    "strategy",
    "ansible_shell_type",
];

#[derive(Default)]
struct Used {
    collections: BTreeSet<String>,
    roles: BTreeSet<RoleId>,
}

impl Used {
    /// `community.general.ufw` needs `community.general`.
    fn name(&mut self, name: &str) {
        let mut parts = name.splitn(3, '.');
        if let (Some(namespace), Some(collection), Some(_)) =
            (parts.next(), parts.next(), parts.next())
            && (namespace, collection) != ("ansible", "builtin")
            && (namespace, collection) != ("ansible", "legacy")
        {
            self.collections.insert(format!("{namespace}.{collection}"));
        }
    }

    fn plugin(&mut self, name: &str, value: &Term) {
        if NAMES_A_PLUGIN.contains(&name)
            && let Some(Value::Str(plugin)) = value.known()
        {
            self.name(plugin);
        }
    }

    fn term(&mut self, term: &Term) {
        if matches!(term.kind, TermKind::Value(_)) {
            return;
        }
        term.walk(&mut |part| {
            if let TermKind::Filter(_, name, _) | TermKind::Test { name, .. } = &part.kind {
                self.name(name);
            }
            if let TermKind::Filter(_, name, args) = &part.kind
                && let Some((_, applied)) = args.applied(name)
            {
                self.name(applied);
            } else if let TermKind::Call(name, args) = &part.kind
                && matches!(name.as_str(), "lookup" | "query" | "q")
                && let Some(Value::Str(plugin)) = args.positional.first().and_then(Term::known)
            {
                self.name(plugin);
            }
        });
    }

    fn role(&mut self, role: &Role) {
        if let Some(Origin::Folder { collections, .. }) = &role.origin {
            let named = collections.iter().map(ToString::to_string);
            self.collections.extend(named);
        }
        for (_, text) in &role.templates {
            self.template(text);
        }
    }

    /// Filters and tests of a template's text: names with two dots behind `|` or `is`.
    fn template(&mut self, text: &str) {
        let words: Vec<&str> = text
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || "_.|".contains(letter)))
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            if let [before, word] = pair {
                let word = match *before {
                    "is" | "not" => Some(*word),
                    _ if before.ends_with('|') => Some(*word),
                    _ => None,
                };
                word.into_iter().for_each(|word| self.name(word));
            }
        }
        for word in words {
            if let Some((_, name)) = word.rsplit_once('|') {
                self.name(name);
            }
        }
    }

    /// What a step itself names, its terms apart.
    fn step(&mut self, step: &Step) {
        step.keywords
            .iter()
            .for_each(|word| self.plugin(&word.name, &word.value));
        match &step.kind {
            StepKind::Task(call) => self.name(&call.module),
            StepKind::Role(application) => {
                self.roles.insert(application.role);
            }
            StepKind::Block { .. } | StepKind::Section { .. } | StepKind::Fact { .. } => {}
        }
    }
}
