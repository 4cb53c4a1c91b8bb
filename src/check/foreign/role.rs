//! Roles that are not written in the language: their signature and what the program holds of them.
//!
//! In: `use role legacy from "../ansible/roles/legacy" { param legacy_port: port }`. Out: parameters
//! from the role's `argument_specs`, then from its defaults, then from the braces, which know best.

use std::collections::BTreeMap;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::foreign::ForeignError;
use crate::check::expr::{Lowering, Place, conform};
use crate::check::foreign::defaults::{self, Default};
use crate::check::foreign::handlers::{self, Told};
use crate::check::foreign::spec::{self, optional};
use crate::check::foreign::yaml::{self, Kind, Node};
use crate::check::input::Brought;
use crate::check::names::{ParamSignature, Signature, SpaceId, World, literal, signed_params};
use crate::check::program::{
    Application, Entry, Notes, Origin, Param, Role, RoleId, Step, StepKind,
};
use crate::check::role::declared;
use crate::check::term::Term;
use crate::diagnostic::Problems;
use crate::schema;
use crate::source::Span;
use crate::syntax::tree::{self, ForeignRole, RoleItem, RoleSource};

/// What is known of a foreign role beyond its signature.
#[derive(Clone, Debug)]
pub struct Read {
    /// Where it comes from.
    pub origin: Origin,
    /// Its parameters, as read; the signature's are these and the declared ones.
    pub params: Vec<Param>,
    /// What the braces declare.
    pub declared: Vec<RoleItem>,
    /// What its entry points say of themselves: `main`, then the others.
    pub docs: Vec<(EcoString, Vec<EcoString>)>,
    /// The roles that it depends on.
    pub depends: Vec<(EcoString, Span)>,
    /// Handlers listen to these names.
    pub topics: Vec<EcoString>,
    /// Parameters whose types only their defaults say, and where these stand.
    pub guessed: BTreeMap<EcoString, Span>,
    /// Not all of it could be read: what is not known of it may be there.
    pub open: bool,
}

/// The signature of a foreign role; nothing where even its name is not known.
pub fn sign(
    world: &World<'_>,
    space: SpaceId,
    role: &ForeignRole,
    problems: &mut Problems,
) -> Option<Signature> {
    let alias = role.alias.as_ref().and_then(|alias| literal(alias));
    let space_of = world.space(space);
    let plain = &role.name.text;
    let name = if space_of.input.name.is_empty() {
        plain.clone()
    } else {
        ecow::eco_format!("{}.{plain}", space_of.input.name)
    };
    let (read, found) = match &role.source {
        RoleSource::Galaxy { name, version } => {
            let origin = Origin::Galaxy {
                name: literal(name)?,
                version: literal(version)?,
            };
            (blank(origin), Found::default())
        }
        RoleSource::Folder(path) => {
            let span = role.name.span;
            match space_of.input.foreign.get(&path.span) {
                Some(brought) => folder(world, brought, span, problems),
                None => {
                    let mut read = blank(Origin::Folder {
                        name: plain.clone(),
                        files: Vec::new(),
                        collections: Vec::new(),
                    });
                    read.open = true;
                    (read, Found::default())
                }
            }
        }
    };
    let emitted = alias.unwrap_or_else(|| match &read.origin {
        Origin::Galaxy { name, .. } | Origin::Folder { name, .. } => name.clone(),
    });
    let mut signature = Signature {
        id: RoleId(0),
        space,
        name,
        emitted,
        prefix: EcoString::new(),
        span: role.name.span,
        params: read.params.iter().map(signed).collect(),
        entries: found.entries,
        handlers: Vec::new(),
        foreign: None,
    };
    let handlers = found.handlers.into_iter();
    signature.handlers = handlers
        .map(|told| (told.name, told.span, told.emitted))
        .collect();
    for (name, emitted) in &role.handlers {
        if let Some(emitted) = literal(emitted) {
            signature.handlers.retain(|(known, ..)| *known != name.text);
            signature
                .handlers
                .push((name.text.clone(), name.span, emitted));
        }
    }
    let declared = role.body.as_ref().map_or(&[][..], |body| &body.items);
    declare(world, space, declared, &mut signature, problems);
    let declared = declared.to_vec();
    signature.foreign = Some(Arc::new(Read { declared, ..read }));
    Some(signature)
}

