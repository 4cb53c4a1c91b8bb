//! What somebody may do now who could not before, in a section of its own.
//!
//! In: what was found already: tasks that are new or do something else, plays, values, roles. Out:
//! `privilege-become`, `privilege-sudo`, `privilege-key`, `privilege-port`, `privilege-network`, `privilege-mode`,
//! `privilege-log`, `privilege-external`, `privilege-module`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{Change, Detail, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::mode;
use crate::diff::roster::Hosts;
use crate::diff::side::Side;
use crate::diff::step::Touched;
use crate::diff::tasks::{Item, What};
use crate::diff::yaml::Node;
use crate::fleet::is_unchecked;

/// Groups whose members may do everything.
const MIGHTY: [&str; 7] = ["sudo", "wheel", "admin", "root", "docker", "lxd", "libvirt"];

/// Modules that open ports.
const FIREWALLS: [&str; 6] = ["firewalld", "ufw", "iptables", "nftables", "ferm", "csf"];

/// The networks that all addresses are in.
const EVERYBODY: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// What a public key begins with.
const KEYS: [&str; 4] = ["ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-", "sk-"];

/// Privileges of one kind and subject are one entry.
struct Gathered<'p, 's> {
    pair: &'p Pair<'p, 's>,
    list: BTreeMap<(&'static str, String, String), (Hosts, Option<String>)>,
}

/// Finds new privileges in what differs.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found) {
    let mut gathered = Gathered {
        pair,
        list: BTreeMap::new(),
    };
    for touched in &found.tasks {
        gathered.task(touched);
    }
    gathered.plays();
    gathered.external();
    for change in &found.changes {
        gathered.value(change, &hosts_of(pair, change));
    }
    let readable = mode::compare(pair, found);
    let mut changes: Vec<Change> = gathered
        .list
        .into_iter()
        .map(|((kind, subject, title), (hosts, place))| {
            Change::new(Section::Privileges, kind, Sign::Noted, subject, title)
                .on(pair.roster.reach(&hosts))
                .at(place)
        })
        .collect();
    changes.extend(readable);
    found.changes.extend(changes);
}

fn hosts_of(pair: &Pair<'_, '_>, change: &Change) -> Hosts {
    let names: BTreeSet<&String> = change.hosts.names.iter().collect();
    let hosts = (0u32..).take_while(|host| pair.roster.key(*host).is_some());
    hosts
        .filter(|host| names.contains(&pair.roster.name(*host)))
        .collect()
}

impl Gathered<'_, '_> {
    fn add(
        &mut self,
        kind: &'static str,
        subject: impl Into<String>,
        title: impl Into<String>,
        hosts: &Hosts,
        place: Option<&String>,
    ) {
        let key = (kind, subject.into(), title.into());
        let entry = self.list.entry(key).or_default();
        entry.0.extend(hosts);
        if entry.1.is_none() {
            entry.1 = place.cloned();
        }
    }

