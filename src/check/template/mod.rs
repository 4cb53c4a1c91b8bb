//! Templates: the names of the language become the emitted ones, all else stays as it is.
//!
//! In: `Port {{ ssh_port }}` in a template of role `base`. Out: `Port {{ base_ssh_port }}`, the
//! bytes around it untouched, and reports of names that are nothing known, at their line in the
//! `.j2` file.

mod bound;
mod edit;
mod given;
mod graph;
pub mod jinja;
mod name;
mod operation;
pub mod remedy;
mod scan;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use ecow::{EcoString, eco_format};

use crate::check::error::{expr::ExprError, template::TemplateError};
use crate::check::expr::Lowering;
use crate::check::input::Assets;
use crate::check::step::Render;
use crate::check::template::edit::{apply, place};
use crate::check::template::graph::Graph;
use crate::check::template::jinja::tree::Range;
use crate::check::template::name::is_given;
use crate::check::template::scan::{Scan, scan};
use crate::check::types::Type;
use crate::diagnostic::{Fix, Problems};
use crate::schema;
use crate::source::Span;
use crate::suggest;

/// What the templates of a role may name.
pub struct Names<'a> {
    /// The role.
    pub role: &'a str,
    /// Parameters, lets, results and facts: the emitted name of each.
    pub known: BTreeMap<EcoString, EcoString>,
    /// Those of them that are secret.
    pub secret: BTreeSet<EcoString>,
    /// Declared variables.
    pub vars: BTreeSet<EcoString>,
    /// Those of them that are secret.
    pub secret_vars: BTreeSet<EcoString>,
    /// Values of the namespace, which do not reach a template.
    pub outside: BTreeSet<EcoString>,
    /// The types of parameters, lets, results, facts and variables.
    pub types: BTreeMap<EcoString, Type>,
    /// The role's names are Ansible's, too (`prefix = ""`): its templates are copied as they are, and may read what
    /// nobody declared.
    pub as_written: bool,
}

/// The templates of a role, rewritten, and the names that they read.
pub struct Rewritten {
    /// Path and text.
    pub templates: Vec<(String, String)>,
    /// Names of [`Names::known`] that are read.
    pub read: BTreeSet<EcoString>,
    /// Tasks that render a secret: the places of their `src`.
    pub secret: BTreeSet<Span>,
    /// For each task that renders one, by the place of its `src`, the emitted names that it reads.
    pub reads: BTreeMap<Span, BTreeSet<EcoString>>,
}

/// Rewrites the templates that `wanted` says.
pub fn rewrite(
    assets: &Assets,
    wanted: &dyn Fn(&str) -> bool,
    renders: &[Render],
    names: &Names<'_>,
    low: &mut Lowering<'_, '_>,
) -> Rewritten {
    let scans = scans(assets, wanted, renders, low.problems);
    let base = |path: &str| assets.templates.get(path).map_or(0, |(_, base)| *base);
    let graph = Graph::new(&scans, renders, &|path, range| place(base(path), range));
    let mut rewritten = Rewritten {
        templates: Vec::new(),
        read: BTreeSet::new(),
        secret: BTreeSet::new(),
        reads: BTreeMap::new(),
    };
    for (path, (text, base)) in &assets.templates {
        let Some(scan) = scans.get(path.as_str()) else {
            continue;
        };
        let mut one = One {
            path,
            text,
            base: *base,
            scan,
            graph: &graph,
            names,
            read: &mut rewritten.read,
            secret: &mut rewritten.secret,
            reads: &mut rewritten.reads,
            problems: low.problems,
        };
        let edits = if names.as_written {
            one.secrets();
            Vec::new()
        } else {
            one.links(assets);
            one.edits()
        };
        rewritten.templates.push((path.clone(), apply(text, edits)));
        let known = types::Known {
            names: &names.types,
            loops: graph.loops(path),
            bound: graph.bound.get(path.as_str()),
        };
        types::check(&scan.tree, text, *base, &known, low);
    }
    rewritten
}

/// Whether a template reads a name of some kind, itself or in what it brings in.
pub fn reads(assets: &Assets, path: &str, kind: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let Some((text, _)) = assets.templates.get(&path) else {
            continue;
        };
        // What is wrong in it is reported where it is checked.
        let Ok(found) = scan(text, &[]) else { continue };
        if found.free.iter().any(|(name, _)| kind(name)) {
            return true;
        }
        let exists = |path: &str| assets.templates.contains_key(path);
        let links = found.links.iter();
        let links = links.filter_map(|link| graph::target(&path, &link.path, exists));
        open.extend(links.filter(|path| !seen.contains(path)));
        seen.insert(path);
    }
    false
}

/// Reads what is wanted, and what that brings in.
fn scans<'a>(
    assets: &'a Assets,
    wanted: &dyn Fn(&str) -> bool,
    renders: &'a [Render],
    problems: &mut Problems,
) -> BTreeMap<&'a str, Scan> {
    // The first task that renders it says how it is written, and all that it brings in.
    let mut written: BTreeMap<&str, &[(EcoString, EcoString)]> = BTreeMap::new();
    for render in renders {
        written.entry(&render.path).or_insert(&render.delimiters);
    }
    let mut scans: BTreeMap<&str, Scan> = BTreeMap::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let paths = assets.templates.keys().map(String::as_str);
    let mut open: Vec<&str> = paths.filter(|path| wanted(path)).collect();
    open.sort_by_key(|path| written.contains_key(path)); // The last comes first.
    while let Some(path) = open.pop() {
        let Some((path, (text, base))) = assets.templates.get_key_value(path) else {
            continue;
        };
        if !seen.insert(path) {
            continue;
        }
        let delimiters = written.get(path.as_str()).copied().unwrap_or_default();
        match scan(text, delimiters) {
            Ok(found) => {
                for link in &found.links {
                    let exists = |path: &str| assets.templates.contains_key(path);
                    let target = graph::target(path, &link.path, exists);
                    let known = target.and_then(|path| assets.templates.get_key_value(&path));
                    if let Some((target, _)) = known {
                        written.entry(target).or_insert(delimiters);
                        open.push(target);
                    }
                }
                scans.insert(path, found);
            }
            Err((reason, range)) => {
                let span = place(*base, &range);
                let help = remedy::remedy(&reason, text, &range);
                problems.push(TemplateError::Syntax { reason, help, span });
            }
        }
    }
    scans
}

