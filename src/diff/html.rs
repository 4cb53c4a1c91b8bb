//! Changes as a page: one file, no script, nothing from the network.
//!
//! In: [`Changes`]. Out: the tally, then what a reviewer must know first, with the fleet's picture before hosts and
//! groups. Everything that `text` and `markdown` say stands here in full; what is long is folded.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::diff::change::{Change, Changes, Reach, Restart, Section, Sign};
use crate::diff::drawing::drawing;
use crate::diff::parts::{parts, whole};
use crate::diff::picture::{Mark, Picture};
use crate::diff::rows::{Chart, Row, chart};
use crate::diff::text::origin;

/// Light and dark, narrow and wide.
const STYLE: &str = include_str!("page.css");

/// Nothing is loaded and nothing runs, whatever stands in the page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Entries of a section that are not folded.
const OPEN: usize = 60;

/// Hosts that are listed where they are spoken of; more stand at the end, each set once.
const HERE: usize = 40;

/// Sets of hosts that are listed at the end.
type Sets<'c> = BTreeMap<&'c [String], usize>;

/// The whole page; `before` and `after` are what was compared.
#[must_use]
pub fn html(changes: &Changes, before: &str, after: &str) -> String {
    let sets = sets(changes);
    let title = format!("What changes in {}", changes.project);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "What changes in " span .name { (changes.project) } }
                    p .compared { "From " code { (before) } " to " code { (after) } }
                    @if changes.is_empty() { p .nothing { "No difference." } } @else { (tally(changes, &sets)) (contents(changes)) }
                }
                @if !changes.is_empty() { main { (sections(changes, &sets)) (listed(&sets)) } }
            }
        }
    };
    let mut text = page.into_string();
    text.push('\n');
    text
}

fn sets(changes: &Changes) -> Sets<'_> {
    let reaches = changes.changes.iter().map(|change| &change.hosts);
    let restarts = changes
        .summary
        .restarts
        .iter()
        .map(|restart| &restart.hosts);
    let all = std::iter::once(&changes.summary.hosts)
        .chain(restarts)
        .chain(reaches);
    let mut found = Sets::new();
    for reach in all.filter(|reach| reach.names.len() > HERE) {
        let number = found.len() + 1;
        found.entry(&reach.names).or_insert(number);
    }
    found
}

fn tally(changes: &Changes, sets: &Sets<'_>) -> Markup {
    let summary = &changes.summary;
    let tasks = [
        ("added", summary.tasks_added),
        ("changed", summary.tasks_changed),
        ("removed", summary.tasks_removed),
    ];
    let all = changes.picture.hosts.len().max(summary.hosts.count);
    html! {
        dl .tally {
            div {
                dt { @if summary.hosts.count == 1 { "Host touched" } @else { "Hosts touched" } }
                dd { b { (summary.hosts.count) } " of " (all) @if summary.hosts.count > 0 { div .small { (hosts(&summary.hosts, sets)) } } }
            }
            div {
                dt { "Tasks" }
                dd .tasks { @for (word, count) in tasks { span class=(if count > 0 { word } else { "none" }) { b { (count) } " " (word) } " " } }
            }
            div {
                dt { "Services" }
                dd {
                    @if summary.restarts.is_empty() { "No restart" }
                    @for restart in &summary.restarts { div .service { (service(restart)) div .small { (hosts(&restart.hosts, sets)) } } }
                }
            }
            div {
                dt { @if summary.files == 1 { "Generated file" } @else { "Generated files" } }
                dd { b { (summary.files) } @if summary.files == 1 { " differs" } @else { " differ" } }
            }
        }
    }
}

fn service(restart: &Restart) -> Markup {
    let word = if restart.state == "restarted" {
        "restarts"
    } else {
        "reloads"
    };
    html! { (word) " " b { (restart.service) } }
}

fn contents(changes: &Changes) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul .contents {
                @for section in Section::ALL {
                    @let count = changes.of(section).count();
                    @if section == Section::Fleet && !changes.picture.hosts.is_empty() { li { a href="#picture" { "The fleet" } } }
                    @if count > 0 { li { a href=(format!("#{}", id(section))) { (section.title()) " " span .count { (count) } } } }
                }
            }
        }
    }
}

