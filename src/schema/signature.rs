//! What filters, tests, methods, functions and lookups take and give.
//!
//! In: `filter`, `join`. Out: it takes a list or a map, `d` and `attribute` if wanted, and gives a
//! string; three arguments, or one named `sep`, are a [`Mistake`].

use crate::schema::table::{Entry, Table};
use crate::schema::{filter, lookup, method, test};
use crate::suggest;

const SIGNATURES: Table = Table::new(include_str!("../../lang/modules/signatures.txt"));

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// What stands behind `|`.
    Filter,
    /// What stands behind `is`.
    Test,
    /// `range(3)`.
    Function,
    /// The first argument of `lookup` and `query`.
    Lookup,
}

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

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name; `*` for those that come after all others.
    pub name: &'static str,
    /// It must be given.
    pub required: bool,
    /// How it may be given.
    pub by: By,
    /// What it takes.
    pub kind: Kind,
}

/// How an argument may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By its place or by its name.
    Either,
    /// By its place only.
    Place,
    /// By its name only.
    Name,
}

/// What an operation takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// What stands before the `|`, the `is` or the `.`.
    pub input: Kind,
    /// The parameters, in order.
    pub params: Vec<Param>,
    /// More arguments without a name.
    pub rest: Option<Kind>,
    /// Arguments of any name.
    pub any_named: bool,
    /// What comes out.
    pub result: Kind,
    /// Whether the kinds are known; else only the arguments' number and, perhaps, names are.
    pub typed: bool,
}

/// Arguments that an operation does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong: "does not take 3 arguments", "needs `pattern`".
    pub problem: String,
    /// What it takes.
    pub help: String,
}

/// The parameter that each argument goes to; `None` for one of the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// Of those without a name.
    pub positional: Vec<Option<usize>>,
    /// Of those with one.
    pub named: Vec<Option<usize>>,
}

/// The signature of a filter, test, function or lookup by its name; `None` if nothing is known.
#[must_use]
pub fn of(what: What, name: &str) -> Option<Signature> {
    let word = match what {
        What::Filter => "filter",
        What::Test => "test",
        What::Function => "function",
        What::Lookup => "lookup",
    };
    let short = name.strip_prefix("ansible.builtin.").unwrap_or(name);
    if let Some(entry) = SIGNATURES.get(&format!("{word} {short}")) {
        return Some(typed(entry));
    }
    match what {
        What::Filter => filter::lookup(name)
            .map(|found| untyped(found.min, found.max, found.arguments(), found.result)),
        What::Test => {
            test::lookup(name).map(|found| untyped(found.min, found.max, found.arguments(), "bool"))
        }
        What::Function => lookup::function(name)
            .map(|found| untyped(found.min, found.max, std::iter::empty(), found.result)),
        What::Lookup => None,
    }
}

/// The signature of a method of one kind of value (`string`, `list`, `map`).
#[must_use]
pub fn of_method(of: &str, name: &str) -> Option<Signature> {
    if let Some(entry) = SIGNATURES.get(&format!("method {name} {of}")) {
        return Some(typed(entry));
    }
    method::lookup_of(of, name)
        .map(|found| untyped(found.min, found.max, std::iter::empty(), found.result))
}

/// The signature of a method of something whose type is not known: only the number counts.
#[must_use]
pub fn of_any_method(found: &method::Method) -> Signature {
    untyped(found.min, found.max, std::iter::empty(), found.result)
}

/// What is wrong with the number or the names of a call's arguments, for those who see no types (a
/// template): `mistake(What::Filter, "join", 3, &[])`. An operation that is not known takes all.
#[must_use]
pub fn mistake(what: What, name: &str, positional: usize, named: &[&str]) -> Option<Mistake> {
    of(what, name)?.bind(name, positional, named).err()
}

