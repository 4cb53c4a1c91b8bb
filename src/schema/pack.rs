//! The modules of the `ansible` package as `lang/modules/pack.rs` packed them, unpacked where they
//! are asked for.
//!
//! In comes a full name (`ansible.builtin.copy`), out comes the rest of its line and, later, the
//! nodes below it. Nothing is unpacked at start, and a module costs the few pages that it is spread over.
//!
//! The bytes: the names (a length in four bytes, then front-coded with the number of the line's
//! rest and the place of its list), where each section starts, the pages. Unpacked, the pages hold the
//! sections: strings (front-coded), shapes, sets of strings, shared nodes, shared lists (each with the
//! places where its things end), and the lists of all names. A number has seven bits a byte, the lowest first;
//! counts and places have three bytes. Where something may be shared, 0 says that it follows at once,
//! any other number is that of the shared one, plus 1.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::schema::table;

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/modules.pack"));
/// What it may add to the program.
const _: () = assert!(PACKED.len() <= 1_500_000);
const PAGE: usize = 8192;
const BLOCK: usize = 16;

/// A name that Ansible knows as a module's, and the rest of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: &'static str,
    /// `check_mode=full`, `moved=…`, with tabs between.
    fields: &'static str,
    below: Below,
}

/// What stands below a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    /// It is packed, and its list is there.
    Packed(usize),
    /// It came from elsewhere.
    Read(&'static [Node]),
}

impl Entry {
    /// `full` of a field `check_mode=full`.
    pub(super) fn value(self, key: &str) -> Option<&'static str> {
        let mut fields = self.fields.split('\t');
        fields.find_map(|field| field.strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether a field is just this word.
    pub(super) fn has(self, word: &str) -> bool {
        self.fields.split('\t').any(|field| field == word)
    }

    /// Its options, what it returns, its relations.
    pub(super) fn below(self) -> &'static [Node] {
        match self.below {
            Below::Packed(list) => store().body(list),
            Below::Read(nodes) => nodes,
        }
    }

    /// What a line and those below it say, in the form of `lang/modules/collections` with nothing escaped.
    /// It stays: who reads the same text twice keeps the first answer.
    pub(super) fn read(line: table::Entry) -> Self {
        let fields: Vec<&str> = line.fields().collect();
        Self {
            name: line.name,
            fields: String::leak(fields.join("\t")),
            below: Below::Read(Vec::leak(line.below().map(Node::read).collect())),
        }
    }
}

/// An option, a returned value or a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// `o`, `r` or `x`, then the type and the flags, with tabs between.
    shape: &'static str,
    pub(super) name: &'static str,
    /// The other names of an option; the argument that a relation asks.
    pub(super) aliases: &'static [&'static str],
    /// The choices of an option; the names that a relation is about.
    pub(super) choices: &'static [&'static str],
    /// The default of an option, the value that a relation asks for, as JSON.
    pub(super) default: Option<&'static str>,
    pub(super) below: &'static [Node],
}

impl Node {
    fn read(line: table::Entry) -> Self {
        let (mark, name) = line.name.split_once(' ').unwrap_or(("o", line.name));
        let mut node = Self {
            shape: "",
            name,
            aliases: &[],
            choices: &[],
            default: None,
            below: Vec::leak(line.below().map(Self::read).collect()),
        };
        let words =
            |listed: &'static str| -> &'static [_] { Vec::leak(listed.split('|').collect()) };
        let mut shape = vec![mark];
        for field in line.fields() {
            match field.split_once('=') {
                Some(("aliases", listed)) => node.aliases = words(listed),
                Some(("choices", listed)) => node.choices = words(listed),
                Some(("default", value)) => node.default = Some(value),
                _ => shape.push(field),
            }
        }
        node.shape = String::leak(shape.join("\t"));
        node
    }

    pub(super) fn is(&self, mark: char) -> bool {
        self.shape.starts_with(mark)
    }

    /// The type of an option or value.
    pub(super) fn ty(&self) -> &'static str {
        let Some((_, rest)) = cut(self.shape) else {
            return "raw";
        };
        cut(rest).map_or(rest, |(ty, _)| ty)
    }

    /// Whether one of the flags is this word.
    pub(super) fn has(&self, word: &str) -> bool {
        // Bytes: every argument of every call is asked.
        let mut flags = self.shape.as_bytes().split(|byte| *byte == b'\t').skip(1);
        flags.any(|flag| flag == word.as_bytes())
    }
}

/// What stands in front of the first tab, and behind it.
fn cut(text: &'static str) -> Option<(&'static str, &'static str)> {
    let tab = memchr::memchr(b'\t', text.as_bytes())?;
    Some((text.get(..tab)?, text.get(tab + 1..)?))
}

