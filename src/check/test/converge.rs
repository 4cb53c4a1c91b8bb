//! The values of a test, and the plays that it runs.
//!
//! In: `with { admins = [], log_host = "logs.example.org" }` of a test of `base`, which has a
//! parameter `admins`. Out: the role applied with `admins`, and a play variable `log_host`.

use std::sync::Arc;

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::check::expr::{Lowering, Place};
use crate::check::names::{SpaceId, World, unknown};
use crate::check::program::{
    Application, Atom, AtomKind, Given, Notes, Pattern, Play, Role, RoleId, RoleLet, Step,
    StepKind, Var,
};
use crate::check::step::{Body, application, blank};
use crate::check::term::{RefKind, TermKind};
use crate::check::test::Written;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{self, Attr, Block, StepItem, TestItem};

/// What a test gives.
#[derive(Default)]
pub struct Values {
    /// Parameters of the role under test.
    pub params: Vec<Given>,
    /// Variables, and parameters of other roles.
    pub lets: Vec<RoleLet>,
}

/// Checks `with` and `set`. In the test of a role, what is no parameter of it is a variable.
pub fn values(
    written: &Written<'_, '_>,
    role: Option<(&tree::Path, RoleId)>,
    problems: &mut Problems,
) -> Values {
    let mut values = Values::default();
    let world = written.known.world;
    for item in &written.test.body.items {
        match item {
            TestItem::With { span, body, .. } => {
                let own = |attr: &Attr| {
                    let is = |(_, id): (_, RoleId)| {
                        let params = &world.signature(id).params;
                        params.iter().any(|param| param.name == attr.name.text)
                    };
                    role.is_some_and(is)
                };
                let is_var = |attr: &Attr| world.var_names().any(|name| *name == *attr.name.text);
                let (params, rest): (Vec<&Attr>, Vec<&Attr>) = body
                    .items
                    .iter()
                    .partition(|attr| own(attr) || role.is_some() && !is_var(attr));
                if let Some((path, _)) = role {
                    let given = applied(world, written.space, path, &params, *span, problems);
                    values.params.extend(given);
                }
                for attr in rest {
                    let found = variable(world, written.space, attr, problems);
                    values.lets.extend(found);
                }
            }
            TestItem::Set {
                span, role, body, ..
            } => {
                let attrs: Vec<&Attr> = body.items.iter().collect();
                let given = applied(world, written.space, role, &attrs, *span, problems);
                values.lets.extend(given.into_iter().map(as_let));
            }
            TestItem::Error(_)
            | TestItem::Attr(_)
            | TestItem::Prepare { .. }
            | TestItem::Verify { .. } => {}
        }
    }
    values
}

/// Parameters of a role, checked as where it is applied.
fn applied(
    world: &World<'_>,
    space: SpaceId,
    path: &tree::Path,
    attrs: &[&Attr],
    span: Span,
    problems: &mut Problems,
) -> Vec<Given> {
    let params = Block {
        items: attrs.iter().map(|attr| (*attr).clone()).collect(),
        trailing: Vec::new(),
        span,
    };
    let mut low = Lowering::new(world, space, Place::Play, problems);
    application(&mut low, path, &params).map_or_else(Vec::new, |application| application.params)
}

/// A declared variable. What is secret elsewhere is plain text in a test.
fn variable(
    world: &World<'_>,
    space: SpaceId,
    attr: &Attr,
    problems: &mut Problems,
) -> Option<RoleLet> {
    let Some((ty, _)) = world.var(space, &attr.name.text, problems) else {
        problems.push(unknown("variable", &attr.name, world.var_names()));
        return None;
    };
    let ty = if let Type::Secret(inner) = ty {
        Arc::unwrap_or_clone(inner)
    } else {
        ty
    };
    let value = Lowering::new(world, space, Place::Play, problems).check(&attr.value, &ty);
    Some(RoleLet {
        name: attr.name.text.clone(),
        emitted: attr.name.text.clone(),
        span: attr.name.span,
        value,
        notes: attr.into(),
    })
}

fn as_let(given: Given) -> RoleLet {
    RoleLet {
        name: given.name,
        emitted: given.emitted,
        span: given.span,
        value: given.value,
        notes: given.notes.map_or_else(Notes::default, |notes| *notes),
    }
}

