//! Places in a template, and its text with some of them replaced.
//!
//! In: `{{ port }}` and the place of `port`, which is to be `web_port`. Out: `{{ web_port }}`, the bytes around it untouched.

use ecow::EcoString;

use crate::check::template::jinja::tree::Range;
use crate::source::Span;

/// A place of a file whose first byte is `base`.
pub fn place(base: u32, range: &Range) -> Span {
    let at = |offset: usize| base.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
    Span::new(at(range.start), at(range.end))
}

/// A text with some of its parts replaced.
pub fn apply(text: &str, mut edits: Vec<(Range, EcoString)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut result = String::with_capacity(text.len() + 16 * edits.len());
    let mut at = 0;
    for (range, new) in edits {
        let Some(before) = text.get(at..range.start) else {
            continue;
        };
        result.push_str(before);
        result.push_str(&new);
        at = range.end;
    }
    result.push_str(text.get(at..).unwrap_or_default());
    result
}
