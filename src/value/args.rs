//! The arguments of a filter, test or method, bound to parameter names as Python binds them.
//!
//! In: `indent(2, first=true)`. Out: `width` is 2, `first` is true, `blank` is not given.

use ecow::EcoString;
use ecow::eco_format;

use super::Error;
use super::Value;
use super::ops;

/// Arguments as written, evaluated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Args {
    /// Those without a name.
    pub positional: Vec<Value>,
    /// Those with one, in order.
    pub named: Vec<(EcoString, Value)>,
}

impl Args {
    /// No arguments.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Only arguments without names.
    #[must_use]
    pub fn of(positional: Vec<Value>) -> Self {
        Self {
            positional,
            named: Vec::new(),
        }
    }

    /// The argument of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Value> {
        self.named.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// The same without the first `n` unnamed ones.
    #[must_use]
    pub fn after(&self, n: usize) -> Self {
        Self {
            positional: self.positional.iter().skip(n).cloned().collect(),
            named: self.named.clone(),
        }
    }
}

/// What a filter, test or method takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The names of its parameters, in order.
    pub params: &'static [&'static str],
    /// How many of them must be given.
    pub required: usize,
    /// Whether it takes more unnamed ones.
    pub rest: bool,
    /// Whether it takes any named one.
    pub any_named: bool,
}

impl Signature {
    /// Puts each argument to its parameter, or says what is wrong with them.
    pub(super) fn bind<'a>(&self, what: &'a str, args: &'a Args) -> Result<Bound<'a>, Error> {
        let mut values: Vec<Option<&Value>> = vec![None; self.params.len()];
        let mut rest = Vec::new();
        for (i, value) in args.positional.iter().enumerate() {
            match values.get_mut(i) {
                Some(slot) => *slot = Some(value),
                None if self.rest => rest.push(value),
                None => {
                    return Err(Error::arguments(match self.params.len() {
                        0 => eco_format!("`{what}` takes no arguments"),
                        1 => eco_format!("`{what}` takes one argument"),
                        n => eco_format!("`{what}` takes at most {n} arguments"),
                    }));
                }
            }
        }
        let mut more = Vec::new();
        for (name, value) in &args.named {
            match self.params.iter().position(|p| p == name) {
                Some(i) if values[i].is_none() => values[i] = Some(value),
                Some(_) => {
                    return Err(Error::arguments(eco_format!(
                        "`{what}` gets `{name}` twice"
                    )));
                }
                None if self.any_named => more.push((name.as_str(), value)),
                None => {
                    return Err(Error::arguments(eco_format!(
                        "`{what}` has no argument `{name}`"
                    )));
                }
            }
        }
        if let Some(i) = values.iter().take(self.required).position(Option::is_none) {
            let name = self.params[i];
            return Err(Error::arguments(eco_format!(
                "`{what}` needs its argument `{name}`"
            )));
        }
        Ok(Bound {
            what,
            params: self.params,
            values,
            rest,
            more,
        })
    }
}

/// Arguments by parameter.
pub struct Bound<'a> {
    /// What is called, for messages.
    pub what: &'a str,
    params: &'static [&'static str],
    values: Vec<Option<&'a Value>>,
    /// Unnamed ones after the last parameter.
    pub rest: Vec<&'a Value>,
    /// Named ones that are no parameter.
    pub more: Vec<(&'a str, &'a Value)>,
}

impl<'a> Bound<'a> {
    /// The argument at this place, if given.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<&'a Value> {
        self.values.get(i).copied().flatten()
    }

    /// The same, with `null` as "not given".
    #[must_use]
    pub fn some(&self, i: usize) -> Option<&'a Value> {
        self.get(i).filter(|v| **v != Value::Null)
    }

    /// The argument at this place; the signature requires it.
    ///
    /// # Errors
    /// [`Error`] that names it where it is not given.
    pub fn need(&self, i: usize) -> Result<&'a Value, Error> {
        self.get(i)
            .ok_or_else(|| Error::arguments(eco_format!("`{}` needs {}", self.what, self.name(i))))
    }

    fn name(&self, i: usize) -> EcoString {
        eco_format!("argument `{}`", self.params.get(i).copied().unwrap_or("?"))
    }

    fn wrong(&self, i: usize, wanted: &str, found: &Value) -> Error {
        Error::type_of(
            eco_format!("{} of `{}`", self.name(i), self.what),
            wanted,
            found,
        )
    }

    /// Python's truth of the argument.
    #[must_use]
    pub fn truth(&self, i: usize, default: bool) -> bool {
        self.get(i).map_or(default, ops::truth)
    }

    /// A whole number (a bool counts as one, as in Python).
    ///
    /// # Errors
    /// [`Error::Type`] for anything else.
    pub fn int(&self, i: usize, default: i64) -> Result<i64, Error> {
        Ok(self.int_or_none(i)?.unwrap_or(default))
    }

    /// A whole number; `null` is "not given".
    ///
    /// # Errors
    /// [`Error::Type`] for anything else.
    pub fn int_or_none(&self, i: usize) -> Result<Option<i64>, Error> {
        match self.some(i) {
            None => Ok(None),
            Some(Value::Int(n)) => Ok(Some(*n)),
            Some(Value::Bool(b)) => Ok(Some(i64::from(*b))),
            Some(other) => Err(self.wrong(i, "a whole number", other)),
        }
    }

    /// Text.
    ///
    /// # Errors
    /// [`Error::Type`] for anything else.
    pub fn text(&self, i: usize, default: &'a str) -> Result<&'a str, Error> {
        match self.get(i) {
            None => Ok(default),
            Some(Value::Str(s)) => Ok(s),
            Some(other) => Err(self.wrong(i, "a string", other)),
        }
    }

    /// Text; `null` is "not given".
    ///
    /// # Errors
    /// [`Error::Type`] for anything else.
    pub fn text_or_none(&self, i: usize) -> Result<Option<&'a str>, Error> {
        match self.some(i) {
            None => Ok(None),
            Some(Value::Str(s)) => Ok(Some(s)),
            Some(other) => Err(self.wrong(i, "a string", other)),
        }
    }
}