impl Signature {
    /// Puts each argument to its parameter.
    ///
    /// # Errors
    ///
    /// What is wrong with the arguments, if they do not go with the parameters.
    pub fn bind(&self, name: &str, positional: usize, named: &[&str]) -> Result<Bound, Mistake> {
        let wrong = |problem: String| Mistake {
            problem: format!("does not take {problem}"),
            help: self.takes(name),
        };
        let count = positional + named.len();
        let all = || wrong(counted(count));
        let mut bound = Bound::default();
        let places = self.params.iter().filter(|param| param.by != By::Name);
        let places = places.count();
        for place in 0..positional {
            match (place < places, &self.rest) {
                (true, _) => bound.positional.push(Some(place)),
                (false, Some(_)) => bound.positional.push(None),
                (false, None) => return Err(all()),
            }
        }
        for given in named {
            let found = self
                .params
                .iter()
                .position(|param| param.name == *given && param.by != By::Place);
            match found {
                Some(place) if place < positional.min(places) || bound.named.contains(&found) => {
                    return Err(wrong(format!("`{given}` twice")));
                }
                Some(place) => bound.named.push(Some(place)),
                None if self.any_named => bound.named.push(None),
                None => {
                    let names = self.params.iter().filter(|param| param.by != By::Place);
                    let near = suggest::nearest(given, names.map(|param| param.name));
                    let mut mistake = wrong(format!("an argument named `{given}`"));
                    if let Some(near) = near {
                        mistake.help = format!("did you mean `{near}`? {}", mistake.help);
                    }
                    return Err(mistake);
                }
            }
        }
        let is_given =
            |place: &usize| *place < positional.min(places) || bound.named.contains(&Some(*place));
        let mut params = self.params.iter().enumerate();
        let missing = params.find(|(place, param)| param.required && !is_given(place));
        match missing {
            Some((_, param)) if param.name == "_" => return Err(all()),
            Some((_, param)) => {
                return Err(Mistake {
                    problem: format!("needs its argument `{}`", param.name),
                    help: self.takes(name),
                });
            }
            None => {}
        }
        Ok(bound)
    }

    /// What it takes: "it takes `join(d?: string, attribute?: name of a field)`".
    #[must_use]
    pub fn takes(&self, name: &str) -> String {
        if self.params.is_empty() && self.rest.is_none() && !self.any_named {
            return format!("`{name}` takes none");
        }
        if !self.typed && self.params.iter().all(|param| param.by == By::Place) {
            let least = self.params.iter().filter(|param| param.required).count();
            return match (self.rest.is_some(), self.params.len()) {
                (true, _) => format!("it takes at least {least}"),
                (false, most) if most == least => format!("it takes {most}"),
                (false, most) => format!("it takes {least} to {most}"),
            };
        }
        format!("it takes `{}`", self.written(name))
    }

    fn written(&self, name: &str) -> String {
        let mut parts: Vec<String> = self
            .params
            .iter()
            .map(|param| {
                let mark = if param.required { "" } else { "?" };
                match param.kind.described() {
                    Some(kind) => format!("{}{mark}: {kind}", param.name),
                    None => format!("{}{mark}", param.name),
                }
            })
            .collect();
        if self.rest.is_some() {
            parts.push(String::from("…"));
        }
        format!("{name}({})", parts.join(", "))
    }
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

fn counted(count: usize) -> String {
    match count {
        0 => String::from("no arguments"),
        1 => String::from("1 argument"),
        count => format!("{count} arguments"),
    }
}

fn typed(entry: Entry) -> Signature {
    let field = |index| entry.field(index).unwrap_or("-");
    let mut signature = Signature {
        input: kind(field(0)),
        params: Vec::new(),
        rest: None,
        any_named: false,
        result: kind(field(2)),
        typed: true,
    };
    let written = field(1);
    for param in written.split(", ").filter(|param| *param != "-") {
        let (name, of) = param.split_once(": ").unwrap_or((param, "any"));
        let by = match (name.starts_with('/'), &signature.rest) {
            (true, _) => By::Place,
            (false, Some(_)) => By::Name,
            (false, None) => By::Either,
        };
        let name = name.trim_start_matches('/');
        match name {
            "**" => signature.any_named = true,
            "*" => signature.rest = Some(kind(of)),
            name => signature.params.push(Param {
                name: name.trim_end_matches('?'),
                required: !name.ends_with('?'),
                by,
                kind: kind(of),
            }),
        }
    }
    signature
}

fn untyped(
    min: usize,
    max: Option<usize>,
    names: impl Iterator<Item = &'static str>,
    result: &'static str,
) -> Signature {
    let mut params: Vec<Param> = names
        .enumerate()
        .map(|(place, name)| Param {
            name,
            required: place < min,
            by: By::Either,
            kind: Kind::Any,
        })
        .collect();
    // Without names only the number is known.
    let named = params.len() == max.unwrap_or(usize::MAX);
    if !named {
        let places = max.unwrap_or(min);
        params.truncate(0);
        params.extend((0..places).map(|place| Param {
            name: "_",
            required: place < min,
            by: By::Place,
            kind: Kind::Any,
        }));
    }
    Signature {
        input: Kind::Any,
        params,
        rest: max.is_none().then_some(Kind::Any),
        any_named: !named,
        result: kind(result),
        typed: false,
    }
}

/// Reads a kind: `list(T)|string`.
fn kind(text: &'static str) -> Kind {
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
