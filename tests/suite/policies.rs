//! Policies: each of the example's is broken by one edit, and the report names the host, the place that made it so and the
//! demand.

use std::fs;
use std::path::Path;

use crate::memory::{Memory, files_of};

/// The example with one edit; what is reported: message, then `path:line` and text of each label.
fn reports(path: &str, old: &str, new: &str) -> Vec<(String, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/rdo");
    let mut edited = false;
    let memory = files_of(&root)
        .into_iter()
        .filter(|(path, _)| !path.starts_with("build/"))
        .fold(Memory::default(), |memory, (name, text)| {
            let text = if name == path {
                assert!(text.contains(old), "{name} has no {old}");
                edited = true;
                text.replacen(old, new, 1)
            } else {
                text
            };
            memory.with(&name, &text)
        });
    assert!(edited);
    let compiled = memory.compile();
    let problems = compiled.problems.all().iter();
    problems
        .map(|problem| {
            let labels = problem.diagnostic().labels().into_iter().flatten();
            let labels = labels.map(|label| {
                let start = u32::try_from(label.offset()).unwrap();
                let span = rolecall::source::Span::new(start, start);
                let (path, line, _) = compiled.sources.place_of(span).unwrap();
                let text = fs::read_to_string(root.join(path.strip_prefix("p").unwrap())).unwrap();
                let line = text.lines().nth(line - 1).unwrap_or("").trim().to_owned();
                format!("{}: {line}", label.label().unwrap_or(""))
            });
            (problem.diagnostic().to_string(), labels.collect())
        })
        .collect()
}

#[test]
fn the_example_keeps_its_policies() {
    let old = "# What must hold";
    assert_eq!(reports("policies.roll", old, old), []);
}

#[test]
fn an_address_of_what_is_internal_is_reported_with_its_place() {
    let found = reports(
        "hosts.roll",
        "host \"monitor.internal.example.org\" { address = \"10.0.0.10\" }",
        "host \"monitor.internal.example.org\" { vars { public_address = \"203.0.113.9\" } }",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].0,
        "the policy \"Only what is public has a public address\" does not hold for `monitor.internal.example.org`: \
         monitor.internal.example.org can be reached from the internet past the bastion"
    );
    assert!(
        found[0].1[0].starts_with("this makes it so: host \"monitor.internal"),
        "{found:?}"
    );
    assert!(
        found[0].1[1].starts_with("asked for here: assert h.public_address"),
        "{found:?}"
    );
}

#[test]
fn hosts_without_base_are_named_once() {
    let found = reports(
        "playbooks.roll",
        "play \"Every server\" on all and not disabled {",
        "play \"Every server\" on all and not disabled and not monitors {",
    );
    let found: Vec<_> = found
        .iter()
        .filter(|(message, _)| message.contains("Every host has base"))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0]
            .0
            .ends_with("no play gives base to monitor.internal.example.org"),
        "{found:?}"
    );
}

#[test]
fn an_account_without_a_key_is_reported_where_it_comes_from() {
    let found = reports(
        "rdo.roll",
        "{ name = \"carol\", keys = [], active = false }",
        "{ name = \"carol\", keys = [] }",
    );
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|(message, labels)| {
            message.contains("\"No account without a key\"")
                && message.contains("carol has an account and cannot log in")
                && labels[0].starts_with("this makes it so: ")
                && labels[0].contains("admins")
        }),
        "{found:?}"
    );
    // What one line gives to many hosts is one report.
    assert!(found.len() <= 3, "{found:?}");
}

#[test]
fn a_play_that_reaches_what_is_disabled_is_named() {
    let found = reports(
        "playbooks.roll",
        "play \"Builders\" on builders and not disabled {",
        "play \"Builders\" on builders {",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0.ends_with("Builders runs on build4.example.org"),
        "{found:?}"
    );
}
