//! Values that are known now, and Jinja's pure operations on them with the results Ansible gives.
//!
//! In: literals and what is computed from them. Out: values of the same kind.
//! `["b", "a"] | sort | join(",")` is `"a,b"` here and on the target.

pub mod args;
mod error;
pub mod filters;
pub mod functions;
pub mod index;
pub mod json;
mod map;
pub mod methods;
pub mod ops;
mod pattern;
mod percent;
pub mod repr;
pub mod tests;
mod text;
mod yaml;

pub use yaml::plain_scalar;

use std::sync::Arc;

use ecow::EcoString;

pub use args::Args;
pub use error::Error;
pub use map::Map;

/// A value of Ansible's data model. A file mode is the string `"0644"`, a percentage `"20%"`, a
/// duration a number of seconds; their types say so, not their values.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`: data, never "not set".
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Str(EcoString),
    /// A list.
    List(Arc<Vec<Value>>),
    /// A map with text keys.
    Map(Arc<Map>),
}

/// `upper` of `ansible.builtin.upper`: a plugin of ansible-core's own without its collection; any other as it is.
#[must_use]
pub fn short(name: &str) -> &str {
    name.strip_prefix("ansible.builtin.")
        .or_else(|| name.strip_prefix("ansible.legacy."))
        .unwrap_or(name)
}

/// A list or a map of more values than this, those inside counted each time they stand there,
/// is no configuration that anybody reads.
pub const SIZE_LIMIT: usize = 1_000_000;
/// What the language nests, too; Ansible takes a hundred levels, and not two hundred.
const NESTING_LIMIT: usize = 64;

impl Value {
    /// Why it is more than can be written out: ten `let`s that each name the one in front twice
    /// share what they hold, and what is written does not.
    #[must_use]
    pub fn too_large(&self) -> Option<String> {
        let mut open = vec![(self, 0)];
        let mut seen = 0;
        while let Some((value, depth)) = open.pop() {
            seen += 1;
            if seen > SIZE_LIMIT {
                return Some(format!("it holds more than {SIZE_LIMIT} values"));
            }
            if depth > NESTING_LIMIT {
                return Some(format!("it nests more than {NESTING_LIMIT} deep"));
            }
            match value {
                Self::List(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
                Self::Map(entries) => open.extend(entries.values().map(|item| (item, depth + 1))),
                Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Str(_) => {}
            }
        }
        None
    }

    /// Text from anything that is text.
    pub fn str(text: impl Into<EcoString>) -> Self {
        Self::Str(text.into())
    }

    /// A list.
    #[must_use]
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Arc::new(items))
    }

    /// A map.
    #[must_use]
    pub fn map(entries: Map) -> Self {
        Self::Map(Arc::new(entries))
    }

    /// The text, if it is text.
    #[must_use]
    pub const fn as_text(&self) -> Option<&EcoString> {
        if let Self::Str(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The entries, if it is a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self {
            Some(map)
        } else {
            None
        }
    }

    /// The name of its type in the language, for messages.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "string",
            Self::List(_) => "list",
            Self::Map(_) => "map",
        }
    }
}