/// The anchor of a section, as `json` calls it.
const fn id(section: Section) -> &'static str {
    match section {
        Section::Privileges => "privileges",
        Section::Consequences => "consequences",
        Section::Fleet => "fleet",
        Section::Plays => "plays",
        Section::Values => "values",
        Section::Roles => "roles",
        Section::Project => "project",
        Section::Tests => "tests",
        Section::Cosmetic => "cosmetic",
    }
}

fn sections(changes: &Changes, sets: &Sets<'_>) -> Markup {
    html! {
        @for section in Section::ALL {
            @if section == Section::Fleet && !changes.picture.hosts.is_empty() { (figure(&changes.picture)) }
            @let entries: Vec<&Change> = changes.of(section).collect();
            @if !entries.is_empty() {
                section id=(id(section)) aria-labelledby=(format!("{}-title", id(section))) {
                    h2 id=(format!("{}-title", id(section))) { (section.title()) " " span .count { (entries.len()) } }
                    @if section == Section::Cosmetic {
                        details { summary { "What is written otherwise, and does the same" } @for change in entries { (entry(change, sets)) } }
                    } @else {
                        @for change in entries.iter().take(OPEN) { (entry(change, sets)) }
                        @if let Some(rest) = entries.get(OPEN..).filter(|rest| !rest.is_empty()) {
                            details { summary { "… and " (rest.len()) " more" } @for change in rest { (entry(change, sets)) } }
                        }
                    }
                }
            }
        }
    }
}

fn entry(change: &Change, sets: &Sets<'_>) -> Markup {
    let from = Some(origin(change)).filter(|from| !from.is_empty());
    let place = change.place.as_ref().filter(|_| from.is_none());
    let from = from.filter(|_| !has_values(change));
    html! {
        article class=(format!("entry {}", word(change.sign))) {
            h3 {
                span .sign aria-hidden="true" { (glyph(change.sign)) }
                span .hidden { (word(change.sign)) ": " }
                span .subject { (change.subject) }
                @if !change.title.is_empty() { span .title { ": " (change.title) } }
            }
            (values(change))
            @if !change.hosts.text.is_empty() || !change.because.is_empty() || from.is_some() || place.is_some() || change.spec.is_some() || !change.files.is_empty() {
                ul .about {
                    @if !change.hosts.text.is_empty() { li { "on " (hosts(&change.hosts, sets)) } }
                    @if !change.because.is_empty() { li { "because " (change.because.join("; ")) } }
                    @if let Some(from) = &from { li { (from) } }
                    @if let Some(place) = place { li { "in " code { (place) } } }
                    @if let Some(spec) = &change.spec { li { (link(spec)) } }
                    @match change.files.len() {
                        0 => {}
                        1 => li { "seen in " code { @for file in &change.files { (file) } } }
                        many => li { details { summary { "seen in " (many) " files" } ul .names { @for file in &change.files { li { code { (file) } } } } } }
                    }
                }
            }
            (parts(change))
        }
    }
}

/// A minus and a cross as wide as the others.
const fn glyph(sign: Sign) -> &'static str {
    match sign {
        Sign::Added => "+",
        Sign::Removed => "−",
        Sign::Changed => "~",
        Sign::Moved => "›",
        Sign::Noted => "!",
    }
}

const fn word(sign: Sign) -> &'static str {
    match sign {
        Sign::Added => "added",
        Sign::Removed => "removed",
        Sign::Changed => "changed",
        Sign::Moved => "moved",
        Sign::Noted => "noted",
    }
}

