//! Single edits of a fleet's text, as people make them: the same seed gives the same edits.
//!
//! Another literal, a statement removed, doubled, moved or put behind its neighbour, a name that is
//! another everywhere, a host more in a group, a comment. Whether the result compiles is not asked here.

use regex::{Captures, Regex};

/// Paths and texts.
pub type Sources = Vec<(String, String)>;

/// Numbers that look random and are the same in every run (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    /// One of so many.
    pub fn below(&mut self, many: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % many.max(1) as u64).unwrap()
    }
}

/// What is done to the text.
pub const KINDS: [&str; 13] = [
    "number",
    "word",
    "flag",
    "removed",
    "doubled",
    "swapped",
    "moved",
    "renamed",
    "host",
    "joined",
    "commented",
    "pattern",
    "blank",
];

/// An edit of one kind at a place that chance takes; none where the text has no such place.
pub fn edited(sources: &Sources, kind: &str, chance: &mut Chance) -> Option<(String, Sources)> {
    let ours: Vec<usize> = (0..sources.len())
        .filter(|index| sources[*index].0.ends_with(".roll"))
        .collect();
    let mut edited = sources.clone();
    if kind == "renamed" {
        let name = renamed(&mut edited, &ours, chance)?;
        return Some((format!("renamed {name}"), edited));
    }
    let at = ours[chance.below(ours.len())];
    let (path, text) = &mut edited[at];
    let what = match kind {
        "number" => replaced(text, r"(\d+)", chance, |found| {
            let number: u64 = found[1].parse().unwrap_or(7);
            format!("{:0width$}", number + 1, width = found[1].len())
        }),
        // A word of a text: what stands between quotes and is no name of a file's mode or of a host.
        "word" => replaced(text, r#"("[^"{}\n]*?)([a-z]{3,})\b"#, chance, |found| {
            format!("{}{}x", &found[1], &found[2])
        }),
        "flag" => replaced(text, r"\b(true|false)\b", chance, |found| {
            if &found[1] == "true" { "false" } else { "true" }.to_owned()
        }),
        "host" => replaced(text, r"(?m)^(group [^\n]*\{)$", chance, |found| {
            format!(
                "{}\n  host \"extra.example.net\" {{ address = \"192.0.2.250\" }}",
                &found[1]
            )
        }),
        "joined" => replaced(text, r#"(hosts\s*= \[)"#, chance, |found| {
            format!("{}\"build2.example.org\", ", &found[1])
        }),
        "commented" => replaced(
            text,
            r"(?m)^(\s*)(task|host|group|param|play|role) ",
            chance,
            |found| {
                format!(
                    "{}# A word more.\n{}",
                    &found[1].trim_start_matches('\n'),
                    &found[0]
                )
            },
        ),
        "pattern" => replaced(text, r"( and not [a-z]+)", chance, |_| String::new()),
        "blank" => replaced(text, r"(\n)", chance, |_| "\n\n".to_owned()),
        _ => statements(text, kind, chance),
    }?;
    Some((format!("{kind} in {path}: {what}"), edited))
}

/// Replaces one of the places that a pattern finds outside of comments; its line, as it was.
fn replaced(
    text: &mut String,
    pattern: &str,
    chance: &mut Chance,
    with: impl Fn(&Captures<'_>) -> String,
) -> Option<String> {
    let pattern = Regex::new(pattern).unwrap();
    let line = |at: usize| {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        text[start..end].trim().to_owned()
    };
    let places: Vec<Captures<'_>> = pattern
        .captures_iter(text)
        .filter(|found| !line(found.get(1).map_or(0, |part| part.start())).starts_with("# "))
        .collect();
    let found = places.get(chance.below(places.len()))?;
    let whole = found.get(0)?;
    let (new, range, line) = (with(found), whole.range(), line(whole.start()));
    text.replace_range(range, &new);
    Some(line)
}

/// The lines of a statement: to the brace that closes what its first line opens.
fn statement(lines: &[&str], first: usize) -> Option<std::ops::Range<usize>> {
    let depth = |line: &str| -> i64 {
        let opened = line.matches(['{', '[', '(']).count();
        let closed = line.matches(['}', ']', ')']).count();
        i64::try_from(opened).unwrap() - i64::try_from(closed).unwrap()
    };
    let start = lines.get(first)?.trim_start();
    if start.is_empty() || start.starts_with(['#', '}', ']', ')']) {
        return None;
    }
    let mut open = 0;
    for (index, line) in lines.iter().enumerate().skip(first) {
        open += depth(line);
        if open <= 0 {
            return (open == 0).then_some(first..index + 1);
        }
    }
    None
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Removes, doubles or moves a statement; its first line.
fn statements(text: &mut String, kind: &str, chance: &mut Chance) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let all: Vec<_> = (0..lines.len())
        .filter_map(|first| statement(&lines, first))
        .collect();
    let one = all.get(chance.below(all.len()))?.clone();
    let beside: Vec<_> = all
        .iter()
        .filter(|other| indent(lines[other.start]) == indent(lines[one.start]))
        .filter(|other| other.start >= one.end)
        .cloned()
        .collect();
    let what = lines[one.start].trim().to_owned();
    let mut made: Vec<String> = lines.iter().map(ToString::to_string).collect();
    match kind {
        "removed" => _ = made.drain(one),
        "doubled" => {
            let copy = lines[one.clone()].join("\n");
            let name = Regex::new("\"([A-Z][^\"]*)\"").unwrap();
            made.insert(one.end, name.replace(&copy, "\"$1 again\"").into_owned());
        }
        "swapped" => {
            let other = beside.first()?.clone();
            let copy = lines[other.clone()].join("\n");
            made.drain(other);
            made.insert(one.start, copy);
        }
        _ => {
            let other = beside.get(chance.below(beside.len()))?.clone();
            let copy = lines[one.clone()].join("\n");
            made.insert(other.end, copy);
            made.drain(one);
        }
    }
    *text = made.join("\n") + "\n";
    Some(what)
}

/// Gives something that is declared another name, wherever that is written.
fn renamed(sources: &mut Sources, ours: &[usize], chance: &mut Chance) -> Option<String> {
    let declared =
        Regex::new(r"(?m)^\s*(?:param|let|group|handler|section|role|playbook) (\w+)").unwrap();
    let names: Vec<String> = ours
        .iter()
        .flat_map(|at| declared.captures_iter(&sources[*at].1))
        .map(|found| found[1].to_owned())
        .filter(|name| name != "all")
        .collect();
    let name = names.get(chance.below(names.len()))?.clone();
    let word = Regex::new(&format!(r"\b{name}\b")).unwrap();
    for (_, text) in sources.iter_mut() {
        *text = word.replace_all(text, format!("{name}_new")).into_owned();
    }
    Some(name)
}
