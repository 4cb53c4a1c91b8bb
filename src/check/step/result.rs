//! Registered results.

use std::sync::Arc;

use crate::check::error::role::RoleError;
use crate::check::expr::Binding;
use crate::check::step::Body;
use crate::check::term::RefKind;
use crate::check::types::{Field, Record, Type};
use crate::syntax::tree::{self, Attr, ExprKind};

impl Body<'_, '_> {
    /// The name in `register = marker`.
    pub(super) fn registered(&mut self, attr: &Attr) -> Option<tree::Name> {
        self.plain_name(
            attr,
            "`register = marker` names the result; it is used after the task",
        )
    }

    /// An attribute's value that is a name.
    pub(super) fn plain_name(&mut self, attr: &Attr, help: &'static str) -> Option<tree::Name> {
        if let ExprKind::Name(text) = &attr.value.kind {
            return Some(tree::Name {
                text: text.clone(),
                span: attr.value.span,
            });
        }
        if !matches!(attr.value.kind, ExprKind::Error) {
            let what = if attr.name.text == "index" {
                "index"
            } else {
                "register"
            };
            self.low.problems.push(RoleError::NeedsName {
                what,
                help,
                span: attr.value.span,
            });
        }
        None
    }

    /// What a module gives: fields where they are known.
    pub(super) fn result_type(&self, _module: &str, looped: bool) -> Type {
        if looped {
            let results = Field {
                name: "results".into(),
                ty: Type::List(Box::new(Type::Any)),
                default: None,
                docs: Vec::new(),
            };
            return Type::Record(Arc::new(Record {
                name: None,
                fields: vec![results],
            }));
        }
        Type::Any
    }

    pub(super) fn result_binding(&self, name: &tree::Name, ty: Type) -> Binding {
        Binding {
            name: name.text.clone(),
            kind: RefKind::Result,
            emitted: self.emitted(&name.text),
            ty,
            span: name.span,
            value: None,
        }
    }

    /// One name is registered twice only by the same module.
    pub(super) fn same_module(&mut self, name: &tree::Name, module: &str) {
        let Some(first) = self.output(&name.text) else {
            return;
        };
        if first.module != module {
            let problem = RoleError::RegisteredTwice {
                name: name.text.to_string(),
                again: name.span,
                module: module.to_string(),
                first: first.binding.span,
                first_module: first.module.to_string(),
            };
            self.low.problems.push(problem);
        }
    }
}