/// What it was and is, and where that came from; where its parts are shown, the place alone stands below.
fn values(change: &Change) -> Markup {
    let sides = [
        ("Before", "before", &change.before, &change.before_from),
        ("After", "after", &change.after, &change.after_from),
    ];
    html! {
        @if has_values(change) {
            table .values {
                caption .hidden { (change.subject) ", before and after" }
                thead .hidden { tr { th scope="col" { "When" } th scope="col" { "Value, and where it is from" } } }
                tbody {
                    @for (word, class, value, from) in sides {
                        @if value.is_some() || from.is_some() {
                            tr class=(class) {
                                th scope="row" { (word) }
                                td {
                                    @if let Some(value) = value { (whole(value)) } @else { span .none { "nothing" } }
                                    @if let Some(from) = from { " " span .from { (from) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

const fn has_values(change: &Change) -> bool {
    change.before.is_some() || change.after.is_some()
}

/// Only what leads to a page is a link.
fn link(spec: &str) -> Markup {
    html! {
        @if spec.starts_with("https://") || spec.starts_with("http://") { a href=(spec) rel="noreferrer" { (spec) } } @else { (spec) }
    }
}

/// Hosts in words, and by name where the words do not name them.
fn hosts(reach: &Reach, sets: &Sets<'_>) -> Markup {
    if reach.count <= 1 || reach.text == reach.names.join(", ") {
        return html! { span .hosts { (reach.text) } };
    }
    if let Some(number) = sets.get(reach.names.as_slice()) {
        return html! { a .hosts href=(format!("#hosts-{number}")) { (reach.text) } };
    }
    html! { details .hosts { summary { (reach.text) } ul .names { @for name in &reach.names { li { (name) } } } } }
}

/// The large sets of hosts, by name.
fn listed(sets: &Sets<'_>) -> Markup {
    let mut sets: Vec<(&&[String], &usize)> = sets.iter().collect();
    sets.sort_by_key(|(_, number)| **number);
    html! {
        @if !sets.is_empty() {
            section aria-labelledby="hosts-title" {
                h2 #hosts-title { "Hosts by name" }
                @for (names, number) in sets {
                    details id=(format!("hosts-{number}")) { summary { (names.len()) " hosts" } ul .names { @for name in *names { li { (name) } } } }
                }
            }
        }
    }
}

fn figure(picture: &Picture) -> Markup {
    let chart = chart(picture);
    let words = words(picture, &chart);
    let legend = [
        ("touched", "touched"),
        ("added", "new"),
        ("removed", "gone"),
        ("same", "unchanged"),
        ("group", "in the group"),
        ("role", "runs the role"),
        ("role touched", "which does something else now"),
    ];
    html! {
        section #picture aria-labelledby="picture-heading" {
            h2 #picture-heading { "The fleet" }
            figure {
                div .scroll role="region" aria-label="Picture of the fleet" tabindex="0" { (drawing(&chart, "Hosts with their groups and roles", &words)) }
                figcaption {
                    p { (words) }
                    ul .legend { @for (class, text) in legend { li { span class=(class) aria-hidden="true" {} (text) } } }
                }
            }
            (table(&chart))
        }
    }
}

fn words(picture: &Picture, chart: &Chart) -> String {
    let count = |mark: Mark| {
        picture
            .hosts
            .iter()
            .filter(|host| host.state == mark)
            .count()
    };
    let mut text = format!("{} hosts", picture.hosts.len());
    if chart.rows.len() < picture.hosts.len() {
        text += &format!(" in {} rows", chart.rows.len());
    }
    let marks = [
        (Mark::Touched, "touched"),
        (Mark::Added, "new"),
        (Mark::Removed, "gone"),
        (Mark::Same, "unchanged"),
    ];
    let said: Vec<String> = marks
        .iter()
        .filter(|(mark, _)| count(*mark) > 0)
        .map(|(mark, word)| format!("{} {word}", count(*mark)))
        .collect();
    text += &format!(": {}.", said.join(", "));
    for (more, what) in [(chart.more_groups, "groups"), (chart.more_roles, "roles")] {
        if more > 0 {
            text += &format!(" {more} more {what} have no column.");
        }
    }
    text
}

/// The picture for who does not see it.
fn table(chart: &Chart) -> Markup {
    let names = |row: &Row, roles: bool| {
        let (cells, columns) = if roles {
            (&row.roles, &chart.roles)
        } else {
            (&row.groups, &chart.groups)
        };
        let pairs = cells.iter().zip(columns).filter_map(|(cell, column)| {
            let mark = cell.mark?;
            Some(match mark {
                Mark::Same => column.name.clone(),
                Mark::Touched | Mark::Removed | Mark::Added => {
                    format!("{} ({})", column.name, mark.word())
                }
            })
        });
        pairs.collect::<Vec<_>>().join(", ")
    };
    html! {
        details {
            summary { "The same as a table" }
            table .fleet {
                caption .hidden { "Hosts with their groups and roles" }
                thead { tr { th scope="col" { "Hosts" } th scope="col" { "State" } th scope="col" { "Groups" } th scope="col" { "Roles" } } }
                tbody {
                    @for row in &chart.rows {
                        tr { th scope="row" { (row.label) } td { (row.state.word()) } td { (names(row, false)) } td { (names(row, true)) } }
                    }
                }
            }
        }
    }
}
