//! A module's own documentation: `DOCUMENTATION` and `RETURN` in its file.
//!
//! In: the text of `library/toolbox.py`. Out: what it takes and gives, as [`Own`].

use crate::check::foreign::python;
use crate::check::foreign::yaml::{self, Broken, Node};
use crate::schema::own::{Own, OwnOption};
use crate::value::json;

/// What a module says of itself; nothing where it says nothing.
///
/// # Errors
/// [`Broken`] where its documentation is no YAML.
pub fn read(source: &str, base: u32) -> Result<Option<Own>, Broken> {
    let Some(documentation) = yaml_of(source, "DOCUMENTATION", base)? else {
        return Ok(None);
    };
    let returns = yaml_of(source, "RETURN", base)?;
    Ok(Some(Own {
        options: documentation
            .get("options")
            .map_or_else(Vec::new, |node| options(node, "options", 0)),
        returns: returns.map_or_else(Vec::new, |node| options(&node, "contains", 0)),
        open: has_fragments(&documentation),
    }))
}

fn yaml_of(source: &str, name: &str, base: u32) -> Result<Option<Node>, Broken> {
    let Some(literal) = python::assigned(source, name) else {
        return Ok(None);
    };
    let at = u32::try_from(literal.at).unwrap_or_default();
    yaml::read(&literal.text, base.saturating_add(at))
}

/// Fragments hold options, too, but for those that hold attributes only.
fn has_fragments(documentation: &Node) -> bool {
    documentation
        .get("extends_documentation_fragment")
        .is_some_and(|listed| {
            let names = listed.items().iter().filter_map(Node::text);
            names.into_iter().any(|name| {
                !name.contains("action_common_attributes") && !name.ends_with(".attributes")
            })
        })
}

/// Deeper than any module's options.
const DEEPEST: usize = 12;

fn options(holder: &Node, key: &str, depth: usize) -> Vec<OwnOption> {
    if depth > DEEPEST {
        return Vec::new();
    }
    let one = |(name, node): &(yaml::Key, Node)| {
        let below = node.get(key).or_else(|| node.get("suboptions"));
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
            below: below.map_or_else(Vec::new, |node| options(node, key, depth + 1)),
        }
    };
    holder.entries().iter().map(one).collect()
}

fn type_of(node: &Node) -> String {
    let text = |key| node.get(key).and_then(Node::text);
    let ty = text("type").unwrap_or_else(|| "str".into());
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
