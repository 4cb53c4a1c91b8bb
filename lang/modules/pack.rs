//! Packs the texts of `lang/modules/collections` for the binary; part of `build.rs`.
//!
//! In come lines such as ` o state<tab>str<tab>choices=absent|present` below the module's, out goes one block
//! of bytes that `src/schema/pack.rs` reads, where the layout is written down. What makes it small: an option
//! that stands in many modules is written once with all that is inside it, whole lists of options too, strings
//! are sorted and keep only what differs from the one before, and what is used most has the shortest numbers.

use std::collections::HashMap;
use std::hash::Hash;

/// Names, blocks of which are found by bisection, and strings: how many share a head.
const BLOCK: usize = 16;
/// How much is unpacked at once.
const PAGE: usize = 8192;
/// What the first byte of a number holds, and the first two.
const SHORT: [usize; 2] = [128, 16_384];

/// Things by number, each once.
struct Once<T> {
    numbers: HashMap<T, u32>,
    all: Vec<T>,
    uses: Vec<u32>,
}

impl<T: Clone + Eq + Hash> Once<T> {
    fn new() -> Self {
        Self {
            numbers: HashMap::new(),
            all: Vec::new(),
            uses: Vec::new(),
        }
    }

    /// Its number, and whether it is new.
    fn put(&mut self, thing: T) -> (u32, bool) {
        if let Some(number) = self.numbers.get(&thing) {
            self.uses[*number as usize] += 1;
            return (*number, false);
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.numbers.insert(thing.clone(), number);
        self.all.push(thing);
        self.uses.push(1);
        (number, true)
    }

    /// Numbers of those that are used more than `least` times: first the most used, by what one byte and two
    /// bytes can number; inside of that by what `neighbours` says, so that what is used together is close.
    fn ranked<K: Ord>(&self, least: u32, neighbours: impl Fn(u32) -> K) -> Vec<u32> {
        let used = |number: &u32| self.uses[*number as usize] > least;
        let mut order: Vec<u32> = (0..).take(self.all.len()).filter(used).collect();
        order.sort_by_key(|number| (std::cmp::Reverse(self.uses[*number as usize]), *number));
        let all = order.len();
        let (first, rest) = order.split_at_mut(SHORT[0].min(all));
        let left = rest.len();
        let (second, third) = rest.split_at_mut((SHORT[1] - SHORT[0]).min(left));
        for part in [first, second, third] {
            part.sort_by_key(|number| neighbours(*number));
        }
        order
    }
}

/// A line without what is below it. The parts are numbers of strings and sets.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Line {
    /// Mark, type, flags and which parts follow, with tabs and a newline between: `o str required ACD`.
    shape: u32,
    name: u32,
    sets: Vec<u32>,
    default: Option<u32>,
}

type Nodes = Vec<u32>;

/// Everything that was read.
struct Packer {
    strings: Once<String>,
    shapes: Once<String>,
    sets: Once<Vec<u32>>,
    lines: HashMap<String, u32>,
    parsed: Vec<Line>,
    /// How a line sorts among its neighbours: its mark and name.
    sorted_by: Vec<String>,
    nodes: Once<(u32, Option<u32>)>,
    lists: Once<Nodes>,
    /// Full name, the rest of its line, its list.
    names: Vec<(String, u32, Option<u32>)>,
    /// How many strings there were after each text.
    read_until: Vec<u32>,
}

/// The packed form of the texts, each of one collection.
pub fn pack(texts: &[String]) -> Vec<u8> {
    let mut packer = Packer {
        strings: Once::new(),
        shapes: Once::new(),
        sets: Once::new(),
        lines: HashMap::new(),
        parsed: Vec::new(),
        sorted_by: Vec::new(),
        nodes: Once::new(),
        lists: Once::new(),
        names: Vec::new(),
        read_until: Vec::new(),
    };
    for text in texts {
        packer.read(text);
        let until = u32::try_from(packer.strings.all.len()).unwrap_or(u32::MAX);
        packer.read_until.push(until);
    }
    packer.names.sort();
    packer.write()
}

