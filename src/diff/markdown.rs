//! Changes as Markdown for a review comment.
//!
//! In: [`Changes`]. Out: the summary, a tally, and a fold for each section, at most
//! [`MOST`] characters. Where that is not enough, the sections that matter most keep their entries
//! and what is left out is counted.

use std::fmt::Write as _;

use crate::diff::alike::once;
use crate::diff::change::{Change, Changes, Section};
use crate::diff::text::{files, headline, origin, place, said, shown, summary};

/// What a comment may hold.
pub const MOST: usize = 65_000;

/// For what stands behind the last entry.
const RESERVE: usize = 1_500;

/// The whole comment.
#[must_use]
pub fn markdown(changes: &Changes) -> String {
    if changes.is_empty() {
        return "**No difference.**\n".to_owned();
    }
    let mut out = format!("**{}**\n\n", escaped(&summary(&changes.summary)));
    out.push_str("| | entries |\n|---|---:|\n");
    let sections = Section::ALL.map(|section| (section, once(changes.of(section))));
    for (section, found) in &sections {
        if !found.is_empty() {
            let _ = writeln!(out, "| {} | {} |", section.title(), found.len());
        }
    }
    let mut room = MOST.saturating_sub(RESERVE + length(&out));
    for (section, found) in sections {
        let entries: Vec<String> = found.iter().map(entry).collect();
        if entries.is_empty() {
            continue;
        }
        let open = matches!(section, Section::Privileges | Section::Consequences);
        let (kept, left) = fitting(entries, &mut room);
        let _ = write!(
            out,
            "\n<details{}><summary><b>{}</b> ({})</summary>\n\n{}",
            if open { " open" } else { "" },
            section.title(),
            kept.len() + left,
            kept.concat()
        );
        if left > 0 {
            let _ = writeln!(out, "- … and {left} more, left out for want of room");
        }
        out.push_str("\n</details>\n");
    }
    out
}

/// The entries for which there is room, in their order, and how many are left out. The largest
/// stay first: they are what a reviewer cannot guess.
fn fitting(entries: Vec<String>, room: &mut usize) -> (Vec<String>, usize) {
    let mut by_size: Vec<usize> = (0..entries.len()).collect();
    by_size.sort_by_key(|index| std::cmp::Reverse(length(&entries[*index])));
    let mut keep = vec![false; entries.len()];
    for index in by_size {
        let size = length(&entries[index]);
        if size <= *room {
            *room -= size;
            keep[index] = true;
        }
    }
    let left = keep.iter().filter(|keep| !**keep).count();
    let kept = entries.into_iter().zip(keep).filter(|(_, keep)| *keep);
    (kept.map(|(entry, _)| entry).collect(), left)
}

fn marked(line: &str) -> String {
    match line.strip_prefix('~') {
        Some(rest) => format!("!{rest}"),
        None => line.to_owned(),
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn entry(change: &Change) -> String {
    let mut out = format!("- `{}` {}", change.sign.mark(), escaped(&headline(change)));
    out.push_str(&escaped(&files(change)));
    let mut about = Vec::new();
    if !change.hosts.text.is_empty() {
        about.push(format!("on {}", change.hosts.text));
    }
    if !change.because.is_empty() {
        about.push(format!("because {}", change.because.join("; ")));
    }
    let from = origin(change);
    if !from.is_empty() {
        about.push(from);
    }
    about.extend(place(change).map(ToOwned::to_owned));
    about.extend(change.spec.clone());
    if !about.is_empty() {
        let _ = write!(out, "<br>{}", escaped(&about.join("; ")));
    }
    out.push('\n');
    let mut block = String::new();
    for detail in &change.details {
        if detail.lines.is_empty() {
            // What a diff's highlighting knows as a change.
            let _ = writeln!(block, "{}", marked(&said(detail)));
            continue;
        }
        if !detail.path.is_empty() {
            let _ = writeln!(block, "! {}", detail.path);
        }
        for line in &detail.lines {
            let _ = writeln!(block, "{}", shown(line));
        }
    }
    if !block.is_empty() {
        let fence = fence(&block);
        let _ = writeln!(out, "\n  {fence}diff");
        for line in block.lines() {
            let _ = writeln!(out, "{}", format!("  {line}").trim_end());
        }
        let _ = writeln!(out, "  {fence}\n");
    }
    out
}

/// Longer than any run of backticks inside.
fn fence(text: &str) -> String {
    let (mut longest, mut run) = (2, 0);
    for letter in text.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest + 1)
}

/// Nothing of what a user wrote means anything in Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '@' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
