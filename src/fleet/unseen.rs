//! Hosts that are known only at run time, and what cannot be checked for them.
//!
//! In: `group cloud { dynamic = true }`, or an inventory of a plugin. Out: one note, however many there are.

use std::collections::BTreeMap;

use ecow::EcoString;

use crate::diagnostic::Problems;
use crate::fleet::View;
use crate::fleet::error::FleetError;
use crate::source::Span;

/// Says once which hosts were not there to be checked.
pub(super) fn check(views: &[View<'_>], problems: &mut Problems) {
    let mut found: BTreeMap<&EcoString, Span> = BTreeMap::new();
    for view in views {
        let groups = view.declared.groups.iter().filter(|group| group.dynamic);
        found.extend(groups.map(|group| (&group.name, group.span)));
        if let (Some(_), Some(span)) = (&view.declared.plugin, view.declared.span) {
            found.insert(&view.declared.name, span);
        }
    }
    let Some(span) = found.values().min_by_key(|span| span.start).copied() else {
        return;
    };
    let names: Vec<String> = found.keys().map(|name| format!("`{name}`")).collect();
    problems.push(FleetError::Unseen {
        names: names.join(", "),
        span,
    });
}