impl Packer {
    fn read(&mut self, text: &str) {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let mut fragments: HashMap<&str, Nodes> = HashMap::new();
        let mut at = 0;
        while at < lines.len() {
            let head = lines[at];
            at += 1;
            let mut shared = Nodes::new();
            if let Some(used) = lines.get(at).and_then(|line| line.strip_prefix(" & ")) {
                at += 1;
                for number in used.split(' ') {
                    shared.extend(&fragments[number]);
                }
            }
            let mut nodes = self.level(&lines, &mut at, 1);
            nodes.extend(shared);
            if let Some(number) = head.strip_prefix("& ") {
                fragments.insert(number, nodes);
                continue;
            }
            let (name, tail) = head.split_once('\t').unwrap_or((head, ""));
            let tail = self.strings.put(shortened(name, tail)).0;
            let list = (!nodes.is_empty()).then(|| self.list(nodes));
            self.names.push((name.to_string(), tail, list));
        }
    }

    fn level(&mut self, lines: &[&str], at: &mut usize, depth: usize) -> Nodes {
        let mut nodes = Nodes::new();
        while let Some(line) = lines.get(*at) {
            if line.len() - line.trim_start_matches(' ').len() != depth {
                break;
            }
            *at += 1;
            let line = self.line(&line[depth..]);
            let below = self.level(lines, at, depth + 1);
            let below = (!below.is_empty()).then(|| self.list(below));
            nodes.push(self.nodes.put((line, below)).0);
        }
        nodes
    }

    fn list(&mut self, mut nodes: Nodes) -> u32 {
        nodes.sort_by_key(|node| {
            let line = self.nodes.all[*node as usize].0;
            &self.sorted_by[line as usize]
        });
        self.lists.put(nodes).0
    }

    fn line(&mut self, text: &str) -> u32 {
        if let Some(line) = self.lines.get(text) {
            return *line;
        }
        let (mark, rest) = text.split_at(2);
        let mut fields = rest.split('\t');
        let name = unescaped(fields.next().unwrap_or_default());
        let mut sets = Vec::new();
        let mut default = None;
        let mut shape = mark.trim().to_string();
        let mut parts = String::new();
        let rest: Vec<&str> = fields.collect();
        if mark == "x " {
            // `if argument value all|any needs`, `by argument needs`, `exclusive names`.
            match (name.as_str(), rest.as_slice()) {
                ("if", [argument, value, some, needs]) => {
                    shape = format!("{shape}\t{some}");
                    sets.extend([self.set(argument), self.set(needs)]);
                    default = Some(self.strings.put((*value).to_string()).0);
                    parts.push_str("ACD");
                }
                ("by", [argument, needs]) => {
                    sets.extend([self.set(argument), self.set(needs)]);
                    parts.push_str("AC");
                }
                (_, names) => {
                    sets.extend(names.iter().map(|names| self.set(names)));
                    parts.push('C');
                }
            }
        } else {
            for field in rest {
                if let Some(aliases) = field.strip_prefix("aliases=") {
                    sets.push(self.set(aliases));
                    parts.push('A');
                } else if let Some(choices) = field.strip_prefix("choices=") {
                    sets.push(self.set(choices));
                    parts.push('C');
                } else if let Some(value) = field.strip_prefix("default=") {
                    default = Some(self.strings.put(value.to_string()).0);
                    parts.push('D');
                } else {
                    shape = format!("{shape}\t{field}");
                }
            }
        }
        let sorted_by = format!("{mark}{name}");
        let line = Line {
            shape: self.shapes.put(format!("{shape}\n{parts}")).0,
            name: self.strings.put(name).0,
            sets,
            default,
        };
        let number = u32::try_from(self.parsed.len()).unwrap_or(u32::MAX);
        self.parsed.push(line);
        self.sorted_by.push(sorted_by);
        self.lines.insert(text.to_string(), number);
        number
    }

