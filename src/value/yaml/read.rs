//! PyYAML's `load`, on saphyr's parser, with YAML 1.1's kinds of scalars.
//!
//! In: `a: yes`. Out: `{a: true}`. Dates, and keys that are no text, have no place among the
//! values: [`Error::NotImplemented`].

use std::collections::HashMap;

use ecow::eco_format;
use saphyr_parser::Event;
use saphyr_parser::Parser;
use saphyr_parser::ScalarStyle;
use saphyr_parser::Tag;

use crate::value::Error;
use crate::value::Map;
use crate::value::Value;

use super::plain;
use super::plain::Kind;

/// One document; nothing is `null`.
pub fn read(text: &str) -> Result<Value, Error> {
    let mut documents = read_all(text)?;
    if documents.len() > 1 {
        return Err(Error::invalid("the YAML holds more than one document"));
    }
    Ok(documents.pop().unwrap_or(Value::Null))
}

/// All documents.
pub fn read_all(text: &str) -> Result<Vec<Value>, Error> {
    let tabbed = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    if text.lines().any(tabbed) {
        // libyaml refuses most of them, saphyr takes them.
        return Err(Error::not_implemented("YAML with tabs in front of a line"));
    }
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        anchors: HashMap::new(),
        nodes: 0,
    };
    let mut documents = Vec::new();
    loop {
        match reader.next()? {
            Event::StreamEnd => return Ok(documents),
            Event::DocumentStart(_) => {
                let first = reader.next()?;
                documents.push(reader.node(first, 0)?);
                reader.anchors.clear();
            }
            Event::Nothing
            | Event::StreamStart
            | Event::DocumentEnd
            | Event::Alias(_)
            | Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::SequenceEnd
            | Event::MappingStart(..)
            | Event::MappingEnd => {}
        }
    }
}

/// Deeper than any data; the stack ends somewhere.
const DEEPEST: usize = 100;

/// Aliases of aliases grow without bound.
const MOST: usize = 1 << 20;

struct Reader<'t> {
    events: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: HashMap<usize, Value>,
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, Error> {
        match self.events.next() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(e)) => Err(Error::invalid(eco_format!("this is no YAML: {e}"))),
            None => Ok(Event::StreamEnd),
        }
    }

    fn node(&mut self, event: Event<'t>, depth: usize) -> Result<Value, Error> {
        self.nodes += 1;
        if depth > DEEPEST || self.nodes > MOST {
            return Err(Error::range("the YAML is nested too deeply, or too large"));
        }
        let (anchor, value) = match event {
            Event::Alias(id) => {
                let found = self.anchors.get(&id).cloned();
                return found.ok_or_else(|| Error::not_implemented("YAML that contains itself"));
            }
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, scalar(&text, style, tag.as_deref())?)
            }
            Event::SequenceStart(anchor, tag) => {
                collection_tag(tag.as_deref(), "seq")?;
                let mut items = Vec::new();
                loop {
                    let event = self.next()?;
                    if event == Event::SequenceEnd {
                        break;
                    }
                    items.push(self.node(event, depth + 1)?);
                }
                (anchor, Value::list(items))
            }
            Event::MappingStart(anchor, tag) => {
                collection_tag(tag.as_deref(), "map")?;
                (anchor, self.map(depth)?)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => return Err(Error::invalid("this is no YAML")),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    /// `<<` puts what it names in front; later keys win.
    fn map(&mut self, depth: usize) -> Result<Value, Error> {
        let mut merged = Map::new();
        let mut own = Map::new();
        loop {
            let event = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let merges = matches!(
                &event,
                Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<"
            );
            let key = if merges {
                Value::Null
            } else {
                self.node(event, depth + 1)?
            };
            let first = self.next()?;
            let value = self.node(first, depth + 1)?;
            match key {
                _ if merges => merge(&mut merged, &value)?,
                Value::Str(key) => {
                    own.insert(key, value);
                }
                Value::List(_) | Value::Map(_) => {
                    return Err(Error::invalid("a key in the YAML is a list or a map"));
                }
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                    return Err(Error::not_implemented("YAML with a key that is no string"));
                }
            }
        }
        merge(&mut merged, &Value::map(own))?;
        Ok(Value::map(merged))
    }
}

fn merge(into: &mut Map, value: &Value) -> Result<(), Error> {
    match value {
        Value::Map(map) => into.extend(map.iter().map(|(k, v)| (k.clone(), v.clone()))),
        Value::List(items) => {
            // The first one wins, so it comes last.
            for item in items.iter().rev() {
                if !matches!(item, Value::Map(_)) {
                    return Err(Error::invalid(
                        "`<<` in the YAML names something else than maps",
                    ));
                }
                merge(into, item)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {
            return Err(Error::invalid(
                "`<<` in the YAML names something else than a map",
            ));
        }
    }
    Ok(())
}

fn known(tag: &Tag) -> Option<&str> {
    (tag.handle == "tag:yaml.org,2002:").then_some(tag.suffix.as_str())
}

fn collection_tag(tag: Option<&Tag>, plain: &str) -> Result<(), Error> {
    match tag {
        None => Ok(()),
        Some(tag) if known(tag) == Some(plain) => Ok(()),
        Some(_) => Err(Error::not_implemented("YAML with this tag")),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Error> {
    let kind = match tag {
        None if style == ScalarStyle::Plain => plain::kind(text),
        None => Kind::Str,
        Some(tag) if known(tag) == Some("str") => Kind::Str,
        Some(_) => return Err(Error::not_implemented("YAML with this tag")),
    };
    match kind {
        Kind::Null => Ok(Value::Null),
        Kind::Bool(b) => Ok(Value::Bool(b)),
        Kind::Int => plain::int(text),
        Kind::Float => plain::float(text),
        Kind::Str => Ok(Value::str(text)),
        Kind::Timestamp => Err(Error::not_implemented("YAML with a date")),
        Kind::Merge | Kind::Default => Err(Error::invalid(eco_format!(
            "`{text}` in the YAML has a meaning of its own"
        ))),
    }
}
