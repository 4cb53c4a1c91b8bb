//! A YAML mapping while it grows.
//!
//! In: keys and nodes in the order they shall stand. Out: a [`Node::Map`].

use ecow::EcoString;

use crate::emit::yaml::Entry;
use crate::emit::yaml::Node;
use crate::fleet::program::Inside;
use crate::fleet::program::Notes;
use crate::fleet::program::Within;
use crate::source::Span;

/// The entries of a mapping, in order.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(EcoString, Entry)>);

impl Fields {
    /// Adds an entry.
    pub(super) fn put(&mut self, key: impl Into<EcoString>, node: Node) {
        self.0.push((key.into(), node.into()));
    }

    /// Adds an entry with what stands above it.
    pub(super) fn put_noted(&mut self, key: impl Into<EcoString>, node: Node, notes: &Notes) {
        self.0.push((key.into(), noted(node, notes)));
    }

    /// Adds an entry that begins a paragraph.
    pub(super) fn put_apart(&mut self, key: impl Into<EcoString>, node: Node, notes: &Notes) {
        let entry = Entry {
            blank_before: true,
            ..noted(node, notes)
        };
        self.0.push((key.into(), entry));
    }

    /// Adds a mapping, unless it is empty.
    pub(super) fn put_fields(&mut self, key: &str, fields: Self) {
        if !fields.is_empty() {
            self.put(key, fields.into_node());
        }
    }

    /// Adds a list of our own words, unless it is empty.
    pub(super) fn put_words<'w>(
        &mut self,
        key: &str,
        words: impl IntoIterator<Item = &'w EcoString>,
    ) {
        let words = words_list(words);
        if !words.is_empty() {
            self.put(key, Node::List(words));
        }
    }

    /// Says where in the language that which was put last is written.
    pub(super) fn from(&mut self, span: Span) {
        if let Some((_, entry)) = self.0.last_mut() {
            entry.origin = Some(span);
        }
    }

    /// Puts a comment behind an entry that is there.
    pub(super) fn aside(&mut self, key: &str, comment: EcoString) {
        if let Some((_, entry)) = self.0.iter_mut().find(|(name, _)| name == key) {
            entry.aside = Some(comment);
        }
    }

    /// Whether nothing was added.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is such an entry.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(name, _)| name == key)
    }

    /// The mapping.
    pub(super) fn into_node(self) -> Node {
        Node::Map(self.0)
    }
}

fn words_list<'w>(words: impl IntoIterator<Item = &'w EcoString>) -> Vec<Entry> {
    words
        .into_iter()
        .map(|word| Node::Data(word.clone()).into())
        .collect()
}

/// A value with what is said of it and of its parts.
pub(super) fn noted(mut node: Node, notes: &Notes) -> Entry {
    if let Some(inside) = &notes.inside {
        annotate(&mut node, inside);
    }
    Entry {
        comments: comments(notes),
        ..Entry::from(node)
    }
}

/// Gives the parts of a list or map their comments; a part that is not there has none.
fn annotate(node: &mut Node, inside: &Inside) {
    for (part, notes) in &inside.items {
        let entry = match (&mut *node, part) {
            (Node::List(items), Within::Item(index)) if inside.length == Some(items.len()) => {
                items.get_mut(*index)
            }
            (Node::Map(entries), Within::Entry(key)) => entries
                .iter_mut()
                .find(|(name, _)| name == key)
                .map(|(_, entry)| entry),
            _ => None,
        };
        if let Some(entry) = entry {
            entry.comments = comments(notes);
            if let Some(inside) = &notes.inside {
                annotate(&mut entry.node, inside);
            }
        }
    }
}

/// Comments and docs, as lines above what they belong to.
pub(super) fn comments(notes: &Notes) -> Vec<EcoString> {
    notes
        .comments
        .iter()
        .chain(&notes.docs)
        .map(|line| line.trim().into())
        .collect()
}

/// An item of a list of steps or plays: its comments above, an empty line before all but the first.
pub(super) fn item(notes: &Notes, fields: Fields) -> Entry {
    Entry {
        comments: comments(notes),
        blank_before: true,
        aside: None,
        origin: None,
        node: fields.into_node(),
    }
}
