//! A sorted text table and how an entry of it is found.
//!
//! An entry is a line that starts with its name, with what stands indented below it:
//! `stat<tab>…`, ` o path<tab>…`. Lines that start with `#` are no entries. Names are unique and
//! sorted as bytes, so an entry is found by bisection of the text itself.

/// A table of `lang/modules`.
#[derive(Clone, Copy)]
pub struct Table(&'static str);

/// A line and what is below it: the name, its fields, the lines inside with one blank less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The first field.
    pub name: &'static str,
    /// The rest of the line, behind the tab.
    fields: &'static str,
    /// The lines below.
    body: &'static str,
}

impl Table {
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The entry of that name.
    pub fn get(self, name: &str) -> Option<Entry> {
        if name.starts_with('#') {
            return None;
        }
        let text = self.0.as_bytes();
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let start = entry_start(text, low + (high - low) / 2);
            let line = &text[start..];
            let end = memchr::memchr2(b'\t', b'\n', line);
            let found = &line[..end.unwrap_or(line.len())];
            match found.cmp(name.as_bytes()) {
                std::cmp::Ordering::Equal => {
                    return entry_at(self.0, start).map(|(entry, _)| entry);
                }
                std::cmp::Ordering::Less => low = entry_end(text, start),
                std::cmp::Ordering::Greater => high = start,
            }
        }
        None
    }

    /// Every entry, in the order of the names.
    pub fn entries(self) -> impl Iterator<Item = Entry> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (entry, end) = entry_at(self.0, at)?;
            at = end;
            Some(entry)
        })
        .filter(|entry| !entry.name.starts_with('#'))
    }

    /// Every name, sorted.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.entries().map(|entry| entry.name)
    }
}

impl Entry {
    /// A field by its place behind the name.
    pub fn field(self, index: usize) -> Option<&'static str> {
        self.fields().nth(index)
    }

    /// The fields behind the name.
    pub fn fields(self) -> impl Iterator<Item = &'static str> {
        self.fields.split('\t').filter(|field| !field.is_empty())
    }

    /// Whether a field is just this word.
    pub fn has(self, word: &str) -> bool {
        self.fields().any(|field| field == word)
    }

    /// The entries directly below, in the order of the table.
    pub fn below(self) -> impl Iterator<Item = Entry> {
        let depth = indentation(self.body);
        let mut rest = self.body;
        std::iter::from_fn(move || {
            let (line, mut after) = split_line(rest)?;
            let inside = after;
            while indentation(after) > depth {
                (_, after) = split_line(after)?;
            }
            rest = after;
            let body = &inside[..inside.len() - after.len()];
            Some(entry_of(line, body))
        })
    }
}

/// The one entry of a text.
pub fn entry(text: &'static str) -> Option<Entry> {
    entry_at(text, 0).map(|(entry, _)| entry)
}

fn entry_of(line: &'static str, body: &'static str) -> Entry {
    let line = line.trim_start_matches(' ');
    let (name, fields) = split_at_byte(line, b'\t');
    Entry { name, fields, body }
}

fn split_line(text: &'static str) -> Option<(&'static str, &'static str)> {
    if text.is_empty() {
        return None;
    }
    Some(split_at_byte(text, b'\n'))
}

/// What stands before and behind the first such byte, which is ASCII.
fn split_at_byte(text: &'static str, byte: u8) -> (&'static str, &'static str) {
    match memchr::memchr(byte, text.as_bytes()) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

fn indentation(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b' ').count()
}

/// The start of the entry that the byte at `at` belongs to.
fn entry_start(text: &[u8], at: usize) -> usize {
    let mut at = at;
    loop {
        let line = memchr::memrchr(b'\n', &text[..at]);
        let start = line.map_or(0, |newline| newline + 1);
        if start == 0 || text.get(start) != Some(&b' ') {
            return start;
        }
        at = start - 1;
    }
}

/// The start of the entry after the one that starts at `start`.
fn entry_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(newline) = memchr::memchr(b'\n', &text[at..]) {
        at += newline + 1;
        if text.get(at) != Some(&b' ') {
            return at;
        }
    }
    text.len()
}

fn entry_at(text: &'static str, start: usize) -> Option<(Entry, usize)> {
    let end = entry_end(text.as_bytes(), start);
    let (line, body) = split_line(text.get(start..end)?)?;
    Some((entry_of(line, body), end))
}