    fn task(&mut self, touched: &Touched) {
        let (item, was) = (&touched.item, touched.was.as_ref());
        let program = &self.pair.after.fleet.program;
        let mut add = |kind, title: String| {
            self.add(
                kind,
                &touched.subject,
                title,
                &touched.hosts,
                touched.place.as_ref(),
            );
        };
        let same = was
            .is_some_and(|was| std::ptr::eq(was, item) || was.args.as_ref() == item.args.as_ref());
        let becomes = |item: &Item| item.keyword("become").is_some_and(Node::is_true);
        if becomes(item) && !was.is_some_and(becomes) {
            let user = item.keyword("become_user").map(Node::text);
            add(
                "privilege-become",
                format!("becomes {}", user.as_deref().unwrap_or("root")),
            );
        } else if let Some(user) = item.keyword("become_user")
            && was.is_some_and(|was| was.keyword("become_user") != Some(user))
        {
            add("privilege-become", format!("becomes {}", user.text()));
        }
        let hides = |item: &Item| item.keyword("no_log").is_some_and(Node::is_true);
        if was.is_some_and(hides) && !hides(item) {
            add("privilege-log", "what it does is logged now".to_owned());
        }
        if same {
            return;
        }
        if let Some(how) = sudo(item).filter(|_| was.is_none_or(|was| sudo(was) != sudo(item))) {
            add("privilege-sudo", how);
        }
        let absent = item.arg("state").and_then(Node::as_text) == Some("absent");
        if item.short() == "authorized_key" && !absent {
            add("privilege-key", "puts authorised keys".to_owned());
        }
        if FIREWALLS.contains(&item.short()) && !absent {
            let of = ["port", "service", "to_port", "destination_port", "rule"];
            let of: Vec<String> = of
                .iter()
                .filter_map(|name| Some(format!("{name} {}", item.arg(name)?.text())))
                .collect();
            add(
                "privilege-port",
                format!("opens the firewall: {}", of.join(", ")),
            );
        }
        let module = item.module.as_deref().unwrap_or_default();
        let known = was.is_some_and(|was| was.module == item.module);
        if item.what != What::Block && !known && is_unchecked(program, module) {
            add(
                "privilege-module",
                format!("calls `{module}`, whose arguments nothing checks"),
            );
        }
    }

    /// Plays that become root, or somebody else.
    fn plays(&mut self) {
        let pair = self.pair;
        for play in &pair.after.plays {
            let node = |side: &Side<'_>, file: &str, item: usize| {
                side.doc(file)
                    .and_then(|doc| doc.items().get(item).cloned())
            };
            let Some(now) = node(pair.after, &play.file, play.item) else {
                continue;
            };
            let old = pair
                .before
                .plays
                .iter()
                .find(|old| old.playbook == play.playbook && old.name == play.name);
            let was = old.and_then(|old| node(pair.before, &old.file, old.item));
            let becomes = |node: &Node| {
                let user = node
                    .get("become_user")
                    .map_or_else(|| "root".to_owned(), Node::text);
                node.get("become")
                    .is_some_and(Node::is_true)
                    .then_some(user)
            };
            let Some(user) = becomes(&now) else { continue };
            if was.as_ref().and_then(becomes).as_ref() != Some(&user) {
                let subject = format!("play {}: {}", play.playbook, play.name);
                let title = format!("becomes {user}");
                self.add(
                    "privilege-become",
                    subject,
                    title,
                    &play.hosts,
                    play.place.as_ref(),
                );
            }
        }
    }

    /// Roles and collections that others wrote.
    fn external(&mut self) {
        let pair = self.pair;
        for (name, role) in &pair.after.roles {
            let Some(external) = &role.external else {
                continue;
            };
            let was = pair
                .before
                .roles
                .get(name)
                .and_then(|role| role.external.as_ref());
            if was != Some(external) {
                let title = match was {
                    None => format!("others wrote it: {external}"),
                    Some(was) => format!("others wrote it: {external}, before {was}"),
                };
                let subject = format!("role {name}");
                self.add(
                    "privilege-external",
                    subject,
                    title,
                    &role.hosts,
                    role.place.as_ref(),
                );
            }
        }
        let collections = |side: &Side<'_>| -> BTreeSet<String> {
            let doc = side.doc("requirements.yml");
            let list = doc.as_ref().and_then(|doc| doc.get("collections"));
            let items = list.map_or(&[][..], Node::items).iter();
            items
                .filter_map(|item| Some(item.get("name")?.text()))
                .collect()
        };
        let old = collections(pair.before);
        for name in collections(pair.after).difference(&old) {
            let subject = format!("collection {name}");
            self.add(
                "privilege-external",
                subject,
                "others wrote it",
                &Hosts::new(),
                None,
            );
        }
    }

    /// Keys, ports and accounts that come with a value, and as whom Ansible comes.
    fn value(&mut self, change: &Change, hosts: &Hosts) {
        let mut add = |kind: &'static str, title: String| {
            self.add(kind, &change.subject, title, hosts, change.place.as_ref());
        };
        let after = change.after.as_deref();
        match (change.section, change.subject.as_str()) {
            (Section::Fleet, "become_method") => {
                let title = format!("becomes by {}", after.unwrap_or("another way"));
                add("privilege-become", title);
            }
            (Section::Fleet, "user") if after == Some("root") => {
                add("privilege-become", "Ansible comes as root".to_owned());
            }
            (Section::Values, _) if change.kind != "value-unread" => {
                given(change, &mut add);
                let mut known = self.pair.after.names.values();
                let port = known.any(|known| known.port && known.label == change.subject);
                if let (true, Some(after)) = (port, after) {
                    let title = format!("something listens on {after}");
                    let place = change.place.as_ref();
                    self.add("privilege-port", &change.subject, title, hosts, place);
                }
            }
            _ => {}
        }
    }
}

