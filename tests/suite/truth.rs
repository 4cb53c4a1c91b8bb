//! What a generated tree does on each host, read from its files alone, as Ansible reads them.
//!
//! Nothing here knows how the tree was made: hosts and groups are those of `hosts.yml`, values those of
//! `group_vars` and `host_vars` by Ansible's order, plays those of `playbooks`, with all that their roles hold.
//! What does nothing is left out: comments, the order of keys, the names of tasks and plays.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use rolecall::diff::state::Contents;

/// What happens on each host, by name.
pub type Truth = BTreeMap<String, Value>;

struct Tree<'c> {
    files: &'c Contents,
    /// What is YAML among them, read once.
    docs: BTreeMap<&'c str, Value>,
    groups: BTreeMap<String, Group>,
    hosts: BTreeSet<String>,
}

#[derive(Default)]
struct Group {
    hosts: BTreeSet<String>,
    children: BTreeSet<String>,
}

/// Of the files of a tree with one inventory.
pub fn truth(files: &Contents) -> Truth {
    let tree = Tree::new(files);
    let whole: Vec<&Vec<u8>> = files
        .iter()
        .filter(|(path, _)| *path == "ansible.cfg" || path.contains("plugins/"))
        .map(|(_, content)| content)
        .collect();
    let plays = tree.plays();
    let held_by: BTreeMap<&str, Value> = files
        .keys()
        .filter_map(|path| path.strip_prefix("roles/")?.split_once('/'))
        .map(|(role, _)| role)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|role| (role, tree.role(role)))
        .collect();
    let one = |host: &String| {
        let mine: Vec<&Play> = plays
            .iter()
            .filter(|play| play.hosts.contains(host))
            .collect();
        let roles: BTreeSet<String> = mine.iter().flat_map(|play| play.roles.clone()).collect();
        let held: BTreeMap<&String, &Value> = roles
            .iter()
            .map(|role| (role, &held_by[role.as_str()]))
            .collect();
        let texts: Vec<&Value> = mine.iter().map(|play| &play.text).collect();
        let state = json!({
            "values": tree.values(host, &roles),
            "plays": texts,
            "roles": held,
            "settings": whole,
        });
        (host.clone(), state)
    };
    tree.hosts.iter().map(one).collect()
}

/// The plays that changed places, as the hosts that they reach: what ran after another runs before it.
pub fn reordered(before: &Contents, after: &Contents) -> BTreeSet<String> {
    let names = |files: &Contents| -> Vec<(String, BTreeSet<String>)> {
        let plays = Tree::new(files).plays().into_iter();
        plays.map(|play| (play.name, play.hosts)).collect()
    };
    let (old, new) = (names(before), names(after));
    let place = |name: &String| old.iter().position(|(known, _)| known == name);
    let mut found = BTreeSet::new();
    for (index, (one, hosts)) in new.iter().enumerate() {
        for (other, others) in &new[index + 1..] {
            if let (Some(a), Some(b)) = (place(one), place(other))
                && a > b
            {
                found.extend(hosts.union(others).cloned());
            }
        }
    }
    found
}

struct Play {
    name: String,
    hosts: BTreeSet<String>,
    roles: BTreeSet<String>,
    text: Value,
}

fn read(content: &[u8]) -> Value {
    let yaml: serde_yaml::Value = serde_yaml::from_slice(content).unwrap();
    plain(&yaml)
}

