//! The fleet's picture on the page: drawn, in words, and as a table for who does not see it.
//!
//! In: a [`Picture`]. Out: a figure with its legend: `17 hosts: 3 touched, 14 unchanged.`

use maud::{Markup, html};

use crate::diff::drawing::drawing;
use crate::diff::picture::{Mark, Picture};
use crate::diff::rows::{Chart, Row, chart};

/// The picture, and what it shows.
#[must_use]
pub fn figure(picture: &Picture) -> Markup {
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
