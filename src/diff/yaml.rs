//! Generated YAML as a tree with lines, so that what differs can be named.
//!
//! In: the text of `roles/base/tasks/main.yml`. Out: a [`Node`] whose scalars are typed as YAML 1.1
//! types them, with the line each part begins on. Comments are not in it: two files that differ in
//! nothing else give equal trees.

use std::fmt::Write as _;

use ecow::EcoString;
use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use crate::value::{Value, plain_scalar};

/// Deeper than anything that is generated.
const DEEPEST: usize = 60;

/// A part of a file.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its first line, from 1.
    pub line: u32,
    /// What it is.
    pub kind: Kind,
}

/// The parts.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A value, and its tag if it has one: `!unsafe` text is not the same as a template.
    Scalar(Value, Option<EcoString>),
    /// A list.
    List(Vec<Node>),
    /// A map as written.
    Map(Vec<(EcoString, Node)>),
}

impl PartialEq for Node {
    /// Lines do not count; the order of entries does.
    fn eq(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Scalar(a, tag), Kind::Scalar(b, other)) => a == b && tag == other,
            (Kind::List(a), Kind::List(b)) => a == b,
            (Kind::Map(a), Kind::Map(b)) => a == b,
            (Kind::Scalar(..) | Kind::List(_) | Kind::Map(_), _) => false,
        }
    }
}

impl Node {
    /// An entry of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let entries = self.entries().iter();
        entries
            .filter(|(name, _)| name == key)
            .map(|(_, node)| node)
            .next()
    }

    /// The entries, if it is a map.
    #[must_use]
    pub fn entries(&self) -> &[(EcoString, Self)] {
        if let Kind::Map(entries) = &self.kind {
            entries
        } else {
            &[]
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Kind::List(items) = &self.kind {
            items
        } else {
            &[]
        }
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(Value::Str(text), _) => Some(text),
            Kind::Scalar(..) | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// Whether it is `true`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self.kind, Kind::Scalar(Value::Bool(true), _))
    }

    /// A text, or every text of a list.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let own = self.as_text().into_iter();
        own.chain(self.items().iter().filter_map(Self::as_text))
            .collect()
    }

    /// Equal but for the order of entries, at any depth.
    #[must_use]
    pub fn alike(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::List(a), Kind::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.alike(b))
            }
            (Kind::Map(a), Kind::Map(b)) => {
                let alike = |(key, node): &(EcoString, Self)| {
                    other.get(key).is_some_and(|other| node.alike(other))
                };
                a.len() == b.len() && a.iter().all(alike)
            }
            _ => self == other,
        }
    }

    /// Every text inside.
    pub fn walk<'n>(&'n self, visit: &mut dyn FnMut(&'n str)) {
        match &self.kind {
            Kind::Scalar(Value::Str(text), _) => visit(text),
            Kind::Scalar(..) => {}
            Kind::List(items) => items.iter().for_each(|item| item.walk(visit)),
            Kind::Map(entries) => {
                for (_, node) in entries {
                    node.walk(visit);
                }
            }
        }
    }

    /// Gives texts inside another wording.
    pub fn reword(&mut self, new: &mut dyn FnMut(&str) -> Option<EcoString>) {
        match &mut self.kind {
            Kind::Scalar(Value::Str(text), _) => {
                if let Some(new) = new(text) {
                    *text = new;
                }
            }
            Kind::Scalar(..) => {}
            Kind::List(items) => items.iter_mut().for_each(|item| item.reword(new)),
            Kind::Map(entries) => entries.iter_mut().for_each(|(_, node)| node.reword(new)),
        }
    }

    /// On one line, as YAML's flow style has it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, false);
        out
    }

    fn write(&self, out: &mut String, inside: bool) {
        match &self.kind {
            Kind::Scalar(value, tag) => {
                if let Some(tag) = tag {
                    let _ = write!(out, "!{tag} ");
                }
                scalar(out, value, inside);
            }
            Kind::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.write(out, true);
                }
                out.push(']');
            }
            Kind::Map(entries) => {
                out.push('{');
                for (index, (key, node)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    out.push_str(key);
                    out.push_str(": ");
                    node.write(out, true);
                }
                out.push('}');
            }
        }
    }
}

fn scalar(out: &mut String, value: &Value, inside: bool) {
    match value {
        Value::Str(text) => {
            let plain = !text.is_empty()
                && plain_scalar(text) == *value
                && !text.contains('\n')
                && text.trim() == text.as_str()
                && (!inside || !text.contains([',', '[', ']', '{', '}', '"', '#']));
            if plain {
                out.push_str(text);
            } else {
                out.push_str(&crate::value::json::write(
                    value,
                    &crate::value::json::Style::default(),
                ));
            }
        }
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::List(_)
        | Value::Map(_) => {
            out.push_str(&crate::value::json::write(
                value,
                &crate::value::json::Style::default(),
            ));
        }
    }
}

/// Reads a file; nothing where it is no YAML that this project writes.
#[must_use]
pub fn read(text: &str) -> Option<Node> {
    let mut reader = Reader(Parser::new_from_str(text));
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::DocumentStart(_) => {
                let (first, span) = reader.next()?;
                return reader.node(first, span, 0);
            }
            Event::StreamEnd => return None,
            Event::Nothing
            | Event::StreamStart
            | Event::DocumentEnd
            | Event::Alias(_)
            | Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::SequenceEnd
            | Event::MappingStart(..)
            | Event::MappingEnd => {
                let _ = span;
            }
        }
    }
}

struct Reader<'t>(Parser<'t, StrInput<'t>>);

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.0.next()?.ok()
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        let line = u32::try_from(span.start.line()).unwrap_or(0);
        let kind = match event {
            Event::Scalar(text, style, _, tag) => {
                let value = if style == ScalarStyle::Plain && tag.is_none() {
                    plain_scalar(&text)
                } else {
                    Value::str(text.as_ref())
                };
                let tag = tag.map(|tag| tag.suffix.as_str().into());
                Kind::Scalar(value, tag)
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if event == Event::SequenceEnd {
                        break;
                    }
                    items.push(self.node(event, span, depth + 1)?);
                }
                Kind::List(items)
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    let (key, _) = self.next()?;
                    let Event::Scalar(key, ..) = key else {
                        if key == Event::MappingEnd {
                            break;
                        }
                        return None;
                    };
                    let (event, span) = self.next()?;
                    entries.push((key.as_ref().into(), self.node(event, span, depth + 1)?));
                }
                Kind::Map(entries)
            }
            Event::Nothing
            | Event::Alias(_)
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => return None,
        };
        Some(Node { line, kind })
    }
}
