//! The parts of a change on the page: tables of what was and is, and text diffs.
//!
//! In: a [`Change`]. Out: for `mode: 0644 → 0600` a row of a table, for a template its lines, the first ones
//! open and the others folded.

use maud::{Markup, html};

use crate::diff::change::{Change, Detail, Line};

/// Rows and lines that are not folded.
const OPEN: usize = 40;

/// Letters of a value that is not folded.
const LONG: usize = 600;

/// The parts of a change.
#[must_use]
pub fn parts(change: &Change) -> Markup {
    let (rows, texts): (Vec<&Detail>, Vec<&Detail>) = change
        .details
        .iter()
        .partition(|detail| detail.lines.is_empty());
    html! {
        @if !rows.is_empty() { (table(change, &rows)) }
        @for detail in texts { (text(change, detail)) }
    }
}

fn table(change: &Change, rows: &[&Detail]) -> Markup {
    let named = rows.iter().any(|row| !path(row).is_empty());
    let (first, rest) = rows.split_at(rows.len().min(OPEN));
    let part = |rows: &[&Detail]| {
        html! { @if named { (columns(change, rows)) } @else { (items(rows)) } }
    };
    html! {
        (part(first))
        @if !rest.is_empty() { details .more { summary { "… and " (rest.len()) " more" } (part(rest)) } }
    }
}

/// What came to a list, and what went.
fn items(rows: &[&Detail]) -> Markup {
    html! {
        ul .items {
            @for row in rows {
                @if let Some(text) = &row.before { li .before { span aria-hidden="true" { "− " } span .hidden { "removed: " } (whole(text)) } }
                @if let Some(text) = &row.after { li .after { span aria-hidden="true" { "+ " } span .hidden { "added: " } (whole(text)) } }
                @if row.before.is_none() && row.after.is_none() { li { "changed, never shown" } }
            }
        }
    }
}

fn columns(change: &Change, rows: &[&Detail]) -> Markup {
    let before = rows.iter().any(|row| row.before.is_some());
    let after = rows.iter().any(|row| row.after.is_some());
    html! {
        div .parts {
            table {
                caption .hidden { "Parts of " (change.subject) }
                thead { tr {
                    th scope="col" { "Part" }
                    @if before { th scope="col" { @if after { "Before" } @else { "Gone" } } }
                    @if after { th scope="col" { @if before { "After" } @else { "New" } } }
                    @if !before && !after { th scope="col" { "Value" } }
                } }
                tbody { @for row in rows { tr {
                    th scope="row" { code { (path(row)) } }
                    @if before { td .before { (value(row.before.as_deref())) } }
                    @if after { td .after { (value(row.after.as_deref())) } }
                    @if !before && !after { td { "changed, never shown" } }
                } } }
            }
        }
    }
}

/// What is only part of a list has no name of its own.
fn path(detail: &Detail) -> &str {
    match detail.path.as_str() {
        "[]" => "",
        path => path,
    }
}

fn value(value: Option<&str>) -> Markup {
    html! {
        @match value {
            Some(text) => (whole(text)),
            None => { span aria-hidden="true" { "—" } span .hidden { "nothing" } }
        }
    }
}

/// A value; of a long one the beginning, and the whole folded.
#[must_use]
pub fn whole(text: &str) -> Markup {
    let start: String = text.chars().take(LONG / 4).collect();
    html! {
        @if text.chars().count() > LONG { details { summary { code { (start) "…" } } code { (text) } } } @else { code { (text) } }
    }
}

fn text(change: &Change, detail: &Detail) -> Markup {
    let label = match path(detail) {
        "" => format!("Lines of {}", change.subject),
        path => format!("Lines of {path}"),
    };
    let (first, rest) = detail.lines.split_at(detail.lines.len().min(OPEN));
    html! {
        figure .text aria-label=(label) {
            @if !path(detail).is_empty() { figcaption { code { (path(detail)) } } }
            pre { @for each in first { (line(each)) } }
            @if !rest.is_empty() { details { summary { "… and " (rest.len()) " more lines" } pre { @for each in rest { (line(each)) } } } }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! {
        @match line.sign {
            '+' => ins { "+ " (line.text) "\n" },
            '-' => del { "- " (line.text) "\n" },
            '@' => span .left { "⋯ " (line.text) "\n" },
            _ => span { "  " (line.text) "\n" },
        }
    }
}
