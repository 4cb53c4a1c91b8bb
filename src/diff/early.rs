//! Ports that Ansible connects to before anything listens there.
//!
//! In: `port = 2222` and `set base { ssh_port = 2222 }` become 2200 together. Out: `connection-early` on these hosts: the run
//! that tells sshd already connects to 2200.

use crate::diff::change::{Change, Section, Sign};
use crate::diff::compare::{Found, Pair};
use crate::diff::roster::Hosts;

/// Looks at the ports by which hosts are reached, and at those that a role gives to what listens.
pub fn compare(pair: &Pair<'_, '_>, found: &mut Found) {
    let Some(reached) = found.values.get("ansible_port") else {
        return;
    };
    let mut early: Vec<(Change, Hosts)> = Vec::new();
    let ports = found.changes.iter();
    for port in
        ports.filter(|change| change.kind == "connection-changed" && change.subject == "port")
    {
        for (name, hosts) in &found.values {
            let known = pair.after.names.get(name).filter(|known| known.port);
            let Some(known) = known else { continue };
            let mut told = found.changes.iter().filter(|change| {
                change.subject == known.label
                    && change.kind == "value-changed"
                    && (&change.before, &change.after) == (&port.before, &port.after)
            });
            let (Some(value), Some(before), Some(after)) = (told.next(), &port.before, &port.after)
            else {
                continue;
            };
            let both = hosts.intersection(reached).copied().filter(|host| {
                let name = pair.roster.name(*host);
                pair.stays(*host)
                    && port.hosts.names.contains(&name)
                    && value.hosts.names.contains(&name)
            });
            let both: Hosts = both.collect();
            if !both.is_empty() {
                let title = format!(
                    "Ansible connects to {after} before {} can make anything listen there; the first run needs `-e ansible_port={before}`",
                    known.label
                );
                let change = Change::new(
                    Section::Consequences,
                    "connection-early",
                    Sign::Noted,
                    "port",
                    title,
                );
                early.push((change.on(pair.roster.reach(&both)), both));
            }
        }
    }
    for (change, hosts) in early {
        found.add(change, &hosts);
    }
}
