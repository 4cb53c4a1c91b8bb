//! Registered results.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a few of many forms are meant, and a new one would be none of them"
)]

use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::role::RoleError;
use crate::check::expr::Binding;
use crate::check::expr::known;
use crate::check::program::Loop;
use crate::check::step::Body;
use crate::check::term::RefKind;
use crate::check::types::{Field, Record, Rest, Type};
use crate::schema::module::Module;
use crate::schema::registered::{self, Run};
use crate::schema::reserved::is_variable_name;
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
            let help = match &attr.value.kind {
                ExprKind::Text(text) => match text.parts.as_slice() {
                    [tree::TextPart::Literal(name)] if is_variable_name(name) => {
                        format!("write `{what} = {name}`")
                    }
                    _ => help.to_owned(),
                },
                _ => help.to_owned(),
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
    pub(super) fn result_type(
        &self,
        module: Option<&Module>,
        run: Run,
        each: Option<&Loop>,
        conditional: bool,
    ) -> Type {
        // Of a loop its items are a part of the type; else it is the same for all tasks of the module.
        let key = match (module, each) {
            (Some(module), None) => Some((module.full_name.clone(), module.is_known(), run)),
            _ => None,
        };
        if let Some(key) = &key
            && let Some(ty) = self.low.world.results.borrow().get(key)
        {
            return ty.clone();
        }
        let items = each.map(|each| Items {
            var: each.var.clone(),
            ty: self.item_type(&each.var),
            conditional,
        });
        let each = items.as_ref();
        let ty = match module.and_then(|module| registered::fields(module, run)) {
            // What a loop gives, and what is there at once of a task in the background, is
            // ansible-core's own and complete.
            Some(fields) => {
                let rest = match module.is_some_and(registered::gives_more) {
                    _ if run.left => Rest::Nothing,
                    true => Rest::Anything,
                    false => Rest::Undocumented,
                };
                let own = if run.looped { Rest::Nothing } else { rest };
                result(&fields, each, own, rest)
            }
            None => Type::Any,
        };
        if let Some(key) = key {
            let mut results = self.low.world.results.borrow_mut();
            results.insert(key, ty.clone());
        }
        ty
    }

    /// The type of what a loop goes over, where it has one variable.
    fn item_type(&self, var: &str) -> Type {
        let mut loops = self.loops.iter().rev();
        let found = loops.find(|variable| variable.emitted == var);
        found.map_or(Type::Any, |variable| variable.ty.clone())
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

/// The results of a loop's items.
struct Items {
    /// Ansible's name of the variable, under which each result has its item.
    var: EcoString,
    ty: Type,
    /// The task asks a condition for each: what the module gives may not be there.
    conditional: bool,
}

/// A result by a short name: written out in a message its fields would hide what is said.
fn result(fields: &[registered::Field], each: Option<&Items>, rest: Rest, below: Rest) -> Type {
    Type::Record(Arc::new(Record {
        name: Some("result".into()),
        fields: typed(fields, each, below),
        rest,
    }))
}

fn typed(fields: &[registered::Field], each: Option<&Items>, rest: Rest) -> Vec<Field> {
    let record = |field: &registered::Field| {
        Type::Record(Arc::new(Record {
            name: None,
            fields: typed(&field.fields, each, rest),
            rest,
        }))
    };
    let field = |field: &registered::Field| {
        // Under another loop variable than `item`, the item has that name.
        let name = match (field.name, each) {
            ("item", Some(each)) => each.var.clone(),
            (name, _) => name.into(),
        };
        let ty = match field.ty {
            "record" => record(field),
            "list(record)" if field.name == "results" && each.is_some() => {
                let mut items = result(&field.fields, each, rest, rest);
                if let (Type::Record(record), Some(true)) =
                    (&mut items, each.map(|each| each.conditional))
                {
                    perhaps(Arc::make_mut(record));
                }
                Type::List(Arc::new(items))
            }
            _ if field.name == "item" && each.is_some() => {
                each.map_or(Type::Any, |each| each.ty.clone())
            }
            "list(record)" => Type::List(Arc::new(record(field))),
            ty => known::parse(ty),
        };
        Field {
            name,
            ty,
            default: None,
            docs: Vec::new(),
        }
    };
    fields.iter().map(field).collect()
}

/// Makes optional what an item has only if the module ran for it.
fn perhaps(result: &mut Record) {
    let always = |name: &str| {
        matches!(name, "item" | "ansible_loop_var" | "ansible_index_var")
            || registered::common().any(|common| common == name)
    };
    for field in &mut result.fields {
        if !always(&field.name) && !matches!(field.ty, Type::Optional(_)) {
            let ty = std::mem::replace(&mut field.ty, Type::Any);
            field.ty = Type::Optional(Arc::new(ty));
        }
    }
}
