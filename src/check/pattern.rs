//! Host patterns: what Ansible can say without parentheses.
//!
//! `web or db and prod and not disabled` is `web:db:&prod:!disabled`.

use ecow::EcoString;

use crate::check::error::names::NameError;
use crate::check::error::play::PlayError;
use crate::check::names::{SpaceId, World, unknown};
use crate::check::program::{Atom, AtomKind, Pattern};
use crate::diagnostic::{Fix, Problems};
use crate::source::Span;
use crate::syntax::tree::{self, Name, Path, PatternKind};

/// Checks a pattern; what was reported is left out of it.
pub fn check(
    world: &World<'_>,
    space: SpaceId,
    pattern: &tree::Pattern,
    problems: &mut Problems,
) -> Pattern {
    let mut checking = Checking {
        world,
        space,
        problems,
    };
    let mut checked = Pattern {
        span: pattern.span,
        any: Vec::new(),
        and: Vec::new(),
        not: Vec::new(),
    };
    let mut parts = Vec::new();
    flatten(pattern, &mut parts);
    for (index, part) in parts.into_iter().enumerate() {
        match &part.kind {
            PatternKind::Not(inner) => match checking.negated(inner) {
                _ if index == 0 => {
                    let reason = "says which hosts not, before any: begin with `all and not …`";
                    checking.nesting(part.span, reason);
                }
                Some(atom) => checked.not.push(atom),
                None => {}
            },
            PatternKind::Or(alternatives) if index == 0 => {
                checked.any.extend(
                    alternatives
                        .iter()
                        .filter_map(|part| checking.alternative(part)),
                );
            }
            PatternKind::Or(_) => checking.nesting(part.span, "an `or` after an `and`"),
            PatternKind::Paren(inner) => match &inner.kind {
                PatternKind::Or(_) | PatternKind::And(_) | PatternKind::Not(_) => {
                    checking.nesting(part.span, "these parentheses");
                }
                PatternKind::Error
                | PatternKind::Group(_)
                | PatternKind::Host(_)
                | PatternKind::Subscript { .. }
                | PatternKind::Paren(_) => checking.place(index, inner, &mut checked),
            },
            PatternKind::Error
            | PatternKind::Group(_)
            | PatternKind::Host(_)
            | PatternKind::Subscript { .. }
            | PatternKind::And(_) => checking.place(index, part, &mut checked),
        }
    }
    checked
}

/// The parts of `a and b and c`, however they nest; a first part in parentheses that is a union
/// is what Ansible says first anyway.
fn flatten<'t>(pattern: &'t tree::Pattern, parts: &mut Vec<&'t tree::Pattern>) {
    match &pattern.kind {
        PatternKind::And(inner) => inner.iter().for_each(|part| flatten(part, parts)),
        PatternKind::Paren(inner) if parts.is_empty() && is_union_or_more(inner) => {
            flatten(inner, parts)
        }
        PatternKind::Error
        | PatternKind::Group(_)
        | PatternKind::Host(_)
        | PatternKind::Subscript { .. }
        | PatternKind::Or(_)
        | PatternKind::Not(_)
        | PatternKind::Paren(_) => parts.push(pattern),
    }
}

const fn is_union_or_more(pattern: &tree::Pattern) -> bool {
    matches!(pattern.kind, PatternKind::Or(_) | PatternKind::And(_))
}

struct Checking<'a, 'w> {
    world: &'a World<'w>,
    space: SpaceId,
    problems: &'a mut Problems,
}

impl Checking<'_, '_> {
    fn nesting(&mut self, span: Span, reason: &'static str) {
        self.problems.push(PlayError::Nesting { span, reason });
    }

    fn place(&mut self, index: usize, part: &tree::Pattern, checked: &mut Pattern) {
        let Some(atom) = self.atom(part) else { return };
        if index == 0 {
            &mut checked.any
        } else {
            &mut checked.and
        }
        .push(atom);
    }

    /// A part of a union.
    fn alternative(&mut self, part: &tree::Pattern) -> Option<Atom> {
        match &part.kind {
            PatternKind::Paren(inner) => self.alternative(inner),
            PatternKind::And(_) => {
                self.nesting(part.span, "an `and` inside an `or`");
                None
            }
            PatternKind::Not(_) => {
                self.nesting(part.span, "a `not` inside an `or`");
                None
            }
            PatternKind::Or(_) => {
                self.nesting(part.span, "these parentheses");
                None
            }
            PatternKind::Error
            | PatternKind::Group(_)
            | PatternKind::Host(_)
            | PatternKind::Subscript { .. } => self.atom(part),
        }
    }

    fn negated(&mut self, part: &tree::Pattern) -> Option<Atom> {
        match &part.kind {
            PatternKind::Paren(inner) => self.negated(inner),
            PatternKind::And(_) | PatternKind::Or(_) | PatternKind::Not(_) => {
                self.nesting(part.span, "`not` of more than one name");
                None
            }
            PatternKind::Error
            | PatternKind::Group(_)
            | PatternKind::Host(_)
            | PatternKind::Subscript { .. } => self.atom(part),
        }
    }

