//! Files that tasks open: to everybody, or with their owner's rights.
//!
//! In: `mode = 0600` that becomes 0644, and tasks that are new. Out: `privilege-mode`; a new file that is no secret and that
//! everybody may read is what most files are, and no privilege.

use std::collections::BTreeMap;

use crate::diff::change::{Change, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::roster::Hosts;
use crate::diff::side::Side;
use crate::diff::source::is_secret;
use crate::diff::tasks::Item;
use crate::diff::yaml::Node;

/// Paths, hosts, and the first place.
type Opened = (Vec<String>, Hosts, Option<String>);

/// Files that everybody may read or write now: an entry for each role or play.
pub fn compare(pair: &Pair<'_, '_>, found: &Found) -> Vec<Change> {
    let mut open: BTreeMap<(String, &'static str), Opened> = BTreeMap::new();
    for touched in &found.tasks {
        let item = &touched.item;
        let directory = item.arg("state").and_then(Node::as_text) == Some("directory");
        let bits = |item: &Item| {
            let mode = ["mode", "directory_mode"]
                .iter()
                .find_map(|name| item.arg(name));
            mode.and_then(|mode| bits(&mode.text()))
        };
        let known = touched
            .was
            .as_ref()
            .filter(|was| target(was) == target(item));
        let known = known.and_then(bits);
        let was = touched.was.as_ref().and_then(bits).unwrap_or(0);
        let Some(now) = bits(item) else { continue };
        let secret = |side: &Side<'_>, item| holds_secret(side, touched.role.as_deref(), item);
        let read_before = known.is_some_and(|was| was & 0o004 != 0);
        // What is new is for everybody as a rule, unless it is a secret.
        let read_now = known.is_some() && !read_before
            || secret(pair.after, item)
                && !(read_before
                    && touched
                        .was
                        .as_ref()
                        .is_some_and(|was| secret(pair.before, was)));
        let kind = if now & 0o6000 & !was != 0 && !directory {
            "whoever runs it has its owner's rights:"
        } else if now & 0o002 & !was != 0 && now & 0o1000 == 0 {
            "everybody may write"
        } else if now & 0o004 != 0 && read_now && !directory {
            "everybody may read"
        } else {
            continue;
        };
        let name = target(item).map_or_else(|| item.name.clone(), Node::text);
        let owner = match &touched.role {
            Some(role) => format!("role {role}"),
            None => {
                let play = touched.subject.strip_suffix(&format!(": {}", item.name));
                play.unwrap_or(&touched.subject).to_owned()
            }
        };
        let entry = open.entry((owner, kind)).or_default();
        entry.0.push(name);
        entry.1.extend(&touched.hosts);
        if entry.2.is_none() {
            entry.2.clone_from(&touched.place);
        }
    }
    open.into_iter()
        .map(|((owner, kind), (names, hosts, place))| {
            let title = format!("{kind} {}", names.join(", "));
            Change::new(
                Section::Privileges,
                "privilege-mode",
                Sign::Noted,
                owner,
                title,
            )
            .on(pair.roster.reach(&hosts))
            .at(place)
        })
        .collect()
}

/// What a task writes.
fn target(item: &Item) -> Option<&Node> {
    let names = ["dest", "path", "name"];
    names.iter().find_map(|name| item.arg(name))
}

/// Whether a task writes what nobody else should see: it is hidden itself, or reads a secret, or
/// carries over a key.
fn holds_secret(side: &Side<'_>, role: Option<&str>, item: &Item) -> bool {
    if item.keyword("no_log").is_some_and(Node::is_true) {
        return true;
    }
    let mut secrets = side.names.iter().filter(|(_, known)| known.secret);
    if secrets.any(|(name, _)| item.mentions(name)) {
        return true;
    }
    let source = role.and_then(|role| {
        let src = item.arg("src")?.as_text()?;
        let path = format!("roles/{}/files/{src}", side.roles.get(role)?.emitted);
        side.text(&path)
    });
    source.is_some_and(is_secret)
}

/// The bits of `0644`, or of `u=rw,go=r`.
fn bits(mode: &str) -> Option<u32> {
    let mode = mode.trim_matches('"');
    if mode.chars().all(|digit| digit.is_digit(8)) && !mode.is_empty() {
        return u32::from_str_radix(mode, 8).ok();
    }
    let mut bits = 0;
    for clause in mode.split(',') {
        let (who, rights) = clause.split_once(['=', '+'])?;
        if who.contains(['o', 'a']) || who.is_empty() {
            bits |= if rights.contains('r') { 0o004 } else { 0 };
            bits |= if rights.contains('w') { 0o002 } else { 0 };
        }
        bits |= if rights.contains('s') { 0o4000 } else { 0 };
    }
    Some(bits)
}