/// What the braces say is so, whatever the role's own files say.
fn declare(
    world: &World<'_>,
    space: SpaceId,
    items: &[RoleItem],
    signature: &mut Signature,
    problems: &mut Problems,
) {
    for param in signed_params(world, space, items, "", problems) {
        match signature
            .params
            .iter_mut()
            .find(|known| known.name == param.name)
        {
            Some(known) => *known = param,
            None => signature.params.push(param),
        }
    }
    for item in items {
        if let RoleItem::Entry { name, body, .. } = item {
            let params = signed_params(world, space, &body.items, "", problems);
            signature.entries.retain(|(known, ..)| *known != name.text);
            signature
                .entries
                .push((name.text.clone(), name.span, params));
        }
    }
}

/// The program's role: nothing is written for it but what it consists of.
pub fn check(
    world: &World<'_>,
    signature: &Signature,
    item: &tree::Item,
    problems: &mut Problems,
) -> Role {
    let mut role = crate::check::role::blank(signature, item);
    let Some(read) = &signature.foreign else {
        return role;
    };
    if role.notes.docs.is_empty()
        && let Some((_, docs)) = read.docs.iter().find(|(point, _)| point == "main")
    {
        role.notes.docs.clone_from(docs);
    }
    let mut low = Lowering::new(world, signature.space, Place::Given, problems);
    let declared = declared::params(&mut low, &read.declared, &signature.params);
    for param in &signature.params {
        let known = declared.iter().chain(&read.params);
        let found = known.into_iter().find(|known| known.span == param.span);
        role.params.extend(found.cloned());
    }
    for (name, span, params) in &signature.entries {
        role.entries.push(Entry {
            name: name.clone(),
            span: *span,
            notes: Notes::default(),
            params: params.iter().map(unsaid).collect(),
            reads: Vec::new(),
            requires: Vec::new(),
            lets: Vec::new(),
            steps: Vec::new(),
        });
    }
    role.depends = depends(world, signature, read, problems);
    role.origin = Some(read.origin.clone());
    role
}

/// The roles that Ansible runs before it.
fn depends(
    world: &World<'_>,
    signature: &Signature,
    read: &Read,
    problems: &mut Problems,
) -> Vec<Step> {
    let mut steps = Vec::new();
    for (name, span) in &read.depends {
        let found = world.roles.iter().find(|(other, _)| other.emitted == *name);
        let Some((other, _)) = found else {
            let spelled = handlers::spelled(name);
            let fix = if name.contains('.') {
                format!("use role {spelled} from galaxy \"{name}\" version \"…\"")
            } else {
                format!("use role {spelled} from \"…/{name}\"")
            };
            problems.push(ForeignError::MissingDependency {
                role: signature.name.to_string(),
                dependency: name.to_string(),
                fix,
                span: *span,
                used: signature.span,
            });
            continue;
        };
        steps.push(Step {
            kind: StepKind::Role(Application {
                role: other.id,
                entry: None,
                params: Vec::new(),
                dynamic: false,
            }),
            ..crate::check::step::blank(&tree::Lead::default(), *span)
        });
    }
    steps
}

fn blank(origin: Origin) -> Read {
    Read {
        origin,
        params: Vec::new(),
        declared: Vec::new(),
        docs: Vec::new(),
        depends: Vec::new(),
        topics: Vec::new(),
        guessed: BTreeMap::new(),
        open: false,
    }
}

fn signed(param: &Param) -> ParamSignature {
    ParamSignature {
        name: param.name.clone(),
        emitted: param.emitted.clone(),
        span: param.span,
        ty: param.ty.clone(),
        has_default: param.default.is_some(),
    }
}

