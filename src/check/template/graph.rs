//! Which template brings in which, and what reaches it from there.
//!
//! A template that is included sees the loop variables of the task that renders the first one, and
//! what is bound where the `include` stands.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use crate::check::step::{LoopVar, Render};
use crate::check::template::jinja::tree::Range;
use crate::check::template::scan::Scan;
use crate::check::types::Type;
use crate::diagnostic::Fix;
use crate::source::Span;

/// What reaches each template.
pub struct Graph<'a> {
    /// For each template, the loop variables and the place of every task that renders it.
    pub contexts: BTreeMap<&'a str, Vec<(&'a [LoopVar], Span)>>,
    /// For each template, what those that bring it in have bound there.
    pub bound: BTreeMap<&'a str, BTreeSet<String>>,
    /// Templates that are imported without context, or brought in by such: where.
    pub alone: BTreeMap<&'a str, (Span, Option<Fix>)>,
}

impl<'a> Graph<'a> {
    /// The types of the loop variables that reach a template; of any type where the tasks disagree.
    pub fn loops(&self, path: &str) -> BTreeMap<EcoString, Type> {
        let mut found: BTreeMap<EcoString, Type> = BTreeMap::new();
        let contexts = self.contexts.get(path).into_iter().flatten();
        for variable in contexts.flat_map(|(loops, _)| loops.iter()) {
            let ty = found
                .entry(variable.name.clone())
                .or_insert_with(|| variable.ty.clone());
            if *ty != variable.ty {
                *ty = Type::Any;
            }
        }
        found
    }

    /// Follows the links.
    pub fn new(
        scans: &'a BTreeMap<&'a str, Scan>,
        renders: &'a [Render],
        place: &dyn Fn(&str, &Range) -> Span,
    ) -> Self {
        let mut graph = Self {
            contexts: BTreeMap::new(),
            bound: BTreeMap::new(),
            alone: BTreeMap::new(),
        };
        for (path, scan) in scans {
            for link in scan.links.iter().filter(|link| !link.context) {
                let target = resolve(scans, path, &link.path);
                for path_below in target.iter().flat_map(|target| below(scans, target)) {
                    let span = place(path, &link.range);
                    let fix = link.with_context.as_ref().map(|(range, text)| {
                        let fix = Fix::safe(place(path, range), *text);
                        fix.titled("import it `with context`")
                    });
                    graph.alone.entry(path_below).or_insert((span, fix));
                }
            }
        }
        for render in renders {
            for path in below(scans, &render.path) {
                graph
                    .contexts
                    .entry(path)
                    .or_default()
                    .push((&render.loops, render.span));
            }
        }
        // A set only grows, so this ends; a pass for each level of includes.
        loop {
            let before: usize = graph.bound.values().map(BTreeSet::len).sum();
            for (path, scan) in scans {
                for link in &scan.links {
                    let Some(target) = resolve(scans, path, &link.path) else {
                        continue;
                    };
                    let mut more = link.bound.clone();
                    more.extend(graph.bound.get(path).into_iter().flatten().cloned());
                    graph.bound.entry(target).or_default().extend(more);
                }
            }
            if graph.bound.values().map(BTreeSet::len).sum::<usize>() == before {
                return graph;
            }
        }
    }
}

/// A template and all that it brings in.
fn below<'a>(scans: &'a BTreeMap<&'a str, Scan>, path: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&'a str> = scans
        .get_key_value(path)
        .map(|(path, _)| *path)
        .into_iter()
        .collect();
    while let Some(path) = open.pop() {
        if found.insert(path)
            && let Some(scan) = scans.get(path)
        {
            open.extend(
                scan.links
                    .iter()
                    .filter_map(|link| resolve(scans, path, &link.path)),
            );
        }
    }
    found
}

fn resolve<'a>(scans: &'a BTreeMap<&'a str, Scan>, from: &str, link: &str) -> Option<&'a str> {
    let target = target(from, link, |path| scans.contains_key(path))?;
    scans.get_key_value(target.as_str()).map(|(path, _)| *path)
}

/// The template that a link means: below `templates/`, or beside the one it stands in.
pub fn target(from: &str, link: &str, exists: impl Fn(&str) -> bool) -> Option<String> {
    let link = link.strip_prefix("./").unwrap_or(link);
    if exists(link) {
        return Some(link.to_string());
    }
    let (folder, _) = from.rsplit_once('/')?;
    let beside = format!("{folder}/{link}");
    exists(&beside).then_some(beside)
}