    fn set(&mut self, text: &str) -> u32 {
        let mut words = Vec::new();
        for word in text.split('|') {
            words.push(self.strings.put(unescaped(word)).0);
        }
        self.sets.put(words).0
    }

    fn write(&self) -> Vec<u8> {
        let strings = self.strings.ranked(0, |number| {
            let text = self.read_until.partition_point(|until| *until <= number);
            (text, &self.strings.all[number as usize])
        });
        let shapes = self.shapes.ranked(0, |number| number);
        let sets = self.sets.ranked(1, |number| number);
        let nodes = self.nodes.ranked(1, |number| number);
        let lists = self.lists.ranked(1, |number| number);
        let writer = Writer {
            packer: self,
            string: numbers_of(&strings, self.strings.all.len()),
            shape: numbers_of(&shapes, self.shapes.all.len()),
            node: numbers_of(&nodes, self.nodes.all.len()),
            set: numbers_of(&sets, self.sets.all.len()),
            list: numbers_of(&lists, self.lists.all.len()),
        };
        let text = |number: &u32| self.strings.all[*number as usize].as_bytes();
        let all: Vec<&[u8]> = strings.iter().map(text).collect();
        let (index, bodies) = writer.bodies();
        let sections = [
            front_coded(&all, |_, _| {}),
            indexed(&shapes, |out, n| {
                out.extend(self.shapes.all[n as usize].as_bytes());
            }),
            indexed(&sets, |out, n| writer.words(out, n)),
            indexed(&nodes, |out, n| writer.node_body(out, n)),
            indexed(&lists, |out, n| writer.members(out, n)),
            bodies,
        ];
        let mut packed = Vec::new();
        packed.extend(four(index.len()));
        packed.extend(index);
        let mut at = 0;
        for section in &sections {
            packed.extend(four(at));
            at += section.len();
        }
        packed.extend(paged(&sections.concat()));
        packed
    }
}

/// How many pages, where each ends (counted from the first's start), the pages, each deflated by itself.
fn paged(bytes: &[u8]) -> Vec<u8> {
    let mut ends = Vec::new();
    let mut body = Vec::new();
    let pages = bytes.chunks(PAGE);
    let count = four(pages.len());
    for page in pages {
        body.extend(miniz_oxide::deflate::compress_to_vec(page, 9));
        ends.extend(four(body.len()));
    }
    [count.to_vec(), ends, body].concat()
}

fn four(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// Where each thing stands in an order.
fn numbers_of(order: &[u32], all: usize) -> Vec<Option<usize>> {
    let mut numbers = vec![None; all];
    for (place, number) in order.iter().enumerate() {
        numbers[*number as usize] = Some(place);
    }
    numbers
}

struct Writer<'a> {
    packer: &'a Packer,
    string: Vec<Option<usize>>,
    shape: Vec<Option<usize>>,
    node: Vec<Option<usize>>,
    set: Vec<Option<usize>>,
    list: Vec<Option<usize>>,
}