/// A parameter of an entry: Ansible's own file says its default.
fn unsaid(param: &ParamSignature) -> Param {
    let ty = param.ty.clone();
    Param {
        name: param.name.clone(),
        emitted: param.emitted.clone(),
        span: param.span,
        ty: if param.has_default { optional(ty) } else { ty },
        default: None,
        notes: Notes::default(),
    }
}

/// What a role's folder adds to its signature.
#[derive(Default)]
struct Found {
    entries: Vec<(EcoString, Span, Vec<ParamSignature>)>,
    handlers: Vec<Told>,
}

/// Reads a role's folder.
fn folder(
    world: &World<'_>,
    brought: &Brought,
    used: Span,
    problems: &mut Problems,
) -> (Read, Found) {
    let name = brought.path.file_name();
    let name = name.map_or_else(EcoString::new, |name| {
        name.to_string_lossy().as_ref().into()
    });
    let mut texts = Texts {
        brought,
        used,
        open: false,
        problems,
    };
    let meta = texts.first("meta/main");
    let mut points = texts
        .first("meta/argument_specs")
        .map_or_else(Vec::new, |file| spec::points(&file));
    if points.is_empty() {
        points = meta.as_ref().map_or_else(Vec::new, spec::points);
    }
    let written = defaults::defaults(&texts.all("defaults/main"));
    let told = texts
        .first("handlers/main")
        .map_or_else(Vec::new, |file| handlers::handlers(&file));
    let mut read = blank(Origin::Folder {
        name,
        files: brought.files.clone(),
        collections: collections(brought),
    });
    read.open = texts.open;
    read.depends = meta.as_ref().map_or_else(Vec::new, dependencies);
    read.topics = told
        .iter()
        .filter(|told| told.topic)
        .map(|told| told.name.clone())
        .collect();
    let mut found = Found {
        entries: Vec::new(),
        handlers: told,
    };
    for point in points {
        read.docs.push((point.name.clone(), point.docs));
        let params = point.options.into_iter();
        let params = params.map(|taken| {
            let default = written.iter().find(|known| known.name == taken.name);
            param(world, taken, default)
        });
        if point.name == "main" {
            read.params = params.collect();
        } else {
            let params: Vec<Param> = params.collect();
            let signed = params.iter().map(signed).collect();
            found.entries.push((point.name, point.span, signed));
        }
    }
    for default in &written {
        let known =
            |params: &[ParamSignature]| params.iter().any(|known| known.name == default.name);
        if !read.params.iter().any(|known| known.name == default.name)
            && !found.entries.iter().any(|(_, _, params)| known(params))
        {
            read.guessed.insert(default.name.clone(), default.span);
            read.params.push(guessed(default));
        }
    }
    for file in texts.brought.texts.keys() {
        let entry = file
            .strip_prefix("tasks/")
            .and_then(|file| file.strip_suffix(".yml").or(file.strip_suffix(".yaml")))
            .filter(|entry| *entry != "main" && !entry.contains('/'));
        let Some(entry) = entry else { continue };
        if !found.entries.iter().any(|(known, ..)| known == entry) {
            found.entries.push((entry.into(), used, Vec::new()));
        }
    }
    (read, found)
}

/// A specified parameter. Its default is the one in `defaults/`: what the specification says of it
/// Ansible does not apply.
fn param(world: &World<'_>, taken: spec::Taken, default: Option<&Default>) -> Param {
    let value = default
        .and_then(|default| default.value.as_ref())
        .and_then(|value| conform(world, value, &taken.ty).ok());
    let given = default.is_some() || !taken.required;
    Param {
        emitted: taken.name.clone(),
        name: taken.name,
        span: taken.span,
        default: value.map(|value| Term::value(taken.span, taken.ty.clone(), value)),
        ty: taken.ty,
        notes: Notes {
            docs: taken.docs,
            ..Notes::default()
        },
    }
    .or_optional(given)
}

