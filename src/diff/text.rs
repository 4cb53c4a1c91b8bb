//! Changes as text for a terminal.
//!
//! In: [`Changes`]. Out: the summary, then a section each, most important first. Long text diffs
//! and lists are cut, and what was cut is counted: the whole fits a screen or two.

use std::fmt::Write as _;

use crate::diff::alike::once;
use crate::diff::change::{Change, Changes, Detail, Line, Reach, Section, Summary};

/// Lines of one text diff.
const MOST_LINES: usize = 16;

/// Parts of one change.
const MOST_DETAILS: usize = 8;

/// Services of the same hosts in the first line.
const MOST_SERVICES: usize = 5;

/// Wider values are cut.
const WIDTH: usize = 110;

/// The whole report.
#[must_use]
pub fn text(changes: &Changes) -> String {
    if changes.is_empty() {
        return "No difference.\n".to_owned();
    }
    let mut out = summary(&changes.summary);
    out.push('\n');
    for section in Section::ALL {
        let mut first = true;
        for change in &once(changes.of(section)) {
            if first {
                let _ = writeln!(out, "\n{}", section.title());
                first = false;
            }
            if section == Section::Cosmetic {
                cosmetic(&mut out, change);
            } else {
                entry(&mut out, change);
            }
        }
    }
    out
}

/// `3 hosts touched (web); tasks: 1 added, 2 changed, 0 removed; restarts sshd on web (3 hosts).`
#[must_use]
pub fn summary(summary: &Summary) -> String {
    let mut out = match summary.hosts.count {
        0 => "No host touched".to_owned(),
        1 => format!("1 host touched ({})", summary.hosts.text),
        many => format!("{many} hosts touched ({})", uncounted(&summary.hosts)),
    };
    let _ = write!(
        out,
        "; tasks: {} added, {} changed, {} removed",
        summary.tasks_added, summary.tasks_changed, summary.tasks_removed
    );
    for (state, word) in [("restarted", "restarts"), ("reloaded", "reloads")] {
        // Services of the same hosts stand together, in the order of the first.
        let mut together: Vec<(&Reach, Vec<&str>)> = Vec::new();
        for restart in summary.restarts.iter().filter(|one| one.state == state) {
            match together.iter_mut().find(|(on, _)| **on == restart.hosts) {
                Some((_, services)) => services.push(&restart.service),
                None => together.push((&restart.hosts, vec![&restart.service])),
            }
        }
        let told = together
            .iter()
            .map(|(on, services)| format!("{} on {}", listed(services), on.text));
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            let _ = write!(out, "; {word} {}", told.join(", "));
        }
    }
    let _ = write!(
        out,
        "; {} generated file{}.",
        summary.files,
        if summary.files == 1 { "" } else { "s" }
    );
    out
}

/// `a`, `a and b`, `a, b and c`, and of many how many more there are.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= MOST_SERVICES => {
            format!("{} and {last}", first.join(", "))
        }
        _ => format!(
            "{} and {} more",
            names[..MOST_SERVICES].join(", "),
            names.len() - MOST_SERVICES
        ),
    }
}

/// Hosts in words behind their number: `web` of `web (3 hosts)`, `all` of `all 6 hosts`.
#[must_use]
pub fn uncounted(hosts: &Reach) -> String {
    let count = format!("{} hosts", hosts.count);
    let text = hosts.text.strip_suffix(&format!(" ({count})"));
    let all = hosts.text.strip_suffix(&format!(" {count}"));
    text.or(all).unwrap_or(&hosts.text).to_owned()
}

/// What stands behind the subject: the words, or the values.
#[must_use]
pub fn headline(change: &Change) -> String {
    let mut out = change.subject.clone();
    if !change.title.is_empty() {
        let _ = write!(out, ": {}", change.title);
    }
    if let Some(values) = values(change.before.as_deref(), change.after.as_deref()) {
        let _ = write!(out, ": {values}");
    }
    out
}