    fn atom(&mut self, part: &tree::Pattern) -> Option<Atom> {
        let kind = match &part.kind {
            PatternKind::Group(path) if path.space.is_none() && path.name.text == "all" => {
                AtomKind::All
            }
            PatternKind::Group(path) => AtomKind::Group(self.group(path)?),
            PatternKind::Host(name) => {
                self.host(name, part.span)?;
                AtomKind::Host(name.clone())
            }
            PatternKind::Subscript {
                group,
                start,
                slice,
                end,
            } => {
                let group = if group.space.is_none() && group.name.text == "all" {
                    group.name.text.clone()
                } else {
                    self.group(group)?
                };
                AtomKind::Subscript(group, *start, *slice, *end)
            }
            PatternKind::Error
            | PatternKind::Or(_)
            | PatternKind::And(_)
            | PatternKind::Not(_)
            | PatternKind::Paren(_) => return None,
        };
        Some(Atom {
            span: part.span,
            kind,
        })
    }

    /// Groups are shared by the namespaces: a name finds its group in whichever declares it.
    fn group(&mut self, path: &Path) -> Option<EcoString> {
        let spaces = || std::iter::once(self.world.space(self.space)).chain(&self.world.spaces);
        if let Some(front) = &path.space {
            let space = self.world.space(self.space).uses.get(&front.text);
            let Some((space, _)) = space else {
                let known = self
                    .world
                    .space(self.space)
                    .uses
                    .keys()
                    .map(EcoString::as_str);
                self.problems.push(unknown("namespace", front, known));
                return None;
            };
            if self
                .world
                .space(*space)
                .groups
                .contains_key(&path.name.text)
            {
                return Some(path.name.text.clone());
            }
        } else if spaces().any(|space| space.groups.contains_key(&path.name.text)) {
            return Some(path.name.text.clone());
        }
        let fleet = self.world.fleet.borrow();
        let is_host = path.name.text == "localhost"
            || (fleet.as_ref()).is_some_and(|fleet| fleet.hosts.contains(&path.name.text));
        if is_host {
            let name = path.name.text.to_string();
            self.problems.push(NameError::Unknown {
                what: "group",
                help: Some(format!(
                    "it is a host, and those stand in quotes: `\"{name}\"`"
                )),
                name,
                span: path.name.span,
            });
            return None;
        }
        let known: Vec<&str> = spaces()
            .flat_map(|space| space.groups.keys())
            .map(EcoString::as_str)
            .collect();
        self.problems.push(unknown(
            "group",
            &path.name,
            known.into_iter().chain(["all"]),
        ));
        None
    }

    /// A host must exist; whether a glob matches anything, the fleet says.
    fn host(&mut self, name: &EcoString, span: Span) -> Option<()> {
        let is_glob = name.contains(['*', '?', '[']);
        let fleet = self.world.fleet.borrow();
        let Some(fleet) = fleet.as_ref() else {
            return Some(());
        };
        if is_glob || name == "localhost" || fleet.hosts.contains(name) {
            return Some(());
        }
        let group = name == "all" || fleet.members.contains_key(name);
        let known: Vec<&str> = fleet.hosts.iter().map(EcoString::as_str).collect();
        let name = Name {
            text: name.clone(),
            span,
        };
        if group {
            let error = NameError::Unknown {
                what: "host",
                name: name.text.to_string(),
                span,
                help: Some(format!(
                    "it is a group, and those stand without quotes: `{}`",
                    name.text
                )),
            };
            let fix = Fix::safe(span, name.text.as_str());
            self.problems.push_fix(error, Some(fix));
            return None;
        }
        let groups = |name: &str| name == "all" || fleet.members.contains_key(name);
        if let Some(help) = as_words(&name.text, groups) {
            self.problems.push(NameError::Unknown {
                what: "host",
                name: name.text.to_string(),
                span,
                help: Some(help),
            });
            return None;
        }
        self.problems
            .push(unknown("host", &name, known.into_iter()));
        None
    }
}

/// `"web:&db"`, a pattern of Ansible's in quotes, as it is written here.
fn as_words(text: &str, is_group: impl Fn(&str) -> bool) -> Option<String> {
    let mut words = String::new();
    for part in text.split([':', ',']) {
        let part = part.trim();
        let (joined, name) = match part.chars().next()? {
            '&' => (" and ", &part[1..]),
            '!' => (" and not ", &part[1..]),
            _ => (" or ", part),
        };
        if !words.is_empty() {
            words.push_str(joined);
        }
        if is_group(name) {
            words.push_str(name);
        } else {
            words.push_str(&format!("\"{name}\""));
        }
    }
    text.contains([':', ','])
        .then(|| format!("write `on {words}`"))
}
