//! The rows and columns in which a fleet fits on a page.
//!
//! In: a [`Picture`]. Out: a [`Chart`]: twenty hosts have a row each; of a thousand, those that are alike share one
//! (`node001.example.org` and 799 more), and what is still too much is counted in a last row.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::diff::picture::{DrawnHost, Mark, Marks, Picture};

/// Up to so many hosts have a row each.
const EACH: usize = 32;

/// Rows at most.
const MOST_ROWS: usize = 36;

/// Groups, and roles, at most.
const MOST_COLUMNS: usize = 22;

/// A cell: how many of a row's hosts have it, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What says most.
    pub mark: Option<Mark>,
    /// How many are marked so.
    pub count: usize,
    /// How many have it in any way.
    pub any: usize,
}

/// Hosts that share a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `web01.example.org`, `node001.example.org and 799 more`.
    pub label: String,
    /// The hosts.
    pub names: Vec<String>,
    /// How they stand: of rows that hold others, what says most.
    pub state: Mark,
    /// How many of them stand otherwise than before.
    pub touched: usize,
    /// By column.
    pub groups: Vec<Cell>,
    /// By column.
    pub roles: Vec<Cell>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The group, or the role.
    pub name: String,
    /// How many hosts.
    pub hosts: usize,
    /// How many of them stand otherwise in it than before.
    pub touched: usize,
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// Groups.
    pub groups: Vec<Column>,
    /// Roles.
    pub roles: Vec<Column>,
    /// Hosts.
    pub rows: Vec<Row>,
    /// Groups for which there is no room.
    pub more_groups: usize,
    /// Roles for which there is no room.
    pub more_roles: usize,
}

/// Puts a fleet into rows and columns.
#[must_use]
pub fn chart(picture: &Picture) -> Chart {
    let (group_columns, more_groups) = columns(picture, &picture.groups, |host| &host.groups);
    let (role_columns, more_roles) = columns(picture, &picture.roles, |host| &host.roles);
    let row = |hosts: &[&DrawnHost]| Row {
        label: match hosts {
            [] => String::new(),
            [one] => one.name.clone(),
            [first, rest @ ..] => format!("{} and {} more", first.name, rest.len()),
        },
        names: hosts.iter().map(|host| host.name.clone()).collect(),
        state: hosts
            .iter()
            .map(|host| host.state)
            .max()
            .unwrap_or(Mark::Same),
        touched: hosts.iter().filter(|host| host.state != Mark::Same).count(),
        groups: cells(hosts, &group_columns, |host| &host.groups),
        roles: cells(hosts, &role_columns, |host| &host.roles),
    };
    let mut rows: Vec<Row> = alike(picture).iter().map(|hosts| row(hosts)).collect();
    if rows.len() > MOST_ROWS {
        rows.sort_by_key(|row| (row.state == Mark::Same, Reverse(row.names.len())));
        let rest = rows.split_off(MOST_ROWS - 1);
        let names: BTreeSet<&String> = rest.iter().flat_map(|row| &row.names).collect();
        let others: Vec<&DrawnHost> = picture
            .hosts
            .iter()
            .filter(|host| names.contains(&host.name))
            .collect();
        let mut last = row(&others);
        last.label = format!("{} other hosts", others.len());
        sort(&mut rows);
        rows.push(last);
    } else {
        sort(&mut rows);
    }
    let named = |numbers: Vec<usize>, names: &[String], of: fn(&DrawnHost) -> &Marks| {
        let columns = numbers.into_iter().filter_map(|number| {
            let marks = picture
                .hosts
                .iter()
                .filter_map(|host| of(host).get(&number));
            let touched = marks.clone().filter(|mark| **mark != Mark::Same).count();
            Some(Column {
                name: names.get(number)?.clone(),
                hosts: marks.count(),
                touched,
            })
        });
        columns.collect()
    };
    Chart {
        groups: named(group_columns, &picture.groups, |host| &host.groups),
        roles: named(role_columns, &picture.roles, |host| &host.roles),
        rows,
        more_groups,
        more_roles,
    }
}

/// Hosts of the same groups stand together, those of large groups first.
fn sort(rows: &mut [Row]) {
    rows.sort_by_cached_key(|row| {
        let lacks: Vec<bool> = row.groups.iter().map(|cell| cell.any == 0).collect();
        (lacks, row.names.first().cloned())
    });
}

/// The numbers that get a column, in their order, and how many get none: what is touched goes first.
fn columns(
    picture: &Picture,
    names: &[String],
    of: fn(&DrawnHost) -> &Marks,
) -> (Vec<usize>, usize) {
    let mut numbers: Vec<usize> = (0..names.len()).collect();
    if numbers.len() > MOST_COLUMNS {
        let mut touched = vec![0usize; names.len()];
        for host in &picture.hosts {
            for (number, _) in of(host).iter().filter(|(_, mark)| **mark != Mark::Same) {
                touched[*number] += 1;
            }
        }
        numbers.sort_by_key(|number| Reverse(touched[*number]));
        numbers.truncate(MOST_COLUMNS);
        numbers.sort_unstable();
    }
    let more = names.len() - numbers.len();
    (numbers, more)
}

fn cells(hosts: &[&DrawnHost], columns: &[usize], of: fn(&DrawnHost) -> &Marks) -> Vec<Cell> {
    let cell = |column: &usize| {
        let marks: Vec<Mark> = hosts
            .iter()
            .filter_map(|host| of(host).get(column).copied())
            .collect();
        let mark = marks.iter().max().copied();
        Cell {
            mark,
            count: marks.iter().filter(|other| Some(**other) == mark).count(),
            any: marks.len(),
        }
    };
    columns.iter().map(cell).collect()
}

/// The hosts that share a row: each for itself; or those that are alike in everything; or those that
/// stand alike and have the same smallest group.
fn alike(picture: &Picture) -> Vec<Vec<&DrawnHost>> {
    if picture.hosts.len() <= EACH {
        return picture.hosts.iter().map(|host| vec![host]).collect();
    }
    let mut exactly: BTreeMap<(Mark, &Marks, &Marks), Vec<&DrawnHost>> = BTreeMap::new();
    let mut roughly: BTreeMap<(Mark, Option<usize>), Vec<&DrawnHost>> = BTreeMap::new();
    for host in &picture.hosts {
        let key = (host.state, &host.groups, &host.roles);
        exactly.entry(key).or_default().push(host);
        // Groups are numbered by size.
        let smallest = host.groups.keys().next_back().copied();
        roughly
            .entry((host.state, smallest))
            .or_default()
            .push(host);
    }
    if exactly.len() <= MOST_ROWS {
        exactly.into_values().collect()
    } else {
        roughly.into_values().collect()
    }
}
