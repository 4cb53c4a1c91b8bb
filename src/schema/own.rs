//! Modules that a project brings along: what they say of themselves, as [`Module`]s.
//!
//! In: the options and returned values that were read from a module's documentation. Out: a module
//! like Ansible's own; `toolbox` is written `toolbox`, and found in the tree's `library/`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use crate::schema::module::Module;
use crate::schema::pack::Entry;
use crate::schema::table;

/// What a module says of itself.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// What it takes.
    pub options: Vec<OwnOption>,
    /// What it returns.
    pub returns: Vec<OwnOption>,
    /// It takes more than it says here.
    pub open: bool,
}

/// An option, or a returned value.
#[derive(Clone, Debug, Default)]
pub struct OwnOption {
    /// Its name.
    pub name: String,
    /// Ansible's name of its type, `list(str)` for a list of texts.
    pub ty: String,
    /// It must be given.
    pub required: bool,
    /// Its other names.
    pub aliases: Vec<String>,
    /// The values that it takes.
    pub choices: Vec<String>,
    /// Its default, as JSON.
    pub default: Option<String>,
    /// The options of a dictionary, or of each item of a list of them.
    pub below: Vec<Self>,
}

impl Own {
    /// What it shares with other modules, but for what it says itself.
    pub fn extend(&mut self, shared: Vec<OwnOption>) {
        for option in shared {
            if !self.options.iter().any(|own| own.name == option.name) {
                self.options.push(option);
            }
        }
    }

    /// The module, under the name that is written.
    #[must_use]
    pub fn module(&self, name: &str) -> Module {
        let mut text = plain(name);
        if self.open {
            text.push_str("\topen");
        }
        text.push('\n');
        below(&self.options, 'o', 1, &mut text);
        below(&self.returns, 'r', 1, &mut text);
        kept(text).map_or_else(|| Module::undocumented(name), Module::of)
    }
}

fn below(options: &[OwnOption], mark: char, depth: usize, text: &mut String) {
    let mut options: Vec<&OwnOption> = options.iter().collect();
    options.sort_by(|left, right| left.name.cmp(&right.name));
    for option in options {
        let indent = " ".repeat(depth);
        let _ = write!(
            text,
            "{indent}{mark} {}\t{}",
            plain(&option.name),
            plain(&option.ty)
        );
        if option.required {
            text.push_str("\trequired");
        }
        for (key, listed) in [("aliases", &option.aliases), ("choices", &option.choices)] {
            let listed: Vec<String> = listed.iter().map(|word| plain(word)).collect();
            if !listed.is_empty() {
                let _ = write!(text, "\t{key}={}", listed.join("|"));
            }
        }
        if let Some(default) = &option.default {
            let _ = write!(text, "\tdefault={}", plain(default));
        }
        text.push('\n');
        below(&option.below, mark, depth + 1, text);
    }
}

/// Text without what separates entries and fields.
fn plain(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// What a text says; it stays, as the tables do, and is kept once, however often it is checked.
fn kept(text: String) -> Option<Entry> {
    static KEPT: Mutex<Option<HashMap<String, Entry>>> = Mutex::new(None);
    // It is only ever added to: a thread that died with it left nothing half done.
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if let Some(known) = kept.get(&text) {
        return Some(*known);
    }
    let entry = Entry::read(table::entry(String::leak(text.clone()))?);
    kept.insert(text, entry);
    Some(entry)
}
