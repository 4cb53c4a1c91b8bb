//! Writes files of values that are hard to write as YAML, each with the same data as JSON, for
//! `read_yaml.py`: `nasty_yaml DIR COUNT`.

use std::fs;
use std::path::Path;

use ecow::EcoString;
use rolecall::emit::yaml::Entry;
use rolecall::emit::yaml::Node;
use rolecall::emit::yaml::document;
use serde_json::Value as Json;
use serde_json::json;

/// What texts are put together from.
const PIECES: [&str; 92] = [
    "yes",
    "NO",
    "no",
    "On",
    "off",
    "y",
    "N",
    "null",
    "Null",
    "~",
    "true",
    "FALSE",
    "0644",
    "0o17",
    "1e3",
    "1.5e+3",
    "12:30:45",
    "2024-01-01",
    "2024-01-01T12:30:45Z",
    "0x1F",
    "1_000",
    "-1",
    "+1.5",
    ".5",
    "5.",
    ".inf",
    "-.INF",
    ".NaN",
    "10.0.0.1",
    "1.2",
    "1.2.3",
    "=",
    "<<",
    "-",
    "--",
    "---",
    "...",
    "..",
    "?",
    ":",
    ": ",
    "a: b",
    " #",
    "#",
    "@",
    "`",
    "*",
    "*a",
    "&",
    "&a",
    "!",
    "!!str",
    "!unsafe",
    "%",
    "|",
    ">",
    ">-",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "\\",
    "\\n",
    "{{ x }}",
    "{% if %}",
    "{# c #}",
    "{{",
    "}}",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\r",
    "\r\n",
    "word",
    "two words",
    "naïve",
    "日本語",
    "🎭",
    "👩\u{200d}🚀",
    "e\u{301}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{a0}",
    "\u{7f}",
    "\u{0}",
    "\u{1b}[0m",
];

/// A small generator, so that every machine writes the same files.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap_or(0)
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        let pieces = match self.roll(12) {
            0..=3 => 1,
            4..=6 => 2,
            7..=9 => 4,
            10 => 12,
            _ => 80,
        };
        for _ in 0..pieces {
            match self.roll(40) {
                0 => text.push_str(&"long".repeat(self.roll(60))),
                1 => text.extend(char::from_u32(
                    u32::try_from(self.roll(0x11_0000)).unwrap_or(0),
                )),
                2..=15 if pieces > 4 => text.push_str(["some ", "more ", "words "][self.roll(3)]),
                16 if pieces > 4 => text.push_str(" a line\n    deeper\n"),
                _ => text.push_str(PIECES[self.roll(PIECES.len())]),
            }
        }
        text
    }

    fn value(&mut self, depth: usize) -> (Node, Json) {
        match self.roll(if depth > 3 { 9 } else { 12 }) {
            0 => (Node::Null, Json::Null),
            1 => (Node::Bool(true), json!(true)),
            2 => {
                let number = [0, -1, 644, i64::MAX, i64::MIN, 1_000_000][self.roll(6)];
                (Node::Int(number), json!(number))
            }
            3 => {
                let number = [0.0, -0.5, 1e300, 1.5e-9, 1e16, 0.1, 3.0, f64::MAX][self.roll(8)];
                (Node::Float(number), json!(number))
            }
            4 => {
                let text = self.text();
                (Node::Template(text.as_str().into()), json!(text))
            }
            5..=8 => {
                let text = self.text();
                (Node::Data(text.as_str().into()), json!(text))
            }
            9 => self.list(depth),
            _ => self.map(depth),
        }
    }

    fn list(&mut self, depth: usize) -> (Node, Json) {
        let (mut nodes, mut values) = (Vec::new(), Vec::new());
        for _ in 0..self.roll(4) {
            let (node, value) = self.value(depth + 1);
            nodes.push(self.entry(node));
            values.push(value);
        }
        (Node::List(nodes), Json::Array(values))
    }

    fn map(&mut self, depth: usize) -> (Node, Json) {
        let (mut nodes, mut values) = (Vec::new(), serde_json::Map::new());
        for _ in 0..self.roll(5) {
            let mut key = self.text();
            if self.roll(200) == 0 {
                key.push_str(&"key".repeat(400));
            }
            if values.contains_key(&key) {
                continue;
            }
            let (node, value) = self.value(depth + 1);
            nodes.push((EcoString::from(key.as_str()), self.entry(node)));
            values.insert(key, value);
        }
        (Node::Map(nodes), Json::Object(values))
    }

    fn entry(&mut self, node: Node) -> Entry {
        let mut entry = Entry::from(node);
        entry.blank_before = self.roll(6) == 0;
        if self.roll(8) == 0 {
            entry.comments.push(self.text().into());
        }
        entry
    }
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(dir), Some(count)) = (arguments.next(), arguments.next()) else {
        return Err(std::io::Error::other("usage: nasty_yaml DIR COUNT"));
    };
    let (dir, count) = (Path::new(&dir), count.parse().unwrap_or(100));
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    fs::create_dir_all(dir)?;
    for number in 0..count {
        let (mut nodes, mut values) = (Vec::new(), serde_json::Map::new());
        for index in 0..8 {
            let (node, value) = dice.value(0);
            nodes.push((EcoString::from(format!("k{index}")), dice.entry(node)));
            values.insert(format!("k{index}"), value);
        }
        let text = document(&[dice.text().into()], &Node::Map(nodes));
        fs::write(dir.join(format!("{number}.yml")), text)?;
        fs::write(
            dir.join(format!("{number}.json")),
            Json::Object(values).to_string(),
        )?;
    }
    Ok(())
}
