//! What others need to know of a role: `role base { param ssh_port: port = 22 }` is
//! `base_ssh_port: port` with a default, to whoever applies it.

use std::collections::HashMap;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::foreign::role::{self, Read};
use crate::check::names::{SpaceId, World};
use crate::check::program::RoleId;
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind, Foreign, ItemKind, RoleItem, TextBody, TextPart};

/// What others need to know of a role to apply it or to set its parameters.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Which.
    pub id: RoleId,
    /// Where it is declared.
    pub space: SpaceId,
    /// `base` or `monitoring.agent`.
    pub name: EcoString,
    /// `base` or `monitoring_agent`.
    pub emitted: EcoString,
    /// `base_`.
    pub prefix: EcoString,
    /// The place of its name.
    pub span: Span,
    /// Its parameters as written.
    pub params: Vec<ParamSignature>,
    /// Its entries: name, place, parameters.
    pub entries: Vec<(EcoString, Span, Vec<ParamSignature>)>,
    /// Its handlers: name, place, emitted name.
    pub handlers: Vec<(EcoString, Span, EcoString)>,
    /// What is known of one that is not written in the language.
    pub foreign: Option<Arc<Read>>,
}

/// A parameter, seen from outside.
#[derive(Clone, Debug)]
pub struct ParamSignature {
    /// `ssh_port`.
    pub name: EcoString,
    /// `base_ssh_port`.
    pub emitted: EcoString,
    /// Its place.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Whether it has a default.
    pub has_default: bool,
}

impl Signature {
    /// The name inside its namespace.
    #[must_use]
    pub fn plain_name(&self) -> EcoString {
        self.name.rsplit('.').next().unwrap_or(&self.name).into()
    }
}

/// Reads a role's signature off its tree.
pub fn sign(
    world: &World<'_>,
    space: SpaceId,
    item: &tree::Item,
    problems: &mut Problems,
) -> Option<Signature> {
    if let ItemKind::Foreign(foreign) = &item.kind
        && let Foreign::Role(role) = &**foreign
    {
        return role::sign(world, space, role, problems);
    }
    let ItemKind::Role(role) = &item.kind else {
        return None;
    };
    let space_name = &world.space(space).input.name;
    let plain = &role.name.text;
    let (name, joined) = if space_name.is_empty() {
        (plain.clone(), plain.clone())
    } else {
        (
            ecow::eco_format!("{space_name}.{plain}"),
            ecow::eco_format!("{space_name}_{plain}"),
        )
    };
    let emitted = role
        .alias
        .as_ref()
        .and_then(|alias| literal(alias))
        .unwrap_or(joined);
    let prefix = prefix_of(&role.body.items).unwrap_or_else(|| default_prefix(&emitted));
    let mut signature = Signature {
        id: RoleId(0),
        space,
        name,
        emitted,
        prefix,
        span: role.name.span,
        params: Vec::new(),
        entries: Vec::new(),
        handlers: Vec::new(),
        foreign: None,
    };
    signature.params = params(world, space, &role.body.items, &signature.prefix, problems);
    for item in &role.body.items {
        match item {
            RoleItem::Entry { name, body, .. } => {
                let params = params(world, space, &body.items, &signature.prefix, problems);
                signature
                    .entries
                    .push((name.text.clone(), name.span, params));
            }
            RoleItem::Handler(handler) => {
                let sentence = || sentence(&handler.name.text);
                let emitted = handler
                    .alias
                    .as_ref()
                    .and_then(|alias| literal(alias))
                    .unwrap_or_else(sentence);
                signature
                    .handlers
                    .push((handler.name.text.clone(), handler.name.span, emitted));
            }
            RoleItem::Error(_)
            | RoleItem::Attr(_)
            | RoleItem::Param(_)
            | RoleItem::Require(_)
            | RoleItem::Let(_)
            | RoleItem::Section { .. }
            | RoleItem::Depends { .. }
            | RoleItem::Step(_) => {}
        }
    }
    Some(signature)
}

/// The parameters among the items of a role.
pub fn params(
    world: &World<'_>,
    space: SpaceId,
    items: &[RoleItem],
    prefix: &str,
    problems: &mut Problems,
) -> Vec<ParamSignature> {
    let mut places: HashMap<&str, Span> = HashMap::new();
    let mut params = Vec::new();
    for item in items {
        let RoleItem::Param(param) = item else {
            continue;
        };
        if let Some(first) = places.insert(&param.name.text, param.name.span) {
            problems.push(NameError::Duplicate {
                what: "parameter",
                name: param.name.text.to_string(),
                again: param.name.span,
                first,
            });
            continue;
        }
        params.push(ParamSignature {
            name: param.name.text.clone(),
            emitted: ecow::eco_format!("{prefix}{}", param.name.text),
            span: param.name.span,
            ty: world.ty(space, &param.ty, problems),
            has_default: param.default.is_some(),
        });
    }
    params
}

/// `prefix = "rdo_"`; what is not plain text there is reported where the role is checked.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only one attribute is looked for"
)]
fn prefix_of(items: &[RoleItem]) -> Option<EcoString> {
    items.iter().find_map(|item| match item {
        RoleItem::Attr(attr) if attr.name.text == "prefix" => match &attr.value.kind {
            ExprKind::Text(text) => literal(text),
            _ => None,
        },
        _ => None,
    })
}

/// `web-server` gives `web_server_`.
fn default_prefix(emitted: &str) -> EcoString {
    let name: EcoString = emitted
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    ecow::eco_format!("{name}_")
}

/// `restart_sshd` gives `Restart sshd`.
#[must_use]
pub fn sentence(name: &str) -> EcoString {
    let mut characters = name.chars().map(|c| if c == '_' { ' ' } else { c });
    characters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(characters)
        .collect()
}

/// The text of a string without interpolation.
#[must_use]
pub fn literal(text: &TextBody) -> Option<EcoString> {
    match text.parts.as_slice() {
        [] => Some(EcoString::new()),
        [TextPart::Literal(text)] => Some(text.clone()),
        [..] => None,
    }
}
