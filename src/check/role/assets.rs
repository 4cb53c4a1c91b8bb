//! A role's `templates/` and `files/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use ecow::EcoString;

use crate::check::input::Assets;
use crate::check::names::World;
use crate::check::program::{Role, Step, StepKind};
use crate::check::step::Body;
use crate::check::step::secret;
use crate::check::template::{self, Names};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{Item, ItemKind};

/// What lies beside each role, found in one pass over the files.
pub struct Places<'t>(HashMap<Span, (&'t Assets, bool)>);

impl<'t> Places<'t> {
    /// Looks at every file of every namespace.
    #[must_use]
    pub fn of(world: &World<'t>) -> Self {
        let mut places = HashMap::new();
        let mut roles: HashMap<*const Assets, usize> = HashMap::new();
        let mut found = Vec::new();
        for file in world.spaces.iter().flat_map(|space| &space.input.files) {
            for item in &file.tree.items {
                if matches!(item.kind, ItemKind::Role(_)) {
                    *roles.entry(Arc::as_ptr(&file.assets)).or_default() += 1;
                    found.push((item.span, &file.assets));
                }
            }
        }
        for (span, assets) in found {
            let shared = roles
                .get(&Arc::as_ptr(assets))
                .is_some_and(|count| *count > 1);
            places.insert(span, (&**assets, shared));
        }
        Self(places)
    }

    /// What lies beside the file that declares a role, and whether other roles share it.
    #[must_use]
    pub fn beside(&self, role: &Item) -> Option<(&'t Assets, bool)> {
        self.0.get(&role.span).copied()
    }
}

/// Takes the templates and files into the role: all that lie there or, where roles share them,
/// what its tasks name.
pub fn take(body: &mut Body<'_, '_>, role: &mut Role, shared: bool) {
    let Some(assets) = body.assets else { return };
    role.files = assets
        .files
        .iter()
        .filter(|(path, _)| !shared || body.copies.contains(*path))
        .map(|(path, place)| (path.clone(), place.clone()))
        .collect();
    let rendered: BTreeSet<&str> = body
        .renders
        .iter()
        .map(|render| render.path.as_str())
        .collect();
    let wanted = |path: &str| !shared || rendered.contains(path);
    let names = names(body, role);
    let rewritten = template::rewrite(assets, &wanted, &body.renders, &names, &mut body.low);
    let as_written = names.as_written;
    each_step(role, &mut |step| {
        secret::protect_renders(step, &rewritten.secret, body.low.problems);
    });
    if as_written {
        let templates = assets.templates.iter().filter(|(path, _)| wanted(path));
        role.templates = templates
            .map(|(path, (text, _))| (path.clone(), text.clone()))
            .collect();
        // What is computed in them is not known: each may read everything.
        let all = || {
            role.params
                .iter()
                .map(|param| param.emitted.clone())
                .collect()
        };
        let renders = body.renders.iter();
        let reads = renders.map(|render| (render.span, all())).collect();
        each_step(role, &mut |step| note_reads(step, &reads));
        return;
    }
    role.templates = rewritten.templates;
    each_step(role, &mut |step| note_reads(step, &rewritten.reads));
    // A value known now stands wherever it is used; only templates need it as a variable.
    role.lets.retain(|binding| {
        binding.value.known().is_none() || rewritten.read.contains(&binding.name)
    });
}

/// Every step of the role, its entries and handlers, without those inside other steps.
fn each_step(role: &mut Role, change: &mut dyn FnMut(&mut Step)) {
    let entries = role.entries.iter_mut().flat_map(|entry| &mut entry.steps);
    let handlers = role
        .handlers
        .iter_mut()
        .flat_map(|handler| &mut handler.steps);
    role.steps
        .iter_mut()
        .chain(entries)
        .chain(handlers)
        .for_each(change);
}

/// Each task knows what its template reads.
fn note_reads(step: &mut Step, reads: &BTreeMap<Span, BTreeSet<EcoString>>) {
    if let StepKind::Task(call) = &mut step.kind {
        let srcs = call
            .args
            .iter()
            .filter_map(|arg| reads.get(&arg.value.span));
        call.reads = srcs.flatten().cloned().collect();
    }
    step.inside_mut().for_each(|step| note_reads(step, reads));
}

fn names<'a>(body: &Body<'_, '_>, role: &'a Role) -> Names<'a> {
    let params = role
        .params
        .iter()
        .map(|param| (param.name.clone(), param.emitted.clone()));
    let lets = role
        .lets
        .iter()
        .map(|binding| (binding.name.clone(), binding.emitted.clone()));
    let world = body.low.world;
    let outside = world.space(body.low.space).lets.keys().cloned().collect();
    let of_params = role.params.iter().map(|param| (&param.name, &param.ty));
    let of_lets = role
        .lets
        .iter()
        .map(|binding| (&binding.name, &binding.value.ty));
    let secret = of_params.chain(of_lets).filter(|(_, ty)| ty.holds_secret());
    let told = body.told_secret.iter().cloned();
    Names {
        secret: secret.map(|(name, _)| name.clone()).chain(told).collect(),
        secret_vars: secret_vars(body),
        types: types(body, role),
        as_written: role.prefix.is_empty(),
        role: &role.name,
        known: params
            .chain(lets)
            .chain(body.told.iter().cloned())
            .collect(),
        vars: world.var_names().map(EcoString::from).collect(),
        outside,
    }
}

/// The types of what a template may name.
fn types(body: &Body<'_, '_>, role: &Role) -> BTreeMap<EcoString, Type> {
    let (world, space) = (body.low.world, body.low.space);
    let mut found = BTreeMap::new();
    for name in world.var_names() {
        if let Some((ty, _)) = world.var(space, name, &mut Problems::default()) {
            found.insert(name.into(), ty);
        }
    }
    found.extend(body.told_types.clone());
    let params = role
        .params
        .iter()
        .map(|param| (param.name.clone(), param.ty.clone()));
    let lets = role
        .lets
        .iter()
        .map(|binding| (binding.name.clone(), binding.value.ty.clone()));
    found.extend(params.chain(lets));
    found
}

/// The declared variables that hold a secret.
fn secret_vars(body: &Body<'_, '_>) -> BTreeSet<EcoString> {
    let (world, space) = (body.low.world, body.low.space);
    let is_secret = |name: &&str| {
        // What is wrong with its type was said where it is declared.
        let found = world.var(space, name, &mut Problems::default());
        found.is_some_and(|(ty, _)| ty.holds_secret())
    };
    world
        .var_names()
        .filter(is_secret)
        .map(EcoString::from)
        .collect()
}
