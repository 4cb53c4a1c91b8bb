//! A change on the page: what it is about, what it was and is, and where.
//!
//! In: `base.ssh_port: 22 → 2222`. Out: an article with both values and where they are from, the hosts, the files that show it,
//! and its parts.

use maud::{Markup, html};

use crate::diff::change::{Change, Sign};
use crate::diff::html::{Sets, hosts};
use crate::diff::parts::{parts, whole};
use crate::diff::text::origin;

/// A change.
#[must_use]
pub fn entry(change: &Change, sets: &Sets<'_>) -> Markup {
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
