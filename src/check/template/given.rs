//! What Ansible and Jinja give to a template, and what each of it has.
//!
//! In: `groups['wbe']`, `'wbe' in group_names`, `hostvars['a.example.org']`, `ansible_facts.distributon`, `loop.indx`. Out: a report at its place
//! in the `.j2` file, with the nearest that there is. Who asks whether it is there may ask for anything.

use crate::check::expr::Lowering;
use crate::check::template::edit::place;
use crate::check::template::jinja::tree::{Expr, Name, Suffix};
use crate::syntax::tree;

/// What `loop` has between `{% for … %}` and `{% endfor %}`.
const LOOP: [&str; 13] = [
    "index",
    "index0",
    "revindex",
    "revindex0",
    "first",
    "last",
    "length",
    "cycle",
    "depth",
    "depth0",
    "previtem",
    "nextitem",
    "changed",
];

/// Checks what is read of a name that the template does not bind itself.
pub fn of_global(name: &Name, suffixes: &[Suffix], base: u32, low: &mut Lowering<'_, '_>) {
    if let ("hostvars", [Suffix::Attr(..) | Suffix::Item(_), of_host @ ..]) =
        (name.text.as_str(), suffixes)
    {
        of_other_host(of_host, base, low);
    }
    let Some((key, rest)) = key(suffixes, base) else {
        return;
    };
    match name.text.as_str() {
        "groups" if !may_lack(rest) => low.template_group(&key),
        "hostvars" if !may_lack(rest) => low.template_host(&key),
        "ansible_facts" => low.template_fact(&key),
        _ => {}
    }
}

/// Checks what is read of `hostvars[host]`.
fn of_other_host(suffixes: &[Suffix], base: u32, low: &mut Lowering<'_, '_>) {
    let Some((variable, rest)) = key(suffixes, base) else {
        return;
    };
    if !matches!(variable.text.as_str(), "facts" | "ansible_facts") {
        low.template_host_variable(&variable);
    } else if let Some((fact, _)) = key(rest, base) {
        low.template_fact(&fact);
    }
}

/// Checks what is read of `loop`.
pub fn of_loop(suffixes: &[Suffix], base: u32, low: &mut Lowering<'_, '_>) {
    if let Some((key, _)) = key(suffixes, base)
        && !LOOP.contains(&key.text.as_str())
    {
        low.template_no_field("`loop`", &key, &LOOP);
    }
}

/// The groups of `'web' in group_names`, with the place of that name.
pub fn in_group_names<'t>(
    parts: &'t [Expr],
    text: &'t str,
    base: u32,
) -> impl Iterator<Item = (tree::Name, &'t Name)> {
    parts.windows(2).filter_map(move |pair| {
        let [Expr::Str(group, range), Expr::Name(of)] = pair else {
            return None;
        };
        let sign = text.get(range.end..of.range.start)?;
        let asked = of.text == "group_names" && sign.split_whitespace().last() == Some("in");
        asked.then(|| {
            let (text, span) = (group.as_str().into(), place(base, range));
            (tree::Name { text, span }, of)
        })
    })
}

/// The first of `.web` or `['web']`, and what follows it.
fn key(suffixes: &[Suffix], base: u32) -> Option<(tree::Name, &[Suffix])> {
    let (first, rest) = suffixes.split_first()?;
    let (text, range) = match first {
        Suffix::Attr(name, _) => (name.text.as_str(), &name.range),
        Suffix::Item(items) => match items.as_slice() {
            [Expr::Str(text, range)] => (text.as_str(), range),
            [..] => return None,
        },
        Suffix::Call(_) | Suffix::Filter(..) | Suffix::Test(..) => return None,
    };
    // `groups.keys()`
    if matches!((first, rest), (Suffix::Attr(..), [Suffix::Call(_), ..])) {
        return None;
    }
    let span = place(base, range);
    let text = text.into();
    Some((tree::Name { text, span }, rest))
}

/// Whether the next asks if it is there, or says what holds where it is not.
fn may_lack(rest: &[Suffix]) -> bool {
    match rest.first() {
        Some(Suffix::Filter(name, _)) => matches!(crate::value::short(&name.text), "default" | "d"),
        Some(Suffix::Test(name, _)) => {
            matches!(crate::value::short(&name.text), "defined" | "undefined")
        }
        Some(Suffix::Attr(..) | Suffix::Item(_) | Suffix::Call(_)) | None => false,
    }
}
