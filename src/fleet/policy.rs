//! Policies, asked of the resolved fleet.
//!
//! In: `for h in hosts_in(all) { assert h.public_address is not defined }` and what each host comes to have. Out: a report
//! for each place that breaks one, with the hosts; and one where the answer is not known now.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::program::Policy;
use crate::check::program::PolicyItem;
use crate::check::program::PolicySource;
use crate::check::program::Program;
use crate::check::term::Term;
use crate::check::term::TermKind;
use crate::diagnostic::Problems;
use crate::fleet::PlayHosts;
use crate::fleet::View;
use crate::fleet::apply::Reached;
use crate::fleet::compute::Known;
use crate::fleet::compute::compute;
use crate::fleet::error::FleetError;
use crate::fleet::portrait;
use crate::fleet::portrait::Portrait;
use crate::source::Span;
use crate::value::Value;
use crate::value::ops;

/// More hosts than these are counted.
const NAMED: usize = 3;

/// The fleet as the checks of this stage have it.
pub(super) struct Resolved<'a, 'p> {
    /// What was checked.
    pub program: &'p Program,
    /// Each inventory.
    pub views: &'a [View<'p>],
    /// Which hosts each play reaches.
    pub plays: &'a [PlayHosts],
    /// Which roles.
    pub reached: &'a Reached<'p>,
}

/// Asks every policy.
pub(super) fn check(fleet: &Resolved<'_, '_>, problems: &mut Problems) {
    for policy in &fleet.program.policies {
        let mut asked = Asked {
            fleet,
            policy,
            wanted: reads(&policy.items),
            bound: Vec::new(),
            broken: Vec::new(),
            undecided: Vec::new(),
        };
        asked.items(&policy.items);
        asked.report(problems);
    }
}

/// The first fields that the terms of a policy read: nothing else of a host is computed.
pub(super) fn reads(items: &[PolicyItem]) -> BTreeSet<EcoString> {
    let mut wanted = BTreeSet::new();
    let mut term = |term: &Term| {
        term.walk(&mut |inner| {
            if let Some((_, path)) = path_of(inner)
                && let Some(first) = path.first()
            {
                wanted.insert(first.clone());
            }
        });
    };
    for item in items {
        match item {
            PolicyItem::Assert {
                condition, message, ..
            } => {
                term(condition);
                message.iter().for_each(&mut term);
            }
            PolicyItem::For { source, when, .. } => {
                if let PolicySource::List(list) = source {
                    term(list);
                }
                when.iter().for_each(&mut term);
            }
        }
    }
    for item in items {
        if let PolicyItem::For { items, .. } = item {
            wanted.extend(reads(items));
        }
    }
    wanted
}

/// `h.base.ssh_port`: the variable and the way from there.
fn path_of(term: &Term) -> Option<(&EcoString, Vec<EcoString>)> {
    let mut path = Vec::new();
    let mut at = term;
    while let TermKind::Field { base, name, .. } = &at.kind {
        path.push(name.clone());
        at = base;
    }
    let TermKind::Ref(reference) = &at.kind else {
        return None;
    };
    path.reverse();
    Some((&reference.name, path))
}

/// A variable of a policy with the whole way that a term reads from it, and whether it only asks if that is there.
struct Read<'t> {
    name: &'t EcoString,
    path: Vec<EcoString>,
    only_whether: bool,
}

/// What a term reads: of `h.base.port` that, and not `h.base`, too.
fn reads_of(term: &Term) -> Vec<Read<'_>> {
    let mut inside: Vec<*const Term> = Vec::new();
    let mut asked: Vec<*const Term> = Vec::new();
    let mut found = Vec::new();
    term.walk(&mut |inner| {
        if let TermKind::Test { subject, name, .. } = &inner.kind
            && matches!(name.as_str(), "defined" | "undefined")
        {
            asked.push(std::ptr::from_ref(&**subject));
        }
        let Some((name, path)) = path_of(inner) else {
            return;
        };
        let here = std::ptr::from_ref(inner);
        if !inside.contains(&here) {
            found.push(Read {
                name,
                path,
                only_whether: asked.contains(&here),
            });
        }
        if let TermKind::Field { base, .. } = &inner.kind {
            inside.push(std::ptr::from_ref(&**base));
        }
    });
    found
}

