//! The fleet's picture as SVG: a row for hosts, a column for each group and each role.
//!
//! In: a [`Chart`]. Out: an `<svg>` whose colours come from the page around it. Where a host runs a role that
//! does something else now there is a full square, a new one has a plus, one that is gone a minus.
//!
//! Every text has its width set, so that none leaves its room, whichever font a reader has.

use maud::{Markup, html};

use crate::diff::picture::Mark;
use crate::diff::rows::{Cell, Chart, Column, Row};

/// The width of a letter.
const LETTER: f64 = 7.2;

/// The width of a column, and the height of a row.
const STEP: f64 = 22.0;

/// In front of the names: how the host stands.
const MARGIN: f64 = 24.0;

/// Between names, groups and roles: room for a heading over a single column.
const GAP: f64 = 32.0;

/// Where the names of the columns begin.
const HEADING: f64 = 30.0;

/// Letters of a host's name, and of a column's.
const LONGEST: [usize; 2] = [38, 28];

/// Where things stand.
struct Layout {
    groups: f64,
    roles: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Layout {
    fn new(chart: &Chart) -> Self {
        let longest = |names: &mut dyn Iterator<Item = &String>, most| {
            names.map(|name| letters(&short(name, most))).max()
        };
        let label = longest(&mut chart.rows.iter().map(|row| &row.label), LONGEST[0]);
        let columns = chart.groups.iter().chain(&chart.roles);
        let heading = longest(&mut columns.map(|column| &column.name), LONGEST[1]);
        let groups = MARGIN + wide(label.unwrap_or(0)) + 16.0;
        let gap = if chart.groups.is_empty() { 0.0 } else { GAP };
        let roles = groups + steps(chart.groups.len()) + gap;
        let top = HEADING + wide(heading.unwrap_or(0)) + 12.0;
        let gap = if chart.roles.is_empty() { 0.0 } else { GAP };
        Self {
            groups,
            roles,
            top,
            width: roles + steps(chart.roles.len()) + gap / 2.0 + 4.0,
            height: top + steps(chart.rows.len()) + 6.0,
        }
    }
}

/// Draws a chart, with a title and what it says in words.
#[must_use]
pub fn drawing(chart: &Chart, title: &str, words: &str) -> Markup {
    let at = Layout::new(chart);
    html! {
        svg role="img" aria-labelledby="picture-title picture-words" viewBox=(format!("0 0 {} {}", number(at.width), number(at.height)))
            width=(number(at.width)) height=(number(at.height)) xmlns="http://www.w3.org/2000/svg" {
            title #picture-title { (title) }
            desc #picture-words { (words) }
            @for (index, row) in chart.rows.iter().enumerate() {
                (band(&at, index, row))
            }
            (columns(&at, at.groups, "Groups", &chart.groups))
            (columns(&at, at.roles, "Roles", &chart.roles))
            @for (index, row) in chart.rows.iter().enumerate() {
                (line(&at, index, row, chart))
            }
        }
    }
}

fn band(at: &Layout, index: usize, row: &Row) -> Markup {
    let state = row.state.word();
    html! {
        rect class=(format!("band {} {state}", if index.is_multiple_of(2) { "even" } else { "odd" }))
            x="0" y=(number(at.top + steps(index))) width=(number(at.width)) height=(number(STEP)) {}
    }
}

fn columns(at: &Layout, left: f64, heading: &str, columns: &[Column]) -> Markup {
    let bottom = at.top - 8.0;
    html! {
        @if !columns.is_empty() {
            text .heading x=(number(left)) y="15" textLength=(number(wide(letters(heading)))) lengthAdjust="spacingAndGlyphs" { (heading) }
            path .rule d=(format!("M{} 22H{}", number(left), number(left + steps(columns.len()).max(wide(letters(heading)))))) {}
            @for (index, column) in columns.iter().enumerate() {
                @let x = left + steps(index) + STEP / 2.0;
                @let name = short(&column.name, LONGEST[1]);
                text class=(if column.touched > 0 { "column changes" } else { "column" })
                    transform=(format!("translate({} {}) rotate(-90)", number(x + 4.0), number(bottom)))
                    textLength=(number(wide(letters(&name)))) lengthAdjust="spacingAndGlyphs" {
                    title { (column.name) ": " (hosts(column.hosts)) @if column.touched > 0 { ", " (column.touched) " touched" } }
                    (name)
                }
            }
        }
    }
}

fn line(at: &Layout, index: usize, row: &Row, chart: &Chart) -> Markup {
    let middle = at.top + steps(index) + STEP / 2.0;
    let label = short(&row.label, LONGEST[0]);
    let shown = row.names.iter().take(20).cloned().collect::<Vec<_>>();
    let rest = row.names.len().saturating_sub(shown.len());
    html! {
        g class=(format!("state {}", row.state.word())) {
            title {
                (shown.join(", ")) @if rest > 0 { " and " (rest) " more" }
                ": " (row.state.word()) @if row.touched > 0 && row.touched < row.names.len() { " (" (row.touched) ")" }
            }
            (sign(12.0, middle, Some(row.state), "host"))
            text .host x=(number(MARGIN)) y=(number(middle + 4.0)) textLength=(number(wide(letters(&label)))) lengthAdjust="spacingAndGlyphs" { (label) }
        }
        @for (left, what, cells, columns) in [
            (at.groups, "group", &row.groups, &chart.groups),
            (at.roles, "role", &row.roles, &chart.roles),
        ] {
            @for (column, (cell, of)) in cells.iter().zip(columns).enumerate() {
                @if let Some(mark) = cell.mark {
                    g class=(class(what, cell, mark, row)) {
                        title { (what) " " (of.name) " on " (row.label) ": " (mark.word()) @if cell.count < row.names.len() { " (" (cell.count) " of " (row.names.len()) ")" } }
                        (sign(left + steps(column) + STEP / 2.0, middle, cell.mark, what))
                    }
                }
            }
        }
    }
}

/// What only some of a row's hosts have is paler.
fn class(what: &str, cell: &Cell, mark: Mark, row: &Row) -> String {
    let part = if cell.any < row.names.len() {
        " part"
    } else {
        ""
    };
    format!("{what} {}{part}", mark.word())
}

/// Groups are round, roles are square; a plus is new, a minus is gone.
fn sign(x: f64, y: f64, mark: Option<Mark>, what: &str) -> Markup {
    let size = if what == "group" { 4.0 } else { 5.5 };
    let plain = matches!(mark, Some(Mark::Same | Mark::Touched));
    let size = if plain { size } else { 7.0 };
    let bar = format!("M{} {}h7", number(x - 3.5), number(y));
    let cross = format!("{bar}M{} {}v7", number(x), number(y - 3.5));
    html! {
        @if what == "role" {
            rect .shape x=(number(x - size)) y=(number(y - size)) width=(number(size * 2.0)) height=(number(size * 2.0)) rx="2.5" {}
        } @else {
            circle .shape cx=(number(x)) cy=(number(y)) r=(number(size)) {}
        }
        @match mark {
            Some(Mark::Added) => path .bar d=(cross) {},
            Some(Mark::Removed) => path .bar d=(bar) {},
            Some(Mark::Same | Mark::Touched) | None => {},
        }
    }
}

fn hosts(count: usize) -> String {
    match count {
        1 => "1 host".to_owned(),
        many => format!("{many} hosts"),
    }
}

/// Without its middle where it is too long: names often differ at both ends.
fn short(text: &str, most: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= most {
        return text.to_owned();
    }
    let end = most / 3;
    let start = most - 1 - end;
    let (first, last) = (&letters[..start], &letters[letters.len() - end..]);
    first.iter().chain(&['…']).chain(last).collect()
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

fn wide(letters: usize) -> f64 {
    steps_of(letters, LETTER)
}

fn steps(count: usize) -> f64 {
    steps_of(count, STEP)
}

fn steps_of(count: usize, step: f64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * step
}

/// With a digit behind the point at most.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0")
        .map_or(text.clone(), ToOwned::to_owned)
}
