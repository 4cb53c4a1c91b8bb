//! A README for the tree and for each role.
//!
//! In: doc comments, parameters, plays. Out: Markdown that a reader of the generated tree starts
//! from.

use crate::emit::ansible::Files;
use crate::emit::ansible::apply;
use crate::emit::ansible::inventory;
use crate::emit::ansible::meta;
use crate::emit::ansible::pattern;
use crate::emit::yaml;
use crate::emit::yaml::Node;
use crate::fleet::Fleet;
use crate::fleet::Program;
use crate::fleet::program::Origin;
use crate::fleet::program::Param;
use crate::fleet::program::PlaybookItem;
use crate::fleet::program::Role;
use crate::fleet::program::Subject;
use crate::fleet::types::Type;
use crate::value::Value;

pub(super) fn emit(fleet: &Fleet, files: &mut Files) {
    let program = &fleet.program;
    let project = &program.project;
    let title = if project.name.is_empty() {
        "The fleet"
    } else {
        &project.name
    };
    let mut text = format!("<!-- {} -->\n\n# {title}\n", yaml::GENERATED);
    for paragraph in meta::paragraphs(&project.docs) {
        text.push_str(&format!("\n{paragraph}\n"));
    }
    how_to_run(fleet, &mut text);
    if !program.inventories.is_empty() {
        text.push_str("\n## Inventories\n\n| inventory | hosts | groups |\n| --- | --- | --- |\n");
        for inventory in &program.inventories {
            let count = match inventory.plugin {
                Some(_) => "known at run time".to_owned(),
                None => inventory.hosts.len().to_string(),
            };
            let groups: Vec<String> = inventory
                .groups
                .iter()
                .filter(|group| group.emitted != "all")
                .map(|group| code(&group.emitted))
                .collect();
            text.push_str(&format!(
                "| {} | {count} | {} |\n",
                code(&inventory::source(fleet, inventory)),
                groups.join(", ")
            ));
        }
    }
    for playbook in &program.playbooks {
        text.push_str(&format!("\n## playbooks/{}.yml\n\n", playbook.emitted));
        for paragraph in meta::paragraphs(&playbook.notes.docs) {
            text.push_str(&format!("{paragraph}\n\n"));
        }
        items(program, &playbook.items, &mut text);
    }
    if !program.roles.is_empty() {
        text.push_str("\n## Roles\n\n| role | what it is for |\n| --- | --- |\n");
        for role in &program.roles {
            let name = match &role.origin {
                None => format!("[{0}](roles/{0}/README.md)", role.emitted),
                Some(Origin::Folder { .. }) => format!("[{0}](roles/{0})", role.emitted),
                Some(Origin::Galaxy { name, version }) => format!("{name} {version}"),
            };
            text.push_str(&format!("| {name} | {} |\n", cell(&meta::purpose(role))));
        }
    }
    tests(fleet, &mut text);
    files.text("README.md", text);
}

/// The scenarios, and how the lab is used.
fn tests(fleet: &Fleet, text: &mut String) {
    let program = &fleet.program;
    if program.tests.is_empty() {
        return;
    }
    text.push_str(
        "\n## Tests\n\nEach is a scenario of Molecule, in containers of podman (`containers.podman`), or with \
         `CONTAINER_ENGINE=docker` of docker (`community.docker`).\n\n```sh\nansible-galaxy collection install -r requirements.yml\n",
    );
    if let Some(test) = program.tests.first() {
        text.push_str(&format!("molecule test -s {}\n", test.emitted));
    }
    text.push_str("```\n\n| scenario | what is tried |\n| --- | --- |\n");
    for test in &program.tests {
        let what = match &test.subject {
            Subject::Role {
                role, platforms, ..
            } => {
                let role = program.roles.get(role.0 as usize);
                let names = platforms.iter();
                let names = names.filter_map(|index| program.platforms.get(*index));
                let names: Vec<String> = names.map(|platform| code(&platform.name)).collect();
                let role = role.map(|role| code(&role.emitted)).unwrap_or_default();
                format!("role {role} on {}", names.join(", "))
            }
            Subject::Fleet {
                playbook, hosts, ..
            } => {
                let playbook = program.playbooks.get(playbook.0 as usize);
                let name = playbook.map(|playbook| playbook.emitted.as_str());
                let name = code(&format!("playbooks/{}.yml", name.unwrap_or_default()));
                format!("{name} on {} hosts", hosts.len())
            }
        };
        text.push_str(&format!("| {} | {what} |\n", code(&test.emitted)));
    }
    let Some(lab) = &fleet.lab else {
        return;
    };
    let Some(inventory) = program.inventories.get(lab.inventory) else {
        return;
    };
    let mut tests = program.tests.iter();
    let of_hosts = |subject: &Subject| matches!(subject, Subject::Fleet { inventory, .. } if *inventory == lab.inventory);
    let Some(test) = tests.find(|test| of_hosts(&test.subject)) else {
        return;
    };
    let run = format!(
        "ansible-playbook -i {}/lab.yml",
        fleet.inventory_folder(inventory)
    );
    text.push_str(&format!(
        "\nThe lab (`compose.yaml`) has these {0} hosts with the ways that lead to them in production; it wants podman-compose or \
         docker compose (or what `COMPOSE_COMMAND` names), and is used from here, the root of the tree:\n\n\
         ```sh\n{run} lab/start.yml\n{run} molecule/{1}/converge.yml\n{run} molecule/{1}/verify.yml --become\nssh -F lab/ssh_config NAME\n{run} lab/stop.yml\n```\n",
        lab.hosts.len(),
        test.emitted
    ));
}