/// A parameter of which only the default is known.
fn guessed(default: &Default) -> Param {
    let ty = default.ty.clone();
    let value = default.value.clone();
    Param {
        name: default.name.clone(),
        emitted: default.name.clone(),
        span: default.span,
        default: value.map(|value| Term::value(default.span, ty.clone(), value)),
        ty,
        notes: Notes {
            docs: default.docs.clone(),
            ..Notes::default()
        },
    }
    .or_optional(true)
}

impl Param {
    /// One that need not be given, and whose default is not known, may be left out.
    fn or_optional(mut self, given: bool) -> Self {
        if given && self.default.is_none() {
            self.ty = optional(self.ty);
        }
        self
    }
}

/// The files of a role, read when asked for.
struct Texts<'a> {
    brought: &'a Brought,
    used: Span,
    open: bool,
    problems: &'a mut Problems,
}

impl<'a> Texts<'a> {
    /// `meta/main.yml` or `meta/main.yaml`.
    fn first(&mut self, stem: &str) -> Option<Node> {
        self.all(stem).pop().map(|(_, _, node)| node)
    }

    /// Those, or every file of the folder `defaults/main/`.
    fn all(&mut self, stem: &str) -> Vec<(&'a str, u32, Node)> {
        let texts = &self.brought.texts;
        let plain = [format!("{stem}.yml"), format!("{stem}.yaml")];
        let mut files: Vec<&'a (String, u32)> =
            plain.iter().filter_map(|path| texts.get(path)).collect();
        files.truncate(1);
        if files.is_empty() {
            let folder = format!("{stem}/");
            let inside = texts.iter().filter(|(path, _)| path.starts_with(&folder));
            files = inside.map(|(_, file)| file).collect();
        }
        let mut read = Vec::new();
        for (text, base) in files {
            match yaml::read(text, *base) {
                Ok(Some(node)) => read.push((text.as_str(), *base, node)),
                Ok(None) => {}
                Err(broken) => {
                    self.open = true;
                    self.problems.push(ForeignError::BrokenYaml {
                        reason: broken.reason,
                        span: broken.span,
                        used: self.used,
                    });
                }
            }
        }
        read
    }
}

/// The names in `dependencies`; a collection's role comes with the collection.
fn dependencies(meta: &Node) -> Vec<(EcoString, Span)> {
    let Some(listed) = meta.get("dependencies") else {
        return Vec::new();
    };
    let named = |item: &Node| {
        let node = match &item.kind {
            Kind::Map(_) => item
                .get("role")
                .or_else(|| item.get("name"))
                .or_else(|| item.get("src"))?,
            Kind::Scalar(_) | Kind::Tagged(_) | Kind::List(_) => item,
        };
        let name = node.text()?;
        let elsewhere = yaml::is_template(&name) || name.matches('.').count() > 1;
        (!elsewhere).then_some((name, node.span))
    };
    listed.items().iter().filter_map(named).collect()
}

/// The collections whose modules its tasks call by their full names.
fn collections(brought: &Brought) -> Vec<EcoString> {
    let mut found: Vec<EcoString> = Vec::new();
    for (text, _) in brought
        .texts
        .iter()
        .filter(|(path, _)| path.starts_with("tasks/") || path.starts_with("handlers/"))
        .map(|(_, file)| file)
    {
        for line in text.lines() {
            let Some((word, _)) = line.trim_start_matches([' ', '-']).split_once(':') else {
                continue;
            };
            let mut parts = word.splitn(3, '.');
            if let (Some(first), Some(second), Some(_)) = (parts.next(), parts.next(), parts.next())
            {
                let collection = ecow::eco_format!("{first}.{second}");
                if schema::module::collection_version(&collection).is_some()
                    && !found.contains(&collection)
                {
                    found.push(collection);
                }
            }
        }
    }
    found.sort();
    found
}