/// The entry of a full name.
pub(super) fn get(name: &str) -> Option<Entry> {
    let (mut low, mut high) = (0, store().names.blocks());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if store().names.first(middle) <= name.as_bytes() {
            low = middle;
        } else {
            high = middle;
        }
    }
    store()
        .names
        .block(low)
        .into_iter()
        .find(|(text, ..)| text == name.as_bytes())
        .map(|(text, tail, list)| store().entry(&text, tail, list))
}

/// Every module's entry, sorted by name.
pub(super) fn entries() -> &'static [Entry] {
    &all().0
}

/// Every plugin's entry (`lookup community.general.dig`), sorted by name.
pub(super) fn plugins() -> &'static [Entry] {
    &all().1
}

fn all() -> &'static (Vec<Entry>, Vec<Entry>) {
    static ALL: OnceLock<(Vec<Entry>, Vec<Entry>)> = OnceLock::new();
    ALL.get_or_init(|| {
        let blocks = 0..store().names.blocks();
        blocks
            .flat_map(|block| store().names.block(block))
            .map(|(text, tail, list)| store().entry(&text, tail, list))
            .partition(|entry: &Entry| !entry.name.contains(' '))
    })
}

/// What has been unpacked; what is here stays for good, as what it is read from does.
struct Store {
    names: Names,
    sections: [usize; 6],
    pages: Vec<(usize, OnceLock<Vec<u8>>)>,
    /// Where the pages' bytes start.
    at: usize,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    strings: HashMap<usize, &'static str>,
    names: HashMap<usize, &'static str>,
    bodies: HashMap<usize, &'static [Node]>,
}

/// The sections, in their order.
const STRINGS: usize = 0;
const SHAPES: usize = 1;
const SETS: usize = 2;
const NODES: usize = 3;
const LISTS: usize = 4;
const BODIES: usize = 5;

fn store() -> &'static Store {
    static STORE: OnceLock<Store> = OnceLock::new();
    STORE.get_or_init(|| {
        let four = |at: usize| {
            let bytes = PACKED
                .get(at..at + 4)
                .and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u32::from_le_bytes) as usize
        };
        let names = four(0);
        let at = 4 + names;
        let count = four(at + 24);
        let ends = (0..count).map(|page| (four(at + 28 + 4 * page), OnceLock::new()));
        Store {
            names: Names(PACKED.get(4..at).unwrap_or_default()),
            sections: std::array::from_fn(|section| four(at + 4 * section)),
            pages: ends.collect(),
            at: at + 28 + 4 * count,
            known: Mutex::default(),
        }
    })
}

impl Store {
    fn page(&self, page: usize) -> &[u8] {
        let Some((end, unpacked)) = self.pages.get(page) else {
            return &[];
        };
        unpacked.get_or_init(|| {
            let before = page
                .checked_sub(1)
                .and_then(|before| self.pages.get(before));
            let start = before.map_or(0, |(end, _)| *end);
            let packed = PACKED
                .get(self.at + start..self.at + end)
                .unwrap_or_default();
            miniz_oxide::inflate::decompress_to_vec(packed).unwrap_or_default()
        })
    }

    fn section(&self, section: usize, offset: usize) -> Reader<'_> {
        Reader {
            store: self,
            at: self.sections.get(section).map_or(0, |start| start + offset),
        }
    }

    /// A thing of a section with places.
    fn indexed(&self, section: usize, number: usize) -> Reader<'_> {
        let count = self.section(section, 0).three();
        let offset = match number.checked_sub(1) {
            Some(before) => self.section(section, 3 + 3 * before).three(),
            None => 0,
        };
        self.section(section, 3 + 3 * count + offset)
    }

    fn string(&self, number: usize) -> &'static str {
        if let Some(known) = self.known().strings.get(&number) {
            return known;
        }
        let count = self.section(STRINGS, 0).three();
        let offset = self.section(STRINGS, 3 + 3 * (number / BLOCK)).three();
        let mut reader = self.section(STRINGS, 3 + 3 * count.div_ceil(BLOCK) + offset);
        let mut text = Vec::new();
        for place in 0..=number % BLOCK {
            let common = if place == 0 { 0 } else { reader.number() };
            text.truncate(common);
            let more = reader.number();
            text.extend((0..more).map(|_| reader.byte()));
        }
        let text = leaked(&text);
        self.known().strings.insert(number, text);
        text
    }

    fn shape(&self, number: usize) -> &'static str {
        static SHAPES_READ: OnceLock<Vec<&'static str>> = OnceLock::new();
        let all = SHAPES_READ.get_or_init(|| {
            let count = self.section(SHAPES, 0).three();
            let mut start = 0;
            let shapes = (0..count).map(|shape| {
                let end = self.section(SHAPES, 3 + 3 * shape).three();
                let mut reader = self.indexed(SHAPES, shape);
                let text: Vec<u8> = (start..end).map(|_| reader.byte()).collect();
                start = end;
                leaked(&text)
            });
            shapes.collect()
        });
        all.get(number).copied().unwrap_or_default()
    }

    fn entry(&self, name: &[u8], tail: usize, list: usize) -> Entry {
        let known = self.known().names.get(&list).copied();
        let name = known
            .filter(|known| known.as_bytes() == name)
            .unwrap_or_else(|| {
                let name = leaked(name);
                self.known().names.insert(list, name);
                name
            });
        let fields = self.string(tail);
        let below = Below::Packed(list);
        Entry {
            name,
            fields,
            below,
        }
    }

    fn body(&self, list: usize) -> &'static [Node] {
        if let Some(known) = self.known().bodies.get(&list) {
            return known;
        }
        let nodes = self.section(BODIES, list).list();
        self.known().bodies.insert(list, nodes);
        nodes
    }

    /// What is known is only ever added to: a thread that died with it left nothing half done.
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Text that stays. What is packed bounds how much there can be of it.
fn leaked(text: &[u8]) -> &'static str {
    String::leak(String::from_utf8_lossy(text).into_owned())
}

