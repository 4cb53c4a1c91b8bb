//! `molecule/TEST/`: what runs inside the containers.
//!
//! In: `test base { with { admins = [] } verify { port 22 } }`. Out: `converge.yml`, `verify.yml`
//! and, where something must be there before, `prepare.yml`.

use crate::emit::ansible::Files;
use crate::emit::ansible::fields;
use crate::emit::ansible::fields::Fields;
use crate::emit::ansible::pattern;
use crate::emit::ansible::playbook;
use crate::emit::ansible::step;
use crate::emit::ansible::verify;
use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::program::Notes;
use crate::fleet::program::Play;
use crate::fleet::program::Subject;
use crate::fleet::program::Verify;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    for test in &fleet.program.tests {
        let folder = format!("molecule/{}", test.emitted);
        files.about(test.span);
        let converge = match &test.subject {
            Subject::Role { converge, .. } => self::play(fleet, converge),
            Subject::Fleet { playbook, with, .. } => {
                let mut fields = Fields::default();
                fields.put("name", Node::Str("Converge".into()));
                let playbooks = &fleet.program.playbooks;
                let name = playbooks
                    .get(playbook.0 as usize)
                    .map(|playbook| playbook.emitted.as_str())
                    .unwrap_or_default();
                fields.put(
                    "ansible.builtin.import_playbook",
                    Node::Data(format!("../../playbooks/{name}.yml").into()),
                );
                step::lets(&mut fields, with);
                fields::item(Notes::NONE, fields)
            }
        };
        let comments = fields::comments(&test.notes);
        files.yaml(
            format!("{folder}/converge.yml"),
            &comments,
            &Node::List(vec![converge]),
        );
        if let Some(prepare) = &test.prepare {
            let plays = vec![self::play(fleet, prepare)];
            files.yaml(format!("{folder}/prepare.yml"), &[], &Node::List(plays));
        }
        if !test.verify.is_empty() {
            let plays = test.verify.iter();
            let plays = plays.map(|part| verification(fleet, part)).collect();
            files.yaml(format!("{folder}/verify.yml"), &[], &Node::List(plays));
        }
    }
}

fn play(fleet: &Fleet, play: &Play) -> Entry {
    // Its steps are tasks and roles: sections stand in roles only.
    playbook::play(&fleet.program, play, &mut Vec::new())
}

fn verification(fleet: &Fleet, part: &Verify) -> Entry {
    let mut fields = Fields::default();
    let hosts = part
        .on
        .as_ref()
        .map_or_else(|| "all".to_owned(), |on| pattern::text(&fleet.program, on));
    let name = match part.on {
        None => "Verify".to_owned(),
        Some(_) => format!("Verify {hosts}"),
    };
    fields.put("name", Node::Data(name.into()));
    fields.put("hosts", Node::Data(hosts.into()));
    step::lets(&mut fields, &part.lets);
    let mut steps = step::Steps::new(&fleet.program);
    let tasks = verify::list(&mut steps, &part.items);
    fields.put("tasks", Node::List(tasks));
    fields::item(&part.notes, fields).at(part.span)
}
