//! PyYAML's `dump` through libyaml's emitter.
//!
//! In: `{a: [1, 2]}`. Out: `a: [1, 2]`, or in blocks, as [`Style`] says.

use std::fmt::Write as _;

use ecow::EcoString;

use crate::value::Value;
use crate::value::repr;

use super::scalar;
use super::scalar::Quotes;

/// How YAML is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Blanks for one level.
    pub indent: Option<i64>,
    /// Columns after which lines are folded.
    pub width: Option<i64>,
    /// `[a, b]` everywhere, nowhere, or (`None`) for what holds only scalars.
    pub flow: Option<bool>,
    /// Keys in order.
    pub sort: bool,
    /// `---` in front.
    pub start: bool,
    /// `...` behind.
    pub end: bool,
}

/// `yaml.dump`.
#[must_use]
pub fn write(value: &Value, style: &Style) -> EcoString {
    let indent = match style.indent {
        Some(n @ 2..=9) => n as usize,
        Some(_) | None => 2,
    };
    let width = match style.width {
        Some(n) if n < 0 => usize::MAX,
        Some(n) if n as usize > indent * 2 => n as usize,
        Some(_) | None => 80,
    };
    let mut emitter = Emitter {
        out: EcoString::new(),
        style,
        best_indent: indent,
        best_width: width,
        indent: None,
        column: 0,
        whitespace: true,
        indention: true,
        flow_level: 0,
    };
    if style.start {
        emitter.indicator("---", true, false, false);
    }
    emitter.node(value, Place::Root);
    emitter.write_indent();
    if style.end {
        emitter.indicator("...", true, false, false);
        emitter.write_indent();
    }
    emitter.out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Item,
    Value,
    SimpleKey,
    Key,
}

struct Emitter<'s> {
    out: EcoString,
    style: &'s Style,
    best_indent: usize,
    best_width: usize,
    indent: Option<usize>,
    column: usize,
    whitespace: bool,
    indention: bool,
    flow_level: usize,
}

/// The text of a scalar and whether it is text; `None` for lists and maps.
fn scalar_text(value: &Value) -> Option<(EcoString, bool)> {
    Some(match value {
        Value::Null => ("null".into(), false),
        Value::Bool(b) => (if *b { "true".into() } else { "false".into() }, false),
        Value::Int(n) => (repr::to_text(&Value::Int(*n)), false),
        Value::Float(x) => (float(*x), false),
        Value::Str(s) => (s.clone(), true),
        Value::List(_) | Value::Map(_) => return None,
    })
}

/// YAML 1.1 wants a dot in a float.
fn float(x: f64) -> EcoString {
    if x.is_nan() {
        return ".nan".into();
    }
    if x.is_infinite() {
        return if x > 0.0 {
            ".inf".into()
        } else {
            "-.inf".into()
        };
    }
    let text = repr::float(x);
    match text.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => {
            ecow::eco_format!("{digits}.0e{exponent}")
        }
        Some(_) | None => text,
    }
}