fn how_to_run(fleet: &Fleet, text: &mut String) {
    let program = &fleet.program;
    let Some(playbook) = program
        .playbooks
        .iter()
        .find(|playbook| playbook.emitted == "site")
        .or(program.playbooks.first())
    else {
        return;
    };
    let inventory = match program.inventories.as_slice() {
        [first, _, ..] => format!(" -i {}", inventory::source(fleet, first)),
        _ => String::new(),
    };
    text.push_str(&format!(
        "\n```sh\nansible-playbook{inventory} playbooks/{}.yml --check --diff\n```\n",
        playbook.emitted
    ));
}

fn items(program: &Program, items: &[PlaybookItem], text: &mut String) {
    text.push_str("| play | hosts | roles |\n| --- | --- | --- |\n");
    for item in items {
        match item {
            PlaybookItem::Import(other, _, _) => {
                if let Some(other) = program.playbooks.get(other.0 as usize) {
                    text.push_str(&format!("| everything in {}.yml | | |\n", other.emitted));
                }
            }
            PlaybookItem::Play(play) => {
                let mut roles: Vec<String> = play
                    .steps
                    .iter()
                    .filter_map(apply::of_step)
                    .filter_map(|application| apply::role_of(program, application))
                    .map(|role| code(&role.emitted))
                    .collect();
                roles.dedup();
                let name = match &play.spec {
                    Some(link) => format!("[{}]({link})", cell(&play.name)),
                    None => cell(&play.name),
                };
                text.push_str(&format!(
                    "| {name} | {} | {} |\n",
                    code(&pattern::text(program, &play.on)),
                    roles.join(", ")
                ));
            }
        }
    }
}

/// `roles/NAME/README.md`.
pub(super) fn role(program: &Program, role: &Role, folder: &str, files: &mut Files) {
    let mut text = format!("<!-- {} -->\n\n# {}\n", yaml::GENERATED, role.emitted);
    let paragraphs = meta::paragraphs(&role.notes.docs);
    for paragraph in &paragraphs {
        text.push_str(&format!("\n{paragraph}\n"));
    }
    if let Some(link) = &role.spec {
        text.push_str(&format!("\nAgreed in <{link}>.\n"));
    }
    if !role.params.is_empty() {
        text.push_str("\n## Parameters\n\n");
        parameters(&role.params, &mut text);
    }
    for entry in &role.entries {
        text.push_str(&format!("\n## Tasks from `{}`\n", entry.name));
        for paragraph in meta::paragraphs(&entry.notes.docs) {
            text.push_str(&format!("\n{paragraph}\n"));
        }
        text.push_str(&format!(
            "\nRuns only where it is asked for: `tasks_from: {}`.\n",
            entry.name
        ));
        if !entry.params.is_empty() {
            text.push('\n');
            parameters(&entry.params, &mut text);
        }
        let read: Vec<String> = entry
            .reads
            .iter()
            .filter_map(|index| role.params.get(*index))
            .map(|param| code(&param.emitted))
            .collect();
        if !read.is_empty() {
            text.push_str(&format!("\nIt also reads {}.\n", read.join(", ")));
        }
    }
    if !role.handlers.is_empty() {
        text.push_str("\n## Handlers\n\n");
        for handler in &role.handlers {
            let what = meta::paragraphs(&handler.notes.docs).join(" ");
            let what = if what.is_empty() {
                String::new()
            } else {
                format!(": {what}")
            };
            text.push_str(&format!("- {}{what}\n", handler.emitted));
        }
    }
    if !role.depends.is_empty() {
        text.push_str("\n## Runs before it\n\n");
        for step in &role.depends {
            if let Some(other) =
                apply::of_step(step).and_then(|application| apply::role_of(program, application))
            {
                let name = match &other.origin {
                    None => format!("[{0}](../{0}/README.md)", other.emitted),
                    Some(_) => other.emitted.to_string(),
                };
                text.push_str(&format!("- {name}\n"));
            }
        }
    }
    files.text(format!("{folder}/README.md"), text);
}

fn parameters(params: &[Param], text: &mut String) {
    text.push_str("| parameter | type | default | meaning |\n| --- | --- | --- | --- |\n");
    for param in params {
        let default = match &param.default {
            Some(default) => match default.known() {
                Some(value) => known(value),
                None => "computed on the host".to_owned(),
            },
            None if matches!(param.ty, Type::Optional(_)) => "unset".to_owned(),
            None => "**required**".to_owned(),
        };
        text.push_str(&format!(
            "| {} | {} | {default} | {} |\n",
            code(&param.emitted),
            code(&param.ty.to_string()),
            cell(&meta::paragraphs(&param.notes.docs).join(" "))
        ));
    }
}

/// A default in a table: what fits a cell.
fn known(value: &Value) -> String {
    match value {
        Value::List(items) if items.iter().any(is_nested) => "see `defaults/main.yml`".to_owned(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            code(&format!("[{}]", items.join(", ")))
        }
        Value::Map(map) if map.is_empty() => code("{}"),
        Value::Map(_) => "see `defaults/main.yml`".to_owned(),
        Value::Str(text) if text.contains('\n') => "see `defaults/main.yml`".to_owned(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {
            code(&scalar(value))
        }
    }
}

const fn is_nested(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}

fn scalar(value: &Value) -> String {
    yaml::fragment(&Node::from(value)).trim_end().to_owned()
}

/// Text as code in a table's cell.
fn code(text: &str) -> String {
    let text = cell(text);
    if text.is_empty() {
        String::new()
    } else if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// Text that neither ends the cell nor the row.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
