//! `meta/main.yml` and `meta/argument_specs.yml`.
//!
//! In: a role and the project's author, license and Ansible version. Out: what a role's users and
//! `ansible-doc -t role` read, and what Ansible checks before the role's first task.

use ecow::EcoString;

use crate::emit::ansible::Files;
use crate::emit::ansible::apply;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::role;
use crate::emit::ansible::spec;
use crate::emit::ansible::spec::Presence;
use crate::emit::ansible::step;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Notes;
use crate::fleet::program::OLDEST_ANSIBLE;
use crate::fleet::program::Param;
use crate::fleet::program::Project;
use crate::fleet::program::Role;
use crate::fleet::types::Type;

pub(super) fn emit(fleet: &Fleet, role: &Role, folder: &str, files: &mut Files) {
    let mut main = Fields::default();
    main.put(
        "galaxy_info",
        galaxy_info(&fleet.program.project, role).into_node(),
    );
    main.put(
        "dependencies",
        Node::List(role::dependencies(fleet, &role.depends)),
    );
    if is_dependency(fleet, role) {
        // Every application that is written runs, also of one role for two others.
        main.put("allow_duplicates", Node::Bool(true));
    }
    files.yaml(format!("{folder}/meta/main.yml"), &[], &main.into_node());

    let entries_have_params = role.entries.iter().any(|entry| !entry.params.is_empty());
    if role.params.is_empty() && !entries_have_params {
        return;
    }
    let mut specs = Fields::default();
    specs.put(
        "main",
        entry_point(&purpose(role), &role.notes.docs, role.params.iter()).into_node(),
    );
    specs.from(role.span);
    for entry in &role.entries {
        let short = step::first_sentence(&entry.notes.docs)
            .unwrap_or_else(|| step::capitalised(&step::spelled(&entry.name)));
        let read = entry
            .reads
            .iter()
            .filter_map(|index| role.params.get(*index));
        specs.put(
            entry.name.clone(),
            entry_point(&short, &entry.notes.docs, read.chain(&entry.params)).into_node(),
        );
        specs.from(entry.span);
    }
    let mut file = Fields::default();
    file.put("argument_specs", specs.into_node());
    files.yaml(
        format!("{folder}/meta/argument_specs.yml"),
        &[],
        &file.into_node(),
    );
}

/// What a role is for, in a sentence.
pub(super) fn purpose(role: &Role) -> EcoString {
    step::first_sentence(&role.notes.docs)
        .unwrap_or_else(|| format!("The role {}", role.name).into())
}

fn galaxy_info(project: &Project, role: &Role) -> Fields {
    let mut info = Fields::default();
    let author = project.author.clone().unwrap_or_else(|| {
        if project.name.is_empty() {
            "The fleet's maintainers".into()
        } else {
            format!("The maintainers of {}", project.name).into()
        }
    });
    info.put("author", Node::Data(author));
    if let Some(span) = project.span {
        info.from(span);
    }
    info.put("description", Node::Data(purpose(role)));
    let license = project.license.clone();
    info.put(
        "license",
        Node::Data(license.unwrap_or_else(|| "Proprietary".into())),
    );
    if let Some(span) = project.span {
        info.from(span);
    }
    let oldest = project.oldest_ansible.clone();
    info.put(
        "min_ansible_version",
        Node::Data(oldest.unwrap_or_else(|| OLDEST_ANSIBLE.into())),
    );
    info
}

fn is_dependency(fleet: &Fleet, role: &Role) -> bool {
    fleet
        .program
        .roles
        .iter()
        .flat_map(|other| &other.depends)
        .filter_map(apply::of_step)
        .filter_map(|application| apply::role_of(&fleet.program, application))
        .any(|target| target.emitted == role.emitted)
}

fn entry_point<'p>(
    short: &str,
    docs: &[EcoString],
    params: impl Iterator<Item = &'p Param>,
) -> Fields {
    let mut point = Fields::default();
    point.put("short_description", Node::Data(short.into()));
    let said = paragraphs(docs);
    if said.len() > 1
        || said
            .first()
            .is_some_and(|text| text.trim_end_matches('.') != short)
    {
        describe(&mut point, docs);
    }
    let mut options = Fields::default();
    for param in params {
        let mut option = Fields::default();
        describe(&mut option, &param.notes.docs);
        let presence = match &param.default {
            // One that is computed on the target is in the defaults file only.
            Some(default) => default.known().map_or(Presence::Optional, |value| {
                Presence::Default(Node::from(value))
            }),
            None if matches!(param.ty, Type::Optional(_)) => Presence::Optional,
            None => Presence::Required,
        };
        spec::describe(&mut option, &param.ty, presence);
        // What has a default has its comments beside that.
        let mut notes = Notes::default();
        if param.default.is_none() {
            notes.comments.clone_from(&param.notes.comments);
        }
        options.put_noted(param.emitted.clone(), option.into_node(), &notes);
        options.from(param.span);
    }
    point.put("options", options.into_node());
    point
}

/// `description`: a paragraph an item.
pub(super) fn describe(fields: &mut Fields, docs: &[EcoString]) {
    let paragraphs = paragraphs(docs);
    match paragraphs.len() {
        0 => {}
        1 => fields.put("description", Node::Data(paragraphs.concat().into())),
        _ => fields.put(
            "description",
            Node::List(
                paragraphs
                    .into_iter()
                    .map(|text| Entry::from(Node::Data(text.into())))
                    .collect(),
            ),
        ),
    }
}

/// Doc lines, joined; an empty one ends a paragraph.
pub(super) fn paragraphs(docs: &[EcoString]) -> Vec<String> {
    docs.split(|line| line.trim().is_empty())
        .map(|lines| {
            let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
            lines.join(" ")
        })
        .filter(|text| !text.is_empty())
        .collect()
}
