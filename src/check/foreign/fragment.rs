//! Doc fragments: options that a module takes from another file.
//!
//! In: `extends_documentation_fragment: [files, acme.tools.auth]`. Out: their options, from the fragment's file where the
//! project has it, else from what Ansible ships; and the names of those that nobody here has.

use crate::check::foreign::module;
use crate::check::foreign::python;
use crate::check::foreign::yaml::{self, Broken, Node};
use crate::check::input::Brought;
use crate::schema::fragment;
use crate::schema::own::OwnOption;
use crate::source::Span;

/// Where the fragments of the project lie among what was brought.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// The folder that they are in, with `/` at its end.
    pub folder: &'static str,
    /// The collection that they belong to; none beside a module of the project.
    pub collection: Option<&'a str>,
    /// Where it was read.
    pub brought: &'a Brought,
}

/// What fragments add to a module.
#[derive(Debug, Default)]
pub struct Added {
    /// The options, each once.
    pub options: Vec<OwnOption>,
    /// Fragments that are not known, and where they are named.
    pub unknown: Vec<(String, Span)>,
}

/// What the fragments that a documentation names add. An option that two of them have is that of the first.
///
/// # Errors
/// [`Broken`] where a fragment of the project is no YAML.
pub fn added(documentation: &Node, shelves: &[Shelf<'_>]) -> Result<Added, Broken> {
    let mut added = Added::default();
    let Some(listed) = documentation.get("extends_documentation_fragment") else {
        return Ok(added);
    };
    let single = std::slice::from_ref(listed);
    let named = match listed.items() {
        [] => single,
        items => items,
    };
    for node in named {
        let Some(names) = node.text() else { continue };
        // One text may name several, as Ansible reads it.
        for name in names.split(',').map(str::trim) {
            match options(name, shelves)? {
                Some(options) => {
                    for option in options {
                        if !added.options.iter().any(|known| known.name == option.name) {
                            added.options.push(option);
                        }
                    }
                }
                None => added.unknown.push((name.to_owned(), node.span)),
            }
        }
    }
    Ok(added)
}

/// The options of a fragment, by its name, or by its name and that of a part of it: `url.other`.
fn options(name: &str, shelves: &[Shelf<'_>]) -> Result<Option<Vec<OwnOption>>, Broken> {
    let whole = (name, "DOCUMENTATION".to_owned());
    let part = name.rsplit_once('.');
    let part = part.map(|(file, part)| (file, part.to_uppercase()));
    for (file, variable) in [Some(whole), part].into_iter().flatten() {
        for shelf in shelves {
            let Some((text, base)) = shelf.text(file) else {
                continue;
            };
            let Some(literal) = python::assigned(text, &variable) else {
                continue;
            };
            let at = u32::try_from(literal.at).unwrap_or_default();
            let node = yaml::read(&literal.text, base.saturating_add(at))?;
            let options = node.as_ref().and_then(|node| node.get("options"));
            return Ok(Some(options.map_or_else(Vec::new, module::options)));
        }
    }
    Ok(fragment::lookup(name))
}

impl<'a> Shelf<'a> {
    /// The file of a fragment: `auth`, or `acme.tools.auth` in the collection of that name.
    fn text(&self, name: &str) -> Option<&'a (String, u32)> {
        let short = match self.collection {
            Some(collection) => name.strip_prefix(collection)?.strip_prefix('.')?,
            None => name,
        };
        let path = format!("{}{}.py", self.folder, short.replace('.', "/"));
        self.brought.texts.get(&path)
    }
}