impl Emitter<'_> {
    fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn put_break(&mut self, c: char) {
        self.out.push(c);
        self.column = 0;
    }

    fn write_indent(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.put_break('\n');
        }
        while self.column < indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    fn indicator(&mut self, text: &str, space_before: bool, blank: bool, indention: bool) {
        if space_before && !self.whitespace {
            self.put(' ');
        }
        text.chars().for_each(|c| self.put(c));
        self.whitespace = blank;
        self.indention = self.indention && indention;
    }

    fn increase(&mut self, flow: bool, indentless: bool) -> Option<usize> {
        let before = self.indent;
        self.indent = match before {
            None => Some(if flow { self.best_indent } else { 0 }),
            Some(n) if indentless => Some(n),
            Some(n) => Some(n + self.best_indent),
        };
        before
    }

    fn node(&mut self, value: &Value, place: Place) {
        if let Some((text, is_text)) = scalar_text(value) {
            self.scalar(&text, is_text, matches!(place, Place::SimpleKey));
            return;
        }
        let scalars_only = match value {
            Value::List(items) => items.iter().all(|v| scalar_text(v).is_some()),
            Value::Map(map) => map.values().all(|v| scalar_text(v).is_some()),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => true,
        };
        let flow = self.flow_level > 0 || self.style.flow.unwrap_or(scalars_only);
        match value {
            Value::List(items) if flow || items.is_empty() => self.flow_list(items),
            Value::List(items) => self.block_list(items, place),
            Value::Map(map) => {
                let mut entries: Vec<(&EcoString, &Value)> = map.iter().collect();
                if self.style.sort {
                    entries.sort_by(|a, b| a.0.cmp(b.0));
                }
                if flow || entries.is_empty() {
                    self.flow_map(&entries);
                } else {
                    self.block_map(&entries);
                }
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {}
        }
    }

    fn flow_list(&mut self, items: &[Value]) {
        self.indicator("[", true, true, false);
        let before = self.increase(true, false);
        self.flow_level += 1;
        for (i, item) in items.iter().enumerate() {
            self.flow_separator(i > 0);
            self.node(item, Place::Item);
        }
        self.flow_level -= 1;
        self.indent = before;
        self.indicator("]", false, false, false);
    }

    fn flow_separator(&mut self, comma: bool) {
        if comma {
            self.indicator(",", false, false, false);
        }
        if self.column > self.best_width {
            self.write_indent();
        }
    }

    fn flow_map(&mut self, entries: &[(&EcoString, &Value)]) {
        self.indicator("{", true, true, false);
        let before = self.increase(true, false);
        self.flow_level += 1;
        for (i, (key, value)) in entries.iter().enumerate() {
            self.flow_separator(i > 0);
            if simple(key) {
                self.node(&Value::Str((*key).clone()), Place::SimpleKey);
                self.indicator(":", false, false, false);
            } else {
                self.indicator("?", true, false, false);
                self.node(&Value::Str((*key).clone()), Place::Key);
                if self.column > self.best_width {
                    self.write_indent();
                }
                self.indicator(":", true, false, false);
            }
            self.node(value, Place::Value);
        }
        self.flow_level -= 1;
        self.indent = before;
        self.indicator("}", false, false, false);
    }

    fn block_list(&mut self, items: &[Value], place: Place) {
        let under_key = matches!(place, Place::Value) && !self.indention;
        let before = self.increase(false, under_key);
        for item in items {
            self.write_indent();
            self.indicator("-", true, false, true);
            self.node(item, Place::Item);
        }
        self.indent = before;
    }

    fn block_map(&mut self, entries: &[(&EcoString, &Value)]) {
        let before = self.increase(false, false);
        for (key, value) in entries {
            self.write_indent();
            if simple(key) {
                self.node(&Value::Str((*key).clone()), Place::SimpleKey);
                self.indicator(":", false, false, false);
            } else {
                self.indicator("?", true, false, true);
                self.node(&Value::Str((*key).clone()), Place::Key);
                self.write_indent();
                self.indicator(":", true, false, true);
            }
            self.node(value, Place::Value);
        }
        self.indent = before;
    }

    fn scalar(&mut self, text: &str, is_text: bool, is_key: bool) {
        let analysis = scalar::analyze(text);
        let before = self.increase(true, false);
        match analysis.quotes(text, is_text, self.flow_level > 0, is_key) {
            Quotes::Plain => self.plain(text, !is_key),
            Quotes::Single => self.single(text, !is_key),
            Quotes::Double => self.double(text, !is_key),
        }
        self.indent = before;
        self.whitespace = false;
        self.indention = false;
    }

    fn plain(&mut self, text: &str, may_fold: bool) {
        if !self.whitespace && (!text.is_empty() || self.flow_level > 0) {
            self.put(' ');
        }
        self.folded(text, may_fold, false);
    }

    fn single(&mut self, text: &str, may_fold: bool) {
        self.indicator("'", true, false, false);
        if self.folded(text, may_fold, true) {
            self.write_indent();
        }
        self.indicator("'", false, false, false);
    }

    /// Text whose blanks may become line ends; true if it ended in a line break.
    fn folded(&mut self, text: &str, may_fold: bool, quoted: bool) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let (mut spaces, mut breaks) = (false, false);
        for (i, &c) in chars.iter().enumerate() {
            if c == ' ' {
                let inside = !quoted || (i > 0 && i + 1 < chars.len());
                let single = chars.get(i + 1) != Some(&' ');
                if may_fold && !spaces && self.column > self.best_width && inside && single {
                    self.write_indent();
                } else {
                    self.put(c);
                }
                spaces = true;
            } else if scalar::is_break(c) {
                if !breaks && c == '\n' {
                    self.put_break('\n');
                }
                self.put_break(c);
                self.indention = true;
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                if quoted && c == '\'' {
                    self.put('\'');
                }
                self.put(c);
                self.indention = false;
                (spaces, breaks) = (false, false);
            }
        }
        breaks
    }

    fn double(&mut self, text: &str, may_fold: bool) {
        self.indicator("\"", true, false, false);
        let chars: Vec<char> = text.chars().collect();
        let mut spaces = false;
        for (i, &c) in chars.iter().enumerate() {
            let plain = scalar::is_printable(c) && !scalar::is_break(c) && !matches!(c, '"' | '\\');
            if !plain {
                let escaped = escape(c);
                self.column += escaped.len();
                self.out.push_str(&escaped);
                spaces = false;
            } else if c == ' ' {
                let inside = i > 0 && i + 1 < chars.len();
                if may_fold && !spaces && self.column > self.best_width && inside {
                    self.write_indent();
                    if chars.get(i + 1) == Some(&' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(c);
                }
                spaces = true;
            } else {
                self.put(c);
                spaces = false;
            }
        }
        self.indicator("\"", false, false, false);
    }
}

/// libyaml counts bytes here.
fn simple(key: &str) -> bool {
    key.len() <= 128 && !scalar::analyze(key).multiline
}

fn escape(c: char) -> String {
    let short = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c => {
            let mut out = String::new();
            let n = u32::from(c);
            let _ = match n {
                0..=0xff => write!(out, "\\x{n:02X}"),
                0x100..=0xffff => write!(out, "\\u{n:04X}"),
                _ => write!(out, "\\U{n:08X}"),
            };
            return out;
        }
    };
    format!("\\{short}")
}
