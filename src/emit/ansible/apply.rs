//! Roles where they are applied.
//!
//! In: `role base { admins = team }`. Out: an entry of a play's `roles:` with the parameters
//! inline, or a task with `import_role` and `vars`; `include_role` where it runs for each item.

use ecow::EcoString;

use crate::emit::ansible::data;
use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::step;
use crate::emit::ansible::step::Steps;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Program;
use crate::fleet::program::Application;
use crate::fleet::program::Role;
use crate::fleet::program::Step;
use crate::fleet::program::StepKind;
use crate::fleet::term::TermKind;

/// What an entry of `roles:` takes for itself; a parameter of such a name goes under `vars`.
const ROLE_KEYWORDS: [&str; 31] = [
    "any_errors_fatal",
    "become",
    "become_exe",
    "become_flags",
    "become_method",
    "become_user",
    "check_mode",
    "collections",
    "connection",
    "debugger",
    "delegate_facts",
    "delegate_to",
    "diff",
    "environment",
    "gather_facts",
    "ignore_errors",
    "ignore_unreachable",
    "module_defaults",
    "name",
    "no_log",
    "port",
    "remote_user",
    "role",
    "run_once",
    "src",
    "tags",
    "throttle",
    "timeout",
    "vars",
    "version",
    "when",
];

/// The application that a step is, if it is one.
pub(super) const fn of_step(step: &Step) -> Option<&Application> {
    if let StepKind::Role(application) = &step.kind {
        Some(application)
    } else {
        None
    }
}

/// The role of an application.
pub(super) fn role_of<'p>(program: &'p Program, application: &Application) -> Option<&'p Role> {
    program.roles.get(application.role.0 as usize)
}

/// An entry of a play's `roles:` or of a role's dependencies.
pub(super) fn entry(program: &Program, step: &Step, application: &Application) -> Entry {
    let mut entry = Fields::default();
    let name =
        role_of(program, application).map_or_else(EcoString::new, |role| role.emitted.clone());
    entry.put("role", Node::Data(name));
    let inline = application
        .params
        .iter()
        .all(|given| !ROLE_KEYWORDS.contains(&given.emitted.as_str()));
    if inline {
        parameters(&mut entry, application);
    } else {
        let mut vars = Fields::default();
        parameters(&mut vars, application);
        entry.put_fields("vars", vars);
    }
    for word in &step.keywords {
        step::keyword(&mut entry, word);
    }
    if let Some(when) = &step.when {
        entry.put("when", data::condition(when));
        entry.from(when.span);
    }
    entry.put_words("tags", &step.tags);
    Entry {
        blank_before: false,
        ..fields::item(&step.notes, entry).at(step.span)
    }
}

fn parameters(fields: &mut Fields, application: &Application) {
    for given in &application.params {
        if given.value.kind != TermKind::Unset {
            fields.put_noted(
                given.emitted.clone(),
                data::kept(&given.value),
                given.noted(),
            );
            fields.from(given.value.span);
        }
    }
}

impl Steps<'_> {
    /// "Apply base", "Run rotate keys of base".
    pub(super) fn application_name(&self, application: &Application) -> EcoString {
        let Some(role) = role_of(self.program, application) else {
            return EcoString::new();
        };
        match application.entry.and_then(|entry| role.entries.get(entry)) {
            Some(entry) => format!("Run {} of {}", step::spelled(&entry.name), role.emitted).into(),
            None => format!("Apply {}", role.emitted).into(),
        }
    }

    /// `import_role` or `include_role`.
    pub(super) fn role_task(&self, fields: &mut Fields, step: &Step, application: &Application) {
        let Some(role) = role_of(self.program, application) else {
            return;
        };
        let dynamic = application.dynamic || step.each.is_some();
        let mut args = Fields::default();
        args.put("name", Node::Data(role.emitted.clone()));
        if let Some(entry) = application.entry.and_then(|entry| role.entries.get(entry)) {
            args.put("tasks_from", Node::Data(entry.name.clone()));
        }
        if dynamic {
            args.put_fields("apply", step::applied(step));
            fields.put("ansible.builtin.include_role", args.into_node());
        } else {
            fields.put("ansible.builtin.import_role", args.into_node());
        }
        let mut vars = Fields::default();
        parameters(&mut vars, application);
        step::variables(&mut vars, &step.lets);
        fields.put_fields("vars", vars);
        step::prepare_after_vars(fields, step, |word| !dynamic || step::is_for_include(word));
        step::conclude(fields, step, &step.tags, false);
    }
}
