//! Steps: what every kind of task has.
//!
//! In: `task "Set the port" when x { lineinfile { … } notify = restart_sshd }`. Out: a mapping
//! with the name first, then the module, what prepares it, the loop, what is made of the result,
//! the condition, and who hears of it. In blocks the steps stand last.

use ecow::EcoString;

use crate::emit::ansible::braces;
use crate::emit::ansible::data;
use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::jinja;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Program;
use crate::fleet::program::Call;
use crate::fleet::program::Keyword;
use crate::fleet::program::Loop;
use crate::fleet::program::LoopSource;
use crate::fleet::program::Notes;
use crate::fleet::program::RoleLet;
use crate::fleet::program::Step;
use crate::fleet::program::StepKind;
use crate::fleet::term::Term;
use crate::fleet::types::Type;

/// Keywords that say what a result means; they stand behind `register`.
const ABOUT_RESULTS: [&str; 5] = ["changed_when", "failed_when", "until", "retries", "delay"];

/// Keywords whose value is a condition.
const CONDITIONS: [&str; 4] = ["changed_when", "failed_when", "until", "break_when"];

/// Keywords that an `include_*` takes itself; others go to its `apply`.
const INCLUDE_KEYWORDS: [&str; 6] = [
    "debugger",
    "ignore_errors",
    "no_log",
    "run_once",
    "timeout",
    "name",
];

/// Writes steps; gathers the sections that get files of their own.
pub(super) struct Steps<'f> {
    pub(super) program: &'f Program,
    /// Sections met and not yet written, in order.
    pub(super) sections: Vec<&'f Step>,
}

impl<'f> Steps<'f> {
    pub(super) const fn new(program: &'f Program) -> Self {
        Self {
            program,
            sections: Vec::new(),
        }
    }

    /// A list of tasks.
    pub(super) fn list(&mut self, steps: &'f [Step]) -> Vec<Entry> {
        steps.iter().map(|step| self.step(step)).collect()
    }

    /// One task.
    pub(super) fn step(&mut self, step: &'f Step) -> Entry {
        self.step_as(step, None, None)
    }

    /// One task by a name that is given from outside, on a topic.
    pub(super) fn step_as(
        &mut self,
        step: &'f Step,
        name: Option<&EcoString>,
        listen: Option<&EcoString>,
    ) -> Entry {
        let mut fields = Fields::default();
        match (name, &step.name) {
            (Some(name), _) => fields.put("name", Node::Data(name.clone())),
            (None, Some(term)) => {
                fields.put("name", data::variable(term));
                fields.from(term.span);
            }
            (None, None) => fields.put("name", Node::Data(self.own_name(step))),
        }
        if let Some(noqa) = noqa(step) {
            fields.aside("name", noqa);
        }
        let mut notes = step.notes.clone();
        match &step.kind {
            StepKind::Task(call) => {
                module(&mut fields, call);
                prepare(&mut fields, step, |_| true);
                conclude(&mut fields, step, &step.tags, secret_in(step, call));
            }
            StepKind::Fact { emitted, value } => {
                let mut args = Fields::default();
                args.put(emitted.clone(), data::variable(value));
                args.from(value.span);
                fields.put("ansible.builtin.set_fact", args.into_node());
                prepare(&mut fields, step, |_| true);
                conclude(&mut fields, step, &step.tags, data::has_secret(value));
                // The doc comment is the name already.
                if step.name.is_none() {
                    notes.docs.clear();
                }
            }
            StepKind::Block {
                steps,
                rescue,
                always,
            } => {
                prepare(&mut fields, step, |_| true);
                conclude(&mut fields, step, &step.tags, false);
                for (key, steps) in [("block", steps), ("rescue", rescue), ("always", always)] {
                    if !steps.is_empty() || key == "block" {
                        fields.put(key, Node::List(self.list(steps)));
                    }
                }
                if let Some(topic) = listen {
                    fields.put("listen", Node::Data(topic.clone()));
                }
                return finished(&notes, fields).at(step.span);
            }
            StepKind::Section { name, .. } => {
                self.sections.push(step);
                // What it is for stands in its own file.
                notes.docs.clear();
                section(&mut fields, step, name);
            }
            StepKind::Role(application) => {
                self.role_task(&mut fields, step, application);
            }
        }
        if let Some(topic) = listen {
            fields.put("listen", Node::Data(topic.clone()));
        }
        finished(&notes, fields).at(step.span)
    }

    /// A sentence for a step that has none of its own.
    fn own_name(&self, step: &Step) -> EcoString {
        let documented = || sentence(&step.notes.docs);
        match &step.kind {
            StepKind::Task(call) => {
                let short = call.module.rsplit('.').next().unwrap_or_default();
                format!("Run {short}").into()
            }
            StepKind::Block { .. } => "Run a block of tasks".into(),
            StepKind::Section { name, .. } => capitalised(&spelled(name)),
            StepKind::Role(application) => self.application_name(application),
            StepKind::Fact { emitted, .. } => {
                documented().unwrap_or_else(|| format!("Set {emitted}").into())
            }
        }
    }
}

