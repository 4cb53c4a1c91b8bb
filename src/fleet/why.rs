//! Where a host's value comes from: everything that says something of it, the outermost first, and what holds.
//!
//! In: `base.ssh_port`, as parameters and variables are called in the language. Out, for a builder: the role's default 22, the
//! group `builders` with 2222, and that the second holds.

use std::ops::Range;

use ecow::EcoString;

use crate::check::program::Given;
use crate::check::program::Program;
use crate::check::program::RoleId;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::fleet::Fleet;
use crate::fleet::View;
use crate::fleet::apply::Reached;
use crate::fleet::relation::effective;
use crate::fleet::value::Outcome;
use crate::source::Span;
use crate::suggest;
use crate::value::Value;
use crate::value::json;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'p> {
    emitted: &'p EcoString,
    /// The role whose parameter it is.
    role: Option<RoleId>,
    default: Option<&'p Term>,
    secret: bool,
    declared: Span,
}

/// One that says something of a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// `the default`, `group builders`, `host web01.example.org`, `play "Web"`.
    pub giver: String,
    /// As JSON; `None` is computed on the target.
    pub value: Option<String>,
    /// Whether it adds to what those before it say.
    pub adds: bool,
    /// Where.
    pub span: Span,
}

/// What a host comes to have.
#[derive(Clone, Debug)]
pub struct Answer<'p> {
    /// The inventory.
    pub inventory: &'p str,
    /// The host.
    pub host: &'p str,
    /// All that is said, the outermost first.
    pub said: Vec<Said>,
    /// Which of them hold: one, or that to which others add, and these.
    pub holds: Range<usize>,
    /// What it comes to, as JSON; `None` if it has no value, or one that the target computes.
    pub value: Option<String>,
}

/// What a name stands for.
///
/// # Errors
/// The nearest name that stands for something, if one is near.
pub fn find<'p>(program: &'p Program, name: &str) -> Result<Asked<'p>, Option<String>> {
    let mut names = Vec::new();
    for var in &program.vars {
        if var.name == name {
            return Ok(Asked {
                emitted: &var.name,
                role: None,
                default: var.default.as_ref(),
                secret: var.ty.holds_secret(),
                declared: var.span,
            });
        }
        names.push(var.name.to_string());
    }
    for (index, role) in (0u32..).zip(&program.roles) {
        for param in &role.params {
            let full = format!("{}.{}", role.name, param.name);
            if full == name || param.emitted == name {
                return Ok(Asked {
                    emitted: &param.emitted,
                    role: Some(RoleId(index)),
                    default: param.default.as_ref(),
                    secret: param.ty.holds_secret(),
                    declared: param.span,
                });
            }
            names.push(full);
        }
    }
    let near = suggest::nearest(name, names.iter().map(String::as_str));
    Err(near.map(str::to_owned))
}

/// What each host comes to have: those on which the role runs, or which are given a value.
#[must_use]
pub fn answers<'f>(fleet: &'f Fleet, asked: &Asked<'f>) -> Vec<Answer<'f>> {
    let program = &fleet.program;
    let reached = Reached::new(program, &fleet.plays);
    let mut answers = Vec::new();
    for (index, declared) in program.inventories.iter().enumerate() {
        let view = View::new(program, declared);
        for (host, declared) in (0u32..).zip(&declared.hosts) {
            let runs = asked
                .role
                .is_none_or(|role| reached.runs(role, index, host));
            let mut said = said(&view, asked, host);
            let given = said.len() > usize::from(asked.default.is_some());
            if !runs && !given {
                continue;
            }
            let (mut holds, mut value) = outcome(&view, asked, host, &said);
            if let Some((play, given)) = of_play(fleet, &reached, asked, index, host) {
                said.push(one(
                    asked,
                    format!("play \"{play}\""),
                    &given.value,
                    given.span,
                    false,
                ));
                holds = said.len() - 1..said.len();
                value = said.last().and_then(|said| said.value.clone());
            }
            answers.push(Answer {
                inventory: &view.declared.name,
                host: &declared.name,
                said,
                holds,
                value,
            });
        }
    }
    answers
}

fn said(view: &View<'_>, asked: &Asked<'_>, host: u32) -> Vec<Said> {
    let mut all = Vec::new();
    if let Some(default) = asked
        .default
        .filter(|term| !matches!(term.kind, TermKind::Unset))
    {
        all.push(one(
            asked,
            "the default".into(),
            default,
            asked.declared,
            false,
        ));
    }
    let Some(subject) = view.subjects.get(asked.emitted) else {
        return all;
    };
    let mut add = |giver: String, given: &Given| {
        all.push(one(asked, giver, &given.value, given.span, given.adds));
    };
    for node in &subject.nodes {
        if node.group as usize == view.graph.all || view.graph.has(node.group, host) {
            let group = &view.declared.groups[node.group as usize];
            add(format!("group {}", group.name), node.given);
        }
    }
    for (of, given) in &subject.hosts {
        if *of == host {
            let name = &view.declared.hosts[host as usize].name;
            add(format!("host {name}"), given);
        }
    }
    all
}

fn one(asked: &Asked<'_>, giver: String, term: &Term, span: Span, adds: bool) -> Said {
    Said {
        giver,
        value: term.known().map(|value| shown(asked, value)),
        adds,
        span,
    }
}

fn shown(asked: &Asked<'_>, value: &Value) -> String {
    if asked.secret {
        return "a secret".into();
    }
    let style = json::Style {
        ascii: false,
        ..json::Style::default()
    };
    json::write(value, &style).into()
}

/// Which of them hold, and what comes of it.
fn outcome(
    view: &View<'_>,
    asked: &Asked<'_>,
    host: u32,
    said: &[Said],
) -> (Range<usize>, Option<String>) {
    let only = |at: Option<usize>| match at {
        Some(at) => (at..at + 1, said[at].value.clone()),
        None => (0..0, None),
    };
    let default = || {
        let first = said.first();
        only(first.filter(|said| said.span == asked.declared).map(|_| 0))
    };
    let Some(subject) = view.subjects.get(asked.emitted) else {
        return default();
    };
    match effective(view, subject, host) {
        Some(Outcome::Given(given)) => only(said.iter().rposition(|said| said.span == given.span)),
        Some(Outcome::Sum(value, _)) => {
            let base = said.iter().rposition(|said| !said.adds).unwrap_or(0);
            (base..said.len(), Some(shown(asked, &value)))
        }
        Some(Outcome::Default) | None => default(),
    }
}

/// What the last play that reaches the host gives where it applies the role.
fn of_play<'f>(
    fleet: &'f Fleet,
    reached: &Reached<'f>,
    asked: &Asked<'_>,
    inventory: usize,
    host: u32,
) -> Option<(&'f str, &'f Given)> {
    let role = asked.role?;
    let plays = fleet.plays.iter().zip(&reached.plays).rev();
    plays
        .filter(|(play, _)| play.reaches(inventory, host))
        .find_map(|(play, applied)| {
            let mut applied = applied.iter().filter(|applied| applied.role == role);
            let given = applied.find_map(|applied| {
                let mut params = applied.params.iter();
                params.find(|given| given.emitted == *asked.emitted)
            })?;
            let play = play.declared(&fleet.program)?;
            Some((play.name.as_str(), given))
        })
}
