//! `rolecall why base.ssh_port --host web01.example.org`: where a value comes from.
//!
//! In: a parameter or a variable, and a host or none. Out: all that is said of it for that host, what holds marked `*`; without
//! a host, the values that there are, on how many hosts, and from where.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use miette::Diagnostic;
use serde_json::json;
use thiserror::Error;

use crate::cli::args;
use crate::cli::render::Terminal;
use crate::cli::{Outcome, project};
use crate::compile::Compiled;
use crate::fleet::why::{Answer, Said, answers, find};
use crate::suggest;

/// How many hosts are named where a value is on several.
const NAMED: usize = 3;

/// Why nothing can be said.
#[derive(Debug, Error, Diagnostic)]
enum WhyError {
    /// No parameter and no variable is called so.
    #[error("there is no parameter and no variable `{name}`")]
    #[diagnostic(code("nothing-to-explain"), help("{help}"))]
    Name { name: String, help: String },
    /// The fleet has no such host, or nothing asks for the value there.
    #[error("`{host}` has no `{name}`")]
    #[diagnostic(code("nothing-to-explain"), help("{help}"))]
    Host {
        host: String,
        name: String,
        help: String,
    },
}

/// Prints where a value comes from.
pub fn run(options: &args::Why, terminal: &Terminal) -> Outcome {
    let compiled = project::compile(&options.dir);
    let Some(fleet) = &compiled.fleet else {
        terminal.problems(&compiled.problems, &compiled.sources);
        return project::outcome(&compiled);
    };
    let name = &options.name;
    let asked = match find(&fleet.program, name) {
        Ok(asked) => asked,
        Err(near) => {
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a parameter is written `role.parameter`, a variable by its name".into(),
            };
            let name = name.clone();
            terminal.problem(WhyError::Name { name, help });
            return Outcome::Failed;
        }
    };
    let mut all = answers(fleet, &asked);
    if let Some(host) = &options.host {
        let near = suggest::nearest(host, all.iter().map(|answer| answer.host));
        let help = match near.filter(|near| near != host) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "without `--host` every host that has it is shown".into(),
        };
        all.retain(|answer| answer.host == *host);
        if all.is_empty() {
            let (host, name) = (host.clone(), name.clone());
            terminal.problem(WhyError::Host { host, name, help });
            return Outcome::Failed;
        }
    }
    if terminal.is_json() {
        let hosts: Vec<_> = all.iter().map(|answer| object(&compiled, answer)).collect();
        return terminal.object(&json!({ "type": "why", "name": name, "hosts": hosts }));
    }
    let text = match options.host {
        Some(_) => all.iter().map(|one| chain(&compiled, name, one)).collect(),
        None => overview(&compiled, name, &all),
    };
    terminal.say(&text)
}

fn place(compiled: &Compiled, said: &Said) -> String {
    let found = compiled.sources.place_of(said.span);
    found.map_or_else(String::new, |(path, line, _)| {
        let path = path.strip_prefix(".").unwrap_or(path);
        format!("{}:{line}", path.display())
    })
}

fn value(said: &Said) -> &str {
    said.value.as_deref().unwrap_or("computed on the target")
}

/// What an answer comes to, in words.
fn result<'a>(answer: &'a Answer<'_>) -> &'a str {
    match &answer.value {
        Some(value) => value,
        None if answer.holds.is_empty() => "unset",
        None => "computed on the target",
    }
}

fn chain(compiled: &Compiled, name: &str, answer: &Answer<'_>) -> String {
    let mut out = format!("{name} on {}: {}\n", answer.host, result(answer));
    let width = |text: fn(&Said) -> usize| answer.said.iter().map(text).max().unwrap_or(0);
    let givers = width(|said| said.giver.chars().count());
    for (index, said) in answer.said.iter().enumerate() {
        let mark = if answer.holds.contains(&index) {
            '*'
        } else {
            ' '
        };
        let adds = if said.adds { "+= " } else { "" };
        let _ = writeln!(
            out,
            "  {mark} {:givers$}  {adds}{}  ({})",
            said.giver,
            value(said),
            place(compiled, said)
        );
    }
    out
}

fn overview(compiled: &Compiled, name: &str, all: &[Answer<'_>]) -> String {
    if all.is_empty() {
        return format!("{name}: no host has it, and no play asks for it.\n");
    }
    // The same value from the same place is one line.
    let mut ways: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for answer in all {
        let from = match answer.said.get(answer.holds.clone()).unwrap_or_default() {
            [] => "nowhere".to_owned(),
            [said] => format!("{}, {}", said.giver, place(compiled, said)),
            several => {
                let givers: Vec<&str> = several.iter().map(|said| &*said.giver).collect();
                format!("{} together", givers.join(", "))
            }
        };
        let way = ways.entry((result(answer).to_owned(), from)).or_default();
        way.push(answer.host);
    }
    let mut ways: Vec<_> = ways.into_iter().collect();
    ways.sort_by_key(|(_, hosts)| std::cmp::Reverse(hosts.len()));
    let mut out = format!("{name}:\n");
    for ((value, from), hosts) in ways {
        let _ = write!(out, "  {value}\n      from {from}\n      on ");
        let named = hosts.iter().take(NAMED).copied().collect::<Vec<_>>();
        let _ = match hosts.len() - named.len() {
            0 => writeln!(out, "{}", named.join(", ")),
            more => writeln!(out, "{} and {more} more", named.join(", ")),
        };
    }
    out
}

fn object(compiled: &Compiled, answer: &Answer<'_>) -> serde_json::Value {
    let parsed = |text: &Option<String>| {
        let text = text.as_deref();
        text.map(|text| serde_json::from_str(text).unwrap_or_else(|_| json!(text)))
    };
    let said = answer.said.iter().enumerate().map(|(index, said)| {
        json!({
            "giver": said.giver,
            "value": parsed(&said.value),
            "known": said.value.is_some(),
            "adds": said.adds,
            "holds": answer.holds.contains(&index),
            "place": place(compiled, said),
        })
    });
    json!({
        "inventory": answer.inventory,
        "host": answer.host,
        "value": parsed(&answer.value),
        "said": said.collect::<Vec<_>>(),
    })
}
