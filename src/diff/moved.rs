//! What `moved` says: the side before is read under the names of the side after.
//!
//! In: `moved role logs -> logserver`. Out: [`Renames`], by which `roles/logs/tasks/main.yml` stands
//! in `roles/logserver/`, and `logs_domain` in it is `logserver_domain`. Whatever still differs
//! then is a change like any other.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::state::Contents;
use crate::fleet::Fleet;
use crate::fleet::program::{Moved, MovedKind, Program, Role};

/// Old names and new ones.
#[derive(Debug, Default)]
pub struct Renames {
    roles: BTreeMap<String, String>,
    /// Folders below `roles/`.
    emitted: BTreeMap<String, String>,
    /// Every prefix of the old side with what it is now, the longest first.
    prefixes: Vec<(String, String)>,
    hosts: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
    groups_emitted: BTreeMap<String, String>,
    sections: Vec<Section>,
    /// Whole words: parameters that went with a section, or have another prefix.
    words: BTreeMap<String, String>,
    /// Roles that are called the same and whose variables begin otherwise.
    begins: Vec<Begins>,
}

/// The role, its folder, and its prefix before and after.
#[derive(Debug)]
struct Begins {
    role: String,
    folder: String,
    prefixes: (String, String),
}

/// A section that moved: the folder of its role, and its name.
#[derive(Debug)]
struct Section {
    from: (String, String),
    to: (String, String),
    prefixes: (String, String),
}

impl Renames {
    /// What the new side says of the old one. What the old side does not know says nothing.
    #[must_use]
    pub fn new(before: &Program, after: &Program) -> Self {
        let mut made = Self::default();
        for moved in &after.moved {
            made.take(moved, before, after);
        }
        for role in &before.roles {
            made.prefix_of(role, after);
        }
        let of_role = |role: &crate::fleet::program::Role| {
            let prefix = role.prefix.to_string();
            let now = made.roles.get(role.name.as_str()).and_then(|name| {
                let role = after.roles.iter().find(|role| role.name == *name)?;
                Some(role.prefix.to_string())
            });
            (prefix.clone(), now.unwrap_or(prefix))
        };
        let mut prefixes: Vec<_> = before.roles.iter().map(of_role).collect();
        prefixes.retain(|(old, _)| !old.is_empty());
        prefixes.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        prefixes.dedup();
        if prefixes.iter().any(|(old, new)| old != new) {
            made.prefixes = prefixes;
        }
        made
    }

    /// Another `prefix` of a role that is called the same.
    fn prefix_of(&mut self, was: &Role, after: &Program) {
        let Some(is) = after.roles.iter().find(|role| role.name == was.name) else {
            return;
        };
        if was.prefix == is.prefix || self.roles.contains_key(was.name.as_str()) {
            return;
        }
        let names = |role: &Role| -> BTreeMap<String, String> {
            let entries = role.entries.iter().flat_map(|entry| &entry.params);
            let params = role.params.iter().chain(entries);
            let params = params.map(|param| (param.name.to_string(), param.emitted.to_string()));
            let lets = role.lets.iter();
            let lets = lets.map(|bound| (bound.name.to_string(), bound.emitted.to_string()));
            params.chain(lets).collect()
        };
        let now = names(is);
        let pairs = names(was).into_iter();
        self.words
            .extend(pairs.filter_map(|(name, emitted)| Some((emitted, now.get(&name)?.clone()))));
        self.begins.push(Begins {
            role: was.name.to_string(),
            folder: was.emitted.to_string(),
            prefixes: (was.prefix.to_string(), is.prefix.to_string()),
        });
    }

    fn take(&mut self, moved: &Moved, before: &Program, after: &Program) {
        let (from, to) = (moved.from.as_str(), moved.to.as_str());
        let role = |program: &Program, name: &str| {
            let role = program.roles.iter().find(|role| role.name == name)?;
            Some((role.emitted.to_string(), role.prefix.to_string()))
        };
        match moved.kind {
            MovedKind::Role => {
                if let (Some((old, _)), Some((new, _))) = (role(before, from), role(after, to))
                    && role(before, to).is_none()
                {
                    self.roles.insert(from.to_owned(), to.to_owned());
                    self.emitted.insert(old, new);
                }
            }
            MovedKind::Host => {
                let known = |program: &Program, name: &str| {
                    let mut inventories = program.inventories.iter();
                    inventories.any(|one| one.hosts.iter().any(|host| host.name == name))
                };
                if known(before, from) && !known(before, to) {
                    self.hosts.insert(from.to_owned(), to.to_owned());
                }
            }
            MovedKind::Group => {
                let emitted = |program: &Program, name: &str| {
                    let mut groups = program.inventories.iter().flat_map(|one| &one.groups);
                    let group = groups.find(|group| group.name == name)?;
                    Some(group.emitted.to_string())
                };
                if let (Some(old), Some(new), None) = (
                    emitted(before, from),
                    emitted(after, to),
                    emitted(before, to),
                ) {
                    self.groups.insert(from.to_owned(), to.to_owned());
                    self.groups_emitted.insert(old, new);
                }
            }
            MovedKind::Section => {
                let parts = |path: &str| {
                    let (role, section) = path.rsplit_once('.')?;
                    Some((role.to_owned(), section.to_owned()))
                };
                let (Some((old, was)), Some((new, is))) = (parts(from), parts(to)) else {
                    return;
                };
                if let (Some((old, of_old)), Some((new, of_new))) =
                    (role(before, &old), role(after, &new))
                {
                    self.words.extend(parameters(before, &old, after, &new));
                    self.sections.push(Section {
                        from: (old, was),
                        to: (new, is),
                        prefixes: (of_old, of_new),
                    });
                }
            }
        }
    }

