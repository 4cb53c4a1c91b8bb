//! `notify = restart_sshd`, `notify = [base.restart_sshd, monitoring.agent.restart]`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use ecow::{EcoString, eco_format};

use crate::check::error::role::RoleError;
use crate::check::names::unknown;
use crate::check::step::Body;
use crate::suggest;
use crate::syntax::tree::{Expr, ExprKind, Name, Path, TextPart};

impl Body<'_, '_> {
    /// The handlers of a `notify`, as Ansible has them.
    pub(super) fn notify(&mut self, value: &Expr) -> Vec<EcoString> {
        match &value.kind {
            ExprKind::List(items) => items
                .iter()
                .filter_map(|item| self.notify_one(&item.value))
                .collect(),
            _ => self.notify_one(value).into_iter().collect(),
        }
    }

    fn notify_one(&mut self, value: &Expr) -> Option<EcoString> {
        let emitted = match &value.kind {
            ExprKind::Error => return None,
            ExprKind::Paren(inner) => return self.notify_one(inner),
            ExprKind::Name(text) => self.own_handler(&Name {
                text: text.clone(),
                span: value.span,
            })?,
            ExprKind::Field(base, handler) => {
                let path = path_of(base).or_else(|| {
                    self.not_a_handler(value);
                    None
                })?;
                self.role_handler(&path, handler)?
            }
            _ => self.not_a_handler(value)?,
        };
        self.notified.push((emitted.clone(), value.span));
        Some(emitted)
    }

    fn own_handler(&mut self, name: &Name) -> Option<EcoString> {
        let found = self.handlers.iter().find(|(known, ..)| *known == name.text);
        if let Some((_, _, emitted)) = found {
            return Some(emitted.clone());
        }
        let known = self.handlers.iter().map(|(known, ..)| known.as_str());
        self.low.problems.push(unknown("handler", name, known));
        self.nearest_handler(&name.text).map(|(_, emitted)| emitted)
    }

    /// The handler that is most likely meant, and its name in Ansible.
    fn nearest_handler(&self, name: &str) -> Option<(EcoString, EcoString)> {
        let known = self.handlers.iter().map(|(known, ..)| known.as_str());
        let near = suggest::nearest(name, known)?;
        let (near, _, emitted) = self.handlers.iter().find(|(known, ..)| known == near)?;
        Some((near.clone(), emitted.clone()))
    }

    fn role_handler(&mut self, path: &Path, handler: &Name) -> Option<EcoString> {
        let role = self
            .low
            .world
            .role(self.low.space, path, self.low.problems)?;
        let signature = self.low.world.signature(role);
        let found = signature
            .handlers
            .iter()
            .find(|(known, ..)| *known == handler.text);
        let foreign = signature.foreign.as_ref();
        let Some((_, _, emitted)) = found else {
            if foreign.is_some_and(|read| read.open) {
                return None;
            }
            let known = signature.handlers.iter().map(|(known, ..)| known.as_str());
            self.low.problems.push(unknown("handler", handler, known));
            return None;
        };
        if self.role.is_none_or(|own| own.id != role) {
            self.foreign.push((role, handler.clone()));
        }
        if foreign.is_some_and(|read| read.topics.contains(&handler.text)) {
            return Some(emitted.clone());
        }
        Some(eco_format!("{} : {emitted}", signature.emitted))
    }

    /// The handler that `"Restart nginx"` means: `restart_nginx`, if there is one.
    fn named_by_text(&self, value: &Expr) -> Option<(EcoString, EcoString)> {
        let ExprKind::Text(text) = &value.kind else {
            return None;
        };
        let [TextPart::Literal(text)] = text.parts.as_slice() else {
            return None;
        };
        let name: String = (text.chars())
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '_'
                }
            })
            .collect();
        self.nearest_handler(&name)
    }

    /// Reports it; the handler that it means is used all the same.
    fn not_a_handler(&mut self, value: &Expr) -> Option<EcoString> {
        let meant = self.named_by_text(value);
        let help = match &meant {
            Some((name, _)) => format!("write `notify = {name}`"),
            None => "name a handler, `restart_sshd` or `base.restart_sshd`, or a list of them"
                .to_owned(),
        };
        let problem = RoleError::NeedsName {
            what: "notify",
            help,
            span: value.span,
        };
        self.low.problems.push(problem);
        meant.map(|(_, emitted)| emitted)
    }
}

/// `base` or `monitoring.agent`.
fn path_of(expr: &Expr) -> Option<Path> {
    match &expr.kind {
        ExprKind::Name(text) => Some(Path {
            space: None,
            name: Name {
                text: text.clone(),
                span: expr.span,
            },
            entry: None,
        }),
        ExprKind::Field(base, name) => match &base.kind {
            ExprKind::Name(text) => {
                let space = Name {
                    text: text.clone(),
                    span: base.span,
                };
                Some(Path {
                    space: Some(space),
                    name: (**name).clone(),
                    entry: None,
                })
            }
            _ => None,
        },
        _ => None,
    }
}