/// A file of values: the names have no order, but what loops over a map or prints it goes by the map's.
fn read_values(content: &[u8]) -> Value {
    let yaml: serde_yaml::Value = serde_yaml::from_slice(content).unwrap();
    let values = yaml.as_mapping().unwrap().iter();
    values
        .map(|(name, value)| (name.as_str().unwrap().to_owned(), ordered(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn ordered(value: &serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Sequence(items) => items.iter().map(ordered).collect(),
        serde_yaml::Value::Mapping(map) => map
            .iter()
            .map(|(key, value)| json!({ "key": plain(key), "value": ordered(value) }))
            .collect(),
        serde_yaml::Value::Tagged(_)
        | serde_yaml::Value::Null
        | serde_yaml::Value::Bool(_)
        | serde_yaml::Value::Number(_)
        | serde_yaml::Value::String(_) => plain(value),
    }
}

/// A playbook, with the values that plays give to roles.
fn read_playbook(content: &[u8]) -> Value {
    let yaml: serde_yaml::Value = serde_yaml::from_slice(content).unwrap();
    let mut plays = plain(&yaml);
    for (play, written) in plays
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip(yaml.as_sequence().unwrap())
    {
        let roles = play.get_mut("roles").and_then(Value::as_array_mut);
        let written = written
            .get("roles")
            .and_then(serde_yaml::Value::as_sequence);
        for (role, written) in roles
            .into_iter()
            .flatten()
            .zip(written.into_iter().flatten())
        {
            for (key, value) in role.as_object_mut().into_iter().flatten() {
                *value = ordered(&written[key.as_str()]);
            }
        }
    }
    plays
}

/// As JSON, whose maps have no order.
fn plain(value: &serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Sequence(items) => items.iter().map(plain).collect(),
        serde_yaml::Value::Mapping(map) => map
            .iter()
            .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), plain(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        serde_yaml::Value::Tagged(tagged) => {
            json!({ tagged.tag.to_string(): plain(&tagged.value) })
        }
        serde_yaml::Value::Null
        | serde_yaml::Value::Bool(_)
        | serde_yaml::Value::Number(_)
        | serde_yaml::Value::String(_) => serde_json::to_value(value).unwrap(),
    }
}

fn keys(value: &Value) -> BTreeSet<String> {
    value
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys().cloned())
        .collect()
}

impl<'c> Tree<'c> {
    fn new(files: &'c Contents) -> Self {
        let ours = |path: &str| {
            let folders = ["inventory/", "playbooks/", "roles/"];
            let beside = ["/templates/", "/files/"];
            path.ends_with(".yml")
                && folders.iter().any(|folder| path.starts_with(folder))
                && !beside.iter().any(|part| path.contains(part))
        };
        let yaml = files.iter().filter(|(path, _)| ours(path));
        let mut tree = Tree {
            files,
            docs: yaml
                .map(|(path, content)| {
                    let values = ["_vars/", "/defaults/", "/vars/"];
                    let doc = if values.iter().any(|part| path.contains(part)) {
                        read_values(content)
                    } else if path.starts_with("playbooks/") {
                        read_playbook(content)
                    } else {
                        read(content)
                    };
                    (path.as_str(), doc)
                })
                .collect(),
            groups: BTreeMap::new(),
            hosts: BTreeSet::new(),
        };
        tree.inventory();
        tree
    }

    fn doc(&self, path: &str) -> &Value {
        self.docs.get(path).unwrap_or(&Value::Null)
    }

    /// The files of a folder, as they were read.
    fn below(&self, folder: &str) -> impl Iterator<Item = (&'c str, &Value)> {
        let found = self
            .docs
            .iter()
            .filter(move |(path, _)| path.starts_with(folder));
        found.map(|(path, doc)| (*path, doc))
    }

    fn inventory(&mut self) {
        let doc = self.doc("inventory/hosts.yml").clone();
        for (name, group) in doc.as_object().into_iter().flatten() {
            let made = Group {
                hosts: keys(&group["hosts"]),
                children: keys(&group["children"]),
            };
            self.hosts.extend(made.hosts.iter().cloned());
            self.groups.insert(name.clone(), made);
        }
        assert!(!self.hosts.is_empty(), "no host in the tree");
    }

    fn members(&self, group: &str) -> BTreeSet<String> {
        if group == "all" {
            return self.hosts.clone();
        }
        let Some(known) = self.groups.get(group) else {
            return self
                .hosts
                .iter()
                .filter(|host| *host == group)
                .cloned()
                .collect();
        };
        let below = known.children.iter().flat_map(|child| self.members(child));
        below.chain(known.hosts.iter().cloned()).collect()
    }

    /// `webservers:!disabled:&public`.
    fn reached(&self, pattern: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let parts: Vec<&str> = pattern.split(':').collect();
        for part in parts.iter().filter(|part| !part.starts_with(['!', '&'])) {
            found.extend(self.members(part));
        }
        for part in parts {
            assert!(!part.contains(['*', '~', '[']), "not read here: {pattern}");
            if let Some(name) = part.strip_prefix('!') {
                let gone = self.members(name);
                found.retain(|host| !gone.contains(host));
            } else if let Some(name) = part.strip_prefix('&') {
                let kept = self.members(name);
                found.retain(|host| kept.contains(host));
            }
        }
        found
    }

    fn depth(&self, group: &str) -> usize {
        let parents = self
            .groups
            .iter()
            .filter(|(_, one)| one.children.contains(group));
        let parents = parents.filter(|(name, _)| *name != "all");
        parents.map(|(name, _)| self.depth(name)).max().unwrap_or(0) + 1
    }

    /// What a host is given, and its roles' defaults; of parameters only those of its roles.
    fn values(&self, host: &str, roles: &BTreeSet<String>) -> BTreeMap<String, Value> {
        let mut groups: Vec<&String> = self.groups.keys().filter(|name| *name != "all").collect();
        groups.sort_by_key(|name| (self.depth(name), name.as_str()));
        let mut files = vec!["inventory/group_vars/all.yml".to_owned()];
        for group in groups {
            if self.members(group).contains(host) {
                files.push(format!("inventory/group_vars/{group}.yml"));
            }
        }
        files.push(format!("inventory/host_vars/{host}.yml"));
        let mut values = BTreeMap::new();
        for role in roles {
            let defaults = self.doc(&format!("roles/{role}/defaults/main.yml"));
            values.extend(defaults.as_object().cloned().into_iter().flatten());
        }
        for file in files {
            values.extend(self.doc(&file).as_object().cloned().into_iter().flatten());
        }
        let all = self.files.keys().filter_map(|path| {
            let (role, file) = path.strip_prefix("roles/")?.split_once('/')?;
            (file == "meta/argument_specs.yml").then_some((role, path))
        });
        for (_, path) in all.filter(|(role, _)| !roles.contains(*role)) {
            let taken = self.doc(path);
            for entry in taken["argument_specs"].as_object().into_iter().flatten() {
                for name in keys(&entry.1["options"]) {
                    values.remove(&name);
                }
            }
        }
        values
    }

    fn plays(&self) -> Vec<Play> {
        let mut found = Vec::new();
        for (path, doc) in self.below("playbooks/") {
            for mut play in doc.as_array().cloned().unwrap_or_default() {
                let map = play.as_object_mut().unwrap();
                let name = map.remove("name").map(|name| format!("{path} {name}"));
                let Some(pattern) = map.remove("hosts") else {
                    continue;
                };
                let own = [
                    map.get("roles"),
                    map.get("tasks"),
                    map.get("pre_tasks"),
                    map.get("post_tasks"),
                ];
                let mut roles = BTreeSet::new();
                for part in own.into_iter().flatten() {
                    self.called(part, &mut roles);
                }
                for part in ["tasks", "pre_tasks", "post_tasks", "handlers"] {
                    if let Some(tasks) = map.get_mut(part) {
                        *tasks = self.tasks(tasks);
                    }
                }
                found.push(Play {
                    name: name.unwrap_or_default(),
                    hosts: self.reached(pattern.as_str().unwrap()),
                    roles,
                    text: json!([path, play]),
                });
            }
        }
        found
    }

    /// The roles that steps call on, and those that these do.
    fn called(&self, steps: &Value, roles: &mut BTreeSet<String>) {
        for step in steps.as_array().into_iter().flatten() {
            let names = [
                &step["role"],
                &step["ansible.builtin.include_role"]["name"],
                &step["ansible.builtin.import_role"]["name"],
            ];
            for name in names.into_iter().filter_map(Value::as_str) {
                if !roles.insert(name.to_owned()) {
                    continue;
                }
                let meta = self.doc(&format!("roles/{name}/meta/main.yml"));
                self.called(&meta["dependencies"], roles);
                for (_, tasks) in self.below(&format!("roles/{name}/tasks/")) {
                    self.called(tasks, roles);
                }
            }
            for part in ["block", "rescue", "always"] {
                self.called(&step[part], roles);
            }
        }
    }

    /// What a role does: its files, without what is for readers, and without its defaults, which are values.
    fn role(&self, role: &str) -> Value {
        let folder = format!("roles/{role}/");
        let mut held = serde_json::Map::new();
        for (path, content) in self.files.range(folder.clone()..) {
            let Some(file) = path.strip_prefix(&folder) else {
                break;
            };
            let (part, _) = file.split_once('/').unwrap_or((file, ""));
            let value = match part {
                "tasks" | "handlers" => self.tasks(self.doc(path)),
                "vars" => self.doc(path).clone(),
                "meta" if file == "meta/main.yml" => {
                    let meta = self.doc(path);
                    json!([meta["dependencies"], meta["allow_duplicates"]])
                }
                "templates" | "files" => json!(content),
                _ => continue,
            };
            held.insert(file.to_owned(), value);
        }
        let mut imported = BTreeSet::new();
        let mut whole: serde_json::Map<String, Value> = held
            .iter()
            .map(|(file, value)| (file.clone(), with_imports(value, &held, &mut imported)))
            .collect();
        whole.retain(|file, _| !imported.contains(file));
        whole.into()
    }

    /// Steps without their names; a handler is known by its place.
    fn tasks(&self, tasks: &Value) -> Value {
        let mut tasks = tasks.clone();
        for task in tasks.as_array_mut().into_iter().flatten() {
            let map = task.as_object_mut().unwrap();
            map.remove("name");
            for part in ["block", "rescue", "always"] {
                if let Some(inner) = map.get_mut(part) {
                    *inner = self.tasks(inner);
                }
            }
            match map.get_mut("notify") {
                Some(Value::Array(several)) => several.iter_mut().for_each(|one| self.handler(one)),
                Some(one) => self.handler(one),
                None => {}
            }
        }
        tasks
    }

    fn handler(&self, name: &mut Value) {
        let known = name.as_str().and_then(|text| {
            let (role, name) = text.split_once(" : ")?;
            let handlers = self.doc(&format!("roles/{role}/handlers/main.yml"));
            let mut handlers = handlers.as_array()?.iter();
            let at = handlers
                .position(|handler| handler["name"] == *name || handler["listen"] == *name)?;
            Some(json!([role, at]))
        });
        if let Some(known) = known {
            *name = known;
        }
    }
}

/// How many tasks and handlers a tree has; what only imports a file is none.
pub fn tasks(files: &Contents) -> i64 {
    let mut count = 0;
    for (path, content) in files {
        let in_role =
            path.starts_with("roles/") && (path.contains("/tasks/") || path.contains("/handlers/"));
        if in_role && path.ends_with(".yml") {
            count += leaves(&read(content));
        } else if path.starts_with("playbooks/") {
            for play in read(content).as_array().into_iter().flatten() {
                for part in ["pre_tasks", "tasks", "post_tasks", "handlers"] {
                    count += leaves(&play[part]);
                }
            }
        }
    }
    count
}

/// Steps with what they import in its place: what the file is called does nothing.
fn with_imports(
    steps: &Value,
    files: &serde_json::Map<String, Value>,
    imported: &mut BTreeSet<String>,
) -> Value {
    let mut steps = steps.clone();
    for step in steps.as_array_mut().into_iter().flatten() {
        let Some(step) = step.as_object_mut() else {
            continue;
        };
        for (key, value) in step.iter_mut() {
            let file = value.as_str().map(|file| format!("tasks/{file}"));
            let file = file.filter(|_| key == "ansible.builtin.import_tasks");
            let held = file.and_then(|file| Some((files.get(&file)?, file)));
            if let Some((inside, file)) = held {
                *value = with_imports(inside, files, imported);
                imported.insert(file);
            } else if ["block", "rescue", "always"].contains(&key.as_str()) {
                *value = with_imports(value, files, imported);
            }
        }
    }
    steps
}

fn leaves(steps: &Value) -> i64 {
    let mut count = 0;
    for step in steps.as_array().into_iter().flatten() {
        let import = [
            "ansible.builtin.import_tasks",
            "ansible.builtin.include_tasks",
        ];
        if import.iter().any(|key| step.get(key).is_some()) {
            continue;
        }
        count += match step.get("block") {
            Some(block) => leaves(block) + leaves(&step["rescue"]) + leaves(&step["always"]),
            None => 1,
        };
    }
    count
}
