//! The bodies of hosts, taken out of the trees.
//!
//! In: `host "web01" { address = "10.0.0.1" }`. Out: what stands in its braces, by the place of the
//! name. Bodies are most of a fleet's trees: each is gone once the last host that has it has its
//! values, so that what is written and what is made of it are never in memory together.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::input::SpaceInput;
use crate::source::Span;
use crate::syntax::tree::Block;
use crate::syntax::tree::Item;
use crate::syntax::tree::ItemKind;
use crate::syntax::tree::Member;
use crate::syntax::tree::Text;

/// Bodies by the place of the host's name.
#[derive(Default)]
pub struct Bodies(HashMap<Span, Rc<Block<Member>>>);

impl Bodies {
    /// Takes every host's body; an empty one stays in the tree.
    pub fn take(spaces: &mut [SpaceInput]) -> Self {
        let mut bodies = Self::default();
        for file in spaces.iter_mut().flat_map(|space| &mut space.files) {
            bodies.items(&mut file.tree.items);
        }
        bodies
    }

    /// What stands in the braces of a host, which the hosts of a loop share.
    pub fn of(&self, name: &Text) -> Option<Rc<Block<Member>>> {
        self.0.get(&name.span).cloned()
    }

    /// How many hosts are written; those of a loop count once.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    fn items(&mut self, items: &mut [Item]) {
        for item in items {
            match &mut item.kind {
                ItemKind::Host { name, body } => self.host(name, body),
                ItemKind::Group { body, .. } => self.members(&mut body.items),
                ItemKind::Inventory { body, .. } | ItemKind::For { body, .. } => {
                    self.items(&mut body.items);
                }
                ItemKind::If {
                    branches,
                    otherwise,
                } => {
                    let bodies = branches.iter_mut().map(|(_, body)| body);
                    for body in bodies.chain(otherwise) {
                        self.items(&mut body.items);
                    }
                }
                ItemKind::Error
                | ItemKind::Use { .. }
                | ItemKind::Foreign(_)
                | ItemKind::Project { .. }
                | ItemKind::Type { .. }
                | ItemKind::Let(_)
                | ItemKind::Var { .. }
                | ItemKind::Secret { .. }
                | ItemKind::Plugin { .. }
                | ItemKind::Role(_)
                | ItemKind::Playbook { .. }
                | ItemKind::Platform { .. }
                | ItemKind::Test(_)
                | ItemKind::Moved { .. }
                | ItemKind::Policy(_) => {}
            }
        }
    }

    fn members(&mut self, members: &mut [Member]) {
        for member in members {
            match member {
                Member::Host { name, body, .. } => self.host(name, body),
                Member::For { body, .. } => self.members(&mut body.items),
                Member::If {
                    branches,
                    otherwise,
                    ..
                } => {
                    let bodies = branches.iter_mut().map(|(_, body)| body);
                    for body in bodies.chain(otherwise.as_deref_mut()) {
                        self.members(&mut body.items);
                    }
                }
                Member::Error(_)
                | Member::Attr(_)
                | Member::Vars { .. }
                | Member::Extra { .. }
                | Member::Set { .. } => {}
            }
        }
    }

    fn host(&mut self, name: &Text, body: &mut Block<Member>) {
        self.0.insert(name.span, Rc::new(std::mem::take(body)));
    }
}