impl Writer<'_> {
    fn string(&self, out: &mut Vec<u8>, number: u32) {
        number_into(out, self.string[number as usize].unwrap_or_default());
    }

    /// A shared thing is its number and one; 0 says that it stands right here.
    fn set(&self, out: &mut Vec<u8>, number: u32) {
        match self.set[number as usize] {
            Some(shared) => number_into(out, shared + 1),
            None => {
                out.push(0);
                self.words(out, number);
            }
        }
    }

    fn words(&self, out: &mut Vec<u8>, number: u32) {
        let words = &self.packer.sets.all[number as usize];
        number_into(out, words.len());
        for word in words {
            self.string(out, *word);
        }
    }

    fn list(&self, out: &mut Vec<u8>, number: u32) {
        match self.list[number as usize] {
            Some(shared) => number_into(out, shared + 1),
            None => {
                out.push(0);
                self.members(out, number);
            }
        }
    }

    fn members(&self, out: &mut Vec<u8>, number: u32) {
        let members = &self.packer.lists.all[number as usize];
        number_into(out, members.len());
        for node in members {
            match self.node[*node as usize] {
                Some(shared) => number_into(out, shared + 1),
                None => {
                    out.push(0);
                    self.node_body(out, *node);
                }
            }
        }
    }

    fn node_body(&self, out: &mut Vec<u8>, number: u32) {
        let (line, below) = self.packer.nodes.all[number as usize];
        let line = &self.packer.parsed[line as usize];
        // The lowest bit: something is below.
        let shape = self.shape[line.shape as usize].unwrap_or_default();
        number_into(out, shape * 2 + usize::from(below.is_some()));
        self.string(out, line.name);
        for set in &line.sets {
            self.set(out, *set);
        }
        if let Some(default) = line.default {
            self.string(out, default);
        }
        if let Some(below) = below {
            self.list(out, below);
        }
    }

    /// The names with what they mean (the line's rest, and the place of its list), and the lists.
    fn bodies(&self) -> (Vec<u8>, Vec<u8>) {
        let names = &self.packer.names;
        let mut lists = Vec::new();
        let mut places = Vec::new();
        for (_, _, list) in names {
            places.push(lists.len());
            match list {
                Some(list) => self.list(&mut lists, *list),
                // None shared, nothing in it.
                None => lists.extend([0, 0]),
            }
        }
        let texts: Vec<&[u8]> = names.iter().map(|(name, ..)| name.as_bytes()).collect();
        let index = front_coded(&texts, |out, place| {
            self.string(out, names[place].1);
            out.extend(three(places[place]));
        });
        (index, lists)
    }
}

/// How many, where each block starts (counted from the first), the blocks. Inside a block a text says how
/// many bytes it has in common with the one before it.
fn front_coded(texts: &[&[u8]], more: impl Fn(&mut Vec<u8>, usize)) -> Vec<u8> {
    let mut starts = Vec::new();
    let mut body = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let mut common = 0;
        if place % BLOCK == 0 {
            starts.extend(three(body.len()));
        } else {
            let before = texts[place - 1];
            common = text.iter().zip(before).take_while(|(a, b)| a == b).count();
            number_into(&mut body, common);
        }
        number_into(&mut body, text.len() - common);
        body.extend(&text[common..]);
        more(&mut body, place);
    }
    [three(texts.len()).to_vec(), starts, body].concat()
}

/// How many, where each ends (counted from the first's start), the things.
fn indexed(numbers: &[u32], write: impl Fn(&mut Vec<u8>, u32)) -> Vec<u8> {
    let mut ends = Vec::new();
    let mut body = Vec::new();
    for number in numbers {
        write(&mut body, *number);
        ends.extend(three(body.len()));
    }
    [three(numbers.len()).to_vec(), ends, body].concat()
}

fn three(number: usize) -> [u8; 3] {
    let [a, b, c, ..] = number.to_le_bytes();
    [a, b, c]
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn number_into(out: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        out.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

/// `moved=community.docker.docker_container` of `ansible.builtin.docker_container` says only the collection.
fn shortened(name: &str, tail: &str) -> String {
    if name.contains(' ') {
        return tail.to_string();
    }
    let short = name.rsplit('.').next().unwrap_or(name);
    let fields: Vec<String> = tail
        .split('\t')
        .map(|field| match field.strip_prefix("moved=") {
            Some(to) => match to.strip_suffix(short).filter(|to| to.ends_with('.')) {
                Some(collection) => format!("moved={collection}*"),
                None => field.to_string(),
            },
            None => field.to_string(),
        })
        .collect();
    fields.join("\t")
}

/// The text that JSON's escapes stand for.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_string();
    }
    let mut units: Vec<u16> = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let escape = if letter == '\\' { letters.next() } else { None };
        let unit = match escape {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => {
                let digits: String = letters.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xFFFD));
                continue;
            }
            Some(other) => other,
            None => letter,
        };
        units.extend(unit.encode_utf16(&mut [0; 2]).iter());
    }
    String::from_utf16_lossy(&units)
}
