//! Changes as a page: one file, no script, nothing from the network.
//!
//! In: [`Changes`]. Out: the tally, then what a reviewer must know first, with the fleet's picture before hosts and
//! groups. Everything that `text` and `markdown` say stands here in full; what is long is folded.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::diff::change::{Change, Changes, Reach, Restart, Section};
use crate::diff::entry::entry;
use crate::diff::figure::figure;

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
pub(super) type Sets<'c> = BTreeMap<&'c [String], usize>;

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

/// Hosts in words, and by name where the words do not name them.
pub(super) fn hosts(reach: &Reach, sets: &Sets<'_>) -> Markup {
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
