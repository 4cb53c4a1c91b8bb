//! `roles/NAME/`.
//!
//! In: a role. Out: its tasks (sections and entries in files of their own), handlers, defaults,
//! vars, meta, templates and files; each only where there is something to say.

use crate::emit::ansible::Files;
use crate::emit::ansible::apply;
use crate::emit::ansible::assertion;
use crate::emit::ansible::defaults;
use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::handler;
use crate::emit::ansible::meta;
use crate::emit::ansible::readme;
use crate::emit::ansible::step;
use crate::emit::ansible::step::Steps;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Entry as RoleEntry;
use crate::fleet::program::Origin;
use crate::fleet::program::Role;
use crate::fleet::program::Step;
use crate::fleet::program::StepKind;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    for role in &fleet.program.roles {
        let folder = format!("roles/{}", role.emitted);
        files.about(role.span);
        match &role.origin {
            None => {}
            Some(Origin::Galaxy { .. }) => continue,
            Some(Origin::Folder { files: held, .. }) => {
                for (path, from) in held {
                    files.copy(format!("{folder}/{path}"), from.clone());
                }
                continue;
            }
        }
        tasks(fleet, role, &folder, files);
        files.about(role.span);
        defaults::emit(role, &folder, files);
        meta::emit(fleet, role, &folder, files);
        readme::role(&fleet.program, role, &folder, files);
        for (path, text) in &role.templates {
            files.text(format!("{folder}/templates/{path}"), text.clone());
        }
        for (path, from) in &role.files {
            files.copy(format!("{folder}/files/{path}"), from.clone());
        }
    }
}

fn tasks<'f>(fleet: &'f Fleet, role: &'f Role, folder: &str, files: &mut Files) {
    let mut steps = Steps::new(&fleet.program);
    let mut main = assertion::list(role, &role.params, &role.requires);
    main.extend(steps.list(&role.steps));
    if !main.is_empty() {
        let comments = fields::comments(&role.notes);
        files.yaml(
            format!("{folder}/tasks/main.yml"),
            &comments,
            &Node::List(main),
        );
    }
    for entry in &role.entries {
        files.about(entry.span);
        let tasks = self::entry(&mut steps, role, entry);
        files.yaml(
            format!("{folder}/tasks/{}.yml", entry.name),
            &fields::comments(&entry.notes),
            &Node::List(tasks),
        );
    }
    files.about(role.span);
    let handlers = handler::list(&mut steps, Some(role), &role.handlers);
    if !handlers.is_empty() {
        files.yaml(
            format!("{folder}/handlers/main.yml"),
            &[],
            &Node::List(handlers),
        );
    }
    sections(&mut steps, folder, files);
}

/// The files of sections, which may hold sections in turn.
fn sections<'f>(steps: &mut Steps<'f>, folder: &str, files: &mut Files) {
    while let Some(section) = steps.sections.pop() {
        if let StepKind::Section { name, steps: inner } = &section.kind {
            files.about(section.span);
            let tasks = steps.list(inner);
            let docs: Vec<_> = section
                .notes
                .docs
                .iter()
                .map(|line| line.trim().into())
                .collect();
            files.yaml(
                format!("{folder}/tasks/{name}.yml"),
                &docs,
                &Node::List(tasks),
            );
        }
    }
}

/// An entry's tasks; its lets are variables of a block around them.
fn entry<'f>(steps: &mut Steps<'f>, role: &'f Role, entry: &'f RoleEntry) -> Vec<Entry> {
    let mut tasks = assertion::list(role, &entry.params, &entry.requires);
    if entry.lets.is_empty() {
        tasks.extend(steps.list(&entry.steps));
        return tasks;
    }
    let mut block = Fields::default();
    let name = step::sentence(&entry.notes.docs)
        .unwrap_or_else(|| step::capitalised(&step::spelled(&entry.name)));
    block.put("name", Node::Data(name));
    step::lets(&mut block, &entry.lets);
    block.put("block", Node::List(steps.list(&entry.steps)));
    tasks.push(fields::item(&Default::default(), block));
    tasks
}

/// `dependencies:` of a role.
pub(super) fn dependencies(fleet: &Fleet, steps: &[Step]) -> Vec<Entry> {
    steps
        .iter()
        .filter_map(|step| {
            let application = apply::of_step(step)?;
            Some(apply::entry(&fleet.program, step, application))
        })
        .collect()
}
