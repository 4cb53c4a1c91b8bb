//! Handlers of roles that are only called otherwise: whoever notifies one does what it did.
//!
//! In: `handler restart_sshd` that is `restart_daemon` now and does the same. Out: that `base : Restart sshd` was
//! what `base : Restart daemon` is, by which the tasks before are read.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::compare::Found;
use crate::diff::matching::{self, Step};
use crate::diff::side::Side;
use crate::diff::tasks::{self, Item};

/// What is notified, by the name it had.
#[derive(Debug, Default)]
pub struct Handlers(BTreeMap<String, String>);

impl Handlers {
    /// Of the roles that both sides know.
    #[must_use]
    pub fn new(before: &Side<'_>, after: &Side<'_>) -> Self {
        let mut names = BTreeMap::new();
        for (name, new) in &after.roles {
            let Some(old) = before.roles.get(name) else {
                continue;
            };
            let was = tasks::handlers(before, &old.emitted);
            let is = tasks::handlers(after, &new.emitted);
            for step in matching::compare(&was, &is) {
                if let Step::Renamed(a, b) = step {
                    names.insert(
                        notified(&old.emitted, &was[a].name),
                        notified(&new.emitted, &is[b].name),
                    );
                }
            }
        }
        Self(names)
    }

    /// A step before, as it would notify now; and the handlers that are called otherwise.
    #[must_use]
    pub fn read(&self, item: &Item) -> (Item, BTreeSet<&String>) {
        let mut item = item.clone();
        let mut found = BTreeSet::new();
        if self.0.is_empty() {
            return (item, found);
        }
        for (key, node) in &mut item.keywords {
            if key == "notify" {
                node.reword(&mut |text| {
                    let new = self.0.get(text)?;
                    found.insert(new);
                    Some(new.as_str().into())
                });
            }
        }
        for name in &mut item.notify {
            if let Some(new) = self.0.get(name) {
                name.clone_from(new);
            }
        }
        (item, found)
    }

    /// The files that differ by nothing but such a name are named where the handler is.
    pub fn tell(found: &mut Found) {
        for change in &mut found.changes {
            if change.kind != "handler-renamed" {
                continue;
            }
            let names: BTreeSet<String> = change
                .files
                .iter()
                .filter_map(|file| {
                    file.strip_prefix("roles/")?
                        .strip_suffix("/handlers/main.yml")
                })
                .map(|role| notified(role, change.after.as_deref().unwrap_or_default()))
                .collect();
            let files = names.iter().filter_map(|name| found.notifying.get(name));
            change.files.extend(files.flatten().cloned());
        }
    }
}

/// As `notify` names a handler of a role.
fn notified(role: &str, name: &str) -> String {
    format!("{role} : {name}")
}