/// Networks, keys and accounts that the text of a value brings in.
fn given(change: &Change, add: &mut dyn FnMut(&'static str, String)) {
    let whole = Detail {
        before: change.before.clone(),
        after: change.after.clone(),
        ..Detail::default()
    };
    let mut keys = BTreeSet::new();
    for part in std::iter::once(&whole).chain(&change.details) {
        let before = part.before.as_deref().unwrap_or_default();
        let Some(after) = part.after.as_deref() else {
            continue;
        };
        for every in EVERYBODY {
            if has_network(after, every) && !has_network(before, every) {
                let title = format!("covers every address now: {every}");
                add("privilege-network", title);
            }
        }
        keys.extend(public_keys(after).difference(&public_keys(before)).cloned());
        let field = part.path.ends_with(".sudo") && after == "true";
        if field || after.contains("sudo: true") && !before.contains("sudo: true") {
            let who = part.path.trim_end_matches(".sudo");
            let who = who.trim_matches(['[', ']']);
            let title = format!("allows sudo: {}", if who.is_empty() { after } else { who });
            add("privilege-sudo", title);
        }
    }
    for key in keys {
        add("privilege-key", format!("authorises the key of {key}"));
    }
}

/// Whether a network is one of a text: `0.0.0.0/0`, and not the end of `10.0.0.0/0`.
fn has_network(text: &str, network: &str) -> bool {
    let part = |letter: char| letter.is_ascii_hexdigit() || matches!(letter, '.' | ':' | '/');
    let mut words = text.split(|letter| !part(letter));
    words.any(|word| word == network)
}

/// Whose public keys are in a text: what stands behind each.
fn public_keys(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for kind in KEYS {
        for (at, _) in text.match_indices(kind) {
            let rest = &text[at..];
            let end = rest.find([',', ']', '}', '"', '\n']).unwrap_or(rest.len());
            let mut words = rest[..end].split_whitespace().skip(1);
            let key = words.next().unwrap_or_default();
            let comment: Vec<&str> = words.collect();
            let short: String = key.chars().rev().take(8).collect();
            let short: String = short.chars().rev().collect();
            found.insert(if comment.is_empty() {
                format!("…{short}")
            } else {
                format!("{} (…{short})", comment.join(" "))
            });
        }
    }
    found
}

/// How a task lets somebody use sudo.
fn sudo(item: &Item) -> Option<String> {
    let module = item.short();
    if module == "sudoers" {
        return Some("writes a rule for sudo".to_owned());
    }
    let target = ["dest", "path"]
        .iter()
        .find_map(|name| item.arg(name)?.as_text())
        .filter(|path| path.starts_with("/etc/sudoers"));
    if let Some(path) = target {
        return Some(format!("writes {path}"));
    }
    let groups = matches!(module, "user" | "group").then(|| {
        let names = ["group", "groups"];
        let mut texts = names.iter().filter_map(|name| item.arg(name));
        texts.find_map(|node| {
            let mut mighty = None;
            node.walk(&mut |text| {
                let word = |group: &&&str| {
                    text.split(|c: char| !c.is_ascii_alphanumeric())
                        .any(|word| word == **group)
                };
                mighty = mighty.or_else(|| MIGHTY.iter().find(word).copied());
            });
            mighty
        })
    });
    groups
        .flatten()
        .map(|group| format!("puts accounts into the group {group}"))
}
