//! A module's own documentation: `DOCUMENTATION` and `RETURN` in its file.
//!
//! In: the text of `library/toolbox.py`, and the fragments that it may take options from. Out: what it takes and gives, as
//! [`Own`].

use crate::check::foreign::fragment::{self, Shelf};
use crate::check::foreign::python;
use crate::check::foreign::yaml::{self, Broken, Node};
use crate::schema::own::{Own, OwnOption};
use crate::source::Span;
use crate::value::json;

/// What was read of a module.
#[derive(Debug)]
pub struct Read {
    /// What it says of itself.
    pub own: Own,
    /// Fragments that it names and nobody here has, each with its place.
    pub unknown: Vec<(String, Span)>,
}

/// What a module says of itself; nothing where it says nothing.
///
/// # Errors
/// [`Broken`] where its documentation, or a fragment of it, is no YAML.
pub fn read(source: &str, base: u32, shelves: &[Shelf<'_>]) -> Result<Option<Read>, Broken> {
    let Some(documentation) = yaml_of(source, "DOCUMENTATION", base)? else {
        return Ok(None);
    };
    let returns = yaml_of(source, "RETURN", base)?;
    let fragments = fragment::added(&documentation, shelves)?;
    let mut own = Own {
        options: documentation.get("options").map_or_else(Vec::new, options),
        returns: returns.map_or_else(Vec::new, |node| below(&node, "contains", 0)),
        open: !fragments.unknown.is_empty(),
    };
    own.extend(fragments.options);
    let unknown = fragments.unknown;
    Ok(Some(Read { own, unknown }))
}

fn yaml_of(source: &str, name: &str, base: u32) -> Result<Option<Node>, Broken> {
    let Some(literal) = python::assigned(source, name) else {
        return Ok(None);
    };
    let at = u32::try_from(literal.at).unwrap_or_default();
    yaml::read(&literal.text, base.saturating_add(at))
}

/// The options below a node, as documentation and fragments have them.
#[must_use]
pub fn options(holder: &Node) -> Vec<OwnOption> {
    below(holder, "options", 0)
}

/// Deeper than any module's options.
const DEEPEST: usize = 12;

fn below(holder: &Node, key: &str, depth: usize) -> Vec<OwnOption> {
    if depth > DEEPEST {
        return Vec::new();
    }
    let one = |(name, node): &(yaml::Key, Node)| {
        let inside = node.get(key).or_else(|| node.get("suboptions"));
        OwnOption {
            name: name.text.to_string(),
            ty: type_of(node),
            required: node.is_true("required"),
            aliases: texts(node, "aliases"),
            choices: texts(node, "choices"),
            default: node
                .get("default")
                .and_then(Node::value)
                .map(|value| json::write(&value, &json::Style::default()).to_string()),
            below: inside.map_or_else(Vec::new, |node| below(node, key, depth + 1)),
        }
    };
    holder.entries().iter().map(one).collect()
}

fn type_of(node: &Node) -> String {
    let text = |key| node.get(key).and_then(Node::text);
    let ty = match text("type").as_deref() {
        // As fragments of ansible-core write it, too.
        Some("boolean") => "bool".into(),
        Some(ty) => ty.into(),
        None => ecow::EcoString::from("str"),
    };
    match text("elements") {
        Some(elements) if ty == "list" => format!("list({elements})"),
        _ => ty.to_string(),
    }
}

/// A list, or the keys of a map that describes each.
fn texts(node: &Node, key: &str) -> Vec<String> {
    let Some(listed) = node.get(key) else {
        return Vec::new();
    };
    if listed.entries().is_empty() {
        let texts = listed.items().iter().filter_map(Node::text);
        return texts.map(|text| text.to_string()).collect();
    }
    let keys = listed.entries().iter().map(|(key, _)| key.text.to_string());
    keys.collect()
}
