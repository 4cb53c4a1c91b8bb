//! The exact place of what a generated line shows of a list or a map.
//!
//! In: where `packages = ["chrony", "tmux"]` is written, and "its second item". Out: where `"tmux"` is. What was
//! computed from something else has no parts there: then it is the place of the whole.

use crate::diagnostic::Problems;
use crate::emit::yaml::origin::{Origin, Step};
use crate::source::{Sources, Span};
use crate::syntax;
use crate::syntax::tree::{Expr, ExprKind, ItemKind, MapItem, Text, TextPart};

/// What makes a file of an expression.
const HEAD: &str = "let it = ";

/// Where it is written.
#[must_use]
pub fn exact(sources: &Sources, origin: &Origin) -> Span {
    if origin.inside.is_empty() {
        return origin.span;
    }
    let text = format!("{HEAD}{}", sources.text_of(origin.span));
    let file = syntax::parse(&text, 0, &mut Problems::default());
    let Some(ItemKind::Let(it)) = file.items.first().map(|item| &item.kind) else {
        return origin.span;
    };
    let mut part = &it.value;
    for step in &origin.inside {
        let Some(next) = within(part, step) else {
            break;
        };
        part = next;
    }
    let from = |offset: u32| origin.span.start + offset.saturating_sub(HEAD.len() as u32);
    Span::new(from(part.span.start), from(part.span.end))
}

fn within<'e>(whole: &'e Expr, step: &Step) -> Option<&'e Expr> {
    match (&whole.kind, step) {
        (ExprKind::Paren(inner), _) => within(inner, step),
        (ExprKind::List(items), Step::Item(index, count)) => {
            let known = items.len() == *count && items.iter().all(|item| !item.spread);
            known.then(|| items.get(*index).map(|item| &item.value))?
        }
        (ExprKind::Map(entries), Step::Entry(wanted)) => entries.iter().find_map(|entry| {
            let MapItem::Entry { key, value, .. } = entry else {
                return None;
            };
            (plain(key)? == wanted).then_some(value)
        }),
        _ => None,
    }
}

/// The text of a key without interpolation.
fn plain(key: &Text) -> Option<&str> {
    match key.parts.as_slice() {
        [TextPart::Literal(text)] => Some(text),
        _ => None,
    }
}
