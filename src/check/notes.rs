//! Comments and docs on their way from the tree to the program.
//!
//! In: the comments in front of `ports = […]`, and those in front of its items. Out: [`Notes`].

use crate::check::program::{Given, Inside, Notes, Within};
use crate::syntax::tree::{Attr, Expr, ExprKind, Lead, MapItem, Text, TextPart};

impl Notes {
    /// No notes.
    pub const NONE: &'static Self = &Self {
        comments: Vec::new(),
        docs: Vec::new(),
        inside: None,
    };

    /// As a given value has them, if there are any: values are many, and few of them have.
    #[must_use]
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != *Self::NONE).then(|| Box::new(self))
    }
}

impl From<&Lead> for Notes {
    fn from(lead: &Lead) -> Self {
        lead.0.as_ref().map_or_else(Self::default, |text| Self {
            comments: text.comments.clone(),
            docs: text.docs.clone(),
            inside: None,
        })
    }
}

impl From<&Attr> for Notes {
    fn from(attr: &Attr) -> Self {
        if attr.adds {
            // The items come to stand among others.
            Self::from(&attr.lead)
        } else {
            Self::of(&attr.lead, &attr.value)
        }
    }
}

impl Notes {
    /// What is said of something, and inside its value.
    #[must_use]
    pub fn of(lead: &Lead, value: &Expr) -> Self {
        Self {
            inside: inside(value),
            ..Self::from(lead)
        }
    }
}

impl Given {
    /// What stands in front of `vars {` belongs to the first that is given in it.
    pub fn lead_by(&mut self, lead: &Lead) {
        let first = Notes::from(lead);
        let mut notes = self.notes.take().unwrap_or_default();
        notes.comments.splice(0..0, first.comments);
        notes.docs.splice(0..0, first.docs);
        self.notes = notes.boxed();
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only lists and maps have parts with comments"
)]
fn inside(value: &Expr) -> Option<Box<Inside>> {
    let mut found = Inside::default();
    match &value.kind {
        ExprKind::Paren(inner) => return inside(inner),
        ExprKind::List(items) if items.iter().all(|item| !item.spread) => {
            found.length = Some(items.len());
            for (index, item) in items.iter().enumerate() {
                let notes = Notes::of(&item.lead, &item.value);
                found.add(Within::Item(index), notes);
            }
        }
        ExprKind::Map(entries) => {
            for entry in entries {
                if let MapItem::Entry { lead, key, value } = entry
                    && let Some(key) = plain(key)
                {
                    found.add(Within::Entry(key.into()), Notes::of(lead, value));
                }
            }
        }
        _ => {}
    }
    (!found.items.is_empty()).then(|| Box::new(found))
}

impl Inside {
    fn add(&mut self, part: Within, notes: Notes) {
        if notes != Notes::default() {
            self.items.push((part, notes));
        }
    }
}

/// The text of a key without interpolation.
fn plain(key: &Text) -> Option<&str> {
    match key.parts.as_slice() {
        [TextPart::Literal(text)] => Some(text),
        _ => None,
    }
}