/// `a → b`, `+ b`, `- a`.
#[must_use]
pub fn values(before: Option<&str>, after: Option<&str>) -> Option<String> {
    match (before, after) {
        (Some(before), Some(after)) => Some(format!("{} → {}", cut(before), cut(after))),
        (None, Some(after)) => Some(format!("now {}", cut(after))),
        (Some(before), None) => Some(format!("no longer {}", cut(before))),
        (None, None) => None,
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    let start: String = text.chars().take(WIDTH - 1).collect();
    format!("{start}…")
}

fn entry(out: &mut String, change: &Change) {
    let _ = writeln!(out, "  {} {}", change.sign.mark(), headline(change));
    let mut about = Vec::new();
    if !change.hosts.text.is_empty() {
        about.push(format!("on {}", change.hosts.text));
    }
    if !change.because.is_empty() {
        about.push(format!("because {}", change.because.join("; ")));
    }
    about.extend(Some(origin(change)).filter(|from| !from.is_empty()));
    about.extend(place(change).map(ToOwned::to_owned));
    if let Some(spec) = &change.spec {
        about.push(spec.clone());
    }
    if !about.is_empty() {
        let _ = writeln!(out, "      {}", about.join("; "));
    }
    for detail in change.details.iter().take(MOST_DETAILS) {
        part(out, detail);
    }
    if let Some(rest) = change.details.len().checked_sub(MOST_DETAILS + 1) {
        let _ = writeln!(out, "      … and {} more", rest + 1);
    }
}

/// `from the default, base.roll:3; before from group web, hosts.roll:12`.
#[must_use]
pub fn origin(change: &Change) -> String {
    match (&change.before_from, &change.after_from) {
        (Some(before), Some(after)) if without_line(before) == without_line(after) => {
            format!("from {after}")
        }
        (Some(before), Some(after)) => format!("from {after}; before from {before}"),
        (None, Some(after)) => format!("from {after}"),
        (Some(before), None) => format!("before from {before}"),
        (None, None) => String::new(),
    }
}

/// That a line moved within its file says nothing, nor how many others say the same.
fn without_line(from: &str) -> &str {
    let from = match from.rsplit_once(" and ") {
        Some((first, more)) if more.ends_with(" more") => first,
        _ => from,
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match from.rsplit_once(':') {
        Some((file, line)) if digits(line) => file,
        _ => from,
    }
}

fn part(out: &mut String, detail: &Detail) {
    if detail.lines.is_empty() {
        let _ = writeln!(out, "      {}", cut(&said(detail)));
    } else if !detail.path.is_empty() {
        let _ = writeln!(out, "      ~ {}:", detail.path);
    }
    for line in detail.lines.iter().take(MOST_LINES) {
        let _ = writeln!(out, "      {}", shown(line));
    }
    if let Some(rest) = detail.lines.len().checked_sub(MOST_LINES + 1) {
        let _ = writeln!(out, "      … and {} more lines", rest + 1);
    }
}

/// `+ mode: 0644`, `~ mode: 0644 → 0600`, without the lines of longer text.
#[must_use]
pub fn said(detail: &Detail) -> String {
    let path = match detail.path.as_str() {
        "" | "[]" => String::new(),
        path => format!("{path}: "),
    };
    let text = match (&detail.before, &detail.after) {
        (Some(before), Some(after)) => format!("~ {path}{before} → {after}"),
        (None, Some(after)) => format!("+ {path}{after}"),
        (Some(before), None) => format!("- {path}{before}"),
        (None, None) => format!("~ {path}changed"),
    };
    text.trim_end_matches([' ', ':']).to_owned()
}

/// A line of a text diff.
#[must_use]
pub fn shown(line: &Line) -> String {
    let text = format!("{} {}", line.sign, line.text);
    text.trim_end().to_owned()
}

fn cosmetic(out: &mut String, change: &Change) {
    let (mark, line) = (change.sign.mark(), headline(change));
    let _ = writeln!(out, "  {mark} {line}{}", files(change));
}

/// Where a change is written, unless that is said of its value; else the only file that shows it.
#[must_use]
pub fn place(change: &Change) -> Option<&str> {
    if change.before_from.is_some() || change.after_from.is_some() {
        return None;
    }
    let file = || {
        let file = change.files.first().filter(|_| change.files.len() == 1)?;
        let shown = change.section == Section::Cosmetic || change.subject == *file;
        (!shown).then_some(file)
    };
    change.place.as_ref().or_else(file).map(String::as_str)
}

/// The files in which the same is written otherwise.
#[must_use]
pub fn files(change: &Change) -> String {
    match (change.section, change.files.len()) {
        (Section::Cosmetic, 1) => match change.files.first() {
            Some(file) if *file != change.subject => format!(" ({file})"),
            _ => String::new(),
        },
        (Section::Cosmetic, many) if many > 1 => format!(" ({many} files)"),
        _ => String::new(),
    }
}