/// A play on all containers.
pub fn play(name: &str, span: Span, lets: Vec<RoleLet>, steps: Vec<Step>) -> Play {
    let all = Atom {
        span,
        kind: AtomKind::All,
    };
    Play {
        name: name.into(),
        span,
        notes: Notes::default(),
        on: Pattern {
            span,
            any: vec![all],
            and: Vec::new(),
            not: Vec::new(),
        },
        optional: false,
        spec: None,
        tags: Vec::new(),
        keywords: Vec::new(),
        prompts: Vec::new(),
        lets,
        handlers: Vec::new(),
        steps,
    }
}

/// The role, applied.
pub fn step(role: RoleId, params: Vec<Given>, span: Span) -> Step {
    let kind = StepKind::Role(Application {
        role,
        entry: None,
        params,
        dynamic: false,
    });
    Step {
        kind,
        ..blank(&tree::Lead::default(), span)
    }
}

/// The steps of `prepare`.
pub fn prepare(
    written: &Written<'_, '_>,
    lets: &[RoleLet],
    problems: &mut Problems,
) -> Option<Play> {
    let low = Lowering::new(written.known.world, written.space, Place::Play, problems);
    let mut body = Body::new(low, None, None);
    let mut lets = lets.to_vec();
    let mut steps = Vec::new();
    let mut place = None;
    for item in &written.test.body.items {
        let TestItem::Prepare {
            span, body: held, ..
        } = item
        else {
            continue;
        };
        place = place.or(Some(*span));
        for item in &held.items {
            match item {
                StepItem::Error(_) => {}
                StepItem::Attr(attr) => body.keyword_misplaced(attr),
                StepItem::Let(binding) => lets.extend(body.bind_let(binding)),
                StepItem::Step(step) => steps.push(body.step(step)),
            }
        }
    }
    let span = place?;
    (!steps.is_empty()).then(|| play("Prepare", span, lets, steps))
}

/// Something that has no default, and that a role or one of those that it brings along reads.
pub struct Need {
    /// The role that declares it, or nothing where it is a variable of hosts.
    pub role: Option<(RoleId, EcoString)>,
    /// Its name.
    pub name: EcoString,
    /// Where it was declared.
    pub span: Span,
}

/// What a role and those that it applies read.
#[derive(Default)]
pub struct Reads {
    /// What has no default and was given nowhere.
    pub needs: Vec<Need>,
    /// Declared variables, by index, that have a default which a container can know.
    pub defaults: BTreeSet<usize>,
    seen: BTreeSet<RoleId>,
}

impl Reads {
    /// What is read, when these names are given.
    pub fn of(vars: &[Var], roles: &[Role], role: RoleId, given: &BTreeSet<EcoString>) -> Self {
        let mut reads = Self::default();
        reads.role(vars, roles, role, given);
        reads
    }

    fn role(&mut self, vars: &[Var], roles: &[Role], id: RoleId, given: &BTreeSet<EcoString>) {
        let Some(role) = roles.get(id.0 as usize).filter(|_| self.seen.insert(id)) else {
            return;
        };
        for param in &role.params {
            let may_lack = matches!(param.ty, Type::Optional(_) | Type::Error);
            if param.default.is_none() && !may_lack && !given.contains(&param.emitted) {
                self.needs.push(Need {
                    role: Some((id, role.name.clone())),
                    name: param.name.clone(),
                    span: param.span,
                });
            }
        }
        let mut names: BTreeSet<EcoString> = BTreeSet::new();
        role.own_terms(&mut |term| {
            term.walk(&mut |part| {
                if let TermKind::Ref(reference) = &part.kind
                    && reference.kind == RefKind::Var
                {
                    names.insert(reference.name.clone());
                }
            });
        });
        for (index, var) in vars.iter().enumerate() {
            let in_template = |(_, text): &(String, String)| text.contains(var.name.as_str());
            if names.contains(&var.name) || role.templates.iter().any(in_template) {
                self.var(index, var, names.contains(&var.name), given);
            }
        }
        let mut applied = Vec::new();
        for step in role.depends.iter().chain(&role.steps) {
            step.applications(&mut |application, _| applied.push(application));
        }
        for application in applied {
            let mut given = given.clone();
            given.extend(application.params.iter().map(|given| given.emitted.clone()));
            self.role(vars, roles, application.role, &given);
        }
    }

    fn var(&mut self, index: usize, var: &Var, sure: bool, given: &BTreeSet<EcoString>) {
        if given.contains(&var.name) || matches!(var.ty, Type::Optional(_) | Type::Error) {
            return;
        }
        if var.default.is_some() && !var.ty.holds_secret() {
            self.defaults.insert(index);
        } else if sure && !self.needs.iter().any(|need| need.span == var.span) {
            self.needs.push(Need {
                role: None,
                name: var.name.clone(),
                span: var.span,
            });
        }
    }
}
