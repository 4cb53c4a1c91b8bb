//! What a free name of a template is: a parameter, a loop's variable, a fact, or nothing known.
//!
//! In: `ssh_port` in a template of role `base`. Out: `base_ssh_port`, or a report that offers the
//! nearest name, or that of the loop for Ansible's `item`.

use ecow::EcoString;

use crate::check::error::template::TemplateError;
use crate::check::step::LoopVar;
use crate::check::template::One;
use crate::check::template::edit::place;
use crate::check::template::jinja::tree::Range;
use crate::diagnostic::Fix;
use crate::schema;
use crate::suggest;

/// Names that Ansible's `template` module and Jinja itself give.
const GIVEN: [&str; 21] = [
    "ansible_facts",
    "ansible_managed",
    "cycler",
    "dict",
    "hostvars",
    "joiner",
    "lipsum",
    "lookup",
    "namespace",
    "now",
    "omit",
    "q",
    "query",
    "range",
    "self",
    "template_destpath",
    "template_fullpath",
    "template_host",
    "template_path",
    "template_uid",
    "undef",
];
const ALSO_GIVEN: [&str; 3] = ["template_mtime", "template_run_date", "undefined"];

/// Those of them that a template sees which is imported without context.
const GLOBAL: [&str; 12] = [
    "cycler",
    "dict",
    "joiner",
    "lipsum",
    "lookup",
    "namespace",
    "now",
    "omit",
    "q",
    "query",
    "range",
    "undef",
];

impl One<'_> {
    /// A template that is imported alone sees no variable at all.
    pub(super) fn seen(&mut self, name: &str, range: &Range) {
        if let Some((import, fix)) = self.graph.alone.get(self.path)
            && !GLOBAL.contains(&name)
        {
            let span = place(self.base, range);
            let (name, import) = (name.to_string(), *import);
            let error = TemplateError::WithoutContext { name, span, import };
            self.problems.push_fix(error, fix.clone());
        }
    }

    /// What a free name is in Ansible.
    pub(super) fn emitted(&mut self, name: &str, range: &Range) -> Option<EcoString> {
        if let Some(found) = self.of_loop(name, range) {
            return Some(found);
        }
        if let Some(emitted) = self.names.known.get(name) {
            self.read.insert(name.into());
            for (_, task) in self.graph.contexts.get(self.path).into_iter().flatten() {
                let reads = self.reads.entry(*task).or_default();
                reads.insert(emitted.clone());
                if self.names.secret.contains(name) {
                    self.secret.insert(*task);
                }
            }
            return Some(emitted.clone());
        }
        if name == "facts" {
            return Some("ansible_facts".into());
        }
        if self.names.secret_vars.contains(name) {
            let tasks = self.graph.contexts.get(self.path).into_iter().flatten();
            self.secret.extend(tasks.map(|(_, task)| *task));
        }
        if is_given(name)
            || self.names.vars.contains(name)
            || schema::magic::lookup(name).is_some()
            || schema::lookup::function(name).is_some()
        {
            return None;
        }
        // `vars` was reported where it is read.
        if name != "vars" {
            let span = place(self.base, range);
            let (text, role) = (name.to_string(), self.names.role.to_string());
            let (help, meant) = self.help(name);
            let fix = meant.map(|meant| Fix::guess(span, meant).certain());
            let error = TemplateError::UnknownName {
                name: text,
                role,
                help,
                span,
            };
            self.problems.push_fix(error, fix);
        }
        None
    }

    /// Whether a task that renders the template gives the name; marks those that give a secret.
    pub(super) fn of_loop_quietly(&mut self, name: &str) -> bool {
        let mut given = false;
        for (loops, task) in self.graph.contexts.get(self.path).into_iter().flatten() {
            if let Some(variable) = loops.iter().rev().find(|variable| variable.name == name) {
                given = true;
                if variable.secret {
                    self.secret.insert(*task);
                }
            }
        }
        given
    }

    /// A loop variable is there only where every task that renders the template gives it.
    fn of_loop(&mut self, name: &str, range: &Range) -> Option<EcoString> {
        let contexts = self.graph.contexts.get(self.path)?;
        let of = |loops: &[LoopVar]| {
            loops
                .iter()
                .rev()
                .find(|variable| variable.name == name)
                .map(|variable| variable.emitted.clone())
        };
        let first = contexts.iter().find_map(|(loops, _)| of(loops))?;
        for (loops, task) in contexts {
            let given = loops.iter().rev().find(|variable| variable.name == name);
            if given.is_some_and(|variable| variable.secret) {
                self.secret.insert(*task);
            }
        }
        let without = contexts
            .iter()
            .find(|(loops, _)| of(loops).as_ref() != Some(&first));
        if let Some((_, task)) = without {
            let span = place(self.base, range);
            let task = *task;
            self.problems.push(TemplateError::LoopVariable {
                name: name.to_string(),
                span,
                task,
            });
        }
        Some(first)
    }

    /// What is said of a name that is not known, and what it can only have meant.
    fn help(&self, name: &str) -> (String, Option<String>) {
        let fact = name
            .strip_prefix("ansible_")
            .filter(|fact| schema::fact::lookup(fact).is_some());
        if let Some(fact) = fact {
            let meant = format!("facts.{fact}");
            return (format!("facts are read as `{meant}`"), Some(meant));
        }
        if self.names.outside.contains(name) {
            let help = format!(
                "a role sees its own values only: write `let {name}_value = {name}` in it, or a parameter"
            );
            return (help, None);
        }
        let emitted = |(_, emitted): &(&EcoString, &EcoString)| *emitted == name;
        if let Some((written, _)) = self.names.known.iter().find(emitted) {
            let help = format!("templates use the names of the language: write `{written}`");
            return (help, Some(written.to_string()));
        }
        let loops = self.graph.contexts.get(self.path).into_iter().flatten();
        let loops: Vec<&str> = loops
            .flat_map(|(loops, _)| loops.iter().rev())
            .map(|variable| variable.name.as_str())
            .collect();
        if let (Some(variable), "item") = (loops.first(), name) {
            let help = format!("the loop of the task that renders it calls it `{variable}`");
            return (help, Some((*variable).to_owned()));
        }
        let known = self.names.known.keys().chain(&self.names.vars);
        let known = known.map(EcoString::as_str).chain(loops);
        let help = match suggest::nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if name == "loop" => {
                "it is there only between `{% for … %}` and `{% endfor %}`".to_owned()
            }
            None if name == "item" => {
                "a task that renders it has no loop; a loop's variable has the name of its \
                                       header, `for user in users`"
                    .to_owned()
            }
            None => match near_given(name) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare it: `param {name}: …` in the role, or `var {name}: …`"),
            },
        };
        (help, None)
    }
}

/// A fact or a magic variable that is spelt nearly so.
fn near_given(name: &str) -> Option<String> {
    let fact = name.strip_prefix("ansible_").and_then(|fact| {
        let near = suggest::nearest(fact, schema::fact::names())?;
        Some(format!("facts.{near}"))
    });
    fact.or_else(|| suggest::nearest(name, schema::magic::names()).map(str::to_owned))
}

/// Whether Ansible or Jinja gives it, everywhere.
pub(super) fn is_given(name: &str) -> bool {
    GIVEN.contains(&name) || ALSO_GIVEN.contains(&name)
}
