//! YAML with places: what other people's roles and modules say of themselves.
//!
//! In: `defaults/main.yml`. Out: [`Node`]s with the span of each, scalars by YAML 1.1's kinds;
//! `!vault` and `!unsafe` are tolerated, a date is text. What is no YAML is an error with its place.

use std::collections::HashMap;

use ecow::EcoString;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput};

use crate::source::Span;
use crate::value::{Map, Value, plain_scalar};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// From its first to its last byte.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The kinds of nodes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A scalar.
    Scalar(Value),
    /// `!vault`, and whatever else only Ansible can read.
    Tagged(EcoString),
    /// A list.
    List(Vec<Node>),
    /// A map, as written; of a key that stands twice the last is meant.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its text.
    pub text: EcoString,
    /// Its place.
    pub span: Span,
}

/// Why a text is no YAML.
#[derive(Debug)]
pub struct Broken {
    /// Where.
    pub span: Span,
    /// What the parser says.
    pub reason: String,
}

impl Node {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .rev()
            .find(|(known, _)| known.text == key)
            .map(|(_, node)| node)
    }

    /// The entries of a map; none of anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Key, Self)] {
        if let Kind::Map(entries) = &self.kind {
            entries
        } else {
            &[]
        }
    }

    /// The items of a list; anything else but nothing is a list of itself, as Ansible takes it.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Scalar(Value::Null) => &[],
            Kind::Scalar(_) | Kind::Tagged(_) | Kind::Map(_) => std::slice::from_ref(self),
        }
    }

    /// The text of a scalar: `yes` and `1` have one as well.
    #[must_use]
    pub fn text(&self) -> Option<EcoString> {
        match &self.kind {
            Kind::Scalar(Value::Str(text)) => Some(text.clone()),
            Kind::Scalar(Value::Int(number)) => Some(ecow::eco_format!("{number}")),
            Kind::Scalar(Value::Float(number)) => Some(ecow::eco_format!("{number}")),
            Kind::Scalar(Value::Bool(true)) => Some("true".into()),
            Kind::Scalar(Value::Bool(false)) => Some("false".into()),
            Kind::Scalar(Value::Null | Value::List(_) | Value::Map(_))
            | Kind::Tagged(_)
            | Kind::List(_)
            | Kind::Map(_) => None,
        }
    }

    /// Whether a key is there and true.
    #[must_use]
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|node| matches!(node.kind, Kind::Scalar(Value::Bool(true))))
    }

    /// As plain data; nothing where a part is known to Ansible only, or is a template.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        match &self.kind {
            Kind::Scalar(Value::Str(text)) if is_template(text) => None,
            Kind::Scalar(value) => Some(value.clone()),
            Kind::Tagged(_) => None,
            Kind::List(items) => Some(Value::list(
                items
                    .iter()
                    .map(Self::value)
                    .collect::<Option<Vec<Value>>>()?,
            )),
            Kind::Map(entries) => {
                let mut map = Map::new();
                for (key, node) in entries {
                    map.insert(key.text.clone(), node.value()?);
                }
                Some(Value::map(map))
            }
        }
    }
}

/// Whether Ansible would compute it.
#[must_use]
pub fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// The first document of a text whose first byte has the number `base`; nothing where it is empty.
///
/// # Errors
/// [`Broken`] with the place of the first mistake.
pub fn read(text: &str, base: u32) -> Result<Option<Node>, Broken> {
    let mut reader = Reader {
        text,
        base,
        starts: std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect(),
        events: Parser::new_from_str(text),
        anchors: HashMap::new(),
        nodes: 0,
    };
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => return Ok(None),
            (Event::DocumentStart(_), _) => {
                let (event, span) = reader.next()?;
                return reader.node(event, span, 0).map(Some);
            }
            _ => {}
        }
    }
}

/// Deeper than any data; the stack ends somewhere.
const DEEPEST: usize = 60;

/// Aliases of aliases grow without bound.
const MOST: usize = 1 << 18;

struct Reader<'t> {
    text: &'t str,
    base: u32,
    starts: Vec<usize>,
    events: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Broken> {
        match self.events.next() {
            Some(Ok((event, span))) => {
                let (start, end) = (self.at(&span.start), self.at(&span.end));
                Ok((event, Span::new(start, end.max(start))))
            }
            Some(Err(error)) => {
                let at = self.at(error.marker());
                Err(Broken {
                    span: Span::new(at, at),
                    reason: error.info().to_string(),
                })
            }
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// The number of the byte that a marker, which counts characters, stands at.
    fn at(&self, marker: &Marker) -> u32 {
        let start = self.starts.get(marker.line().saturating_sub(1));
        let start = start.copied().unwrap_or(self.text.len());
        let line = self.text.get(start..).unwrap_or_default();
        let offset = line
            .char_indices()
            .nth(marker.col())
            .map_or(line.len(), |(at, _)| at);
        u32::try_from(start + offset).map_or(self.base, |at| self.base.saturating_add(at))
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Broken> {
        self.nodes += 1;
        if depth > DEEPEST || self.nodes > MOST {
            return broken(span, "it is nested too deeply, or too large");
        }
        let (anchor, node) = match event {
            Event::Alias(id) => {
                let Some(found) = self.anchors.get(&id) else {
                    return broken(span, "it contains itself");
                };
                let node = Node {
                    span,
                    ..found.clone()
                };
                self.nodes += size(&node);
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| tag.suffix.as_str());
                let kind = scalar(&text, style, tag);
                (anchor, Node { span, kind })
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                let end = loop {
                    let (event, at) = self.next()?;
                    if event == Event::SequenceEnd {
                        break at;
                    }
                    items.push(self.node(event, at, depth + 1)?);
                };
                let kind = Kind::List(items);
                let span = span.to(Span::new(end.start, end.start));
                (anchor, Node { span, kind })
            }
            Event::MappingStart(anchor, _) => {
                let (entries, end) = self.map(depth)?;
                let kind = Kind::Map(entries);
                let span = span.to(Span::new(end.start, end.start));
                (anchor, Node { span, kind })
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => return broken(span, "it ends in the middle"),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn map(&mut self, depth: usize) -> Result<(Vec<(Key, Node)>, Span), Broken> {
        let (mut merged, mut own) = (Vec::new(), Vec::new());
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                merged.extend(own);
                return Ok((merged, at));
            }
            let key = self.node(event, at, depth + 1)?;
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            match key.text() {
                Some(text) if text == "<<" => {
                    for map in value.items().iter().rev() {
                        merged.extend(map.entries().iter().cloned());
                    }
                }
                // A key that is a map, as in an unquoted `{{ name }}`, names nothing.
                text => {
                    let text = text.unwrap_or_default();
                    let span = key.span;
                    own.push((Key { text, span }, value));
                }
            }
        }
    }
}

fn broken<T>(span: Span, reason: &str) -> Result<T, Broken> {
    let reason = reason.to_string();
    Err(Broken { span, reason })
}

fn size(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar(_) | Kind::Tagged(_) => 1,
        Kind::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Kind::Map(entries) => 1 + entries.iter().map(|(_, node)| size(node)).sum::<usize>(),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&str>) -> Kind {
    match tag {
        None if style == ScalarStyle::Plain => Kind::Scalar(plain_scalar(text)),
        None | Some("str" | "unsafe") => Kind::Scalar(Value::str(text)),
        Some(tag) => Kind::Tagged(tag.into()),
    }
}