/// Reads on from somewhere in the pages.
struct Reader<'a> {
    store: &'a Store,
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        let page = self.store.page(self.at / PAGE);
        let byte = page.get(self.at % PAGE).copied().unwrap_or_default();
        self.at += 1;
        byte
    }

    fn three(mut self) -> usize {
        let [a, b, c] = std::array::from_fn(|_| usize::from(self.byte()));
        a | b << 8 | c << 16
    }

    fn number(&mut self) -> usize {
        number(|| self.byte())
    }

    fn list(&mut self) -> &'static [Node] {
        match self.number().checked_sub(1) {
            None => self.members(),
            Some(shared) => self.store.indexed(LISTS, shared).members(),
        }
    }

    fn members(&mut self) -> &'static [Node] {
        let count = self.number();
        let nodes = (0..count).map(|_| match self.number().checked_sub(1) {
            None => self.node(),
            Some(shared) => self.store.indexed(NODES, shared).node(),
        });
        Vec::leak(nodes.collect())
    }

    fn node(&mut self) -> Node {
        let shape = self.number();
        let name = self.number();
        let name = self.store.string(name);
        let (shape, deeper) = (self.store.shape(shape / 2), shape % 2 == 1);
        let (shape, parts) = shape.split_once('\n').unwrap_or((shape, ""));
        Node {
            shape,
            name,
            aliases: if parts.contains('A') { self.set() } else { &[] },
            choices: if parts.contains('C') { self.set() } else { &[] },
            default: parts.contains('D').then(|| {
                let number = self.number();
                self.store.string(number)
            }),
            below: if deeper { self.list() } else { &[] },
        }
    }

    fn set(&mut self) -> &'static [&'static str] {
        match self.number().checked_sub(1) {
            None => self.words(),
            Some(shared) => self.store.indexed(SETS, shared).words(),
        }
    }

    fn words(&mut self) -> &'static [&'static str] {
        let count = self.number();
        let words = (0..count).map(|_| {
            let number = self.number();
            self.store.string(number)
        });
        Vec::leak(words.collect())
    }
}

/// The names, not in pages: they are looked through for each one.
#[derive(Clone, Copy)]
struct Names(&'static [u8]);

impl Names {
    fn three(self, at: usize) -> usize {
        let byte = |at: usize| self.0.get(at).copied().map_or(0, usize::from);
        byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16
    }

    fn blocks(self) -> usize {
        self.three(0).div_ceil(BLOCK)
    }

    fn start(self, block: usize) -> usize {
        3 + 3 * self.blocks() + self.three(3 + 3 * block)
    }

    fn first(self, block: usize) -> &'static [u8] {
        let mut at = self.start(block);
        let length = number(|| self.take(&mut at));
        self.0.get(at..at + length).unwrap_or_default()
    }

    /// The names of a block, each with its tail and the place of its list.
    fn block(self, block: usize) -> Vec<(Vec<u8>, usize, usize)> {
        let mut at = self.start(block);
        let count = self.three(0).saturating_sub(block * BLOCK).min(BLOCK);
        let mut text = Vec::new();
        let names = (0..count).map(|place| {
            let common = if place == 0 {
                0
            } else {
                number(|| self.take(&mut at))
            };
            text.truncate(common);
            let more = number(|| self.take(&mut at));
            text.extend_from_slice(self.0.get(at..at + more).unwrap_or_default());
            at += more;
            let tail = number(|| self.take(&mut at));
            let list = self.three(at);
            at += 3;
            (text.clone(), tail, list)
        });
        names.collect()
    }

    fn take(self, at: &mut usize) -> u8 {
        *at += 1;
        self.0.get(*at - 1).copied().unwrap_or_default()
    }
}

fn number(mut byte: impl FnMut() -> u8) -> usize {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = byte();
        number |= usize::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 || shift > 28 {
            return number;
        }
    }
}
