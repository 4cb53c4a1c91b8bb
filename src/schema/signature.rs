//! What filters, tests, methods, functions and lookups take and give.
//!
//! In: `filter`, `join`. Out: it takes a list or a map, `d` and `attribute` if wanted, and gives a
//! string; three arguments, or one named `sep`, are a [`Mistake`].

use crate::schema::argument::Argument;
pub use crate::schema::kind::Kind;
use crate::schema::kind::kind;
use crate::schema::plugin::{self, Plugin, Sort};
use crate::schema::table::{Entry, Table};
use crate::schema::{filter, lookup, method, test};
use crate::suggest;

/// What every lookup takes, whatever its plugin.
const OF_ALL_LOOKUPS: [&str; 3] = ["allow_unsafe", "errors", "wantlist"];
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
    let short = crate::value::short(name);
    let entry = SIGNATURES.get(&format!("{word} {short}"));
    if what == What::Lookup {
        return lookup::plugin(name)
            .and_then(|found| found.known)
            .map(|plugin| of_lookup(&plugin, entry));
    }
    if let Some(entry) = entry {
        return Some(typed(fields(entry)));
    }
    match what {
        What::Filter => {
            let found = filter::lookup(name)?;
            let moved = found.moved_to().map(|to| of_collection(Sort::Filter, to));
            let of_core = || untyped(found.min, found.max, found.arguments(), found.result);
            Some(moved.unwrap_or_else(of_core))
        }
        What::Test if short.contains('.') => {
            test::lookup(name).map(|found| of_collection(Sort::Test, found.name))
        }
        What::Test => {
            test::lookup(name).map(|found| untyped(found.min, found.max, found.arguments(), "bool"))
        }
        What::Function => lookup::function(name)
            .map(|found| untyped(found.min, found.max, std::iter::empty(), found.result)),
        What::Lookup => None,
    }
}

/// The signature of a collection's filter or test, by its own full name.
fn of_collection(sort: Sort, name: &str) -> Signature {
    match (plugin::lookup(sort, name), name.rsplit_once('.')) {
        (Some(plugin), _) => Some(typed(plugin.signature())),
        // What moved to ansible-core.
        (None, Some(("ansible.builtin", short))) if sort == Sort::Filter => of(What::Filter, short),
        (None, _) => None,
    }
    .unwrap_or_else(|| untyped(0, None, std::iter::empty(), "any"))
}

/// The settings of an inventory plugin, by its name; `None` if nothing is known of it.
#[must_use]
pub fn settings(name: &str) -> Option<Vec<Param>> {
    let plugin = plugin::lookup(Sort::Inventory, name)?;
    Some(plugin.options().map(option).collect())
}

fn option(argument: Argument) -> Param {
    Param {
        name: argument.name,
        required: argument.required(),
        by: By::Name,
        kind: argument.kind(),
    }
}

/// The signature of a lookup: terms of any kind, and its options by their names. `said`: what is known by hand of
/// what it gives.
fn of_lookup(plugin: &Plugin, said: Option<Entry>) -> Signature {
    let options = plugin.options().map(option);
    let aliases = plugin.options().flat_map(|argument| {
        let names: Vec<&str> = argument.aliases().collect();
        names.into_iter().map(move |name| Param {
            name,
            required: false,
            ..option(argument)
        })
    });
    let of_all = OF_ALL_LOOKUPS.map(|name| Param {
        name,
        required: false,
        by: By::Name,
        kind: Kind::Any,
    });
    let gives = said.and_then(|entry| entry.field(2)).or(plugin.gives());
    Signature {
        input: Kind::Any,
        params: options.chain(aliases).chain(of_all).collect(),
        rest: Some(Kind::Any),
        any_named: plugin.open(),
        result: kind(gives.unwrap_or("any")),
        typed: true,
    }
}

/// The signature of a method of one kind of value (`string`, `list`, `map`).
#[must_use]
pub fn of_method(of: &str, name: &str) -> Option<Signature> {
    if let Some(entry) = SIGNATURES.get(&format!("method {name} {of}")) {
        return Some(typed(fields(entry)));
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
                    let what = if self.is_options() {
                        "option"
                    } else {
                        "argument"
                    };
                    let mut mistake = wrong(format!("an {what} named `{given}`"));
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
                    problem: match self.is_options() {
                        true => format!("needs its option `{}`", param.name),
                        false => format!("needs its argument `{}`", param.name),
                    },
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
        if self.is_options() {
            let all = self.params.iter().map(|param| param.name);
            let own: Vec<&str> = all.filter(|name| !OF_ALL_LOOKUPS.contains(name)).collect();
            return match own.as_slice() {
                [] => String::from("it has no options"),
                own => format!("its options: {}", own.join(", ")),
            };
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

    /// Whether it is a lookup's: terms, and options by their names.
    fn is_options(&self) -> bool {
        self.rest.is_some()
            && self
                .params
                .iter()
                .any(|param| OF_ALL_LOOKUPS.contains(&param.name))
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

fn counted(count: usize) -> String {
    match count {
        0 => String::from("no arguments"),
        1 => String::from("1 argument"),
        count => format!("{count} arguments"),
    }
}

/// The input, the arguments and the result of a line.
fn fields(entry: Entry) -> [&'static str; 3] {
    [0, 1, 2].map(|index| entry.field(index).unwrap_or("-"))
}

fn typed([input, written, result]: [&'static str; 3]) -> Signature {
    let mut signature = Signature {
        input: kind(input),
        params: Vec::new(),
        rest: None,
        any_named: false,
        result: kind(result),
        typed: true,
    };
    for param in written.split(", ").filter(|param| *param != "-") {
        let (name, of) = param.split_once(": ").unwrap_or((param, "any"));
        let by = match (name.chars().next(), &signature.rest) {
            (Some('/'), _) => By::Place,
            (Some('='), _) | (_, Some(_)) => By::Name,
            (_, None) => By::Either,
        };
        let name = name.trim_start_matches(['/', '=']);
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
