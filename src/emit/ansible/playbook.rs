//! `playbooks/NAME.yml`.
//!
//! In: `playbook site { play "Every server" on all { role base { … } } }`. Out: plays with
//! `roles:` and `tasks:` where the steps stand in that order, otherwise with `tasks:` alone.

use crate::emit::ansible::Files;
use crate::emit::ansible::apply;
use crate::emit::ansible::data;
use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::handler;
use crate::emit::ansible::pattern;
use crate::emit::ansible::step;
use crate::emit::ansible::step::Steps;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::Program;
use crate::fleet::program::Application;
use crate::fleet::program::Play;
use crate::fleet::program::PlaybookItem;
use crate::fleet::program::Prompt;
use crate::fleet::program::RoleId;
use crate::fleet::program::Step;
use crate::fleet::program::StepKind;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    let program = &fleet.program;
    for playbook in &program.playbooks {
        let mut items = Vec::new();
        let mut sections = Vec::new();
        for item in &playbook.items {
            match item {
                PlaybookItem::Import(other, span, notes) => {
                    if let Some(other) = program.playbooks.get(other.0 as usize) {
                        let mut fields = Fields::default();
                        let name = format!("Run {} first", step::spelled(&other.emitted));
                        fields.put("name", Node::Data(name.into()));
                        fields.put(
                            "ansible.builtin.import_playbook",
                            Node::Data(format!("{}.yml", other.emitted).into()),
                        );
                        items.push(fields::item(notes, fields).at(*span));
                    }
                }
                PlaybookItem::Play(play) => items.push(self::play(program, play, &mut sections)),
            }
        }
        files.about(playbook.span);
        files.yaml(
            format!("playbooks/{}.yml", playbook.emitted),
            &fields::comments(&playbook.notes),
            &Node::List(items),
        );
    }
}

pub(super) fn play<'f>(
    program: &'f Program,
    play: &'f Play,
    sections: &mut Vec<&'f Step>,
) -> Entry {
    let mut fields = Fields::default();
    fields.put("name", Node::Data(play.name.clone()));
    fields.put("hosts", Node::Data(pattern::text(program, &play.on).into()));
    fields.from(play.on.span);
    for word in &play.keywords {
        step::keyword(&mut fields, word);
    }
    if !play.prompts.is_empty() {
        let prompts = play.prompts.iter().map(prompt).collect();
        fields.put("vars_prompt", Node::List(prompts));
    }
    step::lets(&mut fields, &play.lets);
    fields.put_words("tags", &play.tags);
    let mut steps = Steps::new(program);
    let count = leading_roles(&play.steps);
    let (roles, tasks) = play.steps.split_at(count);
    if !roles.is_empty() {
        let roles = roles
            .iter()
            .filter_map(|step| Some(apply::entry(program, step, apply::of_step(step)?)))
            .collect();
        fields.put("roles", Node::List(roles));
    }
    if !tasks.is_empty() {
        fields.put("tasks", Node::List(steps.list(tasks)));
    }
    if !play.handlers.is_empty() {
        let handlers = handler::list(&mut steps, None, &play.handlers);
        fields.put("handlers", Node::List(handlers));
    }
    sections.append(&mut steps.sections);
    fields::item(&play.notes, fields).at(play.span)
}

/// How many steps from the first on can stand in `roles:`, which runs before `tasks:` and runs a
/// role that stands there twice only once.
fn leading_roles(steps: &[Step]) -> usize {
    let leading = steps
        .iter()
        .take_while(|step| plain(step).is_some())
        .count();
    let mut roles: Vec<RoleId> = Vec::new();
    for step in steps {
        every_role(step, &mut roles);
    }
    let applied = roles.len();
    roles.sort_unstable();
    roles.dedup();
    let (head, rest) = steps.split_at(leading);
    let in_order = rest
        .iter()
        .all(|step| !matches!(step.kind, StepKind::Role(_)));
    if roles.len() == applied && in_order {
        head.len()
    } else {
        0
    }
}

/// A role step that `roles:` can say.
fn plain(step: &Step) -> Option<&Application> {
    apply::of_step(step).filter(|application| {
        application.entry.is_none()
            && !application.dynamic
            && step.each.is_none()
            && step.name.is_none()
            && step.lets.is_empty()
    })
}

fn every_role(step: &Step, roles: &mut Vec<RoleId>) {
    match &step.kind {
        StepKind::Role(application) => roles.push(application.role),
        StepKind::Block {
            steps,
            rescue,
            always,
        } => {
            for step in steps.iter().chain(rescue).chain(always) {
                every_role(step, roles);
            }
        }
        StepKind::Section { steps, .. } => {
            for step in steps {
                every_role(step, roles);
            }
        }
        StepKind::Task(_) | StepKind::Fact { .. } => {}
    }
}

fn prompt(prompt: &Prompt) -> Entry {
    let mut fields = Fields::default();
    fields.put("name", Node::Data(prompt.name.clone()));
    if !prompt.keywords.iter().any(|word| word.name == "prompt") {
        let question = step::sentence(&prompt.notes.docs)
            .unwrap_or_else(|| step::capitalised(&step::spelled(&prompt.name)));
        fields.put("prompt", Node::Data(question));
    }
    for word in &prompt.keywords {
        if let Some(node) = data::argument(&word.value) {
            fields.put_noted(word.name.clone(), node, &word.notes);
            fields.from(word.span);
        }
    }
    Entry {
        comments: prompt
            .notes
            .comments
            .iter()
            .map(|line| line.trim().into())
            .collect(),
        ..Entry::from(fields.into_node()).at(prompt.span)
    }
}
