//! A module's own documentation: `DOCUMENTATION` and `RETURN` in its file.
//!
//! In: the text of `library/toolbox.py`. Out: what it takes and gives, as [`Own`].

use ecow::EcoString;

use crate::check::foreign::python;
use crate::check::foreign::yaml::{self, Broken, Node};
use crate::schema::own::{Own, OwnOption};
use crate::value::json;

/// What several modules say of themselves, in a file of its own.
#[derive(Debug)]
pub struct Fragment<'t> {
    /// The file.
    pub text: &'t str,
    /// The number of its first byte in all sources.
    pub base: u32,
    /// The variable in it.
    pub variable: String,
}

/// What a module says of itself; nothing where it says nothing. Fragments that are not known hold
/// options that are not known.
///
/// # Errors
/// [`Broken`] where its documentation is no YAML.
pub fn read<'t>(
    source: &str,
    base: u32,
    fragment: &dyn Fn(&str) -> Option<Fragment<'t>>,
) -> Result<Option<Own>, Broken> {
    let Some(documentation) = yaml_of(source, "DOCUMENTATION", base)? else {
        return Ok(None);
    };
    let returns = yaml_of(source, "RETURN", base)?;
    let mut own = Own {
        options: taken(&documentation),
        returns: returns.map_or_else(Vec::new, |node| options(&node, "contains", 0)),
        open: false,
    };
    for name in extended(&documentation) {
        let Some(fragment) = fragment(&name) else {
            own.open = true;
            continue;
        };
        match yaml_of(fragment.text, &fragment.variable, fragment.base)? {
            Some(shared) => own.extend(taken(&shared)),
            None => own.open = true,
        }
    }
    Ok(Some(own))
}

fn taken(documentation: &Node) -> Vec<OwnOption> {
    documentation
        .get("options")
        .map_or_else(Vec::new, |node| options(node, "options", 0))
}

fn yaml_of(source: &str, name: &str, base: u32) -> Result<Option<Node>, Broken> {
    let Some(literal) = python::assigned(source, name) else {
        return Ok(None);
    };
    let at = u32::try_from(literal.at).unwrap_or_default();
    yaml::read(&literal.text, base.saturating_add(at))
}

/// The names of the fragments that hold options: those of attributes hold none.
fn extended(documentation: &Node) -> Vec<EcoString> {
    let listed = documentation.get("extends_documentation_fragment");
    let names = listed.into_iter().flat_map(Node::items);
    let names = names.filter_map(Node::text);
    names
        .filter(|name| !name.contains("action_common_attributes") && !name.ends_with(".attributes"))
        .collect()
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
