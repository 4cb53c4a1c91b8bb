//! Users and groups, as the system's databases have them.
//!
//! In: `user "alice" { groups = ["sudo"] }`. Out: a `getent` and what must hold of its line, then
//! `id`, which knows every group.

use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::jinja;
use crate::emit::ansible::verify::Asked;
use crate::emit::ansible::verify::look::holds;
use crate::emit::ansible::verify::look::never_changes;
use crate::emit::ansible::verify::said;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;

/// A look at a line of a database such as `passwd`, that line in a condition, and what is said of
/// it.
fn entry_of(asked: &Asked<'_>, database: &str) -> (Entry, String, String) {
    let mut args = Fields::default();
    args.put("database", Node::Str(database.into()));
    args.put("key", asked.of());
    args.put("fail_key", Node::Bool(false));
    let at = |of: &str| format!("seen.ansible_facts.getent_{database}[{of}]");
    let found = format!(
        "{{{{ {} | default(['is not there'], true) | join(':') }}}}",
        at(&asked.of_shown())
    );
    let look = asked.look("getent", args, &[]);
    (look, at(&asked.of_asked()), found)
}

pub(super) fn user(asked: &Asked<'_>) -> Vec<Entry> {
    let (look, at, found) = entry_of(asked, "passwd");
    let presence = asked.presence("exists");
    let mut that = vec![holds(
        &presence,
        &format!("{at} is not none"),
        &format!("{at} is none"),
    )];
    if let Some(term) = asked.expects("uid") {
        that.push(format!("{at}[1] | int == {}", jinja::asked(term)));
    }
    asked.equal("home", &format!("{at}[4]"), &mut that);
    asked.equal("shell", &format!("{at}[5]"), &mut that);
    let mut tasks = vec![look, asked.judge(that, &found)];
    for (name, flag, what) in [("group", "-gn", "group of"), ("groups", "-Gn", "groups of")] {
        let Some(term) = asked.expects(name) else {
            continue;
        };
        let of = Asked {
            check: asked.check,
            what,
        };
        let mut args = Fields::default();
        let argv = [Node::Str("id".into()), Node::Str(flag.into()), asked.of()];
        args.put("argv", Node::List(argv.map(Entry::from).to_vec()));
        let that = if name == "group" {
            format!("seen.stdout == {}", jinja::asked(term))
        } else {
            format!("{} is subset(seen.stdout.split())", jinja::asked(term))
        };
        let wanted = format!("{{{{ seen.stdout }}}}; wanted {}", said(term));
        tasks.push(of.look("command", args, &[never_changes()]));
        tasks.push(of.judge(vec![that], &wanted));
    }
    tasks
}

pub(super) fn group(asked: &Asked<'_>) -> Vec<Entry> {
    let (look, at, found) = entry_of(asked, "group");
    let presence = asked.presence("exists");
    let mut that = vec![holds(
        &presence,
        &format!("{at} is not none"),
        &format!("{at} is none"),
    )];
    if let Some(term) = asked.expects("gid") {
        that.push(format!("{at}[1] | int == {}", jinja::asked(term)));
    }
    vec![look, asked.judge(that, &found)]
}
