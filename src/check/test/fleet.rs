//! Tests of a playbook: a few hosts of the fleet, each a container.
//!
//! In: `test "the fleet in small" { playbook = "site", hosts = ["web01.example.org"] }`.

use ecow::EcoString;

use crate::check::error::test::TestError;
use crate::check::names::unknown;
use crate::check::program::{Inventory, Notes, PlaybookId, Subject, Test};
use crate::check::test::attribute::{self, Now, name};
use crate::check::test::{Written, converge, folder, role, verify};
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{Attr, Text};

const ATTRIBUTES: [&str; 5] = ["playbook", "hosts", "inventory", "platform", "verifier"];

/// Checks the test of a playbook.
pub fn check(written: &Written<'_, '_>, title: &Text, problems: &mut Problems) -> Option<Test> {
    let now = Now {
        world: written.known.world,
        space: written.space,
    };
    let mut low = crate::check::expr::Lowering::new(
        now.world,
        now.space,
        crate::check::expr::Place::Now,
        problems,
    );
    let named = low.text_now(title)?;
    let attrs = role::attrs(written, &ATTRIBUTES, problems);
    let find = |wanted: &str| attrs.iter().find(|attr| attr.name.text == wanted).copied();
    let values = converge::values(written, None, problems);
    let prepare = converge::prepare(written, &values.lets, problems);
    let verify = verify::check(written, &values.lets, problems);
    let testinfra = role::testinfra(written, &attrs, problems);
    for (wanted, help) in [
        ("playbook", "name what runs: `playbook = \"site\"`"),
        (
            "hosts",
            "name the hosts that become containers: `hosts = [\"web01.example.org\"]`",
        ),
    ] {
        if find(wanted).is_none() {
            problems.push(TestError::MissingAttribute {
                what: format!("the test \"{named}\""),
                name: wanted,
                help: help.to_owned(),
                span: title.span,
            });
        }
    }
    let playbook = playbook(written, &now, find("playbook")?, problems);
    let inventory = inventory(written, &now, find("inventory"), problems)?;
    let platform = platform(written, find("platform"), &named, title.span, problems)?;
    let hosts = hosts(written, &now, inventory, find("hosts")?, problems)?;
    Some(Test {
        emitted: folder(&named),
        name: named,
        span: title.span,
        notes: Notes::from(&written.item.lead),
        smoke: false,
        subject: Subject::Fleet {
            playbook: playbook?,
            inventory,
            hosts: hosts.into_iter().map(|host| (host, platform)).collect(),
            with: values.lets,
        },
        prepare: prepare.map(Box::new),
        testinfra,
        verify,
    })
}

fn playbook(
    written: &Written<'_, '_>,
    now: &Now<'_, '_>,
    attr: &Attr,
    problems: &mut Problems,
) -> Option<PlaybookId> {
    let wanted = now.text(attr, problems)?;
    let all = written.known.playbooks;
    let found = (0u32..)
        .zip(all)
        .find(|(_, playbook)| playbook.name == wanted);
    if found.is_none() {
        let known = all.iter().map(|playbook| playbook.name.as_str());
        problems.push(unknown("playbook", &name(wanted, attr.value.span), known));
    }
    found.map(|(index, _)| PlaybookId(index))
}

fn inventory(
    written: &Written<'_, '_>,
    now: &Now<'_, '_>,
    attr: Option<&Attr>,
    problems: &mut Problems,
) -> Option<usize> {
    let Some(attr) = attr else {
        return Some(0);
    };
    let wanted = now.text(attr, problems)?;
    let all = written.known.inventories;
    let found = all.iter().position(|inventory| inventory.name == wanted);
    if found.is_none() {
        let known = all.iter().map(|inventory| inventory.name.as_str());
        problems.push(unknown("inventory", &name(wanted, attr.value.span), known));
    }
    found
}

/// The platform of its hosts; where only one is declared, that one.
fn platform(
    written: &Written<'_, '_>,
    attr: Option<&Attr>,
    title: &EcoString,
    span: Span,
    problems: &mut Problems,
) -> Option<usize> {
    let all = written.platforms;
    match (attr, all) {
        (Some(attr), _) => attribute::platforms(&attr.value, all, problems)
            .first()
            .copied(),
        (None, [_]) => Some(0),
        (None, []) => None,
        (None, [first, ..]) => {
            problems.push(TestError::MissingAttribute {
                what: format!("the test \"{title}\""),
                name: "platform",
                help: format!(
                    "several are declared: say which its hosts are, `platform = {}`",
                    first.name
                ),
                span,
            });
            None
        }
    }
}

fn hosts(
    written: &Written<'_, '_>,
    now: &Now<'_, '_>,
    inventory: usize,
    attr: &Attr,
    problems: &mut Problems,
) -> Option<Vec<u32>> {
    let wanted = now.texts(attr, problems)?;
    let none = Inventory::default();
    let inventory = written.known.inventories.get(inventory).unwrap_or(&none);
    let mut found = Vec::new();
    for host in wanted {
        let index = inventory.hosts.iter().position(|known| known.name == host);
        match index.and_then(|index| u32::try_from(index).ok()) {
            Some(index) if !found.contains(&index) => found.push(index),
            Some(_) => {}
            None => {
                let known = inventory.hosts.iter().map(|host| host.name.as_str());
                problems.push(unknown("host", &name(host, attr.value.span), known));
            }
        }
    }
    Some(found)
}