    /// Whether nothing has another name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty()
            && self.hosts.is_empty()
            && self.groups.is_empty()
            && self.sections.is_empty()
            && self.begins.is_empty()
    }

    /// The new name of a role.
    #[must_use]
    pub fn role(&self, name: &str) -> String {
        of(&self.roles, name)
    }

    /// The new folder of a role.
    #[must_use]
    pub fn role_emitted(&self, name: &str) -> String {
        of(&self.emitted, name)
    }

    /// The new prefix of a role's variables.
    #[must_use]
    pub fn prefix(&self, prefix: &str) -> String {
        let known = self.prefixes.iter().find(|(old, _)| old == prefix);
        known.map_or(prefix, |(_, new)| new).to_owned()
    }

    /// The new name of a host.
    #[must_use]
    pub fn host(&self, name: &str) -> String {
        of(&self.hosts, name)
    }

    /// The new name of a group.
    #[must_use]
    pub fn group(&self, name: &str) -> String {
        of(&self.groups, name)
    }

    /// The new name of a group in Ansible.
    #[must_use]
    pub fn group_emitted(&self, name: &str) -> String {
        of(&self.groups_emitted, name)
    }

    /// The new name of a variable.
    #[must_use]
    pub fn word(&self, word: &str) -> String {
        match self.words.get(word) {
            Some(new) => new.clone(),
            None => rename(word, &self.prefixes),
        }
    }

    /// Where a section was or is that moved: the folder of its role, and its name.
    #[must_use]
    pub fn moved_sections(&self) -> BTreeSet<(String, String)> {
        let both = self
            .sections
            .iter()
            .filter(|section| section.from.0 != section.to.0);
        both.flat_map(|section| [section.from.clone(), section.to.clone()])
            .collect()
    }

    /// The files that only import a section that moved.
    #[must_use]
    pub fn section_files(&self) -> Vec<String> {
        let folders = self.sections.iter();
        let folders = folders.flat_map(|section| [&section.from.0, &section.to.0]);
        folders
            .map(|folder| format!("roles/{folder}/tasks/main.yml"))
            .collect()
    }

    /// Every move in words, sorted.
    #[must_use]
    pub fn told(&self) -> Vec<(String, String)> {
        let of = |what: &str, map: &BTreeMap<String, String>| {
            let line = |(old, new): (&String, &String)| {
                (new.clone(), format!("{what} {old} is now {what} {new}"))
            };
            map.iter().map(line).collect::<Vec<_>>()
        };
        let mut told = of("role", &self.roles);
        told.extend(of("host", &self.hosts));
        told.extend(of("group", &self.groups));
        for section in &self.sections {
            let (from, to) = (&section.from, &section.to);
            let new = format!("{}.{}", to.0, to.1);
            let line = format!("section {}.{} is now section {new}", from.0, from.1);
            told.push((new, line));
        }
        for begins in &self.begins {
            let (was, is) = &begins.prefixes;
            let quoted = |prefix: &str| match prefix {
                "" => "their own names".to_owned(),
                prefix => format!("`{prefix}`"),
            };
            let line = format!(
                "its variables begin with {} now; before, with {}",
                quoted(is),
                quoted(was)
            );
            told.push((format!("role {}", begins.role), line));
        }
        told
    }

    /// The files under their new names, with the new names in them.
    #[must_use]
    pub fn files(&self, contents: Contents, _fleet: &Fleet) -> Contents {
        if self.is_empty() {
            return contents;
        }
        let renamed = contents.into_iter().map(|(path, content)| {
            let (mut path, mut content) = self.section_file(path, content);
            if let Ok(text) = std::str::from_utf8(&content) {
                content = self.text(&path, &self.own(&path, text)).into_bytes();
            }
            path = self.path(&path);
            (path, content)
        });
        renamed.collect()
    }

    /// A role's own files, in which what it registers begins otherwise, too.
    fn own(&self, path: &str, text: &str) -> String {
        let mut roles = self.begins.iter();
        let role = roles.find(|role| path.starts_with(&format!("roles/{}/", role.folder)));
        match role {
            Some(Begins { prefixes, .. }) if !prefixes.0.is_empty() => {
                let prefixes = [prefixes.clone()];
                words(text, identifier, |word| match self.words.get(word) {
                    Some(new) => new.clone(),
                    None => rename(word, &prefixes),
                })
            }
            _ => text.to_owned(),
        }
    }

    /// A section that moved is a file elsewhere.
    fn section_file(&self, path: String, content: Vec<u8>) -> (String, Vec<u8>) {
        for section in &self.sections {
            let (from, to) = (&section.from, &section.to);
            let folder = format!("roles/{}/tasks/", from.0);
            if path == format!("{folder}{}.yml", from.1) {
                let text = String::from_utf8_lossy(&content);
                let prefixes = [section.prefixes.clone()];
                let text = words(&text, identifier, |word| rename(word, &prefixes));
                let text = text.replace(&format!("{} : ", from.0), &format!("{} : ", to.0));
                return (
                    format!("roles/{}/tasks/{}.yml", to.0, to.1),
                    text.into_bytes(),
                );
            }
            if from.0 == to.0 && path.starts_with(&folder) {
                let text = String::from_utf8_lossy(&content);
                let file = |name: &str| format!("import_tasks: {name}.yml\n");
                let name = |name: &str| {
                    let words = name.replace('_', " ");
                    let mut letters = words.chars();
                    let first = letters.next().into_iter().flat_map(char::to_uppercase);
                    format!("- name: {}\n", first.chain(letters).collect::<String>())
                };
                let text = text
                    .replace(&file(&from.1), &file(&to.1))
                    .replace(&name(&from.1), &name(&to.1));
                return (path, text.into_bytes());
            }
        }
        (path, content)
    }

    fn path(&self, path: &str) -> String {
        let parts: Vec<&str> = path.split('/').collect();
        let mut out: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        for (index, part) in parts.iter().enumerate().skip(1) {
            let stem = part.strip_suffix(".yml");
            match (parts[index - 1], stem) {
                ("roles" | "molecule", _) if index == 1 => out[index] = self.role_emitted(part),
                ("host_vars", Some(stem)) => out[index] = format!("{}.yml", self.host(stem)),
                ("group_vars", Some(stem)) => {
                    out[index] = format!("{}.yml", self.group_emitted(stem));
                }
                _ => {}
            }
        }
        out.join("/")
    }

    fn text(&self, path: &str, text: &str) -> String {
        let mut out = words(text, identifier, |word| self.word(word));
        if !self.hosts.is_empty() {
            out = words(&out, hostname, |word| of(&self.hosts, word));
        }
        for (old, new) in &self.emitted {
            out = out.replace(&format!("\"{old} : "), &format!("\"{new} : "));
            let mut before = String::new();
            let lines = out.split_inclusive('\n').map(|line| {
                let called = before.ends_with("_role:") || line.trim_start().starts_with("- role:");
                before = line.trim_end().to_owned();
                let ends = line.trim_end().ends_with(&format!(": {old}"));
                if called && ends {
                    line.replace(&format!(": {old}"), &format!(": {new}"))
                } else {
                    line.to_owned()
                }
            });
            let lines: String = lines.collect();
            out = lines;
        }
        if !self.groups_emitted.is_empty() {
            let inventory = path.ends_with("/hosts.yml");
            let lines = out.split_inclusive('\n').map(|line| {
                if inventory || line.trim_start().starts_with("hosts:") {
                    words(line, identifier, |word| of(&self.groups_emitted, word))
                } else {
                    let mut line = line.to_owned();
                    for (old, new) in &self.groups_emitted {
                        line =
                            line.replace(&format!("groups['{old}']"), &format!("groups['{new}']"));
                        line = line.replace(&format!("groups.{old}"), &format!("groups.{new}"));
                    }
                    line
                }
            });
            let lines: String = lines.collect();
            out = lines;
        }
        out
    }
}