/// What tells ansible-lint not to report what the step is allowed. Only behind the name it holds for the whole task: on a line
/// of its own it holds for the next line.
fn noqa(step: &Step) -> Option<EcoString> {
    let rules: Vec<&str> = step.allow.iter().filter_map(|allow| allow.rule).collect();
    (!rules.is_empty()).then(|| format!("noqa: {}", rules.join(" ")).into())
}

/// The first sentence of a doc comment as a name: a capital first, no full stop.
pub(super) fn sentence(docs: &[EcoString]) -> Option<EcoString> {
    first_sentence(docs).map(|text| capitalised(&text))
}

/// The first sentence of a doc comment, without its full stop.
pub(super) fn first_sentence(docs: &[EcoString]) -> Option<EcoString> {
    let text = docs
        .iter()
        .map(|line| line.trim())
        .take_while(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let first = text.split(". ").next().unwrap_or(&text);
    let first = first.trim_end_matches('.');
    (!first.is_empty()).then(|| first.into())
}

/// A name as words: `rotate_keys` is "rotate keys".
pub(super) fn spelled(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// With a capital first letter.
pub(super) fn capitalised(text: &str) -> EcoString {
    let mut letters = text.chars();
    letters.next().map_or_else(EcoString::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A step with its comments; what a user wrote as data is no template in it.
fn finished(notes: &Notes, fields: Fields) -> Entry {
    let mut entry = fields::item(notes, fields);
    braces::in_step(&mut entry.node);
    entry
}

fn module(fields: &mut Fields, call: &Call) {
    let mut args = Fields::default();
    for arg in &call.args {
        // ansible-core asks these itself: in `{{ }}` they are on their way out.
        let asked = call.module == "ansible.builtin.assert" && arg.name == "that";
        let node = if asked {
            data::conditions(&arg.value)
        } else {
            data::argument(&arg.value)
        };
        if let Some(node) = node {
            args.put_noted(arg.emitted.clone(), node, arg.noted());
            args.from(arg.value.span);
        }
    }
    match &call.free_form {
        Some(text) => {
            fields.put_noted(call.module.clone(), data::variable(text), &call.notes);
            fields.from(call.span);
            fields.put_fields("args", args);
        }
        None if args.is_empty() => {
            fields.put_noted(call.module.clone(), Node::Empty, &call.notes);
            fields.from(call.span);
        }
        None => {
            fields.put_noted(call.module.clone(), args.into_node(), &call.notes);
            fields.from(call.span);
        }
    }
}

/// `tasks/NAME.yml` where it stands: imported, or included when it is asked for many times.
fn section(fields: &mut Fields, step: &Step, name: &EcoString) {
    let file = Node::Data(format!("{name}.yml").into());
    if step.each.is_none() {
        fields.put("ansible.builtin.import_tasks", file);
        prepare(fields, step, |_| true);
        conclude(fields, step, &step.tags, false);
        return;
    }
    let apply = applied(step);
    if apply.is_empty() {
        fields.put("ansible.builtin.include_tasks", file);
    } else {
        let mut args = Fields::default();
        args.put("file", file);
        args.put_fields("apply", apply);
        fields.put("ansible.builtin.include_tasks", args.into_node());
    }
    prepare(fields, step, is_for_include);
    conclude(fields, step, &step.tags, false);
}

/// What an include passes on to the tasks inside: tags, and keywords it does not take itself.
pub(super) fn applied(step: &Step) -> Fields {
    let mut apply = Fields::default();
    for word in step.keywords.iter().filter(|word| !is_for_include(word)) {
        keyword(&mut apply, word);
    }
    apply.put_words("tags", &step.tags);
    apply
}

/// Whether an include takes the keyword itself.
pub(super) fn is_for_include(word: &Keyword) -> bool {
    INCLUDE_KEYWORDS.contains(&word.name.as_str())
}

/// `vars`, keywords and the loop.
pub(super) fn prepare(fields: &mut Fields, step: &Step, takes: impl Fn(&Keyword) -> bool) {
    lets(fields, &step.lets);
    prepare_after_vars(fields, step, takes);
}

/// As [`prepare`], where `vars` stand already.
pub(super) fn prepare_after_vars(
    fields: &mut Fields,
    step: &Step,
    takes: impl Fn(&Keyword) -> bool,
) {
    for word in &step.keywords {
        if takes(word) && !ABOUT_RESULTS.contains(&word.name.as_str()) {
            keyword(fields, word);
        }
    }
    if let Some(each) = &step.each {
        repeat(fields, each);
    }
}

/// What is made of the result, the condition, and who hears of it.
pub(super) fn conclude(fields: &mut Fields, step: &Step, tags: &[EcoString], secret: bool) {
    if let Some(register) = &step.register {
        fields.put("register", Node::Data(register.clone()));
    }
    for word in &step.keywords {
        if ABOUT_RESULTS.contains(&word.name.as_str()) {
            keyword(fields, word);
        }
    }
    if let Some(when) = &step.when {
        fields.put("when", data::condition(when));
        fields.from(when.span);
    }
    let loops_over_secret = step.each.as_ref().is_some_and(loops_over_secret);
    if (secret || loops_over_secret) && !fields.has("no_log") {
        fields.put("no_log", Node::Bool(true));
    }
    match step.notify.as_slice() {
        [] => {}
        [one] => fields.put("notify", Node::Data(one.clone())),
        several => fields.put_words("notify", several),
    }
    fields.put_words("tags", tags);
}

/// `vars:` from lets.
pub(super) fn lets(fields: &mut Fields, lets: &[RoleLet]) {
    let mut vars = Fields::default();
    variables(&mut vars, lets);
    fields.put_fields("vars", vars);
}

/// Variables with their comments, as the entries of `vars:`.
pub(super) fn variables(vars: &mut Fields, lets: &[RoleLet]) {
    for variable in lets {
        vars.put_noted(
            variable.emitted.clone(),
            data::kept(&variable.value),
            &variable.notes,
        );
        vars.from(variable.value.span);
    }
}

/// A keyword by Ansible's name.
pub(super) fn keyword(fields: &mut Fields, word: &Keyword) {
    // Another user without `become` beside it would change nothing.
    if word.name == "become_user" && !fields.has("become") {
        fields.put("become", Node::Bool(true));
    }
    let node = if CONDITIONS.contains(&word.name.as_str()) {
        Some(data::condition(&word.value))
    } else {
        data::argument(&word.value)
    };
    if let Some(node) = node {
        fields.put_noted(word.name.clone(), node, &word.notes);
        fields.from(word.value.span);
    }
}

fn repeat(fields: &mut Fields, each: &Loop) {
    let source = match &each.source {
        LoopSource::List(list) => data::kept(list),
        LoopSource::Map(map) => template(format!("{} | dict2items", jinja::operand(map))),
        LoopSource::Subelements(list, field) => {
            let skip = if may_lack(&list.ty, field) {
                ", skip_missing=true"
            } else {
                ""
            };
            template(format!(
                "{} | subelements({}{skip})",
                jinja::operand(list),
                jinja::quoted(field)
            ))
        }
        LoopSource::Product(lists) => match lists.split_first() {
            Some((first, others)) => {
                let others: Vec<String> = others.iter().map(jinja::expression).collect();
                template(format!(
                    "{} | product({}) | list",
                    jinja::operand(first),
                    others.join(", ")
                ))
            }
            None => Node::List(Vec::new()),
        },
    };
    fields.put("loop", source);
    if let Some(span) = each.source.span() {
        fields.from(span);
    }
    let mut control = Fields::default();
    if each.var != "item" {
        control.put("loop_var", Node::Data(each.var.clone()));
    }
    for word in &each.control {
        keyword(&mut control, word);
    }
    if !control.is_empty() {
        fields.put("loop_control", control.into_node());
    }
}

fn template(expression: String) -> Node {
    Node::Template(format!("{{{{ {expression} }}}}").into())
}

/// Whether an item may come without the field: then there is nothing to go over, and no error.
fn may_lack(list: &Type, path: &str) -> bool {
    let mut ty = list;
    while let Type::Optional(inner) | Type::Secret(inner) = ty {
        ty = inner;
    }
    let Type::List(item) = ty else {
        return false;
    };
    ty = item;
    for name in path.split('.') {
        while let Type::Optional(inner) | Type::Secret(inner) = ty {
            ty = inner;
        }
        let Type::Record(record) = ty else {
            return false;
        };
        let Some(field) = record.fields.iter().find(|field| field.name == name) else {
            return false;
        };
        if field.default.is_some() || matches!(field.ty, Type::Optional(_)) {
            return true;
        }
        ty = &field.ty;
    }
    false
}

fn loops_over_secret(each: &Loop) -> bool {
    match &each.source {
        LoopSource::List(term) | LoopSource::Map(term) | LoopSource::Subelements(term, _) => {
            data::has_secret(term)
        }
        LoopSource::Product(terms) => terms.iter().any(data::has_secret),
    }
}

fn secret_in(step: &Step, call: &Call) -> bool {
    let keywords = step.keywords.iter().map(|word| &word.value);
    let lets = step.lets.iter().map(|variable| &variable.value);
    let args = call.args.iter().map(|arg| &arg.value);
    let mut terms: Box<dyn Iterator<Item = &Term>> =
        Box::new(args.chain(keywords).chain(lets).chain(&call.free_form));
    terms.any(data::has_secret)
}
