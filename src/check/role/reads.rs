//! Which of its parameters a part of a role reads.
//!
//! In: `entry rotate { task … { template { src = "key.j2" … } notify = restart } }`. Out: the emitted names that
//! its steps read, and the lets, templates, defaults and notified handlers behind them. Only these must
//! have a value where the entry is applied.

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};

use crate::check::program::{
    Entry, Handler, Playbook, PlaybookItem, Role, RoleLet, Step, StepKind,
};
use crate::check::term::{Term, TermKind};
use crate::value::Value;

/// Says for each entry of each role which of the role's parameters it reads.
pub fn entries(roles: &mut [Role], playbooks: &[Playbook]) {
    if roles.iter().all(|role| role.entries.is_empty()) {
        return;
    }
    // Who notifies a role's handlers from outside may do so in a play that applies only an entry.
    let mut outside: BTreeSet<EcoString> = BTreeSet::new();
    for role in roles.iter() {
        let own = eco_format!("{} : ", role.emitted);
        role.all_steps().for_each(|step| {
            notified_by(step, &mut |name| {
                if !name.starts_with(own.as_str()) {
                    outside.insert(name.clone());
                }
            });
        });
    }
    for item in playbooks.iter().flat_map(|playbook| &playbook.items) {
        if let PlaybookItem::Play(play) = item {
            play.all_steps().for_each(|step| {
                notified_by(step, &mut |name| {
                    outside.insert(name.clone());
                });
            });
        }
    }
    for role in roles {
        let all: Vec<Vec<usize>> = role
            .entries
            .iter()
            .map(|entry| of_entry(role, entry, &outside))
            .collect();
        for (entry, reads) in role.entries.iter_mut().zip(all) {
            entry.reads = reads;
        }
    }
}

fn of_entry(role: &Role, entry: &Entry, outside: &BTreeSet<EcoString>) -> Vec<usize> {
    let mut notified: BTreeSet<&EcoString> = outside.iter().collect();
    // Ansible runs what a role depends on before its entries, too.
    let mut steps: Vec<&Step> = entry.steps.iter().chain(&role.depends).collect();
    let mut handlers: Vec<&Handler> = role.handlers.iter().collect();
    let mut next = 0;
    loop {
        while let Some(step) = steps.get(next).copied() {
            next += 1;
            notified_by(step, &mut |name| {
                notified.insert(name);
            });
        }
        let before = handlers.len();
        handlers.retain(|handler| {
            let runs = notified.contains(&eco_format!("{} : {}", role.emitted, handler.emitted));
            if runs {
                steps.extend(&handler.steps);
            }
            !runs
        });
        if handlers.len() == before {
            break;
        }
    }
    let mut read = Reads::new(role, &entry.lets);
    for param in &entry.params {
        param.default.iter().for_each(|term| read.term(term));
    }
    steps.iter().for_each(|step| read.step(step));
    let names = read.finish();
    (0..role.params.len())
        .filter(|index| names.contains(&role.params[*index].emitted))
        .collect()
}

/// The emitted names that steps read, also through lets and the defaults of parameters.
#[must_use]
pub fn of(role: &Role, steps: &[Step], lets: &[RoleLet]) -> BTreeSet<EcoString> {
    let mut read = Reads::new(role, lets);
    steps.iter().for_each(|step| read.step(step));
    read.finish()
}

struct Reads<'r> {
    role: &'r Role,
    lets: &'r [RoleLet],
    names: BTreeSet<EcoString>,
    open: Vec<EcoString>,
}

impl<'r> Reads<'r> {
    const fn new(role: &'r Role, lets: &'r [RoleLet]) -> Self {
        Self {
            role,
            lets,
            names: BTreeSet::new(),
            open: Vec::new(),
        }
    }

    fn name(&mut self, name: &str) {
        if self.names.insert(name.into()) {
            self.open.push(name.into());
        }
    }

    fn step(&mut self, step: &Step) {
        step.terms(&mut |term| self.term(term));
        step.walk(&mut |step| {
            if let StepKind::Task(call) = &step.kind {
                call.reads.iter().for_each(|name| self.name(name));
            }
        });
    }

    fn term(&mut self, term: &Term) {
        term.walk(&mut |term| self.one(term));
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "no other term names anything itself"
    )]
    fn one(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Ref(reference) => self.name(&reference.emitted),
            // Its text is Ansible's, so whatever word it holds may be a variable.
            TermKind::Call(name, args) if name == "jinja" => {
                if let Some(Value::Str(text)) = args.positional.first().and_then(Term::known) {
                    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
                    text.split(|letter| !in_word(letter))
                        .for_each(|word| self.name(word));
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> BTreeSet<EcoString> {
        while let Some(name) = self.open.pop() {
            let (role, lets) = (self.role, self.lets);
            let binding = role
                .lets
                .iter()
                .chain(lets)
                .find(|binding| binding.emitted == name);
            let param = role.params.iter().find(|param| param.emitted == name);
            let default = param.and_then(|param| param.default.as_ref());
            let value = binding.map(|binding| &binding.value).or(default);
            value.iter().for_each(|term| self.term(term));
        }
        self.names
    }
}

fn notified_by<'s>(step: &'s Step, found: &mut dyn FnMut(&'s EcoString)) {
    step.walk(&mut |step| step.notify.iter().for_each(&mut *found));
}
