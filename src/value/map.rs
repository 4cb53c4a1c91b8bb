//! Maps of data: text keys in the order in which they were written, as Python keeps them.
//!
//! In: `{ serial = "SN1", tier = "web" }`. Out: its entries, found by key. A fleet's maps are many
//! and small: up to [`FEW`] entries stand in a plain list, which takes a third of the memory of a
//! table and is searched as fast; larger ones have a table.

use std::slice;

use ecow::EcoString;
use indexmap::IndexMap;

use super::Value;

/// As many keys are compared one by one.
const FEW: usize = 12;

/// A map. Two are equal if they have equal entries, in whatever order.
#[derive(Clone, Debug, Default)]
pub struct Map(Entries);

#[derive(Clone, Debug)]
enum Entries {
    Few(Vec<(EcoString, Value)>),
    Many(Box<IndexMap<EcoString, Value>>),
}

impl Default for Entries {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Map {
    /// No entries.
    #[must_use]
    pub const fn new() -> Self {
        Self(Entries::Few(Vec::new()))
    }

    /// No entries, and room for some.
    #[must_use]
    pub fn with_capacity(entries: usize) -> Self {
        Self(if entries <= FEW {
            Entries::Few(Vec::with_capacity(entries))
        } else {
            Entries::Many(Box::new(IndexMap::with_capacity(entries)))
        })
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Entries::Few(few) => few.len(),
            Entries::Many(many) => many.len(),
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match &self.0 {
            Entries::Few(few) => few
                .iter()
                .find(|(own, _)| own == key)
                .map(|(_, value)| value),
            Entries::Many(many) => many.get(key),
        }
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        match &mut self.0 {
            Entries::Few(few) => {
                let mut entries = few.iter_mut();
                entries.find(|(own, _)| own == key).map(|(_, value)| value)
            }
            Entries::Many(many) => many.get_mut(key),
        }
    }

    /// Whether it has a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Gives a key a value, and what it had before; a key that is there keeps its place.
    pub fn insert(&mut self, key: EcoString, value: Value) -> Option<Value> {
        if let Some(known) = self.get_mut(&key) {
            return Some(std::mem::replace(known, value));
        }
        match &mut self.0 {
            Entries::Few(few) if few.len() < FEW => few.push((key, value)),
            Entries::Few(few) => {
                let mut many: IndexMap<_, _> = few.drain(..).collect();
                many.insert(key, value);
                self.0 = Entries::Many(Box::new(many));
            }
            Entries::Many(many) => {
                many.insert(key, value);
            }
        }
        None
    }

    /// The entries, in their order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        match &self.0 {
            Entries::Few(few) => Iter::Few(few.iter()),
            Entries::Many(many) => Iter::Many(many.iter()),
        }
    }

    /// The keys, in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &EcoString> {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of the keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.iter().map(|(_, value)| value)
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(key, value)| other.get(key).is_some_and(|other| other == value))
    }
}

impl FromIterator<(EcoString, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (EcoString, Value)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl Extend<(EcoString, Value)> for Map {
    fn extend<I: IntoIterator<Item = (EcoString, Value)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<'m> IntoIterator for &'m Map {
    type Item = (&'m EcoString, &'m Value);
    type IntoIter = Iter<'m>;

    fn into_iter(self) -> Iter<'m> {
        self.iter()
    }
}

/// The entries of a [`Map`].
#[derive(Clone, Debug)]
pub enum Iter<'m> {
    /// Of a list.
    Few(slice::Iter<'m, (EcoString, Value)>),
    /// Of a table.
    Many(indexmap::map::Iter<'m, EcoString, Value>),
}

impl<'m> Iterator for Iter<'m> {
    type Item = (&'m EcoString, &'m Value);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(few) => few.next().map(|(key, value)| (key, value)),
            Self::Many(many) => many.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(few) => few.size_hint(),
            Self::Many(many) => many.size_hint(),
        }
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(few) => few.next_back().map(|(key, value)| (key, value)),
            Self::Many(many) => many.next_back(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}
