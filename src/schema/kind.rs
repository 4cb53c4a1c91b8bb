//! The kinds of values that operations take and give.
//!
//! In: `list(T)|string`. Out: a list whose items have a letter, or text; in words, "a list or a string".

/// A kind of value that an operation takes or gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything.
    Any,
    /// Text.
    String,
    /// Text, a number, or a bool.
    Scalar,
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// A list of what is of a kind.
    List(Box<Kind>),
    /// A map whose values are of a kind.
    Map(Box<Kind>),
    /// What can be gone over: items of a list, keys of a map, characters of a text.
    Iter(Box<Kind>),
    /// What a task gave.
    Result,
    /// The same wherever the letter stands.
    Var(char),
    /// The way to a field of what `T` is: `name`, `address.city`, `0`.
    Path,
    /// The name of a filter.
    Filter,
    /// The name of a test.
    Test,
    /// This text.
    Literal(&'static str),
    /// One of several.
    OneOf(Vec<Kind>),
}

impl Kind {
    /// As the language writes it; `None` where anything goes.
    #[must_use]
    pub fn described(&self) -> Option<String> {
        Some(match self {
            Self::Any | Self::Var(_) => return None,
            Self::String => String::from("string"),
            Self::Scalar => String::from("string"),
            Self::Int => String::from("int"),
            Self::Number => String::from("float"),
            Self::Bool => String::from("bool"),
            Self::Null => String::from("null"),
            Self::List(item) => match item.described() {
                Some(item) => format!("list({item})"),
                None => String::from("list"),
            },
            Self::Map(value) => match value.described() {
                Some(value) => format!("map({value})"),
                None => String::from("map"),
            },
            Self::Iter(_) => String::from("list"),
            Self::Result => String::from("result"),
            Self::Path => String::from("name of a field"),
            Self::Filter => String::from("name of a filter"),
            Self::Test => String::from("name of a test"),
            Self::Literal(text) => format!("\"{text}\""),
            Self::OneOf(kinds) => {
                let kinds: Vec<String> = kinds.iter().filter_map(Self::described).collect();
                kinds.join(" | ")
            }
        })
    }

    /// With its article, as a message needs it: `a list`, `text or a number`.
    #[must_use]
    pub fn needed(&self) -> String {
        String::from(match self {
            Self::Any | Self::Var(_) => "anything",
            Self::String => "a string",
            Self::Scalar => "a string or a number",
            Self::Int => "an int",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Null => "null",
            Self::List(item) => match item.described() {
                None => "a list",
                Some(item) => return format!("a list({item})"),
            },
            Self::Map(_) => "a map",
            Self::Iter(_) => "a list, a map or a string",
            Self::Result => "a task's result",
            Self::Path => "the name of a field",
            Self::Filter => "the name of a filter",
            Self::Test => "the name of a test",
            Self::Literal(text) => return format!("\"{text}\""),
            Self::OneOf(kinds) => {
                let words = kinds.iter().filter(|kind| **kind != Self::Null);
                let words: Vec<String> = words.map(Self::needed).collect();
                return match words.as_slice() {
                    [one] => one.clone(),
                    [all @ .., last] => format!("{} or {last}", all.join(", ")),
                    [] => String::from("null"),
                };
            }
        })
    }

    /// The texts that it lists.
    #[must_use]
    pub fn literals(&self) -> Vec<&'static str> {
        match self {
            Self::Literal(text) => vec![text],
            Self::OneOf(kinds) => kinds.iter().flat_map(Self::literals).collect(),
            Self::Any
            | Self::String
            | Self::Scalar
            | Self::Int
            | Self::Number
            | Self::Bool
            | Self::Null
            | Self::List(_)
            | Self::Map(_)
            | Self::Iter(_)
            | Self::Result
            | Self::Var(_)
            | Self::Path
            | Self::Filter
            | Self::Test => Vec::new(),
        }
    }
}

/// Reads a kind: `list(T)|string`.
pub(super) fn kind(text: &'static str) -> Kind {
    let parts: Vec<&'static str> = split_outside(text);
    if parts.len() > 1 {
        return Kind::OneOf(parts.into_iter().map(kind).collect());
    }
    let inside = |word: &str| {
        let rest = text.strip_prefix(word)?.strip_prefix('(')?;
        Some(Box::new(kind(rest.strip_suffix(')')?)))
    };
    match text {
        "string" => Kind::String,
        "scalar" => Kind::Scalar,
        "int" => Kind::Int,
        "number" | "float" => Kind::Number,
        "bool" => Kind::Bool,
        "null" => Kind::Null,
        "result" => Kind::Result,
        "path" => Kind::Path,
        "filter" => Kind::Filter,
        "test" => Kind::Test,
        "list" => Kind::List(Box::new(Kind::Any)),
        "map" => Kind::Map(Box::new(Kind::Any)),
        _ => match (inside("list"), inside("map"), inside("iter")) {
            (Some(item), _, _) => Kind::List(item),
            (_, Some(value), _) => Kind::Map(value),
            (_, _, Some(item)) => Kind::Iter(item),
            _ => match (text.strip_prefix('"'), text.chars().next()) {
                (Some(text), _) => Kind::Literal(text.trim_end_matches('"')),
                (None, Some(letter)) if letter.is_ascii_uppercase() => Kind::Var(letter),
                _ => Kind::Any,
            },
        },
    }
}

/// Parts between `|` that stand in no parentheses and no quotes.
fn split_outside(text: &'static str) -> Vec<&'static str> {
    let (mut depth, mut quoted, mut start) = (0_usize, false, 0);
    let mut parts = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            '|' if !quoted && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