/// The variable of a `for` and what it stands for just now.
struct Bound<'a> {
    name: &'a EcoString,
    portrait: Portrait,
    /// What it is called in a report, where it is one of the fleet's own.
    subject: Option<String>,
}

struct Broken {
    asked: Span,
    places: Vec<Span>,
    message: String,
    subjects: Vec<String>,
}

struct Asked<'a, 'p> {
    fleet: &'a Resolved<'a, 'p>,
    policy: &'p Policy,
    wanted: BTreeSet<EcoString>,
    bound: Vec<Bound<'p>>,
    broken: Vec<Broken>,
    undecided: Vec<Broken>,
}

impl<'p> Asked<'_, 'p> {
    fn items(&mut self, items: &'p [PolicyItem]) {
        for item in items {
            match item {
                PolicyItem::Assert {
                    span,
                    condition,
                    message,
                } => self.assert(*span, condition, message.as_ref()),
                PolicyItem::For {
                    name,
                    source,
                    when,
                    items,
                } => self.each(name, source, when.as_ref(), items),
            }
        }
    }

    fn each(
        &mut self,
        name: &'p EcoString,
        source: &'p PolicySource,
        when: Option<&'p Term>,
        items: &'p [PolicyItem],
    ) {
        let fleet = self.fleet;
        match source {
            PolicySource::Hosts(group) => {
                for (index, view) in fleet.views.iter().enumerate() {
                    for host in portrait::members(view, group) {
                        let portrait = Portrait::host(fleet, index, host, &self.wanted);
                        let named = &view.declared.hosts[host as usize].name;
                        let place = crate::fleet::in_inventory(fleet.program, view.declared);
                        self.one(
                            name,
                            portrait,
                            Some(format!("`{named}`{place}")),
                            when,
                            items,
                        );
                    }
                }
            }
            PolicySource::Roles => {
                for index in 0..fleet.program.roles.len() {
                    let portrait = Portrait::role(fleet, index);
                    let subject = format!("the role `{}`", fleet.program.roles[index].name);
                    self.one(name, portrait, Some(subject), when, items);
                }
            }
            PolicySource::Plays => {
                for index in 0..fleet.plays.len() {
                    if let Some((portrait, title)) = Portrait::play(fleet, index) {
                        let subject = format!("the play \"{title}\"");
                        self.one(name, portrait, Some(subject), when, items);
                    }
                }
            }
            PolicySource::List(term) => {
                let places = self.places(term);
                let Some(Known::Value(Value::List(list))) = self.value(term) else {
                    return self.not_decided(term.span, &places);
                };
                for value in list.iter() {
                    let portrait = Portrait::part(value.clone(), &places);
                    self.one(name, portrait, None, when, items);
                }
            }
        }
    }

    fn one(
        &mut self,
        name: &'p EcoString,
        portrait: Portrait,
        subject: Option<String>,
        when: Option<&'p Term>,
        items: &'p [PolicyItem],
    ) {
        self.bound.push(Bound {
            name,
            portrait,
            subject,
        });
        match when.map(|when| (when, self.value(when))) {
            None => self.items(items),
            Some((_, Some(Known::Value(value)))) => {
                if ops::truth(&value) {
                    self.items(items);
                }
            }
            Some((when, _)) => {
                let places = self.places(when);
                self.not_decided(when.span, &places);
            }
        }
        self.bound.pop();
    }

    fn assert(&mut self, span: Span, condition: &Term, message: Option<&Term>) {
        match self.value(condition) {
            Some(Known::Value(value)) if ops::truth(&value) => {}
            Some(Known::Value(_)) => {
                let said = message.and_then(|message| self.value(message));
                let message = match said {
                    Some(Known::Value(Value::Str(text))) => text.to_string(),
                    _ => String::from("what it asserts is false"),
                };
                let places = self.places(condition);
                let subjects = self.subjects();
                note(&mut self.broken, span, places, message, subjects);
            }
            Some(Known::Unset) | None => {
                let places = self.places(condition);
                self.not_decided(condition.span, &places);
            }
        }
    }

    fn not_decided(&mut self, span: Span, places: &[Span]) {
        let subjects = self.subjects();
        let places = places.to_vec();
        note(&mut self.undecided, span, places, String::new(), subjects);
    }

    fn subjects(&self) -> String {
        let named = self.bound.iter().rev();
        let mut named = named.filter_map(|bound| bound.subject.clone());
        named.next().unwrap_or_default()
    }

    fn find(&self, name: &EcoString) -> Option<&Bound<'p>> {
        self.bound.iter().rev().find(|bound| bound.name == name)
    }

    /// What a term comes to; nothing if it reads what is known only later.
    fn value(&self, term: &Term) -> Option<Known> {
        let later = |read: &Read<'_>| {
            let bound = self.find(read.name);
            bound.is_some_and(|bound| bound.portrait.is_later(&read.path, read.only_whether))
        };
        if reads_of(term).iter().any(later) {
            return None;
        }
        compute(term, &|reference| {
            let bound = self.find(&reference.name)?;
            Some(Known::Value(bound.portrait.value.clone()))
        })
    }

    /// Where what a term reads was said; without any, where the subject is declared.
    fn places(&self, term: &Term) -> Vec<Span> {
        let mut places = Vec::new();
        for read in reads_of(term) {
            if let Some(bound) = self.find(read.name) {
                places.extend(bound.portrait.places(&read.path));
            }
        }
        if places.is_empty() {
            let named = self.bound.iter().rev();
            places.extend(named.filter_map(|bound| bound.portrait.declared).take(1));
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    fn report(self, problems: &mut Problems) {
        let policy = self.policy.name.to_string();
        for broken in self.broken {
            let (place, asked) = match broken.places.first() {
                Some(place) => (*place, Some(broken.asked)),
                None => (broken.asked, None),
            };
            let more = broken.places.iter().skip(1).take(NAMED);
            problems.push(FleetError::Policy {
                policy: policy.clone(),
                subjects: of(&broken.subjects),
                message: broken.message,
                place,
                what: if asked.is_some() {
                    "this makes it so"
                } else {
                    "does not hold"
                },
                more: more.map(|span| (*span).into()).collect(),
                asked,
            });
        }
        for undecided in self.undecided {
            problems.push(FleetError::Undecided {
                policy: policy.clone(),
                subjects: of(&undecided.subjects),
                asked: undecided.asked,
                place: undecided.places.first().copied(),
            });
        }
    }
}

/// What one place does to many hosts is said once.
fn note(all: &mut Vec<Broken>, asked: Span, places: Vec<Span>, message: String, subject: String) {
    let same = |known: &&mut Broken| known.asked == asked && known.places == places;
    if let Some(known) = all.iter_mut().find(same) {
        if !known.subjects.contains(&subject) {
            known.subjects.push(subject);
            return;
        }
        if known.message == message {
            return;
        }
    }
    all.push(Broken {
        asked,
        places,
        message,
        subjects: vec![subject],
    });
}

/// ` for `web01`, `web02` and 12 more`.
fn of(subjects: &[String]) -> String {
    let shown: Vec<&str> = subjects.iter().take(NAMED).map(String::as_str).collect();
    let rest = subjects.len() - shown.len();
    match (shown.join(", "), rest) {
        (shown, _) if shown.is_empty() => String::new(),
        (shown, 0) => format!(" for {shown}"),
        (shown, rest) => format!(" for {shown} and {rest} more"),
    }
}