/// One template being rewritten.
struct One<'a> {
    path: &'a str,
    text: &'a str,
    base: u32,
    scan: &'a Scan,
    graph: &'a Graph<'a>,
    names: &'a Names<'a>,
    read: &'a mut BTreeSet<EcoString>,
    secret: &'a mut BTreeSet<Span>,
    reads: &'a mut BTreeMap<Span, BTreeSet<EcoString>>,
    problems: &'a mut Problems,
}

impl One<'_> {
    fn edits(&mut self) -> Vec<(Range, EcoString)> {
        let mut edits: Vec<(Range, EcoString)> = Vec::new();
        for range in &self.scan.other_facts {
            edits.push((range.clone(), "ansible_facts".into()));
        }
        for range in &self.scan.fields {
            let name = self
                .text
                .get(range.clone())
                .map(|text| text.trim_start_matches('.').trim());
            edits.push((
                range.clone(),
                eco_format!("['{}']", name.unwrap_or_default()),
            ));
        }
        self.facts();
        for (what, range) in &self.scan.computed {
            let span = place(self.base, range);
            self.problems.push(TemplateError::Computed { what, span });
        }
        for (name, range) in &self.scan.perhaps {
            if self.names.known.contains_key(name.as_str()) {
                let span = place(self.base, range);
                self.problems.push(TemplateError::Hides {
                    name: name.clone(),
                    span,
                });
            }
        }
        let bound = self.graph.bound.get(self.path);
        for (name, range) in &self.scan.free {
            if bound.is_some_and(|bound| bound.contains(name)) {
                continue;
            }
            self.seen(name, range);
            if let Some(emitted) = self.emitted(name, range)
                && emitted != *name
            {
                edits.push((range.clone(), emitted));
            }
        }
        edits
    }

    /// A template that is copied as it is: only what is secret in it counts.
    fn secrets(&mut self) {
        for (name, range) in &self.scan.free {
            if self.of_loop_quietly(name) {
                continue;
            }
            let known = self.names.known.contains_key(name.as_str());
            if known || self.names.secret_vars.contains(name.as_str()) {
                self.emitted(name, range);
            }
        }
    }

    /// Facts that there are not.
    fn facts(&mut self) {
        let at = |range: &Range| place(self.base, range);
        for fact in &self.scan.facts {
            let method = schema::method::lookup_of("map", &fact.text).is_some();
            if schema::fact::lookup(&fact.text).is_none() && !method {
                let near = suggest::nearest(&fact.text, schema::fact::names());
                let span = at(&fact.range);
                let help = near.map(|near| format!("did you mean `facts.{near}`?"));
                let name = fact.text.clone();
                let error = ExprError::UnknownFact { name, span, help };
                let fix = near.and_then(|near| Fix::rename(span, &fact.text, near));
                self.problems.push_fix(error, fix);
            }
        }
    }

    fn links(&mut self, assets: &Assets) {
        for link in &self.scan.links {
            if link.optional
                || graph::target(self.path, &link.path, |path| {
                    assets.templates.contains_key(path)
                })
                .is_some()
            {
                continue;
            }
            let near = suggest::nearest(&link.path, assets.templates.keys().map(String::as_str));
            let span = place(self.base, &link.range);
            let help = Some(near.map_or_else(
                || "put it beside this one, in `templates/`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ));
            let (path, what) = (link.path.clone(), link.what);
            let error = TemplateError::Missing {
                path,
                what,
                span,
                help,
            };
            let fix = near.and_then(|near| Fix::rename(span, &link.path, near));
            self.problems.push_fix(error, fix);
        }
    }
}

/// A template whose free names were renamed.
pub struct Renamed {
    /// The free names that Jinja and Ansible do not give.
    pub free: BTreeSet<String>,
    /// Names that `set` binds under a condition.
    pub perhaps: BTreeSet<String>,
    /// What is said of its filters and tests.
    pub said: BTreeSet<String>,
    /// The text with the free names renamed.
    pub text: String,
}

/// Renames the free names of a template.
///
/// # Errors
/// What Jinja would refuse, with its place.
pub fn renamed(text: &str, rename: &dyn Fn(&str) -> String) -> Result<Renamed, jinja::Fault> {
    let found = scan(text, &[])?;
    let mut free = found.free;
    free.retain(|(name, _)| !is_given(name));
    let said = found.operations.iter().flat_map(|operation| {
        let problems = operation::problems(operation, &|range| place(0, range));
        let name = &operation.name.text;
        problems.into_iter().map(move |problem| {
            if let ExprError::WrongArguments { problem, .. } = &problem {
                return format!("{name}: {problem}");
            }
            problem.to_string()
        })
    });
    let said = said.collect();
    let edit = |(name, range): &(String, Range)| (range.clone(), rename(name).into());
    Ok(Renamed {
        said,
        text: apply(text, free.iter().map(edit).collect()),
        free: free.into_iter().map(|(name, _)| name).collect(),
        perhaps: found.perhaps.into_iter().map(|(name, _)| name).collect(),
    })
}
