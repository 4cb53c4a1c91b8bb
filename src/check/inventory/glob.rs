//! File-name patterns over names, as Ansible's inventory has them (Python's `fnmatch`).
//!
//! `"web0[1-3].*"` matches `web01.example.org`. `*` is any text, `?` one character, `[a-c]` one of
//! these, `[!a]` one that is not.

/// Whether a name holds anything that makes it a pattern.
#[must_use]
pub fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// A pattern, ready to match.
#[derive(Clone, Debug)]
pub struct Glob {
    /// What every match begins with.
    prefix: String,
    /// What every match ends with.
    suffix: String,
    rest: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Star,
    One,
    Char(char),
    Class(bool, Vec<(char, char)>),
}

impl Glob {
    /// Reads a pattern; a bracket that is not closed is itself.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let end = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
        let (prefix, rest) = pattern.split_at(end);
        let end = rest.rfind(['*', '?', ']']).map_or(0, |at| at + 1);
        Self {
            prefix: prefix.to_owned(),
            // An open bracket may be anything until it is read.
            suffix: rest[end..].split('[').next_back().unwrap_or("").to_owned(),
            rest: parts(rest),
        }
    }

    /// What every match begins with: names that are sorted can be searched for it.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether a whole name matches.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix(self.prefix.as_str()) else {
            return false;
        };
        if !rest.ends_with(self.suffix.as_str()) {
            return false;
        }
        let mut at = rest.chars();
        let mut part = 0;
        // Where to go back to: one character more for the last star.
        let mut star: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            if self.rest.get(part) == Some(&Part::Star) {
                part += 1;
                star = Some((part, at.clone()));
                continue;
            }
            let mut next = at.clone();
            let matched = match (next.next(), self.rest.get(part)) {
                (None, None) => return true,
                (Some(found), Some(wanted)) => wanted.takes(found),
                (None, Some(_)) | (Some(_), None) => false,
            };
            if matched {
                part += 1;
                at = next;
                continue;
            }
            let Some((after, from)) = &mut star else {
                return false;
            };
            if from.next().is_none() {
                return false;
            }
            part = *after;
            at = from.clone();
        }
    }
}

impl Part {
    fn takes(&self, found: char) -> bool {
        match self {
            Self::Star => false,
            Self::One => true,
            Self::Char(wanted) => *wanted == found,
            Self::Class(negated, ranges) => {
                ranges
                    .iter()
                    .any(|(low, high)| (*low..=*high).contains(&found))
                    != *negated
            }
        }
    }
}

fn parts(pattern: &str) -> Vec<Part> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        at += 1;
        match char {
            '*' if parts.last() == Some(&Part::Star) => {}
            '*' => parts.push(Part::Star),
            '?' => parts.push(Part::One),
            '[' => match class(&chars[at..]) {
                Some((part, length)) => {
                    parts.push(part);
                    at += length;
                }
                None => parts.push(Part::Char('[')),
            },
            char => parts.push(Part::Char(char)),
        }
    }
    parts
}

/// The class after `[`, and how long it is with its bracket.
fn class(chars: &[char]) -> Option<(Part, usize)> {
    let negated = chars.first() == Some(&'!');
    let start = usize::from(negated);
    // A bracket in the first place stands for itself.
    let end = chars.iter().skip(start + 1).position(|char| *char == ']')? + start + 1;
    let mut ranges = Vec::new();
    let mut at = start;
    while at < end {
        if at + 2 < end && chars[at + 1] == '-' {
            ranges.push((chars[at], chars[at + 2]));
            at += 3;
        } else {
            ranges.push((chars[at], chars[at]));
            at += 1;
        }
    }
    Some((Part::Class(negated, ranges), end + 1))
}