/// The parameters that went from one role to another: those that the first one lost.
fn parameters(before: &Program, old: &str, after: &Program, new: &str) -> BTreeMap<String, String> {
    let role = |program: &'_ Program, emitted: &str| {
        let roles = program.roles.iter().filter(|role| role.emitted == emitted);
        let params = roles.flat_map(|role| &role.params);
        params
            .map(|param| (param.name.to_string(), param.emitted.to_string()))
            .collect::<BTreeMap<_, _>>()
    };
    let (was, stays, now) = (role(before, old), role(after, old), role(after, new));
    was.into_iter()
        .filter(|(name, _)| !stays.contains_key(name))
        .filter_map(|(name, emitted)| Some((emitted, now.get(&name)?.clone())))
        .collect()
}

fn of(map: &BTreeMap<String, String>, name: &str) -> String {
    map.get(name).map_or(name, String::as_str).to_owned()
}

/// By the longest prefix: `monitoring_agent_port` is none of `monitoring_`.
fn rename(word: &str, prefixes: &[(String, String)]) -> String {
    let found = prefixes
        .iter()
        .find_map(|(old, new)| Some((word.strip_prefix(old.as_str())?, new)));
    match found {
        Some((rest, new)) => format!("{new}{rest}"),
        // A loop variable or a whole name without its last underscore stays.
        None => word.to_owned(),
    }
}

const fn identifier(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

const fn hostname(letter: char) -> bool {
    identifier(letter) || matches!(letter, '.' | '-')
}

/// The text with each word replaced.
fn words(text: &str, part: impl Fn(char) -> bool, new: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(&part) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|letter| !part(letter)).unwrap_or(rest.len());
        out.push_str(&new(&rest[..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
