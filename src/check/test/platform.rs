//! Platforms: an image, and what must be known of it.
//!
//! In: `platform debian12 { image = "docker.io/library/debian:12", family = "debian" }`.

use std::collections::HashMap;
use std::sync::Arc;

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::error::test::TestError;
use crate::check::names::{SpaceId, World};
use crate::check::program::{Family, Notes, Platform, Pull};
use crate::check::test::attribute::{self, Now};
use crate::check::types::Type;
use crate::diagnostic::Problems;
use crate::syntax::tree::{self, Attr, Block, ItemKind};
use crate::value::Value;

const ATTRIBUTES: [&str; 7] = [
    "image",
    "digest",
    "family",
    "systemd",
    "pull",
    "prebuilt",
    "capabilities",
];

const FAMILIES: [(&str, Family); 4] = [
    ("debian", Family::Debian),
    ("redhat", Family::RedHat),
    ("suse", Family::Suse),
    ("alpine", Family::Alpine),
];

const PULLS: [(&str, Pull); 3] = [
    ("always", Pull::Always),
    ("missing", Pull::Missing),
    ("never", Pull::Never),
];

/// The root namespace's platforms, sorted by name.
pub fn check(world: &World<'_>, problems: &mut Problems) -> Vec<Platform> {
    let root = SpaceId(0);
    let Some(space) = world.spaces.first() else {
        return Vec::new();
    };
    let mut seen = HashMap::new();
    let mut platforms = Vec::new();
    for item in space.input.files.iter().flat_map(|file| &file.tree.items) {
        let ItemKind::Platform { name, body } = &item.kind else {
            continue;
        };
        if let Some(first) = seen.insert(name.text.clone(), name.span) {
            problems.push(NameError::Duplicate {
                what: "platform",
                name: name.text.to_string(),
                again: name.span,
                first,
            });
            continue;
        }
        let now = Now { world, space: root };
        platforms.push(platform(&now, item, name, body, problems));
    }
    platforms.sort_by(|left, right| left.name.cmp(&right.name));
    platforms
}

fn platform(
    now: &Now<'_, '_>,
    item: &tree::Item,
    name: &tree::Name,
    body: &Block<Attr>,
    problems: &mut Problems,
) -> Platform {
    let attrs = attribute::known(body.items.iter(), &ATTRIBUTES, problems);
    let find = |wanted: &str| attrs.iter().find(|attr| attr.name.text == wanted);
    let mut missing = |wanted: &'static str, help: &str| {
        problems.push(TestError::MissingAttribute {
            what: format!("the platform `{}`", name.text),
            name: wanted,
            help: help.to_owned(),
            span: name.span,
        });
    };
    if find("image").is_none() {
        missing(
            "image",
            "name what containers are made from: `image = \"docker.io/library/debian:12\"`",
        );
    }
    if find("family").is_none() {
        missing(
            "family",
            "say how it is set up: `family = \"debian\"`, \"redhat\", \"suse\" or \"alpine\"",
        );
    }
    // What is missing or wrong was reported: the platform is one all the same, for the tests that name it.
    let image = find("image").and_then(|attr| now.text(attr, problems));
    let family = find("family").and_then(|attr| choice(now, attr, &FAMILIES, problems));
    let flag = |wanted: &str, otherwise: bool, problems: &mut Problems| {
        find(wanted).map_or(otherwise, |attr| {
            now.value(attr, &Type::Bool, problems) == Some(Value::Bool(true))
        })
    };
    let pull = find("pull").and_then(|attr| choice(now, attr, &PULLS, problems));
    let capabilities = find("capabilities").and_then(|attr| now.texts(attr, problems));
    Platform {
        name: name.text.clone(),
        span: name.span,
        notes: Notes::from(&item.lead),
        image: image.unwrap_or_default(),
        digest: find("digest").and_then(|attr| now.text(attr, problems)),
        family: family.unwrap_or(Family::Debian),
        systemd: flag("systemd", true, problems),
        pull: pull.unwrap_or(Pull::Missing),
        prebuilt: flag("prebuilt", false, problems),
        capabilities: capabilities.unwrap_or_default(),
    }
}

fn choice<T: Copy>(
    now: &Now<'_, '_>,
    attr: &Attr,
    choices: &[(&'static str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let words = choices.iter().map(|(word, _)| EcoString::from(*word));
    let ty = Type::Literals(Arc::new(words.collect()));
    let Value::Str(chosen) = now.value(attr, &ty, problems)? else {
        return None;
    };
    let found = choices.iter().find(|(word, _)| **word == *chosen);
    found.map(|(_, choice)| *choice)
}

impl Family {
    /// What `facts.os_family` is there.
    #[must_use]
    pub const fn os_family(self) -> &'static str {
        match self {
            Self::Debian => "Debian",
            Self::RedHat => "RedHat",
            Self::Suse => "Suse",
            Self::Alpine => "Alpine",
        }
    }
}
